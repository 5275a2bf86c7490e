--- Which pieces of evidence are copies of one story.
-- @module signalflow.ledger.copies
local core = require "signalflow.core"
local kinds = require "signalflow.ledger.kinds"
local names = require "signalflow.ledger.names"
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

-- Whether two can be copies at all: a story and its copies say one thing, and a document has one number.
local function contradict(a, b)
  return a.supports ~= b.supports
    or a.source.accession and b.source.accession and a.source.accession ~= b.source.accession
end

-- Joins those for which `key` gives the same, unless they contradict or `differ` tells them apart.
local function join_by(parents, evidence, key, differ)
  local first = {}
  for i, one in ipairs(evidence) do
    local name = key(one)
    local seen = name and first[name]
    if seen then
      for _, j in ipairs(seen) do
        if not (contradict(evidence[j], one) or differ and differ(evidence[j], one)) then
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

-- Words of which the titles of documents are made: they name a kind of document, and none of them alone.
local OF_DOCUMENTS = {}
for word in ([[10 k q 8 20 6 f s 1 4 a form annual quarterly report press release earnings call transcript results
  result financial statements filing letter to the shareholders shareholder presentation investor of and for fiscal year
  quarter first second third fourth full fy q1 q2 q3 q4]]):gmatch "%S+" do
  OF_DOCUMENTS[word] = true
end

--- Whether a title only names a kind of document, as "10-Q" or "Annual report 2025": many are called so.
-- @tparam string title
-- @treturn boolean
function copies.is_generic(title)
  for word in title:lower():gmatch "[%w\128-\255]+" do
    if not OF_DOCUMENTS[word] and not word:find "^%d+$" then
      return false
    end
  end
  return true
end

-- Whether the title is a headline, by which copies are found. A filing, a contract or a measurement is a document of
-- its own: others are titled alike, and are told apart by number, address and origin.
local function is_headline(one)
  local form = kinds.forms[one.form or kinds.kinds[one.kind].form]
  return not (form.hard or one.source.accession or copies.is_generic(one.source.title))
end

local function join_headlines(parents, evidence, supports)
  local headlines, days = {}, {}
  for i, one in ipairs(evidence) do
    headlines[i] = one.supports == supports and is_headline(one) and one.source.title or ""
    days[i] = one.on
  end
  local _, events = core.group_stories(reading.shipped().compiled, headlines, days, HEADLINE_DAYS)
  for i, first in ipairs(events) do
    join(parents, i, first)
  end
end

--- For each piece of evidence, the number of its story: those that name the same story, come from the same document,
-- from the same address (unless its dates differ), or are reports whose headlines are one story within three days. What
-- speaks the other way, or has another accession number, is another story.
-- @tparam {Entry,...} evidence
-- @treturn {integer,...} the place of one of the story's copies
function copies.stories(evidence)
  local parents = {}
  for i in ipairs(evidence) do
    parents[i] = i
  end
  join_by(parents, evidence, function(one)
    return names.fold(one.story)
  end)
  join_by(parents, evidence, function(one)
    return one.source.accession
  end)
  join_by(parents, evidence, function(one)
    return one.source.url
  end, other_dates)
  join_headlines(parents, evidence, true)
  join_headlines(parents, evidence, false)
  local stories = {}
  for i in ipairs(evidence) do
    stories[i] = find(parents, i)
  end
  return stories
end

return copies
