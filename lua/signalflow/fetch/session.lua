--- What one run of `signalflow fetch` keeps: who asks, whose turn it is, where addresses lead.
-- @module signalflow.fetch.session
local address = require "signalflow.fetch.address"
local core = require "signalflow.core"
local publishers = require "signalflow.fetch.publishers"
local version = require "signalflow.shared.version"

local session = {}

local Fetching = { __name = "signalflow.fetching" }
Fetching.__index = Fetching

-- Where tests send every request: a server of this machine.
local function read_base(text)
  local base = address.read(text)
  return base and base.scheme == "http" and base.path == "/" and (base.host == "127.0.0.1" or base.host == "::1")
    and base or nil
end

--- Whether a text says who asks: a name and an address that mail reaches.
-- @tparam string text
-- @treturn boolean
function session.is_contact(text)
  return #text <= 200 and not text:find "[\0-\31\127]"
    and (" " .. text .. " "):find "%s[%w%._%+%-]+@[%w%-]+%.[%w%.%-]*%w%s" ~= nil
end

--- Waits; the one place where time is let pass.
-- @tparam number seconds
function Fetching:wait(seconds)
  core.wait(seconds * self.scale)
end

--- Does something once a publisher may be asked again, which is a while after it was done: so requests come that far
-- apart where they arrive, too.
-- @tparam string publisher of `publishers.known`
-- @tparam function action
-- @return what it returns
function Fetching:in_turn(publisher, action)
  local left = (self.next_at[publisher] or 0) - core.seconds()
  if left > 0 then
    core.wait(left)
  end
  local answer, why = action()
  local rate = math.min(publishers.known[publisher].rate, self.most_a_second or math.huge)
  self.next_at[publisher] = core.seconds() + self.scale / rate
  return answer, why
end

--- Who asks, as a publisher is told: the contact goes to nobody who does not want it, nor where a redirect leads
-- elsewhere.
-- @tparam string publisher
-- @tparam table to as `address.read` gives it
-- @treturn string
function Fetching:agent(publisher, to)
  local program, known = "signalflow/" .. version, publishers.known[publisher]
  local is_theirs = known.domain and (to.host == known.domain or to.host:sub(-#known.domain - 1) == "." .. known.domain)
  return known.contact and is_theirs and self.contact .. " " .. program or program
end

-- The variables by which curl finds a proxy (its manual, "ENVIRONMENT").
local PROXIES = { http = { "http_proxy", "all_proxy", "ALL_PROXY" },
  https = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" } }

local function is_proxied(scheme)
  for _, name in ipairs(PROXIES[scheme]) do
    if (os.getenv(name) or "") ~= "" then
      return true
    end
  end
  return false
end

-- The numeric addresses of a name, asked for once; nil where they cannot be asked for.
local function addresses_of(self, host)
  local known = self.resolved[host]
  if known == nil then
    local result = core.spawn({ "getent", "ahosts", host }, { seconds = 30 })
    known = result and {} or false
    for text in (result and result.output or ""):gmatch "([%x.:]+)%s+STREAM" do
      known[#known + 1] = text
    end
    self.resolved[host] = known
  end
  return known or nil
end

--- How an address is reached: what is to be sent where, once it is sure that it leads into no private network. A name
-- is looked up first, and curl is held to what was found.
-- @tparam table to as `address.read` gives it
-- @treturn[1] table `address headers pins direct` for `request.send`; `is_open` where the host itself answers
-- @treturn[2] nil
-- @treturn[2] string why it is not asked
-- @treturn[2] ?string "unreachable" where its name is not known
function Fetching:route(to)
  local base = self.base
  if base and to.origin ~= base.origin and not address.is_private(to.host) then
    return { address = address.read(base.origin .. to.path), headers = { "Host: " .. to.host }, pins = {},
      direct = true }
  elseif base and to.origin == base.origin then
    return { address = to, headers = {}, pins = {}, direct = true }
  elseif address.is_private(to.host) then
    return nil, ("%s lies in a private network"):format(to.host)
  end
  local route = { address = to, headers = {}, pins = {}, direct = false, is_open = not is_proxied(to.scheme) }
  if to.host:find ":" or to.host:find "^[%d.]+$" or not route.is_open then
    return route
  end
  local found = addresses_of(self, to.host)
  if found and #found == 0 then
    return nil, ("the name %s is not known: no network?"):format(to.host), "unreachable"
  end
  for _, text in ipairs(found or {}) do
    if not address.is_public(text) then
      return nil, ("%s leads into a private network, to %s"):format(to.host, text)
    end
  end
  route.pins[1] = found and ("%s:%s:%s"):format(to.host, to.port, table.concat(found, ",")) or nil
  return route
end

--- Begins a session.
-- @tparam table given `contact`; `most_a_second`; `say`, a function that is told what it waits for; `base` and `scale`,
-- where tests send requests and what they multiply waiting times by
-- @treturn[1] table
-- @treturn[2] nil
-- @treturn[2] string
function session.new(given)
  local made = { contact = given.contact, most_a_second = given.most_a_second, say = given.say, scale = 1, next_at = {},
    resolved = {}, lost = {} }
  if given.base then
    made.base, made.scale = read_base(given.base), given.scale or 1
    if not made.base then
      return nil, ("SIGNALFLOW_PUBLISHERS leads tests to a server of this machine, as http://127.0.0.1:8080, not to %s")
        :format(given.base)
    end
  end
  return setmetatable(made, Fetching)
end

return session
