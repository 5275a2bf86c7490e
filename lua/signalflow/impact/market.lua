--- What the market made of some news, from a folder of published files: the market's side of an impact.
-- @module signalflow.impact.market
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local event_study = require "signalflow.impact.event_study"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local folder = require "signalflow.series.folder"
local market_value = require "signalflow.series.market_value"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local quantity = require "signalflow.values.quantity"
local series = require "signalflow.series.series"

local market = {}

--- What a price made of a piece of news: `move` (EventStudy), `value` and `cash_flow` (money, where known), `exposure`
-- (0..1), `unknown` (why a part is not known, by name).
-- @type Market
local Market = { __name = "signalflow.market" }
Market.__index = Market

local KINDS = { ticker = "string", index = "string", on = "day", after_close = "boolean", window = "table",
  estimation = "number", exposure = "any" }

-- Puts a figure into the market, or why it is unknown.
local function note(self, name, ask)
  local value, err = failure.attempt(ask)
  self[name], self.unknown[name] = value, value == nil and (err and tostring(err) or "not known by then") or nil
end

-- What the shares were worth at the close before the session, by the count that was filed by the day of the news.
local function value_before(files, given, price, study)
  local day_before = core.day_text(core.day(study.session) - 1)
  local found, reason = market_value.of_shares(files, given.ticker, day_before, study.on)
  if not found then
    error(failure("unknown", reason), 0)
  end
  return core.cite(core.constant(found.market, core.quantity "1 USD"), "market value", ("%s; shares: %s"):format(
    series.origin(price:observation(found.close_on)), series.origin(found.cover)))
end

local function cash_flow(files, given, study)
  local flows = files:quarterly(given.ticker, "operating_cash_flow"):ttm()
  local last = flows:latest(study.on)
  return last and core.cite(core.constant(last.value, flows:like()), "operating cash flow", series.origin(last))
end

local function read(files, given)
  local price, index = files:prices(given.ticker), files:fred(given.index)
  local study, err = event_study.new { asset = price, market = index, on = given.on, after_close = given.after_close,
    window = given.window, estimation = given.estimation }
  if not study then
    error(err, 0)
  end
  local self = { move = study, exposure = given.exposure, unknown = {} }
  note(self, "value", function()
    return value_before(files, given, price, study)
  end)
  note(self, "cash_flow", function()
    return cash_flow(files, given, study)
  end)
  if not self.value then
    self.cash_flow = nil -- it says what growth a value implies
  end
  return setmetatable(self, Market)
end

--- What a price made of news, and what the firm was worth and earned before: `sf.market(files, { ticker = "NVDA", index
-- = "SP500", on = "2025-08-27", after_close = true, exposure = 0.3 })` is a `market` of `signal:impact`.
-- @tparam Files files what `sf.folder` gives: prices of Stooq, an index of FRED, the firm's SEC filings
-- @tparam table given `ticker`; `index`, a FRED series; `on`, the day of the news; `after_close window estimation` as
-- of `sf.event_study`; `exposure`, the share of the firm's cash flow that moves like the output in question
-- @treturn[1] Market `move` (the event study), `value` and `cash_flow` where they are known, `exposure`; `unknown`, by
-- name, why something is not
-- @treturn[2] nil
-- @treturn[2] err where there are no prices or no index, or the study has no result
function market.new(files, given)
  if not folder.is(files) then
    core.raise(("sf.market takes what sf.folder gives, and { ticker = ..., index = ..., on = ... }, not %s"):format(
      options.describe(files)))
  end
  given = options.check(given, KINDS, "sf.market")
  for _, name in ipairs { "ticker", "index", "on" } do
    if given[name] == nil then
      core.raise(("sf.market needs %s, as { ticker = \"NVDA\", index = \"SP500\", on = \"2025-08-27\" }"):format(name))
    end
  end
  return failure.attempt(read, files, given)
end

page.of_class(Market, Market, function(self)
  local blocks = self.move:page().blocks
  blocks[#blocks + 1] = block.facts {
    { "market value before", figure.of(self.value, { unknown = self.unknown.value }) },
    { "operating cash flow of the year before", figure.of(self.cash_flow, { unknown = self.unknown.cash_flow }) },
  }
  local sources = {}
  for i, citation in ipairs(quantity.citations { self.value, self.cash_flow }) do
    sources[i] = { of = { citation.name }, source = citation.source, date = "known on " .. self.move.on,
      tier = "measured" }
  end
  blocks[#blocks + 1] = sources[1] and block.sources(sources) or nil
  return blocks
end)

options.seal(Market, nil, {
  "move", "value", "cash_flow", "growth", "discount", "terminal", "horizon", "exposure", "unknown" })

return market
