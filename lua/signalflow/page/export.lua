--- Results as files: CSV and JSON, every digit, each figure with its unit.
-- @module signalflow.page.export
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local statistics = require "signalflow.shared.statistics"

local export = {}

-- Every digit of a number; nil where it is unknown or not finite.
local function written(number)
  if number == nil or number ~= number or math.abs(number) == math.huge then
    return nil
  end
  return math.type(number) == "integer" and ("%d"):format(number) or ("%.17g"):format(number)
end

local function quoted(field)
  if field:find '[",\r\n]' then
    return '"' .. field:gsub('"', '""') .. '"'
  end
  return field
end

-- The unit a row is written in, and its factor.
local function unit_of(outcome)
  local typical = outcome.summary:mean() or 0
  local like = type(outcome.like) == "userdata" and outcome.like or nil
  local factor, name = core.scale(core.constant(typical, like))
  return name, factor
end

--- A run as CSV: one line an output, its unit named, numbers with every digit, unknown left empty.
-- @tparam Run run
-- @treturn string
function export.csv(run)
  local lines = { "output,unit,draws,undefined," .. table.concat(statistics.written, ",") }
  for _, name in ipairs(run.names) do
    local outcome = run.outputs[name]
    local unit, factor = unit_of(outcome)
    local fields = { quoted(name), quoted(unit), written(outcome.summary:count()), written(outcome.undefined) }
    for _, column in ipairs(statistics.written) do
      local number = statistics.of(outcome.summary, column)
      fields[#fields + 1] = written(number and number / factor) or ""
    end
    lines[#lines + 1] = table.concat(fields, ",")
  end
  return table.concat(lines, "\n") .. "\n"
end

local ESCAPES = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r",
  ["\t"] = "\\t" }

local function json_string(value)
  return '"' .. value:gsub('[%c"\\\127]', function(character)
    return ESCAPES[character] or ("\\u%04x"):format(character:byte())
  end) .. '"'
end

--- Writes a value as JSON: tables with a first item are lists, others objects with their keys in order.
-- @param value nil, boolean, number, string or a table of these
-- @treturn string
function export.encode(value)
  local kind = type(value)
  if kind == "number" then
    return written(value) or "null"
  elseif kind == "string" then
    return json_string(value)
  elseif kind ~= "table" then
    return kind == "boolean" and tostring(value) or "null"
  end
  local parts = {}
  if value[1] ~= nil then
    for i, item in ipairs(value) do
      parts[i] = export.encode(item)
    end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  local keys = {}
  for key in pairs(value) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  for i, key in ipairs(keys) do
    parts[i] = json_string(tostring(key)) .. ":" .. export.encode(value[key])
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

--- A run as JSON text.
-- @tparam Run run
-- @treturn string
function export.json(run)
  local outputs = {}
  for _, name in ipairs(run.names) do
    local outcome = run.outputs[name]
    local unit, factor = unit_of(outcome)
    local fields = { unit = unit, draws = outcome.summary:count(), undefined = outcome.undefined }
    for _, column in ipairs(statistics.written) do
      local number = statistics.of(outcome.summary, column)
      fields[column] = number and number / factor
    end
    outputs[name] = fields
  end
  return export.encode { title = run.title, draws = run.draws, seed = run.seed, sampler = run.sampler,
    outputs = outputs }
end

local WRITERS = { csv = export.csv, json = export.json }

--- Writes a run to a file, its kind by the name's ending.
-- @tparam Run run
-- @tparam string path ending in .csv or .json
-- @treturn ?boolean true; or nil, err with code "io"
function export.save(run, path)
  if type(path) ~= "string" then
    core.raise(("save takes a file's name, as run:save \"run.csv\", not %s"):format(type(path)))
  end
  local write = WRITERS[path:match "%.(%w+)$" or ""]
  if not write then
    core.raise(("'%s': results are saved as .csv or .json"):format(path))
  end
  local file, reason = io.open(path, "wb")
  if not file then
    return nil, failure("io", reason)
  end
  local done, why = file:write(write(run))
  local closed, why_not_closed = file:close()
  if not (done and closed) then
    return nil, failure("io", ("%s: %s"):format(path, why or why_not_closed))
  end
  return true
end

return export
