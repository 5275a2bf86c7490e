-- The publishers' whole files, where they are at hand, through the language.
local sf = require "signalflow"
local u = sf.units

local FOLDER = os.getenv "SIGNALFLOW_DATA" or "../shared/data"

local function close(expected, actual)
  assert.is_number(actual)
  assert.is_true(math.abs(actual - expected) <= 1e-12 * math.abs(expected),
    ("expected %.17g, got %.17g"):format(expected, actual))
end

local files = sf.folder(FOLDER)
local whole = files and pcall(files.company, files, "ORCL") and files

-- Only where the whole files are; says so otherwise.
local function published(name, test)
  it(name, function()
    if not whole then
      pending(("no SEC files in %s: set SIGNALFLOW_DATA to a folder of published files"):format(FOLDER))
    end
    test(whole)
  end)
end

describe("figures worked out from the raw files by other means", function()
  -- Alphabet, Amazon and Meta together, from their 10-Qs for the quarters to June
  published("three buyers spend a rising share of their cash flow", function(from)
    local buyers = { "GOOGL", "AMZN", "META" }
    local capex = from:total(buyers, "capex")
    local cash, revenue = from:total(buyers, "operating_cash_flow"), from:total(buyers, "revenue")
    assert.equal(38979e6, capex:at("2024-06-30"):to "USD")
    assert.equal(71167e6, capex:at("2025-06-30"):to "USD")
    assert.equal(71291e6, cash:at("2024-06-30"):to "USD")
    assert.equal(85823e6, cash:at("2025-06-30"):to "USD")
    assert.equal(271790e6, revenue:at("2024-06-30"):to "USD")
    assert.equal(311646e6, revenue:at("2025-06-30"):to "USD")
    close(0.1434158725486589, (capex / revenue):at "2024-06-30")
    close(0.22835845799400603, (capex / revenue):at "2025-06-30")
    close(0.5467590579456032, (capex / cash):at "2024-06-30")
    close(0.8292299267096233, (capex / cash):at "2025-06-30")
    assert.is_nil((capex / cash):known_on("2025-07-31"):at "2025-06-30") -- Amazon filed on 1 August
  end)

  published("Oracle's backlog covers years of its revenue", function(from)
    local cover = from:instant("ORCL", "remaining_performance_obligation") / from:quarterly("ORCL", "revenue"):ttm()
    close(2.4007386888273317, cover:at "2025-05-31")
  end)

  published("NVIDIA's inventory and commitments in days of cost", function(from)
    local cost = from:quarterly("NVDA", "cost_of_revenue")
    local quarter = 91 * u.day
    close(105.6277734678045, (from:instant("NVDA", "inventory") / cost * quarter):at("2025-07-27"):to "day")
    close(323.1523661753297, (from:instant("NVDA", "purchase_obligation") / cost * quarter):at("2025-07-27"):to "day")
  end)

  published("liquidity is a vector", function(from)
    local expected = { { "DFII10", "2026-08-20", 1260, 2.35, .9690 },
      { "BAMLH0A0HYM2", "2026-02-12", 1260, 2.92, .1643 },
      { "DTWEXBGS", "2026-02-06", 1251, 118.2407, .2622 }, { "ANFCI", "2025-12-26", 260, -.56262, .1385 } }
    for _, one in ipairs(expected) do
      local id, day, window, value, percentile = table.unpack(one)
      local series = from:fred(id)
      assert.equal(value, series:at(day))
      assert.is_true(math.abs(series:percentile(window):at(day) - percentile) <= 5e-5, id)
    end
  end)

  published("the whole NVIDIA file has the sample's figures", function(from)
    local sample = assert(sf.folder "lua/scenarios/data")
    for _, concept in ipairs { "revenue", "cost_of_revenue" } do
      local one, other = from:quarterly("NVDA", concept), sample:quarterly("NVDA", concept)
      for _, observation in ipairs(other:view()) do
        if observation.period_end > "2021-05-31" then -- before, the sample lacks the years to date
          local same = one:observation(observation.period_end)
          assert.equal(same.value, observation.value)
          assert.equal(same.known_on, observation.known_on, concept .. " " .. observation.period_end)
        end
      end
    end
  end)
end)

describe("a folder", function()
  local sample = assert(sf.folder "lua/scenarios/data")

  it("finds files by the names their publishers give them", function()
    assert.equal("NVIDIA CORP", (sample:company("NVDA"):entity()))
    assert.equal("DFII10", sample:fred("DFII10"):name())
  end)

  it("says what is missing", function()
    local done, err = pcall(sample.company, sample, "MSFT")
    assert.is_false(done)
    assert.equal("no SEC file of MSFT in data", tostring(err))
    assert.is_false(pcall(sample.supplied, sample, "repeat_usage"))
  end)

  it("that is not there is nil, err", function()
    local files_of, err = sf.folder "/nonexistent"
    assert.is_nil(files_of)
    assert.equal("io", err.code)
  end)
end)
