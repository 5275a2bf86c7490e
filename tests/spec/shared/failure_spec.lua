--- Errors that nobody may give another meaning: a host's limit, Ctrl-C, a lack of memory.
local samples = require "tests.spec.ledger.samples"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local sf = require "signalflow"
local support = require "tests.spec.support"

local u = sf.units
local MODEL = sf.model { name = "m", drivers = { a = sf.uniform(1, 2), b = sf.pert(1, 2, 3) },
  outputs = function(d) return { c = d.a * d.b } end }
local CAPEX = sf.series("capex", { { "2024-03-31", "2024-04-30", 1.0 }, { "2024-06-30", "2024-07-30", 2.0 } })

-- Runs an action with a hook that raises err at the n-th event of a kind; whether it was met, and what came out.
local function stopped(action, kind, n, err)
  local left, met = n, false
  local function hook()
    left = left - 1
    if left <= 0 then
      debug.sethook()
      met = true
      error(err, 0)
    end
  end
  local done, result = pcall(function()
    debug.sethook(hook, kind == "count" and "" or kind, kind == "count" and 1 or 0)
    local result = action()
    debug.sethook()
    return result
  end)
  if not met then
    debug.sethook()
  end
  return met, done, result
end

-- Stops an action at its first event, its second, and so on, ever further apart: the error comes out as itself.
local function assert_stops(action, again)
  for _, err in ipairs { { "the host's" }, "interrupted!", "not enough memory" } do
    for _, kind in ipairs { "c", "r", "count" } do
      local n, met, done, got = 1
      repeat
        met, done, got = stopped(action, kind, n, err)
        if met then
          assert.is_false(done, ("%s %d of kind %s was swallowed"):format(tostring(err), n, kind))
          assert.is_true(rawequal(got, err), ("%s %d became %s"):format(kind, n, tostring(got)))
        end
        if again then
          again()
        end
        n = math.ceil(n * 1.1 + 0.5)
      until not met
      assert.is_true(done, tostring(got))
    end
  end
end

describe("what recurses without end", function()
  it("ends in words, and not after a walk over all of its frames for each of them", function()
    local function endless()
      return 1 + endless()
    end
    local list = sf.checklist { name = "l", sf.check { id = "x", axis = "growth", question = "?", pass = sf.above(0),
      value = function() return endless() end } }
    assert.matches("check 'x': value of data: .*stack overflow", support.message_of(function()
      list:evaluate({ x = CAPEX }, { as_of = "2024-08-01" })
    end))
  end)
end)

describe("a host's error", function()
  it("leaves what catches errors as itself", function()
    assert_stops(function() return tostring(sf.uniform(0, 1) * u.MW) end)
    assert_stops(function() return MODEL:solve { output = "c", equals = 3, driver = "a", draws = 64 } end)
    assert_stops(function() return MODEL:sensitivity { output = "c", draws = 64 } end)
    assert_stops(function() return sf.xirr { { -1, 2 }, { "2024-01-01", "2025-01-01" } } end)
    assert_stops(function() return tostring(sf.arrival { median = sf.uniform(1, 2) * u.year, p90 = 3 * u.year }) end)
  end)

  it("leaves a check as itself, and is not why it is unknown", function()
    local list = sf.checklist { name = "l", sf.check { id = "capex", axis = "growth", question = "?",
      value = function(data) return data.capex:qoq() end, pass = sf.above(0) } }
    assert_stops(function() return list:evaluate({ capex = CAPEX }, { as_of = "2024-08-01" }) end)
  end)

  it("is let through wherever an error is caught to be given a meaning", function()
    -- what catches for the host: at the end of the command, of the prompt's line, of a sandbox, of a statement in SQL
    local HOSTS = { ["command/init"] = true, ["host/inside"] = true, ["ledger/store"] = true, ["prompt/loop"] = true,
      ["shared/failure"] = true }
    for path in assert(io.popen "find lua/signalflow -name '*.lua'"):lines() do
      for line in io.lines(path) do
        assert.is_true(not line:find "%f[%w]x?pcall%(" or line:find "pcall%(require" ~= nil
          or HOSTS[path:match "signalflow/(.*)%.lua$"] == true, path .. ": " .. line)
      end
    end
  end)

  it("leaves the loading of a checklist as itself", function()
    local path = support.temporary [[
      local limit = 0
      for i = 1, 50 do limit = limit + i end
      return sf.checklist { name = "l", sf.check { id = "x", axis = "growth", question = "?",
        value = function(data) return data.x end, pass = sf.above(limit) } }
    ]]
    assert_stops(function() return assert(sf.checklist.load(path)) end)
  end)

  it("leaves a ledger as itself, and the ledger as it was", function()
    local lines = support.temporary ""
    local first <close> = assert(sf.ledger ":memory:")
    assert(assert(first:hypothesis(samples.definition())):evidence(samples.evidence()))
    assert_stops(function() return assert(first:export(lines)) end)
    assert_stops(function() return assert(first:verify()) end)
    local h = assert(first:hypothesis "tokens-per-watt")
    assert_stops(function() return assert(h:state { as_of = "2025-06-01" }) end)
    local second <close> = assert(sf.ledger ":memory:")
    local undone = failure("undone", "so that it can be done again")
    local function import()
      local _, err = second:together(function()
        assert(second:import(lines))
        error(undone, 0)
      end)
      return assert(err == undone, tostring(err))
    end
    assert_stops(import, function()
      assert.equal(0, #assert(second:entries()))
    end)
    assert.equal(2, second:import(lines))
  end)

  it("leaves the opening of a ledger as itself", function()
    assert_stops(function() assert(sf.ledger ":memory:"):close() end)
  end)
end)

describe("a cleanup", function()
  it("comes after what the action gave, raised or yielded", function()
    local cleaned = 0
    local function clean()
      cleaned = cleaned + 1
    end
    assert.same({ 1, nil, 3, n = 3 }, table.pack(failure.ensure(function() return 1, nil, 3 end, clean)))
    local done, err = pcall(failure.ensure, function() error(samples, 0) end, clean)
    assert.is_false(done)
    assert.equal(samples, err)
    local co = coroutine.wrap(function()
      return failure.ensure(function() return coroutine.yield(cleaned) end, clean)
    end)
    assert.equal(2, co())
    assert.equal("resumed", co "resumed")
    assert.equal(3, cleaned)
  end)

  it("comes also where a hook raises at every event before it, and its own error comes out", function()
    local cleaned = 0
    local function hook()
      if cleaned == 0 then
        error("limit", 0)
      end
    end
    local done, err = pcall(failure.ensure, function()
      debug.sethook(hook, "crl", 1)
    end, function()
      cleaned = cleaned + 1
    end)
    local left = debug.gethook()
    debug.sethook()
    assert.same({ false, "limit", 1, hook }, { done, err, cleaned, left })
    assert.matches("mine", support.message_of(function()
      failure.ensure(function() end, function() error "mine" end)
    end))
  end)
end)

describe("an err", function()
  -- one that the core makes, and one that the language makes
  local function each_kind()
    local _, of_core = sf.edgar.open "no such file.json"
    local _, of_language = MODEL:solve { output = "c", equals = 1e9, driver = "a", draws = 64 }
    return ipairs { of_core, of_language, failure("io", "gone", { place = 7 }), core.error("io", "gone") }
  end

  it("is of one class, wherever it is made", function()
    for i, err in each_kind() do
      assert.is_true(failure.is(err), i)
      assert.is_string(err.code)
      assert.equal("file: " .. tostring(err), "file: " .. err)
      assert.equal(tostring(err) .. "!", err .. "!")
      assert.equal(tostring(err):rep(2), err .. err)
      local result, again = failure.attempt(error, err, 0)
      assert.is_nil(result)
      assert.is_true(rawequal(err, again))
    end
  end)

  it("says what it is made of", function()
    local err = core.error("corrupt", "damaged", { entry = 7, code = "other", message = "none" })
    assert.same({ "corrupt", "damaged", 7 }, { err.code, err.message, err.entry })
    for _, wrong in ipairs { { 1, "m" }, { "c" }, { "c", "m", 3 } } do
      assert.is_false((pcall(core.error, table.unpack(wrong))))
    end
  end)

  it("is no other table and no text", function()
    for _, value in ipairs { {}, "io", { code = "io", message = "gone" }, false } do
      assert.is_false(failure.is(value))
    end
    assert.is_false(failure.is(nil))
    assert.is_false(failure.is(setmetatable({}, { __metatable = "Error" })))
    local done, err = pcall(failure.attempt, error, "a mistake", 0)
    assert.same({ false, "a mistake" }, { done, err })
  end)
end)

describe("a caught error", function()
  it("is given with false, as pcall does", function()
    local done, err = failure.catch(error, "mine", 0)
    assert.is_false(done)
    assert.equal("mine", err)
    assert.same({ true, 1, nil, 3 }, { failure.catch(function(...) return ... end, 1, nil, 3) })
  end)

  it("is described where it was raised", function()
    local _, said = failure.catch_described(debug.traceback, function() error "here" end)
    assert.matches("here\nstack traceback:.*failure_spec", said)
  end)

  it("is a hook's only between it and the catch", function()
    local got
    debug.sethook(function()
      debug.sethook()
      got = { failure.catch(error, "within a hook", 0) }
    end, "", 1)
    local _ = #CAPEX:name()
    assert.same({ false, "within a hook" }, got)
    assert.is_false(failure.is_foreign "within a hook")
    assert.is_false(core.is_foreign(nil))
  end)
end)

describe("a list", function()
  local m = sf.model { drivers = { a = sf.uniform(1, 2), b = sf.uniform(1, 2) }, outputs = function(d)
    return { y = d.a * d.b }
  end }
  local day = { "2024-03-31", "2024-04-30", 1.0 }
  local takers = {
    ["the flows of irr"] = function(list) return sf.irr { list } end,
    ["the flows of npv"] = function(list) return sf.npv { list, discount = 0.1 } end,
    ["the flows of mirr"] = function(list) return sf.mirr { list, finance = 0.1, reinvestment = 0.1 } end,
    ["the flows of xirr"] = function(list) return sf.xirr { list, { "2024-01-01", "2025-01-01" } } end,
    ["the dates of xnpv"] = function(list) return sf.xnpv { { -1, 2 }, list, discount = 0.1 } end,
    ["the samples of sf.empirical"] = sf.empirical,
    ["the values of sf.discrete"] = function(list) return sf.discrete { values = list, weights = { 1, 1 } } end,
    ["the weights of sf.discrete"] = function(list) return sf.discrete { values = { 1, 2 }, weights = list } end,
    ["the weights of sf.mixture"] = function(list)
      return sf.mixture { parts = { sf.uniform(0, 1), sf.uniform(2, 3) }, weights = list }
    end,
    ["the values of 'a'"] = function(list) return m:sweep { a = list, draws = 16 } end,
  }
  local texts = {
    ["outputs"] = function(list) return m:sweep { a = { 1, 2 }, outputs = list, draws = 16 } end,
    ["the statistics"] = function(list) return m:run { statistics = list, draws = 16 } end,
    ["the hypotheses of rivals"] = function(list) return sf.rivals { hypotheses = list, evidence = {} } end,
  }
  local tables = {
    ["the rows of a series"] = function(list) return sf.series("s", list) end,
    ["the pairs of correlate"] = function(list)
      return sf.model { drivers = { a = 1 }, correlate = list, outputs = function(d) return { y = d.a } end }
    end,
    ["the stages of sf.arrival"] = function(list) return sf.arrival { stages = list } end,
  }

  -- What comes after a gap, and what has a name, would be lost without a word.
  local function refused(what, taker, one, other)
    for _, wrong in ipairs { { one, [3] = other }, { nil, other }, { one, other, [0] = one } } do
      local message = support.message_of(function() taker(wrong) end)
      assert.matches(what .. " are a list without gaps; there is one at ", message, 1, true)
    end
    for key, said in pairs { a = "'a'", [2.5] = "'2.5'", [true] = "'true'" } do
      local message = support.message_of(function() taker { one, other, [key] = other } end)
      assert.matches(what .. " are a list, without names; this one has " .. said, message, 1, true)
    end
  end

  it("is refused where it has gaps or names, whatever takes it", function()
    for what, taker in pairs(takers) do
      refused(what, taker, 1, 2)
    end
    for what, taker in pairs(texts) do
      refused(what, taker, "mean", "y")
    end
    for what, taker in pairs(tables) do
      refused(what, taker, day, day)
    end
  end)

  it("is refused where it has gaps beside named fields", function()
    local check = sf.check { id = "x", axis = "growth", question = "?", value = function() end, pass = sf.above(0) }
    for _, taker in ipairs { sf.checklist, sf.track_record, sf.comparison, sf.report, sf.irr } do
      assert.matches("are a list without gaps; there is one at 2, and none at 1", support.message_of(function()
        taker { nil, check }
      end), 1, true)
    end
  end)

  it("is no set of changes to drivers, which are named", function()
    for _, taker in ipairs {
      function() m:study { draws = 16, scenarios = { x = { 1.5 } } } end,
      function() m:sensitivity { output = "y", at = { 1.5 }, draws = 64 } end,
    } do
      assert.matches("drivers are named, as { a = ... }; this one has no name: [1]", support.message_of(taker), 1, true)
    end
  end)
end)

describe("a fraction", function()
  it("is no quantity with a unit", function()
    local power = 3 * u.MW
    local dcf = { cash_flow = 6e10 * u.USD, growth = 0.1, discount = 0.1, horizon = 10, terminal = 0.03 }
    for _, name in ipairs { "growth", "discount", "terminal" } do
      local given = {}
      for key, value in pairs(dcf) do
        given[key] = key == name and power or value
      end
      assert.matches(("option '%s' of dcf_value is a fraction, 0.10 or \"10 %%\", not 3 MW (power)"):format(name),
        support.message_of(function() sf.dcf_value(given) end), 1, true)
    end
    assert.matches("option 'discount' of npv is a fraction", support.message_of(function()
      sf.npv { { -1, 2 }, discount = sf.normal(1, 0.1) * u.MW }
    end), 1, true)
    assert.matches("option 'cash_flow' of dcf_value is money, as 60e9 * u.USD, not 3 MW (power)",
      support.message_of(function()
        sf.dcf_value { cash_flow = power, growth = 0.1, discount = 0.1, horizon = 10, terminal = 0.03 }
      end), 1, true)
  end)
end)

describe("an unknown option", function()
  it("is told in the same words whatever order a table has", function()
    for i = 1, 50 do
      local given = { draws = 16 }
      for k = 1, 5 do
        given[("wrong%d"):format((i * 7 + k * 13) % 50 + 10)] = k
      end
      local least
      for name in pairs(given) do
        least = name ~= "draws" and (not least or name < least) and name or least
      end
      assert.matches("'" .. least .. "'", support.message_of(function() MODEL:run(given) end), 1, true)
    end
  end)
end)
