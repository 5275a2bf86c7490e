--- Pages as Markdown.
-- @module signalflow.page.markdown
local cells = require "signalflow.page.cells"
local figure = require "signalflow.page.figure"

local markdown = {}

-- Other people's words stay words: what Markdown or HTML would obey is escaped.
local function escape(words)
  return (words:gsub("%c", " "):gsub("[\\`*_{}%[%]<>|#]", "\\%0"))
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

function render.series(out, one)
  if one.title then
    out[#out + 1] = inline(one.title)
  end
  local unit, factor = figure.scale(one.values)
  local rows = {}
  for i, value in ipairs(one.values) do
    rows[i] = { cells.text(one.labels[i]), figure.write(value, factor) }
  end
  put_table(out, { { title = one.unit or "" }, { title = unit, align = "right" } }, rows)
end

function render.strip(out, one)
  local columns = { { title = "" } }
  for i, day in ipairs(one.days) do
    columns[i + 1] = { title = day }
  end
  put_table(out, columns, one.rows)
end

function render.picture(out, one)
  out[#out + 1] = inline(one.title) .. "\n\n" .. inline(one.alt)
end

function render.sources(out, one)
  local lines = {}
  for i, item in ipairs(one.items) do
    lines[i] = "- " .. escape(require "signalflow.page.text".source_line(item))
  end
  out[#out + 1] = table.concat(lines, "\n")
end

function render.section(out, one, level)
  out[#out + 1] = ("#"):rep(math.min(6, level + 1)) .. " " .. inline(one.content)
  for _, inner in ipairs(one.blocks) do
    render[inner.kind](out, inner, level + 1)
  end
end

--- A list of blocks as Markdown.
-- @tparam table blocks
-- @treturn string with a final newline
function markdown.render(blocks)
  local out = {}
  for _, one in ipairs(blocks) do
    render[one.kind](out, one, 1)
  end
  return table.concat(out, "\n\n") .. "\n"
end

return markdown
