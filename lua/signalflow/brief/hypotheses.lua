--- Which hypotheses of a ledger moved between two days, and by which entry.
--
-- A state is of what was known and recorded by the day, so that what is entered later changes no earlier brief.
-- @module signalflow.brief.hypotheses
local failure = require "signalflow.shared.failure"

local hypotheses = {}

local FADED = 0.01 -- of probability: evidence that fades by more than this is said, without an entry

-- What was believed on a day; nil before the hypothesis was there.
local function state_on(h, day)
  local found, err = h:state { as_of = day, recorded_by = day }
  if not found and err.code ~= "unknown" then
    error(err, 0)
  end
  return found
end

-- Where an entry's figures can be found.
local function source_of(entry)
  local source = entry.source or {}
  local parts = { source.title }
  parts[#parts + 1] = source.accession or source.publisher
  return #parts > 0 and table.concat(parts, ", ") or ("entry %d"):format(entry.number)
end

local function entries_of(list, id)
  local found = {}
  for _, entry in ipairs(list) do
    if entry.hypothesis == id then
      found[#found + 1] = { number = entry.number, type = entry.type, on = entry.on, says = entry:says(),
        source = source_of(entry) }
    end
  end
  return found
end

local function change_of(h, before, after, entries)
  if not after then
    return nil
  end
  local moved = not before and 1 or math.abs(after.probability - before.probability)
  if #entries == 0 and (before and before.status) == after.status and moved < FADED then
    return nil
  end
  return { id = h.id, claim = h.claim, axis = h.axis, from = before and before.status, to = after.status,
    before = before and before.probability, after = after.probability, entries = entries, missing = after.missing }
end

--- The hypotheses that moved after one day and by another.
-- @tparam Book book
-- @tparam string a
-- @tparam string b
-- @treturn[1] {table,...} `{ id =, claim =, from =, to =, before =, after =, entries = }`: status, probability and the
-- entries since; `from` and `before` are nil where it is new. An entry has its `number type on says source`
-- @treturn[1] {State,...} of all that hold on the later day
-- @treturn[2] nil
-- @treturn[2] err of the ledger
function hypotheses.between(book, a, b)
  return failure.attempt(function()
    local list, found, states = failure.must(book:entries { from = a, to = b }), {}, {}
    for _, h in ipairs(failure.must(book:hypotheses())) do
      local after = state_on(h, b)
      states[#states + 1] = after
      found[#found + 1] = change_of(h, state_on(h, a), after, entries_of(list, h.id))
    end
    return found, states
  end)
end

return hypotheses
