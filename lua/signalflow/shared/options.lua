--- Checking tables of named options, with errors that name the nearest word.
-- @module signalflow.shared.options
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"

local options = {}

--- What pairs goes through, for a table of a script: one whose __pairs gives no iterator is gone through as it is.
-- @tparam table t
-- @treturn function
-- @return what the function is called with first, twice
function options.each(t)
  local iterate, state, first = pairs(t)
  if type(iterate) ~= "function" then
    return next, t
  end
  return iterate, state, first
end

--- The keys of a table that are strings, in order.
-- @tparam table t
-- @treturn {string,...}
function options.names(t)
  local names = {}
  for name in options.each(t) do
    if type(name) == "string" then
      names[#names + 1] = name
    end
  end
  core.sort_texts(names)
  return names
end

--- A fresh table with the fields of two.
-- @tparam table first
-- @tparam ?table second whose fields come before those of the first
-- @treturn table
function options.merged(first, second)
  local made = {}
  for name, value in pairs(first) do
    made[name] = value
  end
  for name, value in pairs(second or {}) do
    made[name] = value
  end
  return made
end

--- What a value is, in a few words: "nil", "a table", "12", "the text 'abc'".
-- @param value
-- @treturn string
function options.describe(value)
  local kind = type(value)
  if math.type(value) == "float" and value == value and math.abs(value) < math.huge then
    local written = core.format_number(value, 1, 15)
    return tonumber(written) == value and written or core.format_number(value, 1, 17)
  elseif kind == "number" and value ~= value then
    return "nan" -- which the C library writes with a sign
  elseif kind == "nil" or kind == "boolean" or kind == "number" then
    return tostring(value)
  elseif kind == "string" then
    return ("the text '%s'"):format(#value > 40 and value:sub(1, 40) .. "..." or value)
  end
  local meta = getmetatable(value)
  local name = type(meta) == "table" and rawget(meta, "__name") or meta
  return "a " .. (type(name) == "string" and name or kind)
end

--- What a value says of itself, for an error: a quantity its number and unit, anything else what it is.
-- @param value
-- @treturn string
function options.said(value)
  return getmetatable(value) == "Quantity" and tostring(value) or options.describe(value)
end

--- A key of a table, for an error: a text as it is, anything else what it is.
-- @param key
-- @treturn string
function options.key(key)
  return type(key) == "string" and key or options.describe(key)
end

local MOST_MEANT = 4

-- Those of the names that have the word among their parts: "power" is one of "grid_power". None where many have it.
local function with_part(word, names)
  local found, part = {}, word:lower()
  for _, name in ipairs(names) do
    local parts = " " .. name:lower():gsub("[_.-]", " ") .. " "
    if parts:find(" " .. part .. " ", 1, true) then
      found[#found + 1] = name
    end
  end
  return #found <= MOST_MEANT and found or {}
end

--- What follows a name that is not there: "; did you mean 'B200'?".
-- @tparam string word what came; nothing is meant by one that is among them
-- @tparam {string,...} names what there is
-- @tparam[opt] string otherwise what is said where none of them is near; nothing unless given
-- @treturn string
function options.suggest(word, names, otherwise)
  local nearest = core.nearest(word, names)
  local meant = nearest and { nearest } or with_part(word, names)
  if #meant == 0 or meant[1] == word then
    return otherwise or ""
  end
  local last = table.remove(meant)
  local first = #meant > 0 and ("'%s' or "):format(table.concat(meant, "', '")) or ""
  return ("; did you mean %s'%s'?"):format(first, last)
end

--- Raises that a word is not known, with the nearest one that is.
-- @tparam string kind what the word should be: "driver", "option of run"
-- @param word what came
-- @tparam {string,...} names what is known
-- @tparam[opt] string advice what to do where none is near, in place of all that is known; NAME in it is the word
function options.unknown(kind, word, names, advice)
  if type(word) ~= "string" then
    core.raise(("%s must be named by a string, not %s"):format(kind, options.said(word)))
  end
  local hint = "known: " .. table.concat(names, ", ")
  if #names == 0 then
    hint = "there is none"
  elseif advice then
    hint = advice:gsub("NAME", function()
      return word
    end)
  end
  core.raise(("unknown %s '%s'%s"):format(kind, word, options.suggest(word, names, "; " .. hint)))
end

-- A day that there is, in text or as a number; the core says what is wrong with it.
local function check_day(value, name, what)
  local done, why = failure.catch(core.day, value)
  if not done then
    core.raise(("option '%s' of %s: %s"):format(name, what, tostring(why):match "day: (.*)$" or why))
  end
end

-- The first in order of the names that are none of these, so that the same mistake is told in the same words.
local function least_unknown(given, kinds)
  local least
  for name in options.each(given) do
    if not kinds[name] then
      local are_texts = type(name) == "string" and type(least) == "string"
      if least == nil or are_texts and core.before(name, least) then
        least = name
      end
    end
  end
  return least
end

--- Refuses sf itself as a first argument: sf:factory {...} hands it on.
-- @param value
-- @tparam string what was called: "sf.factory"
function options.refuse_colon(value, what)
  if value ~= nil and rawequal(value, package.loaded.signalflow) then
    core.raise(("%s is called with a dot, not a colon: sf.name, not sf:name"):format(what:match "^[^:]+"))
  end
end

--- Checks that a table of options has only these names, each of its type.
-- @tparam ?table given nil counts as empty
-- @tparam table kinds name to Lua type, list of types by "|", "day" (text or a number that `core.day` takes), or "any"
-- @tparam string what whose options they are: "run"
-- @tparam[opt] function elsewhere called with a name that is none of these; where it belongs, or nil
-- @treturn table given, never nil
function options.check(given, kinds, what, elsewhere)
  if given == nil then
    return {}
  end
  options.refuse_colon(given, what)
  if type(given) ~= "table" then
    core.raise(("%s takes a table of named options, not %s"):format(what, options.said(given)))
  end
  local unknown = least_unknown(given, kinds)
  local place = unknown ~= nil and elsewhere and elsewhere(unknown)
  if place then
    core.raise(("'%s' is no option of %s: it belongs %s"):format(unknown, what, place))
  elseif unknown ~= nil then
    options.unknown("option of " .. what, unknown, options.names(kinds))
  end
  for name, value in options.each(given) do
    local kind = kinds[name]
    if kind == "day" then
      check_day(value, name, what)
    elseif kind ~= "any" and kind ~= type(value)
      and not ("|" .. kind .. "|"):find("|" .. type(value) .. "|", 1, true) then
      core.raise(("option '%s' of %s must be a %s, not %s"):format(name, what, kind:gsub("|", " or a "),
        options.describe(value)))
    end
  end
  return given
end

--- Checks one argument that is not named.
-- @param value
-- @tparam string kinds Lua types by "|"
-- @tparam string what whose argument it is: "fred.read: path"
-- @return value
function options.argument(value, kinds, what)
  options.refuse_colon(value, what)
  if not ("|" .. kinds .. "|"):find("|" .. type(value) .. "|", 1, true) then
    core.raise(("%s: expected a %s, got %s"):format(what, kinds:gsub("^nil|", ""):gsub("|", " or a "),
      options.describe(value)))
  elseif type(value) == "number" and (value ~= value or math.abs(value) == math.huge) then
    core.raise(("%s: expected a finite number, got %s"):format(what, options.describe(value)))
  end
  return value
end

--- Checks that the items of a table follow one another from 1 on: what stands after a gap would be lost.
-- @tparam table given its other keys are the caller's
-- @tparam string what for the error: "the forecasts"
-- @treturn table given
function options.items(given, what)
  local count, gap, after = 0, 1, nil
  for key in next, given do
    count = count + (math.type(key) == "integer" and 1 or 0)
  end
  while rawget(given, gap) ~= nil do
    gap = gap + 1
  end
  if gap > count then
    return given
  end
  for key in next, given do
    local is_apart = math.type(key) == "integer" and (key < 1 or key > gap)
    after = is_apart and (after == nil or key < after) and key or after
  end
  core.raise(("%s are a list without gaps; there is one at %d, and none at %d"):format(what, after, gap))
end

--- The same of a table that holds nothing else.
-- @param given
-- @tparam string what for the error: "the dates of xirr"
-- @treturn table given
function options.list(given, what)
  if type(given) ~= "table" then
    core.raise(("%s are a list, not %s"):format(what, options.said(given)))
  end
  for key in next, given do
    if math.type(key) ~= "integer" then
      core.raise(("%s are a list, without names; this one has '%s'"):format(what, options.key(key)))
    end
  end
  return options.items(given, what)
end

--- Checks that the values of drivers have names.
-- @tparam table changes
-- @tparam ?string where they stand, for the error: "scenario 'x': "
-- @tparam ?string example a driver's name
function options.drivers(changes, where, example)
  for name in next, changes do
    if type(name) ~= "string" then
      core.raise(("%sdrivers are named, as { %s = ... }; this one has no name: [%s]"):format(
        type(where) == "string" and where or "", example or "pue", options.key(name)))
    end
  end
end

--- A whole number, or nil for anything else; text is none, whatever Lua's own conversions say.
-- @param value
-- @treturn ?integer
function options.integer(value)
  return type(value) == "number" and math.tointeger(value) or nil
end

--- Gives back a word that is known, and raises otherwise.
-- @param value what came
-- @tparam {string,...} known
-- @tparam string kind what the word should be: "sampler"
-- @treturn string value
function options.one_of(value, known, kind)
  for _, word in ipairs(known) do
    if word == value then
      return value
    end
  end
  options.unknown(kind, value, known)
end

-- Whether a value is of a class: its metatable, or one whose methods inherit the class's.
local function is_a(value, class, methods)
  local meta = getmetatable(value)
  if meta == class then
    return true
  end
  local index = type(meta) == "table" and rawget(meta, "__index")
  while type(index) == "table" and index ~= methods do
    local above = getmetatable(index)
    index = type(above) == "table" and rawget(above, "__index")
  end
  return index == methods and methods ~= nil
end

local OPERATORS = { __add = true, __sub = true, __mul = true, __div = true, __idiv = true, __mod = true, __pow = true,
  __concat = true, __eq = true, __lt = true, __le = true }

-- "a model", "an outcome", "verdicts"
local function with_article(noun)
  if noun:find "[^is]s$" then
    return noun
  end
  return (noun:find "^[aeiouAEIOU]" and "an " or "a ") .. noun
end

local function seal(functions, class, methods, kind)
  for name, method in pairs(functions) do
    if type(method) == "function" and debug.getinfo(method, "S").what ~= "C" then
      functions[name] = function(self, ...)
        if not (is_a(self, class, methods) or OPERATORS[name] and is_a((...), class, methods)) then
          core.raise(("%s: expected %s before the colon, got %s%s"):format(name, with_article(kind),
            options.describe(self), name:find "^__" and "" or ("; write %s:%s(...)"):format(kind:gsub(" ", "_"), name)))
        end
        return method(self, ...)
      end
    end
  end
end

-- The fields of a class, name to true, by its methods; a class adds its own to those of the class it inherits from.
local fields_of = setmetatable({}, { __mode = "k" })

local function learn_fields(known, fields)
  for _, name in ipairs(fields) do
    known[name] = true
  end
end

-- Refuses what no object of a class has: an `__index`. A field that it may have, and lacks, is nil.
local function refusing(kind, known, methods, advice)
  return function(_, name)
    if type(name) ~= "string" or known[name] or name:find "^_" then
      return nil
    end
    local names = {}
    for _, word in ipairs(options.names(options.merged(known, methods))) do
      names[#names + 1] = not word:find "^_" and word or nil
    end
    options.unknown("field of " .. with_article(kind), name, names, advice)
  end
end

local function refuse_unknown(methods, kind, fields)
  local known = {}
  fields_of[methods] = known
  learn_fields(known, fields)
  setmetatable(methods, { __index = refusing(kind, known, methods, fields.advice) })
end

--- Makes records of one kind: tables without methods, of which any name but these is a slip, and raises.
-- @tparam string kind "year", for errors
-- @tparam {string,...} fields
-- @treturn function takes a table with some of them, and gives it back
function options.records(kind, fields)
  local known = {}
  learn_fields(known, fields)
  local meta = { __index = refusing(kind, known, {}) }
  return function(made)
    return setmetatable(made, meta)
  end
end

--- Makes the functions of a class safe to call with anything as the object: what is not of the class gets words.
-- Called once they are all there. Operators may have the object on either side.
-- @tparam table|string class the metatable, or the name that the core's types have in its place
-- @tparam[opt] table methods where they are not in the metatable itself
-- @tparam[opt] table fields a list of those an object may have: any other that it is asked for raises. `advice`, what
-- to do where none is near; NAME in it is what was asked for
function options.seal(class, methods, fields)
  local kind = type(class) == "string" and class or class.__name:match "[^.]+$":gsub("_", " ")
  if type(class) == "table" then
    seal(class, class, methods, kind)
  end
  if methods and methods ~= class then
    seal(methods, class, methods, kind)
  end
  local above = getmetatable(methods or class)
  if fields and above then
    learn_fields(fields_of[above.__index], fields)
  elseif fields then
    refuse_unknown(methods or class, kind, fields)
  end
end

--- The last place of a list, in which JSON's null leaves places empty.
-- @tparam table list
-- @treturn integer 0 where it has none
function options.last_place(list)
  local last = 0
  for place in pairs(list) do
    last = math.type(place) == "integer" and place > last and place or last
  end
  return last
end

return options
