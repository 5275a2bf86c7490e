--- From a headline to an impact: what changed, how fast it becomes revenue, and how much of it the price already holds.
--
-- Try:  signalflow run news_to_impact.lua [FEED [FOLDER]]
-- FEED is RSS, Atom, CSV, JSON lines or Markdown; without one, ten headlines of August and September 2025. FOLDER holds
-- prices (nvda.us.txt of stooq.com), the SP500 series of FRED and SEC filings (CIK0001045810.json of data.sec.gov);
-- without it, or one named by SIGNALFLOW_DATA, what the price holds stays unknown.
local sf = require "signalflow"
local u = sf.units
local feed_path, folder = ...
local files = assert(sf.folder(folder or os.getenv "SIGNALFLOW_DATA" or sf.here() .. "/data"))

-- What it changes in a factory, if it comes true. Factor, time, confidence and exposure are this page's: put yours.
-- What holds supply or sites back, who keeps the margin, and what turns for the worse moves no driver here: not sized.
local DRIVERS = {
  demand = { "price_decline", sf.between(0.70, 0.98) }, -- where capacity is full, more demand holds prices up
  cost   = { "token_rate", sf.between(1.10, 2.00) },    -- more tokens from the same accelerators
}

-- The first quantity of a kind that the headline itself tells.
local function told(reading, kind)
  for _, quantity in ipairs(reading.quantities) do
    if quantity.kind == kind then return quantity end
  end
end

local function is_sized(reading) return DRIVERS[reading.channel] and reading.direction == 1 end

-- What changed: a claim each, copies of one story left out; the first of demand that names a figure is worked out.
local feed, stories = assert(sf.feed.open(feed_path or sf.here() .. "/data/feed.xml")), {}
local chosen, other, refused
for reading in feed:readings() do
  local is_copy = false
  for _, earlier in ipairs(stories) do is_copy = is_copy or sf.same_story(earlier, reading) end
  stories[#stories + 1] = not is_copy and reading or nil
  chosen = chosen or is_sized(reading) and reading.channel == "demand" and #reading.quantities > 1 and reading
  other = other or is_sized(reading) and reading
  refused = refused or reading.channels[1] and reading
end
chosen = chosen or other
local listed, title = {}, ("%s: %d stories"):format(feed.items.title or feed_path, #stories)
for i, reading in ipairs(stories) do listed[i] = reading:brief() end
if not chosen and refused then
  print(refused)
  return print("not sized: the words do not tell what this does to a factory; "
    .. "name driver and factor in sf.signal yourself")
end
if not chosen then return print "no headline of this feed says that demand, cost, a bottleneck or margins changed" end

-- A headline's own figure comes before this page's: a lease of 2 GW is 2 GW, "5x the tokens" at most 5 times as many.
local driver, factor = table.unpack(DRIVERS[chosen.channel])
local power, multiple = told(chosen, "power"), told(chosen, "multiple")
local grid_power = chosen.channel == "demand" and power and power.value * u[power.unit] or 100 * u.MW
if chosen.channel == "cost" and multiple and multiple.value > 1 then factor = sf.between(1, multiple.value) end
local signal = sf.signal { headline = chosen, driver = driver, factor = factor,
  arrives = sf.arrival { median = 1.5 * u.year, p90 = 3 * u.year }, confidence = 0.6 }
local factory = sf.factory { name = ("%s of GB200 NVL72"):format(grid_power), platform = "GB200 NVL72",
  grid_power = grid_power,
  workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
    interactivity = 30 * u.tok/u.s/u.user },
  utilization = sf.pert(0.3, 0.5, 0.7), price = sf.between(0.2, 1.0) * u.USD/u.Mtok }
local market, why = sf.market(files, { ticker = "NVDA", index = "SP500", on = signal.on,
  exposure = sf.between(0.1, 0.5) })
print(sf.report { title = title, as_of = signal.on, listed, market or "what the price holds: unknown, " .. why,
  assert(signal:impact(factory, { output = "revenue", market = market })), signal:questions() })
