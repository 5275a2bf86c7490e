--- A workload: which model is served, at which lengths and precision, and how fast for each user.
-- @module signalflow.serving.workload
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local drivers = require "signalflow.site.drivers"
local failure = require "signalflow.shared.failure"
local inference = require "signalflow.serving.inference"
local lookup = require "signalflow.catalogue.lookup"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local pareto = require "signalflow.catalogue.pareto"
local precisions = require "signalflow.catalogue.precisions"
local units = require "signalflow.values.units"

local workload = {}

--- Its fields, with their types.
workload.fields = { model = "string", input = "number", output = "number", precision = "string", interactivity = "any",
  spec = "string", disaggregated = "boolean", engine = "string", workload = "string", ttft = "any", cached = "number",
  turns = "number", acceptance = "number", date = "string", p90_interactivity = "any" }

--- Where a field of a workload belongs, for whoever puts it beside.
-- @tparam string name
-- @treturn ?string nil where it is none
function workload.place_of(name)
  return workload.fields[name] and name ~= "workload" and ("in the workload: workload = { %s = ... }"):format(name)
    or nil
end

local BESIDE = { platform = true, accelerators = true, concurrency = true, layout = true, from = true, to = true }

-- Where what is no field of a workload belongs, for whoever puts it in.
local function place_beside(name)
  return (BESIDE[name] or drivers.fields().inputs[name]) and ("beside the workload: %s = ..., workload = {...}"):format(
    name) or nil
end

--- What guesses tokens ahead, nothing or the model's own multi-token prediction, and what a page calls it.
workload.speculation = { none = "", mtp = "MTP" }

--- A figure that is certain and above 0, as a plain number.
-- @param given a quantity, a plain number or text
-- @tparam string what it is, for errors
-- @tparam string unit
-- @treturn number in the unit
-- @raise where it is of another dimension, uncertain, or not above 0
function workload.figure(given, what, unit)
  local value, one = units.value(given, what), units.read(unit)
  local found = value
  if type(value) ~= "number" then
    local wanted, came = units.dimension(one), units.dimension(value)
    if wanted ~= came then
      core.raise(("%s must be %s, not %s (%s); write it in %s"):format(what, wanted, tostring(value), came, unit))
    end
    found = units.is_certain(value) and value:to(unit)
  end
  if not (found and found > 0) then
    core.raise(("%s must be certain and above 0 %s, not %s"):format(what, unit, core.text("%s", value)))
  end
  return found
end

-- Shares that a workload may give, each from 0, with what it may not reach or pass.
local SHARES = { cached = { below = 1, says = "the share of input found in cache" },
  acceptance = { at_most = 1, says = "the share of drafted tokens that are accepted" } }

local function check_shares(given)
  for name, share in pairs(SHARES) do
    local value = given[name]
    local fits = value == nil or value >= 0 and value < (share.below or math.huge) and value <= (share.at_most or value)
    if not fits then
      core.raise(("workload: %s is %s, from 0 %s, not %s"):format(name, share.says,
        share.below and "to below 1" or "to 1", number.quoted(value)))
    end
  end
end

-- A session of turns whose prompts grow evenly repeats all that was said before: of T prompts of the sum T (T + 1) / 2,
-- T (T - 1) / 2 were there already.
local function cached_of(given)
  if given.turns == nil then
    return given.cached
  elseif (options.integer(given.turns) or 0) < 1 then
    core.raise "workload: turns is a whole number of 1 or more"
  end
  return given.cached or (given.turns - 1) / (given.turns + 1)
end

-- Whether text is a day there is, or the beginning of one.
local function is_date(text)
  local day = ("2000-01-01"):sub(#text + 1)
  return (#text == 4 or #text == 7 or #text == 10) and failure.catch(core.day, text .. day)
end

local FARTHEST = 1 -- year beyond the measured rows: as far as the trend of software is carried

local function check_date(date)
  if not is_date(date) then
    core.raise(('workload: date is a day, a month or a year, as "2026-06", not "%s"'):format(date))
  end
  local first, last = lookup.days()
  local years = inference.years(date)
  if years < inference.years(first) - FARTHEST or years > inference.years(last) + FARTHEST then
    core.raise(('workload: date is "%s", and software was measured from %s to %s: its trend is carried a year beyond')
      :format(date, first, last))
  end
end

-- The longest prompt of a session: of T prompts that grow evenly the last is 2 T / (T + 1) times the mean.
local function longest(read)
  return read.input * (read.turns and 2 * read.turns / (read.turns + 1) or 1)
end

-- What is read and written: whole tokens or a mean of them, and no more than the model's published context.
local function check_lengths(read)
  for _, name in ipairs { "input", "output" } do
    local length = read[name]
    if length ~= nil and not (length >= 1 and length < math.huge) then
      core.raise(("workload: %s is in tokens, 1 or more, not %s"):format(name, number.quoted(length)))
    end
  end
  local model = read.input and read.output and catalogue.model(read.model)
  local context = model and model.architecture.context
  if context and longest(read) + read.output > context then
    core.raise(("workload: %s holds %s tokens, not %s in and %s out%s"):format(model.name, number.count(context),
      number.count(longest(read)), number.count(read.output), read.turns
        and (", as the last of %s turns has"):format(number.count(read.turns)) or ""))
  end
end

local function speed_of(interactivity)
  if type(interactivity) == "string" and not failure.catch(core.quantity, interactivity) then
    core.raise(('interactivity is a rate per user or "offline", not "%s"'):format(interactivity))
  end
  return workload.figure(interactivity, "interactivity", "tok/s/user")
end

-- A limit in a unit, where one was given.
local function limit_of(given, name, unit)
  return given[name] ~= nil and workload.figure(given[name], "workload: " .. name, unit) or nil
end

--- Checks a workload.
-- @tparam table given `model`, `input` and `output` (tokens), `precision`, `interactivity`; and perhaps `spec`,
-- `engine`, `disaggregated`, `workload` (its name), `ttft` (the most that the first token may take, in the median),
-- `p90_interactivity` (the least that nine of ten users may get, tok/s/user; `interactivity` is of the median user),
-- `cached` (the share of input found in cache), `turns` of a session whose prompts grow evenly (which sets `cached`
-- unless given; `input` is then the mean prompt), `acceptance` (the share of drafted tokens that are accepted), `date`
-- (a day, a month or a year, of the software: rows measured up to then answer, and estimates speak for that day).
-- What chooses how to serve keeps to the limits, and an estimate says whether it does
-- @tparam[opt] boolean pointless true where no operating point is needed
-- @treturn table the same fields; `interactivity` as a plain number of tok/s/user, nil where none was asked for,
-- `offline` true where it was "offline", `ttft` in s, and `p90_interactivity` in tok/s/user
-- @raise naming what is missing or unknown
function workload.read(given, pointless)
  options.check(given, workload.fields, "workload", place_beside)
  if given == nil or given.model == nil then
    core.raise 'workload needs a model, as model = "DeepSeek-R1"'
  end
  if given.spec ~= nil and not workload.speculation[given.spec] then
    options.unknown("speculation", given.spec, options.names(workload.speculation))
  end
  check_shares(given)
  if given.date ~= nil then
    check_date(given.date)
  end
  if given.acceptance and given.spec == "none" then
    core.raise 'workload: acceptance is of drafted tokens, and spec = "none" drafts none'
  end
  local read = options.merged(given)
  read.cached, read.ttft = cached_of(given), limit_of(given, "ttft", "s")
  read.p90_interactivity = limit_of(given, "p90_interactivity", "tok/s/user")
  check_lengths(read)
  for limit, word in pairs { ttft = "time", p90_interactivity = "speed" } do
    if read[limit] and given.interactivity == "offline" then
      core.raise(("workload: offline asks for no %s, and %s for one"):format(word, limit))
    end
  end
  local interactivity = given.interactivity
  if interactivity == nil then
    if not pointless then
      core.raise('workload needs its operating point: interactivity = 50 * u.tok/u.s/u.user, or "offline" for the most'
        .. ' a platform gives with no latency asked')
    end
  elseif interactivity == "offline" then
    read.interactivity, read.offline = nil, true
  else
    read.interactivity = speed_of(interactivity)
  end
  return read
end

--- The catalogue's question for a workload's operating point.
function workload.question(read, platform)
  return { platform = platform, model = read.model, precision = read.precision, input = read.input,
    output = read.output, interactivity = read.interactivity, spec = read.spec, engine = read.engine,
    disaggregated = read.disaggregated, workload = read.workload, measured = read.measured, ttft = read.ttft,
    date = read.date }
end

-- What the catalogue raises over a bad question is placed at the analyst's line.
local function ask(question)
  local asked, point, err = failure.catch(catalogue.measured, question)
  if not asked then
    core.raise("workload: " .. tostring(point):gsub("^[^:]+%.lua:%d+: ", ""))
  end
  return point, err
end

--- Whether rows of a benchmark can answer it: their prompts are new, and their drafts are accepted as they were.
-- @treturn boolean
function workload.is_benchmarked(read)
  return (read.cached or 0) == 0 and (read.acceptance == nil or read.spec ~= "mtp")
end

--- What was measured for it. At an interactivity, prefill may be apart or not unless the workload says.
-- @treturn ?table the point, or nil and an err: "unknown" too where no row of a benchmark can answer it
function workload.measured(read, platform)
  if not workload.is_benchmarked(read) then
    return nil, failure("unknown", "what benchmarks measure has new prompts, and drafts accepted as they were")
  end
  local question = workload.question(read, platform)
  local point, err = ask(question)
  if read.interactivity and read.disaggregated == nil then
    question.disaggregated = true
    local apart, other = ask(question)
    if apart and lookup.is_better(apart, point) then
      return apart
    elseif not point and other and err.code == "unknown" then
      err = other -- what was measured apart, at other speeds, was measured
    end
  end
  return point, err
end

-- The best of what is found with prefill apart and with it not, unless the workload says which; by one of its figures.
local function best_of_both(read, platform, find, by)
  local question, best = workload.question(read, platform), nil
  for _, apart in ipairs { false, true } do
    question.disaggregated = apart
    local found = (read.disaggregated == nil or read.disaggregated == apart) and find(question)
    best = found and (not best or found[by] > best[by]) and found or best
  end
  return best
end

--- The measured front; prefill may be apart or not unless the workload says.
-- @treturn {table,...} rows by rising interactivity, none where nothing was measured
function workload.front(read, platform)
  local question, rows = workload.question(read, platform), {}
  question.interactivity = nil
  for _, apart in ipairs { false, true } do
    question.disaggregated = apart
    local found = (read.disaggregated == nil or read.disaggregated == apart) and lookup.frontier(question) or {}
    table.move(found, 1, #found, #rows + 1, rows)
  end
  return pareto.front(rows)
end

--- The row of the fastest service measured; prefill may be apart or not unless the workload says.
-- @treturn ?table
function workload.fastest(read, platform)
  return best_of_both(read, platform, lookup.fastest, "interactivity")
end

--- What was measured of most throughput with a first token in time, at whatever speed; prefill may be apart or not
-- unless the workload says.
-- @treturn ?table the point, nil also where no row of a benchmark can answer
function workload.in_time(read, platform)
  local asked = options.merged(read)
  asked.interactivity = nil
  return workload.is_benchmarked(read) and best_of_both(asked, platform, lookup.measured, "token_rate") or nil
end

--- What was measured at faster service, of most throughput; prefill may be apart or not unless the workload says.
-- @treturn ?table the point, of tier "faster"
function workload.faster(read, platform)
  return best_of_both(read, platform, lookup.faster, "token_rate")
end

local speculating -- vendors, and families of engines, of rows that speculate; built when first asked for

local function is_known_to_speculate(platform, engine)
  if not speculating then
    speculating = {}
    for _, row in ipairs(lookup.points()) do
      if row.spec ~= "none" then
        speculating[catalogue.platform(row.platform).vendor] = true
        speculating[inference.family(row.engine) or row.engine] = true
      end
    end
  end
  local by_engine = engine == nil or speculating[inference.family(engine) or engine]
  return by_engine and (platform.given ~= nil or speculating[platform.vendor]) or false
end

--- Ways in which a platform may serve it, as buyers run it: as the workload says; where it does not say, plainly, and
-- with the model's own multi-token prediction where the model has it and hardware of that vendor, and that engine, were
-- measured with it.
-- @tparam table read
-- @tparam table platform a record of the catalogue
-- @treturn {string,...} "none", "mtp"
function workload.speculations(read, platform)
  local model = read.spec == nil and read.workload == nil and not read.offline and catalogue.model(read.model)
  if model and model.predicts_ahead and is_known_to_speculate(platform, read.engine) then
    return { "none", "mtp" }
  elseif read.acceptance and not read.spec then
    core.raise(('workload: acceptance is of drafted tokens, and nothing is known to draft %s on %s; spec = "mtp" says'
      .. ' that it does'):format(read.model, platform.name))
  end
  return { read.spec or "none" }
end

--- The workload with its speculation said.
-- @tparam table read
-- @tparam ?string spec "none", of which nothing is accepted, or "mtp"
-- @treturn table
function workload.with(read, spec)
  local made = options.merged(read)
  made.spec = spec
  made.acceptance = spec ~= "none" and read.acceptance or nil
  return made
end

local function is_own(answer)
  return answer.own == true and answer.tier == "measured"
end

--- Whether one way of serving a workload is to be shown before another: what the analyst measured, else the faster, but
-- what no row was measured of only where even the lower end of its range is faster than rows are.
-- @tparam TieredAnswer one its throughput
-- @tparam ?TieredAnswer other
-- @treturn boolean
function workload.is_better(one, other)
  if not other then
    return true
  end
  if is_own(one) ~= is_own(other) then
    return is_own(one)
  end
  local estimated, its = one.tier == "calibrated", other.tier == "calibrated"
  if estimated == its then
    return one.value > other.value
  elseif estimated then
    return one.low > other.value
  end
  return other.low <= one.value
end

--- What an estimate needs of it: the model's record, lengths and precision.
-- @treturn ?table `model precision input output engine speculative`, or nil and why there is none
function workload.point(read)
  local model, err = catalogue.model(read.model)
  if not model then
    return nil, tostring(err)
  end
  local precision = (read.precision or ""):lower()
  if not precisions.bytes[precision] then
    return nil, ("an estimate needs %s, not %s"):format(precisions.asked,
      read.precision and "'" .. read.precision .. "'" or "none")
  elseif read.spec == "mtp" and not model.predicts_ahead then
    return nil, ('%s predicts one token at a time; spec = "mtp" is of models that predict several'):format(model.name)
  elseif not (read.input and read.output) then
    return nil, "an estimate needs input and output, in tokens"
  end
  return { model = model, precision = precision, input = read.input, output = read.output, engine = read.engine,
    speculative = read.spec ~= nil and read.spec ~= "none", ttft = read.ttft, cached = read.cached,
    acceptance = read.acceptance, date = read.date, p90_interactivity = read.p90_interactivity }
end

local SAYS = { mtp = ", with MTP", none = ", without MTP" }

--- What guesses tokens ahead, in words to follow others; of models that can.
-- @tparam string name of the model
-- @tparam ?string spec
-- @treturn string ", with MTP", ", without MTP" or ""
function workload.says(name, spec)
  local model = catalogue.model(name)
  return (spec == "mtp" or model and model.predicts_ahead) and SAYS[spec] or ""
end

--- A workload in words: "DeepSeek-R1 in fp4, 1,024 tokens in, 1,024 out, with MTP".
function workload.describe(read)
  local lengths = read.input and read.output
    and ("%s tokens in, %s out"):format(number.count(read.input), number.count(read.output))
  lengths = read.workload and (lengths and "%s, as %s" or "%s"):format(read.workload, lengths) or lengths
  local words = ("%s%s, %s"):format(read.model, read.precision and " in " .. read.precision or "", lengths)
  words = words .. (read.turns and (", a session of %s turns"):format(number.count(read.turns)) or "")
    .. ((read.cached or 0) > 0 and (", %s of input cached"):format(number.percent(read.cached)) or "")
  return words .. workload.says(read.model, read.spec)
    .. (read.acceptance and (", %s of drafts accepted"):format(number.percent(read.acceptance)) or "")
    .. (read.engine and ", on " .. read.engine or "")
    .. (read.date and ", software of " .. read.date or "")
    .. (read.ttft and (", first token within %s s"):format(number.short(read.ttft, 3)) or "")
    .. (read.p90_interactivity
      and (", P90 of %s tok/s/user or more"):format(number.short(read.p90_interactivity, 3)) or "")
end

return workload
