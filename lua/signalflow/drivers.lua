--- Where a factory's drivers come from: what the analyst gives, the platform's row in the catalogue, the workload's
-- measured operating point, and sourced defaults, in that order.
-- @module signalflow.drivers
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local defaults = require "signalflow.defaults"
local laws = require "signalflow.distributions"
local options = require "signalflow.options"
local units = require "signalflow.units"

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

local function dated(source)
  return source.retrieved and "read " .. source.date or source.date
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
  note(self, driver, value, { how = beside and "calibrated" or "platform",
    source = figure.source.title .. (beside and "; " .. beside or ""),
    address = figure.source.address, date = dated(figure.source), note = remark })
end

local function plain(quantity, unit)
  return type(quantity) == "number" and quantity or quantity:to(unit)
end

local WORKLOAD = { model = "string", input = "number", output = "number", precision = "string", interactivity = "any",
  spec = "string", disaggregated = "boolean", engine = "string", workload = "string" }

-- The catalogue's question for the workload's operating point.
local function read_workload(platform, workload)
  options.check(workload, WORKLOAD, "workload")
  if workload.model == nil then
    core.raise 'workload needs a model, as model = "DeepSeek-R1"'
  end
  local interactivity = workload.interactivity
  if interactivity == nil then
    core.raise('workload needs its operating point: interactivity = 50 * u.tok/u.s/u.user, or "offline" for the most a'
      .. ' platform was measured to do with no latency asked')
  elseif interactivity == "offline" then
    interactivity = nil
  elseif type(interactivity) == "string" then
    core.raise(('interactivity is a rate per user or "offline", not "%s"'):format(interactivity))
  else
    interactivity = plain(interactivity, "tok/s/user")
  end
  return { platform = platform, model = workload.model, precision = workload.precision, input = workload.input,
    output = workload.output, interactivity = interactivity, spec = workload.spec, engine = workload.engine,
    disaggregated = workload.disaggregated, workload = workload.workload }
end

-- Asks the catalogue; what it raises over a bad question is placed at the analyst's line.
local function measured(question)
  local asked, point, err = pcall(catalogue.measured, question)
  if not asked then
    core.raise("workload: " .. tostring(point):gsub("^[^:]+%.lua:%d+: ", ""))
  end
  return point, err
end

-- What can be had without an interactivity, as a hint in an error.
local function highest_measured(platform, workload)
  local question = read_workload(platform, workload)
  question.interactivity = nil
  local point = measured(question)
  return point and (' interactivity = "offline" takes that highest throughput, %s tok/s/gpu; or'):format(
    core.format_number(point.token_rate, 1, 4)) or ""
end

-- Token rate and chip power from the measured operating point.
local function from_workload(self, workload)
  if not workload or (self.values_given.token_rate ~= nil and self.values_given.chip_power ~= nil) then
    return
  end
  if not self.platform_row then
    core.raise "a workload is looked up for a platform of the catalogue; give token_rate and chip_power instead"
  end
  local point, err = measured(read_workload(self.platform_row.name, workload))
  if not point then
    if self.values_given.token_rate ~= nil then
      return
    end
    core.raise(("%s;%s give token_rate and chip_power"):format(tostring(err):gsub("[%.?]*$", ""),
      highest_measured(self.platform_row.name, workload)))
  end
  self.point = point
  local titles, addresses, date = {}, {}, nil
  for i, source in ipairs(point.sources) do
    titles[i], addresses[i], date = source.title, source.address, dated(source)
  end
  local origin = { how = point.tier, source = table.concat(titles, "; "), address = table.concat(addresses, " "),
    date = date,
    note = ("%s at %s"):format(point.engine or "engine not named", point.interactivity
      and core.format_number(point.interactivity, 1, 3) .. " tok/s/user" or "no latency asked") }
  if self.values_given.token_rate == nil then
    note(self, "token_rate", point.token_rate * units.read "tok/s/gpu", origin)
  end
  if self.values_given.chip_power == nil and point.power and point.power_scope == "gpu" then
    note(self, "chip_power", point.power * units.read "W/gpu", origin)
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

local function from_defaults(self, names)
  local figure = self.platform_row and self.platform_row:figure "cooling"
  local cooling = figure and tostring(figure.value):find "^liquid" and "liquid" or "air"
  for _, driver in ipairs(names) do
    local default = defaults.drivers[driver]
    if default and self.values_given[driver] == nil then
      note(self, driver, default.value(cooling), { how = "default", source = default.source, says = default.says,
        date = default.date, address = default.address, note = default.note })
    end
  end
end

local NEEDS = {
  token_rate = "give it, or a workload with a measured operating point",
  chip_power = "give it, or a platform whose rated power is in the catalogue",
  server_overhead = "system power over chip power; the catalogue has no system power for this platform",
  accelerator_cost = "the catalogue has no sourced price for this platform",
  utilization = "the share of capacity that serves; no public figure would serve everyone",
  price = "what a token sells for",
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

local function check_unit(driver, value, like)
  local wanted, came = units.dimension(like), units.dimension(value)
  if type(value) ~= "number" and type(value) ~= "userdata" then
    core.raise(("%s must be a quantity, not %s"):format(driver, type(value)))
  elseif wanted ~= came then
    core.raise(("%s must be %s, not %s (%s)%s"):format(driver, wanted, tostring(value), came,
      EXAMPLES[driver] and "; write " .. EXAMPLES[driver] or ""))
  end
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
        check_unit(driver, given[driver], likes[driver])
        note(self, driver, given[driver], { how = "platform", source = given.source, date = given.date })
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
      check_unit(driver, given[driver], likes[driver])
      note(found, driver, given[driver], nil)
    end
  end
  read_platform(found, given.platform, likes)
  from_workload(found, given.workload)
  chip_power_from_rating(found)
  from_platform(found, "accelerator_cost", "price", nil, "as published; scopes differ between platforms")
  from_platform(found, "rack_accelerators", "rack_accelerators")
  from_platform(found, "server_overhead", "all_in_power", function(all_in)
    local rated = found.platform_row:figure "chip_power"
    return rated and all_in / read_figure(rated) or nil
  end, "provisioned power with the share of host and network, over the chip's rated power")
  from_defaults(found, names)
  check_mode(found, given.mode)
  check_complete(found, names)
  return found
end

return drivers
