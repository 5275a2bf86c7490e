--- Every combination of some drivers' values, on the same draws, as few plans: what combinations share is evaluated
-- once. Of many, each leaves its figures behind as it finishes, and becomes a row again when it is asked for.
-- @module signalflow.model.sweep
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local packed = require "signalflow.model.packed"
local page = require "signalflow.page.page"
local parts = require "signalflow.model.parts"
local picture = require "signalflow.page.picture"
local quantity = require "signalflow.values.quantity"
local run_file = require "signalflow.model.run_file"
local rounding = require "signalflow.values.rounding"
local run_options = require "signalflow.shared.run_options"
local plans = require "signalflow.values.plan"
local outcomes = require "signalflow.values.outcome"
local units = require "signalflow.values.units"

local sweep = {}

local MOST_EXPRESSIONS = 2000000 -- combinations times outputs
local EXPRESSIONS_A_PLAN = 4096
local MOST_SHOWN = 100000 -- rows of a page
-- Quantiles hold their draws: where none were asked for, there are fewer for many combinations, in this much memory.
local MOST_DRAWS, FEWEST_DRAWS, MOST_HELD = 65536, 1024, 1 << 23

local MOST_IN_RANGE = 1000000

--- n values from low to high, evenly apart.
-- @tparam number|Quantity low
-- @tparam number|Quantity high
-- @tparam integer n 2 or more
-- @treturn {number|Quantity,...}
function sweep.range(low, high, n)
  if not options.integer(n) or n < 2 then
    core.raise(("a range takes a whole number of values, 2 or more, not %s"):format(options.describe(n)))
  elseif n > MOST_IN_RANGE then
    core.raise(("a range takes at most %s values, not %s"):format(number.count(MOST_IN_RANGE), number.count(n)))
  end
  low, high = units.value(low, "range: low"), units.value(high, "range: high")
  if units.dimension(low) ~= units.dimension(high) then
    core.raise(("range: low is %s, and high %s"):format(units.dimension(low), units.dimension(high)))
  end
  local values = {}
  for i = 1, n do
    local share = (i - 1) / (n - 1)
    values[i] = i == n and high or low + (high - low) * share
  end
  return values
end

--- Rows in the order of the combinations, the last driver in alphabetical order moving fastest; `sweep[i].pue`,
-- `sweep[i].tokens_per_watt.mean`; `sweep:column "pue"` and `sweep:column("tokens_per_watt", "p50")` are lists. `draws`
-- taken for each (the most any needed, where an error was asked for), `met` as a run has it.
-- @type Sweep
local Sweep = {}

local SweepMeta = { __name = "signalflow.sweep" }

function SweepMeta.__len(self)
  return #self.rows
end

function SweepMeta.__index(self, key)
  if math.type(key) == "integer" then
    return rawget(self, "rows")[key]
  end
  return Sweep[key]
end

--- A column as a list: a driver's values, or a statistic of an output.
-- @tparam string name of a driver or an output
-- @tparam[opt="mean"] string statistic `mean sd min max p5 p50 p95`
-- @treturn table
function Sweep:column(name, statistic)
  if rawget(self.rows[1], name) == nil then
    local known = table.move(self.drivers, 1, #self.drivers, 1, {})
    options.unknown("column", name, table.move(self.outputs, 1, #self.outputs, #known + 1, known))
  end
  local values = {}
  for i, row in ipairs(self.rows) do
    local value = row[name]
    values[i] = type(value) == "table" and value[statistic or "mean"] or value
  end
  return values
end

--- The model's drivers, formulas and sources.
-- @treturn Page
function Sweep:explain()
  return self.model:explain()
end

-- What stands beneath the title: a row a combination.
local function table_of(self)
  local columns, rows = {}, {}
  for _, driver in ipairs(self.drivers) do
    columns[#columns + 1] = { title = driver, align = "right" }
  end
  for _, output in ipairs(self.outputs) do
    columns[#columns + 1] = { title = output, align = "right" }
  end
  for k = 1, math.min(#self.rows, MOST_SHOWN) do
    local row = self.rows[k]
    rows[k] = {}
    for i, driver in ipairs(self.drivers) do
      rows[k][i] = quantity.figure(row[driver])
    end
    for i, output in ipairs(self.outputs) do
      rows[k][#self.drivers + i] = row[output]:figure()
    end
  end
  return block.table { units = "column", columns = columns, rows = rows }
end

local function caption_of(self)
  local basis = rawget(self.model, "basis") or { source = "drivers as typed" }
  return { draws = self.draws, seed = self.seed, tier = basis.tier, source = basis.source, date = basis.date }
end

-- The values of a driver in their order, without their unit; the place of each by its text; and the unit.
local function values_of(self, driver)
  local list, places, figures = {}, {}, {}
  for i, row in ipairs(self.rows) do
    figures[i] = quantity.figure(row[driver])
    local text = figure.text(figures[i])
    if not places[text] then
      list[#list + 1], places[text] = figures[i], #list + 1
    end
  end
  return picture.labels(list), places, (figure.scale(list))
end

-- A name with what else is to be said of it, in brackets where `bracketed`, else after a comma.
local function named(name, words, bracketed)
  local said = table.concat(words, ", ")
  return said == "" and name or bracketed and ("%s (%s)"):format(name, said) or ("%s, %s"):format(name, said)
end

-- Two drivers: a cell for each pair of values.
local function heat_of(self, output)
  output = options.one_of(output or self.outputs[1], self.outputs, "output")
  if #self.drivers ~= 2 then
    return nil, failure("unknown", ("a heat map is of two drivers, and this sweep moves %d"):format(#self.drivers))
  end
  local down, across = self.drivers[1], self.drivers[2]
  local labels, row_of, of_rows = values_of(self, down)
  local columns, column_of, of_columns = values_of(self, across)
  of_rows, of_columns = of_rows ~= "" and of_rows or nil, of_columns ~= "" and of_columns or nil
  local rows = {}
  for i, label in ipairs(labels) do
    rows[i] = { label = label }
  end
  for _, row in ipairs(self.rows) do
    local place = column_of[figure.text(quantity.figure(row[across]))]
    rows[row_of[figure.text(quantity.figure(row[down]))]][place] = { value = row[output]:statistic_figure "mean" }
  end
  return picture.grid { shape = "heat", title = { self.model.name, ": mean ", output, " by ",
    named(down, { "down", of_rows }, true), " and ", named(across, { "across", of_columns }, true) },
    x = named(across, { of_columns }), y = named(down, { of_rows }), axis = "mean " .. output, columns = columns,
    rows = rows, caption = caption_of(self) }
end

-- One driver: the output along it.
local function line_of(self, output)
  output = options.one_of(output or self.outputs[1], self.outputs, "output")
  if #self.drivers ~= 1 then
    return nil, failure("unknown", ("a line is along one driver, and this sweep moves %d"):format(#self.drivers))
  end
  local driver, made, x = self.drivers[1], {}, {}
  for i, row in ipairs(self.rows) do
    made[i], x[i] = row[output], quantity.figure(row[driver])
  end
  return outcomes.fan { shape = "line", title = { self.model.name, ": ", output, " by ", driver }, name = output,
    x = { name = driver }, at = x, outcomes = made, caption = caption_of(self) }
end

page.of_class(SweepMeta, Sweep, function(self)
  local blocks = { block.title { self.model.name, ": ", number.things(#self.rows, "combination"), ", ",
    figure.count(self.draws), (" draws each, seed %d, %s"):format(self.seed, self.sampler) }, table_of(self),
    block.note "of each output: mean and 90 % interval" }
  if #self.rows > MOST_SHOWN then
    blocks[#blocks + 1] = block.note { "the first ", figure.count(MOST_SHOWN), 'of them; sweep:save "sweep.csv" writes '
      .. "all" }
  end
  for line in (self.note or ""):gmatch "[^\n]+" do
    blocks[#blocks + 1] = block.note(line)
  end
  return blocks
end, { "heat", "line", heat = heat_of, line = line_of, usual = function(self)
  return #self.drivers == 1 and "line" or "heat"
end })

--- Writes the rows to a file: `.csv` (a line for each combination and output, every digit), or the page as `.txt`,
-- `.md`, `.html` or `.json`.
-- @tparam string path
-- @treturn ?boolean true; or nil, err with code "io"
function Sweep:save(path)
  return run_file.save_rows(self, path, function(add)
    local titles, factors = {}, {}
    for i, driver in ipairs(self.drivers) do
      titles[i], factors[i] = run_file.column(driver, self.rows[1][driver])
    end
    add(table.move(run_file.titles, 1, #run_file.titles, #titles + 1, titles))
    for _, row in ipairs(self.rows) do
      local values = {}
      for i, driver in ipairs(self.drivers) do
        local value = row[driver]
        local certain = units.number(value)
        values[i] = certain and certain / factors[i] or figure.text(quantity.figure(value))
      end
      for _, output in ipairs(self.outputs) do
        add(run_file.add_figures(row[output], table.move(values, 1, #values, 1, {})))
      end
    end
  end)
end

-- All combinations: how many, and each driver's values as the model takes them.
local function grid_of(model, drivers, values, outputs)
  local total = 1.0
  for _, driver in ipairs(drivers) do
    total = total * #values[driver]
  end
  if total * #outputs > MOST_EXPRESSIONS then
    core.raise(("this sweep has %s combinations of %d outputs; at most %s in all are run"):format(
      number.count(total), #outputs, number.count(MOST_EXPRESSIONS)))
  end
  local taken = {}
  for _, driver in ipairs(drivers) do
    taken[driver] = {}
    for i, value in ipairs(values[driver]) do
      taken[driver][i] = model:value_for(driver, value)
    end
  end
  return { model = model, drivers = drivers, values = taken, outputs = outputs, count = math.tointeger(total) }
end

-- What a combination changes, the last driver moving fastest.
local function changes_at(grid, place)
  local changes, rest = {}, place - 1
  for i = #grid.drivers, 1, -1 do
    local driver = grid.drivers[i]
    local list = grid.values[driver]
    changes[driver], rest = list[rest % #list + 1], rest // #list
  end
  return changes
end

-- The outputs' expressions of a combination.
local function expressions_at(grid, place)
  return grid.model:expressions(grid.outputs, grid.model:bound(changes_at(grid, place)))
end

-- What is within rounding of 0, for each output a function: worked out once, at both ends of the combinations.
local function rounding_of(grid)
  local functions = {}
  for j = 1, #grid.outputs do
    local off
    functions[j] = function()
      for _, place in ipairs(off and {} or { 1, grid.count }) do
        off = math.max(off or 0, rounding.of(expressions_at(grid, place)[j]))
      end
      return off
    end
  end
  return functions
end

local function read(model, given)
  local kinds, drivers, values, rest = run_options.kinds { outputs = "table|string" }, {}, {}, {}
  for name, value in options.each(given) do
    if model.values[name] ~= nil and kinds[name] == nil then
      if type(value) ~= "table" or #value == 0 then
        core.raise(("sweep takes a list of values for '%s', as {600, 900} or sf.range(600, 900, 4)"):format(name))
      end
      drivers[#drivers + 1] = name
      values[name] = options.list(value, ("the values of '%s'"):format(name))
    elseif kinds[name] == nil then
      local known = options.names(kinds)
      table.move(model.driver_names, 1, #model.driver_names, #known + 1, known)
      options.unknown("driver or option of sweep", name, known)
    else
      rest[name] = value
    end
  end
  if #drivers == 0 then
    core.raise "sweep needs at least one driver with its values"
  end
  core.sort_texts(drivers)
  return drivers, values, options.check(rest, kinds, "sweep")
end

-- A power of two that keeps the draws of all summaries within what is to be held.
local function draws_for(count)
  local draws = MOST_DRAWS
  while draws > FEWEST_DRAWS and draws * count > MOST_HELD do
    draws = draws // 2
  end
  return draws
end

-- The draws beneath all combinations; certain values have none, and then those of one stand for all.
local function anchor_of(grid)
  local last = 1
  for _, driver in ipairs(grid.drivers) do
    for _, value in ipairs(grid.values[driver]) do
      last = #quantity.draws(value) > 0 and grid.count or last
    end
  end
  local place = 0
  return quantity.anchor(function()
    place = place + 1
    return place <= last and grid.model:bound(changes_at(grid, place)) or nil
  end)
end

-- A row: the drivers' values, and an outcome of each output's summary. An output without any value has its reason.
local function row_of(grid, place, summaries, settings, expressions)
  local row = grid.record(changes_at(grid, place))
  for j, output in ipairs(grid.outputs) do
    local made = outcomes.new(output, grid.model.formula[output], summaries[j], settings.error, grid.rounding[j])
    if made.undefined == 1 then
      expressions = expressions or expressions_at(grid, place)
      made.reason = outcomes.reason(made, expressions[j])
    end
    row[output] = made
  end
  return row
end

-- A function that gives an output's Summary, with all of a combination run again.
local function again_of(grid, place, settings)
  local whole
  return function(j)
    if not whole then
      local expressions = expressions_at(grid, place)
      expressions[#grid.outputs + 1] = grid.anchor
      whole = assert(plans.run(core.compile(expressions), settings))
    end
    return whole[j]
  end
end

-- Rows from their packed figures, made when they are asked for. What those do not tell is had by running that
-- combination again, with the same bits.
local function packed_rows(grid, bytes, a_plan, settings)
  local width = #grid.outputs
  return setmetatable({}, { __mode = "v", __len = function() return grid.count end, __index = function(rows, place)
    if math.type(place) ~= "integer" or place < 1 or place > grid.count then
      return nil
    end
    local summaries, again = {}, again_of(grid, place, settings)
    for j = 1, width do
      local first = ((place - 1) % a_plan * width + j - 1) * packed.size + 1
      summaries[j] = packed.read(bytes[(place - 1) // a_plan + 1], first, function()
        return again(j)
      end)
    end
    rows[place] = row_of(grid, place, summaries, settings)
    return rawget(rows, place)
  end })
end

-- One plan: hands over the place, the summaries, the draws taken and the expressions of some combinations, and gives
-- the draws taken.
local function run_plan(grid, first, last, settings, take)
  local width, compiled, of = #grid.outputs, {}, {}
  for place = first, last do
    of[place] = expressions_at(grid, place)
    table.move(of[place], 1, width, #compiled + 1, compiled)
  end
  compiled[#compiled + 1] = grid.anchor
  local plan <close> = core.compile(compiled)
  local summaries, done = plans.run(plan, settings, (first - 1) / grid.count, last / grid.count)
  if not summaries then
    return nil, done
  end
  for place = first, last do
    local own = table.move(summaries, (place - first) * width + 1, (place - first + 1) * width, 1, {})
    take(place, own, done, nil, of[place])
  end
  return done
end

-- What is to be said beneath the table: adds what a row has to it.
local function review(said, outputs, row)
  for _, output in ipairs(outputs) do
    local reason = row[output].reason and ("%s has no value where: %s"):format(output, row[output].reason)
    if reason and not said[reason] then
      said[reason] = true
      said[#said + 1] = reason
    end
    said.short = said.short + (row[output].met == false and 1 or 0)
  end
end

-- Combinations from one place to another, plan by plan.
local function run_from(grid, first, last, a_plan, settings, take)
  local draws = 0
  for from = first, last, a_plan do
    local done, err = run_plan(grid, from, math.min(from + a_plan - 1, last), settings, take)
    if not done then
      return nil, err
    end
    draws = math.max(draws, done)
  end
  return draws
end

-- What tells a sweep's formulas from another's: those of the first combination and of the last.
local function mark_of(grid)
  local marks = {}
  for i, place in ipairs { 1, grid.count } do
    local plan <close> = core.compile(expressions_at(grid, place))
    marks[i] = parts.mark(plan)
  end
  return core.digest(table.concat(marks))
end

--- Runs a model over every combination.
-- @tparam Model model
-- @tparam table given `driver = {values}`, `outputs`, and the options of run (65,536 draws, fewer where there are many
-- combinations, unless said otherwise). A combination at which an output has no value has `reason` in its outcome.
-- @treturn ?Sweep nil, err when cancelled
function sweep.run(model, given)
  if type(given) ~= "table" then
    core.raise "sweep takes a table: site:sweep { pue = sf.range(1.05, 1.50, 10) }"
  end
  local drivers, values, rest = read(model, given)
  local outputs = model:outputs_named(rest.outputs)
  local grid = grid_of(model, drivers, values, outputs)
  local settings = run_options.read(rest, draws_for(grid.count * #outputs))
  local packs = packed.held(grid.count * #outputs, settings) > packed.most_held
  local a_plan = math.max(1, EXPRESSIONS_A_PLAN // #outputs)
  if packs then
    a_plan = math.max(1, math.min(a_plan, math.floor(packed.most_at_once / packed.held(#outputs, settings))))
  end
  local rows, filled, filling, said = {}, {}, {}, { short = 0 }
  grid.anchor, grid.rounding = anchor_of(grid), rounding_of(grid)
  local names = table.move(drivers, 1, #drivers, 1, {})
  grid.record = options.records("row", table.move(outputs, 1, #outputs, #names + 1, names))
  local draws, err = parts.scenarios { name = model.name, outputs = outputs, likes = model.formula,
    settings = settings, count = grid.count, form = packs and "rows" or "summaries",
    mark = function()
      return mark_of(grid)
    end,
    run = function(first, last, take)
      return run_from(grid, first, last, a_plan, settings, take)
    end,
    again = function(place, j)
      return again_of(grid, place, settings)(j)
    end,
    take = function(place, summaries, _, bytes, expressions)
      local row = row_of(grid, place, summaries, settings, expressions)
      review(said, outputs, row)
      rows[place] = not packs and row or nil
      if packs then
        filling[#filling + 1] = bytes or packed.pack_all(summaries)
        for _, summary in ipairs(not bytes and summaries or {}) do
          summary:close()
        end
      end
      if packs and (place % a_plan == 0 or place == grid.count) then
        filled[#filled + 1], filling = table.concat(filling), {}
        if settings.progress then
          settings.progress(place / grid.count)
        end
      end
    end }
  if not draws or parts.stands_in(draws) then
    return draws, err
  end
  if said.short > 0 then
    said[#said + 1] = ("the limit of draws came before %s means were as sure as asked"):format(number.count(said.short))
  end
  return setmetatable({ model = model, drivers = drivers, outputs = outputs,
    rows = packs and packed_rows(grid, filled, a_plan, settings) or rows, draws = draws,
    note = #said > 0 and table.concat(said, "\n") or nil, met = settings.error and said.short == 0,
    error = settings.error, seed = settings.seed, sampler = settings.sampler }, SweepMeta)
end

options.seal(SweepMeta, Sweep, {
  "rows", "draws", "drivers", "outputs", "sampler", "seed", "met", "error", "note", "model",
  advice = "of each row ask sweep[1].NAME, of all sweep:column \"NAME\"" })

return sweep
