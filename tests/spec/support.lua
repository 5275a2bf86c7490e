--- What several specs ask in the same way.
local assert = require "luassert"
local sf = require "signalflow"

local support = {}

--- Asserts that a number, or a quantity's coherent number, is within a relative error (1e-9) of another.
function support.close(expected, actual, relative)
  local number = type(actual) == "userdata" and actual:value() or actual
  assert.is_true(math.abs(number - expected) <= (relative or 1e-9) * math.abs(expected),
    ("%s is not within %g of %s"):format(tostring(number), relative or 1e-9, tostring(expected)))
end

--- The message of the error that an action raises.
function support.message_of(action)
  local done, message = pcall(action)
  assert.is_false(done, "expected an error")
  return tostring(message)
end

--- A model from drivers, outputs and correlations.
function support.model(drivers, outputs, correlate)
  return sf.model { name = "test", drivers = drivers, outputs = outputs, correlate = correlate }
end

return support
