--- Finding a record by the names analysts type.
-- @module signalflow.catalogue.names

local failure = require "signalflow.shared.failure"

local names = {}

--- What is left of a name when spelling habits are taken off: "GB200-NVL72" and "gb200 nvl72" are one.
-- @tparam string name
-- @treturn string
function names.plain(name)
  return (name:lower():gsub("[^%w]", ""))
end

--- Edits between two words; a swap of neighbours counts one.
local function edit_distance(a, b)
  local before, previous, current = nil, {}, {}
  for j = 0, #b do
    previous[j] = j
  end
  for i = 1, #a do
    current[0] = i
    for j = 1, #b do
      local change = a:byte(i) == b:byte(j) and 0 or 1
      current[j] = math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + change)
      if before and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then
        current[j] = math.min(current[j], before[j - 2] + 1)
      end
    end
    before, previous, current = previous, current, {}
  end
  return previous[#b]
end

--- The candidate nearest to a word, or nil when none is near (a third of the letters may differ).
-- @tparam string word
-- @tparam table candidates list of strings
-- @treturn ?string
function names.nearest(word, candidates)
  local best, least
  local plain = names.plain(word):sub(1, 64)
  for _, candidate in ipairs(candidates) do
    local other = names.plain(candidate)
    local longest = math.max(#plain, #other)
    local distance = edit_distance(plain, other)
    if distance <= (longest + 2) // 3 and distance < longest and (not least or distance < least) then
      best, least = candidate, distance
    end
  end
  return best
end

--- The message for a name that is not known.
-- @tparam string kind "platform"
-- @tparam string name what came
-- @tparam table candidates list of strings
-- @treturn string
function names.unknown(kind, name, candidates)
  local near = names.nearest(name, candidates)
  local hint = near and ("; did you mean '%s'?"):format(near) or "; known: " .. table.concat(candidates, ", ")
  return ("unknown %s '%s'%s"):format(kind, name, hint)
end

local indexes = setmetatable({}, { __mode = "k" }) -- of lists of records, which stay as they are

-- Records by what is left of their names and aliases; a name comes before an alias, and the first before the next.
local function index_of(records)
  local index = indexes[records]
  if not index then
    index = {}
    for _, record in ipairs(records) do
      local plain = names.plain(record.name)
      index[plain] = index[plain] or record
    end
    for _, record in ipairs(records) do
      for _, alias in ipairs(record.aliases or {}) do
        local plain = names.plain(alias)
        index[plain] = index[plain] or record
      end
    end
    indexes[records] = index
  end
  return index
end

--- The record of that name or alias.
-- @tparam table records list of records with `name` and perhaps `aliases`, which stays as it is
-- @tparam string kind what they are, for the message
-- @tparam string name
-- @treturn ?table the record, or nil and an err that names the nearest
function names.find(records, kind, name)
  if type(name) ~= "string" then
    return nil, failure("unknown", ("a %s is a name, not a %s"):format(kind, type(name)))
  end
  local found, known = index_of(records)[names.plain(name)], {}
  if found then
    return found
  end
  for i, record in ipairs(records) do
    known[i] = record.name
  end
  return nil, failure("unknown", names.unknown(kind, name, known))
end

return names
