--- signalflow platforms
-- @module signalflow.command.platforms
local block = require "signalflow.page.block"
local catalogue = require "signalflow.catalogue"
local figure = require "signalflow.page.figure"
local output = require "signalflow.command.output"
local page = require "signalflow.page.page"
local status = require "signalflow.command.status"

local SHOWN = { { "compute_fp8", "FP8" }, { "hbm_capacity", "memory" }, { "hbm_bandwidth", "bandwidth" },
  { "chip_power", "chip" }, { "all_in_power", "all-in" }, { "price", "price" } }

-- What a source states of a platform; nil where none does.
local function cell(platform, name)
  local found = platform:figure(name)
  if not found then
    return nil
  elseif type(found.value) == "string" then
    return found.value
  end
  return figure.of(found.quantity, { source = found.source.title, date = found.date })
end

local function list()
  local columns, rows = { { title = "platform" }, { title = "vendor" } }, {}
  for i, shown in ipairs(SHOWN) do
    columns[i + 2] = { title = shown[2], align = "right" }
  end
  columns[#columns + 1] = { title = "available" }
  for k, platform in ipairs(catalogue.platforms()) do
    rows[k] = { platform.name, platform.vendor }
    for i, shown in ipairs(SHOWN) do
      rows[k][i + 2] = cell(platform, shown[1])
    end
    rows[k][#columns] = cell(platform, "available")
  end
  local prices = {}
  for _, platform in ipairs(catalogue.platforms()) do
    local price = platform:figure "price"
    prices[#prices + 1] = price and price.note and ("%s: %s"):format(platform.name, price.note)
  end
  return page.new { block.title "platforms of the catalogue, an accelerator each", block.table { columns = columns,
    rows = rows, units = "column" }, block.note "Rates are dense; a blank cell: no source states it.",
    block.note("What a price is: " .. table.concat(prices, "; ") .. ". Network and storage come to it.") }
end

return function(given)
  output.write(list(), given.format)
  return status.done
end
