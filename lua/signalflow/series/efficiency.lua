--- Measured tokens per watt over time, of the catalogue's serving points: one workload, the server's power at the wall.
-- @module signalflow.series.efficiency
local core = require "signalflow.core"
local lookup = require "signalflow.catalogue.lookup"
local options = require "signalflow.shared.options"
require "signalflow.series.series"

local efficiency = {}

local AT_THE_WALL = "server_wall"
local YEAR = 350 -- days: two rounds of a yearly benchmark

-- What is equal between measurements that are compared: the rounds of a benchmark ask the same of a model.
local function workload_of(point)
  local workload = point.workload and point.workload:gsub("^mlperf%-[%d.]+", "mlperf")
    or ("%s in, %s out"):format(point.input, point.output)
  return table.concat({ point.model, workload, point.measure or "steady" }, ", ")
end

-- By workload and day, the best of them.
local function best_by_workload(points)
  local by_workload = {}
  for _, point in ipairs(points) do
    if point.power_scope == AT_THE_WALL and point.power and point.date then
      local name, day = workload_of(point), core.month_end(point.date:sub(1, 7) .. "-01")
      local days = by_workload[name] or {}
      local value = point.token_rate / point.power
      if not days[day] or value > days[day].value then
        days[day] = { value = value, title = point.source and point.source.title }
      end
      by_workload[name] = days
    end
  end
  return by_workload
end

--- The series of the workload that was measured over the longest time.
-- @tparam[opt] {table,...} points else the catalogue's
-- @treturn[1] Series tokens per joule
-- @treturn[2] nil
-- @treturn[2] string what is missing
function efficiency.at_the_wall(points)
  local by_workload = best_by_workload(points or lookup.points())
  local longest, found = YEAR, nil
  for _, name in ipairs(options.names(by_workload)) do
    local days = options.names(by_workload[name])
    local span = core.day(days[#days]) - core.day(days[1])
    if span >= longest and (not found or span > longest) then
      longest, found = span, name
    end
  end
  if not found then
    return nil, ("none of the %d workloads that the catalogue has with the server's power at the wall was measured "
      .. "twice, a year apart"):format(#options.names(by_workload))
  end
  local rows, unit = {}, core.quantity "1 tok/J"
  for _, day in ipairs(options.names(by_workload[found])) do
    local best = by_workload[found][day]
    rows[#rows + 1] = { period_end = day, known_on = day, value = core.constant(best.value, unit),
      document = best.title }
  end
  return core.series("tokens per watt of " .. found, rows)
end

return efficiency
