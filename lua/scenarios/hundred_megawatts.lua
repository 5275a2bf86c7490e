--- What do a hundred megawatts earn on three generations of hardware, and what is that sensitive to?
--
-- A scenario to copy and change. Everything marked "assumption" is this page's, not a measurement: put your own there.
-- Try:  signalflow run hundred_megawatts.lua -D grid_power=50 -D 'price=0.3 USD/Mtok' --draws 1e6
local sf = require "signalflow"
local u = sf.units

local pue         = sf.triangular(1.10, 1.20, 1.35)                     -- assumption
local price       = sf.between(0.2, 1.0) * u.USD/u.Mtok                 -- assumption: output tokens, batch service
local utilization = sf.pert(0.30, 0.55, 0.80)                           -- assumption: of the first year
local electricity = sf.triangular(45, 65, 95) * u.USD/u.MWh             -- assumption
local rack        = 32 * u.gpu/u.rack                                   -- assumption: four 8-way servers a rack
local speed       = 20 * u.tok/u.s/u.user -- at which DeepSeek's own fleet was published

-- One large model with multi-token prediction, equally fast for each user on all. Where no freely licensed measurement
-- exists at that point, token rate and chip power are estimates, with their uncertainty; the page says which.
local function workload(precision, interactivity)
  return { model = "DeepSeek-R1", input = 1024, output = 1024, precision = precision, spec = "mtp",
           interactivity = interactivity }
end

local function site(platform, precision, rack_accelerators)
  return sf.factory {
    platform = platform, rack_accelerators = rack_accelerators, workload = workload(precision, speed),
    grid_power = 100 * u.MW, pue = pue, price = price, utilization = utilization, electricity = electricity,
  }
end
local h100, b200, gb200 = site("H100", "fp8", rack), site("B200", "fp4", rack), site("GB200 NVL72", "fp4")

-- Hopper as its best users ran it: V3 and R1 on H800 over 27 to 28 February 2025, 20 to 22 tok/s for each user. What it
-- draws and costs is an H100's.
local tokens, nodes, cost_of_day = 168e9 * u.tok/u.day, 226.75 * 8 * u.gpu, 87072 * u.USD/u.day
local fleet = sf.factory {
  name = "H800, as published", platform = "H100", rack_accelerators = rack, token_rate = tokens / nodes,
  grid_power = 100 * u.MW, pue = pue, price = price, utilization = utilization, electricity = electricity,
}

-- The same platforms at other speeds, and with prompts of 8k, which the public benchmark measures since mid-2026.
local speeds = assert(sf.frontiers {
  title = "other speeds and lengths",
  { platform = "H100", precision = "fp8" }, { platform = "B200", precision = "fp4" },
  { platform = "GB200 NVL72", precision = "fp4" },
  workloads = { { model = "DeepSeek-R1", input = 1024, output = 1024, spec = "mtp" },
    { model = "DeepSeek-R1", input = 8192, output = 1024, spec = "mtp" } },
  speeds = { 20, 50, 100 },
  electricity = electricity, pue = pue,
})

-- What an hour of an accelerator costs a hyperscaler and a neocloud that own it, by SemiAnalysis' model.
local owned = {}
for i, name in ipairs { "H100", "B200", "GB200 NVL72" } do
  local low, high = sf.platforms[name]:figure "owned_hyperscaler", sf.platforms[name]:figure "owned_neocloud"
  owned[i] = sf.text("%s %.2f to %.2f", name, low.value, high.value)
end

print(sf.report {
  sf.comparison {
    h100, fleet, b200, gb200,
    title = ("%s serving %s: what it earns on three platforms"):format(h100.values.grid_power, h100.workload.model),
    note = ("%s for each user, with multi-token prediction; H100 by public recipes, H800 as DeepSeek published its own"
      .. " fleet; output tokens counted; a horizon of 5 years."):format(speed),
    scenarios = {
      ["price war"] = { price = h100.values.price / 3, price_decline = 0.50 },
      ["power crunch"] = { electricity = 2 * h100.values.electricity, pue = 1.35, ramp = 2 * u.year },
    },
    seed = 2026,
  },
  speeds,
  "To hold the costs against:",
  { ("an accelerator-hour to a hyperscaler and to a neocloud that own it, USD: %s (InferenceX app, by SemiAnalysis' AI"
      .. " Cloud TCO model)"):format(table.concat(owned, ", ")),
    ("DeepSeek's own day, H800 rented at 2 USD an hour: %s (87,072 USD for 168 billion output tokens; DeepSeek-V3/R1"
      .. " inference system overview, 2025-03-01)"):format(cost_of_day / tokens),
    "what it charged then for R1, 2.19 USD/Mtok of output, and for V3.2 from 2025-09-29 on, 0.42 USD/Mtok"
      .. " (api-docs.deepseek.com/quick_start/pricing)" },
})
