--- What a brief watches: companies by ticker, and factories; as words, or as a Lua file that returns a table.
--
--     return { tickers = { "NVDA", "MSFT" }, feeds = { "news.xml" },
--       factories = { function(files, day) return sf.factory { ... } end } }
-- @module signalflow.brief.watch
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local filers = require "signalflow.catalogue.filers"
local folder = require "signalflow.series.folder"
local model = require "signalflow.model.model"
local options = require "signalflow.shared.options"
local run_options = require "signalflow.shared.run_options"
local script = require "signalflow.shared.script"

local watch = {}


local KINDS = { tickers = "table", factories = "table", feeds = "table" }

local function check_tickers(tickers)
  for i, word in ipairs(tickers) do
    tickers[i] = type(word) == "string" and word:upper() or word
    if not filers.known[tickers[i]] then
      options.unknown("filer", tickers[i], options.names(filers.known))
    end
  end
end

--- Checks what is watched.
-- @tparam table given `tickers`, of `sf.folder`'s filers; `feeds`, paths; `factories`, a list of factories (models),
-- and of functions of a folder and a day that give one
-- @treturn table the same, with every list there
function watch.of(given)
  given = options.check(given, KINDS, "watch")
  local made = { tickers = table.move(given.tickers or {}, 1, #(given.tickers or {}), 1, {}),
    feeds = given.feeds or {}, factories = given.factories or {} }
  check_tickers(made.tickers)
  for i, one in ipairs(made.factories) do
    if type(one) ~= "function" and not model.is(one) then
      core.raise(("factory %d of watch is sf.factory { ... }, or a function of a folder and a day that gives one, not"
        .. " %s"):format(i, options.describe(one)))
    end
  end
  for i, path in ipairs(made.feeds) do
    if type(path) ~= "string" then
      core.raise(("feed %d of watch is a file's path, not %s"):format(i, options.describe(path)))
    end
  end
  return made
end

local function load_file(path, language)
  local chunk, unread = script.load(path, setmetatable({ sf = language }, { __index = _G }))
  if not chunk then
    return nil, unread
  end
  local done, given = failure.catch(chunk)
  if not done then
    return nil, failure("invalid", tostring(given))
  elseif type(given) ~= "table" then
    return nil, failure("invalid", ("%s: the file does not return { tickers = {...}, factories = {...} }"):format(path))
  end
  done, given = failure.catch(watch.of, given)
  if not done then
    return nil, failure("invalid", ("%s: %s"):format(path, tostring(given)))
  end
  return given
end

--- Reads what is to be watched from what a person types: "nvda,msft", or the path of a Lua file, which sees `sf`.
-- @tparam string words
-- @tparam table language the table sf
-- @treturn[1] table as `watch.of` gives it
-- @treturn[2] nil
-- @treturn[2] err names the file
function watch.read(words, language)
  if words:find "%.lua$" then
    return load_file(words, language)
  end
  local tickers = {}
  for word in words:gmatch "[^,%s]+" do
    tickers[#tickers + 1] = word
  end
  local done, made = failure.catch(watch.of, { tickers = tickers })
  if not done then
    return nil, failure("invalid", failure.words(made))
  end
  return made
end

-- ---- a factory on a day ----

local function factory_on(given, files, day)
  if model.is(given) then
    return given
  end
  local done, made = failure.catch(given, files, day)
  if not done then
    local missing = folder.missing(made)
    if not missing then
      error(made, 0)
    end
    return nil, missing
  elseif not model.is(made) then
    core.raise(("a factory of watch is a function that gives sf.factory { ... }, not %s"):format(
      options.describe(made)))
  end
  return made
end

-- How a factory stood on a day: what binds, its run; nil and why where its inputs are not known.
local function standing(given, files, day)
  local made, missing = factory_on(given, files, day)
  if not made then
    return nil, missing
  end
  local run = failure.must(made:run { draws = run_options.page_draws })
  return { run = run, name = made.name,
    binds = made.bottleneck and failure.must(made:bottleneck { draws = run_options.page_draws }) or nil }
end

--- How the watched factories stood on two days.
-- @tparam {table,...} factories of `watch.of`
-- @tparam Files files
-- @tparam string a
-- @tparam string b
-- @treturn {table,...} each with `name`, `before` and `after` (`{ run =, binds = }`), or `missing`, why there is none
function watch.between(factories, files, a, b)
  local found = {}
  for i, given in ipairs(factories) do
    local after, missing = standing(given, files, b)
    local before = after and (model.is(given) and after or standing(given, files, a)) or nil
    found[i] = { name = after and after.name or ("factory %d"):format(i), before = before, after = after,
      missing = missing }
  end
  return found
end

return watch
