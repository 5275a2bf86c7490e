--- Results: what a run of a formula over its draws gave.
-- @module signalflow.model.run
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local outcomes = require "signalflow.values.outcome"
local page = require "signalflow.page.page"
local rounding = require "signalflow.values.rounding"
local run_file = require "signalflow.model.run_file"

local run = {}

--- A run: its outputs by name, `draws` taken, `seed`, `sampler`. Where an error was asked for, `error` is it, and `met`
-- is false when the limit of draws came first.
-- @type Run
local Run = {}

local RunMeta = { __name = "signalflow.run" }

--- Names that an output cannot have, because a run uses them itself.
run.reserved = { draws = true, seed = true, sampler = true, names = true, outputs = true, title = true, note = true,
  save = true, to_json = true, plot = true, explain = true, compare = true, target = true, source = true, error = true,
  met = true, expressions = true, scenario = true, bound = true, page = true, rounding = true, in_one_line = true,
  years = true, beside = true }

local notes

function RunMeta.__index(self, key)
  if key == "note" then
    local lines, beside = { notes(self) }, rawget(self, "beside")
    local more = beside and beside() or {}
    table.move(more, 1, #more, #lines + 1, lines)
    rawset(self, "note", #lines > 0 and table.concat(lines, "\n") or false)
    return rawget(self, "note")
  end
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

local STATISTICS = { "mean", "sd", "p5", "p50", "p95" }

local function table_row(outcome, shown, quantiles)
  local row = { outcome.name }
  for i, name in ipairs(shown) do
    local made = outcome:statistic_figure(name)
    row[i + 1] = (i == 1 or made.value ~= nil) and made or ""
  end
  local sure = outcome:statistic_figure "standard_error"
  sure.step = nil
  row[#row + 1] = sure.value and sure.value > 0 and sure or ""
  if quantiles then
    local shape = outcome:figure().shape
    row[2].shape = shape
    row[#row + 1] = shape and figure.sparkline(shape) or ""
  end
  row[#row + 1] = outcome.undefined > 0 and figure.percent(outcome.undefined) or ""
  return row
end

-- Outcomes as a table, one unit a row, and what its columns are.
local function table_of(names, by_name)
  local quantiles, partly, certain = false, false, true
  for _, name in ipairs(names) do
    local outcome = by_name[name]
    quantiles = quantiles or outcome.p50 ~= nil
    partly = partly or outcome.undefined > 0
    certain = certain and not outcome:is_spread()
  end
  local shown = quantiles and STATISTICS or { "mean", "sd" }
  local columns, rows = { { title = "" } }, {}
  for _, title in ipairs(shown) do
    columns[#columns + 1] = { title = title, align = "right", drop = title == "sd" and 3 or nil }
  end
  columns[#columns + 1] = { title = "error", align = "right", drop = 2 }
  if quantiles then
    columns[#columns + 1] = { title = "", drop = 1 }
  end
  if partly then
    columns[#columns + 1] = { title = "undefined", align = "right", own = true }
  end
  for i, name in ipairs(names) do
    rows[i] = table_row(by_name[name], shown, quantiles)
  end
  return block.table { units = "row", columns = columns, rows = rows }, not certain and block.note {
    "sd: standard deviation. ", quantiles and "p5, p50, p95: quantiles. " or "", "error: standard error of the mean.",
    partly and " undefined: draws without a value; the other figures are of the rest." or "" } or nil
end

-- The outputs of a comparison that differ, and those that do not; those of any other run are shown whatever they are.
local function changed_names(self)
  if not rawget(self, "rounding") then
    return self.names, {}
  end
  local changed, same = {}, {}
  for _, name in ipairs(self.names) do
    local outcome = self.outputs[name]
    local list = (outcome:is_spread() or outcome:figure().value ~= 0) and changed or same
    list[#list + 1] = name
  end
  return changed, same
end

-- The output that the model is asked for first.
local function main_output_of(self)
  local source = rawget(self, "source")
  local name = source and source.main_output
  return rawget(self, "outputs")[name] and name or self.names[1]
end

-- The distribution of one output; where none is named, of the one that the model is asked for first.
local function distribution_of(self, name)
  name = name or main_output_of(self)
  return self.outputs[options.one_of(name, self.names, "output")]:distribution()
end

page.of_class(RunMeta, Run, function(self)
  local asked = self.error and { " for an error of ", figure.percent(self.error) }
  local blocks = { block.title { self.title, ": ", figure.things(self.draws, "draw"), asked or "",
    (", seed %d, %s"):format(self.seed, self.sampler) } }
  local changed, same = changed_names(self)
  if #changed > 0 then
    blocks[2], blocks[3] = table_of(changed, self.outputs)
  end
  if #same > 0 then
    blocks[#blocks + 1] = block.paragraph { "no difference: ", table.concat(same, ", ") }
  end
  for line in (self.note or ""):gmatch "[^\n]+" do
    blocks[#blocks + 1] = block.note(line)
  end
  return blocks
end, { "distribution", distribution = distribution_of })

--- The output that the model is asked for first, in a line.
-- @treturn table inline
function Run:in_one_line()
  local name = main_output_of(self)
  local outcome = rawget(self, "outputs")[name]
  local f, below = outcome:figure "median", 1 - (outcome:probability_above(0) or 1)
  f.shape = nil
  return { (name:gsub("_", " ")), ", median ", f, below > 0 and { ", not above 0 in ", figure.percent(below),
    " of draws" } or "" }
end

function RunMeta.__pairs(self)
  local i = 0
  return function()
    i = i + 1
    local name = self.names[i]
    return name, name and self.outputs[name]
  end
end

--- Writes the results to a file: `.csv` (one line an output, its unit named, every digit), `.json` (the same), or
-- its page as `.txt`, `.md` or `.html`. With `draws = n` the file is .csv, and holds the first n draws: the values of
-- drivers and outputs, a line a draw.
-- @tparam string path
-- @tparam[opt] table given `draws`
-- @treturn ?boolean true; or nil, err when the file cannot be written
function Run:save(path, given)
  return run_file.save(self, path, options.check(given, { draws = "number" }, "save"))
end

--- The same year by year, of what has years: a factory.
-- @treturn ?Years nil, err when cancelled
function Run:years()
  local source = rawget(self, "source")
  if not (source and source.years) then
    core.raise "years: this run is of no factory, and has no years"
  end
  return source:years(self)
end

--- The results as JSON text, every digit, in the unit each output names.
-- @treturn string
function Run:to_json()
  return run_file.json(self)
end

--- Where each output comes from.
-- @treturn Page
function Run:explain()
  local blocks = self:page().blocks
  if rawget(self, "source") then
    blocks[#blocks + 1] = block.section("model", self.source:explain().blocks)
  end
  return page.new(blocks)
end

-- What is to be said beneath the table: means less sure than asked, and outputs without a value.
function notes(parts)
  local short, lines, alike = {}, {}, {}
  for i, name in ipairs(parts.names) do
    local outcome = parts.outputs[name]
    local why = outcomes.reason(outcome, parts.expressions[i])
    if why then
      why = (outcome.undefined < 1 and " in " .. number.percent(outcome.undefined) .. " of draws" or "") .. ": " .. why
      if not alike[why] then
        alike[why] = {}
        lines[#lines + 1] = why
      end
      table.insert(alike[why], name)
    end
    if outcome.met == false then
      short[#short + 1] = name
    end
  end
  for i, why in ipairs(lines) do
    lines[i] = table.concat(alike[why], ", ") .. (#alike[why] > 1 and " have" or " has") .. " no value" .. why
  end
  if #short > 0 then
    table.insert(lines, 1, "the limit of draws came before the mean was as sure as asked, for: "
      .. table.concat(short, ", "))
  end
  return #lines > 0 and table.concat(lines, "\n") or nil
end

-- What is to be known of the draws wherever an output is drawn: on what the model rests, where it says.
local function about_of(parts)
  local source = parts.source or {}
  local basis = rawget(source, "basis") or { source = "drivers as typed" }
  return { of = rawget(source, "name"), seed = parts.settings.seed, tier = basis.tier, source = basis.source,
    date = basis.date }
end

local kept = setmetatable({}, { __mode = "k" }) -- by model: output to what is within rounding of 0

-- What is within rounding of 0 in an output, worked out when asked: once for a model, by its own drivers, for all its
-- scenarios.
local function rounding_of(source, name, expression)
  if not source then
    return rounding.later(expression)
  end
  return function()
    kept[source] = kept[source] or {}
    local off = kept[source][name] or rounding.of(source:expressions({ name }, source:bound())[1])
    kept[source][name] = off
    return off
  end
end

--- Makes a run of one plan's summaries.
-- @tparam table parts `title`; `names` of the outputs; `expressions` that were run, and `summaries`, in that order;
-- `likes`, name to a value of that output's dimension; `settings` as `run_options.read` gives them; `draws` taken;
-- `source`: the model; `bound`: the drivers' values, name to value; `rounding`, name to what is within rounding of 0
-- @treturn Run
function run.of(parts)
  local outputs, met = {}, nil
  for i, name in ipairs(parts.names) do
    outputs[name] = outcomes.new(name, parts.likes[name], parts.summaries[i], parts.settings.error,
      parts.rounding and parts.rounding[name] or rounding_of(parts.source, name, parts.expressions[i]))
    outputs[name].about = about_of(parts)
    if parts.settings.error then
      met = met ~= false and outputs[name].met
    end
  end
  local made = { title = parts.title, names = parts.names, outputs = outputs, expressions = parts.expressions,
    draws = parts.draws, seed = parts.settings.seed, sampler = parts.settings.sampler, source = parts.source,
    bound = parts.bound, rounding = parts.rounding, error = parts.settings.error, met = met }
  return setmetatable(made, RunMeta)
end

--- Whether a value is a run.
-- @param value
-- @treturn boolean
function run.is(value)
  return getmetatable(value) == RunMeta
end

options.seal(RunMeta, Run)

return run
