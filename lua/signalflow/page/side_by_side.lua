--- Results side by side, for a page someone forwards.
-- @module signalflow.page.side_by_side
local core = require "signalflow.core"
local text = require "signalflow.page.old_text"

local page = {}

local function is_outcome(value)
  return type(value) == "table" and value.summary ~= nil
end

-- What each column shows in one row, in one unit: outcomes as mean and 90 % interval, quantities as they are.
local function row_cells(values)
  local typical, like = 0, nil
  for _, value in pairs(values) do
    if is_outcome(value) then
      typical, like = text.typical(typical, value.summary:mean()), value.like
    elseif type(value) == "userdata" and value:value() then
      typical, like = text.typical(typical, value:value()), value
    end
  end
  if not like then
    return "", function(value)
      return value == nil and "unknown" or core.text("%s", value)
    end
  end
  local unit, write = text.row(like, typical)
  return unit, function(value)
    if is_outcome(value) then
      local summary = value.summary
      local mean, low, high = summary:mean(), summary:quantile(0.05), summary:quantile(0.95)
      if not mean then
        return "undefined"
      elseif not low or low == high then
        return write(mean)
      end
      return ("%s [%s … %s]"):format(write(mean), write(low), write(high))
    elseif type(value) == "userdata" then
      return write(value:value())
    end
    return value == nil and "unknown" or core.text("%s", value)
  end
end

local function check_text(value, what)
  if type(value) ~= "string" then
    core.raise(("%s is text, not %s"):format(what, type(value)))
  end
end

local function check_width(width)
  if not math.tointeger(width) or width < 1 then
    core.raise(("a width is a whole number of columns, not %s"):format(tostring(width)))
  end
end

--- A table with one column a result and one row a question.
-- @tparam {string,...} titles of the columns
-- @tparam table rows list of `{title, value of column 1, value of column 2, ...}`; a value is an outcome (mean and 90 %
-- interval), a quantity, text, or nil for unknown
-- @treturn string
function page.side_by_side(titles, rows)
  if type(titles) ~= "table" or type(rows) ~= "table" then
    core.raise "side_by_side takes a list of titles and a list of rows, each { title, value of column 1, ... }"
  end
  local columns, lines = { { title = "" }, { title = "" } }, {}
  for i, title in ipairs(titles) do
    check_text(title, "a title of side_by_side")
    columns[i + 2] = { title = title, align = "right" }
  end
  for i, row in ipairs(rows) do
    if type(row) ~= "table" then
      core.raise(("row %d of side_by_side is { title, value of column 1, ... }, not %s"):format(i, type(row)))
    end
    check_text(row[1], ("the title of row %d"):format(i))
    local values = {}
    for k = 1, #titles do
      values[k] = row[k + 1]
    end
    local unit, write = row_cells(values)
    local line = { row[1], unit }
    for k = 1, #titles do
      line[k + 2] = write(row[k + 1])
    end
    lines[i] = line
  end
  return text.table(columns, lines)
end

--- A share as text: 0.456 is "45.6 %", nil is "unknown"; 0 % and 100 % are said of nothing less.
-- @tparam ?number share 0..1
-- @treturn string
function page.percent(share)
  if share ~= nil and type(share) ~= "number" then
    core.raise(("percent takes a share, a number from 0 to 1, not %s"):format(type(share)))
  elseif not share then
    return "unknown"
  elseif share > 0 and share < 0.0005 then
    return "< 0.1 %"
  elseif share < 1 and share > 0.9995 then
    return "> 99.9 %"
  end
  return (core.text("%.1f %%", 100 * share):gsub("%.0 ", " "))
end

--- Several quantities of one dimension as text in one unit: "-2.37 to 2.18 GUSD".
-- @param low a Quantity or number
-- @param high a Quantity or number
-- @treturn string
function page.span(low, high)
  local function coherent(value)
    local number = type(value) == "number" and value or getmetatable(value) == "Quantity" and value:value()
    return number or core.raise(core.text("span takes two certain quantities of one dimension, not %s", value))
  end
  local unit, write = text.row(low, coherent(low), coherent(high))
  return ("%s to %s%s"):format(write(coherent(low)), write(coherent(high)), unit ~= "" and " " .. unit or "")
end

--- A paragraph in lines no wider than width.
-- @tparam string paragraph
-- @tparam integer width
-- @tparam[opt=""] string indent put before each line after the first
-- @treturn string
function page.wrap(paragraph, width, indent)
  check_text(paragraph, "what is wrapped")
  check_text(indent or "", "an indent")
  check_width(width)
  return text.wrap(paragraph, width, indent)
end

--- A line cut to a width, the cut marked.
-- @tparam string line
-- @tparam integer width
-- @treturn string
function page.cut(line, width)
  check_text(line, "what is cut")
  check_width(width)
  return text.cut(line, width)
end

return page
