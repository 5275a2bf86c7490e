--- The reference model in plain Lua, for lua and luajit alike: reference_plain.lua DRAWS
-- A loop over draws as an analyst would write it. Prints "plain ...: X ns/draw" (the median of five) and the ten means.
local DRAWS = tonumber(arg[1] or 1e5)
local random, exp, log, sqrt, min, max = math.random, math.exp, math.log, math.sqrt, math.min, math.max
local SECONDS, HOURS = 31536000, 8760

-- Marsaglia's polar method; its second number is kept for the next call.
local spare
local function normal()
  if spare then
    local kept = spare
    spare = nil
    return kept
  end
  while true do
    local x, y = 2 * random() - 1, 2 * random() - 1
    local square = x * x + y * y
    if square < 1 and square > 0 then
      local factor = sqrt(-2 * log(square) / square)
      spare = y * factor
      return x * factor
    end
  end
end

local function triangular(low, mode, high)
  local u, span = random(), high - low
  if u * span < mode - low then return low + sqrt(u * span * (mode - low)) end
  return high - sqrt((1 - u) * span * (high - mode))
end

-- Beta(3, 3) is the middle one of five uniform numbers: neither the least nor the greatest of two ordered pairs.
local function beta33()
  local a, b, c, d, e = random(), random(), random(), random(), random()
  if a > b then a, b = b, a end
  if c > d then c, d = d, c end
  local low, high = a > c and a or c, b < d and b or d
  if low > high then low, high = high, low end
  return e < low and low or e > high and high or e
end

local sums, squares = {}, {}

local function keep(k, value)
  sums[k] = sums[k] + value
  squares[k] = squares[k] + value * value
end

local function draw()
  local power, pue, it_share = max(100 + 5 * normal(), 1e-3), triangular(1.1, 1.2, 1.4), 0.70 + 0.15 * random()
  local gpu_power, gpu_rate = 1000 * exp(0.05 * normal()), 900 * exp(0.35 * normal())
  local utilization, price = 0.3 + 0.5 * beta33(), 0.6 * exp(0.4 * normal())
  local decline, elasticity = 0.1 + 0.4 * random(), -1.2 + 0.3 * normal()
  local gpu_cost, site_cost = 38000 * exp(0.15 * normal()), triangular(8e6, 11e6, 15e6)
  local electricity, operating_share = 65 * exp(0.25 * normal()), 0.03 + 0.05 * random()
  local life, discount = triangular(3, 4.5, 6), max(0.1 + 0.015 * normal(), 0.03)
  local ramp = 0.25 + 1.25 * random()

  local gpus = power * 1e6 * it_share / pue / gpu_power
  local rate = gpus * gpu_rate
  local full = rate * SECONDS
  local demand, capex = full * utilization, gpus * gpu_cost + power * site_cost
  local energy = power * HOURS * electricity * (0.4 + 0.6 * utilization)
  local fixed, growth = energy + capex * operating_share, 1 + discount
  local cost = fixed + capex * discount / (1 - growth ^ -life)
  local left, discounting = 1, 1
  local npv, tokens, revenues, balance, payback, first = 0, 0, 0, -capex, 6, 0
  for year = 1, 5 do
    left, discounting = left * (1 - decline), discounting / growth
    local sold = min(demand * left ^ elasticity, full) / (1 + exp((ramp - year) * 4))
    local revenue = sold * price * left * 1e-6
    if year == 1 then first = revenue end
    npv, balance = npv + (revenue - cost) * discounting, balance + revenue - fixed
    tokens, revenues = tokens + sold, revenues + revenue
    if payback == 6 and balance >= 0 then payback = year end
  end
  keep(1, npv)
  keep(2, cost / (tokens / 5 * 1e-6))
  keep(3, rate * utilization / (power * 1e6))
  keep(4, 1 - 5 * cost / revenues)
  keep(5, payback)
  keep(6, first)
  keep(7, tokens / 5)
  keep(8, capex)
  keep(9, energy / cost)
  keep(10, npv > 0 and 1 or 0)
end

local times = {}
for round = 1, 5 do
  for k = 1, 10 do sums[k], squares[k] = 0, 0 end
  local start = os.clock()
  for _ = 1, DRAWS do draw() end
  times[round] = os.clock() - start
end
table.sort(times)
local means = {}
for k = 1, 10 do means[k] = ("%.6g"):format(sums[k] / DRAWS) end
print(("plain %s: %.1f ns/draw  %s"):format(_VERSION, times[3] / DRAWS * 1e9, table.concat(means, " ")))
