--- signalflow: the analyst's language. `local sf = require "signalflow"` gives a table; no globals are touched.
-- @module signalflow
local _, path = ...
if _VERSION ~= "Lua 5.4" then
  error("signalflow needs Lua 5.4, and this is " .. (rawget(_G, "jit") and "LuaJIT, " or "") .. _VERSION, 2)
end
local is_loaded, core = pcall(require, "signalflow.core")
if not is_loaded then
  local is_bare = tostring(core):find "undefined symbol: lua" or tostring(core):find ": lua%S+: symbol not found"
  error((is_bare and "signalflow: this program has linked Lua into itself and shows its functions to no module: link it"
    .. " with -Wl,-E, or with a shared liblua\n" or "") .. tostring(core), 0)
end

-- Errors are placed at the analyst's line: files beside this one are the library's own.
if type(path) == "string" and path:find "init%.lua$" then
  core.set_library((path:gsub("init%.lua$", "")))
end

local distributions = require "signalflow.values.distributions"
local model = require "signalflow.model.model"
local options = require "signalflow.shared.options"
local sweep = require "signalflow.model.sweep"
local units = require "signalflow.values.units"
local version = require "signalflow.shared.version"

local sf = {
  --- Which signalflow this is, as text: three numbers.
  _VERSION = version,
  --- Units: `sf.units.MW`, `sf.units"65 USD/MWh"`, `sf.units.define(name, value)`.
  units = units.table,
  --- Records a model; see `signalflow.model.model`.
  model = model.new,
  --- n values from low to high, evenly apart: `sf.range(low, high, n)`.
  range = sweep.range,
  --- The least of one or more values of one dimension.
  -- @function min
  -- @tparam number|Quantity ... as many as there are
  -- @treturn number|Quantity
  -- @raise where their dimensions differ
  min = core.min,
  --- The greatest of one or more values of one dimension.
  -- @function max
  -- @tparam number|Quantity ... as many as there are
  -- @treturn number|Quantity
  -- @raise where their dimensions differ
  max = core.max,
  --- e to the power of a dimensionless value.
  -- @function exp
  -- @tparam number|Quantity x without unit
  -- @treturn number|Quantity
  exp = core.exp,
  --- Natural logarithm of a dimensionless value.
  -- @function log
  -- @tparam number|Quantity x without unit, above 0
  -- @treturn number|Quantity; no value where x is not above 0
  log = core.log,
  --- Square root; halves the dimension.
  -- @function sqrt
  -- @tparam number|Quantity x
  -- @treturn number|Quantity; no value where x is below 0
  sqrt = core.sqrt,
  --- Absolute value.
  -- @function abs
  -- @tparam number|Quantity x
  -- @treturn number|Quantity
  abs = core.abs,
  --- The next whole number below, in coherent units.
  -- @function floor
  -- @tparam number|Quantity x
  -- @treturn number|Quantity
  floor = core.floor,
  --- The next whole number above, in coherent units.
  -- @function ceil
  -- @tparam number|Quantity x
  -- @treturn number|Quantity
  ceil = core.ceil,
  --- 1 / (1 + exp(-x)) of a dimensionless value.
  -- @function logistic
  -- @tparam number|Quantity x without unit
  -- @treturn number|Quantity 0 to 1
  logistic = core.logistic,
  --- `sf.where(condition, yes, no)`: yes in the draws where condition is not 0, else no.
  -- @function where
  -- @tparam number|Quantity condition as `a:lt(b)` gives it
  -- @tparam number|Quantity yes
  -- @tparam number|Quantity no of the same dimension
  -- @treturn number|Quantity
  where = core.where,
  --- Text as `string.format` makes it, with a decimal point in every host: `sf.text("%.2f to %.2f", low, high)`.
  -- @function text
  -- @tparam string form as of `string.format`; a quantity is a `%s`
  -- @param ...
  -- @treturn string
  -- @raise where the values do not fit the form
  text = core.text,
}

for name, constructor in pairs(distributions) do
  sf[name] = constructor
end

--- Keeps a value within bounds.
-- @tparam number|Quantity value
-- @tparam number|Quantity low
-- @tparam number|Quantity high
-- @treturn number|Quantity
-- @raise where low is above high; draws in which an uncertain one is have no value
function sf.clamp(value, low, high)
  local function read(given, name)
    return units.value(given, "clamp: " .. name)
  end
  local kept, least, most = read(value, "the value"), read(low, "low"), read(high, "high")
  for _, bound in ipairs { { "low", least }, { "high", most } } do
    if units.dimension(bound[2]) ~= units.dimension(kept) then
      core.raise(("clamp: the value is %s, and %s %s"):format(units.dimension(kept), bound[1],
        units.dimension(bound[2])))
    end
  end
  local is_certain = units.is_certain(least) and units.is_certain(most)
  if is_certain and units.dimension(least) == units.dimension(most) and least > most then
    core.raise(("clamp takes the low bound first: %s is above %s"):format(tostring(least), tostring(most)))
  end
  return core.min(core.max(kept, is_certain and least or core.up_to(least, most)), most)
end

--- Marks where a figure comes from; explanations and reports carry it.
-- @tparam number|Quantity value
-- @tparam string name what the figure is
-- @tparam string source title, place and date
-- @treturn Quantity
function sf.cite(value, name, source)
  return units.like(core.cite(value, name, source), value)
end

--- The folder of the script that asks, so that it finds the files beside it from anywhere.
-- @treturn string "." for what is typed at a prompt
function sf.here()
  return debug.getinfo(2, "S").source:match "^@(.*)/[^/]*$" or "."
end

-- Rooms that are loaded when first asked for: the module and the function of it that has the name here; without one
-- the module itself, and with `called` what the function gives when it is handed this table.
local ROOMS = {
  factory = { "factory.factory", "new" },
  --- Several models side by side under the same scenarios; see `signalflow.factory.comparison`.
  comparison = { "factory.comparison", "new" },
  estimate = { "serving.estimate", "new" },
  frontier = { "serving.frontier", "new" },
  --- What vendors claimed, and what was measured since; see `signalflow.catalogue.claims`.
  claims = { "catalogue.claims" },
  --- Platforms side by side at several speeds; see `signalflow.serving.frontiers`.
  frontiers = { "serving.frontiers", "new" },
  launch = { "serving.launch", "new" },
  --- Platforms in a row, each against the first; see `signalflow.serving.launches`.
  launches = { "serving.launches", "new" },
  --- Every platform of the catalogue, by name and in its order.
  platforms = { "catalogue", "platforms", called = true },
  --- Every language model of the catalogue, by name and in its order.
  models = { "catalogue", "models", called = true },
  --- Things that print on one page, with what they rest on; see `signalflow.report.report`.
  report = { "report.report", "new" },
  --- Several things in one picture: `sf.plot.frontier`, `sf.plot.intervals`; see `signalflow.report.plot`.
  plot = { "report.plot" },
  --- Your own benchmark results as measured rows; see `signalflow.measured.measured`.
  measured = { "measured.measured" },
  series = { "series.series", "new" },
  edgar = { "series.filings" },
  filing = { "series.filing" },
  fred = { "series.fred" },
  prices = { "series.tables", "prices" },
  csv = { "series.tables", "csv" },
  json_lines = { "series.tables", "json_lines" },
  folder = { "series.folder", "open" },
  concentration = { "judgement.concentration", "new" },
  company = { "judgement.company", "new" },
  moat = { "judgement.moat", "new" },
  expectations = { "judgement.expectations", "new" },
  above = { "checks.threshold", "above" },
  below = { "checks.threshold", "below" },
  within = { "checks.threshold", "within" },
  check = { "checks.check", "new" },
  checklist = { "checks.checklist", "seeing", called = true },
  checklists = { "checks.lists" },
  read = { "headlines.reading", "read" },
  reader = { "headlines.reading", "new" },
  questions = { "headlines.questions" },
  same_story = { "headlines.reading", "same_story" },
  feed = { "headlines.feed" },
  arrival = { "impact.arrival", "new" },
  bass = { "impact.arrival", "bass" },
  event_study = { "impact.event_study", "new" },
  market = { "impact.market", "new" },
  dcf_value = { "impact.valuation", "dcf_value" },
  implied_growth = { "impact.valuation", "implied_growth" },
  implied_horizon = { "impact.valuation", "implied_horizon" },
  priced_in = { "impact.valuation", "priced_in" },
  irr = { "impact.valuation", "irr" },
  xirr = { "impact.valuation", "xirr" },
  mirr = { "impact.valuation", "mirr" },
  npv = { "impact.valuation", "npv" },
  xnpv = { "impact.valuation", "xnpv" },
  signal = { "impact.signal", "new" },
  rivals = { "judgement.rivals", "new" },
  track_record = { "judgement.track_record", "new" },
  thesis = { "judgement.thesis", "new" },
  ledger = { "ledger.ledger" },
  changes = { "brief.changes", "of" },
  brief = { "brief.brief", "new" },
  due = { "brief.due", "of" },
  --- Runs someone else's script within limits; see `signalflow.host.sandbox`.
  sandbox = { "host.sandbox", "new" },
  help = { "prompt.help", "of" },
  tutorial = { "prompt.tutorial", "step" },
}

-- What is asked of a thing, and not of this table.
local OWNERS = { { "model", model.methods }, { "quantity", core.methods.Quantity }, { "series", core.methods.Series } }

local function refuse_unknown(name)
  for _, owner in ipairs(OWNERS) do
    if rawget(owner[2], name) ~= nil then
      core.raise(("'%s' is asked of a %s: %s:%s(...)"):format(name, owner[1], owner[1], name))
    end
  end
  options.unknown("name in signalflow", name, options.names(sf))
end

return setmetatable(sf, {
  __name = "signalflow",
  __tostring = function()
    return tostring(require "signalflow.prompt.help".tour())
  end,
  __index = function(_, name)
    local place = ROOMS[name]
    if place then
      local room = require("signalflow." .. place[1])
      local value = place[2] and room[place[2]] or room
      rawset(sf, name, place.called and value(sf) or value)
    elseif type(name) == "string" and not name:find "^_" then
      refuse_unknown(name)
    end
    return rawget(sf, name)
  end,
  -- Every name, those not asked for yet too.
  __pairs = function()
    for name in pairs(ROOMS) do
      local _ = sf[name]
    end
    return next, sf, nil
  end,
})
