--- One database behind a ledger: statements with bound parameters, transactions, and errors with a code.
--
-- Inside the ledger a failure is raised as itself; `failure.attempt`, which every public method goes through, makes
-- `nil, err` of it.
-- @module signalflow.ledger.store
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"

local Store = { __name = "signalflow.store" }
Store.__index = Store

local store = {}

local DEALLOCATE_AFTER = 200

local MISSING = [[%s needs LuaDBI and its driver, which are not installed (%s).
  Debian and Ubuntu:  apt-get install %s
  elsewhere:          luarocks --lua-version 5.4 install %s]]

-- LuaDBI, with the driver loaded: without it, it would raise a message of its own.
local function load_dbi(driver, address)
  local found, dbi = failure.catch(require, "DBI")
  local loaded = found and failure.catch(require, "dbd." .. driver.driver:lower())
  if not loaded then
    error(failure("missing", MISSING:format(address, found and "the driver is missing" or "LuaDBI is missing",
      driver.package, driver.rock)))
  end
  return dbi
end

-- Messages go to screens and logs; passwords do not.
local function without_password(address)
  return (address:gsub("^(%w+://[^:@/]*):[^@/]*@", "%1:***@"):gsub("(password=)[^&]*", "%1***"))
end

--- Opens a database.
-- @tparam string address a file's path, or "postgresql://..."
-- @tparam table settings `read_only`
-- @treturn Store
function store.open(address, settings)
  local team = address:find "^postgres%w*://"
  local driver = require(team and "signalflow.ledger.postgresql" or "signalflow.ledger.sqlite")
  local shown = without_password(address)
  local connection = driver.connect(load_dbi(driver, shown), address, settings.read_only)
  connection:autocommit(true) -- transactions are begun and ended here, in so many words
  local self = setmetatable({ driver = driver, connection = connection, address = shown, statements = {}, depth = 0,
    prepared = 0, transactions = 0, read_only = settings.read_only }, Store)
  return failure.ensure(function()
    driver.begin(self)
    return self
  end, function(done)
    if not done then
      self:close()
    end
  end)
end

local function code_of(driver, message)
  for _, known in ipairs(driver.codes) do
    if message:find(known[1], 1, true) then
      return known[2]
    end
  end
  return "database"
end

-- Raises what the database said as a failure.
function Store:fail(message)
  message = tostring(message):gsub("^%u%l+ failed ", ""):gsub("^Error %l[%l ]+: ", ""):gsub("^ERROR: +", "")
    :match "^[^\n]*"
  local err = failure(code_of(self.driver, message), ("%s: %s"):format(self.address, message))
  self:spoil(err)
  error(err, 0)
end

-- A transaction in which something failed is undone, also when whoever called goes on.
function Store:spoil(err)
  if self.depth > 0 then
    self.spoilt = self.spoilt or err
  end
end

local function fetch_all(statement, ...)
  local done, message = statement:execute(...)
  if not done then
    error(message, 0)
  end
  local rows = {}
  local row = statement:fetch(false)
  while row do
    rows[#rows + 1] = row
    row = statement:fetch(false)
  end
  return rows -- the parameters are held until here: LuaDBI keeps only their addresses
end

function Store:prepare(sql)
  local statement = self.statements[sql]
  if statement then
    return statement
  end
  local message
  statement, message = self.connection:prepare(sql)
  if not statement then
    self:fail(message)
  elseif self.driver.keeps_statements then
    self.statements[sql] = statement
  end
  return statement
end

-- Some versions of LuaDBI leave what was prepared with the server when a statement is closed. Outside a transaction,
-- where a statement that is gone already is no harm, everything is let go now and then.
local function deallocate(self)
  self.prepared = 0
  local all = self.connection:prepare "DEALLOCATE ALL"
  if all then
    all:execute()
    all:close()
  end
end

local function nothing() end

-- Does what must be done although a hook raises meanwhile.
local function undisturbed(action)
  failure.ensure(nothing, action)
end

function Store:release(sql, statement, failed)
  if self.driver.keeps_statements and not failed then
    return
  end
  self.statements[sql] = nil -- one that failed would repeat its error
  undisturbed(function()
    failure.catch(statement.close, statement) -- whatever it says to that
  end)
  self.prepared = self.prepared + 1
  if not self.driver.keeps_statements and self.prepared >= DEALLOCATE_AFTER and self.depth == 0 then
    deallocate(self)
  end
end

--- Puts something off until the next statement of this transaction, its COMMIT at the latest: rows written together.
-- @tparam function action
function Store:put_off(action)
  self.waiting = action
end

local function do_what_waits(self)
  local action = self.waiting
  self.waiting = nil
  if action then
    action()
  end
end

--- Runs one statement.
-- @tparam string sql with ? for each parameter
-- @tparam ?string ... parameters; whole numbers as text, for LuaDBI makes floats of numbers
-- @treturn table rows, each a list of columns
function Store:run(sql, ...)
  if not self.connection then
    core.raise "the ledger is closed"
  end
  do_what_waits(self)
  self.disturbed = self.disturbed or self.at_work -- a hook raised: perhaps before a prepared statement was noted
  self.at_work = true
  local statement = self:prepare(sql)
  local own, done, rows = pcall(failure.catch, fetch_all, statement, ...)
  self:release(sql, statement, not (own and done))
  if not own then
    self:spoil(done)
    error(done, 0)
  end
  self.at_work = false
  if not done then
    self:fail(rows)
  end
  return rows
end

-- Part of the transaction that is open.
local function take_part(self, write, action)
  return failure.ensure(action, function(done, err)
    if write and not done then
      self:spoil(err)
    end
  end)
end

--- Does something in one transaction: all of it, or nothing. Inside another it is part of that one, and what it fails
-- to write undoes the whole.
-- @tparam boolean write nobody else writes until it ends
-- @tparam function action
-- @return what the action returns
function Store:transaction(write, action)
  if self.depth > 0 then
    return take_part(self, write, action)
  elseif write and self.read_only then
    error(failure("read only", self.address .. ": the ledger was opened for reading only"), 0)
  end
  return failure.ensure(function()
    self.depth, self.spoilt, self.transactions = 1, nil, self.transactions + 1
    for _, sql in ipairs(write and self.driver.begin_write or self.driver.begin_read) do
      self:run(sql)
    end
    local result = table.pack(action())
    if self.spoilt then
      error(self.spoilt, 0)
    end
    self:run "COMMIT"
    return table.unpack(result, 1, result.n)
  end, function(done)
    self.depth, self.waiting = 0, nil
    if not done and self.connection then
      failure.attempt(self.run, self, "ROLLBACK") -- refused where an error has ended the transaction already
    end
  end)
end

-- Statements go before the connection, which would stay open for them.
local function close_all(self)
  for _, statement in pairs(self.statements) do
    failure.catch(statement.close, statement)
  end
  if self.disturbed or self.at_work then
    collectgarbage() -- finds a statement that was not noted
  end
  self.connection:close()
  self.connection, self.statements = nil, {}
end

--- Closes the database. Again is nothing.
function Store:close()
  if self.connection then
    undisturbed(function()
      close_all(self)
    end)
  end
end

Store.__gc = Store.close

options.seal(Store)

return store
