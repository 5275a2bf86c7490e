--- The Census Bureau's Business Trends and Outlook Survey as it is served: a workbook. Unpacking takes lua-zlib.
-- @module signalflow.series.workbook
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local provenance = require "signalflow.series.provenance"
local series = require "signalflow.series.series"

local workbook = {}

-- Zip archives: PKWARE, APPNOTE.TXT 4.3. Sizes and checksums are read from the central directory.

local END_RECORD, END_SIZE, ENTRY, LOCAL = "PK\5\6", 22, "PK\1\2", "PK\3\4"
local STORED, DEFLATED, RAW = 0, 8, -15
local LARGEST = 64 * 1024 * 1024 -- bytes of one part, unpacked
local PIECE = 16 * 1024 -- packed bytes, of which no more than 16 million are made at once

local function broken(path, why)
  return nil, failure("parse", ("%s is no workbook: %s"):format(path, why))
end

-- Where the parts of an archive lie: name to { at =, packed =, size =, method =, checksum = }; nil where it is
-- none.
local function directory(bytes)
  local found
  for at = #bytes - END_SIZE + 1, math.max(1, #bytes - END_SIZE - 65535), -1 do
    if bytes:sub(at, at + 3) == END_RECORD then
      found = at
      break
    end
  end
  if not found then
    return nil
  end
  local count, _, at = ("<I2I4I4"):unpack(bytes, found + 10)
  local parts = {}
  at = at + 1
  for _ = 1, count do
    if at + 45 > #bytes or bytes:sub(at, at + 3) ~= ENTRY then
      return nil
    end
    local method = ("<I2"):unpack(bytes, at + 10)
    local checksum, packed, size, name, extra, comment = ("<I4I4I4I2I2I2"):unpack(bytes, at + 16)
    local from = ("<I4"):unpack(bytes, at + 42)
    parts[bytes:sub(at + 46, at + 45 + name)] = { at = from + 1, packed = packed, size = size, method = method,
      checksum = checksum }
    at = at + 46 + name + extra + comment
  end
  return parts
end

-- What was deflated, no further than to a size.
local function inflate(zlib, packed, size)
  local stream, made, length = zlib.inflate(RAW), {}, 0
  for at = 1, #packed, PIECE do
    local text = stream(packed:sub(at, at + PIECE - 1))
    made[#made + 1], length = text, length + #text
    if length > size then
      return nil
    end
  end
  return table.concat(made)
end

local function unpack_bytes(bytes, part, zlib)
  if part.size > LARGEST or part.at + 29 > #bytes or bytes:sub(part.at, part.at + 3) ~= LOCAL then
    return nil
  end
  local name, extra = ("<I2I2"):unpack(bytes, part.at + 26)
  local from = part.at + 30 + name + extra
  local packed = bytes:sub(from, from + part.packed - 1)
  if part.method == STORED then
    return packed
  end
  local done, text = failure.catch(inflate, zlib, packed, part.size)
  return part.method == DEFLATED and done and text or nil
end

-- A part of a workbook, nil where it has none of that name.
local function unpack_part(book, name)
  local part = book.parts[name]
  local text = part and unpack_bytes(book.bytes, part, book.zlib)
  if part and not (text and #text == part.size and book.zlib.crc32()(text) == part.checksum) then
    error(failure("parse", ("%s: its part %s is damaged, too large or packed in a way not known here"):format(book.path,
      name)), 0)
  end
  return text
end

-- Sheets: ECMA-376, part 1, 18.3 and 18.4.

local ENTITIES = { amp = "&", lt = "<", gt = ">", quot = '"', apos = "'" }

local function plain(text)
  return (text:gsub("<[^>]*>", ""):gsub("&(%a+);", ENTITIES))
end

local function shared_strings(text)
  local list = {}
  for item in (text or ""):gmatch "<si>(.-)</si>" do
    list[#list + 1] = plain(item)
  end
  return list
end

-- Rows of cells by the letters of their column.
local function rows_of(text, strings)
  local rows = {}
  for row in text:gmatch "<row[ >].-</row>" do
    local cells = {}
    for column, kind, inner in row:gsub("<c [^>]*/>", ""):gmatch '<c r="(%u+)%d+"([^>]*)>(.-)</c>' do
      local value = inner:match "<v>(.-)</v>"
      if value and kind:find 't="s"' then
        value = strings[(math.tointeger(tonumber(value)) or -1) + 1]
      end
      cells[column] = value or inner:find "<is>" and plain(inner) or nil
    end
    rows[#rows + 1] = cells
  end
  return rows
end

-- The rows of a sheet by its name.
local function sheet(book, name)
  local list = unpack_part(book, "xl/workbook.xml")
  local links = unpack_part(book, "xl/_rels/workbook.xml.rels")
  local id
  for tag in (list or ""):gmatch "<sheet [^>]*>" do
    id = plain(tag:match 'name="([^"]*)"' or "") == name and tag:match 'r:id="([^"]*)"' or id
  end
  for tag in (links or ""):gmatch "<Relationship [^>]*>" do
    if id and tag:match ' Id="([^"]*)"' == id then
      local target = tag:match 'Target="([^"]*)"':gsub("^/xl/", "")
      return unpack_part(book, "xl/" .. target)
    end
  end
  return nil
end

-- The survey.

local USE = "^In the last two weeks, did this business use Artificial Intelligence %(AI%) (in .-)%?"
local RELEASED = 4 -- days from the end of collection to the release, a Thursday: four dated downloads

-- 09/24/2023, or nil.
local function day(text)
  local month, date, year = (text or ""):match "^(%d%d)/(%d%d)/(%d%d%d%d)$"
  local written = year and ("%s-%s-%s"):format(year, month, date)
  return written and failure.catch(core.day, written) and written or nil
end

-- Cycle to its days.
local function cycles(rows)
  local list = {}
  for _, cells in ipairs(rows) do
    local collected, first, last = day(cells.C), day(cells.D), day(cells.E)
    if cells.A and collected and first and last then
      list[cells.A] = { period_start = first, period_end = last,
        known_on = core.day_text(core.day(collected) + RELEASED) }
    end
  end
  return list
end

local function shares(rows, dates, path)
  local found, names = {}, rows[1] or {}
  for _, cells in ipairs(rows) do
    local wording = cells.D == "Yes" and (cells.B or ""):match(USE)
    for column, text in pairs(wording and cells or {}) do
      local percent, when = tonumber((text:match "^([%d.]+)%%$")), dates[names[column]]
      if percent and when then
        found[#found + 1] = { period_start = when.period_start, period_end = when.period_end,
          known_on = when.known_on, value = percent / 100, wording = wording, file = path, document = names[column] }
      end
    end
  end
  table.sort(found, function(a, b)
    return a.period_end < b.period_end
  end)
  return found
end

local function make(found, path)
  local rows, breaks = {}, {}
  for i, one in ipairs(found) do
    local before = found[i - 1]
    if before and before.wording ~= one.wording then
      breaks[#breaks + 1] = { one.period_end, ('asked "%s", before "%s"'):format(one.wording, before.wording) }
    end
    rows[i] = { period_start = one.period_start, period_end = one.period_end, known_on = one.known_on,
      value = one.value, file = one.file, document = one.document }
  end
  local made = series.new("AI use of firms", rows, path)
  for _, one in ipairs(breaks) do
    made = made:break_at(one[1], one[2])
  end
  return made
end

local function read(book)
  local strings = shared_strings(unpack_part(book, "xl/sharedStrings.xml"))
  local answers = sheet(book, "Response Estimates")
  local dates = sheet(book, "Collection and Reference Dates")
  if not answers or not dates then
    return broken(book.path, "the sheets 'Response Estimates' and 'Collection and Reference Dates' are not there")
  end
  local list = shares(rows_of(answers, strings), cycles(rows_of(dates, strings)), book.path)
  if #list == 0 then
    return broken(book.path, "nothing in it says who used AI")
  end
  return make(list, book.path)
end

--- The share of firms that used AI in the last two weeks. Where the question changed the series breaks; cycles that
-- were not collected are missing.
-- @tparam string path `National.xlsx`
-- @treturn[1] Series
-- @treturn[2] nil
-- @treturn[2] err
function workbook.business_trends(path)
  local found, zlib = pcall(require, "zlib")
  if not found then
    return nil, failure("unknown",
      ("%s is packed: reading it takes lua-zlib (Debian: lua-zlib), or save its sheet as CSV"):format(path))
  end
  local bytes, unread = core.read_file(provenance.reading(path))
  if not bytes then
    return nil, unread
  end
  local parts = directory(bytes)
  if not parts then
    return broken(path, "it is no zip archive")
  end
  local done, made, err = failure.catch(read, { path = path, bytes = bytes, parts = parts, zlib = zlib })
  if not done then
    return nil, made
  end
  return made, err
end

return workbook
