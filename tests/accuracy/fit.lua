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
local suspects = require "suspects"
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

--- Which of a point's figures are compared, in kinds; `aside` are those that are not fitted.
local function comparisons(point)
  local measured, list = point.measured, {}
  local function add(kind, name, unit, value, aside)
    list[#list + 1] = value and { kind = kind, name = name, unit = unit, value = value, aside = aside } or nil
  end
  if point.offline then
    add(point.varied and "submission" or "speed", "token_rate", "tok/s/gpu", measured.rate)
  else
    add("speed", "tpot", "s/tok", measured.tpot)
    -- what a rate tells beside the times of the same run is not told twice: it is compared, not fitted
    add("served", "token_rate", "tok/s/gpu", measured.rate, measured.tpot ~= nil)
    add("ttft", "ttft", "s", measured.ttft)
  end
  add("power", "chip_power", "W/gpu", measured.power)
  for _, comparison in ipairs(list) do
    comparison.aside = comparison.aside or point.suspect ~= nil
  end
  return list
end

-- A plan of the logarithm of estimated over measured and of its slopes by the open constants' logarithms.
local function compile(comparison, output, open)
  local error = core.log(output / (comparison.value * units.read(comparison.unit)))
  local only, logs, draws = KINDS[comparison.kind].only, {}, {}
  for _, parameter in ipairs(open.list) do
    if not comparison.aside and (not only or only[parameter.name]) then
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
      local row = { point = point, kind = comparison.kind, name = comparison.name, class = prepared.kind,
        aside = comparison.aside }
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

local function problem_of(open, list, redescending)
  local problem = vectors(open)
  problem.rows, problem.redescending = list, redescending
  return problem
end

local function fit(open, list)
  local problem = problem_of(open, list, false)
  local x = least_squares.fit(problem, table.move(problem.start, 1, #problem.start, 1, {}), STEPS)
  return (least_squares.fit(problem_of(open, list, true), x, STEPS))
end

local function fitted_of(rows_of)
  local list = {}
  for _, row in ipairs(rows_of) do
    list[#list + 1] = not row.aside and row or nil
  end
  return list
end

local function count_engines(list)
  local counts = {}
  for _, row in ipairs(list) do
    local engine = row.point.engine or ""
    counts[engine] = (counts[engine] or 0) + 1
  end
  return counts
end

-- What leaves rows out of the fit of all: a step from there without their part, and for many rows a fit of its own.
-- The rows' errors, and whether the engine's version was fitted all the same, go into two fields.
local function leaving_out(open, list, x)
  local problem = problem_of(open, list, true)
  local system, all = least_squares.system(problem, x), count_engines(list)
  return function(left, field)
    local fitted = fitted_of(left)
    local own, y = count_engines(fitted), least_squares.step_without(problem, x, system, fitted)
    if #fitted > MANY then
      local is_left, kept = {}, {}
      for _, row in ipairs(fitted) do
        is_left[row] = true
      end
      for _, row in ipairs(list) do
        kept[#kept + 1] = not is_left[row] and row or nil
      end
      y = least_squares.fit(problem_of(open, kept, true), y, STEPS_AGAIN)
    end
    for _, row in ipairs(left) do
      local engine = row.point.engine or ""
      row.residual(y)
      row[field] = row.error
      local is_fitted = select(2, inference.multipliers(engine, nil, false, open.figures))
      row[field .. "_known"] = is_fitted and all[engine] > (own[engine] or 0)
    end
  end
end

local function groups_of(list)
  local groups, names = {}, {}
  for _, row in ipairs(list) do
    local name = row.point.group
    if not groups[name] then
      groups[name], names[#names + 1] = {}, name
    end
    table.insert(groups[name], row)
  end
  return groups, names
end

-- Half of a group's recipes (engine, layout, precision, speculation, lengths), and the other half.
local function halves_of(group)
  local place, count, halves = {}, 0, { {}, {} }
  for _, row in ipairs(group) do
    local point = row.point
    local recipe = table.concat({ point.engine or "", point.row.parallel or "", point.precision,
      tostring(point.speculative), point.nominal, point.row.scenario or "" }, "|")
    if not place[recipe] then
      count = count + 1
      place[recipe] = count
    end
    table.insert(halves[place[recipe] % 2 + 1], row)
  end
  return halves
end

-- Every row's error by a fit that has not seen its group of platform and model (`left_out`), and by one that has seen
-- half of the group's recipes, but not the row's (`within`).
local function leave_out(open, list, everything, x)
  local without = leaving_out(open, list, x)
  local groups, names = groups_of(everything)
  for _, name in ipairs(names) do
    without(groups[name], "left_out")
    local halves = halves_of(groups[name])
    for i = 1, 2 do
      if #fitted_of(halves[1]) > 0 and #fitted_of(halves[2]) > 0 then
        without(halves[i], "within")
      end
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
  local fitted, left = collect(list, "fitted"), collect(list, "left_out")
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
  suspects.mark(points)
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
  local open, everything = constants.open(points), {}
  for _, point in ipairs(points) do
    local done, err = pcall(add_rows, everything, point, open)
    if not done then
      print(("left aside: %s: %s"):format(point.group, tostring(err)))
    end
  end
  local list = fitted_of(everything)
  weigh(list)
  local x = fit(open, list)
  for _, row in ipairs(everything) do
    row.residual(x)
    row.fitted = row.error
  end
  if not given.fast then
    leave_out(open, list, everything, x)
  end
  print(("%d rows, %d comparisons fitted, %d constants"):format(#points, #list, #open.list))
  print_figures(everything, given.fast)
  constants.print(open, x)
  if given.write then
    require "calibration".write(given.write, given.date, open, x, everything, #points)
  end
end

main()
