--- Every combination of some drivers' values, on the same draws.
-- @module signalflow.sweep
local core = require "signalflow.core"
local options = require "signalflow.options"
local run = require "signalflow.run"
local text = require "signalflow.text"

local sweep = {}

local MOST_COMBINATIONS = 1000000
local EXPRESSIONS_A_PLAN = 512

--- n values from low to high, evenly apart.
-- @tparam number|Quantity low
-- @tparam number|Quantity high
-- @tparam integer n 2 or more
-- @treturn {number|Quantity,...}
function sweep.range(low, high, n)
  if not math.tointeger(n) or n < 2 then
    core.raise(("a range takes a whole number of values, 2 or more, not %s"):format(tostring(n)))
  end
  local values = {}
  for i = 1, n do
    local share = (i - 1) / (n - 1)
    values[i] = i == n and high or low + (high - low) * share
  end
  return values
end

--- Rows in the order of the combinations; `sweep[i].pue`, `sweep[i].tokens_per_watt.mean`;
-- `sweep:column "pue"` and `sweep:column("tokens_per_watt", "p50")` are lists.
-- @type Sweep
local Sweep = {}

local SweepMeta = { __name = "signalflow.sweep" }

function SweepMeta.__len(self)
  return #self.rows
end

function SweepMeta.__index(self, key)
  if Sweep[key] then
    return Sweep[key]
  elseif math.type(key) == "integer" then
    return rawget(self, "rows")[key]
  end
  return nil
end

--- A column as a list: a driver's values, or a statistic of an output.
-- @tparam string name of a driver or an output
-- @tparam[opt="mean"] string statistic `mean sd min max p5 p50 p95`
-- @treturn table
function Sweep:column(name, statistic)
  if self.rows[1][name] == nil then
    local known = table.move(self.drivers, 1, #self.drivers, 1, {})
    options.unknown("column", name, table.move(self.outputs, 1, #self.outputs, #known + 1, known))
  end
  local values = {}
  for i, row in ipairs(self.rows) do
    local value = row[name]
    values[i] = type(value) == "table" and value[statistic or "mean"] or value
  end
  return values
end

--- The model's drivers, formulas and sources.
-- @treturn string
function Sweep:explain()
  return self.model:explain()
end

local function coherent(value)
  return type(value) == "userdata" and value:value() or value
end

function SweepMeta.__tostring(self)
  local columns, writers = {}, {}
  for i, driver in ipairs(self.drivers) do
    local numbers = {}
    for k, row in ipairs(self.rows) do
      numbers[k] = tonumber(coherent(row[driver]))
    end
    local like = self.rows[1][driver]
    local typical = text.typical(table.unpack(numbers, 1, math.min(#numbers, 200)))
    local factor, unit = core.scale(core.constant(typical, type(like) == "userdata" and like or nil))
    columns[i] = { title = unit ~= "" and driver .. " " .. unit or driver, align = "right" }
    writers[i] = function(row)
      local number = tonumber(coherent(row[driver]))
      return number and core.format_number(number, factor, 4) or tostring(row[driver])
    end
  end
  for _, output in ipairs(self.outputs) do
    local means = {}
    for k = 1, math.min(#self.rows, 200) do
      means[k] = self.rows[k][output].summary:mean() or 0
    end
    local unit, write = text.row(self.rows[1][output].like, table.unpack(means))
    for _, statistic in ipairs { "mean", "p5", "p95" } do
      local title = statistic == "mean" and output .. (unit ~= "" and " " .. unit or "") or statistic
      columns[#columns + 1] = { title = title, align = "right" }
      writers[#columns] = function(row)
        local summary = row[output].summary
        return write(statistic == "mean" and summary:mean() or
          statistic ~= "mean" and summary:quantile(statistic == "p5" and 0.05 or 0.95))
      end
    end
  end
  local lines = {}
  for k, row in ipairs(self.rows) do
    lines[k] = {}
    for i in ipairs(columns) do
      lines[k][i] = writers[i](row)
    end
  end
  return ("%s: %s combinations, %s draws each, seed %d, %s\n%s"):format(self.model.name, text.count(#self.rows),
    text.count(self.draws), self.seed, self.sampler, text.table(columns, lines))
end

-- The next combination, the last driver moving fastest; false after the last.
local function advance(places, values, drivers)
  for i = #drivers, 1, -1 do
    if places[i] < #values[drivers[i]] then
      places[i] = places[i] + 1
      return true
    end
    places[i] = 1
  end
  return false
end

local function combinations(model, drivers, values)
  local total = 1
  for _, driver in ipairs(drivers) do
    total = total * #values[driver]
  end
  if total > MOST_COMBINATIONS then
    core.raise(("this sweep has %s combinations; at most %s are run"):format(text.count(total),
      text.count(MOST_COMBINATIONS)))
  end
  local places, list = {}, {}
  for i in ipairs(drivers) do
    places[i] = 1
  end
  repeat
    local changes = {}
    for i, driver in ipairs(drivers) do
      changes[driver] = model:value_for(driver, values[driver][places[i]])
    end
    list[#list + 1] = changes
  until not advance(places, values, drivers)
  return list
end

local function read(model, given)
  local kinds, drivers, values, rest = options.run_kinds { outputs = "table|string" }, {}, {}, {}
  for name, value in pairs(given) do
    if model.values[name] ~= nil and kinds[name] == nil then
      if type(value) ~= "table" or #value == 0 then
        core.raise(("sweep takes a list of values for '%s', as {600, 900} or sf.range(600, 900, 4)"):format(name))
      end
      drivers[#drivers + 1] = name
      values[name] = value
    elseif kinds[name] == nil then
      local known = options.names(kinds)
      table.move(model.driver_names, 1, #model.driver_names, #known + 1, known)
      options.unknown("driver or option of sweep", name, known)
    else
      rest[name] = value
    end
  end
  if #drivers == 0 then
    core.raise "sweep needs at least one driver with its values"
  end
  table.sort(drivers)
  return drivers, values, options.check(rest, kinds, "sweep")
end

--- Runs every combination.
-- @tparam Model model
-- @tparam table given `driver = {values}`, `outputs`, and the options of run
-- @treturn ?Sweep nil, err when cancelled
function sweep.run(model, given)
  if type(given) ~= "table" then
    core.raise "sweep takes a table: site:sweep { pue = sf.range(1.05, 1.50, 10) }"
  end
  local drivers, values, rest = read(model, given)
  local settings, outputs = options.run(rest), model:outputs_named(rest.outputs)
  local list, rows = combinations(model, drivers, values), {}
  local a_plan = math.max(1, EXPRESSIONS_A_PLAN // #outputs)
  local done
  for first = 1, #list, a_plan do
    local last, expressions = math.min(first + a_plan - 1, #list), {}
    for k = first, last do
      table.move(model:expressions(outputs, model:bound(list[k])), 1, #outputs, #expressions + 1, expressions)
    end
    local summaries
    summaries, done = run.plan(core.compile(expressions), settings)
    if not summaries then
      return nil, done
    end
    for k = first, last do
      local row = {}
      for _, driver in ipairs(drivers) do
        row[driver] = list[k][driver]
      end
      for j, output in ipairs(outputs) do
        row[output] = run.outcome(output, model.formula[output], summaries[(k - first) * #outputs + j])
      end
      rows[k] = row
    end
  end
  return setmetatable({ model = model, drivers = drivers, outputs = outputs, rows = rows, draws = done,
    seed = settings.seed, sampler = settings.sampler }, SweepMeta)
end

return sweep
