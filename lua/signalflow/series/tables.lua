--- Other people's files: prices, tables, JSON lines.
-- @module signalflow.series.tables
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local files = require "signalflow.series.files"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local provenance = require "signalflow.series.provenance"
require "signalflow.series.series"

local importers = {
  --- The label of closes that fall with each later dividend.
  adjusted = "adjusted for dividends",
}

-- Yahoo writes this where a day has no price.
local NO_PRICE = "null"

-- A price that cannot be one, where a table has it.
local function impossible(path, prices)
  for _, one in ipairs(prices:vintages()) do
    if one.value and one.value <= 0 then
      return failure("parse", ("%s:%d: a price must be above 0, got %s"):format(path, one.line,
        number.short(one.value)))
    end
  end
end

local LONGEST_SESSION = 4 -- days from one close to the next, as over a long weekend: where all are more, none is daily

-- Closes of weeks or months in a table whose header says nothing of it.
local function not_daily(path, prices)
  local days = prices:vintages()
  for i = 2, #days do
    if core.day(days[i].period_end) - core.day(days[i - 1].period_end) <= LONGEST_SESSION then
      return nil
    end
  end
  return #days > 2 and failure("parse", ("%s: expected daily prices, got none within %d days of another"):format(path,
    LONGEST_SESSION)) or nil
end

-- A jump as of a split breaks the series: nothing is worked out across it. A fall by a third is more often news than a
-- split of three for two.
local function broken_at_splits(which, prices, err)
  if not prices then
    return nil, err
  end
  for _, split in ipairs(which ~= "volume" and core.find_splits(prices) or {}) do
    prices = split.factor ~= 1.5 and prices:break_at(split.after.period_end,
      ("a jump as of a split, %s, that the closes are not adjusted for"):format(number.ratio(split.factor))) or prices
  end
  return prices
end

--- Reads daily prices: Stooq's format, or a table with columns date and close, as Yahoo's and Stooq's own pages give it
-- (Alpha Vantage calls the day timestamp). Where a table has nothing but closes adjusted for dividends they are taken:
-- they fall with each later dividend, so no market value is worked out of them.
-- @tparam string path
-- @tparam[opt="close"] string which "open", "high", "low", "close" or "volume"
-- @treturn[1] Series US dollars
-- @treturn[2] nil
-- @treturn[2] err
function importers.prices(path, which)
  options.argument(path, "string", "prices: path")
  which = which or "close"
  local names = {}
  for _, name in ipairs(files.columns(path)) do
    names[name:lower()] = name
  end
  local adjusted = which == "close" and not names.close and (names["adj close"] or names["adjclose"]) or nil
  local day, value = names.date or names.timestamp, names[which] or adjusted
  if not day or not (value or names.close) then
    return broken_at_splits(which, core.read_stooq(provenance.reading(path), which))
  end
  local prices, err = core.read_table(provenance.reading(path), { period_end = day, value = value or which, lag = 0,
    missing = NO_PRICE, unit = which ~= "volume" and core.quantity "1 USD" or nil })
  local wrong = prices and (which ~= "volume" and impossible(path, prices) or not_daily(path, prices))
  if wrong then
    return nil, wrong
  elseif prices and adjusted then
    core.label(prices, importers.adjusted)
  end
  return broken_at_splits(which, prices, err)
end

local KINDS = { missing = "string", period_end = "string", period_start = "string", known_on = "string",
  value = "string", where = "string", equals = "string", lag = "number", unit = "any", separator = "string",
  comment = "string", bound = "string", basis = "string" }

-- Whether the caller named a column: then one that is not there is the caller's mistake, and else the file's.
local function names_column(given)
  for _, role in ipairs { "period_end", "period_start", "known_on", "value", "where" } do
    if given and given[role] then
      return true
    end
  end
  return false
end

local function read(path, given, lines, what)
  local columns = options.merged({ period_end = "period_end", value = "value" }, options.check(given, KINDS, what))
  if not columns.known_on and not columns.lag then
    columns.known_on = "known_on"
  end
  if type(columns.unit) == "string" then
    columns.unit = core.quantity("1 " .. columns.unit)
  end
  return core.read_table(provenance.reading(path), columns, lines)
end

local function read_named(path, given, lines, what)
  local made, err = read(path, given, lines, what)
  if err and err.code == "unknown" and names_column(given) then
    core.raise(tostring(err))
  elseif not made then
    return nil, err
  end
  return made
end

--- Reads a table whose columns somebody else named: one that is not there is the file's fault.
-- @local
importers.table = function(path, columns)
  return read(path, columns, false, "table")
end

--- Reads a series from a CSV whose first row names the columns.
-- @tparam string path
-- @tparam[opt] table given names of columns: `period_end`, `value`, `known_on` (or `lag` in days), `period_start`;
-- `where` and `equals` choose rows; `unit` is what 1 stands for ("GUSD"); `bound` ("more than" makes the value a
-- bound); `basis` (a wording, a provider: where it changes, the series breaks); `missing` (what stands for a blank,
-- "null"); `separator`, `comment`
-- @treturn[1] Series
-- @treturn[2] nil
-- @treturn[2] err
function importers.csv(path, given)
  return read_named(path, given, false, "csv")
end

--- Reads a series from JSON lines: one object a line, fields named as the columns of `csv`.
-- @tparam string path
-- @tparam[opt] table given
-- @treturn[1] Series
-- @treturn[2] nil
-- @treturn[2] err
function importers.json_lines(path, given)
  return read_named(path, given, true, "json_lines")
end

return importers
