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

-- How large a step gets, and how near to 0 it comes, in a few draws.
local function measure(steps)
  local values = {}
  for i, step in ipairs(steps) do
    values[i] = step.value
  end
  local columns = core.compile(values):sample(DRAWS, { seed = SEED })
  for i, step in ipairs(steps) do
    step.most, step.least, step.off = 0.0, math.huge, 0.0
    for _, number in ipairs(columns[i]) do
      local size = math.abs(number)
      if size == size and size < math.huge then
        step.most, step.least = math.max(step.most, size), math.min(step.least, size)
      end
    end
  end
end

local function parts(operand)
  if type(operand) == "number" then
    return 0.0, math.abs(operand), math.abs(operand)
  end
  return operand.off, operand.most, operand.least
end

local function sum(a, b)
  return (parts(a)) + (parts(b))
end

-- How far an operation carries what its operands are off by.
local CARRY = {
  add = sum, subtract = sum, negate = parts, cite = parts, abs = parts,
  multiply = function(a, b)
    local off_a, most_a = parts(a)
    local off_b, most_b = parts(b)
    return off_a * most_b + off_b * most_a
  end,
  divide = function(a, b)
    local off_a, most_a = parts(a)
    local off_b, _, least_b = parts(b)
    return least_b > 0 and (off_a + off_b * most_a / least_b) / least_b or 0.0
  end,
}
local EXACT = { negate = true, cite = true, abs = true, constant = true, input = true, draw = true, law = true,
  min = true, max = true, where = true }
for _, name in ipairs { "min", "max", "where" } do
  CARRY[name] = function(...)
    local most = 0.0
    for _, operand in ipairs { ... } do
      most = math.max(most, (parts(operand)))
    end
    return most
  end
end

local function bound(value)
  local steps = steps_of(value)
  measure(steps)
  for _, step in ipairs(steps) do
    local carry = CARRY[step.operation]
    local own = EXACT[step.operation] and 0 or carry and UNIT or FUNCTION * UNIT
    step.off = (carry and carry(table.unpack(step)) or 0.0) + own * step.most
  end
  return SAFE * steps[#steps].off
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
