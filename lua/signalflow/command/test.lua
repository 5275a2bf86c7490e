--- signalflow test
-- @module signalflow.command.test
local failure = require "signalflow.shared.failure"
local script = require "signalflow.shared.script"
local settings = require "signalflow.shared.settings"
local sf = require "signalflow"
local status = require "signalflow.command.status"
local tests = require "signalflow.checks.test"

-- Runs a script; how its tests came out, and why it stopped where it did.
local function run(chunk)
  local counts, stopped = { passed = 0, failed = 0 }, nil
  tests.listen(function(place, passed, err)
    local word = passed and "passed" or "failed"
    counts[word] = counts[word] + 1
    if err then
      print(("%s: %s"):format(place, tostring(err)))
    end
  end)
  failure.ensure(function()
    local done, err = failure.catch(chunk)
    stopped = not done and err or nil
  end, function()
    tests.listen(nil)
  end)
  return counts, stopped
end

return function(given)
  local chunk, unread = script.load(given.script, setmetatable({ sf = sf }, { __index = _G }))
  if not chunk then
    return nil, unread
  end
  settings.script = given.script:match "[^/\\]+$"
  local counts, stopped = run(chunk)
  -- what assert(list:test { ... }) raises was counted, and says where it stands
  local is_test = failure.is(stopped) and stopped.code == "failed"
  if stopped and not is_test then
    return nil, stopped
  elseif counts.passed + counts.failed == 0 then
    return nil, failure("no test", ("%s holds no list:test { ... }"):format(given.script))
  end
  print(("%d passed, %d failed%s"):format(counts.passed, counts.failed, is_test and "; the script stopped there" or ""))
  return counts.failed > 0 and status.worse or status.done
end
