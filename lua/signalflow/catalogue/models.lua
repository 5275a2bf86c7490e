-- luacheck: max line length 170
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
}

-- Of a record, each with the key of its source: `block_scaled`, its FP8 checkpoint scales weights by blocks of 128 by
-- 128, not by tensor; `checkpoint`, the precision its weights are published in whatever it is served as; `narrow`, its FP4
-- checkpoints narrow all weights, where others leave those outside routed experts at 16 bits.

local records = {
  {
    name = "Llama-3.1-8B", attention = "GQA", aliases = { "Llama 3.1 8B" },
    source = "CONFIG",
    architecture = {
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
    name = "DeepSeek-V3", attention = "MLA", aliases = { "DeepSeek V3", "DSV3" },
    note = "the cache is shared by all heads and is not divided by tensor parallelism; the layer that predicts further tokens is left out",
    block_scaled = "BLOCKFP8",
    source = "CONFIG",
    architecture = {
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
    source = "CONFIG",
    architecture = {
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
    checkpoint = { "mxfp4", "GPTOSS" },
    source = "CONFIG",
    architecture = {
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
    checkpoint = { "mxfp4", "GPTOSS" },
    source = "CONFIG",
    architecture = {
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
    name = "Qwen3-30B-A3B", attention = "GQA", aliases = { "Qwen3-30B" },
    narrow = "NVFP4", block_scaled = "BLOCKFP8",
    source = "CONFIG",
    architecture = {
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
    source = "CONFIG35",
    architecture = {
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
}

return { fields = fields, architecture_fields = architecture_fields, records = records }
