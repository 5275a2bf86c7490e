-- Checks and checklists: language, section 6.
local sf = require "signalflow"
local core = require "signalflow.core"
local support = require "tests.spec.support"
local u = sf.units

local INVESTOR = [[
return sf.checklist {
  name = "AI factory: investor checklist",
  sf.check { id = "customer-capex", axis = "growth",
    question = "Is the capex of the largest buyers still growing?",
    value = function(data) return data.capex:yoy() end,
    pass = sf.above(0.20), fail = sf.below(0.0),      -- between them: warn
    clear = 0.25, hold = 2,
    warn_after = "100d", stale_after = "130d",
    source = "10-Q, cash-flow statement" },
  sf.check { id = "spreads", axis = "liquidity", question = "Does credit cost more than usual?",
    value = function(data) return data.spread end, pass = sf.below(4), fail = sf.above(6) },
  sf.check { id = "one-customer", axis = "warning", question = "Does one customer buy most?",
    value = function(data) return sf.concentration(data.shares).hhi end, pass = sf.below(0.18), fail = sf.above(0.25) },
}
]]

local function load_text(text)
  return sf.checklist.load(support.temporary(text))
end

-- Quarters from 2023-03-31, each known 30 days after its end.
local function quarters(values, name)
  local rows = {}
  for i, value in ipairs(values) do
    local ends = core.month_end(core.add_months("2023-03-31", 3 * (i - 1)))
    rows[i] = { ends, core.day_text(core.day(ends) + 30), value }
  end
  return name and sf.series(name, rows) or rows
end

local function one_check(options)
  local given = { id = "c", axis = "growth", question = "?", value = function(data) return data.x end }
  for key, value in pairs(options) do
    given[key] = value
  end
  return sf.checklist { name = "one", sf.check(given) }
end

local function state(list, values, as_of)
  return list:evaluate({ x = quarters(values, "x") }, { as_of = as_of }).c
end

describe("the checklist of the language", function()
  local list = assert(load_text(INVESTOR))
  local data = { capex = quarters({ 10, 10, 10, 10, 13, 13 }, "capex"), spread = sf.series("spread",
    { { "2024-07-31", "2024-08-01", 3.1 } }), shares = { a = 0.23, b = 0.16, each_below = 0.10 } }
  data.shares = nil

  it("answers with state, value, threshold, date and source", function()
    local result = list:evaluate(data, { as_of = "2024-08-15" })
    assert.equal("pass", result["customer-capex"].state)
    assert.equal(0.3, math.floor(result["customer-capex"].value * 1e9 + 0.5) / 1e9)
    local page = tostring(result)
    assert.matches("customer-capex", page, 1, true)
    assert.matches("customer%-capex +pass +0.3 +> 0.2 +< 0 +2024%-03%-31 +2024%-07%-30", page)
    assert.matches("customer-capex: 10-Q, cash-flow statement (2024-07-30)", page, 1, true)
    assert.equal("2024-06-30", result["customer-capex"].observation.period_end)
    assert.matches("growth: 1 pass; all hold", page, 1, true)
    assert.equal("unknown", result["one-customer"].state)
    assert.matches("no 'shares' in the data", result["one-customer"].reason, 1, true)
  end)

  it("gives three answers and no sum of them", function()
    local result = list:evaluate(data, { as_of = "2024-08-15" })
    assert.equal(true, result.growth.holds)
    assert.equal(true, result.liquidity.holds)
    assert.equal("unknown", result.warning.holds)
    for _, word in ipairs { "score", "total", "sum", "state", "holds" } do
      assert.is_nil(rawget(result, word))
    end
    assert.is_nil(tostring(result):lower():find "score")
  end)

  it("needs as_of, and never takes today", function()
    assert.has_error(function() list:evaluate(data) end)
    assert.has_error(function() list:evaluate(data, {}) end)
    assert.has_error(function() list:evaluate(data, { as_of = "yesterday" }) end)
    assert.has_error(function() list:evaluate(data, { as_off = "2024-08-15" }) end)
  end)

  it("names the nearest check", function()
    local result = list:evaluate(data, { as_of = "2024-08-15" })
    local done, err = pcall(function() return result["customer-capx"] end)
    assert.is_false(done)
    assert.matches("customer-capex", err, 1, true)
  end)

  it("is backtested with what was known", function()
    local run = list:backtest(data, { from = "2024-04-01", to = "2024-08-15", step = "month" })
    assert.same({ "2024-04-01", "2024-05-01", "2024-06-01", "2024-07-01", "2024-08-01" }, run.days)
    assert.same({ "unknown", "pass", "pass", "pass", "pass" }, run:states "customer-capex")
    assert.same({ "unknown", "unknown", "unknown", "unknown", "pass" }, run:states "spreads")
    assert.same({ day = "2024-05-01", id = "customer-capex", from = "unknown", to = "pass" }, run:changes()[1])
    assert.matches("customer%-capex  %.%+%+%+%+", tostring(run))
    assert.has_error(function() list:backtest(data, { from = "2024-04-01" }) end)
    assert.has_error(function() list:backtest(data, { from = "2025-04-01", to = "2024-04-01" }) end)
  end)

  it("is tested on made-up data", function()
    local given = { capex = quarters { 10, 10, 10, 10, 11, 11 } }
    assert.is_true(list:test { given = given, as_of = "2024-08-15", expect = { ["customer-capex"] = "warn" } })
    local passed, err = list:test { given = given, as_of = "2024-08-15", expect = { ["customer-capex"] = "pass" } }
    assert.is_nil(passed)
    assert.matches("'customer-capex' is warn, not pass", tostring(err), 1, true)
  end)

  it("fails a test whose data does not reach the day it is asserted of", function()
    local given = { capex = quarters { 10, 10, 10, 10, 11, 11 } }
    local passed, err = list:test { given = given, as_of = "2025-08-15", expect = { ["customer-capex"] = "warn" } }
    assert.is_nil(passed)
    assert.matches("does not reach that day", tostring(err), 1, true)
    assert.is_true(list:test { given = given, as_of = "2025-08-15", expect = { ["customer-capex"] = "unknown" } })
    assert.has_error(function() list:test { given = given, as_of = "2025-08-15", expect = {} } end)
  end)

  it("fails a test that gives what no check reads", function()
    local given = { capex = quarters { 10, 10, 10, 10, 11, 11 }, capxe = quarters { 1, 2 } }
    local passed, err = list:test { given = given, as_of = "2024-08-15", expect = { ["customer-capex"] = "warn" } }
    assert.is_nil(passed)
    assert.matches("no check has read 'capxe', which is given; did you mean 'capex'?", tostring(err), 1, true)
    -- the name that is not read is what the check goes without
    passed, err = list:test { given = { capxe = given.capex }, as_of = "2024-08-15",
      expect = { ["customer-capex"] = "unknown" } }
    assert.is_nil(passed)
    assert.matches("no check has read 'capxe'", tostring(err), 1, true)
    assert.matches("unknown for want of any data", tostring(err), 1, true)
  end)

  it("fails a test of what is unknown for want of data, unless that is meant", function()
    for _, given in ipairs { {}, { capex = quarters { 10, 10, 10, 10, 11, 11 } } } do
      local passed, err = list:test { given = given, as_of = "2024-08-15", expect = { spreads = "unknown" } }
      assert.is_nil(passed)
      assert.matches("'spreads' is unknown for want of any data (no 'spread' in the data", tostring(err), 1, true)
      assert.is_true(list:test { given = given, as_of = "2024-08-15", expect = { spreads = "missing" } })
    end
    local passed, err = list:test { given = { spread = quarters { 3, 3, 3, 3, 3, 3 } }, as_of = "2024-08-15",
      expect = { spreads = "missing" } }
    assert.is_nil(passed)
    assert.matches("'spreads' is pass, not unknown for want of data", tostring(err), 1, true)
    -- what is there and not known yet is no want of data
    assert.is_true(list:test { given = { spread = quarters { 3 } }, as_of = "2023-03-31",
      expect = { spreads = "unknown" } })
    -- without the figure behind the value no jump is looked for
    local raw = one_check { pass = sf.above(0), raw = function(view) return view.raw end }
    local x = quarters { 1, 1, 1, 1, 1, 1 }
    assert.is_nil((raw:test { given = { x = x }, as_of = "2024-08-15", expect = { c = "pass" } }))
    assert.is_true(raw:test { given = { x = x, raw = x }, as_of = "2024-08-15", expect = { c = "pass" } })
  end)

  it("explains itself, and its answers", function()
    assert.matches("needs 0.25 to pass again", tostring(list:explain()), 1, true)
    assert.matches("changes state +after 2 readings in a row", tostring(list:explain "customer-capex"))
    local result = list:evaluate(data, { as_of = "2024-08-15" })
    for _, page in ipairs { result["customer-capex"]:explain(), result:explain "customer-capex", result:explain() } do
      assert.matches("period +2024%-06%-30, known on 2024%-07%-30", tostring(page))
      assert.matches("16 days since it became known", tostring(page), 1, true)
      assert.matches("<h1>", page:html(), 1, true)
    end
    assert.has_error(function() result:explain "customer-capx" end)
  end)

  it("is JSON too", function()
    local json = list:evaluate(data, { as_of = "2024-08-15" }):to_json()
    assert.matches('"as_of":"2024-08-15"', json, 1, true)
    assert.matches('"id":"customer-capex"', json, 1, true)
    assert.matches('"state":"unknown"', json, 1, true)
  end)
end)

describe("a rule", function()
  it("takes 0 as a threshold like any other, and equal is not above", function()
    local list = one_check { pass = sf.above(0), fail = sf.below(0) }
    assert.equal("pass", state(list, { 1e-9 }, "2023-05-01").state)
    assert.equal("warn", state(list, { 0 }, "2023-05-01").state)
    assert.equal("fail", state(list, { -1e-9 }, "2023-05-01").state)
  end)

  it("needs more to pass again, and readings in a row to change", function()
    local list = one_check { pass = sf.above(0.20), fail = sf.below(0.0), clear = 0.25, hold = 2 }
    assert.equal("pass", state(list, { 0.3, 0.1 }, "2024-12-31").state)
    assert.equal("warn", state(list, { 0.3, 0.1, 0.1 }, "2024-12-31").state)
    assert.equal("warn", state(list, { 0.3, 0.1, 0.1, 0.22, 0.22 }, "2024-12-31").state)
    assert.equal("pass", state(list, { 0.3, 0.1, 0.1, 0.26, 0.26 }, "2024-12-31").state)
  end)

  it("ages by the day the figure became known, and holds the last state when it is stale", function()
    local list = one_check { pass = sf.above(0.2), warn_after = "100d", stale_after = "130d" }
    -- the period ends 2023-03-31, known 2023-04-30
    assert.equal("pass", state(list, { 0.3 }, "2023-08-08").state)
    assert.equal("warn", state(list, { 0.3 }, "2023-08-09").state)
    local stale = state(list, { 0.3 }, "2023-09-08")
    assert.equal("unknown", stale.state)
    assert.equal("pass", stale.last)
    local page = tostring(list:evaluate({ x = quarters({ 0.3 }, "x") }, { as_of = "2023-09-08" }))
    assert.matches("stale: known since 2023-04-30, 131 days (unknown after 130); it was pass since 2023-03-31", page, 1,
      true)
  end)

  it("is unknown before anything was known", function()
    local list = one_check { pass = sf.above(0.2) }
    assert.equal("unknown", state(list, { 0.3 }, "2023-04-29").state)
    assert.equal("pass", state(list, { 0.3 }, "2023-04-30").state)
    assert.equal("unknown", state(list, { 0.3 }, "1901-01-01").state)
  end)

  it("compares in units", function()
    local list = one_check { pass = sf.below(100 * u.day), fail = sf.above(150 * u.day), unit = "day" }
    local data = { x = quarters({ 3 * u.month }, "x") }
    local answer = list:evaluate(data, { as_of = "2023-05-01" }).c
    assert.equal("pass", answer.state)
    assert.matches(" day$", answer.shown)
    assert.has_error(function() list:evaluate({ x = quarters({ 3 }, "x") }, { as_of = "2023-05-01" }) end)
  end)

  it("shows shares, differences of shares and percentiles each as what it is", function()
    for unit, shown in pairs { ["%"] = "8.5 %", points = "8.5 pp", percentile = "8.5 pctl" } do
      local list = one_check { pass = sf.below(0.8), unit = unit }
      local answers = list:evaluate({ x = quarters({ 0.085 }, "x") }, { as_of = "2023-05-01" })
      assert.equal(shown, answers.c.shown)
      assert.equal("passes < 80 " .. shown:match "%S+$", answers.c.threshold)
      assert.equal(unit ~= "%", tostring(answers):find(shown:match "%S+$" .. ": perc", 1, true) ~= nil)
      assert.matches("what each asks", tostring(answers), 1, true)
    end
  end)

  it("never shows a percentile as if it were the figure itself", function()
    for _, path in ipairs { "investor", "key_checks" } do
      local file = assert(io.open("lua/signalflow/checks/lists/" .. path .. ".lua"))
      local text, asked = file:read "a", 0
      file:close()
      for one in text:gmatch 'id = ".-%f[%w]source = ' do
        asked = asked + 1
        assert.equal(one:find ":percentile%(" ~= nil, one:find 'unit = "percentile"' ~= nil, one)
      end
      assert.is_true(asked > 5)
    end
  end)

  it("may ask for a value within two limits", function()
    local list = one_check { pass = sf.within(0.1, 0.3) }
    assert.equal("pass", state(list, { 0.2 }, "2023-05-01").state)
    assert.equal(0.2, state(list, { 0.2 }, "2023-05-01").value)
    assert.equal("warn", state(list, { 0.3 }, "2023-05-01").state)
    assert.equal("warn", state(list, { 0.05 }, "2023-05-01").state)
    assert.has_error(function() sf.within(2, 1) end)
    assert.has_error(function() one_check { pass = sf.within(0, 1), fail = sf.below(0) } end)
  end)

  it("leaves a threshold between bounds unknown", function()
    local function hhi(limit)
      local list = one_check { pass = sf.below(limit), value = function()
        return sf.concentration { a = 0.23, b = 0.16, each_below = 0.10 }.hhi
      end }
      return list:evaluate({}, { as_of = "2025-09-01" }).c
    end
    assert.equal("pass", hhi(0.15).state)
    assert.equal("unknown", hhi(0.10).state)
    assert.equal("warn", hhi(0.05).state)
    assert.equal("0.0785 to 0.139", hhi(0.10).shown)
  end)
end)

describe("a change of tag", function()
  local nvda = assert(sf.edgar.open "tests/data/companyfacts_nvda_cut.json")
  local TAGS = { "UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount", "PurchaseObligation" }

  -- The 10-K of January 2025 has 7.6 billion under one tag and 45.1 under the one of every other quarter.
  local function list_of(tags)
    local commitments = nvda:instant(tags)
    return sf.checklist { sf.check { id = "commitments", axis = "warning", question = "?",
      value = function(data) return data.commitments end, suspect = 5,
      pass = sf.above(20 * u.GUSD), fail = sf.below(10 * u.GUSD) } }, { commitments = commitments }
  end

  it("is suspect, with both sides shown, and no collapse", function()
    local list, data = list_of(TAGS)
    local answer = list:evaluate(data, { as_of = "2025-03-01" }).commitments
    assert.equal("suspect", answer.state)
    assert.equal("pass", answer.last)
    assert.matches("7.6", answer.reason, 1, true)
    assert.matches("2024-10-27", answer.reason, 1, true)
    assert.equal("unknown", list:evaluate(data, { as_of = "2025-03-01" }).warning.holds)
  end)

  it("is looked for in the figure behind a ratio", function()
    local _, data = list_of(TAGS)
    data.scale = 1 * u.GUSD
    local list = sf.checklist { sf.check { id = "ratio", axis = "warning", question = "?",
      value = function(from) return from.commitments / (1 * u.GUSD) end,
      raw = function(from) return from.commitments end, pass = sf.above(20), fail = sf.below(10) } }
    local answer = list:evaluate(data, { as_of = "2025-03-01" }).ratio
    assert.equal("suspect", answer.state)
    assert.equal("pass", answer.last)
    assert.matches("then 7.6 GUSD", answer.reason, 1, true)
    assert.equal("pass", list:evaluate(data, { as_of = "2025-06-01" }).ratio.state)
  end)

  it("is none where one tag is kept", function()
    local list, data = list_of { "PurchaseObligation" }
    assert.equal("pass", list:evaluate(data, { as_of = "2025-03-01" }).commitments.state)
  end)
end)

describe("no look-ahead", function()
  it("changes nothing in the past when what comes later comes later still, or is other", function()
    local values = { 10, 11, 12, 13, 14, 16, 15, 18, 22, 20, 25, 30 }
    local list = one_check { value = function(data) return data.x:yoy() end, pass = sf.above(0.2), fail = sf.below(0),
      hold = 2, warn_after = "100d", stale_after = "130d" }
    local cutoff = "2025-02-15"
    local rows, shifted = quarters(values), {}
    for i, row in ipairs(rows) do
      shifted[i] = row[2] > cutoff and { row[1], core.day_text(core.day(row[2]) + 60), row[3] * 3 } or row
    end
    local when = { from = "2023-05-01", to = cutoff, step = "month" }
    local one = list:backtest({ x = sf.series("x", rows) }, when)
    local other = list:backtest({ x = sf.series("x", shifted) }, when)
    assert.same(one:states "c", other:states "c")
    local after = { from = cutoff, to = "2026-02-15", step = "month" }
    assert.is_false(pcall(assert.same, list:backtest({ x = sf.series("x", rows) }, after):states "c",
      list:backtest({ x = sf.series("x", shifted) }, after):states "c"))
  end)

  it("says the same a month later when everything becomes known a month later", function()
    local list = one_check { value = function(data) return data.x:yoy() end, pass = sf.above(0.2), fail = sf.below(0),
      hold = 2, clear = 0.25, warn_after = "100d", stale_after = "130d" }
    local rows, later = quarters { 10, 11, 12, 13, 14, 16, 15, 18, 22, 20, 25, 30 }, {}
    for i, row in ipairs(rows) do
      later[i] = { row[1], core.day_text(core.day(row[2]) + 30), row[3] }
    end
    local now = list:backtest({ x = sf.series("x", rows) }, { from = "2023-05-01", to = "2026-06-01", step = 30 })
    local then_ = list:backtest({ x = sf.series("x", later) }, { from = "2023-05-31", to = "2026-07-01", step = 30 })
    assert.same(now:states "c", then_:states "c")
    local seen = {}
    for _, one in ipairs(now:states "c") do
      seen[one] = true
    end
    assert.is_true(seen.pass and seen.warn and seen.unknown)
  end)

  it("holds for a bare number that the script takes from a series", function()
    local list = one_check { value = function(data)
      local latest = data.x:latest()
      return latest and latest.value
    end, pass = sf.above(5) }
    assert.equal("unknown", state(list, { 1, 9 }, "2023-04-29").state)
    assert.equal("warn", state(list, { 1, 9 }, "2023-07-29").state)
    assert.equal("pass", state(list, { 1, 9 }, "2023-07-30").state)
  end)
end)

describe("a checklist", function()
  it("without checks is unknown", function()
    local result = sf.checklist { name = "empty" }:evaluate({}, { as_of = "2025-01-01" })
    assert.equal("unknown", result.growth.holds)
    assert.equal(2, result:exit_status())
    assert.matches("unknown", tostring(result), 1, true)
  end)

  it("says when too little is known, and counts a quorum", function()
    local function check(id, x)
      return sf.check { id = id, axis = "growth", question = "?", pass = sf.above(0), fail = sf.below(0),
        value = function() return x end }
    end
    local function growth(list)
      return list:evaluate({}, { as_of = "2025-01-01" }).growth
    end
    assert.equal("unknown", growth(sf.checklist { minimum = { items = 2 }, check("a", 1), check("b") }).holds)
    assert.is_true(growth(sf.checklist { quorum = { growth = 2 }, check("a", 1), check("b"), check("c", 1) }).holds)
    assert.is_false(growth(sf.checklist { check("a", 1), check("b", -1), check("c") }).holds)
    assert.equal("unknown", growth(sf.checklist { check("a", 1), check("b") }).holds)
  end)

  it("refuses what cannot be, where it is written", function()
    local function refused(text, words)
      local list, err = load_text(text)
      assert.is_nil(list)
      assert.matches(words, tostring(err), 1, true)
      return tostring(err)
    end
    local told = refused('return sf.checklist {\n  sf.check { id = "a", axis = "growth", question = "?",\n'
      .. '    value = function() end, pas = sf.above(1) },\n}', "'pass'")
    assert.matches(":2: ", told, 1, true)
    refused('return sf.checklist { sf.check { id = "a", axis = "profit", question = "?", value = print } }', "axis")
    refused("return sf.checklist {\n  sf.check {\n", ":3: ")
    refused("return 5", "does not return sf.checklist")
    refused('return sf.checklist { sf.check { id = "a", axis = "growth", question = "?", value = print } }',
      "threshold")
    refused('return sf.checklist { sf.check { id = "a", axis = "growth", question = "?", value = print,'
      .. ' pass = sf.above(0), fail = sf.below(1) } }', "in common")
    refused('return sf.checklist { sf.check { id = "a", axis = "growth", question = "?", value = print,'
      .. ' pass = sf.above(0), stale_after = "soon" } }', "100d")
    told = refused('local c = { id = "a", axis = "growth", question = "?", value = print, pass = sf.above(0) }\n'
      .. 'return sf.checklist { sf.check(c),\n sf.check(c) }', "two checks are called 'a'; the other is at ")
    assert.matches("^%S+:3: two checks are called 'a'; the other is at %S+:2$", told)
    local absent, err = sf.checklist.load "/nonexistent.lua"
    assert.is_nil(absent)
    assert.equal("io", err.code)
  end)

  it("tells a mistake in a check's function by check and line", function()
    local list = load_text('return sf.checklist { sf.check { id = "broken", axis = "growth",\n'
      .. ' value = function(data) return data.x:yoyo() end, question = "?", pass = sf.above(0) } }')
    local done, err = pcall(list.evaluate, list, { x = quarters({ 1 }, "x") }, { as_of = "2025-01-01" })
    assert.is_false(done)
    assert.matches("check 'broken'", err, 1, true)
    assert.matches(":2: ", err, 1, true)
  end)
end)

describe("the shipped lists", function()
  local FOLDER = os.getenv "SIGNALFLOW_DATA" or "../shared/data"
  local sample = assert(sf.folder "lua/scenarios/data")

  it("answer from real filings and series", function()
    local result = sf.checklists.investor:evaluate(sample, { as_of = "2025-09-03" })
    -- 71,167 of 311,646 million; 137.8 billion of contracts; 105.6 days: the filings' own figures
    assert.equal("22.8 %", result["capex-intensity"].shown)
    assert.equal("warn", result["capex-intensity"].state)
    assert.equal("82.9 %", result["capex-funding"].shown)
    assert.equal("2.4", result["backlog-cover"].shown)
    assert.equal("106 day", result["inventory-days"].shown)
    -- at most 45,774 over 12,890 million that grow with sales by 46,743 / 44,062, in days of a quarter of 91
    assert.equal("at most 305 day", result["commitment-days"].shown)
    assert.equal("unknown", result["commitment-days"].state)
    assert.equal("fail", result["funding-gap"].state)
    assert.equal("pass", result["customer-capex"].state)
  end)

  it("have every question of the article, unknown with a way to supply it where no public series exists", function()
    local result = sf.checklists.investor:evaluate(sample, { as_of = "2025-09-03" })
    for _, id in ipairs { "repeat-usage", "paying-customers", "adoption-breadth", "productivity-gains", "real-yield",
      "dollar", "capex-funding", "valuation-pressure", "demand-slowdown", "inventory-days", "margin-pressure",
      "customer-concentration" } do
      local answer = result[id]
      assert.is_truthy(answer.state ~= "unknown" or answer.supply and #answer.supply > 20, id)
    end
    local keys = sf.checklists.key_checks:evaluate(sample, { as_of = "2025-09-03" })
    for _, id in ipairs { "data-center-revenue", "networking-revenue", "customer-concentration", "power-efficiency",
      "cloud-ai-usage" } do
      assert.equal("unknown", keys[id].state)
      assert.matches("%.csv", keys[id].supply)
    end
    assert.equal("pass", keys["seller-revenue"].state)
  end)

  local QUARTER_ENDS = {}
  for i = 0, 11 do
    QUARTER_ENDS[i + 1] = core.month_end(core.add_months("2023-01-31", 3 * i))
  end

  -- Rows of quarters to 2025-10-31, each known 30 days after its end.
  local function rows_of(values)
    local rows, first = {}, #QUARTER_ENDS - #values
    for i, value in ipairs(values) do
      local period_end = QUARTER_ENDS[first + i]
      rows[i] = { period_end, core.day_text(core.day(period_end) + 30), value }
    end
    return rows
  end

  local function expect(id, expected, given, value)
    local list = sf.checklists.investor
    assert.is_true(list:test { given = given, as_of = "2025-12-01", expect = { [id] = expected } })
    if value then
      support.close(value, list:evaluate(given, { as_of = "2025-12-01" })[id].observation.value, 1e-6)
    end
  end

  it("hold a quarter's growth against the year before it: a slowdown comes before a contraction", function()
    -- after quarters of 12 % in the median, one of 12, 10, 6, 0 or -5 %
    local STATES = { [0.12] = "pass", [0.10] = "pass", [0.06] = "warn", [0] = "warn", [-0.05] = "fail" }
    for growth, expected in pairs(STATES) do
      local revenue = { 100 }
      for i, before in ipairs { 0.10, 0.14, 0.12, 0.12, 0.10, 0.14 } do
        revenue[i + 1] = revenue[i] * (1 + before)
      end
      revenue[8] = revenue[7] * (1 + growth)
      local list = sf.checklists.investor
      local answer = list:evaluate({ revenue = rows_of(revenue) }, { as_of = "2025-12-01" })["demand-slowdown"]
      assert.equal(expected, answer.state, tostring(growth))
      support.close(growth - 0.12 + 1, answer.observation.value + 1)
    end
    -- one quarter of 88 % makes no slowdown of the 15 % after it
    local revenue = { 100, 110, 207, 238, 278, 320, 368 }
    local list = sf.checklists.investor
    local answer = list:evaluate({ revenue = rows_of(revenue) }, { as_of = "2025-12-01" })["demand-slowdown"]
    assert.equal("pass", answer.state)
  end)

  it("count commitments in days of the quarter that comes, grown as sales last did", function()
    local given = { commitments = rows_of { 20, 30 }, cost = rows_of { 8, 9 }, revenue = rows_of { 10, 12 } }
    expect("commitment-days", "pass", given, 30 / (9 * 1.2) * 91 * 86400)
    given.commitments[2][3] = 50
    expect("commitment-days", "warn", given)
    given.commitments[2][3] = 60
    expect("commitment-days", "fail", given)
  end)

  it("fail a rent that falls by two fifths, and warn of one that falls by a quarter", function()
    for now, expected in pairs { [3.1] = "pass", [2.9] = "warn", [2.5] = "warn", [2.3] = "fail" } do
      local rows = {}
      for i = 0, 12 do
        local day = core.month_end(core.add_months("2024-10-31", i))
        rows[i + 1] = { day, core.day_text(core.day(day) + 1), 4 + (now - 4) * i / 12 }
      end
      expect("rental-price", expected, { rental_price = rows }, now / 4 - 1)
    end
  end)

  it("read habit, breadth and saved hours off what is published", function()
    local path = support.path()
    assert(os.execute(("mkdir -p '%s'"):format(path)))
    local function put(name, text)
      support.write(path .. "/" .. name, text)
    end
    -- the Real-Time Population Survey's own figures, and the Census Bureau's of two cycles a year apart
    local QUARTERS = { "2024-10-01", "2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01" }
    local function survey(id, values)
      local text = "observation_date," .. id .. "\n"
      for i, value in ipairs(values) do
        text = text .. core.text("%s,%.2f\n", QUARTERS[i], value)
      end
      put(id .. ".csv", text)
    end
    survey("RPSGENAIUSAGESHARELWWORK", { 26.36, 29.28, 30.55, 32.01, 35.2 })
    survey("RPSGENAIUSAGESHAREWORK", { 31.01, 32.75, 35.08, 37.36, 40.73 })
    survey("RPSGENAITSALL", { 1.41, 1.62, 1.81, 1.75, 2 })
    local head = "period_end,known_on,value_percent,wording_id,cycle,period_start,standard_error\n"
    local first = "2024-08-25,2024-09-12,5.7,W1,202418,2024-08-12,0.1\n"
      .. "2024-09-08,2024-09-26,5.9,W1,202419,2024-08-26,0.1\n"
    local last = "2025-08-24,2025-09-11,9.1,%s,202518,2025-08-11,0.1\n"
      .. "2025-09-07,2025-09-25,9.9,%s,202519,2025-08-25,0.1\n"
    put("btos_ai_use.csv", head .. first .. last:format("W1", "W1"))
    local list = sf.checklists.investor
    local answers = assert(list:evaluate(path, { as_of = "2025-09-12" }))
    assert.equal("87.1 %", answers["repeat-usage"].shown) -- 30.55 of 35.08
    assert.equal("pass", answers["repeat-usage"].state)
    assert.matches("not the retention", answers["repeat-usage"].question, 1, true)
    assert.equal("3.4 pp", answers["adoption-breadth"].shown) -- 9.1 less 5.7
    assert.equal("unknown", answers["hours-saved"].state)
    assert.matches("do not go back far enough on 2025-09-12: the newest is 1.81 (2025-06-30)", answers["hours-saved"]
      .reason, 1, true)
    local later = assert(list:evaluate(path, { as_of = "2026-02-10" }))
    assert.equal("41.8 %", later["hours-saved"].shown) -- 2 over 1.41
    assert.equal("9.7 pp", later["adoption-of-workers"].shown) -- 40.73 less 31.01
    -- another wording is another question
    put("btos_ai_use.csv", head .. first .. last:format("W1", "W2"))
    local broken = assert(list:evaluate(path, { as_of = "2025-09-26" }))["adoption-breadth"]
    assert.equal("unknown", broken.state)
    assert.equal("pass", broken.last)
    assert.matches("the newest is 0.099 (2025-09-07), and they break at 2025-09-07", broken.reason, 1, true)
  end)

  it("answer at least ten of the twelve questions and three of the five key checks from published files", function()
    local files = sf.folder(FOLDER)
    if not files then
      return pending("no files in " .. FOLDER)
    end
    local function known_of(list, ids, as_of)
      local known, answers = 0, list:evaluate(files, { as_of = as_of })
      for _, id in ipairs(ids) do
        known = known + (answers[id].state ~= "unknown" and 1 or 0)
        assert.is_true(answers[id].state ~= "unknown" or #answers[id].supply > 20, id)
      end
      return known
    end
    local QUESTIONS = { "repeat-usage", "paying-customers", "adoption-breadth", "productivity-gains", "real-yield",
      "dollar", "capex-funding", "valuation-pressure", "demand-slowdown", "inventory-days", "margin-pressure",
      "customer-concentration" }
    local KEYS = { "data-center-revenue", "networking-revenue", "customer-concentration", "power-efficiency",
      "cloud-ai-usage" }
    assert.is_true(known_of(sf.checklists.investor, QUESTIONS, "2025-09-12") >= 10)
    assert.is_true(known_of(sf.checklists.key_checks, KEYS, "2025-09-12") >= 3)
    assert.is_true(known_of(sf.checklists.investor, QUESTIONS, "2025-03-31") >= 10)
  end)

  it("take what an analyst supplies", function()
    local result = sf.checklists.key_checks:evaluate({ sample, largest_customer = {
      { "2025-07-27", "2025-08-27", 0.23 } } }, { as_of = "2025-09-03" })
    assert.equal("warn", result["customer-concentration"].state)
  end)

  it("know nothing before the first filing", function()
    local result = sf.checklists.investor:evaluate(sample, { as_of = "2019-01-01" })
    for _, answer in ipairs(result.checks) do
      assert.equal("unknown", answer.state, answer.id)
    end
  end)

  it("cut nothing and recommend nothing", function()
    local page = tostring(sf.checklists.investor:evaluate(sample, { as_of = "2025-09-03" })) .. "\n"
    for line in page:gmatch "(.-)\n" do
      assert.is_true(utf8.len(line) <= 100, line)
    end
    assert.is_nil(page:find "…")
    assert.same({}, support.trade_words(page))
  end)

  it("are named, with the nearest", function()
    local message = support.message_of(function() return sf.checklists.investr end)
    assert.matches("no checklist 'investr' is shipped, only investor, key_checks; did you mean 'investor'?", message, 1,
      true)
  end)
end)
