--- Event studies: how far a price moved on news, beyond what the market explains (event_study.h; MacKinlay 1997).
-- @module signalflow.impact.event_study
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local series = require "signalflow.series.series"
local text = require "signalflow.page.old_text"

local event_study = {}

local SHOWN = 14
local WIDTH = 118
local Study = { __name = "signalflow.event_study" }
Study.__index = Study

local function verdict(self)
  return ("|t| %s %s, the two-sided 5 %% point of Student's law with %d degrees of freedom: %s"):format(
    math.abs(self.t) > self.critical and "above" or "not above", core.format_number(self.critical, 1, 3), self.freedom,
    self.significant and "significant" or "not significant")
end

local function foreseen(self)
  return ("drift over the ten sessions before %s, %s the abnormal return of session 0"):format(text.percent(self.drift),
    self.anticipated and "anticipated: larger than" or "not larger than")
end

-- What a reader must know of the sessions: halts, and estimation without other events.
local function sessions_said(self)
  local said = {}
  for _, session in ipairs(self.sessions) do
    if session.spans > 1 then
      said[#said + 1] = ("  session %d spans %d sessions of the market: the asset did not trade in between"):format(
        session.offset, session.spans)
    end
  end
  if self.left_out > 0 then
    said[#said + 1] = ("  %s left out of estimation for other events"):format(self.left_out == 1 and "1 session"
      or self.left_out .. " sessions")
  end
  return #said > 0 and "\n" .. table.concat(said, "\n") or ""
end

local function session_rows(self)
  local rows, sum = {}, 0
  for i, session in ipairs(self.sessions) do
    sum = sum + session.abnormal
    if i <= SHOWN then
      rows[i] = { tostring(session.offset), session.day, text.percent(session.asset),
        text.percent(session.market), text.percent(session.abnormal), text.percent(sum) }
    end
  end
  if #self.sessions > SHOWN then
    rows[#rows + 1] = { "…", ("%d more"):format(#self.sessions - SHOWN) }
  end
  return rows
end

function Study:__tostring()
  return table.concat({
    text.cut(("%s against %s, news of %s%s: session 0 is %s"):format(self.asset:name(), self.market:name(), self.on,
      self.after_close and " after the close" or "", self.session), WIDTH),
    text.table({ { title = "session", align = "right" }, { title = "day" }, { title = "return", align = "right" },
      { title = "market", align = "right" }, { title = "abnormal", align = "right" },
      { title = "cumulative", align = "right" } }, session_rows(self), "  "),
    ("  abnormal return of the window %s, t %s"):format(text.percent(self.car), core.format_number(self.t, 1, 3)),
    "  " .. verdict(self),
    "  " .. foreseen(self),
  }, "\n") .. sessions_said(self)
end

--- The method, what it was fitted on, and where the closes come from.
-- @treturn string
function Study:explain()
  local lines = { tostring(self), text.wrap(([[method: MacKinlay, "Event Studies in Economics and Finance", Journal of
    Economic Literature 35 (1997). Log returns over the days on which both traded; market model by least squares over %d
    sessions, %s to %s: alpha %s, beta %s, residual sd %s. t is the abnormal return of the window over its standard
    deviation, the error of alpha and beta included; without it t is %s. News belongs to the session of its day, to the
    next one where there is none or where it came after the close. t follows Student's law, which is wider the fewer
    sessions the model was fitted on.]]):format(self.estimation, self.estimation_first,
      self.estimation_last, core.format_number(self.alpha, 1, 3), core.format_number(self.beta, 1, 3),
      text.percent(self.sigma), core.format_number(self.t_simple, 1, 3)), WIDTH - 2, "  ") }
  for _, one in ipairs { self.asset, self.market } do
    lines[#lines + 1] = ("source of %s: %s"):format(one:name(), series.origin(one:observation(self.session)))
  end
  return table.concat(lines, "\n")
end

local KINDS = { asset = "any", market = "any", on = "string|number", after_close = "boolean",
  window = "table", estimation = "number", gap = "number", others = "table", adjusted = "boolean" }

local function check_series(given, name)
  if not series.is(given[name]) then
    core.raise(("event_study needs '%s', a series of daily closes, not %s"):format(name,
      given[name] == nil and "nil" or tostring(getmetatable(given[name]) or type(given[name]))))
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
      options.check(other, { on = "string|number", after_close = "boolean" }, "an event of event_study's others")
    end
    read[i] = type(other) == "table" and other or { on = other }
  end
  return read
end

local SPLIT = "%s: closes of %s and, on %s, of %s look like a split of %s that they are not adjusted for; "
  .. "adjusted = true says that they are"

-- An err that names the jump within the sessions a study looks at that looks like a split.
local function find_split(study, asset, market)
  local last = study.sessions[#study.sessions].day
  for _, split in ipairs(core.find_splits(asset, market)) do
    if split.after.period_end >= study.estimation_first and split.after.period_end <= last then
      local ratio = split.factor > 1 and ("%.0f for 1"):format(split.factor) or ("1 for %.0f"):format(1 / split.factor)
      return failure("suspect", SPLIT:format(asset:name(), core.format_number(split.before.value, 1, 5),
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
-- @treturn[1] table `alpha beta sigma session returns abnormal car t t_simple p drift anticipated significant
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
  local suspect = study and not given.adjusted and find_split(study, asset, market)
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

options.seal(Study)

return event_study
