--- What an output depends on, and how much.
--
-- * gradient and elasticity (percent of output per percent of driver) at a point, by differentiating the formula: the
--   drivers' medians, and `at = { pue = 1.3 }` where that says otherwise;
-- * swing: the output with one driver at its 5 % and at its 95 % value, all others at the point;
-- * shares of variance: first order (this driver alone) and total (with every interaction it takes part in), by the
--   pick-freeze estimators that Saltelli et al. recommend (2010, Computer Physics Communications 181), the second of
--   which is Jansen's (1999, same journal, 117), on one plan that holds the formula with each driver's draws replaced
--   by others. Both are 0 without error where a driver changes nothing.
--
-- Drivers that are correlated, or share an uncertain input, have one share between them: nothing tells them apart.
-- Gradient and swing move one driver alone, whatever it is correlated with. Draws in which the output has no value are
-- left out.
-- @module signalflow.model.sensitivity
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local count_text = require "signalflow.page.number".count
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local picture = require "signalflow.page.picture"
local plans = require "signalflow.values.plan"
local quantity = require "signalflow.values.quantity"
local run_file = require "signalflow.model.run_file"
local rounding = require "signalflow.values.rounding"
local run_options = require "signalflow.shared.run_options"

local sensitivity = {}

--- `result.pue.total`, `result[1]` the most influential. Each entry: `driver`, `gradient`, `elasticity`, `swing`
-- (`low`, `high`: the output at the driver's 5 % and 95 %), `first`, `total` (0..1) with `first_error`, `total_error`
-- (standard errors), `group` (drivers that share the shares), `fixed` (the value of a driver without a spread, which
-- has no swing and no share).
-- @type Sensitivity
local Sensitivity = {}

local SensitivityMeta = { __name = "signalflow.sensitivity" }

--- The model's drivers, formulas and sources.
-- @treturn Page
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

local function point_words(at)
  local words = {}
  for _, driver in ipairs(options.names(at)) do
    words[#words + 1] = { driver, " = ", quantity.figure(at[driver]), ", " }
  end
  return #words > 0 and { words, "the others at their medians" } or "the medians"
end

local record = options.records("sensitivity's entry", { "driver", "gradient", "elasticity", "swing", "low_number",
  "high_number", "first", "first_error", "total", "total_error", "group", "fixed" })

-- A share, which by chance may lie below 0.
local function share_cell(share, uncertainty)
  return share and { figure.percent(math.max(0.0, share)), " ± ", figure.percent(uncertainty) } or ""
end

local NONE = 0.005 -- an elasticity nearer to 0 than this shows as 0

local function elasticity_figure(elasticity)
  if not elasticity then
    return figure.new { unknown = "no slope" }
  end
  return figure.of(math.abs(elasticity) < NONE and 0.0 or elasticity)
end

-- The other drivers that it shares its draws with.
local function companions(entry)
  local others = {}
  for _, driver in ipairs(entry.group or {}) do
    if driver ~= entry.driver then
      others[#others + 1] = driver
    end
  end
  return #others > 0 and "with " .. table.concat(others, ", ") or ""
end

-- The output at the driver's 5 % and 95 % value, with the digits that tell them apart.
local function swing_figures(entry)
  if not entry.swing then
    return "", ""
  end
  local step = math.abs(entry.high_number - entry.low_number)
  return figure.of(entry.swing.low, { step = step }), figure.of(entry.swing.high, { step = step })
end

local function table_of(self)
  local columns, rows = { { title = "driver" } }, {}
  for _, title in ipairs { "elasticity", "at p5", "at p95", "alone", "in all" } do
    columns[#columns + 1] = { title = title, align = "right" }
  end
  columns[#columns + 1] = { title = "" }
  for _, entry in ipairs(self) do
    local low, high = swing_figures(entry)
    rows[#rows + 1] = not entry.fixed and { entry.driver, elasticity_figure(entry.elasticity), low, high,
      share_cell(entry.first, entry.first_error), share_cell(entry.total, entry.total_error), companions(entry) } or nil
  end
  return block.table { units = "column", columns = columns, rows = rows }
end

-- The drivers without a spread; none where there are none.
local function fixed_of(self)
  local rows = {}
  for _, entry in ipairs(self) do
    rows[#rows + 1] = entry.fixed and { entry.driver, elasticity_figure(entry.elasticity),
      quantity.figure(entry.fixed) } or nil
  end
  local columns = { { title = "driver" }, { title = "elasticity", align = "right" },
    { title = "value", align = "right" } }
  return #rows > 0 and block.table { title = "fixed here, and so without a swing or a share:", rows = rows,
    columns = columns } or nil
end

local LEGEND = "elasticity: percent of the output per percent of the driver. at p5, at p95: the output with this "
  .. "driver at its 5 % and 95 % value. alone: its share of the variance by itself. in all: with every interaction it "
  .. "takes part in, which counts for each that does, so that these may add to more than 100 %."

-- The output from a driver's 5 % to its 95 % value; from that of 95 % where more of the driver makes less of it.
local function tornado_of(self)
  local rows, any_falls = {}, false
  for _, entry in ipairs(self) do
    local low, high = swing_figures(entry)
    if figure.is(low) then
      local falls = entry.low_number > entry.high_number
      any_falls = any_falls or falls
      rows[#rows + 1] = { label = entry.driver, from = falls and high or low, to = falls and low or high,
        tone = falls and 2 or 1, text = entry.total and figure.percent(entry.total) or "" }
    end
  end
  local says = { "bars from the output at a driver's 5 % to that at its 95 % value; beside them its share of the "
    .. "variance, with every interaction" }
  says[#says + 1] = any_falls and "hatched: the output falls as the driver rises" or nil
  says[#says + 1] = self.middle and { "dashed: the output with every driver at ", next(self.at) and "its point"
    or "its median", ", ", figure.of(self.middle) } or nil
  local basis = rawget(self.model, "basis") or { source = "drivers as typed" }
  return picture.rows { shape = "tornado", title = { self.model.name, ": what moves ", self.output },
    axis = self.output, rows = rows, base = self.middle and figure.of(self.middle), says = says,
    caption = { draws = self.draws, seed = self.seed, tier = basis.tier, source = basis.source, date = basis.date } }
end

page.of_class(SensitivityMeta, Sensitivity, function(self)
  local blocks = { block.title { self.output, " of ", self.model.name, ": elasticity and swing at ",
    point_words(self.at), "; shares of variance over ", figure.count(self.draws),
    (" draws, seed %d"):format(self.seed) },
    table_of(self), block.note(LEGEND), fixed_of(self) }
  if self.undefined > 0 then
    blocks[#blocks + 1] = block.note { figure.percent(self.undefined),
      " of draws have no value and take no part in the shares" }
  end
  return blocks
end, { "tornado", tornado = tornado_of })

--- Writes the rows to a file: `.csv` (a line a driver, every digit), or the page as `.txt`, `.md`, `.html` or `.json`.
-- @tparam string path
-- @treturn ?boolean true; or nil, err with code "io"
function Sensitivity:save(path)
  return run_file.save_rows(self, path, function(add)
    local title, factor = run_file.column("", self.like)
    add { "driver", "elasticity", "at_p5" .. title, "at_p95" .. title, "first", "first_error", "total", "total_error",
      "fixed" }
    for _, entry in ipairs(self) do
      add { entry.driver, entry.elasticity, entry.low_number and entry.low_number / factor,
        entry.high_number and entry.high_number / factor, entry.first, entry.first_error, entry.total,
        entry.total_error, entry.fixed and figure.text(quantity.figure(entry.fixed)) }
    end
  end)
end

local function value_or_nil(number, like)
  if number == nil or number ~= number or math.abs(number) == math.huge then
    return nil
  end
  return core.constant(number, type(like) == "userdata" and like or nil)
end

-- Gradients of the output at the point; a driver it cannot be differentiated by has none.
local function add_gradients(model, output, point, entries)
  local formula, inputs = model.formula[output], {}
  for i, driver in ipairs(model.driver_names) do
    inputs[i] = model.inputs[driver]
  end
  local differentiable, gradients = failure.catch(core.differentiate, formula, inputs)
  if not differentiable then
    return
  end
  local roots = { formula }
  table.move(inputs, 1, #inputs, 2, roots)
  table.move(gradients, 1, #gradients, #roots + 1, roots)
  local at_point = core.compile(model:put(roots, point)):evaluate()
  local y = at_point[1]
  for i, driver in ipairs(model.driver_names) do
    local x, slope = at_point[1 + i], at_point[1 + #inputs + i]
    entries[driver].gradient = value_or_nil(slope, gradients[i])
    entries[driver].elasticity = y ~= 0 and value_or_nil(slope * x / y) or nil
  end
end

-- The 5 % and 95 % values of a driver, coherent.
local function tails(value, settings)
  local plan = core.compile { value }
  if #plan:drivers() == 1 then
    local a, b = plan:evaluate({ 0.05 })[1], plan:evaluate({ 0.95 })[1]
    return math.min(a, b), math.max(a, b)
  end
  local summaries, err = plans.run(plan, settings)
  if not summaries then
    return nil, err
  end
  return summaries[1]:quantile(0.05), summaries[1]:quantile(0.95)
end

-- A number, or another that it is only by rounding apart from.
local function settled(number, other, off)
  return math.abs(number - other) <= math.max(off, figure.noise * math.abs(other)) and other or number
end

-- Adds to each entry the output at both ends of the driver; gives the output at the point. `off` is what rounding may
-- move it by.
local function add_swings(model, output, values, point, entries, uncertain, settings, off)
  local expressions = model:expressions({ output }, point)
  for _, driver in ipairs(uncertain) do
    local low, high = tails(values[driver], settings)
    if not low then
      return nil, high
    end
    for _, number in ipairs { low, high } do
      local frozen = setmetatable({ [driver] = core.constant(number, values[driver]) }, { __index = point })
      expressions[#expressions + 1] = model:expressions({ output }, frozen)[1]
    end
  end
  local numbers = core.compile(expressions):evaluate()
  local middle = settled(numbers[1], 0.0, off)
  for i, driver in ipairs(uncertain) do
    local low, high = settled(numbers[2 * i], middle, off), settled(numbers[2 * i + 1], middle, off)
    local entry, like = entries[driver], model.formula[output]
    entry.swing = { low = value_or_nil(low, like), high = value_or_nil(high, like) }
    entry.low_number, entry.high_number = low, high
  end
  return value_or_nil(middle, model.formula[output]) or false
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
    core.sort_texts(group.drivers)
    groups[group] = true
  end
  local list = {}
  for group in pairs(groups) do
    list[#list + 1] = group
  end
  table.sort(list, function(a, b)
    return core.before(a.drivers[1], b.drivers[1])
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

-- Expressions whose means are so many times a part of the variance: for each group once what it alone makes, by what it
-- changes in other draws beside the whole of them, less the middle, and twice what it takes part in.
local function parts_of_variance(base, groups, middle)
  local other, parts = with_copies(base, quantity.draws(base)), {}
  for _, group in ipairs(groups) do
    local mixed = with_copies(base, options.names(group.draws))
    parts[#parts + 1] = { mean_of = (other - middle) * (mixed - base), times = 1 }
    parts[#parts + 1] = { mean_of = squared(base - mixed), times = 2 }
  end
  return parts
end

-- The standard errors of the shares. A ratio r of means of a and b has, to first order, the error of the mean of
-- a - r b over that of b (Cochran 1977, Sampling Techniques, section 6.3), which takes a second pass over the same
-- draws.
local function ratio_errors(base, parts, ratios, moments, settings)
  local deviation, residuals = squared(base - core.constant(moments.mean, base)), {}
  for i, part in ipairs(parts) do
    residuals[i] = part.mean_of - part.times * ratios[i] * deviation
  end
  local again = setmetatable({ draws = moments.draws, statistics = { "mean" } }, { __index = function(_, field)
    return field ~= "error" and settings[field] or nil
  end })
  local summaries, err = plans.run(core.compile(residuals), again, 0.5, 1)
  if not summaries then
    return nil, err
  end
  local errors = {}
  for i, summary in ipairs(summaries) do
    errors[i] = summary:standard_error() / (parts[i].times * moments.variance)
  end
  return errors
end

-- Adds the shares; gives the draws taken and the share of them without a value.
local function add_shares(model, base, entries, uncertain, middle, settings, off)
  if type(base) == "number" or not base:is_uncertain() then
    return 0, 0
  end
  local values = model:bound()
  local groups = groups_of(values, uncertain)
  local parts, compiled = parts_of_variance(base, groups, middle), { base }
  for i, part in ipairs(parts) do
    compiled[i + 1] = part.mean_of
  end
  local summaries, draws = plans.run(core.compile(compiled), settings, 0, 0.5)
  if not summaries then
    return nil, draws
  end
  local undefined, sd = summaries[1]:undefined() / draws, summaries[1]:sd() or 0
  local moments, ratios = { mean = summaries[1]:mean(), variance = sd * sd, draws = draws }, {}
  if sd <= off then
    return draws, undefined
  end
  for i, part in ipairs(parts) do
    ratios[i] = summaries[i + 1]:mean() / (part.times * moments.variance)
  end
  local errors, err = ratio_errors(base, parts, ratios, moments, settings)
  if not errors then
    return nil, err
  end
  for i, group in ipairs(groups) do
    for _, driver in ipairs(group.drivers) do
      local entry = entries[driver]
      entry.group = group.drivers
      entry.first, entry.first_error = ratios[2 * i - 1], errors[2 * i - 1]
      entry.total, entry.total_error = ratios[2 * i], errors[2 * i]
    end
  end
  return draws, undefined
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
    return core.before(a.driver, b.driver)
  end)
  return entries
end

-- Every driver at its median, or where `at` puts it: coherent constants stand for both.
local function point_of(model, values, at)
  options.drivers(at, "at: ", model.driver_names[1])
  local list, point = {}, {}
  for i, driver in ipairs(model.driver_names) do
    list[i] = at[driver] == nil and values[driver] or model:value_for(driver, at[driver])
  end
  for i, number in ipairs(core.compile(list):evaluate()) do
    point[model.driver_names[i]] = value_or_nil(number, list[i]) or list[i]
  end
  return point
end

local MOST_EVALUATIONS = 2e11 -- some minutes on one core

-- Raises where the shares would take long and nobody said how many draws. A draw replaced changes all that depends on
-- it, in both passes.
local function refuse_long(output, base, settings)
  local draws, changed = {}, 0
  for i, name in ipairs(quantity.draws(base)) do
    draws[i] = core.draw(name)
  end
  for _, count in ipairs(core.dependents(base, draws)) do
    changed = changed + count
  end
  if 2 * changed * settings.draws > MOST_EVALUATIONS then
    core.raise(("the shares of variance of %s take %s evaluations: %s operations change with one of %s draws or "
      .. "another, twice at %s draws; say draws = %d for some minutes of it, or draws = %d to wait"):format(output,
      count_text(2 * changed * settings.draws), count_text(changed), count_text(#draws), count_text(settings.draws),
      math.max(1, math.floor(MOST_EVALUATIONS / (2 * changed))), settings.draws))
  end
end

--- Asks a model what one of its outputs depends on.
-- @tparam Model model
-- @tparam table given `output`, `at` (driver to value: the point for gradients and swings), and the options of run
-- (32,768 draws unless said otherwise; where those would take many minutes, an error says how many evaluations it is)
-- @treturn ?Sensitivity nil, err when cancelled
function sensitivity.run(model, given)
  given = options.check(given, run_options.kinds { output = "string", at = "table" }, "sensitivity")
  if not given.output then
    core.raise 'sensitivity needs output = "name of an output"'
  end
  local output, settings, at = model:outputs_named(given.output)[1], run_options.read(given, 32768), given.at or {}
  for _, driver in ipairs(options.names(at)) do
    model:value_for(driver, at[driver])
  end
  local values, entries, uncertain = model:bound(nil, true), {}, {}
  local result = { model = model, output = output, like = model.formula[output], at = at, seed = settings.seed,
    by_driver = {} }
  for _, driver in ipairs(model.driver_names) do
    entries[driver] = record { driver = driver }
    result.by_driver[driver] = entries[driver]
    result[#result + 1] = entries[driver]
    if type(values[driver]) == "userdata" and values[driver]:is_uncertain() then
      uncertain[#uncertain + 1] = driver
    else
      entries[driver].fixed = values[driver]
    end
  end
  local base = model:expressions({ output }, model:bound())[1]
  if not given.draws and settings.draws and type(base) ~= "number" and base:is_uncertain() then
    refuse_long(output, base, settings)
  end
  local point = point_of(model, values, at)
  add_gradients(model, output, point, entries)
  local off = rounding.of(base)
  local done, err = add_swings(model, output, values, point, entries, uncertain, settings, off)
  result.middle = done or nil
  if done ~= nil then
    done, err = add_shares(model, base, entries, uncertain, done or core.constant(0, base), settings,
      off)
  end
  if not done then
    return nil, err
  end
  result.draws, result.undefined = done, err
  sorted(result)
  return setmetatable(result, SensitivityMeta)
end

options.seal(SensitivityMeta, Sensitivity)

return sensitivity
