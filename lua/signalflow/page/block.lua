--- Blocks: what a page is made of. A block holds words and figures, and knows nothing of widths or of markup.
--
-- Words that hold figures are inline content: a string, a figure, or a list of these ("revenue of ", figure).
-- @module signalflow.page.block
local figure = require "signalflow.page.figure"

local block = {}

--- A piece of a page: `kind`, and what that kind holds (see the functions above that make them).
-- @type Block
local Block = { __name = "signalflow.block" }
Block.__index = Block

local function make(kind, fields)
  fields.kind = kind
  return setmetatable(fields, Block)
end

--- Whether a value is a block.
-- @param value
-- @treturn boolean
function block.is(value)
  return getmetatable(value) == Block
end

--- The parts of inline content, strings and figures, in order.
-- @param content a string, a figure, a list of these, or nil
-- @treturn table list
function block.parts(content)
  if content == nil then
    return {}
  elseif type(content) == "string" or figure.is(content) then
    return { content }
  elseif type(content) ~= "table" or getmetatable(content) ~= nil then
    error(("a block holds text and figures, not %s"):format(type(content)), 2)
  end
  local parts = {}
  for i = 1, #content do
    for _, part in ipairs(block.parts(content[i])) do
      parts[#parts + 1] = part
    end
  end
  return parts
end

--- A page's or a section's name.
-- @param content inline
-- @treturn Block
function block.title(content)
  return make("title", { content = content })
end

--- Sentences.
-- @param content inline
-- @treturn Block
function block.paragraph(content)
  return make("paragraph", { content = content })
end

--- Small print beneath what it explains.
-- @param content inline
-- @treturn Block
function block.note(content)
  return make("note", { content = content })
end

--- Short statements, one a line.
-- @tparam table items list of inline content
-- @treturn Block
function block.list(items)
  return make("list", { items = items })
end

--- Names with what is said of each.
-- @tparam table items list of `{name, content}`
-- @treturn Block
function block.facts(items)
  return make("facts", { items = items })
end

--- Rows and columns. A cell is inline content; nil is empty (what is not known is a figure without a value).
-- @tparam table given `columns`, list of `{title=, align="left"|"right", drop=, own=}`: columns with a `drop` go first
-- where the page is too narrow, 1 before 2; figures of those with `own` are written each in its own unit; `rows`,
-- lists of cells, or `{heading = content}` for a line of its own, each with `indent` levels; `units`, `"row"` where the
-- figures of a row share a unit, `"column"` where those of a column do (else each has its own); `title`
-- @treturn Block
function block.table(given)
  return make("table", given)
end

--- A picture as a description, drawn by whoever can: see `signalflow.page.picture`.
-- @tparam table given `shape` (its kind, in a word), `layout`, `title`, and what the layout holds
-- @treturn Block
function block.picture(given)
  return make("picture", given)
end

--- Where figures come from.
-- @tparam table items list of `{source=, date=, tier=, address=, of=}`; `of`, the names of what it stands behind
-- @treturn Block
function block.sources(items)
  return make("sources", { items = items })
end

--- Where named things come from, each source once with what it stands behind.
-- @tparam table entries list of `{name=, source=, date=, tier=, address=}`; without a source it is passed over
-- @treturn Block
function block.sources_of(entries)
  local items, by_key = {}, {}
  for _, entry in ipairs(entries) do
    local key = ("%s|%s|%s"):format(entry.source, entry.date, entry.tier)
    local item = by_key[key]
    if entry.source and not item then
      item = { source = entry.source, date = entry.date, tier = entry.tier, address = entry.address, of = {} }
      by_key[key], items[#items + 1] = item, item
    end
    if item and not item[entry.name] then
      item.of[#item.of + 1], item[entry.name] = entry.name, true
    end
  end
  return block.sources(items)
end

--- Blocks under a title of their own.
-- @param content inline title
-- @tparam table blocks list
-- @treturn Block
function block.section(content, blocks)
  return make("section", { content = content, blocks = blocks })
end

--- Visits every figure of a block, in order.
-- @tparam Block one
-- @tparam function visit called with each figure
function block.each_figure(one, visit)
  local function inline(content)
    for _, part in ipairs(block.parts(content)) do
      if figure.is(part) then
        visit(part)
      end
    end
  end
  inline(one.content)
  for _, item in ipairs(one.items or {}) do
    inline(one.kind == "facts" and item[2] or one.kind == "list" and item or nil)
  end
  for _, row in ipairs(one.kind == "table" and one.rows or {}) do
    inline(row.heading)
    for i = 1, #one.columns do
      inline(row[i])
    end
  end
  for _, words in ipairs(one.kind == "picture" and { one.title, table.unpack(one.says or {}) } or {}) do
    inline(words)
  end
  for _, inner in ipairs(one.blocks or {}) do
    block.each_figure(inner, visit)
  end
end

return block
