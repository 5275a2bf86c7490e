--- signalflow run
-- @module signalflow.command.run
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local output = require "signalflow.command.output"
local part = require "signalflow.command.part"
local run_with_mpi = require "signalflow.command.mpi"
local runner = require "signalflow.command.runner"
local scenario = require "signalflow.command.scenario"
local script = require "signalflow.shared.script"
local scripts = require "signalflow.command.scripts"
local settings = require "signalflow.shared.settings"

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

return function(given)
  given.format = given.json and "json" or given.format
  local refused = part.refused(given) or not given.shard and output.refused(given)
  if refused then
    return nil, refused
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
  elseif given.mpi then
    return run_with_mpi(given)
  elseif given.shard then
    return part.run(given, runner.run)
  end
  return runner.run(given)
end
