--- What is to be fetched: from what a checklist needs, and what was typed, to addresses and names of files.
--
-- A job is one file: `kind name folder path part publisher address subject label of`, and what `publishers` says of its
-- kind. What no address is known of is a want: `name`, and in `why` how it is supplied.
-- @module signalflow.fetch.plan
local accept = require "signalflow.fetch.accept"
local address = require "signalflow.fetch.address"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local files = require "signalflow.series.files"
local filers = require "signalflow.catalogue.filers"
local fred = require "signalflow.series.fred"
local options = require "signalflow.shared.options"
local publishers = require "signalflow.fetch.publishers"

local plan = {}

--- The files that are to be fetched, and what is to be supplied.
-- @type Plan
local Plan = { __name = "signalflow.plan_of_files" }
Plan.__index = Plan

local function add_want(self, name, why, of)
  self.wants[#self.wants + 1] = { name = name, why = why, of = of or {} }
end

-- Adds a file, unless it is there already: then it serves this too.
local function add_job(self, kind, subject, given)
  local name = files.name(files.kinds[kind] or files.tables[kind], subject)
  local place = name and address.read(given.address)
  if not place then
    core.raise(("no file can be called by %s"):format(options.describe(subject.id or subject.ticker)))
  end
  local of = publishers.kinds[kind] or publishers.tables[kind]
  local job = self.by_name[name]
  if not job then
    local path = self.folder .. "/" .. name
    job = { kind = kind, name = name, folder = self.folder, path = path, part = path .. ".part", address = place,
      subject = subject, label = given.label, publisher = of.publisher, of = {}, most = of.most, fixed = of.fixed,
      vintages = of.vintages, rest = of.rest, html = of.html }
    self.jobs[#self.jobs + 1], self.by_name[name] = job, job
  end
  for _, one in ipairs(given.of or {}) do
    job.of[#job.of + 1] = one
  end
  return job
end

local function filled(form, subject)
  return (form:gsub("{(%u+)}", { CIK = subject.cik and ("%010d"):format(subject.cik),
    NUMBER = subject.cik and ("%d"):format(subject.cik), ID = subject.id,
    FOLDER = subject.accession and subject.accession:gsub("%-", ""), DOCUMENT = subject.document }))
end

-- The known ticker of a CIK, or "CIK 1288776, before GOOGL".
local function company_of(subject)
  if subject.ticker then
    return subject.ticker
  end
  for _, ticker in ipairs(options.names(filers.known)) do
    for _, cik in ipairs(filers.known[ticker].predecessors or {}) do
      if cik == subject.cik then
        return ("CIK %d, before %s"):format(cik, ticker)
      end
    end
  end
  return ("CIK %d"):format(subject.cik)
end

local function add_company_file(self, kind, subject, of)
  if not subject.cik then
    add_want(self, subject.ticker, "its CIK is not known: a line in catalogue/filers.lua says it", of)
    return nil
  end
  return add_job(self, kind, subject, { address = filled(publishers.kinds[kind].address, subject), of = of,
    label = ("SEC %s %s"):format(kind, company_of(subject)) })
end

local adders = {}

function adders.companyfacts(self, subject, of)
  add_company_file(self, "companyfacts", subject, of)
end

function adders.filing(self, subject, of)
  local job = add_company_file(self, "submissions", subject, of)
  if job then
    job.leads_to_filings = true
  end
end

function adders.fred(self, subject, of)
  if not subject.id:find "^[%w_]+$" then
    core.raise(("'%s' is no id of a series of FRED"):format(subject.id))
  end
  local known = fred.known[subject.id]
  add_job(self, "fred", subject, { address = filled(publishers.kinds.fred.address, subject), of = of,
    label = known and "FRED, " .. known.meaning or "FRED" })
end

function adders.prices(self, subject, of)
  local ticker = subject.ticker
  if not self.prices then
    add_want(self, ticker .. ".csv", ("closes of %s: no address is given, as --prices 'https://.../{ticker}'")
      :format(ticker), of)
    return
  end
  local place = self.prices:gsub("{ticker}", (ticker:lower())):gsub("{TICKER}", ticker)
  add_job(self, "prices", { ticker = ticker }, { address = place, of = of, label = "closes of " .. ticker })
end

function adders.supplied(self, subject, of, instead)
  local known, from = files.tables[subject.id], publishers.tables[subject.id]
  if from then
    add_job(self, subject.id, subject, { address = filled(from.address, subject), of = of,
      label = publishers.known[from.publisher].title .. ", " .. known.what:gsub(":.*$", "") })
    return
  end
  local example = known and known.example or subject.id .. ".csv"
  local own = instead and instead .. ".csv" ~= example and (", or %s.csv"):format(instead) or ""
  local columns = (own ~= "" or not known) and " (columns period_end, known_on, value)" or ""
  add_want(self, example, ("no public file; the analyst supplies it%s%s"):format(own, columns), of)
end

--- Adds what a folder was asked for.
-- @tparam {table,...} wanted of `folder.asking()`
function Plan:add_wanted(wanted)
  for _, one in ipairs(wanted) do
    adders[one.kind](self, one.subject, one.of, one.instead)
  end
end

-- A feed's name from its address: its host and path.
local function feed_name(place)
  local words = (place.host:gsub("^www%.", "") .. place.path:gsub("%?.*$", "")):gsub("%.xml$", "")
  return (words:gsub("[^%w.]+", "_"):gsub("^[_.]+", ""):gsub("[_.]+$", ""):sub(1, 80))
end

-- Adds a feed; nil and why where it is none.
local function add_feed(self, name, text)
  local place, why = address.read(text)
  if not place then
    return nil, ("%s %s"):format(text, why)
  end
  name = name or feed_name(place)
  local called = files.name(files.kinds.feed, { id = name })
  if not called then
    return nil, ("a feed cannot be called '%s': letters, digits, points and lines name it"):format(name)
  end
  local job = self.by_name[called]
  if job and job.address.text ~= place.text then
    return nil, ("two feeds are called %s: write a name before each address"):format(called)
  end
  add_job(self, "feed", { id = name }, { address = place.text, label = "feed of " .. place.host })
  return true
end

--- Adds the feeds of a file: an address a line, or a name and an address; "#" begins a remark.
-- @tparam string path
-- @treturn ?boolean true; or nil, err
function Plan:add_feeds(path)
  local text, unread = core.read_file(path)
  if not text then
    return nil, unread
  end
  local number = 0
  for line in (text .. "\n"):gmatch "(.-)\r?\n" do
    number = number + 1
    local words = {}
    for word in line:gsub("^\xEF\xBB\xBF", ""):gsub("^#.*", ""):gsub("%s#.*", ""):gmatch "%S+" do
      words[#words + 1] = word
    end
    local done, why = true, nil
    if #words > 2 then
      done, why = nil, "expected an address, or a name and an address"
    elseif #words > 0 then
      done, why = add_feed(self, words[2] and words[1], words[#words])
    end
    if not done then
      return nil, failure("parse", ("%s:%d: %s"):format(path, number, why))
    end
  end
  return true
end

-- What a word may name, for the nearest one.
local function known_words()
  local words = options.names(publishers.tables)
  for _, set in ipairs { filers.known, fred.known } do
    table.move(options.names(set), 1, #options.names(set), #words + 1, words)
  end
  return words
end

local function add_company(self, ticker, given)
  local filer = filers.known[ticker]
  local subjects = { { ticker = ticker, cik = filer.cik } }
  for _, cik in ipairs(filer.predecessors or {}) do
    subjects[#subjects + 1] = { cik = cik }
  end
  for _, subject in ipairs(subjects) do
    adders.companyfacts(self, subject)
  end
  if given.filings then
    adders.filing(self, subjects[1])
  end
  if self.prices then
    adders.prices(self, subjects[1])
  end
end

--- Adds what one word names: a ticker, an id of FRED, a table of a publisher, a feed's address; "fred:GS30" is a series
-- and "cik:1045810" a company that is not known here.
-- @tparam string word
-- @tparam[opt] table given `filings`: a company's documents too
-- @treturn ?boolean true; or nil, err that names the nearest
function Plan:add_word(word, given)
  local id, cik = word:match "^fred:([%w_]+)$", word:match "^cik:(%d+)$"
  local upper = word:upper()
  if word:find "^https?://" then
    local done, why = add_feed(self, nil, word)
    return done, why and failure("invalid", why)
  elseif id or fred.known[upper] then
    adders.fred(self, { id = (id or upper):upper() })
  elseif cik and #cik <= 10 then
    local subject = { ticker = "CIK" .. cik, cik = math.tointeger(tonumber(cik)) }
    adders.companyfacts(self, subject)
    if given and given.filings then
      adders.filing(self, subject)
    end
  elseif filers.known[upper] then
    add_company(self, upper, given or {})
  elseif publishers.tables[word] then
    adders.supplied(self, { id = word })
  else
    return nil, failure("unknown", ("'%s' is no ticker or series known here; a series of FRED is written fred:ID, a"
      .. " company cik:NUMBER, a feed by its address%s"):format(word:sub(1, 60),
      options.suggest(upper, known_words(), options.suggest(word, known_words()))))
  end
  return true
end

--- The documents that a company's submissions lead to: annual and quarterly reports in inline XBRL, filed since a day.
-- @tparam table job of submissions, whose file is there
-- @treturn {table,...} jobs
function Plan:add_filings(job)
  local list = accept.submissions(job.path) or {}
  local ticker, added = job.subject.ticker, {}
  for _, one in ipairs(list) do
    if one.inline and publishers.forms[one.form] and one.filed >= self.since and #added < publishers.most_filings then
      local subject = { ticker = ticker:lower(), cik = job.subject.cik, form = one.form:lower(), filed = one.filed,
        accession = one.accession, document = one.document }
      added[#added + 1] = add_job(self, "filing", subject, { address = filled(publishers.kinds.filing.address, subject),
        of = job.of, label = ("SEC %s %s, filed %s"):format(one.form, ticker, one.filed) })
    end
  end
  return added
end

--- Begins a plan.
-- @tparam table given `folder`; `prices`, the address of closes with {ticker} in it; `since`, the day from which on
-- filings are fetched
-- @treturn[1] Plan
-- @treturn[2] nil
-- @treturn[2] err
function plan.new(given)
  local prices = given.prices
  if prices then
    local place, why = address.read((prices:gsub("{[tT][iI][cC][kK][eE][rR]}", "x")))
    if not place or not (prices:find("{ticker}", 1, true) or prices:find("{TICKER}", 1, true)) then
      return nil, failure("invalid", ("--prices %s: expected an address with {ticker} or {TICKER} in it%s"):format(
        address.without_secrets(prices), why and "; this one " .. why or ""))
    end
  end
  local since = given.since or core.day_text(core.day(os.date "!%Y-%m-%d") - publishers.days_of_filings)
  return setmetatable({ folder = given.folder, prices = prices, since = since, jobs = {}, wants = {}, by_name = {} },
    Plan)
end

return plan
