--- The power of a run: which log, over which window, of which clock, at which scope.
-- What a log lacks costs the row its power, not its throughput; what neither file nor log says is asked for by name.
-- @module signalflow.measured.window
local core = require "signalflow.core"
local digits = require "signalflow.page.number"
local power = require "signalflow.measured.power"
local rows = require "signalflow.measured.rows"
local times = require "signalflow.measured.times"

local window = {}

-- A window and the duration that is stated beside it may differ by so much.
local function agree(seconds, duration)
  return math.abs(seconds - duration) <= math.max(0.5, 0.01 * duration)
end

-- Start and finish of a run, and whether its clock is UTC; nil and why it has none that counts.
local function of(place, made, given)
  if given.start then
    local start, zoned = times.read(given.start)
    if not made.duration then
      return nil, "how long the run took is not stated"
    end
    return start, start + made.duration, zoned
  elseif not (made.start and made.finish) then
    if made.window_missing then
      return nil, made.window_missing
    end
    core.raise(('%s does not say when the run began; give start, as start = "2026-01-15 12:00:00", by the clock of the'
      .. ' power log%s'):format(place, made.written and ("; the file was written at %s, and the run took %s s"):format(
      made.written, digits.short(made.duration, 4)) or ""))
  elseif made.finish <= made.start then
    return nil, "the run ends before it begins"
  elseif made.duration and not agree(made.finish - made.start, made.duration) then
    return nil, ("the run is said to take %s s, and its window takes %s"):format(digits.short(made.duration, 4),
      digits.short(made.finish - made.start, 4))
  end
  return made.start, made.finish, made.zoned
end

-- The window by the log's clock.
local function by_clock(log, given, start, finish, zoned)
  if log.zoned == zoned then
    return start, finish
  end
  local zone = given.zone and times.zone(given.zone)
  if not zone then
    core.raise(('%s has no zone, and %s UTC; give the zone of the clock, as zone = "+00:00"'):format(
      log.zoned and "the start of the run" or "the time in the power log",
      log.zoned and "the power log is in" or "the run is timed in"))
  end
  zone = log.zoned and -zone or zone
  return start + zone, finish + zone
end

local function scope_of(log, given)
  local own = log.is_chip and "gpu" or log.is_wall and "server_wall" or nil
  local asked = given.scope and rows.SCOPES[given.scope]
  if own == "gpu" and asked and asked ~= own or own == "server_wall" and asked == "gpu" then
    core.raise(("scope is %s, and '%s' is the power of a %s"):format(given.scope, log.what, rows.SCOPE_NAMES[own]))
  elseif not (asked or own) then
    core.raise(("'%s' does not say whose power it is; give scope, as \"chip\", \"server\" or \"facility\""):format(
      log.what))
  end
  return asked or own
end

-- What the benchmark itself says of power: by a counter of energy, or averaged from telemetry.
local function stated(row, made)
  local counter = made.counter
  if counter and counter.devices ~= row.gpus then
    return nil, ("the counter of energy is of %d accelerators, and %d served"):format(counter.devices, row.gpus)
  elseif counter and made.duration and not agree(counter.seconds, made.duration) then
    return nil, ("the counter of energy ran %s s, and the run %s"):format(digits.short(counter.seconds, 4),
      digits.short(made.duration, 4))
  elseif counter then
    return counter.power, "power by the counter of energy"
  elseif made.power_devices and made.power_devices ~= row.gpus then
    return nil, ("its telemetry is of %d accelerators, and %d served"):format(made.power_devices, row.gpus)
  end
  return made.power, made.power and made.power_note or made.power_missing
end

local function integrate(place, row, made, given, log)
  local scope = scope_of(log, given)
  local start, finish, zoned = of(place, made, given)
  if not start then
    return nil, finish
  end
  start, finish = by_clock(log, given, start, finish, zoned)
  local mean, devices, counted = power.mean(log, start, finish, scope == "gpu" and row.gpus or nil)
  if not mean then
    return nil, devices
  end
  return mean * devices / row.gpus, scope, counted
end

--- Adds a row's power: of a log where one is given, else as the benchmark states it; or why there is none.
-- @tparam string place the result, for errors
-- @tparam table row
-- @tparam table made what the result says
-- @tparam table given options of `sf.measured.read`
-- @tparam ?table log of `power.read`
-- @treturn table row
-- @raise naming the options that are missing
function window.add_power(place, row, made, given, log)
  local value, note = stated(row, made)
  if not log then
    row.power, row.power_scope = value, value and "gpu"
    row.power_note, row.power_missing = value and note or nil, not value and note or nil
    return row
  end
  local scope, counted
  row.power, scope, counted = integrate(place, row, made, given, log)
  row.power_scope, row.power_missing = row.power and scope, not row.power and scope or nil
  row.power_note = row.power and ("power integrated from %s"):format(log.file) or nil
  row.counter_power = row.power and scope == "gpu" and (counted or made.counter and value) or nil
  return row
end

return window
