--- From a headline to an impact: what changed, how fast it becomes revenue, and how much of it the price already holds.
--
-- Try:  signalflow run news_to_impact [FEED [FOLDER]], as lua/scenarios/README.md says.
local sf = require "signalflow"
local u = sf.units
local feed_path, folder = ...
local feed = assert(sf.feed.open(feed_path or sf.here() .. "/data/feed.xml"))
local files = assert(sf.folder(folder or os.getenv "SIGNALFLOW_DATA" or sf.here() .. "/data"))

-- What it changes in a factory, if it comes true. Factor, time, confidence and exposure are this page's: put yours.
-- What holds supply or sites back, who keeps the margin, what turns for the worse: not sized.
local DRIVERS = {
  demand = { "price_decline", sf.between(0.70, 0.98) }, -- where capacity is full, more demand holds prices up
  cost   = { "token_rate", sf.between(1.10, 2.00) },    -- more tokens from the same accelerators
}
-- The first story of more demand that tells a figure is worked out, else the first that is sized.
local listed, chosen, best, last = {}, nil, 0, nil
for i, story in ipairs(feed:stories()) do
  local reading = sf.read(story.title, { date = story.date, source = story.source })
  local rank = #reading.channels > 0 and 1 or 0
  if DRIVERS[reading.channel] and reading.direction == 1 then
    rank = reading.channel == "demand" and #reading.quantities > 1 and 3 or 2
  end
  if rank > best then chosen, best = reading, rank end
  listed[i] = reading:brief()
  last = reading.date and (not last or reading.date > last) and reading.date or last
end
if best == 0 then return print "no headline of this feed says that demand, cost, a bottleneck or margins changed" end
if best == 1 then return print(sf.report { chosen, "not sized: the words do not tell what this does to a factory; "
  .. "name driver and factor in sf.signal yourself" }) end
-- A headline's own figure comes before this page's: a lease of 2 GW is 2 GW, "5x the tokens" at most 5 times as many.
local driver, factor = table.unpack(DRIVERS[chosen.channel])
local power, multiple = chosen:quantity "power", chosen:quantity "multiple"
local size = chosen.channel == "demand" and power and power.value * u[power.unit] or 100 * u.MW
if chosen.channel == "cost" and multiple and multiple.value > 1 then factor = sf.between(1, multiple.value) end
local signal = sf.signal { headline = chosen, driver = driver, factor = factor, confidence = 0.6,
  arrives = sf.arrival { median = 1.5 * u.year, p90 = 3 * u.year } }
local factory = sf.factory { name = ("%s of GB200 NVL72"):format(size), platform = "GB200 NVL72", grid_power = size,
  workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
    interactivity = 30 * u.tok/u.s/u.user },
  utilization = sf.pert(0.3, 0.5, 0.7), price = sf.between(0.2, 1.0) * u.USD/u.Mtok }
local market, why = sf.market(files, { ticker = "NVDA", index = "SP500", on = signal.on,
  exposure = sf.between(0.1, 0.5) })
print(sf.report { title = ("%s: %d stories"):format(feed.items.title or feed_path, #listed), as_of = last, listed,
  market or "what the price holds: unknown, " .. why,
  assert(signal:impact(factory, { output = "revenue", market = market })), signal:questions() })
