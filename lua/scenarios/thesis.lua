--- A thesis on a page: real filings and series, a launch, customers, and a ledger of public statements.
--
-- Try:  signalflow run thesis.lua [FOLDER [LEDGER]]
-- FOLDER holds published files, as for investor_checklist.lua; without one, a small sample. LEDGER is a file to keep
-- the statements in (a second run finds them there); without one, they are forgotten.
local sf = require "signalflow"
local u = sf.units

local here = arg and arg[0] and arg[0]:match "^(.*)/[^/]*$" or "."
local folder, kept = ...
folder = folder or os.getenv "SIGNALFLOW_DATA" or here .. "/data"
local as_of = "2025-09-12"
local files = assert(sf.folder(folder))

-- The factory, and what the last two platforms changed. Prices and use are this page's assumptions.
local workload = { model = "DeepSeek-R1", input = 1024, output = 1024, interactivity = 30 * u.tok/u.s/u.user }
local factory = sf.factory {
  name        = "100 MW of GB200 NVL72",
  platform    = "GB200 NVL72",
  workload    = { model = workload.model, input = 1024, output = 1024, interactivity = workload.interactivity,
                  precision = "fp4" },
  grid_power  = 100 * u.MW,
  utilization = sf.pert(0.3, 0.5, 0.7),
  price       = sf.between(0.2, 1.0) * u.USD/u.Mtok,
}
local function launch(from, to)
  local sides = { from = { platform = from, precision = from == "H100" and "fp8" or "fp4" },
    to = { platform = to, precision = "fp4" }, workload = workload, grid_power = 100 * u.MW }
  for _, side in ipairs { sides.from, sides.to } do
    if side.platform ~= "GB200 NVL72" then
      side.rack_accelerators = 32 * u.gpu/u.rack -- four 8-way servers
    end
  end
  return assert(sf.launch(sides))
end
local blackwell, rack_scale = launch("H100", "B200"), launch("B200", "GB200 NVL72")

-- The investor checklist, answered by the files.
local answers = assert(sf.checklists.investor:evaluate(files, { as_of = as_of }))

-- Customers: NVIDIA's 10-Q for the quarter to 2025-07-27 has two direct customers above a tenth of revenue, of 23 % and
-- 16 %; a year before there were four, of 14, 11, 11 and 10 %.
local customers = sf.concentration { A = 0.23, B = 0.16, each_below = 0.10, kind = "direct" }
local year_before = sf.concentration { A = 0.14, B = 0.11, C = 0.11, D = 0.10, each_below = 0.10, kind = "direct" }
local revenue, cost = files:quarterly("NVDA", "revenue"), files:quarterly("NVDA", "cost_of_revenue")
local moat = sf.moat { as_of = as_of, launch = { blackwell, rack_scale }, gross_margin = 1 - cost / revenue,
  concentration = { year_before, customers } }

-- The ledger: what was said in public and what speaks for and against it, each with its source; and headlines, which
-- raise questions and move nothing.
local book <close> = assert(sf.ledger(kept or ":memory:"))

local function enter(said)
  local evidence = said.evidence
  said.evidence = nil
  local hypothesis = assert(book:hypothesis(said))
  if #assert(hypothesis:entries()) > 1 then
    return -- an earlier run has entered it
  end
  for _, one in ipairs(evidence) do
    one.note, one.why = ("%s (%s)"):format(one.note, one.why), nil
    assert(hypothesis:evidence(one))
  end
end

for _, said in ipairs(dofile(here .. "/data/statements.lua").hypotheses) do
  enter(said)
end
local ASKED = { ["NVIDIA Blackwell Ultra Sets New"] = "tokens-per-watt", ["OpenAI and Oracle Ink"] = "demand-grows",
  ["Abu Dhabi-backed G42 aims to diversify"] = "custom-chips" }
for reading in assert(sf.feed.open(here .. "/data/feed.xml")):readings() do
  for words, id in pairs(ASKED) do
    if reading.headline:find(words, 1, true) and #assert(book:entries { hypothesis = id, type = "headline" }) == 0 then
      assert(assert(book:hypothesis(id)):headline(reading))
    end
  end
end

print(assert(sf.thesis { name = "AI factories", factory = factory, launch = rack_scale, checklist = answers,
  concentration = customers, moat = moat, ledger = book }))
