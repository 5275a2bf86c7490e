--- What do a hundred megawatts earn on three generations of hardware, and what is that sensitive to?
--
-- A scenario to copy and change. Everything marked "assumption" is this page's, not a measurement: put your own there.
-- Try:  signalflow run hundred_megawatts.lua -D grid_power=50 -D 'price=0.3 USD/Mtok' --draws 1e6
local sf = require "signalflow"
local u = sf.units

-- One large model, equally fast for each user on all three. Where no freely licensed measurement exists at that point,
-- token rate and chip power are estimates, with their uncertainty; the page says which.
local interactivity = 30 * u.tok/u.s/u.user
local platforms = {
  { name = "H100", precision = "fp8", rack = 32 * u.gpu/u.rack },       -- assumption: four 8-way servers a rack
  { name = "B200", precision = "fp4", rack = 32 * u.gpu/u.rack },       -- assumption: the same
  { name = "GB200 NVL72", precision = "fp4" },
}

local pue         = sf.triangular(1.10, 1.20, 1.35)                     -- assumption
local price       = sf.between(0.2, 1.0) * u.USD/u.Mtok                 -- assumption: output tokens, batch service
local utilization = sf.pert(0.30, 0.55, 0.80)                           -- assumption
local electricity = sf.triangular(45, 65, 95) * u.USD/u.MWh             -- assumption

local scenarios = {
  base = {},
  ["price war"] = { price = price / 3, price_decline = 0.50 },
  ["power crunch"] = { electricity = 2 * electricity, pue = 1.35, ramp = 2 * u.year },
}

local factories, studies, titles = {}, {}, {}
for i, platform in ipairs(platforms) do
  titles[i] = platform.name
  factories[i] = sf.factory {
    platform = platform.name,
    workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = platform.precision,
                 interactivity = interactivity },
    rack_accelerators = platform.rack,
    grid_power = 100 * u.MW, pue = pue, price = price, utilization = utilization, electricity = electricity,
  }
  studies[i] = assert(factories[i]:study { seed = 2026, scenarios = scenarios })
end

-- One row of the page: the same question to every platform.
local function row(title, ask)
  local cells = { title }
  for i, study in ipairs(studies) do
    cells[i + 1] = ask(study.base, study, factories[i])
  end
  return cells
end

local function above_zero(result)
  return sf.percent(result.npv:probability_above(0))
end

local base = studies[1].base
print(("100 MW serving DeepSeek-R1: what it earns on %s"):format(table.concat(titles, ", ")))
print(sf.wrap(("1,024 tokens in, 1,024 out, %s for each user; output tokens counted. H100 in fp8, the others in fp4."
  .. " Calibrated token rates are the best of many layouts by a model fitted on public measured rows, corrected by"
  .. " what measured sweeps reach of it; their range is wide, and the same for all three. Means and 90 %% intervals,"
  .. " %d draws, seed %d, horizon 5 years."):format(tostring(interactivity), base.draws, base.seed), 118))

print(sf.side_by_side(titles, {
  row("tokens/s an accelerator", function(_, _, factory) return tostring(factory.point.token_rate.value) end),
  row("  tier", function(_, _, factory) return factory.point.tier end),
  row("tokens per watt, chip", function(r) return r.tokens_per_watt.chip end),
  row("  server at the wall", function(r) return r.tokens_per_watt.system end),
  row("  facility, PUE included", function(r) return r.tokens_per_watt.facility end),
  row("energy per token, facility", function(r) return r.energy_per_token end),
  row("accelerators", function(r) return r.accelerators end),
  row("rack density", function(r) return r.rack_density end),
  row("capital", function(r) return r.capex end),
  row("cost of a million tokens", function(r) return r.cost_per_mtok end),
  row("margin after all costs", function(r) return r.gross_margin end),
  row("NPV", function(r) return r.npv end),
  row("  probability above 0", above_zero),
  row("payback, where there is one", function(r) return r.payback end),
  row("  none within the horizon", function(r) return sf.percent(r.payback.undefined) end),
}))

for _, name in ipairs { "price war", "power crunch" } do
  print("\n" .. name)
  print(sf.side_by_side(titles, {
    row("  cost of a million tokens", function(_, study) return study[name].cost_per_mtok end),
    row("  margin after all costs", function(_, study) return study[name].gross_margin end),
    row("  NPV", function(_, study) return study[name].npv end),
    row("    probability above 0", function(_, study) return above_zero(study[name]) end),
    row("    less than in base, paired", function(_, study) return study:compare(name, "base").npv end),
  }))
end

print("\nwhat binds, with its probability; what moves the NPV: share of its variance, NPV at the driver's 5 % and 95 %")
for i, factory in ipairs(factories) do
  local limits, influence = {}, {}
  for _, limit in ipairs(assert(factory:bottleneck { seed = 2026 })) do
    if limit.probability and limit.probability > 0.005 then
      limits[#limits + 1] = ("%s %s"):format(limit.limit, sf.percent(limit.probability))
    end
  end
  local drivers = assert(factory:sensitivity { output = "npv", seed = 2026 })
  for k = 1, 3 do
    local driver = drivers[k]
    influence[k] = ("%s %s (%s)"):format(driver.driver, sf.percent(driver.total),
      sf.span(driver.swing.low, driver.swing.high))
  end
  print(("  %-12s %s\n    %s"):format(titles[i], sf.wrap(table.concat(limits, ", "), 104, (" "):rep(15)),
    sf.wrap(table.concat(influence, ", "), 114, "    ")))
end

-- Each source once, with the drivers it stands behind.
local order, drivers_of = {}, {}
for _, factory in ipairs(factories) do
  for _, taken in ipairs(factory:assumptions()) do
    local source = ("%s (%s)"):format(taken.source, taken.date or "no date")
    if not drivers_of[source] then
      order[#order + 1], drivers_of[source] = source, {}
    end
    drivers_of[source][taken.driver] = true
  end
end
for i, source in ipairs(order) do
  local names = {}
  for driver in pairs(drivers_of[source]) do
    names[#names + 1] = driver
  end
  table.sort(names)
  order[i] = table.concat(names, ", ") .. ": " .. source
end
table.sort(order)
print("\nassumptions of this page: price, utilization, electricity, PUE, racks of four 8-way servers; the rest:")
print("  " .. sf.wrap(table.concat(order, "; ") .. ".", 116, "  "))
