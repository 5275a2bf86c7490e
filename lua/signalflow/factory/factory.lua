--- The AI factory: electricity in, tokens out, money either way, as a model (`signalflow.model`).
--
-- The formulas are the C core's (factory.h), and drivers.lua gathers what goes into them. Tokens are output tokens,
-- rates are over all accelerators of the deployment, and efficiency has three scopes that do not mix.
-- @module signalflow.factory.factory
local assumptions = require "signalflow.site.assumptions"
local basis = require "signalflow.serving.basis"
local block = require "signalflow.page.block"
local bottleneck = require "signalflow.factory.bottleneck"
local core = require "signalflow.core"
local defaults = require "signalflow.site.defaults"
local drivers = require "signalflow.factory.drivers"
local figure = require "signalflow.page.figure"
local model = require "signalflow.model.model"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local quantity = require "signalflow.values.quantity"
local site = require "signalflow.site.drivers"
local units = require "signalflow.values.units"

local factory = {}

--- A site that turns electricity into tokens, as a model: `platform`, `workload`, `mode`, and the fields of a Model.
-- @type Factory : Model
local Factory = setmetatable({}, { __index = model.methods })

local FactoryMeta = { __name = "signalflow.factory", __index = Factory }

local SCOPES = { tokens_per_watt_chip = "tokens_per_watt.chip", tokens_per_watt_system = "tokens_per_watt.system",
  tokens_per_watt_facility = "tokens_per_watt" }

--- The outputs that a comparison shows unless others are asked for, the one of which it says what moves it, and the
-- words of those whose name is not enough.
Factory.main_outputs = { "tokens_per_watt.chip", "tokens_per_watt.system", "tokens_per_watt", "energy_per_token",
  "accelerators", "rack_density", "capex", "cost_per_mtok", "gross_margin", "npv", "payback" }
Factory.main_output = "npv"
Factory.output_words = {
  ["tokens_per_watt.chip"] = { title = "tokens per watt, chip" },
  ["tokens_per_watt.system"] = { title = "tokens per watt, server" },
  tokens_per_watt = { title = "tokens per watt, facility" },
  energy_per_token = { title = "energy per token" }, capex = { title = "capital" },
  cost_per_mtok = { title = "cost of a million tokens" }, npv = { title = "NPV" },
  gross_margin = { title = "margin after all costs", style = "percent" }, irr = { title = "IRR", style = "percent" },
  payback = { title = "payback, where any" }, usage_growth = { style = "percent" },
}

-- The outputs in their order.
local function output_names()
  local order = {}
  for i, name in ipairs(site.fields().output_names) do
    order[i] = SCOPES[name] or name
  end
  return order
end

local OWN_FIELDS = { name = "string", platform = "any", workload = "table", mode = "string", horizon = "number",
  correlate = "table", rack_cooling = "any" }

local function cited(driver, value, origin)
  if not origin or not origin.source then
    return value
  end
  local source = origin.source .. (origin.date and " (" .. origin.date .. ")" or "")
  return units.like(core.cite(value, driver, source), value)
end

local function formula_of(self, inputs, year)
  local arguments = { horizon = self.horizon, year = year }
  for driver, value in pairs(inputs) do
    arguments[driver] = value
  end
  local formula = {}
  for name, value in pairs(core.factory(arguments)) do
    formula[SCOPES[name] or name] = value
  end
  return formula
end

local HARDLY_EVER = 1e-6

-- "at least 1", "above 0 and at most 1"
local function domain_text(field)
  local parts = {}
  if field.low > -math.huge then
    parts[1] = (field.low_open and "above " or "at least ") .. core.format_number(field.low, 1, 3)
  end
  if field.high < math.huge then
    parts[#parts + 1] = (field.high_open and "below " or "at most ") .. core.format_number(field.high, 1, 3)
  end
  return table.concat(parts, " and ")
end

-- One line for each driver whose law lies partly outside its domain; those draws have no value.
local function tell_domains(self)
  for _, driver in ipairs(self.driver_names) do
    local value, domain = self.values[driver], site.fields().inputs[driver]
    local share = type(value) == "userdata" and domain and core.share_within(value, domain)
    if share and share < 1 - HARDLY_EVER then
      io.stderr:write(("%s%s must be %s: %s of the draws of %s lie outside and have no value\n"):format(core.position(),
        driver, domain_text(domain), number.percent(1 - share), value:formula(60)))
    end
  end
end

--- Builds a factory.
-- @tparam table given `platform` (a name of `sf.platforms`, or a table of drivers with `name` and `source`), `workload`
-- (`model input output precision interactivity`; interactivity is required, "offline" for no latency asked), `mode`
-- ("power" or "capital"), `horizon` in whole years (5), `correlate`, `rack_cooling` (W/rack, what a rack position can
-- carry away; only for the bottleneck), and drivers: `grid_power` (W), `capital` (USD),
-- `pue`, `token_rate` (tok/s/gpu), `chip_power` (W/gpu), `server_overhead`, `rack_accelerators` (gpu/rack),
-- `utilization`, `idle_share`, `price` (USD/tok), `price_decline` (a year), `elasticity`, `electricity` (USD/J),
-- `accelerator_cost` (USD/gpu), `site_cost` (USD/W), `operating_share` (of capex a year), `accelerator_life`,
-- `site_life`, `ramp` (time), `discount` (a year)
-- @treturn Factory a model whose outputs are listed in section 4 of the language
-- @raise naming what is missing, unknown, or out of its domain
function factory.new(given)
  options.check(given, site.kinds(OWN_FIELDS), "sf.factory")
  if given == nil then
    core.raise "sf.factory takes a table: sf.factory { platform = ..., workload = {...}, grid_power = 100 * u.MW }"
  end
  local found = drivers.gather(given)
  local values = {}
  for driver, value in pairs(found.values) do
    values[driver] = cited(driver, value, found.origins[driver])
  end
  local title = given.name or found.platform_name or "factory"
  local self = setmetatable(model.of_drivers(title, values), FactoryMeta)
  self.origins, self.point, self.platform_row = found.origins, found.point, found.platform
  self.platform, self.workload, self.mode = found.platform_name, given.workload, found.mode
  self.horizon, self.rack_cooling = given.horizon or defaults.horizon, given.rack_cooling
  self.output_order, self.additions = output_names(), {}
  self.basis = self.point and { tier = self.point.tier, source = self.point.source, date = self.point.date } or nil
  formula_of(self, self.values)
  tell_domains(self)
  model.set_formula(self, formula_of(self, self.inputs), self.output_order)
  model.set_correlation(self, given.correlate)
  return self
end

--- The drivers' values for a run, checked against their domains.
-- @local
-- @tparam[opt] table changes driver to value
-- @treturn table driver to value
function Factory:bound(changes, ...)
  local values = model.methods.bound(self, changes, ...)
  if changes and next(changes) then
    formula_of(self, values)
  end
  return values
end

--- Groups the three scopes: `run.tokens_per_watt.chip`, `.system`, `.facility`.
function Factory.result(_, made)
  options.argument(made, "table", "result: run")
  options.argument(made.outputs, "table", "result: the run's outputs")
  local plain_name = made.outputs.tokens_per_watt
  if plain_name then
    rawset(plain_name, "facility", plain_name)
    rawset(plain_name, "chip", made.outputs["tokens_per_watt.chip"])
    rawset(plain_name, "system", made.outputs["tokens_per_watt.system"])
  end
  return made
end

-- What the analyst's functions add to a formula, over the drivers' places.
local function add_outputs(self, formula)
  local places = setmetatable({}, {
    __index = function(_, name)
      return self.inputs[name] or options.unknown("driver", name, self.driver_names)
    end,
  })
  for _, add in ipairs(self.additions) do
    for name, value in pairs(add(places, formula) or {}) do
      formula[name] = value
    end
  end
  return formula
end

--- A factory with more outputs.
-- @tparam function add called with the drivers `d` and the outputs `out` (by name, tokens_per_watt.chip as
-- `out["tokens_per_watt.chip"]`) of an average year, and of single years where those are asked for; returns a table of
-- new outputs, or assigns them to `out`
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
  more.additions = table.move(self.additions, 1, #self.additions, 1, {})
  more.additions[#more.additions + 1] = add
  model.set_formula(more, add_outputs(more, formula_of(self, self.inputs)), self.output_order)
  return more
end

--- The outputs' expressions over the drivers' places, with the yearly figures of one year of the horizon.
-- @tparam integer year from 1
-- @treturn table name to expression
function Factory:formula_in_year(year)
  return add_outputs(self, formula_of(self, self.inputs, year))
end

--- What was given, and every figure that was taken: value, source, date.
-- @treturn Assumptions prints as a list; see `signalflow.site.assumptions`
function Factory:assumptions()
  return assumptions.of(self)
end

--- Which limits bind, with their probability; see `signalflow.factory.bottleneck`.
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
  if options.argument(left_out, "nil|string", "formula_without: driver") then
    inputs[left_out] = nil
  end
  for name, value in pairs(options.argument(changes, "nil|table", "formula_without: changes") or {}) do
    inputs[name] = value
  end
  return formula_of(self, inputs)
end

--- The newest day of a source.
-- @treturn ?string
function Factory:as_of()
  return self:assumptions():as_of()
end

--- What is known to be wrong with what it takes.
-- @treturn {string,...} keys of the catalogue's known issues
function Factory:issues()
  return basis.union { self.point and self.point:issues() or {}, site.issues(self.origins, self.platform_row) }
end

local LIMITS = { both = "power and capital", power = "power", capital = "capital" }

page.of_class(FactoryMeta, Factory, function(self)
  local rows = {}
  for i, entry in ipairs(self:assumptions()) do
    rows[i] = { entry.driver, quantity.figure(entry.value, { tier = entry.tier, source = entry.source,
      date = entry.date }), entry.how }
  end
  return { block.title { self.name, ": an AI factory, limited by ", LIMITS[self.mode], ", over ",
    figure.count(self.horizon), " years" }, block.table { columns = { { title = "" },
    { title = "value", align = "right" }, { title = "" } }, rows = rows },
    block.note "of uncertain values the mean and the 90 % interval; assumptions() has the sources",
    block.paragraph { "outputs: ", table.concat(self.output_names, ", ") } }
end)

options.seal(FactoryMeta, Factory)

return factory
