--- A script in the state in which a command runs it: its own arguments, the code that lies beside it, or a sandbox.
-- @module signalflow.command.runner
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local sandbox = require "signalflow.host.sandbox"
local scenario = require "signalflow.command.scenario"
local script = require "signalflow.shared.script"
local scripts = require "signalflow.command.scripts"

local runner = {}

-- A whole scenario with its report needs more than a checklist in a host: bytes, instructions of Lua, seconds.
local LIMITS = { memory = 512e6, instructions = 1e10, time = 60 }

-- Within these limits, and the system's own around them.
local function run_in_sandbox(given)
  if given.pictures then
    return nil, failure("unknown", "--pictures writes files by itself; a report of --sandbox is one file: -o note.html")
  end
  given.keep = true
  core.limit_process(LIMITS.memory, LIMITS.time)
  local code, made, beyond = sandbox.run(LIMITS, { text = given.text, name = "@" .. given.path,
    runner = "signalflow.command.scenario", command = given })
  if code and given.output and type(made) == "string" then
    local written, err = core.write_file(given.output, made)
    return written and code, err, beyond
  end
  return code, made, beyond
end

--- Runs a script that `scenario.settle` has settled.
-- @tparam table given as typed; `path`, `text`
-- @return what `scenario.run` gives, but for a report, which is written
function runner.run(given)
  if given.sandbox then
    return run_in_sandbox(given)
  end
  local run, wrong = script.compile(given.text, given.path)
  if not run then
    return nil, wrong
  end
  local folder = given.path:match "^(.*)/[^/]*$" or "."
  package.path = ("%s;%s/?.lua;%s/?/init.lua"):format(package.path, folder, folder) -- what lies beside the script
  arg = table.move(given.arguments, 1, #given.arguments, 1, { [0] = given.path }) -- luacheck: globals arg
  if given.output then
    scripts.note_code(folder)
  end
  return scenario.run(run, given)
end

return runner
