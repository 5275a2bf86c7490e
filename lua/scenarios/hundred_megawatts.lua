--- What do a hundred megawatts earn on three generations of hardware, and what is that sensitive to?
--
-- A scenario to copy and change. Everything marked "assumption" is this page's, not a measurement: put your own there.
-- Try:  signalflow run hundred_megawatts.lua -D grid_power=50 -D 'price=0.3 USD/Mtok' --draws 1e6
local sf = require "signalflow"
local u = sf.units

local pue         = sf.triangular(1.10, 1.20, 1.35)                     -- assumption
local price       = sf.between(0.2, 1.0) * u.USD/u.Mtok                 -- assumption: output tokens, batch service
local utilization = sf.pert(0.30, 0.55, 0.80)                           -- assumption
local electricity = sf.triangular(45, 65, 95) * u.USD/u.MWh             -- assumption
local rack        = 32 * u.gpu/u.rack                                   -- assumption: four 8-way servers a rack

-- One large model, equally fast for each user on all. Where no freely licensed measurement exists at that point, token
-- rate and chip power are estimates, with their uncertainty; the page says which.
local function site(platform, precision, rack_accelerators)
  return sf.factory {
    platform = platform, rack_accelerators = rack_accelerators,
    workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = precision,
                 interactivity = 30 * u.tok/u.s/u.user },
    grid_power = 100 * u.MW, pue = pue, price = price, utilization = utilization, electricity = electricity,
  }
end
local h100, b200, gb200 = site("H100", "fp8", rack), site("B200", "fp4", rack), site("GB200 NVL72", "fp4")

print(sf.report { sf.comparison {
  h100, b200, gb200,
  title = ("%s serving %s: what it earns on three platforms"):format(h100.values.grid_power, h100.workload.model),
  note = "30 tok/s/user for each user; output tokens counted; a horizon of 5 years.",
  scenarios = {
    ["price war"] = { price = h100.values.price / 3, price_decline = 0.50 },
    ["power crunch"] = { electricity = 2 * h100.values.electricity, pue = 1.35, ramp = 2 * u.year },
  },
  seed = 2026,
} })
