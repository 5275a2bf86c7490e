--- The options that every run takes: draws, seed, sampler, threads, statistics, error, progress.
-- @module signalflow.shared.run_options
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local settings = require "signalflow.shared.settings"
local statistics = require "signalflow.shared.statistics"

local run_options = {
  --- Draws of what stands on a page among other things, or is searched for, where nobody says how many.
  page_draws = 16384,
}

local function whole(given, name, low, high)
  local value = given[name]
  if value == nil then
    return nil
  end
  local integer = options.integer(value)
  if integer and integer >= low and integer <= high then
    return integer
  end
  local is_typed = settings.run[name] ~= nil -- on the command line: the script has no part in it
  local words = ("%s must be a whole number from %d to %d, not %s"):format(
    is_typed and "--" .. name or ("option '%s'"):format(name), low, high, options.describe(value))
  if is_typed then
    error(words, 0)
  end
  core.raise(words)
end

local SAMPLERS = { "sobol", "pseudo", "antithetic", "latin" }
local MOST_DRAWS = 1 << 50
local DEFAULT_DRAWS = 65536
local DRAWS_FOR_ERROR = 1 << 26 -- the limit when only an error is asked for

local function relative_error(name, value)
  if value == nil then
    return nil
  end
  local share = value
  if type(value) == "string" then
    local is_read, read = failure.catch(core.quantity, value)
    share = is_read and read
  end
  if type(share) ~= "number" or not (share > 0 and share < 1) then
    core.raise(("option '%s' is a relative error between 0 and 1, as \"0.1%%\" or 0.001, not %s"):format(name,
      options.describe(value)))
  end
  return share
end

-- draws = "0.1%" and error = "0.1%" ask for the same: draws until every mean is that sure.
local function how_many(draws, asked_error)
  if type(draws) ~= "string" then
    return whole({ draws = draws }, "draws", 1, MOST_DRAWS), relative_error("error", asked_error)
  elseif asked_error ~= nil then
    core.raise(('draws = "%s" and error both say how sure to be; give one'):format(draws))
  end
  return nil, relative_error("draws", draws)
end

-- What the plan is to keep.
local function what_to_keep(words)
  if words == nil then
    return nil
  elseif #words == 0 then
    core.raise "option 'statistics' is an empty list; name at least \"mean\""
  end
  local keep = { "mean" }
  for _, word in ipairs(options.list(words, "the statistics")) do
    options.one_of(word, statistics.kept, "statistic")
    if statistics.is_quantile(word) then
      keep[2] = "quantiles"
    end
  end
  return keep
end

--- Types of the options every run takes; a caller adds its own.
-- @tparam[opt] table more name to type
-- @treturn table
function run_options.kinds(more)
  return options.merged({ draws = "number|string", error = "number|string", seed = "number", threads = "number",
    block = "number", sampler = "string", statistics = "table", progress = "function" }, more)
end

--- Reads the options of a run, puts the command line's above them, and fills the defaults.
-- @tparam table given already checked for names; `draws` is a number, or the relative error to reach, as "0.1%"
-- @tparam[opt=65536] integer draws when none are asked for
-- @treturn table `draws seed threads sampler statistics error progress block`; with `error`, draws is the limit
function run_options.read(given, draws)
  local asked = setmetatable({}, { __index = function(_, name)
    local above = settings.run[name]
    if above ~= nil then
      return above
    end
    return given[name]
  end })
  local wanted, sure = how_many(asked.draws, given.error)
  return {
    draws = wanted or (sure and DRAWS_FOR_ERROR) or draws or DEFAULT_DRAWS,
    error = sure,
    statistics = what_to_keep(given.statistics),
    seed = whole(asked, "seed", math.mininteger, math.maxinteger) or 1,
    threads = whole(asked, "threads", 1, 256),
    block = whole(asked, "block", 16, 1 << 16),
    sampler = given.sampler and options.one_of(given.sampler, SAMPLERS, "sampler") or "sobol",
    progress = given.progress,
  }
end

return run_options
