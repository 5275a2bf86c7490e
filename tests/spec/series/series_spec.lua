-- Series as an analyst meets them: language, section 5.
local sf = require "signalflow"
local core = require "signalflow.core"
local support = require "tests.spec.support"
local u = sf.units

local NVDA = "tests/data/companyfacts_nvda_cut.json"

local function close(expected, actual, relative)
  assert.is_number(actual)
  assert.is_true(math.abs(actual - expected) <= (relative or 1e-12) * math.abs(expected),
    ("expected %.17g, got %.17g"):format(expected, actual))
end

-- Four years of quarters, each known 30 days after its end.
local function quarters(values)
  local rows = {}
  for i, value in ipairs(values) do
    local ends = core.month_end(core.add_months("2021-03-31", 3 * (i - 1)))
    rows[i] = { ends, core.day_text(core.day(ends) + 30), value }
  end
  return rows
end

local DERIVATIONS = {
  yoy = function(s) return s:yoy() end,
  qoq = function(s) return s:qoq() end,
  lag = function(s) return s:lag(2) end,
  diff = function(s) return s:diff(1) end,
  zscore = function(s) return s:zscore(4) end,
  percentile = function(s) return s:percentile(4) end,
  ["rolling median"] = function(s) return s:rolling("median", 3) end,
  arithmetic = function(s) return (s - s:lag(1)) / s * 2 + 1 end,
}

local function same(a, b)
  local one, other = a:vintages(), b:vintages()
  assert.equal(#one, #other)
  for i, observation in ipairs(one) do
    assert.equal(observation.period_end, other[i].period_end)
    assert.equal(observation.known_on, other[i].known_on)
    assert.equal(observation.value, other[i].value)
  end
end

describe("a company's revenue", function()
  local nvda = assert(sf.edgar.open(NVDA))
  local revenue = nvda:quarterly "Revenues"

  it("is in dollars, by quarter, on the day it ended", function()
    assert.equal(26044e6, revenue:at("2024-04-28"):to "USD")
    assert.equal("26 GUSD", tostring(revenue:at "2024-04-28"))
    assert.is_nil(revenue:at "2024-04-29")
  end)

  it("has fourth quarters that no filing states: the year less nine months", function()
    -- 10-K of 2025-02-26: 130,497 million in the year; 10-Q of 2024-11-20: 91,166 million in nine months
    assert.equal((130497 - 91166) * 1e6, revenue:at("2025-01-26"):to "USD")
    assert.equal("differenced", revenue:observation("2025-01-26").method)
  end)

  it("answers every question of the language", function()
    close(46743 / 30040 - 1, revenue:yoy():at "2025-07-27")
    close(46743 / 44062 - 1, revenue:qoq():at "2025-07-27")
    assert.equal((46743 + 44062 + 39331 + 35082) * 1e6, revenue:ttm():at("2025-07-27"):to "USD")
    assert.equal(44062e6, revenue:lag(1):at("2025-07-27"):to "USD")
    assert.is_number(revenue:zscore(8):at "2025-07-27")
    assert.equal(1.0, revenue:percentile(8):at "2025-07-27")
  end)

  it("shows only what had been filed by a day", function()
    local then_known = revenue:known_on "2024-05-01"
    assert.is_nil(then_known:at "2024-04-28")
    assert.equal("2024-01-28", then_known:latest().period_end)
  end)

  it("prints on one screen with unit, days and sources", function()
    local page = tostring(revenue)
    assert.matches("GUSD", page, 1, true)
    assert.matches("2025%-07%-27  2025%-08%-27 +46%.7  10%-Q 0001045810%-25%-000209 companyfacts_nvda_cut%.json", page)
    local count = select(2, page:gsub("\n", "\n"))
    assert.is_true(count < 20)
  end)

  it("is asked for by concept too", function()
    same(revenue, nvda:quarterly "revenue")
    assert.is_true(nvda:has "revenue")
    assert.is_false(nvda:has "capital_of_mars")
    local done, err = pcall(nvda.quarterly, nvda, "Revenus")
    assert.is_false(done)
    assert.matches("Revenues", err, 1, true)
  end)

  it("stays when its file is closed", function()
    local company = assert(sf.edgar.open(NVDA))
    local inventory = company:instant "inventory"
    company:close()
    assert.equal(14962e6, inventory:at("2025-07-27"):to "USD")
    assert.is_false(pcall(company.quarterly, company, "revenue"))
  end)
end)

describe("arithmetic of series", function()
  local a = sf.series("a", quarters { 1 * u.GUSD, 2 * u.GUSD, 3 * u.GUSD, 4 * u.GUSD })

  it("takes numbers and quantities on either side", function()
    assert.equal(6e9, (a * 2 + 2 * u.GUSD):at("2021-06-30"):to "USD")
    assert.equal(6e9, (2 * u.GUSD + 2 * a):at("2021-06-30"):to "USD")
    assert.equal(-1e9, (-a):at("2021-03-31"):to "USD")
    assert.equal(0.5, (1 * u.GUSD / a):at "2021-06-30")
    assert.equal(0.5, (a:lag(1) / a):at "2021-06-30")
  end)

  it("refuses other dimensions", function()
    assert.has_error(function() return a + 1 end)
    assert.has_error(function() return a + 3 * u.MW end)
    assert.has_error(function() return a + "text" end)
    assert.has_error(function() return u.MW + a end)
  end)

  it("is known when both are", function()
    local b = sf.series("b", { { "2021-06-30", "2021-12-01", 4 } })
    assert.equal("2021-12-01", (a / b):latest().known_on)
  end)

  it("carries a quarterly figure to the days after it when asked to", function()
    local prices = sf.series("price", { { "2021-07-15", "2021-07-15", 8 * u.USD },
      { "2021-08-15", "2021-08-15", 8 * u.USD } })
    local ratio = prices:combine("/", a, { carry = 120 })
    assert.is_nil((prices / a):at "2021-08-15")
    assert.equal(8 / 1e9, ratio:at("2021-07-15", "2021-07-29")) -- the June quarter is filed on 30 July
    assert.equal(8 / 2e9, ratio:at("2021-07-15", "2021-07-30"))
    assert.equal(8 / 2e9, ratio:at "2021-08-15")
  end)
end)

describe("what is known", function()
  local rows = quarters { 5, 7, 6, 9, 8, 12, 11, 15, 13, 19, 17, 23 }

  it("is the same whether one derives first or cuts first", function()
    local whole = sf.series("s", rows)
    for _, day in ipairs { "2021-01-01", "2022-07-30", "2022-07-29", "2023-06-01", "2030-01-01" } do
      for _, derive in pairs(DERIVATIONS) do
        same(derive(whole:known_on(day)), derive(whole):known_on(day))
      end
    end
  end)

  it("does not change in the past when what comes later is known later, or is other", function()
    local cutoff, later = "2023-02-15", {}
    for i, row in ipairs(rows) do
      later[i] = row[2] > cutoff and { row[1], core.day_text(core.day(row[2]) + 45), row[3] * 7 } or row
    end
    local one, other = sf.series("s", rows), sf.series("s", later)
    for _, derive in pairs(DERIVATIONS) do
      same(derive(one):known_on(cutoff), derive(other):known_on(cutoff))
    end
  end)

  it("counts its periods, one of them too", function()
    local two = { { "2024-03-31", "2024-05-01", 5 }, { "2024-06-30", "2024-08-01", 6 } }
    assert.matches("^x: 1 period to 2024%-03%-31", tostring(sf.series("x", { two[1] })))
    assert.matches("^x: 2 quarters to 2024%-06%-30", tostring(sf.series("x", two)))
  end)

  it("keeps each vintage of a restated figure", function()
    local s = sf.series("s", { { "2021-03-31", "2021-04-30", 5 }, { "2021-03-31", "2022-04-30", 6 } })
    assert.equal(5, s:at("2021-03-31", "2022-04-29"))
    assert.equal(6, s:at("2021-03-31", "2022-04-30"))
    assert.equal(1, #s)
    assert.equal(2, #s:vintages())
  end)

  it("needs the day it became known", function()
    assert.has_error(function() sf.series("s", { { "2021-03-31", nil, 5 } }) end)
    assert.has_error(function() sf.series("s", { { "2021-03-31", "2021-03-01", 5 } }) end)
    assert.has_error(function() sf.series("s", { { "2021-02-29", "2021-04-01", 5 } }) end)
  end)
end)

describe("a series that is asked for what it has not", function()
  local series = sf.series("x", { { "2024-03-31", "2024-05-01", 1 } })

  local function message(action)
    return support.message_of(action)
  end

  it("says what it has, and never nil", function()
    assert.matches("a series has no 'yyoy'; did you mean 'yoy'?", message(function() return series:yyoy() end), 1, true)
    assert.matches("a series has no 'value'; its figures are series:at", message(function() return series.value end), 1,
      true)
    assert.matches("a series is asked for its rows: series:view%(%)", message(function() return series[1] end))
    assert.matches("series:view%(%)", message(function() return pairs(series) end))
    assert.matches("series:view%(%)", message(function() return ipairs(series)(series, 0) end))
  end)

  it("is many figures and compares with none", function()
    assert.matches("compare what it was on a day", message(function() return series > 1 end))
    assert.matches("compare what it was on a day", message(function() return 1 <= series end))
  end)

  it("refuses a value in the place of the day it became known", function()
    assert.matches("row 1 of a series: 12.5 stands where the day it became known is due", message(function()
      sf.series("x", { { "2024-03-31", 12.5 } })
    end))
  end)

  it("refuses two values of one period known on one day", function()
    assert.matches("row 2 of a series: the period that ends 2024%-03%-31, known on 2024%-05%-01, has another value "
      .. "than in row 1", message(function()
      sf.series("x", { { "2024-03-31", "2024-05-01", 1 }, { "2024-03-31", "2024-05-01", 2 } })
    end))
    assert.equal(1, #sf.series("x", { { "2024-03-31", "2024-05-01", 1 }, { "2024-03-31", "2024-05-01", 1 } }))
  end)
end)

describe("a quarter of 13 weeks beside one of 14", function()
  it("meets its year-ago quarter within ten days", function()
    local s = sf.series("s", { { "2023-01-29", "2023-02-22", 4 }, { "2024-01-28", "2024-02-21", 5 },
      { "2025-02-02", "2025-02-26", 6 } })
    assert.equal(0.25, s:yoy():at "2024-01-28")
    close(0.2, s:yoy():at "2025-02-02")
  end)
end)

describe("the Federal Reserve's files", function()
  it("are read with their blanks and their lag", function()
    local yield = assert(sf.fred.read("tests/data/fred_DGS10_cut.csv", { id = "DGS10" }))
    assert.equal(1.20, yield:at "2021-02-12")
    assert.is_nil(yield:at "2021-02-15") -- a holiday
    assert.equal("2021-02-16", yield:observation("2021-02-12").known_on)
    assert.matches("percent", tostring(yield), 1, true)
    assert.equal(0.012, sf.fred.read("tests/data/fred_DGS10_cut.csv", { unit = "%" }):at "2021-02-12")
  end)

  it("are refused in another frequency than the series has", function()
    local series, err = sf.fred.read("tests/data/fred_NFCI_quarterly_cut.csv", { id = "NFCI" })
    assert.is_nil(series)
    assert.matches("weekly", tostring(err), 1, true)
    assert.is_truthy(sf.fred.read("tests/data/fred_NFCI_quarterly_cut.csv", { id = "NFCI", frequency = "any" }))
  end)

  it("are refused when they are something else, with file and line", function()
    local series, err = sf.fred.read "tests/data/wrong_investingcom_quote.csv"
    assert.is_nil(series)
    assert.equal("parse", err.code)
    assert.matches("wrong_investingcom_quote.csv:1: expected", tostring(err), 1, true)
    local absent, why = sf.fred.read "tests/data/absent.csv"
    assert.is_nil(absent)
    assert.equal("io", why.code)
  end)

  it("keep what was known by the first when two fetches are merged", function()
    local older = assert(sf.fred.read "tests/data/fred_DTWEXBGS_earlier_cut.csv")
    local newer = assert(sf.fred.read "tests/data/fred_DTWEXBGS_cut.csv")
    local merged = core.merge_vintages(older, newer, "2026-02-10")
    assert.equal(older:at "2025-12-05", merged:at("2025-12-05", "2026-01-31"))
    assert.equal(newer:at "2025-12-05", merged:at("2025-12-05", "2026-02-10"))
  end)
end)

describe("an average", function()
  it("has no quarters worked out of longer periods", function()
    local function quarterly(tag)
      local function figure(period_end, filed, form, value)
        return { tag = tag, unit = "shares", period_start = "2024-01-01", period_end = period_end, filed = filed,
          form = form, value = value }
      end
      return sf.edgar.company(core.make_filings("x.htm", "X", 1, { figure("2024-09-30", "2024-11-01", "10-Q", 1000),
        figure("2024-12-31", "2025-02-01", "10-K", 990) })):quarterly(tag)
    end
    local average = quarterly "WeightedAverageNumberOfSharesOutstandingBasic"
    assert.equal(0, average:periods())
    assert.equal("not additive", average:notes()[1].code)
    assert.equal(-10, quarterly "StockRepurchasedDuringPeriodShares":at "2024-12-31")
  end)
end)

describe("prices, tables, JSON lines", function()
  it("are read as published", function()
    local prices = assert(sf.prices "tests/data/stooq_nvda_cut.txt")
    assert.equal(30.0711, prices:at("2022-01-03"):to "USD")
    assert.equal(29.7655, sf.prices("tests/data/stooq_nvda_cut.txt", "open"):at("2022-01-03"):to "USD")
    assert.is_false(pcall(sf.prices, "tests/data/stooq_nvda_cut.txt", "middle"))
  end)

  it("name their columns, and the nearest where one is wrong", function()
    local capex = assert(sf.csv("tests/data/secondary_capex_google.csv", { period_end = "quarter",
      value = "capex_bn_usd", lag = 60, unit = "GUSD", comment = "#" }))
    assert.equal(12e9, capex:at("2023-03-31"):to "USD")
    local done, err = pcall(sf.csv, "tests/data/secondary_capex_google.csv", { period_end = "quarter",
      value = "capex_bn_us", lag = 60, comment = "#" })
    assert.is_false(done)
    assert.matches("capex_bn_usd", err, 1, true)
    assert.has_error(function() sf.csv("x.csv", { vale = "a" }) end)
  end)

  it("of second hand are held against the filings", function()
    local told = assert(sf.csv("tests/data/secondary_capex_google.csv", { period_end = "quarter",
      value = "capex_bn_usd", lag = 60, unit = "GUSD", comment = "#" }))
    local filed = sf.folder("lua/scenarios/data"):quarterly("GOOGL", "capex")
    local departures = told:reconcile(filed, { relative = 0.05 })
    assert.is_true(departures.common >= 8)
    local first
    for _, departure in ipairs(departures) do
      first = departure.observation.period_end == "2023-03-31" and departure or first
    end
    assert.equal(12e9, first.observation.value)
    assert.equal(6289e6, first.reference.value) -- 10-Q of 2023-04-26
    assert.matches("2023%-03%-31 +12 GUSD +6.29 GUSD ", tostring(departures))
  end)

  it("read JSON lines", function()
    local path = support.path()
    local file = assert(io.open(path, "w"))
    file:write '{"period_end": "2024-03-31", "known_on": "2024-04-30", "value": 3}\n'
    file:write '{"period_end": "2024-06-30", "known_on": "2024-07-30", "value": null}\n'
    file:close()
    local s = assert(sf.json_lines(path))
    assert.equal(3, s:at "2024-03-31")
    assert.is_nil(s:at "2024-06-30")
  end)
end)

describe("concentration", function()
  it("has the published index of four firms", function()
    -- US Department of Justice, Herfindahl-Hirschman Index: 30, 30, 20 and 20 percent give 2,600
    local shares = sf.concentration { 0.30, 0.30, 0.20, 0.20 }
    close(0.26, shares.hhi.low)
    close(0.26, shares.hhi.high)
    close(1 / 0.26, shares.effective_count.low)
    close(3.9202634084155794, shares.entropy_count.high)
    close(0.6, shares.top2.low)
    close(1.0, shares.top4.high)
  end)

  it("has the published index of eight firms", function()
    -- Investopedia, Herfindahl-Hirschman Index: 1,296
    local shares = sf.concentration { .16, .15, .15, .12, .12, .11, .10, .09 }
    close(1296, shares.hhi.low * 1e4)
    close(7.716049382716048, shares.effective_count.low)
    close(0.31, shares.top2.high)
  end)

  it("is bounded when customers are not named", function()
    -- NVIDIA, quarter to 2025-07-27: two direct customers of 23 % and 16 %, the others below 10 % each
    local shares = sf.concentration { a = 0.23, b = 0.16, undisclosed = 0.61, each_below = 0.10 }
    close(0.0785, shares.hhi.low)
    close(0.1386, shares.hhi.high)
    close(0.39, shares.top2.low)
    close(0.39, shares.top2.high)
    close(1 / 0.1386, shares.effective_count.low)
    assert.matches("785 to 1386 points", tostring(shares), 1, true)
  end)

  it("does not compare direct with end customers", function()
    local direct = sf.concentration { a = 0.5, each_below = 0.1, kind = "direct" }
    local final = sf.concentration { a = 0.4, each_below = 0.1, kind = "end" }
    assert.has_error(function() direct:change(final) end)
    local before = sf.concentration { a = 0.4, each_below = 0.1, kind = "direct" }
    assert.is_true(direct:change(before).low < direct:change(before).high)
  end)

  it("refuses shares that do not add up", function()
    assert.has_error(function() sf.concentration { a = 0.7, b = 0.5 } end)
    assert.has_error(function() sf.concentration { a = 0.2, undisclosed = 0.5 } end)
    assert.has_error(function() sf.concentration { a = "0.2" } end)
    assert.has_error(function() sf.concentration {} end)
  end)
end)

describe("three-valued logic", function()
  local U = "unknown"
  -- Kleene, Introduction to Metamathematics, 1952, section 64
  local tables = {
    { true, true, true }, { true, U, U }, { true, false, false }, { U, U, U }, { U, false, false },
    { false, false, false },
  }

  it("has the published tables", function()
    for _, row in ipairs(tables) do
      local a, b, both = table.unpack(row)
      assert.equal(both, core.all { a, b })
      assert.equal(both, core.all { b, a })
    end
  end)

  it("is unknown where nothing was asked, and decides a quorum as soon as it can", function()
    assert.equal(U, core.all {})
    assert.equal(U, core.quorum({}, 1))
    assert.equal(true, core.quorum({ true, true, U }, 2))
    assert.equal(U, core.quorum({ true, U, false }, 2))
    assert.equal(false, core.quorum({ true, false, false }, 2))
    assert.has_error(function() core.all { 1 } end)
  end)
end)
