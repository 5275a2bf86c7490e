--- What a ledger says of a hypothesis as of a day: how its evidence weighs, what is missing, what to be wary of.
-- @module signalflow.ledger.state
local copies = require "signalflow.ledger.copies"
local core = require "signalflow.core"
local entries = require "signalflow.ledger.entries"
local failure = require "signalflow.shared.failure"
local kinds = require "signalflow.ledger.kinds"
local options = require "signalflow.shared.options"
local text = require "signalflow.page.old_text"

local state = {}

local State = { __name = "signalflow.state" }
State.__index = State

local WIDTH, SHOWN = 120, 8

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

-- A name without its case and its odd spaces.
local function folded(name)
  return name and name:lower():gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "")
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
  local items, speaker = {}, folded(definition.by)
  for i, story in ipairs(copies.stories(evidence)) do
    local one = evidence[i]
    local form = one.form or kinds.kinds[one.kind].form
    local ratio = log_ratio(one)
    items[i] = { log_ratio = ratio, day = one.on, half_life = kinds.forms[form].half_life + 0.0, origin = one.origin,
      story = ("%d"):format(story), hard = kinds.forms[form].hard, disconfirming = one.disconfirming or false,
      own = form == "comment" or one.kind == "comment" or folded(one.origin) == speaker
        or folded(one.source.speaker) == speaker,
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
    error(failure("unknown", ("%s: '%s' was not there as of %s%s"):format(log.store.address, text.plain(id), as_of,
      recorded_by and ", recorded by " .. recorded_by or "")), 0)
  end
  local resolution = held.resolution[#held.resolution]
  local evidence = held.evidence
  local items = items_of(log, definition, evidence, as_of, recorded_by)
  local weighed = core.weigh(definition.prior, items, { as_of = as_of,
    horizon = not resolution and definition.horizon or nil })
  weighed.evidence = explain_evidence(evidence, items, weighed.contributions)
  weighed.contributions = nil
  weighed.questions = ask_questions(held.question, evidence, as_of, weighed.warnings)
  weighed.id, weighed.definition, weighed.prior, weighed.as_of = id, definition, definition.prior, as_of
  weighed.recorded_by, weighed.headlines = recorded_by, held.headline
  weighed.resolved = resolution
  return setmetatable(weighed, State)
end

local function percent(value)
  return value and text.percent(value) or "unknown"
end

local function add(lines, title, words, rows)
  local wrapped = text.wrap(text.plain(words), WIDTH - 16, (" "):rep(16))
  local shown, count = {}, 0
  for line in (wrapped .. "\n"):gmatch "(.-)\n" do
    count = count + 1
    if count <= rows then
      shown[count] = count == rows and text.cut(line, WIDTH - 16) or line
    end
  end
  shown[#shown] = count > rows and shown[#shown] .. " …" or shown[#shown]
  lines[#lines + 1] = ("  %-14s%s"):format(title, table.concat(shown, "\n"))
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

local function add_evidence(lines, evidence)
  local rows, sorted = {}, strongest(evidence)
  for i = 1, math.min(#sorted, SHOWN) do
    local one = sorted[i]
    rows[i] = { ("%d"):format(one.number), one.on, one.kind, one.supports and "for" or "against",
      core.format_number(one.likelihood_ratio, 1, 3), core.text("%+.3f", one.contribution),
      text.cut(text.plain(one.origin), 24), marks_of(one) }
  end
  if #rows == 0 then
    return
  end
  local columns = { { title = "entry", align = "right" }, { title = "known on" }, { title = "kind" }, { title = "" },
    { title = "ratio", align = "right" }, { title = "moves", align = "right" }, { title = "origin" },
    { title = "form" } }
  for line in (text.table(columns, rows, "  ") .. "\n"):gmatch "(.-)\n" do
    lines[#lines + 1] = text.cut(line, WIDTH)
  end
  if #sorted > SHOWN then
    lines[#lines + 1] = ("  and %d more"):format(#sorted - SHOWN)
  end
end

--- The page: status, probability, what is missing, warnings, and the evidence that moves most.
-- @treturn string
function State:__tostring()
  local d = self.definition
  local lines = { text.cut(text.plain(("%s: %s"):format(self.id, d.claim)), WIDTH) }
  add(lines, "claimed", ("by %s on %s (%s); %s; %s"):format(d.by, d.on, d.source.title, d.axis,
    d.horizon and "to be decided by " .. d.horizon or "vague: never scored"), 1)
  add(lines, "as of", self.as_of .. (self.recorded_by and ", from what was recorded by " .. self.recorded_by or ""), 1)
  add(lines, "status", ("%s%s"):format(self.status, self.resolved and ("; turned out %s on %s"):format(
    tostring(self.resolved.outcome), self.resolved.on) or ""), 1)
  add(lines, "probability", ("%s, from a prior of %s"):format(percent(self.probability), percent(self.prior)), 1)
  add(lines, "evidence", ("%d %s, %d %s, %d %s; hard: %d; checks that could have failed: %d"):format(#self.evidence,
    #self.evidence == 1 and "item" or "items", self.stories, self.stories == 1 and "story" or "stories", self.origins,
    self.origins == 1 and "origin" or "origins", self.hard, self.disconfirming), 1)
  if #self.missing > 0 then
    add(lines, "missing", table.concat(self.missing, "; "), 1)
  end
  if #self.warnings > 0 then
    add(lines, "warnings", table.concat(self.warnings, "; "), 3)
  end
  add(lines, "falsified by", d.falsified_by, 2)
  add_evidence(lines, self.evidence)
  return table.concat(lines, "\n")
end

options.seal(State)

return state
