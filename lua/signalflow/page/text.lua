--- Pages as text, at the width of the terminal. In a pipe nothing is cut.
-- @module signalflow.page.text
local cells = require "signalflow.page.cells"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local line = require "signalflow.page.line"
local number = require "signalflow.page.number"
local picture = require "signalflow.page.picture"
local terminal = require "signalflow.page.terminal"

local text = {}

local WIDTH_OF_A_PIPE = 100
local NARROWEST_COLUMN, NARROWEST_OF_PARTS, LONGEST_WHOLE, GAP = 12, 8, 28, 2

--- How far something has come, as one line; without a share, the spaces that clear it.
-- @tparam ?number share 0..1
-- @treturn string
function text.progress(share)
  local words = ""
  if share then
    words = line.pad(line.shown(terminal.bar(share, 40)), 40)
      .. line.pad(number.fixed(100 * share, 0) .. " %", 6, "right")
  end
  return "\r" .. line.pad(words, 46) .. (share and "" or "\r")
end

local function put(out, words)
  out[#out + 1] = line.plain(words)
end

local function put_folded(out, words, width, indent, hanging)
  for i, one in ipairs(line.fold(line.shown(words), math.max(NARROWEST_COLUMN, width - #indent - #hanging))) do
    put(out, indent .. (i > 1 and hanging or "") .. one)
  end
end

-- ---- tables ----

local function widths_of(columns, rows)
  local widths = {}
  for i, column in ipairs(columns) do
    widths[i] = line.width(column.title)
    for _, row in ipairs(rows) do
      if not row.heading then
        local indent = i == 1 and 2 * row.indent or 0
        widths[i] = math.max(widths[i], indent + line.width(row[i] or ""))
      end
    end
  end
  return widths
end

local function total(widths, kept)
  local sum = -GAP
  for i, width in ipairs(widths) do
    sum = sum + (kept[i] and width + GAP or 0)
  end
  return sum
end

-- Which columns stay: those that are to go first are left out until the rest, folded, has room.
local function choose(columns, widths, room, may_drop)
  local kept, left_out = {}, {}
  for i in ipairs(columns) do
    kept[i] = true
  end
  local order = {}
  for i, column in ipairs(columns) do
    if column.drop then
      order[#order + 1] = i
    end
  end
  table.sort(order, function(a, b)
    return columns[a].drop < columns[b].drop
  end)
  for _, i in ipairs(may_drop and order or {}) do
    if total(widths, kept) <= room then
      break
    end
    kept[i] = false
    left_out[#left_out + 1] = columns[i].title ~= "" and columns[i].title or "shape"
  end
  return kept, left_out
end

-- The least width of each column: that of its longest word, which is not broken unless it is an address or a path; of
-- its longest part of a word, where compound names may part.
local function longest_words(columns, rows, may_part)
  local least = {}
  for i, column in ipairs(columns) do
    least[i] = may_part and NARROWEST_OF_PARTS or NARROWEST_COLUMN
    local function hold(words, indent)
      for word in words:gmatch "%S+" do
        for _, part in ipairs(may_part and line.parts(word) or { word }) do
          least[i] = math.max(least[i], math.min(LONGEST_WHOLE, line.width(part)) + indent)
        end
      end
    end
    hold(column.title, 0)
    for _, row in ipairs(rows) do
      hold(not row.heading and row[i] or "", i == 1 and 2 * row.indent or 0)
    end
  end
  return least
end

-- Narrows columns of words, the widest first, until the table has room or none can give.
local function narrow(columns, widths, kept, room, least)
  local excess = total(widths, kept) - room
  while excess > 0 do
    local widest
    for i, column in ipairs(columns) do
      if kept[i] and column.align ~= "right" and widths[i] > least[i]
        and (not widest or widths[i] > widths[widest]) then
        widest = i
      end
    end
    if not widest then
      return
    end
    local given = math.min(excess, math.max(1, widths[widest] // 8), widths[widest] - least[widest])
    widths[widest] = widths[widest] - given
    excess = excess - given
  end
end

local function put_row(out, row, columns, widths, kept, indent)
  local folded, height = {}, 1
  for i in ipairs(columns) do
    if kept[i] then
      local inner = i == 1 and 2 * (row.indent or 0) or 0
      folded[i] = line.fold(row[i] or "", math.max(1, widths[i] - inner))
      for k, words in ipairs(folded[i]) do
        folded[i][k] = (" "):rep(inner) .. words
      end
      height = math.max(height, #folded[i])
    end
  end
  for k = 1, height do
    local parts = {}
    for i, column in ipairs(columns) do
      if kept[i] then
        parts[#parts + 1] = line.pad(folded[i][k] or "", widths[i], column.align)
      end
    end
    put(out, indent .. (table.concat(parts, (" "):rep(GAP)):gsub("%s+$", "")))
  end
end

-- Where columns of figures may fold, the next where the last did not do: in their titles; before an interval and what
-- stands apart; between words, but a number and its unit; between any words; within an interval.
local FOLDS = {
  function(words) return (words:gsub("  +", " ")) end,
  function(words) return (words:gsub(" %[", "  [")) end,
  function(words)
    return (words:gsub(" … ", "\1…\1"):gsub(" %.%.%. ", "\1...\1"):gsub("([^%d%s]) ", "%1  "):gsub("\1", " "))
  end,
  function(words)
    words = words:gsub(" … ", "\1…\1"):gsub(" %.%.%. ", "\1...\1")
    return (words:gsub(" ", "  "):gsub("\1", " "))
  end,
  function(words) return (words:gsub(" ", "  "):gsub("  …", " …"):gsub("  %.%.%.", " ...")) end,
}

-- The widths of columns when those of figures fold so far.
local function folded_widths(columns, rows, parts)
  local widths = widths_of(columns, rows)
  for i, column in ipairs(columns) do
    if column.align == "right" then
      local whole = 1
      for word in column.title:gmatch "%S+" do
        whole = math.max(whole, line.width(word))
      end
      for _, row in ipairs(rows) do
        for piece in (parts(row.heading and "" or row[i] or "") .. "  "):gmatch "(.-)  +" do
          whole = math.max(whole, line.width(piece))
        end
      end
      widths[i] = math.min(widths[i], whole)
    end
  end
  return widths
end

-- Gives figures whose intervals are parted the width that keeps them whole, column by column while there is room.
local function make_whole(columns, widths, whole, kept, room, least)
  for i, column in ipairs(columns) do
    if kept[i] and column.align == "right" and whole[i] > widths[i] then
      local wider = table.move(widths, 1, #widths, 1, {})
      wider[i] = whole[i]
      narrow(columns, wider, kept, room, least)
      widths = total(wider, kept) <= room and wider or widths
    end
  end
  return widths
end

-- The width of each column that is kept, so that the table has room, or nearly; names part where that is enough, rather
-- than figures beyond their titles.
local function fit(columns, rows, kept, room)
  local least, least_of_parts = longest_words(columns, rows), longest_words(columns, rows, true)
  local widths, before = widths_of(columns, rows), nil
  narrow(columns, widths, kept, room, least)
  for place = 1, #FOLDS do
    if total(widths, kept) <= room then
      return widths
    end
    before, widths = widths, folded_widths(columns, rows, FOLDS[place])
    local parted = table.move(widths, 1, #widths, 1, {})
    narrow(columns, widths, kept, room, least)
    narrow(columns, parted, kept, room, least_of_parts)
    if total(widths, kept) > room and total(parted, kept) <= room then
      return parted
    end
  end
  return make_whole(columns, widths, before, kept, room, least)
end

-- Columns and rows as this locale shows them.
local function shown(columns, rows)
  local titled, filled = {}, {}
  for i, column in ipairs(columns) do
    titled[i] = { title = line.shown(column.title), align = column.align, drop = column.drop, own = column.own }
  end
  for k, row in ipairs(rows) do
    filled[k] = { indent = row.indent, heading = row.heading }
    for i = 1, #columns do
      filled[k][i] = row[i] and line.shown(row[i])
    end
  end
  return titled, filled
end

local function put_table(out, columns, rows, layout, indent)
  if not layout.has_blocks then
    columns, rows = shown(columns, rows)
  end
  local room = layout.width - #indent
  local kept, left_out = choose(columns, widths_of(columns, rows), room, layout.drops)
  local widths = fit(columns, rows, kept, room)
  local titles = {}
  for i, column in ipairs(columns) do
    titles[i] = column.title
  end
  if table.concat(titles) ~= "" then
    put_row(out, titles, columns, widths, kept, indent)
  end
  for _, row in ipairs(rows) do
    if row.heading then
      put_folded(out, row.heading, layout.width, indent .. ("  "):rep(row.indent), "")
    else
      put_row(out, row, columns, widths, kept, indent)
    end
  end
  if #left_out > 0 then
    put(out, indent .. "(left out for want of width: " .. table.concat(left_out, ", ") .. ")")
  end
end

-- ---- blocks ----

local render = {}

function render.title(out, one, layout, indent)
  put_folded(out, cells.text(one.content), layout.width, indent, "")
end

function render.paragraph(out, one, layout, indent)
  for paragraph in (cells.text(one.content, layout.figure) .. "\n"):gmatch "(.-)\n" do
    put_folded(out, paragraph, layout.width, indent, "")
  end
end

function render.note(out, one, layout, indent)
  put_folded(out, cells.text(one.content), layout.width, indent, "  ")
end

function render.list(out, one, layout, indent)
  for _, item in ipairs(one.items) do
    put_folded(out, cells.text(item), layout.width, indent .. "  ", "  ")
  end
end

function render.facts(out, one, layout, indent)
  local rows = {}
  for i, item in ipairs(one.items) do
    rows[i] = { item[1], cells.text(item[2], layout.figure), indent = 0 }
  end
  put_table(out, { { title = "" }, { title = "" } }, rows, layout, indent .. "  ")
end

render["table"] = function(out, one, layout, indent)
  if one.title then
    put_folded(out, cells.text(one.title), layout.width, indent, "")
  end
  local columns, rows = cells.of(one)
  put_table(out, columns, rows, layout, indent)
end

function render.picture(out, one, layout, indent)
  put_folded(out, cells.text(one.title), layout.width, indent, "  ")
  for _, drawn in ipairs(terminal.lines(one, layout.width - #indent, layout.has_blocks)) do
    put(out, indent .. drawn)
  end
  for _, words in ipairs(one.says or {}) do
    put_folded(out, cells.text(words), layout.width, indent, "  ")
  end
  put_folded(out, picture.caption(one), layout.width, indent, "  ")
end

function render.sources(out, one, layout, indent)
  for _, item in ipairs(one.items) do
    put_folded(out, text.source_line(item), layout.width, indent .. "  ", "  ")
  end
end

local STANDS_APART = { section = true, picture = true }

local function put_blocks(out, blocks, layout, indent)
  for i, one in ipairs(blocks) do
    if i > 1 and (STANDS_APART[one.kind] or STANDS_APART[blocks[i - 1].kind]) and one.kind ~= "note" then
      put(out, "")
    end
    render[one.kind](out, one, layout, indent)
  end
end

function render.section(out, one, layout, indent)
  put_folded(out, cells.text(one.content), layout.width, indent, "")
  put_blocks(out, one.blocks, layout, indent .. (one.flat and "" or "  "))
end

--- A source as one line: what it stands behind, its name, tier and date.
-- @tparam table item of a sources block
-- @treturn string
function text.source_line(item)
  local marks = { item.date or "no date" }
  if item.tier then
    table.insert(marks, 1, item.tier)
  end
  local names = item.of and #item.of > 0 and table.concat(item.of, ", ") .. ": " or ""
  return ("%s%s (%s)%s"):format(names, item.source, table.concat(marks, ", "),
    item.address and " " .. item.address or "")
end

--- The width of the page: that of the terminal, or what COLUMNS says; in a pipe 100, beyond which nothing is cut.
-- @treturn integer
-- @treturn boolean whether columns may be left out: on a terminal
function text.width()
  local columns = core.columns()
  local asked = math.tointeger(tonumber(os.getenv "COLUMNS"))
  return math.max(40, asked or columns or WIDTH_OF_A_PIPE), columns ~= nil
end

--- A list of blocks as text.
-- @tparam table blocks
-- @tparam[opt] table how `width`; `drops`, whether columns may be left out
-- @treturn string without a final newline
function text.render(blocks, how)
  local width, drops = text.width()
  how = how or {}
  local layout = { width = how.width or width, drops = how.drops == nil and drops or how.drops or false,
    has_blocks = line.is_utf8(), figure = function(f)
      return figure.text(f, true)
    end }
  local out = {}
  put_blocks(out, blocks, layout, "")
  return table.concat(out, "\n")
end

return text
