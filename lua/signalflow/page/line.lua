--- Lines of text on a terminal: their width, filling, folding; other people's text made harmless.
-- @module signalflow.page.line
local line = {}

--- Columns a string takes on a terminal (bytes where it is not UTF-8).
-- @tparam string words
-- @treturn integer
function line.width(words)
  return utf8.len(words) or #words
end

--- Fills a string with spaces up to a width.
-- @tparam string words
-- @tparam integer width
-- @tparam[opt="left"] string align `"left"` or `"right"`
-- @treturn string
function line.pad(words, width, align)
  local fill = (" "):rep(width - line.width(words))
  return align == "right" and fill .. words or words .. fill
end

-- What steers a terminal or turns the direction of the text after it: C1 controls; embeddings, overrides and isolates.
local STEERS = {}
for _, range in ipairs { { 0x80, 0x9F }, { 0x202A, 0x202E }, { 0x2066, 0x2069 } } do
  for code = range[1], range[2] do
    STEERS[utf8.char(code)] = "\u{FFFD}"
  end
end

--- One line of other people's text, in which nothing acts on a terminal or a page: control characters are spaces;
-- marks that turn the text's direction, and bytes that are no UTF-8, are replaced.
-- @tparam string words
-- @treturn string
function line.plain(words)
  words = words:gsub("[\0-\31\127]", " ")
  if words:find "[\128-\255]" then
    words = utf8.len(words) and words:gsub("[\194\226][\128-\191]+", STEERS) or words:gsub("[\128-\255]", "\u{FFFD}")
  end
  return words
end

-- What people read for a sign that ASCII does not have; of blocks, what is as dark.
local PLAIN = { ["…"] = "...", ["−"] = "-", ["–"] = "-", ["—"] = "-", ["×"] = "x", ["·"] = "*", ["±"] = "+/-",
  ["≤"] = "<=", ["≥"] = ">=", ["→"] = "->", ["“"] = '"', ["”"] = '"', ["‘"] = "'", ["’"] = "'", ["µ"] = "u",
  ["\u{A0}"] = " ", ["▁"] = "_", ["▂"] = ".", ["▃"] = ":", ["▄"] = "-", ["▅"] = "=", ["▆"] = "+", ["▇"] = "*",
  ["█"] = "#", ["▉"] = "#", ["▊"] = "#", ["▋"] = "#", ["▌"] = "=", ["▍"] = "-", ["▎"] = ".", ["▏"] = "." }

--- Words as ASCII: what has no letter there is a question mark.
-- @tparam string words
-- @treturn string
function line.ascii(words)
  return (words:gsub("[\194-\244][\128-\191]*", function(character)
    return PLAIN[character] or "?"
  end))
end

--- Whether the locale is one of UTF-8; where none is named it is held to be.
-- @treturn boolean
function line.is_utf8()
  for _, name in ipairs { "LC_ALL", "LC_CTYPE", "LANG" } do
    local locale = os.getenv(name)
    if locale and locale ~= "" then
      return locale:lower():find "utf%-?8" ~= nil
    end
  end
  return true
end

--- Words as a terminal of this locale shows them.
-- @tparam string words
-- @treturn string
function line.shown(words)
  return line.is_utf8() and words or line.ascii(words)
end

--- The parts of a compound name, each with the mark that ends it: "price_decline" is "price_" and "decline". An address
-- stays whole, for people copy it; a day and a negative number have no parts.
-- @tparam string word
-- @treturn {string,...}
function line.parts(word)
  if word:find "^%a+://" then
    return { word }
  end
  local parts = {}
  local marked = word:gsub("(%w_)(%w)", "%1\2%2"):gsub("(%a[:-])(%a)", "%1\2%2"):gsub("(%a:)(%d)", "%1\2%2")
    :gsub("(%w%+)(%a)", "%1\2%2")
  for part in (marked .. "\2"):gmatch "([^\2]+)\2" do
    parts[#parts + 1] = part
  end
  return parts
end

-- Adds to a list what of a word fills whole lines, and gives the rest.
local function cut(word, width, list)
  local is_utf8, from = utf8.len(word) ~= nil, 1
  while true do
    local stop = is_utf8 and utf8.offset(word, width + 1, from) or not is_utf8 and from + width
    if not stop or stop > #word then
      return word:sub(from)
    end
    list[#list + 1], from = word:sub(from, stop - 1), stop
  end
end

-- A word wider than a line, in pieces of its width: an interval parts between its ends, a compound name between its
-- parts.
local function pieces(word, width)
  local from, to = word:match "^(.*\1[^%d\1]+)\1(.*)$"
  if from and line.width(from) <= width then
    return { from, to }
  end
  local list, open, parts = {}, "", line.parts(word)
  for _, part in ipairs(parts) do
    if open ~= "" and line.width(open) + line.width(part) > width then
      list[#list + 1], open = open, ""
    end
    open = word:find "^%a+://" and open .. part or cut(open .. part, width, list)
  end
  list[#list + 1] = open
  return list
end

--- Folds words into lines no wider than a width; runs of spaces within a line stay, and neither an interval nor a
-- number and its % are parted.
-- @tparam string words
-- @tparam integer width at least 1
-- @treturn {string,...} at least one line
function line.fold(words, width)
  local lines, open = {}, nil
  words = words:gsub(" … ", "\1…\1"):gsub(" %.%.%. ", "\1...\1"):gsub("(%d) %%", "%1\1%%")
  for space, word in words:gmatch "(%s*)(%S+)" do
    for i, piece in ipairs(line.width(word) > width and pieces(word, width) or { word }) do
      local joint = i == 1 and space or ""
      if open and line.width(open) + line.width(joint) + line.width(piece) <= width then
        open = open .. joint .. piece
      else
        lines[#lines + 1] = open
        open = piece
      end
    end
  end
  lines[#lines + 1] = open or ""
  for i, one in ipairs(lines) do
    lines[i] = one:gsub("\1", " ")
  end
  return lines
end

--- Words folded beneath each other, to the right of what stands before them.
-- @tparam string head on the first line
-- @tparam string words
-- @tparam integer width of the whole
-- @treturn string
function line.hang(head, words, width)
  local indent = line.width(head)
  return head .. table.concat(line.fold(words, math.max(1, width - indent)), "\n" .. (" "):rep(indent))
end

return line
