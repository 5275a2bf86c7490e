--- What can go wrong in a correct program: `nil, err`, where err is the core's one class: it prints as its message,
-- joins texts, and has `.code`; and which of the errors that are raised mean something to whoever catches them.
-- @module signalflow.shared.failure
local core = require "signalflow.core"

local failure = {}

--- Whether a value is an err.
-- @param value
-- @treturn boolean
failure.is = core.is_error

--- What a call gave, where anything but nil is a result; its err is raised else.
-- @param value
-- @param err
-- @return value
-- @raise err
function failure.must(value, err)
  if value == nil then
    error(err, 0)
  end
  return value
end

--- The words of an error that was raised here, without the place in the script.
-- @param err
-- @treturn string
function failure.words(err)
  local place, words = core.position(), tostring(err)
  return words:sub(1, #place) == place and words:sub(#place + 1) or words
end

-- The last error that a hook raised while something was tried.
local hooked

local CATCHES = { [xpcall] = true, [pcall] = true, [core.ensure] = true }

-- How deep a hook's own calls may go before it raises. What recurses without end goes far deeper, and to find a frame
-- takes as long as there are frames above it.
local DEEPEST = 200

-- Whether a hook is at work between here and the call that catches: Lua names its frame so.
local function is_in_hook()
  local level = 2
  local frame = debug.getinfo(level, "nf")
  while frame and not CATCHES[frame.func] and level < DEEPEST do
    if frame.namewhat == "hook" then
      return true
    end
    level = level + 1
    frame = debug.getinfo(level, "nf")
  end
  return false
end

--- Whether an error has nothing to do with what was tried: a host's hook raised it (Ctrl-C, a limit), or memory ran
-- out. Such an error is never given another meaning.
-- @param err
-- @treturn boolean
function failure.is_foreign(err)
  return err ~= nil and (rawequal(err, hooked) or err == "not enough memory" or core.is_foreign(err))
end

local function pass(done, ...)
  if not done and failure.is_foreign((...)) then
    error((...), 0)
  end
  return done, ...
end

local function note(err)
  if is_in_hook() then
    hooked = err
  end
  return err
end

--- Calls a function as xpcall does, but a foreign error stays an error.
-- @tparam function describe what is to be said of another error, asked where it was raised
-- @tparam function action
-- @param ... its arguments
-- @treturn boolean whether it returned
-- @return what it returned, or what describe said
function failure.catch_described(describe, action, ...)
  return pass(xpcall(action, function(err)
    return failure.is_foreign(note(err)) and err or describe(err)
  end, ...))
end

--- Calls a function as pcall does, but a foreign error stays an error. Whoever catches errors to give them a meaning
-- uses this one.
-- @tparam function action
-- @param ... its arguments
-- @treturn boolean whether it returned
-- @return what it returned, or the error
function failure.catch(action, ...)
  return pass(xpcall(action, note, ...))
end

--- Calls a function, and then another that cleans up, whatever the first did; errors stay errors.
-- @tparam function action
-- @tparam function cleanup called with whether the action returned, and else its error; no hook interrupts it
-- @return what the action returns
function failure.ensure(action, cleanup)
  return core.ensure(action, cleanup, note)
end

local function answer(done, ...)
  if done then
    return ...
  elseif not failure.is((...)) then
    error((...), 0)
  end
  return nil, (...)
end

--- Calls a function; an err that it raises becomes `nil, err`, any other error stays an error.
-- @tparam function action
-- @param ... its arguments
-- @return what it returns, or nil, err
function failure.attempt(action, ...)
  return answer(failure.catch(action, ...))
end

-- failure(code, message, fields) makes an err: the status word ("no solution", "ambiguous", "out of range", "io",
-- "unknown"), one line of plain English, and what else it says, by name.
return setmetatable(failure, {
  __call = function(_, code, message, fields)
    return core.error(code, message, fields)
  end,
})
