--- signalflow sources
-- @module signalflow.command.sources
local block = require "signalflow.page.block"
local catalogue = require "signalflow.catalogue"
local output = require "signalflow.command.output"
local page = require "signalflow.page.page"
local status = require "signalflow.command.status"

local function list()
  local items = {}
  for i, source in ipairs(catalogue.sources()) do
    items[i] = { of = { source.key }, source = source.title, date = source.date, address = source.address }
  end
  return page.new { block.title "sources of the catalogue's figures", block.sources(items) }
end

local function list_starting_points()
  local items = {}
  for i, point in ipairs(require "signalflow.catalogue.starting_points") do
    items[i] = ("%s (%s): %s %s"):format(point.name, point.kind, point.what, point.address)
  end
  return page.new { block.title "where to start verifying: public sources, by the question they answer",
    block.list(items) }
end

local function list_files()
  local rows = {}
  for i, row in ipairs(require "signalflow.series.files".list()) do
    rows[i] = { row.kind, row.example, row.what }
  end
  return page.new { block.title "by which names a folder finds files", block.table { rows = rows,
    columns = { { title = "what" }, { title = "a name" }, { title = "" } } } }
end

return function(given)
  output.write(given.start and list_starting_points() or given.files and list_files() or list(), given.format)
  return status.done
end
