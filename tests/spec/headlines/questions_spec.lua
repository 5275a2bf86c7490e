-- What would confirm a headline: which questions, where to look, by when.
local asked = require "signalflow.headlines.questions_asked"
local concepts = require "signalflow.series.concepts"
local filers = require "signalflow.catalogue.filers"
local sf = require "signalflow"
local support = require "tests.spec.support"

local FOLDER = os.getenv "SIGNALFLOW_DATA" or "../shared/data"
local CHANNELS = { "demand", "cost", "bottleneck", "margin" }
local SIGNS = { ["+"] = 1, ["-"] = -1, ["0"] = 0 }
-- Who may be named, by role: one that files, one that does not.
local ACTORS = {
  buyer = { "Microsoft", "Lambda" },
  supplier = { "Nvidia", "Samsung" },
  lab = { "OpenAI", "Mistral" },
  regulator = { "US government" },
  analyst = { "analysts" },
}

local function reading(channel, direction, actors, date)
  return { channel = channel, direction = direction, headline = "made by hand", date = date, actors = actors,
    channels = { { name = channel, direction = direction, weight = 1 } } }
end

local function ids(list)
  local found = {}
  for i, question in ipairs(list) do
    found[i] = question.id
  end
  return found
end

local function quarter(ticker, day)
  local period = filers.period(ticker, day)
  return { period.period_end, period.form, period.due }
end

describe("the questions", function()
  it("cover every channel, direction and role", function()
    for _, channel in ipairs(CHANNELS) do
      for _, direction in pairs(SIGNS) do
        for role, names in pairs(ACTORS) do
          for _, name in ipairs(names) do
            local list = sf.questions.of(reading(channel, direction, { { name = name, role = role } }, "2025-03-18"))
            local place = ("%s %d %s"):format(channel, direction, name)
            assert.is_true(#list > 0, place)
            for _, question in ipairs(list) do
              assert.is_nil((question.text .. question.against .. question.where):find "[{}]", place)
              assert.matches("^%d%d%d%d%-%d%d%-%d%d$", question.by, nil, nil, place)
              assert.is_true(question.by > "2025-03-18", place)
              assert.same({ channel, direction }, { question.channel, question.direction })
            end
          end
        end
        assert.is_true(#sf.questions.of(reading(channel, direction, {}, "2025-03-18")) > 0)
      end
    end
  end)

  it("each name what would be seen, what would speak against it, and a place that is known", function()
    for channel, signs in pairs(asked.channels) do
      for sign, roles in pairs(signs) do
        for role, rows in pairs(roles) do
          for _, question in ipairs(rows) do
            local place = ("%s %s %s %s"):format(channel, sign, role, tostring(question.id))
            assert.matches("^[%l-]+$", question.id, nil, nil, place)
            assert.is_true(#question.see > 20 and #question.against > 3, place)
            assert.is_true((question.place ~= nil) ~= (question.filing ~= nil), place)
            assert.is_true(not question.place or asked.places[question.place] ~= nil, place)
            assert.is_true(not question.concept or concepts[question.concept] ~= nil, place)
            for _, ticker in ipairs(type(question.of) == "table" and question.of or {}) do
              assert.is_table(filers.known[ticker], place)
            end
            if role == "anyone" or role == "unlisted" then
              assert.is_nil(question.see:find("{actor}", 1, true), place)
              assert.is_true(question.place ~= nil or type(question.of) == "table", place)
            end
          end
        end
      end
    end
  end)

  it("use no words of trade", function()
    local shown = {}
    for _, channel in ipairs(CHANNELS) do
      for _, direction in pairs(SIGNS) do
        shown[#shown + 1] = sf.questions.of(reading(channel, direction, { { name = "Nvidia", role = "supplier" },
          { name = "OpenAI", role = "lab" }, { name = "Microsoft", role = "buyer" } })):to_json():lower()
      end
    end
    assert.is_nil(support.trade_words(table.concat(shown, " "))[1])
  end)
end)

describe("filers", function()
  it("each have a CIK, a fiscal year that can be read, and the name of an actor of the lexicon", function()
    local lexicon, seen = require "signalflow.core".lexicon(), {}
    for ticker, filer in pairs(filers.known) do
      assert.is_true(math.type(filer.cik) == "integer" and not seen[filer.cik], ticker)
      seen[filer.cik] = true
      assert.is_true(lexicon:find("\nactor [%l/]+ " .. filer.name:gsub("%p", "%%%0") .. ":") ~= nil, ticker)
      assert.is_number(filers.year_end(filer.ends, 2025))
      assert.equal(ticker, filers.ticker(filer.name))
    end
    assert.is_nil(filers.ticker "OpenAI")
  end)

  it("know the fiscal years of record", function()
    -- Annual reports: Nvidia, Microsoft, Oracle, Micron (53 weeks to 2020-09-03), Apple, Broadcom, Marvell.
    local days = { { "NVDA", 2022, "2022-01-30" }, { "NVDA", 2024, "2024-01-28" }, { "NVDA", 2025, "2025-01-26" },
      { "MSFT", 2024, "2024-06-30" }, { "ORCL", 2025, "2025-05-31" }, { "MU", 2019, "2019-08-29" },
      { "MU", 2020, "2020-09-03" }, { "MU", 2021, "2021-09-02" }, { "MU", 2022, "2022-09-01" },
      { "AAPL", 2022, "2022-09-24" }, { "AAPL", 2023, "2023-09-30" }, { "AVGO", 2022, "2022-10-30" },
      { "AVGO", 2024, "2024-11-03" }, { "MRVL", 2020, "2020-02-01" }, { "MRVL", 2024, "2024-02-03" } }
    local core = require "signalflow.core"
    for _, day in ipairs(days) do
      assert.equal(day[3], core.day_text(filers.year_end(filers.known[day[1]].ends, day[2])), day[1])
    end
  end)

  it("know the quarters that were filed", function()
    -- 10-Q: Micron 2020-02-27 and 2022-12-01, Marvell 2024-05-04, Nvidia 2021-05-02 (13 weeks after 2021-01-31).
    for _, one in ipairs { { "MU", "2020-02-27" }, { "MU", "2022-12-01" }, { "MRVL", "2024-05-04" },
      { "NVDA", "2021-05-02" }, { "SMCI", "2023-09-30" }, { "HPE", "2024-01-31" } } do
      assert.equal(one[2], filers.period(one[1], one[2]).period_end, one[1])
      assert.equal("10-Q", filers.period(one[1], one[2]).form)
    end
  end)

  it("end their quarters where the files of the SEC say", function()
    local data = sf.folder(FOLDER .. "/sec")
    if not data then
      return pending("no files of the SEC in " .. FOLDER)
    end
    for _, ticker in ipairs { "NVDA", "AMD", "AVGO", "ORCL", "META", "GOOGL", "AMZN" } do
      local compared = 0
      for _, observation in ipairs(data:quarterly(ticker, "revenue"):view()) do
        local day = require "signalflow.core".day(observation.period_end)
        if observation.period_end > (ticker == "AVGO" and "2018-11-04" or "2015-01-01") then
          assert.equal(observation.period_end, filers.period(ticker, day - 6).period_end, ticker)
          compared = compared + 1
        end
      end
      assert.is_true(compared > 25, ticker)
      assert.equal(filers.known[ticker].cik, select(2, data:company(ticker):entity()))
    end
  end)

  it("have the SEC's deadlines, moved off weekends and New Year's Day", function()
    -- The SEC's deadlines of large accelerated filers: 2024-02-29, 2025-03-03, 2025-05-12, 2025-11-10, 2026-03-02.
    assert.same({ "2023-12-31", "10-K", "2024-02-29" }, quarter("META", "2023-12-31"))
    assert.same({ "2024-12-31", "10-K", "2025-03-03" }, quarter("META", "2024-12-31"))
    assert.same({ "2025-03-31", "10-Q", "2025-05-12" }, quarter("META", "2025-03-31"))
    assert.same({ "2025-09-30", "10-Q", "2025-11-10" }, quarter("META", "2025-07-01"))
    assert.same({ "2025-12-31", "10-K", "2026-03-02" }, quarter("META", "2025-10-01"))
    assert.same({ "2025-11-02", "10-K", "2026-01-02" }, quarter("AVGO", "2025-11-02"))
    assert.same({ "2024-02-29", "10-Q", "2024-04-09" }, quarter("ORCL", "2024-02-29"))
    assert.same({ "2025-02-28", "10-Q", "2025-04-09" }, quarter("ORCL", "2024-12-01"))
    assert.same({ "2025-09-30", "6-K", "2025-11-14" }, quarter("TSM", "2025-09-30"))
    assert.same({ "2024-12-31", "20-F", "2025-04-30" }, quarter("TSM", "2024-12-31"))
  end)

  it("give a newly listed company the longer deadlines, and nothing before it reported", function()
    assert.same({ "2025-03-31", "10-Q", "2025-05-15" }, quarter("CRWV", "2023-05-01"))
    assert.same({ "2025-12-31", "10-K", "2026-03-31" }, quarter("CRWV", "2025-12-31"))
    assert.same({ "2026-12-31", "10-K", "2027-03-01" }, quarter("CRWV", "2026-12-31"))
  end)

  it("may be added to, and say what cannot be read", function()
    filers.known.XYZ = { name = "Xyz", cik = 1, ends = "the fifth of May" }
    local message = support.message_of(function()
      filers.period("XYZ", "2025-01-01")
    end)
    filers.known.XYZ = nil
    assert.matches("'the fifth of May' does not say where a fiscal year ends", message, 1, true)
    assert.matches("no filer 'XYZ'", support.message_of(function()
      filers.period("XYZ", "2025-01-01")
    end), 1, true)
  end)
end)

describe("a headline's questions", function()
  it("go to the filing that must show it, with its date", function()
    local list = sf.read("Microsoft to spend $80 billion on AI data centers", { date = "2025-07-10" }).questions
    assert.same({ "capex-growth:MSFT:2025-09-30", "revenue-keeps-up:MSFT:2025-09-30" }, ids(list))
    local first = list[1]
    assert.same({ "Microsoft", "2025-11-10", "10-Q", "capex", "demand" }, { first.actor, first.by, first.form,
      first.concept, first.channel })
    assert.matches("^Microsoft, 10%-Q: capital expenditure", first.where)
    assert.same({ "MSFT" }, first.filers)
  end)

  it("wait for a quarter that ends at least 30 days after", function()
    local function period_end(date)
      return sf.read("Nvidia revenue jumps on data center demand", { date = date }).questions[1].period_end
    end
    assert.equal("2025-07-27", period_end "2025-06-27")
    assert.equal("2025-10-26", period_end "2025-06-28")
    assert.equal("2024-01-28", period_end "2023-12-29")
  end)

  it("ask a private company's partners, those the headline names first, and say so", function()
    local list = sf.read("OpenAI signs $300 billion cloud contract with Oracle", { date = "2025-09-10" }).questions
    assert.equal("contract-backlog:ORCL:2025-11-30", list[1].id)
    assert.matches("the notes name OpenAI", list[1].text, 1, true)
    assert.matches("OpenAI reports nothing audited", tostring(list), 1, true)
    local alone = sf.read("ChatGPT hits 1 billion weekly users", { date = "2025-09-10" }).questions
    assert.same({ "CRWV", "MSFT", "ORCL" }, alone[1].filers)
    assert.equal("usage-growth:OpenAI:2025-12-09", alone[2].id)
  end)

  it("ask the measurements of a supplier's claim, when the next round can hold it", function()
    local r = sf.read("Nvidia says Blackwell cuts cost and energy per token up to 25x", { date = "2024-03-18" })
    local list = r.questions
    assert.same({ "cost-per-token-measured:Nvidia:2024-06-16", "list-prices-fall:prices:2024-06-16",
      "throughput-submitted:Nvidia:2024-09-30" }, ids(list))
    assert.matches("InferenceMAX", list[1].where, 1, true)
    assert.matches("MLPerf", list[3].where, 1, true)
  end)

  it("ask of each channel that changes", function()
    local list = sf.read("AWS raises GPU prices 15%", { date = "2025-03-18" }).questions
    assert.same({ "list-prices-rise:prices:2025-06-16", "cost-of-revenue-rise:AMZN:2025-06-30",
      "operating-margin-rise:AMZN:2025-06-30" }, ids(list))
    assert.same({ "cost", "cost", "margin" }, { list[1].channel, list[2].channel, list[3].channel })
  end)

  it("ask a group's members together, and a foundry's monthly revenue too", function()
    local list = sf.read("Big Tech capex soars", { date = "2025-03-18" }).questions
    assert.same({ "AMZN", "GOOGL", "META", "MSFT" }, list[1].filers)
    assert.equal("2025-08-29", list[1].by) -- Microsoft's 10-K is the last to come
    local foundry = sf.read("TSMC doubles CoWoS capacity", { date = "2024-01-30" }).questions
    assert.same({ "foundry-output:foundry:2024-03-10", "deliveries:TSM:2024-03-31", "supply-capex:TSM:2024-03-31" },
      ids(foundry))
  end)

  it("are none where no channel changes, with the reason", function()
    local none = sf.read("Nvidia stock falls 5%", { date = "2025-03-18" }).questions
    assert.equal(0, #none)
    assert.matches("no change of demand, cost, bottleneck or margin (it is about stock)", none.reason, 1, true)
    assert.matches("do not tell which channel", sf.read "Quiet Tuesday".questions.reason, 1, true)
    assert.matches("nothing to confirm", tostring(none), 1, true)
    assert.equal("[]", none:to_json())
  end)

  it("have no due date where the headline has none, with the reason", function()
    local list = sf.read "Microsoft to spend $80 billion on AI data centers".questions
    assert.is_nil(list[1].by)
    assert.equal("the headline has no date", list[1].undated)
    assert.equal("capex-growth:MSFT", list[1].id)
    assert.equal(0, #list:overdue "2030-01-01")
    assert.equal(#list, #list:open "2030-01-01")
    local far = sf.read("Microsoft to spend $80 billion on AI data centers", { date = "9999-12-31" }).questions
    assert.matches("no fiscal quarters", far[1].undated, 1, true)
  end)

  it("are open until due and overdue from then on", function()
    local list = sf.read("OpenAI signs $300 billion cloud contract with Oracle", { date = "2025-09-10" }).questions
    assert.equal(0, #list:open "2025-09-09")
    assert.same({ #list, 0 }, { #list:open "2025-09-10", #list:overdue "2025-09-10" })
    local due = list[1].by
    assert.equal("2026-01-09", due)
    assert.is_true(#list:overdue(due) > 0)
    for _, question in ipairs(list:overdue(due)) do
      assert.is_true(question.by <= due)
    end
    assert.equal(#list, #list:overdue(due) + #list:open(due))
    assert.matches("overdue by 2026-01-09", tostring(list:overdue(due)), 1, true)
    assert.matches("overdue needs a day", support.message_of(function()
      list:overdue(nil)
    end))
  end)

  it("wait for half of an effect that arrives later", function()
    local r = sf.read("Microsoft to spend $80 billion on AI data centers", { date = "2025-03-18" })
    local later = sf.questions.of(r, { half_arrived = "2026-10-01" })
    assert.equal("2026-12-31", later[1].period_end)
    assert.same(ids(r.questions), ids(sf.questions.of(r, { half_arrived = "2025-03-20" })))
    assert.matches("half_arived", support.message_of(function()
      sf.questions.of(r, { half_arived = "2026-10-01" })
    end), 1, true)
  end)

  it("ask first of the next filing, where a deal is signed, and of later quarters what arrives later", function()
    local r = sf.read("OpenAI signs $300 billion compute contract with Oracle", { date = "2025-09-10" })
    local list = sf.questions.of(r, { half_arrived = "2027-06-01" })
    local backlog = list[1]
    assert.matches("^contract%-backlog", backlog.id)
    for i = 3, #list do
      assert.is_true((list[i - 1].by or "9999") <= (list[i].by or "9999"))
    end
    assert.is_true(backlog.by < "2026-06-01", backlog.by)
    assert.is_true(list[#list].by > "2027-06-01", list[#list].by)
  end)

  it("fit a screen", function()
    local long = "Amazon, Microsoft, Meta, Alphabet and Oracle double capex as Nvidia and Broadcom beat on AI demand"
    local shown = tostring(sf.read(long, { date = "2025-03-18" }).questions)
    assert.matches("and %d+ more", shown)
    assert.is_true(select(2, shown:gsub("\n", "")) < 24, shown)
    for line in shown:gmatch "[^\n]+" do
      assert.is_true(utf8.len(line) <= 120, line)
    end
  end)

  it("change nothing of the reading itself", function()
    local r = sf.read("AWS raises GPU prices 15%", { date = "2025-03-18", source = "a wire", url = "https://a.org/" })
    local before = r:to_json()
    local _ = r.questions:overdue "2026-01-01"
    assert.equal(before, r:to_json())
    assert.is_nil(before:find('"questions"', 1, true))
    assert.matches('"date":"2025-03-18"', before, 1, true)
    assert.equal(before:sub(1, -2) .. ',"questions":' .. r.questions:to_json() .. "}", r:to_json { questions = true })
  end)

  it("are only asked of a reading, with a day that exists", function()
    assert.matches("questions are asked of a reading", support.message_of(function()
      sf.questions.of "Microsoft"
    end), 1, true)
    for _, wrong in ipairs { reading("none", 0, {}), reading("cost", 2, {}), reading("cost", 1, { "Microsoft" }),
      reading("cost", 1, { { name = "Microsoft" } }) } do
      assert.matches("^[%w./_]+:%d+: a reading's %l+ have a name", support.message_of(function()
        sf.questions.of(wrong)
      end))
    end
    assert.matches("2025-02 has 28 days", support.message_of(function()
      sf.read("Microsoft", { date = "2025-02-29" })
    end), 1, true)
    assert.matches("did you mean 'date'?", support.message_of(function()
      sf.read("Microsoft", { dat = "2025-02-28" })
    end), 1, true)
  end)
end)

describe("signalflow read --questions", function()
  local function command(arguments)
    return (support.signalflow(arguments))
  end

  it("prints them beneath each line, and has them in JSON", function()
    local feed = "tests/data/feed_groq_cut.xml"
    local output = command("read --questions " .. feed)
    assert.matches("GroqCloud: Expanding to Meet Demand  %(Groq Blog%)\n +by 2026%-0%d%-%d%d  capital expenditure of",
      output)
    local json = command("read --json --questions " .. feed)
    assert.matches('"questions":[]', json, 1, true)
    assert.matches('"id":"capex-growth:AMZN+GOOGL+META+MSFT:2026-03-31"', json, 1, true)
    assert.is_nil(command("read --json " .. feed):find('"questions"', 1, true))
  end)
end)
