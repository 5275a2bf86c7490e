--- The operating points of a platform that no other beats, estimated over batches and layouts and corrected by what
-- measured sweeps reach of such estimates.
-- @module signalflow.serving.best_points
local alike = require "signalflow.serving.alike"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local inference = require "signalflow.serving.inference"
local layouts = require "signalflow.serving.layouts"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local pareto = require "signalflow.catalogue.pareto"
local sweeps = require "signalflow.catalogue.calibration.frontiers"
local tail = require "signalflow.serving.tail"

local best_points = {}

--- What points are chosen by: outputs of `inference.outputs`.
best_points.CHOSEN_BY = { "interactivity", "token_rate", "chip_power", "batch", "batch_capacity" }
local WITH_TTFT = table.move(best_points.CHOSEN_BY, 1, #best_points.CHOSEN_BY, 1, {})
WITH_TTFT[#WITH_TTFT + 1] = "ttft"
local requests = {} -- lists by the least of each

local TIMES = 1.2 -- requests in flight of one point over those of the next

-- Requests in flight of an instance: a fifth more each time. The lists are shared: read them.
local function concurrencies(layout)
  local each = (layout.attention_data_parallel and layout.accelerators or 1) * layout.instances
  local list = requests[each]
  if not list then
    list = {}
    local times = 1
    while times <= 4096 do
      list[#list + 1] = each * times
      times = times * TIMES
    end
    requests[each] = list
  end
  return list
end

local function least_accelerators(platform, model, precision)
  local memory, total = platform:figure "hbm_capacity", model:figure "total_parameters"
  local bytes = inference.bytes(platform, model, precision)
  local least = 1
  while memory and total and least < 4096 and least * memory.value * 1e9 < total.value * bytes do
    least = least * 2
  end
  return least
end

local function domain_of(platform)
  local domain = platform:figure "scaleup_accelerators"
  return domain and domain.value or 8
end

--- What tells apart how much of an estimate sweeps of real engines reach: names of the constants in the calibration,
-- the same for models with experts and without. Prefill on accelerators of its own, which few sweeps try; attention by
-- data, and that on AMD's hardware; and what lies beyond the scale-up network.
best_points.REACH = { "apart", "data_parallel", "data_parallel_amd", "beyond" }

--- Of a layout, in the order of `best_points.REACH`.
-- @tparam table point with its `platform`
-- @tparam table layout
-- @treturn {number,...}
function best_points.explained_by(point, layout)
  local spread = layout.attention_data_parallel and 1 or 0
  return { layout.disaggregated and 1 or 0, spread, point.platform.vendor == "AMD" and spread or 0,
    layout.accelerators > domain_of(point.platform) and 1 or 0 }
end

-- What sweeps of real engines reach of a layout's estimate: estimates are of tuned engines in one layout; sweeps try
-- few layouts, and wide ones least. 1 at the bound.
local function factor_of(point, layout)
  if point.bound then
    return 1
  end
  local sum, values = 0, best_points.explained_by(point, layout)
  for k, name in ipairs(best_points.REACH) do
    sum = sum + sweeps.reach[name] * values[k]
  end
  return math.exp(sum)
end

-- The blank on which a frontier depends.
local function blank(point)
  point.concurrency = 1
  local _, err = inference.output(inference.prepare(point), "token_rate")
  return failure("unknown", ("%s: %s"):format(point.platform.name, tostring(err)))
end

--- The layouts worth trying of a point.
-- @tparam table point `platform model precision`; `apart` as of `layouts.all`
-- @treturn {table,...}
function best_points.layouts_of(point)
  local least = least_accelerators(point.platform, point.model, point.precision)
  local list = layouts.all(domain_of(point.platform), inference.class(point.model) == "moe", least, point.apart)
  local dealt = {}
  for _, layout in ipairs(list) do
    dealt[#dealt + 1] = layouts.deals(layout, point.model.architecture.heads) and layout or nil
  end
  return dealt
end

-- Every layout that some member tries, in the order of their lists, by key; and the members that do.
local function tried_by(points)
  local keys, by_key = {}, {}
  for k, point in ipairs(points) do
    for _, layout in ipairs(best_points.layouts_of(point)) do
      local key = layouts.key(layout)
      if not by_key[key] then
        by_key[key], keys[#keys + 1] = { layout = layout, members = {} }, key
      end
      table.insert(by_key[key].members, k)
    end
  end
  core.sort_texts(keys)
  local list = {}
  for i, key in ipairs(keys) do
    list[i] = by_key[key]
  end
  return list
end

-- The points of each member of a group that no other of its own beats, as the core gives them; nil where an output is
-- unknown.
local function fronts_of(group, points)
  local tried, asked = tried_by(points), {}
  for i, one in ipairs(tried) do
    local factors = {}
    for j, member in ipairs(one.members) do
      factors[j] = factor_of(points[member], one.layout)
    end
    asked[i] = { layout = options.merged(group.shared.switches, one.layout), requests = concurrencies(one.layout),
      members = one.members, factors = factors }
  end
  local fronts = core.inference_fronts(group.shared.inputs, group.shared.constants,
    points[1].ttft and WITH_TTFT or best_points.CHOSEN_BY, group.places, group.given, #points, asked,
    points[1].ttft)
  for _, front in ipairs(fronts or {}) do
    for _, point in ipairs(front) do
      point.layout = tried[point.layout].layout
    end
  end
  return fronts
end

local SAME_SPEED = 1 + 1e-9 -- layouts alike but for their last bits would leave a step between two of them

--- What is read between two points of a front: the rate as every front is read (`catalogue.pareto`), what else points
-- are chosen by in proportion.
-- @tparam {table,...} points by rising interactivity
-- @tparam number at tok/s/user
-- @treturn ?table fields by name, fresh; nil beyond the ends
-- @treturn ?table the point below
-- @treturn ?table the point above
-- @treturn ?number the share of the way between them
function best_points.between(points, at)
  local falling = points.falling
  local read = falling and at >= falling[1].interactivity and falling or points
  local rate, first, second, share = pareto.read(read, at)
  if not rate then
    return nil
  end
  local made = {}
  for _, name in ipairs(best_points.CHOSEN_BY) do
    made[name] = first[name] and second[name] and first[name] + share * (second[name] - first[name])
  end
  made.interactivity, made.token_rate = at, rate
  return made, first, second, share
end

-- What serves faster than asked serves as asked: down to the slowest of all points the one of most throughput answers.
-- The points from there on are kept as `falling`, to be read by themselves: what is level would bend them.
local function add_slower(kept, slowest)
  if slowest < kept[1].interactivity then
    local rate = kept[1].token_rate * (1 + 1e-12) -- a front falls strictly
    kept.falling = table.move(kept, 1, #kept, 1, {})
    table.insert(kept, 1, options.merged(kept[1], { interactivity = slowest, token_rate = rate }))
  end
end

-- The points at a speed and beyond; none where none is.
local function from_speed(points, least)
  if least <= points[1].interactivity then
    return points
  end
  local made, first, second, share = best_points.between(points, least)
  local kept = { made and options.merged(share < 0.5 and first or second, made) }
  for _, point in ipairs(points) do
    kept[#kept + 1] = point.interactivity > least * SAME_SPEED and point or nil
  end
  return kept
end

-- Why a point has no front: nothing of it fits, or what fits gives its first token too late.
local function none_serves(point)
  local what = ("%s in %s"):format(point.model.name, point.precision)
  local any_time = setmetatable({}, { __index = function(_, name)
    return name ~= "ttft" and point[name] or nil
  end })
  local late = point.ttft and best_points.of({ any_time })[1].best
  if not late then
    return failure("no solution", ("%s fits into no layout of %s that is worth trying"):format(what,
      point.platform.name))
  end
  return failure("no solution", ("no layout of %s gives the first token of %s within %s s; that of the fastest service"
    .. " takes %s s"):format(point.platform.name, what, number.short(point.ttft, 3),
    number.short(best_points.outputs(late[#late], { "ttft" }).ttft, 3)))
end

-- Whether a point lies beneath what is read between two others.
local function is_beneath(point, first, second)
  local share = (point.interactivity - first.interactivity) / (second.interactivity - first.interactivity)
  return math.log(point.token_rate / first.token_rate) < share * math.log(second.token_rate / first.token_rate)
end

-- A layout serves between two numbers of requests that follow each other, too: points of others beneath are left out.
local function without_beaten(points)
  local kept = {}
  for _, point in ipairs(points) do
    local place = #kept
    while place > 0 and kept[place].layout ~= point.layout do
      place = place - 1
    end
    local first = kept[place]
    if first and first.concurrency < point.concurrency * TIMES * SAME_SPEED then
      local between = table.move(kept, place + 1, #kept, 1, {})
      for i = #kept, place + 1, -1 do
        kept[i] = nil
      end
      for _, one in ipairs(between) do
        kept[#kept + 1] = not is_beneath(one, first, point) and one or nil
      end
    end
    kept[#kept + 1] = point
  end
  return kept
end

-- The points of a front, each with where it comes `from`; nil, err where none runs.
local function unbeaten(point, front, from)
  if #front == 0 then
    return nil, none_serves(point)
  end
  local best = {}
  for _, one in ipairs(front) do
    local last = best[#best]
    if not (last and one.interactivity <= last.interactivity * SAME_SPEED) then
      one.from = from
      best[#best + 1] = one
    end
  end
  -- no software passes a bound, however its users differ
  local spec = point.speculative and "mtp" or "none"
  local kept = from_speed(without_beaten(best), point.bound and 0 or tail.least(point, spec))
  if #kept == 0 then
    return nil, failure("no solution", ("nine of ten users of %s get %s tok/s/user or better at most, not %s"):format(
      point.platform.name, number.short(best[#best].interactivity / tail.of(spec).ratio, 4),
      number.short(point.p90_interactivity, 4)))
  end
  add_slower(kept, front.slowest)
  return kept
end

--- The points that no other beats, estimated, of several points at once: those that differ in numbers alone share one
-- formula.
-- @tparam {table,...} list for `inference.open`, without concurrency; `apart` as of `layouts.all`, `bound` for the
-- bound instead
-- @treturn {table,...} for each `best`, by rising interactivity, in coherent numbers, or nil and `err`
function best_points.of(list)
  local concurrency, opened, place_of, results = core.input "concurrency", {}, {}, {}
  for i, point in ipairs(list) do
    point.concurrency = concurrency
    opened[i] = inference.open(point)
    place_of[opened[i]] = i
  end
  for _, group in ipairs(alike.groups(opened)) do
    local points = {}
    for k, member in ipairs(group.members) do
      points[k] = list[place_of[member]]
    end
    local fronts = fronts_of(group, points)
    for k, member in ipairs(group.members) do
      local made = {}
      if fronts then
        made.best, made.err = unbeaten(points[k], fronts[k], { group = group, member = k })
      else
        made.err = blank(points[k])
      end
      results[place_of[member]] = made
    end
  end
  return results
end

--- More outputs at a point.
-- @tparam table point one of `best_points.of`
-- @tparam {string,...} names of outputs
-- @treturn table numbers by name, in coherent units; what depends on a blank is absent
function best_points.outputs(point, names)
  return alike.outputs(point.from.group, point.from.member, point.layout, point.concurrency, names)
end

return best_points
