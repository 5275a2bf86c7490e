-- The AI factory: drivers, defaults, identities of its outputs, limits.
local sf = require "signalflow"
local u = sf.units
local support = require "tests.spec.support"

local close, message_of = support.close, support.message_of

-- Every driver certain, so that outputs can be worked out by hand.
local function plain(changes)
  local given = {
    platform = { name = "plain", source = "this test" },
    grid_power = 100 * u.MW, pue = 1.25, server_overhead = 1.6, chip_power = 1000 * u.W/u.gpu,
    token_rate = 1000 * u.tok/u.s/u.gpu, rack_accelerators = 50 * u.gpu/u.rack, utilization = 0.5, idle_share = 0.4,
    price = 1 * u.USD/u.Mtok, price_decline = 0.0, elasticity = 0.0, electricity = u"50 USD/MWh",
    accelerator_cost = 40e3 * u.USD/u.gpu, site_cost = 10 * u.USD/u.W, operating_share = 0.02,
    accelerator_life = 5 * u.year, site_life = 20 * u.year, discount = 0.08, ramp = 0 * u.year,
  }
  for key, value in pairs(changes or {}) do
    given[key] = value ~= "none" and value or nil
  end
  return sf.factory(given)
end

describe("a driver's domain", function()
  it("refuses a law that lies outside in every draw, and says how to write percent", function()
    local wrong = {
      { { utilization = sf.pert(30, 55, 80) }, "utilization must be above 0 and at most 1, got pert(30, 55, 80)" },
      { { utilization = sf.pert(30, 55, 80) }, "write 0.55 or u'55 %'" },
      { { discount = 9 }, "discount must be at least 0 and at most 1, got 9; write 0.09 or u'9 %'" },
      { { discount = sf.triangular(7, 9, 11) }, "write 0.09 or u'9 %'" },
      { { price_decline = sf.triangular(20, 30, 40) }, "price_decline must be below 1, got triangular(20, 30, 40)" },
      { { pue = sf.uniform(0.5, 0.9) }, "pue must be at least 1, got uniform(0.5, 0.9)" },
      { { price = -sf.uniform(1, 2) * u.USD/u.Mtok }, "price must be above 0" },
      { { idle_share = 1.5 * sf.uniform(1, 2) }, "idle_share must be at least 0 and at most 1" },
    }
    for _, case in ipairs(wrong) do
      assert.matches(case[2], message_of(function() plain(case[1]) end), 1, true)
    end
    assert.matches("discount must be at least 0", message_of(function()
      plain():study { scenarios = { high = { discount = sf.uniform(7, 9) } } }
    end))
  end)

  -- A PUE of U(0.8, 1.2) lies below 1 in half of the draws; the others are those of U(1, 1.2).
  it("counts the draws outside and leaves them out of every figure", function()
    local pue = sf.uniform(0.8, 1.2)
    local run = plain { pue = pue }:run { draws = 65536 }
    local inside = plain { pue = sf.uniform(1, 1.2) }:run { draws = 65536 }
    assert.is_true(math.abs(run.accelerators.undefined - 0.5) < 1e-3)
    close(inside.accelerators.mean:value(), run.accelerators.mean, 1e-4)
    close(inside.npv.p95:value(), run.npv.p95, 1e-2)
    assert.equal(0.0, run.facility_power.undefined)
    assert.matches("no value in 50 %% of draws: pue below 1", tostring(run))
    assert.equal(0.0, inside.npv.undefined)
  end)

  it("holds for scenarios, correlated drivers and draws of a formula", function()
    local site = plain { pue = sf.uniform(1.1, 1.3), utilization = sf.uniform(0.4, 0.6),
      correlate = { { "pue", "utilization", 0.5 } } }
    local study = site:study { draws = 4096, scenarios = { base = {}, low = { pue = sf.uniform(0.9, 1.1) },
      made = { utilization = sf.uniform(0.8, 1) * sf.uniform(0.5, 1.5) } } }
    assert.equal(0.0, study.base.npv.undefined)
    assert.is_true(math.abs(study.low.npv.undefined - 0.5) < 0.01)
    assert.is_true(study.made.npv.undefined > 0.2)
    assert.matches("above 1", tostring(study.made))
  end)

  it("does not show in formulas or gradients", function()
    local site = plain { pue = sf.uniform(0.9, 1.5) }
    assert.is_nil(tostring(site:explain()):find "within")
    close(-1, site:sensitivity { output = "it_power", draws = 1024 }.pue.elasticity)
  end)
end)

describe("a factory of certain drivers", function()
  local run = plain():run { draws = 16 }

  it("divides the grid connection among accelerators", function()
    close(100e6 / (1000 * 1.6 * 1.25), run.accelerators.mean)
    close(50000 / 50, run.racks.mean)
    close(100e6 / 1.25, run.it_power.mean)
    close(50 * 1000 * 1.6, run.rack_density.mean)
    close(50000 * 40e3 + 100e6 * 10, run.capex.mean)
  end)

  it("keeps the three scopes of efficiency apart", function()
    close(1, run.tokens_per_watt.chip.mean)
    close(1 / 1.6, run.tokens_per_watt.system.mean)
    close(1 / 1.6 / 1.25, run.tokens_per_watt.facility.mean)
    close(1, (run.tokens_per_watt.mean * run.energy_per_token.mean))
    assert.equal("tok/s/W", tostring(run.tokens_per_watt.chip.mean):match "%S+$")
  end)

  it("charges energy for the load that serves and for idling", function()
    -- the average of five years, the first of them still ramping up: logistic(4) of it is up
    local up = 0
    for year = 1, 5 do
      up = up + 1 / (1 + math.exp(-4 * year)) / 5
    end
    close(100 * (0.4 + 0.6 * 0.5) * up * 8760 * 50, run.energy_cost.mean:to "USD/year", 1e-9)
    close(50000 * 1000 * 0.5 * up * 365 * 86400 * 1e-6, run.revenue.mean:to "USD/year", 1e-9)
  end)

  it("charges capital as annuities over each life", function()
    local function annuity(capital, years)
      return capital * 0.08 / (1 - 1.08 ^ -years)
    end
    close(annuity(2e9, 5) + annuity(1e9, 20), run.capital_cost.mean:to "USD/year", 1e-9)
    close(0.02 * 3e9, run.operating_cost.mean:to "USD/year", 1e-9)
  end)

  it("adds up: revenue less margin is the costs, and cost per token times tokens too", function()
    local paid = run.energy_cost.mean + run.operating_cost.mean
    local costs = paid + run.capital_cost.mean
    close(paid:value(), run.revenue.mean * (1 - run.ebitda_margin.mean))
    close((paid + run.depreciation.mean):value(), run.revenue.mean * (1 - run.gross_margin.mean))
    close(costs:value(), run.revenue.mean * (1 - run.margin_after_capital.mean))
    close(run.gross_margin.mean, run.gross_margin.ratio_of_means)
    close(costs:value(), run.cost_per_mtok.mean * run.tokens_per_year.mean / u.year)
  end)
end)

describe("what a factory needs", function()
  it("is said all at once, with how to write it", function()
    local message = message_of(function() plain { price = "none", utilization = "none", token_rate = "none" } end)
    for _, word in ipairs { "price", "utilization", "token_rate", "u.USD/u.Mtok" } do
      assert.matches(word, message, 1, true)
    end
    assert.matches("factory_spec.lua:%d+:", message)
  end)

  it("includes a unit", function()
    assert.matches("grid_power must be power, not 100 (a plain number); write 100 * u.MW", message_of(function()
      plain { grid_power = 100 }
    end), 1, true)
    for driver, written in pairs { site_life = "20 * u.year", accelerator_cost = "20 * u.USD/u.gpu",
      electricity = 'u"20 USD/MWh"' } do
      assert.matches("; write " .. written, message_of(function() plain { [driver] = 20 } end), 1, true)
    end
  end)

  it("lies where it can, in percent or not", function()
    for words, wrong in pairs { ["operating_share must be at least 0 and at most 1, got 5; write 0.05 or u'5 %'"] =
      { operating_share = 5 }, ["pue must be below 10, got 120"] = { pue = 120 },
      ["server_overhead must be below 10, got triangular(110, 120, 135)"] =
      { server_overhead = sf.triangular(110, 120, 135) } } do
      assert.matches(words, message_of(function() plain(wrong) end), 1, true)
    end
  end)

  it("may be text, which is read or explained", function()
    local typed = plain { price = "2 USD/Mtok", platform = { name = "own", source = "this test", pue = "1.25" } }
    close(2 * plain():run({ draws = 16 }).revenue.mean:value(), typed:run({ draws = 16 }).revenue.mean)
    assert.matches("price: '0,5': a number has a decimal point and no other separators", message_of(function()
      plain { price = "0,5 USD/Mtok" }
    end), 1, true)
    assert.matches("price must be money/token, not 0.5 USD/MWh", message_of(function()
      plain { price = "0.5 USD/MWh" }
    end), 1, true)
  end)

  it("includes the operating point", function()
    assert.matches("operating point", message_of(function()
      sf.factory { platform = "B200", workload = { model = "DeepSeek-R1", input = 1024, output = 1024 },
        grid_power = 1 * u.MW, utilization = 0.5, price = 1 * u.USD/u.Mtok }
    end), 1, true)
  end)

  it("names the nearest field and platform", function()
    assert.matches("'utilization'", message_of(function() plain { utilisation = 0.5 } end), 1, true)
    assert.matches("'power'; did you mean 'all_in_power', 'chip_power' or 'grid_power'?", message_of(function()
      plain { power = 100 * u.MW }
    end), 1, true)
    assert.matches("unknown speculation 'mpt'; did you mean 'mtp'?", message_of(function()
      sf.factory { platform = "B200", workload = { model = "DeepSeek-R1", interactivity = "offline", spec = "mpt" } }
    end), 1, true)
    assert.matches("B200", message_of(function()
      sf.factory { platform = "B20O", grid_power = 1 * u.MW, utilization = 0.5, price = 1 * u.USD/u.Mtok }
    end), 1, true)
  end)

  it("lies in its domain, in scenarios too", function()
    assert.matches("pue must be at least 1", message_of(function() plain { pue = 0.9 } end), 1, true)
    assert.matches("pue must be at least 1", message_of(function()
      plain():study { scenarios = { x = { pue = 0.5 } } }
    end), 1, true)
  end)
end)

describe("assumptions", function()
  local factory = sf.factory {
    platform = "GB200 NVL72",
    workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4", interactivity = "offline" },
    grid_power = 100 * u.MW, utilization = sf.pert(0.3, 0.55, 0.8), price = sf.between(0.4, 2.0) * u.USD/u.Mtok,
  }

  it("list what was given first, with its value, and then every figure taken with its source and date", function()
    local taken, last_given = {}, 0
    for i, entry in ipairs(factory:assumptions()) do
      assert.equal(factory.values[entry.driver], entry.value)
      assert.equal(entry.given, entry.how == "given")
      last_given = entry.given and i or last_given
      if not entry.given then
        assert.is_string(entry.source, entry.driver)
        assert.is_string(entry.date, entry.driver)
        assert.equal(entry.how, entry.tier)
      end
      taken[entry.driver] = entry.how
    end
    assert.equal(3, last_given) -- grid_power, price, utilization
    assert.equal("measured", taken.token_rate)
    assert.equal("platform", taken.accelerator_cost)
    assert.equal("default", taken.site_cost)
    for _, driver in ipairs(factory.driver_names) do
      assert.is_string(taken[driver], driver)
    end
    assert.equal("2026-11-22", factory:assumptions():as_of())
  end)

  it("print values, tiers, remarks and sources", function()
    local page = tostring(factory:assumptions())
    for _, words in ipairs { "100 MW", "0.550 [0.395 … 0.705]", "typed by the analyst", "Cushman & Wakefield",
      "(default, 2025-01)", "https://cushwake.cld.bz" } do
      assert.matches(words, page, 1, true)
    end
  end)

  it("say of a value from the command line that it was given, and how", function()
    local settings = require "signalflow.shared.settings"
    settings.drivers.site_life = "10"
    local entry = plain():assumptions():find "site_life"
    settings.clear()
    assert.is_true(entry.given)
    close((10 * u.year):value(), entry.value)
    assert.matches("-D", entry.note, 1, true)
  end)

  it("name known issues, each of which is in the catalogue", function()
    local issues = sf.factory { platform = "H100", grid_power = 1 * u.MW, utilization = 0.5, price = 1 * u.USD/u.Mtok,
      workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp8",
        interactivity = 100 * u.tok/u.s/u.user } }:issues()
    assert.is_true(#issues > 0)
    for _, key in ipairs(issues) do
      assert.is_string(require "signalflow.catalogue".known_issue(key).what, key)
    end
  end)

  it("take the measured rate: 6,924 tok/s/gpu in TensorRT-LLM's performance overview", function()
    close(6924, factory.values.token_rate)
  end)

  it("carry their sources into explain", function()
    assert.matches("Cushman & Wakefield", factory:explain(), 1, true)
  end)

  it("give every default a source and a date", function()
    for driver, default in pairs(require "signalflow.site.defaults".drivers) do
      assert.is_string(default.source, driver)
      assert.matches("^%d%d%d%d", default.date, driver)
      assert.matches("^https://", default.address, driver)
    end
  end)
end)

describe("more outputs", function()
  it("are added by with, and leave the factory as it was", function()
    local factory = plain()
    local more = factory:with(function(d, out)
      return { profit = out.revenue - out.energy_cost - out.capital_cost - out.operating_cost, rent = d.price * 2 }
    end)
    local run = more:run { draws = 16 }
    close((run.revenue.mean * run.margin_after_capital.mean):value(), run.profit.mean, 1e-9)
    assert.is_nil(factory.formula.profit)
    assert.is_true(run.tokens_per_watt.chip ~= nil)
  end)
end)

describe("a model that nobody knows", function()
  it("is told once, with the nearest", function()
    local words = message_of(function()
      sf.factory { platform = "B200", grid_power = 100 * u.MW, utilization = 0.5, price = 1 * u.USD/u.Mtok,
        workload = { model = "GPT-5", input = 1024, output = 1024, precision = "fp4", interactivity = "offline" } }
    end)
    assert.equal(1, select(2, words:gsub("unknown model", "")))
    assert.matches("did you mean 'GLM-5'; give token_rate and chip_power", words, 1, true)
  end)
end)

describe("a misspelt output of more outputs", function()
  it("is told, and one that this site lacks is nil", function()
    local one = sf.factory { platform = "B200", grid_power = 100 * u.MW, utilization = 0.5, price = 1 * u.USD/u.Mtok,
      token_rate = 1000 * u.tok/u.s/u.gpu, chip_power = 900 * u.W/u.gpu }
    assert.matches("unknown output 'npvv'; did you mean 'npv'?", message_of(function()
      one:with(function(_, out) return { x = out.npvv } end)
    end), 1, true)
    assert.is_not_nil(one:with(function(_, out) return { x = out.racks or out.npv } end).formula.x)
  end)
end)

describe("limits", function()
  it("of one kind bind for certain", function()
    assert.equal("power", plain():bottleneck().binds)
    local capital = plain { grid_power = "none", capital = 3e9 * u.USD, mode = "capital" }
    assert.equal("capital", capital:bottleneck().binds)
    close(50000, capital:run { draws = 16 }.accelerators.mean)
  end)

  it("of two kinds bind with their probability", function()
    -- 60,000 USD an accelerator: 3 GUSD buy the 50,000 that 100 MW feed
    local even = plain { capital = sf.uniform(2e9, 4e9) * u.USD }
    local found = even:bottleneck { draws = 65536 }
    close(0.5, found[1].probability, 1e-3)
    assert.equal("power", found[1].limit)
    close(45833.333, even:run().accelerators.mean, 1e-3) -- E[min(x / 60,000, 50,000)], x uniform
  end)

  it("that cannot be derived are unknown, not absent", function()
    local unknown = {}
    for _, limit in ipairs(plain():bottleneck()) do
      if limit.probability == nil then
        unknown[limit.limit] = true
      end
    end
    assert.is_true(unknown["memory bandwidth"] and unknown.compute and unknown.network and unknown.cooling)
  end)

  it("inside the accelerators are as uncertain as the estimate's own class", function()
    local core, inference = require "signalflow.core", require "signalflow.serving.inference"
    local dense = sf.factory { platform = "B200", grid_power = 100 * u.MW, utilization = 0.5, price = 1 * u.USD/u.Mtok,
      workload = { model = "Llama-3.3-70B", input = 1024, output = 1024, precision = "fp4",
        interactivity = 50 * u.tok/u.s/u.user } }
    assert.equal("decode dense", dense.point.class)
    local part, range = dense.point.reading, inference.range("decode dense", true)
    local sigma = math.log(range.high / range.low) / (2 * core.normal_quantile(0.9))
    local normal = core.closed_form(sf.normal(0, 1))
    local times = { ["memory bandwidth"] = part.weights_time + part.cache_time,
      compute = part.compute_time + part.prefill_time, network = part.communication_time, software = part.fixed_time }
    -- that a lognormal time is the longest: its density times the others' distributions, summed over its values
    local function longest(name)
      local sum, steps = 0, 4000
      if times[name] == 0 then
        return 0
      end
      for i = 0, steps do
        local z = -8 + 16 * i / steps
        local product = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        for other, time in pairs(times) do
          if other ~= name then
            product = product * (time > 0 and normal:probability_above(-math.log(times[name] / time) / sigma - z) or 1)
          end
        end
        sum = sum + product * 16 / steps
      end
      return sum
    end
    local checked = 0
    for _, limit in ipairs(dense:bottleneck { draws = 65536 }) do
      if times[limit.limit] then
        checked = checked + 1
        assert.is_true(math.abs(limit.probability - longest(limit.limit)) < 3e-3, limit.limit)
      end
    end
    assert.equal(4, checked)
  end)

  it("must agree with the mode", function()
    assert.matches("capital", message_of(function() plain { mode = "capital" } end), 1, true)
    assert.matches("did you mean 'power'", message_of(function() plain { mode = "powr" } end), 1, true)
  end)
end)

describe("drivers saved for programs without Lua", function()
  local function saved(factory)
    local path = support.path ".csv"
    local done, err = factory:save_drivers(path)
    if not done then
      return nil, err
    end
    return support.read(path)
  end

  it("say of each its law in coherent units, and where it is from", function()
    local text = saved(plain { pue = sf.triangular(1.25, 1.5, 2), price = sf.uniform(1, 4) * u"USD/Mtok", horizon = 7 })
    assert.matches("^driver,draw,law,a,b,c,d,low,high,scale,shift,dimension,tier,source,date\n", text)
    assert.matches("\npue,pue,triangular,1.25,1.5,2,,,,1,0,a plain number,given,given,\n", text, 1, true)
    assert.matches("\nprice,price,uniform,1,4,,,,,9.9999999999999995e-07,0,money/token,given,given,\n", text, 1, true)
    assert.matches("\ngrid_power,,constant,100000000,,,,,,1,0,power,given,given,\n", text, 1, true)
    assert.matches("\npeak_utilization,,constant,0.8[%d]+,,,,,,1,0,a plain number,default,\"?DeepSeek", text)
    assert.matches("\nhorizon,,constant,7,", text, 1, true)
  end)

  it("are refused where one law cannot say them", function()
    for _, changes in ipairs { { pue = 1 + sf.uniform(0.1, 0.2) * sf.uniform(1, 2) },
      { pue = sf.discrete { { 1.1, 0.5 }, { 1.2, 0.5 } } },
      { pue = sf.uniform(1.1, 1.2), idle_share = sf.uniform(0.1, 0.2),
        correlate = { { "pue", "idle_share", 0.5 } } } } do
      local text, err = saved(plain(changes))
      assert.is_nil(text)
      assert.equal("unknown", err.code)
      assert.matches("driver 'p?[ui][ed].*' cannot be written: it is not one law times and plus constants",
        tostring(err))
    end
  end)
end)

describe("a site too small", function()
  it("says so: fewer accelerators than serve together", function()
    local function shown(power)
      return (tostring(sf.factory { platform = "GB200 NVL72", grid_power = power, utilization = 0.5,
        workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
          interactivity = 50 * u.tok/u.s/u.user }, price = 1 * u.USD/u.Mtok }:run { draws = 512 }):gsub("%s+", " "))
    end
    local there, together = shown(10 * u.kW):match "the site holds ([%d.]+) accelerators %(median%), and (%d+) serve"
    assert.is_true(tonumber(there) < tonumber(together))
    assert.is_nil(shown(100 * u.MW):find("the site holds", 1, true))
  end)
end)

describe("where the tokens come from", function()
  local function page_of(workload)
    return tostring(sf.factory { platform = "B200", grid_power = 100 * u.MW, utilization = 0.5,
      price = 1 * u.USD/u.Mtok, workload = workload })
  end

  it("is said on a factory's page: model, lengths, speculation, layout and tier", function()
    local made = page_of { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
      interactivity = 50 * u.tok/u.s/u.user }
    assert.matches("serving DeepSeek%-R1 in fp4, 1,024 tokens in, 1,024 out, with MTP", made)
    assert.matches("at 50 tok/s/user, P:TP4", made:gsub("\n", " "), 1, true)
    assert.matches("between", made, 1, true)
  end)

  it("is an estimate where offline throughput was not measured", function()
    local made = page_of { model = "Qwen3-14B", input = 1024, output = 1024, precision = "fp8",
      interactivity = "offline" }
    assert.matches("no latency asked", made, 1, true)
    assert.matches("calibrated", made, 1, true)
  end)
end)
