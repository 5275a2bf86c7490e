-- What an analyst writes for a law, and what it is told where that cannot be read.
local sf = require "signalflow"
local support = require "tests.spec.support"

local close, message_of = support.close, support.message_of
local u = sf.units

describe("a law", function()
  it("reads text as the quantity it names", function()
    close((u"1.5 MW"):value(), sf.uniform("1 MW", "2 MW"):mean(), 1e-6)
    close(2e6, sf.normal { mean = "2 MUSD", sd = "10 kUSD" }:mean(), 1e-6)
    assert.matches("uniform: 2: unknown unit 'MWx'", message_of(function() sf.uniform("1 MW", "2 MWx") end), 1, true)
  end)

  it("has the digits of its smaller tail, whichever way it runs", function()
    -- 50 digits: the gamma law's by its own series, the exponential's -ln(1 - p)
    support.close(9.457027060457439506, sf.gamma(0.1, 1):quantile(1 - 1e-6), 1e-12)
    support.close(13.81551055793551844, sf.gamma(1, 1):quantile(1 - 1e-6), 1e-12)
    support.close(-13.81551055793551844, (-sf.gamma(1, 1)):quantile(1e-6), 1e-10) -- 1e-6 is no 1 - (1 - 1e-6)
    support.close(-1.0000005000003333e-6, (-sf.gamma(1, 1)):quantile(1 - 1e-6), 1e-10)
    support.close(27.63102111587103688, (2 * sf.gamma(1, 1)):quantile(1 - 1e-6), 1e-12)
  end)

  it("made of others says which part is none, and which way round a part is written", function()
    local one, other = sf.normal(0, 1), sf.normal(5, 1) * u.MW
    assert.matches("part 1 of mixture is a pair { weight, law }, as { 0.3, sf.normal(1, 0.1) }, not { law, weight }",
      message_of(function() sf.mixture { { one, 0.5 }, { one, 0.5 } } end), 1, true)
    assert.matches("part 1 of mixture is a pair { weight, law }", message_of(function() sf.mixture { one, one } end), 1,
      true)
    assert.matches("part 2 of mixture is power, and part 1 a plain number", message_of(function()
      sf.mixture { { 0.5, one }, { 0.5, other } }
    end), 1, true)
  end)

  it("refuses lists that could be pairs or columns", function()
    for _, name in ipairs { "discrete", "mixture" } do
      local message = message_of(function() sf[name]({ 1, 2 }, { 0.5, 0.5 }) end)
      assert.matches("one table", message, 1, true)
      assert.matches("distributions_spec.lua:%d+:", message)
    end
    close(1.5, sf.discrete { values = { 1, 2 }, weights = { 0.5, 0.5 } }:mean(), 1e-3)
    close(1.5, sf.discrete { { 1, 0.5 }, { 2, 0.5 } }:mean(), 1e-3)
  end)
end)

describe("a slip of a newcomer", function()
  local function refused(words, action)
    assert.matches(words, message_of(action), 1, true)
    assert.matches("distributions_spec.lua:%d+: ", message_of(action))
  end

  it("is told how it is written", function()
    refused("sf.normal is called with a dot", function() sf:normal(1, 2) end)
    refused("sf.mixture is called with a dot", function() sf:mixture { { 1, sf.normal(0, 1) } } end)
    refused("sf.truncated is called with a dot", function() sf:truncated(sf.normal(0, 1), 0, 1) end)
    refused("write sf.floor(a / b)", function() return 7 * u.MW // (2 * u.MW) end)
    refused("write sf.floor(a / b)", function() return 7 % (2 * u.MW) end)
    refused("the unit 'CHF' must be certain", function() u.define("CHF", sf.between(1, 2) * u.USD) end)
    refused("the share of 'a' is a fraction of 1, not 23; write 0.23", function() sf.concentration { a = 23 } end)
    refused("scenarios are named", function()
      support.model({ a = 1 }, function(d) return { y = d.a } end):study { scenarios = { { a = 2 } } }
    end)
    refused('correlate is a list of {"driver", "driver", rank correlation}', function()
      support.model({ a = sf.normal(0, 1) }, function(d) return { y = d.a } end, { a = { b = 0.3 } })
    end)
  end)

  it("is read where it can mean one thing", function()
    u.define("spec_pound", "1.25 USD")
    close(2.5, (2 * u.spec_pound):to "USD")
    close(0.2, sf.below "20 %".limit)
    local law = sf.truncated(sf.uniform(0, 1) * u.MW, "200 kW", 0.8 * u.MW)
    close(0.5e6, law:mean())
  end)
end)

describe("values that do not go together", function()
  it("are told by their names, not by the formula that met them", function()
    for words, action in pairs {
      ["clamp: the value is power, and low a plain number"] = function() sf.clamp(u.MW, 1, 2) end,
      ["range: low is power, and high a plain number"] = function() sf.range(u.MW, 2, 3) end,
      ["a range takes at most 1,000,000 values, not 1,000,000,000"] = function() sf.range(1, 2, 1e9) end,
      ["values are of one dimension: one is power, another a plain number"] = function()
        sf.discrete { { u.MW, 1 }, { 2, 1 } }
      end,
      ["samples are of one dimension: one is power, another a plain number"] = function() sf.empirical { u.MW, 2 } end,
      ["mixture: part 2 is a law times 2, and part 1 one times 1; give the factor inside each law"] = function()
        sf.mixture { { 1, sf.uniform(0, 1) }, { 1, 2 * sf.uniform(2, 3) } }
      end,
      ['bernoulli: probability must lie between 0 and 1, got 30; write 0.3 or "30 %"'] = function()
        sf.bernoulli(30)
      end,
      ["the limit of sf.above is a number or a constant quantity, not inf"] = function() sf.above(math.huge) end,
    } do
      assert.matches(words, message_of(action), 1, true)
    end
  end)
end)

describe("clamp", function()
  it("refuses bounds the wrong way round", function()
    for _, value in ipairs { 5, sf.normal(0, 1) } do
      assert.matches("10 is above 1", message_of(function() sf.clamp(value, 10, 1) end), 1, true)
    end
    assert.matches("2 MW is above 1 MW", message_of(function()
      sf.clamp(sf.normal(0, 1) * u.MW, 2 * u.MW, 1000 * u.kW)
    end), 1, true)
    assert.equal(5, sf.clamp(7, 1, 5))
    assert.equal("1", tostring(sf.clamp(sf.normal(0, 1), 1, 1)))
  end)

  it("has no value in draws in which its bounds are the wrong way round", function()
    local x = sf.uniform(0, 1)
    assert.equal(0, sf.clamp(x, sf.uniform(0, 1), 3):summary().undefined) -- no draw of these is
    local halves = sf.clamp(x, sf.uniform(0, 2) * 1, 1)
    assert.is_true(math.abs(halves:summary().undefined - 0.5) < 1e-3)
    assert.matches("50 % of draws undefined: uniform(0, 2) above 1", tostring(halves), 1, true)
    assert.equal("min(max(uniform(0, 1), uniform(0, 2)), 1)", halves:formula())
    assert.is_true(math.abs(sf.clamp(0.5, sf.normal(0, 1), sf.normal(0, 1)):summary().undefined - 0.5) < 1e-2)
    local m = sf.model { drivers = { low = 0 }, outputs = function(d) return { y = sf.clamp(x, d.low, 1) } end }
    assert.equal(0, m:run { draws = 256 }.y.undefined)
    local study = m:study { draws = 256, scenarios = { reversed = { low = 2 }, some = { low = sf.uniform(0, 2) } } }
    assert.equal(1, study.reversed.y.undefined)
    assert.is_true(math.abs(study.some.y.undefined - 0.5) < 0.01)
    assert.matches("y has no value: 2 is above 1", tostring(study), 1, true)
    assert.matches("clamp: the value is power, and low money", message_of(function()
      sf.clamp(5 * u.MW, sf.uniform(0, 2) * u.USD, 1 * u.MW)
    end), 1, true)
  end)
end)

describe("a value that is too large for a number", function()
  it("is told by its operation", function()
    for words, value in pairs {
      ["to the power 3 is too large for a number"] = sf.uniform(-1e300, 1e300) ^ 3,
      ["times uniform(100000, 1e+10) is too large for a number"] = sf.uniform(1e300, 2e300) * sf.uniform(1e5, 1e10),
      ["/ uniform(1e-309, 1e-308) is too large for a number"] = sf.uniform(1, 2) / sf.uniform(1e-309, 1e-308),
      ["exp of uniform(0, 1000) is too large for a number"] = sf.exp(sf.uniform(0, 1000)),
      ["division by zero: bernoulli(0.5) is 0"] = 1 / sf.bernoulli(0.5),
      ["bernoulli(0.5) to the power -1.5 has no value"] = sf.bernoulli(0.5) ^ -1.5,
      ["there is no discounted value"] = sf.dcf_value { cash_flow = 1, growth = sf.normal(0.1, 0.6), discount = 0.1,
        horizon = 5, terminal = 0.02 },
    } do
      assert.matches(words, tostring(value), 1, true)
    end
  end)
end)

describe("a quantity", function()
  it("says what it is where it cannot be expressed in a unit", function()
    assert.matches("cannot convert 500 MUSD %(money%) to W %(power%)", message_of(function()
      (500 * u.MUSD):to "W"
    end))
    assert.matches("money", message_of(function() (sf.uniform(1, 2) * u.USD):to "W" end), 1, true)
  end)

  it("points at what it cannot read, on lines of its own", function()
    local message = message_of(function() return u"65 USD/MWhh" end)
    assert.matches("did you mean 'MWh'%?\n  65 USD/MWhh\n         %^%^%^%^$", message)
    assert.matches("write 0.5\n", message_of(function() return u"0,5 USD/Mtok" end), 1, true)
    assert.matches("write 1000, or 1.000 if", message_of(function() return u"1,000 MW" end), 1, true)
  end)

  it("says how text beside it is written", function()
    assert.matches('as a quantity it is u"5 MW"', message_of(function() return u.MW + "5 MW" end), 1, true)
    assert.is_nil(message_of(function() return u.MW + "five" end):find("as a quantity", 1, true))
  end)

  it("says why a driver's place has no mean", function()
    assert.matches("'a' has no value before a run", message_of(function()
      support.model({ a = sf.normal(1, 0.1) }, function(d) return { y = d.a:mean() } end)
    end), 1, true)
  end)
end)

describe("no single rate of return", function()
  it("is nil and a reason of what was given", function()
    for words, flows in pairs { ["every cash flow is 0"] = { 0, 0, 0 }, ["every cash flow is a receipt"] = { 1, 2 } } do
      local rate, err = sf.irr(flows)
      assert.is_nil(rate)
      assert.equal("no solution", err.code)
      assert.matches(words, tostring(err), 1, true)
    end
    local rate, err = sf.xirr { { -100, 110 }, { "2025-01-01", "2025-01-01" } }
    assert.is_nil(rate)
    assert.matches("one day", tostring(err), 1, true)
  end)
end)
