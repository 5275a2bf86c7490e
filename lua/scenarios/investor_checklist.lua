--- The investor checklist on real filings and series: as of three days, then quarter by quarter since 2023.
--
-- SEC filings:      https://data.sec.gov/api/xbrl/companyfacts/CIK0001045810.json (one file a company, by its CIK)
-- Federal Reserve:  https://fred.stlouisfed.org/graph/fredgraph.csv?id=DFII10 (DTWEXBGS, BAMLH0A0HYM2, ANFCI, OPHNFB)
-- Try:  signalflow run investor_checklist.lua FOLDER    with those files in it; without a folder, a small sample.
local sf = require "signalflow"

local here = arg and arg[0] and arg[0]:match "^(.*)/[^/]*$" or "."
local folder = ... or os.getenv "SIGNALFLOW_DATA" or here .. "/data"
local files = assert(sf.folder(folder))

local list = sf.checklists.investor
local days = { "2023-08-31", "2024-08-31", "2025-08-31" }

-- What each day could know, side by side: a figure counts from the day it was filed or published.
local results, rows, missing = {}, {}, {}
for i, day in ipairs(days) do
  results[i] = assert(list:evaluate(files, { as_of = day }))
end
for _, check in ipairs(list.checks) do
  local row, known = { ("%-9s  %s"):format(check.axis, check.id) }, false
  for i in ipairs(days) do
    local answer = results[i][check.id]
    row[i + 1] = answer.shown ~= "" and ("%s  %s"):format(answer.shown, answer.state) or answer.state
    known = known or answer.observation ~= nil
  end
  if known then
    rows[#rows + 1] = row
  else
    missing[#missing + 1] = check.id
  end
end
print(("%s, with what was known on three days"):format(list.name))
print(sf.side_by_side(days, rows))
if #missing > 0 then
  print(sf.wrap("unknown on all three, no data in the folder: " .. table.concat(missing, ", "), 116, "  "))
end

print()
print(assert(list:backtest(files, { from = "2023-01-01", to = "2025-09-30", step = "quarter" })))

local last = results[#results]
print(("\nwhat does not pass as of %s (list:explain() has the questions, answers:explain() the sources)"):format(
  last.as_of))
for _, answer in ipairs(last.checks) do
  if answer.observation and answer.state ~= "pass" then
    print(("  %-7s  %-17s %9s, passes %s; known on %s; %s"):format(answer.state, answer.id, answer.shown,
      answer.threshold, answer.observation.known_on, answer.source))
  end
end
