--- The entries of a ledger as rows: adding at the end, reading, and checking the whole.
-- @module signalflow.ledger.log
local core = require "signalflow.core"
local entries = require "signalflow.ledger.entries"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local portable = require "signalflow.ledger.portable"
local schema = require "signalflow.ledger.schema"

local log = {}

local Log = { __name = "signalflow.log" }
Log.__index = Log

local COLUMNS = { "number", "type", "hypothesis", "on", "recorded", "corrects", "fields", "previous", "checksum" }
-- Numbers come as text, for LuaDBI makes 32-bit integers of them; and under another name, so that ORDER BY number means
-- the number.
local SELECT = [[SELECT CAST(number AS TEXT) AS written, type, hypothesis, known_on, recorded,
  CAST(corrects AS TEXT), fields, previous, checksum FROM ledger_entries]]
local INSERT = [[INSERT INTO ledger_entries
  (number, type, hypothesis, known_on, recorded, corrects, fields, previous, checksum)]]
local PAGE = "1000"

local TIME = "^%d%d%d%d%-%d%d%-%d%dT[0-2]%d:[0-5]%d:[0-6]%dZ$"
local NEVER = "9999-12-31"

local function system_time()
  return os.date "!%Y-%m-%dT%H:%M:%SZ"
end

--- Opens the rows of a store, whose schema is brought up to date.
-- @tparam Store store
-- @tparam[opt] function clock of a script that replays
-- @treturn Log
function log.open(store, clock)
  local self = setmetatable({ store = store, clock = clock }, Log)
  schema.open(store, function()
    return self:now()
  end)
  return self
end

--- The time, by the clock that was given or the system's.
-- @treturn string "2026-01-15T10:00:00Z"
function Log:now()
  if not self.clock then
    return system_time()
  end
  local time = self.clock()
  if type(time) ~= "string" or not time:find(TIME) then
    core.raise(("clock gives a time as \"2026-01-15T10:00:00Z\", not %s"):format(options.describe(time)))
  end
  core.day(time:sub(1, 10))
  return time
end

-- What is written now is recorded no earlier than what was written before: "recorded by" is then a beginning of the
-- ledger, and never changes. The system's clock may lag behind another's; a replaying script's may not.
function Log:recorded_after(last)
  local now = self:now()
  if now >= last then
    return now
  elseif self.clock then
    error(failure("clock", ("%s: the clock says %s, but entries were recorded up to %s"):format(self.store.address, now,
      last)), 0)
  end
  return last
end

-- Where the ledger ends.
local function read_end(store)
  local row = store:run("SELECT CAST(number AS TEXT), recorded, checksum FROM ledger_end")[1]
  local number = row and portable.integer(row[1])
  if not number then
    error(failure("corrupt", store.address .. ": the ledger's end is missing"), 0)
  end
  return { number = number, recorded = row[2], checksum = row[3] }
end

--- How many entries there are, as the ledger's end says.
-- @treturn integer
function Log:count()
  return read_end(self.store).number
end

-- Where the ledger will end once what waits is written: nobody else writes while this transaction lasts.
local function last_of(self)
  local store = self.store
  if self.ending and self.ending.transaction == store.transactions then
    return self.ending
  end
  return read_end(store)
end

-- Writes a row at the end, together with those that follow before anything is read.
local function write(self, row)
  local store = self.store
  local transaction = store.transactions
  self.ending = { number = portable.integer(row.number), recorded = row.recorded, checksum = row.checksum,
    transaction = transaction }
  local rows = self.rows_waiting
  if not (rows and rows.transaction == transaction) then
    rows = { transaction = transaction }
    self.rows_waiting = rows
  end
  rows[#rows + 1] = row
  local function flush()
    self.rows_waiting = nil
    store.driver.add(store, INSERT, COLUMNS, rows)
  end
  store:put_off(flush)
  if #rows == store.driver.together then
    store:put_off(nil)
    flush()
  end
end

--- Adds an entry at the end, in a transaction of its own or the one that is open.
-- @tparam string hypothesis
-- @tparam table draft
-- @tparam[opt] function check called in the transaction before anything is written
-- @treturn Entry
function Log:append(hypothesis, draft, check)
  return self.store:transaction(true, function()
    if check then
      check()
    end
    local last = last_of(self)
    local row = { number = ("%d"):format(last.number + 1), type = draft.type,
      hypothesis = portable.encode(hypothesis), on = draft.on, recorded = self:recorded_after(last.recorded),
      corrects = draft.corrects, fields = portable.pack(draft.fields), previous = last.checksum }
    row.checksum = entries.checksum(row, row.previous)
    write(self, row)
    return entries.of(row)
  end)
end

--- Adds a row as another ledger wrote it: its number and checksums must follow, and it must say what its type says.
-- @tparam table row
function Log:append_row(row)
  local last = last_of(self)
  local function refuse(what)
    error(failure("corrupt", ("entry %s %s"):format(row.number, what)), 0)
  end
  if portable.integer(row.number) ~= last.number + 1 then
    error(failure("corrupt", ("expected entry %d, got %s"):format(last.number + 1, row.number)), 0)
  elseif row.previous ~= last.checksum then
    refuse "does not follow the one before it"
  elseif not entries.is_sound(row) then
    refuse "is damaged: its checksum is wrong"
  elseif not row.recorded:find(TIME) or row.recorded < last.recorded then
    refuse "is not recorded after the one before it"
  end
  local complaint = entries.complaint(entries.of(row))
  if complaint then
    refuse(complaint)
  end
  write(self, row)
end

local function row_of(columns)
  local row = {}
  for i, name in ipairs(COLUMNS) do
    row[name] = columns[i]
  end
  return row
end

--- The last moment that counts as recorded by a day or a time.
-- @tparam ?string recorded_by "2026-01-15" (to its end) or "2026-01-15T10:00:00Z"
-- @treturn string to compare with
function log.recorded_cut(recorded_by)
  if recorded_by == nil then
    return NEVER .. "T24"
  elseif type(recorded_by) == "string" and recorded_by:find(TIME) then
    core.day(recorded_by:sub(1, 10))
    return recorded_by
  elseif type(recorded_by) == "string" and recorded_by:find "T" then
    core.raise(("recorded_by is a day, or a time as \"2026-01-15T10:00:00Z\", not \"%s\""):format(recorded_by))
  end
  return core.day_text(core.day(recorded_by)) .. "T24" -- after 23:59:59 and a leap second
end

local function rows(store, condition, ...)
  local found = store:run(("%s WHERE %s"):format(SELECT, condition), ...)
  for i, columns in ipairs(found) do
    found[i] = row_of(columns)
  end
  return found
end

function Log:read(condition, ...)
  local found = rows(self.store, condition, ...)
  for i, row in ipairs(found) do
    found[i] = entries.read(row, self.store.address)
  end
  return found
end

--- The entries of a hypothesis as it was seen: known by a day, recorded by a moment.
-- @tparam string hypothesis
-- @tparam[opt] string as_of
-- @tparam[opt] string recorded_by
-- @treturn {Entry,...} by number
function Log:of_hypothesis(hypothesis, as_of, recorded_by)
  return self:read("hypothesis = ? AND known_on <= ? AND recorded <= ? ORDER BY number", portable.encode(hypothesis),
    as_of or NEVER, log.recorded_cut(recorded_by))
end

-- The texts of many entries as one text for each column, in the order that core.entries takes: fewer are handed over.
local TOGETHER = { "number", "type", "known_on", "recorded", "corrects", "fields", "previous", "checksum" }

--- The entries of a hypothesis as it was seen, not yet read.
-- @tparam string hypothesis
-- @tparam string as_of
-- @tparam[opt] string recorded_by
-- @return what core.entries gives; raises a failure when one is damaged
function Log:seen(hypothesis, as_of, recorded_by)
  local store, id, columns = self.store, portable.encode(hypothesis), {}
  for i, column in ipairs(TOGETHER) do
    columns[i] = store.driver.together_as:format(column)
  end
  local texts = store:run(("SELECT %s FROM ledger_entries WHERE hypothesis = ? AND known_on <= ? AND recorded <= ?")
    :format(table.concat(columns, ", ")), id, as_of, log.recorded_cut(recorded_by))[1]
  local seen, damaged = core.entries(id, texts)
  return seen or error(entries.damaged(store.address, damaged, "is damaged: its checksum is wrong"), 0)
end

--- The entries of a type.
-- @tparam string type_name
-- @tparam[opt] string hypothesis one's alone
-- @treturn {Entry,...} by number
function Log:of_type(type_name, hypothesis)
  if hypothesis then
    return self:read("hypothesis = ? AND type = ? ORDER BY number", portable.encode(hypothesis), type_name)
  end
  return self:read("type = ? ORDER BY number", type_name)
end

--- One entry, or nil.
-- @tparam integer number
-- @treturn ?Entry
function Log:entry(number)
  return self:read("number = ?", ("%d"):format(number))[1]
end

--- One entry; raises a failure when there is none.
-- @tparam integer number
-- @treturn Entry
function Log:one(number)
  return self:entry(number) or error(failure("unknown", ("%s: there is no entry %d"):format(self.store.address,
    number)), 0)
end

--- Entries by what is asked of them.
-- @tparam table given `hypothesis type as_of recorded_by from to after limit`
-- @treturn {Entry,...} by number
function Log:select(given)
  local conditions, values = { "known_on <= ?", "recorded <= ?", "number > ?" }, {
    given.as_of and core.day_text(core.day(given.as_of)) or NEVER, log.recorded_cut(given.recorded_by),
    ("%d"):format(given.after or 0) }
  local function add(condition, day)
    conditions[#conditions + 1] = condition
    table.move({ core.day_text(core.day(day)), log.recorded_cut(day) }, 1, 2, #values + 1, values)
  end
  if given.to then
    add("(known_on <= ? AND recorded <= ?)", given.to)
  end
  if given.from then
    add("(known_on > ? OR recorded > ?)", given.from)
  end
  local hypothesis = given.hypothesis and portable.encode(given.hypothesis)
  for column, value in pairs { hypothesis = hypothesis, type = given.type } do
    conditions[#conditions + 1] = column .. " = ?"
    values[#values + 1] = value
  end
  local condition = table.concat(conditions, " AND ") .. " ORDER BY number"
  if given.limit then
    condition = condition .. (" LIMIT %d"):format(given.limit)
  end
  return self:read(condition, table.unpack(values))
end

--- All rows in order, a page at a time, as they are written: not read, not checked.
-- @treturn function iterator
function Log:rows()
  local page, at, after = {}, 0, "0"
  return function()
    at = at + 1
    if not page[at] then
      page, at = rows(self.store, "number > ? ORDER BY number LIMIT " .. PAGE, after), 1
      after = page[1] and page[#page].number
    end
    return page[at]
  end
end

-- The rows, up to where the database cannot read on.
local function readable_rows(self, expected)
  local following = self:rows()
  return function()
    local row, err = failure.attempt(following)
    if err and err.code == "corrupt" then
      error(entries.damaged(self.store.address, ("%d"):format(expected()), "cannot be read (" .. err.message .. ")"), 0)
    elseif err then
      error(err, 0)
    end
    return row
  end
end

-- The first entry of the chain that is damaged or missing, raised.
local function check_chain(self, last)
  local expected, previous = 1, "0000000000000000"
  local function next_expected()
    return expected
  end
  for row in readable_rows(self, next_expected) do
    local number = portable.integer(row.number)
    if number ~= expected then
      error(entries.damaged(self.store.address, ("%d"):format(expected), "is missing"), 0)
    elseif not entries.is_sound(row) then
      error(entries.damaged(self.store.address, row.number, "is damaged: its checksum is wrong"), 0)
    elseif row.previous ~= previous then
      error(entries.damaged(self.store.address, row.number, "does not follow the one before it: one of the two was"
        .. " replaced"), 0)
    end
    expected, previous = expected + 1, row.checksum
  end
  if expected <= last.number then
    error(entries.damaged(self.store.address, ("%d"):format(expected), "is missing"), 0)
  elseif expected > last.number + 1 or previous ~= last.checksum then
    error(entries.damaged(self.store.address, ("%d"):format(expected - 1), "is not what the ledger's end says"), 0)
  end
  return expected - 1
end

--- Checks the file and every entry; raises the first damage as a failure.
-- @treturn integer how many entries there are
function Log:verify()
  local store = self.store
  return store:transaction(false, function()
    local count = check_chain(self, read_end(store))
    local damage = store.driver.damage(store)
    if damage then
      error(failure("corrupt", ("%s: %s"):format(store.address, damage)), 0)
    end
    return count
  end)
end

options.seal(Log)

return log
