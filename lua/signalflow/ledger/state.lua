--- What a ledger says of a hypothesis as of a day: how its evidence weighs, what is missing, what to be wary of.
-- @module signalflow.ledger.state
local block = require "signalflow.page.block"
local copies = require "signalflow.ledger.copies"
local core = require "signalflow.core"
local entries = require "signalflow.ledger.entries"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local kinds = require "signalflow.ledger.kinds"
local line = require "signalflow.page.line"
local names = require "signalflow.ledger.names"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"

local state = {}

--- What is believed of a hypothesis on a day: `status`, `probability` (0..1), `log_odds`, `prior`, `missing`,
-- `warnings` (lists of words), `evidence`, `origins`, `stories`, `as_of`.
-- @type State
local State = { __name = "signalflow.state" }
State.__index = State

-- The words of the core's codes (evidence.h).
local MISSING = { origin = "a second origin", hard = "a hard kind", disconfirming = "a disconfirming check" }
local WARNINGS = {
  no_evidence = "no evidence", one_origin = "one origin", no_hard = "no hard kind",
  no_disconfirming = "no disconfirming check", lopsided = "nearly all evidence is of one sign",
  capped_item = "a likelihood ratio was capped", capped_origin = "what one origin may move was capped",
  held = "the probability is kept within its bounds",
}

local function worded(codes, words)
  for i, code in ipairs(codes) do
    codes[i] = words[code]
  end
  return codes
end

-- The entries that hold, by type.
local function held_by_type(log, id, as_of, recorded_by)
  local held = {}
  for _, type_name in ipairs(entries.types) do
    held[type_name] = {}
  end
  for _, entry in ipairs(entries.in_force(log:of_hypothesis(id, as_of, recorded_by))) do
    table.insert(held[entry.type], entry)
  end
  return held
end

local function log_ratio(evidence)
  return (evidence.supports and 1 or -1) * core.log(evidence.likelihood_ratio)
end

-- What each rival makes of the shared items: rival to item to log ratio.
local function ratios_of_rivals(log, definition, as_of, recorded_by)
  local rivals = {}
  for i, id in ipairs(definition.rivals or {}) do
    rivals[i] = {}
    for _, entry in ipairs(held_by_type(log, id, as_of, recorded_by).evidence) do
      if entry.item then
        rivals[i][entry.item] = log_ratio(entry)
      end
    end
  end
  return rivals
end

-- Whether an item speaks alike for the hypothesis and for each of its rivals: then it tells none from another.
local function is_flat(item, ratio, rivals)
  if not item or #rivals == 0 then
    return false
  end
  for _, ratios in ipairs(rivals) do
    if ratios[item] ~= ratio then
      return false
    end
  end
  return true
end

local function has_items(evidence)
  for _, one in ipairs(evidence) do
    if one.item then
      return true
    end
  end
  return false
end

-- The evidence as the core weighs it.
local function items_of(log, definition, evidence, as_of, recorded_by)
  local rivals = has_items(evidence) and ratios_of_rivals(log, definition, as_of, recorded_by) or {}
  local items, speaker = {}, names.fold(definition.by)
  for i, story in ipairs(copies.stories(evidence)) do
    local one = evidence[i]
    local form = one.form or kinds.kinds[one.kind].form
    local ratio, origin = log_ratio(one), names.fold(one.origin)
    items[i] = { log_ratio = ratio, day = one.on, half_life = kinds.forms[form].half_life + 0.0, origin = origin,
      story = ("%d"):format(story), hard = kinds.forms[form].hard, disconfirming = one.disconfirming or false,
      own = form == "comment" or one.kind == "comment" or origin == speaker
        or names.fold(one.source.speaker) == speaker,
      flat = is_flat(one.item, ratio, rivals) }
    one.form = form
  end
  return items
end

local function explain_evidence(evidence, items, contributions)
  local copies_of = {}
  for _, item in ipairs(items) do
    copies_of[item.story] = (copies_of[item.story] or 0) + 1
  end
  for i, one in ipairs(evidence) do
    local item = items[i]
    one.contribution, one.hard, one.own, one.flat = contributions[i], item.hard, item.own, item.flat
    one.copies = copies_of[item.story]
  end
  return evidence
end

-- Open questions; those past their day are a warning.
local function ask_questions(questions, evidence, as_of, warnings)
  local answered, open = {}, {}
  for _, one in ipairs(evidence) do
    answered[one.answers or false] = true
  end
  for _, question in ipairs(questions) do
    if not answered[question.number] and not answered[question.id or 0] then
      question.overdue = question.by ~= nil and question.by < as_of
      open[#open + 1] = question
      warnings[#warnings + 1] = question.overdue and "overdue: " .. question:says() or nil
    end
  end
  return open
end

-- Dates and titles that are odd but not wrong, as warnings: a word for each kind of them.
local function find_oddities(definition, evidence, warnings)
  local early, generic, late = 0, 0, { entries.is_ahead(definition) and "the claim" or nil }
  for _, one in ipairs(evidence) do
    early = early + (one.on < definition.on and 1 or 0)
    generic = generic + (not one.source.accession and copies.is_generic(one.source.title) and 1 or 0)
    late[#late + 1] = entries.is_ahead(one) and ("entry %d"):format(one.number) or nil
  end
  warnings[#warnings + 1] = late[1] and table.concat(late, ", ") .. ": dated after the day it was entered" or nil
  warnings[#warnings + 1] = early > 0
    and ("%d of the evidence was known before the claim was made"):format(early) or nil
  warnings[#warnings + 1] = generic > 0
    and ("%d of the evidence has a source titled as many are; name the company in the title"):format(generic) or nil
end

--- What was believed of a hypothesis.
-- @tparam Log log
-- @tparam string id
-- @tparam string as_of the day whose knowledge counts
-- @tparam[opt] string recorded_by the moment whose entries count
-- @treturn State
function state.of(log, id, as_of, recorded_by)
  local held = held_by_type(log, id, as_of, recorded_by)
  local definition = held.hypothesis[#held.hypothesis]
  if not definition then
    error(failure("unknown", ("%s: '%s' was not there as of %s%s"):format(log.store.address, line.plain(id), as_of,
      recorded_by and ", recorded by " .. recorded_by or "")), 0)
  end
  local resolution = held.resolution[#held.resolution]
  local evidence = held.evidence
  local items = items_of(log, definition, evidence, as_of, recorded_by)
  local weighed = core.weigh(definition.prior, items, { as_of = as_of,
    horizon = not resolution and definition.horizon or nil })
  weighed.evidence = explain_evidence(evidence, items, weighed.contributions)
  weighed.contributions = nil
  worded(weighed.missing, MISSING)
  worded(weighed.warnings, WARNINGS)
  find_oddities(definition, evidence, weighed.warnings)
  weighed.questions = ask_questions(held.question, evidence, as_of, weighed.warnings)
  weighed.id, weighed.definition, weighed.prior, weighed.as_of = id, definition, definition.prior, as_of
  weighed.recorded_by, weighed.headlines = recorded_by, held.headline
  weighed.resolved = resolution
  return setmetatable(weighed, State)
end

local function marks_of(one)
  local marks = { one.form }
  marks[#marks + 1] = one.hard and "hard" or nil
  marks[#marks + 1] = one.disconfirming and "a check that could have failed" or nil
  marks[#marks + 1] = one.copies > 1 and ("one of %d copies"):format(one.copies) or nil
  marks[#marks + 1] = one.own and "of its own speaker, or a comment: moves nothing" or nil
  marks[#marks + 1] = one.flat and "the same for every rival: moves nothing" or nil
  return table.concat(marks, ", ")
end

-- Those that move most first.
local function strongest(evidence)
  local sorted = table.move(evidence, 1, #evidence, 1, {})
  table.sort(sorted, function(a, b)
    local x, y = math.abs(a.contribution), math.abs(b.contribution)
    if x ~= y then
      return x > y
    end
    return a.number < b.number
  end)
  return sorted
end

local function evidence_table(evidence)
  local rows = {}
  for i, one in ipairs(strongest(evidence)) do
    rows[i] = { ("%d"):format(one.number), one.on, one.kind, one.supports and "for" or "against",
      figure.of(one.likelihood_ratio), figure.of(one.contribution), line.plain(one.origin), marks_of(one) }
  end
  return block.table { title = "evidence, what moves most first (moves: of the log odds)", rows = rows, columns = {
    { title = "entry", align = "right", drop = 2 }, { title = "known on" }, { title = "kind" }, { title = "" },
    { title = "ratio", align = "right", drop = 1 }, { title = "moves", align = "right" }, { title = "origin" },
    { title = "form" } } }
end

local function counted(count, one, many)
  return { figure.count(count), count == 1 and " " .. one or " " .. many }
end

local function facts_of(self)
  local d = self.definition
  return block.facts {
    { "claimed", line.plain(("by %s on %s (%s); %s; %s"):format(d.by, d.on, d.source.title, d.axis,
      d.horizon and "to be decided by " .. d.horizon or "vague: never scored")) },
    { "as of", self.as_of .. (self.recorded_by and ", from what was recorded by " .. self.recorded_by or "") },
    { "status", self.status .. (self.resolved and ("; %s on %s"):format(self.resolved:says(), self.resolved.on)
      or "") },
    { "probability", { figure.percent(self.probability), ", from a prior of ", figure.percent(self.prior) } },
    { "evidence", { counted(#self.evidence, "item", "items"), ", ", counted(self.stories, "story", "stories"), ", ",
      counted(self.origins, "origin", "origins"), "; hard: ", figure.count(self.hard),
      "; checks that could have failed: ", figure.count(self.disconfirming) } },
    { "missing", self.missing[1] and table.concat(self.missing, "; ") or "nothing that a verdict needs" },
    { "falsified by", line.plain(d.falsified_by) },
  }
end

-- The page: status, probability, what is missing, warnings, and the evidence that moves most first.
page.of_class(State, State, function(self)
  local warnings = {}
  for i, one in ipairs(self.warnings) do
    warnings[i] = line.plain(one)
  end
  local blocks = { block.title(line.plain(("%s: %s"):format(self.id, self.definition.claim))), facts_of(self) }
  blocks[#blocks + 1] = warnings[1] and block.section("warnings", { block.list(warnings) }) or nil
  blocks[#blocks + 1] = self.evidence[1] and evidence_table(self.evidence) or nil
  return blocks
end)

options.seal(State)

return state
