--- Several models side by side under the same scenarios, on a page to forward: what each gives, what a scenario
-- changes, what binds, what moves the result, and what it all rests on.
-- @module signalflow.factory.comparison
local assumptions = require "signalflow.site.assumptions"
local basis = require "signalflow.serving.basis"
local block = require "signalflow.page.block"
local bottleneck = require "signalflow.factory.bottleneck"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local nearest = require "signalflow.serving.nearest"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local picture = require "signalflow.page.picture"
local quantity = require "signalflow.values.quantity"
local units = require "signalflow.values.units"
local workload = require "signalflow.serving.workload"

local comparison = {}

--- Models side by side: `names`, `models`, `scenarios` (their names, "base" first), `outputs`; by place of the model
-- `studies`, `bottlenecks` (of factories), `sensitivities`; `differences[scenario][place]`, runs of that scenario less
-- base, draw by draw.
-- @type Comparison
local Comparison = {}
local ComparisonMeta = { __name = "signalflow.comparison", __index = Comparison }

local BASE = "base"

-- ---- what was asked ----

local function is_model(value)
  return type(value) == "table" and type(value.study) == "function" and type(value.formula) == "table"
end

local function read_models(given)
  local models, names, seen = {}, {}, {}
  for i, one in ipairs(options.items(given, "the models of sf.comparison")) do
    if not is_model(one) then
      core.raise(("sf.comparison: model %d is a factory or another sf.model, not %s"):format(i, options.describe(one)))
    elseif seen[one.name] then
      core.raise(("sf.comparison: two models are called '%s'; give each its own name = \"...\""):format(one.name))
    end
    models[i], names[i], seen[one.name] = one, one.name, true
  end
  if #models == 0 then
    core.raise "sf.comparison takes models: sf.comparison { factory1, factory2, scenarios = { ... } }"
  end
  return models, names
end

-- The outputs a model has of some.
local function outputs_of(model, names)
  local own = {}
  for _, name in ipairs(names) do
    own[#own + 1] = model.formula[name] ~= nil and name or nil
  end
  return own
end

-- Outputs to show: those asked for, which some model must have, else those a kind of model says are its main ones.
local function read_outputs(models, asked)
  local names = asked or models[1].main_outputs or models[1].output_names
  local kept = {}
  for _, name in ipairs(names) do
    local known = false
    for _, one in ipairs(models) do
      known = known or one.formula[name] ~= nil
    end
    if asked and not known then
      models[1]:outputs_named(name) -- names the nearest
    end
    kept[#kept + 1] = known and name or nil
  end
  return kept
end

local KINDS = { scenarios = "table", outputs = "table", sensitivity = "string", title = "string", note = "string",
  draws = "number|string", seed = "number", threads = "number", sampler = "string" }

local function check(given)
  local named = {}
  if type(given) ~= "table" then
    core.raise(("sf.comparison takes a table of models, not %s"):format(options.describe(given)))
  end
  for key, value in options.each(given) do
    if math.type(key) ~= "integer" then
      named[key] = value
    end
  end
  return options.check(named, KINDS, "sf.comparison")
end

-- ---- what is run ----

-- The outputs shown, and those that a model needs for what is to be said beside them.
local function outputs_run(one, shown)
  local names, seen = {}, {}
  for _, list in ipairs { shown, one.remarked_outputs or {} } do
    for _, name in ipairs(outputs_of(one, list)) do
      names[#names + 1] = not seen[name] and name or nil
      seen[name] = true
    end
  end
  return names
end

local function study_all(self, given)
  for i, one in ipairs(self.models) do
    local study, err = one:study { scenarios = options.merged({ [BASE] = {} }, given.scenarios),
      outputs = outputs_run(one, self.outputs), draws = given.draws, seed = given.seed, threads = given.threads,
      sampler = given.sampler }
    if not study then
      return nil, err
    end
    self.studies[i] = study
    for _, name in ipairs(study.names) do
      if name ~= BASE then
        local less, cancelled = study:compare(BASE, name)
        if not less then
          return nil, cancelled
        end
        self.differences[name] = self.differences[name] or {}
        self.differences[name][i] = less
      end
    end
  end
  self.scenarios = self.studies[1].names
  return true
end

-- What binds each factory, and what moves the output that matters.
local function explain_all(self, given)
  for i, one in ipairs(self.models) do
    if one.bottleneck then
      local found, err = one:bottleneck { draws = given.draws, seed = given.seed, threads = given.threads,
        sampler = given.sampler }
      if not found then
        return nil, err
      end
      self.bottlenecks[i] = found
    end
    if one.formula[self.moved] ~= nil then
      local found, err = one:sensitivity { output = self.moved, seed = given.seed, threads = given.threads }
      if not found then
        return nil, err
      end
      self.sensitivities[i] = found
    end
  end
  return true
end

--- Runs several models under the same scenarios.
-- @tparam table given the models, each with a name of its own (`sf.factory` or `sf.model`); `scenarios = { name = {
-- driver = value } }` beside `base`, which is as given; `outputs` to show; `sensitivity`, the output of which the page
-- says what moves it (of factories NPV, else the first); `title` and `note`; `draws seed threads sampler` of run
-- @treturn ?Comparison nil, err when cancelled
-- @usage sf.comparison { h100, b200, scenarios = { ["price war"] = { price = price / 3 } }, seed = 2026 }
function comparison.new(given)
  local asked = check(given)
  local models, names = read_models(given)
  local self = { models = models, names = names, outputs = read_outputs(models, asked.outputs), studies = {},
    differences = {}, bottlenecks = {}, sensitivities = {}, changes = asked.scenarios or {}, title = asked.title,
    note = asked.note }
  self.moved = asked.sensitivity or models[1].main_output or self.outputs[1]
  if asked.sensitivity then
    models[1]:outputs_named(asked.sensitivity)
  end
  local done, err = study_all(self, asked)
  if done then
    done, err = explain_all(self, asked)
  end
  if not done then
    return nil, err
  end
  return setmetatable(self, ComparisonMeta)
end

-- ---- what each gives ----

local function columns_of(self, first)
  local columns = { { title = first or "" } }
  for i, name in ipairs(self.names) do
    columns[i + 1] = { title = name, align = "right" }
  end
  return columns
end

local function shown(self, output)
  local said = self.models[1].output_words and self.models[1].output_words[output] or {}
  return said.title or output:gsub("_", " "), said.style
end

local function any(list, count, test)
  for i = 1, count do
    if list[i] and test(list[i]) then
      return true
    end
  end
  return false
end

-- A row of the table: what is asked of each model's outcome; unknown where a model has none.
local function row_of(title, outcomes, count, ask, indent)
  local row = { title, indent = indent }
  for i = 1, count do
    row[i + 1] = outcomes[i] and ask(outcomes[i]) or figure.of(nil)
  end
  return row
end

-- Rows of one output: its median; of an amount of money that may be lost the mean; of a margin the ratio of means; the
-- probability of more than 0, and the draws that have no value.
local function add_rows(rows, title, style, outcomes, count)
  local function statistic(name)
    return function(outcome)
      local made = outcome:figure(name)
      made.style, made.undefined = style, nil -- said in a row of its own
      if name == "mean" then -- in the digits of the interval, which stands beside the median
        made.step, made.low, made.high = made.high and made.high - made.low, nil, nil
      end
      return made
    end
  end
  local straddles = any(outcomes, count, function(outcome) return outcome:straddles_zero() end)
  rows[#rows + 1] = row_of(title, outcomes, count, statistic "median")
  if straddles and any(outcomes, count, function(outcome) return units.dimension(outcome.like) == "money" end) then
    rows[#rows + 1] = row_of("mean", outcomes, count, statistic "mean", 1)
  end
  if any(outcomes, count, function(outcome) return outcome.ratio_of_means end) then
    rows[#rows + 1] = row_of("ratio of means", outcomes, count, function(outcome)
      return figure.percent(outcome.ratio_of_means)
    end, 1)
  end
  if straddles then
    rows[#rows + 1] = row_of("probability above 0", outcomes, count, function(outcome)
      return figure.percent(outcome:probability_above(0))
    end, 1)
  end
  if any(outcomes, count, function(outcome) return outcome.undefined > 0 end) then
    rows[#rows + 1] = row_of("draws without", outcomes, count, function(outcome)
      return figure.percent(outcome.undefined)
    end, 1)
  end
end

-- A table of some outputs; `runs` by place of the model.
local function table_of(self, outputs, runs, title_of_table)
  local rows = {}
  for _, output in ipairs(outputs) do
    local title, style = shown(self, output)
    local outcomes = {}
    for i in ipairs(self.models) do
      outcomes[i] = runs[i].outputs[output]
    end
    add_rows(rows, title, style, outcomes, #self.models)
  end
  return block.table { title = title_of_table, columns = columns_of(self), rows = rows, units = "row" }
end

local function runs_of(self, scenario)
  local runs = {}
  for i, study in ipairs(self.studies) do
    runs[i] = study.runs[scenario]
  end
  return runs
end

-- Where the tokens come from, of models that have an operating point.
local function operating_points(self)
  local rows, served = { { "throughput of an accelerator" }, { "tier", indent = 1 } }, {}
  for i, one in ipairs(self.models) do
    local point, given = one.point, one.values.token_rate
    rows[1][i + 1] = point and point.token_rate:figure() or given and quantity.figure(given) or figure.of(nil)
    rows[2][i + 1] = point and point.tier or given and "given" or ""
    local near = nearest.beside(point)
    served[#served + 1] = point and { ("%s: %s%s"):format(self.names[i], workload.describe(point.workload),
      point.layout and ", " .. point.layout or ""), near and { "; nearest measured ", near } or "" } or nil
  end
  if #served == 0 then
    return {}
  end
  return { block.list(served), block.table { columns = columns_of(self), rows = rows, units = "row" } }
end

-- ---- what a scenario changes ----

local function assumed_of(self)
  local columns = {}
  for i, one in ipairs(self.models) do
    columns[i] = { title = self.names[i], list = one.assumptions and one:assumptions() or assumptions.of(one) }
  end
  return columns
end

-- The value of a driver in all models, or nil where they differ.
local function shared_value(self, driver)
  local entry = assumptions.shared(assumed_of(self), driver)
  return entry and entry.value
end

local function changes_of(self, scenario)
  local items, changes = {}, self.changes[scenario]
  local function plain(value)
    local made = quantity.figure(value)
    made.shape = nil
    return made
  end
  for i, driver in ipairs(options.names(changes)) do
    local given = shared_value(self, driver)
    local after = plain(self.models[1]:value_for(driver, changes[driver]))
    local before = given ~= nil and plain(given) or nil
    local unit = figure.scale { after, before }
    if before and unit ~= "" then -- two years instead of 0.67, not of 244 days
      after.unit, before.unit = unit, unit
    end
    items[i] = { driver, { after, before and { " instead of ", before } or " in each" } }
  end
  return #items > 0 and block.facts(items) or block.paragraph "as given"
end

local WATCHED = { "p5", "p50", "p95" }

-- Whether a model gives an output otherwise than in base, by more than rounding.
local function is_changed(less, before, after)
  for _, name in ipairs(WATCHED) do
    local difference = less:statistic_figure(name).value
    if difference and difference ~= 0 then
      return true
    end
  end
  return before.undefined ~= after.undefined
end

-- Outputs that some model gives otherwise than in base.
local function changed(self, scenario)
  local list = {}
  for _, output in ipairs(self.outputs) do
    local differs = false
    for i, run in ipairs(self.differences[scenario]) do
      local runs, less = self.studies[i].runs, run.outputs[output]
      differs = differs or less and is_changed(less, runs[BASE].outputs[output], runs[scenario].outputs[output])
    end
    list[#list + 1] = differs and output or nil
  end
  return list
end

local function section_of(self, scenario)
  local outputs = changed(self, scenario)
  if #outputs == 0 then
    return block.section(scenario, { changes_of(self, scenario), block.paragraph "changes none of these outputs" })
  end
  return block.section(scenario, { changes_of(self, scenario), table_of(self, outputs, runs_of(self, scenario)),
    table_of(self, outputs, self.differences[scenario], ("%s less %s, draw by draw"):format(scenario, BASE)) })
end

-- ---- what binds, and what moves it ----

local function binding(self)
  local rows, order, reasons = {}, {}, {}
  for i in ipairs(self.models) do
    for _, entry in ipairs(self.bottlenecks[i] or {}) do
      if not rows[entry.limit] then
        rows[entry.limit] = { entry.limit }
        order[#order + 1] = rows[entry.limit]
      end
      rows[entry.limit][i + 1] = figure.percent(entry.probability)
      local reason = not entry.probability and ("%s: %s"):format(entry.limit, entry.says)
      if reason then
        reasons[#reasons + 1] = not reasons[reason] and reason or nil
        reasons[reason] = true
      end
    end
  end
  if #order == 0 then
    return nil
  end
  local blocks = { block.table { columns = columns_of(self), rows = order, units = "row" } }
  blocks[2] = #reasons > 0 and block.list(reasons) or nil
  blocks[#blocks + 1] = block.note(bottleneck.legend)
  return block.section("what binds", blocks)
end

-- Drivers that move the output, the most influential first, and those that are fixed in all models.
local function ranked(self)
  local most, fixed, order = {}, {}, {}
  for _, found in pairs(self.sensitivities) do
    for _, entry in ipairs(found) do
      local value = found.model.values[entry.driver]
      if type(value) == "userdata" and value:is_uncertain() then
        most[entry.driver] = math.max(most[entry.driver] or 0, entry.total or 0)
      else
        fixed[entry.driver] = true
      end
    end
  end
  for driver in pairs(most) do
    order[#order + 1], fixed[driver] = driver, nil
  end
  table.sort(order, function(a, b)
    return most[a] > most[b] or most[a] == most[b] and core.before(a, b)
  end)
  return order, options.names(fixed)
end

local NEAR_ZERO = 100 -- times nearer to 0 than to the other end

-- From one end to the other; an end near 0 has no more decimals than the way between them.
local function words_of_swing(entry)
  local way = math.abs(entry.high_number - entry.low_number)
  local function end_of(value, size)
    return figure.of(value, NEAR_ZERO * math.abs(size) < way and { step = way } or nil)
  end
  return { end_of(entry.swing.low, entry.low_number), " … ", end_of(entry.swing.high, entry.high_number) }
end

local function moving(self)
  local order, fixed = ranked(self)
  local shares, swings = {}, {}
  for k, driver in ipairs(order) do
    shares[k], swings[k] = { driver }, { driver }
    for i in ipairs(self.models) do
      local found = self.sensitivities[i]
      local entry = found and found.by_driver[driver]
      shares[k][i + 1] = entry and entry.total and figure.percent(math.max(0, entry.total)) or ""
      swings[k][i + 1] = entry and entry.swing and words_of_swing(entry) or ""
    end
  end
  local title, blocks = shown(self, self.moved), {}
  if #order > 0 then
    blocks[1] = block.table { columns = columns_of(self, "share of the variance"), rows = shares, units = "row" }
    blocks[2] = block.table { columns = columns_of(self, title .. " at the driver's 5 % … 95 %"), rows = swings,
      units = "row" }
    blocks[3] = block.note("shares are total effects, with every interaction a driver takes part in: they may add to"
      .. " more than 100 %; at 5 % and 95 % the others stand at their medians")
  end
  blocks[#blocks + 1] = block.paragraph("fixed here, so not ranked: "
    .. (#fixed > 0 and table.concat(fixed, ", ") or "none"))
  return next(self.sensitivities) and block.section("what moves " .. title, blocks) or nil
end

-- ---- the page ----

-- What is to be said beside the models' figures, each remark once with the models of which it holds.
local function remarks_of(self)
  local remarks, of_remark = {}, {}
  for i, one in ipairs(self.models) do
    for _, words in ipairs(one.remarks and one:remarks(self.studies[i].runs[BASE]) or {}) do
      local names = of_remark[words]
      if not names then
        names = {}
        remarks[#remarks + 1], of_remark[words] = words, names
      end
      names[#names + 1] = self.names[i]
    end
  end
  for i, words in ipairs(remarks) do
    local names = of_remark[words]
    remarks[i] = #names == #self.models and words or ("%s: %s"):format(table.concat(names, ", "), words)
  end
  return #remarks > 0 and block.list(remarks) or nil
end

local function results_of(self)
  local first = self.studies[1].runs[BASE]
  local blocks = { block.title(self.title or table.concat(self.names, ", ") .. " side by side"),
    block.paragraph { "medians and 90 % intervals, ", figure.count(first.draws), " draws, seed ",
      ("%d"):format(first.seed), ", ", first.sampler } }
  if self.note then
    blocks[3] = block.note(self.note)
  end
  for _, one in ipairs(operating_points(self)) do
    blocks[#blocks + 1] = one
  end
  blocks[#blocks + 1] = table_of(self, self.outputs, runs_of(self, BASE))
  blocks[#blocks + 1] = remarks_of(self)
  for _, scenario in ipairs(self.scenarios) do
    blocks[#blocks + 1] = scenario ~= BASE and section_of(self, scenario) or nil
  end
  blocks[#blocks + 1] = binding(self)
  blocks[#blocks + 1] = moving(self)
  return blocks
end

--- The page without what it rests on, for a report that gathers that of all it holds.
-- @treturn Page
function Comparison:results()
  return page.new(results_of(self))
end

-- What each model makes of the output that is asked for first: the median on its 90 % interval.
local function intervals_of(self)
  local title, style = shown(self, self.moved)
  local rows, first, point = {}, self.studies[1].runs[BASE], self.models[1].basis or {}
  for i, made in ipairs(runs_of(self, BASE)) do
    local outcome = rawget(made.outputs, self.moved)
    local f = outcome and outcome:figure "median"
    local function at(value)
      return value and figure.new { value = value, like = f.like, style = style }
    end
    rows[i] = f and { label = self.names[i], from = at(f.low), to = at(f.high), at = at(f.value), text = f }
      or { label = self.names[i], text = "not an output of it" }
  end
  return picture.rows { shape = "intervals", title = { title, " side by side" }, axis = title, rows = rows,
    says = { "the bar holds 90 % of draws, the mark is the median" }, caption = { draws = first.draws,
      seed = first.seed, tier = point.tier, source = point.source, date = point.date } }
end

page.of_class(ComparisonMeta, Comparison, function(self)
  local blocks = results_of(self)
  blocks[#blocks + 1] = block.section("assumptions", assumptions.blocks(assumed_of(self)))
  return blocks
end, { "intervals", intervals = intervals_of })

--- What all models rest on.
-- @treturn Page
function Comparison:explain()
  return page.new(assumptions.blocks(assumed_of(self)))
end

--- What all models rest on; a driver that differs is named once for each.
-- @treturn Assumptions
function Comparison:assumptions()
  return assumptions.merged(assumed_of(self))
end

--- What each model makes of the output that is asked for first, in a line.
-- @treturn table inline
function Comparison:in_one_line()
  local parts, figures = { (shown(self, self.moved)), ", median" }, {}
  for i, made in ipairs(runs_of(self, BASE)) do
    local outcome = rawget(made.outputs, self.moved)
    local f = outcome and outcome:figure "median"
    if f then
      f.shape, figures[#figures + 1] = nil, f
      parts[#parts + 1] = { i > 1 and "; " or " ", self.names[i], " ", f }
    end
  end
  local unit = figure.scale(figures)
  for _, f in ipairs(figures) do
    f.unit = unit ~= "" and unit ~= "%" and unit or nil
  end
  return parts
end

--- The newest day of a source.
-- @treturn ?string
function Comparison:as_of()
  return self:assumptions():as_of()
end

--- What is known to be wrong with what the models take.
-- @treturn {string,...} keys of the catalogue's known issues
function Comparison:issues()
  local lists = {}
  for i, one in ipairs(self.models) do
    lists[i] = one.issues and one:issues() or {}
  end
  return basis.union(lists)
end

options.seal(ComparisonMeta, Comparison, {
  "names", "models", "scenarios", "outputs", "studies", "bottlenecks", "sensitivities", "differences", "changes",
  "moved", "title", "note" })

return comparison
