-- sf.changes: what parts two runs, a checklist's answers on two days, two vintages.
local sf = require "signalflow"
local support = require "tests.spec.support"
local u = sf.units

local close, message_of = support.close, support.message_of

-- y = a b: from 2 x 5 to 3 x 7. Alone a moves (3 - 2) x 5 = 5 and b 2 x (7 - 5) = 4; after the other, 7 and 6. So the
-- Shapley values are (5 + 7) / 2 = 6 and (4 + 6) / 2 = 5, together 21 - 10 = 11.
local function product(a, b, more)
  local drivers = { a = a, b = b }
  for name, value in pairs(more or {}) do
    drivers[name] = value
  end
  return support.model(drivers, function(d)
    return { y = d.a * d.b }
  end):run { draws = 256 }
end

describe("the changes of two runs", function()
  it("are each driver alone, and the parts that add up where they interact", function()
    local found = sf.changes(product(2, 5), product(3, 7))
    assert.equal("y", found.output)
    close(10, found.before)
    close(21, found.after)
    close(11, found.whole)
    assert.equal(2, #found)
    assert.same({ "a", 2, 3 }, { found[1].name, found[1].from, found[1].to })
    close(5, found[1].alone)
    close(6, found[1].part)
    close(4, found[2].alone)
    close(5, found[2].part)
    assert.matches("a +2 +3 +5 +6\n", tostring(found))
    assert.matches("whole +11\n", tostring(found))
    assert.matches("together 9", tostring(found), 1, true)
  end)

  it("say which share of the draws has no value, where their means stand", function()
    local half = sf.changes(product(1 / sf.bernoulli(0.5), 5), product(1, 5))
    assert.matches("mean 5 (50 % of draws undefined) before and 5 after", tostring(half), 1, true)
    close(0.5, half.undefined_before)
    assert.equal(0, half.undefined_after)
  end)

  it("leave out what is the same, an uncertain driver and one that is only cited otherwise too", function()
    local function run(power)
      return support.model({ power = power, price = sf.between(1, 3) * u.USD, pue = sf.triangular(1, 1.2, 1.3) },
        function(d)
          return { worth = d.power * d.price / d.pue }
        end):run { draws = 256 }
    end
    assert.equal(0, #sf.changes(run(5), run(5)))
    assert.matches("no input differs", tostring(sf.changes(run(5), run(5))), 1, true)
    assert.equal(0, #sf.changes(run(5), run(sf.cite(5, "power", "a letter"))))
    local found = sf.changes(run(5), run(10))
    assert.equal(1, #found)
    close(found.before:value(), found[1].part) -- twice the power, twice the worth
    close(found.after:value() - found.before:value(), found.whole)
  end)

  it("take the whole difference of many drivers, those that move least together", function()
    local function run(step)
      local drivers = {}
      for i = 1, 12 do
        drivers[("d%02d"):format(i)] = 1 + step * i
      end
      return support.model(drivers, function(d)
        local sum = d.d01 * d.d02
        for i = 3, 12 do
          sum = sum + d[("d%02d"):format(i)]
        end
        return { sum = sum }
      end):run { draws = 64 }
    end
    local found = sf.changes(run(0), run(1))
    assert.equal(8, #found)
    local total = 0
    for _, one in ipairs(found) do
      total = total + one.part
    end
    -- 2 x 3 + the sum of 4 to 13 (85), less 1 + 10
    close(80, found.whole)
    close(80, total)
    local rest
    for _, one in ipairs(found) do
      rest = one.name == "the others" and one or rest
    end
    -- alone, the first seven of 12, 11 ... 6 move most; the others are 1 to 5, two of which multiply:
    -- 2 x 3 - 1 + 3 + 4 + 5
    close(17, rest.part)
    assert.same({ "d01", "d02", "d03", "d04", "d05" }, (function()
      table.sort(rest.of)
      return rest.of
    end)())
  end)

  it("name the formula where it is another, and drivers that only one run has", function()
    local before = product(2, 5)
    local after = support.model({ a = 2, b = 5, c = 3 }, function(d)
      return { y = d.a * d.b * d.c }
    end):run { draws = 64 }
    local found = sf.changes(before, after)
    assert.equal(1, #found)
    assert.equal("the formula", found[1].name)
    close(20, found[1].part)
    assert.matches("the formula %(c%)", tostring(found))
  end)

  it("ask of the output that is named", function()
    local function run(a)
      return support.model({ a = a }, function(d)
        return { x = d.a, z = 2 * d.a }
      end):run { draws = 64 }
    end
    close(4, sf.changes(run(1), run(3), { output = "z" }).whole)
    assert.matches("unknown output 'zz'", message_of(function()
      return sf.changes(run(1), run(3), { output = "zz" })
    end), 1, true)
    local lacking, err = sf.changes(run(1), support.model({ a = 0 }, function(d)
      return { x = 1 / d.a, z = d.a }
    end):run { draws = 64 })
    assert.is_nil(lacking)
    assert.equal("undefined", err.code)
  end)

  it("refuse what is no pair, in words", function()
    local run = product(1, 1)
    assert.matches("takes two runs, a checklist's answers on two days, or two vintages of a series, not a"
      .. " signalflow.run and nil", message_of(function() sf.changes(run) end), 1, true)
    local study = support.model({ a = 1 }, function(d)
      return { y = d.a }
    end):study { draws = 64, scenarios = { base = {}, more = { a = 2 } } }
    close(1, sf.changes(study.base, study.more).whole)
    assert.matches("the difference of two scenarios", message_of(function()
      sf.changes(run, study:compare("base", "more"))
    end), 1, true)
    assert.matches("of one dimension in the first run and of another", message_of(function()
      sf.changes(run, product(1 * u.USD, 1))
    end), 1, true)
  end)
end)

-- Two quarters; limits at 100 and 150 days, and 130 days until a figure is stale.
local function answers_of(value, day, limits)
  local given = { id = "days", axis = "warning", question = "?", unit = "day", value = function(data) return data.x end,
    pass = sf.below(100 * u.day), fail = sf.above(150 * u.day), stale_after = "130d", source = "10-Q" }
  for name, limit in pairs(limits or {}) do
    given[name] = limit
  end
  return sf.checklist { name = "one", sf.check(given) }:evaluate({ x = sf.series("x",
    { { "2025-03-31", "2025-05-01", value } }) }, { as_of = day or "2025-06-01" })
end

local function days(count)
  return count * u.day
end

describe("the changes of a checklist's answers", function()
  it("are flips, with their turn, before moves", function()
    local function turn(a, b)
      local one = sf.changes(answers_of(days(a)), answers_of(days(b)))[1]
      return one.kind, one.turn, one.from, one.to
    end
    assert.same({ "flip", "worse", "pass", "warn" }, { turn(80, 120) })
    assert.same({ "flip", "worse", "warn", "fail" }, { turn(120, 160) })
    assert.same({ "flip", "better", "fail", "pass" }, { turn(160, 80) })
    assert.same({ "move", nil, "pass", "pass" }, { (function()
      local kind, way, from, to = turn(70, 80)
      return kind, way, from, to
    end)() })
    assert.equal(0, #sf.changes(answers_of(days(80)), answers_of(days(80))))
    local lost = sf.changes(answers_of(days(80)), answers_of(days(80), "2025-10-01"))[1]
    assert.same({ "flip", "unknown", "pass", "unknown" }, { lost.kind, lost.turn, lost.from, lost.to })
    local aged = sf.changes(answers_of(days(80)), answers_of(days(80), "2025-08-20", { warn_after = "100d" }))[1]
    assert.same({ "flip", "unknown", "warn" }, { aged.kind, aged.turn, aged.to })
    local found = sf.changes(answers_of(days(80), "2025-10-01"), answers_of(days(120)))[1]
    assert.same({ "flip", "worse" }, { found.kind, found.turn })
    assert.equal("better", sf.changes(answers_of(days(80), "2025-10-01"), answers_of(days(80)))[1].turn)
  end)

  it("say what came within a tenth of a limit, once", function()
    local near = sf.changes(answers_of(days(70)), answers_of(days(91)))
    assert.equal("move", near[1].kind)
    assert.matches("9 day from its limit of 100 day", tostring(near), 1, true)
    assert.is_nil(sf.changes(answers_of(days(70)), answers_of(days(89)))[1].near)
    local stays = sf.changes(answers_of(days(91)), answers_of(days(92)))
    assert.is_nil(stays[1].near)
    assert.same({ "days" }, stays.stay_near)
    -- of a limit of 0, a tenth of the span between the limits: 0 to 0.2
    local limits = { unit = "%", pass = sf.above(0.2), fail = sf.below(0.0) }
    assert.is_table(sf.changes(answers_of(0.1, nil, limits), answers_of(0.01, nil, limits))[1].near)
    assert.is_nil(sf.changes(answers_of(0.1, nil, limits), answers_of(0.03, nil, limits))[1].near)
  end)

  it("say what is within a tenth of going stale", function()
    -- known on 2025-05-01: 116 days old on 2025-08-25, 117 a day later, which is nine tenths of 130
    local function nearing(day)
      local found = sf.changes(answers_of(days(50), "2025-06-01"), answers_of(days(50), day))
      return found[1] and tostring(found) or ""
    end
    assert.equal("", nearing "2025-08-25")
    assert.matches("117 days old, unknown after 130 days", nearing "2025-08-26", 1, true)
  end)

  it("have fields for the day, the unit and the filing", function()
    local files = assert(sf.folder "lua/scenarios/data")
    local answers = sf.checklists.investor:evaluate(files, { as_of = "2025-09-12" })
    local inventory = answers["inventory-days"]
    assert.equal("day", inventory.unit)
    assert.equal("2025-08-27", inventory.known_on)
    assert.equal("10-Q 0001045810-25-000209, known 2025-08-27", inventory:cited())
    assert.matches("^FRED DFII10, known 2025%-", answers["real-yield"]:cited())
  end)
end)

describe("the changes of two vintages", function()
  local rows = { { "2024-12-31", "2025-02-01", 100 }, { "2025-03-31", "2025-05-01", 110 },
    { "2024-12-31", "2025-05-02", 96 }, { "2025-06-30", "2025-08-01", 120 } }
  local whole = sf.series("revenue", rows)

  it("are what was restated, then and now, before what is new", function()
    local found = sf.changes(whole:known_on "2025-05-01", whole:known_on "2025-08-01")
    assert.equal(2, #found)
    assert.same({ "restated", "2024-12-31", 100, 96 }, { found[1].kind, found[1].period_end, found[1].before.value,
      found[1].after.value })
    close(-0.04, found[1].change)
    assert.equal("2025-02-01", found[1].before.known_on)
    assert.equal("2025-05-02", found[1].after.known_on)
    assert.same({ "new", "2025-06-30" }, { found[2].kind, found[2].period_end })
    assert.matches("restated +2024%-12%-31 +100 +96 +%-4 %%", tostring(found))
  end)

  it("are what is gone, the other way round, and nothing of a vintage and itself", function()
    assert.equal("gone", sf.changes(whole, whole:known_on "2025-05-02")[1].kind)
    assert.matches("no value differs", tostring(sf.changes(whole, whole)), 1, true)
  end)

  it("refuse two dimensions", function()
    assert.matches("the first series is a plain number, the second money", message_of(function()
      sf.changes(whole, sf.series("x", { { "2025-03-31", "2025-05-01", 1 * u.USD } }))
    end), 1, true)
  end)
end)
