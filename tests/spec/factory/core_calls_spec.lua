local core = require "signalflow.core"
local sf = require "signalflow"

-- Runs a function with every function of the core, and every method of its types, counted; what the collector calls is
-- left out.
local function calls_in(work)
  local count, restore = 0, {}
  local function watch(methods)
    for name, method in pairs(methods) do
      if type(method) == "function" and name ~= "__gc" then
        restore[#restore + 1] = { methods, name, method }
      end
    end
  end
  watch(core)
  for name, meta in pairs(debug.getregistry()) do
    if type(name) == "string" and name:find "^signalflow%." and type(meta) == "table" then
      watch(meta)
      if type(rawget(meta, "__index")) == "table" and meta.__index ~= meta then
        watch(meta.__index)
      end
    end
  end
  for _, entry in ipairs(restore) do
    entry[1][entry[2]] = function(...)
      count = count + 1
      return entry[3](...)
    end
  end
  local done, err = pcall(work)
  for _, entry in ipairs(restore) do
    entry[1][entry[2]] = entry[3]
  end
  assert(done, err)
  return count
end

describe("sf.factory", function()
  it("asks the core for a figure once", function()
    local u = sf.units
    local function make()
      return sf.factory { platform = "B200", grid_power = 100 * u.MW, rack_accelerators = 32 * u.gpu/u.rack,
        workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
          interactivity = 30 * u.tok/u.s/u.user },
        pue = sf.triangular(1.10, 1.20, 1.35), price = sf.between(0.2, 1.0) * u.USD/u.Mtok,
        utilization = sf.pert(0.30, 0.55, 0.80), electricity = sf.triangular(45, 65, 95) * u.USD/u.MWh }
    end
    make() -- units and figures are read once for all
    local calls = calls_in(make)
    assert.is_true(calls > 50, "the counter counts")
    assert.is_true(calls <= 400, ("%d calls"):format(calls))
  end)

  it("parses no unit that was read before", function()
    local before = core.quantity
    local texts = {}
    core.quantity = function(text)
      texts[#texts + 1] = text
      return before(text)
    end
    for _ = 1, 3 do
      assert.equal("65 USD/MWh", tostring(65 * sf.units "USD/MWh"))
    end
    core.quantity = before
    assert.is_true(#texts <= 1)
  end)
end)

describe("a unit of the analyst's own", function()
  it("is known at once, and changes no unit read before", function()
    local u = sf.units
    assert.is_false(pcall(function() return u.zorkmid end))
    local dollar = u.USD
    u.define("zorkmid", 3 * u.USD)
    assert.equal(6, (2 * u.zorkmid):to "USD")
    assert.equal(1, u.USD:to "USD")
    assert.equal(1, dollar:to "USD")
  end)
end)
