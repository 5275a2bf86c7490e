--- A folder of published files.
--
-- A folder and its subfolders are searched for files as their publishers name them; `signalflow.series.files` lists the
-- names. Of several vintages of one company or series the newest counts, and the older ones as of their days.
-- @module signalflow.series.folder
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local efficiency = require "signalflow.series.efficiency"
local documents = require "signalflow.series.documents"
local edgar = require "signalflow.series.filings"
local failure = require "signalflow.shared.failure"
local filenames = require "signalflow.series.files"
local filers = require "signalflow.catalogue.filers"
local fred = require "signalflow.series.fred"
local importers = require "signalflow.series.tables"
local news = require "signalflow.series.known"
local market_value = require "signalflow.series.market_value"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local provenance = require "signalflow.series.provenance"
local settings = require "signalflow.shared.settings"

local QUARTERS_OF_A_YEAR = 4

local folder = {
  --- The err of the newest call of `open`, if it failed: `f(sf.folder "x", ...)` hands on its first value alone, nil.
  refused = nil,
}

-- Raises the err of a figure that is not to be had: the check that asked is unknown, and says this.
local function missing(reason)
  error(failure("unknown", reason), 0)
end

--- The reason, when an error says that a figure is missing; else nil.
-- @param err
-- @treturn ?string
function folder.missing(err)
  return failure.is(err) and err.code == "unknown" and err.message or nil
end

--- A folder of published files: `path`, `names`; what a checklist's `data` is.
-- @type Files
local Files = {}
Files.__index = Files

-- The folder as people call it.
local function called(self)
  return self.path:match "([^/]+)/*$" or self.path
end

Files.__name = "signalflow.files"

page.of_class(Files, Files, function(self)
  return { block.paragraph(("%s: %d files"):format(self.path, #self.names)) }
end)

-- The files whose own name matches one of the patterns, the patterns in order.
local function find_all(self, patterns)
  local found, met = {}, {}
  for _, pattern in ipairs(patterns) do
    for _, name in ipairs(self.names) do
      if not met[name] and filenames.own_name(name):lower():find(pattern) then
        met[name] = true
        found[#found + 1] = self.path .. "/" .. name
      end
    end
  end
  return found
end

-- Notes what a folder is asked for that is to say what it needs, once, and for which data.
local function want(self, kind, subject)
  local wanted = self.wanted
  local key = ("%s %s %s"):format(kind, tostring(subject.id or subject.ticker), tostring(subject.cik))
  local one = wanted[key] or { kind = kind, subject = subject, instead = self.instead, of = {} }
  wanted[#wanted + 1], wanted[key] = not wanted[key] and one or nil, one
  if self.reading and not one.of[self.reading] then
    one.of[#one.of + 1], one.of[self.reading] = self.reading, true
  end
end

local function find(self, kind, subject)
  if self.wanted then
    want(self, kind, subject)
  end
  return find_all(self, filenames.patterns(filenames.kinds[kind], subject))
end

-- Stands for every figure where a folder only says what it needs: whatever is done with it gives it again.
local stand_in = {}
do
  local function itself()
    return stand_in
  end
  local meta = { __call = itself, __len = function() return 0 end, __lt = function() return false end,
    __index = function(_, name)
      return type(name) == "string" and itself or nil
    end }
  for _, name in ipairs { "add", "sub", "mul", "div", "unm", "pow", "mod", "idiv", "concat" } do
    meta["__" .. name] = itself
  end
  meta.__le = meta.__lt
  setmetatable(stand_in, meta)
end

-- Of the files that the first pattern finds, the last: of several vintages the newest.
local function find_newest(self, patterns)
  for _, pattern in ipairs(patterns) do
    local found = find_all(self, { pattern })
    if #found > 0 then
      return found[#found]
    end
  end
end

-- Reads once; a wrong file is missing, with the reason.
local function remember(self, key, read)
  if self.wanted then
    failure.catch(read)
    return stand_in
  elseif not self.read[key] then
    local value, err = read()
    self.read[key] = { value = value, reason = err and tostring(err) }
  end
  local kept = self.read[key]
  return kept.value or missing(kept.reason)
end

-- Companies.

local function subjects(ticker)
  local filer = filers.known[ticker]
  local list = { { ticker = ticker, cik = filer and filer.cik } }
  for _, cik in ipairs(filer and filer.predecessors or {}) do
    list[#list + 1] = { cik = cik }
  end
  return list
end

-- Whose a file of companyfacts is, where it is neither the company's nor a predecessor's.
local function other_filer(filings, ticker)
  local cik = filings:cik()
  local is_known = cik == 0 or not filers.known[ticker]
  for _, subject in ipairs(subjects(ticker)) do
    is_known = is_known or subject.cik == cik
  end
  return not is_known and ("of %s (CIK %d), not of %s"):format(filings:entity(), cik, ticker) or nil
end

-- Companyfacts of a company and its predecessors, in the order of their newest filing; and why others were left out.
local function open_companyfacts(self, ticker)
  local list, reasons, met = {}, {}, {}
  for _, subject in ipairs(subjects(ticker)) do
    for _, path in ipairs(find(self, "companyfacts", subject)) do
      local filings, err
      if not met[path] then
        filings, err = core.open_filings(provenance.reading(path))
      end
      met[path] = true
      local other = filings and other_filer(filings, ticker)
      if other then
        filings, err = nil, ("%s is %s"):format(path, other)
      end
      list[#list + 1] = filings
      reasons[#reasons + 1] = err and tostring(err)
    end
  end
  table.sort(list, function(a, b)
    return (a:newest() or "") < (b:newest() or "")
  end)
  return list, reasons
end

-- Documents that no ticker's name begins: their own pages say whose they are.
local function unnamed_documents(self)
  local key = "unnamed documents"
  if not self.read[key] then
    local paths = {}
    for _, path in ipairs(find_all(self, filenames.kinds.filing.any)) do
      local ticker = filenames.own_name(path):match(filenames.kinds.filing.says.ticker)
      paths[#paths + 1] = not (ticker and filers.known[ticker:upper()]) and path or nil
    end
    self.read[key] = { value = documents.open(paths) }
  end
  return self.read[key].value
end

local function open_documents(self, ticker, company)
  local filer = filers.known[ticker]
  local list = documents.open(find(self, "filing", { ticker = ticker }), company, ticker, filer and filer.cik)
  for _, document in ipairs(filer and unnamed_documents(self) or {}) do
    if document.cik == filer.cik then
      document.filed, document.filed_by = documents.filed(document, company, ticker)
      list[#list + 1] = document
    end
  end
  table.sort(list, function(a, b)
    return a.filed < b.filed
  end)
  return list
end

-- What a folder has of a company: companyfacts (and why some were left out), documents.
local function open_company(self, ticker)
  return remember(self, "files of " .. ticker, function()
    local parts, reasons = open_companyfacts(self, ticker)
    local company = parts[1] and edgar.company(parts[#parts], ticker)
    return { parts = parts, reasons = reasons,
      documents = not self.wanted and open_documents(self, ticker, company) or {} }
  end)
end

--- A company's filings: companyfacts, and documents filed since.
-- @tparam string ticker "NVDA"
-- @treturn Company
function Files:company(ticker)
  return remember(self, "company " .. ticker, function()
    local opened = open_company(self, ticker)
    local parts = table.move(opened.parts, 1, #opened.parts, 1, {})
    local newest = parts[#parts] and parts[#parts]:newest() or ""
    for _, document in ipairs(opened.documents) do
      parts[#parts + 1] = documents.whole(document, document.filed <= newest)
    end
    if #parts == 0 then
      return nil, opened.reasons[1] or ("no SEC file of %s in %s%s"):format(ticker, called(self),
        options.suggest(ticker, options.names(filers.known)))
    end
    return edgar.company(#parts == 1 and parts[1] or core.join_filings(parts), ticker)
  end)
end

--- A company's documents, inline XBRL and instances, by their day of filing (`.filed`).
-- @tparam string ticker
-- @treturn {Filing,...}
function Files:filings(ticker)
  if self.wanted then
    local filer = filers.known[ticker]
    want(self, "filing", { ticker = ticker, cik = filer and filer.cik })
    return {}
  end
  return open_company(self, ticker).documents
end

--- The paths of the feeds of headlines that it holds.
-- @treturn {string,...}
function Files:feeds()
  return find(self, "feed", {})
end

--- The companies whose filings it holds.
-- @treturn {string,...} tickers, in order
function Files:tickers()
  local found, by_cik = {}, {}
  for _, document in ipairs(unnamed_documents(self)) do
    by_cik[document.cik or 0] = true
  end
  for _, ticker in ipairs(options.names(filers.known)) do
    local has = by_cik[filers.known[ticker].cik] or #find(self, "filing", { ticker = ticker }) > 0
    for _, subject in ipairs(subjects(ticker)) do
      has = has or #find(self, "companyfacts", subject) > 0
    end
    found[#found + 1] = has and ticker or nil
  end
  return found
end

-- Those who had filed a year of a figure by a day, each cut to what was known; and why the others are left out.
local function members_on(self, tickers, concept, day)
  local members, left_out = {}, {}
  for _, ticker in ipairs(tickers) do
    local done, one = failure.catch(self.quarterly, self, ticker, concept)
    if not done and not folder.missing(one) then
      error(one, 0)
    end
    local known = done and one:known_on(day)
    if known and #known > QUARTERS_OF_A_YEAR then
      members[#members + 1] = { ticker = ticker, series = known }
    else
      left_out[#left_out + 1] = ticker
    end
  end
  return members, left_out
end

local function named(members)
  local tickers = {}
  for i, one in ipairs(members) do
    tickers[i] = one.ticker or one
  end
  return table.concat(tickers, ", ")
end

--- The customers above a tenth of a company's revenue, as its filings name them ("Customer A" is a label within one
-- filing): what `sf.concentration` takes, with `each_below = 0.10`.
-- @tparam string ticker
-- @treturn {table,...} by quarter or year: `{ period_end =, known_on =, document =, shares = { CustomerA = 0.23 } }`
function Files:customers(ticker)
  local list = self:filings(ticker)
  if #list == 0 then
    missing(("no filings of %s in %s: customers stand in the documents, not in companyfacts%s"):format(ticker,
      called(self), options.suggest(ticker, options.names(filers.known))))
  end
  return documents.shares(list, edgar.concepts.largest_customer.largest)
end

--- One figure of several companies, added up. As of a day it is of those who had filed a year of it by then, so that
-- one set is compared with itself, and a newcomer cuts nobody's history; else of all.
-- @tparam {string,...} tickers
-- @tparam string concept
-- @tparam[opt] string day
-- @treturn Series
-- @treturn ?string as of a day: whom it leaves out, where there are any
function Files:total(tickers, concept, day)
  local members, left_out = {}, {}
  if #options.argument(tickers, "table", "total: tickers") == 0 then
    core.raise "total: tickers: expected at least one ticker, as { \"AMZN\", \"GOOGL\" }"
  end
  if day then
    members, left_out = members_on(self, tickers, concept, day)
  else
    for i, ticker in ipairs(tickers) do
      members[i] = { ticker = ticker, series = self:quarterly(ticker, concept) }
    end
  end
  local sum
  for _, one in ipairs(members) do
    sum = sum and sum + one.series or one.series
  end
  if not sum then
    missing(("none of %s has a year of '%s' in %s"):format(named(tickers), concept, called(self)))
  end
  return sum, #left_out > 0 and ("of %s, without %s, of whom the folder has no year of it"):format(named(members),
    named(left_out)) or nil
end

-- A figure that stands in documents alone.
local function of_documents(self, method, ticker, name, concept)
  local list = self:filings(ticker)
  if #list == 0 then
    return nil, ("no filings of %s in %s: '%s' stands in the documents, not in companyfacts"):format(ticker,
      called(self), name)
  end
  if concept.largest then
    local rows = documents.largest(list, concept.largest)
    return #rows > 0 and core.series(ticker .. " " .. name, rows, list[#list].file) or nil,
      ("the filings of %s say nothing of '%s'"):format(ticker, name)
  end
  local parts = concept.parts[ticker]
  if not parts then
    return nil, ("how %s files '%s' is not known: add a line to sf.edgar.concepts.%s.parts"):format(ticker, name, name)
  end
  local filings, tags = documents.part(list, parts)
  if not filings then
    return nil, ("the filings of %s in %s have no '%s'"):format(ticker, called(self), name)
  end
  tags.name, tags.never_negative = name, concept.never_negative
  local company = edgar.company(filings, ticker)
  return company[method](company, tags)
end

-- A figure that companyfacts may hold.
local function of_company(self, method, ticker, name)
  local company = self:company(ticker)
  if not company:has(name) then
    local said = edgar.concepts[name] and name:gsub("_", " ") or ("'%s'"):format(name)
    return nil, ("the SEC file of %s holds no %s%s"):format(ticker, said,
      options.suggest(name, options.names(edgar.concepts)))
  end
  local done, series_or_err = failure.catch(company[method], company, name)
  if not done then -- less the line that asked, which is the folder's or the checklist's own
    return nil, (tostring(series_or_err):gsub("^[^:]+%.lua:%d+: ", ""))
  end
  return series_or_err
end

local PERIODS = { quarterly = "quarter", annual = "year", instant = "day" }

local function figure(method)
  return function(self, ticker, name)
    return remember(self, table.concat({ method, ticker, name }, " "), function()
      local concept = edgar.concepts[name]
      local read = concept and (concept.parts or concept.largest) and of_documents or of_company
      local made, reason = read(self, method, ticker, name, concept)
      if made and #made == 0 then
        return nil, ("what %s has filed in %s makes no %s of '%s'"):format(ticker, called(self), PERIODS[method], name)
      end
      return made, reason
    end)
  end
end

local quarters, years, balances = figure "quarterly", figure "annual", figure "instant"

--- A company's flow by quarter; a part of it (`networking_revenue`) from its documents.
-- @tparam string ticker
-- @tparam string concept
-- @treturn Series
function Files:quarterly(ticker, concept)
  return quarters(self, ticker, concept)
end

--- A company's flow by fiscal year.
-- @tparam string ticker
-- @tparam string concept
-- @treturn Series
function Files:annual(ticker, concept)
  return years(self, ticker, concept)
end

--- A company's balance.
-- @tparam string ticker
-- @tparam string concept
-- @treturn Series
function Files:instant(ticker, concept)
  return balances(self, ticker, concept)
end

-- Series.

-- One series of several vintages: what the newer ones changed is known from the day they can first have been fetched.
local function merge(list)
  table.sort(list, function(a, b)
    local first, second = a.series:latest().known_on, b.series:latest().known_on
    return first < second or first == second and a.fetched_at < b.fetched_at
  end)
  local merged = list[1].series
  for i = 2, #list do
    local label, newer = merged:label(), list[i].series
    merged = core.merge_vintages(merged, newer, newer:latest().known_on)
    core.label(merged, label)
  end
  return merged
end

--- A series of the Federal Reserve.
-- @tparam string id "DFII10"
-- @treturn Series
function Files:fred(id)
  return remember(self, "fred " .. id, function()
    local list, met = {}, {}
    local reason = ("no FRED file %s.csv in %s%s"):format(id, called(self),
      options.suggest(id, options.names(fred.known)))
    local function read(path)
      local said = fred.id(path)
      local one, err
      if said and said:upper() ~= id:upper() then
        err = ("%s is of %s, not of %s"):format(path, said, id)
      else
        one, err = fred.read(path, { id = id })
      end
      local noted = provenance.of(path)
      list[#list + 1] = one and one:latest() and { series = one, fetched_at = noted and noted.fetched_at or "" } or nil
      reason = err and tostring(err) or reason
      met[path] = true
    end
    for _, path in ipairs(find(self, "fred", { id = id })) do
      read(path)
    end
    for _, path in ipairs(find_all(self, filenames.kinds.fred.any)) do
      if not met[path] and fred.id(path) == id then
        read(path)
      end
    end
    return #list > 0 and merge(list) or nil, reason
  end)
end

--- Daily closing prices: of several files the one that goes furthest.
-- @tparam string ticker
-- @tparam[opt] table given `as_paid`: only closes that are not adjusted for dividends, of which a market value is made
-- @treturn Series
function Files:prices(ticker, given)
  local as_paid = options.check(given, { as_paid = "boolean" }, "prices").as_paid
  return remember(self, (as_paid and "prices as paid of " or "prices of ") .. ticker, function()
    local best, reason
    for _, path in ipairs(find(self, "prices", { ticker = ticker })) do
      local one, err = importers.prices(path)
      local of = one and one:name():match "^(%w+)%.US " -- Stooq says whose prices they are
      if of and of ~= ticker:upper() then
        one, err = nil, ("%s is of %s, not of %s"):format(path, of, ticker)
      end
      if one and as_paid and one:label() == importers.adjusted then
        one, err = nil, ("the closes of %s are %s, and a market value takes them as paid"):format(ticker,
          importers.adjusted)
      end
      local newer = one and one:latest() and (not best or one:latest().period_end > best:latest().period_end)
      best = newer and one or best
      reason = err and tostring(err) or reason
    end
    return best, reason or ("no prices %s.us.txt in %s%s"):format(ticker:lower(), called(self),
      options.suggest(ticker:upper(), options.names(filers.known)))
  end)
end

-- Whether a file is as FRED serves it, of this series.
local function is_served(path, id)
  local date = filenames.columns(path)[1]
  return (date == "observation_date" or date == "DATE") and fred.id(path) == id
end

--- What the analyst supplies, or another publisher's table: `<name>.csv` with columns period_end, known_on, value, or
-- as FRED serves it, or one of the tables that `signalflow sources --files` lists.
-- @tparam string name
-- @tparam[opt] table columns as of `sf.csv`
-- @tparam[opt] {string,...} others names that are known elsewhere, for the hint where there is no such file
-- @treturn Series
function Files:supplied(name, columns, others)
  return remember(self, "supplied " .. name, function()
    local path = find(self, "supplied", { id = name })[1]
    local known = not path and filenames.tables[name]
    path = known and find_newest(self, known.patterns) or path
    if not path then
      local names = table.move(others or {}, 1, #(others or {}), 1, options.names(filenames.tables))
      for _, path_within in ipairs(self.names) do
        names[#names + 1] = path_within:match "([^/]*)%.csv$"
      end
      return nil, ("no %s in %s%s"):format(known and known.example:gsub(",.*", "") or name .. ".csv", called(self),
        options.suggest(name, names))
    elseif filenames.is_workbook(path) then
      return require "signalflow.series.workbook".business_trends(path)
    elseif not known and not columns and is_served(path, name) then
      return self:fred(name)
    end
    local made, err
    if known and not columns then
      made, err = importers.table(path, known.columns)
    else
      made, err = importers.csv(path, columns)
    end
    if made and not made:latest() and #made:notes() == 0 then
      return nil, path .. ": a header and no rows"
    end
    return made, err
  end)
end

--- What the analyst supplies under a name, else what another reading gives.
-- @tparam string name
-- @tparam ?table columns
-- @tparam function other `function(files)`, asked where there is no such file
-- @treturn Series
function Files:supplied_or(name, columns, other)
  if self.wanted then
    self.instead = name
    local _, made = failure.catch(other, self)
    self.instead = nil
    return made
  elseif find(self, "supplied", { id = name })[1] then
    return self:supplied(name, columns)
  end
  return other(self)
end

--- What a company is worth at the close of each day on which it filed a 10-K or 10-Q, in USD.
-- @tparam string ticker
-- @treturn Series
function Files:market_value(ticker)
  return remember(self, "market value " .. ticker, function()
    return market_value.at_filings(self, ticker)
  end)
end

--- Enterprise value over a year's sales, on each of those days.
-- @tparam string ticker
-- @treturn Series
function Files:ev_to_sales(ticker)
  return remember(self, "enterprise value to sales " .. ticker, function()
    return market_value.to_sales(self, ticker)
  end)
end

--- The best measured tokens per watt of one workload over time, server at the wall: the catalogue's rows.
-- @treturn Series
function Files:tokens_per_watt()
  return remember(self, "tokens per watt", efficiency.at_the_wall)
end

--- What became known after one day and by another: filings with their own figures, series, tables.
-- @tparam string|integer a
-- @tparam string|integer b
-- @tparam[opt] {string,...} tickers whose filings; all that the folder holds unless given
-- @treturn {table,...} filings first, then series, tables and what the analyst supplies, each `{ kind =, of =, known_on
-- =, period_end = }`. A filing has its `form`, `document`, `figures` of its newest period (`{ concept =, value =,
-- growth = }`), `restated` (`{ concept =, before =, after = }`, observations), `parts` of its revenue by axis and
-- `customers` above a tenth; the others their newest `value`, `before` and how many periods are new (`count`) or
-- `restated`
function Files:known_between(a, b, tickers)
  a, b = core.day_text(core.day(a)), core.day_text(core.day(b))
  if a > b then
    core.raise(("known_between goes forward: %s is after %s"):format(a, b))
  end
  return news.between(self, a, b, options.argument(tickers, "nil|table", "known_between: tickers") or self:tickers())
end

local DEEPEST = 4 -- subfolders in subfolders

-- The names of all files, hidden ones aside, and pipes and devices, which may never end. A folder that links lead to
-- again is looked through once.
local function gather(path, prefix, depth, all, met)
  for _, name in ipairs(core.names(path) or {}) do
    local kind, _, _, identity = core.kind_of_path(path .. "/" .. name)
    if kind == "folder" and depth < DEEPEST and not met[identity] then
      met[identity] = true
      gather(path .. "/" .. name, prefix .. name .. "/", depth + 1, all, met)
    elseif kind ~= "folder" and kind ~= "other" and not filenames.is_aside(name) then
      all[#all + 1] = prefix .. name
    end
  end
  return all
end

--- Raises that a figure is not to be had.
-- @tparam string reason
folder.raise_missing = missing

--- Whether a value is an open folder.
-- @param value
-- @treturn boolean
function folder.is(value)
  return getmetatable(value) == Files
end

--- A folder that holds nothing and says what it is asked for: whatever figure is asked of it, what stands for one
-- comes back, and its `wanted` lists `{ kind =, subject =, instead =, of = }`: a kind of `signalflow.series.files`,
-- whose file it is, the table that an analyst may supply instead, and for which data, as its `reading` names it.
-- @treturn Files
function folder.asking()
  return setmetatable({ path = "what is needed", names = {}, read = {}, wanted = {} }, Files)
end

--- What stands for a figure, or an answer, where a folder only says what it needs.
folder.stand_in = stand_in

--- Opens a folder of published files.
-- @tparam string path
-- @treturn[1] Files `:company :filings :quarterly :annual :instant :total :fred :prices :supplied`
-- @treturn[2] nil
-- @treturn[2] err
function folder.open(path)
  if settings.needs then
    return settings.needs
  end
  local names, err = core.names(path)
  folder.refused = err
  if not names then
    return nil, err
  end
  local _, _, _, identity = core.kind_of_path(path)
  local all = gather(path, "", 0, {}, { [identity or path] = true })
  core.sort_texts(all)
  return setmetatable({ path = path, names = all, read = {}, days = {} }, Files)
end

options.seal(Files) -- any name may be asked of it: an analyst supplies what no publisher has

return folder
