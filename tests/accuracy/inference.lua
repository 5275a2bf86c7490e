--- How near signalflow's inference comes to measured rows: error by class beside the bound, what the shipped ranges
-- cover, and whether platforms come in the right order. See README.md in this folder.
--
-- lua5.4 tests/accuracy/inference.lua ROWS.csv            scores the rows
-- lua5.4 tests/accuracy/inference.lua --inputs OUT.csv ROWS.csv      writes what the fit reads
-- lua5.4 tests/accuracy/inference.lua --frontiers OUT.lua ROWS.csv   writes what sweeps reach of estimated frontiers
package.path = (arg[0]:match "^(.*)/" or ".") .. "/?.lua;" .. package.path
local calibration = require "signalflow.catalogue.calibration.inference"
local core = require "signalflow.core"
local frontiers = require "frontiers"
local inference = require "signalflow.serving.inference"
local rows = require "rows"

local CLASSES = {
  { name = "dense tpot", of = function(p) return p.measured.tpot and not p.model.architecture.experts end },
  { name = "moe tpot", of = function(p) return p.measured.tpot and p.model.architecture.experts end },
  { name = "  not speculative", of = function(p)
    return p.measured.tpot and p.model.architecture.experts and not p.speculative
  end },
  { name = "  speculative", of = function(p) return p.measured.tpot and p.speculative end },
  { name = "  prefill apart", of = function(p) return p.measured.tpot and p.layout.disaggregated end },
  { name = "all throughput", of = function(p) return p.offline end },
  { name = "  offline", of = function(p) return p.offline and not p.scenario end },
  { name = "  server, interactive", of = function(p) return p.offline and p.scenario end },
  { name = "all power", power = true, of = function(p) return p.measured.power end },
}

local function value(quantity)
  return type(quantity) == "userdata" and quantity:value() or quantity
end

-- What signalflow gives for a point: s, tok/s/gpu, W/gpu; an absent one is not known.
local function predict(point, bound)
  point.bound = bound
  local prepared = inference.prepare(point)
  point.bound = nil
  local out = inference.outputs(prepared)
  return { tpot = value(out.tpot), rate = value(out.token_rate), power = value(out.chip_power), kind = prepared.kind,
    known = prepared.known }
end

local function target(of, point)
  return point.offline and of.rate or of.tpot
end

-- Estimates every point; those that fail are counted by what the core said.
local function score(points, reasons)
  local scored = {}
  for _, point in ipairs(points) do
    local done, estimate = pcall(predict, point, false)
    local _, bound = pcall(predict, point, true)
    local found = done and target(estimate, point)
    if not done or not found or not (found > 0 and found < math.huge) then
      local reason = done and "an input is not known" or tostring(estimate):gsub("^[^ ]+:%d+: ", "")
      reasons[reason] = (reasons[reason] or 0) + 1
    else
      point.estimate, point.roof = estimate, type(bound) == "table" and bound or {}
      scored[#scored + 1] = point
    end
  end
  return scored
end

local function quantile(sorted, p)
  local place = 1 + p * (#sorted - 1)
  local low = math.floor(place)
  local above = sorted[math.min(low + 1, #sorted)]
  return sorted[low] + (place - low) * (above - sorted[low])
end

local function error_of(estimate, measured)
  return estimate and measured and math.abs(estimate / measured - 1) or nil
end

-- Absolute relative errors of a class, sorted; of: "estimate" or "roof".
local function errors(scored, class, of)
  local list = {}
  for _, point in ipairs(scored) do
    if class.of(point) then
      local found
      if class.power then
        -- the bound of power is what is rated
        found = error_of(point[of].power, point.measured.power)
      else
        found = error_of(target(point[of], point), target(point.measured, point))
      end
      list[#list + 1] = found
    end
  end
  table.sort(list)
  return list
end

local function spread(list)
  if #list == 0 then
    return "      –       –"
  end
  return ("%6.1f%% %6.1f%%"):format(100 * quantile(list, 0.5), math.min(100 * quantile(list, 0.9), 999.9))
end

local function print_classes(scored)
  print(("%-22s %5s   %-15s   %-15s   %s"):format("class", "rows", "estimate", "bound",
    "left out of the fit of " .. calibration.fitted))
  print(("%-22s %5s   %-15s   %-15s   %s"):format("", "", "median    p90", "median    p90", "median    p90    rows"))
  for _, class in ipairs(CLASSES) do
    local found, left_out = errors(scored, class, "estimate"), calibration.left_out[class.name]
    print(("%-22s %5d   %s   %s   %s"):format(class.name, #found, spread(found), spread(errors(scored, class, "roof")),
      left_out and ("%6.1f%% %6.1f%%   %d"):format(100 * left_out.median, 100 * left_out.p90, left_out.rows) or ""))
  end
end

-- How many rows lie within the shipped 10 to 90 % range.
local function print_coverage(scored)
  local inside, all, order = {}, {}, {}
  local function count(name, within)
    if not all[name] then
      order[#order + 1], all[name], inside[name] = name, 0, 0
    end
    all[name] = all[name] + 1
    inside[name] = inside[name] + (within and 1 or 0)
  end
  for _, point in ipairs(scored) do
    local range = inference.range(point.estimate.kind, point.estimate.known)
    local ratio = target(point.measured, point) / target(point.estimate, point)
    count(point.estimate.kind, ratio >= range.low and ratio <= range.high)
    if point.measured.power and point.estimate.power then
      range = inference.range "power"
      ratio = point.measured.power / point.estimate.power
      count("power", ratio >= range.low and ratio <= range.high)
    end
  end
  table.sort(order)
  local words, within, total = {}, 0, 0
  for i, name in ipairs(order) do
    words[i] = ("%s %.0f%%"):format(name, 100 * inside[name] / all[name])
    within, total = within + inside[name], total + all[name]
  end
  if total > 0 then
    print(("within the range of 10 to 90 %%: %.1f%% (%s)"):format(100 * within / total, table.concat(words, ", ")))
  end
end

-- Platforms at equal interactivity.

local function frontier(points, tpot, rate, at)
  local x, y = {}, {}
  for i, point in ipairs(points) do
    x[i], y[i] = 1 / tpot(point), math.log(rate(point))
  end
  local shifted, least = {}, math.min(table.unpack(y))
  for i = 1, #y do
    shifted[i] = y[i] - least + 1
  end
  local kept = core.frontier(x, shifted)
  if not kept or at < x[kept[1]] or at > x[kept[#kept]] then
    return nil
  end
  local fx, fy = {}, {}
  for i, place in ipairs(kept) do
    fx[i], fy[i] = x[place], y[place]
  end
  return (core.interpolate(fx, fy, at))
end

local function ranks(values)
  local list = {}
  for i, a in ipairs(values) do
    local below, equal = 0, 0
    for _, b in ipairs(values) do
      below, equal = below + (b < a and 1 or 0), equal + (b == a and 1 or 0)
    end
    list[i] = below + (equal + 1) / 2
  end
  return list
end

local function correlation(a, b)
  local n, ma, mb = #a, 0, 0
  for i = 1, n do
    ma, mb = ma + a[i] / n, mb + b[i] / n
  end
  local ab, aa, bb = 0, 0, 0
  for i = 1, n do
    ab, aa, bb = ab + (a[i] - ma) * (b[i] - mb), aa + (a[i] - ma) ^ 2, bb + (b[i] - mb) ^ 2
  end
  return aa > 0 and bb > 0 and ab / math.sqrt(aa * bb) or nil
end

-- Served points with a rate, by model and lengths, then by platform.
local function workloads(scored)
  local by_workload, order = {}, {}
  for _, point in ipairs(scored) do
    if point.measured.tpot and point.measured.rate and point.row.isl then
      local key = point.model.name .. " " .. point.nominal
      if not by_workload[key] then
        by_workload[key], order[#order + 1] = {}, key
      end
      local of = by_workload[key]
      of[point.platform.name] = of[point.platform.name] or {}
      table.insert(of[point.platform.name], point)
    end
  end
  return by_workload, order
end

local function print_order(scored)
  local by_workload, order = workloads(scored)
  local found = {}
  for _, key in ipairs(order) do
    for _, at in ipairs { 20, 30, 40, 50, 65, 80, 100, 130 } do
      local measured, estimated = {}, {}
      for _, points in pairs(by_workload[key]) do
        local m = #points >= 3 and frontier(points, function(p) return p.measured.tpot end,
          function(p) return p.measured.rate end, at)
        local e = m and frontier(points, function(p) return p.estimate.tpot end,
          function(p) return p.estimate.rate end, at)
        if m and e then
          measured[#measured + 1], estimated[#estimated + 1] = m, e
        end
      end
      found[#found + 1] = #measured >= 4 and correlation(ranks(measured), ranks(estimated)) or nil
    end
  end
  if #found == 0 then
    print "order of platforms at equal interactivity: no workload has four platforms to compare"
    return
  end
  table.sort(found)
  local sum = 0
  for _, rho in ipairs(found) do
    sum = sum + rho
  end
  print(("order of platforms at equal interactivity: rank correlation mean %.3f, median %.3f, %d comparisons"):format(
    sum / #found, quantile(found, 0.5), #found))
end

-- What measured frontiers reach of those estimated over all layouts.
local function print_frontiers(scored)
  local residuals = frontiers.residuals(scored)
  for _, name in ipairs { "dense", "moe" } do
    local list = residuals[name]
    if #list > 0 then
      print(("measured over estimated frontier, %s: median %.2f (%.2f to %.2f), %d points of %d sweeps"):format(name,
        math.exp(quantile(list, 0.5)), math.exp(quantile(list, 0.1)), math.exp(quantile(list, 0.9)), #list,
        list.sets))
    end
  end
end

local function print_reasons(total, scored, reasons)
  local list = {}
  for reason, count in pairs(reasons) do
    list[#list + 1] = ("%5d  %s"):format(count, reason)
  end
  table.sort(list)
  print(("%d rows, %d estimated, %d not:%s"):format(total, scored, total - scored, #list == 0 and " none" or ""))
  for _, line in ipairs(list) do
    print(line)
  end
end

local function main()
  local path, task, output = arg[1], nil, nil
  if path == "--inputs" or path == "--frontiers" then
    task, output, path = arg[1], arg[2], arg[3]
  end
  if not path then
    io.stderr:write "usage: inference.lua [--inputs OUT.csv | --frontiers OUT.lua] ROWS.csv\n"
    os.exit(2)
  end
  local list, err = rows.read(path)
  if not list then
    io.stderr:write(("no measured rows to score: %s\n"):format(tostring(err)))
    os.exit(2)
  end
  local points, reasons = rows.points(list)
  if task == "--inputs" then
    assert(require "inputs"(output, points))
    return
  elseif task == "--frontiers" then
    assert(frontiers.write(output, frontiers.residuals(points), quantile, calibration.fitted))
    return
  end
  local scored = score(points, reasons)
  print_reasons(#list, #scored, reasons)
  print ""
  print_classes(scored)
  print ""
  print_coverage(scored)
  print_order(scored)
  print_frontiers(scored)
  print ""
  for _, class in ipairs(CLASSES) do
    if not class.name:find "^ " then
      local found = errors(scored, class, "estimate")
      local median, p90 = "unknown", "unknown"
      if #found > 0 then
        median, p90 = ("%.1f%%"):format(100 * quantile(found, 0.5)), ("%.1f%%"):format(100 * quantile(found, 0.9))
      end
      print(("accuracy %s n=%d median=%s p90=%s"):format(class.name, #found, median, p90))
    end
  end
end

main()
