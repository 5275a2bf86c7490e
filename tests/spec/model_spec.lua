-- Models: naming of draws, scenarios, correlation, sweeps, sensitivity, solving, saving.
local sf = require "signalflow"
local u = sf.units

local function close(expected, actual, relative)
  local number = type(actual) == "userdata" and actual:value() or actual
  assert.is_true(math.abs(number - expected) <= (relative or 1e-9) * math.abs(expected),
    ("%s is not within %g of %s"):format(tostring(number), relative or 1e-9, tostring(expected)))
end

local function message_of(action)
  local done, message = pcall(action)
  assert.is_false(done, "expected an error")
  return tostring(message)
end

local function model(drivers, outputs, correlate)
  return sf.model { name = "test", drivers = drivers, outputs = outputs, correlate = correlate }
end

local function drawn(run_of)
  return ("%.17g"):format(run_of.mean)
end

describe("draws", function()
  local function sum(d)
    return { out = d.a + d.b }
  end

  it("do not depend on the order of a script", function()
    local a1, b1 = sf.uniform(0, 1), sf.normal(0, 1)
    local b2, a2 = sf.normal(0, 1), sf.uniform(0, 1)
    local first = model({ a = a1, b = b1 }, sum):run { draws = 1000, sampler = "pseudo" }
    local second = model({ a = a2, b = b2 }, sum):run { draws = 1000, sampler = "pseudo" }
    assert.equal(drawn(first.out), drawn(second.out))
  end)

  it("of other drivers stay when a driver is added", function()
    local function out(d)
      return { out = d.a }
    end
    local alone = model({ a = sf.uniform(0, 1) }, out):run { draws = 500, sampler = "pseudo" }
    local joined = model({ a = sf.uniform(0, 1), b = sf.uniform(0, 1) }, function(d)
      return { out = d.a, other = d.b }
    end):run { draws = 500, sampler = "pseudo" }
    assert.equal(drawn(alone.out), drawn(joined.out))
  end)

  it("are shared by drivers that share an uncertain value", function()
    local x = sf.uniform(0, 1)
    local run = model({ a = x, b = 2 * x }, function(d) return { out = d.b - 2 * d.a } end):run { draws = 100 }
    assert.equal(0, run.out.max)
  end)

  it("of one driver with several inputs are independent", function()
    local run = model({ a = sf.uniform(0, 1) * sf.uniform(0, 1) }, function(d) return { out = d.a } end):run()
    close(0.25, run.out.mean, 1e-3) -- 1/3 if they were one
  end)

  it("keep two drivers apart when one holds the other's name", function()
    local first = model({ b = sf.uniform(0, 1) }, function(d) return { out = d.b } end)
    local named = first:bound().b -- drawn as "b"
    local run = model({ a = named, b = sf.uniform(0, 1) }, function(d) return { out = d.a * d.b } end):run()
    close(0.25, run.out.mean, 1e-3)
  end)

  it("give the same bits for any number of threads", function()
    local m = model({ a = sf.pert(1, 2, 5), b = sf.between(1, 9) }, function(d) return { out = d.a / d.b } end)
    local one, two = m:run { draws = 200000, threads = 1 }, m:run { draws = 200000, threads = 2 }
    assert.equal(drawn(one.out), drawn(two.out))
    assert.equal(one.out.p95, two.out.p95)
  end)
end)

describe("correlation", function()
  -- Of two uniforms on 0..1 the rank correlation is the linear one: E[ab] = 1/4 + rho/12.
  local function product(a, b, rho)
    return model({ a = a, b = b }, function(d) return { out = d.a * d.b } end, { { "a", "b", rho } })
      :run { draws = 262144 }.out.mean
  end

  it("reaches the rank correlation asked for", function()
    close(0.25 + 0.4 / 12, product(sf.uniform(0, 1), sf.uniform(0, 1), 0.4), 1e-3)
    close(0.25 - 0.7 / 12, product(sf.uniform(0, 1), sf.uniform(0, 1), -0.7), 1e-3)
  end)

  it("is that of the drivers when one falls as its draw rises", function()
    close(0.25 + 0.4 / 12, product(1 - sf.uniform(0, 1), sf.uniform(0, 1), 0.4), 1e-3)
  end)

  it("refuses a certain driver and an unknown one", function()
    local outputs = function(d) return { out = d.a + d.b } end
    assert.matches("certain", message_of(function()
      model({ a = 1, b = sf.uniform(0, 1) }, outputs, { { "a", "b", 0.5 } })
    end), 1, true)
    assert.matches("unknown driver in correlate 'c'", message_of(function()
      model({ a = sf.uniform(0, 1), b = sf.uniform(0, 1) }, outputs, { { "a", "c", 0.5 } })
    end), 1, true)
  end)
end)

describe("a plain number for a driver", function()
  local site = model({
    grid_power = 100 * u.MW, chip_power = 1000 * u.W/u.gpu, electricity = u"65 USD/MWh", share = 0.5,
    price = sf.between(0.4, 2.0) * u.USD/u.Mtok, wide = sf.normal(100 * u.MW, 5 * u.MW), loss = 2 * u.kW + 1 * u.W,
  }, function(d)
    return { grid = d.grid_power, chip = d.chip_power, electricity = d.electricity, price = d.price, wide = d.wide,
      loss = d.loss, share = d.share }
  end)

  it("takes the unit the driver was written in", function()
    local run = site:study { draws = 16, scenarios = { a = { grid_power = 50, chip_power = 1400, electricity = 80,
      price = 0.3, wide = 90, loss = 3, share = 0.25 } } }.a
    close(50e6, run.grid.mean)
    close(1400, run.chip.mean)
    close(80, run.electricity.mean:to "USD/MWh")
    close(0.3, run.price.mean:to "USD/Mtok")
    close(90e6, run.wide.mean)
    close(3000, run.loss.mean)
    close(0.25, run.share.mean)
  end)

  it("may be uncertain", function()
    local run = site:study { draws = 4096, scenarios = { a = { grid_power = sf.uniform(40, 60) } } }.a
    close(50e6, run.grid.mean, 1e-3)
  end)

  it("is refused when its own unit is another", function()
    local message = message_of(function() site:study { scenarios = { a = { grid_power = 3 * u.USD } } } end)
    assert.matches("driver 'grid_power' is power, not 3 USD (money)", message, 1, true)
  end)
end)

describe("the outputs function", function()
  it("names the nearest driver", function()
    assert.matches("did you mean 'pue'", message_of(function()
      model({ pue = 1.2 }, function(d) return { out = d.pu } end)
    end), 1, true)
  end)

  it("is called once", function()
    local calls = 0
    local m = model({ a = sf.uniform(0, 1) }, function(d)
      calls = calls + 1
      return { out = d.a }
    end)
    m:run { draws = 100 }
    m:study { draws = 100, scenarios = { base = {} } }
    m:sweep { draws = 100, a = { 1, 2 } }
    assert.equal(1, calls)
  end)

  it("must return named quantities under names a run does not use", function()
    assert.matches("'save'", message_of(function()
      model({ a = 1 }, function(d) return { save = d.a } end)
    end), 1, true)
    assert.matches("empty", message_of(function() model({ a = 1 }, function() return {} end) end), 1, true)
    assert.matches("'out' must be a quantity, not string", message_of(function()
      model({ a = 1 }, function() return { out = "x" } end)
    end), 1, true)
  end)

  it("may return a certain value", function()
    local run = model({ a = 2 }, function(d) return { double = 2 * d.a, constant = 7 } end):run { draws = 16 }
    assert.equal(4, run.double.mean)
    assert.equal(7, run.constant.mean)
  end)
end)

describe("scenarios", function()
  it("pair what they do not change", function()
    local m = model({ a = sf.uniform(0, 1), b = sf.uniform(0, 1) }, function(d) return { out = d.a + d.b } end)
    local study = m:study { draws = 4096, scenarios = { base = {}, more = { b = sf.uniform(1, 2) } } }
    local change = study:compare("base", "more").out
    close(1, change.mean, 1e-12)
    assert.is_true(change.sd < 1e-12) -- the law moved, the draws did not
  end)

  it("pair what shares an input with a changed driver", function()
    local x = sf.uniform(0, 1)
    local m = model({ a = x, b = x }, function(d) return { a = d.a, b = d.b } end)
    local study = m:study { draws = 4096, scenarios = { base = {}, other = { a = sf.uniform(0, 1) } } }
    assert.equal(0, study:compare("base", "other").b.sd)
    assert.is_true(study:compare("base", "other").a.sd > 0.3) -- a new input, not b's
  end)
end)

describe("undefined draws", function()
  it("are counted and shown, and take part in nothing else", function()
    local run = model({ a = sf.uniform(-1, 3) }, function(d) return { root = sf.sqrt(d.a), all = d.a } end):run()
    close(0.25, run.root.undefined, 1e-3)
    assert.equal(0, run.all.undefined)
    close(2 / 3 * math.sqrt(3), run.root.mean, 1e-3) -- of the defined ones
    assert.matches("undefined", tostring(run), 1, true)
    assert.matches("25 %%", tostring(run))
  end)
end)

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
end)

describe("solve", function()
  local m = model({ a = sf.uniform(0, 4), b = sf.normal(0, 1) }, function(d)
    return { line = 3 * d.a + d.b, bowl = (d.a - 2) ^ 2 }
  end)

  it("finds the value of a driver", function()
    close(2, m:solve { output = "line", equals = 6, driver = "a" }, 1e-3)
    close(2 - 1.6448536 / 3, m:solve { output = "line", equals = 6, driver = "a", statistic = "p95" }, 2e-3)
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
end)

describe("running", function()
  local m = model({ a = sf.uniform(0, 1), b = sf.lognormal { median = 1, sigma = 1 } }, function(d)
    return { out = sf.exp(d.a) / d.b }
  end)

  it("reports progress", function()
    local last = -1
    local run = m:run { draws = 2e6, progress = function(share) last = share end }
    assert.equal(2000000, run.draws)
    assert.is_true(last == -1 or last > 0 and last <= 1)
  end)

  it("checks its options at the script's line", function()
    for _, given in ipairs { { draws = 0 }, { draws = 1.5 }, { seed = "x" }, { threads = 0 }, { error = "0" },
      { statistics = {} }, { statistics = { "median" } }, { sampler = "sobl" } } do
      assert.matches("model_spec.lua:%d+:", message_of(function() m:run(given) end))
    end
    assert.matches("did you mean 'sobol'", message_of(function() m:run { sampler = "sobl" } end), 1, true)
  end)

  it("saves JSON with every digit, and says when a file cannot be written", function()
    local run = m:run { draws = 100, seed = 5 }
    local mean = run:to_json():match '"mean":([^,}]+)'
    assert.equal(run.out.mean, tonumber(mean))
    local done, err = run:save "/nonexistent/run.csv"
    assert.is_nil(done)
    assert.equal("io", err.code)
    assert.matches("csv or .json", message_of(function() run:save "run.xls" end), 1, true)
  end)
end)
