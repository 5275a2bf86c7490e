-- Arrival curves, as an analyst types them.
local sf = require "signalflow"
local support = require "tests.spec.support"
local u = sf.units
local close, message_of = support.close, support.message_of

local YEAR = 8760 * 3600

describe("an arrival", function()
  it("is what it was given: half at the median, 90 % at p90", function()
    local lag = sf.arrival { median = 1.5 * u.year, p90 = 3 * u.year }
    close(0.5, lag:share(1.5 * u.year))
    close(0.9, lag:share(36 * u.month))
    close(0.9, lag:share(3)) -- plain numbers count years
    close(3 * YEAR, lag:time(0.9))
    close(1.5 * YEAR, lag.median)
  end)

  it("has one curve for every way to give it", function()
    local shape, scale = 4, 1.5 * u.year
    local lag = sf.arrival { shape = shape, scale = scale }
    close(6 * YEAR, lag.mean)
    for _, other in ipairs { sf.arrival { mean = 6 * u.year, cv = 0.5 },
      sf.arrival { median = lag.median, p90 = lag.p90 },
      sf.arrival { stages = { sf.arrival { shape = 1, scale = scale }, sf.arrival { shape = 3, scale = scale } } } } do
      for t = 1, 12 do
        close(lag:share(t), other:share(t), 1e-9)
      end
    end
  end)

  it("arrives whole: periods and what is beyond add up to 1", function()
    for _, curve in ipairs { sf.arrival { median = 1, p90 = 4 }, sf.bass { p = 0.03, q = 0.38 } } do
      local sum, before = curve:beyond(7), 0
      for i, share in ipairs(curve:by_period(7)) do
        assert.is_true(share > 0)
        sum, before = sum + share, curve:share(i)
      end
      close(1, sum)
      close(before, 1 - curve:beyond(7))
    end
  end)

  it("turns spending into revenue, and says what is cut off", function()
    -- capital spending of 10 a quarter for a year, half of it returned by a gamma lag of mean six quarters
    local lag = sf.arrival { shape = 4, scale = 1.5 * u.year / 4 }
    local expected = { 0.02429088344957142, 0.2324715143266709, 0.7143826975072648, 1.3928652791125868,
      2.110779156996393, 2.600177883839785, 2.710810808529371, 2.500580503165429 }
    local revenue, later = lag:spread({ 10, 10, 10, 10 }, 0.5, 8, u.year / 4)
    local sum = later
    for i, value in ipairs(expected) do
      close(value, revenue[i], 1e-12)
      sum = sum + revenue[i]
    end
    close(20, sum)
    local in_money = lag:spread({ 10 * u.GUSD }, 0.5, 2, u.year / 4)
    close(expected[1] * 1e9, in_money[1])
  end)

  it("may be uncertain, and shares its draws", function()
    local median = sf.between(1, 2) * u.year
    local lag = sf.arrival { median = median, p90 = 4 * u.year }
    assert.is_true(lag:share(1.5 * u.year):is_uncertain())
    close(0.5, lag:share(median):mean(), 1e-9) -- the very same draw
    assert.is_true(lag:time(0.5):sd():value() > 0)
  end)

  it("knows when adoption peaks, and when it never does", function()
    close(6.192619197703112 * YEAR, sf.bass { p = 0.03, q = 0.38 }.peak)
    close(6.192619197703112 * YEAR, sf.bass { p = 0.03 / u.year, q = 0.38 / u.year }.peak)
    assert.is_nil(sf.bass { p = 0.4, q = 0.4 }.peak)
    assert.is_nil(sf.bass { p = 0.5, q = 0.38 }.peak)
  end)

  it("prints on one line and explains itself", function()
    local lag = sf.arrival { median = 1.5 * u.year, p90 = 3 * u.year }
    assert.matches("half after 1.5 year, 90 % after 3 year", tostring(lag), 1, true)
    assert.is_nil(tostring(lag):find "\n")
    assert.matches("Almon", lag:explain(), 1, true)
    assert.matches("Bass", sf.bass { p = 0.03, q = 0.38 }:explain(), 1, true)
    assert.matches("2 stages, by mean and variance",
      tostring(sf.arrival { stages = { lag, lag } }), 1, true)
  end)

  it("names what is wrong", function()
    local function refused(words, given, make)
      assert.matches(words, message_of(function() (make or sf.arrival)(given) end), 1, true)
    end
    refused("needs one of", {})
    refused("by median needs p90 as well", { median = 1 })
    refused("by cv needs mean as well", { cv = 1 })
    refused("not by median and mean", { median = 1, mean = 1 })
    refused("did you mean 'median'", { medain = 1 })
    refused("no gamma curve has that p90", { median = 2, p90 = 1 })
    refused("median must be above 0", { median = 0, p90 = 1 })
    refused("median is a time, not 3 MW", { median = 3 * u.MW, p90 = 1 })
    refused("shape must be above 0", { shape = -1, scale = 1 })
    refused("stage 2 is a gamma arrival, as sf.arrival { median = ..., p90 = ... }, not a bass one",
      { stages = { sf.arrival { median = 1, p90 = 2 }, sf.bass { p = 0.1, q = 0.2 } } })
    refused("p is a rate", { q = 0.38 }, sf.bass)
    refused("q must be above 0", { p = 0.1, q = -1 }, sf.bass)
    local lag = sf.arrival { median = 1, p90 = 2 }
    assert.matches("above 0 and below 1, not 1.5", message_of(function() lag:time(1.5) end), 1, true)
    assert.matches("the time is a time", message_of(function() lag:share "soon" end), 1, true)
    assert.matches("whole number of periods", message_of(function() lag:by_period(1.5) end), 1, true)
    assert.matches("list of what is spent", message_of(function() lag:spread({}, 1) end), 1, true)
  end)
end)
