--- What an estimate rests on: figures of the platform and the model with their sources, and the fitted constants; and
-- what is known to be wrong with it.
-- @module signalflow.serving.basis
local block = require "signalflow.page.block"
local calibration = require "signalflow.catalogue.calibration.inference"
local catalogue = require "signalflow.catalogue"
local figure = require "signalflow.page.figure"

local basis = {}

local PLATFORM = { { "compute_bf16", "dense BF16 rate" }, { "compute_fp8", "dense FP8 rate" },
  { "compute_fp4", "dense FP4 rate" }, { "hbm_capacity", "memory" }, { "hbm_bandwidth", "memory bandwidth" },
  { "link_bandwidth", "scale-up bandwidth, one direction" }, { "scaleup_accelerators", "accelerators in one network" },
  { "chip_power", "rated power" } }
local MODEL = { { "total_parameters", "parameters" }, { "active_parameters", "parameters a token uses" },
  { "layers", "layers" }, { "hidden", "hidden size" } }

-- A section of figures, and their sources once each.
local function section(title, record, names)
  local facts, sources = {}, {}
  for i, entry in ipairs(names) do
    local value, found = catalogue.quantity(record, entry[1])
    local from = found and { name = entry[2], source = found.source.title, date = catalogue.day_of(found.source),
      address = found.source.address }
    sources[#sources + 1] = from or nil
    facts[i] = { entry[2], figure.of(value,
      found and { style = not found.unit and "count" or nil, source = from.source, date = from.date }) }
  end
  return block.section(title, { block.facts(facts), block.sources_of(sources) })
end

--- The figures behind an estimate, and the constants.
-- @tparam table point `platform` and `model`, records of the catalogue, `precision`
-- @treturn {Block,...}
function basis.blocks(point)
  return { section(point.platform.name, point.platform, PLATFORM), section(point.model.name, point.model, MODEL),
    block.section("constants", { block.paragraph { "fitted on ", figure.count(calibration.rows), " measured rows" },
      block.sources { { source = calibration.source, date = calibration.fitted, tier = "calibrated" } } }) }
end

--- What of a platform the analyst gave, and where the rest comes from.
-- @tparam table platform a record
-- @treturn ?Block nil where it is one of the catalogue
function basis.given(platform)
  if not platform.given then
    return nil
  end
  local words = { platform.name, ", given: " }
  for i, entry in ipairs(platform.given) do
    words[#words + 1] = { i > 1 and ", " or "", entry.title, " ",
      type(entry.value) == "string" and entry.value or figure.of(entry.value) }
  end
  words[#words + 1] = platform.like and "; the rest as of " .. platform.like.name or "; nothing else is known of it"
  return block.note(words)
end

--- What is known to be wrong with an answer.
-- @tparam table given `tier`, `platform` (its name), `workload`, `class` of the estimate ("decode moe"), and
-- `interactivity`, a Quantity, where it is one
-- @treturn {string,...} keys of the catalogue's known issues
function basis.issues(given)
  return given.tier == "calibrated" and { "frontier", "ranges" } or {}
end

--- Lists of keys as one, each key once.
-- @tparam table lists
-- @treturn {string,...}
function basis.union(lists)
  local all, seen = {}, {}
  for _, list in ipairs(lists) do
    for _, key in ipairs(list) do
      all[#all + 1] = not seen[key] and key or nil
      seen[key] = true
    end
  end
  return all
end

return basis
