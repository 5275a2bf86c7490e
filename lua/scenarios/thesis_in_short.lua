--- A thesis in short: a factory, its customers and a checklist, and what is missing before anybody may conclude.
--
-- Try:  signalflow run thesis_in_short [FOLDER]     thesis.lua is the long one
local sf = require "signalflow"
local u = sf.units
local folder = ...

local files = assert(sf.folder(folder or sf.here() .. "/data"))
local factory = sf.factory { name = "100 MW of GB200 NVL72", platform = "GB200 NVL72", grid_power = 100 * u.MW,
  workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
    interactivity = 30 * u.tok/u.s/u.user },
  utilization = sf.pert(0.3, 0.5, 0.7), price = sf.between(0.2, 1.0) * u.USD/u.Mtok } -- assumptions: put yours
-- NVIDIA's 10-Q for the quarter to 2025-07-27: two direct customers above a tenth of revenue
local customers = sf.concentration { A = 0.23, B = 0.16, each_below = 0.10, kind = "direct" }

local thesis = assert(sf.thesis { name = "AI factories, in short", factory = factory, concentration = customers,
  checklist = sf.checklists.investor:evaluate(files, { as_of = "2025-09-12" }) })
print(thesis:verdict())
