--- The language as it is: the table `sf` loaded from a tree, and what it has.

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

  --- Every name of sf, in order.
  function self.names()
    local names = {}
    for name in pairs(sf or {}) do
      names[name] = true
    end
    return tree.keys(names)
  end

  --- Every function of the core, in order.
  function self.core_functions()
    local names = {}
    for name, value in pairs(core or {}) do
      names[name] = type(value) == "function" or nil
    end
    return tree.keys(names)
  end

  return self
end

return language
