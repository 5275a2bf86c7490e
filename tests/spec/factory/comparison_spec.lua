-- sf.comparison: several models under the same scenarios, on a page to forward.
local sf = require "signalflow"
local u = sf.units
local support = require "tests.spec.support"

local close, message_of = support.close, support.message_of

local price = sf.uniform(1, 3) * u.USD

-- A shop that sells 10 things, at a cost that tells shops apart; the logarithm has no value where nothing is earned.
local function shop(name, cost)
  return sf.model { name = name, drivers = { price = price, cost = cost * u.USD, rent = 2 * u.USD },
    outputs = function(d)
      local profit = 10 * (d.price - d.cost) - d.rent
      return { profit = profit, sales = 10 * d.price, thrift = sf.log(profit / d.rent) }
    end }
end

local scenarios = { dearer = { cost = 2 }, ["half price"] = { price = price / 2 }, same = { rent = 2 } }
local asked = { scenarios = scenarios, outputs = { "profit", "sales", "thrift" }, seed = 3, draws = 65536 }

local function compare(threads)
  local given = { shop("first", 1), shop("second", 1.5), threads = threads }
  for name, value in pairs(asked) do
    given[name] = value
  end
  return assert(sf.comparison(given))
end

local compared = compare()
local page = tostring(compared)

describe("a comparison of models", function()
  it("runs every scenario of every model, base first", function()
    assert.same({ "base", "dearer", "half price", "same" }, compared.scenarios)
    -- E[10 (p - c) - 2], p uniform from 1 to 3
    close(8, compared.studies[1].base.profit.mean, 1e-3)
    close(3, compared.studies[2].base.profit.mean, 1e-3)
    close(-2, compared.studies[2].dearer.profit.mean, 1e-3)
  end)

  it("pairs a scenario with base draw by draw, and says which less which", function()
    close(-10, compared.differences.dearer[1].profit.mean)
    close(-10, compared.differences["half price"][1].profit.mean, 1e-3)
    assert.matches("dearer less base, draw by draw", page, 1, true)
  end)

  it("prints a scenario's changes with their values, and what it leaves as it was", function()
    assert.matches("cost +2 USD in each", page)
    assert.matches("price +1.00 USD %[0.55 … 1.45%] instead of 2.00 USD %[1.10 … 2.90%]", page)
    assert.matches("changes none of these outputs", page, 1, true)
    local dearer = page:match "\ndearer\n(.-)\n\n"
    assert.is_nil(dearer:find("sales", 1, true))
  end)

  it("shows medians, the mean of money that may be lost, the probability above 0, draws without a value", function()
    -- P(10 (p - 1) > 2) = 0.9, P(10 (p - 1.5) > 2) = 0.65
    assert.matches("probability above 0 +%% +90 +65", page)
    assert.matches("draws without +%% +10 +35", page)
    assert.matches("profit +USD +8.0 %[%-1.0 … 17.0%] +3.0 %[%-6.0 … 12.0%]", page)
    assert.matches("mean +USD +8.0 +3.0\n", page)
  end)

  it("takes rounding for no change", function()
    -- p * c / c is p for any c, to the last digits, which lie on both sides
    local model = sf.model { name = "same", drivers = { price = price, cost = 1 * u.USD },
      outputs = function(d) return { got = d.price * d.cost / d.cost } end }
    local less = assert(sf.comparison { model, scenarios = { dearer = { cost = 1.1 } }, draws = 4096 })
      .differences.dearer[1].got
    assert.is_true(less.summary:min() < 0 and less.summary:max() > 0)
    assert.is_false(less:straddles_zero())
    assert.matches("changes none of these outputs", tostring(assert(sf.comparison { model,
      scenarios = { dearer = { cost = 1.1 } }, draws = 4096 })), 1, true)
  end)

  it("says what moves the first output, and what is fixed", function()
    for i = 1, 2 do
      close(1, compared.sensitivities[i].price.total, 1e-3)
    end
    assert.matches("price +USD +%-1 … 17 +%-6 … 12", page)
    assert.matches("may add to more than 1", (page:gsub("%s+", " ")), 1, true)
    assert.matches("fixed here, so not ranked: cost, rent", page, 1, true)
  end)

  it("lists what was typed, with values, shared and apart", function()
    local entry = compared:assumptions():find "rent"
    assert.is_true(entry.given)
    close(2, entry.value)
    close(1, compared:assumptions():find("cost of first").value)
    close(1.5, compared:assumptions():find("cost of second").value)
    assert.is_nil(compared:assumptions():find "cost")
    assert.matches("of each +first +second", page)
    assert.is_nil(compared:as_of())
    assert.same({}, compared:issues())
  end)

  it("gives the same for the same seed and any number of threads, and is saved in four ways", function()
    assert.equal(page, tostring(compare(1)))
    for _, ending in ipairs { ".txt", ".md", ".html", ".json" } do
      assert.is_true(compared:save(support.path(ending)))
    end
    assert.equal(#compared:page().blocks, #compared:results().blocks + 1)
  end)

  it("serves one model and no scenario", function()
    local one = assert(sf.comparison { shop("only", 1), draws = 64 })
    assert.same({ "base" }, one.scenarios)
    assert.same({ "profit", "sales", "thrift" }, one.outputs)
  end)

  it("names what is wrong with the question", function()
    for words, given in pairs {
      ["takes models"] = {}, ["two models are called 'a'"] = { shop("a", 1), shop("a", 2) },
      ["model 1 is a factory or another sf.model, not 3"] = { 3 },
      ["did you mean 'profit'"] = { shop("a", 1), outputs = { "profits" } },
      ["did you mean 'price'"] = { shop("a", 1), scenarios = { x = { prise = 1 } } },
      ["did you mean 'scenarios'"] = { shop("a", 1), scenario = {} },
      ["did you mean 'sales'"] = { shop("a", 1), sensitivity = "sale" },
    } do
      assert.matches(words, message_of(function() return sf.comparison(given) end), 1, true)
    end
    assert.matches("not nil", message_of(function() return sf.comparison() end), 1, true)
  end)
end)

describe("a comparison of factories", function()
  local function site(name, grid_power)
    return sf.factory { name = name, platform = "B200", grid_power = grid_power * u.MW, utilization = 0.5,
      price = sf.between(0.4, 2.0) * u.USD/u.Mtok,
      workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
        interactivity = 30 * u.tok/u.s/u.user } }
  end
  local scenarios_of_sites = { base = {}, crunch = { ramp = 2 * u.year } }
  local sites = assert(sf.comparison { site("north", 50), site("south", 100), draws = 4096, seed = 1,
    scenarios = scenarios_of_sites })

  it("adds operating points, what binds, tiers and sources", function()
    local words_only = tostring(sites):gsub("%s+", " ")
    for _, words in ipairs { "throughput of", "calibrated", "what binds", "memory bandwidth", "what moves NPV",
      "payback", "ramp 2 year instead of 0.667 year [0.368 … 0.967]", "of each",
      "Epoch AI on prices of LLM inference (default, 2025-03-12)", "grid_power MW 50 100 given" } do
      assert.matches(words, words_only, 1, true)
    end
  end)

  it("says a remark once with the factories of which it holds, and margins by the ratio of means", function()
    local words_only = tostring(sites):gsub("%s+", " ")
    assert.equal(1, select(2, words_only:gsub("use is 50 %% in year 1", ""))) -- alike in both, so of neither
    local margin = sites.studies[1].base.gross_margin
    assert.is_number(margin.ratio_of_means)
    assert.matches("ratio of means %% [-%d.]+ [-%d.]+ ", words_only)
  end)

  it("has the figures of the factories' own studies", function()
    local study = sites.models[1]:study { draws = 4096, seed = 1, outputs = sites.studies[1].outputs,
      scenarios = scenarios_of_sites }
    assert.equal(study.base.npv.p50, sites.studies[1].base.npv.p50)
    close(2 * sites.studies[1].base.capex.p50:value(), sites.studies[2].base.capex.p50)
  end)

  it("knows its newest source and what is known to be wrong", function()
    assert.equal(require "signalflow.catalogue.calibration.inference".fitted, sites:as_of())
    local known = {}
    for _, key in ipairs(sites:issues()) do
      known[key] = true
    end
    assert.is_nil(known.frontier) -- InferenceX measured B200 at this operating point
    assert.is_nil(known.provisioned_power) -- the nameplate of B200 is in the catalogue
  end)
end)
