--- What a measured row must hold to be believed, each with both sides where it does not: Little's law, the lengths that
-- are named, no more than any software could reach, a power that such an accelerator draws.
-- @module signalflow.measured.checks
local catalogue = require "signalflow.catalogue"
local estimate = require "signalflow.serving.estimate"
local failure = require "signalflow.shared.failure"
local frontier = require "signalflow.serving.frontier"
local number = require "signalflow.page.number"

local checks = {}

local LITTLE = 0.15 -- requests in flight against rate times latency
local COUNTER = 0.05 -- sampled power against the counter of energy
local SHORTEST, LONGEST = 0.7, 1.1 -- mean length served over the length named: benchmarks draw 0.8 to 1.0 of it
local LEAST_POWER, MOST_POWER = 0.1, 1.3 -- of what is rated; an idle H200 draws 78 of 700 W

local function short(value)
  return number.short(value, 4)
end

-- Adds a comparison: what it is of, both sides and their unit, whether it holds, and what is said where it does not.
local function add(list, what, unit, stated, against, holds, form, ...)
  list[#list + 1] = { what = what, unit = unit, stated = stated, against = against, holds = holds,
    words = not holds and form:format(...) or nil }
end

local function differ(a, b, by)
  return math.abs(a / b - 1) > by
end

-- Requests in flight = requests a second times the seconds of each.
local function check_little(row, list)
  local latency = row.latency
  if not latency and row.mean_tpot and row.mean_ttft and row.output then
    latency = row.mean_ttft + math.max(0, row.output - 1) * row.mean_tpot
  end
  if row.measure ~= "steady" or not (row.concurrency and row.request_rate and latency) then
    return
  end
  local by_law = row.request_rate * latency / 1000
  add(list, "Little's law", "req", row.concurrency, by_law, not differ(by_law, row.concurrency, LITTLE),
    "%s requests in flight are stated, and rate times latency gives %s (Little's law)", short(row.concurrency),
    short(by_law))
end

local function check_lengths(row, list)
  for _, side in ipairs { "input", "output" } do
    local mean, named = row["mean_" .. side], row[side]
    if mean and named then
      add(list, "lengths", "tok", named, mean, mean >= SHORTEST * named and mean <= LONGEST * named,
        "%s %s tokens are named, and %s were served on average", number.count(named), side, short(mean))
    end
  end
end

local bounds = {} -- by what they depend on
-- Where no lengths are known: such short ones that others are served no faster.
local SHORT_INPUT, SHORT_OUTPUT = 1, 128

-- The points that no software can pass, by rising speed; nil where they are not known, and words where nothing serves
-- this at all.
local function bound_of(row)
  local input, output = row.input, row.output
  if row.workload or not (input and output) then
    input, output = SHORT_INPUT, SHORT_OUTPUT
  end
  local key = table.concat({ row.platform, row.model, row.precision, input, output, row.spec,
    tostring(row.disaggregated) }, "|")
  if bounds[key] == nil then
    local asked, made, err = failure.catch(frontier.new, { platform = row.platform, unmeasured = true, workload = {
      model = row.model, precision = row.precision, input = input, output = output, spec = row.spec,
      disaggregated = row.disaggregated } })
    local points = asked and made and made:bound()
    bounds[key] = { points = points or nil, words = asked and err and err.code == "no solution" and tostring(err) }
  end
  return bounds[key].points, bounds[key].words or nil
end

-- A model reads and writes no more tokens than its published context.
local function check_context(row, list)
  local model = not row.workload and catalogue.model(row.model)
  local context = model and model.architecture.context
  if context and row.input and row.output then
    local tokens = row.input + row.output
    add(list, "context", "tok", tokens, context, tokens <= context, "%s holds %s tokens, not %s in and %s out",
      row.model, number.count(context), number.count(row.input), number.count(row.output))
  end
end

local function check_bound(row, list)
  local points, impossible = bound_of(row)
  if impossible then
    add(list, "bound", "tok/s/gpu", row.token_rate, 0, false, "%s", impossible)
  end
  if not points then
    return
  end
  local fastest, most = points[#points].interactivity, points[1].token_rate
  if row.interactivity then
    add(list, "bound", "tok/s/user", row.interactivity, fastest, row.interactivity <= fastest,
      "it serves each user %s tok/s, and no software can pass %s (the bound)", short(row.interactivity), short(fastest))
  end
  for _, point in ipairs(points) do
    most = point.interactivity <= (row.interactivity or 0) and point.token_rate or most
  end
  add(list, "bound", "tok/s/gpu", row.token_rate, most, row.token_rate <= most,
    "it serves %s tok/s on each accelerator, and no software can pass %s there (the bound)", short(row.token_rate),
    short(most))
end

-- The first token takes a prefill and a step, on all accelerators at best.
local function check_first_token(row, list)
  if row.workload or not (row.ttft and row.input and row.output) then
    return
  end
  local asked, made = failure.catch(estimate.new, { platform = row.platform, accelerators = row.gpus,
    concurrency = 1, unmeasured = true, workload = { model = row.model, precision = row.precision, input = row.input,
      output = row.output } })
  local bound = asked and made and made.bound.ttft
  if bound then
    local ttft, least = row.ttft / 1000, bound:to "s"
    add(list, "bound", "s", ttft, least, ttft >= least,
      "its first token takes %s s, and no software takes less than %s (the bound)", short(ttft), short(least))
  end
end

-- What is rated at the scope of a power, W an accelerator.
local function rated(row)
  local platform = catalogue.platform(row.platform)
  local name = row.power_scope == "gpu" and "chip_power" or row.power_scope == "server_wall" and "system_power"
  local value = platform and name and catalogue.quantity(platform, name)
  return value and value:to "W/gpu"
end

local function check_power(row, list)
  local limit = row.power and rated(row)
  if limit then
    add(list, "power", "W/gpu", row.power, limit,
      row.power >= LEAST_POWER * limit and row.power <= MOST_POWER * limit,
      "it draws %s W on each accelerator, of %s W rated (idle to %s times that)", short(row.power), short(limit),
      number.short(MOST_POWER, 2))
  end
  if row.power and row.counter_power then
    add(list, "counter", "W/gpu", row.power, row.counter_power, not differ(row.power, row.counter_power, COUNTER),
      "samples give %s W an accelerator, and the counter of energy %s", short(row.power), short(row.counter_power))
  end
end

--- What a row is held against.
-- @tparam table row
-- @treturn {table,...} list of `{what, unit, stated, against, holds, words}`, both sides as numbers in the unit
function checks.all(row)
  local list = {}
  for _, check in ipairs { check_little, check_lengths, check_context, check_bound, check_first_token, check_power } do
    check(row, list)
  end
  return list
end

--- What does not hold of a row.
-- @tparam table row
-- @treturn ?{table,...} as of `checks.all`; nil where all holds
function checks.of(row)
  local list = {}
  for _, one in ipairs(checks.all(row)) do
    list[#list + 1] = not one.holds and one or nil
  end
  return #list > 0 and list or nil
end

return checks
