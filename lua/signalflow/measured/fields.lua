--- Fields of a result as its publisher writes them, each checked: its type, its unit, a number that can be.
-- What is wrong is raised as an err with the file's name; `signalflow.measured` gives it back.
-- @module signalflow.measured.fields
local failure = require "signalflow.shared.failure"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"

local fields = {}

--- Refuses a file.
-- @tparam string place the file, or a line of it
-- @tparam string form as of string.format
-- @param ... what stands in it
function fields.refuse(place, form, ...)
  error(failure("parse", (("%s: %s"):format(place, form:format(...)):gsub("[\0-\31\127]", " "))), 0)
end

local function is_finite(value)
  return type(value) == "number" and value == value and math.abs(value) < math.huge
end

local function check(place, name, value, unit)
  if not is_finite(value) then
    fields.refuse(place, "'%s' must be a number%s, not %s", name, unit and " of " .. unit or "",
      options.describe(value))
  elseif value < 0 then
    fields.refuse(place, "'%s' must not be negative, and is %s", name, number.quoted(value))
  end
  return value
end

--- A number, zero or above.
-- @tparam string place
-- @tparam table object
-- @tparam string name
-- @tparam ?string unit for the error
-- @treturn ?number nil where there is none
function fields.number(place, object, name, unit)
  local value = object[name]
  return value ~= nil and check(place, name, value, unit) or nil
end

--- A number above zero that must be there.
-- @tparam string place
-- @tparam table object
-- @tparam string name
-- @tparam ?string unit
-- @treturn number
function fields.needed(place, object, name, unit)
  local value = fields.number(place, object, name, unit)
  if not value then
    fields.refuse(place, "'%s'%s is missing", name, unit and " (" .. unit .. ")" or "")
  elseif value == 0 then
    fields.refuse(place, "'%s' is 0: nothing was measured", name)
  end
  return value
end

--- A number above zero; nil where there is none or it is zero, which benchmarks write for what they did not measure.
function fields.positive(place, object, name, unit)
  local value = fields.number(place, object, name, unit)
  return value and value > 0 and value or nil
end

--- A whole number above zero.
-- @treturn ?integer nil where there is none
function fields.count(place, object, name)
  local value = fields.positive(place, object, name)
  local whole = value and math.tointeger(value)
  if value and not whole then
    fields.refuse(place, "'%s' must be a whole number, not %s", name, number.quoted(value))
  end
  return whole
end

--- Text that is not empty, and holds nothing but characters.
-- @treturn ?string nil where there is none
function fields.text(place, object, name)
  local value = object[name]
  if value == nil or value == "" then
    return nil
  elseif type(value) ~= "string" or value:find "[\0-\31\127]" then
    fields.refuse(place, "'%s' must be plain text, not %s", name, options.describe(value))
  end
  return value
end

--- The middle of what was timed: the median where it is stated, else the mean.
-- @tparam ?number median
-- @tparam ?number mean
-- @treturn ?number
-- @treturn ?boolean true where it is the mean
function fields.middle(median, mean)
  return median or mean, not median and mean ~= nil or nil
end

local SWITCHES = { ["true"] = true, ["True"] = true, ["false"] = false, ["False"] = false, ["1"] = true,
  ["0"] = false }

--- Whether something was so, which some publishers write as text.
-- @treturn ?boolean nil where it is not said
function fields.switch(place, object, name)
  local value = object[name]
  if value == nil or type(value) == "boolean" then
    return value
  end
  local read = SWITCHES[tostring(value)]
  if read == nil then
    fields.refuse(place, "'%s' must be true or false, not %s", name, options.describe(value))
  end
  return read
end

--- Units of time, as publishers write them, in ms.
fields.TIMES = { ns = 1e-6, us = 1e-3, ["µs"] = 1e-3, ms = 1, s = 1000, sec = 1000, secs = 1000, seconds = 1000,
  milliseconds = 1, microseconds = 1e-3, nanoseconds = 1e-6 }
--- Units of output tokens by time, in tok/s.
fields.RATES = { ["tokens/sec"] = 1, ["tokens/s"] = 1, ["tokens/second"] = 1, ["tok/s"] = 1 }
--- Units of power, in W.
fields.POWERS = { W = 1, watts = 1, Watts = 1, mW = 1e-3, kW = 1e3 }
--- Units of a number of tokens.
fields.TOKENS = { tokens = 1, token = 1 }
--- Units of a number of requests, and of requests by time, in requests/s.
fields.REQUESTS = { requests = 1, request = 1 }
fields.REQUEST_RATES = { ["requests/sec"] = 1, ["requests/s"] = 1 }

--- A statistic of a metric that states its unit, `{unit=, avg=, p50=}`: the unit decides what the number means.
-- @tparam string place
-- @tparam table object
-- @tparam string name of the metric
-- @tparam table known unit to factor
-- @tparam[opt="avg"] string statistic
-- @treturn ?number in the unit whose factor is 1; nil where the metric or the statistic is absent
function fields.metric(place, object, name, known, statistic)
  local metric = object[name]
  if metric == nil then
    return nil
  elseif type(metric) ~= "table" then
    fields.refuse(place, "'%s' must be an object with a unit, not %s", name, options.describe(metric))
  end
  statistic = statistic or "avg"
  local value = metric[statistic]
  if value == nil then
    return nil
  end
  check(place, name .. "." .. statistic, value)
  local factor = type(metric.unit) == "string" and known[metric.unit]
  if not factor then
    fields.refuse(place, "'%s' is in %s, which is not understood; known: %s", name,
      metric.unit == nil and "no unit" or options.describe(metric.unit), table.concat(options.names(known), ", "))
  end
  return value * factor
end

--- Holds one figure of a file against others of it.
-- @tparam string place
-- @tparam string name of the figure that is stated
-- @tparam ?number stated nil where it is not
-- @tparam ?number other what the others make of it; nil where they say nothing
-- @tparam[opt=0.01] number within relative
function fields.agree(place, name, stated, other, within)
  if stated and other and math.abs(stated / other - 1) > (within or 0.01) then
    fields.refuse(place, "it contradicts itself: %s is %s, and its other figures make that %s", name,
      number.short(stated, 4), number.short(other, 4))
  end
end

--- An object within an object; nil where there is none.
function fields.object(place, object, name)
  local value = object[name]
  if value ~= nil and type(value) ~= "table" then
    fields.refuse(place, "'%s' must be an object, not %s", name, options.describe(value))
  end
  return value
end

return fields
