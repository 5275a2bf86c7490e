--- Power logs: samples of nvidia-smi, amd-smi, DCGM and wall meters, integrated over a run.
-- Each device is integrated by trapezoids over the window, its power at the ends read between the samples on both
-- sides. The power counts only where every expected device is there, both ends lie between samples, and no two samples
-- are further apart than GAP: an average over whatever was logged counts warming up and idling too (the rules of
-- InferenceX's aggregate_power).
-- @module signalflow.measured.power
local core = require "signalflow.core"
local digits = require "signalflow.page.number"
local fields = require "signalflow.measured.fields"
local options = require "signalflow.shared.options"
local times = require "signalflow.measured.times"

local power = {}

--- Samples of one device may be so far apart, in seconds.
power.GAP = 3

-- Columns of an accelerator's own power, by what prints them, the best first, and their unit where the name has none.
local CHIP = {
  { "power.draw" }, { "power.draw.instant" }, { "power.draw.average" }, -- nvidia-smi --query-gpu, "[W]" in the name
  { "socket_power", "W" }, { "current_socket_power", "W" }, { "average_socket_power", "W" }, -- amd-smi metric --power
  { "dcgm_fi_dev_power_usage", "W" }, { "dcgm_fi_dev_power_usage_instant", "W" }, -- DCGM, fields 155 and 157
  { "power_usage", "W" }, -- amd-smi monitor
  { "socket_power_w" }, { "gpu_power_w" }, { "gpu_power" },
}
local DMON = { { "power", "W" }, { "powuse", "W" } } -- columns of dcgmi dmon, whose devices are entities
-- Counters of energy since some start.
local COUNTERS = { { "dcgm_fi_dev_total_energy_consumption", "mJ" }, { "totec", "mJ" },
  { "total_energy_consumption", "J" } }
local DEVICES = { "index", "gpu", "gpu_id", "gpu_index", "gpuid", "card", "device", "entity", "#entity", "meter",
  "uuid", "gpu_uuid", "pci.bus_id" }
local LIMITS = { "limit", "cap", "max", "min", "state", "mode", "management", "default", "violation" }
local ENERGIES = { J = 1, mJ = 1e-3, kJ = 1e3, Wh = 3600 }
local UNITS_IN_NAMES = { w = "W", mw = "mW", kw = "kW", watts = "W", j = "J", mj = "mJ" }

local function trimmed(text)
  return text:match "^%s*(.-)%s*$"
end

-- A column's name without its unit, and the unit: "power.draw [W]", "power (W)", "socket_power_w".
local function named(text)
  local name, unit = trimmed(text):match "^(.-)%s*[%[(]([%a]+)[%])]$"
  name = (name or trimmed(text)):lower()
  return name, unit or UNITS_IN_NAMES[name:match "_(%a+)$" or ""]
end

local function find(header, wanted)
  for _, one in ipairs(wanted) do
    for i, column in ipairs(header) do
      if column.name == (one[1] or one) then
        return i, column.unit or one[2]
      end
    end
  end
  return nil
end

local function is_limit(name)
  for _, word in ipairs(LIMITS) do
    if name:find(word, 1, true) then
      return true
    end
  end
  return false
end

-- A power column that no publisher we know prints: the only one whose name says so.
local function only_power(place, header, line)
  local found = {}
  for i, column in ipairs(header) do
    if (column.name:find("power", 1, true) or column.name:find("watt", 1, true)) and not is_limit(column.name) then
      found[#found + 1] = i
    end
  end
  if #found > 1 then
    fields.refuse(place, "line %d names several columns of power (%s, %s): leave the one that is meant", line,
      header[found[1]].text, header[found[2]].text)
  end
  return found[1], found[1] and header[found[1]].unit
end

local function time_column(header)
  local found
  for i, column in ipairs(header) do
    if column.name == "timestamp" then
      return i
    elseif not found and column.name:find "time" and not column.name:find "uptime" then
      found = i
    end
  end
  return found
end

-- What the columns of a row are, if it is the header.
local function columns_of(place, row)
  local header = {}
  for i, text in ipairs(row) do
    local name, unit = named(text)
    header[i] = { name = name, unit = unit, text = trimmed(text) }
  end
  local time, watts, unit = time_column(header), find(header, CHIP)
  if not watts and find(header, { "entity", "#entity" }) then
    watts, unit = find(header, DMON)
  end
  local made = { time = time, watts = watts, unit = unit, is_chip = watts ~= nil, device = find(header, DEVICES) }
  if time and not watts then
    made.watts, made.unit = only_power(place, header, row.line)
  end
  if not (made.time and made.watts) then
    return nil
  end
  made.counter, made.counter_unit = find(header, COUNTERS)
  made.text = header[made.watts].text
  return made
end

local ABSENT = { [""] = true, ["n/a"] = true, ["[n/a]"] = true, ["na"] = true, ["nan"] = true,
  ["[not supported]"] = true, ["not supported"] = true, ["[unknown error]"] = true, ["error"] = true }

-- A cell as a number in the unit whose factor is 1; nil where it is absent, false where it is nothing readable.
local function value_of(place, line, text, unit, known)
  text = trimmed(text or "")
  if ABSENT[text:lower()] then
    return nil
  end
  local number, suffix = text:match "^(%-?%d+%.?%d*)%s*(%a*)$"
  number = tonumber(number)
  if not number or number < 0 then
    return false
  end
  if suffix ~= "" and unit and suffix ~= unit then
    fields.refuse(place, "line %d is in %s, and its column in %s", line, suffix, unit)
  end
  unit = suffix ~= "" and suffix or unit
  if not unit then
    fields.refuse(place, "line %d: neither the column nor the reading states its unit; name it 'power [W]'", line)
  elseif not known[unit] then
    fields.refuse(place, "line %d: unit '%s' is not understood; known: %s", line, unit,
      table.concat(options.names(known), ", "))
  end
  return number * known[unit]
end

-- Keeps what was read of a device at a time; readings at one time are averaged later.
local function keep(samples, device, at, value)
  samples[device] = samples[device] or {}
  table.insert(samples[device], { at, value })
end

local HEADER_WITHIN = 50 -- lines, for tools that print words first

local function header_of(place, rows)
  for i = 1, math.min(#rows, HEADER_WITHIN) do
    local columns = columns_of(place, rows[i])
    if columns then
      return columns, i
    end
  end
  local first = rows[1] and table.concat(rows[1], ","):sub(1, 60) or ""
  fields.refuse(place, "no line names a time and a power, as 'timestamp, index, power.draw [W]'; the first is '%s'%s",
    first, first:find "^#?%s*Entity" and " (dcgmi dmon prints no times: log them beside, as CSV)" or "")
end

local function same_header(row, columns)
  return row[columns.watts] and trimmed(row[columns.watts]) == columns.text
end

-- The time of a row; every row's clock is the same.
local function time_of(place, log, row, columns)
  local at, zoned = times.read(trimmed(row[columns.time] or ""))
  if not at then
    fields.refuse(place, "line %d: no time in '%s'", row.line, (row[columns.time] or ""):sub(1, 40))
  elseif log.zoned ~= nil and log.zoned ~= zoned then
    fields.refuse(place, "line %d: times with a zone and without one", row.line)
  end
  log.zoned = zoned
  return at
end

local function read_row(place, log, row, columns)
  local at = time_of(place, log, row, columns)
  local device = columns.device and trimmed(row[columns.device] or "") or "the meter"
  local watts = value_of(place, row.line, row[columns.watts], columns.unit, fields.POWERS)
  if watts and watts > 0 and device ~= "" then
    keep(log.samples, device, at, watts)
  else
    table.insert(log.faults, { at = at, words = ("line %d reads '%s'%s"):format(row.line,
      trimmed(row[columns.watts] or ""):sub(1, 20), device ~= "" and "" or " of no device") })
  end
  local energy = columns.counter
    and value_of(place, row.line, row[columns.counter], columns.counter_unit, ENERGIES)
  if energy then
    keep(log.counters, device, at, energy)
  end
end

local function read_csv(place, text)
  local rows, err = core.csv(place, text)
  if not rows then
    error(err, 0)
  end
  local columns, first = header_of(place, rows)
  if columns.is_chip and not columns.device then
    fields.refuse(place, "no column names the device, as index, gpu or uuid")
  end
  local log = { samples = {}, counters = {}, faults = {}, is_chip = columns.is_chip, what = columns.text }
  for i = first + 1, #rows do
    local row = rows[i]
    if i == #rows and #row <= math.max(columns.time, columns.watts) - 1 then
      break -- the line in which the logger was stopped
    elseif not same_header(row, columns) then
      read_row(place, log, row, columns)
    end
  end
  return log
end

-- Lines of SPEC PTDaemon's log, "Time,<time>,Watts,<W>,Volts,...": one meter, at the wall.
local function read_spl(place, text)
  local log, count = { samples = {}, counters = {}, faults = {}, is_wall = true, what = "Watts of spl.txt" }, 0
  for line in text:gmatch "[^\r\n]+" do
    count = count + 1
    local at, watts = line:match "^Time,([^,]+),Watts,([^,]+)"
    if at then
      read_row(place, log, { at, watts, line = count }, { time = 1, watts = 2, unit = "W" })
    end
  end
  return log
end

--- Reads a log.
-- @tparam string place
-- @tparam string text
-- @treturn table `samples` and `counters` by device (lists of `{seconds, W or J}`), `faults`, `zoned`, `is_chip`
-- (accelerators' own), `is_wall`, `what` the column was called
function power.read(place, text)
  local log = text:find "^Time,[^,\n]+,Watts," and read_spl(place, text)
    or text:find "\nTime,[^,\n]+,Watts," and read_spl(place, text) or read_csv(place, text)
  if next(log.samples) == nil then
    fields.refuse(place, "there is no reading of power")
  end
  return log
end

-- By rising time, with the mean of what was read at one time.
local function in_order(list)
  table.sort(list, function(a, b)
    return a[1] < b[1]
  end)
  local merged, counts = {}, {}
  for _, sample in ipairs(list) do
    local last = #merged
    if last > 0 and merged[last][1] == sample[1] then
      merged[last][2], counts[last] = merged[last][2] + sample[2], counts[last] + 1
    else
      merged[last + 1], counts[last + 1] = { sample[1], sample[2] }, 1
    end
  end
  for i, sample in ipairs(merged) do
    sample[2] = sample[2] / counts[i]
  end
  return merged
end

-- Between the samples on both sides.
local function read_at(before, after, at)
  if before[1] == after[1] then
    return before[2]
  end
  return before[2] + (at - before[1]) / (after[1] - before[1]) * (after[2] - before[2])
end

-- The samples from the last at or before start to the first at or after finish; nil and why.
local function bracket(list, start, finish)
  local first, last
  for i, sample in ipairs(list) do
    first = sample[1] <= start and i or first
    last = last or sample[1] >= finish and i or nil
  end
  if not first then
    return nil, ("its log begins %s s after the run"):format(digits.short(list[1][1] - start, 3))
  elseif not last then
    return nil, ("its log ends %s s before the run"):format(digits.short(finish - list[#list][1], 3))
  end
  return table.move(list, first, last, 1, {})
end

--- The energy of one device over a window, by trapezoids.
-- @tparam {table,...} list `{seconds, W}`, in any order
-- @tparam number start seconds
-- @tparam number finish seconds
-- @treturn ?number J; or nil and why it is not known
function power.energy(list, start, finish)
  local within, why = bracket(in_order(list), start, finish)
  if not within then
    return nil, why
  end
  local energy, at, watts = 0, start, nil
  for i = 2, #within do
    local before, after = within[i - 1], within[i]
    local gap = after[1] - before[1]
    if gap > power.GAP then
      return nil, ("its samples are %s s apart (at most %d)"):format(digits.short(gap, 3), power.GAP)
    end
    watts = watts or read_at(before, after, start)
    local stop = math.min(after[1], finish)
    local reached = read_at(before, after, stop)
    energy, at, watts = energy + (stop - at) * (watts + reached) / 2, stop, reached
  end
  return energy
end

-- The mean power of the devices by their counters of energy; nil where one has none that brackets the run.
local function counted(log, start, finish, devices)
  local sum = 0
  for _, device in ipairs(devices) do
    local list = log.counters[device] and in_order(log.counters[device])
    local within = list and bracket(list, start, finish)
    if not within or #within < 2 then
      return nil
    end
    local first = read_at(within[1], within[2], start)
    local last = read_at(within[#within - 1], within[#within], finish)
    if last < first then
      return nil -- it was reset
    end
    sum = sum + (last - first) / (finish - start)
  end
  return #devices > 0 and sum / #devices or nil
end

local LEAST_SHARE = 0.2 -- of the most that a device draws: one that draws less is not at work, or its sensor is not

--- The mean power of some devices, where all are at work.
-- @tparam {number,...} list W of each
-- @treturn ?number W; nil where they do not agree
-- @treturn ?string why not
function power.of_devices(list)
  local sum, least, most = 0, math.huge, 0
  for _, watts in ipairs(list) do
    sum, least, most = sum + watts, math.min(least, watts), math.max(most, watts)
  end
  if least < LEAST_SHARE * most or most == 0 then
    return nil, ("one device draws %s W, and another %s W"):format(digits.short(least, 3), digits.short(most, 3))
  end
  return sum / #list
end

--- The mean power of a device over a run.
-- @tparam table log of `power.read`
-- @tparam number start seconds, of the log's clock
-- @tparam number finish seconds
-- @tparam ?integer expected how many devices there must be; nil for a meter or several
-- @treturn ?number W a device; nil where it does not count
-- @treturn string|integer why not; else how many devices there are
-- @treturn ?number W a device by counters of energy
function power.mean(log, start, finish, expected)
  local devices = options.names(log.samples)
  for _, fault in ipairs(log.faults) do
    if fault.at >= start - power.GAP and fault.at <= finish + power.GAP then
      return nil, fault.words
    end
  end
  if expected and #devices ~= expected then
    return nil, ("%d accelerators are expected, and the log has %d"):format(expected, #devices)
  end
  local list = {}
  for i, device in ipairs(devices) do
    local energy, why = power.energy(log.samples[device], start, finish)
    if not energy then
      return nil, ("device %s: %s"):format(device, why)
    end
    list[i] = energy / (finish - start)
  end
  local mean, unlike = power.of_devices(list)
  return mean, mean and #devices or unlike, mean and counted(log, start, finish, devices)
end

return power
