--- Writes what was fitted as the catalogue's data.
local constants = require "constants"
local scores = require "scores"

local calibration = {}

-- Rows of a whole class that count beside those of a part of it (engine known or not), as if they were its own.
local POOLED = 30

local function quantiles(list)
  table.sort(list)
  local found = {}
  for i, p in ipairs { 0.1, 0.5, 0.9 } do
    found[i] = scores.quantile(list, p)
  end
  return found
end

-- ln(measured / estimated) of rows whose group was left out.
local function left_out(list, accepts)
  local made = {}
  for _, row in ipairs(list) do
    if row.left_out and accepts(row) then
      made[#made + 1] = -row.left_out
    end
  end
  return made
end

local function inside(list, low, high)
  local count = 0
  for _, error in ipairs(list) do
    count = count + (error >= low and error <= high and 1 or 0)
  end
  return count / #list
end

-- A part of a class between its own quantiles and those of the class, by its number of rows.
local function entry_of(part, class)
  local own, of_all, share = quantiles(part), quantiles(class), #part / (#part + POOLED)
  local made = {}
  for i = 1, 3 do
    made[i] = share * own[i] + (1 - share) * of_all[i]
  end
  return ("{ p10 = %.4f, p50 = %.4f, p90 = %.4f, rows = %d, coverage = %.3f }"):format(made[1], made[2], made[3], #part,
    inside(part, made[1], made[3]))
end

local function class_word(row)
  return row.point.model.architecture.experts and "moe" or "dense"
end

local CLASSES = {
  { "decode dense", "tpot", "decode dense" }, { "decode moe", "tpot", "decode moe" },
  { "offline dense", "token_rate", "offline dense" }, { "offline moe", "token_rate", "offline moe" },
  { "submission dense", "token_rate", "submission dense" }, { "submission moe", "token_rate", "submission moe" },
  { "ttft dense", "ttft", nil, "dense" }, { "ttft moe", "ttft", nil, "moe" },
  { "power dense", "chip_power", nil, "dense" }, { "power moe", "chip_power", nil, "moe" },
}

local function add_residuals(out, list)
  out[#out + 1] = "  -- Quantiles of ln(measured / estimated) on groups of platform and model left out of the fit."
  out[#out + 1] = "  residuals = {"
  for _, class in ipairs(CLASSES) do
    local function of_class(row)
      return row.name == class[2] and (not class[3] or row.class == class[3])
        and (not class[4] or class_word(row) == class[4])
    end
    local all = left_out(list, of_class)
    if #all > 0 then
      out[#out + 1] = ('    ["%s"] = {'):format(class[1])
      for _, word in ipairs { "known", "unknown" } do
        local part = left_out(list, function(row) return of_class(row) and row.known == (word == "known") end)
        if #part > 0 then
          out[#out + 1] = ("      %s = %s,"):format(word, entry_of(part, all))
        end
      end
      out[#out + 1] = "    },"
    end
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
  -- The day of the software that the constants speak for; with experts, layer and sequence times change by a factor a
  -- year.
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
