--- The prompt: lines in, values out, until Ctrl-D or exit().
-- @module signalflow.prompt.loop
local core = require "signalflow.core"
local editing = require "signalflow.prompt.editing"
local failure = require "signalflow.shared.failure"
local help = require "signalflow.prompt.help"
local session = require "signalflow.prompt.session"
local show = require "signalflow.prompt.show"
local tutorial = require "signalflow.prompt.tutorial"
local version = require "signalflow.shared.version"

local loop = {}

local PROMPT, MORE = "sf> ", "  > "

-- Calls a function so that Ctrl-C stops it, and errors come back as with xpcall.
local function watched(action, handler)
  return pcall(core.call_watched, handler, action)
end

--- A session with `help`, `tutorial`, `exit` and `quit` in it.
-- @treturn Session
-- @treturn function whether exit() was called
function loop.session()
  local one, has_ended = session.new(), false
  one.names.help, one.names.tutorial = help.of, tutorial.step
  one.names.exit = function()
    has_ended = true
  end
  one.names.quit = one.names.exit
  return one, function()
    return has_ended
  end
end

-- Reads lines until they are whole: the text, empty after Ctrl-C; nil at the end.
local function read_entry(one, reader)
  local text
  while true do
    reader.lines = text and text .. "\n" or ""
    local line, why = reader.read(text and MORE or PROMPT)
    if line == nil then
      return why == "interrupted" and "" or nil
    end
    text = text and text .. "\n" .. line or line
    if line == "" and text ~= line or not one:is_unfinished(text) then
      return text
    end
  end
end

--- Runs a prompt until its end.
-- @tparam[opt] Session one with names of its own, from `loop.session`
-- @tparam[opt] function has_ended
function loop.run(one, has_ended)
  if not one then
    one, has_ended = loop.session()
  end
  core.watch_interrupts(true)
  local reader = editing.open(one.names)
  print(show.folded(("signalflow %s, %s. help() for help, tutorial() to learn in eight steps; Tab completes, Ctrl-C"
    .. " stops a run, Ctrl-D ends."):format(version, _VERSION)))
  if reader.notice then
    print(reader.notice)
  end
  failure.ensure(function()
    while not has_ended() do
      local text = read_entry(one, reader)
      if text == nil then
        print()
        break
      elseif text:find "%S" then
        reader.keep(text)
        local done, why = one:evaluate(text, { call = watched })
        if not done then
          print(show.folded(why == "interrupted" and why or "error: " .. why))
        end
      end
    end
  end, function()
    reader.close()
    core.watch_interrupts(false)
  end)
end

--- Does what a text says, entry by entry, as if it were typed: for `-e` and a pipe.
-- @tparam string text
-- @treturn boolean whether all went well; it ends at the first error
-- @treturn ?string what went wrong
function loop.type(text)
  local one, has_ended = loop.session()
  local entry
  for line in (text .. "\n"):gmatch "(.-)\n" do
    entry = entry and entry .. "\n" .. line or line
    if not one:is_unfinished(entry) then
      if entry:find "%S" then
        local done, why = one:evaluate(entry, { whole = true })
        if not done then
          return false, why
        end
      end
      entry = nil
    end
    if has_ended() then
      return true
    end
  end
  if entry and entry:find "%S" then
    return one:evaluate(entry, { whole = true })
  end
  return true
end

return loop
