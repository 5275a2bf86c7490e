--- Writes what was fitted as the catalogue's data.
local constants = require "constants"
local scores = require "scores"

local calibration = {}

-- Groups of a whole class that count beside those of a part of it (engine known or not), as if they were its own.
local POOLED = 5
-- The share of rows that a range shall hold, and what it is widened by at most, step by step, until it does.
local HELD, WIDEST, STEP = 0.8, 2, 0.02

local function class_word(row)
  return row.point.model.architecture.experts and "moe" or "dense"
end

local CLASSES = {
  { "decode dense", "tpot", "decode dense" }, { "decode moe", "tpot", "decode moe" },
  { "served dense", "token_rate", "decode dense" }, { "served moe", "token_rate", "decode moe" },
  { "offline dense", "token_rate", "offline dense" }, { "offline moe", "token_rate", "offline moe" },
  { "submission dense", "token_rate", "submission dense" }, { "submission moe", "token_rate", "submission moe" },
  { "ttft dense", "ttft", nil, "dense" }, { "ttft moe", "ttft", nil, "moe" },
  { "power dense", "chip_power", nil, "dense" }, { "power moe", "chip_power", nil, "moe" },
}

-- Errors of a class, ln(measured / estimated), of rows left out: `left_out` with their group, `within` without.
local function errors_of(list, class, field)
  local made, sizes = {}, {}
  for _, row in ipairs(list) do
    if row[field] and row.name == class[2] and (not class[3] or row.class == class[3])
      and (not class[4] or class_word(row) == class[4]) then
      local word = row[field .. "_known"] and "known" or "unknown"
      local key = word .. "|" .. row.point.group
      sizes[key] = (sizes[key] or 0) + 1
      made[#made + 1] = { error = -row[field], group = row.point.group, word = word, key = key }
    end
  end
  for _, one in ipairs(made) do
    one.weight = sizes[one.key] ^ -0.5 -- as in the fit: no sweep outvotes the rest
  end
  table.sort(made, function(a, b)
    if a.error ~= b.error then
      return a.error < b.error
    end
    return a.key < b.key
  end)
  return made
end

-- Quantiles of the errors that are accepted, and of how many groups; nil where there are none. In the order of errors.
local function quantiles(errors, accepts)
  local total, groups, count = 0, {}, 0
  for _, one in ipairs(errors) do
    if accepts(one) then
      total = total + one.weight
      count = count + (groups[one.group] and 0 or 1)
      groups[one.group] = true
    end
  end
  if count == 0 then
    return nil, 0
  end
  local found, sum, next_one = {}, 0, 1
  local levels = { 0.1, 0.5, 0.9 }
  for _, one in ipairs(errors) do
    if accepts(one) then
      sum = sum + one.weight
      while levels[next_one] and sum >= levels[next_one] * total do
        found[next_one], next_one = one.error, next_one + 1
      end
    end
  end
  return found, count
end

-- A part's quantiles drawn to those of its class, by its number of groups; one group left aside, or none.
local function pooled(errors, word, aside)
  local of_all = quantiles(errors, function(one) return one.group ~= aside end)
  local own, count = quantiles(errors, function(one) return one.group ~= aside and one.word == word end)
  local share, made = count / (count + POOLED), {}
  for i = 1, 3 do
    made[i] = of_all and (own and share * own[i] + (1 - share) * of_all[i] or of_all[i])
  end
  return made
end

local function holds(range, wider, error)
  return error >= range[2] - wider * (range[2] - range[1]) and error <= range[2] + wider * (range[3] - range[2])
end

-- The ranges by which a class's rows are judged, by their key: made without their group where that is asked for.
local function ranges_of(errors, without_group)
  local made = {}
  for _, one in ipairs(errors) do
    made[one.key] = made[one.key] or pooled(errors, one.word, without_group and one.group or nil)
  end
  return made
end

-- How much wider than its quantiles a class's ranges must be to hold the rows of a group that they were not made from.
local function widened(errors, of_group)
  local wider = 1
  repeat
    local all, inside = 0, 0
    for _, one in ipairs(errors) do
      local range = of_group[one.key]
      if range[1] then
        all, inside = all + one.weight, inside + (holds(range, wider, one.error) and one.weight or 0)
      end
    end
    local enough = inside >= HELD * all
    wider = enough and wider or wider + STEP
  until enough or wider > WIDEST
  return wider
end

local function entry_of(errors, word, wider, of_group)
  local range, rows, inside = pooled(errors, word), 0, 0
  for _, one in ipairs(errors) do
    if one.word == word then
      local other = of_group[one.key]
      rows, inside = rows + 1, inside + (other[1] and holds(other, wider, one.error) and 1 or 0)
    end
  end
  return rows > 0 and ("{ p10 = %.4f, p50 = %.4f, p90 = %.4f, rows = %d, coverage = %.3f }"):format(
    range[2] - wider * (range[2] - range[1]), range[2], range[2] + wider * (range[3] - range[2]), rows, inside / rows)
end

-- Rows of new groups fall beside what other groups make probable more often than a tenth; those of groups that were
-- fitted do not.
local function add_side(out, list, class, side, field)
  local errors = errors_of(list, class, field)
  if #errors == 0 then
    return
  end
  local is_new = side == "new"
  local of_group = ranges_of(errors, is_new)
  local wider = is_new and widened(errors, of_group) or 1
  out[#out + 1] = ("      %s = {"):format(side)
  for _, word in ipairs { "known", "unknown" } do
    local entry = entry_of(errors, word, wider, of_group)
    out[#out + 1] = entry and ("        %s = %s,"):format(word, entry) or nil
  end
  out[#out + 1] = "      },"
end

local function add_residuals(out, list)
  for _, line in ipairs {
    "  -- Quantiles of ln(measured / estimated), engine's version fitted or not: of groups of platform and model",
    "  -- left out of the fit (new), widened until ranges made from the other groups hold four fifths of them, and of",
    "  -- recipes left out of groups that were fitted (seen). Coverage is the share of rows so held.",
    "  residuals = {",
  } do
    out[#out + 1] = line
  end
  for _, class in ipairs(CLASSES) do
    out[#out + 1] = ('    ["%s"] = {'):format(class[1])
    add_side(out, list, class, "new", "left_out")
    add_side(out, list, class, "seen", "within")
    out[#out + 1] = "    },"
  end
  out[#out + 1] = "  },"
end

local function six(value)
  return ("%.6g"):format(value)
end

local function add_constants(out, value)
  out[#out + 1] = "  constants = {"
  for _, entry in ipairs(constants.FITTED) do
    out[#out + 1] = ('    %s = { %s, "%s", "%s", "%s" },'):format(entry[1], six(value[entry[1]]), entry[6], entry[7],
      entry[8])
  end
  for _, entry in ipairs(constants.SET) do
    out[#out + 1] = ('    %s = { %s, "%s", "%s", "set, not fitted" },'):format(entry[1], six(entry[2]), entry[3],
      entry[4])
  end
  out[#out + 1] = "  },"
end

local function add_multipliers(out, key, names, word, value, counts)
  out[#out + 1] = ("  %s = {"):format(key)
  for _, name in ipairs(names) do
    local words = {}
    for i, multiplier in ipairs(constants.MULTIPLIERS) do
      words[i] = ("%s = %s"):format(multiplier[1], six(value[word .. name .. " " .. multiplier[1]]))
    end
    local wait = value[word .. name .. " " .. constants.WAIT[1]]
    words[#words + 1] = wait and ("%s = %s"):format(constants.WAIT[1], six(wait)) or nil
    words[#words + 1] = counts and ("rows = %d"):format(counts[name]) or nil
    out[#out + 1] = ('    ["%s"] = { %s },'):format(name, table.concat(words, ", "))
  end
  out[#out + 1] = "  },"
end

local function add_datasets(out, open, value)
  out[#out + 1] = "  -- Of a submission's throughput, by its data set: only means of lengths are known."
  out[#out + 1] = "  datasets = {"
  for _, name in ipairs(open.datasets) do
    out[#out + 1] = ('    ["%s"] = %s,'):format(name, six(value["dataset " .. name]))
  end
  out[#out + 1] = "  },"
end

local function add_left_out(out, list)
  out[#out + 1] = "  -- Absolute error on those groups."
  out[#out + 1] = "  left_out = {"
  for _, class in ipairs(CLASSES) do
    local sizes = {}
    for _, row in ipairs(list) do
      if row.left_out and row.name == class[2] and (not class[3] or row.class == class[3])
        and (not class[4] or class_word(row) == class[4]) then
        sizes[#sizes + 1] = math.abs(math.exp(row.left_out) - 1)
      end
    end
    table.sort(sizes)
    if #sizes > 0 then
      out[#out + 1] = ('    ["%s"] = { rows = %d, median = %.4f, p90 = %.4f },'):format(class[1], #sizes,
        scores.quantile(sizes, 0.5), scores.quantile(sizes, 0.9))
    end
  end
  out[#out + 1] = "  },"
end

local function groups_of(list)
  local names, seen = {}, {}
  for _, row in ipairs(list) do
    local group = row.point.group
    names[#names + 1] = not seen[group] and group or nil
    seen[group] = true
  end
  table.sort(names)
  return names
end

local HEAD = [[
-- luacheck: max line length 200
--- The inference model's constants, written by tests/accuracy/fit.lua (make accuracy-fit); not by hand.
-- A constant is { value, unit, meaning, what it rests on }.
-- @module signalflow.catalogue.calibration.inference

return {
  fitted = "%s",
  source = "public measured rows of TensorRT-LLM, ML.ENERGY, MLPerf, AIConfigurator and InferenceX",
  rows = %d,
  -- The day of the software that the constants speak for; with experts, all fixed times change by a factor a year.
  date = "%s",
  trend = { %s },
  -- Set, not fitted: a 400 Gb/s adapter for each accelerator, where the platform does not say.
  network_bandwidth = { 50, "GB/s/gpu" },]]

--- Writes lua/signalflow/catalogue/calibration/inference.lua.
-- @tparam string path
-- @tparam string date of the fit
-- @tparam table open of `constants.open`
-- @tparam {number,...} x logarithms of the constants
-- @tparam {table,...} list of rows with their errors
-- @tparam number count of points
function calibration.write(path, date, open, x, list, count)
  local value = {}
  for i, parameter in ipairs(open.list) do
    value[parameter.name] = math.exp(x[i])
  end
  local out = { HEAD:format(date, count, open.figures.date, six(value.trend)) }
  add_constants(out, value)
  for _, line in ipairs {
    "  -- Further shares of compute by the rate that multiplies, with block-scaled FP8, and with weights widened; of",
    "  -- bandwidth, reading experts in block-scaled FP8.",
    ("  precision = { compute_fp8 = %s, compute_fp4 = %s, block_scaled = %s,"):format(six(value.compute_fp8),
      six(value.compute_fp4), six(value.block_scaled)),
    ("    block_scaled_read = %s, widened = %s },"):format(six(value.block_scaled_read), six(value.widened)),
    "  -- Of the time of layers: those with experts in four bits on NVIDIA's hardware, all on AMD's from before FP4.",
    ("  layers = { fp4 = %s, before_fp4_amd = %s },"):format(six(value.layers_fp4), six(value.layers_AMD_before_fp4)),
    "  -- s for each token of an answer and step, of one accelerator on ML.ENERGY's hosts of hardware with FP4.",
    ("  shared_host = { %s, \"s\" },"):format(six(value.shared_host)),
    "  -- Share of compute, time of memory, compute and links, and power, by vendor.",
    ("  compute = { AMD = %s },"):format(six(value.compute_AMD)),
    ("  hardware = { AMD = %s },"):format(six(value.hardware_AMD)),
    ('  power_hardware = { AMD = %s, ["before FP4"] = %s },'):format(six(value.power_AMD), six(value.power_before_fp4)),
    "  -- Of offline throughput: what is submitted to MLPerf, its change by the year; scenarios with a limit.",
    ("  submission = { %s, %s },"):format(six(value.submission), six(value.submission_trend)),
    ("  offline_share = { server = %s, interactive = %s },"):format(six(value.server), six(value.interactive)),
    "  -- What an engine multiplies: its family's factor times its version's. \"nan\": the version is not published.",
  } do
    out[#out + 1] = line
  end
  add_datasets(out, open, value)
  add_multipliers(out, "families", constants.FAMILIES, "family ", value)
  add_multipliers(out, "engines", open.engines, "engine ", value, open.counts)
  add_residuals(out, list)
  add_left_out(out, list)
  out[#out + 1] = "  -- Groups of platform and model that were fitted."
  out[#out + 1] = "  groups = {"
  for _, name in ipairs(groups_of(list)) do
    out[#out + 1] = ('    ["%s"] = true,'):format(name)
  end
  out[#out + 1] = "  },\n}\n"
  local file = assert(io.open(path, "w"))
  file:write(table.concat(out, "\n"))
  assert(file:close())
  print("wrote " .. path)
end

return calibration
