--- One request, sent by the `curl` command. Its arguments go past every shell; the address and who asks go by its
-- standard input, where no list of processes shows them. Redirects are not followed here.
-- @module signalflow.fetch.request
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"

local request = {}

local MOST_HEAD, MOST_HEADER = 1 << 16, 2048
-- Seconds to connect, of a whole transfer, and for which it may be slower than SLOWEST bytes a second.
local CONNECT, WHOLE, SLOW, SLOWEST = 15, 900, 30, 500

local NEEDS_CURL = "fetching needs the command 'curl', which is not installed (Debian and Ubuntu: apt-get install curl)"

-- What curl's exit statuses mean to us (curl's manual, "EXIT CODES").
local TROUBLES = { [5] = "unreachable", [6] = "unreachable", [7] = "unreachable", [28] = "slow" }
for _, code in ipairs { 16, 18, 35, 52, 55, 56, 92, 95 } do
  TROUBLES[code] = "cut"
end

-- A value of curl's configuration, quoted.
local function quoted(name, value)
  return ('%s = "%s"\n'):format(name, (value:gsub('[\\"]', "\\%0")))
end

local function configuration(asked)
  local lines = { quoted("url", asked.address.text), quoted("user-agent", asked.agent) }
  for _, header in ipairs(asked.headers) do
    lines[#lines + 1] = quoted("header", header)
  end
  for _, pin in ipairs(asked.pins) do
    lines[#lines + 1] = quoted("resolve", pin)
  end
  lines[#lines + 1] = asked.direct and quoted("noproxy", "*") or nil
  return table.concat(lines)
end

local function seconds(usual, scale)
  return tostring(math.max(1, math.ceil(usual * scale)))
end

local function arguments(asked)
  local list = { "curl", "-q", "--config", "-", "--silent", "--show-error", "--include", "--no-buffer", "--globoff",
    "--suppress-connect-headers", "--proto", "=http,https", "--connect-timeout", seconds(CONNECT, asked.scale),
    "--max-time", seconds(WHOLE, asked.scale), "--speed-limit", tostring(SLOWEST), "--speed-time",
    seconds(SLOW, asked.scale), "--write-out", "%{stderr}\nremote %{remote_ip}\n" }
  if asked.from then
    table.move({ "--range", ("%d-"):format(asked.from) }, 1, 2, #list + 1, list)
  else
    list[#list + 1] = "--compressed"
  end
  return list
end

-- Reads a head into the answer: its status, and its headers by their names in small letters.
local function read_head(answer, head)
  answer.status = math.tointeger(tonumber(head:match "^HTTP/[%d.]+ (%d%d%d)%f[%D]"))
  answer.headers = {}
  for name, value in head:gmatch "\n([%w%-]+):[ \t]*([^\r\n]*)" do
    if #value <= MOST_HEADER and not value:find "[\0-\31\127]" then
      answer.headers[name:lower()] = value:gsub("%s+$", "")
    end
  end
end

-- What takes the bytes that curl writes: heads first, then the body, which goes where `begin` says.
local function taker(asked, answer)
  local head, sink = "", nil
  local function take_body(text)
    answer.bytes = answer.bytes + #text
    if answer.bytes > asked.most then
      answer.trouble, answer.words = "large", ("is larger than %d MB"):format(asked.most >> 20)
      return false
    end
    local done, why = sink(text)
    if not done then
      answer.trouble, answer.words = "disk", why
    end
    return done
  end
  return function(text)
    if sink then
      return take_body(text)
    end
    head = head .. text
    while not sink do
      local last, after = head:find "\r?\n\r?\n"
      if not last then
        answer.trouble = #head > MOST_HEAD and "headers" or answer.trouble
        answer.words = answer.trouble and ("sent more than %d kB of headers"):format(MOST_HEAD >> 10)
        return not answer.trouble
      end
      read_head(answer, head:sub(1, last))
      head = head:sub(after + 1)
      if not answer.status then
        answer.trouble, answer.words = "protocol", "sent no head of HTTP"
        return false
      elseif answer.status >= 200 then -- others go before it
        sink = asked.begin(answer)
        if not sink then
          return false
        end
      end
    end
    return head == "" or take_body(head)
  end
end

-- The same for the core: Ctrl-C while it takes bytes keeps its meaning on the way through C.
local function watched(take)
  return function(text)
    local done, result = failure.catch(take, text)
    if not done then
      error(result, 0)
    end
    return result
  end
end

-- What curl's own words and status say of how it ended.
local function conclude(answer, result)
  answer.remote = result.errors:match "\nremote ([%x.:]*)\n"
  if answer.trouble or result.stopped == "output" or result.status == 0 then
    return answer
  elseif result.stopped == "time" then
    answer.trouble, answer.words = "slow", "took too long"
    return answer
  end
  local words = result.errors:match "curl: %(%d+%) ([^\n]*)"
  answer.trouble = TROUBLES[result.status or -1] or "failed"
  answer.words = words and words:gsub("[\0-\31\127]", "?"):sub(1, 200)
    or result.signal and ("curl was ended by signal %d"):format(result.signal)
    or ("curl ended with status %d"):format(result.status or -1)
  return answer
end

--- Sends a request.
-- @tparam table asked `address` as `address.read` gives it; `agent`, who asks; `headers`, lines; `pins`, what curl's
-- --resolve takes; `direct`, past every proxy; `from`, the byte from which on the body is wanted; `most` bytes of it;
-- `scale` of waiting times; `begin`, a function that is given the answer once its head is there and gives a function
-- that takes the body piece by piece (true, or nil and why not), or nil where no body is wanted
-- @treturn[1] table `status`, `headers`, `bytes`, `remote`; what went wrong as `trouble` ("unreachable", "cut", "slow",
-- "large", "headers", "protocol", "disk", "failed") and in `words`
-- @treturn[2] nil
-- @treturn[2] string why nothing can be sent at all
function request.send(asked)
  local answer = { bytes = 0 }
  local result = core.spawn(arguments(asked), { input = configuration(asked), output = watched(taker(asked, answer)),
    seconds = 2 * WHOLE })
  if not result then
    return nil, NEEDS_CURL
  end
  return conclude(answer, result)
end

return request
