--- What a company is worth on the days on which it files: closes times the shares of the filing's cover.
--
-- Closes are adjusted for every later split, so shares are too; a market value is the same either way. The close is
-- that of the day of filing: where a company files after it, as NVIDIA does, it was paid before the figures were known.
-- @module signalflow.series.market_value
local core = require "signalflow.core"
local filers = require "signalflow.catalogue.filers"
local number = require "signalflow.page.number"
require "signalflow.series.series"

local market_value = {}

local DAYS_BACK = 7 -- a filing on a day without trade takes the last close before it
-- A function of a day: the close of it, or the last one within a week before.
local function closes_of(prices)
  local closes = {}
  for _, one in ipairs(prices:view()) do
    closes[one.period_end] = one.value
  end
  return function(day)
    local last = core.day(day)
    for back = 0, DAYS_BACK do
      local on = core.day_text(last - back)
      if closes[on] then
        return closes[on], on
      end
    end
    return nil
  end
end

local FORMS = { ["10-K"] = true, ["10-Q"] = true, ["10-KT"] = true, ["20-F"] = true }
local LARGEST_CHANGE = 1.8 -- of shares, from one report to the next: more is a split or a slip of the pen
local THREE_FOR_TWO, NEAR = 1.5, 0.03 -- so is what lies that near to it, as a share

-- What comes after the last change as by a split that nobody has declared: before it shares and closes do not meet.
-- Also the last report from before the change.
local function after_jumps(covers)
  local first = 1
  for i = 2, #covers do
    local ratio = covers[i - 1].value > 0 and covers[i].value / covers[i - 1].value or math.huge
    local jumps = ratio > LARGEST_CHANGE or ratio < 1 / LARGEST_CHANGE or math.abs(ratio / THREE_FOR_TWO - 1) < NEAR
    first = jumps and i or first
  end
  return table.move(covers, first, #covers, 1, {}), covers[first - 1]
end

-- The shares of each report's cover, once a day of filing, the oldest first.
local function covers_of(shares)
  local covers, met = {}, {}
  for _, one in ipairs(shares:vintages()) do
    if FORMS[one.form or ""] and one.value and not met[one.known_on] then
      met[one.known_on] = true
      covers[#covers + 1] = one
    end
  end
  table.sort(covers, function(a, b)
    return a.known_on < b.known_on
  end)
  return after_jumps(covers)
end

-- The closes as a function of the day, the covers with their shares as after all splits, and the last cover from before
-- a split that nobody has declared.
local function read_parts(files, ticker)
  local filer = filers.known[ticker]
  local shares = files:instant(ticker, "shares_outstanding"):adjust_for_splits(filer and filer.splits or {})
  return closes_of(files:prices(ticker, { as_paid = true })), covers_of(shares)
end

local function last_known(covers, day)
  local found
  for _, one in ipairs(covers) do
    found = one.known_on <= day and one or found
  end
  return found
end

--- What all shares of a company are worth at the close of a day, by the last count that was filed by another: `market`
-- in USD; `close_on`, the day of the close, at most a week before; `cover`, whose shares they are.
-- @tparam Files files
-- @tparam string ticker
-- @tparam string day of the close
-- @tparam[opt=day] string known_by
-- @treturn[1] table
-- @treturn[2] nil
-- @treturn[2] string why not
function market_value.of_shares(files, ticker, day, known_by)
  known_by = known_by or day
  local close_on, covers, before = read_parts(files, ticker)
  local close, on = close_on(day)
  local cover = last_known(covers, known_by)
  if close and cover then
    return { market = cover.value * close, close_on = on, cover = cover }
  elseif close and before and before.known_on <= known_by then
    return nil, ("the shares of %s by the report of %s are those from before a split: the next report counts %s times "
      .. "as many, and closes are adjusted for it"):format(ticker, before.known_on,
      number.short(covers[1].value / before.value))
  end
  return nil, ("no %s of %s is known on %s"):format(close and "count of shares" or "close", ticker,
    close and known_by or day)
end

-- Coherent values of the market on the days of filing: `{ on=, value=, cover= }` each; or nil and why not.
local function values_of(files, ticker)
  local close_on, covers = read_parts(files, ticker)
  local list = {}
  for _, cover in ipairs(covers) do
    local close = close_on(cover.known_on)
    list[#list + 1] = close and { on = cover.known_on, value = cover.value * close, cover = cover } or nil
  end
  if #list == 0 then
    return nil, ("no close of %s meets a day on which it filed"):format(ticker)
  end
  return list
end

local function row_of(cover, period_end, known_on, value, like)
  return { period_end = period_end, known_on = known_on, value = value and like and core.constant(value, like) or value,
    document = cover.document, form = cover.form, file = cover.file, line = cover.line }
end

--- The market value at each filing, in USD.
-- @tparam Files files
-- @tparam string ticker
-- @treturn[1] Series
-- @treturn[2] nil
-- @treturn[2] string why not
function market_value.at_filings(files, ticker)
  local list, reason = values_of(files, ticker)
  if not list then
    return nil, reason
  end
  local rows, dollar = {}, core.quantity "1 USD"
  for i, one in ipairs(list) do
    rows[i] = row_of(one.cover, one.on, one.on, one.value, dollar)
  end
  return core.series(ticker .. " market value", rows)
end

-- A balance that not every company has: none where its filings never hold it.
local function balance(files, ticker, concept)
  return files:company(ticker):has(concept) and files:instant(ticker, concept) or nil
end

local function known_at(series, period_end, day)
  local one = series and series:observation(period_end, day)
  return one and one.value
end

-- Net debt as known by a day; nil where a part of it is not. A company without any tag of a part has none of it.
local function net_debt(balances, period_end, day)
  local debt = known_at(balances.debt, period_end, day)
  if not debt then
    local rest = known_at(balances.long_term_debt, period_end, day)
    local current = balances.current_debt and known_at(balances.current_debt, period_end, day) or 0
    debt = rest and rest + current
  end
  local cash = known_at(balances.cash, period_end, day)
  local securities = not balances.current_securities and 0 or known_at(balances.current_securities, period_end, day)
  return debt and cash and securities and debt - cash - securities
end

local PARTS = { "debt", "long_term_debt", "current_debt", "cash", "current_securities" }

local function balances_of(files, ticker)
  local balances = {}
  for _, part in ipairs(PARTS) do
    balances[part] = balance(files, ticker, part)
  end
  if not balances.cash or not (balances.debt or balances.long_term_debt) then
    return nil, ("the filings of %s in the folder say no cash, or no debt"):format(ticker)
  end
  return balances
end

--- What the market and the lenders have in a company on a day, by the filings known by then: `market`, `net_debt`,
-- `value` (both together), coherent; `close_on`, the day of the close; `cover`, whose shares they are; `period_end` of
-- the balance.
-- @tparam Files files
-- @tparam string ticker
-- @tparam string day
-- @treturn[1] table
-- @treturn[2] nil
-- @treturn[2] string why not
function market_value.on(files, ticker, day)
  local found, unknown = market_value.of_shares(files, ticker, day)
  if not found then
    return nil, unknown
  end
  local balances, reason = balances_of(files, ticker)
  local period = balances and balances.cash:known_on(day):latest()
  local debt = period and net_debt(balances, period.period_end, day)
  if not debt then
    return nil, reason or ("net debt of %s is not known on %s"):format(ticker, day)
  end
  found.net_debt, found.value, found.period_end = debt, found.market + debt, period.period_end
  return found
end

--- Enterprise value over the sales of the four quarters to the filing's balance sheet: market value plus debt less cash
-- and current securities. A quarter of which a part is known later is known then.
-- @tparam Files files
-- @tparam string ticker
-- @treturn[1] Series
-- @treturn[2] nil
-- @treturn[2] string why not
function market_value.to_sales(files, ticker)
  local list, reason = values_of(files, ticker)
  if not list then
    return nil, reason
  end
  local balances, missing = balances_of(files, ticker)
  if not balances then
    return nil, missing
  end
  local rows, sales = {}, files:quarterly(ticker, "revenue"):ttm()
  for i, one in ipairs(list) do
    local period = balances.cash:known_on(one.on):latest()
    local year = period and known_at(sales, period.period_end, one.on)
    for later = i, year and #list or 0 do
      local debt = net_debt(balances, period.period_end, list[later].on)
      rows[#rows + 1] = (debt or later == i)
        and row_of(one.cover, period.period_end, list[later].on, debt and (one.value + debt) / year) or nil
      if debt then
        break
      end
    end
  end
  return core.series(ticker .. " enterprise value to sales", rows)
end

return market_value
