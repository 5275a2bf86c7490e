--- A ledger as JSON lines, one an entry, and back, with nothing lost.
--
-- Every value is text: JSON readers round numbers. Texts are as the ledger keeps them (signalflow.ledger.portable).
-- @module signalflow.ledger.transfer
local json = require "signalflow.page.json"
local failure = require "signalflow.shared.failure"
local portable = require "signalflow.ledger.portable"

local transfer = {}

local BEFORE, AFTER = { "number", "type", "hypothesis", "on", "recorded", "corrects" }, { "previous", "checksum" }
local NEEDED = { "number", "type", "hypothesis", "on", "recorded", "previous", "checksum" }

local function fields_json(packed)
  local parts = {}
  for name, value in packed:gmatch "([^=\n]*)=([^\n]*)\n" do
    parts[#parts + 1] = json.encode(name) .. ":" .. json.encode(value)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

local function line_of(row)
  local parts = {}
  local function add(names)
    for _, name in ipairs(names) do
      if row[name] then
        parts[#parts + 1] = ('"%s":%s'):format(name, json.encode(row[name]))
      end
    end
  end
  add(BEFORE)
  parts[#parts + 1] = '"fields":' .. fields_json(row.fields)
  add(AFTER)
  return "{" .. table.concat(parts, ",") .. "}\n"
end

local function open(path, mode)
  if path == "-" then
    return mode == "rb" and io.stdin or io.stdout
  end
  local file, reason = io.open(path, mode)
  if not file then
    error(failure("io", reason), 0)
  end
  return file
end

local function check(done, path, reason)
  if not done then
    error(failure("io", ("%s: %s"):format(path, reason)), 0)
  end
end

-- What was written counts once it is whole: an earlier export is replaced only then.
local function finish(file, path, written)
  if path == "-" then
    check(file:flush(), path, "could not be written")
    return
  end
  local done, reason = file:close()
  check(done, path, reason)
  done, reason = os.rename(written, path)
  check(done, path, reason)
end

--- Writes every entry.
-- @tparam Log log
-- @tparam string path "-" is standard output
-- @treturn integer how many
function transfer.export(log, path)
  return log.store:transaction(false, function()
    local written = path == "-" and path or path .. ".part"
    local file, count = open(written, "wb"), 0
    for row in log:rows() do
      local done, reason = file:write(line_of(row))
      check(done, path, reason)
      count = count + 1
    end
    finish(file, path, written)
    return count
  end)
end

local function load_json()
  local found, cjson = pcall(require, "cjson")
  if not found then
    error(failure("missing", [[reading JSON lines needs the Lua module 'cjson', which is not installed.
  Debian and Ubuntu:  apt-get install lua-cjson
  elsewhere:          luarocks --lua-version 5.4 install lua-cjson]]), 0)
  end
  return cjson.new()
end

local function invalid(path, number, what)
  error(failure("parse", ("%s:%d: %s"):format(path, number, what)), 0)
end

-- The row a line holds.
local function row_of(cjson, line, path, number)
  local done, row = pcall(cjson.decode, line)
  if not done or type(row) ~= "table" or type(row.fields) ~= "table" then
    invalid(path, number, "this is no line of an exported ledger")
  end
  for _, name in ipairs(NEEDED) do
    if type(row[name]) ~= "string" then
      invalid(path, number, ("'%s' is missing or is not text"):format(name))
    end
  end
  local fields = {}
  for name, value in pairs(row.fields) do
    if type(name) ~= "string" or type(value) ~= "string" or name:find "[^%w_.]" then
      invalid(path, number, "a field is not text")
    end
    fields[name] = portable.decode(value)
  end
  row.fields = portable.pack(fields)
  return row
end

--- Reads every entry into a ledger that has none; all of them, or none.
-- @tparam Log log
-- @tparam string path "-" is standard input
-- @treturn integer how many
function transfer.import(log, path)
  local cjson = load_json()
  local file, count = open(path, "rb"), 0
  local function read()
    if log:count() > 0 then
      error(failure("not empty", log.store.address .. ": there are entries already; import fills an empty ledger"), 0)
    end
    for line in file:lines() do
      count = count + 1
      local done, err = pcall(log.append_row, log, row_of(cjson, line, path, count))
      if not done and failure.is(err) and err.code == "corrupt" then
        invalid(path, count, err.message)
      elseif not done then
        error(err, 0)
      end
    end
    return count
  end
  local done, result = pcall(log.store.transaction, log.store, true, read)
  if path ~= "-" then
    file:close()
  end
  if not done then
    error(result, 0)
  end
  return result
end

return transfer
