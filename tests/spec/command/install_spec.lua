-- Installed under a prefix of one's own, used from there, taken away.
local support = require "tests.spec.support"
local version = require "signalflow.shared.version"

local build = support.build

-- What a command prints, and whether it ended well.
local function run(command)
  local pipe = assert(io.popen(("{ %s; } 2>&1"):format(command)))
  local shown = pipe:read "a"
  return shown, pipe:close()
end

local function make(target, settings)
  local shown, done = run(("env -u LD_PRELOAD make -s %s BUILD='%s' %s"):format(target, build, settings))
  assert.is_true(done, shown)
end

local function first_line(path)
  local file <close> = assert(io.open(path))
  return file:read "l"
end

-- The command installed there, typed elsewhere.
local function installed(prefix, arguments)
  return run(("cd / && env -u LUA_PATH -u LUA_CPATH '%s/bin/signalflow' %s"):format(prefix, arguments))
end

describe("an installation", function()
  for _, below in ipairs { "/usr", "/opt/signalflow", "/a/b/c" } do
    it("works in PREFIX=..." .. below .. ", and leaves nothing behind", function()
      local prefix = support.folder() .. below
      make("install", ("PREFIX='%s'"):format(prefix))
      assert.matches("signalflow " .. version .. ", Lua 5.4", (installed(prefix, "--version")), 1, true)
      for _, name in ipairs { "man/man1/signalflow.1", "bash-completion/completions/signalflow",
        "zsh/site-functions/_signalflow" } do
        assert.is_truthy(io.open(prefix .. "/share/" .. name), name)
      end
      assert.matches("^100 MW serving", (installed(prefix, "run hundred_megawatts --draws 512")))
      assert.matches("sf.cite(value, name, source)", (installed(prefix, "-e 'help \"cite\"'")), 1, true)
      assert.equal("prefix=" .. prefix, first_line(prefix .. "/lib/pkgconfig/signalflow.pc"))
      make("uninstall", ("PREFIX='%s'"):format(prefix))
      assert.equal("", (run(("find '%s' -mindepth 1"):format(prefix))))
    end)
  end

  it("lets a program in C link the library, shared and as an archive", function()
    local prefix = support.folder() .. "/linked"
    make("install", ("PREFIX='%s'"):format(prefix))
    local examples = prefix .. "/share/doc/signalflow/examples"
    for _, how in ipairs { "-Wl,-rpath,'" .. prefix .. "/lib'", "-static" } do
      if how ~= "-static" or not support.is_preloaded then
        local shown, done = run(("unset LD_PRELOAD; export PKG_CONFIG_PATH='%s/lib/pkgconfig'; cd '%s' && cc %s -o its"
          .. " reference_factory.c $(pkg-config %s --cflags --libs signalflow) %s && ./its reference_factory.csv")
          :format(
          prefix, examples, support.is_preloaded and "-fsanitize=address,undefined" or "", how == "-static"
          and "--static" or "", how))
        assert.is_true(done, shown)
        assert.matches("\nnpv +%-?[%d.]+ [MG]USD  %[", shown)
      end
    end
    make("uninstall", ("PREFIX='%s'"):format(prefix))
    assert.equal("", (run(("find '%s' -mindepth 1"):format(prefix))))
  end)

  it("goes into a folder that a package is made of, and out of it", function()
    local stage = support.folder() .. "/stage"
    make("install", ("DESTDIR='%s' PREFIX=/usr"):format(stage))
    assert.equal("prefix=/usr", first_line(stage .. "/usr/lib/pkgconfig/signalflow.pc"))
    assert.matches("signalflow " .. version, (installed(stage .. "/usr", "--version")), 1, true)
    make("uninstall", ("DESTDIR='%s' PREFIX=/usr"):format(stage))
    assert.equal("", (run(("find '%s' -mindepth 1 ! -type d"):format(stage))))
  end)

  it("goes through LuaRocks", function()
    if support.is_preloaded or not select(2, run "command -v luarocks") then
      return pending "luarocks is not installed, or what it would install is built with a sanitizer"
    end
    -- from a copy, since LuaRocks builds where it stands
    local copy, tree = support.folder() .. "/copy", support.folder() .. "/rocks"
    local shown, done = run(("mkdir '%s' && cp -r Makefile csrc include lua rockspec LICENSE README.md tests '%s'"
      .. " && cp -r '%s' '%s/build' && cd '%s'"
      .. " && OPTIMIZE=-O0 luarocks --lua-version 5.4 make --deps-mode=none --tree '%s'"):format(copy, copy, build,
      copy, copy, tree))
    assert.is_true(done, shown)
    assert.matches("signalflow " .. version, (installed(tree, "--version")), 1, true)
    shown, done = run(("luarocks --lua-version 5.4 remove --tree '%s' signalflow"):format(tree))
    assert.is_true(done, shown)
    assert.equal("", (run(("find '%s' -type f -path '*signalflow*'"):format(tree))))
  end)
end)

describe("the launcher", function()
  it("finds its tree wherever that was moved", function()
    local moved = support.folder() .. "/moved"
    -- the launcher knows its way from the build folder to the tree, however deep that lies
    local shown, done = run(("unset LD_PRELOAD; mkdir -p '%s/%s' && cp -r lua '%s/lua' && cp -r '%s/.' '%s/%s'"):format(
      moved, build, moved, build, moved, build))
    assert.is_true(done, shown)
    assert.equal(moved .. "/lua/?.lua",
      (run(("'%s/%s/signalflow' env"):format(moved, build))):match "LUA_PATH='([^;]+)")
  end)
end)

describe("a changed header of tests", function()
  it("lets the tests that include it be built again", function()
    for _, name in ipairs { "unit/expressions/test_graph", "host/test_states" } do
      local program = ("%s/tests/%s"):format(build, name)
      local asked = ("env -u LD_PRELOAD make -q BUILD='%s' '%s'"):format(build, program)
      assert.is_true(select(2, run(asked)), name)
      assert.is_falsy(select(2, run(asked .. " -W tests/unit/check.h")), name)
    end
  end)
end)

describe("a machine without a compiler", function()
  it("sees nothing of what make looks for there", function()
    local tools = support.folder() .. "/tools"
    run(("mkdir '%s' && ln -s /usr/bin/* '%s' && cd '%s' && rm -f *gcc* cc c89* c99* pkg-config *pkgconf* *clang*")
      :format(tools, tools, tools))
    local shown = run(("env -u LD_PRELOAD PATH='%s' make -n --no-print-directory BUILD=build clean"):format(tools))
    assert.equal("rm -rf build\n", shown)
  end)
end)

describe("another Lua", function()
  local others = {}
  for _, name in ipairs { "lua5.1", "lua5.2", "lua5.3", "luajit" } do
    others[#others + 1] = select(2, run("command -v " .. name)) and name or nil
  end

  it("is told which one is needed", function()
    if #others == 0 then
      return pending "no other Lua is installed"
    end
    for _, name in ipairs(others) do
      local shown = run(("LUA=%s '%s/signalflow' --version; echo status $?"):format(name, build))
      assert.matches("^signalflow: this is [%w, .]+, and signalflow needs Lua 5.4 ", shown)
      assert.matches("status 3", shown, 1, true)
      shown = run(name .. " -e 'require \"signalflow\"'")
      assert.matches("signalflow needs Lua 5.4, and this is ", shown, 1, true)
    end
  end)
end)

describe("the command", function()
  it("loads no code from the current folder, and what lies beside its script", function()
    local folder = support.folder() .. "/current"
    local launcher = run(("readlink -f '%s/signalflow'"):format(build)):match "[^\n]+"
    assert(os.execute(("mkdir -p '%s/beside'"):format(folder)))
    for _, name in ipairs { "yours", "argparse", "zlib", "beside/mine" } do
      local file = assert(io.open(("%s/%s.lua"):format(folder, name), "w"))
      file:write "io.write((...), ' was loaded\\n')"
      file:close()
    end
    local script = assert(io.open(folder .. "/beside/first.lua", "w"))
    script:write "require 'mine'; print(pcall(require, 'yours'))"
    script:close()
    local shown = run(("cd '%s' && '%s' run beside/first.lua"):format(folder, launcher))
    assert.matches("^mine was loaded\nfalse\tmodule 'yours' not found", shown)
    assert.is_nil(shown:find("argparse was loaded", 1, true))
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
