-- sf.due, `signalflow due`: what falls due, as text and as a calendar.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"

local message_of = support.message_of

local signalflow = support.signalflow

-- A folder with the companyfacts of Meta, whose quarters are the calendar's: reports by period and day of filing.
local function folder_of(reports)
  local path = support.path ".folder"
  assert(os.execute(("unset LD_PRELOAD; mkdir '%s'"):format(path)))
  local facts = {}
  for i, one in ipairs(reports) do
    facts[i] = ('{"start":"%s","end":"%s","val":%d,"accn":"0001326801-25-%06d","form":"%s","filed":"%s"}'):format(
      core.day_text(core.day(one[1]) - 90), one[1], 1000 + i, i, one[2], one[3])
  end
  local file <close> = assert(io.open(path .. "/CIK0001326801.json", "w"))
  file:write(('{"cik":1326801,"entityName":"Meta","facts":{"us-gaap":{"Revenues":{"units":{"USD":[%s]}}}}}'):format(
    table.concat(facts, ",")))
  return path
end

-- Lags of 30, 26 and 34 days for a 10-Q, of 33 for the 10-K.
local REPORTS = { { "2024-06-30", "10-Q", "2024-07-30" }, { "2024-09-30", "10-Q", "2024-10-26" },
  { "2024-12-31", "10-K", "2025-02-02" }, { "2025-03-31", "10-Q", "2025-05-04" } }
local reported = folder_of(REPORTS)

local function due_of(as_of, more)
  local given = { files = assert(sf.folder(reported)), tickers = { "META" }, as_of = as_of }
  for name, value in pairs(more or {}) do
    given[name] = value
  end
  return assert(sf.due(given))
end

describe("a day of filing", function()
  it("is the usual lag of that form, said as an estimate, with its deadline", function()
    local item = due_of("2025-05-05")[1]
    -- the median of 26, 30 and 34 days after 2025-06-30; a large filer has 40, and 2025-08-09 is a Saturday
    assert.same({ "filing", "META", "2025-07-30", "10-Q", "2025-06-30", true, "2025-08-11", 30, 26, 34, 3 },
      { item.kind, item.of, item.day, item.form, item.period_end, item.estimate, item.deadline, item.lag, item.least,
        item.most, item.count })
    assert.matches("about +META +10%-Q of the period to 2025%-06%-30 +estimate: 30 days", tostring(due_of "2025-05-05"))
  end)

  it("is told from what was filed by the day that is asked of", function()
    local item = due_of("2025-02-10")[1]
    assert.same({ "2025-03-31", "2025-04-28", 28, 2 }, { item.period_end, item.day, (item.least + item.most) // 2,
      item.count }) -- half way between 26 and 30
  end)

  it("is the deadline once the usual day has gone by, and overdue after it", function()
    local item = due_of("2025-08-01")[1]
    assert.same({ "2025-08-11", nil, false }, { item.day, item.estimate, item.overdue })
    assert.matches("its usual day, 2025-07-30, being past", item.source, 1, true)
    assert.is_false(due_of("2025-08-11")[1].overdue)
    local late = due_of("2025-08-12")
    assert.is_true(late[1].overdue)
    assert.equal(1, #late:overdue())
    assert.matches("2025%-08%-11 +overdue +META", tostring(late))
  end)

  it("is not told of a company without reports, which is said", function()
    local none = due_of("2024-07-01")
    assert.equal(0, #none)
    assert.matches("META: no report is on file by 2024-07-01", tostring(none), 1, true)
    assert.matches("no folder is given", tostring(sf.due { tickers = { "META" }, as_of = "2025-05-05" }), 1, true)
  end)

  it("is left out beyond the last day asked for", function()
    assert.equal(0, #due_of("2025-05-05", { by = "2025-07-29" }))
    assert.equal(1, #due_of("2025-05-05", { by = "2025-07-30" }))
  end)
end)

local ledger = support.path ".db"
do
  local book <close> = assert(sf.ledger(ledger, { clock = function()
    return "2025-03-20T09:00:00Z"
  end }))
  local h = assert(book:hypothesis { id = "tokens", claim = "Tokens per watt decide; \\ commas, too",
    by = "Jensen Huang", on = "2025-03-18", axis = "growth", horizon = "2025-12-31", prior = 0.5,
    falsified_by = "two years without",
    source = { title = "GTC keynote", url = "https://www.nvidia.com/gtc/keynote/" } })
  assert(h:question { text = "Does capex grow? " .. ("ÄÖ€"):rep(30) .. "\r\nBEGIN:VALARM", where = "META 10-Q",
    by = "2025-05-01", id = "capex" })
  assert(h:question { text = "Whenever", where = "anywhere" })
end

describe("a ledger's questions and hypotheses", function()
  local function of(as_of)
    local book <close> = assert(sf.ledger(ledger, { read_only = true }))
    return assert(sf.due { ledger = book, as_of = as_of, by = "2026-01-31" })
  end

  it("fall due by their day, and are overdue after it; those without a day never", function()
    local list = of "2025-05-01"
    assert.equal(2, #list)
    assert.same({ "question", "2025-05-01", false }, { list[1].kind, list[1].day, list[1].overdue })
    assert.same({ "verdict", "2025-12-31", false }, { list[2].kind, list[2].day, list[2].overdue })
    assert.is_true(of("2025-05-02")[1].overdue)
    assert.equal(2, #of("2026-01-01"):overdue())
  end)

  it("are those of which the ledger knew on the day", function()
    assert.equal(0, #of "2025-03-19") -- recorded on the 20th
  end)
end)

-- The content lines of a calendar, unfolded; each line of it is checked on the way.
local function unfolded(text)
  assert.is_nil(text:gsub("\r\n", ""):find "[\r\n]", "a bare line end")
  assert.equal("\r\n", text:sub(-2))
  for physical in text:gmatch "(.-)\r\n" do
    assert.is_true(#physical <= 75, physical)
    assert.is_truthy(utf8.len(physical), "a character is cut: " .. physical)
  end
  local lines = {}
  for one in (text:gsub("\r\n ", "")):gmatch "(.-)\r\n" do
    lines[#lines + 1] = one
  end
  return lines
end

describe("the calendar", function()
  local function calendar_of(as_of)
    local book <close> = assert(sf.ledger(ledger, { read_only = true }))
    return assert(sf.due { files = assert(sf.folder(reported)), tickers = { "META" }, ledger = book, as_of = as_of,
      by = "2026-01-31" }):calendar()
  end

  it("holds each as a whole day, in lines of at most 75 octets, other people's text escaped", function()
    local lines = unfolded(calendar_of "2025-05-05")
    assert.equal("BEGIN:VCALENDAR", lines[1])
    assert.equal("VERSION:2.0", lines[2])
    assert.equal("END:VCALENDAR", lines[#lines])
    local counts, open = {}, nil
    for _, one in ipairs(lines) do
      local name, value = one:match "^([%u%-]+)[;:](.*)$"
      assert.is_string(name, one)
      counts[name] = (counts[name] or 0) + 1
      if one == "BEGIN:VEVENT" then
        open = {}
      elseif one == "END:VEVENT" then
        assert.is_true(open.UID and open.DTSTAMP and open.DTSTART and open.SUMMARY)
      elseif open then
        open[name] = true
      end
      assert.is_falsy(name == "SUMMARY" and value:gsub("\\.", ""):find "[,;\\]")
    end
    assert.same({ 3, 3, 3, 4, 4 }, { counts.UID, counts.DTSTAMP, counts.SUMMARY, counts.BEGIN, counts.END })
    local text = table.concat(lines, "\n")
    assert.matches("DTSTART;VALUE=DATE:20250730\nDTEND;VALUE=DATE:20250731\n", text, 1, true)
    assert.matches("Tokens per watt decide\\; \\\\ commas\\, too", text, 1, true)
  end)

  it("has identities that stay, and no clock", function()
    local function identities(text)
      local found = {}
      for id in text:gmatch "UID:(%g+)" do
        found[#found + 1] = id
      end
      table.sort(found)
      return found
    end
    local first = calendar_of "2025-05-05"
    assert.equal(first, calendar_of "2025-05-05")
    assert.same(identities(first), identities(calendar_of "2025-05-06"))
    assert.same(identities(first), identities(calendar_of "2025-08-05")) -- another day for the same filing
    assert.is_true(first ~= calendar_of "2025-08-05")
  end)
end)

describe("signalflow due", function()
  local arguments = ("due '%s' --data '%s' --watch meta --by 2026-01-31"):format(ledger, reported)

  it("exits with 0, and with 1 where something is overdue", function()
    local text, status = signalflow(("due --data '%s' --watch meta --as-of 2025-05-05"):format(reported))
    assert.equal(0, status, text)
    assert.matches("2025%-07%-30 +about +META", text)
    text, status = signalflow(arguments .. " --as-of 2025-05-05")
    assert.equal(1, status, text)
    assert.matches("2025%-05%-01 +overdue +tokens", text)
  end)

  it("writes a calendar to standard output, and to a file by its ending", function()
    local path = support.path ".ics"
    local text = signalflow(arguments .. " --as-of 2025-05-05 --format ics")
    assert.equal(1, select(2, signalflow(arguments .. " --as-of 2025-05-05 -o " .. path)))
    local file <close> = assert(io.open(path, "rb"))
    assert.equal(text, file:read "a")
    unfolded(text)
  end)

  it("asks of every company of the folder unless some are named", function()
    assert.matches("META", (signalflow(("due --data '%s' --as-of 2025-05-05"):format(reported))), 1, true)
  end)

  it("exits with 3 on an error, and names it", function()
    local function fails(words, expected)
      local text, status = signalflow("due " .. words)
      assert.equal(3, status, text)
      assert.matches(expected, text, 1, true)
    end
    fails("--watch metta --as-of 2025-05-05", "unknown filer 'METTA'; did you mean 'META'?")
    fails("--data /nonexistent --as-of 2025-05-05", "/nonexistent")
    fails("/nonexistent/x.db --as-of 2025-05-05", "/nonexistent")
    fails("--as-of 2025-02-30", "day")
    fails("--as-of 2025-05-05 --by 2025-05-04", "before as_of")
    local folder = support.path ".lua"
    fails(("--watch '%s' --as-of 2025-05-05"):format(folder), folder)
    fails(("--watch '%s' --as-of 2025-05-05"):format(support.temporary("return { tickrs = {} }", ".lua")),
      "did you mean 'tickers'?")
  end)

  it("is asked for with a day where there is no command", function()
    assert.matches("due needs as_of", message_of(function() sf.due {} end), 1, true)
    for day, why in pairs { yesterday = "expected a day such as 2024-04-28, got 'yesterday'",
      ["2025-02-30"] = "2025-02 has 28 days, got day 30", [true] = 'expected a day as "2024-04-28", got true' } do
      assert.matches("option 'as_of' of due: " .. why, message_of(function() sf.due { as_of = day } end), 1, true)
    end
    assert.matches("files of due is a folder", message_of(function()
      sf.due { as_of = "2025-05-05", files = "data" }
    end), 1, true)
  end)
end)
