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

  -- a bare accelerator and a rack cost the same things: host, switches and network included
  it("put published prices on one basis, with its range", function()
    for platform, factor in pairs { B200 = (1.35 + 1.5 + 2.05) / 3, ["GB200 NVL72"] = (1 + 1.1 + 1.25) / 3 } do
      local made = drivers.take_rest(drivers.given({}, catalogue.platform(platform)))
      local price = catalogue.platform(platform):figure("price").value
      assert.near(price * factor, made.values.accelerator_cost:mean():to "USD/gpu", 1e-6 * price)
      assert.matches("Epoch AI", made.origins.accelerator_cost.source, 1, true)
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
