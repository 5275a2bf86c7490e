--- Feeds of headlines: RSS, Atom, JSON, CSV, Markdown lists of links, a headline a line.
-- @module signalflow.headlines.feed
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local settings = require "signalflow.shared.settings"
local reader = require "signalflow.headlines.reading"

local feed = {}

local PIECE, LARGEST = 1 << 16, 1 << 28
local SHOWN = 20 -- stories, so that they fit a screen

local function counted(count, one, many)
  return ("%d %s"):format(count, count == 1 and one or many)
end

--- Headlines in the order of their feed: `name`, `items` (list of `{title=, url=, source=, date=, line=}`).
-- @type Feed
local Feed = { __name = "signalflow.feed" }
Feed.__index = Feed

--- Reads each headline in turn; a reading also has the item's `source`, `date`, `url` and `line`, where known.
-- @tparam[opt] Reader with the shipped one if none is given
-- @treturn function iterator
function Feed:readings(with)
  with = with or reader.shipped()
  if not reader.is(with) then
    core.raise(("readings takes a reader, as sf.reader { lexicon = ... }, not %s"):format(options.said(with)))
  end
  local at = 0
  return function()
    at = at + 1
    local item = self.items[at]
    if not item then
      return nil
    end
    local reading = with:read(item.title, { date = item.date, source = item.source, url = item.url })
    reading.line = item.line
    return reading
  end
end

-- Items without a day are held against each other, not against those of a day.
local NO_DAY, DAYS = core.day "0001-01-01", 3 -- our judgement (2026-11): an event is retold within a weekend

--- The stories of a feed: a list, in the order of their first items. Each has `title date source` of its first item,
-- its `items` in the order of the feed, and `copies`, lists of items: the independent origins of one event are at most
-- so many. `name`, that of the feed. Printed, it shows those told most often.
-- @type Stories
local Stories = { __name = "signalflow.stories" }
Stories.__index = Stories

page.of_class(Stories, Stories, function(self)
  local told, items = {}, 0
  for _, story in ipairs(self) do
    items = items + #story.items
    told[#told + 1] = #story.items > 1 and story or nil
  end
  table.sort(told, function(a, b)
    if #a.items ~= #b.items then
      return #a.items > #b.items
    end
    return (a.date or "") > (b.date or "")
  end)
  local rows = {}
  for i = 1, math.min(#told, SHOWN) do
    rows[i] = { told[i].date or "", told[i].title, tostring(#told[i].items), tostring(#told[i].copies) }
  end
  local alone = #self - #told
  return { block.title(("%s: %s in %s"):format(self.name, counted(items, "headline", "headlines"),
    counted(#self, "story", "stories"))), #rows > 0 and block.table { rows = rows, columns = { { title = "first" },
      { title = "headline" }, { title = "told", align = "right" }, { title = "origins, at most", align = "right" } } }
      or nil,
    block.note((#told > SHOWN and ("%d more stories are told more than once; "):format(#told - SHOWN) or "")
      .. ("%s told once"):format(counted(alone, "story is", "stories are"))) }
end)

--- The feed's stories: items that tell one event together, and within them the copies of one text.
-- @tparam[opt] table given `within`, the days over which an event is retold (3); `reader`
-- @treturn Stories
function Feed:stories(given)
  given = options.check(given, { within = "number", reader = "table" }, "stories")
  local with = given.reader or reader.shipped()
  if not reader.is(with) then
    core.raise(("stories takes a reader, as sf.reader { lexicon = ... }, not %s"):format(options.said(with)))
  end
  local headlines, days = {}, {}
  for i, item in ipairs(self.items) do
    headlines[i], days[i] = item.title, item.date or NO_DAY
  end
  local copies, events = core.group_stories(with.compiled, headlines, days, given.within or DAYS)
  local stories, story_of, list_of = setmetatable({ name = self.name }, Stories), {}, {}
  for i, item in ipairs(self.items) do
    local story = story_of[events[i]]
    if not story then
      story = { title = item.title, date = item.date, source = item.source, items = {}, copies = {} }
      stories[#stories + 1], story_of[events[i]] = story, story
    end
    local list = list_of[copies[i]]
    if not list then
      list = {}
      story.copies[#story.copies + 1], list_of[copies[i]] = list, list
    end
    story.items[#story.items + 1], list[#list + 1] = item, item
  end
  return stories
end

--- Why a feed gives no headline, or what it left out; nil where there is nothing to say.
-- @treturn[opt] string
function Feed:shortfall()
  local skipped = self.items.skipped
  local left_out = ("%s without a title"):format(counted(skipped, "item", "items"))
  if #self.items == 0 then
    return ("%s: no headlines: read as %s, %s"):format(self.name, self.items.format,
      skipped > 0 and left_out or "it holds no items")
  end
  return skipped > 0 and ("%s: left out %s"):format(self.name, left_out) or nil
end

function Feed:__len()
  return #self.items
end

page.of_class(Feed, Feed, function(self)
  local first, last
  for _, item in ipairs(self.items) do
    if item.date then
      first = (not first or item.date < first) and item.date or first
      last = (not last or item.date > last) and item.date or last
    end
  end
  return { block.paragraph(("%s: %s%s, %s"):format(self.items.title or self.name,
    counted(#self.items, "headline", "headlines"), first and (" from %s to %s"):format(first, last) or "",
    self.items.format)) }
end)

-- Piece by piece, up to a limit: what is read may be a pipe without an end.
local function read_all(file, name)
  local pieces, bytes = {}, 0
  while true do
    local piece, reason = file:read(PIECE)
    if not piece then
      if reason then
        return nil, failure("io", ("%s: %s"):format(name, reason))
      end
      return table.concat(pieces)
    end
    pieces[#pieces + 1], bytes = piece, bytes + #piece
    if bytes > LARGEST then
      return nil, failure("io", ("%s: larger than %d MB"):format(name, LARGEST >> 20))
    end
  end
end

--- Opens a feed: RSS, Atom, JSON Feed, JSON, CSV, Markdown lists of links, or a headline a line. "-" is standard input.
-- @tparam string path
-- @treturn[1] Feed `items` with their `title url source date line`; `items.skipped` had no title
-- @treturn[2] nil
-- @treturn[2] err names the file, and the line where it is not what it should be
function feed.open(path)
  if type(path) ~= "string" then
    core.raise(("feed.open takes a file's name, not %s"):format(options.said(path)))
  end
  local is_typed = path == "-"
  local name = is_typed and "standard input" or path
  local content, unread
  if is_typed then
    content, unread = read_all(io.stdin, name)
  else
    content, unread = core.read_file(settings.reading(path))
  end
  if not content then
    return nil, unread
  end
  local items, wrong = core.feed(name, content)
  if not items then
    return nil, wrong
  end
  return setmetatable({ name = name, items = items }, Feed)
end

--- A feed of items that were read elsewhere.
-- @tparam string name
-- @tparam {table,...} items `{ title =, date =, source =, url = }` each, in order
-- @treturn Feed
function feed.of(name, items)
  options.argument(items, "table", "feed.of: items")
  return setmetatable({ name = options.argument(name, "string", "feed.of: name"), items = items }, Feed)
end

options.seal(Stories, nil, { "name" })
options.seal(Feed, nil, { "name", "items" })

return feed
