--- What every ledger makes of what is entered, whatever database it lies in.
local assert = require "luassert"
local samples = require "tests.spec.ledger.samples"
local sf = require "signalflow"
local support = require "tests.spec.support"

return function(describe, it, ledgers)
  local open, with_hypothesis = ledgers.open, ledgers.with_hypothesis

  describe("a hypothesis", function()
    it("is created, opened by its id, and the same definition opens it again", function()
      local h, book = with_hypothesis()
      assert.equal("Jensen Huang", h.by)
      assert.equal(1, h.definition.number)
      assert.equal(1, book:hypothesis("tokens-per-watt").definition.number)
      assert.equal(1, book:hypothesis(samples.definition()).definition.number)
      assert.equal(1, #book:entries())
      local other, err = book:hypothesis(samples.definition { prior = 0.6 })
      assert.is_nil(other)
      assert.equal("exists", err.code)
      assert.equal("unknown", select(2, book:hypothesis "another").code)
    end)

    it("is refused without a source, a horizon, what would prove it wrong, or with a certain prior", function()
      local book <close> = open()
      local function refused(given, message)
        local definition = samples.definition(given)
        for name, value in pairs(definition) do
          definition[name] = value ~= "absent" and value or nil
        end
        assert.matches(message, support.message_of(function()
          book:hypothesis(definition)
        end), 1, true)
      end
      refused({ source = "absent" }, "hypothesis needs a source")
      refused({ source = { title = "a talk" } }, "needs a source that others can find")
      refused({ source = { title = "a talk", publisher = "x" } }, "needs a source that others can find")
      refused({ falsified_by = "absent" }, "hypothesis needs falsified_by")
      refused({ falsified_by = " " }, "falsified_by of hypothesis is text, not empty")
      refused({ horizon = "absent" }, "hypothesis needs horizon")
      refused({ prior = 1 }, "prior of hypothesis: '1' is not a number between 0 and 1")
      refused({ prior = 0 }, "is not a number between 0 and 1")
      refused({ prior = 0 / 0 }, "prior of hypothesis is a finite number")
      refused({ axis = "growht" }, "did you mean 'growth'?")
      refused({ hrizon = "2027-12-31" }, "unknown option of hypothesis 'hrizon'; did you mean 'horizon'?")
      refused({ on = "2025-02-30" }, "on of hypothesis: 2025-02 has 28 days")
      refused({ horizon = "soon" }, "horizon of hypothesis: ")
      refused({ horizon = "2025-03-17" }, "horizon of hypothesis, 2025-03-17, lies before on, 2025-03-18")
      refused({ id = "" }, "hypothesis needs an id")
      assert.equal(0, #book:entries())
    end)

    it("is corrected by a new entry, and the old one stays readable", function()
      local _, book = with_hypothesis()
      local changed = assert(book:hypothesis(samples.definition { prior = 0.3, corrects = 1, on = "2025-06-01" }))
      assert.equal(0.3, changed.prior)
      assert.equal(0.5, book:entry(1).prior)
      assert.equal(0.5, changed:state { as_of = "2025-05-31" }.prior)
      assert.equal(0.3, changed:state { as_of = "2025-06-01" }.prior)
      assert.equal(1, #book:hypotheses())
      local retraction = assert(changed:retract { corrects = 2, on = "2025-07-01", note = "never said" })
      assert.equal("retracted", select(2, book:hypothesis "tokens-per-watt").code)
      assert.equal(0, #book:hypotheses())
      assert(changed:retract { corrects = retraction.number, on = "2025-07-02", note = "it was said" })
      assert.equal(0.3, book:hypothesis("tokens-per-watt").prior)
    end)
  end)

  describe("evidence", function()
    it("moves the probability, and verifies once two origins, a hard kind and a check are there", function()
      local h = with_hypothesis()
      assert.equal("unverified", h:state { as_of = "2025-06-30" }.status)
      samples.verify(h)
      local state = h:state { as_of = "2025-06-30" }
      assert.equal("supported", state.status)
      -- 61 of 180 days after the filing, 51 of 90 after the measurement: odds 2^2^(-61/180) x 4^2^(-51/90)
      local log_odds = 2 ^ (-61 / 180) * math.log(2) + 2 ^ (-51 / 90) * math.log(4)
      support.close(1 / (1 + math.exp(-log_odds)), state.probability)
      assert.same({}, state.missing)
      assert.equal(2, #state.evidence)
      support.close(2 ^ (-61 / 180) * math.log(2), state.evidence[1].contribution)
      assert.equal("unverified", h:state { as_of = "2025-05-09" }.status)
      assert.same({ "a second origin", "a disconfirming check" }, h:state { as_of = "2025-05-09" }.missing)
      assert.equal(0.5, h:state { as_of = "2025-04-29" }.probability)
    end)

    it("is refused without a source or with what is not known", function()
      local h, book = with_hypothesis()
      local function refused(given, message)
        assert.matches(message, support.message_of(function()
          h:evidence(samples.evidence(given))
        end), 1, true)
      end
      refused({ source = {} }, "evidence needs a source that others can find")
      refused({ kind = "custmer_capex" }, "did you mean 'customer_capex'?")
      refused({ form = "rumour" }, "form of evidence")
      refused({ likelihood_ratio = 0.5 }, "a number of 1 or more; supports says in which direction")
      refused({ likelihood_ratio = math.huge }, "finite number")
      refused({ supports = "yes" }, "option 'supports' of evidence must be a boolean")
      refused({ origin = "" }, "origin of evidence is text, not empty")
      refused({ corrects = 1.5 }, "corrects is the number of an entry")
      assert.matches("entering_cases.lua:%d+: evidence takes a table", support.message_of(function()
        h:evidence "MSFT"
      end))
      assert.equal("unknown", select(2, h:evidence(samples.evidence { corrects = 99 })).code)
      assert.equal("refused", select(2, h:evidence(samples.evidence { corrects = 1 })).code)
      assert.equal("unknown", select(2, h:evidence(samples.evidence { answers = 1 })).code)
      assert.equal(1, #book:entries())
    end)

    it("counts copies of a story once: by name, document, address or headline", function()
      local headline = "TSMC doubles CoWoS packaging capacity on AI demand"
      local function stories(copies)
        local h, book = with_hypothesis()
        for i, given in ipairs(copies) do
          given.kind, given.origin = "supply", given.origin or "paper " .. i
          given.source = given.source or { title = "Report " .. ("xyzw"):sub(i, i), url = "https://x.test/" .. i }
          assert(h:evidence(samples.evidence(given)))
        end
        local state = h:state { as_of = "2025-05-20" }
        book:close()
        return state.stories, state
      end
      assert.equal(2, (stories { {}, {} }))
      assert.equal(1, (stories { { story = "CoWoS" }, { story = "cowos" } }))
      assert.equal(1, (stories { { source = { title = "A", accession = "1" } },
        { source = { title = "B", accession = "1" } } }))
      assert.equal(1, (stories { { source = { title = "A", url = "https://u" } },
        { source = { title = "B", url = "https://u" } } }))
      assert.equal(2, (stories {
        { source = { title = "A", url = "https://u", date = "2025-04-01" } },
        { source = { title = "B", url = "https://u", date = "2025-05-01" } } }))
      local a, b = { title = headline, url = "https://a" }, { title = headline .. " - Reuters", url = "https://b" }
      local one, state = stories { { source = a }, { source = b, on = "2025-05-03" } }
      assert.equal(1, one)
      assert.equal(2, state.evidence[1].copies)
      assert.equal(2, (stories { { source = a }, { source = b, on = "2025-05-04" } }))
      assert.equal(2, (stories { { source = { title = "10-Q", accession = "1" } },
        { source = { title = "10-Q", accession = "2" } } }))
    end)

    it("is hard by its form, not by its kind", function()
      local h = with_hypothesis()
      assert(h:evidence(samples.evidence { form = "news" }))
      local state = h:state { as_of = "2025-04-30" }
      assert.equal(0, state.hard)
      assert.is_false(state.evidence[1].hard)
      assert.equal("news", state.evidence[1].form)
    end)

    it("moves nothing when it is a comment, or from the claim's own speaker", function()
      local h = with_hypothesis()
      assert(h:evidence(samples.evidence { kind = "comment", likelihood_ratio = 10 }))
      assert(h:evidence(samples.evidence { origin = "jensen  huang", source = { title = "a", url = "https://a" } }))
      assert(h:evidence(samples.evidence { source = { title = "b", url = "https://b", speaker = "Jensen Huang" } }))
      assert(h:evidence(samples.evidence { form = "comment", source = { title = "c", url = "https://c" } }))
      local state = h:state { as_of = "2025-06-30" }
      assert.equal(0.5, state.probability)
      assert.equal(0, state.origins)
      assert.is_true(state.evidence[2].own)
    end)

    it("moves nothing when it speaks alike for every rival", function()
      local h, book = with_hypothesis { rivals = { "price", "supply" } }
      local price = assert(book:hypothesis(samples.definition { id = "price",
        rivals = { "tokens-per-watt", "supply" } }))
      local supply = assert(book:hypothesis(samples.definition { id = "supply" }))
      local capex = samples.evidence { item = "capex up" }
      assert(h:evidence(capex))
      assert(price:evidence(capex))
      assert.is_true(h:state { as_of = "2025-04-30" }.probability > 0.6)
      assert(supply:evidence(capex))
      assert.equal(0.5, h:state { as_of = "2025-04-30" }.probability)
      assert.is_true(h:state { as_of = "2025-04-30" }.evidence[1].flat)
      assert.is_true(supply:state { as_of = "2025-04-30" }.probability > 0.6) -- names no rivals
    end)

    it("is no copy of what is only titled alike, nor of what says the opposite", function()
      local function counted(first, second)
        local h = with_hypothesis()
        assert(h:evidence(samples.evidence(first)))
        assert(h:evidence(samples.evidence(second)))
        local state = h:state { as_of = "2025-06-30" }
        return state.stories, state.origins, table.concat(state.warnings, "\n")
      end
      for _, title in ipairs { "10-Q", "Form 10-Q", "Quarterly report", "Annual Report 2025", "Q2 earnings call" } do
        local msft = { origin = "MSFT", source = { title = title, url = "https://microsoft.com/a" } }
        local meta = { origin = "META", source = { title = title, url = "https://meta.com/b" }, on = "2025-05-01" }
        local stories, origins, warnings = counted(msft, meta)
        assert.same({ 2, 2 }, { stories, origins }, title)
        assert.matches("2 of the evidence has a source titled as many are", warnings, 1, true)
      end
      local headline = "Microsoft lifts capital expenditure to 80 billion dollars"
      local told = { origin = "Reuters", source = { title = headline, url = "https://reuters.com/a" }, kind = "news" }
      local copy = { origin = "Yahoo", source = { title = headline, url = "https://yahoo.com/b" }, kind = "news" }
      local stories, origins, warnings = counted(told, copy)
      assert.same({ 1, 1 }, { stories, origins })
      assert.is_nil(warnings:find("titled", 1, true))
      -- what says the opposite is another story, whatever else it shares
      for _, shared in ipairs { {}, { story = "capex" }, { source = { title = "a", url = "https://a" } },
        { source = { title = "a", accession = "1" } } } do
        for name, value in pairs(shared) do
          told[name], copy[name] = value, value
        end
        copy.supports = true
        stories, origins = counted(told, copy)
        assert.same({ 1, 1 }, { stories, origins })
        copy.supports = false
        stories, origins = counted(told, copy)
        assert.same({ 2, 2 }, { stories, origins })
      end
    end)

    it("is no copy of another document that is titled alike within three days", function()
      local title = "Results for the quarter ended 31 March 2025"
      local function stories(first, second)
        local h = with_hypothesis()
        for i, given in ipairs { first, second } do
          given.kind, given.on = given.kind or "customer_capex", "2025-04-2" .. i
          assert(h:evidence(samples.evidence(given)))
        end
        return h:state({ as_of = "2025-06-30" }).stories
      end
      for _, kind in ipairs { "customer_capex", "contract", "usage" } do
        assert.equal(2, stories(
          { kind = kind, origin = "MSFT", source = { title = title, url = "https://microsoft.com/a" } },
          { kind = kind, origin = "META", source = { title = title, url = "https://meta.com/b" } }))
        assert.equal(2, stories( -- by origin alone
          { kind = kind, origin = "MSFT", source = { title = title, publisher = "SEC", date = "2025-04-30" } },
          { kind = kind, origin = "META", source = { title = title, publisher = "SEC", date = "2025-04-30" } }))
      end
      -- two documents have two numbers, also at one address and under one name
      assert.equal(2, stories({ story = "capex", source = { title = title, url = "https://sec.gov", accession = "1" } },
        { story = "capex", source = { title = title, url = "https://sec.gov", accession = "2" } }))
    end)

    it("is warned of where its day is odd", function()
      local h, book = with_hypothesis()
      assert(h:evidence(samples.evidence { on = "2024-10-30" }))
      assert(h:evidence(samples.evidence { on = "2099-01-01", origin = "later" }))
      assert.matches("1 of the evidence was known before the claim was made",
        table.concat(h:state({ as_of = "2025-06-30" }).warnings, "\n"), 1, true)
      assert.is_nil(table.concat(h:state({ as_of = "2025-06-30" }).warnings, "\n"):find("dated after", 1, true))
      assert.matches("entry 3: dated after the day it was entered",
        table.concat(h:state({ as_of = "2099-06-30" }).warnings, "\n"), 1, true)
      assert.matches("dated after the day it was entered", (tostring(book:entry(3)):gsub("%s+", " ")), 1, true)
      assert.is_nil(tostring(book:entry(2)):find("dated after", 1, true))
    end)

    it("is the same in any order, to the bit", function()
      local function probability(order)
        local h, book = with_hypothesis()
        for _, i in ipairs(order) do
          assert(h:evidence(samples.evidence { likelihood_ratio = 1 + i / 7, origin = "filing " .. i // 2,
            supports = i % 3 ~= 0, on = ("2025-04-%02d"):format(10 + i),
            source = { title = "f", accession = tostring(i) } }))
        end
        local state = h:state { as_of = "2025-06-30" }
        book:close()
        return state.probability
      end
      local there = probability { 1, 2, 3, 4, 5, 6, 7 }
      assert.is_true(there ~= 0.5)
      assert.equal(there, probability { 7, 3, 5, 1, 6, 2, 4 })
    end)
  end)

  describe("a headline", function()
    it("raises questions and never moves a hypothesis", function()
      local h, book = with_hypothesis()
      local before = h:state { as_of = "2025-06-30" }
      local reading = sf.read "Nvidia says Blackwell cuts cost and energy per token up to 25x"
      reading.questions = { { text = "Is it measured?", where = "MLPerf", by = "2025-06-01" } }
      assert.matches("needs a source that others can find", support.message_of(function()
        h:headline(reading, { on = "2025-03-18" })
      end), 1, true)
      reading.url, reading.date = "https://blogs.nvidia.com/", "2025-03-18"
      for _ = 1, 30 do
        assert(h:headline(reading))
      end
      local state = h:state { as_of = "2025-06-30" }
      assert.equal("unverified", state.status)
      assert.equal(before.probability, state.probability)
      assert.equal(0, #state.evidence)
      assert.equal(30, #state.questions)
      assert.equal(2, state.questions[1].headline)
      assert.matches("overdue: Is it measured? (MLPerf, by 2025-06-01)", table.concat(state.warnings, "\n"), 1, true)
      assert.equal(30, select(2, tostring(state):gsub("overdue: Is it measured", "")))
      assert.equal(61, book:verify())
    end)

    it("is stored with its questions, or not at all", function()
      local h, book = with_hypothesis()
      assert.has_error(function()
        h:headline { headline = "x", channel = "none", direction = 0, date = "2025-03-18", url = "https://x",
          questions = { { text = "where is missing" } } }
      end)
      assert.equal(1, #book:entries())
    end)

    it("asks what its reading asks, each with its place and its day", function()
      local h = with_hypothesis()
      local reading = sf.read("Microsoft to spend $80 billion on AI data centers in fiscal 2025",
        { date = "2025-03-20", url = "https://example.test/capex" })
      local entry, asked = assert(h:headline(reading))
      assert.equal("2025-03-20", entry.on)
      assert.is_true(#asked > 0)
      assert.equal(#reading.questions, #asked)
      for i, question in ipairs(asked) do
        assert.same({ reading.questions[i].id, reading.questions[i].by, reading.questions[i].where },
          { question.id, question.by, question.where })
      end
      local state = h:state { as_of = "2025-03-20" }
      assert.same({ "unverified", 0.5, #asked }, { state.status, state.probability, #state.questions })
    end)

    it("does not ask again what is asked already", function()
      local h = with_hypothesis()
      local function reading(id)
        return { headline = "x", channel = "none", direction = 0, date = "2025-03-18", url = "https://x",
          questions = { { text = "Does it grow?", where = "10-Q", id = id, against = "it falls" } } }
      end
      assert.equal(1, #select(2, h:headline(reading "grow:MSFT")))
      assert.equal(0, #select(2, h:headline(reading "grow:MSFT")))
      assert.equal(1, #select(2, h:headline(reading "grow:AMZN")))
      local asked = h:state({ as_of = "2025-06-30" }).questions
      assert.equal(2, #asked)
      assert.same({ "it falls", false }, { asked[1].against, asked[1].overdue }) -- without a day it is never overdue
      assert(h:evidence(samples.evidence { answers = "grow:MSFT" }))
      assert.equal("grow:AMZN", h:state({ as_of = "2025-06-30" }).questions[1].id)
      assert.equal("unknown", select(2, h:evidence(samples.evidence { answers = "grow:TSLA" })).code)
    end)
  end)

  describe("a question", function()
    it("is overdue past its day, until evidence answers it", function()
      local h = with_hypothesis()
      local question = assert(h:question { text = "Does capex grow?", where = "MSFT 10-Q", by = "2025-05-01",
        on = "2025-03-20" })
      assert.equal(0, #h:state({ as_of = "2025-03-19" }).questions)
      assert.is_false(h:state({ as_of = "2025-05-01" }).questions[1].overdue)
      assert.is_true(h:state({ as_of = "2025-05-02" }).questions[1].overdue)
      assert(h:evidence(samples.evidence { answers = question.number }))
      assert.equal(0, #h:state({ as_of = "2025-05-02" }).questions)
      assert.is_nil(table.concat(h:state({ as_of = "2025-05-02" }).warnings):find("overdue", 1, true))
    end)
  end)

  describe("two times", function()
    it("reproduce every past state", function()
      local now = "2025-05-01T09:00:00Z"
      local book = open { clock = function()
        return now
      end }
      local h = assert(book:hypothesis(samples.definition()))
      local wrong = assert(h:evidence(samples.evidence { likelihood_ratio = 8 }))
      local then_state = h:state { as_of = "2025-06-30" }
      now = "2025-05-03T12:00:00Z"
      local right = assert(h:evidence(samples.evidence { likelihood_ratio = 2, corrects = wrong.number }))
      assert.equal(wrong.number, right.corrects)
      now = "2025-05-09T12:00:00Z"
      assert(h:retract { corrects = right.number, on = "2025-05-08", note = "withdrawn by the filer" })
      local function probability(as_of, recorded_by)
        return h:state({ as_of = as_of, recorded_by = recorded_by }).probability
      end
      assert.equal(then_state.probability, probability("2025-06-30", "2025-05-01"))
      assert.equal(then_state.probability, probability("2025-06-30", "2025-05-03T11:59:59Z"))
      assert.is_true(probability("2025-06-30", "2025-05-03T12:00:00Z") < then_state.probability)
      assert.is_true(probability("2025-06-30", "2025-05-08") > 0.5)
      assert.equal(0.5, probability("2025-06-30", "2025-05-09"))
      assert.equal(0.5, probability "2025-06-30")
      assert.is_true(probability "2025-05-07" > 0.5) -- the withdrawal was not known yet
      assert.equal(8, book:entry(wrong.number).likelihood_ratio)
      assert.equal("unknown", select(2, h:state { as_of = "2025-06-30", recorded_by = "2025-04-30" }).code)
      assert.equal("unknown", select(2, h:state { as_of = "2025-03-17" }).code)
      assert.equal(2, #book:entries { recorded_by = "2025-05-02" })
      -- what is new between two days: the correction was recorded on the 3rd, the withdrawal of the 8th on the 9th
      local function numbers(from, to)
        local found = {}
        for i, entry in ipairs(book:entries { from = from, to = to }) do
          found[i] = entry.number
        end
        return found
      end
      assert.same({ 3 }, numbers("2025-05-01", "2025-05-03"))
      assert.same({}, numbers("2025-05-03", "2025-05-08"))
      assert.same({ 4 }, numbers("2025-05-08", "2025-05-09"))
      assert.same({ 1, 2, 3, 4 }, numbers(nil, "2025-05-09"))
      assert.same({ 3, 4 }, numbers "2025-05-02")
      assert.matches("entries go forward", support.message_of(function()
        numbers("2025-05-09", "2025-05-01")
      end), 1, true)
    end)

    it("do not go back: a replaying clock behind the last entry is refused", function()
      local now = "2025-05-01T09:00:00Z"
      local book = open { clock = function()
        return now
      end }
      local h = assert(book:hypothesis(samples.definition()))
      now = "2025-04-30T09:00:00Z"
      assert.equal("clock", select(2, h:evidence(samples.evidence())).code)
      now = "yesterday"
      assert.matches("clock gives a time as", support.message_of(function()
        h:evidence(samples.evidence())
      end), 1, true)
      assert.equal(1, #book:entries())
    end)

    it("are asked for: as_of is never today", function()
      local h = with_hypothesis()
      assert.matches("state needs as_of", support.message_of(function()
        h:state {}
      end), 1, true)
      assert.has_error(function()
        h:state { as_of = "2025-06-30", recorded_by = "2025-06-30T10:00" }
      end)
    end)
  end)

  describe("resolving", function()
    it("ends a hypothesis, which else expires", function()
      local h = with_hypothesis()
      samples.verify(h)
      assert.equal("expired", h:state({ as_of = "2028-01-01" }).status)
      assert(h:resolve { outcome = true, on = "2027-11-30", source = { title = "review", url = "https://r" } })
      local state = h:state { as_of = "2028-01-01" }
      assert.is_true(state.resolved.outcome)
      assert.is_true(state.status ~= "expired")
      assert.is_nil(h:state({ as_of = "2027-11-29" }).resolved)
      local again, err = h:resolve { outcome = false, on = "2028-01-31", source = { title = "r", url = "https://r" } }
      assert.is_nil(again)
      assert.equal("exists", err.code)
      assert(h:resolve { outcome = false, on = "2028-01-31", source = { title = "r", url = "https://r" },
        corrects = 4 })
      assert.is_false(h:state({ as_of = "2028-02-01" }).resolved.outcome)
    end)

    it("makes the track record of who said it", function()
      local book = open()
      local function claim(id, prior, outcome, given)
        given = given or {}
        given.id, given.prior = id, prior
        local h = assert(book:hypothesis(samples.definition(given)))
        if outcome ~= nil then
          assert(h:resolve { outcome = outcome, on = "2026-01-31", source = samples.KEYNOTE })
        end
        return h
      end
      local first = claim("a", 0.7, true)
      claim("b", 0.3, true)
      claim("c", 0.5, false)
      claim("open", 0.9)
      claim("late", 0.9, nil, { horizon = "2025-12-31" })
      claim("vague", 0.9, true, { vague = true })
      claim("other", 0.9, false, { by = "Somebody else" })
      -- what is changed once the outcome is known is no forecast
      assert(book:hypothesis(samples.definition { id = "a", prior = 0.99, corrects = first.definition.number }))
      local record = book:guru("Jensen Huang"):record { as_of = "2026-03-31" }
      support.close((0.09 + 0.49 + 0.25) / 3, record:brier())
      assert.same({ 3, 1, 1, 1 }, { record.count, record.unresolved, record.overdue, record.vague })
      assert.equal("late", record.hypotheses.overdue[1].id)
      assert.equal(3, #record:calibration())
      assert.equal(0, book:guru("Jensen Huang"):record({ as_of = "2026-01-30" }).count)
      assert.equal(0, book:guru("nobody"):record().count)
    end)
  end)

  describe("a record", function()
    local now = "2024-01-01T09:00:00Z"
    local function clocked()
      return open { clock = function() return now end }
    end
    local function claim(book, given)
      given.on, given.horizon = given.on or "2024-01-01", given.horizon or "2025-06-30"
      return assert(book:hypothesis(samples.definition(given)))
    end
    local function resolve(h, given)
      given.source, given.on = samples.KEYNOTE, given.on or "2025-06-30"
      return h:resolve(given)
    end

    it("scores the prior that was recorded before the outcome was known", function()
      now = "2024-01-01T09:00:00Z"
      local book = clocked()
      local h = claim(book, { prior = 0.2 })
      now = "2025-06-30T08:00:00Z" -- on the day itself
      claim(book, { prior = 0.9, corrects = 1 })
      now = "2025-07-10T09:00:00Z"
      claim(book, { prior = 0.99, corrects = 2 })
      now = "2025-07-15T09:00:00Z"
      assert(resolve(h, { outcome = true }))
      local record = book:guru("Jensen Huang"):record()
      support.close(0.64, record:brier())
      support.close(0.64, record:time_weighted_brier())
      assert.same({ 1, 0 }, { record.count, record.late })
    end)

    it("weighs every forecast by the days for which it stood", function()
      now = "2025-01-01T09:00:00Z"
      local book = clocked()
      local h = claim(book, { prior = 0.5, on = "2025-01-01" })
      now = "2025-04-11T09:00:00Z" -- 100 days later
      claim(book, { prior = 0.7, on = "2025-01-01", corrects = 1 })
      now = "2025-06-01T09:00:00Z"
      assert(resolve(h, { outcome = true, on = "2025-05-21" })) -- 40 days later
      local record = book:guru("Jensen Huang"):record()
      support.close(0.09, record:brier())
      support.close((100 * 0.25 + 40 * 0.09) / 140, record:time_weighted_brier())
    end)

    it("takes a claim that was entered late at its first word, and says so", function()
      now = "2025-12-01T09:00:00Z"
      local book = clocked()
      local h = claim(book, { prior = 0.6 })
      claim(book, { prior = 0.99, corrects = 1 })
      assert(resolve(h, { outcome = true }))
      local record = book:guru("Jensen Huang"):record()
      support.close(0.16, record:brier())
      assert.equal(1, record.late)
      assert.matches("entered late +1 when the outcome was known", tostring(record))
    end)

    it("is of one person, however the name is typed", function()
      now = "2024-01-01T09:00:00Z"
      local book = clocked()
      for i, by in ipairs { "José Ann Nguyễn", "jose\u{301}  ann NGUYE\u{302}\u{303}N ", "JOSÉ\u{A0}ANN nguyễn" } do
        claim(book, { id = "h" .. i, by = by })
      end
      claim(book, { id = "other", by = "Jose Ann Nguyen" })
      for _, name in ipairs { "José Ann Nguyễn", " josé ann nguyễn" } do
        assert.equal(3, book:guru(name):record({ as_of = "2024-02-01" }).unresolved)
      end
      -- and speaks for itself under each of its names
      local h = claim(book, { id = "own", by = "Jose\u{301} Ann" })
      assert(h:evidence(samples.evidence { origin = "JOSÉ ANN", on = "2024-01-01" }))
      assert(h:evidence(samples.evidence { on = "2024-01-01", source = { title = "b", url = "https://b",
        speaker = "josé ann" } }))
      assert.equal(0, h:state({ as_of = "2024-02-01" }).origins)
    end)

    it("does not score what was annulled", function()
      now = "2024-01-01T09:00:00Z"
      local book = clocked()
      local h = claim(book, { prior = 0.2 })
      assert(resolve(claim(book, { id = "b", prior = 0.9 }), { outcome = true }))
      assert(resolve(h, { annulled = true, note = "the index was discontinued" }))
      local record = book:guru("Jensen Huang"):record { as_of = "2025-07-01" }
      assert.same({ 1, 1, 0 }, { record.count, record.annulled, record.unresolved })
      support.close(0.01, record:brier())
      assert.equal("tokens-per-watt", record.hypotheses.annulled[1].id)
      local state = h:state { as_of = "2025-07-01" }
      assert.is_nil(state.resolved.outcome)
      assert.is_true(state.resolved.annulled)
      assert.matches("annulled on 2025%-06%-30", (tostring(state):gsub("%s+", " ")))
      assert.matches("not scored: 1 annulled", (tostring(record):gsub("%s+", " ")), 1, true)
      for _, given in ipairs { {}, { outcome = true, annulled = true }, { annulled = false } } do
        assert.has_error(function() resolve(h, given) end)
      end
    end)

    it("has no outcome before its claim", function()
      now = "2024-01-01T09:00:00Z"
      local book = clocked()
      local h = claim(book, {})
      local resolved, err = resolve(h, { outcome = true, on = "2023-12-31" })
      assert.is_nil(resolved)
      assert.equal("refused", err.code)
      assert.matches("was claimed on 2024-01-01, and cannot have been decided before, on 2023-12-31", tostring(err), 1,
        true)
      assert(resolve(h, { outcome = true, on = "2024-01-01" }))
      local moved, moved_err = book:hypothesis(samples.definition { on = "2024-02-01", horizon = "2025-06-30",
        corrects = 1 })
      assert.is_nil(moved)
      assert.equal("refused", moved_err.code)
      assert.has_error(function() claim(book, { id = "b", on = "2024-01-01", horizon = "2023-12-31" }) end)
    end)
  end)
end
