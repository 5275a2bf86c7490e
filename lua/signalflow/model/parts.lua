--- Runs in parts: in one process the k-th of n parts of each run, in another all parts put together. A single run is
-- cut by draws, where the engine's superblocks end; a study or a sweep by scenario.
--
-- A script that is cut runs as it is. In a part each run hands it a stand-in, and the script ends where it first looks
-- at one. Where parts are put together the script runs once more, and each run takes what the parts hold of it.
-- @module signalflow.model.parts
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local packed = require "signalflow.model.packed"
local plans = require "signalflow.values.plan"
local settings = require "signalflow.shared.settings"

local parts = {}

local SUPERBLOCK = core.superblock

--- The most parts there may be.
parts.most = 1000000

--- A part of things that are counted, as even as can be.
-- @tparam integer total
-- @tparam integer k 1..n
-- @tparam integer n
-- @treturn integer how many come before it
-- @treturn integer how many it has; 0 where there are more parts than things
function parts.share(total, k, n)
  local first = total * (k - 1) // n
  return first, total * k // n - first
end

--- The draws of a part.
-- @tparam integer draws in all
-- @tparam integer k 1..n
-- @tparam integer n
-- @treturn integer the first, from 0
-- @treturn integer how many
function parts.draws_of(draws, k, n)
  local first, count = parts.share((draws + SUPERBLOCK - 1) // SUPERBLOCK, k, n)
  return first * SUPERBLOCK, math.min(count * SUPERBLOCK, draws - first * SUPERBLOCK)
end

-- Ends a script that wants more than a part can tell.
local function stop()
  settings.cut.has_ended = true
  error(failure("cut", "a part of a run has no result to look at"), 0)
end

local StandIn = { __name = "signalflow.part" }
for _, event in ipairs { "index", "newindex", "call", "len", "pairs", "tostring", "concat", "add", "sub", "mul", "div",
  "unm", "lt", "le" } do
  StandIn["__" .. event] = stop
end

-- What a script is handed for a run of which only a part was done.
local stand_in = setmetatable({}, StandIn)

--- Whether a value stands in for a result.
-- @param value
-- @treturn boolean
function parts.stands_in(value)
  return rawequal(value, stand_in)
end

local POINTS = 3 -- more than one, for a driver may not matter at some

--- What tells formulas apart: a digest of their drivers' names, and of their values at some points.
-- @param plan a Plan
-- @treturn string
function parts.mark(plan)
  local drivers = plan:drivers()
  local words = { table.concat(drivers, "\0") }
  for point = 1, POINTS do
    local uniforms = {}
    for i = 1, #drivers do
      uniforms[i] = 0.01 + 0.98 * ((i * 0.6180339887498949 + point * 0.2718281828459045) % 1)
    end
    local values = plan:evaluate(uniforms)
    for i = 1, #plan do
      words[#words + 1] = values[i] == values[i] and ("<d"):pack(values[i]) or "none"
    end
  end
  return core.digest(table.concat(words, "\0"))
end

local COMPARED = { "kind", "of", "outputs", "units", "draws", "seed", "sampler", "statistics", "total", "form",
  "formula" }

local function same(a, b) -- of fields, which may be lists
  if type(a) ~= "table" or type(b) ~= "table" then
    return a == b
  end
  for i = 1, math.max(#a, #b) do
    if a[i] ~= b[i] then
      return false
    end
  end
  return true
end

--- The first field that parts two tasks so that they are not of one run.
-- @tparam table a
-- @tparam table b
-- @treturn ?string nil where they are of one
function parts.differing_field(a, b)
  for _, field in ipairs(COMPARED) do
    if not same(a[field], b[field]) then
      return field
    end
  end
  return nil
end

-- What a run is, as its parts say it.
local function describe(job, kind)
  local units, chosen = {}, job.settings
  for i, name in ipairs(job.outputs) do
    local like = job.likes[name]
    units[i] = select(2, core.scale(core.constant(1, type(like) == "userdata" and like or nil)))
  end
  return { kind = kind, of = job.name, outputs = job.outputs, units = units, draws = chosen.draws, seed = chosen.seed,
    sampler = chosen.sampler, statistics = chosen.statistics or { "mean", "quantiles" }, total = job.count,
    form = job.form, formula = job.mark() }
end

-- A scenario's figures as bytes: whole summaries where results keep them, else the figures of a row.
local function pack(summaries, form)
  if form == "rows" then
    return packed.pack_all(summaries)
  end
  local made = {}
  for i, summary in ipairs(summaries) do
    made[i] = ("<s8"):pack(summary:bytes())
  end
  return table.concat(made)
end

-- The whole summaries of a scenario from its bytes; nil where these are none.
local function unpack_whole(record, outputs)
  local summaries, at = {}, 1
  for i = 1, outputs do
    local length = at + 7 <= #record and ("<i8"):unpack(record, at) or -1
    local summary = length >= 0 and length <= #record - at - 7 and core.summary(record:sub(at + 8, at + 7 + length))
    if not summary then
      return nil
    end
    summaries[i], at = summary, at + 8 + length
  end
  return at == #record + 1 and summaries or nil
end

--- Whether bytes are what a part holds of one scenario.
-- @tparam string record
-- @tparam table task
-- @treturn boolean
function parts.is_record(record, task)
  if task.form == "rows" then
    return #record == #task.outputs * packed.size
  end
  local summaries = unpack_whole(record, #task.outputs)
  for _, summary in ipairs(summaries or {}) do
    if summary:count() + summary:undefined() ~= task.draws then
      return false
    end
  end
  return summaries ~= nil
end

-- What answers as the summaries of a scenario.
local function unpack(record, job, place)
  if job.form == "summaries" then
    return unpack_whole(record, #job.outputs)
  end
  local summaries = {}
  for i = 1, #job.outputs do
    summaries[i] = packed.read(record, (i - 1) * packed.size + 1, function()
      return job.again(place, i)
    end)
  end
  return summaries
end

-- One part of every run.
local Shard = {}
Shard.__index = Shard

--- What does the k-th of n parts of each run: `tasks`, what was run, and the `records` of all of them in order.
-- @tparam integer k
-- @tparam integer n
-- @treturn table for `settings.cut`
function parts.shard(k, n)
  return setmetatable({ k = k, n = n, tasks = {}, records = {} }, Shard)
end

local function begin(self, job)
  if self.has_ended then
    stop()
  elseif job.settings.error then
    core.raise("a run that draws until its means are sure has no parts: no part knows the others' means;"
      .. " give a number of draws instead of an error")
  end
  self.is_busy = true
end

local function finish(self, task, records)
  self.is_busy, task.records = false, #records
  table.move(records, 1, #records, #self.records + 1, self.records)
  self.tasks[#self.tasks + 1] = task
  return stand_in
end

--- Called before each run that is not cut: what comes after the first that was is left to whoever has all parts.
function Shard:outside()
  if #self.tasks > 0 and not self.is_busy then
    stop()
  end
end

function Shard:draws(job)
  begin(self, job)
  local task, records = describe(job, "draws"), {}
  task.first, task.count = parts.draws_of(task.draws, self.k, self.n)
  if task.count > 0 then
    local summaries, err = plans.run(job.plan, options.merged(job.settings, { first = task.first, count = task.count }))
    if not summaries then
      return nil, err
    end
    for i, summary in ipairs(summaries) do
      records[i] = summary:bytes()
    end
  end
  return finish(self, task, records)
end

function Shard:scenarios(job)
  begin(self, job)
  local task, records = describe(job, "scenarios"), {}
  task.first, task.count = parts.share(job.count, self.k, self.n)
  if task.count > 0 then
    local done, err = job.run(task.first + 1, task.first + task.count, function(_, summaries)
      records[#records + 1] = pack(summaries, job.form)
      for _, summary in ipairs(summaries) do
        summary:close()
      end
    end)
    if not done then
      return nil, err
    end
  end
  return finish(self, task, records)
end

-- All parts of every run.
local Whole = {}
Whole.__index = Whole

--- What takes each run from what all its parts hold.
-- @tparam table tasks as a shard's, with the `records` of each in order, those of draws merged
-- @treturn table for `settings.cut`; `here` says how many runs after these were done where the parts were put together
function parts.whole(tasks)
  return setmetatable({ tasks = tasks, taken = 0, here = 0 }, Whole)
end

function Whole.outside()
end

-- What the parts hold of the run that comes next; nil after the last that they hold.
local function next_task(self, job, kind)
  local task = self.tasks[self.taken + 1]
  if not task then
    self.here = self.here + 1
    return nil
  end
  local field = parts.differing_field(describe(job, kind), task)
  if field then
    error(failure("unknown", ("the parts hold another run than the script asks for here, of '%s': %s;"
      .. " what it reads may differ from where they were made"):format(job.name, field == "formula"
      and "its formulas have other values" or "another " .. field)), 0)
  end
  self.taken = self.taken + 1
  return task
end

function Whole:draws(job)
  local task = next_task(self, job, "draws")
  if not task then
    return plans.run(job.plan, job.settings)
  end
  local summaries = {}
  for i = 1, #job.outputs do
    summaries[i] = failure.must(core.summary(task.records[i]))
  end
  return summaries, task.draws
end

function Whole:scenarios(job)
  local task = next_task(self, job, "scenarios")
  if not task then
    return job.run(1, job.count, job.take)
  end
  for place, record in ipairs(task.records) do
    job.take(place, unpack(record, job, place), task.draws, record)
  end
  return task.draws
end

--- Runs a plan, in parts where that was asked for.
-- @tparam table job `plan`, `settings` as `run_options.read` gives them, `name` of the model, `outputs`, `likes`
-- @treturn[1] table list of Summary, or a stand-in
-- @treturn[1] integer draws taken
-- @treturn[2] nil
-- @treturn[2] err
function parts.run(job)
  if not settings.cut then
    return plans.run(job.plan, job.settings)
  end
  job.mark = function()
    return parts.mark(job.plan)
  end
  return settings.cut:draws(job)
end

--- Runs scenarios, in parts where that was asked for.
-- @tparam table job `name outputs likes settings`; `count` of the scenarios; `form`, "summaries" or "rows"; `mark`, a
-- function that gives what tells their formulas apart; `run`, a function of the first, the last, and what to call with
-- the place, the summaries, the draws taken, and nil or the bytes of a row of each; `take`, what to call so here;
-- `again`, a function that gives the Summary of the i-th output of a place, evaluated again
-- @treturn[1] integer draws taken, or a stand-in
-- @treturn[2] nil
-- @treturn[2] err
function parts.scenarios(job)
  if not settings.cut then
    return job.run(1, job.count, job.take)
  end
  return settings.cut:scenarios(job)
end

return parts
