-- What a price holds, and whether a premium for growth over many years is supported.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"
local u = sf.units

local AS_OF = "2024-09-06"

local function folder(files)
  return assert(sf.folder(support.folder_of(files)))
end

-- Seventeen quarters that end with 2024-07-31: sales that grow by a factor a quarter, cash flows in proportion.
local ENDS = {}
for i = 0, 16 do
  ENDS[i + 1] = core.month_end(core.add_months("2020-07-31", 3 * i))
end

local function tag(name, unit, facts)
  return ('"%s":{"units":{"%s":[%s]}}'):format(name, unit, table.concat(facts, ","))
end

local function fact(place, period_end, value, is_flow)
  local start = is_flow and ('"start":"%s",'):format(core.day_text(core.day(core.month_end(core.add_months(
    period_end, -3))) + 1)) or ""
  return core.text('{%s"end":"%s","val":%.0f,"accn":"0001045810-24-%06d","form":"10-Q","filed":"%s"}', start,
    period_end, value, place, core.day_text(core.day(ENDS[place]) + 30))
end

-- A company of 1,000 million shares at 100 USD, with 2,000 million of debt and 12,000 of cash: worth 90,000 million.
local function company(growth, margin, changes)
  local sales, operating, capex = {}, {}, {}
  for i in ipairs(ENDS) do
    local value = 10e9 * growth ^ (i - #ENDS)
    sales[i], operating[i] = fact(i, ENDS[i], value, true), fact(i, ENDS[i], value * (margin + 0.1), true)
    capex[i] = fact(i, ENDS[i], value * 0.1, true)
  end
  local function balance(value)
    return { fact(#ENDS, ENDS[#ENDS], value) }
  end
  local tags = { Revenues = tag("Revenues", "USD", sales),
    NetCashProvidedByUsedInOperatingActivities = tag("NetCashProvidedByUsedInOperatingActivities", "USD", operating),
    PaymentsToAcquireProductiveAssets = tag("PaymentsToAcquireProductiveAssets", "USD", capex),
    LongTermDebt = tag("LongTermDebt", "USD", balance(2e9)),
    CashAndCashEquivalentsAtCarryingValue = tag("CashAndCashEquivalentsAtCarryingValue", "USD", balance(12e9)) }
  local list = {}
  for name, text in pairs(tags) do
    list[#list + 1] = not (changes and changes[name] == false) and text or nil
  end
  return folder { ["NVDA.csv"] = "Date,Close\n2024-09-05,100\n2024-09-09,120\n",
    ["CIK0001045810.json"] = ('{"cik":1045810,"entityName":"X","facts":{"dei":{%s},"us-gaap":{%s}}}'):format(
      tag("EntityCommonStockSharesOutstanding", "shares", { fact(#ENDS, "2024-08-23", 1e9) }),
      table.concat(list, ",")) }
end

local function expectations(files, given)
  local options = { ticker = "NVDA", as_of = AS_OF, discount = 0.10, terminal = 0.03, horizon = 10 }
  for name, value in pairs(given or {}) do
    options[name] = value
  end
  return sf.expectations(files, options)
end

describe("sf.expectations", function()
  it("holds market value and net debt against free cash flow", function()
    local growth = 1.05
    local held = expectations(company(growth, 0.1))
    support.close(100e9, held.market)
    support.close(90e9, held.value)
    -- four quarters of a tenth of sales
    local flow = 1e9 * (1 + 1 / growth + growth ^ -2 + growth ^ -3)
    support.close(flow, held.cash_flow, 1e-6)
    support.close(growth ^ 4 - 1, held.filed_growth, 1e-6)
    support.close(growth ^ 4 - 1, held.filed_growth_3y, 1e-6)
    -- the growth with which the cash flows are worth the value, worked out by adding them up
    local worth, paid = 0, flow
    for year = 1, 10 do
      paid = paid * (1 + held.implied_growth)
      worth = worth + paid / 1.1 ^ year
    end
    worth = worth + paid * 1.03 / (0.10 - 0.03) / 1.1 ^ 10
    support.close(90e9, worth, 1e-6)
    assert.is_true(held.implied_years > 0)
  end)

  it("gives a range where discount and terminal growth are one", function()
    local held = expectations(company(1.05, 0.1), { discount = sf.between(0.08, 0.12),
      terminal = sf.between(0.02, 0.04) })
    local low, high = held:implied_range()
    local middle = expectations(company(1.05, 0.1)):implied_range()
    assert.is_true(low < middle and middle < high)
    assert.matches("growth that the price implies +[%d.]+ %% to [%d.]+ %% a year", tostring(held))
    assert.matches("rests on +a discount of 8 %% to 12 %%, 2 %% to 4 %% a year ever after", tostring(held))
    assert.same({}, support.trade_words(tostring(held)))
  end)

  it("says what is not known, and why", function()
    local burning = expectations(company(1.05, -0.05))
    assert.is_nil(burning.implied_growth)
    assert.matches("not above 0", burning.unknown.implied_growth, 1, true)
    assert.matches("growth that the price implies +unknown: ", tostring(burning))
    local bare = expectations(company(1.05, 0.1, { LongTermDebt = false }))
    assert.is_nil(bare.value)
    assert.matches("say no cash, or no debt", bare.unknown.implied_growth, 1, true)
    assert.is_nil(bare:implied_range())
    local before = expectations(company(1.05, 0.1), { as_of = "2024-08-15" }) -- before the report is filed
    assert.is_nil(before.value)
    assert.matches("no close of NVDA is known on 2024-08-15", before.unknown.value, 1, true)
    local steep = expectations(company(1.5, 0.1))
    assert.is_nil(steep.implied_years)
  end)

  it("has no default for what decides the answer", function()
    local files = company(1.05, 0.1)
    for _, name in ipairs { "discount", "terminal", "horizon", "ticker", "as_of" } do
      local given = { ticker = "NVDA", as_of = AS_OF, discount = 0.10, terminal = 0.03, horizon = 10 }
      given[name] = nil
      assert.matches(("needs '%s'; it has no default"):format(name), support.message_of(function()
        sf.expectations(files, given)
      end), 1, true)
    end
    assert.matches("what sf.folder gives", support.message_of(function() sf.expectations({}, {}) end), 1, true)
    assert.matches("is a fraction", support.message_of(function() expectations(files, { discount = 10 }) end), 1, true)
  end)
end)

describe("a premium for growth over many years", function()
  local function factory(price, elasticity)
    return sf.factory { name = "site", grid_power = 100 * u.MW, pue = 1.25, chip_power = 1000 * u.W/u.gpu,
      server_overhead = 1.25, token_rate = 500 * u.tok/u.s/u.gpu, utilization = 0.5, idle_share = 0.4,
      price = price * u.USD/u.Mtok, price_decline = 0.2, elasticity = elasticity, electricity = u"60 USD/MWh",
      accelerator_cost = 30e3 * u.USD/u.gpu, site_cost = 10 * u.USD/u.W, operating_share = 0.05,
      accelerator_life = 5 * u.year, site_life = 15 * u.year, discount = 0.1, ramp = 0.5 * u.year }
  end

  local function answers(value)
    local list = sf.checklist { name = "list", sf.check { id = "capex", axis = "growth", question = "?",
      value = function(data) return data.capex end, pass = sf.above(0.2), fail = sf.below(0), stale_after = "400d" } }
    return assert(list:evaluate({ capex = { { "2024-06-30", "2024-08-01", value } } }, { as_of = AS_OF }))
  end

  -- cheaper tokens alone bring 0.8 ^ (elasticity + 1) - 1: 25 % a year with -2, 2.3 % with -1.1
  local function premium(price, elasticity, growth, margin, capex)
    return assert(sf.thesis { factory = factory(price, elasticity), checklist = answers(capex or 0.5), draws = 256,
      as_of = AS_OF, expectations = expectations(company(growth, margin)) }).premium
  end

  it("is supported where efficiency and demand hold, and growth of both kinds reaches the price", function()
    local one = premium(10, -2, 1.05, 0.1)
    assert.same({ true, true, true }, { one[1].holds, one[2].holds, one[3].holds })
    assert.equal("supported", one.state)
  end)

  it("is undecided where one reaches it and the other does not", function()
    local one = premium(10, -1.1, 1.05, 0.1)
    assert.equal("unknown", one[3].holds)
    assert.equal("undecided", one.state)
    assert.matches("^the price implies [%d.]+ %% a year for 10 years; 21%.6 %% a year, filed; 2%.3 %% a year, from ",
      one[3].told)
  end)

  it("takes an uncertain elasticity for a range", function()
    -- 0.8 ^ -0.1 - 1 and 0.8 ^ -1.5 - 1: 2.3 and 39.8 % a year, on both sides of what the price implies
    local one = premium(10, sf.uniform(-2.5, -1.1), 1.05, 0.1)
    assert.equal("unknown", one[3].holds)
    local low, high = one[3].told:match "filed; ([%d.]+) %% to ([%d.]+) %% a year, from"
    assert.near(0.8 ^ -(0.1 + 0.05 * 1.4) - 1, tonumber(low) / 100, 0.003)
    assert.near(0.8 ^ -(0.1 + 0.95 * 1.4) - 1, tonumber(high) / 100, 0.003)
  end)

  it("is not supported where a side fails, or no growth reaches the price", function()
    assert.equal("not supported", premium(0.5, -2, 1.05, 0.1).state)
    assert.equal("not supported", premium(10, -2, 1.05, 0.1, -0.5).state)
    local slow = premium(10, -1.1, 1.001, 0.02)
    assert.equal(false, slow[3].holds, slow[3].told)
    assert.equal("not supported", slow.state)
  end)

  it("is undecided without what the price holds, which is then missing", function()
    local one = assert(sf.thesis { factory = factory(10, -2), checklist = answers(0.5), as_of = AS_OF, draws = 256 })
    assert.equal("undecided", one.premium.state)
    assert.matches("no expectations were given", table.concat(one.missing, "\n"), 1, true)
    assert.matches("A PREMIUM FOR GROWTH OVER MANY YEARS: undecided", tostring(one), 1, true)
    assert.same({}, support.trade_words(tostring(one)))
  end)

  it("speaks for the day of the thesis alone", function()
    assert.matches("the expectations were read as of 2024-09-06, not 2024-09-05", support.message_of(function()
      sf.thesis { as_of = "2024-09-05", expectations = expectations(company(1.05, 0.1)) }
    end), 1, true)
  end)
end)
