--- What launches say, as blocks: platforms side by side, each against the first, and who earned each step.
-- @module signalflow.serving.launch_page
local answer = require "signalflow.serving.tiered"
local assumptions = require "signalflow.site.assumptions"
local basis = require "signalflow.serving.basis"
local block = require "signalflow.page.block"
local figure = require "signalflow.page.figure"
local nearest = require "signalflow.serving.nearest"
local quantity = require "signalflow.values.quantity"
local system_power = require "signalflow.site.system_power"
local units = require "signalflow.values.units"
local workload = require "signalflow.serving.workload"

local launch_page = {}

-- A row: its title, and what it asks of a record, its costs, its side and the area of a rack.
local ROWS = {
  { "throughput of an accelerator", function(record) return record.token_rate:figure() end },
  { "  tier", function(record) return record.tier end },
  { "chip power", function(record) return record.chip_power:figure() end },
  { "tokens per watt, chip", function(_, costs) return costs.tokens_per_watt_chip end },
  { "  server at the wall", function(_, costs) return costs.tokens_per_watt_system end },
  { "  facility, PUE included", function(_, costs) return costs.tokens_per_watt_facility end },
  { "tokens from the same power", function(_, costs) return costs.token_rate end },
  { "accelerators", function(_, costs) return costs.accelerators end },
  { "rack density, provided for", function(_, costs) return costs.rack_density end },
  { "  drawn at full load", function(_, costs) return costs.rack_draw end },
  { "racks", function(_, costs) return costs.racks end },
  { "floor", function(_, costs, _, rack_area) return costs.racks and costs.racks * rack_area end },
  { "heat to carry away", function(_, costs) return costs.heat end },
  { "  cooling", function(_, _, side) return system_power.cooling(side.platform) end },
  { "  heat of a rack by air", function(record) return record.cooling.air end },
  { "  by liquid", function(record) return record.cooling.liquid end },
  { "PUE", function(_, costs) return costs.pue end },
  { "capital", function(_, costs) return costs.capex end },
  { "cost of a million tokens", function(_, costs) return costs.cost_per_mtok end },
}

local function cell(value)
  if type(value) == "string" or figure.is(value) then
    return value
  end
  return quantity.figure(value or nil)
end

local function columns_of(first, sides, from)
  local columns = { { title = first } }
  for i = from, #sides do
    columns[#columns + 1] = { title = sides[i][1].platform.name, align = "right" }
  end
  return columns
end

local function side_by_side(sides, rack_area)
  local rows = {}
  for _, entry in ipairs(ROWS) do
    local title = entry[1]:gsub("^%s+", "")
    local row = { title, indent = title ~= entry[1] and 1 or nil }
    local is_shown = title ~= "floor" or rack_area ~= nil
    for k, side in ipairs(is_shown and sides or {}) do
      row[k + 1] = cell(entry[2](side[2], side[2].costs, side[1], rack_area))
    end
    rows[#rows + 1] = is_shown and row or nil
  end
  return block.table { columns = columns_of("", sides, 1), rows = rows, units = "row" }
end

local function multiple(launch, metric)
  local value, range = launch.multiples[metric], launch.multiples.range
  return value and figure.multiple(value, value * range.low, value * range.high) or figure.of(nil)
end

-- What is saved, with the word that says which way.
local function saving(value)
  if value == nil then
    return figure.of(nil)
  end
  local number = value:value()
  return { figure.of(number < 0 and -value or value), number < 0 and " more" or " less" }
end

-- What a hall built for the older racks lacks, each rack.
local function lacking(launch)
  local words = {}
  local needs = { { "power", " of power" }, { "liquid", " of heat by liquid" }, { "air", " of heat by air" } }
  for _, need in ipairs(needs) do
    local value = launch.lacking[need[1]]
    words[#words + 1] = value and { #words > 0 and ", " or "", quantity.figure(value), need[2] } or nil
  end
  if #words == 0 then
    return launch.lacking.unknown and figure.of(nil) or "nothing"
  end
  return words
end

local AGAINST = {
  { "tokens per watt at the grid", function(l) return multiple(l, "energy") end },
  { "throughput of an accelerator", function(l) return multiple(l, "throughput") end },
  { "lower cost of a token", function(l) return multiple(l, "cost") end },
  { "energy and operation, at equal tokens", function(l) return saving(l.operating_saving) end },
  { "  of it energy", function(l) return saving(l.energy_saving) end },
  { "  beside it the cost of capital", function(l) return saving(l.capital_saving) end },
  { "  racks", function(l) return saving(l.racks_saved) end },
  { "  replacing the accelerators costs", function(l) return quantity.figure(l.replacement_capital) end },
  { "  paid back in", function(l)
    local saved = l.operating_saving and l.operating_saving:value()
    return saved and saved <= 0 and "not by that" or quantity.figure(l.payback, { unit = "year" })
  end },
  { "a hall for the older racks lacks, each", lacking },
  { "usage, if the cost is passed on", function(l)
    return quantity.figure(l.usage_multiple, { style = "multiple" })
  end },
}

local function against(sides, launches)
  local rows = {}
  for i, entry in ipairs(AGAINST) do
    local title = entry[1]:gsub("^%s+", "")
    rows[i] = { title, indent = title ~= entry[1] and 1 or nil }
    for k, launch in ipairs(launches) do
      rows[i][k + 1] = entry[2](launch)
    end
  end
  local first = "against " .. sides[1][1].platform.name
  return block.table { columns = columns_of(first, sides, 2), rows = rows }
end

local function legend_of(sides, launches)
  local records = {}
  for i, side in ipairs(sides) do
    records[i] = side[2]
  end
  return block.note { "output tokens, at full load; costs and PUE at the middle of uncertain inputs; usage at one"
    .. " price elasticity of ", quantity.figure(launches[1].elasticity), " for any change; ", answer.legend(records) }
end

local TOLD_APART = 0.005 -- what three digits show

local function earned(step)
  local title = ("who earned the calibrated gain in tokens per watt, %s to %s"):format(step.sides.from.platform.name,
    step.sides.to.platform.name)
  local split = step.attribution
  if step.cliff then
    return block.section(title, { block.paragraph { "not split: ", step.sides[step.cliff.side].platform.name,
      " is on a cliff, where its throughput falls as the power ", figure.of(step.cliff.slope), " of the speed" } })
  elseif not split then
    return block.section(title, { block.paragraph "not known: some mixed platform does not reach this interactivity" })
  end
  local blocks = split:page().blocks
  if math.abs(step.gain / split.gain - 1) > TOLD_APART then
    local rows = blocks[1].rows -- mixed platforms can only be modelled
    rows[#rows][5] = { "as modelled; with measured points ", figure.multiple(step.gain) }
  end
  return block.section(title, blocks)
end

local function served(read, spec)
  local kept = { spec = spec }
  for name, value in pairs(read) do
    kept[name] = name ~= "precision" and name ~= "spec" and value or kept[name]
  end
  return workload.describe(kept)
end

local function software_of(side)
  local asked, layout = side[1].asked, side[2].layout
  local near = nearest.beside(side[2])
  return { ("%s%s%s%s"):format(side[1].platform.name, asked.precision and " in " .. asked.precision or "",
    workload.says(asked.model, asked.spec), layout and ", " .. layout or ""),
    near and { "; nearest measured ", near } or "" }
end

--- Platforms side by side.
-- @tparam table sides list of `{side, record}`
-- @tparam {Launch,...} launches from the first side to each of the others
-- @tparam {Launch,...} steps from each side to the next
-- @treturn {Block,...}
function launch_page.blocks(sides, launches, steps)
  local names, software = {}, {}
  for i, side in ipairs(sides) do
    names[i], software[i] = side[1].platform.name, software_of(side)
  end
  local first = launches[1]
  local spec = first.from.spec == first.to.spec and first.from.spec or nil
  local blocks = { block.title { table.concat(names, " to "), ": ", served(first.read, spec), ", at ",
    figure.of(first.interactivity * units.read "tok/s/user"), " for each user" },
    block.list(software), side_by_side(sides, first.rack_area), against(sides, launches),
    legend_of(sides, launches) }
  for _, side in ipairs(sides) do
    blocks[#blocks + 1] = basis.given(side[1].platform)
  end
  for _, step in ipairs(steps) do
    blocks[#blocks + 1] = earned(step)
  end
  return blocks
end

--- What a launch rests on.
-- @tparam Launch launch
-- @tparam table columns of `assumptions.blocks`
-- @treturn {Block,...}
function launch_page.explain(launch, columns)
  local blocks = { block.title { columns[1].title, " to ", columns[2].title },
    block.section("assumptions", assumptions.blocks(columns)), earned(launch) }
  if launch.attribution then
    blocks[#blocks + 1] = block.section("gains of mixed platforms", launch.attribution:explain().blocks)
  end
  if launch.chain then
    blocks[#blocks + 1] = block.section("the gain as a chain of factors", launch.chain:page().blocks)
  end
  return blocks
end

return launch_page
