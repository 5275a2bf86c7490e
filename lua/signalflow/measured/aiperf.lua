--- Summaries of AIPerf (`profile_export_aiperf.json`) and of GenAI-Perf (`profile_export_genai_perf.json`), which it
-- replaces. The `unit` of a metric is authoritative, whatever its name suggests; an absent field does not apply.
-- Metrics are those of the profiling phase: AIPerf keeps those of warming up in `warmup_metrics`.
-- Fields: AIPerf's page on the schema of its export, 1.0 to 1.5; 1.5 named power by vendor.
-- @module signalflow.measured.aiperf
local fields = require "signalflow.measured.fields"
local power = require "signalflow.measured.power"
local times = require "signalflow.measured.times"

local aiperf = { name = "AIPerf or GenAI-Perf" }

--- Whether an object is such a summary.
-- @tparam table object
-- @treturn boolean
function aiperf.is(object)
  return type(object.output_token_throughput) == "table"
end

local function time(place, object, name, statistic)
  return fields.metric(place, object, name, fields.TIMES, statistic)
end

local function needed(place, object, name, known)
  local value = fields.metric(place, object, name, known)
  if not value or value == 0 then
    fields.refuse(place, "'%s' is %s", name, value and "0: nothing was measured" or "missing")
  end
  return value
end

-- An object at the end of a path; nil where a step of it is absent.
local function inside(place, object, path)
  local at = object
  for name in path:gmatch "[^.]+" do
    at = at and fields.object(place, at, name)
  end
  return at
end

-- Where releases keep how many requests were in flight.
local CLOSED = { "input_config.loadgen", "input_config.phases.profiling", "input_config.perf_analyzer.stimulus",
  "input_config" }

-- The profiling phase of a list of phases.
local function listed_phase(place, object)
  local phases = inside(place, object, "input_config.phases")
  for _, phase in ipairs(phases or {}) do
    if type(phase) == "table" and (phase.name == "profiling" or phase.type == "profiling") then
      return phase
    end
  end
  return nil
end

-- Requests in flight, and how the load came.
local function load(place, object)
  local homes = { listed_phase(place, object) }
  for _, path in ipairs(CLOSED) do
    homes[#homes + 1] = inside(place, object, path)
  end
  for _, home in ipairs(homes) do
    if fields.positive(place, home, "request_rate", "requests/s") then
      return nil, "server"
    end
    local concurrency = fields.count(place, home, "concurrency")
    if concurrency then
      return concurrency, "steady"
    end
  end
  return nil, "steady"
end

-- The model's name, where the configuration holds one.
local function model_of(place, object)
  for _, path in ipairs { "input_config.endpoint.model_names", "input_config.model_names", "input_config.model",
    "input_config.models" } do
    local home = inside(place, object, path:match "^(.*)%.")
    local value = home and home[path:match "[^.]+$"]
    if type(value) == "table" and #value == 1 then
      value = value[1]
    end
    if type(value) == "string" then
      return fields.text(place, { [path] = value }, path)
    end
  end
  return nil
end

local POWERS = { "nvidia_power_usage", "amd_power_usage", "gpu_power_usage", "power_usage" }

-- The mean power of one accelerator by its own telemetry.
local function power_of(place, metrics)
  for _, name in ipairs(POWERS) do
    local value = metrics and fields.metric(place, metrics, name, fields.POWERS)
    if value then
      return value
    end
  end
  return nil
end

-- AIPerf: telemetry_data.endpoints.*.gpus.*.metrics, an entry an accelerator.
local function telemetry(place, object)
  local list = {}
  for _, endpoint in pairs(inside(place, object, "telemetry_data.endpoints") or {}) do
    local gpus = type(endpoint) == "table" and fields.object(place, endpoint, "gpus")
    for _, gpu in pairs(gpus or {}) do
      list[#list + 1] = type(gpu) == "table" and power_of(place, fields.object(place, gpu, "metrics")) or nil
    end
  end
  return list
end

-- GenAI-Perf: telemetry_stats.gpu_power_usage, an entry an accelerator beside the unit.
local function older_telemetry(place, object)
  local list, metric = {}, inside(place, object, "telemetry_stats.gpu_power_usage")
  for name, of_gpu in pairs(metric or {}) do
    if type(of_gpu) == "table" then
      list[#list + 1] = fields.metric(place, { [name] = { unit = metric.unit, avg = of_gpu.avg } }, name,
        fields.POWERS)
    end
  end
  return list
end

local function add_power(place, object, made)
  local list = telemetry(place, object)
  list = #list > 0 and list or older_telemetry(place, object)
  table.sort(list) -- JSON's objects have no order, sums do
  if #list > 0 then
    made.power, made.power_missing = power.of_devices(list)
    made.power_devices, made.power_note = #list, "power averaged by the benchmark's own telemetry"
  end
end

local function refuse_cancelled(place, object)
  if fields.switch(place, object, "was_cancelled") then
    fields.refuse(place, "the run was cancelled")
  end
  local reasons = fields.object(place, object, "runtime_submission_invalid_reasons")
  if reasons and #reasons > 0 then
    fields.refuse(place, "the run calls itself invalid: %s", tostring(reasons[1]))
  end
end

local function moment(place, object, name)
  local text = fields.text(place, object, name)
  local seconds = text and times.read(text)
  if text and not seconds then
    fields.refuse(place, "'%s' is no time: %s", name, text)
  end
  return seconds
end

--- Reads one.
-- @tparam string place
-- @tparam table object
-- @treturn table as of `vllm.read`
function aiperf.read(place, object)
  refuse_cancelled(place, object)
  local concurrency, measure = load(place, object)
  local made = { rate = needed(place, object, "output_token_throughput", fields.RATES), concurrency = concurrency,
    measure = measure, model = model_of(place, object), latency = time(place, object, "request_latency"),
    input = needed(place, object, "input_sequence_length", fields.TOKENS),
    output = needed(place, object, "output_sequence_length", fields.TOKENS),
    mean_tpot = time(place, object, "inter_token_latency"), mean_ttft = time(place, object, "time_to_first_token"),
    median_tpot = time(place, object, "inter_token_latency", "p50"),
    median_ttft = time(place, object, "time_to_first_token", "p50"),
    start = moment(place, object, "start_time"), finish = moment(place, object, "end_time"), zoned = true }
  local count = fields.metric(place, object, "request_count", fields.REQUESTS)
  local failed = fields.metric(place, object, "error_request_count", fields.REQUESTS)
  local duration = time(place, object, "benchmark_duration")
  made.duration = duration and duration > 0 and duration / 1000 or nil
  made.failed = count and failed and count + failed > 0 and failed / (count + failed) or nil
  local stated = fields.metric(place, object, "request_throughput", fields.REQUEST_RATES)
  made.request_rate = count and made.duration and count / made.duration or stated and stated > 0 and stated or nil
  fields.agree(place, "request_throughput", stated, made.request_rate)
  fields.agree(place, "output_token_throughput", made.rate, made.request_rate and made.request_rate * made.output)
  fields.agree(place, "total_token_throughput", fields.metric(place, object, "total_token_throughput", fields.RATES),
    made.request_rate and made.request_rate * (made.input + made.output))
  made.date = made.start and times.day(made.start)
  add_power(place, object, made)
  return made
end

return aiperf
