--- A vendor's multiple beside ours: at this operating point, and at which it would hold.
-- @module signalflow.serving.claim
local answer = require "signalflow.serving.tiered"
local block = require "signalflow.page.block"
local claims = require "signalflow.catalogue.claims"
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

-- "25x", "30 times", "4-fold"; "60 % less" is a multiple of 2.5; "1,500x" has its thousands apart.
local function multiple_in(words)
  local groups = 1
  while groups > 0 do
    words, groups = words:gsub("(%d),(%d%d%d)%f[%D]", "%1%2")
  end
  local comma = words:match "%d+,%d+"
  if comma then
    core.raise(("claim: '%s': a number has a decimal point; write %s"):format(comma, (comma:gsub(",", "."))))
  end
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

local function contains(list, sought)
  for _, one in ipairs(list) do
    if one == sought then
      return true
    end
  end
  return false
end

-- What is known of a claim about the same way: who made it, at which workload, and what was measured since.
local function known_of(launch, wanted, metrics)
  for _, known in ipairs(claims) do
    local same = known.from == launch.sides.from.platform.name and known.to == launch.sides.to.platform.name
    for _, metric in ipairs(same and known.multiple == wanted and known.metrics or {}) do
      if contains(metrics, metric) then
        return known
      end
    end
  end
  return nil
end

-- Ours at a launch's point: the multiple, its range, and the probability that it is at least what is claimed.
local function here(launch, metric, wanted)
  local ours, range = launch.multiples[metric], launch.rate_range
  local low, high = ours and ours * range.low, ours and ours * range.high
  return { metric = metric, claimed = wanted, ours = ours, low = low, high = high,
    probability = ours and answer.probability(ours, low, high, wanted) }
end

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
-- @treturn ?Claim a list of `{metric, claimed, ours, low, high, probability, holds, ranges, most}`: ours is at the
-- launch's operating point, low and high its range there, probability that of ours being at least what is claimed,
-- ranges the interactivities (tok/s/user, `low` to `high`) at which ours is; or nil and an err where no multiple is in
-- the words. `known` is what the catalogue knows of it
function claim.of(launch, words)
  if type(words) ~= "string" then
    core.raise(('a claim is text, as launch:claim "25x lower cost", not %s'):format(options.said(words)))
  end
  local wanted, metrics = multiple_in(words), metrics_in(words)
  if not wanted or wanted <= 0 then
    return nil, failure("unknown", ('no multiple in "%s"; as "25x lower cost", "60 %% less energy"'):format(words))
  elseif #metrics == 0 then
    return nil, failure("unknown", ('"%s" does not say a multiple of what: cost, energy or throughput'):format(words))
  end
  local list, self = launch.scan, { words = words, claimed = wanted, interactivity = launch.interactivity,
    launch = launch, known = known_of(launch, wanted, metrics) }
  for i, metric in ipairs(metrics) do
    self[i] = here(launch, metric, wanted)
    self[i].ranges, self[i].most = holding(list, metric, wanted)
    self[i].holds = self[i].ours ~= nil and self[i].ours >= wanted
  end
  return setmetatable(self, ClaimMeta)
end

--- The same at the workload for which it was made, where the vendor stated one: estimated, for its nearest model.
-- @treturn ?{table,...} list of `{metric, claimed, ours, low, high, probability}`, with `launch`; or nil and an err
function Claim:own()
  local own = self.known and self.known.workload
  if not own then
    return nil, failure("unknown", "the claim states no workload of its own")
  end
  local launch, err = self.launch:with({ model = own.model, input = own.input, output = own.output,
    interactivity = own.interactivity }, { from = own.from, to = own.to })
  if not launch then
    return nil, err
  end
  local list = { launch = launch }
  for i, entry in ipairs(self) do
    list[i] = here(launch, entry.metric, self.claimed)
  end
  return list
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

local function cells(entry)
  return figure.multiple(entry.ours, entry.low, entry.high),
    entry.probability and figure.percent(entry.probability) or figure.of(nil)
end

-- At this operating point, and where it would hold.
local function blocks_here(self)
  local rows, columns = {}, { { title = "" }, { title = "claimed", align = "right" },
    { title = "here [10 % … 90 %]", align = "right" }, { title = "holds with", align = "right" },
    { title = "reached at" } }
  for i, entry in ipairs(self) do
    local ours, sure = cells(entry)
    rows[i] = { entry.metric, figure.multiple(entry.claimed), ours, sure, reach(entry) }
  end
  return { block.title { 'claimed: "', self.words, '"' }, block.table { columns = columns, rows = rows },
    block.note { "here: at ", speed(self.interactivity), workload.says(self.launch.read.model, self.launch.spec),
      "; holds with: the probability that it is at least what is claimed; reached at: where our middle is" } }
end

-- At the workload for which it was made.
local function add_own(self, blocks)
  local workload_of, own, err = self.known.workload, self:own()
  if not workload_of then
    return
  elseif not own then
    blocks[#blocks + 1] = block.paragraph { "made for ", workload_of.said, ": not estimated, ", tostring(err) }
    return
  end
  local rows = {}
  for i, entry in ipairs(own) do
    local ours, sure = cells(entry)
    rows[i] = { entry.metric, figure.multiple(entry.claimed), ours, sure }
  end
  blocks[#blocks + 1] = block.paragraph { "made for ", workload_of.said, "; ", workload_of.stand_in,
    workload.says(workload_of.model, own.launch.spec) }
  blocks[#blocks + 1] = block.table { columns = { { title = "" }, { title = "claimed", align = "right" },
    { title = "there [10 % … 90 %]", align = "right" }, { title = "holds with", align = "right" } }, rows = rows }
end

-- What others measured since.
local function add_measured(self, blocks)
  local items, sources = {}, { { name = "the claim", source = self.known.source.title, date = self.known.on,
    address = self.known.source.address } }
  for i, one in ipairs(self.known.measured) do
    items[i] = { "measured ", figure.multiple(one.multiple), ": ", one.what, ", ", one.on }
    sources[#sources + 1] = { name = "what was measured", source = one.source.title, date = one.on,
      address = one.source.address, tier = "measured" }
  end
  blocks[#blocks + 1] = #items > 0 and block.list(items) or nil
  blocks[#blocks + 1] = block.sources_of(sources)
end

page.of_class(ClaimMeta, Claim, function(self)
  local blocks = blocks_here(self)
  if self.known then
    add_own(self, blocks)
    add_measured(self, blocks)
  end
  return blocks
end)

--- The page without the claim's own workload, for a page of several.
-- @treturn Page
function Claim:brief()
  return page.new(blocks_here(self))
end

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

options.seal(ClaimMeta, Claim, { "claimed", "words", "interactivity", "launch", "known" })

return claim
