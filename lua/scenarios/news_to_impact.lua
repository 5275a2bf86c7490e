--- From a headline to an impact: what changed, how fast it becomes revenue, and how much of it the price already holds.
--
-- Try:  signalflow run news_to_impact.lua [FEED [FOLDER]]
-- FEED is RSS, Atom, CSV, JSON lines or Markdown; without one, ten headlines of August and September 2025. FOLDER holds
-- prices (nvda.us.txt of stooq.com), the SP500 series of FRED and SEC filings (CIK0001045810.json of data.sec.gov);
-- without it, or one named by SIGNALFLOW_DATA, what the price holds stays unknown.
local sf = require "signalflow"
local u = sf.units

local here = arg and arg[0] and arg[0]:match "^(.*)/[^/]*$" or "."
local feed_path, folder_path = ...
folder_path = folder_path or os.getenv "SIGNALFLOW_DATA"

-- 1. What changed, headline by headline: a claim each, copies of one story left out.
local feed = assert(sf.feed.open(feed_path or here .. "/data/feed.xml"))
local readings, shown = {}, 0
for reading in feed:readings() do
  local copy = false
  for _, earlier in ipairs(readings) do
    copy = copy or sf.same_story(earlier, reading)
  end
  readings[#readings + 1] = not copy and reading or nil
end
print(("%s: %d stories"):format(feed.items.title or feed_path, #readings))
for _, reading in ipairs(readings) do
  if shown < 10 and reading.channels[1] then
    shown = shown + 1
    print("  " .. sf.cut(reading:brief(), 116))
  end
end

-- 2. One of them: the first that reads as demand and names a figure, else the first with a channel.
local chosen
for _, reading in ipairs(readings) do
  local figure = reading.channel == "demand" and #reading.quantities > 1
  chosen = figure and (not chosen or chosen.channel ~= "demand") and reading or chosen
end
for _, reading in ipairs(readings) do
  chosen = chosen or reading.channels[1] and reading
end
if not chosen then
  return "no headline of this feed says that demand, cost, a bottleneck or margins changed"
end
print()
print(chosen)

-- 3. What it changes in a factory, if it comes true. The factor, the time and the confidence are this page's own
-- assumptions: put yours there.
local DRIVERS = {
  demand     = { "price_decline", sf.between(0.70, 0.98) },   -- where capacity is full, more demand holds prices up
  cost       = { "token_rate", sf.between(1.10, 2.00) },      -- more tokens from the same accelerators
  bottleneck = { "accelerator_cost", sf.between(0.85, 1.0) }, -- what was short gets cheaper
  margin     = { "price", sf.between(0.80, 1.0) },            -- part of the price goes to someone else
}
local driver, factor = table.unpack(DRIVERS[chosen.channel])
local signal = sf.signal {
  headline   = chosen,
  driver     = driver,
  factor     = factor,
  arrives    = sf.arrival { median = 1.5 * u.year, p90 = 3 * u.year },
  confidence = 0.6,
}
local factory = sf.factory {
  name        = "100 MW of GB200 NVL72",
  platform    = "GB200 NVL72",
  workload    = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
                  interactivity = 30 * u.tok/u.s/u.user },
  grid_power  = 100 * u.MW,
  utilization = sf.pert(0.3, 0.5, 0.7),
  price       = sf.between(0.2, 1.0) * u.USD/u.Mtok,
}

-- 4. What the price did: the abnormal return of NVIDIA's shares over the day of the headline and the next.
local function known(ask)
  local done, value = pcall(ask)
  if not done and type(value) == "string" then
    error(value, 0) -- no figure that is missing, but a mistake, or Ctrl-C
  end
  return done and value or nil
end
local market
local files = folder_path and sf.folder(folder_path)
if files then
  local price = known(function() return files:prices "NVDA" end)
  local index = known(function() return files:fred "SP500" end)
  local study = price and index and sf.event_study { asset = price, market = index, on = signal.on, window = { 0, 1 } }
  local shares = known(function()
    return files:company("NVDA"):instant("EntityCommonStockSharesOutstanding", { unit = "shares" })
  end)
  local flows = known(function() return files:quarterly("NVDA", "operating_cash_flow"):ttm() end)
  local before = study and price:lag(1):at(study.session)
  local count, earned = shares and shares:latest(signal.on), flows and flows:latest(signal.on)
  if study then
    print()
    print(study)
  end
  if before and count then
    market = { move = study, value = before * count.value,
      cash_flow = earned and earned.value * u.USD or nil }
  end
end

local impact = assert(signal:impact(factory, { output = "revenue", market = market }))
print()
print(impact)
if not market then
  print "what the price holds: unknown, no prices, index and shares in the folder given"
end
print()
print(signal:questions())
