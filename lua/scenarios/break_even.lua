--- The price of a million tokens at which a site breaks even, platform by platform.
--
-- Try:  signalflow run break_even -D 'electricity=120 USD/MWh'
local sf = require "signalflow"
local u = sf.units

print "DeepSeek-R1 from 100 MW, 1,024 tokens in, 1,024 out, 30 tok/s for each user:"
print "the price of output in year 1 at which five years earn the cost of capital"
for _, platform in ipairs { "H200", "B200", "GB200 NVL72" } do
  local site = sf.factory { name = platform, platform = platform, grid_power = 100 * u.MW,
    workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = platform == "H200" and "fp8" or "fp4",
      interactivity = 30 * u.tok/u.s/u.user },
    utilization = sf.pert(0.3, 0.55, 0.8),        -- assumption: put yours
    price = 0.5 * u.USD/u.Mtok }                  -- what the solution replaces
  -- once for the median of what may come, once so that nine draws in ten are above zero
  local within = { 0.02 * u.USD/u.Mtok, 50 * u.USD/u.Mtok }
  local middle = site:solve { output = "npv", equals = 0, driver = "price", between = within, statistic = "median" }
  local sure = site:solve { output = "npv", equals = 0, driver = "price", between = within,
    statistic = { quantile = 0.1 } }
  print(("%-12s %s in the median, %s in nine draws of ten"):format(platform, middle or "no price", sure or "no price"))
end
