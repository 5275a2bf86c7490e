--- Which limit binds a factory.
-- @module signalflow.bottleneck
local core = require "signalflow.core"
local options = require "signalflow.options"
local run = require "signalflow.run"
local text = require "signalflow.text"

local bottleneck = {}

--- Which limits bind, with their probability.
-- @type Bottleneck
local BottleneckMeta = { __name = "signalflow.bottleneck" }

function BottleneckMeta.__tostring(self)
  local rows = {}
  for i, entry in ipairs(self) do
    rows[i] = { entry.limit, entry.probability and text.percent(entry.probability) or "unknown", entry.says }
  end
  return text.table({ { title = "limit" }, { title = "binds", align = "right" }, { title = "" } }, rows)
end

-- Runs a few 0/1 outputs of this factory and gives their means.
local function probabilities(self, formula, given)
  local settings = options.run(options.check(given, options.run_kinds(), "bottleneck"))
  local names = options.names(formula)
  local formulas = {}
  for i, name in ipairs(names) do
    formulas[i] = formula[name]
  end
  local summaries, err = run.plan(core.compile(self:put(formulas, self:bound())), settings)
  if not summaries then
    return nil, err
  end
  local means = {}
  for i, name in ipairs(names) do
    means[name] = summaries[i]:mean()
  end
  return means
end

local NOT_DERIVED = "not derived: a measured operating point does not say which resource of the accelerator bound it"

--- Says which limit binds: power or capital for the size of the site, demand or capacity for the tokens sold. What
-- binds inside the accelerator (memory capacity, memory bandwidth, compute, network) and cooling are unknown unless
-- they can be derived from what was given, and said to be so.
-- @tparam Factory self
-- @tparam[opt] table given the options of run
-- @treturn ?Bottleneck a list of `{limit, probability (nil when unknown), says}`; `bottleneck.binds` is the likeliest
function bottleneck.of(self, given)
  local formula = {}
  if self.mode == "both" then
    local by_power, by_capital = self:formula_without "capital", self:formula_without "grid_power"
    formula.power = by_power.accelerators:lt(by_capital.accelerators)
  end
  local full = self:formula_without(nil, { utilization = 1.0, elasticity = 0.0 })
  formula.demand = self.formula.tokens_per_year:lt(full.tokens_per_year * (1 - 1e-9))
  local found, err = probabilities(self, formula, given)
  if not found then
    return nil, err
  end
  local power = found.power or (self.mode == "power" and 1.0 or 0.0)
  local list = {
    { limit = "power", probability = power, says = "the grid connection sets how many accelerators there are" },
    { limit = "capital", probability = 1 - power, says = "the money sets how many accelerators there are" },
    { limit = "demand", probability = found.demand,
      says = "in some year of the horizon fewer tokens are sold than could be served" },
    { limit = "capacity", probability = 1 - found.demand, says = "every year sells all that can be served" },
  }
  for _, limit in ipairs { "compute", "memory bandwidth", "memory capacity", "network" } do
    list[#list + 1] = { limit = limit, says = NOT_DERIVED }
  end
  list[#list + 1] = { limit = "cooling", says = "not derived: what heat a rack position can carry away was not given" }
  list.binds = power >= 0.5 and "power" or "capital"
  return setmetatable(list, BottleneckMeta)
end

return bottleneck
