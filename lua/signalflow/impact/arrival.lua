--- How quickly a change becomes revenue: the share of it that has arrived by a time.
--
-- Three curves. A gamma lag is what spending goes through until it shows: nothing at once, most around the median, a
-- tail (the distributed lags of Jorgenson 1963, "Capital Theory and Investment Behavior", American Economic Review
-- 53(2), and Almon 1965, Econometrica 33(1)). A Bass curve is how a new product spreads (Bass 1969, Management Science
-- 15(5)): p is the rate at which those adopt who wait for nobody, q at which those do who follow others. A logistic
-- curve is an S around its midpoint. Every parameter may be uncertain; then shares and times are, on the same draws.
-- A plain number for a time is in years, for a rate per year.
-- @module signalflow.impact.arrival
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local picture = require "signalflow.page.picture"
local quantity = require "signalflow.values.quantity"
local units = require "signalflow.values.units"

local arrival = {}

local YEAR = core.quantity "1 year"

-- Reading what was given.

local read = units.value

local function read_time(value, name)
  value = read(value, name)
  return units.dimension(value) == "a plain number" and value * YEAR or value
end

local function read_rate(value, name)
  value = read(value, name)
  return units.dimension(value) == "a plain number" and value / YEAR or value
end

-- The arrival itself: `kind`, its two parameters by name, and in `given` what it was made from.

local PARAMETERS = { gamma = { "shape", "scale" }, logistic = { "midpoint", "steepness" }, bass = { "p", "q" } }

--- A curve. `kind` is "gamma", "logistic" or "bass"; its parameters are `shape scale`, `midpoint steepness` or `p q`;
-- `median p90 mean` are times; `peak` and `peak_rate` say when and how fast a Bass curve rises fastest, and are nil
-- where q is not above p, since then it is fastest at the start. `stages` is the list it was made of, if any.
-- @type Arrival
local Arrival = {}

local function parameters(self)
  local names = PARAMETERS[self.kind]
  return self.kind, rawget(self, names[1]), rawget(self, names[2])
end

--- The share that has arrived by a time: 0 up to time 0, save for what a logistic curve has before.
-- @tparam number|Quantity time
-- @treturn number|Quantity 0 to 1
function Arrival:share(time)
  local kind, first, second = parameters(self)
  return core.arrival_share(kind, first, second, read_time(time, "the time of a share"))
end

--- The time at which a share has arrived.
-- @tparam number|Quantity share from 0 to below 1
-- @treturn Quantity
function Arrival:time(share)
  local kind, first, second = parameters(self)
  return core.arrival_time(kind, first, second, read(share, "the share of a time"))
end

local function period_length(step)
  return step == nil and YEAR or read_time(step, "the length of a period")
end

--- What arrives in each of n periods. The first holds what a logistic curve has before time 0, so that they and what
-- lies `beyond` them sum to 1.
-- @tparam integer n
-- @tparam[opt] number|Quantity step the length of a period, a year unless given
-- @treturn {number|Quantity,...}
function Arrival:by_period(n, step)
  local kind, first, second = parameters(self)
  return core.arrival_by_period(kind, first, second, period_length(step), n)
end

--- The share that arrives after a horizon: 1 - share(horizon).
-- @tparam number|Quantity horizon
-- @treturn number|Quantity
function Arrival:beyond(horizon)
  return 1 - self:share(horizon)
end

--- What spending becomes: in period t, yield * the sum over i <= t of spending[i] * what arrives in the (t - i)-th
-- period after i. Revenue and tail together are yield times all of the spending.
-- @tparam {number|Quantity,...} spending of one period after another, from the first on
-- @tparam number|Quantity yield revenue over spending
-- @tparam[opt] integer periods how many to follow it over, as many as there is spending for unless given
-- @tparam[opt] number|Quantity step the length of a period, a year unless given
-- @treturn {number|Quantity,...} revenue of each period
-- @treturn number|Quantity the tail: revenue that arrives after the last of them
function Arrival:spread(spending, yield, periods, step)
  if type(spending) ~= "table" then
    core.raise(("spread takes a list of spendings, one for each period, not %s"):format(options.said(spending)))
  elseif #spending == 0 then
    core.raise "spread takes a list of spendings, one for each period, and this one is empty"
  end
  options.list(spending, "the spendings of a spread")
  local kind, first, second = parameters(self)
  return core.arrival_spread(kind, first, second, period_length(step), spending, read(yield, "the yield of a spread"),
    periods == nil and #spending or periods)
end

-- What is worked out when asked for.

local function peak_of(self)
  if self.kind ~= "bass" then
    return nil
  end
  local time, rate = core.arrival_peak(parameters(self))
  return time, time and rate
end

local FIELDS = {
  median = function(self) return self:time(0.5) end,
  p90 = function(self) return self:time(0.9) end,
  mean = function(self) return core.arrival_mean(parameters(self)) end,
  peak = function(self) return (peak_of(self)) end,
  peak_rate = function(self) return (select(2, peak_of(self))) end,
}

local ArrivalMeta = { __name = "signalflow.arrival" }

function ArrivalMeta.__index(self, name)
  if FIELDS[name] then
    local value = FIELDS[name](self)
    rawset(self, name, value)
    return value
  end
  return Arrival[name]
end

-- The values with every driver at its median; nil where inputs are open or one has no value.
local function at_medians(values)
  local compiled, plan = failure.catch(core.compile, values)
  local numbers = compiled and plan:evaluate()
  for _, one in ipairs(numbers or {}) do
    if one ~= one or math.abs(one) == math.huge then
      return nil
    end
  end
  return numbers or nil
end

local STEPS = { { "week", "week" }, { "month", "month" }, { "quarter", "quarter" }, { "half year", "0.5 year" },
  { "year", "year" }, { "five years", "5 year" }, { "twenty years", "20 year" } }
local MOST_PERIODS = 16

-- The shortest of the steps in which nine tenths of it show: its name, its length, how many.
local function step_of(p90)
  local word, step, count
  for _, one in ipairs(STEPS) do
    word, step = one[1], core.quantity(one[2])
    count = math.ceil(1.2 * p90 / step:value())
    if count <= MOST_PERIODS then
      break
    end
  end
  return word, step, math.max(1, math.min(count, MOST_PERIODS))
end

-- What arrives by period; nil where a formula is open.
local function picture_of(self)
  local p90 = at_medians { self.p90 }
  if not p90 or p90[1] <= 0 then
    return nil
  end
  local word, step, count = step_of(p90[1])
  local shares = at_medians(self:by_period(count, step))
  local rows = {}
  for i, share in ipairs(shares or {}) do
    rows[i] = { label = ("%s %d"):format(word, i), from = figure.percent(0.0), to = figure.percent(share),
      text = figure.percent(share) }
  end
  return shares and picture.rows { shape = "arrival", title = "what arrives in each " .. word, axis = "share",
    rows = rows, caption = { note = "every input at its median" } } or nil
end

--- An arrival in a sentence, as content of a page: "arrives by a gamma curve: half after 1.5 year, 90 % after 3 year".
-- @tparam Arrival self
-- @treturn table inline
function arrival.sentence(self)
  return { ("arrives by a %s curve: half after "):format(self.kind == "bass" and "Bass" or self.kind),
    quantity.figure(self.median), ", 90 % after ", quantity.figure(self.p90) }
end

page.of_class(ArrivalMeta, Arrival, function(self)
  return { block.paragraph(arrival.sentence(self)), picture_of(self) }
end, { "arrival", arrival = function(self)
  local drawn = picture_of(self)
  if drawn then
    return drawn
  end
  return nil, failure("unknown", "an arrival whose inputs have no value yet has no picture")
end, shown = 0 })

local FORMULAS = {
  gamma = "share(t) = P(shape, t / scale), the regularized lower incomplete gamma function; 0 up to t = 0",
  logistic = "share(t) = 1 / (1 + exp(-steepness (t - midpoint)))",
  bass = "share(t) = (1 - e^-(p+q)t) / (1 + (q/p) e^-(p+q)t); 0 up to t = 0",
}

local SOURCES = {
  gamma = { { source = "Jorgenson, American Economic Review 53(2)", date = "1963", of = { "distributed lags" } },
    { source = "Almon, Econometrica 33(1)", date = "1965", of = { "distributed lags" } } },
  bass = { { source = "Bass, Management Science 15(5)", date = "1969", of = { "curve" } },
    { source = "Sultan, Farley & Lehmann, Journal of Marketing Research", date = "1990",
      of = { "on average p = 0.03 and q = 0.38 a year" } } },
}

local HOW = {
  median = "shape is the one at which nine tenths of a gamma lie below p90 / median times its median",
  mean = "shape = 1 / cv^2, scale = mean cv^2",
}

local function same_scales(stages)
  local first = type(stages[1].scale) == "userdata" and stages[1].scale:value()
  for _, stage in ipairs(stages) do
    local scale = stage.scale:value()
    if not (first and scale and math.abs(scale - first) <= 1e-12 * first) then
      return false
    end
  end
  return true
end

local function stage_facts(self)
  local facts = {}
  for i, stage in ipairs(self.stages) do
    facts[i] = { ("stage %d"):format(i), arrival.sentence(stage) }
  end
  facts[#facts + 1] = { "one after another", "their means and variances add, and the curve is the gamma of that mean "
    .. "and variance, " .. (same_scales(self.stages) and "exactly the stages' own, since all scales are equal"
      or "near the stages' own; exact only where all scales are equal") }
  return facts
end

local function kind_facts(self)
  if rawget(self, "stages") then
    return stage_facts(self)
  elseif self.kind == "logistic" then
    return { { "there when time begins", quantity.figure(self:share(0), { style = "percent" }) } }
  elseif self.kind == "bass" then
    return { self.peak and { "fastest at", { quantity.figure(self.peak), ": ", quantity.figure(self.peak_rate),
      " of the whole" } } or { "fastest", "at the start, no peak after it: q is not above p" } }
  end
  return { HOW[self.given[1]] and { "how", HOW[self.given[1]] } }
end

-- The formula, its parameters, and what was given, with the formula of what is uncertain.
local function value_facts(self)
  local facts, names = { { "formula", FORMULAS[self.kind] } }, PARAMETERS[self.kind]
  for _, name in ipairs { names[1], names[2], "mean" } do
    local shown = quantity.figure(self[name], { statistic = "median" }) -- a shape has a long tail
    facts[#facts + 1] = { name, { shown, figure.is_spread(shown) and ", the median" or "" } }
  end
  for _, name in ipairs(self.given) do
    local value = self.given[name]
    if type(value) == "userdata" and not value:value() then
      facts[#facts + 1] = { name .. " given as", value:formula(400) }
    end
  end
  return facts
end

--- The curve, its formula, its parameters, how they were found, and sources.
-- @treturn Page
function Arrival:explain()
  local blocks, given, sources = self:page().blocks, {}, {}
  blocks[#blocks + 1] = block.facts(value_facts(self))
  blocks[#blocks + 1] = block.facts(kind_facts(self))
  for i, name in ipairs(self.given) do
    given[i] = self.given[name]
  end
  for _, citation in ipairs(quantity.citations(given)) do
    sources[#sources + 1] = { source = citation.source, of = { citation.name } }
  end
  table.move(SOURCES[self.kind] or {}, 1, #(SOURCES[self.kind] or {}), #sources + 1, sources)
  blocks[#blocks + 1] = sources[1] and block.sources(sources) or nil
  return page.new(blocks)
end

-- Making one.

local function new(kind, first, second, given)
  local names = PARAMETERS[kind]
  local self = setmetatable({ kind = kind, [names[1]] = first, [names[2]] = second, given = given }, ArrivalMeta)
  core.arrival_mean(kind, first, second) -- parameters that cannot be are refused here and not when first used
  return self
end

local function stages_in_row(given)
  local shapes, scales = {}, {}
  if type(given) ~= "table" or arrival.is(given) then
    core.raise "stages of sf.arrival is a list of arrivals: { sf.arrival {...}, sf.arrival {...} }"
  end
  for i, stage in ipairs(options.list(given, "the stages of sf.arrival")) do
    if not arrival.is(stage) then
      core.raise(("stage %d must be an sf.arrival, not %s"):format(i, options.said(stage)))
    elseif stage.kind ~= "gamma" then
      core.raise(("stage %d is a %s arrival; only gamma ones go in a row"):format(i, stage.kind))
    end
    shapes[i], scales[i] = stage.shape, stage.scale
  end
  if #shapes == 0 then
    core.raise "stages of sf.arrival is empty; give the arrivals that follow one another"
  end
  return shapes, scales
end

-- Keeps what was given as it is; of what is uncertain there may be draws without such a curve.
local function keep(made, given, ...)
  for _, name in ipairs { ... } do
    local value = given[name]
    rawset(made, name, (type(value) == "number" or not value:is_uncertain()) and value or nil)
  end
end

local FORMS = {
  { "median", "p90", make = function(given)
    local made = new("gamma", core.gamma_of_quantiles(given.median, given.p90))
    keep(made, given, "median", "p90")
    return made
  end },
  { "mean", "cv", make = function(given)
    local made = new("gamma", core.gamma_of_moments(given.mean, given.cv))
    keep(made, given, "mean")
    return made
  end },
  { "shape", "scale", make = function(given)
    return new("gamma", given.shape, given.scale)
  end },
  { "midpoint", "steepness", make = function(given)
    return new("logistic", given.midpoint, given.steepness)
  end },
  { "stages", make = function(given)
    local made = new("gamma", core.gamma_in_row(stages_in_row(given.stages)))
    rawset(made, "stages", table.move(given.stages, 1, #given.stages, 1, {}))
    return made
  end },
}

local READERS = { median = read_time, p90 = read_time, mean = read_time, scale = read_time, midpoint = read_time,
  steepness = read_rate, p = read_rate, q = read_rate, shape = read, cv = read,
  stages = function(value) return value end }

-- The one form that was given, whole.
local function form_of(given)
  local found
  for _, form in ipairs(FORMS) do
    for _, name in ipairs(form) do
      if given[name] ~= nil then
        if found and found ~= form then
          core.raise(("sf.arrival takes one form, and '%s' and '%s' belong to two"):format(
            given[found[1]] ~= nil and found[1] or found[2], name))
        end
        found = form
      end
    end
  end
  if not found then
    core.raise("sf.arrival needs median and p90, or mean and cv, or shape and scale, or midpoint and steepness, "
      .. "or stages")
  end
  return found
end

-- The fields of a form, read; each is needed.
local function read_fields(given, names, what)
  local fields = {}
  for i, name in ipairs(names) do
    if given[name] == nil then
      core.raise(("%s needs '%s' too, beside '%s'"):format(what, name, names[3 - i]))
    end
    fields[i], fields[name] = name, READERS[name](given[name], ("'%s' of %s"):format(name, what))
  end
  return fields
end

local KINDS = {}
for _, form in ipairs(FORMS) do
  for _, name in ipairs(form) do
    KINDS[name] = "any"
  end
end

--- A gamma lag or a logistic curve, given in exactly one form: `{ median =, p90 = }`, `{ mean =, cv = }` (cv is the
-- standard deviation over the mean), `{ shape =, scale = }`, `{ midpoint =, steepness = }` (logistic), or
-- `{ stages = { arrival, ... } }`: gamma lags one after another, such as capex, deployment, revenue. Means and
-- variances of stages add, and the result is the gamma of that mean and variance (Satterthwaite 1946): exact where all
-- scales are equal, near otherwise (arrival.h says how near).
-- @tparam table given times are quantities or plain numbers of years, steepness is 1/time or a plain number per year
-- @treturn Arrival
function arrival.new(given)
  given = options.check(given, KINDS, "sf.arrival")
  local form = form_of(given)
  local fields = read_fields(given, form, "sf.arrival")
  local made = form.make(fields)
  rawset(made, "given", fields)
  return made
end

--- A Bass curve: `sf.bass { p = 0.03, q = 0.38 }`.
-- @tparam table given `p > 0`, the rate of those who wait for nobody, and `q >= 0`, of those who follow others: 1/time,
-- or plain numbers per year
-- @treturn Arrival
function arrival.bass(given)
  given = options.check(given, { p = "any", q = "any" }, "sf.bass")
  if given.p == nil and given.q == nil then
    core.raise "sf.bass needs p and q, as in sf.bass { p = 0.03, q = 0.38 }"
  end
  local fields = read_fields(given, PARAMETERS.bass, "sf.bass")
  return new("bass", fields.p, fields.q, fields)
end

--- Whether a value is an arrival.
-- @param value anything
-- @treturn boolean
function arrival.is(value)
  return getmetatable(value) == ArrivalMeta
end

options.seal(ArrivalMeta, Arrival, {
  "kind", "shape", "scale", "midpoint", "steepness", "p", "q", "median", "p90", "mean", "peak", "peak_rate", "stages",
  "given" })

return arrival
