--- A platform, a model and an operating point as what the core's inference takes (inference.h): inputs
-- with units, the layout, and the constants of the platform, the engine and the precision.
-- @module signalflow.serving.inference
local calibration = require "signalflow.catalogue.calibration.inference"
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local precisions = require "signalflow.catalogue.precisions"
local units = require "signalflow.values.units"

local inference = {}

--- The family of an engine by its name: the first of these words that is in it. ML.ENERGY serves by vLLM's defaults
-- from hosts that hold it up: it speaks for no other vLLM.
local FAMILIES = {
  { "ml.energy", "ml.energy" }, { "mlperf", "mlperf" }, { "atom", "atom" }, { "sglang", "sglang" },
  { "vllm", "vllm" }, { "trt", "trtllm" }, { "tensorrt", "trtllm" },
}

--- @tparam ?string engine
-- @treturn ?string "vllm", "ml.energy", "sglang", "trtllm", "atom", "mlperf" (what vendors submit to it)
function inference.family(engine)
  local name = (engine or ""):lower()
  for _, entry in ipairs(FAMILIES) do
    if name:find(entry[1], 1, true) then
      return entry[2]
    end
  end
  return nil
end

--- Years of a day, a month or a year: "2026-02-12", "2026-02", "2026".
-- @tparam ?string date
-- @treturn ?number nil where it is no date
function inference.years(date)
  local year, month, day = tostring(date or ""):match "^(%d%d%d%d)%-?(%d?%d?)%-?(%d?%d?)"
  if not year then
    return nil
  end
  return tonumber(year) + ((tonumber(month) or 7) - 1) / 12 + ((tonumber(day) or 15) - 1) / 365
end

-- Years from the day that the constants speak for to the day of the software.
local function years_from(date, figures)
  return (inference.years(date) or inference.years(figures.date)) - inference.years(figures.date)
end

--- What an engine multiplies: its family's factor, its version's where that was fitted, and with experts what software
-- gains by the year, from the day that the constants speak for: kernels for dense models had matured before.
-- @tparam ?string engine
-- @tparam ?string date of the software; that day itself unless given
-- @tparam boolean mixture whether the model has experts
-- @tparam[opt] table figures constants in place of the shipped ones
-- @treturn table
-- @treturn boolean whether the engine's version was among those fitted
function inference.multipliers(engine, date, mixture, figures)
  figures = figures or calibration
  local family = figures.families[inference.family(engine) or ""]
  local version = figures.engines[engine or ""]
  local made = {}
  for _, name in ipairs { "overhead", "prefill", "expert", "sequence" } do
    made[name] = (family and family[name] or 1) * (version and version[name] or 1)
  end
  if mixture then
    local trend = figures.trend[1] ^ years_from(date, figures)
    made.overhead, made.expert, made.sequence = made.overhead * trend, made.expert * trend, made.sequence * trend
  end
  return made, version ~= nil or inference.family(engine) == "ml.energy" -- of which there is one
end

-- NVIDIA hardware from before FP4 (Hopper, Ampere): its kernels keep the latent cache at 16 bits and widen MXFP4 to 16.
local function is_before_fp4(platform)
  return platform.vendor == "NVIDIA" and platform:figure "compute_fp4" == nil
end

--- The compute rate at which weights of a precision are multiplied.
-- @treturn ?Quantity
-- @treturn ?string the figure it is
function inference.compute(platform, model, precision)
  local rates = precisions.rates[precision]
  if model.checkpoint and model.checkpoint[1] == "mxfp4" and is_before_fp4(platform) then
    rates = { "compute_bf16" }
  end
  for _, name in ipairs(rates) do
    local rate = catalogue.quantity(platform, name)
    if rate then
      return rate, name
    end
  end
  return nil
end

--- What a model is to the calibration.
-- @tparam Model model
-- @treturn string "moe" (a mixture of experts) or "dense"
function inference.class(model)
  return model.architecture.experts and "moe" or "dense"
end

-- Whether a cached element takes 8 bits: as published recipes have it (InferenceX), with weights of 8 or 4 bits on
-- hardware that multiplies 4 bits; on older hardware in some engines, but for the latent cache.
local function has_narrow_cache(platform, model, precision, engine)
  local family, is_narrow = inference.family(engine), precision == "fp8" or precision == "fp4"
  if is_narrow and platform:figure "compute_fp4" and family ~= "ml.energy" then
    return true
  end
  local in_engine = family == "trtllm" and is_narrow or family == "atom" or family == "mlperf"
  return in_engine and not (model.attention == "MLA" and is_before_fp4(platform))
end

--- Bytes a weight of routed experts and of the rest, and a cached element.
-- @tparam Platform platform
-- @tparam Model model
-- @tparam string precision
-- @tparam ?string engine
function inference.bytes(platform, model, precision, engine)
  local expert, rest = precisions.bytes[precision], precisions.bytes[precision]
  local checkpoint = model.checkpoint
  if checkpoint then
    expert = math.min(expert, precisions.bytes[checkpoint[1]])
  end
  if inference.class(model) == "moe" and expert < 1 and not model.narrow then
    rest = checkpoint and checkpoint[3] or precisions.rest[precision]
  end
  return expert, rest, has_narrow_cache(platform, model, precision, engine) and 1 or 2
end

-- What a sequence keeps: elements a token adds for good, elements it adds while it is within a window, and the window.
-- Layers with a state of fixed size keep it as if in a window of one token: 32 bits, where a cached element has 16,
-- that a step reads and writes.
local function cache_elements(model)
  local a = model.architecture
  if model.compressed then
    return model:figure("kv_elements_per_token").value, a.layers * (a.kv_rank + a.rope_dim), a.sliding_window
  elseif a.index_dim then
    return a.layers * a.index_dim, a.layers * (a.kv_rank + a.rope_dim), a.selected_tokens
  elseif a.kv_rank then
    return a.layers * (a.kv_rank + a.rope_dim)
  end
  local layer, sliding = 2 * a.kv_heads * a.head_dim, a.sliding_layers or 0
  local state = a.state_layers and a.state_layers * a.state_heads * a.state_head_dim * a.state_dim
    or a.linear_value_heads and a.linear_layers * a.linear_value_heads * a.linear_head_dim ^ 2
  local kept = (a.layers - (a.linear_layers or 0) - sliding) * layer
  if state then
    return kept, 4 * state, 1
  end
  return kept, sliding > 0 and sliding * layer or nil, a.sliding_window
end

local function platform_inputs(platform, model, precision)
  local function read(name)
    return (catalogue.quantity(platform, name))
  end
  return {
    compute = (inference.compute(platform, model, precision)),
    attention_compute = read "compute_bf16",
    memory_bandwidth = read "hbm_bandwidth", memory = read "hbm_capacity",
    link_bandwidth = read "link_bandwidth", scaleup_domain = read "scaleup_accelerators",
    network_bandwidth = read "network_bandwidth"
      or calibration.network_bandwidth[1] * units.read(calibration.network_bandwidth[2]),
    rated_power = read "chip_power",
  }
end

local function add_model(inputs, model)
  local a = model.architecture
  local total, active = model:figure "total_parameters", model:figure "active_parameters"
  -- one table that embeds and predicts is read like an output head of its own
  local again = a.tied_embeddings and a.vocabulary * a.hidden or 0
  inputs.parameters, inputs.active_parameters = total and total.value + again, active and active.value + again
  -- a layer mixes tokens and feeds forward, though some models count the two apart; not all attend
  local layers = a.layers - (a.feed_forward_layers or 0)
  inputs.layers, inputs.hidden, inputs.head_size = layers, a.hidden, a.head_dim
  inputs.heads = a.heads * (a.layers - (a.linear_layers or 0)) / layers
  inputs.cache_heads, inputs.vocabulary = a.kv_heads, a.vocabulary
  inputs.score_width = a.kv_rank and 2 * a.kv_rank + a.rope_dim or 2 * a.head_dim
  if model.compressed then
    -- half of the layers attend to every fourth token's worth of vectors
    inputs.score_width = inputs.score_width / (2 * model.compressed[1])
  end
  inputs.cache_elements, inputs.window_elements, inputs.window = cache_elements(model)
  if not inputs.window_elements then
    inputs.window = nil
  end
  if a.experts then
    inputs.experts, inputs.experts_per_token = a.experts, a.experts_per_token
    inputs.expert_width = a.expert_intermediate
    inputs.expert_layers = a.layers - (a.dense_layers or 0)
  end
end

-- Families that take a prompt in when its own cache fits, and put a sequence back where its answer finds no room: under
-- a steady load as many are held as fit half through their answers. Others keep room for whole answers.
local ADMIT_EARLY = { vllm = true, ["ml.energy"] = true, sglang = true, atom = true }

-- Fixed times where they differ. NVIDIA's kernels for experts in four bits leave out steps that those in eight take;
-- kernels for AMD's hardware from before FP4 are less tuned. ML.ENERGY's hosts of NVIDIA's hardware with FP4 hold up an
-- instance of one accelerator, and the longer its answers, the more.
local function add_fixed_times(made, point, rate, figures)
  local platform, layers = point.platform, figures.layers
  local has_fp4 = platform:figure "compute_fp4" ~= nil
  local of_amd = platform.vendor == "AMD" and not has_fp4 and layers.before_fp4_amd or 1
  local of_fp4 = platform.vendor == "NVIDIA" and rate == "compute_fp4" and layers.fp4 or 1
  made.layer_time, made.expert_layer_time = made.layer_time * of_amd, made.expert_layer_time * of_amd * of_fp4
  local is_alone = point.layout and point.layout.accelerators == 1
  if is_alone and has_fp4 and platform.vendor == "NVIDIA" and inference.family(point.engine) == "ml.energy" then
    made.step_time = made.step_time + figures.shared_host[1] * point.output
  end
end

--- The fitted constants for a point.
-- @tparam table point as of `inference.prepare`
-- @tparam table figures the shipped constants, or others of their shape
-- @treturn table for the core
-- @treturn boolean whether the engine's version was among those fitted
function inference.constants(point, figures)
  local platform, model = point.platform, point.model
  local made = { overlapped = false }
  for name, entry in pairs(figures.constants) do
    made[name] = entry[1]
  end
  local _, rate = inference.compute(platform, model, point.precision)
  local share = (figures.precision[rate] or 1) * (figures.compute[platform.vendor] or 1)
  if rate == "compute_fp8" and model.block_scaled then
    share = share * figures.precision.block_scaled
    made.expert_bandwidth = made.expert_bandwidth * figures.precision.block_scaled_read
  elseif rate == "compute_bf16" and precisions.bytes[point.precision] < 1 then
    share = share * figures.precision.widened
  end
  made.precision_compute = share
  add_fixed_times(made, point, rate, figures)
  made.hardware = figures.hardware[platform.vendor] or 1
  made.power_hardware = figures.power_hardware[is_before_fp4(platform) and "before FP4" or platform.vendor] or 1
  local multipliers, known = inference.multipliers(point.engine, point.date,
    model.architecture.experts ~= nil, figures)
  for name, value in pairs(multipliers) do
    made[name] = value
  end
  made.prefill = made.prefill * (1 - (point.cached or 0)) -- what is in the cache is not computed again
  made.acceptance = point.acceptance or made.acceptance
  local family = figures.families[inference.family(point.engine) or ""]
  local wait = family and family.wait or 1
  made.host_time, made.wave = made.host_time * wait, made.wave * wait
  if ADMIT_EARLY[inference.family(point.engine)] then
    made.capacity_share = made.context_share
  end
  if point.varied then
    made.context_share, made.capacity_share = point.varied * made.context_share, point.varied * made.capacity_share
  end
  made.offline_share = figures.offline_share[point.scenario] or 1
  if point.varied then
    local progress = figures.submission[2] ^ years_from(point.date, figures)
    local dataset = figures.datasets[model.name] or 1
    made.offline_share = made.offline_share * figures.submission[1] * progress * dataset
  end
  return made, known
end

local function add_point(inputs, point)
  local byte = units.read "B"
  local expert, rest, cached = inference.bytes(point.platform, point.model, point.precision, point.engine)
  inputs.weight_bytes, inputs.cache_bytes = rest * byte, cached * byte
  inputs.expert_bytes = point.model.architecture.experts and expert * byte or nil
  inputs.input, inputs.output, inputs.concurrency = point.input, point.output, point.concurrency
  inputs.tpot_limit = point.tpot_limit and point.tpot_limit * units.read "s/tok"
end

-- Tokens that multi-token prediction guesses ahead where a workload does not say how many.
local DRAFTED = 3

-- What a layout takes from the point and its model.
local function switches_of(point, inputs)
  local model = point.model
  local indexed = model.architecture.selected_tokens ~= nil
  local sparse = indexed and not model.compressed
  return { drafted = point.drafted or DRAFTED, latent_attention = model.attention == "MLA",
    mixture = model.architecture.experts ~= nil, sparse = sparse, indexed = indexed,
    sliding = inputs.window_elements ~= nil and not sparse, speculative = point.speculative or false,
    offline = point.offline or false, limited = point.tpot_limit ~= nil }
end

local function kind_of(point)
  return (point.varied and "submission " or point.offline and "offline " or "decode ")
    .. inference.class(point.model)
end

--- Puts together what the core takes.
-- @tparam table point `platform model` (records of the catalogue), `precision engine input output concurrency layout`,
-- `speculative offline`, `cached` (share of input), `acceptance` (of drafted tokens), `date` of the software,
-- `tpot_limit` (s, of an offline point), `varied` (how many times longer
-- than the mean the answers in a batch are, where lengths vary, as in MLPerf), `scenario` ("server", "interactive":
-- rules that cost offline throughput), `bound` (ideal constants)
-- @tparam[opt] table figures constants in place of the shipped ones
-- @treturn table `inputs layout constants kind known seen`: kind is "decode dense", "offline moe", "submission moe",
-- ...; known says whether the engine's version was among those fitted, seen whether the platform with the model was
function inference.prepare(point, figures)
  return inference.lay_out(inference.open(point, figures), point.layout)
end

--- What the core takes of a point whatever its layout, so that layouts share it.
-- @tparam table point as of `inference.prepare`
-- @tparam[opt] table figures constants in place of the shipped ones
-- @treturn table for `inference.lay_out`
function inference.open(point, figures)
  local inputs = platform_inputs(point.platform, point.model, point.precision)
  add_model(inputs, point.model)
  add_point(inputs, point)
  local constants, known = inference.constants(point, figures or calibration)
  if point.bound then
    constants = point.cached and { prefill = 1 - point.cached, overlapped = true } or nil
  end
  return { inputs = inputs, switches = switches_of(point, inputs), constants = constants, known = known,
    kind = kind_of(point), seen = calibration.groups[point.platform.name .. "|" .. point.model.name] or false }
end

--- An opened point in a layout.
-- @tparam table opened of `inference.open`
-- @tparam table layout
-- @treturn table as of `inference.prepare`
function inference.lay_out(opened, layout)
  return options.merged(opened, { layout = options.merged(opened.switches, layout) })
end

--- The outputs of a prepared point, as expressions; what depends on a blank is absent.
-- @treturn table
function inference.outputs(prepared)
  return core.inference(prepared.inputs, prepared.layout, prepared.constants)
end

--- One output that must be known.
-- @treturn ?Quantity nil, err naming the blank it depends on
function inference.output(prepared, name)
  local value, err = core.inference_output(prepared.inputs, prepared.layout, prepared.constants, name)
  if value == nil then
    return nil, failure("unknown", tostring(err))
  end
  return value
end

--- The quantiles of measured over estimated, on rows that the fit had not seen.
-- @tparam string kind "decode dense", "served moe", "offline moe", "submission dense", "ttft moe", "power dense", ...
-- @tparam boolean known the engine's version was among those fitted
-- @tparam[opt] boolean seen other rows of the platform with the model were among those fitted
-- @treturn table `low high` as factors, `rows coverage`
function inference.range(kind, known, seen)
  local class = calibration.residuals[kind]
  local side = seen and class.seen or class.new
  local entry = known and side.known or side.unknown or side.known
  return { low = math.exp(entry.p10), high = math.exp(entry.p90), rows = entry.rows, coverage = entry.coverage }
end

--- The range of a point's figure.
-- @tparam string figure "speed" (time per token, or offline throughput), "served" (throughput), "ttft" or "power"
-- @tparam table prepared
-- @treturn table as of `inference.range`
function inference.range_of(figure, prepared)
  local class = prepared.layout.mixture and "moe" or "dense"
  return inference.range(figure == "speed" and prepared.kind or figure .. " " .. class, prepared.known, prepared.seen)
end

return inference
