--- A platform of the analyst's own: figures as typed, and where it is like one of the catalogue, that one's for the
-- rest.
-- @module signalflow.catalogue.own_platform
local core = require "signalflow.core"
local names = require "signalflow.catalogue.names"
local options = require "signalflow.shared.options"
local platform_data = require "signalflow.catalogue.platforms"
local units = require "signalflow.values.units"

local own_platform = {}

local BESIDE = { name = "string", vendor = "string", like = "string", source = "string", date = "string" }

local kinds -- made when first asked for

--- The fields that such a table may have: `name`, `vendor`, `like` (a platform of the catalogue), `source`, `date`, and
-- every figure of a platform.
-- @treturn table name to kind
function own_platform.kinds()
  if not kinds then
    kinds = options.merged(BESIDE)
    for _, field in ipairs(platform_data.fields) do
      kinds[field.name] = field.unit and "any" or "string"
    end
  end
  return kinds
end

--- Whether a table says what an accelerator is: a figure beside its power, or which one it is like.
-- @tparam table given
-- @treturn boolean
function own_platform.is_one(given)
  if given.like ~= nil then
    return true
  end
  for _, field in ipairs(platform_data.fields) do
    if field.name ~= "chip_power" and field.name ~= "all_in_power" and field.name ~= "rack_accelerators"
      and rawget(given, field.name) ~= nil then
      return true
    end
  end
  return false
end

-- A figure in its field's unit: a plain number counts in it, and what is said of one accelerator may leave that out.
local function read(value, field)
  if not field.unit then
    return value, nil
  end
  local quantity = units.value(value, field.name)
  local unit = units.read(field.unit)
  if type(quantity) == "number" then
    quantity = quantity * unit
  elseif units.dimension(quantity) ~= units.dimension(unit) then
    local each = quantity / units.read "gpu"
    if units.dimension(each) ~= units.dimension(unit) then
      core.raise(("%s must be %s, as %s, not %s"):format(field.name, units.dimension(unit), field.unit,
        units.dimension(quantity)))
    end
    quantity = each
  end
  if quantity:is_uncertain() then
    core.raise(field.name .. " of a platform must be certain; vary it from run to run")
  end
  local number = quantity:to(field.unit)
  if not (number > 0 and number < math.huge) then
    core.raise(("%s must be above 0 %s"):format(field.name, field.unit))
  end
  return number, quantity
end

local function figures_of(given)
  local source = { key = "given", title = given.source or "given by the analyst", says = "typed for this question",
    date = given.date }
  local figures, listed = {}, {}
  for _, field in ipairs(platform_data.fields) do
    if given[field.name] ~= nil then
      local value, quantity = read(given[field.name], field)
      figures[field.name] = { value = value, quantity = quantity, unit = field.unit, source = source,
        date = given.date, given = true }
      listed[#listed + 1] = { name = field.name, title = field.title, value = quantity or value }
    end
  end
  return figures, listed
end

--- Reads one.
-- @tparam table given see `own_platform.kinds`
-- @tparam function find a platform of the catalogue by name, for `like`
-- @treturn table a record: `name vendor`, `like` (a record), `given` (a list of `name title value`), `figure` as of a
-- platform
-- @raise naming what is unknown, of another dimension, or nothing at all
function own_platform.read(given, find)
  options.check(given, own_platform.kinds(), "platform")
  local like, err
  if given.like then
    like, err = find(given.like)
    if not like then
      core.raise("like: " .. tostring(err))
    end
  end
  local figures, listed = figures_of(given)
  if #listed == 0 and not like then
    core.raise 'a platform of your own needs figures, as hbm_bandwidth = u"12 TB/s/gpu", or like = "B200"'
  end
  return { name = given.name or (like and "like " .. like.name or "own platform"), vendor = given.vendor
    or like and like.vendor, like = like, given = listed, chassis = like and like.name,
    figure = function(_, name)
      if figures[name] then
        return figures[name]
      elseif like then
        return like:figure(name)
      elseif own_platform.kinds()[name] == nil or BESIDE[name] then
        local known = {}
        for i, field in ipairs(platform_data.fields) do
          known[i] = field.name
        end
        core.raise(names.unknown("figure", tostring(name), known))
      end
      return nil
    end }
end

return own_platform
