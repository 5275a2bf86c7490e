--- From the chip to the plug: what a server or rack draws around its accelerators.
-- @module signalflow.site.system_power
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local systems = require "signalflow.catalogue.systems"
local units = require "signalflow.values.units"

local system_power = {}

local UNITS = { accelerators = "gpu", fixed = "W", fan_rated = "W", fan_full_load = "W", supplies = "W", network = "W",
  air_load = "W", beside = "W", converters = "W", fan_slowest = "", fan_fastest = "", pue = "" }

--- The chassis or rack of a platform.
-- @tparam string platform its name in the catalogue
-- @treturn ?table
function system_power.profile(platform)
  for _, profile in ipairs(systems) do
    if profile.platform == platform then
      return profile
    end
  end
  return nil
end

--- Power of the three scopes and what lies between them.
-- @tparam table profile
-- @param chip_power W/gpu, a quantity that may be uncertain
-- @treturn ?table `system_power facility_power` (W/gpu), `server_overhead` and more; or nil, err where the supplies
-- cannot give that much
function system_power.of(profile, chip_power)
  local inputs = { chip_power = chip_power, supply_efficiency = profile.supply_efficiency,
    converter_loss = profile.converter_loss }
  for name, unit in pairs(UNITS) do
    if profile[name] then
      inputs[name] = unit == "" and profile[name] or profile[name] * units.read(unit)
    end
  end
  return core.system_power(inputs)
end

--- Whether most of a platform's heat leaves by liquid.
-- @tparam ?table platform a record of the catalogue
-- @treturn string "liquid" or "air"
function system_power.cooling(platform)
  local figure = platform and platform:figure "cooling"
  return figure and tostring(figure.value):find "^liquid" and "liquid" or "air"
end

--- The heat of a rack by what carries it off. Air takes what no cold plate touches: all of an air-cooled chassis, of a
-- liquid-cooled rack memory, cards, fans, converters, power shelves and the share of the network, which is what remains
-- of its draw (13 % of 132 kW, as HPE says of a GB200 NVL72).
-- @tparam table platform a record of the catalogue
-- @param rack_draw W/rack at the wall
-- @param rack_accelerators gpu/rack
-- @param chip_power W/gpu
-- @treturn ?Quantity W/rack by air; nil where it is not known
-- @treturn ?Quantity W/rack by liquid
function system_power.heat(platform, rack_draw, rack_accelerators, chip_power)
  if rack_draw == nil then
    return nil, nil
  elseif system_power.cooling(platform) == "air" then
    return rack_draw, rack_draw * 0
  end
  local profile = system_power.profile(platform.chassis or platform.name)
  if not (profile and profile.cold_plates) then
    return nil, nil
  end
  local around = profile.cold_plates / profile.accelerators * units.read "W/gpu"
  local liquid = (chip_power + around) * rack_accelerators
  return rack_draw - liquid, liquid
end

--- System power over chip power: from the chassis where there is a profile, else from provisioned power.
-- @tparam table platform a record of the catalogue
-- @param chip_power W/gpu
-- @treturn ?number|Quantity
-- @treturn ?table `how source date address note`
function system_power.overhead(platform, chip_power)
  local profile = chip_power ~= nil and system_power.profile(platform.name)
  local made = profile and system_power.of(profile, chip_power)
  if made then
    local source = catalogue.source(profile.source)
    return made.server_overhead, { how = "calibrated", source = source.title, address = source.address,
      date = catalogue.day_of(source), note = "fans, conversion and supplies at this chip power; beta at its source" }
  end
  local nameplate, all_in = catalogue.quantity(platform, "all_in_power")
  local rated = catalogue.quantity(platform, "chip_power")
  if not (nameplate and rated) then
    return nil
  end
  return nameplate / rated, { how = "platform",
    source = all_in.source.title, address = all_in.source.address, date = catalogue.day_of(all_in.source),
    note = "provisioned power with the share of host and network, over the chip's rated power" }
end

return system_power
