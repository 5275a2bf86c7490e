--- Who earned a gain in tokens per watt: chip, memory, network, precision, software, or power and cooling.
-- @module signalflow.serving.attribution
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local picture = require "signalflow.page.picture"

local attribution = {}

--- What can be switched, in the order of the counterfactuals' bits.
attribution.layers = { "chip", "memory", "network", "precision", "software", "power" }

local SAYS = {
  chip = "compute rates and what the chip is rated to draw", memory = "capacity and bandwidth of memory",
  network = "links, and how many accelerators they join",
  precision = "bits of a weight, at the chip's rate for them", software = "engine, speculation, prefill apart",
  power = "server, conversion and cooling around the chip",
}

-- Which layer each figure of a platform belongs to.
local FIGURES = {
  compute_bf16 = "chip", compute_fp8 = "chip", compute_fp4 = "chip", chip_power = "chip",
  hbm_capacity = "memory", hbm_bandwidth = "memory",
  link_bandwidth = "network", scaleup_accelerators = "network", network_bandwidth = "network",
  all_in_power = "power", cooling = "power",
}

-- What a platform says in a layer, as one word.
local function word_of(platform, layer, words)
  words[platform] = words[platform] or {}
  if not words[platform][layer] then
    local parts = {}
    for name, of in pairs(FIGURES) do
      local found = of == layer and platform:figure(name)
      parts[#parts + 1] = found and ("%s=%s"):format(name, found.value) or nil
    end
    core.sort_texts(parts)
    words[platform][layer] = table.concat(parts, " ")
  end
  return words[platform][layer]
end

--- Whatever of a platform a frontier depends on, as one word: what is around the chip has no part in it.
-- @tparam table platform a record of the catalogue, or a mixed one
-- @tparam table words kept from call to call while no platform changes; empty at first
-- @treturn string
function attribution.key(platform, words)
  local parts = { platform.vendor }
  for i, layer in ipairs { "chip", "memory", "network" } do
    parts[i + 1] = word_of(platform.of and platform.of(layer) or platform, layer, words)
  end
  return table.concat(parts, " ")
end

--- A platform of which some layers are another's.
-- @tparam table from a record of the catalogue
-- @tparam table to another
-- @tparam table thrown layer to true where it is the other's
-- @treturn table a record, with `of`, whose a layer is
function attribution.mixed(from, to, thrown)
  local function of(layer)
    return thrown[layer] and to or from
  end
  return {
    name = of("power").name, vendor = of("software").vendor, of = of,
    figure = function(_, name)
      return of(FIGURES[name] or "power"):figure(name)
    end,
  }
end

--- Who earned a gain in tokens per watt: `chip memory network precision software power`, parts of ln(gain) that sum to
-- `whole`; `shares` (of the whole, 0..1; nil where parts cancel more than they add up to), `gain` (a multiple).
-- @type Attribution
local Attribution = {}
local AttributionMeta = { __name = "signalflow.attribution", __index = Attribution }

--- Every set of layers that may be the other platform's, none first and all last, in the order of their bits.
-- @treturn {table,...} of layer to true
function attribution.counterfactuals()
  local sets = {}
  for set = 0, (1 << #attribution.layers) - 1 do
    local thrown = {}
    for bit, layer in ipairs(attribution.layers) do
      thrown[layer] = set & (1 << (bit - 1)) ~= 0 or nil
    end
    sets[set + 1] = thrown
  end
  return sets
end

--- Splits a gain by Shapley values over its counterfactuals.
-- @tparam function value of a table layer to true: the figure with those layers switched, a positive number; or nil,
-- err
-- @treturn ?Attribution by layer the part in ln(gain), which add up to `whole` exactly; `shares` by layer (nil where
-- there is no gain), `factors` by layer; `gain`, `values` by counterfactual; or nil and an err
function attribution.of(value)
  local values = {}
  for i, thrown in ipairs(attribution.counterfactuals()) do
    local found, err = value(thrown)
    if not found then
      return nil, err
    end
    values[i] = found
  end
  local parts, whole = core.attribute(values, "ratio")
  if not parts then
    return nil, whole
  end
  local self = { whole = whole, gain = math.exp(whole), values = values, shares = {}, factors = {} }
  local sum = 0
  for i, layer in ipairs(attribution.layers) do
    self[layer] = math.abs(parts[i]) > figure.noise and parts[i] or 0.0
    self.factors[layer] = math.exp(self[layer])
    sum = sum + math.abs(self[layer])
  end
  for _, layer in ipairs(attribution.layers) do
    self.shares[layer] = math.abs(whole) > math.max(1e-9, sum / 2) and self[layer] / whole or nil
  end
  return setmetatable(self, AttributionMeta)
end

-- Where each layer takes the gain from the one before it, in ln, in which the parts add to the whole.
local function waterfall_of(self, of)
  local rows, sum = {}, 0
  for i, layer in ipairs(attribution.layers) do
    local share = self.shares[layer]
    rows[i] = { label = layer, from = figure.of(sum), to = figure.of(sum + self[layer]),
      tone = self[layer] < 0 and 2 or 1,
      text = { figure.multiple(self.factors[layer]), share and { ", ", figure.percent(share) } or "" } }
    sum = sum + self[layer]
  end
  rows[#rows + 1] = { label = "whole", from = figure.of(0.0), to = figure.of(self.whole),
    text = figure.multiple(self.gain) }
  return picture.rows { shape = "waterfall", title = { "who earned the gain in tokens per watt",
    of and { ", ", of } or "" }, axis = "ln of the gain",
    rows = rows, says = { { "the factors multiply to ", figure.multiple(self.gain) } },
    caption = { tier = "calibrated", source = "Shapley values over 64 mixed platforms, each modelled" } }
end

page.of_class(AttributionMeta, Attribution, function(self)
  local rows, most = {}, math.abs(self.whole)
  for _, layer in ipairs(attribution.layers) do
    most = math.max(most, math.abs(self[layer]))
  end
  for i, layer in ipairs(attribution.layers) do
    rows[i] = { layer, figure.multiple(self.factors[layer]), figure.of(self[layer], { step = most / 10 }),
      self.shares[layer] and figure.percent(self.shares[layer]) or "", SAYS[layer] }
  end
  rows[#rows + 1] = { "whole", figure.multiple(self.gain), figure.of(self.whole, { step = most / 10 }),
    self.shares.chip and figure.percent(1) or "" }
  return { block.table { columns = { { title = "" }, { title = "factor", align = "right" },
    { title = "ln", align = "right" }, { title = self.shares.chip and "share" or "", align = "right" },
    { title = "" } }, rows = rows },
    block.note "a layer's part, averaged over all orders (Shapley); factors multiply to the whole" }
end, { "waterfall", waterfall = function(self)
  return waterfall_of(self)
end })

--- Its picture.
-- @param[opt] of what is gained from what to what, inline
-- @treturn Block
function Attribution:picture(of)
  return waterfall_of(self, of)
end

--- How the gain was split: the gain of each mixed platform.
-- @treturn Page
function Attribution:explain()
  local rows = {}
  for i, thrown in ipairs(attribution.counterfactuals()) do
    local named = {}
    for _, layer in ipairs(attribution.layers) do
      named[#named + 1] = thrown[layer] and layer or nil
    end
    rows[i] = { #named > 0 and table.concat(named, ", ") or "none", figure.multiple(self.values[i] / self.values[1]) }
  end
  return page.new { block.paragraph "tokens per watt at the grid, by the layers that are the second platform's:",
    block.table { columns = { { title = "layers" }, { title = "gain", align = "right" } }, rows = rows } }
end

-- The chain: tokens per watt at the grid as a product.
local CHAIN = {
  { "cooling", "1 / PUE" }, { "server", "1 / (system over chip power)" }, { "load", "rated over drawn chip power" },
  { "bandwidth", "bytes/s of peak memory bandwidth for each rated watt" }, { "use", "share of that bandwidth in use" },
  { "tokens", "tokens for each byte read" },
}

--- A gain as a product of observed factors: `cooling server load bandwidth use tokens`, parts of ln(gain) that sum to
-- `whole`; `gain` (a multiple).
-- @type Chain
local Chain = {}
local ChainMeta = { __name = "signalflow.chain", __index = Chain }

--- Splits the same gain over a chain of observed factors (LMDI): exact, whatever model gave them.
-- @tparam table from `pue server_overhead rated_power chip_power memory_bandwidth bandwidth_share token_rate`, coherent
-- @tparam table to the same
-- @treturn ?Chain by factor the part in ln(gain); `whole`, `gain`; or nil and an err
function attribution.chain(from, to)
  local function factors(point)
    local bytes = point.memory_bandwidth * point.bandwidth_share
    return { 1 / point.pue, 1 / point.server_overhead, point.rated_power / point.chip_power,
      point.memory_bandwidth / point.rated_power, point.bandwidth_share, point.token_rate / bytes }
  end
  local parts, whole = core.decompose(factors(from), factors(to), "ratio")
  if not parts then
    return nil, whole
  end
  local self = { whole = whole, gain = math.exp(whole) }
  for i, entry in ipairs(CHAIN) do
    self[entry[1]] = parts[i]
  end
  return setmetatable(self, ChainMeta)
end

page.of_class(ChainMeta, Chain, function(self)
  local rows = {}
  for i, entry in ipairs(CHAIN) do
    rows[i] = { entry[1], figure.multiple(math.exp(self[entry[1]])), entry[2] }
  end
  rows[#rows + 1] = { "whole", figure.multiple(self.gain) }
  return { block.table { columns = { { title = "" }, { title = "", align = "right" }, { title = "" } }, rows = rows } }
end)

--- The factors and what each is.
-- @function explain
-- @treturn Page
Chain.explain = Chain.page

options.seal(AttributionMeta, Attribution, {
  "chip", "memory", "network", "precision", "software", "power", "whole", "gain", "shares", "factors", "values" })
options.seal(ChainMeta, Chain, { "cooling", "server", "load", "bandwidth", "use", "tokens", "whole", "gain" })

return attribution
