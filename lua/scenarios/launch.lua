--- What did H100 to B200 to GB200 NVL72 change, for a model with experts and for a dense one?
--
-- A scenario to copy and change. Everything marked "assumption" is this page's, not a measurement: put your own there.
-- Try:  signalflow run launch.lua
local sf = require "signalflow"
local u = sf.units

local rack = 32 * u.gpu/u.rack                                        -- assumption: four 8-way servers a rack
local platforms = {
  { platform = "H100", precision = "fp8", rack_accelerators = rack }, -- each in the precision it is sold for
  { platform = "B200", precision = "fp4", rack_accelerators = rack },
  { platform = "GB200 NVL72", precision = "fp4" },
}
local workloads = {
  { model = "DeepSeek-R1", input = 1024, output = 1024, interactivity = 30 * u.tok/u.s/u.user },
  { model = "Llama-3.3-70B", input = 1024, output = 1024, interactivity = 50 * u.tok/u.s/u.user },
}
local claims = { "25x lower cost and energy", "30x faster inference" }
local rack_area = 2.6 * u.m2/u.rack                                   -- assumption: footprint with its share of aisles

local function launch(from, to, workload)
  return assert(sf.launch { from = from, to = to, workload = workload, grid_power = 100 * u.MW, rack_area = rack_area })
end

local titles = {}
for i, side in ipairs(platforms) do
  titles[i] = side.platform
end

local function row(title, sides, ask)
  local cells = { title }
  for i, side in ipairs(sides) do
    cells[i + 1] = ask(side, side.costs)
  end
  return cells
end

local function multiple(value)
  return value and ("x %.3g"):format(value) or "unknown"
end

-- One model: the three platforms side by side, then what each step earned, and claims beside it.
local function page(workload)
  local first = launch(platforms[1], platforms[2], workload)
  local second = launch(platforms[2], platforms[3], workload)
  local whole = launch(platforms[1], platforms[3], workload)
  local sides = { first.from, first.to, whole.to }
  local gains = { nil, first, whole }
  local function against(ask)
    return function(side)
      for i = 2, 3 do
        if sides[i] == side then
          return ask(gains[i])
        end
      end
      return ""
    end
  end
  print(("\n%s, 1,024 tokens in, 1,024 out, at %s for each user"):format(workload.model,
    tostring(workload.interactivity)))
  print(sf.side_by_side(titles, {
    row("tokens/s an accelerator", sides, function(side) return tostring(side.token_rate.value) end),
    row("  10 % to 90 %", sides, function(side) return sf.span(side.token_rate.low, side.token_rate.high) end),
    row("  tier", sides, function(side) return side.tier end),
    row("tokens per watt, chip", sides, function(_, costs) return tostring(costs.tokens_per_watt_chip) end),
    row("  server at the wall", sides, function(_, costs) return tostring(costs.tokens_per_watt_system) end),
    row("  facility, PUE included", sides, function(_, costs) return tostring(costs.tokens_per_watt_facility) end),
    row("  against H100", sides, against(function(l) return multiple(l.gain) end)),
    row("tokens from 100 MW", sides, function(_, costs) return tostring(costs.token_rate) end),
    row("rack density", sides, function(_, costs) return costs.rack_density end),
    row("racks", sides, function(_, costs) return costs.racks end),
    row("floor", sides, function(_, costs) return costs.racks * rack_area end),
    row("PUE, middle", sides, function(_, costs) return ("%.2f"):format(costs.pue) end),
    row("capital", sides, function(_, costs) return costs.capex end),
    row("cost of a million tokens", sides, function(_, costs) return costs.cost_per_mtok end),
    row("saved a year, equal tokens", sides, against(function(l) return l.operating_saving end)),
    row("payback of replacing H100", sides, against(function(l) return l.payback end)),
  }))
  for _, step in ipairs { { "H100 to B200", first }, { "B200 to GB200", second } } do
    local earned, words = step[2].attribution, {}
    for _, layer in ipairs { "chip", "memory", "network", "software", "power" } do
      words[#words + 1] = earned and ("%s x %.3g"):format(layer, earned.factors[layer])
    end
    print(("  %s, x %.3g: %s"):format(step[1], step[2].gain, earned and table.concat(words, ", ")
      or "who earned it is not known"))
  end
  for _, words in ipairs(claims) do
    for line in (tostring(assert(whole.claim(words)))):gmatch "[^\n]+" do
      print("  " .. line)
    end
  end
end

print(("What a launch changes: %s under 100 MW"):format(table.concat(titles, " to ")))
print(sf.wrap("Output tokens, at full load, H100 in fp8 and the others in fp4. Calibrated: a model fitted on public"
  .. " measured rows, the best of many layouts, corrected by what measured sweeps reach of it; the range is 10 to 90 %."
  .. " A factor is a layer's part of the gain in tokens per watt at the grid, averaged over all orders (Shapley);"
  .. " factors multiply to the gain. Assumptions of this page: racks of four 8-way servers, 2.6 m2 a rack; prices,"
  .. " electricity, PUE and lives are the factory's defaults, with their sources there.", 118))
for _, workload in ipairs(workloads) do
  page(workload)
end
