-- The table of commands: what is advertised works, for every command in every format, and says how it ended.
local core = require "signalflow.core"
local commands = require "signalflow.command.commands"
local fixtures = require "tests.spec.measured.fixtures"
local lines = require "signalflow.page.line"
local sf = require "signalflow"
local support = require "tests.spec.support"

local build = support.build
local launcher = build .. "/signalflow"

-- Seconds after which the module has been loaded, under a sanitizer and on a busy machine too.
local LOADED_WITHIN = support.is_preloaded and 10 or 2

local shell, signalflow = support.shell, support.signalflow

local ledger = support.path ".db"
do
  local book <close> = assert(sf.ledger(ledger))
  assert(book:hypothesis { id = "tokens", claim = "Tokens per watt decide", by = "Jensen Huang", on = "2025-03-18",
    axis = "growth", horizon = "2027-12-31", prior = 0.5, falsified_by = "two years without",
    source = { title = "GTC keynote", url = "https://www.nvidia.com/gtc/keynote/" } })
end
local own, result = support.path ".lua", fixtures.file(fixtures.vllm())
assert(sf.measured.add(own, assert(sf.measured.read(result, fixtures.named))))
local script = support.temporary([[
local sf = require "signalflow"
return sf.model { name = "site", drivers = { pue = sf.triangular(1.1, 1.2, 1.3) }, outputs = function(d)
  return { share = 1 / d.pue }
end }
]], ".lua")
local part = support.path ".sfr"
signalflow(("run %s --draws 64 --shard 1/1 -o %s"):format(script, part))
local folder = support.path ".folder" -- where a brief may be kept
assert(os.execute(("unset LD_PRELOAD; cp -r lua/scenarios/data '%s'"):format(folder)))
local headlines = support.temporary("Nvidia raises prices of its GPUs\n", ".txt")

-- How each command that offers formats is typed so that it has something to write, and what stands in all of them.
local TYPED = {
  run = { script .. " --draws 64", "share" }, ["run --list"] = { script .. " --list", "pue" },
  merge = { part, "share" }, parts = { part:match "^(.*)/", "part" },
  check = { "investor --data lua/scenarios/data --as-of 2025-09-12", "customer%-capex" },
  fetch = { "--list --checklist investor", "OPHNFB" },
  ["fetch --dry-run"] = { support.path() .. " NVDA --dry-run", "CIK0001045810" },
  read = { headlines, "Nvidia raises prices" },
  ["read --questions"] = { headlines .. " --questions", "Nvidia raises prices" },
  ["ledger list"] = { ledger .. " list", "tokens" }, ["ledger show"] = { ledger .. " show tokens", "GTC keynote" },
  ["ledger show --as-of"] = { ledger .. " show tokens --as-of 2025-06-30", "unverified" },
  ["ledger verify"] = { ledger .. " verify", "sound" },
  brief = { ("'%s' --since 2025-08-22 --as-of 2025-08-29"):format(folder), "margin%-pressure" },
  due = { "--data lua/scenarios/data --watch nvda --as-of 2025-09-12", "NVDA" },
  ["measure add"] = { ("add %s %s --platform B200 --precision fp4 --gpus 8 --spec mtp"):format(own, result),
    "DeepSeek%-R1" },
  ["measure list"] = { "list " .. own, "DeepSeek%-R1" }, ["measure check"] = { "check " .. own, "Little's law" },
  platforms = { "", "GB200 NVL72" }, models = { "", "DeepSeek%-R1" }, sources = { "", "https://" },
  ["sources --start"] = { "--start", "companyfacts" }, ["sources --files"] = { "--files", "companyfacts" },
}

-- Whether an entry offers a choice of formats.
local function offers_formats(entry)
  for _, option in ipairs(entry.options or {}) do
    if option.name == "--format" then
      return option.choices
    end
  end
end

local READS = {
  json = function(text)
    for line in text:gmatch "[^\n]+" do
      assert.is_table(core.json(line))
    end
  end,
  html = function(text)
    assert.matches("^<!doctype html>", text:lower())
    assert.matches("</html>%s*$", text)
  end,
  csv = function(text)
    assert.is_nil(text:find("^%s*$"))
  end,
}

describe("every command in every format", function()
  -- every command, and every action of one, that offers formats, and further ways to type some of them
  local offered = {}
  for _, entry in ipairs(commands) do
    offered[entry.name] = offers_formats(entry)
    for _, action in ipairs(entry.actions or {}) do
      offered[entry.name .. " " .. action.name] = offers_formats(action)
    end
  end
  for name in pairs(TYPED) do
    offered[name] = offered[name] or offered[name:gsub(" %-%-.*$", "")]
  end
  for name, formats in pairs(offered) do
    for _, format in ipairs(formats) do
      it(("%s as %s"):format(name, format), function()
        local typed = assert(TYPED[name], name .. " is not tried")
        local text, status = signalflow(("%s %s --format %s"):format(name:match "^%w+", typed[1], format))
        assert.is_true(status == 0 or status <= 2 and (name == "check" or name == "brief"), text)
        -- a ledger's verification is one sentence, and has no rows
        if not (format == "csv" and name == "ledger verify") then
          assert.matches(typed[2], (text:gsub("&#39;", "'"):gsub("\u{A0}", " ")))
          if READS[format] then
            READS[format](text)
          end
        end
      end)
    end
  end
end)

describe("every command", function()
  it("says how it is used, with its example and its exit statuses", function()
    for _, entry in ipairs(commands) do
      local text, status = signalflow(entry.name .. " --help")
      assert.equal(0, status, text)
      assert.matches(entry.example, text, 1, true)
      local words = text:gsub("%s+", " ")
      for _, one in ipairs(entry.status or {}) do
        assert.matches(("%d %s"):format(one[1], one[2]), words, 1, true)
      end
      assert.matches("\n   " .. entry.name .. " ", (signalflow "--help"))
    end
  end)

  it("explains itself in the width there is, but for an example, which is copied", function()
    for _, entry in ipairs(commands) do
      local pipe = assert(io.popen(("COLUMNS=80 '%s' %s --help"):format(launcher, entry.name)))
      for one in pipe:lines() do
        assert.is_true(lines.width(one) <= 80 or one:find "^Example: " ~= nil, one)
      end
      pipe:close()
    end
  end)

  it("refuses what is misspelt before it runs anything, and names the nearest", function()
    local ran = support.path ".ran"
    local writing = support.temporary(("io.open('%s', 'w'):close() local pue = 1"):format(ran), ".lua")
    for typed, near in pairs { ["rum x.lua"] = "Did you mean 'run'", ["platfroms"] = "Did you mean 'platforms'",
      ["run " .. writing .. " --darws 3"] = "Did you mean '--draws'", ["run " .. writing .. " -D pue"] = "driver=value",
      ["run " .. writing .. " -D peu=1.2"] = "did you mean 'pue'",
      ["run " .. writing .. " -D grid_powr=50"] = "did you mean 'grid_power'",
      ["run " .. writing .. " -D pue=3kg"] = "-D pue=3kg: unknown unit 'kg'",
      ["run " .. writing .. " --seed x"] = "expected a whole number, got 'x'",
      ["ledger x.db lits"] = "Did you mean 'list'",
      ["run " .. writing .. " -D qqqqqqq=1"] = "has a driver 'qqqqqqq'; --list shows which there are",
      ["run Makefil"] = "there is no file 'Makefil'; did you mean 'Makefile'?",
      ["run hundred_megawats"] = "no scenario of that name; did you mean 'hundred_megawatts'?",
      ["run nonesuch"] = "no scenario of that name; scenarios: beside_measured, ",
      ["run nowhere/hundred_megawatts.lua"] = "cannot open nowhere/hundred_megawatts.lua: No such file",
      ["check investor --data . --as-off 2025-01-01"] = "Did you mean '--as-of'",
      ["models --format jsn"] = "must be one of 'text', 'md', 'html', 'json', 'csv'" } do
      local text, status = signalflow(typed)
      assert.equal(3, status, text)
      assert.matches(near, text, 1, true)
    end
    assert.is_nil(io.open(ran))
  end)

  it("names the nearest file, wherever it reads one that is not there", function()
    local there = support.temporary("# nothing", ".lua")
    local typed = there:gsub("%.lua$", "_.lua")
    for _, words in ipairs { "run %s", "run --sandbox %s", "test %s", "read %s", "-i %s", "fetch . --feeds %s",
      "check %s --data . --as-of 2025-01-01", "fetch . --scenario %s",
      "brief . --since 2025-01-01 --as-of 2025-02-01 --watch %s",
      "measure add own.lua %s", "-e 'print(select(2, sf.sandbox \"%s\"))'", "-e 'assert(sf.edgar.open \"%s\")'",
      "-e 'assert(sf.measured.read \"%s\")'", "-e 'assert(sf.reader { lexicon = \"%s\" })'",
      "-e 'assert(sf.filing.open \"%s\")'", "-e 'assert(sf.fred.read \"%s\")'" } do
      local text = signalflow(words:format(typed))
      assert.matches(("cannot open %s: No such file or directory; did you mean '%s'?"):format(typed, there), text, 1,
        true)
    end
    assert.matches("a headline itself is read by", (signalflow "read 'Nvidia cuts prices'"), 1, true)
  end)

  it("names the nearest folder, with a slash at its end too", function()
    for _, words in ipairs { "check investor --data %s --as-of 2025-01-01", "brief %s --since 2025-01-01",
      "-e 'assert(sf.folder \"%s\")'" } do
      for _, typed in ipairs { "lua/scenarioss", "lua/scenarioss/" } do
        assert.matches(("cannot open %s: No such file or directory; did you mean 'lua/scenarios'?"):format(typed),
          (signalflow(words:format(typed))), 1, true)
      end
    end
  end)

  it("ends with 130 when it is interrupted", function()
    local endless = support.temporary("while true do end", ".lua")
    for _, arguments in ipairs { "run " .. endless, "-e 'while true do end'" } do
      local text = shell(("timeout --foreground --preserve-status -s INT %d %s %s; echo status $?"):format(
        LOADED_WITHIN, launcher, arguments))
      assert.matches("interrupted\nstatus 130\n", text, 1, true)
    end
  end)
end)

describe("the manual page", function()
  local path = build .. "/signalflow.1"

  it("has every command, option and example", function()
    local file <close> = assert(io.open(path))
    local text = file:read "a":gsub("\\%-", "-")
    for _, entry in ipairs(commands) do
      assert.matches("\n.SS " .. entry.name .. "\n", text, 1, true)
      assert.matches(entry.example, text, 1, true)
      for _, option in ipairs(entry.options or {}) do
        assert.matches(option.name:match "%S+", text, 1, true)
      end
    end
  end)

  it("is read without a warning", function()
    if select(2, shell "command -v man") ~= 0 then
      return pending "man is not installed"
    end
    local text = shell(("unset LD_PRELOAD; LC_ALL=C.UTF-8 man -l --warnings=all '%s' 2>&1 >/dev/null"):format(path))
    assert.equal("", text)
  end)
end)

describe("completion", function()
  it("for bash offers commands, options, formats, scenarios and lists", function()
    local form = "unset LD_PRELOAD; bash -c 'source %s/completion/signalflow; PATH=%s:$PATH;"
      .. " COMP_WORDS=(signalflow %s); COMP_CWORD=%d; _signalflow; echo \"${COMPREPLY[@]}\"'"
    local here = shell(("readlink -f '%s'"):format(build)):match "[^\n]+"
    for words, offered in pairs { ch = "check", ["check inv"] = "investor",
      ["run hun"] = not build:find "/" and "hundred_megawatts" or nil, -- beside the tree, or installed
      ["platforms --format m"] = "md", ["ledger x.db ver"] = "verify", ["run x.lua --dr"] = "--draws",
      ["run x.lua --sh"] = "--shard", ["merge --scr"] = "--script" } do
      local count = select(2, words:gsub(" ", "")) + 1
      assert.equal(offered .. "\n", (shell(form:format(build, here, words, count))), words)
    end
  end)
end)
