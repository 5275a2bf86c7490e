--- A checklist of one's own, and its test: made-up figures say what each answer must be before real ones are asked.
--
-- Try:  signalflow run checklist_and_test [FOLDER]
local sf = require "signalflow"
local folder = ...

local list = sf.checklist { name = "two questions",
  sf.check { id = "revenue-growth", axis = "growth", question = "Does revenue still grow by a fifth a year?",
    value = function(data) return data.revenue:yoy() end,
    pass = sf.above(0.20), fail = sf.below(0.0), stale_after = "140d", source = "10-Q, income statement" },
  sf.check { id = "real-yield", axis = "liquidity", question = "Is the real yield below 2 %?", -- FRED serves percent
    value = function(data) return data.yield end,
    pass = sf.below(2.0), fail = sf.above(2.5), stale_after = "10d", source = "FRED, DFII10" },
}

-- The test: five quarters, each known six weeks after its end, and a yield of the day before.
local quarters = { { "2024-03-31", "2024-05-15", 100 }, { "2024-06-30", "2024-08-14", 110 },
  { "2024-09-30", "2024-11-14", 120 }, { "2024-12-31", "2025-02-14", 130 }, { "2025-03-31", "2025-05-15", 112 } }
assert(list:test { as_of = "2025-05-20",
  given = { revenue = quarters, yield = { { "2025-05-19", "2025-05-20", 2.6 } } },
  expect = { ["revenue-growth"] = "warn", ["real-yield"] = "fail" } })
print "the test passes: both answers are what the made-up figures must give"

-- The same questions of published files; the shipped sample ends in September 2025.
local files = assert(sf.folder(folder or sf.here() .. "/data"))
print(list:evaluate({ revenue = files:quarterly("NVDA", "revenue"), yield = files:fred "DFII10" },
  { as_of = "2025-09-12" }))
