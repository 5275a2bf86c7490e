--- What is to be known of the data behind an answer: where it ends, whether it was revised since, who is left out.
-- @module signalflow.checks.remarks
local core = require "signalflow.core"
local fred = require "signalflow.series.fred"
local series = require "signalflow.series.series"

local remarks = {}

-- A newer figure may be out where the newest is older than this share of what lies between two, and than so many days.
local SHARE, LEAST = 0.75, 10

-- Data that ends before the day that is asked of: nobody can tell from it what came between.
local function ended(name, whole, as_of)
  local newest = whole:latest()
  local age = newest and #whole > 1 and core.day(as_of) - core.day(newest.known_on) or 0
  if age <= math.max(LEAST, SHARE * whole:spacing()) then
    return nil
  end
  return { of = name, says = ("published until %s; a newer figure may be out"):format(
    newest.known_on) }
end

-- A past day is answered with values that were revised since, where the file is of a later day.
local function revised(whole, as_of)
  local id, newest = fred.named(whole:name()), whole:latest()
  local known = fred.known[id or ""]
  if not (known and known.revised and newest and newest.known_on > as_of) then
    return nil
  end
  return { of = id, says = "revised after publication; the file holds the values of a later day" }
end

--- The remarks on the series that a check has read.
-- @tparam table reads list of `{ name =, whole =, remark = }`, the whole series of each name and what its recipe says
-- @tparam string as_of
-- @treturn {table,...} `{ of =, says = }` each
function remarks.of(reads, as_of)
  local list = {}
  for _, read in ipairs(reads) do
    list[#list + 1] = read.remark and { of = read.name, says = read.remark }
    if series.is(read.whole) then
      list[#list + 1] = ended(read.name, read.whole, as_of)
      list[#list + 1] = revised(read.whole, as_of)
    end
  end
  return list
end

--- Remarks as lines of text.
-- @tparam ?table list
-- @treturn ?{string,...} nil without any
function remarks.texts(list)
  local texts = {}
  for i, remark in ipairs(list or {}) do
    texts[i] = remark.of .. ": " .. remark.says
  end
  return #texts > 0 and texts or nil
end

return remarks
