--- What drives a site, each driver from one place: what the analyst gives, the operating point, the platform's row in
-- the catalogue, and sourced defaults, in that order. A factory, a frontier and a launch all ask here.
-- @module signalflow.site.drivers
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local defaults = require "signalflow.site.defaults"
local laws = require "signalflow.values.distributions"
local options = require "signalflow.shared.options"
local system_power = require "signalflow.site.system_power"
local units = require "signalflow.values.units"

local drivers = {}

--- The unit an analyst would write a driver in, for errors.
drivers.examples = {
  grid_power = "100 * u.MW", capital = "1e9 * u.USD", chip_power = "700 * u.W/u.gpu",
  token_rate = "1000 * u.tok/u.s/u.gpu", rack_accelerators = "72 * u.gpu/u.rack", price = "0.6 * u.USD/u.Mtok",
  electricity = 'u"65 USD/MWh"', accelerator_cost = "40e3 * u.USD/u.gpu", site_cost = "12 * u.USD/u.W",
  all_in_power = "1.4 * u.kW/u.gpu", accelerator_life = "5 * u.year", site_life = "15 * u.year", ramp = "0.5 * u.year",
}

local known -- read from the core once

--- The drivers and outputs of a site, as the core names them.
-- @treturn table `names` of drivers in their order, `inputs` and `outputs` by name: `{name, meaning, like, low, high}`,
-- and `output_names`
function drivers.fields()
  if not known then
    local inputs, outputs = core.factory_fields()
    known = { names = {}, inputs = {}, output_names = {}, outputs = {} }
    for i, field in ipairs(inputs) do
      known.names[i], known.inputs[field.name] = field.name, field
    end
    for i, field in ipairs(outputs) do
      known.output_names[i], known.outputs[field.name] = field.name, field
    end
  end
  return known
end

--- Kinds of options, with all drivers among them.
-- @tparam table kinds name to kind
-- @tparam[opt] table without names of drivers, each true, that are no options here
-- @treturn table
function drivers.kinds(kinds, without)
  local all = {}
  for _, driver in ipairs(drivers.fields().names) do
    all[driver] = not (without and without[driver]) and "any" or nil
  end
  return options.merged(all, kinds)
end

--- A driver's value, read where it is text, and of its dimension.
-- @tparam string driver
-- @param value
-- @treturn number|Quantity
-- @raise where it is no value, or of another dimension
function drivers.value(driver, value)
  value = units.value(value, driver)
  local wanted, came = units.dimension(drivers.fields().inputs[driver].like), units.dimension(value)
  if wanted ~= came then
    local example = drivers.examples[driver]
    if example and type(value) == "number" then
      example = example:gsub("%d[%d.e]*", options.describe(value), 1)
    end
    core.raise(("%s must be %s, not %s (%s)%s"):format(driver, wanted, core.text("%s", value), came,
      example and "; write " .. example or ""))
  end
  return value
end

--- What the analyst gives: drivers by name in `values`, and in `origins` where each that was not given comes from
-- (`how source says date address note`); `platform`, a record, where there is one.
-- @tparam table given values by driver; other names are left alone
-- @tparam[opt] table platform a record of the catalogue
-- @treturn table
-- @raise where a value is of another dimension
function drivers.given(given, platform)
  local self = { values = {}, origins = {}, platform = platform }
  for _, driver in ipairs(drivers.fields().names) do
    if given[driver] ~= nil then
      self.values[driver] = drivers.value(driver, given[driver])
    end
  end
  return self
end

--- Takes a value for a driver that has none.
-- @tparam table self of `drivers.given`
-- @tparam string driver
-- @tparam ?number|Quantity value nil takes nothing
-- @tparam table origin `how source says date address note`
-- @treturn table self
function drivers.take(self, driver, value, origin)
  if value ~= nil and self.values[driver] == nil then
    self.values[driver], self.origins[driver] = value, origin
  end
  return self
end

-- Where a figure of the catalogue comes from.
local function origin_of(figure, note)
  local source = figure.source
  return { how = "platform", source = source.title, address = source.address, date = catalogue.day_of(source),
    note = note }
end

local function from_row(self, driver, name, note)
  if self.values[driver] == nil and self.platform then
    local value, figure = catalogue.quantity(self.platform, name)
    drivers.take(self, driver, value, figure and origin_of(figure, note))
  end
end

-- Whether a price is that of a bare accelerator, or of a server or rack over its accelerators.
local function scope_of(figure)
  local note = figure.note or ""
  return (note:find "system price" or note:find "server price" or note:find "rack price") and "system" or "bare"
end

-- The published price, with the share of server, switches and network that it leaves out.
local function accelerator_cost(self)
  local price, figure
  if self.values.accelerator_cost == nil and self.platform then
    price, figure = catalogue.quantity(self.platform, "price")
  end
  if not price then
    return
  end
  local scope = defaults.price_scopes[scope_of(figure)]
  local origin = origin_of(figure, scope.says)
  origin.source = origin.source .. "; " .. scope.source
  drivers.take(self, "accelerator_cost", price * scope.law(), origin)
end

-- Chip power that was not measured at the operating point: rated power times the share measured elsewhere. With a
-- second source beside it, it is no longer the platform's own figure but calibrated on others.
local function chip_power_from_rating(self)
  local rated, figure
  if self.values.chip_power == nil and self.platform then
    rated, figure = catalogue.quantity(self.platform, "chip_power")
  end
  if not rated then
    return
  end
  local share = defaults.power_share
  local spread = share.platforms[self.platform.name] or share.other
  local origin = origin_of(figure, "rated power times the share drawn while serving: " .. share.says)
  origin.how, origin.source = "calibrated", origin.source .. "; " .. share.source
  local law = laws.truncated(laws.normal(spread[1], spread[2]), share.range[1], share.range[2])
  drivers.take(self, "chip_power", rated * law, origin)
end

-- The middle of a value that may be uncertain.
local function middle(value)
  if value == nil or units.is_certain(value) then
    return value
  end
  return core.constant(units.median(value), value)
end

--- Takes what surrounds the chip at its power: the chassis or rack where it is known, at the middle of an uncertain
-- chip power, so that it is a driver of its own.
-- @tparam table self of `drivers.given`
-- @treturn table self
function drivers.take_overhead(self)
  chip_power_from_rating(self)
  if self.values.server_overhead == nil and self.platform then
    drivers.take(self, "server_overhead", system_power.overhead(self.platform, middle(self.values.chip_power)))
  end
  return self
end

--- Takes the defaults of drivers that have no value, where there are any.
-- @tparam table self of `drivers.given`
-- @tparam {string,...} names
-- @treturn table self
function drivers.take_defaults(self, names)
  local cooling = system_power.cooling(self.platform)
  for _, driver in ipairs(names) do
    local default = self.values[driver] == nil and defaults.drivers[driver]
    if default then
      drivers.take(self, driver, default.value(cooling), { how = "default", source = default.source,
        says = default.says, date = default.date, address = default.address, note = default.note })
    end
  end
  return self
end

--- Takes the platform's figures and the defaults for the rest.
-- @tparam table self of `drivers.given`
-- @treturn table self
function drivers.take_rest(self)
  accelerator_cost(self)
  from_row(self, "all_in_power", "all_in_power", "nameplate with its share of host and network")
  from_row(self, "all_in_power", "system_power", "nameplate of its server, without the network's share")
  from_row(self, "rack_accelerators", "rack_accelerators")
  return drivers.take_defaults(self, drivers.fields().names)
end

--- The same drivers at an operating point, with what surrounds the chip there.
-- @tparam table self of `drivers.given`
-- @param token_rate tok/s/gpu
-- @param chip_power W/gpu
-- @treturn table as of `drivers.given`
function drivers.at(self, token_rate, chip_power)
  return drivers.take_overhead { platform = self.platform, origins = options.merged(self.origins),
    values = options.merged(self.values, { token_rate = token_rate, chip_power = chip_power }) }
end

--- Every driver that has a value, with where it comes from.
-- @tparam table self of `drivers.given`
-- @treturn table list of `{driver, value, how, source, says, date, address, note}`, for `assumptions.list`
function drivers.entries(self)
  local list = {}
  for _, driver in ipairs(drivers.fields().names) do
    if self.values[driver] ~= nil then
      list[#list + 1] = options.merged({ driver = driver, value = self.values[driver], how = "given" },
        self.origins[driver])
    end
  end
  return list
end

--- What is known to be wrong with what was taken.
-- @tparam table values by driver
-- @treturn {string,...} keys of the catalogue's known issues
function drivers.issues(values)
  return { values.all_in_power == nil and "provisioned_power" or nil }
end

return drivers
