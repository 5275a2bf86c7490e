--- Three sites compared: the same workload and money on dear, usual and cheap electricity.
--
-- Try:  signalflow run three_sites -D grid_power=50 -o sites.html
local sf = require "signalflow"
local u = sf.units

-- Prices, use and PUE are this page's assumptions: put yours.
local function site(name, electricity, pue)
  return sf.factory { name = name, platform = "GB200 NVL72", grid_power = 100 * u.MW,
    workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
      interactivity = 30 * u.tok/u.s/u.user },
    utilization = sf.pert(0.3, 0.55, 0.8), price = sf.between(0.2, 1.0) * u.USD/u.Mtok,
    electricity = electricity, pue = pue }
end

print(sf.comparison {
  title = "Three sites, one platform",
  site("hydropower", sf.triangular(35, 45, 60) * u.USD/u.MWh, sf.triangular(1.08, 1.12, 1.2)),
  site("average grid", sf.triangular(55, 68, 85) * u.USD/u.MWh, sf.triangular(1.15, 1.22, 1.32)),
  site("short of power", sf.triangular(90, 120, 180) * u.USD/u.MWh, sf.triangular(1.2, 1.3, 1.45)),
  outputs = { "tokens_per_watt", "cost_per_mtok", "energy_cost", "npv" },
  scenarios = { half = { utilization = 0.275 } },
})
