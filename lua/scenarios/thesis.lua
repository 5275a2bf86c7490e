--- A thesis on a page: real filings and series, two launches, customers, and a ledger of public statements.
--
-- Try:  signalflow run thesis.lua [FOLDER [LEDGER]]
-- FOLDER holds published files, as for investor_checklist.lua; without one, a small sample. LEDGER is a file to keep
-- the statements in (a second run finds them there); without one, they are forgotten.
local sf = require "signalflow"
local u = sf.units
local folder, kept = ...
local files = assert(sf.folder(folder or os.getenv "SIGNALFLOW_DATA" or sf.here() .. "/data"))

-- The factory, what each of the last two platforms changed, and what both did for the halls they replace. Prices and
-- use are this page's assumptions.
local workload = { model = "DeepSeek-R1", input = 1024, output = 1024, interactivity = 30 * u.tok/u.s/u.user }
local hopper = { platform = "H100", precision = "fp8", rack_accelerators = 32 * u.gpu/u.rack } -- four 8-way servers
local blackwell = { platform = "B200", precision = "fp4", rack_accelerators = 32 * u.gpu/u.rack }
local rack = { platform = "GB200 NVL72", precision = "fp4" }
local earlier = assert(sf.launch { from = hopper, to = blackwell, workload = workload, grid_power = 100 * u.MW })
local later = assert(sf.launch { from = blackwell, to = rack, workload = workload, grid_power = 100 * u.MW })
local replaced = assert(sf.launch { from = hopper, to = rack, workload = workload, grid_power = 100 * u.MW })
workload.precision = "fp4"
local factory = sf.factory { name = "100 MW of GB200 NVL72", platform = "GB200 NVL72", workload = workload,
  grid_power = 100 * u.MW, utilization = sf.pert(0.3, 0.5, 0.7), price = sf.between(0.2, 1.0) * u.USD/u.Mtok }

-- NVIDIA's direct customers above a tenth of revenue in the quarter to 2025-07-27, and a year before: as its 10-Q of
-- 2025-08-27 names them, in the folder or else here.
local named = { ["2025-07-27"] = { A = 0.23, B = 0.16 }, ["2024-07-28"] = { A = 0.14, B = 0.11, C = 0.11, D = 0.10 } }
for _, quarter in ipairs(#files:filings "NVDA" > 0 and files:customers "NVDA" or {}) do
  named[quarter.period_end] = quarter.shares
end
for _, shares in pairs(named) do
  shares.each_below, shares.kind = 0.10, "direct"
end
local customers, year_before = sf.concentration(named["2025-07-27"]), sf.concentration(named["2024-07-28"])
local margin = 1 - files:quarterly("NVDA", "cost_of_revenue") / files:quarterly("NVDA", "revenue")
-- What the folder does not have is left out, and the page says so.
local function filed(ticker, concept)
  local done, series = pcall(files.quarterly, files, ticker, concept)
  return done and series or nil
end
local networking, compute = filed("NVDA", "networking_revenue"), filed("NVDA", "compute_revenue")
-- AMD's data centers beside NVIDIA's; without AMD's filings, the whole revenue of each.
local parts = { filed("NVDA", "data_center_revenue"), filed("AMD", "data_center_revenue") }
local wholes = { filed("NVDA", "revenue"), filed("AMD", "revenue") }
local pair = parts[1] and parts[2] and parts or wholes[1] and wholes[2] and wholes
local moat = sf.moat { as_of = "2025-09-12", launch = { earlier, later }, gross_margin = margin,
  attach_rate = networking and compute and networking / compute, concentration = { year_before, customers },
  largest_customer = filed("NVDA", "largest_customer"),
  multivendor_share = pair and 1 / (1 + pair[1]:combine("/", pair[2], { tolerance = 45 })) } -- quarters a month apart

-- What the price holds, over what one may think of discount and growth ever after.
local expectations = sf.expectations(files, { ticker = "NVDA", as_of = "2025-09-12",
  discount = sf.between(0.08, 0.12), terminal = sf.between(0.02, 0.04), horizon = 10 })

-- What was said in public and what speaks for and against it; and headlines, which raise questions and move nothing.
local book <close> = assert(sf.ledger(kept or ":memory:"))
local statements = dofile(sf.here() .. "/data/statements.lua").hypotheses
local raises = { ["demand-grows"] = "OpenAI and Oracle", ["tokens-per-watt"] = "NVIDIA Blackwell Ultra Sets New",
  ["custom-chips"] = "Abu Dhabi-backed G42 aims" }
for reading in assert(sf.feed.open(sf.here() .. "/data/feed.xml")):readings() do
  for _, said in ipairs(statements) do
    local words = raises[said.id]
    said.headlines = words and reading.headline:find(words, 1, true) and { reading } or said.headlines
  end
end
assert(book:enter(statements))
local results, why = sf.market(files, { ticker = "NVDA", index = "SP500", on = "2025-08-27", after_close = true })
print(sf.report { assert(sf.thesis { name = "AI factories", factory = factory, launch = replaced,
  concentration = customers, checklist = sf.checklists.investor:evaluate(files, { as_of = "2025-09-12" }),
  moat = moat, expectations = expectations, ledger = book }),
  results or "what the price made of the last results: unknown, " .. why })
