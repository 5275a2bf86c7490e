--- Checking tables of named options, with errors that name the nearest word.
-- @module signalflow.shared.options
local core = require "signalflow.core"

local options = {}

--- The keys of a table that are strings, in order.
-- @tparam table t
-- @treturn {string,...}
function options.names(t)
  local names = {}
  for name in pairs(t) do
    if type(name) == "string" then
      names[#names + 1] = name
    end
  end
  table.sort(names)
  return names
end

--- Raises that a word is not known, with the nearest one that is.
-- @tparam string kind what the word should be: "driver", "option of run"
-- @param word what came
-- @tparam {string,...} names what is known
function options.unknown(kind, word, names)
  if type(word) ~= "string" then
    core.raise(("%s must be named by a string, not %s"):format(kind, type(word)))
  end
  local nearest = core.nearest(word, names)
  local hint
  if nearest then
    hint = ("did you mean '%s'?"):format(nearest)
  elseif #names == 0 then
    hint = "there is none"
  else
    hint = "known: " .. table.concat(names, ", ")
  end
  core.raise(("unknown %s '%s'; %s"):format(kind, word, hint))
end

--- Checks that a table of options has only these names, each of its type.
-- @tparam ?table given nil counts as empty
-- @tparam table kinds name to Lua type, list of types by "|", or "any"
-- @tparam string what whose options they are: "run"
-- @treturn table given, never nil
function options.check(given, kinds, what)
  if given == nil then
    return {}
  end
  if type(given) ~= "table" then
    core.raise(("%s takes a table of named options, not %s"):format(what, type(given)))
  end
  for name, value in pairs(given) do
    local kind = kinds[name]
    if not kind then
      options.unknown("option of " .. what, name, options.names(kinds))
    end
    if kind ~= "any" and not ("|" .. kind .. "|"):find("|" .. type(value) .. "|", 1, true) then
      core.raise(("option '%s' of %s must be a %s, not %s"):format(name, what, kind:gsub("|", " or a "), type(value)))
    end
  end
  return given
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

return options
