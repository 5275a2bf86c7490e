--- What a launch changes: two platforms at equal workload and interactivity under one grid-power envelope.
-- @module signalflow.serving.launch
local attribution = require "signalflow.serving.attribution"
local catalogue = require "signalflow.catalogue"
local claim = require "signalflow.serving.claim"
local core = require "signalflow.core"
local economics = require "signalflow.site.economics"
local failure = require "signalflow.shared.failure"
local frontier = require "signalflow.serving.frontier"
local options = require "signalflow.shared.options"
local text = require "signalflow.page.old_text"
local units = require "signalflow.values.units"
local workload = require "signalflow.serving.workload"

local launch = {}

local DRIVERS = { "pue", "server_overhead", "accelerator_cost", "rack_accelerators", "electricity", "site_cost",
  "operating_share", "utilization", "grid_power", "price", "discount", "accelerator_life", "site_life", "idle_share" }
local SOFTWARE = { "precision", "engine", "spec", "disaggregated" }
local OPTIONS = { from = "string|table", to = "string|table", workload = "table", elasticity = "any",
  rack_area = "any" }
local SIDE = { platform = "string" }
for _, name in ipairs(DRIVERS) do
  OPTIONS[name], SIDE[name] = "any", "any"
end
for _, name in ipairs(SOFTWARE) do
  SIDE[name] = name == "disaggregated" and "boolean" or "string"
end

-- One side: its platform, its workload with its own software, and its drivers.
local function read_side(given, which)
  local side = type(given[which]) == "table" and options.check(given[which], SIDE, which) or { platform = given[which] }
  if side.platform == nil then
    core.raise(('sf.launch needs from and to, as from = "H100"; %s has no platform'):format(which))
  end
  local platform, err = catalogue.platform(side.platform)
  if not platform then
    core.raise(tostring(err))
  end
  local asked, drivers = {}, {}
  for name, value in pairs(given.workload or {}) do
    asked[name] = value
  end
  for _, name in ipairs(SOFTWARE) do
    if side[name] ~= nil then
      asked[name] = side[name]
    end
  end
  for _, name in ipairs(DRIVERS) do
    if side[name] ~= nil then
      drivers[name] = side[name]
    else
      drivers[name] = given[name]
    end
  end
  return { platform = platform, asked = asked, drivers = drivers }
end

-- The frontier of a side and what it gives at an interactivity.
local function open_side(side)
  local given = { platform = side.platform, workload = side.asked }
  side.frontier = nil
  local made, err = frontier.new(given)
  if not made then
    return nil, err
  end
  made.given = side.drivers
  side.frontier = made
  return side
end

local function at(side, interactivity)
  local record, err = side.frontier:at(interactivity)
  if not record then
    return nil, failure("out of range", ("%s: %s"):format(side.platform.name, tostring(err)))
  elseif not record.chip_power then
    return nil, failure("unknown", core.text("%s: its chip power at %.4g tok/s/user is not known", side.platform.name,
      interactivity))
  elseif not record.costs.tokens_per_watt_facility then
    return nil, failure("unknown", side.platform.name
      .. ": its system power is not in the catalogue; give server_overhead")
  end
  return record
end

local function number(value)
  return type(value) == "number" and value or value and value:value()
end

local function ratio(to, from)
  local a, b = number(to), number(from)
  return a and b and b ~= 0 and a / b or nil
end

-- Whether both sides are one reading of one platform, so that its error is in both and drops out of their ratio.
local function is_one_reading(sides, to, from)
  return sides.to.platform.name == sides.from.platform.name and to.tier == from.tier and to.note == from.note
    and number(to.value) == number(from.value) and number(to.low) == number(from.low)
    and number(to.high) == number(from.high)
end

-- Of a ratio of two independent answers, in quadrature on the logarithm.
local function ratio_range(to, from)
  local function spread(answer, side)
    return math.log(number(answer[side]) / number(answer.value))
  end
  local middle = math.log(ratio(to.value, from.value))
  local down = math.sqrt(spread(to, "low") ^ 2 + spread(from, "high") ^ 2)
  local up = math.sqrt(spread(to, "high") ^ 2 + spread(from, "low") ^ 2)
  return math.exp(middle - down), math.exp(middle + up)
end

--- Multiples of one side over the other: more tokens, or less cost and energy for each.
local MULTIPLES = {
  throughput = { "token_rate", false }, energy = { "tokens_per_watt_facility", false },
  cost = { "cost_per_mtok", true },
}

function launch.multiple(from, to, metric)
  local entry = MULTIPLES[metric]
  local a, b
  if metric == "throughput" then
    a, b = from.token_rate.value, to.token_rate.value
  else
    a, b = from.costs[entry[1]], to.costs[entry[1]]
  end
  return entry[2] and ratio(a, b) or not entry[2] and ratio(b, a) or nil
end

-- Replacing at equal tokens: what is spent and saved a year.
local function replacement(self)
  local from, to = self.from.costs, self.to.costs
  if not (from.energy_cost and to.energy_cost and self.gain) then
    return
  end
  local share = 1 / self.gain -- of the grid power that the same tokens need
  self.energy_saving = from.energy_cost - to.energy_cost * share
  if from.operating_cost and to.operating_cost then
    self.operating_saving = self.energy_saving + from.operating_cost - to.operating_cost * share
  end
  local price = self.to.accelerator_cost
  if price and self.operating_saving then
    self.replacement_capital = price * to.accelerators * share
    if number(self.operating_saving) > 0 then
      self.payback = self.replacement_capital / self.operating_saving
    end
  end
end

-- The figures of the chain at a record's operating point, coherent.
local function chain_point(side, record)
  return { pue = number(record.costs.pue), server_overhead = number(record.costs.server_overhead),
    rated_power = side.platform:figure("chip_power").value, chip_power = number(record.chip_power.value),
    memory_bandwidth = side.platform:figure("hbm_bandwidth").value * 1e12,
    bandwidth_share = record.reading.bandwidth_share, token_rate = number(record.token_rate.value) }
end

-- Tokens per watt at the grid of a mixed platform, estimated.
local function counterfactual(self, interactivity)
  return function(thrown)
    local from, to = self.sides.from, self.sides.to
    local read = workload.read(thrown.software and to.asked or from.asked, true)
    local point = workload.point(read)
    point.platform = attribution.mixed(from.platform, to.platform, thrown)
    local points, err = frontier.points(point, read.disaggregated)
    local reading
    if points then
      reading, err = frontier.read(points, interactivity)
    end
    if not reading then
      return nil, err
    end
    local drivers = thrown.power and to.drivers or from.drivers
    local costs = economics.of(point.platform, reading.token_rate * units.read "tok/s/gpu",
      reading.chip_power * units.read "W/gpu", { pue = drivers.pue, server_overhead = drivers.server_overhead })
    return number(costs.tokens_per_watt_facility)
  end
end

--- @type Launch
local Launch = {}
local LaunchMeta = { __name = "signalflow.launch" }

-- Found when first asked for.
local LATE = {
  attribution = function(self)
    return (attribution.of(counterfactual(self, self.interactivity)))
  end,
  chain = function(self)
    if not (self.from.reading and self.to.reading) then
      return nil
    end
    return (attribution.chain(chain_point(self.sides.from, self.from), chain_point(self.sides.to, self.to)))
  end,
  claim = function(self)
    return function(words)
      return claim.of(self, words)
    end
  end,
}

LaunchMeta.__index = function(self, name)
  if Launch[name] then
    return Launch[name]
  elseif LATE[name] then
    local made = LATE[name](self)
    rawset(self, name, made)
    return made
  end
  return nil
end

--- The multiples of the launch at another interactivity.
-- @tparam number interactivity tok/s/user
-- @treturn ?table `throughput energy cost` as multiples (nil where unknown); or nil and an err
function Launch:multiples_at(interactivity)
  local from, err = at(self.sides.from, interactivity)
  if not from then
    return nil, err
  end
  local to, other = at(self.sides.to, interactivity)
  if not to then
    return nil, other
  end
  local made = {}
  for metric in pairs(MULTIPLES) do
    made[metric] = launch.multiple(from, to, metric)
  end
  return made
end

--- Compares two platforms.
-- @tparam table given `from` and `to`: names of platforms, or tables of `platform` with software of its own (`precision
-- engine spec disaggregated`) and drivers of its own (`pue server_overhead accelerator_cost rack_accelerators` ...);
-- `workload` with its interactivity; `grid_power`; `elasticity`; `rack_area` (m2/rack); drivers that both share
-- @treturn ?Launch `from` and `to` (records as of `frontier:at`), `gain` (tokens per watt at the grid), `gain_low`
-- `gain_high`, `multiples`, `usage_growth`, `operating_saving` (a year, at equal tokens), `payback` of replacing,
-- `attribution`, `chain`, `claim`; or nil and an err
function launch.new(given)
  given = options.check(given, OPTIONS, "sf.launch")
  local read = workload.read(given.workload)
  if read.offline then
    core.raise "sf.launch compares at equal interactivity; give one, as interactivity = 50 * u.tok/u.s/u.user"
  end
  local self = { sides = {}, interactivity = read.interactivity, given = given, read = read }
  for _, which in ipairs { "from", "to" } do
    local side, err = open_side(read_side(given, which))
    if not side then
      return nil, err
    end
    local record, missing = at(side, read.interactivity)
    if not record then
      return nil, missing
    end
    record.accelerator_cost = economics.inputs(side.platform, record.token_rate.value, record.chip_power.value,
      side.drivers).accelerator_cost
    self.sides[which], self[which] = side, record
  end
  self.multiples = {}
  for metric in pairs(MULTIPLES) do
    self.multiples[metric] = launch.multiple(self.from, self.to, metric)
  end
  self.gain = self.multiples.energy
  local rates = ratio(self.to.token_rate.value, self.from.token_rate.value)
  local low, high = rates, rates
  if not is_one_reading(self.sides, self.to.token_rate, self.from.token_rate) then
    low, high = ratio_range(self.to.token_rate, self.from.token_rate)
  end
  self.gain_low, self.gain_high = self.gain * low / rates, self.gain * high / rates
  replacement(self)
  local elasticity = given.elasticity or number(economics.inputs(self.sides.to.platform, self.to.token_rate.value,
    self.to.chip_power.value, {}).elasticity)
  self.elasticity = elasticity
  if self.multiples.cost then
    self.usage_growth = (1 / self.multiples.cost) ^ elasticity
  end
  return setmetatable(self, LaunchMeta)
end

--- Whether a value is a launch.
-- @param value
-- @treturn boolean
function launch.is(value)
  return getmetatable(value) == LaunchMeta
end

-- Printing.

local function cell(value, digits)
  if value == nil then
    return "unknown"
  elseif type(value) == "number" then
    return core.text("%." .. (digits or 3) .. "g", value)
  end
  return tostring(value)
end

local function times(value)
  return value and core.text("x %.3g", value) or ""
end

local function row(rows, title, from, to, more)
  rows[#rows + 1] = { title, cell(from), cell(to), times(ratio(to, from)), more or "" }
end

local function floor_of(record, area)
  return record.costs.racks and area and record.costs.racks * area or nil
end

local function rows_of(self)
  local from, to, rows = self.from.costs, self.to.costs, {}
  row(rows, "throughput", self.from.token_rate.value, self.to.token_rate.value,
    ("%s, %s"):format(self.from.tier, self.to.tier))
  row(rows, "  10 % to 90 %", nil, nil)
  rows[#rows] = { "  low", cell(self.from.token_rate.low), cell(self.to.token_rate.low) }
  rows[#rows + 1] = { "  high", cell(self.from.token_rate.high), cell(self.to.token_rate.high) }
  row(rows, "chip power", self.from.chip_power.value, self.to.chip_power.value,
    ("%s, %s"):format(self.from.chip_power.tier, self.to.chip_power.tier))
  row(rows, "tokens per watt, chip", from.tokens_per_watt_chip, to.tokens_per_watt_chip)
  row(rows, "  server at the wall", from.tokens_per_watt_system, to.tokens_per_watt_system)
  row(rows, "  facility, PUE included", from.tokens_per_watt_facility, to.tokens_per_watt_facility,
    self.gain_low < self.gain_high
    and core.text("range of the gain x %.3g to %.3g", self.gain_low, self.gain_high) or nil)
  row(rows, "tokens from the same power", from.token_rate, to.token_rate)
  row(rows, "accelerators", from.accelerators, to.accelerators)
  row(rows, "rack density", from.rack_density, to.rack_density)
  row(rows, "racks", from.racks, to.racks)
  row(rows, "floor", floor_of(self.from, self.given.rack_area), floor_of(self.to, self.given.rack_area))
  row(rows, "heat to carry away", from.heat, to.heat,
    ("%s, then %s"):format(economics.cooling(self.sides.from.platform), economics.cooling(self.sides.to.platform)))
  row(rows, "PUE", from.pue, to.pue)
  row(rows, "capital", from.capex, to.capex)
  row(rows, "cost of a million tokens", from.cost_per_mtok, to.cost_per_mtok)
  return rows
end

function LaunchMeta.__tostring(self)
  local columns = { { title = "" }, { title = self.sides.from.platform.name, align = "right" },
    { title = self.sides.to.platform.name, align = "right" }, { title = "", align = "right" }, { title = "" } }
  local function side(which)
    local asked = self.sides[which].asked
    return ("%s %s, %s"):format(self.sides[which].platform.name, asked.precision or "", self[which].layout or "")
  end
  local served = {}
  for name, value in pairs(self.read) do
    served[name] = name ~= "precision" and value or nil
  end
  local lines = {
    ("%s to %s: %s, at %s for each user"):format(self.sides.from.platform.name, self.sides.to.platform.name,
      workload.describe(served), tostring(self.interactivity * units.read "tok/s/user")),
    side "from" .. "; " .. side "to", text.table(columns, rows_of(self)),
  }
  if self.operating_saving then
    lines[#lines + 1] = ("at equal tokens: %s a year less for energy and operation; replacing the accelerators costs"
      .. " %s%s"):format(tostring(self.operating_saving * units.read "year"), cell(self.replacement_capital),
        self.payback and ", paid back in " .. tostring(self.payback) or ", not paid back by that saving")
  end
  if self.usage_growth then
    lines[#lines + 1] = core.text("usage, if cost is passed on: x %.3g (price elasticity %.3g)", self.usage_growth,
      self.elasticity)
  end
  local earned = self.attribution
  lines[#lines + 1] = earned and "who earned the calibrated gain in tokens per watt:\n" .. tostring(earned)
    or "who earned the gain is not known: some mixed platform does not reach this interactivity"
  return table.concat(lines, "\n")
end

options.seal(LaunchMeta, Launch)

return launch
