--- How near signalflow's inference comes to measured rows: what pages say, by class and by what tells rows apart.
-- See README.md in this folder.
--
-- lua5.4 tests/accuracy/inference.lua ROWS.csv[,MORE.csv]
package.path = (arg[0]:match "^(.*)/" or ".") .. "/?.lua;" .. package.path
local calibration = require "signalflow.catalogue.calibration.inference"
local frontiers = require "frontiers"
local inference = require "signalflow.serving.inference"
local lookup = require "signalflow.catalogue.lookup"
local number = require "signalflow.page.number"
local rows = require "rows"
local scores = require "scores"
local suspects = require "suspects"

local function value(quantity)
  return type(quantity) == "userdata" and quantity:value() or quantity
end

-- What signalflow gives for a point: s, tok/s/gpu, W/gpu; an absent one is not known.
local function predict(point)
  local prepared = inference.prepare(point)
  local out = inference.outputs(prepared)
  return { tpot = value(out.tpot), ttft = value(out.ttft), rate = value(out.token_rate), power = value(out.chip_power),
    prepared = prepared }
end

local function layout_word(layout)
  if layout.disaggregated then
    return "prefill apart"
  elseif layout.accelerators == 1 then
    return "one accelerator"
  elseif layout.attention_data_parallel then
    return "attention DP"
  end
  return layout.expert_parallel and "TP + EP" or "TP"
end

local function labels_of(point, known)
  local tpot = point.measured.tpot
  return { platform = point.platform.name, model = point.model.name, precision = point.precision,
    layout = layout_word(point.layout), speculation = point.speculative and "mtp" or "none",
    engine = (inference.family(point.engine) or "not named") .. (known and ", fitted" or ", not fitted"),
    speed = point.offline and "no latency asked" or tpot and frontiers.band(1 / tpot) or "not published",
    scenario = point.scenario or (point.varied and "MLPerf offline") or (point.offline and "offline" or "served"),
    group = point.group, file = point.file, sound = point.suspect == nil,
    believed = point.suspect and "suspect" or "not contradicted",
    fitted = calibration.groups[point.group] and "group fitted" or "group not seen" }
end

-- Adds what one point tells of tpot, served, throughput, ttft and power.
local function add(collected, point, estimate)
  local class = point.model.architecture.experts and "moe" or "dense"
  local prepared, measured = estimate.prepared, point.measured
  local labels = labels_of(point, prepared.known)
  local function compare(metric, name, range)
    collected:add(metric, class, estimate[name], measured[name], range, labels)
  end
  local times = inference.range_of("speed", prepared)
  if point.offline then
    compare("throughput", "rate", times)
  else
    compare("tpot", "tpot", times)
    compare("served", "rate", inference.range_of("served", prepared))
    compare("ttft", "ttft", inference.range_of("ttft", prepared))
  end
  compare("power", "power", inference.range_of("power", prepared))
end

-- Estimates every point; those that fail are counted by what was said.
local function score(collected, points, reasons)
  local scored = {}
  for _, point in ipairs(points) do
    local done, estimate = pcall(predict, point)
    if done and (estimate.rate or estimate.tpot) then
      add(collected, point, estimate)
      scored[#scored + 1] = point
    else
      local reason = done and ("an input of %s or %s is not known"):format(point.platform.name, point.model.name)
        or tostring(estimate):gsub("^[^ ]+:%d+: ", "")
      reasons[reason] = (reasons[reason] or 0) + 1
    end
  end
  return scored
end

local function print_reasons(total, scored, reasons)
  local list = {}
  for reason, count in pairs(reasons) do
    list[#list + 1] = ("%5d  %s"):format(count, reason)
  end
  table.sort(list, function(a, b) return a > b end)
  print(("%d rows, %d estimated, %d not:%s"):format(total, scored, total - scored, #list == 0 and " none" or ""))
  for _, line in ipairs(list) do
    print(line)
  end
end

local function print_suspects(marked)
  print(("\n%d rows that others of their recipe contradict:%s"):format(#marked, #marked == 0 and " none" or ""))
  for _, point in ipairs(marked) do
    print(("  %s %s %s, %s requests of %s: %s"):format(point.group, point.precision, point.row.parallel or "",
      number.short(point.concurrency, 3), number.short(point.output, 3), point.suspect))
  end
end

-- How often two platforms stand in their measured order.
local ORDERS = {
  { "", function() return true end },
  { ", across a gap", function(labels) return labels.gap == "across a gap" end },
  { ", sound", function(labels) return labels.sound end },
  { ", sound, further apart than two runs of one recipe", function(labels) return labels.sound and labels.differ end },
}

local function print_order(collected)
  print ""
  for _, entry in ipairs(ORDERS) do
    local right, all = 0, 0
    for _, one in ipairs(collected.errors) do
      if one.labels.order and entry[2](one.labels) then
        all, right = all + 1, right + (one.labels.order == "right" and 1 or 0)
      end
    end
    print(("order of two platforms at equal speed%s: right in %s of %d readings"):format(entry[1],
      all > 0 and ("%.1f%%"):format(100 * right / all) or "an unknown share", all))
  end
end

-- Whether the catalogue holds a row: pages would show it as it is.
local function is_shipped(point)
  for _, row in ipairs(lookup.points()) do
    if row.platform == point.platform.name and row.model == point.model.name and row.precision == point.precision
      and row.gpus == tonumber(point.row.gpus) and row.concurrency == point.concurrency and point.measured.rate
      and math.abs(row.token_rate / point.measured.rate - 1) < 1e-3 then
      return true
    end
  end
  return false
end

-- What pages print, measured points first, against rows that the catalogue does not hold.
local function print_shown(points)
  local others, collected = {}, scores.new()
  for _, point in ipairs(points) do
    others[#others + 1] = not is_shipped(point) and point or nil
  end
  frontiers.score(collected, others, false)
  print(("\nshown, %d rows that the catalogue does not hold"):format(#others))
  collected:print_table("tier", { "frontier", "ratio" })
  print ""
  collected:print_lines("shown", { "frontier", "ratio" })
end

local POINTS = { "tpot", "served", "throughput", "ttft", "power" }
local DIMENSIONS = { "file", "fitted", "believed", "platform", "model", "precision", "layout", "speculation", "engine",
  "speed", "scenario" }

local function read_all(paths)
  local list = {}
  for path in paths:gmatch "[^,]+" do
    local found, err = rows.read(path)
    if not found then
      io.stderr:write(("no measured rows to score: %s\n"):format(tostring(err)))
      os.exit(2)
    end
    table.move(found, 1, #found, #list + 1, list)
  end
  return list
end

local function main()
  if not arg[1] then
    io.stderr:write "usage: inference.lua ROWS.csv[,MORE.csv]\n"
    os.exit(2)
  end
  local list = read_all(arg[1])
  local points, reasons = rows.points(list)
  local collected = scores.new()
  local marked = suspects.mark(points)
  local scored = score(collected, points, reasons)
  frontiers.score(collected, scored, true)
  print_reasons(#list, #scored, reasons)
  print_suspects(marked)
  for _, dimension in ipairs(DIMENSIONS) do
    collected:print_table(dimension, POINTS)
  end
  for _, dimension in ipairs { "platform", "model", "precision", "speculation", "speed", "tried", "gap" } do
    collected:print_table(dimension, { "frontier", "ratio" })
  end
  print_order(collected)
  collected:print_worst({ "tpot", "throughput", "served", "power" }, 10)
  print_shown(scored)
  print ""
  collected:print_lines("sound", nil, function(labels) return labels.sound end)
  print ""
  collected:print_lines "accuracy"
end

main()
