--- Who requires whom in Lua: at load time, later, and through tables that name modules.

local arrows = require "arrows"
local source = require "source"
local tree = require "tree"

local lua_arrows = {}

local CORE = { ["signalflow.core"] = true, ["signalflow.mpi"] = true }
-- What the build makes.
local BUILT = { ["signalflow.prompt.help_text"] = true }

-- The file behind a module's name.
local function file_of(files, name)
  local stem = "lua/" .. name:gsub("%.", "/")
  return files[stem .. ".lua"] and stem .. ".lua" or files[stem .. "/init.lua"] and stem .. "/init.lua" or nil
end

local OPENS = { ["function"] = true, ["do"] = true, ["if"] = true, ["repeat"] = true }
local CLOSES = { ["end"] = true, ["until"] = true }

-- Marks each token that stands inside a function: what it requires, it requires later.
local function mark_functions(tokens)
  local open, depth = {}, 0
  for _, token in ipairs(tokens) do
    if token.kind == "word" and OPENS[token.value] then
      open[#open + 1] = token.value
      depth = depth + (token.value == "function" and 1 or 0)
    elseif token.kind == "word" and CLOSES[token.value] then
      depth = depth - (table.remove(open) == "function" and 1 or 0)
    end
    token.later = depth > 0
  end
end

-- Tokens of the argument of a `require` at a place: one literal, what stands in parentheses, or pcall's next argument.
local function argument(tokens, place)
  local after = tokens[place + 1]
  if after and after.kind == "string" then
    return { after }
  end
  local before, depth = tokens[place - 1], 0
  local list = {}
  local at = place + 1
  if after and after.value == "," and before and before.value == "(" then
    at, depth = place + 2, 1
  elseif not (after and after.kind == "mark" and after.value == "(") then
    return list
  end
  while tokens[at] do
    local token = tokens[at]
    if token.kind == "mark" and (token.value == "(" or token.value == "{") then
      depth = depth + 1
    elseif token.kind == "mark" and (token.value == ")" or token.value == "}") then
      depth = depth - 1
      if depth == 0 then
        break
      end
    end
    list[#list + 1] = token
    at = at + 1
  end
  return list
end

-- Names that a require's argument may have: literals, and prefixes that something is added to.
local function names_in(list)
  local names, prefixes = {}, {}
  for index, token in ipairs(list) do
    local after = list[index + 1]
    if token.kind == "string" and after and after.value == ".." then
      prefixes[#prefixes + 1] = token.value
    elseif token.kind == "string" then
      names[#names + 1] = token.value
    end
  end
  return names, prefixes
end

-- Every literal of a file that names a module when a prefix is put before it.
local function literals(tokens, prefix, files, found)
  for _, token in ipairs(tokens) do
    local name = token.kind == "string" and token.value:find "^[%w_.]+$" and prefix .. token.value
    if name and name:find "^signalflow%." and file_of(files, name) then
      found(name, true)
    end
  end
end

--- Calls `found(name, later)` for each module that a Lua text requires or names in a table it requires from.
function lua_arrows.required(text, files, found)
  local tokens = source.lua(text)
  mark_functions(tokens)
  for place, token in ipairs(tokens) do
    local before, after = tokens[place - 1], tokens[place + 1]
    -- A field of that name, or one that is given a value, is another function.
    local field = before and (before.value == "." or before.value == ":") or after and after.value == "="
    if token.kind == "word" and token.value == "require" and not field then
      local names, prefixes = names_in(argument(tokens, place))
      for _, name in ipairs(names) do
        found(name, token.later)
      end
      for _, prefix in ipairs(prefixes) do
        local folder = "lua/" .. prefix:gsub("%.", "/")
        literals(tokens, prefix, files, found)
        for _, path in ipairs(prefix ~= "signalflow." and prefix:find "^signalflow%." and files or {}) do
          local stem = path:sub(1, #folder) == folder and path:match "([%w_]+)%.lua$"
          if stem and folder .. stem .. ".lua" == path then
            found(prefix .. stem, true)
          end
        end
      end
      if #names + #prefixes == 0 then
        literals(tokens, "", files, found)
      end
    end
  end
end

--- Everything Lua says about who requires whom: `calls` (arrows between files), `whole` (files that require the table
-- itself), `missing` (modules that no file holds), `core` (files that call the C core), `lines`.
function lua_arrows.gather(root, files)
  local result = { calls = {}, whole = {}, missing = {}, core = {}, lines = {} }
  for _, path in ipairs(files) do
    if path:find "^lua/.*%.lua$" or path:find "^lua/bin/" then
      local text = tree.read(root, path)
      result.lines[path] = select(2, text:gsub("\n", ""))
      lua_arrows.required(text, files, function(name, later)
        local to = file_of(files, name)
        if name == "signalflow" then
          result.whole[path] = true
        elseif CORE[name] then
          result.core[path] = true
        elseif to and to ~= path then
          arrows.add(result.calls, path, to, later and "later" or "at load")
        elseif not to and name:find "^signalflow%." and not BUILT[name] then
          arrows.add(result.missing, path, name)
        end
      end)
    end
  end
  return result
end

return lua_arrows
