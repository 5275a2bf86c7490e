-- Every format's result and power logs, damaged field by field and byte by byte: a clear error, a question for what is
-- missing, or a suspect row; never an error from inside, and never another belief.
local core = require "signalflow.core"
local fixtures = require "tests.spec.measured.fixtures"
local json = require "signalflow.page.json"
local sf = require "signalflow"
local support = require "tests.spec.support"

-- What an error must not be: one of Lua's own, or placed in the library.
local OWN = { "attempt to ", "bad argument", "stack overflow", "invalid value %(at index", "signalflow/[%w_/]+%.lua:%d",
  "assertion failed", "number has no integer" }

local BELIEFS = { "platform", "model", "precision", "spec", "gpus", "input", "output", "token_rate", "concurrency",
  "tpot", "ttft", "interactivity", "power", "disaggregated", "date" }
-- What may be known no longer.
local MAY_LACK = { concurrency = true, tpot = true, ttft = true, interactivity = true, power = true, output = true }

local function with(a, b)
  local made = {}
  for _, from in ipairs { a, b or {} } do
    for name, value in pairs(from) do
      made[name] = value
    end
  end
  return made
end

local NAMED = with(fixtures.named, { date = "2026-01-15" })
local FORMATS = {
  { name = "vLLM", make = fixtures.vllm, named = fixtures.named, fields = { "completed", "duration", "failed",
    "total_input_tokens", "total_output_tokens", "output_throughput", "total_token_throughput", "request_throughput",
    "mean_ttft_ms", "median_ttft_ms", "mean_tpot_ms", "median_tpot_ms", "mean_e2el_ms", "max_concurrency",
    "request_rate", "num_prompts", "model_id", "date", "spec_decode_acceptance_length" } },
  { name = "SGLang", make = fixtures.sglang, named = with(NAMED, { model = "DeepSeek-R1" }), fields = { "completed",
    "duration", "total_input_tokens", "total_output_tokens", "output_throughput", "total_throughput",
    "request_throughput", "mean_ttft_ms", "median_ttft_ms", "mean_tpot_ms", "median_tpot_ms", "mean_e2e_latency_ms",
    "max_concurrency", "request_rate", "accept_length", "random_input_len" } },
  { name = "InferenceX", make = fixtures.inferencex, named = { date = "2026-01-15" }, fields = { "hw", "conc", "model",
    "framework", "precision", "spec_decoding", "disagg", "isl", "osl", "tp", "ep", "dp_attention", "tput_per_gpu",
    "output_tput_per_gpu", "mean_ttft", "median_ttft", "mean_tpot", "median_tpot", "power_valid", "avg_power_w" } },
  { name = "AIPerf", make = fixtures.aiperf, named = fixtures.named, fields = { "was_cancelled", "start_time",
    "end_time", "input_config", "input_config.loadgen", "input_config.loadgen.concurrency",
    "input_config.endpoint.model_names", "output_token_throughput", "output_token_throughput.avg",
    "output_token_throughput.unit", "total_token_throughput.avg", "request_count.avg", "error_request_count.avg",
    "benchmark_duration.avg", "benchmark_duration.unit", "request_latency.avg", "input_sequence_length.avg",
    "input_sequence_length.unit", "output_sequence_length.avg", "time_to_first_token.avg", "time_to_first_token.p50",
    "time_to_first_token.unit", "inter_token_latency.avg", "inter_token_latency.p50", "inter_token_latency.unit",
    "telemetry_data", "telemetry_data.endpoints",
    "telemetry_data.endpoints.localhost:9400.gpus.gpu_3.metrics.nvidia_power_usage.avg",
    "telemetry_data.endpoints.localhost:9400.gpus.gpu_3.metrics.nvidia_power_usage.unit" } },
  -- nothing else in GenAI-Perf's summary says how long prompts were
  { name = "GenAI-Perf", make = fixtures.genai_perf, named = NAMED, unsure = "input_sequence_length.avg", fields = {
    "input_config", "input_config.perf_analyzer.stimulus.concurrency", "input_config.model_names",
    "output_token_throughput.avg",
    "output_token_throughput.unit", "request_throughput.avg", "request_latency.avg", "input_sequence_length.avg",
    "output_sequence_length.avg", "time_to_first_token.avg", "time_to_first_token.p50", "time_to_first_token.unit",
    "inter_token_latency.avg", "inter_token_latency.p50", "inter_token_latency.unit", "telemetry_stats",
    "telemetry_stats.gpu_power_usage", "telemetry_stats.gpu_power_usage.unit",
    "telemetry_stats.gpu_power_usage.gpu3.avg" } },
}

local NESTED = {}
do
  local at = NESTED
  for _ = 1, 40 do
    at.deeper = {}
    at = at.deeper
  end
end

-- What a field may become; nil takes it away.
local BECOMES = { function() return nil end, function() return "x" end, function(value) return tostring(value) end,
  function() return true end, function() return {} end, function() return json.list { 1, 2 } end,
  function() return NESTED end, function() return 0 end, function() return -1 end, function() return 1e300 end,
  function() return 1e-300 end, function() return "\0\255\n" end,
  function(value) return type(value) == "number" and value * 1000 or 7 end,
  function(value) return type(value) == "number" and value / 1000 or "" end,
  function(value) return type(value) == "number" and -value or "ms" end, function() return ("x"):rep(1e5) end }

-- Sets what lies at the end of a path of names with points between.
local function set(object, path, change)
  local at, steps = object, {}
  for name in path:gmatch "[^.]+" do
    steps[#steps + 1] = name
  end
  for i = 1, #steps - 1 do
    at = at[steps[i]]
  end
  at[steps[#steps]] = change(at[steps[#steps]])
end

local path = support.path ".json"

local function read(text, named)
  support.write(path, text)
  return pcall(sf.measured.read, path, named)
end

-- What is wrong with an outcome; nil where it is an error in words, a question, a suspect, or the belief it was.
local function fault_of(believed, done, rows, err)
  if not done then
    local words = tostring(rows)
    for _, own in ipairs(OWN) do
      if words:find(own) then
        return "from inside: " .. words
      end
    end
    return not (words:find "does not say " or words:find "^[^:]+:%d+: unknown ") and "raised: " .. words or nil
  elseif not rows then
    return not (err.code == "parse" and tostring(err):find("^" .. path:match "[^/]*$":gsub("%p", "%%%0")))
      and "no clear error: " .. tostring(err) or nil
  end
  for _, row in ipairs(rows) do
    for _, name in ipairs(row.suspect and {} or BELIEFS) do
      local was, is = believed[name], row[name]
      local is_said_mean = row.note and (is == row["mean_" .. name] or name == "interactivity"
        and is == 1000 / row.mean_tpot)
      local same = is == was or is_said_mean
        or type(is) == "number" and type(was) == "number" and math.abs(is / was - 1) < 0.02
      if not same and not (is == nil and MAY_LACK[name]) then
        return ("%s is believed to be %s, and was %s"):format(name, tostring(is), tostring(was))
      end
    end
  end
  return nil
end

describe("a damaged result of", function()
  for _, format in ipairs(FORMATS) do
    it(format.name .. " is refused, asked about, suspect or believed as before", function()
      local count, faults = 0, {}
      local _, whole = read(json.encode(format.make()), format.named)
      local believed = assert(whole)[1]
      assert.is_nil(believed.suspect)
      for _, field in ipairs(format.fields) do
        for i, become in ipairs(BECOMES) do
          local object = format.make()
          set(object, field, become)
          local fault = (format.unsure ~= field or i ~= 14)
            and fault_of(believed, read(json.encode(object), format.named))
          faults[#faults + 1] = fault and ("%s, change %d: %s"):format(field, i, fault) or nil
          count = count + 1
        end
      end
      assert.same({}, faults)
      assert.is_true(count >= 40)
    end)
  end

  it("MLPerf is too, line by line", function()
    local _, whole = read(fixtures.mlperf(), fixtures.mlperf_named)
    local believed, faults, count = assert(whole)[1], {}, 0
    local lines = {}
    for line in fixtures.mlperf():gmatch "[^\n]+" do
      lines[#lines + 1] = line
    end
    for i, line in ipairs(lines) do
      local name = line:match "^(.-)%s*:"
      for _, value in ipairs(name and { "", "x", "-1", "0", "nan", "inf", "1e300", "1e999", "0x10", "7 7",
        tostring((tonumber(line:match ":%s*([%d.]+)$") or 1) * 1000) } or { "" }) do
        lines[i] = name and name .. " : " .. value or value
        local fault = fault_of(believed, read(table.concat(lines, "\n"), fixtures.mlperf_named))
        faults[#faults + 1] = fault and ("%s: %s"):format(lines[i], fault) or nil
        count = count + 1
      end
      lines[i] = line
    end
    assert.same({}, faults)
    assert.is_true(count >= 40)
  end)

  it("any kind, cut anywhere or not JSON at all, is refused by its name", function()
    for _, format in ipairs(FORMATS) do
      local text, faults = json.encode(format.make()), {}
      for _, damaged in ipairs { "", " ", "\0", "null", "[]", "[null]", "7", '"x"', "{}", "[[[]]]", "NaN", "{" .. text,
        text .. text, text .. "}", (text:gsub(":", ": NaN,", 1)), ("["):rep(1e5), ('{"a":'):rep(1e5), "\xEF\xBB\xBF",
        (text:gsub(".", "%0\0")), ("x"):rep(1e6), text:gsub('"', "'") .. "" } do
        faults[#faults + 1] = fault_of({}, read(damaged, format.named))
      end
      for cut = 1, 40 do
        faults[#faults + 1] = fault_of({}, read(text:sub(1, #text * cut // 41), format.named))
      end
      assert.same({}, faults)
    end
  end)
end)

-- A generator of its own, the same on every machine.
local state = 11
local function below(n)
  state = (state * 6364136223846793005 + 1442695040888963407) & math.maxinteger
  return (state >> 33) % n + 1
end

local function hit(text)
  local at, kind = below(#text), below(6)
  if kind == 1 then
    return text:sub(1, at - 1) .. string.char(below(256) - 1) .. text:sub(at + 1)
  elseif kind == 2 then
    return text:sub(1, at - 1) .. text:sub(at + below(20))
  elseif kind == 3 then
    local from = below(#text)
    return text:sub(1, at) .. text:sub(from, from + below(60)) .. text:sub(at + 1)
  elseif kind == 4 then
    return text:sub(1, at) .. ({ "-", "e", "999", "\0", "null", "{", "[", '"', ",", "NaN", "1e308" })[below(11)]
      .. text:sub(at + 1)
  elseif kind == 5 then
    return (text:gsub("%d", tostring(below(10) - 1), below(3)))
  end
  return text:sub(1, at)
end

describe("bytes at random", function()
  it("in a result give rows of finite numbers, an error in words, or a question", function()
    local texts = { { fixtures.mlperf(), fixtures.mlperf_named } }
    for i, format in ipairs(FORMATS) do
      texts[i + 1] = { json.encode(format.make()), format.named }
    end
    for round = 1, 1200 do
      local text, named = table.unpack(texts[round % #texts + 1])
      for _ = 1, below(4) do
        text = #text > 0 and hit(text) or text
      end
      local done, rows, err = read(text, named)
      if done and rows then
        for _, row in ipairs(rows) do
          for name, value in pairs(row) do
            assert.is_true(type(value) ~= "number" or value >= 0 and value < math.huge, name)
          end
        end
      else
        assert.is_nil(fault_of({}, done, rows, err), text)
      end
    end
  end)

  it("in a power log cost the row its power at most", function()
    local log = {}
    for line in fixtures.nvidia(function(device) return 800 + device end, { step = 3 }):gmatch "[^\n]+" do
      log[#log + 1] = line
    end
    local result, power = fixtures.file(fixtures.vllm()), support.path ".csv"
    local named = with(fixtures.named, { power = power, zone = "UTC" })
    local refused, believed = 0, 0
    for _ = 1, 150 do
      local at = below(#log)
      local keep = log[at]
      log[at] = hit(keep)
      support.write(power, table.concat(log, "\n"))
      local done, rows, err = pcall(sf.measured.read, result, named)
      log[at] = keep
      assert.is_true(done, rows)
      if not rows then
        refused = refused + 1
        assert.equal("parse", err.code)
      else
        local row = rows[1]
        support.close(fixtures.rate, row.token_rate)
        believed = believed + (row.power and 1 or 0)
        -- one reading of some thousand may be another number
        assert.is_true(row.suspect ~= nil or row.power == nil or math.abs(row.power / 803.5 - 1) < 0.1
          or row.power > 0, row.power)
      end
    end
    assert.is_true(believed > 10 and refused > 10, core.text("%d believed, %d refused", believed, refused))
  end)
end)
