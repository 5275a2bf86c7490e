--- A launch at several interactivities: what each side serves there, and the multiples between them.
-- @module signalflow.serving.curve
local block = require "signalflow.page.block"
local figure = require "signalflow.page.figure"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local picture = require "signalflow.page.picture"
local units = require "signalflow.values.units"
local workload = require "signalflow.serving.workload"

local curve = {}

--- A list of `{interactivity (tok/s/user), from, to, multiples}`, or `{interactivity, why}` in words where a side does
-- not reach it.
-- @type Curve
local Curve = {}
local CurveMeta = { __name = "signalflow.curve", __index = Curve }

local record = options.records("curve's entry", { "interactivity", "from", "to", "multiples", "spec", "why" })

local SPEEDS = { 20, 50, 100, 150 }

--- Reads a launch at several interactivities.
-- @tparam Launch launch
-- @tparam[opt] {number,...} speeds tok/s/user
-- @treturn Curve
function curve.of(launch, speeds)
  local self = { launch = launch }
  for i, speed in ipairs(options.argument(speeds, "nil|table", "curve: speeds") or SPEEDS) do
    local value = workload.figure(speed, "curve: an interactivity", "tok/s/user")
    local found, err = launch:at(value)
    self[i] = record(found or { why = tostring(err) })
    self[i].interactivity = value
  end
  return setmetatable(self, CurveMeta)
end

local function multiple(found, metric)
  local range = found.multiples and found.multiples.range
  local value = found.multiples and found.multiples[metric]
  return value and figure.multiple(value, value * range.low, value * range.high)
    or figure.of(nil, { unknown = found.why and "not reached" or nil })
end

-- The rates of a side, with a gap where it does not reach: a line with its range; points filled where measured.
local function add_side(series, self, which, tone)
  local name = self.launch.sides[which].platform.name
  local band = { shape = "band", tone = tone, x = {}, low = {}, high = {} }
  local made = { shape = "line", name = name, tone = tone, x = band.x, y = {} }
  local measured = { shape = "points", tone = tone, x = {}, y = {} }
  local estimated = { shape = "points", tone = tone, hollow = true, x = {}, y = {} }
  for i, found in ipairs(self) do
    local rate = found[which] and found[which].token_rate
    local f = rate and rate:figure() or figure.of(nil)
    band.x[i], made.y[i] = figure.of(found.interactivity * units.read "tok/s/user"), figure.of(rate and rate.value)
    band.low[i] = figure.new { value = f.low, like = f.like }
    band.high[i] = figure.new { value = f.high, like = f.like }
    local points = rate and (rate.tier == "measured" and measured or estimated)
    if points then
      points.x[#points.x + 1], points.y[#points.y + 1] = band.x[i], made.y[i]
    end
  end
  table.move({ band, made, measured, estimated }, 1, 4, #series + 1, series)
end

local function picture_of(self)
  local series, sides = {}, self.launch.sides
  add_side(series, self, "from", 1)
  add_side(series, self, "to", 2)
  return picture.plane { shape = "curve", title = { sides.from.platform.name, " to ", sides.to.platform.name,
    ": throughput by the speed of each user" }, x = { name = "interactivity" }, y = { name = "throughput" },
    series = series, says = { "points: measured where filled, estimated where hollow; bands: 10 % to 90 %" },
    caption = { source = "measured rows and a fit on them", date = self.launch:as_of() } }
end

-- What guesses tokens ahead at every speed that both reach; nil where it differs.
local function spec_of(self)
  local shared
  for _, found in ipairs(self) do
    if found.spec and shared and found.spec ~= shared then
      return nil
    end
    shared = found.spec or shared
  end
  return shared
end

-- What is to be said of some readings: between which rows they lie where these are far apart, and which are on a cliff.
local function remarks_of(self)
  local list = {}
  for _, which in ipairs { "from", "to" } do
    local last, words
    for _, found in ipairs(self) do
      local point = found[which]
      local rows = point and point.tier == "between" and point.rows or nil
      if rows and rows[1] == last then
        table.insert(words, 4, { ", ", figure.of(point.interactivity) })
      elseif rows then
        words = { point.platform, " lies in a wide gap at ", figure.of(point.interactivity), ", between rows at ",
          figure.of(rows[1].interactivity), " and ", figure.of(rows[2].interactivity * units.read "tok/s/user") }
        list[#list + 1] = words
      end
      last = rows and rows[1]
      list[#list + 1] = point and point.cliff and { point.platform, " is on a cliff at ",
        figure.of(point.interactivity), ": its throughput falls as the power ", figure.of(point.slope),
        " of the speed" } or nil
    end
  end
  return list
end

page.of_class(CurveMeta, Curve, function(self)
  local sides, rows, missing, shared = self.launch.sides, {}, {}, spec_of(self)
  for i, found in ipairs(self) do
    local function rate(which)
      return found[which] and found[which].token_rate:figure() or figure.of(nil, { unknown = "not reached" })
    end
    rows[i] = { figure.of(found.interactivity * units.read "tok/s/user"), rate "from", rate "to",
      multiple(found, "energy"), multiple(found, "cost"),
      not shared and workload.speculation[found.spec] or nil }
    missing[#missing + 1] = found.why
  end
  local columns = {}
  for i, title in ipairs { "", sides.from.platform.name, sides.to.platform.name, "tokens per watt", "lower cost",
    not shared and "ahead" or nil } do
    columns[i] = { title = title, align = i < 6 and "right" or nil }
  end
  local blocks = { block.title { sides.from.platform.name, " to ", sides.to.platform.name,
    " by the speed of each user", workload.says(self.launch.read.model, shared) },
    block.table { columns = columns, rows = rows, units = "column" } }
  local remarks = remarks_of(self)
  table.move(missing, 1, #missing, #remarks + 1, remarks)
  if #remarks > 0 then
    blocks[3] = block.list(remarks)
  end
  blocks[#blocks + 1] = block.note "throughput of an accelerator and the multiples, [10 % … 90 %]"
  return blocks
end, { "curve", curve = picture_of })

--- Its picture.
-- @treturn Block
function Curve:picture()
  return picture_of(self)
end

--- What both sides rest on.
-- @treturn Page
function Curve:explain()
  return self.launch:explain()
end

--- What the launch rests on, its newest source, and what is known to be wrong with it.
-- @function assumptions
for _, name in ipairs { "assumptions", "as_of", "issues" } do
  Curve[name] = function(self)
    return self.launch[name](self.launch)
  end
end

options.seal(CurveMeta, Curve, { "launch" })

return curve
