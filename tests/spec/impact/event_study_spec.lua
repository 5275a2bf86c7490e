-- Event studies at the prompt: language, section 7.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"
local close, message_of = support.close, support.message_of

local NVDA = assert(sf.prices "tests/data/stooq_nvda_january_cut.txt")
local SP500 = assert(sf.fred.read "tests/data/fred_SP500_cut.csv")

-- The days around DeepSeek's, with twelve sessions of estimation.
local function study(more)
  local given = { asset = NVDA, market = SP500, on = "2025-01-27", estimation = 12 }
  for key, value in pairs(more or {}) do
    given[key] = value
  end
  return sf.event_study(given)
end

-- Both tails of Student's law beyond t, by Simpson's rule on its density: no incomplete beta function.
local function student_tails(t, freedom)
  local function density(x)
    return (1 + x * x / freedom) ^ (-(freedom + 1) / 2)
  end
  local function area(from, to)
    local n, sum = 20000, density(from) + density(to)
    for i = 1, n - 1 do
      sum = sum + density(from + (to - from) * i / n) * (i % 2 == 1 and 4 or 2)
    end
    return sum * (to - from) / n / 3
  end
  return 1 - area(-t, t) / area(-400, 400)
end

-- Closes of a made share and market, day by day from 2024-01-01; the asset's are changed by `change(i, price)`, which
-- may give nil for a day without trade.
local function made_closes(count, change)
  local asset, market = {}, {}
  local price, index = 50, 1000
  for i = 1, count do
    local day = core.day_text(core.day "2024-01-01" + i)
    index = index * math.exp(0.004 * math.sin(i * 1.7))
    price = price * math.exp(0.005 * math.sin(i * 1.7) + 0.006 * math.sin(i * 2.9))
    market[i] = { day, day, index }
    asset[#asset + 1] = change(i, price) and { day, day, change(i, price) } or nil
  end
  return sf.series("X close", asset), sf.series("market", market)
end

local function day_number(i)
  return core.day_text(core.day "2024-01-01" + i)
end

local function as_it_is(_, price)
  return price
end

describe("an event study", function()
  it("gives returns, abnormal returns and how unusual they are", function()
    local one = study()
    assert.are.equal("2025-01-27", one.session)
    assert.are.equal(2, #one.returns)
    close(math.log(118.42 / 142.62), one.returns[1], 1e-12)
    close(one.returns[1] - one.alpha - one.beta * math.log(6012.28 / 6101.24), one.abnormal[1], 1e-12)
    close(one.abnormal[1] + one.abnormal[2], one.car, 1e-12)
    assert.are.equal("number", type(one.car))
    close(one.car / (one.sigma * math.sqrt(2)), one.t_simple, 1e-12)
    assert.is_true(math.abs(one.t) < math.abs(one.t_simple))
    assert.are.equal(10, one.freedom)
    close(student_tails(math.abs(one.t), 10), one.p, 1e-7)
    assert.are.equal(one.p < 0.05, one.significant)
    assert.are.equal(math.abs(one.drift) > math.abs(one.abnormal[1]), one.anticipated)
  end)

  it("judges by the two-sided five percent point of Student's law", function()
    local fall = study { window = { 0, 0 } }
    close(2.228138852, fall.critical, 1e-9) -- 10 degrees of freedom, printed tables
    assert.is_true(fall.t < -fall.critical and fall.significant)
    local quiet = study { on = "2025-01-30", window = { 0, 0 } }
    assert.is_true(math.abs(quiet.t) < quiet.critical and not quiet.significant)
  end)

  it("puts news after the close, or without a session, into the next one", function()
    assert.are.equal("2025-01-27", study({ on = "2025-01-24", after_close = true }).session)
    assert.are.equal("2025-01-27", study({ on = "2025-01-25" }).session)
    assert.are.equal("2025-01-24", study({ on = "2025-01-24" }).session)
  end)

  it("is unknown where other news falls in its window", function()
    local one, err = study { others = { "2025-01-21", "2025-01-28" } }
    assert.is_nil(one)
    assert.are.equal("confounded", err.code)
    assert.is_truthy(tostring(err):find("2025-01-28", 1, true))
    assert.is_table(study { others = { "2025-01-21", { on = "2025-01-28", after_close = true } } })
    one, err = study { others = { { on = "2025-01-24", after_close = true } } }
    assert.is_nil(one)
    assert.are.equal("confounded", err.code)
  end)

  it("is suspect where a close jumps as by a split, in the window or in estimation", function()
    for _, at in ipairs { 150, 100 } do
      local asset, market = made_closes(160, function(i, price)
        return i >= at and price / 10 or price
      end)
      local one, err = sf.event_study { asset = asset, market = market, on = day_number(150) }
      assert.is_nil(one)
      assert.are.equal("suspect", err.code)
      assert.is_truthy(tostring(err):find(day_number(at), 1, true), tostring(err))
      assert.is_truthy(tostring(err):find("10 for 1", 1, true), tostring(err))
      assert.is_table(sf.event_study { asset = asset, market = market, on = day_number(150), adjusted = true })
    end
    local asset, market = made_closes(160, as_it_is)
    assert.is_table(sf.event_study { asset = asset, market = market, on = day_number(150) })
    -- a market that halves as well: no split
    asset = made_closes(160, function(i, price)
      return i >= 150 and price / 2 or price
    end)
    local halved = {}
    for _, one in ipairs(market:view()) do
      halved[#halved + 1] = { one.period_end, one.known_on,
        one.period_end >= day_number(150) and one.value / 2 or one.value }
    end
    market = sf.series("market", halved)
    assert.is_table(sf.event_study { asset = asset, market = market, on = day_number(150) })
    -- the index alone halves: it is the one that is not adjusted
    local _, err = sf.event_study { asset = made_closes(160, as_it_is), market = market, on = day_number(150) }
    assert.are.equal("suspect", err.code)
    assert.matches("^market: closes of .* look like a split of 2 for 1", err.message)
  end)

  it("knows a split by any whole number, or of three for two, and no other jump", function()
    local function refusal(factor)
      local asset, market = made_closes(160, function(i, price)
        return i >= 150 and price / factor or price
      end)
      local one, err = sf.event_study { asset = asset, market = market, on = day_number(150) }
      return one and "none" or err.message:match "split of (.-) that"
    end
    for factor, words in pairs { [9] = "9 for 1", [60] = "60 for 1", [1 / 100] = "1 for 100", [1 / 9] = "1 for 9",
      [1.5] = "3 for 2" } do
      assert.are.equal(words, refusal(factor))
    end
    assert.are.equal("none", refusal(1.4))
    assert.are.equal("none", refusal(2 / 3)) -- up by half: nobody takes back two for three
    assert.are.equal("none", refusal(2.45)) -- a tenth and more off two, and off three
  end)

  it("leaves other events out of estimation, and tells", function()
    local function jump(i, price)
      return i == 100 and price * 1.3 or price
    end
    local asset, market = made_closes(160, jump)
    local with = assert(sf.event_study { asset = asset, market = market, on = day_number(150) })
    local without = assert(sf.event_study { asset = asset, market = market, on = day_number(150),
      others = { day_number(100) } })
    assert.are.equal(0, with.left_out)
    assert.are.equal(2, without.left_out) -- the jump, and the day after, on which it goes back
    assert.are.equal(116, without.freedom)
    local clean = assert(sf.event_study { asset = made_closes(160, as_it_is), market = market, on = day_number(150) })
    close(clean.sigma, without.sigma, 0.02)
    assert.is_true(with.sigma > 3 * clean.sigma)
    assert.is_truthy(tostring(without):find("2 sessions left out of estimation", 1, true))
  end)

  it("says how many sessions of the market a return spans after a halt", function()
    local asset, market = made_closes(160, function(i, price)
      return not (i >= 150 and i < 154) and price or nil
    end)
    local one = assert(sf.event_study { asset = asset, market = market, on = day_number(150), window = { 0, 0 } })
    assert.are.equal(day_number(154), one.session)
    assert.are.equal(5, one.sessions[1].spans)
    assert.is_truthy(tostring(one):find("session 0 spans 5 sessions of the market", 1, true))
    -- five days' return against the spread of five days
    close(one.car / (one.sigma * math.sqrt(5)), one.t_simple, 1e-12)
    close(one.returns[1] - 5 * one.alpha - one.beta * one.sessions[1].market, one.car, 1e-12)
  end)

  it("says how many sessions there are and how many are needed", function()
    local one, err = study { estimation = 120 }
    assert.is_nil(one)
    assert.are.equal("out of range", err.code)
    assert.is_truthy(tostring(err):find("27 sessions before the event of 2025-01-27", 1, true))
    assert.is_truthy(tostring(err):find("131 needed", 1, true))
  end)

  it("prints a table by session and explains itself", function()
    local one = study { window = { -1, 2 } }
    local page = tostring(one):gsub("%s+", " ")
    for _, words in ipairs { "NVDA.US", "SP500", "session 0 is 2025-01-27", "-18.6 %", "2025-01-29", "drift",
      "two-sided 5 % point of Student's law with 10 degrees of freedom" } do
      assert.is_truthy(page:find(words, 1, true), page)
    end
    local explained = tostring(one:explain())
    for _, words in ipairs { "MacKinlay", "12 sessions, 2024-12-20 to 2025-01-08", "stooq_nvda_january_cut.txt:",
      "fred_SP500_cut.csv:" } do
      assert.is_truthy(explained:gsub("%s+", " "):find(words, 1, true), explained)
    end
    for line in (explained .. "\n"):gmatch "(.-)\n" do
      assert.is_true(utf8.len(line) <= 120, line)
    end
  end)

  it("prints every session of a long window", function()
    local one = study { window = { -10, 4 }, gap = 11 }
    assert.are.equal(15, #one.sessions)
    for _, session in ipairs(one.sessions) do
      assert.is_truthy(tostring(one):find(session.day, 1, true), session.day)
    end
  end)

  it("says what is wrong with an argument", function()
    local function told(more, words)
      local message = message_of(function()
        study(more)
      end)
      assert.is_truthy(message:find(words, 1, true), message)
    end
    told({ asset = 3 }, "event_study needs 'asset', a series of daily closes, not 3")
    told({ market = sf.units.USD }, "event_study needs 'market', a series of daily closes, not 1 USD")
    told({ on = "2025-02-30" }, "option 'on' of event_study: 2025-02 has 28 days")
    told({ window = { 1 } }, "{first, last}")
    told({ window = { 2, 1 } }, "the window ends (1) before it starts (2)")
    told({ window = { -11, 1 } }, "but estimation ends at -11")
    told({ estimation = 2 }, "estimation must be 3 to 2520 sessions, got 2")
    told({ estimation = 2.5 }, "event_study: estimation")
    told({ others = { true } }, "others")
    told({ others = { { onn = "2025-01-01" } } }, "did you mean 'on'?")
    told({ windw = { 0, 1 } }, "did you mean 'window'?")
    assert.is_truthy(message_of(function()
      sf.event_study { asset = NVDA, market = SP500 }
    end):find("needs 'on'", 1, true))
  end)
end)
