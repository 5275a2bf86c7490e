--- signalflow models
-- @module signalflow.command.models
local block = require "signalflow.page.block"
local catalogue = require "signalflow.catalogue"
local figure = require "signalflow.page.figure"
local output = require "signalflow.command.output"
local page = require "signalflow.page.page"
local status = require "signalflow.command.status"

local BILLION = 1e9

local function billions(found)
  return found and figure.of(found.value / BILLION, { source = found.source.title, date = found.date })
end

local function list()
  local rows = {}
  for i, model in ipairs(catalogue.models()) do
    local total = model:figure "total_parameters"
    rows[i] = { model.name, billions(total), billions(model:figure "active_parameters"),
      billions(model:figure "published_active"), total and total.source.title }
  end
  return page.new { block.title "language models of the catalogue, parameters in billions", block.table { rows = rows,
    columns = { { title = "model" }, { title = "parameters", align = "right" }, { title = "active", align = "right" },
      { title = "as published", align = "right" }, { title = "source" } } },
    block.note "active: what a token uses, recomputed with embeddings, which some publishers leave out" }
end

return function(given)
  output.write(list(), given.format)
  return status.done
end
