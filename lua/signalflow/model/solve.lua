--- Backwards: the value of a driver at which an output reaches a value.
--
-- The driver's range is scanned in one plan, and each bracket found is closed (root.lua), every evaluation on the same
-- draws, so that the statistic is a smooth function of the driver. For a mean the formula's gradient helps: it takes
-- Newton's steps, and finds roots that lie two together between points of the scan. A sign that changes at a jump is no
-- root. The range is all but one draw in a million at each end of the driver's law, ten times further where the law has
-- no end there, or a tenth to ten times a certain value, unless `between` says otherwise.
-- @module signalflow.model.solve
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local quantity = require "signalflow.values.quantity"
local root = require "signalflow.model.root"
local statistics = require "signalflow.shared.statistics"
local run_options = require "signalflow.shared.run_options"
local plans = require "signalflow.values.plan"
local outcomes = require "signalflow.values.outcome"
local units = require "signalflow.values.units"

local solve = {}

local SCAN_POINTS = 48
local FAR_TAIL, NEAR_TAIL = 1e-6, 1e-5
-- A law goes on beyond an end where these two lie further apart than this share of its middle half.
local OPEN_END = 0.05
local WIDER = 10
local TOLERANCE = 1e-10 -- of the driver's value, and of its range where that is less
-- A bracket closed to the tolerance whose ends still differ by this share of all values reached holds a jump; a value
-- this near to the target is on it.
local JUMP, TOUCH = 1e-3, 1e-10
local SCAN_SHARE = 0.8 -- of the progress that is reported

local WORDS = { "mean", "median", "min", "max", "p5", "p50", "p95" }

-- What the statistic is: a function of a summary, its words, and the value whose dimension it has.
local function read_statistic(given, like)
  if given == nil or type(given) == "string" then
    local word = options.one_of(given or "mean", WORDS, "statistic")
    local name = word == "median" and "p50" or word
    return { is_mean = word == "mean", says = word, like = like, keep = { name }, of = function(summary)
      return (statistics.of(summary, name))
    end }
  end
  options.check(given, { quantile = "number", probability_above = "any" }, "statistic")
  local p, threshold = given.quantile, given.probability_above
  if (p == nil) == (threshold == nil) then
    core.raise "statistic takes one of {quantile = 0.05} and {probability_above = value}"
  elseif p and not (p >= 0 and p <= 1) then
    core.raise(("a quantile is asked for by a number from 0 to 1, not %s"):format(number.quoted(p)))
  elseif p then
    return { says = number.percent(p) .. " quantile", like = like, keep = { "quantiles" }, of = function(summary)
      return summary:quantile(p)
    end }
  end
  local limit = outcomes.coherent(threshold, like, "probability_above")
  return { says = "probability above " .. core.format(limit, like), like = 1.0, keep = { "quantiles" },
    of = function(summary)
      return summary:probability_above(limit)
    end }
end

-- The range of a driver in coherent numbers.
local function own_range(model, driver)
  local value = model:bound(nil, true)[driver]
  local certain = units.number(value)
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
    ends[i] = outcomes.coherent(model:value_for(driver, between[i], ("between of '%s'"):format(driver)),
      model.values[driver], "an end of between")
  end
  if ends[1] >= ends[2] then
    core.raise "between takes the low end first"
  end
  return ends[1], ends[2]
end

-- A part of the way from low to high: in the logarithm where the range spans decades, else in the number. A range may
-- be wider than a number can hold.
local function between_ends(low, high, share)
  local ratio, span = high / low, high - low
  if low > 0 and ratio > 20 then
    return ratio < math.huge and low * ratio ^ share or low ^ (1 - share) * high ^ share
  end
  return span < math.huge and low + span * share or low * (1 - share) + high * share
end

-- Points from low to high.
local function scan_points(low, high)
  local points = {}
  for i = 0, SCAN_POINTS do
    points[i + 1] = between_ends(low, high, i / SCAN_POINTS)
  end
  points[#points] = high
  return points
end

-- How the statistic moves with the driver: a function from a list of the driver's values to a list of
-- `{x=, y= (statistic - target), slope=}` and the draws taken.
local function gap_function(model, given, output, statistic, target, settings)
  local like = model.values[given.driver]
  local formula = { model.formula[output] }
  if statistic.is_mean and type(formula[1]) == "userdata" then
    local known, gradients = failure.catch(core.differentiate, formula[1], { model.inputs[given.driver] })
    formula[2] = known and gradients[1] or nil -- a function may have no derivative: then there are no slopes
  end
  local anchor = quantity.anchor { model:bound() }
  return function(points, from, to)
    local expressions = {}
    for _, x in ipairs(points) do
      local bound = model:bound { [given.driver] = core.constant(x, like) }
      table.move(model:put(formula, bound), 1, #formula, #expressions + 1, expressions)
    end
    expressions[#expressions + 1] = anchor
    local summaries, done = plans.run(core.compile(expressions), settings, from, to)
    if not summaries then
      return nil, done
    end
    local reached = {}
    for i, x in ipairs(points) do
      local value = statistic.of(summaries[(i - 1) * #formula + 1])
      local slope = formula[2] and summaries[i * #formula]:mean()
      reached[i] = { x = x, y = value and value - target or 0 / 0, slope = slope }
    end
    return reached, done
  end
end

-- Every bracket in the scan: pairs of points between which the sign changes, or one point on the target.
local function brackets(scan, f, tolerance, touch)
  local found = {}
  for i, point in ipairs(scan) do
    local other = scan[i + 1]
    if point.y == 0 then
      found[#found + 1] = { point, point }
    elseif other and other.y ~= 0 and point.y == point.y and other.y == other.y then
      if (point.y < 0) ~= (other.y < 0) then
        found[#found + 1] = { point, other }
      else
        local turn, err = root.turn(f, point, other, tolerance, touch)
        if err then
          return nil, err
        elseif turn and turn.y == 0 then
          found[#found + 1] = { turn, turn }
        elseif turn then
          found[#found + 1] = { point, turn }
          found[#found + 1] = { turn, other }
        end
      end
    end
  end
  return found
end

-- The roots within the brackets, and the jumps over the target.
local function close_all(found, f, tolerance, jump)
  local roots, jumps = {}, {}
  for _, bracket in ipairs(found) do
    if bracket[1] == bracket[2] then
      roots[#roots + 1] = bracket[1].x
    else
      local near, far = root.close(f, bracket[1], bracket[2], tolerance)
      if near and math.abs(near.y - far.y) <= jump then
        roots[#roots + 1] = near.x
      elseif near then
        jumps[#jumps + 1] = near.x
      elseif far then
        return nil, far
      end
    end
  end
  return roots, jumps
end

local function reach(scan)
  local lowest, highest = math.huge, -math.huge
  for _, point in ipairs(scan) do
    if point.y == point.y then
      lowest, highest = math.min(lowest, point.y), math.max(highest, point.y)
    end
  end
  return lowest, highest
end

local KINDS = { output = "string", equals = "any", driver = "string", statistic = "string|table", between = "table" }

local function read(model, given)
  given = options.check(given, run_options.kinds(KINDS), "solve")
  for _, field in ipairs { "output", "equals", "driver" } do
    if given[field] == nil then
      core.raise(("solve needs '%s'"):format(field))
    end
  end
  if model.values[given.driver] == nil then
    options.unknown("driver", given.driver, model.driver_names)
  end
  local output = model:outputs_named(given.output)[1]
  local statistic = read_statistic(given.statistic, model.formula[output])
  return output, statistic, outcomes.coherent(given.equals, statistic.like, "'equals' of solve")
end

-- Says what the statistic does over the range instead.
local function no_solution(question, scan, jumps)
  local given, statistic, target = question.given, question.statistic, question.target
  local driver = question.model.values[given.driver]
  local lowest, highest = reach(scan)
  local from, to = core.format(scan[1].x, driver), core.format(scan[#scan].x, driver)
  if lowest > highest then
    return failure("no solution", ("%s has no value anywhere between %s = %s and %s"):format(question.output,
      given.driver, from, to))
  end
  lowest, highest = lowest + target, highest + target
  local message = ("the %s of %s is not %s for any %s between %s and %s; there it goes from %s to %s"):format(
    statistic.says, question.output, core.format(target, statistic.like), given.driver, from, to,
    core.format(lowest, statistic.like), core.format(highest, statistic.like))
  if #jumps > 0 then
    message = message .. (", and jumps over that at %s"):format(core.format(jumps[1], driver))
  end
  local err = failure("no solution", message)
  err.lowest, err.highest = core.constant(lowest, statistic.like), core.constant(highest, statistic.like)
  return err
end

local DIGITS_TO_TELL_APART = 6

local function ambiguous(question, places)
  local shown, roots, like = {}, {}, question.model.values[question.given.driver]
  for i, x in ipairs(places) do
    shown[i], roots[i] = core.format(x, like, DIGITS_TO_TELL_APART), core.constant(x, like)
  end
  local err = failure("ambiguous", ("%d values of %s give that: %s; narrow it with between = {low, high}"):format(
    #roots, question.given.driver, table.concat(shown, ", ")))
  err.roots = roots
  return err
end

--- Solves for a driver.
-- @tparam Model model
-- @tparam table given `output`, `equals`, `driver`; `statistic`: "mean" (unless given), "median", "p5", "p95", "min",
-- "max", {quantile = 0.01}, or {probability_above = value} (then `equals` is from 0 to 1); `between = {low, high}`; and
-- the options of run (16,384 draws unless said otherwise)
-- @treturn ?number|Quantity the driver's value; nil, err with code "no solution" (`err.lowest` and `err.highest` are
-- what was reached), "ambiguous" (the values in `err.roots`) or "cancelled"
function solve.run(model, given)
  given = given or {}
  local output, statistic, target = read(model, given)
  local question = { model = model, given = given, output = output, statistic = statistic, target = target }
  local settings = run_options.read(given, run_options.page_draws)
  settings.statistics = statistic.keep
  local low, high = range_of(model, given.driver, given.between)
  local gaps = gap_function(model, given, output, statistic, target, settings)
  local scan, done = gaps(scan_points(low, high), 0, SCAN_SHARE)
  if not scan then
    return nil, done
  end
  settings.draws, settings.error = done, nil -- from here on the same draws at every point
  local function f(x)
    local reached, err = gaps({ x }, SCAN_SHARE, SCAN_SHARE)
    if not reached then
      return nil, err
    end
    return reached[1].y, reached[1].slope
  end
  local lowest, highest = reach(scan)
  if lowest == 0 and highest == 0 then
    return nil, failure("ambiguous", ("every %s from %s to %s gives that"):format(given.driver,
      core.format(low, model.values[given.driver]), core.format(high, model.values[given.driver])))
  end
  local range = high - low < math.huge and high - low or math.max(-low, high)
  local function tolerance(from, to) -- about a root at 0 a bracket closes to a part of that part
    return TOLERANCE * math.max(TOLERANCE * range, math.min(range, math.max(math.abs(from), math.abs(to))))
  end
  local found, err = brackets(scan, f, tolerance, TOUCH * (highest - lowest))
  if not found then
    return nil, err
  end
  local roots, jumps = close_all(found, f, tolerance, JUMP * (highest - lowest))
  if not roots then
    return nil, jumps
  elseif #roots == 0 then
    return nil, no_solution(question, scan, jumps)
  end
  if #roots > 1 then
    return nil, ambiguous(question, roots)
  end
  return core.constant(roots[1], model.values[given.driver])
end

return solve
