--- How much slower than the median user the slowest tenth is served, by measured runs.
-- P90 interactivity is the speed that nine of ten users get or better.
-- @module signalflow.serving.tail
local answer = require "signalflow.serving.tiered"
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local number = require "signalflow.page.number"
local runs = require "signalflow.catalogue.measured_tails"
local units = require "signalflow.values.units"

local tail = {}

-- Where a run publishes the slowest hundredth alone, times per token are taken as lognormal: of its distance from the
-- median, on the logarithm, the slowest tenth is this share away.
local SHARE = core.normal_quantile(0.9) / core.normal_quantile(0.99)

-- The median speed over that of nine of ten, in a row of `measured_tails`.
local function ratio_of(row)
  return row[2] and row[1] / row[2] or (row[1] / row[3]) ^ SHARE
end

local function quantile(sorted, p)
  local place = 1 + p * (#sorted - 1)
  local below = math.floor(place)
  return sorted[below] + (place - below) * (sorted[math.min(below + 1, #sorted)] - sorted[below])
end

local pooled = {} -- by speculation

--- The median speed over that of nine of ten, pooled over all runs that guess tokens ahead alike: with multi-token
-- prediction users differ by how many of their drafts are accepted, without it by whose prompts come between.
-- @tparam string spec "none" or "mtp"
-- @treturn table `ratio`, `low` and `high` (10 and 90 % of rows), `rows`, `date` of the newest
function tail.of(spec)
  if not pooled[spec] then
    local ratios, date = {}, ""
    for _, run in ipairs(runs) do
      for _, row in ipairs(run.spec == spec and run.rows or {}) do
        ratios[#ratios + 1] = ratio_of(row)
        date = run.date > date and run.date or date
      end
    end
    table.sort(ratios)
    pooled[spec] = { ratio = quantile(ratios, 0.5), low = quantile(ratios, 0.1), high = quantile(ratios, 0.9),
      rows = #ratios, date = date }
  end
  return pooled[spec]
end

--- The median speed from which nine of ten users get what a workload asks for them; 0 where it asks nothing.
-- @tparam table read of `workload.read`
-- @tparam string spec "none" or "mtp"
-- @treturn number tok/s/user
function tail.least(read, spec)
  return read.p90_interactivity and read.p90_interactivity * tail.of(spec).ratio or 0
end

-- How far two ends are from their middles together, as a factor: errors apart, in quadrature on the logarithm.
local function apart(one, other)
  return math.exp(math.sqrt(math.log(one) ^ 2 + math.log(other) ^ 2))
end

--- What nine of ten users get.
-- @tparam number interactivity of the median user, tok/s/user
-- @tparam string spec "none" or "mtp"
-- @tparam[opt] number low where that of the median user has a range
-- @tparam[opt] number high
-- @treturn TieredAnswer
function tail.answer(interactivity, spec, low, high)
  local of = tail.of(spec)
  local down, up = interactivity / (low or interactivity), (high or interactivity) / interactivity
  return answer.calibrated(interactivity / of.ratio * units.read "tok/s/user",
    { low = 1 / apart(of.high / of.ratio, down), high = apart(of.ratio / of.low, up) }, { date = of.date,
      source = ("how users' speeds spread in %s rows of %s"):format(number.count(of.rows),
        catalogue.source("INFERENCEX").title), note = "of the median speed by one ratio" })
end

return tail
