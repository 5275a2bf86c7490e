-- What a workload may say beside its lengths: what is cached, how soon the first token comes, what drafts bring, when.
local sf = require "signalflow"
local support = require "tests.spec.support"
local u = sf.units
local workload = require "signalflow.serving.workload"
local close, message_of = support.close, support.message_of

local function frontier(more, platform)
  local given = { model = "DeepSeek-R1", input = 8192, output = 1024, precision = "fp4" }
  for name, value in pairs(more or {}) do
    given[name] = value
  end
  return sf.frontier { platform = platform or "B200", workload = given, unmeasured = true }
end

local function rate(made, at)
  return assert(made:at(at)).token_rate:to "tok/s/gpu"
end

describe("cached input", function()
  it("spares its prefill: more is never slower, and none is as if nothing was said", function()
    local last = 0
    for _, cached in ipairs { 0, 0.3, 0.56, 0.9 } do
      local made = rate(assert(frontier { cached = cached }), 50)
      assert.is_true(made > last)
      last = made
    end
    assert.equal(rate(frontier(), 50), rate(frontier { cached = 0 }, 50))
  end)

  it("is beneath its bound, which it spares too", function()
    local made = assert(frontier { cached = 0.9 })
    for _, point in ipairs(assert(made:bound())) do
      local reading = made:at(math.max(point.interactivity, made.low))
      assert.is_true(not reading or point.interactivity > made.high
        or reading.token_rate:to "tok/s/gpu" <= point.token_rate * (1 + 1e-9) or point.interactivity < made.low)
    end
  end)

  it("is never answered by rows whose prompts were new", function()
    local given = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4", cached = 0.5 }
    local made = assert(sf.frontier { platform = "B200", workload = given })
    for _, at in ipairs { 20, 50, 100 } do
      assert.equal("calibrated", made:at(at).tier)
    end
    assert.matches("50 % of input cached", tostring(made), 1, true)
  end)

  it("of a session whose prompts grow evenly is what was said before", function()
    for _, turns in ipairs { 1, 2, 20 } do
      local all, before = 0, 0
      for k = 1, turns do
        all, before = all + k, before + k - 1
      end
      close(before / all, workload.read({ model = "DeepSeek-R1", turns = turns }, true).cached)
    end
    assert.equal(0.7, workload.read({ model = "DeepSeek-R1", turns = 9, cached = 0.7 }, true).cached)
    local session = frontier { turns = 9 }
    assert.matches("a session of 9 turns, 80 % of input cached", workload.describe(session.read), 1, true)
  end)
end)

describe("a limit of the time to the first token", function()
  it("leaves out what takes longer, and is said", function()
    local READ = 1e-3 -- between points a cubic is read, which bends as far as there are points
    local last = math.huge
    for _, limit in ipairs { 10, 3, 1 } do
      local made = assert(frontier { ttft = limit * u.s, spec = "none" })
      for _, point in ipairs(made.points) do
        assert.is_true(point.ttft <= limit)
      end
      local served = rate(made, math.max(20, made.low))
      assert.is_true(served <= last * (1 + READ))
      last = served
    end
    assert.matches("first token within 1 s", tostring(frontier { ttft = 1 * u.s }), 1, true)
  end)

  it("that nothing keeps is no solution", function()
    local made, err = frontier { ttft = 1e-4 * u.s }
    assert.is_nil(made)
    assert.equal("no solution", err.code)
    assert.matches("no layout of B200 gives the first token of .* within 0.0001 s; that of the fastest service takes "
      .. "0%.%d+ s", tostring(err))
  end)

  it("is said to be kept by a row where no estimate keeps it", function()
    local given = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp8", ttft = 0.1 }
    local _, err = sf.frontier { platform = "H200", workload = given }
    assert.equal("no solution", err.code)
    local served, at, time, gpus, requests = tostring(err):match("measured are ([%d.]+) tok/s/gpu at ([%d.]+)"
      .. " tok/s/user with the first token in ([%d.]+) s, on (%d+) accelerators with (%d+) requests")
    assert.is_true(tonumber(time) <= 0.1 and tonumber(at) > 0, tostring(err))
    local most = 0
    for _, row in ipairs(require "signalflow.catalogue.lookup".points()) do
      local same = row.platform == "H200" and row.model == given.model and row.precision == "fp8" and row.input == 1024
        and row.output == 1024
      most = same and row.ttft and row.ttft <= 100 and math.max(most, row.token_rate) or most
    end
    assert.is_true(math.abs(tonumber(served) / most - 1) < 5e-3)
    local made = assert(sf.estimate { platform = "H200", workload = given, accelerators = tonumber(gpus),
      concurrency = tonumber(requests) })
    assert.is_true(made.verdicts.ttft.holds)
    assert.equal("measured", made.ttft.tier)
    local _, alone = sf.frontier { platform = "H200", workload = given, unmeasured = true }
    assert.is_nil(tostring(alone):match "measured are")
  end)

  it("asks measured rows too", function()
    local given = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4", spec = "none", ttft = 0.5 }
    local point = assert(sf.frontier { platform = "B200", workload = given }):at(75)
    for _, row in ipairs(point.rows or {}) do
      assert.is_true(row.ttft <= 500)
    end
  end)
end)

describe("a P90 interactivity", function()
  local tail = require "signalflow.serving.tail"
  local runs = require "signalflow.catalogue.measured_tails"

  it("is of the median by the middle of what runs published", function()
    for _, spec in ipairs { "none", "mtp" } do
      local of, below, count = tail.of(spec), 0, 0
      for _, run in ipairs(runs) do
        for _, row in ipairs(run.spec == spec and run.rows or {}) do
          assert.is_true(row[1] >= (row[2] or row[3]) and (row[2] or row[3]) >= row[3])
          -- a lognormal law through median and P99, by its own quantile
          local law = sf.lognormal { median = row[1], sigma = math.log(row[1] / row[3]) / 2.326347874 }
          local p90 = row[2] or law:quantile(0.1)
          below, count = below + (row[1] / p90 <= of.ratio and 1 or 0), count + 1
        end
      end
      assert.equal(of.rows, count)
      assert.is_true(math.abs(below - count / 2) <= 1)
      assert.is_true(1 < of.low and of.low < of.ratio and of.ratio < of.high)
    end
    assert.is_true(tail.of "mtp".ratio > tail.of "none".ratio)
  end)

  it("is where runs published it what their P99 says of it", function()
    for _, run in ipairs(runs) do
      for _, row in ipairs(run.rows) do
        local by_law = math.exp(math.log(row[1] / row[3]) * 1.281551566 / 2.326347874)
        assert.is_true(not row[2] or math.abs(row[1] / row[2] / by_law - 1) < 0.06)
      end
    end
  end)

  it("holds what serves it to nine of ten, and is said", function()
    for _, spec in ipairs { "none", "mtp" } do
      for _, unmeasured in ipairs { true, false } do
        local last = math.huge
        for _, limit in ipairs { 30, 60, 90 } do
          local made = assert(sf.frontier { platform = "B200", unmeasured = unmeasured, workload = {
            model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4", spec = spec,
            p90_interactivity = limit * u.tok/u.s/u.user } })
          local point = assert(made:at(20))
          assert.is_true(point.p90_interactivity:to "tok/s/user" >= limit * (1 - 1e-9))
          close(limit * tail.of(spec).ratio, point.interactivity:to "tok/s/user")
          assert.is_true(point.p90_interactivity.low < point.p90_interactivity.value)
          close(point.token_rate.value:to "tok/s/gpu",
            made:at(point.interactivity).token_rate.value:to "tok/s/gpu")
          assert.is_true(point.token_rate:to "tok/s/gpu" <= last)
          last = point.token_rate:to "tok/s/gpu"
          assert.is_nil(point.mix)
          assert.matches(("P90 of %d tok/s/user or more"):format(limit), workload.describe(made.read), 1, true)
          close(limit * tail.of(spec).ratio, made.points[2].interactivity)
          close(made.points[1].token_rate, made.points[2].token_rate, 1e-9)
          assert.matches("P90 interactivity", tostring(point), 1, true)
        end
      end
    end
  end)

  it("asks nothing of a reading that is fast enough", function()
    local given = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4", spec = "mtp" }
    local plain = assert(sf.frontier { platform = "B200", workload = given }):at(100)
    given.p90_interactivity = 50
    local held = assert(sf.frontier { platform = "B200", workload = given }):at(100)
    assert.equal(plain.token_rate.value, held.token_rate.value)
    close(100 / tail.of "mtp".ratio, held.p90_interactivity:to "tok/s/user")
  end)

  it("holds every platform of a launch, mixed ones too", function()
    local function launch(interactivity, limit)
      return assert(sf.launch { from = "H200", to = "GB200 NVL72", grid_power = 100 * u.MW, workload = {
        model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp8", spec = "none",
        interactivity = interactivity, p90_interactivity = limit } })
    end
    local held, as_fast = launch(20, 40), launch(40 * tail.of "none".ratio)
    for layer, factor in pairs(as_fast.attribution.factors) do
      close(factor, held.attribution.factors[layer])
    end
    close(as_fast.attribution.gain, held.attribution.gain)
  end)

  it("that nothing reaches is no solution, and holds a factory too", function()
    local made, err = frontier { p90_interactivity = 1e5 }
    assert.is_nil(made)
    assert.equal("no solution", err.code)
    assert.matches("nine of ten users of B200 get %d+[%d.]* tok/s/user or better at most, not 100000", tostring(err))
    -- what no software can pass is as it was
    local bounds = {}
    for i, limit in ipairs { 40, false } do
      bounds[i] = assert(frontier { p90_interactivity = limit or nil }):bound()
    end
    assert.equal(#bounds[2], #bounds[1])
    close(bounds[2][1].token_rate, bounds[1][1].token_rate)
    local function rate_of(limit)
      return sf.factory { platform = "B200", grid_power = 10 * u.MW, utilization = 0.5, price = 1 * u.USD/u.Mtok,
        electricity = u "65 USD/MWh", workload = { model = "DeepSeek-R1", input = 1024, output = 1024,
          precision = "fp4", interactivity = 30, p90_interactivity = limit } }:run { draws = 1e3 }.token_rate.mean
    end
    assert.is_true(rate_of(100) < rate_of(nil))
    assert.matches("offline asks for no speed", message_of(function()
      return sf.factory { platform = "B200", workload = { model = "DeepSeek-R1", input = 1024, output = 1024,
        precision = "fp4", interactivity = "offline", p90_interactivity = 30 } }
    end), 1, true)
  end)
end)

describe("speculation and software", function()
  it("bring more the more drafts are accepted, and rows do not say how many were", function()
    local last = 0
    for _, acceptance in ipairs { 0.2, 0.5, 0.8, 1 } do
      local made = rate(assert(frontier { spec = "mtp", acceptance = acceptance }), 50)
      assert.is_true(made > last)
      last = made
    end
    local given = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4", spec = "mtp",
      acceptance = 0.8 }
    assert.equal("calibrated", assert(sf.frontier { platform = "B200", workload = given }):at(75).tier)
  end)

  it("get faster by the year", function()
    assert.is_true(rate(frontier { date = "2026-06" }, 50) > rate(frontier { date = "2025-06" }, 50))
  end)

  it("are refused where they can't be", function()
    for name, value in pairs { cached = 1, acceptance = 1.1, turns = 1.5, date = "soon", ttft = -1, input = 0.5,
      output = 0 / 0 } do
      assert.matches(name, message_of(function()
        return frontier { [name] = value }
      end), 1, true)
    end
  end)

  it("are one certain figure of their own dimension, and say so by name", function()
    local function words(value)
      return message_of(function() return frontier { interactivity = value } end)
    end
    assert.matches("interactivity must be token/time/user, not 50 W (power)", words(50 * u.W), 1, true)
    assert.matches("interactivity must be a finite number, not nan", words(0 / 0), 1, true)
    assert.matches("interactivity must be certain and above 0 tok/s/user, not ", words(sf.between(20, 50)
      * u.tok/u.s/u.user), 1, true)
    assert.matches("workload: ttft must be time, not 3 USD (money)", message_of(function()
      return frontier { ttft = "3 USD" }
    end), 1, true)
  end)

  it("are no longer ago, and no further ahead, than a year beyond what was measured", function()
    for _, date in ipairs { "2001", "2099-01", "2035-06-30" } do
      assert.matches(('date is "%s", and software was measured from 2024'):format(date), message_of(function()
        return frontier { date = date }
      end), 1, true)
    end
  end)
end)

describe("the window of a model", function()
  local given = { model = "Llama-3.3-70B", input = 1024, output = 1024, precision = "fp8", interactivity = "offline" }

  local function refused(more)
    local asked = {}
    for name, value in pairs(given) do
      asked[name] = value
    end
    for name, value in pairs(more) do
      asked[name] = value
    end
    local words
    for _, ask in ipairs { function()
      return sf.factory { platform = "H200", workload = asked, grid_power = 10 * u.MW, utilization = 0.5,
        price = 1 * u.USD/u.Mtok }
    end, function()
      return sf.factory { platform = "H200", workload = asked, grid_power = 10 * u.MW, utilization = 0.5,
        price = 1 * u.USD/u.Mtok, token_rate = 1000 * u.tok/u.s/u.gpu, chip_power = 500 * u.W/u.gpu }
    end, function()
      return sf.estimate { platform = "H200", workload = asked, accelerators = 8 }
    end } do
      words = message_of(ask)
      assert.matches("Llama-3.3-70B holds 131,072 tokens, not ", words, 1, true)
    end
    return words
  end

  it("holds prompt and answer wherever a workload is given", function()
    assert.matches("not 200,000 in and 1,024 out", refused { input = 2e5 }, 1, true)
    assert.matches("not 1,024 in and 131,072 out", refused { output = 131072 }, 1, true)
  end)

  it("holds the longest prompt of a session, which is nearly twice the mean", function()
    -- prompts 1, 2, ... 50 of a mean of 25.5: the last is 50 / 25.5 times 100,000
    assert.matches("not 196,078 in and 1,024 out, as the last of 50 turns has", refused { input = 1e5, turns = 50 }, 1,
      true)
    assert.is_not_nil(sf.estimate { platform = "H200", accelerators = 8, workload = { model = "Llama-3.3-70B",
      input = 6e4, output = 1024, precision = "fp8", interactivity = "offline", turns = 50 } })
  end)
end)

describe("what belongs in a workload", function()
  local given = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp8",
    interactivity = 30 * u.tok/u.s/u.user }

  it("is told its place wherever it is put beside it", function()
    local asks = {
      input = function() sf.estimate { platform = "H200", workload = given, input = 8, accelerators = 8 } end,
      model = function() sf.factory { platform = "H200", model = "DeepSeek-R1", grid_power = 10 * u.MW } end,
      cached = function() sf.frontier { platform = "H200", workload = given, cached = 0.5 } end,
      turns = function() sf.launch { from = "H100", to = "H200", workload = given, turns = 4 } end,
      output = function() sf.launch { from = { platform = "H100", output = 4 }, to = "H200", workload = given } end,
      ttft = function() sf.frontiers { "H100", "H200", workload = given, ttft = 2 * u.s } end,
      date = function() sf.launches { "H100", "H200", workload = given, date = "2026-06" } end,
    }
    for name, ask in pairs(asks) do
      local words = message_of(ask)
      assert.matches(("'%s' is no option of "):format(name), words, 1, true)
      assert.matches(("workload = { %s = ... }"):format(name), words, 1, true)
      assert.matches("workload_spec.lua:%d+: ", words)
    end
  end)

  it("is told its place where what stands beside it is put in", function()
    for _, name in ipairs { "platform", "concurrency", "grid_power" } do
      local asked = { model = "DeepSeek-R1", [name] = "H200" }
      assert.matches(("'%s' is no option of workload: it belongs beside the workload"):format(name),
        message_of(function() sf.estimate { platform = "H200", workload = asked, accelerators = 8 } end), 1, true)
    end
  end)
end)

describe("an agentic workload", function()
  local given = { model = "DeepSeek-R1", input = 8192, output = 512, precision = "fp8", turns = 6, spec = "mtp",
    acceptance = 0.8, date = "2026-06", interactivity = 50 * u.tok/u.s/u.user }
  local point = assert(sf.frontier { platform = "B200", workload = given }):at()

  it("is named by its lengths, turns, cached share, drafts and day wherever it is shown", function()
    local says = "8,192 tokens in, 512 out, a session of 6 turns, 71.4 % of input cached, with MTP, 80 % of drafts"
      .. " accepted, software of 2026-06"
    local estimate = sf.estimate { platform = "B200", workload = given, accelerators = 8, concurrency = 32 }
    for _, shown in ipairs { point, estimate } do
      assert.matches(says, (tostring(shown):gsub("%s+", " ")), 1, true)
    end
  end)

  it("stands beside rows whose prompts were new, and is told so", function()
    assert.equal("calibrated", point.tier)
    local shown = tostring(point):gsub("%s+", " ")
    assert.matches("new prompts, its own drafts", shown, 1, true)
    assert.matches("of input not cached, ", shown, 1, true)
    assert.matches("costs of output tokens, their prompts with them", shown, 1, true)
  end)

  it("takes an uncertain share for none", function()
    assert.matches("acceptance' of workload must be a number, not a Quantity", message_of(function()
      return frontier { acceptance = sf.between(0.5, 0.8) }
    end), 1, true)
  end)
end)

describe("the cost of tokens", function()
  it("is split by the time of each pool, and the parts pay for the whole", function()
    local point = assert(frontier { cached = 0.5 }):at(50)
    local input, output = point:split_cost()
    close(point.cost_per_mtok.value:to "USD/Mtok",
      input:to "USD/Mtok" * 8192 * 0.5 / 1024 + output:to "USD/Mtok")
    assert.matches("of input not cached, ", tostring(point), 1, true)
  end)

  it("is paid by input too, where its price is given", function()
    local function revenue(more)
      local given = { platform = "B200", grid_power = 100 * u.MW, utilization = 0.5, price = 0.4 * u.USD/u.Mtok,
        price_decline = 0, elasticity = 0, token_rate = 500 * u.tok/u.s/u.gpu,
        workload = { model = "DeepSeek-R1", input = 8192, output = 1024, cached = 0.5, precision = "fp4",
          interactivity = 50 } }
      for name, value in pairs(more) do
        given[name] = value
      end
      return sf.factory(given):run({ draws = 64, seed = 1 }).revenue.mean:to "USD/year"
    end
    local plain, paid = revenue {}, revenue { input_price = 0.1 * u.USD/u.Mtok, cached_price = 0.01 * u.USD/u.Mtok }
    close((0.4 + 4 * 0.1 + 4 * 0.01) / 0.4, paid / plain)
    assert.matches("input_price needs a workload", message_of(function()
      return sf.factory { platform = "B200", grid_power = 100 * u.MW, utilization = 0.5, price = 0.4 * u.USD/u.Mtok,
        token_rate = 500 * u.tok/u.s/u.gpu, input_price = 0.1 * u.USD/u.Mtok }
    end), 1, true)
  end)
end)
