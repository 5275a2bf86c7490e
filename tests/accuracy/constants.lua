--- The constants that are fitted, left open: where each starts, how far it may go, what it means; and those that are
-- set.
local core = require "signalflow.core"
local inference = require "signalflow.serving.inference"

local constants = {}

--- name, start and mean of the prior, low, high, standard deviation of the prior's logarithm, unit, meaning, rests on
constants.FITTED = {
  { "weight_bandwidth", .9, .3, 1, .05, "", "share of memory bandwidth, reading weights", "small batches" },
  { "cache_bandwidth", .6, .15, 1, .4, "", "share of memory bandwidth, reading the cache", "long contexts, offline" },
  { "routing", .95, .6, 1, .1, "", "power of a step's tokens by which they count for experts", "large batches" },
  { "decode_compute", .65, .1, 1, .2, "", "share of compute, decoding", "405B chat, offline" },
  { "prefill_compute", .7, .15, 1, .15, "", "share of compute, prefilling", "dense closed loop, long prompts" },
  { "expert_bandwidth", .85, .1, 1, .15, "", "further share of bandwidth, reading experts", "all with experts" },
  { "expert_compute", .6, .1, 1.5, .3, "", "further share of compute, with experts", "offline, 8k prompts" },
  { "link", .4, .02, 1, .5, "", "share of a link's bandwidth", "prefill and offline over 2 to 8" },
  { "layer_time", 35e-6, 3e-6, 200e-6, .25, "s", "each layer without experts, and step", "small batches" },
  { "expert_layer_time", 90e-6, 1e-6, 300e-6, .4, "s", "each layer with experts, and step", "small batches" },
  { "index_time", 50e-6, 1e-6, 300e-6, .4, "s", "each layer's index of tokens, and step", "GLM-5, DeepSeek-V4-Pro" },
  { "collective_time", 5e-6, .1e-6, 50e-6, .7, "s", "each collective, two a layer", "over 2 to 8 accelerators" },
  { "exchange_time", 40e-6, 1e-6, 200e-6, .5, "s", "each exchange of tokens among experts", "attention by data" },
  { "network_time", 50e-6, 1e-6, 200e-6, .5, "s", "more beyond the scale-up domain", "rows over 16, few" },
  { "sequence_time", 10e-6, .1e-6, 60e-6, .5, "s", "each sequence of a batch and step", "large batches" },
  { "step_time", .2e-3, .01e-3, 5e-3, 1, "s", "each step", "8B and 20B" },
  { "acceptance", .65, .3, .95, .15, "", "share of drafted tokens accepted", "MTP rows, with the next" },
  { "speculative_step", 1.3, 1, 2.5, .2, "", "time of a speculative step over a plain one", "MTP rows" },
  { "speculative_verified", 2, 1, 4, .3, "", "tokens verified for a sequence and step", "MTP, large batches" },
  { "host_time", .05, .001, 2, 1, "s", "before a prompt is prefilled", "times to the first token" },
  { "wave", .2, .005, 2, 1, "", "share of the other prompts that a prompt waits for", "times to the first token" },
  { "usable_memory", .85, .3, 1, .1, "", "share of the memory that weights leave, for the cache", "full batches" },
  { "power_busy", .6, .1, 2, .3, "", "more by the root of the share of time that works", "rows of accelerator power" },
  { "power_compute", .8, .05, 4, .7, "", "more by the root of the share of compute", "rows of accelerator power" },
  { "power_prefill", .88, .4, 1, .1, "", "of rated power, prefilling all the time", "prefill pools, few" },
}

-- What is not a constant of the core but a part of one: name, start, low, high, spread.
local PARTS = {
  { "compute_fp8", .95, .4, 1.2, .1 }, { "compute_fp4", .55, .2, 1.2, .25 }, { "block_scaled", .65, .3, 1, .2 },
  { "block_scaled_read", 1, .3, 1.2, .15 },
  { "widened", .8, .2, 1.2, .3 }, { "hardware_AMD", 1.1, .6, 2.5, .2 }, { "compute_AMD", 1, .4, 2.5, .3 },
  { "power_AMD", .9, .6, 1.3, .15 }, { "power_before_fp4", .9, .6, 1.3, .15 }, { "server", .85, .4, 1.1, .15 },
  { "interactive", .6, .1, 1.1, .4 }, { "trend", .85, .4, 1.2, .2 }, { "submission", 1, .4, 2.5, .3 },
  { "submission_trend", 1.3, .7, 3, .3 },
  { "layers_fp4", .9, .3, 1.5, .2 }, { "layers_AMD_before_fp4", 1, .5, 3, .2 },
  { "shared_host", 2e-6, .01e-6, 20e-6, 1 },
}

--- What an engine multiplies; standard deviation of the prior's logarithm for its family and for its version.
constants.MULTIPLIERS = { { "overhead", .25, .2 }, { "prefill", .25, .2 }, { "expert", .2, .15 },
  { "sequence", .5, .5 } }
--- Of a family alone: what it makes of waiting before the first token, with the prior's standard deviation.
constants.WAIT = { "wait", .5 }
constants.FAMILIES = { "vllm", "ml.energy", "sglang", "trtllm", "atom", "mlperf" }
local DATASET = 0.3 -- standard deviation of the logarithm of what a submission's data set makes of its rate
-- What is submitted to MLPerf is tuned apart, what ML.ENERGY measures not at all: families of one engine each.
local APART, SPREAD_APART = { mlperf = true, ["ml.energy"] = true }, 0.7
local FEWEST_ROWS_OF_AN_ENGINE = 8

--- name, value, unit, meaning
constants.SET = {
  { "imbalance", .7, "", "of (2 ln g)^.5 deviations, the largest of g normal variables, 4 to 72" },
  { "context_share", .5, "", "of an answer, in the cache on average" },
  { "capacity_share", 1, "", "of an answer, for which the cache must have room" },
  { "scheduled_batch", 2048, "", "most sequences of one scheduler, offline" },
  { "power_idle", .11, "", "of rated power at rest: an H200 idles at 78 W of 700" },
  { "power_cap", .97, "", "most of rated power that is drawn" },
}

local function engines_of(points)
  local counts, names = {}, {}
  for _, point in ipairs(points) do
    local engine = point.engine
    local family = inference.family(engine)
    if family and not APART[family] then
      counts[engine] = (counts[engine] or 0) + 1
    end
  end
  for name, count in pairs(counts) do
    names[#names + 1] = count >= FEWEST_ROWS_OF_AN_ENGINE and name or nil
  end
  table.sort(names)
  return names, counts
end

-- Models of which submissions were measured: each is asked one data set.
local function datasets_of(points)
  local names, seen = {}, {}
  for _, point in ipairs(points) do
    local name = point.model.name
    names[#names + 1] = point.varied and not seen[name] and name or nil
    seen[name] = seen[name] or point.varied ~= nil
  end
  table.sort(names)
  return names
end

-- A constant between low and high whose logarithm is drawn evenly: its value, and the logarithm to differentiate by.
local function open_one(open, name, start, low, high, spread)
  local parameter = { name = name, place = #open.list + 1, low = math.log(low), high = math.log(high),
    start = math.log(start), spread = spread }
  parameter.log = parameter.low + (parameter.high - parameter.low) * core.draw(name)
  parameter.value = core.exp(parameter.log)
  open.list[parameter.place], open.by_draw[name] = parameter, parameter
  return parameter.value
end

local function open_multipliers(open, word, names, spread_of)
  local made = {}
  for _, name in ipairs(names) do
    made[name] = {}
    for _, entry in ipairs(constants.MULTIPLIERS) do
      local spread = APART[name] and SPREAD_APART or entry[spread_of]
      made[name][entry[1]] = open_one(open, word .. name .. " " .. entry[1], 1, math.exp(-3), math.exp(3), spread)
    end
    if word == "family " and name ~= "mlperf" then
      local wait, spread = table.unpack(constants.WAIT)
      made[name].wait = open_one(open, word .. name .. " " .. wait, 1, math.exp(-3), math.exp(3), spread)
    end
  end
  return made
end

--- Every constant as an expression of a draw, in the shape of the shipped ones.
-- @tparam {table,...} points of `rows.points`
-- @treturn table `list` of parameters, `by_draw`, `figures` for `inference.prepare`
function constants.open(points)
  local open = { list = {}, by_draw = {} }
  local figures = { constants = {}, date = "2026-03" }
  for _, entry in ipairs(constants.FITTED) do
    figures.constants[entry[1]] = { open_one(open, table.unpack(entry, 1, 5)) }
  end
  for _, entry in ipairs(constants.SET) do
    figures.constants[entry[1]] = { entry[2] }
  end
  local part = {}
  for _, entry in ipairs(PARTS) do
    part[entry[1]] = open_one(open, table.unpack(entry, 1, 5))
  end
  figures.precision = { compute_fp8 = part.compute_fp8, compute_fp4 = part.compute_fp4,
    block_scaled = part.block_scaled, block_scaled_read = part.block_scaled_read, widened = part.widened }
  figures.compute, figures.hardware = { AMD = part.compute_AMD }, { AMD = part.hardware_AMD }
  figures.power_hardware = { AMD = part.power_AMD, ["before FP4"] = part.power_before_fp4 }
  figures.offline_share = { server = part.server, interactive = part.interactive }
  figures.layers = { fp4 = part.layers_fp4, before_fp4_amd = part.layers_AMD_before_fp4 }
  figures.shared_host = { part.shared_host }
  figures.trend, figures.submission = { part.trend }, { part.submission, part.submission_trend }
  open.datasets, figures.datasets = datasets_of(points), {}
  for _, name in ipairs(open.datasets) do
    figures.datasets[name] = open_one(open, "dataset " .. name, 1, 0.3, 3, DATASET)
  end
  open.engines, open.counts = engines_of(points)
  figures.families = open_multipliers(open, "family ", constants.FAMILIES, 2)
  figures.engines = open_multipliers(open, "engine ", open.engines, 3)
  open.figures = figures
  return open
end

--- Prints where the constants came to lie.
function constants.print(open, x)
  for i, parameter in ipairs(open.list) do
    local mark = (x[i] < parameter.low + 1e-3 or x[i] > parameter.high - 1e-3) and "  at its bound" or ""
    print(("  %-36s %.6g%s"):format(parameter.name, math.exp(x[i]), mark))
  end
end

return constants
