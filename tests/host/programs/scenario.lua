-- One scenario for every host: gives the digest of a factory's answer.
local sf = require "signalflow"
local core = require "signalflow.core"
local u = sf.units

local scenario = {}

--- The factory.
function scenario.factory()
  return sf.factory {
    platform = "B200",
    workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4", interactivity = "offline" },
    grid_power = 100 * u.MW,
    utilization = sf.pert(0.3, 0.55, 0.8),
    price = sf.between(0.2, 1.0) * u.USD / u.Mtok,
  }
end

--- The digest of its answer.
function scenario.digest(threads)
  return core.digest(scenario.factory():run { draws = 40000, seed = 7, threads = threads or 2 }:to_json())
end

return scenario
