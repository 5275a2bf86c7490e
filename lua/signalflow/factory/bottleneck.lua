--- Which limit binds a factory.
-- @module signalflow.factory.bottleneck
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local digits = require "signalflow.page.number"
local figure = require "signalflow.page.figure"
local inference = require "signalflow.serving.inference"
local laws = require "signalflow.values.distributions"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local run_options = require "signalflow.shared.run_options"
local plans = require "signalflow.values.plan"
local units = require "signalflow.values.units"

local bottleneck = {}

--- Which limits bind, with their probability.
-- @type Bottleneck
local Bottleneck = {}
local BottleneckMeta = { __name = "signalflow.bottleneck" }

local record = options.records("limit", { "limit", "probability", "says" })

-- The limits by name, too.
function BottleneckMeta.__index(self, name)
  for _, entry in ipairs(type(name) == "string" and self or {}) do
    if entry.limit == name then
      return entry
    end
  end
  return Bottleneck[name]
end

bottleneck.legend = "the probability that a limit binds: power or capital sets the size of the site, demand or capacity"
  .. " the tokens sold; the others are what a token waits for inside the accelerators, and a rack's heat"

page.of_class(BottleneckMeta, Bottleneck, function(self)
  local rows = {}
  for i, entry in ipairs(self) do
    rows[i] = { entry.limit, figure.percent(entry.probability), entry.says }
  end
  return { block.title { "what binds ", self.name }, block.table { columns = { { title = "limit" },
    { title = "binds", align = "right" }, { title = "" } }, rows = rows }, block.note(bottleneck.legend) }
end)

--- What the factory rests on.
-- @treturn Page
function Bottleneck:explain()
  return self.basis:page()
end

--- What the factory rests on, as a list.
-- @treturn Assumptions
function Bottleneck:assumptions()
  return self.basis
end

-- Runs a few 0/1 outputs of this factory and gives their means.
local function probabilities(self, formula, given)
  local settings = run_options.read(options.check(given, run_options.kinds(), "bottleneck"))
  local names = options.names(formula)
  local formulas = {}
  for i, name in ipairs(names) do
    formulas[i] = formula[name]
  end
  local summaries, err = plans.run(core.compile(self:put(formulas, self:bound())), settings)
  if not summaries then
    return nil, err
  end
  local means = {}
  for i, name in ipairs(names) do
    means[name] = summaries[i]:mean()
  end
  return means
end

local NOT_DERIVED = "not derived: token_rate was given, or measured where nothing is estimated"

-- What a token takes time for inside the accelerators: parts of the estimate that one resource bears.
local RESOURCES = {
  { "memory bandwidth", { "weights_time", "cache_time" }, "reading weights and cache takes longest" },
  { "compute", { "compute_time", "prefill_time" }, "multiplying, and prefill of others, takes longest" },
  { "network", { "communication_time" }, "collectives between accelerators take longest" },
  { "software", { "fixed_time" }, "fixed times of layers, steps and sequences take longest" },
}

local number = units.number

-- Each resource's time, uncertain by what the estimate's error is, as an expression; nil where nothing is estimated.
local function times_of(self)
  local parts = self.point and (self.point.reading or self.point.limits)
  if not parts then
    return nil
  end
  local range = inference.range(self.point.class, true)
  local sigma = math.log(range.high / range.low) / (2 * core.normal_quantile(0.9))
  local times = {}
  for i, resource in ipairs(RESOURCES) do
    local time = 0
    for _, name in ipairs(resource[2]) do
      time = time + (parts[name] and number(parts[name]) or 0)
    end
    times[i] = time * laws.lognormal { median = 1.0, sigma = sigma }
  end
  return times
end

-- 0/1 outputs: which resource takes longest.
local function add_resources(formula, times)
  for i, resource in ipairs(RESOURCES) do
    local longest = 1.0
    for k, other in ipairs(times) do
      if k ~= i then
        longest = longest * (type(times[i]) == "number" and type(other) == "number"
          and (times[i] >= other and 1.0 or 0.0) or core.constant(0) + (other - times[i]):le(0))
      end
    end
    formula[resource[1]] = longest
  end
end

-- Whether the batch fills the memory that weights leave.
local function memory_capacity(self)
  local point = self.point and (self.point.reading or self.point.limits and self.point)
  if not (point and point.batch and point.batch_capacity) then
    return { limit = "memory capacity", says = NOT_DERIVED }
  end
  local batch, capacity = number(point.batch), number(point.batch_capacity)
  return { limit = "memory capacity", probability = batch >= 0.98 * capacity and 1.0 or 0.0,
    says = ("%s of %s sequences that fit beside the weights are served together"):format(
      digits.count(batch), digits.count(capacity)) }
end

local function cooling(self, found)
  if not self.rack_cooling then
    return { limit = "cooling", says = "not derived: give rack_cooling, the heat a rack position can carry away" }
  end
  return { limit = "cooling", probability = found.cooling,
    says = "a full rack draws more than its position can carry away" }
end

--- Says which limit binds: power or capital for the size of the site, demand or capacity for the tokens sold, cooling
-- for its racks, and inside the accelerators the resource that a token waits for longest (by the estimate's parts, each
-- as uncertain as the estimate), or the memory. What cannot be derived is unknown, and said to be so.
-- @tparam Factory self
-- @tparam[opt] table given the options of run
-- @treturn ?Bottleneck a list of `{limit, probability (nil when unknown), says}`, by the limit's name too
-- (`bottleneck["memory bandwidth"].probability`); `bottleneck.binds` is the likeliest
function bottleneck.of(self, given)
  local formula = {}
  if self.mode == "both" then
    local by_power, by_capital = self:formula_without "capital", self:formula_without "grid_power"
    formula.power = by_power.accelerators:lt(by_capital.accelerators)
  end
  local full = self:formula_without(nil, { utilization = 1.0, elasticity = 0.0 })
  formula.demand = self.formula.tokens_per_year:lt(full.tokens_per_year * (1 - 1e-9))
  if self.rack_cooling and self.formula.rack_draw then
    formula.cooling = self.formula.rack_draw:gt(self.rack_cooling)
  end
  local times = times_of(self)
  if times then
    add_resources(formula, times)
  end
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
    { limit = "capacity", probability = 1 - found.demand, says = "in every year all that can be served is wanted" },
  }
  for _, resource in ipairs(RESOURCES) do
    list[#list + 1] = { limit = resource[1], probability = found[resource[1]],
      says = times and resource[3] or NOT_DERIVED }
  end
  list[#list + 1] = memory_capacity(self)
  list[#list + 1] = cooling(self, found)
  for i, entry in ipairs(list) do
    list[i] = record(entry)
  end
  list.name, list.basis = self.name, self:assumptions()
  list.binds = power >= 0.5 and "power" or "capital"
  return setmetatable(list, BottleneckMeta)
end

options.seal(BottleneckMeta, Bottleneck, { "name", "basis", "binds" })

return bottleneck
