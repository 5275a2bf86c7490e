--- What did H100 to B200 to GB200 NVL72 change, for a model with experts and for a dense one?
--
-- A scenario to copy and change. Everything marked "assumption" is this page's, not a measurement: put your own there.
-- Try:  signalflow run launch.lua
local sf = require "signalflow"
local u = sf.units

local rack = 32 * u.gpu/u.rack                                        -- assumption: four 8-way servers a rack
local grid = 100 * u.MW

print(sf.report { assert(sf.launches {
  { platform = "H100", precision = "fp8", rack_accelerators = rack }, -- each in the precision it is sold for
  { platform = "B200", precision = "fp4", rack_accelerators = rack },
  { platform = "GB200 NVL72", precision = "fp4" },
  title = ("What a launch changes, under %s"):format(grid),
  grid_power = grid,
  rack_area = 2.6 * u.m2/u.rack,                                      -- assumption: footprint with its share of aisles
  workloads = {
    { model = "DeepSeek-R1", input = 1024, output = 1024, interactivity = 30 * u.tok/u.s/u.user },
    { model = "Llama-3.3-70B", input = 1024, output = 1024, interactivity = 50 * u.tok/u.s/u.user },
  },
  claims = { "25x lower cost and energy", "30x faster inference" },
}) })
