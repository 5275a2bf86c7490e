--- What comments say of functions and classes: `---` in Lua, `/***` in C, with LDoc's tags.
--
-- An item is `{ owner=, name=, sign=, arguments={...}, line=, text=, params={...}, returns={...}, raises={...},
-- usage={...}, type=, body_returns= }`: `owner` the table or class it is a field of, `sign` the "." or ":" between
-- them, `arguments` as the code names them, `is_inner` where `@local` keeps it from analysts. A param is `{ name=,
-- type=, optional=, default=, text= }`, a return `{ type=, text=, group= }`, where those of one group come together.

local source = require "source"

local described = {}

local tags = {}

function tags.tparam(item, how, rest)
  local kind, name, text = rest:match "^(%S+)%s+(%S+)%s*(.*)$"
  item.params[#item.params + 1] = { name = name or rest, type = kind, text = text or "",
    optional = how:find "^opt" ~= nil, default = how:match "^opt=(.*)" }
end

function tags.param(item, how, rest)
  local name, text = rest:match "^(%S+)%s*(.*)$"
  item.params[#item.params + 1] = { name = name or rest, type = "any", text = text or "",
    optional = how:find "^opt" ~= nil }
end

function tags.treturn(item, how, rest)
  local kind, text = rest:match "^(%S+)%s*(.*)$"
  item.returns[#item.returns + 1] = { type = kind or rest, text = text or "", group = tonumber(how) }
end

tags["return"] = function(item, how, rest)
  item.returns[#item.returns + 1] = { type = "any", text = rest, group = tonumber(how) }
end

function tags.raise(item, _, rest)
  item.raises[#item.raises + 1] = rest
end

function tags.usage(item, _, rest)
  item.usage[#item.usage + 1] = rest
end

-- @type Factory : Model, where it has that one's methods too.
function tags.type(item, _, rest)
  item.type, item.extends = rest:match "^([%w_]+)%s*:?%s*([%w_]*)"
end

tags["function"] = function(item)
  item.is_called = true
end

-- Not for analysts: it stands in no page.
tags["local"] = function(item)
  item.is_inner = true
end

-- A comment's lines, bare, as an item.
local function read_comment(rows)
  local item = { params = {}, returns = {}, raises = {}, usage = {} }
  local words, pending = {}, nil
  local function close()
    if pending then
      local reader = tags[pending.tag]
      if reader then
        reader(item, pending.how, table.concat(pending, " "))
      end
    end
    pending = nil
  end
  for _, row in ipairs(rows) do
    local tag, how, rest = row:match "^@(%a+)(%b[])%s*(.*)$"
    if not tag then
      tag, rest = row:match "^@(%a+)%s*(.*)$"
    end
    if tag then
      close()
      pending = { tag = tag, how = how and how:sub(2, -2) or "", rest }
    elseif pending then
      pending[#pending + 1] = row ~= "" and row or nil
    else
      words[#words + 1] = row
    end
  end
  close()
  item.text = table.concat(words, "\n"):gsub("^%s+", ""):gsub("%s+$", "")
  return item
end

-- The names between a declaration's brackets.
local function arguments_of(declaration)
  local names = {}
  for name in (declaration:match "%((.-)%)" or ""):gmatch "[%w_.]+" do
    names[#names + 1] = name
  end
  return names
end

-- What the code beneath a comment declares.
local function declare(item, rows, at)
  local code = rows[at] or ""
  local is_local = false
  local owner, sign, name = code:match "^%s*function%s+([%w_.]-)([.:])([%w_]+)%s*%("
  if not name then
    owner, sign, name = code:match "^%s*([%w_.]-)([.])([%w_]+)%s*=%s*"
  end
  if not name then
    name = code:match "^%s*local%s+function%s+([%w_]+)" or code:match "^%s*local%s+([%w_]+)%s*="
    is_local = name ~= nil
    name = name or code:match "^%s*([%w_]+)%s*="
  end
  item.owner, item.sign, item.name, item.is_local = owner, sign, name, is_local
  item.is_function = code:find "function" ~= nil or item.is_called
  item.arguments = code:find "function" and arguments_of(code:match "function.*") or {}
  for i, param in ipairs(item.is_called and item.params or {}) do
    item.arguments[i] = param.name
  end
  if owner and owner:find "^core%.methods%." then
    item.owner, item.sign = owner:match "[%w_]+$", ":"
    table.remove(item.arguments, 1)
  end
  local line = at + 1
  while item.is_function and rows[line] and not rows[line]:find "^end" and not rows[line]:find "^function" do
    item.body_returns = item.body_returns or rows[line]:find "^  return%s+%S" ~= nil
    line = line + 1
  end
end

--- Reads a Lua text: its items in order, the first of which is the module's where the text begins with a comment.
-- Functions of the text without a comment are items without `text`.
function described.lua(text)
  local rows, items, at = source.lines(text), {}, 1
  while at <= #rows do
    local row = rows[at]
    if row:find "^%s*%-%-%-%s" or row:find "^%s*%-%-%-$" then
      local comment, first = {}, at
      repeat
        comment[#comment + 1] = rows[at]:gsub("^%s*%-%-+%s?", "")
        at = at + 1
      until not (rows[at] or ""):find "^%s*%-%-"
      local item = read_comment(comment)
      item.line, item.is_module = at, first == 1 or first == 2 and rows[1]:find "^#!" ~= nil
      if not item.is_module then
        declare(item, rows, at)
      end
      items[#items + 1] = item
    elseif row:find "^function%s+[%w_.]+[.:][%w_]+%s*%(" or row:find "^core%.methods%.[%w_]+%.[%w_]+%s*=" then
      local item = { line = at, params = {}, returns = {}, raises = {}, usage = {} }
      declare(item, rows, at)
      items[#items + 1] = item
    end
    at = at + 1
  end
  return items
end

--- Reads a C text of the boundary: items with `signature`, the words before the first colon: "nearest(word, names)",
-- "Series:yoy()". Several functions that share a comment stand in one signature, parted by spaces.
function described.c(text)
  local items = {}
  for body in text:gmatch "/%*%*%*%s(.-)%*/" do
    local rows = {}
    for row in (body .. "\n"):gmatch "(.-)\n" do
      rows[#rows + 1] = row:gsub("^%s*%*?%s?", "", 1):gsub("%s+$", "")
    end
    local head = table.concat(rows, "\n")
    local item = read_comment(rows)
    item.signature, item.text = item.text:match "^(.-%)?):%s+(.*)$"
    assert(item.signature, "no signature in: " .. head)
    item.owner, item.sign, item.name = item.signature:match "^([%a]+)(:)([%w_]+)"
    item.arguments = arguments_of(item.signature)
    item.is_function = true
    items[#items + 1] = item
  end
  return items
end

return described
