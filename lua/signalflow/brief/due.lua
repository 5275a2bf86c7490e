--- What falls due: filings of a watch list, questions of a ledger, hypotheses that are to be decided.
--
-- A day of filing is an estimate: the usual lag of a company's own reports of that form, and beside it the day by which
-- the rules say it must file. What was to come and has not is overdue.
-- @module signalflow.brief.due
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local filers = require "signalflow.catalogue.filers"
local folder = require "signalflow.series.folder"
local line = require "signalflow.page.line"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"

local due = {}

local QUARTERS_BACK = 24 -- of which a company's usual lag is taken
local DAYS_OF_A_QUARTER = 91
local USUAL_DAYS = 90 -- ahead, where no last day is given

--- What falls due: a list by day of `{ kind =, day =, of =, what =, source =, overdue = }`. `kind` is "filing",
-- "question" or "verdict"; a filing has its `form` and `period_end`, `estimate` (its day is the usual one: `lag`,
-- `least` and `most` days after the period, over `count` reports) and `deadline`; `as_of`, `by`, `lacking` (in words).
-- @type Due
local Due = { __name = "signalflow.due" }
Due.__index = Due

-- ---- filings ----

-- The periods that a company has reported on by a day, and the first that it has not.
local function periods_of(filings, ticker, as_of)
  local found, next_period = {}, nil
  local from = core.day(as_of) - QUARTERS_BACK * DAYS_OF_A_QUARTER
  local period = filers.period(ticker, from)
  while core.day(period.period_end) <= core.day(as_of) + DAYS_OF_A_QUARTER do
    local filed = filings:filed(period.form, period.period_end)
    if filed and filed <= as_of then
      found[#found + 1] = { form = period.form, lag = core.day(filed) - core.day(period.period_end) }
      next_period = nil
    else
      next_period = next_period or period
    end
    period = filers.period(ticker, core.day(period.period_end) + 1)
  end
  return found, next_period or period
end

local function usual_lag(reports, form)
  local lags = {}
  for _, one in ipairs(reports) do
    lags[#lags + 1] = one.form == form and one.lag or nil
  end
  table.sort(lags)
  return #lags > 0 and (lags[(#lags + 1) // 2] + lags[#lags // 2 + 1]) // 2 or nil, lags
end

local function filings_of(files, ticker)
  local done, company = failure.catch(files.company, files, ticker)
  if not done and not folder.missing(company) then
    error(company, 0)
  end
  return done and company.filings or nil
end

local function filing_item(files, ticker, as_of)
  local filings = filings_of(files, ticker)
  local reports, period = {}, nil
  if filings then
    reports, period = periods_of(filings, ticker, as_of)
  end
  if #reports == 0 then
    return nil, ("%s: no report is on file by %s, so no day of the next can be told"):format(ticker, as_of)
  end
  local lag, lags = usual_lag(reports, period.form)
  local usual = lag and core.day_text(core.day(period.period_end) + lag)
  -- the usual day has gone by: what is left is the deadline
  local is_estimate = usual ~= nil and usual > as_of
  local day = is_estimate and usual or period.due
  return { kind = "filing", of = ticker, day = day, form = period.form, period_end = period.period_end,
    deadline = period.due, estimate = is_estimate or nil, lag = lag, least = lags[1], most = lags[#lags], count = #lags,
    overdue = day < as_of, what = ("%s of the period to %s"):format(period.form, period.period_end),
    source = is_estimate and ("estimate: %d days after the period, the median of %d (%d to %d); no later than %s")
      :format(lag, #lags, lags[1], lags[#lags], period.due)
      or ("the deadline of Form %s%s; none is on file here"):format(period.form, usual and ", its usual day, " .. usual
        .. ", being past" or "") }
end

-- ---- a ledger ----

local function add_state(items, state, as_of)
  for _, question in ipairs(state.questions) do
    if question.by then
      items[#items + 1] = { kind = "question", of = state.id, day = question.by, id = question.id or question.number,
        what = line.plain(question.text), source = ("%s; question %d"):format(line.plain(question.where),
          question.number), overdue = question.by < as_of }
    end
  end
  local horizon = state.definition.horizon
  if horizon and not state.resolved then
    items[#items + 1] = { kind = "verdict", of = state.id, day = horizon, id = state.id,
      what = "to be decided: " .. line.plain(state.definition.claim), overdue = horizon < as_of,
      source = ("%s on %s"):format(line.plain(state.definition.by), state.definition.on) }
  end
end

local function states_of(book, as_of)
  local states = {}
  local list, err = book:hypotheses()
  if not list then
    return nil, err
  end
  for _, h in ipairs(list) do
    local state
    state, err = h:state { as_of = as_of, recorded_by = as_of }
    if not state and err.code ~= "unknown" then
      return nil, err
    end
    states[#states + 1] = state
  end
  return states
end

local KINDS = { files = "any", tickers = "table", ledger = "any", as_of = "day", by = "day" }

local function read(given)
  given = options.check(given, KINDS, "due")
  if given.as_of == nil then
    core.raise 'due needs as_of, a day: sf.due { files = sf.folder "data", tickers = { "NVDA" }, as_of = "2025-09-12" }'
  end
  local as_of = core.day_text(core.day(given.as_of))
  local by = given.by and core.day_text(core.day(given.by)) or core.day_text(core.day(as_of) + USUAL_DAYS)
  if by < as_of then
    core.raise(("due looks ahead: by %s is before as_of %s"):format(by, as_of))
  elseif given.files ~= nil and not folder.is(given.files) then
    core.raise(("files of due is a folder, as sf.folder \"data\", not %s"):format(options.describe(given.files)))
  end
  for _, ticker in ipairs(given.tickers or {}) do
    if not filers.known[ticker] then
      options.unknown("filer", ticker, options.names(filers.known))
    end
  end
  return given, as_of, by
end

--- What falls due by a day, and what is overdue.
-- @tparam table given `as_of`, the day it is asked on; `by`, the last day (90 days ahead unless given); `files` (a
-- folder) and `tickers`, whose filings; `ledger`, whose questions and hypotheses
-- @treturn[1] Due
-- @treturn[2] nil
-- @treturn[2] err of the ledger
function due.of(given)
  local as_of, by
  given, as_of, by = read(given)
  local self, items = { as_of = as_of, by = by, lacking = {} }, {}
  for _, ticker in ipairs(given.tickers or {}) do
    local item, lacking
    if given.files then
      item, lacking = filing_item(given.files, ticker, as_of)
    else
      lacking = ticker .. ": no folder is given, so no day of filing can be told"
    end
    items[#items + 1], self.lacking[#self.lacking + 1] = item, lacking
  end
  if given.ledger then
    local states, err = states_of(given.ledger, as_of)
    if not states then
      return nil, err
    end
    for _, state in ipairs(states) do
      add_state(items, state, as_of)
    end
  end
  for _, item in ipairs(items) do
    self[#self + 1] = item.day <= by and item or nil
  end
  local order = { filing = 1, question = 2, verdict = 3 }
  table.sort(self, function(x, y)
    if x.day ~= y.day then
      return x.day < y.day
    elseif x.kind ~= y.kind then
      return order[x.kind] < order[y.kind]
    elseif x.of ~= y.of then
      return core.before(x.of, y.of)
    end
    return core.before(tostring(x.id or x.what), tostring(y.id or y.what))
  end)
  return setmetatable(self, Due)
end

--- Those that are overdue.
-- @treturn {table,...}
function Due:overdue()
  local found = {}
  for _, item in ipairs(self) do
    found[#found + 1] = item.overdue and item or nil
  end
  return found
end

--- One item as cells: the day, whose, what, and where from.
-- @tparam table item
-- @treturn table
function due.row(item)
  return { item.day, item.overdue and "overdue" or item.estimate and "about" or "", item.of, item.what, item.source }
end

--- The columns of such rows.
due.columns = { { title = "day" }, { title = "" }, { title = "of" }, { title = "what" }, { title = "source" } }

page.of_class(Due, Due, function(self)
  local rows = {}
  for i, item in ipairs(self) do
    rows[i] = due.row(item)
  end
  local blocks = { block.title { "due by ", self.by, ", as of ", self.as_of, ": ", figure.count(#self), #self == 1
    and " item, " or " items, ", figure.count(#self:overdue()), " overdue" } }
  blocks[#blocks + 1] = #rows > 0 and block.table { columns = due.columns, rows = rows }
    or block.paragraph "nothing that is known here falls due"
  blocks[#blocks + 1] = #self.lacking > 0 and block.list(self.lacking) or nil
  return blocks
end)

--- As an iCalendar file (RFC 5545): a whole day each, with an identity that stays when it is made again.
-- @treturn string
function Due:calendar()
  return require "signalflow.brief.calendar".write(self)
end

options.seal(Due, nil, { "as_of", "by", "lacking" })

return due
