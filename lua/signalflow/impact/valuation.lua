--- What cash flows are worth, how much of a change a price reflects, and what a list of flows returns.
--
-- Values rest on one form (valuation.h): the cash flow of the year that has passed grows at `growth` for `horizon`
-- years and at `terminal` ever after, and is discounted at `discount`. Rates are fractions a year; the horizon is a
-- number of years, or a quantity of time. What discounts and how far one looks decides the answer, so neither has a
-- default. Any of them may be uncertain, and then the answer is; draws for which there is none have no value.
-- @module signalflow.impact.valuation
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local units = require "signalflow.values.units"

local valuation = {}

-- What must be given, and what it is.
local MEANINGS = {
  value = "what the cash flows are worth",
  growth = "that of the cash flow a year until the horizon",
  discount = "the rate a year that the cash flows are discounted at",
  terminal = "the growth a year after the horizon",
  horizon = "the years of growth before the terminal growth",
  market = "what the market pays",
  base = "the value without the change",
  thesis = "the value with the change",
  finance = "the rate at which payments are financed",
  reinvestment = "the rate at which receipts are reinvested",
}

-- A number, a quantity or text; the rest names it where it is none of them.
local function read(value, name, ...)
  return getmetatable(value) == "Quantity" and value or units.value(value, name:format(...))
end

-- The largest of each that is no slip: 10 for 10 % is one, as a cash flow that grows thirtyfold in two years would be.
local LARGEST = { growth = 2, discount = 1, terminal = 1, finance = 1, reinvestment = 1, margin = 1 }

-- Raises where a fraction has a unit, or was given in percent.
local function check_fraction(value, name, what)
  local number, came = units.number(value), units.dimension(value)
  if LARGEST[name] and came ~= "a plain number" then
    core.raise(("option '%s' of %s is a fraction, 0.10 or \"10 %%\", not %s (%s)"):format(name, what,
      options.said(value), came))
  elseif LARGEST[name] and number and math.abs(number) > LARGEST[name] then
    core.raise(("option '%s' of %s is a fraction, 0.10 or \"10 %%\": %s would be %s"):format(name, what,
      core.format_number(number, 1, 6), core.format_number(100 * number, 1, 6) .. " %"))
  end
  return value
end

local function need(given, name, what)
  if given[name] == nil then
    core.raise(("%s needs '%s', %s; it has no default"):format(what, name, MEANINGS[name]))
  end
  return check_fraction(read(given[name], "option '%s' of %s", name, what), name, what)
end

local AMOUNTS = { money = true, ["money/time"] = true, ["a plain number"] = true }

-- An amount of one year: 60 GUSD, or 60 GUSD/year.
local function in_a_year(given, name, what)
  local amount = read(given[name], "option '%s' of %s", name, what)
  local came = units.dimension(amount)
  if not AMOUNTS[came] then
    core.raise(("option '%s' of %s is money, as 60e9 * u.USD, not %s (%s)"):format(name, what, options.said(amount),
      came))
  end
  return came == "money/time" and amount * core.quantity "1 year" or amount
end

local function in_years(duration)
  return units.dimension(duration) == "time" and duration:to "year" or duration
end

local function cash_flow_of(given, what)
  local from_revenue = given.revenue ~= nil and given.margin ~= nil
  if given.cash_flow ~= nil and (given.revenue ~= nil or given.margin ~= nil) then
    core.raise(("%s takes either 'cash_flow', or 'revenue' and 'margin'"):format(what))
  elseif given.cash_flow == nil and not from_revenue then
    core.raise(("%s needs 'cash_flow' of the last year, or 'revenue' and the 'margin' aimed at; they have no default")
      :format(what))
  end
  local flow
  if from_revenue then
    flow = in_a_year(given, "revenue", what)
      * check_fraction(read(given.margin, "option 'margin' of %s", what), "margin", what)
  else
    flow = in_a_year(given, "cash_flow", what)
  end
  local known = units.number(flow)
  if not known or known > 0 then
    return flow
  end
  return nil, failure("no solution", from_revenue
    and ("revenue times margin is %s, not above 0: no growth turns that into a value; margin is the one aimed at")
      :format(options.said(flow))
    or ("a cash flow of %s is not above 0, and no growth turns it into a value; give revenue and margin, the margin "
      .. "aimed at, instead of cash_flow"):format(options.said(flow)))
end

-- Options, of any type: `read` says what is wrong with one.
local function kinds(...)
  local any = {}
  for _, name in ipairs { ... } do
    any[name] = "any"
  end
  return any
end

local DCF = kinds("cash_flow", "revenue", "margin", "growth", "discount", "terminal", "horizon")
local GROWTH = kinds("value", "cash_flow", "revenue", "margin", "discount", "terminal", "horizon")
local HORIZON = kinds("value", "cash_flow", "revenue", "margin", "growth", "discount", "terminal")
local SHARE = kinds("market", "base", "thesis")

--- The value of growing cash flows.
-- @tparam table given `cash_flow` of the last year (or `revenue` and `margin`), `growth`, `discount`, `terminal`,
-- `horizon`
-- @treturn[1] number|Quantity in the cash flow's dimension
-- @treturn[2] nil
-- @treturn[2] err where the cash flow is not above 0
function valuation.dcf_value(given)
  given = options.check(given, DCF, "dcf_value")
  local growth, discount = need(given, "growth", "dcf_value"), need(given, "discount", "dcf_value")
  local terminal, horizon = need(given, "terminal", "dcf_value"), in_years(need(given, "horizon", "dcf_value"))
  local flow, err = cash_flow_of(given, "dcf_value")
  if not flow then
    return nil, err
  end
  local value, none = core.dcf_value(flow, growth, discount, terminal, horizon)
  if not value then
    return nil, none
  end
  return units.like(value, flow)
end

--- The growth a year until the horizon that a value implies: a discounted cash flow read backwards.
-- @tparam table given `value`, `cash_flow` of the last year (or `revenue` and `margin`), `discount`, `terminal`,
-- `horizon`
-- @treturn[1] number|Quantity a fraction a year
-- @treturn[2] nil
-- @treturn[2] err where no growth fits
function valuation.implied_growth(given)
  given = options.check(given, GROWTH, "implied_growth")
  local value, discount = need(given, "value", "implied_growth"), need(given, "discount", "implied_growth")
  local terminal = need(given, "terminal", "implied_growth")
  local horizon = in_years(need(given, "horizon", "implied_growth"))
  local flow, err = cash_flow_of(given, "implied_growth")
  if not flow then
    return nil, err
  end
  return core.implied_growth(value, flow, discount, terminal, horizon)
end

--- The market-implied forecast period (Rappaport & Mauboussin, Expectations Investing, 2001): the least number of years
-- of that growth with which the cash flows are worth the value; 0 where terminal growth alone is enough.
-- @tparam table given `value`, `cash_flow` of the last year (or `revenue` and `margin`), `growth`, `discount`,
-- `terminal`
-- @treturn[1] integer|Quantity years, 0 to 100
-- @treturn[2] nil
-- @treturn[2] err where 100 years are not enough
function valuation.implied_horizon(given)
  given = options.check(given, HORIZON, "implied_horizon")
  local value, growth = need(given, "value", "implied_horizon"), need(given, "growth", "implied_horizon")
  local discount, terminal = need(given, "discount", "implied_horizon"), need(given, "terminal", "implied_horizon")
  local flow, err = cash_flow_of(given, "implied_horizon")
  if not flow then
    return nil, err
  end
  local years, none = core.implied_horizon(value, flow, growth, discount, terminal)
  if not years then
    return nil, none
  end
  return math.tointeger(years) or years
end

--- How much of a change the market's value reflects: (market - base) / (thesis - base). Not clipped: below 0 the market
-- moved the other way, above 1 it went further than the thesis.
-- @tparam table given `market`, `base`, `thesis`: values of one dimension
-- @treturn[1] number|Quantity
-- @treturn[2] nil
-- @treturn[2] err where the thesis is worth what the base is: then it is unknown
function valuation.priced_in(given)
  given = options.check(given, SHARE, "priced_in")
  return core.priced_in_share(need(given, "market", "priced_in"), need(given, "base", "priced_in"),
    need(given, "thesis", "priced_in"))
end

-- Lists of flows.

-- Raises on a named field that the function does not take; the list part is its own.
local function check_named(given, names, what)
  if type(given) ~= "table" then
    core.raise(("%s takes a table with a list of flows, not %s"):format(what, options.said(given)))
  end
  for key in options.each(given) do
    if math.type(key) ~= "integer" then
      options.one_of(key, names, "option of " .. what)
    end
  end
end

-- The list of flows: the one inside the table, or the table itself.
local function list_of(given, what)
  local name = "the flows of " .. what
  if type(given[1]) ~= "table" then
    return options.items(given, name)
  elseif given[2] ~= nil then
    core.raise(("%s takes one list of flows"):format(what))
  end
  return options.list(given[1], name)
end

-- Coherent numbers, what they are like, and the place of one that is uncertain.
local function read_flows(list, what)
  local numbers, like, uncertain = {}, nil, nil
  for i = 1, #list do
    local value = read(list[i], "flow %d of %s", i, what)
    like = i == 1 and value or like
    if units.dimension(value) ~= units.dimension(like) then
      core.raise(("the flows of %s must be of one dimension: flow %d is %s, flow 1 is %s"):format(what, i,
        units.dimension(value), units.dimension(like)))
    end
    numbers[i] = units.number(value)
    uncertain = uncertain or (numbers[i] == nil and i or nil)
  end
  return numbers, like, uncertain
end

local function read_certain_flows(list, what)
  local numbers, like, uncertain = read_flows(list, what)
  if uncertain then
    core.raise(("flow %d of %s is uncertain; sf.irr and sf.npv take uncertain flows"):format(uncertain, what))
  end
  return numbers, like
end

local function read_rate(given, name, what)
  local rate = need(given, name, what)
  if type(rate) ~= "number" or rate <= -1 then
    core.raise(("option '%s' of %s must be a plain number above -1, not %s"):format(name, what,
      options.said(rate)))
  end
  return rate
end

local function read_date(date, place, what)
  local read_it, day = failure.catch(core.day, date)
  if not read_it then
    core.raise(("date %d of %s must be a day as \"2024-04-28\", not %s"):format(place, what,
      type(date) == "string" and "'" .. date .. "'" or options.said(date)))
  end
  return day
end

-- { flows, dates }: two lists of one length.
local function read_dated(given, what)
  local flows, dates = given[1], given[2]
  if type(flows) ~= "table" or type(dates) ~= "table" or given[3] ~= nil then
    core.raise(("%s takes two lists: a list of flows, and a list of their dates"):format(what))
  end
  local numbers, like = read_certain_flows(options.list(flows, "the flows of " .. what), what)
  options.list(dates, "the dates of " .. what)
  if #dates ~= #flows then
    core.raise(("%s: %d flows, but %d dates"):format(what, #flows, #dates))
  end
  local days = {}
  for i = 1, #dates do
    days[i] = read_date(dates[i], i, what)
  end
  return numbers, days, like
end

--- The internal rate of return of flows one period apart: the rate at which their present value is 0. Every root is
-- found: several are an err with `err.roots`, never one of them silently.
-- @tparam table given a list of flows, or a table with that list in it; numbers, or quantities of one dimension
-- @treturn[1] number|Quantity a fraction a period; uncertain where a flow is
-- @treturn[2] nil
-- @treturn[2] err code "ambiguous" with `roots`, or "no solution"
function valuation.irr(given)
  check_named(given, {}, "irr")
  local list = list_of(given, "irr")
  local numbers, _, uncertain = read_flows(list, "irr")
  if uncertain then
    return core.irr_of(list)
  end
  return core.irr(numbers)
end

--- The same for dated flows, by actual days over 365, as Excel's XIRR counts: `sf.xirr { flows, dates }`.
-- @tparam table given two lists: flows, and dates as "2024-04-28"
-- @treturn[1] number a fraction a year
-- @treturn[2] nil
-- @treturn[2] err code "ambiguous" with `roots`, or "no solution"
function valuation.xirr(given)
  check_named(given, {}, "xirr")
  local numbers, days = read_dated(given, "xirr")
  return core.xirr(numbers, days)
end

--- The modified internal rate of return, as Excel's MIRR: payments discounted at one rate, receipts compounded at
-- another: `sf.mirr { flows, finance = 0.10, reinvestment = 0.12 }`.
-- @tparam table given a list of flows (or that list in it), `finance`, `reinvestment`
-- @treturn[1] number a fraction a period
-- @treturn[2] nil
-- @treturn[2] err where there is no payment or no receipt
function valuation.mirr(given)
  check_named(given, { "finance", "reinvestment" }, "mirr")
  local finance, reinvestment = read_rate(given, "finance", "mirr"), read_rate(given, "reinvestment", "mirr")
  return core.mirr(read_certain_flows(list_of(given, "mirr"), "mirr"), finance, reinvestment)
end

-- A coherent number of what `like` is, in the unit that was written; or nil, err.
local function as_money(number, err, like)
  if not number then
    return nil, err
  end
  return units.like(core.constant(number, like), like)
end

--- The net present value of flows one period apart, the first one now: `sf.npv { flows, discount = 0.08 }`. (Excel's
-- NPV has the first at the end of the first period: put a 0 before it for that.)
-- @tparam table given a list of flows (or that list in it), `discount`
-- @treturn[1] number|Quantity uncertain where a flow or the discount is
-- @treturn[2] nil
-- @treturn[2] err
function valuation.npv(given)
  check_named(given, { "discount" }, "npv")
  local list, discount = list_of(given, "npv"), need(given, "discount", "npv")
  local numbers, like, uncertain = read_flows(list, "npv")
  if uncertain or type(discount) ~= "number" then
    return units.like(core.npv_of(list, discount), like)
  end
  discount = read_rate(given, "discount", "npv")
  local value, err = core.npv(discount, numbers)
  return as_money(value, err, like)
end

--- The same for dated flows, by actual days over 365, as Excel's XNPV: `sf.xnpv { flows, dates, discount = 0.09 }`.
-- @tparam table given two lists, flows and dates as "2024-04-28", and `discount`
-- @treturn[1] number|Quantity as of the first date
-- @treturn[2] nil
-- @treturn[2] err
function valuation.xnpv(given)
  check_named(given, { "discount" }, "xnpv")
  local discount = read_rate(given, "discount", "xnpv")
  local numbers, days, like = read_dated(given, "xnpv")
  local value, err = core.xnpv(discount, numbers, days)
  return as_money(value, err, like)
end

return valuation
