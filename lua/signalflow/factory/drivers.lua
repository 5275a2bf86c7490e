--- A factory's drivers: what the analyst gives, the workload's operating point (measured, else estimated), and what the
-- site takes for the rest (`signalflow.site.drivers`).
-- @module signalflow.factory.drivers
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local estimate = require "signalflow.serving.estimate"
local frontier = require "signalflow.serving.frontier"
local options = require "signalflow.shared.options"
local own_measurements = require "signalflow.catalogue.own_measurements"
local own_platform = require "signalflow.catalogue.own_platform"
local site = require "signalflow.site.drivers"
local tail = require "signalflow.serving.tail"
local units = require "signalflow.values.units"
local workload = require "signalflow.serving.workload"

local drivers = {}

-- Offline throughput: the number of accelerators that serves most for each.
local function estimate_offline(platform, given, measured)
  local found, err
  for _, accelerators in ipairs { 1, 2, 4, 8, 16, 32, 64 } do
    local made, why = estimate.new { platform = platform, workload = given, accelerators = accelerators,
      measured = measured }
    if made and (not found or made.token_rate > found.token_rate) then
      found = made
    end
    err = err or why
  end
  return found, found and nil or err
end

-- What was measured for a workload; nothing was of a platform of the analyst's own.
local function measured_point(read, platform)
  if platform.given then
    return nil, platform.name .. ": nothing was measured of a platform of your own"
  end
  local spec = read.spec or "none"
  local asked = workload.with(read, spec)
  asked.interactivity = read.interactivity and math.max(read.interactivity, tail.least(read, spec))
  return workload.measured(asked, platform.name)
end

-- What serves the workload: measured at its operating point, else estimated; nil and why neither.
local function operating_point(platform, read, given)
  local known, unknown = catalogue.model(read.model)
  if not known then
    return nil, unknown
  end
  local estimable, why = workload.point(read)
  if not estimable then
    local point, err = measured_point(read, platform)
    return point and frontier.measured(point), err and ("%s; %s"):format(err, why)
  elseif read.offline then
    local point = measured_point(read, platform)
    if point then
      return frontier.measured(point)
    end
    return estimate_offline(platform, given, read.measured)
  end
  local made, err = frontier.new { platform = platform, workload = given, measured = read.measured }
  if made then
    return frontier.point(made, read.interactivity)
  end
  local point = measured_point(read, platform)
  return point and frontier.measured(point), err
end

-- Which figures of a platform the analyst gave, in words.
local function figures_given(platform)
  local titles = {}
  for i, entry in ipairs(platform.given or {}) do
    titles[i] = entry.title
  end
  return #titles > 0 and ("; of %s given: %s"):format(platform.name, table.concat(titles, ", ")) or ""
end

-- Token rate and chip power from the workload's operating point, with their uncertainty.
local function take_point(found, given, measured)
  if not given then
    return
  end
  local is_known = found.values.token_rate ~= nil and found.values.chip_power ~= nil
  local read = workload.read(given, is_known)
  if is_known then
    return
  elseif not found.platform then
    core.raise "a workload is looked up for a platform of the catalogue; give token_rate and chip_power instead"
  end
  read.measured = own_measurements.check(measured)
  local point, err = operating_point(found.platform, read, given)
  if not point then
    if found.values.token_rate ~= nil then
      return
    end
    core.raise(("%s; give token_rate and chip_power"):format(tostring(err):gsub("[%.?]*$", "")))
  end
  found.point = point
  local at = read.interactivity and core.format_number(read.interactivity, 1, 3) .. " tok/s/user" or "no latency asked"
  for _, driver in ipairs { "token_rate", "chip_power" } do
    local made = point[driver]
    if made and made.tier ~= "bound" and found.values[driver] == nil then
      local value, rated = made:law(), catalogue.quantity(found.platform, "chip_power")
      if driver == "chip_power" and type(value) == "userdata" and value:is_uncertain() and rated then
        value = units.like(core.min(value, rated), value)
      end
      site.take(found, driver, value, { how = made.tier, source = made.source, date = made.date,
        note = ("%s at %s%s%s"):format(made.note or point.layout or "", at, workload.says(read.model, point.spec),
          figures_given(found.platform)) })
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

local function check_complete(found)
  local missing = {}
  for _, driver in ipairs(site.fields().names) do
    if NEEDS[driver] and found.values[driver] == nil then
      local example = site.examples[driver] and ", as " .. site.examples[driver] or ""
      missing[#missing + 1] = ("%s (%s%s)"):format(driver, NEEDS[driver], example)
    end
  end
  if (found.values.debt_share == nil) ~= (found.values.interest == nil) then
    missing[#missing + 1] = found.values.interest == nil and "interest (what the debt costs a year)"
      or "debt_share (of capex; there is interest, but no debt)"
  end
  if #missing > 0 then
    core.raise("this factory also needs " .. table.concat(missing, "; "))
  end
end

-- What sets its size: "power", "capital", or the smaller of "both".
local function mode_of(found, mode)
  local grid, capital = found.values.grid_power, found.values.capital
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
  return mode or (grid ~= nil and capital ~= nil and "both") or (grid ~= nil and "power") or "capital"
end

-- A platform of the analyst's own figures, some of which may be drivers of the site.
local function take_own(found, given)
  local figures, values = {}, {}
  for name, value in options.each(given) do
    local is_figure = own_platform.kinds()[name] ~= nil
    figures[name] = is_figure and value or nil
    values[name] = not is_figure and value or nil
  end
  options.check(values, site.kinds {}, "platform")
  found.platform = catalogue.platform_of(figures)
  found.platform_name = found.platform.name
  for driver, value in pairs(site.given(values).values) do
    site.take(found, driver, value, { how = "platform", source = given.source, date = given.date })
  end
end

-- The platform: a name or record of the catalogue, a table of its own figures, or one of drivers with a name and a
-- source.
local function take_platform(found, given)
  if given == nil then
    return
  elseif type(given) == "string" or type(given) == "table" and type(given.figure) == "function" then
    local row, err = catalogue.platform_of(given)
    if not row then
      core.raise(tostring(err))
    end
    found.platform, found.platform_name = row, row.name
  elseif type(given) == "table" and own_platform.is_one(given) then
    take_own(found, given)
  elseif type(given) == "table" and not getmetatable(given) then
    options.check(given, site.kinds { name = "string", source = "string", date = "string" }, "platform")
    found.platform_name = given.name or "own platform"
    for driver, value in pairs(site.given(given).values) do
      site.take(found, driver, value, { how = "platform", source = given.source, date = given.date })
    end
  else
    core.raise(("platform is a name or a table, not %s"):format(options.said(given)))
  end
end

--- Gathers every driver's value and where it came from.
-- @tparam table given what the analyst wrote
-- @treturn table as of what `signalflow.site.drivers` gives, with `mode`, and where there are such `platform`,
-- `platform_name`, `point`
-- @raise naming what is missing, unknown, or of another dimension
function drivers.gather(given)
  local found = site.given(given)
  take_platform(found, given.platform)
  take_point(found, given.workload, given.measured)
  site.take_rest(site.take_overhead(found))
  found.mode = mode_of(found, given.mode)
  check_complete(found)
  return found
end

return drivers
