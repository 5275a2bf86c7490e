--- Measured frontiers beside those estimated over all layouts: what sweeps of real engines reach of it.
-- A set is a platform, model, precision and pair of lengths, with or without speculation, of which at least three
-- layouts were measured; each point of its measured frontier is compared with the estimated one at the same
-- interactivity.
local core = require "signalflow.core"
local frontier = require "signalflow.serving.frontier"

local frontiers = {}

local FEWEST_LAYOUTS = 3

local function sets_of(points)
  local sets, order = {}, {}
  for _, point in ipairs(points) do
    if point.measured.tpot and point.measured.rate and point.row.isl then
      local key = table.concat({ point.group, point.precision, point.nominal, tostring(point.speculative) }, "|")
      if not sets[key] then
        sets[key] = { points = {}, layouts = {}, count = 0 }
        order[#order + 1] = key
      end
      local set, layout = sets[key], tostring(point.row.parallel)
      table.insert(set.points, point)
      if not set.layouts[layout] then
        set.layouts[layout], set.count = true, set.count + 1
      end
    end
  end
  return sets, order
end

-- ln(measured / estimated) along one measured frontier.
local function compare(set, into)
  local x, y, first = {}, {}, set.points[1]
  for i, point in ipairs(set.points) do
    x[i], y[i] = 1 / point.measured.tpot, point.measured.rate
  end
  local estimated = frontier.points { platform = first.platform, model = first.model, precision = first.precision,
    input = first.input, output = first.output, speculative = first.speculative }
  for _, place in ipairs(estimated and core.frontier(x, y) or {}) do
    local there = frontier.read(estimated, x[place])
    if there then
      into[#into + 1] = math.log(y[place] / there.token_rate)
    end
  end
end

--- Residuals by class.
-- @tparam {table,...} points of rows.points
-- @treturn table "dense" and "moe" to sorted lists of ln(measured / estimated), with `sets`
function frontiers.residuals(points)
  local made = { dense = { sets = 0 }, moe = { sets = 0 } }
  local sets, order = sets_of(points)
  for _, key in ipairs(order) do
    local set = sets[key]
    if set.count >= FEWEST_LAYOUTS then
      local class = set.points[1].model.architecture.experts and made.moe or made.dense
      local before = #class
      compare(set, class)
      class.sets = class.sets + (#class > before and 1 or 0)
    end
  end
  table.sort(made.dense)
  table.sort(made.moe)
  return made
end

--- Writes them as data.
-- @tparam string path
-- @tparam table residuals
-- @tparam function quantile of a sorted list
-- @tparam string date
function frontiers.write(path, residuals, quantile, date)
  local file, err = io.open(path, "w")
  if not file then
    return nil, err
  end
  file:write([[
--- Measured frontiers over those estimated from all layouts, written by make accuracy-fit; not by hand.
-- Quantiles of ln(measured / estimated) throughput at the same interactivity, of sweeps with at least three layouts.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "]], date, '",\n')
  for _, name in ipairs { "dense", "moe" } do
    local list = residuals[name]
    if #list > 0 then
      file:write(("  %s = { p10 = %.4f, p50 = %.4f, p90 = %.4f, points = %d, sets = %d },\n"):format(name,
        quantile(list, 0.1), quantile(list, 0.5), quantile(list, 0.9), #list, list.sets))
    end
  end
  file:write "}\n"
  return file:close()
end

return frontiers
