--- Ten thousand sites: every combination of a hundred prices and a hundred utilizations.
--
-- The site is four lines of one's own; a factory is swept in the same way, and takes longer.
-- Try:  signalflow run sweep -D chip_cost=30
local sf = require "signalflow"
local u = sf.units

local site = sf.model { name = "an accelerator", drivers = {
  price = 0.5 * u.USD/u.Mtok, utilization = 0.55,                   -- swept below
  rate = sf.between(1200, 7600) * u.tok/u.s/u.gpu,                   -- assumptions: put yours
  chip_cost = sf.triangular(40, 55, 70) * u.kUSD/u.gpu, life = sf.triangular(4, 5, 6) * u.year,
  power = 1.9 * u.kW/u.gpu, electricity = sf.triangular(50, 68, 90) * u.USD/u.MWh },
  outputs = function(d)
    local earned = d.rate * d.utilization * d.price
    local spent = d.chip_cost / d.life + d.power * d.electricity
    return { profit = earned - spent }
  end }
local swept = site:sweep { draws = 256, outputs = { "profit" },
  price = sf.range(0.05 * u.USD/u.Mtok, 1.5 * u.USD/u.Mtok, 100), utilization = sf.range(0.1, 0.8, 100) }

-- For each price the least utilization at which nine draws of ten earn more than they spend.
local least, above = {}, 0
for _, row in ipairs(swept.rows) do
  if row.profit:quantile(0.1) > 0 * u.USD/u.year/u.gpu then
    local price = tostring(row.price)
    above, least[price] = above + 1, math.min(least[price] or 1, row.utilization)
  end
end
print(("%d of %d combinations earn more than they spend in nine draws of ten"):format(above, #swept.rows))
for k = 1, 100, 11 do
  local price = tostring(swept.rows[(k - 1) * 100 + 1].price)
  print(("%-16s %s"):format(price, least[price] and sf.text("from a utilization of %.2f", least[price]) or "at none"))
end
