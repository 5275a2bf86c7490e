--- signalflow merge
-- @module signalflow.command.merge
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local output = require "signalflow.command.output"
local parts = require "signalflow.host.parts"
local runner = require "signalflow.command.runner"
local scenario = require "signalflow.command.scenario"
local script = require "signalflow.shared.script"
local scripts = require "signalflow.command.scripts"

-- The parts that were named, those of a folder for a folder.
local function paths_of(names)
  local paths = {}
  for _, name in ipairs(names) do
    local within = { name }
    if core.kind_of_path(name) == "folder" then
      within = failure.must(parts.within(name))
      if #within == 0 then
        return nil, failure("unknown", ("%s holds no part, whose name ends in .sfr"):format(name))
      end
    end
    table.move(within, 1, #within, #paths + 1, paths)
  end
  return paths
end

-- The script as it lies here, if it is the one that the parts are of.
local function script_here(words, part)
  local path, nowhere = scripts.find(words)
  if not path then
    return nil, nowhere
  end
  local text, unread = script.text(path)
  if not text then
    return nil, unread
  elseif core.digest(text) ~= part.sha256 then
    return nil, failure("unknown", ("%s is not the script of these parts: it was changed, or '%s' is another"):format(
      path, part.script))
  end
  return path, text
end

-- What was typed for the parts.
local function take_over(given, part)
  given.arguments, given.drivers, given.tasks = part.arguments, {}, part.tasks
  for i, name in ipairs(options.names(part.drivers)) do
    given.drivers[i] = { name = name, value = part.drivers[name] }
  end
  given.draws = part.draws and (math.tointeger(tonumber(part.draws)) or part.draws)
  given.seed = part.seed and math.tointeger(tonumber(part.seed))
  given.path, given.text, given.sandbox = part.script, part.text, true
end

return function(given)
  given.format = given.json and "json" or given.format
  local refused = output.refused(given)
  if refused then
    return nil, refused
  end
  local paths, none = paths_of(given.files)
  if not paths then
    return nil, none
  end
  local part, err = parts.merge(paths)
  if not part then
    return nil, err
  end
  take_over(given, part)
  if given.script then
    local path, text = script_here(given.script, part)
    if not path then
      return nil, text
    end
    given.path, given.text, given.sandbox = path, text, nil
  end
  scenario.settle(given)
  local code, wrong, beyond = runner.run(given)
  if code == nil and failure.is(wrong) and wrong.code == "denied" then
    return nil, failure("denied", ("%s; the script of parts runs in a sandbox, unless --script says where it lies:"
      .. " signalflow merge --script %s ..."):format(tostring(wrong), part.script))
  elseif code and (beyond or 0) > 0 then
    io.stderr:write(("signalflow: %s of the script came after what the parts hold, and ran here\n"):format(
      number.things(beyond, "run")))
  end
  return code, wrong
end
