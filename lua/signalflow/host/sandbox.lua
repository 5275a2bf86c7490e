--- Someone else's script, in a state of its own: it may compute and print, within limits of memory, work and time, and
-- reaches no file, network, process or global of the host.
-- @module signalflow.host.sandbox
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local script = require "signalflow.shared.script"

local sandbox = {}

-- Bytes, instructions of Lua, seconds.
local USUAL = { memory = 64e6, instructions = 1e9, time = 10 }

-- Modules of signalflow, compiled once, and their paths; each sandbox loads what it needs.
local compiled = {}

local function module(name)
  local kept = compiled[name]
  if not kept then
    local path, missing = package.searchpath(name, package.path)
    if not name:find "^signalflow[%w_.]*$" or not path then
      return nil, ("no module '%s' in a sandbox%s"):format(name, missing and ":" .. missing or "")
    end
    local chunk, unread = loadfile(path, "t")
    if not chunk then
      return nil, unread
    end
    kept = { string.dump(chunk), path }
    compiled[name] = kept
  end
  return kept[1], kept[2]
end

-- Text from a stranger to a terminal: without what moves its cursor or changes its colours.
local function harmless(text)
  return (text:gsub("[^%C\n\t]", "?"):gsub("\xC2[\x80-\x9F]", "?"))
end

local function write(text)
  io.stdout:write(harmless(text))
end

local function warn(text)
  io.stderr:write(harmless(text))
end

local WORDS = {
  memory = function(limits)
    return ("it needs more than %s MB of memory"):format(core.format_number(limits.memory, 1e6, 6))
  end,
  instructions = function(limits)
    return ("it takes more than %s million instructions"):format(core.format_number(limits.instructions, 1e6, 6))
  end,
  time = function(limits)
    return ("it takes more than %s s"):format(core.format_number(limits.time, 1, 6))
  end,
}

local function answer(limits, name, done, ...)
  if done then
    return ...
  end
  local wrong = ...
  if type(wrong) == "table" and wrong.code == "memory" or tostring(wrong):find "not enough memory$" then
    wrong = "memory"
  end
  if type(wrong) == "table" then
    return nil, failure(wrong.code, wrong.message)
  elseif WORDS[wrong] then
    return nil, failure(wrong, ("%s: %s"):format(name, WORDS[wrong](limits)))
  end
  return nil, failure("error", ("%s: %s"):format(name, tostring(wrong)))
end

--- Runs a script within limits; what `sandbox.new` and the command stand on.
-- @tparam table limits `memory`, `instructions`, `time`; and `print`, `warn`: functions that take text
-- @tparam table given as `signalflow.host.inside` takes it
-- @return what that gives; or nil, err with code "memory", "instructions", "time", "denied" or "error"
function sandbox.run(limits, given)
  limits = { memory = limits.memory or USUAL.memory, instructions = limits.instructions or USUAL.instructions,
    time = limits.time or USUAL.time, print = limits.print or write, warn = limits.warn or warn }
  local name = given.name:gsub("^[@=]", "")
  return answer(limits, name, core.run_sandbox(limits, module, limits.print, limits.warn, given))
end

local KINDS = { memory = "number", instructions = "number", time = "number", print = "function" }

-- A line that ends in .lua, or that names a file, is a path; anything else is a script.
local function read(text)
  if text:find "[\n\0]" or not (text:find "%.lua$" or #text < 4096 and core.kind_of_path(text) == "file") then
    return text, "=script"
  end
  local words, unread = script.text(text)
  return words, words and "@" .. text or unread
end

--- Runs a script that nobody vouches for: `sf.sandbox(text_or_path, options)`. It may compute and print; what it
-- returns comes back as plain values: nil, booleans, numbers, text, tables of them to a depth of 32, a quantity as
-- `{ value=, unit= }`, an uncertain one or an outcome as `{ mean=, sd=, p5=, p50=, p95=, unit= }`, anything else that
-- prints as its text.
-- @tparam string text_or_path a script, or the path of one: what has one line and ends in .lua or names a file
-- @tparam[opt] table given `memory` in bytes (64e6), `instructions` of Lua (1e9), `time` in seconds (10), `print`, a
-- function that takes what it prints as text, instead of standard output
-- @return what the script returns; or nil, err with code "memory", "instructions", "time" (a limit that it met),
-- "denied" (a road that is shut), "error" (its own) or "io" (its file)
-- @raise where an option is none
function sandbox.new(text_or_path, given)
  options.argument(text_or_path, "string", "sandbox: script")
  local limits = options.check(given, KINDS, "sandbox")
  local text, name = read(text_or_path)
  if not text then
    return nil, name
  end
  return sandbox.run(limits, { text = text, name = name, arguments = {} })
end

return sandbox
