--- One output's distribution.
-- @module signalflow.values.outcome
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local number_text = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local picture = require "signalflow.page.picture"
local statistics = require "signalflow.shared.statistics"
local undefined = require "signalflow.values.undefined"
local units = require "signalflow.values.units"

local outcomes = {}

--- A coherent number as a value. One that there is not (NaN), or that is too large for a number, is unknown: nil.
-- @tparam ?number number
-- @tparam number|Quantity like of its dimension
-- @treturn ?number|Quantity
function outcomes.known(number, like)
  if number == nil or number ~= number or math.abs(number) == math.huge then
    return nil
  end
  return core.constant(number, type(like) == "userdata" and like or nil)
end
local known = outcomes.known

--- A coherent number for a threshold given by the analyst, its dimension checked. A plain 0 is 0 of any unit.
-- @tparam number|Quantity|string threshold text is read as a quantity
-- @tparam number|Quantity like
-- @tparam string what for the error
-- @treturn number
function outcomes.coherent(threshold, like, what)
  if threshold == 0 then
    return 0.0
  end
  threshold = units.value(threshold, what)
  local wanted, came = units.dimension(like), units.dimension(threshold)
  if wanted ~= came then
    core.raise(("%s must be %s, not %s (%s)"):format(what, wanted, options.said(threshold), came))
  end
  local number = units.number(threshold)
  if not number then
    core.raise(("%s must be certain; %s is not"):format(what, core.text("%s", threshold)))
  end
  return number
end

--- One output's distribution. Fields, as quantities (nil where unknown): `mean sd min max p5 p50 p95` and
-- `standard_error` (of the mean); plain numbers: `count`, `undefined` (the share of draws that had no value, 0..1);
-- `met`: whether the mean is as sure as was asked (nil when nothing was). `name` and sub-records by name.
-- @type Outcome
local Outcome = {}

local NARROW = 1e-6 -- of its values: a spread below it, or one about 0, may be what is left where large terms cancel

-- What is within rounding of 0, worked out when it is asked for and may matter.
local function rounding_of(self, low, high)
  local off = rawget(self, "rounding") or 0
  if type(off) == "function" then
    local may_be_left = low <= 0 and high >= 0 or high - low < NARROW * math.max(math.abs(low), math.abs(high))
    off = may_be_left and off() or 0
    rawset(self, "rounding", off)
  end
  return off
end

local function ends_of(self)
  local summary = self.summary
  return summary:min() or summary:quantile(0.05), summary:max() or summary:quantile(0.95)
end

-- A coherent number of this output; nil where there is none, 0 where it is within rounding of it.
local function number_of(self, value)
  if value == nil or value ~= value then
    return nil
  end
  local low, high = ends_of(self)
  return low and high and math.abs(value) <= rounding_of(self, low, high) and 0.0 or value
end

--- The p-quantile.
-- @tparam number p 0..1
-- @treturn ?number|Quantity nil where no draw had a value
function Outcome:quantile(p)
  if type(p) ~= "number" or not (p >= 0 and p <= 1) then
    core.raise(("a quantile is asked for by a number from 0 to 1, not %s"):format(options.said(p)))
  end
  return known(number_of(self, self.summary:quantile(p)), self.like)
end

--- The probability of lying strictly above a threshold, among the draws that have a value.
-- @tparam number|Quantity threshold
-- @treturn ?number 0..1
function Outcome:probability_above(threshold)
  local number, low, high = outcomes.coherent(threshold, self.like, "the threshold"), ends_of(self)
  local off = low and high and not self:is_spread() and rounding_of(self, low, high) or 0
  return known(self.summary:probability_above(number + off))
end

--- Counts of draws in n equal slices between two values.
-- @tparam integer n
-- @tparam[opt] number|Quantity low the 0.5 % quantile unless given
-- @tparam[opt] number|Quantity high the 99.5 % quantile unless given
-- @treturn ?{number,...} nil where nothing varies
function Outcome:histogram(n, low, high)
  local from = low and outcomes.coherent(low, self.like, "the low end") or self.summary:quantile(0.005)
  local to = high and outcomes.coherent(high, self.like, "the high end") or self.summary:quantile(0.995)
  if not (from and to and from < to and self:is_spread()) then
    return nil
  end
  return self.summary:histogram(from, to, n)
end

--- Whether its draws differ by more than rounding.
-- @treturn boolean
function Outcome:is_spread()
  local low, high = ends_of(self)
  if not (low and high) then -- no draw has a value, or the law has no ends
    return false
  end
  local size = math.max(math.abs(low), math.abs(high))
  return high - low > math.max(rounding_of(self, low, high), figure.noise * size)
end

--- Whether draws lie on both sides of 0, by more than rounding.
-- @treturn boolean
function Outcome:straddles_zero()
  local least = number_of(self, self.summary:min() or self.summary:quantile(0))
  local most = number_of(self, self.summary:max() or self.summary:quantile(1))
  return least ~= nil and most ~= nil and least < 0 and most > 0
end

-- Why a quantity of this expression may have no value in some draws; nil where the law cannot say.
local function undefined_reason(value)
  return type(value) == "userdata" and (value:undefined() or undefined.reason(value)) or nil
end

--- Its middle and 90 % interval, for a page.
-- @tparam[opt="mean"] string statistic `"mean"` or `"median"`
-- @treturn Figure
function Outcome:figure(statistic)
  local summary, made = self.summary, self:statistic_figure(statistic == "median" and "p50" or "mean")
  made.statistic, made.undefined = statistic or "mean", self.undefined
  made.why = made.undefined > 0 and undefined_reason(self.like) or nil
  if made.unknown and made.why then
    made.unknown = made.unknown .. ": " .. made.why
  end
  if self:is_spread() then
    made.low, made.high = number_of(self, summary:quantile(0.05)), number_of(self, summary:quantile(0.95))
    made.shape = self:histogram(8)
  end
  return made
end

--- One of its statistics, for a row of them: with the digits that tell them apart.
-- @tparam string name as in `statistics.written`
-- @treturn Figure
function Outcome:statistic_figure(name)
  local value, sd = number_of(self, (statistics.of(self.summary, name))), self.summary:sd()
  local like = type(self.like) == "userdata" and self.like or nil
  local is_spread = self:is_spread()
  if not is_spread and (name == "sd" or name == "standard_error") then
    value = value and 0.0
  end
  return figure.new { value = value, like = like, step = is_spread and sd or nil, statistic = name,
    unknown = self.undefined == 1 and "undefined in every draw" or nil }
end

local SLICES = 20 -- about so many

-- The edges of slices of round numbers between the 0.5 % and 99.5 % quantiles; 0 is one where it lies there.
local function edges_of(self)
  local low, high = self.summary:quantile(0.005), self.summary:quantile(0.995)
  local _, factor = figure.scale { self:figure() }
  local first, step, count = picture.steps(low / factor, high / factor, SLICES)
  return first * factor, step * factor, count
end

-- What is said of its draws beside the bars.
local function remarks_of(self, from, to)
  local remarks = { { "mean ", self:figure() } }
  local below = self.summary:probability_above(-5e-324) -- the largest number below 0
  if self:straddles_zero() then
    remarks[2] = { "below 0: ", figure.percent(1 - below) }
  end
  local outside = 1 - self.summary:probability_above(from) + self.summary:probability_above(to)
  if outside > 0 then
    remarks[#remarks + 1] = { "beyond the bars: ", figure.percent(outside) }
  end
  return remarks
end

--- Its distribution: the share of draws in slices between the 0.5 % and 99.5 % quantiles.
-- @treturn Block a picture, or a paragraph where nothing varies
function Outcome:distribution()
  if not self:is_spread() or self.count == 0 then
    return block.paragraph { self.name, "  ", self:figure() }
  end
  local from, step, count = edges_of(self)
  local like = type(self.like) == "userdata" and self.like or nil
  local bars = { shape = "bars", x = {}, y = {}, low = {}, high = {}, tones = {} }
  for i, draws in ipairs(self.summary:histogram(from, from + count * step, count)) do
    local edge = from + (i - 1) * step
    bars.low[i] = figure.new { value = edge, like = like }
    bars.high[i] = figure.new { value = i < count and from + i * step or from + count * step, like = like }
    bars.y[i], bars.tones[i] = figure.percent(draws / self.count), edge + step / 2 < 0 and 2 or 1
  end
  local about = rawget(self, "about") or {}
  return picture.plane { shape = "distribution", title = { about.of and about.of .. ": " or "", self.name },
    x = { name = self.name }, y = { name = "share of draws" }, series = { bars },
    spans = { { x = self:figure(), name = "mean and 90 %" } }, says = remarks_of(self, from, from + count * step),
    caption = { draws = self.count, seed = about.seed, tier = about.tier, source = about.source,
      date = about.date } }
end

--- Outcomes along something as a fan: the middle half, 90 % and the median of each.
-- @tparam table given `shape title says caption`; `x`, see `picture.plane`; `at`, a figure for each; `name` and
-- `style` of what they are; `outcomes`
-- @treturn Block
function outcomes.fan(given)
  local function at(p)
    local list = {}
    for i, one in ipairs(given.outcomes) do
      local value = one.summary:quantile(p)
      list[i] = figure.new { value = value, like = type(one.like) == "userdata" and one.like or nil,
        style = given.style }
    end
    return list
  end
  local series = { { shape = "band", name = "90 %", x = given.at, low = at(0.05), high = at(0.95) },
    { shape = "band", name = "middle half", dense = true, x = given.at, low = at(0.25), high = at(0.75) },
    { shape = "line", name = "median", x = given.at, y = at(0.5) } }
  return picture.plane { shape = given.shape, title = given.title, x = given.x, y = { name = given.name },
    series = series, says = given.says, caption = given.caption }
end

--- Formula, inputs and sources.
-- @treturn Page
function Outcome:explain()
  local blocks = { block.paragraph { self.name, " = ", self:figure() } }
  if type(self.like) == "userdata" then
    local beneath = self.like:explain().blocks
    table.move(beneath, 2, #beneath, 2, blocks)
  end
  return page.new(blocks)
end

local FIELDS = { "mean", "sd", "min", "max", "p5", "p50", "p95", "standard_error", "count", "undefined", "met" }
-- Fields that some outcomes have: what a sweep says of one without a value, and the scopes of a factory's.
local OPTIONAL = { met = true, reason = true, rounding = true, about = true, chip = true, system = true,
  facility = true, ratio_of_means = true }

local function unknown_field(self, key)
  local percent = key:match "^p(%d+%.?%d*)$"
  if percent and tonumber(percent) <= 100 then
    core.raise(("an outcome keeps p5, p50 and p95; write %s:quantile(%s)"):format(self.name,
      number_text.quoted(tonumber(percent) / 100)))
  elseif key == "value" or key == "to" then
    core.raise(("'%s' is uncertain; write .mean:%s(...), or another of its figures"):format(self.name, key))
  end
  local names, methods = table.move(FIELDS, 1, #FIELDS, 1, {}), options.names(Outcome)
  options.unknown("figure of an outcome", key, table.move(methods, 1, #methods, #names + 1, names))
end

local function outcome_field(self, key)
  if Outcome[key] then
    return Outcome[key]
  end
  local summary, like = rawget(self, "summary"), rawget(self, "like")
  local number, is_statistic = statistics.of(summary, key)
  if is_statistic then
    return known(number_of(self, number), like)
  elseif key == "count" then
    return summary:count()
  elseif key == "undefined" then
    local absent = summary:undefined()
    return absent > 0 and absent / (summary:count() + absent) or 0.0
  elseif type(key) == "string" and not key:find "^_" and not OPTIONAL[key] then
    unknown_field(self, key)
  end
  return nil
end

local OutcomeMeta = { __name = "signalflow.outcome", __index = outcome_field }

page.of_class(OutcomeMeta, Outcome, function(self)
  return { block.paragraph { self:figure() } }
end, { "distribution", distribution = Outcome.distribution })

-- Lua's own words would name a table; an outcome is many numbers, and the analyst means one of them.
local function refuse_with(advice)
  return function(a, b)
    local self = getmetatable(a) == OutcomeMeta and a or b
    local words = advice:gsub("NAME", function()
      return self.name
    end)
    core.raise(("'%s' is uncertain: many numbers, not one; write %s"):format(self.name, words))
  end
end

local ARITHMETIC = "NAME.mean (or .p5, .p50, .p95), or work it out in the model's outputs"
for _, operator in ipairs { "add", "sub", "mul", "div", "idiv", "mod", "pow", "unm" } do
  OutcomeMeta["__" .. operator] = refuse_with(ARITHMETIC)
end
OutcomeMeta.__lt = refuse_with "NAME:probability_above(value), or compare NAME.mean (or .p5, .p50, .p95)"
OutcomeMeta.__le = OutcomeMeta.__lt
OutcomeMeta.__concat = function(a, b)
  return tostring(a) .. tostring(b)
end

--- Makes one output's record.
-- @tparam string name
-- @param like its expression, or any value of its dimension
-- @param summary a Summary
-- @tparam[opt] number fraction the relative error that was asked for
-- @tparam[opt] number|function rounding coherent: what is smaller comes from rounding, as in a difference of large
-- numbers; a function gives it when asked
-- @treturn Outcome
function outcomes.new(name, like, summary, fraction, rounding)
  return setmetatable({ name = name, like = like, summary = summary, met = fraction and summary:is_sure(fraction),
    rounding = rounding }, OutcomeMeta)
end

--- Whether a value is an outcome.
-- @param value
-- @treturn boolean
function outcomes.is(value)
  return getmetatable(value) == OutcomeMeta
end

--- Why an output has no value in some draws, or in all.
-- @tparam Outcome outcome
-- @param expression what was run for it
-- @treturn ?string
function outcomes.reason(outcome, expression)
  return outcome.undefined > 0 and undefined_reason(expression) or nil
end

options.seal(OutcomeMeta, Outcome)

return outcomes
