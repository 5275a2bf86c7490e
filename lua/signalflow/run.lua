--- Results: what a run of a formula over its draws gave.
-- @module signalflow.run
local core = require "signalflow.core"
local options = require "signalflow.options"
local text = require "signalflow.text"

local run = {}

-- A number that the summary does not have (NaN) is unknown: nil.
local function known(number, like)
  if number == nil or number ~= number then
    return nil
  end
  return core.constant(number, type(like) == "userdata" and like or nil)
end

local function dimension_of(value)
  return type(value) == "userdata" and value:dimension() or "a plain number"
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
  if dimension_of(threshold) ~= dimension_of(like) then
    core.raise(("%s must be %s, not %s (%s)"):format(what, dimension_of(like), tostring(threshold),
      dimension_of(threshold)))
  end
  local number = type(threshold) == "number" and threshold or threshold:value()
  if not number then
    core.raise(("%s must be certain; %s is not"):format(what, tostring(threshold)))
  end
  return number
end

--- One output's distribution. Fields, as quantities (nil where unknown): `mean sd min max p5 p50 p95 standard_error`;
-- plain numbers: `count`, `undefined` (the share of draws that had no value, 0..1). `name` and sub-records by name.
-- @type Outcome
local Outcome = {}

local STATISTICS = {
  mean = "mean", sd = "sd", min = "min", max = "max", standard_error = "standard_error",
}
local PERCENTILES = { p5 = 0.05, p50 = 0.50, p95 = 0.95 }

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
  if STATISTICS[key] then
    return known(summary[STATISTICS[key]](summary), like)
  elseif PERCENTILES[key] then
    return known(summary:quantile(PERCENTILES[key]), like)
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
-- @treturn Outcome
function run.outcome(name, like, summary)
  return setmetatable({ name = name, like = like, summary = summary }, OutcomeMeta)
end

--- A run: its outputs by name, `draws` taken, `seed`, `sampler`.
-- @type Run
local Run = {}

local RunMeta = { __name = "signalflow.run" }

--- Names that an output cannot have, because a run uses them itself.
run.reserved = { draws = true, seed = true, sampler = true, names = true, outputs = true, title = true, note = true,
  save = true, to_json = true, plot = true, explain = true, compare = true, target = true, source = true }

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

--- Writes outcomes as a table, one unit a row.
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
    local unit, write = text.row(outcome.like, summary:mean(), summary:quantile(0.5))
    local row = { name, unit }
    for _, title in ipairs(shown) do
      local number
      if PERCENTILES[title] then
        number = summary:quantile(PERCENTILES[title])
      else
        number = summary[title](summary)
      end
      row[#row + 1] = write(number)
    end
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
  local head = ("%s: %s draws, seed %d, %s"):format(self.title, text.count(self.draws), self.seed, self.sampler)
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
  return require "signalflow.export".save(self, path)
end

--- The results as JSON text, every digit, in the unit each output names.
-- @treturn string
function Run:to_json()
  return require "signalflow.export".json(self)
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

local function bar()
  local ticks, drawn = 0, false
  local function tick(done, total)
    ticks = ticks + 1
    if ticks >= TICKS_BEFORE_BAR and total > 0 then
      drawn = true
      io.stderr:write("\r", text.pad(text.bar(done / total, 40), 40), (" %3.0f %%"):format(100 * done / total))
      io.stderr:flush()
    end
  end
  local function clear()
    if drawn then
      io.stderr:write("\r", (" "):rep(50), "\r")
    end
  end
  return tick, clear
end

--- Runs a plan, with the analyst's progress function or, in an interactive terminal, a bar.
-- @param plan a Plan
-- @tparam table settings as `options.run` gives them
-- @treturn ?table list of Summary
-- @treturn integer draws taken; or err
function run.plan(plan, settings)
  local tick, clear
  if settings.progress then
    tick = function(done, total)
      settings.progress(total > 0 and done / total or 0)
    end
  elseif core.terminal() then
    tick, clear = bar()
  end
  local summaries, done = plan:run { draws = settings.draws, seed = settings.seed, sampler = settings.sampler,
    threads = settings.threads, block = settings.block, statistics = settings.statistics, error = settings.error,
    tick = tick }
  if clear then
    clear()
  end
  return summaries, done
end

-- With a target error: says so when the draws ran out before it was met.
local function shortfall(settings, names, outcomes)
  if not settings.error then
    return nil
  end
  local short = {}
  for _, name in ipairs(names) do
    local summary = outcomes[name].summary
    local mean, sure = summary:mean(), summary:standard_error()
    if not (mean and sure and sure <= settings.error * math.abs(mean)) then
      short[#short + 1] = name
    end
  end
  return #short > 0 and "the mean is less sure than asked, after all draws, for: " .. table.concat(short, ", ") or nil
end

--- Compiles nothing: runs a compiled plan whose outputs have these names.
-- @tparam string title
-- @tparam {string,...} names in the order of the plan's outputs
-- @tparam table likes name to a value of that output's dimension
-- @param plan a Plan
-- @tparam table settings as `options.run` gives them
-- @param source the model, for explain
-- @treturn ?Run nil, err when cancelled
function run.of(title, names, likes, plan, settings, source)
  local summaries, done = run.plan(plan, settings)
  if not summaries then
    return nil, done
  end
  local outcomes = {}
  for i, name in ipairs(names) do
    outcomes[name] = run.outcome(name, likes[name], summaries[i])
  end
  return run.assemble { title = title, names = names, outputs = outcomes, draws = done, seed = settings.seed,
    sampler = settings.sampler, source = source, note = shortfall(settings, names, outcomes) }
end

--- Makes a run of outcomes that are already there.
-- @tparam table parts `title names outputs draws seed sampler` and, as wanted, `note source`
-- @treturn Run
function run.assemble(parts)
  return setmetatable(parts, RunMeta)
end

return run
