--- Figures: numbers that know their unit, their spread and where they come from. Cells and sentences hold them; each
-- renderer writes them in its own way, and all with the same digits.
-- @module signalflow.page.figure
local core = require "signalflow.core"
local number = require "signalflow.page.number"

local figure = {}

local BLOCKS = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" }

--- A number with what is known of it.
--
-- `value` coherent, nil where unknown; `like` a quantity of its dimension, none for plain numbers; `unit` the name of
-- that in which it is shown, else one that suits its size; `low` and `high` its interval; `style`, of plain numbers:
-- `"percent"` of a share, `"points"` of a difference of shares ("-7.6 pp"), `"percentile"` of a share of others that
-- lie below ("43.3 pctl"), `"count"`, `"multiple"` ("x 36"); `shape`, counts of draws in slices;
-- `undefined`, the share of draws that had no value; `unknown`, why there is none; `statistic` ("median"); `step`, a
-- difference that its digits must show, where it has no interval of its own; `why`, what left draws without a value;
-- `tier`, `source`, `date`.
-- @type Figure
local Figure = { __name = "signalflow.figure" }
Figure.__index = Figure

--- Makes a figure.
-- @tparam table given the fields of a Figure
-- @treturn Figure
function figure.new(given)
  return setmetatable(given, Figure)
end

--- The figure of a certain quantity or a plain number; nil is unknown.
-- @tparam ?number|Quantity value
-- @tparam[opt] table more further fields
-- @treturn Figure
function figure.of(value, more)
  local made = more or {}
  if type(value) == "userdata" then
    made.value, made.like = value:value(), value
  else
    made.value = value
  end
  return setmetatable(made, Figure)
end

--- A share, shown in percent.
-- @tparam ?number share
-- @tparam[opt] number low
-- @tparam[opt] number high
-- @treturn Figure
function figure.percent(share, low, high)
  return figure.new { value = share, low = low, high = high, style = "percent" }
end

--- A whole number of things.
-- @tparam ?number count
-- @treturn Figure
function figure.count(count)
  return figure.new { value = count, style = "count" }
end

--- So many of a thing, whose number stays a figure: "1 draw", "16,384 draws".
-- @tparam number count
-- @tparam string noun of one
-- @treturn table for a title or a paragraph
function figure.things(count, noun)
  return { figure.count(count), count == 1 and " " .. noun or (" %ss"):format(noun) }
end

--- A factor: "x 36".
-- @tparam ?number factor
-- @tparam[opt] number low
-- @tparam[opt] number high
-- @treturn Figure
function figure.multiple(factor, low, high)
  return figure.new { value = factor, low = low, high = high, style = "multiple" }
end

--- Whether a value is a figure.
-- @param value
-- @treturn boolean
function figure.is(value)
  return getmetatable(value) == Figure
end

--- A spread below this part of the numbers it is of is rounding.
figure.noise = 1e-12

local function is_known(value)
  return value ~= nil and value == value and math.abs(value) < math.huge
end

--- Whether a figure has an interval that is more than rounding.
-- @tparam Figure f
-- @treturn boolean
function figure.is_spread(f)
  return is_known(f.low) and is_known(f.high)
    and f.high - f.low > figure.noise * math.max(math.abs(f.low), math.abs(f.high))
end

-- The size by which a figure's unit and digits are chosen.
local function typical(f)
  local size = is_known(f.value) and math.abs(f.value) or 0
  if figure.is_spread(f) and (size == 0 or size < (f.high - f.low) / 1000) then
    size = math.max(math.abs(f.low), math.abs(f.high))
  end
  return size
end

-- Shares are written in hundredths.
local UNITS_OF_SHARES = { percent = "%", points = "pp", percentile = "pctl" }

--- The unit in which figures of one dimension are shown together, and its factor.
-- @tparam {Figure,...} figures
-- @treturn string "" for plain numbers
-- @treturn number
function figure.scale(figures)
  local size, like, style, unit = 0, nil, nil, nil
  for _, f in ipairs(figures) do
    size, like, style, unit = math.max(size, typical(f)), like or f.like, style or f.style, unit or f.unit
  end
  if UNITS_OF_SHARES[style] then
    return UNITS_OF_SHARES[style], 0.01
  elseif unit then
    local one = core.quantity("1 " .. unit)
    return unit, type(one) == "number" and one or one:value()
  elseif not like then
    return "", 1
  end
  local factor, name = core.scale(core.constant(size, like))
  return name, factor
end

local UNSURE = 1e4 -- a step that leaves most digits of a long number open

-- A number in a unit, where one of its size has three digits and the step two, or three where the number is smaller;
-- with a power of ten where the size has one, or the step leaves most of many digits open. Nothing is 0, without
-- decimals.
local function write_number(value, factor, size, step)
  local shown = value / factor
  if value ~= value then
    return "undefined"
  elseif math.abs(value) == math.huge then
    return value > 0 and "infinite" or "-infinite"
  elseif number.is_extreme(size / factor)
    or number.is_long(size / factor) and step / factor >= UNSURE and math.abs(shown) >= UNSURE then
    return value == 0 and "0" or number.power(shown, math.max(3, number.digits(shown, step / factor)))
  end
  local least, most = number.decimals(step / factor, 2), number.decimals(step / factor, 3)
  return value == 0 and "0" or number.fixed(shown, math.max(least, math.min(number.decimals(size / factor), most)))
end

local FAINT, FAINTER = 1e-3, 1e-9 -- of the step: what is nearer to 0 shows as 0, in an interval and beside others

-- The numbers of an interval, alike.
local function write_interval(f, factor)
  local step, size = f.high - f.low, typical(f)
  local largest = math.max(size, math.abs(f.low), math.abs(f.high))
  if number.is_extreme(largest / factor) then
    size = largest
  end
  local function write(value)
    local apart = math.max(step, value - f.high, f.low - value) -- a mean may lie far outside
    return write_number(math.abs(value) < FAINT * step and 0.0 or value, factor, size, apart)
  end
  return ("%s [%s … %s]"):format(write(f.value), write(f.low), write(f.high))
end

-- A number that stands beside others, from which the step tells it apart: one smaller than the step has no more
-- decimals.
local function write_beside(f, factor)
  local is_faint = math.abs(f.value) < FAINTER * f.step
  return write_number(is_faint and 0.0 or f.value, factor, math.max(math.abs(f.value), f.step), f.step)
end

--- A figure's number in a unit: "2.46 [-2.92 … 14.60]", "unknown".
-- @tparam Figure f
-- @tparam number factor of the unit
-- @tparam[opt] boolean beside true where it stands beside others in that unit
-- @treturn string without the unit
function figure.write(f, factor, beside)
  if f.value == nil then
    return f.unknown or "unknown"
  elseif f.style == "count" then
    return number.count(f.value)
  elseif UNITS_OF_SHARES[f.style] and not figure.is_spread(f) then
    return (number.percent(f.value):gsub(" %%$", ""))
  end
  local mark = f.style == "multiple" and "x " or ""
  if not figure.is_spread(f) then
    if f.style == "multiple" then
      return mark .. number.short(f.value)
    elseif math.type(f.value) == "integer" and f.like == nil then
      return ("%d"):format(f.value)
    elseif is_known(f.step) and f.step > 0 and is_known(f.value) then
      return write_beside(f, factor)
    end
    return number.short(f.value / factor, nil, beside)
  end
  return mark .. write_interval(f, factor)
end

--- A row of eight heights: ▁▃▆█▇▅▂▁.
-- @tparam {number,...} counts
-- @treturn string
function figure.sparkline(counts)
  local highest, marks = math.max(0, table.unpack(counts)), {}
  for i, count in ipairs(counts) do
    local height = highest > 0 and math.ceil(count / highest * #BLOCKS) or 1
    marks[i] = BLOCKS[math.max(1, height)]
  end
  return table.concat(marks)
end

--- What a figure says of its draws beside the number: how many had no value, and why.
-- @tparam Figure f
-- @treturn ?string
function figure.remark(f)
  if f.undefined and f.undefined > 0 and f.value ~= nil then
    local share = number.percent(f.undefined) .. " of draws undefined"
    return f.why and share .. ": " .. f.why or share
  end
  return nil
end

--- A figure in a sentence: "82.3 MW [76.1 … 89.0]", with its shape where asked for.
-- @tparam Figure f
-- @tparam[opt] boolean shape
-- @treturn string
function figure.text(f, shape)
  local unit, factor = figure.scale { f }
  local written = figure.write(f, factor)
  if f.value ~= nil and unit ~= "" then
    local first, rest = written:match "^(.-)( %[.*)$"
    written = (first or written) .. " " .. unit .. (rest or "")
  end
  if shape and f.shape and figure.is_spread(f) then
    written = written:gsub(" %[", "  [") .. "  " .. figure.sparkline(f.shape)
  end
  local remark = figure.remark(f)
  return remark and ("%s (%s)"):format(written, remark) or written
end

return figure
