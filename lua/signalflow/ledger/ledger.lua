--- The ledger: what was believed, by whom, since when, on what evidence, and what would prove it wrong.
--
-- Entries are only ever added. Two times are kept of each: the day on which what it says became known (`on`), by
-- which `as_of` cuts, and the moment it was entered here (`recorded`), by which `recorded_by` cuts; so every past state
-- can be had again. A correction is a new entry that names what it corrects. Each entry carries a checksum that goes on
-- from the one before: it finds damage, and is no signature.
-- @module signalflow.ledger.ledger
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local entries = require "signalflow.ledger.entries"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local guru = require "signalflow.ledger.guru"
local hypothesis = require "signalflow.ledger.hypothesis"
local log = require "signalflow.ledger.log"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local settings = require "signalflow.shared.settings"
local store = require "signalflow.ledger.store"
local transfer = require "signalflow.ledger.transfer"

local ledger = {}

--- A ledger: hypotheses and what was entered about them. `address`. Closes by `<close>` or `:close()`.
-- @type Book
local Book = { __name = "signalflow.ledger" }
Book.__index = Book

local function open(address, given)
  local opened = store.open(address, { read_only = given.read_only or false })
  return failure.ensure(function()
    return setmetatable({ log = log.open(opened, given.clock), address = opened.address }, Book)
  end, function(done)
    if not done then
      opened:close()
    end
  end)
end

--- Opens a ledger, or creates it.
-- @tparam string address a file's path (SQLite), or "postgresql://user:password@host:port/dbname?option=..."
-- @tparam[opt] table given `read_only`; `clock`, a function that gives the time as "2026-01-15T10:00:00Z", for scripts
-- that replay
-- @treturn[1] Book
-- @treturn[2] nil
-- @treturn[2] err
function ledger.open(address, given)
  if type(address) ~= "string" or address == "" or address:find "%z" then
    core.raise(("ledger takes a file's path or a postgresql:// address, not %s"):format(
      type(address) == "string" and "such a text" or type(address)))
  end
  given = options.check(given, { read_only = "boolean", clock = "function" }, "ledger")
  local book, err = failure.attempt(open, address, given)
  if not book then
    return nil, err
  elseif core.kind_of_path(address) == "file" then
    settings.reading(address)
  end
  return book
end

--- Creates a hypothesis, or opens the one of that id: `book:hypothesis { id = ..., claim = ..., by = ..., on = ...,
-- axis = ..., horizon = ..., prior = 0.5, falsified_by = ..., source = { title = ..., url = ... } }`.
-- @tparam table|string given also `rivals`, ids of hypotheses of which at most one holds; `vague`, when it cannot be
-- resolved; `corrects`, the number of the definition it replaces
-- @treturn[1] Hypothesis
-- @treturn[2] nil
-- @treturn[2] err
function Book:hypothesis(given)
  return failure.attempt(hypothesis.open, self.log, given)
end

--- All hypotheses, in the order in which they were entered.
-- @treturn[1] {Hypothesis,...}
-- @treturn[2] nil
-- @treturn[2] err
function Book:hypotheses()
  return failure.attempt(hypothesis.all, self.log)
end

--- Somebody who makes claims: `book:guru("Jensen Huang"):record()`.
-- @tparam string name as the hypotheses' `by`
-- @treturn Guru
function Book:guru(name)
  return guru.new(self.log, name)
end

--- Entries as they were entered, what was corrected too, by number.
-- @tparam[opt] table given `hypothesis`, `type`, `as_of`, `recorded_by`; `from` and `to`, days: what was known and
-- recorded by the end of `to`, and not yet by that of `from`; `after` (a number) and `limit` for many
-- @treturn[1] {Entry,...}
-- @treturn[2] nil
-- @treturn[2] err
function Book:entries(given)
  given = options.check(given, { hypothesis = "string", type = "string", as_of = "string|number",
    recorded_by = "string|number", from = "string|number", to = "string|number", after = "number",
    limit = "number" }, "entries")
  if given.type then
    options.one_of(given.type, entries.types, "type of entry")
  end
  for _, name in ipairs { "after", "limit" } do
    if given[name] and not (options.integer(given[name]) and given[name] >= 0) then
      core.raise(("%s of entries is a whole number, not %s"):format(name, options.describe(given[name])))
    end
  end
  if given.from and given.to and core.day(given.from) > core.day(given.to) then
    core.raise(("entries go forward: from %s is after to %s"):format(given.from, given.to))
  end
  return failure.attempt(self.log.select, self.log, given)
end

--- One entry by its number.
-- @tparam integer number
-- @treturn[1] Entry
-- @treturn[2] nil
-- @treturn[2] err
function Book:entry(number)
  if not options.integer(number) then
    core.raise(("entry takes an entry's number, not %s"):format(options.describe(number)))
  end
  return failure.attempt(self.log.one, self.log, options.integer(number))
end

--- Enters statements, a hypothesis each with its evidence and headlines, all or none; what an earlier run has entered
-- is left as it is: `book:enter { { id = ..., claim = ..., evidence = { { kind = ... } }, headlines = { reading } } }`.
-- @tparam table statements list
-- @treturn[1] integer how many pieces of evidence and headlines are new
-- @treturn[2] nil
-- @treturn[2] err
function Book:enter(statements)
  if type(statements) ~= "table" or #statements == 0 and next(statements) ~= nil then
    core.raise "enter takes a list of statements, each what book:hypothesis takes with evidence = { ... }"
  end
  return failure.attempt(self.log.store.transaction, self.log.store, true, function()
    local count = 0
    for _, statement in ipairs(statements) do
      count = count + hypothesis.enter(self.log, statement)
    end
    return count
  end)
end

--- Enters everything that a function enters, or nothing: one commit instead of many.
-- @tparam function action
-- @treturn[1] boolean true
-- @treturn[2] nil
-- @treturn[2] err the first failure to enter something, also when the function went on
function Book:together(action)
  if type(action) ~= "function" then
    core.raise(("together takes a function, not %s"):format(options.said(action)))
  end
  return failure.attempt(function()
    self.log.store:transaction(true, action)
    return true
  end)
end

--- Checks the file and the chain of entries.
-- @treturn[1] integer how many entries there are, all sound
-- @treturn[2] nil
-- @treturn[2] err code "corrupt"; `.entry` is the first damaged or missing one
function Book:verify()
  return failure.attempt(self.log.verify, self.log)
end

--- Writes every entry as a JSON line.
-- @tparam string path "-" is standard output
-- @treturn[1] integer how many
-- @treturn[2] nil
-- @treturn[2] err
function Book:export(path)
  if type(path) ~= "string" then
    core.raise(("export takes a file's path, not %s"):format(options.said(path)))
  elseif path == self.address then
    core.raise "export would overwrite the ledger; give another file"
  end
  return failure.attempt(transfer.export, self.log, path)
end

--- Reads an exported ledger into this one, which must be empty: all of it, or nothing.
-- @tparam string path "-" is standard input
-- @treturn[1] integer how many
-- @treturn[2] nil
-- @treturn[2] err
function Book:import(path)
  if type(path) ~= "string" then
    core.raise(("import takes a file's path, not %s"):format(options.said(path)))
  end
  return failure.attempt(transfer.import, self.log, path)
end

--- Closes the ledger; again is nothing.
function Book:close()
  self.log.store:close()
end

Book.__close = Book.close

page.of_class(Book, Book, function(self)
  if not self.log.store.connection then
    return { block.paragraph(("ledger %s: closed"):format(self.address)) }
  end
  local count, err = failure.attempt(self.log.count, self.log)
  return { block.paragraph { ("ledger %s: "):format(self.address), count and { figure.count(count),
    count == 1 and " entry" or " entries" } or tostring(err) } }
end)

options.seal(Book, nil, { "log", "address" })

return setmetatable(ledger, {
  __call = function(_, address, given)
    return ledger.open(address, given)
  end,
})
