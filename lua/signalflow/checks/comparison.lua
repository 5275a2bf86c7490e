--- A checklist's answers on several days, side by side.
-- @module signalflow.checks.comparison
local block = require "signalflow.page.block"
local check = require "signalflow.checks.check"
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local reason = require "signalflow.checks.reason"
local threshold = require "signalflow.checks.threshold"

local comparison = {}

--- A checklist's answers on several days side by side: `days`, `checks`, `name`.
-- @type ComparedAnswers
local Comparison = { __name = "signalflow.comparison" }
Comparison.__index = Comparison

--- Evaluates as of each of some days.
-- @tparam table list the checklist
-- @tparam {string,...} days
-- @tparam function evaluate function(day) to answers
-- @treturn Comparison `name days checks as_of` (the last day), and the answers of each day by its place
function comparison.run(list, days, evaluate)
  if type(days) ~= "table" or #days == 0 then
    core.raise(('compare takes a list of days: { "2023-08-31", "2024-08-31" }, not %s'):format(options.describe(days)))
  end
  local made = { name = list.name, checks = list.checks, days = {} }
  for i, day in ipairs(days) do
    made.days[i] = core.day_text(core.day(day))
    made[i] = evaluate(made.days[i])
  end
  made.as_of = made.days[#made.days]
  return setmetatable(made, Comparison)
end

local function is_known(self, id)
  for _, answers in ipairs(self) do
    if answers[id].state ~= "unknown" then
      return true
    end
  end
  return false
end

local function row_of(self, one)
  local row, is_held = { one.id, indent = 1 }, false
  for i, answers in ipairs(self) do
    local answer = answers[one.id]
    row[i + 1] = { answer:figures() or "", answer:figures() and "  " or "", answer.state,
      answer.why == "held" and ", held" or "" }
    is_held = is_held or answer.why == "held"
  end
  return row, is_held
end

local function table_of(self)
  local columns, rows, unknown, any_held = { { title = "" } }, {}, {}, false
  for i, day in ipairs(self.days) do
    columns[i + 1] = { title = day, align = "right" }
  end
  for _, axis in ipairs(check.axes) do
    rows[#rows + 1] = { heading = axis }
    for _, one in ipairs(self.checks) do
      if one.axis == axis and is_known(self, one.id) then
        local row, is_held = row_of(self, one)
        rows[#rows + 1], any_held = row, any_held or is_held
      elseif one.axis == axis then
        unknown[#unknown + 1] = one.id
      end
    end
    rows[#rows] = not rows[#rows].heading and rows[#rows] or nil
  end
  return block.table { columns = columns, rows = rows }, unknown, any_held
end

page.of_class(Comparison, Comparison, function(self)
  local rows, unknown, any_held = table_of(self)
  local blocks = { block.title { self.name, ", each day with what was known on it" }, rows }
  blocks[#blocks + 1] = any_held and block.note(reason.HELD) or nil
  local legend = threshold.legend(self.checks)
  blocks[#blocks + 1] = legend and block.note(legend) or nil
  blocks[#blocks + 1] = #unknown > 0 and block.paragraph("unknown on every day (each day's own answers say what is"
    .. " missing): " .. table.concat(unknown, ", ")) or nil
  return blocks
end)

options.seal(Comparison, nil, { "name", "days", "checks", "as_of" })

return comparison
