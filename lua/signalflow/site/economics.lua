--- What an operating point draws and costs beyond the chip, as plain figures: the factory's formulas at the middle of
-- every uncertain input.
-- @module signalflow.site.economics
local catalogue = require "signalflow.catalogue"
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

--- Where a default comes from.
-- @tparam string driver
-- @treturn table `how source says date address note`
function economics.default_origin(driver)
  local default = defaults.drivers[driver]
  return { how = "default", source = default.source, says = default.says, date = default.date,
    address = default.address, note = default.note }
end

--- Where a figure of the catalogue comes from.
-- @tparam table figure of a record
-- @tparam[opt] string note
-- @treturn table `how source date address note`
function economics.platform_origin(figure, note)
  local source = figure.source
  return { how = "platform", source = source.title, address = source.address,
    date = catalogue.day_of(source), note = note }
end

local TAKEN = { "pue", "electricity", "site_cost", "operating_share", "accelerator_life", "site_life", "discount",
  "idle_share", "price_decline", "elasticity", "ramp" }

local NOTES = { accelerator_cost = "as published; scopes differ between platforms" }

-- A figure of the platform for an input that was not given.
local function from_platform(inputs, origins, driver, platform, name)
  local figure = inputs[driver] == nil and platform:figure(name)
  if figure then
    inputs[driver] = figure.value * units.read(figure.unit)
    origins[driver] = economics.platform_origin(figure, NOTES[driver])
  end
end

local ONE_MEGAWATT = { how = "assumed", source = "our judgement", says = "no grid_power was given: for each megawatt" }
local FULL_LOAD = { how = "assumed", source = "our judgement", says = "platforms are compared at full load" }

--- The factory's inputs for an operating point: what was given, else the platform's figures and the defaults.
-- @tparam table platform a record of the catalogue
-- @param token_rate tok/s/gpu
-- @param chip_power W/gpu
-- @tparam table given drivers of a factory
-- @treturn table by driver
-- @treturn table by driver, where what was not given comes from
function economics.inputs(platform, token_rate, chip_power, given)
  local inputs = { token_rate = token_rate, chip_power = chip_power, grid_power = given.grid_power or units.read "1 MW",
    utilization = given.utilization or 1, price = given.price, horizon = defaults.horizon,
    server_overhead = given.server_overhead, accelerator_cost = given.accelerator_cost,
    rack_accelerators = given.rack_accelerators }
  local origins = { grid_power = given.grid_power == nil and ONE_MEGAWATT or nil,
    utilization = given.utilization == nil and FULL_LOAD or nil }
  for _, name in ipairs(TAKEN) do
    inputs[name] = given[name]
    if given[name] == nil then
      inputs[name] = defaults.drivers[name].value(economics.cooling(platform))
      origins[name] = economics.default_origin(name)
    end
  end
  if inputs.server_overhead == nil then
    inputs.server_overhead, origins.server_overhead = system_power.overhead(platform, chip_power)
  end
  from_platform(inputs, origins, "accelerator_cost", platform, "price")
  from_platform(inputs, origins, "rack_accelerators", platform, "rack_accelerators")
  return inputs, origins
end

-- Known issues of what is taken for a driver; of a PUE where cooling is liquid.
local ISSUES = { { "accelerator_cost", "price_scopes" }, { "idle_share", "idle_share" },
  { "price_decline", "price_decline" } }

--- What is known to be wrong with what was taken.
-- @tparam table origins by driver
-- @tparam string cooling "liquid" or "air"
-- @treturn {string,...} keys of the catalogue's known issues
function economics.issues(origins, cooling)
  local list = { "provisioned_power", origins.pue and cooling == "liquid" and "pue_liquid" or nil }
  for _, entry in ipairs(ISSUES) do
    list[#list + 1] = origins[entry[1]] and entry[2] or nil
  end
  return list
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
