--- Writes what is made from comments.
-- Usage: lua5.4 tests/lint/write_reference.lua [--root DIR] [--build DIR] [--quiet] WHAT
--   committed  the stubs for editors, and the table of functions in the boundary's README
--   stale      says which of these differ from what would be written; exit status 1 then
--   help       the table that the prompt's help reads, into the build folder
--   docs       the pages of the reference in Markdown, into the build folder
package.path = (arg[0]:match "^.*/" or "./") .. "?.lua;" .. package.path

local pages = require "pages"
local reference = require "reference"
local stubs = require "stubs"
local tree = require "tree"

local STUBS, BOUNDARY = "lua/signalflow/meta/signalflow.lua", "csrc/lua/README.md"

local what = table.remove(arg)
local given = tree.arguments(arg)
local language = reference.read(given.root)

local function write(path, text)
  local folder = path:match "^(.*)/"
  os.execute(("mkdir -p '%s'"):format(folder))
  local file = assert(io.open(path, "wb"))
  assert(file:write(text))
  assert(file:close())
end

-- The boundary's README with its table of functions made anew.
local function boundary()
  local text = tree.read(given.root, BOUNDARY)
  local head, tail = text:match "^(.-| function | what it does |\n|%-+|%-+|\n).-(\n\n.*)$"
  assert(head, BOUNDARY .. " has no table of functions")
  local rows = {}
  for i, item in ipairs(language.core) do
    rows[i] = ("| `%s` | %s |"):format(item.signature:gsub("%s+", " "), (item.text:gsub("%s+", " ")))
  end
  return head .. table.concat(rows, "\n") .. tail
end

local function committed()
  return { [STUBS] = stubs.text(language), [BOUNDARY] = boundary() }
end

-- A value as Lua text; tables without holes alone, keys in order.
local function written(value, indent)
  if type(value) ~= "table" then
    return type(value) == "string" and ("%q"):format(value):gsub("\\\n", "\\n") or tostring(value)
  end
  local parts, inner = {}, indent .. " "
  for i, one in ipairs(value) do
    parts[i] = written(one, inner)
  end
  for _, key in ipairs(tree.keys(value)) do
    parts[#parts + 1] = type(key) == "string" and ("%s = %s"):format(key, written(value[key], inner)) or nil
  end
  return "{ " .. table.concat(parts, ",\n" .. indent) .. " }"
end

local function help_of(call, item, path)
  local entry = { call = call, text = item.text, params = {}, returns = {}, raises = item.raises, usage = item.usage,
    room = path:match "^lua/signalflow/([%w_]+)/" or "values" }
  for i, param in ipairs(item.params) do
    entry.params[i] = { name = param.name, type = param.type or "any", text = param.text,
      optional = param.optional or nil, default = param.default }
  end
  for i, one in ipairs(item.returns) do
    entry.returns[i] = { type = one.type, text = one.text, group = one.group }
  end
  return entry
end

local function named(form, item, ...)
  local names = {}
  for _, name in ipairs(item.arguments or {}) do
    names[#names + 1] = name ~= "self" and name or nil
  end
  return form:format(...) .. (item.is_function and ("(%s)"):format(table.concat(names, ", ")) or "")
end

-- What help knows: `names` of sf, `classes` with their methods.
local function help()
  local made = { names = {}, classes = {} }
  for _, entry in ipairs(language.names) do
    if entry.item then
      local one = help_of(named("sf.%s", entry.functions and {} or entry.item, entry.name), entry.item, entry.path)
      one.functions = entry.functions and {}
      for i, item in ipairs(entry.functions or {}) do
        one.functions[i] = help_of(named("sf.%s.%s", item, entry.name, item.name), item, entry.path)
        one.functions[i].name = item.name
      end
      one.name = entry.name
      made.names[#made.names + 1] = one
    end
  end
  for i, class in ipairs(language.classes) do
    local one = { name = class.name, text = class.text, extends = class.extends, prints = class.prints,
      meta = class.meta or class.is_core and class.name or nil, methods = {} }
    for _, item in ipairs(class.methods) do
      if item.text and not item.is_inner then
        local method = help_of(named("%s:%s", item, class.name, item.name), item, class.path)
        method.name = item.name
        one.methods[#one.methods + 1] = method
      end
    end
    made.classes[i] = one
  end
  return "return " .. written(made, "") .. "\n"
end

local actions = {}

function actions.committed()
  for path, text in pairs(committed()) do
    write(given.root .. "/" .. path, text)
  end
end

function actions.stale()
  local fresh = true
  for path, text in pairs(committed()) do
    if tree.read(given.root, path) ~= text then
      print(path .. ": differs from what comments say; make stubs writes it anew")
      fresh = false
    end
  end
  os.exit(fresh)
end

function actions.help()
  write(given.build .. "/lua/signalflow/prompt/help_text.lua", help())
end

function actions.docs()
  for name, text in pairs(pages.all(language, given.root)) do
    write(("%s/docs/%s.md"):format(given.build, name), text)
  end
end

if not actions[what] then
  io.stderr:write "write_reference takes committed, stale, help or docs\n"
  os.exit(2)
end
actions[what]()
