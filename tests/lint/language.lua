--- The language as it is: the table `sf` loaded from a tree, what it has and where each name is explained.

local source = require "source"
local tree = require "tree"

local language = {}

-- Words that stand for any name.
local ANY = { name = true }

local function load(root, build)
  package.path = ("%s/lua/?.lua;%s/lua/?/init.lua;"):format(root, root) .. package.path
  package.cpath = ("%s/lib/?.so;"):format(build:find "^/" and build or root .. "/" .. build) .. package.cpath
  local core_found, core = pcall(require, "signalflow.core")
  local found, sf = pcall(require, "signalflow")
  if core_found and found then
    return sf, core
  end
  local problem = core_found and sf or core
  return nil, nil, (tostring(problem):match "^[^\n]*")
end

-- A name's value, where asking for one that is not there may raise.
local function value_of(holder, name)
  local found, value = pcall(function()
    return holder[name]
  end)
  return found and value or nil
end

-- Names of sf: what stands in the table, and each word of its file that asks successfully for a room.
local function names_of(sf, text)
  local names = {}
  for name in pairs(sf) do
    names[name] = true
  end
  for _, token in ipairs(source.lua(text)) do
    if (token.kind == "word" or token.kind == "string") and value_of(sf, token.value) ~= nil then
      names[token.value] = true
    end
  end
  return tree.keys(names)
end

-- Whether a `---` comment stands above a line, or at its end; further lines of the comment may lie between.
local function explained(text, line)
  local rows, number = {}, 0
  for row in (text .. "\n"):gmatch "(.-)\n" do
    number = number + 1
    rows[number] = row
  end
  if (rows[line] or ""):find "%s%-%-%-%s" then
    return true
  end
  local at = line - 1
  while (rows[at] or ""):find "^%s*%-%-" do
    if rows[at]:find "^%s*%-%-%-%s" then
      return true
    end
    at = at - 1
  end
  return false
end

-- Lines of a text that give a name its value.
local function lines_naming(text, name)
  local lines, number = {}, 0
  for row in (text .. "\n"):gmatch "(.-)\n" do
    number = number + 1
    if
      row:find("^%s*" .. name .. "%s*=")
      or row:find("^%s*[%w_]+%." .. name .. "%s*=")
      or row:find("^%s*function%s+[%w_]+%." .. name .. "%s*%(")
    then
      lines[#lines + 1] = number
    end
  end
  return lines
end

-- Where a function, or the module behind a table, is written: its path and line (0 for a module).
local function written(value)
  if type(value) == "function" then
    local info = debug.getinfo(value, "S")
    return info.source:match "^@(.*)", info.linedefined
  end
  for name, module in pairs(package.loaded) do
    if rawequal(module, value) and name:find "^signalflow%." then
      return package.searchpath(name, package.path), 0
    end
  end
end

-- Whether the file a value is written in explains it: a module by the file's first line, a function by what stands
-- above it, or above the line that gives it its name.
local function explained_there(name, path, line)
  local file = path and io.open(path, "rb")
  if not file then
    return false
  end
  local text = file:read "a"
  file:close()
  if line == 0 then
    return text:find "^%-%-%-%s" ~= nil
  elseif explained(text, line) then
    return true
  end
  for _, at in ipairs(lines_naming(text, name)) do
    if explained(text, at) then
      return true
    end
  end
  return false
end

--- Loads `sf` from a tree and its build. With `problem` set, nothing is known and all that is asked for is there.
function language.load(root, build)
  local sf, core, problem = load(root, build)
  local self = { problem = problem }

  function self.has(name, part)
    if not sf or ANY[name] then
      return true
    end
    local value = value_of(sf, name)
    if part and value ~= nil then
      return value_of(value, part) ~= nil
    end
    return value ~= nil
  end

  function self.has_core(name)
    return not core or ANY[name] or core[name] ~= nil
  end

  --- Calls `found(name, place)` for each name of sf that is explained neither in the table's file nor where its value
  -- is written; returns how many names there are and how many of them are not.
  function self.undocumented(found)
    if not sf then
      return 0, 0
    end
    local text = tree.read(root, "lua/signalflow/init.lua")
    local names, bare = names_of(sf, text), 0
    for _, name in ipairs(names) do
      local is_explained = false
      for _, line in ipairs(lines_naming(text, name)) do
        is_explained = is_explained or explained(text, line)
      end
      if not is_explained then
        local path, line = written(value_of(sf, name))
        if not explained_there(name, path, line) then
          bare = bare + 1
          found(name, path and line > 0 and ("%s:%d"):format(path, line) or "lua/signalflow/init.lua")
        end
      end
    end
    return #names, bare
  end

  return self
end

return language
