-- What a quantity says of itself: in closed form where its law is known, sampled and marked so elsewhere.
local sf = require "signalflow"
local support = require "tests.spec.support"

local u = sf.units
local close, message_of = support.close, support.message_of

describe("a law", function()
  -- mean, sd and the 5 % and 99 % quantiles by the laws' textbook formulas
  local z05, z99 = -1.6448536269514722, 2.3263478740408408
  local laws = {
    { sf.lognormal(1, 3), math.exp(4.5), math.exp(4.5) * math.sqrt(math.exp(9) - 1), math.exp(3 * z05),
      math.exp(3 * z99) },
    { sf.lognormal(1, 4), math.exp(8), math.exp(8) * math.sqrt(math.exp(16) - 1), math.exp(4 * z05),
      math.exp(4 * z99) },
    { sf.normal(10, 2), 10, 2, 10 + 2 * z05, 10 + 2 * z99 },
    { sf.uniform(2, 4), 3, 2 / math.sqrt(12), 2.1, 3.98 },
    { sf.exponential(5), 5, 5, -5 * math.log(0.95), -5 * math.log(0.01) },
    { sf.triangular(0, 1, 4), 5 / 3, math.sqrt(13 / 18), math.sqrt(0.05 * 4), 4 - math.sqrt(0.01 * 12) },
  }

  it("has its own figures, without sampling error", function()
    for _, case in ipairs(laws) do
      local law, mean, sd, p5, p99 = table.unpack(case)
      close(mean, law:mean(), 1e-13)
      close(sd, law:sd(), 1e-13)
      close(p5, law:quantile(0.05), 1e-11)
      close(p99, law:quantile(0.99), 1e-11)
      close(0.95, law:probability_above(p5), 1e-11)
      assert.equal(0.0, law:standard_error())
    end
  end)

  it("keeps them times, over, plus and less constants, cited or not", function()
    for _, case in ipairs(laws) do
      local law, mean, sd, p5, p99 = table.unpack(case)
      local line = sf.cite((7 - 3 * law) / 4, "line", "a spec") + 1
      close((7 - 3 * mean) / 4 + 1, line:mean(), 1e-12)
      close(0.75 * sd, line:sd(), 1e-13)
      close((7 - 3 * p5) / 4 + 1, line:quantile(0.95), 1e-10)
      close((7 - 3 * p99) / 4 + 1, line:quantile(0.01), 1e-10)
      close(0.05, line:probability_above((7 - 3 * p5) / 4 + 1), 1e-10)
    end
    local power = sf.normal(100, 1) * u.MW
    close(1e8, power:mean())
    close(0.5, power:probability_above(100 * u.MW))
    close(0.25, sf.bernoulli(0.25):probability_above(0))
    assert.equal(0.0, sf.bernoulli(0.25):probability_above(1))
    close(0.75, (-sf.bernoulli(0.25)):probability_above(-1))
  end)

  it("says that an end it does not have is unknown", function()
    assert.is_nil(sf.normal(0, 1):quantile(1))
    assert.equal(4.0, sf.uniform(2, 4):quantile(1))
    assert.matches("^0  %[", tostring(sf.normal(0, 1)))
  end)
end)

describe("what a quantity prints", function()
  it("does not depend on what was made before it", function()
    local function texts()
      local it = 100 * u.MW / sf.triangular(1.10, 1.20, 1.35) * sf.uniform(0.5, 0.6)
      return table.concat({ tostring(it), tostring(sf.lognormal(1, 3)), tostring(it:explain()),
        tostring(it:mean():to "MW"), tostring(it:summary().p95) }, "\n")
    end
    local first = texts()
    for _ = 1, 50 do
      sf.normal(0, 1)
    end
    assert.equal(first, texts())
  end)

  it("samples draws without a value as none, each in its place", function()
    for _, q in ipairs { 1 / sf.bernoulli(0.5), u.MW / sf.bernoulli(0.5), sf.sqrt(sf.uniform(-1, 1)) } do
      local values, known = q:sample(64), 0
      assert.equal(64, values.n)
      for i = 1, values.n do
        known = known + (values[i] and 1 or 0)
      end
      assert.equal(32, known) -- 64 Sobol' points halve every axis
    end
  end)

  it("says whether its figures are exact or sampled", function()
    assert.matches("figures  exact, from the law", tostring((2 * sf.normal(0, 1)):explain()), 1, true)
    assert.matches("figures  sampled: 4,096 draws, the mean with a standard error of %d",
      tostring((sf.uniform(1, 2) ^ 2):explain()))
  end)

  it("says which share of its draws has no value, and why", function()
    local half = "(50 % of draws undefined: division by zero: bernoulli(0.5) is 0)"
    local q = 1 / sf.bernoulli(0.5)
    assert.matches(half, tostring(q), 1, true)
    assert.matches(half, tostring(q:explain()), 1, true)
    assert.matches(half, tostring(q:summary()), 1, true)
    assert.matches("50 % of draws undefined: square root of normal(mean 0, sd 1) below 0",
      tostring(sf.sqrt(sf.normal(0, 1))), 1, true)
    assert.matches("15.8 % of draws undefined: logarithm", tostring(sf.log(sf.normal(1, 1))), 1, true)
    assert.matches("undefined in every draw: division by zero", tostring(1 / (0 * sf.normal(0, 1))), 1, true)
    assert.is_nil(tostring(1 / sf.uniform(1, 2)):find "undefined")
  end)

  it("keeps a draw without a value so, whatever is made of it", function()
    local half, draw = 1 / sf.bernoulli(0.5), sf.bernoulli(0.5)
    local share = function(q)
      return q:summary().undefined
    end
    for name, q in pairs {
      least = sf.min(half, 3), most = sf.max(half, 0), between = sf.clamp(half, 0, 3), reversed = 1 / half,
      compared = half:lt(2), equal = half:eq(1), chosen = sf.where(half:gt(0), 1, 2), shrunk = sf.exp(-half),
      logistic = sf.logistic(half), logarithm = sf.exp(sf.log(draw)), power = sf.min(draw ^ -1, 3),
      whole = sf.min(draw ^ -2.5, 3), none = half ^ draw, floor = sf.min(sf.floor(half), 3),
    } do
      assert.is_true(math.abs(share(q) - 0.5) < 0.01, name)
    end
    local guarded = sf.where(draw:gt(0), 1 / draw, 7) -- a branch not taken has no say
    assert.equal(0, share(guarded))
    assert.is_true(math.abs(guarded:mean() - 4) < 0.1)
    assert.equal(0, share(sf.min(sf.exp(1000 * draw), 3))) -- a number too large is still one
  end)

  it("says the same beneath a run's table", function()
    local m = support.model({ a = sf.normal(1, 1), b = sf.uniform(1, 2) }, function(d)
      return { root = sf.sqrt(d.a), ratio = d.a / d.b }
    end)
    local run = m:run { draws = 4096 }
    assert.matches("root has no value in 15.8 % of draws: square root of a below 0", tostring(run), 1, true)
    assert.is_nil(tostring(run):find "ratio has no value")
  end)
end)

describe("misuse", function()
  it("of a probability is told at the script's line", function()
    assert.matches("the threshold must be power", message_of(function()
      return (sf.normal(1, 1) * u.W):probability_above(3)
    end))
  end)
end)
