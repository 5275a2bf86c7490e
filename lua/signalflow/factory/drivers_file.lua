--- A factory's drivers as a file, for programs that hold the C library and no Lua.
-- @module signalflow.factory.drivers_file
local assumptions = require "signalflow.site.assumptions"
local core = require "signalflow.core"
local csv = require "signalflow.page.csv"
local failure = require "signalflow.shared.failure"
local quantity = require "signalflow.values.quantity"
local units = require "signalflow.values.units"

local drivers_file = {}

local MOST_PARAMETERS = 4

local TITLES = { "driver", "draw", "law", "a", "b", "c", "d", "low", "high", "scale", "shift", "dimension", "tier",
  "source", "date" }

-- Draw, law, its four parameters and ends, scale and shift; nil where the value is no line of one such law.
local function line_of(value)
  local certain = units.number(value)
  if certain then
    return { "", "constant", certain, "", "", "", "", "", 1, 0 }
  end
  local form = core.closed_form(value)
  local line = form and form:line()
  if not line then
    return nil
  end
  local cells = { quantity.draws(value)[1], line.kind }
  for i = 1, MOST_PARAMETERS do
    cells[#cells + 1] = line.parameters[i] or ""
  end
  return table.move({ line.low or "", line.high or "", line.scale, line.shift }, 1, 4, #cells + 1, cells)
end

--- The drivers as lines of CSV, as `factory.h` says that they are read: of each the draw it follows, its law with its
-- parameters, and what a draw of it is multiplied by and what is then added; then tier, source and date.
-- @tparam Factory factory
-- @treturn ?string or nil, err with code "unknown" where a driver is more than one law times and plus constants
function drivers_file.csv(factory)
  local rows, bound = { TITLES }, factory:bound()
  for _, entry in ipairs(assumptions.of(factory)) do
    local value = bound[entry.driver]
    local row = line_of(value)
    if not row then
      return nil, failure("unknown", ("driver '%s' cannot be written: it is not one law times and plus constants")
        :format(entry.driver))
    end
    table.insert(row, 1, entry.driver)
    table.move({ units.dimension(value), entry.tier or "given", entry.source, entry.date }, 1, 4, #row + 1, row)
    rows[#rows + 1] = row
  end
  rows[#rows + 1] = { "horizon", "", "constant", factory.horizon, "", "", "", "", "", 1, 0, "a plain number" }
  return csv.lines(rows)
end

return drivers_file
