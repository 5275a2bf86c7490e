--- Which pieces of evidence are copies of one story.
-- @module signalflow.ledger.copies
local core = require "signalflow.core"
local reading = require "signalflow.headlines.reading"

local copies = {}

local HEADLINE_DAYS = 3 -- our judgement (2026-11): an event is retold within a weekend

-- Sets that are joined: the parent of each, towards the first of its set.
local function find(parents, i)
  while parents[i] ~= i do
    parents[i] = parents[parents[i]]
    i = parents[i]
  end
  return i
end

local function join(parents, i, j)
  i, j = find(parents, i), find(parents, j)
  parents[math.max(i, j)] = math.min(i, j)
end

-- Joins those for which `key` gives the same, unless `differ` tells them apart.
local function join_by(parents, evidence, key, differ)
  local first = {}
  for i, one in ipairs(evidence) do
    local name = key(one)
    local seen = name and first[name]
    if seen then
      for _, j in ipairs(seen) do
        if not (differ and differ(evidence[j], one)) then
          join(parents, i, j)
          goto joined
        end
      end
    end
    if name then
      first[name] = seen or {}
      table.insert(first[name], i)
    end
    ::joined::
  end
end

-- A page that is kept up to date says something new on each date.
local function other_dates(a, b)
  return a.source.date and b.source.date and a.source.date ~= b.source.date
end

local function join_headlines(parents, evidence)
  local headlines, days = {}, {}
  for i, one in ipairs(evidence) do
    -- filings are called alike, and are told apart by their numbers
    headlines[i] = one.source.accession and "" or one.source.title
    days[i] = one.on
  end
  local _, events = core.group_stories(reading.shipped().compiled, headlines, days, HEADLINE_DAYS)
  for i, first in ipairs(events) do
    join(parents, i, first)
  end
end

--- For each piece of evidence, the number of its story: those that name the same story, come from the same document,
-- from the same address (unless its dates differ), or whose headlines tell one event within three days.
-- @tparam {Entry,...} evidence
-- @treturn {integer,...} the place of one of the story's copies
function copies.stories(evidence)
  local parents = {}
  for i in ipairs(evidence) do
    parents[i] = i
  end
  join_by(parents, evidence, function(one)
    return one.story and one.story:lower()
  end)
  join_by(parents, evidence, function(one)
    return one.source.accession
  end)
  join_by(parents, evidence, function(one)
    return one.source.url
  end, other_dates)
  join_headlines(parents, evidence)
  local stories = {}
  for i in ipairs(evidence) do
    stories[i] = find(parents, i)
  end
  return stories
end

return copies
