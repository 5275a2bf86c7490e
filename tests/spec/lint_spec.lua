--- The tools of tests/lint against small trees with one fault each: each kind is found, and a clean tree passes.

local CC = os.getenv "CC" or "gcc"

-- A tree that both tools pass: base below numeric, values above shared.
local CLEAN = {
  ["include/signalflow/sum.h"] = [[
/* Sums. */
#include <stddef.h>
/* ---- sums ---- */

/* The sum of count values. */
double sf_sum(const double *values, size_t count);
double sf_twice(double value);

void sf_forget(void); /* drops what is kept */
]],
  ["csrc/lua/add.c"] = "/*** add(a, b): the sum */\nint core_add;\n",
  ["csrc/base/keep.h"] = "int sf_keep(void);\n",
  ["csrc/base/keep.c"] = '#include "base/keep.h"\nint sf_keep(void) { return 1; }\n',
  ["csrc/numeric/sum.c"] = [[
/* See `keep.h`, base/keep.c, sf_sum, sf_... and csrc/base; `scenario.lua:5` is an example. */
#include "signalflow/sum.h"
#include "base/keep.h"
#include <math.h>
double sf_sum(const double *values, size_t count) { return fmax(values[0], (double)count) + sf_keep(); }
double sf_twice(double value) { return fma(2, value, ldexp(value, 3)) + fmod(value, 3); }
void sf_forget(void) {}
]],
  ["lua/signalflow/init.lua"] = [[
--- The table.
local sf = {
  --- What is added by core.add.
  add = 1,
}
local ROOMS = { options = { "shared.options" } }
return setmetatable(sf, { __index = function(_, name)
  local room = ROOMS[name] or error("no sf." .. name)
  return require("signalflow." .. room[1])
end })
]],
  ["lua/signalflow/shared/options.lua"] = "--- See sf.add, `signalflow.shared.options`.\nreturn { check = 1 }\n",
  ["lua/signalflow/values/units.lua"] = 'local options = require "signalflow.shared.options"\nreturn { options }\n',
  ["lua/scenarios/first.lua"] = 'local sf = require "signalflow"\nreturn sf\n',
  ["README.md"] = "`sf.options.check` in `lua/signalflow/`, `your-own.lua`, `prices/DGS10.csv`, `run first.lua`\n",
}

-- In place of the built core, for the tool that loads the language.
local CORE = "return { add = function() end }\n"

local made

local function write(path, text)
  local folder = path:match "^(.*)/"
  assert(os.execute(("mkdir -p '%s'"):format(folder)))
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

-- A sanitizer preloaded into this test is not for compilers.
local function run(command)
  local pipe = assert(io.popen("unset LD_PRELOAD; { " .. command .. "; } 2>&1"))
  local output = pipe:read "a"
  local _, _, status = pipe:close()
  return status, output
end

-- Writes the clean tree with some of its files changed or added, builds it and runs a tool over it.
local function lint(tool, changes)
  made = os.tmpname()
  os.remove(made)
  local compile = { ("cd '%s'"):format(made) }
  local function add(path, text)
    write(made .. "/" .. path, text)
    local object = path:find "^csrc/.*%.c$" and "build/" .. path:gsub("%.c$", ".o")
    if object and tool == "rooms" then
      local form = "mkdir -p %s && %s -std=c11 -O1 -w -fno-math-errno -Iinclude -Icsrc -MMD -MP -c -o %s %s"
      compile[#compile + 1] = form:format(object:match "^(.*)/", CC, object, path)
    end
  end
  for path, text in pairs(CLEAN) do
    add(path, changes and changes[path] or text)
  end
  for path, text in pairs(changes or {}) do
    if not CLEAN[path] then
      add(path, text)
    end
  end
  if tool == "comments" and not (changes or {})["lua/signalflow/core.lua"] then
    add("lua/signalflow/core.lua", CORE)
  end
  local status, output = run(table.concat(compile, " && "))
  assert(status == 0, output)
  return run(("lua5.4 tests/lint/%s.lua --root '%s' --quiet"):format(tool, made))
end

local function finds(tool, changes, ...)
  local status, output = lint(tool, changes)
  assert.equal(1, status, output)
  for _, text in ipairs { ... } do
    assert.truthy(output:find(text, 1, true), output)
  end
  return output
end

describe("the linters", function()
  after_each(function()
    os.execute(("rm -rf '%s'"):format(made))
  end)

  describe("of rooms", function()
    it("pass a clean tree", function()
      local status, output = lint "rooms"
      assert.equal(0, status, output)
      assert.equal("every arrow points down, no circles\n", output)
    end)

    it("draw what calls what", function()
      lint "rooms"
      local _, output = run(("lua5.4 tests/lint/rooms.lua --root '%s'"):format(made))
      assert.truthy(output:find "csrc/numeric%s+1 files%s+7 lines%s+plain doubles[^\n]*\n%s+%-> base 1\n", output)
      assert.truthy(output:find "signalflow/values%s+1 files%s+2 lines[^\n]*\n%s+%-> shared 1\n", output)
    end)

    it("find an include that points up", function()
      local output = finds("rooms", {
        ["csrc/engine/node.h"] = "enum { NODE };\n",
        ["csrc/engine/node.c"] = '#include "node.h"\nint sf_node(void) { return NODE; }\n',
        ["csrc/numeric/up.c"] = '#include "engine/node.h"\nint sf_up(void) { return NODE; }\n',
      }, "csrc/numeric/up.c -> csrc/engine/node.h: upward, floor 2 calls floor 6")
      assert.falsy(output:find("csrc/engine/node.c ->", 1, true))
    end)

    it("find a call that goes up through a public header or a declaration of one's own", function()
      finds("rooms", {
        ["csrc/base/up.c"] = '#include "signalflow/sum.h"\ndouble sf_up(void) { return sf_twice(2); }\n',
        ["csrc/base/hidden.c"] = "extern double sf_twice(double);\ndouble sf_hidden(void) { return sf_twice(2); }\n",
      }, "csrc/base/up.c -> include/signalflow/sum.h: upward", "csrc/base/hidden.c -> csrc/numeric/sum.c: upward",
        "circle of rooms: base -> numeric -> base")
    end)

    it("find a call between rooms of one floor, and one that a room must never make", function()
      finds("rooms", {
        ["csrc/formats/token.c"] = "extern double sf_twice(double);\ndouble sf_token(void) { return sf_twice(2); }\n",
        ["csrc/engine/law.c"] = "extern double sf_token(void);\ndouble sf_law(void) { return sf_token(); }\n",
      }, "csrc/formats/token.c -> csrc/numeric/sum.c: sideways",
        "csrc/engine/law.c -> csrc/formats/token.c: engine never")
    end)

    it("find the umbrella and Lua's headers below the boundary", function()
      finds("rooms", {
        ["include/signalflow/signalflow.h"] = '#include "sum.h"\n',
        ["csrc/base/all.c"] = '#include "signalflow/signalflow.h"\n#if 0\n#include <lua.h>\n#endif\nint sf_all;\n',
      }, "csrc/base/all.c -> include/signalflow/signalflow.h: upward", "csrc/base/all.c: includes <lua.h>")
    end)

    it("find a circle of files that only symbols show, in C", function()
      finds("rooms", {
        ["csrc/base/a.c"] = "int sf_b(void);\nint sf_a(void) { return sf_b(); }\n",
        ["csrc/base/b.c"] = "int sf_c;\nint sf_b(void) { extern int sf_d; return sf_d; }\n",
        ["csrc/base/c.c"] = "int sf_a(void);\nint sf_d;\nint (*sf_table)(void) = sf_a;\n",
      }, "circle of files: csrc/base/a.c -> csrc/base/b.c -> csrc/base/c.c -> csrc/base/a.c",
        "csrc/base/b.c -> csrc/base/c.c: sf_d")
    end)

    it("find libm where the house has its own mathematics, but not what IEEE 754 defines", function()
      local text = "#include <math.h>\ndouble sf_%s(double x) { return %s(x); }\n"
      local output = finds("rooms", {
        ["csrc/numeric/gamma.c"] = text:format("g", "lgamma"),
        ["csrc/judgement/odds.c"] = text:format("o", "expf"),
        ["csrc/engine/free.c"] = text:format("f", "exp"),
        ["csrc/judgement/exact.c"] = text:format("e", "nearbyint"),
      }, "csrc/numeric/gamma.c -> lgamma: csrc/numeric uses our own", "csrc/judgement/odds.c -> expf: csrc/judgement")
      assert.falsy(output:find("free.c", 1, true) or output:find("exact.c", 1, true) or output:find("sum.c", 1, true))
    end)

    it("name rooms the plan has not, files in none and sources without an object", function()
      local output = finds("rooms", {
        ["csrc/signal/feed.c"] = "int sf_feed;\n",
        ["lua/signalflow/drawer/one.lua"] = "return 1\n",
        ["lua/signalflow/flat.lua"] = "return 1\n",
        ["include/signalflow/nobody.h"] = "enum { NOBODY };\n",
      }, "csrc/signal: unknown room (1 files)", "lua/signalflow/drawer: unknown room (1 files)",
        "lua/signalflow/flat.lua: stands in no room", "include/signalflow/nobody.h: stands in no room")
      assert.falsy(output:find("has no object", 1, true))
      write(made .. "/csrc/base/late.c", "int sf_late;\n")
      local _, after = run(("lua5.4 tests/lint/rooms.lua --root '%s' --quiet"):format(made))
      assert.truthy(after:find("csrc/base/late.c: has no object in build", 1, true), after)
    end)

    it("forget objects of sources that are gone", function()
      local text = "extern double sf_twice(double);\ndouble sf_gone(void) { return sf_twice(2); }\n"
      lint("rooms", { ["csrc/base/gone.c"] = text })
      os.remove(made .. "/csrc/base/gone.c")
      local status, output = run(("lua5.4 tests/lint/rooms.lua --root '%s' --quiet"):format(made))
      assert.equal(0, status, output)
    end)

    local UP = "lua/signalflow/shared/up.lua -> lua/signalflow/values/units.lua: upward, values comes after shared"
    for form, text in pairs {
      ["at load time"] = 'local units = require "signalflow.values.units"\nreturn units\n',
      ["in parentheses"] = "return (require('signalflow.values.units'))\n",
      ["later"] = 'return function() if 1 then return require "signalflow.values.units".x end end\n',
      ["protected"] = 'return pcall(require, "signalflow.values.units")\n',
      ["of two"] = 'return require(os and "signalflow.values.units" or "signalflow.shared.options")\n',
      ["from a table"] = 'local T = { "signalflow.values.units" }\nreturn function(n) return require(T[n]) end\n',
      ["from a table of names"] = 'local T = { "values.units" }\nreturn require("signalflow." .. T[1])\n',
      ["from a folder"] = 'return function(name) return require("signalflow.values." .. name) end\n',
    } do
      it("find a require that points up, " .. form, function()
        finds("rooms", { ["lua/signalflow/shared/up.lua"] = text }, UP)
      end)
    end

    it("do not take comments, texts and fields for requires", function()
      local status, output = lint("rooms", {
        ["lua/signalflow/shared/options.lua"] = [==[
-- require "signalflow.values.units"
--[[ require "signalflow.values.units" ]]
local text = "require 'signalflow.values.units'" .. [[ require "signalflow.values.units" ]]
local given = { require = function() end }
return { check = text, given.require "signalflow.values.units" }
]==],
      })
      assert.equal(0, status, output)
    end)

    it("let rooms of one step call each other, but not in a circle", function()
      local ledger = { ["lua/signalflow/ledger/init.lua"] = 'return require "signalflow.judgement.moat"\n' }
      ledger["lua/signalflow/judgement/moat.lua"] = "return 1\n"
      local status, output = lint("rooms", ledger)
      assert.equal(0, status, output)
      os.execute(("rm -rf '%s'"):format(made))
      ledger["lua/signalflow/judgement/moat.lua"] = "return 1\n"
      ledger["lua/signalflow/judgement/thesis.lua"] = 'return require "signalflow.ledger"\n'
      finds("rooms", ledger, "circle of rooms: judgement -> ledger -> judgement")
    end)

    it("find a circle of files that is closed later, in Lua", function()
      finds("rooms", {
        ["lua/signalflow/model/model.lua"] = 'return function() return require "signalflow.model.run" end\n',
        ["lua/signalflow/model/run.lua"] = 'return require "signalflow.model.model"\n',
      }, "circle of files: lua/signalflow/model/model.lua -> lua/signalflow/model/run.lua -> lua/signalflow/model/",
        "lua/signalflow/model/model.lua -> lua/signalflow/model/run.lua: later")
    end)

    it("find digits and widths outside the page, but not in patterns, days and names", function()
      local output = finds("rooms", {
        ["lua/signalflow/checks/checklist.lua"] = 'return function(x) return ("%.2f"):format(x) end\n',
        ["lua/signalflow/checks/wide.lua"] = 'return function(x) return ("%-10s|"):format(x) .. (" "):rep(3) end\n',
        ["lua/signalflow/checks/fine.lua"] = 'return { ("%04d"):format(1), ("a"):find "%f[%w]x", "5 % even" }\n',
        ["lua/signalflow/page/number.lua"] = 'return ("%.3f"):format(1)\n',
      }, "checks/checklist.lua:1: %.2f gives digits", "checks/wide.lua:1: %-10s gives", "checks/wide.lua:1: rep gives")
      assert.falsy(output:find("fine.lua:", 1, true) or output:find("number.lua:", 1, true))
    end)

    it("hold rooms to being handed sf, and scripts to requiring it alone", function()
      local output = finds("rooms", {
        ["lua/signalflow/checks/checklist.lua"] = 'return function() return require "signalflow" end\n',
        ["lua/signalflow/checks/lists/mine.lua"] = 'local sf = require "signalflow"\nreturn sf\n',
        ["lua/signalflow/prompt/loop.lua"] = 'return require "signalflow"\n',
        ["lua/scenarios/deep.lua"] = 'return require "signalflow.shared.options"\n',
        ["lua/signalflow/shared/lost.lua"] = 'return require "signalflow.shared.nowhere"\n',
      }, "lua/signalflow/checks/checklist.lua -> lua/signalflow/init.lua: upward",
        'lua/scenarios/deep.lua -> lua/signalflow/shared/options.lua: a script requires "signalflow" alone',
        "lua/signalflow/shared/lost.lua: requires signalflow.shared.nowhere, which no file holds")
      assert.falsy(output:find("mine.lua", 1, true) or output:find("loop.lua", 1, true))
    end)
  end)

  describe("of comments", function()
    it("pass a clean tree", function()
      local status, output = lint "comments"
      assert.equal(0, status, output)
    end)

    local base = "csrc/base/keep.c"
    local function comment(text)
      return { [base] = "#include <stdio.h>\n/* One.\n * " .. text .. " */\nint sf_keep(void) { return 1; }\n" }
    end

    for text, named in pairs {
      ["See kept.h there."] = "kept.h",
      ["See base/sum.c for it."] = "base/sum.c",
      ["In csrc/signal/ it lies."] = "csrc/signal/",
      ["As base/DGS10.csv has it, and lua/DGS10.csv."] = "lua/DGS10.csv",
      ["See plan.md."] = "plan.md",
    } do
      it("find a file that does not exist: " .. named, function()
        finds("comments", comment(text), base .. ":3: names " .. named .. ", which does not exist", " 1 offences")
      end)
    end

    for text, named in pairs {
      ["what sf_kept says"] = "sf_kept",
      ["see core_keep()"] = "core_keep",
      ["at most SF_MOST of sf_sum"] = "SF_MOST",
      ["as sf_kept_... do, unlike sf_fo..."] = "sf_kept_",
    } do
      it("find a C name that does not exist: " .. named, function()
        finds("comments", comment(text), base .. ":3: names " .. named .. ", which no C file has", " 1 offences")
      end)
    end

    it("do not take code and texts for comments, nor a name in a text for one that exists", function()
      local status, output = lint("comments", {
        [base] = 'const char *sf_text = "/* sf_none.c */ // gone.h";\nchar sf_mark = \'"\'; /* sf_mark */\n',
      })
      assert.equal(0, status, output)
    end)

    it("find names of the language that do not exist, in Lua and in a README", function()
      local path = "lua/signalflow/values/units.lua"
      finds("comments", {
        [path] = "--- Units: sf.add, sf.gone,\n-- core.lost, core.add and `signalflow.page`.\n"
          .. "local x = 'sf.text' --[[ sf.options.checked\n sf.far ]]\nreturn x\n",
        ["README.md"] = "sf.prose is prose, `sf.quoted` is not.\n```\nlocal x = sf.fenced(1) -- a.lua\n```\n`gone/`\n",
      }, path .. ":1: names sf.gone,", path .. ":2: names core.lost,", path .. ":2: names the module signalflow.page",
        path .. ":3: names sf.options.checked,", path .. ":4: names sf.far,", "README.md:1: names sf.quoted,",
        "README.md:3: names sf.fenced,", "README.md:3: names a.lua,", "README.md:5: names gone/,", " 9 offences")
    end)

    it("find a public function without a comment of its own or of its group", function()
      local path = "include/signalflow/sum.h"
      local output = finds("comments", {
        [path] = [[
/* Sums. */
#ifdef __cplusplus
extern "C" {
#endif

#define SF_FORMAT(a, b)
typedef struct sf_sum_state { int (*call)(int); } sf_sum_state;
double sf_bare(double value);

/* ---- heading ---- */
double sf_headed(double value);
/* A comment for two. */
double sf_first(double value,
                double other);
double sf_second(double value);

double sf_noted(double value); /* for this one */
double sf_after(double value);

/* A comment and then nothing. */

static inline double sf_inline(double value) {
  return value;
}
#define SF_APPLY(x) \
  sf_first(x, x);
/* Callbacks: a comment inside counts too. */
typedef int sf_callback(int);
int sf_call(sf_callback *call, int value);

int sf_spread(int a, /* the first */
              int b);

struct sf_hooks {
  int (*call)(int);
};
extern const int sf_kinds[2];
extern int (*sf_hook)(int);
SF_FORMAT(1, 2) int sf_marked(const char *form, ...) SF_FORMAT(1, 2);
]],
      }, path .. ":8: sf_bare has no comment", path .. ":11: sf_headed has no comment", path .. ":18: sf_after has",
        path .. ":22: sf_inline has no comment", path .. ":39: sf_marked has", "10 public C functions, 5 without")
      assert.falsy(output:find("sf_callback", 1, true) or output:find("sf_noted", 1, true))
    end)

    it("find what the comments of public names, methods and the core's functions leave out", function()
      local output = finds("comments", {
        ["lua/signalflow/init.lua"] = [==[
--- The table.
local words = require "signalflow.values.units"
local sf = { spoken = words.spoken, silent = words.silent, mute = 1 }
local ROOMS = {
  later = { "values.later", "new" },
  called = { "values.units", "called" },
}
return setmetatable(sf, { __index = function(_, name)
  local place = ROOMS[name] or error("no sf." .. name)
  return require("signalflow." .. place[1])[place[2]]
end, __pairs = function(t)
  local _ = t.later, t.called
  return next, { spoken = 1, silent = 1, mute = 1, later = 1, called = 1 }
end })
]==],
        ["lua/signalflow/values/units.lua"] = [[
--- Units.
local units = {}
--- Speaks.
-- At length.
-- @tparam string aloud
function units.spoken(aloud) end
-- A note is no explanation.
function units.silent() end
--- Called.
-- @tparam Nothing one
function units.called(one, two)
  return one
end
return units
]],
        ["lua/signalflow/values/later.lua"] = [[
--- Later.
local later = {}
--- A thing.
-- @type Thing
local Thing = {}
function Thing:bare() end
--- Inner.
-- @tparam number x
-- @treturn Thing
function Thing:fine(x) return self, x end
--- Makes one.
-- @treturn Thing
function later.new() return Thing end
return later
]],
        ["csrc/lua/one.c"] = "/*** add(a, b): the sum */\nint core_add;\n",
        ["lua/signalflow/core.lua"] = "return { add = function() end, left = function() end }\n",
        ["lua/signalflow/shared/options.lua"] = "return {}\n",
        ["README.md"] = "nothing\n",
        [base] = "int sf_keep(void) { return 1; }\n",
      }, "units.lua:8: sf.silent has no --- comment", "sf.mute has no --- comment",
        "units.lua:11: sf.called: the comment says nothing of two",
        "units.lua:11: sf.called: the comment does not say what",
        "units.lua:11: sf.called: Nothing is no type", "later.lua:6: Thing:bare has no --- comment",
        "core.left has no /*** comment", " 7 offences")
      for _, fine in ipairs { "sf.spoken", "Thing:fine", "core.add" } do
        assert.falsy(output:find(fine, 1, true), output)
      end
    end)

    it("say when the language cannot be loaded, and go on with the rest", function()
      finds("comments", {
        ["lua/signalflow/init.lua"] = "error 'broken'\n",
        [base] = "/* gone.c */\nint sf_keep;\n",
      }, "lua/signalflow/init.lua: cannot be loaded", base .. ":1: names gone.c")
    end)
  end)
end)
