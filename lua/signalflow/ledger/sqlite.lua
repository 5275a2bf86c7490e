--- A ledger in one SQLite file: what differs from other databases.
-- @module signalflow.ledger.sqlite
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"

local sqlite = {
  driver = "SQLite3",
  package = "lua-dbi-sqlite3",
  rock = "luadbi-sqlite3",
  begin_write = { "BEGIN IMMEDIATE" }, -- the right to write is taken first, so that two writers never deadlock
  begin_read = { "BEGIN" },
  number = "INTEGER",
  -- one text of many, a line each; char(10) would be worked out for every row
  together_as = "group_concat(COALESCE(%s, ''), '\n')",
  text = "TEXT",
  keeps_statements = true,
  together = 64, -- rows of one statement: their values are fewer than the 999 that SQLite took before version 3.32
}

local APPLICATION = 0x53464C47 -- "SFLG"
local BUSY_MILLISECONDS = 10000

-- What SQLite says, and what it means here.
sqlite.codes = {
  { "database is locked", "locked" },
  { "database table is locked", "locked" },
  { "malformed", "corrupt" },
  { "not a database", "corrupt" },
  { "disk is full", "full" },
  { "readonly database", "read only" },
  { "unable to open database file", "io" },
  { "disk I/O error", "io" },
  { "append-only", "refused" },
}

local function refuse(path, why)
  error(failure("io", ("%s: %s"):format(path, why)), 0)
end

-- Fails where SQLite could not open the path, before it is asked to: LuaDBI (0.7) loses the memory of a connection that
-- failed. Nothing is opened to see it: closing a ledger's file would drop the locks that this process holds on it.
local function look(path, must_exist)
  local folder = path:match "^(.*/)[^/]*$" or "."
  local kind, readable = core.kind_of_path(path)
  if not kind then
    error(failure("io", tostring(readable)), 0)
  elseif kind == "file" then
    return readable or refuse(path, "it may not be read")
  elseif kind ~= "nothing" then
    refuse(path, kind == "folder" and "this is a folder, not a file" or "this is no regular file")
  end
  local around, _, writable = core.kind_of_path(folder)
  if around ~= "folder" then
    refuse(path, "there is no such folder")
  elseif must_exist then
    refuse(path, "there is no such file")
  elseif not writable then
    refuse(path, "nothing may be written in its folder")
  end
end

--- Opens the file.
-- @param dbi LuaDBI
-- @tparam string path
-- @tparam boolean read_only
-- @treturn connection
function sqlite.connect(dbi, path, read_only)
  if path ~= ":memory:" then
    look(path, read_only)
  end
  -- Where SQLite takes URIs, a name that begins like one would be read as one.
  local connection, message = dbi.Connect("SQLite3", path:find "^file:" and "./" .. path or path)
  if not connection then
    error(failure("io", ("%s: %s"):format(path, (tostring(message):gsub("^Failed to connect to database: ", "")))))
  end
  return connection
end

--- Prepares the session.
--
-- Safe against power loss: the rollback journal, SQLite's default, keeps everything in one file that also works on
-- network folders and where nothing may be written. With synchronous = EXTRA a commit syncs the journal, the file and,
-- once the journal is gone, the folder; with FULL a commit could come undone when the journal's removal was not on the
-- disk yet.
-- @tparam Store store
function sqlite.begin(store)
  store:run(("PRAGMA busy_timeout = %d"):format(BUSY_MILLISECONDS))
  local done, err = failure.attempt(store.run, store, "PRAGMA synchronous = EXTRA") -- the first to look into the file
  if not done then
    err.code = err.message:find("not a database", 1, true) and "not a ledger" or err.code
    error(err, 0)
  end
  store:run "PRAGMA cell_size_check = ON" -- damaged pages are noticed when they are read
  store:run "PRAGMA trusted_schema = OFF" -- a stranger's file runs no function of ours
  if store.read_only then
    store:run "PRAGMA query_only = ON"
  end
end

--- What the file is: "ledger", "empty" or "other".
--
-- Its tables are counted first: they and its signature are committed at once, perhaps between the two questions.
-- @tparam Store store
-- @treturn string
function sqlite.identify(store)
  local tables = store:run("SELECT CAST(count(*) AS TEXT) FROM sqlite_master")[1][1]
  local application = math.tointeger(store:run("PRAGMA application_id")[1][1])
  if application == APPLICATION then
    return "ledger"
  end
  return application == 0 and tables == "0" and "empty" or "other"
end

--- Signs a new file as a ledger.
-- @tparam Store store
function sqlite.found(store)
  store:run(("PRAGMA application_id = %d"):format(APPLICATION))
end

--- Refuses a change of a table: a trigger.
-- @tparam Store store
-- @tparam string name of the table
-- @tparam string change "UPDATE", "DELETE" or "INSERT"
-- @tparam[opt] string condition when it is refused, else always
function sqlite.refuse(store, name, change, condition)
  store:run(("CREATE TRIGGER %s_%s BEFORE %s ON %s%s BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END")
    :format(name, change:lower(), change, name, condition and " WHEN " .. condition or ""))
end

-- Of this connection alone: whoever adds without it moves the end in another way.
local ADVANCE = [[CREATE TEMP TRIGGER IF NOT EXISTS ledger_advance AFTER INSERT ON main.ledger_entries BEGIN
  UPDATE ledger_end SET number = NEW.number, recorded = NEW.recorded, checksum = NEW.checksum; END]]

--- Adds rows, one after another, and moves the ledger's end over each.
-- @tparam Store store
-- @tparam string insert INSERT INTO with the columns
-- @tparam {string,...} columns the names of a row's texts, in that order
-- @tparam {table,...} rows
function sqlite.add(store, insert, columns, rows)
  local values, marks, places, width = {}, {}, {}, #columns
  for j in ipairs(columns) do
    marks[j] = "?"
  end
  for i, row in ipairs(rows) do
    places[i] = ("(%s)"):format(table.concat(marks, ", "))
    for j, name in ipairs(columns) do
      values[(i - 1) * width + j] = row[name]
    end
  end
  store:run(ADVANCE) -- a transaction that was undone has undone it, too
  store:run(("%s VALUES %s"):format(insert, table.concat(places, ", ")), table.unpack(values, 1, #rows * width))
end

--- What SQLite's own check finds wrong with the file; nil when nothing is.
-- @tparam Store store
-- @treturn ?string
function sqlite.damage(store)
  local found = store:run "PRAGMA integrity_check(1)"
  return found[1] and found[1][1] ~= "ok" and found[1][1] or nil
end

return sqlite
