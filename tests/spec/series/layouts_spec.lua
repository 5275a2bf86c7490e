-- Files in other layouts, encodings and states than expected: what can be read is read, what cannot is named.
local sf = require "signalflow"
local support = require "tests.spec.support"

local HEADER = "period_end,known_on,value\n"
local PRICES = "Date,Open,High,Low,Close,Volume\n"

local function utf16(text, mark, before, after)
  return mark .. text:gsub(".", before .. "%0" .. after)
end

-- The rows of a series as "period_end known_on value"; the host's locale may write a decimal comma.
local function rows_of(made, err)
  local rows = {}
  for i, one in ipairs(assert(made, tostring(err)):vintages()) do
    rows[i] = ("%s %s %s"):format(one.period_end, one.known_on, (("%g"):format(one.value):gsub(",", ".")))
  end
  return rows
end

local function refused(expected, made, err)
  assert.is_nil(made)
  assert.matches(expected, tostring(err), 1, true)
end

local function csv(text, given)
  return sf.csv(support.temporary(text, ".csv"), given)
end

describe("a table", function()
  it("is read with spaces around its cells, in UTF-16, by months and with times of day", function()
    local row = "2024-03-31,2024-05-01,12\n"
    local expected = { "2024-03-31 2024-05-01 12" }
    assert.same(expected, rows_of(csv("period_end, known_on , value\n2024-03-31, 2024-05-01 , 12 \n")))
    assert.same(expected, rows_of(csv(utf16(HEADER .. row, "\xFF\xFE", "", "\0"))))
    assert.same(expected, rows_of(csv(utf16(HEADER .. row, "\xFE\xFF", "\0", ""))))
    assert.same(expected, rows_of(csv(HEADER .. "2024-03-31T00:00:00.000Z,2024-05-01 16:05:00-05:00,12\n")))
    assert.same({ "2024-02-29 2024-05-01 12" }, rows_of(csv(HEADER .. "2024-02,2024-05-01,12\n")))
    refused("'period_end' must be a day such as 2024-04-28", csv(HEADER .. "2024-03-31 or so,2024-05-01,12\n"))
  end)

  it("has a blank where the word for it stands, and no other word is one", function()
    local text = HEADER .. "2024-03-31,2024-05-01,null\n2024-06-30,2024-08-01,3\n"
    assert.same({ "the period to 2024-03-31 was given without a value" }, csv(text, { missing = "null" }):remarks())
    refused(".csv:2: 'value' must be a number or blank, got 'null'", csv(text))
    refused("got 'null'", csv(text, { missing = "n/a" }))
  end)

  it("that lacks a column has the nearest, or all it has, and what to say instead", function()
    refused(":1: there is no column 'known_on'; there are 'period_end', 'value'; say which holds the day it became "
      .. "known", csv "period_end,value\n2024-03-31,1\n")
    refused("there is no column 'value'; the nearest is 'val'",
      csv "period_end,known_on,val\n2024-03-31,2024-05-01,1\n")
    refused([[expected columns between ',', got 'period_end;known_on;value': say separator = ";"]],
      csv "period_end;known_on;value\n2024-03-31;2024-05-01;1\n")
    refused("columns 3 and 4 are both called 'value'",
      csv "period_end,known_on,value,value\n2024-03-31,2024-05-01,1,2\n")
  end)

  it("of another kind is called by it", function()
    refused("expected a row that names the columns, got a web page", csv "\n<!DOCTYPE html><HTML><body>\n")
    refused("got JSON", csv '[{"period_end": "2024-03-31"}]')
    refused("got a ZIP archive, as a workbook is", csv "PK\3\4\0\0")
    refused("got a gzip file: unpack it first", csv "\x1f\x8b\8\0")
    refused("got a PDF", csv "%PDF-1.7\n")
    refused("got an empty file", csv " \n")
  end)

  it("has rows of what is asked for, or names the nearest", function()
    local text = "period_end,known_on,value,series\n2024-03-31,2024-05-01,1,Alpha\n2024-03-31,2024-05-01,2,Beta\n"
    assert.same({ "2024-03-31 2024-05-01 2" }, rows_of(csv(text, { where = "series", equals = "Beta" })))
    assert.matches("no row has 'alpha' in its column 'series'; the nearest is 'Alpha'", support.message_of(function()
      csv(text, { where = "series", equals = "alpha" })
    end), 1, true)
  end)

  it("bounds a value in any case of the word", function()
    local series = csv("period_end,known_on,value,how\n2024-03-31,2024-05-01,30,More than\n", { bound = "how" })
    assert.equal("at least", series:latest().bound)
  end)
end)

describe("JSON lines", function()
  it("in which no object has a field name the nearest", function()
    local path = support.temporary '{"period_end":"2024-03-31","known_on":"2024-05-01","val":12}\n'
    refused("no object has a field 'value'; the nearest is 'val'", sf.json_lines(path))
  end)
end)

describe("daily prices", function()
  local function prices(text, which)
    return sf.prices(support.temporary(text, ".csv"), which)
  end

  it("are read from the pages of Yahoo, Stooq and Alpha Vantage", function()
    local close = { "2024-01-02 2024-01-02 1.5", "2024-01-04 2024-01-04 1.6" }
    local yahoo = "Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,1,2,1,1.5,1.4,9\n"
      .. "2024-01-03,null,null,null,null,null,null\n2024-01-04,1,2,1,1.6,1.5,9\n"
    assert.same(close, rows_of(prices(yahoo)))
    assert.same(close, rows_of(prices(PRICES .. "2024-01-02,1,2,1,1.5,9\n2024-01-04,1,2,1,1.6,9\n")))
    assert.same(close, rows_of(prices("timestamp,open,high,low,close,volume\n2024-01-04,1,2,1,1.6,9\n"
      .. "2024-01-02,1,2,1,1.5,9\n")))
    assert.same({ "2024-01-02 2024-01-02 1.5" }, rows_of(prices("Date,Open,High,Low,Close\n"
      .. "2024-01-02 00:00:00-05:00,1,2,1,1.5\n")))
  end)

  it("in another layout are refused with both that are known", function()
    local expected = "expected daily prices, with Stooq's header (<TICKER>,<PER>,<DATE>,...) or with columns date and "
      .. "close, got "
    refused(expected .. "'Date,Close/Last,Volume,Open,High,Low'", prices "Date,Close/Last,Volume,Open,High,Low\n")
    refused(expected .. "'Exceeded the daily hits limit'", prices "Exceeded the daily hits limit")
    refused(expected .. "a web page", prices "<html></html>")
    refused("there is no column 'volume'; there are 'Date', 'Close'", prices("Date,Close\n2024-01-02,1\n", "volume"))
  end)

  it("are no closes of weeks or months", function()
    local message = "expected daily prices, got none within 4 days of another"
    refused(message, prices "Date,Close\n2024-01-01,3\n2024-01-08,4\n2024-01-15,4\n")
    refused(message, prices "Date,Close\n2024-01-01,3\n2024-02-01,4\n2024-03-01,4\n")
    -- closed from Thursday to Tuesday, and one session before
    assert.equal(3, #rows_of(prices "Date,Close\n2024-03-27,3\n2024-03-28,3\n2024-04-02,4\n"))
  end)

  it("are above 0", function()
    refused(":3: a price must be above 0, got 0", prices "Date,Close\n2024-01-02,3\n2024-01-03,0\n")
  end)
end)

describe("a folder", function()
  local function files(named)
    local path = support.path ""
    assert(os.execute(("mkdir '%s'"):format(path)))
    for name, text in pairs(named) do
      local file = assert(io.open(path .. "/" .. name, "wb"))
      assert(file:write(text))
      assert(file:close())
    end
    return assert(sf.folder(path))
  end

  local function reason(action)
    return support.message_of(action)
  end

  it("names the nearest series, ticker and table", function()
    local none = files { ["a.csv"] = "" }
    assert.matches("did you mean 'DGS10'?", reason(function() none:fred "DGS1O" end), 1, true)
    assert.matches("did you mean 'NVDA'?", reason(function() none:prices "NVDIA" end), 1, true)
    assert.matches("did you mean 'token_use'?", reason(function() none:supplied "tokenuse" end), 1, true)
    assert.matches("did you mean 'NVDA'?", reason(function() none:customers "NVDIA" end), 1, true)
    assert.matches("^no paying_customers_points.csv in ", reason(function() none:supplied "copilot_seats" end))
    assert.matches("expected a table, got the text 'AMZN'", reason(function() none:total("AMZN", "capex") end), 1, true)
  end)

  it("waits for no pipe, follows no circle of links, and says where a link leads nowhere", function()
    local path = support.folder_of { ["DGS10.csv"] = "observation_date,DGS10\n2025-01-02,4\n2025-01-03,4\n",
      ["inner/GDP.csv"] = "" }
    assert(os.execute(("cd '%s' && mkfifo DFII10.csv && ln -s . self && ln -s ../inner inner/self && "
      .. "ln -s gone.csv SP500.csv && ln -s NFCI.csv NFCI.csv"):format(path)))
    local one = assert(sf.folder(path))
    assert.same({ "DGS10.csv", "NFCI.csv", "SP500.csv", "inner/GDP.csv" }, one.names)
    assert.equal(2, #one:fred "DGS10")
    assert.matches("no FRED file DFII10.csv", reason(function() one:fred "DFII10" end), 1, true)
    assert.matches("SP500.csv: it is a link to what is not there", reason(function() one:fred "SP500" end), 1, true)
    assert.matches("NFCI.csv: Too many levels of symbolic links", reason(function() one:fred "NFCI" end), 1, true)
    assert.equal("cannot open a file without a name", tostring(select(2, sf.csv "")))
  end)

  it("takes another publisher's table that has changed its columns for missing, and so one without rows", function()
    local changed = files { ["openrouter_daily_tokens.csv"] = "moment,tokens\n2026-05-24,1\n",
      ["largest_customer.csv"] = HEADER }
    local _, err = pcall(changed.supplied, changed, "token_use")
    assert.equal("unknown", err.code)
    assert.matches("there is no column 'date'; there are 'moment', 'tokens'", tostring(err), 1, true)
    _, err = pcall(changed.supplied, changed, "largest_customer")
    assert.equal("unknown", err.code)
    assert.matches("largest_customer.csv: a header and no rows", tostring(err), 1, true)
  end)

  it("takes no file for another's, whatever it is called", function()
    local facts = '{"cik":%d,"entityName":"Meta Platforms, Inc.","facts":{"us-gaap":{}}}'
    local swapped = files { ["CIK0001045810.json"] = facts:format(1326801),
      ["DGS10.csv"] = "observation_date,DGS2\n2025-01-02,4\n2025-01-03,4\n",
      ["nvda.us.txt"] = "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\r\n"
        .. "AMD.US,D,20240102,000000,1,2,1,1.5,100,0\r\n" }
    assert.matches("CIK0001045810.json is of Meta Platforms, Inc. (CIK 1326801), not of NVDA",
      reason(function() swapped:company "NVDA" end), 1, true)
    assert.matches("DGS10.csv is of DGS2, not of DGS10", reason(function() swapped:fred "DGS10" end), 1, true)
    assert.equal(2, #swapped:fred "DGS2") -- by its header
    assert.matches("nvda.us.txt is of AMD, not of NVDA", reason(function() swapped:prices "NVDA" end), 1, true)
    local predecessor = files { ["CIK0001288776.json"] = facts:format(1288776) } -- Google before Alphabet
    assert.equal(1288776, select(2, predecessor:company("GOOGL"):entity()))
  end)

  it("says what a balance is without the line that asked", function()
    local facts = '{"cik":1045810,"entityName":"N","facts":{"us-gaap":{"InventoryNet":{"units":{"USD":[{'
      .. '"end":"2024-04-28","val":1,"accn":"0001045810-24-000001","form":"10-Q","filed":"2024-05-29"}]}}}}}'
    local one = files { ["CIK0001045810.json"] = facts }
    assert.matches("^%S+/CIK0001045810%.json: 'InventoryNet' is a balance", reason(function()
      one:quarterly("NVDA", "inventory")
    end))
    assert.equal("the SEC file of NVDA holds no shares outstanding", reason(function()
      one:instant("NVDA", "shares_outstanding")
    end))
  end)
end)

describe("a FRED file", function()
  local function fred(text, given)
    return sf.fred.read(support.temporary(text, ".csv"), given)
  end

  it("is known by its id in small letters, between lone carriage returns and in UTF-16", function()
    local text = "observation_date,UNRATE\n2025-07-01,4.2\n2025-08-01,4.3\n"
    local expected = rows_of(fred(text)) -- of August, nine days after its end
    assert.equal("2025-08-31 2025-09-09 4.3", expected[2])
    assert.same(expected, rows_of(fred(text:lower())))
    assert.same(expected, rows_of(fred((text:gsub("\n", "\r")))))
    assert.same(expected, rows_of(fred(utf16(text, "\xFF\xFE", "", "\0"))))
    assert.same(expected, rows_of(fred((text:gsub("%-01,", "-01 00:00:00,")))))
  end)

  it("of months has none where one is blank, as the CPI of October 2025; a blank day is a holiday", function()
    local months = fred "observation_date,UNRATE\n2025-08-01,4.3\n2025-09-01,4.4\n2025-10-01,\n2025-11-01,4.5\n"
    local list = sf.checklist { name = "l", sf.check { id = "x", axis = "growth", question = "?", pass = sf.below(5),
      value = function(data) return data.x end } }
    local function state(series, day)
      return list:evaluate({ x = series }, { as_of = day }).x.state
    end
    assert.same({ "pass", "unknown", "pass" },
      { state(months, "2025-11-08"), state(months, "2025-11-09"), state(months, "2025-12-09") })
    assert.equal("the period to 2025-10-31 was given without a value", months:remarks()[1])
    local days = fred "observation_date,DGS10\n2025-07-02,4.2\n2025-07-03,4.3\n2025-07-04,.\n"
    assert.same({}, days:remarks())
    assert.equal("pass", state(days, "2025-07-10"))
  end)

  it("whose column is VALUE is called by its file's name", function()
    assert.matches("%.csv$", fred("DATE,VALUE\n2025-07-01,4.2\n2025-08-01,4.3\n"):name())
  end)

  it("of one row says no frequency, unless it is known or said", function()
    refused("one row, of the first of a month, does not say", fred "observation_date,XYZ\n2025-07-01,1\n")
    assert.equal("2025-07-31", fred("observation_date,XYZ\n2025-07-01,1\n", { frequency = "monthly" })
      :latest().period_end)
    assert.equal("2025-07-31", fred("observation_date,UNRATE\n2025-07-01,1\n"):latest().period_end)
  end)
end)
