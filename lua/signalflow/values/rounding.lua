--- How far rounding may move a value: what is left where large terms cancel is no law.
-- @module signalflow.values.rounding
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"

local rounding = {}

local UNIT = 2 ^ -53 -- what one operation is off by, of its result
local FUNCTION = 8 -- times as much, of functions and powers
local DRAWS, SEED = 16, 1
local MOST, DEEPEST = 128, 8 -- operations looked at, and beneath each other; what lies deeper counts as exact
local SAFE = 256 -- draws far out are larger than the few looked at; still beneath `figure.noise` of the terms

-- The operations beneath a value, operands first, each with the places of its operands.
local function steps_of(value)
  local steps = {}
  local function visit(one, depth)
    local inside = one:inspect()
    local step = { value = one, operation = depth < DEEPEST and #steps < MOST and inside.operation or "law" }
    for i, operand in ipairs(step.operation ~= "law" and inside.operands or {}) do
      step[i] = type(operand) == "number" and operand or visit(operand, depth + 1)
    end
    steps[#steps + 1] = step
    return step
  end
  visit(value, 0)
  return steps
end

-- The numbers of each step, and of those that stand plain, in a few draws.
local function measure(steps)
  local values = {}
  for i, step in ipairs(steps) do
    values[i] = step.value
  end
  local columns = core.compile(values):sample(DRAWS, { seed = SEED })
  for i, step in ipairs(steps) do
    step.numbers, step.off = columns[i], {}
  end
end

local function number_of(operand, draw)
  return type(operand) == "number" and operand or operand.numbers[draw]
end

local function off_of(operand, draw)
  return type(operand) == "number" and 0.0 or operand.off[draw]
end

local function sum(draw, a, b)
  return off_of(a, draw) + (b and off_of(b, draw) or 0.0)
end

-- The operand that was taken, and the other too where rounding may decide which.
local function of_nearest(draw, result, ...)
  local most = 0.0
  for _, operand in ipairs { ... } do
    local off = off_of(operand, draw)
    if math.abs(number_of(operand, draw) - result) <= off then
      most = math.max(most, off)
    end
  end
  return most
end

-- How far an operation carries what its operands are off by, in one draw.
local CARRY = {
  add = sum, subtract = sum, negate = sum, cite = sum, abs = sum,
  multiply = function(draw, a, b)
    return off_of(a, draw) * math.abs(number_of(b, draw)) + off_of(b, draw) * math.abs(number_of(a, draw))
  end,
  divide = function(draw, a, b)
    local under = math.abs(number_of(b, draw))
    return (off_of(a, draw) + off_of(b, draw) * math.abs(number_of(a, draw)) / under) / under
  end,
  where = function(draw, condition, yes, no)
    return off_of(number_of(condition, draw) ~= 0 and yes or no, draw)
  end,
}
local CHOICES = { min = true, max = true }
local EXACT = { negate = true, cite = true, abs = true, constant = true, input = true, draw = true, law = true,
  min = true, max = true, where = true }

local function is_known(number)
  return number == number and math.abs(number) < math.huge
end

local function carried(step, draw)
  local carry = CARRY[step.operation]
  local off = CHOICES[step.operation] and of_nearest(draw, step.numbers[draw], table.unpack(step))
    or carry and carry(draw, table.unpack(step)) or 0.0
  local own = EXACT[step.operation] and 0 or carry and UNIT or FUNCTION * UNIT
  off = off + own * math.abs(step.numbers[draw])
  return is_known(off) and off or 0.0
end

-- Of the draws that are within rounding of 0, and of the one that comes nearest to it. How far others are off says
-- nothing of 0: a value may run over many powers of ten, and be rounded by its own.
local function bound(value)
  local steps = steps_of(value)
  measure(steps)
  for _, step in ipairs(steps) do
    for draw = 1, DRAWS do
      step.off[draw] = carried(step, draw)
    end
  end
  local last, nearest, most = steps[#steps], nil, 0.0
  for draw, number in ipairs(last.numbers) do
    local size, off = math.abs(number), SAFE * last.off[draw]
    if is_known(number) and (nearest == nil or size < math.abs(last.numbers[nearest])) then
      nearest = draw
    end
    most = is_known(number) and size <= off and math.max(most, off) or most
  end
  return nearest and math.max(most, SAFE * last.off[nearest]) or 0.0
end

--- How far rounding may move a value: a running error analysis at a few draws (Wilkinson 1963; Higham 2002, section
-- 3.3), of sums, products, quotients and choices. A function's operands count as exact.
-- @tparam number|Quantity value
-- @treturn number coherent; 0 for a plain number, and for a formula with open inputs
function rounding.of(value)
  if type(value) ~= "userdata" or not value:is_uncertain() then
    return 0.0
  end
  local found, off = failure.catch(bound, value)
  return found and off or 0.0
end

--- The same, worked out when asked.
-- @tparam number|Quantity value
-- @treturn function
function rounding.later(value)
  return function()
    return rounding.of(value)
  end
end

return rounding
