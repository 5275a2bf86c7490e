-- sf.moat: moat and dependence side by side, never averaged, never a score.
local core = require "signalflow.core"
local moat = require "signalflow.judgement.moat"
local sf = require "signalflow"
local support = require "tests.spec.support"

local AS_OF = "2025-09-01"
-- Nvidia's gross profit over revenue, 10-Q and 10-K as filed (companyfacts CIK0001045810).
local GROSS_MARGIN = {
  { "2022-05-01", "2022-05-27", 0.655 }, { "2023-04-30", "2023-05-26", 0.646 },
  { "2023-07-30", "2023-08-28", 0.701 }, { "2024-07-28", "2024-08-28", 0.751 },
  { "2025-07-27", "2025-08-27", 0.724 },
}
local TRENDS = { up = 0.10, flat = 0, down = -0.10 }

local function margin()
  return sf.series("gross margin", GROSS_MARGIN, "10-Q")
end

-- A series that moves as told over the year to the middle of 2025.
local function moving(trend)
  return sf.series("made up", { { "2024-06-30", "2024-08-01", 0.5 },
    { "2025-06-30", "2025-08-01", 0.5 + TRENDS[trend] } }, "made up")
end

local function both(moat_trend, other_trend)
  return sf.moat { as_of = AS_OF, attach_rate = moving(moat_trend), premium = moving(moat_trend),
    multivendor_share = moving(other_trend), custom_chips = moving(other_trend) }
end

describe("sf.moat", function()
  it("has nine states", function()
    local states = {
      up = { up = "broadening", flat = "strengthening", down = "dependence" },
      flat = { up = "diversifying", flat = "steady", down = "concentrating" },
      down = { up = "commoditising", flat = "eroding", down = "exposed" },
    }
    local words = { moat = { up = "widening", flat = "flat", down = "narrowing" },
      diversification = { up = "improving", flat = "flat", down = "worsening" } }
    for of_moat, row in pairs(states) do
      for other, state in pairs(row) do
        local m = both(of_moat, other)
        assert.same({ state, words.moat[of_moat], words.diversification[other] },
          { m.state, m.moat, m.diversification })
        assert.is_nil(m.why.moat)
      end
    end
  end)

  it("stays unknown while a side is, and shows the other", function()
    local m = sf.moat { as_of = AS_OF, attach_rate = moving "up", premium = moving "up" }
    assert.same({ "unknown", "widening", "unknown" }, { m.state, m.moat, m.diversification })
    assert.equal("0 known, 2 needed", m.why.diversification)
    assert.matches("moat: widening\n", tostring(m), 1, true)
    assert.matches("diversification: unknown, 0 known, 2 needed", tostring(m), 1, true)
    local other = sf.moat { as_of = AS_OF, multivendor_share = moving "down", custom_chips = moving "down" }
    assert.same({ "unknown", "unknown", "worsening" }, { other.state, other.moat, other.diversification })
    local none = sf.moat { as_of = AS_OF }
    assert.same({ "unknown", 8 }, { none.state, #none.missing })
    assert.matches("not given: co-design breadth, attach rate", tostring(none), 1, true)
  end)

  it("needs two known measures for a side", function()
    local m = sf.moat { as_of = AS_OF, gross_margin = margin(), multivendor_share = moving "up" }
    assert.same({ "unknown", "unknown" }, { m.moat, m.diversification })
    assert.equal("down", m.measures.gross_margin.trend)
    assert.equal("1 known, 2 needed", m.why.moat)
  end)

  it("is worse where the largest customer grows, and takes no share above 1", function()
    local m = sf.moat { as_of = AS_OF, largest_customer = moving "up", multivendor_share = moving "down" }
    assert.same({ "worsening", "worsening" }, { m.diversification, m.measures.largest_customer.says })
    -- NVIDIA's 10-Q of 2025-08-27: 23 %, 14 % a year earlier; the band is two points
    local filed = sf.series("largest", { { "2024-07-28", "2025-08-27", 0.14 }, { "2025-07-27", "2025-08-27", 0.23 } })
    assert.equal("up", sf.moat { as_of = AS_OF, largest_customer = filed }.measures.largest_customer.trend)
    local near = sf.series("largest", { { "2024-07-28", "2025-08-27", 0.14 }, { "2025-07-27", "2025-08-27", 0.16 } })
    assert.equal("flat", sf.moat { as_of = AS_OF, largest_customer = near }.measures.largest_customer.trend)
    assert.has_error(function() sf.moat { as_of = AS_OF, largest_customer = filed * 100 } end)
  end)

  it("says what a figure was worked out of", function()
    local function filed(name, earlier, later)
      return sf.series(name, { { "2024-07-28", "2025-08-27", earlier }, { "2025-07-27", "2025-08-27", later } })
    end
    local networking, compute = filed("networking", 3668, 7252), filed("compute", 22604, 33844)
    local measure = sf.moat { as_of = AS_OF, attach_rate = networking / compute }.measures.attach_rate
    assert.matches("^%(networking / compute%)", measure.source)
    assert.matches("^%(networking / compute%)", measure.earlier_source)
    support.close(7252 / 33844, measure.value)
    assert.equal("up", measure.trend)
  end)

  it("does not average measures that contradict each other", function()
    local m = sf.moat { as_of = AS_OF, attach_rate = moving "up", premium = moving "up", gross_margin = margin() }
    assert.equal("contested", m.moat)
    assert.equal("attach rate widening, gross margin narrowing, price premium widening", m.why.moat)
    assert.matches("moat: contested, attach rate widening, gross margin narrowing", tostring(m), 1, true)
    assert.equal("unknown", m.state) -- the other side is
    local sides = sf.moat { as_of = AS_OF, attach_rate = moving "up", gross_margin = margin(),
      largest_customer = moving "up", multivendor_share = moving "down" }
    assert.same({ "contested", "worsening", "contested" }, { sides.moat, sides.diversification, sides.state })
  end)

  it("compares what was known on the day with a year before", function()
    -- 72.4 % against 75.1 %: down; a year before 75.1 % against 70.1 %: up; 64.6 % against 65.5 %: within a point.
    local expected = { ["2025-08-27"] = "down", ["2025-08-26"] = "up", ["2024-08-28"] = "up", ["2023-05-26"] = "flat",
      ["2023-05-25"] = "unknown" }
    for day, trend in pairs(expected) do
      assert.equal(trend, sf.moat { as_of = day, gross_margin = margin() }.measures.gross_margin.trend, day)
    end
    local one = sf.moat { as_of = AS_OF, gross_margin = margin() }.measures.gross_margin
    assert.same({ 0.724, "2025-07-27", "2025-08-27", 0.751, "2024-07-28", "narrowing" }, { one.value, one.date,
      one.known_on, one.earlier, one.earlier_date, one.says })
  end)

  it("reads the margin from the filings of the shipped scenario", function()
    local nvda = assert(sf.edgar.open("lua/scenarios/data/CIK0001045810.json", "NVDA"))
    local series = nvda:has "gross_profit" and nvda:quarterly "gross_profit" / nvda:quarterly "revenue"
      or 1 - nvda:quarterly "cost_of_revenue" / nvda:quarterly "revenue"
    local one = sf.moat { as_of = AS_OF, gross_margin = series }.measures.gross_margin
    assert.same({ "2025-07-27", "2024-07-28", "down" }, { one.date, one.earlier_date, one.trend })
    assert.near(0.7242, one.value, 5e-5)
    assert.near(0.7515, one.earlier, 5e-5)
    assert.matches("10-Q", one.source, 1, true)
  end)

  it("says why a measure is not known", function()
    local function reason(rows, day)
      return sf.moat { as_of = day or AS_OF, premium = sf.series("premium", rows) }.measures.premium.reason
    end
    assert.equal("no figure known by then", reason { { "2025-08-31", "2025-09-02", 1.4 } })
    assert.equal("no figure of a year before", reason { { "2025-06-30", "2025-08-01", 1.4 } })
    assert.equal("stale: known since 2024-07-27", reason { { "2023-06-30", "2023-07-27", 1.4 },
      { "2024-06-30", "2024-07-27", 1.4 } })
    assert.is_nil(reason({ { "2023-06-30", "2023-07-27", 1.4 }, { "2024-06-30", "2024-07-28", 1.4 } }))
    assert.equal("not given", sf.moat { as_of = AS_OF }.measures.premium.reason)
  end)

  it("takes a series with a unit by its change as a fraction", function()
    local u = sf.units
    local function chips(later)
      local counted = sf.series("premium", { { "2024-06-30", "2024-08-01", 100 },
        { "2025-06-30", "2025-08-01", later } })
      return sf.moat { as_of = AS_OF, premium = counted * (1 * u.USD) }.measures.premium
    end
    assert.same({ "flat", "up", "down" }, { chips(105).trend, chips(105.1).trend, chips(94).trend })
    assert.matches("100 USD", chips(105).earlier_shown, 1, true)
  end)

  it("takes a share named other for no customer", function()
    local rest = sf.concentration { a = 0.23, b = 0.16, undisclosed = 0.61, each_below = 0.10 }
    for _, name in ipairs { "other", "Other", "others", "all other customers", "all_other" } do
      local named = sf.concentration { a = 0.23, b = 0.16, [name] = 0.61, each_below = 0.10 }
      assert.same({ rest.hhi.low, rest.hhi.high, rest.top2.low, rest.top1.high },
        { named.hhi.low, named.hhi.high, named.top2.low, named.top1.high })
    end
  end)

  it("turns concentration round, and decides within its bounds", function()
    -- Nvidia's direct customers, 10-Q to 2025-07-27: 23 % and 16 %, no other of 10 %: 785 to 1,386 points.
    local later = sf.concentration { a = 0.23, b = 0.16, each_below = 0.10, kind = "direct" }
    local even = sf.concentration { a = 0.05, b = 0.05, c = 0.05, d = 0.05, each_below = 0.05, kind = "direct" }
    local m = sf.moat { as_of = AS_OF, concentration = { even, later }, custom_chips = moving "down" }
    assert.same({ "up", "worsening", "worsening" }, { m.measures.concentration.trend, m.measures.concentration.says,
      m.diversification })
    assert.equal("785 to 1386", m.measures.concentration.shown)
    local near = sf.concentration { a = 0.20, b = 0.14, each_below = 0.10, kind = "direct" }
    local open = sf.moat { as_of = AS_OF, concentration = { near, later } }.measures.concentration
    assert.same({ "unknown", "undisclosed shares hide the change" }, { open.trend, open.reason })
    local alone = sf.moat { as_of = AS_OF, concentration = later }.measures.concentration
    assert.same({ "unknown", "no earlier shares to compare with", "785 to 1386" }, { alone.trend, alone.reason,
      alone.shown })
  end)

  it("counts the layers that earned a launch's gain, against an earlier launch", function()
    local u = sf.units
    local workload = { model = "DeepSeek-R1", input = 1024, output = 1024, interactivity = 30 * u.tok / u.s / u.user }
    local function launch(from, to)
      return assert(sf.launch { from = from, to = to, workload = workload, grid_power = 100 * u.MW })
    end
    local h100 = { platform = "H100", precision = "fp8" }
    local earlier = launch(h100, { platform = "H200", precision = "fp8" }) -- the same chip with another memory
    local later = launch(h100, { platform = "GB200 NVL72", precision = "fp4" })
    local m = sf.moat { as_of = AS_OF, launch = { earlier, later }, attach_rate = moving "flat" }
    local one = m.measures.launch
    assert.equal(1, one.earlier)
    local count = 0
    for _, share in pairs(later.attribution.shares) do
      count = count + (share >= 0.1 and 1 or 0)
    end
    assert.is_true(count > 1)
    assert.same({ count, "up", "widening" }, { one.value, one.trend, m.moat })
    assert.matches("H100 to GB200 NVL72, modelled", tostring(m), 1, true)
    local alone = sf.moat { as_of = AS_OF, launch = later }.measures.launch
    assert.same({ count, "unknown", "no earlier launch to compare with" }, { alone.value, alone.trend, alone.reason })
  end)

  it("takes other dead bands", function()
    local function trend(band)
      local m = sf.moat { as_of = AS_OF, gross_margin = margin(), bands = { gross_margin = band } }
      return m.measures.gross_margin.trend
    end
    assert.same({ "flat", "down" }, { trend(0.03), trend(0.02) })
    for name in pairs(moat.bands) do
      assert.is_number(moat.bands[name])
    end
    assert.matches("did you mean 'gross_margin'", support.message_of(function()
      sf.moat { as_of = AS_OF, bands = { gros_margin = 0.03 } }
    end), 1, true)
    assert.matches("is 0 or more", support.message_of(function()
      sf.moat { as_of = AS_OF, bands = { gross_margin = -1 } }
    end), 1, true)
  end)

  it("names what is wrong", function()
    local function refused(given, words)
      assert.matches(words, support.message_of(function()
        sf.moat(given)
      end), 1, true)
    end
    refused({}, "needs as_of")
    refused({ as_of = "2025-13-01" }, "the month must be 1 to 12")
    refused({ as_of = AS_OF, gros_margin = margin() }, "did you mean 'gross_margin'")
    refused({ as_of = AS_OF, gross_margin = 0.7 }, "gross_margin is a series, not 0.7")
    refused({ as_of = AS_OF, gross_margin = sf.series("percent", { { "2025-06-30", "2025-08-01", 72.4 } }) },
      "gross_margin is a fraction of 1, got 72.4")
    refused({ as_of = AS_OF, launch = "H100" }, "launch is an sf.launch, or two")
    refused({ as_of = AS_OF, concentration = { 0.2 } }, "concentration is an sf.concentration, or two")
    refused("2025-09-01", "takes a table")
  end)

  it("has no score and no words of trade", function()
    local m = both("up", "down")
    local seen = {}
    local function walk(value, path)
      if type(value) == "table" and not seen[value] then
        seen[value] = true
        for name, inner in pairs(value) do
          assert.is_nil(tostring(name):find "score", path)
          walk(inner, path .. "." .. tostring(name))
        end
      end
    end
    walk(m, "moat")
    local all = (tostring(m:explain()) .. m:to_json()):lower()
    assert.is_nil(all:find "%f[%a]score%f[%A]")
    assert.is_nil(support.trade_words(all)[1])
  end)

  it("fits a screen, explains itself and writes JSON", function()
    local later = sf.concentration { a = 0.23, b = 0.16, each_below = 0.10, kind = "direct" }
    local m = sf.moat { as_of = AS_OF, gross_margin = margin(), attach_rate = moving "down", premium = moving "down",
      concentration = { later, later }, multivendor_share = moving "up", custom_chips = moving "up" }
    assert.equal("commoditising", m.state)
    for line in tostring(m):gmatch "[^\n]+" do
      assert.is_true(utf8.len(line) <= 120, line)
    end
    assert.matches(": commoditising\nthe advantage narrows while buyers find other ways\n", tostring(m), 1, true)
    local explained = tostring(m:explain())
    assert.matches("gross margin (gross_margin): down, which says narrowing", explained, 1, true)
    assert.matches("flat within +1 percentage points", explained)
    assert.matches("flat within +100 points of 10,000", explained)
    assert.matches('"state":"commoditising"', m:to_json(), 1, true)
  end)
end)

describe("a trend", function()
  it("is flat within the dead band and at its edge", function()
    for _, case in ipairs { { 0.5, 0.5, 0.5, "flat" }, { -0.5, -0.5, 0.5, "flat" },
      { 0.5 * (1 + 2e-9), 0.75, 0.5, "up" }, { -0.75, -0.5 * (1 + 2e-9), 0.5, "down" },
      { 0.75 - 0.74, 0.75 - 0.74, 0.01, "flat" }, { 0, 0, 0, "flat" },
      { 1e-300, 1e-300, 0, "up" }, { -math.huge, -1, 0.01, "down" } } do
      assert.equal(case[4], moat.trend(case[1], case[2], case[3]))
    end
  end)

  it("is known only where both bounds agree", function()
    -- shares of NVIDIA's direct customers at 2025-07-27, 785 to 1,386 points, against 500 to 600, and 700 to 1,300
    assert.equal("up", moat.trend(0.0785 - 0.0600, 0.1386 - 0.0500, 0.01))
    assert.equal("unknown", moat.trend(0.0785 - 0.1300, 0.1386 - 0.0700, 0.01))
    for _, bounds in ipairs { { -0.005, 0.02 }, { 0 / 0, 1 }, { 1, 0 / 0 } } do
      assert.equal("unknown", moat.trend(bounds[1], bounds[2], 0.01))
    end
  end)
end)

describe("joining measures", function()
  local TURNED = { up = "down", down = "up", flat = "flat", unknown = "unknown", contested = "contested" }
  local ALL = { "unknown", "down", "flat", "up" }

  it("needs two that are known", function()
    assert.same({ "unknown", "0 known, 2 needed" }, { moat.join {} })
    assert.same({ "unknown", "1 known, 2 needed" }, { moat.join { "up", "unknown", "unknown" } })
    assert.equal("up", moat.join { "up", "up", "unknown" })
    assert.equal("flat", moat.join { "unknown", "flat", "flat" })
    assert.equal("down", moat.join { "down", "flat", "unknown", "flat" })
    assert.same({ "contested" }, { moat.join { "up", "up", "up", "down" } })
  end)

  it("is fair to every combination of four", function()
    for mix = 0, 255 do
      local four = {}
      for i = 0, 3 do
        four[i + 1] = ALL[(mix >> 2 * i & 3) + 1]
      end
      local a, b, c, d = table.unpack(four)
      local trend, why = moat.join(four)
      assert.equal(trend, (moat.join { d, b, a, c }))
      assert.equal(trend, (moat.join { a, "unknown", b, c, d })) -- one that is not known changes nothing
      assert.equal(TURNED[trend], (moat.join { TURNED[a], TURNED[b], TURNED[c], TURNED[d] }))
      assert.equal(trend == "unknown", why ~= nil)
    end
  end)
end)

describe("the core's year before", function()
  it("names the argument that is wrong", function()
    assert.matches("^[%w./_]+:%d+: year_before: series", support.message_of(function()
      core.year_before("a", "2025-01-01")
    end))
  end)
end)
