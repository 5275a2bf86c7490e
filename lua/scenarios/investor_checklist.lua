--- The investor checklist on real filings and series: as of three days, quarter by quarter since 2023, and in full.
--
-- SEC filings:      https://data.sec.gov/api/xbrl/companyfacts/CIK0001045810.json (one file a company, by its CIK)
-- Federal Reserve:  https://fred.stlouisfed.org/graph/fredgraph.csv?id=DFII10 (DTWEXBGS, BAMLH0A0HYM2, ANFCI, OPHNFB)
-- Try:  signalflow run investor_checklist.lua FOLDER    with those files in it; without a folder, a small sample.
local sf = require "signalflow"

local files = assert(sf.folder(... or os.getenv "SIGNALFLOW_DATA" or sf.here() .. "/data"))
local list = sf.checklists.investor

-- What each day could know, side by side: a figure counts from the day it was filed or published.
local compared = assert(list:compare(files, { "2023-08-31", "2024-08-31", "2025-08-31" }))

-- What it would have said, quarter by quarter.
local quarters = assert(list:backtest(files, { from = "2023-01-01", to = "2025-09-30", step = "quarter" }))

-- The last day in full: thresholds, what is missing and who publishes it, sources. answers:explain "capex-intensity"
-- adds the reading behind one answer, and where it stands in which filing.
print(sf.report { title = "The investor checklist", compared, quarters, compared[#compared] })
