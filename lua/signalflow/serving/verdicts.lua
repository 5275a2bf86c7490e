--- Whether an answer keeps to what a workload asks for: its limits beside what is served.
-- @module signalflow.serving.verdicts
local answer = require "signalflow.serving.tiered"
local block = require "signalflow.page.block"
local figure = require "signalflow.page.figure"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local units = require "signalflow.values.units"

local verdicts = {}

local number = units.number

-- What a workload may ask for: a time that may not be longer, speeds that may not be lower.
local LIMITS = {
  { name = "ttft", says = "time to the first token", unit = "s", is_most = true },
  { name = "interactivity", says = "interactivity", unit = "tok/s/user" },
  { name = "p90_interactivity", says = "P90 interactivity", unit = "tok/s/user" },
}

--- A list with a verdict for each limit that a workload gives, also by the limit's name: `limit` (a quantity), `value`
-- (TieredAnswer; nil where unknown), `margin` (a quantity: what there is to spare, below 0 what is lacking), `holds`
-- (by the middle of the value; nil where unknown), and `probability` that it holds. `holds` of all is false where one
-- does not, else nil where one is unknown or nothing was asked.
-- @type Verdicts
local Verdicts = {}
local VerdictsMeta = { __name = "signalflow.verdicts" }

VerdictsMeta.__index = Verdicts

-- Of a bound no more is known than that the value lies to one side: it holds no limit, but may break one.
local function judge(verdict, value, is_most)
  local limit, side = number(verdict.limit), is_most and number(value.low) or not is_most and number(value.high)
  if value.tier == "bound" then
    local broken = side and (is_most and side > limit or not is_most and side < limit)
    verdict.holds, verdict.probability = not broken and nil, broken and 0.0 or nil
    return
  end
  local middle = number(value.value)
  verdict.margin = is_most and verdict.limit - value.value or value.value - verdict.limit
  verdict.holds = is_most and middle <= limit or not is_most and middle >= limit
  if number(value.low) == number(value.high) then
    verdict.probability = verdict.holds and 1.0 or 0.0
  else
    local at_least = answer.probability(middle, number(value.low), number(value.high), limit)
    verdict.probability = is_most and 1 - at_least or at_least
  end
end

--- Holds what is served against what is asked.
-- @tparam table read of `workload.read`
-- @tparam table answers by name: `ttft`, `interactivity`, `p90_interactivity` (TieredAnswer), those that are known
-- @treturn Verdicts
function verdicts.of(read, answers)
  local self = setmetatable({}, VerdictsMeta)
  local broken, unknown = false, false
  for _, entry in ipairs(LIMITS) do
    local limit, value = read[entry.name], answers[entry.name]
    if limit then
      local made = { name = entry.name, limit = limit * units.read(entry.unit), value = value }
      if value then
        judge(made, value, entry.is_most)
      end
      broken, unknown = broken or made.holds == false, unknown or made.holds == nil
      self[#self + 1], self[entry.name] = made, made
    end
  end
  if broken then
    self.holds = false
  elseif #self > 0 and not unknown then
    self.holds = true
  end
  return self
end

local HOLDS = { [true] = "yes", [false] = "no" }

local function rows_of(self)
  local rows = {}
  for _, entry in ipairs(LIMITS) do
    local made = self[entry.name]
    rows[#rows + 1] = made and { entry.says, { figure.of(made.limit), entry.is_most and " or less" or " or more" },
      figure.of(made.margin), HOLDS[made.holds] or "unknown",
      made.probability and figure.percent(made.probability) or "" } or nil
  end
  return rows
end

--- As a table for a page.
-- @treturn Block
function Verdicts:table()
  local columns = {}
  for i, title in ipairs { "", "asked", "to spare", "holds", "with" } do
    columns[i] = { title = title, align = i > 1 and "right" or nil }
  end
  return block.table { columns = columns, rows = rows_of(self) }
end

page.of_class(VerdictsMeta, Verdicts, function(self)
  return { #self > 0 and self:table() or block.paragraph "nothing was asked for" }
end)

options.seal(VerdictsMeta, Verdicts, { "ttft", "interactivity", "p90_interactivity", "holds" })

return verdicts
