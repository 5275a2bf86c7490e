--- What parts two runs: the drivers that differ, and what each of them moved.
--
-- A driver is switched alone, the others left as they were; and all orders of switching are averaged (Shapley), so that
-- the parts add up to the whole where drivers interact. Both are worked out exactly, on the same draws.
-- @module signalflow.model.changes
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local plans = require "signalflow.values.plan"
local quantity = require "signalflow.values.quantity"
local run = require "signalflow.model.run"
local run_options = require "signalflow.shared.run_options"
local units = require "signalflow.values.units"

local changes = {}

local MOST = 8 -- inputs that are switched in every combination; of more, those that move least go together
local MOST_DRAWS = 16384
local FORMULA, REST = "the formula", "the others"

--- What parts two runs: a list of `{ name =, from =, to =, alone =, part = }`, what moves most first. `from` and `to`
-- are the driver's values (nil where a run has none), `alone` what it moves by itself, `part` its Shapley value;
-- `output`, `before`, `after` and `whole` (after less before), means in the output's dimension, of the draws
-- that have a value; `undefined_before` and `undefined_after`, the shares of draws that have none; `draws`.
-- @type RunChanges
local RunChanges = { __name = "signalflow.run_changes" }
RunChanges.__index = RunChanges

-- The inputs that differ: drivers, and the formula where it is not the same one.
local function find_inputs(a, b, output)
  local inputs, one_sided = {}, {}
  local names = {}
  for _, side in ipairs { a, b } do
    for name in pairs(side.bound) do
      names[name] = true
    end
  end
  for _, name in ipairs(options.names(names)) do
    local from, to = a.bound[name], b.bound[name]
    if from == nil or to == nil then
      one_sided[#one_sided + 1] = name
    elseif from ~= to then
      inputs[#inputs + 1] = { name = name, names = { name }, from = from, to = to }
    end
  end
  if #one_sided > 0 or a.source.formula[output] ~= b.source.formula[output] then
    inputs[#inputs + 1] = { name = FORMULA, names = {}, is_formula = true, of = one_sided }
  end
  return inputs
end

-- The output with some of the inputs switched from one run's to the other's.
local function expression(a, b, output, switched)
  local is_on, with = {}, a
  for _, input in ipairs(switched) do
    for _, name in ipairs(input.names) do
      is_on[name] = true
    end
    with = input.is_formula and b or with
  end
  local values = {}
  for name, own in pairs(with.bound) do
    local from, to = a.bound[name], b.bound[name]
    if from ~= nil and to ~= nil then
      values[name] = is_on[name] and to or from
    else
      values[name] = own
    end
  end
  return with.source:put({ with.source.formula[output] }, values)[1]
end

-- The means of an output under lists of switched inputs, on the draws of the first run.
local function means_of(a, b, output, sets)
  local expressions = {}
  for i, switched in ipairs(sets) do
    expressions[i] = expression(a, b, output, switched)
  end
  local settings = run_options.read { draws = math.min(a.draws, MOST_DRAWS), seed = a.seed, sampler = a.sampler,
    statistics = { "mean" } }
  local summaries, err = plans.run(core.compile(expressions), settings)
  if not summaries then
    return nil, err
  end
  local means, undefined = {}, {}
  for i, summary in ipairs(summaries) do
    local mean = summary:mean()
    if mean == nil or mean ~= mean then
      return nil, failure("undefined", ("changes: '%s' has no mean once %d of the inputs are switched"):format(output,
        #sets[i]))
    end
    means[i], undefined[i] = mean, summary:undefined() / settings.draws
  end
  return means, undefined
end

-- What each input moves alone, and the means of nothing and of everything switched.
local function alone(a, b, output, inputs)
  local sets = { {}, inputs }
  for i, input in ipairs(inputs) do
    sets[i + 2] = { input }
  end
  local means, undefined = means_of(a, b, output, sets)
  if not means then
    return nil, undefined
  end
  for i, input in ipairs(inputs) do
    input.alone = means[i + 2] - means[1]
  end
  return means, undefined
end

-- Those that move most by themselves, and the others as one.
local function group(inputs)
  if #inputs <= MOST then
    return inputs
  end
  table.sort(inputs, function(x, y)
    local p, q = math.abs(x.alone), math.abs(y.alone)
    return p > q or p == q and core.before(x.name, y.name)
  end)
  local kept = table.move(inputs, 1, MOST - 1, 1, {})
  local rest = { name = REST, names = {}, of = {} }
  for i = MOST, #inputs do
    rest.is_formula = rest.is_formula or inputs[i].is_formula
    rest.of[#rest.of + 1] = inputs[i].name
    table.move(inputs[i].names, 1, #inputs[i].names, #rest.names + 1, rest.names)
  end
  kept[MOST] = rest
  return kept
end

local function share(a, b, output, inputs)
  local sets = {}
  for set = 0, (1 << #inputs) - 1 do
    local switched = {}
    for bit, input in ipairs(inputs) do
      switched[#switched + 1] = set & (1 << (bit - 1)) ~= 0 and input or nil
    end
    sets[set + 1] = switched
  end
  local means, err = means_of(a, b, output, sets)
  if not means then
    return nil, err
  end
  local parts, whole = core.attribute(means, "difference")
  if not parts then
    return nil, whole
  end
  for bit, input in ipairs(inputs) do
    input.part, input.alone = parts[bit], means[1 + (1 << (bit - 1))] - means[1]
  end
  return true
end

local function check(value, place)
  if not run.is(value) or value.bound == nil or value.source == nil then
    core.raise(("changes: the %s is a run of a model, not %s"):format(place, run.is(value)
      and "the difference of two scenarios" or options.describe(value)))
  end
end

-- An input that moves nothing and looks as before has only another source.
local function is_change(input)
  return input.part ~= 0 or input.alone ~= 0
    or input.from ~= nil and figure.text(quantity.figure(input.from)) ~= figure.text(quantity.figure(input.to))
end

--- What parts two runs.
-- @tparam Run a the run before
-- @tparam Run b the run after
-- @tparam[opt] table given `output`, the name of one; else the one that the model is asked for first
-- @treturn[1] RunChanges
-- @treturn[2] nil
-- @treturn[2] err where the output has no mean, or the run is cancelled
-- @raise where one is no run of a model, or the output is unknown or of another dimension in the other
function changes.of(a, b, given)
  check(a, "first")
  check(b, "second")
  given = options.check(given, { output = "string" }, "changes")
  local output = given.output or a.outputs[a.source.main_output] and a.source.main_output or a.names[1]
  a.source:outputs_named(output)
  b.source:outputs_named(output)
  local like = a.outputs[output].like
  local other = type(b.outputs[output].like) == "userdata" and b.outputs[output].like:dimension() or nil
  if (type(like) == "userdata" and like:dimension() or nil) ~= other then
    core.raise(("changes: '%s' is of one dimension in the first run and of another in the second"):format(output))
  end
  local inputs = find_inputs(a, b, output)
  local means, undefined = alone(a, b, output, inputs)
  if not means then
    return nil, undefined
  end
  inputs = group(inputs)
  if #inputs > 0 then
    local shared, err = share(a, b, output, inputs)
    if not shared then
      return nil, err
    end
  end
  local self = { output = output, title = a.title, draws = math.min(a.draws, MOST_DRAWS), like = like }
  for _, input in ipairs(inputs) do
    self[#self + 1] = is_change(input) and input or nil
  end
  table.sort(self, function(x, y)
    local p, q = math.abs(x.part), math.abs(y.part)
    return p > q or p == q and core.before(x.name, y.name)
  end)
  local function of(number)
    return core.constant(number, type(like) == "userdata" and like or nil)
  end
  for _, input in ipairs(self) do
    input.part, input.alone = of(input.part), of(input.alone)
  end
  self.undefined_before, self.undefined_after = undefined[1], undefined[2]
  self.before, self.after, self.whole = of(means[1]), of(means[2]), of(means[2] - means[1])
  return setmetatable(self, RunChanges)
end

local number = units.number

-- What an input was or is; the formula has no value to show.
local function shown(value)
  return value ~= nil and quantity.figure(value) or ""
end

local function name_of(input)
  return input.of and #input.of > 0 and ("%s (%s)"):format(input.name, table.concat(input.of, ", ")) or input.name
end

page.of_class(RunChanges, RunChanges, function(self)
  local before, after = figure.of(self.before), figure.of(self.after)
  before.undefined, after.undefined = self.undefined_before, self.undefined_after
  local head = block.title { self.title, ": ", (self.output:gsub("_", " ")), ", mean ", before, " before and ", after,
    " after" }
  if #self == 0 then
    return { head, block.paragraph "no input differs" }
  end
  local rows, sum = {}, 0
  for i, input in ipairs(self) do
    rows[i] = { name_of(input), shown(input.from), shown(input.to), figure.of(input.alone), figure.of(input.part) }
    sum = sum + number(input.alone)
  end
  rows[#rows + 1] = { "whole", "", "", "", figure.of(self.whole) }
  return { head, block.table { units = "column", rows = rows, columns = { { title = "" },
    { title = "before", align = "right", own = true }, { title = "after", align = "right", own = true },
    { title = "alone", align = "right" }, { title = "share", align = "right" } } },
    block.note { "alone: what switching this input by itself moves (together ", figure.of(core.constant(sum,
      type(self.like) == "userdata" and self.like or nil)), "). share: its part of the whole, averaged over all orders"
      .. " of switching (Shapley); exact, ", figure.count(self.draws), " draws" } }
end)

options.seal(RunChanges, nil, {
  "output", "title", "before", "after", "whole", "undefined_before", "undefined_after", "draws", "like" })

return changes
