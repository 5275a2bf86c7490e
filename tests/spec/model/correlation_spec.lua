-- Rank correlation between drivers.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"

local close, message_of, model = support.close, support.message_of, support.model

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

  -- Spearman's: the linear correlation of the ranks.
  local function spearman(x, y)
    local function ranks(values)
      local order, rank = {}, {}
      for i in ipairs(values) do
        order[i] = i
      end
      table.sort(order, function(i, j) return values[i] < values[j] end)
      for place, i in ipairs(order) do
        rank[i] = place
      end
      return rank
    end
    local a, b, squares, n = ranks(x), ranks(y), 0, #x
    for i = 1, n do
      squares = squares + (a[i] - b[i]) ^ 2
    end
    return 1 - 6 * squares / (n * (n * n - 1))
  end

  it("is measured in the draws, whatever the laws", function()
    local m = model({ a = sf.lognormal { median = 1000, sigma = 0.5 }, b = sf.gamma(2, 3), c = sf.normal(0, 1) },
      function(d) return { a = d.a, b = d.b, c = -d.c } end,
      { { "a", "b", 0.6 }, { "b", "c", -0.5 }, { "a", "c", -0.3 } })
    local columns = core.compile(m:expressions({ "a", "b", "c" }, m:bound())):sample(32768, { seed = 3 })
    assert.is_true(math.abs(spearman(columns[1], columns[2]) - 0.6) < 0.01)
    assert.is_true(math.abs(spearman(columns[2], columns[3]) - 0.5) < 0.01)
    assert.is_true(math.abs(spearman(columns[1], columns[3]) - 0.3) < 0.01)
  end)

  local three = { a = sf.uniform(0, 1), b = sf.uniform(0, 1), c = 1 - sf.uniform(0, 1) }
  local function sum(d)
    return { out = d.a + d.b + d.c }
  end

  it("that no distribution has is refused: which entry, between what it must lie, the nearest value", function()
    local message = message_of(function()
      model(three, sum, { { "a", "b", 0.9 }, { "a", "c", 0.9 }, { "b", "c", -0.9 } })
    end)
    assert.matches("correlation_spec.lua:%d+: the rank correlation %-0.9 of %a and %a is impossible", message)
    local nearest = tonumber(message:match "the nearest valid value is (%-?[%d.]+)")
    local first, second = message:match "of (%a) and (%a) is"
    assert.is_true(nearest > 0.5, message) -- the drivers' own, although c falls as its draw rises
    local mended = { { "a", "b", 0.9 }, { "a", "c", 0.9 }, { first, second, nearest } }
    assert.is_truthy(model(three, sum, mended):run { draws = 64 })
  end)

  it("outside -1 to 1, or given twice and unlike, is refused", function()
    assert.matches("must be between -1 and 1, not 1.5", message_of(function()
      model(three, sum, { { "a", "c", 1.5 } })
    end), 1, true)
    assert.matches("given as both 0.4 and 0.5", message_of(function()
      model(three, sum, { { "a", "c", 0.4 }, { "c", "a", 0.5 } })
    end), 1, true)
  end)
end)
