--- Models: named drivers, one recorded formula, and everything that can be asked of it.
--
-- The outputs function is called once, with a named place for every driver, and what it returns is the formula. A run,
-- a scenario, a sweep, a gradient and a solve put values or laws into those places.
--
-- Draws. The uncertain inputs of a driver's law are drawn under the driver's name (`pue`; `pue/1`, `pue/2` where its
-- expression holds several; an input shared by several drivers has the name of the first of them in alphabetical
-- order). So draws do not depend on the order of a script, and every scenario sees the same ones.
-- @module signalflow.model
local core = require "signalflow.core"
local options = require "signalflow.options"
local quantity = require "signalflow.quantity"
local run = require "signalflow.run"
local settings = require "signalflow.settings"
local text = require "signalflow.text"
local units = require "signalflow.units"

--- @type Model
local Model = {}

local ModelMeta = { __name = "signalflow.model", __index = Model }

local model = { methods = Model, metatable = ModelMeta }

local function is_value(value)
  return type(value) == "number" or type(value) == "userdata"
end

local draws_of = quantity.draws

local function is_anonymous(draw)
  return draw:sub(1, 1) == "~"
end

-- Draws of these driver values that already have a name, as a set.
local function names_in_use(values, left_out)
  local used = {}
  for driver, value in pairs(values) do
    if driver ~= left_out then
      for _, draw in ipairs(draws_of(value)) do
        used[draw] = true
      end
    end
  end
  return used
end

-- Names the anonymous draws of one driver's value, in order of first visit. Names already given stay.
local function name_draws(driver, value, given, used)
  local fresh = {}
  for _, draw in ipairs(draws_of(value)) do
    if is_anonymous(draw) and not given[draw] then
      fresh[#fresh + 1] = draw
    end
  end
  if #fresh == 1 and not used[driver] then
    given[fresh[1]] = driver
    used[driver] = true
    return
  end
  local number = 0
  for _, draw in ipairs(fresh) do
    local name
    repeat
      number = number + 1
      name = driver .. "/" .. number
    until not used[name]
    given[draw] = name
    used[name] = true
  end
end

-- Replaces draws by name; `to` gives the expression for a draw's name, or nil to leave it.
local function replace_draws(values, to)
  local drivers, roots, from, into, seen = {}, {}, {}, {}, {}
  for driver, value in pairs(values) do
    if type(value) == "userdata" then
      drivers[#drivers + 1] = driver
      roots[#roots + 1] = value
      for _, draw in ipairs(draws_of(value)) do
        local replacement = not seen[draw] and to(draw)
        seen[draw] = true
        if replacement then
          from[#from + 1] = core.draw(draw)
          into[#into + 1] = replacement
        end
      end
    end
  end
  local result = {}
  for driver, value in pairs(values) do
    result[driver] = value
  end
  if #from > 0 then
    for i, value in ipairs(core.substitute(roots, from, into)) do
      result[drivers[i]] = value
    end
  end
  return result
end

-- The driver moves with or against its draw: 1 or -1, so that a rank correlation is the drivers' own.
local function direction(value)
  local plan = core.compile { value }
  local low, high = {}, {}
  for i = 1, #plan:drivers() do
    low[i], high[i] = 0.25, 0.75
  end
  local a, b = plan:evaluate(low)[1], plan:evaluate(high)[1]
  return a and b and b < a and -1 or 1
end

local function correlated_draw(self, name)
  local value = self.values[name]
  if value == nil then
    options.unknown("driver in correlate", name, self.driver_names)
  end
  local draws = draws_of(value)
  if #draws == 0 then
    core.raise(("driver '%s' is certain and cannot be correlated"):format(name))
  elseif #draws > 1 then
    core.raise(("driver '%s' holds several uncertain inputs and cannot be correlated"):format(name))
  end
  return self.names_given[draws[1]] or draws[1]
end

-- correlate = {{"rate", "chip_power", 0.4}}: what replaces the draws.
local function read_correlation(self, pairs_given)
  local names, index, entries = {}, {}, {}
  local function place(name)
    local draw = correlated_draw(self, name)
    if not index[draw] then
      names[#names + 1] = draw
      index[draw] = #names
    end
    return index[draw], direction(self.values[name])
  end
  for _, entry in ipairs(pairs_given) do
    local a, b, rank
    if type(entry) == "table" then
      a, b, rank = table.unpack(entry)
    end
    if type(a) ~= "string" or type(b) ~= "string" or type(rank) ~= "number" then
      core.raise 'correlate is a list of {"driver", "driver", rank correlation}'
    end
    local i, direction_a = place(a)
    local j, direction_b = place(b)
    if i == j then
      core.raise(("correlate: '%s' and '%s' are one uncertain input"):format(a, b))
    end
    entries[#entries + 1] = { i, j, rank * direction_a * direction_b }
  end
  local matrix = {}
  for i = 1, #names do
    matrix[i] = {}
    for j = 1, #names do
      matrix[i][j] = i == j and 1.0 or 0.0
    end
  end
  for _, entry in ipairs(entries) do
    local i, j, rank = table.unpack(entry)
    matrix[i][j], matrix[j][i] = rank, rank
  end
  local replacement = {}
  if #names > 0 then
    for i, value in ipairs(core.correlate(names, matrix)) do
      replacement[names[i]] = value
    end
  end
  return replacement, names
end

local function record(self, outputs)
  local places = setmetatable({}, {
    __index = function(_, name)
      return self.inputs[name] or options.unknown("driver", name, self.driver_names)
    end,
    __newindex = function(_, name)
      core.raise(("a driver is not assigned to (%s); write a local"):format(tostring(name)))
    end,
    __pairs = function()
      return next, self.inputs
    end,
  })
  local formula = outputs(places)
  if type(formula) ~= "table" then
    core.raise(("outputs must return a table of named quantities, not %s"):format(type(formula)))
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
      core.raise(("output '%s' must be a quantity, not %s"):format(name, type(value)))
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

-- Median of a value, coherent, for choosing a unit.
local function middle(value)
  if type(value) == "number" then
    return value
  end
  return value:value() or core.compile({ value }):evaluate()[1]
end

local function dimension_of(value)
  return type(value) == "userdata" and value:dimension() or "a plain number"
end

--- The value a scenario, sweep or solve gives for a driver: checked, and a plain number put in the driver's unit.
-- @tparam string name of a driver
-- @tparam number|Quantity value
-- @treturn number|Quantity
function Model:value_for(name, value)
  local own = self.values[name]
  if own == nil then
    options.unknown("driver", name, self.driver_names)
  end
  if not is_value(value) then
    core.raise(("driver '%s' takes a quantity, not %s"):format(name, type(value)))
  end
  local wanted, came = dimension_of(own), dimension_of(value)
  if came == "a plain number" and wanted ~= came then
    return value * units.read(self:unit_of(name))
  elseif came ~= wanted then
    core.raise(("driver '%s' is %s, not %s (%s)"):format(name, wanted, tostring(value), came))
  end
  return value
end

--- The unit in which a plain number for a driver is read: the one its value was written in.
-- @tparam string name of a driver
-- @treturn string "" for a driver without unit
function Model:unit_of(name)
  local own = self.values[name]
  if dimension_of(own) == "a plain number" then
    return ""
  end
  return units.written(own, middle(own))
end

--- The drivers' values with their draws named and correlated.
-- @tparam ?table changes driver to value, checked here
-- @tparam[opt=false] boolean apart true leaves correlation out
-- @treturn table driver to value
function Model:bound(changes, apart)
  local values = {}
  for name, value in pairs(self.values) do
    values[name] = value
  end
  local given = setmetatable({}, { __index = self.names_given })
  for _, name in ipairs(options.names(changes or {})) do
    values[name] = self:value_for(name, changes[name])
  end
  for _, name in ipairs(options.names(changes or {})) do
    local used = {}
    for draw in pairs(names_in_use(values, name)) do
      used[given[draw] or draw] = true
    end
    name_draws(name, values[name], given, used)
  end
  values = replace_draws(values, function(draw)
    return given[draw] and core.draw(given[draw])
  end)
  if not apart and next(self.replacement) then
    values = replace_draws(values, function(draw)
      return self.replacement[draw]
    end)
  end
  return values
end

--- The outputs' expressions under these driver values.
-- @tparam {string,...} names of outputs
-- @tparam table values driver to value, from `bound`
-- @treturn table list of expressions, in the order of names
function Model:expressions(names, values)
  local roots, from, to = {}, {}, {}
  for i, name in ipairs(names) do
    roots[i] = self.formula[name]
  end
  for i, driver in ipairs(self.driver_names) do
    from[i], to[i] = self.inputs[driver], values[driver]
  end
  return core.substitute(roots, from, to)
end

--- Checks names of outputs.
-- @tparam ?string|table given one name, a list, or nil for all
-- @treturn {string,...}
function Model:outputs_named(given)
  if given == nil then
    return self.output_names
  end
  local names = type(given) == "string" and { given } or given
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
-- @tparam[opt] table given `draws` (65,536), `seed` (1), `threads` (all), `sampler` ("sobol", "pseudo", "antithetic",
-- "latin"), `statistics` ({"mean"} for less), `error` ("0.1%": until every mean is that sure, at most `draws`),
-- `progress` function of the share done
-- @treturn ?Run nil, err when cancelled
-- @usage local run = site:run { draws = 1e6, seed = 1 }
function Model:run(given)
  local chosen = options.run(options.check(given, options.run_kinds(), "run"))
  if not self.plan then
    self.plan = core.compile(self:expressions(self.output_names, self:bound()))
  end
  return self:result(run.of(self.name, self.output_names, self.formula, self.plan, chosen, self))
end

--- Last touch on a run before it is handed out; a factory groups its scopes here.
function Model.result(_, made, err)
  return made, err
end

--- Scenarios side by side, on the same draws.
-- @tparam table given the options of `run`, `outputs`, and `scenarios = { name = { driver = value, ... }, ... }`
-- @treturn ?Study
function Model:study(given)
  return require "signalflow.study".run(self, given)
end

--- Every combination of some drivers' values.
-- @tparam table given `driver = {values}` or `sf.range(...)`, `outputs`, and the options of `run`
-- @treturn ?Sweep
function Model:sweep(given)
  return require "signalflow.sweep".run(self, given)
end

--- What an output depends on, and how much.
-- @tparam table given `output`, and the options of `run`
-- @treturn ?Sensitivity
function Model:sensitivity(given)
  return require "signalflow.sensitivity".run(self, given)
end

--- The value of a driver at which an output reaches a value.
-- @tparam table given `output`, `equals`, `driver`; `statistic` ("mean"), `between = {low, high}`, and options of `run`
-- @treturn ?number|Quantity nil, err when there is no such value, or more than one
function Model:solve(given)
  return require "signalflow.solve".run(self, given)
end

--- A driver's value with its name beside, as lines of a table.
local function driver_rows(self)
  local rows = {}
  for _, name in ipairs(self.driver_names) do
    rows[#rows + 1] = { name, tostring(self.values[name]) }
  end
  return rows
end

local LONGEST_FORMULA = 300

--- The drivers with their laws, each output's formula, and the sources beneath.
-- @treturn string
function Model:explain()
  local lines = { self.name, "drivers" }
  lines[#lines + 1] = text.table({ { title = "" }, { title = "" } }, driver_rows(self), "  ")
  lines[#lines + 1] = "outputs"
  local values = {}
  for i, name in ipairs(self.driver_names) do
    values[i] = self.values[name]
  end
  for _, name in ipairs(self.output_names) do
    local value = self.formula[name]
    local formula = type(value) == "number" and tostring(value) or value:formula(LONGEST_FORMULA)
    lines[#lines + 1] = ("  %s = %s"):format(name, formula)
    values[#values + 1] = value
  end
  local rows = {}
  for _, citation in ipairs(quantity.citations(values)) do
    rows[#rows + 1] = { citation.name or "", citation.source or "" }
  end
  if #rows > 0 then
    lines[#lines + 1] = "sources"
    lines[#lines + 1] = text.table({ { title = "" }, { title = "" } }, rows, "  ")
  end
  return table.concat(lines, "\n")
end

function ModelMeta.__tostring(self)
  return ("%s: a model of %d drivers\n%s\noutputs: %s"):format(self.name, #self.driver_names,
    text.table({ { title = "" }, { title = "" } }, driver_rows(self), "  "), table.concat(self.output_names, ", "))
end

-- The command line's -D name=value replaces a driver's value, in the driver's unit.
local function apply_command_line(self)
  for _, name in ipairs(self.driver_names) do
    settings.known[name] = true
    local asked = settings.drivers[name]
    if asked then
      settings.matched[name] = true
      self.values[name] = self:value_for(name, units.read(asked))
    end
  end
end

--- Makes a model of driver values; the formula is still to be set.
-- @tparam string name
-- @tparam table drivers name to number or Quantity
-- @treturn Model
function model.of_drivers(name, drivers)
  local self = setmetatable({ name = name, values = {}, inputs = {}, names_given = {}, replacement = {},
    correlated = {} }, ModelMeta)
  for driver, value in pairs(drivers) do
    if type(driver) ~= "string" or driver == "" or driver:find "[~/']" then
      core.raise(("a driver's name is a word without ~ / ', not %s"):format(tostring(driver)))
    elseif not is_value(value) then
      core.raise(("driver '%s' must be a quantity, not %s"):format(driver, type(value)))
    elseif type(value) == "number" and (value ~= value or math.abs(value) == math.huge) then
      core.raise(("driver '%s' must be a finite number, not %s"):format(driver, value))
    end
    self.values[driver] = value
  end
  self.driver_names = options.names(self.values)
  apply_command_line(self)
  local used = {}
  for draw in pairs(names_in_use(self.values)) do
    used[draw] = true
  end
  for _, driver in ipairs(self.driver_names) do
    local value = self.values[driver]
    self.inputs[driver] = core.input(driver, type(value) == "userdata" and value or nil)
    name_draws(driver, value, self.names_given, used)
  end
  return self
end

--- Reads rank correlations between drivers.
-- @tparam Model self
-- @tparam ?table correlate list of {"driver", "driver", rank}
function model.set_correlation(self, correlate)
  self.replacement, self.correlated = read_correlation(self, correlate or {})
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

return model
