--- The boundary between Lua and C: conversions, lifetimes, errors, interrupts.
local core = require "signalflow.core"
local support = require "tests.spec.support"

local MW = core.quantity "MW"

local function triangular()
  return core.law("triangular", { 1.10, 1.20, 1.35 })
end

local resident_kilobytes, assert_growth_below = support.resident_kilobytes, support.assert_growth_below

local function message_of(f, ...)
  local ok, err = pcall(f, ...)
  assert.is_false(ok)
  return err
end

local function close_to(actual, expected, relative)
  assert.is_true(math.abs(actual - expected) <= relative * math.abs(expected),
    ("%.17g is not %.17g within %g"):format(actual, expected, relative))
end

describe("quantities", function()
  it("are read from text and converted", function()
    local bill = core.quantity "100 MW" * core.quantity "65 USD/MWh" * core.quantity "year"
    close_to(bill:to "USD", 100 * 65 * 8760, 1e-15)
    assert.equal("56.9 MUSD", tostring(bill))
    assert.equal("power", MW:dimension())
    assert.equal(1e6, MW:value())
  end)

  it("that are dimensionless constants come back as numbers", function()
    assert.equal(100.0, core.quantity "100 MW" / MW)
    assert.equal("float", math.type(core.max(1, 2)))
    assert.equal(2.0, core.where(MW:lt(2 * MW), 2, 3))
  end)

  it("keep a citation even when dimensionless", function()
    local pue = core.cite(1.2, "pue", "a survey")
    local seen = pue:inspect()
    assert.equal("pue", seen.name)
    assert.equal("a survey", seen.source)
    assert.equal(1.2, pue:value())
  end)

  it("have metamethods that take anything", function()
    local metamethods = core.metatables.Quantity
    assert.equal(-5.0, metamethods.__unm(5))
    assert.equal(-2.5, metamethods.__unm(MW / core.quantity "0.4 MW"))
    assert.matches("negate: expected a quantity or a number, got nil", message_of(metamethods.__unm))
    assert.matches("concatenate: expected a quantity, got nil", message_of(metamethods.__concat))
    assert.matches("add: expected a quantity or a number, got a Summary", message_of(metamethods.__add, MW,
      core.compile { MW }:run { draws = 1 }[1]))
  end)

  it("are told no error of another line", function()
    local USD = core.quantity "USD"
    for _, extreme in ipairs { core.max, core.min } do
      assert.matches("expected a quantity or a number, got the text", message_of(extreme, MW, USD, "x"))
      assert.equal("3 MW", tostring(3 * MW))
    end
    assert.matches("cannot take the larger of", message_of(core.max, MW, USD, 1))
    assert.equal("3 MW", tostring(3 * MW))
  end)

  it("leave no node behind what was given up", function()
    collectgarbage()
    local before = core.nodes()
    for i = 1, 100 do
      message_of(core.max, i * 0.37, i * 0.73, "x")
    end
    collectgarbage()
    assert.equal(before, core.nodes())
  end)

  it("refuse to add different dimensions, with both operands and the line", function()
    local err = message_of(function() return 100 * MW + core.quantity "65 USD/MWh" end)
    assert.matches("core_spec%.lua:%d+: cannot add 100 MW %(power%) and 65 USD/MWh %(money/energy%)", err)
  end)

  it("stop nan and infinity at the door", function()
    assert.matches("expected a finite number, got nan", message_of(function() return MW * (0 / 0) end))
    assert.matches("expected a finite number, got inf", message_of(function() return math.huge + MW end))
    assert.matches("expected a finite number, got %-inf", message_of(core.exp, -math.huge))
  end)

  it("name what came instead of a quantity", function()
    assert.matches("multiply: expected a quantity or a number, got nil", message_of(function() return MW * nil end))
    assert.matches("add: expected a quantity or a number, got the text '3'", message_of(function() return MW + "3" end))
    assert.matches("got a table", message_of(function() return MW / {} end))
    assert.matches("got true", message_of(core.sqrt, true))
    assert.matches("got a file", message_of(core.sqrt, io.stdout):gsub("FILE%*", "file"))
  end)

  it("compare when constant, and say what to do when not", function()
    assert.is_true(MW < 2 * MW)
    assert.is_true(MW <= core.quantity "1000 kW")
    assert.is_true(MW == core.quantity "1000 kW")
    assert.is_false(MW == core.quantity "1000 kWh")
    local way_out = "this comparison depends on uncertain values; use a:lt(b), or sf.where(a:lt(b), x, y)"
    local err = message_of(function() return triangular() < 1.2 end)
    assert.equal(way_out, (err:gsub("^.-:%d+: ", "")))
    assert.matches("cannot compare", message_of(function() return MW < core.quantity "1 s" end))
    assert.matches("use a:le%(b%)", message_of(function() return core.input("x") <= 2 end))
  end)

  it("compare as expressions that are 1 or 0", function()
    local pue = triangular()
    local plan = core.compile { pue:lt(1.2), pue:gt(1.2), pue:le(1.2) + pue:gt(1.2), pue:eq(pue), pue:ge(2) }
    local share = plan:run { draws = 65536 }
    -- P(X < mode) of a triangular law is (mode - low) / (high - low)
    close_to(share[1]:mean(), 0.10 / 0.25, 1e-3)
    close_to(share[2]:mean(), 0.15 / 0.25, 1e-3)
    assert.equal(1.0, share[3]:mean())
    assert.equal(1.0, share[4]:mean())
    assert.equal(0.0, share[5]:mean())
  end)

  it("show their operation, operands, formula and drivers", function()
    local pue = triangular()
    local it_power = 100 * MW / pue
    local seen = it_power:inspect()
    assert.equal("divide", seen.operation)
    assert.is_true(seen.operands[1] == 100 * MW)
    assert.is_true(seen.operands[2] == pue)
    assert.equal("100 MW / triangular(1.1, 1.2, 1.35)", it_power:formula())
    local drivers = it_power:drivers()
    assert.equal(1, #drivers)
    assert.equal("triangular(1.1, 1.2, 1.35)", drivers[1].law)
    assert.matches("^~%d+$", drivers[1].name)
    assert.is_true(it_power:is_uncertain())
    assert.is_false(MW:is_uncertain())
    assert.is_nil(it_power:value())
  end)

  it("express uncertain values in a unit", function()
    local power = triangular() * MW
    local draws = core.compile({ power:to "kW" }):sample(1)[1][1]
    close_to(draws, 1000 * core.compile({ power:to(MW) }):sample(1)[1][1], 1e-12)
    assert.matches("power", message_of(power.to, power, "USD"))
    assert.matches("to: expected a quantity or a number, got nil", message_of(power.to, power))
  end)

  it("carry the unit they were written in", function()
    local grid, hour = core.write(core.quantity "100 MW", "MW"), core.write(core.quantity "h", "h")
    assert.equal("MW", core.written(2 * grid))
    assert.equal("MW", core.written(-grid))
    assert.equal("MW", core.written(grid / triangular()))
    assert.equal("MW*h", core.written(grid * hour))
    assert.equal("MW/(MW*h)", core.written(triangular() * grid / (grid * hour)))
    assert.equal("1/h", core.written(3 / hour))
    assert.is_nil(core.written(grid * core.quantity "1 s"))
    assert.is_nil(core.written(3))
  end)

  it("lock their metatable and name their type", function()
    assert.equal("Quantity", getmetatable(MW))
    assert.equal("Plan", getmetatable(core.compile { 1 }))
    local ok, err = pcall(function() return MW.no_such_method end)
    assert.is_false(ok)
    assert.matches("unknown field of a Quantity 'no_such_method'", err, 1, true)
  end)

  it("stay flat in memory however many are made and dropped", function()
    local pue = triangular() * MW
    local function drop(n)
      for i = 1, n do
        local _ = pue * 2 + i * MW
      end
      return resident_kilobytes()
    end
    local before = drop(50000)
    -- what is dropped waits for the collector, longer the more Lua holds; kept, it would be over 60 MB
    assert_growth_below(30000, before, drop(150000))
    collectgarbage()
    collectgarbage()
    local nodes = core.nodes()
    drop(1000)
    collectgarbage()
    collectgarbage()
    assert.equal(nodes, core.nodes())
  end)
end)

describe("positions", function()
  after_each(function()
    core.set_library "/no/such/folder/"
  end)

  it("skip the library's own frames", function()
    local library = assert(load("local core = ... return function(x) local y = core.exp(x) return y end",
      "@/opt/library/helper.lua"))(core)
    local script = assert(load("local helper = ... return function() \n local y = helper('x') return y end",
      "@scenario.lua"))(library)
    assert.matches("^/opt/library/helper%.lua:1: exp:", message_of(script))
    core.set_library "/opt/library/"
    assert.matches("^scenario%.lua:2: exp: expected a quantity or a number, got the text 'x'$", message_of(script))
    local raising = assert(load("local core = ... return function(x) core.raise('no: ' .. x) end",
      "@/opt/library/other.lua"))(core)
    local caller = assert(load("local f = ... return function() \n\n f('y') return 1 end", "@scenario.lua"))(raising)
    assert.equal("scenario.lua:3: no: y", message_of(caller))
  end)

  it("are left out where no script is running", function()
    assert.equal("exp: expected a quantity or a number, got nil",
      select(2, coroutine.resume(coroutine.create(core.exp))))
  end)
end)

describe("laws", function()
  local function moments(kind, parameters)
    local summary = core.compile({ core.law(kind, parameters) }):run { draws = 65536 }[1]
    return summary:mean(), summary:sd()
  end

  it("take every way of describing them", function()
    -- means and standard deviations are those of the textbook formulas
    local cases = {
      { "normal", { 10, 2 }, 10, 2 },
      { "normal", { mean = 10, sd = 2 }, 10, 2 },
      { "normal", { p5 = 10 - 2 * 1.6448536269514722, p95 = 10 + 2 * 1.6448536269514722 }, 10, 2 },
      { "lognormal", { mean = 10, sd = 2 }, 10, 2 },
      { "lognormal", { median = 1, sigma = 0.5 }, math.exp(0.125), math.sqrt((math.exp(0.25) - 1) * math.exp(0.25)) },
      { "uniform", { 2, 4 }, 3, 2 / math.sqrt(12) },
      { "triangular", { low = 0, mode = 1, high = 2 }, 1, 1 / math.sqrt(6) },
      { "triangular", { min = 0, mode = 1, max = 2 }, 1, 1 / math.sqrt(6) },
      { "pert", { 0, 5, 10 }, 5, 10 / (2 * math.sqrt(7)) },
      { "pert", { 0, 5, 10, 4 }, 5, 10 / (2 * math.sqrt(7)) },
      { "beta", { 2, 3 }, 0.4, 0.2 },
      { "beta", { 2, 3, 10, 20 }, 14, 2 },
      { "gamma", { shape = 4, scale = 1.5 }, 6, 3 },
      { "gamma", { mean = 6, sd = 3 }, 6, 3 },
      { "exponential", { 3 }, 3, 3 },
      { "bernoulli", { 0.3 }, 0.3, math.sqrt(0.21) },
      { "discrete", { { 1, 1 }, { 3, 3 } }, 2.5, math.sqrt(0.75) },
      { "discrete", { values = { 1, 3 }, weights = { 1, 3 } }, 2.5, math.sqrt(0.75) },
      { "empirical", { 1, 2, 3 }, 2, math.sqrt(2 / 3) },
      { "mixture", { { 1, core.law("normal", { 0, 1 }) }, { 1, core.law("normal", { 4, 1 }) } }, 2, math.sqrt(5) },
      { "truncated", { core.law("normal", { 0, 1 }), 0, nil }, math.sqrt(2 / math.pi), math.sqrt(1 - 2 / math.pi) },
    }
    for _, case in ipairs(cases) do
      local mean, sd = moments(case[1], case[2])
      close_to(mean, case[3], 2e-3)
      close_to(sd, case[4], 1e-2)
    end
  end)

  it("hold the quantiles they were given", function()
    local price = core.law("between", { 0.4, 2.0 })
    local plan = core.compile { price }
    close_to(plan:evaluate({ 0.05 })[1], 0.4, 1e-9)
    close_to(plan:evaluate({ 0.95 })[1], 2.0, 1e-9)
    close_to(plan:evaluate()[1], math.sqrt(0.8), 1e-9)
  end)

  it("have the dimension of their parameters, and of what they are made of", function()
    assert.equal("power", core.law("normal", { 3 * MW, 1 * MW }):dimension())
    local cut = core.law("truncated", { of = core.law("normal", { 0, 1 }) * MW, low = core.quantity "0 W" })
    assert.equal("power", cut:dimension())
    close_to(core.compile({ cut }):run({})[1]:mean(), 1e6 * math.sqrt(2 / math.pi), 2e-3)
    local mirrored = core.law("truncated", { -2 * core.law("uniform", { 0, 1 }), -1, nil })
    close_to(core.compile({ mirrored }):run({})[1]:mean(), -0.5, 2e-3)
    assert.matches("mean is power, but sd is a plain number", message_of(core.law, "normal", { 3 * MW, 1 }))
    assert.matches("sigma: expected a plain number, got power",
      message_of(core.law, "lognormal", { median = MW, sigma = MW }))
  end)

  it("name the nearest kind or parameter when one is misspelt", function()
    assert.matches("no law 'trianglar'; did you mean 'triangular'", message_of(core.law, "trianglar", {}))
    assert.matches("lognormal: there is no 'medain'; did you mean 'median'",
      message_of(core.law, "lognormal", { medain = 1, sigma = 1 }))
    assert.matches("lognormal: expected median and sigma, or mean and sd, or p5 and p95",
      message_of(core.law, "lognormal", { median = 1, sd = 1 }))
    assert.matches("triangular: expected low, mode and high", message_of(core.law, "triangular", { 1, 2 }))
  end)

  it("refuse what is not a law", function()
    for _, case in ipairs { { "triangular", { 3, 2, 1 } }, { "normal", { 0, -1 } }, { "empirical", {} },
      { "discrete", { { 1, -1 } } }, { "bernoulli", { 2 } }, { "lognormal", { mean = -1, sd = 1 } },
      { "normal", { p5 = 2, p95 = 1 } }, { "mixture", { { 1, 2 } } }, { "truncated", { MW, 1, 2 } },
      { "discrete", { 1, 2 } }, { "normal", { triangular(), 1 } }, { "normal", { 0 / 0, 1 } },
      { "discrete", { values = { 1 }, weights = { 1, 2 } } }, { "normal", "x" } } do
      assert.is_string(message_of(core.law, case[1], case[2]))
    end
  end)
end)

describe("formulas", function()
  it("are rebuilt with inputs replaced", function()
    local x = core.input("x", MW)
    local doubled = core.substitute({ 2 * x, x / MW, 7 }, { x }, { 3 * MW })
    assert.is_true(doubled[1] == 6 * MW)
    assert.equal(3.0, doubled[2])
    assert.equal(7.0, doubled[3])
    assert.matches("x", message_of(core.compile, { x }))
    assert.matches("from has 1 values, to has 0", message_of(core.substitute, { x }, { x }, {}))
  end)

  it("are differentiated", function()
    local x, y = core.input "x", core.input "y"
    local slopes = core.differentiate(x ^ 3 * y, { x, y })
    local values = core.substitute(slopes, { x, y }, { 2, 5 })
    close_to(values[1], 3 * 2 ^ 2 * 5, 1e-14)
    close_to(values[2], 2 ^ 3, 1e-14)
  end)

  it("correlate drivers by rank", function()
    local a, b = core.draw "a", core.draw "b"
    local with = core.correlate({ "a", "b" }, { { 1, 0.6 }, { 0.6, 1 } })
    local pair = core.substitute({ a, b, (a - 0.5) * (b - 0.5) * 12 }, { a, b }, with)
    -- the rank correlation of uniforms is 12 E[(U - 1/2)(V - 1/2)]
    close_to(core.compile({ pair[3] }):run({})[1]:mean(), 0.6, 5e-3)
    assert.matches("row 2", message_of(core.correlate, { "a", "b" }, { { 1, 0 }, { 0 } }))
    assert.is_string(message_of(core.correlate, { "a", "b" }, { { 1, 2 }, { 2, 1 } }))
  end)

  it("refuse lists that are not lists of values", function()
    assert.matches("compile: outputs: expected a list, got nil", message_of(core.compile))
    assert.matches("expected a quantity or a number, got the text", message_of(core.compile, { MW, "x" }))
  end)
end)

describe("runs", function()
  local function plan()
    return core.compile { 100 * MW / triangular() }
  end

  it("give the same bits for any number of threads and any block", function()
    local first = plan():run { draws = 100000, seed = 7, threads = 1 }[1]
    local p = core.compile { 3 * MW * core.draw "x" }
    local one, other = p:run { draws = 1e5, threads = 1 }[1], p:run { draws = 1e5, threads = 3, block = 64 }[1]
    assert.equal(one:bytes(), other:bytes())
    assert.equal(100000, first:count())
    for _, set in ipairs(p:kernels()) do
      p:kernels(set)
      assert.equal(one:bytes(), p:run({ draws = 1e5 })[1]:bytes())
    end
  end)

  it("say what a draw costs, in all and by kind of work", function()
    local x = core.draw "x"
    local cost = core.compile { core.max(3 * x + 1, core.draw "y") ^ 1.5 }:cost()
    assert.same({ 2, 2 }, { cost.draws.kernels, cost.draws.values })
    assert.same({ 1, 1 }, { cost.powers.kernels, cost.powers.values })
    assert.same({ 1, 3 }, { cost.arithmetic.kernels, cost.arithmetic.values })
    assert.same({ 4, 6 }, { cost.kernels, cost.values })
    assert.is_nil(cost.quantiles)
    assert.near(cost.draws.ns + cost.powers.ns + cost.arithmetic.ns, cost.ns, 1e-9)
  end)

  it("refuse options that do not exist or make no sense", function()
    local p = plan()
    assert.matches("run: there is no 'draw'; did you mean 'draws'", message_of(p.run, p, { draw = 5 }))
    assert.matches("draws: expected a whole number, got 1.5", message_of(p.run, p, { draws = 1.5 }))
    assert.matches("draws: expected a whole number from 1", message_of(p.run, p, { draws = 0 }))
    assert.matches("sampler: expected sobol, .* or latin, got 'sobo'", message_of(p.run, p, { sampler = "sobo" }))
    assert.matches("statistics: expected", message_of(p.run, p, { statistics = { "men" } }))
    assert.matches("tick: expected a function, got 3", message_of(p.run, p, { tick = 3 }))
    assert.matches("error: expected a positive fraction", message_of(p.run, p, { error = "3 MW" }))
    assert.matches("run: expected named fields, got %[1%]", message_of(p.run, p, { 5 }))
    assert.matches("sample: there is no 'threads'", message_of(p.sample, p, 3, { threads = 3 }))
  end)

  it("stop when the error asked for is reached", function()
    local p = plan()
    local summaries, draws = p:run { draws = 1e7, error = "1%", sampler = "pseudo" }
    assert.is_true(draws < 1e7)
    assert.is_true(summaries[1]:standard_error() <= 0.01 * summaries[1]:mean())
  end)

  it("call tick with what is done", function()
    local most, total = 0, nil
    plan():run { draws = 2e8, statistics = { "mean" }, tick = function(done, all)
      most, total = math.max(most, done), all
      return most < 1e6
    end }
    assert.is_true(most >= 1e6)
    assert.equal(200000000, total)
  end)

  it("are cancelled by a tick that returns false", function()
    local result, err = plan():run { draws = 1e11, statistics = { "mean" }, tick = function() return false end }
    assert.is_nil(result)
    assert.equal("cancelled", err.code)
    assert.equal("cancelled", tostring(err))
    assert.equal("run: cancelled", "run: " .. err)
  end)

  it("let an error raised in tick out as itself", function()
    local reason = {}
    local p = plan()
    local ok, err = pcall(p.run, p, { draws = 1e11, statistics = { "mean" }, tick = function() error(reason) end })
    assert.is_false(ok)
    assert.equal(reason, err)
    assert.equal(10, p:run({ draws = 10 })[1]:count())
  end)

  it("let the error of a hook out as itself, as Ctrl-C sets one", function()
    local p, limit = plan(), {}
    -- set while the run is on, as a signal would, and not to be met before the tick below has returned
    local function stop()
      if debug.getinfo(2, "S").short_src == "signalflow" then
        debug.sethook()
        error(limit)
      end
    end
    for _, hook in ipairs { { "", 1 }, { "", 1000 }, { "crl", 1 } } do
      local done, err = pcall(p.run, p, { draws = 1e11, statistics = { "mean" }, tick = function()
        debug.sethook(stop, hook[1], hook[2])
      end })
      assert.is_false(done)
      assert.equal(limit, err)
      assert.is_nil(debug.gethook())
      assert.equal(10, p:run({ draws = 10 })[1]:count())
    end
  end)

  it("let a hook fire within a second, however far it counts, and leave its count", function()
    local p, limit = plan(), {}
    for _, draw in ipairs { function() return p:run { draws = 1e11, statistics = { "mean" } } end,
      function() return p:run { draws = 1e11, threads = 1, statistics = { "mean" } } end,
      function() while true do p:run { draws = 1e5, threads = 1, statistics = { "mean" } } end end,
      function() while true do p:sample(1e6) end end } do
      debug.sethook(function() error(limit) end, "", 2000000000)
      local began = os.time()
      local done, err = pcall(draw)
      local hook, _, count = debug.gethook()
      debug.sethook()
      assert.is_false(done)
      assert.equal(limit, err)
      assert.is_true(os.time() - began <= 10) -- a busy machine; without it, for ever
      assert.is_function(hook)
      assert.equal(2000000000, count)
    end
  end)

  it("go on where a hook does not raise", function()
    local p, fired = plan(), 0
    debug.sethook(function() fired = fired + 1 end, "", 2000000000)
    local summaries = p:run { draws = 1e11, statistics = { "mean" }, tick = function() return fired < 2 end }
    debug.sethook()
    assert.is_nil(summaries)
    assert.is_true(fired >= 2)
  end)

  it("let the error of the main thread's hook out of a coroutine", function()
    local p, limit = plan(), {}
    local main = coroutine.running()
    local co = coroutine.create(function()
      return p:run { draws = 1e11, statistics = { "mean" }, tick = function()
        debug.sethook(main, function()
          debug.sethook(main)
          error(limit)
        end, "", 1000000)
      end }
    end)
    local done, err = coroutine.resume(co)
    debug.sethook(main)
    assert.is_false(done)
    assert.equal(limit, err)
    assert.equal("3 MW", tostring(3 * MW))
  end)

  it("let each of three in a row meet the limit that a coroutine was given", function()
    local p = plan()
    for _ = 1, 3 do
      local co = coroutine.create(function()
        return p:run { draws = 1e11, statistics = { "mean" } }
      end)
      debug.sethook(co, function()
        debug.sethook(co)
        error("limit", 0)
      end, "", 50000)
      local done, err = coroutine.resume(co)
      assert.is_false(done)
      assert.equal("limit", err)
    end
  end)

  it("cannot lose their plan, and a closed plan says so", function()
    local p = plan()
    local refused
    p:run { draws = 1e11, statistics = { "mean" }, tick = function()
      refused = select(2, pcall(p.close, p))
      return false
    end }
    assert.matches("close: this plan is running", refused)
    p:close()
    p:close()
    assert.matches("run: this plan has been closed", message_of(p.run, p))
    local kept
    do
      local q <close> = plan()
      kept = q
    end
    assert.matches("closed", message_of(kept.evaluate, kept))
  end)

  it("do not hold what C made once it is dropped", function()
    local p = core.compile { core.draw "x" }
    local function drop(n)
      for _ = 1, n do
        p:run { draws = 65536, threads = 1 }
      end
      return resident_kilobytes()
    end
    local before = drop(20)
    -- each summary holds half a megabyte that Lua's collector does not see
    assert_growth_below(60000, before, drop(300))
  end)

  it("are cut into shards whose merge has the same bits", function()
    local p = core.compile { core.draw "x" * MW }
    local options = { draws = 65536, seed = 3 }
    local whole = p:run(options)[1]
    options.first, options.count = 0, 32768
    local low = p:run(options)[1]
    options.first, options.count = 32768, 0
    local high = core.summary(p:run(options)[1]:bytes())
    assert.equal(low, low:merge(high))
    assert.equal(whole:bytes(), low:bytes())
    assert.equal(65536, #low)
    assert.matches("merge: other: expected a Summary, got a Quantity", message_of(low.merge, low, MW))
  end)
end)

describe("summaries", function()
  local summary = core.compile({ core.law("uniform", { 0, 1 }) }):run({ draws = 65536 })[1]

  it("answer in numbers", function()
    close_to(summary:mean(), 0.5, 1e-4)
    close_to(summary:quantile(0.25), 0.25, 1e-3)
    close_to(summary:probability_above(0.75), 0.25, 1e-3)
    local counts = summary:histogram(0, 1, 4)
    assert.equal(4, #counts)
    close_to(counts[1], 16384, 1e-2)
  end)

  it("answer nil where nothing is known", function()
    local single = core.compile({ core.draw "x" }):run({ draws = 1, statistics = { "mean" } })[1]
    assert.is_nil(single:sd())
    assert.is_nil(single:quantile(0.5))
  end)

  it("read only what was written", function()
    local bytes = summary:bytes()
    assert.equal(bytes, core.summary(bytes):bytes())
    local result, err = core.summary(bytes:sub(1, -9))
    assert.is_nil(result)
    assert.is_string(err.code)
    assert.is_nil((core.summary ""))
  end)

  it("refuse what is no probability, threshold or slice", function()
    assert.matches("quantile: expected a number from 0 to 1, got 2", message_of(summary.quantile, summary, 2))
    assert.matches("expected a finite number", message_of(summary.probability_above, summary, 0 / 0))
    assert.matches("must be below", message_of(summary.histogram, summary, 1, 0, 4))
    assert.matches("expected a Summary, got a Quantity", message_of(summary.mean, MW))
    summary.close(core.compile({ core.draw "x" }):run({ draws = 16 })[1])
  end)
end)

describe("finance", function()
  it("computes on plain numbers", function()
    -- Excel's documentation of IRR, XIRR and NPV
    close_to(core.irr { -70000, 12000, 15000, 18000, 21000, 26000 }, 0.0866309, 1e-5)
    close_to(core.xirr({ -10000, 2750, 4250, 3250, 2750 }, { 39448, 39508, 39751, 39859, 39904 }), 0.373362535, 1e-7)
    close_to(core.mirr({ -120000, 39000, 30000, 21000, 37000, 46000 }, 0.10, 0.12), 0.1261, 1e-3)
    close_to(core.npv(0.10, { -10000, 3000, 4200, 6800 }), 1188.44 * 1.1, 1e-5)
    close_to(core.xnpv(0.09, { -10000, 2750, 4250, 3250, 2750 }, { 39448, 39508, 39751, 39859, 39904 }), 2086.65, 1e-5)
  end)

  it("reports every root, and none", function()
    local rate, err = core.irr { -100, 230, -132 }
    assert.is_nil(rate)
    assert.equal("ambiguous", err.code)
    close_to(err.roots[1], 0.1, 1e-12)
    close_to(err.roots[2], 0.2, 1e-12)
    local none, why = core.irr { 100, 100 }
    assert.is_nil(none)
    assert.equal("no solution", why.code)
    assert.matches("xirr: days: 1 numbers, but 2 flows", message_of(core.xirr, { -1, 2 }, { 1 }))
  end)
end)

describe("the factory", function()
  it("builds outputs by name, and leaves out what is not known", function()
    local outputs = core.factory { grid_power = 100 * MW, pue = 1.25, chip_power = core.quantity "1 kW/gpu",
      server_overhead = 1.0, token_rate = core.quantity "1 ktok/s/gpu", horizon = 5 }
    close_to(outputs.accelerators:to "gpu", 100e6 / 1250, 1e-14)
    close_to(outputs.tokens_per_watt_facility:to "tok/s/W", 0.8, 1e-14)
    assert.is_nil(outputs.revenue)
    assert.is_nil(outputs.racks)
  end)

  it("names the nearest input and the dimension expected", function()
    assert.matches("factory: there is no 'grid_powr'; did you mean 'grid_power'",
      message_of(core.factory, { grid_powr = MW, horizon = 5 }))
    assert.matches("power", message_of(core.factory, { grid_power = core.quantity "1 USD", horizon = 5 }))
    assert.matches("horizon", message_of(core.factory, { grid_power = MW }))
  end)

  it("describes its fields", function()
    local inputs, outputs = core.factory_fields()
    assert.equal("grid_power", inputs[1].name)
    assert.equal("power", inputs[1].like:dimension())
    assert.is_string(outputs[1].meaning)
  end)

  it("values flows as expressions", function()
    local USD = core.quantity "USD"
    local flows = { -100 * USD, 60 * USD, 60 * USD }
    close_to(core.npv_of(flows, 0.1):to "USD", -100 + 60 / 1.1 + 60 / 1.21, 1e-12)
    close_to(core.irr_of(flows), 0.13066238629180749, 1e-9)
    assert.matches("irr_of: expected a list", message_of(core.irr_of, 5))
  end)
end)

describe("words", function()
  it("are printed by the one rule", function()
    assert.equal("100 MW", core.format(1e8, MW))
    assert.equal("1.23", core.format_number(1234.5, 1000, 3))
    local factor, name = core.scale(core.quantity "65 USD/MWh")
    assert.equal("USD/MWh", name)
    close_to(factor, 1 / 3.6e9, 1e-12)
    assert.matches("digits: expected a whole number from 1 to 17, got 0", message_of(core.format, 1, nil, 0))
  end)

  it("find the nearest name, or none", function()
    assert.equal("grid_power", core.nearest("gird_power", { "grid_power", "pue" }))
    assert.is_nil(core.nearest("zzzz", { "grid_power" }))
  end)

  it("define units of the analyst's own", function()
    core.define_unit("corespec", 1.08 * core.quantity "USD")
    close_to(core.quantity("2 corespec"):to "USD", 2.16, 1e-15)
    assert.is_string(message_of(core.define_unit, "corespec", core.quantity "USD"))
  end)
end)

describe("the module", function()
  it("is the same when it is loaded again", function()
    local path = assert(package.searchpath("signalflow.core", package.cpath))
    local again = assert(package.loadlib(path, "luaopen_signalflow_core"))()
    assert.equal(core, again)
    assert.equal("2 MW", tostring(MW + again.quantity "MW"))
  end)
end)

describe("CSV", function()
  it("is read as rows with their lines", function()
    assert.same({ { "a", 'b "c"', line = 1 }, { "", "1\n2", "3", line = 3 }, { "x", line = 5 } },
      core.csv("t.csv", '\239\187\191a,"b ""c"""\r\n\n,"1\n2",3\nx'))
    assert.same({}, core.csv("t.csv", "\n"))
  end)

  it("is refused with the line of what is wrong", function()
    for text, words in pairs { ['a\n"b'] = "t.csv:2", ['a\n"b"c'] = "t.csv:2", [("x,"):rep(300)] = "t.csv:1" } do
      local rows, err = core.csv("t.csv", text)
      assert.is_nil(rows)
      assert.equal("parse", err.code)
      assert.matches(words, tostring(err), 1, true)
    end
    assert.matches("csv: text: expected text, got nil", message_of(core.csv, "t"))
  end)
end)

describe("JSON", function()
  it("is read as Lua values", function()
    local text = '\239\187\191 {"a": [1, -2.5, null, "x\\u00e9\\n", true], "b": {}, "c": null, "d": 1e3}'
    local value = assert(core.json(text))
    assert.same({ a = { 1, -2.5, nil, "x\u{E9}\n", true }, b = {}, d = 1000 }, value)
    assert.equal("integer", math.type(value.a[1]))
    assert.equal("integer", math.type(value.d))
    assert.equal("float", math.type(assert(core.json "[9007199254740993e3]")[1]))
    assert.equal("", assert(core.json '""'))
    assert.equal(false, core.json "false")
    assert.same({ nil, nil }, { core.json "null" })
  end)

  it("is refused with the place of what is wrong", function()
    for text, message in pairs { [""] = "JSON:1:1", ["[1,\n }"] = "JSON:2:2", ["1 2"] = "JSON:1:3: expected the end",
      ['"a'] = "never closed", [("["):rep(65)] = "nested deeper", ["nan"] = "expected a value",
      ['{"a": 1, "b": {}, "a": 2}'] = "'a' stands twice in one object" } do
      local value, err = core.json(text)
      assert.is_nil(value)
      assert.equal("parse", err.code)
      assert.matches(message, tostring(err), 1, true)
    end
    assert.matches("json: text: expected text, got nil", message_of(core.json))
  end)
end)
