--- Aggregates of InferenceX (`agg_*.json`, or a list of them).
-- Fields: process_result and aggregate_power among InferenceX's utilities. Times are in SECONDS, lengths nominal,
-- rates by accelerator: of a deployment with prefill apart `output_tput_per_gpu` counts those that decode alone, and
-- becomes one over all. `tp` is the whole deployment where prefill is not apart: experts are spread over the same.
-- @module signalflow.measured.inferencex
local fields = require "signalflow.measured.fields"

local inferencex = { name = "InferenceX aggregate" }

--- Whether an object is such an aggregate.
-- @tparam table object
-- @treturn boolean
function inferencex.is(object)
  return object.output_tput_per_gpu ~= nil or object.hw ~= nil and object.conc ~= nil
end

local function milliseconds(place, object, name)
  local seconds = fields.number(place, object, name, "s")
  return seconds and seconds * 1000
end

local function pool(place, object, of)
  local attention = fields.switch(place, object, of .. "_dp_attention")
  return ("TP%dEP%dx%d%s"):format(fields.count(place, object, of .. "_tp") or 1,
    fields.count(place, object, of .. "_ep") or 1, fields.count(place, object, of .. "_num_workers") or 1,
    attention and "+attnDP" or "")
end

-- Accelerators, the output rate over all of them, and the layout in the catalogue's words.
local function deployment(place, object)
  local rate = fields.needed(place, object, "output_tput_per_gpu", "tok/s/gpu")
  local prefill = fields.count(place, object, "num_prefill_gpu")
  local decode = fields.count(place, object, "num_decode_gpu")
  local apart = fields.switch(place, object, "disagg") or false
  if apart then
    if not (prefill and decode) then
      fields.refuse(place, "prefill is apart, and 'num_prefill_gpu' or 'num_decode_gpu' is missing")
    end
    return { gpus = prefill + decode, rate = rate * decode, disaggregated = true,
      layout = ("P:%s D:%s"):format(pool(place, object, "prefill"), pool(place, object, "decode")) }
  end
  local tensor, experts = fields.count(place, object, "tp"), fields.count(place, object, "ep")
  if not tensor then
    fields.refuse(place, "'tp' (accelerators) is missing")
  end
  local gpus = tensor * (fields.count(place, object, "pp") or 1)
  return { gpus = gpus, rate = rate * gpus, disaggregated = false, layout = ("TP%d%s%s"):format(tensor,
    experts and "EP" .. experts or "", fields.switch(place, object, "dp_attention") and "+attnDP" or "") }
end

-- The power that the aggregate itself holds for valid; else why it does not.
local function power(place, object, made)
  local drawn = fields.positive(place, object, "avg_power_w", "W")
  local valid = fields.switch(place, object, "power_valid")
  if drawn and valid then
    made.power, made.power_note = drawn, "power integrated by InferenceX"
  elseif drawn or valid ~= nil then
    made.power_missing = valid == false and "the aggregate says that its power is not valid (power_valid 0)"
      or valid == nil and "the aggregate does not say that its power is valid (no power_valid)"
      or "the aggregate states none (no avg_power_w)"
  end
end

local DRAWN = 0.3 -- what lengths that are drawn, each by itself, make of the ratio of those named

-- The tokens in for each out, against the lengths named.
local function check_lengths(place, object, made)
  local all = fields.positive(place, object, "tput_per_gpu", "tok/s/gpu")
  if all and made.input and made.output then
    fields.agree(place, "isl", made.input, (all * made.gpus / made.rate - 1) * made.output, DRAWN)
  end
end

--- Reads one.
-- @tparam string place
-- @tparam table object
-- @treturn table as of `vllm.read`
function inferencex.read(place, object)
  local made = deployment(place, object)
  local hardware = fields.text(place, object, "hw")
  made.platform = hardware and hardware:match "^[^-_]+"
  made.model = fields.text(place, object, "model")
  made.model_prefix = fields.text(place, object, "infmax_model_prefix") -- "dsr1"
  made.precision, made.engine = fields.text(place, object, "precision"), fields.text(place, object, "framework")
  made.spec = fields.text(place, object, "spec_decoding") or fields.text(place, object, "mtp") and "mtp" or nil
  made.is_spec_unsaid = made.spec == nil
  made.input, made.output = fields.count(place, object, "isl"), fields.count(place, object, "osl")
  made.concurrency = fields.count(place, object, "conc")
  made.measure = "steady"
  made.mean_tpot, made.mean_ttft = milliseconds(place, object, "mean_tpot"), milliseconds(place, object, "mean_ttft")
  made.median_tpot = milliseconds(place, object, "median_tpot")
  made.median_ttft = milliseconds(place, object, "median_ttft")
  made.request_rate = made.output and made.rate / made.output
  check_lengths(place, object, made)
  power(place, object, made)
  return made
end

return inferencex
