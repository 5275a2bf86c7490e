-- Every combination of some drivers' values.
local sf = require "signalflow"
local support = require "tests.spec.support"

local close, message_of, model = support.close, support.message_of, support.model

describe("a sweep", function()
  local m = model({ a = sf.uniform(0, 1), b = sf.normal(0, 1), c = 2 }, function(d)
    return { sum = d.a + 10 * d.b + d.c, root = sf.sqrt(d.c - 1) + d.a }
  end)

  it("pairs the draws of all combinations", function()
    local sweep = m:sweep { c = { 1, 2, 3 }, outputs = { "sum" } }
    local means, sds = sweep:column "sum", sweep:column("sum", "sd")
    close(1, means[2] - means[1], 1e-9)
    close(1, means[3] - means[2], 1e-9)
    close(sds[1], sds[3], 1e-12)
  end)

  it("pairs them although a combination uses fewer drivers", function()
    local branch = model({ a = sf.uniform(0, 1), b = sf.normal(0, 1), c = 2 }, function(d)
      return { out = sf.where(d.c:gt(1), d.a, 0) + d.b }
    end)
    local sweep = branch:sweep { c = { 0, 2 }, draws = 4096 }
    local alone = branch:sweep { c = { 0 }, draws = 4096 }
    assert.equal(sweep[1].out.mean, alone[1].out.mean)
    close(0.5, sweep[2].out.mean - sweep[1].out.mean, 1e-3)
  end)

  it("runs any number of drivers, the last moving fastest", function()
    local sweep = m:sweep { a = sf.range(0, 1, 10), b = sf.range(-1, 1, 10), c = sf.range(1, 2, 10) }
    assert.equal(1000, #sweep)
    close(1 / 9, sweep[2].c - sweep[1].c, 1e-9)
    close(0 - 10 + 1 + 1 / 9, sweep[2].sum.mean, 1e-9)
    assert.is_true(sweep.draws < 65536)
    local _, rows = tostring(sweep):gsub("\n%s*[%d.]+%s", "")
    assert.equal(1000, rows, "the page has every combination")
  end)

  it("leaves a combination without a value undefined, with its reason, and the rest stands", function()
    local sweep = m:sweep { c = { 0.5, 1, 5 }, outputs = { "root" } }
    assert.is_nil(sweep[1].root.mean)
    assert.equal("square root of -0.5", sweep[1].root.reason)
    close(2.5, sweep[3].root.mean, 1e-4)
    assert.is_nil(sweep[3].root.reason)
    assert.matches("root has no value where: square root of -0.5", tostring(sweep), 1, true)
  end)

  it("draws until every mean is as sure as asked", function()
    local sweep = m:sweep { c = { 1, 2 }, outputs = { "sum" }, draws = "1%", sampler = "pseudo" }
    assert.is_true(sweep.met)
    for i = 1, 2 do
      assert.is_true(sweep[i].sum.standard_error <= 0.01 * sweep[i].sum.mean)
    end
  end)

  it("reports the progress of the whole", function()
    local last = 0
    m:sweep { a = sf.range(0, 1, 100), c = sf.range(1, 2, 60), draws = 16384, outputs = { "sum" }, threads = 1,
      progress = function(share)
        assert.is_true(share >= last and share <= 1)
        last = share
      end }
    assert.is_true(last > 0.5)
  end)

  it("refuses what nobody could read", function()
    assert.matches("at most 2,000,000", message_of(function()
      m:sweep { a = sf.range(0, 1, 1000), b = sf.range(0, 1, 1001) }
    end), 1, true)
    assert.matches("did you mean 'draws'", message_of(function() m:sweep { c = { 1 }, drws = 5 } end), 1, true)
  end)
end)
