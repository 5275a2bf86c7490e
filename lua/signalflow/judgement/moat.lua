--- Moat and dependence, side by side: whether an advantage widens, and whether its buyers grow fewer or find other
-- ways.
--
-- Each measure is a change over a year against a dead band: down, flat or up, and they join by a rule that can be
-- followed by hand. A measure that is not known has no vote. With fewer than two that are known a side is unknown. With
-- one up and another down the side is contested, which is an answer too: nothing is averaged, and three against one is
-- a contradiction that an analyst has to resolve. Else the side goes where those that moved went, or is flat when none
-- did. There is no score.
-- @module signalflow.judgement.moat
local attribution = require "signalflow.serving.attribution"
local block = require "signalflow.page.block"
local cells = require "signalflow.page.cells"
local concentration = require "signalflow.judgement.concentration"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local json = require "signalflow.page.json"
local launch = require "signalflow.serving.launch"
local line = require "signalflow.page.line"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local series = require "signalflow.series.series"

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
  largest_customer = 0.02,  -- two points
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
local NEEDED = 2 -- known measures of a side: one may have a reason of its own. Our judgement.
local FORGIVEN = 1e-9 -- of a band: 75 % less 74 % is one point to a reader, and a little more in binary

-- In the order they print. opposite: a rise speaks against the side. share: a fraction of 1.
local MEASURES = {
  { name = "launch", side = "moat", title = "co-design breadth" },
  { name = "attach_rate", side = "moat", title = "attach rate" },
  { name = "gross_margin", side = "moat", title = "gross margin", share = true },
  { name = "premium", side = "moat", title = "price premium" },
  { name = "concentration", side = "diversification", title = "concentration (HHI)", opposite = true },
  { name = "largest_customer", side = "diversification", title = "largest customer", share = true, opposite = true },
  { name = "multivendor_share", side = "diversification", title = "multivendor share", share = true },
  { name = "custom_chips", side = "diversification", title = "custom chips", share = true },
}

local OPPOSITE = { up = "down", down = "up", flat = "flat", unknown = "unknown", contested = "contested" }
-- What a trend says of its side, and what the two sides say together.
local SAYS = {
  moat = { up = "widening", flat = "flat", down = "narrowing", contested = "contested", unknown = "unknown" },
  diversification = { up = "improving", flat = "flat", down = "worsening", contested = "contested",
    unknown = "unknown" },
}
local STATES = {
  up = { up = "broadening", flat = "strengthening", down = "dependence", contested = "contested" },
  flat = { up = "diversifying", flat = "steady", down = "concentrating", contested = "contested" },
  down = { up = "commoditising", flat = "eroding", down = "exposed", contested = "contested" },
  contested = { up = "contested", flat = "contested", down = "contested", contested = "contested" },
  unknown = {},
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
  contested = "the measures of a side contradict each other; which of them counts is for the analyst to say",
  unknown = "a side is not known",
}

local function unknown(measure, reason)
  measure.trend, measure.reason = "unknown", reason
  return measure
end

-- Trends.

local function side_of_band(change, band)
  local edge = band * (1 + FORGIVEN)
  return change > edge and "up" or change < -edge and "down" or "flat"
end

--- The trend of a change known to lie between two bounds, in the unit of the band: beyond it "up" or "down", within it,
-- and exactly at it, "flat"; "unknown" where the bounds do not agree.
-- @tparam number low
-- @tparam number high
-- @tparam number band 0 or more
-- @treturn string
function moat.trend(low, high, band)
  local trend = side_of_band(low, band)
  return low == low and high == high and trend == side_of_band(high, band) and trend or "unknown"
end

--- How the measures of a side join; up is better.
-- @tparam {string,...} trends
-- @treturn string their trend, "contested" where some are up and others down
-- @treturn ?string why it is unknown
function moat.join(trends)
  local count = { up = 0, flat = 0, down = 0, unknown = 0 }
  for _, trend in ipairs(trends) do
    count[trend] = count[trend] + 1
  end
  local known = #trends - count.unknown
  if known < NEEDED then
    return "unknown", ("%d known, %d needed"):format(known, NEEDED)
  elseif count.up > 0 and count.down > 0 then
    return "contested"
  end
  return count.up > 0 and "up" or count.down > 0 and "down" or "flat"
end

-- Series.

local function check_share(measure, value)
  if measure.share and math.abs(value) > 1 then
    core.raise(("sf.moat: %s is a fraction of 1, got %s; divide percent by 100"):format(measure.name,
      number.short(value)))
  end
end

-- Notes what is said of a figure: as content of a page, and as text.
local function show(measure, content, earlier)
  measure[earlier and "earlier_content" or "content"] = content
  measure[earlier and "earlier_shown" or "shown"] = cells.text(content)
end

-- Where a figure stands; and of one that was worked out, what of: "NVDA revenue / AMD revenue".
local function origin_of(given, observation)
  local origin = series.origin(observation)
  local rest = origin:match "^computed(.*)$"
  return rest and given:name() .. (rest ~= "" and "," .. rest or "") or origin
end

local function figure_of(measure, given, observation)
  local more = { source = origin_of(given, observation), date = observation.known_on }
  more.style = measure.share and "percent" or nil
  return figure.of(core.constant(observation.value, measure.like), more)
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
    core.raise(("sf.moat: %s is a series, not %s"):format(measure.name, options.said(given)))
  end
  measure.like = given:like()
  local later, earlier = core.year_before(given, as_of)
  if not later then
    return unknown(measure, "no figure known by then")
  end
  check_share(measure, later.value)
  show(measure, figure_of(measure, given, later))
  measure.value, measure.date, measure.known_on = core.constant(later.value, measure.like), later.period_end,
    later.known_on
  measure.source = origin_of(given, later)
  if core.day(as_of) - core.day(later.known_on) > STALE_AFTER then
    return unknown(measure, "stale: known since " .. later.known_on)
  elseif not earlier then
    return unknown(measure, "no figure of a year before")
  end
  check_share(measure, earlier.value)
  show(measure, figure_of(measure, given, earlier), true)
  measure.earlier = core.constant(earlier.value, measure.like)
  measure.earlier_date, measure.earlier_source = earlier.period_end, origin_of(given, earlier)
  local change = change_of(measure, later.value, earlier.value)
  if not change then
    return unknown(measure, "the figure of a year before is not above 0")
  end
  measure.trend = moat.trend(change, change, measure.band)
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
  return { figure.count(count), " of ", figure.count(#attribution.layers), " layers" }
end

local function measure_launch(measure, given)
  local later, earlier = pair_of(measure, given, launch.is, "an sf.launch")
  measure.value = breadth(later)
  measure.source = platforms(later) .. ", modelled"
  if not measure.value then
    return unknown(measure, "who earned the gain is not known")
  end
  show(measure, layers(measure.value))
  if not earlier then
    return unknown(measure, "no earlier launch to compare with")
  end
  measure.earlier, measure.earlier_source = breadth(earlier), platforms(earlier) .. ", modelled"
  if not measure.earlier then
    return unknown(measure, "who earned the earlier gain is not known")
  end
  show(measure, layers(measure.earlier), true)
  local change = measure.value - measure.earlier
  measure.trend = moat.trend(change, change, measure.band)
  return measure
end

local function measure_concentration(measure, given)
  local later, earlier = pair_of(measure, given, concentration.is, "an sf.concentration")
  measure.value = later.hhi
  show(measure, later:points())
  measure.source = ("as given%s"):format(later.kind and ", " .. later.kind .. " customers" or "")
  if not earlier then
    return unknown(measure, "no earlier shares to compare with")
  end
  measure.earlier, measure.earlier_source = earlier.hhi, measure.source
  show(measure, earlier:points(), true)
  local change = later:change(earlier)
  measure.trend = moat.trend(change.low, change.high, measure.band)
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

-- Which measures of a side say what: "attach rate widening, gross margin narrowing".
local function opposed(measures, side)
  local words = {}
  for _, measure in ipairs(measures) do
    words[#words + 1] = measure.side == side and (measure.trend == "up" or measure.trend == "down")
      and measure.title .. " " .. measure.says or nil
  end
  return table.concat(words, ", ")
end

--- Whether a seller's lead holds, and whether its revenue spreads: `moat`, `diversification` (as `sf.moat` says),
-- `state`, `measures` (list), `missing`, `why`, `as_of`.
-- @type Moat
local Moat = { __name = "signalflow.moat" }
Moat.__index = Moat

-- What a measure's trend says of its side.
local function side_trend(measure)
  return measure.opposite and OPPOSITE[measure.trend] or measure.trend
end

local KINDS = { as_of = "day", bands = "table" }
local BANDS = {}
for _, entry in ipairs(MEASURES) do
  KINDS[entry.name], BANDS[entry.name] = "any", "number"
end

local function check_bands(bands)
  options.check(bands, BANDS, "bands")
  for name, band in pairs(bands or {}) do
    if not (band >= 0 and band < math.huge) then
      core.raise(("option '%s' of bands is 0 or more, not %s"):format(name, options.describe(band)))
    end
  end
  return bands or {}
end

--- Shows moat and dependence together: `sf.moat { as_of = "2025-09-01", gross_margin = margin, attach_rate = attach,
-- concentration = { earlier, later }, custom_chips = share }`.
-- @tparam table given `as_of`; every measure may be left out: `launch` (an sf.launch, or `{ earlier, later }`: how many
-- layers carry a tenth of the gain), series `attach_rate gross_margin premium largest_customer multivendor_share
-- custom_chips` (cut to what was known on as_of, compared with a year before), `concentration` (sf.concentration, or
-- `{ earlier, later }`);
-- launches and shares carry no day: give those known by as_of; `bands`, other dead bands by measure
-- @treturn Moat `moat` ("widening" "flat" "narrowing" "contested" "unknown"), `diversification` ("improving" "flat"
-- "worsening" "contested" "unknown"), `state`, `measures` (a list, and by name: `trend says value earlier date
-- earlier_date source reason`), `missing` (names of those not known), `why` (by side, why it is contested or unknown)
function moat.new(given)
  given = options.check(given, KINDS, "sf.moat")
  if given.as_of == nil then
    core.raise 'sf.moat needs as_of, a day: { as_of = "2025-09-01" }'
  end
  local as_of, bands = core.day_text(given.as_of), check_bands(given.bands)
  local self, trends = { as_of = as_of, measures = {}, missing = {}, why = {} }, { moat = {}, diversification = {} }
  for i, entry in ipairs(MEASURES) do
    local measure = measure_one(entry, given[entry.name], bands, as_of)
    measure.says = SAYS[entry.side][side_trend(measure)]
    self.measures[i], self.measures[entry.name] = measure, measure
    if measure.trend == "unknown" then
      self.missing[#self.missing + 1] = entry.name
    end
    local side = trends[entry.side]
    side[#side + 1] = side_trend(measure)
  end
  local joined = {}
  for name, side in pairs(trends) do
    joined[name], self.why[name] = moat.join(side)
    self.why[name] = joined[name] == "contested" and opposed(self.measures, name) or self.why[name]
    self[name] = SAYS[name][joined[name]]
  end
  self.state = STATES[joined.moat][joined.diversification] or "unknown"
  return setmetatable(self, Moat)
end

-- The page.

local function dated(content, date)
  return content and { content, date and " (" .. date .. ")" or "" } or nil
end

-- A side's heading, and a row for each of its measures that was given.
local function add_side(rows, self, side)
  rows[#rows + 1] = { heading = ("%s: %s%s"):format(side, self[side], self.why[side] and ", " .. self.why[side] or "") }
  for _, measure in ipairs(self.measures) do
    if measure.side == side and measure.reason ~= "not given" then
      local moves = measure.trend == measure.says and measure.trend or measure.trend .. ": " .. measure.says
      rows[#rows + 1] = { indent = 1, measure.title, dated(measure.content, measure.date),
        dated(measure.earlier_content, measure.earlier_date),
        moves .. (measure.reason and ", " .. measure.reason or ""),
        measure.source and line.plain(measure.source) }
    end
  end
end

local function not_given(self)
  local titles = {}
  for _, measure in ipairs(self.measures) do
    titles[#titles + 1] = measure.reason == "not given" and measure.title or nil
  end
  return titles
end

page.of_class(Moat, Moat, function(self)
  local rows = {}
  add_side(rows, self, "moat")
  add_side(rows, self, "diversification")
  local missing = not_given(self)
  return {
    block.title(("moat and dependence as of %s: %s"):format(self.as_of, self.state)),
    block.paragraph(MEANINGS[self.state]),
    block.table { rows = rows, columns = { { title = "" }, { title = "latest" }, { title = "earlier" },
      { title = "moves: says" }, { title = "from", drop = 1 } } },
    missing[1] and block.note("not given: " .. table.concat(missing, ", ")) or nil,
  }
end)

local function band_of(measure)
  if measure.relative then
    return { figure.percent(measure.band), " of the earlier value" }
  elseif measure.name == "concentration" then
    return { figure.of(measure.band * 1e4), " points of 10,000" }
  elseif measure.share then
    return { figure.of(measure.band * 100), " percentage points" }
  end
  return { figure.of(measure.band), measure.name == "launch" and " layers" or "" }
end

local function measure_section(measure)
  local facts = { { "flat within", band_of(measure) } }
  if measure.content then
    facts[#facts + 1] = { "latest", { dated(measure.content, measure.date), " from ", line.plain(measure.source) } }
  end
  if measure.earlier_content then
    facts[#facts + 1] = { "earlier", { dated(measure.earlier_content, measure.earlier_date), " from ",
      line.plain(measure.earlier_source) } }
  end
  return block.section(("%s (%s): %s, %s"):format(measure.title, measure.name, measure.trend,
    measure.reason or "which says " .. measure.says), { block.facts(facts) })
end

--- Both sides, the rule that joins their measures, and everything behind each measure.
-- @treturn Page
function Moat:explain()
  local blocks = self:page().blocks
  blocks[#blocks + 1] = block.paragraph("A side goes where its measures went; it is unknown with fewer than two "
    .. "known, and contested when one says better and another worse: nothing is averaged. Unknown measures have no "
    .. "vote, and may still change the answer.")
  for _, measure in ipairs(self.measures) do
    blocks[#blocks + 1] = measure_section(measure)
  end
  return page.new(blocks)
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

options.seal(Moat, nil, { "moat", "diversification", "state", "measures", "missing", "why", "as_of" })

return moat
