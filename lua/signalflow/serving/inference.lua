--- A platform, a model and an operating point as what the core's inference takes (inference.h): inputs
-- with units, the layout, and the constants of the platform, the engine and the precision.
-- @module signalflow.serving.inference
local calibration = require "signalflow.catalogue.calibration.inference"
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local precisions = require "signalflow.catalogue.precisions"
local units = require "signalflow.values.units"

local inference = {}

--- The family of an engine by its name: the first of these words that is in it.
local FAMILIES = {
  { "atom", "atom" }, { "sglang", "sglang" }, { "vllm", "vllm" }, { "trt", "trtllm" }, { "tensorrt", "trtllm" },
}

--- @tparam ?string engine
-- @treturn ?string "vllm", "sglang", "trtllm", "atom"
function inference.family(engine)
  local name = (engine or ""):lower()
  for _, entry in ipairs(FAMILIES) do
    if name:find(entry[1], 1, true) then
      return entry[2]
    end
  end
  return nil
end

--- What an engine multiplies, and whether its version was among those fitted.
function inference.multipliers(engine)
  local family = calibration.families[inference.family(engine) or ""]
  local version = calibration.engines[engine or ""]
  local made = {}
  for _, name in ipairs { "overhead", "prefill", "expert", "sequence" } do
    made[name] = (family and family[name] or 1) * (version and version[name] or 1)
  end
  return made, version ~= nil
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

--- Bytes a weight of routed experts and of the rest, and a cached element.
function inference.bytes(platform, model, precision, engine)
  local expert = precisions.bytes[precision]
  local mixture = inference.class(model) == "moe"
  if model.checkpoint then
    expert = math.min(expert, precisions.bytes[model.checkpoint[1]])
  end
  local rest = mixture and expert < 1 and not model.narrow and 2 or expert
  local family = inference.family(engine)
  local narrow = family == "trtllm" and (precision == "fp8" or precision == "fp4") or family == "atom"
  if model.attention == "MLA" and is_before_fp4(platform) then
    narrow = false
  end
  return expert, rest, narrow and 1 or 2
end

-- What a sequence keeps: elements a token adds for good, elements it adds while it is within a window, and the window.
-- Layers with a state of fixed size keep it as if in a window of one token; a step reads and writes it.
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
    return kept, 2 * state, 1
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
  inputs.layers, inputs.hidden, inputs.heads, inputs.head_size = a.layers, a.hidden, a.heads, a.head_dim
  inputs.cache_heads, inputs.vocabulary = a.kv_heads, a.vocabulary
  inputs.score_width = a.kv_rank and 2 * a.kv_rank + a.rope_dim or 2 * a.head_dim
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

--- The fitted constants for a platform, model, precision and engine.
-- @treturn table for the core
-- @treturn boolean whether the engine's version was among those fitted
function inference.constants(platform, model, precision, engine)
  local made = { overlapped = false }
  for name, entry in pairs(calibration.constants) do
    made[name] = entry[1]
  end
  local _, rate = inference.compute(platform, model, precision)
  local share = calibration.precision[rate] or 1
  if rate == "compute_fp8" and model.block_scaled then
    share = share * calibration.precision.block_scaled
  end
  made.precision_compute = share
  made.hardware = calibration.hardware[platform.vendor] or 1
  made.power_hardware = calibration.power_hardware[platform.vendor] or 1
  local multipliers, known = inference.multipliers(engine)
  for name, value in pairs(multipliers) do
    made[name] = value
  end
  return made, known
end

--- Puts together what the core takes.
-- @tparam table point `platform model` (records of the catalogue), `precision engine input output concurrency layout`,
-- `speculative offline`, `varied` (lengths vary widely, as in MLPerf), `scenario` ("server", "interactive": rules that
-- cost offline throughput), `bound` (ideal constants)
-- @treturn table `inputs layout constants kind known`: kind is "decode dense", "offline moe", ...; known says whether
-- the engine's version was among those fitted
function inference.prepare(point)
  return inference.lay_out(inference.open(point), point.layout)
end

--- What the core takes of a point whatever its layout, so that layouts share it.
-- @tparam table point as of `inference.prepare`
-- @treturn table for `inference.lay_out`
function inference.open(point)
  local platform, model, precision = point.platform, point.model, point.precision
  local inputs = platform_inputs(platform, model, precision)
  add_model(inputs, model)
  local byte = units.read "B"
  local expert, rest, cached = inference.bytes(platform, model, precision, point.engine)
  local mixture = inference.class(model) == "moe"
  inputs.weight_bytes, inputs.cache_bytes = rest * byte, cached * byte
  inputs.expert_bytes = mixture and expert * byte or nil
  inputs.input, inputs.output, inputs.concurrency = point.input, point.output, point.concurrency
  local switches = { latent_attention = model.attention == "MLA", mixture = mixture,
    sliding = inputs.window_elements ~= nil, speculative = point.speculative or false,
    offline = point.offline or false }
  local constants, known = inference.constants(platform, model, precision, point.engine)
  if point.varied then
    constants.context_share, constants.capacity_share = 2 * constants.context_share, 2 * constants.capacity_share
  end
  constants.offline_share = calibration.offline_share[point.scenario] or 1
  return { inputs = inputs, switches = switches, constants = not point.bound and constants or nil, known = known,
    kind = (point.offline and "offline " or "decode ") .. inference.class(model) }
end

--- An opened point in a layout.
-- @tparam table opened of `inference.open`
-- @tparam table layout
-- @treturn table as of `inference.prepare`
function inference.lay_out(opened, layout)
  local laid = {}
  for _, from in ipairs { layout, opened.switches } do
    for name, value in pairs(from) do
      laid[name] = value
    end
  end
  return { inputs = opened.inputs, layout = laid, constants = opened.constants, known = opened.known,
    kind = opened.kind }
end

--- The outputs of a prepared point, as expressions; what depends on a blank is absent.
-- @treturn table
function inference.outputs(prepared)
  return core.inference(prepared.inputs, prepared.layout, prepared.constants)
end

--- Some outputs of a prepared point over columns of numbers, in coherent units; what depends on a blank is absent.
-- @tparam table prepared
-- @tparam {string,...} names of outputs
-- @tparam {Quantity,...} places inputs left open, made by `core.input`
-- @tparam table columns a list of numbers for each place
-- @treturn table a list of numbers by name
function inference.columns(prepared, names, places, columns)
  return assert(core.inference_lanes(prepared.inputs, prepared.layout, prepared.constants, names, places, columns))
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

--- The quantiles of measured over estimated, on pairs of platform and model that the fit had not seen.
-- @tparam string kind "decode dense", "decode moe", "offline dense", "offline moe", "power"
-- @tparam boolean known the engine's version was among those fitted
-- @treturn table `low high` as factors, `rows coverage`
function inference.range(kind, known)
  local class = calibration.residuals[kind]
  local entry = class.known
  if not known and class.unknown and class.unknown.rows >= 30 then
    entry = class.unknown
  end
  return { low = math.exp(entry.p10), high = math.exp(entry.p90), rows = entry.rows, coverage = entry.coverage }
end

return inference
