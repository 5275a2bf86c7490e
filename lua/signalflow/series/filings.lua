--- Filings: the SEC's companyfacts files, as served.
-- @module signalflow.series.filings
local block = require "signalflow.page.block"
local concepts = require "signalflow.series.concepts"
local core = require "signalflow.core"
local files = require "signalflow.series.files"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local provenance = require "signalflow.series.provenance"
require "signalflow.series.series"

local edgar = {}

--- A company's figures as the SEC serves them. Figures are Series; fourth quarters are worked out.
-- @type Company
local Company = {}
Company.__index = Company
Company.__name = "signalflow.company"

local TAXONOMY = "^[%w-]+:" -- "us-gaap:Revenues": companyfacts name tags without it

-- The tags to ask for, and their name: those of a concept, or the one tag that was named.
local function tags_of(asked)
  if type(asked) == "table" and asked[1] ~= nil then
    return asked, asked.name or asked[1]
  elseif type(asked) ~= "string" then
    core.raise(("a figure is asked for by a concept (revenue), a tag (Revenues) or a list of tags, not %s")
      :format(type(asked) == "table" and "an empty list" or type(asked)))
  end
  local concept = concepts[asked] or { (asked:gsub(TAXONOMY, "")) }
  if type(concept) ~= "table" then
    core.raise(("sf.edgar.concepts.%s is a list of tags, as { \"Revenues\" }, not %s"):format(asked,
      options.describe(concept)))
  end
  if #concept == 0 then
    core.raise(("'%s' stands in the filings, not in companyfacts: ask a folder that holds them, "
      .. "files:quarterly(\"NVDA\", \"%s\")"):format(asked, asked))
  end
  return concept, asked
end

-- What us-gaap and ifrs-full call a figure that does not add up over periods, whatever its unit: averages (shares that
-- earnings are divided by are so, part by part), extremes and prices of one share.
local NOT_ADDITIVE = { "Average", "Incremental", "Antidilutive", "Dilutive", "Maximum", "Minimum", "PerShare",
  "SharePrice" }

local function is_not_additive(tags)
  for _, tag in ipairs(tags) do
    for _, word in ipairs(NOT_ADDITIVE) do
      if type(tag) == "string" and tag:find(word, 1, true) then
        return true
      end
    end
  end
  return false
end

local KINDS = { unit = "string", keep_repeats = "boolean" }

local function ask(method, what)
  return function(self, asked, given)
    options.check(given, KINDS, what)
    local tags, name = tags_of(asked)
    given = given or {}
    return self.filings[method](self.filings, (self.ticker and self.ticker .. " " or "") .. name,
      { table.unpack(tags) }, { unit = given.unit, keep_repeats = given.keep_repeats, alike = tags.alike,
        not_additive = is_not_additive(tags), never_negative = tags.never_negative })
  end
end

local quarters, years, balance = ask("quarters", "quarterly"), ask("years", "annual"), ask("days", "instant")

--- A flow by quarter: revenue, cost, cash flows. Quarters that are not reported are year-to-date differences.
-- @tparam string|table asked a concept (`"revenue"`), a tag (`"Revenues"`), or tags, the best first
-- @tparam[opt] table given `unit` ("USD", "shares"), `keep_repeats` (a vintage for each filing that repeats a figure)
-- @treturn Series
-- @raise where the file has none of the tags, naming the nearest; `company:has(asked)` asks beforehand
function Company:quarterly(asked, given)
  return quarters(self, asked, given)
end

--- A flow by fiscal year.
-- @tparam string|table asked
-- @tparam[opt] table given as of `quarterly`
-- @treturn Series
function Company:annual(asked, given)
  return years(self, asked, given)
end


-- The days on which a period's figures changed, in order.
local function days_of(vintages, days)
  for _, one in ipairs(vintages) do
    days[one.period_end] = days[one.period_end] or {}
    table.insert(days[one.period_end], one.known_on)
  end
  return days
end

local function known_at(series, period_end, day)
  local one = series and series:observation(period_end, day)
  return one and one.value, one
end

-- A balance less a part of it: a bound where the part is not known.
local function less(whole, part)
  local like, rows = whole:like(), {}
  local days = days_of(part and part:vintages() or {}, days_of(whole:vintages(), {}))
  for period_end, changes in pairs(days) do
    table.sort(changes)
    for i, day in ipairs(changes) do
      local value, one = known_at(whole, period_end, day)
      local rest = value and known_at(part, period_end, day)
      if value and day ~= changes[i - 1] then
        rows[#rows + 1] = { period_end = period_end, known_on = day, value = core.constant(value - (rest or 0), like),
          bound = not rest and "at most" or nil, document = one.document, form = one.form, file = one.file,
          line = one.line }
      end
    end
  end
  return core.series(("%s less a part"):format(whole:name()), rows)
end

--- A balance: inventory, obligations.
-- @tparam string|table asked
-- @tparam[opt] table given
-- @treturn Series
function Company:instant(asked, given)
  local whole, concept = balance(self, asked, given), tags_of(asked)
  if not concept.less then
    return whole
  end
  return less(whole, self:has(concept.less) and balance(self, concept.less, given) or nil)
end

--- Whether the file holds any of a concept's tags.
-- @tparam string|table asked
-- @treturn boolean
function Company:has(asked)
  if concepts[asked] and #concepts[asked] == 0 then
    return false
  end
  local wanted = {}
  for _, tag in ipairs((tags_of(asked))) do
    wanted[tag] = true
  end
  for _, tag in ipairs(self.filings:tags()) do
    if wanted[tag] then
      return true
    end
  end
  return false
end

--- The tags of the file.
-- @treturn {string,...}
function Company:tags()
  return self.filings:tags()
end

--- The company's name and CIK, as the file has them.
-- @treturn string
-- @treturn integer
function Company:entity()
  return self.filings:entity(), self.filings:cik()
end

--- Lets go of the file's memory; series made of it stay.
function Company:close()
  self.filings:close()
end
Company.__close = Company.close

page.of_class(Company, Company, function(self)
  local present = {}
  for _, name in ipairs(options.names(concepts)) do
    if self:has(name) then
      present[#present + 1] = name
    end
  end
  return { block.title(tostring(self.filings)), block.facts { { "concepts", table.concat(present, ", ") } } }
end)

--- A company of filings that were read elsewhere: joined files, single documents.
-- @local
-- @tparam userdata filings of the core
-- @tparam[opt] string ticker
-- @treturn Company
function edgar.company(filings, ticker)
  return setmetatable({ filings = filings, ticker = ticker }, Company)
end

--- Opens a companyfacts file.
-- @tparam string path
-- @tparam[opt] string ticker put before the names of its series; else what the file's name says after the CIK
-- @treturn[1] Company
-- @treturn[2] nil
-- @treturn[2] err
function edgar.open(path, ticker)
  local filings, err = core.open_filings(provenance.reading(path))
  if not filings then
    return nil, err
  end
  return edgar.company(filings, ticker or path:match(files.kinds.companyfacts.says.ticker))
end

--- The concepts and their tags, best first. An analyst may add to them.
edgar.concepts = concepts

options.seal(Company, nil, { "filings", "ticker" })

return edgar
