-- The examples of the language, sections 1 to 4, as an analyst types them.
local core = require "signalflow.core"
local sf = require "signalflow"
local u = sf.units
local support = require "tests.spec.support"

local close, message_of = support.close, support.message_of

describe("loading", function()
  it("touches no global", function()
    local before = {}
    for name in pairs(_G) do
      before[name] = true
    end
    package.loaded["signalflow"] = nil
    require "signalflow"
    for name in pairs(_G) do
      assert.is_true(before[name], "new global " .. tostring(name))
    end
  end)

  it("says whose method it is that was asked of it", function()
    assert.matches("'sweep' is asked of a model: model:sweep(...)", message_of(function() return sf.sweep end), 1, true)
    assert.matches("a quantity: quantity:mean(...)", message_of(function() return sf.mean end), 1, true)
    assert.matches("a series: series:yoy(...)", message_of(function() return sf.yoy end), 1, true)
  end)

  it("names the nearest when a constructor is misspelt", function()
    assert.matches("triangular", message_of(function() return sf.trianguler(1, 2, 3) end), 1, true)
  end)
end)

describe("quantities", function()
  local grid = 100 * u.MW
  local power_price = u"65 USD/MWh"

  it("print in the unit people use", function()
    assert.equal("100 MW", tostring(grid))
    assert.equal("100 MW", tostring(u"100 MW"))
    assert.equal("56.9 MUSD", tostring(grid * power_price * u.year))
  end)

  it("convert to plain numbers with every digit", function()
    -- 100 MW x 8,760 h x 65 USD/MWh
    close(100 * 8760 * 65, (grid * power_price * u.year):to "USD")
  end)

  it("refuse to add unlike dimensions, at the script's line", function()
    local message = message_of(function() print(grid + power_price) end)
    assert.matches("language_spec.lua:%d+: cannot add 100 MW %(power%) and 65 USD/MWh %(money/energy%)", message)
  end)

  it("take the analyst's own units", function()
    u.define("EUR", 1.08 * u.USD)
    close(5.4, (5 * u.EUR):to "USD")
    close(1e6, (1 * u.MEUR):to "EUR")
  end)

  it("give plain numbers where dimensions cancel", function()
    assert.equal("number", type(grid / u.MW))
    close(3600, u.h / u.s)
  end)
end)

describe("uncertain quantities", function()
  local grid = 100 * u.MW
  local pue = sf.triangular(1.10, 1.20, 1.35)
  local price = sf.between(0.4, 2.0) * u.USD/u.Mtok
  local it_power = grid / pue

  it("print mean, 90 % interval and shape", function()
    local line = tostring(it_power)
    -- quantiles of the triangular law: 1.10 + sqrt(0.05 * 0.25 * 0.10) and 1.35 - sqrt(0.05 * 0.25 * 0.15)
    local low, high = 100 / (1.35 - math.sqrt(0.05 * 0.25 * 0.15)), 100 / (1.10 + math.sqrt(0.05 * 0.25 * 0.10))
    assert.matches(core.text("[%.1f … %.1f]", low, high), line, 1, true)
    assert.matches("^82%.%d MW  %[", line)
    assert.matches("█", line, 1, true)
  end)

  it("have the moments of their laws", function()
    close((1.10 + 1.20 + 1.35) / 3, pue:mean(), 1e-5)
    local a, b, c = 1.10, 1.35, 1.20
    close(math.sqrt((a * a + b * b + c * c - a * b - a * c - b * c) / 18), pue:sd(), 1e-3)
    close(0.4e-6, price:quantile(0.05), 1e-3)
    close(2.0e-6, price:quantile(0.95), 1e-3)
  end)

  it("are one draw however often they are used", function()
    assert.equal(0, (pue - pue + 0 * grid / u.MW):sd())
    close(1, (pue / pue):mean())
    assert.is_true((sf.uniform(0, 1) - sf.uniform(0, 1)):sd() > 0.3)
  end)

  it("answer summary, sample and explain", function()
    local summary = it_power:summary { draws = 1000, seed = 3 }
    assert.equal(1000, summary.count)
    assert.equal("82.3 MW", tostring(summary.mean))
    local sample = it_power:sample(5)
    assert.equal(5, #sample)
    assert.is_true(sample[1] > 70 * u.MW and sample[1] < 95 * u.MW)
    assert.matches("triangular(1.1, 1.2, 1.35)", it_power:explain(), 1, true)
  end)

  it("carry sources into explain", function()
    local cited = sf.cite(90 * u.MW, "grid", "interconnection agreement, 2025-01-01")
    assert.matches("interconnection agreement, 2025-01-01", (cited / pue):explain(), 1, true)
  end)

  it("lose no source in a long formula that repeats its parts", function()
    local sum = sf.cite(1 * u.MW, "first", "its source")
    for _ = 1, 60 do
      sum = sum + sum
    end
    assert.matches("its source", (sum * pue + sf.cite(2 * u.MW, "last", "another")):explain(), 1, true)
  end)

  it("refuse a plain comparison and show the way out", function()
    local message = message_of(function() return it_power < grid end)
    assert.matches("a:lt(b)", message, 1, true)
    assert.matches("sf.where(a:lt(b), x, y)", message, 1, true)
    assert.equal(1, it_power:lt(grid):mean())
  end)

  it("come from every law of the language", function()
    local laws = {
      { sf.normal(10, 2), 10 }, { sf.normal { mean = 10, sd = 2 }, 10 },
      { sf.lognormal { median = 1, sigma = 0.5 }, math.exp(0.125) },
      { sf.lognormal { mean = 3, sd = 1 }, 3 },
      { sf.uniform(2, 4), 3 }, { sf.triangular(1, 2, 6), 3 }, { sf.pert(0, 3, 6), 3 }, { sf.beta(2, 6), 0.25 },
      { sf.gamma(3, 2), 6 }, { sf.exponential(4), 4 }, { sf.bernoulli(0.3), 0.3 },
      { sf.discrete { values = { 1, 3 }, weights = { 3, 1 } }, 1.5 },
      { sf.empirical { 1, 2, 6 }, 3 },
      { sf.truncated(sf.normal(0, 1), 0, nil), math.sqrt(2 / math.pi) },
      { sf.mixture { parts = { sf.uniform(0, 1), sf.uniform(2, 3) }, weights = { 1, 1 } }, 1.5 },
    }
    for _, law in ipairs(laws) do
      close(law[2], law[1]:mean(), 2e-3)
    end
  end)

  it("build with the functions of the language", function()
    local x = sf.uniform(0, 1)
    close(0.75, sf.max(x, 0.5):mean() + 0.125, 1e-3)
    close(0.375, sf.min(x, 0.5):mean(), 1e-3)
    close(math.exp(1) - 1, sf.exp(x):mean(), 1e-4)
    close(2 / 3, sf.sqrt(x):mean(), 1e-3)
    close(0.5, sf.clamp(x, 0.25, 0.75):mean(), 1e-4)
    close(0.25, sf.where(x:lt(0.25), 1, 0):mean(), 1e-3)
    close(math.log(1 + math.exp(1)) - math.log(2), sf.logistic(x):mean(), 1e-4)
  end)

  it("refuse bounds in the wrong order", function()
    for _, value in ipairs { 5, sf.normal(0, 1) } do
      assert.matches("the low bound first: 10 is above 1", message_of(function() sf.clamp(value, 10, 1) end))
    end
    assert.equal(2.0, sf.clamp(5, 2, 2))
  end)
end)

describe("the toy site", function()
  local site = sf.model {
    name    = "toy site",
    drivers = {
      grid_power = 100 * u.MW,
      pue        = sf.triangular(1.10, 1.20, 1.35),
      chip_power = sf.lognormal{median = 1000, sigma = .05} * u.W/u.gpu,
      rate       = sf.between(500, 1600) * u.tok/u.s/u.gpu,
    },
    correlate = { {"rate", "chip_power", 0.4} },
    outputs = function(d)
      local gpus = d.grid_power / d.pue / d.chip_power
      return { gpus = gpus, tokens_per_watt = gpus * d.rate / d.grid_power }
    end,
  }

  it("runs and prints a table with units", function()
    local run = site:run { draws = 1e6, seed = 1 }
    assert.equal(1000000, run.draws)
    local page = tostring(run)
    for _, word in ipairs { "mean", "sd", "p5", "p50", "p95", "gpus", "tokens_per_watt", "tok/s/W", "toy site" } do
      assert.matches(word, page, 1, true)
    end
    for _, field in ipairs { "mean", "sd", "min", "max", "p5", "p50", "p95" } do
      assert.equal("userdata", type(run.tokens_per_watt[field]), field)
    end
    assert.is_true(run.tokens_per_watt:quantile(0.99) > run.tokens_per_watt.p95)
    assert.equal(0, run.tokens_per_watt:probability_above(8 * u.tok/u.s/u.W))
    close(0.5, run.tokens_per_watt:probability_above(run.tokens_per_watt.p50), 1e-2)
  end)

  it("runs until every mean is sure", function()
    local run = site:run { error = "0.1%" }
    assert.is_true(run.draws >= 16)
    for _, name in ipairs { "gpus", "tokens_per_watt" } do
      assert.is_true(run[name].standard_error <= 0.001 * run[name].mean)
    end
  end)

  it("takes samplers, threads and fewer statistics", function()
    for _, sampler in ipairs { "sobol", "pseudo", "antithetic", "latin" } do
      local run = site:run { draws = 65536, sampler = sampler, threads = 2 }
      close(82400, run.gpus.mean, 3e-3)
    end
    local brief = site:run { draws = 1000, statistics = { "mean" } }
    assert.is_nil(brief.gpus.p50)
    assert.equal("userdata", type(brief.gpus.mean))
    assert.matches("mean", tostring(brief), 1, true)
  end)

  local study = site:study { draws = 1e6, seed = 1, scenarios = {
    base   = {},
    hot    = { pue = 1.35 },
    denser = { chip_power = 1400 * u.W/u.gpu, rate = 2200 * u.tok/u.s/u.gpu },
  } }

  it("compares scenarios on the same draws", function()
    local change = study:compare("base", "hot").tokens_per_watt
    close((study.hot.tokens_per_watt.mean - study.base.tokens_per_watt.mean):value(), change.mean, 1e-9)
    assert.is_true(change.sd < study.base.tokens_per_watt.sd)
    assert.equal(0, change:probability_above(0))
    assert.matches("denser", tostring(study), 1, true)
  end)

  it("sweeps", function()
    local sweep = site:sweep { pue = sf.range(1.05, 1.50, 10), rate = {600, 900, 1200}, outputs = {"tokens_per_watt"} }
    assert.equal(30, #sweep)
    -- E[1 / chip_power] of a lognormal of median 1,000 W and sigma 0.05
    close(600 / 1.05 / 1000 * math.exp(0.05 ^ 2 / 2), sweep[1].tokens_per_watt.mean, 1e-4)
    close(1200, sweep[30].rate, 1e-12)
    assert.equal(30, #sweep:column "tokens_per_watt")
    assert.matches("30 combinations", tostring(sweep), 1, true)
  end)

  it("says what an output depends on", function()
    local influence = site:sensitivity { output = "tokens_per_watt" }
    close(1, influence.rate.elasticity)
    close(-1, influence.pue.elasticity)
    assert.is_true(influence.rate.total > influence.pue.total)
    assert.is_true(influence.rate.swing.high > influence.rate.swing.low)
    assert.matches("elasticity", tostring(influence), 1, true)
  end)

  it("solves backwards", function()
    local rate = site:solve { output = "tokens_per_watt", equals = 6 * u.tok/u.s/u.W, driver = "rate" }
    local again = site:study { draws = 65536, scenarios = { solved = { rate = rate } } }
    close(6, again.solved.tokens_per_watt.mean, 1e-5)
  end)

  it("saves, encodes and plots", function()
    local run = site:run { draws = 1000 }
    local path = support.folder() .. "/run.csv"
    assert.is_true(run:save(path))
    local text = support.read(path)
    assert.matches("^output,unit,draws,undefined,mean,sd,min,p5,p50,p95,max,standard_error\ngpus,kgpu,1000,", text)
    assert.matches('"title":"toy site"', run:to_json(), 1, true)
    local printed, keep = {}, print
    _G.print = function(line) printed[#printed + 1] = line end
    run:plot "tokens_per_watt"
    _G.print = keep
    assert.matches("█", table.concat(printed), 1, true)
  end)

  it("names the nearest driver, output and scenario key", function()
    assert.matches("'pue'", message_of(function() site:study { scenarios = { a = { pu = 1.2 } } } end), 1, true)
    assert.matches("'tokens_per_watt'", message_of(function()
      site:sensitivity { output = "tokens_per_wat" }
    end), 1, true)
    assert.matches("'hot'", message_of(function() return study.hott end), 1, true)
    assert.matches("'draws'", message_of(function() site:run { drws = 10 } end), 1, true)
    assert.matches("'gpus'", message_of(function() return site:run { draws = 16 }.gpu end), 1, true)
    assert.matches("language_spec.lua:%d+:", message_of(function() site:run { drws = 10 } end))
  end)
end)

describe("the AI factory", function()
  local given = {
    platform   = "GB200 NVL72",
    workload   = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
                   interactivity = 50 * u.tok/u.s/u.user },
    grid_power = 100 * u.MW,
    utilization = sf.pert(0.3, 0.55, 0.8),
    price      = sf.between(0.4, 2.0) * u.USD/u.Mtok,
    electricity = u"65 USD/MWh",
  }

  it("runs as written: rate and power are estimated where nothing was measured, and said to be so", function()
    local factory = sf.factory(given)
    local tiers = {}
    for _, taken in ipairs(factory:assumptions()) do
      tiers[taken.driver] = taken.how
      assert.equal("string", type(taken.source), taken.driver)
    end
    assert.equal("between", tiers.token_rate)
    assert.equal("calibrated", tiers.chip_power)
    local run = factory:run { draws = 1e5, seed = 7 }
    assert.is_true(run.token_rate.p95 > run.token_rate.p5)
    assert.matches("tokens_per_watt", tostring(run), 1, true)
  end)

  it("says what binds inside the accelerators, with its probability", function()
    local limits, sum = {}, 0
    for _, limit in ipairs(sf.factory(given):bottleneck()) do
      limits[limit.limit] = limit
    end
    for _, name in ipairs { "memory bandwidth", "compute", "network", "software" } do
      sum = sum + limits[name].probability
    end
    assert.is_true(math.abs(sum - 1) < 1e-9)
    assert.equal(0, limits["memory capacity"].probability)
    assert.is_nil(limits.cooling.probability)
    local cramped = {}
    for key, value in pairs(given) do
      cramped[key] = value
    end
    cramped.rack_cooling = 40 * u.kW/u.rack
    for _, limit in ipairs(sf.factory(cramped):bottleneck()) do
      if limit.limit == "cooling" then
        assert.is_true(limit.probability > 0.99)
      end
    end
  end)

  it("runs with the analyst's own rate at that operating point, and with a measured one", function()
    local own, measured = {}, {}
    for key, value in pairs(given) do
      own[key], measured[key] = value, value
    end
    own.token_rate = 3000 * u.tok/u.s/u.gpu
    measured.workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
                          interactivity = "offline" }
    for _, factory in ipairs { sf.factory(own), sf.factory(measured) } do
      assert.matches("site_cost", tostring(factory:assumptions()), 1, true)
      local run = factory:run { draws = 1e5, seed = 7 }
      assert.matches("cost_per_mtok", tostring(run), 1, true)
      assert.is_true(run.tokens_per_watt.chip.mean > run.tokens_per_watt.system.mean)
      assert.is_true(run.tokens_per_watt.system.mean > run.tokens_per_watt.facility.mean)
      assert.equal(run.tokens_per_watt.facility.mean, run.tokens_per_watt.mean)
    end
  end)
end)

describe("more than one machine", function()
  it("gives what one gives, by the lines that a batch system types", function()
    local folder = support.folder_of { ["scenario.lua"] = [[
local sf = require "signalflow"
local site = sf.model { name = "site", drivers = { pue = sf.triangular(1.1, 1.2, 1.35) },
  outputs = function(d) return { it = 1 / d.pue } end }
print(site:run { draws = 40000 })]] }
    local function type_in(words)
      local line = ("S=$(realpath %s/signalflow); cd '%s'; %s"):format(support.build, folder, words)
      local text, code = support.shell(line)
      assert.equal(0, code, text)
      return text
    end
    type_in "for k in 1 2 3 4; do $S run scenario.lua --shard $k/4 -o part$k.sfr; done"
    assert.equal(type_in "$S run scenario.lua --json", type_in "$S merge part*.sfr --json")
    type_in "for k in 1 2 3 4; do $S run scenario.lua --parts done --shard $k/4; done; $S parts done"
    assert.equal(type_in "$S run scenario.lua", type_in "$S merge done")
    assert.matches("</html>", type_in "$S merge part*.sfr -o note.html; cat note.html", 1, true)
  end)
end)

describe("what succeeds", function()
  it("gives no nil behind its value, which print would show", function()
    local path = support.temporary("period_end,known_on,value\n2025-03-31,2025-05-01,1.5\n", ".csv")
    local list = sf.checklist { name = "one", sf.check { id = "a", axis = "growth", question = "a?",
      value = function(data) return data.a end, pass = sf.above(1), source = "10-Q" } }
    local given = { given = { a = { { "2025-03-31", "2025-05-01", 2 } } }, as_of = "2025-06-01",
      expect = { a = "pass" } }
    for name, action in pairs {
      csv = function() return sf.csv(path) end, ledger = function() return sf.ledger ":memory:" end,
      test = function() return list:test(given) end,
      prices = function() return sf.prices "tests/data/stooq_nvda_january_cut.txt" end,
    } do
      local results = table.pack(action())
      assert.equal(1, results.n, name)
      assert.is_truthy(results[1])
    end
  end)
end)
