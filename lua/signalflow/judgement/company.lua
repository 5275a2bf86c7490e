--- A company as the sum of its sites, beside what it files: revenue, capital expenditure, depreciation and backlog.
--
-- What the filings say and the sites do not explain is a row of its own, with a name: nothing is scaled until it fits.
-- @module signalflow.judgement.company
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local filers = require "signalflow.catalogue.filers"
local folder = require "signalflow.series.folder"
local model = require "signalflow.model.model"
local options = require "signalflow.shared.options"
local outcomes = require "signalflow.values.outcome"
local page = require "signalflow.page.page"
local plans = require "signalflow.values.plan"
local run_options = require "signalflow.shared.run_options"
local units = require "signalflow.values.units"

local company = {}

local DAYS_OF_A_YEAR = 365 -- as `u.year`
local AHEAD = 365 -- days after as_of up to which quarters are shown
local LONGEST_QUARTER = 105 -- days: above 14 weeks, below twice 13

-- What is compared: the name here, the filer's concept, and what a rest that the sites do not explain may hold.
local FLOWS = {
  { "revenue", "revenue", "other sites, other business, prices and use unlike those assumed" },
  { "capex", "capex", "sites that are still built, other assets, money spent in other quarters than here" },
  { "depreciation", "depreciation", "other assets, lives unlike those assumed" },
}

--- A company as the sum of its sites: `quarters` and `years`, lists of `{ period_end =, period_start =, revenue =,
-- capex =, depreciation = }`, each of these `{ sites =, filed =, rest =, explained = }`: an Outcome, the filed value
-- (nil where there is none), filed less the sites' mean, and their share of it; `backlog` (the same, with `ends`, the
-- last day of the sites' revenue), `ticker`, `as_of`, `sites`, `lacking` (in words).
-- @type SitesOfCompany
local SitesOfCompany = { __name = "signalflow.sites_of_company" }
SitesOfCompany.__index = SitesOfCompany

local KINDS = { sites = "table", ticker = "string", files = "any", as_of = "day" }
for name, kind in pairs(run_options.kinds()) do
  KINDS[name] = kind
end
local SITE = { factory = "any", share = "number", start = "string|number", build = "any", name = "string" }

-- ---- sites ----

local function build_days(given, place)
  if given == nil then
    return 0
  end
  local time = units.value(given, ("build of site %d"):format(place))
  local days = getmetatable(time) == "Quantity" and time:dimension() == "time" and time:value()
    and time:to "day"
  if not days or days < 0 then
    core.raise(("build of site %d is a time, as 9 * u.month or u\"270 day\", not %s"):format(place,
      options.describe(given)))
  end
  return math.floor(days + 0.5)
end

local function read_site(given, place)
  given = options.check(given, SITE, ("site %d"):format(place))
  local made = given.factory
  if not model.is(made) or not made.formula_in_year then
    core.raise(("site %d needs factory, as sf.factory { ... }, not %s"):format(place, options.describe(made)))
  elseif given.start == nil then
    core.raise(("site %d needs start, the day on which it begins to serve: start = \"2025-06-30\""):format(place))
  end
  local share = given.share or 1
  if not (share > 0 and share <= 1) then
    core.raise(("share of site %d is above 0 and at most 1, not %s"):format(place, options.describe(share)))
  end
  local start = core.day(given.start)
  return { factory = made, share = share, start = start, build = build_days(given.build, place),
    name = given.name or made.name, ends = start + made.horizon * DAYS_OF_A_YEAR }
end

local function overlap(from, to, first, last)
  return math.max(0, math.min(to, last) - math.max(from, first))
end

-- A site's money within days [first, last): each year of its own at that year's rate, for the days it has of it.
local function flow_of(site, name, formulas, first, last)
  local sum
  for year = 1, site.factory.horizon do
    local from = site.start + (year - 1) * DAYS_OF_A_YEAR
    local days = overlap(from, from + DAYS_OF_A_YEAR, first, last)
    if days > 0 then
      local part = formulas[year][name] * (site.share * days * units.table.day)
      sum = sum and sum + part or part
    end
  end
  return sum
end

-- A site's capital: on the day it starts, or evenly over the days on which it is built.
local function capex_of(site, formulas, first, last)
  local part
  if site.build == 0 then
    part = site.start >= first and site.start < last and 1 or 0
  else
    part = overlap(site.start - site.build, site.start, first, last) / site.build
  end
  return part > 0 and formulas[1].capex * (site.share * part) or nil
end

local function formulas_of(site)
  local years, flat = {}, {}
  for year = 1, site.factory.horizon do
    local formula = site.factory:formula_in_year(year)
    for _, name in ipairs { "revenue", "depreciation", "capex" } do
      if formula[name] == nil then
        core.raise(("%s has no %s: give its factory what that takes"):format(site.name, name))
      end
      flat[#flat + 1] = formula[name]
    end
    years[year] = {}
  end
  local put = site.factory:put(flat, site.factory:bound())
  for i, value in ipairs(put) do
    years[(i - 1) // 3 + 1][({ "revenue", "depreciation", "capex" })[(i - 1) % 3 + 1]] = value
  end
  return years
end

-- The sum over sites of what they bring within days, as an expression: 0 USD where none does.
local function sum_of(sites, name, first, last)
  local sum = 0 * units.table.USD
  for _, site in ipairs(sites) do
    local part = name == "capex" and capex_of(site, site.formulas, first, last)
      or name ~= "capex" and flow_of(site, name, site.formulas, first, last) or nil
    sum = part and sum + part or sum
  end
  return sum
end

-- ---- periods ----

-- The end of the quarter before; three months back where the filer did not report yet.
local function end_before(ticker, period_end)
  local found = filers.period(ticker, core.day(period_end) - LONGEST_QUARTER).period_end
  return found < period_end and found or core.month_end(core.add_months(period_end, -3))
end

-- The filer's quarters from the one in which the first site is built or starts.
local function quarters_of(ticker, sites, as_of)
  local first, ends = math.huge, math.huge
  for _, site in ipairs(sites) do
    first, ends = math.min(first, site.start - site.build), math.min(ends, site.ends)
  end
  local until_day = math.min(ends, (as_of and core.day(as_of) or first + AHEAD) + AHEAD)
  local quarters, period = {}, filers.period(ticker, first)
  while core.day(period.period_end) < until_day do
    local before = quarters[#quarters] and quarters[#quarters].period_end or end_before(ticker, period.period_end)
    quarters[#quarters + 1] = { period_end = period.period_end, quarter = period.quarter,
      period_start = core.day_text(core.day(before) + 1) }
    period = filers.period(ticker, core.day(period.period_end) + 1)
  end
  return quarters, ends
end

-- Fiscal years of which every quarter is there.
local function years_of(quarters)
  local years = {}
  for i = 4, #quarters do
    if quarters[i].quarter == 4 then
      years[#years + 1] = { period_start = quarters[i - 3].period_start, period_end = quarters[i].period_end,
        of = { quarters[i - 3], quarters[i - 2], quarters[i - 1], quarters[i] } }
    end
  end
  return years
end

-- ---- filings ----

local function ask(files, method, ticker, concept)
  local done, found = failure.catch(files[method], files, ticker, concept)
  if done then
    return found
  end
  local reason = folder.missing(found)
  if not reason then
    error(found, 0)
  end
  return nil, reason
end

local function filed_series(self, files)
  local found = {}
  for _, flow in ipairs(FLOWS) do
    local series, lacking = ask(files, "quarterly", self.ticker, flow[2])
    found[flow[1]] = series and series:known_on(self.as_of)
    self.lacking[#self.lacking + 1] = lacking
  end
  local series, lacking = ask(files, "instant", self.ticker, "remaining_performance_obligation")
  found.backlog = series and series:known_on(self.as_of)
  self.lacking[#self.lacking + 1] = lacking
  return found
end

-- What is filed of a period: the quarter's figure, or those of a year's quarters together.
local function filed_of(series, period)
  if not series then
    return nil
  elseif not period.of then
    local one = series:observation(period.period_end)
    return one and not one.bound and one.value, one
  end
  local sum, newest = 0, nil
  for _, quarter in ipairs(period.of) do
    local value, one = filed_of(series, quarter)
    if not value then
      return nil
    end
    sum, newest = sum + value, one
  end
  return sum, newest
end

-- ---- making one ----

local function read(given)
  given = options.check(given, KINDS, "company")
  if type(given.sites) ~= "table" or #given.sites == 0 then
    core.raise 'company needs sites: { { factory = f, share = 1, start = "2025-06-30" }, ... }'
  elseif given.ticker == nil then
    core.raise 'company needs a ticker, whose filings stand beside the sites: ticker = "CRWV"'
  elseif not filers.known[given.ticker] then
    options.unknown("filer", given.ticker, options.names(filers.known))
  elseif given.files ~= nil and not folder.is(given.files) then
    core.raise(("files of company is a folder, as sf.folder \"data\", not %s"):format(options.describe(given.files)))
  elseif given.files and given.as_of == nil then
    core.raise 'company needs as_of with files, the day whose knowledge counts: as_of = "2025-09-30"'
  end
  return given, given.as_of and core.day_text(core.day(given.as_of)) or nil
end

local function compared(outcome, filed, observation)
  local mean = outcome.summary:mean()
  return { sites = outcome, filed = filed and core.constant(filed, units.table.USD) or nil, observation = observation,
    rest = filed and core.constant(filed - mean, units.table.USD) or nil,
    explained = filed and filed > 0 and mean / filed or nil }
end

-- Every expression that is asked for, with the place where its outcome goes.
local function expressions_of(self, sites, filed)
  local expressions, places = {}, {}
  local function want(expression, place)
    expressions[#expressions + 1], places[#places + 1] = expression, place
  end
  for _, list in ipairs { self.quarters, self.years } do
    for _, period in ipairs(list) do
      for _, flow in ipairs(FLOWS) do
        local value, observation = filed_of(filed[flow[1]], period)
        local first, last = core.day(period.period_start), core.day(period.period_end) + 1
        want(sum_of(sites, flow[1], first, last), function(outcome)
          period[flow[1]] = compared(outcome, value, observation)
        end)
      end
    end
  end
  local newest = filed.backlog and filed.backlog:latest()
  if newest and newest.value then
    local until_day = 0
    for _, site in ipairs(sites) do
      until_day = math.max(until_day, site.ends)
    end
    want(sum_of(sites, "revenue", core.day(newest.period_end) + 1, until_day), function(outcome)
      self.backlog = compared(outcome, newest.value, newest)
      self.backlog.ends = core.day_text(until_day - 1)
    end)
  end
  return expressions, places
end

--- Puts a company's sites together, by its fiscal quarters and years, beside what it files.
-- @tparam table given `sites`, each `{ factory =, start =, share =, build = }`: the day it begins to serve, the part of
-- it that is the company's (1), and over which time before its start its capital is spent (else on that day); `ticker`;
-- `files` (a folder) with `as_of`, the day whose knowledge counts; and the options of a run
-- @treturn[1] SitesOfCompany
-- @treturn[2] nil
-- @treturn[2] err when cancelled
function company.new(given)
  local as_of
  given, as_of = read(given)
  local sites = {}
  for i, one in ipairs(given.sites) do
    sites[i] = read_site(one, i)
    sites[i].formulas = formulas_of(sites[i])
  end
  local self = { ticker = given.ticker, name = filers.known[given.ticker].name, as_of = as_of, sites = sites,
    lacking = {} }
  local ends
  self.quarters, ends = quarters_of(given.ticker, sites, as_of)
  self.ends = core.day_text(ends - 1)
  self.years = years_of(self.quarters)
  local filed = given.files and filed_series(self, given.files) or {}
  if not given.files then
    self.lacking[1] = ("no filings are given: files = sf.folder \"data\" with as_of, a day, puts those of %s beside")
      :format(given.ticker)
  end
  local expressions, places = expressions_of(self, sites, filed)
  local asked = {}
  for name in pairs(run_options.kinds()) do
    asked[name] = given[name]
  end
  local settings = run_options.read(asked, run_options.page_draws)
  local summaries, draws = plans.run(core.compile(expressions), settings)
  if not summaries then
    return nil, draws
  end
  for i, place in ipairs(places) do
    place(outcomes.new("sites", units.table.USD, summaries[i], settings.error))
  end
  self.draws = draws
  return setmetatable(self, SitesOfCompany)
end

-- ---- the page ----

local COLUMNS = { { title = "" }, { title = "sites", align = "right" }, { title = "filed", align = "right" },
  { title = "not explained", align = "right" }, { title = "explained", align = "right", own = true },
  { title = "source" } }

local function source_of(observation)
  return observation and ("%s %s, known %s"):format(observation.form or "filing", observation.document or "",
    observation.known_on) or ""
end

local function row_of(name, one)
  local shown = one.sites:figure()
  shown.shape = nil
  return { name, shown, one.filed and figure.of(one.filed) or "", one.rest and figure.of(one.rest) or "",
    one.explained and figure.percent(one.explained) or "", source_of(one.observation), indent = 1 }
end

local function section_of(self, flow)
  local rows = {}
  for _, list in ipairs { { "quarters, by their last day", self.quarters }, { "fiscal years", self.years } } do
    rows[#rows + 1] = #list[2] > 0 and { heading = list[1] } or nil
    for _, period in ipairs(list[2]) do
      rows[#rows + 1] = row_of(period.period_end, period[flow[1]])
    end
  end
  return block.section(flow[1], { block.table { units = "row", columns = COLUMNS, rows = rows },
    block.note { "not explained: filed less the mean of the sites. It may hold ", flow[3] } })
end

local function backlog_of(self)
  local one = self.backlog
  return block.section("backlog", { block.table { units = "row", columns = COLUMNS,
    rows = { row_of("to " .. one.ends, one) } }, block.note { "sites: their revenue after ",
    one.observation.period_end, ". A backlog beyond it is of contracts that these sites do not serve by then; revenue"
    .. " beyond the backlog is not contracted yet" } })
end

local function sites_table(self)
  local rows = {}
  for i, site in ipairs(self.sites) do
    rows[i] = { site.name, figure.percent(site.share), core.day_text(site.start), site.build > 0
      and { figure.count(site.build), " days before" } or "on that day" }
  end
  return block.table { rows = rows, columns = { { title = "site" }, { title = "share", align = "right" },
    { title = "serves from" }, { title = "capital spent" } } }
end

page.of_class(SitesOfCompany, SitesOfCompany, function(self)
  local blocks = { block.title { self.name, " (", self.ticker, ") as the sum of ", figure.things(#self.sites, "site"),
    self.as_of and ", beside what was filed by " .. self.as_of or "" },
    sites_table(self) }
  for _, flow in ipairs(FLOWS) do
    blocks[#blocks + 1] = section_of(self, flow)
  end
  blocks[#blocks + 1] = self.backlog and backlog_of(self) or nil
  blocks[#blocks + 1] = #self.lacking > 0 and block.list(self.lacking) or nil
  blocks[#blocks + 1] = block.note { "means and 90 % intervals, ", figure.count(self.draws), " draws; drivers of one"
    .. " name share their draws across sites. A site's year is 365 days from its start; quarters end before ",
    self.ends, ", where the first site's horizon does" }
  return blocks
end)

options.seal(SitesOfCompany, nil, {
  "quarters", "years", "backlog", "ends", "ticker", "name", "as_of", "sites", "lacking", "draws" })

return company
