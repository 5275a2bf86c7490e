--- What a checklist would have said on past days, knowing only what was known.
-- @module signalflow.checks.backtest
local check = require "signalflow.checks.check"
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local text = require "signalflow.page.old_text"
local threshold = require "signalflow.checks.threshold"

local backtest = {}

local Backtest = { __name = "signalflow.backtest" }
Backtest.__index = Backtest

local MONTHS = { month = 1, quarter = 3, year = 12 }
local MOST_STEPS = 10000

--- The days of a backtest, the first one included.
-- @tparam string from
-- @tparam string to
-- @tparam string|number step "month", "quarter", "year", or an age as "30d"
-- @treturn {string,...}
function backtest.days(from, to, step)
  local months = MONTHS[step]
  local apart = not months and threshold.days(step, "step: \"month\", \"quarter\", \"year\", or")
  local last, days = core.day(to), {}
  if core.day(from) > last then
    core.raise(("a backtest goes forward: from %s is after to %s"):format(from, to))
  end
  for i = 0, MOST_STEPS do
    local day = months and core.add_months(from, i * months) or core.day_text(core.day(from) + i * apart)
    if core.day(day) > last then
      return days
    end
    days[#days + 1] = day
  end
  core.raise(("a backtest of more than %d steps"):format(MOST_STEPS))
end

--- Evaluates as of each day.
-- @tparam table list the checklist
-- @tparam table given `from to step`
-- @tparam function evaluate function(day) to answers
-- @treturn Backtest
function backtest.run(list, given, evaluate)
  options.check(given, { from = "string", to = "string", step = "string|number" }, "backtest")
  if not given or not given.from or not given.to then
    core.raise 'a backtest needs from and to: { from = "2015-01-01", to = "2025-09-30", step = "quarter" }'
  end
  local run = { name = list.name, checks = list.checks, days = backtest.days(given.from, given.to,
    given.step or "quarter") }
  for i, day in ipairs(run.days) do
    run[i] = evaluate(day)
  end
  return setmetatable(run, Backtest)
end

--- One check's states, day by day.
-- @tparam string id
-- @treturn {string,...}
function Backtest:states(id)
  local known, states = {}, {}
  for i, one in ipairs(self[1] and self[1].checks or {}) do
    known[i] = one.id
  end
  options.one_of(id, known, "check")
  for i, result in ipairs(self) do
    states[i] = result[id].state
  end
  return states
end

--- Where states changed: list of `{day=, id=, from=, to=}`.
-- @treturn table
function Backtest:changes()
  local changes = {}
  for i = 2, #self do
    for _, one in ipairs(self.checks) do
      local before, after = self[i - 1][one.id].state, self[i][one.id].state
      if before ~= after then
        changes[#changes + 1] = { day = self.days[i], id = one.id, from = before, to = after }
      end
    end
  end
  return changes
end

local LETTERS = { pass = "+", warn = "~", fail = "-", unknown = ".", suspect = "?" }
local MOST_COLUMNS = 90

-- A mark for each day shown, with a gap where a year begins.
local function marks(days, first, mark)
  local parts = {}
  for i = first, #days do
    local begins = i > first and days[i]:sub(1, 4) ~= days[i - 1]:sub(1, 4)
    parts[#parts + 1] = (begins and " " or "") .. mark(i)
  end
  return table.concat(parts)
end

-- Years above the columns in which they begin, where there is room.
local function ruler(days, first)
  local line, at = "", 0
  marks(days, first, function(i)
    local begins = i == first or days[i]:sub(1, 4) ~= days[i - 1]:sub(1, 4)
    at = at + (begins and i > first and 2 or 1)
    if begins and #line < at then
      line = line .. (" "):rep(at - 1 - #line) .. days[i]:sub(1, 4)
    end
    return ""
  end)
  return line
end

--- One screen: a row a check, a column a day.
-- @treturn string
function Backtest:__tostring()
  local first = math.max(1, #self - MOST_COLUMNS + 1)
  local width = 0
  for _, one in ipairs(self.checks) do
    width = math.max(width, #one.id)
  end
  local lines = { ("%s, as known on %d days from %s to %s%s"):format(self.name, #self, self.days[1],
    self.days[#self.days], first > 1 and (" (the last %d shown)"):format(MOST_COLUMNS) or ""),
    ("  %s  %s"):format((" "):rep(width), ruler(self.days, first)) }
  for _, axis in ipairs(check.axes) do
    local headed = false
    for _, one in ipairs(self.checks) do
      if one.axis == axis then
        if not headed then
          lines[#lines + 1] = axis
          headed = true
        end
        lines[#lines + 1] = ("  %s  %s"):format(text.pad(one.id, width), marks(self.days, first, function(i)
          return LETTERS[self[i][one.id].state]
        end))
      end
    end
  end
  lines[#lines + 1] = "  + pass, ~ warn, - fail, . unknown, ? suspect"
  return table.concat(lines, "\n")
end

options.seal(Backtest)

return backtest
