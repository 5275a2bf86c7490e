-- Installed under a prefix of one's own, used from there, taken away.
local support = require "tests.spec.support"
local version = require "signalflow.shared.version"

local build = os.getenv "BUILD" or "build"

-- What a command prints, and whether it ended well.
local function run(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local shown = pipe:read "a"
  return shown, pipe:close()
end

describe("an installation", function()
  it("works wherever it was put, and leaves nothing behind", function()
    local prefix = support.folder() .. "/usr"
    local shown, done = run(("env -u LD_PRELOAD make -s install BUILD='%s' PREFIX='%s'"):format(build, prefix))
    assert.is_true(done, shown)
    local here = ("cd / && env -u LUA_PATH -u LUA_CPATH '%s/bin/signalflow' "):format(prefix)
    assert.equal("signalflow " .. version .. "\n", (run(here .. "--version")))
    assert.matches("^100 MW serving", (run(here .. "run hundred_megawatts --draws 512")))
    assert.equal("prefix=" .. prefix, (run(("head -1 '%s/lib/pkgconfig/signalflow.pc'"):format(prefix))):match "[^\n]+")
    shown, done = run(("env -u LD_PRELOAD make -s uninstall BUILD='%s' PREFIX='%s'"):format(build, prefix))
    assert.is_true(done, shown)
    assert.equal("", (run(("find '%s' -mindepth 1"):format(prefix))))
  end)
end)

describe("the table that require gives", function()
  it("lists every name, loaded or not", function()
    local names = {}
    for name in pairs(require "signalflow") do
      names[name] = true
    end
    for _, name in ipairs { "factory", "ledger", "report", "units", "thesis", "_VERSION" } do
      assert.is_true(names[name], name)
    end
  end)

  it("finds the folder of the script that asks", function()
    local sf = require "signalflow"
    assert.equal("tests/spec/command", sf.here():match "tests/spec/command$")
    assert.equal(".", load "local here = require 'signalflow'.here() return here"())
  end)
end)
