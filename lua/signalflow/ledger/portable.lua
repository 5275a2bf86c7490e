--- Text and numbers as a ledger keeps them: any database and JSON give them back byte for byte.
--
-- A byte that some of them refuse or stop at (NUL, what is not UTF-8), a line's end, and the backslash itself are
-- written as a backslash and two hexadecimal digits; everything else is left as it is.
-- @module signalflow.ledger.portable
local core = require "signalflow.core"
local numbers = require "signalflow.page.number"

local portable = {}

local function escape(byte)
  return ("\\%02x"):format(byte:byte())
end

--- Writes any bytes as UTF-8 text without NUL and line ends.
-- @tparam string text
-- @treturn string
function portable.encode(text)
  if utf8.len(text) and not text:find "[\0\n\\]" then
    return text
  end
  local parts, at = {}, 1
  while at <= #text do
    local _, invalid = utf8.len(text, at)
    local stop = invalid or #text + 1
    parts[#parts + 1] = text:sub(at, stop - 1):gsub("[\0\n\\]", escape)
    parts[#parts + 1] = invalid and escape(text:sub(invalid, invalid))
    at = stop + 1
  end
  return table.concat(parts)
end

--- What was encoded, byte for byte.
-- @tparam string text
-- @treturn string
function portable.decode(text)
  if not text:find("\\", 1, true) then
    return text
  end
  return (text:gsub("\\(%x%x)", function(digits)
    return string.char(tonumber(digits, 16))
  end))
end

--- A number with every digit; whole numbers stay whole, floats stay floats.
-- @tparam number number finite
-- @treturn string
function portable.number(number)
  if math.type(number) == "integer" then
    return ("%d"):format(number)
  end
  local written = numbers.exact(number)
  return written:find "[.e]" and written or written .. ".0"
end

--- A whole number that was written; nil for anything else.
-- @param written
-- @treturn ?integer
function portable.integer(written)
  return math.tointeger(tonumber(written))
end

--- Named texts as lines, `name=text`, in the order of their names: one form for one content.
-- @tparam table fields name to string
-- @treturn string
function portable.pack(fields)
  local lines = {}
  for name, value in pairs(fields) do
    lines[#lines + 1] = name .. "=" .. portable.encode(value) .. "\n"
  end
  core.sort_texts(lines)
  return table.concat(lines)
end

--- The named texts that were packed, one after another.
-- @tparam string lines
-- @treturn function iterator of name and text
function portable.unpack(lines)
  local following = lines:gmatch "([^=\n]*)=([^\n]*)\n"
  if not lines:find("\\", 1, true) then
    return following
  end
  return function()
    local name, value = following()
    if name then
      return name, portable.decode(value)
    end
  end
end

return portable
