--- Results of `vllm bench serve --save-result`, and of the scripts made of it.
-- Fields: vLLM's modules benchmarks.serve and benchmarks.lib.energy; times in ms, rates in tok/s, energy in J.
-- `total_token_throughput` counts input too and is not read; `request_goodput` (in old files with a colon at the end
-- of its name) is not a rate of tokens.
-- @module signalflow.measured.vllm
local fields = require "signalflow.measured.fields"
local times = require "signalflow.measured.times"

local vllm = { name = "vLLM bench serve" }

--- Whether an object is such a result.
-- @tparam table object
-- @treturn boolean
function vllm.is(object)
  return object.model_id ~= nil and (object.output_throughput ~= nil or object.total_token_throughput ~= nil)
end

--- The share of requests that failed; those that a file does not count are what is missing of `num_prompts`.
-- @tparam string place
-- @tparam table object
-- @tparam integer completed
-- @treturn ?number nil where the file does not say
function vllm.failed_share(place, object, completed)
  local failed, asked = fields.number(place, object, "failed"), fields.number(place, object, "num_prompts")
  failed = failed or asked and math.max(0, asked - completed)
  return failed and failed / (failed + completed)
end

--- Requests in flight, where the load was closed: so many at a time, and no pace.
-- @treturn ?integer concurrency
-- @treturn string measure "steady", "offline" (all at once) or "server" (at a pace)
function vllm.load(place, object)
  local pace = object.request_rate
  if pace == "trace" then -- as requests came once
    return nil, "server"
  elseif pace ~= nil and pace ~= "inf" then
    fields.needed(place, object, "request_rate", "requests/s")
    return nil, "server"
  end
  local concurrency = fields.count(place, object, "max_concurrency")
  return concurrency, concurrency and "steady" or "offline"
end

-- What the counter of energy says that an accelerator drew.
local function counted_power(place, object)
  local energy = fields.positive(place, object, "gpu_energy_j", "J")
  local seconds = fields.positive(place, object, "gpu_energy_duration_s", "s")
  local ids = fields.object(place, object, "energy_gpu_ids")
  if not (energy and seconds and ids and #ids > 0) then
    return nil
  end
  return { power = energy / seconds / #ids, seconds = seconds, devices = #ids }
end

--- What both vLLM's and SGLang's results say, in the same words.
-- @tparam string place
-- @tparam table object
-- @treturn table
function vllm.common(place, object)
  local completed = fields.needed(place, object, "completed", "requests")
  local duration = fields.needed(place, object, "duration", "s")
  local output = fields.needed(place, object, "total_output_tokens", "tokens")
  local input = fields.needed(place, object, "total_input_tokens", "tokens")
  local rate = fields.needed(place, object, "output_throughput", "tok/s")
  local concurrency, measure = vllm.load(place, object)
  fields.agree(place, "output_throughput", rate, output / duration)
  for _, name in ipairs { "total_token_throughput", "total_throughput" } do
    fields.agree(place, name, fields.number(place, object, name, "tok/s"), (input + output) / duration)
  end
  fields.agree(place, "request_throughput", fields.number(place, object, "request_throughput", "requests/s"),
    completed / duration)
  return {
    rate = rate, input = input / completed, output = output / completed,
    median_tpot = fields.number(place, object, "median_tpot_ms", "ms"),
    median_ttft = fields.number(place, object, "median_ttft_ms", "ms"),
    mean_tpot = fields.positive(place, object, "mean_tpot_ms", "ms"),
    mean_ttft = fields.positive(place, object, "mean_ttft_ms", "ms"),
    request_rate = completed / duration, concurrency = concurrency, measure = measure, duration = duration,
    failed = vllm.failed_share(place, object, completed),
    start = fields.positive(place, object, "benchmark_start_time_unix", "s"),
    finish = fields.positive(place, object, "benchmark_end_time_unix", "s"), zoned = true,
  }
end

-- The day and the time at which the file was written, once the run was over: "20260115-120702", of no zone.
local function written_on(place, object)
  local year, month, day, hour, minute, second = (fields.text(place, object, "date") or ""):match(
    "^(%d%d%d%d)(%d%d)(%d%d)%-(%d%d)(%d%d)(%d%d)$")
  local date = year and ("%s-%s-%s"):format(year, month, day)
  local time = date and ("%s %s:%s:%s"):format(date, hour, minute, second)
  if time and times.read(time) then
    return date, time
  end
  return nil
end

--- Reads one.
-- @tparam string place
-- @tparam table object
-- @treturn table what the file says, of which `signalflow.measured` makes a row
function vllm.read(place, object)
  local made = vllm.common(place, object)
  made.model = fields.text(place, object, "model_id")
  made.latency = fields.positive(place, object, "mean_e2el_ms", "ms")
  made.speculates = fields.positive(place, object, "spec_decode_acceptance_length") ~= nil or nil
  made.counter = counted_power(place, object)
  made.date, made.written = written_on(place, object)
  return made
end

return vllm
