--- Platforms in a row, for one or several workloads: each against the first, who earned each step, and vendors' claims.
-- @module signalflow.serving.launches
local assumptions = require "signalflow.site.assumptions"
local basis = require "signalflow.serving.basis"
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local launch = require "signalflow.serving.launch"
local launch_page = require "signalflow.serving.launch_page"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local workload = require "signalflow.serving.workload"

local launches = {}

--- A list with an entry for each workload: `sides` (`{side, record}`), `against` (launches from the first platform to
-- each other), `steps` (launches from each platform to the next), `claims` (of the launch from the first to the last).
-- @type Launches
local Launches = {}
local LaunchesMeta = { __name = "signalflow.launches", __index = Launches }

-- The platforms, and what all launches share.
local function read(given)
  if type(given) ~= "table" then
    core.raise(("sf.launches takes a table of platforms, not %s"):format(options.describe(given)))
  end
  local platforms, shared = {}, {}
  for key, value in options.each(given) do
    if math.type(key) ~= "integer" then
      shared[key] = value
    end
  end
  for i, one in ipairs(options.items(given, "the platforms of sf.launches")) do
    platforms[i] = one
  end
  if #platforms < 2 then
    core.raise 'sf.launches takes two platforms or more: sf.launches { "H100", "B200", workloads = { {...} } }'
  end
  options.check(shared, launch.options { workloads = "table", claims = "table", title = "string", note = "string" },
    "sf.launches", workload.place_of)
  local workloads = launch.workloads(shared, "sf.launches")
  if #workloads == 0 then
    core.raise "sf.launches needs workloads, a list, each with its interactivity"
  end
  return platforms, workloads, shared
end

local function open_all(platforms, given)
  local sides = {}
  for i, one in ipairs(platforms) do
    sides[i] = launch.side(one, given, ("platform %d"):format(i))
  end
  return launch.open(sides)
end

-- One workload: every launch, and the claims about the last.
local function launch_all(platforms, shared, one)
  local given, asked = options.merged(shared, { workload = one }), workload.read(one)
  if asked.offline then
    core.raise "sf.launches compares at equal interactivity; give one, as interactivity = 50 * u.tok/u.s/u.user"
  end
  local sides, err = open_all(platforms, given)
  if not sides then
    return nil, err
  end
  local points, spec = launch.points(sides, asked.interactivity)
  if not points then
    return nil, spec
  end
  local made = { workload = one, sides = {}, against = {}, steps = {}, claims = {} }
  for i, side in ipairs(sides) do
    made.sides[i] = { side, points[i] }
  end
  for i = 2, #sides do
    local from_first, missing = launch.of(made.sides[1], made.sides[i], given, asked, spec)
    if not from_first then
      return nil, missing
    end
    made.against[i - 1] = from_first
    made.steps[i - 1] = i == 2 and from_first or launch.of(made.sides[i - 1], made.sides[i], given, asked, spec)
  end
  local kin = table.move(made.steps, 1, #made.steps, 1, {})
  kin[#kin + 1] = #made.against > 1 and made.against[#made.against] or nil
  launch.share(kin)
  for i, words in ipairs(shared.claims or {}) do
    made.claims[i], err = made.against[#made.against]:claim(words)
    if not made.claims[i] then
      return nil, err
    end
  end
  return made
end

--- Compares platforms in a row.
-- @tparam table given the platforms as `from` and `to` of a launch, in order; `workloads`, a list; `claims`, vendors'
-- words about the way from the first to the last; `title` and `note`; and what all share, as of a launch
-- @treturn ?Launches nil and an err where a platform does not serve a workload
-- @usage sf.launches { "H100", "B200", "GB200 NVL72", workloads = { {...} }, claims = { "25x lower cost" } }
function launches.new(given)
  local platforms, workloads, shared = read(given)
  local self = { title = shared.title, note = shared.note }
  for i, one in ipairs(workloads) do
    local made, err = launch_all(platforms, shared, one)
    if not made then
      return nil, err
    end
    self[i] = made
  end
  return setmetatable(self, LaunchesMeta)
end

local function results_of(self)
  local blocks = {}
  if self.title then
    blocks[1] = block.title(self.title)
  end
  if self.note then
    blocks[#blocks + 1] = block.note(self.note)
  end
  for _, made in ipairs(self) do
    local inner = launch_page.blocks(made.sides, made.against, made.steps)
    local title = table.remove(inner, 1)
    local by_speed = made.against[#made.against]:curve():page().blocks
    inner[#inner + 1] = block.section(table.remove(by_speed, 1).content, by_speed)
    for _, one in ipairs(made.claims) do
      local said = one:brief().blocks
      inner[#inner + 1] = block.section(table.remove(said, 1).content, said)
    end
    blocks[#blocks + 1] = block.section(title.content, inner)
  end
  return blocks
end

-- What the sides of one workload rest on, as columns.
local function columns_of(made)
  local columns = {}
  for i, one in ipairs(made.against) do
    columns[1] = columns[1] or { title = one.sides.from.platform.name, list = one:assumptions_of "from" }
    columns[i + 1] = { title = one.sides.to.platform.name, list = one:assumptions_of "to" }
  end
  return columns
end

--- The page without what it rests on, for a report that gathers that of all it holds.
-- @treturn Page
function Launches:results()
  return page.new(results_of(self))
end

local function basis_of(self)
  local blocks = {}
  for i, made in ipairs(self) do
    local title = #self > 1 and "assumptions, " .. made.workload.model or "assumptions"
    blocks[i] = block.section(title, assumptions.blocks(columns_of(made)))
  end
  return blocks
end

-- The launch from the first platform to the last, of the first workload.
local function widest(self)
  return self[1].against[#self[1].against]
end

page.of_class(LaunchesMeta, Launches, function(self)
  local blocks, behind = results_of(self), basis_of(self)
  return table.move(behind, 1, #behind, #blocks + 1, blocks)
end, { "waterfall", "curve", shown = 2, waterfall = function(self)
  return widest(self):picture "waterfall"
end, curve = function(self)
  return widest(self):picture "curve"
end })

--- What all rest on.
-- @treturn Page
function Launches:explain()
  return page.new(basis_of(self))
end

--- What all rest on; a driver that differs is named once for each platform and model.
-- @treturn Assumptions
function Launches:assumptions()
  local columns = {}
  for i, made in ipairs(self) do
    columns[i] = { title = made.workload.model, list = assumptions.merged(columns_of(made)) }
  end
  return assumptions.merged(columns)
end

--- The newest day of a source.
-- @treturn ?string
function Launches:as_of()
  return self:assumptions():as_of()
end

--- What is known to be wrong with them.
-- @treturn {string,...} keys of the catalogue's known issues
function Launches:issues()
  local lists = {}
  for _, made in ipairs(self) do
    for _, one in ipairs(made.against) do
      lists[#lists + 1] = one:issues()
    end
  end
  return basis.union(lists)
end

options.seal(LaunchesMeta, Launches, { "title", "note" })

return launches
