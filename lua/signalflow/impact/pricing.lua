--- How much of a claimed change a price already holds.
--
-- The claim changes a firm's cash flows by the fraction it changes the output by, year by year; a discounted-cash-flow
-- value made of the same discount, terminal growth and horizon then changes by some fraction, and the market's move is
-- set against that. All are uncertain, so the share that is priced in is a distribution. It is not clipped:
-- below 0 the price went the other way, above 1 it went further than the claim. How much of the firm's cash flow moves
-- like the output only the analyst can say: without `exposure` all of this is unknown.
-- @module signalflow.impact.pricing
local assumptions = require "signalflow.site.assumptions"
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local defaults = require "signalflow.site.defaults"
local failure = require "signalflow.shared.failure"
local event_study = require "signalflow.impact.event_study"
local figure = require "signalflow.page.figure"
local laws = require "signalflow.values.distributions"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local picture = require "signalflow.page.picture"
local quantity = require "signalflow.values.quantity"
local units = require "signalflow.values.units"

local pricing = {}

--- For how many years the claim's change is followed; later ones keep the last.
pricing.years = 20

local OPTIONS = { move = "any", value = "any", cash_flow = "any", growth = "any", discount = "any", terminal = "any",
  horizon = "any", exposure = "any", unknown = "table" }

-- What is given as text is read as the quantity it names.
local function read_value(value, name)
  return type(value) == "string" and units.value(value, "market." .. name) or value
end

local function plain(value, name)
  value = read_value(value, name)
  if units.dimension(value) ~= "a plain number" then
    core.raise(("market.%s is a plain number, certain or uncertain, not %s"):format(name, options.describe(value)))
  end
  return value
end

local function money(value, name)
  value = read_value(value, name)
  if units.dimension(value) ~= units.dimension(units.read "USD") then
    core.raise(("market.%s is money, as 3.2e12 * u.USD, not %s"):format(name, options.describe(value)))
  end
  return value
end

-- Raises unless a plain number, or the middle of an uncertain one, lies between two bounds.
local function within(value, name, low, high, meaning)
  value = plain(value, name)
  local middle = units.number(value) or value:quantile(0.5)
  middle = type(middle) == "userdata" and middle:value() or middle
  if middle and not (middle >= low and middle <= high) then
    core.raise(("market.%s is %s, from %s to %s, not %s"):format(name, meaning, number.short(low), number.short(high),
      number.quoted(middle)))
  end
  return value
end

-- What an event study found, as uncertain as it is: the log return has the standard error by which its t was made.
local function measured_move(study)
  local spread = study.t ~= 0 and study.car / study.t or nil
  local log_return = spread and spread > 0 and spread < math.huge and laws.normal(study.car, spread) or study.car
  return core.exp(log_return) - 1
end

-- The move of the price that the news is held to have made: a fraction, or what an event study found.
local function read_move(given)
  local move = given.move
  if event_study.is(move) then
    return measured_move(move), { how = "measured", source = ("%s against %s, news of %s"):format(move.asset:name(),
      move.market:name(), move.on), date = move.session,
      says = "abnormal return of the window, with its error" .. (move.significant and "" or "; not significant") }
  elseif move == nil then
    core.raise "market needs move: the abnormal return on the news, as 0.04, or what sf.event_study gives"
  end
  return within(move, "move", -1, 1, "a fraction of the price, 0.04 for 4 %"), { how = "given" }
end

local STEADY = { how = "assumed", source = "our judgement",
  says = "without cash_flow or growth, cash flow is taken to grow as in the end from the start" }
local IMPLIED = { how = "worked out", source = "reverse discounted cash flow",
  says = "what value, cash flow, discount, terminal growth and horizon imply" }

-- Rates a year that are given, and between what each lies: percent are a mistake.
local RATES = {
  discount = { 0, 1, "the rate a year that cash flows are discounted at, 0.1 for 10 %" },
  terminal = { -1, 1, "the growth a year after the horizon, 0.03 for 3 %" },
  growth = { -1, 10, "the growth a year until the horizon, 0.2 for 20 %" },
}

local function read_rate(given, name)
  return within(given[name], name, table.unpack(RATES[name]))
end

-- What is taken of the market: name to value, and a list of how each came about.
local function read(given)
  local taken, list = {}, {}
  local function note(name, value, origin)
    taken[name] = value
    list[#list + 1] = { driver = name, value = value, how = origin.how, source = origin.source, says = origin.says,
      date = origin.date, address = origin.address, note = origin.note }
  end
  note("move", read_move(given))
  if given.value ~= nil then
    note("value", money(given.value, "value"), { how = "given" })
  end
  for _, name in ipairs { "discount", "terminal", "horizon" } do
    local own = defaults.market[name]
    if given[name] ~= nil then
      note(name, RATES[name] and read_rate(given, name) or plain(given[name], name), { how = "given" })
    else
      note(name, own.value(), { how = "default", source = own.source, says = own.says, date = own.date,
        address = own.address, note = own.note })
    end
  end
  if given.growth ~= nil then
    note("growth", read_rate(given, "growth"), { how = "given" })
  elseif given.cash_flow ~= nil then
    if given.value == nil then
      core.raise "market.cash_flow gives the growth that value implies: give value as well"
    end
    note("growth", core.implied_growth(taken.value, money(given.cash_flow, "cash_flow"), taken.discount, taken.terminal,
      taken.horizon), IMPLIED)
  else
    note("growth", taken.terminal, STEADY)
  end
  if given.exposure ~= nil then
    note("exposure", within(given.exposure, "exposure", 0, 1, "the share of the firm's cash flow that moves as the "
      .. "output does"), { how = "given" })
  end
  return taken, list
end

--- Adds to a plan's expressions what the market's side of an impact needs.
-- @tparam table all list of expressions, added to
-- @tparam table given `move` (the fraction the price moved by on the news, or an event study), `value` (before it;
-- USD), `cash_flow` (of the last year; USD) or `growth` (a year, of cash flows within the horizon), `discount`,
-- `terminal` growth, `horizon` (whole years), `exposure` (the share of the cash flow that changes as the output does;
-- without it nothing is added), `unknown` (by name, why something is not given)
-- @tparam table relative the change of the output as a fraction, year by year, the claim taken as true
-- @treturn table places in all of `claimed` (the fraction by which the claim changes the value), `priced_in`,
-- `unpriced` (USD; without value, nil); `assumptions`
function pricing.add(all, given, relative)
  options.check(given, OPTIONS, "market")
  local taken, list = read(given)
  local market = { taken = taken, assumptions = assumptions.list(list) }
  if not taken.exposure then
    return market
  end
  local changes = {}
  for year, change in ipairs(relative) do
    changes[year] = change * taken.exposure
  end
  local claimed = core.value_change(changes, taken.growth, taken.discount, taken.terminal, taken.horizon)
  local function add(name, value)
    all[#all + 1] = value
    market[name] = #all
  end
  add("claimed", claimed)
  local share = core.priced_in_share(taken.move, 0, claimed)
  if share then -- there is none where the claim is certain to change nothing
    add("priced_in", share)
  end
  if taken.value then
    add("unpriced", (claimed - taken.move) * taken.value)
  end
  return market
end

--- A share's distribution, as a figure in percent.
-- @tparam Outcome outcome of a plain number
-- @tparam string statistic `"mean"` or `"median"`
-- @treturn Figure
function pricing.share(outcome, statistic)
  local made = outcome:figure(statistic)
  made.style = "percent"
  return made
end

-- A figure of what was taken, in the unit it is spoken of in.
local PERCENT = { move = true, discount = true, terminal = true, growth = true, exposure = true }
local function taken_facts(assumed)
  local facts = {}
  for i, entry in ipairs(assumed) do
    facts[i] = { entry.driver, { quantity.figure(entry.value, { style = PERCENT[entry.driver] and "percent" or nil,
      source = entry.source, date = entry.date }), ", ", entry.how, entry.says and ": " .. entry.says or "" } }
  end
  return facts
end

local function answers(impact)
  local why = "unknown: the claim changes nothing, so there is nothing to be priced in"
  local function share(outcome)
    return outcome and outcome.mean and pricing.share(outcome, "median") or figure.new { unknown = why }
  end
  local facts = { { "value would change by", share(impact.claimed) },
    { "of that the price holds", share(impact.priced_in) } }
  if impact.unpriced then
    facts[3] = { "what the claim adds, less the move", impact.unpriced:figure "median" }
  end
  return facts
end

--- How much of the claim the price holds, as a picture.
-- @tparam Impact impact
-- @tparam table caption
-- @treturn ?Block nil and an err where it is unknown
function pricing.picture(impact, caption)
  if not (impact.priced_in and impact.priced_in.mean) then
    return nil, failure("unknown", "what the price holds is unknown: give market with move, value and exposure, for a "
      .. "claim that changes something")
  end
  local rows = {}
  for i, entry in ipairs { { "the claim's change in value", impact.claimed }, { "priced in", impact.priced_in } } do
    local made = pricing.share(entry[2], "median")
    local function at(value)
      return value and figure.percent(value)
    end
    rows[i] = { label = entry[1], from = at(made.low), to = at(made.high), at = at(made.value), tone = i, text = made }
  end
  return picture.rows { shape = "priced_in", title = "how much of the claim the price holds", axis = "share",
    rows = rows, base = figure.percent(1.0), says = { "the line: all of it. below 0 the price went the other way" },
    caption = caption }
end

--- What an impact's page says of the market.
-- @tparam Impact impact
-- @treturn table blocks
function pricing.blocks(impact)
  local exposure, taken = impact.market.taken.exposure, block.section("taken of the market",
    { block.facts(taken_facts(impact.market.assumptions)) })
  if not exposure then
    return { block.paragraph(("what the price holds: unknown. Give exposure, the share of the firm's cash flow that "
      .. "moves like the %s of this site: market = { exposure = 0.3, ... }"):format(impact.output)), taken }
  end
  return {
    block.paragraph { "if it comes true, and if ", quantity.figure(exposure, { style = "percent" }),
      " of the firm's cash flow moved like the ", impact.output, " of this site; medians, and a 90 % interval:" },
    block.facts(answers(impact)), taken,
  }
end

return pricing
