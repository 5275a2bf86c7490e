--- What runs in a sandbox's own state: makes a script's globals, runs it, and makes plain values of what it gives. The
-- modules of signalflow have globals of their own there, which no script sees; they hold no road out either.
-- @module signalflow.host.inside
local _, path = ...
local allowed = require "signalflow.host.allowed"

local inside = {}

local GLOBALS = { "_VERSION", "assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "rawequal",
  "rawget", "rawlen", "rawset", "select", "tonumber", "tostring", "type", "xpcall" }
local LIBRARIES = { "string", "table", "math", "utf8", "coroutine" }

-- What a script may look for in vain, and why.
local ABSENT = { io = "files", dofile = "files", loadfile = "files", remove = "files", rename = "files",
  tmpname = "files", execute = "processes", exit = "the host's process", getenv = "the host's environment",
  setlocale = "the host's locale", package = "other modules", debug = "what is not the script's",
  dump = "binary chunks" }

local NO_FILE = "a sandbox reaches no file"

local function deny(words)
  local core = require "signalflow.core"
  error(core.error("denied", core.position() .. words), 0)
end

-- The core, less what is not allowed: its functions stay, and say no.
local function open_core(open)
  local core = open()
  core.set_library((path:gsub("host/inside%.lua$", "")))
  for name in pairs(core) do
    if not allowed.core[name] then
      core[name] = function()
        deny(("a sandbox reaches no file, process or network: %s"):format(name))
      end
    end
  end
  return core
end

-- In place of a room that is about other places: whatever is asked of it is denied.
local function shut_room(name)
  local function refuse()
    deny(("a sandbox has no %s: it reaches files, the network or other programs"):format(name:match "[^.]*$"))
  end
  return setmetatable({}, { __index = function()
    return refuse
  end, __call = refuse, __metatable = false })
end

-- What the library's own modules reach in vain: a file, a room about other places. The core is opened when it is
-- first asked for.
local function shut_library(open)
  local require_any = require
  function io.open(name) -- luacheck: ignore 122
    return nil, ("%s: %s"):format(tostring(name), NO_FILE)
  end
  function _G.require(name)
    return allowed.inside(name) and require_any(name) or shut_room(name)
  end
  setmetatable(package.loaded, { __index = function(loaded, name)
    if name == "signalflow.core" then
      rawset(loaded, name, open_core(open))
    end
    return rawget(loaded, name)
  end })
end

local function script_require(name)
  if type(name) ~= "string" then
    error(("require takes a module's name, not a %s"):format(type(name)), 2)
  elseif not allowed.script(name) then
    deny(("require '%s': a sandbox has signalflow, and of its rooms those that reach no file"):format(name))
  end
  return require(name)
end

-- The script's globals.
local function globals_of(own)
  local names = {}
  for _, name in ipairs(GLOBALS) do
    names[name] = _G[name]
  end
  for _, library in ipairs(LIBRARIES) do
    names[library] = {}
    for name, value in pairs(_G[library]) do
      names[library][name] = value
    end
  end
  names.os = { clock = os.clock, date = os.date, difftime = os.difftime, time = os.time }
  names._G, names.setmetatable, names.collectgarbage = names, own.setmetatable, own.collectgarbage
  names.load, names.require = own.bind_load(names), script_require
  function names.print(...)
    return _G.print(...) -- which a report replaces
  end
  return setmetatable(names, { __index = function(_, name)
    return name == "sf" and require "signalflow" or nil
  end, __metatable = false })
end

-- Figures by name, in one unit.
local function in_one_unit(figures)
  local core = require "signalflow.core"
  local unit
  for _, name in ipairs { "mean", "sd", "p5", "p50", "p95" } do
    local figure = figures[name]
    if getmetatable(figure) == "Quantity" then
      unit = unit or core.written(figure) or select(2, core.scale(figure))
      figures[name] = figure:to(unit)
    end
  end
  figures.unit = unit
  return figures
end

local function outcome_as_plain(outcome)
  return in_one_unit { mean = outcome.mean, sd = outcome.sd, p5 = outcome.p5, p50 = outcome.p50, p95 = outcome.p95 }
end

local function quantity_as_plain(q)
  local core = require "signalflow.core"
  if q:is_uncertain() then
    return in_one_unit { mean = q:mean(), sd = q:sd(), p5 = q:quantile(0.05), p50 = q:quantile(0.5),
      p95 = q:quantile(0.95) }
  end
  local unit = core.written(q) or select(2, core.scale(q))
  return { value = q:to(unit), unit = unit }
end

local DEEPEST = 32

local function plain(value, place, depth)
  local kind, meta = type(value), getmetatable(value)
  if kind == "userdata" and meta == "Quantity" then
    return quantity_as_plain(value)
  elseif kind == "table" and depth <= DEEPEST then
    if type(meta) == "table" and meta.__name == "signalflow.outcome" then
      return outcome_as_plain(value)
    elseif type(meta) == "table" and rawget(meta, "__tostring") then
      return tostring(value)
    end
    local made = {}
    for key, one in next, value do
      made[key] = plain(one, ("%s.%s"):format(place, tostring(key)), depth + 1)
    end
    return made
  elseif kind == "function" or kind == "thread" or kind == "userdata" then
    if kind == "userdata" and type(value.page) == "function" then
      return tostring(value)
    end
    error(("%s is a %s, which stays in the sandbox: return numbers, text, quantities, or tables of them"):format(place,
      kind), 0)
  end
  return value
end

-- What went wrong in words, and whether it was a road that is shut.
local function describe(err)
  local core = rawget(package.loaded, "signalflow.core")
  if core and core.is_error(err) then
    local is_shut = err.code == "denied" or tostring(err):find(NO_FILE, 1, true)
    return { code = is_shut and "denied" or "error", message = tostring(err) }
  elseif type(err) ~= "string" then
    local meta = getmetatable(err)
    local done, words = pcall(tostring, err)
    if type(err) == "table" or type(err) == "function" or type(err) == "thread" or type(err) == "userdata" then
      local says = done and type(meta) == "table" and rawget(meta, "__tostring")
      words = "the script raised " .. (says and words or "a " .. type(err))
    end
    return { code = "error", message = words }
  end
  if err:find "not enough memory$" then
    return { code = "memory", message = err }
  end
  local name = err:match "a nil value %(%a+ '([%w_]+)'%)$"
  local what = name and ABSENT[name]
  return { code = what and "denied" or "error",
    message = what and ("%s: a sandbox does not reach %s"):format(err, what) or err }
end

local function run(given, own)
  local globals = globals_of(own)
  local chunk, unread = globals.load(given.text, given.name, "t", globals)
  if not chunk then
    error(unread, 0)
  end
  if given.command then
    globals.arg = table.move(given.command.arguments, 1, #given.command.arguments, 1, { [0] = given.command.path })
    return require(given.runner).run(chunk, given.command)
  end
  local values = table.pack(chunk(table.unpack(given.arguments)))
  local core = rawget(package.loaded, "signalflow.core")
  if values[1] == nil and core and core.is_error(values[2]) then
    error(values[2], 0)
  end
  for i = 1, values.n do
    values[i] = plain(values[i], values.n == 1 and "the result" or ("result %d"):format(i), 1)
  end
  return table.unpack(values, 1, values.n)
end

--- Runs a script.
-- @tparam table given `text`, `name` as load takes it, `arguments`; or `runner`, a module whose function `run` is
-- called with the script and `command`, what was typed
-- @tparam table own functions that only the script gets
-- @treturn[1] boolean true
-- @return[1] what it gives, as plain values
-- @treturn[2] boolean false
-- @treturn[2] table `code` ("denied", "error" or "memory"), `message`
function inside.run(given, own)
  shut_library(own.open_core)
  return xpcall(run, describe, given, own)
end

return inside.run
