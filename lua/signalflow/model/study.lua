--- Scenarios side by side, every one on the same draws. A few share one plan and keep their draws; of many, each
-- leaves its figures behind as it finishes, and memory does not grow with their number.
-- @module signalflow.model.study
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local packed = require "signalflow.model.packed"
local page = require "signalflow.page.page"
local parts = require "signalflow.model.parts"
local quantity = require "signalflow.values.quantity"
local run = require "signalflow.model.run"
local run_file = require "signalflow.model.run_file"
local run_options = require "signalflow.shared.run_options"
local plans = require "signalflow.values.plan"
local units = require "signalflow.values.units"

local study = {}

--- `study.hot` is a Run; `study:compare("base", "hot")` the paired difference.
-- @type Study
local Study = {}

local StudyMeta = { __name = "signalflow.study" }

local RESERVED = { anchor = true, compare = true, each = true, evaluate = true, explain = true, model = true,
  names = true, outputs = true, page = true, rows = true, runs = true, save = true, scenarios = true, settings = true,
  table = true }

function StudyMeta.__index(self, key)
  local runs = rawget(self, "runs")
  if runs[key] ~= nil then
    return runs[key]
  elseif Study[key] then
    return Study[key]
  elseif type(key) == "string" and not key:find "^_" then
    options.unknown("scenario", key, rawget(self, "names"))
  end
  return nil
end

function StudyMeta.__pairs(self)
  local i = 0
  return function()
    i = i + 1
    local name = self.names[i]
    return name, name and self.runs[name]
  end
end

local MOST_COLUMNS = 4 -- scenarios beside each other; more stand beneath each other

-- An output of a scenario; which share of its draws has no value is said beneath the table.
local function cell_of(self, name, output, statistic)
  local made = self.runs[name].outputs[output]:figure(statistic)
  made.undefined = nil
  return made
end

-- Which shares of the draws have no value, a note an output.
local function add_undefined(self, outputs, blocks)
  for _, output in ipairs(outputs) do
    local words = {}
    for _, name in ipairs(self.names) do
      local share = self.runs[name].outputs[output].undefined
      if share > 0 then
        words[#words + 1] = { #words > 0 and ", " or "", figure.percent(share), " of the draws of ", name }
      end
    end
    if #words > 0 then
      blocks[#blocks + 1] = block.note { output, " has no value in ", words }
    end
  end
end

-- A column a scenario, a row an output.
local function beside(self, outputs, statistic)
  local columns, rows = { { title = "" } }, {}
  for i, name in ipairs(self.names) do
    columns[i + 1] = { title = name, align = "right" }
  end
  for k, output in ipairs(outputs) do
    rows[k] = { output }
    for i, name in ipairs(self.names) do
      rows[k][i + 1] = cell_of(self, name, output, statistic)
    end
  end
  return block.table { units = "row", columns = columns, rows = rows }
end

-- A table an output, a row a scenario.
local function beneath(self, output, statistic)
  local rows = {}
  for i, name in ipairs(self.names) do
    rows[i] = { name, cell_of(self, name, output, statistic) }
  end
  return block.table { title = output, units = "column",
    columns = { { title = "" }, { title = statistic, align = "right" } }, rows = rows }
end

local function blocks_of(self, outputs, statistic)
  local first = self.runs[self.names[1]]
  local blocks = { block.title { self.model.name, ": ", number.things(#self.names, "scenario"), ", ",
    figure.things(first.draws, "draw"),
    (", seed %d, %s"):format(first.seed, first.sampler) } }
  if #self.names <= MOST_COLUMNS then
    blocks[2] = beside(self, outputs, statistic)
  else
    for i, output in ipairs(outputs) do
      blocks[i + 1] = beneath(self, output, statistic)
    end
  end
  blocks[#blocks + 1] = block.note { statistic,
    " and 90 % interval. study:table { outputs = {...} } shows some outputs, study:compare the difference of two "
    .. "scenarios." }
  add_undefined(self, outputs, blocks)
  for _, name in ipairs(self.names) do
    for line in (self.runs[name].note or ""):gmatch "[^\n]+" do
      blocks[#blocks + 1] = block.note { name, ": ", line }
    end
  end
  return blocks
end

page.of_class(StudyMeta, Study, function(self)
  return blocks_of(self, self.outputs, "mean")
end)

--- Some outputs of all scenarios.
-- @tparam[opt] table given `outputs` (a name or a list; all unless given), `statistic` ("mean" or "median")
-- @treturn Page
function Study:table(given)
  given = options.check(given, { outputs = "table|string", statistic = "string" }, "table")
  local outputs = type(given.outputs) == "string" and { given.outputs } or given.outputs or self.outputs
  for _, name in ipairs(outputs) do
    options.one_of(name, self.outputs, "output")
  end
  local statistic = options.one_of(given.statistic or "mean", { "mean", "median" }, "statistic")
  return page.new(blocks_of(self, outputs, statistic))
end

--- Writes the results to a file: `.csv` (a line for each scenario and output, every digit), or its page as `.txt`,
-- `.md`, `.html` or `.json`.
-- @tparam string path
-- @treturn ?boolean true; or nil, err with code "io"
function Study:save(path)
  return run_file.save_rows(self, path, function(add)
    add { "scenario", table.unpack(run_file.titles) }
    for _, name in ipairs(self.names) do
      for _, output in ipairs(self.outputs) do
        add(run_file.add_figures(self.runs[name].outputs[output], { name }))
      end
    end
  end)
end

-- What is within rounding of 0 in the difference of two scenarios' outputs.
local function rounding_of(self, output, from, to)
  local size = 0
  for _, name in ipairs { from, to } do
    local summary = self.runs[name].outputs[output].summary
    size = math.max(size, math.abs(summary:min() or 0), math.abs(summary:max() or 0))
  end
  return figure.noise * size
end

-- The drivers of a scenario; `checked` where it was bound before.
local function bound_of(self, name, checked)
  return self.model:bound(self.scenarios[name], nil, ("scenario '%s': "):format(name), checked)
end

--- What changes from one scenario to another: each output of `to` less that of `from`, draw by draw. Differences need
-- the draws of both, so both are evaluated again.
-- @tparam string from name of a scenario
-- @tparam string to name of a scenario
-- @treturn ?Run of differences; nil, err when cancelled
-- @usage study:compare("base", "hot").tokens_per_watt.p5
function Study:compare(from, to)
  for _, name in ipairs { from, to } do
    if self.runs[name] == nil then
      options.unknown("scenario", name, self.names)
    end
  end
  if from == nil or to == nil then
    core.raise 'compare takes two scenarios, as study:compare("base", "hot")'
  end
  local before = self.model:expressions(self.outputs, bound_of(self, from, true))
  local after = self.model:expressions(self.outputs, bound_of(self, to, true))
  local differences, likes, rounding = {}, {}, {}
  for i, name in ipairs(self.outputs) do
    differences[i] = after[i] - before[i]
    likes[name], rounding[name] = self.model.formula[name], rounding_of(self, name, from, to)
  end
  local compiled = table.move(differences, 1, #differences, 1, {})
  compiled[#compiled + 1] = self.anchor
  local summaries, done = plans.run(core.compile(compiled), self.settings)
  if not summaries then
    return nil, done
  end
  return self.model:result(run.of { title = ("%s less %s (both evaluated again)"):format(to, from),
    names = self.outputs, likes = likes,
    expressions = differences, rounding = rounding, summaries = summaries, settings = self.settings, draws = done,
    source = self.model })
end

--- The scenarios and what each changes.
-- @treturn Page
function Study:explain()
  local items = {}
  for i, name in ipairs(self.names) do
    local changes = {}
    for _, driver in ipairs(options.names(self.scenarios[name])) do
      changes[#changes + 1] = { #changes > 0 and ", " or "", driver, " = ",
        quantity.figure(self.model:value_for(driver, self.scenarios[name][driver])) }
    end
    items[i] = { name, ": ", #changes > 0 and changes or "as given" }
  end
  local blocks = self.model:explain().blocks
  blocks[#blocks + 1] = block.section("scenarios", { block.list(items) })
  return page.new(blocks)
end

local function scenario_names(scenarios)
  local names = options.names(scenarios)
  if #names == 0 or #scenarios > 0 then
    core.raise "a study's scenarios are named, one or more: scenarios = { base = {}, hot = { pue = 1.35 } }"
  end
  for i, name in ipairs(names) do
    if RESERVED[name] then
      core.raise(("a scenario cannot be called '%s': a study uses that name"):format(name))
    elseif type(scenarios[name]) ~= "table" then
      core.raise(("scenario '%s' must be a table of drivers, not %s"):format(name, options.said(scenarios[name])))
    end
    if name == "base" then -- what the others are read against comes first
      table.remove(names, i)
      table.insert(names, 1, name)
    end
  end
  return names
end

--- Calls a function with each scenario's Run, in order; `run.scenario` is what it changes.
-- @tparam function action
-- @usage study:each(function(row) print(row.title, row.npv.mean) end)
function Study:each(action)
  for _, name in ipairs(self.names) do
    action(self.runs[name])
  end
end

-- Runs some scenarios as one plan; the summaries of each, and the draws taken. Or nil, err.
local function run_batch(self, names, from, to)
  local compiled, bound, expressions = {}, {}, {}
  for i, name in ipairs(names) do
    bound[i] = bound_of(self, name, true)
    expressions[i] = self.model:expressions(self.outputs, bound[i])
    table.move(expressions[i], 1, #self.outputs, #compiled + 1, compiled)
  end
  compiled[#compiled + 1] = self.anchor
  local plan <close> = core.compile(compiled)
  local summaries, done = plans.run(plan, self.settings, from, to)
  if not summaries then
    return nil, done
  end
  local batch = { draws = done }
  for i in ipairs(names) do
    local first = (i - 1) * #self.outputs
    batch[i] = { bound = bound[i], expressions = expressions[i],
      summaries = table.move(summaries, first + 1, first + #self.outputs, 1, {}) }
  end
  return batch, summaries
end

local function result_of(self, name, made, draws)
  local result = run.of { title = name, names = self.outputs, likes = self.model.formula, settings = self.settings,
    expressions = made.expressions, bound = made.bound, summaries = made.summaries, draws = draws,
    source = self.model }
  result.scenario = self.scenarios[name]
  return self.model:result(result)
end

--- Evaluates one scenario again, with the same bits, draws and all.
-- @tparam string name
-- @treturn ?Run nil, err when cancelled
function Study:evaluate(name)
  if not self.scenarios[name] then
    options.unknown("scenario", name, self.names)
  end
  local batch, err = run_batch(self, { name })
  if not batch then
    return nil, err
  end
  return result_of(self, name, batch[1], batch.draws)
end

-- A function that gives an output's Summary, with all of a scenario evaluated again.
local function again_of(self, name)
  local whole
  return function(i)
    whole = whole or assert(self:evaluate(name))
    return whole.outputs[self.outputs[i]].summary
  end
end

-- A scenario's Run from its packed row.
local function unpacked(self, name)
  local row = self.rows[name]
  if not row then
    return nil
  end
  local summaries, again = {}, again_of(self, name)
  for i in ipairs(self.outputs) do
    summaries[i] = packed.read(row.bytes, (i - 1) * packed.size + 1, function()
      return again(i)
    end)
  end
  return result_of(self, name, { expressions = {}, summaries = summaries }, row.draws)
end

local function close_all(summaries)
  for _, summary in ipairs(summaries) do
    summary:close()
  end
end

-- How many scenarios share a plan: all where their draws may be kept, else as many as may be held at once.
local function batch_size(self, kept)
  local one = packed.held(#self.outputs, self.settings)
  return kept and #self.names or math.max(1, math.floor(packed.most_at_once / one))
end

local BATCHES_A_COLLECTION = 64 -- Lua's collector waits until its heap has doubled; rows that stay must not double it

-- Runs scenarios batch by batch, from one place to another, and hands over each one's place, summaries, the draws taken
-- and what else was made; what is not kept is closed afterwards. Gives the draws taken.
local function run_from(self, kept, from, to, take)
  local size, count, draws = batch_size(self, kept), to - from + 1, nil
  for first = from, to, size do
    local last = math.min(first + size - 1, to)
    local names = table.move(self.names, first, last, 1, {})
    local batch, summaries = run_batch(self, names, (first - from) / count, (last - from + 1) / count)
    if not batch then
      return nil, summaries
    end
    draws = batch.draws
    for i in ipairs(names) do
      take(first + i - 1, batch[i].summaries, draws, nil, batch[i])
    end
    if not kept then
      close_all(summaries)
      if (first - from) // size % BATCHES_A_COLLECTION == 0 then
        collectgarbage()
      end
      if self.settings.progress then
        self.settings.progress((last - from + 1) / count)
      end
    end
  end
  return draws
end

-- The names of what a scenario changes, where it is certain: what else is drawn depends on these alone. Else nil.
local function names_of_certain(changes, bound)
  local names = options.names(changes)
  for _, name in ipairs(names) do
    if not units.is_certain(bound[name]) then
      return nil
    end
  end
  return table.concat(names, "\0")
end

-- The draws beneath every scenario, so that each sees the same ones whatever plan it is in. Every scenario is checked.
local function anchor_of(self)
  local place, seen = 0, {}
  return quantity.anchor(function()
    local bound, names
    repeat
      place = place + 1
      local name = self.names[place]
      if not name then
        return nil
      end
      bound = bound_of(self, name)
      names = names_of_certain(self.scenarios[name], bound)
    until not (names and seen[names])
    if names then
      seen[names] = true
    end
    return bound
  end)
end

-- What tells a study's formulas from another's: the scenarios' names, and the formulas of the first and the last.
local function mark_of(self)
  local marks = { core.digest(table.concat(self.names, "\0")) }
  for _, name in ipairs { self.names[1], self.names[#self.names] } do
    local plan <close> = core.compile(self.model:expressions(self.outputs, bound_of(self, name, true)))
    marks[#marks + 1] = parts.mark(plan)
  end
  return core.digest(table.concat(marks))
end

-- The scenarios as a job: `take` gets each one's name, what was made of it, and the draws taken. What comes from other
-- parts stays bytes where only bytes are kept.
local function job_of(self, kept, each, take)
  return { name = self.model.name, outputs = self.outputs, likes = self.model.formula, settings = self.settings,
    count = #self.names, form = kept and "summaries" or "rows",
    mark = function()
      return mark_of(self)
    end,
    run = function(first, last, hand_over)
      return run_from(self, kept, first, last, hand_over)
    end,
    again = function(place, i)
      return again_of(self, self.names[place])(i)
    end,
    take = function(place, summaries, draws, bytes, made)
      local name = self.names[place]
      if not made and (kept or each) then
        local bound = bound_of(self, name, true)
        made = { bound = bound, summaries = summaries, expressions = self.model:expressions(self.outputs, bound) }
      end
      made = made or { bytes = bytes }
      take(name, made, draws)
    end }
end

--- Runs every scenario of a model on the same draws.
-- @tparam Model model
-- @tparam table given the options of run, `outputs`, `scenarios`; `each`, a function that is called with every
-- scenario's Run as it finishes: nothing is kept then, and the number of scenarios comes back
-- @treturn ?Study nil, err when cancelled
function study.run(model, given)
  given = options.check(given, run_options.kinds { scenarios = "table", outputs = "table|string", each = "function" },
    "study")
  if not given.scenarios then
    core.raise "a study needs scenarios = { name = { driver = value } }"
  end
  local self = setmetatable({ model = model, names = scenario_names(given.scenarios), scenarios = given.scenarios,
    settings = run_options.read(given), outputs = model:outputs_named(given.outputs), runs = {}, rows = {} }, StudyMeta)
  self.anchor = anchor_of(self)
  local kept = not given.each
    and packed.held(#self.names * #self.outputs, self.settings) <= packed.most_held
  local done, err = parts.scenarios(job_of(self, kept, given.each, function(name, made, draws)
    if given.each then
      given.each(result_of(self, name, made, draws))
    elseif kept then
      self.runs[name] = result_of(self, name, made, draws)
    else
      self.rows[name] = { bytes = made.bytes or packed.pack_all(made.summaries), draws = draws }
    end
  end))
  if not done or parts.stands_in(done) then
    return done, err
  elseif given.each then
    return #self.names
  elseif not kept then
    self.runs = setmetatable({}, { __mode = "v", __index = function(runs, name)
      runs[name] = unpacked(self, name)
      return rawget(runs, name)
    end })
  end
  return self
end

options.seal(StudyMeta, Study)

return study
