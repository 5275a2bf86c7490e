--- Roots of a function of one number, each within a bracket.
--
-- A function is called with x and gives its value and, where it knows it, its slope; or nil and an err, which comes
-- back out of here. NaN says that it has no value at x.
-- @module signalflow.model.root
local root = {}

local MOST_STEPS = 250 -- of which each third halves the bracket: to 1e-20 of its width

-- Newton's step where the slope is known, else the secant's through the point before; nil where there is none.
local function proposed(at, before)
  if at.slope and at.slope ~= 0 then
    return at.x - at.y / at.slope
  elseif before.y == at.y then
    return nil
  end
  return at.x - at.y * (at.x - before.x) / (at.y - before.y)
end

-- Where to look next within the bracket: as proposed from its better end, or in the middle. A step shorter than the
-- tolerance goes that far, across the root, so that the other end comes near as well.
local function next_place(low, high, at, x, tolerance)
  if not (x and x >= low.x and x <= high.x) then
    return low.x + (high.x - low.x) / 2
  elseif math.abs(x - at.x) < tolerance / 4 then
    return at.x + (at == low and tolerance / 4 or -tolerance / 4)
  end
  return math.max(low.x + tolerance / 4, math.min(high.x - tolerance / 4, x))
end

--- Closes a bracket: by Newton's steps or the secant's, as long as two of them at least halve it, else by halving.
-- @tparam function f
-- @tparam table low `{x=, y=, slope=}`, slope may be nil
-- @tparam table high y of the other sign
-- @tparam function tolerance of the ends' x: the width at which the bracket is closed
-- @treturn ?table the end nearer to 0, `{x=, y=}`; nil where f has no value in between; nil, err
-- @treturn table the other end: at a jump, its y stays far from the first one's
function root.close(f, low, high, tolerance)
  local at, before = low, high
  if math.abs(high.y) < math.abs(low.y) then
    at, before = high, low
  end
  local slow = 0
  for _ = 1, MOST_STEPS do
    local width, closed = high.x - low.x, tolerance(low.x, high.x)
    if at.y == 0 then
      return at, at
    elseif width <= closed then
      break
    end
    local x = next_place(low, high, at, slow < 2 and proposed(at, before) or nil, closed)
    local y, slope = f(x)
    if not y or y ~= y then
      return nil, slope
    end
    local point = { x = x, y = y, slope = slope }
    if (y < 0) == (low.y < 0) then
      low = point
    else
      high = point
    end
    before, at = at, math.abs(low.y) <= math.abs(high.y) and low or high
    if before == at then
      before = point
    end
    slow = high.x - low.x > 0.5 * width and slow + 1 or 0
  end
  return at, at == low and high or low
end

--- Looks for a place between two of one sign where f reaches or crosses 0, by its slope: where f heads for 0 at both
-- ends it has an extremum between, which is closed in on until the sign changes.
-- @tparam function f
-- @tparam table low `{x=, y=, slope=}`
-- @tparam table high
-- @tparam function tolerance of the ends' x: the width at which the extremum is found
-- @tparam number touch a y no further than this from 0 is on it
-- @treturn ?table a point of the other sign, or one on 0 with y = 0; nil where there is none; nil, err
function root.turn(f, low, high, tolerance, touch)
  local sign = low.y > 0 and 1 or -1
  if not (low.slope and high.slope and sign * low.slope < 0 and sign * high.slope > 0) then
    return nil
  end
  for _ = 1, MOST_STEPS do
    if high.x - low.x <= tolerance(low.x, high.x) then
      return nil
    end
    -- false position on the slope, kept away from the ends
    local x = low.x + (high.x - low.x) * math.max(0.1, math.min(0.9, low.slope / (low.slope - high.slope)))
    local y, slope = f(x)
    if not y then
      return nil, slope
    elseif y ~= y or not slope or slope ~= slope then
      return nil
    elseif sign * y <= touch then
      return { x = x, y = sign * y >= -touch and 0.0 or y, slope = slope }
    elseif sign * slope < 0 then
      low = { x = x, y = y, slope = slope }
    else
      high = { x = x, y = y, slope = slope }
    end
  end
  return nil
end

return root
