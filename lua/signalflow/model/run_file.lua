--- Results as files: CSV and JSON, every digit, each figure with its unit.
-- @module signalflow.model.run_file
local core = require "signalflow.core"
local csv = require "signalflow.page.csv"
local json = require "signalflow.page.json"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local outcomes = require "signalflow.values.outcome"
local page = require "signalflow.page.page"
local quantity = require "signalflow.values.quantity"
local statistics = require "signalflow.shared.statistics"
local units = require "signalflow.values.units"

local run_file = {}

-- The unit in which numbers like this one are written, and its factor.
local function unit_of(typical, like)
  local factor, name = core.scale(core.constant(typical or 0, type(like) == "userdata" and like or nil))
  return name, factor
end

--- The title of a column whose numbers are all in one unit, and the factor of that unit.
-- @tparam string name
-- @tparam number|Quantity value one of the column, which chooses the unit
-- @treturn string "fix (USD)"
-- @treturn number
function run_file.column(name, value)
  local unit, factor = unit_of(units.number(value), value)
  return unit ~= "" and ("%s (%s)"):format(name, unit) or name, factor
end

--- The titles of an outcome's figures in CSV.
run_file.titles = table.move(statistics.written, 1, #statistics.written, 5, { "output", "unit", "draws", "undefined" })

--- An outcome's figures, under these titles, after what is in row already.
-- @tparam Outcome outcome
-- @tparam table row
-- @treturn table row
function run_file.add_figures(outcome, row)
  local unit, factor = unit_of(outcome.summary:mean(), outcome.like)
  local first = #row
  row[first + 1], row[first + 2], row[first + 3], row[first + 4] = outcome.name, unit, outcome.summary:count(),
    outcome.undefined
  for i, column in ipairs(statistics.written) do
    local value = statistics.of(outcome.summary, column)
    row[first + 4 + i] = value and value / factor
  end
  return row
end

--- A run as CSV: one line an output, its unit named, numbers with every digit, unknown left empty.
-- @tparam Run run
-- @treturn string
function run_file.csv(run)
  local rows = { run_file.titles }
  for i, name in ipairs(run.names) do
    rows[i + 1] = run_file.add_figures(run.outputs[name], {})
  end
  return csv.lines(rows)
end

-- Names and expressions of the drivers and outputs: those whose draws are all among the outputs', and the others. The
-- first are sampled together, so that the outputs' quasi-random dimensions stay those of the run.
local function columns_of(run)
  local names, together, apart, among = {}, {}, {}, {}
  for _, expression in ipairs(run.expressions) do
    for _, draw in ipairs(quantity.draws(expression)) do
      among[draw] = true
    end
  end
  for _, driver in ipairs(options.names(run.bound or {})) do
    local value, known = run.bound[driver], true
    for _, draw in ipairs(quantity.draws(value)) do
      known = known and among[draw]
    end
    local list = known and together or apart
    list[#list + 1] = value
    names[#names + 1] = { name = driver, list = list, place = #list, like = value }
  end
  for i, expression in ipairs(run.expressions) do
    together[#together + 1] = expression
    local name = run.names[i]
    names[#names + 1] = { name = name, list = together, place = #together, like = run.outputs[name].like }
  end
  return names, together, apart
end

-- The first draw that has a value; nothing of its dimension where none has.
local function first_known(numbers, like)
  for _, one in ipairs(numbers) do
    local value = outcomes.known(one, like)
    if value then
      return value
    end
  end
  return outcomes.known(0.0, like)
end

-- The first n draws of a run, a line a draw; nil, err when cancelled.
local function draws_csv(run, n)
  if not options.integer(n) or n < 1 or n > run.draws then
    core.raise(("save: draws is a whole number from 1 to those of the run (%s), not %s"):format(
      number.count(run.draws), number.quoted(n)))
  end
  local columns, together, apart = columns_of(run)
  local given, sampled = { seed = run.seed, sampler = run.sampler }, {}
  for _, list in ipairs { together, apart } do
    if #list > 0 then
      local values, err = core.compile(list):sample(math.tointeger(n), given)
      if not values then
        return nil, err
      end
      sampled[list] = values
    end
  end
  local rows = { { "draw" } }
  for i = 1, n do
    rows[i + 1] = { i }
  end
  for c, column in ipairs(columns) do
    local values = sampled[column.list][column.place]
    local title, factor = run_file.column(column.name, first_known(values, column.like))
    rows[1][c + 1] = title
    for i = 1, n do
      rows[i + 1][c + 1] = values[i] / factor
    end
  end
  return csv.lines(rows)
end

--- A run as JSON text.
-- @tparam Run run
-- @treturn string
function run_file.json(run)
  local outputs = {}
  for _, name in ipairs(run.names) do
    local outcome = run.outputs[name]
    local unit, factor = unit_of(outcome.summary:mean(), outcome.like)
    local fields = { unit = unit, draws = outcome.summary:count(), undefined = outcome.undefined }
    for _, column in ipairs(statistics.written) do
      local value = statistics.of(outcome.summary, column)
      fields[column] = value and value / factor
    end
    outputs[name] = fields
  end
  return json.encode { title = run.title, draws = run.draws, seed = run.seed, sampler = run.sampler,
    outputs = outputs }
end

local function ending_of(path, example)
  if type(path) ~= "string" then
    core.raise(("save takes a file's name, as %s, not %s"):format(example, options.describe(path)))
  end
  return path:match "%.(%w+)$"
end

--- Writes a result to a file: its rows as .csv, or its page.
-- @param result what has a page
-- @tparam string path ending in .csv, .txt, .md, .html or .json, or as a drawing does
-- @tparam function write function(add) that adds the lines of CSV, lists of text and numbers, the titles first
-- @treturn ?boolean true; or nil, err with code "io"
function run_file.save_rows(result, path, write)
  if ending_of(path, 'study:save "study.csv"') == "csv" then
    local lines, width = {}, nil
    write(function(row)
      width = width or #row
      lines[#lines + 1] = csv.line(row, width)
    end)
    lines[#lines + 1] = ""
    return core.write_file(path, table.concat(lines, "\n"))
  end
  return page.save(result, path)
end

--- Writes a run to a file, its kind by the name's ending.
-- @tparam Run run
-- @tparam string path ending in .csv, .json, .txt, .md or .html, or as a drawing does
-- @tparam table given `draws`: how many single draws the file holds, instead of their statistics
-- @treturn ?boolean true; or nil, err with code "io"
function run_file.save(run, path, given)
  local ending = ending_of(path, 'run:save "run.csv"')
  if given.draws and ending ~= "csv" then
    core.raise(("'%s': draws are saved as .csv"):format(path))
  elseif ending == "csv" then
    local content, err = (given.draws and draws_csv or run_file.csv)(run, given.draws)
    if not content then
      return nil, err
    end
    return core.write_file(path, content)
  elseif ending == "json" then
    return core.write_file(path, run_file.json(run))
  end
  return page.save(run, path)
end

return run_file
