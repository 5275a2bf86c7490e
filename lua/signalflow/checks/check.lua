--- One question, and what answers it.
-- @module signalflow.checks.check
local answer = require "signalflow.checks.answer"
local axes = require "signalflow.shared.axes"
local block = require "signalflow.page.block"
local cells = require "signalflow.page.cells"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local folder = require "signalflow.series.folder"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local series = require "signalflow.series.series"
local threshold = require "signalflow.checks.threshold"

local check = {}

local USUAL_SIGMAS = 5 -- a jump of more is suspect, where a check names the figure behind its value

--- The three axes.
check.axes = axes

--- One question: `id`, `axis`, `question`, `pass`, `fail` (Threshold), `source`, `unit`.
-- @type Check
local Check = { __name = "signalflow.check" }
Check.__index = Check

local KINDS = { id = "string", axis = "string", question = "string", value = "function", pass = "any", fail = "any",
  clear = "any", hold = "number", warn_after = "any", stale_after = "any", at_least = "number", suspect = "number",
  raw = "function", confirming = "function", source = "string", supply = "string", unit = "string" }

-- What a checklist's answers hold or can be asked, by the names that checks would hide.
local RESERVED = { name = true, as_of = true, checks = true, explain = true, exit_status = true, page = true,
  save = true, to_json = true }
for _, axis in ipairs(axes) do
  RESERVED[axis] = true
end

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
      options.said(given[name])))
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
  local sigmas = given.suspect
  if sigmas and not (sigmas >= 0 and sigmas < math.huge) then
    core.raise(("check '%s': 'suspect' is how many robust sigmas a jump may have, 0 or more, not %s"):format(given.id,
      options.said(sigmas)))
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
    jump_sigmas = sigmas or given.raw and USUAL_SIGMAS or nil }
  return rule, like
end

-- Where a check is written: the line that makes it, else that of its function.
local function place_of(caller, value)
  if caller and caller.currentline > 0 then
    return ("%s:%d"):format(caller.short_src, caller.currentline)
  end
  local where = debug.getinfo(value, "S")
  return ("%s:%d"):format(where.short_src, where.linedefined)
end

--- Makes a check.
-- @tparam table given `id axis question value` and at least one of `pass fail`; also `clear hold warn_after stale_after
-- at_least source supply`; `unit`: "%" of a share, "points" of a difference of shares, "percentile" of a share of
-- others that lie below, else a unit's name; and `suspect` (how many robust sigmas a jump may have, 5 is usual) with
-- `raw` (where jumps are looked for when the value is made of several series) and `confirming` (a series whose jump in
-- the same period clears the suspicion). `value(data)` gives a Series, a number, bounds with `low` and `high`, or nil
-- @treturn Check
function check.new(given)
  given = options.check(given, KINDS, "check")
  required(given, "id")
  if RESERVED[given.id] then
    core.raise(("a check cannot be called '%s': its answers have that name for something of their own"):format(
      given.id))
  end
  options.one_of(required(given, "axis"), check.axes, "axis")
  required(given, "question")
  required(given, "value")
  local made = { position = place_of(debug.getinfo(2, "Sl"), given.value) }
  for name, value in options.each(given) do
    made[name] = value
  end
  made.rule, made.like = rule_of(given)
  setmetatable(made, Check)
  local is_sound, err = core.check_rule(made.rule)
  if not is_sound then
    local clear = made.clear ~= nil and { ", clear ", made:figure(made.rule.clear) } or {}
    core.raise(("check '%s': %s (%s)"):format(made.id, tostring(err), cells.text { made:threshold(), clear }))
  end
  return made
end

--- Whether a value is a check.
-- @param value
-- @treturn boolean
function check.is(value)
  return getmetatable(value) == Check
end

--- The thresholds in words: "passes > 20 %, fails < 0 %". Between them: warn.
-- @treturn table inline content
function Check:threshold()
  local pass = self.pass and { "passes ", self.pass:words(self.unit) }
  local fail = self.fail and { "fails ", self.fail:words(self.unit) }
  return pass and fail and { pass, ", ", fail } or pass or fail
end

--- A coherent number as a quantity of the check's dimension.
-- @tparam number value
-- @treturn number|Quantity
function Check:quantity(value)
  return self.like and core.constant(value, self.like) or value
end

--- A coherent number as this check shows it.
-- @tparam ?number value
-- @treturn Figure
function Check:figure(value)
  return threshold.figure(value, self.like, self.unit)
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

local function from_bounds(self, bounds)
  if self.pass and self.pass.side == "within" then
    core.raise(("check '%s': bounds are held against sf.above or sf.below"):format(self.id))
  end
  local passes = self.pass and core.bounds_meet(self.rule.pass, bounds.low, bounds.high)
  local fails = self.fail and core.bounds_meet(self.rule.fail, bounds.low, bounds.high)
  local state = "warn"
  if fails == true then
    state = "fail"
  elseif passes == true then
    state = "pass"
  elseif passes == "unknown" or fails == "unknown" then
    state = "unknown"
  elseif passes == nil then
    state = "pass"
  end
  return { state = state, why = "bounds", low = bounds.low, high = bounds.high }
end

-- A bare number was worked out by the script: it is of the day on which it was asked for.
local function as_series(self, value, as_of)
  return core.series(self.id, { { period_end = as_of, known_on = as_of, value = value } }, "the checklist")
end

-- The series in which jumps are looked for: the figure behind the value; within two limits the value itself, for its
-- distance to them is no figure of a publisher.
local function raw_of(self, value, view)
  if not self.raw then
    return value, nil
  end
  local raw, missing = ask(self, "raw", view)
  if not missing and not series.is(raw) then
    core.raise(("check '%s': raw gives a Series, not %s"):format(self.id, options.describe(raw)))
  end
  return raw, missing
end

-- The newest figure behind a value, and the newest break: what came after it cannot be held against what was before.
local function behind(raw)
  local newest, breaks_at = raw:latest(), nil
  for _, one in ipairs(raw:breaks()) do
    breaks_at = newest and one.from <= newest.period_end and one or breaks_at
  end
  return newest and { observation = newest, like = raw:like(), breaks_at = breaks_at } or nil
end

-- What the rule finds in a series.
local function find(self, value, view, as_of)
  threshold.same_dimension(value:like(), self.like or 1, ("check '%s'"):format(self.id))
  local raw, missing = raw_of(self, value, view)
  if missing then
    return { state = "unknown", why = "missing", missing = missing }
  end
  local confirming = self.confirming and ask(self, "confirming", view) or nil
  local finding = core.evaluate_rule(self.rule, self:measured(value), as_of, confirming, raw)
  finding.behind = behind(raw)
  local breaks_at = finding.observation and finding.behind and finding.behind.breaks_at
  if finding.jump then
    finding.jump.like, finding.jump.unit = raw:like(), not self.raw and self.unit or nil
  elseif breaks_at and breaks_at.from > finding.observation.period_end then
    finding.state, finding.why, finding.last = "unknown", "broken", finding.last or finding.state
  end
  if finding.observation and self.pass and self.pass.side == "within" then
    finding.observation, finding.limit = value:observation(finding.observation.period_end, as_of), self.pass
  end
  return finding
end

--- Answers the question as of a day.
-- @tparam table view what was known on the day
-- @tparam string as_of
-- @treturn Answer
function Check:evaluate(view, as_of)
  local value, missing = ask(self, "value", view)
  local finding
  if value == nil then
    finding = { state = "unknown", why = missing and "missing" or "no value", missing = missing }
  elseif type(value) == "table" and rawget(value, "low") and rawget(value, "high") then
    finding = from_bounds(self, value)
  elseif series.is(value) then
    finding = find(self, value, view, as_of)
  else
    threshold.coherent(value, ("the value of check '%s'"):format(self.id))
    finding = find(self, as_series(self, value, as_of), view, as_of)
  end
  return answer.new(finding, self, as_of)
end

--- Its name, axis and question.
-- @treturn table inline content
function Check:heading()
  return { self.id, " (", self.axis, "): ", self.question }
end

--- Its thresholds, how it holds and ages, and where its figures come from.
-- @treturn Block
function Check:facts()
  local facts = {}
  local function add(name, content)
    facts[#facts + 1] = content and { name, content } or nil
  end
  add("passes", self.pass and self.pass:words(self.unit))
  add("fails", self.fail and self.fail:words(self.unit))
  add("having left pass", self.clear ~= nil and { "needs ", self:figure(self.rule.clear), " to pass again" })
  add("changes state", self.hold and { "after ", figure.count(self.hold), " readings in a row" })
  add("takes", self.at_least and { figure.count(self.at_least), " readings" })
  add("warns", self.rule.warn_after and { "when the newest figure has been known for more than ",
    figure.count(self.rule.warn_after), " days" })
  add("unknown", self.rule.stale_after and { "when it has been known for more than ",
    figure.count(self.rule.stale_after), " days" })
  add("source", self.source)
  add("to supply it", self.supply)
  add("written at", self.position)
  return block.facts(facts)
end

--- The question, its thresholds, how it holds and ages, and where its figures come from.
-- @treturn Page
function Check:explain()
  return self:page()
end

page.of_class(Check, Check, function(self)
  return { block.title(self:heading()), self:facts() }
end)

-- What is given for a check, and what it works out.
local FIELDS = options.merged(KINDS, { rule = true, like = true, position = true })
options.seal(Check, nil, options.names(FIELDS))

return check
