--- What a ledger says of a hypothesis as of a day: how its evidence weighs, what is missing, what to be wary of.
-- @module signalflow.ledger.state
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local entries = require "signalflow.ledger.entries"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local kinds = require "signalflow.ledger.kinds"
local line = require "signalflow.page.line"
local names = require "signalflow.ledger.names"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local portable = require "signalflow.ledger.portable"
local reading = require "signalflow.headlines.reading"

local state = {}

local HEADLINE_DAYS = 3 -- our judgement (2026-11): an event is retold within a weekend

--- What is believed of a hypothesis on a day: `status`, `probability` (0..1), `log_odds`, `prior`, `missing`,
-- `warnings` (lists of words), `evidence`, `origins`, `stories`, `as_of`.
-- @type State
local methods = {}
local State = { __name = "signalflow.state" }

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

-- Those of a type that hold.
local function held_of(seen, type_name)
  local held = core.entries_held(seen, type_name)
  for i, place in ipairs(held) do
    held[i] = entries.of(core.entry_row(seen, place))
  end
  return held
end

-- What each rival makes of the shared items: item to log ratio.
local function ratios_of_rivals(log, seen, definition, as_of, recorded_by)
  local rivals = {}
  if definition.rivals and next(core.evidence_ratios(seen)) then
    for i, id in ipairs(definition.rivals) do
      rivals[i] = core.evidence_ratios(log:seen(id, as_of, recorded_by))
    end
  end
  return rivals
end

local function weigh(log, seen, definition, settings)
  settings.prior, settings.claimed, settings.speaker = definition.prior, definition.on, definition.by
  settings.rivals = ratios_of_rivals(log, seen, definition, settings.as_of, settings.recorded_by)
  settings.fold, settings.kinds, settings.forms, settings.generic = names.fold, kinds.kinds, kinds.forms,
    kinds.document_words
  settings.reader, settings.within = reading.shipped().compiled, HEADLINE_DAYS
  return core.weigh_entries(seen, settings)
end

-- Each piece of evidence that holds, with what was made of it.
local function read_evidence(seen, details)
  local evidence = held_of(seen, "evidence")
  for i, one in ipairs(evidence) do
    for name, value in pairs(details(i)) do
      one[name] = value
    end
  end
  return evidence
end

-- The evidence of a state is read when it is asked for.
local unread = setmetatable({}, { __mode = "k" })

function State:__index(name)
  local kept = name == "evidence" and unread[self]
  if kept then
    self.evidence, unread[self] = read_evidence(kept.seen, kept.details), nil
    return self.evidence
  end
  return methods[name]
end

-- Open questions; those past their day are a warning.
local function ask_questions(questions, answers, as_of, warnings)
  local answered, open = {}, {}
  for _, answer in ipairs(answers) do
    answered[portable.integer(answer) or answer] = true
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
local function find_oddities(definition, weighed)
  local warnings, late = weighed.warnings, { entries.is_ahead(definition) and "the claim" or nil }
  for _, number in ipairs(weighed.late) do
    late[#late + 1] = ("entry %d"):format(number)
  end
  warnings[#warnings + 1] = late[1] and table.concat(late, ", ") .. ": dated after the day it was entered" or nil
  warnings[#warnings + 1] = weighed.early > 0
    and ("%d of the evidence was known before the claim was made"):format(weighed.early) or nil
  warnings[#warnings + 1] = weighed.untold > 0
    and ("%d of the evidence has a source titled as many are; name the company in the title"):format(weighed.untold)
    or nil
end

--- What was believed of a hypothesis.
-- @tparam Log log
-- @tparam string id
-- @tparam string as_of the day whose knowledge counts
-- @tparam[opt] string recorded_by the moment whose entries count
-- @treturn State
function state.of(log, id, as_of, recorded_by)
  local seen = log:seen(id, as_of, recorded_by)
  local definitions, resolutions = held_of(seen, "hypothesis"), held_of(seen, "resolution")
  local definition, resolution = definitions[#definitions], resolutions[#resolutions]
  if not definition then
    error(failure("unknown", ("%s: '%s' was not there as of %s%s"):format(log.store.address, line.plain(id), as_of,
      recorded_by and ", recorded by " .. recorded_by or "")), 0)
  end
  local weighed = weigh(log, seen, definition, { as_of = as_of, recorded_by = recorded_by,
    horizon = not resolution and definition.horizon or nil })
  worded(weighed.missing, MISSING)
  worded(weighed.warnings, WARNINGS)
  find_oddities(definition, weighed)
  weighed.questions = ask_questions(held_of(seen, "question"), weighed.answers, as_of, weighed.warnings)
  unread[weighed] = { seen = seen, details = weighed.details }
  weighed.early, weighed.untold, weighed.late, weighed.answers, weighed.details = nil, nil, nil, nil, nil
  weighed.id, weighed.definition, weighed.prior, weighed.as_of = id, definition, definition.prior, as_of
  weighed.recorded_by, weighed.headlines = recorded_by, held_of(seen, "headline")
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
page.of_class(State, methods, function(self)
  local warnings = {}
  for i, one in ipairs(self.warnings) do
    warnings[i] = line.plain(one)
  end
  local blocks = { block.title(line.plain(("%s: %s"):format(self.id, self.definition.claim))), facts_of(self) }
  blocks[#blocks + 1] = warnings[1] and block.section("warnings", { block.list(warnings) }) or nil
  blocks[#blocks + 1] = self.evidence[1] and evidence_table(self.evidence) or nil
  return blocks
end)

options.seal(State, methods, {
  "id", "status", "probability", "log_odds", "prior", "missing", "warnings", "evidence", "origins", "stories",
  "as_of", "definition", "disconfirming", "hard", "headlines", "lopsided", "one_sided", "opposing", "supporting",
  "questions", "recorded_by", "resolved" })

return state
