--- What can go wrong in a correct program: `nil, err`, where err prints as its message and has `.code`.
-- @module signalflow.failure

local Failure = {}
Failure.__index = Failure
Failure.__name = "signalflow.failure"

function Failure:__tostring()
  return self.message
end

local failure = {}

--- Whether a value is an err.
-- @param value
-- @treturn boolean
function failure.is(value)
  return getmetatable(value) == Failure
end

-- failure(code, message) makes an err: the status word ("no solution", "ambiguous", "out of range", "io", "unknown"), and
-- one line of plain English.
return setmetatable(failure, {
  __call = function(_, code, message)
    return setmetatable({ code = code, message = message }, Failure)
  end,
})
