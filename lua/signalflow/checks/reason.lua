--- Why an answer is what it is, in words: the one place where the core's codes become sentences.
-- @module signalflow.checks.reason
local figure = require "signalflow.page.figure"
local threshold = require "signalflow.checks.threshold"

local reason = {}

--- What a held state is, where a page has no room to say how many readings.
reason.HELD = "held: the newest readings say otherwise, too few of them in a row to change the state."

--- A number of things: "1 day", "3 days".
-- @tparam integer n
-- @tparam string singular
-- @treturn table inline content
function reason.count(n, singular)
  return { figure.count(n), " ", n == 1 and singular or singular .. "s" }
end

local count = reason.count

local function shown(answer, value)
  return answer.check:figure(value)
end

local function is_beyond(limit, value)
  if limit.side == "above" then
    return value > limit.limit
  end
  return value < limit.limit
end

local function held(answer)
  return answer.last and { "; it was ", answer.last, " since ", answer.since } or {}
end

local words = {}

words["no reading"] = function(answer)
  local behind = answer.behind
  if not behind then
    return "nothing was known on " .. answer.as_of
  end
  local newest, at = behind.observation, behind.breaks_at
  return { "its figures do not go back far enough on ", answer.as_of, ": the newest is ",
    newest.bound and newest.bound .. " " or "", threshold.figure(newest.value, behind.like), " (", newest.period_end,
    at and { "), and they break at ", at.from, ": ", at.reason } or ")" }
end

words.broken = function(answer)
  return { words["no reading"](answer), held(answer) }
end

words["no value"] = function()
  return "its function gave no value"
end

words.missing = function(answer)
  return answer.missing
end

words.bounds = function(answer)
  if answer.state ~= "unknown" then
    return { shown(answer, answer.low), " to ", shown(answer, answer.high) }
  end
  return { "the threshold lies between the bounds, ", shown(answer, answer.low), " and ", shown(answer, answer.high) }
end

words.value = function(answer)
  local value, limit = answer.observation.value, answer.limit
  if limit.side == "within" then
    local is_within = value > limit.low and value < limit.limit
    return { shown(answer, value), is_within and " lies within " or " does not lie within ",
      limit:words(answer.check.unit) }
  end
  return { shown(answer, value), is_beyond(limit, value) and " is " or " is not ", limit.side, " ",
    shown(answer, limit.limit) }
end

words["dead band"] = function(answer)
  return { shown(answer, answer.observation.value), " would pass, but after a warning or failure it must be ",
    answer.limit.side, " ", shown(answer, answer.limit.limit) }
end

words.held = function(answer)
  return { answer.state, ", held: ", figure.count(answer.pending), " of ", count(answer.hold, "reading"),
    " in a row to change it; the newest is ", shown(answer, answer.observation.value) }
end

words.nearest = function(answer)
  return { count(answer.hold, "reading"), " in a row left the state before; the newest is ",
    shown(answer, answer.observation.value) }
end

words.ageing = function(answer)
  return { "ageing: it passed, and has been known since ", answer.observation.known_on, ", ", count(answer.age, "day"),
    " (it warns after ", figure.count(answer.check.rule.warn_after), ")" }
end

words.stale = function(answer)
  return { "stale: known since ", answer.observation.known_on, ", ", count(answer.age, "day"), " (unknown after ",
    figure.count(answer.check.rule.stale_after), ")", held(answer) }
end

words["too few"] = function(answer)
  return { count(answer.readings, "reading"), " known, of the ", figure.count(answer.check.at_least), " it takes",
    held(answer) }
end

words.blank = function(answer)
  return { "the period that ends ", answer.blank.period_end, " has no value, known since ", answer.blank.known_on,
    held(answer) }
end

words["open bound"] = function(answer)
  return { "known to be ", answer.observation.bound, " ", shown(answer, answer.observation.value),
    ", which leaves open on which side of the threshold", held(answer) }
end

words.jump = function(answer)
  local jump = answer.jump
  local function side(observation)
    return { threshold.figure(observation.value, jump.like, jump.unit), " (", observation.period_end, ")" }
  end
  return { "a change of tag or source? ", side(jump.before), ", then ", side(jump.after),
    ": a jump that its history does not explain", held(answer) }
end

--- Why an answer is what it is.
-- @tparam Answer answer
-- @treturn table inline content
function reason.of(answer)
  return words[answer.why](answer)
end

--- Why an answer is what it is, without the state before, where that stands beside it.
-- @tparam Answer answer
-- @treturn table inline content
function reason.alone(answer)
  return reason.of(setmetatable({ last = false }, { __index = answer }))
end

--- Whether a reason says more than the value beside its threshold does.
-- @tparam Answer answer
-- @treturn boolean
function reason.is_needed(answer)
  return answer.why ~= "value" and not (answer.why == "bounds" and answer.state ~= "unknown")
end

--- An answer's state, and whether it is held: "warn, held: 1 of 2 readings".
-- @tparam Answer answer
-- @treturn table inline content
function reason.state(answer)
  if answer.why ~= "held" then
    return answer.state
  end
  return { answer.state, ", held: ", figure.count(answer.pending), " of ", count(answer.hold, "reading") }
end

--- What is missing of an unknown answer, how to supply it, and who publishes it.
-- @tparam Answer answer
-- @treturn table inline content
function reason.with_supply(answer)
  if not answer.supply then
    return reason.of(answer)
  end
  return { reason.of(answer), "; supply ", answer.supply, answer.source and { " (source: ", answer.source, ")" } or {} }
end

return reason
