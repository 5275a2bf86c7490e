--- Checking tables of named options, with errors that name the nearest word.
-- @module signalflow.options
local core = require "signalflow.core"
local settings = require "signalflow.settings"

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

local function whole(given, name, low, high)
  local value = given[name]
  if value == nil then
    return nil
  end
  local integer = math.tointeger(value)
  if not integer or integer < low or integer > high then
    core.raise(("option '%s' must be a whole number from %s to %s, not %s"):format(
      name, core.format_number(low, 1, 6), core.format_number(high, 1, 6), tostring(value)))
  end
  return integer
end

local SAMPLERS = { "sobol", "pseudo", "antithetic", "latin" }
local STATISTICS = { "mean", "sd", "min", "max", "p5", "p50", "p95", "quantiles" }
local MOST_DRAWS = 1 << 50

local function one_of(value, known, kind)
  for _, word in ipairs(known) do
    if word == value then
      return value
    end
  end
  options.unknown(kind, value, known)
end

local function relative_error(value)
  if value == nil then
    return nil
  end
  local share = type(value) == "string" and core.quantity(value) or value
  if type(share) ~= "number" or not (share > 0 and share < 1) then
    core.raise(("option 'error' is a relative error between 0 and 1, as \"0.1%%\" or 0.001, not %s"):format(
      tostring(value)))
  end
  return share
end

--- Types of the options every run takes; a caller adds its own.
-- @tparam[opt] table more name to type
-- @treturn table
function options.run_kinds(more)
  local kinds = { draws = "number", seed = "number", threads = "number", sampler = "string", statistics = "table",
    error = "number|string", progress = "function", block = "number" }
  for name, kind in pairs(more or {}) do
    kinds[name] = kind
  end
  return kinds
end

local DEFAULT_DRAWS = 65536
local DRAWS_FOR_ERROR = 1 << 26

--- Reads the options of a run, puts the command line's above them, and fills the defaults.
-- @tparam table given already checked for names; `draws seed threads sampler statistics error progress block`
-- @tparam[opt=65536] integer draws when none are asked for
-- @treturn table `draws seed threads sampler statistics error progress block` as the plan takes them
function options.run(given, draws)
  local asked = setmetatable({}, { __index = function(_, name)
    local above = settings.run[name]
    if above ~= nil then
      return above
    end
    return given[name]
  end })
  local read = {
    draws = whole(asked, "draws", 1, MOST_DRAWS),
    seed = whole(asked, "seed", math.mininteger, math.maxinteger) or 1,
    threads = whole(asked, "threads", 1, 256),
    block = whole(asked, "block", 16, 1 << 16),
    sampler = given.sampler and one_of(given.sampler, SAMPLERS, "sampler") or "sobol",
    error = relative_error(given.error),
    progress = given.progress,
  }
  if given.statistics then
    for _, word in ipairs(given.statistics) do
      one_of(word, STATISTICS, "statistic")
    end
    if #given.statistics == 0 then
      core.raise "option 'statistics' is an empty list; name at least \"mean\""
    end
    read.statistics = { "mean" }
    for _, word in ipairs(given.statistics) do
      if word:find "^p%d" or word == "quantiles" then
        read.statistics[2] = "quantiles"
      end
    end
  end
  read.draws = read.draws or (read.error and DRAWS_FOR_ERROR) or draws or DEFAULT_DRAWS
  return read
end

return options
