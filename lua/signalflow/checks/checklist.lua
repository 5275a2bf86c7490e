--- Checklists: questions asked of data as of a day.
-- @module signalflow.checks.checklist
local axes = require "signalflow.shared.axes"
local backtest = require "signalflow.checks.backtest"
local block = require "signalflow.page.block"
local check = require "signalflow.checks.check"
local comparison = require "signalflow.checks.comparison"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local findings = require "signalflow.checks.findings"
local folder = require "signalflow.series.folder"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local remarks = require "signalflow.checks.remarks"
local script = require "signalflow.shared.script"
local series = require "signalflow.series.series"
local settings = require "signalflow.shared.settings"
local tests = require "signalflow.checks.test"
local views = require "signalflow.checks.view"

local checklist = {}

--- Questions to ask of data: `name`, `checks` (list of Check).
-- @type Checklist
local Checklist = { __name = "signalflow.checklist" }
Checklist.__index = Checklist

local KINDS = { name = "string", data = "table", minimum = "table", quorum = "table" }
local QUORUM = {}
for _, axis in ipairs(axes) do
  QUORUM[axis] = "number"
end

local function read_checks(given)
  local checks, seen, named = {}, {}, {}
  for key, value in options.each(given) do
    if type(key) == "string" then
      named[key] = value
    end
  end
  for i, one in ipairs(options.items(given, "the checks of a checklist")) do
    if not check.is(one) then
      core.raise(("item %d of a checklist is sf.check { ... }, not %s"):format(i, options.said(one)))
    elseif seen[one.id] then
      error(("%s: two checks are called '%s'; the other is at %s"):format(one.position, one.id, seen[one.id]), 0)
    end
    checks[i], seen[one.id] = one, one.position
  end
  return checks, named
end

--- Makes a checklist: `sf.checklist { name = "...", sf.check { ... }, ... }`.
-- @tparam table given checks; `name`; `data`, name to function(files) giving the series of that name from a folder;
-- `minimum`, `{items=, coverage=}` that must be known of an axis; `quorum`, how many of an axis' checks are to pass,
-- `{growth = 2}` (else all)
-- @treturn Checklist
function checklist.new(given)
  if type(given) ~= "table" then
    core.raise "a checklist is made of a table: sf.checklist { name = \"...\", sf.check { ... } }"
  end
  local checks, named = read_checks(given)
  options.check(named, KINDS, "checklist")
  options.check(named.minimum, { items = "number", coverage = "number" }, "minimum")
  options.check(named.quorum, QUORUM, "quorum")
  for name, recipe in pairs(named.data or {}) do
    if type(recipe) ~= "function" then
      core.raise(("data.%s of a checklist is a function of the files, not %s"):format(options.key(name),
        options.said(recipe)))
    end
  end
  return setmetatable({ name = named.name or "checklist", checks = checks, recipes = named.data or {},
    minimum = named.minimum, quorum = named.quorum }, Checklist)
end

-- The names of the series that a check has read.
local function names_of(reads)
  local names = {}
  for _, read in ipairs(reads) do
    names[#names + 1] = series.is(read.whole) and read.whole:name() or nil
  end
  return names
end

local function evaluate(self, source, as_of)
  local found = {}
  local view, take = views.on(source, as_of)
  for i, one in ipairs(self.checks) do
    found[i] = one:evaluate(view, as_of)
    local reads = take()
    found[i].remarks, found[i].series = remarks.of(reads, as_of), names_of(reads)
  end
  return findings.new(self, found, as_of)
end

--- Asks a folder that says what it is asked for (`folder.asking`) for all that the list reads.
-- @local
-- @tparam Files files
-- @treturn table what stands for an answer
function Checklist:ask(files)
  if not folder.is(files) then
    core.raise(("ask takes a folder of files, not %s"):format(options.describe(files)))
  end
  local today = os.date "!%Y-%m-%d"
  local function read(name)
    files.reading = name
    local recipe = self.recipes[name] or function()
      return files:supplied(name)
    end
    local done, made = failure.catch(recipe, files)
    if done and type(made) == "function" then
      failure.catch(made, today)
    end
    return folder.stand_in
  end
  for _, name in ipairs(options.names(self.recipes)) do
    read(name)
  end
  local data = setmetatable({}, { __index = function(_, name)
    return read(name)
  end })
  for _, one in ipairs(self.checks) do
    failure.catch(one.value, data)
  end
  files.reading = nil
  return folder.stand_in
end

-- What an action gives of the data; a folder that only says what it is asked for is asked for all.
local function with_source(self, given, action)
  local files = type(given) == "string" and settings.needs or folder.is(given) and given
  if files and files.wanted then
    return self:ask(files)
  end
  local source, err = views.source(given, self.recipes)
  if not source then
    return nil, err
  end
  return action(source)
end

local function day_text(as_of, what)
  if as_of == nil then
    core.raise(('%s needs as_of, a day: { as_of = "2025-09-30" }'):format(what))
  end
  return core.day_text(core.day(as_of))
end

--- Answers every question, knowing only what was known on a day.
-- @param given series by name, or a folder (`sf.folder` or its path)
-- @tparam table when `{ as_of = "2025-09-30" }`, always given
-- @treturn[1] Answers
-- @treturn[2] nil
-- @treturn[2] err where the folder cannot be read
function Checklist:evaluate(given, when)
  options.check(when, { as_of = "day" }, "evaluate")
  local as_of = day_text(when and when.as_of, "evaluate")
  return with_source(self, given, function(source)
    return evaluate(self, source, as_of)
  end)
end

--- Its answers on several days, side by side: each knows only what was known on it.
-- @param given as for evaluate
-- @tparam {string,...} days
-- @treturn[1] Comparison
-- @treturn[2] nil
-- @treturn[2] err
function Checklist:compare(given, days)
  return with_source(self, given, function(source)
    return comparison.run(self, days, function(day)
      return evaluate(self, source, day)
    end)
  end)
end

--- What the list would have said on each of many days.
-- @param given as for evaluate
-- @tparam table when `from`, `to`, `step` ("month", "quarter", "year" or "30d")
-- @treturn[1] Backtest
-- @treturn[2] nil
-- @treturn[2] err
function Checklist:backtest(given, when)
  return with_source(self, given, function(source)
    return backtest.run(self, when, function(day)
      return evaluate(self, source, day)
    end)
  end)
end

--- Tests the list on made-up data: `list:test { given = { capex = {...} }, as_of = "...", expect = { id = "warn" } }`.
-- Fails where a state differs, where the data does not reach the day it is asserted of (unless unknown is expected),
-- where no check reads a name that is given, and where a check is unknown for want of any data, unless "missing" is
-- expected of it.
-- @tparam table given `expect` is by id of check: "pass", "warn", "fail", "unknown", "suspect" or "missing"
-- @treturn[1] boolean true
-- @treturn[2] nil
-- @treturn[2] err
function Checklist:test(given)
  options.check(given, { given = "table", as_of = "day", expect = "table" }, "test")
  if not given or not given.given or not given.expect or next(given.expect) == nil then
    core.raise "a test needs given, as_of and expect: { given = {...}, as_of = \"...\", expect = { id = \"warn\" } }"
  end
  local as_of, read = day_text(given.as_of, "test"), {}
  local source = views.source(given.given, self.recipes)
  local answers = evaluate(self, function(name)
    read[name] = true
    return source(name)
  end, as_of)
  local passed, err = tests.judge(given, answers, read)
  if tests.hear then
    local caller = debug.getinfo(2, "Sl")
    tests.hear(("%s:%d"):format(caller.short_src, caller.currentline), passed, err)
  end
  if not passed then
    return nil, err
  end
  return passed
end

--- Every question with its thresholds, how it ages, and where its figures come from.
-- @tparam[opt] string id one check's alone
-- @treturn Page
function Checklist:explain(id)
  local blocks, known = { block.title(self.name) }, {}
  for i, one in ipairs(self.checks) do
    known[i] = one.id
    if one.id == id then
      return one:page()
    end
    blocks[i + 1] = block.section(one:heading(), { one:facts() })
  end
  if id ~= nil then
    options.unknown("check", id, known)
  end
  return page.new(blocks)
end

page.of_class(Checklist, Checklist, function(self)
  local rows = {}
  for _, axis in ipairs(check.axes) do
    for _, one in ipairs(self.checks) do
      rows[#rows + 1] = one.axis == axis and { axis, one.id, one.question } or nil
    end
  end
  return { block.title { self.name, ": ", figure.things(#self.checks, "check") },
    block.table { columns = { { title = "axis" }, { title = "check" }, { title = "question" } }, rows = rows } }
end)

local language -- the table sf

--- Hands over the table `sf`, which a checklist's file sees.
-- @local
-- @tparam table sf
-- @treturn table this module
function checklist.seeing(sf)
  language = sf
  return checklist
end

--- Loads a checklist from a Lua file; `sf` is there without being asked for.
-- @tparam string path
-- @treturn[1] Checklist
-- @treturn[2] nil
-- @treturn[2] err names the file and the line
function checklist.load(path)
  if type(path) ~= "string" then
    core.raise "checklist.load takes the path of a Lua file"
  end
  local chunk, unread = script.load(settings.reading(path), setmetatable({ sf = language }, { __index = _G }))
  if not chunk then
    return nil, unread
  end
  local done, list = failure.catch(chunk)
  if not done then
    return nil, failure("invalid", tostring(list))
  elseif getmetatable(list) ~= Checklist then
    return nil, failure("invalid", ("%s: the file does not return sf.checklist { ... }"):format(path))
  end
  return list
end

--- Whether a value is a checklist.
-- @param value
-- @treturn boolean
function checklist.is(value)
  return getmetatable(value) == Checklist
end

options.seal(Checklist, nil, { "name", "checks", "recipes", "minimum", "quorum", "path" })

return setmetatable(checklist, {
  __call = function(_, given)
    return checklist.new(given)
  end,
})
