-- Who earned a gain: shares that sum to the whole exactly.
local sf = require "signalflow"
local u = sf.units
local attribution = require "signalflow.serving.attribution"
local core = require "signalflow.core"

local LAYERS = { "chip", "memory", "network", "precision", "software", "power" }

local function launch(from, to)
  return assert(sf.launch { from = from, to = to, grid_power = 100 * u.MW, workload = { model = "DeepSeek-R1",
    input = 2048, output = 2048, precision = "fp4", interactivity = 30 * u.tok/u.s/u.user } })
end

describe("the attribution of a launch", function()
  local made = launch("H100", "GB200 NVL72")

  it("adds up to the whole to the last bit, in any order", function()
    local earned = made.attribution
    local forwards, backwards = 0, 0
    for i = 1, #LAYERS do
      forwards = forwards + earned[LAYERS[i]]
      backwards = backwards + earned[LAYERS[#LAYERS + 1 - i]]
    end
    assert.equal(earned.whole, forwards)
    assert.equal(earned.whole, backwards)
  end)

  it("is that of the whole gain in tokens per watt at the grid", function()
    assert.is_true(math.abs(made.attribution.gain / made.gain - 1) < 1e-9)
    local product = 1
    for _, layer in ipairs(LAYERS) do
      product = product * made.attribution.factors[layer]
    end
    assert.is_true(math.abs(product / made.attribution.gain - 1) < 1e-12)
  end)

  it("counts the bandwidth between racks to the network", function()
    local catalogue = require "signalflow.catalogue"
    local b200, b300 = catalogue.platform "B200", catalogue.platform "B300"
    local function bandwidth(thrown)
      local found = attribution.mixed(b200, b300, thrown):figure "network_bandwidth"
      return found and found.value
    end
    assert.equal(100, bandwidth { network = true })
    assert.is_not_equal(100, bandwidth { power = true })
    local function key(thrown)
      return attribution.key(thrown and attribution.mixed(b200, b300, thrown) or b200, {})
    end
    assert.is_not_equal(key(), key { network = true })
    assert.equal(key(), key { power = true })
  end)

  it("books precision apart from software", function()
    local fp8 = assert(sf.launch { from = { platform = "B200", precision = "fp8" },
      to = { platform = "B200", precision = "fp4" }, grid_power = 100 * u.MW, workload = { model = "DeepSeek-R1",
        input = 2048, output = 2048, interactivity = 30 * u.tok/u.s/u.user } })
    local earned = fp8.attribution
    assert.equal(earned.whole, earned.precision)
    assert.is_true(earned.precision > 0)
    assert.same({ 0, 0, 0, 0, 0 }, { earned.chip, earned.memory, earned.network, earned.software, earned.power })
  end)

  it("is not given where a side is on a cliff, which the page says", function()
    local frontier = assert(sf.frontier { platform = "H100", workload = { model = "DeepSeek-R1", input = 2048,
      output = 2048, precision = "fp8", spec = "none" } })
    local steep
    for at = 20, 150, 2 do
      local point = frontier:at(at)
      local slope = point and require "signalflow.serving.frontier".slope(frontier, point)
      steep = steep or slope and slope < -3 and at
    end
    local found = assert(steep and sf.launch { from = "H100", to = "GB200 NVL72", grid_power = 100 * u.MW, workload = {
      model = "DeepSeek-R1", input = 2048, output = 2048, precision = "fp8", spec = "none",
      interactivity = steep * u.tok/u.s/u.user } })
    assert.equal("from", found.cliff.side)
    assert.is_nil(found.attribution)
    assert.matches("H100 is on a cliff", tostring(found), 1, true)
    assert.equal("unknown", select(2, found:picture "waterfall").code)
  end)

  it("gives no shares where parts cancel more than they add up to", function()
    local split = attribution.of(function(thrown)
      return (thrown.chip and 2 or 1) * (thrown.memory and 0.55 or 1)
    end)
    assert.is_nil(split.shares.chip)
    assert.is_true(math.abs(split.gain / 1.1 - 1) < 1e-12)
    assert.is_nil(tostring(split):find("%", 1, true))
  end)

  it("gives nothing to a layer that both have alike", function()
    assert.is_true(math.abs(made.attribution.software) < 1e-12)
  end)

  it("of a platform against itself is nothing at all", function()
    local same = launch("B200", "B200")
    assert.equal(0, same.attribution.whole)
    assert.is_nil(same.attribution.shares.chip)
    assert.matches("whole", tostring(same.attribution), 1, true)
  end)

  it("agrees with the chain of observed factors on the whole", function()
    assert.is_true(math.abs(made.chain.gain / made.gain - 1) < 1e-9)
    local sum = 0
    for _, name in ipairs { "cooling", "server", "load", "bandwidth", "use", "tokens" } do
      sum = sum + made.chain[name]
    end
    assert.equal(made.chain.whole, sum)
  end)
end)

describe("Shapley values", function()
  it("of a product are the logarithms of its factors", function()
    local factors = { chip = 2, memory = 3, network = 1, software = 0.5, power = 1.25 }
    local earned = attribution.of(function(thrown)
      local value = 7
      for layer, factor in pairs(factors) do
        value = value * (thrown[layer] and factor or 1)
      end
      return value
    end)
    for layer, factor in pairs(factors) do
      assert.is_true(math.abs(earned[layer] - math.log(factor)) < 1e-12, layer)
    end
  end)

  -- two gloves make a pair, worth 1: each owner earns a half (the glove game with one left and one right hand)
  it("share what only two together earn", function()
    local parts, whole = core.attribute({ 0, 0, 0, 1 }, "difference")
    assert.same({ 0.5, 0.5 }, parts)
    assert.equal(1, whole)
  end)

  it("pass on what a counterfactual cannot answer", function()
    local none, err = attribution.of(function(thrown)
      if thrown.memory then
        return nil, "does not fit"
      end
      return 1
    end)
    assert.is_nil(none)
    assert.equal("does not fit", err)
  end)

  it("refuse lists that are no power of two", function()
    assert.is_false(pcall(core.attribute, { 1, 2, 3 }, "ratio"))
    assert.is_false(pcall(core.attribute, { 1 }, "ratio"))
    assert.is_false(pcall(core.attribute, { 1, 2 }, "sideways"))
  end)
end)
