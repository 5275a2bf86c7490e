--- signalflow measure
-- @module signalflow.command.measure
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local output = require "signalflow.command.output"
local page = require "signalflow.page.page"
local sf = require "signalflow"
local status = require "signalflow.command.status"
local units = require "signalflow.values.units"

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
  failure.must(rows, err)
  local kept = failure.must(sf.measured.add(given.own, rows))
  local blocks = rows:page().blocks
  blocks[#blocks + 1] = block.note { given.own:match "[^/]*$", " keeps ", figure.count(#kept),
    #kept == 1 and " row" or " rows" }
  output.write(page.new(blocks), given.format)
  return is_suspect(rows) and status.worse or status.done
end

local function list(given)
  local rows = failure.must(sf.measured.load(given.own))
  output.write(rows:page(), given.format)
  return #rows > 0 and status.done or status.unknown
end

-- The results beside the file that are no longer what was read.
local function changed(rows, folder)
  local words, seen = {}, {}
  for _, row in ipairs(rows) do
    local bytes = not seen[row.file] and core.kind_of_path(folder .. row.file) == "file"
      and core.read_file(folder .. row.file)
    seen[row.file] = true
    if bytes and core.digest(bytes) ~= row.sha256 then
      words[#words + 1] = row.file .. " has changed since it was read: add it again"
    end
  end
  return words
end

local COLUMNS = { { title = "row" }, { title = "check" }, { title = "stated", align = "right" },
  { title = "against", align = "right" }, { title = "" } }
local NAMES = { power = "rated power", counter = "counter of energy", lengths = "mean length" }

-- Every row with both sides of what it is held against.
local function sides(rows)
  local lines = {}
  for i, of_row in ipairs(sf.measured.checks(rows)) do
    local name = rows[i].file .. (rows[i].part and ", " .. rows[i].part or "")
    for _, one in ipairs(of_row) do
      local unit = units.read(one.unit)
      lines[#lines + 1] = { name, NAMES[one.what] or one.what, figure.of(one.stated * unit),
        figure.of(one.against * unit), one.holds and "holds" or "suspect" }
    end
    if #of_row == 0 then
      lines[#lines + 1] = { name, "none: what it would need is not stated" }
    end
  end
  return block.table { columns = COLUMNS, rows = lines }
end

local function check(given)
  local rows = failure.must(sf.measured.load(given.own))
  local words = changed(rows, given.own:match "^.*/" or "")
  local blocks = { rows:page().blocks[1], sides(rows) }
  blocks[#blocks + 1] = #words > 0 and block.list(words) or nil
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
