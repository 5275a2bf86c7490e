--- What became known between two days, of the files of a folder: filings with their own figures, series, tables.
-- @module signalflow.series.known
local changes = require "signalflow.series.changes"
local concepts = require "signalflow.series.concepts"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local filenames = require "signalflow.series.files"
local filers = require "signalflow.catalogue.filers"
local fred = require "signalflow.series.fred"
local options = require "signalflow.shared.options"

local known = {}

-- What is said of a filing, in this order: flows of its quarter, balances of its day, parts in its document.
local FLOWS = { "revenue", "operating_income", "capex", "operating_cash_flow", "depreciation" }
local BALANCES = { "inventory", "supply_commitment", "remaining_performance_obligation" }

-- The axes on which a document splits its revenue, and what they are called; and one that says "of the segments".
local AXES = { { "srt:ProductOrServiceAxis", "product" }, { "us-gaap:StatementBusinessSegmentsAxis", "segment" },
  { "srt:StatementGeographicalAxis", "place" } }
local CONSOLIDATION, SEGMENTS = "srt:ConsolidationItemsAxis", "us-gaap:OperatingSegmentsMember"

local YEAR = 365

-- What a figure of the folder is; nil where it is missing, for then nothing of it became known.
local function ask(self, method, ...)
  local done, found = failure.catch(self[method], self, ...)
  if not done and not (failure.is(found) and found.code == "unknown") then
    error(found, 0)
  end
  return done and found or nil
end

-- A filing by company, form and day: a document's name may say no accession number where companyfacts do.
local function filing_of(items, ticker, observation)
  local key = table.concat({ ticker, observation.form or "", observation.known_on }, " ")
  local item = items[key]
  if not item then
    item = { kind = "filing", of = ticker, form = observation.form, known_on = observation.known_on, figures = {},
      restated = {}, parts = {} }
    items[key], items[#items + 1] = item, item
  end
  item.document = item.document or observation.document
  item.file = item.file or observation.file and filenames.own_name(observation.file)
  return item
end

-- How much a figure grew from a year before, as known on the day.
local function growth_of(series, period_end)
  local grown = series:yoy()
  return grown:at(period_end)
end

-- Which periods of a series became known on which day, as two lists; kept, for briefs ask of many windows.
local function days_of(self, key, series)
  local kept = self.days[key]
  if not kept then
    kept = { known_on = {}, period_end = {} }
    for i, one in ipairs(series:vintages()) do
      kept.known_on[i], kept.period_end[i] = one.known_on, one.period_end
    end
    self.days[key] = kept
  end
  return kept
end

-- The vintage that takes a period's value back by a day; nil where none does.
local function taken_back(series, period_end, day)
  local found
  for _, one in ipairs(series:vintages()) do
    found = one.period_end == period_end and one.known_on <= day and not one.value and one or found
  end
  return found
end

-- What of a series became known between two days: as the entries of its changes, the largest restatement first. A value
-- that was taken back is restated to none; one that came and went in between is no news.
local function news_of(self, key, series, a, b)
  local kept, met, found = days_of(self, key, series), {}, {}
  for i, day in ipairs(kept.known_on) do
    local period_end = kept.period_end[i]
    if day > a and day <= b and not met[period_end] then
      met[period_end] = true
      local before, after = series:observation(period_end, a), series:observation(period_end, b)
      after = after or before and taken_back(series, period_end, b)
      found[#found + 1] = after and changes.change_of(before, after) or nil
    end
  end
  table.sort(found, function(x, y)
    local p, q = math.abs(x.change or 0), math.abs(y.change or 0)
    return p > q or p == q and x.period_end > y.period_end
  end)
  return found
end

local function add_concept(self, items, ticker, concept, series, a, b)
  local news, newest = news_of(self, ticker .. " " .. concept, series, a, b), {}
  if #news == 0 then
    return
  end
  local after = series:known_on(b)
  for _, one in ipairs(news) do
    local item = filing_of(items, ticker, one.after)
    if one.kind == "restated" then
      item.restated[#item.restated + 1] = { concept = concept, period_start = one.period_start,
        period_end = one.period_end, before = one.before, after = one.after, change = one.change, like = after:like() }
    elseif one.kind == "new" and (not newest[item] or newest[item].period_end < one.period_end) then
      newest[item] = one.after
    end
  end
  for item, observation in pairs(newest) do
    local is_newer = not item.period_end or item.period_end < observation.period_end
    item.period_end = is_newer and observation.period_end or item.period_end
    item.figures[#item.figures + 1] = { concept = concept, value = observation.value, like = after:like(),
      bound = observation.bound, period_start = observation.period_start, period_end = observation.period_end,
      method = observation.method, growth = growth_of(after, observation.period_end) }
  end
end

-- ---- parts of a document ----

local function own_length(fact)
  return core.day(fact.period_end) - core.day(fact.period_start) + 1
end

-- The axis that a fact stands on alone, segments' own figures among them.
local function axis_of(fact)
  local found, count = nil, 0
  for axis, member in pairs(fact.axes) do
    if not (axis == CONSOLIDATION and member == SEGMENTS) then
      found, count = axis, count + 1
    end
  end
  return count == 1 and found or nil
end

-- Facts of revenue on one axis: those of the document's own period, and of the same length a year before.
local function split_on(document, axis)
  local own, earlier, length = {}, {}, nil
  for _, tag in ipairs(concepts.revenue) do
    for _, fact in ipairs(document:facts { concept = "us-gaap:" .. tag }) do
      local is_split = fact.value and fact.period_start and not fact.contradicted and axis_of(fact) == axis
      if is_split and fact.period_end == document.period_end then
        length = math.min(length or math.huge, own_length(fact))
        own[#own + 1] = fact
      elseif is_split then
        earlier[#earlier + 1] = fact
      end
    end
    if #own > 0 then
      break
    end
  end
  return own, earlier, length
end

-- The figure of a year before, as the document repeats it.
local function year_before(fact, axis, earlier)
  for _, one in ipairs(earlier) do
    local apart = core.day(fact.period_end) - core.day(one.period_end)
    if one.axes[axis] == fact.axes[axis] and math.abs(apart - YEAR) <= 7
      and math.abs(own_length(one) - own_length(fact)) <= 7 then
      return one
    end
  end
  return nil
end

-- "nvda:DataCenterMember" as people read it: "Data Center"; "country:US" as "US".
local function named(member)
  local name = member:gsub("^.*:", ""):gsub("Member$", ""):gsub("(%l)(%u)", "%1 %2"):gsub("(%u)(%u%l)", "%1 %2")
  return name
end

-- What a document splits its revenue into, by axis, the largest first.
local function parts_of(document)
  local parts = {}
  for _, entry in ipairs(AXES) do
    local own, earlier, length = split_on(document, entry[1])
    local members = {}
    for _, fact in ipairs(own) do
      if own_length(fact) == length then
        local before = year_before(fact, entry[1], earlier)
        members[#members + 1] = { name = named(fact.axes[entry[1]]), member = fact.axes[entry[1]], value = fact.value,
          unit = fact.unit, line = fact.line, period_start = fact.period_start, period_end = fact.period_end,
          growth = before and before.value ~= 0 and fact.value / before.value - 1 or nil }
      end
    end
    table.sort(members, function(x, y)
      return x.value > y.value or x.value == y.value and core.before(x.member, y.member)
    end)
    parts[#parts + 1] = #members > 0 and { by = entry[2], axis = entry[1], members = members } or nil
  end
  return parts
end

-- ---- a company ----

local function add_company(self, items, ticker, a, b)
  for _, concept in ipairs(FLOWS) do
    local series = ask(self, "quarterly", ticker, concept)
    if series then
      add_concept(self, items, ticker, concept, series, a, b)
    end
  end
  for _, concept in ipairs(BALANCES) do
    local series = ask(self, "instant", ticker, concept)
    if series then
      add_concept(self, items, ticker, concept, series, a, b)
    end
  end
  for _, document in ipairs(self:filings(ticker)) do
    if document.filed > a and document.filed <= b then
      local item = filing_of(items, ticker, { form = document.form, known_on = document.filed,
        document = document.accession, file = document.file })
      item.period_end, item.parts = item.period_end or document.period_end, parts_of(document)
      item.estimated = document.filed_by == "deadline" or nil
    end
  end
end

local function add_customers(self, items, ticker, a, b)
  local list = ask(self, "customers", ticker)
  for _, one in ipairs(list or {}) do
    if one.known_on > a and one.known_on <= b then
      for _, item in ipairs(items) do
        if item.of == ticker and item.known_on == one.known_on and item.period_end == one.period_end then
          item.customers = one.shares
        end
      end
    end
  end
end

-- ---- series and tables ----

local function add_series(self, items, kind, name, series, a, b)
  local news = news_of(self, name, series, a, b)
  if #news == 0 then
    return
  end
  local item = { kind = kind, of = name, like = series:like(), label = series:label(), count = 0, restated = {},
    known_on = a }
  for _, one in ipairs(news) do
    item.count = item.count + (one.kind == "new" and 1 or 0)
    item.restated[#item.restated + 1] = one.kind == "restated" and one or nil
    item.known_on = item.known_on < one.after.known_on and one.after.known_on or item.known_on
  end
  local newest = series:latest(b) or news[1].after
  item.value, item.bound, item.period_end = newest.value, newest.bound, newest.period_end
  item.file = newest.file and filenames.own_name(newest.file)
  local published = filenames.tables[name]
  item.unit, item.what = published and published.columns.unit, published and published.what
  item.before = series:latest(a)
  items[#items + 1] = item
end

-- Names of what an analyst supplies: tables of their own columns, and not one of a publisher's.
local function supplied_names(self, taken)
  local names = {}
  for _, path in ipairs(self.names) do
    local name = filenames.own_name(path):match "^(.*)%.csv$"
    local has = {}
    for _, column in ipairs(name and not taken[name] and filenames.columns(self.path .. "/" .. path) or {}) do
      has[column] = true
    end
    if has.period_end and has.known_on and has.value then
      names[#names + 1], taken[name] = name, true
    end
  end
  return names
end

--- What became known of a folder's files after one day and by another; see `Files:known_between`.
-- @tparam Files self
-- @tparam string a
-- @tparam string b
-- @tparam {string,...} tickers
-- @treturn {table,...}
function known.between(self, a, b, tickers)
  local items = {}
  for _, ticker in ipairs(tickers) do
    if not filers.known[ticker] then
      options.unknown("filer", ticker, options.names(filers.known))
    end
    add_company(self, items, ticker, a, b)
    add_customers(self, items, ticker, a, b)
  end
  local taken = {}
  local function add_all(kind, names, asked_as)
    for _, name in ipairs(names) do
      local series = ask(self, asked_as, name)
      taken[name] = true
      if series then
        add_series(self, items, kind, name, series, a, b)
      end
    end
  end
  add_all("series", options.names(fred.known), "fred")
  add_all("table", options.names(filenames.tables), "supplied")
  add_all("supplied", supplied_names(self, taken), "supplied")
  local order = { filing = 1, series = 2, table = 3, supplied = 4 }
  table.sort(items, function(x, y)
    if x.kind ~= y.kind then
      return order[x.kind] < order[y.kind]
    elseif x.known_on ~= y.known_on then
      return x.known_on < y.known_on
    end
    return core.before(x.of, y.of) or x.of == y.of and core.before(x.form or "", y.form or "")
  end)
  return items
end

return known
