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
  trend = { 0.895757 },
  -- Set, not fitted: a 400 Gb/s adapter for each accelerator, where the platform does not say.
  network_bandwidth = { 50, "GB/s/gpu" },
  constants = {
    weight_bandwidth = { 0.917486, "", "share of memory bandwidth, reading weights", "small batches" },
    cache_bandwidth = { 0.792654, "", "share of memory bandwidth, reading the cache", "long contexts, offline" },
    routing = { 0.940945, "", "power of a step's tokens by which they count for experts", "large batches" },
    decode_compute = { 0.646124, "", "share of compute, decoding", "405B chat, offline" },
    prefill_compute = { 0.620133, "", "share of compute, prefilling", "dense closed loop, long prompts" },
    expert_bandwidth = { 0.876174, "", "further share of bandwidth, reading experts", "all with experts" },
    expert_compute = { 0.52334, "", "further share of compute, with experts", "offline, 8k prompts" },
    link = { 0.520446, "", "share of a link's bandwidth", "prefill and offline over 2 to 8" },
    layer_time = { 5.16794e-05, "s", "each layer without experts, and step", "small batches" },
    expert_layer_time = { 8.8591e-05, "s", "each layer with experts, and step", "small batches" },
    collective_time = { 7.49032e-06, "s", "each collective, two a layer", "over 2 to 8 accelerators" },
    exchange_time = { 3.55549e-05, "s", "each exchange of tokens among experts", "attention by data" },
    network_time = { 5.4814e-05, "s", "more beyond the scale-up domain", "rows over 16, few" },
    sequence_time = { 1.43002e-05, "s", "each sequence of a batch and step", "large batches" },
    step_time = { 8.37019e-05, "s", "each step", "8B and 20B" },
    acceptance = { 0.649376, "", "share of drafted tokens accepted", "MTP rows, with the next" },
    speculative_step = { 1.30225, "", "time of a speculative step over a plain one", "MTP rows" },
    speculative_verified = { 2.14669, "", "tokens verified for a sequence and step", "MTP, large batches" },
    host_time = { 0.0987907, "s", "before a prompt is prefilled", "times to the first token" },
    wave = { 0.103572, "", "share of the other prompts that a prompt waits for", "times to the first token" },
    power_busy = { 0.68087, "", "more by the root of the share of time that works", "rows of accelerator power" },
    power_compute = { 0.876375, "", "more by the root of the share of compute", "rows of accelerator power" },
    power_prefill = { 0.918198, "", "of rated power, prefilling all the time", "prefill pools, few" },
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
  precision = { compute_fp8 = 0.838034, compute_fp4 = 0.577, block_scaled = 0.675337,
    block_scaled_read = 0.818944, widened = 1.08888 },
  -- Share of compute, time of memory, compute and links, and power, by vendor.
  compute = { AMD = 1.46784 },
  hardware = { AMD = 1.46712 },
  power_hardware = { AMD = 0.743088, ["before FP4"] = 0.854137 },
  -- Of offline throughput: what is submitted to MLPerf, its change by the year; scenarios with a limit.
  submission = { 1.19623, 1.23521 },
  offline_share = { server = 0.913973, interactive = 0.858379 },
  -- What an engine multiplies: its family's factor times its version's. "nan": the version is not published.
  -- Of a submission's throughput, by its data set: only means of lengths are known.
  datasets = {
    ["DeepSeek-R1"] = 0.816844,
    ["Llama-2-70B"] = 1.26005,
    ["Llama-3.1-405B"] = 1.1665,
    ["Llama-3.1-8B"] = 1.45966,
    ["Mixtral-8x7B"] = 1.22721,
    ["gpt-oss-120b"] = 0.556197,
  },
  families = {
    ["vllm"] = { overhead = 1.16386, prefill = 1.15855, expert = 1.05958, sequence = 1.57395, wait = 0.728144 },
    ["sglang"] = { overhead = 1.09256, prefill = 0.938563, expert = 1.00015, sequence = 1.12869, wait = 2.01778 },
    ["trtllm"] = { overhead = 0.992759, prefill = 0.858522, expert = 0.9827, sequence = 0.619412, wait = 1.20177 },
    ["atom"] = { overhead = 1.11734, prefill = 1.04005, expert = 1.02577, sequence = 0.936556, wait = 0.56961 },
    ["mlperf"] = { overhead = 1.33029, prefill = 1.33515, expert = 0.4615, sequence = 1.90038 },
  },
  engines = {
    ["atom"] = { overhead = 1.06448, prefill = 1.02374, expert = 0.979188, sequence = 0.932394, rows = 61 },
    ["dynamo-sglang"] = { overhead = 1.09148, prefill = 0.941668, expert = 1.07626, sequence = 1.06228, rows = 84 },
    ["dynamo-sglang 0.5.5.post2"] = { overhead = 0.970434, prefill = 0.99752, expert = 0.883617, sequence = 1.02334, rows = 14 },
    ["dynamo-sglang 0.5.8.post1"] = { overhead = 1.02167, prefill = 1.01136, expert = 0.967008, sequence = 0.99645, rows = 38 },
    ["dynamo-trt"] = { overhead = 0.961869, prefill = 0.877599, expert = 0.987995, sequence = 1.25254, rows = 122 },
    ["dynamo-trt 0.5.1-rc0.pre3"] = { overhead = 1.01816, prefill = 0.998762, expert = 1.03532, sequence = 1.00592, rows = 14 },
    ["dynamo-trt 0.8.1.post1"] = { overhead = 0.951303, prefill = 0.971284, expert = 1.01467, sequence = 1.00092, rows = 37 },
    ["dynamo-trt 0.8.1.post2"] = { overhead = 0.996456, prefill = 1.00912, expert = 1.00411, sequence = 0.891704, rows = 39 },
    ["dynamo-trt 0.8.1.post3"] = { overhead = 0.999851, prefill = 0.939475, expert = 1.03754, sequence = 1.00978, rows = 8 },
    ["mori-sglang"] = { overhead = 1.01516, prefill = 1.01229, expert = 0.986268, sequence = 0.95732, rows = 67 },
    ["sglang"] = { overhead = 0.957506, prefill = 1.00356, expert = 1.00502, sequence = 1.02741, rows = 225 },
    ["sglang 0.5.1.post1"] = { overhead = 0.807164, prefill = 0.668715, expert = 1, sequence = 0.846294, rows = 25 },
    ["sglang 0.5.10.post1"] = { overhead = 1.01712, prefill = 1.00978, expert = 1.13452, sequence = 1.05362, rows = 10 },
    ["sglang 0.5.12"] = { overhead = 1.05907, prefill = 0.994559, expert = 1.05418, sequence = 1.02119, rows = 24 },
    ["sglang 0.5.6.post2"] = { overhead = 1.00056, prefill = 1.08116, expert = 0.900728, sequence = 1.0433, rows = 66 },
    ["sglang 0.5.9"] = { overhead = 1.05089, prefill = 1.01386, expert = 0.993768, sequence = 0.971276, rows = 62 },
    ["sglang glm5-hopper"] = { overhead = 1.05703, prefill = 1.09492, expert = 1.07844, sequence = 1.00005, rows = 15 },
    ["sglang nightly-dev"] = { overhead = 1.16105, prefill = 1.0942, expert = 1.07953, sequence = 0.953045, rows = 10 },
    ["sglang nightly-dev-20260216-d3bae71e"] = { overhead = 0.987553, prefill = 1.0382, expert = 1.04876, sequence = 1.08946, rows = 15 },
    ["sglang nightly-dev-20260402-d7256eb6"] = { overhead = 0.98526, prefill = 1.04583, expert = 1.01197, sequence = 1.0859, rows = 12 },
    ["sglang v0.5.14"] = { overhead = 0.977689, prefill = 1.04851, expert = 0.98268, sequence = 1.02668, rows = 9 },
    ["trt"] = { overhead = 1.04134, prefill = 1.079, expert = 1.12713, sequence = 1.01329, rows = 108 },
    ["trtllm"] = { overhead = 1.04821, prefill = 0.959584, expert = 1.14421, sequence = 1.05452, rows = 37 },
    ["trtllm 0.17"] = { overhead = 1.05663, prefill = 0.927783, expert = 0.708242, sequence = 0.349411, rows = 99 },
    ["trtllm 1.0"] = { overhead = 1.41973, prefill = 0.971603, expert = 0.805609, sequence = 0.458494, rows = 70 },
    ["trtllm 1.0.0rc3"] = { overhead = 1.05567, prefill = 1.04994, expert = 1, sequence = 1.27763, rows = 60 },
    ["trtllm 1.2.0rc6.post2"] = { overhead = 0.984013, prefill = 1.03185, expert = 1.0063, sequence = 1.03552, rows = 29 },
    ["trtllm 1.x"] = { overhead = 0.859393, prefill = 1.08742, expert = 1.10682, sequence = 2.14353, rows = 69 },
    ["trtllm gpt-oss-dev"] = { overhead = 0.932943, prefill = 0.960424, expert = 0.995035, sequence = 0.970762, rows = 15 },
    ["trtllm nan"] = { overhead = 0.786304, prefill = 1.06412, expert = 1.12297, sequence = 1.15748, rows = 50 },
    ["vllm"] = { overhead = 1.02236, prefill = 1.25316, expert = 1.07723, sequence = 1.08562, rows = 46 },
    ["vllm 0.12.0"] = { overhead = 0.968326, prefill = 0.84148, expert = 1.2507, sequence = 1.1385, rows = 71 },
    ["vllm 0.16.0"] = { overhead = 1.05795, prefill = 0.98942, expert = 1.14902, sequence = 1.02121, rows = 30 },
    ["vllm 0.17.0"] = { overhead = 1.00941, prefill = 0.955569, expert = 0.921362, sequence = 0.93151, rows = 18 },
    ["vllm 0.18.0"] = { overhead = 0.947184, prefill = 1.03882, expert = 0.904864, sequence = 0.797213, rows = 57 },
    ["vllm 0.19.0"] = { overhead = 1.04153, prefill = 0.887386, expert = 0.807722, sequence = 0.756948, rows = 105 },
    ["vllm nan"] = { overhead = 0.877729, prefill = 0.819633, expert = 1.05945, sequence = 0.966068, rows = 28 },
    ["vllm of ML.ENERGY"] = { overhead = 1.26965, prefill = 1.32534, expert = 1.07592, sequence = 2.34151, rows = 296 },
    ["vllm of long prompts"] = { overhead = 1.05517, prefill = 1.36027, expert = 1.44716, sequence = 1.05126, rows = 26 },
  },
  -- Quantiles of ln(measured / estimated), engine's version fitted or not: of groups of platform and model
  -- left out of the fit (new), widened until ranges made from the other groups hold four fifths of them, and of
  -- recipes left out of groups that were fitted (seen). Coverage is the share of rows so held.
  residuals = {
    ["decode dense"] = {
      new = {
        known = { p10 = -0.2115, p50 = 0.0005, p90 = 0.6250, rows = 274, coverage = 0.825 },
        unknown = { p10 = -0.2934, p50 = 0.0041, p90 = 0.4206, rows = 85, coverage = 0.741 },
      },
      seen = {
        known = { p10 = -0.1211, p50 = 0.0047, p90 = 0.4105, rows = 359, coverage = 0.844 },
      },
    },
    ["decode moe"] = {
      new = {
        known = { p10 = -0.2091, p50 = 0.0263, p90 = 0.3445, rows = 1225, coverage = 0.837 },
        unknown = { p10 = -0.2135, p50 = 0.0455, p90 = 0.3893, rows = 308, coverage = 0.753 },
      },
      seen = {
        known = { p10 = -0.1841, p50 = 0.0150, p90 = 0.2894, rows = 1481, coverage = 0.809 },
        unknown = { p10 = -0.1420, p50 = 0.0295, p90 = 0.3069, rows = 52, coverage = 0.846 },
      },
    },
    ["served dense"] = {
      new = {
        known = { p10 = -0.7556, p50 = -0.0209, p90 = 0.1861, rows = 282, coverage = 0.780 },
        unknown = { p10 = -0.6266, p50 = -0.0113, p90 = 0.2157, rows = 85, coverage = 0.918 },
      },
      seen = {
        known = { p10 = -0.5774, p50 = -0.0283, p90 = 0.0815, rows = 367, coverage = 0.831 },
      },
    },
    ["served moe"] = {
      new = {
        known = { p10 = -0.3548, p50 = -0.0428, p90 = 0.2085, rows = 1287, coverage = 0.822 },
        unknown = { p10 = -0.4253, p50 = -0.0359, p90 = 0.2663, rows = 326, coverage = 0.856 },
      },
      seen = {
        known = { p10 = -0.3141, p50 = -0.0314, p90 = 0.1942, rows = 1552, coverage = 0.807 },
        unknown = { p10 = -0.2869, p50 = -0.0154, p90 = 0.2693, rows = 61, coverage = 0.869 },
      },
    },
    ["offline dense"] = {
      new = {
        known = { p10 = -0.0964, p50 = -0.0037, p90 = 0.0988, rows = 100, coverage = 0.820 },
      },
      seen = {
        known = { p10 = -0.0807, p50 = -0.0034, p90 = 0.0872, rows = 100, coverage = 0.810 },
      },
    },
    ["offline moe"] = {
      new = {
        known = { p10 = -0.1869, p50 = 0.0248, p90 = 0.3707, rows = 138, coverage = 0.826 },
      },
      seen = {
        known = { p10 = -0.1491, p50 = 0.0164, p90 = 0.3291, rows = 138, coverage = 0.833 },
      },
    },
    ["submission dense"] = {
      new = {
        unknown = { p10 = -0.2740, p50 = -0.0137, p90 = 0.2816, rows = 172, coverage = 0.843 },
      },
      seen = {
        unknown = { p10 = -0.2059, p50 = -0.0053, p90 = 0.2182, rows = 172, coverage = 0.849 },
      },
    },
    ["submission moe"] = {
      new = {
        unknown = { p10 = -0.3781, p50 = -0.0307, p90 = 0.2556, rows = 187, coverage = 0.829 },
      },
      seen = {
        unknown = { p10 = -0.3030, p50 = -0.0080, p90 = 0.1691, rows = 187, coverage = 0.829 },
      },
    },
    ["ttft dense"] = {
      new = {
        known = { p10 = -0.7783, p50 = -0.2674, p90 = 0.4975, rows = 135, coverage = 0.733 },
        unknown = { p10 = -0.7357, p50 = -0.2136, p90 = 0.5506, rows = 85, coverage = 0.918 },
      },
      seen = {
        known = { p10 = -0.7780, p50 = -0.2849, p90 = 0.7787, rows = 220, coverage = 0.814 },
      },
    },
    ["ttft moe"] = {
      new = {
        known = { p10 = -0.7983, p50 = 0.0923, p90 = 1.2176, rows = 1028, coverage = 0.803 },
        unknown = { p10 = -1.1517, p50 = 0.0754, p90 = 1.3143, rows = 304, coverage = 0.839 },
      },
      seen = {
        known = { p10 = -0.7017, p50 = 0.0758, p90 = 1.1338, rows = 1284, coverage = 0.796 },
        unknown = { p10 = -1.3429, p50 = 0.0665, p90 = 0.9670, rows = 48, coverage = 0.875 },
      },
    },
    ["power dense"] = {
      new = {
        known = { p10 = -0.5638, p50 = -0.0222, p90 = 0.0600, rows = 147, coverage = 0.796 },
      },
      seen = {
        known = { p10 = -0.5090, p50 = -0.0251, p90 = 0.0534, rows = 147, coverage = 0.803 },
      },
    },
    ["power moe"] = {
      new = {
        known = { p10 = -0.2580, p50 = 0.0212, p90 = 0.2491, rows = 219, coverage = 0.822 },
        unknown = { p10 = -0.2506, p50 = -0.0105, p90 = 0.2284, rows = 33, coverage = 0.788 },
      },
      seen = {
        known = { p10 = -0.1597, p50 = 0.0254, p90 = 0.2158, rows = 242, coverage = 0.798 },
        unknown = { p10 = -0.1764, p50 = 0.0513, p90 = 0.2182, rows = 10, coverage = 0.800 },
      },
    },
  },
  -- Absolute error on those groups.
  left_out = {
    ["decode dense"] = { rows = 359, median = 0.0802, p90 = 0.4318 },
    ["decode moe"] = { rows = 1533, median = 0.1090, p90 = 0.3361 },
    ["served dense"] = { rows = 367, median = 0.0815, p90 = 0.3998 },
    ["served moe"] = { rows = 1613, median = 0.1278, p90 = 0.4344 },
    ["offline dense"] = { rows = 100, median = 0.0397, p90 = 0.1125 },
    ["offline moe"] = { rows = 138, median = 0.0860, p90 = 0.3378 },
    ["submission dense"] = { rows = 172, median = 0.1349, p90 = 0.2952 },
    ["submission moe"] = { rows = 187, median = 0.1015, p90 = 0.5134 },
    ["ttft dense"] = { rows = 220, median = 0.4620, p90 = 1.1151 },
    ["ttft moe"] = { rows = 1332, median = 0.3940, p90 = 1.1252 },
    ["power dense"] = { rows = 147, median = 0.0621, p90 = 0.5796 },
    ["power moe"] = { rows = 252, median = 0.1110, p90 = 0.2757 },
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
