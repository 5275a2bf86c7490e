--- One output's distribution, and its text.
-- @module signalflow.values.outcome
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local figure = require "signalflow.page.figure"
local statistics = require "signalflow.shared.statistics"
local text = require "signalflow.page.old_text"
local undefined = require "signalflow.values.undefined"
local units = require "signalflow.values.units"

local outcomes = {}

-- A number that the summary does not have (NaN) is unknown: nil.
local function known(number, like)
  if number == nil or number ~= number then
    return nil
  end
  return core.constant(number, type(like) == "userdata" and like or nil)
end

--- A coherent number for a threshold given by the analyst, its dimension checked. A plain 0 is 0 of any unit.
-- @tparam number|Quantity threshold
-- @tparam number|Quantity like
-- @tparam string what for the error
-- @treturn number
function outcomes.coherent(threshold, like, what)
  if threshold == 0 then
    return 0.0
  end
  if type(threshold) ~= "number" and getmetatable(threshold) ~= "Quantity" then
    core.raise(("%s must be a quantity, not %s"):format(what, type(threshold)))
  end
  local wanted, came = units.dimension(like), units.dimension(threshold)
  if wanted ~= came then
    core.raise(("%s must be %s, not %s (%s)"):format(what, wanted, core.text("%s", threshold), came))
  end
  local number = type(threshold) == "number" and threshold or threshold:value()
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

--- The p-quantile.
-- @tparam number p 0..1
-- @treturn ?number|Quantity nil where no draw had a value
function Outcome:quantile(p)
  if type(p) ~= "number" or not (p >= 0 and p <= 1) then
    core.raise(("a quantile is asked for by a number from 0 to 1, not %s"):format(core.text("%s", p)))
  end
  return known(self.summary:quantile(p), self.like)
end

--- The probability of lying strictly above a threshold, among the draws that have a value.
-- @tparam number|Quantity threshold
-- @treturn ?number 0..1
function Outcome:probability_above(threshold)
  return known(self.summary:probability_above(outcomes.coherent(threshold, self.like, "the threshold")))
end

--- Counts of draws in n equal slices between two values.
-- @tparam integer n
-- @tparam[opt] number|Quantity low the 0.5 % quantile unless given
-- @tparam[opt] number|Quantity high the 99.5 % quantile unless given
-- @treturn ?{number,...} nil where nothing varies
function Outcome:histogram(n, low, high)
  local from = low and outcomes.coherent(low, self.like, "the low end") or self.summary:quantile(0.005)
  local to = high and outcomes.coherent(high, self.like, "the high end") or self.summary:quantile(0.995)
  if not (from and to and from < to) then
    return nil
  end
  return self.summary:histogram(from, to, n)
end

--- Its middle and 90 % interval, for a page.
-- @tparam[opt="mean"] string statistic `"mean"` or `"median"`
-- @treturn Figure
function Outcome:figure(statistic)
  local summary = self.summary
  local like = type(self.like) == "userdata" and self.like or nil
  local function number(value)
    return value == value and value or nil
  end
  local low, high = number(summary:quantile(0.005)), number(summary:quantile(0.995))
  return figure.new { value = number(statistic == "median" and summary:quantile(0.5) or summary:mean()), like = like,
    low = number(summary:quantile(0.05)), high = number(summary:quantile(0.95)), statistic = statistic or "mean",
    undefined = self.undefined, unknown = self.undefined == 1 and "undefined in every draw" or nil,
    shape = low and high and low < high and summary:histogram(low, high, 8) or nil }
end

--- Formula, inputs and sources.
-- @treturn string
function Outcome:explain()
  local lines = { self.name .. " = " .. tostring(self) }
  if type(self.like) == "userdata" then
    lines[2] = self.like:explain()
  end
  return table.concat(lines, "\n")
end

local function outcome_field(self, key)
  if Outcome[key] then
    return Outcome[key]
  end
  local summary, like = rawget(self, "summary"), rawget(self, "like")
  local number, is_statistic = statistics.of(summary, key)
  if is_statistic then
    return known(number, like)
  elseif key == "count" then
    return summary:count()
  elseif key == "undefined" then
    local absent = summary:undefined()
    return absent > 0 and absent / (summary:count() + absent) or 0.0
  end
  return nil
end

local function undefined_reason(value)
  return type(value) == "userdata" and (value:undefined() or undefined.reason(value)) or nil
end

--- What is said beside every figure of the draws that have a value when others have none: their share, and why.
-- @param summary a Summary
-- @param expression what was run for it, or a Quantity of its dimension
-- @treturn string empty where every draw has a value
function outcomes.undefined_text(summary, expression)
  local missing = summary:undefined()
  if missing == 0 then
    return ""
  end
  local why = undefined_reason(expression)
  return ("  (%s of draws undefined%s)"):format(text.percent(missing / (summary:count() + missing)),
    why and ": " .. why or "")
end

--- The text of a distribution: mean, 90 % interval, shape.
-- @param summary a Summary
-- @param like a Quantity or a plain number
-- @treturn string
function outcomes.interval_text(summary, like)
  local mean, low, high = summary:mean(), summary:quantile(0.05), summary:quantile(0.95)
  if not mean or mean ~= mean then
    local why = undefined_reason(like)
    return "undefined in every draw" .. (why and ": " .. why or "")
  end
  local note = outcomes.undefined_text(summary, like)
  local sd = summary:sd() -- unknown for a single draw
  if not (low and sd and sd > 0) then
    local unit, write = text.row(like, mean)
    return write(mean) .. (unit ~= "" and " " .. unit or "") .. note
  end
  local unit, write = text.row(like, mean)
  if mean == 0 or math.abs(mean) < (high - low) / 1000 then
    unit, write = text.row(like, low, high)
  end
  if unit ~= "" then
    unit = " " .. unit
  end
  local first, last = summary:quantile(0.005), summary:quantile(0.995)
  local shape = first < last and "  " .. text.sparkline(summary:histogram(first, last, 8)) or ""
  return ("%s%s  [%s … %s]%s%s"):format(write(mean), unit, write(low), write(high), shape, note)
end

--- The text of a share's distribution, in percent: mean and 90 % interval.
-- @tparam Outcome outcome of a plain number
-- @treturn string
function outcomes.percent_text(outcome)
  local summary = outcome.summary
  local mean, low, high = summary:mean(), summary:quantile(0.05), summary:quantile(0.95)
  if not mean or mean ~= mean then
    return "undefined in every draw"
  end
  local note = outcomes.undefined_text(summary, outcome.like)
  if low == high then
    return text.percent(mean) .. note
  end
  local write = text.aligned(text.typical(mean, low, high), 0.01)
  return ("%s %%  [%s … %s]%s"):format(write(mean), write(low), write(high), note)
end

local OutcomeMeta = {
  __name = "signalflow.outcome",
  __index = outcome_field,
  __tostring = function(self)
    return outcomes.interval_text(self.summary, self.like)
  end,
}

--- Makes one output's record.
-- @tparam string name
-- @param like its expression, or any value of its dimension
-- @param summary a Summary
-- @tparam[opt] number fraction the relative error that was asked for
-- @treturn Outcome
function outcomes.new(name, like, summary, fraction)
  return setmetatable({ name = name, like = like, summary = summary, met = fraction and summary:is_sure(fraction) },
    OutcomeMeta)
end

--- Why an output has no value in some draws, or in all.
-- @tparam Outcome outcome
-- @param expression what was run for it
-- @treturn ?string
function outcomes.reason(outcome, expression)
  return outcome.undefined > 0 and undefined_reason(expression) or nil
end

--- A distribution as lines: the middle of each slice and a bar.
-- @tparam Outcome outcome
-- @tparam integer width
-- @treturn string
function outcomes.histogram_text(outcome, width)
  local lines, slices = { outcome.name .. "  " .. tostring(outcome) }, 16
  local counts = outcome:histogram(slices)
  if not counts then
    return lines[1]
  end
  local low, high = outcome.summary:quantile(0.005), outcome.summary:quantile(0.995)
  local unit, write = text.row(outcome.like, low, high)
  local highest = math.max(table.unpack(counts))
  local rows = {}
  for i, count in ipairs(counts) do
    local middle = low + (i - 0.5) * (high - low) / slices
    rows[i] = { write(middle), unit, text.bar(highest > 0 and count / highest or 0, width) }
  end
  lines[2] = text.table({ { title = "", align = "right" }, { title = "" }, { title = "" } }, rows, "  ")
  return table.concat(lines, "\n")
end

options.seal(OutcomeMeta, Outcome)

return outcomes
