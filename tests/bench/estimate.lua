--- What an estimate of inference costs, in microseconds: built whole, by a formula that stands, as a point of a sweep,
-- and as a point of a frontier. Of several rounds the quietest counts.
local sf = require "signalflow"
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local inference = require "signalflow.serving.inference"
local layouts = require "signalflow.serving.layouts"

local ROUNDS = 7

-- Microseconds of one of so many that a function does.
local function time(count, work)
  local least = math.huge
  for _ = 1, ROUNDS do
    local start = os.clock()
    work(count)
    least = math.min(least, os.clock() - start)
  end
  return least / count * 1e6
end

local function tell(what, microseconds)
  print(("  %-62s %8.2f us"):format(what, microseconds))
end

local function estimates(name, layout, accelerators)
  local read = layouts.read(layout, accelerators, true)
  local prepared = inference.prepare { platform = catalogue.platform(name), model = catalogue.model "DeepSeek-R1",
    precision = "fp8", input = 1024, output = 1024, concurrency = 64, engine = "sglang 0.5.9", layout = read }
  print(("DeepSeek-R1 in fp8 on %d x %s, %s"):format(accelerators, name, layout))
  tell("core.inference of numbers, and a value", time(2000, function(count)
    for i = 1, count do
      prepared.inputs.concurrency = i / 10
      core.inference(prepared.inputs, prepared.layout, prepared.constants).tpot:value()
    end
  end))
  prepared.inputs.concurrency = sf.uniform(1, 200)
  local outputs, all = inference.outputs(prepared), {}
  for _, output in pairs(outputs) do
    all[#all + 1] = output
  end
  for _, asked in ipairs { { "time per token", { outputs.tpot } }, { ("all %d outputs"):format(#all), all } } do
    local plan, place = core.compile(asked[2]), {}
    tell(asked[1] .. ", by a compiled formula: evaluate", time(2000, function(count)
      for i = 1, count do
        place[1] = (i - 0.5) / count
        plan:evaluate(place)
      end
    end))
    tell(asked[1] .. ", a point of 10,000, summarized", time(10000, function(count)
      plan:run { draws = count, threads = 1 }
    end))
    tell(asked[1] .. ", a point of 10,000, as lists", time(10000, function(count)
      plan:sample(count, { draws = count })
    end))
  end
end

local function frontiers(name)
  local points, fronts = 0, core.inference_fronts
  core.inference_fronts = function(...)
    local tried = select(7, ...)
    for _, one in ipairs(tried) do
      points = points + #one.requests * #one.members
    end
    return fronts(...)
  end
  local workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp8" }
  local asked = { platform = name, workload = workload }
  assert(sf.frontier(asked))
  core.inference_fronts = fronts
  tell(("sf.frontier of %s, one of its %d points"):format(name, points), time(1, function()
    assert(sf.frontier(asked))
  end) / points)
end

estimates("B200", "TP8", 8)
estimates("B200", "P:TP8EP8x1+attnDP D:TP8EP8x1+attnDP", 16)
print "frontiers, whole: layouts, formulas, fronts and tables"
for _, name in ipairs { "H100", "B200", "GB200 NVL72" } do
  frontiers(name)
end
