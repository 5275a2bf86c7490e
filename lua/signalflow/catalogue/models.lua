-- luacheck: max line length 230
--- Language models.
-- `architecture` holds the numbers of the published configuration. Parameters are recomputed from it; what the
-- publisher says stands beside it. A figure is { value, source key, note }; what no source states is left out.

local fields = {
  { name = "total_parameters", title = "parameters, recomputed" },
  { name = "active_parameters", title = "parameters a token uses, recomputed, embeddings counted" },
  { name = "published_total", title = "parameters, as published" },
  { name = "published_active", title = "parameters a token uses, as published" },
  { name = "kv_elements_per_token", title = "elements of cache a token adds, over all layers" },
}

--- Numbers a configuration may have; `validate.lua` recomputes the figures from them.
local architecture_fields = {
  "layers", "hidden", "heads", "kv_heads", "head_dim", "experts", "experts_per_token", "shared_experts",
  "dense_layers", "intermediate", "expert_intermediate", "vocabulary", "sliding_window", "sliding_layers",
  "kv_rank", "query_rank", "rope_dim", "nope_dim", "value_dim",
  "linear_layers", "linear_key_heads", "linear_value_heads", "linear_head_dim", "gated_attention",
  "index_heads", "index_dim", "selected_tokens", "tied_embeddings", "feed_forward_layers", "feed_forward_matrices",
  "context", "state_layers", "state_heads", "state_head_dim", "state_dim", "state_groups",
}

-- `context` is the most tokens of a prompt and its answer that the publisher serves, of Qwen3 with YaRN.
-- Sparse attention: an index of `index_heads` heads of `index_dim` numbers chooses `selected_tokens` to attend to.
-- Hybrids: `state_layers` keep a state of `state_heads` by `state_head_dim` by `state_dim` numbers (Mamba-2, with
-- `state_groups` groups), `feed_forward_layers` are the layers that have a feed-forward part, of `feed_forward_matrices`.
--
-- Of a record, each with the key of its source: `block_scaled`, its FP8 checkpoint scales weights by blocks of 128 by
-- 128, not by tensor; `checkpoint`, the precision its experts are published in whatever it is served as, with the bytes of a
-- weight outside them; `narrow`, its FP4 checkpoints narrow all weights, where others keep wider ones outside routed experts
-- (precisions.lua); `predicts_ahead`, it has a layer that predicts further tokens (multi-token prediction), by which an engine may speculate. `compressed`: layers keep one
-- latent vector for so many tokens, in turn; parameters of such a model are those published, not recomputed.

local records = {
  {
    name = "Llama-3.1-8B", attention = "GQA", aliases = { "Llama 3.1 8B" },
    source = "CONFIG",
    architecture = {
      context = 131072,
      layers = 32, hidden = 4096, heads = 32, kv_heads = 8, head_dim = 128, vocabulary = 128256,
      intermediate = 14336,
    },
    figures = {
      total_parameters = { 8.03e9, "CONFIG" },
      active_parameters = { 8.03e9, "CONFIG" },
      published_total = { 8e9, "NAME" },
      published_active = { 8e9, "NAME" },
      kv_elements_per_token = { 65536, "CONFIG" },
    },
  },
  {
    name = "Llama-3.1-70B", attention = "GQA",
    source = "CONFIG",
    architecture = {
      context = 131072,
      layers = 80, hidden = 8192, heads = 64, kv_heads = 8, head_dim = 128, vocabulary = 128256,
      intermediate = 28672,
    },
    figures = {
      total_parameters = { 70.55e9, "CONFIG" },
      active_parameters = { 70.55e9, "CONFIG" },
      published_total = { 70e9, "MLMODELS" },
      published_active = { 70e9, "MLMODELS" },
      kv_elements_per_token = { 163840, "CONFIG" },
    },
  },
  {
    name = "Llama-3.3-70B", attention = "GQA",
    note = "the architecture of Llama-3.1-70B",
    source = "CONFIG",
    architecture = {
      context = 131072,
      layers = 80, hidden = 8192, heads = 64, kv_heads = 8, head_dim = 128, vocabulary = 128256,
      intermediate = 28672,
    },
    figures = {
      total_parameters = { 70.55e9, "CONFIG" },
      active_parameters = { 70.55e9, "CONFIG" },
      kv_elements_per_token = { 163840, "CONFIG" },
    },
  },
  {
    name = "Llama-3.1-405B", attention = "GQA",
    source = "CONFIG",
    architecture = {
      context = 131072,
      layers = 126, hidden = 16384, heads = 128, kv_heads = 8, head_dim = 128, vocabulary = 128256,
      intermediate = 53248,
    },
    figures = {
      total_parameters = { 405.85e9, "CONFIG" },
      active_parameters = { 405.85e9, "CONFIG" },
      published_total = { 405e9, "NAME" },
      published_active = { 405e9, "NAME" },
      kv_elements_per_token = { 258048, "CONFIG" },
    },
  },
  {
    name = "Mixtral-8x7B", attention = "GQA", aliases = { "Mixtral" },
    source = "CONFIG",
    architecture = {
      context = 32768,
      layers = 32, hidden = 4096, heads = 32, kv_heads = 8, head_dim = 128, vocabulary = 32000, experts = 8,
      experts_per_token = 2, expert_intermediate = 14336,
    },
    figures = {
      total_parameters = { 46.7e9, "CONFIG" },
      active_parameters = { 12.88e9, "CONFIG" },
      kv_elements_per_token = { 65536, "CONFIG" },
    },
  },
  {
    name = "DeepSeek-V3", attention = "MLA", aliases = { "DeepSeek V3", "DSV3", "DeepSeek-V3.1" },
    note = "the cache is shared by all heads and is not divided by tensor parallelism; the layer that predicts further tokens is left out",
    block_scaled = "BLOCKFP8",
    predicts_ahead = "CONFIG",
    source = "CONFIG",
    architecture = {
      context = 163840,
      layers = 61, hidden = 7168, heads = 128, kv_heads = 1, head_dim = 192, vocabulary = 129280,
      intermediate = 18432, experts = 256, experts_per_token = 8, expert_intermediate = 2048,
      shared_experts = 1, dense_layers = 3, kv_rank = 512, query_rank = 1536, rope_dim = 64, nope_dim = 128,
      value_dim = 128,
    },
    figures = {
      total_parameters = { 671.03e9, "CONFIG" },
      active_parameters = { 37.55e9, "CONFIG" },
      published_total = { 671e9, "DSMLPERF" },
      published_active = { 37e9, "DSMLPERF" },
      kv_elements_per_token = { 35136, "CONFIG" },
    },
  },
  {
    name = "DeepSeek-R1", attention = "MLA", aliases = { "DeepSeek R1", "R1", "DSR1" },
    note = "the cache is shared by all heads and is not divided by tensor parallelism; the layer that predicts further tokens is left out",
    block_scaled = "BLOCKFP8",
    predicts_ahead = "CONFIG",
    source = "CONFIG",
    architecture = {
      context = 163840,
      layers = 61, hidden = 7168, heads = 128, kv_heads = 1, head_dim = 192, vocabulary = 129280,
      intermediate = 18432, experts = 256, experts_per_token = 8, expert_intermediate = 2048,
      shared_experts = 1, dense_layers = 3, kv_rank = 512, query_rank = 1536, rope_dim = 64, nope_dim = 128,
      value_dim = 128,
    },
    figures = {
      total_parameters = { 671.03e9, "CONFIG" },
      active_parameters = { 37.55e9, "CONFIG" },
      published_total = { 671e9, "DSMLPERF" },
      published_active = { 37e9, "DSMLPERF" },
      kv_elements_per_token = { 35136, "CONFIG" },
    },
  },
  {
    name = "gpt-oss-120b", attention = "GQA", aliases = { "GPT OSS 120B" },
    note = "every second layer attends to 128 tokens only: its cache stops growing there",
    checkpoint = { "mxfp4", "GPTOSS", 2 },
    source = "CONFIG",
    architecture = {
      context = 131072,
      layers = 36, hidden = 2880, heads = 64, kv_heads = 8, head_dim = 64, vocabulary = 201088, experts = 128,
      experts_per_token = 4, expert_intermediate = 2880, sliding_window = 128, sliding_layers = 18,
    },
    figures = {
      total_parameters = { 116.79e9, "CONFIG" },
      active_parameters = { 5.71e9, "CONFIG" },
      published_total = { 117e9, "GPTMLPERF" },
      published_active = { 5.1e9, "GPTMLPERF" },
      kv_elements_per_token = { 36864, "CONFIG" },
    },
  },
  {
    name = "gpt-oss-20b", attention = "GQA",
    note = "every second layer attends to 128 tokens only: its cache stops growing there",
    checkpoint = { "mxfp4", "GPTOSS", 2 },
    source = "CONFIG",
    architecture = {
      context = 131072,
      layers = 24, hidden = 2880, heads = 64, kv_heads = 8, head_dim = 64, vocabulary = 201088, experts = 32,
      experts_per_token = 4, expert_intermediate = 2880, sliding_window = 128, sliding_layers = 12,
    },
    figures = {
      total_parameters = { 20.91e9, "CONFIG" },
      active_parameters = { 4.19e9, "CONFIG" },
      kv_elements_per_token = { 24576, "CONFIG" },
    },
  },
  {
    name = "Qwen3-235B-A22B", attention = "GQA", aliases = { "Qwen3-235B" },
    narrow = "NVFP4", block_scaled = "BLOCKFP8",
    source = "CONFIG",
    architecture = {
      context = 131072,
      layers = 94, hidden = 4096, heads = 64, kv_heads = 4, head_dim = 128, vocabulary = 151936,
      experts = 128, experts_per_token = 8, expert_intermediate = 1536,
    },
    figures = {
      total_parameters = { 235.09e9, "CONFIG" },
      active_parameters = { 22.19e9, "CONFIG" },
      published_total = { 235e9, "MLMODELS" },
      published_active = { 22e9, "MLMODELS" },
      kv_elements_per_token = { 96256, "CONFIG" },
    },
  },
  {
    name = "Qwen3-30B-A3B", attention = "GQA", aliases = { "Qwen3-30B", "Qwen3-Coder-30B-A3B" },
    narrow = "NVFP4", block_scaled = "BLOCKFP8",
    source = "CONFIG",
    architecture = {
      context = 131072,
      layers = 48, hidden = 2048, heads = 32, kv_heads = 4, head_dim = 128, vocabulary = 151936,
      experts = 128, experts_per_token = 8, expert_intermediate = 768,
    },
    figures = {
      total_parameters = { 30.53e9, "CONFIG" },
      active_parameters = { 3.35e9, "CONFIG" },
      published_total = { 30e9, "MLMODELS" },
      published_active = { 3e9, "MLMODELS" },
      kv_elements_per_token = { 49152, "CONFIG" },
    },
  },
  {
    name = "Qwen3-32B", attention = "GQA",
    block_scaled = "BLOCKFP8",
    source = "CONFIG",
    architecture = {
      context = 131072,
      layers = 64, hidden = 5120, heads = 64, kv_heads = 8, head_dim = 128, vocabulary = 151936,
      intermediate = 25600,
    },
    figures = {
      total_parameters = { 32.76e9, "CONFIG" },
      active_parameters = { 32.76e9, "CONFIG" },
      published_total = { 32e9, "MLMODELS" },
      published_active = { 32e9, "MLMODELS" },
      kv_elements_per_token = { 131072, "CONFIG" },
    },
  },
  {
    name = "Qwen3-8B", attention = "GQA", aliases = { "Qwen3 8B" },
    block_scaled = "BLOCKFP8",
    source = "SLIME",
    architecture = {
      context = 131072,
      layers = 36, hidden = 4096, heads = 32, kv_heads = 8, head_dim = 128, vocabulary = 151936,
      intermediate = 12288,
    },
    figures = {
      total_parameters = { 8.19e9, "SLIME" },
      active_parameters = { 8.19e9, "SLIME" },
      kv_elements_per_token = { 73728, "SLIME" },
    },
  },
  {
    name = "Qwen3-14B", attention = "GQA", aliases = { "Qwen3 14B" },
    block_scaled = "BLOCKFP8",
    source = "SLIME",
    architecture = {
      context = 131072,
      layers = 40, hidden = 5120, heads = 40, kv_heads = 8, head_dim = 128, vocabulary = 151936,
      intermediate = 17408,
    },
    figures = {
      total_parameters = { 14.77e9, "SLIME" },
      active_parameters = { 14.77e9, "SLIME" },
      kv_elements_per_token = { 81920, "SLIME" },
    },
  },
  {
    name = "Llama-2-70B", attention = "GQA", aliases = { "Llama 2 70B" },
    source = "LLAMA2",
    architecture = {
      context = 4096,
      layers = 80, hidden = 8192, heads = 64, kv_heads = 8, head_dim = 128, vocabulary = 32000,
      intermediate = 28672,
    },
    figures = {
      total_parameters = { 68.98e9, "LLAMA2" },
      active_parameters = { 68.98e9, "LLAMA2" },
      kv_elements_per_token = { 163840, "LLAMA2" },
    },
  },
  {
    name = "Llama-4-Maverick", attention = "GQA", aliases = { "Llama 4 Maverick", "Llama-4-Maverick-17B-128E" },
    note = "every second layer has experts; three layers of four attend to 8,192 tokens only",
    source = "CONFIG4",
    architecture = {
      context = 1048576,
      layers = 48, hidden = 5120, heads = 40, kv_heads = 8, head_dim = 128, vocabulary = 202048,
      intermediate = 16384, experts = 128, experts_per_token = 1, expert_intermediate = 8192, shared_experts = 1,
      dense_layers = 24, sliding_window = 8192, sliding_layers = 36,
    },
    figures = {
      total_parameters = { 400.7e9, "CONFIG4" },
      active_parameters = { 17.17e9, "CONFIG4" },
      kv_elements_per_token = { 98304, "CONFIG4" },
    },
  },
  {
    name = "Qwen3.5-397B-A17B", attention = "GQA", aliases = { "Qwen3.5-397B" },
    note = "three layers of four have linear attention: a state of fixed size, no cache that grows; the vision encoder is left out",
    narrow = "NVFP4", block_scaled = "BLOCKFP8",
    predicts_ahead = "CONFIG35",
    source = "CONFIG35",
    architecture = {
      context = 262144,
      layers = 60, hidden = 4096, heads = 32, kv_heads = 2, head_dim = 256, vocabulary = 248320, experts = 512,
      experts_per_token = 10, expert_intermediate = 1024, shared_experts = 1, linear_layers = 45,
      linear_key_heads = 16, linear_value_heads = 64, linear_head_dim = 128, gated_attention = 1,
    },
    figures = {
      total_parameters = { 396.3e9, "CONFIG35" },
      active_parameters = { 17.3e9, "CONFIG35" },
      published_total = { 397e9, "NAME35" },
      published_active = { 17e9, "NAME35" },
      kv_elements_per_token = { 15360, "CONFIG35" },
    },
  },
  {
    name = "Qwen3-Next-80B-A3B", attention = "GQA", aliases = { "Qwen3-Next", "Qwen3-Next-80B" },
    note = "three layers of four have linear attention: a state of fixed size, no cache that grows",
    source = "CONFIGNEXT",
    architecture = {
      context = 262144,
      layers = 48, hidden = 2048, heads = 16, kv_heads = 2, head_dim = 256, vocabulary = 151936, experts = 512,
      experts_per_token = 10, expert_intermediate = 512, shared_experts = 1, linear_layers = 36,
      linear_key_heads = 16, linear_value_heads = 32, linear_head_dim = 128, gated_attention = 1,
    },
    figures = {
      total_parameters = { 79.67e9, "CONFIGNEXT" },
      active_parameters = { 3.87e9, "CONFIGNEXT" },
      published_total = { 80e9, "NAMENEXT" },
      kv_elements_per_token = { 12288, "CONFIGNEXT" },
    },
  },
  {
    name = "GLM-4.7", attention = "GQA", aliases = { "GLM 4.7", "GLM-4.6", "GLM-4.5" },
    note = "GLM-4.5 and GLM-4.6 have the same shape",
    source = "CONFIGGLM4",
    architecture = {
      context = 202752,
      layers = 92, hidden = 5120, heads = 96, kv_heads = 8, head_dim = 128, vocabulary = 151552, intermediate = 12288,
      experts = 160, experts_per_token = 8, expert_intermediate = 1536, shared_experts = 1, dense_layers = 3,
    },
    figures = {
      total_parameters = { 352.8e9, "CONFIGGLM4" },
      active_parameters = { 33.63e9, "CONFIGGLM4" },
      kv_elements_per_token = { 188416, "CONFIGGLM4" },
    },
  },
  {
    name = "GLM-5", attention = "MLA", aliases = { "GLM 5", "GLM-5.2", "GLM-5.1" },
    note = "sparse attention: an index over all tokens chooses the 2,048 that are attended to; GLM-5.2 has the same shape",
    block_scaled = "BLOCKFP8",
    predicts_ahead = "INFERENCEX",
    source = "CONFIGGLM",
    architecture = {
      context = 202752,
      layers = 78, hidden = 6144, heads = 64, kv_heads = 1, head_dim = 256, vocabulary = 154880, intermediate = 12288,
      experts = 256, experts_per_token = 8, expert_intermediate = 2048, shared_experts = 1, dense_layers = 3,
      kv_rank = 512, query_rank = 2048, rope_dim = 64, nope_dim = 192, value_dim = 256, index_heads = 32,
      index_dim = 128, selected_tokens = 2048,
    },
    figures = {
      total_parameters = { 743.91e9, "CONFIGGLM" },
      active_parameters = { 41.78e9, "CONFIGGLM" },
      published_total = { 744e9, "IXARTICLES" },
      published_active = { 40e9, "IXARTICLES" },
      kv_elements_per_token = { 54912, "CONFIGGLM" },
    },
  },
  {
    name = "Kimi-K2.5", attention = "MLA", aliases = { "Kimi K2.5", "Kimi-K2.6", "Kimi-K2", "Kimi-K2-Thinking" },
    note = "published with INT4 experts; K2 and K2.6 have the same shape",
    block_scaled = "BLOCKFP8",
    source = "CONFIGKIMI",
    architecture = {
      context = 262144,
      layers = 61, hidden = 7168, heads = 64, kv_heads = 1, head_dim = 192, vocabulary = 163840, intermediate = 18432,
      experts = 384, experts_per_token = 8, expert_intermediate = 2048, shared_experts = 1, dense_layers = 1,
      kv_rank = 512, query_rank = 1536, rope_dim = 64, nope_dim = 128, value_dim = 128,
    },
    figures = {
      total_parameters = { 1026.41e9, "CONFIGKIMI" },
      active_parameters = { 32.86e9, "CONFIGKIMI" },
      kv_elements_per_token = { 35136, "CONFIGKIMI" },
    },
  },
  {
    name = "DeepSeek-V3.2", attention = "MLA", aliases = { "DeepSeek V3.2" },
    note = "DeepSeek-V3 with sparse attention: an index over all tokens chooses the 2,048 that are attended to",
    block_scaled = "BLOCKFP8",
    predicts_ahead = "CONFIG32",
    source = "CONFIG32",
    architecture = {
      context = 163840,
      layers = 61, hidden = 7168, heads = 128, kv_heads = 1, head_dim = 192, vocabulary = 129280,
      intermediate = 18432, experts = 256, experts_per_token = 8, expert_intermediate = 2048,
      shared_experts = 1, dense_layers = 3, kv_rank = 512, query_rank = 1536, rope_dim = 64, nope_dim = 128,
      value_dim = 128, index_heads = 64, index_dim = 128, selected_tokens = 2048,
    },
    figures = {
      total_parameters = { 671.88e9, "CONFIG32" },
      active_parameters = { 38.4e9, "CONFIG32" },
      kv_elements_per_token = { 42944, "CONFIG32" },
    },
  },
  {
    name = "DeepSeek-V4-Pro", attention = "MLA", aliases = { "DeepSeek V4 Pro", "DeepSeek-V4", "DSV4" },
    note = "parameters as published, not recomputed. Compressed sparse attention: half of the layers keep one latent vector for 4 tokens, half for 128, beside a window of 128 tokens; experts are published in FP4",
    checkpoint = { "mxfp4", "CONFIGV4", 1 }, compressed = { 4, 128 },
    predicts_ahead = "CONFIGV4",
    source = "CONFIGV4",
    architecture = {
      context = 1048576,
      layers = 61, hidden = 7168, heads = 128, kv_heads = 1, head_dim = 512, vocabulary = 129280, experts = 384,
      experts_per_token = 6, expert_intermediate = 3072, shared_experts = 1, dense_layers = 0, kv_rank = 448,
      query_rank = 1536, rope_dim = 64, index_heads = 64, index_dim = 128, selected_tokens = 1024, sliding_window = 128,
    },
    figures = {
      total_parameters = { 1600e9, "IXARTICLES", "as published" },
      active_parameters = { 49e9, "IXARTICLES", "as published" },
      published_total = { 1600e9, "IXARTICLES" },
      published_active = { 49e9, "IXARTICLES" },
      kv_elements_per_token = { 4924, "CONFIGV4", "of compressed latent vectors and of the index; the window of 128 tokens is apart" },
    },
  },
  {
    name = "DeepSeek-V4-Flash", attention = "MLA", aliases = { "DeepSeek V4 Flash", "DSV4-Flash" },
    note = "parameters as published, not recomputed. Compressed sparse attention as in DeepSeek-V4-Pro; the first two layers, which keep the window alone, are counted with the others; experts are published in FP4",
    checkpoint = { "mxfp4", "CONFIGFLASH", 1 }, compressed = { 4, 128 },
    predicts_ahead = "CONFIGFLASH",
    source = "CONFIGFLASH",
    architecture = {
      context = 1048576,
      layers = 43, hidden = 4096, heads = 64, kv_heads = 1, head_dim = 512, vocabulary = 129280, experts = 256,
      experts_per_token = 6, expert_intermediate = 2048, shared_experts = 1, dense_layers = 0, kv_rank = 448,
      query_rank = 1024, rope_dim = 64, index_heads = 64, index_dim = 128, selected_tokens = 512, sliding_window = 128,
    },
    figures = {
      total_parameters = { 284e9, "FLASHCARD", "as published" },
      active_parameters = { 13e9, "FLASHCARD", "as published" },
      published_total = { 284e9, "FLASHCARD" },
      published_active = { 13e9, "FLASHCARD" },
      kv_elements_per_token = { 3448, "CONFIGFLASH", "of compressed latent vectors and of the index; the window of 128 tokens is apart" },
    },
  },
  {
    name = "MiniMax-M2.5", attention = "GQA", aliases = { "MiniMax M2.5", "MiniMax-M2.7", "MiniMax-M2" },
    note = "M2 and M2.7 have the same shape",
    block_scaled = "BLOCKFP8",
    source = "CONFIGMINIMAX",
    architecture = {
      context = 196608,
      layers = 62, hidden = 3072, heads = 48, kv_heads = 8, head_dim = 128, vocabulary = 200064, experts = 256,
      experts_per_token = 8, expert_intermediate = 1536,
    },
    figures = {
      total_parameters = { 228.69e9, "CONFIGMINIMAX" },
      active_parameters = { 11.03e9, "CONFIGMINIMAX" },
      kv_elements_per_token = { 126976, "CONFIGMINIMAX" },
    },
  },
  {
    name = "Qwen3-Coder-480B-A35B", attention = "GQA", aliases = { "Qwen3-Coder-480B" },
    narrow = "NVFP4", block_scaled = "BLOCKFP8",
    source = "CONFIGCODER",
    architecture = {
      context = 262144,
      layers = 62, hidden = 6144, heads = 96, kv_heads = 8, head_dim = 128, vocabulary = 151936, experts = 160,
      experts_per_token = 8, expert_intermediate = 2560,
    },
    figures = {
      total_parameters = { 480.15e9, "CONFIGCODER" },
      active_parameters = { 35.47e9, "CONFIGCODER" },
      kv_elements_per_token = { 126976, "CONFIGCODER" },
    },
  },
  {
    name = "Llama-4-Scout", attention = "GQA", aliases = { "Llama 4 Scout", "Llama-4-Scout-17B-16E" },
    note = "every layer has experts; three layers of four attend to 8,192 tokens only",
    source = "CONFIGSCOUT",
    architecture = {
      context = 10485760,
      layers = 48, hidden = 5120, heads = 40, kv_heads = 8, head_dim = 128, vocabulary = 202048, experts = 16,
      experts_per_token = 1, expert_intermediate = 8192, shared_experts = 1, sliding_window = 8192, sliding_layers = 36,
    },
    figures = {
      total_parameters = { 107.77e9, "CONFIGSCOUT" },
      active_parameters = { 17.17e9, "CONFIGSCOUT" },
      kv_elements_per_token = { 98304, "CONFIGSCOUT" },
    },
  },
  {
    name = "Gemma-3-27B", attention = "GQA", aliases = { "Gemma 3 27B" },
    note = "five layers of six attend to 1,024 tokens only; one table embeds and predicts; the vision encoder is left out",
    source = "GEMMA3",
    architecture = {
      context = 131072,
      layers = 62, hidden = 5376, heads = 32, kv_heads = 16, head_dim = 128, vocabulary = 262208, intermediate = 21504,
      sliding_window = 1024, sliding_layers = 52, tied_embeddings = 1,
    },
    figures = {
      total_parameters = { 27.01e9, "GEMMA3" },
      active_parameters = { 27.01e9, "GEMMA3" },
      published_total = { 27e9, "GEMMA3" },
      kv_elements_per_token = { 253952, "GEMMA3" },
    },
  },
  {
    name = "Gemma-3-12B", attention = "GQA", aliases = { "Gemma 3 12B" },
    note = "five layers of six attend to 1,024 tokens only; one table embeds and predicts; the vision encoder is left out",
    source = "GEMMA3",
    architecture = {
      context = 131072,
      layers = 48, hidden = 3840, heads = 16, kv_heads = 8, head_dim = 256, vocabulary = 262208, intermediate = 15360,
      sliding_window = 1024, sliding_layers = 40, tied_embeddings = 1,
    },
    figures = {
      total_parameters = { 11.77e9, "GEMMA3" },
      active_parameters = { 11.77e9, "GEMMA3" },
      published_total = { 12e9, "GEMMA3" },
      kv_elements_per_token = { 196608, "GEMMA3" },
    },
  },
  {
    name = "Nemotron-Nano-12B-v2", attention = "GQA", aliases = { "Nemotron Nano 12B v2", "NVIDIA-Nemotron-Nano-12B-v2" },
    note = "a hybrid: 28 layers of Mamba-2, 28 of feed-forward, 6 of attention",
    source = "NEMOTRON2",
    architecture = {
      context = 131072,
      layers = 62, hidden = 5120, heads = 40, kv_heads = 8, head_dim = 128, vocabulary = 131072, intermediate = 20480,
      linear_layers = 56, feed_forward_layers = 28, feed_forward_matrices = 2, state_layers = 28, state_heads = 128,
      state_head_dim = 80, state_dim = 128, state_groups = 8,
    },
    figures = {
      total_parameters = { 12.31e9, "NEMOTRON2" },
      active_parameters = { 12.31e9, "NEMOTRON2" },
      published_total = { 12e9, "NEMOTRON2" },
      kv_elements_per_token = { 12288, "NEMOTRON2" },
    },
  },
  {
    name = "Nemotron-Nano-9B-v2", attention = "GQA", aliases = { "Nemotron Nano 9B v2", "NVIDIA-Nemotron-Nano-9B-v2" },
    note = "a hybrid: 27 layers of Mamba-2, 25 of feed-forward, 4 of attention",
    source = "NEMOTRON2",
    architecture = {
      context = 131072,
      layers = 56, hidden = 4480, heads = 40, kv_heads = 8, head_dim = 128, vocabulary = 131072, intermediate = 15680,
      linear_layers = 52, feed_forward_layers = 25, feed_forward_matrices = 2, state_layers = 27, state_heads = 128,
      state_head_dim = 80, state_dim = 128, state_groups = 8,
    },
    figures = {
      total_parameters = { 8.89e9, "NEMOTRON2" },
      active_parameters = { 8.89e9, "NEMOTRON2" },
      published_total = { 9e9, "NEMOTRON2" },
      kv_elements_per_token = { 8192, "NEMOTRON2" },
    },
  },
}

return { fields = fields, architecture_fields = architecture_fields, records = records }
