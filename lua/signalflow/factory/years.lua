--- A factory's run year by year: price, use, tokens, revenue, each cost and the cash flow, with their intervals.
-- @module signalflow.factory.years
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local options = require "signalflow.shared.options"
local outcomes = require "signalflow.values.outcome"
local page = require "signalflow.page.page"
local plans = require "signalflow.values.plan"
local rounding = require "signalflow.values.rounding"
local run_options = require "signalflow.shared.run_options"

local years = {}

-- What a year has: the name here, that of the factory's output, and how it is titled.
local ROWS = {
  { "price", "token_price", "price of a token" }, { "use", "use", "use", "percent" },
  { "in_service", "in_service", "of the site in service", "percent" },
  { "tokens", "tokens_per_year", "tokens" }, { "drawn_power", "drawn_power", "power drawn" },
  { "revenue", "revenue", "revenue" }, { "energy_cost", "energy_cost", "energy" },
  { "operating_cost", "operating_cost", "operation" }, { "depreciation", "depreciation", "depreciation" },
  { "capital_cost", "capital_cost", "cost of capital" }, { "tax", "tax", "tax" },
  { "cash_flow", "cash_flow", "cash flow" },
  { "ebitda_margin", "ebitda_margin", "EBITDA margin", "percent" },
  { "gross_margin", "gross_margin", "gross margin", "percent" },
  { "margin_after_capital", "margin_after_capital", "margin after capital", "percent" },
  { "cost_per_mtok", "cost_per_mtok", "cost of a million tokens" },
}

--- A list by year, each `{year, price, use, in_service, tokens, drawn_power, revenue, energy_cost, operating_cost,
-- depreciation, capital_cost, tax, cash_flow, ebitda_margin, gross_margin, margin_after_capital, cost_per_mtok}`, as
-- Outcomes over the run's draws, by the names of a factory's outputs too; `tax` only with a tax rate. The last year's
-- cash flow has the residual value in it.
-- @type Years
local Years = {}
local YearsMeta = { __name = "signalflow.years", __index = Years }

-- The names that a factory has of ROWS, and an expression of each for every year, the years one after another.
local function expressions_of(factory, bound)
  local rows, formulas = {}, {}
  for year = 1, factory.horizon do
    local formula = factory:formula_in_year(year)
    for _, row in ipairs(ROWS) do
      if formula[row[2]] ~= nil then
        formulas[#formulas + 1] = formula[row[2]]
        rows[#rows + 1] = year == 1 and row or nil
      end
    end
  end
  return rows, factory:put(formulas, bound)
end

local NAMES = { "year" }
for _, row in ipairs(ROWS) do
  NAMES[#NAMES + 1], NAMES[#NAMES + 2] = row[1], row[2]
end
local record = options.records("year", NAMES)

--- Works out the years of a run, on its draws.
-- @tparam Factory factory
-- @tparam Run run of it
-- @treturn ?Years nil, err when cancelled
-- @raise where the run is a difference of two
function years.of(factory, run)
  if run.bound == nil then
    core.raise "years: a difference of two scenarios has none; ask each scenario's run"
  end
  local rows, expressions = expressions_of(factory, run.bound)
  local settings = run_options.read { draws = run.draws, seed = run.seed, sampler = run.sampler }
  local summaries, err = plans.run(core.compile(expressions), settings)
  if not summaries then
    return nil, err
  end
  local self = { factory = factory, rows = rows, draws = run.draws, seed = run.seed, remarks = factory:remarks(run) }
  for year = 1, factory.horizon do
    self[year] = record { year = year }
    for i, row in ipairs(rows) do
      local place = (year - 1) * #rows + i
      self[year][row[1]] = outcomes.new(row[1], expressions[place], summaries[place], nil,
        rounding.later(expressions[place]))
      self[year][row[2]] = self[year][row[1]]
    end
  end
  return setmetatable(self, YearsMeta)
end

local LEAST_SPREAD = 2e-3 -- of a share; below, it is shown without its interval

local function cell(outcome, style)
  local made = outcome:figure "median"
  local low, high = outcome.summary:quantile(0.05), outcome.summary:quantile(0.95)
  if style == "percent" and low and high - low < LEAST_SPREAD then
    return figure.percent(math.floor(outcome.summary:quantile(0.5) * 1000 + 0.5) / 1000)
  end
  made.style, made.shape = style or made.style, nil
  return made
end

local function names_of(self)
  local names = {}
  for i, row in ipairs(self.rows) do
    names[i] = row[1]
  end
  return names
end

-- One row over the years; the cash flow where none is named.
local function fan_of(self, name)
  local row = options.one_of(name or "cash_flow", names_of(self), "row of the years")
  local at, made, title, style = {}, {}, row, nil
  for i, one in ipairs(self) do
    at[i], made[i] = figure.of(i), one[row]
  end
  for _, one in ipairs(self.rows) do
    if one[1] == row then
      title, style = one[3], one[4]
    end
  end
  local basis = self.factory.basis or {}
  return outcomes.fan { shape = "fan", title = { self.factory.name, ": ", title, " by year" }, name = title,
    style = style, x = { name = "year" }, at = at, outcomes = made, says = row == "cash_flow"
      and { "the last year's cash flow has the residual value in it" } or nil, caption = { draws = self.draws,
      seed = self.seed, tier = basis.tier, source = basis.source, date = basis.date } }
end

page.of_class(YearsMeta, Years, function(self)
  local columns, rows = { { title = "" } }, {}
  for year = 1, #self do
    columns[year + 1] = { title = ("year %d"):format(year), align = "right" }
  end
  for i, row in ipairs(self.rows) do
    rows[i] = { row[3] }
    for year = 1, #self do
      rows[i][year + 1] = cell(self[year][row[1]], row[4])
    end
  end
  local blocks = { block.title { self.factory.name, ": year by year" },
    block.table { columns = columns, rows = rows, units = "row" } }
  if #self.remarks > 0 then
    blocks[#blocks + 1] = block.list(self.remarks)
  end
  blocks[#blocks + 1] = block.note { "medians and 90 % intervals, ", figure.count(self.draws), " draws, seed ",
    ("%d"):format(self.seed), "; the last year's cash flow has the residual value in it" }
  return blocks
end, { "fan", fan = fan_of })

--- What the factory rests on.
-- @treturn Page
function Years:explain()
  return self.factory:assumptions():page()
end

options.seal(YearsMeta, Years, { "draws", "seed", "rows", "remarks", "factory" })

return years
