--- Scripts that a command runs: where they lie, and what they print.
-- @module signalflow.command.scripts
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local settings = require "signalflow.shared.settings"

local scripts = {}

-- Where the scenarios lie that signalflow comes with: in its sources, or as it is installed.
local function library_folders()
  local library = debug.getinfo(1, "S").source:match "^@(.*)/signalflow/command/scripts%.lua$"
  return library and { library .. "/scenarios/", library .. "/signalflow/scenarios/" } or {}
end

-- An err that names the scenario nearest to a script that is nowhere.
local function no_script(script)
  if script:find "/" then
    return core.read_file(script)
  end
  local names = {}
  for _, folder in ipairs(library_folders()) do
    for _, file in ipairs(core.names(folder) or {}) do
      names[#names + 1] = file:match "^(.*)%.lua$"
    end
  end
  core.sort_texts(names)
  local stem = script:gsub("%.lua$", "")
  local beside = not core.nearest(stem, names) and core.nearest(script, core.names(".") or {})
  if beside then
    return nil, failure("unknown", ("there is no file '%s'; did you mean '%s'?"):format(script, beside))
  end
  return nil, failure("unknown", ("there is no file '%s', and no scenario of that name%s"):format(script,
    options.suggest(stem, names, "; scenarios: " .. table.concat(names, ", "))))
end

--- A script's path; one that is not there may name a scenario that signalflow comes with.
-- @tparam string script
-- @treturn ?string or nil, err that names the nearest scenario
function scripts.find(script)
  local paths = { script }
  for _, folder in ipairs(script:find "/" and {} or library_folders()) do
    paths[#paths + 1] = folder .. script:gsub("%.lua$", "") .. ".lua"
  end
  for _, path in ipairs(paths) do
    local kind = core.kind_of_path(path)
    if kind and kind ~= "nothing" then
      return path
    end
  end
  return no_script(script)
end

--- Notes the code that a script loads, by dofile and loadfile, and by require from its own folder.
-- @tparam string folder the script's
function scripts.note_code(folder)
  for _, name in ipairs { "dofile", "loadfile" } do
    local load = _G[name]
    _G[name] = function(path, ...)
      return load(settings.reading(path), ...)
    end
  end
  local search = package.searchers[2]
  package.searchers[2] = function(name)
    local loader, place = search(name)
    if type(loader) == "function" and place:sub(1, #folder + 1) == folder .. "/" then
      settings.reading(place)
    end
    return loader, place
  end
end

--- Runs something, and shows nothing of what it prints.
-- @tparam function action
-- @treturn boolean whether it returned
-- @return what it returned, or its error
function scripts.run_quietly(action)
  local shown, printed = io.output and io.output(), print -- a sandbox has but print
  if shown then
    io.output "/dev/null"
  end
  _G.print = function() end
  local done, result = failure.catch(action)
  _G.print = printed
  if shown then
    io.output():close()
    io.output(shown)
  end
  return done, result
end

return scripts
