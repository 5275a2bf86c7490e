--- Errors collected by class, metric and what they are told apart by, and their figures.
-- An error is ln(estimated / measured). Of tpot, served, throughput, ttft and power the figures are those of
-- |estimated / measured - 1| in percent; of frontier and ratio those of the factor between the two.
local scores = {}

scores.METRICS = { "tpot", "served", "throughput", "ttft", "power", "frontier", "ratio" }
scores.CLASSES = { "dense", "moe", "all" }

local IS_FACTOR = { frontier = true, ratio = true }

--- @type Scores
local Scores = {}
Scores.__index = Scores

--- Makes an empty collection.
function scores.new()
  return setmetatable({ errors = {} }, Scores)
end

--- Quantile of a sorted list, between its members.
function scores.quantile(sorted, p)
  local place = 1 + p * (#sorted - 1)
  local low = math.floor(place)
  local above = sorted[math.min(low + 1, #sorted)]
  return sorted[low] + (place - low) * (above - sorted[low])
end

--- Adds one comparison; what is not known is passed over.
-- @tparam string metric
-- @tparam string class "dense" or "moe"
-- @tparam ?number estimated
-- @tparam ?number measured
-- @tparam ?table range `low high` as factors of measured over estimated
-- @tparam table labels dimension to word
function Scores:add(metric, class, estimated, measured, range, labels)
  if not (estimated and measured and estimated > 0 and measured > 0 and estimated < math.huge) then
    return
  end
  local ratio = measured / estimated
  table.insert(self.errors, { metric = metric, class = class, error = math.log(estimated / measured),
    inside = range and ratio >= range.low and ratio <= range.high, ranged = range ~= nil, labels = labels })
end

local function figures(list, metric)
  local sizes, signed, ranged, inside = {}, {}, 0, 0
  for i, one in ipairs(list) do
    sizes[i] = IS_FACTOR[metric] and math.exp(math.abs(one.error)) or math.abs(math.exp(one.error) - 1)
    signed[i] = one.error
    ranged, inside = ranged + (one.ranged and 1 or 0), inside + (one.inside and 1 or 0)
  end
  table.sort(sizes)
  table.sort(signed)
  local count = #list
  return { n = count, median = count > 0 and scores.quantile(sizes, 0.5) or nil,
    p90 = count > 0 and scores.quantile(sizes, 0.9) or nil,
    bias = count > 0 and math.exp(scores.quantile(signed, 0.5)) or nil,
    coverage = ranged > 0 and inside / ranged or nil }
end

--- The figures of what a test accepts.
-- @tparam string metric
-- @tparam string class "dense", "moe" or "all"
-- @tparam ?function accepts labels to boolean
-- @treturn table `n median p90 bias coverage`; all but n nil where nothing was compared
function Scores:of(metric, class, accepts)
  local list = {}
  for _, one in ipairs(self.errors) do
    if one.metric == metric and (class == "all" or one.class == class) and (not accepts or accepts(one.labels)) then
      list[#list + 1] = one
    end
  end
  return figures(list, metric)
end

--- One figure in words.
function scores.word(metric, value)
  if not value then
    return "unknown"
  end
  return IS_FACTOR[metric] and ("x%.2f"):format(value) or ("%.1f%%"):format(math.min(100 * value, 9999))
end

local function share(value)
  return value and ("%.0f%%"):format(100 * value) or "unknown"
end

--- The lines that a program reads: word CLASS METRIC n=.. median=.. p90=.. bias=.. coverage=..
-- @tparam string word "accuracy", "sound" or "shown"
-- @tparam[opt] {string,...} metrics all unless given
-- @tparam[opt] function accepts labels to boolean
function Scores:print_lines(word, metrics, accepts)
  for _, metric in ipairs(metrics or scores.METRICS) do
    for _, class in ipairs(scores.CLASSES) do
      local found = self:of(metric, class, accepts)
      print(("%s %s %s n=%d median=%s p90=%s bias=%s coverage=%s"):format(word, class, metric, found.n,
        scores.word(metric, found.median), scores.word(metric, found.p90),
        found.bias and ("%.2f"):format(found.bias) or "unknown", share(found.coverage)))
    end
  end
end

local function words_of(self, dimension)
  local words, seen = {}, {}
  for _, one in ipairs(self.errors) do
    local word = one.labels[dimension]
    if word and not seen[word] then
      seen[word], words[#words + 1] = true, word
    end
  end
  table.sort(words)
  return words
end

local function cell(found, metric)
  if found.n == 0 then
    return ("%-30s"):format ""
  end
  return ("%4d %6s %7s %5.2f %4s  "):format(found.n, scores.word(metric, found.median), scores.word(metric, found.p90),
    found.bias, found.coverage and share(found.coverage) or "")
end

--- A table of one dimension: a line a word, a block of columns a metric.
-- @tparam string dimension
-- @tparam {string,...} metrics
function Scores:print_table(dimension, metrics)
  local words = words_of(self, dimension)
  if #words == 0 then
    return
  end
  local heads = {}
  for i, metric in ipairs(metrics) do
    heads[i] = ("%-30s"):format(metric .. ": n median p90 bias in")
  end
  print(("\n%-22s %s"):format("by " .. dimension, table.concat(heads, "")))
  for _, word in ipairs(words) do
    local cells, count = {}, 0
    for i, metric in ipairs(metrics) do
      local found = self:of(metric, "all", function(labels) return labels[dimension] == word end)
      cells[i], count = cell(found, metric), count + found.n
    end
    local line = ("%-22s %s"):format(word, table.concat(cells, "")):gsub("%s+$", "")
    if count > 0 then
      print(line)
    end
  end
end

--- The groups of platform and model that are farthest off, by the median of one metric.
function Scores:print_worst(metrics, count)
  local list = {}
  for _, metric in ipairs(metrics) do
    for _, group in ipairs(words_of(self, "group")) do
      local found = self:of(metric, "all", function(labels) return labels.group == group end)
      if found.n >= 3 then
        list[#list + 1] = { group = group, metric = metric, found = found }
      end
    end
  end
  table.sort(list, function(a, b)
    if a.found.median ~= b.found.median then
      return a.found.median > b.found.median
    end
    return a.group .. a.metric < b.group .. b.metric
  end)
  print "\nfarthest off, of groups with three rows or more"
  for i = 1, math.min(count, #list) do
    local one = list[i]
    print(("  %-38s %-10s n=%d median=%s bias=%.2f"):format(one.group, one.metric, one.found.n,
      scores.word(one.metric, one.found.median), one.found.bias))
  end
end

return scores
