--- One question, and what answers it.
-- @module signalflow.checks.check
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local folder = require "signalflow.series.folder"
local options = require "signalflow.shared.options"
local series = require "signalflow.series.series"
local threshold = require "signalflow.checks.threshold"

local check = {}

--- The three axes. They are three answers: nothing adds them.
check.axes = { "growth", "liquidity", "warning" }

local Check = { __name = "signalflow.check" }
Check.__index = Check

local KINDS = { id = "string", axis = "string", question = "string", value = "function", pass = "any", fail = "any",
  clear = "any", hold = "number", warn_after = "any", stale_after = "any", at_least = "number", suspect = "number",
  raw = "function", confirming = "function", source = "string", supply = "string", unit = "string" }

local RESERVED = { growth = true, liquidity = true, warning = true, name = true, as_of = true, checks = true }

local function required(given, name)
  local value = given[name]
  if value == nil or value == "" then
    core.raise(("a check needs '%s'%s"):format(name, given.id and " (check '" .. tostring(given.id) .. "')" or ""))
  end
  return value
end

local function check_threshold(given, name)
  if given[name] ~= nil and not threshold.is(given[name]) then
    core.raise(("'%s' of check '%s' is sf.above(x) or sf.below(x), not %s"):format(name, given.id,
      tostring(given[name])))
  end
end

-- The rule as the core reads it: coherent numbers and days.
local function rule_of(given)
  check_threshold(given, "pass")
  check_threshold(given, "fail")
  if not given.pass and not given.fail then
    core.raise(("check '%s' needs a threshold: pass = sf.above(x), or fail = sf.below(x)"):format(given.id))
  end
  local like = (given.pass or given.fail).like
  if given.pass and given.fail then
    threshold.same_dimension(like or 1, given.fail.like or 1, ("check '%s'"):format(given.id))
  end
  local clear, clear_like
  if given.clear ~= nil then
    clear, clear_like = threshold.coherent(given.clear, "'clear' of check '" .. given.id .. "'")
    threshold.same_dimension(clear_like or 1, like or 1, ("'clear' of check '%s'"):format(given.id))
  end
  local within = given.pass and given.pass.side == "within"
  if within and (given.fail or given.clear) then
    core.raise(("check '%s': with sf.within there is no 'fail' and no 'clear'"):format(given.id))
  elseif given.fail and given.fail.side == "within" then
    core.raise(("check '%s': sf.within is for 'pass'"):format(given.id))
  end
  -- what lies within is above 0 in its distance to the nearer limit
  local rule = { pass = within and { side = "above", limit = 0 } or given.pass, fail = given.fail, clear = clear,
    hold = given.hold, at_least = given.at_least,
    warn_after = threshold.days(given.warn_after, "'warn_after' of check '" .. given.id .. "'"),
    stale_after = threshold.days(given.stale_after, "'stale_after' of check '" .. given.id .. "'"),
    jump_sigmas = not given.raw and given.suspect or nil }
  core.check_rule(rule)
  return rule, like
end

--- Makes a check.
-- @tparam table given `id axis question value` and at least one of `pass fail`; also `clear hold warn_after stale_after
-- at_least source supply unit`, and `suspect` (how many robust sigmas a jump may have, 5 is usual) with `raw` (where
-- jumps are looked for when the value is made of several series) and `confirming` (a series whose jump in the same
-- period clears the suspicion). `value(data)` gives a Series, a number, bounds with `low` and `high`, or nil
-- @treturn table
function check.new(given)
  given = options.check(given, KINDS, "check")
  required(given, "id")
  if RESERVED[given.id] then
    core.raise(("a check cannot be called '%s'"):format(given.id))
  end
  options.one_of(required(given, "axis"), check.axes, "axis")
  required(given, "question")
  required(given, "value")
  local where = debug.getinfo(given.value, "S")
  local made = { position = ("%s:%d"):format(where.short_src, where.linedefined) }
  for name, value in pairs(given) do
    made[name] = value
  end
  made.rule, made.like = rule_of(given)
  return setmetatable(made, Check)
end

--- Whether a value is a check.
-- @param value
-- @treturn boolean
function check.is(value)
  return getmetatable(value) == Check
end

--- The thresholds as text: "> 20 %, fail < 0 %". Between them: warn.
-- @treturn string
function Check:threshold()
  local pass, fail = self.pass and self.pass:text(self.unit), self.fail and "fail " .. self.fail:text(self.unit)
  return pass and fail and pass .. ", " .. fail or pass or fail
end

--- A coherent number as this check shows it.
-- @tparam ?number value
-- @treturn string
function Check:shown(value)
  return series.write(value, self.like or 1, self.unit)
end

--- What the rule is read over: the value, or its distance to the nearer limit of sf.within.
-- @tparam Series value
-- @treturn Series
function Check:measured(value)
  local pass = self.pass
  if not pass or pass.side ~= "within" then
    return value
  end
  local function limit(coherent)
    return pass.like and core.constant(coherent, pass.like) or coherent
  end
  return (value - limit(pass.low)):combine("min", limit(pass.limit) - value)
end

-- Asks one of the check's functions. What is missing gives nil and the reason; any other error is the analyst's to see.
local function ask(self, name, view)
  local done, result = failure.catch(self[name], view)
  if done then
    return result, nil
  end
  local reason = folder.missing(result)
  if not reason then
    core.raise(("check '%s': %s of data: %s"):format(self.id, name, tostring(result)))
  end
  return nil, reason
end

local function unknown(reason)
  return { state = "unknown", reason = reason }
end

local function from_bounds(self, bounds)
  if self.pass and self.pass.side == "within" then
    core.raise(("check '%s': bounds are held against sf.above or sf.below"):format(self.id))
  end
  local finding = { low = bounds.low, high = bounds.high }
  local passes = self.pass and core.bounds_meet(self.rule.pass, bounds.low, bounds.high)
  local fails = self.fail and core.bounds_meet(self.rule.fail, bounds.low, bounds.high)
  if fails == true then
    finding.state = "fail"
  elseif passes == true then
    finding.state = "pass"
  elseif passes == "unknown" or fails == "unknown" then
    finding.state, finding.reason = "unknown", "the threshold lies between the bounds"
  elseif passes == nil then
    finding.state = "pass"
  else
    finding.state = "warn"
  end
  return finding
end

-- A bare number was worked out by the script: it is of the day on which it was asked for.
local function as_series(self, value, as_of)
  return core.series(self.id, { { period_end = as_of, known_on = as_of, value = value } }, "the checklist")
end

-- The days a raw figure may lie from the reading it entered into.
local NEAR = 45

local function described(self, jump)
  local function write(observation)
    return ("%s (%s)"):format(series.write(observation.value, self.raw_like), observation.period_end)
  end
  return ("%s, then %s: a jump that its history does not explain"):format(write(jump.before), write(jump.after))
end

-- Holds the state back where the raw figures behind the newest reading jumped.
local function suspect(self, finding, value, view, as_of)
  local raw = ask(self, "raw", view)
  if not series.is(raw) or not finding.observation then
    return finding
  end
  local confirming = self.confirming and ask(self, "confirming", view)
  self.raw_like = raw:like()
  local reading = core.day(finding.observation.period_end)
  for _, jump in ipairs(core.find_jumps(raw, self.suspect or 5, as_of, confirming)) do
    if math.abs(core.day(jump.after.period_end) - reading) <= NEAR then
      local before = core.day(jump.after.known_on) - 1
      local held = core.evaluate_rule(self.rule, self:measured(value), before)
      finding.state, finding.last = "suspect", held.last or held.state ~= "unknown" and held.state or nil
      finding.reason, finding.jump = described(self, jump), jump
    end
  end
  return finding
end

local function explained(self, finding)
  if finding.state == "unknown" and not finding.observation and self.supply then
    finding.supply = self.supply
  end
  return finding
end

local function find(self, view, as_of)
  local value, reason = ask(self, "value", view)
  if value == nil then
    return unknown(reason or "no value")
  elseif type(value) == "table" and rawget(value, "low") and rawget(value, "high") then
    return from_bounds(self, value)
  elseif not series.is(value) then
    threshold.coherent(value, ("the value of check '%s'"):format(self.id))
    value = as_series(self, value, as_of)
  end
  threshold.same_dimension(value:like(), self.like or 1, ("check '%s'"):format(self.id))
  local confirming = self.confirming and not self.raw and ask(self, "confirming", view) or nil
  local finding = core.evaluate_rule(self.rule, self:measured(value), as_of, confirming)
  if finding.observation and self.pass and self.pass.side == "within" then
    finding.observation = value:observation(finding.observation.period_end, as_of)
    -- the core speaks of the distance to the nearer limit
    finding.reason = finding.state == "unknown" and finding.reason or nil
  end
  return self.raw and suspect(self, finding, value, view, as_of) or finding
end

--- Answers the question as of a day.
-- @tparam table view what was known on the day
-- @tparam string as_of
-- @treturn table `id axis question state value threshold reason`, `observation` (period, known_on, source), `age`
-- (days since it became known), `since`, `last` (held where unknown or suspect)
function Check:evaluate(view, as_of)
  local finding = explained(self, find(self, view, as_of))
  local observation = finding.observation
  local value = observation and observation.value
  finding.id, finding.axis, finding.question, finding.check = self.id, self.axis, self.question, self
  finding.threshold, finding.source = self:threshold(), self.source
  finding.value = value and (self.like and core.constant(value, self.like) or value)
  finding.shown = finding.low and ("%s to %s"):format(self:shown(finding.low), self:shown(finding.high))
    or value and self:shown(value) or ""
  return finding
end

local function optional(self, name, text)
  return self[name] ~= nil and "\n    " .. text:format(tostring(self[name])) or nil
end

--- The question, its thresholds, how it holds and ages, and where its figures come from.
-- @treturn string
function Check:explain()
  local parts = { ("%s (%s): %s\n    pass %s"):format(self.id, self.axis, self.question,
    (self:threshold():gsub("^fail", "unless it fails: "))),
    self.clear ~= nil and "\n    having left pass, needs " .. self:shown(self.rule.clear) .. " to pass again" or "",
    optional(self, "hold", "changes state after %s readings in a row") or "",
    optional(self, "warn_after", "warns when the newest figure has been known for more than %s") or "",
    optional(self, "stale_after", "unknown when it has been known for more than %s") or "",
    optional(self, "source", "source: %s") or "", optional(self, "supply", "to supply it: %s") or "",
    optional(self, "position", "written at %s") or "" }
  return table.concat(parts)
end

Check.__tostring = Check.explain

options.seal(Check)

return check
