--- Platforms, language models and measured serving points, each figure with its source and date.
-- README.md in this folder says what may be called.
-- @module signalflow.catalogue

local core = require "signalflow.core"
local lookup = require "signalflow.catalogue.lookup"
local model_data = require "signalflow.catalogue.models"
local names = require "signalflow.catalogue.names"
local options = require "signalflow.shared.options"
local platform_data = require "signalflow.catalogue.platforms"
local source_data = require "signalflow.catalogue.sources"
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

--- Every source, ordered by key.
-- @treturn table list
function catalogue.sources()
  local keys, list = {}, {}
  for key in pairs(source_data) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  for i, key in ipairs(keys) do
    list[i] = catalogue.source(key)
  end
  return list
end

--- A figure as callers see it.
local function present(entry, unit)
  local source = catalogue.source(entry[2])
  return {
    value = entry[1], unit = unit, note = entry[3],
    source = source, date = source.date, retrieved = source.retrieved,
  }
end

--- A figure of a record: value, unit, source and date.
-- @function figure
-- @tparam table record
-- @tparam string name one of the fields
-- @treturn ?table nil when no source states it
local function platform_figure(record, name)
  for _, field in ipairs(platform_data.fields) do
    if field.name == name then
      local entry = record.figures[name]
      return entry and present(entry, field.unit)
    end
  end
  local known = {}
  for i, field in ipairs(platform_data.fields) do
    known[i] = field.name
  end
  core.raise(names.unknown("figure", options.argument(name, "string", "figure: name"), known))
end

local function model_figure(record, name)
  local known = {}
  for _, field in ipairs(model_data.fields) do
    known[#known + 1] = field.name
    if field.name == name then
      local entry = record.figures[name]
      return entry and present(entry)
    end
  end
  for _, field in ipairs(model_data.architecture_fields) do
    known[#known + 1] = field
    if field == name then
      local number = record.architecture[name]
      return number and present({ number, record.source })
    end
  end
  core.raise(names.unknown("figure", options.argument(name, "string", "figure: name"), known))
end

local function as_text(record)
  return record.name
end

local Platform = { __name = "signalflow.platform", __tostring = as_text, __index = { figure = platform_figure } }
local Model = { __name = "signalflow.language_model", __tostring = as_text, __index = { figure = model_figure } }

--- The records, each with its methods.
local function presented(records, metatable)
  local list = {}
  for i, record in ipairs(records) do
    list[i] = setmetatable(record, metatable)
  end
  return list
end

--- A platform by the name analysts type ("B200", "GB200 NVL72", "gb200").
-- @tparam string name
-- @treturn ?table record, or nil and an err that names the nearest
function catalogue.platform(name)
  return names.find(catalogue.platforms(), "platform", name)
end

--- A platform as it may be given: by its name, a record of `platforms`, or a table that answers `figure` as one does.
-- @param given
-- @treturn ?table record, or nil and an err
function catalogue.platform_of(given)
  if type(given) == "string" then
    return catalogue.platform(given)
  elseif type(given) == "table" and type(given.figure) == "function" then
    return given
  end
  core.raise(("platform: expected a name or one of sf.platforms, got %s"):format(options.describe(given)))
end

--- A language model by name ("DeepSeek-R1").
-- @tparam string name
-- @treturn ?table record, or nil and an err that names the nearest
function catalogue.model(name)
  return names.find(catalogue.models(), "model", name)
end

--- All platforms, in the order of the data.
-- @treturn table list of records
function catalogue.platforms()
  return presented(platform_data.records, Platform)
end

--- All language models, in the order of the data.
-- @treturn table list of records
function catalogue.models()
  return presented(model_data.records, Model)
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

--- What is wrong with the catalogue.
-- @treturn table list of `{kind=, message=}`, empty for the shipped data
function catalogue.validate()
  return validate {
    platforms = platform_data.records, platform_fields = platform_data.fields,
    models = model_data.records, measured = lookup.points(), sources = source_data,
  }
end

options.seal(Platform, Platform.__index)
options.seal(Model, Model.__index)

return catalogue
