--- What may follow what is typed. Nothing of the analyst's runs for it: fields are looked up bare, and methods where
-- their class keeps them.
-- @module signalflow.prompt.completion
local core = require "signalflow.core"
local help = require "signalflow.prompt.help"
local units = require "signalflow.values.units"

local completion = {}

local KEYWORDS = { "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local",
  "nil", "not", "or", "repeat", "return", "then", "true", "until", "while" }

-- Where texts name something of the catalogue: keys by which a platform or a model is given, and the functions in whose
-- lists platforms stand.
local NAMING = { platform = "platforms", from = "platforms", to = "platforms", model = "models" }

-- Adds names that begin so.
local function add(found, names, start)
  for _, name in ipairs(names) do
    local fits = type(name) == "string" and name:sub(1, #start) == start and (start ~= "" or not name:find "^_")
    if fits and not found[name] then
      found[name] = true
      found[#found + 1] = name
    end
  end
end

local function keys_of(t)
  local keys = {}
  for key in next, t do
    keys[#keys + 1] = type(key) == "string" and key:find "^[%a_][%w_]*$" and key or nil
  end
  return keys
end

-- A table's field, and that of the tables its metatable names; no function is called.
local function look_up(holder, name)
  local depth = 0
  while type(holder) == "table" and depth < 10 do
    local value = rawget(holder, name)
    if value ~= nil then
      return value
    end
    local meta = debug.getmetatable(holder)
    holder, depth = type(meta) == "table" and rawget(meta, "__index") or nil, depth + 1
  end
end

-- A text as bytes of code: strings and comments blanked, and whether it ends within a string, whose start is told.
local function scan(text)
  local out, at, open = {}, 1, nil
  while at <= #text do
    local first = text:find("[\"'%[%-]", at)
    if not first then
      break
    end
    local quote = text:sub(first, first)
    local last
    if quote == "-" and text:sub(first, first + 1) == "--" then
      last = (text:find("\n", first, true) or #text + 1) - 1
    elseif quote == "[" and text:sub(first, first + 1) == "[[" then
      last = select(2, text:find("]]", first + 2, true))
      open = not last and first or open
    elseif quote == '"' or quote == "'" then
      local from = first + 1
      repeat
        last = text:find(quote, from, true)
        from = last and last + 1
      until not last or text:sub(last - 1, last - 1) ~= "\\"
      open = not last and first or open
    else
      last = first
    end
    out[#out + 1] = text:sub(at, first - 1)
    if quote == "[" and last == first or quote == "-" and last == first then
      out[#out + 1] = quote
    else
      out[#out + 1] = (" "):rep((last or #text) - first + 1)
    end
    at = (last or #text) + 1
  end
  out[#out + 1] = text:sub(at)
  return table.concat(out), open
end

-- The place of the brace that encloses the end of some code, if any.
local function enclosing(code, at)
  local depth = 0
  for i = at, 1, -1 do
    local c = code:sub(i, i)
    if c == "}" or c == ")" then
      depth = depth + 1
    elseif c == "{" or c == "(" then
      if depth == 0 then
        return c == "{" and i or nil
      end
      depth = depth - 1
    end
  end
end

-- Names of the catalogue, by the records themselves.
local function catalogue_names(kind)
  local names = {}
  for i, record in ipairs(require "signalflow.catalogue"[kind]()) do
    names[i] = rawget(record, "name")
  end
  return names
end

-- What a name at the prompt stands for: in the session, else a global.
local function named(names, name)
  local value = rawget(names, name)
  return value == nil and rawget(_G, name) or value
end

-- What a path of names leads to ("site.run"): the value, or a name of sf that is not loaded yet, as what help knows.
local function follow(names, path)
  local value, told
  for part in path:gmatch "[%a_][%w_]*" do
    if value == nil and told == nil then
      value = named(names, part)
    elseif told then
      value, told = nil, help.inner(told, part)
    elseif rawequal(value, rawget(names, "sf")) then
      value, told = rawget(value, part), help.named(part)
      value = not (told and told.functions) and value or nil -- of a module what help knows of it
    else
      value = look_up(value, part) or look_up(look_up(value, "outputs"), part) -- a run's outputs are its fields
    end
    if value == nil and told == nil then
      return nil
    end
  end
  return value, told
end

-- What may stand after a dot or a colon.
local function members(names, path, sign)
  local value, told = follow(names, path)
  if rawequal(value, rawget(names, "sf")) and value ~= nil then
    return help.names()
  elseif rawequal(value, units.table) and value ~= nil then
    return units.examples()
  end
  local found = {}
  local function take(list)
    table.move(list, 1, #list, #found + 1, found)
  end
  if type(value) == "userdata" then
    local methods = core.methods[getmetatable(value)]
    take(methods and keys_of(methods) or {})
  end
  if type(value) == "table" then
    take(sign == "." and keys_of(value) or {})
    local methods = help.methods(value)
    take(methods)
    local meta = debug.getmetatable(value)
    local index = type(meta) == "table" and rawget(meta, "__index") or nil
    while type(index) == "table" do
      take(keys_of(index))
      meta = debug.getmetatable(index)
      index = type(meta) == "table" and rawget(meta, "__index") or nil
    end
    local outputs = rawget(value, "names")
    take(sign == "." and type(outputs) == "table" and outputs or {})
  end
  if type(value) == "string" then
    take(keys_of(string))
  end
  for _, inner in ipairs(told and told.functions or {}) do
    take { inner.name }
  end
  return found
end

-- Keys inside the braces that a call opened: "sf.factory {", "site:run {", and those of a field's own table.
local function option_keys(names, code, brace)
  local before = code:sub(1, brace - 1)
  local key = before:match "([%a_][%w_]*)%s*=%s*$"
  if key then
    local outer = enclosing(code, brace - 1)
    local call = outer and code:sub(1, outer - 1):match "([%w_.:]+)%s*%(?%s*$"
    return call and help.options(names, call, key, follow) or {}
  end
  local call = before:match "([%w_.:]+)%s*%(?%s*$"
  return call and help.options(names, call, nil, follow) or {}
end

-- Within a text: a unit after u", a name of the catalogue where one is due.
local function in_text(text, code, open)
  local before, typed = code:sub(1, open - 1), text:sub(open + 1)
  if before:match "%f[%w_]u%s*$" or before:match "units%s*$" then
    local start = typed:match "[^%s/*]*$"
    return units.examples(), #text - #start + 1
  end
  local key = before:match "([%a_][%w_]*)%s*=%s*$"
  local kind = key and NAMING[key]
  local brace = not kind and enclosing(code, open - 1)
  if brace and code:sub(1, brace - 1):find "launches%s*%(?%s*$" and before:find "[{,]%s*$" then
    kind = "platforms"
  end
  if before:match "help%s*%(?%s*$" then
    return help.topics(), open + 1
  end
  return kind and catalogue_names(kind) or {}, open + 1
end

--- What may stand in place of the last word of a line.
-- @tparam table names the session's
-- @tparam string text up to the cursor, with the lines before where there are any
-- @treturn {string,...} in order
-- @treturn integer where in the text what they replace begins
function completion.of(names, text)
  local code, open = scan(text)
  local found = {}
  if open then
    local candidates, from = in_text(text, code, open)
    add(found, candidates, text:sub(from))
    core.sort_texts(found)
    return found, from
  end
  local path, sign, start = code:match "([%a_][%w_.:]-)%s*([.:])%s*([%w_]*)$"
  if path then
    add(found, members(names, path, sign), start)
  else
    start = code:match "[%a_]?[%w_]*$"
    local brace = enclosing(code, #code - #start)
    local is_key = brace and code:sub(brace, #code - #start):find "[{,]%s*$"
    if is_key then
      add(found, option_keys(names, code, brace), start)
    end
    if #found == 0 or start ~= "" and not is_key then
      for _, holder in ipairs { keys_of(names), start ~= "" and KEYWORDS or {}, start ~= "" and keys_of(_G) or {} } do
        add(found, holder, start)
      end
    end
  end
  core.sort_texts(found)
  return found, #text - #start + 1
end

return completion
