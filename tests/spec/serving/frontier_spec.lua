-- sf.frontier: throughput against interactivity, never extrapolated.
local number = require "signalflow.page.number"
local sf = require "signalflow"
local u = sf.units
local catalogue = require "signalflow.catalogue"
local frontier_room = require "signalflow.serving.frontier"

local workload = { model = "DeepSeek-R1", input = 2048, output = 2048, precision = "fp4" }
local frontier = assert(sf.frontier { platform = "B200", workload = workload })

describe("what a price is given for", function()
  it("is shown at an operating point: margin and NPV as the factory's formulas have them", function()
    local asked = { platform = "B200", workload = { model = "DeepSeek-R1", input = 1024, output = 1024,
      precision = "fp4", spec = "mtp", interactivity = 50 } }
    assert.is_nil(tostring(assert(sf.frontier(asked)):at()):match "NPV")
    asked.price, asked.grid_power = 0.4 * u.USD/u.Mtok, 100 * u.MW
    local point = assert(sf.frontier(asked)):at()
    local costs = point.costs
    -- 1 - (energy, operation and depreciation) / revenue
    local spent = costs.energy_cost + costs.operating_cost + costs.depreciation
    assert.is_true(math.abs(costs.gross_margin - (1 - spent / costs.revenue)) < 1e-9)
    local shown = tostring(point)
    local margin, npv, unit = shown:match "gross margin +([%d.-]+) %%, after depreciation",
      shown:match "NPV +([%d.-]+) (%a+)USD of 100 MW"
    assert.is_true(math.abs(tonumber(margin) / 100 - costs.gross_margin) < 1e-3)
    assert.is_true(math.abs(tonumber(npv) * ({ M = 1e6, G = 1e9 })[unit] / costs.npv:to "USD" - 1) < 1e-2)
    asked.tax_rate = 0.3
    assert.is_not_equal(shown, tostring(assert(sf.frontier(asked)):at()))
  end)
end)

describe("a frontier", function()
  it("gives throughput, tokens per megawatt and cost at an interactivity, with tier and source", function()
    local at = assert(frontier:at(50 * u.tok/u.s/u.user))
    assert.is_true(at.token_rate:to "tok/s/gpu" > 0)
    assert.is_true(at.tokens_per_megawatt:to "tok/s/MW" > 0)
    assert.is_true(at.cost_per_mtok:to "USD/Mtok" > 0)
    for _, name in ipairs { "token_rate", "tokens_per_megawatt", "cost_per_mtok", "chip_power" } do
      assert.equal("calibrated", at[name].tier, name)
      assert.is_true(at[name].low <= at[name].value and at[name].value <= at[name].high, name)
      assert.equal("string", type(at[name].source), name)
    end
    assert.equal(at.token_rate.value, frontier:at(50).token_rate.value)
  end)

  it("is nil, err outside its range, and names it", function()
    for _, interactivity in ipairs { frontier.low * 0.99, frontier.high * 1.01, 1e6 } do
      local record, err = frontier:at(interactivity)
      assert.is_nil(record)
      assert.equal("out of range", err.code)
      assert.matches(("outside %s to %s tok/s/user"):format(number.short(frontier.low, 4),
        number.short(frontier.high, 4)), tostring(err), 1, true)
    end
    assert.is_truthy(frontier:at(frontier.low))
    assert.is_truthy(frontier:at(frontier.high))
  end)

  it("tells a speed that lies a hair outside from the end", function()
    local _, err = frontier:at(frontier.high * (1 + 1e-6))
    local at, high = tostring(err):match "^(%S+) tok/s/user is outside %S+ to (%S+) tok"
    assert.is_true(tonumber(at) > tonumber(high))
  end)

  it("only falls as users are served faster", function()
    local last = math.huge
    for i = 0, 100 do
      local at = frontier.low * (frontier.high / frontier.low) ^ (i / 100)
      local reading = assert(frontier_room.read(frontier.points, math.min(at, frontier.high)))
      assert.is_true(reading.token_rate <= last * (1 + 1e-12))
      last = reading.token_rate
    end
  end)

  it("holds no point that another beats in both", function()
    for i = 2, #frontier.points do
      assert.is_true(frontier.points[i].interactivity > frontier.points[i - 1].interactivity)
      assert.is_true(frontier.points[i].token_rate < frontier.points[i - 1].token_rate)
    end
  end)

  it("reads of each layout's estimate what sweeps reach of it, with experts and without", function()
    local reach = require "signalflow.catalogue.calibration.frontiers".reach
    local best_points = require "signalflow.serving.best_points"
    local inference = require "signalflow.serving.inference"
    for _, asked in ipairs { { "B200", "DeepSeek-R1", true }, { "MI355X", "DeepSeek-R1", false },
      { "H100", "Qwen3-32B", true }, { "H100", "Qwen3-32B", false } } do
      local made = assert(sf.frontier { platform = asked[1], unmeasured = true, workload = { model = asked[2],
        input = 1024, output = 1024, precision = "fp8", spec = "none", disaggregated = asked[3] } })
      local point = setmetatable({}, { __index = made.point })
      for i = 2, #made.points, 5 do
        local found = made.points[i]
        point.layout, point.concurrency = found.layout, found.concurrency
        assert.equal(asked[3], found.layout.disaggregated or false)
        local sum, values = 0, best_points.explained_by(point, found.layout)
        for k, name in ipairs(best_points.REACH) do
          sum = sum + reach[name] * values[k]
        end
        local estimate = inference.output(inference.prepare(point), "token_rate"):value()
        assert.near(math.exp(sum), found.token_rate / estimate, 1e-9)
      end
    end
  end)

  it("serves no less with more bandwidth, compute, memory or faster links", function()
    local GRID = 0.01 -- what lies between two numbers of requests is read, not worked out
    for _, of in ipairs { { "B200", "DeepSeek-R1" }, { "MI355X", "Qwen3-32B" }, { "H100", "Qwen3-32B" } } do
      local asked = { model = of[2], input = 1024, output = 1024, precision = "fp8", spec = "none" }
      local before = assert(sf.frontier { platform = of[1], workload = asked, unmeasured = true })
      for _, name in ipairs { "hbm_bandwidth", "hbm_capacity", "compute_fp8", "compute_bf16", "link_bandwidth" } do
        local more = catalogue.quantity(catalogue.platform(of[1]), name) * 1.4
        local after = assert(sf.frontier { platform = { name = "more", like = of[1], [name] = more }, workload = asked,
          unmeasured = true })
        for _, at in ipairs { 20, 40, 60, 80, 100 } do
          local first, second = before:at(at), after:at(at)
          assert.is_true(not first or second.token_rate.value:value() >= first.token_rate.value:value() * (1 - GRID),
            ("%s with more %s at %g"):format(of[1], name, at))
        end
      end
    end
  end)

  it("lies beneath its bound", function()
    local bound = assert(frontier:bound())
    for _, at in ipairs { bound[1].interactivity, 50, frontier.high } do
      assert.is_true(frontier_room.read(bound, at).token_rate > frontier_room.read(frontier.points, at).token_rate)
    end
  end)

  it("gives tokens a joule that are the inverse of joules a token, times what stands around the chip", function()
    local at = assert(frontier:at(50))
    local costs = at.costs
    assert.is_true(math.abs((costs.energy_per_token * costs.tokens_per_watt_facility) - 1) < 1e-12)
    assert.is_true(costs.tokens_per_watt_chip > costs.tokens_per_watt_system)
    assert.is_true(costs.tokens_per_watt_system > costs.tokens_per_watt_facility)
  end)

  it("deals whole heads to every accelerator: 40 heads are not shared by 16", function()
    local found = assert(sf.frontier { platform = "H100", workload = { model = "Qwen3-14B", input = 1024, output = 1024,
      precision = "bf16" } })
    for _, point in ipairs(found.points) do
      local layout = point.layout
      assert.is_true(layout.attention_data_parallel or 40 % layout.accelerators == 0)
      assert.is_true(not layout.disaggregated or 40 % layout.prefill_size == 0)
    end
  end)

  it("is refused where prompt and answer are longer than the model holds", function()
    local message = require "tests.spec.support".message_of(function()
      return sf.frontier { platform = "H100", workload = { model = "Llama-2-70B", input = 3072, output = 1025,
        precision = "fp8" } }
    end)
    assert.matches("Llama-2-70B holds 4,096 tokens, not 3,072 in and 1,025 out", message, 1, true)
    assert.is_truthy(sf.frontier { platform = "H100", workload = { model = "Llama-2-70B", input = 3072, output = 1024,
      precision = "fp8" } })
  end)

  it("prints on one screen", function()
    local page = tostring(frontier)
    assert.matches("calibrated", page, 1, true)
    assert.is_true(select(2, page:gsub("\n", "")) < 24)
  end)

  it("gives what was measured where it was, with the estimate beside it", function()
    local found
    for _, has in ipairs(catalogue.combinations { model = "Llama-3.1-70B" }) do
      if has.low and has.input and has.points >= 3 and has.spec == "none" and not has.disaggregated then
        found = has
      end
    end
    local made = assert(sf.frontier { platform = found.platform, workload = { model = found.model, input = found.input,
      output = found.output, precision = found.precision } })
    local both = math.max(found.low, made.low)
    assert.is_true(both <= math.min(found.high, made.high))
    local at = assert(made:at(both))
    assert.equal("measured", at.tier)
    assert.equal("measured", at.token_rate.tier)
    assert.equal("calibrated", at.calibrated.tier)
    assert.equal("calibrated", at.tokens_per_megawatt.tier) -- what stands around the chip is modelled
  end)

  it("draws every measured row that it reads, prefill apart or not, with a mark for each way of serving", function()
    local made = assert(sf.frontier { platform = "B200", workload = { model = "DeepSeek-R1", input = 1024,
      output = 1024, precision = "fp4" } })
    local marks = {}
    for _, series in ipairs(made:series()) do
      marks[series.name or ""] = series.shape == "points" and series or nil
    end
    assert.is_true(marks["measured with MTP"].square)
    assert.is_false(marks["measured without MTP"].square)
    for _, row in ipairs(assert(made:at(30)).rows) do
      local drawn = false
      for i, f in ipairs(marks["measured with MTP"].x) do
        drawn = drawn or math.abs(f.value / row.interactivity - 1) < 1e-9
          and math.abs(marks["measured with MTP"].y[i].value / row.token_rate - 1) < 1e-9
      end
      assert.is_true(drawn)
    end
  end)

  it("names the blank of a platform, and says when a model does not fit", function()
    local none, err = sf.frontier { platform = "VR NVL144", workload = workload }
    assert.is_nil(none)
    assert.matches("attention_compute, which is not known", tostring(err), 1, true)
    none, err = sf.frontier { platform = "TPU v6e", workload = { model = "Llama-3.1-405B", input = 8, output = 8,
      precision = "bf16" } }
    assert.is_true(none ~= nil or err.code == "no solution")
  end)

  it("serves no faster and no more with a narrower platform", function()
    local h100 = assert(sf.frontier { platform = "H100", workload = { model = "Llama-3.3-70B", input = 1024,
      output = 1024, precision = "fp8" } })
    local h200 = assert(sf.frontier { platform = "H200", workload = { model = "Llama-3.3-70B", input = 1024,
      output = 1024, precision = "fp8" } })
    assert.is_true(h200.high >= h100.high)
    local low, high = math.max(h100.low, h200.low), math.min(h100.high, h200.high)
    for i = 0, 10 do
      local at = math.min(high, low * (high / low) ^ (i / 10))
      assert.is_true(frontier_room.read(h200.points, at).token_rate >= frontier_room.read(h100.points, at).token_rate)
    end
  end)

  it("serves as asked what is measured to serve faster at a higher rate", function()
    local h200 = assert(sf.frontier { platform = "H200", workload = { model = "DeepSeek-R1", input = 1024,
      output = 1024, precision = "fp8", spec = "mtp" } })
    local last = math.huge
    for _, at in ipairs { 20, 30, 35, 40, 50, 60, 75, 100 } do
      local rate = h200:at(at).token_rate.value:to "tok/s/gpu"
      assert.is_true(rate <= last, ("%g tok/s/gpu at %d tok/s/user, after %g"):format(rate, at, last))
      last = rate
    end
  end)
end)
