--- signalflow ledger
-- @module signalflow.command.ledger
local block = require "signalflow.page.block"
local figure = require "signalflow.page.figure"
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

local function list(book, given)
  local rows = {}
  for i, h in ipairs(must(book:hypotheses())) do
    rows[i] = { h.id, h.on, h.axis, h.horizon or "vague", h.by, h.claim }
  end
  output.write(page.new { block.title { figure.count(#rows), #rows == 1 and " hypothesis" or " hypotheses" },
    block.table { rows = rows, columns = { { title = "id" }, { title = "since" }, { title = "axis", drop = 2 },
      { title = "horizon", drop = 1 }, { title = "by" }, { title = "claim" } } } }, given.format)
end

local function show(book, given)
  local h = must(book:hypothesis(given.id))
  if given.as_of then
    return print(must(h:state { as_of = given.as_of, recorded_by = given.recorded_by }))
  end
  print(h)
  for _, entry in ipairs(must(h:entries())) do
    print(entry)
  end
end

local function verify(book)
  local count = must(book:verify())
  print(page.new { block.paragraph { figure.count(count), count == 1 and " entry" or " entries", ", all sound" } })
end

local function export(book, given)
  must(book:export(given.file or "-"))
end

local function import(book, given)
  local count = must(book:import(given.file))
  print(page.new { block.paragraph { figure.count(count), count == 1 and " entry" or " entries" } })
end

local ACTIONS = {
  { name = "list", description = "List the hypotheses.", options = { output.format }, run = list },
  { name = "show", description = "Show a hypothesis and every entry about it.", run = show,
    arguments = { { name = "id", description = "Its id." } },
    options = { { name = "--as-of", argname = "<date>", target = "as_of",
      description = "Show instead what was believed, knowing what was known by that day." },
      { name = "--recorded-by", argname = "<time>", target = "recorded_by",
        description = "With --as-of: from what had been entered by that day or time." } } },
  { name = "verify", description = "Check the file and the chain of entries.", run = verify },
  { name = "export", description = "Write every entry as a JSON line.", run = export,
    arguments = { { name = "file", args = "?", description = "Standard output if none is given." } } },
  { name = "import", description = "Fill an empty ledger from exported lines; creates the file.", run = import,
    arguments = { { name = "file", description = "- is standard input." } } },
}

return {
  description = "Look into a ledger, check it, or carry it over as JSON lines. Exit status: 0 all is well, 1 the ledger"
    .. " is damaged, 3 an error.",
  arguments = { { name = "ledger", description = "A file, or postgresql://user:password@host:port/dbname." } },
  actions = ACTIONS,
  run = function(given)
    local book <close> = must(sf.ledger(given.ledger, { read_only = given.action ~= "import" }))
    for _, action in ipairs(ACTIONS) do
      if action.name == given.action then
        action.run(book, given)
      end
    end
    return status.done
  end,
}
