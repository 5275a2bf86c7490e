--- Whether a file that came is what was asked for: our own importers say so, and nothing else.
--
-- Each says up to which day the file goes, by which it is held against the one that is there; and whether it lost
-- something that the earlier file has, so that a vintage is kept.
-- @module signalflow.fetch.accept
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local filing = require "signalflow.series.filing"
local fred = require "signalflow.series.fred"
local importers = require "signalflow.series.tables"
local options = require "signalflow.shared.options"
local workbook = require "signalflow.series.workbook"

local accept = {}

-- A file that was opened, with the series in it and its last day.
local function of_series(series, err)
  local newest = series and series:latest()
  if not newest then
    return nil, err and tostring(err) or "there is no figure in it"
  end
  return { to = newest.period_end, series = series }
end

local kinds = {}

function kinds.companyfacts(path, subject)
  local filings, err = core.open_filings(path)
  if not filings then
    return nil, tostring(err)
  end
  local cik, newest = filings:cik(), filings:newest()
  filings:close()
  if subject.cik and cik ~= subject.cik then
    return nil, ("it is of CIK %s, not of %d"):format(tostring(cik), subject.cik)
  end
  return newest and { to = newest } or nil, "no figure is in it"
end

--- The filings that a file of submissions lists: `{ form =, filed =, accession =, document =, inline = }`, those whose
-- fields are what they should be.
-- @tparam string path
-- @treturn[1] {table,...}
-- @treturn[2] nil
-- @treturn[2] string
function accept.submissions(path)
  local text, why = core.read_file(path)
  local whole = text and core.json(text)
  local recent = type(whole) == "table" and type(whole.filings) == "table" and whole.filings.recent
  if type(recent) ~= "table" then
    return nil, why or "it is no list of submissions: expected filings.recent"
  end
  local columns = {}
  for _, name in ipairs { "accessionNumber", "filingDate", "form", "primaryDocument", "isInlineXBRL" } do
    columns[name] = type(recent[name]) == "table" and recent[name] or nil
    if not columns[name] then
      return nil, ("it is no list of submissions: filings.recent has no %s"):format(name)
    end
  end
  local list = {}
  for i = 1, options.last_place(columns.accessionNumber) do
    local accession = columns.accessionNumber[i]
    local one = { accession = accession, filed = columns.filingDate[i], form = columns.form[i],
      document = columns.primaryDocument[i], inline = columns.isInlineXBRL[i] == 1 }
    local is_whole = type(accession) == "string" and accession:find "^%d%d%d%d%d%d%d%d%d%d%-%d%d%-%d%d%d%d%d%d$"
      and type(one.filed) == "string" and one.filed:find "^%d%d%d%d%-%d%d%-%d%d$" and type(one.form) == "string"
      and type(one.document) == "string" and one.document:find "^%w[%w%._%-]*$" and not one.document:find "%.%."
    list[#list + 1] = is_whole and one or nil
  end
  return list, tostring(whole.cik)
end

function kinds.submissions(path, subject)
  local list, cik = accept.submissions(path)
  if not list then
    return nil, cik
  elseif subject.cik and math.tointeger(tonumber(cik)) ~= subject.cik then
    return nil, ("it is of CIK %s, not of %d"):format(cik, subject.cik)
  end
  local newest = ""
  for _, one in ipairs(list) do
    newest = one.filed > newest and one.filed or newest
  end
  return { to = newest }
end

function kinds.filing(path, subject)
  local document, err = filing.open(path)
  if not document then
    return nil, tostring(err)
  elseif document.count == 0 then
    return nil, "no figure is in it"
  elseif subject.cik and document.cik ~= subject.cik then
    return nil, ("it is of CIK %s, not of %d"):format(tostring(document.cik), subject.cik)
  end
  return { to = document.period_end or "" }
end

function kinds.fred(path, subject)
  local id = fred.id(path)
  if id and id ~= subject.id then
    return nil, ("it is of %s, not of %s"):format(id, subject.id)
  end
  return of_series(fred.read(path, { id = subject.id }))
end

function kinds.prices(path)
  return of_series(importers.prices(path))
end

function kinds.ai_use_of_firms(path)
  return of_series(workbook.business_trends(path))
end

function kinds.feed(path)
  local text, why = core.read_file(path)
  local items, wrong = core.feed(path, text or "")
  if not text or not items then
    return nil, why or tostring(wrong)
  elseif #items == 0 then
    return nil, "no headline is in it"
  end
  local newest, known = "", {}
  for _, item in ipairs(items) do
    newest = (item.date or "") > newest and item.date or newest
    known[item.title .. "\n" .. (item.url or "")] = true
  end
  return { to = newest, known = known, may_shrink = true }
end

--- Reads a file as what it should be.
-- @tparam string kind of `files.kinds` or name of `files.tables`
-- @tparam string path
-- @tparam table subject whose it should be
-- @treturn[1] table `to`, its last day
-- @treturn[2] nil
-- @treturn[2] string what is wrong with it
function accept.read(kind, path, subject)
  local done, read, why = failure.catch(kinds[kind], path, subject)
  if not done then
    return nil, failure.words(read)
  end
  return read, why
end

--- Whether the newer file says something else of what is in the older one, or leaves it out.
-- @tparam table older as `read` gives it
-- @tparam table newer
-- @treturn boolean
function accept.has_lost(older, newer)
  for key in pairs(older.known or {}) do
    if not newer.known[key] then
      return true
    end
  end
  for _, one in ipairs(older.series and older.series:view() or {}) do
    if one.value ~= newer.series:at(one.period_end) then
      return true
    end
  end
  return false
end

return accept
