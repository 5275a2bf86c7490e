--- Arrival: how quickly a change becomes revenue, as a curve of the share that has come by a time.
--
-- Gamma lags are the distributed lags of Jorgenson (1963) and Almon (1965) with gamma weights; Bass curves are adoption
-- by innovators and imitators (Bass, Management Science 15, 1969), for which Sultan, Farley & Lehmann (1990) found
-- averages of p = 0.03 and q = 0.38 a year over 213 applications. Every parameter may be uncertain.
-- @module signalflow.arrival
local core = require "signalflow.core"
local options = require "signalflow.options"
local text = require "signalflow.text"
local units = require "signalflow.units"

local arrival = {}

--- A curve. `kind` ("gamma", "logistic", "bass"), `median`, `p90`, `mean` (gamma) as times, `peak` (Bass: the time of
-- fastest adoption, nil where adoption is fastest at the start), `parameters` by name.
-- @type Arrival
local Arrival = {}
local ArrivalMeta = { __name = "signalflow.arrival", __index = Arrival }

local function is_value(value)
  return type(value) == "number" or type(value) == "userdata"
end

-- A time: a quantity, or a plain number of years.
local function read_time(value, name)
  if not is_value(value) then
    core.raise(("%s is a time, as 1.5 * u.year, not %s"):format(name, tostring(value)))
  end
  local dimension = units.dimension(value)
  if dimension == "a plain number" then
    return value * units.read "year"
  elseif dimension ~= "time" then
    core.raise(("%s is a time, not %s (%s)"):format(name, tostring(value), dimension))
  end
  return value
end

-- A rate: per time, or a plain number a year.
local function read_rate(value, name)
  if not is_value(value) then
    core.raise(("%s is a rate, as 0.38 (a year) or 0.38 / u.year, not %s"):format(name, tostring(value)))
  end
  return units.dimension(value) == "a plain number" and value / units.read "year" or value
end

local function read_number(value, name)
  if not is_value(value) or units.dimension(value) ~= "a plain number" then
    core.raise(("%s is a plain number, certain or uncertain, not %s"):format(name, tostring(value)))
  end
  return value
end

local function check_above_zero(value, name)
  local certain = type(value) == "number" and value or value:value()
  if certain and certain <= 0 then
    core.raise(("%s must be above 0, not %s"):format(name, tostring(value)))
  end
  return value
end

local CURVES = {
  gamma = { share = core.gamma_share, time = core.gamma_time, parameters = { "shape", "scale" },
    formula = "regularized lower incomplete gamma function of time / scale, P(shape, time / scale)",
    source = "distributed lags: Jorgenson 1963, Almon 1965" },
  logistic = { share = core.logistic_share, time = core.logistic_time, parameters = { "midpoint", "steepness" },
    formula = "1 / (1 + exp(-steepness (time - midpoint)))", source = "logistic diffusion: Verhulst 1838" },
  bass = { share = core.bass_share, time = core.bass_time, parameters = { "p", "q" },
    formula = "(1 - exp(-(p + q) time)) / (1 + (q / p) exp(-(p + q) time))",
    source = "Bass, Management Science 15 (1969)" },
}

local function new(kind, first, second, told)
  local self = { kind = kind, curve = CURVES[kind], told = told, parameters = {} }
  self.parameters[self.curve.parameters[1]], self.parameters[self.curve.parameters[2]] = first, second
  self.first, self.second = first, second
  self.median = self.curve.time(0.5, first, second)
  self.p90 = self.curve.time(0.9, first, second)
  return setmetatable(self, ArrivalMeta)
end

--- The share that has arrived by a time.
-- @tparam number|Quantity time; a plain number is in years
-- @treturn number|Quantity 0 to 1
function Arrival:share(time)
  return self.curve.share(read_time(time, "the time"), self.first, self.second)
end

--- The time by which a share has arrived.
-- @tparam number|Quantity share above 0, below 1
-- @treturn Quantity time
function Arrival:time(share)
  read_number(share, "the share")
  local certain = type(share) == "number" and share or share:value()
  if certain and not (certain > 0 and certain < 1) then
    core.raise(("the share lies above 0 and below 1, not %s"):format(tostring(share)))
  end
  return self.curve.time(share, self.first, self.second)
end

--- The share still to come after a time: what a horizon cuts off.
-- @tparam number|Quantity horizon
-- @treturn number|Quantity
function Arrival:beyond(horizon)
  return 1 - self:share(horizon)
end

local function check_count(n)
  if not math.tointeger(n) or n < 1 then
    core.raise(("a whole number of periods, 1 or more, is needed, not %s"):format(tostring(n)))
  end
  return math.tointeger(n)
end

--- The shares that arrive in each of some periods, from time 0.
-- @tparam integer n
-- @tparam[opt] number|Quantity step the length of a period, a year
-- @treturn {number|Quantity,...} they and `beyond(n * step)` add up to 1, less what had arrived by time 0
function Arrival:by_period(n, step)
  step = read_time(step or 1, "step")
  local shares, before = {}, self:share(0 * step)
  for i = 1, check_count(n) do
    local by_now = self:share(i * step)
    shares[i], before = by_now - before, by_now
  end
  return shares
end

--- Spending turned into revenue: what is spent in one period earns `yield` of itself, spread over that period and those
-- after it as it arrives.
-- @tparam {number|Quantity,...} spending by period
-- @tparam number|Quantity yield revenue for each unit of spending, in the end
-- @tparam[opt] integer n how many periods of revenue; as many as of spending
-- @tparam[opt] number|Quantity step the length of a period, a year
-- @treturn {number|Quantity,...} revenue by period
-- @treturn number|Quantity revenue still to come after the last
-- @usage local revenue, later = lag:spread({ 10, 10, 10, 10 }, 0.5, 8, u.year / 4)
function Arrival:spread(spending, yield, n, step)
  if type(spending) ~= "table" or #spending == 0 then
    core.raise "spread takes a list of what is spent in each period, at least one"
  end
  n = check_count(n or #spending)
  local shares, revenue, later = self:by_period(n, step), {}, 0 * spending[1]
  for t = 1, n do
    local sum = 0 * spending[1]
    for j = 1, t do
      sum = spending[t - j + 1] and sum + spending[t - j + 1] * shares[j] or sum
    end
    revenue[t] = sum * yield
  end
  for t, spent in ipairs(spending) do
    local arrived = 0
    for j = 1, n - t + 1 do
      arrived = arrived + shares[j]
    end
    later = later + spent * (1 - arrived)
  end
  return revenue, later * yield
end

local PERIODS = 16

function ArrivalMeta.__tostring(self)
  local middle = self.p90
  if type(middle) == "userdata" and not middle:value() then
    middle = middle:quantile(0.5)
  end
  local step, means = middle * (1.25 / PERIODS), {}
  for i, share in ipairs(self:by_period(PERIODS, step)) do
    means[i] = type(share) == "number" and share or share:mean()
  end
  return ("arrives by a %s curve%s: half after %s, 90 %% after %s  %s"):format(
    self.kind == "bass" and "Bass" or self.kind, self.told and " (" .. self.told .. ")" or "", tostring(self.median),
    tostring(self.p90), text.sparkline(means))
end

--- The formula, its parameters and its source.
-- @treturn string
function Arrival:explain()
  local lines = { tostring(self), "  share by a time: " .. self.curve.formula }
  for _, name in ipairs(self.curve.parameters) do
    lines[#lines + 1] = ("  %s = %s"):format(name, tostring(self.parameters[name]))
  end
  lines[#lines + 1] = "  source: " .. self.curve.source
  return table.concat(lines, "\n")
end

--- Whether a value is an arrival.
-- @param value
-- @treturn boolean
function arrival.is(value)
  return getmetatable(value) == ArrivalMeta
end

local function gamma(shape, scale, told)
  local self = new("gamma", shape, scale, told)
  self.mean = shape * scale
  return self
end

local function of_stages(stages)
  local shapes, scales = {}, {}
  for i, stage in ipairs(stages) do
    if not arrival.is(stage) or stage.kind ~= "gamma" then
      core.raise(("stage %d is a gamma arrival, as sf.arrival { median = ..., p90 = ... }, not %s"):format(i,
        arrival.is(stage) and "a " .. stage.kind .. " one" or type(stage)))
    end
    shapes[i], scales[i] = stage.first, stage.second
  end
  if #shapes == 0 then
    core.raise "stages is a list of arrivals, at least one"
  end
  local whole = core.gamma_stages(shapes, scales)
  return gamma(whole[1], whole[2], ("%d stages, by mean and variance"):format(#shapes))
end

-- Each form by the names it needs, and how it is read.
local FORMS = {
  { "median", "p90", read = function(median, p90)
    median, p90 = check_above_zero(read_time(median, "median"), "median"), read_time(p90, "p90")
    local shape = core.gamma_shape(p90 / median)
    local self = gamma(shape, core.gamma_scale(median, shape))
    self.median, self.p90 = median, p90
    return self
  end },
  { "mean", "cv", read = function(mean, cv)
    mean, cv = check_above_zero(read_time(mean, "mean"), "mean"), check_above_zero(read_number(cv, "cv"), "cv")
    return gamma(1 / cv ^ 2, mean * cv ^ 2)
  end },
  { "shape", "scale", read = function(shape, scale)
    return gamma(check_above_zero(read_number(shape, "shape"), "shape"),
      check_above_zero(read_time(scale, "scale"), "scale"))
  end },
  { "midpoint", "steepness", read = function(midpoint, steepness)
    return new("logistic", read_time(midpoint, "midpoint"),
      check_above_zero(read_rate(steepness, "steepness"), "steepness"))
  end },
  { "stages", read = of_stages },
}

local KINDS = {}
for _, form in ipairs(FORMS) do
  for _, name in ipairs(form) do
    KINDS[name] = "any"
  end
end

local function forms_text()
  local words = {}
  for i, form in ipairs(FORMS) do
    words[i] = table.concat(form, " and ")
  end
  return table.concat(words, "; ")
end

--- Makes a curve: `sf.arrival { median = 1.5 * u.year, p90 = 3 * u.year }`. Plain numbers count years.
-- @tparam table given one of: `median` and `p90`; `mean` and `cv` (standard deviation over mean); `shape` and `scale`
-- (these three a gamma lag); `midpoint` and `steepness` (logistic); `stages`, a list of gamma arrivals one after
-- another, taken as the gamma of their summed mean and variance (exact where their scales are equal)
-- @treturn Arrival
function arrival.new(given)
  given = options.check(given, KINDS, "sf.arrival")
  local chosen
  for _, form in ipairs(FORMS) do
    for _, name in ipairs(form) do
      if given[name] ~= nil then
        if chosen and chosen ~= form then
          core.raise(("an arrival is given in one way, not by %s and %s; the ways: %s"):format(chosen[1], name,
            forms_text()))
        end
        chosen = form
      end
    end
  end
  if not chosen then
    core.raise("an arrival needs one of: " .. forms_text())
  end
  for _, name in ipairs(chosen) do
    if given[name] == nil then
      core.raise(("an arrival by %s needs %s as well"):format(name == chosen[1] and chosen[2] or chosen[1], name))
    end
  end
  return chosen.read(given[chosen[1]], given[chosen[2]])
end

--- Makes a Bass curve: `sf.bass { p = 0.03, q = 0.38 }`, plain numbers a year.
-- @tparam table given `p` (innovation) and `q` (imitation)
-- @treturn Arrival
function arrival.bass(given)
  given = options.check(given, { p = "any", q = "any" }, "sf.bass")
  local p = check_above_zero(read_rate(given.p, "p"), "p")
  local q = check_above_zero(read_rate(given.q, "q"), "q")
  local self = new("bass", p, q)
  local peak = core.bass_peak(p, q)
  local certain = peak:value()
  self.peak = (not certain or certain > 0) and peak or nil
  return self
end

return arrival
