--- What an operating point draws and costs beyond the chip, as plain figures: the factory's formulas at the middle of
-- every uncertain input.
-- @module signalflow.site.economics
local core = require "signalflow.core"
local defaults = require "signalflow.site.defaults"
local system_power = require "signalflow.site.system_power"
local units = require "signalflow.values.units"

local economics = {}

--- Whether most of a platform's heat leaves by liquid.
-- @tparam table platform a record of the catalogue
-- @treturn string "liquid" or "air"
function economics.cooling(platform)
  local figure = platform:figure "cooling"
  return figure and tostring(figure.value):find "^liquid" and "liquid" or "air"
end

local TAKEN = { "pue", "electricity", "site_cost", "operating_share", "accelerator_life", "site_life", "discount",
  "idle_share", "price_decline", "elasticity", "ramp" }

local function price_of(platform)
  local figure = platform:figure "price"
  return figure and figure.value * units.read(figure.unit) or nil
end

--- The factory's inputs for an operating point: what was given, else the platform's figures and the defaults.
-- @tparam table platform a record of the catalogue
-- @param token_rate tok/s/gpu
-- @param chip_power W/gpu
-- @tparam table given drivers of a factory
-- @treturn table
function economics.inputs(platform, token_rate, chip_power, given)
  local inputs = { token_rate = token_rate, chip_power = chip_power, grid_power = given.grid_power or units.read "1 MW",
    utilization = given.utilization or 1, price = given.price, horizon = defaults.horizon }
  for _, name in ipairs(TAKEN) do
    inputs[name] = given[name] ~= nil and given[name] or defaults.drivers[name].value(economics.cooling(platform))
  end
  inputs.server_overhead = given.server_overhead or (system_power.overhead(platform, chip_power))
  inputs.accelerator_cost = given.accelerator_cost or price_of(platform)
  local rack = platform:figure "rack_accelerators"
  inputs.rack_accelerators = given.rack_accelerators or rack and rack.value * units.read(rack.unit) or nil
  return inputs
end

--- A table of expressions as plain figures: every uncertain input at its median.
-- @tparam table expressions by name
-- @treturn table constants by name; what has no value is absent
function economics.middle(expressions)
  local names, list = {}, {}
  for name, value in pairs(expressions) do
    if type(value) == "userdata" then
      names[#names + 1] = name
    end
  end
  table.sort(names)
  for i, name in ipairs(names) do
    list[i] = expressions[name]
  end
  local made = {}
  for name, value in pairs(expressions) do
    made[name] = type(value) == "number" and value or nil
  end
  if #list > 0 then
    for i, number in ipairs(core.compile(list):evaluate()) do
      if number == number then
        made[names[i]] = core.constant(number, list[i])
      end
    end
  end
  return made
end

--- The factory's outputs for an operating point, as plain figures.
-- @treturn table by the names of a factory's outputs, with `pue` and `server_overhead`
function economics.of(platform, token_rate, chip_power, given)
  local inputs = economics.inputs(platform, token_rate, chip_power, given)
  local outputs = core.factory(inputs)
  outputs.pue, outputs.server_overhead = inputs.pue, inputs.server_overhead
  return economics.middle(outputs)
end

return economics
