--- Results: what a run of a formula over its draws gave.
-- @module signalflow.model.run
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local statistics = require "signalflow.shared.statistics"
local outcomes = require "signalflow.values.outcome"
local run_file = require "signalflow.model.run_file"
local text = require "signalflow.page.old_text"

local run = {}

--- A run: its outputs by name, `draws` taken, `seed`, `sampler`. Where an error was asked for, `error` is it, and `met`
-- is false when the limit of draws came first.
-- @type Run
local Run = {}

local RunMeta = { __name = "signalflow.run" }

--- Names that an output cannot have, because a run uses them itself.
run.reserved = { draws = true, seed = true, sampler = true, names = true, outputs = true, title = true, note = true,
  save = true, to_json = true, plot = true, explain = true, compare = true, target = true, source = true, error = true,
  met = true, expressions = true, scenario = true }

local notes

function RunMeta.__index(self, key)
  if key == "note" then
    local note = notes(self) or false
    rawset(self, "note", note)
    return note
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

local STATISTIC_COLUMNS = { "mean", "sd", "p5", "p50", "p95" }

--- Writes outcomes as a table, one unit a row; `error` is the standard error of the mean.
-- @tparam {string,...} names
-- @tparam table by_name the outcomes
-- @treturn string
function run.table(names, by_name)
  local columns = { { title = "" }, { title = "" } }
  local quantiles, partly = false, false
  for _, name in ipairs(names) do
    local outcome = by_name[name]
    quantiles = quantiles or outcome.p50 ~= nil
    partly = partly or outcome.undefined > 0
  end
  local shown = quantiles and STATISTIC_COLUMNS or { "mean", "sd" }
  for _, title in ipairs(shown) do
    columns[#columns + 1] = { title = title, align = "right" }
  end
  columns[#columns + 1] = { title = "error", align = "right" }
  if quantiles then
    columns[#columns + 1] = { title = "" }
  end
  if partly then
    columns[#columns + 1] = { title = "undefined", align = "right" }
  end
  local rows = {}
  for _, name in ipairs(names) do
    local outcome = by_name[name]
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
    if partly then
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
  return run_file.save(self, path)
end

--- The results as JSON text, every digit, in the unit each output names.
-- @treturn string
function Run:to_json()
  return run_file.json(self)
end

--- Draws the distribution of one output in the terminal.
-- @tparam string name of an output
-- @tparam[opt=60] integer width of the longest bar
function Run:plot(name, width)
  local outcome = self[name]
  if type(name) ~= "string" or type(outcome) ~= "table" or not outcome.summary then
    options.unknown("output", name, self.names)
  end
  print(outcomes.histogram_text(outcome, width or 60))
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

-- What is to be said beneath the table: means less sure than asked, and outputs without a value.
function notes(parts)
  local short, lines, alike = {}, {}, {}
  for i, name in ipairs(parts.names) do
    local outcome = parts.outputs[name]
    local why = outcomes.reason(outcome, parts.expressions[i])
    if why then
      why = (outcome.undefined < 1 and " in " .. text.percent(outcome.undefined) .. " of draws" or "") .. ": " .. why
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

--- Makes a run of one plan's summaries.
-- @tparam table parts `title`; `names` of the outputs; `expressions` that were run, and `summaries`, in that order;
-- `likes`, name to a value of that output's dimension; `settings` as `run_options.read` gives them; `draws` taken;
-- `source`: the model
-- @treturn Run
function run.of(parts)
  local outputs, met = {}, nil
  for i, name in ipairs(parts.names) do
    outputs[name] = outcomes.new(name, parts.likes[name], parts.summaries[i], parts.settings.error)
    if parts.settings.error then
      met = met ~= false and outputs[name].met
    end
  end
  local made = { title = parts.title, names = parts.names, outputs = outputs, expressions = parts.expressions,
    draws = parts.draws, seed = parts.settings.seed, sampler = parts.settings.sampler, source = parts.source,
    error = parts.settings.error, met = met }
  return setmetatable(made, RunMeta)
end

options.seal(RunMeta, Run)

return run
