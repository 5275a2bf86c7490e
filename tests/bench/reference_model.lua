--- The reference model: sixteen uncertain inputs, ten outputs, five years, as plain numbers (no units), so that every
-- program compares like with like.
local sf = require "signalflow"

local SECONDS, HOURS, YEARS = 31536000, 8760, 5

return sf.model {
  name = "reference model",
  drivers = {
    power = sf.max(sf.normal(100, 5), 1e-3), -- MW
    pue = sf.triangular(1.1, 1.2, 1.4),
    it_share = sf.uniform(0.70, 0.85),
    gpu_power = sf.lognormal { median = 1000, sigma = 0.05 }, -- W
    gpu_rate = sf.lognormal { median = 900, sigma = 0.35 }, -- tokens a second
    utilization = sf.pert(0.3, 0.55, 0.8),
    price = sf.lognormal { median = 0.6, sigma = 0.4 }, -- USD a million tokens
    decline = sf.uniform(0.1, 0.5),
    elasticity = sf.normal(-1.2, 0.3),
    gpu_cost = sf.lognormal { median = 38000, sigma = 0.15 }, -- USD
    site_cost = sf.triangular(8e6, 11e6, 15e6), -- USD per MW
    electricity = sf.lognormal { median = 65, sigma = 0.25 }, -- USD per MWh
    operating_share = sf.uniform(0.03, 0.08),
    life = sf.triangular(3, 4.5, 6), -- years
    discount = sf.max(sf.normal(0.1, 0.015), 0.03),
    ramp = sf.uniform(0.25, 1.5), -- years
  },
  outputs = function(d)
    local gpus = d.power * 1e6 * d.it_share / d.pue / d.gpu_power
    local full = gpus * d.gpu_rate * SECONDS
    local demand = full * d.utilization
    local capex = gpus * d.gpu_cost + d.power * d.site_cost
    local energy = d.power * HOURS * d.electricity * (0.4 + 0.6 * d.utilization)
    local fixed = energy + capex * d.operating_share
    local annuity = capex * d.discount / (1 - (1 + d.discount) ^ -d.life)
    local cost = fixed + annuity
    local keep, factor = 1 - d.decline, 1 / (1 + d.discount)

    local npv, tokens, revenues, cumulative, revenue_y1 = 0, 0, 0, -capex, nil
    local balances = {}
    for year = 1, YEARS do
      local price_left = keep ^ year
      local ramped = sf.logistic((year - d.ramp) * 4)
      local sold = sf.min(demand * price_left ^ d.elasticity, full) * ramped
      local revenue = sold * (d.price * price_left) * 1e-6
      revenue_y1 = revenue_y1 or revenue
      npv = npv + (revenue - cost) * factor ^ year
      cumulative = cumulative + (revenue - fixed)
      tokens, revenues, balances[year] = tokens + sold, revenues + revenue, cumulative
    end
    local payback = YEARS + 1
    for year = YEARS, 1, -1 do payback = sf.where(balances[year]:ge(0), year, payback) end

    local tokens_per_year = tokens / YEARS
    return {
      npv = npv,
      cost_per_mtok = cost / (tokens_per_year * 1e-6),
      tokens_per_watt = gpus * d.gpu_rate * d.utilization / (d.power * 1e6),
      margin = 1 - YEARS * cost / revenues,
      payback = payback,
      revenue_y1 = revenue_y1,
      tokens_per_year = tokens_per_year,
      capex = capex,
      energy_share = energy / cost,
      npv_positive = sf.where(npv:gt(0), 1, 0),
    }
  end,
}
