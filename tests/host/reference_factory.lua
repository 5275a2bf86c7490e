--- The factory of the examples in C and Python, in the language: a hundred megawatts of B200 that serve DeepSeek-R1.
-- reference_factory.lua --save DRIVERS.csv writes its drivers; without it, a run is printed as the others print it:
-- reference_factory.lua [DIGITS [THREADS]]
local sf = require "signalflow"
local core = require "signalflow.core"
local u = sf.units

local factory = sf.factory {
  platform = "B200",
  workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4", interactivity = "offline" },
  grid_power = 100 * u.MW,
  utilization = sf.pert(0.3, 0.55, 0.8),
  price = sf.between(0.2, 1.0) * u"USD/Mtok",
}

if arg[1] == "--save" then
  return assert(factory:save_drivers(arg[2]))
end

local digits, threads = math.tointeger(arg[1] or 3), math.tointeger(arg[2] or 0)
local run = factory:run { draws = 100000, seed = 7, threads = threads > 0 and threads or nil }

local function printed(value, outcome)
  return core.format(value, outcome.like, digits)
end

local _, fields = core.factory_fields()
for _, field in ipairs(fields) do
  local name = field.name:gsub("^(tokens_per_watt)_facility$", "%1"):gsub("^(tokens_per_watt)_(%a+)$", "%1.%2")
  local outcome = run.outputs[name]
  local summary = outcome and outcome.summary
  if summary and summary:count() == 0 then
    print(("%-24s  no draw has a value"):format(field.name))
  elseif summary then
    print(("%-24s  %s  [%s, %s]"):format(field.name, printed(summary:mean(), outcome),
      printed(summary:quantile(0.05), outcome), printed(summary:quantile(0.95), outcome)))
  end
end
