--- A run as a file: CSV and JSON, every digit, each figure with its unit.
-- @module signalflow.model.run_file
local core = require "signalflow.core"
local json = require "signalflow.page.json"
local number = require "signalflow.page.number"
local statistics = require "signalflow.shared.statistics"

local run_file = {}

local written = number.exact

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
function run_file.csv(run)
  local lines = { "output,unit,draws,undefined," .. table.concat(statistics.written, ",") }
  for _, name in ipairs(run.names) do
    local outcome = run.outputs[name]
    local unit, factor = unit_of(outcome)
    local fields = { quoted(name), quoted(unit), written(outcome.summary:count()), written(outcome.undefined) }
    for _, column in ipairs(statistics.written) do
      local value = statistics.of(outcome.summary, column)
      fields[#fields + 1] = written(value and value / factor) or ""
    end
    lines[#lines + 1] = table.concat(fields, ",")
  end
  return table.concat(lines, "\n") .. "\n"
end

--- A run as JSON text.
-- @tparam Run run
-- @treturn string
function run_file.json(run)
  local outputs = {}
  for _, name in ipairs(run.names) do
    local outcome = run.outputs[name]
    local unit, factor = unit_of(outcome)
    local fields = { unit = unit, draws = outcome.summary:count(), undefined = outcome.undefined }
    for _, column in ipairs(statistics.written) do
      local value = statistics.of(outcome.summary, column)
      fields[column] = value and value / factor
    end
    outputs[name] = fields
  end
  return json.encode { title = run.title, draws = run.draws, seed = run.seed, sampler = run.sampler,
    outputs = outputs }
end

local WRITERS = { csv = run_file.csv, json = run_file.json }

--- Writes a run to a file, its kind by the name's ending.
-- @tparam Run run
-- @tparam string path ending in .csv or .json
-- @treturn ?boolean true; or nil, err with code "io"
function run_file.save(run, path)
  if type(path) ~= "string" then
    core.raise(("save takes a file's name, as run:save \"run.csv\", not %s"):format(type(path)))
  end
  local write = WRITERS[path:match "%.(%w+)$" or ""]
  if not write then
    core.raise(("'%s': results are saved as .csv or .json"):format(path))
  end
  return core.write_file(path, write(run))
end

return run_file
