--- What a checklist says on a day: by axis, three answers, nothing that adds them.
-- @module signalflow.checks.findings
local check = require "signalflow.checks.check"
local core = require "signalflow.core"
local json = require "signalflow.page.json"
local options = require "signalflow.shared.options"
local series = require "signalflow.series.series"
local text = require "signalflow.page.old_text"

local findings = {}

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
local QUORUM = { [true] = "at least %d hold", [false] = "fewer than %d hold", unknown = "undecided whether %d hold" }

local function heading(axis, counts)
  local parts = {}
  for _, state in ipairs(STATES) do
    if counts[state] then
      parts[#parts + 1] = ("%d %s"):format(counts[state], state)
    end
  end
  local verdict = counts.needed and QUORUM[counts.holds]:format(counts.needed) or HOLDS[counts.holds]
  if counts.total == 0 then
    return axis .. ": nothing is asked, unknown"
  end
  return ("%s: %s; %s"):format(axis, table.concat(parts, ", "), counts.enough and verdict or "too little is known")
end

-- Where it stands in the publisher's files, else what the checklist says of it.
local function told(finding)
  local parts = {}
  if finding.state == "unknown" or finding.state == "suspect" or finding.pending and finding.pending > 0 then
    parts[1] = finding.reason
  end
  if finding.last and not (parts[1] and parts[1]:find "last state") then
    parts[#parts + 1] = ("last: %s, since %s"):format(finding.last, finding.since or "then")
  end
  if finding.state == "warn" and finding.reason and finding.reason:find "old" then
    parts[#parts + 1] = finding.reason
  end
  parts[#parts + 1] = #parts == 0 and finding.source or nil
  if #parts == 0 and finding.observation then
    parts[1] = series.origin(finding.observation)
  end
  return table.concat(parts, "; ")
end

local WIDTH = 120

local COLUMNS = { { title = "" }, { title = "" }, { title = "value", align = "right" }, { title = "passes" },
  { title = "period end" }, { title = "known on" }, { title = "source, or why" } }

local function row_of(finding)
  local observation = finding.observation or {}
  return { text.pad(finding.state, 7), finding.id, finding.shown, finding.threshold, observation.period_end or "",
    observation.known_on or "", told(finding) }
end

-- Has the whole line to say why.
local function is_told(finding)
  return finding.shown == "" or finding.state == "suspect"
end

-- The lines of the table, its heading first.
local function table_lines(found)
  local rows, widest = {}, 0
  for _, finding in ipairs(found) do
    widest = math.max(widest, #finding.id)
    rows[#rows + 1] = is_told(finding) and { finding.state, finding.id } or row_of(finding)
  end
  local lines = {}
  for line in (text.table(COLUMNS, rows, "  ") .. "\n"):gmatch "(.-)\n" do
    local finding = found[#lines]
    if finding and is_told(finding) then
      line = ("  %-7s  %s  %s%s; %s%s"):format(finding.state, text.pad(finding.id, widest),
        finding.shown ~= "" and finding.shown .. ", passes " or "", finding.threshold, told(finding),
        finding.supply and "; supply " .. finding.supply or "")
    end
    lines[#lines + 1] = text.cut(line, WIDTH)
  end
  return lines
end

--- The page: by axis, each check's state, value, threshold, dates and source.
-- @treturn string
function Answers:__tostring()
  local ordered = {}
  for _, axis in ipairs(check.axes) do
    for _, finding in ipairs(self.checks) do
      ordered[#ordered + 1] = finding.axis == axis and finding or nil
    end
  end
  local lines = { ("%s, as of %s"):format(self.name, self.as_of) }
  if #ordered == 0 then
    lines[2] = "  no checks: unknown"
    return table.concat(lines, "\n")
  end
  local rows, axis = table_lines(ordered), nil
  lines[2] = rows[1]
  for i, finding in ipairs(ordered) do
    if finding.axis ~= axis then
      axis = finding.axis
      lines[#lines + 1] = heading(axis, self[axis])
    end
    lines[#lines + 1] = rows[i + 1]
  end
  return table.concat(lines, "\n")
end

--- Everything behind one answer, or behind all.
-- @tparam[opt] string id
-- @treturn string
function Answers:explain(id)
  local parts = {}
  for _, finding in ipairs(id and { self[id] } or self.checks) do
    local lines = { finding.check:explain(), ("    as of %s: %s%s"):format(self.as_of, finding.state,
      finding.shown ~= "" and ", " .. finding.shown or "") }
    local observation = finding.observation
    if observation then
      lines[#lines + 1] = ("    period %s to %s, known on %s (%d days before); %s"):format(observation.period_start,
        observation.period_end, observation.known_on, finding.age or 0, series.origin(observation))
    end
    lines[#lines + 1] = finding.reason and finding.reason ~= "" and "    " .. finding.reason or nil
    for _, side in ipairs(finding.jump and { "before", "after" } or {}) do
      local one = finding.jump[side]
      lines[#lines + 1] = ("    %s: known on %s; %s"):format(one.period_end, one.known_on,
        series.origin(one))
    end
    lines[#lines + 1] = finding.last and "    held: " .. finding.last or nil
    parts[#parts + 1] = table.concat(lines, "\n")
  end
  return table.concat(parts, "\n")
end

local function plain(finding)
  local observation = finding.observation or {}
  local like = finding.check.like
  return { id = finding.id, axis = finding.axis, question = finding.question, state = finding.state,
    value = observation.value, unit = like and (tostring(like):gsub("^1 ", "")) or nil,
    low = finding.low, high = finding.high, shown = finding.shown,
    threshold = finding.threshold, period_start = observation.period_start, period_end = observation.period_end,
    known_on = observation.known_on, age = finding.age, since = finding.since, last = finding.last,
    reason = finding.reason, source = finding.source, origin = finding.observation and series.origin(observation),
    supply = finding.supply }
end

--- The answers as JSON. Values are in coherent units, as `shown` is written for people.
-- @treturn string
function Answers:to_json()
  local checks, axes = {}, {}
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

options.seal(Answers)

return findings
