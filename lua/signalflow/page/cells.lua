--- The text of a table's cells, the same for every renderer: figures that share a unit are written in it.
-- @module signalflow.page.cells
local block = require "signalflow.page.block"
local figure = require "signalflow.page.figure"

local cells = {}

--- Inline content as text.
-- @param content
-- @tparam[opt] function write how a figure is written; `figure.text` unless given
-- @treturn string
function cells.text(content, write)
  local words = {}
  for i, part in ipairs(block.parts(content)) do
    words[i] = figure.is(part) and (write or figure.text)(part) or part
  end
  return table.concat(words)
end

-- The figures of some cells that share a unit: plain ones beside others (a probability beside money) do not.
local function sharing(list)
  local found, like, style = {}, nil, nil
  for _, content in pairs(list) do
    for _, part in ipairs(block.parts(content)) do
      if figure.is(part) and part.value ~= nil then
        found[#found + 1] = part
        like, style = like or part.like, style or part.style
      end
    end
  end
  if #found == 0 then
    return nil
  end
  return found
end

local function is_alike(f, family)
  return (f.like ~= nil) == (family.like ~= nil) and f.style == family.style
end

-- The unit that the cells of a row, or of a column, share, and its factor; nil where their figures are not alike.
local function shared_scale(found)
  for _, f in ipairs(found) do
    if not is_alike(f, found[1]) or f.style == "count" or f.style == "multiple" then
      return nil
    end
  end
  return figure.scale(found)
end

-- How the cells of a row, or of a column, write their figures: the common unit, and a writer.
local function family_of(list)
  local found = sharing(list)
  local unit, factor
  if found then
    unit, factor = shared_scale(found)
  end
  if not unit then
    return "", figure.text
  end
  return unit, function(f)
    local remark = figure.remark(f)
    local written = figure.write(f, factor, #found > 1)
    return remark and ("%s (%s)"):format(written, remark) or written
  end
end

local function titles_of(given)
  local titles = {}
  for i, column in ipairs(given.columns) do
    titles[i] = { title = cells.text(column.title), align = column.align, drop = column.drop, own = column.own }
  end
  return titles
end

local function row_of(row, count, writer_of)
  local made = { indent = row.indent or 0, heading = row.heading and cells.text(row.heading) }
  for i = 1, count do
    made[i] = row[i] ~= nil and cells.text(row[i], writer_of(i)) or ""
  end
  return made
end

local function cells_of_column(given, i)
  local list = {}
  for k, row in ipairs(given.columns[i].own and {} or given.rows) do
    list[k] = row[i]
  end
  return list
end

local function by_column(given)
  local columns, writers = titles_of(given), {}
  for i, column in ipairs(columns) do
    local unit
    unit, writers[i] = family_of(cells_of_column(given, i))
    if unit ~= "" then
      column.title = column.title == "" and unit or column.title .. ", " .. unit
    end
  end
  local rows = {}
  for k, row in ipairs(given.rows) do
    rows[k] = row_of(row, #columns, function(i)
      return writers[i]
    end)
  end
  return columns, rows
end

local function cells_of_row(given, row)
  local list = {}
  for i = 2, #given.columns do
    list[i] = not given.columns[i].own and row[i] or nil
  end
  return list
end

-- The row's common unit stands in a column of its own, after the first.
local function by_row(given)
  local columns, rows, any = titles_of(given), {}, false
  for k, row in ipairs(given.rows) do
    local unit, write = family_of(cells_of_row(given, row))
    any = any or unit ~= ""
    rows[k] = row_of(row, #columns, function(i)
      return columns[i].own and figure.text or write
    end)
    table.insert(rows[k], 2, unit)
  end
  if any then
    table.insert(columns, 2, { title = "" })
  else
    for _, row in ipairs(rows) do
      table.remove(row, 2)
    end
  end
  return columns, rows
end

--- The unit that the figures of one row of a table share, and its factor.
-- @tparam Block given
-- @tparam table row one of its rows
-- @treturn ?string nil where they are not alike
-- @treturn ?number
function cells.scale_of_row(given, row)
  local found = sharing(cells_of_row(given, row))
  if found then
    return shared_scale(found)
  end
end

--- The unit that the figures of one column of a table share, and its factor.
-- @tparam Block given
-- @tparam integer i its place
-- @treturn ?string nil where they are not alike
-- @treturn ?number
function cells.scale_of_column(given, i)
  local found = sharing(cells_of_column(given, i))
  if found then
    return shared_scale(found)
  end
end

--- The columns and rows of a table block, as text.
-- @tparam Block given
-- @treturn table columns list of `{title=, align=, drop=}`
-- @treturn table rows list of lists of text, with `indent` and `heading`
function cells.of(given)
  if given.units == "row" then
    return by_row(given)
  elseif given.units == "column" then
    return by_column(given)
  end
  local columns, rows = titles_of(given), {}
  for k, row in ipairs(given.rows) do
    rows[k] = row_of(row, #columns, function()
      return figure.text
    end)
  end
  return columns, rows
end

return cells
