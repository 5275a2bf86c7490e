--- Who reports what, and by when: companies that file with the SEC, their fiscal years and deadlines, as data.
--
-- An analyst may add a company: `filers.known.XYZ = { name = "Xyz", cik = 1234567, ends = "June 30" }`.
-- @module signalflow.catalogue.filers
local core = require "signalflow.core"

local filers = {}

-- name: as the lexicon of headlines has it. cik: SEC, company_tickers.json. ends: where the fiscal year ends, from the
-- annual reports (Broadcom's of 2018 ended a week after its rule). long: the quarter that takes the 53rd week, where
-- there is one (the last unless said). foreign: files 20-F and 6-K instead of 10-K and 10-Q. listed: since when it
-- reports, where that is recent. splits: first day of trade after a split, and shares for one (the company's Form 8-K).
-- predecessors: CIKs under which the same business filed before (EDGAR, company search).
filers.known = {
  AAPL = { name = "Apple", cik = 320193, ends = "last Saturday of September", long = 1,
    splits = { { "2014-06-09", 7 }, { "2020-08-31", 4 } } },
  AMAT = { name = "Applied Materials", cik = 6951, ends = "last Sunday of October", long = 1 },
  AMD = { name = "AMD", cik = 2488, ends = "last Saturday of December" },
  AMZN = { name = "Amazon", cik = 1018724, ends = "December 31", splits = { { "2022-06-06", 20 } } },
  ANET = { name = "Arista", cik = 1596532, ends = "December 31" },
  ASML = { name = "ASML", cik = 937966, ends = "December 31", foreign = true },
  AVGO = { name = "Broadcom", cik = 1730168, ends = "Sunday nearest October 31", long = 1,
    predecessors = { 1649338, 1441634 }, splits = { { "2024-07-15", 10 } } },
  BABA = { name = "Alibaba", cik = 1577552, ends = "March 31", foreign = true },
  BE = { name = "Bloom Energy", cik = 1664703, ends = "December 31" },
  BIDU = { name = "Baidu", cik = 1329099, ends = "December 31", foreign = true },
  CEG = { name = "Constellation", cik = 1868275, ends = "December 31" },
  CRWV = { name = "CoreWeave", cik = 1769628, ends = "December 31", listed = "2025-03-28" },
  CSCO = { name = "Cisco", cik = 858877, ends = "last Saturday of July", long = 3 },
  DELL = { name = "Dell", cik = 1571996, ends = "Friday nearest January 31" },
  DLR = { name = "Digital Realty", cik = 1297996, ends = "December 31" },
  EQIX = { name = "Equinix", cik = 1101239, ends = "December 31" },
  ETN = { name = "Eaton", cik = 1551182, ends = "December 31" },
  GEV = { name = "GE Vernova", cik = 1996810, ends = "December 31", listed = "2024-04-02" },
  GLW = { name = "Corning", cik = 24741, ends = "December 31" },
  GOOGL = { name = "Alphabet", cik = 1652044, ends = "December 31", predecessors = { 1288776 },
    splits = { { "2022-07-18", 20 } } },
  HPE = { name = "HPE", cik = 1645590, ends = "October 31" },
  IBM = { name = "IBM", cik = 51143, ends = "December 31" },
  INTC = { name = "Intel", cik = 50863, ends = "last Saturday of December", long = 1 },
  LRCX = { name = "Lam Research", cik = 707549, ends = "last Sunday of June", long = 3 },
  META = { name = "Meta", cik = 1326801, ends = "December 31" },
  MRVL = { name = "Marvell", cik = 1835632, ends = "Saturday nearest January 31", predecessors = { 1058057 } },
  MSFT = { name = "Microsoft", cik = 789019, ends = "June 30" },
  MU = { name = "Micron", cik = 723125, ends = "Thursday nearest August 31" },
  NVDA = { name = "Nvidia", cik = 1045810, ends = "last Sunday of January",
    splits = { { "2021-07-20", 4 }, { "2024-06-10", 10 } } },
  ORCL = { name = "Oracle", cik = 1341439, ends = "May 31" },
  QCOM = { name = "Qualcomm", cik = 804328, ends = "last Sunday of September" },
  SMCI = { name = "Supermicro", cik = 1375365, ends = "June 30" },
  TSLA = { name = "Tesla", cik = 1318605, ends = "December 31",
    splits = { { "2020-08-31", 5 }, { "2022-08-25", 3 } } },
  TSM = { name = "TSMC", cik = 1046179, ends = "December 31", foreign = true },
  VRT = { name = "Vertiv", cik = 1674101, ends = "December 31" },
  VST = { name = "Vistra", cik = 1692819, ends = "December 31" },
}

-- Days after the period's end. Large accelerated filers: Form 10-Q, General Instruction A.1; Form 10-K, General
-- Instruction A(2). Others: the same, "all other registrants". Form 20-F, General Instruction A(b): four months. Form
-- 6-K has no deadline of its own: 45 days are our judgement.
filers.deadlines = {
  large = { ["10-Q"] = 40, ["10-K"] = 60 },
  other = { ["10-Q"] = 45, ["10-K"] = 90 },
  foreign = { ["6-K"] = 45, ["20-F"] = "4 months" },
}

local MONTHS = { January = 1, February = 2, March = 3, April = 4, May = 5, June = 6, July = 7, August = 8,
  September = 9, October = 10, November = 11, December = 12 }
local WEEKDAYS = { Sunday = 0, Monday = 1, Tuesday = 2, Wednesday = 3, Thursday = 4, Friday = 5, Saturday = 6 }
local WEEK = 7
local FIRST, LAST = core.day "1900-01-01", core.day "9900-01-01" -- of the days that have quarters here

-- 0 is Sunday: the first day counted, 1970-01-01, was a Thursday.
local function weekday(day)
  return (day + WEEKDAYS.Thursday) % WEEK
end

local function month_end(year, month)
  return core.day(core.month_end(("%04d-%02d-01"):format(year, month)))
end

--- The last day of a fiscal year.
-- @tparam string ends "June 30", "last Sunday of January" or "Thursday nearest August 31"; the day is a month's last
-- @tparam integer year calendar year of the month named
-- @treturn integer day
function filers.year_end(ends, year)
  local month = MONTHS[ends:match "^(%a+) %d+$"]
  if month then
    return month_end(year, month)
  end
  local name, named = ends:match "^last (%a+) of (%a+)$"
  if name and WEEKDAYS[name] and MONTHS[named] then
    local last = month_end(year, MONTHS[named])
    return last - (weekday(last) - WEEKDAYS[name]) % WEEK
  end
  name, named = ends:match "^(%a+) nearest (%a+) %d+$"
  if name and WEEKDAYS[name] and MONTHS[named] then
    local last = month_end(year, MONTHS[named]) + WEEK // 2
    return last - (weekday(last) - WEEKDAYS[name]) % WEEK
  end
  core.raise(("'%s' does not say where a fiscal year ends: give \"June 30\", \"last Sunday of January\" or "
    .. "\"Thursday nearest August 31\""):format(ends))
end

-- Last days of the four quarters of a fiscal year: by months, or by weeks of which one quarter may have 14.
local function quarter_ends(filer, year)
  local last = filers.year_end(filer.ends, year)
  if filer.ends:find "^%a+ %d+$" then
    local ends = { [4] = last }
    for quarter = 1, 3 do
      ends[quarter] = core.day(core.month_end(core.add_months(last, 3 * quarter - 12)))
    end
    return ends
  end
  local ends, at = {}, filers.year_end(filer.ends, year - 1)
  local spare = last - at - 52 * WEEK
  for quarter = 1, 4 do
    at = at + 13 * WEEK + (quarter == (filer.long or 4) and spare or 0)
    ends[quarter] = at
  end
  return ends
end

-- The SEC is closed then, and a deadline moves on (Exchange Act Rule 0-3). Movable holidays are not counted: a deadline
-- that falls on one is a day later than said here.
local function is_closed(day)
  return weekday(day) == WEEKDAYS.Saturday or weekday(day) == WEEKDAYS.Sunday
    or core.day_text(day):find "%-01%-01$" ~= nil
end

local function next_open(day)
  while is_closed(day) do
    day = day + 1
  end
  return day
end

-- Large accelerated filers have reported for twelve months at a fiscal year's end (Exchange Act Rule 12b-2). Every
-- company here has the size.
local function is_large(filer, last_year_end)
  return not filer.listed or last_year_end >= core.day(core.add_months(filer.listed, 12))
end

local function period_of(filer, year, quarter, ends)
  local period = { period_end = core.day_text(ends[quarter]), quarter = quarter }
  if filer.foreign then
    period.form = quarter == 4 and "20-F" or "6-K"
  else
    period.form = quarter == 4 and "10-K" or "10-Q"
  end
  local last_year_end = quarter == 4 and ends[4] or filers.year_end(filer.ends, year - 1)
  local kind = filer.foreign and "foreign" or is_large(filer, last_year_end) and "large" or "other"
  local days = filers.deadlines[kind][period.form]
  local months = type(days) == "string" and math.tointeger(days:match "^(%d+) months$")
  local due = months and core.day(core.add_months(ends[quarter], months)) or ends[quarter] + days
  period.due = core.day_text(next_open(due))
  return period
end

--- Whether a day has fiscal quarters here: 1900 to 9899.
-- @tparam string|integer day
-- @treturn boolean
function filers.in_calendar(day)
  local number = core.day(day)
  return number >= FIRST and number < LAST
end

--- The first fiscal quarter that ends on or after a day.
-- @tparam string ticker
-- @tparam string|integer day
-- @treturn table `period_end`, `quarter` (1 to 4), `form`, `due`: the day by which it must be filed
function filers.period(ticker, day)
  local filer = filers.known[ticker]
  if not filer then
    core.raise(("no filer '%s'; add it to filers.known"):format(tostring(ticker)))
  end
  local from = math.max(core.day(day), filer.listed and core.day(filer.listed) or FIRST)
  local year = math.tointeger(tonumber(core.day_text(from):sub(1, 4)))
  for of_year = year - 1, year + 1 do
    local ends = quarter_ends(filer, of_year)
    for quarter = 1, 4 do
      if ends[quarter] >= from then
        return period_of(filer, of_year, quarter, ends)
      end
    end
  end
end

--- The ticker of an actor of the lexicon, or nil where it files nothing with the SEC that is known here.
-- @tparam string name
-- @treturn ?string
function filers.ticker(name)
  for ticker, filer in pairs(filers.known) do
    if filer.name == name then
      return ticker
    end
  end
  return nil
end

return filers
