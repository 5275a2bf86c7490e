-- The thesis: two pairs joined, liquidity beside them, and nothing that adds them up.
local sf = require "signalflow"
local support = require "tests.spec.support"
local u = sf.units
local message_of = support.message_of

local AS_OF = "2025-09-03"

local function factory(price)
  return sf.factory { name = "site", grid_power = 100 * u.MW, pue = 1.25, chip_power = 1000 * u.W/u.gpu,
    server_overhead = 1.25, token_rate = 500 * u.tok/u.s/u.gpu, utilization = 0.5, idle_share = 0.4,
    price = price * u.USD/u.Mtok, price_decline = 0.2, elasticity = -1.2, electricity = u"60 USD/MWh",
    accelerator_cost = 30e3 * u.USD/u.gpu, site_cost = 10 * u.USD/u.W, operating_share = 0.05,
    accelerator_life = 5 * u.year, site_life = 15 * u.year, discount = 0.1, ramp = 0.5 * u.year }
end

local EARNING, LOSING = factory(10), factory(0.5)

local function check(id, axis, value)
  return sf.check { id = id, axis = axis, question = id .. "?", value = function(data) return data[id] end,
    pass = sf.above(value), fail = sf.below(0), stale_after = "400d", source = "a test" }
end

local function answers(values)
  local list = sf.checklist { name = "list", check("capex", "growth", 0.2), check("yield", "liquidity", 0.2),
    check("concentration", "warning", 0.2) }
  local data = {}
  for name, value in pairs(values) do
    data[name] = { { "2025-06-30", "2025-08-01", value } }
  end
  return assert(list:evaluate(data, { as_of = AS_OF }))
end

local function thesis(given)
  given.as_of = given.as_of or AS_OF
  given.draws = 256
  return assert(sf.thesis(given))
end

local SOURCE = { title = "10-Q", accession = "0001045810-25-000209" }

local function add_hypothesis(book, id, axis, supports)
  local h = assert(book:hypothesis { id = id, claim = "claim of " .. id, by = "a speaker", on = "2025-03-18",
    axis = axis, horizon = "2027-12-31", prior = 0.5, falsified_by = "the opposite of " .. id, source = SOURCE })
  for i, origin in ipairs(supports ~= nil and { "MSFT 10-Q", "GOOGL 10-Q", "META 10-Q" } or {}) do
    assert(h:evidence { kind = "customer_capex", supports = supports, likelihood_ratio = 4, origin = origin,
      on = "2025-08-01", disconfirming = i == 1, source = { title = origin, accession = origin } })
  end
  return h
end

describe("a thesis", function()
  it("passes only with efficiency and durable demand together", function()
    local good, bad = answers { capex = 0.5 }, answers { capex = -0.5 }
    assert.equal("both hold", thesis { factory = EARNING, checklist = good }.joined)
    assert.equal("efficiency without durable demand: does not pass",
      thesis { factory = EARNING, checklist = bad }.joined)
    assert.equal("demand without efficiency: does not pass", thesis { factory = LOSING, checklist = good }.joined)
    assert.equal("neither holds", thesis { factory = LOSING, checklist = bad }.joined)
  end)

  it("is undecided where a side is unknown, and shows both sides all the same", function()
    local one = thesis { factory = EARNING, checklist = answers {} }
    assert.equal(true, one.efficiency.holds)
    assert.equal("unknown", one.demand.holds)
    assert.equal("efficiency holds, durable demand is undecided: does not pass yet", one.joined)
    assert.matches("durable demand: undecided", tostring(one), 1, true)
    local nothing = thesis {}
    assert.equal("both undecided", nothing.joined)
    assert.matches("no factory was given", tostring(nothing), 1, true)
  end)

  it("is contested where what is known keeps a side from holding, whatever else is found", function()
    local warns = answers { capex = 0.1 } -- between the thresholds
    assert.equal("warn", warns.capex.state)
    local one = thesis { factory = EARNING, checklist = warns }
    assert.same({ "unknown", "contested" }, { one.demand.holds, one.demand.state })
    assert.equal("efficiency holds, durable demand is contested: does not pass", one.joined)
    assert.matches("durable demand: contested", tostring(one), 1, true)
    assert.equal("undecided", one.premium.state)
    assert.equal("efficiency fails, durable demand is contested: does not pass",
      thesis { factory = LOSING, checklist = warns }.joined)
    assert.equal("efficiency is undecided, durable demand contested: does not pass",
      thesis { checklist = warns }.joined)
    local book <close> = assert(sf.ledger ":memory:")
    local h = add_hypothesis(book, "disputed", "growth", true)
    for _, origin in ipairs { "AMZN 10-Q", "ORCL 10-Q", "AVGO 10-Q" } do
      assert(h:evidence { kind = "customer_capex", supports = false, likelihood_ratio = 4, origin = origin,
        on = "2025-08-02", source = { title = origin, accession = origin } })
    end
    assert.equal("contested", thesis { factory = EARNING, ledger = book }.demand.state)
    assert.equal("undecided", thesis { factory = EARNING, checklist = answers {} }.demand.state)
  end)

  it("never nets liquidity and warnings against the rest", function()
    local calm = thesis { factory = EARNING, checklist = answers { capex = 0.5, yield = 0.5, concentration = 0.5 } }
    local tight = thesis { factory = EARNING, checklist = answers { capex = 0.5, yield = -1, concentration = -1 } }
    assert.equal(calm.joined, tight.joined)
    assert.matches("yield: fail", table.concat(tight.liquidity, "\n"), 1, true)
    assert.matches("concentration: fail", table.concat(tight.warnings, "\n"), 1, true)
    assert.equal(0, #calm.warnings)
    for _, name in ipairs { "score", "rating", "total", "grade" } do
      local ok, err = pcall(function() return tight[name] end)
      assert.is_false(ok)
      assert.matches("unknown field of a thesis '" .. name .. "'", err, 1, true)
    end
  end)

  it("takes hypotheses of growth into demand, and those of other axes not", function()
    local book <close> = assert(sf.ledger ":memory:")
    add_hypothesis(book, "capex-grows", "growth", true)
    local given = { factory = EARNING, checklist = answers { capex = 0.5 }, ledger = book }
    assert.equal("both hold", thesis(given).joined)
    add_hypothesis(book, "overbuilt", "warning", true)
    assert.equal("both hold", thesis(given).joined)
    assert.matches("overbuilt", table.concat(thesis(given).warnings, "\n"), 1, true)
    add_hypothesis(book, "still-open", "growth")
    assert.equal("efficiency holds, durable demand is undecided: does not pass yet", thesis(given).joined)
    add_hypothesis(book, "use-repeats", "growth", false)
    assert.equal("efficiency without durable demand: does not pass", thesis(given).joined)
  end)

  it("says what is missing of an unverified hypothesis, and that one headline verifies nothing", function()
    local book <close> = assert(sf.ledger ":memory:")
    local h = add_hypothesis(book, "capex-grows", "growth")
    local reading = sf.read("Meta lifts 2026 capex to $70 billion", { date = "2025-07-30", source = "reuters.com",
      url = "https://example.org/meta" })
    assert(h:headline(reading))
    local one = thesis { factory = EARNING, checklist = answers { capex = 0.5 }, ledger = book }
    assert.equal("unknown", one.demand.holds)
    assert.matches("capex-grows (growth) is unverified: it lacks", table.concat(one.missing, "\n"), 1, true)
    assert.is_true(#one.verify > 0)
    assert.matches("by 2025-1", one.verify[1].words, 1, true)
    assert.is_false(one.verify[1].overdue)
    local later = thesis { factory = EARNING, ledger = book, as_of = "2026-06-30" }
    assert.is_true(later.verify[1].overdue)
    assert.matches("overdue", tostring(later), 1, true)
  end)

  it("knows only the hypotheses that were there on the day", function()
    local book <close> = assert(sf.ledger ":memory:")
    add_hypothesis(book, "capex-grows", "growth")
    assert.equal(0, #thesis { ledger = book, as_of = "2025-01-31" }.states)
    assert.equal(1, #thesis { ledger = book }.states)
  end)

  it("says what would change it: a price, a threshold, a falsifier", function()
    local book <close> = assert(sf.ledger ":memory:")
    add_hypothesis(book, "capex-grows", "growth")
    local words = table.concat(thesis { factory = EARNING, checklist = answers { capex = 0.5 }, ledger = book }
      .would_change, "\n")
    assert.matches("efficiency: price below %d[%d.]* USD/Mtok", words)
    assert.matches("demand: capex is", words, 1, true)
    assert.matches("capex-grows: the opposite of capex-grows", words, 1, true)
  end)

  it("breaks even at the median of what runs, with the thesis' own draws and seed", function()
    local uncertain = sf.factory { name = "site", grid_power = 100 * u.MW, pue = 1.25, chip_power = 1000 * u.W/u.gpu,
      server_overhead = 1.25, token_rate = sf.lognormal { median = 500, sigma = 1 } * u.tok/u.s/u.gpu,
      utilization = sf.pert(0.3, 0.5, 0.7), idle_share = 0.4, price = sf.between(5, 15) * u.USD/u.Mtok,
      price_decline = 0.2, elasticity = -1.2, electricity = u"60 USD/MWh", accelerator_cost = 30e3 * u.USD/u.gpu,
      site_cost = 10 * u.USD/u.W, operating_share = 0.05, accelerator_life = 5 * u.year, site_life = 15 * u.year,
      discount = 0.1, ramp = 0.5 * u.year }
    local one = assert(sf.thesis { factory = uncertain, as_of = AS_OF, draws = 1024, seed = 7 })
    local shown = one.changes[1][2]
    local fixed = assert(uncertain:study { draws = 1024, seed = 7,
      scenarios = { even = { price = shown.value / (u.USD/u.Mtok):value() * u.USD/u.Mtok } } })
    assert.near(0, fixed.even.margin_after_capital.summary:quantile(0.5), 0.03) -- other quasi-random draws
    assert.is_true(fixed.even.margin_after_capital.summary:mean() < -0.2)
    local other = assert(sf.thesis { factory = uncertain, as_of = AS_OF, draws = 1024, seed = 8 })
    assert.is_true(other.changes[1][2].value ~= shown.value)
  end)

  it("is whole: nothing is cut, and what stands behind it is explained in every format", function()
    local book <close> = assert(sf.ledger ":memory:")
    for i = 1, 9 do
      add_hypothesis(book, ("claim-%d-%s"):format(i, ("long "):rep(30)), "growth")
    end
    local one = thesis { factory = EARNING, checklist = answers { capex = 0.5 }, ledger = book }
    for _, shown in ipairs { tostring(one), tostring(one:explain()) } do
      assert.is_nil(shown:find "…\n")
      assert.is_nil(shown:find("and %d+ more"))
      for i = 1, 9 do
        assert.matches(("claim-%d-long"):format(i), shown, 1, true)
      end
    end
    for _, render in ipairs { "text", "markdown", "html", "json" } do
      local page = one:explain()
      assert.matches("WHAT WOULD CHANGE THE VERDICT", page[render](page), 1, true)
    end
  end)

  it("shows moat and customers together", function()
    local shares = sf.concentration { a = 0.23, b = 0.16, each_below = 0.10 }
    local page = tostring(thesis { moat = sf.moat { as_of = AS_OF, concentration = shares }, concentration = shares })
    for _, words in ipairs { "MOAT AND DIVERSIFICATION: unknown", "moat: unknown", "diversification: unknown",
      "Herfindahl-Hirschman index" } do
      assert.matches(words, page, 1, true)
    end
  end)

  it("shows no question as missing that it answers itself", function()
    local list = sf.checklist { name = "list", check("customer-concentration", "warning", 0.2),
      check("other", "warning", 0.2) }
    local unknown = assert(list:evaluate({}, { as_of = AS_OF }))
    local shares = sf.concentration { a = 0.23, b = 0.16, each_below = 0.10 }
    local shown = table.concat(thesis { checklist = unknown, concentration = shares }.missing, "\n")
    assert.is_nil(shown:find("customer-concentration", 1, true))
    assert.matches("other (warning)", shown, 1, true)
    assert.matches("customer-concentration (warning)", table.concat(thesis { checklist = unknown }.missing, "\n"), 1,
      true)
  end)

  it("says of a side that is contested why", function()
    local function series(values)
      return sf.series("x", { { "2024-06-30", "2024-08-01", values[1] }, { "2025-06-30", "2025-08-01", values[2] } })
    end
    local up, down = series { 0.2, 0.4 }, series { 0.4, 0.2 }
    local page = tostring(thesis { moat = sf.moat { as_of = AS_OF, attach_rate = up, gross_margin = down,
      largest_customer = up, multivendor_share = down } }):gsub("%s+", " ")
    assert.matches("MOAT AND DIVERSIFICATION: contested; moat contested (attach rate widening, gross margin "
      .. "narrowing), diversification worsening", page, 1, true)
  end)

  it("names what is wrong", function()
    local function refused(words, given)
      assert.matches(words, message_of(function() sf.thesis(given) end), 1, true)
    end
    refused("needs as_of", {})
    refused("did you mean 'ledger'", { as_of = AS_OF, leger = {} })
    refused("factory of a thesis is what sf.factory", { as_of = AS_OF, factory = {} })
    refused("ledger of a thesis is what sf.ledger", { as_of = AS_OF, ledger = {} })
    refused("evaluated as of 2025-09-03, not 2025-10-01", { as_of = "2025-10-01", checklist = answers {} })
  end)
end)
