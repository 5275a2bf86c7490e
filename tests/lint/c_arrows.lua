--- Who calls whom in C: by `#include` and by the symbols of the built objects.

local arrows = require "arrows"
local house = require "house"
local source = require "source"
local tree = require "tree"

local c_arrows = {}

-- What the C library's mathematics offers beyond what IEEE 754 defines to the last bit: its bits differ from one C
-- library to the next. Not here are sqrt, fma, fabs, floor, ceil, trunc, round, rint, nearbyint, fmin, fmax, fmod,
-- remainder, modf, ldexp, frexp, scalbn, logb, ilogb, nextafter, copysign and the tests of a number's class.
local INEXACT = {}
for name in
  ([[
  acos acosh asin asinh atan atan2 atanh cbrt cos cosh erf erfc exp exp10 exp2 expm1 gamma hypot j0 j1 jn lgamma log
  log10 log1p log2 pow pow10 sin sincos sinh tan tanh tgamma y0 y1 yn cexp clog cpow csqrt cabs carg csin ccos ctan
  sinpi cospi tanpi
]]):gmatch "%S+"
do
  for _, suffix in ipairs { "", "f", "l", "_r", "f_r", "l_r" } do
    INEXACT[name .. suffix] = true
    INEXACT["__" .. name .. suffix .. "_finite"] = true
  end
end

-- Sources by the object made of them, as the compiler's own dependency files say; those that are gone are left out.
local function objects(root, build, files)
  local found, built = {}, {}
  for _, path in ipairs(tree.lines(("cd '%s' && find '%s/csrc' -name '*.d' 2>/dev/null"):format(root, build))) do
    local text = tree.read(root, path) or ""
    local from = text:gsub("\\\n", " "):match "^[^:]*:%s*(%S+)"
    if from and files[from] then
      found[path:gsub("%.d$", ".o")] = from
      built[from] = true
    end
  end
  return found, built
end

-- Which file defines each symbol, and arrows of use; what no file defines comes from outside.
local function symbols(root, build, files)
  local made_of, built = objects(root, build, files)
  local defined, used = {}, {}
  for _, line in ipairs(tree.each(root, "nm -A -g -P", tree.keys(made_of))) do
    local object, name, kind = line:match "^(.-%.o): (%S+) (%S)"
    local from = object and made_of[object]
    if from and (kind == "U" or kind == "w") then
      used[#used + 1] = { from = from, name = name }
    elseif from and not defined[name] then
      defined[name] = from
    end
  end
  return defined, used, built
end

-- The file an `#include "..."` means: beside the one that includes it, or beneath csrc or include.
local function included(files, from, name)
  for _, path in ipairs { (from:match "^.*/" or "") .. name, "csrc/" .. name, "include/" .. name } do
    if files[path] then
      return path
    end
  end
end

local function room_of_source(path)
  return path:match "^csrc/([^/]+)/"
end

-- The room that defines most of what a public header declares; a header without symbols goes by its name.
local function room_of_header(path, code, defined, files)
  local counts, best = {}, nil
  local seen = {}
  for name in code:gmatch "([%a_][%w_]*)%s*[%(%[;]" do
    local room = defined[name] and not seen[name] and room_of_source(defined[name])
    seen[name] = true
    if room then
      counts[room] = (counts[room] or 0) + 1
    end
  end
  for _, room in ipairs(tree.keys(counts)) do
    if not best or counts[room] > counts[best] then
      best = room
    end
  end
  if best then
    return best, counts
  end
  local stem = path:match "([^/]+)%.h$"
  for _, room in ipairs(house.c) do
    if files[("csrc/%s/%s.c"):format(room.name, stem)] or files[("csrc/%s/%s.h"):format(room.name, stem)] then
      return room.name, counts
    end
  end
  return house.c[stem] and stem, counts
end

-- Arrows of `#include`, and those that see Lua's headers.
local function includes(files, codes, result)
  for path, code in pairs(codes) do
    for name in code:gmatch '#[ \t]*include[ \t]*"([^"\n]+)"' do
      local to = included(files, path, name)
      if to then
        arrows.add(result.includes, path, to, '#include "' .. name .. '"')
      end
    end
    for name in code:gmatch "#[ \t]*include[ \t]*<(l[ua][^>\n]*)>" do
      if name:find "^lua[%w]*%.h$" or name == "lauxlib.h" then
        result.sees_lua[path] = name
      end
    end
  end
end

--- Everything C says about who calls whom:
-- `includes` and `calls` (arrows between files), `rooms` (the room of each file), `split` (headers that speak for more
-- than one room), `unbuilt` (sources without an object), `foreign` (inexact mathematics by file), `sees_lua`.
function c_arrows.gather(root, build, files)
  local defined, used, built = symbols(root, build, files)
  local result = { includes = {}, calls = {}, rooms = {}, lines = {} }
  result.split, result.unbuilt, result.foreign, result.sees_lua = {}, {}, {}, {}
  local codes = {}
  for _, path in ipairs(files) do
    if path:find "^csrc/.*%.[ch]$" or path:find "^include/.*%.h$" then
      local text = tree.read(root, path)
      codes[path] = source.c(text)
      result.lines[path] = select(2, text:gsub("\n", ""))
      result.rooms[path] = room_of_source(path)
      if path:find "%.c$" and not built[path] then
        result.unbuilt[#result.unbuilt + 1] = path
      end
    end
  end
  for path, code in pairs(codes) do
    if path:find "^include/" then
      local room, counts = room_of_header(path, code, defined, files)
      result.rooms[path] = room
      if next(counts, next(counts)) then
        result.split[path] = counts
      end
    end
  end
  includes(files, codes, result)
  for _, use in ipairs(used) do
    local to = defined[use.name]
    if to and to ~= use.from then
      arrows.add(result.calls, use.from, to, use.name)
    elseif not to and INEXACT[use.name] then
      arrows.add(result.foreign, use.from, use.name)
    end
  end
  return result
end

return c_arrows
