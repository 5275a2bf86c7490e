-- luacheck: max line length 160
--- The inference model's constants, written by tests/accuracy/fit_inference.py (make accuracy-fit); not by hand.
-- A constant is { value, unit, meaning, what it rests on }.
-- @module signalflow.catalogue.calibration.inference

return {
  fitted = "2026-11-23",
  source = "public measured rows of TensorRT-LLM, ML.ENERGY, MLPerf, AIConfigurator and InferenceX",
  rows = 1201, -- and 21 scored, not fitted: prompts repeated
  -- Set, not fitted: a 400 Gb/s adapter for each accelerator.
  network_bandwidth = { 50, "GB/s/gpu" },
  constants = {
    weight_bandwidth = { 0.93611, "", "share of memory bandwidth, reading weights", "small batches, all sources" },
    cache_bandwidth = { 0.711218, "", "share of memory bandwidth, reading the cache", "long contexts, offline" },
    decode_compute = { 0.643786, "", "share of compute, decoding", "405B chat, offline" },
    prefill_compute = { 0.704516, "", "share of compute, prefilling", "dense closed loop, offline 2048/128" },
    expert_bandwidth = { 0.923737, "", "further share of bandwidth, reading experts", "all with experts" },
    expert_compute = { 0.585792, "", "further share of compute, with experts", "offline, 8k prompts" },
    link = { 0.529524, "", "share of a link's bandwidth", "prefill and offline over 2 to 8" },
    layer_time = { 3.72015e-05, "s", "each layer and step", "small batches" },
    expert_layer_time = { 5.50834e-05, "s", "more for a layer with experts", "small batches with experts" },
    collective_time = { 6.07358e-06, "s", "each collective, two a layer", "over 2 to 8 accelerators" },
    network_time = { 6.63787e-05, "s", "more beyond the scale-up domain", "32 rows over 16, few" },
    sequence_time = { 1.06026e-05, "s", "each sequence of a batch and step", "large batches; engines differ much" },
    step_time = { 0.000113384, "s", "each step", "8B and 20B" },
    speculative_tokens = { 2.18373, "", "accepted in a step", "MTP rows; its ratio to the next is known" },
    speculative_step = { 1.42864, "", "time of a speculative step over a plain one", "MTP rows" },
    speculative_verified = { 1.41026, "", "tokens verified for a sequence and step", "MTP, large batches" },
    power_base = { 0.473264, "", "of rated power, serving at vanishing load", "205 rows of accelerator power" },
    power_bandwidth = { 0.1458, "", "more by the share of bandwidth", "205 rows of accelerator power" },
    power_compute = { 1.06352, "", "more by the root of the share of compute", "205 rows of accelerator power" },
    usable_memory = { 0.9, "", "share of memory for weights, cache and what is reserved", "set, not fitted" },
    reserved_memory = { 3.5e+09, "byte/gpu", "held back for activations and buffers", "set, not fitted" },
    context_share = { 0.5, "", "of an answer, in the cache on average", "set, not fitted" },
    capacity_share = { 1, "", "of an answer, for which the cache must have room", "set, not fitted" },
    scheduled_batch = { 2048, "", "most sequences of one scheduler, offline", "set, not fitted" },
    power_cap = { 0.97, "", "most of rated power that is drawn", "set, not fitted" },
  },
  -- Further shares of compute by the rate that multiplies, and with block-scaled FP8.
  precision = { compute_fp8 = 0.946391, compute_fp4 = 0.530029, block_scaled = 0.609641 },
  -- Time of memory, compute and links, and power, by vendor.
  hardware = { AMD = 1.15506 },
  power_hardware = { AMD = 0.832986 },
  -- Of offline throughput, under the rules of a scenario of MLPerf.
  offline_share = { server = 0.822199, interactive = 0.534203 },
  -- What an engine multiplies: its family's factor times its version's. "nan": the version is not published.
  families = {
    vllm = { overhead = 1.26777, prefill = 0.628247, expert = 0.798087, sequence = 1.10706, rows = 330 },
    sglang = { overhead = 0.876676, prefill = 0.844202, expert = 1.26168, sequence = 1.39235, rows = 298 },
    trtllm = { overhead = 1.03355, prefill = 0.859502, expert = 0.883505, sequence = 0.874821, rows = 542 },
    atom = { overhead = 1.12325, prefill = 1.17231, expert = 0.947299, sequence = 1.51797, rows = 29 },
  },
  engines = {
    ["atom"] = { overhead = 1.08408, prefill = 1.11684, expert = 0.963344, sequence = 1.51797, rows = 29 },
    ["dynamo-sglang"] = { overhead = 1.14735, prefill = 0.965218, expert = 1.01583, sequence = 0.652138, rows = 65 },
    ["dynamo-trt"] = { overhead = 0.741739, prefill = 0.736543, expert = 1.49494, sequence = 1.42895, rows = 90 },
    ["mori-sglang"] = { overhead = 0.846218, prefill = 1.01686, expert = 1.14544, sequence = 1.46813, rows = 30 },
    ["sglang"] = { overhead = 0.848975, prefill = 1.37564, expert = 1.14451, sequence = 1.24085, rows = 108 },
    ["sglang 0.5.1.post1"] = { overhead = 1.09371, prefill = 0.64936, expert = 1, sequence = 0.955775, rows = 25 },
    ["sglang 0.5.6.post2"] = { overhead = 1.04057, prefill = 1.10974, expert = 0.881993, sequence = 1.23664, rows = 66 },
    ["sglang 0.5.8.post1"] = { overhead = 0.974047, prefill = 0.908326, expert = 1, sequence = 0.990087, rows = 4 },
    ["trt"] = { overhead = 1.17615, prefill = 1.1507, expert = 1.26524, sequence = 1.01614, rows = 45 },
    ["trtllm 0.17"] = { overhead = 1.05718, prefill = 1.0981, expert = 0.925993, sequence = 0.376374, rows = 99 },
    ["trtllm 1.0"] = { overhead = 1.03474, prefill = 1.1037, expert = 0.53619, sequence = 0.234347, rows = 70 },
    ["trtllm 1.0.0rc3"] = { overhead = 1.2782, prefill = 1.02086, expert = 1, sequence = 3.09625, rows = 60 },
    ["trtllm 1.x"] = { overhead = 0.721532, prefill = 1.161, expert = 1.45169, sequence = 1.85463, rows = 69 },
    ["trtllm gpt-oss-dev"] = { overhead = 0.819624, prefill = 0.749686, expert = 1.25767, sequence = 1.00193, rows = 15 },
    ["trtllm nan"] = { overhead = 1.01219, prefill = 1.10346, expert = 1.24374, sequence = 1.44037, rows = 52 },
    ["vllm"] = { overhead = 1.74727, prefill = 0.758768, expert = 0.882771, sequence = 4.80184, rows = 189 },
    ["vllm 0.12.0"] = { overhead = 1.4828, prefill = 1.42745, expert = 1.82598, sequence = 0.932769, rows = 71 },
    ["vllm 0.18.0"] = { overhead = 0.676286, prefill = 1.42434, expert = 1.34738, sequence = 1.23515, rows = 25 },
    ["vllm nan"] = { overhead = 1.14376, prefill = 1.20217, expert = 1.19968, sequence = 1.36027, rows = 28 },
    ["vllm-tpu"] = { overhead = 0.630729, prefill = 1.48197, expert = 1.65356, sequence = 1.20838, rows = 7 },
  },
  -- Quantiles of ln(measured / estimated) on groups of platform and model left out of the fit.
  residuals = {
    ["decode dense"] = {
      known = { p10 = -0.1934, p50 = -0.0061, p90 = 0.2560, rows = 222, coverage = 0.761 },
      unknown = { p10 = -0.3101, p50 = 0.0263, p90 = 0.2063, rows = 89, coverage = 0.764 },
    },
    ["decode moe"] = {
      known = { p10 = -0.2853, p50 = 0.0267, p90 = 0.5930, rows = 492, coverage = 0.772 },
      unknown = { p10 = -0.2405, p50 = 0.0215, p90 = 0.3461, rows = 106, coverage = 0.802 },
    },
    ["offline dense"] = {
      known = { p10 = -0.1405, p50 = -0.0109, p90 = 0.1112, rows = 100, coverage = 0.790 },
      unknown = { p10 = -0.3122, p50 = 0.0544, p90 = 0.2126, rows = 38, coverage = 0.737 },
    },
    ["offline moe"] = {
      known = { p10 = -0.1713, p50 = 0.0046, p90 = 0.3014, rows = 138, coverage = 0.775 },
      unknown = { p10 = -0.3771, p50 = 0.3942, p90 = 0.5751, rows = 16, coverage = 0.688 },
    },
    ["power"] = {
      known = { p10 = -0.2523, p50 = -0.0064, p90 = 0.2451, rows = 205, coverage = 0.712 },
    },
  },
  -- Absolute error on those groups.
  left_out = {
    ["dense tpot"] = { rows = 332, median = 0.0961, p90 = 0.4959 },
    ["moe tpot"] = { rows = 598, median = 0.1873, p90 = 0.4881 },
    ["all throughput"] = { rows = 292, median = 0.0923, p90 = 0.3426 },
    ["all power"] = { rows = 205, median = 0.0926, p90 = 0.3668 },
  },
}
