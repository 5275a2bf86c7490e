--- The morning brief: what changed between two days, each line with its source.
--
-- It compares what was KNOWN on the two days, so that an old brief, made again, says the same, whatever came into the
-- folder since. Nothing is added up into a score; what is missing is said, and the rest is there.
-- @module signalflow.brief.brief
local answers = require "signalflow.checks.changes"
local checklist = require "signalflow.checks.checklist"
local checklists = require "signalflow.checks.lists"
local core = require "signalflow.core"
local dues = require "signalflow.brief.due"
local filenames = require "signalflow.series.files"
local folder = require "signalflow.series.folder"
local hypotheses = require "signalflow.brief.hypotheses"
local json = require "signalflow.page.json"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local said = require "signalflow.brief.said"
local sections = require "signalflow.brief.sections"
local version = require "signalflow.shared.version"
local watch = require "signalflow.brief.watch"

local brief = {}

local AHEAD = 14 -- days: what falls due within them is said
local MATERIAL = 0.1 -- a move is said from this part of the way to the nearest limit on: our judgement (2026-11)

--- What changed between two days: `since`, `as_of`; `flips`, `near` and `moved` (entries of AnswerChanges), `minor`
-- (how many moved by less), `stay_near` and `unknown` (ids); `known` (as `files:known_between`), `said` (events),
-- `hypotheses` (nil without a ledger), `due` (Due, and how many `fell` overdue), `factories`, `lacking` (in words).
-- @type Brief
local Brief = { __name = "signalflow.brief" }
Brief.__index = Brief

local KINDS = { files = "any", since = "day", as_of = "day", checklist = "any", ledger = "any",
  watch = "table" }

local function day_of(given, name)
  if given[name] == nil then
    core.raise(('brief needs %s, a day: sf.brief { files = sf.folder "data", since = "2025-08-22", as_of ='
      .. ' "2025-08-29" }'):format(name))
  end
  return core.day_text(core.day(given[name]))
end

local function read(given)
  given = options.check(given, KINDS, "brief")
  local since, as_of = day_of(given, "since"), day_of(given, "as_of")
  if since > as_of then
    core.raise(("a brief goes forward: since %s is after as_of %s"):format(since, as_of))
  elseif not folder.is(given.files) then
    core.raise(("files of brief is a folder, as sf.folder \"data\", not %s"):format(options.describe(given.files)))
  elseif given.checklist ~= nil and not checklist.is(given.checklist) then
    core.raise(("checklist of brief is sf.checklist { ... }, not %s"):format(options.describe(given.checklist)))
  end
  return given, since, as_of
end

-- ---- checks ----

local function limits_of(asked)
  local list = {}
  for _, one in ipairs { asked.pass or false, asked.fail or false } do
    list[#list + 1] = one and one.limit or nil
    list[#list + 1] = one and one.low or nil
  end
  return list
end

-- Whether a value went a part of its way to the nearest limit, or away from it.
local function is_material(one)
  local before, after = one.before.observation, one.after.observation
  if not (before and after and before.value and after.value) then
    return true
  end
  local least = math.huge
  for _, limit in ipairs(limits_of(one.after.check)) do
    least = math.min(least, math.abs(before.value - limit))
  end
  return math.abs(after.value - before.value) >= MATERIAL * least
end

local KNOWN = { pass = true, warn = true, fail = true }

local function sort_changes(self, changes)
  self.flips, self.near, self.moved, self.minor = {}, {}, {}, 0
  for _, one in ipairs(changes) do
    local list = one.kind == "flip" and self.flips or one.near and self.near
      or KNOWN[one.to] and is_material(one) and self.moved or nil
    if list then
      list[#list + 1] = one
    else
      self.minor = self.minor + (KNOWN[one.to] and 1 or 0)
    end
  end
  self.stay_near, self.unknown = changes.stay_near, {}
end

local function add_checks(self, list, files)
  local both, err = list:compare(files, { self.since, self.as_of })
  if not both then
    return nil, err
  end
  sort_changes(self, answers.of(both[1], both[2]))
  for i, answer in ipairs(both[2].checks) do
    if not KNOWN[answer.state] and not KNOWN[both[1].checks[i].state] then
      self.unknown[#self.unknown + 1] = answer.id
    end
  end
  self.checks, self.answers = #list.checks, both[2].checks
  return true
end

-- The names of the series that the checks read, and the files of what they found.
local function read_by(checks)
  local names, files = {}, {}
  for _, answer in ipairs(checks) do
    table.move(answer.series, 1, #answer.series, #names + 1, names)
    for _, one in ipairs { answer.observation or false, answer.behind and answer.behind.observation or false } do
      files[one and one.file and filenames.own_name(one.file) or ""] = true
    end
  end
  return table.concat(names, "\n"), files
end

-- What is new on file: filings, what the analyst supplies, and of publishers' series and tables those that checks read.
local function add_known(self, files)
  local names, used = read_by(self.answers)
  self.known = {}
  for _, item in ipairs(files:known_between(self.since, self.as_of)) do
    local is_read = item.kind == "series" and names:find("%f[%w]" .. item.of .. "%f[%W]")
      or item.kind == "table" and used[item.file]
    self.known[#self.known + 1] = (is_read or item.kind == "filing" or item.kind == "supplied") and item or nil
  end
end

-- ---- what falls due ----

-- What is due soon, what is overdue, and how much of it was not yet overdue on the day of the last brief.
local function add_due(self, given, watched)
  local list, err = dues.of { files = given.files, tickers = watched.tickers, ledger = given.ledger, as_of = self.as_of,
    by = core.day_text(core.day(self.as_of) + AHEAD) }
  if not list then
    return nil, err
  end
  list.fell = 0
  for _, item in ipairs(list) do
    list.fell = list.fell + (item.overdue and item.day >= self.since and 1 or 0)
  end
  self.due = list
  table.move(list.lacking, 1, #list.lacking, #self.lacking + 1, self.lacking)
  return true
end

local function add_lacking(self, given, watched)
  local function lack(is_lacking, words)
    self.lacking[#self.lacking + 1] = is_lacking and words or nil
  end
  if #self.unknown > 0 then
    lack(true, ("unknown on both days: %s (signalflow check says what each needs)"):format(
      table.concat(self.unknown, ", ")))
  end
  lack(self.said.read == 0, ("no headline is dated after %s and by %s"):format(self.since, self.as_of))
  for _, why in ipairs(self.said.failed) do
    lack(true, "not read: " .. why)
  end
  lack(not given.ledger, "no ledger is given: hypotheses and questions are not looked at")
  lack(#watched.tickers == 0, "no company is watched: days of filing are not looked at")
  lack(#watched.factories == 0, "no factory is watched")
end

--- Makes a brief.
-- @tparam table given `files`, a folder; `since` and `as_of`, days; `checklist` (the shipped investor list unless
-- given); `ledger`, a Book; `watch`, `{ tickers = {...}, feeds = {...}, factories = {...} }`
-- @treturn[1] Brief
-- @treturn[2] nil
-- @treturn[2] err where the folder or the ledger cannot be read
function brief.new(given)
  local since, as_of, done, err
  given, since, as_of = read(given)
  local watched = watch.of(given.watch)
  local list = given.checklist or checklists.investor
  local self = { since = since, as_of = as_of, list = list.name, lacking = {}, watched = watched }
  done, err = add_checks(self, list, given.files)
  if not done then
    return nil, err
  end
  add_known(self, given.files)
  local paths = given.files:feeds()
  table.move(watched.feeds, 1, #watched.feeds, #paths + 1, paths)
  self.said = said.between(paths, since, as_of)
  if given.ledger then
    self.hypotheses, err = hypotheses.between(given.ledger, since, as_of)
    if not self.hypotheses then
      return nil, err
    end
  end
  done, err = add_due(self, given, watched)
  if not done then
    return nil, err
  end
  self.factories = watch.between(watched.factories, given.files, since, as_of)
  add_lacking(self, given, watched)
  return setmetatable(self, Brief)
end

--- What the command exits with: 1 where something flipped for the worse or fell overdue, 2 where only what is unknown
-- grew, else 0.
-- @treturn integer
function Brief:exit_status()
  local grew = false
  for _, one in ipairs(self.flips) do
    if one.turn == "worse" then
      return 1
    end
    grew = grew or one.turn == "unknown"
  end
  return self.due.fell > 0 and 1 or grew and 2 or 0
end

local function flips_of(list)
  local made = json.list {}
  for i, one in ipairs(list) do
    made[i] = { id = one.id, axis = one.axis, from = one.from, to = one.to, turn = one.turn,
      before = one.before.observation and one.before.observation.value,
      after = one.after.observation and one.after.observation.value, source = one.after:cited() }
  end
  return made
end

--- The brief as data: what is kept for the next one's `--since last`.
-- @treturn string one line of JSON
function Brief:to_json()
  local function events()
    local made = json.list {}
    for i, one in ipairs(self.said) do
      made[i] = { date = one.date, title = one.title, signs = one.signs, source = one.source, told = one.told,
        origins = one.origins }
    end
    return made
  end
  return json.encode(json.object { { "signalflow", version }, { "since", self.since }, { "as_of", self.as_of },
    { "checklist", self.list }, { "flips", flips_of(self.flips) }, { "near", flips_of(self.near) },
    { "moved", flips_of(self.moved) }, { "said", events() }, { "unknown", json.list { table.unpack(self.unknown) } },
    { "lacking", json.list { table.unpack(self.lacking) } }, { "status", self:exit_status() } })
end

page.of_class(Brief, Brief, sections.of)

options.seal(Brief, nil, {
  "since", "as_of", "flips", "near", "moved", "minor", "stay_near", "unknown", "known", "said", "hypotheses", "due",
  "factories", "lacking", "list", "checks", "answers", "watched" })

return brief
