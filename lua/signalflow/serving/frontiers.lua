--- Platforms side by side at several speeds and for several workloads: what an accelerator of each serves there, and
-- what its tokens cost at full load.
-- @module signalflow.serving.frontiers
local answer = require "signalflow.serving.tiered"
local basis = require "signalflow.serving.basis"
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local frontier = require "signalflow.serving.frontier"
local launch = require "signalflow.serving.launch"
local nearest = require "signalflow.serving.nearest"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local workload = require "signalflow.serving.workload"

local frontiers = {}

--- A list with an entry for each workload and speed: `workload`, `interactivity` (tok/s/user), `spec` (what guesses
-- tokens ahead on every platform), `sides` (of a launch, open), and `points`, a list by platform of operating points as
-- of `frontier:at`, false where it is not reached.
-- @type Frontiers
local Frontiers = {}
local FrontiersMeta = { __name = "signalflow.frontiers", __index = Frontiers }

local SPEEDS = { 20, 50, 100 }

-- Speeds that were given, else the workload's own, else the usual ones.
local function speeds_of(given, asked)
  local speeds = {}
  for i, speed in ipairs(given or asked.interactivity and { asked.interactivity } or SPEEDS) do
    speeds[i] = workload.figure(speed, "sf.frontiers: a speed", "tok/s/user")
  end
  return speeds
end

local function read(given)
  if type(given) ~= "table" then
    core.raise(("sf.frontiers takes a table of platforms, not %s"):format(options.describe(given)))
  end
  local shared = {}
  for key, value in options.each(given) do
    shared[key] = math.type(key) ~= "integer" and value or nil
  end
  local kinds = frontier.drivers { workload = "table", workloads = "table", speeds = "table", title = "string" }
  options.check(shared, kinds, "sf.frontiers", workload.place_of)
  shared.workloads = launch.workloads(shared, "sf.frontiers")
  if #given == 0 or #shared.workloads == 0 then
    core.raise 'sf.frontiers takes platforms and workloads: sf.frontiers { "H100", "B200", workloads = { {...} } }'
  end
  return shared
end

-- The sides of one workload, open.
local function open(given, shared, one)
  local sides, asked = {}, options.merged(shared, { workload = one })
  for i, platform in ipairs(options.items(given, "the platforms of sf.frontiers")) do
    sides[i] = launch.side(platform, asked, ("platform %d"):format(i))
  end
  return launch.open(sides)
end

--- Reads platforms side by side.
-- @tparam table given the platforms as sides of a launch; `workload`, or `workloads`, a list; `speeds` (tok/s/user;
-- unless given that of the workload, or 20, 50 and 100); `title`; and what all share, as of a launch
-- @treturn ?Frontiers nil and an err where a platform serves a workload at no speed
-- @usage sf.frontiers { { platform = "H100", precision = "fp8" }, "B200", workloads = { {...}, {...} } }
function frontiers.new(given)
  local shared = read(given)
  local self = { title = shared.title }
  for _, one in ipairs(shared.workloads) do
    local speeds = speeds_of(shared.speeds, workload.read(one, true))
    local sides, err = open(given, shared, one)
    if not sides then
      return nil, err
    end
    for _, speed in ipairs(speeds) do
      local points, spec = launch.points(sides, speed, true)
      for i, side in ipairs(sides) do
        points[i] = points[i] and frontier.with_costs(side.frontier, points[i])
      end
      self[#self + 1] = { workload = one, interactivity = speed, sides = sides, points = points,
        spec = one.spec or spec }
    end
  end
  return setmetatable(self, FrontiersMeta)
end

-- The rows nearest to what is not measured, one a platform, workload and speed.
local function nearest_of(self)
  local items, sources = {}, {}
  for _, entry in ipairs(self) do
    for _, point in ipairs(entry.points) do
      local words, row = nearest.beside(point)
      if words then
        items[#items + 1] = { point.platform, " at ", figure.of(point.interactivity), ", ",
          number.count(entry.workload.input), " in: ", words }
        table.move(nearest.sources { row }, 1, 1, #sources + 1, sources)
      end
    end
  end
  return items, sources
end

local function rows_of(self)
  local rows, records, last = {}, {}, nil
  for _, entry in ipairs(self) do
    local words = workload.describe(workload.with(entry.workload, entry.spec))
    rows[#rows + 1] = words ~= last and { heading = words } or nil
    last = words
    local rate = { number.short(entry.interactivity, 4) .. " tok/s/user", indent = 1 }
    local tier, cost = { "tier", indent = 2 }, { "cost", indent = 2 }
    for i, point in ipairs(entry.points) do
      rate[i + 1] = point and point.token_rate:figure() or figure.of(nil, { unknown = "not reached" })
      tier[i + 1] = point and point.tier or ""
      cost[i + 1] = point and point.cost_per_mtok and figure.of(point.cost_per_mtok.value) or figure.of(nil)
      records[#records + 1] = point or nil
    end
    table.move({ rate, tier, cost }, 1, 3, #rows + 1, rows)
  end
  return rows, records
end

-- A column for each platform.
local function columns_of(self)
  local columns = { { title = "" } }
  for i, side in ipairs(self[1].sides) do
    columns[i + 1] = { title = { side.platform.name, side.asked.precision and " in " .. side.asked.precision or "" },
      align = "right" }
  end
  return columns
end

-- What is estimated at a point, and what measured; nil where there is no such figure.
local function both_of(point)
  if not point then
    return nil
  elseif point.tier == "calibrated" then
    return point.token_rate.value
  end
  return point.calibrated and point.calibrated.token_rate.value, point.token_rate.value
end

-- Where rows come from: each publication once, with its newest day.
local function sources_of_rows(points)
  local list, by_title = {}, {}
  for _, point in ipairs(points) do
    for _, row in ipairs(point.rows) do
      local title = row.source.title
      if not by_title[title] then
        by_title[title] = { name = "measured", source = title, address = row.source.address, date = row.date }
        list[#list + 1] = by_title[title]
      end
      local newest = by_title[title]
      newest.date = row.date > newest.date and row.date or newest.date
    end
  end
  return list
end

-- The rows of one workload and speed: estimated, measured, how.
local function rows_beside(entry)
  local estimated = { ("%s, estimated"):format(number.short(entry.interactivity, 4)) }
  local measured, tiers, points = { "measured", indent = 1 }, { "tier", indent = 1 }, {}
  for i, point in ipairs(entry.points) do
    local ours, theirs = both_of(point)
    estimated[i + 1], measured[i + 1] = figure.of(ours, { unknown = "not reached" }), figure.of(theirs)
    tiers[i + 1] = theirs and point.tier or ""
    points[#points + 1] = theirs and point or nil
  end
  return { estimated, measured, tiers }, points
end

--- What is estimated beside what was measured, at each speed: "unknown" where no row answers. The fit has seen these
-- rows: `make accuracy` scores it on groups left out.
-- @treturn Page
function Frontiers:beside_measured()
  local rows, points, last = {}, {}, nil
  for _, entry in ipairs(self) do
    local words = workload.describe(workload.with(entry.workload, entry.spec))
    rows[#rows + 1] = words ~= last and { heading = words } or nil
    last = words
    local of_entry, measured = rows_beside(entry)
    table.move(of_entry, 1, #of_entry, #rows + 1, rows)
    table.move(measured, 1, #measured, #points + 1, points)
  end
  local columns = columns_of(self)
  columns[1].title = "at, tok/s/user"
  return page.new { block.title(self.title or "throughput of an accelerator, estimated and measured"),
    block.table { columns = columns, rows = rows, units = "row" },
    block.note { "output tokens; the fit has seen these rows; ", answer.legend(points) },
    block.sources_of(sources_of_rows(points)) }
end

page.of_class(FrontiersMeta, Frontiers, function(self)
  local rows, records = rows_of(self)
  local items, sources = nearest_of(self)
  local blocks = { block.title(self.title or "throughput of an accelerator by speed and lengths"),
    block.table { columns = columns_of(self), rows = rows, units = "row" },
    block.note { "output tokens; costs at full load; ", answer.legend(records) } }
  if #items > 0 then
    blocks[#blocks + 1] = block.paragraph "nearest measured rows to what is estimated:"
    blocks[#blocks + 1] = block.list(items)
    blocks[#blocks + 1] = block.sources_of(sources)
  end
  return blocks
end)

--- What is estimated, with the figures behind it.
-- @treturn Page
function Frontiers:explain()
  local blocks = self:page().blocks
  for _, side in ipairs(self[1].sides) do
    table.move(basis.blocks(side.frontier.point), 1, 3, #blocks + 1, blocks)
  end
  return page.new(blocks)
end

--- The newest day of what is shown.
-- @treturn ?string
function Frontiers:as_of()
  local newest
  for _, entry in ipairs(self) do
    for _, point in ipairs(entry.points) do
      local day = point and point.date
      newest = day and (not newest or day > newest) and day or newest
    end
  end
  return newest
end

--- What is known to be wrong with them.
-- @treturn {string,...} keys of the catalogue's known issues
function Frontiers:issues()
  local lists = {}
  for _, entry in ipairs(self) do
    for _, point in ipairs(entry.points) do
      lists[#lists + 1] = point and point:issues() or nil
    end
  end
  return basis.union(lists)
end

options.seal(FrontiersMeta, Frontiers, { "title" })

return frontiers
