-- A platform of the analyst's own, wherever a platform may be given.
local sf = require "signalflow"
local catalogue = require "signalflow.catalogue"
local message_of = require "tests.spec.support".message_of
local u = sf.units

local workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp8", spec = "none",
  interactivity = 30 * u.tok/u.s/u.user }

local function chip()
  return { name = "Next", like = "B200", hbm_bandwidth = 16 * u.TB/u.s, compute_fp8 = u"9000 Tflop/s/gpu" }
end

describe("a platform of the analyst's own", function()
  it("has the figures typed, with what it is like for the rest", function()
    local record = catalogue.platform_of(chip())
    assert.equal(16, record:figure("hbm_bandwidth").value)
    assert.equal(9000, record:figure("compute_fp8").value)
    assert.equal(180, record:figure("hbm_capacity").value)
    assert.equal("given by the analyst", record:figure("hbm_bandwidth").source.title)
    assert.equal(8, catalogue.platform_of { hbm_bandwidth = 8 }:figure("hbm_bandwidth").value)
    assert.equal(8, catalogue.platform_of { hbm_bandwidth = "8000 GB/s" }:figure("hbm_bandwidth").value)
    assert.is_nil(catalogue.platform_of { hbm_bandwidth = 8 }:figure "hbm_capacity")
    assert.error_matches(function() record:figure "hbm_bandwith" end, "did you mean 'hbm_bandwidth'")
  end)

  it("like another and nothing more is that other", function()
    local own = assert(sf.estimate { platform = { like = "H100" }, workload = workload, accelerators = 16,
      concurrency = 64, unmeasured = true })
    local h100 = assert(sf.estimate { platform = "H100", workload = workload, accelerators = 16, concurrency = 64,
      unmeasured = true })
    assert.equal(h100.tpot.value, own.tpot.value)
    assert.equal(h100.chip_power.value, own.chip_power.value)
  end)

  it("is answered for in estimate, frontier, launch and factory, which say what was given", function()
    local given = "Next, given: dense FP8 rate 9 Pflop/s/gpu, memory bandwidth 16 TB/s/gpu; the rest as of B200"
    local function says(x)
      assert.matches(given, (tostring(x):gsub("%s+", " ")), 1, true)
    end
    local estimate = assert(sf.estimate { platform = chip(), workload = workload, accelerators = 8, concurrency = 64 })
    local b200 = assert(sf.estimate { platform = "B200", workload = workload, accelerators = 8, concurrency = 64,
      unmeasured = true })
    assert.is_true(estimate.tpot.value < b200.tpot.value)
    says(estimate)
    local frontier = assert(sf.frontier { platform = chip(), workload = workload })
    assert.equal("calibrated", assert(frontier:at(30)).tier)
    says(frontier)
    says(assert(frontier:at(30)))
    says(assert(sf.launch { from = "B200", to = chip(), workload = workload, grid_power = 100 * u.MW }))
    says(assert(sf.launch { from = "B200", to = { platform = chip() }, workload = workload, grid_power = 100 * u.MW }))
    local factory = sf.factory { platform = chip(), workload = workload, grid_power = 100 * u.MW, utilization = 0.5,
      price = 0.5 * u.USD/u.Mtok, accelerator_cost = 40e3 * u.USD/u.gpu }
    local assumptions = tostring(factory:assumptions()):gsub("%s+", " ")
    assert.matches("of Next given: dense FP8 rate, memory bandwidth", assumptions, 1, true)
    assert.equal("Next", factory.platform)
  end)

  it("never takes what was measured on another of its name", function()
    local own = assert(sf.frontier { platform = { name = "B200", like = "B200", hbm_bandwidth = 16 },
      workload = { model = "Qwen3-32B", input = 1024, output = 1024, precision = "bf16" } })
    assert.equal("calibrated", assert(own:at(50)).tier)
  end)

  it("names what is missing, unknown or of another dimension", function()
    for _, case in ipairs {
      { { name = "x" }, "needs figures" }, { { like = "B2000" }, "did you mean 'B200'" },
      { { hbm_bandwith = 3 }, "did you mean 'hbm_bandwidth'" }, { { hbm_bandwidth = u"3 W" }, "not power" },
      { { hbm_bandwidth = -1 }, "above 0" }, { { hbm_bandwidth = {} }, "must be a quantity" },
      { { hbm_bandwidth = sf.uniform(1, 2) * u"TB/s/gpu" }, "must be certain" },
      { { cooling = 3 }, "must be a string" },
    } do
      assert.matches(case[2], message_of(function() sf.frontier { platform = case[1], workload = workload } end), 1,
        true)
    end
  end)
end)
