-- Nothing is known too early, and nothing is worked out across a hole, a break or a bound.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"

local close = support.close

-- A file of that name, in a folder of its own that is removed afterwards.
local folders = {}

local function file(name, text)
  local folder = os.tmpname()
  os.remove(folder)
  assert(os.execute(("mkdir '%s'"):format(folder)))
  folders[#folders + 1] = folder
  local path = folder .. "/" .. name
  local handle = assert(io.open(path, "wb"))
  handle:write(text)
  handle:close()
  return path
end

local function fred(name, text, given)
  local path = file(name, text)
  local series, err = sf.fred.read(path, given)
  return assert(series, tostring(err))
end

teardown(function()
  for _, folder in ipairs(folders) do
    os.execute(("rm -rf '%s'"):format(folder))
  end
end)

describe("a FRED file", function()
  -- published 2025-09-10: the week to 2025-09-05
  it("is known by the id in its header, whatever it is called", function()
    local quarters = "observation_date,OPHNFB\n2024-01-01,110\n2024-04-01,111\n"
    assert.equal("2024-09-08", fred("fredgraph.csv", quarters):observation("2024-06-30").known_on)
    assert.equal("2024-09-08", fred("my copy.csv", quarters):observation("2024-06-30").known_on)
    local weeks = "DATE,NFCI\n2025-08-29,-0.5\n2025-09-05,-0.6\n"
    assert.equal("2025-09-10", fred("data.csv", weeks):observation("2025-09-05").known_on)
    assert.equal("2025-09-10", fred("nfci_data.csv", "date,value\n2025-08-29,-0.5\n2025-09-05,-0.6\n")
      :observation("2025-09-05").known_on)
  end)

  it("of the usual releases is known no earlier than it came out", function()
    -- release days: BEA 2025-07-30, BLS 2025-09-05
    local gdp = fred("a.csv", "observation_date,GDP\n2025-01-01,29962\n2025-04-01,30354\n")
    assert.is_true(gdp:observation("2025-06-30").known_on >= "2025-07-30")
    local jobs = fred("a.csv", "observation_date,PAYEMS\n2025-07-01,159518\n2025-08-01,159540\n")
    assert.is_true(jobs:observation("2025-08-31").known_on >= "2025-09-05")
  end)

  it("whose lag nobody knows takes a long one, and says so", function()
    local days = { monthly = { "2025-07-01,1\n2025-08-01,2\n", "2025-08-31", 65 },
      quarterly = { "2025-01-01,1\n2025-04-01,2\n", "2025-06-30", 135 },
      ["half-yearly"] = { "2024-07-01,1\n2025-01-01,2\n", "2025-06-30", 190 },
      yearly = { "2023-01-01,1\n2024-01-01,2\n", "2024-12-31", 370 } }
    for frequency, given in pairs(days) do
      local text = "observation_date,XYZ123\n" .. given[1]
      local series = fred("x.csv", text)
      assert.equal(core.day(given[2]) + given[3], core.day(series:observation(given[2]).known_on))
      assert.truthy(tostring(series):find("published " .. given[3] .. " days after a period's end: a guess", 1, true))
      assert.equal(core.day(given[2]) + 3, core.day(fred("x.csv", text, { lag = 3, frequency = frequency })
        :observation(given[2]).known_on))
      assert.same({}, fred("x.csv", text, { lag = 3 }):notes())
    end
  end)

  it("of half years is no file of quarters", function()
    local path = file("x.csv", "observation_date,XYZ\n2024-01-01,1\n2024-07-01,2\n2025-01-01,3\n")
    local none, err = sf.fred.read(path, { frequency = "quarterly" })
    assert.is_nil(none)
    assert.truthy(tostring(err):find "half%-yearly")
  end)
end)

describe("going back", function()
  local rows = {}
  for quarter, value in pairs { ["2023-03-31"] = 1, ["2023-06-30"] = 2, ["2023-09-30"] = 3, ["2023-12-31"] = 4,
    ["2024-03-31"] = 5, ["2024-09-30"] = 7, ["2024-12-31"] = 8 } do
    rows[#rows + 1] = { quarter, core.day_text(core.day(quarter) + 30), value }
  end
  local holed = sf.series("holed", rows)

  it("goes by date: a hole is not stepped over", function()
    assert.equal(7, holed:lag(1):at "2024-12-31")
    assert.is_nil(holed:lag(1):at "2024-09-30")
    assert.is_nil(holed:lag(2):at "2024-12-31")
    assert.equal(4, holed:lag(4):at "2024-12-31")
    assert.equal(4, holed:diff(4):at "2024-12-31")
    assert.is_nil(holed:yoy():at "2025-06-30")
  end)

  it("in fortnights goes by fortnights: 26 rows are no year where three are missing", function()
    local fortnights = {}
    for i = 0, 60 do
      local day = core.day_text(core.day "2024-01-07" + 14 * i)
      if i < 40 or i > 42 then
        fortnights[#fortnights + 1] = { day, day, i }
      end
    end
    local series = sf.series("fortnights", fortnights)
    local last = core.day_text(core.day "2024-01-07" + 14 * 60)
    assert.equal(60 - 26, series:lag(26):at(last))
    assert.is_nil(series:lag(19):at(last))
  end)

  it("in days of trade goes by days of trade", function()
    local prices = assert(sf.prices "tests/data/stooq_nvda_cut.txt")
    local view = prices:view()
    for i = 2, #view do
      assert.equal(view[i - 1].value, prices:lag(1):at(view[i].period_end):to "USD")
    end
  end)

  it("says its holes when it prints", function()
    assert.truthy(tostring(holed):find("nothing between 2024-03-31 and 2024-09-30", 1, true))
  end)
end)

describe("a break", function()
  local rows = {}
  for i = 0, 11 do
    local day = core.month_end(core.add_months("2022-03-31", 3 * i))
    rows[i + 1] = { period_start = core.day_text(core.day(core.add_months(core.day_text(core.day(day) + 1), -3))),
      period_end = day, known_on = core.day_text(core.day(day) + 40), value = i < 6 and 10 + i or 100 + i }
  end
  local whole = sf.series("x", rows)
  local broken = whole:break_at("2023-09-30", "another wording")

  it("is crossed by no change, sum, lag or window, and is said", function()
    for name, derive in pairs { yoy = function(s) return s:yoy() end, qoq = function(s) return s:qoq() end,
      ttm = function(s) return s:ttm() end, lag = function(s) return s:lag(1) end,
      diff = function(s) return s:diff(1) end, rolling = function(s) return s:rolling("mean", 4) end,
      zscore = function(s) return s:zscore(4) end,
      change = function(s) return s:change(12) end } do
      assert.is_not_nil(derive(whole):at "2023-09-30", name)
      assert.is_nil(derive(broken):at "2023-09-30", name)
      assert.equal("another wording", derive(broken):breaks()[1].reason)
      -- beyond its reach all is as before
      assert.equal(derive(whole):at "2024-12-31", derive(broken):at "2024-12-31", name)
    end
    assert.truthy(tostring(broken:yoy()):find "breaks at 2023%-09%-30")
  end)

  it("stays with what is cut, combined and scaled", function()
    for _, made in ipairs { broken:known_on "2024-06-30", broken * 2, whole + broken, broken / whole } do
      assert.equal(1, #made:breaks())
      assert.is_nil(made:yoy():at "2023-12-31")
    end
  end)
end)

describe("a check", function()
  local list = sf.checklist { name = "x", sf.check { id = "one", axis = "growth", question = "?", pass = sf.above(10),
    stale_after = "400d", value = function(data) return data.x end, source = "s" } }

  local function finding(rows, as_of)
    return list:evaluate({ x = rows }, { as_of = as_of })["one"]
  end

  it("is unknown while the newest period is blank, and holds the last state", function()
    local rows = { { "2024-03-31", "2024-05-01", 12 }, { period_end = "2024-06-30", known_on = "2024-08-01" } }
    assert.equal("pass", finding(rows, "2024-07-31").state)
    assert.equal("unknown", finding(rows, "2024-08-05").state)
    assert.equal("pass", finding(rows, "2024-08-05").last)
    rows[3] = { "2024-09-30", "2024-11-01", 13 }
    assert.equal("unknown", finding(rows, "2024-08-05").state)
    assert.equal("pass", finding(rows, "2024-11-05").state)
    rows[3] = { "2024-06-30", "2024-08-20", 13 }
    assert.equal("pass", finding(rows, "2024-08-20").state)
  end)

  it("ages from the day a period first had a value: a restatement is not fresh", function()
    local rows = { { "2024-03-31", "2024-05-01", 12 }, { "2024-03-31", "2025-05-01", 13 } }
    assert.equal("pass", finding(rows, "2025-05-02").state)
    assert.equal("unknown", finding(rows, "2025-07-01").state)
  end)
end)

describe("what is wrong with a series", function()
  it("is known no earlier than what shows it", function()
    local blank = sf.series("x", { { "2024-03-31", "2024-05-01", 12 },
      { period_end = "2024-06-30", known_on = "2024-08-01" } })
    assert.equal(1, #blank:notes())
    assert.equal(0, #blank:known_on("2024-07-31"):notes())
    assert.equal(1, #blank:known_on("2024-08-01"):notes())
  end)
end)

describe("a bound", function()
  it("is carried, printed, and gives no change", function()
    local seats = sf.series("seats", { { "2026-03-31", "2026-04-30", 20 },
      { period_end = "2026-06-30", known_on = "2026-07-29", value = 30, bound = "at least" } })
    assert.equal("at least", seats:latest().bound)
    assert.truthy(tostring(seats):find "at least 30")
    assert.is_nil(seats:qoq():latest())
    close(20, seats:lag(1):at("2026-06-30") or 20)
    assert.truthy(support.message_of(function()
      sf.series("x", { { period_end = "2026-06-30", value = 1, bound = "about" } })
    end):find "expected at most or at least")
  end)

  it("stays one in a sum, difference, product or quotient that it bounds", function()
    local function one(value, bound)
      return sf.series("x", { { period_end = "2025-03-31", known_on = "2025-04-30", value = value, bound = bound } })
    end
    local most, least, exact = one(10, "at most"), one(10, "at least"), one(2)
    local function check(bound, value, series)
      local newest = series:latest()
      assert.equal(bound, newest and newest.bound)
      assert.equal(value, newest and newest.value)
    end
    check("at most", 12, most + exact)
    check("at least", -8, exact - most)
    check("at most", -8, exact - least)
    check("at most", 20, most * exact)
    check("at least", -10, most * -1)
    check("at most", 5, most / exact)
    check("at most", 0.2, exact / least)
    check("at least", 5, least / 2)
    check("at least", 10, least:combine("max", exact))
    check("at most", 20, most + most)
    check("at most", 0, most - least)
    -- where nothing bounds it: two that pull apart, a divisor that may be next to nothing, a product of two
    check(nil, nil, most + least)
    check(nil, nil, exact / most)
    check(nil, nil, most * most)
  end)
end)

describe("prices", function()
  it("break where a close jumps as by a split", function()
    local text = "date,close\n"
    for i = 1, 40 do
      text = text .. core.text("%s,%.2f\n", core.day_text(core.day "2024-05-01" + i), (i < 20 and 1000 or 100) + i / 10)
    end
    local path = file("X_ohlc.csv", text)
    local prices = assert(sf.prices(path))
    assert.equal(1, #prices:breaks())
    assert.truthy(prices:breaks()[1].reason:find "10 for 1")
    assert.is_nil(prices:lag(1):at "2024-05-21")
    assert.same({}, sf.prices "tests/data/stooq_nvda_cut.txt":breaks())
  end)
end)

describe("shares as filed", function()
  it("are multiplied by the splits that came after their filing", function()
    -- NVIDIA: the 10-Q of May 2024 came ten days before the split of ten for one
    local shares = sf.series("shares", { { "2021-05-21", "2021-05-26", 623e6 }, { "2024-05-24", "2024-05-29", 2460e6 },
      { "2024-08-23", "2024-08-28", 24530e6 } })
    local adjusted = shares:adjust_for_splits(require "signalflow.catalogue.filers".known.NVDA.splits)
    assert.equal(623e6 * 40, adjusted:at "2021-05-21")
    assert.equal(24600e6, adjusted:at "2024-05-24")
    assert.equal(24530e6, adjusted:at "2024-08-23")
    local earnings = sf.series("eps", { { "2024-04-28", "2024-05-29", 5.98 }, { "2024-07-28", "2024-08-28", 0.67 } })
    close(0.598, earnings:adjust_for_splits({ { "2024-06-10", 10 } }, true):at "2024-04-28")
    close(0.67, earnings:adjust_for_splits({ { "2024-06-10", 10 } }, true):at "2024-07-28")
    assert.truthy(support.message_of(function()
      shares:adjust_for_splits { { "2024-06-10" } }
    end):find "shares for one")
  end)
end)
