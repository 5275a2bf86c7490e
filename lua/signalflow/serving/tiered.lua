--- An answer about speed or power with how sure it is: a quantity, its tier and range, and where it comes from.
-- @module signalflow.serving.tiered
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local laws = require "signalflow.values.distributions"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local units = require "signalflow.values.units"

local answer = {}

local TIERS = {
  bound = "no software can pass it", calibrated = "by a model fitted on measured rows, [10 % … 90 %]",
  measured = "a row at this operating point, [the rows on both sides]",
  faster = "a row of faster service, which serves as asked: at least that",
  between = "between two measured points whose speeds are more than 1.5 times apart, [these two]",
}

--- A legend of the tiers of some answers or records, each once.
-- @tparam table list of what has a `tier`
-- @treturn string
function answer.legend(list)
  local words, seen = {}, {}
  for _, one in ipairs(list) do
    words[#words + 1] = not seen[one.tier] and ("%s: %s"):format(one.tier, TIERS[one.tier]) or nil
    seen[one.tier] = true
  end
  return table.concat(words, "; ")
end

--- `value` (a quantity), `tier` ("bound": no software can pass it; "calibrated": constants fitted on measured rows;
-- "measured": a row at that very operating point, or two near it; "between": two further apart; "faster": a row of
-- faster service), `low` and `high` (10 to 90 % where calibrated; the rows on both
-- sides where measured; nil where unknown), `source`, `date`, `note`, `own` (true where the analyst measured it).
-- Calculates as its value does.
-- @type TieredAnswer
local Answer = {}

-- Of the standard normal law, so that low and high lie at its 10 % and 90 %.
local TAIL = core.normal_quantile(0.9)

--- The value in a unit, as a plain number.
-- @tparam string unit
-- @treturn number
function Answer:to(unit)
  return type(self.value) == "number" and self.value or self.value:to(unit)
end

--- The value with its uncertainty: lognormal to either side of the value, its median, with low and high at 10 % and
-- 90 %. A measured value or a bound is certain.
-- @treturn number|Quantity
function Answer:law()
  if self.tier ~= "calibrated" and self.tier ~= "between" or not self.low then
    return self.value
  end
  local below, above = math.log(self.value / self.low) / TAIL, math.log(self.high / self.value) / TAIL
  local normal = laws.normal(0, 1)
  return self.value * core.exp((below < above and core.max or core.min)(below * normal, above * normal))
end

--- The probability that a figure above 0 is at least so much: lognormal to either side of its middle, with low and high
-- at 10 % and 90 %. Where nothing is uncertain it is, or is not.
-- @tparam number value its middle
-- @tparam number low
-- @tparam number high
-- @tparam number least
-- @treturn number 0 to 1
function answer.probability(value, low, high, least)
  local far, spread = math.log(least / value), math.log(least > value and high / value or value / low) / TAIL
  if spread <= 0 then
    return value >= least and 1.0 or 0.0
  end
  return core.share_within(laws.normal(0, 1), { low = far / spread, high = math.huge })
end

local AnswerMeta = { __name = "signalflow.answer", __index = Answer }

local number = units.number

--- For a page: with its range, tier and source.
-- @treturn Figure
function Answer:figure()
  return figure.of(self.value, { low = number(self.low), high = number(self.high), tier = self.tier,
    source = self.source, date = self.date })
end

--- As inline content: a bound with the side on which it is one.
-- @treturn table
function Answer:words()
  local words = { self:figure() }
  if self.tier == "bound" and not (self.low and self.high) then
    words[2] = self.low and " or more" or " or less"
  end
  return words
end

--- What the answer rests on.
-- @treturn Page
function Answer:explain()
  local facts = { { "value", self:words() }, { "tier", answer.legend { self } } }
  facts[#facts + 1] = self.note and { "how", self.note } or nil
  return page.new { block.facts(facts), block.sources { { source = self.source or "source not given",
    date = self.date, tier = self.tier } } }
end

page.of_class(AnswerMeta, Answer, function(self)
  return { block.paragraph { self:words(), "  ", self.tier } }
end)

local function value_of(operand)
  return getmetatable(operand) == AnswerMeta and operand.value or operand
end

local OPERATORS = {
  __add = function(a, b) return a + b end, __sub = function(a, b) return a - b end,
  __mul = function(a, b) return a * b end, __div = function(a, b) return a / b end,
  __pow = function(a, b) return a ^ b end, __lt = function(a, b) return a < b end,
  __le = function(a, b) return a <= b end,
}
for name, operate in pairs(OPERATORS) do
  AnswerMeta[name] = function(a, b)
    return operate(value_of(a), value_of(b))
  end
end
AnswerMeta.__unm = function(a) return -a.value end

--- Makes an answer.
-- @tparam table fields
-- @treturn TieredAnswer
function answer.new(fields)
  return setmetatable(fields, AnswerMeta)
end

--- A calibrated answer with its range from the residuals of a class.
-- @param value a quantity
-- @tparam table range `low high` as factors of measured over estimated
-- @tparam table about `source date note`
-- @tparam[opt] Quantity most what it cannot pass
function answer.calibrated(value, range, about, most)
  local high = value * range.high
  if most and number(high) > number(most) then
    high = most
  end
  return answer.new { value = value, tier = "calibrated", low = value * range.low, high = high, source = about.source,
    date = about.date, note = about.note }
end

options.seal(AnswerMeta, Answer, { "value", "tier", "low", "high", "source", "date", "note", "own" })

return answer
