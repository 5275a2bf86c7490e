--- Source text taken apart: code, comments and, for Lua, tokens.

local source = {}

--- A text's lines.
function source.lines(text)
  local lines = {}
  for line in (text .. "\n"):gmatch "(.-)\n" do
    lines[#lines + 1] = line
  end
  return lines
end

local function newlines(text)
  return select(2, text:gsub("\n", ""))
end

-- Adds a comment, a piece for each of its lines.
local function add_comment(comments, text, line)
  for piece in (text .. "\n"):gmatch "(.-)\n" do
    comments[#comments + 1] = { line = line, text = piece }
    line = line + 1
  end
end

local function blank(text)
  return (text:gsub("[^\n]", " "))
end

--- The code of a C text, its comments blanked in place, and its comments by line.
function source.c(text)
  local code, comments, line, from = {}, {}, 1, 1
  local place = 1
  while true do
    local at = text:find("[\"'/]", place)
    if not at then
      break
    end
    local mark, stop = text:sub(at, at), nil
    if text:sub(at, at + 1) == "/*" then
      stop = select(2, text:find("*/", at + 2, true)) or #text
    elseif text:sub(at, at + 1) == "//" then
      stop = (text:find("\n", at, true) or #text + 1) - 1
    end
    if stop then
      local before, comment = text:sub(from, at - 1), text:sub(at, stop)
      line = line + newlines(before)
      add_comment(comments, comment, line)
      line = line + newlines(comment)
      code[#code + 1] = before
      code[#code + 1] = blank(comment)
      from, place = stop + 1, stop + 1
    elseif mark == "/" then
      place = at + 1
    else
      -- A literal ends at its own mark, not at one behind a backslash.
      place = at + 1
      while true do
        local close = text:find("[\\\n" .. mark .. "]", place)
        if not close then
          place = #text + 1
          break
        end
        place = close + 1
        if text:sub(close, close) == "\\" then
          place = close + 2
        else
          break
        end
      end
    end
  end
  code[#code + 1] = text:sub(from)
  return table.concat(code), comments
end

local function long_bracket(text, at)
  local level = text:match("^%[(=*)%[", at)
  if not level then
    return nil
  end
  local _, stop = text:find("]" .. level .. "]", at, true)
  return stop or #text, level
end

local function quoted(text, at)
  local mark, place = text:sub(at, at), at + 1
  while true do
    local close = text:find("[\\\n" .. mark .. "]", place)
    if not close then
      return #text
    elseif text:sub(close, close) ~= "\\" then
      return close
    end
    place = close + 2
  end
end

-- Kind, last place and value of the token at a place.
local function lua_token(text, at)
  local character = text:sub(at, at)
  if text:find("^%-%-", at) then
    local stop = long_bracket(text, at + 2) or (text:find("\n", at, true) or #text + 1) - 1
    return "comment", stop, text:sub(at, stop)
  elseif character == '"' or character == "'" then
    local stop = quoted(text, at)
    return "string", stop, text:sub(at + 1, stop - 1)
  elseif character == "[" then
    local stop, level = long_bracket(text, at)
    if stop then
      return "string", stop, text:sub(at + 2 + #level, stop - 2 - #level)
    end
  end
  local word = text:match("^[%a_][%w_]*", at)
  if word then
    return "word", at + #word - 1, word
  end
  local number = text:match("^%d[%w.]*", at)
  if number then
    return "number", at + #number - 1, number
  end
  local dots = text:match("^%.+", at) or character
  return "mark", at + #dots - 1, dots
end

--- Tokens of a Lua text (`kind`, `value`, `line`) and its comments by line.
function source.lua(text)
  local tokens, comments, line = {}, {}, 1
  local place = text:find "^#" and (text:find("\n", 1, true) or #text + 1) or 1
  while true do
    local at = text:find("%S", place)
    if not at then
      return tokens, comments
    end
    line = line + newlines(text:sub(place, at - 1))
    local kind, stop, value = lua_token(text, at)
    if kind == "comment" then
      add_comment(comments, value, line)
    else
      tokens[#tokens + 1] = { kind = kind, value = value, line = line }
    end
    line = line + newlines(text:sub(at, stop))
    place = stop + 1
  end
end

--- Comments of a text whose comments begin with `#`: shell, make, Python.
function source.hash(text)
  local comments, line = {}, 0
  for row in (text .. "\n"):gmatch "(.-)\n" do
    line = line + 1
    local comment = row:match "^%s*#.*" or row:match "%s#%s.*"
    if comment then
      comments[#comments + 1] = { line = line, text = comment }
    end
  end
  return comments
end

--- What a Markdown text sets in backticks or fences, by line.
function source.markdown(text)
  local spans, line, fenced = {}, 0, false
  for row in (text .. "\n"):gmatch "(.-)\n" do
    line = line + 1
    if row:find "^%s*```" then
      fenced = not fenced
    elseif fenced then
      spans[#spans + 1] = { line = line, text = row }
    else
      for span in row:gmatch "`([^`]+)`" do
        spans[#spans + 1] = { line = line, text = span }
      end
    end
  end
  return spans
end

return source
