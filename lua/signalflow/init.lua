--- signalflow: the analyst's language. `local sf = require "signalflow"` gives a table; no globals are touched.
-- @module signalflow
local _, path = ...
local core = require "signalflow.core"

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
  min = core.min,
  --- The greatest of one or more values of one dimension.
  max = core.max,
  --- e to the power of a dimensionless value.
  exp = core.exp,
  --- Natural logarithm of a dimensionless value.
  log = core.log,
  --- Square root; halves the dimension.
  sqrt = core.sqrt,
  --- Absolute value.
  abs = core.abs,
  --- The next whole number below, in coherent units.
  floor = core.floor,
  --- The next whole number above, in coherent units.
  ceil = core.ceil,
  --- 1 / (1 + exp(-x)) of a dimensionless value.
  logistic = core.logistic,
  --- `sf.where(condition, yes, no)`: yes in the draws where condition is not 0, else no.
  where = core.where,
}

for name, constructor in pairs(distributions) do
  sf[name] = constructor
end

--- Keeps a value within bounds.
-- @tparam number|Quantity value
-- @tparam number|Quantity low
-- @tparam number|Quantity high
-- @treturn number|Quantity
-- @raise where low is above high; uncertain bounds are not compared
function sf.clamp(value, low, high)
  local is_certain = units.is_certain(low) and units.is_certain(high)
  if is_certain and units.dimension(low) == units.dimension(high) and low > high then
    core.raise(("clamp takes the low bound first: %s is above %s"):format(tostring(low), tostring(high)))
  end
  return core.min(core.max(value, low), high)
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

-- Rooms that are loaded when first asked for.
local ROOMS = {
  factory = function()
    return require "signalflow.factory.factory".new
  end,
  --- Several models side by side under the same scenarios; see `signalflow.factory.comparison`.
  comparison = function()
    return require "signalflow.factory.comparison".new
  end,
  estimate = function()
    return require "signalflow.serving.estimate".new
  end,
  frontier = function()
    return require "signalflow.serving.frontier".new
  end,
  launch = function()
    return require "signalflow.serving.launch".new
  end,
  --- Platforms in a row, each against the first; see `signalflow.serving.launches`.
  launches = function()
    return require "signalflow.serving.launches".new
  end,
  --- Every platform of the catalogue, by name and in its order.
  platforms = function()
    return require "signalflow.catalogue".platforms()
  end,
  --- Every language model of the catalogue, by name and in its order.
  models = function()
    return require "signalflow.catalogue".models()
  end,
  --- Things that print on one page, with what they rest on; see `signalflow.report.report`.
  report = function()
    return require "signalflow.report.report".new
  end,
  series = function()
    return require "signalflow.series.series".new
  end,
  edgar = function()
    return require "signalflow.series.filings"
  end,
  filing = function()
    return require "signalflow.series.filing"
  end,
  fred = function()
    return require "signalflow.series.fred"
  end,
  prices = function()
    return require "signalflow.series.tables".prices
  end,
  csv = function()
    return require "signalflow.series.tables".csv
  end,
  json_lines = function()
    return require "signalflow.series.tables".json_lines
  end,
  folder = function()
    return require "signalflow.series.folder".open
  end,
  concentration = function()
    return require "signalflow.judgement.concentration".new
  end,
  moat = function()
    return require "signalflow.judgement.moat".new
  end,
  above = function()
    return require "signalflow.checks.threshold".above
  end,
  below = function()
    return require "signalflow.checks.threshold".below
  end,
  within = function()
    return require "signalflow.checks.threshold".within
  end,
  check = function()
    return require "signalflow.checks.check".new
  end,
  checklist = function()
    return require "signalflow.checks.checklist".seeing(sf)
  end,
  checklists = function()
    return require "signalflow.checks.lists"
  end,
  read = function()
    return require "signalflow.headlines.reading".read
  end,
  reader = function()
    return require "signalflow.headlines.reading".new
  end,
  questions = function()
    return require "signalflow.headlines.questions"
  end,
  same_story = function()
    return require "signalflow.headlines.reading".same_story
  end,
  feed = function()
    return require "signalflow.headlines.feed"
  end,
  arrival = function()
    return require "signalflow.impact.arrival".new
  end,
  bass = function()
    return require "signalflow.impact.arrival".bass
  end,
  event_study = function()
    return require "signalflow.impact.event_study".new
  end,
  market = function()
    return require "signalflow.impact.market".new
  end,
  dcf_value = function()
    return require "signalflow.impact.valuation".dcf_value
  end,
  implied_growth = function()
    return require "signalflow.impact.valuation".implied_growth
  end,
  implied_horizon = function()
    return require "signalflow.impact.valuation".implied_horizon
  end,
  priced_in = function()
    return require "signalflow.impact.valuation".priced_in
  end,
  irr = function()
    return require "signalflow.impact.valuation".irr
  end,
  xirr = function()
    return require "signalflow.impact.valuation".xirr
  end,
  mirr = function()
    return require "signalflow.impact.valuation".mirr
  end,
  npv = function()
    return require "signalflow.impact.valuation".npv
  end,
  xnpv = function()
    return require "signalflow.impact.valuation".xnpv
  end,
  signal = function()
    return require "signalflow.impact.signal".new
  end,
  rivals = function()
    return require "signalflow.judgement.rivals".new
  end,
  track_record = function()
    return require "signalflow.judgement.track_record".new
  end,
  thesis = function()
    return require "signalflow.judgement.thesis".new
  end,
  ledger = function()
    return require "signalflow.ledger.ledger"
  end,
}

return setmetatable(sf, {
  __name = "signalflow",
  __index = function(_, name)
    if ROOMS[name] then
      local room = ROOMS[name]()
      rawset(sf, name, room)
      return room
    elseif type(name) == "string" and not name:find "^_" then
      local known = options.names(sf)
      for room in pairs(ROOMS) do
        known[#known + 1] = room
      end
      table.sort(known)
      options.unknown("name in signalflow", name, known)
    end
    return nil
  end,
  -- Every name, those not asked for yet too.
  __pairs = function()
    for name in pairs(ROOMS) do
      local _ = sf[name]
    end
    return next, sf, nil
  end,
})
