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
  trend = { 0.879472 },
  -- Set, not fitted: a 400 Gb/s adapter for each accelerator, where the platform does not say.
  network_bandwidth = { 50, "GB/s/gpu" },
  constants = {
    weight_bandwidth = { 0.921304, "", "share of memory bandwidth, reading weights", "small batches" },
    cache_bandwidth = { 0.779141, "", "share of memory bandwidth, reading the cache", "long contexts, offline" },
    routing = { 0.89898, "", "power of a step's tokens by which they count for experts", "large batches" },
    decode_compute = { 0.642407, "", "share of compute, decoding", "405B chat, offline" },
    prefill_compute = { 0.628439, "", "share of compute, prefilling", "dense closed loop, long prompts" },
    expert_bandwidth = { 0.790449, "", "further share of bandwidth, reading experts", "all with experts" },
    expert_compute = { 0.573289, "", "further share of compute, with experts", "offline, 8k prompts" },
    link = { 0.507166, "", "share of a link's bandwidth", "prefill and offline over 2 to 8" },
    layer_time = { 4.54302e-05, "s", "each layer without experts, and step", "small batches" },
    expert_layer_time = { 9.02191e-05, "s", "each layer with experts, and step", "small batches" },
    collective_time = { 9.18184e-06, "s", "each collective, two a layer", "over 2 to 8 accelerators" },
    exchange_time = { 4.16032e-05, "s", "each exchange of tokens among experts", "attention by data" },
    network_time = { 4.63606e-05, "s", "more beyond the scale-up domain", "rows over 16, few" },
    sequence_time = { 1.6431e-05, "s", "each sequence of a batch and step", "large batches" },
    step_time = { 0.000109651, "s", "each step", "8B and 20B" },
    acceptance = { 0.63547, "", "share of drafted tokens accepted", "MTP rows, with the next" },
    speculative_step = { 1.35538, "", "time of a speculative step over a plain one", "MTP rows" },
    speculative_verified = { 1.98662, "", "tokens verified for a sequence and step", "MTP, large batches" },
    host_time = { 0.0976901, "s", "before a prompt is prefilled", "times to the first token" },
    wave = { 0.102566, "", "share of the other prompts that a prompt waits for", "times to the first token" },
    usable_memory = { 0.871643, "", "share of the memory that weights leave, for the cache", "full batches" },
    power_busy = { 0.694091, "", "more by the root of the share of time that works", "rows of accelerator power" },
    power_compute = { 0.818309, "", "more by the root of the share of compute", "rows of accelerator power" },
    power_prefill = { 0.904184, "", "of rated power, prefilling all the time", "prefill pools, few" },
    imbalance = { 0.7, "", "of (2 ln g)^.5 deviations, the largest of g normal variables, 4 to 72", "set, not fitted" },
    context_share = { 0.5, "", "of an answer, in the cache on average", "set, not fitted" },
    capacity_share = { 1, "", "of an answer, for which the cache must have room", "set, not fitted" },
    scheduled_batch = { 2048, "", "most sequences of one scheduler, offline", "set, not fitted" },
    power_idle = { 0.11, "", "of rated power at rest: an H200 idles at 78 W of 700", "set, not fitted" },
    power_cap = { 0.97, "", "most of rated power that is drawn", "set, not fitted" },
  },
  -- Further shares of compute by the rate that multiplies, with block-scaled FP8, and with weights widened; of
  -- bandwidth, reading experts in block-scaled FP8.
  precision = { compute_fp8 = 0.831735, compute_fp4 = 0.558847, block_scaled = 0.654155,
    block_scaled_read = 0.991028, widened = 1.03174 },
  -- Of the time of layers: those with experts in four bits on NVIDIA's hardware, all on AMD's from before FP4.
  layers = { fp4 = 0.726807, before_fp4_amd = 2.13317 },
  -- s for each token of an answer and step, of one accelerator on ML.ENERGY's hosts of hardware with FP4.
  shared_host = { 1.24499e-06, "s" },
  -- Share of compute, time of memory, compute and links, and power, by vendor.
  compute = { AMD = 1.42866 },
  hardware = { AMD = 1.43851 },
  power_hardware = { AMD = 0.756477, ["before FP4"] = 0.847528 },
  -- Of offline throughput: what is submitted to MLPerf, its change by the year; scenarios with a limit.
  submission = { 1.1015, 1.22948 },
  offline_share = { server = 0.906806, interactive = 0.847933 },
  -- What an engine multiplies: its family's factor times its version's. "nan": the version is not published.
  -- Of a submission's throughput, by its data set: only means of lengths are known.
  datasets = {
    ["DeepSeek-R1"] = 0.854756,
    ["Llama-2-70B"] = 1.25159,
    ["Llama-3.1-405B"] = 1.04806,
    ["Llama-3.1-8B"] = 1.37601,
    ["Mixtral-8x7B"] = 1.21974,
    ["gpt-oss-120b"] = 0.585333,
  },
  families = {
    ["vllm"] = { overhead = 1.09798, prefill = 1.21836, expert = 1.10212, sequence = 1.17666, wait = 0.716312 },
    ["ml.energy"] = { overhead = 1.60299, prefill = 1.05716, expert = 1.01777, sequence = 3.44044, wait = 0.996773 },
    ["sglang"] = { overhead = 0.969432, prefill = 1.02959, expert = 1.08057, sequence = 1.25856, wait = 1.93849 },
    ["trtllm"] = { overhead = 0.999859, prefill = 0.859501, expert = 1.01126, sequence = 0.5476, wait = 1.22643 },
    ["atom"] = { overhead = 1.1496, prefill = 1.03911, expert = 1.01306, sequence = 0.889136, wait = 0.589402 },
    ["mlperf"] = { overhead = 1.0016, prefill = 1.08138, expert = 0.539648, sequence = 1.46048 },
  },
  engines = {
    ["atom"] = { overhead = 1.07615, prefill = 1.02223, expert = 0.950441, sequence = 0.882638, rows = 61 },
    ["dynamo-sglang"] = { overhead = 1.19472, prefill = 0.889719, expert = 0.990625, sequence = 1.14949, rows = 84 },
    ["dynamo-sglang 0.5.5.post2"] = { overhead = 0.955089, prefill = 0.993017, expert = 0.833644, sequence = 1.0247, rows = 14 },
    ["dynamo-sglang 0.5.8.post1"] = { overhead = 0.983954, prefill = 1.03228, expert = 0.965615, sequence = 1.06533, rows = 38 },
    ["dynamo-trt"] = { overhead = 0.868122, prefill = 0.880769, expert = 0.952612, sequence = 1.39335, rows = 122 },
    ["dynamo-trt 0.5.1-rc0.pre3"] = { overhead = 1.04114, prefill = 1.00067, expert = 1.041, sequence = 0.972272, rows = 14 },
    ["dynamo-trt 0.8.1.post1"] = { overhead = 0.947896, prefill = 0.991757, expert = 1.04659, sequence = 0.963951, rows = 37 },
    ["dynamo-trt 0.8.1.post2"] = { overhead = 0.997314, prefill = 1.00368, expert = 0.981954, sequence = 0.916379, rows = 39 },
    ["dynamo-trt 0.8.1.post3"] = { overhead = 0.913953, prefill = 0.955042, expert = 0.966449, sequence = 1.00524, rows = 8 },
    ["mori-sglang"] = { overhead = 0.998352, prefill = 1.02199, expert = 0.895921, sequence = 0.892236, rows = 67 },
    ["sglang"] = { overhead = 0.881231, prefill = 0.985479, expert = 1.00257, sequence = 1.04758, rows = 225 },
    ["sglang 0.5.1.post1"] = { overhead = 0.862095, prefill = 0.625871, expert = 1, sequence = 0.792881, rows = 25 },
    ["sglang 0.5.10.post1"] = { overhead = 1.01378, prefill = 1.01137, expert = 1.1189, sequence = 1.0725, rows = 10 },
    ["sglang 0.5.12"] = { overhead = 1.01288, prefill = 1.13572, expert = 1.10993, sequence = 1.07375, rows = 24 },
    ["sglang 0.5.6.post2"] = { overhead = 0.976577, prefill = 0.983972, expert = 0.878646, sequence = 0.828363, rows = 66 },
    ["sglang 0.5.9"] = { overhead = 1.01374, prefill = 1.03183, expert = 0.996627, sequence = 1.12561, rows = 62 },
    ["sglang glm5-hopper"] = { overhead = 1.04889, prefill = 1.16226, expert = 1.13716, sequence = 1.01215, rows = 15 },
    ["sglang nightly-dev"] = { overhead = 1.15399, prefill = 1.11827, expert = 1.14735, sequence = 0.961687, rows = 10 },
    ["sglang nightly-dev-20260216-d3bae71e"] = { overhead = 0.964534, prefill = 1.03294, expert = 0.951864, sequence = 1.07792, rows = 15 },
    ["sglang nightly-dev-20260402-d7256eb6"] = { overhead = 1.02013, prefill = 1.05626, expert = 1.1343, sequence = 1.13262, rows = 12 },
    ["sglang v0.5.14"] = { overhead = 0.976363, prefill = 1.03506, expert = 0.981872, sequence = 1.02359, rows = 9 },
    ["trt"] = { overhead = 1.0368, prefill = 1.1036, expert = 1.04703, sequence = 1.07766, rows = 108 },
    ["trtllm"] = { overhead = 1.07362, prefill = 0.958278, expert = 1.17834, sequence = 1.01477, rows = 37 },
    ["trtllm 0.17"] = { overhead = 1.04867, prefill = 0.925564, expert = 0.739414, sequence = 0.297305, rows = 99 },
    ["trtllm 1.0"] = { overhead = 1.37961, prefill = 0.957897, expert = 0.825536, sequence = 0.457075, rows = 70 },
    ["trtllm 1.0.0rc3"] = { overhead = 1.08293, prefill = 1.02548, expert = 1, sequence = 1.2756, rows = 60 },
    ["trtllm 1.2.0rc6.post2"] = { overhead = 1.01958, prefill = 1.0295, expert = 1.06656, sequence = 1.03468, rows = 29 },
    ["trtllm 1.x"] = { overhead = 0.89897, prefill = 1.07917, expert = 1.18186, sequence = 2.08868, rows = 69 },
    ["trtllm gpt-oss-dev"] = { overhead = 0.994011, prefill = 0.957836, expert = 1.02617, sequence = 0.995555, rows = 15 },
    ["trtllm nan"] = { overhead = 0.805851, prefill = 1.05871, expert = 1.0488, sequence = 1.11614, rows = 50 },
    ["vllm"] = { overhead = 1.00558, prefill = 1.2569, expert = 0.913014, sequence = 0.889243, rows = 46 },
    ["vllm 0.12.0"] = { overhead = 1.04714, prefill = 0.805849, expert = 1.27925, sequence = 1.19383, rows = 71 },
    ["vllm 0.16.0"] = { overhead = 1.02279, prefill = 0.980659, expert = 1.10303, sequence = 1.02045, rows = 30 },
    ["vllm 0.17.0"] = { overhead = 1.01065, prefill = 0.948852, expert = 0.943866, sequence = 0.975809, rows = 18 },
    ["vllm 0.18.0"] = { overhead = 0.954943, prefill = 1.0583, expert = 0.829215, sequence = 0.955104, rows = 57 },
    ["vllm 0.19.0"] = { overhead = 1.14517, prefill = 0.971813, expert = 0.869279, sequence = 1.07254, rows = 105 },
    ["vllm nan"] = { overhead = 0.953119, prefill = 0.801897, expert = 1.01566, sequence = 0.977191, rows = 28 },
    ["vllm of long prompts"] = { overhead = 1.00435, prefill = 1.41818, expert = 1.3242, sequence = 1.03888, rows = 26 },
  },
  -- Quantiles of ln(measured / estimated), engine's version fitted or not: of groups of platform and model
  -- left out of the fit (new), widened until ranges made from the other groups hold four fifths of them, and of
  -- recipes left out of groups that were fitted (seen). Coverage is the share of rows so held.
  residuals = {
    ["decode dense"] = {
      new = {
        known = { p10 = -0.1782, p50 = -0.0076, p90 = 0.3421, rows = 282, coverage = 0.840 },
        unknown = { p10 = -0.2405, p50 = -0.0012, p90 = 0.3133, rows = 85, coverage = 0.718 },
      },
      seen = {
        known = { p10 = -0.1185, p50 = 0.0015, p90 = 0.2874, rows = 367, coverage = 0.839 },
      },
    },
    ["decode moe"] = {
      new = {
        known = { p10 = -0.1786, p50 = 0.0074, p90 = 0.2835, rows = 1236, coverage = 0.813 },
        unknown = { p10 = -0.1916, p50 = 0.0300, p90 = 0.2843, rows = 308, coverage = 0.747 },
      },
      seen = {
        known = { p10 = -0.1548, p50 = -0.0008, p90 = 0.2303, rows = 1492, coverage = 0.794 },
        unknown = { p10 = -0.0929, p50 = 0.0172, p90 = 0.1582, rows = 52, coverage = 0.827 },
      },
    },
    ["served dense"] = {
      new = {
        known = { p10 = -0.3092, p50 = 0.0259, p90 = 0.1808, rows = 282, coverage = 0.809 },
        unknown = { p10 = -0.2580, p50 = 0.0227, p90 = 0.1870, rows = 85, coverage = 0.906 },
      },
      seen = {
        known = { p10 = -0.2732, p50 = 0.0097, p90 = 0.1243, rows = 367, coverage = 0.858 },
      },
    },
    ["served moe"] = {
      new = {
        known = { p10 = -0.3452, p50 = -0.0378, p90 = 0.1752, rows = 1287, coverage = 0.821 },
        unknown = { p10 = -0.3700, p50 = -0.0431, p90 = 0.1800, rows = 326, coverage = 0.798 },
      },
      seen = {
        known = { p10 = -0.2933, p50 = -0.0311, p90 = 0.1484, rows = 1552, coverage = 0.800 },
        unknown = { p10 = -0.2296, p50 = -0.0276, p90 = 0.1399, rows = 61, coverage = 0.852 },
      },
    },
    ["offline dense"] = {
      new = {
        known = { p10 = -0.1000, p50 = -0.0036, p90 = 0.1027, rows = 100, coverage = 0.820 },
      },
      seen = {
        known = { p10 = -0.0894, p50 = 0.0022, p90 = 0.0837, rows = 100, coverage = 0.810 },
      },
    },
    ["offline moe"] = {
      new = {
        known = { p10 = -0.1788, p50 = 0.0105, p90 = 0.3770, rows = 138, coverage = 0.826 },
      },
      seen = {
        known = { p10 = -0.1425, p50 = 0.0106, p90 = 0.2815, rows = 138, coverage = 0.826 },
      },
    },
    ["submission dense"] = {
      new = {
        unknown = { p10 = -0.2478, p50 = -0.0139, p90 = 0.2735, rows = 172, coverage = 0.826 },
      },
      seen = {
        unknown = { p10 = -0.2173, p50 = -0.0048, p90 = 0.2157, rows = 172, coverage = 0.843 },
      },
    },
    ["submission moe"] = {
      new = {
        unknown = { p10 = -0.3078, p50 = -0.0332, p90 = 0.2108, rows = 186, coverage = 0.828 },
      },
      seen = {
        unknown = { p10 = -0.2885, p50 = -0.0083, p90 = 0.1685, rows = 186, coverage = 0.823 },
      },
    },
    ["ttft dense"] = {
      new = {
        known = { p10 = -0.7761, p50 = -0.3064, p90 = 0.4865, rows = 135, coverage = 0.756 },
        unknown = { p10 = -0.7236, p50 = -0.2391, p90 = 0.5460, rows = 85, coverage = 0.894 },
      },
      seen = {
        known = { p10 = -0.7452, p50 = -0.2814, p90 = 0.8065, rows = 220, coverage = 0.809 },
      },
    },
    ["ttft moe"] = {
      new = {
        known = { p10 = -0.6305, p50 = 0.1095, p90 = 1.3260, rows = 1028, coverage = 0.809 },
        unknown = { p10 = -0.7720, p50 = 0.1016, p90 = 1.4012, rows = 304, coverage = 0.796 },
      },
      seen = {
        known = { p10 = -0.6180, p50 = 0.0848, p90 = 1.2222, rows = 1284, coverage = 0.806 },
        unknown = { p10 = -1.0430, p50 = 0.0515, p90 = 0.9848, rows = 48, coverage = 0.812 },
      },
    },
    ["power dense"] = {
      new = {
        known = { p10 = -0.3477, p50 = -0.0131, p90 = 0.0807, rows = 147, coverage = 0.803 },
      },
      seen = {
        known = { p10 = -0.3187, p50 = -0.0125, p90 = 0.0717, rows = 147, coverage = 0.803 },
      },
    },
    ["power moe"] = {
      new = {
        known = { p10 = -0.2888, p50 = 0.0097, p90 = 0.2625, rows = 219, coverage = 0.799 },
        unknown = { p10 = -0.2559, p50 = -0.0182, p90 = 0.2075, rows = 33, coverage = 0.970 },
      },
      seen = {
        known = { p10 = -0.2091, p50 = 0.0193, p90 = 0.2309, rows = 242, coverage = 0.798 },
        unknown = { p10 = -0.2307, p50 = 0.0393, p90 = 0.2289, rows = 10, coverage = 0.800 },
      },
    },
  },
  -- Absolute error on those groups.
  left_out = {
    ["decode dense"] = { rows = 367, median = 0.0795, p90 = 0.3268 },
    ["decode moe"] = { rows = 1544, median = 0.1026, p90 = 0.3081 },
    ["served dense"] = { rows = 367, median = 0.0824, p90 = 0.2475 },
    ["served moe"] = { rows = 1613, median = 0.1184, p90 = 0.3929 },
    ["offline dense"] = { rows = 100, median = 0.0400, p90 = 0.1111 },
    ["offline moe"] = { rows = 138, median = 0.0889, p90 = 0.3179 },
    ["submission dense"] = { rows = 172, median = 0.1305, p90 = 0.2849 },
    ["submission moe"] = { rows = 186, median = 0.1082, p90 = 0.4575 },
    ["ttft dense"] = { rows = 220, median = 0.4788, p90 = 1.1049 },
    ["ttft moe"] = { rows = 1332, median = 0.3824, p90 = 0.9683 },
    ["power dense"] = { rows = 147, median = 0.0623, p90 = 0.3723 },
    ["power moe"] = { rows = 252, median = 0.0998, p90 = 0.2901 },
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
