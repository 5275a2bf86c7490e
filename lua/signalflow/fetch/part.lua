--- What has come so far of a file: NAME.part. Where the publisher names its version (an ETag) that is noted beside it,
-- and the rest alone is asked for next time, by this process or another.
-- @module signalflow.fetch.part
local address = require "signalflow.fetch.address"
local core = require "signalflow.core"
local provenance = require "signalflow.series.provenance"

local part = {}

--- Takes away what has come of a file.
-- @tparam table job
function part.forget(job)
  os.remove(job.part)
  os.remove(provenance.path(job.part))
end

--- The bytes of a file; 0 where there is none.
-- @tparam string path
-- @treturn integer
function part.size_of(path)
  local file <close> = io.open(path, "rb")
  return file and file:seek "end" or 0
end

--- The digest of a file; nil where it cannot be read.
-- @tparam string path
-- @treturn ?string
function part.digest_of(path)
  local file <close> = io.open(path, "rb")
  local text = file and file:read "a"
  return text and core.digest(text)
end

-- An ETag that names one version, byte for byte.
local function strong_tag(tag)
  return type(tag) == "string" and #tag <= 256 and tag:find '^"[\33\35-\126]*"$' and tag or nil
end

--- The byte from which on a cut transfer goes on, and the version it is of; nil where it begins anew.
-- @tparam table job
-- @treturn ?integer
-- @treturn ?string its ETag
function part.resumable(job)
  local noted = provenance.note(job.part)
  local tag = noted and noted.url == address.without_secrets(job.address.text) and strong_tag(noted.etag)
  local size = tag and part.size_of(job.part) or 0
  return size > 0 and size or nil, tag
end

--- Opens the part file for an answer, and notes which version is in it.
-- @tparam table job
-- @tparam table answer of `request.send`, once its head is there
-- @tparam ?integer from the byte that was asked for
-- @treturn[1] file
-- @treturn[2] nil
-- @treturn[2] string why not
-- @treturn[2] string what trouble that is: "cut", "disk"
function part.open(job, answer, from)
  local headers, goes_on = answer.headers, answer.status == 206
  if goes_on and tonumber((headers["content-range"] or ""):match "^bytes (%d+)%-") ~= from then
    part.forget(job)
    return nil, "sent another part than was asked for", "cut"
  end
  local tag = not headers["content-encoding"] and strong_tag(headers.etag)
  local noted, err = true, nil
  if not goes_on then
    part.forget(job)
    if tag then
      noted, err = provenance.write(job.part, { url = address.without_secrets(job.address.text), etag = tag })
    end
  end
  local file, why
  if noted then
    file, why = io.open(job.part, goes_on and "ab" or "wb")
  end
  if not file then
    return nil, why or tostring(err), "disk"
  end
  file:setvbuf "no"
  return file
end

return part
