--- How lines are typed: with readline where it is installed (editing, history, completion), else plainly.
-- @module signalflow.prompt.editing
local completion = require "signalflow.prompt.completion"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local history = require "signalflow.prompt.history"

local editing = {}

-- What may stand in place of readline's word, which begins elsewhere than ours: it takes a name with
-- its dots for one, and of a name with a space the last part.
local function candidates(names, lines, line, from, to)
  local text = lines .. line:sub(1, to - 1)
  local found, start = completion.of(names, text)
  start = start - #lines
  local before, typed = line:sub(from, start - 1), line:sub(from, to - 1)
  local fitting = {}
  for _, name in ipairs(found) do
    local whole = before .. name:sub(math.max(1, from - start + 1))
    fitting[#fitting + 1] = whole:sub(1, #typed) == typed and whole or nil
  end
  return fitting
end

local function with_readline(readline, names)
  local self = { entries = history.read(), lines = "" }
  readline.set_options { histfile = "", auto_add = false, completion = true }
  readline.set_readline_name "signalflow"
  readline.set_complete_function(function(line, from, to)
    readline.set_completion_append_character "" -- which readline sets to a space each time
    local found, made = failure.catch(candidates, names, self.lines, line, from, to)
    return found and made or {}
  end)
  for _, entry in ipairs(self.entries) do
    readline.add_history(entry)
  end

  local line, is_whole
  local function take(typed) -- nil for Ctrl-D
    line, is_whole = typed, true
    readline.handler_remove()
  end

  function self.read(prompt)
    is_whole = false
    readline.handler_install(prompt, take)
    core.watch_interrupts(true) -- readline has set its own
    while not is_whole do
      if core.wait_input() == "interrupt" then
        -- The handler stays until a line is whole: removed before, it would write to a terminal that it has closed. The
        -- next line installs it anew, and begins empty.
        readline.sigcleanup()
        print "^C"
        return nil, "interrupted"
      end
      readline.read_char()
    end
    return line
  end

  function self.keep(entry)
    if self.entries[#self.entries] ~= entry then
      self.entries[#self.entries + 1] = entry
      readline.add_history(entry)
    end
  end

  function self.close()
    history.write(self.entries)
  end

  return self
end

local function plainly()
  local self = { notice = "For editing, history and completion: apt-get install lua-readline" }

  function self.read(prompt)
    io.write(prompt)
    io.flush()
    if core.wait_input() == "interrupt" then
      print() -- the terminal shows the ^C itself
      return nil, "interrupted"
    end
    local line, failed = io.read "l"
    if failed then -- Ctrl-C in the middle of a line, whose word is taken back
      core.wait_input()
      print()
      return nil, "interrupted"
    end
    return line
  end

  function self.keep() end
  function self.close() end
  return self
end

--- A reader of lines: `read(prompt)` gives a line, nil at the end, or nil and "interrupted" after Ctrl-C; `keep(entry)`
-- adds to the history, `close()` keeps it; `lines` is what was typed before of the same entry; `notice`, if any, is to
-- be said once.
-- @tparam table names the session's, for completion
-- @treturn table
function editing.open(names)
  local found, readline = failure.catch(require, "readline")
  if found and readline.sigcleanup and os.getenv "TERM" ~= "dumb" then
    return with_readline(readline, names)
  end
  local reader = plainly()
  reader.notice = not found and reader.notice or nil
  return reader
end

return editing
