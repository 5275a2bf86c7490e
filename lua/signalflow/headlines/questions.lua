--- What would confirm a headline, from which filing or series, and by which date. A headline only ever creates
-- questions: it changes no state and moves no probability.
--
-- A question put to a filing is due when the first fiscal quarter must be filed that ends at least 30 days after the
-- headline: a change needs time to show. Where a signal says how its effect arrives, the quarter is the first that ends
-- when half has arrived, if that is later; but what is signed is asked of the next filing, and first; then what
-- shows first. What is overdue is itself a finding.
-- @module signalflow.headlines.questions
local asked = require "signalflow.headlines.questions_asked"
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local json = require "signalflow.page.json"
local filers = require "signalflow.catalogue.filers"
local options = require "signalflow.shared.options"
local line = require "signalflow.page.line"
local page = require "signalflow.page.page"

local questions = {}

-- Days from a headline until a change can show in a quarter's figures. Our judgement.
local TIME_TO_SHOW = 30
local WIDTH, DATE, SHOWN = 110, 10, 4

--- What would confirm a headline: a list of `{text=, where=, by=}`; `headline`, `date`, `notes`.
-- @type Questions
local Questions = { __name = "signalflow.questions" }
Questions.__index = Questions

-- "Amazon, Alphabet and Meta"
local function listed(names)
  if #names < 2 then
    return names[1]
  end
  return table.concat(names, ", ", 1, #names - 1) .. " and " .. names[#names]
end

local function names_of(tickers)
  local names = {}
  for i, ticker in ipairs(tickers) do
    names[i] = filers.known[ticker].name
  end
  return listed(names)
end

-- Whose filings are asked about one actor: those of its members, or its own.
local function own_filings(actor)
  local ticker = filers.ticker(actor.name)
  return asked.members[actor.name] or ticker and { ticker }
end

-- Those a private actor pays or is paid by: whoever of the headline files, or the known ones.
local function partners_of(actor, reading)
  local found = {}
  for _, other in ipairs(reading.actors) do
    if other.name ~= actor.name and other.role ~= "regulator" and other.role ~= "analyst" then
      for _, ticker in ipairs(own_filings(other) or {}) do
        found[#found + 1] = ticker
      end
    end
  end
  core.sort_texts(found)
  return found[1] and found or own_filings(actor) or asked.partners[actor.name]
end

local function filings_asked(question, actor, reading)
  if type(question.of) == "table" then
    return question.of
  elseif question.of == "partners" then
    return partners_of(actor, reading)
  end
  return own_filings(actor)
end

-- The last of the quarters in which these companies can show a change: until all have filed, the answer is open.
local function last_period(tickers, from)
  local last, forms, known = nil, {}, {}
  for _, ticker in ipairs(tickers) do
    local period = filers.period(ticker, from)
    if not known[period.form] then
      known[period.form] = true
      forms[#forms + 1] = period.form
    end
    if not last or period.due > last.due then
      last = period
    end
  end
  return last, table.concat(forms, " or ")
end

local function forms_of(tickers)
  local foreign, domestic
  for _, ticker in ipairs(tickers) do
    foreign = foreign or filers.known[ticker].foreign
    domestic = domestic or not filers.known[ticker].foreign
  end
  local forms = { domestic and "10-Q or 10-K" or nil }
  forms[#forms + 1] = foreign and "6-K or 20-F" or nil
  return table.concat(forms, ", ")
end

local function due_at(place, from, asked_on)
  if place.days then
    return core.day_text(math.max(core.day(asked_on) + place.days, core.day(from)))
  elseif place.lag then
    return core.day_text(core.day(core.month_end(from)) + place.lag)
  end
  local month = core.month_end(core.day(asked_on) + place.notice)
  while true do
    for _, published in ipairs(place.months) do
      if tonumber(month:sub(6, 7)) == published then
        return month
      end
    end
    month = core.month_end(core.add_months(month, 1))
  end
end

-- Written for the one asked; gsub's replacement is a function because names may hold "%".
local function written(words, actor, who)
  return (words:gsub("{(%a+)}", function(name)
    return name == "who" and who or actor and actor.name
  end))
end

local function identity(question, whose, when)
  return table.concat({ question.id, (whose:gsub("%s", "-")), when }, ":")
end

local function ask_filing(question, actor, when, tickers)
  local who = names_of(tickers)
  local whose = table.concat(tickers, "+")
  local sum = question.of ~= "partners" and tickers[2] and who .. " together" or who
  local made = { filers = tickers, text = written(question.see, actor, sum),
    against = written(question.against, actor, sum), actor = actor and actor.name or who, concept = question.concept,
    signed = question.signed }
  local form = forms_of(tickers)
  local from = question.signed and when.soonest or when.from
  if from then
    local period
    period, form = last_period(tickers, from)
    made.by, made.period_end = period.due, period.period_end
  end
  made.id = identity(question, whose, made.period_end)
  made.form = form
  made.where = ("%s, %s: %s"):format(who, form, question.filing)
  return made
end

local function ask_place(question, actor, when)
  local place = asked.places[question.place]
  local about_actor = question.see:find("{actor}", 1, true)
  local made = { text = written(question.see, actor), against = written(question.against, actor), where = place.name,
    actor = actor and actor.name }
  made.by = when.from and due_at(place, when.from, when.asked_on) or nil
  made.id = identity(question, about_actor and actor.name or question.place, made.by)
  return made
end

-- One question about one actor (or nobody), or nil where it cannot be asked.
local function ask(question, actor, reading, when)
  if question.only and question.only ~= actor.name then
    return nil
  elseif question.place then
    return ask_place(question, actor, when)
  end
  local tickers = filings_asked(question, actor, reading)
  return tickers and ask_filing(question, actor, when, tickers)
end

local function note_of(actor)
  if own_filings(actor) or actor.role == "regulator" or actor.role == "analyst" then
    return nil
  elseif actor.role == "lab" then
    return actor.name .. " reports nothing audited: asked of those it pays or is paid by, and of usage"
  end
  return actor.name .. " files nothing with the SEC that is known here: asked of others"
end

local function add(list, question, channel, when)
  if not question or list.known[question.id] then
    return
  end
  list.known[question.id] = true
  question.channel, question.direction, question.asked_on = channel.name, channel.direction, when.asked_on
  question.undated = not question.by and when.undated or nil
  list[#list + 1] = question
end

-- Whether those named file nothing: their own figures are not to be had.
local function is_unlisted(reading)
  for _, actor in ipairs(reading.actors) do
    if note_of(actor) then
      return true
    end
  end
  return false
end

local function ask_channel(list, channel, reading, when)
  local rows, before = asked.channels[channel.name][asked.signs[channel.direction]], #list
  for _, actor in ipairs(reading.actors) do
    for _, question in ipairs(rows[actor.role] or {}) do
      add(list, ask(question, actor, reading, when), channel, when)
    end
  end
  if #list == before then
    for _, question in ipairs(is_unlisted(reading) and rows.unlisted or rows.anyone) do
      add(list, ask(question, nil, reading, when), channel, when)
    end
  end
end

local function why_none(reading)
  if reading.channel == "unsure" then
    return "the words do not tell which channel changes: nothing to confirm"
  end
  local kind = reading.none_kind
  return ("the headline claims no change of demand, cost, bottleneck or margin%s: nothing to confirm"):format(
    kind and kind ~= "other" and (" (it is about %s)"):format(kind) or "")
end

-- From when on a change can show; without a date, why not.
local function when_of(reading, half_arrived)
  local date = reading.date
  if not date then
    return { undated = "the headline has no date" }
  elseif not filers.in_calendar(date) then
    return { asked_on = date, undated = "the headline's date has no fiscal quarters here" }
  end
  local soonest = core.day(date) + TIME_TO_SHOW
  local from = half_arrived and math.max(soonest, core.day(half_arrived)) or soonest
  return { asked_on = date, soonest = core.day_text(soonest), from = core.day_text(from) }
end

local function subset(list, kept, view)
  for _, name in ipairs { "headline", "date", "notes", "reason" } do
    kept[name] = list[name]
  end
  kept.view = view
  return setmetatable(kept, Questions)
end

local function check_reading(reading)
  if type(reading) ~= "table" or type(reading.channels) ~= "table" or type(reading.actors) ~= "table" then
    core.raise(("questions are asked of a reading, as sf.read \"...\", not %s"):format(options.said(reading)))
  end
  for _, channel in ipairs(reading.channels) do
    if type(channel) ~= "table" or not asked.channels[channel.name or ""]
      or not asked.signs[channel.direction or ""] then
      core.raise "a reading's channels have a name (demand, cost, bottleneck, margin) and a direction (1, 0, -1)"
    end
  end
  for _, actor in ipairs(reading.actors) do
    if type(actor) ~= "table" or type(actor.name) ~= "string" or type(actor.role) ~= "string" then
      core.raise "a reading's actors have a name and a role, as { name = \"Microsoft\", role = \"buyer\" }"
    end
  end
end

-- What is signed comes first, in the next filing, then what shows first; those of one day keep their order, and those
-- without one come last.
local function soonest_first(list)
  local order = {}
  for i, question in ipairs(list) do
    order[question] = { question.signed and "" or question.by or "9999-99-99", i }
    question.signed = nil
  end
  table.sort(list, function(a, b)
    local x, y = order[a], order[b]
    return x[1] < y[1] or x[1] == y[1] and x[2] < y[2]
  end)
end

--- What would confirm a headline: its questions, none for a headline that changes no channel.
-- @tparam Reading reading of `sf.read` or a feed; due dates need its `date`
-- @tparam[opt] table given `half_arrived`: the day on which half of the effect has arrived, where a signal says so
-- @treturn Questions a list; each has `id text against where by channel direction` and, where it has one, `actor filers
-- form concept period_end`; `undated` says why there is no `by`. The list's `reason` says why it is empty
function questions.of(reading, given)
  check_reading(reading)
  given = options.check(given, { half_arrived = "string" }, "questions.of")
  local when = when_of(reading, given.half_arrived)
  local list = { known = {} }
  for _, channel in ipairs(reading.channels) do
    ask_channel(list, channel, reading, when)
  end
  list.known = nil
  soonest_first(list)
  local notes = {}
  for _, actor in ipairs(list[1] and reading.actors or {}) do
    notes[#notes + 1] = note_of(actor)
  end
  return subset({ headline = reading.headline, date = reading.date, notes = notes,
    reason = not list[1] and why_none(reading) or nil }, list)
end

local function day_of(as_of, what)
  if as_of == nil then
    core.raise(('%s needs a day: r.questions:%s "2025-12-31"'):format(what, what))
  end
  return core.day_text(as_of)
end

--- Those due by a day, and asked before it: each should have its answer, or its absence is a finding.
-- @tparam string as_of
-- @treturn Questions
function Questions:overdue(as_of)
  local day = day_of(as_of, "overdue")
  local kept = {}
  for _, question in ipairs(self) do
    kept[#kept + 1] = question.by and question.by <= day and question or nil
  end
  return subset(self, kept, "overdue by " .. day)
end

--- Those asked by a day and not yet due on it; without dates, they stay open.
-- @tparam string as_of
-- @treturn Questions
function Questions:open(as_of)
  local day = day_of(as_of, "open")
  local kept = {}
  for _, question in ipairs(self) do
    local asked_by_then = not question.asked_on or question.asked_on <= day
    kept[#kept + 1] = asked_by_then and not (question.by and question.by <= day) and question or nil
  end
  return subset(self, kept, "open on " .. day)
end

--- The questions as a JSON list.
-- @treturn string
function Questions:to_json()
  return json.encode(json.list { table.unpack(self) })
end

--- One question, folded beneath the day by which it is due.
-- @tparam table question
-- @tparam[opt=""] string indent
-- @treturn string
function questions.brief(question, indent)
  options.argument(question, "table", "brief: question")
  options.argument(question.text, "string", "brief: the question's text")
  options.argument(question.where, "string", "brief: where to look")
  indent = options.argument(indent, "nil|string", "brief: indent") or ""
  local head = ("%sby %s  "):format(indent, line.pad(question.by or "no date", DATE))
  return line.hang(head, ("%s (%s)"):format(question.text, question.where), WIDTH)
end

page.of_class(Questions, Questions, function(self)
  local head = "what would confirm it" .. (self.view and ", " .. self.view or "")
  if not self[1] then
    return { block.paragraph(("%s: %s"):format(head, self.reason or "none")) }
  end
  local blocks, rows = { block.title(("%s: %d %s, %s"):format(head, #self, #self == 1 and "question" or "questions",
    self.date and "asked on " .. self.date or "without due dates (" .. self[1].undated .. ")")) }, {}
  for i = 1, math.min(#self, SHOWN) do
    local question = self[i]
    rows[i] = { "by " .. (question.by or "no date"), ("%s (%s); against: %s"):format(question.text, question.where,
      question.against), question.id }
  end
  blocks[2] = block.table { columns = { { title = "" }, { title = "" }, { title = "", drop = 1 } }, rows = rows }
  if #self > SHOWN then
    blocks[#blocks + 1] = block.note(("and %d more"):format(#self - SHOWN))
  end
  for _, note in ipairs(self.notes) do
    blocks[#blocks + 1] = block.note(note)
  end
  return blocks
end)

options.seal(Questions, nil, { "headline", "date", "notes", "reason", "view" })

return questions
