--- A page that can be forwarded as it stands: what it shows, of which day, made how, resting on what, with which known
-- faults.
-- @module signalflow.report.report
local assumptions = require "signalflow.site.assumptions"
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local known_issues = require "signalflow.catalogue.known_issues"
local line = require "signalflow.page.line"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local settings = require "signalflow.shared.settings"
local version = require "signalflow.shared.version"

local report = {}

local CLOSING = "Research commentary. It recommends buying or selling no security."

--- Things on one page. `title`, and the things in order.
-- @type Report
local Report = {}
local ReportMeta = { __name = "signalflow.report", __index = Report }

local KINDS = { title = "string", note = "string", as_of = "day" }

local function has_page(thing)
  local kind = type(thing)
  return (kind == "table" or kind == "userdata") and getmetatable(thing) ~= nil and type(thing.page) == "function"
end

--- Whether a thing can stand on a page as itself.
-- @param thing
-- @treturn boolean
report.has_page = has_page

local function is_list(thing)
  for i = 1, type(thing) == "table" and getmetatable(thing) == nil and #thing or 0 do
    if type(thing[i]) ~= "string" then
      return false
    end
  end
  return type(thing) == "table" and getmetatable(thing) == nil and #thing > 0
end

-- A field or method that a thing may have; what was worked out on a model is asked for the model's.
local function field_of(thing, name)
  if type(thing) ~= "table" then
    return nil
  end
  local done, found = failure.catch(function()
    return thing[name]
  end)
  return done and found or nil
end

-- What a thing says of itself, by a method or a field that it may have.
local function ask(thing, name)
  local found = field_of(thing, name)
  if found == nil then
    thing = field_of(thing, "source") or field_of(thing, "model")
    found = field_of(thing, name)
  end
  return type(found) == "function" and found(thing) or type(found) ~= "function" and found or nil
end

--- Puts things that print on one page: the title, then the things. A text among
-- them is a paragraph, a list of texts a list.
-- @tparam table given the things; `title`, else that of the first; `note`; `as_of`, the day the page speaks for, else
-- the newest day of a source
-- @treturn Report with `:page() :save(path)`
function report.new(given)
  if type(given) ~= "table" or getmetatable(given) ~= nil then
    core.raise 'a report is made of a table: sf.report { title = "...", factory, launch }'
  end
  local named, things = {}, {}
  for key, value in options.each(given) do
    if type(key) == "string" then
      named[key] = value
    end
  end
  options.check(named, KINDS, "report")
  for i = 1, #options.items(given, "the items of a report") do
    if type(given[i]) ~= "string" and not is_list(given[i]) and not has_page(given[i]) then
      core.raise(("item %d of a report is %s, which has no page"):format(i, options.describe(given[i])))
    end
    things[i] = given[i]
  end
  if #things == 0 then
    core.raise "a report needs something to show"
  end
  return setmetatable({ title = named.title, note = named.note, day = named.as_of, things = things }, ReportMeta)
end

--- Makes a report of one thing, unless it is one.
-- @param thing
-- @treturn ?Report nil where the thing has no page
function report.of(thing)
  if getmetatable(thing) == ReportMeta then
    return thing
  end
  return has_page(thing) and report.new { thing } or nil
end

--- One report of all that a script shows, in order: of reports their things, under the first one's title and note.
-- @tparam table shown a list of what has a page, and of texts
-- @treturn ?Report nil where nothing is shown
function report.gather(shown)
  local made = {}
  for i, thing in ipairs(shown) do
    if getmetatable(thing) == ReportMeta then
      made.title, made.as_of = made.title or thing.title, made.as_of or thing.day
      made[#made + 1] = i > 1 and thing.title or nil
      made[#made + 1] = thing.note
      table.move(thing.things, 1, #thing.things, #made + 1, made)
    else
      made[#made + 1] = thing
    end
  end
  return #made > 0 and report.new(made) or nil
end

--- The day the page speaks for: as given, else the newest that one of its things speaks for.
-- @treturn ?string
function Report:as_of()
  local newest = self.day
  for _, thing in ipairs(self.day and {} or self.things) do
    local day = ask(thing, "as_of")
    newest = type(day) == "string" and (not newest or day > newest) and day or newest
  end
  return newest
end

-- What the command line put above the script, marked.
local function overrides()
  local words = {}
  for _, name in ipairs(options.names(settings.drivers)) do
    words[#words + 1] = ("-D %s=%s"):format(name, settings.drivers[name])
  end
  for _, name in ipairs { "draws", "seed" } do -- the number of threads changes no figure
    words[#words + 1] = settings.run[name] and ("--%s %s"):format(name, core.text("%s", settings.run[name]))
  end
  return #words > 0 and table.concat(words, ", ") or nil
end

-- The day of writing stands only where it is fixed from outside, so that the same page has the same bytes.
local function written_on()
  local epoch = math.tointeger(tonumber(os.getenv "SOURCE_DATE_EPOCH"))
  return epoch and os.date("!%Y-%m-%d", epoch) or nil
end

-- Draws and seed, where the things agree on them.
local function drawn(things)
  local draws, seed
  for _, thing in ipairs(things) do
    local run = type(thing) == "table" and math.type(rawget(thing, "draws")) == "integer" and thing
    if run and draws and draws ~= run.draws then
      return nil
    end
    draws, seed = run and run.draws or draws, run and rawget(run, "seed") or seed
  end
  return draws and { figure.count(draws), seed and (", seed %d"):format(seed) or nil } or nil
end

-- What is assumed by figures that became known after the day the page speaks for: nobody had them then.
local function known_later(self)
  local day, words, seen = self:as_of(), {}, {}
  for _, thing in ipairs(day and self.things or {}) do
    for _, entry in ipairs(ask(thing, "assumptions") or {}) do
      local of = type(entry.date) == "string" and entry.date:match "^%d[%d-]*$" -- a day of reading is none of its own
      local said = of and of > day:sub(1, #of) and ("%s (%s)"):format(entry.driver, of)
      words[#words + 1] = said and not seen[said] and said or nil
      seen[said or ""] = true
    end
  end
  table.sort(words)
  return #words > 0 and table.concat(words, ", ") or nil
end

local function header(self)
  local items = { { "as of", self:as_of() or "no day: nothing here is dated" },
    { "made by", ("signalflow %s%s"):format(version, settings.script and ", " .. settings.script or "") } }
  local function add(name, content)
    items[#items + 1] = content and { name, content } or nil
  end
  add("known later", known_later(self))
  add("draws", drawn(self.things))
  add("overrides", overrides())
  add("written", written_on())
  return block.facts(items)
end

local function name_of(thing, i)
  local name = type(thing) == "table" and (rawget(thing, "name") or rawget(thing, "title"))
  return type(name) == "string" and name or ("part %d"):format(i)
end

-- What is assumed, by thing: each source once.
local function assumed(things)
  local columns = {}
  for i, thing in ipairs(things) do
    local list = ask(thing, "assumptions")
    if list and #list > 0 then
      columns[#columns + 1] = { title = name_of(thing, i), list = list }
    end
  end
  return #columns > 0 and block.section("assumptions", assumptions.blocks(columns)) or nil
end

local function issues(things)
  local items, seen = {}, {}
  for _, thing in ipairs(things) do
    for _, key in ipairs(ask(thing, "issues") or {}) do
      local issue = not seen[key] and known_issues[key]
      seen[key] = true
      if issue then
        items[#items + 1] = ("%s: %s (since %s; %s)"):format(issue.of, issue.what, issue.since, issue.source)
      end
    end
  end
  return #items > 0 and block.section("known issues", { block.list(items) }) or nil
end

-- What a thing shows; one that can leave out what it rests on does, since the report gathers that. Its pictures stand
-- after its first tables, what is said beneath them included.
local function body(thing)
  if type(thing) == "string" then
    return { block.paragraph(thing) }
  elseif is_list(thing) then
    return { block.list(thing) }
  end
  local results = field_of(thing, "results")
  local blocks = (type(results) == "function" and results(thing) or thing:page()).blocks
  local shown = table.move(blocks, 1, #blocks, 1, {})
  local place = 1
  while shown[place] and shown[place].kind ~= "table" do
    place = place + 1
  end
  place = math.min(place, #shown)
  while shown[place + 1] and shown[place + 1].kind ~= "section" do
    place = place + 1
  end
  for i, picture in ipairs(page.pictures_of(thing)) do
    table.insert(shown, place + i, picture)
  end
  return shown
end

-- What is to be asked next: questions that its things raise, and figures that were typed without a source.
local function to_verify(things)
  local rows, seen = {}, {}
  local function add(row)
    if not seen[row[1]] then
      rows[#rows + 1], seen[row[1]] = row, true
    end
  end
  for _, thing in ipairs(things) do
    for _, question in ipairs(ask(thing, "questions") or {}) do
      add { line.plain(question.text), line.plain(question.where or ""), question.by or "no date" }
    end
    for _, entry in ipairs(ask(thing, "assumptions") or {}) do
      if entry.given and entry.source == "given" then
        add { "typed: " .. entry.driver, "no source was given with it", "no date" }
      end
    end
  end
  return #rows > 0 and block.section("to verify", { block.table { columns = { { title = "what" }, { title = "where" },
    { title = "by" } }, rows = rows } }) or nil
end

-- What its things come to, for those that say it in a line.
local function in_one_line(things)
  local parts = {}
  for _, thing in ipairs(things) do
    local said = type(thing) ~= "string" and field_of(thing, "in_one_line")
    parts[#parts + 1] = type(said) == "function" and { #parts > 0 and "; " or "", said(thing) } or nil
  end
  return #parts > 0 and block.paragraph { "In one line: ", parts, "." } or nil
end

-- The page up to what closes it.
local function blocks_of(self)
  local blocks = {}
  local function add(one)
    blocks[#blocks + 1] = one
  end
  local first = body(self.things[1])
  local title = self.title and block.title(self.title) or first[1] and first[1].kind == "title" and first[1] or nil
  add(title)
  add(header(self))
  add(in_one_line(self.things))
  add(self.note and block.paragraph(self.note))
  for i, thing in ipairs(self.things) do
    local shown = i == 1 and first or body(thing)
    local named = shown[1] and shown[1].kind == "title" and shown[1] or nil
    local rest = table.move(shown, named and 2 or 1, #shown, 1, {})
    if named and named ~= title then
      add(block.section(named.content, rest))
    else
      table.move(rest, 1, #rest, #blocks + 1, blocks)
    end
  end
  add(assumed(self.things))
  add(to_verify(self.things))
  add(issues(self.things))
  return blocks
end

-- The digest of a file; nil where it cannot be read again.
local function digest_of(path)
  if path == settings.path and settings.text then
    return core.digest(settings.text)
  end
  local bytes = core.read_file(path)
  return bytes and core.digest(bytes)
end

-- A path without the folders above the one that the script lies in, which are the writer's own.
local function short(path)
  local folder = (settings.path or ""):match "^(.*/)[^/]*$"
  return folder and path:sub(1, #folder) == folder and path:sub(#folder + 1) or path:match "[^/]*/?[^/]*$"
end

-- By what the page can be made again: script, files, version.
local function made_of()
  local script = settings.path or type(arg) == "table" and type(arg[0]) == "string" and arg[0] or nil
  local rows = {}
  rows[1] = script and { script:match "[^/]*$", "the script", digest_of(script) or "" } or nil
  for _, path in ipairs(settings.files or {}) do
    rows[#rows + 1] = { short(path), "read by it", digest_of(path) or "" }
  end
  rows[#rows + 1] = { "signalflow " .. version, "the module", "" }
  return block.section("how this was made", { block.table { columns = { { title = "what" }, { title = "" },
    { title = "SHA-256" } }, rows = rows } })
end

page.of_class(ReportMeta, Report, function(self)
  local blocks = blocks_of(self)
  blocks[#blocks + 1] = block.note(CLOSING)
  return blocks
end)

--- The page as it is forwarded: at its end stand the digests of the script and of the files that it read.
-- @treturn Page
function Report:document()
  local blocks = blocks_of(self)
  if blocks[1].kind ~= "title" then
    table.insert(blocks, 1, block.title(settings.script or "A report"))
  end
  blocks[#blocks + 1] = made_of()
  blocks[#blocks + 1] = block.note(CLOSING)
  return page.new(blocks)
end

--- Writes the page as it is forwarded to a file, its kind by the name's ending.
-- @tparam string path ending in .html, .md, .txt, .json or .csv
-- @treturn[1] boolean true
-- @treturn[2] nil
-- @treturn[2] err with code "io"
function Report:save(path)
  return self:document():save(path)
end

options.seal(ReportMeta, Report, { "title", "note", "day", "things" })

return report
