--- Laying out text for people: tables, sparklines, widths and counts.
-- @module signalflow.page.old_text
local core = require "signalflow.core"

local text = {}

local BLOCKS = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" }

--- Columns a string takes on a terminal (bytes where it is not UTF-8).
-- @tparam string line
-- @treturn integer
function text.width(line)
  return utf8.len(line) or #line
end

--- Fills a string with spaces up to a width.
-- @tparam string line
-- @tparam integer width
-- @tparam[opt="left"] string align `"left"` or `"right"`
-- @treturn string
function text.pad(line, width, align)
  local fill = (" "):rep(width - text.width(line))
  return align == "right" and fill .. line or line .. fill
end

--- Cuts a string to a width, marking the cut.
-- @tparam string line
-- @tparam integer width
-- @treturn string
function text.cut(line, width)
  if text.width(line) <= width then
    return line
  end
  local stop = utf8.offset(line, width)
  return (stop and line:sub(1, stop - 1) or line:sub(1, width - 1)) .. "…"
end

--- One line without control characters: other people's text, which a terminal would obey.
-- @tparam string words
-- @treturn string
function text.plain(words)
  return (words:gsub("%c", " "))
end

--- Breaks a paragraph into lines no wider than width.
-- @tparam string paragraph
-- @tparam integer width of the words, without the indent
-- @tparam[opt=""] string indent put before each line after the first
-- @treturn string
function text.wrap(paragraph, width, indent)
  local lines, line = {}, nil
  for word in paragraph:gmatch "%S+" do
    if line and text.width(line) + 1 + text.width(word) > width then
      lines[#lines + 1] = line
      line = word
    else
      line = line and line .. " " .. word or word
    end
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n" .. (indent or ""))
end

--- A whole number with thousands apart: 1,000,000.
-- @tparam number count
-- @treturn string
function text.count(count)
  local digits = ("%d"):format(math.floor(count + 0.5))
  local sign, body = digits:match "^(-?)(%d+)$"
  body = body:reverse():gsub("(%d%d%d)", "%1,"):reverse()
  return sign .. body:gsub("^,", "")
end

--- A share as a percentage of three significant digits: 4.56 %.
-- @tparam number share 0..1
-- @treturn string
function text.percent(share)
  return core.format_number(share, 0.01, 3) .. " %"
end

--- Lays rows out in columns.
-- @tparam table columns list of `{title=, align=}`; a title may be empty
-- @tparam table rows list of lists of strings
-- @tparam[opt=""] string indent put before every line
-- @treturn string lines without a final newline
function text.table(columns, rows, indent)
  indent = indent or ""
  local widths = {}
  for i, column in ipairs(columns) do
    widths[i] = text.width(column.title)
    for _, row in ipairs(rows) do
      widths[i] = math.max(widths[i], text.width(row[i] or ""))
    end
  end
  local function line(cells)
    local padded = {}
    for i, column in ipairs(columns) do
      padded[i] = text.pad(cells[i] or "", widths[i], column.align)
    end
    return indent .. (table.concat(padded, "  "):gsub("%s+$", ""))
  end
  local titles, lines = {}, {}
  for i, column in ipairs(columns) do
    titles[i] = column.title
  end
  if table.concat(titles) ~= "" then
    lines[1] = line(titles)
  end
  for _, row in ipairs(rows) do
    lines[#lines + 1] = line(row)
  end
  return table.concat(lines, "\n")
end

--- A row of eight heights: ▁▃▆█▇▅▂▁.
-- @tparam {number,...} counts
-- @treturn string
function text.sparkline(counts)
  local highest = 0
  for _, count in ipairs(counts) do
    highest = math.max(highest, count)
  end
  local marks = {}
  for i, count in ipairs(counts) do
    local height = highest > 0 and math.ceil(count / highest * #BLOCKS) or 1
    marks[i] = BLOCKS[math.max(1, height)]
  end
  return table.concat(marks)
end

--- A bar of up to width characters, in eighths.
-- @tparam number share 0..1
-- @tparam integer width
-- @treturn string
function text.bar(share, width)
  local full = math.max(0, math.min(1, share)) * width
  local whole = math.floor(full)
  local eighths = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" }
  return ("█"):rep(whole) .. eighths[math.floor((full - whole) * 8) + 1]
end

--- The largest magnitude of some numbers, by which a row's common unit is chosen.
-- @tparam number ... coherent numbers; nil and NaN are passed over
-- @treturn number
function text.typical(...)
  local largest = 0
  for i = 1, select("#", ...) do
    local number = select(i, ...)
    if number and number == number and math.abs(number) < math.huge then
      largest = math.max(largest, math.abs(number))
    end
  end
  return largest
end

--- A function that writes numbers of one row alike: with the decimals that give the typical one three digits.
-- @tparam number typical coherent number
-- @tparam number factor of the row's unit
-- @treturn function number to string; what is not a number is "–"
function text.aligned(typical, factor)
  local shown = math.abs(typical / factor)
  local decimals = 0
  if shown > 0 then
    decimals = math.max(0, math.min(12, 2 - math.floor(math.log(shown, 10) + 1e-9)))
  end
  local pattern = "%." .. decimals .. "f"
  return function(number)
    if not number or number ~= number then
      return "–"
    end
    local written = core.text(pattern, number / factor)
    return (written:gsub("^%-(0%.?0*)$", "%1"))
  end
end

--- How to print a family of numbers of one dimension: unit name and a function that writes each.
-- @param like a Quantity (or a plain number) of that dimension
-- @tparam number ... the coherent numbers to be shown
-- @treturn string unit
-- @treturn function
-- @treturn number factor of the unit
function text.row(like, ...)
  local typical = text.typical(...)
  local factor, unit = core.scale(core.constant(typical, like))
  return unit, text.aligned(typical, factor), factor
end

return text
