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

local function line_of(row)
  local pairs_of, fields = {}, {}
  local function add(names)
    for _, name in ipairs(names) do
      pairs_of[#pairs_of + 1] = { name, row[name] }
    end
  end
  for name, value in row.fields:gmatch "([^=\n]*)=([^\n]*)\n" do
    fields[#fields + 1] = { name, value }
  end
  add(BEFORE)
  pairs_of[#pairs_of + 1] = { "fields", json.object(fields) }
  add(AFTER)
  return json.encode(json.object(pairs_of)) .. "\n"
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

local function invalid(path, number, what)
  error(failure("parse", ("%s:%d: %s"):format(path, number, what)), 0)
end

-- The row a line holds.
local function row_of(line, path, number)
  local row = core.json(line)
  if type(row) ~= "table" or type(row.fields) ~= "table" then
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
  local file, count = open(path), 0
  local function read()
    if log:count() > 0 then
      error(failure("not empty", log.store.address .. ": there are entries already; import fills an empty ledger"), 0)
    end
    for line in file:lines() do
      count = count + 1
      local _, err = failure.attempt(log.append_row, log, row_of(line, path, count))
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
