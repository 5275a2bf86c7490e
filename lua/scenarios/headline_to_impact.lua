--- A headline to an impact: what it says, what would confirm it, and what it changes in a site if it comes true.
--
-- Try:  signalflow run headline_to_impact     news_to_impact.lua reads a whole feed, and asks what the price holds
local sf = require "signalflow"
local u = sf.units

local reading = sf.read("Inference Providers Leverage NVIDIA Blackwell to Drive 10x Reduction in Token Costs",
  { date = "2026-02-12", source = "storagereview.com" })
print(reading)
print(reading.questions)

-- Factor, time and confidence are this page's assumptions: put yours.
local signal = sf.signal { headline = reading, driver = "token_rate", factor = sf.between(1.2, 3),
  arrives = sf.arrival { median = 1 * u.year, p90 = 2 * u.year }, confidence = 0.5 }
local factory = sf.factory { name = "100 MW of B200", platform = "B200", grid_power = 100 * u.MW,
  workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
    interactivity = 30 * u.tok/u.s/u.user },
  utilization = sf.pert(0.3, 0.55, 0.8), price = sf.between(0.2, 1.0) * u.USD/u.Mtok }
print(assert(signal:impact(factory, { output = "revenue", draws = 8192 })))
