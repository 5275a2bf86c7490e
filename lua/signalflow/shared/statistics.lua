--- The words for statistics, and what each one is of a summary.
-- @module signalflow.shared.statistics

local statistics = {}

local PERCENTILES = { p5 = 0.05, p50 = 0.50, p95 = 0.95 }
local MOMENTS = { mean = true, sd = true, min = true, max = true, standard_error = true }

--- What a run can be asked to keep.
statistics.kept = { "mean", "sd", "min", "max", "p5", "p50", "p95", "quantiles" }

--- What a file holds of each output.
statistics.written = { "mean", "sd", "min", "p5", "p50", "p95", "max", "standard_error" }

--- The statistic of a summary that a word names.
-- @param summary a Summary
-- @tparam string word `mean sd min max p5 p50 p95 standard_error`
-- @treturn ?number coherent; nil where it is unknown
-- @treturn boolean whether there is such a statistic
function statistics.of(summary, word)
  if PERCENTILES[word] then
    return summary:quantile(PERCENTILES[word]), true
  elseif MOMENTS[word] then
    return summary[word](summary), true
  end
  return nil, false
end

--- Whether a statistic needs the quantiles to be kept.
-- @tparam string word
-- @treturn boolean
function statistics.is_quantile(word)
  return word == "quantiles" or PERCENTILES[word] ~= nil
end

return statistics
