--- Pictures as data: what stands along which axis, in which unit, and what is to be known of it. Writers draw it; each
-- knows three layouts and no kind of picture.
--
-- `rows` are bars from one value to another, each under its label; a `plane` has two axes with series on it; a `grid`
-- is of cells with letters or figures. A value that is not known is a gap.
-- @module signalflow.page.picture
local block = require "signalflow.page.block"
local cells = require "signalflow.page.cells"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local number = require "signalflow.page.number"

local picture = {}

local function is_known(value)
  return value ~= nil and value == value and math.abs(value) < math.huge
end
picture.is_known = is_known

-- ---- what a picture is made of ----

--- Bars from one value to another, one under the other.
-- @tparam table given `shape`, the kind of picture in a word; `title`, inline; `axis`, the name of what is measured;
-- `rows`, a list of `{label=, from=, to=, at=, text=, tone=}`: figures, `at` a mark on the bar, `text` inline beside
-- it, `tone` a number of the colours from 1; `base`, a figure where a line crosses all; `says`, a list of inline;
-- `caption`, see `picture.caption`
-- @treturn Block
function picture.rows(given)
  given.layout = "rows"
  return block.picture(given)
end

--- Series over two axes.
-- @tparam table given `shape title says caption`; `x` and `y`, `{name=, date=, zero=, log=}`, a date's values being
-- numbers of days; `series`, a list of `{name=, shape=, tone=, dashed=, hollow=, square=, dense=, x=, y=}` with lists
-- of figures, of shape `"line"`, `"steps"` (a value holds until the next), `"points"`, `"band"` (`low` and `high` its
-- edges at each x) or `"bars"` (from `low` to `high` along x); `rules`, a list of `{x=|y=}`; `spans`, of `{x=}` with a
-- figure that has an interval, drawn beneath
-- @treturn Block
function picture.plane(given)
  given.layout = "plane"
  return block.picture(given)
end

--- Cells in rows and columns.
-- @tparam table given `shape title says caption`; `x` and `y`, names of what the columns and the rows are; `columns`, a
-- list of inline (days as text where `dates`); `rows`, a list of `{label=, ...}` of cells `{letter=, tone=, state=}` or
-- `{value=figure}`, or `{heading=}`; `legend`, a list of `{letter=, tone=, name=}`; `axis`, the name of the cells'
-- values
-- @treturn Block
function picture.grid(given)
  given.layout = "grid"
  return block.picture(given)
end

local DEPTH = { band = 1, bars = 2, line = 3, steps = 3, points = 4 }

--- The series of a plane in the order in which they are drawn: bands beneath lines, and these beneath points.
-- @tparam Block one
-- @treturn table list of `{series=, letter=}`, a letter for each line where there are several
function picture.in_order(one)
  local order, lines = {}, 0
  for place, series in ipairs(one.series) do
    local is_line = DEPTH[series.shape] == DEPTH.line
    lines = lines + (is_line and 1 or 0)
    order[place] = { series = series, place = place, letter = is_line and string.char(65 + (lines - 1) % 26) or nil }
  end
  for _, entry in ipairs(order) do
    entry.letter = lines > 1 and entry.letter or nil
  end
  table.sort(order, function(a, b)
    local x, y = DEPTH[a.series.shape], DEPTH[b.series.shape]
    return x < y or x == y and a.place < b.place
  end)
  return order
end

--- What is to be known of a picture: draws, seed, tier, sources.
-- @tparam Block one with `caption`, `{draws=, seed=, tier=, source=, date=, note=}`, each where there is one
-- @treturn string
function picture.caption(one)
  local given, parts = one.caption or {}, {}
  if given.draws then
    parts[1] = number.count(given.draws) .. " draws" .. (given.seed and (", seed %d"):format(given.seed) or "")
  end
  parts[#parts + 1] = given.tier and "tier: " .. given.tier or nil
  parts[#parts + 1] = given.source and ("source: %s%s"):format(given.source, given.date and ", " .. given.date or "")
    or given.date and "as of " .. given.date or nil
  parts[#parts + 1] = given.note
  return table.concat(parts, "; ")
end

--- A picture in words, for those who do not see it.
-- @tparam Block one
-- @treturn string
function picture.alt(one)
  local parts = { ("A picture (%s) of %s"):format(one.shape, cells.text(one.title)) }
  for _, words in ipairs(one.says or {}) do
    parts[#parts + 1] = cells.text(words)
  end
  return table.concat(parts, ". ") .. "."
end

-- ---- axes ----

-- The least of 1, 2 and 5 times a power of ten that is no smaller.
local function round_step(least)
  local power = math.floor(math.log(least, 10) + 1e-9)
  local unit = tonumber(("1e%d"):format(power))
  for _, factor in ipairs { 1, 2, 5 } do
    if factor * unit >= least * (1 - 1e-9) then
      return factor * unit
    end
  end
  return 10 * unit
end

--- Round numbers that hold a range: `first, first + step, ... last`.
-- @tparam number low
-- @tparam number high
-- @tparam integer count about so many steps
-- @treturn number first
-- @treturn number step
-- @treturn integer steps
function picture.steps(low, high, count)
  if high - low <= 1e-12 * math.max(math.abs(low), math.abs(high)) then
    local room = low ~= 0 and math.abs(low) / 10 or 1
    low, high = low - room, high + room
  end
  local step = round_step((high - low) / count)
  local first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
  return first * step, step, math.tointeger(last - first)
end

local MONTHS = { 1, 3, 6, 12, 24, 60, 120, 240 }

-- Days of a date axis: the first of months, of years where months would be too many.
local function date_ticks(low, high, count)
  local months = MONTHS[#MONTHS]
  for _, one in ipairs(MONTHS) do
    if (high - low) / (30.44 * one) <= count then
      months = one
      break
    end
  end
  local ticks, year = {}, math.tointeger(core.day_text(math.floor(low)):sub(1, 4))
  local day = ("%04d-01-01"):format(year - year % math.max(1, months // 12))
  while core.day(day) <= high do
    if core.day(day) >= low then
      ticks[#ticks + 1] = { at = core.day(day), text = months >= 12 and day:sub(1, 4) or day:sub(1, 7) }
    end
    day = core.add_months(day, months)
  end
  return ticks
end

local function range_of(figures)
  local low, high = math.huge, -math.huge
  for _, f in ipairs(figures) do
    for _, value in ipairs { f.value or false, f.low or false, f.high or false } do
      if value and is_known(value) then
        low, high = math.min(low, value), math.max(high, value)
      end
    end
  end
  return low, high
end

-- An axis of round numbers in a unit.
local function number_axis(axis, low, high, count)
  local first, step, steps = picture.steps(low / axis.factor, high / axis.factor, count)
  axis.low, axis.high = first * axis.factor, (first + steps * step) * axis.factor
  local decimals = number.decimals(step, 1)
  for i = 0, steps do
    local value = first + i * step
    value = math.abs(value) < step / 2 and 0.0 or value
    axis.ticks[i + 1] = { at = value * axis.factor,
      text = number.is_extreme(value) and number.power(value, 3) or number.fixed(value, decimals) }
  end
  return axis
end

-- An axis of 1, 2 and 5 times powers of ten, or of these alone where they are many, from the last that is no more than
-- the range to the first that is no less.
local function log_axis(axis, low, high)
  low, high = low / axis.factor * (1 + 1e-9), high / axis.factor * (1 - 1e-9)
  local first, last = math.floor(math.log(low, 10)), math.ceil(math.log(high, 10))
  for power = first, math.max(last, first + 1) do
    for _, digit in ipairs(last - first < 4 and { 1, 2, 5 } or { 1 }) do
      local value = digit * tonumber(("1e%d"):format(power))
      if value <= low then
        axis.ticks = {}
      end
      if #axis.ticks < 2 or axis.ticks[#axis.ticks].at / axis.factor < high then
        axis.ticks[#axis.ticks + 1] = { at = value * axis.factor, text = number.short(value, 1) }
      end
    end
  end
  axis.low, axis.high, axis.log = axis.ticks[1].at, axis.ticks[#axis.ticks].at, true
end

-- The figures above 0, of which alone there is a logarithm.
local function positive(figures)
  local kept = {}
  for _, f in ipairs(figures) do
    kept[#kept + 1] = f.value and f.value > 0 and f or nil
  end
  return kept
end

--- The axis on which figures lie: where each stands, and its ticks.
-- @tparam {Figure,...} figures
-- @tparam[opt] table given `name`; `date`, values are days; `zero`, 0 is on it; `log`, logarithmic; `count` of ticks
-- @treturn ?table `low high` (coherent), `ticks` (`{at=, text=}`), `unit factor title`; nil where nothing is known
function picture.axis(figures, given)
  given = given or {}
  figures = given.log and positive(figures) or figures
  local low, high = range_of(figures)
  if low > high then
    return nil
  end
  if given.zero then
    low, high = math.min(low, 0), math.max(high, 0)
  end
  local axis = { ticks = {}, name = given.name or "" }
  axis.unit, axis.factor = "", 1
  if given.date then
    axis.low, axis.high = low, high > low and high or low + 1
    axis.ticks = date_ticks(axis.low, axis.high, given.count or 6)
  else
    axis.unit, axis.factor = figure.scale(figures)
    if given.log then
      log_axis(axis, low, high)
    else
      number_axis(axis, low, high, given.count or 5)
    end
  end
  axis.title = axis.unit ~= "" and axis.name ~= "" and axis.name .. ", " .. axis.unit or axis.name .. axis.unit
  return axis
end

--- Where a value stands on an axis.
-- @tparam table axis
-- @tparam ?number value coherent
-- @treturn ?number 0 at its low end, 1 at its high; nil where it is unknown
function picture.place(axis, value)
  if axis.log then
    return is_known(value) and value > 0 and math.log(value / axis.low) / math.log(axis.high / axis.low) or nil
  end
  return is_known(value) and (value - axis.low) / (axis.high - axis.low) or nil
end

--- Whether 0 lies within an axis.
-- @tparam table axis
-- @treturn boolean
function picture.has_zero(axis)
  return axis.low < 0 and axis.high > 0
end

local function add_all(list, more)
  for _, f in pairs(more or {}) do
    list[#list + 1] = figure.is(f) and f or nil
  end
end

--- The axis of a picture of rows.
-- @tparam Block one
-- @tparam[opt] integer count of ticks
-- @treturn ?table
function picture.row_axis(one, count)
  local figures = {}
  for _, row in ipairs(one.rows) do
    add_all(figures, { row.from, row.to, row.at })
  end
  add_all(figures, { one.base })
  return picture.axis(figures, { name = one.axis, count = count or 4 })
end

--- What stands beside the bars: a lone figure of what the axis measures is written in the axis' unit.
-- @tparam Block one
-- @tparam table axis
-- @treturn {string,...}
function picture.row_texts(one, axis)
  local written = {}
  for i, row in ipairs(one.rows) do
    local f, bar = row.text, row.from or row.to or row.at
    local is_alike = figure.is(f) and bar and f.value and (f.like ~= nil) == (bar.like ~= nil) and f.style == bar.style
    written[i] = is_alike and figure.write(f, axis.factor) .. (axis.unit == "%" and " %" or "") or cells.text(row.text)
  end
  return written
end

--- The axes of a plane.
-- @tparam Block one
-- @tparam[opt] integer across how many ticks of x
-- @treturn ?table x
-- @treturn ?table y
function picture.plane_axes(one, across)
  local x, y, from_zero = {}, {}, one.y.zero
  for _, series in ipairs(one.series) do
    add_all(x, series.x)
    add_all(y, series.y)
    add_all(series.shape == "band" and y or x, series.low)
    add_all(series.shape == "band" and y or x, series.high)
    from_zero = from_zero or series.shape == "bars"
  end
  for _, rule in ipairs(one.rules or {}) do
    add_all(rule.x and x or y, { rule.x or rule.y })
  end
  for _, span in ipairs(one.spans or {}) do
    add_all(x, { span.x })
  end
  return picture.axis(x, { name = one.x.name, date = one.x.date, zero = one.x.zero, log = one.x.log,
    count = across or 5 }), picture.axis(y, { name = one.y.name, zero = from_zero, log = one.y.log, count = 4 })
end

local function grid_figures(one)
  local figures = {}
  for _, row in ipairs(one.rows) do
    for i = 1, #one.columns do
      add_all(figures, { row[i] and row[i].value })
    end
  end
  return figures
end

-- The figures of a grid tell a tenth of their range apart, so that one near 0 has no more digits than the others.
local function among(f, range)
  if not f or not is_known(f.value) or f.low or f.style or math.type(f.value) == "integer" then
    return f
  end
  return figure.new { value = f.value, like = f.like, unit = f.unit, step = math.max(f.step or 0, range / 10) }
end

--- The cells of a grid by row and column, as they are written.
-- @tparam Block one
-- @treturn table for each row a list of `{text=, tone=, shade=}`, the shade from 0 of the least figure to 1
-- @treturn string unit of the figures
function picture.cells(one)
  local figures = grid_figures(one)
  local unit, factor = figure.scale(figures)
  local low, high = range_of(figures)
  local made = {}
  for k, row in ipairs(one.rows) do
    made[k] = {}
    for i = 1, #one.columns do
      local cell = row[i] or {}
      local value = cell.value and cell.value.value
      local shown = among(cell.value, high - low)
      made[k][i] = { text = cell.letter or shown and figure.write(shown, factor, true) or "",
        tone = cell.tone, shade = is_known(value) and (high > low and (value - low) / (high - low) or 0.5) or nil }
    end
  end
  return made, unit
end

--- The least and the largest figure of a grid, with their unit; nil where its cells hold none.
-- @tparam Block one
-- @treturn ?string
-- @treturn ?string
function picture.ends(one)
  local least, most
  for _, f in ipairs(grid_figures(one)) do
    if is_known(f.value) then
      least = (not least or f.value < least.value) and f or least
      most = (not most or f.value > most.value) and f or most
    end
  end
  if least then
    local unit, factor = figure.scale { least, most }
    local function written(f)
      return figure.write(f, factor, true) .. (unit ~= "" and " " .. unit or "")
    end
    return written(least), written(most)
  end
end

--- Figures of one axis as they are written beside each other, without their unit.
-- @tparam {Figure,...} figures
-- @treturn {string,...}
function picture.labels(figures)
  local _, factor = figure.scale(figures)
  local written = {}
  for i, f in ipairs(figures) do
    written[i] = figure.write(f, factor, true)
  end
  return written
end

--- Whether a picture has nothing to draw: no value in it is known.
-- @tparam Block one
-- @treturn boolean
function picture.is_empty(one)
  if one.layout == "rows" then
    return picture.row_axis(one) == nil
  elseif one.layout == "plane" then
    local x, y = picture.plane_axes(one)
    return not (x and y)
  end
  return #one.rows == 0 or #one.columns == 0
end

-- ---- as rows of data ----

-- Lists of figures as numbers in the axis' unit; text stays.
local function numbers(axis, row, date)
  local made = {}
  for i, f in ipairs(row) do
    local value = figure.is(f) and (is_known(f.value) and f.value / axis[i].factor or "") or f or ""
    made[i] = date and i == 2 and value ~= "" and core.day_text(math.floor(value)) or value
  end
  return made
end

local function titled(name, axis)
  return axis and axis.unit ~= "" and ("%s (%s)"):format(name, axis.unit) or name
end

local function row_data(one)
  local axis = picture.row_axis(one)
  local axes, rows = { {}, axis, axis, axis }, {}
  local texts = axis and picture.row_texts(one, axis)
  for i, row in ipairs(axis and one.rows or {}) do
    rows[i] = numbers(axes, { cells.text(row.label), row.from or false, row.to or false, row.at or false })
    rows[i][5] = texts[i]
  end
  return { "label", titled("from", axis), titled("to", axis), titled("at", axis), "text" }, rows
end

local function plane_data(one)
  local x, y = picture.plane_axes(one)
  local rows = {}
  for k, series in ipairs(x and y and one.series or {}) do
    local edge = series.shape == "bars" and x or y
    local axes = { {}, x, y, edge, edge }
    for i = 1, #(series.y or series.low) do
      rows[#rows + 1] = numbers(axes, { cells.text(series.name or ("%d"):format(k)), series.x and series.x[i] or false,
        series.y and series.y[i] or false, series.low and series.low[i] or false,
        series.high and series.high[i] or false }, one.x.date)
    end
  end
  return { "series", titled(one.x.name or "x", x), titled(one.y.name or "y", y), "low", "high" }, rows
end

local function grid_data(one)
  local unit, factor = figure.scale(grid_figures(one))
  local columns, rows = { one.y or "" }, {}
  for i, column in ipairs(one.columns) do
    columns[i + 1] = cells.text(column)
  end
  for _, row in ipairs(one.rows) do
    local made = { cells.text(row.label or row.heading) }
    for i = 1, #one.columns do
      local cell = row[i] or {}
      local value = cell.value and cell.value.value
      made[i + 1] = cell.state or cell.letter or is_known(value) and value / factor or ""
    end
    rows[#rows + 1] = made
  end
  columns[1] = columns[1] .. (unit ~= "" and (" (cells in %s)"):format(unit) or "")
  return columns, rows
end

local DATA = { rows = row_data, plane = plane_data, grid = grid_data }

--- What a picture draws, as a table: every digit, in the units of its axes.
-- @tparam Block one
-- @treturn {string,...} titles, with units
-- @treturn table rows of text and numbers; what is unknown is ""
function picture.data(one)
  return DATA[one.layout](one)
end

return picture
