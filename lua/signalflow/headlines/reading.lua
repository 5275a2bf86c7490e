--- Headlines: which channel changed, in which direction, by how much, and the words that say so.
-- @module signalflow.headlines.reading
local asked = require "signalflow.headlines.questions_asked"
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local json = require "signalflow.page.json"
local line = require "signalflow.page.line"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local questions = require "signalflow.headlines.questions"
local settings = require "signalflow.shared.settings"

local plain = line.plain

local reader = {}

local CHANNELS = { "demand", "cost", "bottleneck", "margin", "none" }
-- What a sign means in each channel: + is good for the thesis that AI factories get built, used and paid for.
local MEANINGS = {
  demand     = { ["+"] = "more is wanted, used or paid for", ["-"] = "less is wanted, used or paid for" },
  cost       = { ["+"] = "compute gets cheaper", ["-"] = "compute gets dearer" },
  bottleneck = { ["+"] = "eased", ["-"] = "tightened" },
  margin     = { ["+"] = "more is left for the seller", ["-"] = "less is left for the seller" },
}
-- What a headline is about that tells no change of a channel.
local ABOUT = {
  stock = "about share prices", financing = "about money raised", model = "about a model", product = "about a product",
  legal = "about law", people = "about people", consumer = "about consumer goods", opinion = "an opinion or a question",
  other = "no change is told",
}
local COMMON_IN = { demand = "news of demand", cost = "news of costs", bottleneck = "news of bottlenecks",
  margin = "news of margins", none = "other news" }
local BOUNDS = { ["up to"] = "up to ", ["at least"] = "at least ", about = "about " }
local SHOWN, GROUPS, WORDS, LONGEST = 6, 4, 2, 300
local DATE, CHANNEL = 10, 21 -- columns of the line that a list of readings has for each

--- What a headline says changed: `channel`, `direction` (-1, 0, 1), `confidence` (0..1), `channels` (list of `{name=,
-- direction=, weight=}`), `quantities`, `actors` (each with `name` and `role`, and `business` where it is known what a
-- buyer is: cloud, landlord, investor), `reasons`, `questions`; `headline`, `date`, `source`, `url`.
-- @type Reading
local Reading = { __name = "signalflow.reading" }

-- The questions are made when asked for: most headlines of a feed are only read.
function Reading:__index(name)
  if name == "questions" then
    return questions.of(self)
  end
  return Reading[name]
end

--- What the signs of some channels mean, as "bottleneck +: eased".
-- @tparam table channels a list of `{ name =, direction = }`
-- @treturn string nil where there are none
function reader.legend(channels)
  local words = {}
  for i, channel in ipairs(channels) do
    local sign = asked.signs[channel.direction]
    words[i] = ("%s %s: %s"):format(channel.name, sign, MEANINGS[channel.name][sign] or "no change is told")
  end
  return words[1] and table.concat(words, "; ")
end

local function shown_number(value, unit)
  if unit == "USD" then
    return tostring(core.quantity "1 USD" * value)
  end
  value = value >= 1000 and value < 1e15 and value % 1 == 0 and number.count(value) or core.format_number(value, 1, 6)
  return unit == "" and value or value .. " " .. unit
end

local function shown_quantity(quantity)
  local value = shown_number(quantity.value, quantity.unit)
  if quantity.high then
    value = value .. " to " .. shown_number(quantity.high, quantity.unit)
  end
  return ("%s (%s: %s%s)"):format(plain(quantity.text), quantity.kind, BOUNDS[quantity.bound] or "", value)
end

-- An actor whose names stand twice ("Microsoft Azure") is one.
local function named_once(actors)
  local list, seen = {}, {}
  for _, actor in ipairs(actors) do
    list[#list + 1] = not seen[actor.name] and actor or nil
    seen[actor.name] = true
  end
  return list
end

-- Some items as one sentence; nil where there are none.
local function listed(items, show, most, comma)
  local words = {}
  for i = 1, math.min(#items, most or #items) do
    words[#words + 1] = { i > 1 and (comma or ", ") or "", show(items[i]) }
  end
  if most and #items > most then
    words[#words + 1] = (" and %d more"):format(#items - most)
  end
  return words[1] and words
end

local function shown_actor(actor)
  return ("%s (%s)"):format(actor.name, actor.business or actor.role)
end

local function shown_rule(reason)
  return { '"', plain(reason.text), '"', ": ", reason.rule }
end

-- What a reason speaks for, as an analyst would say it.
local function statement(reason)
  if reason.fitted then
    return ("common in %s"):format(COMMON_IN[reason.channel])
  elseif reason.none_kind then
    return ABOUT[reason.none_kind]
  end
  local meaning = MEANINGS[reason.channel][asked.signs[reason.direction]]
  return meaning and (reason.channel == "bottleneck" and "a bottleneck " or "") .. meaning
    or reason.channel .. " is named, no change told"
end

-- Whether a reason says something to who reads "demand +": that a trade is named, or a word common elsewhere, does not.
local function is_telling(self, reason)
  local is_own = self.channel == "unsure" or reason.channel == self.channel
  return is_own or not (reason.fitted or reason.none_kind == "other")
end

-- What the telling reasons speak for, each with some of its words: what weighs most comes first.
local function spoken_for(self)
  local groups, by = {}, {}
  for _, reason in ipairs(self.reasons) do
    local said, text = statement(reason), reason.text ~= "" and reason.text or "?"
    local group = by[said] or { said = said, has = {} }
    if is_telling(self, reason) and not by[said] and #groups < GROUPS then
      by[said], groups[#groups + 1] = group, group
    end
    if #group < WORDS and not group.has[text] then
      group.has[text], group[#group + 1] = true, { text = text }
    end
  end
  return groups
end

local function shown_text(item)
  return { '"', plain(item.text), '"' }
end

local function shown_group(group)
  return { group.said, ": ", listed(group, shown_text) }
end

-- A headline of any length, as much of it as a screen has room for.
local function shortened(words)
  local length = utf8.len(words) or #words
  if length <= LONGEST then
    return words
  end
  local stop = utf8.len(words) and utf8.offset(words, LONGEST + 1) or LONGEST + 1
  return ("%s ... (%d characters in all)"):format(words:sub(1, stop - 1), length)
end

local function blocks_of(self, most)
  local facts = {}
  local function add(name, content)
    facts[#facts + 1] = content and { name, content } or nil
  end
  add("from", (self.source or self.date) and plain(table.concat({ self.date or "no date", self.source }, ", ")))
  local about = self.none_kind and self.none_kind ~= "other" and ", about " .. self.none_kind or ""
  add("channel", { self:signs(), about, #self.channels > 0 and { ", ", figure.percent(self.confidence),
    #self.channels > 1 and " likely that the first is the main one" or " likely" } or "" })
  add("that is", reader.legend(self.channels))
  add("quantities", listed(self.quantities, shown_quantity, most))
  add("actors", listed(named_once(self.actors), shown_actor, most))
  add("reasons", most and listed(spoken_for(self), shown_group, nil, "; ")
    or listed(self.reasons, shown_rule))
  return { block.title(shortened(plain(self.headline))), block.facts(facts),
    self.cut and block.note "longer than is read: the end is left out" or nil }
end

page.of_class(Reading, Reading, function(self)
  return blocks_of(self, SHOWN)
end)

--- Its channels with their signs: "cost - margin +"; "none" or "unsure" where it has none.
-- @treturn string
function Reading:signs()
  local words = {}
  for i, channel in ipairs(self.channels) do
    words[i] = channel.name .. " " .. asked.signs[channel.direction]
  end
  return words[1] and table.concat(words, " ") or self.channel
end

--- The reading with every rule that its words met.
-- @treturn Page
function Reading:explain()
  return page.new(blocks_of(self))
end

--- The reading on one line: date, channels, headline, source.
-- @treturn string
function Reading:brief()
  local source = self.source and "  (" .. plain(self.source) .. ")" or ""
  return ("%s  %s  %s%s"):format(line.pad(self.date or "", DATE), line.pad(self:signs(), CHANNEL), plain(self.headline),
    source)
end

--- The first figure of a kind that the headline tells.
-- @tparam string kind as in `quantities`: "power", "multiple", "money"
-- @treturn ?table `{value=, unit=, kind=}`; nil where it tells none
function Reading:quantity(kind)
  for _, quantity in ipairs(self.quantities) do
    if quantity.kind == kind then
      return quantity
    end
  end
  return nil
end

local FIELDS = { "headline", "source", "date", "url", "channel", "direction", "confidence", "none_kind", "cut",
  "channels", "quantities", "actors", "reasons" }

--- The reading as JSON, on one line; what is unknown is left out.
-- @tparam[opt] table given `questions = true`: what would confirm it, too
-- @treturn string
function Reading:to_json(given)
  given = options.check(given, { questions = "boolean" }, "to_json")
  local fields = {}
  for i, name in ipairs(FIELDS) do
    local value = self[name]
    fields[i] = { name, type(value) == "table" and json.list { table.unpack(value) } or value }
  end
  fields[#fields + 1] = { "questions", given.questions and json.list { table.unpack(self.questions) } or nil }
  return json.encode(json.object(fields))
end

--- A reader of headlines with its lexicon.
-- @type Reader
local Reader = { __name = "signalflow.reader" }
Reader.__index = Reader

local READ_OPTIONS = { date = "day", source = "string", url = "string" }

--- Reads one headline: the claim it makes, not whether the claim is true.
-- @tparam string headline
-- @tparam[opt] table given `date` ("2025-03-18": the questions' due dates follow from it), `source`, `url`
-- @treturn Reading `channel direction confidence none_kind channels quantities actors reasons cut headline questions`
function Reader:read(headline, given)
  given = options.check(given, READ_OPTIONS, "read")
  local reading = self.compiled:read(headline)
  reading.headline, reading.source, reading.url = headline, given.source, given.url
  reading.date = given.date and core.day_text(given.date)
  return setmetatable(reading, Reading)
end

page.of_class(Reader, Reader, function(self)
  return { block.paragraph { "reader: the shipped lexicon and ", self.own } }
end)

-- One word of the analyst's as a lexicon of its own, so that what is wrong with it is told by its name.
local function entry(channel, word, weight, place_in_list)
  local place = ("lexicon.%s[%q]"):format(channel, word)
  if word:find "[\0-\31\127,]" then
    core.raise(("%s: expected one word or phrase, as backlog = 1.5"):format(place))
  elseif type(weight) ~= "number" or not (math.abs(weight) > 0 and math.abs(weight) <= 100) then
    core.raise(("%s: expected a weight up to 100, below 0 for a change for the worse, not %s"):format(place,
      options.said(weight)))
  elseif channel == "none" and weight < 0 then
    core.raise(("%s: none has no direction; give a weight above 0"):format(place))
  end
  local sign = channel == "none" and "" or weight > 0 and "+ " or "- "
  return { place, ("words own_%d: %s\nrule %s %s%s: own_%d\n"):format(place_in_list, word, channel, sign,
    number.exact(math.abs(weight)), place_in_list) }
end

local function refuse_list(given, place, wanted)
  for name in options.each(given) do
    if type(name) ~= "string" then
      core.raise(("%s has an item [%s] without a name; give %s"):format(place, options.key(name), wanted))
    end
  end
end

local function entries_of(lexicon)
  refuse_list(lexicon, "lexicon", "each channel its words, as { demand = { backlog = 1.5 } }")
  local entries = {}
  for _, channel in ipairs(options.names(lexicon)) do
    local words = lexicon[options.one_of(channel, CHANNELS, "channel of the lexicon")]
    if type(words) ~= "table" then
      core.raise(("lexicon.%s is a table of words and weights, as { backlog = 1.5 }, not %s"):format(channel,
        type(words)))
    end
    refuse_list(words, "lexicon." .. channel, "each word its weight, as { backlog = 1.5 }")
    for _, word in ipairs(options.names(words)) do
      entries[#entries + 1] = entry(channel, word, words[word], #entries + 1)
    end
  end
  return entries
end

local function said_of(lexicon, count)
  return type(lexicon) == "string" and plain(lexicon)
    or ("%d %s of your own"):format(count, count == 1 and "word" or "words")
end

-- A lexicon file as one entry; or nil and an err.
local function file_entry(path)
  local words, unread = core.read_file(settings.reading(path))
  if not words then
    return nil, unread
  end
  return { { path, words } }
end

--- Makes a reader: the shipped lexicon with the analyst's own words on top.
-- @tparam[opt] table given `lexicon`, channel to words to weights: `{ demand = { ["backlog"] = 1.5 } }`; a weight
-- below 0 is a change for the worse. "surge~" also stands for surges, surged, surging; "#" for any number. Or the path
-- of a file of words, actors and rules, written as in `csrc/headlines/lexicon.txt` (reading.h has the form)
-- @treturn[1] Reader
-- @treturn[2] nil
-- @treturn[2] err where the file cannot be read
function reader.new(given)
  given = options.check(given, { lexicon = "table|string" }, "reader")
  local own, err
  if type(given.lexicon) == "string" then
    own, err = file_entry(given.lexicon)
    if not own then
      return nil, err
    end
  else
    own = entries_of(given.lexicon or {})
  end
  return setmetatable({ compiled = core.reader { { "lexicon", core.lexicon() }, table.unpack(own) },
    own = said_of(given.lexicon, #own) }, Reader)
end

local shipped

--- The reader with the shipped lexicon alone, made once.
-- @treturn Reader
function reader.shipped()
  shipped = shipped or reader.new()
  return shipped
end

--- Whether a value is a reader.
-- @param value
-- @treturn boolean
function reader.is(value)
  return getmetatable(value) == Reader
end

--- Whether a value is a reading.
-- @param value
-- @treturn boolean
function reader.is_reading(value)
  return getmetatable(value) == Reading
end

--- Reads one headline with the shipped lexicon.
-- @tparam string headline
-- @tparam[opt] table given `date`, `source`, `url`
-- @treturn Reading
function reader.read(headline, given)
  return reader.shipped():read(headline, given)
end

--- Whether two headlines, or readings, are of one story: copies (one text, told again) or one event in other words.
-- Denials, opposite moves, other figures, quarters or actors part them. Both should be of about one time: see
-- `feed:stories()`, which heeds the days.
-- @tparam string|Reading a
-- @tparam string|Reading b
-- @treturn boolean
-- @treturn string "copy", "event" or "different"
function reader.same_story(a, b)
  local function headline(value)
    return getmetatable(value) == Reading and value.headline or value
  end
  local tie = core.tie_stories(reader.shipped().compiled, headline(a), headline(b))
  return tie ~= "different", tie
end

options.seal(Reading, nil, {
  "headline", "date", "source", "url", "channel", "direction", "confidence", "channels", "quantities", "actors",
  "reasons", "questions", "cut", "none_kind" })
options.seal(Reader, nil, { "compiled", "own" })

return reader
