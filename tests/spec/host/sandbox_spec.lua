-- Someone else's script: what it may, what it may not, and that no limit can be slipped.
local core = require "signalflow.core"
local escapes = require "tests.spec.host.escapes"
local failure = require "signalflow.shared.failure"
local sf = require "signalflow"
local support = require "tests.spec.support"

local LIMITS = { memory = 24e6, instructions = 5e6, time = 20, print = function() end }

local function with(more)
  local limits = {}
  for _, part in ipairs { LIMITS, more or {} } do
    for name, value in pairs(part) do
      limits[name] = value
    end
  end
  return limits
end

local SMALL = [[
local u = sf.units
local site = sf.model { name = "s", drivers = { grid = 100 * u.MW, pue = sf.triangular(1.1, 1.2, 1.35) },
  outputs = function(d) return { it = d.grid / d.pue } end }
]]

describe("a sandbox", function()
  it("gives what a script returns, as plain values", function()
    assert.same({ 1, 2.5, "x", true, { a = { 1, 2 }, [3] = false } },
      { sf.sandbox "return 1, 2.5, 'x', true, { a = { 1, 2 }, [3] = false }" })
    assert.equal(0, select("#", sf.sandbox ""))
    assert.equal("integer", math.type((sf.sandbox "return 7")))
    local own = sf.sandbox "return setmetatable({ x = 1 }, { __index = { y = 2 } })"
    assert.same({ x = 1 }, own)
    assert.is_nil(getmetatable(own))
  end)

  it("gives quantities and outcomes as numbers with their unit, and what prints as its text", function()
    assert.same({ value = 82.5, unit = "MW" }, sf.sandbox "return 82.5 * sf.units.MW")
    local outcome = sf.sandbox(SMALL .. "return site:run { draws = 1000, seed = 1 }.it")
    local model = support.model({ grid = 100 * sf.units.MW, pue = sf.triangular(1.1, 1.2, 1.35) },
      function(d) return { it = d.grid / d.pue } end)
    local run = model:run { draws = 1000, seed = 1 }
    assert.equal(run.it.mean:to(outcome.unit), outcome.mean)
    assert.equal(run.it.p95:to(outcome.unit), outcome.p95)
    local uncertain = sf.sandbox "return { pue = sf.triangular(1.1, 1.2, 1.35) }"
    support.close((1.1 + 1.2 + 1.35) / 3, uncertain.pue.mean)
    assert.is_truthy(sf.sandbox(SMALL .. "return site:run { draws = 100 }"):find("it", 1, true))
  end)

  it("gives the figures that the host would have, to the bit", function()
    local text = SMALL .. "return site:run { draws = 20000, seed = 5 }:to_json()"
    local chunk = assert(load(text, "=script", "t", setmetatable({ sf = sf }, { __index = _G })))
    assert.equal(chunk(), (sf.sandbox(text)))
  end)

  it("runs a factory", function()
    local text = [[return sf.factory { platform = "B200", grid_power = "100 MW", utilization = 0.5,
      price = "0.8 USD/Mtok", electricity = "65 USD/MWh", workload = { model = "DeepSeek-R1", precision = "fp4",
      input = 1024, output = 1024, interactivity = "offline" } }:run { draws = 256, seed = 1 }:to_json()]]
    local chunk = assert(load(text, "=script", "t", setmetatable({ sf = sf }, { __index = _G })))
    assert.equal(chunk(), (assert(sf.sandbox(text, { memory = 256e6, instructions = 1e10, time = 60 }))))
  end)

  it("prints to the host, or to whom the host names", function()
    local said = {}
    sf.sandbox("print('a', 1, nil) print(2 * sf.units.MW)", { print = function(text)
      said[#said + 1] = text
    end })
    assert.equal("a\t1\tnil\n2 MW\n", table.concat(said))
  end)

  it("hands on what the host's own function raises", function()
    assert.equal("mine", select(2, pcall(sf.sandbox, "pcall(print, 1) pcall(print, 2)", { print = function()
      error("mine", 0)
    end })))
  end)

  it("hears the host's hook while it runs", function()
    for _, text in ipairs { "while true do end", "pcall(function() while true do end end)",
      SMALL .. "site:run { draws = 1e12, statistics = { 'mean' } }" } do
      local co = coroutine.create(function()
        return sf.sandbox(text, { time = 60, instructions = 1e12 })
      end)
      local from = os.time()
      debug.sethook(co, function()
        if os.time() > from then
          error("the host's limit", 0)
        end
      end, "", 1000)
      local done, why = coroutine.resume(co)
      assert.same({ false, "the host's limit" }, { done, why })
    end
  end)

  it("refuses what is not plain, with its place", function()
    local _, err = sf.sandbox "return { a = { b = print } }"
    assert.equal("the result.a.b is a function, which stays in the sandbox: return numbers, text, quantities, or "
      .. "tables of them", tostring(err))
    for _, text in ipairs { "return coroutine.create(print)", "local t = {} t.t = t return t", "return { [{}] = 1 }",
      "local t = {} for _ = 1, 40 do t = { t } end return t" } do
      local value, why = sf.sandbox(text)
      assert.is_nil(value)
      assert.equal("error", why.code)
    end
  end)

  it("does not let a small result grow on its way out", function()
    local value, err = sf.sandbox("local t = { 1 } for _ = 1, 28 do t = { t, t } end return t", with())
    assert.is_nil(value)
    assert.is_truthy(err.code == "memory" or err.code == "instructions" or err.code == "error")
    value, err = sf.sandbox("local s, t = ('x'):rep(1e6), {} for i = 1, 1000 do t[i] = s end return t", with())
    assert.is_nil(value)
    assert.is_truthy(failure.is(err))
  end)

  it("tells a script's own error with its line, and what prints badly", function()
    for text, words in pairs { ["\nerror 'no'"] = "script:2: no", ["x ="] = "script:1: unexpected symbol near <eof>",
      ["error({})"] = "the script raised a table",
      ["error(print)"] = "the script raised a function",
      ["error(setmetatable({}, { __tostring = function() return 'own words' end }))"] = "the script raised own words",
      ["error(setmetatable({}, { __tostring = error }))"] = "the script raised a",
      ["return nil, pcall(sf.factory, {})"] = nil } do
      local value, err = sf.sandbox(text)
      assert.is_nil(value)
      assert.equal("error", err.code)
      assert.equal(words, tostring(err):sub(1, #words))
    end
  end)

  it("reads a file by its path, and says when there is none", function()
    local path = support.temporary("return ...", ".lua")
    assert.equal(0, select("#", sf.sandbox(path)))
    local value, err = sf.sandbox "no_such.lua"
    assert.is_nil(value)
    assert.equal("io", err.code)
    assert.is_truthy(support.message_of(function() sf.sandbox(12) end):find("expected a string", 1, true))
    assert.is_truthy(support.message_of(function()
      sf.sandbox("", { tme = 1 })
    end):find("did you mean 'time'", 1, true))
    assert.is_truthy(support.message_of(function() sf.sandbox("", { time = 0 }) end):find("above 0", 1, true))
  end)
end)

describe("an escape from a sandbox", function()
  -- What stands beside the host, to be found as it was.
  local function host_state()
    local names = {}
    for name, value in pairs(_G) do
      names[#names + 1] = ("%s=%s"):format(tostring(name), tostring(value))
    end
    for name, value in pairs(string) do
      names[#names + 1] = ("string.%s=%s"):format(name, tostring(value))
    end
    table.sort(names)
    return table.concat(names, "\n") .. tostring(getmetatable("").__index) .. tostring(debug.gethook())
      .. os.setlocale() .. tostring(2 * sf.units.MW)
  end

  for _, escape in ipairs(escapes.roads) do
    it("is shut: " .. escape[1], function()
      local before = host_state()
      local value, err = sf.sandbox(escape[2], with())
      assert.is_nil(value, tostring(value))
      assert.is_truthy(err.code == "denied" or err.code == "error", tostring(err))
      if escape[3] then
        assert.equal(escape[3], err.code, tostring(err))
      end
      assert.equal(before, host_state())
    end)
  end

  for _, escape in ipairs(escapes.harmless) do
    it("leads nowhere: " .. escape[1], function()
      local before = host_state()
      local value, err = sf.sandbox(escape[2], with())
      assert.equal("kept", value, tostring(err))
      assert.equal(before, host_state())
    end)
  end

  for _, escape in ipairs(escapes.limits) do
    it("meets a limit: " .. escape[1], function()
      local before, from, busy = host_state(), os.time(), os.clock()
      local value, err = sf.sandbox(escape[2], with(escape[4]))
      -- ten million instructions of whatever kind
      assert.is_true(os.clock() - busy < (support.is_preloaded and 15 or 1.5))
      assert.is_nil(value, tostring(value))
      assert.is_truthy(escape[3]:find(err.code, 1, true), tostring(err))
      assert.equal(before, host_state())
      assert.is_true(os.time() - from < 60)
    end)
  end

  it("is told by what it met", function()
    assert.equal("script: it takes more than 2 million instructions",
      tostring(select(2, sf.sandbox("while true do end", { instructions = 2e6 }))))
    assert.equal("script: it needs more than 3 MB of memory",
      tostring(select(2, sf.sandbox("return ('x'):rep(4e6)", { memory = 3e6 }))))
    assert.equal("script: it takes more than 0.05 s",
      tostring(select(2, sf.sandbox("while true do end", { time = 0.05, instructions = 1e12 }))))
  end)
end)

describe("many sandboxes", function()
  it("leave the memory of the process as it was", function()
    local texts = { "return 1", "while true do end", "local t = {} while true do t[#t + 1] = {} end",
      "coroutine.wrap(function() while true do end end)()" }
    local function open(count)
      for i = 1, count do
        sf.sandbox(texts[i % #texts + 1], { memory = 2e6, instructions = 2e4, print = print })
      end
      collectgarbage()
      collectgarbage()
    end
    open(200)
    local before = support.resident_kilobytes()
    open(10000)
    support.assert_growth_below(4096, before, support.resident_kilobytes())
  end)

  it("that use the language do too", function()
    local function open(count)
      for _ = 1, count do
        sf.sandbox(SMALL .. "return site:run { draws = 100 }.it.mean", { memory = 16e6 })
        sf.sandbox(SMALL .. "site:run { draws = 1e12, statistics = { 'mean' } }", { memory = 16e6, time = 0.05 })
      end
      collectgarbage()
      collectgarbage()
    end
    open(10)
    local before = support.resident_kilobytes()
    open(40)
    support.assert_growth_below(4096, before, support.resident_kilobytes())
  end)
end)

describe("what a sandbox allows", function()
  it("exists, and the roads out are not among it", function()
    local allowed = require "signalflow.host.allowed"
    for name in pairs(allowed.core) do
      assert.is_truthy(core[name], name)
    end
    for name in pairs(core) do
      local reaches = name:find "^read_" or name:find "^open_" or name:find "write_file" or name:find "sandbox"
        or name:find "private" or name:find "watch" or name:find "wait" or name:find "spawn" or name == "names"
        or name:find "path" or name:find "process"
      assert.is_falsy(reaches and allowed.core[name], name)
    end
  end)

  it("patterns mean what Lua's own do", function()
    local subjects = { "", "a", "hello world from Lua", "key = value; other=2", "a.b.c", "  padded  ", "((a)(b(c)))",
      "THE (quick) fox", "\0a\0b", "x-1-2--3", "aaa", "[]]", "%d", "é ü", "2024-04-28T12:00", ("ab"):rep(50) }
    local patterns = { "", "a", ".", "%a+", "(%a+) (%a+)", "(%w+)%s*=%s*(%w+)", "^%s*(.-)%s*$", "%b()", "()a()",
      "%f[%a]%a+", "[^%s]+", "[%a_][%w_]*", "(a*(.)%w(%s*))", "%.", "$", "^", "a-b", "a?b?c?", "[]]", "[^]]",
      "[a-c%d]", "(%d+)-(%d+)",
      "(.)%1", "\0", "[%z\1-\8]", "%%", "x*", "-", "(()())", "[%-x]", "%S+$", "a$", "^a", "%x%X", "[a%]]",
      "(", ")", "%", "[a", "%b", "%f", "%1", "(a", "a)", "[%", "%2(a)" }
    local function all_of(words)
      local found = {}
      for _, find in ipairs { "find", "match", "gmatch", "gsub" } do
        for _, subject in ipairs(words.subjects) do
          for _, pattern in ipairs(words.patterns) do
            local done, a, b, c, d
            if find == "gmatch" then
              done, a = pcall(function()
                local list = {}
                for x, y in string.gmatch(subject, pattern) do
                  list[#list + 1] = tostring(x) .. ":" .. tostring(y)
                end
                return table.concat(list, ",")
              end)
            elseif find == "gsub" then
              done, a, b = pcall(string.gsub, subject, pattern, "<%0%1>")
              if done then
                local _, e, f = pcall(string.gsub, subject, pattern, { a = "A", ["b"] = false }, 3)
                c, d = e, f
              end
            else
              done, a, b, c, d = pcall(string[find], subject, pattern, #subject > 3 and 2 or nil)
            end
            local line = { tostring(done), tostring(a), tostring(b), tostring(c), tostring(d) }
            found[#found + 1] = table.concat(line, "|"):gsub("^(false|).-: ", "%1")
          end
        end
      end
      return found
    end
    local text = ("local words = ...\nwords = { subjects = {%s}, patterns = {%s} }\n"):format(
      (("%q,"):rep(#subjects)):format(table.unpack(subjects)), (("%q,"):rep(#patterns)):format(table.unpack(patterns)))
    -- the same function in the sandbox, from this very file
    local source = debug.getinfo(all_of, "S")
    local lines, n = {}, 0
    for line in io.lines(source.source:sub(2)) do
      n = n + 1
      lines[#lines + 1] = n >= source.linedefined and n <= source.lastlinedefined and line or nil
    end
    local inside = assert(sf.sandbox(text .. table.concat(lines, "\n") .. "\nreturn all_of(words)"))
    local outside = all_of { subjects = subjects, patterns = patterns }
    assert.equal(#outside, #inside)
    for i, expected in ipairs(outside) do
      assert.equal(expected, inside[i], ("%d"):format(i))
    end
  end)
end)
