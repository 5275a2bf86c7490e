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
  trend = { 0.895141 },
  -- Set, not fitted: a 400 Gb/s adapter for each accelerator, where the platform does not say.
  network_bandwidth = { 50, "GB/s/gpu" },
  constants = {
    weight_bandwidth = { 0.933512, "", "share of memory bandwidth, reading weights", "small batches" },
    cache_bandwidth = { 0.780333, "", "share of memory bandwidth, reading the cache", "long contexts, offline" },
    routing = { 0.90972, "", "power of a step's tokens by which they count for experts", "large batches" },
    decode_compute = { 0.635917, "", "share of compute, decoding", "405B chat, offline" },
    prefill_compute = { 0.61187, "", "share of compute, prefilling", "dense closed loop, long prompts" },
    expert_bandwidth = { 0.796576, "", "further share of bandwidth, reading experts", "all with experts" },
    expert_compute = { 0.587181, "", "further share of compute, with experts", "offline, 8k prompts" },
    link = { 0.501408, "", "share of a link's bandwidth", "prefill and offline over 2 to 8" },
    layer_time = { 5.11788e-05, "s", "each layer without experts, and step", "small batches" },
    expert_layer_time = { 8.77152e-05, "s", "each layer with experts, and step", "small batches" },
    collective_time = { 7.08437e-06, "s", "each collective, two a layer", "over 2 to 8 accelerators" },
    exchange_time = { 3.35526e-05, "s", "each exchange of tokens among experts", "attention by data" },
    network_time = { 5.38536e-05, "s", "more beyond the scale-up domain", "rows over 16, few" },
    sequence_time = { 1.62387e-05, "s", "each sequence of a batch and step", "large batches" },
    step_time = { 9.36203e-05, "s", "each step", "8B and 20B" },
    acceptance = { 0.652338, "", "share of drafted tokens accepted", "MTP rows, with the next" },
    speculative_step = { 1.29166, "", "time of a speculative step over a plain one", "MTP rows" },
    speculative_verified = { 2.28016, "", "tokens verified for a sequence and step", "MTP, large batches" },
    host_time = { 0.09643, "s", "before a prompt is prefilled", "times to the first token" },
    wave = { 0.10545, "", "share of the other prompts that a prompt waits for", "times to the first token" },
    usable_memory = { 0.899982, "", "share of the memory that weights leave, for the cache", "full batches" },
    power_busy = { 0.681038, "", "more by the root of the share of time that works", "rows of accelerator power" },
    power_compute = { 0.885567, "", "more by the root of the share of compute", "rows of accelerator power" },
    power_prefill = { 0.911315, "", "of rated power, prefilling all the time", "prefill pools, few" },
    context_share = { 0.5, "", "of an answer, in the cache on average", "set, not fitted" },
    capacity_share = { 1, "", "of an answer, for which the cache must have room", "set, not fitted" },
    scheduled_batch = { 2048, "", "most sequences of one scheduler, offline", "set, not fitted" },
    power_idle = { 0.11, "", "of rated power at rest: an H200 idles at 78 W of 700", "set, not fitted" },
    power_cap = { 0.97, "", "most of rated power that is drawn", "set, not fitted" },
  },
  -- Further shares of compute by the rate that multiplies, with block-scaled FP8, and with weights widened; of
  -- bandwidth, reading experts in block-scaled FP8.
  precision = { compute_fp8 = 0.846787, compute_fp4 = 0.575283, block_scaled = 0.657485,
    block_scaled_read = 0.86863, widened = 1.08629 },
  -- Share of compute, time of memory, compute and links, and power, by vendor.
  compute = { AMD = 1.49804 },
  hardware = { AMD = 1.49838 },
  power_hardware = { AMD = 0.743745, ["before FP4"] = 0.857188 },
  -- Of offline throughput: what is submitted to MLPerf, its change by the year; scenarios with a limit.
  submission = { 1.18748, 1.23849 },
  offline_share = { server = 0.911252, interactive = 0.864185 },
  -- What an engine multiplies: its family's factor times its version's. "nan": the version is not published.
  -- Of a submission's throughput, by its data set: only means of lengths are known.
  datasets = {
    ["DeepSeek-R1"] = 0.815605,
    ["Llama-2-70B"] = 1.27183,
    ["Llama-3.1-405B"] = 1.16706,
    ["Llama-3.1-8B"] = 1.46943,
    ["Mixtral-8x7B"] = 1.18095,
    ["gpt-oss-120b"] = 0.565254,
  },
  families = {
    ["vllm"] = { overhead = 1.10329, prefill = 1.15681, expert = 1.09712, sequence = 1.15161, wait = 0.733028 },
    ["ml.energy"] = { overhead = 1.65561, prefill = 3.55146, expert = 1.0583, sequence = 3.30798, wait = 0.931941 },
    ["sglang"] = { overhead = 1.01905, prefill = 0.97637, expert = 1.04072, sequence = 1.25115, wait = 2.03712 },
    ["trtllm"] = { overhead = 1.01271, prefill = 0.841061, expert = 1.01876, sequence = 0.520669, wait = 1.2418 },
    ["atom"] = { overhead = 1.12895, prefill = 1.02135, expert = 1.02152, sequence = 0.908645, wait = 0.581085 },
    ["mlperf"] = { overhead = 1.32832, prefill = 1.3172, expert = 0.488187, sequence = 1.65698 },
  },
  engines = {
    ["atom"] = { overhead = 1.07046, prefill = 1.01159, expert = 0.968789, sequence = 0.903546, rows = 61 },
    ["dynamo-sglang"] = { overhead = 1.0735, prefill = 0.911625, expert = 1.07355, sequence = 1.10261, rows = 84 },
    ["dynamo-sglang 0.5.5.post2"] = { overhead = 0.959632, prefill = 0.998686, expert = 0.81074, sequence = 1.01926, rows = 14 },
    ["dynamo-sglang 0.5.8.post1"] = { overhead = 1.00139, prefill = 1.00221, expert = 0.993792, sequence = 1.10551, rows = 38 },
    ["dynamo-trt"] = { overhead = 0.959318, prefill = 0.86948, expert = 0.966675, sequence = 1.25941, rows = 122 },
    ["dynamo-trt 0.5.1-rc0.pre3"] = { overhead = 1.01279, prefill = 0.999566, expert = 1.00832, sequence = 0.988917, rows = 14 },
    ["dynamo-trt 0.8.1.post1"] = { overhead = 0.946532, prefill = 0.977772, expert = 0.986088, sequence = 0.991176, rows = 37 },
    ["dynamo-trt 0.8.1.post2"] = { overhead = 0.990603, prefill = 1.00466, expert = 0.990465, sequence = 0.912929, rows = 39 },
    ["dynamo-trt 0.8.1.post3"] = { overhead = 0.987323, prefill = 0.939006, expert = 1.03075, sequence = 1.00931, rows = 8 },
    ["mori-sglang"] = { overhead = 1.0137, prefill = 1.00616, expert = 0.981308, sequence = 0.995899, rows = 67 },
    ["sglang"] = { overhead = 0.941287, prefill = 0.962492, expert = 1.01935, sequence = 0.986701, rows = 225 },
    ["sglang 0.5.1.post1"] = { overhead = 0.840638, prefill = 0.643922, expert = 1, sequence = 0.79828, rows = 25 },
    ["sglang 0.5.10.post1"] = { overhead = 1.01452, prefill = 1.01021, expert = 1.13597, sequence = 1.07207, rows = 10 },
    ["sglang 0.5.12"] = { overhead = 1.04295, prefill = 1.10421, expert = 1.06891, sequence = 1.06302, rows = 24 },
    ["sglang 0.5.6.post2"] = { overhead = 0.988709, prefill = 1.03542, expert = 0.894273, sequence = 0.834746, rows = 66 },
    ["sglang 0.5.9"] = { overhead = 1.0388, prefill = 1.01255, expert = 1.01022, sequence = 1.04225, rows = 62 },
    ["sglang glm5-hopper"] = { overhead = 1.05576, prefill = 1.13695, expert = 1.09945, sequence = 0.999876, rows = 15 },
    ["sglang nightly-dev"] = { overhead = 1.17741, prefill = 1.09433, expert = 1.10622, sequence = 0.941659, rows = 10 },
    ["sglang nightly-dev-20260216-d3bae71e"] = { overhead = 0.986435, prefill = 1.0349, expert = 1.02048, sequence = 1.08547, rows = 15 },
    ["sglang nightly-dev-20260402-d7256eb6"] = { overhead = 0.984844, prefill = 1.0631, expert = 1.02664, sequence = 1.20601, rows = 12 },
    ["sglang v0.5.14"] = { overhead = 0.979601, prefill = 1.05081, expert = 0.98151, sequence = 1.03511, rows = 9 },
    ["trt"] = { overhead = 1.03596, prefill = 1.09134, expert = 1.10496, sequence = 0.995744, rows = 108 },
    ["trtllm"] = { overhead = 1.04471, prefill = 0.9613, expert = 1.12193, sequence = 1.00377, rows = 37 },
    ["trtllm 0.17"] = { overhead = 1.05506, prefill = 0.929679, expert = 0.773075, sequence = 0.325554, rows = 99 },
    ["trtllm 1.0"] = { overhead = 1.37932, prefill = 0.976006, expert = 0.814609, sequence = 0.463354, rows = 70 },
    ["trtllm 1.0.0rc3"] = { overhead = 1.06116, prefill = 1.04621, expert = 1, sequence = 1.25642, rows = 60 },
    ["trtllm 1.2.0rc6.post2"] = { overhead = 0.980454, prefill = 1.02395, expert = 0.987014, sequence = 1.03532, rows = 29 },
    ["trtllm 1.x"] = { overhead = 0.913531, prefill = 1.07022, expert = 1.22326, sequence = 2.16631, rows = 69 },
    ["trtllm gpt-oss-dev"] = { overhead = 0.944073, prefill = 0.961028, expert = 0.995851, sequence = 0.976179, rows = 15 },
    ["trtllm nan"] = { overhead = 0.793077, prefill = 1.06458, expert = 1.09708, sequence = 1.10369, rows = 50 },
    ["vllm"] = { overhead = 1.03548, prefill = 1.27767, expert = 0.983819, sequence = 0.925818, rows = 46 },
    ["vllm 0.12.0"] = { overhead = 1.04273, prefill = 0.821634, expert = 1.26387, sequence = 1.22491, rows = 71 },
    ["vllm 0.16.0"] = { overhead = 1.04533, prefill = 1.00595, expert = 1.13701, sequence = 1.0042, rows = 30 },
    ["vllm 0.17.0"] = { overhead = 0.99786, prefill = 0.959489, expert = 0.939221, sequence = 0.987195, rows = 18 },
    ["vllm 0.18.0"] = { overhead = 0.981337, prefill = 1.04679, expert = 0.887841, sequence = 0.856526, rows = 57 },
    ["vllm 0.19.0"] = { overhead = 1.04128, prefill = 1.01571, expert = 0.817552, sequence = 1.15852, rows = 105 },
    ["vllm nan"] = { overhead = 0.944782, prefill = 0.818237, expert = 1.0353, sequence = 0.98812, rows = 28 },
    ["vllm of long prompts"] = { overhead = 1.06271, prefill = 1.39083, expert = 1.4619, sequence = 1.03891, rows = 26 },
  },
  -- Quantiles of ln(measured / estimated), engine's version fitted or not: of groups of platform and model
  -- left out of the fit (new), widened until ranges made from the other groups hold four fifths of them, and of
  -- recipes left out of groups that were fitted (seen). Coverage is the share of rows so held.
  residuals = {
    ["decode dense"] = {
      new = {
        known = { p10 = -0.1855, p50 = -0.0076, p90 = 0.6661, rows = 282, coverage = 0.830 },
        unknown = { p10 = -0.2512, p50 = 0.0015, p90 = 0.5500, rows = 85, coverage = 0.741 },
      },
      seen = {
        known = { p10 = -0.1055, p50 = 0.0035, p90 = 0.5356, rows = 367, coverage = 0.839 },
      },
    },
    ["decode moe"] = {
      new = {
        known = { p10 = -0.1974, p50 = 0.0250, p90 = 0.3381, rows = 1236, coverage = 0.827 },
        unknown = { p10 = -0.2172, p50 = 0.0256, p90 = 0.3507, rows = 308, coverage = 0.747 },
      },
      seen = {
        known = { p10 = -0.1743, p50 = 0.0135, p90 = 0.2779, rows = 1492, coverage = 0.805 },
        unknown = { p10 = -0.1502, p50 = 0.0133, p90 = 0.2448, rows = 52, coverage = 0.846 },
      },
    },
    ["served dense"] = {
      new = {
        known = { p10 = -0.6361, p50 = 0.0271, p90 = 0.1884, rows = 282, coverage = 0.809 },
        unknown = { p10 = -0.5148, p50 = 0.0228, p90 = 0.1976, rows = 85, coverage = 0.882 },
      },
      seen = {
        known = { p10 = -0.5271, p50 = 0.0124, p90 = 0.1194, rows = 367, coverage = 0.856 },
      },
    },
    ["served moe"] = {
      new = {
        known = { p10 = -0.3772, p50 = -0.0479, p90 = 0.1838, rows = 1287, coverage = 0.827 },
        unknown = { p10 = -0.4212, p50 = -0.0337, p90 = 0.2151, rows = 326, coverage = 0.810 },
      },
      seen = {
        known = { p10 = -0.3377, p50 = -0.0358, p90 = 0.1655, rows = 1552, coverage = 0.812 },
        unknown = { p10 = -0.2834, p50 = -0.0241, p90 = 0.1946, rows = 61, coverage = 0.836 },
      },
    },
    ["offline dense"] = {
      new = {
        known = { p10 = -0.0963, p50 = -0.0025, p90 = 0.0989, rows = 100, coverage = 0.810 },
      },
      seen = {
        known = { p10 = -0.0888, p50 = 0.0000, p90 = 0.0897, rows = 100, coverage = 0.810 },
      },
    },
    ["offline moe"] = {
      new = {
        known = { p10 = -0.1830, p50 = 0.0147, p90 = 0.3287, rows = 138, coverage = 0.812 },
      },
      seen = {
        known = { p10 = -0.1392, p50 = 0.0124, p90 = 0.2670, rows = 138, coverage = 0.819 },
      },
    },
    ["submission dense"] = {
      new = {
        unknown = { p10 = -0.2857, p50 = -0.0182, p90 = 0.3029, rows = 172, coverage = 0.843 },
      },
      seen = {
        unknown = { p10 = -0.2065, p50 = -0.0022, p90 = 0.2175, rows = 172, coverage = 0.837 },
      },
    },
    ["submission moe"] = {
      new = {
        unknown = { p10 = -0.3602, p50 = -0.0083, p90 = 0.2381, rows = 187, coverage = 0.829 },
      },
      seen = {
        unknown = { p10 = -0.2963, p50 = -0.0065, p90 = 0.1687, rows = 187, coverage = 0.829 },
      },
    },
    ["ttft dense"] = {
      new = {
        known = { p10 = -0.7878, p50 = -0.3135, p90 = 0.4607, rows = 135, coverage = 0.748 },
        unknown = { p10 = -0.7394, p50 = -0.2448, p90 = 0.4966, rows = 85, coverage = 0.929 },
      },
      seen = {
        known = { p10 = -0.7779, p50 = -0.3007, p90 = 0.7519, rows = 220, coverage = 0.809 },
      },
    },
    ["ttft moe"] = {
      new = {
        known = { p10 = -0.6643, p50 = 0.1230, p90 = 1.3321, rows = 1028, coverage = 0.815 },
        unknown = { p10 = -0.8222, p50 = 0.0886, p90 = 1.4106, rows = 304, coverage = 0.793 },
      },
      seen = {
        known = { p10 = -0.6177, p50 = 0.0971, p90 = 1.2230, rows = 1284, coverage = 0.807 },
        unknown = { p10 = -1.0616, p50 = 0.0692, p90 = 0.9845, rows = 48, coverage = 0.812 },
      },
    },
    ["power dense"] = {
      new = {
        known = { p10 = -0.5724, p50 = -0.0203, p90 = 0.0608, rows = 147, coverage = 0.796 },
      },
      seen = {
        known = { p10 = -0.5281, p50 = -0.0196, p90 = 0.0562, rows = 147, coverage = 0.803 },
      },
    },
    ["power moe"] = {
      new = {
        known = { p10 = -0.2658, p50 = 0.0148, p90 = 0.2360, rows = 219, coverage = 0.831 },
        unknown = { p10 = -0.2576, p50 = -0.0157, p90 = 0.2209, rows = 33, coverage = 0.788 },
      },
      seen = {
        known = { p10 = -0.1700, p50 = 0.0177, p90 = 0.2039, rows = 242, coverage = 0.802 },
        unknown = { p10 = -0.1854, p50 = 0.0446, p90 = 0.2044, rows = 10, coverage = 0.900 },
      },
    },
  },
  -- Absolute error on those groups.
  left_out = {
    ["decode dense"] = { rows = 367, median = 0.0784, p90 = 0.4333 },
    ["decode moe"] = { rows = 1544, median = 0.1073, p90 = 0.3294 },
    ["served dense"] = { rows = 367, median = 0.0795, p90 = 0.4196 },
    ["served moe"] = { rows = 1613, median = 0.1229, p90 = 0.4274 },
    ["offline dense"] = { rows = 100, median = 0.0424, p90 = 0.1167 },
    ["offline moe"] = { rows = 138, median = 0.0948, p90 = 0.3124 },
    ["submission dense"] = { rows = 172, median = 0.1329, p90 = 0.2987 },
    ["submission moe"] = { rows = 187, median = 0.1016, p90 = 0.5151 },
    ["ttft dense"] = { rows = 220, median = 0.4654, p90 = 1.1310 },
    ["ttft moe"] = { rows = 1332, median = 0.3836, p90 = 0.9675 },
    ["power dense"] = { rows = 147, median = 0.0581, p90 = 0.5869 },
    ["power moe"] = { rows = 252, median = 0.1031, p90 = 0.2688 },
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
