--- What a checklist says on a day: by axis, three answers, nothing that adds them.
-- @module signalflow.checks.findings
local block = require "signalflow.page.block"
local check = require "signalflow.checks.check"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local json = require "signalflow.page.json"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local reason = require "signalflow.checks.reason"
local remarks = require "signalflow.checks.remarks"
local series = require "signalflow.series.series"
local threshold = require "signalflow.checks.threshold"

local findings = {}

--- A checklist's answers as of a day: `answers["id"]` is an Answer, `checks` all of them in order; `name`, `as_of`.
-- @type Answers
local Answers = { __name = "signalflow.answers" }

local TRUTH = { pass = true, fail = false }
local KNOWN = { pass = true, warn = true, fail = true }
local STATES = { "pass", "warn", "fail", "unknown", "suspect" }

-- One axis: counts, and whether it holds, in strong Kleene logic.
local function axis_of(found, axis, list)
  local counts, truths, known, total = {}, {}, {}, 0
  for _, finding in ipairs(found) do
    if finding.axis == axis then
      total = total + 1
      counts[finding.state] = (counts[finding.state] or 0) + 1
      local truth = TRUTH[finding.state]
      truths[total] = truth == nil and "unknown" or truth
      known[total] = KNOWN[finding.state] or "unknown"
    end
  end
  local minimum = list.minimum or {}
  local enough = total > 0 and core.enough(known, minimum.items or 1, minimum.coverage or 0)
  local needed = list.quorum and list.quorum[axis]
  local holds = "unknown"
  if enough then
    holds = needed and core.quorum(truths, needed) or core.all(truths)
  end
  counts.total, counts.enough, counts.holds, counts.needed = total, enough, holds, needed
  return counts
end

--- Puts findings together.
-- @tparam table list the checklist
-- @tparam table found
-- @tparam string as_of
-- @treturn table by id of check; `growth`, `liquidity`, `warning` have counts, `enough` and `holds` (true, false,
-- "unknown")
function findings.new(list, found, as_of)
  local result = { name = list.name, as_of = as_of, checks = found }
  for _, finding in ipairs(found) do
    result[finding.id] = finding
  end
  for _, axis in ipairs(check.axes) do
    result[axis] = axis_of(found, axis, list)
  end
  return setmetatable(result, Answers)
end

function Answers:__index(name)
  if Answers[name] == nil and type(name) == "string" and not name:find "^_" then
    local known = {}
    for i, finding in ipairs(rawget(self, "checks")) do
      known[i] = finding.id
    end
    options.unknown("check", name, known)
  end
  return Answers[name]
end

local HOLDS = { [true] = "all hold", [false] = "not all hold", unknown = "undecided" }
local QUORUM = { [true] = { "at least ", " hold" }, [false] = { "fewer than ", " hold" },
  unknown = { "undecided whether ", " hold" } }

local function verdict_of(counts)
  if not counts.enough then
    return "too little is known"
  elseif not counts.needed then
    return HOLDS[counts.holds]
  end
  local words = QUORUM[counts.holds]
  return { words[1], figure.count(counts.needed), words[2] }
end

local function heading(axis, counts)
  if counts.total == 0 then
    return axis .. ": nothing is asked, unknown"
  end
  local parts = {}
  for _, state in ipairs(STATES) do
    if counts[state] then
      parts[#parts + 1] = { #parts > 0 and ", " or "", figure.count(counts[state]), " ", state }
    end
  end
  return { axis, ": ", parts, "; ", verdict_of(counts) }
end

local COLUMNS = { { title = "check" }, { title = "state" }, { title = "value", align = "right" }, { title = "passes" },
  { title = "fails" }, { title = "since", drop = 2 }, { title = "known on", drop = 1 } }

local function row_of(finding)
  local asked = finding.check
  return { finding.id, finding:standing(), finding:figures(), asked.pass and asked.pass:words(asked.unit),
    asked.fail and asked.fail:words(asked.unit), finding.since,
    finding.observation and finding.observation.known_on, indent = 1 }
end

local function table_of(self)
  local rows = {}
  for _, axis in ipairs(check.axes) do
    rows[#rows + 1] = { heading = heading(axis, self[axis]) }
    for _, finding in ipairs(self.checks) do
      rows[#rows + 1] = finding.axis == axis and row_of(finding) or nil
    end
  end
  return block.table { columns = COLUMNS, rows = rows }
end

--- What the units of the answers mean, as a sentence; nil where they need none.
-- @tparam Answers answers
-- @treturn ?string
function findings.legend(answers)
  local asked = {}
  for i, finding in ipairs(answers.checks) do
    asked[i] = finding.check
  end
  return threshold.legend(asked)
end

-- What each value is of.
local function questions_of(found)
  local facts = {}
  for i, finding in ipairs(found) do
    facts[i] = { finding.id, finding.question }
  end
  return block.section("what each asks", { block.facts(facts) })
end

-- What a value beside its threshold does not say.
local function reasons_of(found)
  local facts = {}
  for _, finding in ipairs(found) do
    facts[#facts + 1] = reason.is_needed(finding) and { finding.id, reason.with_supply(finding) } or nil
  end
  return #facts > 0 and block.section("why, where the value alone does not say", { block.facts(facts) }) or nil
end

local function add_once(list, name)
  for _, one in ipairs(list) do
    if one == name then
      return
    end
  end
  list[#list + 1] = name
end

-- One line a remark on the data, with the series that it is of and the checks that rest on them.
local function remarks_of(found)
  local items, by_text = {}, {}
  for _, finding in ipairs(found) do
    for _, remark in ipairs(finding.remarks or {}) do
      local item = by_text[remark.says] or { of = {}, checks = {} }
      if not by_text[remark.says] then
        by_text[remark.says], items[#items + 1] = item, { says = remark.says, item = item }
      end
      add_once(item.of, remark.of)
      add_once(item.checks, finding.id)
    end
  end
  for i, one in ipairs(items) do
    items[i] = ("%s: %s (%s)"):format(table.concat(one.item.of, ", "), one.says, table.concat(one.item.checks, ", "))
  end
  return #items > 0 and block.section("what to know of the data", { block.list(items) }) or nil
end

-- One line a source and day, with the checks that rest on it.
local function sources_of(found)
  local items, places = {}, {}
  for _, finding in ipairs(found) do
    if finding.observation then
      local source, date = finding:origin(), finding.observation.known_on
      local key = source .. "\n" .. date
      if not places[key] then
        places[key] = { source = source, date = date, of = {} }
        items[#items + 1] = places[key]
      end
      table.insert(places[key].of, finding.id)
    end
  end
  return #items > 0 and block.section("sources, with the day on which each became known", { block.sources(items) })
    or nil
end

page.of_class(Answers, Answers, function(self)
  local blocks = { block.title { self.name, ", as of ", self.as_of } }
  if #self.checks == 0 then
    blocks[2] = block.paragraph "no checks: unknown"
    return blocks
  end
  local legend = findings.legend(self)
  blocks[2] = table_of(self)
  blocks[3] = block.note("Between passes and fails, or where it does not pass: warn. since: the end of the period whose"
    .. " reading brought the state, or the last one where it is unknown or suspect; known on: the day the newest figure"
    .. " was published." .. (legend and " " .. legend or ""))
  blocks[4] = questions_of(self.checks)
  blocks[#blocks + 1] = reasons_of(self.checks)
  blocks[#blocks + 1] = remarks_of(self.checks)
  blocks[#blocks + 1] = sources_of(self.checks)
  return blocks
end)

--- Everything behind one answer, or behind all.
-- @tparam[opt] string id
-- @treturn Page
function Answers:explain(id)
  if id ~= nil then
    return self[options.argument(id, "string", "explain: id")]:explain()
  end
  local blocks = { block.title { self.name, ", as of ", self.as_of } }
  for i, finding in ipairs(self.checks) do
    blocks[i + 1] = block.section(finding.check:heading(), finding:blocks())
  end
  return page.new(blocks)
end

local function plain(finding)
  local observation = finding.observation or {}
  local like = finding.check.like
  return { id = finding.id, axis = finding.axis, question = finding.question, state = finding.state,
    value = observation.value, unit = like and (tostring(like):gsub("^1 ", "")) or nil,
    low = finding.low, high = finding.high, shown = finding.shown,
    threshold = finding.threshold, period_start = observation.period_start, period_end = observation.period_end,
    known_on = observation.known_on, age = finding.age, since = finding.since, last = finding.last,
    why = finding.why, pending = finding.pending, hold = finding.hold, reason = finding.reason,
    remarks = remarks.texts(finding.remarks), source = finding.source,
    origin = finding.observation and series.origin(observation),
    supply = finding.supply }
end

--- The answers as JSON. Values are in coherent units, as `shown` is written for people.
-- @treturn string
function Answers:to_json()
  local checks, axes = json.list {}, {}
  for i, finding in ipairs(self.checks) do
    checks[i] = plain(finding)
  end
  for _, axis in ipairs(check.axes) do
    local counts = self[axis]
    axes[axis] = { pass = counts.pass or 0, warn = counts.warn or 0, fail = counts.fail or 0,
      unknown = (counts.unknown or 0) + (counts.suspect or 0), holds = counts.holds, enough = counts.enough }
  end
  return json.encode { name = self.name, as_of = self.as_of, axes = axes, checks = checks }
end

--- What the command exits with: 0 all pass, 1 a warning or failure, 2 something unknown.
-- @treturn integer
function Answers:exit_status()
  local unknown = #self.checks == 0
  for _, finding in ipairs(self.checks) do
    if finding.state == "warn" or finding.state == "fail" then
      return 1
    end
    unknown = unknown or finding.state ~= "pass"
  end
  return unknown and 2 or 0
end

--- Whether a value is a checklist's answers.
-- @param value
-- @treturn boolean
function findings.is(value)
  return getmetatable(value) == Answers
end

options.seal(Answers)

return findings
