--- The language as stubs for editors: what LuaLS reads of names, arguments, types and words.

local stubs = {}

local HEAD = [[
---@meta signalflow
-- Made from the comments of lua/signalflow and csrc/lua by `make stubs`. It is read by editors and never runs.

]]

local CALCULATING = { Quantity = "number|signalflow.Quantity", Series = "number|signalflow.Quantity|signalflow.Series",
  TieredAnswer = "number|signalflow.Quantity" }
local OPERATORS = { "add", "sub", "mul", "div" }

-- A type as LuaLS writes it: "?{string,...}" is string[]|nil, and classes have the module's name before theirs.
local function type_of(kind, classes)
  local is_optional = kind:find "^%?" ~= nil
  kind = kind:gsub("^%?", ""):gsub("function%b()", "function")
  local parts = {}
  for one in kind:gmatch "[^|]+" do
    local inner = one:match "^{(.-),%.%.%.}$"
    local name = (inner or one):match "^[%w_]+" or "any"
    name = name == "err" and "signalflow.Err" or classes[name] and "signalflow." .. name or name
    parts[#parts + 1] = inner and name .. "[]" or name
  end
  -- {number|Quantity,...} is a list of either
  if kind:find "^{.*|.*,%.%.%.}$" then
    parts = {}
    for one in kind:match("^{(.-),%.%.%.}$"):gmatch "[^|]+" do
      parts[#parts + 1] = (classes[one] and "signalflow." .. one or one) .. "[]"
    end
  end
  if is_optional then
    parts[#parts + 1] = "nil"
  end
  return table.concat(parts, "|")
end

local function words_of(text)
  return (text:gsub("%s+", " "))
end

-- The comment of one function: its words, its arguments, what comes back. Values that come together follow each other.
local function add_function(lines, item, classes)
  for row in (item.text .. "\n"):gmatch "(.-)\n" do
    lines[#lines + 1] = "---" .. row
  end
  for _, raised in ipairs(item.raises) do
    lines[#lines + 1] = "---Raises " .. words_of(raised)
  end
  for _, used in ipairs(item.usage) do
    lines[#lines + 1] = "---Example: `" .. words_of(used) .. "`"
  end
  for _, param in ipairs(item.params) do
    if param.name ~= "self" then
      lines[#lines + 1] = ("---@param %s%s %s %s"):format(param.name, param.optional and "?" or "",
        type_of(param.type or "any", classes), words_of(param.text)):gsub("%s+$", "")
    end
  end
  local has_alternatives = false
  for _, one in ipairs(item.returns) do
    has_alternatives = has_alternatives or one.group == 2
  end
  for _, one in ipairs(item.returns) do
    local group = one.group or 1
    if group == 1 then
      lines[#lines + 1] = ("---@return %s%s # %s"):format(type_of(one.type, classes), has_alternatives and "|nil" or "",
        words_of(one.text)):gsub(" # $", "")
    elseif one.type == "err" then
      lines[#lines + 1] = ("---@return signalflow.Err|nil # %s"):format(words_of(one.text)):gsub(" # $", "")
    end
  end
end

-- The names between the brackets; a function whose arguments the code does not name takes any.
local function call_of(item)
  local names = {}
  for _, name in ipairs(item.arguments or {}) do
    names[#names + 1] = name ~= "self" and name or nil
  end
  if #names == 0 and #item.params > 0 then
    for i, param in ipairs(item.params) do
      names[i] = param.name
    end
  end
  return table.concat(names, ", ")
end

local function add_class(lines, class, classes)
  lines[#lines + 1] = ""
  for row in (class.text .. "\n"):gmatch "(.-)\n" do
    lines[#lines + 1] = row ~= "" and "---" .. row or nil
  end
  local above = class.extends or class.prints and "Printed"
  lines[#lines + 1] = "---@class signalflow." .. class.name .. (above and ": signalflow." .. above or "")
  lines[#lines + 1] = "---@field [string] any"
  for _, operator in ipairs(CALCULATING[class.name] and OPERATORS or {}) do
    local gives = class.name == "Series" and "signalflow.Series" or "signalflow.Quantity"
    lines[#lines + 1] = ("---@operator %s(%s): %s"):format(operator, CALCULATING[class.name], gives)
  end
  lines[#lines + 1] = ("local %s = {}"):format(class.name)
  for _, item in ipairs(class.methods) do
    if item.text and not item.is_inner then
      lines[#lines + 1] = ""
      add_function(lines, item, classes)
      lines[#lines + 1] = ("function %s:%s(%s) end"):format(class.name, item.name, call_of(item))
    end
  end
end

-- What every class that prints has, as the page's own methods say it.
local function add_printed(lines, classes)
  lines[#lines + 1] = "---What prints: tostring gives its page as text."
  lines[#lines + 1] = "---@class signalflow.Printed"
  lines[#lines + 1] = "local Printed = {}"
  for _, name in ipairs { "page", "explain", "save" } do
    local item = classes.Page and classes.Page.by_name[name]
    if item then
      lines[#lines + 1] = ""
      add_function(lines, item, classes)
      lines[#lines + 1] = ("function Printed:%s(%s) end"):format(name, call_of(item))
    end
  end
end

local function add_name(lines, entry, classes)
  lines[#lines + 1] = ""
  if entry.functions then
    for row in (entry.item.text .. "\n"):gmatch "(.-)\n" do
      lines[#lines + 1] = "---" .. row
    end
    local called = entry.functions.__call
    if called then
      lines[#lines + 1] = ("---@overload fun(%s): any"):format(call_of(called))
    end
    lines[#lines + 1] = ("sf.%s = {}"):format(entry.name)
    for _, item in ipairs(entry.functions) do
      lines[#lines + 1] = ""
      add_function(lines, item, classes)
      lines[#lines + 1] = ("function sf.%s.%s(%s) end"):format(entry.name, item.name, call_of(item))
    end
  elseif entry.item.is_function then
    add_function(lines, entry.item, classes)
    lines[#lines + 1] = ("function sf.%s(%s) end"):format(entry.name, call_of(entry.item))
  else
    for row in (entry.item.text .. "\n"):gmatch "(.-)\n" do
      lines[#lines + 1] = "---" .. row
    end
    lines[#lines + 1] = ("sf.%s = nil ---@type any"):format(entry.name)
  end
end

--- The text of the stubs.
function stubs.text(reference)
  local lines = {}
  lines[1] = "---What went wrong in a correct program: `code`, a word; it prints and joins as its message."
  lines[2] = "---@class signalflow.Err"
  lines[3] = "---@field code string"
  lines[4] = "local Err = {}"
  lines[5] = ""
  add_printed(lines, reference.classes)
  for _, class in ipairs(reference.classes) do
    add_class(lines, class, reference.classes)
  end
  lines[#lines + 1] = ""
  lines[#lines + 1] = "---@class signalflow"
  lines[#lines + 1] = "local sf = {}"
  for _, entry in ipairs(reference.names) do
    if entry.item then
      add_name(lines, entry, reference.classes)
    end
  end
  lines[#lines + 1] = "\nreturn sf\n"
  return HEAD .. table.concat(lines, "\n")
end

return stubs
