-- Backwards: what would have to be true.
local sf = require "signalflow"
local u = sf.units
local support = require "tests.spec.support"

local close, message_of, model = support.close, support.message_of, support.model

describe("solve", function()
  local m = model({ a = sf.uniform(0, 4), b = sf.normal(0, 1) }, function(d)
    return { line = 3 * d.a + d.b, bowl = (d.a - 2) ^ 2 }
  end)

  it("finds the value of a driver", function()
    close(2, m:solve { output = "line", equals = 6, driver = "a" }, 1e-3)
    close(2 - 1.6448536 / 3, m:solve { output = "line", equals = 6, driver = "a", statistic = "p95" }, 2e-3)
  end)

  it("finds it as surely in a range many times as wide", function()
    local wide = model({ a = sf.uniform(0, 4), b = sf.normal(0, 1) }, function(d)
      return { line = 3 * d.a, cube = d.a ^ 3, fall = sf.exp(-d.a) }
    end)
    for _, end_of in ipairs { 1e3, 1e6, 1e9 } do
      for _, low in ipairs { 0, -end_of, 1 / end_of } do
        close(2, wide:solve { output = "line", equals = 6, driver = "a", between = { low, end_of } }, 1e-9)
        close(10 ^ (1 / 3), wide:solve { output = "cube", equals = 10, driver = "a", between = { low, end_of } }, 1e-9)
      end
      close(math.log(4), wide:solve { output = "fall", equals = 0.25, driver = "a", statistic = "median",
        between = { -1, end_of } }, 1e-9)
    end
    close(2, wide:solve { output = "line", equals = 6, driver = "a", between = { 5e-324, 1e15 } }, 1e-5)
  end)

  it("answers nil, err when there is none, and says what there is", function()
    local value, err = m:solve { output = "line", equals = 600, driver = "a" }
    assert.is_nil(value)
    assert.equal("no solution", err.code)
    assert.matches("the mean of line is not 600 for any a", tostring(err), 1, true)
  end)

  it("does not choose between two", function()
    local value, err = m:solve { output = "bowl", equals = 1, driver = "a" }
    assert.is_nil(value)
    assert.equal("ambiguous", err.code)
    assert.equal(2, #err.roots)
    close(1, err.roots[1], 1e-6)
    close(3, err.roots[2], 1e-6)
    close(3, m:solve { output = "bowl", equals = 1, driver = "a", between = { 2, 4 } }, 1e-6)
  end)

  it("refuses a target of another dimension", function()
    assert.matches("'equals' of solve", message_of(function()
      m:solve { output = "line", equals = 6 * u.MW, driver = "a" }
    end), 1, true)
  end)

  local n = model({ a = sf.uniform(0, 4), b = sf.normal(0, 1) }, function(d)
    return { line = 3 * d.a + d.b, near = (d.a - 2.0312) ^ 2 - 1e-6 + 0 * d.b, touch = (d.a - 1) ^ 2,
      jump = sf.where(d.a:gt(1.5), 1, 0), pole = 1 / (d.a - 1.5), root = sf.sqrt(d.a - 1), flat = 7 + 0 * d.a }
  end)
  -- The standard normal's quantiles: z(0.05) = -1.6448536, z(0.9) = 1.2815516.
  it("solves for the statistic that is asked", function()
    close(2, n:solve { output = "line", equals = 6, driver = "a", statistic = "median" }, 1e-3)
    local a = n:solve { output = "line", equals = 6, driver = "a", statistic = { quantile = 0.05 } }
    close(2 + 1.6448536 / 3, a, 2e-3)
    a = n:solve { output = "line", equals = 0.9, driver = "a", statistic = { probability_above = 6 } }
    close(2 + 1.2815516 / 3, a, 2e-3)
  end)

  it("names the nearest statistic and wants one only", function()
    assert.matches("did you mean 'median'", message_of(function()
      n:solve { output = "line", equals = 6, driver = "a", statistic = "medain" }
    end), 1, true)
    assert.matches("statistic takes one of", message_of(function()
      n:solve { output = "line", equals = 6, driver = "a", statistic = { quantile = 0.1, probability_above = 1 } }
    end), 1, true)
    assert.matches("from 0 to 1", message_of(function()
      n:solve { output = "line", equals = 6, driver = "a", statistic = { quantile = 5 } }
    end), 1, true)
  end)

  it("finds two roots that lie together, and one where the output only touches", function()
    local _, err = n:solve { output = "near", equals = 0, driver = "a" }
    assert.equal("ambiguous", err.code)
    close(2.0302, err.roots[1], 1e-6)
    close(2.0322, err.roots[2], 1e-6)
    close(1, n:solve { output = "touch", equals = 0, driver = "a" }, 1e-4)
  end)

  it("takes no jump and no pole for a root, and says where it is", function()
    local value, err = n:solve { output = "jump", equals = 0.25, driver = "a", between = { 0.5, 3.1 } }
    assert.is_nil(value)
    assert.equal("no solution", err.code)
    assert.matches("jumps over that at 1.5", tostring(err), 1, true)
    -- 1 / (a - 1.5) = 0.25 at 5.5
    value, err = n:solve { output = "pole", equals = 0.25, driver = "a", between = { 0.5, 3.1 } }
    assert.is_nil(value)
    assert.equal("no solution", err.code)
    close(5.5, n:solve { output = "pole", equals = 0.25, driver = "a", between = { 0, 9 } }, 1e-6)
  end)

  it("gives the values that were reached when there is no root", function()
    local _, err = n:solve { output = "line", equals = 600, driver = "a", between = { 1, 3 } }
    close(3, err.lowest, 1e-3)
    close(9, err.highest, 1e-3)
  end)

  it("passes over points at which the output has no value", function()
    close(2, n:solve { output = "root", equals = 1, driver = "a" }, 1e-6)
  end)

  it("says that every value will do", function()
    local value, err = n:solve { output = "flat", equals = 7, driver = "a" }
    assert.is_nil(value)
    assert.equal("ambiguous", err.code)
  end)

  it("keeps units", function()
    local site = model({ grid = sf.normal(100, 5) * u.MW, pue = sf.uniform(1.1, 1.3) }, function(d)
      return { it = d.grid / d.pue }
    end)
    local grid = site:solve { output = "it", equals = 90 * u.MW, driver = "grid", statistic = "median" }
    assert.equal("power", grid:dimension())
    close(90 * 1.2, grid:to "MW", 1e-3)
  end)
end)
