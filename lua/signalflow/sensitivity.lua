--- What an output depends on, and how much.
--
-- * gradient and elasticity (percent of output per percent of driver) at the medians, by differentiating the formula;
-- * swing: the output with one driver at its 5 % and at its 95 % value, all others at their medians;
-- * shares of variance: first order (this driver alone) and total (with every interaction it takes part in), by the
--   pick-freeze estimators of Jansen (1999, Computer Physics Communications 117), as recommended by Saltelli et al.
--   (2010, same journal, 181), on one plan that holds the formula with each driver's draws replaced by others.
--
-- Drivers that are correlated, or share an uncertain input, have one share between them: nothing tells them apart.
-- @module signalflow.sensitivity
local core = require "signalflow.core"
local options = require "signalflow.options"
local quantity = require "signalflow.quantity"
local run = require "signalflow.run"
local text = require "signalflow.text"

local sensitivity = {}

--- `result.pue.total`, `result[1]` the most influential. Each entry: `driver`, `gradient`, `elasticity`, `swing`
-- (`low`, `high`: the output at the driver's 5 % and 95 %), `first`, `total` (0..1) with `first_error`, `total_error`
-- (standard errors), `group` (drivers that share the shares).
-- @type Sensitivity
local Sensitivity = {}

local SensitivityMeta = { __name = "signalflow.sensitivity" }

--- The model's drivers, formulas and sources.
-- @treturn string
function Sensitivity:explain()
  return self.model:explain()
end

function SensitivityMeta.__index(self, key)
  local entries = rawget(self, "by_driver")
  if entries[key] then
    return entries[key]
  elseif Sensitivity[key] then
    return Sensitivity[key]
  elseif type(key) == "string" and not key:find "^_" then
    options.unknown("driver", key, rawget(self, "model").driver_names)
  end
  return nil
end

local function share_text(share, uncertainty)
  if not share then
    return ""
  end
  return ("%.1f %% ± %.1f"):format(100 * share, 100 * uncertainty)
end

local function elasticity_text(elasticity)
  return math.abs(elasticity) < 0.005 and "0.00" or ("%+.2f"):format(elasticity)
end

function SensitivityMeta.__tostring(self)
  local columns = { { title = "driver" } }
  local numbers = {}
  for _, entry in ipairs(self) do
    if entry.swing then
      numbers[#numbers + 1] = entry.low_number
      numbers[#numbers + 1] = entry.high_number
    end
  end
  local unit, write = text.row(self.like, table.unpack(numbers))
  for _, title in ipairs { "elasticity", "at p5", "at p95", "alone", "in all", "" } do
    columns[#columns + 1] = { title = title, align = title ~= "" and "right" or nil }
  end
  local rows = {}
  for i, entry in ipairs(self) do
    local others = {}
    for _, driver in ipairs(entry.group or {}) do
      if driver ~= entry.driver then
        others[#others + 1] = driver
      end
    end
    rows[i] = { entry.driver, entry.elasticity and elasticity_text(entry.elasticity) or "–",
      entry.swing and write(entry.low_number) or "", entry.swing and write(entry.high_number) or "",
      share_text(entry.first, entry.first_error), share_text(entry.total, entry.total_error),
      #others > 0 and "with " .. table.concat(others, ", ") or "" }
  end
  return ("%s of %s%s: elasticity and swing at the medians; shares of variance over %s draws, seed %d\n%s"):format(
    self.output, self.model.name, unit ~= "" and ", " .. unit or "", text.count(self.draws), self.seed,
    text.table(columns, rows))
end

local function value_or_nil(number, like)
  if number == nil or number ~= number or math.abs(number) == math.huge then
    return nil
  end
  return core.constant(number, type(like) == "userdata" and like or nil)
end

-- Gradients of the output at the medians; a driver it cannot be differentiated by has none.
local function add_gradients(model, output, values, entries)
  local inputs, bound = {}, {}
  for i, driver in ipairs(model.driver_names) do
    inputs[i], bound[i] = model.inputs[driver], values[driver]
  end
  local formula = model.formula[output]
  if type(formula) == "number" then
    return
  end
  local differentiable, gradients = pcall(core.differentiate, formula, inputs)
  if not differentiable then
    return
  end
  local roots = { formula }
  table.move(inputs, 1, #inputs, 2, roots)
  table.move(gradients, 1, #gradients, #roots + 1, roots)
  local at_medians = core.compile(core.substitute(roots, inputs, bound)):evaluate()
  local y = at_medians[1]
  for i, driver in ipairs(model.driver_names) do
    local x, slope = at_medians[1 + i], at_medians[1 + #inputs + i]
    if slope and slope == slope then
      entries[driver].gradient = value_or_nil(slope, gradients[i])
      entries[driver].elasticity = y and y ~= 0 and x and value_or_nil(slope * x / y) or nil
    end
  end
end

-- The 5 % and 95 % values of a driver, coherent.
local function tails(value, settings)
  local plan = core.compile { value }
  if #plan:drivers() == 1 then
    local a, b = plan:evaluate({ 0.05 })[1], plan:evaluate({ 0.95 })[1]
    return math.min(a, b), math.max(a, b)
  end
  local summaries, err = run.plan(plan, settings)
  if not summaries then
    return nil, err
  end
  return summaries[1]:quantile(0.05), summaries[1]:quantile(0.95)
end

local function add_swings(model, output, values, entries, uncertain, settings)
  local expressions = {}
  for _, driver in ipairs(uncertain) do
    local low, high = tails(values[driver], settings)
    if not low then
      return nil, high
    end
    for _, number in ipairs { low, high } do
      local frozen = setmetatable({ [driver] = core.constant(number, values[driver]) }, { __index = values })
      expressions[#expressions + 1] = model:expressions({ output }, frozen)[1]
    end
  end
  if #expressions == 0 then
    return true
  end
  local numbers = core.compile(expressions):evaluate()
  for i, driver in ipairs(uncertain) do
    local low, high = numbers[2 * i - 1], numbers[2 * i]
    local entry, like = entries[driver], model.formula[output]
    entry.swing = { low = value_or_nil(low, like), high = value_or_nil(high, like) }
    entry.low_number, entry.high_number = low, high
  end
  return true
end

-- Drivers that share a draw, as groups: lists of { drivers, draws }.
local function groups_of(values, uncertain)
  local groups, of_draw = {}, {}
  for _, driver in ipairs(uncertain) do
    local group = { drivers = { driver }, draws = {} }
    local merged = { [group] = true }
    for _, draw in ipairs(quantity.draws(values[driver])) do
      group.draws[draw] = true
      if of_draw[draw] then
        merged[of_draw[draw]] = true
      end
    end
    merged[group] = nil
    for other in pairs(merged) do
      table.move(other.drivers, 1, #other.drivers, #group.drivers + 1, group.drivers)
      for draw in pairs(other.draws) do
        group.draws[draw] = true
      end
      groups[other] = nil
    end
    for draw in pairs(group.draws) do
      of_draw[draw] = group
    end
    table.sort(group.drivers)
    groups[group] = true
  end
  local list = {}
  for group in pairs(groups) do
    list[#list + 1] = group
  end
  table.sort(list, function(a, b)
    return a.drivers[1] < b.drivers[1]
  end)
  return list
end

-- The output with some draws replaced by independent copies.
local function with_copies(expression, draws)
  local from, to = {}, {}
  for _, name in ipairs(draws) do
    from[#from + 1] = core.draw(name)
    to[#to + 1] = core.draw(name .. "'")
  end
  return core.substitute({ expression }, from, to)[1]
end

local function squared(difference)
  return difference * difference
end

local function add_shares(model, output, entries, uncertain, settings)
  local values = model:bound()
  local base = model:expressions({ output }, values)[1]
  if type(base) == "number" or not base:is_uncertain() then
    return 0
  end
  local other, groups, expressions = with_copies(base, quantity.draws(base)), groups_of(values, uncertain), { base }
  for _, group in ipairs(groups) do
    local mixed = with_copies(base, options.names(group.draws))
    expressions[#expressions + 1] = squared(other - mixed)
    expressions[#expressions + 1] = squared(base - mixed)
  end
  local summaries, done = run.plan(core.compile(expressions), settings)
  if not summaries then
    return nil, done
  end
  local sd = summaries[1]:sd()
  local variance = sd and sd * sd or 0
  for i, group in ipairs(groups) do
    local apart, together = summaries[2 * i], summaries[2 * i + 1]
    for _, driver in ipairs(group.drivers) do
      local entry = entries[driver]
      entry.group = group.drivers
      if variance > 0 then
        entry.first = 1 - apart:mean() / (2 * variance)
        entry.total = together:mean() / (2 * variance)
        entry.first_error = apart:standard_error() / (2 * variance)
        entry.total_error = together:standard_error() / (2 * variance)
      end
    end
  end
  return done
end

local function sorted(entries)
  table.sort(entries, function(a, b)
    local x, y = a.total or -1, b.total or -1
    if x ~= y then
      return x > y
    end
    x, y = math.abs(a.elasticity or 0), math.abs(b.elasticity or 0)
    if x ~= y then
      return x > y
    end
    return a.driver < b.driver
  end)
  return entries
end

--- Asks a model what one of its outputs depends on.
-- @tparam Model model
-- @tparam table given `output`, and the options of run (32,768 draws unless said otherwise)
-- @treturn ?Sensitivity nil, err when cancelled
function sensitivity.run(model, given)
  options.check(given, options.run_kinds { output = "string" }, "sensitivity")
  if not given or not given.output then
    core.raise 'sensitivity needs output = "name of an output"'
  end
  local output, settings = model:outputs_named(given.output)[1], options.run(given, 32768)
  local values, entries, uncertain = model:bound(nil, true), {}, {}
  local result = { model = model, output = output, like = model.formula[output], seed = settings.seed, by_driver = {} }
  for _, driver in ipairs(model.driver_names) do
    entries[driver] = { driver = driver }
    result.by_driver[driver] = entries[driver]
    result[#result + 1] = entries[driver]
    if type(values[driver]) == "userdata" and values[driver]:is_uncertain() then
      uncertain[#uncertain + 1] = driver
    end
  end
  add_gradients(model, output, values, entries)
  local done, err = add_swings(model, output, values, entries, uncertain, settings)
  if done then
    done, err = add_shares(model, output, entries, uncertain, settings)
  end
  if not done then
    return nil, err
  end
  result.draws = done
  sorted(result)
  return setmetatable(result, SensitivityMeta)
end

return sensitivity
