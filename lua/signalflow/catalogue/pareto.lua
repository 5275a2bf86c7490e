--- Throughput against the speed of each user: the points that no other beats, and a reading between two of them.
-- Between points the logarithm of the rate is read by a monotone cubic in the speed (frontier.h): rates fall by powers,
-- and a straight line between two of them would promise what neither reached. Nothing is read beyond the ends.
-- @module signalflow.catalogue.pareto
local core = require "signalflow.core"

local pareto = {}

--- The points that no other beats in both.
-- @tparam {table,...} list
-- @tparam string speed the field that holds a point's speed
-- @tparam string rate the field that holds its rate
-- @treturn {table,...} by rising speed; what has no speed is left out
function pareto.front(list, speed, rate)
  local held, x, y = {}, {}, {}
  for _, point in ipairs(list) do
    if point[speed] and point[rate] then
      local place = #held + 1
      held[place], x[place], y[place] = point, point[speed], point[rate]
    end
  end
  local front = {}
  for i, place in ipairs(#held > 0 and core.frontier(x, y) or {}) do
    front[i] = held[place]
  end
  return front
end

--- Reads a front.
-- @tparam {table,...} front
-- @tparam string speed
-- @tparam string rate
-- @tparam number at
-- @treturn ?number the rate; nil beyond the ends
-- @treturn table the point below
-- @treturn table the point above, the same where at lies on one
-- @treturn number the share of the way from one to the other, 0 to 1
function pareto.read(front, speed, rate, at)
  local x, y = {}, {}
  for i, point in ipairs(front) do
    x[i], y[i] = point[speed], math.log(point[rate])
  end
  if #front == 0 then
    return nil
  end
  local value, first, second, share = core.interpolate(x, y, at)
  if not value then
    return nil
  elseif first == second then
    return front[first][rate], front[first], front[first], 0
  end
  return math.exp(value), front[first], front[second], share
end

return pareto
