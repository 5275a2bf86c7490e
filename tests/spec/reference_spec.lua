-- What is made from comments: stubs, help, the pages of the reference, the table of the core's functions.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"

local build = support.build

local read = support.read

describe("what the prompt's help knows", function()
  local help = dofile(build .. "/lua/signalflow/prompt/help_text.lua")

  it("are all names of sf, each with words, a type and what it means for every argument", function()
    local known = {}
    for _, one in ipairs(help.names) do
      known[one.name] = one
      assert.is_true(#one.text > 0, one.name)
      for _, inner in ipairs(one.functions or {}) do
        assert.is_function(sf[one.name][inner.name], one.name .. "." .. inner.name)
      end
    end
    for name in pairs(sf) do
      assert.is_table(known[name], name)
      known[name] = nil
    end
    assert.is_nil(next(known))
  end)

  it("are the methods that objects have", function()
    local things = { Quantity = sf.between(1, 2), Series = sf.series("x", { { "2025-03-31", "2025-05-01", 1 } }),
      Model = support.model({ x = 1 }, function(d)
        return { y = d.x }
      end), Concentration = sf.concentration { a = 0.6, b = 0.4 }, Reading = sf.read "Prices fall" }
    local seen = 0
    for _, class in ipairs(help.classes) do
      for _, method in ipairs(things[class.name] and class.methods or {}) do
        assert.is_function(things[class.name][method.name], method.call)
        seen = seen + 1
      end
    end
    assert.is_true(seen > 50, seen)
  end)
end)

describe("the stubs for editors", function()
  local text = read "lua/signalflow/meta/signalflow.lua"

  it("are Lua, and hold every name", function()
    local stubs = assert(load(text))()
    for name in pairs(sf) do
      assert.is_truthy(stubs[name] or text:find(("sf.%s = nil"):format(name), 1, true), name)
    end
  end)

  it("say types, words, what comes back and what a class has", function()
    assert.matches("\n---Runs the model.\n", text, 1, true)
    assert.matches("\n---@param given? table `draws` (65,536;", text, 1, true)
    assert.matches("---@return signalflow.Run|nil", text, 1, true)
    assert.matches("\nfunction Model:run(given) end\n", text, 1, true)
    assert.matches("---@class signalflow.Factory: signalflow.Model\n", text, 1, true)
    assert.matches("---@return signalflow.Err|nil # ", text, 1, true)
    assert.is_nil(text:find("function Factory:bound", 1, true)) -- not for analysts
  end)
end)

describe("what is committed", function()
  it("is as the comments say", function()
    local pipe = assert(io.popen "lua5.4 tests/lint/write_reference.lua stale")
    local stale = pipe:read "a"
    assert.equal("", stale)
    assert.is_true(pipe:close())
  end)
end)

describe("the table of the core's functions", function()
  it("has every function", function()
    local text = read "csrc/lua/README.md"
    for name, value in pairs(core) do
      if type(value) == "function" then
        assert.is_truthy(text:find("|[^|\n]*%f[%w_]" .. name .. "%f[^%w_][^|\n]*|"), name)
      end
    end
  end)
end)

describe("the reference", function()
  it("has a page for each room, and every name on one of them; guides come first", function()
    local folder = support.folder() .. "/reference"
    assert.is_true(os.execute(("lua5.4 tests/lint/write_reference.lua --build '%s' docs"):format(folder)))
    local pages = {}
    for path in assert(io.popen(("ls '%s'/docs/*.md"):format(folder))):lines() do
      pages[#pages + 1] = read(path)
    end
    local all, index = table.concat(pages, "\n"), read(folder .. "/docs/index.md")
    for name in pairs(sf) do
      assert.is_truthy(all:find("\n##+ sf%." .. name .. "%f[^%w_]"), name)
    end
    assert.is_true(index:find("## Guides", 1, true) < index:find("## Reference", 1, true))
    assert.matches("\n#### Model:run(given)\n", all, 1, true)
    assert.is_nil(all:find("Factory:bound", 1, true))
  end)
end)
