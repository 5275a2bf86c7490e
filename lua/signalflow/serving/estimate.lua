--- How fast a number of accelerators serves a workload, and what they draw: measured where a row exists at that very
-- operating point, else estimated, with the bound beside it.
-- @module signalflow.serving.estimate
local answer = require "signalflow.serving.tiered"
local basis = require "signalflow.serving.basis"
local best_points = require "signalflow.serving.best_points"
local block = require "signalflow.page.block"
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local digits = require "signalflow.page.number"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local frontier = require "signalflow.serving.frontier"
local inference = require "signalflow.serving.inference"
local layouts = require "signalflow.serving.layouts"
local lookup = require "signalflow.catalogue.lookup"
local nearest = require "signalflow.serving.nearest"
local options = require "signalflow.shared.options"
local own_measurements = require "signalflow.catalogue.own_measurements"
local page = require "signalflow.page.page"
local tail = require "signalflow.serving.tail"
local units = require "signalflow.values.units"
local verdicts = require "signalflow.serving.verdicts"
local workload = require "signalflow.serving.workload"

local estimate = {}

local number = units.number

-- The layout that was given; nil where none was.
local function layout_of(given, read, mixture)
  local text = given.layout
  if not text then
    return nil
  end
  local layout, is_understood = layouts.read(text, given.accelerators, mixture)
  local counted = layouts.counted(text)
  if not is_understood then
    core.raise(('layout "%s" is not understood; as "TP8", "TP8EP8", "attnDP8+EP8"'):format(text))
  elseif counted and counted ~= given.accelerators then
    core.raise(('layout "%s" takes %s accelerators, not %s; replicas are written as "TP4x2", "attnDP8+EP8x2"'):format(
      text, digits.short(counted), digits.short(given.accelerators)))
  elseif read.disaggregated ~= nil and read.disaggregated ~= (layout.disaggregated or false) then
    core.raise(('disaggregated = %s, and layout "%s" %s'):format(read.disaggregated, text, layout.disaggregated
      and "prefills on accelerators of its own" or "prefills on those that decode; as \"P:TP4EP4x1 D:TP4EP4x1\""))
  end
  return layout
end

-- Layouts of that many accelerators that are worth trying.
local function candidates(point, accelerators)
  local mixture, list = inference.class(point.model) == "moe", {}
  if point.apart then
    for _, layout in ipairs(best_points.layouts_of(point)) do
      list[#list + 1] = layouts.accelerators(layout) == accelerators and layout or nil
    end
    return list
  end
  list[1] = (layouts.read("TP" .. accelerators, accelerators, mixture))
  if mixture and accelerators > 1 then
    list[2] = layouts.read(("attnDP%d+EP%d"):format(accelerators, accelerators), accelerators, mixture)
  end
  return list
end

-- Tensor parallelism deals whole heads: what cannot be dealt evenly no engine serves.
local function undealt(point, layout)
  local heads, accelerators = point.model.architecture.heads, layout.accelerators
  if layout.disaggregated or layouts.deals(layout, heads) then
    return nil
  end
  return failure("no solution", ("%s has %s heads, which %s accelerators cannot share evenly"):format(point.model.name,
    digits.short(heads), digits.short(accelerators)))
end

-- Whether a layout serves as fast as a workload asks, by the middle of each figure.
local function keeps(outputs, point, read)
  local speed = point.offline or outputs.interactivity:to "tok/s/user"
  return point.offline or speed >= math.max(read.interactivity or 0, tail.least(read, read.spec))
    and outputs.ttft:to "s" <= (read.ttft or math.huge)
end

-- A layout evaluated beside the best so far: the better of the two, and what is wrong where it does not serve.
local function better(point, opened, layout, found, problem, read)
  local prepared = inference.lay_out(opened, layout)
  local outputs = inference.outputs(prepared)
  if not outputs.token_rate then
    local _, err = inference.output(prepared, "token_rate")
    return nil, failure("unknown", ("%s: %s"):format(point.platform.name, tostring(err)))
  elseif number(outputs.batch_capacity) < 1 then
    return found, failure("no solution", ("%s in %s does not fit into %s of %s"):format(point.model.name,
      point.precision, digits.things(layout.accelerators, "accelerator"), point.platform.name))
  end
  local made = { outputs = outputs, prepared = prepared, layout = layout, keeps = keeps(outputs, point, read) }
  local is_first = not found or made.keeps and not found.keeps
  local is_more = is_first
    or made.keeps == found.keeps and number(outputs.token_rate) > number(found.outputs.token_rate)
  return is_more and made or found, problem
end

-- The layout that serves most of those that serve as asked, or else of all; or nil and what is wrong with all.
local function best(point, list, read)
  local opened, found, problem = inference.open(point), nil, nil
  for _, layout in ipairs(list) do
    local uneven = undealt(point, layout)
    problem = problem or uneven
    if not uneven then
      found, problem = better(point, opened, layout, found, problem, read)
      if problem and problem.code == "unknown" then
        return nil, problem
      end
    end
  end
  return found, problem
end

-- The layout of a row; nil where it is not understood.
local function layout_of_row(row, mixture)
  local layout, is_understood = layouts.read(row.layout, row.gpus, mixture, row.note)
  return is_understood and layout or nil
end

-- Whether a row is in the layout that was given, if one was.
local function is_as_given(row, point)
  local layout = point.given_layout and layout_of_row(row, inference.class(point.model) == "moe")
  return not point.given_layout or layout ~= nil and layouts.is_same(layout, point.given_layout)
end

-- A row among some at that very operating point.
local function row_among(rows, point, given, read)
  local apart = point.apart or false
  for _, row in ipairs(rows) do
    local same = row.platform == point.platform.name and row.model == point.model.name
      and row.precision == point.precision and row.input == read.input and row.output == read.output
      and row.workload == read.workload and row.gpus == given.accelerators and row.spec == read.spec
      and row.disaggregated == apart and (not read.engine or row.engine == read.engine)
      and lookup.was_known(row, read.date)
    local at = read.offline and row.measure == "offline"
      or row.concurrency and given.concurrency and math.abs(row.concurrency / given.concurrency - 1) < 1e-3
    if same and at and is_as_given(row, point) then
      return row
    end
  end
  return nil
end

-- A row at that very operating point, the analyst's own before a public one.
local function row_at(point, given, read)
  if given.unmeasured or point.platform.given or not workload.is_benchmarked(read) then
    return nil
  end
  return row_among(own_measurements.accepted(read.measured), point, given, read)
    or row_among(lookup.points(), point, given, read)
end

local UNITS = { tpot = "s/tok", ttft = "s", interactivity = "tok/s/user", token_rate = "tok/s/gpu",
  chip_power = "W/gpu" }

local function measured(row)
  local found = { tpot = row.tpot and row.tpot / 1000, ttft = row.ttft and row.ttft / 1000,
    interactivity = row.interactivity, token_rate = row.token_rate,
    chip_power = row.power_scope == "gpu" and row.power or nil }
  local made = {}
  for name, value in pairs(found) do
    local quantity = value * units.read(UNITS[name])
    made[name] = answer.new { value = quantity, tier = "measured", low = quantity, high = quantity,
      source = row.source.title, date = row.date, note = row.engine, own = row.sha256 ~= nil or nil }
  end
  return made
end

local function turned(range)
  return { low = 1 / range.high, high = 1 / range.low }
end

local function calibrated(found, point)
  local about = frontier.about()
  about.note = layouts.name(found.layout)
  local range = inference.range_of("speed", found.prepared)
  local rates = point.offline and range or inference.range_of("served", found.prepared)
  local made = { token_rate = answer.calibrated(found.outputs.token_rate, rates, about) }
  if not point.offline then
    made.tpot = answer.calibrated(found.outputs.tpot, range, about)
    made.interactivity = answer.calibrated(found.outputs.interactivity, turned(range), about)
    made.ttft = answer.calibrated(found.outputs.ttft, inference.range_of("ttft", found.prepared), about)
  end
  if found.outputs.chip_power then
    made.chip_power = answer.calibrated(found.outputs.chip_power, inference.range_of("power", found.prepared), about,
      found.prepared.inputs.rated_power)
  end
  return made
end

-- What nine of ten users get, where the median user's speed is known.
local function p90_of(interactivity, spec)
  if not interactivity then
    return nil
  end
  local function speed(value)
    return value:to "tok/s/user"
  end
  return tail.answer(speed(interactivity.value), spec, speed(interactivity.low), speed(interactivity.high))
end

local LEAST = { tpot = true, ttft = true }

-- What more requests than there is room for wait for a place, by Little's law: those that wait over those that end in a
-- second; nil where all have a place.
local function waiting_of(found, point)
  local room = number(found.outputs.batch_capacity) * found.layout.instances
  if point.offline or point.concurrency <= room then
    return nil
  end
  local waiting = (point.concurrency - room) * units.read "req"
  return { requests = point.concurrency - room, room = room, time = waiting / found.outputs.request_rate }
end

-- The bound of every answer; of power it is what is rated.
local function bounds(point, layout)
  point.bound, point.layout = true, layout
  local outputs = inference.outputs(inference.prepare(point))
  point.bound = nil
  local made = {}
  for name in pairs(UNITS) do
    local value = outputs[name]
    if value and not (point.offline and (name == "tpot" or name == "interactivity" or name == "ttft")) then
      made[name] = answer.new { value = value, tier = "bound", low = LEAST[name] and value or nil,
        high = not LEAST[name] and value or nil, source = "roofline of the platform's figures in the catalogue",
        note = name == "ttft" and "prefill and one step: waiting for a place is not in it" or nil }
    end
  end
  return made
end

local OPTIONS = { platform = "any", workload = "table", accelerators = "number", concurrency = "number",
  layout = "string", unmeasured = "boolean", measured = "any" }

--- What one deployment does: `ttft`, `tpot`, `interactivity`, `token_rate`, `chip_power` (TieredAnswer), `layout`,
-- `batch`, `platform`, `accelerators`, `concurrency`.
-- @type Estimate
local Estimate = {}
local EstimateMeta = { __name = "signalflow.estimate", __index = Estimate }

local function read_options(given)
  given = options.check(given, OPTIONS, "sf.estimate", workload.place_of)
  if given.platform == nil then
    core.raise 'sf.estimate needs a platform, as platform = "H100"'
  end
  local platform, unknown = catalogue.platform_of(given.platform)
  if not platform then
    core.raise(tostring(unknown))
  end
  local read = workload.read(given.workload, true)
  read.measured = own_measurements.check(given.measured)
  local point, why = workload.point(read)
  if not point then
    core.raise("workload: " .. why)
  elseif (options.integer(given.accelerators) or 0) < 1 then
    core.raise "sf.estimate needs accelerators, a whole number of 1 or more, as accelerators = 8"
  elseif not read.offline and not (given.concurrency and given.concurrency > 0) then
    core.raise('sf.estimate needs concurrency, the requests in flight, as concurrency = 64'
      .. ' (or interactivity = "offline")')
  elseif read.offline and read.disaggregated then
    core.raise "offline throughput is that of one pool; leave disaggregated out"
  end
  return platform, read
end

local PARTS = { "weights_time", "cache_time", "compute_time", "communication_time", "fixed_time", "prefill_time" }

-- The layout that was given, that of the row, or the best of those worth trying.
local function laid_out(point, given, read, row)
  local measured_in = row and layout_of_row(row, inference.class(point.model) == "moe")
  local layout, found, err = point.given_layout or measured_in, nil, nil
  if layout then
    found, err = best(point, { layout }, read)
  end
  if not found and not point.given_layout then
    found, err = best(point, candidates(point, given.accelerators), read)
  end
  if not (found or err) then
    err = failure("no solution", ('no layout worth trying takes %s accelerators with prefill apart; say which, as'
      .. ' layout = "P:TP8EP8x1 D:TP8EP8x1"'):format(digits.short(given.accelerators)))
  end
  return found, err
end

-- The estimate of a workload that says what guesses tokens ahead.
local function estimate_of(given, platform, read)
  local point = workload.point(read)
  point.platform, point.offline, point.concurrency = platform, read.offline, given.concurrency
  point.given_layout = layout_of(given, read, inference.class(point.model) == "moe")
  point.apart = read.disaggregated or point.given_layout ~= nil and point.given_layout.disaggregated or nil
  local row = row_at(point, given, read)
  local found, err = laid_out(point, given, read, row)
  if not found then
    return nil, err
  end
  local self = { platform = platform.name, workload = read, spec = read.spec, layout = layouts.name(found.layout),
    calibrated = calibrated(found, point), bound = bounds(point, found.layout), limits = {}, given = given,
    class = found.prepared.kind, basis = point, batch = found.outputs.batch,
    batch_capacity = found.outputs.batch_capacity, accelerators = given.accelerators,
    concurrency = given.concurrency, waiting = waiting_of(found, point) }
  for _, name in ipairs(PARTS) do
    self.limits[name] = found.outputs[name]
  end
  local sure = row and measured(row) or {}
  for name in pairs(UNITS) do
    self[name] = sure[name] or self.calibrated[name] or self.bound[name]
  end
  self.row, self.p90_interactivity = row, p90_of(self.interactivity, read.spec)
  self.verdicts = verdicts.of(read, self)
  self.tier, self.source, self.date = self.token_rate.tier, self.token_rate.source, self.token_rate.date
  return setmetatable(self, EstimateMeta)
end

-- Whether one way of guessing tokens ahead is to be shown before another: what serves as asked, else what serves more.
local function is_before(made, other)
  local keeps_limits, other_keeps = made.verdicts.holds == true, other ~= nil and other.verdicts.holds == true
  if other and keeps_limits ~= other_keeps then
    return keeps_limits
  end
  return workload.is_better(made.token_rate, other and other.token_rate)
end

--- Estimates speed and power.
-- @tparam table given `platform`, `workload` (`model input output precision`, and perhaps more: its `ttft`,
-- `interactivity` and `p90_interactivity` are limits, and of what is left open that which keeps to them comes first),
-- `accelerators`, `concurrency` (requests in flight), `layout` (unless given that of the row where one was measured,
-- else the fastest of those worth trying; prefill is apart where it or the workload says so), `unmeasured` (true: leave
-- measured rows aside), `measured` (rows of `sf.measured`, first in line)
-- @treturn ?Estimate `tpot ttft interactivity p90_interactivity token_rate chip_power`, each a TieredAnswer with `tier
-- low high source`; `verdicts`, of each limit whether it `holds`, with `limit value margin probability` (nil where
-- unknown; `estimate.verdicts.ttft.holds`, and `verdicts.holds` of all); `bound` and `calibrated` hold those of the
-- tier; `tier source date` of the throughput; `layout`, `spec`, `limits` (what each part would take alone, s/tok),
-- `waiting` (`room requests time`, where there are more requests than places), and where the workload leaves open what
-- guesses tokens ahead the `other` way; or nil and an err that names the blank in the catalogue, or says that the model
-- does not fit, or that its heads cannot be shared evenly
function estimate.new(given)
  local platform, read = read_options(given)
  local best_made, other, err
  for _, spec in ipairs(workload.speculations(read, platform)) do
    local made, why = estimate_of(given, platform, workload.with(read, spec))
    err = err or why
    if made and is_before(made, best_made) then
      best_made, other = made, best_made
    else
      other = other or made
    end
  end
  if not best_made then
    return nil, err
  end
  best_made.other = other
  return best_made
end

local ANSWERS = { { "tpot", "time per output token" }, { "ttft", "time to the first token" },
  { "interactivity", "interactivity" }, { "p90_interactivity", "P90 interactivity" },
  { "token_rate", "throughput" }, { "chip_power", "chip power" } }

--- The question to which it is an answer, for `nearest.to`.
-- @treturn table
function Estimate:question()
  local read = self.workload
  return { platform = self.platform, model = self.basis.model.name, precision = read.precision, spec = self.spec,
    input = read.input, output = read.output, workload = read.workload, cached = read.cached,
    acceptance = read.acceptance, interactivity = not read.offline and self.interactivity:to "tok/s/user" or nil }
end

local OTHER = { mtp = "with multi-token prediction: ", none = "without multi-token prediction: " }

local function title_of(self)
  local at = self.workload.offline and "the largest batch there is room for"
    or digits.things(self.concurrency, "request") .. " in flight"
  return block.title { figure.count(self.given.accelerators), " x ", self.platform, " serving ",
    workload.describe(self.workload), "; ", at, ", ", self.layout }
end

page.of_class(EstimateMeta, Estimate, function(self)
  local rows, parts, answers, sources = {}, {}, {}, {}
  for _, entry in ipairs(ANSWERS) do
    local made, bound = self[entry[1]], self.bound[entry[1]]
    if made then
      answers[#answers + 1] = made
      sources[#sources + 1] = { name = entry[2], source = made.source, date = made.date, tier = made.tier }
      rows[#rows + 1] = { entry[2], made:words(), made.tier, bound and bound:words() or "" }
    end
  end
  for i, name in ipairs(PARTS) do
    local words = name:gsub("_time", "")
    parts[i] = { words .. " ", figure.of(self.limits[name]), i < #PARTS and ", " or "" }
  end
  local blocks = { title_of(self), block.table { columns = { { title = "" }, { title = "answer", align = "right" },
    { title = "tier" }, { title = "bound", align = "right" } }, rows = rows },
    block.paragraph { "each token waits for, were it alone: ", parts } }
  if #self.verdicts > 0 then
    table.insert(blocks, 3, self.verdicts:table())
  end
  blocks[#blocks + 1] = self.other and block.paragraph { OTHER[self.other.spec], self.other.token_rate:words(), ", ",
    self.other.interactivity:words(), ", ", self.other.token_rate.tier } or nil
  blocks[#blocks + 1] = self.waiting and block.paragraph { "there is room for ",
    digits.things(math.floor(self.waiting.room), "request"), "; the others wait for a place, ",
    figure.of(self.waiting.time), " each by Little's law" } or block.note(answer.legend(answers))
  local question = self:question()
  local near = nearest.to(question)
  blocks[#blocks + 1] = nearest.table(near, question)
  blocks[#blocks + 1] = basis.given(self.basis.platform)
  table.move(nearest.sources(near), 1, #near, #sources + 1, sources)
  blocks[#blocks + 1] = block.sources_of(sources)
  return blocks
end)

--- What the estimate rests on: figures of platform and model, and constants.
-- @treturn Page
function Estimate:explain()
  local blocks = self:page().blocks
  table.move(basis.blocks(self.basis), 1, 3, #blocks + 1, blocks)
  return page.new(blocks)
end

--- The newest day of a source.
-- @treturn ?string
function Estimate:as_of()
  return self.token_rate.date
end

--- What is known to be wrong with it.
-- @treturn {string,...} keys of the catalogue's known issues
function Estimate.issues()
  return { "ttft", "ranges" }
end

options.seal(EstimateMeta, Estimate, {
  "ttft", "tpot", "interactivity", "p90_interactivity", "token_rate", "chip_power", "verdicts", "bound",
  "calibrated", "limits", "waiting", "batch", "batch_capacity", "layout", "platform", "workload", "spec", "tier",
  "source", "date", "other", "row", "given", "class", "basis", "accelerators",
  "concurrency", "reading" })

return estimate
