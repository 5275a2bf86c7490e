--- One hypothesis of a ledger: what is claimed, and everything entered about it since.
-- @module signalflow.ledger.hypothesis
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local entries = require "signalflow.ledger.entries"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local line = require "signalflow.page.line"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local picture = require "signalflow.page.picture"
local portable = require "signalflow.ledger.portable"
local state = require "signalflow.ledger.state"

local hypothesis = {}

--- What is claimed, and everything entered about it: `id`, and the fields that it was defined with.
-- @type Hypothesis
local methods = {}
local Hypothesis = { __name = "signalflow.hypothesis" }

function Hypothesis:__index(name)
  local own = rawget(methods, name)
  if own == nil then
    own = rawget(self, "definition")[name]
  end
  return own == nil and methods[name] or own
end

local function make(log, id, definition)
  return setmetatable({ log = log, id = id, definition = definition }, Hypothesis)
end

-- The definition that holds among the entries of one hypothesis.
local function definition_of(all)
  local held = entries.in_force(all)
  for i = #held, 1, -1 do
    if held[i].type == "hypothesis" then
      return held[i]
    end
  end
  return nil
end

-- What the ledger says of an id: the hypothesis, or a failure.
local function find(log, id)
  local all = log:of_type("hypothesis", id)
  if #all == 0 then
    error(failure("unknown", ("%s: there is no hypothesis '%s'"):format(log.store.address, line.plain(id))), 0)
  end
  for _, retraction in ipairs(log:of_type("retraction", id)) do
    all[#all + 1] = retraction
  end
  table.sort(all, function(a, b)
    return a.number < b.number
  end)
  local definition = definition_of(all)
  if not definition then
    error(failure("retracted", ("%s: the hypothesis '%s' was retracted"):format(log.store.address, line.plain(id))),
      0)
  end
  return make(log, id, definition)
end

-- Raises a failure unless what is to be corrected is there and is of the type.
local function check_corrected(log, id, draft)
  if not draft.corrects then
    return
  end
  local corrected = log:entry(portable.integer(draft.corrects))
  local address = log.store.address
  if not corrected or corrected.hypothesis ~= id then
    error(failure("unknown", ("%s: '%s' has no entry %s to correct"):format(address, line.plain(id),
      draft.corrects)), 0)
  elseif draft.type ~= "retraction" and draft.type ~= corrected.type then
    error(failure("refused", ("%s: entry %s is a %s, and is not corrected by a %s"):format(address, draft.corrects,
      corrected.type, draft.type)), 0)
  end
end

-- Raises a failure where a hypothesis would be resolved before it was claimed.
local function check_order(log, id, claimed, resolved)
  if claimed and resolved and resolved < claimed then
    error(failure("refused", ("%s: '%s' was claimed on %s, and cannot have been decided before, on %s"):format(
      log.store.address, line.plain(id), claimed, resolved)), 0)
  end
end

-- The entry of a type that holds; nil when there is none.
local function held_of(log, id, type_name)
  local found
  for _, entry in ipairs(entries.in_force(log:of_hypothesis(id))) do
    found = entry.type == type_name and entry or found
  end
  return found
end

-- Adds an entry about the hypothesis.
local function add(self, draft, check)
  return self.log:append(self.id, draft, function()
    check_corrected(self.log, self.id, draft)
    if check then
      check()
    end
  end)
end

--- Opens a hypothesis, or creates it when a definition is given. The same definition again opens it.
-- @tparam Log log
-- @tparam string|table given
-- @treturn Hypothesis
function hypothesis.open(log, given)
  if type(given) == "string" then
    return find(log, given)
  elseif type(given) ~= "table" then
    core.raise(("hypothesis takes a definition, hypothesis { id = ... }, or the id of one that exists, not %s"):format(
      type(given)))
  end
  local fields = {}
  for name, value in options.each(given) do
    fields[name] = value
  end
  local id = fields.id
  fields.id = nil
  if type(id) ~= "string" or not id:find "%S" then
    core.raise(("hypothesis needs an id, as id = \"tokens-per-watt\", not %s"):format(
      type(id) == "string" and "an empty one" or type(id)))
  end
  fields.prior = fields.prior == nil and 0.5 or fields.prior
  if fields.horizon == nil and not fields.vague then
    core.raise "hypothesis needs horizon, the day by which it is decided; or vague = true, and it is never scored"
  end
  local draft = entries.draft("hypothesis", fields)
  return log.store:transaction(true, function()
    local there = log:of_type("hypothesis", id)
    if #there > 0 and not draft.corrects then
      local found = find(log, id)
      if entries.says_the_same(found.definition, draft) then
        return found
      end
      error(failure("exists", ("%s: '%s' is there with another definition; corrects = %d changes it"):format(
        log.store.address, line.plain(id), found.definition.number)), 0)
    end
    local self = make(log, id)
    self.definition = add(self, draft, function()
      local resolution = held_of(log, id, "resolution")
      check_order(log, id, draft.on, resolution and resolution.on)
    end)
    return self
  end)
end

--- All hypotheses that hold.
-- @tparam Log log
-- @treturn {Hypothesis,...} in the order in which they were first entered
function hypothesis.all(log)
  local by_id, order = {}, {}
  for _, entry in ipairs(log:of_type "hypothesis") do
    if not by_id[entry.hypothesis] then
      by_id[entry.hypothesis] = {}
      order[#order + 1] = entry.hypothesis
    end
    table.insert(by_id[entry.hypothesis], entry)
  end
  for _, entry in ipairs(log:of_type "retraction") do
    table.insert(by_id[entry.hypothesis], entry)
  end
  local found = {}
  for _, id in ipairs(order) do
    table.sort(by_id[id], function(a, b)
      return a.number < b.number
    end)
    local definition = definition_of(by_id[id])
    found[#found + 1] = definition and make(log, id, definition)
  end
  return found
end

-- The question of that number or id, or nil.
local function find_question(self, asked)
  for _, question in ipairs(self.log:of_type("question", self.id)) do
    if question.id == asked or question.number == portable.integer(asked) then
      return question
    end
  end
  return nil
end

--- Enters evidence: `h:evidence { kind =, supports =, likelihood_ratio =, origin =, on =, source = }`.
-- @tparam table given also `form` (instead of the kind's usual one), `story` (a name for the story it tells, shared by
-- its copies), `disconfirming` (a check that could have failed), `answers` (the number or id of a question), `item` (a
-- name shared across rivals), `note`, `why` (this ratio), `corrects` (the number of the entry it replaces)
-- @treturn[1] Entry
-- @treturn[2] nil
-- @treturn[2] err
function methods:evidence(given)
  local draft = entries.draft("evidence", given)
  return failure.attempt(add, self, draft, function()
    local answers = draft.fields.answers
    if answers and not find_question(self, answers) then
      error(failure("unknown", ("%s: '%s' has no question '%s' to answer"):format(self.log.store.address,
        line.plain(self.id), line.plain(answers))), 0)
    end
  end)
end

--- Enters an open question: `h:question { text = "...", where = "MSFT 10-Q", by = "2025-08-15" }`.
-- @tparam table given without `by` it is never overdue; also `id` (a name for it), `against` (what would speak
-- against), `on` (else the day it is entered), `note`, `corrects`
-- @treturn[1] Entry its `number` or `id` is what evidence `answers`
-- @treturn[2] nil
-- @treturn[2] err
function methods:question(given)
  return failure.attempt(add, self, entries.draft("question", given, self.log:now():sub(1, 10)))
end

-- The source of a reading: where its feed says it is from.
local function source_of(reading, given)
  return given.source or { title = reading.headline, publisher = reading.source, date = reading.date,
    url = reading.url }
end

local function headline_draft(reading, given)
  if type(reading) ~= "table" or type(reading.headline) ~= "string" or type(reading.channel) ~= "string" then
    core.raise(("headline takes a reading, as sf.read \"...\" gives it, not %s"):format(options.said(reading)))
  end
  return entries.draft("headline", { headline = reading.headline, channel = reading.channel,
    direction = reading.direction, on = given.on or reading.date, source = source_of(reading, given),
    note = given.note })
end

--- Enters a headline: it raises the questions that its reading asks, those asked already left out, and moves nothing.
-- @tparam Reading reading
-- @tparam[opt] table given `on` and `source` where the reading does not say them, `note`
-- @treturn[1] Entry the headline's
-- @treturn[1] {Entry,...} the questions' that are new
-- @treturn[2] nil
-- @treturn[2] err
function methods:headline(reading, given)
  given = options.check(given, { on = "string|number", source = "table", note = "string" }, "headline")
  local draft = headline_draft(reading, given)
  local drafts = {}
  for i, question in ipairs(reading.questions or {}) do
    drafts[i] = entries.draft("question", { text = question.text, where = question.where, by = question.by,
      id = question.id, against = question.against }, draft.on)
  end
  return failure.attempt(function()
    return self.log.store:transaction(true, function()
      local entry, asked = add(self, draft), {}
      for _, question in ipairs(drafts) do
        if not (question.fields.id and find_question(self, question.fields.id)) then
          question.fields.headline = ("%d"):format(entry.number)
          asked[#asked + 1] = add(self, question)
        end
      end
      return entry, asked
    end)
  end)
end

--- Enters how it turned out: `h:resolve { outcome = true, on = "2028-01-31", source = {...} }`.
-- @tparam table given `on` is the day from which it was known; instead of `outcome`, `annulled = true` where it cannot
-- be said, and it is not scored; also `note`, `corrects`
-- @treturn[1] Entry
-- @treturn[2] nil
-- @treturn[2] err also when it is resolved already, or was claimed later
function methods:resolve(given)
  local draft = entries.draft("resolution", given)
  return failure.attempt(add, self, draft, function()
    local there = not draft.corrects and held_of(self.log, self.id, "resolution")
    if there then
      error(failure("exists", ("%s: '%s' is resolved by entry %d; corrects = %d changes it"):format(
        self.log.store.address, line.plain(self.id), there.number, there.number)), 0)
    end
    local definition = held_of(self.log, self.id, "hypothesis")
    check_order(self.log, self.id, definition and definition.on, draft.on)
  end)
end

--- Takes an entry back; it stays readable: `h:retract { corrects = 17, on = "2025-08-01", note = "misread" }`.
-- @tparam table given `on` is the day from which it no longer holds
-- @treturn[1] Entry
-- @treturn[2] nil
-- @treturn[2] err
function methods:retract(given)
  local draft = entries.draft("retraction", given)
  if not draft.corrects then
    core.raise "retract needs corrects, the number of the entry that is taken back"
  end
  return failure.attempt(add, self, draft)
end

--- What was believed: as of a day, from what had been entered by a moment.
-- @tparam table given `as_of`, always given; `recorded_by`, a day (to its end) or a time as "2026-01-15T10:00:00Z"
-- @treturn[1] State
-- @treturn[2] nil
-- @treturn[2] err when it was not known then
function methods:state(given)
  options.check(given, { as_of = "day", recorded_by = "string|number" }, "state")
  if not given or given.as_of == nil then
    core.raise 'state needs as_of, a day: { as_of = "2025-09-30" }'
  end
  return failure.attempt(state.of, self.log, self.id, core.day_text(core.day(given.as_of)), given.recorded_by)
end

--- Everything entered about it, what was corrected too.
-- @treturn[1] {Entry,...}
-- @treturn[2] nil
-- @treturn[2] err
function methods:entries()
  return failure.attempt(self.log.of_hypothesis, self.log, self.id)
end

local MOST_DAYS = 120

-- The days on which its probability is asked: those of its entries, and months between them, for evidence fades.
local function days_of(all, first)
  local days, seen = {}, {}
  local function note(day)
    if not seen[day] and day >= first then
      days[#days + 1], seen[day] = day, true
    end
  end
  local last = first
  for _, entry in ipairs(all) do
    note(entry.on)
    last = entry.on > last and entry.on or last
  end
  for months = 0, MOST_DAYS do
    local day = core.add_months(first, months)
    if day > last then
      break
    end
    note(day)
  end
  table.sort(days)
  return days, last
end

-- The evidence that holds, as points at the probability of their day.
local function marks_of(evidence, supports, chance_of)
  local marks = { shape = "points", name = supports and "evidence for" or "evidence against", hollow = not supports,
    tone = supports and 3 or 2, x = {}, y = {} }
  for _, one in ipairs(evidence) do
    if one.supports == supports and chance_of[one.on] then
      marks.x[#marks.x + 1] = figure.of(core.day(one.on))
      marks.y[#marks.y + 1] = figure.percent(chance_of[one.on])
    end
  end
  return #marks.x > 0 and marks or nil
end

local function steps_of(self)
  local first = self.definition.on
  local days, last = days_of(self.log:of_hypothesis(self.id), first)
  local x, y, chance_of, evidence = {}, {}, {}, {}
  for i, day in ipairs(days) do
    local known = state.of(self.log, self.id, day)
    chance_of[day], evidence = known.probability, known.evidence
    x[i], y[i] = figure.of(core.day(day)), figure.percent(known.probability)
  end
  local series = { { shape = "steps", name = "probability", x = x, y = y } }
  series[#series + 1] = marks_of(evidence, true, chance_of)
  series[#series + 1] = marks_of(evidence, false, chance_of)
  return picture.plane { shape = "steps", title = line.plain(("%s: %s"):format(self.id, self.definition.claim)),
    x = { name = "day", date = true }, y = { name = "probability", zero = true }, series = series,
    rules = { { y = figure.percent(1.0) } }, says = { { "prior ", figure.percent(self.definition.prior), ", ", y[#y],
      " as of ", last } }, caption = { source = "the ledger", date = last } }
end

page.of_class(Hypothesis, methods, function(self)
  local d = self.definition
  return { block.title(line.plain(("%s: %s"):format(self.id, d.claim))), block.facts {
    { "claimed", line.plain(("by %s on %s (%s); %s"):format(d.by, d.on, d.source.title, d.axis)) },
    { "prior", { figure.percent(d.prior), d.horizon and "; horizon " .. d.horizon or "; vague: never scored" } },
    { "falsified by", line.plain(d.falsified_by) },
  } }
end, { "steps", steps = function(self)
  return failure.attempt(steps_of, self)
end })

--- Enters what is not there yet of a statement: the hypothesis, each piece of its evidence, each headline.
-- @tparam Log log
-- @tparam table statement a definition, with `evidence`, a list of what `h:evidence` takes, and `headlines`, a list of
-- readings
-- @treturn integer how many pieces of evidence and headlines are new
function hypothesis.enter(log, statement)
  local definition, count = {}, 0
  for name, value in pairs(statement) do
    definition[name] = name ~= "evidence" and name ~= "headlines" and value or nil
  end
  local self = hypothesis.open(log, definition)
  local there = log:of_hypothesis(self.id)
  local function enter(draft, action, given)
    for _, entry in ipairs(there) do
      if entry.type == draft.type and entries.says_the_same(entry, draft) then
        return
      end
    end
    local entered, err = action(self, given)
    if not entered then
      error(err, 0)
    end
    count = count + 1
  end
  for _, one in ipairs(statement.evidence or {}) do
    enter(entries.draft("evidence", one), methods.evidence, one)
  end
  for _, reading in ipairs(statement.headlines or {}) do
    enter(headline_draft(reading, {}), methods.headline, reading)
  end
  return count
end

--- Whether a value is a hypothesis.
-- @param value
-- @treturn boolean
function hypothesis.is(value)
  return getmetatable(value) == Hypothesis
end

options.seal(Hypothesis, methods, {
  "id", "claim", "by", "on", "axis", "horizon", "prior", "falsified_by", "source", "item", "rivals", "vague", "note",
  "definition", "log" })

return hypothesis
