--- A ledger as JSON lines, one an entry, and back, with nothing lost.
--
-- Every value is text: JSON readers round numbers. Texts are as the ledger keeps them (signalflow.ledger.portable).
-- @module signalflow.ledger.transfer
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local json = require "signalflow.page.json"
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

local function open(path)
  if path == "-" then
    return io.stdin
  end
  local file, reason = io.open(path, "rb")
  if not file then
    error(failure("io", reason), 0)
  end
  return file
end

local function print_lines(next_line)
  for line in next_line do
    local done, reason = io.stdout:write(line)
    if not done then
      error(failure("io", "standard output: " .. tostring(reason)), 0)
    end
  end
  local done, reason = core.flush_output()
  if not done then
    error(failure("io", tostring(reason)), 0)
  end
end

--- Writes every entry.
-- @tparam Log log
-- @tparam string path "-" is standard output
-- @treturn integer how many
function transfer.export(log, path)
  return log.store:transaction(false, function()
    local following, count = log:rows(), 0
    local function next_line()
      local row = following()
      count = count + (row and 1 or 0)
      return row and line_of(row) or nil
    end
    if path == "-" then
      print_lines(next_line)
      return count
    end
    local done, err = core.write_file(path, next_line)
    if not done then
      error(failure(err.code, tostring(err)), 0)
    end
    return count
  end)
end

local function load_json()
  local found, cjson = failure.catch(require, "cjson")
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
  local done, row = failure.catch(cjson.decode, line)
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
  local file, count = open(path), 0
  local function read()
    if log:count() > 0 then
      error(failure("not empty", log.store.address .. ": there are entries already; import fills an empty ledger"), 0)
    end
    for line in file:lines() do
      count = count + 1
      local _, err = failure.attempt(log.append_row, log, row_of(cjson, line, path, count))
      if err and err.code == "corrupt" then
        invalid(path, count, err.message)
      elseif err then
        error(err, 0)
      end
    end
    return count
  end
  return failure.ensure(function()
    return log.store:transaction(true, read)
  end, function()
    if path ~= "-" then
      file:close()
    end
  end)
end

return transfer
