--- Measured frontiers beside those that pages read: throughput at a speed, and the ratio of two platforms there.
-- A sweep is a platform, model, precision, pair of lengths, with or without speculation, of which at least three
-- layouts were measured, on any engine; its envelope holds the points no other beats. It is read at fixed speeds; a
-- reading whose two points lie further apart than stated ratios is across a gap: a chord, where nobody measured.
local frontier = require "signalflow.serving.frontier"
local pareto = require "signalflow.catalogue.pareto"

local frontiers = {}

local FEWEST_LAYOUTS = 3
local SPEEDS = { 10, 15, 20, 30, 45, 60, 75, 100, 125, 150, 175, 200, 250 } -- tok/s/user
local GAP = { speed = 1.5, rate = 2 } -- of one point over the other

--- In words: which speeds lie about there.
function frontiers.band(speed)
  for _, entry in ipairs { { 25, "below 25" }, { 50, "25 to 50" }, { 100, "50 to 100" } } do
    if speed < entry[1] then
      return entry[2]
    end
  end
  return "above 100"
end

local function add(sweeps, order, point)
  local key = table.concat({ point.group, point.precision, point.nominal, tostring(point.speculative) }, "|")
  local sweep = sweeps[key]
  if not sweep then
    sweep = { key = key, of = point, points = {}, layouts = {}, count = 0,
      class = point.model.architecture.experts and "moe" or "dense" }
    sweeps[key], order[#order + 1] = sweep, sweep
  end
  table.insert(sweep.points, { interactivity = 1 / point.measured.tpot, token_rate = point.measured.rate,
    point = point })
  local layout = tostring(point.row.parallel)
  sweep.count = sweep.count + (sweep.layouts[layout] and 0 or 1)
  sweep.layouts[layout] = (sweep.layouts[layout] or 0) + 1
  sweep.apart = sweep.apart or point.layout.disaggregated
end

local FEWEST_LOADS, FEW_LOADS = 3, "few loads of a layout"

--- In words: what a sweep tried. One load or two of each layout say little of an envelope.
function frontiers.tried(sweep)
  local most = 0
  for _, loads in pairs(sweep.layouts) do
    most = math.max(most, loads)
  end
  if most < FEWEST_LOADS then
    return FEW_LOADS
  end
  return sweep.apart and "prefill apart, too" or "prefill never apart"
end

--- The sweeps of points of `rows.points`.
-- @treturn {table,...} each with `of` (one of its points), `front`, `class`, `count` of layouts
function frontiers.sweeps(points)
  local sweeps, order, kept = {}, {}, {}
  for _, point in ipairs(points) do
    if point.measured.tpot and point.measured.rate and point.row.isl and not point.offline then
      add(sweeps, order, point)
    end
  end
  for _, sweep in ipairs(order) do
    if sweep.count >= FEWEST_LAYOUTS then
      sweep.front = pareto.front(sweep.points)
      kept[#kept + 1] = sweep
    end
  end
  return kept
end

-- What a page reads for a sweep's workload at a speed: the answer, or nil.
local function page_of(sweep, unmeasured)
  local of = sweep.of
  local made, found = pcall(frontier.new, { platform = of.platform, unmeasured = unmeasured or nil,
    workload = { model = of.model.name, precision = of.precision, input = of.input, output = of.output,
      spec = of.speculative and "mtp" or "none" } })
  return made and found or nil
end

local function is_gap(below, above)
  return above.interactivity > GAP.speed * below.interactivity or below.token_rate > GAP.rate * above.token_rate
end

--- Readings of a sweep at every speed its envelope reaches.
-- @tparam table sweep
-- @tparam boolean unmeasured the model alone
-- @treturn table speed to `measured gap answer estimated tier reading`
function frontiers.readings(sweep, unmeasured)
  local page, list = page_of(sweep, unmeasured), {}
  for _, speed in ipairs(SPEEDS) do
    local rate, below, above = pareto.read(sweep.front, speed)
    local there = rate and page and page:at(speed)
    if there then
      list[speed] = { measured = rate, gap = is_gap(below, above), answer = there.token_rate,
        estimated = there.token_rate:to "tok/s/gpu", tier = there.tier, reading = there.reading }
    end
  end
  return list
end

local function range_of(answer)
  if not (answer.low and answer.high) then
    return nil
  end
  return { low = (answer.low / answer.value), high = (answer.high / answer.value) }
end

local function labels_of(sweep, speed, reading)
  return { platform = sweep.of.platform.name, model = sweep.of.model.name, precision = sweep.of.precision,
    speculation = sweep.of.speculative and "mtp" or "none", speed = frontiers.band(speed), group = sweep.of.group,
    tried = frontiers.tried(sweep), gap = reading.gap and "across a gap" or "between near points", tier = reading.tier,
    sound = not reading.gap and frontiers.tried(sweep) ~= FEW_LOADS }
end

local APART = 1.12 -- two runs of one recipe some months apart differ by as much in the median

local function add_ratios(collected, one, other)
  for _, speed in ipairs(SPEEDS) do
    local a, b = one.readings[speed], other.readings[speed]
    if a and b then
      local labels = labels_of(one, speed, { gap = a.gap or b.gap, tier = a.tier == b.tier and a.tier or "mixed" })
      labels.platform = one.of.platform.name .. " over " .. other.of.platform.name
      labels.tried = labels.tried == frontiers.tried(other) and labels.tried or "not alike"
      labels.sound = labels.sound and labels.tried == frontiers.tried(other)
      labels.order = (a.estimated > b.estimated) == (a.measured > b.measured) and "right" or "wrong"
      labels.differ = math.max(a.measured / b.measured, b.measured / a.measured) > APART
      local first, second = range_of(a.answer), range_of(b.answer)
      local range
      if first and second then
        -- independent answers, in quadrature on the logarithm, as a launch gives the range of its multiples
        range = { low = math.exp(-math.sqrt(math.log(first.low) ^ 2 + math.log(second.high) ^ 2)),
          high = math.exp(math.sqrt(math.log(first.high) ^ 2 + math.log(second.low) ^ 2)) }
      end
      collected:add("ratio", one.class, a.estimated / b.estimated, a.measured / b.measured, range, labels)
    end
  end
end

--- Adds throughput at a speed and ratios of platforms.
-- @tparam Scores collected
-- @tparam {table,...} points of `rows.points`
-- @tparam boolean unmeasured true: the model alone, as if nothing had been measured
function frontiers.score(collected, points, unmeasured)
  local sweeps = frontiers.sweeps(points)
  for _, sweep in ipairs(sweeps) do
    sweep.readings = frontiers.readings(sweep, unmeasured)
    for _, speed in ipairs(SPEEDS) do
      local reading = sweep.readings[speed]
      if reading then
        collected:add("frontier", sweep.class, reading.estimated, reading.measured, range_of(reading.answer),
          labels_of(sweep, speed, reading))
      end
    end
  end
  for i, one in ipairs(sweeps) do
    for j = i + 1, #sweeps do
      local other = sweeps[j]
      if one.of.platform ~= other.of.platform and one.of.model == other.of.model
        and one.of.nominal == other.of.nominal and one.of.speculative == other.of.speculative then
        add_ratios(collected, one, other)
      end
    end
  end
  return sweeps
end

return frontiers
