--- Draws the house (floors, rooms, and who calls whom) and says where the tree departs from its plan.
-- Usage: lua5.4 tests/lint/rooms.lua [--root DIR] [--build DIR] [--quiet]; exit status 1 when something is wrong.
package.path = (arg[0]:match "^.*/" or "./") .. "?.lua;" .. package.path

local arrows = require "arrows"
local c_arrows = require "c_arrows"
local house = require "house"
local lua_arrows = require "lua_arrows"
local source = require "source"
local tree = require "tree"

local UMBRELLA = "include/signalflow/signalflow.h"
local TABLE = "lua/signalflow/init.lua"
local SHOWN = 4 -- reasons of an arrow that an offence names

local given = tree.arguments(arg)
local files = tree.files(given.root)
local offences = {}

local function offend(form, ...)
  offences[#offences + 1] = form:format(...)
end

local function short(reasons)
  local words = tree.keys(reasons)
  local text = table.concat(words, " ", 1, math.min(#words, SHOWN))
  return #words > SHOWN and text .. (" and %d more"):format(#words - SHOWN) or text
end

-- ---- rooms of files ----

-- The room of each file, by the plan; a folder without a room and a file outside every room are offences.
local function place(paths, room_of, plan, prefix)
  local rooms, strange = {}, {}
  for _, path in ipairs(paths) do
    local name = room_of(path)
    if name and plan[name] then
      rooms[path] = name
    elseif name then
      strange[name] = (strange[name] or 0) + 1
    else
      offend("%s: stands in no room", path)
    end
  end
  for _, name in ipairs(tree.keys(strange)) do
    offend("%s%s: unknown room (%d files)", prefix, name, strange[name])
  end
  return rooms
end

-- ---- arrows of rooms ----

-- Calls visit(from, to, reasons) for each arrow, in order.
local function each_arrow(map, visit)
  for _, from in ipairs(tree.keys(map)) do
    for _, to in ipairs(tree.keys(map[from])) do
      visit(from, to, map[from][to])
    end
  end
end

-- Adds arrows of files to arrows of rooms, the calling files as reasons.
local function lift(map, rooms, lifted)
  each_arrow(map, function(from, to)
    if rooms[from] and rooms[to] and rooms[from] ~= rooms[to] then
      arrows.add(lifted, rooms[from], rooms[to], (from:gsub("%.[ch]$", "")))
    end
  end)
  return lifted
end

-- What the plan has against an arrow from one room of C to another, or nil.
local function objection_c(from, to)
  if to.floor > from.floor then
    return ("upward, floor %d calls floor %d"):format(from.floor, to.floor)
  elseif to.floor == from.floor then
    return ("sideways, %s and %s stand on floor %d"):format(from.name, to.name, to.floor)
  end
  for _, never in ipairs(from.never or {}) do
    if never == to.name then
      return ("%s never knows %s"):format(from.name, never)
    end
  end
end

local function objection_lua(from, to)
  if to.step > from.step then
    return ("upward, %s comes after %s"):format(to.name, from.name)
  end
end

-- Arrows of files that the plan has something against.
local function check_arrows(map, rooms, plan, objection)
  each_arrow(map, function(from, to, reasons)
    local here, there = plan[rooms[from]], plan[rooms[to]]
    local why = here and there and here ~= there and objection(here, there)
    if why then
      offend("%s -> %s: %s (%s)", from, to, why, short(reasons))
    end
  end)
end

-- Each group of names that reach each other: one way round, then the arrows that tie it. Of rooms, which nearly all
-- reach each other as soon as one arrow points up, only the arrows of that way.
local function check_circles(map, what)
  for _, group in ipairs(arrows.groups(map)) do
    local way = arrows.circle(map, group)
    offend("circle of %s: %s", what, table.concat(way, " -> "))
    local ties = {}
    for step, name in ipairs(way) do
      ties[name] = { [way[step + 1] or ""] = true }
    end
    for _, from in ipairs(group) do
      for _, to in ipairs(what ~= "rooms" and group or tree.keys(ties[from] or {})) do
        if map[from][to] then
          offences[#offences + 1] = ("  %s -> %s: %s"):format(from, to, short(map[from][to]))
        end
      end
    end
  end
end

-- Only the arrows that stay within a room.
local function within(map, rooms)
  local kept = {}
  each_arrow(map, function(from, to, reasons)
    if rooms[from] and rooms[from] == rooms[to] then
      kept[from] = kept[from] or {}
      kept[from][to] = reasons
    end
  end)
  return kept
end

-- ---- C ----

-- Rooms of C files: a source's is its folder, a public header's that of the symbols it declares.
local function place_c(c)
  local sources = {}
  for _, path in ipairs(files) do
    if path:find "^csrc/.*%.[ch]$" then
      sources[#sources + 1] = path
    end
  end
  local rooms = place(sources, function(path)
    return c.rooms[path]
  end, house.c, "csrc/")
  for _, path in ipairs(files) do
    if path:find "^include/.*%.h$" and path ~= UMBRELLA then
      rooms[path] = house.c[c.rooms[path]] and c.rooms[path]
      if not c.rooms[path] then
        offend("%s: stands in no room; no file of csrc defines what it declares or has its name", path)
      end
    end
  end
  return rooms
end

local function check_c(c)
  local rooms = place_c(c)
  for _, path in ipairs(c.unbuilt) do
    if not house.apart[path] then
      offend("%s: has no object in %s; build first", path, given.build)
    end
  end
  for _, path in ipairs(tree.keys(c.sees_lua)) do
    if not (house.c[rooms[path]] or {}).sees_lua then
      offend("%s: includes <%s>; only csrc/lua sees Lua", path, c.sees_lua[path])
    end
  end
  each_arrow(c.foreign, function(path, name)
    if (house.c[rooms[path]] or {}).own_math then
      offend("%s -> %s: csrc/%s uses our own mathematics, never libm's", path, name, rooms[path])
    end
  end)
  each_arrow(c.includes, function(from, to)
    if to == UMBRELLA and from:find "^csrc/" and not (house.c[rooms[from]] or {}).sees_lua then
      offend("%s -> %s: upward, the umbrella stands over all rooms", from, to)
    end
  end)
  check_arrows(c.includes, rooms, house.c, objection_c)
  check_arrows(c.calls, rooms, house.c, objection_c)
  check_circles(c.includes, "headers")
  check_circles(within(c.calls, rooms), "files")
  local lifted = lift(c.calls, rooms, lift(c.includes, rooms, {}))
  check_circles(lifted, "rooms")
  return rooms, lifted
end

-- ---- Lua ----

-- A file as an analyst writes it; a folder's init.lua is what finds the others.
local function is_script(path)
  for _, folder in ipairs(house.scripts) do
    if path:sub(1, #folder) == folder and path ~= folder .. "init.lua" then
      return true
    end
  end
  return false
end

-- Who may require the table `sf`, and who nothing else.
local function check_whole(lua, rooms)
  for _, path in ipairs(tree.keys(lua.whole)) do
    local room = house.lua[rooms[path]]
    if path:find "^lua/signalflow/" and not is_script(path) and not (room and room.host) then
      offend("%s -> %s: upward, a room is handed the table sf and does not require it", path, TABLE)
    end
  end
  for _, path in ipairs(tree.keys(lua.calls)) do
    if is_script(path) then
      for _, to in ipairs(tree.keys(lua.calls[path])) do
        offend('%s -> %s: a script requires "signalflow" alone', path, to)
      end
    end
  end
end

-- The part of a text that gives a number's digits or a width: "%.2f", "%-10s"; not the frontier of a pattern, "%f[",
-- nor the zeros of a day or a name, "%04d".
local function form_in(text)
  for form, after in (text:gsub("%%%%", "  ") .. " "):gmatch "(%%[-+#]*%d*%.?%d*[fegds])(.)" do
    if not form:find "^%%[ds]$" and not form:find "^%%0%d+d$" and not (form == "%f" and after == "[") then
      return form
    end
  end
  return nil
end

-- How a number or a line looks is asked of the page, and of the rooms that the plan names.
local function check_layout(path, room)
  for _, token in ipairs(room and room.writes and {} or source.lua(tree.read(given.root, path))) do
    local form = token.kind == "string" and form_in(token.value)
      or token.kind == "word" and token.value == "rep" and "rep"
    if form then
      offend("%s:%d: %s gives digits or a width, which are the page's to choose", path, token.line, form)
    end
  end
end

local function check_lua(lua)
  local paths = {}
  for _, path in ipairs(files) do
    if path:find "^lua/signalflow/.*%.lua$" and path ~= TABLE then
      paths[#paths + 1] = path
    end
  end
  local rooms = place(paths, function(path)
    return path:match "^lua/signalflow/([^/]+)/"
  end, house.lua, "lua/signalflow/")
  each_arrow(lua.missing, function(path, name)
    offend("%s: requires %s, which no file holds", path, name)
  end)
  check_whole(lua, rooms)
  for _, path in ipairs(tree.keys(rooms)) do
    check_layout(path, house.lua[rooms[path]])
  end
  check_arrows(lua.calls, rooms, house.lua, objection_lua)
  check_circles(within(lua.calls, rooms), "files")
  local lifted = lift(lua.calls, rooms, {})
  check_circles(lifted, "rooms")
  return rooms, lifted
end

-- ---- the drawing ----

local function measure(rooms, lines)
  local sizes = {}
  for path, room in pairs(rooms) do
    if not path:find "^include/" then
      local size = sizes[room] or { files = 0, lines = 0 }
      size.files, size.lines = size.files + 1, size.lines + lines[path]
      sizes[room] = size
    end
  end
  return sizes
end

-- "base 12, numeric 3": how many files of a room reach each other room, in the order of the plan.
local function reached(out, plan)
  local words = {}
  for _, room in ipairs(plan) do
    local from = out and out[room.name]
    if from then
      words[#words + 1] = ("%s %d"):format(room.name, #tree.keys(from))
    end
  end
  return #words > 0 and table.concat(words, ", ") or "nothing"
end

-- The rooms of a plan, the highest floor first.
local function draw(plan, level, folder, rooms, lines, lifted)
  local sizes = measure(rooms, lines)
  local last
  for index = #plan, 1, -1 do
    local room = plan[index]
    local size = sizes[room.name]
    if size then
      if room[level] ~= last then
        print(("%s %d"):format(level, room[level]))
        last = room[level]
      end
      print(("  %-24s %3d files %6d lines  %s"):format(folder .. room.name, size.files, size.lines, room.purpose))
      print(("  %24s -> %s"):format("", reached(lifted[room.name], plan)))
    end
  end
end

local c = c_arrows.gather(given.root, given.build, files)
local lua = lua_arrows.gather(given.root, files)
local c_rooms, c_lifted = check_c(c)
local lua_rooms, lua_lifted = check_lua(lua)

if not given.quiet then
  print("Lua: a number is how many files of the room call the other")
  draw(house.lua, "step", "lua/signalflow/", lua_rooms, lua.lines, lua_lifted)
  print("\nC: the same, a file being a source with its header")
  draw(house.c, "floor", "csrc/", c_rooms, c.lines, c_lifted)
  for _, path in ipairs(tree.keys(c.split)) do
    local words = {}
    for _, room in ipairs(tree.keys(c.split[path])) do
      words[#words + 1] = ("%s %d"):format(room, c.split[path][room])
    end
    print(("  note: %s declares symbols of several rooms: %s"):format(path, table.concat(words, ", ")))
  end
  print ""
end
for _, line in ipairs(offences) do
  print(line)
end
print(#offences == 0 and "every arrow points down, no circles" or ("%d lines of offences"):format(#offences))
os.exit(#offences == 0)
