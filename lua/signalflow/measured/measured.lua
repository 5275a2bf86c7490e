--- Your own benchmark results as measured rows: what a file says, with its power integrated and its figures checked.
-- `measured = rows` in `sf.factory`, `sf.estimate`, `sf.frontier` and `sf.launch` puts them before every public row.
-- @module signalflow.measured.measured
local aiperf = require "signalflow.measured.aiperf"
local checks = require "signalflow.measured.checks"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local fields = require "signalflow.measured.fields"
local inferencex = require "signalflow.measured.inferencex"
local keep = require "signalflow.measured.keep"
local mlperf = require "signalflow.measured.mlperf"
local options = require "signalflow.shared.options"
local own_measurements = require "signalflow.catalogue.own_measurements"
local power = require "signalflow.measured.power"
local rows = require "signalflow.measured.rows"
local settings = require "signalflow.shared.settings"
local sglang = require "signalflow.measured.sglang"
local times = require "signalflow.measured.times"
local vllm = require "signalflow.measured.vllm"
local window = require "signalflow.measured.window"

local measured = {}

-- Those that are JSON, in the order in which they are asked.
local FORMATS = { inferencex, aiperf, sglang, vllm }

local function bytes_of(path)
  local kind = core.kind_of_path(path)
  if kind == "folder" or kind == "other" then
    error(failure("io", ("%s: expected a file, and it is a %s"):format(path, kind == "other" and "device" or kind)), 0)
  end
  local text, unread = core.read_file(settings.reading(path))
  return text or error(unread, 0)
end

local function own_name(path)
  return path:match "[^/\\]*$"
end

-- A value as Python's json writes it: what is not finite stands there in words that are no JSON, and is not known. A
-- benchmark at no pace has "request_rate": Infinity.
local function decode(text)
  local value, err = core.json(text)
  if not err then
    return value
  end
  local plain = text:gsub("([:%[,]%s*)%-?Infinity%f[%s,%]}]", "%1null"):gsub("([:%[,]%s*)NaN%f[%s,%]}]", "%1null")
  if plain ~= text then
    local read, wrong = core.json(plain)
    if not wrong then
      return read
    end
  end
  return nil, err
end

-- Refuses what is no JSON, with its line and column; the err of a line alone counts from 1.
local function refuse_json(name, err, line)
  local place, words = tostring(err):match "^JSON:(%d+:%d+): (.*)$"
  if place and line then
    place = place:gsub("^%d+", tostring(line))
  end
  fields.refuse(place and name .. ":" .. place or name, "%s", words or tostring(err))
end

-- One value, or several in a list or a line each: `{object=, part=}`.
local function objects_of(name, text)
  if not text:find "%S" then
    fields.refuse(name, "it is empty")
  end
  local value, err = decode(text)
  local list = {}
  local last = type(value) == "table" and options.last_place(value) or 0
  if last > 0 then
    for i = 1, last do
      if value[i] == nil then
        fields.refuse(name, "entry %d is null", i)
      end
      list[i] = { object = value[i], part = ("entry %d"):format(i) }
    end
    return list
  elseif value ~= nil then
    return { { object = value } }
  end
  local count = 0
  for line in text:gmatch "[^\n]*" do
    count = count + 1
    local object, wrong = nil, nil
    if line:find "%S" then
      object, wrong = decode(line)
    end
    if wrong and #list == 0 then
      break -- one value that is damaged, not lines
    elseif wrong then
      refuse_json(name, wrong, count)
    end
    list[#list + 1] = object ~= nil and { object = object, part = ("line %d"):format(count) } or nil
  end
  return #list > 0 and list or refuse_json(name, err)
end

local KNOWN = "vLLM bench serve, SGLang bench_serving, InferenceX aggregates, AIPerf and GenAI-Perf, MLPerf summaries"

local function format_of(place, object)
  for _, format in ipairs(type(object) == "table" and FORMATS or {}) do
    if format.is(object) then
      return format
    end
  end
  local names = type(object) == "table" and options.names(object) or {}
  fields.refuse(place, "this is no result that is known (%s)%s", KNOWN, #names == 0 and ""
    or "; it has " .. table.concat(names, ", ", 1, math.min(#names, 6)) .. (#names > 6 and ", ..." or ""))
end

-- What a file says, run by run: `{place, made, format, part}`.
local function runs_of(name, text)
  local runs = {}
  if mlperf.is(text) then
    return { { place = name, made = mlperf.read(name, text), format = mlperf } }
  end
  for i, one in ipairs(objects_of(name, text)) do
    local place = one.part and ("%s, %s"):format(name, one.part) or name
    local format = format_of(place, one.object)
    runs[i] = { place = place, made = format.read(place, one.object), format = format, part = one.part }
  end
  return runs
end

-- The window that MLPerf writes beside its summary.
local function add_window(path, run)
  if run.format ~= mlperf then
    return
  end
  local beside = (path:match "^.*/" or "") .. "mlperf_log_detail.txt"
  if core.kind_of_path(beside) ~= "file" then
    run.made.window_missing = "no mlperf_log_detail.txt lies beside the summary, which says when its power was measured"
    return
  end
  run.made.start, run.made.finish = mlperf.window("mlperf_log_detail.txt", bytes_of(beside))
  run.made.zoned = false
  run.made.window_missing = not (run.made.start and run.made.finish)
    and "mlperf_log_detail.txt does not say when its power was measured (power_begin, power_end)" or nil
end

local function log_of(given, runs)
  if not given.power then
    if given.scope or given.start or given.zone then
      core.raise "scope, start and zone are of a power log; give power, the path of one"
    end
    return nil
  elseif #runs > 1 then
    core.raise(("a power log is of one run, and this file has %d: give each a file of its own"):format(#runs))
  end
  local name, text = own_name(given.power), bytes_of(given.power)
  local log = power.read(name, text)
  log.file, log.sha256 = name, core.digest(text)
  return log
end

local function read(path, given)
  local name, text = own_name(path), bytes_of(path)
  local runs, digest, list = runs_of(name, text), core.digest(text), {}
  local log = log_of(given, runs)
  for i, run in ipairs(runs) do
    local row = rows.make(run.place, run.made, given)
    row.file, row.part, row.sha256, row.format = name, run.part, digest, run.format.name
    row.wording = run.format.wording
    if log then
      add_window(path, run)
      row.power_file, row.power_sha256 = log.file, log.sha256
    end
    list[i] = rows.sign(rows.judge(window.add_power(run.place, row, run.made, given, log)))
  end
  return own_measurements.new(list)
end

local KINDS = { platform = "string", model = "string", precision = "string", gpus = "number", engine = "string",
  spec = "string", layout = "string", disaggregated = "boolean", input = "number", output = "number",
  concurrency = "number", workload = "string", date = "day", power = "string", scope = "string", start = "string",
  zone = "string" }

local function check_options(given)
  options.check(given, KINDS, "sf.measured.read")
  for _, name in ipairs { "gpus", "input", "output", "concurrency" } do
    if given[name] ~= nil and (options.integer(given[name]) or 0) < 1 then
      core.raise(("%s must be a whole number of 1 or more, not %s"):format(name, options.describe(given[name])))
    end
  end
  if given.scope then
    options.one_of(given.scope, options.names(rows.SCOPES), "scope")
  end
  if given.start and not times.read(given.start) then
    core.raise(('start must be a time, as "2026-01-15 12:00:00", not %s'):format(options.describe(given.start)))
  elseif given.zone and not times.zone(given.zone) then
    core.raise(('zone must be as "+02:00" or "UTC", not %s'):format(options.describe(given.zone)))
  end
end

--- Reads a benchmark's result, a row a run.
-- Results are those of vLLM (`bench serve --save-result`), SGLang (`bench_serving`, a run a line), InferenceX
-- (aggregates), AIPerf and GenAI-Perf (their JSON summaries) and MLPerf (`mlperf_log_summary.txt`). Figures are in the
-- units that the file states, and what it does not say is asked for by name.
-- @tparam string path
-- @tparam[opt] table given what the file does not say: `platform`, `model`, `precision`, `gpus` (all accelerators),
-- `engine`, `spec` ("none" unless the file says that tokens were guessed ahead), `layout` ("TP8"), `disaggregated`,
-- `concurrency`, `date`; `input` and `output`, nominal lengths (else the mean of those served, to a whole token);
-- `workload` (of MLPerf: "mlperf-5.1"); `power`, the path of a log of nvidia-smi, amd-smi, DCGM or a meter as CSV, or
-- of MLPerf's `spl.txt`; and where these do not say them `scope` of the power ("chip", "server", "facility"), `start`
-- of the run by the log's clock, `zone` of local times ("+02:00")
-- @treturn[1] OwnMeasurements
-- @treturn[2] nil
-- @treturn[2] err "io", or "parse" where the file is none of these, is damaged, failed, or says otherwise than `given`
-- @raise naming the options that are missing or wrong
function measured.read(path, given)
  options.argument(path, "string", "measured.read: path")
  given = given or {}
  check_options(given)
  return failure.attempt(read, path, given)
end

local function load(path)
  local list = keep.read(own_name(path), bytes_of(path))
  for _, row in ipairs(list) do
    row.disaggregated, row.derived = row.disaggregated or false, false
    rows.check_names(own_name(path), row)
    rows.sign(rows.judge(rows.complete(row)))
  end
  return own_measurements.new(list)
end

--- Reads the rows that a file keeps.
-- Nothing in it is run, and the rows are checked again.
-- @tparam string path of what `measured.add` or `signalflow measure add` wrote
-- @treturn[1] OwnMeasurements
-- @treturn[2] nil
-- @treturn[2] err "io", or "parse" with the line
function measured.load(path)
  options.argument(path, "string", "measured.load: path")
  return failure.attempt(load, path)
end

--- Gives both sides of what rows are held against.
-- That is Little's law, the bound, what is rated, the lengths that are named.
-- @tparam OwnMeasurements list
-- @treturn {table,...} for each row a list of `{what, unit, stated, against, holds, words}`; both sides are numbers in
-- the unit, and words are there where it does not hold
function measured.checks(list)
  if not own_measurements.is(list) then
    core.raise("measured.checks: expected rows of sf.measured.read, got " .. options.describe(list))
  end
  local made = {}
  for i, row in ipairs(list) do
    made[i] = checks.all(row)
  end
  return made
end

local function identity(row)
  return row.sha256 .. (row.part or "")
end

local PATIENCE, PAUSE = 10, 0.05 -- seconds: how long to wait for another that adds, and between two looks

-- Holds a file against others that add to it.
local function hold(path)
  local until_then = core.seconds() + PATIENCE
  while true do
    local lock, err = core.lock(path .. ".lock")
    if lock then
      return lock
    elseif err then
      error(failure("io", tostring(err)), 0)
    elseif core.seconds() > until_then then
      error(failure("io", ("%s: another process is adding to it"):format(path)), 0)
    end
    core.wait(PAUSE)
  end
end

local function add(path, list)
  local _ <close> = hold(path)
  local kept = core.kind_of_path(path) ~= "nothing" and load(path) or {}
  local made, coming = {}, {}
  for _, row in ipairs(list) do
    coming[identity(row)] = true
  end
  for _, row in ipairs(kept) do
    made[#made + 1] = not coming[identity(row)] and row or nil
  end
  table.move(list, 1, #list, #made + 1, made)
  local done, err = keep.write(path, made)
  if not done then
    error(err, 0)
  end
  return own_measurements.new(made)
end

--- Adds rows to those that a file keeps.
-- The file is made where there is none, and a run that was read before is replaced.
-- @tparam string path
-- @tparam OwnMeasurements list
-- @treturn[1] OwnMeasurements all that it keeps now
-- @treturn[2] nil
-- @treturn[2] err "io", or "parse" where what lies there is no such file; it stays as it was
function measured.add(path, list)
  options.argument(path, "string", "measured.add: path")
  if not own_measurements.is(list) then
    core.raise("measured.add: expected rows of sf.measured.read, got " .. options.describe(list))
  end
  return failure.attempt(add, path, list)
end

return measured
