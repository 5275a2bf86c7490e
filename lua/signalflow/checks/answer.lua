--- What answers one question on a day.
-- @module signalflow.checks.answer
local block = require "signalflow.page.block"
local cells = require "signalflow.page.cells"
local files = require "signalflow.series.files"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local reason = require "signalflow.checks.reason"
local series = require "signalflow.series.series"

local answer = {}

local Answer = { __name = "signalflow.answer" }
Answer.__index = Answer

-- The value as the check shows it, with where it came from; nil where there is none.
local function shown(self)
  if self.low then
    return { self.check:figure(self.low), " to ", self.check:figure(self.high) }
  elseif not self.observation then
    return nil
  end
  local made = self.check:figure(self.observation.value)
  made.source, made.date = self:origin(), self.observation.known_on
  return self.observation.bound and { self.observation.bound, " ", made } or made
end

--- Makes an answer of what a rule found.
-- @tparam table finding `state why` and what goes with it
-- @tparam table asked the check
-- @tparam string as_of
-- @treturn Answer `id axis question check as_of state why reason value unit shown threshold source supply`; where there
-- is a reading `observation known_on age since limit pending hold`; `last`, held where unknown or suspect; `jump`;
-- `low`, `high`. A checklist adds `remarks` on its data and `series`, the names of what it read
function answer.new(finding, asked, as_of)
  local observation = finding.observation
  finding.id, finding.axis, finding.question, finding.check = asked.id, asked.axis, asked.question, asked
  finding.as_of, finding.hold, finding.source = as_of, asked.hold, asked.source
  finding.supply = finding.state == "unknown" and asked.supply or nil
  finding.threshold = cells.text(asked:threshold())
  finding.value, finding.unit = observation and asked:quantity(observation.value), asked.unit
  finding.known_on = observation and observation.known_on
  local made = setmetatable(finding, Answer)
  made.shown = cells.text(shown(made))
  made.reason = cells.text(reason.of(made))
  return made
end

--- Where its figures come from: what the check says, else where the newest stands in a publisher's file.
-- @treturn string
function Answer:origin()
  local origin = self.source or series.origin(self.observation)
  return origin ~= "" and origin or "no source named"
end

--- The filing its newest figure stands in, else who publishes it, and since when it is known: what holds whichever
-- files a folder has of it. "10-Q 0001045810-25-000209, known 2025-08-27".
-- @treturn string
function Answer:cited()
  local observation = self.observation
  if not observation then
    return self.source or "no source named"
  end
  local document = observation.document or observation.form and observation.file and files.own_name(observation.file)
  return ("%s, known %s"):format(document and ("%s %s"):format(observation.form or "filing", document)
    or self:origin(), observation.known_on)
end

--- The value as figures; nil where there is none.
-- @treturn table inline content
function Answer:figures()
  return shown(self)
end

--- The state in words: "warn, held: 1 of 2 readings".
-- @treturn table inline content
function Answer:standing()
  return reason.state(self)
end

local function observation_facts(facts, observation, name)
  local is_instant = observation.period_start == observation.period_end
  local start = is_instant and "" or observation.period_start .. " to "
  facts[#facts + 1] = { name, { start, observation.period_end, ", known on ", observation.known_on, "; ",
    series.origin(observation) } }
end

local function facts_of(self)
  local facts = { { "as of " .. self.as_of, { self:standing(), self.shown ~= "" and { ", ", shown(self) } or {} } },
    { "why", self.state == "unknown" and reason.with_supply(self) or reason.of(self) } }
  if self.since then
    facts[#facts + 1] = { self.last and "last state" or "since", { self.last and self.last .. ", since " or "",
      self.since } }
  end
  if self.observation then
    observation_facts(facts, self.observation, "period")
    facts[#facts + 1] = { "age", { reason.count(self.age, "day"), " since it became known" } }
  end
  for _, remark in ipairs(self.remarks or {}) do
    facts[#facts + 1] = { "to know", remark.of .. ": " .. remark.says }
  end
  if self.jump then
    observation_facts(facts, self.jump.before, "before the jump")
    observation_facts(facts, self.jump.after, "after it")
  end
  return facts
end

--- What there is to say: how it stands, why, and where the reading came from; then the check's own rule.
-- @treturn {Block,...}
function Answer:blocks()
  return { block.facts(facts_of(self)), block.section("the check", { self.check:facts() }) }
end

--- Everything behind the answer: the question, its rule, the reading and where it came from.
-- @treturn Page
function Answer:explain()
  return self:page()
end

page.of_class(Answer, Answer, function(self)
  return { block.title(self.check:heading()), table.unpack(self:blocks()) }
end)

options.seal(Answer, nil, {
  "id", "axis", "question", "state", "value", "unit", "threshold", "why", "reason", "remarks", "source", "as_of",
  "age", "since", "last", "jump", "low", "high", "observation", "behind", "hold", "supply", "series", "shown",
  "check", "missing", "known_on", "limit", "pending", "readings", "blank" })

return answer
