--- Platforms, language models and measured serving points, each figure with its source and date.
-- README.md in this folder says what may be called.
-- @module signalflow.catalogue

local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local issue_data = require "signalflow.catalogue.known_issues"
local lookup = require "signalflow.catalogue.lookup"
local model_data = require "signalflow.catalogue.models"
local names = require "signalflow.catalogue.names"
local options = require "signalflow.shared.options"
local own_platform = require "signalflow.catalogue.own_platform"
local page = require "signalflow.page.page"
local platform_data = require "signalflow.catalogue.platforms"
local source_data = require "signalflow.catalogue.sources"
local units = require "signalflow.values.units"
local validate = require "signalflow.catalogue.validate"

local catalogue = {
  platform_fields = platform_data.fields,
  model_fields = model_data.fields,
}

--- One source by its key: `key title address says date retrieved`.
-- @tparam string key
-- @treturn ?table nil when there is none
function catalogue.source(key)
  local found = source_data[key]
  if found then
    found.key = key
  end
  return found
end

--- The day of a source: when it was written, or "read" and the day where it does not say.
-- @tparam table source
-- @treturn string
function catalogue.day_of(source)
  return source.retrieved and "read " .. source.date or source.date
end

--- Every source, ordered by key.
-- @treturn table list
function catalogue.sources()
  local list = {}
  for i, key in ipairs(options.names(source_data)) do
    list[i] = catalogue.source(key)
  end
  return list
end

local presented = setmetatable({}, { __mode = "k" }) -- of the data's entries, each made once

-- A figure as callers see it: shared, so read it.
local function present(entry, unit)
  local made = presented[entry]
  if not made then
    local source = catalogue.source(entry[2])
    made = { value = entry[1], unit = unit, note = entry[3], source = source, date = source.date,
      retrieved = source.retrieved,
      quantity = unit and type(entry[1]) == "number" and entry[1] * units.read(unit) or nil }
    presented[entry] = made
  end
  return made
end

local function by_name(fields)
  local map = {}
  for _, field in ipairs(fields) do
    map[field.name or field] = field
  end
  return map
end

local PLATFORM_FIELDS, MODEL_FIELDS = by_name(platform_data.fields), by_name(model_data.fields)
local ARCHITECTURE_FIELDS = by_name(model_data.architecture_fields)

local function raise_no_figure(name, ...)
  local known = {}
  for _, fields in ipairs { ... } do
    for _, field in ipairs(fields) do
      known[#known + 1] = field.name or field
    end
  end
  core.raise(names.unknown("figure", options.argument(name, "string", "figure: name"), known))
end

--- A figure of a record: value, unit, the quantity they make, source and date.
-- @function figure
-- @tparam table record
-- @tparam string name one of the fields
-- @treturn ?table shared, so read it; nil when no source states it
local function platform_figure(record, name)
  local field = PLATFORM_FIELDS[name] or raise_no_figure(name, platform_data.fields)
  local entry = record.figures[name]
  return entry and present(entry, field.unit)
end

local function model_figure(record, name)
  if MODEL_FIELDS[name] then
    local entry = record.figures[name]
    return entry and present(entry)
  elseif ARCHITECTURE_FIELDS[name] then
    local number = record.architecture[name]
    return number and present { number, record.source }
  end
  raise_no_figure(name, model_data.fields, model_data.architecture_fields)
end

-- What is said of a record beside its figures.
local function facts_about(record, fields)
  local facts = {}
  for _, name in ipairs(fields) do
    facts[#facts + 1] = record[name] and { name, tostring(record[name]) } or nil
  end
  return facts
end

-- A figure of a record for a page; text as it is.
local function shown(record, field, style)
  local found = record:figure(field.name)
  if not found then
    return figure.of(nil)
  elseif type(found.value) == "string" then
    return found.value
  end
  return figure.of(found.quantity or found.value,
    { style = not found.unit and style or nil, source = found.source.title,
      date = catalogue.day_of(found.source) })
end

-- A record's figures with their sources, each once.
local function record_blocks(record, fields, about)
  local rows, sources = {}, {}
  for i, field in ipairs(fields) do
    local found = record:figure(field.name)
    local source = found and found.source
    rows[i] = { field.title, shown(record, field, "count"), found and found.note or "" }
    sources[#sources + 1] = source and { name = field.title, source = source.title, address = source.address,
      date = catalogue.day_of(source) } or nil
  end
  local columns = { { title = "" }, { title = "", align = "right" }, { title = "" } }
  return { block.title(record.name), block.facts(facts_about(record, about)),
    block.table { columns = columns, rows = rows }, block.section("sources", { block.sources_of(sources) }) }
end

local PlatformMethods, ModelMethods = { figure = platform_figure }, { figure = model_figure }
local Platform = { __name = "signalflow.platform", __index = PlatformMethods }
local Model = { __name = "signalflow.language_model", __index = ModelMethods }

page.of_class(Platform, PlatformMethods, function(record)
  return record_blocks(record, platform_data.fields, { "vendor", "note" })
end)

page.of_class(Model, ModelMethods, function(record)
  return record_blocks(record, model_data.fields, { "attention", "note" })
end)

--- Every figure with its source: what prints.
-- @function explain
-- @treturn Page
PlatformMethods.explain, ModelMethods.explain = PlatformMethods.page, ModelMethods.page

-- A list that prints as a table, and finds a record by name.
local function list_class(name, kind, title, columns, row, note)
  local methods = {}
  local meta = { __name = name, __index = function(list, key)
    if methods[key] or type(key) ~= "string" or key:find "^_" then
      return methods[key]
    end
    local found, err = names.find(list, kind, key)
    return found or core.raise(tostring(err))
  end }
  page.of_class(meta, methods, function(list)
    local rows = {}
    for i, record in ipairs(list) do
      rows[i] = row(record)
    end
    return { block.title(title), block.table { columns = columns, rows = rows, units = "column" }, block.note(note) }
  end)
  methods.explain = methods.page
  options.seal(meta, methods)
  return meta
end

local PLATFORM_COLUMNS = { { "compute_fp8", "FP8 rate" }, { "hbm_capacity", "memory" },
  { "hbm_bandwidth", "bandwidth" }, { "chip_power", "rated power" }, { "all_in_power", "all-in power" },
  { "price", "price" } }

local function platform_columns()
  local columns = { { title = "platform" }, { title = "vendor", drop = 2 } }
  for i, entry in ipairs(PLATFORM_COLUMNS) do
    columns[i + 2] = { title = entry[2], align = "right", drop = i > 4 and 4 or nil }
  end
  columns[#columns + 1] = { title = "available", drop = 1 }
  return columns
end

local prices = {}
for _, record in ipairs(platform_data.records) do
  local price = platform_figure(record, "price")
  prices[#prices + 1] = price and price.note and ("%s, %s: %s"):format(record.name, catalogue.day_of(price.source),
    price.note)
end

local Platforms = list_class("signalflow.platforms", "platform", "platforms of the catalogue, an accelerator each",
  platform_columns(), function(record)
  local row = { record.name, record.vendor }
  for i, entry in ipairs(PLATFORM_COLUMNS) do
    row[i + 2] = shown(record, { name = entry[1] })
  end
  row[#row + 1] = shown(record, { name = "available" })
  return row
end, "Dense rates; unknown: no source states it; each platform prints with its sources. What "
  .. "a price is, and of when: " .. table.concat(prices, "; ") .. ". Network and storage come to it.")

local function billions(record, name)
  local found = record:figure(name)
  return figure.of(found and found.value / 1e9, found and { source = found.source.title,
    date = catalogue.day_of(found.source) })
end

local Models = list_class("signalflow.language_models", "model",
  "language models of the catalogue, parameters in billions", { { title = "model" },
    { title = "parameters", align = "right" }, { title = "active", align = "right" },
    { title = "as published", align = "right" } }, function(record)
  return { record.name, billions(record, "total_parameters"), billions(record, "active_parameters"),
    billions(record, "published_active") }
end, "active: what a token uses, recomputed from the published configuration with embeddings, which some publishers "
  .. "leave out; unknown: no source states it; each model prints with its sources")

for _, record in ipairs(platform_data.records) do
  setmetatable(record, Platform)
end
for _, record in ipairs(model_data.records) do
  setmetatable(record, Model)
end

--- A platform by the name analysts type ("B200", "GB200 NVL72", "gb200").
-- @tparam string name
-- @treturn ?table record, or nil and an err that names the nearest
function catalogue.platform(name)
  return names.find(platform_data.records, "platform", name)
end

--- A platform as it may be given: by its name, a record of `platforms`, a table that answers `figure` as one does, or a
-- table of figures of the analyst's own: `{ name = "next", like = "B200", hbm_bandwidth = u"16 TB/s/gpu" }`.
-- @param given
-- @treturn ?table record, or nil and an err
function catalogue.platform_of(given)
  if type(given) == "string" then
    return catalogue.platform(given)
  elseif type(given) == "table" and getmetatable(given) ~= Platforms and type(given.figure) == "function" then
    return given
  elseif type(given) == "table" and getmetatable(given) == nil then
    return own_platform.read(given, catalogue.platform)
  end
  core.raise(("platform: expected a name or one of sf.platforms, got %s"):format(options.describe(given)))
end

--- A figure of a record as a quantity, and with its source.
-- @tparam table record or a table that answers `figure` as one does
-- @tparam string name one of the fields
-- @treturn ?number|Quantity nil when no source states it
-- @treturn ?table the figure
function catalogue.quantity(record, name)
  local found = record:figure(name)
  if not found then
    return nil
  end
  return found.quantity or found.unit and found.value * units.read(found.unit) or found.value, found
end

--- A language model by name ("DeepSeek-R1").
-- @tparam string name
-- @treturn ?table record, or nil and an err that names the nearest
function catalogue.model(name)
  return names.find(model_data.records, "model", name)
end

--- All platforms, in the order of the data; by name too, and it prints as a table.
-- @treturn table list of records
function catalogue.platforms()
  return setmetatable(table.move(platform_data.records, 1, #platform_data.records, 1, {}), Platforms)
end

--- All language models, in the order of the data; by name too, and it prints as a table.
-- @treturn table list of records
function catalogue.models()
  return setmetatable(table.move(model_data.records, 1, #model_data.records, 1, {}), Models)
end

--- A measured operating point, or an interpolation between two measured ones.
-- @tparam table point `{platform=, model=, precision=, workload= or input=, output=, interactivity=, ...}`
-- @treturn ?table point, or nil and an err that names what exists
function catalogue.measured(point)
  return lookup.measured(point)
end

--- The measured Pareto front of latency and throughput.
-- @tparam table point as for `measured`, without interactivity
-- @treturn ?table list of points by rising interactivity, or nil and an err
function catalogue.frontier(point)
  return lookup.frontier(point)
end

--- What has been measured.
-- @tparam[opt] table given only combinations with these values
-- @treturn table list of `{platform=, model=, precision=, workload=, input=, output=, engine=, ...}`
function catalogue.combinations(given)
  return lookup.combinations(given or {})
end

--- What is known to be wrong or missing in the figures.
-- @tparam string key
-- @treturn ?table `what of since source`; nil where no such issue is known
function catalogue.known_issue(key)
  return issue_data[key]
end

--- What is wrong with the catalogue.
-- @treturn table list of `{kind=, message=}`, empty for the shipped data
function catalogue.validate()
  return validate {
    platforms = platform_data.records, platform_fields = platform_data.fields,
    models = model_data.records, measured = lookup.points(), sources = source_data,
  }
end

options.seal(Platform, PlatformMethods, {
  "name", "vendor", "aliases", "note", "links", "figures", "accepted", "given", "of", "chassis",
  advice = 'its figures are asked by name: platform:figure "NAME"' })
options.seal(Model, ModelMethods, {
  "name", "aliases", "note", "links", "source", "figures", "architecture", "attention", "block_scaled",
  "checkpoint", "compressed", "narrow", "predicts_ahead",
  advice = 'its figures are asked by name: language_model:figure "NAME"' })

return catalogue
