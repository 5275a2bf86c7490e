--- Writes what signalflow makes of each measured row, as the fit reads it: one line a row, SI units.
local core = require "signalflow.core"
local inference = require "signalflow.serving.inference"

local INPUTS = { "attention_compute", "memory_bandwidth", "memory", "link_bandwidth", "network_bandwidth",
  "scaleup_domain", "rated_power", "parameters", "active_parameters", "layers", "hidden", "heads", "head_size",
  "cache_heads", "score_width", "cache_elements", "window_elements", "window", "vocabulary", "expert_layers", "experts",
  "experts_per_token", "expert_width", "weight_bytes", "expert_bytes", "cache_bytes", "compute", "input", "output",
  "concurrency" }
-- What a model or a row does not have is 0 where the formulas multiply by it.
local ABSENT = { window_elements = 0, window = 0, expert_layers = 0, experts = 0, experts_per_token = 0,
  expert_width = 0, expert_bytes = 0, concurrency = 1 }
local LAYOUT = { "accelerators", "instances", "prefill_accelerators", "prefill_size", "attention_data_parallel",
  "expert_parallel", "latent_attention", "mixture", "disaggregated", "speculative", "offline" }
local WORDS = { "engine", "family", "vendor", "platform", "model", "group", "nominal" }
local MORE = { "varied", "server", "interactive", "fp8", "fp4", "block", "measured_tpot", "measured_rate",
  "measured_power" }

local function number(value)
  if value == nil then
    return ""
  elseif type(value) == "boolean" then
    return value and "1" or "0"
  end
  return ("%.17g"):format(type(value) == "number" and value or value:value())
end

local function quoted(word)
  return '"' .. (word or ""):gsub('"', '""') .. '"'
end

local function line(point)
  local prepared, fields = inference.prepare(point), {}
  for _, name in ipairs(INPUTS) do
    local value = prepared.inputs[name]
    fields[#fields + 1] = number(value == nil and ABSENT[name] or value)
  end
  for _, name in ipairs(LAYOUT) do
    fields[#fields + 1] = number(prepared.layout[name] or 0)
  end
  local words = { engine = point.engine, family = inference.family(point.engine), vendor = point.platform.vendor,
    platform = point.platform.name, model = point.model.name, group = point.group, nominal = point.nominal }
  for _, name in ipairs(WORDS) do
    fields[#fields + 1] = quoted(words[name])
  end
  local _, rate = inference.compute(point.platform, point.model, point.precision)
  local more = { varied = point.varied, server = point.scenario == "server",
    interactive = point.scenario == "interactive", fp8 = rate == "compute_fp8", fp4 = rate == "compute_fp4",
    block = rate == "compute_fp8" and point.model.block_scaled ~= nil, measured_tpot = point.measured.tpot,
    measured_rate = point.measured.rate, measured_power = point.measured.power }
  for _, name in ipairs(MORE) do
    fields[#fields + 1] = number(more[name])
  end
  return table.concat(fields, ",")
end

--- Writes the file.
-- @tparam string path
-- @tparam {table,...} points of rows.points
-- @treturn ?boolean true, or nil and a message
local function write(path, points)
  local file, err = io.open(path, "w")
  if not file then
    return nil, err
  end
  local names = {}
  for _, list in ipairs { INPUTS, LAYOUT, WORDS, MORE } do
    table.move(list, 1, #list, #names + 1, names)
  end
  local lines = { table.concat(names, ",") }
  for _, point in ipairs(points) do
    local done, text = pcall(line, point)
    if not done then
      core.raise(("%s: %s"):format(point.group, tostring(text)))
    end
    lines[#lines + 1] = text
  end
  file:write(table.concat(lines, "\n"), "\n")
  return file:close()
end

return write
