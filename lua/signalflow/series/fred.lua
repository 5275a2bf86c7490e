--- The Federal Reserve's series, as FRED serves them in CSV.
--
-- A value counts from the day it was published, so a series needs its publication lag: days from a period's end. The
-- lags here are the longest of an ordinary week (a Friday's yield comes on Monday), so that nothing is known too early.
-- @module signalflow.series.fred
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
require "signalflow.series.series"

local fred = {}

-- lag: days after the period's end. Release pages: H.15 and H.10 of the Board of Governors, NFCI of the Chicago Fed,
-- STLFSI4 of the St. Louis Fed, ICE BofA and S&P through FRED, productivity of the Bureau of Labor Statistics.
local KNOWN = {
  DGS10 = { lag = 4, frequency = "daily", label = "percent", meaning = "10-year Treasury yield" },
  DFII10 = { lag = 4, frequency = "daily", label = "percent", meaning = "10-year real yield (TIPS)" },
  DTWEXBGS = { lag = 8, frequency = "daily", label = "index", meaning = "nominal broad dollar index" },
  BAMLH0A0HYM2 = { lag = 4, frequency = "daily", label = "percent", meaning = "US high-yield spread" },
  NFCI = { lag = 5, frequency = "weekly", label = "index", meaning = "national financial conditions" },
  ANFCI = { lag = 5, frequency = "weekly", label = "index", meaning = "adjusted national financial conditions" },
  STLFSI4 = { lag = 7, frequency = "weekly", label = "index", meaning = "St. Louis Fed financial stress" },
  SP500 = { lag = 1, frequency = "daily", label = "index", meaning = "S&P 500" },
  NASDAQCOM = { lag = 1, frequency = "daily", label = "index", meaning = "Nasdaq Composite" },
  OPHNFB = { lag = 70, frequency = "quarterly", label = "index", meaning = "output per hour, nonfarm business" },
}

--- What is known of a series: its lag, frequency, label and meaning. An analyst may add to it.
fred.known = KNOWN

local KINDS = { lag = "number", frequency = "string", unit = "any", id = "string" }

--- Reads a FRED CSV, in either of its layouts, or the `date,value` re-export. Values are as published (4.09 where the
-- yield is 4.09 percent) unless a unit is given.
-- @tparam string path `DGS10.csv`: the name begins with the series' id
-- @tparam[opt] table given `lag` (days), `frequency` (another is refused; "any" takes each), `unit` (what 1 stands for:
-- `"%"`), `id`
-- @treturn[1] Series
-- @treturn[2] nil
-- @treturn[2] err
function fred.read(path, given)
  options.argument(path, "string", "fred.read: path")
  given = options.check(given, KINDS, "fred.read")
  local id = given.id or path:match "([^/\\]*)$":match "^[%u%d]+" or ""
  local known = KNOWN[id] or {}
  local frequency = given.frequency or known.frequency
  local series, err = core.read_fred(path, { lag = given.lag or known.lag,
    frequency = frequency ~= "any" and frequency or nil,
    unit = type(given.unit) == "string" and core.quantity("1 " .. given.unit) or given.unit })
  if not series then
    return nil, err
  end
  if known.label and not given.unit then
    core.label(series, known.label)
  end
  return series
end

return fred
