-- Models: naming of draws, scenarios, what a driver takes, the outputs function.
local sf = require "signalflow"
local u = sf.units
local support = require "tests.spec.support"

local close, message_of, model = support.close, support.message_of, support.model

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
    assert.matches("'out' must be a quantity, not the text 'x'", message_of(function()
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
