--- How fast a number of accelerators serves a workload, and what they draw: measured where a row exists at that very
-- operating point, else estimated, with the bound beside it.
-- @module signalflow.serving.estimate
local answer = require "signalflow.serving.tiered"
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local frontier = require "signalflow.serving.frontier"
local inference = require "signalflow.serving.inference"
local layouts = require "signalflow.serving.layouts"
local lookup = require "signalflow.catalogue.lookup"
local options = require "signalflow.shared.options"
local text = require "signalflow.page.old_text"
local units = require "signalflow.values.units"
local workload = require "signalflow.serving.workload"

local estimate = {}

local function number(value)
  return type(value) == "number" and value or value:value()
end

-- Layouts of that many accelerators, by name: the one given, or all that are worth trying.
local function candidates(point, accelerators, given)
  local mixture = point.model.architecture.experts ~= nil
  if given then
    local layout, understood = layouts.read(given, accelerators, mixture)
    if not understood then
      core.raise(('layout "%s" is not understood; as "TP8", "TP8EP8", "attnDP8+EP8"'):format(given))
    end
    return { layout }
  end
  local list = { (layouts.read("TP" .. accelerators, accelerators, mixture)) }
  if mixture and accelerators > 1 then
    list[2] = layouts.read(("attnDP%d+EP%d"):format(accelerators, accelerators), accelerators, mixture)
  end
  return list
end

-- The layout that serves most, with its outputs as plain numbers; or nil and what is wrong with all.
local function best(point, list)
  local found, problem
  for _, layout in ipairs(list) do
    point.layout = layout
    local prepared = inference.prepare(point)
    local outputs = inference.outputs(prepared)
    if not outputs.token_rate then
      local _, err = inference.output(prepared, "token_rate")
      return nil, failure("unknown", ("%s: %s"):format(point.platform.name, tostring(err)))
    elseif number(outputs.batch_capacity) < 1 then
      problem = failure("no solution", core.text("%s in %s does not fit into %g accelerators of %s", point.model.name,
        point.precision, layout.accelerators, point.platform.name))
    elseif not found or number(outputs.token_rate) > number(found.outputs.token_rate) then
      found = { outputs = outputs, prepared = prepared, layout = layout }
    end
  end
  return found, problem
end

-- A row at that very operating point.
local function row_at(point, given, read)
  for _, row in ipairs(lookup.points()) do
    local same = row.platform == point.platform.name and row.model == point.model.name
      and row.precision == point.precision and row.input == read.input and row.output == read.output
      and row.workload == read.workload and row.gpus == given.accelerators and row.spec == (read.spec or "none")
      and row.disaggregated == (read.disaggregated or false) and (not read.engine or row.engine == read.engine)
    local at = read.offline and row.measure == "offline"
      or row.concurrency and given.concurrency and math.abs(row.concurrency / given.concurrency - 1) < 1e-3
    if same and at then
      return row
    end
  end
  return nil
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
      source = row.source.title, date = row.date, note = row.engine }
  end
  return made
end

local function turned(range)
  return { low = 1 / range.high, high = 1 / range.low }
end

local function calibrated(found, point)
  local about = frontier.about()
  about.note = layouts.name(found.layout)
  local range = inference.range(found.prepared.kind, found.prepared.known)
  local rates = point.offline and range or turned(range)
  local made = { token_rate = answer.calibrated(found.outputs.token_rate, rates, about) }
  if not point.offline then
    made.tpot = answer.calibrated(found.outputs.tpot, range, about)
    made.interactivity = answer.calibrated(found.outputs.interactivity, turned(range), about)
  end
  if found.outputs.chip_power then
    made.chip_power = answer.calibrated(found.outputs.chip_power, inference.range "power", about,
      found.prepared.inputs.rated_power)
  end
  return made
end

local LEAST = { tpot = true, ttft = true }

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
  layout = "string", unmeasured = "boolean" }

--- @type Estimate
local EstimateMeta = { __name = "signalflow.estimate" }

local function read_options(given)
  given = options.check(given, OPTIONS, "sf.estimate")
  if given.platform == nil then
    core.raise 'sf.estimate needs a platform, as platform = "H100"'
  end
  local platform, unknown = catalogue.platform_of(given.platform)
  if not platform then
    core.raise(tostring(unknown))
  end
  local read = workload.read(given.workload, true)
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
  point.platform, point.offline, point.concurrency = platform, read.offline, given.concurrency
  return point, read
end

--- Estimates speed and power.
-- @tparam table given `platform`, `workload` (`model input output precision`, and perhaps `engine spec`),
-- `accelerators`, `concurrency` (requests in flight), `layout` (the fastest of those worth trying unless given),
-- `unmeasured` (true: leave measured rows aside)
-- @treturn ?Estimate `tpot ttft interactivity token_rate chip_power`, each an Answer with `tier low high source`;
-- `bound` and `calibrated` hold those of the tier; `layout`, `limits` (what each part would take alone, s/tok); or nil
-- and an err that names the blank in the catalogue, or says that the model does not fit
function estimate.new(given)
  local point, read = read_options(given)
  local found, err = best(point, candidates(point, given.accelerators, given.layout))
  if not found then
    return nil, err
  end
  local self = { platform = point.platform.name, workload = read, layout = layouts.name(found.layout),
    calibrated = calibrated(found, point), bound = bounds(point, found.layout), limits = {}, given = given,
    batch = found.outputs.batch, batch_capacity = found.outputs.batch_capacity }
  for _, name in ipairs { "weights_time", "cache_time", "compute_time", "communication_time", "fixed_time",
    "prefill_time" } do
    self.limits[name] = found.outputs[name]
  end
  local row = not given.unmeasured and row_at(point, given, read)
  local sure = row and measured(row) or {}
  for name in pairs(UNITS) do
    self[name] = sure[name] or self.calibrated[name] or self.bound[name]
  end
  self.row = row or nil
  return setmetatable(self, EstimateMeta)
end

function EstimateMeta.__tostring(self)
  local rows = {}
  for _, name in ipairs { "tpot", "ttft", "interactivity", "token_rate", "chip_power" } do
    local made = self[name]
    if made then
      rows[#rows + 1] = { name, tostring(made), self.bound[name] and tostring(self.bound[name]) or "",
        ("%s%s"):format(made.source, made.date and " (" .. made.date .. ")" or "") }
    end
  end
  local at = self.workload.offline and "the largest batch there is room for"
    or core.text("%g requests in flight", self.given.concurrency)
  local parts, names = {}, { "weights_time", "cache_time", "compute_time", "communication_time", "fixed_time",
    "prefill_time" }
  for i, name in ipairs(names) do
    parts[i] = ("%s %s"):format(name:gsub("_time", ""), tostring(self.limits[name]))
  end
  return core.text("%g x %s serving %s; %s, %s\n%s\neach token, alone: %s", self.given.accelerators, self.platform,
    workload.describe(self.workload), at, self.layout,
    text.table({ { title = "" }, { title = "answer [10 % … 90 %]" }, { title = "bound" }, { title = "source" } }, rows),
    table.concat(parts, ", "))
end

options.seal(EstimateMeta)

return estimate
