--- A file that has come, held against the one that is here and put in its place.
-- @module signalflow.fetch.place
local accept = require "signalflow.fetch.accept"
local address = require "signalflow.fetch.address"
local core = require "signalflow.core"
local files = require "signalflow.series.files"
local part = require "signalflow.fetch.part"
local provenance = require "signalflow.series.provenance"
local times = require "signalflow.fetch.times"

local place = {}

local LARGEST_CHUNK = 1 << 20

local function copy(from, to)
  local file, why = io.open(from, "rb")
  if not file then
    return nil, why
  end
  local done, err = core.write_file(to, function()
    return file:read(LARGEST_CHUNK)
  end)
  file:close()
  return done, err and tostring(err)
end

-- Keeps the file that is there under its day, where the newer one says something else.
local function keep_vintage(job, noted, older)
  local at = noted and type(noted.fetched_at) == "string" and noted.fetched_at or older.to
  local day = at:match "^%d%d%d%d%-%d%d%-%d%d" or "earlier"
  local path = job.folder .. "/" .. files.vintage(job.name, day)
  -- one that a killed process has kept already is kept once
  if core.kind_of_path(path) ~= "nothing" and part.digest_of(path) ~= part.digest_of(job.path) then
    path = job.folder .. "/" .. files.vintage(job.name, (at:gsub("[^%w%-]", "")))
  end
  local done, why = copy(job.path, path)
  if done and noted then
    done, why = provenance.write(path, noted)
  end
  return done, why and tostring(why)
end

-- What is noted of a file that has just been asked for.
local function noted_of(answer, job, digest, fetched_at)
  local headers = answer.headers
  return { url = address.without_secrets(job.address.text), fetched_at = fetched_at, checked_at = times.now(),
    status = answer.status, content_type = headers["content-type"], etag = headers.etag,
    last_modified = headers["last-modified"], bytes = part.size_of(job.path), sha256 = digest }
end

-- The words of an importer, of the file as it will be called.
local function said_of(why, job)
  return (why:gsub(job.part:gsub("%W", "%%%0"), (job.name:gsub("%%", "%%%%"))):gsub("[\0-\31\127]", " "))
end

-- Whether what came may replace the file that is here, which is kept where something would be lost with it; else nil,
-- why, and what trouble it is.
local function make_room(job, newer, noted)
  if core.kind_of_path(job.path) ~= "file" then
    return true
  end
  local older, unread = accept.read(job.kind, job.path, job.subject)
  if not older and not noted then
    return nil, ("a file of this name is here that was not fetched and is not read, so it stays: %s"):format(unread
      :gsub("[\0-\31\127]", " "))
  elseif older and not newer.may_shrink and newer.to < older.to then
    return nil, ("what came ends on %s, and the file that is here on %s"):format(newer.to, older.to)
  -- what an analyst has put there is kept, whatever it is
  elseif older and (not noted or job.vintages and accept.has_lost(older, newer)) then
    local kept, lost = keep_vintage(job, noted, older)
    return kept, lost, "disk"
  end
  return true
end

--- Puts what came in its place, once our own importer has read it.
-- @tparam table job
-- @tparam table answer of `request.send`
-- @tparam ?table noted what the note beside the file that is here says
-- @treturn[1] string "new", "changed", or "unchanged" where the same came
-- @treturn[1] integer its bytes
-- @treturn[2] nil
-- @treturn[2] string why it is not taken
-- @treturn[2] ?string "disk" where it could not be written
function place.put(job, answer, noted)
  if not job.html and (answer.headers["content-type"] or ""):lower():find "^text/html" then
    return nil, "a page came in place of the file: its type is text/html"
  end
  local newer, why = accept.read(job.kind, job.part, job.subject)
  if not newer then
    return nil, "what came is refused: " .. said_of(why, job)
  end
  local bytes, digest, there = part.size_of(job.part), part.digest_of(job.part), part.digest_of(job.path)
  local is_same, trouble = digest == there, nil
  local placed, lost = true, nil
  if not is_same then
    placed, lost, trouble = make_room(job, newer, noted)
    if placed then
      placed, lost = copy(job.part, job.path)
      trouble = "disk"
    end
  end
  if not placed then
    return nil, lost, trouble
  end
  local fetched_at = is_same and noted and noted.fetched_at or times.now()
  local written, err = provenance.write(job.path, noted_of(answer, job, digest, fetched_at))
  if not written then
    return nil, tostring(err), "disk"
  end
  part.forget(job)
  return is_same and "unchanged" or there and "changed" or "new", bytes
end

--- Notes that the file that is here is still the newest, and what the publisher says of it now.
-- @tparam table job
-- @tparam table answer
-- @tparam table noted
-- @treturn[1] string "not modified"
-- @treturn[2] nil
-- @treturn[2] string why that could not be written
-- @treturn[2] string "disk"
function place.renew(job, answer, noted)
  noted.checked_at = times.now()
  noted.etag = answer.headers.etag or noted.etag
  noted.last_modified = answer.headers["last-modified"] or noted.last_modified
  local written, err = provenance.write(job.path, noted)
  if not written then
    return nil, tostring(err), "disk"
  end
  return "not modified"
end

return place
