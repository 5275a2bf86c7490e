local core = require "signalflow.core"
local catalogue = require "signalflow.catalogue"
local validate = require "signalflow.catalogue.validate"

--- Relative comparison of numbers.
local function near(actual, expected, relative)
  return math.abs(actual - expected) <= relative * math.abs(expected)
end

local function value(record, figure)
  return record:figure(figure).value
end

-- Parameters counted by hand from the published configurations.
describe("the catalogue's language models", function()
  it("count the index of sparse attention, states and tied tables", function()
    local v3, v32 = catalogue.model "DeepSeek-V3", catalogue.model "DeepSeek-V3.2"
    -- an index of 64 heads of 128 from a rank of 1,536, one key of 128 and a weight a head from 7,168, in 61 layers
    local index = 61 * (1536 * 64 * 128 + 7168 * (128 + 64))
    assert.is_true(near(value(v32, "total_parameters") - value(v3, "total_parameters"), index, 0.01))
    assert.equal(61 * 128, value(v32, "kv_elements_per_token") - value(v3, "kv_elements_per_token"))
    local nemotron = catalogue.model "Nemotron-Nano-12B-v2"
    local mamba = 5120 * (3 * 10240 + 2 * 8 * 128 + 128)
    local attention = 2 * 5120 * 40 * 128 + 2 * 5120 * 8 * 128
    assert.is_true(near(value(nemotron, "total_parameters"),
      28 * mamba + 28 * 2 * 5120 * 20480 + 6 * attention + 2 * 131072 * 5120, 0.005))
    local gemma = catalogue.model "Gemma-3-27B"
    local layer = 2 * 5376 * 32 * 128 + 2 * 5376 * 16 * 128 + 3 * 5376 * 21504
    assert.is_true(near(value(gemma, "total_parameters"), 62 * layer + 262208 * 5376, 0.005))
  end)

  it("are found by the names of later versions of the same shape", function()
    for typed, name in pairs { ["GLM-5.2"] = "GLM-5", ["kimi k2.6"] = "Kimi-K2.5", ["DeepSeek-V3.1"] = "DeepSeek-V3",
      ["MiniMax-M2.7"] = "MiniMax-M2.5", ["Qwen3-Coder-30B-A3B"] = "Qwen3-30B-A3B" } do
      assert.equal(name, catalogue.model(typed).name)
    end
  end)

  it("are refused where parameters, cache or compressed cache do not follow from the configuration", function()
    for _, case in ipairs { { "GLM-5", "index_dim", 64, "cache" },
      { "Gemma-3-12B", "tied_embeddings", false, "parameters" },
      { "Nemotron-Nano-9B-v2", "state_layers", 20, "parameters" }, { "DeepSeek-V4-Pro", "kv_rank", 512, "cache" } } do
      local record = catalogue.model(case[1])
      local architecture = {}
      for name, number in pairs(record.architecture) do
        architecture[name] = number
      end
      architecture[case[2]] = case[3] or nil
      local copy = setmetatable({ architecture = architecture }, { __index = record })
      local found = validate { platforms = {}, platform_fields = catalogue.platform_fields, models = { copy },
        measured = {}, sources = require "signalflow.catalogue.sources" }
      local kinds = {}
      for _, finding in ipairs(found) do
        kinds[finding.kind] = true
      end
      assert.is_true(kinds[case[4]], case[1])
    end
  end)
end)

describe("the catalogue's platforms", function()
  it("are found by the names analysts type", function()
    for typed, name in pairs {
      H100 = "H100", h100 = "H100", ["B200 SXM"] = "B200", GB200 = "GB200 NVL72", ["gb200-nvl72"] = "GB200 NVL72",
      ["GB300 NVL72"] = "GB300 NVL72", ["VR NVL144"] = "VR NVL72", ["mi355x 1000w"] = "MI355X 1.0 kW",
      ["MI355X 1.4 kW"] = "MI355X", ["h200-nvl"] = "H200 NVL", h20 = "H20",
      ["RTX PRO 6000"] = "RTX PRO 6000", Ironwood = "TPU v7", mi355x = "MI355X", ["gaudi 3"] = "Gaudi 3",
    } do
      assert.equal(name, catalogue.platform(typed).name)
    end
  end)

  it("name the nearest when a name is misspelt", function()
    local found, err = catalogue.platform "H10"
    assert.is_nil(found)
    assert.equal("unknown", err.code)
    assert.equal("unknown platform 'H10'; did you mean 'H100'?", tostring(err))
    assert.matches("known: A100, H100", tostring(select(2, catalogue.platform "zzzzzzzz")))
    assert.is_nil((catalogue.platform(42)))
  end)

  -- NVIDIA's H100 and Blackwell data sheets and Google's TPU pages, halved where they count sparsity or both directions
  it("hold dense rates and one direction of a link", function()
    local h100, b200, gb200 = catalogue.platform "H100", catalogue.platform "B200", catalogue.platform "GB200"
    assert.equal(3958 / 2, value(h100, "compute_fp8"))
    assert.equal(900 / 2, value(h100, "link_bandwidth"))
    assert.equal(1800 / 2, value(b200, "link_bandwidth"))
    assert.equal(8, value(b200, "hbm_bandwidth"))
    assert.equal(1200 / 2, value(catalogue.platform "TPU v5p", "link_bandwidth"))
    assert.equal(72, value(gb200, "scaleup_accelerators"))
    assert.is_true(near(value(gb200, "rack_power") / value(gb200, "rack_accelerators"), 1.667, 1e-3))
  end)

  -- MLPerf Inference v6.1 (systems as submitted); AIConfigurator's system descriptions
  it("hold what was sold in late 2026", function()
    local rubin, b300 = catalogue.platform "VR NVL72", catalogue.platform "B300"
    assert.equal(2300, value(rubin, "chip_power"))
    assert.equal(288, value(rubin, "hbm_capacity"))
    assert.is_nil(rubin:figure "compute_fp4")
    assert.equal(1100, value(b300, "chip_power"))
    assert.equal(800 / 8, value(b300, "network_bandwidth"))
    assert.is_nil(catalogue.platform("H100"):figure "network_bandwidth")
    assert.equal(1000 / 1400, value(catalogue.platform "MI355X 1.0 kW", "chip_power")
      / value(catalogue.platform "MI355X", "chip_power"))
  end)

  it("carry unit, source and date with every figure", function()
    for _, platform in ipairs(catalogue.platforms()) do
      for _, field in ipairs(catalogue.platform_fields) do
        local figure = platform:figure(field.name)
        if figure then
          assert.equal(field.unit, figure.unit)
          assert.matches("^https://", figure.source.address)
          assert.matches("^%d%d%d%d%-%d%d", figure.date)
          assert.equal(figure.source.retrieved, figure.retrieved)
        end
      end
    end
  end)

  it("leave what is not sourced out", function()
    assert.is_nil(catalogue.platform("H100"):figure "compute_fp4")
    assert.is_nil(catalogue.platform("VR200"):figure "compute_fp4")
    assert.is_nil(catalogue.platform("TPU v6e"):figure "chip_power")
  end)

  it("raise for a figure nobody has", function()
    local b200 = catalogue.platform "B200"
    assert.error_matches(function()
      b200:figure "hbm_bandwith"
    end, "unknown figure 'hbm_bandwith'; did you mean 'hbm_bandwidth'%?")
  end)
end)

describe("the catalogue's models", function()
  it("are found by the names analysts type", function()
    for typed, name in pairs {
      ["DeepSeek-R1"] = "DeepSeek-R1", ["deepseek r1"] = "DeepSeek-R1", ["llama-3.1-70b"] = "Llama-3.1-70B",
      ["Qwen3-235B"] = "Qwen3-235B-A22B", ["GPT-OSS-120B"] = "gpt-oss-120b",
    } do
      assert.equal(name, catalogue.model(typed).name)
    end
    assert.matches("did you mean 'Llama%-3.1%-70B'", tostring(select(2, catalogue.model "Llama-3.1-70")))
  end)

  -- DeepSeek-V3 technical report: 671 B parameters, 37 B active, a compressed cache of 512 + 64 elements in 61 layers
  it("agree with what their publishers say", function()
    local r1 = catalogue.model "DeepSeek-R1"
    assert.equal("MLA", r1.attention)
    assert.is_true(near(value(r1, "total_parameters"), 671e9, 1e-3))
    assert.is_true(near(value(r1, "active_parameters"), 37e9, 0.02))
    assert.equal(61 * (512 + 64), value(r1, "kv_elements_per_token"))
    assert.equal(61, value(r1, "layers"))
    assert.equal(2 * 80 * 8 * 128, value(catalogue.model "Llama-3.1-70B", "kv_elements_per_token"))
    assert.is_true(near(value(catalogue.model "Llama-3.1-405B", "total_parameters"), 405e9, 0.01))
  end)
end)

describe("a measured point", function()
  local function chat(changes)
    local question = { platform = "B200", model = "Qwen3-32B", precision = "bf16", workload = "lm-arena-chat" }
    for field, new in pairs(changes or {}) do
      question[field] = new
    end
    return question
  end

  -- TensorRT-LLM performance overview: DeepSeek-R1 FP4, 1024/1024, B200 6430 and GB200 6924 tok/s per accelerator
  it("is the published figure where no latency is asked", function()
    local question = { model = "DeepSeek-R1", precision = "FP4", input = 1024, output = 1024 }
    for platform, rate in pairs { B200 = 6430, GB200 = 6924 } do
      question.platform = platform
      local point = assert(catalogue.measured(question))
      assert.equal(rate, point.token_rate)
      assert.equal("measured", point.tier)
      assert.is_nil(point.interactivity)
      assert.is_nil(point.power)
      assert.matches("TensorRT%-LLM", point.sources[1].title)
      assert.equal(point.token_rate, point.rows[1].token_rate)
    end
  end)

  -- ML.ENERGY, H100 and Qwen3-32B in chat: power by the accelerators' own counters
  it("carries power with its scope", function()
    local point = assert(catalogue.measured(chat { platform = "H100" }))
    assert.equal("gpu", point.power_scope)
    assert.is_true(point.power > 100 and point.power <= 735)
    assert.equal("2025-12", point.rows[1].date)
  end)

  it("is itself at a measured interactivity", function()
    for _, row in ipairs(catalogue.frontier(chat())) do
      local point = assert(catalogue.measured(chat { interactivity = row.interactivity }))
      assert.equal(row.token_rate, point.token_rate)
      assert.is_false(point.interpolated)
      assert.equal(row.power, point.power)
    end
  end)

  it("lies between its neighbours, and falls as interactivity rises", function()
    local front = assert(catalogue.frontier(chat()))
    local last = math.huge
    for i = 1, #front - 1 do
      for step = 0, 9 do
        local at = front[i].interactivity + step / 10 * (front[i + 1].interactivity - front[i].interactivity)
        local point = assert(catalogue.measured(chat { interactivity = at }))
        assert.is_true(point.token_rate <= front[i].token_rate and point.token_rate >= front[i + 1].token_rate)
        assert.is_true(point.token_rate < last)
        last = point.token_rate
        assert.is_true(step == 0 or (point.interpolated and #point.rows == 2))
      end
    end
  end)

  it("is never extrapolated", function()
    local front = assert(catalogue.frontier(chat()))
    for _, at in ipairs { front[1].interactivity * 0.99, front[#front].interactivity * 1.01, 1e6 } do
      local point, err = catalogue.measured(chat { interactivity = at })
      assert.is_nil(point)
      assert.equal("out of range", err.code)
      local range = core.text("%.4g to %.4g", front[1].interactivity, front[#front].interactivity)
      assert.matches(range, tostring(err), 1, true)
    end
  end)

  it("is not answered by throughput of unknown latency", function()
    local point, err = catalogue.measured {
      platform = "GB200", model = "DeepSeek-R1", precision = "fp4", input = 1024, output = 1024, interactivity = 50,
    }
    assert.is_nil(point)
    assert.equal("out of range", err.code)
    assert.matches("latency that is not published", tostring(err))
  end)

  it("never mixes combinations", function()
    local question = {
      platform = "H200", model = "gpt-oss-120b", precision = "mxfp4", input = 1024, output = 1024, interactivity = 120,
    }
    local best = assert(catalogue.measured(question))
    local same_work = { platform = "H200", model = "gpt-oss-120b", precision = "mxfp4", input = 1024, output = 1024 }
    for _, combination in ipairs(catalogue.combinations(same_work)) do
      question.engine, question.version = combination.engine, combination.version
      local own = catalogue.measured(question)
      if own then
        assert.equal(combination.engine, own.engine)
        assert.is_true(own.tier == "between" and best.tier == "measured" or own.token_rate <= best.token_rate)
      end
    end
    for _, row in ipairs(best.rows) do
      assert.matches(row.engine, best.engine, 1, true)
      assert.equal(1024, row.input)
      assert.equal("none", row.spec)
    end
  end)

  it("says where two measured points lie too far apart to measure what is between", function()
    local front = assert(catalogue.frontier { platform = "GB200", model = "DeepSeek-R1", precision = "fp4",
      input = 1024, output = 1024, disaggregated = true, engine = "dynamo-trt" })
    local seen = { measured = 0, between = 0 }
    for i = 2, #front do
      local low, high = front[i - 1], front[i]
      local at = math.sqrt(low.interactivity * high.interactivity)
      local found = assert(catalogue.measured { platform = "GB200", model = "DeepSeek-R1", precision = "fp4",
        input = 1024, output = 1024, disaggregated = true, engine = "dynamo-trt", version = low.version,
        interactivity = at })
      local rows = found.rows
      local ratio = rows[2] and rows[2].interactivity / rows[1].interactivity or 1
      assert.equal(ratio > 1.5 and "between" or "measured", found.tier)
      seen[found.tier] = seen[found.tier] + 1
      if rows[2] then
        assert.is_true(found.token_rate <= rows[1].token_rate and found.token_rate >= rows[2].token_rate)
      end
    end
    assert.is_true(seen.measured > 0)
  end)

  it("names the nearest combinations when nothing was measured", function()
    local point, err = catalogue.measured {
      platform = "H100", model = "DeepSeek-R1", precision = "fp8", input = 1024, output = 1024,
    }
    assert.is_nil(point)
    assert.equal("unknown", err.code)
    assert.matches("nearest: H100, DeepSeek%-R1, fp8, 1024 in, 1024 out, mtp", tostring(err))
    local other = select(2, catalogue.measured(chat { spec = "mtp" }))
    assert.matches("nothing measured for B200, Qwen3%-32B, bf16, lm%-arena%-chat, mtp", tostring(other))
  end)

  it("asks for the whole operating point", function()
    assert.error_matches(function()
      catalogue.measured { platform = "B200", model = "Qwen3-32B", workload = "gpqa" }
    end, "needs the precision of the weights")
    assert.error_matches(function()
      catalogue.measured { platform = "B200", model = "Qwen3-32B", precision = "bf16", input = 1024 }
    end, "needs 'input' and 'output'")
    assert.error_matches(function()
      catalogue.measured(chat { interactivty = 50 })
    end, "unknown field 'interactivty'; did you mean 'interactivity'%?")
    assert.error_matches(function()
      catalogue.measured(chat { interactivity = 0 / 0 })
    end, "above zero")
  end)
end)

describe("every measured combination", function()
  local function question_of(combination)
    local question = {}
    for _, field in ipairs { "platform", "model", "precision", "workload", "input", "output", "engine", "version",
      "spec", "disaggregated" } do
      question[field] = combination[field]
    end
    return question
  end

  it("can be asked for", function()
    local combinations = catalogue.combinations()
    assert.is_true(#combinations > 50)
    for _, combination in ipairs(combinations) do
      local point = assert(catalogue.measured(question_of(combination)))
      assert.is_true(point.token_rate > 0)
    end
  end)

  it("has a frontier on which throughput is paid for with interactivity", function()
    local seen = 0
    for _, combination in ipairs(catalogue.combinations()) do
      local front = catalogue.frontier(question_of(combination))
      for i = 2, front and #front or 0 do
        seen = seen + 1
        assert.is_true(front[i].interactivity > front[i - 1].interactivity)
        assert.is_true(front[i].token_rate < front[i - 1].token_rate)
      end
    end
    assert.is_true(seen > 100)
  end)

  it("gives power and its scope together", function()
    for _, combination in ipairs(catalogue.combinations()) do
      local point = assert(catalogue.measured(question_of(combination)))
      assert.equal(point.power == nil, point.power_scope == nil)
    end
  end)
end)

describe("the validator", function()
  --- A small sound catalogue with one thing planted wrong.
  local function findings_with(plant)
    local figures = {
      compute_bf16 = { 989, "S" }, compute_fp8 = { 1979, "S" }, link_bandwidth = { 450, "S" },
      chip_power = { 700, "S" }, system_power = { 1.275, "S" }, all_in_power = { 1.37, "S" },
    }
    local platform = { name = "H100", vendor = "NVIDIA", links = { 18, 25, "S" }, figures = figures }
    -- Llama-3.1-70B: 70.55e9 parameters by its published configuration
    local model = {
      name = "Llama-3.1-70B", attention = "GQA", source = "S",
      architecture = {
        layers = 80, hidden = 8192, heads = 64, kv_heads = 8, head_dim = 128, vocabulary = 128256, intermediate = 28672,
      },
      figures = {
        total_parameters = { 70.55e9, "S" }, active_parameters = { 70.55e9, "S" }, published_total = { 70e9, "S" },
        kv_elements_per_token = { 163840, "S" },
      },
    }
    -- 64 requests, 1 s to the first token and 20 ms a token: 64 * 1000 / (1 + 999 * 0.02) / 8 = 381.3 tok/s/gpu
    local row = {
      platform = "H100", model = "Llama-3.1-70B", precision = "fp8", measure = "steady", input = 1000, output = 1000,
      gpus = 8, token_rate = 381.3, tpot = 20, ttft = 1000, concurrency = 64, power = 560, power_scope = "gpu",
      source_key = "S", date = "2025-09",
    }
    local source = { title = "a title", says = "something", address = "https://example.org", date = "2025-09-30" }
    local data = {
      platforms = { platform }, models = { model }, measured = { row }, sources = { S = source },
      platform_fields = catalogue.platform_fields,
    }
    plant { platform = platform, figures = figures, model = model, row = row, source = source, data = data }
    return validate(data)
  end

  local function assert_found(kind, plant)
    local findings = findings_with(plant)
    assert.is_true(#findings > 0, "nothing was found for " .. kind)
    for _, finding in ipairs(findings) do
      assert.equal(kind, finding.kind)
      assert.is_true(#finding.message > 10)
    end
  end

  it("finds nothing wrong with what is shipped", function()
    for _, finding in ipairs(catalogue.validate()) do
      error(finding.message)
    end
  end)

  it("finds nothing wrong with a sound catalogue", function()
    assert.same({}, findings_with(function() end))
  end)

  it("finds a sparse rate among dense ones", function()
    assert_found("sparse", function(c) c.figures.compute_fp8[1] = 3958 end)
  end)

  it("finds a link counted in both directions", function()
    assert_found("link", function(c) c.figures.link_bandwidth[1] = 900 end)
  end)

  it("finds a system that draws less than its chip", function()
    assert_found("power_order", function(c) c.figures.system_power[1] = 0.65 end)
  end)

  it("leaves what is accepted with a reason", function()
    assert.same({}, findings_with(function(c)
      c.figures.system_power[1] = 1.5
      c.platform.accepted = { power_order = "nameplate" }
    end))
  end)

  it("finds a zero where something is unknown", function()
    assert_found("figure", function(c) c.figures.link_bandwidth[1] = 0 end)
  end)

  it("finds the configuration of another model", function()
    -- the 32,000-word vocabulary of Llama-2-70B under the name of Llama-3.1-70B
    assert_found("parameters", function(c) c.model.architecture.vocabulary = 32000 end)
  end)

  it("finds more active parameters than there are", function()
    assert_found("parameters", function(c) c.model.figures.active_parameters[1] = 80e9 end)
  end)

  it("finds a cache counted without grouped heads", function()
    assert_found("cache", function(c) c.model.figures.kv_elements_per_token[1] = 2 * 80 * 64 * 128 end)
  end)

  it("finds a rate that breaks Little's law", function()
    assert_found("little", function(c) c.row.token_rate = 381.3 * 2 end) -- total tokens for output tokens
    assert_found("little", function(c) c.row.token_rate = 381.3 * 8 end) -- of the server, not of one accelerator
    assert_found("little", function(c) c.row.token_rate = 381.3 * 0.65 end) -- some of the run's requests failed
    assert_found("little", function(c) c.row.token_rate, c.row.derived = 381.3 * 0.98, true end)
  end)

  it("takes a rate counted over a whole run beside medians of latency", function()
    local function counted(c) c.row.token_rate = 381.3 * 0.75 end -- ramp-up, drain, and answers slower than half
    assert.same({}, findings_with(counted))
  end)

  it("finds a rate above the peak of the machine", function()
    assert_found("bound", function(c)
      c.row.measure, c.row.tpot = "offline", nil
      c.row.token_rate = 8000 -- 2 * 70.55e9 flop for 16,000 tokens a second is 2258 Tflop/s, above 1979
    end)
  end)

  it("finds power without a scope, and power no accelerator draws", function()
    assert_found("power", function(c) c.row.power_scope = nil end)
    assert_found("power", function(c) c.row.power = 1.9 end) -- a counter that was off
    assert_found("row", function(c) c.row.power = 0 end)
  end)

  it("finds sources that do not exist, and dates that are none", function()
    assert_found("source", function(c) c.row.source_key = "T" end)
    assert_found("source", function(c) c.figures.chip_power[2] = "T" end)
    assert_found("source", function(c) c.source.address = "in a talk" end)
    for _, date in ipairs { "2025-13", "yesterday", "2025-9-1", "2025-01-32" } do
      assert_found("date", function(c) c.row.date = date end)
    end
  end)

  it("finds a row of a platform or model that is not listed", function()
    assert_found("name", function(c) c.row.platform = "H800" end)
  end)

  it("finds one name for two things", function()
    assert_found("name", function(c)
      c.data.platforms[2] = { name = "H200", aliases = { "h-100" }, figures = {} }
    end)
  end)
end)

describe("pages of the catalogue", function()
  it("list platforms as a table, and find one by name", function()
    local platforms = catalogue.platforms()
    local page = tostring(platforms)
    for _, record in ipairs(platforms) do
      assert.matches(record.name, page, 1, true)
      assert.equal(record, platforms[record.name])
    end
    assert.matches("GB200 NVL72 +NVIDIA +5 +192 +8 +1.2 +1.87 +43.1 +2024%-12", page)
    assert.error_matches(function() return platforms.B20 end, "did you mean 'B200'")
    assert.equal(catalogue.model "DeepSeek-R1", catalogue.models()["DeepSeek-R1"])
    assert.matches("DeepSeek%-R1 +671 +37.5 +37\n", tostring(catalogue.models()))
  end)

  it("show every figure of a record with its source, and what is unknown as such", function()
    local page = tostring(catalogue.platform "B200")
    assert.matches("memory bandwidth +8 TB/s/gpu", page)
    assert.matches("rack power +unknown", page)
    assert.matches("SemiAnalysis, AMD vs NVIDIA inference benchmark (2025-05-23)", (page:gsub("%s+", " ")), 1, true)
  end)

  it("name of each known issue what it is, of which figures, since when, and by which source", function()
    for key, issue in pairs(require "signalflow.catalogue.known_issues") do
      for _, field in ipairs { "what", "of", "since", "source" } do
        assert.is_string(issue[field], key)
      end
      assert.matches("^%d%d%d%d%-%d%d%-%d%d$", issue.since)
      assert.equal(issue, catalogue.known_issue(key))
    end
    assert.is_nil(catalogue.known_issue "none")
  end)

  it("say of groups left out of the fit what the calibration holds", function()
    local fitted = require "signalflow.catalogue.calibration.inference"
    local frontiers = require "signalflow.catalogue.calibration.frontiers"
    local late = catalogue.known_issue "ttft".what
    local moe, dense = fitted.left_out["ttft moe"].median, fitted.left_out["ttft dense"].median
    assert.matches((" %.0f %% in the median with experts"):format(100 * moe), late, 1, true)
    assert.matches((" %.0f %% without"):format(100 * dense), late, 1, true)
    local off = catalogue.known_issue "frontier"
    assert.matches(core.text(" %.1f and %.1f in one case", frontiers.moe.most, frontiers.dense.most), off.what, 1, true)
    assert.matches(("%d readings"):format(frontiers.moe.points + frontiers.dense.points), off.source, 1, true)
    local least, most = catalogue.known_issue "ranges".what:match "hold (%d+) to (%d+) %%"
    assert.is_true(tonumber(least) > 70 and tonumber(most) < 90 and tonumber(least) <= tonumber(most))
  end)
end)
