-- What an answer says of itself: codes and values, worded in one place, and on every page alike.
local sf = require "signalflow"
local core = require "signalflow.core"
local support = require "tests.spec.support"
local u = sf.units

-- Quarters from 2023-03-31, each known 30 days after its end.
local function quarters(values)
  local rows = {}
  for i, value in ipairs(values) do
    local ends = core.month_end(core.add_months("2023-03-31", 3 * (i - 1)))
    rows[i] = { ends, core.day_text(core.day(ends) + 30), value }
  end
  return rows
end

local function check(id, given)
  given.id, given.axis, given.question = id, given.axis or "growth", given.question or "Does it grow?"
  given.value = given.value or function(data) return data.x end
  return sf.check(given)
end

local function answers_of(given, values, as_of)
  return sf.checklist { name = "list", check("c", given) }:evaluate({ x = quarters(values) }, { as_of = as_of })
end

local GROWTH = { pass = sf.above(0.20), fail = sf.below(0.0), clear = 0.25, hold = 2, warn_after = "100d",
  stale_after = "130d", unit = "%" }

local function growth(values, as_of)
  local given = {}
  for name, value in pairs(GROWTH) do
    given[name] = value
  end
  return answers_of(given, values, as_of).c
end

describe("an answer", function()
  it("says why by a code, with its values, and in words", function()
    -- quarters end 2023-03-31, 06-30, 09-30 and become known on 04-30, 07-30, 10-30
    local held = growth({ 0.3, 0.1 }, "2023-08-01")
    assert.same({ "pass", "held", 1, 2, "2023-03-31" }, { held.state, held.why, held.pending, held.hold, held.since })
    assert.equal("pass, held: 1 of 2 readings in a row to change it; the newest is 10 %", held.reason)
    local nearest = growth({ 0.3, 0.1, -0.1 }, "2023-11-01")
    assert.same({ "warn", "nearest", "2023-09-30" }, { nearest.state, nearest.why, nearest.since })
    assert.matches("2 readings in a row left the state before; the newest is -10 %", nearest.reason, 1, true)
    local band = growth({ 0.1, 0.22 }, "2023-08-01")
    assert.same({ "warn", "dead band", 0.25 }, { band.state, band.why, band.limit.limit })
    assert.matches("must be above 25 %", band.reason, 1, true)
    local fails = growth({ -0.05 }, "2023-05-01")
    assert.same({ "fail", "value", "below", 0.0 }, { fails.state, fails.why, fails.limit.side, fails.limit.limit })
    assert.equal("-5 % is below 0 %", fails.reason)
    assert.equal("30 % is above 20 %", growth({ 0.3 }, "2023-05-01").reason)
    local none = growth({ 0.3 }, "2023-04-01")
    assert.same({ "unknown", "no reading", "nothing was known on 2023-04-01" }, { none.state, none.why, none.reason })
  end)

  it("that warns by its age says so, and since when", function()
    local answers = answers_of({ pass = sf.above(0.2), warn_after = "100d" }, { 0.3 }, "2023-08-09")
    local ageing = answers.c
    assert.same({ "warn", "ageing", 101, "2023-08-09" }, { ageing.state, ageing.why, ageing.age, ageing.since })
    assert.matches("ageing: it passed, and has been known since 2023-04-30, 101 days (it warns after 100)",
      tostring(answers), 1, true)
  end)

  it("is unknown of too few readings, and says how many it takes", function()
    local few = answers_of({ pass = sf.above(0.2), at_least = 3 }, { 0.3, 0.4 }, "2023-08-01").c
    assert.same({ "unknown", "too few", 2, "pass" }, { few.state, few.why, few.readings, few.last })
    assert.equal("2 readings known, of the 3 it takes; it was pass since 2023-03-31", few.reason)
  end)

  it("shows values, thresholds and reasons in the check's unit", function()
    local list = sf.checklist { check("days", { pass = sf.below(110 * u.day), fail = sf.above(150 * u.day), clear =
      100 * u.day, unit = "day", value = function(data) return data.x * (1 * u.day) end }) }
    for value, words in pairs { [105.63] = "106 day is below 110 day", [130] = "130 day is not below 110 day",
      [0.4] = "0.4 day is below 110 day", [400] = "400 day is above 150 day" } do
      local answers = list:evaluate({ x = quarters { value } }, { as_of = "2023-05-01" })
      assert.equal(words, answers.days.reason)
      assert.matches("< 110 day +> 150 day", tostring(answers))
    end
  end)

  it("within two limits speaks of them", function()
    local inside, outside = answers_of({ pass = sf.within(0.1, 0.3), unit = "%" }, { 0.2 }, "2023-05-01").c,
      answers_of({ pass = sf.within(0.1, 0.3), unit = "%" }, { 0.4 }, "2023-05-01").c
    assert.equal("20 % lies within 10 % to 30 %", inside.reason)
    assert.equal("40 % does not lie within 10 % to 30 %", outside.reason)
  end)

  it("of a suspect ratio shows the figure behind it, and keeps the state from before", function()
    local list = sf.checklist { check("ratio", { pass = sf.above(1), fail = sf.below(0.5),
      value = function(data) return data.x / 100 end, raw = function(data) return data.x end }) }
    local answers = list:evaluate({ x = quarters { 200, 208, 218, 226, 236, 244, 256, 40 } }, { as_of = "2025-02-01" })
    local answer = answers.ratio
    assert.same({ "suspect", "jump", "pass", "2023-03-31" }, { answer.state, answer.why, answer.last, answer.since })
    assert.same({ 256, 40 }, { answer.jump.before.value, answer.jump.after.value })
    assert.matches("256 (2024-09-30), then 40 (2024-12-31)", answer.reason, 1, true)
    assert.matches("it was pass since 2023-03-31", tostring(answers), 1, true)
  end)

  it("is unknown where the figure behind its value is missing, and refuses one that is no series", function()
    local function evaluate(raw)
      return sf.checklist { check("c", { pass = sf.above(1), raw = raw }) }:evaluate({ x = quarters { 2 },
        shares = quarters { 1 } }, { as_of = "2023-05-01" }).c
    end
    local answer = evaluate(function(data) return data.shars end)
    assert.same({ "unknown", "missing", "no 'shars' in the data; did you mean 'shares'?" }, { answer.state, answer.why,
      answer.reason })
    assert.matches("check 'c': raw gives a Series, not 5", support.message_of(function()
      evaluate(function() return 5 end)
    end), 1, true)
  end)
end)

describe("a rule that cannot be", function()
  it("is told in the check's unit", function()
    for words, given in pairs {
      ["check 'days': pass and fail have values in common (passes < 150 day, fails > 110 day)"] = {
        pass = sf.below(150 * u.day), fail = sf.above(110 * u.day), unit = "day" },
      ["check 'days': clear must lie on the far side of the pass threshold (passes < 110 day, clear 120 day)"] = {
        pass = sf.below(110 * u.day), clear = 120 * u.day, unit = "day" },
      ["warn_after (100) and stale_after (50) are days, the first no longer than the other (passes > 20 %)"] = {
        pass = sf.above(0.2), warn_after = "100d", stale_after = "50d", unit = "%" } } do
      local message = support.message_of(function() check("days", given) end)
      assert.matches(words, message, 1, true)
      assert.matches("^tests/spec/checks/answer_spec.lua:%d+: ", message)
    end
  end)
end)

describe("a held state", function()
  local list = sf.checklist { name = "list", check("c", { pass = sf.above(0.20), fail = sf.below(0.0), hold = 2 }) }
  local data = { x = quarters { 0.3, -0.1, 0.3, -0.1, -0.2 } }

  it("is marked in the table, in the strip, and beside other days", function()
    assert.matches("pass, held: 1 of 2 readings", tostring(list:evaluate(data, { as_of = "2023-08-01" })), 1, true)
    local run = list:backtest(data, { from = "2023-05-01", to = "2024-05-01", step = "quarter" })
    assert.same({ "pass", "pass", "pass", "pass", "fail" }, run:states "c")
    assert.matches("\n  c  %+p%+ p%-\n", tostring(run))
    assert.matches("p held pass", tostring(run), 1, true)
    assert.is_nil(tostring(run):find "held warn") -- a letter that is not there is not explained
    local compared = list:compare(data, { "2023-05-01", "2023-08-01" })
    assert.matches("0.3  pass  %-0.1  pass, held", tostring(compared))
    assert.equal("held", compared[2].c.why)
  end)
end)

describe("days side by side", function()
  local list = sf.checklist { name = "list", check("known", { pass = sf.above(0) }),
    check("never", { pass = sf.above(0), value = function(data) return data.absent end }) }
  local data = { x = quarters { 1, 2, 3 } }

  it("know each what was known on it, and name what is unknown on all", function()
    local compared = list:compare(data, { "2023-04-29", "2023-05-01", "2023-11-01" })
    assert.same({ "unknown", "pass", "pass" }, { compared[1].known.state, compared[2].known.state,
      compared[3].known.state })
    assert.same({ 1, 3 }, { compared[2].known.value, compared[3].known.value })
    assert.matches("known +unknown +1  pass +3  pass", tostring(compared))
    assert.matches("unknown on every day .*: never", (tostring(compared):gsub("\n", " ")))
    assert.equal("2023-11-01", compared.as_of)
  end)

  it("are days", function()
    for _, days in ipairs { {}, { "soon" }, { 1.5 } } do
      assert.has_error(function() list:compare(data, days) end)
    end
    assert.has_error(function() list:compare(data) end)
    local none, err = list:compare("/nonexistent", { "2023-05-01" })
    assert.is_nil(none)
    assert.matches("/nonexistent", tostring(err), 1, true)
  end)
end)

describe("a long backtest", function()
  it("shows every day, in strips that fit", function()
    local list = sf.checklist { name = "list", check("c", { pass = sf.above(0) }) }
    local run = list:backtest({ x = quarters { 1 } }, { from = "2010-01-01", to = "2025-12-31", step = "month" })
    local marks = 0
    for line in tostring(run):gmatch "\n  c  ([^\n]*)" do
      assert.is_true(#line <= 100)
      marks = marks + select(2, line:gsub("[.+]", ""))
    end
    assert.equal(16 * 12, marks)
  end)
end)

-- Every figure of a page's JSON, as it is shown.
local function shown_in(json)
  local shown = {}
  for words in json:gmatch '"text":"(.-)","figures"' do
    shown[#shown + 1] = words
  end
  return shown
end

describe("the pages", function()
  local sample = assert(sf.folder "lua/scenarios/data")
  local investor = sf.checklists.investor
  local answers = investor:evaluate(sample, { as_of = "2024-08-31" })
  local pages = { answers = answers:page(), explained = answers:explain(), list = investor:page(),
    rules = investor:explain(), one = answers["customer-capex"]:page(),
    compared = investor:compare(sample, { "2023-08-31", "2025-08-31" }):page(),
    backtest = investor:backtest(sample, { from = "2024-01-01", to = "2025-01-01", step = "quarter" }):page() }

  it("say the same in text, Markdown, HTML and JSON", function()
    for name, page in pairs(pages) do
      local shown = shown_in(page:json())
      assert.is_true(#shown > 0, name)
      local function flat(words)
        return (words:gsub("[%s|]+", " "))
      end
      local text, html = flat(page:text { width = 4000 }), page:html():gsub("&gt;", ">"):gsub("&lt;", "<")
      local markdown = flat((page:markdown():gsub("\\", "")))
      for _, words in ipairs(shown) do
        assert.is_truthy(text:find(flat(words), 1, true), name .. " text: " .. words)
        assert.is_truthy(markdown:find(flat(words), 1, true), name .. " Markdown: " .. words)
        assert.is_truthy(flat(html):find(flat(words), 1, true), name .. " HTML: " .. words)
      end
    end
  end)

  it("carry the source and day of each value", function()
    local json = answers:page():json()
    assert.matches('"59.2 %%","figures":%[{"value":0.592%d+,"source":"10%-Q of the largest buyers: cash flow",'
      .. '"date":"2024%-08%-02"}', json)
    assert.matches('"81.4 day","figures":%[{"value":81.3%d+,"unit":"day","source":"10%-Q of NVDA: balance sheet"', json)
  end)

  it("name the publisher of what is missing", function()
    local page = tostring(answers):gsub("%s+", " ")
    assert.matches("no FRED file OPHNFB.csv in data; supply OPHNFB.csv from fred.stlouisfed.org (source: Bureau of"
      .. " Labor Statistics through FRED, OPHNFB)", page, 1, true)
  end)
end)

describe("a name", function()
  it("that answers have for something of their own is refused for a check", function()
    local answers = answers_of({ pass = sf.above(0) }, { 1 }, "2023-05-01")
    local taken = { "growth", "liquidity", "warning" }
    for name in pairs(answers) do
      taken[#taken + 1] = type(name) == "string" and name ~= "c" and name or nil
    end
    for name, method in pairs(getmetatable(answers)) do
      taken[#taken + 1] = type(method) == "function" and not name:find "^__" and name or nil
    end
    assert.is_true(#taken >= 11)
    for _, name in ipairs(taken) do
      assert.matches(("a check cannot be called '%s'"):format(name), support.message_of(function()
        check(name, { pass = sf.above(0) })
      end), 1, true)
    end
  end)

  it("of a series, ticker or concept that is wrong hears the nearest", function()
    local list = sf.checklist { data = { nvda_rev = function(files) return files:quarterly("NVDA", "revenue") end,
        ticker = function(files) return files:quarterly("NVDIA", "revenue") end,
        concept = function(files) return files:quarterly("NVDA", "revenues") end },
      check("a", { pass = sf.above(0), value = function(data) return data.nvda_revv:yoy() end }),
      check("b", { pass = sf.above(0), value = function(data) return data.ticker:yoy() end }),
      check("d", { pass = sf.above(0), value = function(data) return data.concept:yoy() end }),
      check("e", { pass = sf.above(0), value = function(data) return data.nvda_rev:yoy() end }) }
    local answers = list:evaluate("lua/scenarios/data", { as_of = "2025-09-03" })
    assert.equal("no nvda_revv.csv in data; did you mean 'nvda_rev'?", answers.a.reason)
    assert.equal("no SEC file of NVDIA in data; did you mean 'NVDA'?", answers.b.reason)
    assert.equal("the SEC file of NVDA holds no 'revenues'; did you mean 'revenue'?", answers.d.reason)
    assert.equal("pass", answers.e.state)
  end)

  it("reads FRED's file by its id, and says where a folder's own questions are named", function()
    local list = sf.checklist { name = "list",
      check("a", { pass = sf.below(2), value = function(data) return data.DFII10 end }),
      check("b", { pass = sf.above(0), value = function(data) return data:quarterly("NVDA", "revenue"):yoy() end }) }
    local answers = list:evaluate("lua/scenarios/data", { as_of = "2025-09-12" })
    assert.equal("pass", answers.a.state)
    assert.equal(1.7, answers.a.value)
    assert.matches("data = { NAME = function(files) return files:quarterly(...) end }", answers.b.reason, 1, true)
  end)
end)

describe("one wrong file", function()
  local folder = support.path()
  os.execute("mkdir " .. folder)

  local function write(name, content)
    support.write(folder .. "/" .. name, content)
  end
  write("good.csv", "period_end,known_on,value\n2025-03-31,2025-04-30,5\n")
  local WRONG = {
    heading = { "Period End,known_on,value\n2025-03-31,2025-04-30,5\n",
      "heading.csv:1: there is no column 'period_end'" },
    empty = { "", "empty.csv:1: " }, markup = { "<!DOCTYPE html><html></html>", "markup.csv:1: " },
    number = { "period_end,known_on,value\n2025-03-31,2025-04-30,many\n", "number.csv:2: 'value' must be a number" },
    day = { "period_end,known_on,value\n30/10/2025,2025-04-30,5\n", "day.csv:2: 'period_end' must be a day" },
    fields = { "period_end,known_on,value\n2025-03-31,2025-04-30,5,6\n", "fields.csv:2: expected 3 fields, got 4" },
    bytes = { "\xff\xfep\0e\0r\0", "bytes.csv:1: " } }
  local list = { name = "list", check("good", { pass = sf.above(0), value = function(data) return data.good end }) }
  for name, case in pairs(WRONG) do
    write(name .. ".csv", case[1])
    list[#list + 1] = check(name, { pass = sf.above(0), value = function(data) return data[name]:yoy() end })
  end
  list = sf.checklist(list)

  it("makes its own check unknown, by file and line, and no other", function()
    local answers = assert(list:evaluate(folder, { as_of = "2025-06-01" }))
    assert.equal("pass", answers.good.state)
    for name, case in pairs(WRONG) do
      assert.equal("unknown", answers[name].state)
      assert.matches(case[2], answers[name].reason, 1, true)
    end
    assert.matches("heading.csv:1: there is no column 'period_end'; the nearest is 'Period End'",
      (tostring(answers):gsub("%s+", " ")), 1, true)
  end)

  it("is an answer of sf.csv too", function()
    local none, err = sf.csv(folder .. "/heading.csv")
    assert.is_nil(none)
    assert.matches("there is no column", tostring(err), 1, true)
  end)
end)

describe("a folder that cannot be read", function()
  local list = sf.checklist { check("c", { pass = sf.above(0) }) }

  it("keeps its error although only the first value is handed on", function()
    for _, method in ipairs { "evaluate", "backtest", "compare" } do
      local none, err = list[method](list, (sf.folder "/nonexistent/files"), method == "compare" and { "2025-01-01" }
        or method == "evaluate" and { as_of = "2025-01-01" } or { from = "2025-01-01", to = "2025-02-01" })
      assert.is_nil(none)
      assert.matches("/nonexistent/files", tostring(err), 1, true)
    end
    assert(sf.folder "lua/scenarios/data")
    assert.matches("a folder, not nil", support.message_of(function()
      list:evaluate(nil, { as_of = "2025-01-01" })
    end), 1, true)
  end)
end)

describe("what is to be known of the data", function()

  local function rows(count, first)
    local made = {}
    for i = 1, count do
      local ends = core.month_end(core.add_months(first or "2024-03-31", 3 * (i - 1)))
      made[i] = { ends, core.day_text(core.day(ends) + 30), 10 + i }
    end
    return made
  end

  local list = sf.checklist { name = "x",
    sf.check { id = "a", axis = "growth", question = "?", value = function(data) return data.x + data.y end,
      pass = sf.above(0) },
    sf.check { id = "b", axis = "growth", question = "?", value = function(data) return data.x end,
      pass = sf.above(0) } }

  it("is where they end, once a newer figure may be out, with the checks that rest on them", function()
    -- the newest of x was published on 2024-10-30, that of y on 2025-01-30
    local data = { x = rows(3), y = rows(4) }
    local early = list:evaluate(data, { as_of = "2025-01-01" })
    assert.is_nil(tostring(early):find("what to know", 1, true))
    local late = list:evaluate(data, { as_of = "2025-02-15" })
    local page = tostring(late):gsub("%s+", " ")
    assert.matches("what to know of the data x: published until 2024-10-30; a newer figure may be out (a, b)", page, 1,
      true)
    assert.is_nil(page:find("y: published", 1, true))
    assert.matches("x: published until 2024-10-30", tostring(late:explain "b"):gsub("%s+", " "), 1, true)
    assert.matches('"remarks":["x: published until 2024-10-30', late:to_json(), 1, true)
  end)

  it("is that a file holds values revised since, on a day before it was fetched", function()
    local path = support.path()
    assert(os.execute(("mkdir -p '%s'"):format(path)))
    local function put(id)
      local file = assert(io.open(("%s/%s.csv"):format(path, id), "w"))
      file:write("observation_date,", id, "\n")
      for i = 0, 11 do
        file:write(core.text("%s,%d\n", core.add_months("2022-01-01", 3 * i), 100 + i))
      end
      file:close()
    end
    put "OPHNFB"
    put "RPSGENAITSALL"
    local macro = sf.checklist { name = "m", data = { output = function(files) return files:fred "OPHNFB" end,
      saved = function(files) return files:fred "RPSGENAITSALL" end },
      sf.check { id = "a", axis = "growth", question = "?", value = function(data) return data.output end,
        pass = sf.above(0) },
      sf.check { id = "b", axis = "growth", question = "?", value = function(data) return data.saved end,
        pass = sf.above(0) } }
    local said = "OPHNFB: revised after publication; the file holds the values of a later day"
    assert.matches(said .. " (a)", tostring(macro:evaluate(path, { as_of = "2024-01-15" })):gsub("%s+", " "), 1, true)
    assert.is_nil(tostring(macro:evaluate(path, { as_of = "2025-03-20" })):gsub("%s+", " "):find(said, 1, true))
  end)

  it("is who is left out of a sum", function()
    local sum = sf.checklist { name = "s", data = { total = function()
      return function(day) return sf.series("total", rows(4)):known_on(day), "of A, without B" end
    end },
      sf.check { id = "a", axis = "growth", question = "?", value = function(data) return data.total end,
        pass = sf.above(0) } }
    local page = tostring(sum:evaluate(sf.folder "lua/scenarios/data", { as_of = "2025-02-01" }))
    assert.matches("total: of A, without B (a)", page, 1, true)
  end)
end)

describe("an empty checklist", function()
  it("has an empty list of checks in JSON", function()
    assert.matches('"checks":[]', sf.checklist {}:evaluate({}, { as_of = "2025-01-01" }):to_json(), 1, true)
  end)
end)
