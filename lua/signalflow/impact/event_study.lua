--- Event studies: how far a price moved on news, beyond what the market explains (event_study.h; MacKinlay 1997).
-- @module signalflow.impact.event_study
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local series = require "signalflow.series.series"

local event_study = {}

--- What a price did around a day, less what its market did: `car` (cumulative abnormal log return), `t`, `p`,
-- `significant`, `alpha`, `beta`, `sigma` (of a session), `session`, `sessions` (list of `{day=, offset=, asset=,
-- market=, abnormal=}`).
-- @type EventStudy
local Study = { __name = "signalflow.event_study" }
Study.__index = Study

local function session_table(self)
  local rows, sum = {}, 0
  for i, session in ipairs(self.sessions) do
    sum = sum + session.abnormal
    rows[i] = { ("%d"):format(session.offset), session.day, figure.percent(session.asset),
      figure.percent(session.market), figure.percent(session.abnormal), figure.percent(sum) }
  end
  return block.table { rows = rows, columns = { { title = "session", align = "right" }, { title = "day" },
    { title = "return", align = "right" }, { title = "market", align = "right" },
    { title = "abnormal", align = "right" }, { title = "cumulative", align = "right" } } }
end

-- What a reader must know of the sessions: halts, and estimation without other events.
local function notes(self)
  local items = {}
  for _, session in ipairs(self.sessions) do
    if session.spans > 1 then
      items[#items + 1] = ("session %d spans %d sessions of the market: the asset did not trade in between"):format(
        session.offset, session.spans)
    end
  end
  if self.left_out > 0 then
    items[#items + 1] = { figure.count(self.left_out), self.left_out == 1 and " session" or " sessions",
      " left out of estimation for other events" }
  end
  return #items > 0 and block.list(items) or nil
end

page.of_class(Study, Study, function(self)
  return {
    block.title(("%s against %s, news of %s%s: session 0 is %s"):format(self.asset:name(), self.market:name(), self.on,
      self.after_close and " after the close" or "", self.session)),
    session_table(self),
    block.facts {
      { "abnormal return of the window", { figure.percent(self.car), ", t ", figure.of(self.t) } },
      { self.significant and "significant" or "not significant", { "|t| ",
        math.abs(self.t) > self.critical and "above " or "not above ", figure.of(self.critical),
        ", the two-sided 5 % point of Student's law with ", figure.count(self.freedom), " degrees of freedom" } },
      { self.anticipated and "anticipated" or "not anticipated", { "drift over the ten sessions before ",
        figure.percent(self.drift), self.anticipated and ", larger than" or ", not larger than",
        " the abnormal return of session 0" } },
    },
    notes(self),
  }
end)

--- The method, what it was fitted on, and where the closes come from.
-- @treturn Page
function Study:explain()
  local blocks, sources = self:page().blocks, {}
  blocks[#blocks + 1] = block.paragraph {
    "Log returns over the days on which both traded; market model by least squares over ",
    figure.count(self.estimation), (" sessions, %s to %s: alpha "):format(self.estimation_first, self.estimation_last),
    figure.of(self.alpha), ", beta ", figure.of(self.beta), ", residual sd ", figure.percent(self.sigma),
    ". t is the abnormal return of the window over its standard deviation, the error of alpha and beta included; "
      .. "without it t is ", figure.of(self.t_simple),
    ". News belongs to the session of its day, to the next one where there is none or where it came after the close. "
      .. "t follows Student's law, which is wider the fewer sessions the model was fitted on." }
  for i, one in ipairs { self.asset, self.market } do
    sources[i] = { of = { one:name() }, source = series.origin(one:observation(self.session)), date = self.session,
      tier = "measured" }
  end
  sources[3] = { of = { "method" }, date = "1997",
    source = "MacKinlay, Event Studies in Economics and Finance, Journal of Economic Literature 35" }
  blocks[#blocks + 1] = block.sources(sources)
  return page.new(blocks)
end

local KINDS = { asset = "any", market = "any", on = "day", after_close = "boolean",
  window = "table", estimation = "number", gap = "number", others = "table", adjusted = "boolean" }

local function check_series(given, name)
  if not series.is(given[name]) then
    core.raise(("event_study needs '%s', a series of daily closes, not %s"):format(name,
      options.said(given[name])))
  end
  return given[name]
end

local function read_window(window)
  if window == nil then
    return nil, nil
  end
  local first, last = options.integer(window[1]), options.integer(window[2])
  if not first or not last or #window ~= 2 then
    core.raise "option 'window' of event_study is {first, last}, sessions counted from that of the event, as {-1, 3}"
  end
  return first, last
end

-- Other events: days, or {on =, after_close =}.
local function read_others(others)
  if others == nil then
    return nil
  end
  local read = {}
  for i, other in ipairs(others) do
    if type(other) == "table" then
      options.check(other, { on = "day", after_close = "boolean" }, "an event of event_study's others")
    end
    read[i] = type(other) == "table" and other or { on = other }
  end
  return read
end

local SPLIT = "%s: closes of %s and, on %s, of %s look like a split of %s that they are not adjusted for; "
  .. "adjusted = true says that they are"

-- An err that names the jump of some closes, not shared by the others, within the sessions a study looks at that
-- looks like a split.
local function find_split(study, closes, others)
  local last = study.sessions[#study.sessions].day
  for _, split in ipairs(core.find_splits(closes, others)) do
    if split.after.period_end >= study.estimation_first and split.after.period_end <= last then
      local ratio = number.ratio(split.factor)
      return failure("suspect", SPLIT:format(closes:name(), core.format_number(split.before.value, 1, 5),
        split.after.period_end, core.format_number(split.after.value, 1, 5), ratio))
    end
  end
  return nil
end

local function finish(study, given, asset, market)
  study.asset, study.market = asset, market
  study.on, study.after_close = core.day_text(given.on), given.after_close or false
  study.returns, study.abnormal = {}, {}
  for i, session in ipairs(study.sessions) do
    study.returns[i], study.abnormal[i] = session.asset, session.abnormal
  end
  study.significant = math.abs(study.t) > study.critical
  return setmetatable(study, Study)
end

--- Studies one event: `sf.event_study { asset = nvda_prices, market = index, on = "2024-05-22", window = {-1, 3},
-- estimation = 120, after_close = true }`.
-- @tparam table given `asset`, `market`: series of daily closes; `on`: the day the news came; `after_close`: whether it
-- came after the close; `window` {first, last} in sessions (default {0, 1}); `estimation` sessions (120) that end `gap`
-- (11) before the event's; `others`: days of other news of the asset, `{on=, after_close=}` where after the close;
-- `adjusted = true`: the closes are adjusted for splits, whatever they look like
-- @treturn[1] EventStudy `alpha beta sigma session returns abnormal car t t_simple p drift anticipated significant
-- sessions`. `car` is a number, the abnormal log return of the window; t and p are by the exact variance and Student's
-- law
-- @treturn[2] nil
-- @treturn[2] err code "confounded" where other news falls in the window: the two cannot be told apart, so the result
-- is unknown; "suspect" where a close jumps as by a split it is not adjusted for; "out of range" where there are too
-- few sessions
function event_study.new(given)
  given = options.check(given, KINDS, "event_study")
  local asset, market = check_series(given, "asset"), check_series(given, "market")
  if given.on == nil then
    core.raise "event_study needs 'on', the day the news came, as \"2024-05-22\""
  end
  local first, last = read_window(given.window)
  local study, err = core.event_study(asset, market, { on = given.on, after_close = given.after_close, first = first,
    last = last, estimation = given.estimation, gap = given.gap,
    others = read_others(given.others) })
  local suspect = study and not given.adjusted
    and (find_split(study, asset, market) or find_split(study, market, asset))
  if suspect then
    return nil, suspect
  elseif study then
    return finish(study, given, asset, market)
  elseif err.code == "ambiguous" then
    return nil, failure("confounded", err.message)
  end
  return nil, err
end

--- Whether a value is an event study.
-- @param value
-- @treturn boolean
function event_study.is(value)
  return getmetatable(value) == Study
end

options.seal(Study, nil, {
  "car", "t", "p", "significant", "alpha", "beta", "sigma", "session", "sessions", "t_simple", "drift",
  "anticipated", "estimation", "estimation_first", "estimation_last", "freedom", "critical", "left_out",
  "after_close", "on", "asset", "market", "abnormal", "returns" })

return event_study
