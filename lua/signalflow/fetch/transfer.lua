--- One file, fetched: asked for only if it is newer, begun again where it was cut, and put in its place once our own
-- importer has read it. Until then the earlier file stands.
-- @module signalflow.fetch.transfer
local address = require "signalflow.fetch.address"
local part = require "signalflow.fetch.part"
local place = require "signalflow.fetch.place"
local provenance = require "signalflow.series.provenance"
local publishers = require "signalflow.fetch.publishers"
local request = require "signalflow.fetch.request"
local times = require "signalflow.fetch.times"

local transfer = {}

local TRIES, MOST_REDIRECTS = 4, 5
local MOST_PARTS = 200 -- a transfer that is cut again and again, further on each time
local LONGEST_WAIT, LONGEST_RETRY = 60, 600 -- seconds: of our own, and of what a publisher may ask for

local REDIRECTS = { [301] = true, [302] = true, [303] = true, [307] = true, [308] = true }
local LATER = { [408] = true, [425] = true, [429] = true, [500] = true, [502] = true, [503] = true, [504] = true }

local function failed(words, more)
  local outcome = more or {}
  outcome.state, outcome.words = "failed", words
  return outcome
end

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
  local from, tag = part.resumable(job)
  local file, unopened, kind
  local headers = from and { "If-Range: " .. tag } or conditions(job, noted)
  local asked = { address = route.address, pins = route.pins, direct = route.direct,
    headers = table.move(route.headers, 1, #route.headers, #headers + 1, headers),
    agent = session:agent(job.publisher, to), from = from, most = job.most - (from or 0), scale = session.scale,
    begin = function(answer)
      if answer.status ~= 200 and answer.status ~= 206 then
        return nil
      end
      file, unopened, kind = part.open(job, answer, from)
      return file and function(text)
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
  elseif unopened then
    answer.trouble, answer.words = kind, unopened
  elseif not closed or answer.trouble == "disk" then
    answer.trouble, answer.words = "disk", ("%s: %s"):format(job.part, lost or answer.words)
  elseif route.is_open and answer.remote and answer.remote ~= "" and not address.is_public(answer.remote) then
    part.forget(job)
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

-- What an answer that has no file means: nil where it is worth another try.
local function refusal(answer, job)
  if answer.trouble == "large" or answer.trouble == "headers" then
    part.forget(job)
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

-- Waits before another try; false where the publisher asks for more than is waited.
local function wait_for(session, job, answer, try)
  local asked = times.retry_after(answer)
  local seconds = asked or math.min(LONGEST_WAIT, 2 ^ (try - 1))
  if seconds > LONGEST_RETRY then
    return false, failed(("%d: asks to be left alone for %d minutes"):format(answer.status, seconds // 60),
      { lost = true })
  end
  session.say(job, ("%s, waiting %d s"):format(answer.words or answer.status, math.ceil(seconds)))
  session:wait(seconds)
  return true
end

-- What became of a file: its state and bytes; or nil, why, and what trouble that is. What is refused is forgotten.
local function outcome_of(job, state, bytes_or_why, trouble)
  if state then
    return { state = state, bytes = bytes_or_why }
  elseif trouble ~= "disk" then
    part.forget(job)
  end
  return failed(bytes_or_why, { trouble = trouble })
end

-- What an answer comes to; nil where it is worth another try.
local function conclude(job, answer, noted)
  if not answer.trouble and (answer.status == 200 or answer.status == 206) then
    return outcome_of(job, place.put(job, answer, noted))
  elseif not answer.trouble and answer.status == 304 and noted then
    return outcome_of(job, place.renew(job, answer, noted))
  elseif answer.status == 416 then
    part.forget(job)
  end
  return refusal(answer, job)
end

-- Asks until there is an outcome. A transfer that is cut and goes on further each time has not failed.
local function ask_until_done(session, job, noted)
  local tries, parts, answer = 0, 0
  repeat
    local before = part.resumable(job) or 0
    answer = ask(session, job, noted)
    local outcome = conclude(job, answer, noted)
    if outcome then
      return outcome
    end
    local has_gone_on = before > 0 and (part.resumable(job) or 0) > before
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
  if noted and (job.fixed or times.age_of(noted.checked_at) < (job.rest or 0) * session.scale) then
    return { state = "here" }
  end
  local outcome = ask_until_done(session, job, noted)
  if outcome.state == "failed" and not part.resumable(job) then
    part.forget(job)
  end
  return outcome
end

return transfer
