-- Folders as people keep them: publishers' own names, subfolders, several vintages, documents beside companyfacts.
local core = require "signalflow.core"
local filenames = require "signalflow.series.files"
local sf = require "signalflow"
local support = require "tests.spec.support"

local close = support.close

-- A folder of small files: name to text.
local function folder(files)
  return assert(sf.folder(support.folder_of(files)))
end

local TEN_Q, TEN_K = "tests/data/nvda-10-q-2025-08-27_cut.html", "tests/data/nvda-10-k-2025-02-26_cut.html"

local function fact(start, finish, value, accession, form, filed)
  return core.text('{"start":"%s","end":"%s","val":%s,"accn":"0000000001-24-%06d","form":"%s","filed":"%s"}',
    start, finish, value, accession, form, filed)
end

local function companyfacts(cik, tag, unit, ...)
  return ('{"cik":%d,"entityName":"X","facts":{"us-gaap":{"%s":{"units":{"%s":[%s]}}}}}'):format(cik, tag, unit,
    table.concat({ ... }, ","))
end

describe("a folder of files", function()
  it("adds up those who had filed a year of a figure by a day, and names the others", function()
    local ENDS = { "2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31", "2024-03-31", "2024-06-30" }
    -- quarters of 10, 20, ... from a first one on, filed a month after their end
    local function buyer(cik, from, scale, late)
      local facts = {}
      for i = from, #ENDS do
        local start = core.day_text(core.day(core.add_months(core.day_text(core.day(ENDS[i]) + 1), -3)))
        facts[#facts + 1] = fact(start, ENDS[i], 10 * i * scale, i, "10-Q",
          late or core.day_text(core.day(ENDS[i]) + 30))
      end
      return companyfacts(cik, "PaymentsToAcquirePropertyPlantAndEquipment", "USD", table.unpack(facts))
    end
    local files = folder { ["CIK0001652044.json"] = buyer(1652044, 1, 1),
      ["CIK0001018724.json"] = buyer(1018724, 1, 10),
      ["CIK0001769628.json"] = buyer(1769628, 2, 100, "2024-08-10") } -- listed late, with the quarters before
    local BUYERS = { "MSFT", "GOOGL", "AMZN", "CRWV" }
    local before, left_out = files:total(BUYERS, "capex", "2024-08-01")
    close(660, before:at "2024-06-30")
    close(60 / 20 - 1, before:yoy():at "2024-06-30")
    assert.equal("of GOOGL, AMZN, without MSFT, CRWV, of whom the folder has no year of it", left_out)
    assert.equal(6, #before)
    local after, still_out = files:total(BUYERS, "capex", "2024-08-10")
    close(6660, after:at "2024-06-30")
    close(60 / 20 - 1, after:yoy():at "2024-06-30") -- one set, compared with itself
    assert.matches("without MSFT,", still_out, 1, true)
    assert.is_nil(select(2, files:total({ "GOOGL" }, "capex", "2024-08-10")))
    assert.matches("none of MSFT has a year of 'capex'", support.message_of(function()
      files:total({ "MSFT" }, "capex", "2024-08-10")
    end), 1, true)
    assert.matches("no SEC file of MSFT", support.message_of(function() files:total(BUYERS, "capex") end), 1, true)
  end)

  it("takes what is no supply off the obligations, and bounds them where that is not filed", function()
    -- NVIDIA, in millions: 10-K of 2025-02-26 (of 45,079 the supply is 30,800), 10-Q of 2025-08-27
    local function balance(period_end, value, filed)
      return core.text('{"end":"%s","val":%d,"accn":"0001045810-25-%06d","form":"10-Q","filed":"%s"}', period_end,
        value * 1000000, value, filed)
    end
    local function tag(name, ...)
      return ('"%s":{"units":{"USD":[%s]}}'):format(name, table.concat({ ... }, ","))
    end
    local whole = tag("PurchaseObligation", balance("2025-01-26", 45079, "2025-02-26"),
      balance("2025-07-27", 45774, "2025-08-27"))
    local text = '{"cik":1045810,"entityName":"X","facts":{"us-gaap":{%s}}}'
    local files = folder { ["CIK0001045810.json"] = text:format(whole .. "," .. tag("OtherCommitment",
      balance("2025-01-26", 14300, "2025-02-26"), balance("2025-07-27", 6000, "2025-11-19"))) }
    local supply = files:instant("NVDA", "supply_commitment")
    close(30779e6, supply:at "2025-01-26")
    assert.is_nil(supply:observation("2025-01-26", "2025-09-01").bound)
    assert.equal("at most", supply:observation("2025-07-27", "2025-09-01").bound)
    close(45774e6, supply:observation("2025-07-27", "2025-09-01").value)
    close(39774e6, supply:observation("2025-07-27", "2025-11-19").value) -- once a later filing says it
    assert.is_nil(supply:observation("2025-07-27", "2025-11-19").bound)
    -- without the part in any filing all of it is a bound
    local bare = folder { ["CIK0001045810.json"] = text:format(whole) }:instant("NVDA", "supply_commitment")
    assert.equal("at most", bare:latest().bound)
  end)

  it("works quarters of a part out of filings", function()
    -- 10-Q of 2025-08-27: the half less its second quarter; growth of the press releases
    local files = folder { ["filings/nvda-10-q-2025-08-27.html"] = support.read(TEN_Q),
      ["filings/nvda-10-k-2025-02-26.html"] = support.read(TEN_K) }
    local expected = {
      data_center_revenue = { 22563e6, 26272e6, 39112e6, 41096e6, 0.733457, 0.564251 },
      compute_revenue = { 19392e6, 22604e6, 34155e6, 33844e6, 0.761293, 0.497257 },
      networking_revenue = { 3171e6, 3668e6, 4957e6, 7252e6, 0.563229, 0.977099 },
    }
    for concept, values in pairs(expected) do
      local series = files:quarterly("NVDA", concept)
      for i, day in ipairs { "2024-04-28", "2024-07-28", "2025-04-27", "2025-07-27" } do
        assert.equal(values[i], series:at(day):to "USD")
      end
      close(values[5], series:yoy():at "2025-04-27", 1e-5)
      close(values[6], series:yoy():at "2025-07-27", 1e-5)
      assert.is_nil(series:known_on("2025-08-26"):latest())
      local first = series:observation "2025-04-27"
      assert.same({ "differenced", "10-Q" }, { first.method, first.form })
      assert.truthy(first.file:find "nvda%-10%-q%-2025%-08%-27")
    end
    assert.equal(115186e6, files:annual("NVDA", "data_center_revenue"):at("2025-01-26"):to "USD")
  end)

  it("finds the largest customer: of the quarter, not of the half, of a region or of receivables", function()
    local files = folder { ["nvda-10-q-2025-08-27.html"] = support.read(TEN_Q),
      ["nvda-10-k-2025-02-26.html"] = support.read(TEN_K) }
    local customers = files:quarterly("NVDA", "largest_customer")
    local shares = {}
    for _, one in ipairs(customers:view()) do
      shares[one.period_end] = one.value
    end
    assert.same({ ["2024-01-28"] = 0.13, ["2024-07-28"] = 0.14, ["2025-01-26"] = 0.12, ["2025-07-27"] = 0.23 }, shares)
    assert.equal("2025-02-26", customers:observation("2025-01-26").known_on)
    assert.truthy(customers:observation("2025-07-27").concept:find "CustomerAMember")
  end)

  it("says that annual reports alone make no quarter", function()
    local files = folder { ["nvda-10-k-2025-02-26.html"] = support.read(TEN_K) }
    assert.is_true(#files:annual("NVDA", "networking_revenue") > 0)
    assert.matches("what NVDA has filed in .* makes no quarter of 'networking_revenue'", support.message_of(function()
      files:quarterly("NVDA", "networking_revenue")
    end))
  end)

  it("names the customers above a tenth, by quarter and year", function()
    local files = folder { ["nvda-10-q-2025-08-27.html"] = support.read(TEN_Q),
      ["nvda-10-k-2025-02-26.html"] = support.read(TEN_K) }
    local by_period = {}
    for i, quarter in ipairs(files:customers "NVDA") do
      by_period[quarter.period_end] = quarter
      assert.is_true(quarter.known_on > quarter.period_end)
      assert.is_true(i == 1 or quarter.period_end > files:customers("NVDA")[i - 1].period_end)
    end
    -- 10-Q of 2025-08-27, concentration of revenue: the quarter, not the half year beside it
    assert.same({ CustomerA = 0.23, CustomerB = 0.16 }, by_period["2025-07-27"].shares)
    local shares = by_period["2025-07-27"].shares
    shares.each_below = 0.10
    close(0.39, sf.concentration(shares).top2.low)
    assert.matches("no filings of NVDA", support.message_of(function() folder {}:customers "NVDA" end), 1, true)
  end)

  it("reads that no customer is above a tenth as a bound", function()
    local text = support.read(TEN_Q):gsub("<ix:nonFraction[^>]*ConcentrationRiskPercentage1.-</ix:nonFraction>", "")
      :gsub("<table>", '<p><ix:nonNumeric contextRef="c-1" name="us-gaap:ConcentrationRiskDisclosureTextBlock">In the '
        .. "quarter no single direct customer represented 10%% or more of total revenue.</ix:nonNumeric></p><table>")
    local files = folder { ["nvda-10-q-2025-08-27.html"] = text }
    local customers = files:quarterly("NVDA", "largest_customer")
    local newest = customers:latest()
    assert.same({ 0.10, "at most", "2025-07-27", "2025-04-28" },
      { newest.value, newest.bound, newest.period_end, newest.period_start })
    assert.truthy(tostring(customers):find "at most")
    -- a bound decides a threshold only where every value it allows would
    local function state(limits)
      return core.evaluate_rule(limits, customers, "2025-09-01").state
    end
    assert.equal("pass", state { pass = { side = "below", limit = 0.20 }, fail = { side = "above", limit = 0.30 } })
    assert.equal("unknown", state { pass = { side = "below", limit = 0.05 } })
    assert.equal("at most", (customers * 2):latest().bound)
    assert.is_nil(customers:qoq():latest()) -- a change of a bound says nothing
  end)

  it("says what it takes where a part is not to be had", function()
    local files = folder { ["nvda-10-q-2025-08-27.html"] = support.read(TEN_Q),
      ["companyfacts_CIK0000002488_AMD.json"] = companyfacts(2488, "Revenues", "USD",
        fact("2024-01-01", "2024-03-31", 5, 1, "10-Q", "2024-05-01")) }
    local function reason(ticker, concept)
      local _, err = pcall(files.quarterly, files, ticker, concept)
      return tostring(err)
    end
    assert.truthy(reason("AMD", "data_center_revenue"):find "no filings of AMD")
    assert.truthy(reason("NVDA", "cloud_revenue"):find "sf.edgar.concepts.cloud_revenue.parts")
    assert.truthy(support.message_of(function()
      return assert(sf.edgar.open "tests/data/companyfacts_nvda_cut.json"):quarterly "networking_revenue"
    end):find "ask a folder")
    -- one line adds a part
    sf.edgar.concepts.gaming_revenue = { parts = { NVDA = { "Revenues",
      ["srt:ProductOrServiceAxis"] = "nvda:GamingMember" } } }
    assert.equal(4287e6, files:quarterly("NVDA", "gaming_revenue"):at("2025-07-27"):to "USD")
    sf.edgar.concepts.gaming_revenue = nil
  end)

  it("joins vintages of companyfacts, predecessors and documents", function()
    local files = folder {
      ["sec/companyfacts_CIK0001045810_NVDA.json"] = support.read "tests/data/companyfacts_nvda_cut.json",
      ["sec/companyfacts_CIK0001045810_NVDA_2026.json"] = companyfacts(1045810, "Revenues", "USD",
        fact("2025-07-28", "2025-10-26", 57006e6, 7, "10-Q", "2025-11-19"),
        fact("2025-04-28", "2025-07-27", 1, 209, "10-Q", "2025-08-26")),
      ["companyfacts_CIK0001652044_GOOGL.json"] = companyfacts(1652044, "Revenues", "USD",
        fact("2016-01-01", "2016-03-31", 20257e6, 1, "10-Q", "2016-05-03")),
      ["companyfacts_CIK0001288776.json"] = companyfacts(1288776, "Revenues", "USD",
        fact("2015-01-01", "2015-03-31", 17258e6, 2, "10-Q", "2015-04-29")),
    }
    local revenue = files:quarterly("NVDA", "revenue")
    assert.equal(57006e6, revenue:at("2025-10-26"):to "USD")
    assert.equal(46743e6, revenue:at("2025-07-27"):to "USD") -- filed a day later than the wrong one
    assert.equal(22103e6, revenue:at("2024-01-28"):to "USD")
    assert.equal(17258e6, files:quarterly("GOOGL", "revenue"):at("2015-03-31"):to "USD")
  end)

  it("reads IFRS filers: dollars where there are any, else the currency is named", function()
    local function ifrs(units)
      return ('{"cik":1046179,"entityName":"TSMC","facts":{"ifrs-full":{"Revenue":{"units":{%s}}}}}'):format(units)
    end
    local taiwan = '"TWD":[' .. fact("2023-01-01", "2023-12-31", 2161736e6, 1, "20-F", "2024-04-18") .. ","
      .. fact("2022-01-01", "2022-12-31", 2263891e6, 1, "20-F", "2024-04-18") .. "]"
    local dollars = '"USD":[' .. fact("2023-01-01", "2023-12-31", 70600e6, 1, "20-F", "2024-04-18") .. "]"
    local both = folder { ["companyfacts_CIK0001046179_TSM.json"] = ifrs(taiwan .. "," .. dollars) }
    assert.equal(70600e6, both:annual("TSM", "revenue"):at("2023-12-31"):to "USD")
    assert.equal(2263891e6, both:company("TSM"):annual("revenue", { unit = "TWD" }):at "2022-12-31")
    local one = folder { ["companyfacts_CIK0001046179_TSM.json"] = ifrs(taiwan) }
    local done, err = pcall(one.annual, one, "TSM", "revenue")
    assert.is_false(done)
    assert.truthy(tostring(err):find("TWD", 1, true))
  end)

  it("counts the newest of two vintages, and the older one as of its days", function()
    local files = folder {
      ["DGS10.csv"] = "observation_date,DGS10\n2026-01-02,4.00\n2026-01-05,4.10\n2026-01-06,4.20\n",
      ["old/DGS10_vintage.datevalue.csv"] = "date,value\n2025-12-31,3.90\n2026-01-02,4.00\n2026-01-05,4.05\n" }
    local ten_year = files:fred "DGS10"
    assert.equal(4.20, ten_year:at "2026-01-06")
    assert.equal(4.10, ten_year:at "2026-01-05")
    assert.equal(4.05, ten_year:at("2026-01-05", "2026-01-09"))
    assert.equal(3.90, ten_year:at "2025-12-31")
  end)

  it("finds a FRED file by its header", function()
    local files = folder { ["fredgraph.csv"] = "observation_date,OPHNFB\n2024-01-01,110\n2024-04-01,111\n" }
    assert.equal("2024-09-08", files:fred("OPHNFB"):observation("2024-06-30").known_on)
  end)

  it("reads prices of several publishers, a byte order mark aside", function()
    local files = folder { ["AMD_adjclose.csv"] = "\xEF\xBB\xBFDate,Adj Close\n2026-05-04,342.5\n2026-05-05,355\n",
      ["NVDA_ohlc_2026.csv"] = "date,open,high,low,close,adj_close,volume,source\n2026-08-21,1,3,1,2,1.9,9,x\n",
      ["nvda.us.txt"] = support.read "tests/data/stooq_nvda_cut.txt" }
    assert.equal(342.5, files:prices("AMD"):at("2026-05-04"):to "USD")
    assert.equal(2, files:prices("NVDA"):latest().value)
  end)

  it("reads census, adoption and rental tables by their publishers' names", function()
    local files = folder {
      ["census/btos_ai_use.csv"] = "period_end,known_on,value_percent,wording_id,period_start\n"
        .. "2024-11-17,2024-12-05,6.1,W1,2024-11-04\n2025-09-21,2025-10-09,10.0,W1,2025-09-08\n"
        .. "2025-11-16,2025-12-04,17.3,W2,2025-11-03\n2026-11-15,2026-12-03,24.0,W2,2026-11-02\n",
      ["paying_customers_points.csv"] = "series,period_end,known_on,value,exactness\n"
        .. "microsoft_365_copilot_paid_seats,2026-03-31,2026-04-30,20,exact\n"
        .. "microsoft_365_copilot_paid_seats,2026-06-30,2026-07-29,30,more than\n",
      ["gix_h100_monthly.csv"] = "date,value\n2026-07-31,2.5\n2026-08-31,\n" }
    local firms = files:supplied "ai_use_of_firms"
    close(0.173, firms:at "2025-11-16")
    -- the question changed: the only true yearly change lies behind the break
    assert.is_nil(firms:yoy():at "2025-11-16")
    close(24 / 17.3 - 1, firms:yoy():at "2026-11-15", 1e-9)
    assert.equal("2025-11-16", firms:breaks()[1].from)
    assert.truthy(tostring(firms):find "breaks at 2025%-11%-16")
    local seats = files:supplied "copilot_seats"
    assert.same({ 30, "at least" }, { seats:latest().value, seats:latest().bound })
    assert.is_nil(seats:qoq():latest())
    assert.equal("2026-07-31", files:supplied("h100_rent"):latest().period_end)
  end)

  it("lists every name it looks for once", function()
    local kinds = {}
    for _, row in ipairs(filenames.list()) do
      assert.is_nil(kinds[row.kind])
      kinds[row.kind] = true
      assert.is_true(#row.example > 0 and #row.what > 0)
    end
    for _, set in ipairs { filenames.kinds, filenames.tables } do
      for name in pairs(set) do
        assert.is_true(kinds[name])
      end
    end
    -- each example is found by its own patterns
    for name, entry in pairs(filenames.tables) do
      local example = entry.example:match "^[^,]+"
      local matched = false
      for _, pattern in ipairs(entry.patterns) do
        matched = matched or example:lower():find(pattern) ~= nil
      end
      assert.is_true(matched, name)
    end
  end)
end)

describe("the Census Bureau's workbook", function()
  local workbook = require "signalflow.series.workbook"
  local PATH = (os.getenv "SIGNALFLOW_DATA" or "../shared/data") .. "/census/btos_National_20251208.xlsx"

  it("is read as it is served", function()
    local file = io.open(PATH)
    if not file then
      return pending("no workbook at " .. PATH)
    elseif not pcall(require, "zlib") then
      file:close()
      return pending "no lua-zlib"
    end
    file:close()
    local firms = assert(workbook.business_trends(PATH))
    assert.equal(55, #firms)
    close(0.173, firms:at "2025-11-16")
    close(0.100, firms:at "2025-09-21")
    close(0.037, firms:at "2023-09-10")
    assert.equal("2023-09-28", firms:observation("2023-09-10").known_on)
    assert.equal("2025-11-16", firms:breaks()[1].from)
  end)

  -- A zip archive of parts { name, text } that are not packed.
  local function archive(parts)
    local zlib = require "zlib"
    local bytes, entries = "", ""
    for _, part in ipairs(parts) do
      local about = ("<I2I2I2I2I4I4I4I2I2"):pack(0, 0, 0, 33, math.tointeger(zlib.crc32()(part[2])), #part[2], #part[2],
        #part[1], 0)
      entries = entries .. "PK\1\2" .. ("<I2I2"):pack(20, 20) .. about
        .. ("<I2I2I2I4I4"):pack(0, 0, 0, 0, #bytes) .. part[1]
      bytes = bytes .. "PK\3\4" .. ("<I2"):pack(20) .. about .. part[1] .. part[2]
    end
    return bytes .. entries .. "PK\5\6"
      .. ("<I2I2I2I2I4I4I2"):pack(0, 0, #parts, #parts, #entries, #bytes, 0)
  end

  local function cell(column, row, text)
    return ('<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>'):format(column, row, text)
  end

  it("is refused where a part of it is damaged", function()
    if not pcall(require, "zlib") then
      return pending "no lua-zlib"
    end
    local use = "In the last two weeks, did this business use Artificial Intelligence (AI) in producing goods?"
    local text = archive {
      { "xl/workbook.xml", '<sheets><sheet name="Response Estimates" r:id="a"/>'
        .. '<sheet name="Collection and Reference Dates" r:id="b"/></sheets>' },
      { "xl/_rels/workbook.xml.rels", '<Relationship Id="a" Target="worksheets/sheet1.xml"/>'
        .. '<Relationship Id="b" Target="worksheets/sheet2.xml"/>' },
      { "xl/worksheets/sheet1.xml", '<row r="1">' .. cell("E", 1, "202519") .. '</row><row r="2">' .. cell("B", 2, use)
        .. cell("D", 2, "Yes") .. cell("E", 2, "9.7%") .. "</row>" },
      { "xl/worksheets/sheet2.xml", '<row r="1">' .. cell("A", 1, "202519") .. cell("C", 1, "09/21/2025")
        .. cell("D", 1, "08/25/2025") .. cell("E", 1, "09/07/2025") .. "</row>" } }
    local function read(bytes)
      return workbook.business_trends(support.temporary(bytes, ".xlsx"))
    end
    close(0.097, assert(read(text)):at "2025-09-07")
    local refused = 0
    for at = 1, #text, 7 do
      local made, err = read(text:sub(1, at - 1) .. string.char(text:byte(at) ~ 1) .. text:sub(at + 1))
      refused = refused + (made and 0 or 1)
      if made then
        close(0.097, made:at "2025-09-07")
      end
      assert.equal(not made and "parse", err and err.code or false)
    end
    assert.is_true(refused > 100)
    local _, err = read((text:gsub("9%.7%%", "8.7%%")))
    assert.matches("its part xl/worksheets/sheet1.xml is damaged", tostring(err), 1, true)
  end)

  it("names what it takes, and refuses what it is not", function()
    local none, err = workbook.business_trends "tests/data/fred_DGS10_cut.csv"
    assert.is_nil(none)
    assert.is_string(err.code)
    local loaded, found = package.loaded.zlib, package.preload.zlib
    package.loaded.zlib, package.preload.zlib = nil, function()
      error "not installed"
    end
    none, err = workbook.business_trends "tests/data/fred_DGS10_cut.csv"
    package.loaded.zlib, package.preload.zlib = loaded, found
    assert.is_nil(none)
    assert.truthy(tostring(err):find "lua%-zlib")
  end)
end)
