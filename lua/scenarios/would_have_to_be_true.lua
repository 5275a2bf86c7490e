--- What would have to be true: a claim is taken as given, and each driver is asked alone what it would have to be.
--
-- Try:  signalflow run would_have_to_be_true
local sf = require "signalflow"
local u = sf.units

local CLAIM = 3e9 * u.USD                           -- the claim: this site is worth that
local site = sf.factory { name = "100 MW of B200", platform = "B200", grid_power = 100 * u.MW,
  workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
    interactivity = 30 * u.tok/u.s/u.user },
  utilization = sf.pert(0.3, 0.55, 0.8), price = sf.between(0.2, 1.0) * u.USD/u.Mtok }
local run = site:run { draws = 16384 }
print(sf.text("claimed: an NPV of %s; here %s, and at least that in %.0f %% of draws", CLAIM, run.npv.p50,
  100 * run.npv:probability_above(CLAIM)))

-- One driver at a time, all others as uncertain as they are; the median NPV is held to the claim.
for _, driver in ipairs { "price", "utilization", "token_rate", "electricity", "accelerator_cost", "price_decline" } do
  local value, why = site:solve { output = "npv", equals = CLAIM, driver = driver, statistic = "median" }
  print(("  %-17s now %s"):format(driver, site.values[driver]))
  if value then
    print(("  %-17s would have to be %s"):format("", type(value) == "number" and sf.text("%.3g", value) or value))
  else
    local below = "\n" .. (" "):rep(20)
    print(below:sub(2) .. "alone it is not enough: "
      .. tostring(why):gsub(" for any ", below .. "for any "):gsub("; ", ";" .. below))
  end
end
