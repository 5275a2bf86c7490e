--- Fits the constants of the inference model on measured rows and leaves groups out to see what new ones will get.
-- The formulas are the engine's own: each row is a plan of its logarithmic error and of its gradient, over constants
-- that are left open. Constants move by their logarithms, within bounds, with a prior; an engine's version lies near
-- its family. Deterministic.
--
-- lua5.4 tests/accuracy/fit.lua ROWS.csv[,MORE.csv] [--date YYYY-MM-DD --write FILE.lua] [--fast]
package.path = (arg[0]:match "^(.*)/" or ".") .. "/?.lua;" .. package.path
local constants = require "constants"
local core = require "signalflow.core"
local inference = require "signalflow.serving.inference"
local least_squares = require "least_squares"
local rows = require "rows"
local scores = require "scores"
local units = require "signalflow.values.units"

local STEPS, STEPS_AGAIN = 25, 2 -- of the fit, and of one that begins beside it
local MANY = 60 -- rows of a group that is fitted without, not stepped from
-- What one standard deviation of an error is taken to be, in logarithms, and which constants it may move.
local KINDS = {
  speed = { scale = 0.12, outputs = { "tpot", "token_rate" } },
  served = { scale = 0.2 },
  submission = { scale = 0.2 },
  ttft = { scale = 0.5, only = { host_time = true, wave = true, ["family vllm wait"] = true,
    ["family sglang wait"] = true, ["family trtllm wait"] = true, ["family atom wait"] = true } },
  power = { scale = 0.12, only = { power_busy = true, power_compute = true, power_prefill = true,
    power_AMD = true, power_before_fp4 = true } },
}

--- Which of a point's figures are compared, in kinds.
local function comparisons(point)
  local measured, list = point.measured, {}
  local function add(kind, name, unit, value)
    list[#list + 1] = value and { kind = kind, name = name, unit = unit, value = value } or nil
  end
  if point.offline then
    add(point.varied and "submission" or "speed", "token_rate", "tok/s/gpu", measured.rate)
  else
    add("speed", "tpot", "s/tok", measured.tpot)
    if not measured.tpot then
      add("served", "token_rate", "tok/s/gpu", measured.rate)
    end
    add("ttft", "ttft", "s", measured.ttft)
  end
  add("power", "chip_power", "W/gpu", measured.power)
  return list
end

-- A plan of the logarithm of estimated over measured and of its slopes by the open constants' logarithms.
local function compile(comparison, output, open)
  local error = core.log(output / (comparison.value * units.read(comparison.unit)))
  local only, logs, draws = KINDS[comparison.kind].only, {}, {}
  for _, parameter in ipairs(open.list) do
    if not only or only[parameter.name] then
      logs[#logs + 1], draws[#draws + 1] = parameter.log, parameter
    end
  end
  local slopes = core.differentiate(error, logs)
  local outputs, places = { error }, {}
  for i, slope in ipairs(slopes) do
    if type(slope) == "userdata" then
      outputs[#outputs + 1], places[#places + 1] = slope, draws[i].place
    elseif slope ~= 0 then
      core.raise("a slope is a constant")
    end
  end
  local plan = core.compile(outputs)
  local names, drawn = plan:drivers(), {}
  for i, name in ipairs(names) do
    drawn[i] = open.by_draw[name]
  end
  return plan, drawn, places
end

-- Rows of the problem that one point gives.
local function add_rows(list, point, open)
  local prepared = inference.prepare(point, open.figures)
  local outputs = inference.outputs(prepared)
  for _, comparison in ipairs(comparisons(point)) do
    local output = outputs[comparison.name]
    if output and type(output) == "userdata" then
      local plan, drawn, places = compile(comparison, output, open)
      local scale, uniforms, slopes = KINDS[comparison.kind].scale, {}, {}
      local row = { point = point, kind = comparison.kind, name = comparison.name, known = prepared.known,
        class = prepared.kind }
      row.residual = function(x)
        for i, parameter in ipairs(drawn) do
          local u = (x[parameter.place] - parameter.low) / (parameter.high - parameter.low)
          uniforms[i] = math.max(1e-12, math.min(1 - 1e-12, u))
        end
        local found = plan:evaluate(uniforms)
        row.error = found[1]
        for k = 1, #places do
          slopes[k] = found[k + 1] / scale
        end
        return found[1] / scale, places, slopes
      end
      list[#list + 1] = row
    end
  end
end

-- Groups count by the fourth root of their size, so that no sweep outvotes the rest.
local function weigh(list)
  local sizes, squares = {}, 0
  for _, row in ipairs(list) do
    row.key = row.point.group .. "|" .. row.kind .. "|" .. tostring(row.point.offline)
    sizes[row.key] = (sizes[row.key] or 0) + 1
  end
  for _, row in ipairs(list) do
    row.weight = sizes[row.key] ^ -0.25
    squares = squares + row.weight ^ 2
  end
  local mean = math.sqrt(squares / #list)
  for _, row in ipairs(list) do
    row.weight = row.weight / mean
  end
end

local function vectors(open)
  local problem = { start = {}, spread = {}, low = {}, high = {} }
  for i, parameter in ipairs(open.list) do
    problem.start[i], problem.spread[i] = parameter.start, parameter.spread
    problem.low[i] = parameter.low + 1e-9
    problem.high[i] = parameter.high - 1e-9
  end
  return problem
end

local function fit(open, list, x, steps)
  local problem = vectors(open)
  problem.rows = list
  return (least_squares.fit(problem, x or table.move(problem.start, 1, #problem.start, 1, {}), steps))
end

-- Every row's error by a fit that has not seen its group of platform and model: a step from the fit of all without the
-- group's part, and for groups of many rows a fit of its own.
local function leave_out(open, list, x)
  local groups, names = {}, {}
  for _, row in ipairs(list) do
    local group = row.point.group
    if not groups[group] then
      groups[group], names[#names + 1] = {}, group
    end
    table.insert(groups[group], row)
  end
  local all, own = {}, {}
  for _, row in ipairs(list) do
    local engine = row.point.engine or ""
    local key = row.point.group .. "|" .. engine
    all[engine], own[key] = (all[engine] or 0) + 1, (own[key] or 0) + 1
  end
  local problem = vectors(open)
  problem.rows = list
  local system = least_squares.system(problem, x)
  for _, name in ipairs(names) do
    local y = least_squares.step_without(problem, x, system, groups[name])
    if #groups[name] > MANY then
      local kept = {}
      for _, row in ipairs(list) do
        kept[#kept + 1] = row.point.group ~= name and row or nil
      end
      y = fit(open, kept, y, STEPS_AGAIN)
    end
    for _, row in ipairs(groups[name]) do
      row.residual(y)
      row.left_out = row.error
      local engine = row.point.engine or ""
      row.known = row.known and all[engine] > own[name .. "|" .. engine]
    end
  end
end

local function class_of(row)
  return row.point.model.architecture.experts and "moe" or "dense"
end

local METRIC = { tpot = "tpot", token_rate = "served", ttft = "ttft", chip_power = "power" }

local function collect(list, field)
  local collected = scores.new()
  for _, row in ipairs(list) do
    local metric = row.name == "token_rate" and row.point.offline and "throughput" or METRIC[row.name]
    if row[field] then
      collected:add(metric, class_of(row), math.exp(row[field]), 1, nil, { group = row.point.group })
    end
  end
  return collected
end

local function print_figures(list, fast)
  local fitted, left = collect(list, "error"), collect(list, "left_out")
  print(("%-18s %5s   %-24s   %s"):format("class", "rows", "fitted: median p90 bias", fast and "" or
    "groups left out: median p90 bias"))
  for _, metric in ipairs { "tpot", "served", "throughput", "ttft", "power" } do
    for _, class in ipairs(scores.CLASSES) do
      local a, b = fitted:of(metric, class), left:of(metric, class)
      if a.n > 0 then
        local function words(found)
          return found.n > 0 and ("%7s %8s %5.2f"):format(scores.word(metric, found.median),
            scores.word(metric, found.p90), found.bias) or ""
        end
        print(("%-18s %5d   %-24s   %s"):format(class .. " " .. metric, a.n, words(a), words(b)))
      end
    end
  end
  if not fast then
    left:print_worst({ "tpot", "served", "throughput", "power" }, 12)
  end
end

-- Prompts repeated, prefix cache hits: the time to the first token is below that of prefill.
local function repeats_prompts(point)
  return point.engine == "vllm 0.12.0" and point.group == "H200|Llama-3.1-8B"
end

local function read_all(paths)
  local points, reasons = {}, {}
  for path in paths:gmatch "[^,]+" do
    local table_rows = assert(rows.read(path))
    for _, point in ipairs((rows.points(table_rows, reasons))) do
      points[#points + 1] = not repeats_prompts(point) and point or nil
    end
  end
  return points
end

local function options()
  local given, words = {}, { table.unpack(arg) }
  while #words > 0 do
    local word = table.remove(words, 1)
    if word == "--fast" then
      given.fast = true
    elseif word == "--date" or word == "--write" then
      given[word:sub(3)] = table.remove(words, 1)
    else
      given.paths = word
    end
  end
  if not given.paths or given.write and not given.date then
    io.stderr:write "usage: fit.lua ROWS.csv[,MORE.csv] [--date YYYY-MM-DD --write FILE.lua] [--fast]\n"
    os.exit(2)
  end
  return given
end

local function main()
  local given = options()
  local points = read_all(given.paths)
  local open, list = constants.open(points), {}
  for _, point in ipairs(points) do
    local done, err = pcall(add_rows, list, point, open)
    if not done then
      print(("left aside: %s: %s"):format(point.group, tostring(err)))
    end
  end
  weigh(list)
  local x = fit(open, list, nil, STEPS)
  for _, row in ipairs(list) do
    row.residual(x)
    row.fitted = row.error
  end
  local fitted = {}
  for i, row in ipairs(list) do
    fitted[i] = row.fitted
  end
  if not given.fast then
    leave_out(open, list, x)
  end
  for i, row in ipairs(list) do
    row.error = fitted[i]
  end
  print(("%d rows, %d comparisons, %d constants"):format(#points, #list, #open.list))
  print_figures(list, given.fast)
  constants.print(open, x)
  if given.write then
    require "calibration".write(given.write, given.date, open, x, list, #points)
  end
end

main()
