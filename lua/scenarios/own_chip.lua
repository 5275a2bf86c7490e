--- One's own chip from a table: what is known of it goes in, and the site is worked out from that.
--
-- The chip is invented. What a table leaves out is a default with its source, or is asked for by name.
-- Try:  signalflow run own_chip --list
local sf = require "signalflow"
local u = sf.units

local chip = { name = "Imagined-1", source = "a page of assumptions",
  token_rate = sf.between(2500, 5000) * u.tok/u.s/u.gpu,   -- at the speed that users want
  chip_power = sf.triangular(800, 950, 1100) * u.W/u.gpu,
  server_overhead = 1.25, rack_accelerators = 64 * u.gpu/u.rack,
  accelerator_cost = sf.triangular(22, 28, 40) * u.kUSD/u.gpu }
local terms = { grid_power = 100 * u.MW, utilization = sf.pert(0.3, 0.55, 0.8),
  price = sf.between(0.2, 1.0) * u.USD/u.Mtok }

local function site(platform, workload)
  local given = { platform = platform, workload = workload }
  for name, value in pairs(terms) do given[name] = value end
  return sf.factory(given)
end
local own = site(chip)
local known = site("B200", { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
  interactivity = 30 * u.tok/u.s/u.user })
print(sf.comparison { title = "An imagined chip beside one that is sold", own, known,
  outputs = { "tokens_per_watt", "accelerators", "capex", "cost_per_mtok", "npv" } })
