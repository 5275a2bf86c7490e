--- What can go wrong in a correct program: `nil, err`, where err prints as its message and has `.code`.
-- @module signalflow.shared.failure

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

--- Calls a function; an err that it raises becomes `nil, err`, any other error stays an error.
-- @tparam function action
-- @param ... its arguments
-- @return what it returns, or nil, err
function failure.attempt(action, ...)
  local result = table.pack(pcall(action, ...))
  if result[1] then
    return table.unpack(result, 2, result.n)
  elseif not failure.is(result[2]) then
    error(result[2], 0)
  end
  return nil, result[2]
end

-- failure(code, message) makes an err: the status word ("no solution", "ambiguous", "out of range", "io", "unknown"),
-- and one line of plain English.
return setmetatable(failure, {
  __call = function(_, code, message)
    return setmetatable({ code = code, message = message }, Failure)
  end,
})
