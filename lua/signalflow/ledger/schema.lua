--- The tables of a ledger, by version, and how an older one becomes this one.
--
-- Nothing here changes an entry: a migration adds tables and indexes beside them.
-- @module signalflow.ledger.schema
local failure = require "signalflow.shared.failure"
local portable = require "signalflow.ledger.portable"

local schema = {}

-- Refuses changes of a table's rows.
local function keep(store, name)
  store.driver.refuse(store, name, "UPDATE")
  store.driver.refuse(store, name, "DELETE")
end

local migrations = {}

-- Makes a table; a column's type is its name in the driver: <number>, <text>.
local function create(store, name, columns)
  store:run(("CREATE TABLE %s (%s)"):format(name, (columns:gsub("<(%l+)>", store.driver))))
end

-- 1: the entries, each with the checksum of the one before it and its own.
migrations[1] = function(store)
  store.driver.found(store)
  create(store, "ledger_versions", "version <number> PRIMARY KEY, applied <text> NOT NULL")
  create(store, "ledger_entries", [[number <number> PRIMARY KEY, type <text> NOT NULL, hypothesis <text> NOT NULL,
    known_on <text> NOT NULL, recorded <text> NOT NULL, corrects <number>, fields <text> NOT NULL,
    previous <text> NOT NULL, checksum <text> NOT NULL]])
  store:run "CREATE INDEX ledger_by_hypothesis ON ledger_entries (hypothesis, number)"
  keep(store, "ledger_versions")
  keep(store, "ledger_entries")
  store.driver.refuse(store, "ledger_entries", "INSERT",
    "NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM ledger_entries)")
end

-- 2: where the ledger ends, so that entries missing there are found; and hypotheses are found without reading the
-- evidence.
migrations[2] = function(store)
  create(store, "ledger_end", [[one <number> PRIMARY KEY CHECK (one = 1), number <number> NOT NULL,
    recorded <text> NOT NULL, checksum <text> NOT NULL]])
  store:run [[INSERT INTO ledger_end (one, number, recorded, checksum)
    SELECT 1, number, recorded, checksum FROM (
      SELECT number, recorded, checksum FROM ledger_entries
      UNION ALL SELECT 0, '', '0000000000000000') AS ends ORDER BY number DESC LIMIT 1]]
  store.driver.refuse(store, "ledger_end", "UPDATE", "NEW.number <> OLD.number + 1")
  store.driver.refuse(store, "ledger_end", "DELETE")
  store:run "CREATE INDEX ledger_by_type ON ledger_entries (type, number)"
end

--- The version this library writes.
schema.latest = #migrations

local function version_of(store)
  return portable.integer(store:run("SELECT CAST(MAX(version) AS TEXT) FROM ledger_versions")[1][1]) or 0
end

-- "ledger" or "empty"; what is something else is refused.
local function identify(store)
  local kind = store.driver.identify(store)
  if kind == "other" then
    error(failure("not a ledger", store.address .. ": this is not a ledger, and is left as it is"), 0)
  end
  return kind
end

-- Brings the database to the latest version; another may have done so while this one waited.
local function migrate(store, now)
  store:transaction(true, function()
    local kind = identify(store)
    for version = (kind == "ledger" and version_of(store) or 0) + 1, schema.latest do
      migrations[version](store)
      store:run("INSERT INTO ledger_versions (version, applied) VALUES (?, ?)", ("%d"):format(version), now())
    end
  end)
end

--- Makes sure that the database holds a ledger of the latest version.
-- @tparam Store store
-- @tparam function now the time, as text
function schema.open(store, now)
  local kind = identify(store)
  if kind == "empty" and store.read_only then
    error(failure("not a ledger", store.address .. ": there is no ledger yet, and it was opened for reading only"), 0)
  end
  local version = kind == "empty" and 0 or version_of(store)
  if version > schema.latest then
    error(failure("newer", ("%s: the ledger has version %d; this library knows versions up to %d, so a newer"
      .. " signalflow is needed"):format(store.address, version, schema.latest)), 0)
  elseif version < schema.latest and store.read_only then
    error(failure("older", ("%s: the ledger has version %d; opening it for writing once makes it version %d"):format(
      store.address, version, schema.latest)), 0)
  elseif version < schema.latest then
    migrate(store, now)
  end
end

return schema
