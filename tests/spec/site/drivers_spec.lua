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
    assert.equal(catalogue.platform("B200"):figure("price").value, other.values.accelerator_cost:to "USD/gpu")
  end)

  it("come from the same places for a factory, a frontier and a launch", function()
    local electricity = u"50 USD/MWh"
    local factory = sf.factory { platform = "B200", workload = workload, grid_power = 1 * u.MW, utilization = 1,
      price = 1 * u.USD/u.Mtok, electricity = electricity }
    local record = assert(sf.frontier { platform = "B200", workload = workload, electricity = electricity }
      :at(workload.interactivity))
    local launch = assert(sf.launch { from = "H100", to = "B200", workload = workload, electricity = electricity })
    local compared = 0
    for _, entry in ipairs(factory:assumptions()) do
      local here, there = record.site.origins[entry.driver], launch:assumptions_of "to":find(entry.driver)
      if here and there and entry.driver ~= "grid_power" and entry.driver ~= "utilization" then
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
