-- Rival hypotheses and track records, through the boundary and as an analyst types them.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"
local close, message_of = support.close, support.message_of

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
