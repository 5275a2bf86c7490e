--- The operating points of a platform that no other beats, estimated over batches and layouts and corrected by what
-- measured sweeps reach of such estimates.
-- @module signalflow.serving.best_points
local alike = require "signalflow.serving.alike"
local calibration = require "signalflow.catalogue.calibration.inference"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local inference = require "signalflow.serving.inference"
local layouts = require "signalflow.serving.layouts"
local sweeps = require "signalflow.catalogue.calibration.frontiers"

local best_points = {}

--- What points are chosen by: outputs of `inference.outputs`.
best_points.CHOSEN_BY = { "interactivity", "token_rate", "chip_power", "batch", "batch_capacity" }
local WITH_TTFT = table.move(best_points.CHOSEN_BY, 1, #best_points.CHOSEN_BY, 1, {})
WITH_TTFT[#WITH_TTFT + 1] = "ttft"
-- What may be unknown and leaves a frontier useful.
local OPTIONAL = { chip_power = true }

local requests = {} -- lists by the least of each

-- Requests in flight of an instance: a fifth more each time. The lists are shared: read them.
local function concurrencies(layout)
  local each = (layout.attention_data_parallel and layout.accelerators or 1) * layout.instances
  local list = requests[each]
  if not list then
    list = {}
    local times = 1
    while times <= 4096 do
      list[#list + 1] = each * times
      times = times * 1.2
    end
    requests[each] = list
  end
  return list
end

local function least_accelerators(platform, model, precision)
  local memory, total = platform:figure "hbm_capacity", model:figure "total_parameters"
  local bytes = inference.bytes(platform, model, precision)
  local usable, reserved = calibration.constants.usable_memory[1], calibration.constants.reserved_memory[1]
  local each = memory and usable * 1e9 * memory.value - reserved
  local least = 1
  while each and each > 0 and total and least < 4096 and least * each < total.value * bytes do
    least = least * 2
  end
  return least
end

-- Some outputs of members of a group (`alike`) in a layout over numbers of requests, by name; or nil where one is
-- unknown.
local function evaluate(group, layout, names, list, which)
  local made = alike.columns(group, layout, names, list, which)
  for _, name in ipairs(names) do
    if not (made[name] or OPTIONAL[name]) then
      return nil
    end
  end
  return made
end

local function domain_of(platform)
  local domain = platform:figure "scaleup_accelerators"
  return domain and domain.value or 8
end

--- What tells apart how much of an estimate sweeps of real engines reach: names of the constants in the calibration.
-- One for all; one by vendor; the logarithm of requests an accelerator holds; attention by data, and there the
-- logarithm of how many times larger than eight the scale-up network is; beyond that network; and weights multiplied
-- in four bits.
best_points.REACH = { "constant", "AMD", "regime", "data_parallel", "rack", "beyond", "fp4" }

local LARGEST_RACK = 144

-- Whether weights of four bits are multiplied as they are, not widened.
local function multiplies_in_fp4(point)
  local _, rate = inference.compute(point.platform, point.model, point.precision)
  return rate == "compute_fp4"
end

--- Of a layout at a number of requests, in the order of `best_points.REACH`.
-- @tparam table point `platform`
-- @tparam table layout
-- @tparam number concurrency
-- @treturn {number,...}
function best_points.explained_by(point, layout, concurrency)
  local spread, domain = layout.attention_data_parallel and 1 or 0, domain_of(point.platform)
  return { 1, point.platform.vendor == "AMD" and 1 or 0, math.log(concurrency / layouts.accelerators(layout)),
    spread, spread * math.max(0, math.log(math.min(domain, LARGEST_RACK) / 8)), layout.accelerators > domain and 1 or 0,
    multiplies_in_fp4(point) and 1 or 0 }
end

local powers = setmetatable({}, { __mode = "k" }) -- of lists of requests, by exponent

local function powers_of(list, exponent)
  powers[list] = powers[list] or {}
  local made = powers[list][exponent]
  if not made then
    made = {}
    for i, value in ipairs(list) do
      made[i] = value ^ exponent
    end
    powers[list][exponent] = made
  end
  return made
end

-- What sweeps of real engines reach of a layout's estimate, by requests: a factor times a power of them, at most so
-- much. Estimates are of tuned engines in one layout; sweeps try few layouts, and wide ones least. 1 at the bound.
local function reach_of(point, layout)
  if point.bound then
    return { factor = 1, exponent = 0, most = 1 }
  end
  local of, values = sweeps[inference.class(point.model)], best_points.explained_by(point, layout, 1)
  local of_layout, exponent = 0, 0
  for k, name in ipairs(best_points.REACH) do
    if name == "regime" then
      exponent = of[name]
    else
      of_layout = of_layout + of[name] * values[k]
    end
  end
  return { factor = math.exp(of_layout) / layouts.accelerators(layout) ^ exponent, exponent = exponent,
    most = math.exp(of.most) }
end

-- Adds the points of one evaluated layout, corrected, up to where more requests would only wait; those alone whose
-- first token comes within the limit, where there is one.
local function add_points(points, made, reach, limit)
  local columns, list, instances, before = made.columns, made.concurrencies, made.layout.instances, made.before
  local speeds, rates, capacities, batches = columns.interactivity, columns.token_rate, columns.batch_capacity,
    columns.batch
  local x, y, runs = points.x, points.y, points.runs
  local factor, most, power = reach.factor, reach.most, powers_of(list, reach.exponent)
  local count, first = #x, nil
  for i, concurrency in ipairs(list) do
    local lane = before + i
    local capacity = capacities[lane]
    local in_time = not limit or columns.ttft[lane] <= limit
    if capacity >= 1 and in_time and batches[lane] <= capacity * (1 + 1e-12) then
      first = first or i
      count = count + 1
      local reached = factor * power[i]
      x[count], y[count], runs[count] = speeds[lane], rates[lane] * (reached < most and reached or most), i
      if concurrency / instances >= capacity then
        break
      end
    end
  end
  if first then
    points.made[#points.made + 1], points.ends[#points.ends + 1] = made, count
  end
end

-- Which layout a point is of.
local function made_of(points, found)
  for k, last in ipairs(points.ends) do
    if found <= last then
      return points.made[k]
    end
  end
end

-- The blank on which a frontier depends.
local function blank(point)
  point.concurrency = 1
  local _, err = inference.output(inference.prepare(point), "token_rate")
  return failure("unknown", ("%s: %s"):format(point.platform.name, tostring(err)))
end

-- The layouts worth trying of a point.
local function layouts_of(point)
  local least = least_accelerators(point.platform, point.model, point.precision)
  local list = layouts.all(domain_of(point.platform), inference.class(point.model) == "moe", least, point.apart)
  local dealt = {}
  for _, layout in ipairs(list) do
    dealt[#dealt + 1] = layouts.deals(layout, point.model.architecture.heads) and layout or nil
  end
  return dealt
end

-- Every layout that some member tries: `layout`, the members (`which`), and the place that it has in the list of each.
local function tried_by(points)
  local all, by_key = {}, {}
  for k, point in ipairs(points) do
    for place, layout in ipairs(layouts_of(point)) do
      local key = layouts.key(layout)
      if not by_key[key] then
        by_key[key] = { layout = layout, which = {}, places = {} }
        all[#all + 1] = by_key[key]
      end
      table.insert(by_key[key].which, k)
      table.insert(by_key[key].places, place)
    end
  end
  return all
end

local cut = setmetatable({}, { __mode = "k" }) -- lists of requests, by how many of them

-- The requests worth asking about where an instance has room for so many: beyond, they would only wait.
local function worth_asking(list, room, instances)
  local count = #list
  while room and count > 1 and list[count - 1] / instances >= room do
    count = count - 1
  end
  if count == #list then
    return list
  end
  cut[list] = cut[list] or {}
  cut[list][count] = cut[list][count] or table.move(list, 1, count, 1, {})
  return cut[list][count]
end

-- The most sequences that fit into an instance, of any member.
local function most_room(columns, count)
  local most = 0
  for lane = 1, #columns.batch_capacity, count do
    most = math.max(most, columns.batch_capacity[lane])
  end
  return most
end

-- The points of every layout worth trying, at all concurrencies, of each point of a group; nil where an output is
-- unknown.
local function points_of(group, points)
  local made, found, rooms, names = {}, {}, {}, points[1].ttft and WITH_TTFT or best_points.CHOSEN_BY
  for k in ipairs(points) do
    made[k] = {}
  end
  for _, tried in ipairs(tried_by(points)) do
    local decodes = layouts.key_of_decoding(tried.layout) .. "|" .. table.concat(tried.which, " ")
    local list = worth_asking(concurrencies(tried.layout), rooms[decodes], tried.layout.instances)
    local columns = evaluate(group, tried.layout, names, list, tried.which)
    if not columns then
      return nil
    end
    rooms[decodes] = rooms[decodes] or most_room(columns, #list)
    for i, k in ipairs(tried.which) do
      made[k][tried.places[i]] = { layout = tried.layout, concurrencies = list, columns = columns,
        before = (i - 1) * #list }
    end
  end
  for k, point in ipairs(points) do
    found[k] = { x = {}, y = {}, runs = {}, made = {}, ends = {} }
    for _, one in ipairs(made[k]) do
      add_points(found[k], one, reach_of(point, one.layout), point.ttft)
    end
  end
  return found
end

-- What serves faster than asked serves as asked: down to the slowest of all points the one of most throughput answers.
local function add_slower(kept, speeds)
  local slowest = speeds[1]
  for _, speed in ipairs(speeds) do
    slowest = math.min(slowest, speed)
  end
  if slowest < kept[1].interactivity then
    local slower = {}
    for name, value in pairs(kept[1]) do
      slower[name] = value
    end
    slower.interactivity = slowest
    slower.token_rate = slower.token_rate * (1 + 1e-12) -- a front falls strictly
    table.insert(kept, 1, slower)
  end
end

local SAME_SPEED = 1 + 1e-9 -- layouts alike but for their last bits would leave a step between two of them

-- The points that no other beats; nil, err where none runs.
local function unbeaten(point, points, from)
  local kept, best = #points.x > 0 and core.frontier(points.x, points.y), {}
  if not kept then
    local why = point.ttft and ", or its first token takes longer than asked" or ""
    return nil, failure("no solution", ("%s in %s does not fit into 64 accelerators of %s%s"):format(point.model.name,
      point.precision, point.platform.name, why))
  end
  for _, found in ipairs(kept) do
    local made, place, last = made_of(points, found), points.runs[found], best[#best]
    if not (last and points.x[found] <= last.interactivity * SAME_SPEED) then
      local one = { layout = made.layout, concurrency = made.concurrencies[place], from = from }
      for name, column in pairs(made.columns) do
        one[name] = column[made.before + place]
      end
      one.token_rate = points.y[found]
      best[#best + 1] = one
    end
  end
  add_slower(best, points.x)
  return best
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
    local found = points_of(group, points)
    for k, member in ipairs(group.members) do
      local made = {}
      if found then
        made.best, made.err = unbeaten(points[k], found[k], { group = group, member = k })
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
-- @treturn table numbers by name, in coherent units; empty where one is unknown
function best_points.outputs(point, names)
  local from, made = point.from, {}
  local columns = evaluate(from.group, point.layout, names, { point.concurrency }, { from.member })
  for name, column in pairs(columns or {}) do
    made[name] = column[1]
  end
  return made
end

return best_points
