-- sf.market: what a price made of news, from a folder of published files.
local sf = require "signalflow"
local support = require "tests.spec.support"
local u = sf.units
local close, message_of = support.close, support.message_of

-- NVIDIA's cover pages and cash-flow statements, as its 10-Qs and 10-K filed them (companyfacts CIK0001045810).
local FACTS = [[{"cik":1045810,"entityName":"NVIDIA CORP","facts":{
"dei":{"EntityCommonStockSharesOutstanding":{"label":"shares","units":{"shares":[%s]}}},
"us-gaap":{"NetCashProvidedByUsedInOperatingActivities":{"label":"cash","units":{"USD":[
{"start":"2023-01-30","end":"2023-10-29","val":16591000000,
 "accn":"0001045810-24-000316","form":"10-Q","filed":"2024-11-20"},
{"start":"2023-01-30","end":"2024-01-28","val":28090000000,
 "accn":"0001045810-24-000029","form":"10-K","filed":"2024-02-21"},
{"start":"2024-01-29","end":"2024-04-28","val":15345000000,
 "accn":"0001045810-24-000124","form":"10-Q","filed":"2024-05-29"},
{"start":"2024-01-29","end":"2024-07-28","val":29833000000,
 "accn":"0001045810-24-000264","form":"10-Q","filed":"2024-08-28"},
{"start":"2024-01-29","end":"2024-10-27","val":47460000000,
 "accn":"0001045810-24-000316","form":"10-Q","filed":"2024-11-20"}
]}}}}}]]
local BEFORE_SPLIT = '{"end":"2024-05-24","val":2460000000,"accn":"0001045810-24-000124","form":"10-Q",'
  .. '"filed":"2024-05-29"}'
local SUMMER = '{"end":"2024-08-23","val":24530000000,"accn":"0001045810-24-000264","form":"10-Q","filed":"2024-08-28"}'
local AUTUMN = '{"end":"2024-11-15","val":24490000000,"accn":"0001045810-24-000316","form":"10-Q","filed":"2024-11-20"}'
local NEWS = { ticker = "NVDA", index = "SP500", on = "2025-01-27", estimation = 12 }

-- A folder with those prices and counts of shares, each kind only where it is given.
local function folder(shares, index)
  local path = support.path ".folder"
  assert(os.execute(("mkdir '%s' && cp tests/data/stooq_nvda_january_cut.txt '%s/nvda.us.txt'"):format(path, path)))
  if index ~= false then
    assert(os.execute(("cp tests/data/fred_SP500_cut.csv '%s/SP500.csv'"):format(path)))
  end
  if shares then
    support.write(path .. "/CIK0001045810.json", FACTS:format(table.concat(shares, ",")))
  end
  return assert(sf.folder(path))
end

describe("a market", function()
  it("is the move, what the firm was worth the day before, and what it had earned by then", function()
    local market = assert(sf.market(folder { SUMMER, AUTUMN }, NEWS))
    assert.equal("2025-01-27", market.move.session)
    close(142.62 * 24.49e9, market.value:to "USD", 1e-9)
    close(28090e6 - 16591e6 + 47460e6, market.cash_flow:to "USD", 1e-9)
    assert.same({}, market.unknown)
    local page = tostring(market):gsub("%s+", " ")
    for _, words in ipairs { "session 0 is 2025-01-27", "market value before 3.49 TUSD", "59 GUSD",
      "0001045810-24-000316", "nvda.us.txt" } do
      assert.matches(words, page, 1, true)
    end
  end)

  it("is the market of an impact", function()
    local market = assert(sf.market(folder { AUTUMN }, { ticker = "NVDA", index = "SP500", on = "2025-01-27",
      estimation = 12, exposure = 0.5 }))
    local signal = sf.signal { headline = "Prices of tokens fall", channel = "margin", driver = "price", factor = 0.8,
      source = { title = "t", url = "https://example.org" }, on = "2025-01-27", confidence = 0.5,
      arrives = sf.arrival { median = 1 * u.year, p90 = 2 * u.year } }
    local model = sf.model { name = "m", drivers = { price = sf.uniform(1, 2) }, outputs = function(d)
      return { revenue = d.price * 3 }
    end }
    local impact = assert(signal:impact(model, { output = "revenue", horizon = 3, draws = 1024, market = market }))
    assert.is_true(impact.claimed.mean < 0)
    assert.is_true(impact.priced_in.mean > 0) -- the price fell too
    -- the move is as uncertain as the study found it: its t is the log return over the standard error
    local move
    for _, entry in ipairs(impact.market.assumptions) do
      move = entry.driver == "move" and entry.value or move
    end
    local spread, upper = market.move.car / market.move.t, 1.6448536269514722 -- of the normal law's 95 %
    close(math.exp(market.move.car) - 1, move:quantile(0.5), 1e-2)
    close(math.exp(market.move.car + upper * spread) - 1, move:quantile(0.95), 1e-2)
    market.exposure = nil
    impact = assert(signal:impact(model, { output = "revenue", horizon = 3, draws = 1024, market = market }))
    assert.is_nil(impact.priced_in)
  end)

  it("leaves unknown what the files do not tell, and says why", function()
    local bare = assert(sf.market(folder(), NEWS))
    assert.is_nil(bare.value)
    assert.matches("no SEC file of NVDA", bare.unknown.value, 1, true)
    assert.matches("market value before +no SEC file of NVDA", tostring(bare))
    local market, err = sf.market(folder(nil, false), NEWS)
    assert.is_nil(market)
    assert.equal("unknown", err.code)
    assert.matches("no FRED file SP500.csv", tostring(err), 1, true)
    local early
    early, err = sf.market(folder { AUTUMN }, { ticker = "NVDA", index = "SP500", on = "2025-01-27" })
    assert.is_nil(early)
    assert.equal("out of range", err.code)
  end)

  it("counts the shares from before a split as after it, as the prices do", function()
    local filed_late = AUTUMN:gsub("2024%-11%-20", "2025-02-26")
    local market = assert(sf.market(folder { BEFORE_SPLIT, filed_late }, NEWS))
    close(142.62 * 10 * 2.46e9, market.value:to "USD", 1e-9) -- ten for one on 2024-06-10
  end)

  it("does not multiply a count from before a split that nobody has declared", function()
    local filed_late = AUTUMN:gsub("2024%-11%-20", "2025-02-26")
    local tenth = SUMMER:gsub("24530000000", "2453000000")
    local market = assert(sf.market(folder { tenth, filed_late }, NEWS))
    assert.is_nil(market.value)
    assert.is_nil(market.cash_flow)
    assert.matches("from before a split: the next report counts 9.98 times as many", market.unknown.value, 1, true)
  end)

  it("says what is wrong with an argument", function()
    assert.matches("takes what sf.folder gives", message_of(function() sf.market({}, NEWS) end), 1, true)
    assert.matches("needs index", message_of(function()
      sf.market(folder(), { ticker = "NVDA", on = "2025-01-27" })
    end), 1, true)
    assert.matches("did you mean 'ticker'", message_of(function() sf.market(folder(), { tickr = "NVDA" }) end), 1, true)
  end)
end)
