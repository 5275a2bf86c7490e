--- Scenarios side by side: one plan holds the outputs of all, so every scenario sees the same draws.
-- @module signalflow.model.study
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local quantity = require "signalflow.values.quantity"
local run = require "signalflow.model.run"
local text = require "signalflow.page.old_text"
local run_options = require "signalflow.shared.run_options"
local plans = require "signalflow.values.plan"

local study = {}

--- `study.hot` is a Run; `study:compare("base", "hot")` the paired difference.
-- @type Study
local Study = {}

local StudyMeta = { __name = "signalflow.study" }

local RESERVED = { anchor = true, bound = true, compare = true, explain = true, model = true, names = true,
  outputs = true, runs = true, scenarios = true, settings = true }

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

-- One row an output and scenario: the mean and 90 % interval, in one unit for the output.
local function output_rows(self, output)
  local numbers = {}
  for _, name in ipairs(self.names) do
    numbers[#numbers + 1] = self.runs[name].outputs[output].summary:mean()
  end
  local first = self.runs[self.names[1]].outputs[output]
  local unit, write = text.row(first.like, table.unpack(numbers))
  local rows = {}
  for i, name in ipairs(self.names) do
    local summary = self.runs[name].outputs[output].summary
    rows[i] = { i == 1 and output or "", i == 1 and unit or "", name, write(summary:mean()), write(summary:sd()),
      write(summary:quantile(0.05)), write(summary:quantile(0.5)), write(summary:quantile(0.95)) }
  end
  return rows
end

function StudyMeta.__tostring(self)
  local rows = {}
  for _, output in ipairs(self.outputs) do
    table.move(output_rows(self, output), 1, #self.names, #rows + 1, rows)
  end
  local columns = { { title = "" }, { title = "" }, { title = "scenario" } }
  for _, title in ipairs { "mean", "sd", "p5", "p50", "p95" } do
    columns[#columns + 1] = { title = title, align = "right" }
  end
  local first = self.runs[self.names[1]]
  local lines = { ("%s: %d scenarios, %s draws, seed %d, %s"):format(self.model.name, #self.names,
    text.count(first.draws), first.seed, first.sampler), text.table(columns, rows) }
  for _, name in ipairs(self.names) do
    if self.runs[name].note then
      lines[#lines + 1] = ("%s: %s"):format(name, self.runs[name].note)
    end
  end
  return table.concat(lines, "\n")
end

--- What changes from one scenario to another: each output of `to` minus that of `from`, draw by draw.
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
  local before = self.model:expressions(self.outputs, self.bound[from])
  local after = self.model:expressions(self.outputs, self.bound[to])
  local differences, likes = {}, {}
  for i, name in ipairs(self.outputs) do
    differences[i] = after[i] - before[i]
    likes[name] = self.model.formula[name]
  end
  local compiled = table.move(differences, 1, #differences, 1, {})
  compiled[#compiled + 1] = self.anchor
  local summaries, done = plans.run(core.compile(compiled), self.settings)
  if not summaries then
    return nil, done
  end
  return self.model:result(run.of { title = ("%s minus %s"):format(to, from), names = self.outputs, likes = likes,
    expressions = differences, summaries = summaries, settings = self.settings, draws = done, source = self.model })
end

--- The scenarios and what each changes.
-- @treturn string
function Study:explain()
  local lines = { self.model:explain(), "scenarios" }
  for _, name in ipairs(self.names) do
    local changes = {}
    for _, driver in ipairs(options.names(self.scenarios[name])) do
      changes[#changes + 1] = ("%s = %s"):format(driver, core.text("%s", self.model:value_for(driver,
        self.scenarios[name][driver])))
    end
    lines[#lines + 1] = ("  %s: %s"):format(name, #changes > 0 and table.concat(changes, ", ") or "as given")
  end
  return table.concat(lines, "\n")
end

local function scenario_names(scenarios)
  local names = options.names(scenarios)
  if #names == 0 then
    core.raise "a study needs at least one scenario: scenarios = { base = {} }"
  end
  for i, name in ipairs(names) do
    if RESERVED[name] then
      core.raise(("a scenario cannot be called '%s': a study uses that name"):format(name))
    elseif type(scenarios[name]) ~= "table" then
      core.raise(("scenario '%s' must be a table of drivers, not %s"):format(name, type(scenarios[name])))
    end
    if name == "base" then -- what the others are read against comes first
      table.remove(names, i)
      table.insert(names, 1, name)
    end
  end
  return names
end

--- Runs every scenario of a model on the same draws.
-- @tparam Model model
-- @tparam table given the options of run, `outputs`, `scenarios`
-- @treturn ?Study nil, err when cancelled
function study.run(model, given)
  given = options.check(given, run_options.kinds { scenarios = "table", outputs = "table|string" }, "study")
  if not given.scenarios then
    core.raise "a study needs scenarios = { name = { driver = value } }"
  end
  local names, settings = scenario_names(given.scenarios), run_options.read(given)
  local outputs = model:outputs_named(given.outputs)
  local bound, sets, compiled, expressions = {}, {}, {}, {}
  for i, name in ipairs(names) do
    bound[name] = model:bound(given.scenarios[name])
    sets[i], expressions[name] = bound[name], model:expressions(outputs, bound[name])
    table.move(expressions[name], 1, #outputs, #compiled + 1, compiled)
  end
  local anchor = quantity.anchor(sets)
  compiled[#compiled + 1] = anchor
  local summaries, done = plans.run(core.compile(compiled), settings)
  if not summaries then
    return nil, done
  end
  local runs = {}
  for i, name in ipairs(names) do
    local first = (i - 1) * #outputs
    runs[name] = model:result(run.of { title = name, names = outputs, likes = model.formula, settings = settings,
      expressions = expressions[name], summaries = table.move(summaries, first + 1, first + #outputs, 1, {}),
      draws = done, source = model })
  end
  return setmetatable({ model = model, names = names, runs = runs, outputs = outputs, bound = bound, anchor = anchor,
    scenarios = given.scenarios, settings = settings }, StudyMeta)
end

options.seal(StudyMeta, Study)

return study
