--- What a price holds: the growth, and the years of it, that a company's value implies, beside what it has filed.
--
-- Market value and net debt are held against free cash flow, a discount and a growth ever after; what is asked is the
-- growth that makes them equal, as in Rappaport & Mauboussin, Expectations Investing (2001). It says what the price
-- needs, and nothing of what it is worth.
-- @module signalflow.judgement.expectations
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local folder = require "signalflow.series.folder"
local market_value = require "signalflow.series.market_value"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local quantity = require "signalflow.values.quantity"
local run_options = require "signalflow.shared.run_options"
local series = require "signalflow.series.series"
local valuation = require "signalflow.impact.valuation"

local expectations = {}

local LOW, HIGH = 0.05, 0.95
local YEARS = 3 -- over which filed growth is told beside that of the last year
local LARGEST = 2 -- a growth above it holds for no year that comes

--- What a price holds: `value` (market value and net debt), `market`, `net_debt`, `cash_flow` (free, of four quarters),
-- `implied_growth`, `implied_years` (numbers or uncertain; nil where there are none), `filed_growth`, `filed_growth_3y`
-- (fractions a year), `unknown` (why a part is not known, by name), `ticker`, `as_of`.
-- @type Expectations
local Expectations = { __name = "signalflow.expectations" }
Expectations.__index = Expectations

-- Puts a part in, or why it is unknown.
local function note(self, name, ask, ...)
  local value, err = failure.attempt(ask, ...)
  self[name], self.unknown[name] = value, value == nil and (err and tostring(err) or "not known by then") or nil
end

local function of_dollars(value)
  return core.constant(value, core.quantity "1 USD")
end

local function read_value(self, files)
  local found, reason = market_value.on(files, self.ticker, self.as_of)
  if not found then
    error(failure("unknown", reason), 0)
  end
  self.market, self.net_debt = of_dollars(found.market), of_dollars(found.net_debt)
  self.sources.value = ("close of %s; shares of the cover of %s; balance sheet of %s"):format(found.close_on,
    series.origin(found.cover), found.period_end)
  return of_dollars(found.value)
end

local function read_cash_flow(self, files)
  local flow = files:quarterly(self.ticker, "operating_cash_flow"):ttm() - files:quarterly(self.ticker, "capex"):ttm()
  local last = flow:latest(self.as_of)
  self.sources.cash_flow = last and ("operating cash flow less capital expenditure, four quarters to %s; %s"):format(
    last.period_end, series.origin(last))
  return last and core.constant(last.value, flow:like())
end

-- Growth a year of the sales of four quarters, over so many years.
local function read_growth(self, files, years)
  local sales = files:quarterly(self.ticker, "revenue"):ttm():known_on(self.as_of)
  local ratio = sales / sales:lag(4 * years)
  local last = ratio:latest()
  return last and last.value ^ (1 / years) - 1
end

-- A quarter's growth from a year ago.
local function read_newest_growth(self, files)
  local growth = files:quarterly(self.ticker, "revenue"):yoy()
  local last = growth:latest(self.as_of)
  self.sources.filed_growth = last and ("sales of the quarter to %s; %s"):format(last.period_end, series.origin(last))
  return last and last.value
end

local function read_implied(self, given)
  return valuation.implied_growth { value = self.value, cash_flow = self.cash_flow, discount = given.discount,
    terminal = given.terminal, horizon = given.horizon }
end

local function read_years(self, given)
  if self.filed_growth > LARGEST then
    return nil, failure("no solution", "no growth of more than threefold a year holds for years")
  end
  return valuation.implied_horizon { value = self.value, cash_flow = self.cash_flow, discount = given.discount,
    terminal = given.terminal, growth = self.filed_growth }
end

local KINDS = { ticker = "string", as_of = "day", discount = "any", terminal = "any", horizon = "any" }

--- Reads what a price holds: `sf.expectations(files, { ticker = "NVDA", as_of = "2025-09-12", discount =
-- sf.between(0.08, 0.12), terminal = sf.between(0.02, 0.04), horizon = 10 })`.
-- @tparam Files files what `sf.folder` gives: closes as paid, the company's filings
-- @tparam table given all of it, without defaults: what discounts and how far one looks decides the answer
-- @treturn Expectations
function expectations.new(files, given)
  if not folder.is(files) then
    core.raise(("sf.expectations takes what sf.folder gives, and { ticker = ..., as_of = ... }, not %s"):format(
      options.describe(files)))
  end
  given = options.check(given, KINDS, "sf.expectations")
  for _, name in ipairs { "ticker", "as_of", "discount", "terminal", "horizon" } do
    if given[name] == nil then
      core.raise(("sf.expectations needs '%s'; it has no default"):format(name))
    end
  end
  local self = setmetatable({ ticker = given.ticker, as_of = core.day_text(core.day(given.as_of)), given = given,
    unknown = {}, sources = {} }, Expectations)
  note(self, "value", read_value, self, files)
  note(self, "cash_flow", read_cash_flow, self, files)
  note(self, "filed_growth", read_newest_growth, self, files)
  note(self, "filed_growth_3y", read_growth, self, files, YEARS)
  local is_known = self.value and self.cash_flow
  for name, read in pairs { implied_growth = read_implied, implied_years = read_years } do
    local needs = not is_known and (self.unknown.value or self.unknown.cash_flow)
      or name == "implied_years" and self.unknown.filed_growth
    if needs then
      self.unknown[name] = needs
    else
      note(self, name, read, self, given)
    end
  end
  return self
end

--- The ends of 90 % of what may be uncertain: twice the same where it is not.
-- @tparam number|Quantity value
-- @treturn number low
-- @treturn number high
function expectations.ends(value)
  if type(value) == "number" then
    return value, value
  elseif value:value() then
    return value:value(), value:value()
  end
  local summary = value:summary { draws = run_options.page_draws }
  return summary.summary:quantile(LOW), summary.summary:quantile(HIGH)
end

local ends = expectations.ends

--- The ends of 90 % of the growth that the price implies.
-- @treturn ?number low
-- @treturn ?number high
function Expectations:implied_range()
  if self.implied_growth == nil then
    return nil
  end
  return ends(self.implied_growth)
end

local function percent(value, self, name)
  if value == nil then
    return "unknown: " .. self.unknown[name]
  end
  return { figure.percent(value), " a year" }
end

local function range(value, self, name, unit)
  if value == nil then
    return "unknown: " .. self.unknown[name]
  end
  local low, high = ends(value)
  if unit == "%" then
    return { figure.percent(low), low ~= high and { " to ", figure.percent(high) } or {}, " a year" }
  end
  return { figure.of(low), low ~= high and { " to ", figure.of(high) } or {}, " years" }
end

local function money(value, self, name)
  return value and figure.of(value) or "unknown: " .. (self.unknown[name] or self.unknown.value)
end

local function rate(value)
  local low, high = ends(value)
  return { figure.percent(low), low ~= high and { " to ", figure.percent(high) } or {} }
end

-- What it rests on: the rates that were given, and where the figures stand.
local function basis(self)
  local given = self.given
  return { "rests on", { "a discount of ", rate(given.discount), ", ", rate(given.terminal), " a year ever after",
    ", growth for ", type(given.horizon) == "number" and { figure.of(given.horizon), " years" }
      or quantity.figure(given.horizon) } }
end

page.of_class(Expectations, Expectations, function(self)
  local facts = {
    { "market value", money(self.market, self, "value") },
    { "with net debt", money(self.value, self, "value") },
    { "free cash flow, four quarters", money(self.cash_flow, self, "cash_flow") },
    { "growth that the price implies", range(self.implied_growth, self, "implied_growth", "%") },
    { "years at the growth last filed", range(self.implied_years, self, "implied_years", "years") },
    { "growth of sales, newest quarter", percent(self.filed_growth, self, "filed_growth") },
    { "growth of sales, three years", percent(self.filed_growth_3y, self, "filed_growth_3y") },
    basis(self),
  }
  local items = {}
  for _, name in ipairs { "value", "cash_flow", "filed_growth" } do
    items[#items + 1] = self.sources[name] and { of = { name }, source = self.sources[name],
      date = "known on " .. self.as_of, tier = "measured" } or nil
  end
  return { block.title(("what the price of %s holds, as of %s"):format(self.ticker, self.as_of)), block.facts(facts),
    items[1] and block.sources(items) or nil }
end)

options.seal(Expectations, nil, {
  "value", "market", "net_debt", "cash_flow", "implied_growth", "implied_years", "filed_growth",
  "filed_growth_3y", "unknown", "ticker", "as_of", "given", "sources" })

return expectations
