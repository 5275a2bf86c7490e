--- signalflow ledger
-- @module signalflow.command.ledger
local block = require "signalflow.page.block"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local output = require "signalflow.command.output"
local page = require "signalflow.page.page"
local sf = require "signalflow"
local status = require "signalflow.command.status"

local function list(book, given)
  local rows = {}
  for i, h in ipairs(failure.must(book:hypotheses())) do
    rows[i] = { h.id, h.on, h.axis, h.horizon or "vague", h.by, h.claim }
  end
  output.write(page.new { block.title { figure.count(#rows), #rows == 1 and " hypothesis" or " hypotheses" },
    block.table { rows = rows, columns = { { title = "id" }, { title = "since" }, { title = "axis", drop = 2 },
      { title = "horizon", drop = 1 }, { title = "by" }, { title = "claim" } } } }, given.format)
end

local function show(book, given)
  local h = failure.must(book:hypothesis(given.id))
  if given.as_of then
    local state = failure.must(h:state { as_of = given.as_of, recorded_by = given.recorded_by })
    return output.write(state:page(), given.format)
  end
  local blocks = h:page().blocks
  for _, entry in ipairs(failure.must(h:entries())) do
    table.move(entry:page().blocks, 1, #entry:page().blocks, #blocks + 1, blocks)
  end
  output.write(page.new(blocks), given.format)
end

local function verify(book, given)
  local count = failure.must(book:verify())
  output.write(page.new { block.paragraph { figure.count(count), count == 1 and " entry" or " entries",
    ", all sound" } }, given.format)
end

local function export(book, given)
  failure.must(book:export(given.file or "-"))
end

local function import(book, given)
  local count = failure.must(book:import(given.file))
  print(page.new { block.paragraph { figure.count(count), count == 1 and " entry" or " entries" } })
end

local ACTIONS = { list = list, show = show, verify = verify, export = export, import = import }

return function(given)
  local book <close> = failure.must(sf.ledger(given.ledger, { read_only = given.action ~= "import" }))
  ACTIONS[given.action](book, given)
  return status.done
end
