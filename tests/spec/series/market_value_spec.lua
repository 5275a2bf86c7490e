-- What a company is worth on the days on which it files, and what its sales say of that.
local core = require "signalflow.core"
local efficiency = require "signalflow.series.efficiency"
local sf = require "signalflow"
local support = require "tests.spec.support"

local FOLDER = os.getenv "SIGNALFLOW_DATA" or "../shared/data"

local function folder(files)
  return assert(sf.folder(support.folder_of(files)))
end

-- NVIDIA's 10-Qs of 2024-05-29 and 2024-08-28, in millions, with the four quarters before each and the covers' shares:
-- ten days after the first came a split of ten for one.
local QUARTERS = { { "2023-05-01", "2023-07-30", 13507 }, { "2023-07-31", "2023-10-29", 18120 },
  { "2023-10-30", "2024-01-28", 22103 }, { "2024-01-29", "2024-04-28", 26044 }, { "2024-04-29", "2024-07-28", 30040 } }
local BALANCES = { LongTermDebtNoncurrent = { 8460, 8461 }, DebtCurrent = { 1250, 0 },
  CashAndCashEquivalentsAtCarryingValue = { 7587, 8563 }, MarketableSecuritiesCurrent = { 23851, 26237 } }
local ENDS, FILED = { "2024-04-28", "2024-07-28" }, { "2024-05-29", "2024-08-28" }

local function fact(start, period_end, value, filed)
  return core.text('{%s"end":"%s","val":%d,"accn":"0001045810-24-%06d","form":"10-Q","filed":"%s"}',
    start and ('"start":"%s",'):format(start) or "", period_end, value * 1000000, filed == FILED[1] and 124 or 264,
    filed)
end

local function tag(name, unit, facts)
  return ('"%s":{"units":{"%s":[%s]}}'):format(name, unit, table.concat(facts, ","))
end

local function companyfacts(balances, shares)
  local revenue, tags, covers = {}, {}, {}
  for _, quarter in ipairs(QUARTERS) do
    local filed = quarter[2] <= ENDS[1] and FILED[1] or FILED[2]
    revenue[#revenue + 1] = fact(quarter[1], quarter[2], quarter[3], filed)
  end
  tags[1] = tag("Revenues", "USD", revenue)
  for name, values in pairs(balances) do
    local facts = {}
    for i, value in pairs(values) do
      facts[#facts + 1] = fact(nil, ENDS[i], value, FILED[i])
    end
    tags[#tags + 1] = tag(name, "USD", facts)
  end
  for i, cover in ipairs(shares or { { "2024-05-24", 2460 }, { "2024-08-23", 24530 } }) do
    covers[i] = fact(nil, cover[1], cover[2], FILED[i])
  end
  return ('{"cik":1045810,"entityName":"NVIDIA CORP","facts":{"dei":{%s},"us-gaap":{%s}}}'):format(
    tag("EntityCommonStockSharesOutstanding", "shares", covers), table.concat(tags, ","))
end

local PRICES = "Date,Close\n2024-05-28,113.90\n2024-05-29,114.82\n2024-08-28,125.61\n2024-08-29,117.59\n"

local function nvidia(balances, prices, shares)
  return folder { ["CIK0001045810.json"] = companyfacts(balances or BALANCES, shares), ["NVDA.csv"] = prices or PRICES }
end

local function with(changes)
  local balances = {}
  for name, values in pairs(BALANCES) do
    balances[name] = values
  end
  for name, values in pairs(changes) do
    balances[name] = values or nil
  end
  return balances
end

describe("market value", function()
  it("is the close times the cover's shares, both as after the splits", function()
    local value = nvidia():market_value "NVDA"
    support.close(114.82 * 24600e6, value:at "2024-05-29")
    support.close(125.61 * 24530e6, value:at "2024-08-28")
    assert.equal("2024-05-29", value:view()[1].known_on)
    assert.equal("0001045810-24-000264", value:latest().document)
  end)

  it("takes closes as paid, and the last one before a day without trade", function()
    local adjusted = nvidia(nil, "Date,Adj Close\n2024-05-29,114.1\n2024-08-28,125.1\n")
    assert.matches("adjusted for dividends", support.message_of(function() adjusted:market_value "NVDA" end), 1, true)
    local gap = nvidia(nil, "Date,Close\n2024-05-24,106.47\n2024-08-28,125.61\n")
    support.close(106.47 * 24600e6, gap:market_value("NVDA"):at "2024-05-29")
    local none = nvidia(nil, "Date,Close\n2024-05-01,80\n2024-09-28,120\n")
    assert.matches("no close of NVDA meets a day on which it filed",
      support.message_of(function() none:market_value "NVDA" end), 1, true)
  end)

  it("leaves out what lies before a change of shares that nobody declared", function()
    local files = nvidia(nil, nil, { { "2024-05-24", 300 }, { "2024-08-23", 24530 } })
    assert.equal(1, #files:market_value "NVDA")
    local three_for_two = nvidia(nil, nil, { { "2024-05-24", 1614 }, { "2024-08-23", 24530 } })
    assert.equal(1, #three_for_two:market_value "NVDA")
    local bought_another = nvidia(nil, nil, { { "2024-05-24", 1817 }, { "2024-08-23", 24530 } })
    assert.equal(2, #bought_another:market_value "NVDA")
  end)
end)

describe("enterprise value to sales", function()
  -- worked out apart: 114.82 * 24,600 + 8,460 + 1,250 - 7,587 - 23,851, over 79,774
  local first, second = (114.82 * 24600 + 9710 - 31438) / 79774, (125.61 * 24530 + 8461 - 34800) / 96307

  it("adds net debt, over the sales of four quarters", function()
    local series = nvidia():ev_to_sales "NVDA"
    support.close(first, series:at "2024-04-28")
    support.close(second, series:at "2024-07-28")
    assert.equal("2024-05-29", series:view()[1].known_on)
  end)

  it("takes the whole debt where it is filed", function()
    local whole = nvidia(with { LongTermDebt = { 9710, 8461 }, LongTermDebtNoncurrent = false, DebtCurrent = false })
    support.close(first, whole:ev_to_sales("NVDA"):at "2024-04-28")
  end)

  it("is unknown where a part is not filed, and known once it is", function()
    local missing = nvidia(with { MarketableSecuritiesCurrent = { [2] = 26237 } }):ev_to_sales "NVDA"
    assert.is_nil(missing:at "2024-04-28")
    support.close(second, missing:at "2024-07-28")
    -- a company that never files the part has none of it
    local without = nvidia(with { MarketableSecuritiesCurrent = false }):ev_to_sales "NVDA"
    support.close((125.61 * 24530 + 8461 - 8563) / 96307, without:at "2024-07-28")
    assert.matches("say no cash, or no debt", support.message_of(function()
      nvidia(with { CashAndCashEquivalentsAtCarryingValue = false }):ev_to_sales "NVDA"
    end), 1, true)
  end)

  it("equals a reference over the published files", function()
    local reference = io.open(FOLDER .. "/derived/nvda_ev_to_sales.csv")
    if not reference then
      return pending("no files in " .. FOLDER)
    end
    local series, compared = assert(sf.folder(FOLDER)):ev_to_sales "NVDA", 0
    local standing = series:percentile(20)
    for line in reference:lines() do
      local cells = {}
      for cell in (line .. ","):gmatch "([^,]*)," do
        cells[#cells + 1] = cell
      end
      -- the reference leaves out the debt before October 2020, and takes none for securities that no tag says
      if cells[1] >= "2020-10" and cells[1] < "2026-01-26" and cells[1] ~= "2026-01-25" then
        assert.is_true(math.abs(series:observation(cells[1], cells[2]).value - tonumber(cells[15])) < 6e-4, line)
        local share = tonumber(cells[17])
        if share then
          support.close(share, standing:observation(cells[1], cells[2]).value)
        end
        compared = compared + 1
      end
    end
    reference:close()
    assert.equal(21, compared)
    assert.is_nil(series:observation("2026-01-25", "2026-02-25"))
  end)
end)

describe("measured tokens per watt over time", function()
  local function point(date, token_rate, given)
    local made = { model = "M", workload = "mlperf-5.1", measure = "offline", power_scope = "server_wall", date = date,
      token_rate = token_rate, power = 1000, source = { title = "round " .. date } }
    for name, value in pairs(given or {}) do
      made[name] = value
    end
    return made
  end

  it("is the best of each round of the workload that goes back furthest", function()
    local series = assert(efficiency.at_the_wall { point("2024-08", 100), point("2025-09", 150), point("2025-09", 140),
      point("2026-03", 200, { workload = "mlperf-6.0" }), point("2025-09", 9, { model = "N" }) })
    assert.equal("tokens per watt of M, mlperf, offline", series:name())
    assert.same({ "2024-08-31", "2025-09-30", "2026-03-31" },
      { series:view()[1].period_end, series:view()[2].period_end, series:view()[3].period_end })
    support.close(0.15, series:at "2025-09-30")
  end)

  it("says what is missing where none was measured twice, a year apart, at the wall", function()
    for _, other in ipairs { point("2025-03", 100), point("2024-08", 100, { power_scope = "gpu" }),
      point("2024-08", 100, { measure = "server" }), point("2024-08", 100, { model = "N" }) } do
      local series, reason = efficiency.at_the_wall { other, point("2025-09", 150) }
      assert.is_nil(series)
      assert.matches("at the wall was measured twice, a year apart", reason, 1, true)
    end
    assert.is_nil((efficiency.at_the_wall())) -- nor any of the catalogue's
  end)
end)
