--- A vendor's multiple beside ours: at this operating point, and at which it would hold.
-- @module signalflow.serving.claim
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local units = require "signalflow.values.units"
local workload = require "signalflow.serving.workload"

local claim = {}

local METRICS = {
  { name = "cost", words = { "cost", "cheap", "price", "tco", "dollar" } },
  { name = "energy", words = { "energy", "watt", "power", "efficien", "megawatt" } },
  { name = "throughput", words = { "throughput", "perform", "fast", "tokens", "speed", "inference" } },
}

-- "25x", "30 times", "4-fold", "tenfold"; "60 % less" is a multiple of 2.5.
local function multiple_in(words)
  local found = words:match "([%d%.]+)%s*[xX]%f[%A]" or words:match "([%d%.]+)%s*×"
    or words:match "([%d%.]+)%s*[Tt]imes" or words:match "([%d%.]+)%-?%s*[Ff]old"
  if found then
    return tonumber(found)
  end
  local share = tonumber(words:match "([%d%.]+)%s*%%" or words:match "([%d%.]+)%s*percent")
  if not share then
    return nil
  end
  local less = words:lower():find "less" or words:lower():find "lower" or words:lower():find "cut"
    or words:lower():find "reduc"
  if less then
    return share < 100 and 1 / (1 - share / 100) or nil
  end
  return 1 + share / 100
end

local function metrics_in(words)
  local lower, list = words:lower(), {}
  for _, metric in ipairs(METRICS) do
    for _, word in ipairs(metric.words) do
      if lower:find(word, 1, true) then
        list[#list + 1] = metric.name
        break
      end
    end
  end
  -- tokens for each watt or dollar are not a throughput
  if #list > 1 and list[#list] == "throughput" then
    list[#list] = nil
  end
  return list
end

local STEPS = 48

--- A launch's multiples at interactivities that both platforms reach, evenly apart on a logarithm.
-- @tparam Launch launch
-- @treturn {table,...} list of `{at (tok/s/user), multiples}`
function claim.scan(launch)
  local from, to = launch.sides.from.frontier, launch.sides.to.frontier
  local low, high = math.max(from.low, to.low), math.min(from.high, to.high)
  local list = {}
  if low < high then
    for i = 0, STEPS do
      local at = low * (high / low) ^ (i / STEPS)
      local found = launch:multiples_at(math.min(at, high))
      if found then
        list[#list + 1] = { at = at, multiples = found }
      end
    end
  end
  return list
end

-- Where ours is at least the claim, as ranges of interactivity; and the most it is anywhere.
local function holding(list, metric, wanted)
  local ranges, most, open = {}, nil, nil
  for _, entry in ipairs(list) do
    local ours = entry.multiples[metric]
    if ours and (not most or ours > most.multiple) then
      most = { multiple = ours, at = entry.at }
    end
    if ours and ours >= wanted then
      if not open then
        open = { low = entry.at }
        ranges[#ranges + 1] = open
      end
      open.high = entry.at
    else
      open = nil
    end
  end
  return ranges, most
end

--- A vendor's multiple beside ours: `claimed`, `words`, `interactivity`.
-- @type Claim
local Claim = {}
local ClaimMeta = { __name = "signalflow.claim", __index = Claim }

--- Sets a claim beside a launch.
-- @tparam Launch launch
-- @tparam string words "25x lower cost and energy"
-- @treturn ?Claim a list of `{metric, claimed, ours, low, high, holds, ranges, most}`: ours is at the launch's
-- operating point, low and high its range there, ranges are the interactivities (tok/s/user, `low` to `high`) at which
-- ours is at least what is claimed; or nil and an
-- err where no multiple is in the words
function claim.of(launch, words)
  if type(words) ~= "string" then
    core.raise(('a claim is text, as launch:claim "25x lower cost", not a %s'):format(type(words)))
  end
  local wanted, metrics = multiple_in(words), metrics_in(words)
  if not wanted or wanted <= 0 then
    return nil, failure("unknown", ('no multiple in "%s"; as "25x lower cost", "60 %% less energy"'):format(words))
  elseif #metrics == 0 then
    return nil, failure("unknown", ('"%s" does not say a multiple of what: cost, energy or throughput'):format(words))
  end
  local list, self = launch.scan, { words = words, claimed = wanted, interactivity = launch.interactivity,
    launch = launch }
  for i, metric in ipairs(metrics) do
    local ours = launch.multiples[metric]
    local ranges, most = holding(list, metric, wanted)
    self[i] = { metric = metric, claimed = wanted, ours = ours, low = ours and ours * launch.rate_range.low,
      high = ours and ours * launch.rate_range.high, ranges = ranges, most = most,
      holds = ours and ours >= wanted or false }
  end
  return setmetatable(self, ClaimMeta)
end

local function speed(value)
  return figure.of(value * units.read "tok/s/user")
end

-- Where ours is at least what is claimed.
local function reach(entry)
  local most = entry.most
  if #entry.ranges == 0 then
    return most and { "nowhere; the most is ", figure.multiple(most.multiple), " at ", speed(most.at) }
      or "not to be compared: no interactivity that both reach"
  end
  local words = {}
  for i, range in ipairs(entry.ranges) do
    words[i] = { i > 1 and ", " or "", speed(range.low),
      range.high > range.low and { " to ", speed(range.high) } or "" }
  end
  return words
end

page.of_class(ClaimMeta, Claim, function(self)
  local rows, columns = {}, { { title = "" }, { title = "claimed", align = "right" },
    { title = "here [10 % … 90 %]", align = "right" }, { title = "reached at" } }
  for i, entry in ipairs(self) do
    rows[i] = { entry.metric, figure.multiple(entry.claimed), figure.multiple(entry.ours, entry.low, entry.high),
      reach(entry) }
  end
  return { block.title { 'claimed: "', self.words, '"' }, block.table { columns = columns, rows = rows },
    block.note { "here: at ", speed(self.interactivity), workload.says(self.launch.read.model, self.launch.spec),
      "; reached at: where our middle is at least what is claimed" } }
end)

--- What the claim is held against.
-- @treturn Page
function Claim:explain()
  local blocks, behind = self:page().blocks, self.launch:explain().blocks
  table.move(behind, 1, #behind, #blocks + 1, blocks)
  return page.new(blocks)
end

--- What the launch rests on, its newest source, and what is known to be wrong with it.
-- @function assumptions
for _, name in ipairs { "assumptions", "as_of", "issues" } do
  Claim[name] = function(self)
    return self.launch[name](self.launch)
  end
end

options.seal(ClaimMeta, Claim)

return claim
