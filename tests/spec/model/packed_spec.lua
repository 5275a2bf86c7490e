-- Studies: the same figures whether scenarios keep their draws or leave packed rows behind.
local sf = require "signalflow"
local packed = require "signalflow.model.packed"
local support = require "tests.spec.support"

local function site()
  return support.model({ a = sf.uniform(1, 2), b = sf.normal(1, 1), c = 3 }, function(d)
    return { sum = d.a * d.b + d.c, root = sf.sqrt(d.b) }
  end)
end

local scenarios = { base = {}, more = { c = 5 }, wide = { b = sf.normal(1, 4) }, fixed = { b = 2, a = 1.5 } }

-- A study that may hold nothing, and one scenario at a time.
local function streamed(model, given)
  local held, at_once = packed.most_held, packed.most_at_once
  packed.most_held, packed.most_at_once = 0, 1
  local done, made = pcall(model.study, model, given)
  packed.most_held, packed.most_at_once = held, at_once
  assert(done, made)
  return made
end

local STATISTICS = { "mean", "sd", "min", "max", "standard_error", "p5", "p50", "p95", "undefined", "count" }

describe("a study of many scenarios", function()
  for _, sampler in ipairs { "sobol", "pseudo" } do
    it("has the figures of one that keeps its draws, bit by bit: " .. sampler, function()
      local model = site()
      for _, draws in ipairs { 1000, 70000 } do
        local given = { draws = draws, sampler = sampler, scenarios = scenarios }
        local whole, rows = model:study(given), streamed(model, given)
        for name in pairs(scenarios) do
          for _, output in ipairs { "sum", "root" } do
            for _, statistic in ipairs(STATISTICS) do
              assert.equal(whole[name][output][statistic], rows[name][output][statistic], name .. statistic)
            end
            assert.equal(whole[name][output]:quantile(0.99), rows[name][output]:quantile(0.99))
            assert.equal(whole[name][output]:probability_above(1), rows[name][output]:probability_above(1))
          end
        end
        assert.equal(tostring(whole.wide.sum), tostring(rows.wide.sum))
        assert.equal(whole:compare("base", "more").sum.p5, rows:compare("base", "more").sum.p5)
      end
    end)
  end

  it("hands over each scenario as it finishes", function()
    local model, seen = site(), {}
    local count = model:study { draws = 1000, scenarios = scenarios, each = function(row)
      seen[row.title] = { row.sum.mean, row.sum:quantile(0.99), row.scenario }
    end }
    assert.equal(4, count)
    local whole = model:study { draws = 1000, scenarios = scenarios }
    for name, changes in pairs(scenarios) do
      assert.same({ whole[name].sum.mean, whole[name].sum:quantile(0.99), changes }, seen[name])
    end
    local again = {}
    streamed(model, { draws = 1000, scenarios = scenarios }):each(function(row) again[#again + 1] = row.sum.mean end)
    assert.same({ seen.base[1], seen.fixed[1], seen.more[1], seen.wide[1] }, again)
  end)

  it("says that comparing evaluates both again", function()
    local study = site():study { draws = 1000, scenarios = scenarios }
    local less = study:compare("base", "more")
    assert.matches("more less base (both evaluated again)", tostring(less), 1, true)
    assert.equal(2.0, less.sum.mean)
  end)
end)

describe("a sweep of many combinations", function()
  it("has the figures of one that keeps its draws, bit by bit", function()
    local model = site()
    local given = { draws = 3000, c = { 1, 2, 3 }, b = { 0.5, 1 } }
    local whole = model:sweep(given)
    local rows = streamed({ study = function(_, asked) return model:sweep(asked) end }, given)
    for i = 1, #whole do
      for _, statistic in ipairs(STATISTICS) do
        assert.equal(whole[i].sum[statistic], rows[i].sum[statistic])
      end
      assert.equal(whole[i].sum:quantile(0.99), rows[i].sum:quantile(0.99))
    end
    assert.same(whole:column("root", "p95"), rows:column("root", "p95"))
    assert.equal(tostring(whole), tostring(rows))
    assert.is_nil(rows[0])
    assert.is_nil(rows[#whole + 1])
  end)

  it("writes the same file", function()
    local model, texts = site(), {}
    local given = { draws = 3000, c = { 1, 2, 3 }, b = { -1, 1 } } -- the root of -1 has no value
    for i, sweep in ipairs { model:sweep(given), streamed({ study = function(_, asked) return model:sweep(asked) end },
      given) } do
      local path = support.path ".csv"
      assert.is_true(sweep:save(path))
      texts[i] = assert(io.open(path)):read "a"
      assert.matches("root has no value where: square root of -1", tostring(sweep), 1, true)
    end
    assert.equal(texts[1], texts[2])
    assert.equal(1 + 6 * 2, select(2, texts[1]:gsub("\n", "")))
  end)
end)
