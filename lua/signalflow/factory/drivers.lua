--- Where a factory's drivers come from: what the analyst gives, the workload's operating point (measured, else
-- estimated), the platform's row in the catalogue, and sourced defaults, in that order.
-- @module signalflow.factory.drivers
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local defaults = require "signalflow.site.defaults"
local economics = require "signalflow.site.economics"
local estimate = require "signalflow.serving.estimate"
local frontier = require "signalflow.serving.frontier"
local laws = require "signalflow.values.distributions"
local options = require "signalflow.shared.options"
local system_power = require "signalflow.site.system_power"
local units = require "signalflow.values.units"
local workload = require "signalflow.serving.workload"

local drivers = {}

-- The unit an analyst would write each driver in, for errors.
local EXAMPLES = {
  grid_power = "100 * u.MW", capital = "1e9 * u.USD", chip_power = "700 * u.W/u.gpu",
  token_rate = "1000 * u.tok/u.s/u.gpu", rack_accelerators = "72 * u.gpu/u.rack", price = "0.6 * u.USD/u.Mtok",
  electricity = 'u"65 USD/MWh"', accelerator_cost = "40e3 * u.USD/u.gpu", site_cost = "12 * u.USD/u.W",
  accelerator_life = "5 * u.year", site_life = "15 * u.year", ramp = "0.5 * u.year",
}

-- What is known of the drivers, with where each came from.
local function note(self, driver, value, how)
  self.values_given[driver] = value
  self.origins[driver] = how
end

local function read_figure(figure)
  return figure.value * units.read(figure.unit)
end

-- Takes a figure of the platform's catalogue row for a driver that was not given. With a second source beside it, it
-- is no longer the platform's own figure but calibrated on others.
local function from_platform(self, driver, name, transform, remark, beside)
  if self.values_given[driver] ~= nil or not self.platform_row then
    return
  end
  local figure = self.platform_row:figure(name)
  if not figure then
    return
  end
  local value = read_figure(figure)
  if transform then
    value = transform(value)
    if value == nil then
      return
    end
  end
  local origin = economics.platform_origin(figure, remark)
  if beside then
    origin.how, origin.source = "calibrated", origin.source .. "; " .. beside
  end
  note(self, driver, value, origin)
end

-- Offline throughput: the number of accelerators that serves most for each.
local function estimate_offline(platform, given)
  local found, err
  for _, accelerators in ipairs { 1, 2, 4, 8, 16, 32, 64 } do
    local made, why = estimate.new { platform = platform.name, workload = given, accelerators = accelerators }
    if made and (not found or made.token_rate > found.token_rate) then
      found = made
    end
    err = err or why
  end
  return found, found and nil or err
end

-- What serves the workload: measured at its operating point, else estimated; nil and why neither.
local function operating_point(platform, read, given)
  local estimable, why = workload.point(read)
  if not estimable then
    local point, err = workload.measured(read, platform.name)
    return point and frontier.measured(point), err and ("%s; %s"):format(err, why)
  elseif read.offline then
    local point = workload.measured(read, platform.name)
    if point then
      return frontier.measured(point)
    end
    return estimate_offline(platform, given)
  end
  local made, err = frontier.new { platform = platform.name, workload = given }
  if made then
    return made:at(read.interactivity)
  end
  local point = workload.measured(read, platform.name)
  return point and frontier.measured(point), err
end

-- Token rate and chip power from the workload's operating point, with their uncertainty.
local function from_workload(self, given)
  if not given or (self.values_given.token_rate ~= nil and self.values_given.chip_power ~= nil) then
    return
  end
  if not self.platform_row then
    core.raise "a workload is looked up for a platform of the catalogue; give token_rate and chip_power instead"
  end
  local read = workload.read(given)
  local point, err = operating_point(self.platform_row, read, given)
  if not point then
    if self.values_given.token_rate ~= nil then
      return
    end
    core.raise(("%s; give token_rate and chip_power"):format(tostring(err):gsub("[%.?]*$", "")))
  end
  self.point = point
  local at = read.interactivity and core.format_number(read.interactivity, 1, 3) .. " tok/s/user" or "no latency asked"
  for _, driver in ipairs { "token_rate", "chip_power" } do
    local made = point[driver]
    if made and made.tier ~= "bound" and self.values_given[driver] == nil then
      local value = made:law()
      local rated = self.platform_row:figure "chip_power"
      if driver == "chip_power" and type(value) == "userdata" and value:is_uncertain() and rated then
        value = units.like(core.min(value, read_figure(rated)), value)
      end
      note(self, driver, value, { how = made.tier, source = made.source, date = made.date,
        note = ("%s at %s"):format(made.note or point.layout or "", at) })
    end
  end
end

-- Chip power where it was not measured at the operating point: rated power times the share measured elsewhere.
local function chip_power_from_rating(self)
  local share = defaults.power_share
  local spread = share.platforms[self.platform_row and self.platform_row.name] or share.other
  from_platform(self, "chip_power", "chip_power", function(rated)
    return rated * laws.truncated(laws.normal(spread[1], spread[2]), share.range[1], share.range[2])
  end, "rated power times the share drawn while serving: " .. share.says, share.source)
end

-- System power over chip power, from the chassis or rack where it is known: at the middle of an uncertain chip power,
-- so that it is a driver of its own.
local function server_overhead(self)
  if self.values_given.server_overhead ~= nil or not self.platform_row then
    return
  end
  local middle = economics.middle { chip_power = self.values_given.chip_power }
  local value, origin = system_power.overhead(self.platform_row, middle.chip_power)
  if value ~= nil then
    note(self, "server_overhead", value, origin)
  end
end

local function from_defaults(self, names)
  local cooling = self.platform_row and economics.cooling(self.platform_row) or "air"
  for _, driver in ipairs(names) do
    local default = defaults.drivers[driver]
    if default and self.values_given[driver] == nil then
      note(self, driver, default.value(cooling), economics.default_origin(driver))
    end
  end
end

local NEEDS = {
  token_rate = "give it, or a workload",
  chip_power = "give it, or a platform whose rated power is in the catalogue",
  server_overhead = "system power over chip power; the catalogue has no system power for this platform",
  accelerator_cost = "the catalogue has no sourced price for this platform",
  utilization = "the share of capacity that serves; no public figure would serve everyone",
  price = "what is paid for a token",
}

local function check_complete(self, names)
  local missing = {}
  for _, driver in ipairs(names) do
    if NEEDS[driver] and self.values_given[driver] == nil then
      local example = EXAMPLES[driver] and ", as " .. EXAMPLES[driver] or ""
      missing[#missing + 1] = ("%s (%s%s)"):format(driver, NEEDS[driver], example)
    end
  end
  if #missing > 0 then
    core.raise("this factory also needs " .. table.concat(missing, "; "))
  end
end

local function check_mode(self, mode)
  local grid, capital = self.values_given.grid_power, self.values_given.capital
  if mode ~= nil and mode ~= "power" and mode ~= "capital" then
    options.unknown("mode", mode, { "capital", "power" })
  elseif grid == nil and (mode == "power" or capital == nil) then
    core.raise "a factory needs grid_power, as grid_power = 100 * u.MW (or capital, with mode = \"capital\")"
  elseif mode == "capital" and capital == nil then
    core.raise 'mode = "capital" needs capital, as capital = 1e9 * u.USD'
  elseif mode == "capital" and grid ~= nil or mode == "power" and capital ~= nil then
    core.raise(('mode = "%s" leaves out %s; without mode both are limits and the smaller binds'):format(mode,
      mode == "power" and "capital" or "grid_power"))
  end
  self.mode = mode or (grid ~= nil and capital ~= nil and "both") or (grid ~= nil and "power") or "capital"
end

-- The value, read where it is text, and of its driver's dimension.
local function with_unit(driver, value, like)
  value = units.value(value, driver)
  local wanted, came = units.dimension(like), units.dimension(value)
  if wanted ~= came then
    core.raise(("%s must be %s, not %s (%s)%s"):format(driver, wanted, core.text("%s", value), came,
      EXAMPLES[driver] and "; write " .. EXAMPLES[driver] or ""))
  end
  return value
end

-- The platform: a name of the catalogue, or a table of drivers with a name and a source.
local function read_platform(self, given, likes)
  if given == nil then
    return
  elseif type(given) == "string" then
    local row, err = catalogue.platform(given)
    if not row then
      core.raise(tostring(err))
    end
    self.platform_row, self.platform_name = row, row.name
  elseif type(given) == "table" then
    local kinds = { name = "string", source = "string", date = "string" }
    for driver in pairs(likes) do
      kinds[driver] = "any"
    end
    options.check(given, kinds, "platform")
    self.platform_name = given.name or "own platform"
    for driver in pairs(likes) do
      if given[driver] ~= nil and self.values_given[driver] == nil then
        local value = with_unit(driver, given[driver], likes[driver])
        note(self, driver, value, { how = "platform", source = given.source, date = given.date })
      end
    end
  else
    core.raise(("platform is a name or a table, not %s"):format(type(given)))
  end
end

--- Gathers every driver's value and where it came from.
-- @tparam table given what the analyst wrote
-- @tparam {string,...} names of the factory's inputs
-- @tparam table likes name to a value of that input's dimension
-- @treturn table `values_given` and `origins` by driver, `mode`, and where there are such `platform_row`,
-- `platform_name`, `point`
-- @raise naming what is missing, unknown, or of another dimension
function drivers.gather(given, names, likes)
  local found = { values_given = {}, origins = {} }
  for _, driver in ipairs(names) do
    if given[driver] ~= nil then
      note(found, driver, with_unit(driver, given[driver], likes[driver]), nil)
    end
  end
  read_platform(found, given.platform, likes)
  from_workload(found, given.workload)
  chip_power_from_rating(found)
  from_platform(found, "accelerator_cost", "price", nil, "as published; scopes differ between platforms")
  from_platform(found, "rack_accelerators", "rack_accelerators")
  server_overhead(found)
  from_defaults(found, names)
  check_mode(found, given.mode)
  check_complete(found, names)
  return found
end

return drivers
