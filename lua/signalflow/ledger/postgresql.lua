--- A ledger in a PostgreSQL database, for a team: what differs from other databases.
-- @module signalflow.ledger.postgresql
local failure = require "signalflow.shared.failure"

local LOCK_TIMEOUT = "10s"
local WRITER = 0x53464C47 -- who writes holds this advisory lock until the transaction ends

local postgresql = {
  driver = "PostgreSQL",
  package = "lua-dbi-postgresql",
  rock = "luadbi-postgresql",
  -- the lock comes first: each later statement sees what was committed while this one stood in line
  begin_write = { "BEGIN", ("SELECT CAST(pg_advisory_xact_lock(%d) AS TEXT)"):format(WRITER) },
  begin_read = { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" },
  number = "BIGINT",
  together_as = "string_agg(COALESCE(CAST(%s AS TEXT), ''), E'\\n')", -- one text of many, a line each
  text = 'TEXT COLLATE "C"', -- days and times are compared by their bytes
  -- A statement used again would keep the result of each use until it is closed.
  keeps_statements = false,
  together = 512, -- rows of one statement: more save nothing
}

-- What the server says, and what it means here.
postgresql.codes = {
  { "lock timeout", "locked" },
  { "read-only transaction", "read only" },
  { "append-only", "refused" },
  { "No space left", "full" },
  { "could not extend file", "full" },
  { "invalid page", "corrupt" },
  { "could not read block", "corrupt" },
  { "connection", "connection" },
  { "Statement unavailable", "connection" },
  { "permission denied", "refused" },
}

--- Connects; libpq reads the address with all its options.
-- @param dbi LuaDBI
-- @tparam string address
-- @treturn connection
function postgresql.connect(dbi, address)
  local connection, message = dbi.Connect("PostgreSQL", address)
  if not connection then
    error(failure("connection", (tostring(message):gsub("^Failed to connect to database: ", ""):gsub("%s+$", ""))))
  end
  return connection
end

--- Prepares the session. A commit is on the disk when it returns, whatever the server's default is.
-- @tparam Store store
function postgresql.begin(store)
  local encoding = store:run([[SELECT current_setting('server_encoding'), set_config('client_encoding', 'UTF8', false),
    set_config('synchronous_commit', 'on', false), set_config('lock_timeout', ?, false)]], LOCK_TIMEOUT)[1][1]
  if encoding ~= "UTF8" then
    error(failure("refused", ("the database is encoded in %s; a ledger needs one in UTF8"):format(encoding)))
  end
  if store.read_only then
    store:run "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
  end
end

--- What the database holds under the names of a ledger: "ledger", "empty" or "other".
-- @tparam Store store
-- @treturn string
function postgresql.identify(store)
  -- asked of the catalogue, not of to_regclass, which may remember what was so before another made the tables
  local found = store:run [[SELECT CAST(COUNT(DISTINCT tablename) AS TEXT) FROM pg_catalog.pg_tables
    WHERE tablename IN ('ledger_versions', 'ledger_entries') AND schemaname = ANY (current_schemas(false))]]
  return ({ ["0"] = "empty", ["2"] = "ledger" })[found[1][1]] or "other"
end

--- Makes what a new ledger needs beside its tables.
-- @tparam Store store
function postgresql.found(store)
  store:run [[CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'a ledger is append-only'; END $$]]
end

--- Refuses a change of a table: a trigger.
-- @tparam Store store
-- @tparam string name of the table
-- @tparam string change "UPDATE", "DELETE" or "INSERT"
-- @tparam[opt] string condition when it is refused, else always
function postgresql.refuse(store, name, change, condition)
  if condition and change == "INSERT" then
    -- a trigger's own condition may not look into tables
    store:run(([[CREATE OR REPLACE FUNCTION %s_check() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF %s THEN RAISE EXCEPTION 'a ledger is append-only'; END IF; RETURN NEW; END $$]]):format(name,
      condition))
    store:run(("CREATE TRIGGER %s_insert BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION %s_check()"):format(name,
      name, name))
    return
  end
  store:run(("CREATE TRIGGER %s_%s BEFORE %s ON %s FOR EACH ROW%s EXECUTE FUNCTION ledger_refuse()"):format(name,
    change:lower(), change, name, condition and " WHEN (" .. condition .. ")" or ""))
  if change == "DELETE" then
    store:run(("CREATE TRIGGER %s_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()")
      :format(name, name))
  end
end

local NUMBERS = { number = true, corrects = true } -- columns of an entry that are no text

-- One statement for all. The row is found by where it lies: looked for, each of its versions would be passed that this
-- transaction has left behind.
local ADVANCE = [[DO $$ DECLARE place TID; ended BIGINT; entry RECORD; BEGIN
  SELECT ctid, number INTO place, ended FROM ledger_end;
  FOR entry IN SELECT number, recorded, checksum FROM ledger_entries WHERE number > ended ORDER BY number
  LOOP
    UPDATE ledger_end SET number = entry.number, recorded = entry.recorded, checksum = entry.checksum
      WHERE ctid = place RETURNING ctid INTO STRICT place;
  END LOOP; END $$]]

-- Texts as an array's literal (PostgreSQL 15, section 8.15.2); nil becomes NULL.
local function array_of(rows, name)
  local parts = {}
  for i, row in ipairs(rows) do
    local text = row[name]
    parts[i] = text and '"' .. (text:find '[\\"]' and text:gsub('[\\"]', "\\%0") or text) .. '"' or "NULL"
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

--- Adds rows, one after another, and moves the ledger's end over each. A column is one value: one for each text would
-- cost the server as much again.
-- @tparam Store store
-- @tparam string insert INSERT INTO with the columns
-- @tparam {string,...} columns the names of a row's texts, in that order
-- @tparam {table,...} rows
function postgresql.add(store, insert, columns, rows)
  local places, values = {}, {}
  for i, name in ipairs(columns) do
    places[i] = ("CAST(? AS %s[])"):format(NUMBERS[name] and "BIGINT" or "TEXT")
    values[i] = array_of(rows, name)
  end
  store:run(("%s SELECT * FROM unnest(%s)"):format(insert, table.concat(places, ", ")), table.unpack(values))
  store:run(ADVANCE)
end

--- PostgreSQL checks its pages itself when it reads them.
-- @treturn nil
function postgresql.damage()
  return nil
end

return postgresql
