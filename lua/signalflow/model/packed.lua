--- A summary's figures without its draws: eighty bytes an output, for studies and sweeps of any number of scenarios.
-- What was not packed (another quantile, a probability, a shape) is had by evaluating the scenario again, with the
-- same bits, when it is asked for.
-- @module signalflow.model.packed

local core = require "signalflow.core"
local packed = {}

local FORM = "<ddddddddi8i8"

--- The bytes one output takes.
packed.size = string.packsize(FORM)

local function unknown_as_nan(number)
  return number or 0 / 0
end

--- Packs a summary.
-- @param summary a Summary
-- @treturn string
function packed.pack(summary)
  local function quantile(p)
    return unknown_as_nan(summary:quantile(p))
  end
  return FORM:pack(unknown_as_nan(summary:mean()), unknown_as_nan(summary:sd()), unknown_as_nan(summary:min()),
    unknown_as_nan(summary:max()), unknown_as_nan(summary:standard_error()), quantile(0.05), quantile(0.5),
    quantile(0.95), summary:count(), summary:undefined())
end

--- Packs the summaries of all outputs, one after another.
-- @tparam table summaries list of Summary
-- @treturn string
function packed.pack_all(summaries)
  local rows = {}
  for i, summary in ipairs(summaries) do
    rows[i] = packed.pack(summary)
  end
  return table.concat(rows)
end

local FIELDS = { "mean", "sd", "min", "max", "standard_error", "p5", "p50", "p95", "count", "undefined" }
local PACKED_QUANTILES = { [0.05] = "p5", [0.5] = "p50", [0.95] = "p95" }

local AGAINS_A_COLLECTION = 64 -- Lua's collector does not see how much lies behind a Summary
local agains = 0

local function evaluate_again(self)
  agains = agains + 1
  if agains % AGAINS_A_COLLECTION == 0 then
    collectgarbage()
  end
  return self.again()
end

local Packed = {}
local PackedMeta = { __name = "signalflow.packed", __index = Packed }

for _, name in ipairs { "mean", "sd", "min", "max", "standard_error", "count", "undefined" } do
  Packed[name] = function(self)
    return self.figures[name]
  end
end

function Packed:quantile(p)
  if PACKED_QUANTILES[p] then
    return self.figures[PACKED_QUANTILES[p]]
  end
  return evaluate_again(self):quantile(p)
end

function Packed:probability_above(threshold)
  return evaluate_again(self):probability_above(threshold)
end

function Packed:histogram(low, high, n)
  return evaluate_again(self):histogram(low, high, n)
end

function Packed:is_sure(fraction)
  local mean, sure = math.abs(self:mean() or 0), self:standard_error()
  return self:count() == 0 or sure ~= nil and (sure <= fraction * mean
    or mean <= 3 * sure and sure <= fraction * (self:sd() or 0))
end

--- What answers as the summary did.
-- @tparam string bytes
-- @tparam[opt=1] integer place of the output's first byte
-- @tparam function again gives the Summary, evaluated again
-- @return a table with a Summary's methods
function packed.read(bytes, place, again)
  local numbers, figures = { FORM:unpack(bytes, place) }, {}
  for i, name in ipairs(FIELDS) do
    figures[name] = numbers[i] == numbers[i] and numbers[i] or nil
  end
  return setmetatable({ figures = figures, again = again }, PackedMeta)
end

--- The bytes that a run's summaries hold at most, from which a caller decides whether to pack them.
-- @tparam integer summaries how many
-- @tparam table settings as `options.run` gives them
-- @treturn number
function packed.held(summaries, settings)
  local quantiles = not settings.statistics or #settings.statistics > 1
  return summaries * (16384 + (quantiles and 8 * math.min(settings.draws, core.exact_draws) or 0))
end

--- How much may be held whole, and at a time.
packed.most_held, packed.most_at_once = 128 << 20, 16 << 20

return packed
