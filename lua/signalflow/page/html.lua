--- Pages as HTML: what a thing is, not how it looks, beyond a plain sheet.
-- @module signalflow.page.html
local cells = require "signalflow.page.cells"
local figure = require "signalflow.page.figure"
local text = require "signalflow.page.text"

local html = {}

local ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }

local SHEET = [[body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}
table{border-collapse:collapse;margin:1em 0}th,td{padding:.2em .8em;text-align:left;vertical-align:top}
thead th{border-bottom:1px solid}.n{text-align:right;font-variant-numeric:tabular-nums}.i1{padding-left:2em}
.i2{padding-left:3.2em}div.wide{overflow-x:auto}.note{font-size:.9em}]]

-- The one place where text becomes HTML. Bytes that are no UTF-8, and control characters, are replaced.
local function escape(words)
  if not utf8.len(words) then
    words = words:gsub("[\128-\255]", "\u{FFFD}")
  end
  return (words:gsub("[%z\1-\8\11\12\14-\31\127]", " "):gsub("[&<>\"']", ENTITIES))
end
html.escape = escape

local function inline(content)
  return escape(cells.text(content))
end

-- A cell; an interval in it is not parted.
local function cell(tag, words, class)
  words = words:gsub(" … ", "\u{A0}…\u{A0}")
  return ("<%s%s>%s</%s>"):format(tag, class and ' class="' .. class .. '"' or "", escape(words), tag:match "%a+")
end

local function put_row(out, row, columns)
  local parts = {}
  if row.heading then
    parts[1] = ('<th scope="rowgroup" colspan="%d">%s</th>'):format(#columns, escape(row.heading))
  else
    for i, column in ipairs(columns) do
      local class = column.align == "right" and "n"
        or i == 1 and (row.indent or 0) > 0 and "i" .. math.min(2, row.indent) or nil
      parts[i] = cell(i == 1 and 'th scope="row"' or "td", row[i] or "", class)
    end
  end
  out[#out + 1] = "<tr>" .. table.concat(parts) .. "</tr>"
end

local function put_table(out, columns, rows, caption)
  out[#out + 1] = '<div class="wide"><table>'
  if caption then
    out[#out + 1] = "<caption>" .. caption .. "</caption>"
  end
  local titles, any = {}, false
  for i, column in ipairs(columns) do
    any = any or column.title ~= ""
    titles[i] = cell('th scope="col"', column.title, column.align == "right" and "n" or nil)
  end
  if any then
    out[#out + 1] = "<thead><tr>" .. table.concat(titles) .. "</tr></thead>"
  end
  out[#out + 1] = "<tbody>"
  for _, row in ipairs(rows) do
    put_row(out, row, columns)
  end
  out[#out + 1] = "</tbody></table></div>"
end

local render = {}

function render.title(out, one, level)
  out[#out + 1] = ("<h%d>%s</h%d>"):format(level, inline(one.content), level)
end

function render.paragraph(out, one)
  out[#out + 1] = "<p>" .. inline(one.content):gsub("\n", "<br>") .. "</p>"
end

function render.note(out, one)
  out[#out + 1] = '<p class="note">' .. inline(one.content) .. "</p>"
end

function render.list(out, one)
  out[#out + 1] = "<ul>"
  for _, item in ipairs(one.items) do
    out[#out + 1] = "<li>" .. inline(item) .. "</li>"
  end
  out[#out + 1] = "</ul>"
end

function render.facts(out, one)
  out[#out + 1] = "<dl>"
  for _, item in ipairs(one.items) do
    out[#out + 1] = ("<dt>%s</dt><dd>%s</dd>"):format(escape(item[1]), inline(item[2]))
  end
  out[#out + 1] = "</dl>"
end

render["table"] = function(out, one)
  local columns, rows = cells.of(one)
  put_table(out, columns, rows, one.title and inline(one.title))
end

function render.series(out, one)
  local unit, factor = figure.scale(one.values)
  local rows = {}
  for i, value in ipairs(one.values) do
    rows[i] = { cells.text(one.labels[i]), figure.write(value, factor) }
  end
  put_table(out, { { title = one.unit or "" }, { title = unit, align = "right" } }, rows,
    one.title and inline(one.title))
end

function render.strip(out, one)
  local columns = { { title = "" } }
  for i, day in ipairs(one.days) do
    columns[i + 1] = { title = day }
  end
  put_table(out, columns, one.rows)
end

function render.picture(out, one)
  out[#out + 1] = ("<figure><figcaption>%s</figcaption><p>%s</p></figure>"):format(inline(one.title), inline(one.alt))
end

function render.sources(out, one)
  out[#out + 1] = '<ul class="note">'
  for _, item in ipairs(one.items) do
    out[#out + 1] = "<li>" .. escape(text.source_line(item)) .. "</li>"
  end
  out[#out + 1] = "</ul>"
end

function render.section(out, one, level)
  local inner = math.min(6, level + 1)
  out[#out + 1] = ("<section><h%d>%s</h%d>"):format(inner, inline(one.content), inner)
  for _, block in ipairs(one.blocks) do
    render[block.kind](out, block, inner)
  end
  out[#out + 1] = "</section>"
end

--- A list of blocks as one HTML document.
-- @tparam table blocks
-- @tparam string title
-- @treturn string
function html.render(blocks, title)
  local out = { '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    "<title>" .. escape(title) .. "</title>", "<style>" .. SHEET .. "</style></head><body>" }
  for _, one in ipairs(blocks) do
    render[one.kind](out, one, 1)
  end
  out[#out + 1] = "</body></html>\n"
  return table.concat(out, "\n")
end

return html
