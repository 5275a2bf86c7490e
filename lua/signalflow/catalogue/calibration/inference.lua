-- luacheck: max line length 200
--- The inference model's constants, written by tests/accuracy/fit.lua (make accuracy-fit); not by hand.
-- A constant is { value, unit, meaning, what it rests on }.
-- @module signalflow.catalogue.calibration.inference

return {
  fitted = "2026-11-30",
  source = "public measured rows of TensorRT-LLM, ML.ENERGY, MLPerf, AIConfigurator and InferenceX",
  rows = 2577,
  -- The day of the software that the constants speak for; with experts, layer and sequence times change by a factor a
  -- year.
  date = "2026-03",
  trend = { 0.848977 },
  -- Set, not fitted: a 400 Gb/s adapter for each accelerator, where the platform does not say.
  network_bandwidth = { 50, "GB/s/gpu" },
  constants = {
    weight_bandwidth = { 0.920086, "", "share of memory bandwidth, reading weights", "small batches" },
    cache_bandwidth = { 0.794415, "", "share of memory bandwidth, reading the cache", "long contexts, offline" },
    routing = { 0.938508, "", "power of a step's tokens by which they count for experts", "large batches" },
    decode_compute = { 0.643996, "", "share of compute, decoding", "405B chat, offline" },
    prefill_compute = { 0.642105, "", "share of compute, prefilling", "dense closed loop, long prompts" },
    expert_bandwidth = { 0.884535, "", "further share of bandwidth, reading experts", "all with experts" },
    expert_compute = { 0.526291, "", "further share of compute, with experts", "offline, 8k prompts" },
    link = { 0.53387, "", "share of a link's bandwidth", "prefill and offline over 2 to 8" },
    layer_time = { 5.17599e-05, "s", "each layer without experts, and step", "small batches" },
    expert_layer_time = { 8.90617e-05, "s", "each layer with experts, and step", "small batches" },
    collective_time = { 7.53987e-06, "s", "each collective, two a layer", "over 2 to 8 accelerators" },
    exchange_time = { 3.60608e-05, "s", "each exchange of tokens among experts", "attention by data" },
    network_time = { 5.42739e-05, "s", "more beyond the scale-up domain", "rows over 16, few" },
    sequence_time = { 1.40874e-05, "s", "each sequence of a batch and step", "large batches" },
    step_time = { 8.24528e-05, "s", "each step", "8B and 20B" },
    acceptance = { 0.650256, "", "share of drafted tokens accepted", "MTP rows, with the next" },
    speculative_step = { 1.29908, "", "time of a speculative step over a plain one", "MTP rows" },
    speculative_verified = { 2.18988, "", "tokens verified for a sequence and step", "MTP, large batches" },
    host_time = { 0.100013, "s", "before a prompt is prefilled", "times to the first token" },
    wave = { 0.113053, "", "share of the other prompts that a prompt waits for", "times to the first token" },
    power_busy = { 0.684555, "", "more by the root of the share of time that works", "rows of accelerator power" },
    power_compute = { 0.869032, "", "more by the root of the share of compute", "rows of accelerator power" },
    power_prefill = { 0.925273, "", "of rated power, prefilling all the time", "prefill pools, few" },
    usable_memory = { 0.9, "", "share of memory for weights, cache and what is reserved", "set, not fitted" },
    reserved_memory = { 3.5e+09, "byte/gpu", "held back for activations and buffers", "set, not fitted" },
    context_share = { 0.5, "", "of an answer, in the cache on average", "set, not fitted" },
    capacity_share = { 1, "", "of an answer, for which the cache must have room", "set, not fitted" },
    scheduled_batch = { 2048, "", "most sequences of one scheduler, offline", "set, not fitted" },
    power_idle = { 0.11, "", "of rated power at rest: an H200 idles at 78 W of 700", "set, not fitted" },
    power_cap = { 0.97, "", "most of rated power that is drawn", "set, not fitted" },
  },
  -- Further shares of compute by the rate that multiplies, with block-scaled FP8, and with weights widened; of
  -- bandwidth, reading experts in block-scaled FP8.
  precision = { compute_fp8 = 0.837408, compute_fp4 = 0.582203, block_scaled = 0.649191,
    block_scaled_read = 0.804802, widened = 1.06426 },
  -- Share of compute, time of memory, compute and links, and power, by vendor.
  compute = { AMD = 1.48843 },
  hardware = { AMD = 1.46776 },
  power_hardware = { AMD = 0.742501, ["before FP4"] = 0.853343 },
  -- Of offline throughput: what is submitted to MLPerf, its change by the year; scenarios with a limit.
  submission = { 1.18385, 1.22653 },
  offline_share = { server = 0.913103, interactive = 0.854461 },
  -- What an engine multiplies: its family's factor times its version's. "nan": the version is not published.
  -- Of a submission's throughput, by its data set: only means of lengths are known.
  datasets = {
    ["DeepSeek-R1"] = 0.815121,
    ["Llama-2-70B"] = 1.2612,
    ["Llama-3.1-405B"] = 1.17275,
    ["Llama-3.1-8B"] = 1.45949,
    ["Mixtral-8x7B"] = 1.2291,
    ["gpt-oss-120b"] = 0.547387,
  },
  families = {
    ["vllm"] = { overhead = 1.1893, prefill = 1.09164, expert = 1.05631, sequence = 1.53764, wait = 0.73277 },
    ["sglang"] = { overhead = 1.06418, prefill = 0.837871, expert = 1.00361, sequence = 1.13754, wait = 2.08355 },
    ["trtllm"] = { overhead = 1.00401, prefill = 0.83742, expert = 0.966206, sequence = 0.620863, wait = 1.19928 },
    ["atom"] = { overhead = 1.11258, prefill = 1.03143, expert = 1.02496, sequence = 0.939882, wait = 0.563171 },
    ["mlperf"] = { overhead = 1.33244, prefill = 1.37956, expert = 0.457603, sequence = 1.88054 },
  },
  engines = {
    ["atom"] = { overhead = 1.06202, prefill = 1.01837, expert = 0.981068, sequence = 0.93594, rows = 61 },
    ["dynamo-sglang"] = { overhead = 1.07341, prefill = 0.94785, expert = 1.07358, sequence = 1.06574, rows = 84 },
    ["dynamo-sglang 0.5.5.post2"] = { overhead = 0.972014, prefill = 0.996622, expert = 0.88515, sequence = 1.02588, rows = 14 },
    ["dynamo-sglang 0.5.8.post1"] = { overhead = 1.01399, prefill = 1.02208, expert = 0.962369, sequence = 0.986321, rows = 38 },
    ["dynamo-trt"] = { overhead = 0.957042, prefill = 0.863999, expert = 1.00016, sequence = 1.26562, rows = 122 },
    ["dynamo-trt 0.5.1-rc0.pre3"] = { overhead = 1.01635, prefill = 0.998418, expert = 1.03835, sequence = 1.01268, rows = 14 },
    ["dynamo-trt 0.8.1.post1"] = { overhead = 0.951015, prefill = 0.975707, expert = 1.01964, sequence = 1.00338, rows = 37 },
    ["dynamo-trt 0.8.1.post2"] = { overhead = 0.996517, prefill = 1.00795, expert = 1.01468, sequence = 0.89343, rows = 39 },
    ["dynamo-trt 0.8.1.post3"] = { overhead = 1.001, prefill = 0.941745, expert = 1.03805, sequence = 1.00984, rows = 8 },
    ["mori-sglang"] = { overhead = 1.01552, prefill = 1.01209, expert = 0.98676, sequence = 0.957566, rows = 67 },
    ["sglang"] = { overhead = 0.955352, prefill = 1.00898, expert = 1.0071, sequence = 1.04156, rows = 225 },
    ["sglang 0.5.1.post1"] = { overhead = 0.812227, prefill = 0.632707, expert = 1, sequence = 0.835809, rows = 25 },
    ["sglang 0.5.10.post1"] = { overhead = 1.01669, prefill = 1.01105, expert = 1.13485, sequence = 1.05302, rows = 10 },
    ["sglang 0.5.12"] = { overhead = 1.06653, prefill = 0.980022, expert = 1.04717, sequence = 1.02123, rows = 24 },
    ["sglang 0.5.6.post2"] = { overhead = 0.992591, prefill = 0.998303, expert = 0.888293, sequence = 1.0533, rows = 66 },
    ["sglang 0.5.9"] = { overhead = 1.04864, prefill = 1.01741, expert = 0.988811, sequence = 0.971322, rows = 62 },
    ["sglang glm5-hopper"] = { overhead = 1.05679, prefill = 1.11724, expert = 1.0824, sequence = 0.997264, rows = 15 },
    ["sglang nightly-dev"] = { overhead = 1.16329, prefill = 1.11151, expert = 1.08477, sequence = 0.944964, rows = 10 },
    ["sglang nightly-dev-20260216-d3bae71e"] = { overhead = 0.98659, prefill = 1.03928, expert = 1.04461, sequence = 1.0915, rows = 15 },
    ["sglang nightly-dev-20260402-d7256eb6"] = { overhead = 0.986008, prefill = 1.04318, expert = 1.01104, sequence = 1.08319, rows = 12 },
    ["sglang v0.5.14"] = { overhead = 0.979235, prefill = 1.05502, expert = 0.992024, sequence = 1.02748, rows = 9 },
    ["trt"] = { overhead = 1.0462, prefill = 1.05441, expert = 1.13252, sequence = 1.02328, rows = 108 },
    ["trtllm"] = { overhead = 1.04906, prefill = 0.953871, expert = 1.13946, sequence = 1.06148, rows = 37 },
    ["trtllm 0.17"] = { overhead = 1.06783, prefill = 0.981064, expert = 0.685524, sequence = 0.340207, rows = 99 },
    ["trtllm 1.0"] = { overhead = 1.44642, prefill = 1.03063, expert = 0.79897, sequence = 0.463061, rows = 70 },
    ["trtllm 1.0.0rc3"] = { overhead = 1.04425, prefill = 0.948587, expert = 1, sequence = 1.24188, rows = 60 },
    ["trtllm 1.2.0rc6.post2"] = { overhead = 0.984154, prefill = 1.04107, expert = 1.01255, sequence = 1.03662, rows = 29 },
    ["trtllm 1.x"] = { overhead = 0.857664, prefill = 1.16098, expert = 1.10421, sequence = 2.17629, rows = 69 },
    ["trtllm gpt-oss-dev"] = { overhead = 0.935307, prefill = 0.958782, expert = 0.993112, sequence = 0.971979, rows = 15 },
    ["trtllm nan"] = { overhead = 0.777469, prefill = 0.999453, expert = 1.12055, sequence = 1.14834, rows = 50 },
    ["vllm"] = { overhead = 1.14029, prefill = 1.43237, expert = 1.29517, sequence = 0.876977, rows = 72 },
    ["vllm 0.12.0"] = { overhead = 0.957523, prefill = 0.852616, expert = 1.23184, sequence = 1.13969, rows = 71 },
    ["vllm 0.16.0"] = { overhead = 1.0556, prefill = 0.995471, expert = 1.15452, sequence = 1.04572, rows = 30 },
    ["vllm 0.17.0"] = { overhead = 1.0066, prefill = 0.957982, expert = 0.928041, sequence = 0.945282, rows = 18 },
    ["vllm 0.18.0"] = { overhead = 0.943636, prefill = 1.04534, expert = 0.905584, sequence = 0.824531, rows = 57 },
    ["vllm 0.19.0"] = { overhead = 1.03552, prefill = 0.896983, expert = 0.81337, sequence = 0.783166, rows = 105 },
    ["vllm nan"] = { overhead = 0.864239, prefill = 0.825582, expert = 1.05409, sequence = 0.970361, rows = 28 },
    ["vllm of ML.ENERGY"] = { overhead = 1.25303, prefill = 1.33326, expert = 1.0686, sequence = 2.42004, rows = 296 },
  },
  -- Quantiles of ln(measured / estimated), engine's version fitted or not: of groups of platform and model
  -- left out of the fit (new), widened until ranges made from the other groups hold four fifths of them, and of
  -- recipes left out of groups that were fitted (seen). Coverage is the share of rows so held.
  residuals = {
    ["decode dense"] = {
      new = {
        known = { p10 = -0.2203, p50 = -0.0095, p90 = 0.6381, rows = 274, coverage = 0.821 },
        unknown = { p10 = -0.3067, p50 = -0.0230, p90 = 0.4234, rows = 85, coverage = 0.741 },
      },
      seen = {
        known = { p10 = -0.1202, p50 = 0.0028, p90 = 0.4101, rows = 359, coverage = 0.838 },
      },
    },
    ["decode moe"] = {
      new = {
        known = { p10 = -0.2157, p50 = 0.0224, p90 = 0.3376, rows = 1225, coverage = 0.843 },
        unknown = { p10 = -0.2110, p50 = 0.0418, p90 = 0.3863, rows = 308, coverage = 0.734 },
      },
      seen = {
        known = { p10 = -0.1906, p50 = 0.0136, p90 = 0.2816, rows = 1481, coverage = 0.814 },
        unknown = { p10 = -0.1425, p50 = 0.0297, p90 = 0.3118, rows = 52, coverage = 0.846 },
      },
    },
    ["served dense"] = {
      new = {
        known = { p10 = -0.7579, p50 = -0.0163, p90 = 0.2037, rows = 282, coverage = 0.770 },
        unknown = { p10 = -0.6170, p50 = 0.0063, p90 = 0.2319, rows = 85, coverage = 0.871 },
      },
      seen = {
        known = { p10 = -0.5792, p50 = -0.0304, p90 = 0.0856, rows = 367, coverage = 0.828 },
      },
    },
    ["served moe"] = {
      new = {
        known = { p10 = -0.3465, p50 = -0.0379, p90 = 0.2327, rows = 1287, coverage = 0.825 },
        unknown = { p10 = -0.4411, p50 = -0.0379, p90 = 0.2687, rows = 326, coverage = 0.850 },
      },
      seen = {
        known = { p10 = -0.3127, p50 = -0.0312, p90 = 0.2002, rows = 1552, coverage = 0.810 },
        unknown = { p10 = -0.2803, p50 = -0.0114, p90 = 0.2321, rows = 61, coverage = 0.869 },
      },
    },
    ["offline dense"] = {
      new = {
        known = { p10 = -0.0926, p50 = -0.0050, p90 = 0.0912, rows = 100, coverage = 0.810 },
      },
      seen = {
        known = { p10 = -0.0803, p50 = -0.0070, p90 = 0.0801, rows = 100, coverage = 0.810 },
      },
    },
    ["offline moe"] = {
      new = {
        known = { p10 = -0.1774, p50 = 0.0270, p90 = 0.3764, rows = 138, coverage = 0.819 },
      },
      seen = {
        known = { p10 = -0.1536, p50 = 0.0162, p90 = 0.3346, rows = 138, coverage = 0.833 },
      },
    },
    ["submission dense"] = {
      new = {
        unknown = { p10 = -0.2685, p50 = -0.0089, p90 = 0.2802, rows = 172, coverage = 0.837 },
      },
      seen = {
        unknown = { p10 = -0.2097, p50 = -0.0039, p90 = 0.2125, rows = 172, coverage = 0.849 },
      },
    },
    ["submission moe"] = {
      new = {
        unknown = { p10 = -0.3740, p50 = -0.0316, p90 = 0.2734, rows = 187, coverage = 0.829 },
      },
      seen = {
        unknown = { p10 = -0.3064, p50 = -0.0078, p90 = 0.1863, rows = 187, coverage = 0.829 },
      },
    },
    ["ttft dense"] = {
      new = {
        known = { p10 = -0.7996, p50 = -0.2655, p90 = 0.5267, rows = 135, coverage = 0.733 },
        unknown = { p10 = -0.7690, p50 = -0.2126, p90 = 0.5584, rows = 85, coverage = 0.918 },
      },
      seen = {
        known = { p10 = -0.7172, p50 = -0.2249, p90 = 0.8082, rows = 220, coverage = 0.814 },
      },
    },
    ["ttft moe"] = {
      new = {
        known = { p10 = -0.8045, p50 = 0.1013, p90 = 1.2113, rows = 1028, coverage = 0.805 },
        unknown = { p10 = -1.1627, p50 = 0.0867, p90 = 1.3187, rows = 304, coverage = 0.839 },
      },
      seen = {
        known = { p10 = -0.7016, p50 = 0.0824, p90 = 1.1274, rows = 1284, coverage = 0.796 },
        unknown = { p10 = -1.3310, p50 = 0.0817, p90 = 0.9870, rows = 48, coverage = 0.875 },
      },
    },
    ["power dense"] = {
      new = {
        known = { p10 = -0.5631, p50 = -0.0224, p90 = 0.0610, rows = 147, coverage = 0.796 },
      },
      seen = {
        known = { p10 = -0.5084, p50 = -0.0251, p90 = 0.0543, rows = 147, coverage = 0.803 },
      },
    },
    ["power moe"] = {
      new = {
        known = { p10 = -0.2484, p50 = 0.0199, p90 = 0.2439, rows = 219, coverage = 0.817 },
        unknown = { p10 = -0.2468, p50 = -0.0154, p90 = 0.2213, rows = 33, coverage = 0.758 },
      },
      seen = {
        known = { p10 = -0.1585, p50 = 0.0252, p90 = 0.2154, rows = 242, coverage = 0.802 },
        unknown = { p10 = -0.1713, p50 = 0.0485, p90 = 0.2165, rows = 10, coverage = 0.900 },
      },
    },
  },
  -- Absolute error on those groups.
  left_out = {
    ["decode dense"] = { rows = 359, median = 0.0817, p90 = 0.4692 },
    ["decode moe"] = { rows = 1533, median = 0.1102, p90 = 0.3384 },
    ["served dense"] = { rows = 367, median = 0.0926, p90 = 0.3854 },
    ["served moe"] = { rows = 1613, median = 0.1262, p90 = 0.4318 },
    ["offline dense"] = { rows = 100, median = 0.0383, p90 = 0.1121 },
    ["offline moe"] = { rows = 138, median = 0.0860, p90 = 0.3381 },
    ["submission dense"] = { rows = 172, median = 0.1380, p90 = 0.2887 },
    ["submission moe"] = { rows = 187, median = 0.1023, p90 = 0.5199 },
    ["ttft dense"] = { rows = 220, median = 0.4369, p90 = 1.1696 },
    ["ttft moe"] = { rows = 1332, median = 0.3884, p90 = 1.1547 },
    ["power dense"] = { rows = 147, median = 0.0615, p90 = 0.5802 },
    ["power moe"] = { rows = 252, median = 0.1107, p90 = 0.2687 },
  },
  -- Groups of platform and model that were fitted.
  groups = {
    ["A100|Llama-3.1-8B"] = true,
    ["A100|Mixtral-8x7B"] = true,
    ["B200|DeepSeek-R1"] = true,
    ["B200|DeepSeek-V4-Pro"] = true,
    ["B200|Gemma-3-27B"] = true,
    ["B200|Llama-3.1-405B"] = true,
    ["B200|Llama-3.1-8B"] = true,
    ["B200|MiniMax-M2.5"] = true,
    ["B200|Nemotron-Nano-12B-v2"] = true,
    ["B200|Nemotron-Nano-9B-v2"] = true,
    ["B200|Qwen3-235B-A22B"] = true,
    ["B200|Qwen3-32B"] = true,
    ["B200|Qwen3-8B"] = true,
    ["B200|Qwen3.5-397B-A17B"] = true,
    ["B300|DeepSeek-R1"] = true,
    ["B300|GLM-5"] = true,
    ["B300|Kimi-K2.5"] = true,
    ["B300|Llama-2-70B"] = true,
    ["B300|Llama-3.1-405B"] = true,
    ["B300|gpt-oss-120b"] = true,
    ["GB200 NVL72|DeepSeek-R1"] = true,
    ["GB200 NVL72|Llama-3.1-405B"] = true,
    ["GB200 NVL72|Llama-3.3-70B"] = true,
    ["GB200 NVL72|Llama-4-Maverick"] = true,
    ["GB200 NVL72|Qwen3-30B-A3B"] = true,
    ["GB200 NVL72|gpt-oss-120b"] = true,
    ["GB200 NVL72|gpt-oss-20b"] = true,
    ["GB300 NVL72|Llama-3.1-405B"] = true,
    ["H100|DeepSeek-R1"] = true,
    ["H100|Gemma-3-12B"] = true,
    ["H100|Gemma-3-27B"] = true,
    ["H100|Llama-4-Maverick"] = true,
    ["H100|Llama-4-Scout"] = true,
    ["H100|MiniMax-M2.5"] = true,
    ["H100|Mixtral-8x7B"] = true,
    ["H100|Nemotron-Nano-12B-v2"] = true,
    ["H100|Qwen3-14B"] = true,
    ["H100|Qwen3-30B-A3B"] = true,
    ["H100|Qwen3-32B"] = true,
    ["H100|gpt-oss-20b"] = true,
    ["H200 NVL|Llama-2-70B"] = true,
    ["H200 NVL|Llama-3.1-8B"] = true,
    ["H200|DeepSeek-R1"] = true,
    ["H200|GLM-5"] = true,
    ["H200|Kimi-K2.5"] = true,
    ["H200|Llama-3.1-405B"] = true,
    ["H200|Llama-3.1-70B"] = true,
    ["H200|Llama-3.1-8B"] = true,
    ["H200|MiniMax-M2.5"] = true,
    ["H200|Mixtral-8x7B"] = true,
    ["H200|Qwen3-235B-A22B"] = true,
    ["H200|gpt-oss-120b"] = true,
    ["H200|gpt-oss-20b"] = true,
    ["MI325X|DeepSeek-R1"] = true,
    ["MI325X|Llama-2-70B"] = true,
    ["MI325X|Mixtral-8x7B"] = true,
    ["MI350X|Llama-3.1-8B"] = true,
    ["MI350X|gpt-oss-120b"] = true,
    ["MI355X|DeepSeek-R1"] = true,
    ["MI355X|GLM-5"] = true,
    ["MI355X|Llama-2-70B"] = true,
    ["MI355X|Llama-3.1-8B"] = true,
    ["RTX PRO 6000|Llama-3.1-8B"] = true,
    ["RTX PRO 6000|Mixtral-8x7B"] = true,
    ["TPU v7|Qwen3.5-397B-A17B"] = true,
  },
}
