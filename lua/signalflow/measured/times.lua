--- Points of time as benchmarks and power logs write them, in seconds.
-- A local time says nothing of its zone: it is compared with another of the same clock, or its zone is given.
-- @module signalflow.measured.times
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"

local times = {}

local DAY, EPOCH = 86400, core.day "1970-01-01"
local EARLIEST, LATEST = 946684800, 4102444800 -- of the years 2000 to 2099, in seconds since 1970

local last_text, last_day -- logs repeat a day

local function day_number(year, month, day)
  local text = ("%s-%s-%s"):format(year, month, day)
  if text ~= last_text then
    local read, number = failure.catch(core.day, text)
    last_text, last_day = text, read and number - EPOCH or nil
  end
  return last_day
end

-- Seconds of the day; nil where the clock has no such time.
local function clock(hour, minute, second)
  local seconds = second:find "^%d%d%.?%d*$" and tonumber(second)
  hour, minute = tonumber(hour), tonumber(minute)
  if not seconds or hour > 23 or minute > 59 or seconds >= 61 then
    return nil
  end
  return hour * 3600 + minute * 60 + seconds
end

--- Reads a zone.
-- @tparam string text "+02:00", "-0500", "Z" or "UTC"
-- @treturn ?number seconds ahead of UTC
function times.zone(text)
  if text == "Z" or text == "UTC" or text == "z" then
    return 0
  end
  local sign, hours, minutes = text:match "^([+-])(%d%d):?(%d%d)$"
  if not sign or tonumber(hours) > 14 or tonumber(minutes) > 59 then
    return nil
  end
  local seconds = tonumber(hours) * 3600 + tonumber(minutes) * 60
  return sign == "-" and -seconds or seconds
end

-- Seconds since 1970 as a plain number, or milliseconds.
local function since_epoch(text)
  local seconds = text:find "^%d+%.?%d*$" and tonumber(text)
  if seconds and seconds >= EARLIEST * 1000 then
    seconds = seconds / 1000
  end
  return seconds and seconds >= EARLIEST and seconds <= LATEST and seconds or nil
end

local DATES = {
  { "^(%d%d%d%d)/(%d%d)/(%d%d) (%d%d):(%d%d):([%d.]+)(.*)$", 1, 2, 3 }, -- nvidia-smi
  { "^(%d%d%d%d)%-(%d%d)%-(%d%d)[T ](%d%d):(%d%d):([%d.]+)(.*)$", 1, 2, 3 }, -- ISO 8601
  { "^(%d%d)%-(%d%d)%-(%d%d%d%d) (%d%d):(%d%d):([%d.]+)(.*)$", 3, 1, 2 }, -- SPEC PTDaemon
}

--- Reads a point of time: seconds or milliseconds since 1970, "2026/01/15 12:34:56.789", ISO 8601,
-- "01-15-2026 12:34:56.789".
-- @tparam string text
-- @treturn ?number seconds since 1970 of its own clock
-- @treturn ?boolean whether that clock is UTC
function times.read(text)
  local seconds = since_epoch(text)
  if seconds then
    return seconds, true
  end
  for _, form in ipairs(DATES) do
    local found = { text:match(form[1]) }
    if found[1] then
      local day = day_number(found[form[2]], found[form[3]], found[form[4]])
      local of_day = clock(found[4], found[5], found[6])
      local zone = found[7] ~= "" and times.zone(found[7]:gsub("^ ", ""))
      if not day or not of_day or found[7] ~= "" and not zone then
        return nil
      end
      return day * DAY + of_day - (zone or 0), found[7] ~= ""
    end
  end
  return nil
end

--- Whether a day may have come somewhere on earth: none was measured on that has not.
-- @tparam string day "2026-01-15"
-- @treturn boolean
function times.has_come(day)
  return core.day(day) <= core.day(os.date "!%Y-%m-%d") + 1
end

--- The day of a point of time.
-- @tparam number seconds since 1970
-- @treturn string "2026-01-15"
function times.day(seconds)
  return core.day_text(EPOCH + seconds // DAY)
end

return times
