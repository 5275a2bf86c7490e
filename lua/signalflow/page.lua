--- Results side by side, for a page someone forwards.
-- @module signalflow.page
local text = require "signalflow.text"

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
      return value == nil and "unknown" or tostring(value)
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
    return value == nil and "unknown" or tostring(value)
  end
end

--- A table with one column a result and one row a question.
-- @tparam {string,...} titles of the columns
-- @tparam table rows list of `{title, value of column 1, value of column 2, ...}`; a value is an outcome (mean and 90 %
-- interval), a quantity, text, or nil for unknown
-- @treturn string
function page.side_by_side(titles, rows)
  local columns, lines = { { title = "" }, { title = "" } }, {}
  for i, title in ipairs(titles) do
    columns[i + 2] = { title = title, align = "right" }
  end
  for i, row in ipairs(rows) do
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
  if not share then
    return "unknown"
  elseif share > 0 and share < 0.0005 then
    return "< 0.1 %"
  elseif share < 1 and share > 0.9995 then
    return "> 99.9 %"
  end
  return (("%.1f %%"):format(100 * share):gsub("%.0 ", " "))
end

--- Several quantities of one dimension as text in one unit: "-2.37 to 2.18 GUSD".
-- @param low a Quantity or number
-- @param high a Quantity or number
-- @treturn string
function page.span(low, high)
  local function coherent(value)
    return type(value) == "number" and value or value:value()
  end
  local unit, write = text.row(low, coherent(low), coherent(high))
  return ("%s to %s%s"):format(write(coherent(low)), write(coherent(high)), unit ~= "" and " " .. unit or "")
end

page.wrap, page.cut = text.wrap, text.cut

return page
