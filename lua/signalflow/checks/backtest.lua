--- What a checklist would have said on past days, knowing only what was known.
-- @module signalflow.checks.backtest
local block = require "signalflow.page.block"
local check = require "signalflow.checks.check"
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local picture = require "signalflow.page.picture"
local reason = require "signalflow.checks.reason"
local threshold = require "signalflow.checks.threshold"

local backtest = {}

--- What a checklist would have said on each of several days, knowing what was known: `days`, `checks`, `name`.
-- @type Backtest
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
-- @treturn Backtest `name days checks as_of` (the last day), and the answers of each day by its place
function backtest.run(list, given, evaluate)
  options.check(given, { from = "day", to = "day", step = "string|number" }, "backtest")
  if not given or not given.from or not given.to then
    core.raise 'a backtest needs from and to: { from = "2015-01-01", to = "2025-09-30", step = "quarter" }'
  end
  local run = { name = list.name, checks = list.checks, days = backtest.days(given.from, given.to,
    given.step or "quarter") }
  run.as_of = run.days[#run.days]
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

-- States with their letters, and their tones in a picture.
local LETTERS = { { "pass", "+", 3 }, { "warn", "~", 4 }, { "fail", "-", 2 }, { "unknown", "." }, { "suspect", "?", 5 },
  { "held pass", "p", 3 }, { "held warn", "w", 4 }, { "held fail", "f", 2 } }
local CELLS = {}
for _, entry in ipairs(LETTERS) do
  CELLS[entry[1]] = { state = entry[1], letter = entry[2], tone = entry[3] }
end

local function standing_of(answer)
  return answer.why == "held" and "held " .. answer.state or answer.state
end

local function title_of(self)
  return { self.name, ", as known on ", reason.count(#self, "day"), " from ", self.days[1], " to ",
    self.days[#self.days] }
end

local function strip_of(self)
  local rows, is_seen, legend = {}, {}, {}
  for _, axis in ipairs(check.axes) do
    rows[#rows + 1] = { heading = axis }
    for _, one in ipairs(self.checks) do
      local row = one.axis == axis and { label = one.id } or nil
      for i = 1, row and #self or 0 do
        local standing = standing_of(self[i][one.id])
        row[i], is_seen[standing] = CELLS[standing], true
      end
      rows[#rows + 1] = row
    end
    rows[#rows] = not rows[#rows].heading and rows[#rows] or nil -- an axis without checks
  end
  for _, entry in ipairs(LETTERS) do
    legend[#legend + 1] = is_seen[entry[1]] and { letter = entry[2], tone = entry[3], name = entry[1] } or nil
  end
  return picture.grid { shape = "strip", title = title_of(self), y = "check", dates = true, columns = self.days,
    rows = rows, legend = legend, caption = { source = "the files that the checks name", date = self.as_of } },
    (is_seen["held pass"] or is_seen["held warn"] or is_seen["held fail"]) and block.note(reason.HELD) or nil
end

page.of_class(Backtest, Backtest, function(self)
  return { strip_of(self) }
end, { "strip", strip = function(self)
  return (strip_of(self))
end, shown = 0 })

options.seal(Backtest, nil, { "name", "days", "checks", "as_of" })

return backtest
