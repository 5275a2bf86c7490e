--- Moat and dependence, side by side: whether an advantage widens, and whether its buyers grow fewer or find other
-- ways.
--
-- Each measure is a change over a year against a dead band. How they join is told in moat.h: a side needs two known
-- measures, and measures that contradict each other leave it unknown. There is no score.
-- @module signalflow.judgement.moat
local attribution = require "signalflow.serving.attribution"
local concentration = require "signalflow.judgement.concentration"
local core = require "signalflow.core"
local json = require "signalflow.page.json"
local launch = require "signalflow.serving.launch"
local options = require "signalflow.shared.options"
local series = require "signalflow.series.series"
local text = require "signalflow.page.old_text"

local moat = {}

--- Dead bands: a change of no more than this is flat. That of concentration is a source's: 100 points of the
-- Herfindahl-Hirschman index, US Merger Guidelines of 2023, guideline 1. The others are our judgement: about what one
-- quarter's mix moves. `bands` of `sf.moat` gives others.
moat.bands = {
  launch = 0.5,             -- layers; one more or less is a change
  attach_rate = 0.02,       -- of a share or ratio
  gross_margin = 0.01,      -- one point
  premium = 0.05,           -- of a ratio of prices
  concentration = 0.01,     -- 100 points
  multivendor_share = 0.02, -- two points
  custom_chips = 0.02,      -- two points
}

-- The dead band of a series with a unit (accelerators, USD), as a fraction of its value a year before. Our judgement.
local RELATIVE_BAND = 0.05
-- A layer counts when it carries at least this share of a launch's gain; "at least a tenth" is our judgement.
local LAYER_SHARE = 0.1
-- Days since it became known after which the newest figure says nothing of today: a yearly figure may be that old, no
-- older. Our judgement.
local STALE_AFTER = 400
local WIDTH = 118

-- In the order they print. opposite: a rise speaks against the side. share: a fraction of 1.
local MEASURES = {
  { name = "launch", side = "moat", title = "co-design breadth" },
  { name = "attach_rate", side = "moat", title = "attach rate" },
  { name = "gross_margin", side = "moat", title = "gross margin", share = true },
  { name = "premium", side = "moat", title = "price premium" },
  { name = "concentration", side = "diversification", title = "concentration (HHI)", opposite = true },
  { name = "multivendor_share", side = "diversification", title = "multivendor share", share = true },
  { name = "custom_chips", side = "diversification", title = "custom chips", share = true },
}

local MEANINGS = {
  broadening = "the advantage widens, and rests on more buyers",
  strengthening = "the advantage widens among the same buyers",
  dependence = "the advantage widens, and rests on fewer buyers",
  diversifying = "the advantage holds, and rests on more buyers",
  steady = "neither side moves",
  concentrating = "the advantage holds, and rests on fewer buyers",
  commoditising = "the advantage narrows while buyers find other ways",
  eroding = "the advantage narrows among the same buyers",
  exposed = "the advantage narrows, and rests on fewer buyers",
  unknown = "a side is not known",
}

local function unknown(measure, reason)
  measure.trend, measure.reason = "unknown", reason
  return measure
end

-- Series.

local function check_share(measure, value)
  if measure.share and math.abs(value) > 1 then
    core.raise(("sf.moat: %s is a fraction of 1, got %s; divide percent by 100"):format(measure.name,
      core.format_number(value, 1, 4)))
  end
end

local function write(measure, value)
  return measure.share and text.percent(value) or series.write(value, measure.like)
end

-- The change, in the unit of the band: a difference, or a fraction where the series has a unit.
local function change_of(measure, later, earlier)
  if type(measure.like) == "number" then
    return later - earlier
  elseif earlier > 0 then
    measure.band, measure.relative = measure.relative_band, true
    return later / earlier - 1
  end
  return nil
end

local function measure_series(measure, given, as_of)
  if not series.is(given) then
    core.raise(("sf.moat: %s is a series, not %s"):format(measure.name, type(given)))
  end
  measure.like = given:like()
  local later, earlier = core.year_before(given, as_of)
  if not later then
    return unknown(measure, "no figure known by then")
  end
  check_share(measure, later.value)
  measure.value, measure.shown = core.constant(later.value, measure.like), write(measure, later.value)
  measure.date, measure.known_on, measure.source = later.period_end, later.known_on, series.origin(later)
  if core.day(as_of) - core.day(later.known_on) > STALE_AFTER then
    return unknown(measure, "stale: known since " .. later.known_on)
  elseif not earlier then
    return unknown(measure, "no figure of a year before")
  end
  check_share(measure, earlier.value)
  measure.earlier, measure.earlier_shown = core.constant(earlier.value, measure.like), write(measure, earlier.value)
  measure.earlier_date, measure.earlier_source = earlier.period_end, series.origin(earlier)
  local change = change_of(measure, later.value, earlier.value)
  if not change then
    return unknown(measure, "the figure of a year before is not above 0")
  end
  measure.trend = core.trend(change, change, measure.band)
  return measure
end

-- What comes in a pair, { earlier, later }, or alone.
local function pair_of(measure, given, is, what)
  if is(given) then
    return given, nil
  elseif type(given) == "table" and is(given[1]) and is(given[2]) and given[3] == nil then
    return given[2], given[1]
  end
  core.raise(("sf.moat: %s is %s, or two: { earlier, later }"):format(measure.name, what))
end

-- How many layers carry a tenth of the gain, or nil.
local function breadth(one)
  local shares, count = one.attribution and one.attribution.shares or {}, nil
  for _, share in pairs(shares) do
    count = (count or 0) + (share >= LAYER_SHARE and 1 or 0)
  end
  return count
end

local function platforms(one)
  return ("%s to %s"):format(one.sides.from.platform.name, one.sides.to.platform.name)
end

local function layers(count)
  return ("%d of %d layers"):format(count, #attribution.layers)
end

local function measure_launch(measure, given)
  local later, earlier = pair_of(measure, given, launch.is, "an sf.launch")
  measure.value = breadth(later)
  measure.source = platforms(later) .. ", modelled"
  if not measure.value then
    return unknown(measure, "who earned the gain is not known")
  end
  measure.shown = layers(measure.value)
  if not earlier then
    return unknown(measure, "no earlier launch to compare with")
  end
  measure.earlier, measure.earlier_source = breadth(earlier), platforms(earlier) .. ", modelled"
  if not measure.earlier then
    return unknown(measure, "who earned the earlier gain is not known")
  end
  measure.earlier_shown = layers(measure.earlier)
  local change = measure.value - measure.earlier
  measure.trend = core.trend(change, change, measure.band)
  return measure
end

local function points(shares)
  local low, high = core.format_number(shares.hhi.low, 1e-4, 4), core.format_number(shares.hhi.high, 1e-4, 4)
  return low == high and low or low .. " to " .. high
end

local function measure_concentration(measure, given)
  local later, earlier = pair_of(measure, given, concentration.is, "an sf.concentration")
  measure.value, measure.shown = later.hhi, points(later)
  measure.source = ("as given%s"):format(later.kind and ", " .. later.kind .. " customers" or "")
  if not earlier then
    return unknown(measure, "no earlier shares to compare with")
  end
  measure.earlier, measure.earlier_shown, measure.earlier_source = earlier.hhi, points(earlier), measure.source
  local change = later:change(earlier)
  measure.trend = core.trend(change.low, change.high, measure.band)
  if measure.trend == "unknown" then
    measure.reason = "undisclosed shares hide the change"
  end
  return measure
end

local READ = { launch = measure_launch, concentration = measure_concentration }

local function measure_one(entry, given, bands, as_of)
  local measure = { band = bands[entry.name] or moat.bands[entry.name],
    relative_band = bands[entry.name] or RELATIVE_BAND }
  for name, value in pairs(entry) do
    measure[name] = value
  end
  if given == nil then
    return unknown(measure, "not given")
  end
  return (READ[entry.name] or measure_series)(measure, given, as_of)
end

local Moat = { __name = "signalflow.moat" }
Moat.__index = Moat

-- What a measure's trend says of its side.
local function side_trend(measure)
  return measure.opposite and core.opposite_trend(measure.trend) or measure.trend
end

local function says(measure)
  local of_moat, of_diversification = core.side_names(side_trend(measure))
  return measure.side == "moat" and of_moat or of_diversification
end

local KINDS = { as_of = "string", bands = "table" }
local BANDS = {}
for _, entry in ipairs(MEASURES) do
  KINDS[entry.name], BANDS[entry.name] = "any", "number"
end

local function check_bands(bands)
  options.check(bands, BANDS, "bands")
  for name, band in pairs(bands or {}) do
    if not (band >= 0 and band < math.huge) then
      core.raise(("option '%s' of bands is 0 or more, not %s"):format(name, tostring(band)))
    end
  end
  return bands or {}
end

--- Shows moat and dependence together: `sf.moat { as_of = "2025-09-01", gross_margin = margin, attach_rate = attach,
-- concentration = { earlier, later }, custom_chips = share }`.
-- @tparam table given `as_of`; every measure may be left out: `launch` (an sf.launch, or `{ earlier, later }`: how many
-- layers carry a tenth of the gain), series `attach_rate gross_margin premium multivendor_share custom_chips` (cut to
-- what was known on as_of, compared with a year before), `concentration` (sf.concentration, or `{ earlier, later }`);
-- launches and shares carry no day: give those known by as_of; `bands`, other dead bands by measure
-- @treturn Moat `moat` ("widening" "flat" "narrowing" "unknown"), `diversification` ("improving" "flat" "worsening"
-- "unknown"), `state`, `measures` (a list, and by name: `trend says value earlier date earlier_date source reason`),
-- `missing` (names of those not known), `why` (by side, why it is unknown)
function moat.new(given)
  given = options.check(given, KINDS, "sf.moat")
  if given.as_of == nil then
    core.raise 'sf.moat needs as_of, a day: { as_of = "2025-09-01" }'
  end
  local as_of, bands = core.day_text(given.as_of), check_bands(given.bands)
  local self, trends = { as_of = as_of, measures = {}, missing = {}, why = {} }, { moat = {}, diversification = {} }
  for i, entry in ipairs(MEASURES) do
    local measure = measure_one(entry, given[entry.name], bands, as_of)
    measure.says = says(measure)
    self.measures[i], self.measures[entry.name] = measure, measure
    if measure.trend == "unknown" then
      self.missing[#self.missing + 1] = entry.name
    end
    local side = trends[entry.side]
    side[#side + 1] = side_trend(measure)
  end
  local of_moat, of_diversification, state = core.join_moat(trends.moat, trends.diversification)
  self.moat, self.diversification, self.state = of_moat.trend, of_diversification.trend, state
  for name, side in pairs { moat = of_moat, diversification = of_diversification } do
    self.why[name] = side.reason == "contradicted" and "measures contradict each other"
      or side.reason and ("%d known, %d needed"):format(side.known, side.needed) or nil
  end
  return setmetatable(self, Moat)
end

-- Printing.

local function dated(shown, date)
  return shown and shown .. (date and " (" .. date .. ")" or "") or ""
end

local function cells_of(measure)
  local moves = measure.trend == measure.says and measure.trend or measure.trend .. ": " .. measure.says
  local behind = measure.reason and measure.source and measure.reason .. "; " .. measure.source
    or measure.reason or measure.source
  return { measure.title, dated(measure.shown, measure.date), dated(measure.earlier_shown, measure.earlier_date), moves,
    behind }
end

-- The measures that were given, as the lines of one table, by side.
local function lines_of(self)
  local rows, sides = {}, {}
  for _, measure in ipairs(self.measures) do
    if measure.reason ~= "not given" then
      rows[#rows + 1], sides[#sides + 1] = cells_of(measure), measure.side
    end
  end
  local columns, lines, at = { { title = "" } }, { moat = {}, diversification = {} }, 0
  for i, title in ipairs { "latest", "earlier", "", "" } do
    columns[i + 1] = { title = title }
  end
  for line in text.table(columns, rows, "    "):gmatch "[^\n]+" do
    local of_side = at == 0 and lines or lines[sides[at]]
    of_side[#of_side + 1] = text.cut(line, WIDTH)
    at = at + 1
  end
  return lines
end

local function not_given(self)
  local titles = {}
  for _, measure in ipairs(self.measures) do
    titles[#titles + 1] = measure.reason == "not given" and measure.title or nil
  end
  return titles
end

function Moat:__tostring()
  local lines, measured = {}, lines_of(self)
  lines[1] = ("moat and dependence as of %s: %s (%s)"):format(self.as_of, self.state, MEANINGS[self.state])
  lines[2] = #measured.moat + #measured.diversification > 0 and measured[1] or nil
  for _, side in ipairs { "moat", "diversification" } do
    lines[#lines + 1] = ("  %s: %s%s"):format(side, self[side], self.why[side] and ", " .. self.why[side] or "")
    table.move(measured[side], 1, #measured[side], #lines + 1, lines)
  end
  local missing = not_given(self)
  if missing[1] then
    lines[#lines + 1] = "  not given: " .. table.concat(missing, ", ")
  end
  return table.concat(lines, "\n")
end

local function band_of(measure)
  if measure.relative then
    return text.percent(measure.band) .. " of the earlier value"
  elseif measure.name == "concentration" then
    return core.format_number(measure.band, 1e-4, 3) .. " points of 10,000"
  elseif measure.share then
    return core.format_number(measure.band, 0.01, 3) .. " percentage points"
  end
  return core.format_number(measure.band, 1, 3) .. (measure.name == "launch" and " layers" or "")
end

local function explain_measure(measure)
  local parts = { ("  %s (%s): %s"):format(measure.title, measure.name, measure.trend) }
  if measure.reason then
    parts[1] = parts[1] .. ", " .. measure.reason
  else
    parts[1] = parts[1] .. ", which says " .. measure.says
  end
  if measure.shown then
    parts[#parts + 1] = ("    %s from %s"):format(dated(measure.shown, measure.date), measure.source)
  end
  if measure.earlier_shown then
    parts[#parts + 1] = ("    %s from %s"):format(dated(measure.earlier_shown, measure.earlier_date),
      measure.earlier_source)
  end
  parts[#parts + 1] = "    flat within " .. band_of(measure)
  return table.concat(parts, "\n")
end

--- Both sides, the rule that joins their measures, and everything behind each measure.
-- @treturn string
function Moat:explain()
  local lines = { tostring(self), "", "a side goes where its measures went; it is unknown with fewer than two known, or"
    .. " when one says better and", "another worse: nothing is averaged. Unknown measures have no vote, and may still"
    .. " change the answer.", "" }
  for _, measure in ipairs(self.measures) do
    lines[#lines + 1] = explain_measure(measure)
  end
  return table.concat(lines, "\n")
end

local WRITTEN = { "name", "side", "trend", "says", "shown", "date", "known_on", "source", "earlier_shown",
  "earlier_date", "earlier_source", "reason" }

--- As JSON.
-- @treturn string
function Moat:to_json()
  local measures = {}
  for i, measure in ipairs(self.measures) do
    measures[i] = {}
    for _, name in ipairs(WRITTEN) do
      measures[i][name] = measure[name]
    end
  end
  return json.encode { as_of = self.as_of, moat = self.moat, diversification = self.diversification,
    state = self.state, measures = measures }
end

options.seal(Moat)

return moat
