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
local drivers_file = require "signalflow.factory.drivers_file"
local figure = require "signalflow.page.figure"
local model = require "signalflow.model.model"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local quantity = require "signalflow.values.quantity"
local remarks = require "signalflow.factory.remarks"
local run = require "signalflow.model.run"
local site = require "signalflow.site.drivers"
local units = require "signalflow.values.units"
local workload = require "signalflow.serving.workload"
local years = require "signalflow.factory.years"

local factory = {}

--- A site that turns electricity into tokens, as a model: `platform`, `workload`, `mode`, and the fields of a Model.
-- @type Factory : Model
local Factory = setmetatable({}, { __index = model.methods })

local FactoryMeta = { __name = "signalflow.factory", __index = Factory }

local SCOPES = { tokens_per_watt_chip = "tokens_per_watt.chip", tokens_per_watt_system = "tokens_per_watt.system",
  tokens_per_watt_facility = "tokens_per_watt" }

--- The outputs that a comparison shows unless others are asked for, the one of which it says what moves it, those that
-- `remarks` needs beside them, and the words of those whose name is not enough.
Factory.main_outputs = { "tokens_per_watt.chip", "tokens_per_watt.system", "tokens_per_watt", "energy_per_token",
  "accelerators", "provisioned_power", "facility_power", "rack_density", "rack_draw", "capex", "cost_per_hour",
  "cost_per_mtok", "ebitda_margin", "gross_margin", "margin_after_capital", "npv", "payback" }
Factory.main_output = "npv"
Factory.remarked_outputs = { "revenue", "energy_cost", "operating_cost", "depreciation", "capital_cost" }
Factory.output_words = {
  ["tokens_per_watt.chip"] = { title = "tokens per watt, chip" },
  ["tokens_per_watt.system"] = { title = "tokens per watt, server" },
  tokens_per_watt = { title = "tokens per watt, facility" },
  energy_per_token = { title = "energy per token" }, capex = { title = "capital" },
  cost_per_hour = { title = "cost of an accelerator-hour, owned" },
  cost_per_mtok = { title = "cost of a million output tokens" }, npv = { title = "NPV" },
  provisioned_power = { title = "power provided for" }, facility_power = { title = "power drawn at full load" },
  rack_density = { title = "rack density, provided for" }, rack_draw = { title = "rack, drawn at full load" },
  ebitda_margin = { title = "EBITDA margin", style = "percent" },
  gross_margin = { title = "gross margin, after depreciation", style = "percent" },
  margin_after_capital = { title = "margin after the cost of capital", style = "percent" },
  use = { style = "percent" }, in_service = { style = "percent" },
  irr = { title = "IRR", style = "percent" }, equity_irr = { title = "IRR to equity", style = "percent" },
  equity_npv = { title = "NPV to equity" }, payback = { title = "payback, where any" },
  usage_growth = { style = "percent" },
}

-- The outputs in their order.
local function output_names()
  local order = {}
  for i, name in ipairs(site.fields().output_names) do
    order[i] = SCOPES[name] or name
  end
  return order
end

-- What else is paid for beside an output token, each a driver: what it is of, for one output token of a workload.
local PRICES = {
  input_price = function(read) return read.input * (1 - (read.cached or 0)) / read.output end,
  cached_price = function(read) return read.input * (read.cached or 0) / read.output end,
}

local OWN_FIELDS = { input_price = "any", cached_price = "any", name = "string", platform = "any",
  workload = "table", measured = "any", mode = "string",
  horizon = "number", year = "number", correlate = "table", rack_cooling = "any" }

local function cited(driver, value, origin)
  if not origin or not origin.source then
    return value
  end
  local source = origin.source .. (origin.date and " (" .. origin.date .. ")" or "")
  return units.like(core.cite(value, driver, source), value)
end

-- What the core takes of the drivers' values.
local function arguments_of(self, inputs, year)
  local arguments = { horizon = self.horizon, year = year or self.year }
  for driver, value in pairs(inputs) do
    arguments[driver] = not PRICES[driver] and value or nil
  end
  for driver, count in pairs(self.paid) do -- an output token is paid for with its prompt
    local price = inputs[driver]
    arguments.price = arguments.price ~= nil and price ~= nil and arguments.price + count * price or nil
  end
  return arguments
end

local function formula_of(self, inputs, year)
  local formula = {}
  for name, value in pairs(core.factory(arguments_of(self, inputs, year))) do
    formula[SCOPES[name] or name] = value
  end
  return formula
end

-- Reads the prices of input into the drivers; how many tokens of each are paid for with one of output.
local function read_prices(given, found)
  local paid = {}
  for driver, count in pairs(PRICES) do
    if given[driver] ~= nil then
      local read = given.workload and workload.read(given.workload, true)
      if not (read and read.input and read.output) then
        core.raise(driver .. " needs a workload with its input and output, in tokens")
      end
      found.values[driver], paid[driver] = site.value("price", given[driver]), count(read)
    end
  end
  return paid
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
-- @tparam table given `platform` (a name or one of `sf.platforms`, or a table of drivers with `name` and `source`),
-- `workload` (`model input output precision interactivity`; interactivity is required, "offline" for no latency
-- asked; beside both `token_rate` and `chip_power` it says no more than what prices of input are paid for), `measured`
-- (rows of `sf.measured`, first in line), `mode` ("power" or "capital"), `horizon` in whole years (5), `correlate`,
-- `rack_cooling` (W/rack, what a rack position can carry away; only for the bottleneck), and drivers: `grid_power` (W),
-- `capital` (USD),
-- `pue`, `token_rate` (tok/s/gpu), `chip_power` (W/gpu), `server_overhead`, `all_in_power` (W/gpu, nameplate),
-- `oversubscription`, `rack_accelerators` (gpu/rack), `utilization` and `price` (USD/tok of output) of the first year,
-- `input_price` and `cached_price` (USD/tok of input, computed or found in cache; with a workload; 0 unless given),
-- `peak_utilization`, `idle_share`, `price_decline` (a year), `elasticity`, `electricity` (USD/J), `accelerator_cost`
-- (USD/gpu), `accelerator_price_decline` (a year), `site_cost` (USD/W), `operating_share` (of capex a year),
-- `accelerator_life`, `site_life`, `ramp` (time), `discount` (a year); and, off unless given, `tax_rate`, `debt_share`
-- with `interest`. `year` asks for the yearly figures of one year of the horizon instead of an average one
-- @treturn Factory a model; what it gives is what `signalflow run --list` lists of it
-- @raise naming what is missing, unknown, or out of its domain
function factory.new(given)
  options.check(given, site.kinds(OWN_FIELDS), "sf.factory", workload.place_of)
  if given == nil then
    core.raise "sf.factory takes a table: sf.factory { platform = ..., workload = {...}, grid_power = 100 * u.MW }"
  end
  local found = drivers.gather(given)
  local paid, values = read_prices(given, found), {}
  for driver, value in pairs(found.values) do
    values[driver] = cited(driver, value, found.origins[driver])
  end
  local title = given.name or found.platform_name or "factory"
  local self = setmetatable(model.of_drivers(title, values), FactoryMeta)
  self.origins, self.point, self.platform_row = found.origins, found.point, found.platform
  self.platform, self.workload, self.mode = found.platform_name, given.workload, found.mode
  self.horizon, self.year, self.rack_cooling = given.horizon or defaults.horizon, given.year, given.rack_cooling
  self.output_order, self.additions, self.paid = output_names(), {}, paid
  -- what money is worked out from was measured or not; money itself is modelled
  self.basis = self.point and { tier = "modelled, the token rate " .. self.point.tier, source = self.point.source,
    date = self.point.date } or nil
  formula_of(self, self.values)
  tell_domains(self)
  model.set_formula(self, formula_of(self, self.inputs), self.output_order)
  model.set_correlation(self, given.correlate)
  return self
end

--- The drivers' values for a run, checked against their domains.
-- @local
-- @tparam[opt] table changes driver to value
-- @tparam[opt] boolean apart as a Model's
-- @tparam[opt] string where as a Model's
-- @tparam[opt=false] boolean checked they have passed once
-- @treturn table driver to value
function Factory:bound(changes, apart, where, checked)
  local values = model.methods.bound(self, changes, apart, where)
  if changes and next(changes) and not checked then
    core.check_factory(arguments_of(self, values))
  end
  return values
end

--- Saves the drivers as CSV, for a program that holds the C library and no Lua: of each its law with parameters and
-- units, its tier, source and date.
-- @tparam string path
-- @treturn ?boolean true; or nil, err with code "io", or "unknown" where a driver is more than one law times and plus
-- constants, or correlated
function Factory:save_drivers(path)
  local text, err = drivers_file.csv(self)
  if not text then
    return nil, err
  end
  return core.write_file(path, text)
end

local function check_run(value, what)
  if not run.is(value) then
    core.raise(("%s: expected a run of a factory, got %s"):format(what, options.describe(value)))
  end
  return value
end

--- Groups the three scopes: `run.tokens_per_watt.chip`, `.system`, `.facility`; gives margins their ratio of means,
-- `run.gross_margin.ratio_of_means`; and adds to `run.note` what is to be said beside the figures.
-- @tparam Run made of this factory
-- @treturn Run the same
function Factory:result(made)
  check_run(made, "result")
  local outputs = made.outputs
  local plain_name = outputs.tokens_per_watt
  if plain_name then
    rawset(plain_name, "facility", plain_name)
    rawset(plain_name, "chip", outputs["tokens_per_watt.chip"])
    rawset(plain_name, "system", outputs["tokens_per_watt.system"])
  end
  if made.bound == nil then -- differences of two scenarios: no figures of a site
    return made
  end
  local ratios = remarks.ratios_of_means(outputs)
  for name, ratio in pairs(ratios) do
    if outputs[name] then
      rawset(outputs[name], "ratio_of_means", ratio)
    end
  end
  rawset(made, "beside", function()
    local lines = { remarks.of_ratios(ratios) }
    local beside = remarks.of(self, made)
    return table.move(beside, 1, #beside, #lines + 1, lines)
  end)
  return made
end

--- What is to be said beside the figures of a run: when use meets its peak, and why a margin and the NPV have opposite
-- signs.
-- @tparam Run made of this factory
-- @treturn {string,...}
function Factory:remarks(made)
  return remarks.of(self, check_run(made, "remarks"))
end

--- A run of this factory year by year; `run:years()` asks it.
-- @tparam Run made of this factory
-- @treturn ?Years nil, err when cancelled
function Factory:years(made)
  return years.of(self, check_run(made, "years"))
end

-- What the analyst's functions add to a formula, over the drivers' places.
local function add_outputs(self, formula)
  local places = setmetatable({}, {
    __index = function(_, name)
      return self.inputs[name] or options.unknown("driver", name, self.driver_names)
    end,
  })
  local known = {}
  for _, name in ipairs(self.output_order) do
    known[name] = true
  end
  setmetatable(formula, { __index = function(_, name)
    return not known[name] and options.unknown("output", name, self.output_order) or nil
  end })
  for _, add in ipairs(self.additions) do
    for name, value in pairs(add(places, formula) or {}) do
      formula[name] = value
    end
  end
  return setmetatable(formula, nil)
end

--- A factory with more outputs.
-- @tparam function add called with the drivers `d` and the outputs `out` (by name, tokens_per_watt.chip as
-- `out["tokens_per_watt.chip"]`) of an average year, and of single years where those are asked for; returns a table of
-- new outputs, or assigns them to `out`
-- @treturn Factory
-- @usage factory:with(function(d, out) return { water = out.heat * litres_per_joule } end)
function Factory:with(add)
  if type(add) ~= "function" then
    core.raise(("with takes a function of drivers and outputs, not %s"):format(options.said(add)))
  end
  local more = setmetatable(options.merged(self), FactoryMeta)
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
  local inputs = options.merged(self.inputs)
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
  return basis.union { self.point and self.point:issues() or {}, site.issues(self.values) }
end

local LIMITS = { both = "power and capital", power = "power", capital = "capital" }

-- Where its tokens come from, in words; nil where the analyst gave the rate.
local function served(self)
  local point = self.point
  if not point then
    return nil
  end
  local offline = point.workload.offline or not point.interactivity
  return block.paragraph { "serving ", workload.describe(point.workload),
    offline and ", no latency asked" or { " at ", type(point.interactivity) == "table" and point.interactivity:figure()
      or figure.of(point.interactivity) }, point.layout and ", " .. point.layout or "", ": ", point.token_rate:words(),
    "  ", point.token_rate.tier }
end

page.of_class(FactoryMeta, Factory, function(self)
  local rows = {}
  for i, entry in ipairs(self:assumptions()) do
    rows[i] = { entry.driver, quantity.figure(entry.value, { tier = entry.tier, source = entry.source,
      date = entry.date }), entry.how }
  end
  local blocks = { block.title { self.name, ": an AI factory, limited by ", LIMITS[self.mode], ", over ",
    figure.count(self.horizon), " years" } }
  blocks[#blocks + 1] = served(self)
  table.move({ block.table { columns = { { title = "" }, { title = "value", align = "right" }, { title = "" } },
    rows = rows }, block.note "of uncertain values the mean and the 90 % interval; assumptions() has the sources",
    block.paragraph { "outputs: ", table.concat(self.output_names, ", ") } }, 1, 3, #blocks + 1, blocks)
  return blocks
end)

options.seal(FactoryMeta, Factory, {
  "platform", "workload", "mode", "horizon", "year", "rack_cooling", "platform_row", "paid", "additions",
  "output_order" })

return factory
