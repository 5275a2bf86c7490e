--- Pictures as lines of text: eighth blocks, quadrants and shades, or plain ASCII where the locale has no UTF-8.
-- @module signalflow.page.terminal
local cells = require "signalflow.page.cells"
local line = require "signalflow.page.line"
local picture = require "signalflow.page.picture"

local terminal = {}

local LONGEST_BAR, WIDEST_PLANE, HEIGHT = 40, 72, 14 -- columns and lines

local BLOCKS = { full = "█", eighths = { "▏", "▎", "▍", "▌", "▋", "▊", "▉" }, hatched = "▒", right = "▐", mark = "┃",
  rule = "│", across = "─", corner = "└", bands = { "░", "▒" }, filled = "●", hollow = "○", square = "■",
  shades = { " ", "░", "▒", "▓" },
  quadrants = { [0] = " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█" } }
local ASCII = { full = "#", hatched = "=", mark = "|", rule = "|", across = "-", corner = "+", bands = { ".", ":" },
  filled = "@", hollow = "o", square = "#", shades = { " ", ".", ":", "#" },
  quadrants = setmetatable({ [0] = " " }, { __index = function() return "*" end }) }

function BLOCKS.text(content)
  return line.plain(cells.text(content))
end

function ASCII.text(content)
  return line.ascii(BLOCKS.text(content))
end

-- ---- rows ----

-- A bar from one column to another, in parts of a column: its right end in eighths, its left in halves.
local function bar(signs, from, to, width, is_hatched)
  local full = is_hatched and signs.hatched or signs.full
  local parts = {}
  for i = 1, width do
    local left, right = math.max(from, i - 1), math.min(to, i)
    local share = right - left
    if share <= 0 then
      parts[i] = " "
    elseif share > 0.99 or not signs.eighths or is_hatched then
      parts[i] = (share >= 0.5 or to - from < 1) and full or " "
    elseif left > i - 1 + 1e-9 then
      parts[i] = share >= 0.25 and signs.right or " "
    else
      local eighths = math.floor(share * 8 + 0.5)
      parts[i] = eighths >= 8 and full or signs.eighths[math.max(1, eighths)]
    end
  end
  return parts
end

--- A bar from the left, in eighths of a column.
-- @tparam number share 0..1
-- @tparam integer width columns of a whole one
-- @treturn string
function terminal.bar(share, width)
  return table.concat(bar(BLOCKS, 0, math.max(0, math.min(1, share)) * width, width))
end

-- Ticks of an axis beneath a plot: as many as have room.
local function tick_line(axis, width)
  local written, stop = "", 0
  for _, tick in ipairs(axis.ticks) do
    local middle = math.floor(picture.place(axis, tick.at) * (width - 1) + 0.5)
    local start = math.max(0, math.min(width - line.width(tick.text), middle - line.width(tick.text) // 2))
    if start >= stop and start + line.width(tick.text) <= width then
      written = line.pad(written, start) .. tick.text
      stop = start + line.width(tick.text) + 1
    end
  end
  return written
end

local function put_at(parts, signs, axis, f, width)
  local share = f and picture.place(axis, f.value)
  if share then
    parts[math.max(1, math.min(width, math.floor(share * width) + 1))] = signs
  end
end

-- The widths of a picture of rows: of labels, bars and texts.
local function row_widths(one, width, signs, written)
  local labels, texts = 0, 0
  for i, row in ipairs(one.rows) do
    labels = math.max(labels, line.width(signs.text(row.label)))
    texts = math.max(texts, line.width(signs.text(written[i])))
  end
  labels = math.min(labels, width // 3)
  texts = math.min(texts, width - labels - 14)
  return labels, math.max(8, math.min(LONGEST_BAR, width - labels - texts - 4)), texts
end

local draw = {}

function draw.rows(out, one, width, signs)
  local axis = picture.row_axis(one, 4)
  local written = picture.row_texts(one, axis)
  local labels, room, texts = row_widths(one, width, signs, written)
  for i, row in ipairs(one.rows) do
    local from, to = row.from and picture.place(axis, row.from.value), row.to and picture.place(axis, row.to.value)
    local is_known = from and to
    local parts = bar(signs, is_known and math.min(from, to) * room or 0, is_known and math.max(from, to) * room or 0,
      room, (row.tone or 1) > 1)
    put_at(parts, signs.rule, axis, one.base, room)
    put_at(parts, signs.mark, axis, row.at, room)
    local names, words = line.fold(signs.text(row.label), labels), line.fold(signs.text(written[i]), math.max(1, texts))
    for k = 1, math.max(#names, #words) do
      local drawn = k == 1 and table.concat(parts) or (" "):rep(room)
      out[#out + 1] = line.pad(names[k] or "", labels, "right") .. " " .. signs.rule .. drawn .. " " .. (words[k] or "")
    end
  end
  out[#out + 1] = (" "):rep(labels + 1) .. signs.corner .. tick_line(axis, room)
  out[#out + 1] = (" "):rep(labels + 2) .. axis.title
end

-- ---- planes ----

local function interpolate(xs, ys, x, is_steps)
  for i = 1, #xs do
    local a, b = xs[i], xs[i + 1]
    if ys[i] and a == x then
      return ys[i]
    elseif b and a and ys[i] and x >= a and x < b then
      return is_steps and ys[i] or ys[i + 1] and ys[i] + (ys[i + 1] - ys[i]) * (x - a) / (b - a) or nil
    end
  end
  return nil
end

local function places(axis, figures)
  local list = {}
  for i, f in ipairs(figures) do
    list[i] = picture.place(axis, f.value) or false
  end
  return list
end

local paint = {}

function paint.band(canvas, series, axes, signs)
  local xs, low, high = places(axes.x, series.x), places(axes.y, series.low), places(axes.y, series.high)
  local sign = signs.bands[series.dense and 2 or 1]
  for column = 1, canvas.width do
    local x = (column - 0.5) / canvas.width
    local from, to = interpolate(xs, low, x), interpolate(xs, high, x)
    for row = 1, canvas.height do
      local y = 1 - (row - 0.5) / canvas.height
      if from and to and y >= from and y <= to then
        canvas[row][column] = sign
      end
    end
  end
  return sign
end

-- Sets the quadrants on which a line lies, without a gap where it is steep.
function paint.line(canvas, series, axes, signs)
  local xs, ys = places(axes.x, series.x), places(axes.y, series.y)
  local dots, before = {}, nil
  for column = 0, 2 * canvas.width - 1 do
    local y = interpolate(xs, ys, column / (2 * canvas.width - 1), series.shape == "steps")
    local row = y and math.max(0, math.min(2 * canvas.height - 1, math.floor((1 - y) * 2 * canvas.height)))
    if row and not (series.dashed and column % 4 > 1) then
      local from = before and (before < row and before + 1 or before > row and before - 1) or row
      for one = math.min(from, row), math.max(from, row) do
        local cell = (one // 2) * canvas.width + column // 2
        dots[cell] = (dots[cell] or 0) | (1 << ((one % 2) * 2 + column % 2))
      end
    end
    before = row
  end
  for cell, set in pairs(dots) do
    canvas[cell // canvas.width + 1][cell % canvas.width + 1] = signs.quadrants[set]
  end
  return signs.quadrants[3]
end
paint.steps = paint.line

function paint.points(canvas, series, axes, signs)
  local sign = series.letter or series.hollow and signs.hollow or series.square and signs.square or signs.filled
  local xs, ys = places(axes.x, series.x), places(axes.y, series.y)
  for i = 1, #xs do
    if xs[i] and ys[i] then
      local column = math.max(1, math.min(canvas.width, math.floor(xs[i] * canvas.width) + 1))
      local row = math.max(1, math.min(canvas.height, math.floor((1 - ys[i]) * canvas.height) + 1))
      canvas[row][column] = sign
    end
  end
  return sign
end

local function new_canvas(width, height)
  local canvas = { width = width, height = height }
  for row = 1, height do
    canvas[row] = {}
    for column = 1, width do
      canvas[row][column] = " "
    end
  end
  return canvas
end

local function put_rules(canvas, one, axes, signs)
  local rules = table.move(one.rules or {}, 1, #(one.rules or {}), 1, {})
  if picture.has_zero(axes.y) then
    rules[#rules + 1] = { y = { value = 0 } }
  end
  for _, rule in ipairs(rules) do
    local share = picture.place(rule.x and axes.x or axes.y, (rule.x or rule.y).value)
    for i = 1, share and (rule.x and canvas.height or canvas.width) or 0 do
      local row = rule.x and i or math.max(1, math.min(canvas.height, math.floor((1 - share) * canvas.height) + 1))
      local column = rule.x and math.max(1, math.min(canvas.width, math.floor(share * canvas.width) + 1)) or i
      if canvas[row][column] == " " then
        canvas[row][column] = rule.x and signs.rule or signs.across
      end
    end
  end
end

-- A letter at the end of a line: lines look alike here.
local function put_letter(canvas, series, axes, letter)
  local xs, ys = places(axes.x, letter and series.x or {}), places(axes.y, letter and series.y or {})
  for i = #xs, 1, -1 do
    if xs[i] and ys[i] then
      local column = math.max(1, math.min(canvas.width, math.floor(xs[i] * canvas.width) + 1))
      local row = math.max(1, math.min(canvas.height, math.floor((1 - ys[i]) * canvas.height) + 1))
      while column > 1 and canvas[row][column]:find "^%u$" do
        column = column - 1
      end
      canvas[row][column] = letter
      return
    end
  end
end

-- A histogram stands on its side: a bar a line.
local function on_its_side(one)
  local bars = one.series[1]
  if bars.shape ~= "bars" then
    return nil
  end
  local edges = { name = one.x.name }
  local lows, highs = table.move(bars.low, 1, #bars.low, 1, {}), bars.high
  table.move(highs, #highs, #highs, #lows + 1, lows)
  local axis = picture.axis(lows, edges)
  local rows, zero = {}, { value = 0.0, style = bars.y[1].style, like = bars.y[1].like }
  local figure_text = picture.labels(lows)
  for i, f in ipairs(bars.y) do
    rows[i] = { label = ("%s … %s"):format(figure_text[i], figure_text[i + 1]), from = zero, to = f, text = { f },
      tone = bars.tones and bars.tones[i] or bars.tone }
  end
  return { title = one.title, rows = rows, axis = one.y.name, unit = axis and axis.title }
end

function draw.plane(out, one, width, signs)
  local side = on_its_side(one)
  if side then
    out[#out + 1] = side.unit
    return draw.rows(out, side, width, signs)
  end
  local axes, left = {}, 0
  axes.x, axes.y = picture.plane_axes(one)
  for _, tick in ipairs(axes.y.ticks) do
    left = math.max(left, line.width(tick.text))
  end
  local canvas = new_canvas(math.max(16, math.min(WIDEST_PLANE, width - left - 2)), HEIGHT)
  local legend, order = {}, picture.in_order(one)
  for _, entry in ipairs(order) do
    local series = entry.series
    local sign = paint[series.shape](canvas, series, axes, signs)
    legend[#legend + 1] = series.name and { entry.letter or sign, signs.text(series.name) } or nil
  end
  for _, entry in ipairs(order) do
    put_letter(canvas, entry.series, axes, entry.letter)
  end
  put_rules(canvas, one, axes, signs)
  local labels = {}
  for _, tick in ipairs(axes.y.ticks) do
    local share = picture.place(axes.y, tick.at)
    labels[math.max(1, math.min(HEIGHT, math.floor((1 - share) * HEIGHT) + 1))] = tick.text
  end
  out[#out + 1] = axes.y.title
  for row = 1, HEIGHT do
    out[#out + 1] = line.pad(labels[row] or "", left, "right") .. " " .. signs.rule .. table.concat(canvas[row])
  end
  out[#out + 1] = (" "):rep(left + 1) .. signs.corner .. tick_line(axes.x, canvas.width)
  out[#out + 1] = (" "):rep(left + 2) .. axes.x.title
  for _, entry in ipairs(legend) do
    out[#out + 1] = (" "):rep(left + 2) .. entry[1] .. " " .. entry[2]
  end
end

-- ---- grids ----

-- ---- strips: a letter a day, years apart ----

local function is_new_year(days, i, first)
  return i > first and days[i]:sub(1, 4) ~= days[i - 1]:sub(1, 4)
end

-- The letters of a row from first to last.
local function letters_of(row, days, first, last)
  local parts = {}
  for i = first, last do
    parts[#parts + 1] = is_new_year(days, i, first) and " " or ""
    parts[#parts + 1] = row[i] and row[i].letter or " "
  end
  return table.concat(parts)
end

-- The years above those letters, where there is room.
local function years_of(days, first, last)
  local words, begins = {}, first
  for i = first, last do
    if i == last or is_new_year(days, i + 1, first) then
      local count = i - begins + 1
      words[#words + 1] = line.pad((count >= 4 or i == last) and days[i]:sub(1, 4) or "", count)
      begins = i + 1
    end
  end
  return table.concat(words, " ")
end

-- The place of the last day, of those from first, whose letters have room.
local function last_day_with_room(days, first, room)
  local last, taken = first, 1
  while days[last + 1] do
    taken = taken + (is_new_year(days, last + 1, first) and 2 or 1)
    if taken > room then
      break
    end
    last = last + 1
  end
  return last
end

local function draw_strip(out, one, width, names, signs)
  local first = 1
  while first <= #one.columns do
    local last = last_day_with_room(one.columns, first, math.max(12, width - names - 4))
    out[#out + 1] = (" "):rep(names + 4) .. years_of(one.columns, first, last)
    for _, row in ipairs(one.rows) do
      out[#out + 1] = row.heading and signs.text(row.heading) or ("  %s  %s"):format(
        line.pad(line.fold(signs.text(row.label), names)[1], names), letters_of(row, one.columns, first, last))
    end
    first = last + 1
  end
end

-- The columns of a grid from first that have room.
local function last_with_room(widths, first, room)
  local last, taken = first, widths[first]
  while widths[last + 1] and taken + widths[last + 1] <= room do
    last = last + 1
    taken = taken + widths[last]
  end
  return last
end

function draw.grid(out, one, width, signs)
  local made, unit = picture.cells(one)
  local names, widths = 0, {}
  for k, row in ipairs(one.rows) do
    names = math.max(names, row.heading and 0 or line.width(signs.text(row.label)))
    for i = 1, #one.columns do
      widths[i] = math.max(widths[i] or line.width(signs.text(one.columns[i])) + 1, line.width(made[k][i].text) + 2)
    end
  end
  names = math.min(names, width // 2)
  if unit ~= "" or one.axis then
    out[#out + 1] = ("%s%s"):format(one.axis or "", unit ~= "" and ", " .. unit or "")
  end
  local first = 1
  while first <= (one.dates and 0 or #one.columns) do
    local last = last_with_room(widths, first, width - names - 1)
    local head = (" "):rep(names)
    for i = first, last do
      head = head .. line.pad(signs.text(one.columns[i]), widths[i], "right")
    end
    out[#out + 1] = head
    for k, row in ipairs(one.rows) do
      local name = row.heading or line.pad(line.fold(signs.text(row.label), names)[1], names)
      local parts = { signs.text(name) }
      for i = first, row.heading and 0 or last do
        local cell = made[k][i]
        local shade = cell.shade and signs.shades[math.min(4, math.floor(cell.shade * 4) + 1)] or " "
        parts[#parts + 1] = shade:rep(math.max(1, widths[i] - line.width(cell.text))) .. cell.text
      end
      out[#out + 1] = table.concat(parts)
    end
    first = last + 1
  end
  if one.dates then
    draw_strip(out, one, width, names, signs)
  end
  local legend = {}
  for i, entry in ipairs(one.legend or {}) do
    legend[i] = ("%s %s"):format(entry.letter, entry.name)
  end
  if #legend > 0 then
    out[#out + 1] = table.concat(legend, ", ")
  end
end

-- A name too long for the page, of an axis or a series, with an ellipsis.
local function cut(words, width, has_blocks)
  if line.width(words) <= width then
    return words
  end
  return words:sub(1, utf8.offset(words, width - 2) - 1) .. (has_blocks and "…" or "...")
end

--- The lines of a picture without its title.
-- @tparam Block one
-- @tparam integer width in columns
-- @tparam boolean has_blocks whether it may draw with more than ASCII
-- @treturn {string,...}
function terminal.lines(one, width, has_blocks)
  local out = {}
  if picture.is_empty(one) then
    out[1] = "nothing here is known"
  else
    draw[one.layout](out, one, width, has_blocks and BLOCKS or ASCII)
  end
  for i, words in ipairs(out) do
    out[i] = cut(line.plain(has_blocks and words or line.ascii(words)), width, has_blocks):gsub("%s+$", "")
  end
  return out
end

return terminal
