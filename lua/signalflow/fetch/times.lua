--- Times as notes and answers write them, and seconds to and from them.
-- @module signalflow.fetch.times
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"

local times = {}

--- This moment, as notes have it.
-- @treturn string "2026-11-30T15:36:46Z"
function times.now()
  return os.date "!%Y-%m-%dT%H:%M:%SZ"
end

local MONTHS = { Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6, Jul = 7, Aug = 8, Sep = 9, Oct = 10, Nov = 11,
  Dec = 12 }

-- Seconds until a date as HTTP writes it (RFC 9110, 5.6.7).
local function seconds_until(text)
  local day, month, year, hour, minute, second =
    text:match "^%a%a%a, (%d%d) (%a%a%a) (%d%d%d%d) (%d%d):(%d%d):(%d%d) GMT$"
  local written = MONTHS[month] and ("%s-%02d-%s"):format(year, MONTHS[month], day)
  if not written or not failure.catch(core.day, written) then
    return nil
  end
  return core.day(written) * 86400 + hour * 3600 + minute * 60 + second - os.time()
end

--- Seconds that a publisher asks to wait, or nil.
-- @tparam table answer
-- @treturn ?number
function times.retry_after(answer)
  local text = answer.headers and answer.headers["retry-after"] or ""
  local seconds = text:find "^%d+$" and tonumber(text) or seconds_until(text)
  return seconds and math.max(0, seconds)
end

--- Seconds since a time as notes have it; without end where it is none.
-- @tparam ?string text
-- @treturn number
function times.age_of(text)
  local day, hour, minute, second = (text or ""):match "^(%d%d%d%d%-%d%d%-%d%d)T(%d%d):(%d%d):(%d%d)Z$"
  if not day or not failure.catch(core.day, day) then
    return math.huge
  end
  return os.time() - (core.day(day) * 86400 + hour * 3600 + minute * 60 + second)
end

return times
