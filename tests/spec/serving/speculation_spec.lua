-- What guesses tokens ahead is never silent: the better of both by default, said everywhere, and one on both sides.
local catalogue = require "signalflow.catalogue"
local lookup = require "signalflow.catalogue.lookup"
local sf = require "signalflow"
local u = sf.units
local workload = require "signalflow.serving.workload"

local function deepseek(more)
  local made = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4" }
  for name, value in pairs(more or {}) do
    made[name] = value
  end
  return made
end

local function ways(more, platform)
  return workload.speculations(workload.read(deepseek(more), true), catalogue.platform(platform or "B200"))
end

describe("speculation", function()
  it("is open where model, vendor and engine have it, and as the workload says where it says", function()
    assert.same({ "none", "mtp" }, ways())
    assert.same({ "none", "mtp" }, ways { engine = "dynamo-sglang" })
    assert.same({ "none" }, ways { engine = "vllm" }) -- no row of it speculates
    assert.same({ "none" }, ways { model = "Llama-3.3-70B" })
    assert.same({ "none" }, ways { interactivity = "offline" })
    assert.same({ "mtp" }, ways { spec = "mtp" })
    assert.same({ "none" }, ways { spec = "none" })
    assert.same({ "none" }, ways({}, "TPU v5p")) -- nothing of its vendor was measured with it
  end)

  it("shows the faster, and an estimate before a row only where even its lower end is faster", function()
    local function rate(tier, value, low)
      return { tier = tier, value = value, low = low or value }
    end
    assert.is_true(workload.is_better(rate("measured", 2), nil))
    assert.is_true(workload.is_better(rate("measured", 2), rate("between", 1)))
    assert.is_false(workload.is_better(rate("calibrated", 2, 0.5), rate("measured", 1)))
    assert.is_true(workload.is_better(rate("measured", 1), rate("calibrated", 2, 0.5)))
    assert.is_true(workload.is_better(rate("calibrated", 3, 1.5), rate("measured", 1)))
    assert.is_false(workload.is_better(rate("measured", 1), rate("calibrated", 3, 1.5)))
    assert.is_true(workload.is_better(rate("calibrated", 2, 0.5), rate("calibrated", 1, 0.2)))
  end)

  it("is the better of both at every speed of a frontier, the other beside it", function()
    local open = assert(sf.frontier { platform = "B200", workload = deepseek() })
    for _, at in ipairs { 20, 50, 100, 150 } do
      local best = assert(open:at(at))
      local none, mtp = open:at(at, "none"), open:at(at, "mtp")
      local chosen = workload.is_better(mtp.token_rate, none.token_rate) and mtp or none
      assert.equal(chosen.spec, best.spec)
      assert.equal(chosen.token_rate.value, best.token_rate.value)
      assert.is_not_equal(best.spec, best.other.spec)
      assert.equal(best.spec, best.workload.spec)
      assert.matches(best.spec == "mtp" and "with MTP" or "without MTP", tostring(best), 1, true)
    end
    local asked = assert(sf.frontier { platform = "B200", workload = deepseek { spec = "none" } })
    assert.equal("none", asked:at(50).spec)
    assert.is_nil(asked:at(50).other)
    assert.equal("unknown", select(2, asked:at(50, "mtp")).code)
  end)

  it("is said by an estimate, which gives the other beside it", function()
    local made = assert(sf.estimate { platform = "B200", accelerators = 8, concurrency = 64, workload = deepseek() })
    assert.equal("mtp", made.spec)
    assert.equal("none", made.other.spec)
    assert.is_true(made.token_rate.value > made.other.token_rate.value)
    assert.matches("with MTP", tostring(made), 1, true)
    assert.matches("without multi-token prediction: ", tostring(made), 1, true)
  end)

  it("is one on both sides of a launch, at every speed", function()
    local launch = assert(sf.launch { from = { platform = "H100", precision = "fp8" }, to = "GB200 NVL72",
      grid_power = 100 * u.MW, workload = deepseek { interactivity = 30 * u.tok/u.s/u.user } })
    assert.equal(launch.from.spec, launch.to.spec)
    for _, found in ipairs(launch:curve()) do
      assert.equal(found.from and found.from.spec, found.to and found.to.spec)
    end
    assert.matches("with MTP", tostring(launch), 1, true)
    assert.matches("with MTP", tostring(launch:claim "25x lower cost"), 1, true)
    local apart = assert(sf.launch { from = { platform = "B200", spec = "none" },
      to = { platform = "B200", spec = "mtp" }, grid_power = 100 * u.MW,
      workload = deepseek { interactivity = 50 * u.tok/u.s/u.user } })
    assert.same({ "none", "mtp" }, { apart.from.spec, apart.to.spec }) -- as asked: what speculation alone brings
  end)
end)

describe("a measured point", function()
  it("is found whatever speed was asked before it", function()
    local made = assert(sf.frontier { platform = "GB200 NVL72", workload = deepseek { spec = "mtp" } })
    local fresh = assert(sf.frontier { platform = "GB200 NVL72", workload = deepseek { spec = "mtp" } })
    made:at(made.low)
    assert.equal(fresh:at(30).tier, made:at(30).tier)
    assert.is_not_equal("calibrated", made:at(30).tier)
  end)

  it("of faster service serves as asked, where it serves more than is estimated", function()
    local question = { platform = "B200", model = "DeepSeek-R1", precision = "fp4", input = 1024, output = 1024,
      spec = "mtp", disaggregated = true, interactivity = 10 }
    local faster = assert(lookup.faster(question))
    for _, row in ipairs(lookup.points()) do
      local same = row.interactivity and row.interactivity >= 10
      for name, value in pairs(question) do
        same = same and (name == "interactivity" or row[name] == value)
      end
      assert.is_true(not same or row.token_rate <= faster.token_rate)
    end
    local at = assert(sf.frontier { platform = "B200", workload = deepseek { spec = "mtp" } }):at(10)
    assert.equal("faster", at.tier)
    assert.is_true(at.token_rate.value > at.calibrated.token_rate.value)
    question.interactivity = 1e6
    assert.is_nil(lookup.faster(question))
  end)

  it("of the fastest service scales what is estimated beyond it, for nobody serves more by serving faster", function()
    local scaled = 0
    for _, side in ipairs { { "H100", "fp8" }, { "H200", "fp8" }, { "B200", "fp4" }, { "MI355X", "fp8" } } do
      for _, spec in ipairs { "none", "mtp" } do
        local asked = deepseek { precision = side[2], spec = spec }
        local made = assert(sf.frontier { platform = side[1], workload = asked })
        local alone = assert(sf.frontier { platform = side[1], workload = asked, unmeasured = true })
        local row = assert(workload.fastest(made.read, side[1]))
        local at = 1.05 * row.interactivity
        local beyond, plain = made:at(at), alone:at(at)
        if plain and plain.token_rate:to "tok/s/gpu" > row.token_rate then
          local there = alone:at(row.interactivity).token_rate:to "tok/s/gpu"
          local share = beyond.token_rate:to "tok/s/gpu" / plain.token_rate:to "tok/s/gpu"
          assert.is_true(math.abs(share * there / row.token_rate - 1) < 1e-9)
          assert.matches("fastest row measured", beyond.token_rate.note, 1, true)
          scaled = scaled + 1
        end
        assert.is_true(not beyond or beyond.token_rate:to "tok/s/gpu" <= row.token_rate * (1 + 1e-12))
      end
    end
    assert.is_true(scaled > 0)
  end)
end)
