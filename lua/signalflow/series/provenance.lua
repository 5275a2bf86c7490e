--- Where a file in a folder came from, kept beside it as NAME.source.json: its address, when it was fetched and last
-- asked for, what the publisher said of it, its digest. It holds no name of whoever fetched it.
-- @module signalflow.series.provenance
local core = require "signalflow.core"
local json = require "signalflow.page.json"
local settings = require "signalflow.shared.settings"

local provenance = {}

local ENDING = ".source.json"
local LARGEST = 1 << 16
local FIELDS = { "url", "fetched_at", "checked_at", "status", "content_type", "etag", "last_modified", "bytes",
  "sha256" }

--- The path of the note beside a file.
-- @tparam string path
-- @treturn string
function provenance.path(path)
  return path .. ENDING
end

-- The bytes of a file, at most so many; nil where there is none.
local function read(path, most)
  local file = io.open(path, "rb")
  local bytes = file and file:read(most)
  if file then
    file:close()
  end
  return bytes
end

local function is_plain(value)
  return type(value) == "string" and #value <= 4096 and not value:find "[\0-\31\127]"
end

--- What the note beside a file says, whatever the file holds now: `url fetched_at checked_at` (UTC), `status`, `etag
-- last_modified content_type`, `bytes`, `sha256`; nil where there is no such note.
-- @tparam string path
-- @treturn ?table
function provenance.note(path)
  local text = read(provenance.path(path), LARGEST)
  local noted = text and core.json(text)
  if type(noted) ~= "table" or not is_plain(noted.url) then
    return nil
  end
  local kept = {}
  for _, field in ipairs(FIELDS) do
    kept[field] = (is_plain(noted[field]) or math.type(noted[field]) == "integer") and noted[field] or nil
  end
  return kept
end

--- The same where it is of the file as it is: the sizes are equal, and the digests where they are to be held too.
-- @tparam string path
-- @tparam[opt] boolean whole whether to hold the digests against each other
-- @treturn ?table
function provenance.of(path, whole)
  local noted = provenance.note(path)
  local file = noted and io.open(path, "rb")
  if not file then
    return nil
  end
  local bytes = file:seek "end"
  local is_same = bytes == noted.bytes
  if is_same and whole then
    file:seek "set"
    is_same = core.digest(file:read(bytes) or "") == noted.sha256
  end
  file:close()
  return is_same and noted or nil
end

--- Writes the note beside a file.
-- @tparam string path
-- @tparam table says fields as `note` gives them
-- @treturn ?boolean true; or nil, err with code "io"
function provenance.write(path, says)
  local pairs = {}
  for i, field in ipairs(FIELDS) do
    pairs[i] = { field, says[field] }
  end
  return core.write_file(provenance.path(path), json.encode(json.object(pairs)) .. "\n")
end

local words = {} -- by path, of the files as they were when they were read

--- Notes that a file is read, for a page that names what it rests on, and where it came from.
-- @tparam string path
-- @treturn string path
function provenance.reading(path)
  if type(path) == "string" then
    local noted = provenance.of(path)
    words[path] = noted and type(noted.fetched_at) == "string"
      and ("fetched %s from %s"):format(noted.fetched_at:sub(1, 10), noted.url) or nil
  end
  return settings.reading(path)
end

--- Where a file that was read came from, in words: "fetched 2026-11-21 from https://..."; nil where nobody knows.
-- @tparam string path
-- @treturn ?string
function provenance.words(path)
  return words[path]
end

return provenance
