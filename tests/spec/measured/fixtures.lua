--- Results and power logs in each publisher's form, with public figures where there are such: of InferenceX
-- (DeepSeek-R1 in fp4 with multi-token prediction on 8 B200, 1,024 in and out) and of MLPerf 5.1 (Llama-2-70B on
-- 8 H200).
local core = require "signalflow.core"
local json = require "signalflow.page.json"
local support = require "tests.spec.support"

local fixtures = {}

local REQUESTS, LENGTH, CONCURRENCY = 5120, 1024, 512
local RATE = 1654.8 * 8 -- output tok/s
local DURATION = REQUESTS * LENGTH / RATE -- s
fixtures.gpus, fixtures.rate, fixtures.tpot, fixtures.ttft, fixtures.duration = 8, 1654.8, 36.294, 2320, DURATION
fixtures.start = 1768478400 -- 2026-01-15 12:00:00 UTC

--- What neither file says.
fixtures.named = { platform = "B200", precision = "fp4", gpus = 8, spec = "mtp" }

local function common()
  return { completed = REQUESTS, duration = DURATION, total_input_tokens = REQUESTS * LENGTH,
    total_output_tokens = REQUESTS * LENGTH, output_throughput = RATE, request_throughput = REQUESTS / DURATION,
    mean_ttft_ms = 2500.0, median_ttft_ms = 2320.0, mean_tpot_ms = 36.1, median_tpot_ms = 36.294,
    max_concurrency = CONCURRENCY }
end

local function with(made, more)
  for name, value in pairs(more) do
    made[name] = value
  end
  return made
end

function fixtures.vllm()
  return with(common(), { date = "20260115-120702", backend = "vllm", endpoint_type = "vllm", num_prompts = REQUESTS,
    model_id = "deepseek-ai/DeepSeek-R1", tokenizer_id = "deepseek-ai/DeepSeek-R1", request_rate = "inf",
    burstiness = 1.0, failed = 0, total_token_throughput = 2 * RATE, mean_itl_ms = 36.1, mean_e2el_ms = 39430.3,
    ["request_goodput:"] = 3.2, spec_decode_acceptance_length = 2.3,
    benchmark_start_time_unix = fixtures.start, benchmark_end_time_unix = fixtures.start + DURATION })
end

function fixtures.sglang()
  return with(common(), { backend = "sglang", dataset_name = "random", request_rate = "inf", random_input_len = 1024,
    random_output_len = 1024, random_range_ratio = 1.0, sharegpt_output_len = json.list {},
    total_output_tokens_retokenized = REQUESTS * LENGTH - 713, input_throughput = RATE, total_throughput = 2 * RATE,
    mean_e2e_latency_ms = 39430.3, accept_length = 2.3 })
end

function fixtures.inferencex()
  return { hw = "b200-nvs", conc = CONCURRENCY, model = "deepseek-ai/DeepSeek-R1", framework = "sglang",
    precision = "fp4", spec_decoding = "mtp", disagg = false, is_multinode = false, isl = LENGTH, osl = LENGTH, tp = 8,
    ep = 1, dp_attention = "false", tput_per_gpu = 2 * RATE / 8, output_tput_per_gpu = RATE / 8,
    input_tput_per_gpu = RATE / 8, mean_ttft = 2.5, median_ttft = 2.32, mean_tpot = 0.0361, median_tpot = 0.036294,
    power_valid = 1, avg_power_w = 812.4 }
end

function fixtures.aiperf()
  local gpus = {}
  for i = 0, 7 do
    gpus["gpu_" .. i] = { gpu_index = i, gpu_name = "NVIDIA B200", platform = "nvidia",
      metrics = { nvidia_power_usage = { unit = "W", avg = 800.0 + i } } }
  end
  return { schema_version = "1.5", aiperf_version = "0.12.0", was_cancelled = false,
    start_time = "2026-01-15T12:00:00.000000Z", end_time = "2026-01-15T12:06:36.040000Z",
    input_config = { endpoint = { model_names = { "deepseek-ai/DeepSeek-R1" } },
      loadgen = { concurrency = CONCURRENCY } },
    output_token_throughput = { unit = "tokens/sec", avg = RATE },
    total_token_throughput = { unit = "tokens/sec", avg = 2 * RATE },
    request_count = { unit = "requests", avg = REQUESTS }, error_request_count = { unit = "requests", avg = 0 },
    benchmark_duration = { unit = "sec", avg = DURATION }, request_latency = { unit = "ms", avg = 39430.3 },
    input_sequence_length = { unit = "tokens", avg = LENGTH },
    output_sequence_length = { unit = "tokens", avg = LENGTH },
    time_to_first_token = { unit = "ms", avg = 2500.0, p50 = 2320.0, p99 = 5100.0 },
    inter_token_latency = { unit = "ms", avg = 36.1, p50 = 36.294, p99 = 49.0 },
    warmup_metrics = { output_token_throughput = { unit = "tokens/sec", avg = 11.0 } },
    telemetry_data = { endpoints = { ["localhost:9400"] = { gpus = gpus } } } }
end

function fixtures.genai_perf()
  local power = { unit = "W" }
  for i = 0, 7 do
    power["gpu" .. i] = { avg = 800.0 + i }
  end
  return { output_token_throughput = { unit = "tokens/sec", avg = RATE },
    request_latency = { unit = "ms", avg = 39430.3 },
    input_sequence_length = { unit = "tokens", avg = LENGTH },
    output_sequence_length = { unit = "tokens", avg = LENGTH },
    time_to_first_token = { unit = "ms", avg = 2500.0, p50 = 2320.0 },
    request_count = { unit = "requests", avg = REQUESTS },
    request_throughput = { unit = "requests/sec", avg = REQUESTS / DURATION },
    inter_token_latency = { unit = "ms", avg = 36.1, p50 = 36.294 }, telemetry_stats = { gpu_power_usage = power },
    input_config = { model_names = { "deepseek-ai/DeepSeek-R1" },
      perf_analyzer = { stimulus = { concurrency = CONCURRENCY } } } }
end

--- The Server scenario: 34,029.38 tokens a second are those of MLPerf Inference 5.1 on eight H200 (Nebius).
function fixtures.mlperf()
  return [[
================================================
MLPerf Results Summary
================================================
SUT name : llama2-70b-Server-SUT
Scenario : Server
Mode     : PerformanceOnly
Completed samples per second    : 115.61
Completed tokens per second: 34029.38
Result is : VALID
  Performance constraints satisfied : Yes
  Min duration satisfied : Yes
  Min queries satisfied : Yes
  Early stopping satisfied: Yes

================================================
Additional Stats
================================================
Scheduled samples per second : 115.98
Mean latency (ns)               : 26311024310
Completed tokens per second                 : 34029.38
Mean First Token latency (ns)               : 412345678
50.00 percentile first token latency (ns)   : 387654321
Mean Time to Output Token (ns)               : 88123456
50.00 percentile time to output token (ns)   : 86234567
]]
end

fixtures.mlperf_named = { platform = "H200", model = "Llama-2-70B", precision = "fp8", gpus = 8,
  workload = "mlperf-5.1", date = "2025-09-09", engine = "tensorrt" }

function fixtures.mlperf_detail()
  return [[
:::MLLOG {"key": "loadgen_version", "value": "5.1 @ 0", "time_ms": 0.004, "namespace": "mlperf::logging"}
:::MLLOG {"key": "power_begin", "value": "01-15-2026 12:00:00.000", "time_ms": 1.0, "namespace": "mlperf::logging"}
:::MLLOG {"key": "power_end", "value": "01-15-2026 12:00:20.000", "time_ms": 2.0, "namespace": "mlperf::logging"}
]]
end

--- A wall meter's log, a sample a second, of 7,200 W.
function fixtures.spl()
  local lines = {}
  for second = 0, 40 do
    lines[#lines + 1] = ("Time,01-15-2026 %s.250,Watts,7200.0,Volts,229.900000,Amps,31.9,PF,0.98,Mark,run_1")
      :format(os.date("!%H:%M:%S", fixtures.start - 10 + second))
  end
  return table.concat(lines, "\r\n") .. "\r\n"
end

--- A log of nvidia-smi: a sample of each device every step seconds, whose power a function of (device, seconds since
-- the start) gives.
function fixtures.nvidia(watts, how)
  how = how or {}
  local lines, step = { "timestamp, index, power.draw [W], power.limit [W], utilization.gpu [%]" }, how.step or 1
  for i = 0, math.floor((DURATION + 20) / step) do
    local at = i * step - 10
    for device = 0, (how.devices or 8) - 1 do
      lines[#lines + 1] = core.text("%s.000, %d, %.2f W, 1000.00 W, 98 %%", os.date("!%Y/%m/%d %H:%M:%S",
        fixtures.start + at), device, watts(device, at))
    end
  end
  return table.concat(lines, "\n") .. "\n"
end

--- Writes a fixture to a file.
function fixtures.file(content, ending)
  return support.temporary(type(content) == "table" and json.encode(content) or content, ending or ".json")
end

return fixtures
