--- Scripts that a command runs: where they lie, and what they print.
-- @module signalflow.command.scripts
local failure = require "signalflow.shared.failure"

local scripts = {}

--- A script's path; one that is not there may name a scenario that signalflow comes with.
-- @tparam string script
-- @treturn string
function scripts.find(script)
  local library = not script:find "/" and debug.getinfo(1, "S").source:match "^@(.*)/signalflow/command/scripts%.lua$"
  local name = script:gsub("%.lua$", "") .. ".lua"
  for _, path in ipairs(library and { script, library .. "/scenarios/" .. name,
    library .. "/signalflow/scenarios/" .. name } or {}) do
    local file = io.open(path)
    if file then
      file:close()
      return path
    end
  end
  return script
end

--- Runs something, and shows nothing of what it prints.
-- @tparam function action
-- @treturn boolean whether it returned
-- @return what it returned, or its error
function scripts.run_quietly(action)
  local shown, printed = io.output(), print
  io.output "/dev/null"
  _G.print = function() end
  local done, result = failure.catch(action)
  _G.print = printed
  io.output():close()
  io.output(shown)
  return done, result
end

return scripts
