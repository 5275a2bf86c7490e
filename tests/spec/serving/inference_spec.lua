-- The boundary to inference, system power, frontiers and lanes: what goes in, what comes out, what is said of misuse.
local calibration = require "signalflow.catalogue.calibration.inference"
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local inference = require "signalflow.serving.inference"
local sf = require "signalflow"
local u = sf.units

local function message_of(action, ...)
  local done, message = pcall(action, ...)
  assert.is_false(done, "expected an error")
  return tostring(message)
end

-- A dense model of 7.4 G weights on one accelerator of 8 TB/s and 2.25 Pflop/s.
local function inputs(changes)
  local made = {
    compute = 2250 * u"Tflop/s/gpu", attention_compute = 2250 * u"Tflop/s/gpu", memory_bandwidth = 8 * u"TB/s/gpu",
    memory = 180 * u"GB/gpu", rated_power = 1000 * u"W/gpu", parameters = 8e9, active_parameters = 8e9, layers = 32,
    hidden = 4096, heads = 32, head_size = 128, cache_heads = 8, score_width = 256, cache_elements = 65536,
    vocabulary = 128256, weight_bytes = 2 * u.B, cache_bytes = 2 * u.B, input = 1024, output = 1024, concurrency = 1,
  }
  for name, value in pairs(changes or {}) do
    made[name] = value
  end
  return made
end

describe("core.inference", function()
  it("gives the roofline without constants: one user waits for all weights and its cache", function()
    local out = core.inference(inputs(), { accelerators = 1 })
    local bytes = (8e9 - 128256 * 4096) * 2 + 65536 * 2 * (1024 + 512)
    assert.is_true(math.abs(out.tpot:value() / (bytes / 8e12) - 1) < 1e-9)
    assert.equal(1000, out.chip_power:value())
    assert.equal(1, out.batch)
  end)

  it("gives plain numbers the bits of the formula that figures with a source keep", function()
    local constants = { routing = 0.9, imbalance = 1, wave = 0.4, host_time = 0.01, layer_time = 3e-5, link = 0.7 }
    local made = inputs { expert_layers = 32, experts = 64, experts_per_token = 4, expert_width = 1024,
      expert_bytes = 2 * u.B, parameters = 40e9, concurrency = 48, link_bandwidth = 900 * u"GB/s/gpu",
      network_bandwidth = 50 * u"GB/s/gpu", scaleup_domain = 8 * u.gpu, cache_elements = 60000 }
    local layout = { accelerators = 16, mixture = true, expert_parallel = true, attention_data_parallel = true }
    local function bits(given, fitted)
      local seen = {}
      for name, value in pairs(core.inference(given, layout, fitted)) do
        local figure = core.cite(value, "figure", "a paper")
        seen[name] = ("%a %s"):format(figure:value(), figure:dimension())
      end
      return seen
    end
    local function cited(values, name)
      local copy = {}
      for key, value in pairs(values) do
        copy[key] = key == name and core.cite(value, name, "a paper") or value
      end
      return copy
    end
    local expected = bits(made, constants)
    assert.is_not_nil(expected.tpot)
    for name in pairs(made) do
      assert.same(expected, bits(cited(made, name), constants))
    end
    for name in pairs(constants) do
      assert.same(expected, bits(made, cited(constants, name)))
    end
    assert.same(expected, bits(setmetatable({}, { __index = made }), constants))
  end)

  it("reads fewer experts where a step's tokens share them, and as many for one token", function()
    local mixture = { expert_layers = 32, experts = 64, experts_per_token = 4, expert_width = 1024,
      expert_bytes = 2 * u.B, parameters = 40e9 }
    local function weights_time(requests, routing)
      mixture.concurrency = requests
      return core.inference(inputs(mixture), { accelerators = 1, mixture = true }, { routing = routing }).weights_time
        :value()
    end
    local expert = 3 * 4096 * 1024
    local dense = 40e9 - 128256 * 4096 - 32 * 64 * expert
    local function expected(requests, routing)
      local hit = 64 * (1 - (1 - 4 / 64) ^ requests ^ routing)
      return 2 * (dense + 32 * hit * expert) / 8e12
    end
    for _, requests in ipairs { 1, 2, 16, 256 } do
      for _, routing in ipairs { 1, 0.9, 0.5 } do
        assert.is_true(math.abs(weights_time(requests, routing) / expected(requests, routing) - 1) < 1e-9)
      end
    end
    assert.equal(weights_time(1, 1), weights_time(1, 0.5))
  end)

  it("waits for the accelerator that holds most of the experts asked for", function()
    local EXPERTS, ASKED, SIZE, ROUNDS = 64, 4, 8, 4000
    local function most_held(tokens, random)
      local held, counts, most = {}, {}, 0
      for _ = 1, tokens do
        local chosen = {}
        while #chosen < ASKED do
          local expert = random() % EXPERTS
          if not chosen[expert + EXPERTS] then
            chosen[expert + EXPERTS], chosen[#chosen + 1], held[expert] = true, expert, true
          end
        end
      end
      for expert in pairs(held) do
        counts[expert % SIZE] = (counts[expert % SIZE] or 0) + 1
        most = math.max(most, counts[expert % SIZE])
      end
      return most
    end
    local function weights_time(tokens, imbalance, layout)
      local mixture = { expert_layers = 32, experts = EXPERTS, experts_per_token = ASKED, expert_width = 1024,
        expert_bytes = 2 * u.B, parameters = 32 * EXPERTS * 3 * 4096 * 1024 + 128256 * 4096 + 1, concurrency = tokens }
      layout.accelerators, layout.mixture = SIZE, true
      return core.inference(inputs(mixture), layout, { imbalance = imbalance }).weights_time:value()
    end
    local state = 2026
    local function random() -- Knuth, The Art of Computer Programming 2, 3.3.4: MMIX
      state = state * 6364136223846793005 + 1442695040888963407
      return state >> 33
    end
    local all = 32 * EXPERTS * 3 * 4096 * 1024 * 2 / (SIZE * 8e12)
    for _, tokens in ipairs { 2, 4, 8, 16, 32 } do
      local sum = 0
      for _ = 1, ROUNDS do
        sum = sum + most_held(tokens, random)
      end
      local share = weights_time(tokens, 0.7, { expert_parallel = true }) / all
      assert.near(1, share / (sum / ROUNDS / (EXPERTS / SIZE)), 0.08)
      assert.equal(weights_time(tokens, 0.7, {}), weights_time(tokens, 0, { expert_parallel = true }))
    end
    assert.near(1, weights_time(4096, 0.7, { expert_parallel = true }) / all, 1e-6)
  end)

  -- as their recipes in SemiAnalysisAI/InferenceX say (benchmarks/, --kv-cache-dtype and kv_cache_config)
  it("keeps a cached element in as many bytes as published recipes do", function()
    for _, one in ipairs { { "B200", "DeepSeek-R1", "fp8", "sglang", 1 }, { "B200", "DeepSeek-R1", "fp4", "trt", 1 },
      { "MI355X", "DeepSeek-R1", "fp4", "sglang", 1 }, { "B200", "Qwen3.5-397B-A17B", "fp8", "sglang", 1 },
      { "H200", "DeepSeek-R1", "fp8", "sglang", 2 }, { "H100", "MiniMax-M2.5", "fp8", "vllm", 2 },
      { "H200", "gpt-oss-120b", "mxfp4", "vllm", 2 } } do
      local platform, model = catalogue.platform(one[1]), catalogue.model(one[2])
      local _, _, cached = inference.bytes(platform, model, one[3], one[4])
      assert.equal(one[5], cached, table.concat(one, " ", 1, 4))
    end
  end)

  it("launches layers with experts as fast as precision and hardware let it", function()
    local plain, expert = calibration.constants.layer_time[1], calibration.constants.expert_layer_time[1]
    local function fixed_time(platform, precision)
      return inference.outputs(inference.prepare { platform = catalogue.platform(platform), precision = precision,
        model = catalogue.model "DeepSeek-R1", input = 1024, output = 1024, concurrency = 1,
        layout = { accelerators = 1, instances = 1 } }).fixed_time:value()
    end
    local eight = fixed_time("B200", "fp8")
    assert.near(58 * expert * (1 - calibration.layers.fp4), eight - fixed_time("B200", "fp4"), 1e-12)
    assert.near(eight, fixed_time("H200", "fp8"), 1e-12)
    assert.near(eight, fixed_time("MI355X", "fp4"), 1e-12)
    local more = fixed_time("MI325X", "fp8") - eight
    assert.near((3 * plain + 58 * expert) * (calibration.layers.before_fp4_amd - 1), more, 1e-12)
  end)

  it("waits for a host that ML.ENERGY's instances of one accelerator share, the longer an answer, the more", function()
    local function fixed_time(platform, engine, accelerators, output)
      return inference.outputs(inference.prepare { platform = catalogue.platform(platform), precision = "bf16",
        engine = engine, model = catalogue.model "Qwen3-8B", input = 1024, output = output, concurrency = 1,
        layout = { accelerators = accelerators, instances = 1 } }).fixed_time:value()
    end
    local function longer(...)
      local platform, engine, accelerators = ...
      return fixed_time(platform, engine, accelerators, 3000) - fixed_time(platform, engine, accelerators, 1000)
    end
    local hosted, overhead = "vllm of ML.ENERGY", calibration.families["ml.energy"].overhead
    assert.near(2000 * calibration.shared_host[1] * overhead, longer("B200", hosted, 1), 1e-12)
    for _, other in ipairs { { "B200", hosted, 2 }, { "H100", hosted, 1 }, { "B200", "vllm", 1 } } do
      assert.near(0, longer(table.unpack(other)), 1e-12)
    end
  end)

  it("launches an index's kernels beside its layer's", function()
    local function fixed_time(layout)
      return core.inference(inputs(), layout, { layer_time = 50e-6, index_time = 30e-6 }).fixed_time:value()
    end
    assert.is_true(math.abs(fixed_time { accelerators = 1 } / (32 * 50e-6) - 1) < 1e-9)
    assert.is_true(math.abs(fixed_time { accelerators = 1, indexed = true } / (32 * 80e-6) - 1) < 1e-9)
  end)

  it("prefills each prompt once: what is waited for does not interrupt as well", function()
    local function of(wave)
      local out = core.inference(inputs { concurrency = 9 }, { accelerators = 1 }, { wave = wave })
      return out.ttft:value(), 1024 * out.prefill_time:value()
    end
    local waited, interrupted = of(0)
    local prompts = interrupted -- of the eight others, all between tokens
    for _, wave in ipairs { 0.25, 1 } do
      local later, less = of(wave)
      assert.is_true(math.abs((later - waited) / (wave * prompts) - 1) < 1e-9)
      assert.is_true(math.abs(later + less - waited - interrupted) < 1e-9 * interrupted)
    end
  end)

  it("takes uncertain inputs", function()
    local out = core.inference(inputs { memory_bandwidth = sf.uniform(7, 8) * u"TB/s/gpu" }, { accelerators = 1 })
    assert.is_true(out.tpot:is_uncertain())
  end)

  it("gives the same roofline while garbage is collected at every step", function()
    local names, places = { "token_rate", "interactivity" }, { core.input "concurrency" }
    local function numbers()
      for i = 1, 20 do
        local _ = i * u"gpu" -- garbage that the ideal constants may share
      end
      return core.inference_at(inputs { concurrency = places[1] }, { accelerators = 1 }, nil, names, places, { 1 })
    end
    local layouts = {}
    for i, accelerators in ipairs { 1, 2, 4 } do
      layouts[i] = { layout = { accelerators = accelerators }, requests = { 1, 8, 64 },
        members = { 1 }, factors = { 1 } }
    end
    local function fronts()
      return core.inference_fronts(inputs { concurrency = places[1] }, nil, { "token_rate", "interactivity", "batch",
        "batch_capacity" }, places, {}, 1, layouts)
    end
    local expected, front = numbers(), fronts()
    collectgarbage("incremental", 100, 10000, 1)
    local done, err = pcall(function()
      for _ = 1, 300 do
        assert.same(expected, numbers())
        assert.same(front, fronts())
        assert.equal(expected.token_rate, core.inference_output(inputs(), { accelerators = 1 }, nil,
          "token_rate"):value())
      end
    end)
    collectgarbage("incremental", 200, 100, 13)
    assert.is_true(done, err)
  end)

  it("leaves out what depends on a blank, and names the blank", function()
    local made = inputs()
    made.memory_bandwidth = nil
    local out = core.inference(made, { accelerators = 1 })
    assert.is_nil(out.tpot)
    local value, err = core.inference_output(made, { accelerators = 1 }, nil, "tpot")
    assert.is_nil(value)
    assert.equal("tpot needs memory_bandwidth, which is not known", tostring(err))
  end)

  it("names what is wrong", function()
    assert.matches("memory_bandwidth", message_of(core.inference, { memory_bandwith = 1 }, {}), 1, true)
    assert.matches("compute", message_of(core.inference, inputs { compute = 3 }, {}), 1, true)
    assert.matches("accelerators", message_of(core.inference, inputs(), { accelerators = 0 }), 1, true)
    assert.matches("sliding", message_of(core.inference, inputs(), { slidin = true }), 1, true)
    assert.matches("true or false", message_of(core.inference, inputs(), { sliding = 1 }), 1, true)
    assert.matches("weight_bandwidth", message_of(core.inference, inputs(), {}, { weight_bandwith = 1 }), 1, true)
    assert.matches("above 0", message_of(core.inference, inputs(), {}, { link = 0 }), 1, true)
    assert.matches("tpot", message_of(core.inference_output, inputs(), {}, nil, "tpott"), 1, true)
    assert.is_false(pcall(core.inference))
    assert.is_false(pcall(core.inference, inputs(), 3))
  end)

  it("holds no expression once its results are gone", function()
    local function live()
      collectgarbage()
      collectgarbage()
      return core.nodes()
    end
    local before = live()
    for _ = 1, 20 do
      core.inference(inputs { concurrency = 17 }, { accelerators = 1 })
      pcall(core.inference, inputs { compute = 3 }, {})
    end
    assert.equal(before, live())
  end)
end)

describe("core.system_power", function()
  -- the H100 chassis of tests/unit/factory/test_system_power.c, by hand
  it("goes from the chip to the wall to the grid", function()
    local made = core.system_power { chip_power = 700 * u"W/gpu", accelerators = 8 * u.gpu, fixed = 1271.6 * u.W,
      fan_rated = 835.3 * u.W, fan_full_load = 7214 * u.W, fan_slowest = 0.22, fan_fastest = 0.8,
      supplies = 19800 * u.W, network = 405 * u.W, pue = 1.3,
      supply_efficiency = { { 0.2, 0.9448 }, { 0.5, 0.964 } } }
    local parts = 8 * 700 + 1271.6
    local board = parts + 835.3 * (0.22 + 0.58 * parts / 7214) ^ 3
    local wall = board / (0.9448 + (0.964 - 0.9448) * (board / 19800 - 0.2) / 0.3) + 405
    assert.is_true(math.abs(made.system_power:to "W/gpu" / (wall / 8) - 1) < 1e-12)
    assert.is_true(math.abs(made.facility_power:to "W/gpu" / (1.3 * wall / 8) - 1) < 1e-12)
  end)

  it("says when the supplies cannot give that much, and checks its curves", function()
    local given = { chip_power = 5 * u"kW/gpu", accelerators = 8 * u.gpu, fixed = 0 * u.W, fan_rated = 0 * u.W,
      fan_full_load = 1 * u.W, fan_slowest = 0, fan_fastest = 0, supplies = 20 * u.kW, network = 0 * u.W, pue = 1,
      supply_efficiency = { { 0, 0.9 }, { 1, 0.95 } } }
    local none, err = core.system_power(given)
    assert.is_nil(none)
    assert.equal("out of range", err.code)
    for _, curve in ipairs { { { 0.5, 1 }, { 0.2, 1 } }, { { 1 } }, { 3 }, "flat" } do
      given.supply_efficiency = curve
      assert.is_false(pcall(core.system_power, given))
    end
  end)
end)

describe("core.frontier and core.interpolate", function()
  it("keep the points no other beats, and read between them", function()
    assert.same({ 3, 1 }, core.frontier({ 2, 1, 1, 0.5 }, { 5, 6, 9, 0 / 0 }))
    local value, first, second, share = core.interpolate({ 1, 2, 3 }, { 9, 5, 1 }, 2.5)
    assert.equal(3, value)
    assert.same({ 2, 3, 0.5 }, { first, second, share })
  end)

  it("never extrapolate", function()
    local none, err = core.interpolate({ 1, 2 }, { 9, 5 }, 2.1)
    assert.is_nil(none)
    assert.equal("out of range", err.code)
    none, err = core.frontier({}, {})
    assert.is_nil(none)
    assert.equal("no solution", err.code)
    assert.is_false(pcall(core.frontier, { 1, 2 }, { 1 }))
    assert.is_false(pcall(core.interpolate, { 2, 1 }, { 1, 2 }, 1.5))
    assert.is_false(pcall(core.frontier, { "a" }, { 1 }))
  end)
end)

describe("core.inference_at", function()
  local workload = require "signalflow.serving.workload"

  local function point()
    local made = workload.point { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4" }
    made.platform, made.layout = catalogue.platform "B200", (require "signalflow.serving.layouts".read("TP8", 8, true))
    return made
  end

  it("gives the outputs at a number for each place", function()
    local of = point()
    of.concurrency = 64
    local names, outputs = { "interactivity", "token_rate", "batch" }, inference.outputs(inference.prepare(of))
    of.concurrency = core.input "concurrency"
    local prepared = inference.prepare(of)
    local found = core.inference_at(prepared.inputs, prepared.layout, prepared.constants, names, { of.concurrency },
      { 64 })
    for _, name in ipairs(names) do
      local value = outputs[name]
      local expected = type(value) == "number" and value or value:value()
      assert.is_true(math.abs(found[name] / expected - 1) < 1e-12, name)
    end
  end)

  it("leaves out what depends on a blank, and refuses other names", function()
    local of = point()
    of.concurrency = core.input "concurrency"
    local prepared = inference.prepare(of)
    prepared.inputs.rated_power = nil
    local function at(names, places, numbers)
      return core.inference_at(prepared.inputs, prepared.layout, prepared.constants, names, places, numbers)
    end
    local found = at({ "token_rate", "chip_power" }, { of.concurrency }, { 8 })
    assert.is_nil(found.chip_power)
    assert.equal("number", type(found.token_rate))
    assert.matches("no output 'speed'", message_of(at, { "speed" }, { of.concurrency }, { 8 }), 1, true)
    assert.matches("concurrency", message_of(at, { "token_rate" }, {}, {}), 1, true)
    assert.is_false(pcall(at, { "token_rate" }, { of.concurrency }, { 8, 9 }))
    for _, bad in ipairs { false, 3, "names" } do
      assert.is_false(pcall(core.inference_at, bad, bad, bad, bad, bad, bad))
      assert.is_false(pcall(core.inference_fronts, bad, bad, bad, bad, bad, bad, bad, bad))
    end
  end)
end)
