--- Signals: what someone says has changed, written down so that it can be worked out and checked.
--
-- A signal changes one named driver of a factory by an uncertain factor, which arrives by a lag curve and may not come
-- true at all. It is a claim: nothing here believes it, and `questions` says what would confirm it.
-- @module signalflow.impact.signal
local arrival = require "signalflow.impact.arrival"
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local impact = require "signalflow.impact.impact"
local line = require "signalflow.page.line"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local quantity = require "signalflow.values.quantity"
local questions = require "signalflow.headlines.questions"
local reader = require "signalflow.headlines.reading"
local units = require "signalflow.values.units"

local signal = {}

local CHANNELS = { "demand", "cost", "bottleneck", "margin" }
local OPTIONS = { headline = "string|table", source = "table", on = "day", channel = "string",
  driver = "string", factor = "any", arrives = "table", confidence = "number|string" }
local SOURCE = { title = "string", publisher = "string", url = "string", date = "string", accession = "string" }

--- A signal. Fields: `headline` (text), `reading`, `source`, `on`, `channel`, `driver`, `factor`, `arrives`,
-- `confidence`.
-- @type Signal
local Signal = {}
local SignalMeta = { __name = "signalflow.signal", __index = Signal }

-- The signal's channel, with the direction that its words give it.
local function channel_of(self)
  local channel = { name = self.channel, direction = 0 }
  for _, read in ipairs(self.reading.channels) do
    channel.direction = read.name == self.channel and read.direction or channel.direction
  end
  return channel
end

--- What the signal changes, by year, how soon, and how much of it a price already holds; see `signalflow.impact`.
-- @tparam Model model a factory, or any model with that driver
-- @tparam table given `output`; `horizon` in years, unless the model is a factory; `market`; the options of run
-- @treturn[1] Impact
-- @treturn[2] nil
-- @treturn[2] err when cancelled
function Signal:impact(model, given)
  return impact.of(self, model, given)
end

--- What would confirm the signal, where it is to be seen, and by which day.
-- @treturn table list, as `reading.questions`; a check is due no earlier than half of the change has arrived
function Signal:questions()
  local channel = channel_of(self)
  local claim = setmetatable({ date = self.on, channels = { channel } }, { __index = self.reading })
  local median = self.arrives.median
  local half = (median:value() or median:quantile(0.5):value()) / units.read "day":value()
  return questions.of(claim, { half_arrived = core.day_text(core.day(self.on) + math.ceil(half)) })
end

-- Whose a figure is: those it cites, or else whoever wrote the signal down, and never the headline's source.
local function whose(values)
  local names = {}
  for _, citation in ipairs(quantity.citations(values)) do
    names[#names + 1] = citation.source
  end
  return names[1] and "; from " .. line.plain(table.concat(names, "; "))
    or "; assumed by this page, not said by the source"
end

local function factor_figure(factor)
  return quantity.figure(factor, { style = "multiple" })
end

page.of_class(SignalMeta, Signal, function(self)
  local read = self.reading.channels[1] and self.reading.channel or "no channel"
  local times = {}
  for i, name in ipairs(self.arrives.given) do
    times[i] = self.arrives.given[name]
  end
  return { block.title(line.plain(self.headline)), block.facts {
    { "said", ("%s, %s"):format(self.on, line.plain(self.source.publisher or self.source.title)) },
    { "a change of", self.channel .. (read ~= self.channel and (", its words alone read as %s"):format(read) or "") },
    { "that is", reader.legend { channel_of(self) } },
    { "factor", { ("if it comes true, %s "):format(self.driver), factor_figure(self.factor), whose { self.factor } } },
    { "time", { arrival.sentence(self.arrives), whose(times) } },
    { "confidence", { figure.percent(self.confidence), " that it comes true", whose {} } },
  } }
end)

--- The claim, what it is taken to change, how it arrives, where it comes from, and what would confirm it.
-- @treturn Page
function Signal:explain()
  local blocks = self:page().blocks
  if type(self.factor) == "userdata" then
    blocks[#blocks + 1] = block.facts { { "factor given as", self.factor:formula(400) } }
  end
  blocks[#blocks + 1] = block.sources { { source = line.plain(self.source.title), date = self.source.date or self.on,
    address = self.source.url or self.source.accession, of = { "claim" } } }
  blocks[#blocks + 1] = block.section("how it arrives", self.arrives:explain().blocks)
  blocks[#blocks + 1] = block.section("what would confirm it", page.blocks_of(self:questions()))
  return page.new(blocks)
end

local function read_source(given, reading)
  local source = given.source and options.check(given.source, SOURCE, "source")
    or { title = reading.headline, publisher = reading.source, url = reading.url, date = reading.date }
  if not source.title or not (source.url or source.publisher or source.accession) then
    core.raise 'a signal names its source: source = { title = "...", url = "..." } (or publisher, or accession)'
  end
  return source
end

local function read_factor(factor)
  if factor == nil then
    core.raise "a signal needs factor: what the driver is multiplied by once the change has come, as sf.between(1.3, 2)"
  end
  factor = type(factor) == "string" and units.value(factor, "factor") or factor
  if units.dimension(factor) ~= "a plain number" then
    core.raise(("factor is a plain number, certain or uncertain, not %s"):format(options.said(factor)))
  end
  local certain = units.number(factor)
  if certain and not (certain > 0 and certain < math.huge) then
    core.raise(("factor must be above 0, not %s"):format(number.quoted(certain)))
  end
  return factor
end

local function read_headline(headline)
  if headline == nil then
    core.raise "a signal needs headline: text, or what sf.read gives"
  elseif type(headline) == "string" then
    return reader.read(headline)
  elseif not reader.is_reading(headline) then
    core.raise "headline is text or a reading of sf.read, not another table"
  end
  return headline
end

-- What a signal cannot be without.
local function check_needs(given, reading)
  if given.on == nil and reading.date == nil then
    core.raise 'a signal needs on, the day of the news, as on = "2025-03-18"'
  elseif not given.channel and not reading.channels[1] then
    core.raise(("the headline's words give no channel (%s); name one: %s"):format(reading.channel,
      table.concat(CHANNELS, ", ")))
  elseif not given.driver then
    core.raise 'a signal needs driver, the name of what changes in the factory, as driver = "token_rate"'
  elseif not arrival.is(given.arrives) then
    core.raise "a signal needs arrives, as sf.arrival { median = 1.5 * u.year, p90 = 3 * u.year } or sf.bass { ... }"
  end
end

local function read_confidence(given)
  local confidence = type(given) == "string" and units.value(given, "confidence") or given
  if type(confidence) ~= "number" or not (confidence > 0 and confidence <= 1) then
    core.raise(("a signal needs confidence, the probability that it comes true, above 0 and at most 1, not %s"):format(
      options.describe(given)))
  end
  return confidence
end

--- Writes a signal down.
-- @tparam table given `headline` (a reading or text), `on` (day of the news; else the reading's), `source` (`title`,
-- and `url`, `publisher` or `accession`; else the reading's), `channel` (else the reading's), `driver`, `factor`
-- (what the driver is multiplied by in the end), `arrives` (`sf.arrival` or `sf.bass`), `confidence` (above 0 to 1:
-- the probability that it comes true)
-- @treturn Signal
function signal.new(given)
  given = options.check(given, OPTIONS, "sf.signal")
  local reading = read_headline(given.headline)
  check_needs(given, reading)
  return setmetatable({ headline = reading.headline, reading = reading,
    on = core.day_text(core.day(given.on or reading.date)),
    channel = options.one_of(given.channel or reading.channel, CHANNELS, "channel"),
    source = read_source(given, reading), driver = given.driver, factor = read_factor(given.factor),
    arrives = given.arrives, confidence = read_confidence(given.confidence) }, SignalMeta)
end

options.seal(SignalMeta, Signal, {
  "headline", "reading", "source", "on", "channel", "driver", "factor", "arrives", "confidence" })

return signal
