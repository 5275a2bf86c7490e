-- Points that differ in numbers alone share a formula, and answer as each would by its own.
local alike = require "signalflow.serving.alike"
local best_points = require "signalflow.serving.best_points"
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local inference = require "signalflow.serving.inference"

local function point(platform, precision)
  return { platform = catalogue.platform(platform), model = catalogue.model "DeepSeek-R1", precision = precision,
    input = 1024, output = 1024 }
end

local function opened(platform, precision, concurrency)
  local of = point(platform, precision)
  of.concurrency = concurrency
  return inference.open(of)
end

describe("points that differ in numbers alone", function()
  it("share a group, and others do not", function()
    local concurrency = core.input "concurrency"
    local list = { opened("B200", "fp4", concurrency), opened("H100", "fp8", concurrency),
      opened("GB200 NVL72", "fp4", concurrency) }
    local dense = point("B200", "fp4")
    dense.model, dense.concurrency = catalogue.model "Llama-3.3-70B", concurrency
    list[4] = inference.open(dense)
    local groups = alike.groups(list)
    assert.equal(2, #groups)
    assert.same({ list[1], list[2], list[3] }, groups[1].members)
    assert.same({ list[4] }, groups[2].members)
  end)

  it("evaluate to the very numbers of each alone", function()
    local names = { "interactivity", "token_rate", "chip_power", "batch_capacity" }
    local layout = { accelerators = 16, instances = 1, attention_data_parallel = true, expert_parallel = true }
    local concurrency = core.input "concurrency"
    local list = { opened("B200", "fp4", concurrency), opened("GB200 NVL72", "fp4", concurrency),
      opened("B300", "fp4", concurrency) }
    local together = alike.groups(list)
    assert.equal(1, #together)
    for k, one in ipairs(list) do
      local alone = alike.groups({ one })[1]
      for _, requests in ipairs { 8, 64, 512 } do
        assert.same(alike.outputs(alone, 1, layout, requests, names),
          alike.outputs(together[1], k, layout, requests, names))
      end
    end
  end)

  it("evaluate so where every number differs, and their fronts too", function()
    local concurrency = core.input "concurrency"
    local function list_of(first)
      local one, other = opened("B200", "fp4", concurrency), opened("B200", "fp4", concurrency)
      for _, part in ipairs { "inputs", "constants" } do
        for name, value in pairs(one[part]) do
          local is_number = type(value) == "number" or type(value) == "userdata" and value:value() ~= nil
          other[part][name] = name ~= "concurrency" and is_number and value * 0.999 or value
        end
      end
      return first and { one } or { other, one }
    end
    local layouts = { { accelerators = 8, instances = 1 }, { accelerators = 4, instances = 2 },
      { accelerators = 4, instances = 1, disaggregated = true, prefill_accelerators = 8, prefill_size = 4 } }
    local together, alone = alike.groups(list_of(false))[1], alike.groups(list_of(true))[1]
    assert.is_true(#together.places > 60)
    local asked, names = {}, { "interactivity", "token_rate", "batch", "batch_capacity" }
    for i, layout in ipairs(layouts) do
      local ours, theirs = alike.outputs(together, 2, layout, 64, names), alike.outputs(alone, 1, layout, 64, names)
      for _, name in ipairs(names) do
        assert.is_true(math.abs(ours[name] / theirs[name] - 1) < 1e-12)
      end
      asked[i] = { layout = inference.lay_out(together.shared, layout).layout, requests = { 1, 8, 64 },
        members = { 1, 2 }, factors = { 1, 1 } }
    end
    local fronts = assert(core.inference_fronts(together.shared.inputs, together.shared.constants, names,
      together.places, together.given, 2, asked))
    for _, served in ipairs(fronts[2]) do
      local there = alike.outputs(alone, 1, layouts[served.layout], served.concurrency, names)
      assert.is_true(math.abs(there.token_rate / served.token_rate - 1) < 1e-12)
    end
    assert.is_true(#fronts[2] > 1)
  end)

  it("have fronts of what each layout serves, by its own outputs", function()
    local found = best_points.of { point("H200", "fp8"), point("GB200 NVL72", "fp4") }
    for _, one in ipairs(found) do
      local last
      for i, best in ipairs(one.best) do
        local there = best_points.outputs(best, { "interactivity", "batch", "batch_capacity", "chip_power" })
        if i > 1 then -- the first may be that of most throughput, slower than it has to be
          assert.equal(there.interactivity, best.interactivity)
          assert.is_true(best.interactivity > last.interactivity and best.token_rate < last.token_rate)
        end
        assert.equal(there.chip_power, best.chip_power)
        assert.is_true(there.batch_capacity >= 1 and there.batch <= there.batch_capacity * (1 + 1e-9))
        last = best
      end
    end
  end)

  it("have the frontiers that each has alone, a blank of one no matter for another", function()
    local blank = point("B200", "fp4")
    blank.platform = setmetatable({ figure = function(_, name)
      return name ~= "hbm_bandwidth" and catalogue.platform "B200":figure(name) or nil
    end }, { __index = catalogue.platform "B200" })
    local found = best_points.of { point("H200", "fp8"), blank, point("GB200 NVL72", "fp4") }
    for i, one in ipairs { point("H200", "fp8"), false, point("GB200 NVL72", "fp4") } do
      local best = one and best_points.of({ one })[1].best
      assert.equal(best and #best or nil, found[i].best and #found[i].best)
      for k, reading in ipairs(best or {}) do
        assert.equal(reading.interactivity, found[i].best[k].interactivity)
        assert.equal(reading.token_rate, found[i].best[k].token_rate)
        assert.equal(reading.chip_power, found[i].best[k].chip_power)
        assert.same(reading.layout, found[i].best[k].layout)
      end
    end
    assert.matches("memory_bandwidth", tostring(found[2].err), 1, true)
  end)
end)
