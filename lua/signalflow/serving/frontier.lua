--- Throughput against interactivity of a platform serving a workload: what is measured, and what is estimated over
-- batches and layouts, corrected by what measured sweeps reach of such estimates. Nothing is extrapolated.
-- @module signalflow.serving.frontier
local answer = require "signalflow.serving.tiered"
local basis = require "signalflow.serving.basis"
local best_points = require "signalflow.serving.best_points"
local block = require "signalflow.page.block"
local calibration = require "signalflow.catalogue.calibration.inference"
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local drivers = require "signalflow.site.drivers"
local economics = require "signalflow.site.economics"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local inference = require "signalflow.serving.inference"
local layouts = require "signalflow.serving.layouts"
local number = require "signalflow.page.number"
local operating_point = require "signalflow.serving.operating_point"
local options = require "signalflow.shared.options"
local own_measurements = require "signalflow.catalogue.own_measurements"
local page = require "signalflow.page.page"
local pareto = require "signalflow.catalogue.pareto"
local picture = require "signalflow.page.picture"
local sweeps = require "signalflow.catalogue.calibration.frontiers"
local tail = require "signalflow.serving.tail"
local units = require "signalflow.values.units"
local workload = require "signalflow.serving.workload"

local frontier = {}

-- What is read between two points, in proportion.
local function between(first, second, share)
  return first and second and first + share * (second - first)
end

-- What a reading may be asked for beside its speed and rate: of the points on its sides, when first asked for.
local Reading = {}

local BESIDE = { "bandwidth_share", "compute_share", "weights_time", "cache_time", "compute_time",
  "communication_time", "fixed_time", "prefill_time" }
local IS_BESIDE = {}
for _, name in ipairs(BESIDE) do
  IS_BESIDE[name] = true
end

function Reading:__index(name)
  if not IS_BESIDE[name] then
    return nil
  end
  local sides = {}
  for i, point in ipairs(self.neighbours) do
    sides[i] = best_points.outputs(point, BESIDE)
  end
  for _, output in ipairs(BESIDE) do
    rawset(self, output, between(sides[1][output], sides[2][output], self.share))
  end
  return rawget(self, name)
end

local function out_of_range(at, low, high)
  return failure("out of range", ("%s tok/s/user is outside %s to %s tok/s/user"):format(number.apart(at, low, high)))
end

--- A reading between two points: the rate as of every front (`catalogue.pareto`), what stands beside it in proportion.
-- @tparam {table,...} points
-- @tparam number at coherent
-- @treturn ?table as a point, or nil and an err with the range in it
function frontier.read(points, at)
  local made, first, second, share = best_points.between(points, at)
  if not made then
    return nil, out_of_range(at, points[1].interactivity, points[#points].interactivity)
  end
  local near = share < 0.5 and first or second
  made.layout, made.concurrency, made.neighbours, made.share = near.layout, near.concurrency, { first, second }, share
  return setmetatable(made, Reading)
end

--- Throughput against interactivity: `platform`, `low` and `high` (tok/s/user: beyond these nothing is answered),
-- `branches` (each way to serve: `spec points`) and `points`, those of all that none beats.
-- @type Frontier
local Frontier = {}
local FrontierMeta = { __name = "signalflow.frontier", __index = Frontier }

--- What a calibrated answer rests on.
-- @treturn table `source date`
function frontier.about()
  return { source = ("fit on %s measured rows"):format(number.count(calibration.rows)), date = calibration.fitted }
end

local function coherent(value, unit)
  return value * units.read(unit)
end

-- The rate with the 10 to 90 % of what measured frontiers reach of such readings.
local function rate_of(self, made, about)
  local of = sweeps[self.class:match "%a+$"]
  local range = { low = math.exp(of.p10), high = math.exp(of.p90) }
  return answer.calibrated(coherent(made.token_rate, "tok/s/gpu"), range, about)
end

-- A calibrated reading as answers.
local function calibrated(self, branch, made)
  local about = frontier.about()
  local anchored_by = made.anchor and ", as the fastest row measured stands to its estimate" or ""
  about.note = layouts.name(made.layout) .. anchored_by
  local record = operating_point.new {
    platform = self.platform, workload = workload.with(self.read, branch.spec), token_rate = rate_of(self, made, about),
    layout = layouts.name(made.layout), accelerators = layouts.accelerators(made.layout),
    concurrency = made.concurrency, tier = "calibrated", source = about.source,
    date = about.date, reading = made, class = self.class, basis = branch.point, spec = branch.spec,
  }
  if made.chip_power then
    local rated = catalogue.quantity(branch.point.platform, "chip_power")
    local range = inference.range("power " .. self.class:match "%a+$", true)
    record.chip_power = answer.calibrated(coherent(made.chip_power, "W/gpu"), range, about, rated)
  end
  return record
end

local function sources_of(found)
  local titles, date = {}, nil
  for i, source in ipairs(found.sources) do
    titles[i], date = source.title, source.date
  end
  return table.concat(titles, "; "), date
end

--- A measured row, or a reading between two of them, as answers; range from the rows on both sides.
-- @tparam table found of `catalogue.measured`
-- @treturn table as of `Frontier:at`
function frontier.measured(found)
  local source, date = sources_of(found)
  local first, second = found.rows[1], found.rows[2] or found.rows[1]
  local note = ("%s%s"):format(found.engine or "engine not named", found.interpolated and ", between two rows"
    or found.tier == "faster" and (" at %s tok/s/user"):format(number.short(found.interactivity, 3)) or "")
  local function ends(unit, a, b)
    return { tier = found.tier, low = coherent(math.min(a, b), unit), high = coherent(math.max(a, b), unit),
      source = source, date = date, note = note, own = found.own }
  end
  local record = operating_point.new { platform = found.platform, workload = found, tier = found.tier, source = source,
    date = date, layout = first.layout, accelerators = first.gpus, engine = found.engine,
    concurrency = first.concurrency, spec = first.spec, rows = found.rows }
  local rate = ends("tok/s/gpu", first.token_rate, second.token_rate)
  rate.value = coherent(found.token_rate, "tok/s/gpu")
  record.token_rate = answer.new(rate)
  if found.power and found.power_scope == "gpu" then
    local power = ends("W/gpu", first.power, second.power or first.power)
    power.value = coherent(found.power, "W/gpu")
    record.chip_power = answer.new(power)
  end
  return record
end

-- Figures at the grid rest on what is modelled around the chip, so they are never measured; their range is that of the
-- rate.
local function derive(record, name, value, from)
  local ratio_low, ratio_high = from.low / from.value, from.high / from.value
  record[name] = answer.new { value = value, tier = "calibrated", date = from.date, note = from.note,
    source = from.source .. "; system power and PUE modelled",
    low = name == "cost_per_mtok" and value / ratio_high or value * ratio_low,
    high = name == "cost_per_mtok" and value / ratio_low or value * ratio_high }
end

--- Adds what an operating point costs.
-- @tparam Frontier self
-- @tparam OperatingPoint record of `frontier.point`
-- @treturn OperatingPoint the same
function frontier.with_costs(self, record)
  if not record.chip_power or record.costs then
    return record
  end
  self.site = self.site or economics.site(self.given, self.point.platform)
  record.site = drivers.at(self.site, record.token_rate.value, record.chip_power.value)
  local costs = economics.of(record.site)
  if costs.tokens_per_watt_facility then
    derive(record, "tokens_per_megawatt", costs.tokens_per_watt_facility, record.token_rate)
  end
  if costs.cost_per_mtok then
    derive(record, "cost_per_mtok", costs.cost_per_mtok, record.token_rate)
  end
  record.costs = costs
  return record
end

-- The points of the way in which a record serves.
local function points_of_record(self, record)
  return frontier.of_spec(self, record.spec) or {}
end

--- How steeply the estimate falls at an operating point: d ln(rate) / d ln(speed).
-- @tparam Frontier self
-- @tparam OperatingPoint record
-- @treturn ?number nil where nothing is estimated there
function frontier.slope(self, record)
  local points, at = points_of_record(self, record), record.interactivity:to "tok/s/user"
  return pareto.slope(points, points[1] and math.max(at, points[1].interactivity) or at)
end

-- How steeply what is shown falls: between the rows on both sides, else as estimated.
local function shown_slope(self, record)
  local first, second = record.rows and record.rows[1], record.rows and record.rows[2]
  if first and second then
    return math.log(second.token_rate / first.token_rate) / math.log(second.interactivity / first.interactivity)
  end
  return record.tier == "calibrated" and frontier.slope(self, record) or nil
end

local WORTH_SAYING = 1.05

-- What a site serves at this speed that mixes two ways, where that is more: of the rows on both sides, else of the
-- estimate.
local function mix_of(self, record)
  if self.read.p90_interactivity then
    return nil -- users of the slower way would get less than that
  end
  local at, rate = record.interactivity:to "tok/s/user", record.token_rate:to "tok/s/gpu"
  local both = record.rows and record.rows[2] and record.rows
  if not both and record.tier ~= "calibrated" then
    return nil
  end
  local mixed, faster, slower, share = pareto.mix(both or points_of_record(self, record), at)
  return mixed and mixed > WORTH_SAYING * rate
    and { token_rate = coherent(mixed, "tok/s/gpu"), faster = faster, slower = slower, share = share } or nil
end

-- An estimate of faster service than was measured: where it would serve more than the fastest row, by its share of that
-- row, for nobody serves more by serving faster.
local function anchored(self, branch, read, reading)
  local row = workload.fastest(read, self.platform)
  local there = row and row.interactivity < reading.interactivity and row.token_rate < reading.token_rate
    and frontier.read(branch.points, row.interactivity)
  if there then
    reading.token_rate, reading.anchor = reading.token_rate * row.token_rate / there.token_rate, row
  end
  return reading
end

-- One way of serving at an interactivity, or at that which nine of ten users need of the median: measured, else
-- estimated.
local function point_of(self, branch, at)
  at = math.max(at, tail.least(self.read, branch.spec))
  -- what serves faster than asked serves as asked
  local slowest = branch.points[1].interactivity
  local reading, err = frontier.read(branch.points, at < self.low and at or math.max(at, slowest))
  local read, found = workload.with(self.read, branch.spec), nil
  read.interactivity = at
  if not (self.given.unmeasured or branch.nothing_measured or branch.point.platform.given) then
    local why
    found, why = workload.measured(read, self.platform)
    branch.nothing_measured = why ~= nil and why.code == "unknown" -- at no interactivity
    local faster = not branch.nothing_measured and workload.faster(read, self.platform)
    if found then
      -- of another engine, perhaps; the analyst's own rows stand
      found = not found.own and faster and faster.token_rate > found.token_rate and faster or found
    elseif reading and not branch.nothing_measured then
      found = faster and coherent(faster.token_rate, "tok/s/gpu"):value() > reading.token_rate and faster or nil
      reading = not found and anchored(self, branch, read, reading) or reading
    end
  end
  if not found and not reading then
    return nil, err
  end
  local record = found and frontier.measured(found) or calibrated(self, branch, reading)
  record.interactivity = at * units.read "tok/s/user"
  record.p90_interactivity = tail.answer((found or reading).interactivity, branch.spec)
  if found and reading then
    record.calibrated = calibrated(self, branch, reading)
    record.chip_power = record.chip_power or record.calibrated.chip_power
    record.reading, record.class = reading, self.class
  end
  return record
end

--- The platform at an interactivity, without what it costs.
-- @tparam Frontier self
-- @tparam number at tok/s/user
-- @tparam[opt] string spec "none" or "mtp"; the better of both unless given
-- @treturn ?OperatingPoint `token_rate`, `chip_power` and what is around them, `p90_interactivity` (what nine of ten
-- users get), and where there was a choice the `other` way to serve; `slope` (d ln(rate) / d ln(speed)), `cliff`
-- (whether that is below -3), and `mix`, what a site serves more that mixes two ways (`token_rate faster slower
-- share`); or nil and an err outside the range
function frontier.point(self, at, spec)
  local best, other, err
  for _, branch in ipairs(self.branches) do
    if spec == nil or branch.spec == spec then
      local record, why = point_of(self, branch, at)
      if record and workload.is_better(record.token_rate, best and best.token_rate) then
        best, other = record, best
      else
        other, err = other or record, err or why
      end
    end
  end
  if best then
    best.other, best.slope, best.mix = other, shown_slope(self, best), mix_of(self, best)
    best.cliff = best.slope ~= nil and best.slope < pareto.CLIFF
    return best
  elseif spec == nil then
    err = out_of_range(at, self.low, self.high)
  end
  return nil, err or failure("unknown", ("%s: not estimated %s multi-token prediction"):format(self.platform,
    spec == "mtp" and "with" or "without"))
end

--- The points of one way to serve; nil where a frontier has none.
-- @tparam Frontier self
-- @tparam string spec "none" or "mtp"
-- @treturn ?{table,...}
function frontier.of_spec(self, spec)
  for _, branch in ipairs(self.branches) do
    if branch.spec == spec then
      return branch.points
    end
  end
  return nil
end

--- The platform at an interactivity.
-- @param[opt] at tok/s/user, a quantity or a plain number; the workload's unless given
-- @tparam[opt] string spec "none" or "mtp", where the workload leaves it open; the better of both unless given
-- @treturn ?OperatingPoint `token_rate` (tok/s/gpu), `tokens_per_megawatt` (at the grid), `cost_per_mtok` (at full
-- load, by the defaults of the factory), `chip_power`, `p90_interactivity` (what nine of ten users get), each a
-- TieredAnswer; `costs`, a factory's outputs by name at the middle of each input, what it earns too where a `price` was
-- given; `interactivity` (of the median user: more than asked where the workload's `p90_interactivity` needs
-- it), `tier`, `spec`, `layout`, `concurrency`, `source`, `date`; `calibrated` beside what was measured, and the
-- `other` way to serve where there was a choice; or nil and an err outside the range
function Frontier:at(at, spec)
  if spec ~= nil then
    options.one_of(spec, options.names(workload.speculation), "speculation")
  end
  at = at == nil and self.read.interactivity or at
  if type(at) ~= "number" then
    local value = units.value(at, "at: interactivity")
    at = type(value) == "number" and value or value:to "tok/s/user"
  end
  options.argument(at, "number", "at: interactivity")
  local record, err = frontier.point(self, at, spec)
  if not record then
    return nil, err
  end
  return frontier.with_costs(self, record)
end

-- The points of several branches that none of another beats, by rising interactivity.
local function of_all(lists)
  if #lists == 1 then
    return lists[1]
  end
  local all = {}
  for _, list in ipairs(lists) do
    table.move(list, 1, #list, #all + 1, all)
  end
  return pareto.front(all)
end

--- The same frontier as no software can pass it.
-- @treturn ?{table,...} points by rising interactivity, in coherent numbers
function Frontier:bound()
  local points, lists = {}, {}
  for i, branch in ipairs(self.branches) do
    points[i] = setmetatable({ bound = true }, { __index = branch.point })
  end
  for i, found in ipairs(best_points.of(points)) do
    if not found.best then
      return nil, found.err
    end
    lists[i] = found.best
  end
  return of_all(lists)
end

-- What a frontier itself says, or has no part in.
local NO_OPTION = { token_rate = true, chip_power = true, capital = true }

--- The drivers of a factory that costs at a frontier may be given, and the analyst's own measured rows, as kinds of
-- options.
-- @tparam table kinds of further options, name to kind
-- @treturn table
function frontier.drivers(kinds)
  local all = drivers.kinds(kinds, NO_OPTION)
  all.measured = "any"
  return all
end

local function read_options(given)
  given = options.check(given, frontier.drivers { platform = "any", workload = "table", unmeasured = "boolean" },
    "sf.frontier", workload.place_of)
  if given.platform == nil then
    core.raise 'sf.frontier needs a platform, as platform = "B200"'
  end
  local platform, unknown = catalogue.platform_of(given.platform)
  if not platform then
    core.raise(tostring(unknown))
  end
  drivers.given(given, platform) -- refuses what is no driver's value
  local read = workload.read(given.workload, true)
  if read.offline then
    core.raise 'a frontier is read at speeds, and interactivity = "offline" asks for none: leave it out'
  end
  read.measured = own_measurements.check(given.measured)
  local point, why = workload.point(read)
  if not point then
    core.raise("workload: " .. why)
  end
  return platform, read
end

-- A frontier of the branches that were found.
local function of_branches(given, platform, read, branches)
  local self = { platform = platform.name, read = read, given = given, branches = branches, low = math.huge, high = 0 }
  local lists = {}
  for i, branch in ipairs(branches) do
    local points = branch.points
    lists[i] = points
    self.low = math.min(self.low, points[1].interactivity)
    self.high = math.max(self.high, points[#points].interactivity)
  end
  self.point, self.points = branches[1].point, of_all(lists)
  self.class = "decode " .. inference.class(self.point.model)
  return setmetatable(self, FrontierMeta)
end

-- Why a workload has no frontier, and where rows were measured that give its first token in time none the less.
local function err_of(one)
  local most
  for _, spec in ipairs(one.read.ttft and workload.speculations(one.read, one.platform) or {}) do
    local found = not (one.given.unmeasured or one.platform.given)
      and workload.in_time(workload.with(one.read, spec), one.platform.name)
    most = found and (not most or found.token_rate > most.token_rate) and found or most
  end
  if not most or one.err.code ~= "no solution" then
    return one.err
  end
  local row = most.rows[1]
  return failure("no solution", ("%s; measured are %s tok/s/gpu at %s tok/s/user with the first token in %s s, on %s"
    .. " accelerators with %s requests"):format(tostring(one.err), number.short(row.token_rate, 3),
    number.short(row.interactivity, 3), number.short(row.ttft / 1000, 3), number.count(row.gpus),
    row.concurrency and number.count(row.concurrency) or "unknown"))
end

--- Builds frontiers together, for they share formulas.
-- @tparam {table,...} list of what `frontier.new` is given
-- @treturn ?{Frontier,...} nil and the err of the first that has none, as of `frontier.new`
function frontier.all(list)
  local asked, points, branches = {}, {}, {}
  for i, given in ipairs(list) do
    local platform, read = read_options(given)
    asked[i] = { given = given, platform = platform, read = read, branches = {} }
    for _, spec in ipairs(workload.speculations(read, platform)) do
      local point = workload.point(workload.with(read, spec))
      point.platform, point.apart = platform, read.disaggregated
      points[#points + 1], branches[#branches + 1] = point, { spec = spec, point = point, asked = asked[i] }
    end
  end
  for i, found in ipairs(best_points.of(points)) do
    local branch, of = branches[i], branches[i].asked
    branch.points, of.err = found.best, of.err or found.err
    of.branches[#of.branches + 1] = found.best and branch or nil
  end
  local made = {}
  for i, one in ipairs(asked) do
    if #one.branches == 0 then
      return nil, err_of(one)
    end
    made[i] = of_branches(one.given, one.platform, one.read, one.branches)
  end
  return made
end

--- Builds the frontier of a platform serving a workload.
-- @tparam table given `platform`, `workload` (`model input output precision`, and perhaps `engine spec disaggregated`),
-- `measured` (rows of `sf.measured`, first in line), and drivers of a factory that costs are to be reckoned with, as
-- `pue electricity accelerator_cost` (a factory's defaults for the rest; full load)
-- @treturn ?Frontier with `points`, `low` and `high` (tok/s/user); or nil and an err that names the blank in the
-- catalogue, or says that the model does not fit
function frontier.new(given)
  local made, err = frontier.all { given == nil and {} or given }
  if not made then
    return nil, err
  end
  return made[1]
end

local READINGS = { 20, 30, 50, 75, 100, 150, 200 }

-- The speeds of a page's table, that of the workload among them.
local function readings_of(self)
  local list = { self.read.interactivity }
  for _, at in ipairs(READINGS) do
    list[#list + 1] = at ~= self.read.interactivity and at or nil
  end
  table.sort(list)
  return list
end


-- The operating points of a page's table: its readings, or one.
local function table_of(records)
  local rows = {}
  local function cell(made)
    return made and made:figure() or figure.of(nil)
  end
  for i, record in ipairs(records) do
    rows[i] = { figure.of(record.interactivity), cell(record.token_rate), cell(record.tokens_per_megawatt),
      cell(record.cost_per_mtok), record.tier, workload.speculation[record.spec], record.layout or "" }
  end
  local columns = {}
  for i, title in ipairs { "", "throughput", "at the grid", "cost", "tier", "ahead", "layout" } do
    columns[i] = { title = title, align = i < 5 and "right" or nil, drop = i == 7 and 1 or nil }
  end
  return block.table { columns = columns, rows = rows, units = "column" }
end

-- Figures of coherent numbers in a unit.
local function figures_of(points, unit, read)
  local list = {}
  for i, point in ipairs(points) do
    local value = read(point)
    list[i] = figure.of(value and coherent(value, unit))
  end
  return list
end

local function speed(point)
  return point.interactivity
end

-- What was measured of the platform at this workload, at any interactivity, in one way of serving it.
local function measured_points(self, branch)
  return workload.front(workload.with(self.read, branch.spec), self.platform)
end

--- Its series in a picture: the estimate as a line with its range, the bound dashed, measured points filled.
-- @tparam[opt=1] integer tone
-- @tparam[opt] string name before what each is
-- @treturn table list
function Frontier:series(tone, name)
  options.argument(tone, "nil|number", "series: tone")
  name = options.argument(name, "nil|string", "series: name") and name .. ", " or ""
  local points, bound = self.points, {}
  for _, point in ipairs(self:bound() or {}) do -- no software passes it; where none is estimated it says nothing
    bound[#bound + 1] = point.interactivity <= self.high and point or nil
  end
  local rates = {}
  for i, point in ipairs(points) do
    rates[i] = rate_of(self, point, frontier.about()):figure()
  end
  local x, low, high, y = figures_of(points, "tok/s/user", speed), {}, {}, {}
  for i, f in ipairs(rates) do
    y[i] = figure.new { value = f.value, like = f.like }
    low[i], high[i] = figure.new { value = f.low, like = f.like }, figure.new { value = f.high, like = f.like }
  end
  local function rate(point)
    return point.token_rate
  end
  local list = { { shape = "band", tone = tone, x = x, low = low, high = high },
    { shape = "line", tone = tone, name = name .. "calibrated", x = x, y = y },
    { shape = "line", tone = tone, dashed = true, name = name .. "bound", x = figures_of(bound, "tok/s/user", speed),
      y = figures_of(bound, "tok/s/gpu", rate) } }
  for _, branch in ipairs(self.branches) do
    local rows = measured_points(self, branch)
    local says = branch.spec == "mtp" and " with MTP" or #self.branches > 1 and " without MTP" or ""
    list[#list + 1] = #rows > 0 and { shape = "points", tone = tone, name = name .. "measured" .. says,
      square = branch.spec == "mtp",
      x = figures_of(rows, "tok/s/user", speed), y = figures_of(rows, "tok/s/gpu", rate) } or nil
  end
  return list
end

-- Where the measured points come from, after the estimate's own source.
local function sources_of_picture(self)
  local titles = { frontier.about().source }
  for _, branch in ipairs(self.branches) do
    for _, row in ipairs(measured_points(self, branch)) do
      local title = "measured: " .. row.source.title
      titles[#titles + 1] = title ~= titles[#titles] and title or nil
    end
  end
  return table.concat(titles, "; ")
end

--- What is to be known of its picture: tiers, sources, day.
-- @treturn table `tier source date`
function Frontier:caption()
  return { tier = "calibrated; measured where filled; bound where dashed", source = sources_of_picture(self),
    date = frontier.about().date }
end

--- Whether a value is a frontier.
-- @param value
-- @treturn boolean
function frontier.is(value)
  return getmetatable(value) == FrontierMeta
end

local function picture_of(self)
  return picture.plane { shape = "frontier", title = { self.platform, " serving ", workload.describe(self.read) },
    x = { name = "interactivity", log = true }, y = { name = "throughput", log = true }, series = self:series(),
    says = { { "the estimate, with 10 % to 90 % of what sweeps reach of it, over ", figure.count(#self.points),
      " points" } },
    caption = self:caption() }
end

local READ_AT = 24 -- speeds in a picture of what has to be worked out at each

-- Tokens a second from a watt at the grid: read at speeds apart by one factor, and where they were measured.
local function picture_per_watt(self)
  local band, filled = { shape = "band", x = {}, low = {}, high = {} }, { shape = "points",
    name = "throughput measured", x = {}, y = {} }
  local line = { shape = "line", name = "at the grid", x = band.x, y = {} }
  for i = 0, READ_AT - 1 do
    local record = self:at(self.low * (self.high / self.low) ^ (i / (READ_AT - 1)))
    local f = record and record.tokens_per_megawatt and record.tokens_per_megawatt:figure()
    if f then
      local n = #band.x + 1
      band.x[n], line.y[n] = figure.of(record.interactivity), figure.new { value = f.value, like = f.like }
      band.low[n], band.high[n] = figure.new { value = f.low or f.value, like = f.like },
        figure.new { value = f.high or f.value, like = f.like }
      if record.tier == "measured" then
        filled.x[#filled.x + 1], filled.y[#filled.y + 1] = band.x[n], line.y[n]
      end
    end
  end
  if #band.x == 0 then
    return nil, failure("unknown", ("%s: power, or what stands around the chip, is not known"):format(self.platform))
  end
  return picture.plane { shape = "per_watt", title = { self.platform, " serving ", workload.describe(self.read),
    ": tokens per watt at the grid" }, x = { name = "interactivity", log = true }, y = { name = "throughput per watt",
    log = true }, series = { band, line, #filled.x > 0 and filled or nil },
    says = { "PUE and the system's power around the chip counted; the band is that of the throughput" },
    caption = { tier = "modelled, the throughput measured where filled", source = sources_of_picture(self)
      .. "; system power and PUE modelled", date = frontier.about().date } }
end

page.of_class(FrontierMeta, Frontier, function(self)
  local records = {}
  for _, at in ipairs(readings_of(self)) do
    local record, last = self:at(at), records[#records]
    if record and not (last and last.interactivity == record.interactivity) then
      records[#records + 1] = record
    end
  end
  return { block.title { self.platform, " serving ", workload.describe(self.read), ": ", figure.of(self.low), " to ",
    figure.of(self.high * units.read "tok/s/user"), ", ", figure.count(#self.points), " points" },
    table_of(records), operating_point.legend(records), basis.given(self.point.platform) }
end, { "frontier", "per_watt", frontier = picture_of, per_watt = picture_per_watt })

--- What the frontier rests on: figures of platform and model, constants, and what sweeps reach of such estimates.
-- @treturn Page
function Frontier:explain()
  local reach = sweeps[inference.class(self.point.model)]
  local blocks = { block.title { self.platform, " serving ", workload.describe(self.read) },
    block.paragraph { "the best of all layouts by estimate, each times what measured sweeps reach of such a layout;"
      .. " what is left of their readings, at 10 % and 90 %: ",
      figure.multiple(1, math.exp(reach.p10), math.exp(reach.p90)),
      ", over ", figure.count(reach.points), " points of ", figure.count(reach.sets), " sweeps" } }
  table.move(basis.blocks(self.point), 1, 3, #blocks + 1, blocks)
  return page.new(blocks)
end

--- The day of the constants.
-- @treturn string
function Frontier.as_of()
  return calibration.fitted
end

--- What is known to be wrong with what it reads.
-- @treturn {string,...} keys of the catalogue's known issues
function Frontier:issues()
  return basis.issues { tier = "calibrated", platform = self.platform, workload = self.read, class = self.class }
end

options.seal(FrontierMeta, Frontier, {
  "platform", "low", "high", "branches", "points", "given", "class", "point", "read", "site" })

return frontier
