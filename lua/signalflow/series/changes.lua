--- What parts two vintages of a series: periods that one alone has, and values that were restated.
-- @module signalflow.series.changes
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local series = require "signalflow.series.series"

local changes = {}

--- What parts two vintages: a list of `{ kind =, period_end =, before =, after =, change = }`, the largest change of
-- its value first, then what is new and what is gone, the newest first. `kind` is "restated", "new" or "gone",
-- `before` and `after` the observations, `change` relative to the value before; `name`.
-- @type VintageChanges
local VintageChanges = { __name = "signalflow.vintage_changes" }
VintageChanges.__index = VintageChanges

local RANK = { restated = 1, new = 2, gone = 3 }

local function key_of(observation)
  return observation.period_start .. " " .. observation.period_end
end

local function check(value, place)
  if not series.is(value) then
    core.raise(("changes: the %s is a series, not %s"):format(place, options.describe(value)))
  end
end

--- What parts two observations of one period.
-- @tparam ?table before
-- @tparam ?table after
-- @treturn ?table an entry of VintageChanges; nil where they say the same
function changes.change_of(before, after)
  local one = { kind = not before and "new" or not after and "gone" or "restated", before = before, after = after,
    period_start = (after or before).period_start, period_end = (after or before).period_end }
  if one.kind == "restated" then
    if before.value == after.value and before.bound == after.bound then
      return nil
    elseif before.value and after.value and before.value ~= 0 then
      one.change = after.value / before.value - 1
    end
  end
  return one
end

--- What parts two vintages of a series: `series:known_on(then)` and `series:known_on(now)`, or two files' of one thing.
-- @tparam Series a the earlier
-- @tparam Series b the later
-- @treturn VintageChanges
-- @raise where one is no series, or they are of two dimensions
function changes.of(a, b)
  check(a, "first")
  check(b, "second")
  local function dimension(one)
    local like = one:like()
    return type(like) == "userdata" and like:dimension() or "a plain number"
  end
  if dimension(a) ~= dimension(b) then
    core.raise(("changes: the first series is %s, the second %s"):format(dimension(a), dimension(b)))
  end
  local earlier, self = {}, { name = b:name(), like = b:like() }
  for _, observation in ipairs(a:view()) do
    earlier[key_of(observation)] = observation
  end
  for _, observation in ipairs(b:view()) do
    self[#self + 1] = changes.change_of(earlier[key_of(observation)], observation)
    earlier[key_of(observation)] = nil
  end
  for _, observation in pairs(earlier) do
    self[#self + 1] = changes.change_of(observation, nil)
  end
  table.sort(self, function(x, y)
    local p, q = math.abs(x.change or 0), math.abs(y.change or 0)
    if x.kind ~= y.kind then
      return RANK[x.kind] < RANK[y.kind]
    elseif p ~= q then
      return p > q
    end
    return x.period_end > y.period_end or x.period_end == y.period_end and x.period_start > y.period_start
  end)
  return setmetatable(self, VintageChanges)
end

page.of_class(VintageChanges, VintageChanges, function(self)
  local like = type(self.like) == "userdata" and self.like or nil
  local function shown(observation)
    return observation and { observation.bound and observation.bound .. " " or "",
      figure.new { value = observation.value, like = like } } or ""
  end
  local function source(observation)
    return observation and ("%s, known %s"):format(series.origin(observation), observation.known_on) or ""
  end
  local rows = {}
  for i, one in ipairs(self) do
    rows[i] = { one.kind, one.period_end, shown(one.before), shown(one.after), one.change
      and figure.percent(one.change) or "", source(one.before), source(one.after) }
  end
  local head = block.title { self.name, ": two vintages" }
  if #rows == 0 then
    return { head, block.paragraph "no value differs" }
  end
  return { head, block.table { rows = rows, columns = { { title = "" }, { title = "period end" },
    { title = "then", align = "right" }, { title = "now", align = "right" }, { title = "change", align = "right" },
    { title = "source then", drop = 1 }, { title = "source now", drop = 2 } } } }
end)

options.seal(VintageChanges, nil, { "name", "like" })

return changes
