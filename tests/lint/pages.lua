--- The language as pages in Markdown: guides first, then the names of `sf` by room, each with the classes it gives.

local house = require "house"
local tree = require "tree"

local pages = {}

local function sentence(text)
  return (text:gsub("%s+", " "))
end

local function call_of(item)
  local names = {}
  for _, name in ipairs(item.arguments or {}) do
    names[#names + 1] = name ~= "self" and name or nil
  end
  return ("(%s)"):format(table.concat(names, ", "))
end

local function add_function(lines, heading, item)
  lines[#lines + 1] = heading
  lines[#lines + 1] = item.text .. "\n"
  for _, param in ipairs(item.params) do
    if param.name ~= "self" then
      local default = param.default and ", else " .. param.default or param.optional and ", may be left out" or ""
      lines[#lines + 1] = ("- `%s` (%s%s) %s"):format(param.name, param.type or "any", default, sentence(param.text))
    end
  end
  for _, one in ipairs(item.returns) do
    lines[#lines + 1] = ("- %s `%s`%s"):format(one.group == 2 and "or" or "gives", one.type,
      one.text ~= "" and ": " .. sentence(one.text) or "")
  end
  for _, raised in ipairs(item.raises) do
    lines[#lines + 1] = "- raises " .. sentence(raised)
  end
  for _, used in ipairs(item.usage) do
    lines[#lines + 1] = "\n    " .. used
  end
  lines[#lines + 1] = ""
end

local function room_of(path)
  return path:match "^lua/signalflow/([%w_]+)/" or "values" -- the core's own types and functions
end

local function add_class(lines, class)
  lines[#lines + 1] = ("### %s\n\n%s\n"):format(class.name, class.text)
  if class.extends then
    lines[#lines + 1] = ("It has what a %s has.\n"):format(class.extends)
  end
  if class.prints then
    lines[#lines + 1] = "It prints, and has `:page()`, `:explain()` and `:save(path)` (csv, html, json, md, txt).\n"
  end
  for _, item in ipairs(class.methods) do
    if item.text and not item.is_inner then
      add_function(lines, ("#### %s:%s%s\n"):format(class.name, item.name, call_of(item)), item)
    end
  end
end

-- The page of one room, or nil where nothing in it is public.
local function room_page(reference, room)
  local lines = { ("# %s\n\n%s.\n"):format(room.name, room.purpose:gsub("^%l", string.upper)) }
  for _, entry in ipairs(reference.names) do
    if entry.item and room_of(entry.path) == room.name then
      if entry.functions then
        lines[#lines + 1] = ("## sf.%s\n\n%s\n"):format(entry.name, entry.item.text)
        for _, item in ipairs(entry.functions) do
          local name = item == entry.functions.__call and ("sf.%s"):format(entry.name)
            or ("sf.%s.%s"):format(entry.name, item.name)
          add_function(lines, ("### %s%s\n"):format(name, call_of(item)), item)
        end
      else
        add_function(lines, ("## sf.%s%s\n"):format(entry.name, entry.item.is_function and call_of(entry.item) or ""),
          entry.item)
      end
    end
  end
  for _, class in ipairs(reference.classes) do
    if room_of(class.path) == room.name then
      add_class(lines, class)
    end
  end
  return #lines > 1 and table.concat(lines, "\n") or nil
end

--- The pages by name, without an ending: "index", "guide-...", "room-...".
function pages.all(reference, root)
  local made, index = {}, { "# signalflow\n\n## Guides\n" }
  for _, path in ipairs(tree.files(root)) do
    if path == "README.md" or path == "csrc/README.md" or path:find "^lua/.*README%.md$" then
      local text = tree.read(root, path)
      local name = "guide-" .. path:gsub("/?README%.md$", ""):gsub("/", "-"):gsub("^$", "start")
      made[name] = text
      index[#index + 1] = ("- [%s](%s.html)"):format(text:match "^#%s*([^\n]*)", name)
    end
  end
  index[#index + 1] = "\n## Reference\n"
  for _, room in ipairs(house.lua) do
    local text = room_page(reference, room)
    if text then
      made["room-" .. room.name] = text
      index[#index + 1] = ("- [%s](room-%s.html): %s"):format(room.name, room.name, room.purpose)
    end
  end
  index[#index + 1] = "\n## Names\n"
  for _, entry in ipairs(reference.names) do
    if entry.item then
      index[#index + 1] = ("- [sf.%s](room-%s.html): %s"):format(entry.name, room_of(entry.path),
        sentence(entry.item.text):match "^(.-%.)%s" or sentence(entry.item.text))
    end
  end
  made.index = table.concat(index, "\n") .. "\n"
  return made
end

return pages
