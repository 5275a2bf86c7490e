local catalogue = require "signalflow.catalogue"
local drivers = require "signalflow.site.drivers"
local sf = require "signalflow"

local u = sf.units
local workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
  interactivity = 30 * u.tok/u.s/u.user }

describe("the drivers of a site", function()
  it("are what was given, then the platform's, then a default", function()
    local site = drivers.given({ pue = "1.2", accelerator_cost = 30e3 * u.USD/u.gpu }, catalogue.platform "B200")
    drivers.take_rest(site)
    assert.equal(1.2, site.values.pue)
    assert.is_nil(site.origins.pue)
    assert.equal(30e3, site.values.accelerator_cost:to "USD/gpu")
    assert.equal("default", site.origins.electricity.how)
    drivers.take(site, "pue", 9, { how = "platform" })
    assert.equal(1.2, site.values.pue)
    local other = drivers.take_rest(drivers.given({}, catalogue.platform "B200"))
    assert.equal("platform", other.origins.accelerator_cost.how)
  end)

  -- of an accelerator, what a cluster cost in 2025 and 2026 with its network and storage (SemiAnalysis): servers of
  -- eight H100, H200 and B200 and a rack of GB200, as hyperscalers and, of H200, a large neocloud buy them
  it("put published prices on one basis, which holds what whole clusters cost", function()
    local means = {}
    local clusters = { H100 = 250e3 / 8, H200 = 361255 / 8, B200 = 379e3 / 8, ["GB200 NVL72"] = 3.9e6 / 72 }
    for platform, whole in pairs(clusters) do
      local made = drivers.take_rest(drivers.given({}, catalogue.platform(platform)))
      local cost = made.values.accelerator_cost
      assert.is_true(cost:quantile(0.05):to "USD/gpu" < whole and whole < cost:quantile(0.95):to "USD/gpu", platform)
      assert.matches("SemiAnalysis", made.origins.accelerator_cost.source, 1, true)
      means[platform] = cost:mean():to "USD/gpu"
    end
    assert.is_true(means.H100 < means.H200 and means.H200 < means.B200 and means.B200 < means["GB200 NVL72"])
  end)

  -- the same source's cost of owning an accelerator for an hour, worked out by its own model from its own purchases
  it("make an hour of an accelerator cost what owners of two kinds are said to pay", function()
    for _, platform in ipairs { "H100", "H200", "B200", "GB200 NVL72", "GB300 NVL72" } do
      local row = catalogue.platform(platform)
      local run = sf.factory { platform = platform, grid_power = 100 * u.MW, utilization = 0.8,
        price = 1 * u.USD/u.Mtok, price_decline = 0.0, electricity = u"87 USD/MWh",
        token_rate = 1e3 * u.tok/u.s/u.gpu }:run { draws = 4096 }
      local hour = run.cost_per_hour.mean:to "USD/gpu/h"
      local least, most = row:figure("owned_hyperscaler").value, row:figure("owned_neocloud").value
      assert.is_true(0.95 * least < hour and hour < 1.05 * most,
        ("%s: %g, not %g to %g"):format(platform, hour, least, most))
    end
  end)

  it("come from the same places for a factory, a frontier and a launch", function()
    local electricity = u"50 USD/MWh"
    local factory = sf.factory { platform = "B200", workload = workload, grid_power = 1 * u.MW, utilization = 1,
      price = 1 * u.USD/u.Mtok, electricity = electricity }
    local record = assert(sf.frontier { platform = "B200", workload = workload, electricity = electricity }
      :at(workload.interactivity))
    local launch = assert(sf.launch { from = "H100", to = "B200", workload = workload, electricity = electricity })
    local compared, at_full_load = 0, { grid_power = true, utilization = true, peak_utilization = true }
    for _, entry in ipairs(factory:assumptions()) do
      local here, there = record.site.origins[entry.driver], launch:assumptions_of "to":find(entry.driver)
      if here and there and not at_full_load[entry.driver] then
        compared = compared + 1
        assert.equal(entry.source, here.source)
        assert.equal(entry.source, there.source)
        assert.equal(entry.how, here.how)
      end
    end
    assert.is_true(compared >= 8)
    assert.equal("given", launch:assumptions_of "to":find("electricity").how)
    assert.near(50, record.site.values.electricity:to "USD/MWh", 1e-9)
  end)

  it("are those of a platform by its name or as its record", function()
    local record = sf.platforms.B200
    local function site(platform)
      return sf.factory { platform = platform, workload = workload, grid_power = 1 * u.MW, utilization = 0.5,
        price = 1 * u.USD/u.Mtok }:run { draws = 256 }
    end
    assert.equal(site("B200").npv.mean:to "USD", site(record).npv.mean:to "USD")
    assert.equal(1, assert(sf.launch { from = "B200", to = record, workload = workload }).gain)
    assert.equal(1, assert(sf.launch { from = { platform = record }, to = "B200", workload = workload }).gain)
  end)

  it("are checked alike wherever they are given", function()
    local asked = { platform = "B200", workload = workload, electricity = 3 * u.MW }
    local made = { function() sf.frontier(asked) end,
      function() sf.launch { from = "H100", to = "B200", workload = workload, electricity = asked.electricity } end,
      function() sf.factory { platform = "B200", grid_power = 1 * u.MW, electricity = asked.electricity } end }
    for _, make in ipairs(made) do
      local done, err = pcall(make)
      assert.is_false(done)
      assert.matches("electricity must be", tostring(err), 1, true)
    end
  end)
end)
