--- What a benchmark's file says, and what the analyst says beside it, as one measured row. What neither says is asked
-- for by name; where both say something, they must say the same.
-- @module signalflow.measured.rows
local catalogue = require "signalflow.catalogue"
local checks = require "signalflow.measured.checks"
local core = require "signalflow.core"
local fields = require "signalflow.measured.fields"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local precisions = require "signalflow.catalogue.precisions"
local times = require "signalflow.measured.times"
local workload = require "signalflow.serving.workload"

local rows = {}

local MOST_FAILED = 0.05
local MEASURES = { steady = true, offline = true, server = true, interactive = true }
local SCOPES = { chip = "gpu", server = "server_wall", facility = "facility" }
local SCOPE_NAMES = { gpu = "chip", server_wall = "server", facility = "facility" }
local TIMES = { tpot = "time per output token", ttft = "time to the first token" }

-- The name of the catalogue for a name of a file; the last part of "deepseek-ai/DeepSeek-R1" counts.
local function known(find, text)
  local record = text and (find(text) or find(text:match "[^/]*$"))
  return record and record.name
end

-- The platform or model: as given, else as the file says, in one way or another, where the catalogue knows it.
local function name_of(place, kind, find, given, stated, also)
  local said = known(find, stated) or known(find, also)
  if given == nil then
    return said
  end
  local record, err = find(given)
  if not record then
    core.raise(tostring(err))
  elseif said and said ~= record.name then
    fields.refuse(place, "it is of %s ('%s'), and %s '%s' is given", said, stated, kind, given)
  end
  return record.name
end

-- A plain field: given or stated.
local function same(place, name, given, stated)
  if given ~= nil and stated ~= nil and given ~= stated then
    fields.refuse(place, "its %s is %s, and %s is given", name, tostring(stated), tostring(given))
  end
  return given ~= nil and given or stated
end

local function precision_of(place, given, stated)
  local read = same(place, "precision", given and given:lower(), stated and stated:lower())
  if read and not precisions.bytes[read] then
    options.unknown("precision", read, options.names(precisions.bytes))
  end
  return read
end

local function spec_of(place, given, made)
  local spec = same(place, "speculation", given, made.spec)
    or not (made.speculates or made.is_spec_unsaid) and "none" or nil
  if made.speculates and spec == "none" then
    fields.refuse(place, 'the run guessed tokens ahead, and spec = "none" is given')
  elseif spec and not workload.speculation[spec] then
    options.unknown("speculation", spec, options.names(workload.speculation))
  end
  return spec
end

local function length_of(place, side, given, stated)
  local length = given or stated and math.tointeger(math.floor(stated + 0.5))
  if stated and not (length and length >= 1) then
    fields.refuse(place, "a request has %s %s tokens on average", number.short(stated, 3), side)
  end
  return length
end

-- The median of what was timed, where it is stated; else the mean, and a note that it is one.
local function take_times(row, made)
  local means = {}
  for _, name in ipairs(options.names(TIMES)) do
    local is_mean
    row[name], is_mean = fields.middle(made["median_" .. name], made["mean_" .. name])
    row[name] = row[name] and row[name] > 0 and row[name] or nil
    means[#means + 1] = is_mean and row[name] and TIMES[name] or nil
  end
  row.note = #means > 0 and ("%s: mean, no median is stated"):format(table.concat(means, ", ")) or nil
  return row
end

local LEAST_MEDIAN = 0.01 -- of the mean: less is another unit, no long tail
local LATENCY = 0.25 -- of a request, against its first token and the others: both are means

-- Half of the times are no shorter than their median, so it is never more than twice the mean. And a request takes as
-- long as its tokens.
local function check_times(place, made)
  for name, words in pairs(TIMES) do
    local median, mean = made["median_" .. name], made["mean_" .. name]
    if median and mean and (median > 2 * mean or median < LEAST_MEDIAN * mean) then
      fields.refuse(place, "it contradicts itself: the median %s is %s ms, and the mean %s ms", words,
        number.short(median, 4), number.short(mean, 4))
    end
  end
  if made.latency and made.mean_tpot and made.mean_ttft and made.output then
    fields.agree(place, "the mean latency of a request, in ms,", made.latency,
      made.mean_ttft + math.max(0, made.output - 1) * made.mean_tpot, LATENCY)
  end
end

local function check_failed(place, made)
  if made.failed and made.failed > MOST_FAILED then
    fields.refuse(place, "%s of its requests failed (at most %s): what was served is not what was asked",
      number.percent(made.failed), number.percent(MOST_FAILED))
  end
end

local function check_day(place, day)
  if not times.has_come(day) then
    fields.refuse(place, "its date is %s, a day that has not come", day)
  end
end

-- What neither says: names of options, each with why it is needed.
local function missing_of(row, made)
  local list = {}
  local function need(name, words)
    list[#list + 1] = row[name] == nil and ("%s (%s)"):format(name, words) or nil
  end
  need("platform", made.platform and ("the catalogue has no '%s'"):format(made.platform) or 'as "B200"')
  need("model", made.model and ("the catalogue has no '%s'"):format(made.model) or 'as "DeepSeek-R1"')
  need("precision", 'of the weights, as "fp8"')
  need("gpus", "how many accelerators served, those that prefill too")
  need("spec", 'how it guessed tokens ahead: "mtp" or "none"')
  need("date", 'the day it ran, as "2026-01-15"')
  if row.workload == nil and not (row.input and row.output) then
    list[#list + 1] = made.system and 'workload (the round, as "mlperf-5.1")'
      or "input and output (tokens of a request)"
  end
  return list
end

--- The scopes of power as options name them, and as rows do.
rows.SCOPES = SCOPES
--- The scopes of power as rows name them, and as options do.
rows.SCOPE_NAMES = SCOPE_NAMES

--- Makes a row.
-- @tparam string place the file, or a line of it
-- @tparam table made what the file says
-- @tparam table given options of `sf.measured.read`
-- @treturn table a row without its source, power and checks
-- @raise naming the options that are missing; an err where the file and an option differ
function rows.make(place, made, given)
  check_failed(place, made)
  check_times(place, made)
  local row = {
    platform = name_of(place, "platform", catalogue.platform, given.platform, made.platform),
    model = name_of(place, "model", catalogue.model, given.model, made.model, made.model_prefix),
    precision = precision_of(place, given.precision, made.precision),
    gpus = same(place, "number of accelerators", given.gpus, made.gpus),
    engine = same(place, "engine", given.engine, made.engine), spec = spec_of(place, given.spec, made),
    disaggregated = same(place, "'disaggregated'", given.disaggregated, made.disaggregated) or false,
    layout = given.layout or made.layout, workload = given.workload, measure = made.measure,
    concurrency = same(place, "concurrency", given.concurrency, made.concurrency),
    input = length_of(place, "input", given.input, made.input),
    output = length_of(place, "output", given.output, made.output),
    mean_input = given.input and made.input, mean_output = given.output and made.output,
    mean_tpot = made.mean_tpot, mean_ttft = made.mean_ttft,
    latency = made.latency, request_rate = made.request_rate,
    date = given.date and core.day_text(core.day(given.date)) or made.date, derived = false,
  }
  local missing = missing_of(row, made)
  if #missing > 0 then
    core.raise(("%s does not say %s; give %s"):format(place, table.concat(missing, "; "),
      #missing == 1 and "it" or "them"))
  end
  check_day(place, row.date)
  row.token_rate = made.rate / row.gpus
  return rows.complete(take_times(row, made))
end

--- Checks that a row that was kept names what is known.
-- @tparam string place
-- @tparam table row
-- @raise an err with code "parse"
function rows.check_names(place, row)
  for _, kind in ipairs { "platform", "model" } do
    local record, err = catalogue[kind](row[kind])
    if not record or record.name ~= row[kind] then
      fields.refuse(place, "%s", err and tostring(err)
        or ("%s '%s' is called '%s'"):format(kind, row[kind], record.name))
    end
  end
  for name, known_words in pairs { precision = precisions.bytes, spec = workload.speculation, measure = MEASURES,
    power_scope = SCOPE_NAMES } do
    if row[name] and not known_words[row[name]] then
      fields.refuse(place, "%s '%s' is not known; known: %s", name, row[name],
        table.concat(options.names(known_words), ", "))
    end
  end
  if not times.read(row.date .. " 00:00:00") then
    fields.refuse(place, "date '%s' is no day", row.date)
  end
  check_day(place, row.date)
  if row.power and not row.power_scope then
    fields.refuse(place, "power_scope is missing: whose power it is")
  end
end

--- Adds what follows from a row's fields.
-- @tparam table row
-- @treturn table row
function rows.complete(row)
  row.interactivity = row.tpot and 1000 / row.tpot
  return row
end

--- Adds what does not hold.
-- @tparam table row
-- @treturn table row
function rows.judge(row)
  row.suspect = checks.of(row)
  return row
end

--- Adds where a row comes from: its file, and the digest of it.
-- @tparam table row with `file` and `sha256`
-- @tparam ?string wording that the publisher asks for
-- @treturn table row
function rows.sign(row)
  local title = ("%s%s, SHA-256 %s"):format(row.file, row.part and ", " .. row.part or "", row.sha256:sub(1, 16))
  row.source_key = "own " .. row.sha256
  row.source = { key = row.source_key, title = row.wording and title .. "; " .. row.wording or title, says = row.format,
    sha256 = row.sha256, date = row.date }
  row.retrieved = false
  return row
end

return rows
