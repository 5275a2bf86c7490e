--- Summaries of MLPerf inference (`mlperf_log_summary.txt`), and what lies beside one: the window of its power in
-- `mlperf_log_detail.txt`.
-- Lines: loadgen/results.cc of MLCommons' inference; latencies in ns, rates in tokens a second.
-- @module signalflow.measured.mlperf
local core = require "signalflow.core"
local fields = require "signalflow.measured.fields"
local options = require "signalflow.shared.options"
local times = require "signalflow.measured.times"

local mlperf = { name = "MLPerf summary", is_submission = true,
  wording = "result not verified by MLCommons Association; MLPerf is its trademark" }

--- Whether a text is such a summary.
-- @tparam string text
-- @treturn boolean
function mlperf.is(text)
  return text:sub(1, 4096):find("MLPerf Results Summary", 1, true) ~= nil
end

-- What stands after each name; a name that comes twice with two values says nothing.
local function lines_of(place, text)
  local found = {}
  for line in text:gmatch "[^\r\n]+" do
    local name, value = line:match "^%s*(.-)%s*:%s*(.-)%s*$"
    if name and name ~= "" and value ~= "" then
      if found[name] and found[name] ~= value then
        fields.refuse(place, "'%s' stands there twice, as %s and %s", name, found[name], value)
      end
      found[name] = value
    end
  end
  return found
end

local function number(place, found, name, unit)
  local text = found[name]
  local plain = text and (text:match "^%d+%.?%d*$" or text:match "^%d+%.?%d*[eE][+-]?%d+$")
  if text and not plain then
    fields.refuse(place, "'%s' must be a number of %s, not %s", name, unit, options.describe(text))
  end
  local value = plain and tonumber(plain)
  if value == math.huge then
    fields.refuse(place, "'%s' is too large", name)
  end
  return value
end

local function milliseconds(place, found, name)
  local value = number(place, found, name, "ns")
  return value and value / 1e6
end

local RATES = { Offline = "Tokens per second", Server = "Completed tokens per second",
  Interactive = "Completed tokens per second" }

local SAMPLES = { Offline = "Samples per second", Server = "Completed samples per second",
  Interactive = "Completed samples per second" }

local function check(place, found)
  local result, mode = found["Result is"], found.Mode
  if result ~= "VALID" then
    fields.refuse(place, "the result is %s", result or "not said to be VALID")
  elseif mode ~= "PerformanceOnly" and mode ~= "Performance" then
    fields.refuse(place, "the mode is %s, and performance alone is a measurement", mode or "not stated")
  elseif not RATES[found.Scenario or ""] then
    fields.refuse(place, "the scenario is %s; known: Interactive, Offline, Server", found.Scenario or "not stated")
  end
end

--- Reads one.
-- @tparam string place
-- @tparam string text
-- @treturn table as of `vllm.read`
function mlperf.read(place, text)
  local found = lines_of(place, text)
  check(place, found)
  local name = RATES[found.Scenario]
  local rate = number(place, found, name, "tokens a second")
  if not rate or rate == 0 then
    fields.refuse(place, "'%s' is missing: a rate of samples is none of tokens", name)
  end
  local made = { rate = rate, measure = found.Scenario:lower(), system = found["SUT name"],
    mean_tpot = milliseconds(place, found, "Mean Time to Output Token (ns)"),
    mean_ttft = milliseconds(place, found, "Mean First Token latency (ns)") }
  local samples = number(place, found, SAMPLES[found.Scenario], "samples a second")
  made.output = samples and samples > 0 and rate / samples or nil
  made.latency = found.Scenario ~= "Offline" and milliseconds(place, found, "Mean latency (ns)") or nil
  made.median_tpot = milliseconds(place, found, "50.00 percentile time to output token (ns)")
  made.median_ttft = milliseconds(place, found, "50.00 percentile first token latency (ns)")
  return made
end

local PREFIX = ":::MLLOG "

--- The window of a run's power: `power_begin` and `power_end` of the detailed log beside the summary.
-- @tparam string place of the detailed log
-- @tparam string text
-- @treturn ?number start, seconds; nil where the log has no such window
-- @treturn ?number finish
function mlperf.window(place, text)
  local found = {}
  for line in text:gmatch "[^\r\n]+" do
    local key = line:sub(1, #PREFIX) == PREFIX and line:match '"key": "(power_%a+)"'
    if key == "power_begin" or key == "power_end" then
      local entry = core.json(line:sub(#PREFIX + 1))
      local value = type(entry) == "table" and entry.value
      local seconds = type(value) == "string" and times.read(value)
      if not seconds then
        fields.refuse(place, "'%s' is no time", key)
      end
      found[key] = seconds
    end
  end
  return found.power_begin, found.power_end
end

return mlperf
