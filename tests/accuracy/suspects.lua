--- Rows that other rows of the same recipe contradict: what held them up was neither the accelerator nor the engine.
-- A recipe is a model, precision, engine with its version, layout and speculation, on one platform or another, within a
-- month. Such rows are scored, and told apart; nothing is fitted to them.
local inference = require "signalflow.serving.inference"

local suspects = {}

local MONTH = 32 / 365 -- years
-- Two runs of one recipe a month or two apart differ by less in nine of ten.
local SLOWER = 1.5
-- Longer contexts take longer, but draw more power; what draws less, waits.
local LONGER, WEAKER, SAME_BATCH = 1.25, 0.8, 1.1
local ALIKE = 1.01

local function recipe_of(point)
  return table.concat({ point.model.name, point.precision, point.engine or "", point.row.parallel or "",
    tostring(point.row.gpus), tostring(point.speculative) }, "|")
end

local function within_a_month(one, other)
  local first, second = inference.years(one.date), inference.years(other.date)
  return not (first and second) or math.abs(first - second) < MONTH
end

local COMPARED = { "hbm_bandwidth", "compute_bf16", "link_bandwidth" }

local function is_no_better(platform, than)
  for _, name in ipairs(COMPARED) do
    local mine, yours = platform:figure(name), than:figure(name)
    if platform ~= than and not (mine and yours and mine.value <= yours.value) then
      return false
    end
  end
  return true
end

-- Whether a row's steps do at least as much as another's: as many sequences, cached tokens and prompts between them.
local function does_as_much(point, as)
  local function sizes(of)
    return { of.concurrency, of.concurrency * (of.input + of.output / 2), of.concurrency * of.input / of.output }
  end
  local mine, yours = sizes(point), sizes(as)
  return mine[1] * ALIKE >= yours[1] and mine[2] * ALIKE >= yours[2] and mine[3] * ALIKE >= yours[3]
end

-- Why a row is not believed beside another of its recipe; nil where it is.
local function contradicted(point, by)
  local mine, yours = point.measured, by.measured
  local ratio = mine.tpot / yours.tpot
  if ratio > SLOWER and is_no_better(by.platform, point.platform) and does_as_much(by, point) then
    return ("%.1f times slower than a step on %s that does as much"):format(ratio, by.platform.name)
  end
  local batches = point.concurrency / by.concurrency
  if ratio > LONGER and by.platform == point.platform and math.max(batches, 1 / batches) < SAME_BATCH
    and mine.power and yours.power and mine.power < WEAKER * yours.power then
    return ("%.1f times slower at %.2f of the power of another run at its batch"):format(ratio,
      mine.power / yours.power)
  end
  return nil
end

--- Marks the points that another contradicts: each gets `suspect`, the reason.
-- @tparam {table,...} points of `rows.points`, of all tables
-- @treturn {table,...} those that were marked
function suspects.mark(points)
  local recipes, marked = {}, {}
  for _, point in ipairs(points) do
    if point.measured.tpot and not point.offline then
      local recipe = recipe_of(point)
      recipes[recipe] = recipes[recipe] or {}
      table.insert(recipes[recipe], point)
    end
  end
  for _, point in ipairs(points) do
    for _, other in ipairs(recipes[recipe_of(point)] or {}) do
      if other ~= point and point.measured.tpot and not point.offline and not point.suspect
        and within_a_month(point, other) then
        point.suspect = contradicted(point, other)
        marked[#marked + 1] = point.suspect and point or nil
      end
    end
  end
  return marked
end

return suspects
