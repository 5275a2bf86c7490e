-- luacheck: max line length 200
--- The inference model's constants, written by tests/accuracy/fit.lua (make accuracy-fit); not by hand.
-- A constant is { value, unit, meaning, what it rests on }.
-- @module signalflow.catalogue.calibration.inference

return {
  fitted = "2026-11-30",
  source = "public measured rows of TensorRT-LLM, ML.ENERGY, MLPerf, AIConfigurator and InferenceX",
  rows = 2576,
  -- The day of the software that the constants speak for; with experts, all fixed times change by a factor a year.
  date = "2026-03",
  trend = { 0.854241 },
  -- Set, not fitted: a 400 Gb/s adapter for each accelerator, where the platform does not say.
  network_bandwidth = { 50, "GB/s/gpu" },
  constants = {
    weight_bandwidth = { 0.915856, "", "share of memory bandwidth, reading weights", "small batches" },
    cache_bandwidth = { 0.774456, "", "share of memory bandwidth, reading the cache", "long contexts, offline" },
    routing = { 0.897041, "", "power of a step's tokens by which they count for experts", "large batches" },
    decode_compute = { 0.640114, "", "share of compute, decoding", "405B chat, offline" },
    prefill_compute = { 0.6278, "", "share of compute, prefilling", "dense closed loop, long prompts" },
    expert_bandwidth = { 0.794952, "", "further share of bandwidth, reading experts", "all with experts" },
    expert_compute = { 0.572189, "", "further share of compute, with experts", "offline, 8k prompts" },
    link = { 0.508458, "", "share of a link's bandwidth", "prefill and offline over 2 to 8" },
    layer_time = { 4.11284e-05, "s", "each layer without experts, and step", "small batches" },
    expert_layer_time = { 8.91916e-05, "s", "each layer with experts, and step", "small batches" },
    index_time = { 6.77334e-05, "s", "each layer's index of tokens, and step", "GLM-5, DeepSeek-V4-Pro" },
    collective_time = { 9.71869e-06, "s", "each collective, two a layer", "over 2 to 8 accelerators" },
    exchange_time = { 4.19161e-05, "s", "each exchange of tokens among experts", "attention by data" },
    network_time = { 4.61152e-05, "s", "more beyond the scale-up domain", "rows over 16, few" },
    sequence_time = { 1.64852e-05, "s", "each sequence of a batch and step", "large batches" },
    step_time = { 0.000114986, "s", "each step", "8B and 20B" },
    acceptance = { 0.635173, "", "share of drafted tokens accepted", "MTP rows, with the next" },
    speculative_step = { 1.35658, "", "time of a speculative step over a plain one", "MTP rows" },
    speculative_verified = { 1.99415, "", "tokens verified for a sequence and step", "MTP, large batches" },
    host_time = { 0.0977072, "s", "before a prompt is prefilled", "times to the first token" },
    wave = { 0.102232, "", "share of the other prompts that a prompt waits for", "times to the first token" },
    usable_memory = { 0.87003, "", "share of the memory that weights leave, for the cache", "full batches" },
    power_busy = { 0.709763, "", "more by the root of the share of time that works", "rows of accelerator power" },
    power_compute = { 0.781052, "", "more by the root of the share of compute", "rows of accelerator power" },
    power_prefill = { 0.918366, "", "of rated power, prefilling all the time", "prefill pools, few" },
    imbalance = { 0.7, "", "of (2 ln g)^.5 deviations, the largest of g normal variables, 4 to 72", "set, not fitted" },
    context_share = { 0.5, "", "of an answer, in the cache on average", "set, not fitted" },
    capacity_share = { 1, "", "of an answer, for which the cache must have room", "set, not fitted" },
    scheduled_batch = { 2048, "", "most sequences of one scheduler, offline", "set, not fitted" },
    power_idle = { 0.11, "", "of rated power at rest: an H200 idles at 78 W of 700", "set, not fitted" },
    power_cap = { 0.97, "", "most of rated power that is drawn", "set, not fitted" },
  },
  -- Further shares of compute by the rate that multiplies, with block-scaled FP8, and with weights widened; of
  -- bandwidth, reading experts in block-scaled FP8.
  precision = { compute_fp8 = 0.831062, compute_fp4 = 0.559409, block_scaled = 0.650274,
    block_scaled_read = 0.987638, widened = 1.01066 },
  -- Of the time of layers: those with experts in four bits on NVIDIA's hardware, all on AMD's from before FP4.
  layers = { fp4 = 0.718972, before_fp4_amd = 2.15646 },
  -- s for each token of an answer and step, of one accelerator on ML.ENERGY's hosts of hardware with FP4.
  shared_host = { 1.28671e-06, "s" },
  -- Share of compute, time of memory, compute and links, and power, by vendor.
  compute = { AMD = 1.43309 },
  hardware = { AMD = 1.43556 },
  power_hardware = { AMD = 0.747503, ["before FP4"] = 0.842091 },
  -- Of offline throughput: what is submitted to MLPerf, its change by the year; scenarios with a limit.
  submission = { 1.09981, 1.22741 },
  offline_share = { server = 0.906184, interactive = 0.842888 },
  -- What an engine multiplies: its family's factor times its version's. "nan": the version is not published.
  -- Of a submission's throughput, by its data set: only means of lengths are known.
  datasets = {
    ["DeepSeek-R1"] = 0.850136,
    ["Llama-2-70B"] = 1.25719,
    ["Llama-3.1-405B"] = 1.06148,
    ["Llama-3.1-8B"] = 1.38708,
    ["Mixtral-8x7B"] = 1.20887,
    ["gpt-oss-120b"] = 0.578141,
  },
  families = {
    ["vllm"] = { overhead = 1.14588, prefill = 1.20518, expert = 1.10464, sequence = 1.18465, wait = 0.718624 },
    ["ml.energy"] = { overhead = 1.71304, prefill = 1.06424, expert = 1.0229, sequence = 3.34808, wait = 0.9964 },
    ["sglang"] = { overhead = 0.913918, prefill = 1.03289, expert = 1.082, sequence = 1.30574, wait = 1.93037 },
    ["trtllm"] = { overhead = 1.02972, prefill = 0.860026, expert = 0.999381, sequence = 0.537417, wait = 1.22659 },
    ["atom"] = { overhead = 1.15461, prefill = 1.04223, expert = 1.01154, sequence = 0.887456, wait = 0.589662 },
    ["mlperf"] = { overhead = 1.04935, prefill = 1.09523, expert = 0.521365, sequence = 1.44418 },
  },
  engines = {
    ["atom"] = { overhead = 1.07855, prefill = 1.02422, expert = 0.950494, sequence = 0.881005, rows = 61 },
    ["dynamo-sglang"] = { overhead = 1.17663, prefill = 0.886493, expert = 0.989107, sequence = 1.11235, rows = 84 },
    ["dynamo-sglang 0.5.5.post2"] = { overhead = 0.956464, prefill = 0.992269, expert = 0.836253, sequence = 1.0316, rows = 14 },
    ["dynamo-sglang 0.5.8.post1"] = { overhead = 0.99524, prefill = 1.02967, expert = 0.969388, sequence = 1.06955, rows = 38 },
    ["dynamo-trt"] = { overhead = 0.851261, prefill = 0.885469, expert = 0.960884, sequence = 1.37589, rows = 122 },
    ["dynamo-trt 0.5.1-rc0.pre3"] = { overhead = 1.03994, prefill = 1.00056, expert = 1.04197, sequence = 0.974685, rows = 14 },
    ["dynamo-trt 0.8.1.post1"] = { overhead = 0.946712, prefill = 0.990798, expert = 1.05364, sequence = 0.965629, rows = 37 },
    ["dynamo-trt 0.8.1.post2"] = { overhead = 0.996731, prefill = 1.00375, expert = 0.988492, sequence = 0.914819, rows = 39 },
    ["dynamo-trt 0.8.1.post3"] = { overhead = 0.905218, prefill = 0.955663, expert = 0.962714, sequence = 1.00502, rows = 8 },
    ["mori-sglang"] = { overhead = 1.0045, prefill = 1.02253, expert = 0.90082, sequence = 0.88231, rows = 67 },
    ["sglang"] = { overhead = 0.895986, prefill = 0.981678, expert = 1.01145, sequence = 1.03739, rows = 225 },
    ["sglang 0.5.1.post1"] = { overhead = 0.907534, prefill = 0.629819, expert = 1, sequence = 0.801107, rows = 25 },
    ["sglang 0.5.10.post1"] = { overhead = 1.01488, prefill = 1.01169, expert = 1.12599, sequence = 1.07927, rows = 10 },
    ["sglang 0.5.12"] = { overhead = 0.973409, prefill = 1.12944, expert = 1.08613, sequence = 1.09295, rows = 24 },
    ["sglang 0.5.6.post2"] = { overhead = 0.975041, prefill = 0.985542, expert = 0.876336, sequence = 0.80715, rows = 66 },
    ["sglang 0.5.9"] = { overhead = 1.01831, prefill = 1.03435, expert = 1.00102, sequence = 1.10796, rows = 62 },
    ["sglang glm5-hopper"] = { overhead = 0.993595, prefill = 1.16405, expert = 1.07659, sequence = 1.01696, rows = 15 },
    ["sglang nightly-dev"] = { overhead = 1.08068, prefill = 1.10996, expert = 1.07271, sequence = 0.98842, rows = 10 },
    ["sglang nightly-dev-20260216-d3bae71e"] = { overhead = 0.965791, prefill = 1.03243, expert = 0.954152, sequence = 1.07897, rows = 15 },
    ["sglang nightly-dev-20260402-d7256eb6"] = { overhead = 1.02614, prefill = 1.05316, expert = 1.14657, sequence = 1.12697, rows = 12 },
    ["sglang v0.5.14"] = { overhead = 0.979056, prefill = 1.03853, expert = 0.99369, sequence = 1.02726, rows = 9 },
    ["trt"] = { overhead = 1.04188, prefill = 1.10366, expert = 1.05346, sequence = 1.07721, rows = 108 },
    ["trtllm"] = { overhead = 1.0807, prefill = 0.958253, expert = 1.17616, sequence = 1.01601, rows = 37 },
    ["trtllm 0.17"] = { overhead = 1.04201, prefill = 0.924173, expert = 0.721557, sequence = 0.289499, rows = 99 },
    ["trtllm 1.0"] = { overhead = 1.39082, prefill = 0.957292, expert = 0.820051, sequence = 0.457728, rows = 70 },
    ["trtllm 1.0.0rc3"] = { overhead = 1.09913, prefill = 1.01925, expert = 1, sequence = 1.27083, rows = 60 },
    ["trtllm 1.2.0rc6.post2"] = { overhead = 1.02241, prefill = 1.0309, expert = 1.07114, sequence = 1.03559, rows = 29 },
    ["trtllm 1.x"] = { overhead = 0.897099, prefill = 1.08129, expert = 1.17687, sequence = 2.11588, rows = 69 },
    ["trtllm gpt-oss-dev"] = { overhead = 1.00325, prefill = 0.959357, expert = 1.03199, sequence = 0.998977, rows = 15 },
    ["trtllm nan"] = { overhead = 0.816455, prefill = 1.05735, expert = 1.04405, sequence = 1.11884, rows = 50 },
    ["vllm"] = { overhead = 1.03085, prefill = 1.18157, expert = 0.8886, sequence = 0.867496, rows = 46 },
    ["vllm 0.12.0"] = { overhead = 1.0484, prefill = 0.811073, expert = 1.26438, sequence = 1.19447, rows = 71 },
    ["vllm 0.16.0"] = { overhead = 1.02214, prefill = 0.981829, expert = 1.09554, sequence = 1.02477, rows = 30 },
    ["vllm 0.17.0"] = { overhead = 1.00826, prefill = 0.950236, expert = 0.939536, sequence = 0.977214, rows = 18 },
    ["vllm 0.18.0"] = { overhead = 0.945486, prefill = 1.06051, expert = 0.822648, sequence = 0.949142, rows = 57 },
    ["vllm 0.19.0"] = { overhead = 1.12735, prefill = 0.977967, expert = 0.865454, sequence = 1.06457, rows = 105 },
    ["vllm nan"] = { overhead = 0.955419, prefill = 0.805722, expert = 1.00879, sequence = 0.974977, rows = 28 },
    ["vllm of long prompts"] = { overhead = 1.01385, prefill = 1.40856, expert = 1.31275, sequence = 1.04103, rows = 26 },
  },
  -- Quantiles of ln(measured / estimated), engine's version fitted or not: of groups of platform and model
  -- left out of the fit (new), widened until ranges made from the other groups hold four fifths of them, and of
  -- recipes left out of groups that were fitted (seen). Coverage is the share of rows so held.
  residuals = {
    ["decode dense"] = {
      new = {
        known = { p10 = -0.1733, p50 = -0.0065, p90 = 0.3225, rows = 282, coverage = 0.840 },
        unknown = { p10 = -0.2300, p50 = -0.0018, p90 = 0.2821, rows = 85, coverage = 0.729 },
      },
      seen = {
        known = { p10 = -0.1172, p50 = 0.0006, p90 = 0.2827, rows = 367, coverage = 0.837 },
      },
    },
    ["decode moe"] = {
      new = {
        known = { p10 = -0.1770, p50 = 0.0081, p90 = 0.2740, rows = 1236, coverage = 0.812 },
        unknown = { p10 = -0.1907, p50 = 0.0269, p90 = 0.2768, rows = 308, coverage = 0.737 },
      },
      seen = {
        known = { p10 = -0.1591, p50 = 0.0009, p90 = 0.2218, rows = 1492, coverage = 0.794 },
        unknown = { p10 = -0.0903, p50 = 0.0191, p90 = 0.1550, rows = 52, coverage = 0.827 },
      },
    },
    ["served dense"] = {
      new = {
        known = { p10 = -0.2908, p50 = 0.0292, p90 = 0.1833, rows = 282, coverage = 0.812 },
        unknown = { p10 = -0.2463, p50 = 0.0254, p90 = 0.1835, rows = 85, coverage = 0.929 },
      },
      seen = {
        known = { p10 = -0.2553, p50 = 0.0091, p90 = 0.1233, rows = 367, coverage = 0.856 },
      },
    },
    ["served moe"] = {
      new = {
        known = { p10 = -0.3207, p50 = -0.0311, p90 = 0.1741, rows = 1287, coverage = 0.810 },
        unknown = { p10 = -0.3305, p50 = -0.0373, p90 = 0.1733, rows = 326, coverage = 0.794 },
      },
      seen = {
        known = { p10 = -0.2717, p50 = -0.0271, p90 = 0.1469, rows = 1552, coverage = 0.794 },
        unknown = { p10 = -0.2273, p50 = -0.0313, p90 = 0.1364, rows = 61, coverage = 0.852 },
      },
    },
    ["offline dense"] = {
      new = {
        known = { p10 = -0.0999, p50 = -0.0045, p90 = 0.1037, rows = 100, coverage = 0.820 },
      },
      seen = {
        known = { p10 = -0.0914, p50 = 0.0002, p90 = 0.0825, rows = 100, coverage = 0.810 },
      },
    },
    ["offline moe"] = {
      new = {
        known = { p10 = -0.1761, p50 = 0.0100, p90 = 0.3771, rows = 138, coverage = 0.812 },
      },
      seen = {
        known = { p10 = -0.1429, p50 = 0.0100, p90 = 0.2868, rows = 138, coverage = 0.826 },
      },
    },
    ["submission dense"] = {
      new = {
        unknown = { p10 = -0.2565, p50 = -0.0213, p90 = 0.2861, rows = 172, coverage = 0.837 },
      },
      seen = {
        unknown = { p10 = -0.2133, p50 = -0.0042, p90 = 0.2139, rows = 172, coverage = 0.843 },
      },
    },
    ["submission moe"] = {
      new = {
        unknown = { p10 = -0.3094, p50 = -0.0326, p90 = 0.2179, rows = 186, coverage = 0.828 },
      },
      seen = {
        unknown = { p10 = -0.2912, p50 = -0.0064, p90 = 0.1733, rows = 186, coverage = 0.828 },
      },
    },
    ["ttft dense"] = {
      new = {
        known = { p10 = -0.7714, p50 = -0.3045, p90 = 0.4949, rows = 135, coverage = 0.756 },
        unknown = { p10 = -0.7240, p50 = -0.2402, p90 = 0.5602, rows = 85, coverage = 0.882 },
      },
      seen = {
        known = { p10 = -0.7440, p50 = -0.2795, p90 = 0.8046, rows = 220, coverage = 0.814 },
      },
    },
    ["ttft moe"] = {
      new = {
        known = { p10 = -0.6323, p50 = 0.1085, p90 = 1.3260, rows = 1028, coverage = 0.809 },
        unknown = { p10 = -0.7764, p50 = 0.1026, p90 = 1.4043, rows = 304, coverage = 0.796 },
      },
      seen = {
        known = { p10 = -0.5994, p50 = 0.0886, p90 = 1.2187, rows = 1284, coverage = 0.803 },
        unknown = { p10 = -1.0411, p50 = 0.0521, p90 = 0.9893, rows = 48, coverage = 0.812 },
      },
    },
    ["power dense"] = {
      new = {
        known = { p10 = -0.3394, p50 = -0.0152, p90 = 0.0772, rows = 147, coverage = 0.803 },
      },
      seen = {
        known = { p10 = -0.3105, p50 = -0.0147, p90 = 0.0719, rows = 147, coverage = 0.803 },
      },
    },
    ["power moe"] = {
      new = {
        known = { p10 = -0.2970, p50 = 0.0137, p90 = 0.2864, rows = 219, coverage = 0.849 },
        unknown = { p10 = -0.2726, p50 = -0.0232, p90 = 0.2231, rows = 33, coverage = 0.788 },
      },
      seen = {
        known = { p10 = -0.1529, p50 = 0.0199, p90 = 0.2266, rows = 242, coverage = 0.814 },
        unknown = { p10 = -0.1563, p50 = 0.0371, p90 = 0.2324, rows = 10, coverage = 0.900 },
      },
    },
  },
  -- Absolute error on those groups.
  left_out = {
    ["decode dense"] = { rows = 367, median = 0.0795, p90 = 0.2877 },
    ["decode moe"] = { rows = 1544, median = 0.1002, p90 = 0.3054 },
    ["served dense"] = { rows = 367, median = 0.0824, p90 = 0.2378 },
    ["served moe"] = { rows = 1613, median = 0.1127, p90 = 0.3739 },
    ["offline dense"] = { rows = 100, median = 0.0408, p90 = 0.1127 },
    ["offline moe"] = { rows = 138, median = 0.0907, p90 = 0.3202 },
    ["submission dense"] = { rows = 172, median = 0.1336, p90 = 0.2844 },
    ["submission moe"] = { rows = 186, median = 0.1070, p90 = 0.4566 },
    ["ttft dense"] = { rows = 220, median = 0.4748, p90 = 1.1023 },
    ["ttft moe"] = { rows = 1332, median = 0.3818, p90 = 0.9684 },
    ["power dense"] = { rows = 147, median = 0.0596, p90 = 0.3617 },
    ["power moe"] = { rows = 252, median = 0.0872, p90 = 0.2645 },
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
