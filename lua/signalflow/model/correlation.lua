--- Rank correlation between drivers, by a Gaussian copula over their draws.
-- @module signalflow.model.correlation
local core = require "signalflow.core"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local quantity = require "signalflow.values.quantity"

local correlation = {}

-- The driver moves with or against its draw: 1 or -1, so that a rank correlation is the drivers' own.
local function direction(value)
  local plan = core.compile { value }
  local low, high = {}, {}
  for i = 1, #plan:drivers() do
    low[i], high[i] = 0.25, 0.75
  end
  local a, b = plan:evaluate(low)[1], plan:evaluate(high)[1]
  return a and b and b < a and -1 or 1
end

-- The one draw beneath a driver, by its given name.
local function draw_of(model, driver)
  local value = model.values[driver]
  if value == nil then
    options.unknown("driver in correlate", driver, model.driver_names)
  end
  local draws = quantity.draws(value)
  if #draws == 0 then
    core.raise(("driver '%s' is certain and cannot be correlated"):format(driver))
  elseif #draws > 1 then
    core.raise(("driver '%s' holds several uncertain inputs and cannot be correlated"):format(driver))
  end
  return model.names_given[draws[1]] or draws[1]
end

-- The drivers named, each once, as `{driver, draw, direction}`, and the entries as `{place, place, rank}`.
local function read(model, given)
  local members, place_of, entries = {}, {}, {}
  local function place(driver)
    local draw = draw_of(model, driver)
    if not place_of[draw] then
      members[#members + 1] = { driver = driver, draw = draw, direction = direction(model.values[driver]) }
      place_of[draw] = #members
    end
    return place_of[draw], direction(model.values[driver]) * members[place_of[draw]].direction
  end
  if next(given) ~= nil and #given == 0 then
    core.raise 'correlate is a list of {"driver", "driver", rank correlation}'
  end
  for _, entry in ipairs(options.list(given, "the pairs of correlate")) do
    local a, b, rank
    if type(entry) == "table" then
      a, b, rank = table.unpack(entry)
    end
    if type(a) ~= "string" or type(b) ~= "string" or type(rank) ~= "number" then
      core.raise 'correlate is a list of {"driver", "driver", rank correlation}'
    end
    local i, same_a = place(a)
    local j, same_b = place(b)
    if i == j then
      core.raise(("correlate: '%s' and '%s' are one uncertain input"):format(a, b))
    end
    entries[#entries + 1] = { i, j, rank * same_a * same_b }
  end
  return members, entries
end

-- The matrix of rank correlations between the drivers.
local function matrix_of(members, entries)
  local matrix, seen = {}, {}
  for i = 1, #members do
    matrix[i], seen[i] = {}, {}
    for j = 1, #members do
      matrix[i][j] = i == j and 1.0 or 0.0
    end
  end
  for _, entry in ipairs(entries) do
    local i, j, rank = table.unpack(entry)
    if seen[i][j] and matrix[i][j] ~= rank then
      core.raise(("correlate: the rank correlation of '%s' and '%s' is given as both %s and %s"):format(
        members[i].driver, members[j].driver, number.quoted(matrix[i][j]), number.quoted(rank)))
    end
    matrix[i][j], matrix[j][i] = rank, rank
    seen[i][j], seen[j][i] = true, true
  end
  return matrix
end

-- A field of every member, as a list.
local function each(members, field)
  local list = {}
  for i, member in ipairs(members) do
    list[i] = member[field]
  end
  return list
end

--- Reads rank correlations between drivers.
-- @tparam Model model
-- @tparam ?table given list of {"driver", "driver", rank correlation}
-- @treturn table a draw's name to the expression that replaces it
-- @raise where no distribution has these correlations: names the entry and the nearest value that is possible
function correlation.read(model, given)
  local members, entries = read(model, given or {})
  local replacement = {}
  if #members == 0 then
    return replacement
  end
  local matrix = matrix_of(members, entries)
  core.correlate(each(members, "driver"), matrix) -- a refusal then speaks of the drivers as the script does
  for i, row in ipairs(matrix) do
    for j in ipairs(row) do -- between draws, some of which rise as their driver falls
      row[j] = row[j] * members[i].direction * members[j].direction
    end
  end
  for i, value in ipairs(core.correlate(each(members, "draw"), matrix)) do
    replacement[members[i].draw] = value
  end
  return replacement
end

return correlation
