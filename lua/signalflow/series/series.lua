--- Series at the prompt: making one by hand, printing one.
--
-- A series holds (period end, known on, value) with a unit. `s:at(end)`, `s:latest()`, `s:view(as_of)`, `s:vintages()`
-- look; `s:known_on(day)` keeps what was known by that day; `yoy qoq ttm change lag diff rolling zscore percentile` and
-- `+ - * /` derive, never looking ahead; `a:combine("/", b, {carry = 100})` divides a daily price by the newest
-- quarterly figure that is at most 100 days old.
-- @module signalflow.series.series
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local files = require "signalflow.series.files"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local provenance = require "signalflow.series.provenance"
local units = require "signalflow.values.units"

local series = {}

local SHOWN, REMARKS = 12, 6

local function row_of(row, place)
  if type(row) ~= "table" then
    core.raise(("row %d of a series is {period end, known on, value}, not %s"):format(place, options.said(row)))
  elseif row[1] == nil then
    return row
  elseif row[2] == nil then
    core.raise(("row %d of a series: a value counts from the day it became known; give {period end, known on, value}")
      :format(place))
  elseif row[3] == nil and type(row[1]) == "string" and type(row[2]) == "number" then
    core.raise(("row %d of a series: %s stands where the day it became known is due; give {period end, known on, "
      .. "value}"):format(place, options.describe(row[2])))
  end
  return { period_end = row[1], known_on = row[2], value = row[3] }
end

-- Two values of one period, known on one day: nobody can say which stands.
local function check_twice(rows, met, place)
  local row = rows[place]
  local key = ("%s %s"):format(tostring(row.period_end), tostring(row.known_on))
  local before = met[key]
  met[key] = place
  if before and rows[before].value ~= nil and row.value ~= nil and rows[before].value ~= row.value then
    core.raise(("row %d of a series: the period that ends %s, known on %s, has another value than in row %d"):format(
      place, row.period_end, row.known_on, before))
  end
end

local SHAPE = "a series is made of a name and a list of rows: "
  .. 'sf.series("mine", { { "2025-03-31", "2025-05-01", 12.5 } })'

--- Makes a series by hand.
-- @tparam string name
-- @tparam table rows `{period end, known on, value}` each, or `{period_start=, period_end=, known_on=, value=}`; a
-- value of nil is unknown from that day on
-- @tparam[opt] string source where the figures came from
-- @treturn Series
function series.new(name, rows, source)
  local named, met = {}, {}
  for i, row in ipairs(options.list(type(rows) == "table" and rows or core.raise(SHAPE), "the rows of a series")) do
    named[i] = row_of(row, i)
    check_twice(named, met, i)
  end
  return core.series(name, named, source)
end

--- Whether a value is a series.
-- @param value
-- @treturn boolean
function series.is(value)
  return type(value) == "userdata" and getmetatable(value) == "Series"
end

--- One number of a series as text.
-- @tparam ?number value coherent
-- @param like what `s:like()` gives
-- @tparam[opt] string unit to write it in: "%", "day"
-- @treturn string
function series.write(value, like, unit)
  if value == nil then
    return "unknown"
  elseif unit then
    local one = core.quantity("1 " .. options.argument(unit, "string", "unit"))
    return ("%s %s"):format(core.format_number(value, units.number(one), 3), unit)
  end
  return core.format(value, like)
end

--- Where an observation came from, as text: "10-Q filed in nvda.json:1234", and where that file was fetched from.
-- @tparam table observation
-- @treturn string
function series.origin(observation)
  options.argument(observation, "table", "origin: observation")
  options.argument(observation.file, "nil|string", "origin: observation.file")
  local parts = {}
  if observation.method ~= "reported" then
    parts[1] = observation.method
  end
  for _, part in ipairs { observation.form or "", observation.document or "" } do
    parts[#parts + 1] = part ~= "" and part or nil
  end
  if observation.file then
    parts[#parts + 1] = files.own_name(observation.file) .. (observation.line and ":" .. observation.line or "")
    local fetched = provenance.words(observation.file)
    parts[#parts] = fetched and parts[#parts] .. ", " .. fetched or parts[#parts]
  end
  return table.concat(parts, " ")
end

local FREQUENCIES = { { 1, 3, "day" }, { 5, 9, "week" }, { 26, 35, "month" }, { 80, 100, "quarter" },
  { 350, 380, "year" } }

local function periods(count, spacing)
  for _, frequency in ipairs(FREQUENCIES) do
    if spacing >= frequency[1] and spacing <= frequency[2] then
      return number.things(count, frequency[3])
    end
  end
  return number.things(count, "period")
end

-- What a note says. here and there are written in the series' unit.
local SAYINGS = {
  sum = "the quarters of the year to %s add up to %s, the year says %s",
  quarter = "the quarter to %s: it says %s, the year less its other parts %s; unknown",
  negative = "the quarter to %s would be %s, the year being %s; unknown",
  ["last quarter"] = "the year to %s (%3$s) has no last quarter: no other part of its tag and basis",
  ["not additive"] = "the year to %s (%3$s) less its parts is no quarter: rates, averages, extremes and "
    .. "counts do not add up",
  blank = "the period to %s was given without a value",
  lag = "published %2$s days after a period's end: a guess on the late side, for no lag was said",
  sign = "the figure to %s that was filed on %4$s (%2$s) is negative, those around it are not: left out",
  scale = "the figure to %s that was filed on %4$s (%2$s) is of another scale than those around it: left out",
  ended = "nothing after %s, though the filer has filed to %4$s: its tag or unit has changed, or it has ended",
}

local function say(self, note)
  local like = self:like()
  local places = { note.period_end,
    note.code == "lag" and number.short(note.here) or series.write(note.here, like), series.write(note.there, like),
    note.known_on }
  local next_place = 0
  return (SAYINGS[note.code]:gsub("%%(%d?)%$?s", function(place)
    next_place = next_place + 1
    return places[tonumber(place) or next_place]
  end))
end

-- Periods of a fortnight or more that are missing between others.
local function holes(self)
  local spacing, found, before = self:spacing(), {}, nil
  if spacing < 13 then
    return found
  end
  for _, observation in ipairs(self:view()) do
    local gap = before and core.day(observation.period_end) - core.day(before) or 0
    if gap > 1.6 * spacing then
      found[#found + 1] = ("nothing between %s and %s"):format(before, observation.period_end)
    end
    before = observation.period_end
  end
  return found
end

--- What is wrong with a series, in sentences: what contradicts, holes, breaks, guesses.
-- @tparam Series self
-- @treturn {string,...}
function series.remarks(self)
  local said = {}
  for _, one in ipairs(self:breaks()) do
    said[#said + 1] = ("breaks at %s, and nothing is worked out across it: %s"):format(one.from, one.reason)
  end
  for _, note in ipairs(self:notes()) do
    said[#said + 1] = say(self, note)
  end
  table.move(holes(self), 1, SHOWN, #said + 1, said)
  return said
end
--- What is wrong with it, in sentences: what whoever made it found, breaks, holes.
-- @treturn {string,...}
core.methods.Series.remarks = series.remarks

-- The newest of a series' remarks, beneath its figures.
local function add_remarks(blocks, self)
  local said = series.remarks(self)
  for i = math.max(1, #said - REMARKS + 1), #said do
    blocks[#blocks + 1] = block.note(said[i])
  end
  return blocks
end

local function page_of(self)
  local view, like, label = self:view(nil, SHOWN), self:like(), self:label()
  local head = ("%s: %s"):format(self:name(), periods(#self, self:spacing()))
  if #view == 0 then
    return page.new(add_remarks({ block.title(head) }, self))
  end
  local rows = {}
  for i = #view, 1, -1 do
    local one = view[i]
    local shown = figure.new { value = one.value, like = type(like) == "userdata" and like or nil,
      source = one.document, date = one.known_on }
    rows[#rows + 1] = { one.period_end, one.known_on, one.bound and { one.bound, " ", shown } or shown,
      series.origin(one) }
  end
  return page.new(add_remarks({ block.title { head, " to ", view[#view].period_end,
    #self > #view and "; the latest" or "" },
    block.table { units = "column", rows = rows, columns = { { title = "period end" }, { title = "known on" },
      { title = label and "value, " .. label or "value", align = "right" }, { title = "source" } } } }, self))
end

--- What it prints: its newest observations, each with its source.
-- @treturn Page
core.methods.Series.page = page_of
--- What it prints, as text.
-- @treturn string
core.methods.Series.text = function(self)
  return tostring(page_of(self))
end
--- Writes its page to a file.
-- @tparam string path ending in .txt, .md, .html, .json or .csv
-- @treturn ?boolean true; or nil, err with code "io"
core.methods.Series.save = function(self, path)
  return page_of(self):save(path)
end
--- Where one of its observations came from, as text: file and line, document, form.
-- @tparam table observation
-- @treturn string
core.methods.Series.origin = function(_, observation)
  return series.origin(observation)
end

--- Where two series part: a list of `{observation=, reference=}`; `name`, `reference`, `common` (how many periods
-- meet), `relative` (the share from which they part).
-- @type Departures
local Departures = { __name = "signalflow.departures" }

Departures.__index = Departures

page.of_class(Departures, Departures, function(self)
  local function shown(value)
    return figure.new { value = value, like = type(self.like) == "userdata" and self.like or nil }
  end
  local rows = {}
  for i = 1, math.min(#self, SHOWN) do
    local one, other = self[i].observation, self[i].reference
    rows[i] = { one.period_end, shown(one.value), shown(other.value), series.origin(other) }
  end
  local title = block.title { ("%s against %s: %d of %d periods that meet depart by more than "):format(self.name,
    self.reference, #self, self.common), figure.percent(self.relative) }
  return { title, #rows > 0 and block.table { rows = rows, columns = { { title = "period end" },
    { title = "here", align = "right" }, { title = "there", align = "right" }, { title = "source of there" } } }
    or nil }
end)

--- Where a series of second hand departs from the filings: a list of `{observation=, reference=}` that prints.
-- @param self the series of second hand
-- @tparam Series reference the one to trust
-- @tparam[opt] table given `relative` (0.01), `tolerance` in days between period ends
-- @treturn Departures
core.methods.Series.reconcile = function(self, reference, given)
  given = options.check(given, { relative = "number|string", tolerance = "number" }, "reconcile")
  local relative = type(given.relative) == "string" and core.quantity(given.relative) or given.relative or 0.01
  local found, common = core.reconcile(self, reference, relative, { tolerance = given.tolerance })
  found.common, found.relative, found.like = common, relative, self:like()
  found.name, found.reference = self:name(), reference:name()
  return setmetatable(found, Departures)
end

--- Shares, or figures of one share, as they would have been filed after the splits: prices are adjusted for all of
-- them, so a market value takes shares that are too. What counts is the day of filing: a report filed before the split
-- counts old shares, whatever its period.
-- @param self shares ("EntityCommonStockSharesOutstanding"), or a figure of one share where `per_share` is true
-- @tparam {table,...} splits `{first day of trade, shares for one}` each, as of `filers.known.NVDA.splits`
-- @tparam[opt] boolean per_share
-- @treturn Series
core.methods.Series.adjust_for_splits = function(self, splits, per_share)
  options.argument(splits, "table", "adjust_for_splits: splits")
  local rows, like = {}, self:like()
  for i, one in ipairs(self:vintages()) do
    local factor = 1
    for place, split in ipairs(splits) do
      if type(split) ~= "table" or type(split[2]) ~= "number" or split[2] <= 0 then
        core.raise(("split %d is {first day of trade, shares for one}, as { \"2024-06-10\", 10 }"):format(place))
      end
      factor = factor * (core.day(one.known_on) < core.day(split[1]) and split[2] or 1)
    end
    local value = one.value and (per_share and one.value / factor or one.value * factor)
    rows[i] = { period_start = one.period_start, period_end = one.period_end, known_on = one.known_on,
      value = value and (type(like) == "number" and value or core.constant(value, like)), bound = one.bound,
      file = one.file, document = one.document, form = one.form, concept = one.concept, line = one.line }
  end
  return core.series(("split-adjusted(%s)"):format(self:name()), rows)
end

--- What made a series: its name says the derivation, its rows their sources.
-- @treturn Page
core.methods.Series.explain = page_of

-- What is asked of a series and is not there: a slip, never nil.
setmetatable(core.methods.Series, { __index = function(_, name)
  if type(name) ~= "string" then
    core.raise "a series is asked for its rows: series:view()[1], series:latest()"
  end
  core.raise(("a series has no '%s'%s"):format(name, options.suggest(name, options.names(core.methods.Series),
    "; its figures are series:at(\"2024-04-28\"), series:latest().value, series:view()")))
end })

options.seal(Departures, nil, { "common", "like", "name", "reference", "relative" })
options.seal("Series", core.methods.Series)

return series
