--- Units as a table: `u.MW`, `u"65 USD/MWh"`, `u.define("EUR", 1.08 * u.USD)`.
--
-- A value remembers the unit it was written in (`100 * u.MW` was written in MW, `1000 * u.W/u.gpu` in W/gpu), although
-- every value is kept in coherent units. That is what a plain number given for a driver is read in. The rule: the unit
-- of a product or quotient is that of its factors; plain numbers and dimensionless values leave it as it is; a sum has
-- the unit of its first term (the core carries it along). Where a value was made some other way, the unit in which it
-- prints is taken.
-- @module signalflow.values.units
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"

local units = {}

local function unit_in(text)
  local rest = text:gsub("^%s*[+-]?[%d.]+", "")
  rest = rest:gsub("^[eE][+-]?%d+", "")
  return rest:match "^%s*(.-)%s*$"
end

-- Units read so far, by their text: what is written again and again is parsed once.
local known, known_count = {}, 0
local MOST_KNOWN = 512

local function remember(text, value)
  if known_count >= MOST_KNOWN then
    known, known_count = {}, 0
  end
  known[text], known_count = value, known_count + 1
  return value
end

--- Reads a quantity from text, `"65 USD/MWh"`, and remembers its unit.
-- @tparam string text a number, a unit, or both
-- @treturn number|Quantity
-- @raise where the text cannot be read, naming the nearest unit
function units.read(text)
  if known[text] then
    return known[text]
  end
  local value, unit = core.quantity(text), unit_in(text)
  if unit == "" then
    return value
  end
  core.write(value, unit)
  return unit == text and remember(text, value) or value
end

--- A value that may be given as text: "65 USD/MWh".
-- @param value a number, a Quantity, or text
-- @tparam string what for the error: "driver 'price'"
-- @treturn number|Quantity
-- @raise where it is neither, or not finite, saying how it is written
function units.value(value, what)
  if getmetatable(value) == "Quantity" then
    return value
  elseif type(value) == "string" then
    local done, read = failure.catch(units.read, value)
    if done then
      return read
    end
    core.raise(("%s: %s"):format(what, failure.words(read)))
  elseif type(value) ~= "number" then
    core.raise(("%s must be a quantity, as 65 * u.USD/u.MWh or \"65 USD/MWh\", not %s"):format(what,
      options.describe(value)))
  elseif value ~= value or value == math.huge or value == -math.huge then
    core.raise(("%s must be a finite number, not %s"):format(what, number.quoted(value)))
  end
  return value
end

--- Says that a value was written in the unit of another.
-- @tparam number|Quantity value
-- @param other a Quantity
-- @treturn number|Quantity value
function units.like(value, other)
  return core.write(value, core.written(other))
end

--- The unit a value was written in, by the rule above.
-- @tparam Quantity value
-- @tparam[opt] number typical a coherent number near the value, for the printed unit
-- @treturn string name, readable by `units.read`
function units.written(value, typical)
  local unit = core.written(value)
  if unit then
    return unit
  end
  local _, name = core.scale(core.constant(typical or 1, value))
  return name
end

--- The dimension of a value in words.
-- @tparam number|Quantity value
-- @treturn string "power", "a plain number"; "no quantity" for anything else
function units.dimension(value)
  if type(value) == "number" then
    return "a plain number"
  end
  return getmetatable(value) == "Quantity" and value:dimension() or "no quantity"
end

--- Whether a value is a plain number or a quantity that does not depend on draws or drivers.
-- @param value
-- @treturn boolean
function units.is_certain(value)
  return type(value) == "number" or getmetatable(value) == "Quantity" and value:value() ~= nil
end

--- A value's coherent number.
-- @tparam ?number|Quantity value
-- @treturn ?number nil where it is uncertain, and for nil
function units.number(value)
  return type(value) == "number" and value or value and value:value()
end

--- A value's coherent number with every uncertain input at its median.
-- @tparam number|Quantity value
-- @treturn number nan where it has no value
function units.median(value)
  return units.number(value) or core.compile({ value }):evaluate()[1]
end

local defined = {} -- names of units that the analyst added

--- Adds a unit of the analyst's own; it takes SI prefixes too.
-- @tparam string name letters and underscores
-- @tparam number|Quantity|string value one of it
-- @raise when the name is taken or the value is not a positive constant
local function define(name, value)
  options.argument(name, "string", "u.define: name")
  local one = units.value(value, ("the unit '%s'"):format(name))
  if not units.is_certain(one) then
    core.raise(("the unit '%s' must be certain; %s is not"):format(name, tostring(one)))
  end
  core.define_unit(name, one)
  known, known_count = {}, 0
  defined[#defined + 1] = name
end

--- Names of units that are often used, with their usual prefixes, and the analyst's own.
-- @treturn {string,...}
function units.examples()
  local names = { "s", "min", "h", "day", "week", "month", "quarter", "year", "cent", "rack", "user", "req", "bit",
    "m2", "ft2", "ppm" }
  table.move(defined, 1, #defined, #names + 1, names)
  for unit, prefixes in pairs { W = "kMGT", Wh = "kMGT", J = "kMGT", USD = "kMGT", tok = "kMGT", gpu = "kM",
    B = "kMGTP", flop = "GTPE" } do
    names[#names + 1] = unit
    for prefix in prefixes:gmatch "." do
      names[#names + 1] = prefix .. unit
    end
  end
  core.sort_texts(names)
  return names
end

--- The table `sf.units`.
units.table = setmetatable({ define = define }, {
  __name = "signalflow.units",
  __index = function(_, name)
    return type(name) == "string" and units.read(name) or nil -- a list is looked for in it where one is due
  end,
  __newindex = function()
    core.raise 'a unit is added by u.define("EUR", 1.08 * u.USD)'
  end,
  __call = function(_, text)
    if type(text) ~= "string" then
      core.raise(("a unit is read from text, as u\"65 USD/MWh\", not from %s"):format(options.said(text)))
    end
    return units.read(text)
  end,
  __tostring = function()
    return "units: s min h day week month quarter year  J Wh W  USD $ cent  tok gpu rack user req  B bit flop"
      .. "  m2 ft2  % ppm\n"
      .. "with SI prefixes (ktok, GW, MUSD); u.MW is one of it, u\"65 USD/MWh\" reads text, u.define adds your own"
  end,
})

return units
