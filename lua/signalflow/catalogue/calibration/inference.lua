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
  trend = { 0.890457 },
  -- Set, not fitted: a 400 Gb/s adapter for each accelerator, where the platform does not say.
  network_bandwidth = { 50, "GB/s/gpu" },
  constants = {
    weight_bandwidth = { 0.932161, "", "share of memory bandwidth, reading weights", "small batches" },
    cache_bandwidth = { 0.787053, "", "share of memory bandwidth, reading the cache", "long contexts, offline" },
    routing = { 0.881897, "", "power of a step's tokens by which they count for experts", "large batches" },
    decode_compute = { 0.630443, "", "share of compute, decoding", "405B chat, offline" },
    prefill_compute = { 0.628013, "", "share of compute, prefilling", "dense closed loop, long prompts" },
    expert_bandwidth = { 0.781792, "", "further share of bandwidth, reading experts", "all with experts" },
    expert_compute = { 0.583715, "", "further share of compute, with experts", "offline, 8k prompts" },
    link = { 0.517108, "", "share of a link's bandwidth", "prefill and offline over 2 to 8" },
    layer_time = { 5.08591e-05, "s", "each layer without experts, and step", "small batches" },
    expert_layer_time = { 8.18686e-05, "s", "each layer with experts, and step", "small batches" },
    collective_time = { 7.92322e-06, "s", "each collective, two a layer", "over 2 to 8 accelerators" },
    exchange_time = { 3.66935e-05, "s", "each exchange of tokens among experts", "attention by data" },
    network_time = { 4.77676e-05, "s", "more beyond the scale-up domain", "rows over 16, few" },
    sequence_time = { 1.68709e-05, "s", "each sequence of a batch and step", "large batches" },
    step_time = { 0.000124821, "s", "each step", "8B and 20B" },
    acceptance = { 0.643536, "", "share of drafted tokens accepted", "MTP rows, with the next" },
    speculative_step = { 1.32386, "", "time of a speculative step over a plain one", "MTP rows" },
    speculative_verified = { 2.07238, "", "tokens verified for a sequence and step", "MTP, large batches" },
    host_time = { 0.0980633, "s", "before a prompt is prefilled", "times to the first token" },
    wave = { 0.106652, "", "share of the other prompts that a prompt waits for", "times to the first token" },
    usable_memory = { 0.899469, "", "share of the memory that weights leave, for the cache", "full batches" },
    power_busy = { 0.669672, "", "more by the root of the share of time that works", "rows of accelerator power" },
    power_compute = { 0.882191, "", "more by the root of the share of compute", "rows of accelerator power" },
    power_prefill = { 0.91441, "", "of rated power, prefilling all the time", "prefill pools, few" },
    imbalance = { 0.7, "", "of (2 ln g)^.5 deviations, the largest of g normal variables, 4 to 72", "set, not fitted" },
    context_share = { 0.5, "", "of an answer, in the cache on average", "set, not fitted" },
    capacity_share = { 1, "", "of an answer, for which the cache must have room", "set, not fitted" },
    scheduled_batch = { 2048, "", "most sequences of one scheduler, offline", "set, not fitted" },
    power_idle = { 0.11, "", "of rated power at rest: an H200 idles at 78 W of 700", "set, not fitted" },
    power_cap = { 0.97, "", "most of rated power that is drawn", "set, not fitted" },
  },
  -- Further shares of compute by the rate that multiplies, with block-scaled FP8, and with weights widened; of
  -- bandwidth, reading experts in block-scaled FP8.
  precision = { compute_fp8 = 0.83484, compute_fp4 = 0.56769, block_scaled = 0.663545,
    block_scaled_read = 0.876159, widened = 1.01163 },
  -- Share of compute, time of memory, compute and links, and power, by vendor.
  compute = { AMD = 1.50259 },
  hardware = { AMD = 1.50006 },
  power_hardware = { AMD = 0.753923, ["before FP4"] = 0.857718 },
  -- Of offline throughput: what is submitted to MLPerf, its change by the year; scenarios with a limit.
  submission = { 1.18507, 1.23893 },
  offline_share = { server = 0.910747, interactive = 0.857694 },
  -- What an engine multiplies: its family's factor times its version's. "nan": the version is not published.
  -- Of a submission's throughput, by its data set: only means of lengths are known.
  datasets = {
    ["DeepSeek-R1"] = 0.809835,
    ["Llama-2-70B"] = 1.28407,
    ["Llama-3.1-405B"] = 1.17181,
    ["Llama-3.1-8B"] = 1.48272,
    ["Mixtral-8x7B"] = 1.16589,
    ["gpt-oss-120b"] = 0.562583,
  },
  families = {
    ["vllm"] = { overhead = 1.07225, prefill = 1.1901, expert = 1.11983, sequence = 1.24943, wait = 0.710119 },
    ["ml.energy"] = { overhead = 1.65731, prefill = 0.986292, expert = 1.04413, sequence = 3.46251, wait = 1.00084 },
    ["sglang"] = { overhead = 1.09105, prefill = 1.00792, expert = 1.04209, sequence = 1.16223, wait = 1.99578 },
    ["trtllm"] = { overhead = 0.960933, prefill = 0.864096, expert = 1.00129, sequence = 0.538414, wait = 1.22918 },
    ["atom"] = { overhead = 1.17362, prefill = 1.02568, expert = 1.0406, sequence = 0.899621, wait = 0.580022 },
    ["mlperf"] = { overhead = 1.24929, prefill = 1.34734, expert = 0.469275, sequence = 1.60443 },
  },
  engines = {
    ["atom"] = { overhead = 1.09215, prefill = 1.01384, expert = 0.968119, sequence = 0.893023, rows = 61 },
    ["dynamo-sglang"] = { overhead = 1.19598, prefill = 0.920184, expert = 1.01695, sequence = 1.09143, rows = 84 },
    ["dynamo-sglang 0.5.5.post2"] = { overhead = 0.953562, prefill = 0.998098, expert = 0.826962, sequence = 1.02284, rows = 14 },
    ["dynamo-sglang 0.5.8.post1"] = { overhead = 0.987374, prefill = 1.00615, expert = 0.95524, sequence = 1.0996, rows = 38 },
    ["dynamo-trt"] = { overhead = 0.91827, prefill = 0.852056, expert = 0.9493, sequence = 1.40918, rows = 122 },
    ["dynamo-trt 0.5.1-rc0.pre3"] = { overhead = 1.00712, prefill = 1.00032, expert = 0.974271, sequence = 0.98848, rows = 14 },
    ["dynamo-trt 0.8.1.post1"] = { overhead = 0.939562, prefill = 0.997582, expert = 0.993132, sequence = 0.967233, rows = 37 },
    ["dynamo-trt 0.8.1.post2"] = { overhead = 0.997029, prefill = 1.00049, expert = 0.950325, sequence = 0.931739, rows = 39 },
    ["dynamo-trt 0.8.1.post3"] = { overhead = 0.938996, prefill = 0.959698, expert = 0.984105, sequence = 1.00531, rows = 8 },
    ["mori-sglang"] = { overhead = 1.04198, prefill = 1.02018, expert = 0.950654, sequence = 0.91409, rows = 67 },
    ["sglang"] = { overhead = 0.956766, prefill = 0.963634, expert = 1.02959, sequence = 0.951424, rows = 225 },
    ["sglang 0.5.1.post1"] = { overhead = 0.797117, prefill = 0.636721, expert = 1, sequence = 0.788737, rows = 25 },
    ["sglang 0.5.10.post1"] = { overhead = 1.02414, prefill = 1.01128, expert = 1.1634, sequence = 1.07886, rows = 10 },
    ["sglang 0.5.12"] = { overhead = 1.03664, prefill = 1.09293, expert = 1.09566, sequence = 1.06349, rows = 24 },
    ["sglang 0.5.6.post2"] = { overhead = 0.987424, prefill = 1.01546, expert = 0.912924, sequence = 0.852513, rows = 66 },
    ["sglang 0.5.9"] = { overhead = 1.05189, prefill = 1.02705, expert = 1.03289, sequence = 1.03981, rows = 62 },
    ["sglang glm5-hopper"] = { overhead = 1.05679, prefill = 1.14417, expert = 1.11644, sequence = 1.00924, rows = 15 },
    ["sglang nightly-dev"] = { overhead = 1.18739, prefill = 1.09428, expert = 1.10802, sequence = 0.956319, rows = 10 },
    ["sglang nightly-dev-20260216-d3bae71e"] = { overhead = 0.987369, prefill = 1.03833, expert = 1.04986, sequence = 1.1122, rows = 15 },
    ["sglang nightly-dev-20260402-d7256eb6"] = { overhead = 0.987331, prefill = 1.06895, expert = 1.05564, sequence = 1.24737, rows = 12 },
    ["sglang v0.5.14"] = { overhead = 0.977017, prefill = 1.05155, expert = 0.99079, sequence = 1.03497, rows = 9 },
    ["trt"] = { overhead = 1.03841, prefill = 1.09656, expert = 1.04857, sequence = 1.05356, rows = 108 },
    ["trtllm"] = { overhead = 1.05819, prefill = 0.965358, expert = 1.16804, sequence = 1.00069, rows = 37 },
    ["trtllm 0.17"] = { overhead = 1.05452, prefill = 0.926313, expert = 0.775309, sequence = 0.308729, rows = 99 },
    ["trtllm 1.0"] = { overhead = 1.38215, prefill = 0.969604, expert = 0.826418, sequence = 0.442735, rows = 70 },
    ["trtllm 1.0.0rc3"] = { overhead = 1.0827, prefill = 1.04191, expert = 1, sequence = 1.28526, rows = 60 },
    ["trtllm 1.2.0rc6.post2"] = { overhead = 0.988686, prefill = 1.02986, expert = 1.03748, sequence = 1.04521, rows = 29 },
    ["trtllm 1.x"] = { overhead = 0.918022, prefill = 1.07798, expert = 1.22159, sequence = 2.02829, rows = 69 },
    ["trtllm gpt-oss-dev"] = { overhead = 0.937214, prefill = 0.961071, expert = 1.02032, sequence = 0.974684, rows = 15 },
    ["trtllm nan"] = { overhead = 0.812412, prefill = 1.05549, expert = 1.14801, sequence = 1.11477, rows = 50 },
    ["vllm"] = { overhead = 1.03561, prefill = 1.2382, expert = 1.00629, sequence = 0.910794, rows = 46 },
    ["vllm 0.12.0"] = { overhead = 1.03444, prefill = 0.818991, expert = 1.26266, sequence = 1.21344, rows = 71 },
    ["vllm 0.16.0"] = { overhead = 1.05753, prefill = 0.972545, expert = 1.15905, sequence = 1.01435, rows = 30 },
    ["vllm 0.17.0"] = { overhead = 0.976756, prefill = 0.952945, expert = 0.882875, sequence = 1.0121, rows = 18 },
    ["vllm 0.18.0"] = { overhead = 1.00665, prefill = 1.07836, expert = 0.844643, sequence = 1.02756, rows = 57 },
    ["vllm 0.19.0"] = { overhead = 1.0416, prefill = 1.01007, expert = 0.831649, sequence = 1.00129, rows = 105 },
    ["vllm nan"] = { overhead = 0.943762, prefill = 0.814033, expert = 1.04635, sequence = 0.980074, rows = 28 },
    ["vllm of long prompts"] = { overhead = 1.02971, prefill = 1.42596, expert = 1.37594, sequence = 1.03714, rows = 26 },
  },
  -- Quantiles of ln(measured / estimated), engine's version fitted or not: of groups of platform and model
  -- left out of the fit (new), widened until ranges made from the other groups hold four fifths of them, and of
  -- recipes left out of groups that were fitted (seen). Coverage is the share of rows so held.
  residuals = {
    ["decode dense"] = {
      new = {
        known = { p10 = -0.1798, p50 = -0.0034, p90 = 0.6615, rows = 282, coverage = 0.826 },
        unknown = { p10 = -0.2539, p50 = 0.0022, p90 = 0.5513, rows = 85, coverage = 0.706 },
      },
      seen = {
        known = { p10 = -0.1028, p50 = 0.0047, p90 = 0.5180, rows = 367, coverage = 0.834 },
      },
    },
    ["decode moe"] = {
      new = {
        known = { p10 = -0.2060, p50 = 0.0193, p90 = 0.2996, rows = 1236, coverage = 0.820 },
        unknown = { p10 = -0.2151, p50 = 0.0421, p90 = 0.3154, rows = 308, coverage = 0.753 },
      },
      seen = {
        known = { p10 = -0.1742, p50 = 0.0084, p90 = 0.2525, rows = 1492, coverage = 0.800 },
        unknown = { p10 = -0.1439, p50 = -0.0048, p90 = 0.2529, rows = 52, coverage = 0.846 },
      },
    },
    ["served dense"] = {
      new = {
        known = { p10 = -0.6333, p50 = 0.0226, p90 = 0.1808, rows = 282, coverage = 0.816 },
        unknown = { p10 = -0.5148, p50 = 0.0194, p90 = 0.2074, rows = 85, coverage = 0.835 },
      },
      seen = {
        known = { p10 = -0.5109, p50 = 0.0097, p90 = 0.1130, rows = 367, coverage = 0.856 },
      },
    },
    ["served moe"] = {
      new = {
        known = { p10 = -0.3442, p50 = -0.0437, p90 = 0.1969, rows = 1287, coverage = 0.824 },
        unknown = { p10 = -0.3887, p50 = -0.0429, p90 = 0.2169, rows = 326, coverage = 0.828 },
      },
      seen = {
        known = { p10 = -0.3017, p50 = -0.0330, p90 = 0.1647, rows = 1552, coverage = 0.803 },
        unknown = { p10 = -0.2970, p50 = -0.0091, p90 = 0.1846, rows = 61, coverage = 0.852 },
      },
    },
    ["offline dense"] = {
      new = {
        known = { p10 = -0.1011, p50 = -0.0015, p90 = 0.1020, rows = 100, coverage = 0.830 },
      },
      seen = {
        known = { p10 = -0.0858, p50 = -0.0023, p90 = 0.0908, rows = 100, coverage = 0.810 },
      },
    },
    ["offline moe"] = {
      new = {
        known = { p10 = -0.1767, p50 = 0.0096, p90 = 0.3380, rows = 138, coverage = 0.819 },
      },
      seen = {
        known = { p10 = -0.1409, p50 = 0.0120, p90 = 0.2675, rows = 138, coverage = 0.819 },
      },
    },
    ["submission dense"] = {
      new = {
        unknown = { p10 = -0.2861, p50 = -0.0139, p90 = 0.3016, rows = 172, coverage = 0.849 },
      },
      seen = {
        unknown = { p10 = -0.2039, p50 = -0.0005, p90 = 0.2171, rows = 172, coverage = 0.837 },
      },
    },
    ["submission moe"] = {
      new = {
        unknown = { p10 = -0.3489, p50 = -0.0113, p90 = 0.2318, rows = 186, coverage = 0.833 },
      },
      seen = {
        unknown = { p10 = -0.2943, p50 = -0.0070, p90 = 0.1634, rows = 186, coverage = 0.823 },
      },
    },
    ["ttft dense"] = {
      new = {
        known = { p10 = -0.8027, p50 = -0.3202, p90 = 0.4636, rows = 135, coverage = 0.763 },
        unknown = { p10 = -0.7601, p50 = -0.2515, p90 = 0.5109, rows = 85, coverage = 0.918 },
      },
      seen = {
        known = { p10 = -0.7822, p50 = -0.3043, p90 = 0.7655, rows = 220, coverage = 0.814 },
      },
    },
    ["ttft moe"] = {
      new = {
        known = { p10 = -0.6455, p50 = 0.1168, p90 = 1.3081, rows = 1028, coverage = 0.809 },
        unknown = { p10 = -0.7818, p50 = 0.0913, p90 = 1.3947, rows = 304, coverage = 0.786 },
      },
      seen = {
        known = { p10 = -0.6168, p50 = 0.0893, p90 = 1.2327, rows = 1284, coverage = 0.805 },
        unknown = { p10 = -1.0580, p50 = 0.0616, p90 = 0.9841, rows = 48, coverage = 0.812 },
      },
    },
    ["power dense"] = {
      new = {
        known = { p10 = -0.5450, p50 = -0.0173, p90 = 0.0683, rows = 147, coverage = 0.796 },
      },
      seen = {
        known = { p10 = -0.5042, p50 = -0.0162, p90 = 0.0656, rows = 147, coverage = 0.803 },
      },
    },
    ["power moe"] = {
      new = {
        known = { p10 = -0.2790, p50 = 0.0110, p90 = 0.2582, rows = 219, coverage = 0.799 },
        unknown = { p10 = -0.2512, p50 = -0.0064, p90 = 0.2350, rows = 33, coverage = 0.939 },
      },
      seen = {
        known = { p10 = -0.1826, p50 = 0.0161, p90 = 0.2245, rows = 242, coverage = 0.798 },
        unknown = { p10 = -0.1936, p50 = 0.0478, p90 = 0.2174, rows = 10, coverage = 0.900 },
      },
    },
  },
  -- Absolute error on those groups.
  left_out = {
    ["decode dense"] = { rows = 367, median = 0.0808, p90 = 0.4318 },
    ["decode moe"] = { rows = 1544, median = 0.1169, p90 = 0.3185 },
    ["served dense"] = { rows = 367, median = 0.0793, p90 = 0.3679 },
    ["served moe"] = { rows = 1613, median = 0.1292, p90 = 0.3909 },
    ["offline dense"] = { rows = 100, median = 0.0421, p90 = 0.1146 },
    ["offline moe"] = { rows = 138, median = 0.0934, p90 = 0.3166 },
    ["submission dense"] = { rows = 172, median = 0.1341, p90 = 0.2992 },
    ["submission moe"] = { rows = 186, median = 0.0988, p90 = 0.5132 },
    ["ttft dense"] = { rows = 220, median = 0.4731, p90 = 1.1727 },
    ["ttft moe"] = { rows = 1332, median = 0.3826, p90 = 0.9676 },
    ["power dense"] = { rows = 147, median = 0.0539, p90 = 0.5519 },
    ["power moe"] = { rows = 252, median = 0.0990, p90 = 0.2702 },
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
