--- CSV: rows with every digit, and the tables of a page.
-- @module signalflow.page.csv
local block = require "signalflow.page.block"
local cells = require "signalflow.page.cells"
local figure = require "signalflow.page.figure"
local number = require "signalflow.page.number"
local picture = require "signalflow.page.picture"

local csv = {}

local function quoted(field)
  if field:find '[",\r\n]' then
    return '"' .. field:gsub('"', '""') .. '"'
  end
  return field
end

--- A line of CSV.
-- @tparam table row text and numbers
-- @tparam[opt=#row] integer width how many fields; nil is left empty
-- @treturn string without the line's end
function csv.line(row, width)
  local fields = {}
  for i = 1, width or #row do
    local value = row[i] or ""
    fields[i] = type(value) == "number" and (number.exact(value) or "") or type(value) == "string" and quoted(value)
  end
  return table.concat(fields, ",")
end

--- Lines of CSV.
-- @tparam table rows lists of text and numbers; nil, up to the first row's length, is left empty
-- @treturn string
function csv.lines(rows)
  local lines = {}
  for k, row in ipairs(rows) do
    lines[k] = csv.line(row, #rows[1])
  end
  return table.concat(lines, "\n") .. "\n"
end

-- ---- pages ----

-- The figure that a cell is; nil of words, and of a figure among words.
local function figure_of(content)
  local parts = block.parts(content)
  return #parts == 1 and figure.is(parts[1]) and parts[1] or nil
end

-- What a column of figures may hold beside the numbers: a title's ending, and what a figure says of it.
local BESIDE = {
  { "low", function(f, factor)
    return figure.is_spread(f) and f.low / factor or nil
  end },
  { "high", function(f, factor)
    return figure.is_spread(f) and f.high / factor or nil
  end },
  { "tier", function(f)
    return f.tier
  end },
  { "source", function(f)
    return f.source
  end },
  { "date", function(f)
    return f.date
  end },
}

-- The unit in which a cell's figure is written, and its factor; shares are written as such, and not in percent.
local function unit_of(f, shared, factor)
  if f.style == "percent" then
    return "", 1
  elseif shared then
    return shared, factor
  end
  return figure.scale { f }
end

-- The numbers and words of a column, the units of its numbers, and what any of its figures has beside.
local function read_column(contents, scale_of, is_named)
  local column = { numbers = {}, words = {}, units = {}, beside = {} }
  for k, content in pairs(contents) do
    local f = figure_of(content)
    local shared, shared_factor = scale_of(k)
    local unit, factor
    if f then
      unit, factor = unit_of(f, shared, shared_factor)
    end
    if not f or is_named and not shared and unit ~= "" then
      column.words[k] = f and f.value == nil and "" or cells.text(content)
    else
      column.units[k], column.numbers[k] = f.value and unit, f.value and f.value / factor
      for i, kind in ipairs(BESIDE) do
        column.beside[i] = column.beside[i] or {}
        column.beside[i][k] = kind[2](f, factor)
      end
    end
  end
  return column
end

-- The one unit of a column's numbers; nil where they have several.
local function only_unit(units)
  local only
  for _, unit in pairs(units) do
    if only and unit ~= only then
      return nil
    end
    only = unit
  end
  return only or ""
end

local function add(rows, title, values, others)
  local place = #rows[1] + 1
  rows[1][place] = title
  for k = 1, #rows - 1 do
    rows[k + 1][place] = values[k] or others and others[k] or nil
  end
end

-- Adds a column to rows: in the title its unit, or after it a column of units, unless each row names its own.
local function add_column(rows, title, contents, scale_of, is_named)
  local column = read_column(contents, scale_of, is_named)
  local unit = is_named and "" or only_unit(column.units)
  add(rows, unit and unit ~= "" and ("%s (%s)"):format(title, unit) or title, column.numbers, column.words)
  if not unit then
    add(rows, title .. " unit", column.units)
  end
  for i, kind in ipairs(BESIDE) do
    if next(column.beside[i] or {}) then
      add(rows, (title .. " " .. kind[1]):gsub("^ ", ""), column.beside[i])
    end
  end
end

-- How the cells of a table share units: a function of row and column that gives a unit and its factor, or nil.
local function scales_of(one, kept)
  local scales = {}
  for k, row in ipairs(one.units == "row" and kept or {}) do
    scales[k] = { cells.scale_of_row(one, row) }
  end
  for i in ipairs(one.units == "column" and one.columns or {}) do
    scales[i] = { cells.scale_of_column(one, i) }
  end
  return function(k, i)
    local scale = scales[one.units == "row" and k or i]
    if scale and not (i and one.columns[i].own) then
      return scale[1], scale[2]
    end
  end
end

-- A table's rows without its headings, and for each the heading above it.
local function under_headings(one)
  local kept, headings, heading = {}, {}, nil
  for _, row in ipairs(one.rows) do
    if row.heading then
      heading = cells.text(row.heading)
    else
      kept[#kept + 1] = row
      headings[#kept] = heading
    end
  end
  return kept, headings
end

-- Rows of CSV of a table; headings among its rows stand in a first column.
local function table_rows(one)
  local kept, headings = under_headings(one)
  local rows, scale_of = { {} }, scales_of(one, kept)
  for k in ipairs(kept) do
    rows[k + 1] = {}
  end
  if next(headings) then
    add(rows, "part", headings)
  end
  for i, column in ipairs(one.columns) do
    local contents = {}
    for k, row in ipairs(kept) do
      contents[k] = row[i]
    end
    add_column(rows, cells.text(column.title), contents, function(k)
      return scale_of(k, i)
    end, one.units == "row")
    if i == 1 and one.units == "row" then
      local units = {}
      for k in ipairs(kept) do
        units[k] = scale_of(k)
      end
      add(rows, "unit", units)
    end
  end
  return rows
end

local rows_of = { ["table"] = table_rows }

function rows_of.facts(one)
  local rows = {}
  for i, item in ipairs(one.items) do
    rows[i] = { item[1], item[2] }
  end
  return table_rows { columns = { { title = "name" }, { title = "value" } }, rows = rows }
end

function rows_of.list(one)
  local rows = {}
  for i, item in ipairs(one.items) do
    rows[i] = { item }
  end
  return table_rows { columns = { { title = "item" } }, rows = rows }
end

function rows_of.picture(one)
  local titles, rows = picture.data(one)
  return { titles, table.unpack(rows) }
end

function rows_of.sources(one)
  local rows = { { "source", "date", "tier", "address", "of" } }
  for _, item in ipairs(one.items) do
    rows[#rows + 1] = { item.source, item.date, item.tier, item.address, item.of and table.concat(item.of, ", ") }
  end
  return rows
end

-- Adds what a list of blocks holds in rows, each with the titles that it stands beneath.
local function gather(blocks, title, found)
  for _, one in ipairs(blocks) do
    if one.kind == "section" then
      gather(one.blocks, cells.text(one.content), found)
    elseif rows_of[one.kind] then
      local own = one.title and cells.text(one.title)
      found[#found + 1] = { title = own or title, rows = rows_of[one.kind](one) }
    end
  end
  return found
end

--- A block as CSV: its rows, beneath their titles.
-- @tparam Block one a table, a picture, or another that holds rows
-- @treturn string
function csv.of(one)
  return csv.lines(rows_of[one.kind](one))
end

--- The rows that blocks hold, as CSV: every figure exactly, in the unit that stands in the title or beside it, with its
-- interval, tier, source and date where it has them; unknown is left empty. Several tables are parted by an empty
-- line, each beneath the title of its part.
-- @tparam table blocks
-- @treturn string
function csv.render(blocks)
  local found, parts = gather(blocks, "", {}), {}
  for i, one in ipairs(found) do
    local title = #found > 1 and one.title ~= "" and csv.lines { { one.title } } or ""
    parts[i] = title .. csv.lines(one.rows)
  end
  return table.concat(parts, "\n")
end

return csv
