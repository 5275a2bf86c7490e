--- Backwards: the value of a driver at which an output reaches a value.
--
-- The driver's range is scanned in one plan, and each bracket found is closed by Brent's method (Brent 1973, Algorithms
-- for Minimization without Derivatives, chapter 4), every evaluation on the same draws, so that the statistic is a
-- smooth function of the driver. The range is all but one draw in a million at each end of the driver's law, ten
-- times further where the law has no end there, or a tenth to ten times a certain value, unless `between` says
-- otherwise.
-- @module signalflow.solve
local core = require "signalflow.core"
local failure = require "signalflow.failure"
local options = require "signalflow.options"
local run = require "signalflow.run"

local solve = {}

local SCAN_POINTS = 48
local FAR_TAIL, NEAR_TAIL = 1e-6, 1e-5
-- A law goes on beyond an end where these two lie further apart than this share of its middle half.
local OPEN_END = 0.05
local WIDER = 10
local MOST_STEPS = 60
local TOLERANCE = 1e-9 -- of the driver's range

local STATISTICS = { "mean", "p5", "p50", "p95", "min", "max" }
local PERCENTILE = { p5 = 0.05, p50 = 0.5, p95 = 0.95 }

local function statistic_of(summary, statistic)
  if PERCENTILE[statistic] then
    return summary:quantile(PERCENTILE[statistic])
  end
  return summary[statistic](summary)
end

-- The range of a driver in coherent numbers.
local function own_range(model, driver)
  local value = model:bound(nil, true)[driver]
  local certain = type(value) == "number" and value or value:value()
  if certain then
    if certain == 0 then
      core.raise(("driver '%s' is 0: say where to look, as between = {low, high}"):format(driver))
    end
    return math.min(certain / 10, certain * 10), math.max(certain / 10, certain * 10)
  end
  local plan = core.compile { value }
  local function at(p)
    local uniforms = {}
    for i = 1, #plan:drivers() do
      uniforms[i] = p
    end
    return plan:evaluate(uniforms)[1]
  end
  local sign = at(0.25) <= at(0.75) and 1 or -1
  local function quantile(p)
    return at(sign > 0 and p or 1 - p)
  end
  local middle = quantile(0.75) - quantile(0.25)
  local low, high = quantile(FAR_TAIL), quantile(1 - FAR_TAIL)
  local open_below = quantile(NEAR_TAIL) - low > OPEN_END * middle
  local open_above = high - quantile(1 - NEAR_TAIL) > OPEN_END * middle
  if open_below then
    low = low > 0 and low / WIDER or low - WIDER * middle
  end
  if open_above then
    high = high > 0 and high * WIDER or high + WIDER * middle
  end
  return low, high
end

local function range_of(model, driver, between)
  if not between then
    return own_range(model, driver)
  end
  local ends = {}
  for i = 1, 2 do
    if between[i] == nil then
      core.raise "between takes the two ends of the range, as between = {low, high}"
    end
    ends[i] = run.coherent(model:value_for(driver, between[i]), model.values[driver], "an end of between")
  end
  if ends[1] >= ends[2] then
    core.raise "between takes the low end first"
  end
  return ends[1], ends[2]
end

-- Points from low to high: evenly apart in the logarithm where the range spans decades, evenly otherwise.
local function scan_points(low, high)
  local points, by_ratio = {}, low > 0 and high / low > 20
  for i = 0, SCAN_POINTS do
    local share = i / SCAN_POINTS
    points[i + 1] = by_ratio and low * (high / low) ^ share or low + (high - low) * share
  end
  points[#points] = high
  return points
end

-- A function from a list of the driver's values to a list of (statistic - target).
local function gap_function(model, given, output, target, settings)
  local like = type(model.values[given.driver]) == "userdata" and model.values[given.driver] or nil
  local statistic = given.statistic or "mean"
  return function(points)
    local expressions = {}
    for i, point in ipairs(points) do
      local bound = model:bound { [given.driver] = core.constant(point, like) }
      expressions[i] = model:expressions({ output }, bound)[1]
    end
    local summaries, err = run.plan(core.compile(expressions), settings)
    if not summaries then
      return nil, err
    end
    local gaps = {}
    for i, summary in ipairs(summaries) do
      local value = statistic_of(summary, statistic)
      gaps[i] = value and value - target or 0 / 0
    end
    return gaps
  end
end

-- Brent's method between a and b, where the gap changes sign.
local function brent(gap, a, b, fa, fb, tolerance)
  local c, fc, step, before = a, fa, b - a, b - a
  for _ = 1, MOST_STEPS do
    if (fb > 0) == (fc > 0) then
      c, fc, step, before = a, fa, b - a, b - a
    end
    if math.abs(fc) < math.abs(fb) then
      a, b, c, fa, fb, fc = b, c, b, fb, fc, fb
    end
    local small = 2 * 2.2e-16 * math.abs(b) + tolerance / 2
    local middle = (c - b) / 2
    if math.abs(middle) <= small or fb == 0 then
      return b
    end
    if math.abs(before) >= small and math.abs(fa) > math.abs(fb) then
      local s = fb / fa
      local p, q
      if a == c then
        p, q = 2 * middle * s, 1 - s
      else
        local t, r = fa / fc, fb / fc
        p, q = s * (2 * middle * t * (t - r) - (b - a) * (r - 1)), (t - 1) * (r - 1) * (s - 1)
      end
      q, p = p > 0 and -q or q, math.abs(p)
      if 2 * p < math.min(3 * middle * q - math.abs(small * q), math.abs(before * q)) then
        before, step = step, p / q
      else
        step, before = middle, middle
      end
    else
      step, before = middle, middle
    end
    a, fa = b, fb
    b = b + (math.abs(step) > small and step or (middle > 0 and small or -small))
    local gaps, err = gap { b }
    if not gaps then
      return nil, err
    end
    fb = gaps[1]
    if fb ~= fb then
      return nil, failure("no solution", "the output has no value at a point between two where it has")
    end
  end
  return b
end

-- Every place in the scan where the gap is 0 or changes sign.
local function brackets(points, gaps)
  local found = {}
  for i, gap in ipairs(gaps) do
    local next_gap = gaps[i + 1]
    if gap == 0 then
      found[#found + 1] = { points[i], points[i], 0, 0 }
    elseif next_gap and next_gap ~= 0 and gap == gap and next_gap == next_gap and (gap < 0) ~= (next_gap < 0) then
      found[#found + 1] = { points[i], points[i + 1], gap, next_gap }
    end
  end
  return found
end

local function reach(points, gaps, target)
  local lowest, highest = math.huge, -math.huge
  for i in ipairs(points) do
    if gaps[i] == gaps[i] then
      lowest, highest = math.min(lowest, gaps[i] + target), math.max(highest, gaps[i] + target)
    end
  end
  return lowest, highest
end

local KINDS = { output = "string", equals = "any", driver = "string", statistic = "string", between = "table" }

local function read(model, given)
  given = options.check(given, options.run_kinds(KINDS), "solve")
  for _, field in ipairs { "output", "equals", "driver" } do
    if given[field] == nil then
      core.raise(("solve needs '%s'"):format(field))
    end
  end
  if model.values[given.driver] == nil then
    options.unknown("driver", given.driver, model.driver_names)
  end
  if given.statistic then
    local known = false
    for _, word in ipairs(STATISTICS) do
      known = known or word == given.statistic
    end
    if not known then
      options.unknown("statistic", given.statistic, STATISTICS)
    end
  end
  local output = model:outputs_named(given.output)[1]
  return output, run.coherent(given.equals, model.formula[output], "'equals' of solve")
end

local function no_solution(model, given, output, points, gaps, target)
  local lowest, highest = reach(points, gaps, target)
  local like, driver = model.formula[output], model.values[given.driver]
  local function show(number, of)
    return core.format(number, type(of) == "userdata" and of or nil)
  end
  if lowest > highest then
    return nil, failure("no solution", ("%s has no value anywhere between %s = %s and %s"):format(output,
      given.driver, show(points[1], driver), show(points[#points], driver)))
  end
  local message = "the %s of %s is not %s for any %s between %s and %s; there it goes from %s to %s"
  return nil, failure("no solution", message:format(given.statistic or "mean", output, show(target, like), given.driver,
    show(points[1], driver), show(points[#points], driver), show(lowest, like), show(highest, like)))
end

--- Solves for a driver.
-- @tparam Model model
-- @tparam table given `output`, `equals`, `driver`, `statistic` ("mean"), `between`, and the options of run
-- @treturn ?number|Quantity the driver's value; nil, err with code "no solution", or "ambiguous" and `err.roots`
function solve.run(model, given)
  given = given or {}
  local output, target = read(model, given)
  local settings = options.run(given, 16384)
  local low, high = range_of(model, given.driver, given.between)
  local gap = gap_function(model, given, output, target, settings)
  local points = scan_points(low, high)
  local gaps, err = gap(points)
  if not gaps then
    return nil, err
  end
  local found = brackets(points, gaps)
  if #found == 0 then
    return no_solution(model, given, output, points, gaps, target)
  end
  local roots = {}
  for i, bracket in ipairs(found) do
    local a, b, fa, fb = table.unpack(bracket)
    local root = a
    if a ~= b then
      root, err = brent(gap, a, b, fa, fb, TOLERANCE * (b - a))
      if not root then
        return nil, err
      end
    end
    local like = type(model.values[given.driver]) == "userdata" and model.values[given.driver] or nil
    roots[i] = core.constant(root, like)
  end
  if #roots == 1 then
    return roots[1]
  end
  local shown = {}
  for i, root in ipairs(roots) do
    shown[i] = tostring(root)
  end
  local ambiguous = failure("ambiguous", ("%d values of %s give that: %s; narrow it with between = {low, high}"):format(
    #roots, given.driver, table.concat(shown, ", ")))
  ambiguous.roots = roots
  return nil, ambiguous
end

return solve
