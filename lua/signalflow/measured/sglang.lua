--- Results of `python -m sglang.bench_serving --output-file`: JSON lines, each a run of its own.
-- Fields: SGLang's module bench_serving; times in ms, rates in tok/s. `random_input_len` is what was asked for, and
-- is there for other data too; the lengths are those that were served. The file names no model.
-- @module signalflow.measured.sglang
local fields = require "signalflow.measured.fields"
local vllm = require "signalflow.measured.vllm"

local sglang = { name = "SGLang bench_serving" }

--- Whether an object is such a result.
-- @tparam table object
-- @treturn boolean
function sglang.is(object)
  return object.total_output_tokens_retokenized ~= nil or object.mean_e2e_latency_ms ~= nil
end

--- Reads one.
-- @tparam string place
-- @tparam table object
-- @treturn table as of `vllm.read`
function sglang.read(place, object)
  local made = vllm.common(place, object)
  made.latency = fields.positive(place, object, "mean_e2e_latency_ms", "ms")
  local accepted = fields.positive(place, object, "accept_length", "tokens")
  made.speculates = accepted and accepted > 1 or nil
  return made
end

return sglang
