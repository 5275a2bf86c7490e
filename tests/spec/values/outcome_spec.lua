-- Outcomes: their figures, what they refuse, and the digits they print with.
local sf = require "signalflow"
local support = require "tests.spec.support"

local close, message_of, model = support.close, support.message_of, support.model
local u = sf.units

local run = model({ a = sf.normal(2, 0.1), p = sf.normal(100, 0.01) * u.MW, share = sf.bernoulli(0.5) }, function(d)
  return { y = d.a, power = d.p, half = 1 / d.share }
end):run { draws = 4096 }

describe("an outcome", function()
  it("says how a figure it does not keep is asked for", function()
    assert.matches("y:quantile(0.99)", message_of(function() return run.y.p99 end), 1, true)
    assert.matches("y:quantile(0.1)", message_of(function() return run.y.p10 end), 1, true)
    assert.matches("y:quantile(0.025)", message_of(function() return run.y["p2.5"] end), 1, true)
    assert.matches("did you mean 'mean'", message_of(function() return run.y.meen end), 1, true)
    assert.matches("outcome_spec.lua:%d+:", message_of(function() return run.y.meen end))
    assert.is_nil(run.y.met)
  end)

  it("says what to write where one number is due", function()
    for _, action in ipairs { function() return run.y > 0 end, function() return 0 < run.y end,
      function() return run.y <= run.power end } do
      assert.matches("y:probability_above(value)", message_of(action):gsub("power:", "y:"), 1, true)
    end
    for _, action in ipairs { function() return run.y * 2 end, function() return 2 - run.y end,
      function() return -run.y end, function() return 7 % run.y end, function() return run.y ^ 2 end,
      function() return 5 // run.y end } do
      local message = message_of(action)
      assert.matches("write y.mean", message, 1, true)
      assert.matches("outcome_spec.lua:%d+:", message)
    end
    assert.matches("power.mean:to", message_of(function() return run.power:to "MW" end):gsub("%.mean", "power.mean"), 1,
      true)
    assert.matches("^y: 2%.00", "y: " .. run.y)
  end)

  it("prints digits that tell its interval and its spread from nothing", function()
    local value, low, high = tostring(run.power):match "^([%d.]+) MW  %[([%d.]+) … ([%d.]+)%]"
    -- 1.645 standard deviations either side
    close(100 - 0.01645, tonumber(low), 2e-5)
    close(100 + 0.01645, tonumber(high), 2e-5)
    assert.is_true(low ~= value and value ~= high)
    local row = tostring(run):match "\n(power[^\n]*)"
    local mean, sd = row:match "^power%s+MW%s+([%d.]+)%s+([%d.]+)"
    close(0.01, tonumber(sd), 0.02)
    close(100, tonumber(mean), 1e-5)
  end)

  it("shows a mean far outside its interval with few digits, and knows no figure too large for a number", function()
    local wide = sf.exp(sf.normal(0, 1000)) -- its sum of squares is
    assert.matches("^[%d.]+e30%d  %[0 … ", tostring(wide))
    assert.is_true(#tostring(wide):match "^[%d.]+" <= 4)
    assert.is_nil(wide:summary().sd)
    assert.is_nil(wide:summary().standard_error)
  end)

  it("says wherever its mean stands which share of its draws has no value", function()
    local half = 1 / sf.bernoulli(0.5)
    assert.matches("50 %% of draws undefined", tostring(run.half))
    assert.matches("50 %% of draws undefined", tostring(half))
    assert.matches("50 %% of draws undefined", tostring(half:explain()))
    assert.matches("half.*50 %%", tostring(run))
  end)

  it("shows what rounding leaves of a constant as a constant", function()
    local noisy = model({ a = sf.uniform(1, 2), b = sf.uniform(1, 2) }, function(d)
      return { same = 80 * sf.exp(sf.log(d.a) + sf.log(d.b)) / d.a / d.b }
    end):run { draws = 4096 }
    assert.is_true(noisy.same.max - noisy.same.min < 1e-12)
    assert.equal("80", tostring(noisy.same))
    local row = tostring(noisy):match "\n(same[^\n]*)"
    assert.equal("same 80 0 80 80 80", (row:gsub("%s+", " ")))
  end)


  it("reads a threshold from text", function()
    assert.equal(run.power:probability_above(100 * u.MW), run.power:probability_above "100 MW")
    assert.matches("the threshold: unknown unit 'MWx'", message_of(function()
      return run.power:probability_above "100 MWx"
    end), 1, true)
    assert.matches("the threshold must be a finite number, not nan", message_of(function()
      return run.power:probability_above(0 / 0)
    end), 1, true)
  end)
end)

describe("a number of many digits", function()
  it("has a power of ten where most of them would say nothing", function()
    assert.matches("^1.85e9  %[1.3e9 … 2.41e9%]", tostring(sf.uniform(1, 2) * 1.2345e9))
    assert.matches("^1.85e13 W^2  %[1.3e13 … 2.41e13%]", tostring(sf.uniform(1, 2) * 1.2345e13 * u.W ^ 2))
    assert.matches("^0  %[%-1.64e8 … 1.64e8%]", tostring(sf.normal(0, 1e8)))
    local row = tostring(model({ a = sf.uniform(1, 2) }, function(d) return { y = d.a * 1e12 } end):run { draws = 64 })
      :match "\n(y[^\n]*)"
    for word in row:gmatch "%d%S*" do
      assert.is_true(#word <= 7, row)
    end
  end)

  it("keeps those that its spread tells apart", function()
    assert.matches("^1000000000.50  %[1000000000.05 … 1000000000.95%]", tostring(1e9 + sf.uniform(0, 1)))
    assert.matches("^185175  %[129622 … 240728%]", tostring(sf.uniform(1, 2) * 1.2345e5))
  end)
end)

describe("what is asked of an outcome by a wrong value", function()
  it("names what came, and never where it lies in memory", function()
    local q = sf.uniform(0, 1)
    for _, wrong in ipairs { {}, print, 1.0000000000000002, "x" } do
      local message = support.message_of(function() return q:quantile(wrong) end)
      assert.matches("a quantile is asked for by a number from 0 to 1, not ", message, 1, true)
      assert.is_nil(message:find "0x" or message:find "not 1$", message)
    end
  end)
end)

describe("what rounding leaves where terms cancel", function()
  local d = { a = sf.lognormal(1, 1), b = sf.normal(5, 1), c = sf.uniform(1, 2) * u.MW, small = sf.normal(0, 1e-18) }
  local site = model(d, function(x)
    return { nothing = (x.a + x.b) - x.a - x.b, far = (x.b + 1e6) - 1e6 - x.b, power = x.c * 1.1 / 1.1 - x.c,
      relative = ((x.a + x.b) - x.a - x.b) / x.a, function_of = sf.log(sf.exp(x.b)) - x.b,
      five = (x.a * 1e5 + 5) - x.a * 1e5, one = (x.a * 1e9 + x.b) - x.a * 1e9, fine = x.small * 1,
      double = x.b * 2 - x.b }
  end)
  local made = site:run { draws = 4096 }

  it("is no law: it prints as a constant, and its figures are those of one", function()
    for name, value in pairs { nothing = 0, far = 0, power = 0, relative = 0, function_of = 0, five = 5 } do
      local outcome = made[name]
      local unit = name == "power" and u.W or 1
      assert.is_false(outcome:is_spread(), name)
      assert.is_nil(tostring(outcome):find("…", 1, true), tostring(outcome))
      close(value, (outcome.mean / unit), 1e-9)
      assert.equal(0, outcome.sd / unit, name)
      assert.equal(0, outcome:probability_above(value * unit), name)
    end
    local shown = tostring(made)
    assert.matches("nothing%s+0%s+0%s+0%s+0%s+0%s", shown)
    assert.matches("power%s+W%s+0%s+0%s+0%s+0%s+0%s", shown)
  end)

  it("hides no law, however small it is or whatever cancels beside it", function()
    for name, sd in pairs { one = 1, fine = 1e-18, double = 1 } do
      assert.is_true(made[name]:is_spread(), name)
      close(sd, made[name].sd, 0.02)
    end
  end)

  it("is told draw by draw: a part that was not taken, and draws far out, say nothing of 0", function()
    local wide = model({ b = sf.normal(5, 1) }, function(x)
      return { held = sf.min(sf.exp(x.b * 20), 1.5), wide = sf.max(x.b - 5, 0) ^ 40,
        chosen = sf.where(x.b:gt(0), 2, sf.exp(x.b * 20) * 0) }
    end):run { draws = 4096 }
    assert.equal(1.5, wide.held.mean)
    assert.equal(1.5, wide.held:quantile(0.3))
    assert.equal(1, wide.held:probability_above(0.25))
    assert.equal(2, wide.chosen.p50)
    -- the 0.9 quantile of the standard normal
    close(1.2815515655446004, wide.wide:quantile(0.9) ^ (1 / 40), 0.01)
  end)

  it("moves no threshold of a law that is narrow beside its values", function()
    local narrow = model({ a = sf.uniform(0, 1) }, function(x) return { y = 1e6 + x.a } end):run { draws = 2 ^ 18 }
    assert.equal(0.5, narrow.y:probability_above(1e6 + 0.5))
    assert.equal(0.75, narrow.y:probability_above(1e6 + 0.25))
  end)

  it("has no shares of a variance, and no swing", function()
    local found = site:sensitivity { output = "nothing", draws = 1024 }
    assert.is_nil(found.a.total)
    assert.equal(found.a.swing.low, found.a.swing.high)
    assert.is_true(site:sensitivity({ output = "one", draws = 1024 }).b.total > 0.9)
  end)

  it("is a constant in a study, a sweep and a quantity, too", function()
    local study = site:study { draws = 512, scenarios = { base = {}, other = { b = sf.normal(7, 1) } } }
    assert.is_false(study.other.nothing:is_spread())
    local swept = site:sweep { draws = 512, b = { 4, 6 }, outputs = { "nothing", "double" } }
    assert.equal(0, swept[1].nothing.sd)
    assert.equal(0, swept[2].nothing.mean)
    assert.matches("^0$", tostring((d.a + 1) - d.a - 1))
    assert.matches("^1$", tostring((d.a + 1) - d.a))
  end)
end)

describe("plain numbers", function()
  it("print with a power of ten where digits would not say it", function()
    assert.matches("^1.5e30  %[1.%d+e30 … 1.%d+e30%]", tostring(sf.uniform(1e30, 2e30)))
    assert.matches("^1.5e%-20  %[1.%d+e%-20 … 1.%d+e%-20%]", tostring(sf.uniform(1e-20, 2e-20)))
    local table_of = tostring(model({ a = sf.uniform(1e30, 2e30), b = sf.uniform(1e-20, 2e-20) }, function(d)
      return { large = d.a * 1e10, small = d.b }
    end):run { draws = 1024 })
    assert.matches("large%s+1.5e40%s+2.89e39%s", table_of)
    assert.matches("small%s+1.5e%-20%s+2.89e%-21%s", table_of)
    -- what is left of a mean of 0 is no figure
    assert.matches("^0 kW  %[%-%d+ … %d+%]", tostring(sf.uniform(-1, 1) * u.MW))
    assert.matches("^1.05e15  %[%S+e14 … %S+e15%]", tostring(sf.uniform(1e14, 2e15)))
    -- far from 0, and near each other
    local low, high = tostring(sf.normal(1e30, 1e20)):match "%[(%S+) … (%S+)%]"
    close(-1.645e20, tonumber(low) - 1e30, 0.05)
    close(1.645e20, tonumber(high) - 1e30, 0.05)
  end)
end)
