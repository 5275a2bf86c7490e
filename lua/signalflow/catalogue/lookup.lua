--- Measured operating points: by exact combination, between two measured latencies, never beyond them.
-- @module signalflow.catalogue.lookup

local failure = require "signalflow.shared.failure"
local inferencex = require "signalflow.catalogue.measured_inferencex"
local measured_groups = require "signalflow.catalogue.measured"
local model_data = require "signalflow.catalogue.models"
local names = require "signalflow.catalogue.names"
local platform_data = require "signalflow.catalogue.platforms"
local number = require "signalflow.page.number"
local own_measurements = require "signalflow.catalogue.own_measurements"
local pareto = require "signalflow.catalogue.pareto"
local precisions = require "signalflow.catalogue.precisions"
local sources = require "signalflow.catalogue.sources"

local lookup = {}

local known_fields = {
  "platform", "model", "precision", "workload", "input", "output", "interactivity", "spec", "disaggregated", "engine",
  "version", "measured", "ttft", "date",
}

local is_known = {}
for _, field in ipairs(known_fields) do
  is_known[field] = true
end

-- Limits rather than conditions.
local LIMITS = { interactivity = true, ttft = true, date = true }

--- One row with what its group says.
local function make_point(group, row)
  local source = sources[group.source]
  return {
    platform = group.platform, model = group.model, precision = group.precision, workload = group.workload,
    engine = group.engine, version = group.version, measure = group.measure, power_scope = group.power_scope,
    spec = group.spec or "none", disaggregated = group.disaggregated or false, derived = group.derived or false,
    input = row.input, output = row.output, gpus = row.gpus, layout = row.layout, submission = row.submission,
    token_rate = row.rate, tpot = row.tpot, ttft = row.ttft, concurrency = row.concurrency, power = row.power,
    interactivity = row.tpot and 1000 / row.tpot, note = group.note,
    source_key = group.source, source = source, date = group.date or source and source.date,
    retrieved = not group.date and source ~= nil and source.retrieved, -- the date is the day it was read
  }
end

local points -- built when first asked for

--- Every measured row, in the order of the data. The rows are shared: read them, do not change them.
-- @treturn table list
function lookup.points()
  if not points then
    points = {}
    for _, groups in ipairs { measured_groups, inferencex } do
      for _, group in ipairs(groups) do
        for _, row in ipairs(group.rows) do
          points[#points + 1] = make_point(group, row)
        end
      end
    end
  end
  return points
end

--- Rows with different keys are never mixed: another engine, precision or kind of decoding is another thing.
local key_fields = {
  "platform", "model", "precision", "workload", "input", "output", "engine", "version", "spec", "disaggregated",
}

--- A workload's output length is the mean of what was served, not a condition.
local function is_condition(point, field)
  return not (point.workload and (field == "input" or field == "output"))
end

local function key_of(point)
  local parts = {}
  for i, field in ipairs(key_fields) do
    parts[i] = is_condition(point, field) and tostring(point[field]) or ""
  end
  return table.concat(parts, "|")
end

--- Whether a row was measured by a day: later software was not there to be served with.
-- @tparam table row
-- @tparam ?string date a day, a month or a year; nil for any
-- @treturn boolean
function lookup.was_known(row, date)
  return date == nil or row.date ~= nil and row.date:sub(1, #date) <= date
end

local first_day, last_day -- of rows; found when first asked for

--- The days between which rows were measured.
-- @treturn string the first
-- @treturn string the last
function lookup.days()
  for _, row in ipairs(first_day and {} or lookup.points()) do
    first_day = row.date and (not first_day or row.date < first_day) and row.date or first_day
    last_day = row.date and (not last_day or row.date > last_day) and row.date or last_day
  end
  return first_day, last_day
end

local function matches(point, wanted)
  if wanted.ttft and not (point.ttft and point.ttft <= 1000 * wanted.ttft) then
    return false
  elseif not lookup.was_known(point, wanted.date) then
    return false
  end
  for field, value in pairs(wanted) do
    if not LIMITS[field] and (point[field] ~= value or not is_condition(point, field)) then
      return false
    end
  end
  return true
end

--- Checks the caller's question and puts canonical names into it.
local function understand(question)
  local wanted = {}
  for field, value in pairs(question) do
    if not is_known[field] then
      error(names.unknown("field", tostring(field), known_fields), 0)
    end
    wanted[field] = field ~= "measured" and value or nil
  end
  if wanted.platform ~= nil then
    local record, err = names.find(platform_data.records, "platform", wanted.platform)
    if not record then
      return nil, err
    end
    wanted.platform = record.name
  end
  if wanted.model ~= nil then
    local record, err = names.find(model_data.records, "model", wanted.model)
    if not record then
      return nil, err
    end
    wanted.model = record.name
  end
  if wanted.precision ~= nil then
    wanted.precision = tostring(wanted.precision):lower()
  end
  return wanted
end

--- A question that asks for numbers must name the whole operating point.
local function understand_point(question)
  local wanted, err = understand(question)
  if not wanted then
    return nil, err
  end
  for _, field in ipairs { "platform", "model" } do
    if wanted[field] == nil then
      error(("a measured point needs '%s'"):format(field), 0)
    end
  end
  if wanted.precision == nil then
    error("a measured point needs " .. precisions.asked, 0)
  elseif wanted.workload == nil and (wanted.input == nil or wanted.output == nil) then
    error("a measured point needs 'input' and 'output', in tokens, or 'workload'", 0)
  end
  if wanted.interactivity ~= nil and not (type(wanted.interactivity) == "number" and wanted.interactivity > 0) then
    error("'interactivity' is a number of tok/s/user above zero", 0)
  end
  wanted.spec = wanted.spec or "none"
  wanted.disaggregated = wanted.disaggregated or false
  return wanted
end

--- One combination in words.
local function describe(point)
  local what = point.workload or ("%s in, %s out"):format(number.short(point.input, 17), number.short(point.output, 17))
  local text = ("%s, %s, %s, %s"):format(point.platform, point.model, point.precision, what)
  if point.spec and point.spec ~= "none" then
    text = text .. ", " .. point.spec
  end
  return text
end

--- How many of the asked conditions a combination meets; the model and the platform weigh most.
local function likeness(point, wanted)
  local score = 0
  local weights = { model = 8, platform = 6, precision = 3, workload = 3, engine = 1 }
  for field, weight in pairs(weights) do
    if wanted[field] ~= nil and point[field] == wanted[field] then
      score = score + weight
    end
  end
  for _, field in ipairs { "input", "output" } do
    if is_condition(point, field) and wanted[field] and point[field] then
      score = score + 2 / (1 + math.abs(math.log(point[field] / wanted[field])))
    end
  end
  return score
end

local every -- combination; built when first asked for

local function nothing_measured(wanted)
  local near = {}
  every = every or lookup.combinations {}
  for i, point in ipairs(every) do
    near[i] = { order = i, score = likeness(point, wanted), text = describe(point) }
  end
  table.sort(near, function(a, b)
    if a.score ~= b.score then
      return a.score > b.score
    end
    return a.order < b.order
  end)
  local listed, seen = {}, {}
  for _, candidate in ipairs(near) do
    if #listed < 3 and not seen[candidate.text] then
      seen[candidate.text] = true
      listed[#listed + 1] = candidate.text
    end
  end
  return failure("unknown",
    ("nothing measured for %s; nearest: %s"):format(describe(wanted), table.concat(listed, "; ")))
end

local by_platform -- built when first asked for

-- The points of a platform, in the order of the data.
local function points_of(platform)
  if not by_platform then
    by_platform = {}
    for _, point in ipairs(lookup.points()) do
      by_platform[point.platform] = by_platform[point.platform] or {}
      table.insert(by_platform[point.platform], point)
    end
  end
  return by_platform[platform] or {}
end

-- Those of some points that match, by key.
local function search(wanted, among)
  local lists, by_key = {}, {}
  for _, point in ipairs(among) do
    if matches(point, wanted) then
      local key = key_of(point)
      if not by_key[key] then
        by_key[key] = {}
        lists[#lists + 1] = by_key[key]
      end
      table.insert(by_key[key], point)
    end
  end
  return lists
end

local searched, searches, MOST_SEARCHES = {}, 0, 256 -- by the conditions asked: the points stay as they were read

--- Matching points by key; nil and an err when there are none.
local function matching(wanted)
  local key = ("%s|%s|%s"):format(key_of(wanted), wanted.ttft, wanted.date)
  local found = searched[key]
  if not found then
    local lists = search(wanted, points_of(wanted.platform))
    found = #lists > 0 and { lists } or { nil, nothing_measured(wanted) }
    if searches >= MOST_SEARCHES then
      searched, searches = {}, 0
    end
    searched[key], searches = found, searches + 1
  end
  return found[1], found[2]
end

local fronts = setmetatable({}, { __mode = "k" }) -- of lists that `search` keeps

--- The points no other beats in both latency and throughput, by rising interactivity.
local function front_of(measured)
  fronts[measured] = fronts[measured] or pareto.front(measured)
  return fronts[measured]
end

--- Two points further apart in speed than this bound what lies between them; they do not measure it.
lookup.GAP = 1.5

--- The answer drawn from one row, or from two with the share of the second.
local function result(token_rate, interactivity, first, second, share)
  local rows = { first, second }
  local answer = {
    token_rate = token_rate, interactivity = interactivity, tier = "measured", rows = rows, sources = {},
    interpolated = second ~= nil, derived = first.derived, spec = first.spec,
  }
  for _, field in ipairs(key_fields) do
    answer[field] = is_condition(first, field) and first[field] or nil
  end
  answer.disaggregated = first.disaggregated
  if not second then
    answer.power, answer.power_scope = first.power, first.power and first.power_scope
  elseif first.power and second.power and first.power_scope == second.power_scope then
    answer.power = first.power + share * (second.power - first.power)
    answer.power_scope = first.power_scope
  end
  local seen = {}
  for _, row in ipairs(rows) do
    if not seen[row.source_key] then
      seen[row.source_key] = true
      row.source.key = row.source_key
      table.insert(answer.sources, row.source)
    end
  end
  return answer
end

--- One engine's answer at an interactivity, or nil and its measured range.
local function at_interactivity(measured, at)
  local front = front_of(measured)
  if #front == 0 then
    return nil
  end
  local rate, first, second, share = pareto.read(front, at)
  if not rate then
    return nil, { low = front[1].interactivity, high = front[#front].interactivity }
  elseif first == second then
    return result(rate, first.interactivity, first)
  end
  local made = result(rate, at, first, second, share)
  made.tier = second.interactivity > lookup.GAP * first.interactivity and "between" or "measured"
  return made
end

--- Whether an answer comes before another: what is measured before what is bounded, the analyst's own before a public
-- one, then the higher rate.
-- @tparam table one of `lookup.measured`
-- @tparam ?table other
-- @treturn boolean
function lookup.is_better(one, other)
  if not other then
    return true
  elseif (one.tier == "measured") ~= (other.tier == "measured") then
    return one.tier == "measured"
  elseif one.own ~= other.own then
    return one.own == true
  end
  return one.token_rate > other.token_rate
end

--- One engine's highest throughput; no latency was asked.
local function at_most(measured)
  local best = measured[1]
  for _, point in ipairs(measured) do
    if point.token_rate > best.token_rate then
      best = point
    end
  end
  return result(best.token_rate, best.interactivity, best)
end

local function out_of_range(wanted, ranges)
  if #ranges == 0 then
    return failure("out of range",
      describe(wanted) .. ": only the highest throughput was measured, at a latency that is not published")
  end
  local words = {}
  for i, range in ipairs(ranges) do
    words[i] = ("%s %s to %s"):format(range.engine, number.short(range.low, 4), number.short(range.high, 4))
  end
  return failure("out of range", ("%s: %s tok/s/user was not measured; %s tok/s/user"):format(
    describe(wanted), number.short(wanted.interactivity, 6), table.concat(words, ", ")))
end

-- One list's answer, or nil and where it was measured.
local function answer_of(measured, wanted)
  if not wanted.interactivity then
    return at_most(measured)
  end
  local answer, range = at_interactivity(measured, wanted.interactivity)
  if range then
    local first = measured[1]
    range.engine = (first.engine or "engine not named") .. (first.version and " " .. first.version or "")
  end
  return answer, range
end

local merged = setmetatable({}, { __mode = "k" })

-- All lists as one, where no engine's own points lie near enough: a site takes the best engine at each speed. Rows of
-- two engines bound what lies between them, and both are named.
local function of_all(lists, wanted)
  local all = merged[lists] or {}
  for _, measured in ipairs(merged[lists] and {} or lists) do
    table.move(measured, 1, #measured, #all + 1, all)
  end
  merged[lists] = all
  local answer = #lists > 1 and wanted.interactivity and at_interactivity(all, wanted.interactivity)
  if not answer or answer.tier ~= "measured" then
    return nil
  end
  local first, second = answer.rows[1], answer.rows[2]
  if second and first.engine ~= second.engine then
    answer.engine, answer.version = ("%s and %s"):format(first.engine, second.engine), nil
  end
  return answer
end

-- The best answer of some lists.
local function best_of(lists, wanted)
  local best, ranges, answers = nil, {}, 0
  for _, measured in ipairs(lists) do
    local answer, range = answer_of(measured, wanted)
    ranges[#ranges + 1] = range
    if answer then
      answers = answers + 1
      best = lookup.is_better(answer, best) and answer or best
    end
  end
  if not (best and best.tier == "measured") then
    best = of_all(lists, wanted) or best
  end
  if not best then
    return nil, out_of_range(wanted, ranges)
  end
  best.engines = math.max(answers, 1) -- how many engines or versions were measured there; the best is given
  return best
end

-- What the analyst's own rows answer; nil, and an err where they lie elsewhere.
local function own_answer(question, wanted)
  local lists = search(wanted, own_measurements.accepted(question.measured))
  if #lists == 0 then
    return nil
  end
  local best, err = best_of(lists, wanted)
  if best then
    best.own = true
  end
  return best, err
end

--- See `catalogue.measured`.
function lookup.measured(question)
  local wanted, unknown = understand_point(question)
  if not wanted then
    return nil, unknown
  end
  local own, elsewhere = own_answer(question, wanted)
  if own and own.tier == "measured" then
    return own
  end
  local lists, err = matching(wanted)
  local public
  if lists then
    public, err = best_of(lists, wanted)
  end
  if own and not (public and lookup.is_better(public, own)) then
    return own
  end
  return public, not public and (elsewhere or err) or nil
end

-- Of each list, the row that serves most of those at least as fast as asked; of these the best.
local function fastest_of(lists, wanted)
  local best
  for _, measured in ipairs(lists) do
    for _, point in ipairs(front_of(measured)) do
      local serves = point.interactivity >= wanted.interactivity
      if serves and (not best or point.token_rate > best.token_rate) then
        best = point
      end
    end
  end
  return best
end

--- The row that serves most of those at least as fast as asked: who is served faster than asked is served as asked.
-- @tparam table question as of `catalogue.measured`, with its interactivity
-- @treturn ?table as of `catalogue.measured`, of tier "faster"
function lookup.faster(question)
  local wanted = understand_point(question)
  local own = wanted and fastest_of(search(wanted, own_measurements.accepted(question.measured)), wanted)
  local best = own or wanted and fastest_of(matching(wanted) or {}, wanted)
  if not best then
    return nil
  end
  local made = result(best.token_rate, best.interactivity, best)
  made.tier, made.own = "faster", own and true or nil
  return made
end

-- The front of the list that has most points on it: the engine measured at most of them.
local function longest_front(lists)
  local best = {}
  for _, measured in ipairs(lists) do
    local front = front_of(measured)
    best = #front > #best and front or best
  end
  return best
end

--- The row of the fastest service measured.
-- @tparam table question as of `catalogue.measured`
-- @treturn ?table a row
function lookup.fastest(question)
  local wanted, fastest = understand_point(question), nil
  for _, measured in ipairs(wanted and matching(wanted) or {}) do
    for _, point in ipairs(front_of(measured)) do
      fastest = (not fastest or point.interactivity > fastest.interactivity) and point or fastest
    end
  end
  return fastest
end

--- See `catalogue.frontier`.
function lookup.frontier(question)
  local wanted, unknown = understand_point(question)
  if not wanted then
    return nil, unknown
  end
  local best = longest_front(search(wanted, own_measurements.accepted(question.measured)))
  if #best > 0 then
    return best
  end
  local lists, err = matching(wanted)
  best = lists and longest_front(lists) or {}
  return #best > 0 and best or nil, #best == 0 and (err or out_of_range(wanted, {})) or nil
end

--- See `catalogue.combinations`.
function lookup.combinations(given)
  local wanted, err = understand(given)
  if not wanted then
    return nil, err
  end
  local list, by_key = {}, {}
  for _, point in ipairs(lookup.points()) do
    if matches(point, wanted) then
      local key = key_of(point)
      local found = by_key[key]
      if not found then
        found = { points = 0, offline = false }
        for _, field in ipairs(key_fields) do
          found[field] = is_condition(point, field) and point[field] or nil
        end
        found.spec, found.disaggregated = point.spec, point.disaggregated
        by_key[key] = found
        list[#list + 1] = found
      end
      found.points = found.points + 1
      if point.interactivity then
        found.low = math.min(found.low or math.huge, point.interactivity)
        found.high = math.max(found.high or 0, point.interactivity)
      else
        found.offline = true
      end
      found.power_scope = found.power_scope or point.power and point.power_scope
    end
  end
  return list
end

return lookup
