--- The language as its comments tell it: every name of `sf`, and every class that these give, with their methods.
-- From it are made the pages of `make docs`, the stubs for editors, the table for the prompt and that of the core's
-- functions.
--
-- Nothing is loaded: `lua/signalflow/init.lua` says in which module each name is defined, and the comment is read
-- there.

local described = require "described"
local source = require "source"
local tree = require "tree"

local reference = {}

local TOP = "lua/signalflow/init.lua"

-- Types that are no classes of ours.
local PLAIN = { any = true, boolean = true, err = true, ["function"] = true, integer = true, number = true,
  string = true, table = true, userdata = true, ["nil"] = true, connection = true }

--- The names of classes in a type: "?{Entry,...}" gives Entry.
function reference.classes_in(kind)
  local names = {}
  for word in kind:gsub("function%b()", "function"):gmatch "[%a_][%w_]*" do
    names[#names + 1] = not PLAIN[word] and word or nil
  end
  return names
end

-- Classes of a file by the name of the local that holds their methods: the name in types is the one after `@type`, or
-- the local's own.
local function classes_of(path, items, text, classes, offend)
  local by_local = {}
  for _, item in ipairs(items) do
    if item.type and item.name then
      by_local[item.name] = item.type
    end
  end
  local function class_of(name, item)
    local class = by_local[name] or name
    local known = classes[class]
    if not known then
      known = { name = class, path = path, line = item.line, text = "", methods = {}, by_name = {} }
      classes[class] = known
    elseif known.path ~= path and not known.is_core then
      offend(path, item.line, "class %s is defined in %s too; say @type with another name", class, known.path)
    end
    return known
  end
  for _, item in ipairs(items) do
    if item.type and item.name then
      local class = class_of(item.name, item)
      class.text, class.extends = item.text, item.extends ~= "" and item.extends or nil
    elseif item.sign == ":" and (by_local[item.owner] or item.owner:find "^%u") and not item.name:find "^__" then
      local class = class_of(item.owner, item)
      item.path = path
      class.methods[#class.methods + 1] = item
      class.by_name[item.name] = item
    end
  end
  for meta, name in text:gmatch "%f[%w]page%.of_class%(([%w_]+), ([%w_]+)," do
    if by_local[name] or name:find "^%u" then
      local class = class_of(name, { line = 1 })
      class.prints = true
      class.meta = text:match("local " .. meta .. " = {[^\n]-__name = \"([^\"]+)\"")
        or text:match("\n" .. meta .. "%.__name = \"([^\"]+)\"")
    end
  end
end

-- The module that a local of the table's file names, and what a name is given there.
local function names_of(text)
  local tokens, modules, places = source.lua(text), {}, {}
  local function value(i)
    return tokens[i] and tokens[i].value
  end
  for i = 1, #tokens do
    if value(i) == "local" and value(i + 2) == "=" and value(i + 3) == "require" then
      modules[value(i + 1)] = value(i + 4):gsub("^signalflow%.", "")
    elseif tokens[i].kind == "word" and value(i + 1) == "=" and value(i + 2) == "{"
      and tokens[i + 3].kind == "string" then
      -- name = { "room.file", "function" }
      local has_name = value(i + 4) == "," and tokens[i + 5].kind == "string"
      places[value(i)] = { module = value(i + 3), name = has_name and value(i + 5) or nil }
    elseif value(i + 1) == "=" and tokens[i].kind == "word" and value(i - 1) ~= "local" and modules[value(i + 2)] then
      -- name = module.name, or a value of its own
      local is_field = value(i + 3) == "."
      places[value(i)] = { module = modules[value(i + 2)], name = is_field and value(i + 4) or nil,
        is_value = not is_field }
    elseif value(i) == "pairs" and modules[value(i + 2)] and value(i + 5) == "sf" then
      places[#places + 1] = modules[value(i + 2)] -- for name, value in pairs(module) do sf[name] = value
    end
  end
  return places
end

local function file_of(root, module)
  for _, path in ipairs { "lua/signalflow/" .. module:gsub("%.", "/") .. ".lua",
    "lua/signalflow/" .. module:gsub("%.", "/") .. "/init.lua" } do
    if tree.read(root, path) then
      return path
    end
  end
end

-- The functions of a module: those that the table it gives back holds; `__call` is the one that a call of the table
-- itself means.
local function functions_of(items, text)
  local called = (text or ""):match "__call = function%b()%s*return [%w_]+%.([%w_]+)%("
  local functions = {}
  for _, item in ipairs(items) do
    if item.is_function and item.sign == "." and item.owner and not item.owner:find "^%u" then
      functions[#functions + 1] = not item.is_inner and item or nil
      functions[item.name] = item
    end
  end
  functions.__call = called and functions[called]
  return functions
end

local Reader = {}
Reader.__index = Reader

function Reader:items(path)
  if not self.read[path] then
    self.read[path] = described.lua(tree.read(self.root, path) or "")
  end
  return self.read[path]
end

function Reader:add(name, item, path, more)
  local entry = more or {}
  entry.name, entry.item, entry.path = name, item, path
  self.names[#self.names + 1], self.by_name[name] = entry, entry
end

-- A name that another module defines: a function of it, or all of it.
function Reader:add_place(name, place, own)
  if place.module == "core" then
    return self:add(name, self.core[place.name] and self:core_item(place.name, own) or own, TOP)
  end
  local path = file_of(self.root, place.module)
  local items = path and self:items(path) or {}
  local functions = functions_of(items, path and tree.read(self.root, path))
  if place.name and functions[place.name] then
    local item = functions[place.name]
    if place.name == "seeing" then -- hands the language over; what it gives is the module
      self:add(name, items[1], path, { functions = functions })
    else
      self:add(name, item, path)
    end
  elseif place.name or place.is_value then
    self:add(name, own, TOP)
  else
    self:add(name, items[1], path, { functions = functions })
  end
end

-- A core function's item, with the words of the table's file where that has some.
function Reader:core_item(name, own)
  local item = self.core[name]
  return own and own.text ~= "" and own or item
end

--- Reads a tree. Gives `names`, in order, each `{ name=, item=, path=, functions= }`; `classes` by name, those that any
-- name leads to listed too; `core`, the items of the boundary in order and by name; `offences`, lines.
function reference.read(root)
  local self = setmetatable({ root = root, read = {}, names = {}, by_name = {}, classes = {}, core = {},
    offences = {} }, Reader)
  local function offend(path, line, form, ...)
    self.offences[#self.offences + 1] = ("%s:%d: "):format(path, line) .. form:format(...)
  end
  self.offend = offend
  for _, name in ipairs { "Quantity", "Series" } do
    self.classes[name] = { name = name, path = "csrc/lua", line = 1, text = "", methods = {}, by_name = {},
      is_core = true }
  end
  for _, path in ipairs(tree.files(root)) do
    if path:find "^csrc/lua/.*%.c$" then
      for _, item in ipairs(described.c(tree.read(root, path))) do
        item.path = path
        self:add_core(item)
      end
    elseif path:find "^lua/signalflow/.*%.lua$" and not path:find "/meta/" and not path:find "/checks/lists/" then
      classes_of(path, self:items(path), tree.read(root, path), self.classes, offend)
    end
  end
  self:add_names(tree.read(root, TOP))
  self:reach()
  return self
end

function Reader:add_core(item)
  local class = item.owner and self.classes[item.owner]
  if class then
    class.methods[#class.methods + 1], class.by_name[item.name] = item, item
  elseif not item.owner then
    self.core[#self.core + 1] = item
    for name in item.signature:gsub("%b()", ""):gmatch "[%w_]+" do
      self.core[name] = item
    end
  end
end

function Reader:add_names(text)
  local own, places = {}, names_of(text or "")
  for _, item in ipairs(self:items(TOP)) do
    if item.name then
      own[item.name] = item
    end
  end
  local names = {}
  for name in pairs(places) do
    names[#names + 1] = type(name) == "string" and name or nil
  end
  for name, item in pairs(own) do
    local is_own = item.owner == "sf" or not item.owner and not item.is_local
    names[#names + 1] = is_own and not places[name] and name or nil
  end
  for _, module in ipairs(places) do
    local path = file_of(self.root, module)
    for _, item in ipairs(functions_of(self:items(path))) do
      names[#names + 1] = item.name
      places[item.name] = { module = module, name = item.name }
    end
  end
  table.sort(names)
  for _, name in ipairs(names) do
    if places[name] then
      self:add_place(name, places[name], own[name])
    else
      self:add(name, own[name], TOP)
    end
  end
end

-- Lists the classes that names lead to, and those that their methods do.
function Reader:reach()
  local reached = {}
  local visit
  local function follow(item)
    for _, list in ipairs { item.returns or {}, item.params or {} } do
      for _, one in ipairs(list) do
        for _, name in ipairs(reference.classes_in(one.type or "any")) do
          visit(name)
        end
      end
    end
  end
  function visit(name)
    local class = self.classes[name]
    if class and not reached[name] then
      reached[name] = true
      self.classes[#self.classes + 1] = class
      for _, method in ipairs(class.methods) do
        follow(method)
      end
    end
  end
  for _, entry in ipairs(self.names) do
    follow(entry.item or {})
    for _, item in ipairs(entry.functions or {}) do
      follow(item)
    end
  end
  table.sort(self.classes, function(a, b)
    return a.name < b.name
  end)
end

-- What is missing of a function's comment.
local function check(self, name, item, path)
  if not item or not item.text or item.text == "" then
    return self.offend(path, item and item.line or 1, "%s has no --- comment", name)
  end
  local told = {}
  for _, param in ipairs(item.params) do
    told[param.name] = true
  end
  for _, argument in ipairs(item.arguments or {}) do
    if not told[argument] and argument ~= "..." and argument ~= "_" and not item.signature then
      self.offend(path, item.line, "%s: the comment says nothing of %s", name, argument)
    end
  end
  if item.body_returns and #item.returns == 0 then
    self.offend(path, item.line, "%s: the comment does not say what comes back", name)
  end
  for _, list in ipairs { item.params, item.returns } do
    for _, one in ipairs(list) do
      for _, class in ipairs(reference.classes_in(one.type or "any")) do
        if not self.classes[class] then
          self.offend(path, item.line, "%s: %s is no type", name, class)
        end
      end
    end
  end
end

--- Adds to `offences` what comments of public names and methods do not say; gives how many functions there are.
function reference.check(self)
  local count = 0
  for _, entry in ipairs(self.names) do
    count = count + 1
    check(self, "sf." .. entry.name, entry.item, entry.path)
    for _, item in ipairs(entry.functions or {}) do
      count = count + 1
      check(self, ("sf.%s.%s"):format(entry.name, item.name), item, entry.path)
    end
  end
  for _, class in ipairs(self.classes) do
    for _, item in ipairs(class.methods) do
      count = count + 1
      check(self, ("%s:%s"):format(class.name, item.name), item, item.path)
    end
  end
  return count
end

return reference
