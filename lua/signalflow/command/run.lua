--- signalflow run
-- @module signalflow.command.run
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local sandbox = require "signalflow.host.sandbox"
local scenario = require "signalflow.command.scenario"
local script = require "signalflow.shared.script"
local scripts = require "signalflow.command.scripts"
local settings = require "signalflow.shared.settings"

local ENDINGS = { html = true, md = true, json = true, txt = true, csv = true }

-- Names that a script gives to something, and those of a factory's drivers.
local function names_in(text)
  local names = {}
  for name in text:gmatch "%f[%w_]([%a_][%w_]*)%f[^%w_]%s*=" do
    names[name] = true
  end
  for _, field in ipairs((core.factory_fields())) do
    names[field.name] = true
  end
  return names
end

-- Before anything runs: a driver that a script names nowhere, and that is none of a factory's, it can only have from
-- code that it loads.
local function check_names(text)
  if not next(settings.drivers) then
    return true
  end
  local others = text:gsub("require%s*%(?%s*[\"']signalflow[\"']", "")
  for _, loading in ipairs { "require", "dofile", "load%a*" } do
    if others:find("%f[%w_]" .. loading .. "%f[^%w_]") then
      return true
    end
  end
  local names = names_in(text)
  for name in pairs(settings.drivers) do
    if not names[name] and not text:find("%f[%w_]" .. name:gsub("%W", "%%%0") .. "%f[^%w_]") then
      return scenario.no_driver(name, options.names(names))
    end
  end
  return true
end

-- A whole scenario with its report needs more than a checklist in a host: bytes, instructions of Lua, seconds.
local LIMITS = { memory = 512e6, instructions = 1e10, time = 60 }

-- Within these limits, and the system's own around them.
local function run_in_sandbox(given)
  if given.pictures then
    return nil, failure("unknown", "--pictures writes files by itself; a report of --sandbox is one file: -o note.html")
  end
  given.keep = true
  core.limit_process(LIMITS.memory, LIMITS.time)
  local code, made = sandbox.run(LIMITS, { text = given.text, name = "@" .. given.path,
    runner = "signalflow.command.scenario", command = given })
  if code and given.output and made then
    local written, err = core.write_file(given.output, made)
    return written and code, err
  end
  return code, made
end

return function(given)
  given.format = given.json and "json" or given.format
  if given.output and not ENDINGS[given.output:match "%.(%w+)$" or ""] then
    return nil, failure("unknown", ("-o %s: a report ends in .html, .md, .txt, .json or .csv"):format(given.output))
  elseif given.pictures and not (given.output and given.output:find "%.md$") then
    return nil, failure("unknown", "--pictures is a folder for the pictures of -o FILE.md; other files hold theirs")
  end
  for _, driver in ipairs(given.drivers) do
    local read, wrong = failure.catch(core.quantity, driver.value)
    if not read then -- before anything runs
      error(("-D %s=%s: %s"):format(driver.name, driver.value, failure.words(wrong)), 0)
    end
  end
  local path, nowhere = scripts.find(given.script)
  if not path then
    return nil, nowhere
  end
  given.path = path
  local text, unread = script.text(path)
  if not text then
    return nil, unread
  end
  given.text = text
  scenario.settle(given)
  local named, unnamed = check_names(text)
  if not named then
    return nil, unnamed
  elseif given.sandbox then
    return run_in_sandbox(given)
  end
  local run, wrong = script.compile(text, path)
  if not run then
    return nil, wrong
  end
  local folder = path:match "^(.*)/[^/]*$" or "."
  package.path = ("%s;%s/?.lua;%s/?/init.lua"):format(package.path, folder, folder) -- what lies beside the script
  arg = table.move(given.arguments, 1, #given.arguments, 1, { [0] = path }) -- luacheck: globals arg
  if given.output then
    scripts.note_code(folder)
  end
  return scenario.run(run, given)
end
