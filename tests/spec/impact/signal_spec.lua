-- Signals and their impact: paired, by year, and what a price already holds.
local sf = require "signalflow"
local support = require "tests.spec.support"
local u = sf.units
local close, message_of = support.close, support.message_of

local YEAR = 8760 * 3600

local function factory(changes)
  local given = { name = "site", grid_power = 100 * u.MW, pue = 1.25, chip_power = 1000 * u.W/u.gpu,
    server_overhead = 1.25, token_rate = 500 * u.tok/u.s/u.gpu, rack_accelerators = 64 * u.gpu/u.rack,
    utilization = 0.5, idle_share = 0.4,
    price = 2 * u.USD/u.Mtok, price_decline = 0.2, elasticity = 0, electricity = u"60 USD/MWh",
    accelerator_cost = 30e3 * u.USD/u.gpu, site_cost = 10 * u.USD/u.W, operating_share = 0.05,
    accelerator_life = 5 * u.year, site_life = 15 * u.year, discount = 0.1, ramp = -10 * u.year }
  for name, value in pairs(changes or {}) do
    given[name] = value
  end
  return sf.factory(given)
end

local function signal(changes)
  local given = { headline = "Nvidia says software doubles tokens per second on its racks",
    source = { title = "a release", url = "https://example.org/release" }, on = "2025-03-18", channel = "cost",
    driver = "token_rate", factor = 1.5, arrives = sf.arrival { median = 1.5 * u.year, p90 = 3 * u.year },
    confidence = 1 }
  for name, value in pairs(changes or {}) do
    given[name] = value or nil
  end
  return sf.signal(given)
end

local function mean(outcome)
  return outcome.summary:mean()
end

describe("a signal", function()
  it("takes what a reading knows and lets the analyst say otherwise", function()
    local reading = sf.read "AWS raises GPU prices 15%"
    reading.date, reading.source, reading.url = "2026-01-05", "theregister.com", "https://example.org/aws"
    local made = signal { headline = reading, source = false, on = false, channel = false }
    assert.equal("2026-01-05", made.on)
    assert.equal("cost", made.channel)
    assert.equal("theregister.com", made.source.publisher)
    assert.equal("margin", signal { headline = reading, channel = "margin" }.channel)
    assert.matches("its words alone read as cost", tostring(signal { headline = reading, channel = "margin" }), 1, true)
  end)

  it("says whose factor, time and confidence it is", function()
    local function assumed(one)
      return select(2, tostring(one):gsub("%s+", " "):gsub("assumed by this page", ""))
    end
    assert.equal(3, assumed(signal()))
    local cited = signal { factor = sf.cite(sf.between(1.2, 2), "gain", "MLPerf Inference v5.1, 2025-09-09") }
    assert.equal(2, assumed(cited))
    assert.matches("from MLPerf Inference v5.1", (tostring(cited):gsub("%s+", " ")), 1, true)
  end)

  it("gives one value", function()
    assert.equal(1, select("#", signal():impact(factory(), { output = "revenue", draws = 64 })))
    assert.equal(1, select("#", signal { factor = 1.0 }:impact(factory(), { output = "revenue", draws = 64 })))
  end)

  it("names what it needs", function()
    local function refused(words, changes)
      local given = { headline = "Meta lifts capex", source = { title = "t", url = "u" }, on = "2025-03-18",
        channel = "demand", driver = "utilization", factor = 1.1, arrives = sf.bass { p = 0.03, q = 0.38 },
        confidence = 0.5 }
      for name, value in pairs(changes) do
        given[name] = value or nil
      end
      assert.matches(words, message_of(function() sf.signal(given) end), 1, true)
    end
    refused("needs headline", { headline = false })
    refused("headline is text or a reading", { headline = {} })
    refused("needs on", { on = false })
    refused("names its source", { source = { title = "only a title" } })
    refused("did you mean 'demand'", { channel = "demnd" })
    refused("needs driver", { driver = false })
    refused("needs factor", { factor = false })
    refused("factor must be above 0", { factor = -1 })
    refused("plain number", { factor = 3 * u.MW })
    refused("needs arrives", { arrives = { median = 1 } })
    refused("needs confidence", { confidence = false })
    refused("at most 1, not 1.5", { confidence = 1.5 })
    refused("did you mean 'confidence'", { confidense = 1 })
  end)

  it("asks a channel of a headline that has none", function()
    local message = message_of(function()
      sf.signal { headline = "OpenAI releases GPT-5", source = { title = "t", url = "u" }, on = "2025-08-07",
        driver = "utilization", factor = 1.1, arrives = sf.bass { p = 0.03, q = 0.38 }, confidence = 0.5 }
    end)
    assert.matches("give no channel", message, 1, true)
  end)

  it("says what would confirm it, no sooner than half has come", function()
    local made = signal { headline = "Microsoft lifts its capital spending to $80 billion", channel = "demand",
      driver = "utilization", factor = 1.1 }
    local questions = made:questions()
    assert.is_true(#questions > 0)
    for _, question in ipairs(questions) do
      assert.is_true(question.by >= "2026-09-16", question.by) -- a year and a half after 2025-03-18
    end
  end)
end)

describe("an impact", function()
  it("is the change of the driver times what has arrived, year by year", function()
    local made = signal()
    local impact = made:impact(factory(), { output = "revenue", draws = 1024 })
    local base = 64000 * 500 * 0.5 * 2e-6 -- USD/s at the first year's price
    for year = 1, 5 do
      local without = base * 0.8 ^ (year - 1)
      local share = made.arrives:share((year - 0.5) * u.year)
      close(without, mean(impact.without[year]))
      close(without * 0.5 * share, mean(impact.by_year[year]))
      close(share, mean(impact.arrived[year]))
    end
    local sum, whole = 0, 0
    for year = 1, 5 do
      sum, whole = sum + mean(impact.by_year[year]), whole + mean(impact.without[year])
    end
    close(sum / 5, mean(impact.change))
    close(sum / whole, mean(impact.relative))
    close(1 - made.arrives:share(5 * u.year), mean(impact.beyond))
  end)

  it("has half of its revenue when half has arrived, where one follows the other straight", function()
    local impact = signal():impact(factory(), { output = "revenue", draws = 1024 })
    close(1.5 * YEAR, mean(impact.time_to_revenue), 1e-6)
  end)

  it("takes longer to half of a change that needs most of the driver's", function()
    -- tokens per watt of the facility go as 1 / pue
    local sooner = signal { driver = "pue", factor = 4 }:impact(factory(), { output = "tokens_per_watt", draws = 64 })
    assert.is_true(mean(sooner.time_to_revenue) < 1.0 * YEAR)
  end)

  it("counts the claim with its confidence, and not what is priced in", function()
    local market = { move = 0.1, discount = 0.1, terminal = 0.03, horizon = 10, value = 1e12 * u.USD, exposure = 1 }
    local given = { output = "revenue", draws = 8192, market = market }
    local sure, half = signal():impact(factory(), given), signal { confidence = 0.5 }:impact(factory(), given)
    close(0.5 * mean(sure.change), mean(half.change), 0.01)
    close(mean(sure.priced_in), mean(half.priced_in))
    assert.equal(0, half.change.p5:value())
  end)

  it("is paired: a change that moves nothing is 0 in every draw", function()
    local impact = signal { factor = 1.0 }:impact(factory { price = sf.between(0.5, 4) * u.USD/u.Mtok },
      { output = "revenue", draws = 4096 })
    assert.equal(0, impact.change.max:value())
    assert.equal(0, impact.change.min:value())
    assert.is_nil(impact.time_to_revenue)
    assert.matches("does not change revenue", impact.why, 1, true)
  end)

  it("shares draws between factor and factory, and gives the same bits again", function()
    local shared = sf.between(1.1, 2)
    local one = function(threads)
      return signal { factor = shared }:impact(factory { price = shared * u.USD/u.Mtok },
        { output = "revenue", draws = 4096, seed = 3, threads = threads })
    end
    assert.equal(mean(one(1).change), mean(one(2).change))
    local apart = signal { factor = sf.between(1.1, 2) }:impact(factory { price = sf.between(1.1, 2) * u.USD/u.Mtok },
      { output = "revenue", draws = 4096, seed = 3 })
    assert.is_true(mean(one(1).change) > mean(apart.change)) -- dear tokens come with many
  end)

  it("may arrive at an uncertain time", function()
    local impact = signal { arrives = sf.arrival { median = sf.between(1, 2) * u.year, p90 = 4 * u.year } }
      :impact(factory(), { output = "revenue", draws = 4096 })
    assert.is_true(impact.time_to_revenue.p5:value() < 1.1 * YEAR)
    assert.is_true(impact.time_to_revenue.p95:value() > 1.9 * YEAR)
    assert.is_true(impact.by_year[1].sd:value() > 0)
  end)

  it("works on any model, over the years it is given", function()
    local model = sf.model { name = "line", drivers = { a = 2.0, b = sf.uniform(1, 3) },
      outputs = function(d) return { c = d.a * d.b } end }
    local impact = signal { driver = "a" }:impact(model, { output = "c", horizon = 3, draws = 4096 })
    assert.equal(3, #impact.by_year)
    close(2 * 2 * 0.5 * signal().arrives:share(0.5 * u.year), mean(impact.by_year[1]), 1e-3)
  end)

  it("names what is wrong", function()
    local made = signal()
    local function refused(words, model, given)
      assert.matches(words, message_of(function() made:impact(model, given) end), 1, true)
    end
    refused("takes a factory or a model", {}, { output = "revenue" })
    refused("that on an output", factory(), {})
    refused("did you mean 'revenue'", factory(), { output = "revenu" })
    refused("has no years", factory(), { output = "npv" })
    refused("needs horizon", support.model({ token_rate = 1.0 }, function(d) return { c = d.token_rate * 2 } end),
      { output = "c" })
    refused("whole number of years", factory(), { output = "revenue", horizon = 2.5 })
    refused("market needs move", factory(), { output = "revenue", market = {} })
    refused("did you mean 'move'", factory(), { output = "revenue", market = { mov = 1 } })
    refused("is money", factory(), { output = "revenue", market = { move = 0.1, value = 3 } })
    assert.matches("unknown driver 'pues'", message_of(function()
      signal { driver = "pues" }:impact(factory(), { output = "revenue" })
    end), 1, true)
    assert.matches("utilization must be above 0 and at most 1, got 1.5", message_of(function()
      signal { driver = "utilization", factor = 3 }:impact(factory(), { output = "revenue" })
    end), 1, true)
  end)
end)

describe("what is priced in", function()
  local function impact_of(market, changes)
    return signal(changes):impact(factory(), { output = "revenue", draws = 4096, market = market })
  end
  local certain = { move = 0.1, discount = 0.1, terminal = 0.03, horizon = 10, growth = 0.12, value = 1e12 * u.USD,
    exposure = 1 }

  it("is the move over the change of value that the claim makes", function()
    local made = signal()
    local impact = impact_of(certain)
    -- weights of the years' present values, worked here by hand
    local sum, flow, claimed = 0, 1, 0
    for year = 1, 400 do
      flow = flow * (year <= 10 and 1.12 or 1.03) / 1.1
      sum = sum + flow
      claimed = claimed + flow * 0.5 * made.arrives:share((math.min(year, 20) - 0.5) * u.year)
    end
    claimed = claimed / sum
    close(claimed, mean(impact.claimed), 1e-9)
    close(0.1 / claimed, mean(impact.priced_in), 1e-9)
    close((claimed - 0.1) * 1e12, mean(impact.unpriced), 1e-9)
  end)

  it("is not clipped: the price may go further, or the other way", function()
    local function with(move)
      local market = {}
      for name, value in pairs(certain) do
        market[name] = value
      end
      market.move = move
      return mean(impact_of(market).priced_in)
    end
    assert.is_true(with(-0.1) < 0)
    assert.is_true(with(0.9) > 1)
  end)

  it("is unknown without exposure, and the page says how to give it", function()
    local impact = impact_of { move = 0.1, value = 1e12 * u.USD }
    assert.same({}, { impact.priced_in, impact.claimed, impact.unpriced })
    local said = tostring(impact):gsub("%s+", " ")
    assert.matches("what the price holds: unknown. Give exposure", said, 1, true)
    assert.matches("market = { exposure = 0.3, ... }", said, 1, true)
    assert.is_nil(said:find("less the move", 1, true))
  end)

  it("goes with the share of the cash flow that is exposed, and is said on its conditions", function()
    local part, whole = {}, impact_of(certain)
    for name, value in pairs(certain) do
      part[name] = value
    end
    part.exposure = 0.25
    local impact = impact_of(part)
    close(mean(whole.claimed) / 4, mean(impact.claimed), 1e-12)
    close(mean(whole.priced_in) * 4, mean(impact.priced_in), 1e-12)
    assert.matches("if it comes true, and if 25 %% of the firm's cash flow moved like the revenue of this site",
      (tostring(impact):gsub("%s+", " ")))
  end)

  it("refuses a move that no price makes, and a share that is none", function()
    for name, values in pairs { move = { 4, -1.5, sf.uniform(3, 5), 0 / 0 }, exposure = { 30, -0.1 },
      discount = { 9, sf.triangular(7, 9, 11) }, terminal = { 3 }, growth = { 20, -2 } } do
      for _, value in ipairs(values) do
        local given = { move = 0.04, exposure = 0.3 }
        given[name] = value
        assert.matches(("market.%s is"):format(name), message_of(function() impact_of(given) end), 1, true)
      end
    end
    assert.is_true(mean(impact_of { move = -1, exposure = 1 }.priced_in) < 0)
  end)

  it("is unknown where the claim changes nothing", function()
    local impact = impact_of(certain, { factor = 1.0 })
    assert.is_nil(impact.priced_in)
    assert.matches("unknown: the claim changes nothing", tostring(impact), 1, true)
  end)

  it("is a distribution over discount, terminal growth and horizon, with their sources", function()
    local impact = impact_of { move = 0.1, value = 1e12 * u.USD, exposure = 0.3 }
    assert.is_true(impact.priced_in.sd > 0)
    local assumed = tostring(impact.market.assumptions)
    for _, words in ipairs { "discount", "terminal", "horizon", "Congressional Budget Office", "our judgement",
      "exposure" } do
      assert.matches(words, assumed, 1, true)
    end
  end)

  it("takes the growth that the price implies where cash flow is given", function()
    local given = { move = 0.1, value = 4000 * u.USD, cash_flow = 100 * u.USD, discount = 0.1, terminal = 0.03,
      horizon = 10, exposure = 1 }
    local impact = impact_of(given)
    given.cash_flow, given.growth = nil, 0.164911562640760 -- golden: reverse discounted cash flow of 4000
    close(mean(impact_of(given).claimed), mean(impact.claimed), 1e-6)
  end)
end)
