--- Models: named drivers, one recorded formula, and everything that can be asked of it.
--
-- The outputs function is called once, with a named place for every driver, and what it returns is the formula. A run,
-- a scenario, a sweep, a gradient and a solve put values or laws into those places.
-- @module signalflow.model.model
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local correlation = require "signalflow.model.correlation"
local failure = require "signalflow.shared.failure"
local naming = require "signalflow.model.naming"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local parts = require "signalflow.model.parts"
local quantity = require "signalflow.values.quantity"
local run = require "signalflow.model.run"
local settings = require "signalflow.shared.settings"
local units = require "signalflow.values.units"
local run_options = require "signalflow.shared.run_options"

--- Named drivers, and one formula recorded over them: `name`, `driver_names`, `output_names`, `values` (driver to
-- value), `formula` (output to value).
-- @type Model
local Model = {}

local ModelMeta = { __name = "signalflow.model", __index = Model }

local model = { methods = Model }

local function is_value(value)
  return type(value) == "number" or getmetatable(value) == "Quantity"
end

local function record(self, outputs)
  local places = setmetatable({}, {
    __index = function(_, name)
      return self.inputs[name] or options.unknown("driver", name, self.driver_names)
    end,
    __newindex = function(_, name)
      core.raise(("a driver is not assigned to (%s); write a local"):format(options.key(name)))
    end,
    __pairs = function()
      return next, self.inputs
    end,
  })
  local formula = outputs(places)
  if type(formula) ~= "table" then
    core.raise(("outputs must return a table of named quantities, as { revenue = d.rate * d.price },"
      .. " not %s"):format(options.describe(formula)))
  end
  return formula
end

--- Adds the outputs in formula to the model, checked.
-- @tparam Model self
-- @tparam table formula name to value
-- @tparam[opt] {string,...} order names in the order to print; the rest follow alphabetically
function model.set_formula(self, formula, order)
  local names, placed = {}, {}
  for _, name in ipairs(order or {}) do
    if formula[name] ~= nil then
      names[#names + 1] = name
      placed[name] = true
    end
  end
  for name, value in pairs(formula) do
    if type(name) ~= "string" then
      core.raise "outputs must return a table whose keys are the outputs' names"
    elseif run.reserved[name] or name:find "^_" then
      core.raise(("an output cannot be called '%s': a run uses that name"):format(name))
    elseif not is_value(value) then
      core.raise(("output '%s' must be a quantity, not %s"):format(name, options.said(value)))
    elseif type(value) == "number" then
      units.value(value, ("output '%s'"):format(name))
    end
  end
  for _, name in ipairs(options.names(formula)) do
    if not placed[name] then
      names[#names + 1] = name
    end
  end
  if #names == 0 then
    core.raise "outputs returned an empty table; name at least one output"
  end
  self.formula, self.output_names = formula, names
end

--- The value a scenario, sweep or solve gives for a driver: checked, and a plain number put in the driver's unit.
-- @tparam string name of a driver
-- @tparam number|Quantity|string value
-- @tparam[opt] string what for the error: where the value was given, "driver 'pue'" unless given
-- @treturn number|Quantity
function Model:value_for(name, value, what)
  local own = self.values[name]
  if own == nil then
    options.unknown("driver", name, self.driver_names)
  end
  what = what or ("driver '%s'"):format(name)
  value = units.value(value, what)
  local wanted, came = units.dimension(own), units.dimension(value)
  if came == "a plain number" and wanted ~= came then
    return value * units.read(self:unit_of(name))
  elseif came ~= wanted then
    core.raise(("%s is %s, not %s (%s)"):format(what, wanted,
      options.said(value), came))
  end
  return value
end

--- The unit in which a plain number for a driver is read: the one its value was written in.
-- @tparam string name of a driver
-- @treturn string "" for a driver without unit
function Model:unit_of(name)
  local own = self.values[name]
  if own == nil then
    options.unknown("driver", name, self.driver_names)
  elseif units.dimension(own) == "a plain number" then
    return ""
  end
  return units.written(own, units.median(own))
end

-- Values, those of the drivers among them, with the draws of `fresh` named as well, and the drivers' correlated.
local function with_draws(self, values, fresh, apart)
  local given = naming.of_changes(values, fresh, self.names_given)
  values = naming.replace(values, function(draw)
    return given[draw] and core.draw(given[draw])
  end)
  if not apart and next(self.replacement) then
    values = naming.replace(values, function(draw)
      return self.replacement[draw]
    end)
  end
  return values
end

-- The drivers' own values with their draws named and correlated, worked out once.
local function own_values(self)
  self.own = self.own or with_draws(self, self.values, {}, false)
  return self.own
end

--- The drivers' values with their draws named and correlated.
-- @tparam ?table changes driver to value, checked here
-- @tparam[opt=false] boolean apart true leaves correlation out
-- @tparam[opt=""] string where the changes were given, for errors: "scenario 'hot': "
-- @treturn table driver to value
function Model:bound(changes, apart, where)
  local values, fresh = options.merged(self.values), {}
  if settings.listed then
    error(failure("listed", "nothing runs where drivers and outputs are listed"), 0)
  end
  changes = options.argument(changes, "nil|table", "bound: changes") or {}
  where = options.argument(where, "nil|string", "bound: where")
  options.drivers(changes, where, self.driver_names[1])
  local certain = true
  for _, name in ipairs(options.names(changes)) do
    values[name] = self:value_for(name, changes[name], where and ("%sdriver '%s'"):format(where, name))
    fresh[name] = values[name]
    certain = certain and units.is_certain(values[name])
  end
  if certain and not apart then -- what has no draws leaves the names of all others as they are
    for name, value in pairs(own_values(self)) do
      values[name] = fresh[name] or value
    end
    return values
  end
  return with_draws(self, values, fresh, apart)
end

--- The drivers' values, and others beside them whose draws are named and correlated with theirs.
-- @tparam table others name to value; no name of a driver
-- @treturn table drivers and others by name, to value
function Model:bound_with(others)
  local values = options.merged(self.values)
  for name, value in options.each(options.argument(others, "table", "bound_with: others")) do
    if not is_value(value) then
      core.raise(("bound_with: '%s' is a quantity, not %s"):format(options.key(name), options.describe(value)))
    end
    values[name] = value
  end
  return with_draws(self, values, others, false)
end

--- Formulas over the drivers' places with these values put in.
-- @tparam table formulas list of values
-- @tparam table values driver to value, from `bound`
-- @treturn table list of values, in that order
function Model:put(formulas, values)
  local from, to = {}, {}
  options.argument(values, "table", "put: values")
  for i, driver in ipairs(self.driver_names) do
    from[i], to[i] = self.inputs[driver], values[driver]
  end
  return core.substitute(formulas, from, to)
end

--- The outputs' expressions under these driver values.
-- @tparam {string,...} names of outputs
-- @tparam table values driver to value, from `bound`
-- @treturn table list of values, in the order of names
function Model:expressions(names, values)
  local formulas = {}
  for i, name in ipairs(self:outputs_named(names)) do
    formulas[i] = self.formula[name]
  end
  return self:put(formulas, values)
end

--- Checks names of outputs.
-- @tparam ?string|table given one name, a list, or nil for all
-- @treturn {string,...}
function Model:outputs_named(given)
  if given == nil then
    return self.output_names
  end
  local names = type(given) == "string" and { given }
    or options.list(options.argument(given, "table", "outputs"), "outputs")
  for _, name in ipairs(names) do
    if self.formula[name] == nil then
      options.unknown("output", name, self.output_names)
    end
  end
  if #names == 0 then
    core.raise "'outputs' is an empty list"
  end
  return names
end

--- Runs the model.
-- @tparam[opt] table given `draws` (65,536; or "0.1%": until every mean is that sure), `error` ("0.1%" as well, with
-- `draws` as the limit), `seed` (1), `threads` (all), `sampler` ("sobol", "pseudo", "antithetic", "latin"),
-- `statistics` ({"mean"} for less), `progress` (a function of the share done)
-- @treturn ?Run nil, err when cancelled
-- @usage local run = site:run { draws = 1e6, seed = 1 }
function Model:run(given)
  local chosen = run_options.read(options.check(given, run_options.kinds(), "run"))
  if not self.plan then
    self.own_values = self:bound()
    self.compiled = self:expressions(self.output_names, self.own_values)
    self.plan = core.compile(self.compiled)
  end
  local summaries, done = parts.run { plan = self.plan, settings = chosen, name = self.name,
    outputs = self.output_names, likes = self.formula }
  if not summaries or parts.stands_in(summaries) then
    return summaries, done
  end
  return self:result(run.of { title = self.name, names = self.output_names, likes = self.formula,
    expressions = self.compiled, bound = self.own_values, summaries = summaries, settings = chosen, draws = done,
    source = self })
end

--- Last touch on a run before it is handed out; a factory groups its scopes here.
-- @tparam Model _ self, for models that need it
-- @tparam Run made
-- @treturn Run
function Model.result(_, made)
  return made
end

--- Scenarios side by side, on the same draws.
-- @tparam table given the options of `run`, `outputs`, and `scenarios = { name = { driver = value, ... }, ... }`
-- @treturn ?Study
function Model:study(given)
  return require "signalflow.model.study".run(self, given)
end

--- Every combination of some drivers' values.
-- @tparam table given `driver = {values}` or `sf.range(...)`, `outputs`, and the options of `run`
-- @treturn ?Sweep
function Model:sweep(given)
  return require "signalflow.model.sweep".run(self, given)
end

--- What an output depends on, and how much.
-- @tparam table given `output`, `at = {driver = value}`, and the options of `run`
-- @treturn ?Sensitivity
function Model:sensitivity(given)
  return require "signalflow.model.sensitivity".run(self, given)
end

--- The value of a driver at which an output reaches a value.
-- @tparam table given `output`, `equals`, `driver`; `statistic` ("mean", "median", {quantile = 0.05},
-- {probability_above = value}), `between = {low, high}`, and the options of `run`
-- @treturn ?number|Quantity nil, err when there is no such value, or more than one
function Model:solve(given)
  return require "signalflow.model.solve".run(self, given)
end

-- The drivers' names, each with its value.
local function driver_facts(self)
  local items = {}
  for i, name in ipairs(self.driver_names) do
    items[i] = { name, quantity.figure(self.values[name]) }
  end
  return block.facts(items)
end

local LONGEST_FORMULA = 300

--- The drivers with their laws, each output's formula, and the sources beneath.
-- @treturn Page
function Model:explain()
  local formulas, values = {}, {}
  for i, name in ipairs(self.driver_names) do
    values[i] = self.values[name]
  end
  for i, name in ipairs(self.output_names) do
    local value = self.formula[name]
    formulas[i] = { name, " = ", type(value) == "number" and number.short(value) or value:formula(LONGEST_FORMULA) }
    values[#values + 1] = value
  end
  return page.new { block.title(self.name), block.section("drivers", { driver_facts(self) }),
    block.section("outputs", { block.list(formulas) }), quantity.sources(values) }
end

page.of_class(ModelMeta, Model, function(self)
  return { block.title { self.name, ": a model of ", number.things(#self.driver_names, "driver") }, driver_facts(self),
    block.paragraph { "outputs: ", table.concat(self.output_names, ", ") } }
end)

-- The command line's -D name=value replaces a driver's value, in the driver's unit.
local function apply_command_line(self)
  for _, name in ipairs(self.driver_names) do
    settings.known[name] = true
    local asked = settings.drivers[name]
    if asked then
      settings.matched[name] = true
      local done, value = failure.catch(self.value_for, self, name, asked, ("-D %s=%s"):format(name, asked))
      if not done then
        error(failure.words(value), 0) -- the script has no part in it
      end
      self.values[name] = value
    end
  end
end

--- Makes a model of driver values; the formula is still to be set.
-- @tparam string name
-- @tparam table drivers name to number or Quantity
-- @treturn Model
function model.of_drivers(name, drivers)
  local self = setmetatable({ name = name, values = {}, inputs = {}, replacement = {} }, ModelMeta)
  for driver, value in pairs(drivers) do
    if type(driver) ~= "string" or driver == "" or driver:find "[~/']" then
      core.raise(("a driver's name is a word without ~ / ', not %s"):format(options.describe(driver)))
    end
    self.values[driver] = units.value(value, ("driver '%s'"):format(driver))
  end
  self.driver_names = options.names(self.values)
  apply_command_line(self)
  for _, driver in ipairs(self.driver_names) do
    local value = self.values[driver]
    self.inputs[driver] = core.input(driver, type(value) == "userdata" and value or nil)
  end
  self.names_given = naming.of_drivers(self.values)
  table.insert(settings.listed or {}, self)
  return self
end

--- Reads rank correlations between drivers.
-- @tparam Model self
-- @tparam ?table correlate list of {"driver", "driver", rank}
function model.set_correlation(self, correlate)
  self.replacement, self.own = correlation.read(self, correlate), nil
end

local FIELDS = { name = "string", drivers = "table", correlate = "table", outputs = "function" }

--- Records a model.
-- @tparam table given `name`, `drivers`, `correlate` (list of {"driver", "driver", rank correlation}), `outputs`: a
-- function of the drivers that returns a table of named quantities
-- @treturn Model
-- @raise where a name is not known, or dimensions do not fit, at the line that says so
function model.new(given)
  given = options.check(given, FIELDS, "sf.model")
  for _, field in ipairs { "drivers", "outputs" } do
    if given[field] == nil then
      core.raise(("sf.model needs '%s'"):format(field))
    end
  end
  local self = model.of_drivers(given.name or "model", given.drivers)
  model.set_formula(self, record(self, given.outputs))
  model.set_correlation(self, given.correlate)
  return self
end

--- Whether a value is a model: one that was recorded, or a factory.
-- @param value
-- @treturn boolean
function model.is(value)
  return type(value) == "table" and getmetatable(value) ~= nil and rawget(value, "driver_names") ~= nil
    and rawget(value, "formula") ~= nil
end

options.seal(ModelMeta, Model, {
  "name", "values", "formula", "inputs", "driver_names", "output_names", "names_given", "own", "own_values",
  "compiled", "plan", "replacement",
  -- what some kinds of model have
  "origins", "basis", "point", "main_output", "main_outputs", "remarked_outputs", "output_words", "remarks",
  "assumptions", "issues", "bottleneck", "as_of", "years", "horizon",
  "formula_in_year",
  advice = "an output is that of a run, model:run().NAME; a driver is model.values.NAME" })

return model
