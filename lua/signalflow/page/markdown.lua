--- Pages as Markdown.
-- @module signalflow.page.markdown
local cells = require "signalflow.page.cells"
local line = require "signalflow.page.line"
local picture = require "signalflow.page.picture"
local terminal = require "signalflow.page.terminal"
local text = require "signalflow.page.text"

local markdown = {}

local WIDTH = 78 -- of a picture drawn in letters

-- Other people's words stay words: what Markdown or HTML would obey is escaped.
local function escape(words)
  return (line.plain(words):gsub("[\\`*_{}%[%]<>|#]", "\\%0"))
end

local function inline(content, write)
  return escape(cells.text(content, write))
end

local function put_table(out, columns, rows)
  local titles, rules = {}, {}
  for i, column in ipairs(columns) do
    titles[i], rules[i] = escape(column.title), column.align == "right" and "---:" or "---"
  end
  out[#out + 1] = "| " .. table.concat(titles, " | ") .. " |\n| " .. table.concat(rules, " | ") .. " |"
  for _, row in ipairs(rows) do
    local written = {}
    for i in ipairs(columns) do
      written[i] = escape(row[i] or "")
    end
    if row.heading then
      written[1] = "**" .. escape(row.heading) .. "**"
    end
    written[1] = ("&nbsp; "):rep(row.indent or 0) .. written[1]
    out[#out] = out[#out] .. "\n| " .. table.concat(written, " | ") .. " |"
  end
end

local render = {}

function render.title(out, one, level)
  out[#out + 1] = ("#"):rep(level) .. " " .. inline(one.content)
end

function render.paragraph(out, one)
  out[#out + 1] = (cells.text(one.content):gsub("[^\n]+", escape):gsub("\n", "  \n"))
end

function render.note(out, one)
  out[#out + 1] = "_" .. inline(one.content) .. "_"
end

function render.list(out, one)
  local lines = {}
  for i, item in ipairs(one.items) do
    lines[i] = "- " .. inline(item)
  end
  out[#out + 1] = table.concat(lines, "\n")
end

function render.facts(out, one)
  local rows = {}
  for i, item in ipairs(one.items) do
    rows[i] = { item[1], cells.text(item[2]) }
  end
  put_table(out, { { title = "" }, { title = "" } }, rows)
end

render["table"] = function(out, one)
  if one.title then
    out[#out + 1] = inline(one.title)
  end
  put_table(out, cells.of(one))
end

-- A picture stands as its drawing in a terminal does, or as a file where a folder was asked for.
function render.picture(out, one, _, how)
  out[#out + 1] = "**" .. inline(one.title) .. "**"
  if how.picture then
    out[#out + 1] = ("![%s](%s)"):format(escape(picture.alt(one)), how.picture(one))
  else
    local drawn = table.concat(terminal.lines(one, WIDTH, true), "\n")
    out[#out + 1] = "```text\n" .. drawn:gsub("`", "'") .. "\n```"
  end
  local lines = {}
  for i, words in ipairs(one.says or {}) do
    lines[i] = "- " .. inline(words)
  end
  out[#out + 1] = #lines > 0 and table.concat(lines, "\n") or nil
  out[#out + 1] = picture.caption(one) ~= "" and "_" .. escape(picture.caption(one)) .. "_" or nil
end

function render.sources(out, one)
  local lines = {}
  for i, item in ipairs(one.items) do
    lines[i] = "- " .. escape(text.source_line(item))
  end
  out[#out + 1] = table.concat(lines, "\n")
end

function render.section(out, one, level, how)
  out[#out + 1] = ("#"):rep(math.min(6, level + 1)) .. " " .. inline(one.content)
  for _, inner in ipairs(one.blocks) do
    render[inner.kind](out, inner, level + 1, how)
  end
end

--- A list of blocks as Markdown.
-- @tparam table blocks
-- @tparam[opt] table how `picture`, called with each picture, gives the name of the file that holds it
-- @treturn string with a final newline
function markdown.render(blocks, how)
  local out = {}
  for _, one in ipairs(blocks) do
    render[one.kind](out, one, 1, how or {})
  end
  return table.concat(out, "\n\n") .. "\n"
end

return markdown
