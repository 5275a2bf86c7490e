--- A company's filings in a folder: documents with their day of filing, and series of the figures in them.
-- @module signalflow.series.documents
local concepts = require "signalflow.series.concepts"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local filers = require "signalflow.catalogue.filers"
local files = require "signalflow.series.files"
local filing = require "signalflow.series.filing"

local documents = {}

-- The segments' own figures and those that add up to the whole are marked by this axis, or not at all.
local CONSOLIDATION, SEGMENTS = "srt:ConsolidationItemsAxis", "us-gaap:OperatingSegmentsMember"

-- Days to the latest deadline of a report of a filer that is not known here: Form 10-Q and 10-K, other registrants;
-- Form 20-F, four months.
local LATEST = { ["10-Q"] = 45, ["10-K"] = 90, ["20-F"] = 123, ["40-F"] = 123, ["6-K"] = 123 }

-- The last day, or month's end, that the name says and that lies after the period: the day of filing.
local function day_in_name(name, period_end)
  local found
  for year, month, day in name:gsub(files.kinds.filing.says.accession, ""):gmatch "(%d%d%d%d)%-(%d%d)%-?(%d?%d?)" do
    local whole = day ~= "" and ("%s-%s-%s"):format(year, month, day) or nil
    local first = failure.catch(core.day, ("%s-%s-01"):format(year, month)) and ("%s-%s-01"):format(year, month)
    local said = whole and failure.catch(core.day, whole) and whole or not whole and first and core.month_end(first)
    found = said and (not period_end or said > period_end) and said or found
  end
  return found
end

local function deadline(document, ticker)
  local form = document.form and document.form:gsub("/A$", "") or ""
  if ticker and filers.known[ticker] and filers.in_calendar(document.period_end) then
    local period = filers.period(ticker, document.period_end)
    if period.period_end == document.period_end and period.form == form then
      return period.due
    end
  end
  return core.day_text(core.day(document.period_end) + (LATEST[form] or LATEST["20-F"]))
end

--- The day on which a document was filed, which it does not say itself: as the SEC has it, as its name says, or its
-- deadline, so that nothing is known too early.
-- @tparam Filing document
-- @tparam ?Company company companyfacts
-- @tparam ?string ticker
-- @treturn string day
-- @treturn string by what: "companyfacts", "name" or "deadline"
function documents.filed(document, company, ticker)
  local by_sec = company and document.form and document.period_end
    and company.filings:filed(document.form, document.period_end)
  if by_sec then
    return by_sec, "companyfacts"
  end
  local by_name = day_in_name(files.own_name(document.file), document.period_end)
  if by_name then
    return by_name, "name"
  end
  return deadline(document, ticker), "deadline"
end

local function same_axes(wanted, axes)
  local consolidated = wanted[CONSOLIDATION] == nil and axes[CONSOLIDATION] == SEGMENTS
  for axis, member in pairs(axes) do
    if wanted[axis] ~= member and not (consolidated and axis == CONSOLIDATION) then
      return false
    end
  end
  for axis in pairs(wanted) do
    if axes[axis] == nil then
      return false
    end
  end
  return true
end

-- The facts of a tag, whatever its taxonomy.
local function facts_of(document, tag)
  if tag:find(":", 1, true) then
    return document:facts { concept = tag }
  end
  local found = {}
  for _, taxonomy in ipairs { "us-gaap", "ifrs-full", "dei" } do
    found = #found > 0 and found or document:facts { concept = taxonomy .. ":" .. tag }
  end
  return found
end

local function is_figure(fact)
  return fact.value ~= nil and fact.unit ~= nil and fact.period_end ~= nil and not fact.contradicted
end

-- What one document says of a part: the first tag that it has the part of.
local function find_part(document, part)
  local axes = {}
  for axis, member in pairs(part) do
    axes[axis] = type(axis) == "string" and member or nil
  end
  for _, tag in ipairs(part) do
    local found = {}
    for _, fact in ipairs(facts_of(document, tag)) do
      if is_figure(fact) and same_axes(axes, fact.axes) then
        found[#found + 1] = fact
      end
    end
    if #found > 0 then
      return found, tag
    end
  end
  return {}
end

local function row_of(document, fact, tag)
  return { tag = tag, unit = fact.unit, period_start = fact.period_start, period_end = fact.period_end,
    value = fact.value, filed = document.filed, form = document.form, file = document.file,
    document = document.accession, line = fact.line }
end

--- The figures of a filer's part over all its documents, as filings of the core, or nil where none has it.
-- @tparam {Filing,...} list of `documents.open`
-- @tparam table parts a part, or a list of them, the best first
-- @treturn ?Filings
-- @treturn {string,...} the tags they stand under
function documents.part(list, parts)
  local rows, tags, met = {}, {}, {}
  for _, document in ipairs(list) do
    for _, part in ipairs(type(parts[1]) == "table" and parts or { parts }) do
      local found, tag = find_part(document, part)
      for _, fact in ipairs(found) do
        rows[#rows + 1] = row_of(document, fact, tag)
      end
      if tag then
        tags[#tags + 1] = not met[tag] and tag or nil
        met[tag] = true
        break
      end
    end
  end
  local newest = list[#list]
  return #rows > 0 and core.make_filings(newest.file, newest.entity or "", newest.cik or 0, rows) or nil, tags
end

-- Wholes that stand under an axis alone.

-- The facts of a tag that have no other axis than that, where none has no axis; nil where they differ in their day.
local function facts_on(document, tag, axis)
  local found = {}
  for _, fact in ipairs(facts_of(document, tag)) do
    local first = next(fact.axes)
    if is_figure(fact) and first == nil then
      return nil
    elseif is_figure(fact) and first == axis and next(fact.axes, first) == nil then
      found[#found + 1] = fact
    end
  end
  for _, fact in ipairs(found) do
    if fact.period_end ~= found[1].period_end or fact.unit ~= found[1].unit then
      return nil
    end
  end
  return found[1] and found
end

-- The only one of the facts, if what it counts starts the day after its balance: all of it is still to come.
local function from_next_day(list, axis)
  local next_day = core.day_text(core.day(list[1].period_end) + 1)
  return #list == 1 and list[1].axes[axis] == next_day and list[1].value or nil
end

local function sum_of(list)
  local sum = 0
  for _, fact in ipairs(list) do
    sum = sum + fact.value
  end
  return sum
end

local WHOLES = { sum_over = sum_of, from_next_day_on = from_next_day }

-- The rows of a document for wholes that companyfacts leave out, having no dimensions.
local function wholes(document)
  local rows = {}
  for _, concept in pairs(concepts) do
    for how, axis in pairs(concept.whole or {}) do
      local list = facts_on(document, concept[1], axis)
      local value = list and WHOLES[how](list, axis)
      if value then
        local row = row_of(document, list[1], concept[1])
        row.value = value
        rows[#rows + 1] = row
      end
    end
  end
  return rows
end

--- The figures of one document as filings of the core: all without dimensions, or only the wholes that stand under an
-- axis alone, which companyfacts leave out.
-- @tparam Filing document
-- @tparam[opt] boolean under_axes only those
-- @treturn ?Filings nil where there are none
function documents.whole(document, under_axes)
  local rows = wholes(document)
  for _, fact in ipairs(under_axes and {} or document:facts { axes = {} }) do
    if is_figure(fact) then
      rows[#rows + 1] = row_of(document, fact, fact.concept:match "[^:]*$")
    end
  end
  return #rows > 0 and core.make_filings(document.file, document.entity or "", document.cik or 0, rows) or nil
end

-- The largest share of one member.

local function is_allowed(rule, axes)
  for axis, member in pairs(axes) do
    local fixed = rule.fixed[axis]
    local known = fixed == nil
    for _, one in ipairs(fixed or {}) do
      known = known or one == member
    end
    if not known or not (fixed or axis == rule.member or rule.allowed[axis]) then
      return false
    end
  end
  for axis in pairs(rule.fixed) do
    if axes[axis] == nil then
      return false
    end
  end
  return true
end

local function is_single(rule, member)
  for _, group in ipairs(rule.groups) do
    if member:find(group) then
      return false
    end
  end
  return true
end

-- A quarter in a quarterly report, a year in an annual one: a half year's share is another figure.
local function is_own_period(document, fact)
  if not fact.period_start then
    return false
  end
  local days = core.day(fact.period_end) - core.day(fact.period_start) + 1
  if (document.form or ""):find "^10%-Q" or (document.form or ""):find "^6%-K" then
    return days >= 80 and days <= 123
  end
  return days >= 350 and days <= 378
end

-- "No customer represented 10% or more of revenue", in any of the words filers use.
local function denies(document)
  for _, fact in ipairs(document:facts()) do
    local words = not fact.unit and fact.concept:find "TextBlock$" and fact.text:lower() or ""
    for sentence in words:gmatch "[^.]*customer[^.]*" do
      local tenth = sentence:find "10%s*%%" or sentence:find "10 percent" or sentence:find "ten percent"
      local none = sentence:find "%f[%a]no%f[%A][%a%s,]-customer" or sentence:find "%f[%a]none%f[%A]"
        or sentence:find "did not have any" or sentence:find "no one customer"
      if tenth and none and not sentence:find "receivable" then
        return fact
      end
    end
  end
  return nil
end

local function customer_row(document, fact)
  return { period_start = fact.period_start, period_end = fact.period_end, known_on = document.filed,
    value = fact.value, file = document.file, document = document.accession, form = document.form,
    concept = fact.axes and fact.concept .. " " .. (fact.axes["srt:MajorCustomersAxis"] or "") or fact.concept,
    line = fact.line }
end

-- The newest period a document reports on: where it denies that a customer is above the limit, it is of this one.
local function own_period(document)
  for _, fact in ipairs(document:facts { axes = {} }) do
    if fact.period_end == document.period_end and fact.unit and is_own_period(document, fact) then
      return fact.period_start
    end
  end
  return nil
end

-- The fact of each member, by period: of a member with several, the one over the whole.
local function members_in(document, rule)
  local by_period = {}
  for _, tag in ipairs(rule) do
    for _, fact in ipairs(facts_of(document, tag)) do
      local member = fact.axes[rule.member]
      if is_figure(fact) and member and is_single(rule, member) and is_allowed(rule, fact.axes)
        and is_own_period(document, fact) then
        local members = by_period[fact.period_end] or {}
        members[member] = (not members[member] or fact.value > members[member].value) and fact or members[member]
        by_period[fact.period_end] = members
      end
    end
  end
  return by_period
end

local function largest_in(document, rule)
  local largest = {}
  for period_end, members in pairs(members_in(document, rule)) do
    for _, fact in pairs(members) do
      local best = largest[period_end]
      largest[period_end] = (not best or fact.value > best.value) and fact or best
    end
  end
  return largest
end

--- The shares of all members, of each period that a document reports on, the newest document first in force.
-- @tparam {Filing,...} list of `documents.open`
-- @tparam table rule `largest` of a concept
-- @treturn {table,...} `{ period_end =, known_on =, document =, shares = { CustomerA = 0.23 } }`, by period
function documents.shares(list, rule)
  local by_period, periods = {}, {}
  for _, document in ipairs(list) do
    for period_end, members in pairs(members_in(document, rule)) do
      local shares = {}
      for member, fact in pairs(members) do
        shares[member:gsub("^.*:", ""):gsub("Member$", "")] = fact.value
      end
      periods[#periods + 1] = not by_period[period_end] and period_end or nil
      by_period[period_end] = { period_end = period_end, known_on = document.filed, document = document.accession
        or document.file, shares = shares }
    end
  end
  table.sort(periods)
  for i, period_end in ipairs(periods) do
    periods[i] = by_period[period_end]
  end
  return periods
end

--- The largest share of one member over all documents: a row for each period a document reports on. Where a document
-- says that there is none above what must be named, the share is at most that.
-- @tparam {Filing,...} list of `documents.open`
-- @tparam table rule `largest` of a concept
-- @treturn {table,...} rows of a series
function documents.largest(list, rule)
  local rows = {}
  for _, document in ipairs(list) do
    local largest = largest_in(document, rule)
    for _, fact in pairs(largest) do
      rows[#rows + 1] = customer_row(document, fact)
    end
    local start = document.period_end and not largest[document.period_end] and own_period(document)
    local denial = start and denies(document)
    if denial then
      local row = customer_row(document, { period_start = start, period_end = document.period_end,
        value = rule.disclosed_from, concept = denial.concept, line = denial.line })
      row.bound = "at most"
      rows[#rows + 1] = row
    end
  end
  return rows
end

--- Opens documents, in the order of their filing.
-- @tparam {string,...} paths
-- @tparam ?Company company companyfacts, for the days of filing
-- @tparam ?string ticker
-- @tparam ?integer cik only this filer's; nil: any
-- @treturn {Filing,...} each with `.filed`, `.filed_by` and, where the path says it, `.accession`
-- @treturn {string,...} why others were left out
function documents.open(paths, company, ticker, cik)
  local list, reasons = {}, {}
  for _, path in ipairs(paths) do
    local document, err = filing.open(path)
    if document and document.period_end and (not cik or document.cik == cik) then
      document.filed, document.filed_by = documents.filed(document, company, ticker)
      document.accession = path:match(files.kinds.filing.says.accession)
      list[#list + 1] = document
    else
      reasons[#reasons + 1] = not document and tostring(err)
        or path .. (document.period_end and " is of another filer" or " does not say its period")
    end
  end
  table.sort(list, function(a, b)
    return a.filed ~= b.filed and a.filed < b.filed or a.filed == b.filed and core.before(a.file, b.file)
  end)
  return list, reasons
end

return documents
