--- What falls due as an iCalendar file: RFC 5545, by section where one is named below.
--
-- No clock is read: a day's stamp is that on which it was asked, so that the same asked again gives the same bytes.
-- @module signalflow.brief.calendar
local core = require "signalflow.core"
local line = require "signalflow.page.line"
local version = require "signalflow.shared.version"

local calendar = {}

local OCTETS = 75 -- of a line without its end (3.1)

-- A text value (3.3.11): what parts values and lines is escaped, and other people's controls are spaces.
local function escaped(words)
  return (line.plain(words):gsub("[\\;,]", "\\%0"))
end

-- A content line, folded between characters (3.1).
local function folded(words)
  local pieces, open, width = {}, {}, 0
  for character in words:gmatch "[%z\1-\127\194-\253][\128-\191]*" do
    if width + #character > OCTETS then
      pieces[#pieces + 1], open, width = table.concat(open), {}, 1 -- the space that goes on a line counts
    end
    open[#open + 1], width = character, width + #character
  end
  pieces[#pieces + 1] = table.concat(open)
  return table.concat(pieces, "\r\n ") .. "\r\n"
end

local function date(day)
  return (day:gsub("-", ""))
end

-- What an item is, whenever and wherever it is asked: a filing is one of its company, form and period, whatever day is
-- thought of for it (3.8.4.7).
local function identity(item)
  local subject = item.kind == "filing" and { item.of, item.form, item.period_end } or { item.of, tostring(item.id) }
  return ("%s-%s@signalflow"):format(item.kind, core.checksum(table.concat(subject, "\n")))
end

local function summary(item)
  local mark = item.overdue and " (overdue)" or item.estimate and " (estimate)" or ""
  return ("%s, %s%s"):format(item.of, item.what, mark)
end

local function event(item, as_of)
  local lines = { "BEGIN:VEVENT", "UID:" .. identity(item), ("DTSTAMP:%sT000000Z"):format(date(as_of)),
    "DTSTART;VALUE=DATE:" .. date(item.day), "DTEND;VALUE=DATE:" .. date(core.day_text(core.day(item.day) + 1)),
    "SUMMARY:" .. escaped(summary(item)), "DESCRIPTION:" .. escaped(item.source), "CATEGORIES:" .. item.kind,
    "TRANSP:TRANSPARENT", "END:VEVENT" }
  for i, one in ipairs(lines) do
    lines[i] = folded(one)
  end
  return table.concat(lines)
end

--- Writes what falls due as a calendar.
-- @tparam Due list
-- @treturn string
function calendar.write(list)
  local parts = { folded "BEGIN:VCALENDAR", folded "VERSION:2.0", folded(("PRODID:-//signalflow//%s//EN"):format(
    version)), folded "CALSCALE:GREGORIAN" }
  for _, item in ipairs(list) do
    parts[#parts + 1] = event(item, list.as_of)
  end
  parts[#parts + 1] = folded "END:VCALENDAR"
  return table.concat(parts)
end

return calendar
