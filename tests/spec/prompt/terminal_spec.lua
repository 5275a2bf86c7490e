-- The prompt as it is used: keys sent to a terminal, and what stands on its screen.
local support = require "tests.spec.support"

local build = support.build

local function shell(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local output = pipe:read "a"
  return output, (pipe:close())
end

local has_tmux = select(2, shell "command -v tmux")
local has_readline = pcall(require, "readline")
local LAUNCHER = shell(("readlink -f '%s/signalflow'"):format(build)):match "[^\n]+"

-- A terminal of its own with the prompt in it. `given`: columns, rows, env (text), readline (false hides it).
local Terminal = {}
Terminal.__index = Terminal

local function start(given)
  local self = setmetatable({ socket = support.path ".tmux", home = support.path ".home" }, Terminal)
  assert(os.execute(("mkdir '%s'"):format(self.home)))
  local hidden = given.readline == false and "LUA_PATH=/nowhere/?.lua LUA_CPATH=/nowhere/?.so" or ""
  self.command = ("env -u XDG_STATE_HOME HOME='%s' %s %s '%s'"):format(self.home, hidden, given.env or "", LAUNCHER)
  self:tmux(("-f /dev/null new-session -d -x %d -y %d \"env PS1='$ ' bash --norc\""):format(given.columns or 80,
    given.rows or 24))
  return self
end

local function open(given)
  local self = start(given or {})
  self:type(self.command .. " " .. (given.arguments or ""))
  self:press "Enter"
  self:await "sf> *$"
  return self
end

function Terminal:tmux(arguments)
  return (shell(("tmux -S '%s' %s"):format(self.socket, arguments)))
end

function Terminal:type(text)
  self:tmux(("send-keys -l '%s'"):format(text:gsub("'", "'\\''")))
end

function Terminal:press(keys)
  self:tmux("send-keys " .. keys)
end

function Terminal:enter(text)
  self:type(text)
  self:press "Enter"
end

function Terminal:screen()
  return (self:tmux "capture-pane -p -J":gsub("%s+\n", "\n"):gsub("%s+$", ""))
end

-- Waits until the screen has a text (a pattern), ten seconds at most.
function Terminal:await(pattern)
  local screen
  for _ = 1, 200 do
    screen = self:screen()
    if screen:find(pattern) then
      return screen
    end
    os.execute "sleep 0.05"
  end
  error(("no %s on the screen:\n%s"):format(pattern, screen), 2)
end

function Terminal:close()
  self:tmux "kill-server"
end

-- Opens one, hands it to an action, and closes it whatever happens.
local function with(given, action)
  local terminal = open(given)
  local done, err = pcall(action, terminal)
  terminal:close()
  if not done then
    error(err, 0)
  end
end

local function described(name, given, needs_readline, action)
  it(name, function()
    if not has_tmux then
      return pending "tmux is not installed"
    elseif needs_readline and not has_readline then
      return pending "lua-readline is not installed"
    end
    with(given, action)
  end)
end

local function interrupts(t)
  t:type "half a line"
  t:await "sf> half a line$"
  t:press "C-c"
  t:await "half a line%s*%^C\nsf> *$"
  t:enter "print 'loops' while true do end"
  t:await "\nloops"
  t:press "C-c"
  t:await "interrupted *\nsf> *$"
  t:enter "print 'turns' coroutine.wrap(function() while true do pcall(error) end end)()"
  t:await "\nturns"
  t:press "C-c"
  t:await "interrupted *\nsf> *$"
  t:enter "m = sf.model { drivers = { x = sf.normal(1, .1) }, outputs = function(d) return { y = d.x } end }"
  t:enter "print 'draws' m:run { draws = 4e10 }"
  t:await "\ndraws"
  os.execute "sleep 0.3"
  t:press "C-c"
  t:await "interrupted[^\n]*\nsf> *$"
  t:enter "m:run { draws = 64 }"
  t:await "64 draws"
  t:enter "for i = 1, 2 do"
  t:await "\n +> *$"
  t:press "C-c"
  t:await "%^C\nsf> *$"
  t:enter "6 * 7"
  t:await "\n42\nsf> *$"
end

for _, size in ipairs { { 80, 24 }, { 200, 50 } } do
  local given = { columns = size[1], rows = size[2] }
  describe(("a terminal of %d by %d"):format(size[1], size[2]), function()
    described("begins with what can be done, and ends with Ctrl-D", given, false, function(t)
      assert.matches("signalflow %d.%d.%d, Lua 5.4. help%(%) for help", t:screen())
      t:press "C-d"
      t:await "sf> *\n%$ *$"
      t:enter "echo status $?"
      t:await "status 0"
    end)

    described("prints values and errors, and goes on", given, false, function(t)
      t:enter "grid = 100*u.MW"
      t:enter "grid / 2"
      t:await "\n50 MW\nsf> *$"
      t:enter "_ * 2"
      t:await "\n100 MW\nsf> *$"
      t:enter 'u"65 USD/MWhh"'
      t:await "error: unknown unit 'MWhh'; did you mean 'MWh'%?\n  65 USD/MWhh\n         ^^^^\nsf> *$"
      t:enter "exit()"
      t:await "\n%$ *$"
    end)

    described("stops a half-typed line, a loop and a run with Ctrl-C, and never ends", given, false, interrupts)

    described("completes names, keys and entries of the catalogue", given, true, function(t)
      t:type "sf.fac"
      t:press "Tab"
      t:await "sf> sf.factory$"
      t:type ' { platform = "B'
      t:press "Tab Tab"
      t:await "B200 +B300\nsf> sf.factory { platform = \"B$"
      t:type '200", uti'
      t:press "Tab"
      t:await "\"B200\", utilization$"
      t:press "C-c"
      t:type 'sf.launch { from = "GB200 N'
      t:press "Tab"
      t:await "GB200 NVL72$"
    end)

    described("gives an entry of several lines back as one", given, true, function(t)
      t:enter "for i = 1, 2 do"
      t:enter "print(i * 10)"
      t:enter "end"
      t:await "\n10\n20\nsf> *$"
      t:press "Up"
      t:await "sf> for i = 1, 2 do\nprint%(i %* 10%)\nend$"
      t:press "Enter"
      t:await "\n10\n20\nsf> *$"
      t:press "C-d"
      t:await "\n%$ *$"
      local kept = assert(io.open(t.home .. "/.local/state/signalflow/history")):read "a"
      assert.equal("for i = 1, 2 do\\nprint(i * 10)\\nend\n", kept)
      assert.matches("^600", (shell(("stat -c %%a '%s/.local/state/signalflow/history'"):format(t.home))))
      t:enter(t.command)
      t:await "sf> *$"
      t:press "Up"
      t:await "sf> for i = 1, 2 do\nprint%(i %* 10%)\nend$"
    end)

    described("cuts what is longer than the screen, and says so", given, false, function(t)
      t:enter "('one line\\n'):rep(60)"
      t:await "%d+ more lines"
      t:enter "help 'factory'"
      t:await "factory.+\nsf> *$"
    end)
  end)
end

describe("a terminal without much", function()
  described("does without readline", { readline = false }, false, function(t)
    assert.matches("apt%-get install lua%-readline", t:screen())
    interrupts(t)
    t:press "C-d"
    t:await "\n%$ *$"
  end)
  described("does with TERM=dumb", { env = "TERM=dumb" }, false, interrupts)
  described("does with LANG=C", { env = "LC_ALL=C" }, false, interrupts)
end)

describe("states in a terminal", function()
  local CHECK = "check key_checks --data lua/scenarios/data --as-of 2025-09-12"
  local times = 0
  -- How many words have a colour after a command. Each says its number at the end: the screen before shows another's.
  local function coloured(t, before, after)
    times = times + 1
    t:enter(("clear; %s %s %s%s; echo over %d"):format(before, t.command, CHECK, after, times))
    t:await(("\nover %d"):format(times))
    return select(2, t:tmux "capture-pane -p -e":gsub("\27%[3%d+m%l+", ""))
  end
  local WIDE = { columns = 120, rows = 90 }
  described("have colours, and none in a pipe, with NO_COLOR or TERM=dumb", WIDE, false, function(t)
    t:press "C-d"
    t:await "\n%$ *$"
    assert.is_true(coloured(t, "", "") > 0)
    assert.equal(0, coloured(t, "NO_COLOR=1", ""))
    assert.equal(0, coloured(t, "TERM=dumb", ""))
    assert.equal(0, coloured(t, "", " | cat"))
  end)
end)

describe("zsh", function()
  it("completes commands, options, formats, actions, scenarios and files", function()
    if not has_tmux or not select(2, shell "command -v zsh") then
      return pending "tmux or zsh is not installed"
    end
    local t = start { columns = 120 }
    local done, err = pcall(function()
      t:enter(("cd '%s' && touch mine.lua && exec env -u LD_PRELOAD PATH='%s':\"$PATH\" zsh -f"):format(t.home,
        LAUNCHER:match "^(.*)/"))
      t:enter(("PS1='%%%% '; fpath=('%s/completion' $fpath); autoload -U compinit; compinit -u -D"):format(
        LAUNCHER:match "^(.*)/"))
      for typed, shown in pairs { ["platf"] = "platforms", ["check inv"] = "check investor",
        ["run --dr"] = "run %-%-draws", ["platforms --format m"] = "platforms %-%-format md",
        ["ledger x.db ver"] = "ledger x.db verify", ["run mi"] = "run mine.lua",
        ["run hun"] = not build:find "/" and "run hundred_megawatts" or nil } do -- beside the tree, or installed
        t:enter "clear"
        t:await "^%% *$"
        t:type("signalflow " .. typed)
        t:press "Tab"
        t:await("signalflow " .. shown .. " ?$")
        t:press "C-u"
      end
    end)
    t:close()
    assert(done, err)
  end)
end)

describe("a script before the prompt", function()
  local script = support.temporary("site = 3 * u.MW\nlocal hidden = 1\n", ".lua")
  described("leaves its names there", { arguments = "-i " .. script }, false, function(t)
    t:enter "site"
    t:await "\n3 MW\nsf> *$"
    t:enter "hidden"
    t:await "nothing is called 'hidden'"
  end)
end)
