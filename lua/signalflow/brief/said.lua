--- What was said between two days: events, not copies of one; what says of no channel is counted and not shown.
-- @module signalflow.brief.said
local core = require "signalflow.core"
local feed = require "signalflow.headlines.feed"
local line = require "signalflow.page.line"
local reader = require "signalflow.headlines.reading"

local said = {}

local RETOLD = 3 -- days: what an earlier event's retelling is recognised by

-- The dated items of feeds, by day; what is after the last day is not known yet. An item that several vintages of a
-- feed hold is one.
local function items_of(feeds, from, to)
  local items, met, undated = {}, {}, 0
  for _, one in ipairs(feeds) do
    for _, item in ipairs(one.items) do
      local key = table.concat({ item.title, item.date or "", item.source or "", item.url or "" }, "\n")
      if not item.date then
        undated = undated + (met[key] and 0 or 1)
      elseif item.date > from and item.date <= to and not met[key] then
        items[#items + 1] = item
        item.place = #items
      end
      met[key] = true
    end
  end
  table.sort(items, function(a, b)
    return a.date < b.date or a.date == b.date and a.place < b.place
  end)
  return items, undated
end

local function opened(paths)
  local feeds, failed = {}, {}
  for _, path in ipairs(paths) do
    local one, err = feed.open(path)
    feeds[#feeds + 1] = one
    failed[#failed + 1] = err and tostring(err) or nil
  end
  return feeds, failed
end

-- The first source that any telling names.
local function source_of(story)
  for _, item in ipairs(story.items) do
    if item.source or item.url then
      return item.source or item.url
    end
  end
  return nil
end

local function event_of(story, reading)
  local question = reading.questions[1]
  return { date = story.date, title = line.plain(story.title), source = line.plain(source_of(story) or "no source"),
    url = story.items[1].url and line.plain(story.items[1].url), channel = reading.channel, signs = reading:signs(),
    direction = reading.direction, told = #story.items, origins = #story.copies,
    confirm = question and { text = question.text, where = question.where, by = question.by } }
end

--- What feeds say after one day and by another.
-- @tparam {string,...} paths of feeds
-- @tparam string a
-- @tparam string b
-- @treturn table a list of events, what most origins tell first: `{ date =, title =, source =, url =, signs =, told =,
-- origins =, confirm = }`; `read` (headlines), `unsure`, `none` and `retold` (events), `undated` (headlines) and
-- `failed` (why a feed was not read)
function said.between(paths, a, b)
  local feeds, failed = opened(paths)
  local items, undated = items_of(feeds, core.day_text(core.day(a) - RETOLD), b)
  local events = { read = 0, unsure = 0, none = 0, retold = 0, undated = undated, failed = failed }
  for _, item in ipairs(items) do
    events.read = events.read + (item.date > a and 1 or 0)
  end
  local with = reader.shipped()
  for _, story in ipairs(feed.of("feeds", items):stories()) do
    if story.date <= a then
      events.retold = events.retold + (story.items[#story.items].date > a and 1 or 0)
    else
      local reading = with:read(story.title, { date = story.date, source = story.source })
      if reading.channel == "none" or reading.channel == "unsure" then
        events[reading.channel] = events[reading.channel] + 1
      else
        events[#events + 1] = event_of(story, reading)
      end
    end
  end
  for i, event in ipairs(events) do
    event.place = i
  end
  table.sort(events, function(x, y)
    return x.origins > y.origins or x.origins == y.origins and x.place < y.place
  end)
  return events
end

return said
