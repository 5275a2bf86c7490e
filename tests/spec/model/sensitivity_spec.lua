-- What an output depends on.
local sf = require "signalflow"
local support = require "tests.spec.support"

local close, message_of, model = support.close, support.message_of, support.model

describe("sensitivity", function()
  -- Sobol's g-function with a = (0, 1, 4.5, 9): shares as published in Saltelli et al., Global Sensitivity Analysis:
  -- The Primer (2008) for a = (0, 1, 4.5, 9, 99, 99, 99, 99); the last four add less than 0.1 % to the variance.
  it("finds the published shares of the g-function", function()
    local a = { x1 = 0, x2 = 1, x3 = 4.5, x4 = 9 }
    local drivers = {}
    for name in pairs(a) do
      drivers[name] = sf.uniform(0, 1)
    end
    local g = model(drivers, function(d)
      local product = 1
      for _, name in ipairs { "x1", "x2", "x3", "x4" } do
        product = product * (sf.abs(4 * d[name] - 2) + a[name]) / (1 + a[name])
      end
      return { out = product }
    end)
    local shares = g:sensitivity { output = "out", draws = 65536 }
    local published = { x1 = { 0.716, 0.788 }, x2 = { 0.179, 0.242 }, x3 = { 0.0237, 0.0343 },
      x4 = { 0.00720, 0.0105 } }
    for name, pair in pairs(published) do
      assert.is_true(math.abs(shares[name].first - pair[1]) < 0.005, name)
      assert.is_true(math.abs(shares[name].total - pair[2]) < 0.005, name)
      assert.is_true(shares[name].total_error < 0.01)
    end
    assert.equal("x1", shares[1].driver)
  end)

  it("shares the slope where demand meets capacity", function()
    local m = model({ demand = sf.uniform(50, 150), cap = sf.uniform(50, 150) }, function(d)
      return { served = sf.min(d.demand, d.cap), whole = sf.min(d.demand, d.cap) + sf.max(d.demand - d.cap, 0) }
    end)
    local whole, served = m:sensitivity { output = "whole" }, m:sensitivity { output = "served" }
    assert.same({ 1.0, 0.0 }, { whole.demand.gradient, whole.cap.gradient })
    assert.same({ 0.5, 0.5 }, { served.demand.gradient, served.cap.gradient })
  end)

  it("gives elasticities and swings of a power law", function()
    local m = model({ a = sf.uniform(1, 3), b = sf.uniform(2, 4), c = 5 }, function(d)
      return { out = d.a ^ 2 * d.b / d.c }
    end)
    local s = m:sensitivity { output = "out" }
    close(2, s.a.elasticity)
    close(1, s.b.elasticity)
    close(-1, s.c.elasticity)
    close(2 * 2 * 3 / 5, s.a.gradient)
    close((1 + 2 * 0.05) ^ 2 * 3 / 5, s.a.swing.low)
    close((1 + 2 * 0.95) ^ 2 * 3 / 5, s.a.swing.high)
    assert.is_nil(s.c.total)
  end)

  it("shares of an additive model add up to one", function()
    local m = model({ a = sf.normal(0, 1), b = sf.normal(0, 2), c = sf.normal(0, 2) }, function(d)
      return { out = d.a + d.b + d.c }
    end)
    local s = m:sensitivity { output = "out" }
    close(1 / 9, s.a.first, 0.02)
    close(4 / 9, s.b.total, 0.02)
    close(1, s.a.first + s.b.first + s.c.first, 0.01)
  end)

  it("gives correlated drivers one share", function()
    local m = model({ a = sf.normal(0, 1), b = sf.normal(0, 1), c = sf.normal(0, 1) }, function(d)
      return { out = d.a + d.b + d.c }
    end, { { "a", "b", 0.5 } })
    local s = m:sensitivity { output = "out" }
    assert.same({ "a", "b" }, s.a.group)
    assert.equal(s.a.total, s.b.total)
    local pearson = 2 * math.sin(math.pi * 0.5 / 6)
    close((2 + 2 * pearson) / (3 + 2 * pearson), s.a.total, 0.01)
  end)

  -- Ishigami & Homma (1990), a = 7, b = 0.1: shares in closed form, as in Saltelli et al. (2008), section 4.6. The
  -- sine is its Taylor series, good to 1e-10 between -pi and pi.
  local function sine(x)
    local square, sum = x * x, 0.0
    for k = 25, 3, -2 do
      sum = (sum + 1) * -square / (k * (k - 1))
    end
    return x * (1 + sum)
  end
  local drivers = {}
  for _, name in ipairs { "x1", "x2", "x3" } do
    drivers[name] = sf.uniform(-math.pi, math.pi)
  end
  local ishigami = model(drivers, function(d)
    return { out = sine(d.x1) + 7 * sine(d.x2) ^ 2 + 0.1 * d.x3 ^ 4 * sine(d.x1) }
  end)
  local published = { x1 = { 0.3139, 0.5576 }, x2 = { 0.4424, 0.4424 }, x3 = { 0, 0.2437 } }

  for _, sampler in ipairs { "sobol", "pseudo" } do
    it("finds the published shares of the Ishigami function with the error it states, " .. sampler, function()
      local shares = ishigami:sensitivity { output = "out", draws = 65536, sampler = sampler }
      for name, pair in pairs(published) do
        local entry = shares[name]
        assert.is_true(math.abs(entry.first - pair[1]) < 4 * entry.first_error + 1e-4, name)
        assert.is_true(math.abs(entry.total - pair[2]) < 4 * entry.total_error + 1e-4, name)
        assert.is_true(entry.first_error < 0.02 and entry.total_error < 0.02, name)
      end
    end)
  end

  -- few draws, one driver that matters, one that hardly does, one that does not at all, far from 0
  it("gives no driver more alone than in all, and what changes nothing nothing", function()
    local m = model({ a = sf.uniform(0, 10), b = sf.uniform(0, 0.1), c = sf.uniform(0, 1) }, function(d)
      return { out = 1000 + d.a * (1 + d.b) + 0 * d.c }
    end)
    local s = m:sensitivity { output = "out", draws = 2048 }
    local of_a, of_b = 1.05 ^ 2 * 100 / 12, 25 * 0.01 / 12
    local whole = of_a + of_b + 100 / 12 * 0.01 / 12
    assert.is_true(math.abs(s.a.first - of_a / whole) < 4 * s.a.first_error)
    assert.is_true(math.abs(s.b.first - of_b / whole) < 4 * s.b.first_error and s.b.first_error < 0.005)
    assert.is_true(s.b.first < s.b.total + 4 * s.b.first_error)
    assert.same({ 0, 0, 0, 0 }, { s.c.first, s.c.first_error, s.c.total, s.c.total_error })
  end)

  it("states an error that the spread over seeds bears out", function()
    local function spread(share)
      local values, stated, mean, variance, n = {}, 0, 0, 0, 20
      for seed = 1, n do
        local entry = ishigami:sensitivity { output = "out", draws = 4096, seed = seed }.x2
        values[seed], stated = entry[share], stated + entry[share .. "_error"] ^ 2 / n
        mean = mean + entry[share] / n
      end
      for _, value in ipairs(values) do
        variance = variance + (value - mean) ^ 2 / (n - 1)
      end
      return math.sqrt(variance / stated)
    end
    for _, share in ipairs { "first", "total" } do
      local ratio = spread(share)
      assert.is_true(ratio > 0.5 and ratio < 2, ("%s: %.2f"):format(share, ratio))
    end
  end)

  it("moves the point of gradients and swings where at says", function()
    local m = model({ a = sf.uniform(1, 3), b = sf.uniform(2, 4) }, function(d) return { out = d.a ^ 2 * d.b } end)
    local s = m:sensitivity { output = "out", at = { a = 1.5 } }
    close(2 * 1.5 * 3, s.a.gradient)
    close(1.5 ^ 2 * 2.1, s.b.swing.low)
    assert.matches("at a = 1.5, the others at their medians", tostring(s), 1, true)
    assert.matches("unknown driver 'c'", message_of(function()
      m:sensitivity { output = "out", at = { c = 1 } }
    end), 1, true)
  end)

  it("leaves a point without a value unknown and says how many draws have none", function()
    local m = model({ a = sf.uniform(-1, 3), b = sf.uniform(0, 1) }, function(d)
      return { out = sf.sqrt(d.a) + d.b }
    end)
    local s = m:sensitivity { output = "out" }
    assert.is_nil(s.a.swing.low)
    assert.is_not_nil(s.a.swing.high)
    close(0.25, s.undefined, 1e-3)
    assert.matches("25 % of draws have no value", tostring(s), 1, true)
  end)

  it("refuses what would take long, with the evaluations it takes and the draws that do", function()
    local wide = {}
    for i = 1, 3000 do
      wide["d" .. i] = sf.uniform(0, 1)
    end
    local m = sf.model { name = "wide", drivers = wide, outputs = function(d)
      local sum = 0
      for i = 1, 3000 do
        sum = sum + d["d" .. i]
      end
      return { sum = sum, pair = d.d1 * d.d2 }
    end }
    -- the first two of the chain change with 2,999 additions, the i-th with 3,001 - i, besides what scales each draw
    local message = message_of(function() m:sensitivity { output = "sum" } end)
    local evaluations, changed, draws = message:match "take (%S+) evaluations: (%S+) operations .-say draws = (%d+) "
    changed = math.tointeger((changed:gsub(",", "")))
    assert.is_true(changed >= 2999 * 3000 / 2 + 2999 and changed <= 2999 * 3000 / 2 + 2999 + 3 * 3000, changed)
    assert.equal(2 * 32768 * changed, tonumber((evaluations:gsub(",", ""))))
    assert.equal(2e11 // (2 * changed), tonumber(draws))
    assert.is_true(math.abs(m:sensitivity { output = "pair", draws = 4096 }.d1.total - 0.5) < 0.1)
  end)
end)
