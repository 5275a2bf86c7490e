--- Thresholds and ages: `sf.above(0.20)`, `sf.below(130 * u.day)`, `"100d"`.
-- @module signalflow.checks.threshold
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local units = require "signalflow.values.units"

local threshold = {}

--- What a value must be: `side` ("above", "below", "within"), `limit` (coherent), `low`.
-- @type Threshold
local Threshold = { __name = "signalflow.threshold" }
Threshold.__index = Threshold

local STYLES = { ["%"] = "percent", points = "points", percentile = "percentile" }
local SIGNS = { above = ">", below = "<" }

--- A coherent number as a figure.
-- @tparam ?number value
-- @param like a quantity of its dimension; none for plain numbers
-- @tparam[opt] string unit to show it in: "%" of a share, "points" of a difference of shares, "percentile" of a share
-- of others that lie below; else a unit's name: "day"
-- @treturn Figure
function threshold.figure(value, like, unit)
  local made = figure.of(value and like and core.constant(value, like) or value)
  made.style = STYLES[unit]
  made.unit = not made.style and unit or nil
  return made
end

--- How far apart two numbers are that are shown in a unit: of shares, in points.
-- @tparam number distance
-- @param like
-- @tparam[opt] string unit
-- @treturn Figure
function threshold.apart(distance, like, unit)
  return threshold.figure(distance, like, STYLES[unit] and "points" or unit)
end

local MEANINGS = { { "percentile", "pctl: percentile, of its own figures of the years before" },
  { "points", "pp: percentage points" } }

--- What the units of some checks mean, as a sentence; nil where they need none.
-- @tparam {Check,...} checks
-- @treturn ?string
function threshold.legend(checks)
  local used, meanings = {}, {}
  for _, one in ipairs(checks) do
    used[one.unit or false] = true
  end
  for _, entry in ipairs(MEANINGS) do
    meanings[#meanings + 1] = used[entry[1]] and entry[2] or nil
  end
  return #meanings > 0 and table.concat(meanings, "; ") .. "." or nil
end

--- What a value must be, as words and figures: "> 20 %".
-- @tparam[opt] string unit of the check
-- @treturn table inline content
function Threshold:words(unit)
  local limit = threshold.figure(self.limit, self.like, unit)
  if self.side == "within" then
    return { threshold.figure(self.low, self.like, unit), " to ", limit }
  end
  return { SIGNS[self.side] .. " ", limit }
end

page.of_class(Threshold, Threshold, function(self)
  local low = self.low and { threshold.figure(self.low, self.like), " and " } or {}
  return { block.paragraph { self.side, " ", low, threshold.figure(self.limit, self.like) } }
end)

--- A constant as a coherent number and one coherent unit of its dimension.
-- @param value a number, a Quantity or text
-- @tparam string what for the error
-- @treturn number
-- @return like
function threshold.coherent(value, what)
  if type(value) == "string" then
    value = units.value(value, what)
  end
  if type(value) == "number" and value == value and math.abs(value) < math.huge then
    return value, nil
  elseif type(value) == "userdata" and getmetatable(value) == "Quantity" and value:value() then
    return value:value(), core.constant(1, value)
  end
  core.raise(("%s is a number or a constant quantity, not %s"):format(what, options.describe(value)))
end

local function new(side)
  return function(value)
    local limit, like = threshold.coherent(value, "the limit of sf." .. side)
    return setmetatable({ side = side, limit = limit, like = like }, Threshold)
  end
end

--- Strictly above a limit. 0 is a limit like any other.
-- @function threshold.above
-- @tparam number|Quantity value
-- @treturn Threshold
threshold.above = new "above"
--- Strictly below a limit.
-- @function threshold.below
-- @tparam number|Quantity value
-- @treturn Threshold
threshold.below = new "below"

--- Strictly between two limits; for `pass` alone. Outside of them: warn.
-- @tparam number|Quantity low
-- @tparam number|Quantity high
-- @treturn Threshold
function threshold.within(low, high)
  local from, like = threshold.coherent(low, "the first limit of sf.within")
  local to, other = threshold.coherent(high, "the second limit of sf.within")
  threshold.same_dimension(like or 1, other or 1, "sf.within")
  if from >= to then
    core.raise("sf.within takes the lower limit first")
  end
  return setmetatable({ side = "within", low = from, limit = to, like = like }, Threshold)
end

--- Whether a value is a threshold.
-- @param value
-- @treturn boolean
function threshold.is(value)
  return getmetatable(value) == Threshold
end

--- Raises when two values are of different dimensions.
-- @param a
-- @param b
-- @tparam string what
function threshold.same_dimension(a, b, what)
  local one, other = units.dimension(a), units.dimension(b)
  if one ~= other then
    core.raise(("%s: the value is %s, the threshold is %s"):format(what, one, other))
  end
end

local DAYS = { d = 1, w = 7, y = 365 }

--- An age in whole days: `"100d"`, `"14w"`, `"1y"`, or a number of days.
-- @param age
-- @tparam string what
-- @treturn ?integer
function threshold.days(age, what)
  if age == nil then
    return nil
  end
  local count, unit = tostring(age):match "^%s*(%d+)%s*([dwy]?)%s*$"
  local days = count and tonumber(count) * (DAYS[unit] or 1)
  if not days or days < 1 or days > 36500 then
    core.raise(('%s is an age as "100d", "14w" or "1y", not %s'):format(what, options.describe(age)))
  end
  return math.tointeger(days)
end

options.seal(Threshold, nil, { "side", "limit", "low", "like" })

return threshold
