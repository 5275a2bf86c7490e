--- A brief's page: flips first, then what is near, what moved, what is new, what was said, what was believed, what
-- falls due, what binds. Every line ends in its source; a section without a line is not there.
-- @module signalflow.brief.sections
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local answers = require "signalflow.checks.changes"
local dues = require "signalflow.brief.due"
local figure = require "signalflow.page.figure"
local line = require "signalflow.page.line"
local runs = require "signalflow.model.changes"

local sections = {}

-- What a filing's line leaves out: it is in the filing, and in `files:known_between`.
local LEFT_OUT = { depreciation = true }

local HALF_YEAR = 190 -- days, and some

local MOST_EVENTS, MOST_MEMBERS, MOST_INPUTS, MOST_RESTATED = 8, 6, 3, 6

local function plural(count, one, many)
  return { figure.count(count), " ", count == 1 and one or many or one .. "s" }
end

local function joined(list, between)
  local made = {}
  for i, one in ipairs(list) do
    made[i] = { i > 1 and between or "", one }
  end
  return made
end

-- ---- checks ----

local function checks(title, list, titles)
  local columns, rows = {}, {}
  for i, name in ipairs(titles) do
    columns[i] = { title = name }
  end
  for i, one in ipairs(list) do
    local state, value, remark = answers.words(one)
    rows[i] = { one.id, state, value, one.after:cited() }
    if #titles > #rows[i] then
      table.insert(rows[i], 4, remark)
    end
  end
  return #rows > 0 and block.section(title, { block.table { columns = columns, rows = rows } }) or nil
end

-- For the worse first.
local function flips(list)
  local order, sorted = { worse = 1, unknown = 2, better = 3 }, {}
  for i, one in ipairs(list) do
    sorted[i] = { one = one, place = i }
  end
  table.sort(sorted, function(a, b)
    local x, y = order[a.one.turn], order[b.one.turn]
    return x < y or x == y and a.place < b.place
  end)
  for i, entry in ipairs(sorted) do
    sorted[i] = entry.one
  end
  return checks("flipped", sorted, { "check", "state", "value", "limits", "source" })
end

-- ---- what is new on file ----

local function change(growth)
  return growth and growth > -1 and { " (", growth > 0 and "+" or "", figure.percent(growth), ")" } or ""
end

local function money(value, like)
  return figure.new { value = value, like = type(like) == "userdata" and like or nil }
end

local function figures_of(item)
  local list = {}
  for _, one in ipairs(item.figures) do
    list[#list + 1] = not LEFT_OUT[one.concept] and { (one.concept:gsub("_", " ")), " ",
      one.bound and one.bound .. " " or "", money(one.value, one.like),
      one.value and one.value > 0 and change(one.growth) or "" } or nil
  end
  return joined(list, ", ")
end

local function source_of(item)
  local document = item.document or item.file
  return ("%s %s, %sknown %s"):format(item.form or "filing", document or "", item.estimated and "at the latest " or "",
    item.known_on)
end

local function members_of(part, like)
  local list = {}
  for i = 1, math.min(#part.members, MOST_MEMBERS) do
    local one = part.members[i]
    list[i] = { line.plain(one.name), " ", one.unit == "USD" and money(one.value, like) or figure.of(one.value),
      change(one.growth) }
  end
  if #part.members > MOST_MEMBERS then
    list[#list + 1] = { "and ", figure.count(#part.members - MOST_MEMBERS), " more" }
  end
  return joined(list, ", ")
end

local function customers_of(shares)
  local names = {}
  for name in pairs(shares) do
    names[#names + 1] = name
  end
  table.sort(names, function(a, b)
    return shares[a] > shares[b] or shares[a] == shares[b] and core.before(a, b)
  end)
  for i, name in ipairs(names) do
    names[i] = { (line.plain(name):gsub("(%l)(%u)", "%1 %2")), " ", figure.percent(shares[name]) }
  end
  return joined(names, ", ")
end

local function restated_of(items, item)
  for i = 1, math.min(#item.restated, MOST_RESTATED) do
    local one = item.restated[i]
    items[#items + 1] = { "restated", { (one.concept:gsub("_", " ")), " to ", one.period_end, ": ",
      money(one.before.value, one.like), " then, ", money(one.after.value, one.like), " now",
      one.change and change(one.change) or "", ("; %s %s, known %s; %s"):format(one.before.form or "filing",
        one.before.document or "", one.before.known_on, source_of(item)) } }
  end
  if #item.restated > MOST_RESTATED then
    items[#items + 1] = { "restated", { "and ", plural(#item.restated - MOST_RESTATED, "other figure"), "; ",
      source_of(item) } }
  end
end

-- What a filing's figures are of: a quarter, whatever the form, and balances of its last day.
local function period_of(item)
  local has_flow = false
  for _, one in ipairs(item.figures) do
    has_flow = has_flow or one.period_start ~= one.period_end
  end
  return item.period_end and { has_flow and "quarter to " or "to ", item.period_end, ": " } or ""
end

-- What a document's parts are of: an annual report splits the year.
local function length_of(part)
  local one = part.members[1]
  local days = core.day(one.period_end) - core.day(one.period_start) + 1
  return days > HALF_YEAR and ("year to %s: "):format(one.period_end) or ""
end

local function add_filing(items, item)
  local source = source_of(item)
  items[#items + 1] = { ("%s %s"):format(item.of, item.form or "filing"), { period_of(item),
    #item.figures > 0 and figures_of(item) or "no figure of the newest period here",
    "; ", source } }
  local like
  for _, one in ipairs(item.figures) do
    like = type(one.like) == "userdata" and one.like or like
  end
  local has_products = item.parts[1] and item.parts[1].by == "product"
  for _, part in ipairs(item.parts) do
    if not (has_products and part.by == "segment") then -- which say the same again, more coarsely
      items[#items + 1] = { "by " .. part.by, { length_of(part), members_of(part, like), "; same ", item.form } }
    end
  end
  if item.customers then
    items[#items + 1] = { "customers", { customers_of(item.customers), " of revenue; same ", item.form } }
  end
  restated_of(items, item)
end

-- A table's newest value beside the one before, told apart by its digits.
local function newest(item)
  local before = item.before and item.before.value
  local step = before and item.value and math.abs(item.value - before) or nil
  local function shown(value)
    local made = item.unit == "%" and figure.percent(value) or money(value, item.like)
    made.step = step and step > 0 and step or nil
    return made
  end
  return { item.of, " ", item.bound and item.bound .. " " or "", shown(item.value), " (", item.period_end,
    before and { ", was ", shown(before) } or "", #item.restated > 0 and { ", ", plural(#item.restated, "value"),
      " restated" } or "", ")" }
end

-- How far series go now, those of one day together: their values stand in the checks that read them.
local function series_of(list)
  local days, by_day = {}, {}
  for _, item in ipairs(list) do
    local day = item.period_end
    days[#days + 1] = not by_day[day] and day or nil
    by_day[day] = by_day[day] or {}
    table.insert(by_day[day], { item.of, #item.restated > 0 and { " (", plural(#item.restated, "value"), " restated)" }
      or "" })
  end
  table.sort(days, function(a, b)
    return a > b
  end)
  for i, day in ipairs(days) do
    days[i] = { "to ", day, ": ", joined(by_day[day], ", ") }
  end
  return joined(days, "; ")
end

local function new_on_file(known)
  local items, series, tables = {}, {}, {}
  for _, item in ipairs(known) do
    if item.kind == "filing" then
      add_filing(items, item)
    else
      local list = item.kind == "series" and series or tables
      list[#list + 1] = item.kind == "series" and item or { newest(item), "; ", item.what or item.of .. ".csv",
        ", known ", item.known_on }
    end
  end
  items[#items + 1] = #series > 0 and { "series", { series_of(series), "; FRED" } } or nil
  for _, words in ipairs(tables) do
    items[#items + 1] = { "table", words }
  end
  return #items > 0 and block.section("new on file", { block.facts(items) }) or nil
end

-- ---- what was said ----

local function counted(said)
  local parts = { { "read ", plural(said.read, "headline") } }
  for _, name in ipairs { "none", "unsure", "retold" } do
    local words = { none = "of no channel", unsure = "unsure", retold = "of an event told before" }
    parts[#parts + 1] = said[name] > 0 and { figure.count(said[name]), " ", words[name] } or nil
  end
  parts[#parts + 1] = said.undated > 0 and { figure.count(said.undated), " without a date" } or nil
  return joined(parts, "; ")
end

-- The events that no line has room for, by channel and sign.
local function rest_of(said)
  local counts, order = {}, {}
  for i = MOST_EVENTS + 1, #said do
    local signs = said[i].signs
    order[#order + 1] = not counts[signs] and signs or nil
    counts[signs] = (counts[signs] or 0) + 1
  end
  table.sort(order, function(a, b)
    return counts[a] > counts[b] or counts[a] == counts[b] and core.before(a, b)
  end)
  for i, signs in ipairs(order) do
    order[i] = { signs, " ", figure.count(counts[signs]) }
  end
  return #order > 0 and { plural(#said - MOST_EVENTS, "more event"), ": ", joined(order, ", ") } or nil
end

local function what_was_said(said)
  if #said == 0 then
    return said.read > 0 and block.section("said", { block.note(counted(said)) }) or nil
  end
  local items = {}
  for i = 1, math.min(#said, MOST_EVENTS) do
    local event = said[i]
    local told = event.origins > 1 and { " (", plural(event.origins, "origin"), ")" } or ""
    local confirm = event.confirm and { "; to confirm: ", (event.confirm.where:gsub(" %b()$", "")), event.confirm.by
      and ", by " .. event.confirm.by or "" } or ""
    items[i] = { event.date, { event.signs, ": ", event.title, told, confirm, "; ", event.source } }
  end
  local blocks = { block.facts(items) }
  blocks[#blocks + 1] = #said > MOST_EVENTS and block.note(rest_of(said)) or nil
  blocks[#blocks + 1] = block.note(counted(said))
  return block.section("said, a headline's claim each, none of them confirmed", blocks)
end

-- ---- hypotheses, due, factories ----

local function believed(list)
  local items = {}
  for _, one in ipairs(list or {}) do
    local status = one.from and one.from ~= one.to and one.from .. " → " .. one.to or one.to
    items[#items + 1] = { line.plain(one.id), { status, ", ", one.before and { figure.percent(one.before), " → " }
      or "new at ", figure.percent(one.after), #one.entries > 0 and { "; ledger, ", plural(#one.entries, "entry",
        "entries") } or "; ledger, no entry: evidence fades" } }
    for _, entry in ipairs(one.entries) do
      items[#items + 1] = { "", { ("entry %d, %s: "):format(entry.number, entry.type), entry.says, "; ",
        line.plain(entry.source), ", ", entry.on } }
    end
  end
  return #items > 0 and block.section("hypotheses", { block.facts(items) }) or nil
end

local function falls_due(due)
  local rows = {}
  for i, item in ipairs(due) do
    rows[i] = dues.row(item)
  end
  return #rows > 0 and block.section("due, and overdue", { block.table { columns = dues.columns, rows = rows } }) or nil
end

local function binds_of(one)
  local binds, was = one.after.binds, one.before and one.before.binds
  if not binds then
    return "a model, and no factory: nothing binds"
  end
  local share
  for _, entry in ipairs(binds) do
    share = entry.limit == binds.binds and entry.probability or share
  end
  return { binds.binds, " (", figure.percent(share), ")", not was and "" or was.binds == binds.binds and ", unchanged"
    or ", was " .. was.binds }
end

local function margin_of(standing)
  local outcome = standing and standing.run.outputs.margin_after_capital
  return outcome and outcome:probability_above(0)
end

local function moved_by(one)
  local found = one.before and one.before.run ~= one.after.run and runs.of(one.before.run, one.after.run)
  if not found or #found == 0 then
    return nil
  end
  local list = {}
  for i = 1, math.min(#found, MOST_INPUTS) do
    list[i] = { (found[i].name:gsub("_", " ")), " ", figure.of(found[i].part) }
  end
  return { (found.output:gsub("_", " ")), " ", figure.of(found.before), " → ", figure.of(found.after), ", of it ",
    joined(list, ", "), #found > MOST_INPUTS and { " and ", figure.count(#found - MOST_INPUTS), " more" } or "" }
end

local function what_binds(factories)
  local items = {}
  for _, one in ipairs(factories) do
    if one.missing then
      items[#items + 1] = { one.name, { "unknown: ", one.missing } }
    else
      local now, was = margin_of(one.after), margin_of(one.before)
      was = was and figure.text(figure.percent(was)) ~= figure.text(figure.percent(now)) and was or nil
      local basis = one.after.run.source.basis
      local source = basis and ("%s, %s"):format(basis.tier, basis.source) or "drivers as typed"
      items[#items + 1] = { one.name, { "binds: ", binds_of(one), now and { "; margin after capital above 0 in ",
        figure.percent(now), was and { " (was ", figure.percent(was), ")" } or "", " of draws" } or "",
        "; ", source } }
      local moved = moved_by(one)
      items[#items + 1] = moved and { "", { moved, "; same model" } } or nil
    end
  end
  return #items > 0 and block.section("what binds", { block.facts(items) }) or nil
end

-- ---- the page ----

local function summary(self)
  local worse, filings, restated = 0, 0, 0
  for _, one in ipairs(self.flips) do
    worse = worse + (one.turn == "worse" and 1 or 0)
  end
  for _, item in ipairs(self.known) do
    filings = filings + (item.kind == "filing" and 1 or 0)
    restated = restated + (item.kind == "filing" and #item.restated or 0)
  end
  return { plural(#self.flips, "flip"), " of ", plural(self.checks, "check"), worse > 0 and { ", ",
    figure.count(worse), " for the worse" } or "", "; ", plural(filings, "filing"), restated > 0 and { ", ",
    plural(restated, "figure"), " restated" } or "", "; ", plural(#self.said, "event"), "; ",
    figure.count(#self.due:overdue()), " overdue" }
end

--- The blocks of a brief.
-- @tparam Brief self
-- @treturn {Block,...}
function sections.of(self)
  local blocks = { block.title { "Brief, ", self.since, " to ", self.as_of, ": ", self.list },
    block.paragraph(summary(self)) }
  local function add(section)
    blocks[#blocks + 1] = section
  end
  add(flips(self.flips))
  add(checks("near a limit, since now", self.near, { "check", "state", "value", "near", "source" }))
  add(checks("moved, no flip", self.moved, { "check", "state", "value", "source" }))
  add(new_on_file(self.known))
  add(what_was_said(self.said))
  add(believed(self.hypotheses))
  add(falls_due(self.due))
  add(what_binds(self.factories))
  local rest = {}
  rest[#rest + 1] = self.minor > 0 and { plural(self.minor, "check"),
    " moved by less than a tenth of the way to a limit" } or nil
  rest[#rest + 1] = #self.stay_near > 0 and "still near a limit: " .. table.concat(self.stay_near, ", ") or nil
  for _, words in ipairs(self.lacking) do
    rest[#rest + 1] = line.plain(words)
  end
  add(#rest > 0 and block.section("not above", { block.list(rest) }) or nil)
  return blocks
end

return sections
