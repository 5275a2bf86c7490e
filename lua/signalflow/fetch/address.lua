--- Addresses: only http and https, and never into private networks.
-- @module signalflow.fetch.address
local address = {}

local LONGEST = 2048
local PORTS = { http = "80", https = "443" }

-- Networks that are no place for public files, as the first address and the count of leading bits (IANA, IPv4
-- Special-Purpose Address Registry; multicast and reserved from 224.0.0.0 on).
local PRIVATE = { { "0.0.0.0", 8 }, { "10.0.0.0", 8 }, { "100.64.0.0", 10 }, { "127.0.0.0", 8 }, { "169.254.0.0", 16 },
  { "172.16.0.0", 12 }, { "192.0.0.0", 24 }, { "192.0.2.0", 24 }, { "192.88.99.0", 24 }, { "192.168.0.0", 16 },
  { "198.18.0.0", 15 }, { "198.51.100.0", 24 }, { "203.0.113.0", 24 }, { "224.0.0.0", 3 } }

-- Endings of names that lead to no public host (RFC 6761, 6762, 8375, and ICANN's "internal").
local PRIVATE_NAMES = { "localhost", "local", "internal", "lan", "home.arpa", "test", "invalid", "onion" }

-- The number of a dotted address of four decimal parts; nil for any other text.
local function number_of(text)
  local value, parts = 0, 0
  for part in (text .. "."):gmatch "(%d*)%." do
    local byte = tonumber(part)
    if not byte or #part > 3 or byte > 255 or #part > 1 and part:sub(1, 1) == "0" then
      return nil
    end
    value, parts = value << 8 | byte, parts + 1
  end
  return parts == 4 and not text:find "[^%d.]" and value or nil
end

--- Whether a text is a numeric address of the public internet.
-- @tparam string text "23.1.2.3" or "2600:1406::1"
-- @treturn boolean
function address.is_public(text)
  if text:find ":" then
    -- 2000::/3 is all that is given out; 2001::/32, 2001:db8::/32, 2002::/16 and 3fff::/20 lead elsewhere
    local first, second = text:lower():match "^([23]%x%x%x):(%x*)"
    return first ~= nil and first ~= "2002" and first ~= "3fff"
      and not (first == "2001" and (second == "" or second == "0" or second == "0000" or second == "db8"
        or second == "0db8"))
  end
  local number = number_of(text)
  for _, network in ipairs(number and PRIVATE or {}) do
    local shift = 32 - network[2]
    if number >> shift == number_of(network[1]) >> shift then
      return false
    end
  end
  return number ~= nil
end

--- Whether a host lies in a private network, as far as its name says: numeric addresses in any notation but the plain
-- public one, names of one part, and names that lead nowhere public.
-- @tparam string host
-- @treturn boolean
function address.is_private(host)
  if host:find ":" or host:match "[^.]*$":find "^0[xX]%x*$" or host:match "[^.]*$":find "^%d+$" then
    return not address.is_public(host)
  end
  for _, ending in ipairs(PRIVATE_NAMES) do
    if host == ending or host:sub(-#ending - 1) == "." .. ending then
      return true
    end
  end
  return not host:find ".%.." or host:sub(-1) == "."
end

local function escaped(path)
  return (path:gsub("[^%w%-._~:/?#%[%]@!$&'()*+,;=%%]", function(byte)
    return ("%%%02X"):format(byte:byte())
  end))
end

--- Reads an address.
-- @tparam string text "https://data.sec.gov/submissions/CIK0001045810.json"
-- @treturn[1] table `text scheme host port path` (with what follows "?"); `host` in small letters
-- @treturn[2] nil
-- @treturn[2] string why it is none, or none that may be asked
function address.read(text)
  if #text > LONGEST then
    return nil, ("is longer than %d bytes"):format(LONGEST)
  elseif text:find "[\0-\31\127\\ ]" then
    return nil, "has a blank or a control character in it"
  end
  local scheme, authority, path = text:match "^(%a[%w+.-]*)://([^/?#]*)([^#]*)"
  scheme = scheme and scheme:lower()
  if not PORTS[scheme or ""] then
    return nil, ("is not http or https: %s"):format((text:match "^%a[%w+.-]*:" or text):sub(1, 60))
  elseif authority:find "@" then
    return nil, "holds a user's name or password"
  end
  local host, port = authority:match "^%[([%x:.]+)%](.*)$"
  if not host then
    host, port = authority:match "^([%w%-._]+)(.*)$"
  end
  local digits = port and (port == "" and PORTS[scheme] or port:match "^:(%d+)$")
  if not digits or #digits > 5 or tonumber(digits) > 65535 then
    return nil, "names no host"
  end
  path = escaped(path)
  if path:sub(1, 1) ~= "/" then
    path = "/" .. path
  end
  host = host:lower()
  local shown = host:find ":" and "[" .. host .. "]" or host
  return { scheme = scheme, host = host, port = digits, path = path,
    origin = ("%s://%s%s"):format(scheme, shown, digits == PORTS[scheme] and "" or ":" .. digits),
    text = ("%s://%s%s%s"):format(scheme, shown, digits == PORTS[scheme] and "" or ":" .. digits, path) }
end

--- The address to which another one leads (RFC 3986, 5.2, but for ".." which the publisher resolves).
-- @tparam table from as `read` gives it
-- @tparam string to
-- @treturn[1] table
-- @treturn[2] nil
-- @treturn[2] string
function address.follow(from, to)
  if to:find "^%a[%w+.-]*:" then
    return address.read(to)
  elseif to:sub(1, 2) == "//" then
    return address.read(from.scheme .. ":" .. to)
  elseif to:sub(1, 1) == "/" then
    return address.read(from.origin .. to)
  elseif to:sub(1, 1) == "?" then
    return address.read(from.origin .. from.path:match "^[^?]*" .. to)
  end
  return address.read(from.origin .. from.path:match "^[^?]*":match "^.*/" .. to)
end

local SECRET = { "key", "token", "secret", "passw", "auth", "sig" }

--- An address as it may be kept and shown: values that name a key or a token are left out.
-- @tparam string text
-- @treturn string
function address.without_secrets(text)
  return (text:gsub("([?&;])([^=&;]*)=([^&;#]*)", function(before, name, _)
    for _, word in ipairs(SECRET) do
      if name:lower():find(word, 1, true) then
        return ("%s%s=..."):format(before, name)
      end
    end
  end))
end

return address
