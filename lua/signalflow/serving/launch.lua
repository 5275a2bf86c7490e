--- What a launch changes: two platforms at equal workload and interactivity under one grid-power envelope.
-- @module signalflow.serving.launch
local assumptions = require "signalflow.site.assumptions"
local attribution = require "signalflow.serving.attribution"
local basis = require "signalflow.serving.basis"
local best_points = require "signalflow.serving.best_points"
local catalogue = require "signalflow.catalogue"
local claim = require "signalflow.serving.claim"
local core = require "signalflow.core"
local curve = require "signalflow.serving.curve"
local digits = require "signalflow.page.number"
local drivers = require "signalflow.site.drivers"
local economics = require "signalflow.site.economics"
local failure = require "signalflow.shared.failure"
local frontier = require "signalflow.serving.frontier"
local launch_page = require "signalflow.serving.launch_page"
local options = require "signalflow.shared.options"
local own_platform = require "signalflow.catalogue.own_platform"
local page = require "signalflow.page.page"
local pareto = require "signalflow.catalogue.pareto"
local system_power = require "signalflow.site.system_power"
local units = require "signalflow.values.units"
local workload = require "signalflow.serving.workload"

local launch = {}

local SOFTWARE = { "precision", "engine", "spec", "disaggregated" }

--- The kinds of the options that launches share.
-- @tparam table more name to kind
-- @treturn table
function launch.options(more)
  return options.merged(frontier.drivers { workload = "table", rack_area = "any" }, more)
end

--- The workloads of several launches.
-- @tparam table given `workloads`, a list, or `workload` for one
-- @tparam string what for errors
-- @treturn {table,...}
function launch.workloads(given, what)
  if given.workload ~= nil and given.workloads ~= nil then
    core.raise(("%s takes workloads, a list, or one workload, not both"):format(what))
  end
  return given.workloads or { given.workload }
end

--- Reads one side: its platform, its workload with its own software, and its drivers.
-- @param asked_side a name of a platform, or a table of `platform`, software and drivers
-- @tparam table given what both sides share
-- @tparam string which "from", for errors
-- @treturn table `platform asked drivers`
function launch.side(asked_side, given, which)
  local kinds = frontier.drivers {}
  local own = frontier.drivers { platform = "string|table", precision = "string", engine = "string", spec = "string",
    disaggregated = "boolean" }
  local is_platform = type(asked_side) == "table"
    and (type(asked_side.figure) == "function" or asked_side.platform == nil and own_platform.is_one(asked_side))
  local side = { platform = asked_side }
  if type(asked_side) == "table" and not is_platform then
    side = options.check(asked_side, own, which, workload.place_of)
  end
  if side.platform == nil then
    core.raise(('a launch needs from and to, as from = "H100"; %s has no platform'):format(which))
  end
  local platform, err = catalogue.platform_of(side.platform)
  if not platform then
    core.raise(tostring(err))
  end
  local asked, own_drivers = options.merged(given.workload or {}), {}
  for _, name in ipairs(SOFTWARE) do
    if side[name] ~= nil then
      asked[name] = side[name]
    end
  end
  for driver in pairs(kinds) do
    if side[driver] ~= nil then
      own_drivers[driver] = side[driver]
    else
      own_drivers[driver] = given[driver]
    end
  end
  return { platform = platform, asked = workload.with(asked, asked.spec), drivers = own_drivers }
end

--- Works out the frontiers of sides, together.
-- @tparam {table,...} sides of `launch.side`
-- @treturn ?{table,...} the same, each with its `frontier`; or nil and an err
function launch.open(sides)
  local asked = {}
  for i, side in ipairs(sides) do
    asked[i] = { platform = side.platform, workload = side.asked }
    for driver, value in pairs(side.drivers) do
      asked[i][driver] = value
    end
  end
  local made, err = frontier.all(asked)
  for i, one in ipairs(made or {}) do
    sides[i].frontier = one
  end
  return made and sides, err
end

local number = units.number

-- What guesses tokens ahead on a side: as it was asked, else as both do.
local function spec_of(side, shared)
  return side.asked.spec or shared
end

-- A record of a side with its costs; nil, err where something of it is unknown.
local function complete(side, record)
  frontier.with_costs(side.frontier, record)
  if not record.chip_power then
    return nil, failure("unknown", ("%s: its chip power at %s is not known"):format(side.platform.name,
      tostring(record.interactivity)))
  elseif not record.costs.tokens_per_watt_facility then
    return nil, failure("unknown", side.platform.name
      .. ": its system power is not in the catalogue; give server_overhead")
  end
  return record
end

local function ratio(to, from)
  local a, b = number(to), number(from)
  return a and b and b ~= 0 and a / b or nil
end

-- Of a ratio of two answers, in quadrature on the logarithm: its ends over its middle. Errors of two platforms at one
-- point share 4 % of their variance (767 pairs, groups left out: tests/accuracy/reach.lua): they are apart.
local function ratio_range(to, from)
  local function spread(answer, side)
    return math.log(number(answer[side]) / number(answer.value))
  end
  local down = math.sqrt(spread(to, "low") ^ 2 + spread(from, "high") ^ 2)
  local up = math.sqrt(spread(to, "high") ^ 2 + spread(from, "low") ^ 2)
  return { low = math.exp(-down), high = math.exp(up) }
end

-- Why sides cannot be compared at an interactivity: one does not reach it, or each only in another way.
local function out_of_reach(sides, interactivity)
  for _, side in ipairs(sides) do
    local point, err = frontier.point(side.frontier, interactivity, side.asked.spec)
    if not point then
      return failure("out of range", ("%s: %s"):format(side.platform.name, tostring(err)))
    end
  end
  return failure("out of range", ("no way of serving reaches %s tok/s/user on every platform"):format(
    digits.short(interactivity, 4)))
end

--- Every side at an interactivity, all with the same guessing of tokens ahead, so that plain decoding is never set
-- against multi-token prediction: that with which all together serve most.
-- @tparam {table,...} sides open
-- @tparam number interactivity tok/s/user
-- @tparam ?boolean some true: also where some do not reach it, first of all with what the most of them do
-- @treturn ?{OperatingPoint,...} of each side, false where it does not reach; or nil and an err where they do not
-- @treturn string "none" or "mtp"
function launch.points(sides, interactivity, some)
  local best, shared, most, most_reach = nil, nil, -math.huge, some and 0 or #sides
  for _, spec in ipairs { "none", "mtp" } do
    local points, sum, reach = {}, 0, 0
    for i, side in ipairs(sides) do
      points[i] = frontier.point(side.frontier, interactivity, spec_of(side, spec)) or false
      sum = sum + (points[i] and math.log(number(points[i].token_rate.value)) or 0)
      reach = reach + (points[i] and 1 or 0)
    end
    if reach > most_reach or reach == most_reach and (sum > most or not best) then
      best, shared, most, most_reach = points, spec, sum, reach
    end
  end
  if not best then
    return nil, out_of_reach(sides, interactivity)
  end
  return best, shared
end

-- Multiples of one side over the other: more tokens, or less cost and energy for each.
local MULTIPLES = {
  throughput = { "token_rate", false }, energy = { "tokens_per_watt_facility", false },
  cost = { "cost_per_mtok", true },
}

-- Whether both are one reading of one platform, so that its error is in both and drops out of their ratio.
local function is_one_reading(from, to)
  local a, b = from.token_rate, to.token_rate
  return from.platform == to.platform and a.tier == b.tier and a.note == b.note and number(a.value) == number(b.value)
    and number(a.low) == number(b.low) and number(a.high) == number(b.high)
end

-- Every multiple of two records, and `range` of each: its ends over its middle.
local record_multiples = options.records("launch's multiples", { "throughput", "energy", "cost", "range" })

local function multiples_of(from, to)
  local made = record_multiples { range = is_one_reading(from, to) and { low = 1, high = 1 }
    or ratio_range(to.token_rate, from.token_rate) }
  for metric, entry in pairs(MULTIPLES) do
    local a, b = from.costs[entry[1]], to.costs[entry[1]]
    if metric == "throughput" then
      a, b = from.token_rate.value, to.token_rate.value
    end
    made[metric] = entry[2] and ratio(a, b) or not entry[2] and ratio(b, a) or nil
  end
  return made
end

-- A driver as given, which may be uncertain, else at its middle.
local function given_or_middle(record, driver)
  return record.site.origins[driver] and record.costs[driver] or record.site.values[driver]
end

-- What a year costs on one side less the same tokens on the other; nil where a side's is unknown.
local function saved(self, cost, share)
  local from, to = self.from.costs[cost], self.to.costs[cost]
  return from and to and from - to * share
end

-- Replacing at equal tokens: what is spent and saved a year.
local function replacement(self)
  local from, to = self.from.costs, self.to.costs
  if not (from.token_rate and to.token_rate and self.gain) then
    return
  end
  local share = number(from.token_rate) / number(to.token_rate) -- of the grid power that the same tokens need
  self.energy_saving = saved(self, "energy_cost", share)
  self.operation_saving = saved(self, "operating_cost", share)
  self.capital_saving = saved(self, "capital_cost", share)
  self.racks_saved = saved(self, "racks", share)
  self.operating_saving = self.energy_saving and self.operation_saving
    and self.energy_saving + self.operation_saving or nil
  local price = given_or_middle(self.to, "accelerator_cost")
  if price and self.operating_saving then
    self.replacement_capital = price * to.accelerators * share
    if number(self.operating_saving) > 0 then
      self.payback = self.replacement_capital / self.operating_saving
    end
  end
end

-- What a rack asks of its hall: the power provided for it, and its heat by air and by liquid, W/rack each.
local function cooling_of(side, record)
  local air, liquid = system_power.heat(side.platform, record.costs.rack_draw, record.site.values.rack_accelerators,
    record.chip_power.value)
  return { power = record.costs.rack_density, air = air, liquid = liquid }
end

-- What a hall built for racks of the first platform lacks for those of the second.
local function lacking(self)
  local lacks = {}
  for _, need in ipairs { "power", "air", "liquid" } do
    local from, to = self.from.cooling[need], self.to.cooling[need]
    if from and to then
      local more = number(to) - number(from)
      lacks[need] = more > 0 and to - from or nil
    else
      lacks.unknown = true
    end
  end
  return lacks
end

-- The figures of the chain at a record's operating point, coherent.
local function chain_point(side, record)
  local function rated(name)
    return number((catalogue.quantity(side.platform, name)))
  end
  return { pue = number(record.costs.pue), server_overhead = number(record.costs.server_overhead),
    rated_power = rated "chip_power", chip_power = number(record.chip_power.value),
    memory_bandwidth = rated "hbm_bandwidth",
    bandwidth_share = record.reading.bandwidth_share, token_rate = number(record.token_rate.value) }
end

-- What a frontier depends on.
local function key_of(platform, asked, words)
  local software = {}
  for i, name in ipairs(SOFTWARE) do
    software[i] = tostring(asked[name])
  end
  return attribution.key(platform, words) .. " " .. table.concat(software, " ")
end

-- What a side of a launch is asked, its speculation said; or a mix of both sides.
local function asked_of(self, which)
  local side = self.sides[which]
  return workload.with(side.asked, spec_of(side, self.spec))
end

local function asked_of_mix(self, thrown)
  local asked = asked_of(self, thrown.software and "to" or "from")
  asked.precision = self.sides[thrown.precision and "to" or "from"].asked.precision
  return asked
end

-- The points of every mixed platform of launches of one workload, estimated, by `key_of`: `best`, or `err`.
local function mixed_points(kin)
  local known, points, keys, words = {}, {}, {}, {}
  for _, one in ipairs(kin) do
    for which, side in pairs(one.sides) do
      local asked = asked_of(one, which)
      known[key_of(side.platform, asked, words)] = { best = frontier.of_spec(side.frontier, asked.spec) }
    end
  end
  for _, one in ipairs(kin) do
    local from, to = one.sides.from.platform, one.sides.to.platform
    for _, thrown in ipairs(attribution.counterfactuals()) do
      local platform, asked = attribution.mixed(from, to, thrown), asked_of_mix(one, thrown)
      local key = not thrown.power and key_of(platform, asked, words) -- what is around the chip makes no other points
      if key and not known[key] then
        local point = workload.point(workload.read(asked, true))
        point.platform, point.apart, known[key] = platform, asked.disaggregated, {}
        points[#points + 1], keys[#keys + 1] = point, key
      end
    end
  end
  for i, found in ipairs(best_points.of(points)) do
    known[keys[i]] = found
  end
  return known, words
end

-- Tokens per watt at the grid of a mixed platform, estimated.
local function counterfactual(self, interactivity)
  local from, to, kin = self.sides.from, self.sides.to, self.kin or { self }
  if not kin.known then
    kin.known, kin.words = mixed_points(kin)
  end
  return function(thrown)
    local platform = attribution.mixed(from.platform, to.platform, thrown)
    local points = kin.known[key_of(platform, asked_of_mix(self, thrown), kin.words)]
    local reading, err = nil, points.err
    if points.best then
      reading, err = frontier.read(points.best, interactivity)
    end
    if not reading then
      return nil, err
    end
    local own = thrown.power and to.drivers or from.drivers
    local site = drivers.given({ pue = own.pue, server_overhead = own.server_overhead }, platform)
    drivers.take_defaults(site, { "pue" })
    return number(economics.of(drivers.at(site, reading.token_rate * units.read "tok/s/gpu",
      reading.chip_power * units.read "W/gpu")).tokens_per_watt_facility)
  end
end

--- What a new platform changes at equal workload and interactivity: `from` and `to` (OperatingPoint), `gain` with
-- `gain_low` and `gain_high` (tokens per watt at the grid, a multiple), `attribution`, `chain`, `energy_saving`,
-- `operating_saving` (money a year), `payback` (time), `usage_multiple`; `launch:claim "25x"` is a Claim.
-- @type Launch
local Launch = {}
local LaunchMeta = { __name = "signalflow.launch" }

-- Found when first asked for.
local LATE = {
  attribution = function(self)
    return not self.cliff and attribution.of(counterfactual(self, self.interactivity)) or nil
  end,
  chain = function(self)
    if not (self.from.reading and self.to.reading) then
      return nil
    end
    return (attribution.chain(chain_point(self.sides.from, self.from), chain_point(self.sides.to, self.to)))
  end,
  scan = claim.scan,
  -- launch:claim "..." and launch.claim "..." alike
  claim = function(self)
    return function(first, words)
      return claim.of(self, first == self and words or first)
    end
  end,
}

LaunchMeta.__index = function(self, name)
  if LATE[name] then
    local made = LATE[name](self)
    rawset(self, name, made)
    return made
  end
  return Launch[name]
end

--- The launch's records at another interactivity.
-- @tparam number interactivity tok/s/user
-- @treturn ?table `from`, `to` (as of `frontier:at`), `multiples` (`throughput energy cost`, nil where unknown, and
-- `range`, the ends of each over its middle), `spec`; or nil and an err
function Launch:at(interactivity)
  options.argument(interactivity, "number", "at: interactivity")
  local sides = { self.sides.from, self.sides.to }
  local points, spec = launch.points(sides, interactivity)
  if not points then
    return nil, spec
  end
  for i, side in ipairs(sides) do
    local found, err = complete(side, points[i])
    if not found then
      return nil, err
    end
  end
  return { from = points[1], to = points[2], multiples = multiples_of(points[1], points[2]), spec = spec }
end

--- The multiples of the launch at another interactivity.
-- @tparam number interactivity tok/s/user
-- @treturn ?table `throughput energy cost` as multiples (nil where unknown), `range`; or nil and an err
function Launch:multiples_at(interactivity)
  local found, err = self:at(interactivity)
  if not found then
    return nil, err
  end
  return found.multiples
end

--- The same platforms, drivers and software at another workload.
-- @tparam table given a workload with its interactivity
-- @tparam[opt] table precisions `from` and `to`, those of the sides unless given
-- @treturn ?Launch nil and an err
function Launch:with(given, precisions)
  options.argument(given, "table", "with: workload")
  local read, sides = workload.read(given), {}
  for i, which in ipairs { "from", "to" } do
    local side, asked = self.sides[which], options.merged(given)
    for _, name in ipairs(SOFTWARE) do
      asked[name] = asked[name] == nil and side.asked[name] or asked[name]
    end
    asked.precision = precisions and precisions[which] or asked.precision
    sides[i] = { platform = side.platform, drivers = side.drivers, asked = workload.with(asked, asked.spec) }
  end
  local open, err = launch.open(sides)
  if not open then
    return nil, err
  end
  local points, spec = launch.points(open, read.interactivity)
  if not points then
    return nil, spec
  end
  return launch.of({ open[1], points[1] }, { open[2], points[2] }, self.given, read, spec)
end

--- The launch at several interactivities: it is a curve, not a point.
-- @tparam[opt] {number,...} speeds tok/s/user; 20, 50, 100 and 150 unless given
-- @treturn Curve
function Launch:curve(speeds)
  return curve.of(self, speeds)
end

-- What a side rests on: its drivers, those of the operating point with their range.
local function entries_of(self, which)
  local record, entries = self[which], {}
  for _, entry in ipairs(drivers.entries(record.site)) do
    local made = (entry.driver == "token_rate" or entry.driver == "chip_power") and record[entry.driver]
    entries[#entries + 1] = made and { driver = entry.driver, value = made:law(), how = made.tier, source = made.source,
      date = made.date, note = made.note } or entry
  end
  if self.rack_area ~= nil then
    entries[#entries + 1] = { driver = "rack_area", value = self.rack_area, how = "given" }
  end
  return assumptions.list(entries)
end

--- What a side rests on.
-- @tparam string which "from" or "to"
-- @treturn Assumptions
function Launch:assumptions_of(which)
  return entries_of(self, options.one_of(which, { "from", "to" }, "side of a launch"))
end

-- Both sides', as columns.
local function columns_of(self)
  return { { title = self.sides.from.platform.name, list = self:assumptions_of "from" },
    { title = self.sides.to.platform.name, list = self:assumptions_of "to" } }
end

--- What both sides rest on; a driver that differs is named once for each.
-- @treturn Assumptions
function Launch:assumptions()
  return assumptions.merged(columns_of(self))
end

--- The newest day of a source.
-- @treturn ?string
function Launch:as_of()
  return self:assumptions():as_of()
end

--- What is known to be wrong with it.
-- @treturn {string,...} keys of the catalogue's known issues
function Launch:issues()
  local lists = { { "attribution" } }
  for _, which in ipairs { "from", "to" } do
    lists[#lists + 1] = self[which]:issues()
    lists[#lists + 1] = drivers.issues(self[which].site.values)
  end
  return basis.union(lists)
end

--- What both sides rest on, who earned the gain, and the chain of observed factors.
-- @treturn Page
function Launch:explain()
  return page.new(launch_page.explain(self, columns_of(self)))
end

-- The floor that a rack takes; nil where it was not given.
local function read_area(given)
  if given.rack_area == nil then
    return nil
  end
  local value = units.value(given.rack_area, "a launch: rack_area")
  local wanted, came = units.dimension(units.read "m2/rack"), units.dimension(value)
  if wanted ~= came then
    core.raise(("rack_area must be %s, not %s (%s)"):format(wanted, tostring(value), came))
  end
  return value
end

--- Compares two platforms.
-- @tparam table given `from` and `to`: names of platforms, or tables of `platform` with software of its own (`precision
-- engine spec disaggregated`) and drivers of its own (`pue server_overhead accelerator_cost rack_accelerators` ...);
-- `workload` with its interactivity; `grid_power`; `elasticity`; `rack_area` (m2/rack); drivers that both share
-- @treturn ?Launch `from` and `to` (records as of `frontier:at`), `gain` (tokens per watt at the grid), `gain_low`
-- `gain_high`, `multiples`, `usage_multiple` (by price elasticity, where cost is passed on); a year, at equal tokens,
-- `energy_saving`, `operation_saving`, their sum `operating_saving`, `capital_saving` and `racks_saved`; `payback` of
-- replacing; `lacking`, what a hall built for racks of the first lacks (`power`, `air`, `liquid`, W/rack each; nil
-- where it lacks none, `unknown` where not all is known); `attribution`, nil where a side is on a `cliff` (`side`,
-- `slope`); `chain`, `claim`; or nil and an err. Both
-- records have `cooling`, what a rack asks for (`power`, and its heat by `air` and `liquid`)
function launch.new(given)
  given = options.check(given, launch.options { from = "string|table", to = "string|table" }, "sf.launch",
    workload.place_of)
  local read = workload.read(given.workload)
  if read.offline then
    core.raise "sf.launch compares at equal interactivity; give one, as interactivity = 50 * u.tok/u.s/u.user"
  end
  local sides, err = launch.open { launch.side(given.from, given, "from"), launch.side(given.to, given, "to") }
  if not sides then
    return nil, err
  end
  local points, spec = launch.points(sides, read.interactivity)
  if not points then
    return nil, spec
  end
  return launch.of({ sides[1], points[1] }, { sides[2], points[2] }, given, read, spec)
end

--- Lets launches of one workload be split together: what they share is evaluated once.
-- @tparam {Launch,...} list
function launch.share(list)
  for _, one in ipairs(list) do
    rawset(one, "kin", list)
  end
end

-- The side whose estimate is on a cliff, beside which nobody can say who earned what; nil where neither is.
local function cliff_of(self)
  for _, which in ipairs { "from", "to" } do
    local slope = frontier.slope(self.sides[which].frontier, self[which])
    if slope and slope < pareto.CLIFF then
      return { side = which, slope = slope }
    end
  end
  return nil
end

--- Compares two open sides.
-- @tparam table from the side, and its record of `launch.points`
-- @tparam table to
-- @tparam table given what both share
-- @tparam table read the workload
-- @tparam string spec of `launch.points`
-- @treturn ?Launch nil and an err
function launch.of(from, to, given, read, spec)
  local self = setmetatable({ sides = { from = from[1], to = to[1] }, interactivity = read.interactivity, given = given,
    read = read, spec = spec }, LaunchMeta)
  for _, one in ipairs { from, to } do
    local found, missing = complete(one[1], one[2])
    if not found then
      return nil, missing
    end
  end
  self.from, self.to = from[2], to[2]
  self.multiples = multiples_of(self.from, self.to)
  self.rate_range = self.multiples.range
  self.gain = self.multiples.energy
  self.gain_low, self.gain_high = self.gain * self.rate_range.low, self.gain * self.rate_range.high
  replacement(self)
  self.from.cooling, self.to.cooling = cooling_of(from[1], self.from), cooling_of(to[1], self.to)
  self.lacking = lacking(self)
  self.cliff = cliff_of(self)
  self.elasticity, self.rack_area = given_or_middle(self.to, "elasticity"), read_area(given)
  if self.multiples.cost then
    self.usage_multiple = (1 / self.multiples.cost) ^ self.elasticity
  end
  return self
end

--- One of its pictures.
-- @tparam string kind "waterfall", who earned the gain, or "curve", both sides by the speed of each user
-- @treturn[1] Block
-- @treturn[2] nil
-- @treturn[2] err where the gain cannot be split
function Launch:picture(kind)
  if options.one_of(kind, { "waterfall", "curve" }, "kind of picture") == "curve" then
    return self:curve():picture()
  end
  local split = self.attribution
  if split then
    return split:picture { self.sides.from.platform.name, " to ", self.sides.to.platform.name }
  end
  return nil, failure("unknown", "the gain cannot be split: a counterfactual has no value")
end

--- Whether a value is a launch.
-- @param value
-- @treturn boolean
function launch.is(value)
  return getmetatable(value) == LaunchMeta
end

page.of_class(LaunchMeta, Launch, function(self)
  return launch_page.blocks({ { self.sides.from, self.from }, { self.sides.to, self.to } }, { self }, { self })
end, { "waterfall", "curve", shown = 2, waterfall = function(self)
  return self:picture "waterfall"
end, curve = function(self)
  return self:picture "curve"
end })

options.seal(LaunchMeta, Launch, {
  "from", "to", "gain", "gain_low", "gain_high", "multiples", "usage_multiple", "energy_saving",
  "operation_saving", "operating_saving", "capital_saving", "racks_saved", "payback", "lacking", "cliff", "spec",
  "interactivity", "attribution", "chain", "claim", "elasticity", "rack_area", "rate_range",
  "replacement_capital", "given", "read", "sides", "scan", "kin" })

return launch
