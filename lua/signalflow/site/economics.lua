--- What an operating point draws and costs beyond the chip, as plain figures: the factory's formulas at the middle of
-- every uncertain input.
-- @module signalflow.site.economics
local core = require "signalflow.core"
local defaults = require "signalflow.site.defaults"
local drivers = require "signalflow.site.drivers"
local options = require "signalflow.shared.options"
local units = require "signalflow.values.units"

local economics = {}

local ONE_MEGAWATT = { how = "assumed", source = "our judgement", says = "no grid_power was given: for each megawatt" }
local FULL_LOAD = { how = "assumed", source = "our judgement", says = "platforms are compared at full load" }

--- What surrounds a platform, whatever its operating point: each megawatt at full load unless given.
-- @tparam table given drivers of a factory
-- @tparam table platform a record of the catalogue
-- @treturn table as of `drivers.given`; `drivers.at` puts it at an operating point
function economics.site(given, platform)
  local site = drivers.given(given, platform)
  drivers.take(site, "grid_power", units.read "1 MW", ONE_MEGAWATT)
  drivers.take(site, "utilization", 1, FULL_LOAD)
  drivers.take(site, "peak_utilization", 1, FULL_LOAD)
  return drivers.take_rest(site)
end

-- An expression as a plain figure, every uncertain input at its median; false where it has no value.
local function middle(expression)
  local number = units.median(expression)
  return number == number and (type(expression) == "number" and number or core.constant(number, expression))
end

--- A factory's outputs at an operating point, as plain figures, each worked out when it is first asked for.
-- @tparam table site at its operating point
-- @treturn table by the names of a factory's outputs, with `pue server_overhead accelerator_cost elasticity`; what has
-- no value is absent
function economics.of(site)
  local inputs = options.merged({ horizon = defaults.horizon }, site.values)
  local outputs = core.factory(inputs)
  for _, driver in ipairs { "pue", "server_overhead", "accelerator_cost", "elasticity" } do
    outputs[driver] = inputs[driver]
  end
  local known = {}
  return setmetatable({}, { __index = function(_, name)
    if known[name] == nil and outputs[name] ~= nil then
      known[name] = middle(outputs[name])
    end
    return known[name] or nil
  end })
end

return economics
