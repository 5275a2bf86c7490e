--- Pages as HTML: what a thing is, not how it looks, beyond a plain sheet.
-- @module signalflow.page.html
local cells = require "signalflow.page.cells"
local csv = require "signalflow.page.csv"
local line = require "signalflow.page.line"
local picture = require "signalflow.page.picture"
local svg = require "signalflow.page.svg"
local text = require "signalflow.page.text"

local html = {}

-- Nothing is loaded and nothing runs: what the page shows is in it.
local POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

local SHEET = [[:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--faint:#d4d4d4;--quiet:#555;
--link:#0b5394}
@media(prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#161616;--faint:#444;--quiet:#b0b0b0;
--link:#8ab4f8}}
*{box-sizing:border-box}body{font:16px/1.5 sans-serif;color:var(--ink);background:var(--paper);max-width:60em;
margin:1.5em auto;padding:0 1em;overflow-wrap:anywhere}h1{line-height:1.25}
table{border-collapse:collapse;overflow-wrap:normal}caption{text-align:left;padding:.3em 0}
th,td{padding:.2em .8em .2em 0;text-align:left;vertical-align:top;font-weight:normal}
thead th,thead td{border-bottom:1px solid;font-weight:bold}th[scope=rowgroup]{font-weight:bold;padding-top:.6em}
.k{white-space:nowrap}.w{min-width:15em}.n{text-align:right;font-variant-numeric:tabular-nums}
.i1{padding-left:1em}.i2{padding-left:2em}
.wide{overflow-x:auto;margin:1em 0}.wide:focus{outline:2px solid}.note,figcaption{font-size:.9em;color:var(--quiet)}
figure{margin:1.5em 0}figure svg{display:block;width:100%;max-width:35em;height:auto}figcaption p{margin:.3em 0}
figcaption .what{color:var(--ink);font-weight:bold;font-size:1.1em}
dl{margin:1em 0}dt{color:var(--quiet)}dd{margin:0 0 .4em}
@media(min-width:40em){dl{display:grid;grid-template-columns:minmax(6em,max-content) 1fr;gap:0 1.5em}}
a{color:var(--link)}code,pre{font-size:.9em}blockquote{margin:1em 0;padding-left:1em;border-left:3px solid var(--faint)}
details{font-size:.9em}summary{color:var(--quiet);cursor:pointer}pre{overflow-x:auto;overflow-wrap:normal}
@page{margin:12mm}
@media print{:root{--ink:#000;--paper:#fff;--faint:#ccc;--quiet:#333;--link:#000}
body{max-width:none;margin:0;font-size:9pt}
.wide{overflow:visible}details{display:none}table{font-size:7pt;overflow-wrap:break-word}th,td{padding-right:.5em}
.w{min-width:0}figure,tr{break-inside:avoid}h2,h3{break-after:avoid}}
]] .. svg.sheet()

local escape = svg.escape
html.escape = escape

local function inline(content)
  return escape(cells.text(content))
end

-- Words of several lines.
local function lines(content)
  return (cells.text(content):gsub("[^\n]+", escape):gsub("\n", "<br>"))
end

local SHORT, LONG = 14, 60 -- letters of a cell that is not folded, and of one that needs room to be read

-- A cell; an interval in it is not parted, nor is a day.
local function cell(tag, words, class)
  words = words:gsub(" … ", "\u{A0}…\u{A0}")
  local width = line.width(words)
  local room = words ~= "" and width <= SHORT and "k" or width > LONG and "w" or nil
  class = class and room and class .. " " .. room or class or room
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

-- What is shown, as data to copy.
local function put_data(out, one)
  out[#out + 1] = '<details><summary>data as CSV</summary><pre tabindex="0">'
    .. csv.of(one):gsub("[^\n]+", escape) .. "</pre></details>"
end

-- A table in a box of its own, which scrolls where the page is too narrow, by keys too.
local function put_table(out, columns, rows, caption)
  out[#out + 1] = ('<div class="wide" tabindex="0" role="group" aria-label="%s"><table>'):format(caption or "a table")
  if caption then
    out[#out + 1] = "<caption>" .. caption .. "</caption>"
  end
  local titles, any = {}, false
  for i, column in ipairs(columns) do
    any = any or column.title ~= ""
    local tag = column.title ~= "" and 'th scope="col"' or "td" -- a heading without words is none
    titles[i] = cell(tag, column.title, column.align == "right" and "n" or nil)
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
  out[#out + 1] = "<p>" .. lines(one.content) .. "</p>"
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
  put_data(out, one)
end

function render.picture(out, one, _, count)
  count.pictures = count.pictures + 1
  out[#out + 1] = ('<figure>%s<figcaption><p class="what">%s</p>'):format(svg.write(one, "p" .. count.pictures),
    inline(one.title))
  for _, words in ipairs(one.says or {}) do
    out[#out + 1] = "<p>" .. inline(words) .. "</p>"
  end
  out[#out + 1] = "<p>" .. escape(picture.caption(one)) .. "</p></figcaption>"
  put_data(out, one)
  out[#out + 1] = "</figure>"
end

function render.sources(out, one)
  out[#out + 1] = '<ul class="note">'
  for _, item in ipairs(one.items) do
    out[#out + 1] = "<li>" .. escape(text.source_line(item)) .. "</li>"
  end
  out[#out + 1] = "</ul>"
end

function render.section(out, one, level, count)
  local inner = math.min(6, level + 1)
  out[#out + 1] = ("<section><h%d>%s</h%d>"):format(inner, inline(one.content), inner)
  for _, block in ipairs(one.blocks) do
    render[block.kind](out, block, inner, count)
  end
  out[#out + 1] = "</section>"
end

--- One HTML document that asks for nothing else: no script, no font, no other file.
-- @tparam string title
-- @tparam string body HTML
-- @tparam[opt] string before HTML that stands before the main part
-- @treturn string
function html.document(title, body, before)
  return table.concat({ '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">',
    ('<meta http-equiv="Content-Security-Policy" content="%s">'):format(POLICY),
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    "<title>" .. escape(title) .. "</title>", "<style>" .. SHEET .. "</style></head><body>", before or "", "<main>",
    body, "</main></body></html>\n" }, "\n")
end

--- A list of blocks as one HTML document.
-- @tparam table blocks
-- @tparam string title
-- @treturn string
function html.render(blocks, title)
  local out, count = {}, { pictures = 0 }
  for _, one in ipairs(blocks) do
    render[one.kind](out, one, 1, count)
  end
  return html.document(title, table.concat(out, "\n"))
end

return html
