--- Results: what a run of a formula over its draws gave.
-- @module signalflow.model.run
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local statistics = require "signalflow.shared.statistics"
local text = require "signalflow.page.text"
local units = require "signalflow.values.units"

local run = {}

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
function run.coherent(threshold, like, what)
  if threshold == 0 then
    return 0.0
  end
  if type(threshold) ~= "number" and type(threshold) ~= "userdata" then
    core.raise(("%s must be a quantity, not %s"):format(what, type(threshold)))
  end
  local wanted, came = units.dimension(like), units.dimension(threshold)
  if wanted ~= came then
    core.raise(("%s must be %s, not %s (%s)"):format(what, wanted, tostring(threshold), came))
  end
  local number = type(threshold) == "number" and threshold or threshold:value()
  if not number then
    core.raise(("%s must be certain; %s is not"):format(what, tostring(threshold)))
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
    core.raise(("a quantile is asked for by a number from 0 to 1, not %s"):format(tostring(p)))
  end
  return known(self.summary:quantile(p), self.like)
end

--- The probability of lying strictly above a threshold, among the draws that have a value.
-- @tparam number|Quantity threshold
-- @treturn ?number 0..1
function Outcome:probability_above(threshold)
  return known(self.summary:probability_above(run.coherent(threshold, self.like, "the threshold")))
end

--- Counts of draws in n equal slices between two values.
-- @tparam integer n
-- @tparam[opt] number|Quantity low the 0.5 % quantile unless given
-- @tparam[opt] number|Quantity high the 99.5 % quantile unless given
-- @treturn ?{number,...} nil where nothing varies
function Outcome:histogram(n, low, high)
  local from = low and run.coherent(low, self.like, "the low end") or self.summary:quantile(0.005)
  local to = high and run.coherent(high, self.like, "the high end") or self.summary:quantile(0.995)
  if not (from and to and from < to) then
    return nil
  end
  return self.summary:histogram(from, to, n)
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
    local count, undefined = summary:count(), summary:undefined()
    return count + undefined > 0 and undefined / (count + undefined) or 0.0
  end
  return nil
end

--- The text of a distribution: mean, 90 % interval, shape.
-- @param summary a Summary
-- @param like a Quantity or a plain number
-- @treturn string
function run.interval_text(summary, like)
  local mean, low, high = summary:mean(), summary:quantile(0.05), summary:quantile(0.95)
  if not mean or mean ~= mean then
    return "undefined in every draw"
  end
  if not (low and low == low and summary:min() < summary:max()) then
    local unit, write = text.row(like, mean)
    return write(mean) .. (unit ~= "" and " " .. unit or "")
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
  return ("%s%s  [%s … %s]%s"):format(write(mean), unit, write(low), write(high), shape)
end

--- The text of a share's distribution, in percent: mean and 90 % interval.
-- @tparam Outcome outcome of a plain number
-- @treturn string
function run.percent_text(outcome)
  local summary = outcome.summary
  local mean, low, high = summary:mean(), summary:quantile(0.05), summary:quantile(0.95)
  if not mean or mean ~= mean then
    return "undefined in every draw"
  elseif low == high then
    return text.percent(mean)
  end
  local write = text.aligned(text.typical(mean, low, high), 0.01)
  return ("%s %%  [%s … %s]"):format(write(mean), write(low), write(high))
end

local OutcomeMeta = {
  __name = "signalflow.outcome",
  __index = outcome_field,
  __tostring = function(self)
    local line = run.interval_text(self.summary, self.like)
    if self.undefined > 0 then
      line = line .. ("  (%s of draws undefined)"):format(text.percent(self.undefined))
    end
    return line
  end,
}

--- Makes one output's record.
-- @tparam string name
-- @param like its expression, or any value of its dimension
-- @param summary a Summary
-- @tparam[opt] number fraction the relative error that was asked for
-- @treturn Outcome
function run.outcome(name, like, summary, fraction)
  return setmetatable({ name = name, like = like, summary = summary, met = fraction and summary:is_sure(fraction) },
    OutcomeMeta)
end

--- A run: its outputs by name, `draws` taken, `seed`, `sampler`. Where an error was asked for, `error` is it, and `met`
-- is false when the limit of draws came first.
-- @type Run
local Run = {}

local RunMeta = { __name = "signalflow.run" }

--- Names that an output cannot have, because a run uses them itself.
run.reserved = { draws = true, seed = true, sampler = true, names = true, outputs = true, title = true, note = true,
  save = true, to_json = true, plot = true, explain = true, compare = true, target = true, source = true, error = true,
  met = true, expressions = true }

function RunMeta.__index(self, key)
  local outputs = rawget(self, "outputs")
  if outputs[key] ~= nil then
    return outputs[key]
  elseif Run[key] then
    return Run[key]
  elseif type(key) == "string" and not key:find "^_" and not run.reserved[key] then
    options.unknown("output", key, rawget(self, "names"))
  end
  return nil
end

local STATISTIC_COLUMNS = { "mean", "sd", "p5", "p50", "p95" }

--- Writes outcomes as a table, one unit a row; `error` is the standard error of the mean.
-- @tparam {string,...} names
-- @tparam table outcomes by name
-- @treturn string
function run.table(names, outcomes)
  local columns = { { title = "" }, { title = "" } }
  local quantiles, undefined = false, false
  for _, name in ipairs(names) do
    local outcome = outcomes[name]
    quantiles = quantiles or outcome.p50 ~= nil
    undefined = undefined or outcome.undefined > 0
  end
  local shown = quantiles and STATISTIC_COLUMNS or { "mean", "sd" }
  for _, title in ipairs(shown) do
    columns[#columns + 1] = { title = title, align = "right" }
  end
  columns[#columns + 1] = { title = "error", align = "right" }
  if quantiles then
    columns[#columns + 1] = { title = "" }
  end
  if undefined then
    columns[#columns + 1] = { title = "undefined", align = "right" }
  end
  local rows = {}
  for _, name in ipairs(names) do
    local outcome = outcomes[name]
    local summary = outcome.summary
    local unit, write, factor = text.row(outcome.like, summary:mean(), summary:quantile(0.5))
    local row = { name, unit }
    for _, title in ipairs(shown) do
      row[#row + 1] = write((statistics.of(summary, title)))
    end
    local sure = summary:standard_error()
    row[#row + 1] = sure and sure > 0 and core.format_number(sure, factor, 2) or ""
    if quantiles then
      local counts = outcome:histogram(8)
      row[#row + 1] = counts and text.sparkline(counts) or ""
    end
    if undefined then
      row[#row + 1] = outcome.undefined > 0 and text.percent(outcome.undefined) or ""
    end
    rows[#rows + 1] = row
  end
  return text.table(columns, rows)
end

function RunMeta.__tostring(self)
  local head = ("%s: %s draws%s, seed %d, %s"):format(self.title, text.count(self.draws),
    self.error and " for an error of " .. text.percent(self.error) or "", self.seed, self.sampler)
  local body = run.table(self.names, self.outputs)
  return head .. "\n" .. body .. (self.note and "\n" .. self.note or "")
end

function RunMeta.__pairs(self)
  local i = 0
  return function()
    i = i + 1
    local name = self.names[i]
    return name, name and self.outputs[name]
  end
end

--- Writes the results to a file: `.csv` (one line an output, its unit named, every digit) or `.json`.
-- @tparam string path
-- @treturn ?boolean true; or nil, err when the file cannot be written
function Run:save(path)
  return require "signalflow.page.export".save(self, path)
end

--- The results as JSON text, every digit, in the unit each output names.
-- @treturn string
function Run:to_json()
  return require "signalflow.page.export".json(self)
end

--- Draws the distribution of one output in the terminal.
-- @tparam string name of an output
-- @tparam[opt=60] integer width of the longest bar
function Run:plot(name, width)
  local outcome = self[name]
  if type(name) ~= "string" or type(outcome) ~= "table" or not outcome.summary then
    options.unknown("output", name, self.names)
  end
  print(run.histogram_text(outcome, width or 60))
end

--- Where each output comes from.
-- @treturn string
function Run:explain()
  local lines = { tostring(self) }
  if rawget(self, "source") then
    lines[2] = self.source:explain()
  end
  return table.concat(lines, "\n\n")
end

--- A distribution as lines: the middle of each slice and a bar.
-- @tparam Outcome outcome
-- @tparam integer width
-- @treturn string
function run.histogram_text(outcome, width)
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

local TICKS_BEFORE_BAR = 10 -- about half a second

-- A bar on the terminal, cleared when it goes out of scope, whatever ended the run.
local function open_bar()
  local bar, ticks = { drawn = false }, 0
  function bar.show(share)
    ticks = ticks + 1
    if ticks >= TICKS_BEFORE_BAR then
      bar.drawn = true
      io.stderr:write("\r", text.pad(text.bar(share, 40), 40), (" %3.0f %%"):format(100 * share))
      io.stderr:flush()
    end
  end
  return setmetatable(bar, { __close = function()
    if bar.drawn then
      io.stderr:write("\r", (" "):rep(50), "\r")
    end
  end })
end

--- Runs a plan, with the analyst's progress function or, in an interactive terminal, a bar. An error raised in the
-- progress function comes out of here as itself.
-- @param plan a Plan
-- @tparam table settings as `options.run` gives them
-- @tparam[opt=0] number from the share of the whole work that is done when this plan begins
-- @tparam[opt=1] number to the share when it ends
-- @treturn ?table list of Summary
-- @treturn integer draws taken; or err
function run.plan(plan, settings, from, to)
  from, to = from or 0, to or 1
  local bar <close> = not settings.progress and core.terminal() and open_bar() or nil
  local report = settings.progress or bar and bar.show
  return plan:run { draws = settings.draws, seed = settings.seed, sampler = settings.sampler,
    threads = settings.threads, block = settings.block, statistics = settings.statistics, error = settings.error,
    tick = report and function(done, total)
      report(from + (to - from) * (total > 0 and done / total or 0))
    end }
end

--- Why an output has no value, where something certain stands in the way.
-- @tparam Outcome outcome
-- @param expression what was run for it
-- @treturn ?string
function run.reason(outcome, expression)
  return outcome.undefined == 1 and type(expression) == "userdata" and expression:undefined() or nil
end

-- What is to be said beneath the table: means less sure than asked, and outputs without a value.
local function notes(parts)
  local short, lines = {}, {}
  for i, name in ipairs(parts.names) do
    local outcome = parts.outputs[name]
    local why = run.reason(outcome, parts.expressions[i])
    if why then
      lines[#lines + 1] = ("%s has no value: %s"):format(name, why)
    elseif outcome.met == false then
      short[#short + 1] = name
    end
  end
  if #short > 0 then
    table.insert(lines, 1, "the limit of draws came before the mean was as sure as asked, for: "
      .. table.concat(short, ", "))
  end
  return #lines > 0 and table.concat(lines, "\n") or nil
end

--- Makes a run of one plan's summaries.
-- @tparam table parts `title`; `names` of the outputs; `expressions` that were run, and `summaries`, in that order;
-- `likes`, name to a value of that output's dimension; `settings` as `options.run` gives them; `draws` taken; `source`:
-- the model
-- @treturn Run
function run.of(parts)
  local outputs, met = {}, nil
  for i, name in ipairs(parts.names) do
    outputs[name] = run.outcome(name, parts.likes[name], parts.summaries[i], parts.settings.error)
    if parts.settings.error then
      met = met ~= false and outputs[name].met
    end
  end
  local made = { title = parts.title, names = parts.names, outputs = outputs, expressions = parts.expressions,
    draws = parts.draws, seed = parts.settings.seed, sampler = parts.settings.sampler, source = parts.source,
    error = parts.settings.error, met = met }
  made.note = notes(made)
  return setmetatable(made, RunMeta)
end

return run
