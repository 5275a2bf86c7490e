--- Pictures as SVG, without a script or a font of their own. Within a page the page's sheet colours them, in light and
-- in dark; one that stands alone holds its title, its notes and literal colours.
-- @module signalflow.page.svg
local cells = require "signalflow.page.cells"
local line = require "signalflow.page.line"
local number = require "signalflow.page.number"
local picture = require "signalflow.page.picture"

local svg = {}

-- Where a picture is 358 wide, on a phone of 390, letters of 15 are 11 pixels high.
local WIDTH, FONT, LEADING, PAD = 480, 15, 19, 8
local PLOT_HEIGHT, ROW, THICK = 220, 26, 14

-- The colours of Okabe and Ito (Color Universal Design, 2008), told apart by colour-blind eyes; sky blue last.
local TONES = { "#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9" }

-- What letters stand for in `class`: `b` bold, `f` not filled, `g` a line of the grid, `z` one that stands for a
-- value, `i` filled with ink, `p` with paper, `k` hatching, `o` a hollow mark; `t1` and `s1` filled and drawn in the
-- first tone.
local function rules_of(before, ink, paper, faint)
  local rules = { ("text{font:%dpx sans-serif;fill:%s}"):format(FONT, ink), "text.b{font-weight:bold}",
    (".f{fill:none;stroke:%s}"):format(ink), (".g{stroke:%s}"):format(faint),
    (".z{stroke:%s;stroke-width:1.5}"):format(ink), (".i{fill:%s}"):format(ink), (".p{fill:%s}"):format(paper) }
  for i, tone in ipairs(TONES) do
    rules[#rules + 1] = (".t%d{fill:%s}"):format(i, tone)
    rules[#rules + 1] = (".s%d{fill:none;stroke:%s;stroke-width:2;stroke-linecap:round}"):format(i, tone)
  end
  rules[#rules + 1] = (".o{fill:%s}"):format(paper)
  rules[#rules + 1] = (".k{stroke:%s}"):format(paper)
  return before .. table.concat(rules, before)
end

local INK, PAPER, FAINT = "#222", "#fff", "#ddd"

--- What a page's own sheet says of the pictures in it: their ink and paper are the page's.
-- @treturn string CSS
function svg.sheet()
  return rules_of("svg ", "var(--ink)", "var(--paper)", "var(--faint)")
end

local ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }

--- The one place where text becomes XML or HTML; nothing in it acts.
-- @tparam string words
-- @treturn string
function svg.escape(words)
  return (line.plain(words):gsub("[&<>\"']", ENTITIES))
end
local escape = svg.escape

-- ---- text and its width ----

-- Widths of letters in DejaVu Sans, the widest of usual fonts, in parts of the font's size; the first that fits counts.
local CLASSES = { { "[il|.,:;'!jI ]", 0.34 }, { "[mwMW@%%]", 0.98 }, { "[%u&]", 0.76 }, { "%d", 0.64 },
  { "[frt()%[%]/-]", 0.42 }, { ".", 0.63 } }
local WIDTHS = {}
for code = 0, 127 do
  for _, class in ipairs(CLASSES) do
    WIDTHS[string.char(code)] = WIDTHS[string.char(code)] or string.char(code):find(class[1]) and class[2]
  end
end

local function width_of(words)
  local width = 0
  for character in words:gmatch(utf8.charpattern) do
    width = width + (WIDTHS[character] or utf8.codepoint(character) < 0x1100 and 0.7 or 1.02)
  end
  return width * FONT
end

-- Words cut to a width, with an ellipsis where they were longer.
local function cut(words, width)
  if width_of(words) <= width then
    return words
  end
  local kept, used = {}, FONT
  for character in words:gmatch(utf8.charpattern) do
    used = used + width_of(character)
    if used > width then
      break
    end
    kept[#kept + 1] = character
  end
  return table.concat(kept) .. "…"
end

-- Words on at most so many lines of a width.
local function fold(words, width, most)
  local lines, open = {}, ""
  for word in line.plain(words):gsub(" … ", "\u{A0}…\u{A0}"):gmatch "%S+" do
    local longer = open == "" and word or open .. " " .. word
    if open ~= "" and width_of(longer) > width then
      lines[#lines + 1] = open
      longer = word
    end
    open = longer
  end
  lines[#lines + 1] = open
  if #lines > most then
    lines[most] = lines[most] .. " …"
  end
  for i = 1, math.min(#lines, most) do
    lines[i] = cut(lines[i], width)
  end
  return table.move(lines, 1, math.min(#lines, most), 1, {})
end

-- ---- marks ----

local function at(value)
  return number.short(math.floor(value * 100 + 0.5) / 100, 6)
end

-- Writes text at a place; what would leave the box is cut.
local function put_text(out, x, y, words, anchor, class)
  local room = anchor == "end" and x - 1 or anchor == "middle" and 2 * math.min(x, WIDTH - x) or WIDTH - x - 1
  out[#out + 1] = ('<text x="%s" y="%s"%s%s>%s</text>'):format(at(x), at(y),
    anchor and ' text-anchor="' .. anchor .. '"' or "", class and ' class="' .. class .. '"' or "",
    escape(cut(line.plain(words), room)))
end

local function put_line(out, x1, y1, x2, y2, class, more)
  out[#out + 1] = ('<line x1="%s" y1="%s" x2="%s" y2="%s" class="%s"%s/>'):format(at(x1), at(y1), at(x2), at(y2), class,
    more or "")
end

local function put_box(out, x, y, width, height, class, more)
  out[#out + 1] = ('<rect x="%s" y="%s" width="%s" height="%s" class="%s"%s/>'):format(at(x), at(y),
    at(math.max(0, width)), at(math.max(0, height)), class, more or "")
end

local function tone_of(tone, prefix)
  return ("%s%d"):format(prefix, ((tone or 1) - 1) % #TONES + 1)
end

-- A filled shape of a tone: those after the first are hatched too, so that they differ without their colour.
local function put_bar(out, x, y, width, height, tone, context)
  put_box(out, x, y, width, height, tone_of(tone, "t"))
  if (tone or 1) % #TONES ~= 1 then
    context.hatched = true
    put_box(out, x, y, width, height, "h", (' fill="url(#%s-h)"'):format(context.prefix))
  end
end

-- ---- layouts: each draws from a height on, and gives the height where it ends ----

local draw = {}

local function put_row_axis(out, axis, left, right, top, bottom)
  local last = -math.huge
  for _, tick in ipairs(axis.ticks) do
    local x = left + picture.place(axis, tick.at) * (right - left)
    put_line(out, x, top, x, bottom, tick.at == 0 and "z" or "g")
    local half = width_of(tick.text) / 2
    if x - half > last + 4 and x - half >= 0 and x + half <= WIDTH then
      put_text(out, x, bottom + FONT + 3, tick.text, "middle")
      last = x + half
    end
  end
  put_text(out, (left + right) / 2, bottom + FONT + 3 + LEADING, axis.title, "middle")
  return bottom + FONT + 3 + LEADING + PAD
end

-- The words of each row on the left and on the right, folded, and how wide they are.
local function fold_rows(one, axis)
  local labels, texts, left, right = {}, picture.row_texts(one, axis), 0, 0
  for i, row in ipairs(one.rows) do
    labels[i] = fold(cells.text(row.label), 0.32 * WIDTH, 2)
    texts[i] = fold(texts[i], 0.32 * WIDTH, 2)
    for k = 1, 2 do
      left = math.max(left, width_of(labels[i][k] or ""))
      right = math.max(right, width_of(texts[i][k] or ""))
    end
  end
  return labels, texts, PAD + left + PAD, WIDTH - PAD - right - (right > 0 and PAD or 0)
end

local function put_lines(out, x, middle, lines, anchor)
  for k, words in ipairs(lines) do
    put_text(out, x, middle + FONT * 0.35 + (k - (#lines + 1) / 2) * LEADING, words, anchor)
  end
end

local function put_row_bar(out, row, middle, place, context)
  local from, to, mark = place(row.from), place(row.to), place(row.at)
  if from and to then
    put_bar(out, math.min(from, to), middle - THICK / 2, math.max(1, math.abs(to - from)), THICK, row.tone, context)
  end
  if mark then
    put_box(out, mark - 4, middle - THICK / 2 - 2, 8, THICK + 4, "p")
    put_box(out, mark - 2, middle - THICK / 2 - 2, 4, THICK + 4, "i")
  end
end

function draw.rows(out, one, top, context)
  local axis = picture.row_axis(one)
  local labels, texts, left, right = fold_rows(one, axis)
  local function place(f)
    local share = f and picture.place(axis, f.value)
    return share and left + share * (right - left)
  end
  local middles, y = {}, top
  for i in ipairs(one.rows) do
    local height = ROW + (math.max(#labels[i], #texts[i]) - 1) * LEADING
    middles[i] = y + height / 2
    put_lines(out, left - PAD, middles[i], labels[i], "end")
    put_lines(out, right + PAD, middles[i], texts[i])
    y = y + height
  end
  local stop = put_row_axis(out, axis, left, right, top, y)
  for i, row in ipairs(one.rows) do
    put_row_bar(out, row, middles[i], place, context)
  end
  local base = place(one.base)
  if base then
    put_line(out, base, top, base, y, "z", ' stroke-dasharray="4 3"')
  end
  return stop
end

-- Points of a series in the box of a plane; false where one is unknown.
local function points_of(series, frame, of_y)
  local points = {}
  for i, f in ipairs(series.x) do
    local x, y = picture.place(frame.x, f.value), of_y[i] and picture.place(frame.y, of_y[i].value)
    points[i] = x and y and { frame.left + x * (frame.right - frame.left),
      frame.bottom - y * (frame.bottom - frame.top) } or false
  end
  return points
end

-- A path through points; one between two gaps is a dot.
local function path_of(points, is_steps)
  local parts, open = {}, nil
  for i, point in ipairs(points) do
    if point and open and is_steps then
      parts[#parts + 1] = ("H%sV%s"):format(at(point[1]), at(point[2]))
    elseif point then
      parts[#parts + 1] = ("%s%s %s%s"):format(open and "L" or "M", at(point[1]), at(point[2]),
        (open or points[i + 1]) and "" or "h0")
    end
    open = point
  end
  return table.concat(parts)
end

local series_of = {}

-- A line, with its letter where it ends; dashes say that it is a bound, a letter which one it is.
function series_of.line(out, series, frame, _, letter)
  local points, last = points_of(series, frame, series.y), nil
  out[#out + 1] = ('<path d="%s" class="%s"%s/>'):format(path_of(points, series.shape == "steps"),
    tone_of(series.tone, "s"), series.dashed and ' stroke-dasharray="5 4"' or "")
  for _, point in ipairs(points) do
    last = point or last
  end
  if letter and last then
    frame.letters[#frame.letters + 1] = { math.min(last[1] + 4, WIDTH - FONT), last[2] - 4, letter }
  end
end
series_of.steps = series_of.line

function series_of.points(out, series, frame)
  for _, point in ipairs(points_of(series, frame, series.y)) do
    if point then
      table.insert(frame.taken, { point[1] - 4, point[2] + 4 })
      local class = series.hollow and tone_of(series.tone, "s") .. " o" or tone_of(series.tone, "t")
      if series.square then
        put_box(out, point[1] - 4, point[2] - 4, 8, 8, class)
      else
        out[#out + 1] = ('<circle cx="%s" cy="%s" r="4.5" class="%s"/>'):format(at(point[1]), at(point[2]), class)
      end
    end
  end
end

-- A band in stretches, where both its edges are known.
function series_of.band(out, series, frame)
  local low, high = points_of(series, frame, series.low), points_of(series, frame, series.high)
  local first
  for i = 1, #low + 1 do
    local is_there = low[i] and high[i]
    if is_there and not first then
      first = i
    elseif not is_there and first then
      local corners = {}
      for k = first, i - 1 do
        corners[#corners + 1] = at(high[k][1]) .. "," .. at(high[k][2])
      end
      for k = i - 1, first, -1 do
        corners[#corners + 1] = at(low[k][1]) .. "," .. at(low[k][2])
      end
      out[#out + 1] = ('<polygon points="%s" class="%s" fill-opacity="%s"/>'):format(table.concat(corners, " "),
        tone_of(series.tone, "t"), series.dense and "0.5" or "0.25")
      first = nil
    end
  end
end

function series_of.bars(out, series, frame, context)
  for i, f in ipairs(series.y) do
    local from, to = picture.place(frame.x, series.low[i].value), picture.place(frame.x, series.high[i].value)
    local height = picture.place(frame.y, f.value)
    if from and to and height then
      local x, zero = frame.left + from * (frame.right - frame.left), picture.place(frame.y, 0)
      put_bar(out, x + 0.75, frame.bottom - math.max(height, zero) * (frame.bottom - frame.top),
        (to - from) * (frame.right - frame.left) - 1.5, math.abs(height - zero) * (frame.bottom - frame.top),
        series.tones and series.tones[i] or series.tone, context)
    end
  end
end

local function put_frame(out, frame)
  local last = math.huge
  for _, tick in ipairs(frame.y.ticks) do
    local y = frame.bottom - picture.place(frame.y, tick.at) * (frame.bottom - frame.top)
    put_line(out, frame.left, y, frame.right, y, tick.at == 0 and "z" or "g")
    if y < last - LEADING then
      put_text(out, frame.left - 6, y + FONT * 0.35, tick.text, "end")
      last = y
    end
  end
  last = -math.huge
  for _, tick in ipairs(frame.x.ticks) do
    local x = frame.left + picture.place(frame.x, tick.at) * (frame.right - frame.left)
    local half = width_of(tick.text) / 2
    put_line(out, x, frame.top, x, frame.bottom, tick.at == 0 and "z" or "g")
    if x - half > last + 6 and x + half <= WIDTH then
      put_text(out, x, frame.bottom + FONT + 4, tick.text, "middle")
      last = x + half
    end
  end
end

-- Lines that stand for a value, and spans beneath the plot.
local function put_rules(out, one, frame)
  for _, rule in ipairs(one.rules or {}) do
    local share = picture.place(rule.x and frame.x or frame.y, (rule.x or rule.y).value)
    if share and rule.x then
      local x = frame.left + share * (frame.right - frame.left)
      put_line(out, x, frame.top, x, frame.bottom, "z", ' stroke-dasharray="4 3"')
    elseif share then
      local y = frame.bottom - share * (frame.bottom - frame.top)
      put_line(out, frame.left, y, frame.right, y, "z", ' stroke-dasharray="4 3"')
    end
  end
end

local function put_spans(out, one, frame, y)
  for _, span in ipairs(one.spans or {}) do
    local low, high = picture.place(frame.x, span.x.low), picture.place(frame.x, span.x.high)
    local middle = picture.place(frame.x, span.x.value)
    local width = frame.right - frame.left
    if low and high and middle then
      put_line(out, frame.left + low * width, y, frame.left + high * width, y, "z", ' stroke-width="3"')
      put_box(out, frame.left + middle * width - 3, y - 5, 6, 10, "i")
      y = y + 14
    end
  end
  return y
end

-- What each series is, a swatch before its name, as many on a line as have room.
local function put_legend(out, one, y, context)
  local x, any = PAD, false
  for _, entry in ipairs(picture.in_order(one)) do
    local series, letter = entry.series, entry.letter and entry.letter .. " " or ""
    local name = series.name and cut(letter .. line.plain(cells.text(series.name)), WIDTH - 2 * PAD - 34)
    if name then
      local width = 34 + width_of(name) + 12
      if x > PAD and x + width > WIDTH then
        x, y = PAD, y + LEADING
      end
      local frame = { left = x, right = x + 26, top = y - 10, bottom = y, x = { low = 0, high = 1 },
        y = { low = 0, high = 1 }, taken = {} }
      local function of(...)
        local list = {}
        for i, value in ipairs { ... } do
          list[i] = { value = value }
        end
        return list
      end
      local swatch = setmetatable({ x = series.shape == "points" and of(0.5) or of(0, 1), y = of(0.5, 0.5),
        low = of(0, 0), high = series.shape == "bars" and of(1, 1) or of(1, 1), tones = false }, { __index = series })
      swatch.y = series.shape == "bars" and of(1) or swatch.y
      series_of[series.shape](out, swatch, frame, context)
      put_text(out, x + 32, y, name)
      x, any = x + width, true
    end
  end
  return any and y + PAD or y - LEADING
end

-- The letters of lines, each above the marks and letters that stand where its line ends.
local function put_letters(out, frame)
  for _, one in ipairs(frame.letters) do
    local x, y, i = one[1], one[2], 1
    while frame.taken[i] do
      local other = frame.taken[i]
      if y > frame.top + FONT and math.abs(other[1] - x) < FONT and math.abs(other[2] - y) < FONT then
        y, i = other[2] - FONT, 0
      end
      i = i + 1
    end
    y = math.max(y, frame.top + FONT)
    table.insert(frame.taken, { x, y })
    put_text(out, x, y, one[3], nil, "b")
  end
end

function draw.plane(out, one, top, context)
  local x, y = picture.plane_axes(one)
  local widest = 0
  for _, tick in ipairs(y.ticks) do
    widest = math.max(widest, width_of(tick.text))
  end
  put_text(out, PAD, top + FONT - 2, y.title)
  local last = width_of(x.ticks[#x.ticks] and x.ticks[#x.ticks].text or "") / 2
  local frame = { x = x, y = y, left = PAD + widest + 6, right = WIDTH - PAD - last, top = top + LEADING + 8 }
  frame.bottom, frame.letters, frame.taken = frame.top + PLOT_HEIGHT, {}, {}
  put_frame(out, frame)
  for _, entry in ipairs(picture.in_order(one)) do
    series_of[entry.series.shape](out, entry.series, frame, context, entry.letter)
  end
  put_letters(out, frame)
  put_rules(out, one, frame)
  local stop = put_spans(out, one, frame, frame.bottom + FONT + 16)
  put_text(out, (frame.left + frame.right) / 2, stop + FONT - 2, x.title, "middle")
  return put_legend(out, one, stop + FONT + LEADING, context) + PAD
end

-- A heading of columns, where it has room: each, or every second, or so on.
local function put_column_titles(out, one, left, width, y)
  local widest = 0
  for _, column in ipairs(one.columns) do
    widest = math.max(widest, width_of(cells.text(column)))
  end
  local apart = math.max(1, math.ceil((widest + 6) / width))
  for i = 1, #one.columns, apart do
    local middle = left + (i - 0.5) * width
    local half = width_of(cells.text(one.columns[i])) / 2
    put_text(out, math.max(half, math.min(WIDTH - half - 1, middle)), y, cells.text(one.columns[i]), "middle")
  end
end

local function put_cell(out, cell, x, y, width, context)
  if cell.shade then
    put_box(out, x, y, width, ROW, "t1", (' fill-opacity="%s"'):format(at(0.08 + 0.5 * cell.shade)))
  elseif cell.tone then
    put_box(out, x, y, width, ROW, tone_of(cell.tone, "t"), ' fill-opacity="0.35"')
  else
    put_box(out, x, y, width, ROW, "g f")
  end
  if cell.text ~= "" and width_of(cell.text) <= width - 2 then
    put_text(out, x + width / 2, y + ROW / 2 + FONT * 0.35, cell.text, "middle")
  elseif cell.text ~= "" then
    context.is_cut = true
  end
end

function draw.grid(out, one, top, context)
  local made, unit = picture.cells(one)
  local left = 0
  for _, row in ipairs(one.rows) do
    left = math.max(left, row.heading and 0 or math.min(0.36 * WIDTH, width_of(cells.text(row.label))))
  end
  left = PAD + left + PAD
  local width = (WIDTH - PAD - left) / #one.columns
  local y = top
  if one.x or one.axis then
    put_text(out, PAD, y + FONT - 2, (one.axis or "") .. (one.axis and unit ~= "" and ", " .. unit or ""))
    put_text(out, WIDTH - PAD, y + FONT - 2, one.x or "", "end")
    y = y + LEADING
  end
  put_column_titles(out, one, left, width, y + FONT)
  y = y + LEADING + 4
  for k, row in ipairs(one.rows) do
    if row.heading then
      put_text(out, PAD, y + ROW - 8, cells.text(row.heading), nil, "b")
    else
      local label = cut(line.plain(cells.text(row.label)), left - 2 * PAD)
      put_text(out, left - PAD, y + ROW / 2 + FONT * 0.35, label, "end")
      for i = 1, #one.columns do
        put_cell(out, made[k][i], left + (i - 1) * width, y, width - 1, context)
      end
    end
    y = y + ROW + 1
  end
  local words = {}
  for i, entry in ipairs(one.legend or {}) do
    words[i] = ("%s %s"):format(entry.letter, entry.name)
  end
  if context.is_cut then
    local least, most = picture.ends(one)
    words[#words + 1] = (least and ("from %s, lightest, to %s, darkest; "):format(least, most) or "")
      .. "figures that have no room stand in the data"
  end
  for _, one_line in ipairs(#words > 0 and fold(table.concat(words, ", "), WIDTH - 2 * PAD, 3) or {}) do
    y = y + LEADING
    put_text(out, PAD, y, one_line)
  end
  return y + PAD
end

local function put_words(out, y, words, most, class)
  for _, one_line in ipairs(words ~= "" and fold(words, WIDTH - 2 * PAD - (class and 30 or 0), most) or {}) do
    y = y + LEADING
    put_text(out, PAD, y, one_line, nil, class)
  end
  return y
end

local LONGEST_TITLE = 2000 -- bytes of a title that is read out

local HATCHING = '<defs><pattern id="%s-h" width="5" height="5" patternUnits="userSpaceOnUse" '
  .. 'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="5" stroke-width="2" class="k"/></pattern></defs>'

-- The picture between its title and what is to be known of it.
local function body(one, context, is_alone)
  local out, y = {}, is_alone and put_words({}, 4, cells.text(one.title), 3, "b") + PAD or 2
  if is_alone then
    put_words(out, 4, cells.text(one.title), 3, "b")
  end
  if picture.is_empty(one) then
    put_text(out, PAD, y + LEADING, "nothing here is known")
    y = y + LEADING + PAD
  else
    y = draw[one.layout](out, one, y, context)
  end
  for _, words in ipairs(is_alone and one.says or {}) do
    y = put_words(out, y, cells.text(words), 3)
  end
  y = is_alone and put_words(out, y, picture.caption(one), 8) + PAD or y
  return table.concat(out, "\n"), math.ceil(y + 2)
end

--- A picture as an SVG element, or as a file.
-- @tparam Block one
-- @tparam[opt] string prefix of the ids in a page that holds several; without one the picture stands alone
-- @treturn string
function svg.write(one, prefix)
  local context = { prefix = prefix or "p" }
  local drawn, height = body(one, context, prefix == nil)
  local title = line.plain(cells.text(one.title))
  title = #title > LONGEST_TITLE and cut(title, 20 * WIDTH) or title
  local size = prefix and "" or (' width="%d" height="%d"'):format(WIDTH, height)
  local out = { ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d"%s role="img"'):format(WIDTH, height, size)
    .. (' aria-labelledby="%s-t %s-d">'):format(context.prefix, context.prefix),
    ('<title id="%s-t">%s</title>'):format(context.prefix, escape(title)),
    ('<desc id="%s-d">%s</desc>'):format(context.prefix, escape(cut(line.plain(picture.alt(one)), 40 * WIDTH))) }
  if not prefix then
    out[#out + 1] = "<style>" .. rules_of("", INK, PAPER, FAINT) .. "</style>"
    out[#out + 1] = ('<rect width="%d" height="%d" class="p"/>'):format(WIDTH, height)
  end
  if context.hatched then
    out[#out + 1] = HATCHING:format(context.prefix)
  end
  out[#out + 1] = drawn
  return table.concat(out, "\n") .. "\n</svg>" .. (prefix and "" or "\n")
end

return svg
