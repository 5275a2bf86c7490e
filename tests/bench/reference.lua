--- Times the reference model in this process: lua5.4 reference.lua DRAWS [SAMPLER] [STATISTICS]
-- Prints "signalflow SAMPLER: X ns/draw" (the median of five) and the ten means.
local here = arg[0]:match("^(.*)/") or "."
local model = dofile(here .. "/reference_model.lua")
local draws, sampler, statistics = tonumber(arg[1] or 1e6), arg[2] or "pseudo", arg[3] or "mean"

local times, run = {}, nil
for round = 1, 5 do
  local start = os.clock()
  run = model:run {
    draws = draws, seed = 1, threads = 1, sampler = sampler,
    statistics = statistics == "mean" and { "mean" } or nil,
  }
  times[round] = os.clock() - start
end
table.sort(times)

local means = {}
for _, name in ipairs { "npv", "cost_per_mtok", "tokens_per_watt", "margin", "payback", "revenue_y1",
  "tokens_per_year", "capex", "energy_share", "npv_positive" } do
  means[#means + 1] = ("%.6g"):format(run[name].mean)
end
local cost = times[3] / draws * 1e9
print(("signalflow %s %s: %.1f ns/draw  %s"):format(sampler, statistics, cost, table.concat(means, " ")))
