--- One file, fetched: asked for only if it is newer, begun again where it was cut, and put in its place once our own
-- importer has read it. Until then the earlier file stands.
--
-- What has come so far lies in NAME.part; where the publisher names its version (an ETag) that is noted beside it, and
-- the rest alone is asked for next time, by this process or another.
-- @module signalflow.fetch.transfer
local accept = require "signalflow.fetch.accept"
local address = require "signalflow.fetch.address"
local core = require "signalflow.core"
local files = require "signalflow.series.files"
local provenance = require "signalflow.series.provenance"
local publishers = require "signalflow.fetch.publishers"
local request = require "signalflow.fetch.request"

local transfer = {}

local TRIES, MOST_REDIRECTS = 4, 5
local MOST_PARTS = 200 -- a transfer that is cut again and again, further on each time
local LONGEST_WAIT, LONGEST_RETRY = 60, 600 -- seconds: of our own, and of what a publisher may ask for
local LARGEST_CHUNK = 1 << 20

local REDIRECTS = { [301] = true, [302] = true, [303] = true, [307] = true, [308] = true }
local LATER = { [408] = true, [425] = true, [429] = true, [500] = true, [502] = true, [503] = true, [504] = true }

local function now_text()
  return os.date "!%Y-%m-%dT%H:%M:%SZ"
end

local function failed(words, more)
  local outcome = more or {}
  outcome.state, outcome.words = "failed", words
  return outcome
end

-- Part files.

local function forget_part(job)
  os.remove(job.part)
  os.remove(provenance.path(job.part))
end

local function size_of(path)
  local file <close> = io.open(path, "rb")
  return file and file:seek "end" or 0
end

-- The digest of a file; nil where it cannot be read.
local function digest_of(path)
  local file <close> = io.open(path, "rb")
  local text = file and file:read "a"
  return text and core.digest(text)
end

-- An ETag that names one version, byte for byte.
local function strong_tag(tag)
  return type(tag) == "string" and #tag <= 256 and tag:find '^"[\33\35-\126]*"$' and tag or nil
end

-- The byte from which on a cut transfer goes on, and the version it is of; nil where it begins anew.
local function resumable(job)
  local noted = provenance.note(job.part)
  local tag = noted and noted.url == job.address.text and strong_tag(noted.etag)
  local size = tag and size_of(job.part) or 0
  return size > 0 and size or nil, tag
end

-- Opens the part file for an answer, and notes which version is in it.
local function open_part(job, answer, from)
  local goes_on = answer.status == 206
  if goes_on and tonumber((answer.headers["content-range"] or ""):match "^bytes (%d+)%-") ~= from then
    return nil, "sent another part than was asked for"
  end
  local headers = answer.headers
  local tag = not headers["content-encoding"] and strong_tag(headers.etag)
  if not goes_on then
    forget_part(job)
    local noted, err = true, nil
    if tag then
      noted, err = provenance.write(job.part, { url = job.address.text, etag = tag })
    end
    if not noted then
      return nil, tostring(err)
    end
  end
  local file, why = io.open(job.part, goes_on and "ab" or "wb")
  if file then
    file:setvbuf "no"
  end
  return file, why
end

-- Asking.

-- What the publisher is told of the file that is there, where it came from the same address.
local function conditions(job, noted)
  local headers = {}
  if not noted or noted.url ~= address.without_secrets(job.address.text) then
    return headers
  end
  if type(noted.etag) == "string" and noted.etag:find '^W?/?"[\33\35-\126]*"$' then
    headers[1] = "If-None-Match: " .. noted.etag
  end
  if type(noted.last_modified) == "string" and noted.last_modified:find "^[%w ,:+-]+$" then
    headers[#headers + 1] = "If-Modified-Since: " .. noted.last_modified
  end
  return headers
end

-- Sends one request; the body goes to the part file where the answer is one that has it.
local function send(session, job, to, noted)
  local route, refused, trouble = session:route(to)
  if not route then
    return { trouble = trouble or "refused", words = refused }
  end
  local from, tag = resumable(job)
  local file
  local headers = from and { "If-Range: " .. tag } or conditions(job, noted)
  local asked = { address = route.address, pins = route.pins, direct = route.direct,
    headers = table.move(route.headers, 1, #route.headers, #headers + 1, headers),
    agent = session:agent(job.publisher, to), from = from, most = job.most - (from or 0), scale = session.scale,
    begin = function(answer)
      if answer.status ~= 200 and answer.status ~= 206 then
        return nil
      end
      local opened
      opened, answer.disk = open_part(job, answer, from)
      file = opened
      return function(text)
        if not file then
          return nil, answer.disk
        end
        return file:write(text)
      end
    end }
  local answer, why = session:in_turn(job.publisher, function()
    return request.send(asked)
  end)
  local closed, lost = true, nil
  if file then
    closed, lost = file:close()
  end
  if not answer then
    return { trouble = "no curl", words = why }
  elseif not closed or answer.disk then
    answer.trouble, answer.words = "disk", lost or answer.disk
  elseif route.is_open and answer.remote and answer.remote ~= "" and not address.is_public(answer.remote) then
    forget_part(job)
    return { trouble = "refused", words = ("%s lies in a private network, at %s"):format(to.host, answer.remote) }
  end
  return answer
end

-- The same, and where it leads to: a few redirects, each held to the same bounds.
local function ask(session, job, noted)
  local to = job.address
  for _ = 0, MOST_REDIRECTS do
    local answer = send(session, job, to, noted)
    local location = REDIRECTS[answer.status or 0] and answer.headers.location
    if answer.trouble or not location then
      answer.address = to
      return answer
    end
    local next_to, why = address.follow(to, location)
    if not next_to then
      return { trouble = "refused", words = ("leads to an address that %s"):format(why) }
    elseif to.scheme == "https" and next_to.scheme == "http" and not session.base then
      return { trouble = "refused", words = "leads from https to http" }
    end
    to = next_to
  end
  return { trouble = "refused", words = ("leads on more than %d times"):format(MOST_REDIRECTS) }
end

local MONTHS = { Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6, Jul = 7, Aug = 8, Sep = 9, Oct = 10, Nov = 11,
  Dec = 12 }

-- Seconds until a date as HTTP writes it (RFC 9110, 5.6.7).
local function seconds_until(text)
  local day, month, year, hour, minute, second =
    text:match "^%a%a%a, (%d%d) (%a%a%a) (%d%d%d%d) (%d%d):(%d%d):(%d%d) GMT$"
  local written = MONTHS[month] and ("%s-%02d-%s"):format(year, MONTHS[month], day)
  if not written or not pcall(core.day, written) then
    return nil
  end
  return core.day(written) * 86400 + hour * 3600 + minute * 60 + second - os.time()
end

-- Seconds that a publisher asks to wait, or nil.
local function retry_after(answer)
  local text = answer.headers and answer.headers["retry-after"] or ""
  local seconds = text:find "^%d+$" and tonumber(text) or seconds_until(text)
  return seconds and math.max(0, seconds)
end

-- What an answer that has no file means: nil where it is worth another try.
local function refusal(answer, job)
  if answer.trouble == "large" or answer.trouble == "headers" then
    forget_part(job)
  end
  if answer.trouble then
    local again = answer.trouble == "cut" or answer.trouble == "slow"
    return not again and failed(answer.words, { trouble = answer.trouble, status = answer.status }) or nil
  elseif LATER[answer.status] or answer.status == 416 then
    return nil
  elseif answer.status == 403 and publishers.known[job.publisher].contact then
    return failed "403: turned away: the contact must be a real one, and whoever asks too often is shut out a while"
  end
  return failed(tostring(answer.status), { status = answer.status })
end

-- Putting in place.

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
  if core.kind_of_path(path) ~= "nothing" and digest_of(path) ~= digest_of(job.path) then
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
  return { url = address.without_secrets(job.address.text), fetched_at = fetched_at, checked_at = now_text(),
    status = answer.status, content_type = headers["content-type"], etag = headers.etag,
    last_modified = headers["last-modified"], bytes = size_of(job.path), sha256 = digest }
end

-- The words of an importer, of the file as it will be called.
local function said_of(why, job)
  return (why:gsub(job.part:gsub("%W", "%%%0"), (job.name:gsub("%%", "%%%%"))):gsub("%c", " "))
end

-- Holds what came against what is there, and puts it in its place.
local function place(job, answer, noted)
  if not job.html and (answer.headers["content-type"] or ""):lower():find "^text/html" then
    forget_part(job)
    return failed "a page came in place of the file: its type is text/html"
  end
  local bytes, digest = size_of(job.part), digest_of(job.part)
  local there = core.kind_of_path(job.path) == "file"
  local is_same = there and digest ~= nil and digest_of(job.path) == digest
  local newer, why = accept.read(job.kind, job.part, job.subject)
  if not newer then
    forget_part(job)
    return failed("what came is refused: " .. said_of(why, job))
  end
  if not is_same then
    local older, unread
    if there then
      older, unread = accept.read(job.kind, job.path, job.subject)
    end
    if there and not older and not noted then
      return failed(("a file of this name is here that was not fetched and is not read, so it stays: %s"):format(unread
        :gsub("%c", " ")))
    end
    if older and not newer.may_shrink and newer.to < older.to then
      forget_part(job)
      return failed(("what came ends on %s, and the file that is here on %s"):format(newer.to, older.to))
    end
    -- what an analyst has put there is kept, whatever it is
    if older and (not noted or job.vintages and accept.has_lost(older, newer)) then
      local kept, lost = keep_vintage(job, noted, older)
      if not kept then
        return failed(lost, { trouble = "disk" })
      end
    end
    local placed, lost = copy(job.part, job.path)
    if not placed then
      return failed(lost, { trouble = "disk" })
    end
  end
  local fetched_at = is_same and noted and noted.fetched_at or now_text()
  local written, err = provenance.write(job.path, noted_of(answer, job, digest, fetched_at))
  if not written then
    return failed(tostring(err), { trouble = "disk" })
  end
  forget_part(job)
  return { state = is_same and "unchanged" or there and "changed" or "new", bytes = bytes }
end

-- The file that is here is still the newest: what the publisher says of it now is noted.
local function renew(job, answer, noted)
  noted.checked_at = now_text()
  noted.etag = answer.headers.etag or noted.etag
  noted.last_modified = answer.headers["last-modified"] or noted.last_modified
  local written, err = provenance.write(job.path, noted)
  return written and { state = "not modified" } or failed(tostring(err), { trouble = "disk" })
end

-- Seconds since a time as notes have it.
local function age_of(text)
  local day, hour, minute, second = (text or ""):match "^(%d%d%d%d%-%d%d%-%d%d)T(%d%d):(%d%d):(%d%d)Z$"
  if not day or not pcall(core.day, day) then
    return math.huge
  end
  return os.time() - (core.day(day) * 86400 + hour * 3600 + minute * 60 + second)
end

-- Waits before another try; false where the publisher asks for more than is waited.
local function wait_for(session, job, answer, try)
  local asked = retry_after(answer)
  local seconds = asked or math.min(LONGEST_WAIT, 2 ^ (try - 1))
  if seconds > LONGEST_RETRY then
    return false, failed(("%d: asks to be left alone for %d minutes"):format(answer.status, seconds // 60),
      { lost = true })
  end
  session.say(job, ("%s, waiting %d s"):format(answer.words or answer.status, math.ceil(seconds)))
  session:wait(seconds)
  return true
end

-- What an answer comes to; nil where it is worth another try.
local function conclude(job, answer, noted)
  if not answer.trouble and (answer.status == 200 or answer.status == 206) then
    return place(job, answer, noted)
  elseif not answer.trouble and answer.status == 304 and noted then
    return renew(job, answer, noted)
  elseif answer.status == 416 then
    forget_part(job)
  end
  return refusal(answer, job)
end

-- Asks until there is an outcome. A transfer that is cut and goes on further each time has not failed.
local function ask_until_done(session, job, noted)
  local tries, parts, answer = 0, 0
  repeat
    local before = resumable(job) or 0
    answer = ask(session, job, noted)
    local outcome = conclude(job, answer, noted)
    if outcome then
      return outcome
    end
    local has_gone_on = before > 0 and (resumable(job) or 0) > before
    tries, parts = has_gone_on and tries or tries + 1, parts + 1
    local waited, asks_more = true, nil
    if tries < TRIES and not has_gone_on then
      waited, asks_more = wait_for(session, job, answer, tries)
    end
    if not waited then
      return asks_more
    end
  until tries == TRIES or parts == MOST_PARTS
  return failed(answer.words or tostring(answer.status), { trouble = answer.trouble, status = answer.status })
end

--- Fetches a file.
-- @tparam table session
-- @tparam table job as `plan` makes it
-- @treturn table `state`: "new", "changed", "unchanged" (the same came), "not modified" (nothing came), "here" (not
-- asked for) or "failed"; `words`, `bytes`; `trouble` as `request.send` gives it
function transfer.fetch(session, job)
  local noted = provenance.of(job.path, true)
  if noted and (job.fixed or age_of(noted.checked_at) < (job.rest or 0) * session.scale) then
    return { state = "here" }
  end
  local outcome = ask_until_done(session, job, noted)
  if outcome.state == "failed" and not resumable(job) then
    forget_part(job)
  end
  return outcome
end

return transfer
