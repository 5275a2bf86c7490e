--- What each type of entry says, and how an entry is read from its row.
-- @module signalflow.ledger.entries
local axes = require "signalflow.shared.axes"
local block = require "signalflow.page.block"
local cells = require "signalflow.page.cells"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local kinds = require "signalflow.ledger.kinds"
local line = require "signalflow.page.line"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local portable = require "signalflow.ledger.portable"

local entries = {}

local function between_0_and_1(value)
  return value > 0 and value < 1, "a number between 0 and 1, neither of them"
end

local function at_least_1(value)
  return value >= 1 and value < math.huge, "a number of 1 or more; supports says in which direction"
end

local function one_of(words)
  return function(value)
    for _, word in ipairs(words) do
      if word == value then
        return true
      end
    end
    local hint = options.suggest(value, words)
    return false, hint ~= "" and "a known one" .. hint or "one of " .. table.concat(words, ", ")
  end
end

-- What each type says: name, kind of value, whether it must be given, and a check of the value.
local TYPES = {
  hypothesis = {
    { "claim", "text", true }, { "by", "text", true }, { "axis", "text", true, one_of(axes) }, { "horizon", "day" },
    { "prior", "number", true, between_0_and_1 }, { "falsified_by", "text", true }, { "vague", "boolean" },
    { "rivals", "names" }, { "source", "source", true },
  },
  evidence = {
    { "kind", "text", true, one_of(options.names(kinds.kinds)) }, { "supports", "boolean", true },
    { "likelihood_ratio", "number", true, at_least_1 }, { "origin", "text", true }, { "story", "text" },
    { "form", "text", false, one_of(options.names(kinds.forms)) }, { "disconfirming", "boolean" },
    { "answers", "question" }, { "item", "text" }, { "note", "text" }, { "why", "text" }, { "source", "source", true },
  },
  question = {
    { "text", "text", true }, { "where", "text", true }, { "by", "day" }, { "id", "text" }, { "against", "text" },
    { "headline", "entry" }, { "note", "text" },
  },
  headline = {
    { "headline", "text", true }, { "channel", "text", true }, { "direction", "number", true }, { "note", "text" },
    { "source", "source", true },
  },
  resolution = { { "outcome", "boolean" }, { "annulled", "boolean" }, { "note", "text" },
    { "source", "source", true } },
  retraction = { { "note", "text", true } },
}

-- How it turned out, or that it cannot be said.
local function has_one_outcome(entry)
  return (entry.outcome == nil) == (entry.annulled == true)
end

local SOURCE = { title = "text", url = "text", publisher = "text", date = "day", accession = "text", speaker = "text" }

local LUA_KINDS = { text = "string", number = "number", boolean = "boolean", day = "string|number", entry = "number",
  question = "number|string", names = "table", source = "table" }

local BY_NAME, OPTION_KINDS = {}, {}
for type_name, fields in pairs(TYPES) do
  BY_NAME[type_name] = {}
  OPTION_KINDS[type_name] = { on = "string|number", corrects = "number" }
  for _, field in ipairs(fields) do
    BY_NAME[type_name][field[1]] = field[2]
    OPTION_KINDS[type_name][field[1]] = LUA_KINDS[field[2]]
  end
end

local function whole(value, what)
  local number = math.tointeger(value)
  if not number or number < 1 then
    core.raise(("%s is the number of an entry, not %s"):format(what, options.describe(value)))
  end
  return ("%d"):format(number)
end

local function some(value, what)
  if type(value) ~= "string" or not value:find "%S" then
    core.raise(("%s is text, not %s"):format(what, type(value) == "string" and "empty" or type(value)))
  end
  return value
end

local function finite(value, what)
  if type(value) ~= "number" or value ~= value or math.abs(value) == math.huge then
    core.raise(("%s is a finite number, not %s"):format(what, options.describe(value)))
  end
  return portable.number(value)
end

-- Each kind of value as text.
local WRITERS = {
  text = some,
  number = finite,
  boolean = tostring,
  entry = whole,
  question = function(value, what)
    return type(value) == "number" and whole(value, what) or some(value, what)
  end,
  day = function(value, what)
    local done, day = failure.catch(core.day, value)
    if not done then
      core.raise(("%s: %s"):format(what, tostring(day):gsub("^.-day: ", "")))
    end
    return core.day_text(day)
  end,
}
local READERS = {
  text = function(written)
    return written
  end,
  number = tonumber,
  boolean = function(written)
    return written == "true"
  end,
  entry = portable.integer,
  question = function(written)
    return portable.integer(written) or written
  end,
}
READERS.day = READERS.text

local function write_source(given, what, fields)
  options.check(given, { title = "string", url = "string", publisher = "string", date = "string|number",
    accession = "string", speaker = "string" }, "source of " .. what)
  for name, kind in pairs(SOURCE) do
    if given[name] ~= nil then
      fields["source." .. name] = WRITERS[kind](given[name], ("source.%s of %s"):format(name, what))
    end
  end
  if not (given.title and (given.url or given.accession or given.publisher and given.date)) then
    core.raise(what .. " needs a source that others can find: title, and url, accession, or publisher and date")
  end
end

local function write_names(given, what, fields, name)
  for i, one in ipairs(given) do
    fields[("%s.%d"):format(name, i)] = some(one, ("%s[%d] of %s"):format(name, i, what))
  end
end

--- Checks what an analyst gives for an entry, and writes it as texts.
-- @tparam string type_name
-- @tparam table given by name; `on` and `corrects` beside the type's own
-- @tparam[opt] string on the day when none is given
-- @treturn table draft `{type=, on=, corrects=, fields=}`, without the hypothesis
function entries.draft(type_name, given, on)
  options.check(given, OPTION_KINDS[type_name], type_name)
  local fields = {}
  for _, field in ipairs(TYPES[type_name]) do
    local name, kind, needed, check = table.unpack(field)
    local value = given[name]
    local what = ("%s of %s"):format(name, type_name)
    if value == nil and needed then
      core.raise(("%s needs %s"):format(type_name, kind == "source" and "a source" or name))
    elseif kind == "source" and value ~= nil then
      write_source(value, type_name, fields)
    elseif kind == "names" and value ~= nil then
      write_names(value, what, fields, name)
    elseif value ~= nil then
      fields[name] = WRITERS[kind](value, what)
      local good, expected = true, nil
      if check then
        good, expected = check(value)
      end
      if not good then
        core.raise(("%s: '%s' is not %s"):format(what, tostring(value), expected))
      end
    end
  end
  on = given.on or on
  if on == nil then
    core.raise(("%s needs on, the day it became known: on = \"2025-04-30\""):format(type_name))
  end
  on = WRITERS.day(on, "on of " .. type_name)
  if type_name == "resolution" and not has_one_outcome(given) then
    core.raise "resolution needs outcome, true or false; or annulled = true, where it cannot be said"
  elseif fields.horizon and fields.horizon < on then
    core.raise(("horizon of %s, %s, lies before on, %s: it would be decided before it was claimed"):format(type_name,
      fields.horizon, on))
  end
  return { type = type_name, on = on,
    corrects = given.corrects and whole(given.corrects, "corrects"), fields = fields }
end

local ROW = { "number", "type", "hypothesis", "on", "recorded", "fields", "previous", "checksum" }

--- One entry of a ledger: `number`, `type`, `hypothesis` (id), `on`, `recorded`, `checksum`, and the fields of its
-- type.
-- @type Entry
local Entry = { __name = "signalflow.entry" }
Entry.__index = Entry

-- What the checksum covers: everything but the checksums.
local function covered(row)
  return ("%s\n%s\n%s\n%s\n%s\n%s\n%s"):format(row.number, row.type, row.hypothesis, row.on, row.recorded,
    row.corrects or "", row.fields)
end

--- The checksum of a row of texts, going on from the row before.
-- @tparam table row
-- @tparam string previous
-- @treturn string
function entries.checksum(row, previous)
  return core.checksum(covered(row), previous)
end

--- Whether a row's own checksum holds.
-- @tparam table row
-- @treturn boolean
function entries.is_sound(row)
  for i = 1, #ROW do
    if type(row[ROW[i]]) ~= "string" then
      return false -- damage may make a column of another type
    end
  end
  return #row.previous == 16 and not row.previous:find "[^0-9a-f]" and core.checksum(covered(row), row.previous)
    == row.checksum
end

--- The err of a damaged entry.
-- @tparam string address of the ledger
-- @param number of the entry
-- @tparam string what is wrong
-- @treturn table err with `.entry`
function entries.damaged(address, number, what)
  return failure("corrupt", ("%s: entry %s %s"):format(address, number, what), { entry = portable.integer(number) })
end

-- A part of a value: source.title becomes source = { title = ... }, rivals.1 the first of rivals.
local function read_part(self, by_name, name, written)
  local whole_name, part = name:match "^([^.]+)%.(.+)$"
  if by_name[whole_name or "none"] then
    self[whole_name] = self[whole_name] or {}
    self[whole_name][portable.integer(part) or part] = written
  end
end

-- Texts as values. A name that the type does not have is passed over.
local function read_fields(self, type_name, packed)
  local by_name = BY_NAME[type_name] or {}
  for name, written in portable.unpack(packed) do
    local kind = by_name[name]
    local read = READERS[kind or "none"]
    if kind == "text" then
      self[name] = written
    elseif read then
      self[name] = read(written)
    else
      read_part(self, by_name, name, written)
    end
  end
  return self
end

local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then
    return a == b
  end
  for name, value in pairs(a) do
    if not same(value, b[name]) then
      return false
    end
  end
  for name in pairs(b) do
    if a[name] == nil then
      return false
    end
  end
  return true
end

--- Whether an entry says what a draft says.
-- @tparam Entry entry
-- @tparam table draft
-- @treturn boolean
function entries.says_the_same(entry, draft)
  local said = read_fields({}, draft.type, portable.pack(draft.fields))
  for _, field in ipairs(TYPES[draft.type]) do
    if not same(entry[field[1]], said[field[1]]) then
      return false
    end
  end
  return entry.on == draft.on
end

--- An entry from a row that is sound.
-- @tparam table row texts: number, type, hypothesis, on, recorded, corrects, fields, checksum
-- @treturn Entry
function entries.of(row)
  local self = { number = portable.integer(row.number), type = row.type, hypothesis = portable.decode(row.hypothesis),
    on = row.on, recorded = row.recorded, corrects = portable.integer(row.corrects), checksum = row.checksum }
  return setmetatable(read_fields(self, row.type, row.fields), Entry)
end

--- An entry from its row; a failure where that is damaged.
-- @tparam table row texts: number, type, hypothesis, on, recorded, corrects, fields, previous, checksum
-- @tparam string address for messages
-- @treturn Entry
function entries.read(row, address)
  if not entries.is_sound(row) then
    error(entries.damaged(address, row.number, "is damaged: its checksum is wrong"), 0)
  end
  return entries.of(row)
end

--- Which entries hold. One that was replaced never holds again, also when what replaced it is taken back; one that was
-- taken back does, when its retraction is.
-- @tparam {Entry,...} all by rising number
-- @treturn {Entry,...} by rising number, without retractions
function entries.in_force(all)
  local corrected, held = {}, {}
  for i = #all, 1, -1 do
    local entry = all[i]
    local holds, retracts = not corrected[entry.number], entry.type == "retraction"
    if entry.corrects and (holds or not retracts) then
      corrected[entry.corrects] = true
    end
    held[#held + 1] = holds and not retracts and entry or nil
  end
  for i = 1, #held // 2 do
    held[i], held[#held + 1 - i] = held[#held + 1 - i], held[i]
  end
  return held
end

local SAYS = {
  hypothesis = function(entry)
    return ("%s (%s)"):format(entry.claim, entry.by)
  end,
  evidence = function(entry)
    return { ("%s %s, ratio "):format(entry.kind, entry.supports and "for" or "against"),
      figure.of(entry.likelihood_ratio), ", " .. entry.origin }
  end,
  question = function(entry)
    return ("%s (%s%s)"):format(entry.text, entry.where, entry.by and ", by " .. entry.by or "")
  end,
  headline = function(entry)
    return entry.headline
  end,
  resolution = function(entry)
    return entry.annulled and "annulled" or "turned out " .. tostring(entry.outcome)
  end,
  retraction = function(entry)
    return entry.note
  end,
}

--- What the entry says, in a few words.
-- @treturn string
function Entry:says()
  return line.plain(cells.text(SAYS[self.type](self)))
end

--- Whether an entry is dated after the day it was entered, with a day for time zones: nobody knew it then.
-- @tparam Entry entry
-- @treturn boolean
function entries.is_ahead(entry)
  return core.day(entry.on) > core.day(entry.recorded:sub(1, 10)) + 1
end

page.of_class(Entry, Entry, function(self)
  local said = SAYS[self.type](self)
  return { block.paragraph { ("%d  %s  %s  %s  "):format(self.number, self.on, self.type, line.plain(self.hypothesis)),
    self.corrects and ("(corrects %d) "):format(self.corrects) or "",
    type(said) == "string" and line.plain(said) or { said[1], said[2], line.plain(said[3]) },
    entries.is_ahead(self) and "; dated after the day it was entered" or "" } }
end)

--- Whether a value is an entry.
-- @param value
-- @treturn boolean
function entries.is(value)
  return getmetatable(value) == Entry
end

local function is_day(value)
  return type(value) == "string" and failure.catch(core.day, value)
end

local SHAPES = {
  text = function(value)
    return type(value) == "string" and value:find "%S"
  end,
  number = function(value)
    return type(value) == "number" and value == value
  end,
  boolean = function(value)
    return type(value) == "boolean"
  end,
  entry = function(value)
    return math.type(value) == "integer"
  end,
  names = function(value)
    return type(value) == "table"
  end,
  source = function(value)
    return type(value) == "table" and type(value.title) == "string" and (value.date == nil or is_day(value.date))
  end,
  day = is_day,
}
SHAPES.question = function(value)
  return SHAPES.entry(value) or SHAPES.text(value)
end

--- What an entry that another program wrote does not say as it must; nil when nothing is wrong.
-- @tparam Entry entry
-- @treturn ?string
function entries.complaint(entry)
  if not TYPES[entry.type] then
    return "has an unknown type"
  elseif not is_day(entry.on) then
    return "has no day"
  end
  for _, field in ipairs(TYPES[entry.type]) do
    local name, kind, needed, check = table.unpack(field)
    local value = entry[name]
    if value == nil and needed or value ~= nil and not (SHAPES[kind](value) and (not check or check(value))) then
      return "has no valid " .. name
    end
  end
  if entry.type == "resolution" and not has_one_outcome(entry) then
    return "has no valid outcome"
  end
  return nil
end

--- The types of entries.
entries.types = options.names(TYPES)

-- The columns of every entry, and what the types have beside them.
local FIELDS = { number = true, type = true, hypothesis = true, on = true, recorded = true, corrects = true,
  checksum = true }
for _, fields in pairs(BY_NAME) do
  FIELDS = options.merged(FIELDS, fields)
end
options.seal(Entry, nil, options.names(FIELDS))

return entries
