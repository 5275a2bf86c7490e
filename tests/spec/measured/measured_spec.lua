-- Own benchmark results as measured rows: what a file says, what is asked for, and where the rows answer.
local core = require "signalflow.core"
local fixtures = require "tests.spec.measured.fixtures"
local json = require "signalflow.page.json"
local sf = require "signalflow"
local support = require "tests.spec.support"

local u = sf.units
local close, message_of = support.close, support.message_of

local function named(more)
  local given = {}
  for _, from in ipairs { fixtures.named, more or {} } do
    for name, value in pairs(from) do
      given[name] = value
    end
  end
  return given
end

local function read(content, more, ending)
  return sf.measured.read(fixtures.file(content, ending), named(more))
end

-- A fixture with some fields changed; false takes one away.
local function changed(made, changes)
  for name, value in pairs(changes) do
    made[name] = value ~= false and value or nil
  end
  return made
end

local function refused(pattern, content, more)
  local rows, err = read(content, more)
  assert.is_nil(rows)
  assert.equal("parse", err.code)
  assert.matches(pattern, tostring(err))
  assert.matches("^[%w._]+[:,]", tostring(err)) -- the file's name
end

local FORMATS = {
  { "vLLM", "vllm" }, { "SGLang", "sglang", { model = "DeepSeek-R1", date = "2026-01-15" } },
  { "InferenceX", "inferencex", { date = "2026-01-15" } }, { "AIPerf", "aiperf" },
  { "GenAI-Perf", "genai_perf", { date = "2026-01-15" } },
}

describe("a result", function()
  for _, format in ipairs(FORMATS) do
    it("of " .. format[1] .. " becomes a row over all accelerators, in the units it states", function()
      local path = fixtures.file(fixtures[format[2]]())
      local rows = assert(sf.measured.read(path, named(format[3])))
      local row = rows[1]
      assert.equal(1, #rows)
      assert.is_nil(row.suspect)
      assert.same({ "B200", "DeepSeek-R1", "fp4", "mtp", 8, 1024, 1024, 512, "steady", "2026-01-15" }, { row.platform,
        row.model, row.precision, row.spec, row.gpus, row.input, row.output, row.concurrency, row.measure, row.date })
      close(fixtures.rate, row.token_rate)
      close(fixtures.tpot, row.tpot)
      close(fixtures.ttft, row.ttft)
      close(1000 / fixtures.tpot, row.interactivity)
      assert.equal(core.digest(io.open(path, "rb"):read "a"), row.sha256)
      assert.matches("SHA%-256 " .. row.sha256:sub(1, 16), row.source.title)
    end)
  end

  it("of MLPerf is a submission's, said not to be verified", function()
    local row = assert(sf.measured.read(fixtures.file(fixtures.mlperf(), ".txt"), fixtures.mlperf_named))[1]
    close(34029.38 / 8, row.token_rate)
    close(86.234567, row.tpot)
    close(387.654321, row.ttft)
    assert.same({ "server", "mlperf-5.1" }, { row.measure, row.workload })
    assert.matches("not verified by MLCommons Association", row.source.title)
  end)

  it("of several runs gives a row each, which says which it is", function()
    local second = changed(fixtures.sglang(), { max_concurrency = 500 })
    local lines = json.encode(fixtures.sglang()) .. "\n\n" .. json.encode(second) .. "\n"
    local rows = assert(read(lines, FORMATS[2][3], ".jsonl"))
    assert.same({ 2, 512, 500 }, { #rows, rows[1].concurrency, rows[2].concurrency })
    assert.same({ "line 1", "line 3" }, { rows[1].part, rows[2].part })
    local list = assert(read("[" .. json.encode(fixtures.inferencex()) .. "]", FORMATS[3][3]))
    assert.equal("entry 1", list[1].part)
    local one = json.encode(fixtures.inferencex())
    for _, text in ipairs { "[" .. one .. ", null, " .. one .. "]", "[" .. one .. ", null, null, " .. one .. "]" } do
      local none, err = read(text, FORMATS[3][3])
      assert.is_nil(none)
      assert.matches("entry 2 is null", tostring(err), 1, true)
    end
  end)

  it("of InferenceX with prefill apart counts both pools, and not twice", function()
    local apart = changed(fixtures.inferencex(), { disagg = "true", tp = false, ep = false, num_prefill_gpu = 4,
      num_decode_gpu = 8, output_tput_per_gpu = 1654.8, tput_per_gpu = 2 * 1654.8 * 8 / 12, prefill_tp = 4,
      prefill_ep = 4, prefill_num_workers = 1, prefill_dp_attention = "true", decode_tp = 8, decode_ep = 8,
      decode_num_workers = 1, decode_dp_attention = "false" })
    local row = assert(read(apart, { gpus = 12, date = "2026-01-15" }))[1]
    close(1654.8 * 8 / 12, row.token_rate)
    assert.same({ 12, true, "P:TP4EP4x1+attnDP D:TP8EP8x1" }, { row.gpus, row.disaggregated, row.layout })
    local quantized = changed(fixtures.inferencex(), { model = "nvidia/DeepSeek-R1-0528-FP4-V2",
      infmax_model_prefix = "dsr1" }) -- the prefix is a name that the catalogue knows
    assert.equal("DeepSeek-R1", assert(sf.measured.read(fixtures.file(quantized), { date = "2026-01-15" }))[1].model)
    local wide = changed(fixtures.inferencex(), { ep = 8, dp_attention = "true" })
    assert.same({ 8, "TP8EP8+attnDP" }, { assert(read(wide, { date = "2026-01-15" }))[1].gpus,
      assert(read(wide, { date = "2026-01-15" }))[1].layout })
  end)

  it("of AIPerf says in several places how many requests were in flight, and in 1.0 to 1.5 what was drawn", function()
    for _, config in ipairs { { loadgen = { concurrency = 512 } }, { concurrency = 512 },
      { phases = { profiling = { concurrency = 512 } } },
      { phases = { { name = "warmup", concurrency = 8 }, { name = "profiling", concurrency = 512 } } },
      { perf_analyzer = { stimulus = { concurrency = 512 } } } } do
      config.endpoint = { model_names = { "deepseek-ai/DeepSeek-R1" } }
      assert.equal(512, assert(read(changed(fixtures.aiperf(), { input_config = config })))[1].concurrency)
    end
    local paced = assert(read(changed(fixtures.aiperf(), { input_config = { model_names = { "DeepSeek-R1" },
      loadgen = { request_rate = 12.5, concurrency = 512 } } })))[1]
    assert.same({ "server" }, { paced.measure, paced.concurrency })
    for _, name in ipairs { "gpu_power_usage", "nvidia_power_usage", "amd_power_usage" } do
      local made, gpus = fixtures.aiperf(), {}
      for i = 1, 8 do
        gpus["g" .. i] = { metrics = { [name] = { unit = "W", avg = 700.0 + i } } }
      end
      made.telemetry_data = { endpoints = { a = { gpus = gpus } } }
      close(704.5, assert(read(made))[1].power)
      gpus.g3 = nil
      assert.matches("telemetry is of 7 accelerators, and 8 served", assert(read(made))[1].power_missing)
      gpus.g3 = { metrics = { [name] = { unit = "W", avg = 0.0 } } }
      assert.matches("one device draws 0 W, and another 708 W", assert(read(made))[1].power_missing)
    end
  end)

  it("is read as Python writes it, where what is not finite stands in words", function()
    local text = json.encode(changed(fixtures.sglang(), { note = "a: NaN, [Infinity]" }))
    local endless = text:gsub('"request_rate":"inf"', '"request_rate": Infinity, "itls": [NaN, -Infinity, NaN]')
    assert.is_nil(core.json(endless))
    local row = assert(read(endless .. "\n" .. endless, FORMATS[2][3]))[2]
    assert.same({ 512, "steady" }, { row.concurrency, row.measure })
    close(fixtures.rate, row.token_rate)
    refused("'output_throughput' %(tok/s%) is missing", (text:gsub('"output_throughput":[%d.]+',
      '"output_throughput": NaN')), FORMATS[2][3])
    local paced = assert(read(changed(fixtures.sglang(), { request_rate = "trace" }), FORMATS[2][3]))[1]
    assert.same({ "server" }, { paced.measure, paced.concurrency })
  end)

  it("counts output tokens, whatever else the file counts", function()
    local odd = changed(fixtures.vllm(), { ["request_goodput:"] = 1e9, max_output_tokens_per_s = 1e9 })
    close(fixtures.rate, assert(read(odd))[1].token_rate)
  end)

  it("is asked for what it does not say, all at once and by the options' names", function()
    local path = fixtures.file(fixtures.sglang())
    local words = message_of(function() sf.measured.read(path) end)
    for _, name in ipairs { "platform", "model", "precision", "gpus", "date" } do
      assert.matches("[ ;]" .. name .. " %(", words)
    end
    assert.matches("measured_spec.lua:%d+: ", words)
    assert.matches('does not say spec %(how it guessed tokens ahead: "mtp" or "none"%); give it', message_of(function()
      sf.measured.read(path, { platform = "B200", model = "DeepSeek-R1", precision = "fp4", gpus = 8,
        date = "2026-01-15" })
    end))
    assert.matches("workload %(the round", message_of(function()
      sf.measured.read(fixtures.file(fixtures.mlperf()), { platform = "H200", model = "Llama-2-70B",
        precision = "fp8", gpus = 8, date = "2025-09-09" })
    end))
  end)

  it("is refused where its day has not come", function()
    refused("its date is 2099%-01%-01, a day that has not come", fixtures.sglang(), { model = "DeepSeek-R1",
      platform = "B200", precision = "fp4", gpus = 8, spec = "mtp", date = "2099-01-01" })
    local today = os.date "!%Y-%m-%d"
    assert.equal(today, assert(sf.measured.read(fixtures.file(fixtures.sglang()), { model = "DeepSeek-R1",
      platform = "B200", precision = "fp4", gpus = 8, spec = "mtp", date = today }))[1].date)
  end)

  it("is refused where it says something else than the options", function()
    refused("it is of DeepSeek%-R1 .*and model 'Qwen3%-32B' is given", fixtures.vllm(), { model = "Qwen3-32B" })
    refused("its precision is fp4, and fp8 is given", fixtures.inferencex(), { precision = "fp8" })
    refused("its concurrency is 512, and 64 is given", fixtures.vllm(), { concurrency = 64 })
    refused("guessed tokens ahead", fixtures.vllm(), { spec = "none" })
  end)

  it("is refused where it failed, was cancelled, is invalid or contradicts itself", function()
    refused("9.1 %% of its requests failed", changed(fixtures.vllm(), { failed = 512 }))
    refused("the run was cancelled", changed(fixtures.aiperf(), { was_cancelled = true }))
    refused("calls itself invalid", changed(fixtures.aiperf(), { runtime_submission_invalid_reasons = { "overflow" } }))
    refused("the result is INVALID", (fixtures.mlperf():gsub(": VALID", ": INVALID")))
    refused("a rate of samples is none of tokens", (fixtures.mlperf():gsub("Completed tokens", "Completed words")))
    refused("contradicts itself: output_throughput is", changed(fixtures.vllm(), { output_throughput = 26476.8 }))
    refused("contradicts itself: the median time per output token", changed(fixtures.vllm(), { median_tpot_ms = 90.0 }))
    refused("is in the text 'parsecs', which is not understood; known: .*ms", changed(fixtures.aiperf(),
      { inter_token_latency = { unit = "parsecs", avg = 36.1 } }))
  end)

  it("is suspect where it breaks Little's law, passes the bound, or draws what no such accelerator does", function()
    local function suspicion(content, more)
      local rows = assert(read(content, more))
      local one = assert(rows[1].suspect, "not suspect")[1]
      assert.is_number(one.stated)
      assert.is_number(one.against)
      assert.matches("is suspect and answers nothing: ", tostring(rows))
      return one.what
    end
    assert.equal("Little's law", suspicion(changed(fixtures.vllm(), { max_concurrency = 64 })))
    assert.equal("bound", suspicion(changed(fixtures.inferencex(), { output_tput_per_gpu = 1654.8e3,
      tput_per_gpu = 2 * 1654.8e3, conc = 512e3 }), FORMATS[3][3]))
    assert.equal("power", suspicion(changed(fixtures.inferencex(), { avg_power_w = 40.0 }), FORMATS[3][3]))
    assert.equal("power", suspicion(changed(fixtures.inferencex(), { avg_power_w = 1400.0 }), FORMATS[3][3]))
    assert.equal("lengths", suspicion(fixtures.vllm(), { input = 2048 }))
  end)

  it("keeps its throughput where the power it states does not count", function()
    local row = assert(read(changed(fixtures.inferencex(), { power_valid = 0 }), FORMATS[3][3]))[1]
    assert.is_nil(row.power)
    assert.matches("power_valid 0", row.power_missing)
    close(fixtures.rate, row.token_rate)
    local counter = { gpu_energy_j = 8 * 800 * fixtures.duration, gpu_energy_duration_s = fixtures.duration,
      energy_gpu_ids = { 0, 1, 2, 3, 4, 5, 6, 7 } }
    close(800, assert(read(changed(fixtures.vllm(), counter)))[1].power)
    counter.energy_gpu_ids = { 0, 1 }
    assert.matches("counter of energy is of 2 accelerators, and 8 served",
      assert(read(changed(fixtures.vllm(), counter)))[1].power_missing)
    counter.energy_gpu_ids, counter.gpu_energy_duration_s = { 0, 1, 2, 3, 4, 5, 6, 7 }, 2 * fixtures.duration
    assert.matches("counter of energy ran", assert(read(changed(fixtures.vllm(), counter)))[1].power_missing)
  end)

  it("is a file, and one of those that are known", function()
    local _, err = sf.measured.read("/dev/zero", fixtures.named)
    assert.same({ "io", "/dev/zero: expected a file, and it is a device" }, { err.code, tostring(err) })
    _, err = sf.measured.read(support.path ".json", fixtures.named)
    assert.matches("No such file", tostring(err))
    refused("no result that is known %(vLLM .*; it has a, b", { a = 1, b = 2 })
    refused("it is empty", "")
    refused("%.json:2:6: expected a value", json.encode(fixtures.sglang()) .. "\n{\"a\":", FORMATS[2][3])
  end)
end)

describe("own rows", function()
  local WORKLOAD = { model = "DeepSeek-R1", precision = "fp4", input = 1024, output = 1024, spec = "mtp" }

  local function at(interactivity)
    local made = { interactivity = interactivity }
    for name, value in pairs(WORKLOAD) do
      made[name] = value
    end
    return made
  end

  local power = fixtures.file(fixtures.nvidia(function() return 800 end), ".csv")
  -- A second point of the same sweep: twice as many requests, 1.3 times as many tokens.
  local function two()
    local slow, duration = fixtures.vllm(), fixtures.duration / 1.3
    for _, name in ipairs { "output_throughput", "total_token_throughput", "request_throughput" } do
      slow[name] = 1.3 * slow[name]
    end
    changed(slow, { max_concurrency = 1024, median_tpot_ms = 57.0, mean_tpot_ms = 56.85, mean_e2el_ms = 60662.0,
      duration = duration, benchmark_end_time_unix = fixtures.start + duration })
    local path = support.path ".lua"
    assert(sf.measured.add(path, assert(read(fixtures.vllm(), { power = power, zone = "UTC" }))))
    return assert(sf.measured.add(path, assert(read(slow, { power = power, zone = "UTC" }))))
  end
  local rows = two()

  it("answer an estimate at that very point, bit for bit, with tier and file", function()
    local given = { platform = "B200", workload = WORKLOAD, accelerators = 8, concurrency = 512, measured = rows }
    local estimate = assert(sf.estimate(given))
    local row = rows[1]
    assert.equal(row.token_rate, estimate.token_rate:to "tok/s/gpu")
    assert.equal(row.tpot / 1000, estimate.tpot:to "s/tok")
    assert.equal(row.ttft / 1000, estimate.ttft:to "s")
    assert.equal(row.power, estimate.chip_power:to "W/gpu")
    for _, name in ipairs { "token_rate", "tpot", "ttft", "interactivity", "chip_power" } do
      assert.equal("measured", estimate[name].tier)
      assert.equal(row.source.title, estimate[name].source)
    end
    given.concurrency = 500
    assert.equal("calibrated", assert(sf.estimate(given)).token_rate.tier)
  end)

  it("come first at a frontier, are read between, and never beyond", function()
    local frontier = assert(sf.frontier { platform = "B200", workload = WORKLOAD, measured = rows })
    local first = frontier:at(rows[1].interactivity)
    assert.equal(rows[1].token_rate, first.token_rate:to "tok/s/gpu")
    assert.same({ "measured", rows[1].source.title }, { first.tier, first.source })
    local open = assert(sf.frontier { platform = "B200", measured = rows, workload = { model = "DeepSeek-R1",
      precision = "fp4", input = 1024, output = 1024 } }) -- whichever way of guessing ahead is left open
    assert.equal(rows[1].source.title, open:at(rows[1].interactivity).source)
    local between = frontier:at(20)
    assert.matches("SHA%-256 .*; .*SHA%-256", between.source) -- a gap of 1.57 in speed: between, not measured
    assert.equal("between", between.tier)
    assert.is_true(between.token_rate:to "tok/s/gpu" <= rows[2].token_rate)
    local beyond = frontier:at(1.5 * rows[1].interactivity)
    assert.is_nil(beyond.source:find("SHA-256", 1, true))
    assert.is_true(frontier:at(10).tier ~= "measured")
    assert.matches("measured", frontier:caption().source)
  end)

  it("are a factory's, a launch's and an offline site's", function()
    local function factory(interactivity)
      return sf.factory { platform = "B200", workload = at(interactivity), measured = rows, grid_power = 100 * u.MW,
        utilization = 0.5, price = 0.5 * u.USD/u.Mtok }
    end
    local own = factory(rows[1].interactivity)
    assert.equal(rows[1].token_rate, own.values.token_rate:to "tok/s/gpu")
    assert.equal(rows[1].power, own.values.chip_power:to "W/gpu")
    assert.matches(rows[1].source.title:gsub("%W", "%%%0"), tostring(own:assumptions()):gsub("%s+", " "))
    assert.equal(rows[2].token_rate, factory "offline".values.token_rate:to "tok/s/gpu")
    local launch = assert(sf.launch { from = "H100", to = "B200", measured = rows, grid_power = 100 * u.MW,
      workload = at(rows[1].interactivity) })
    assert.equal(rows[1].token_rate, launch.to.token_rate:to "tok/s/gpu")
    assert.is_nil(launch.from.source:find("SHA-256", 1, true))
  end)

  it("answer nothing while they are suspect, nor for another precision", function()
    local suspect = assert(read(changed(fixtures.vllm(), { max_concurrency = 64 })))
    local given = { platform = "B200", workload = WORKLOAD, accelerators = 8, concurrency = 64, measured = suspect }
    assert.not_equal(suspect[1].source.title, assert(sf.estimate(given)).token_rate.source)
    local other = assert(sf.frontier { platform = "B200", measured = rows, workload = { model = "DeepSeek-R1",
      precision = "fp8", input = 1024, output = 1024, spec = "mtp" } }):at(rows[1].interactivity)
    assert.is_nil(other.source:find("SHA-256", 1, true))
  end)

  it("are rows of sf.measured, and nothing else", function()
    for _, wrong in ipairs { "own.lua", { { token_rate = 1 } }, 5, true } do
      assert.matches("measured: expected rows, as sf.measured.read or sf.measured.load gives them, got ",
        message_of(function()
          sf.frontier { platform = "B200", workload = WORKLOAD, measured = wrong }
        end))
    end
  end)
end)

describe("a file of own rows", function()
  local rows = assert(read(fixtures.vllm()))

  local function kept(text)
    return sf.measured.load(support.temporary(text, ".lua"))
  end

  local function text_of(list)
    local path = support.path ".lua"
    assert(sf.measured.add(path, list))
    local text = support.read(path)
    return text, path
  end

  it("gives back every row as it was, and is itself Lua", function()
    local text, path = text_of(rows)
    assert.same(rows, assert(sf.measured.load(path)))
    assert.equal(rows[1].token_rate, load(text, "own", "t", {})()[1].token_rate)
    local again = assert(sf.measured.add(path, rows))
    assert.equal(1, #again) -- the same run replaces itself
    assert.equal(text, text_of(rows))
    local odd = assert(read(fixtures.vllm(), { engine = 'a "b" \\ \n\1é', layout = "TP8" }))
    assert.equal(odd[1].engine, assert(sf.measured.load(select(2, text_of(odd))))[1].engine)
  end)

  it("is read as data: no call, no loop and no bytecode in it ever runs", function()
    local text = text_of(rows)
    _G.own_rows_ran = nil
    for _, hostile in ipairs { "own_rows_ran = true return {}", "while true do end", "return { { platform = f() } }",
      'return { { platform = ("x"):rep(1e9) } }', "return setmetatable({}, {})", string.dump(function() end),
      "return { { platform = own_rows_ran } }", text .. "own_rows_ran = true", (text:gsub("return", "return(", 1)),
      text:gsub('"B200"', '"B200" .. "x"', 1), "return {" .. ("{"):rep(1e5), "return { { platform = {} } }" } do
      local list, err = kept(hostile)
      assert.is_nil(list)
      assert.same("parse", err.code)
      assert.matches("^%d+%.lua:%d+: ", tostring(err))
    end
    assert.is_nil(_G.own_rows_ran)
  end)

  it("says what is wrong with it, and stays as it was", function()
    local text = text_of(rows)
    local function wrong(pattern, from, to)
      local list, err = kept((text:gsub(from, to, 1)))
      assert.is_nil(list)
      assert.matches(pattern, tostring(err))
    end
    wrong("unknown field 'tokn_rate'; did you mean 'token_rate'", "token_rate", "tokn_rate")
    wrong("this row has no 'sha256'", " sha256 = [^,]*,", "")
    wrong("'gpus' must be a number", "gpus = 8", 'gpus = "8"')
    wrong("must be a text, a number above 0", "gpus = 8", "gpus = -8")
    wrong("'gpus' stands there twice", "gpus = 8", "gpus = 8, gpus = 9")
    wrong("unknown platform 'B20'; did you mean 'B200'", '"B200"', '"B20"')
    wrong("expected a comma or }", '"B200"', '"B200')
    local path = support.temporary("return { damaged", ".lua")
    local done, err = sf.measured.add(path, rows)
    assert.is_nil(done)
    assert.equal("parse", err.code)
    assert.equal("return { damaged", io.open(path, "rb"):read "a")
  end)

  it("is checked again whenever it is read", function()
    local text = text_of(rows)
    local list = assert(kept((text:gsub("concurrency = 512", "concurrency = 64"))))
    assert.equal("Little's law", list[1].suspect[1].what)
    assert.is_nil(kept "return {}"[1])
  end)

  it("cut at any byte is refused or whole", function()
    local text = text_of(rows)
    for size = 0, #text - 1, 7 do
      local list, err = kept(text:sub(1, size))
      assert.is_true(list == nil and err.code == "parse" or #list == 1, size)
    end
  end)
end)

describe("signalflow measure", function()
  local launcher = support.build .. "/signalflow"

  local function measure(arguments)
    return support.signalflow("measure " .. arguments)
  end

  it("adds, lists and checks, and says by its status how it ended", function()
    local own, result = support.path ".lua", fixtures.file(fixtures.vllm())
    local output, status = measure(("add %s %s"):format(own, result))
    assert.equal(3, status)
    assert.matches("does not say platform .*; precision .*; gpus .*; spec ", output)
    local options = "--platform B200 --precision fp4 --gpus 8 --spec mtp"
    output, status = measure(("add %s %s %s"):format(own, result, options))
    assert.same({ 0, true }, { status, output:find "keeps 1 row" ~= nil }, output)
    output, status = measure("list " .. own)
    assert.same({ 0, true }, { status, output:find "measured" ~= nil }, output)
    output, status = measure("check " .. own)
    assert.equal(0, status, output)
    assert.matches("Little's law +512 req +510 req +holds", output)
    output, status = measure(("add %s %s %s --power %s --zone UTC"):format(own,
      fixtures.file(changed(fixtures.vllm(), { max_concurrency = 64 })), options, fixtures.file "a,b\n"))
    assert.same({ 3, true }, { status, output:find "no line names a time and a power" ~= nil }, output)
    output, status = measure(("add %s %s %s"):format(own, fixtures.file(changed(fixtures.vllm(),
      { max_concurrency = 64 })), options))
    assert.equal(1, status)
    assert.matches("is suspect and answers nothing", output)
    assert.matches("keeps 2 rows", output)
    output, status = measure("check " .. own)
    assert.equal(1, status)
    assert.matches("Little's law +64 req +510 req +suspect", output)
  end)

  it("says which results have changed since they were read", function()
    local own, result = support.path ".lua", fixtures.file(fixtures.vllm())
    measure(("add %s %s --platform B200 --precision fp4 --gpus 8 --spec mtp"):format(own, result))
    local file = assert(io.open(result, "ab"))
    file:write "\n"
    file:close()
    local output, status = measure("check " .. own)
    assert.equal(1, status)
    assert.matches("has changed since it was read", output)
    assert.equal(2, select(2, measure("list " .. support.temporary("return {}", ".lua"))))
  end)

  it("keeps the rows of all who add at once, and of those after one that was killed", function()
    local own, options = support.path ".lua", "--platform B200 --precision fp4 --gpus 8 --spec mtp --engine "
    local commands = {}
    for i = 1, 6 do
      local result = fixtures.file(changed(fixtures.vllm(), { num_prompts = 5120 + i }))
      commands[i] = ("%s measure add %s %s %sone%d >/dev/null 2>&1 &"):format(launcher, own, result, options, i)
    end
    assert(os.execute(table.concat(commands, " ") .. " wait"))
    assert.equal(6, #assert(sf.measured.load(own)))
    local file = assert(io.open(own .. ".lock", "wb")) -- as one that was killed leaves it
    file:close()
    local output, status = measure(("add %s %s %slast"):format(own, fixtures.file(fixtures.vllm()), options))
    assert.equal(0, status, output)
    assert.equal(7, #assert(sf.measured.load(own)))
    assert.equal("nothing", core.kind_of_path(own .. ".lock"))
  end)

  it("leaves the file as it was where the new one cannot be written", function()
    local own, result = support.path ".lua", fixtures.file(fixtures.vllm())
    local options = "--platform B200 --precision fp4 --gpus 8 --spec mtp"
    measure(("add %s %s %s"):format(own, result, options))
    local before = io.open(own, "rb"):read "a"
    local output, status = support.shell(("ulimit -f 0; trap '' XFSZ; %s measure add %s %s %s --engine vllm"):format(
      launcher, own, result, options))
    assert.equal(3, status, output)
    assert.equal(before, io.open(own, "rb"):read "a")
  end)
end)
