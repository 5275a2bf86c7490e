--- Names of draws. The uncertain inputs of a driver's law are drawn under the driver's name (`pue`; `pue/1`, `pue/2`
-- where its expression holds several; an input shared by several drivers has the name of the first of them in
-- alphabetical order). So draws do not depend on the order of a script, and every scenario sees the same ones.
-- @module signalflow.model.naming
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local quantity = require "signalflow.values.quantity"

local naming = {}

local draws_of, is_anonymous = quantity.draws, quantity.is_anonymous

-- Draws of these driver values that already have a name, as a set; those of one driver left out.
local function names_in_use(values, left_out, given)
  local used = {}
  for driver, value in pairs(values) do
    if driver ~= left_out then
      for _, draw in ipairs(draws_of(value)) do
        used[given[draw] or draw] = true
      end
    end
  end
  return used
end

-- Names the anonymous draws of one driver's value, in order of first visit. Names already given stay.
local function name_draws(driver, value, given, used)
  local fresh = {}
  for _, draw in ipairs(draws_of(value)) do
    if is_anonymous(draw) and not given[draw] then
      fresh[#fresh + 1] = draw
    end
  end
  if #fresh == 1 and not used[driver] then
    given[fresh[1]] = driver
    used[driver] = true
    return
  end
  local number = 0
  for _, draw in ipairs(fresh) do
    local name
    repeat
      number = number + 1
      name = driver .. "/" .. number
    until not used[name]
    given[draw] = name
    used[name] = true
  end
end

--- Names the draws of a model's drivers.
-- @tparam table values driver to value
-- @treturn table a draw's own name to the name it is given
function naming.of_drivers(values)
  local given = {}
  local used = names_in_use(values, nil, given)
  for _, driver in ipairs(options.names(values)) do
    name_draws(driver, values[driver], given, used)
  end
  return given
end

--- The names when some drivers' values are replaced: what the others are called stays.
-- @tparam table values driver to value, with the changes
-- @tparam table changes the drivers that were replaced
-- @tparam table names as `of_drivers` gave them
-- @treturn table
function naming.of_changes(values, changes, names)
  local given = setmetatable({}, { __index = names })
  for _, driver in ipairs(options.names(changes)) do
    name_draws(driver, values[driver], given, names_in_use(values, driver, given))
  end
  return given
end

--- Replaces draws.
-- @tparam table values driver to value
-- @tparam function to gives the expression for a draw's name, or nil to leave it
-- @treturn table driver to value
function naming.replace(values, to)
  local drivers, roots, from, into, seen = {}, {}, {}, {}, {}
  for driver, value in pairs(values) do
    if type(value) == "userdata" then
      drivers[#drivers + 1] = driver
      roots[#roots + 1] = value
      for _, draw in ipairs(draws_of(value)) do
        local replacement = not seen[draw] and to(draw)
        seen[draw] = true
        if replacement then
          from[#from + 1] = core.draw(draw)
          into[#into + 1] = replacement
        end
      end
    end
  end
  local result = options.merged(values)
  if #from > 0 then
    for i, value in ipairs(core.substitute(roots, from, into)) do
      result[drivers[i]] = value
    end
  end
  return result
end

return naming
