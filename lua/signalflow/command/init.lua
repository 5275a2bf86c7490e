--- The signalflow command: gives the table of commands to argparse, and what was typed to the function in the file of
-- the command's name. What that gives is the exit status, and words for standard error where there are any; nil and
-- an err, or an error, end the command with words.
-- @module signalflow.command
local commands = require "signalflow.command.commands"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local help = require "signalflow.prompt.help"
local options = require "signalflow.shared.options"
local pages = require "signalflow.page.text"
local script = require "signalflow.shared.script"
local scripts = require "signalflow.command.scripts"
local settings = require "signalflow.shared.settings"
local status = require "signalflow.command.status"
local version = require "signalflow.shared.version"
require "signalflow" -- errors are placed in the analyst's lines from here on

local command = {}

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

-- The exit statuses of a command.
local function epilog_of(entry)
  local words = {}
  for _, one in ipairs(entry.status or {}) do
    words[#words + 1] = ("%d %s"):format(one[1], one[2])
  end
  return #words > 0 and ("Exit status: %s, %d an error."):format(table.concat(words, ", "), status.error) or nil
end

-- Properties of argparse's own, less what is said for others.
local function properties(given)
  local own = {}
  for name, value in pairs(given) do
    own[name] = name ~= "kind" and value or nil
  end
  return own
end

-- Help that says so where it could not be written, as all else does; argparse's own ends the program without a look. An
-- example stands on one line, for people copy it.
local function with_help(parser, example)
  parser:add_help { action = function()
    print(parser:get_help() .. (example and "\n\nExample: " .. example or ""))
    finish(status.done)
  end }
  return parser
end

local function fill(parser, entry)
  for _, argument in ipairs(entry.arguments or {}) do
    parser:argument(properties(argument))
  end
  for _, option in ipairs(entry.options or {}) do
    parser:option(properties(option))
  end
  for _, flag in ipairs(entry.flags or {}) do
    parser:flag(flag)
  end
  if entry.actions then
    parser:command_target "action"
    for _, action in ipairs(entry.actions) do
      fill(with_help(parser:command { name = action.name, description = action.description }), action)
    end
  end
end

local USES = "signalflow alone is a prompt; -e EXPR says one thing to it, - reads standard input, -i SCRIPT begins with"
  .. " what a script leaves."

local function names_of(entries)
  local names = {}
  for i, entry in ipairs(entries) do
    names[i] = entry.name
  end
  return table.concat(names, ", ")
end

-- What follows a word that is no command: how a script of that name is run, or all the commands that are.
local function meant_by(word, usage)
  if usage:find "^Usage: signalflow %[" then
    local found = scripts.find(word)
    return found and core.kind_of_path(found) == "file" and ("; a script is run by: signalflow run %s"):format(word)
      or ("; there are %s (signalflow --help says what each does)"):format(names_of(commands))
  end
  for _, entry in ipairs(commands) do
    if entry.actions and usage:find("^Usage: signalflow " .. entry.name .. " ") then
      return ("; there are %s"):format(names_of(entry.actions))
    end
  end
  return ""
end

-- What was wrong with what was typed: a word that is no command with what it may mean, an argument that is missing with
-- a line as it may be typed.
local function complaint(message, usage)
  local word = message:match "^unknown command '(.*)'$"
  message = message .. (word and meant_by(word, usage) or "")
  local is_short = message:find "^missing" or message:find "^a command is required"
  for _, entry in ipairs(is_short and commands or {}) do
    if usage:find("^Usage: signalflow " .. entry.name .. " ") then
      message = ("%s; as in: %s"):format(message, entry.example)
    end
  end
  return ("%s\n\n%s"):format(message, usage)
end

-- The parser of every command.
local function parser_of(argparse)
  local parser = with_help(argparse("signalflow", "Models of AI factories: from electricity to tokens to value.", USES))
  parser:help_max_width((pages.width()))
  parser:command_target "command"
  parser:flag "--version":description "Say which signalflow this is, and what it found."
  for _, entry in ipairs(commands) do
    local given = { name = entry.name, description = entry.description, epilog = epilog_of(entry) }
    fill(with_help(parser:command(given), entry.example), entry)
  end
  function parser:error(message) -- luacheck: ignore
    finish(status.error, complaint(message, self:get_usage()))
  end
  return parser
end

local OPTIONAL = { { "argparse", "the command" }, { "readline", "editing at the prompt" }, { "DBI", "ledgers" },
  { "zlib", "workbooks" }, { "curl", "fetching" }, { "rsvg-convert", "PNG and PDF" } }

-- Whether a module, or a command, is installed.
local function is_installed(name)
  local commands_path = (os.getenv "PATH" or ""):gsub("[^:]+", "%0/?"):gsub(":", ";")
  return (package.searchpath(name, package.path) or package.searchpath(name, package.cpath)
    or package.searchpath(name, commands_path)) ~= nil
end

-- Which signalflow this is: its version, Lua's, the kernels that run here, and the packages it found.
local function say_version()
  local found, lacking = {}, {}
  for _, one in ipairs(OPTIONAL) do
    local list = is_installed(one[1]) and found or lacking
    list[#list + 1] = ("%s (%s)"):format(one[1], one[2])
  end
  print(("signalflow %s, %s, kernels %s"):format(version, _VERSION, core.compile({ 1 }):kernels()[1]))
  print("found: " .. (#found > 0 and table.concat(found, ", ") or "nothing"))
  if #lacking > 0 then
    print("not installed: " .. table.concat(lacking, ", "))
  end
  return status.done
end

local LIBRARY = debug.getinfo(1, "S").short_src:match "^(.*)command/init%.lua$"

-- An error that names a line of a script needs no trace of the library's own frames; a fault of the library does.
local function describe(err)
  if type(err) == "string" and err:find "attempt to call a nil value" then
    err = err .. help.of_missing(err)
  end
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
    local run, unread = script.load(arguments[2], session.names)
    if not run then
      return status.error, tostring(unread)
    end
    run()
    loop.run(session, has_ended)
    return status.done
  elseif first == nil or first == "-" and #arguments == 1 or first == "-e" and #arguments == 2 then
    local text = arguments[2] or io.read "a"
    local done, why = require "signalflow.prompt.loop".type(text)
    return done and status.done or why == "interrupted" and status.interrupted or status.error, why
  end
end

-- Words that people try first, as what they stand for: help, help COMMAND, tutorial, version.
local function with_first_words(arguments)
  if arguments[1] == "help" then
    return { arguments[2] or "--help", arguments[2] and "--help" }
  end
  local meant = #arguments == 1 and { tutorial = { "-e", "tutorial()" }, version = { "--version" } } or {}
  return meant[arguments[1]] or arguments
end

local function try(arguments)
  arguments = with_first_words(arguments)
  if arguments[1] == "--version" then
    return say_version()
  elseif #arguments == 1 and (arguments[1] == "-e" or arguments[1] == "-i") then
    return status.error, arguments[1] == "-e" and "-e takes an expression\n\nUsage: signalflow -e 'sf.platforms'"
      or "-i takes a script\n\nUsage: signalflow -i first.lua"
  end
  local code, err = type_in(arguments)
  if code then
    return code, err
  end
  local found, argparse = failure.catch(require, "argparse")
  if not found then
    return status.error, NEEDS_ARGPARSE
  end
  local given = parser_of(argparse):parse(with_negative_numbers(arguments))
  local done
  done, code, err = failure.catch_described(describe, require("signalflow.command." .. given.command), given)
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
  if not own then
    local foreign = tostring(code) -- Ctrl-C, as lua tells it, or a lack of memory
    local is_interrupted = foreign:find "interrupted!$"
    code, message = is_interrupted and status.interrupted or status.error, is_interrupted and "interrupted" or foreign
  end
  pcall(finish, code, message) -- which ends the program, unless Ctrl-C ends it
  os.exit(status.interrupted)
end

return command
