--- Why some draws of a formula have no value.
-- @module signalflow.values.undefined
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local units = require "signalflow.values.units"

local undefined = {}

local DRAWS = 1024
local LONGEST_FORMULA = 60

-- What was asked of the operands that has no answer, by operation; the operands' formulas fill it in.
local WORDS = {
  divide = "division by zero: %2 is 0",
  sqrt = "square root of %1 below 0",
  log = "logarithm of %1 not above 0",
  power = "%1 to the power %2 has no value",
  exp = "exp of %1 is too large for a number",
  ["normal quantile"] = "normal quantile of %1 outside 0 to 1",
  ["partial derivative"] = "a derivative has no value",
}

-- Where the operands have a value, and theirs is beyond every number.
local TOO_LARGE = {
  divide = "%1 / %2 is too large for a number",
  multiply = "%1 times %2 is too large for a number",
  power = "%1 to the power %2 is too large for a number",
  exp = WORDS.exp,
}

-- Named drivers by their names alone: their laws stand elsewhere.
local function formula(value)
  if type(value) == "number" then
    return core.format_number(value, 1, 3)
  end
  return (value:formula(LONGEST_FORMULA):gsub(", [^,]* ~ .*$", ""))
end

local UNBOUNDED = 1.7e308 -- an end that a domain does not have
local OPEN = 1e-9 -- an open end is the number next to it

local function bound_text(value)
  local number = units.number(value)
  local rounded = math.abs(number - math.floor(number + 0.5)) < OPEN and math.floor(number + 0.5) or number
  return core.format(rounded, value, 3), rounded ~= number
end

-- "not above 0", "below 0 or above 1"
local function outside(least, greatest)
  local low, low_open = bound_text(least)
  local high, high_open = bound_text(greatest)
  local function is_bound(value)
    return math.abs(units.number(value)) < UNBOUNDED
  end
  local under = is_bound(least) and (low_open and "not above " or "below ") .. low or nil
  local over = is_bound(greatest) and (high_open and "not below " or "above ") .. high or nil
  return under and over and under .. " or " .. over or under or over
end

local function words(hazard)
  if hazard.operation == "call" then
    if hazard.name == "within" then
      local value, least, greatest = table.unpack(hazard.operands)
      if not units.is_certain(greatest) then
        return ("%s above %s"):format(formula(value), formula(greatest))
      end
      return ("%s %s"):format(formula(value), outside(least, greatest))
    end
    return ("there is no %s"):format((hazard.name:gsub("_", " ")))
  end
  return ((hazard.is_large and TOO_LARGE or WORDS)[hazard.operation]:gsub("%%(%d)", function(i)
    return formula(hazard.operands[tonumber(i)])
  end))
end

local function is_defined(number)
  return number == number and math.abs(number) < math.huge
end

-- In how many draws this operation has no value though each of its operands has one; and in how many of them that is
-- because of its size, and not of an operand that is 0.
local function failures(columns, hazard)
  local failed, large = 0, 0
  local first, zero = hazard.first, ({ divide = 2, power = 1 })[hazard.operation]
  for draw = 1, DRAWS do
    local value = columns[first][draw]
    local whole = not is_defined(value)
    for i = 1, #hazard.operands do
      whole = whole and is_defined(columns[first + i][draw])
    end
    if whole then
      failed = failed + 1
      large = large + (value == value and not (zero and columns[first + zero][draw] == 0) and 1 or 0)
    end
  end
  return failed, large
end

-- Which of these steps has no value in most draws; nil where each has one in all, or inputs are open.
local function commonest(hazards)
  local roots = {}
  for _, hazard in ipairs(hazards) do
    hazard.first = #roots + 1
    roots[hazard.first] = hazard.value
    table.move(hazard.operands, 1, #hazard.operands, #roots + 1, roots)
  end
  local compiled, plan = failure.catch(core.compile, roots)
  if #hazards == 0 or not compiled then
    return nil
  end
  local columns, most, why = plan:sample(DRAWS), 0, nil
  for _, hazard in ipairs(hazards) do
    local failed, large = failures(columns, hazard)
    if failed > most then
      most, why = failed, hazard
      hazard.is_large = large > failed - large and TOO_LARGE[hazard.operation] ~= nil
    end
  end
  return why
end

--- The commonest reason why draws of a value are undefined.
-- @param expression a Quantity
-- @treturn ?string nil where the first 1,024 draws all have a value, or inputs are open
function undefined.reason(expression)
  local products, others = {}, {}
  for _, hazard in ipairs(expression:hazards()) do
    table.insert(hazard.operation == "multiply" and products or others, hazard)
  end
  local why = commonest(others) or commonest(products) -- products are many, and seldom too large
  return why and words(why)
end

return undefined
