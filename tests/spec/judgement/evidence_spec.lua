-- Evidence, rival hypotheses and track records, through the boundary and as an analyst types them.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"
local close, message_of = support.close, support.message_of

local TODAY = { as_of = "2025-06-30" }

local function item(ratio, origin, more)
  local made = { log_ratio = math.log(ratio), day = "2025-06-30", origin = origin }
  for name, value in pairs(more or {}) do
    made[name] = value
  end
  return made
end

-- Numbers to the last bit, in the order of their names.
local function bits(result)
  local parts, names = {}, {}
  for name in pairs(result) do
    names[#names + 1] = name
  end
  table.sort(names)
  for _, name in ipairs(names) do
    local value = result[name]
    if name ~= "contributions" then
      parts[#parts + 1] = name .. "=" .. (type(value) == "number" and ("%a"):format(value)
        or type(value) == "table" and table.concat(value, ",") or tostring(value))
    end
  end
  return table.concat(parts, "\n")
end

describe("core.weigh", function()
  it("multiplies odds", function()
    local result = core.weigh(0.5, { item(3, "a", { hard = true }), item(2, "b"),
      item(0.5, "c", { disconfirming = true }) }, TODAY)
    close(0.75, result.probability, 1e-15)
    assert.equal("supported", result.status)
    assert.same({}, result.missing)
    assert.same({ 3, 3, 1, 1 }, { result.origins, result.stories, result.hard, result.disconfirming })
    close(2 / 3, result.one_sided)
    close(math.log(6), result.supporting)
    close(math.log(2), result.opposing)
    close(-math.log(2), result.contributions[3])
    assert.is_false(result.lopsided)
    close(0.7142857142857143, core.weigh(0.2, { item(10, "a") }, TODAY).probability, 1e-15)
  end)

  it("counts four reports of one event as 1.6", function()
    local reports = {}
    for i = 1, 4 do
      reports[i] = item(2, "one event")
    end
    close(0.7519492530313434, core.weigh(0.5, reports, TODAY).probability, 1e-15)
    close(0.9411764705882353, core.weigh(0.5, reports, { as_of = "2025-06-30", correlation = 0 }).probability, 1e-15)
  end)

  it("fades by half-life, and caps", function()
    local old = { item(4, "a", { day = "2025-04-01", half_life = 90 }) }
    close(2 / 3, core.weigh(0.5, old, TODAY).probability, 1e-15)
    old[1].day = core.day "2025-04-01" -- a day number will do
    close(2 / 3, core.weigh(0.5, old, TODAY).probability, 1e-15)
    close(10 / 11, core.weigh(0.5, { item(1000, "a") }, TODAY).probability, 1e-15)
    close(3 / 4, core.weigh(0.5, { item(1000, "a") },
      { as_of = "2025-06-30", item_cap = math.log(3) }).probability, 1e-15)
    close(2 / 3, core.weigh(0.5, { item(3, "a"), item(3, "a") },
      { as_of = "2025-06-30", origin_cap = math.log(2) }).probability, 1e-15)
  end)

  it("takes forty copies of one event, whoever printed them, for one", function()
    local copies = {}
    for i = 1, 40 do
      copies[i] = item(3, "paper " .. i, { story = "Nvidia says  " .. (i % 2 == 0 and "x" or "X"), half_life = 30,
        day = core.day "2025-05-01" + i })
    end
    local all, one = core.weigh(0.5, copies, TODAY), core.weigh(0.5, { copies[1] }, TODAY)
    close(one.log_odds, all.log_odds, 1e-14)
    assert.equal(1, all.origins)
    assert.equal(1, all.stories)
    assert.equal("origin", all.missing[1])
  end)

  it("gives the same bits in any order", function()
    math.randomseed(11)
    for _ = 1, 40 do
      local items, moved = {}, {}
      for i = 1, math.random(200) do
        items[i] = item(math.exp(math.random() * 4 - 1.7), "origin " .. math.random(30), {
          story = math.random(3) > 1 and "story " .. math.random(50) or nil, half_life = math.random(200),
          day = core.day "2025-06-30" - math.random(400), hard = math.random(4) == 1,
          disconfirming = math.random(9) == 1, own = math.random(9) == 1 })
      end
      local first = core.weigh(0.3, items, TODAY)
      for i, one in ipairs(items) do
        moved[one] = first.contributions[i]
      end
      for i = #items, 2, -1 do
        local j = math.random(i)
        items[i], items[j] = items[j], items[i]
      end
      local again = core.weigh(0.3, items, TODAY)
      assert.equal(bits(first), bits(again))
      for i, one in ipairs(items) do
        assert.equal(moved[one], again.contributions[i])
      end
    end
  end)

  it("is moved by no repetition of the speaker's own, by nothing equal over all rivals, by nothing still to come",
    function()
      local items = { item(3, "a", { hard = true }), item(2, "b") }
      local before = core.weigh(0.4, items, TODAY)
      for i = 1, 40 do
        items[#items + 1] = item(9, "stage " .. i, { own = true, hard = true, disconfirming = true })
        items[#items + 1] = item(9, "flat " .. i, { flat = true, hard = true, disconfirming = true })
        items[#items + 1] = item(9, "later " .. i, { day = "2025-07-01", hard = true, disconfirming = true })
        items[#items + 1] = item(1, "even " .. i, { hard = true, disconfirming = true })
      end
      assert.equal(bits(before), bits(core.weigh(0.4, items, TODAY)))
    end)

  it("names what is missing, and holds the probability meanwhile", function()
    local none = core.weigh(0.5, {}, TODAY)
    assert.same({ "origin", "hard", "disconfirming" }, none.missing)
    assert.equal("unverified", none.status)
    assert.is_nil(none.one_sided)
    assert.equal("no_evidence", none.warnings[1])
    local strong = {}
    for i = 1, 9 do
      strong[i] = item(10, "origin " .. i, { hard = true })
    end
    local held = core.weigh(0.5, strong, TODAY)
    assert.equal(0.98, held.probability)
    assert.equal("unverified", held.status)
    assert.is_true(held.lopsided)
    strong[1].disconfirming = true
    local free = core.weigh(0.5, strong, TODAY)
    assert.is_true(free.probability > 0.999999)
    assert.equal("supported", free.status)
    assert.is_false(free.lopsided)
  end)

  it("expires after the horizon", function()
    assert.equal("unverified", core.weigh(0.5, {}, { as_of = "2025-06-30", horizon = "2025-06-30" }).status)
    assert.equal("expired", core.weigh(0.5, {}, { as_of = "2025-06-30", horizon = "2025-06-29" }).status)
  end)

  it("names what is wrong with an item", function()
    local function wrong(broken, settings)
      return message_of(function() core.weigh(0.5, { item(2, "a"), broken }, settings or TODAY) end)
    end
    assert.matches("items[2]: expected a table of named fields, got 7", wrong(7), 1, true)
    assert.matches("items[2].origin is missing", wrong { log_ratio = 1, day = "2025-01-01" }, 1, true)
    assert.matches("items[2].log_ratio: expected a finite number, got inf", wrong(item(math.huge, "a")), 1, true)
    assert.matches("items[2].day: ", wrong(item(2, "a", { day = "soon" })), 1, true)
    assert.matches("items[2].hard: expected true or false, got 1", wrong(item(2, "a", { hard = 1 })), 1, true)
    assert.matches("items[2].story: the text is empty", wrong(item(2, "a", { story = " " })), 1, true)
    assert.matches("did you mean 'half_life'", wrong(item(2, "a", { halflife = 1 })), 1, true)
    assert.matches("item 2: half_life", wrong(item(2, "a", { half_life = -1 })), 1, true)
    assert.matches("as_of", wrong(item(2, "a"), {}), 1, true)
    assert.matches("did you mean 'as_of'", wrong(item(2, "a"), { asof = "2025-06-30" }), 1, true)
    assert.matches("correlation", wrong(item(2, "a"), { as_of = "2025-06-30", correlation = 2 }), 1, true)
    assert.matches("prior", message_of(function() core.weigh(1, {}, TODAY) end), 1, true)
    for _, value in ipairs { 0 / 0, "x", {}, print, true } do
      assert.has_error(function() core.weigh(value, {}, TODAY) end)
      assert.has_error(function() core.weigh(0.5, value == "x" and "x" or { value }, TODAY) end)
      assert.has_error(function() core.weigh(0.5, {}, value) end)
    end
  end)
end)

describe("sf.rivals", function()
  local three = { hypotheses = { "a", "b", "c" },
    evidence = { E1 = { "C", "II", "I" }, E2 = { "C", "C", "C" }, E3 = { "I", "CC", "N" } } }

  it("counts what speaks against, and what tells hypotheses apart", function()
    local r = sf.rivals(three)
    assert.same({ 1, 2, 1 }, { r.inconsistency.a, r.inconsistency.b, r.inconsistency.c })
    assert.same({ 3, 0, 3 }, { r.diagnosticity.E1, r.diagnosticity.E2, r.diagnosticity.E3 })
    assert.same({ { hypothesis = "a", rank = 1, inconsistency = 1, tied = true, place = 1 },
      { hypothesis = "c", rank = 1, inconsistency = 1, tied = true, place = 3 },
      { hypothesis = "b", rank = 3, inconsistency = 2, tied = false, place = 2 } }, r.ranking)
  end)

  it("is not moved by what is equal over all", function()
    local r = sf.rivals { hypotheses = { "a", "b" }, evidence = { E1 = { "C", "I" }, E2 = { "II", "II" } } }
    assert.same({ 0, 1 }, { r.inconsistency[1], r.inconsistency[2] })
    assert.matches("equal over all", tostring(r), 1, true)
  end)

  it("weighs evidence", function()
    local r = sf.rivals { hypotheses = { "a", "b" }, evidence = { E1 = { "C", "I" }, E2 = { "I", "?" } },
      weights = { E1 = 3 } }
    assert.equal(3, r.inconsistency.b)
    assert.equal("a", r.ranking[1].hypothesis)
  end)

  it("prints the least inconsistent first and what tells most on top", function()
    local page = tostring(sf.rivals { hypotheses = { "slow", "fast" },
      evidence = { E10 = { "I", "N" }, E2 = { "II", "C" }, E9 = { "I", "N" } } })
    assert.matches("^%s+fast%s+slow", page)
    assert.is_true(page:find "E2" < page:find "E9" and page:find "E9" < page:find "E10")
    assert.matches("rank%s+1%s+2", page)
    local many = { hypotheses = {}, evidence = {} }
    for i = 1, 40 do
      many.hypotheses[i] = ("hypothesis number %d, at some length"):format(i)
    end
    for i = 1, 60 do
      local row = {}
      for j = 1, 40 do
        row[j] = (i + j) % 3 == 0 and "I" or "CC"
      end
      many.evidence[("evidence %d, described at length"):format(i)] = row
    end
    local shown = tostring(sf.rivals(many))
    for line in (shown .. "\n"):gmatch "(.-)\n" do
      assert.is_true(utf8.len(line) <= 120, line)
    end
    shown = shown:gsub("%s+", " ")
    for i = 1, 40 do
      assert.matches(("hypothesis number %d, at some length"):format(i), shown, 1, true)
    end
    for i = 1, 60 do
      assert.matches(("evidence %d,"):format(i), shown, 1, true)
    end
    assert.is_nil(shown:find "…")
  end)

  it("names what is wrong", function()
    assert.matches("needs hypotheses", message_of(function() sf.rivals {} end))
    assert.matches("needs evidence", message_of(function() sf.rivals { hypotheses = { "a" } } end))
    assert.matches("'E1' needs 2 cells", message_of(function()
      sf.rivals { hypotheses = { "a", "b" }, evidence = { E1 = { "C" } } }
    end))
    assert.matches("unknown cell of evidence 'E1' 'D'", message_of(function()
      sf.rivals { hypotheses = { "a" }, evidence = { E1 = { "D" } } }
    end))
    assert.matches("did you mean 'E1'", message_of(function()
      sf.rivals { hypotheses = { "a" }, evidence = { E1 = { "C" } }, weights = { E = 1 } }
    end))
    assert.matches("two hypotheses are called 'a'", message_of(function()
      sf.rivals { hypotheses = { "a", "a" }, evidence = {} }
    end))
  end)
end)

describe("sf.track_record", function()
  local eight = { name = "a source", { p = 0.1, outcome = false }, { p = 0.1, outcome = false },
    { p = 0.4, outcome = true }, { p = 0.4, outcome = false }, { p = 0.4, outcome = false },
    { p = 0.8, outcome = true }, { p = 0.8, outcome = false }, { p = 0.9, outcome = true } }

  it("decomposes the Brier score", function()
    local record = sf.track_record(eight)
    local parts = record:murphy()
    close(0.17375, record:brier())
    close(0.027916666666666673, parts.reliability)
    close(0.08854166666666666, parts.resolution)
    close(0.234375, parts.uncertainty)
    close(0.5108256237659906, record:log_score())
    close(0.2586666666666666, record:skill())
    close(0.375, record:base_rate())
    assert.same({ 8, 6, 2 }, { record.count, record.hits, record.misses })
    local lists = sf.track_record { probabilities = { 0.1, 0.1, 0.4, 0.4, 0.4, 0.8, 0.8, 0.9 },
      outcomes = { false, false, true, false, false, true, false, true } }
    assert.equal(record:brier(), lists:brier())
  end)

  it("earns a likelihood ratio by skill, and exactly 1 without", function()
    local record = sf.track_record(eight)
    close(8 / 18 * 0.2586666666666666, record:weight())
    close((0.8 / 0.2 / (0.375 / 0.625)) ^ record:weight(), record:earned(0.8))
    assert.is_true(record:earned(0.1) < 1)
    local permabull = {}
    for i = 1, 60 do
      permabull[i] = { p = 0.9, outcome = i % 3 ~= 0 }
    end
    assert.equal(1, sf.track_record(permabull):earned(0.9))
    assert.equal(0, sf.track_record(permabull):murphy().resolution)
    assert.equal(1, sf.track_record({}):earned(0.99))
  end)

  it("shows and never scores what is open", function()
    local record = sf.track_record { { p = 0.9, outcome = true }, { p = 0.9 }, unresolved = 2, overdue = 3, vague = 4 }
    assert.same({ 1, 3, 3, 4 }, { record.count, record.unresolved, record.overdue, record.vague })
    close(0.01, record:brier())
    assert.matches("not scored: 3 unresolved, 3 overdue, 4 vague", tostring(record), 1, true)
    assert.is_nil(sf.track_record({ vague = 1 }):brier())
    assert.is_nil(sf.track_record({ vague = 1 }):hit_rate())
    assert.matches("moves nothing", tostring(sf.track_record { vague = 1 }), 1, true)
  end)

  it("prints calibration with the interval of the hit rate", function()
    local page = tostring(sf.track_record(eight))
    assert.matches("hits%s+6 of 8: 70.0 %% +%[45%.%d … 90%.%d%]", page)
    assert.matches("40 %%%s+33%.3 %% %[9%.8 … 75%.1%]%s+3", page) -- Beta(2, 3)
    assert.equal(4, #sf.track_record(eight):calibration())
    for line in (page .. "\n"):gmatch "(.-)\n" do
      assert.is_true(utf8.len(line) <= 120)
    end
    assert.is_nil(support.trade_words(page)[1])
  end)

  it("says when one was certain and wrong", function()
    local record = sf.track_record { { p = 1, outcome = false }, { p = 0.5, outcome = true } }
    assert.equal(math.huge, record:log_score())
    assert.matches("infinite: 1 certain and wrong", tostring(record), 1, true)
  end)

  it("names what is wrong", function()
    assert.matches("forecast 2 needs p", message_of(function()
      sf.track_record { { p = 0, outcome = true }, { p = 1.5, outcome = true } }
    end))
    assert.matches("did you mean 'outcome'", message_of(function() sf.track_record { { p = 0.5, outcom = true } } end))
    assert.matches("must be a boolean", message_of(function() sf.track_record { { p = 0.5, outcome = 1 } } end))
    assert.matches("did you mean 'overdue'", message_of(function() sf.track_record { overdu = 1 } end))
    assert.matches("without gaps", message_of(function() sf.track_record { [3] = { p = 0.5 } } end))
    assert.matches("how many", message_of(function() sf.track_record { vague = -1 } end))
    for _, value in ipairs { 1, "x", true, print } do
      assert.has_error(function() sf.track_record(value) end)
      assert.has_error(function() sf.track_record { value } end)
    end
  end)
end)

describe("a hit rate", function()
  it("comes with Beta's interval", function()
    close(0.43562581171076964, core.hit_rate(7, 3).low)
    close(0.8649245270803587, core.hit_rate(7, 3).high)
    close(2 / 3, core.hit_rate(7, 3).mean)
    assert.has_error(function() core.hit_rate(-1, 2) end)
  end)
end)
