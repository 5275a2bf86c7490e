-- sf.brief, `signalflow brief`: what changed between two days, from what was known on each.
local core = require "signalflow.core"
local json = require "signalflow.page.json"
local sf = require "signalflow"
local support = require "tests.spec.support"
local u = sf.units

local build = support.build
local message_of = support.message_of

local shell = support.shell

-- A folder of the test's own, with the scenarios' data or with some files.
local function folder_of(files)
  local path = support.path ".folder"
  local make = files and "mkdir" or "cp -r lua/scenarios/data"
  assert(os.execute(("unset LD_PRELOAD; %s '%s'"):format(make, path)))
  for name, content in pairs(files or {}) do
    support.write(path .. "/" .. name, content)
  end
  return path
end

local data = assert(sf.folder "lua/scenarios/data")

local function brief_of(since, as_of, more)
  local given = { files = data, since = since, as_of = as_of }
  for name, value in pairs(more or {}) do
    given[name] = value
  end
  return assert(sf.brief(given))
end

-- Flips by id, each the state before the first and after the last.
local function compose(first, second)
  local net = {}
  for _, list in ipairs { first, second } do
    for _, one in ipairs(list) do
      net[one.id] = { net[one.id] and net[one.id][1] or one.from, one.to }
    end
  end
  for id, states in pairs(net) do
    net[id] = states[1] ~= states[2] and states or nil
  end
  return net
end

-- What a backtest says flipped, and what the briefs between its days say, each as sorted words.
local function flips_of(files, back)
  local wanted, found = {}, {}
  for _, one in ipairs(back:changes()) do
    wanted[#wanted + 1] = table.concat({ one.day, one.id, one.from, one.to }, " ")
  end
  local weeks = {}
  for i = 2, #back.days do
    weeks[i - 1] = assert(sf.brief { files = files, since = back.days[i - 1], as_of = back.days[i] })
    for _, one in ipairs(weeks[i - 1].flips) do
      found[#found + 1] = table.concat({ back.days[i], one.id, one.from, one.to }, " ")
    end
  end
  table.sort(wanted)
  table.sort(found)
  return wanted, found, weeks
end

local EVERY_WEEK = { from = "2023-01-06", to = "2025-12-26", step = "7d" }

describe("the briefs of every week from 2023 to 2025", function()
  local back = sf.checklists.investor:backtest(data, EVERY_WEEK)
  local wanted, found, weeks = flips_of(data, back)

  it("hold each flip of the backtest once, and no other", function()
    assert.is_true(#wanted > 80, #wanted)
    assert.same(wanted, found)
  end)

  it("do so of all that NVIDIA has filed", function()
    local place = os.getenv "SIGNALFLOW_DATA" or "../shared/data"
    local file = io.open(place .. "/sec/companyfacts_CIK0001045810_NVDA.json")
    if not file then
      return pending(("no SEC file of NVIDIA in %s: set SIGNALFLOW_DATA to a folder of published files"):format(place))
    end
    file:close()
    local files = assert(sf.folder(folder_of { ["CIK0001045810.json"] =
      support.read(place .. "/sec/companyfacts_CIK0001045810_NVDA.json") }))
    local said, again = flips_of(files, sf.checklists.investor:backtest(files, EVERY_WEEK))
    assert.is_true(#said > 10, #said)
    assert.same(said, again)
  end)

  it("compose: what flipped from A to B and from B to C is what flipped from A to C", function()
    local flipped = 0
    for _, apart in ipairs { 1, 4, 13 } do
      for i = 1, #weeks - 2 * apart, 15 do
        local a, b, c = back.days[i], back.days[i + apart], back.days[i + 2 * apart]
        local whole = compose(brief_of(a, c).flips, {})
        assert.same(whole, compose(brief_of(a, b).flips, brief_of(b, c).flips))
        flipped = flipped + (next(whole) and 1 or 0)
      end
    end
    assert.is_true(flipped > 10, flipped)
  end)

  it("hold every filing once", function()
    local seen = {}
    for _, week in ipairs(weeks) do
      for _, item in ipairs(week.known) do
        if item.kind == "filing" then
          local key = item.of .. item.form .. item.known_on
          assert.is_nil(seen[key], key)
          assert.is_true(item.known_on > week.since and item.known_on <= week.as_of)
          seen[key] = true
        end
      end
    end
    assert.is_true(seen["NVDA10-Q2025-08-27"] and seen["NVDA10-K2025-02-26"])
  end)
end)

-- A companyfacts file as it was served on a day: without what was filed later.
local function cut(node, day)
  if type(node) ~= "table" then
    return node
  end
  local made = {}
  if node[1] ~= nil then
    for _, one in ipairs(node) do
      made[#made + 1] = not (one.filed and one.filed > day) and cut(one, day) or nil
    end
    return json.list(made)
  end
  for name, inner in pairs(node) do
    made[name] = cut(inner, day)
  end
  return made
end

describe("a file that comes late", function()
  local whole = support.read "lua/scenarios/data/CIK0001045810.json"
  local early = folder_of { ["CIK0001045810.json"] = json.encode(cut(assert(core.json(whole)), "2025-06-30")) }
  local late = folder_of { ["CIK0001045810.json"] = json.encode(cut(assert(core.json(whole)), "2025-06-30")),
    ["CIK0001045810_newer.json"] = whole,
      ["DFII10.csv"] = support.read "lua/scenarios/data/DFII10.csv":match "^[^\n]*\n" ..
    "2025-08-25,1.87\n2025-08-26,1.90\n",
    ["feed.xml"] = "<rss><channel><item><title>Nvidia raises prices</title>"
      .. "<pubDate>Tue, 26 Aug 2025 10:00:00 GMT</pubDate></item></channel></rss>" }

  local function page_of(path, since, as_of)
    local brief = assert(sf.brief { files = assert(sf.folder(path)), since = since, as_of = as_of,
      watch = { tickers = { "NVDA" } } })
    return tostring(brief) .. brief:to_json() .. brief:page():html()
  end

  it("changes no brief of a day before it was known, by a byte", function()
    for day = core.day "2025-05-22", core.day "2025-08-17", 8 do
      local since, as_of = core.day_text(day), core.day_text(day + 8)
      assert.equal(page_of(early, since, as_of), page_of(late, since, as_of))
    end
  end)

  it("is in the first brief after it", function()
    assert.is_nil(page_of(early, "2025-08-22", "2025-08-29"):find("0001045810-25-000209", 1, true))
    local text = page_of(late, "2025-08-22", "2025-08-29")
    assert.matches("0001045810%-25%-000209, known 2025%-08%-27", text)
    assert.matches("Nvidia raises prices", text, 1, true)
  end)
end)

describe("a brief", function()
  it("says flips first, then what is near, what moved, what is new, and what is missing", function()
    local text = tostring(brief_of("2025-08-22", "2025-08-29", { watch = { tickers = { "NVDA", "MSFT" } } }))
    local at = 0
    for _, words in ipairs { "Brief, 2025-08-22 to 2025-08-29", "2 flips of 25 checks; 1 filing", "\nflipped\n",
      "commitment-days", "margin-pressure", "\nnear a limit, since now\n", "inventory-days", "\nmoved, no flip\n",
      "\nnew on file\n", "NVDA 10-Q", "\nnot above\n", "MSFT: no report is on file", "unknown on both days" } do
      local found = text:find(words, at + 1, true)
      assert.is_truthy(found, words .. " in\n" .. text)
      at = found
    end
    assert.matches("margin%-pressure +fail → warn", text)
    assert.same({}, support.trade_words(text))
  end)

  it("has the worse before the better, and says of each where it stands", function()
    local brief = brief_of("2024-08-01", "2025-08-29")
    local text, seen_better = tostring(brief:page().blocks[3].blocks[1].rows), false
    assert.is_string(text)
    for _, row in ipairs(brief:page().blocks[3].blocks[1].rows) do
      local turn
      for _, one in ipairs(brief.flips) do
        turn = one.id == row[1] and one.turn or turn
      end
      assert.is_false(turn == "worse" and seen_better)
      seen_better = seen_better or turn == "better"
      assert.matches("%S", row[5])
    end
  end)

  it("exits with 1 for the worse, 2 where only what is unknown grew, else 0", function()
    local function status(before, after, as_of)
      local list = sf.checklist { name = "one", sf.check { id = "x", axis = "growth", question = "?",
        value = function() return sf.series("x", { { "2025-03-31", "2025-05-01", before },
          { "2025-06-30", "2025-08-01", after } }) end, pass = sf.above(10), fail = sf.below(5),
        stale_after = "100d" } }
      return brief_of("2025-07-31", as_of or "2025-08-02", { checklist = list }):exit_status()
    end
    assert.equal(0, status(20, 20))
    assert.equal(0, status(7, 20))
    assert.equal(1, status(20, 7))
    assert.equal(1, status(7, 3))
    assert.equal(2, status(20, 20, "2025-12-31"))
  end)

  it("leaves what moves by little to a count", function()
    local function of(value)
      local list = sf.checklist { name = "one", sf.check { id = "x", axis = "growth", question = "?",
        value = function() return sf.series("x", { { "2025-03-31", "2025-05-01", 50 },
          { "2025-06-30", "2025-08-01", value } }) end, pass = sf.above(10) } }
      return brief_of("2025-07-31", "2025-08-02", { checklist = list })
    end
    assert.same({ 1, 0 }, { #of(54).moved, of(54).minor }) -- a tenth of the 40 to its limit
    assert.same({ 0, 1 }, { #of(53.9).moved, of(53.9).minor })
  end)

  it("shows of publishers' series those that a check reads, and all that the analyst supplies", function()
    local path = folder_of { ["DGS10.csv"] = "observation_date,DGS10\n2025-08-25,4.28\n",
      ["DFII10.csv"] = "observation_date,DFII10\n2025-08-25,1.87\n",
      ["orders.csv"] = "period_end,known_on,value\n2025-07-31,2025-08-26,7\n" }
    local text = tostring(sf.brief { files = assert(sf.folder(path)), since = "2025-08-22", as_of = "2025-08-29" })
    assert.matches("to 2025-08-25: DFII10; FRED", text, 1, true)
    assert.is_nil(text:find("DGS10", 1, true))
    assert.matches("orders 7 (2025-07-31); orders.csv, known 2025-08-26", text, 1, true)
  end)

  it("says of what period a filing's figures are: an annual report splits the year, and its line is the quarter",
    function()
    local text = tostring(sf.brief { files = assert(sf.folder "tests/data"), since = "2025-02-25",
      as_of = "2025-02-26" }):gsub("%s+", " ")
    -- 10-K of 2025-02-26: data center 115,186 million dollars in the year; the quarter's revenue 39,331
    assert.matches("by product year to 2025-01-26: Data Center 115 GUSD", text, 1, true)
    assert.matches("NVDA 10-K quarter to 2025-01-26: revenue 39.3 GUSD", text, 1, true)
    text = tostring(sf.brief { files = assert(sf.folder "tests/data"), since = "2025-08-26",
      as_of = "2025-08-27" }):gsub("%s+", " ")
    assert.matches("by product Data Center 41.1 GUSD", text, 1, true)
  end)

  it("says a restatement as one: value then, value now, both filings", function()
    local rows = { { 100, "0001326801-24-000001", "2024-05-02" }, { 96, "0001326801-25-000002", "2025-05-03" } }
    for i, row in ipairs(rows) do
      rows[i] = ('{"start":"2024-01-01","end":"2024-03-31","val":%d,"accn":"%s","form":"10-Q","filed":"%s"}'):format(
        row[1] * 1000000000, row[2], row[3])
    end
    local path = folder_of { ["CIK0001326801.json"] = '{"cik":1326801,"entityName":"Meta","facts":{"us-gaap":{'
      .. '"Revenues":{"units":{"USD":[' .. table.concat(rows, ",") .. "]}}}}}" }
    local text = tostring(sf.brief { files = assert(sf.folder(path)), since = "2025-05-01", as_of = "2025-05-04" })
      :gsub("%s+", " ")
    assert.matches("restated revenue to 2024-03-31: 100 GUSD then, 96 GUSD now (-4 %); 10-Q 0001326801-24-000001, known"
      .. " 2024-05-02; 10-Q 0001326801-25-000002, known 2025-05-03", text, 1, true)
  end)

  it("refuses what it cannot compare, in words", function()
    local function fails(given, words)
      assert.matches(words, message_of(function() sf.brief(given) end), 1, true)
    end
    fails({ files = data, as_of = "2025-08-29" }, "brief needs since, a day")
    fails({ files = data, since = "2025-08-30", as_of = "2025-08-29" }, "goes forward")
    fails({ files = "data", since = "2025-08-22", as_of = "2025-08-29" }, "files of brief is a folder")
    fails({ files = data, since = "2025-08-22", as_of = "2025-08-29", watch = { tickers = { "NVDIA" } } },
      "did you mean 'NVDA'?")
    fails({ files = data, since = "2025-08-22", as_of = "2025-08-29", watch = { factories = { 5 } } },
      "factory 1 of watch is sf.factory")
    fails({ files = data, since = "2025-08-22", as_of = "2025-08-29", checklist = "investor" }, "checklist of brief is")
  end)
end)

-- A folder with one feed of items: title and day each.
local function feed_of(items)
  local parts = {}
  for i, item in ipairs(items) do
    local title = item[1]:gsub("[&<>]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" })
    parts[i] = ("<item><title>%s</title><pubDate>%s</pubDate></item>"):format(title, item[2])
  end
  return folder_of { ["feed.xml"] = ("<rss><channel><title>a wire</title>%s</channel></rss>"):format(
    table.concat(parts, "\n")) }
end

local function told(path)
  return assert(sf.brief { files = assert(sf.folder(path)), since = "2025-08-22", as_of = "2025-08-29",
    checklist = sf.checklist { name = "none" } })
end

local TUESDAY, WEDNESDAY = "Tue, 26 Aug 2025 10:00:00 GMT", "Wed, 27 Aug 2025 10:00:00 GMT"

describe("what was said", function()
  it("are events, not copies; unsure, none and what was told before are counted", function()
    local said = told(feed_of { { "Nvidia raises prices of its GPUs", TUESDAY },
      { "Nvidia raises prices of its GPUs", WEDNESDAY }, { "Our new model writes poems", TUESDAY },
      { "Microsoft cuts capex by 10 percent", "Fri, 22 Aug 2025 10:00:00 GMT" },
      { "Microsoft cuts capex by 10 percent", "Sat, 23 Aug 2025 10:00:00 GMT" },
      { "Amazon raises capex to $120 billion", "Sat, 30 Aug 2025 10:00:00 GMT" } }).said
    assert.equal(1, #said)
    assert.same({ "Nvidia raises prices of its GPUs", 2, "2025-08-26" }, { said[1].title, said[1].told, said[1].date })
    assert.matches("cost -", said[1].signs, 1, true)
    assert.matches("%S", said[1].confirm.where)
    assert.same({ 4, 1, 1 }, { said.read, said.none + said.unsure, said.retold })
  end)

  it("stays text, whatever a feed holds", function()
    local hostile = { "<script>alert(1)</script>", "\27[31mred\27[0m", "\u{202E}turned", "a\tb", "%s %d {who}",
      ("long "):rep(2000), "| a | b |", "[x](javascript:alert(1))" }
    local items = {}
    for i, words in ipairs(hostile) do
      items[i] = { ("Nvidia raises prices of its GPUs by %d0 percent %s"):format(i, words), TUESDAY }
    end
    local brief = told(feed_of(items))
    assert.is_true(#brief.said >= 1)
    local text = tostring(brief)
    assert.is_nil(text:gsub("\n", ""):find "%c")
    assert.is_nil(text:find("\u{202E}", 1, true))
    local body = brief:page():html():match "<body.->(.*)</body>"
    support.check_markup(body)
    assert.is_nil(brief:page():html():find("<script", 1, true))
    assert.is_table(core.json(brief:page():json()))
    assert.is_table(core.json(brief:to_json()))
  end)

  it("of ten thousand headlines shows few lines, and counts the others by channel", function()
    local items = {}
    for i = 1, 10000 do
      items[i] = { ("Company %d raises its capex by %d percent to buy accelerators"):format(i, i % 97 + 1), TUESDAY }
    end
    local brief = told(feed_of(items))
    assert.equal(10000, brief.said.read)
    assert.is_true(#brief.said > 8)
    local text = tostring(brief)
    assert.matches(("%d more events"):format(#brief.said - 8), (text:gsub(",", "")))
    assert.is_true(select(2, text:gsub("\n", "")) < 60)
  end)

  it("names a feed that cannot be read, and says the rest", function()
    local brief = told(folder_of { ["feed.xml"] = "<rss><channel><item>" })
    assert.equal(1, #brief.said.failed)
    assert.matches("not read: .*feed%.xml", tostring(brief))
  end)
end)

describe("the hypotheses of a brief", function()
  local now = "2025-08-20T09:00:00Z"
  local book = assert(sf.ledger(support.path ".db", { clock = function()
    return now
  end }))
  local h = assert(book:hypothesis { id = "overbuilding", claim = "More is built than used", by = "Jim",
    on = "2025-08-01", axis = "warning", horizon = "2026-12-31", prior = 0.5, falsified_by = "use grows as capex does",
    source = { title = "Interview", publisher = "a wire", date = "2025-08-01" } })
  assert(h:question { text = "Does capex grow?", where = "META 10-Q", by = "2025-08-25" })
  now = "2025-08-28T09:00:00Z"
  assert(h:evidence { kind = "customer_capex", supports = true, likelihood_ratio = 2, origin = "META 10-Q",
    on = "2025-08-24", source = { title = "10-Q", accession = "0001326801-25-000078" } })

  local function of(since, as_of)
    return brief_of(since, as_of, { ledger = book })
  end

  it("are those that moved, with the entry that moved them and its source", function()
    local found = of("2025-08-22", "2025-08-29").hypotheses
    assert.equal(1, #found)
    assert.is_true(found[1].before == 0.5 and found[1].after > 0.6)
    assert.same({ 3, "2025-08-24", "10-Q, 0001326801-25-000078" }, { found[1].entries[1].number, found[1].entries[1].on,
      found[1].entries[1].source })
    assert.matches("entry 3, evidence: customer_capex for, ratio 2, META 10%-Q",
      tostring(of("2025-08-22", "2025-08-29")))
  end)

  it("move when an entry was recorded, so that it changes no earlier brief", function()
    assert.equal(0, #of("2025-08-23", "2025-08-27").hypotheses) -- known on the 24th, entered on the 28th
    assert.equal(1, #of("2025-08-27", "2025-08-28").hypotheses)
    local new = of("2025-08-01", "2025-08-21").hypotheses[1]
    assert.same({ nil, 0.5 }, { new.before, new.after })
    assert.matches("new at 50 %", tostring(of("2025-08-01", "2025-08-21")), 1, true)
  end)

  it("have questions that fall overdue once", function()
    local list = sf.checklist { name = "none" }
    local function status(since, as_of)
      local brief = brief_of(since, as_of, { ledger = book, checklist = list })
      return brief:exit_status(), #brief.due:overdue()
    end
    assert.same({ 0, 0 }, { status("2025-08-20", "2025-08-25") })
    assert.same({ 1, 1 }, { status("2025-08-25", "2025-08-26") })
    assert.same({ 0, 1 }, { status("2025-08-26", "2025-08-27") })
  end)
end)

describe("a watched factory", function()
  local function site(discount)
    return sf.factory { name = "our site", platform = "GB200 NVL72", grid_power = 100 * u.MW, workload = {
      model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
      interactivity = 50 * u.tok / u.s / u.user }, utilization = 0.5, price = 1 * u.USD / u.Mtok, discount = discount }
  end

  it("says what binds, its margin, and what moved it since", function()
    local moving = function(files, day)
      return site(0.05 + files:fred "DFII10":known_on(day):latest().value / 100)
    end
    local brief = brief_of("2025-08-22", "2025-08-29", { watch = { factories = { moving } } })
    local text = tostring(brief):gsub("%s+", " ")
    assert.matches("our site binds: power (100 %), unchanged; margin after capital above 0 in", text, 1, true)
    assert.matches("npv [%d.]+ %u?USD → [%d.]+ %u?USD, of it discount [%d.]+ %u?USD; same model", text)
    local found = sf.changes(brief.factories[1].before.run, brief.factories[1].after.run)
    assert.same({ 1, "discount" }, { #found, found[1].name })
  end)

  it("that is the same on both days moved nothing", function()
    local text = tostring(brief_of("2025-08-22", "2025-08-29", { watch = { factories = { site(0.1) } } }))
    assert.matches("unchanged", text, 1, true)
    assert.is_nil(text:find("of it", 1, true))
  end)

  it("whose inputs are missing says so, and the rest is there", function()
    local text = tostring(brief_of("2025-08-22", "2025-08-29", { watch = { factories = { function(files)
      return site(files:fred "DGS30":latest().value)
    end } } }))
    assert.matches("unknown: no FRED file DGS30.csv in data", text, 1, true)
    assert.matches("margin-pressure", text, 1, true)
  end)
end)

describe("signalflow brief", function()
  local path = folder_of()
  local function brief(arguments, into)
    return shell(("%s/signalflow brief '%s' %s"):format(build, into or path, arguments))
  end

  it("writes text, Markdown, HTML and JSON, the same bytes each time", function()
    for format, words in pairs { text = "margin%-pressure +fail → warn", md = "margin%-pressure | fail → warn",
      html = "margin%-pressure", json = '"margin%-pressure"' } do
      local first, status = brief("--since 2025-08-22 --as-of 2025-08-29 --format " .. format)
      assert.equal(2, status, first) -- one check became unknown, and none flipped for the worse
      assert.matches(words, first)
      assert.equal(first, (brief("--since 2025-08-22 --as-of 2025-08-29 --format " .. format)))
    end
    local note = support.path ".html"
    brief("--since 2025-08-22 --as-of 2025-08-29 -o " .. note)
    assert.equal(support.read(note), (brief "--since 2025-08-22 --as-of 2025-08-29 --format html"))
  end)

  it("goes on from the last one, and again on the same day from where that did", function()
    local fresh = folder_of()
    local text, status = brief("--since last --as-of 2025-08-22", fresh)
    assert.equal(3, status)
    assert.matches("no brief is kept in " .. fresh, text, 1, true)
    brief("--since 2025-08-01 --as-of 2025-08-22", fresh)
    local first = brief("--since last --as-of 2025-08-29", fresh)
    assert.matches("Brief, 2025-08-22 to 2025-08-29", first, 1, true)
    assert.equal(first, (brief("--since last --as-of 2025-08-29", fresh)))
    assert.matches("Brief, 2025-08-29 to 2025-09-05", (brief("--since last --as-of 2025-09-05", fresh)), 1, true)
    -- an old one made again replaces no newer one
    brief("--since 2025-01-01 --as-of 2025-02-01", fresh)
    assert.equal("2025-09-05", core.json(support.read(fresh .. "/.signalflow/brief.json")).as_of)
    assert.matches("later than 2025-09-04", (brief("--since last --as-of 2025-09-04", fresh)), 1, true)
  end)

  it("says where the last one is damaged, or cannot be kept", function()
    local fresh = folder_of()
    brief("--since 2025-08-01 --as-of 2025-08-22", fresh)
    for _, damage in ipairs { "", "{", "[]", '{"as_of":"2025-13-01","since":"x"}', "\0\255" } do
      support.write(fresh .. "/.signalflow/brief.json", damage)
      local text, status = brief("--since last --as-of 2025-08-29", fresh)
      assert.equal(3, status, text)
      assert.matches("brief.json is no brief", text, 1, true)
    end
    os.execute(("unset LD_PRELOAD; rm -r '%s/.signalflow' && touch '%s/.signalflow'"):format(fresh, fresh))
    local text, status = brief("--since 2025-08-22 --as-of 2025-08-29", fresh)
    assert.equal(2, status, text)
    assert.matches("margin-pressure", text, 1, true)
    assert.matches("this brief is not kept for --since last", text, 1, true)
  end)

  it("is as of the last whole day unless another is given", function()
    local function yesterday()
      return core.day_text(core.day(os.date "%Y-%m-%d") - 1)
    end
    local before, text, after = yesterday(), brief "--since 2025-08-22", yesterday()
    local said = text:match "Brief, 2025%-08%-22 to ([%d-]+)"
    assert.is_true(said == before or said == after, text)
  end)

  it("takes a checklist, a ledger and what is watched", function()
    local ledger = support.path ".db"
    do
      local book <close> = assert(sf.ledger(ledger))
      assert(book:hypothesis { id = "tokens", claim = "c", by = "b", on = "2025-03-18", axis = "growth", prior = 0.5,
        horizon = "2027-12-31", falsified_by = "f", source = { title = "t", url = "https://example.org" } })
    end
    local text = brief(("--since 2025-08-22 --as-of 2025-08-29 --checklist key_checks --ledger '%s'"
      .. " --watch nvda"):format(ledger))
    assert.matches("AI factory: key checks", text, 1, true)
    assert.is_nil(text:find("no ledger", 1, true))
    assert.is_nil(text:find("no company is watched", 1, true))
  end)

  it("exits with 3 on an error, and names it", function()
    for arguments, words in pairs { ["--since 2025-02-30 --as-of 2025-08-29"] = "day",
      ["--as-of 2025-08-29"] = "--since", ["--since 2025-08-22 --as-of 2025-08-21"] = "goes forward",
      ["--since 2025-08-22 --checklist investr"] = "did you mean 'investor'?",
      ["--since 2025-08-22 --watch nvdia"] = "did you mean 'NVDA'?",
      ["--since 2025-08-22 --ledger /nonexistent/x.db"] = "/nonexistent" } do
      local text, status = brief(arguments)
      assert.equal(3, status, arguments .. text)
      assert.matches(words, text, 1, true)
    end
    assert.equal(3, select(2, brief("--since 2025-08-22", "/nonexistent")))
  end)
end)
