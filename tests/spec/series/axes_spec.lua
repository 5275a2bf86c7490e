-- Wholes that a filer gives under an axis alone, so that companyfacts, which have no dimensions, leave them out.
local sf = require "signalflow"
local support = require "tests.spec.support"

local STARTS = "us-gaap:RevenueRemainingPerformanceObligationExpectedTimingOfSatisfactionStartDateAxis"
local CLASS = "us-gaap:StatementClassOfStockAxis"

local HEAD = [[<?xml version="1.0" encoding="UTF-8"?>
<xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:xbrldi="http://xbrl.org/2006/xbrldi"
  xmlns:us-gaap="http://fasb.org/us-gaap/2024" xmlns:dei="http://xbrl.sec.gov/dei/2024"
  xmlns:iso4217="http://www.xbrl.org/2003/iso4217">
<unit id="usd"><measure>iso4217:USD</measure></unit><unit id="shares"><measure>shares</measure></unit>]]

local function context(id, cik, day, segment)
  return ([[<context id="%s"><entity><identifier scheme="http://www.sec.gov/CIK">%010d</identifier>%s</entity>
<period><instant>%s</instant></period></context>]]):format(id, cik,
    segment and "<segment>" .. segment .. "</segment>" or "", day)
end

local function typed(day)
  return ('<xbrldi:typedMember dimension="%s"><us-gaap:day>%s</us-gaap:day></xbrldi:typedMember>'):format(STARTS, day)
end

local function class(name)
  return ('<xbrldi:explicitMember dimension="%s">us-gaap:%s</xbrldi:explicitMember>'):format(CLASS, name)
end

-- A 10-K for 2024 with facts { tag, unit, value, day, segment }, in a folder of a filer with that CIK.
local function folder(cik, ticker, facts)
  local text = { HEAD, context("year", cik, "2024-12-31"),
    '<dei:DocumentType contextRef="year">10-K</dei:DocumentType>',
    '<dei:DocumentPeriodEndDate contextRef="year">2024-12-31</dei:DocumentPeriodEndDate>' }
  for i, fact in ipairs(facts) do
    text[#text + 1] = context("c" .. i, cik, fact[4], fact[5])
    text[#text + 1] = ('<%s contextRef="c%d" unitRef="%s" decimals="-3">%s</%s>'):format(fact[1], i, fact[2], fact[3],
      fact[1])
  end
  text[#text + 1] = "</xbrl>"
  return assert(sf.folder(support.folder_of {
    [ticker .. "-10-k-2025-02-07.xml"] = table.concat(text, "\n"),
    -- companyfacts of a later day, which have neither
    ["CIK" .. ("%010d"):format(cik) .. ".json"] = ([[{"cik":%d,"entityName":"X","facts":{"us-gaap":{"InventoryNet":
      {"units":{"USD":[{"end":"2025-03-31","val":5,"accn":"0000000001-25-000001","form":"10-Q",
      "filed":"2025-05-02"}]}}}}}]]):format(cik) }))
end

local OBLIGATION = "us-gaap:RevenueRemainingPerformanceObligation"
local SHARES = "dei:EntityCommonStockSharesOutstanding"

local function backlog(facts)
  local files = folder(1018724, "amzn", facts)
  return files:company "AMZN":has "remaining_performance_obligation"
    and files:instant("AMZN", "remaining_performance_obligation"):at "2024-12-31"
end

local function shares(facts)
  local files = folder(1652044, "googl", facts)
  return files:company "GOOGL":has "shares_outstanding" and files:instant("GOOGL", "shares_outstanding")
end

describe("what is still to be performed", function()
  it("is what is to come from the day after the balance on, where nothing says the whole", function()
    support.close(177e9, backlog { { OBLIGATION, "usd", "177000000000", "2024-12-31", typed "2025-01-01" } })
  end)

  it("is unknown where only parts of it are there", function()
    assert.is_false(backlog { { OBLIGATION, "usd", "60", "2024-12-31", typed "2026-01-01" } })
    assert.is_false(backlog { { OBLIGATION, "usd", "60", "2024-12-31", typed "2025-01-01" },
      { OBLIGATION, "usd", "30", "2024-12-31", typed "2026-01-01" } })
  end)

  it("is left to companyfacts where the document says it without an axis", function()
    local files = folder(1018724, "amzn", { { OBLIGATION, "usd", "90", "2024-12-31" },
      { OBLIGATION, "usd", "60", "2024-12-31", typed "2025-01-01" } })
    assert.is_false(files:company "AMZN":has "remaining_performance_obligation") -- companyfacts would have it
  end)
end)

describe("shares of several classes", function()
  -- Alphabet's cover of 2025-02-05: 5,833 + 860 + 5,497 million
  local function cover(last_day)
    return { { SHARES, "shares", "5833000000", "2025-01-28", class "CommonClassAMember" },
      { SHARES, "shares", "860000000", "2025-01-28", class "CommonClassBMember" },
      { SHARES, "shares", "5497000000", last_day or "2025-01-28", class "CapitalClassCMember" } }
  end

  it("add up, known on the day of filing", function()
    local one = shares(cover()):observation "2025-01-28"
    assert.equal(12190e6, one.value)
    assert.equal("2025-02-07", one.known_on)
  end)

  it("are not added where they are counted on several days", function()
    assert.is_false(shares(cover "2025-01-29"))
  end)
end)
