--- A launch is a curve: what a new platform gains at each speed that users want, and where a claim holds.
--
-- Try:  signalflow run launch_curve
local sf = require "signalflow"
local u = sf.units

local launch = assert(sf.launch {
  from = { platform = "H200", precision = "fp8" },  -- each in the precision it is sold for
  to = { platform = "GB200 NVL72", precision = "fp4" },
  workload = { model = "DeepSeek-R1", input = 1024, output = 1024, interactivity = 30 * u.tok/u.s/u.user },
  grid_power = 100 * u.MW,
})
print(launch:curve { 20, 30, 50, 75, 100 })        -- tokens a second and user
print(launch:claim "10x lower cost")
print(launch.attribution)
