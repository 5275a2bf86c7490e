--- Numbers in text: every digit for machines, a few for people, neither in the host's locale.
-- @module signalflow.page.number
local core = require "signalflow.core"

local number = {}

local MOST_DECIMALS = 18
local ROUNDING = 1e-9 -- what a number may differ from the one that was meant
local MOST_DIGITS = 17 -- that a double has
local LARGEST_PLAIN, SMALLEST_PLAIN = 1e15, 1e-6 -- beyond these a number is written with a power of ten
local LONG = 1e7 -- and from here on, where most of its digits would say nothing

--- Every digit of a number.
-- @tparam ?number value
-- @treturn ?string nil where it is unknown or not finite
function number.exact(value)
  if value == nil or value ~= value or math.abs(value) == math.huge then
    return nil
  end
  return math.type(value) == "integer" and ("%d"):format(value) or core.text("%.17g", value)
end

--- The fewest digits that read back as the number, for words that quote what came: 1.0000001.
-- @tparam number value
-- @treturn string
function number.quoted(value)
  if value ~= value or math.abs(value) == math.huge then
    return value ~= value and "nan" or value > 0 and "infinity" or "-infinity"
  elseif math.type(value) == "integer" then
    return ("%d"):format(value)
  end
  for digits = 6, MOST_DIGITS do
    local written = core.text("%." .. digits .. "g", value)
    if digits == MOST_DIGITS or tonumber(written) == value then
      return written
    end
  end
end

--- A number with so many decimals; zero has no sign.
-- @tparam number value
-- @tparam integer decimals
-- @treturn string
function number.fixed(value, decimals)
  local digits = core.text("%." .. decimals .. "f", value)
  return (digits:gsub("^%-(0%.?0*)$", "%1"))
end

--- The decimals that give a number so many significant digits.
-- @tparam number value
-- @tparam[opt=3] integer digits
-- @treturn integer
function number.decimals(value, digits)
  if value == 0 or value ~= value then
    return 0
  end
  local place = math.floor(math.log(math.abs(value), 10) + 1e-9)
  return math.max(0, math.min(MOST_DECIMALS, (digits or 3) - 1 - place))
end

--- The significant digits of a number that show a step of this size.
-- @tparam number value
-- @tparam number step above 0
-- @tparam[opt=2] integer digits of the step
-- @treturn integer
function number.digits(value, step, digits)
  local places = math.floor(math.log(math.abs(value), 10)) - math.floor(math.log(step, 10))
  return math.max(1, math.min(MOST_DIGITS, places + (digits or 2)))
end

--- Whether a number is written with a power of ten.
-- @tparam number value
-- @treturn boolean
function number.is_extreme(value)
  local size = math.abs(value)
  return size ~= 0 and (size >= LARGEST_PLAIN or size < SMALLEST_PLAIN)
end

--- Whether a number is so long that one which is not known to its last digits has a power of ten.
-- @tparam number value
-- @treturn boolean
function number.is_long(value)
  return math.abs(value) >= LONG
end

--- A number with a power of ten: "1.5e30".
-- @tparam number value
-- @tparam[opt=3] integer digits significant
-- @treturn string
function number.power(value, digits)
  local mantissa, exponent = core.text("%." .. (digits or 3) - 1 .. "e", value):match "^(.-)e(.*)$"
  mantissa = mantissa:find "%." and mantissa:gsub("0+$", ""):gsub("%.$", "") or mantissa
  return mantissa .. "e" .. ("%d"):format(tonumber(exponent))
end

--- A number with a few significant digits, without zeros that say nothing: 0.456, 1.5e30, 12.
-- @tparam number value
-- @tparam[opt=3] integer digits
-- @tparam[opt] boolean beside true where it stands beside others: a zero that comes from rounding then stays, 3.90 of
-- 3.8996, and only those of a number that has no more digits go
-- @treturn string
function number.short(value, digits, beside)
  if value ~= value or math.abs(value) == math.huge then
    return value ~= value and "undefined" or value > 0 and "infinite" or "-infinite"
  elseif number.is_extreme(value) or number.is_long(value) and value % 1 ~= 0 then
    return number.power(value, digits)
  end
  local written = number.fixed(value, number.decimals(value, digits))
  local rest = math.abs(value - (tonumber(written) or value))
  if beside and rest > ROUNDING * math.abs(value) then
    return written
  end
  return written:find "%." and (written:gsub("0+$", ""):gsub("%.$", "")) or written
end

--- A whole number with thousands apart: 1,000,000.
-- @tparam number count
-- @treturn string
function number.count(count)
  local sign, body = ("%.0f"):format(count):match "^(-?)(%d+)$"
  body = body:reverse():gsub("(%d%d%d)", "%1,"):reverse()
  return sign .. body:gsub("^,", "")
end

--- A number and the ends that it lies beyond, in four digits or as many as tell it from both.
-- @tparam number value
-- @tparam number low
-- @tparam number high
-- @treturn string value
-- @treturn string low
-- @treturn string high
function number.apart(value, low, high)
  for digits = 4, MOST_DIGITS do
    local written, least, most = number.short(value, digits), number.short(low, digits), number.short(high, digits)
    if digits == MOST_DIGITS or written ~= least and written ~= most then
      return written, least, most
    end
  end
end

--- So many of a thing: "1 request", "1,419 requests", "12.5 requests".
-- @tparam number count
-- @tparam string noun of one
-- @treturn string
function number.things(count, noun)
  local written = count % 1 == 0 and number.count(count) or number.short(count)
  return ("%s %s%s"):format(written, noun, count == 1 and "" or "s")
end

--- A share as a percentage: 0.456 is "45.6 %", 12.34 "1234 %"; 0 % and 100 % are said of nothing less. One that is too
-- near to 0 to show has its sign, and a long one a power of ten.
-- @tparam number share
-- @treturn string
function number.percent(share)
  local size = math.abs(100 * share)
  if share > 0 and share < 0.0005 then
    return "< 0.1 %"
  elseif share < 0 and share > -0.0005 then
    return "> -0.1 %"
  elseif share < 1 and share >= 0.9995 then
    return "> 99.9 %"
  elseif share ~= share or size == math.huge or number.is_long(size) then
    return number.short(100 * share, 3, true) .. (size < math.huge and " %" or "")
  end
  local written = number.fixed(100 * share, number.decimals(100 * share, size < 10 and 2 or 3))
  return (written:find "%." and written:gsub("0+$", ""):gsub("%.$", "") or written) .. " %"
end

--- A factor as a ratio of whole numbers: "4 for 1", "1 for 8", "3 for 2".
-- @tparam number factor above 0
-- @treturn string
function number.ratio(factor)
  if factor == 1.5 then
    return "3 for 2"
  end
  return factor > 1 and number.fixed(factor, 0) .. " for 1" or "1 for " .. number.fixed(1 / factor, 0)
end

return number
