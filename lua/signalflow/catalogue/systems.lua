--- What stands around accelerators in a chassis or rack, for its power at the wall (csrc/factory/system_power.c).
-- Plain numbers; W unless said otherwise. The source calls its model beta, so every figure here is provisional.
-- @module signalflow.catalogue.systems

-- DC / AC by load, of supplies of the 80-plus titanium class.
local supplies = { { 0.05, 0.8864 }, { 0.1, 0.9238 }, { 0.2, 0.9448 }, { 0.5, 0.964 }, { 1, 0.9556 } }

-- Loss by load of a tray's converters of 8 kW, over their output: 25 W at rest to 333 W.
local converters = {
  { 0, 25 / 8000 }, { 0.1, 51.0638 / 8000 }, { 0.2, 66.6667 / 8000 }, { 0.5, 136.5047 / 8000 }, { 1, 333.3333 / 8000 },
}

-- An air-cooled chassis of eight with six supplies of 3.3 kW, of which the fans carry all heat away.
local function chassis(name, fixed, network, fan_full_load, fan_rated)
  return {
    platform = name, source = "SYSTEMPOWER", accelerators = 8, fixed = fixed, fan_rated = fan_rated,
    fan_full_load = fan_full_load, fan_slowest = 0.22, fan_fastest = 0.8, supplies = 6 * 3300, network = network,
    pue = 1.3, supply_efficiency = supplies,
  }
end

-- A liquid-cooled rack of 72: 18 trays with two processors each (98 W drawn), nine switch trays, eight shelves of six
-- supplies of 5.5 kW. Air carries the trays' fixed load, memory heat and converter loss: 333 W a tray beside 220 W
-- fixed. Cold plates cover accelerators, processors but for their memory, and switch trays.
local function rack(name, fixed, network)
  local trays, processors, switches = 18, 2 * 98.066, 9 * 477.5
  return {
    platform = name, source = "SYSTEMPOWER", accelerators = 72, fixed = fixed + trays * processors,
    fan_rated = trays * 8 * 30.24, fan_full_load = trays * 500, fan_slowest = 0.4, fan_fastest = 0.8,
    air_load = fixed + trays * (9.6 + 103.5), beside = switches, converters = trays * 8000,
    cold_plates = trays * (processors - 9.6) + switches,
    supplies = 8 * 6 * 5500, network = network, pue = 1.1, supply_efficiency = supplies, converter_loss = converters,
  }
end

return {
  chassis("H100", 1271.6, 405, 7214, 835.3),
  chassis("H200", 1271.6, 405, 7214, 835.3),
  chassis("B200", 1271.6, 405, 9614, 1113.2),
  chassis("B300", 1171.6, 562.125, 11194, 1296.15),
  chassis("MI300X", 911.6, 281.0625, 7254, 839.94),
  chassis("MI325X", 911.6, 281.0625, 9254, 1071.52),
  chassis("MI355X", 911.6, 281.0625, 12454, 1442.04),
  rack("GB200 NVL72", 2376, 3645),
  rack("GB300 NVL72", 3960, 5059.125),
}
