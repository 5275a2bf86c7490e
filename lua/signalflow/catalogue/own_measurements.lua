--- Rows that the analyst measured: in the form of the catalogue's, first in line wherever rows are looked up.
-- `signalflow.measured` reads them; a row that is suspect is shown, and answers nothing.
-- @module signalflow.catalogue.own_measurements
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local units = require "signalflow.values.units"

local own_measurements = {}

--- A list of rows, each a measured operating point: `platform model precision input output gpus engine spec layout`,
-- `token_rate` (output tok/s/gpu, over all accelerators), `tpot` and `ttft` (ms), `interactivity` (tok/s/user),
-- `concurrency`, `power` (W/gpu) with `power_scope`, `power_missing` (why there is none), `date`, `file`, `sha256`,
-- `source`, and `suspect`, a list of `{what, unit, stated, against, words}` where something does not hold.
-- @type OwnMeasurements
local OwnMeasurements = {}
local OwnMeasurementsMeta = { __name = "signalflow.own_measurements", __index = OwnMeasurements }

--- Makes a list.
-- @tparam {table,...} rows
-- @treturn OwnMeasurements
function own_measurements.new(rows)
  return setmetatable(rows, OwnMeasurementsMeta)
end

--- Whether a value is such a list.
-- @param value
-- @treturn boolean
function own_measurements.is(value)
  return getmetatable(value) == OwnMeasurementsMeta
end

--- Gives back rows as an option may hold them.
-- @param value rows, or nil
-- @treturn ?OwnMeasurements
-- @raise for anything else
function own_measurements.check(value)
  if value ~= nil and not own_measurements.is(value) then
    core.raise(("measured: expected rows, as sf.measured.read or sf.measured.load gives them, got %s"):format(
      options.describe(value)))
  end
  return value
end

--- The rows that answer: those that are not suspect.
-- @tparam ?OwnMeasurements rows
-- @treturn {table,...}
function own_measurements.accepted(rows)
  local list = {}
  for _, row in ipairs(rows or {}) do
    list[#list + 1] = not row.suspect and row or nil
  end
  return list
end

local function quantity(value, unit)
  return figure.of(value and value * units.read(unit))
end

-- The last is left out where all rows are of one file, which stands beneath.
local COLUMNS = { { title = "platform" }, { title = "model" },
  { title = "in", align = "right", drop = 2 }, { title = "out", align = "right", drop = 2 },
  { title = "gpus", align = "right" }, { title = "requests", align = "right" },
  { title = "throughput", align = "right" }, { title = "per user", align = "right" },
  { title = "TTFT", align = "right", drop = 1 }, { title = "power", align = "right" }, { title = "" },
  { title = "file", drop = 3 } }

-- How many requests were in flight, or how they came where that is not stated.
local function load_of(row)
  return row.concurrency and figure.count(row.concurrency) or row.measure ~= "steady" and row.measure or figure.of(nil)
end

local function cells_of(row)
  local spec = row.spec ~= "none" and ", " .. row.spec or ""
  return { row.platform, ("%s, %s%s"):format(row.model, row.precision, spec), row.workload or figure.count(row.input),
    not row.workload and figure.count(row.output) or "", figure.count(row.gpus), load_of(row),
    quantity(row.token_rate, "tok/s/gpu"), quantity(row.interactivity, "tok/s/user"),
    quantity(row.ttft and row.ttft / 1000, "s"), quantity(row.power, "W/gpu"),
    row.suspect and "suspect" or "", row.file }
end

-- What is said of a row beneath the table: why it is suspect, and why it has no power.
local function remarks_of(row, words)
  local name = row.part and ("%s, %s"):format(row.file, row.part) or row.file
  for _, one in ipairs(row.suspect or {}) do
    words[#words + 1] = ("%s is suspect and answers nothing: %s"):format(name, one.words)
  end
  for _, one in ipairs { row.power_missing and "no power: " .. row.power_missing or false, row.note or false,
    row.power_note or false } do
    words[#words + 1] = one and ("%s: %s"):format(name, one) or nil
  end
end

page.of_class(OwnMeasurementsMeta, OwnMeasurements, function(self)
  local rows, words, sources = {}, {}, {}
  for i, row in ipairs(self) do
    rows[i] = cells_of(row)
    remarks_of(row, words)
    if not sources[row.source.title] then
      sources[#sources + 1], sources[row.source.title] = { source = row.source.title, date = row.date,
        tier = "measured" }, true
    end
  end
  local suspect = #self - #own_measurements.accepted(self)
  local blocks = { block.title { figure.count(#self), #self == 1 and " measured row" or " measured rows",
    suspect > 0 and { ", ", figure.count(suspect), " suspect" } or "" },
    block.table { columns = table.move(COLUMNS, 1, #sources > 1 and #COLUMNS or #COLUMNS - 1, 1, {}), rows = rows },
    block.sources(sources) }
  if #words > 0 then
    table.insert(blocks, 3, block.list(words))
  end
  return blocks
end)

--- The newest day of a row.
-- @treturn ?string
function OwnMeasurements:as_of()
  local newest
  for _, row in ipairs(self) do
    newest = (not newest or row.date > newest) and row.date or newest
  end
  return newest
end

options.seal(OwnMeasurementsMeta, OwnMeasurements, {})

return own_measurements
