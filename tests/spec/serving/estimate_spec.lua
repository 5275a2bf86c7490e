-- sf.estimate: section 4b of the language, physics as properties, and what is said of blanks.
local sf = require "signalflow"
local u = sf.units
local calibration = require "signalflow.catalogue.calibration.inference"
local catalogue = require "signalflow.catalogue"
local inference = require "signalflow.serving.inference"
local layouts = require "signalflow.serving.layouts"
local lookup = require "signalflow.catalogue.lookup"
local support = require "tests.spec.support"
local tiered = require "signalflow.serving.tiered"
local verdicts = require "signalflow.serving.verdicts"

local message_of = support.message_of

local function llama(more)
  local workload = { model = "Llama-3.3-70B", input = 1024, output = 1024, precision = "fp8" }
  for name, value in pairs(more or {}) do
    workload[name] = value
  end
  return workload
end

-- A platform like another, with some figures multiplied or left out (false).
local function like(name, changes)
  local of = assert(catalogue.platform(name))
  return { name = "like " .. name, vendor = of.vendor, figure = function(_, figure)
    local found = of:figure(figure)
    if changes[figure] == false or not found then
      return nil
    end
    local changed = {}
    for key, value in pairs(found) do
      changed[key] = value
    end
    changed.value = changes[figure] and found.value * changes[figure] or found.value
    return changed
  end }
end

describe("an estimate", function()
  local estimate = assert(sf.estimate { platform = "H100", workload = llama(), accelerators = 8, concurrency = 64 })

  it("gives every answer a tier, a range and a source", function()
    for _, name in ipairs { "ttft", "tpot", "token_rate", "chip_power" } do
      local answer = estimate[name]
      assert.matches("^[bcm][oae][ulua][nias]", answer.tier, name)
      assert.equal("string", type(answer.source), name)
      assert.is_true(answer.low ~= nil or answer.high ~= nil, name)
    end
    assert.equal("calibrated", estimate.tpot.tier)
    assert.equal("calibrated", estimate.ttft.tier)
    assert.is_true(estimate.bound.ttft.value < estimate.ttft.value)
    assert.is_true(estimate.tpot.low < estimate.tpot.value and estimate.tpot.value < estimate.tpot.high)
    assert.is_true(estimate.chip_power.high <= 700 * u.W/u.gpu)
    assert.equal(calibration.fitted, estimate.tpot.date)
  end)

  it("never beats the bound", function()
    assert.is_true(estimate.bound.tpot.value <= estimate.tpot.value)
    assert.is_true(estimate.bound.token_rate.value >= estimate.token_rate.value)
    assert.is_nil(estimate.bound.tpot.high)
  end)

  it("calculates as its value does, and as a law with its range", function()
    assert.equal(2 * estimate.tpot.value, estimate.tpot * 2)
    local joules = estimate.chip_power.value / estimate.token_rate.value
    local tokens = estimate.token_rate.value / estimate.chip_power.value
    assert.is_true(math.abs(joules * tokens - 1) < 1e-15)
    local law = estimate.token_rate:law()
    assert.is_true(math.abs((law:quantile(0.1) / estimate.token_rate.low) - 1) < 1e-3)
    assert.is_true(math.abs((law:quantile(0.9) / estimate.token_rate.high) - 1) < 1e-3)
  end)

  it("has in its middle draw what is shown, however lopsided its range", function()
    for _, range in ipairs { { 91, 239 }, { 200, 900 }, { 209, 239 } } do
      local made = tiered.new { value = 209 * u.tok / u.s / u.gpu, tier = "between",
        low = range[1] * u.tok / u.s / u.gpu, high = range[2] * u.tok / u.s / u.gpu }
      local law, unit = made:law(), "tok/s/gpu"
      assert.is_true(math.abs(law:quantile(0.1):to(unit) / range[1] - 1) < 1e-3)
      assert.is_true(math.abs(law:quantile(0.5):to(unit) / 209 - 1) < 1e-3)
      assert.is_true(math.abs(law:quantile(0.9):to(unit) / range[2] - 1) < 1e-3)
    end
  end)

  it("prints on one screen", function()
    local lines = 0
    for line in (tostring(estimate) .. "\n"):gmatch "([^\n]*)\n" do
      lines = lines + 1
      assert.is_true(utf8.len(line) <= 160, line)
    end
    assert.is_true(lines <= 24)
    assert.matches("calibrated", tostring(estimate), 1, true)
    assert.matches("or more", tostring(estimate), 1, true)
  end)

  it("gives what was measured where a row exists at that very operating point", function()
    local row
    for _, point in ipairs(lookup.points()) do
      if point.measure == "steady" and point.input and point.concurrency and point.spec == "none"
        and not point.disaggregated then
        row = point
        break
      end
    end
    local made = assert(sf.estimate { platform = row.platform, accelerators = row.gpus, concurrency = row.concurrency,
      workload = { model = row.model, input = row.input, output = row.output, precision = row.precision,
                   engine = row.engine } })
    assert.equal("measured", made.tpot.tier)
    assert.is_true(math.abs(made.tpot:to "ms/tok" / row.tpot - 1) < 1e-12)
    assert.equal(row.source.title, made.tpot.source)
    assert.equal("calibrated", made.calibrated.tpot.tier)
  end)

  it("serves most offline", function()
    local offline = assert(sf.estimate { platform = "H100", workload = llama { interactivity = "offline" },
      accelerators = 8, unmeasured = true })
    assert.is_true(offline.token_rate.value > estimate.token_rate.value)
    assert.is_nil(offline.tpot)
  end)
end)

describe("physics", function()
  local function tpot(platform, concurrency)
    local made = assert(sf.estimate { platform = platform, workload = llama(), accelerators = 8,
      concurrency = concurrency or 32, layout = "TP8" })
    return made.tpot.value, made.token_rate.value
  end

  it("makes no token later with more bandwidth, compute, memory or faster links", function()
    for _, concurrency in ipairs { 1, 32, 256 } do
      local plain, rate = tpot(like("H100", {}), concurrency)
      for _, figure in ipairs { "hbm_bandwidth", "compute_fp8", "compute_bf16", "hbm_capacity", "link_bandwidth" } do
        local more, more_rate = tpot(like("H100", { [figure] = 2 }), concurrency)
        assert.is_true(more_rate >= rate, figure)
        assert.is_true(more <= plain or figure == "hbm_capacity", figure)
      end
    end
  end)

  it("has no communication on one accelerator", function()
    local made = assert(sf.estimate { platform = "H200", workload = llama { model = "Llama-3.1-8B" }, accelerators = 1,
      concurrency = 8 })
    assert.equal(0, made.limits.communication_time:value())
    local two = assert(sf.estimate { platform = "H200", workload = llama { model = "Llama-3.1-8B" }, accelerators = 2,
      concurrency = 8 })
    assert.is_true(two.limits.communication_time:value() > 0)
  end)

  -- requests in flight = requests a second * (time to the first token + (n - 1) * time a token), Little 1961; fewer
  -- where the rate is counted over a whole run, with its ramp-up and drain, and the times are medians
  it("keeps Little's law on the measured rows of the catalogue, less what ramps take", function()
    local checked = 0
    for _, row in ipairs(lookup.points()) do
      if row.concurrency and row.ttft and row.tpot then
        local stay = (row.ttft + (row.output - 1) * row.tpot) / 1000
        local share = row.token_rate * row.gpus / row.output * stay / row.concurrency
        assert.is_true(share > 0.7 and share < 1.1,
          ("%s %s: %g of the %g requests in flight"):format(row.platform, row.model, share, row.concurrency))
        checked = checked + 1
      end
    end
    assert.is_true(checked >= 50, checked .. " rows")
  end)

  it("refuses tensor parallelism that heads cannot share evenly", function()
    local made, err = sf.estimate { platform = "H100", workload = llama(), accelerators = 7, concurrency = 8 }
    assert.is_nil(made)
    assert.equal("no solution", err.code)
    assert.matches("heads, which 7 accelerators cannot share evenly", tostring(err), 1, true)
    assert.is_truthy(sf.estimate { platform = "H100", workload = llama(), accelerators = 8, concurrency = 8 })
  end)

  -- those that wait for a place, over the requests that end in a second (Little 1961)
  it("says how long requests without a place wait", function()
    local asked = { platform = "H100", workload = llama(), accelerators = 4, concurrency = 1e5, unmeasured = true }
    local crowded = assert(sf.estimate(asked))
    local room = crowded.batch_capacity
    assert.near(1e5 - room, crowded.waiting.requests, 1e-6)
    local rate = crowded.token_rate.value:value() * 4 / asked.workload.output
    assert.near((1e5 - room) / rate, crowded.waiting.time:value(), 1e-6 * crowded.waiting.time:value())
    assert.is_true(crowded.ttft.value:value() >= crowded.waiting.time:value())
    assert.matches("wait for a place", tostring(crowded):gsub("%s+", " "), 1, true)
    asked.concurrency = 8
    assert.is_nil(assert(sf.estimate(asked)).waiting)
  end)

  it("says that a model does not fit, and in how many accelerators", function()
    local made, err = sf.estimate { platform = "H100", workload = llama { model = "DeepSeek-R1" }, accelerators = 8,
      concurrency = 8 }
    assert.is_nil(made)
    assert.equal("no solution", err.code)
    assert.matches("does not fit into 8 accelerators of H100", tostring(err), 1, true)
  end)
end)

describe("a blank in the catalogue", function()
  it("is named, and gives no number", function()
    for figure, name in pairs { hbm_bandwidth = "memory_bandwidth", compute_bf16 = "attention_compute",
      hbm_capacity = "memory", link_bandwidth = "link_bandwidth" } do
      local made, err = sf.estimate { platform = like("H100", { [figure] = false }), workload = llama(),
        accelerators = 8, concurrency = 8 }
      assert.is_nil(made, figure)
      assert.equal("unknown", err.code)
      assert.matches("needs " .. name .. ", which is not known", tostring(err), 1, true)
    end
  end)

  it("leaves power out where only rated power is missing", function()
    local made = assert(sf.estimate { platform = like("H100", { chip_power = false }), workload = llama(),
      accelerators = 8, concurrency = 8 })
    assert.is_nil(made.chip_power)
    assert.equal("calibrated", made.tpot.tier)
  end)

  it("of a shipped platform is named too", function()
    local made, err = sf.estimate { platform = "VR NVL144", workload = llama(), accelerators = 8, concurrency = 8 }
    assert.is_nil(made)
    assert.matches("attention_compute", tostring(err), 1, true)
  end)
end)

describe("a limit", function()
  local function asked(more, beside)
    local given = { platform = "H100", workload = llama(more), accelerators = 8, concurrency = 64, unmeasured = true }
    for name, value in pairs(beside or {}) do
      given[name] = value
    end
    return assert(sf.estimate(given))
  end
  local free = asked()

  -- low and high lie at 10 and 90 %, the middle at 50 %
  it("is met or missed by the middle, with what there is to spare and how likely", function()
    for name, is_most in pairs { ttft = true, interactivity = false, p90_interactivity = false } do
      local answer = free[name]
      for side, share in pairs { low = 0.1, value = 0.5, high = 0.9 } do
        local verdict = asked({ [name] = answer[side] }).verdicts[name]
        assert.near(is_most and share or 1 - share, verdict.probability, 1e-6)
        assert.equal(answer.value, verdict.value.value)
        local spare = is_most and answer[side] - answer.value or answer.value - answer[side]
        assert.near(spare:value(), verdict.margin:value(), 1e-9)
      end
      for factor, is_above in pairs { [0.9] = false, [1.1] = true } do
        local made = asked { [name] = factor * answer.value }
        assert.equal(is_above == is_most, made.verdicts[name].holds)
        assert.equal(is_above == is_most, made.verdicts.holds)
        assert.matches(is_above == is_most and "yes" or "no", tostring(made.verdicts), 1, true)
      end
    end
    assert.is_nil(free.verdicts.holds) -- nothing was asked
    local both = asked { ttft = 1.1 * free.ttft.value, interactivity = 1.1 * free.interactivity.value }
    assert.is_true(both.verdicts.ttft.holds)
    assert.is_false(both.verdicts.holds)
    assert.matches("time to the first token +%S+ m?s or less +%S+ m?s +yes +[%d.]+ %%", tostring(both))
  end)

  it("is held by what is measured, or not, and a bound may break it alone", function()
    local row = { platform = "H200", accelerators = 8, concurrency = 64, workload = { model = "DeepSeek-R1",
      input = 1024, output = 1024, precision = "fp8", spec = "none", ttft = 1 * u.s } }
    local made = assert(sf.estimate(row))
    assert.equal("measured", made.ttft.tier)
    assert.equal(1, made.verdicts.ttft.probability)
    row.workload.ttft = made.ttft.value / 2
    assert.equal(0, assert(sf.estimate(row)).verdicts.ttft.probability)
    for limit, holds in pairs { [0.5] = false, [2] = "unknown" } do
      local verdict = verdicts.of({ ttft = limit }, { ttft = { tier = "bound", value = 1 * u.s, low = 1 * u.s } })
      assert.equal(holds, verdict.ttft.holds == nil and "unknown" or verdict.ttft.holds)
      assert.equal(holds, verdict.holds == nil and "unknown" or verdict.holds)
    end
    assert.is_nil(verdicts.of({ ttft = 1 }, {}).ttft.holds)
    assert.matches("unknown", tostring(verdicts.of({ ttft = 1 }, {})), 1, true)
  end)

  it("decides between what is left open", function()
    local open = { platform = "B200", accelerators = 8, concurrency = 16, unmeasured = true,
      workload = { model = "DeepSeek-R1", input = 8192, output = 1024, precision = "fp8", spec = "none" } }
    local ways = {}
    for i, layout in ipairs { "TP8", "attnDP8+EP8" } do
      open.layout = layout
      ways[i] = assert(sf.estimate(open))
    end
    open.layout = nil
    local slow, soon = ways[1], ways[2]
    if slow.ttft.value < soon.ttft.value then
      slow, soon = soon, slow
    end
    assert.is_true(slow.token_rate.value > soon.token_rate.value) -- so that both have something for them
    assert.equal(slow.layout, assert(sf.estimate(open)).layout)
    open.workload.ttft = (slow.ttft.value + soon.ttft.value) / 2
    local made = assert(sf.estimate(open))
    assert.equal(soon.layout, made.layout)
    assert.is_true(made.verdicts.holds)
  end)

  it("is not asked where no latency is", function()
    for name, value in pairs { ttft = 1 * u.s, p90_interactivity = 30 * u.tok/u.s/u.user } do
      assert.matches("offline asks for no", message_of(function()
        return asked { interactivity = "offline", [name] = value }
      end), 1, true)
    end
  end)
end)

describe("a measured row", function()
  local function estimate(more, beside)
    local workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp8", spec = "none" }
    for name, value in pairs(more) do
      workload[name] = value
    end
    local given = { platform = "H200", accelerators = 8, concurrency = 64, workload = workload }
    for name, value in pairs(beside or {}) do
      given[name] = value
    end
    return assert(sf.estimate(given))
  end

  it("answers for what it measured alone: new prompts, its drafts, its layout, its day", function()
    assert.equal("measured", estimate({}).tier)
    assert.equal("measured", estimate({ spec = "mtp" }).tier)
    for _, more in ipairs { { cached = 0.5 }, { turns = 4 }, { spec = "mtp", acceptance = 0.5 }, { date = "2024" } } do
      assert.equal("calibrated", estimate(more).tier)
    end
    local row = estimate({}).row
    assert.equal("measured", estimate({ date = row.date }).tier)
    for _, layout in ipairs { "TP8", "TP8EP8", "attnDP8+EP8" } do
      local made = estimate({}, { layout = layout })
      local own = layouts.read(layout, 8, true)
      assert.equal(made.row and layouts.name(layouts.read(made.row.layout, 8, true)) or made.layout, layouts.name(own))
      assert.equal(layouts.name(own), made.layout)
    end
  end)

  it("gives its layout to the estimate beside it", function()
    for _, row in ipairs(lookup.points()) do
      local is_plain = row.measure == "steady" and row.input and row.concurrency and row.model == "DeepSeek-R1"
        and row.spec == "none" and not row.disaggregated and row.gpus == 8 and row.layout == "TP8EP8+attnDP"
      local made = is_plain and sf.estimate { platform = row.platform, accelerators = 8, concurrency = row.concurrency,
        workload = { model = row.model, input = row.input, output = row.output, precision = row.precision,
          engine = row.engine, spec = "none" } }
      if made and made.row.layout == row.layout then
        assert.equal("attention DP8 + EP8", made.layout)
        return
      end
    end
  end)
end)

describe("misuse", function()
  local function given(changes)
    local options = { platform = "H100", workload = llama(), accelerators = 8, concurrency = 64 }
    for name, value in pairs(changes) do
      options[name] = value or nil
    end
    return function()
      local made = sf.estimate(options)
      return made
    end
  end

  it("is an error that names what is wrong", function()
    assert.matches("H100", message_of(given { platform = "H10" }), 1, true)
    assert.matches("accelerators", message_of(given { accelerators = false }), 1, true)
    assert.matches("concurrency", message_of(given { concurrency = false }), 1, true)
    assert.matches("layout", message_of(given { layout = "sideways" }), 1, true)
    assert.matches("precision", message_of(given { workload = llama { precision = "fp3" } }), 1, true)
    assert.matches("Llama", message_of(given { workload = llama { model = "Llama-3.3-7B" } }), 1, true)
    assert.matches("estimate_spec.lua:%d+:", message_of(given { concurency = 3 }))
    assert.matches('"TP4" takes 4 accelerators, not 8', message_of(given { layout = "TP4" }), 1, true)
    assert.matches("on those that decode", message_of(given { layout = "TP8",
      workload = llama { disaggregated = true } }), 1, true)
    assert.matches("predicts one token at a time", message_of(given { workload = llama { spec = "mtp" } }), 1, true)
    assert.matches("nothing is known to draft", message_of(given { workload = llama { acceptance = 0.5 } }), 1, true)
    assert.matches("drafts none", message_of(given { workload = llama { acceptance = 0.5, spec = "none" } }), 1, true)
    assert.matches("date is a day", message_of(given { workload = llama { date = "2026-13" } }), 1, true)
  end)
end)

describe("layouts", function()
  it("are read as engines and benchmarks write them", function()
    local read = layouts.read
    local deep = read("P:TP8EP8x2+attnDP D:TP16EP16x1+attnDP", 32, true)
    assert.equal(16, deep.accelerators)
    assert.equal(16, deep.prefill_accelerators)
    assert.equal(8, deep.prefill_size)
    assert.is_true(deep.disaggregated and deep.attention_data_parallel and deep.expert_parallel)
    local pools = read("P:attnDP4+EP4x2 D:attnDP16+EP16x4", 72, true) -- 2 of 4 that prefill, 4 of 16 that decode
    assert.same({ 16, 4, 8, 4 },
      { pools.accelerators, pools.instances, pools.prefill_accelerators, pools.prefill_size })
    assert.is_true(pools.disaggregated and pools.attention_data_parallel and pools.expert_parallel)
    assert.equal(72, layouts.counted "P:attnDP4+EP4x2 D:attnDP16+EP16x4")
    assert.equal(8, layouts.counted "TP8+EP8")
    assert.is_true(layouts.is_same(read("TP4EP4", 4, true), read("TP4+EP4", 4, true)))
    assert.is_true(read("attnDP4+EP4", 4, true).attention_data_parallel)
    assert.is_true(read("TP8EP8", 8, true).expert_parallel)
    assert.is_false(read("TP8EP1", 8, true).expert_parallel)
    assert.equal(4, read("TP2DP1 moeTP4.0 moeEP1.0", 2, true).accelerators)
    assert.is_true(read("TP8EP8+attnDP", 8, true).attention_data_parallel)
    for text, size in pairs { ["attnDP8+EP8x9"] = 8, ["attnDP8+EP8"] = 8, ["TP1x72"] = 1 } do
      local replicas = read(text, 72, true)
      assert.equal(size, replicas.accelerators)
      assert.equal(72 / size, replicas.instances)
    end
  end)

  it("that are not known are tensor parallelism, and are said to be so", function()
    for _, text in ipairs { "", "PP4", "TP", "P:TPx D:", "\0", "TP8EP", ("x"):rep(10000) } do
      local layout, understood = layouts.read(text, 8, true)
      assert.equal(8, layout.accelerators)
      assert.is_false(understood)
    end
  end)
end)

describe("a hybrid's layers", function()
  it("are mixers, each with what feeds forward, and only attention attends", function()
    local hybrid = assert(catalogue.model "Nemotron-Nano-12B-v2")
    local prepared = inference.prepare { platform = assert(catalogue.platform "H100"), model = hybrid,
      precision = "bf16", input = 1000, output = 1000, concurrency = 8, layout = { accelerators = 1, instances = 1 } }
    assert.equal(28 + 6, prepared.inputs.layers)
    assert.equal(6 * 40, prepared.inputs.layers * prepared.inputs.heads) -- 6 layers of attention of 40 heads
    local plain = assert(catalogue.model "Llama-3.1-8B")
    local inputs = inference.prepare({ platform = assert(catalogue.platform "H100"), model = plain, precision = "bf16",
      input = 1000, output = 1000, concurrency = 8, layout = { accelerators = 1, instances = 1 } }).inputs
    assert.equal(32, inputs.layers)
    assert.equal(32, inputs.heads)
  end)
end)

describe("an engine", function()
  it("that takes prompts in early holds what fits half through its answers, others what fits whole ones", function()
    local function room(engine)
      local prepared = inference.prepare { platform = assert(catalogue.platform "H100"),
        model = assert(catalogue.model "Llama-3.1-8B"), precision = "fp8", input = 1000, output = 9000,
        concurrency = 4096, engine = engine, layout = { accelerators = 1, instances = 1 } }
      return inference.outputs(prepared).batch_capacity
    end
    -- a cached element is one byte with TensorRT-LLM's FP8, else two
    assert.is_true(math.abs(room "vllm 0.19.0" / (room "trtllm 1.0" / 2) / (10000 / 5500) - 1) < 1e-9)
    assert.equal(room "vllm 0.19.0", room "sglang 0.5.9")
  end)
end)

describe("the calibration", function()
  it("keeps shares physical, and says on what each constant rests", function()
    for name, entry in pairs(calibration.constants) do
      assert.equal("string", type(entry[4]), name)
      assert.is_true(entry[1] >= 0, name)
    end
    for _, name in ipairs { "weight_bandwidth", "cache_bandwidth", "decode_compute", "prefill_compute", "link",
      "acceptance" } do
      assert.is_true(calibration.constants[name][1] <= 1, name)
    end
  end)

  it("meets its bars on groups left out of the fit", function()
    for name, bar in pairs { ["decode dense"] = 0.10, ["decode moe"] = 0.18, ["offline dense"] = 0.10,
      ["offline moe"] = 0.12, ["submission moe"] = 0.35, ["ttft moe"] = 0.55, ["power dense"] = 0.12 } do
      assert.is_true(calibration.left_out[name].median <= bar, name)
    end
  end)

  it("has a range that holds most rows of groups left out", function()
    for name, class in pairs(calibration.residuals) do
      for _, side in pairs(class) do
        local within, rows = 0, 0
        for _, entry in pairs(side) do
          assert.is_true(entry.p10 < entry.p90)
          within, rows = within + entry.coverage * entry.rows, rows + entry.rows
        end
        assert.is_true(within / rows >= 0.75 and within / rows <= 0.86, name)
      end
    end
    local range = inference.range("decode moe", true)
    assert.is_true(range.low < 1 and range.high > 1)
  end)

  it("gives a platform and model that were fitted a narrower range than new ones", function()
    local function width(range)
      return math.log(range.high / range.low)
    end
    for _, kind in ipairs { "decode dense", "decode moe", "served moe", "offline moe", "submission moe" } do
      local known = not kind:find "submission"
      assert.is_true(width(inference.range(kind, known, true)) < width(inference.range(kind, known, false)), kind)
    end
    local function prepared(name)
      return inference.prepare { platform = assert(catalogue.platform(name)),
        model = assert(catalogue.model "DeepSeek-R1"), precision = "fp8", input = 1024, output = 1024,
        concurrency = 64, layout = { accelerators = 8, instances = 1 } }
    end
    assert.is_true(prepared("H200").seen)
    assert.is_false(prepared("A100").seen)
  end)
end)
