--- What a result rests on: what the analyst gave, and what was taken without being said, each with value, source, date.
-- @module signalflow.site.assumptions
local core = require "signalflow.core"
local block = require "signalflow.page.block"
local figure = require "signalflow.page.figure"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local quantity = require "signalflow.values.quantity"
local settings = require "signalflow.shared.settings"
local units = require "signalflow.values.units"

local assumptions = {}

--- What was given, and then what was taken: a list of `{driver, value, how, given, tier, source, says, date, address,
-- note}`; `how` is "given", "default", "platform", or the tier of what was worked out or looked up ("calibrated",
-- "measured"); `tier` is the same for what was not given. Each by its driver, too: `assumptions.pue.value`.
-- @type Assumptions
local Assumptions = {}
local AssumptionsMeta = { __name = "signalflow.assumptions" }

-- The entries by driver, too.
function AssumptionsMeta.__index(self, name)
  local method = rawget(Assumptions, name)
  if method ~= nil or type(name) ~= "string" then
    return method
  end
  for _, entry in ipairs(self) do
    if entry.driver == name then
      return entry
    end
  end
  return Assumptions[name]
end

-- What stands behind a value, in the order of the legend.
local TIERS = { "given", "default", "platform", "calibrated", "measured", "assumed", "worked out",
  given = "typed by the analyst", default = "a public figure that stands in",
  platform = "the platform's row in the catalogue", calibrated = "by a model fitted on measured rows",
  measured = "a published measurement", assumed = "our judgement", ["worked out"] = "follows from the others" }

--- Makes a list that prints, what was given first.
-- @tparam table entries list of `{driver, value, how, source, says, date, address, note}`
-- @treturn Assumptions
function assumptions.list(entries)
  local ordered = {}
  for _, given in ipairs { true, false } do
    for _, entry in ipairs(entries) do
      entry.given = entry.how == "given"
      entry.source = entry.source or entry.given and "given" or nil
      entry.tier = not entry.given and entry.how or nil
      if entry.given == given then
        ordered[#ordered + 1] = entry
      end
    end
  end
  return setmetatable(ordered, AssumptionsMeta)
end

local function entry_of(driver, value, origin)
  if settings.drivers[driver] then
    origin = { how = "given", note = "by -D on the command line" }
  end
  return options.merged({ driver = driver, value = value, how = "given" }, origin)
end

--- Lists what a model rests on: every driver, as given where nothing else is known of it.
-- @tparam Model self with `origins` by driver where it has such
-- @treturn Assumptions
function assumptions.of(self)
  local list = {}
  for i, driver in ipairs(self.driver_names) do
    list[i] = entry_of(driver, self.values[driver], self.origins and self.origins[driver])
  end
  return assumptions.list(list)
end

local function figure_of(entry)
  return quantity.figure(entry.value, { tier = entry.tier, source = entry.source, date = entry.date })
end

-- What tells two values apart: an uncertain one's laws and its value at their medians, of a certain one what is shown.
local function signature(entry)
  local value = entry.value
  if type(value) ~= "userdata" or not value:is_uncertain() then
    return figure.text(figure_of(entry))
  end
  local laws = {}
  for i, driver in ipairs(value:drivers()) do
    laws[i] = driver.law or driver.name
  end
  core.sort_texts(laws)
  return ("%s at %s"):format(table.concat(laws, ", "), number.exact(units.median(value)))
end

local function remark_of(entry)
  return table.concat({ entry.says or entry.note, entry.says and entry.note }, "; ")
end

-- Every driver of some lists with its entry in each, and whether all are alike; what was given comes first.
local function drivers_of(columns)
  local by_driver, order = {}, {}
  for _, given in ipairs { true, false } do
    for _, column in ipairs(columns) do
      for _, entry in ipairs(column.list) do
        local found = by_driver[entry.driver]
        if not found and entry.given == given then
          found = { driver = entry.driver, shared = true }
          by_driver[entry.driver], order[#order + 1] = found, found
          for k, other in ipairs(columns) do
            found[k] = other.list:find(entry.driver)
          end
        end
      end
    end
  end
  for _, found in ipairs(order) do
    local like = found[1] and signature(found[1])
    for i = 2, #columns do
      found.shared = found.shared and like ~= nil and found[i] ~= nil and signature(found[i]) == like
    end
  end
  return order
end

-- Different words of some entries, joined.
local function words_of(found, count, ask)
  local list, seen = {}, {}
  for i = 1, count do
    local words = found[i] and ask(found[i]) or ""
    if words ~= "" and not seen[words] then
      seen[words], list[#list + 1] = true, words
    end
  end
  return table.concat(list, "; ")
end

local function how_of(entry)
  return entry.how
end

-- Where what was not given comes from.
local function sources_of(columns)
  local entries = {}
  for _, column in ipairs(columns) do
    for _, entry in ipairs(column.list) do
      entries[#entries + 1] = not entry.given and { name = entry.driver, source = entry.source, date = entry.date,
        tier = entry.tier, address = entry.address } or nil
    end
  end
  return block.sources_of(entries)
end

local function legend_of(columns)
  local seen, parts = {}, {}
  for _, column in ipairs(columns) do
    for _, entry in ipairs(column.list) do
      seen[entry.how] = true
    end
  end
  for _, word in ipairs(TIERS) do
    parts[#parts + 1] = seen[word] and ("%s: %s"):format(word, TIERS[word]) or nil
  end
  parts[#parts + 1] = "of uncertain values the mean and the 90 % interval"
  return table.concat(parts, "; ")
end

--- Lists side by side, as blocks: what all share, what differs, remarks, a legend, and each source once.
-- @tparam table columns list of `{title=, list=Assumptions}`
-- @treturn {Block,...}
function assumptions.blocks(columns)
  local shared, apart, remarks = {}, {}, {}
  local titles = { { title = "of each" } }
  for i, column in ipairs(columns) do
    titles[i + 1] = { title = column.title, align = "right" }
  end
  titles[#titles + 1] = { title = "" }
  for _, found in ipairs(drivers_of(columns)) do
    local how, remark = words_of(found, #columns, how_of), words_of(found, #columns, remark_of)
    if found.shared then
      shared[#shared + 1] = { found.driver, figure_of(found[1]), how, remark }
    else
      local row = { found.driver }
      for i = 1, #columns do
        row[i + 1] = found[i] and figure_of(found[i]) or "" -- no such driver here
      end
      row[#columns + 2] = how
      apart[#apart + 1] = row
      remarks[#remarks + 1] = remark ~= "" and ("%s: %s"):format(found.driver, remark) or nil
    end
  end
  local blocks = {}
  if #shared > 0 then
    blocks[1] = block.table { columns = { { title = #columns > 1 and "of all" or "" },
      { title = "value", align = "right" }, { title = "" }, { title = "" } }, rows = shared }
  end
  if #apart > 0 then
    blocks[#blocks + 1] = block.table { columns = titles, rows = apart, units = "row" }
  end
  if #remarks > 0 then
    blocks[#blocks + 1] = block.list(remarks)
  end
  blocks[#blocks + 1] = block.note(legend_of(columns))
  local sources = sources_of(columns)
  if #sources.items > 0 then
    blocks[#blocks + 1] = block.section("sources", { sources })
  end
  return blocks
end

--- Several lists as one: a driver that is not alike in all is named once for each.
-- @tparam table columns list of `{title=, list=Assumptions}`
-- @treturn Assumptions
function assumptions.merged(columns)
  local list = {}
  for _, found in ipairs(drivers_of(columns)) do
    for i = 1, found.shared and 1 or #columns do
      if found[i] then
        local driver = found.shared and found.driver or ("%s of %s"):format(found.driver, columns[i].title)
        list[#list + 1] = options.merged(found[i], { driver = driver })
      end
    end
  end
  return assumptions.list(list)
end

--- What several lists say alike of a driver.
-- @tparam table columns list of `{title=, list=Assumptions}`
-- @tparam string driver
-- @treturn ?table entry; nil where they differ
function assumptions.shared(columns, driver)
  for _, found in ipairs(drivers_of(columns)) do
    if found.driver == driver and found.shared then
      return found[1]
    end
  end
  return nil
end

--- The entry of a driver.
-- @tparam string driver
-- @treturn ?table
function Assumptions:find(driver)
  for _, entry in ipairs(self) do
    if entry.driver == driver then
      return entry
    end
  end
  return nil
end

--- The newest day of a source.
-- @treturn ?string as the source states it: "2026-11-23", "2024"; nil where none has a date
function Assumptions:as_of()
  local newest
  for _, entry in ipairs(self) do
    local day = entry.date and entry.date:match "%d%d%d%d[%d-]*"
    newest = day and (not newest or day > newest) and day or newest
  end
  return newest
end

page.of_class(AssumptionsMeta, Assumptions, function(self)
  return assumptions.blocks { { title = "value", list = self } }
end)

--- Values, tiers, remarks and sources: what prints.
-- @function explain
-- @treturn Page
Assumptions.explain = Assumptions.page

options.seal(AssumptionsMeta, Assumptions, {})

return assumptions
