--- signalflow run
-- @module signalflow.command.run
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local report = require "signalflow.report.report"
local settings = require "signalflow.shared.settings"
local status = require "signalflow.command.status"

local function whole(text)
  local integer = math.tointeger(tonumber(text))
  if not integer then
    return nil, ("'%s' is not a whole number"):format(text)
  end
  return integer
end

-- A number of draws, or how sure to be: "0.1%".
local function draws(text)
  if text:find "%%%s*$" then
    return text
  end
  return whole(text)
end

local function driver_value(text)
  local name, value = text:match "^%s*([^=%s]+)%s*=%s*(.-)%s*$"
  if not name or value == "" then
    return nil, ("'%s' is not driver=value, as -D pue=1.3 or -D 'grid_power=50 MW'"):format(text)
  end
  return { name = name, value = value }
end

-- What a script leaves behind if it returns something: a model is run, what prints becomes a report, and anything else
-- is printed.
local function show(value)
  if type(value) == "table" and type(value.run) == "function" and value.formula then
    local result, err = value:run()
    if not result then
      return nil, err
    end
    value = result
  end
  if value ~= nil then
    print(type(value) == "table" and report.of(value) or value)
  end
  return true
end

-- A script's path; one that is not there may name a scenario that signalflow comes with.
local function find(script)
  local library = not script:find "/" and debug.getinfo(1, "S").source:match "^@(.*)/signalflow/command/run%.lua$"
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

-- Every -D met a driver of the script; else nil and an err that names the nearest.
local function check_drivers()
  for name in pairs(settings.drivers) do
    if not settings.matched[name] then
      local known = options.names(settings.known)
      local nearest = core.nearest(name, known)
      return nil, failure("unknown", ("no model of this script has a driver '%s'%s"):format(name, nearest
        and ("; did you mean '%s'?"):format(nearest) or #known > 0 and "; known: " .. table.concat(known, ", ") or ""))
    end
  end
  return status.done
end

return {
  description = "Run a scenario: a Lua script.",
  arguments = { { name = "script", description = "The script, or the name of a scenario that signalflow comes with." },
    { name = "arguments", args = "*", description = "Arguments for the script." } },
  options = { { name = "-D", argname = "<driver=value>", target = "drivers", count = "*", convert = driver_value,
    description = "Give a driver another value, in its own unit unless one is written: -D 'price=0.5 USD/Mtok'." },
    { name = "--draws", convert = draws,
      description = "How many draws, or how sure to be (0.1%), instead of what the script says." },
    { name = "--seed", convert = whole, description = "The seed, instead of what the script says." },
    { name = "--threads", convert = whole,
      description = "How many threads; the results are the same for any number." } },
  run = function(given)
    for _, driver in ipairs(given.drivers) do
      settings.drivers[driver.name] = driver.value
    end
    for _, name in ipairs { "draws", "seed", "threads" } do
      settings.run[name] = given[name]
    end
    local path = find(given.script)
    local script, unread = loadfile(path)
    if not script then
      return nil, failure("parse", unread)
    end
    settings.script = path:match "[^/\\]+$"
    arg = table.move(given.arguments, 1, #given.arguments, 1, { [0] = path }) -- luacheck: globals arg
    local shown, err = show(script(table.unpack(given.arguments)))
    if not shown then
      return nil, err
    end
    return check_drivers()
  end,
}
