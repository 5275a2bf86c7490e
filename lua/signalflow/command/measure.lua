--- signalflow measure
-- @module signalflow.command.measure
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local output = require "signalflow.command.output"
local page = require "signalflow.page.page"
local sf = require "signalflow"
local status = require "signalflow.command.status"

-- What a call gave; its err ends the command.
local function must(value, err)
  if value == nil then
    error(err, 0)
  end
  return value
end

local READ = { "platform", "model", "precision", "gpus", "power", "scope", "start", "zone", "date", "engine", "spec",
  "layout", "input", "output", "concurrency", "workload", "disaggregated" }

local function is_suspect(rows)
  for _, row in ipairs(rows) do
    if row.suspect then
      return true
    end
  end
  return false
end

local function add(given)
  local options = {}
  for _, name in ipairs(READ) do
    options[name] = given[name]
  end
  local read, rows, err = failure.catch(sf.measured.read, given.result, options)
  if not read then
    error(failure.words(rows), 0) -- what is missing, as options of the command
  end
  must(rows, err)
  must(sf.measured.add(given.own, rows))
  output.write(rows:page(), given.format)
  return is_suspect(rows) and status.worse or status.done
end

local function list(given)
  local rows = must(sf.measured.load(given.own))
  output.write(rows:page(), given.format)
  return #rows > 0 and status.done or status.unknown
end

-- The results beside the file that are no longer what was read.
local function changed(rows, folder)
  local words, seen = {}, {}
  for _, row in ipairs(rows) do
    local file = not seen[row.file] and core.kind_of_path(folder .. row.file) == "file"
      and io.open(folder .. row.file, "rb")
    seen[row.file] = true
    local bytes = file and file:read "a"
    if file then
      file:close()
    end
    if bytes and core.digest(bytes) ~= row.sha256 then
      words[#words + 1] = row.file .. " has changed since it was read: add it again"
    end
  end
  return words
end

local function check(given)
  local rows = must(sf.measured.load(given.own))
  local words = changed(rows, given.own:match "^.*/" or "")
  local blocks = rows:page().blocks
  if #words > 0 then
    blocks[#blocks + 1] = block.list(words)
  end
  output.write(page.new(blocks), given.format)
  if #rows == 0 then
    return status.unknown
  end
  return (#words > 0 or is_suspect(rows)) and status.worse or status.done
end

local ACTIONS = { add = add, list = list, check = check }

return function(given)
  return ACTIONS[given.action](given)
end
