--- Values as a prompt shows them: what prints prints itself, a plain table its first levels, and all on one screen.
-- @module signalflow.prompt.show
local core = require "signalflow.core"
local line = require "signalflow.page.line"
local options = require "signalflow.shared.options"

local show = {}

local LEVELS, ITEMS = 2, 20
local ROOM = 3 -- lines of a screen that are left to the prompt

local function has_own_words(value)
  local meta = debug.getmetatable(value)
  return type(meta) == "table" and rawget(meta, "__tostring") ~= nil or type(value) == "userdata"
end

local describe

-- Keys in order: numbers by size, then texts, then whatever else there is.
local function ordered(t)
  local keys = {}
  for key in next, t do
    keys[#keys + 1] = key
  end
  local function rank(key)
    return math.type(key) and 1 or type(key) == "string" and 2 or 3
  end
  table.sort(keys, function(a, b)
    if rank(a) ~= rank(b) then
      return rank(a) < rank(b)
    end
    return rank(a) < 3 and core.before(a, b)
  end)
  return keys
end

local function describe_table(t, level)
  local parts, keys = {}, ordered(t)
  if #keys == 0 then
    return "{}"
  elseif level > LEVELS then
    return "{...}"
  end
  for i = 1, math.min(#keys, ITEMS) do
    local key, value = keys[i], describe(t[keys[i]], level + 1)
    if key == i then
      parts[i] = value
    else
      local is_name = type(key) == "string" and key:find "^[%a_][%w_]*$"
      parts[i] = ("%s = %s"):format(is_name and key or ("[%s]"):format(describe(key, LEVELS + 1)), value)
    end
  end
  if #keys > ITEMS then
    parts[#parts + 1] = ("... %d more"):format(#keys - ITEMS)
  end
  local row = ("{ %s }"):format(table.concat(parts, ", "))
  if level > 1 or #row <= 78 and not row:find "\n" then
    return row
  end
  return "{\n  " .. table.concat(parts, ",\n  "):gsub("\n", "\n  ") .. "\n}"
end

-- A value within a table is one line.
function describe(value, level)
  if type(value) == "string" then
    return level > 1 and ("%q"):format(value):gsub("\\\n", "\\n") or value
  elseif type(value) == "table" and not has_own_words(value) then
    return describe_table(value, level)
  elseif math.type(value) == "float" then
    return options.describe(value)
  end
  local words = tostring(value)
  return level > 1 and words:match "^[^\n]*" or words
end

--- A value as text. An error of its own `__tostring` comes out of here.
-- @param value
-- @treturn string
function show.value(value)
  return describe(value, 1)
end

--- Words folded to the terminal, line by line; what points at a place beneath another line stays as it is.
-- @tparam string words
-- @treturn string
function show.folded(words)
  local width = core.columns()
  local lines = {}
  for row in (width and words .. "\n" or ""):gmatch "(.-)\n" do
    local folded = row:find "^ " and { row } or line.fold(row, width - 1)
    table.move(folded, 1, #folded, #lines + 1, lines)
  end
  return width and table.concat(lines, "\n") or words
end

--- A text cut to the screen, with how much is left; in a pipe it is whole.
-- @tparam string text
-- @treturn string
function show.on_screen(text)
  local _, rows = core.columns()
  local room = rows and math.max(5, rows - ROOM)
  local lines = {}
  for row in (text .. "\n"):gmatch "(.-)\n" do
    lines[#lines + 1] = row
  end
  if not room or #lines <= room then
    return text
  end
  return ("%s\n... %d more lines: print(_) shows all, _:save \"page.html\" keeps it"):format(
    table.concat(lines, "\n", 1, room - 1), #lines - room + 1)
end

return show
