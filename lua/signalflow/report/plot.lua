--- Several things in one picture.
-- @module signalflow.report.plot
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local frontier = require "signalflow.serving.frontier"
local options = require "signalflow.shared.options"
local outcome = require "signalflow.values.outcome"
local page = require "signalflow.page.page"
local picture = require "signalflow.page.picture"

local plot = {}

-- The things of a list, each checked; raises over another.
local function list_of(given, what, example, is_one)
  if type(given) ~= "table" or getmetatable(given) ~= nil or #given == 0 then
    core.raise(("%s takes a list, as %s"):format(what, example))
  end
  for i = 1, #given do
    if not is_one(given[i]) then
      core.raise(("%s: item %d of the list is %s, not as in %s"):format(what, i, options.describe(given[i]), example))
    end
  end
  return given
end

--- Draws frontiers over the same axes, each in its own colour and letter.
-- @tparam {Frontier,...} given
-- @treturn Page the drawing, to be saved
-- @raise where an item is no frontier
-- @usage sf.plot.frontier { h200, b200 }:save "frontiers.svg"
function plot.frontier(given)
  local series, sources, seen = {}, {}, {}
  for i, one in ipairs(list_of(given, "plot.frontier", "sf.plot.frontier { h200, b200 }", frontier.is)) do
    for _, made in ipairs(one:series(i, one.platform)) do
      series[#series + 1] = made
    end
    for source in (one:caption().source .. "; "):gmatch "(.-); " do
      sources[#sources + 1] = not seen[source] and source or nil
      seen[source] = true
    end
  end
  local caption = given[1]:caption()
  caption.source = table.concat(sources, "; ")
  return page.show(page.new { picture.plane { shape = "frontier", title = "frontiers", series = series,
    x = { name = "interactivity", log = true }, y = { name = "throughput", log = true }, caption = caption } })
end

--- Draws outcomes under each other, each a bar that holds 90 % of its draws, with the median marked.
-- @tparam {Outcome,...} given of one dimension
-- @treturn Page the drawing, to be saved
-- @raise where an item is no outcome, or one has another dimension
-- @usage sf.plot.intervals { first.npv, second.npv }
function plot.intervals(given)
  local rows, draws = {}, nil
  for i, one in ipairs(list_of(given, "plot.intervals", "sf.plot.intervals { a.npv, b.npv }", outcome.is)) do
    outcome.coherent(one.p50 or one.mean, given[1].like, ("plot.intervals: item %d"):format(i))
    local f, about = one:figure "median", rawget(one, "about") or {}
    local function at(value)
      return value and figure.new { value = value, like = f.like }
    end
    rows[i] = { label = { about.of and about.of .. ": " or "", one.name }, from = at(f.low), to = at(f.high),
      at = at(f.value), text = f }
    draws = (draws == nil or draws == one.count) and one.count or false
  end
  return page.show(page.new { picture.rows { shape = "intervals", title = "side by side", axis = given[1].name,
    rows = rows, says = { "the bar holds 90 % of draws, the mark is the median" }, caption = { draws = draws or nil,
      source = "the runs that are named" } } })
end

return plot
