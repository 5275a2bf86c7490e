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
  trend = { 0.826524 },
  -- Set, not fitted: a 400 Gb/s adapter for each accelerator, where the platform does not say.
  network_bandwidth = { 50, "GB/s/gpu" },
  constants = {
    weight_bandwidth = { 0.911415, "", "share of memory bandwidth, reading weights", "small batches" },
    cache_bandwidth = { 0.784625, "", "share of memory bandwidth, reading the cache", "long contexts, offline" },
    routing = { 0.923809, "", "power of a step's tokens by which they count for experts", "large batches" },
    decode_compute = { 0.650836, "", "share of compute, decoding", "405B chat, offline" },
    prefill_compute = { 0.65378, "", "share of compute, prefilling", "dense closed loop, long prompts" },
    expert_bandwidth = { 0.887039, "", "further share of bandwidth, reading experts", "all with experts" },
    expert_compute = { 0.511942, "", "further share of compute, with experts", "offline, 8k prompts" },
    link = { 0.54028, "", "share of a link's bandwidth", "prefill and offline over 2 to 8" },
    layer_time = { 4.78004e-05, "s", "each layer without experts, and step", "small batches" },
    expert_layer_time = { 9.10593e-05, "s", "each layer with experts, and step", "small batches" },
    collective_time = { 7.85802e-06, "s", "each collective, two a layer", "over 2 to 8 accelerators" },
    exchange_time = { 3.52482e-05, "s", "each exchange of tokens among experts", "attention by data" },
    network_time = { 5.40793e-05, "s", "more beyond the scale-up domain", "rows over 16, few" },
    sequence_time = { 1.4206e-05, "s", "each sequence of a batch and step", "large batches" },
    step_time = { 7.80491e-05, "s", "each step", "8B and 20B" },
    acceptance = { 0.648439, "", "share of drafted tokens accepted", "MTP rows, with the next" },
    speculative_step = { 1.30566, "", "time of a speculative step over a plain one", "MTP rows" },
    speculative_verified = { 2.32512, "", "tokens verified for a sequence and step", "MTP, large batches" },
    host_time = { 0.10108, "s", "before a prompt is prefilled", "times to the first token" },
    wave = { 0.110224, "", "share of the other prompts that a prompt waits for", "times to the first token" },
    power_busy = { 0.689162, "", "more by the root of the share of time that works", "rows of accelerator power" },
    power_compute = { 0.87213, "", "more by the root of the share of compute", "rows of accelerator power" },
    power_prefill = { 0.920716, "", "of rated power, prefilling all the time", "prefill pools, few" },
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
  precision = { compute_fp8 = 0.82936, compute_fp4 = 0.577601, block_scaled = 0.639153,
    block_scaled_read = 0.790577, widened = 0.945427 },
  -- Share of compute, time of memory, compute and links, and power, by vendor.
  compute = { AMD = 1.50168 },
  hardware = { AMD = 1.47221 },
  power_hardware = { AMD = 0.738904, ["before FP4"] = 0.854175 },
  -- Of offline throughput: what is submitted to MLPerf, its change by the year; scenarios with a limit.
  submission = { 1.17968, 1.22559 },
  offline_share = { server = 0.912034, interactive = 0.849606 },
  -- What an engine multiplies: its family's factor times its version's. "nan": the version is not published.
  -- Of a submission's throughput, by its data set: only means of lengths are known.
  datasets = {
    ["DeepSeek-R1"] = 0.810276,
    ["Llama-2-70B"] = 1.25614,
    ["Llama-3.1-405B"] = 1.16708,
    ["Llama-3.1-8B"] = 1.45394,
    ["Mixtral-8x7B"] = 1.25141,
    ["gpt-oss-120b"] = 0.545816,
  },
  families = {
    ["vllm"] = { overhead = 1.17709, prefill = 1.05759, expert = 1.05673, sequence = 1.63084, wait = 0.73332 },
    ["sglang"] = { overhead = 0.956301, prefill = 0.821732, expert = 1.06936, sequence = 1.11897, wait = 2.0426 },
    ["trtllm"] = { overhead = 1.03875, prefill = 0.842491, expert = 0.941068, sequence = 0.60277, wait = 1.20507 },
    ["atom"] = { overhead = 1.10827, prefill = 1.03407, expert = 1.00037, sequence = 0.946147, wait = 0.569175 },
    ["mlperf"] = { overhead = 1.36146, prefill = 1.38054, expert = 0.455329, sequence = 1.84017 },
  },
  engines = {
    ["atom"] = { overhead = 1.06083, prefill = 1.02045, expert = 0.977109, sequence = 0.942831, rows = 61 },
    ["dynamo-sglang"] = { overhead = 1.08302, prefill = 0.955104, expert = 1.01899, sequence = 1.02505, rows = 84 },
    ["dynamo-sglang 0.5.5.post2"] = { overhead = 1.00105, prefill = 0.988275, expert = 0.993133, sequence = 1.07613, rows = 14 },
    ["dynamo-sglang 0.5.8.post1"] = { overhead = 1.00946, prefill = 1.0202, expert = 0.9237, sequence = 0.980522, rows = 38 },
    ["dynamo-trt"] = { overhead = 0.942278, prefill = 0.868353, expert = 0.994013, sequence = 1.18748, rows = 122 },
    ["dynamo-trt 0.5.1-rc0.pre3"] = { overhead = 1.01391, prefill = 0.99798, expert = 1.03921, sequence = 1.02183, rows = 14 },
    ["dynamo-trt 0.8.1.post1"] = { overhead = 0.952354, prefill = 0.974727, expert = 1.02732, sequence = 1.00769, rows = 37 },
    ["dynamo-trt 0.8.1.post2"] = { overhead = 0.994525, prefill = 1.00586, expert = 1.01946, sequence = 0.898353, rows = 39 },
    ["dynamo-trt 0.8.1.post3"] = { overhead = 0.984642, prefill = 0.942916, expert = 1.02895, sequence = 1.00945, rows = 8 },
    ["mori-sglang"] = { overhead = 1.00011, prefill = 1.01354, expert = 0.92265, sequence = 0.952117, rows = 67 },
    ["sglang"] = { overhead = 0.927723, prefill = 1.01754, expert = 0.963071, sequence = 1.05192, rows = 225 },
    ["sglang 0.5.1.post1"] = { overhead = 0.886386, prefill = 0.657972, expert = 1, sequence = 0.873667, rows = 25 },
    ["sglang 0.5.10.post1"] = { overhead = 1.00611, prefill = 1.01031, expert = 1.08765, sequence = 1.04397, rows = 10 },
    ["sglang 0.5.12"] = { overhead = 1.06293, prefill = 0.975781, expert = 1.13437, sequence = 0.99735, rows = 24 },
    ["sglang 0.5.6.post2"] = { overhead = 0.988389, prefill = 1.03769, expert = 0.836926, sequence = 1.0932, rows = 66 },
    ["sglang 0.5.9"] = { overhead = 1.03059, prefill = 1.0137, expert = 0.94359, sequence = 1.01168, rows = 62 },
    ["sglang glm5-hopper"] = { overhead = 1.04853, prefill = 1.10176, expert = 1.29561, sequence = 0.999051, rows = 15 },
    ["sglang nightly-dev"] = { overhead = 1.09272, prefill = 1.07375, expert = 1.38779, sequence = 0.920569, rows = 10 },
    ["sglang nightly-dev-20260216-d3bae71e"] = { overhead = 0.976235, prefill = 1.0372, expert = 0.990155, sequence = 1.08388, rows = 15 },
    ["sglang nightly-dev-20260402-d7256eb6"] = { overhead = 0.9769, prefill = 1.03871, expert = 0.964269, sequence = 1.06234, rows = 12 },
    ["sglang v0.5.14"] = { overhead = 0.977178, prefill = 1.03859, expert = 0.956342, sequence = 1.01897, rows = 9 },
    ["trt"] = { overhead = 1.05049, prefill = 1.05016, expert = 1.13605, sequence = 1.03132, rows = 108 },
    ["trtllm"] = { overhead = 1.05302, prefill = 0.954837, expert = 1.14909, sequence = 1.05909, rows = 37 },
    ["trtllm 0.17"] = { overhead = 1.06455, prefill = 0.984682, expert = 0.66814, sequence = 0.33348, rows = 99 },
    ["trtllm 1.0"] = { overhead = 1.46724, prefill = 1.03452, expert = 0.78904, sequence = 0.466304, rows = 70 },
    ["trtllm 1.0.0rc3"] = { overhead = 1.05623, prefill = 0.939085, expert = 1, sequence = 1.2328, rows = 60 },
    ["trtllm 1.2.0rc6.post2"] = { overhead = 0.983095, prefill = 1.04639, expert = 1.02127, sequence = 1.03856, rows = 29 },
    ["trtllm 1.x"] = { overhead = 0.857392, prefill = 1.16899, expert = 1.09638, sequence = 2.20263, rows = 69 },
    ["trtllm gpt-oss-dev"] = { overhead = 0.953437, prefill = 0.954429, expert = 1.01006, sequence = 0.979998, rows = 15 },
    ["trtllm nan"] = { overhead = 0.784102, prefill = 0.998802, expert = 1.11541, sequence = 1.15805, rows = 50 },
    ["vllm"] = { overhead = 1.07987, prefill = 1.44005, expert = 1.33923, sequence = 0.886617, rows = 72 },
    ["vllm 0.12.0"] = { overhead = 0.9832, prefill = 0.919671, expert = 1.23099, sequence = 1.08841, rows = 71 },
    ["vllm 0.16.0"] = { overhead = 1.04937, prefill = 0.982497, expert = 1.14041, sequence = 1.0724, rows = 30 },
    ["vllm 0.17.0"] = { overhead = 0.9904, prefill = 0.958652, expert = 0.928915, sequence = 0.971663, rows = 18 },
    ["vllm 0.18.0"] = { overhead = 0.929808, prefill = 1.02463, expert = 0.898046, sequence = 0.793253, rows = 57 },
    ["vllm 0.19.0"] = { overhead = 1.00641, prefill = 0.92611, expert = 0.811387, sequence = 0.806935, rows = 105 },
    ["vllm nan"] = { overhead = 0.901564, prefill = 0.860783, expert = 1.04398, sequence = 0.963629, rows = 28 },
    ["vllm of ML.ENERGY"] = { overhead = 1.30354, prefill = 1.14156, expert = 1.02544, sequence = 2.51311, rows = 296 },
  },
  -- Quantiles of ln(measured / estimated), engine's version fitted or not: of groups of platform and model
  -- left out of the fit (new), widened until ranges made from the other groups hold four fifths of them, and of
  -- recipes left out of groups that were fitted (seen). Coverage is the share of rows so held.
  residuals = {
    ["decode dense"] = {
      new = {
        known = { p10 = -0.1955, p50 = -0.0059, p90 = 0.6110, rows = 274, coverage = 0.832 },
        unknown = { p10 = -0.2590, p50 = -0.0207, p90 = 0.4678, rows = 85, coverage = 0.741 },
      },
      seen = {
        known = { p10 = -0.1135, p50 = 0.0019, p90 = 0.5277, rows = 359, coverage = 0.844 },
      },
    },
    ["decode moe"] = {
      new = {
        known = { p10 = -0.2266, p50 = 0.0195, p90 = 0.3606, rows = 1225, coverage = 0.843 },
        unknown = { p10 = -0.2463, p50 = 0.0370, p90 = 0.4134, rows = 308, coverage = 0.734 },
      },
      seen = {
        known = { p10 = -0.1968, p50 = 0.0136, p90 = 0.3157, rows = 1481, coverage = 0.814 },
        unknown = { p10 = -0.1737, p50 = 0.0111, p90 = 0.3443, rows = 52, coverage = 0.846 },
      },
    },
    ["served dense"] = {
      new = {
        known = { p10 = -0.6422, p50 = -0.0150, p90 = 0.1873, rows = 282, coverage = 0.784 },
        unknown = { p10 = -0.5255, p50 = 0.0111, p90 = 0.1879, rows = 85, coverage = 0.941 },
      },
      seen = {
        known = { p10 = -0.5511, p50 = -0.0303, p90 = 0.0879, rows = 367, coverage = 0.834 },
      },
    },
    ["served moe"] = {
      new = {
        known = { p10 = -0.3323, p50 = -0.0255, p90 = 0.2623, rows = 1287, coverage = 0.828 },
        unknown = { p10 = -0.4368, p50 = -0.0271, p90 = 0.2787, rows = 326, coverage = 0.837 },
      },
      seen = {
        known = { p10 = -0.3003, p50 = -0.0168, p90 = 0.2501, rows = 1552, coverage = 0.814 },
        unknown = { p10 = -0.2463, p50 = 0.0115, p90 = 0.2582, rows = 61, coverage = 0.852 },
      },
    },
    ["offline dense"] = {
      new = {
        known = { p10 = -0.1008, p50 = -0.0039, p90 = 0.0943, rows = 100, coverage = 0.810 },
      },
      seen = {
        known = { p10 = -0.0798, p50 = -0.0084, p90 = 0.0780, rows = 100, coverage = 0.810 },
      },
    },
    ["offline moe"] = {
      new = {
        known = { p10 = -0.1849, p50 = 0.0269, p90 = 0.3914, rows = 138, coverage = 0.812 },
      },
      seen = {
        known = { p10 = -0.1543, p50 = 0.0155, p90 = 0.3366, rows = 138, coverage = 0.833 },
      },
    },
    ["submission dense"] = {
      new = {
        unknown = { p10 = -0.2729, p50 = -0.0076, p90 = 0.2867, rows = 172, coverage = 0.843 },
      },
      seen = {
        unknown = { p10 = -0.2107, p50 = -0.0015, p90 = 0.2111, rows = 172, coverage = 0.849 },
      },
    },
    ["submission moe"] = {
      new = {
        unknown = { p10 = -0.3737, p50 = -0.0336, p90 = 0.2883, rows = 187, coverage = 0.829 },
      },
      seen = {
        unknown = { p10 = -0.3156, p50 = -0.0063, p90 = 0.1957, rows = 187, coverage = 0.829 },
      },
    },
    ["ttft dense"] = {
      new = {
        known = { p10 = -0.7620, p50 = -0.2821, p90 = 0.5268, rows = 135, coverage = 0.741 },
        unknown = { p10 = -0.7393, p50 = -0.2480, p90 = 0.6178, rows = 85, coverage = 0.894 },
      },
      seen = {
        known = { p10 = -0.7383, p50 = -0.2534, p90 = 0.8488, rows = 220, coverage = 0.809 },
      },
    },
    ["ttft moe"] = {
      new = {
        known = { p10 = -0.8607, p50 = 0.0971, p90 = 1.2669, rows = 1028, coverage = 0.806 },
        unknown = { p10 = -1.2065, p50 = 0.0895, p90 = 1.3534, rows = 304, coverage = 0.842 },
      },
      seen = {
        known = { p10 = -0.7586, p50 = 0.0732, p90 = 1.1588, rows = 1284, coverage = 0.803 },
        unknown = { p10 = -1.3347, p50 = 0.0699, p90 = 1.0187, rows = 48, coverage = 0.875 },
      },
    },
    ["power dense"] = {
      new = {
        known = { p10 = -0.5334, p50 = -0.0263, p90 = 0.0673, rows = 147, coverage = 0.796 },
      },
      seen = {
        known = { p10 = -0.4910, p50 = -0.0268, p90 = 0.0565, rows = 147, coverage = 0.796 },
      },
    },
    ["power moe"] = {
      new = {
        known = { p10 = -0.2485, p50 = 0.0208, p90 = 0.2561, rows = 219, coverage = 0.813 },
        unknown = { p10 = -0.2563, p50 = -0.0091, p90 = 0.2275, rows = 33, coverage = 0.758 },
      },
      seen = {
        known = { p10 = -0.1512, p50 = 0.0276, p90 = 0.2266, rows = 242, coverage = 0.789 },
        unknown = { p10 = -0.1654, p50 = 0.0491, p90 = 0.2205, rows = 10, coverage = 0.900 },
      },
    },
  },
  -- Absolute error on those groups.
  left_out = {
    ["decode dense"] = { rows = 359, median = 0.0913, p90 = 0.4059 },
    ["decode moe"] = { rows = 1533, median = 0.1174, p90 = 0.3572 },
    ["served dense"] = { rows = 367, median = 0.0966, p90 = 0.3929 },
    ["served moe"] = { rows = 1613, median = 0.1336, p90 = 0.4255 },
    ["offline dense"] = { rows = 100, median = 0.0375, p90 = 0.1187 },
    ["offline moe"] = { rows = 138, median = 0.0874, p90 = 0.3393 },
    ["submission dense"] = { rows = 172, median = 0.1387, p90 = 0.2882 },
    ["submission moe"] = { rows = 187, median = 0.1062, p90 = 0.5148 },
    ["ttft dense"] = { rows = 220, median = 0.4505, p90 = 1.1256 },
    ["ttft moe"] = { rows = 1332, median = 0.3993, p90 = 1.2245 },
    ["power dense"] = { rows = 147, median = 0.0631, p90 = 0.5737 },
    ["power moe"] = { rows = 252, median = 0.1163, p90 = 0.2736 },
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
