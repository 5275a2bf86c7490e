--- The measured rows nearest to an answer, to be held against it.
-- @module signalflow.serving.nearest
local block = require "signalflow.page.block"
local catalogue = require "signalflow.catalogue"
local figure = require "signalflow.page.figure"
local lookup = require "signalflow.catalogue.lookup"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local pareto = require "signalflow.catalogue.pareto"
local units = require "signalflow.values.units"

local nearest = {}

-- What another condition counts for, where a speed e times as high counts 1.
local OTHER = { precision = 1, spec = 1 }
local LENGTH = 0.5

-- What of an architecture makes a model serve as another does.
local SHAPE = { "layers", "hidden", "heads", "kv_heads", "vocabulary", "experts", "expert_intermediate" }

-- Whether two models, by name, are of one shape: trained otherwise, served alike.
local function is_alike(name, other)
  if name == other then
    return true
  end
  local a, b = catalogue.model(name), catalogue.model(other)
  for _, field in ipairs(a and b and SHAPE or {}) do
    if a.architecture[field] ~= b.architecture[field] then
      return false
    end
  end
  return a ~= nil and b ~= nil
end

-- How far a row is from what is asked; nil where it is no answer to it.
local function distance(row, question)
  if row.platform ~= question.platform or (row.interactivity == nil) ~= (question.interactivity == nil)
    or not is_alike(row.model, question.model) then
    return nil
  end
  local sum = question.interactivity and math.abs(math.log(row.interactivity / question.interactivity)) or 0
  for name, weight in pairs(OTHER) do
    sum = sum + (question[name] ~= nil and row[name] ~= question[name] and weight or 0)
  end
  for _, name in ipairs { "input", "output" } do
    local both = row[name] and question[name]
    sum = sum + (both and LENGTH * math.abs(math.log(row[name] / question[name])) or question[name] and LENGTH or 0)
  end
  return sum
end

local function served_as(row)
  return table.concat({ row.model, tostring(row.precision), tostring(row.spec), tostring(row.workload),
    tostring(row.input), tostring(row.output) }, "\0")
end

-- Rows of one work that no other serves faster and with more: the others say what a layout or a load costs, not what
-- the platform gives. Where no latency was asked, the one of most throughput.
local function front_of(rows)
  if rows[1].interactivity then
    return pareto.front(rows)
  end
  local most = rows[1]
  for _, row in ipairs(rows) do
    most = row.token_rate > most.token_rate and row or most
  end
  return { most }
end

-- Without the rows that another one of the same work beats.
local function unbeaten(found)
  local works, kept = {}, {}
  for _, one in ipairs(found) do
    local work = served_as(one.row)
    works[work] = works[work] or {}
    table.insert(works[work], one.row)
  end
  for _, rows in pairs(works) do
    for _, row in ipairs(front_of(rows)) do
      kept[row] = true
    end
  end
  local list = {}
  for _, one in ipairs(found) do
    list[#list + 1] = kept[one.row] and one or nil
  end
  return list
end

--- Rows of a platform and a model, or one of its shape, that no other row of the same work beats, by how near they lie:
-- in speed first of all, then in precision, speculation and lengths.
-- @tparam table question `platform model`, names of the catalogue, and `precision spec input output interactivity`
-- (tok/s/user; nil for no latency asked) as far as they are known; `cached` and `acceptance`, of which no row is
-- @tparam[opt=3] integer count
-- @treturn {table,...} rows of `lookup.points`
function nearest.to(question, count)
  options.argument(question, "table", "nearest: question")
  local found = {}
  for i, row in ipairs(lookup.points()) do
    local far = distance(row, question)
    found[#found + 1] = far and { row = row, far = far, order = i } or nil
  end
  found = unbeaten(found)
  table.sort(found, function(a, b)
    if a.far ~= b.far then
      return a.far < b.far
    end
    return a.order < b.order
  end)
  local rows = {}
  for i = 1, math.min(count or 3, #found) do
    rows[i] = found[i].row
  end
  return rows
end

-- What of a row is not as asked: another precision, lengths, speculation, prompts that were not cached.
local function otherwise(row, question)
  local words = { row.model ~= question.model and row.model or nil }
  if question.precision and row.precision ~= question.precision then
    words[#words + 1] = row.precision
  end
  if question.spec and row.spec ~= question.spec then
    words[#words + 1] = row.spec == "none" and "without MTP" or "with MTP"
  end
  local same = row.input == question.input and (row.output == question.output or row.workload ~= nil)
  if row.workload and row.workload ~= question.workload then
    words[#words + 1] = row.workload
  elseif not row.workload and not same then
    words[#words + 1] = ("%s in, %s out"):format(number.count(row.input), number.count(row.output))
  end
  words[#words + 1] = (question.cached or 0) > 0 and "new prompts" or nil
  words[#words + 1] = question.acceptance and row.spec ~= "none" and "its own drafts" or nil
  return table.concat(words, ", ")
end

--- Rows as a table: speed, rate, layout, engine, day, and what of them is not as asked.
-- @tparam {table,...} rows
-- @tparam table question
-- @treturn ?Block nil where there is none
function nearest.table(rows, question)
  if #rows == 0 then
    return nil
  end
  local cells, differs = {}, false
  for i, row in ipairs(rows) do
    local other = otherwise(row, question)
    differs = differs or other ~= ""
    cells[i] = { row.interactivity and figure.of(row.interactivity * units.read "tok/s/user") or "no latency asked",
      figure.of(row.token_rate * units.read "tok/s/gpu"), row.engine or "not named", row.layout or "", row.date or "",
      other }
  end
  local columns = {}
  for i, title in ipairs { "nearest measured", "", "engine", "layout", "day", differs and "but" or nil } do
    columns[i] = { title = title, align = i < 3 and "right" or nil }
  end
  return block.table { columns = columns, rows = cells }
end

--- A row in words: "5.93 ktok/s/gpu at 28.1 tok/s/user on dynamo-trt, TP8, 2026-01-29".
-- @tparam table row
-- @tparam table question
-- @treturn table inline
function nearest.words(row, question)
  local other = otherwise(row, question)
  return { figure.of(row.token_rate * units.read "tok/s/gpu"),
    row.interactivity and { " at ", figure.of(row.interactivity * units.read "tok/s/user") } or "",
    other ~= "" and ", " .. other or "", ", ", row.engine or "engine not named",
    row.layout and ", " .. row.layout or "", row.date and ", " .. row.date or "" }
end

--- The row nearest to an operating point that is estimated.
-- @param point an OperatingPoint or an Estimate, or nothing
-- @treturn ?table inline; nil where it is not estimated, or no row is near
-- @treturn ?table the row
function nearest.beside(point)
  local estimated = point and point.token_rate.tier == "calibrated"
  local question = estimated and point:question()
  local row = question and nearest.to(question, 1)[1]
  return row and nearest.words(row, question), row
end

--- Where rows come from.
-- @tparam {table,...} rows
-- @treturn {table,...} entries of `block.sources_of`
function nearest.sources(rows)
  local list = {}
  for i, row in ipairs(rows) do
    list[i] = { name = "nearest rows", source = row.source.title, date = row.date, tier = "measured",
      address = row.source.address }
  end
  return list
end

return nearest
