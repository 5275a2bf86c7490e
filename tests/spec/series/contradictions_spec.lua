-- What a filer's own reports say against each other: mixed up columns, periods under other dates, other bases, units.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"

local YEAR = "Revenues"

-- Adds to the list that a table has under a name; new names in order.
local function add(lists, name, one)
  if not lists[name] then
    lists[name], lists[#lists + 1] = {}, name
  end
  table.insert(lists[name], one)
end

local function fact(row)
  local days = row[1] and core.day(row[2]) - core.day(row[1]) or 0
  return ('{%s"end":"%s","val":%s,"accn":"0000000001-24-%06d","form":"%s","filed":"%s"}'):format(
    row[1] and ('"start":"%s",'):format(row[1]) or "", row[2], row[3], core.day(row[4]),
    row[5] or days > 300 and "10-K" or "10-Q", row[4])
end

-- A companyfacts file of rows {start, end, value, filed, form, tag, unit}; a year stands in a 10-K, else it is a 10-Q.
local function company(rows)
  local columns, tags = {}, {}
  for _, row in ipairs(rows) do
    add(columns, (row[6] or YEAR) .. " " .. (row[7] or "USD"), fact(row))
  end
  for _, name in ipairs(columns) do
    local tag, unit = name:match "(%S+) (%S+)"
    add(tags, tag, ('"%s":[%s]'):format(unit, table.concat(columns[name], ",\n")))
  end
  local written = {}
  for i, tag in ipairs(tags) do
    written[i] = ('"%s":{"units":{%s}}'):format(tag, table.concat(tags[tag], ","))
  end
  return assert(sf.edgar.open(support.temporary(('{"cik":1,"entityName":"X","facts":{"us-gaap":{%s}}}')
    :format(table.concat(written, ",")), ".json")))
end

local function value_of(series, period_end, day)
  local one = series:observation(period_end, day)
  return one and one.value
end

local function quarter(rows, period_end, day)
  return value_of(company(rows):quarterly "revenue", period_end, day)
end

describe("a year under a quarter's dates", function()
  local nine_months = { "2023-01-01", "2023-09-30", 300, "2023-10-30" }
  local year = { "2023-01-01", "2023-12-31", 420, "2024-02-20" }

  it("is the difference, in an amendment too, and as of each day", function()
    local rows = { nine_months, year, { "2023-10-01", "2023-12-31", 420, "2024-04-20", "10-K/A" } }
    assert.equal(420 - 300, quarter(rows, "2023-12-31", "2024-03-01"))
    assert.equal(420 - 300, quarter(rows, "2023-12-31", "2024-05-01"))
  end)

  it("does not take a quarter that a later report puts under the year's dates", function()
    local rows = { { "2023-10-01", "2023-12-31", 120, "2024-02-20", "10-K" }, nine_months, year,
      { "2023-01-01", "2023-12-31", 120, "2025-02-20" } }
    assert.equal(120, quarter(rows, "2023-12-31"))
  end)
end)

describe("a reported quarter", function()
  local rows = { { "2023-01-01", "2023-09-30", 300, "2023-10-30" }, { "2023-01-01", "2023-12-31", 420, "2024-02-20" },
    { "2023-10-01", "2023-12-31", 100, "2024-02-20", "10-K" } }

  it("that is a sixth off the year less nine months of one basis is unknown, and said", function()
    local series = company(rows):quarterly "revenue"
    assert.is_nil(value_of(series, "2023-12-31"))
    assert.equal("the quarter to 2023-12-31: it says 100 USD, the year less its other parts 120 USD; unknown",
      series:remarks()[1])
  end)

  it("that a later report only repeats is still unknown, and known where one corrects it", function()
    local repeated = table.move(rows, 1, 3, 1, {})
    repeated[4] = { "2023-10-01", "2023-12-31", 100, "2025-02-20", "10-K" }
    assert.is_nil(quarter(repeated, "2023-12-31"))
    repeated[4] = { "2023-10-01", "2023-12-31", 120, "2025-02-20", "10-K" }
    assert.is_nil(quarter(repeated, "2023-12-31", "2025-01-01"))
    assert.equal(120, quarter(repeated, "2023-12-31"))
  end)

  it("a few percent off, as by rounding, stands", function()
    assert.equal(117, quarter({ rows[1], rows[2], { "2023-10-01", "2023-12-31", 117, "2024-02-20", "10-K" } },
      "2023-12-31"))
  end)
end)

describe("a report that mixes up its columns", function()
  -- two years of quarters, then a report with this year's figures under last year's dates and the other way round
  local rows = { { "2022-01-01", "2022-09-30", 60, "2022-10-30" }, { "2022-01-01", "2022-12-31", 100, "2023-02-20" },
    { "2022-07-01", "2022-09-30", 30, "2022-10-30" }, { "2022-10-01", "2022-12-31", 40, "2023-02-20", "10-K" },
    { "2023-07-01", "2023-09-30", 50, "2023-10-30" }, { "2023-01-01", "2023-09-30", 90, "2023-10-30" },
    { "2023-01-01", "2023-12-31", 160, "2024-02-20" }, { "2023-10-01", "2023-12-31", 40, "2024-02-20", "10-K" },
    { "2022-10-01", "2022-12-31", 70, "2024-02-20", "10-K" }, { "2023-07-01", "2023-09-30", 30, "2024-02-20", "10-K" },
    { "2022-07-01", "2022-09-30", 50, "2024-02-20", "10-K" }, { "2022-01-01", "2022-12-31", 100, "2024-02-20" } }

  it("moves no quarter that was known, and a new one is the difference", function()
    local series = company(rows):quarterly "revenue"
    assert.equal(30, value_of(series, "2022-09-30"))
    assert.equal(40, value_of(series, "2022-12-31"))
    assert.equal(50, value_of(series, "2023-09-30"))
    assert.equal(160 - 90, value_of(series, "2023-12-31"))
  end)

  -- Amazon's 10-K of 2013-01-30: the quarters of 2011 under the dates of 2012. Net sales of the fourth quarter of 2012,
  -- as released on 2013-01-29, were 21.27 billion dollars.
  it("is found in the published files", function()
    local folder = os.getenv "SIGNALFLOW_DATA" or "../shared/data"
    local amazon = sf.edgar.open(folder .. "/sec/companyfacts_CIK0001018724_AMZN.trimmed.json")
    if not amazon then
      return pending("no file of Amazon in " .. folder)
    end
    local revenue = amazon:quarterly "revenue"
    assert.equal(21268e6, value_of(revenue, "2012-12-31", "2013-02-01"))
    assert.equal(13185e6, value_of(revenue, "2012-03-31", "2013-02-01"))
    assert.equal(17431e6, value_of(revenue, "2011-12-31"))
  end)
end)

describe("a year that was recast before it was first filed", function()
  -- a business was sold in the last quarter: 9,646 with it and 4,700 without; the year before 12,000 and 6,000
  local rows = { { "2022-01-01", "2022-12-31", 12000, "2023-02-20" },
    { "2022-01-01", "2022-09-30", 9000, "2022-10-30" },
    { "2023-01-01", "2023-09-30", 9646, "2023-10-30" }, { "2022-01-01", "2022-09-30", 9000, "2023-10-30" },
    { "2023-01-01", "2023-12-31", 9800, "2024-02-20" }, { "2022-01-01", "2022-12-31", 6000, "2024-02-20" } }

  it("has no last quarter until its nine months are recast too", function()
    assert.is_nil(quarter(rows, "2023-12-31"))
    local later = table.move(rows, 1, #rows, 1, {})
    later[#later + 1] = { "2023-01-01", "2023-09-30", 4700, "2024-10-30" }
    assert.is_nil(quarter(later, "2023-12-31", "2024-06-01"))
    assert.equal(9800 - 4700, quarter(later, "2023-12-31"))
  end)

  it("has none less its quarters either", function()
    local by_quarters = { rows[1], rows[5], rows[6], { "2022-07-01", "2022-09-30", 3000, "2022-10-30" },
      { "2023-01-01", "2023-03-31", 3200, "2023-04-30" }, { "2023-04-01", "2023-06-30", 3200, "2023-07-30" },
      { "2023-07-01", "2023-09-30", 3246, "2023-10-30" }, { "2022-07-01", "2022-09-30", 3000, "2023-10-30" } }
    assert.is_nil(quarter(by_quarters, "2023-12-31"))
  end)

  it("keeps its last quarter where its nine months were recast as well", function()
    local both = table.move(rows, 1, #rows, 1, {})
    both[3] = { "2023-01-01", "2023-09-30", 4700, "2023-10-30" }
    both[4] = { "2022-01-01", "2022-09-30", 4500, "2023-10-30" }
    assert.equal(9800 - 4700, quarter(both, "2023-12-31"))
  end)

  it("or a twentieth off its comparison at most keeps it", function()
    local corrected = table.move(rows, 1, #rows, 1, {})
    corrected[6] = { "2022-01-01", "2022-12-31", 11900, "2024-02-20" }
    corrected[5] = { "2023-01-01", "2023-12-31", 12800, "2024-02-20" }
    assert.equal(12800 - 9646, quarter(corrected, "2023-12-31"))
  end)
end)

describe("a figure that cannot be of what is never negative", function()
  local CAPEX = "PaymentsToAcquirePropertyPlantAndEquipment"

  -- Capital expenditure of 90, 200, 300 and 420 since the year began, some of it written otherwise.
  local function capex(values)
    local rows = {}
    for i, one in ipairs { { "2023-03-31", "2023-04-30" }, { "2023-06-30", "2023-07-30" },
      { "2023-09-30", "2023-10-30" }, { "2023-12-31", "2024-02-20" } } do
      rows[i] = { "2023-01-01", one[1], ("%.0f"):format(values[i]), one[2], nil, CAPEX }
    end
    for _, row in ipairs(values.more or {}) do
      rows[#rows + 1] = { row[1], row[2], ("%.0f"):format(row[3]), row[4], nil, CAPEX }
    end
    return company(rows):quarterly "capex"
  end

  local function quarters(series, day)
    local found = {}
    for i, period_end in ipairs { "2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31" } do
      found[i] = value_of(series, period_end, day) or "unknown"
    end
    return found
  end

  it("as filed makes its quarters", function()
    assert.same({ 90e6, 110e6, 100e6, 120e6 }, quarters(capex { 90e6, 200e6, 300e6, 420e6 }))
  end)

  it("has the other sign: it is left out, and said", function()
    local series = capex { 90e6, 200e6, -300e6, 420e6 }
    assert.same({ 90e6, 110e6, "unknown", "unknown" }, quarters(series))
    assert.equal("the figure to 2023-09-30 that was filed on 2023-10-30 (-300 MUSD) is negative, those around it are "
      .. "not: left out", series:remarks()[1])
    assert.same({ 90e6, 110e6, 100e6, "unknown" }, quarters(capex { 90e6, 200e6, 300e6, -420e6 }))
  end)

  it("is in thousands or in thousandths: it is left out, and said", function()
    local series = capex { 90e6, 200e6, 300e3, 420e6 }
    assert.same({ 90e6, 110e6, "unknown", "unknown" }, quarters(series))
    assert.equal("the figure to 2023-09-30 that was filed on 2023-10-30 (300 kUSD) is of another scale than those "
      .. "around it: left out", series:remarks()[1])
    assert.same({ 90e6, "unknown", "unknown", 120e6 }, quarters(capex { 90e6, 200e9, 300e6, 420e6 }))
    assert.same({ 90e6, 110e6, 100e6, "unknown" }, quarters(capex { 90e6, 200e6, 300e6, 420e9 }))
    assert.same({ 90e6, 110e6, 100e6, "unknown" }, quarters(capex { 90e6, 200e6, 300e6, 420e3 }))
  end)

  it("is corrected by the next year's comparison, and known from then on", function()
    local series = capex { 90e6, 200e6, 300e3, 420e6, more = { { "2023-01-01", "2023-09-30", 300e6, "2024-10-30" } } }
    assert.same({ 90e6, 110e6, "unknown", "unknown" }, quarters(series, "2024-10-29"))
    assert.same({ 90e6, 110e6, 100e6, 120e6 }, quarters(series))
  end)

  it("grew a hundredfold in a year: it stands", function()
    assert.same({ 1e6, 9e6, 90e6, 200e6 }, quarters(capex { 1e6, 10e6, 100e6, 300e6 }))
  end)
end)

describe("a tag that a filing shows to be a part", function()
  local WHOLE = "RevenueFromContractWithCustomerExcludingAssessedTax"

  -- the services of 100 stand beside sales of 900 in one report, and alone in the next
  local both = { { "2024-01-01", "2024-03-31", 100, "2024-05-01" },
    { "2024-01-01", "2024-03-31", 900, "2024-05-01", nil, WHOLE } }

  it("breaks the series where it stands alone", function()
    local series = company({ both[1], both[2], { "2024-04-01", "2024-06-30", 110, "2024-08-01" } }):quarterly "revenue"
    assert.equal(900, value_of(series, "2024-03-31"))
    assert.equal(1, #series:breaks())
    assert.equal("2024-06-30", series:breaks()[1].from)
    assert.is_nil(value_of(series:qoq(), "2024-06-30"))
  end)

  it("is not taken off the whole, though the two were equal once", function()
    local rows = { { "2023-01-01", "2023-12-31", 3600, "2024-02-20" },
      { "2023-01-01", "2023-12-31", 3600, "2024-02-20", nil, WHOLE }, both[1], both[2],
      { "2024-01-01", "2024-09-30", 330, "2024-11-01" },
      { "2024-01-01", "2024-12-31", 3700, "2025-02-20", nil, WHOLE } }
    assert.is_nil(quarter(rows, "2024-12-31"))
    table.remove(rows, 3) -- where nothing shows that it is a part, the two are one
    assert.equal(3700 - 330, quarter(rows, "2024-12-31"))
  end)
end)

describe("what does not add up over a year", function()
  local function last_quarter(tag, unit)
    local series = company({ { "2023-01-01", "2023-09-30", 1000, "2023-10-30", nil, tag, unit },
      { "2023-01-01", "2023-12-31", 990, "2024-02-20", nil, tag, unit } }):quarterly(tag)
    assert.truthy(#series > 0 or series:remarks()[1]:find("do not add up", 1, true))
    return value_of(series, "2023-12-31")
  end

  it("is no quarter: rates, averages, extremes, counts", function()
    assert.is_nil(last_quarter("EarningsPerShareBasic", "USD/shares"))
    assert.is_nil(last_quarter("EffectiveIncomeTaxRateContinuingOperations", "pure"))
    assert.is_nil(last_quarter("DebtInstrumentInterestRateEffectivePercentage", "Percent"))
    assert.is_nil(last_quarter("NumberOfOperatingSegments", "Segment"))
    assert.is_nil(last_quarter("PowerCapacity", "MW"))
    assert.is_nil(last_quarter("WeightedAverageShares", "shares"))
    assert.is_nil(last_quarter("LineOfCreditFacilityMaximumAmountOutstandingDuringPeriod", "USD"))
    assert.is_nil(last_quarter("SaleOfStockPricePerShare", "USD"))
    assert.is_nil(last_quarter("IncrementalCommonSharesAttributableToShareBasedPaymentArrangements", "shares"))
    assert.is_nil(last_quarter("AntidilutiveSecuritiesExcludedFromComputationOfEarningsPerShareAmount", "shares"))
  end)

  it("is one where money or shares are counted", function()
    assert.equal(-10, last_quarter("StockRepurchasedDuringPeriodShares", "shares"))
    assert.equal(-10, last_quarter("NetIncomeLoss", "USD"))
  end)
end)

describe("asking a company", function()
  local one = company { { "2024-01-01", "2024-03-31", 5, "2024-04-30" },
    { "2024-01-01", "2024-03-31", 6, "2024-04-30", nil, YEAR, "EUR" },
    { nil, "2024-03-31", 7, "2024-04-30", nil, "InventoryNet" },
    { "2024-01-01", "2024-03-31", 8, "2024-03-01", nil, "Late" },
    { "2024-01-01", "2024-03-31", 9, "2024-04-30", nil, "Kroner", "DKK" } }

  local function message(method, asked, given)
    return support.message_of(function()
      one[method](one, asked, given)
    end)
  end

  it("takes a tag with its taxonomy", function()
    assert.equal(5, value_of(one:quarterly "us-gaap:Revenues", "2024-03-31"))
  end)

  it("names the file and every unit it has", function()
    assert.matches("%d+%.json has 'Revenues' in USD, EUR, not in GBP", message("quarterly", YEAR, { unit = "GBP" }))
    assert.matches("%d+%.json: the figures of 'Kroner' are in DKK", message("quarterly", "Kroner"))
  end)

  it("says what a flow and what a balance is", function()
    assert.matches("'InventoryNet' is a balance, the figure of a day: ask for it by day",
      message("quarterly", "inventory"))
    assert.matches("'Revenues' is a flow, the figure of a period: ask for it by quarter", message("instant", YEAR))
  end)

  it("says where no figure can be", function()
    assert.matches("has 'Late', but no value of it that was filed after its period ended", message("quarterly", "Late"))
    assert.matches("or a list of tags, not an empty list", message("quarterly", {}))
  end)
end)
