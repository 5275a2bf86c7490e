--- What parts a checklist's answers on two days: states that flipped, values that moved, what came near a limit.
-- @module signalflow.checks.changes
local block = require "signalflow.page.block"
local cells = require "signalflow.page.cells"
local core = require "signalflow.core"
local findings = require "signalflow.checks.findings"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local reason = require "signalflow.checks.reason"
local threshold = require "signalflow.checks.threshold"

local changes = {}

-- A value, or an age, this near to its limit is near: a tenth of the limit, our judgement (2026-11).
local NEAR = 0.1

-- Worse to better; what is not known has no place among them.
local RANK = { fail = 1, warn = 2, pass = 3 }

--- What parts a checklist's answers: a list of `{ id =, axis =, kind =, from =, to =, before =, after = }`, flips
-- before moves. `kind` is "flip" or "move", `from` and `to` the states, `before` and `after` the Answers; a flip has
-- `turn`: "worse", "better" or "unknown"; what is near its limits on the later day alone has `near`, in words. `since`
-- and `as_of` are the days, `stay_near` the ids of those that were near before.
-- @type AnswerChanges
local AnswerChanges = { __name = "signalflow.answer_changes" }
AnswerChanges.__index = AnswerChanges

-- For the worse where it warns or fails and did not, or fails and warned; where a state is lost, or warns of its age
-- alone, unknown: nothing has got worse, less is known.
local function turn_of(from, to, why)
  if not RANK[to] or why == "ageing" then
    return "unknown"
  elseif not RANK[from] then
    return to == "pass" and "better" or "worse"
  end
  return RANK[to] < RANK[from] and "worse" or "better"
end

local function limits_of(answer)
  local asked, list = answer.check, {}
  for _, one in ipairs { asked.pass or false, asked.fail or false } do
    if one then
      list[#list + 1] = one.limit
      list[#list + 1] = one.low
    end
  end
  list[#list + 1] = asked.rule.clear
  return list
end

-- The limit that a value is near to: within a tenth of it; of 0, a tenth of the span between the limits.
local function near_limit(answer)
  local value = answer.observation and answer.observation.value
  if not value then
    return nil
  end
  local limits = limits_of(answer)
  local span = math.max(table.unpack(limits)) - math.min(table.unpack(limits))
  local nearest, least
  for _, limit in ipairs(limits) do
    local away = math.abs(value - limit)
    if away <= NEAR * (limit ~= 0 and math.abs(limit) or span) and (not least or away < least) then
      nearest, least = limit, away
    end
  end
  return nearest, least
end

-- The age at which a known state is lost, or becomes a warning.
local function near_age(answer)
  local rule, age = answer.check.rule, answer.age
  for _, name in ipairs { "warn_after", "stale_after" } do
    local after = age and rule[name]
    if after and age <= after and age >= (1 - NEAR) * after then
      return name, after
    end
  end
  return nil
end

-- What an answer is near to, in words; nil where it is near nothing, or is lost already.
local function nearness(answer)
  if not RANK[answer.state] then
    return nil
  end
  local limit, away = near_limit(answer)
  if limit then
    local asked = answer.check
    return { threshold.apart(away, asked.like, asked.unit), " from its limit of ", asked:figure(limit) }, "limit"
  end
  local name, after = near_age(answer)
  if name then
    return { reason.count(answer.age, "day"), " old, ", name == "warn_after" and "warns" or "unknown", " after ",
      reason.count(after, "day") }, name
  end
  return nil
end

local function value_of(answer)
  local observation = answer.observation
  return observation and observation.value, observation and observation.bound
end

-- Whether two answers rest on other values.
local function has_moved(before, after)
  local x, bound_x = value_of(before)
  local y, bound_y = value_of(after)
  return x ~= y or bound_x ~= bound_y or before.low ~= after.low or before.high ~= after.high
end

local function change_of(before, after)
  local near, kind_now = nearness(after)
  local _, kind_then = nearness(before)
  local one = { id = after.id, axis = after.axis, from = before.state, to = after.state, before = before,
    after = after, near = kind_now ~= kind_then and near or nil }
  if before.state ~= after.state then
    one.kind, one.turn = "flip", turn_of(before.state, after.state, after.why)
  elseif has_moved(before, after) or one.near then
    one.kind = "move"
  end
  return one.kind and one or nil, kind_now ~= nil and kind_now == kind_then
end

local function check(value, place)
  if not findings.is(value) then
    core.raise(("changes: the %s is a checklist's answers, not %s"):format(place, options.describe(value)))
  end
end

--- What parts a checklist's answers on two days.
-- @tparam Answers a the earlier day's
-- @tparam Answers b the later day's, of the same checks; one that only one of them has is left out
-- @treturn AnswerChanges
-- @raise where one is no checklist's answers
function changes.of(a, b)
  check(a, "first")
  check(b, "second")
  local flips, moves, by_id = {}, {}, {}
  for _, before in ipairs(a.checks) do
    by_id[before.id] = before
  end
  local self = { name = b.name, since = a.as_of, as_of = b.as_of, stay_near = {} }
  for _, after in ipairs(b.checks) do
    local before = by_id[after.id]
    local one, stays
    if before then
      one, stays = change_of(before, after)
    end
    if one then
      local list = one.kind == "flip" and flips or moves
      list[#list + 1] = one
    end
    self.stay_near[#self.stay_near + 1] = stays and after.id or nil
  end
  table.move(flips, 1, #flips, 1, self)
  table.move(moves, 1, #moves, #self + 1, self)
  return setmetatable(self, AnswerChanges)
end

--- What an answer was and is, its value and limits: one line of a brief.
-- @tparam table one an entry of the list
-- @treturn table state, value and remark, each inline
function changes.words(one)
  local before, after = one.before, one.after
  local state = one.kind == "flip" and { one.from, " → ", one.to } or one.to
  local was, is = before:figures(), after:figures()
  local value
  if cells.text(was) == cells.text(is) then
    value = is or ""
  else
    value = { was or "unknown", " → ", is or "unknown" }
  end
  local remark = one.near or {}
  if one.kind == "flip" and (after.state == "unknown" or after.state == "suspect" or reason.is_needed(after)) then
    remark = reason.alone(after)
  elseif one.kind == "flip" then
    remark = { after.threshold }
  end
  return state, value, remark
end

page.of_class(AnswerChanges, AnswerChanges, function(self)
  local rows = {}
  for i, one in ipairs(self) do
    local state, value, remark = changes.words(one)
    rows[i] = { one.axis, one.id, state, value, remark, one.after:cited() }
  end
  local head = block.title { self.name, ", from ", self.since, " to ", self.as_of }
  if #rows == 0 then
    return { head, block.paragraph "no answer changed" }
  end
  return { head, block.table { rows = rows, columns = { { title = "" }, { title = "check" }, { title = "state" },
    { title = "value" }, { title = "" }, { title = "source", drop = 1 } } } }
end)

options.seal(AnswerChanges, nil, { "name", "since", "as_of", "stay_near" })

return changes
