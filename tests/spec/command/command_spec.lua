-- The command, as it is typed.
local support = require "tests.spec.support"

local build = support.build
local launcher = build .. "/signalflow"

-- Runs the command; gives its output with its errors, and its exit status.
local function signalflow(arguments)
  local pipe = assert(io.popen(("bash -c '%s %s' 2>&1"):format(launcher, arguments:gsub("'", "'\\''"))))
  local output = pipe:read "a"
  local _, _, status = pipe:close()
  return output, status
end

local function with_script(text, action)
  action(support.temporary(text, ".lua"))
end

local SITE = [[
local sf = require "signalflow"
local u = sf.units
return sf.model { name = "site", drivers = { grid_power = 100 * u.MW, pue = sf.triangular(1.1, 1.2, 1.3) },
  outputs = function(d) return { it_power = d.grid_power / d.pue } end }
]]

describe("a short form", function()
  it("is the format that it names", function()
    with_script(SITE, function(path)
      assert.same({ signalflow(("run %s --format json"):format(path)) }, { signalflow(("run %s --json"):format(path)) })
    end)
    assert.same({ signalflow "due --as-of 2026-01-01 --format ics" }, { signalflow "due --as-of 2026-01-01 --ics" })
  end)
end)

describe("signalflow run --sandbox", function()
  it("shows the same, as text, as data and as a report", function()
    with_script(SITE, function(path)
      for _, options in ipairs { "", "--format json", "--json", "-D pue=1.25 --draws 1000 --seed 9", "--list" } do
        assert.same({ signalflow(("run %s %s"):format(path, options)) },
          { signalflow(("run --sandbox %s %s"):format(path, options)) })
      end
      local plain, boxed = support.path ".html", support.path ".html"
      assert.equal(0, select(2, signalflow(("run %s -o %s"):format(path, plain))))
      assert.equal(0, select(2, signalflow(("run --sandbox %s -o %s"):format(path, boxed))))
      local one, other = assert(io.open(plain)), assert(io.open(boxed))
      assert.equal(one:read "a", other:read "a")
      one:close()
      other:close()
    end)
  end)

  it("reaches no file, no process, no terminal, and ends", function()
    for text, words in pairs {
      ["print 'before' os.execute 'echo out'"] = "before\nsignalflow: %S+:1: attempt to call a nil",
      ["io.open '/etc/passwd'"] = "a sandbox does not reach files",
      ["print '\\27[2Jx\\7\\xC2\\x9B'"] = "^%?%[2Jx%?%?\n$",
      ["local sf = require 'signalflow' sf.platforms:save '/tmp/x.md'"] = "no file, process or network: write_file",
      ["pcall(function() local s = 'x' while true do s = s .. s end end)"] = "it needs more than 512 MB of memory" } do
      with_script(text, function(path)
        local output, status = signalflow("run --sandbox " .. path)
        assert.matches(words, output)
        assert.equal(words:find "^%^" and 0 or 3, status)
      end)
    end
  end)
end)

describe("signalflow run", function()
  it("takes text and no binary chunk", function()
    for command, name in pairs { ["run"] = ".lua", ["run --sandbox"] = ".lua", ["-i"] = ".lua",
      ["check --data . --as-of 2025-01-01"] = ".lua", test = ".lua" } do
      local path = support.path(name)
      support.write(path, string.dump(function() print "it ran" end))
      local output, status = signalflow(command .. " " .. path .. " </dev/null")
      assert.matches("attempt to load a binary chunk %(mode is 't'%)", output)
      assert.is_nil(output:find("it ran", 1, true))
      assert.equal(3, status)
    end
  end)

  it("runs the model a script returns", function()
    with_script(SITE, function(path)
      local output, status = signalflow("run " .. path)
      assert.equal(0, status)
      assert.matches("site: 65,536 draws, seed 1", output, 1, true)
      assert.matches("it_power  MW", output, 1, true)
    end)
  end)

  it("puts -D, --draws, --seed and --threads above the script", function()
    with_script(SITE, function(path)
      local output, status = signalflow("run " .. path
        .. " -D pue=1.25 -D 'grid_power=50' --draws 1000 --seed 9 --threads 1")
      assert.equal(0, status)
      assert.matches("site: 1,000 draws, seed 9", output, 1, true)
      assert.matches("MW    40 ", output, 1, true)
      assert.matches("draws for an error of 0.1 %", (signalflow("run " .. path .. " --draws 0.1%")), 1, true)
      assert.matches("MW    80 ", (signalflow("run " .. path .. " -D 'grid_power=0.1 GW' -D pue=1.25")), 1, true)
    end)
  end)

  it("names the option that was wrong, and not the script", function()
    with_script(SITE, function(path)
      for typed, words in pairs { ["-D pue=3kg"] = "signalflow: -D pue=3kg: unknown unit 'kg'",
        ["-D grid_power='1,000 MW'"] = "signalflow: -D grid_power=1,000 MW: '1,000': a number has no separators",
        ["-D grid_power='3 USD'"] = "signalflow: -D grid_power=3 USD is power, not 3 USD (money)",
        ["--draws -5"] = "signalflow: option '--draws': expected a whole number of 1 or more, got '-5'",
        ["--threads -1"] = "signalflow: option '--threads': expected a whole number of 1 or more, got '-1'",
        ["--threads 999"] = "signalflow: --threads must be a whole number from 1 to 256, not 999" } do
        local output, status = signalflow("run " .. path .. " " .. typed .. " 2>&1")
        assert.not_equal(0, status)
        assert.matches(words, output, 1, true)
        assert.is_nil(output:find("traceback", 1, true))
        assert.is_nil(output:find(path, 1, true))
      end
      local output, status = signalflow("run " .. path .. " --draws 64 --seed -3")
      assert.equal(0, status)
      assert.matches("seed -3", output, 1, true)
    end)
  end)

  it("lists where to start verifying", function()
    local output, status = signalflow "sources --start"
    assert.equal(0, status)
    for _, words in ipairs { "SEC companyfacts (filing): what did a company report", "(measurement)", "(prices)",
      "https://fred.stlouisfed.org/series/DFII10" } do
      assert.matches(words, output, 1, true)
    end
  end)

  it("names the nearest driver when -D meets none", function()
    with_script(SITE, function(path)
      local output, status = signalflow("run " .. path .. " -D peu=1.25")
      assert.equal(3, status)
      assert.matches("did you mean 'pue'", output, 1, true)
    end)
  end)

  it("tells an error by the script's line, without a trace", function()
    with_script("local sf = require 'signalflow'\n\nprint(sf.units.MW + sf.units.USD)\n", function(path)
      local output, status = signalflow("run " .. path)
      assert.equal(3, status)
      assert.matches(path .. ":3: cannot add", output, 1, true)
      assert.is_nil(output:find("traceback", 1, true))
    end)
  end)

  it("says plainly when the file or an option is wrong", function()
    local output, status = signalflow "run /nonexistent.lua"
    assert.equal(3, status)
    assert.matches("/nonexistent.lua", output, 1, true)
    with_script(SITE, function(path)
      local told, code = signalflow("run " .. path .. " --draws many")
      assert.equal(3, code)
      assert.matches("option '--draws': expected a whole number of 1 or more, got 'many'", told, 1, true)
    end)
  end)

  it("lists drivers and outputs, and runs nothing", function()
    with_script("print 'noise'\nio.write 'noise'\n"
      .. "local site = (function()\n" .. SITE .. "end)()\nprint(site:run())\nreturn site\n", function(path)
      local output, status = signalflow("run " .. path .. " --list -D pue=1.25")
      assert.equal(0, status)
      assert.matches("grid_power +100 MW\n", output)
      assert.matches("pue +1.25\n", output)
      assert.matches("it_power +power", output)
      assert.is_nil(output:find("noise", 1, true))
      assert.is_nil(output:find("draws", 1, true))
      assert.matches("driver,value,value unit\ngrid_power,100,MW\npue,1.25,\n",
        (signalflow("run " .. path .. " --list -D pue=1.25 --format csv")), 1, true)
    end)
    with_script("print 'no model'", function(path)
      local output, status = signalflow("run " .. path .. " --list")
      assert.equal(2, status)
      assert.matches("records no model", output, 1, true)
    end)
    with_script(SITE:gsub("pue = sf", "pue = nowhere"), function(path)
      local output, status = signalflow("run " .. path .. " --list")
      assert.equal(3, status)
      assert.matches(path .. ":3: attempt to index a nil value", output, 1, true)
    end)
  end)

  it("writes what a script prints and returns in the format that is asked for", function()
    with_script(SITE:gsub("return sf.model", "local site = sf.model") .. "print(site, 7)\nreturn site\n", function(path)
      local output = signalflow("run " .. path .. " --draws 64 --format json")
      local lines = {}
      for line in output:gmatch "[^\n]+" do
        lines[#lines + 1] = line
      end
      assert.equal(3, #lines)
      assert.matches('^{"signalflow":.*"title":"site: a model of 2 drivers"', lines[1])
      assert.equal("7", lines[2])
      assert.matches('"title":"site: 64 draws', lines[3], 1, true)
    end)
  end)

  it("hands its further arguments to the script", function()
    with_script("print(arg[0], arg[1], ...)", function(path)
      local output = signalflow("run " .. path .. " one two")
      assert.matches(path .. "\tone\tone\ttwo", output, 1, true)
    end)
  end)
end)

describe("signalflow platforms, models, sources", function()
  it("list the catalogue", function()
    assert.matches("GB200 NVL72", (signalflow "platforms"), 1, true)
    assert.matches("DeepSeek-R1", (signalflow "models"), 1, true)
    assert.matches("https://", (signalflow "sources"), 1, true)
    local files = signalflow "sources --files"
    for _, row in ipairs(require "signalflow.series.files".list()) do
      assert.is_truthy(files:find(row.kind, 1, true), row.kind)
      assert.is_truthy(files:find(row.example:match "^[^,]+", 1, true), row.example)
    end
  end)

  it("show one by its name, and name the nearest to what is none", function()
    local shown = signalflow "platforms gb200"
    assert.matches("^GB200 NVL72\n", shown)
    assert.matches("192 GB/gpu", shown, 1, true) -- NVIDIA's data sheet: 13.8 TB of 72
    assert.matches("https://", shown, 1, true)
    assert.matches("as published +37,000,000,000", (signalflow "models DeepSeek-R1"))
    local said, status = signalflow "platforms B20"
    assert.equal(3, status)
    assert.matches("did you mean 'B200'?", said, 1, true)
  end)

  it("are pages with a unit for each column, and the source of each figure", function()
    -- NVIDIA's data sheet of H200: 141 GB at 4.8 TB/s
    assert.matches("H200 +NVIDIA +1.98 +141 +4.8 ", (signalflow "platforms"))
    assert.matches("| H200 | NVIDIA | 1.98 | 141 | 4.8 |", (signalflow "platforms --format md"), 1, true)
    assert.matches('"text":"141","figures":%[{"value":141,"unit":"GB/gpu","source":"[^"]+","date":"[%d-]+"}',
      (signalflow "platforms --format json"))
    assert.matches("DeepSeek%-R1 +671 +37.5 ", (signalflow "models"))
    assert.matches("<li>", (signalflow "sources --format html"), 1, true)
  end)
end)

describe("signalflow read", function()
  it("gives 2 where there is no headline, and its page in every format", function()
    local none = support.temporary("", ".txt")
    local output, status = signalflow("read - <" .. none)
    assert.equal(2, status, output)
    local one = support.temporary("Nvidia cuts prices of its GPUs\n", ".txt")
    assert.matches("cost %+ +Nvidia cuts prices", (signalflow("read - <" .. one)))
    assert.matches("| cost + | Nvidia cuts prices of its GPUs |", (signalflow("read - --format md <" .. one)), 1, true)
    assert.matches("bottleneck +: eased", (signalflow("read - --format html <" .. one)), 1, true)
  end)
end)

describe("wrong usage", function()
  it("ends every command with 3, and how it is used", function()
    for _, arguments in ipairs { "nope", "-e", "run", "check investor", "read --nope", "ledger x.db frob",
      "platforms --format pdf", "run x.lua --seed 1.5" } do
      local output, status = signalflow(arguments)
      assert.equal(3, status, arguments .. output)
      assert.matches("Usage: signalflow", output, 1, true)
      assert.is_nil(output:find("traceback", 1, true))
    end
  end)
end)

describe("a newcomer's first words", function()
  local function first(arguments)
    local output, status = signalflow(arguments)
    return output:match "^[^\n]*", status
  end

  it("are help, help of a command, tutorial, version", function()
    assert.equal((signalflow "--help"), (signalflow "help"))
    assert.equal((signalflow "check --help"), (signalflow "help check"))
    assert.equal((signalflow "--version"), (signalflow "version"))
    assert.equal((signalflow "-e 'tutorial()'"), (signalflow "tutorial"))
    assert.equal(0, select(2, signalflow "help"))
  end)

  it("that are no command are answered with all that are", function()
    for _, word in ipairs { "ls", "nvda", "'help()'" } do
      local line, status = first(word)
      assert.equal(3, status)
      for _, entry in ipairs(require "signalflow.command.commands") do
        assert.matches(entry.name, line, 1, true)
      end
    end
    assert.equal("signalflow: unknown command 'chekc'", (first "chekc investor"))
    assert.equal("signalflow: unknown command 'thesis'; a script is run by: signalflow run thesis", (first "thesis"))
    assert.equal("signalflow: unknown command 'nothing'; there are add, list, check", (first "measure nothing"))
  end)

  it("that lack something are answered with a line as it may be typed", function()
    assert.equal("signalflow: missing argument 'checklist'; as in: signalflow check investor --data FOLDER --as-of "
      .. "2025-09-30", (first "check"))
    assert.equal("signalflow: missing option '--data'; as in: signalflow check investor --data FOLDER --as-of "
      .. "2025-09-30", (first "check investor"))
    assert.equal("signalflow: missing option '--since'; as in: signalflow brief FOLDER --since last --ledger "
      .. "research.db --watch watch.lua -o brief.html", (first "brief ."))
    assert.matches("a command is required; as in: signalflow measure add own.lua", (first "measure"), 1, true)
  end)

  it("that give a day wrong name the option", function()
    local expected = "signalflow: option '%s': expected a day such as 2024-04-28, got '30/10/2025'"
    for option, line in pairs { ["--as-of"] = "check investor --data . --as-of 30/10/2025",
      ["--since"] = "brief . --since 30/10/2025", ["--by"] = "due --by 30/10/2025" } do
      assert.equal(expected:format(option), (first(line)))
    end
    assert.equal("signalflow: option '--as-of': 2025-02 has 28 days, got day 29",
      (first "check investor --data . --as-of 2025-02-29"))
  end)

  it("that give a number wrong name the option, whatever the script does with it", function()
    for words, expected in pairs { ["--draws -5"] = "'--draws': expected a whole number of 1 or more, got '-5'",
      ["--draws 0"] = "'--draws': expected a whole number of 1 or more, got '0'",
      ["--draws 120%"] = "'--draws': expected a percentage between 0 and 100, got '120%'",
      ["--threads 0"] = "'--threads': expected a whole number of 1 or more, got '0'",
      ["--seed abc"] = "'--seed': expected a whole number, got 'abc'" } do
      local line, status = first("run launch " .. words)
      assert.equal("signalflow: option " .. expected, line)
      assert.equal(3, status)
    end
  end)

  it("that take another file for a script say what is expected", function()
    assert.matches("DGS10_cut%.csv:2: .*; expected a Lua script", (first "run tests/data/fred_DGS10_cut.csv"))
  end)

  it("that call what is not there name the nearest, in a script too", function()
    local script = support.temporary('local sf = require "signalflow"\nlocal files = sf.folder "."\n'
      .. 'files:quaterly("NVDA", "revenue")\n', ".lua")
    assert.matches("%.lua:3: attempt to call a nil value %(method 'quaterly'%); did you mean 'quarterly' of Company, "
      .. "Files%?", (first("run " .. script)))
  end)
end)

describe("without argparse", function()
  it("says how to install it", function()
    local pipe = assert(io.popen(([[LUA_PATH="$PWD/lua/?.lua;$PWD/lua/?/init.lua" lua5.4 -e '
      table.insert(package.searchers, 1, function(name)
        if name == "argparse" then error("module not found") end
      end)' lua/bin/signalflow run x.lua 2>&1]])))
    local output = pipe:read "a"
    local _, _, status = pipe:close()
    assert.equal(3, status)
    assert.matches("apt-get install lua-argparse", output, 1, true)
  end)
end)

describe("any command", function()
  local scenario = support.temporary('require "signalflow" print(("line\\n"):rep(20000))', ".lua")
  local headline = support.temporary('{"title": "Nvidia cuts prices of its GPUs", "date": "2026-01-05"}\n', ".jsonl")

  it("ends with 3 and a message where what it printed was lost", function()
    for _, arguments in ipairs { "platforms", "models", "sources", "sources --start", "run " .. scenario,
      "read " .. headline, "--help", "due --help", "ledger --help", "help run" } do
      for _, lost in ipairs { ">/dev/full", ">&-" } do
        local output, status = signalflow(arguments .. " 2>&1 " .. lost)
        assert.equal(3, status, arguments .. lost .. output)
        assert.matches("signalflow: standard output: ", output, 1, true)
      end
    end
  end)

  it("ends silently where nobody reads on", function()
    local output = signalflow(("run %s | head -n 1; echo ${PIPESTATUS[0]}"):format(scenario))
    assert.equal("line\n141\n", output)
  end)

  it("ends with 130 on Ctrl-C, and calls it so", function()
    local script = support.temporary([[
      local sf = require "signalflow"
      local m = sf.model { drivers = { a = sf.uniform(0, 1) }, outputs = function(d) return { b = d.a * 2 } end }
      io.stdout:write "ready\n"
      io.stdout:flush()
      while true do
        m:run { draws = 1 << 40, statistics = { "mean" } }
      end
    ]], ".lua")
    local output, status = signalflow(("run %s >%s.out & child=$!; until grep -qs ready %s.out; do sleep 0.05; done;"
      .. " kill -INT $child; wait $child"):format(script, script, script))
    assert.equal(130, status)
    assert.equal("signalflow: interrupted\n", output)
  end)

  -- Types a command in which a module does as a text says, once it is asked for.
  local function with_module(name, text, arguments)
    local typed = [[LUA_INIT='package.preload["%s"] = function() %s end' %s %s 2>&1]]
    local pipe = assert(io.popen(typed:format(name, text, launcher, arguments)))
    local output = pipe:read "a"
    return output, select(3, pipe:close())
  end

  it("ends with 130 on Ctrl-C while it loads, and calls it so", function()
    local text = [[io.popen("kill -INT $PPID"):close() while true do end]]
    for name, arguments in pairs { ["signalflow.command.commands"] = "run x.lua", ["signalflow.shared.version"] =
      "models", ["signalflow.prompt.session"] = "-e 1", ["signalflow.command.models"] = "models" } do
      local output, status = with_module(name, text, arguments)
      assert.same({ "signalflow: interrupted\n", 130 }, { output, status }, name)
    end
  end)

  it("tells in words what keeps it from loading", function()
    local text = [[error("no core", 0)]]
    assert.same({ "signalflow: no core\n", 3 }, { with_module("signalflow.core", text, "models") })
  end)

  it("names the script where a tail call has left no line of it", function()
    local path = support.folder() .. "/tail.lua"
    support.write(path, 'return require "signalflow".factory { platfrom = "B200" }')
    local shown = support.signalflow("run " .. path)
    assert.matches("^signalflow: tail%.lua: unknown option of sf%.factory 'platfrom'; did you mean 'platform'", shown)
  end)
end)
