--- Throughput against the speed of each user: the points that no other beats, and a reading between two of them.
-- Between points the logarithm of the rate is read by a monotone cubic in the speed (frontier.h): rates fall by powers,
-- and a straight line between two of them would promise what neither reached. Nothing is read beyond the ends.
-- @module signalflow.catalogue.pareto
local core = require "signalflow.core"

local pareto = {}

--- The points that no other beats in both.
-- @tparam {table,...} list with `interactivity` and `token_rate`, as of every front here
-- @treturn {table,...} by rising interactivity; what has none is left out
function pareto.front(list)
  local held, x, y = {}, {}, {}
  for _, point in ipairs(list) do
    if point.interactivity and point.token_rate then
      local place = #held + 1
      held[place], x[place], y[place] = point, point.interactivity, point.token_rate
    end
  end
  local front = {}
  for i, place in ipairs(#held > 0 and core.frontier(x, y) or {}) do
    front[i] = held[place]
  end
  return front
end

local curves = setmetatable({}, { __mode = "k" }) -- of fronts, which stay as they are

-- A front as the core reads it: speeds, and logarithms of rates.
local function curve_of(front)
  local curve = curves[front]
  if not curve then
    curve = { x = {}, y = {} }
    for i, point in ipairs(front) do
      curve.x[i], curve.y[i] = point.interactivity, math.log(point.token_rate)
    end
    curves[front] = curve
  end
  return curve
end

--- Reads a front.
-- @tparam {table,...} front which stays as it is
-- @tparam number at
-- @treturn ?number the rate; nil beyond the ends
-- @treturn table the point below
-- @treturn table the point above, the same where at lies on one
-- @treturn number the share of the way from one to the other, 0 to 1
function pareto.read(front, at)
  if #front == 0 then
    return nil
  end
  local curve = curve_of(front)
  local value, first, second, share = core.interpolate(curve.x, curve.y, at)
  if not value then
    return nil
  elseif first == second then
    return front[first].token_rate, front[first], front[first], 0
  end
  return math.exp(value), front[first], front[second], share
end

--- Where a rate falls faster than by this power of the speed, a reading says little: a little faster, and it is gone.
pareto.CLIFF = -3

local STEP = 1.05 -- to either side: wider than the steps between estimated points

--- How steeply a front falls: d ln(rate) / d ln(speed) over a twentieth to either side.
-- @tparam {table,...} front which stays as it is
-- @tparam number at
-- @treturn ?number nil beyond the ends, or where a front is a single point
function pareto.slope(front, at)
  local first, last = front[1], front[#front]
  if not first or at < first.interactivity or at > last.interactivity then
    return nil
  end
  local low, high = math.max(at / STEP, first.interactivity), math.min(at * STEP, last.interactivity)
  local below, above = pareto.read(front, low), pareto.read(front, high)
  return low < high and math.log(above / below) / math.log(high / low) or nil
end

-- The points of a front that no share of two others passes: the upper hull of rates over the users that an accelerator
-- holds, both of which add up over shares of a site.
local function hull_of(front)
  local curve = curve_of(front)
  if not curve.hull then
    local kept = {}
    for i = #front, 1, -1 do -- by rising users
      local point = { of = front[i], y = front[i].token_rate, x = front[i].token_rate / front[i].interactivity }
      while #kept > 1 do
        local a, b = kept[#kept - 1], kept[#kept]
        if (b.y - a.y) * (point.x - a.x) > (point.y - a.y) * (b.x - a.x) then
          break
        end
        kept[#kept] = nil
      end
      kept[#kept + 1] = point
    end
    curve.hull = kept
  end
  return curve.hull
end

--- What a site serves that runs part of its accelerators one way and part another, its users as fast on average.
-- @tparam {table,...} front which stays as it is
-- @tparam number at the mean speed of its users
-- @treturn ?number the rate; nil beyond the ends
-- @treturn table the faster way
-- @treturn table the slower way
-- @treturn number the share of accelerators that run the slower way, 0 to 1
function pareto.mix(front, at)
  local kept = hull_of(front)
  for i = 1, #kept - 1 do
    local a, b = kept[i], kept[i + 1]
    if at <= a.y / a.x and at >= b.y / b.x then
      local share = (a.y - at * a.x) / (a.y - at * a.x - (b.y - at * b.x))
      return a.y + share * (b.y - a.y), a.of, b.of, share
    end
  end
  return nil
end

return pareto
