--- What can go wrong in a correct program: `nil, err`, where err prints as its message and has `.code`.
-- @module signalflow.failure

local Failure = {}
Failure.__index = Failure
Failure.__name = "signalflow.failure"

function Failure:__tostring()
  return self.message
end

--- Makes an err.
-- @tparam string code the status word: "no solution", "ambiguous", "out of range", "io", "unknown"
-- @tparam string message one line of plain English
-- @treturn table
local function failure(code, message)
  return setmetatable({ code = code, message = message }, Failure)
end

return failure
