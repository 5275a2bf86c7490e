--- The Federal Reserve's series, as FRED serves them in CSV.
--
-- A value counts from the day it was published, so a series needs its publication lag: days from a period's end. The
-- lags here are the longest of an ordinary release (a Friday's yield comes on Monday), so that nothing is known too
-- early. Where nobody says a lag, a long one for the frequency is taken and the series says so.
-- @module signalflow.series.fred
local core = require "signalflow.core"
local files = require "signalflow.series.files"
local options = require "signalflow.shared.options"
local provenance = require "signalflow.series.provenance"
require "signalflow.series.series"

local fred = {}

-- lag: days after the period's end. Release pages: H.15 and H.10 of the Board of Governors, NFCI of the Chicago Fed,
-- STLFSI4 of the St. Louis Fed, ICE BofA and S&P through FRED, productivity, employment and prices of the Bureau of
-- Labor Statistics, GDP of the Bureau of Economic Analysis, the Real-Time Population Survey of the St. Louis Fed (the
-- quarter from 2026-04-01 came on 2026-08-04).
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
  GDP = { lag = 32, frequency = "quarterly", label = "billion dollars a year", meaning = "gross domestic product" },
  GDPC1 = { lag = 32, frequency = "quarterly", label = "billion dollars a year", meaning = "real GDP" },
  PAYEMS = { lag = 9, frequency = "monthly", label = "thousands", meaning = "employees on nonfarm payrolls" },
  UNRATE = { lag = 9, frequency = "monthly", label = "percent", meaning = "unemployment rate" },
  CPIAUCSL = { lag = 17, frequency = "monthly", label = "index", meaning = "consumer prices" },
}
-- Published values of these change later: by annual weights, seasonal factors, benchmarks, later surveys.
for _, id in ipairs { "DTWEXBGS", "NFCI", "ANFCI", "STLFSI4", "OPHNFB", "GDP", "GDPC1", "PAYEMS", "UNRATE",
  "CPIAUCSL" } do
  KNOWN[id].revised = true
end
for _, id in ipairs { "RPSGENAIASSISTWRKHRSALL", "RPSGENAITSALL", "RPSGENAIUSAGESHAREEDLWWOR",
  "RPSGENAIUSAGESHARELWWORK", "RPSGENAIUSAGESHAREWORK" } do
  KNOWN[id] = { lag = 37, frequency = "quarterly", label = "percent", meaning = "use of generative AI (survey)" }
end

--- What is known of a series: its lag, frequency, label and meaning. An analyst may add to it.
fred.known = KNOWN

local KINDS = { lag = "number", frequency = "string", unit = "any", id = "string" }

--- The known id that a file's name begins with.
-- @tparam string name
-- @treturn ?string
function fred.named(name)
  name = options.argument(name, "string", "fred.named: name"):upper()
  local found
  for id in pairs(KNOWN) do
    local rest = name:sub(#id + 1, #id + 1)
    if name:sub(1, #id) == id and not rest:find "[%w]" and (not found or #id > #found) then
      found = id
    end
  end
  return found
end

--- The id of the series in a FRED file: what its header says, else what the file's name begins with where that is
-- known.
-- @tparam string path
-- @treturn ?string
function fred.id(path)
  options.argument(path, "string", "fred.id: path")
  local date, column = table.unpack(files.columns(path))
  if (date == "observation_date" or date == "DATE") and column and column:lower() ~= "value" then
    local id = column:gsub("_%d%d%d%d%d%d%d%d$", "")
    return KNOWN[id:upper()] and id:upper() or id
  end
  return fred.named(files.own_name(path))
end

--- Reads a FRED CSV, in either of its layouts, or the `date,value` re-export. Values are as published (4.09 where the
-- yield is 4.09 percent) unless a unit is given.
-- @tparam string path the id comes from the file's header, else from its name
-- @tparam[opt] table given `lag` (days), `frequency` (another is refused; "any" takes each), `unit` (what 1 stands for:
-- `"%"`), `id`
-- @treturn[1] Series
-- @treturn[2] nil
-- @treturn[2] err
function fred.read(path, given)
  options.argument(path, "string", "fred.read: path")
  given = options.check(given, KINDS, "fred.read")
  local known = KNOWN[given.id or fred.id(path) or ""] or {}
  local frequency = given.frequency or known.frequency
  local series, err = core.read_fred(provenance.reading(path), { lag = given.lag or known.lag,
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
