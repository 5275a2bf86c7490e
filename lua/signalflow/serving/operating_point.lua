--- A platform at an interactivity, of a frontier: its answers, what they rest on, and its page.
-- @module signalflow.serving.operating_point
local answer = require "signalflow.serving.tiered"
local basis = require "signalflow.serving.basis"
local block = require "signalflow.page.block"
local catalogue = require "signalflow.catalogue"
local figure = require "signalflow.page.figure"
local layouts = require "signalflow.serving.layouts"
local nearest = require "signalflow.serving.nearest"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local units = require "signalflow.values.units"
local workload = require "signalflow.serving.workload"

local operating_point = {}

--- A platform at an interactivity; see `Frontier:at`.
-- @type OperatingPoint
local OperatingPoint = {}
local OperatingPointMeta = { __name = "signalflow.operating_point", __index = OperatingPoint }

--- Makes one of its fields.
-- @tparam table fields as of `Frontier:at`
-- @treturn OperatingPoint
function operating_point.new(fields)
  return setmetatable(fields, OperatingPointMeta)
end

--- What stands beneath operating points on a page: what costs and tiers are.
-- @tparam {OperatingPoint,...} records
-- @treturn Block
function operating_point.legend(records)
  return block.note { "costs of output tokens, their prompts with them, at full load and by the defaults of a factory",
    " unless given; at the grid: PUE and servers included; ",
    answer.legend(records) }
end

-- Its answers: name, what it says.
local ANSWERS = { { "token_rate", "throughput" }, { "tokens_per_megawatt", "tokens per watt at the grid" },
  { "cost_per_mtok", "cost of a million output tokens" }, { "chip_power", "chip power" } }

local SAYS = { mtp = "multi-token prediction", none = "no speculation" }

-- The share of accelerators' time that goes into prompts: of a pool of its own, else between tokens; nil where unknown.
local function prefill_share(self)
  local row, reading = self.rows and self.rows[1], self.reading
  local mixture = (self.class or ""):match "%a+$" == "moe"
  local layout = row and layouts.read(row.layout, row.gpus or 1, mixture, row.note) or reading and reading.layout
  if layout and layout.disaggregated then
    return layout.prefill_accelerators / layouts.accelerators(layout)
  end
  local time = reading and not reading.layout.disaggregated and reading.prefill_time
  return time and math.min(1, time * reading.interactivity) or nil
end

--- What a million tokens cost by the time of each pool: of input that is computed, and of output.
-- @treturn ?Quantity of input; nil where unknown
-- @treturn ?Quantity of output
function OperatingPoint:split_cost()
  local asked, share = self.workload, self.cost_per_mtok and self.workload.input and prefill_share(self)
  local computed = share and asked.input * (1 - (asked.cached or 0))
  if not computed or computed <= 0 then
    return nil
  end
  local cost = self.cost_per_mtok.value
  return cost * (share * asked.output / computed), cost * (1 - share)
end

--- The question to which it is an answer, for `nearest.to`.
-- @treturn table
function OperatingPoint:question()
  local asked, model = self.workload, catalogue.model(self.workload.model)
  return { platform = self.platform, model = model and model.name or asked.model, precision = asked.precision,
    spec = self.spec, input = asked.input, output = asked.output, workload = asked.workload, cached = asked.cached,
    acceptance = asked.acceptance, interactivity = self.interactivity and self.interactivity:to "tok/s/user" }
end

-- The cost by the time of each pool.
local function split_words(self)
  local input, output = self:split_cost()
  local new = (self.workload.cached or 0) > 0 and " of input not cached, " or " of input, "
  return input and { "  by the time of each pool", { figure.of(input), new, figure.of(output), " of output" } } or nil
end

-- What it earns where a price was given, at the middle of each input.
local function earned(self)
  local costs = self.costs
  if not (costs and costs.npv) then
    return {}
  end
  return { { "  gross margin", { figure.percent(costs.gross_margin), ", after depreciation" } },
    { "  NPV", { figure.of(costs.npv), " of ", figure.of(self.site.values.grid_power) } } }
end

-- A point or a row as "5.93 ktok/s/gpu at 28.1 tok/s/user".
local function point_words(point)
  return { figure.of(point.token_rate * units.read "tok/s/gpu"), " at ",
    figure.of(point.interactivity * units.read "tok/s/user") }
end

-- How steep it is, and what lies on both sides.
local function cliff_words(self)
  local sides = self.rows or self.reading and self.reading.neighbours
  local beside = sides and sides[2] and { "; ", point_words(sides[1]), ", ", point_words(sides[2]) } or ""
  return { "throughput falls as the power ", figure.of(self.slope), " of the speed", beside }
end

local function mix_words(mix)
  return { figure.of(mix.token_rate), ", with ", figure.percent(mix.share), " of it serving ", point_words(mix.slower),
    " and the rest ", point_words(mix.faster), ": as fast on average" }
end

page.of_class(OperatingPointMeta, OperatingPoint, function(self)
  local facts = {}
  for _, entry in ipairs(ANSWERS) do
    local made = self[entry[1]]
    local is_asked = entry[1] == "token_rate" or entry[1] == "chip_power" or self.costs or not self.chip_power
    facts[#facts + 1] = is_asked and { entry[2], made and { made:words(), "  ", made.tier } or figure.of(nil) } or nil
    local beside = self.calibrated and self.calibrated[entry[1]]
    facts[#facts + 1] = beside and beside ~= made and { "  estimated beside it", beside:words() } or nil
    facts[#facts + 1] = entry[1] == "cost_per_mtok" and split_words(self) or nil
    if entry[1] == "cost_per_mtok" then
      local more = earned(self)
      table.move(more, 1, #more, #facts + 1, facts)
    end
  end
  facts[#facts + 1] = self.p90_interactivity
    and { "P90 interactivity", { self.p90_interactivity:words(), "  ", self.p90_interactivity.tier } } or nil
  facts[#facts + 1] = self.layout and { "layout", self.layout } or nil
  facts[#facts + 1] = self.concurrency and { "requests in flight", figure.count(self.concurrency) } or nil
  facts[#facts + 1] = self.spec and { "speculation", SAYS[self.spec] } or nil
  facts[#facts + 1] = self.other and { SAYS[self.other.spec], { self.other.token_rate:words(), "  ", self.other.tier } }
    or nil
  facts[#facts + 1] = self.engine and { "engine", self.engine } or nil
  facts[#facts + 1] = self.cliff and { "on a cliff", cliff_words(self) } or nil
  facts[#facts + 1] = self.mix and { "a site that mixes", mix_words(self.mix) } or nil
  local at = self.interactivity and { " at ", figure.of(self.interactivity) } or ", no latency asked"
  local blocks = { block.title { self.platform, " serving ", workload.describe(self.workload), at }, block.facts(facts),
    operating_point.legend { self } }
  local question = self:question()
  local rows = self.rows or nearest.to(question)
  blocks[#blocks + 1] = nearest.table(rows, question)
  local entries = nearest.sources(self.rows and {} or rows)
  table.insert(entries, 1, { name = "throughput", source = self.source, date = self.date, tier = self.tier })
  blocks[#blocks + 1] = block.sources_of(entries)
  blocks[#blocks + 1] = self.basis and basis.given(self.basis.platform) or nil
  return blocks
end)

--- What the operating point rests on: figures of platform and model, constants, rows.
-- @treturn Page
function OperatingPoint:explain()
  local blocks = self:page().blocks
  if self.basis or self.calibrated then
    table.move(basis.blocks(self.basis or self.calibrated.basis), 1, 3, #blocks + 1, blocks)
  end
  return page.new(blocks)
end

--- The day of its source.
-- @treturn ?string
function OperatingPoint:as_of()
  return self.date
end

--- What is known to be wrong with it.
-- @treturn {string,...} keys of the catalogue's known issues
function OperatingPoint:issues()
  return basis.issues(self)
end

options.seal(OperatingPointMeta, OperatingPoint, {
  "platform", "interactivity", "p90_interactivity", "token_rate", "chip_power", "tokens_per_megawatt",
  "cost_per_mtok", "tier", "source", "date", "spec", "engine", "layout", "accelerators", "concurrency", "rows", "other",
  "workload", "costs", "cliff", "slope", "mix", "reading", "calibrated", "class", "basis", "site", "cooling",
  "limits", "batch", "batch_capacity" })

return operating_point
