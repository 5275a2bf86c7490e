-- From nothing to answers: published files, served under the publishers' own addresses, fetched by name into an empty
-- folder, and asked: the sample that comes with the scenarios, and whole files, which SIGNALFLOW_DATA or ../shared/data
-- holds and which are no part of this project.
local core = require "signalflow.core"
local publisher = require "tests.spec.fetch.publisher"
local support = require "tests.spec.support"

local data = os.getenv "SIGNALFLOW_DATA" or "../shared/data"
local sample = "lua/scenarios/data"

local SEC, FRED = "data.sec.gov/api/xbrl/companyfacts/", "fred.stlouisfed.org/graph/fredgraph.csv?id="

-- By address of the publisher: the file that is served there, and what it is called in a folder.
local SAMPLE = {
  [FRED .. "DFII10"] = { "DFII10.csv", "DFII10.csv" }, [FRED .. "DTWEXBGS"] = { "DTWEXBGS.csv", "DTWEXBGS.csv" },
  [FRED .. "ANFCI"] = { "ANFCI.csv", "ANFCI.csv" },
}
for _, cik in ipairs { "0001045810", "0001652044", "0001018724", "0001326801", "0001341439" } do
  local name = ("CIK%s.json"):format(cik)
  SAMPLE[SEC .. name] = { name, name }
end

local WHOLE = {
  [SEC .. "CIK0001045810.json"] = { "sec/companyfacts_CIK0001045810_NVDA_2026.json", "CIK0001045810.json" },
  [SEC .. "CIK0001652044.json"] = { "sec/companyfacts_CIK0001652044_GOOGL_2026.json", "CIK0001652044.json" },
  [SEC .. "CIK0001018724.json"] = { "sec/companyfacts_CIK0001018724_AMZN.trimmed.json", "CIK0001018724.json" },
  [SEC .. "CIK0001326801.json"] = { "sec/companyfacts_CIK0001326801_META.json", "CIK0001326801.json" },
  [SEC .. "CIK0001341439.json"] = { "sec/companyfacts_CIK0001341439_ORCL.trimmed.json", "CIK0001341439.json" },
  [FRED .. "DFII10"] = { "fred/DFII10.datevalue.csv", "DFII10.csv" },
  [FRED .. "DTWEXBGS"] = { "fred/DTWEXBGS.csv", "DTWEXBGS.csv" },
  [FRED .. "BAMLH0A0HYM2"] = { "fred/BAMLH0A0HYM2_to_2026-08.datevalue.csv", "BAMLH0A0HYM2.csv" },
  [FRED .. "ANFCI"] = { "fred/ANFCI_weekly.datevalue.csv", "ANFCI.csv" },
  [FRED .. "OPHNFB"] = { "fred/OPHNFB.csv", "OPHNFB.csv" },
  [FRED .. "RPSGENAITSALL"] = { "fred/RPSGENAITSALL.csv", "RPSGENAITSALL.csv" },
  [FRED .. "RPSGENAIUSAGESHARELWWORK"] = { "fred/RPSGENAIUSAGESHARELWWORK.csv", "RPSGENAIUSAGESHARELWWORK.csv" },
  [FRED .. "RPSGENAIUSAGESHAREWORK"] = { "fred/RPSGENAIUSAGESHAREWORK.csv", "RPSGENAIUSAGESHAREWORK.csv" },
  ["www.census.gov/hfp/btos/downloads/National.xlsx"] = { "census/btos_National_20251208.xlsx", "btos_National.xlsx" },
  ["www.sec.gov/Archives/edgar/data/1045810/000104581025000209/nvda-20250727.htm"] = {
    "filings/nvda-10-q-2025-08-27.html", "nvda-10-q-2025-08-27-0001045810-25-000209.htm" },
  ["prices.example.org/nvda.csv"] = { "prices/NVDA_ohlc_2010_2026-08.csv", "NVDA.csv" },
}
local SUBMISSIONS = [[{"cik":"0001045810","filings":{"recent":{"accessionNumber":["0001045810-25-000209"],
  "filingDate":["2025-08-27"],"form":["10-Q"],"primaryDocument":["nvda-20250727.htm"],"isInlineXBRL":[1]}}}]]

-- What the checklist answers of a folder, where its figures were fetched from left out; and as it says it.
local function answers_of(folder, day)
  local text, status = support.shell(("%s/signalflow check investor --data '%s' --as-of %s --json"):format(
    support.build, folder, day))
  assert.is_true(status == 0 or status == 1, text)
  return core.json((text:gsub(', fetched [^"]*', ""))), text
end

-- Serves files, fetches them into an empty folder, and asks it and one that is filled by hand.
local function fill_and_ask(from, served, day, counts)
  local by_hand, fetched, routes = support.path() .. "/data", support.path() .. "/data", {}
  assert(core.make_folder(by_hand))
  for target, names in pairs(served) do
    local path = (support.shell(("readlink -f '%s/%s'"):format(from, names[1]))):match "[^\n]+"
    routes[target] = { file = path }
    support.shell(("cp '%s' '%s/%s'"):format(path, by_hand, names[2]))
  end
  routes["data.sec.gov/submissions/CIK0001045810.json"] = { file = support.temporary(SUBMISSIONS, ".json") }
  local server = publisher.start(routes)
  local typed = ("%s --checklist investor --since 2025-01-01 --prices 'https://prices.example.org/{ticker}.csv'"
    .. " --contact 'Ann Alyst ann@example.org'"):format(fetched)
  local words, status = server:fetch(typed)
  assert.equal(1, status, words) -- what is not served is said, and stops nothing
  assert.matches(("%d asked: %d new, %d failed"):format(table.unpack(counts)), words, 1, true)
  assert.matches("CIK0000789019.json  failed: 404", words, 1, true)
  local expected = answers_of(by_hand, day)
  local found, told = answers_of(fetched, day)
  assert.same(expected, found)
  assert.matches("CIK0001045810.json[:%d]*, fetched 2%d%d%d%-%d%d%-%d%d from https://data.sec.gov/api/xbrl/", told)
  -- once more: nothing is sent again, and nothing changes
  server:requests()
  words = server:fetch(typed)
  assert.matches(("%d unchanged, %d failed"):format(counts[2], counts[3]), words, 1, true)
  local whole = 0
  for _, one in ipairs(server:requests()) do
    whole = whole + (one["if-none-match"] and 0 or 1)
  end
  assert.equal(counts[3], whole)
  assert.same(expected, (answers_of(fetched, day)))
  server:stop()
  local known = 0
  for _, one in ipairs(found.checks) do
    known = known + (one.state ~= "unknown" and 1 or 0)
  end
  return known
end

describe("an empty folder", function()
  it("is filled by name, and answers as one filled by hand does", function()
    assert.is_true(fill_and_ask(sample, SAMPLE, "2025-09-12", { 20, 9, 11 }) >= 8)
  end)

  it("does so with whole files", function()
    if core.kind_of_path(data .. "/fred/DFII10.datevalue.csv") ~= "file" then
      return pending "no folder of published files: name one in SIGNALFLOW_DATA"
    elseif not pcall(require, "zlib") then
      return pending "lua-zlib is not installed, and the Census Bureau's workbook is packed"
    end
    assert.is_true(fill_and_ask(data, WHOLE, "2026-06-30", { 20, 17, 3 }) >= 8)
  end)
end)
