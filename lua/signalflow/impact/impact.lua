--- What a signal changes: a model run with it and without it on the same draws, year by year.
--
-- Year i is the i-th year from the day of the signal, and the change of a year is what has arrived in its middle. The
-- claim comes true with the signal's confidence; what is priced in is asked of the claim itself, as if it were true.
-- @module signalflow.impact.impact
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local laws = require "signalflow.values.distributions"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local pricing = require "signalflow.impact.pricing"
local quantity = require "signalflow.values.quantity"
local units = require "signalflow.values.units"
local rounding = require "signalflow.values.rounding"
local run_options = require "signalflow.shared.run_options"
local plans = require "signalflow.values.plan"
local outcomes = require "signalflow.values.outcome"

local impact = {}

local RESPONSES = 16 -- points at which the answer of the output to what has arrived is asked
local CUMULATIVE = { npv = true, irr = true, payback = true }

--- What a signal changes. `change`: an average year's difference; `relative`: the same as a fraction of the output
-- without the signal; `by_year`: a list, each difference with `year`; `without`: the output of each year without the
-- signal; `arrived`: the share that has arrived by the middle of each year; `beyond`: the share still to come after the
-- last year; `time_to_revenue`: until half of the change in the output has come (nil, with `why`, where there is no
-- change); `priced_in`, `unpriced`, `claimed`: see `signalflow.impact.pricing`, nil without a market. Each is an
-- Outcome.
-- @type Impact
local Impact = {}
local ImpactMeta = { __name = "signalflow.impact", __index = Impact }

-- The output's formula of each year, over the drivers' places.
local function formulas_of(model, output, years)
  local formulas = {}
  for year = 1, years do
    local last = model.horizon and math.min(year, model.horizon)
    formulas[year] = model.formula_in_year and model:formula_in_year(last)[output] or model.formula[output]
  end
  return formulas
end

-- The signal's own uncertain parts with their draws named, beside the drivers; what has arrived by the middle of each
-- year.
local function bind(signal, model, years)
  local year = units.read "year"
  local parts = { ["signal factor"] = signal.factor, ["signal comes true"] = 1.0,
    ["signal horizon"] = signal.arrives:share(years.shown * year) }
  if signal.confidence < 1 then
    parts["signal comes true"] = laws.bernoulli(signal.confidence)
  end
  for i = 1, years.asked do
    parts["signal share " .. i] = signal.arrives:share((i - 0.5) * year)
  end
  local values = model:bound_with(parts)
  local bound = { factor = values["signal factor"], comes_true = values["signal comes true"],
    beyond = 1 - values["signal horizon"], arrived = {}, values = {} }
  for i = 1, years.asked do
    bound.arrived[i] = values["signal share " .. i]
  end
  for _, driver in ipairs(model.driver_names) do
    bound.values[driver] = values[driver]
  end
  return bound
end

-- A formula with the driver changed by a share of the claim.
local function changed(model, signal, bound, formula, share)
  local values = options.merged(bound.values)
  values[signal.driver] = values[signal.driver] * (1 + (bound.factor - 1) * share)
  return model:put({ formula }, values)[1]
end

-- All that one plan works out: a list of expressions and where each stands.
local function expressions_of(signal, model, output, years, bound)
  local formulas, all = formulas_of(model, output, years.asked), {}
  local at = { without = {}, by_year = {}, arrived = {}, response = {} }
  local function add(expression)
    all[#all + 1] = expression
    return #all
  end
  local sum, base_sum, relative = nil, nil, {}
  for year = 1, years.asked do
    local base = model:put({ formulas[year] }, bound.values)[1]
    local claimed = changed(model, signal, bound, formulas[year], bound.arrived[year])
    relative[year] = (claimed - base) / base
    if year <= years.shown then
      local difference = changed(model, signal, bound, formulas[year], bound.comes_true * bound.arrived[year]) - base
      at.without[year], at.by_year[year] = add(base), add(difference)
      at.arrived[year] = add(bound.arrived[year])
      sum, base_sum = sum and sum + difference or difference, base_sum and base_sum + base or base
    end
  end
  at.change, at.relative, at.beyond = add(sum / years.shown), add(sum / base_sum), add(bound.beyond)
  local average = model.formula[output]
  local base = model:put({ average }, bound.values)[1]
  for i = 1, RESPONSES do
    at.response[i] = add(changed(model, signal, bound, average, i / RESPONSES) - base)
  end
  return all, at, relative
end

-- What share of the change must have arrived for half of its effect: between two of the points asked.
local function half_way(responses)
  local whole = responses[RESPONSES]
  if not whole or whole ~= whole or whole == 0 then
    return nil
  end
  local before = 0
  for i = 1, RESPONSES do
    local share = responses[i] / whole
    if share >= 0.5 then
      return (i - 1 + (0.5 - before) / (share - before)) / RESPONSES
    end
    before = share
  end
  return nil
end

local function outcome_of(name, value, settings)
  local summaries, err = plans.run(core.compile { value }, settings)
  if not summaries then
    return nil, err
  end
  return outcomes.new(name, value, summaries[1], nil, rounding.later(value))
end

local OPTIONS = { output = "string", horizon = "number", market = "table" }

local function years_of(model, given)
  local shown = given.horizon or model.horizon
  if not shown then
    core.raise "the impact on a model needs horizon, in whole years; a factory has its own"
  elseif not options.integer(shown) or shown < 1 or shown > 50 then
    core.raise(("horizon is a whole number of years from 1 to 50, not %s"):format(number.quoted(shown)))
  end
  shown = options.integer(shown)
  return { shown = shown, asked = given.market and math.max(shown, pricing.years) or shown }
end

local function check_output(model, given)
  if given.output == nil then
    core.raise 'an impact is that on an output: { output = "revenue" }'
  end
  model:outputs_named(given.output)
  if model.formula_in_year and CUMULATIVE[given.output] then
    core.raise(("'%s' is of the whole horizon and has no years; ask revenue, tokens_per_year, energy_cost, "
      .. "cost_per_mtok, gross_margin or another output that a year has"):format(given.output))
  end
end

local function check(signal, model, given)
  if type(model) ~= "table" or type(model.bound_with) ~= "function" then
    core.raise "impact takes a factory or a model: signal:impact(factory, { output = \"revenue\" })"
  end
  check_output(model, given)
  if model.values[signal.driver] == nil then
    options.unknown("driver", signal.driver, model.driver_names)
  end
  model:bound { [signal.driver] = model.values[signal.driver] * signal.factor } -- refuses what leaves its domain
end

-- The outcomes by the names an impact has for them; outcome gives that of a place.
local function collect(self, at, outcome)
  self.change, self.relative = outcome("change", at.change), outcome("relative change", at.relative)
  self.beyond, self.by_year, self.without, self.arrived = outcome("still to come", at.beyond), {}, {}, {}
  for year = 1, self.years do
    self.by_year[year] = outcome("change", at.by_year[year])
    self.by_year[year].year = year
    self.without[year], self.arrived[year] = outcome("without", at.without[year]), outcome("arrived", at.arrived[year])
  end
  for _, name in ipairs { "claimed", "priced_in", "unpriced" } do
    self[name] = self.market and self.market[name] and outcome(name, self.market[name])
  end
end

-- When half of the change in the output has come, from what it answers to shares of the claim.
local function find_time(self, responses)
  local share = half_way(responses)
  if not share then
    self.why = ("%s does not change %s"):format(self.signal.driver, self.output)
    return true
  end
  local err
  self.time_to_revenue, err = outcome_of("time to revenue", self.signal.arrives:time(share), self.settings)
  return self.time_to_revenue, err
end

--- Works a signal out on a model.
-- @tparam Signal signal
-- @tparam Model model
-- @tparam table given `output`; `horizon` in years unless model is a factory; `market`, see
-- `signalflow.impact.pricing`; the options of run
-- @treturn[1] Impact
-- @treturn[2] nil
-- @treturn[2] err when cancelled
function impact.of(signal, model, given)
  given = options.check(given, run_options.kinds(OPTIONS), "impact")
  check(signal, model, given)
  local settings, years = run_options.read(given), years_of(model, given)
  local bound = bind(signal, model, years)
  local all, at, relative = expressions_of(signal, model, given.output, years, bound)
  local market = given.market and pricing.add(all, given.market, relative)
  all[#all + 1] = quantity.anchor { bound.values }
  local summaries, draws = plans.run(core.compile(all), settings)
  if not summaries then
    return nil, draws
  end
  local self = setmetatable({ signal = signal, model = model, output = given.output, years = years.shown,
    settings = settings, draws = draws, market = market }, ImpactMeta)
  collect(self, at, function(name, place)
    return outcomes.new(name, all[place], summaries[place], nil, rounding.later(all[place]))
  end)
  local responses = {}
  for i = 1, RESPONSES do
    responses[i] = summaries[at.response[i]]:mean()
  end
  local found, err = find_time(self, responses)
  if not found then
    return nil, err
  end
  return self
end

-- What stands before the market: the change year by year, and in an average year.
local function change_blocks(self)
  local rows = {}
  for year = 1, self.years do
    rows[year] = { ("%d"):format(year), self.without[year]:figure(), self.by_year[year]:figure(),
      pricing.share(self.arrived[year], "mean") }
  end
  return {
    block.paragraph { self.output, " of ", self.model.name, ", with the signal less without it, on the same ",
      figure.count(self.draws), " draws; means, and a 90 % interval" },
    block.table { units = "column", rows = rows, columns = { { title = "year", align = "right" },
      { title = "without it", align = "right" }, { title = "change", align = "right" },
      { title = "arrived", align = "right" } } },
    block.facts {
      { "change in an average year", self.change:figure() },
      { "the same as a share", pricing.share(self.relative, "mean") },
      { "half of it has come after", self.time_to_revenue and self.time_to_revenue:figure()
        or figure.new { unknown = "unknown: " .. tostring(self.why) } },
      { ("still to come after year %d"):format(self.years), pricing.share(self.beyond, "mean") },
    },
  }
end

local function caption_of(self)
  local basis = rawget(self.model, "basis") or { source = "drivers as typed" }
  return { draws = self.draws, seed = self.settings.seed, tier = basis.tier, source = basis.source, date = basis.date,
    note = "the claim is the signal's" }
end

-- The change in the output, year by year from the day of the signal.
local function fan_of(self)
  local years = {}
  for year = 1, self.years do
    years[year] = figure.of(year)
  end
  return outcomes.fan { shape = "fan", title = { "change in ", self.output, " of ", self.model.name, " by year" },
    x = { name = "year from the day of the signal" }, at = years, name = "change in " .. self.output,
    outcomes = self.by_year, says = { { "change in an average year ", self.change:figure() } },
    caption = caption_of(self) }
end

page.of_class(ImpactMeta, Impact, function(self)
  local blocks = self.signal:page().blocks
  for _, one in ipairs(change_blocks(self)) do
    blocks[#blocks + 1] = one
  end
  for _, one in ipairs(self.market and pricing.blocks(self) or {}) do
    blocks[#blocks + 1] = one
  end
  return blocks
end, { "fan", "priced_in", shown = 2, fan = fan_of, priced_in = function(self)
  return pricing.picture(self, caption_of(self))
end })

--- The signal, the model, and what was assumed of the market.
-- @treturn Page
function Impact:explain()
  local blocks = self:page().blocks
  blocks[#blocks + 1] = block.section("the signal", self.signal:explain().blocks)
  blocks[#blocks + 1] = block.section("the model", page.blocks_of(self.model:explain()))
  if self.market then
    blocks[#blocks + 1] = block.section("the market", page.blocks_of(self.market.assumptions))
  end
  return page.new(blocks)
end

options.seal(ImpactMeta, Impact, {
  "change", "relative", "by_year", "without", "arrived", "beyond", "time_to_revenue", "why", "priced_in",
  "unpriced", "claimed", "signal", "model", "output", "years", "settings", "draws", "market" })

return impact
