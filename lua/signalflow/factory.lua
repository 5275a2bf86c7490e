--- The AI factory: electricity in, tokens out, money either way, as a model (`signalflow.model`).
--
-- The formulas are the C core's (factory.h). Here the drivers are gathered: what the analyst gives, what the platform's
-- catalogue row and the workload's measured operating point say, and sourced defaults for the rest. Tokens are output
-- tokens, rates are over all accelerators of the deployment, and efficiency has three scopes that do not mix.
-- @module signalflow.factory
local assumptions = require "signalflow.assumptions"
local bottleneck = require "signalflow.bottleneck"
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local defaults = require "signalflow.defaults"
local laws = require "signalflow.distributions"
local model = require "signalflow.model"
local options = require "signalflow.options"
local text = require "signalflow.text"
local units = require "signalflow.units"

local factory = {}

--- @type Factory
local Factory = setmetatable({}, { __index = model.methods })

local FactoryMeta = { __name = "signalflow.factory", __index = Factory }

-- The unit an analyst would write each driver in, for errors.
local EXAMPLES = {
  grid_power = "100 * u.MW", capital = "1e9 * u.USD", chip_power = "700 * u.W/u.gpu",
  token_rate = "1000 * u.tok/u.s/u.gpu", rack_accelerators = "72 * u.gpu/u.rack", price = "0.6 * u.USD/u.Mtok",
  electricity = 'u"65 USD/MWh"', accelerator_cost = "40e3 * u.USD/u.gpu", site_cost = "12 * u.USD/u.W",
  accelerator_life = "5 * u.year", site_life = "15 * u.year", ramp = "0.5 * u.year",
}

local SCOPES = { tokens_per_watt_chip = "tokens_per_watt.chip", tokens_per_watt_system = "tokens_per_watt.system",
  tokens_per_watt_facility = "tokens_per_watt" }

local function input_fields()
  local inputs, outputs = core.factory_fields()
  local names, likes = {}, {}
  for i, field in ipairs(inputs) do
    names[i], likes[field.name] = field.name, field.like
  end
  local order = {}
  for i, field in ipairs(outputs) do
    order[i] = SCOPES[field.name] or field.name
  end
  return names, likes, order
end

-- What is known of the drivers, with where each came from.
local function note(self, driver, value, how)
  self.values_given[driver] = value
  self.origins[driver] = how
end

local function dated(source)
  return source.retrieved and "read " .. source.date or source.date
end

local function read_figure(figure)
  return figure.value * units.read(figure.unit)
end

-- Takes a figure of the platform's catalogue row for a driver that was not given. With a second source beside it, it
-- is no longer the platform's own figure but calibrated on others.
local function from_platform(self, driver, name, transform, remark, beside)
  if self.values_given[driver] ~= nil or not self.platform_row then
    return
  end
  local figure = self.platform_row:figure(name)
  if not figure then
    return
  end
  local value = read_figure(figure)
  if transform then
    value = transform(value)
    if value == nil then
      return
    end
  end
  note(self, driver, value, { how = beside and "calibrated" or "platform",
    source = figure.source.title .. (beside and "; " .. beside or ""),
    address = figure.source.address, date = dated(figure.source), note = remark })
end

local function plain(quantity, unit)
  return type(quantity) == "number" and quantity or quantity:to(unit)
end

local WORKLOAD = { model = "string", input = "number", output = "number", precision = "string", interactivity = "any",
  spec = "string", disaggregated = "boolean", engine = "string", workload = "string" }

-- The catalogue's question for the workload's operating point.
local function read_workload(platform, workload)
  options.check(workload, WORKLOAD, "workload")
  if workload.model == nil then
    core.raise 'workload needs a model, as model = "DeepSeek-R1"'
  end
  local interactivity = workload.interactivity
  if interactivity == nil then
    core.raise('workload needs its operating point: interactivity = 50 * u.tok/u.s/u.user, or "offline" for the most a'
      .. ' platform was measured to do with no latency asked')
  elseif interactivity == "offline" then
    interactivity = nil
  elseif type(interactivity) == "string" then
    core.raise(('interactivity is a rate per user or "offline", not "%s"'):format(interactivity))
  else
    interactivity = plain(interactivity, "tok/s/user")
  end
  return { platform = platform, model = workload.model, precision = workload.precision, input = workload.input,
    output = workload.output, interactivity = interactivity, spec = workload.spec, engine = workload.engine,
    disaggregated = workload.disaggregated, workload = workload.workload }
end

-- Asks the catalogue; what it raises over a bad question is placed at the analyst's line.
local function measured(question)
  local asked, point, err = pcall(catalogue.measured, question)
  if not asked then
    core.raise("workload: " .. tostring(point):gsub("^[^:]+%.lua:%d+: ", ""))
  end
  return point, err
end

-- What can be had without an interactivity, as a hint in an error.
local function highest_measured(platform, workload)
  local question = read_workload(platform, workload)
  question.interactivity = nil
  local point = measured(question)
  return point and (' interactivity = "offline" takes that highest throughput, %s tok/s/gpu; or'):format(
    core.format_number(point.token_rate, 1, 4)) or ""
end

-- Token rate and chip power from the measured operating point.
local function from_workload(self, workload)
  if not workload or (self.values_given.token_rate ~= nil and self.values_given.chip_power ~= nil) then
    return
  end
  if not self.platform_row then
    core.raise "a workload is looked up for a platform of the catalogue; give token_rate and chip_power instead"
  end
  local point, err = measured(read_workload(self.platform_row.name, workload))
  if not point then
    if self.values_given.token_rate ~= nil then
      return
    end
    core.raise(("%s;%s give token_rate and chip_power"):format(tostring(err):gsub("[%.?]*$", ""),
      highest_measured(self.platform_row.name, workload)))
  end
  self.point = point
  local titles, addresses, date = {}, {}, nil
  for i, source in ipairs(point.sources) do
    titles[i], addresses[i], date = source.title, source.address, dated(source)
  end
  local origin = { how = point.tier, source = table.concat(titles, "; "), address = table.concat(addresses, " "),
    date = date,
    note = ("%s at %s"):format(point.engine or "engine not named", point.interactivity
      and core.format_number(point.interactivity, 1, 3) .. " tok/s/user" or "no latency asked") }
  if self.values_given.token_rate == nil then
    note(self, "token_rate", point.token_rate * units.read "tok/s/gpu", origin)
  end
  if self.values_given.chip_power == nil and point.power and point.power_scope == "gpu" then
    note(self, "chip_power", point.power * units.read "W/gpu", origin)
  end
end

-- Chip power where it was not measured at the operating point: rated power times the share measured elsewhere.
local function chip_power_from_rating(self)
  local share = defaults.power_share
  local spread = share.platforms[self.platform_row and self.platform_row.name] or share.other
  from_platform(self, "chip_power", "chip_power", function(rated)
    return rated * laws.truncated(laws.normal(spread[1], spread[2]), share.range[1], share.range[2])
  end, "rated power times the share drawn while serving: " .. share.says, share.source)
end

local function from_defaults(self, names)
  local figure = self.platform_row and self.platform_row:figure "cooling"
  local cooling = figure and tostring(figure.value):find "^liquid" and "liquid" or "air"
  for _, driver in ipairs(names) do
    local default = defaults.drivers[driver]
    if default and self.values_given[driver] == nil then
      note(self, driver, default.value(cooling), { how = "default", source = default.source, says = default.says,
        date = default.date, address = default.address, note = default.note })
    end
  end
end

local NEEDS = {
  token_rate = "give it, or a workload with a measured operating point",
  chip_power = "give it, or a platform whose rated power is in the catalogue",
  server_overhead = "system power over chip power; the catalogue has no system power for this platform",
  accelerator_cost = "the catalogue has no sourced price for this platform",
  utilization = "the share of capacity that serves; no public figure would serve everyone",
  price = "what a token sells for",
}

local function check_complete(self, names)
  local missing = {}
  for _, driver in ipairs(names) do
    if NEEDS[driver] and self.values_given[driver] == nil then
      local example = EXAMPLES[driver] and ", as " .. EXAMPLES[driver] or ""
      missing[#missing + 1] = ("%s (%s%s)"):format(driver, NEEDS[driver], example)
    end
  end
  if #missing > 0 then
    core.raise("this factory also needs " .. table.concat(missing, "; "))
  end
end

local function check_mode(self, mode)
  local grid, capital = self.values_given.grid_power, self.values_given.capital
  if mode ~= nil and mode ~= "power" and mode ~= "capital" then
    options.unknown("mode", mode, { "capital", "power" })
  elseif grid == nil and (mode == "power" or capital == nil) then
    core.raise "a factory needs grid_power, as grid_power = 100 * u.MW (or capital, with mode = \"capital\")"
  elseif mode == "capital" and capital == nil then
    core.raise 'mode = "capital" needs capital, as capital = 1e9 * u.USD'
  elseif mode == "capital" and grid ~= nil or mode == "power" and capital ~= nil then
    core.raise(('mode = "%s" leaves out %s; without mode both are limits and the smaller binds'):format(mode,
      mode == "power" and "capital" or "grid_power"))
  end
  self.mode = mode or (grid ~= nil and capital ~= nil and "both") or (grid ~= nil and "power") or "capital"
end

local function check_unit(driver, value, like)
  local wanted = type(like) == "userdata" and like:dimension() or "a plain number"
  local came = type(value) == "userdata" and value:dimension() or "a plain number"
  if type(value) ~= "number" and type(value) ~= "userdata" then
    core.raise(("%s must be a quantity, not %s"):format(driver, type(value)))
  elseif wanted ~= came then
    core.raise(("%s must be %s, not %s (%s)%s"):format(driver, wanted, tostring(value), came,
      EXAMPLES[driver] and "; write " .. EXAMPLES[driver] or ""))
  end
end

-- The platform: a name of the catalogue, or a table of drivers with a name and a source.
local function read_platform(self, given, likes)
  if given == nil then
    return
  elseif type(given) == "string" then
    local row, err = catalogue.platform(given)
    if not row then
      core.raise(tostring(err))
    end
    self.platform_row, self.platform_name = row, row.name
  elseif type(given) == "table" then
    local kinds = { name = "string", source = "string", date = "string" }
    for driver in pairs(likes) do
      kinds[driver] = "any"
    end
    options.check(given, kinds, "platform")
    self.platform_name = given.name or "own platform"
    for driver in pairs(likes) do
      if given[driver] ~= nil and self.values_given[driver] == nil then
        check_unit(driver, given[driver], likes[driver])
        note(self, driver, given[driver], { how = "platform", source = given.source, date = given.date })
      end
    end
  else
    core.raise(("platform is a name or a table, not %s"):format(type(given)))
  end
end

local OWN_FIELDS = { name = "string", platform = "any", workload = "table", mode = "string", horizon = "number",
  correlate = "table" }

local function cited(driver, value, origin)
  if not origin or not origin.source then
    return value
  end
  local source = origin.source .. (origin.date and " (" .. origin.date .. ")" or "")
  return units.like(core.cite(value, driver, source), value)
end

local function formula_of(self, inputs)
  local arguments = { horizon = self.horizon }
  for driver, value in pairs(inputs) do
    arguments[driver] = value
  end
  local formula = {}
  for name, value in pairs(core.factory(arguments)) do
    formula[SCOPES[name] or name] = value
  end
  return formula
end

-- Gathers every driver's value and origin.
local function gather(given, names, likes)
  local found = { values_given = {}, origins = {} }
  for _, driver in ipairs(names) do
    if given[driver] ~= nil then
      check_unit(driver, given[driver], likes[driver])
      note(found, driver, given[driver], nil)
    end
  end
  read_platform(found, given.platform, likes)
  from_workload(found, given.workload)
  chip_power_from_rating(found)
  from_platform(found, "accelerator_cost", "price", nil, "as published; scopes differ between platforms")
  from_platform(found, "rack_accelerators", "rack_accelerators")
  from_platform(found, "server_overhead", "all_in_power", function(all_in)
    local rated = found.platform_row:figure "chip_power"
    return rated and all_in / read_figure(rated) or nil
  end, "provisioned power with the share of host and network, over the chip's rated power")
  from_defaults(found, names)
  check_mode(found, given.mode)
  check_complete(found, names)
  return found
end

--- Builds a factory.
-- @tparam table given `platform` (a name of `sf.platforms`, or a table of drivers with `name` and `source`), `workload`
-- (`model input output precision interactivity`; interactivity is required, "offline" for no latency asked), `mode`
-- ("power" or "capital"), `horizon` in whole years (5), `correlate`, and drivers: `grid_power` (W), `capital` (USD),
-- `pue`, `token_rate` (tok/s/gpu), `chip_power` (W/gpu), `server_overhead`, `rack_accelerators` (gpu/rack),
-- `utilization`, `idle_share`, `price` (USD/tok), `price_decline` (a year), `elasticity`, `electricity` (USD/J),
-- `accelerator_cost` (USD/gpu), `site_cost` (USD/W), `operating_share` (of capex a year), `accelerator_life`,
-- `site_life`, `ramp` (time), `discount` (a year)
-- @treturn Factory a model whose outputs are listed in section 4 of the language
-- @raise naming what is missing, unknown, or out of its domain
function factory.new(given)
  local names, likes, order = input_fields()
  local kinds = {}
  for field, kind in pairs(OWN_FIELDS) do
    kinds[field] = kind
  end
  for _, driver in ipairs(names) do
    kinds[driver] = "any"
  end
  options.check(given, kinds, "sf.factory")
  if given == nil then
    core.raise "sf.factory takes a table: sf.factory { platform = ..., workload = {...}, grid_power = 100 * u.MW }"
  end
  local found = gather(given, names, likes)
  local drivers = {}
  for driver, value in pairs(found.values_given) do
    drivers[driver] = cited(driver, value, found.origins[driver])
  end
  local title = given.name or found.platform_name or "factory"
  local self = setmetatable(model.of_drivers(title, drivers), FactoryMeta)
  self.origins, self.point, self.platform_row = found.origins, found.point, found.platform_row
  self.platform, self.workload, self.mode = found.platform_name, given.workload, found.mode
  self.horizon = given.horizon or defaults.horizon
  self.output_order = order
  formula_of(self, self.values)
  model.set_formula(self, formula_of(self, self.inputs), order)
  model.set_correlation(self, given.correlate)
  return self
end

--- The drivers' values for a run, checked against their domains.
function Factory:bound(changes, apart)
  local values = model.methods.bound(self, changes, apart)
  if changes and next(changes) then
    formula_of(self, values)
  end
  return values
end

--- Groups the three scopes: `run.tokens_per_watt.chip`, `.system`, `.facility`.
function Factory.result(_, made, err)
  if not made then
    return nil, err
  end
  local plain_name = made.outputs.tokens_per_watt
  if plain_name then
    rawset(plain_name, "facility", plain_name)
    rawset(plain_name, "chip", made.outputs["tokens_per_watt.chip"])
    rawset(plain_name, "system", made.outputs["tokens_per_watt.system"])
  end
  return made
end

--- A factory with more outputs.
-- @tparam function add called once with the drivers `d` and the outputs `out` (by name, tokens_per_watt.chip as
-- `out["tokens_per_watt.chip"]`); returns a table of new outputs, or assigns them to `out`
-- @treturn Factory
-- @usage factory:with(function(d, out) return { water = out.heat * litres_per_joule } end)
function Factory:with(add)
  if type(add) ~= "function" then
    core.raise(("with takes a function of drivers and outputs, not %s"):format(type(add)))
  end
  local more = setmetatable({}, FactoryMeta)
  for key, value in pairs(self) do
    more[key] = value
  end
  more.plan = nil
  local formula = {}
  for name, value in pairs(self.formula) do
    formula[name] = value
  end
  local places = setmetatable({}, {
    __index = function(_, name)
      return self.inputs[name] or options.unknown("driver", name, self.driver_names)
    end,
  })
  for name, value in pairs(add(places, formula) or {}) do
    formula[name] = value
  end
  model.set_formula(more, formula, self.output_order)
  return more
end

--- Every figure that was taken and not given: value, source, date.
-- @treturn Assumptions prints as a list; see `signalflow.assumptions`
function Factory:assumptions()
  return assumptions.of(self)
end

--- Which limits bind, with their probability; see `signalflow.bottleneck`.
-- @tparam[opt] table given the options of run
-- @treturn ?Bottleneck nil, err when cancelled
function Factory:bottleneck(given)
  return bottleneck.of(self, given)
end

--- The outputs' expressions with some drivers left out or put otherwise; what becomes unknown is absent.
-- @tparam ?string left_out a driver
-- @tparam[opt] table changes driver to value
-- @treturn table name to expression
function Factory:formula_without(left_out, changes)
  local inputs = {}
  for name, value in pairs(self.inputs) do
    inputs[name] = value
  end
  if left_out then
    inputs[left_out] = nil
  end
  for name, value in pairs(changes or {}) do
    inputs[name] = value
  end
  return formula_of(self, inputs)
end

function FactoryMeta.__tostring(self)
  local rows = {}
  for _, driver in ipairs(self.driver_names) do
    local origin = self.origins[driver]
    rows[#rows + 1] = { driver, tostring(self.values[driver]), origin and origin.how or "given" }
  end
  return ("%s: an AI factory, limited by %s, over %d years\n%s\noutputs: %s"):format(self.name,
    self.mode == "both" and "power and capital" or self.mode, self.horizon,
    text.table({ { title = "" }, { title = "" }, { title = "" } }, rows, "  "),
    text.wrap(table.concat(self.output_names, ", "), 110, "  "))
end

return factory
