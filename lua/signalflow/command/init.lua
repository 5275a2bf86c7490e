--- The signalflow command: looks up the file beside this one that has the first word's name, gives its arguments, which
-- are data, to argparse, and calls its function. What the function gives is the exit status, and words for
-- standard error where there are any; nil and an err, or an error, end the command with words.
-- @module signalflow.command
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local settings = require "signalflow.shared.settings"
local status = require "signalflow.command.status"
local version = require "signalflow.shared.version"
require "signalflow" -- errors are placed in the analyst's lines from here on

local command = {}

local NAMES = { "run", "check", "test", "read", "ledger", "platforms", "models", "sources" }

local NEEDS_ARGPARSE = [[the command needs the Lua module 'argparse', which is not installed.
  Debian and Ubuntu:  apt-get install lua-argparse
  elsewhere:          luarocks --lua-version 5.4 install argparse
A script runs without it: lua5.4 scenario.lua]]

-- Ends with words on standard error, or once what was printed is out.
local function finish(code, message)
  local is_out, lost = core.flush_output()
  if not is_out and (code ~= status.interrupted) then
    code, message = status.error, message or tostring(lost)
  end
  if message then
    io.stderr:write("signalflow: ", message, "\n")
  end
  os.exit(code, true)
end

local function fill(parser, entry)
  for _, argument in ipairs(entry.arguments or {}) do
    parser:argument(argument)
  end
  for _, option in ipairs(entry.options or {}) do
    parser:option(option)
  end
  for _, flag in ipairs(entry.flags or {}) do
    parser:flag(flag)
  end
  if entry.actions then
    parser:command_target "action"
    for _, action in ipairs(entry.actions) do
      fill(parser:command { name = action.name, description = action.description }, action)
    end
  end
end

-- The parser of every command, and their functions by name.
local function read_commands(argparse)
  local parser, functions = argparse("signalflow", "Models of AI factories: from electricity to tokens to value."), {}
  parser:command_target "command"
  parser:flag "--version":description "Say which signalflow this is.":action(function()
    print("signalflow " .. version)
    finish(status.done)
  end)
  for _, name in ipairs(NAMES) do
    local entry = require("signalflow.command." .. name)
    fill(parser:command { name = name, description = entry.description }, entry)
    functions[name] = entry.run
  end
  function parser:error(message) -- luacheck: ignore
    finish(status.error, ("%s\n\n%s"):format(message, self:get_usage()))
  end
  return parser, functions
end

local LIBRARY = debug.getinfo(1, "S").short_src:match "^(.*)command/init%.lua$"

-- An error that names a line of a script needs no trace of the library's own frames; a fault of the library does.
local function describe(err)
  if settings.script and type(err) == "string" and not err:find ":%d+: " and not err:find "^%-" then
    return ("%s: %s"):format(settings.script, err) -- a function called by a tail call leaves no line
  end
  local inner = LIBRARY and type(err) == "string" and err:sub(1, #LIBRARY) == LIBRARY and err:sub(#LIBRARY + 1)
  return inner and not inner:find "^scenarios/" and debug.traceback(err, 2) or err
end

-- An option and its negative number as one argument: alone, the number would be taken for an option.
local function with_negative_numbers(arguments)
  local joined = {}
  for i, word in ipairs(arguments) do
    if word:find "^%-[%d.]" and i > 1 and arguments[i - 1]:find "^%-%-%a+$" then
      joined[#joined] = joined[#joined] .. "=" .. word
    else
      joined[#joined + 1] = word
    end
  end
  return joined
end

-- What is typed instead of a command: nothing for a prompt, -e EXPR, - for standard input, -i SCRIPT for a prompt with
-- what the script leaves. Nil for a command.
local function type_in(arguments)
  local first = arguments[1]
  if first == nil and core.is_prompt() then
    require "signalflow.prompt.loop".run()
    return status.done
  elseif first == "-i" and #arguments == 2 then
    local loop = require "signalflow.prompt.loop"
    local session, has_ended = loop.session()
    local script, unread = loadfile(arguments[2], "bt", session.names)
    if not script then
      return status.error, unread
    end
    script()
    loop.run(session, has_ended)
    return status.done
  elseif first == nil or first == "-" and #arguments == 1 or first == "-e" and #arguments == 2 then
    local text = arguments[2] or io.read "a"
    local done, why = require "signalflow.prompt.loop".type(text)
    return done and status.done or status.error, why
  end
end

local function try(arguments)
  local code, err = type_in(arguments)
  if code then
    return code, err
  end
  local found, argparse = failure.catch(require, "argparse")
  if not found then
    return status.error, NEEDS_ARGPARSE
  end
  local parser, functions = read_commands(argparse)
  local given = parser:parse(with_negative_numbers(arguments))
  local done
  done, code, err = failure.catch_described(describe, functions[given.command], given)
  if done and code then
    return code, err
  end
  if not done and type(code) == "table" and not failure.is(code) and not getmetatable(code) then
    code = "the script raised " .. options.describe(code)
  end
  err = done and err or code
  return failure.is(err) and err.code == "corrupt" and status.worse or status.error, tostring(err)
end

--- Runs the command and ends the program.
-- @tparam {string,...} arguments
function command.main(arguments)
  local own, code, message = pcall(try, arguments)
  if own then
    finish(code, message)
  end
  local foreign = tostring(code) -- Ctrl-C, as lua tells it, or a lack of memory
  local is_interrupted = foreign:find "interrupted!$"
  finish(is_interrupted and status.interrupted or status.error, is_interrupted and "interrupted" or foreign)
end

return command
