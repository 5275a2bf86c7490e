-- How quickly a change becomes revenue: language, section 7.
local sf = require "signalflow"
local arrival = require "signalflow.impact.arrival"
local core = require "signalflow.core"
local support = require "tests.spec.support"
local u = sf.units
local close, message_of = support.close, support.message_of

-- One of each kind, and of each form.
local function each()
  return {
    quantiles = sf.arrival { median = 1.5 * u.year, p90 = 3 * u.year },
    moments = sf.arrival { mean = 6 * u.quarter, cv = 0.5 },
    parameters = sf.arrival { shape = 4, scale = 1.5 * u.quarter },
    logistic = sf.arrival { midpoint = 4, steepness = 1.2 },
    bass = sf.bass { p = 0.03, q = 0.38 },
    alone = sf.bass { p = 0.2, q = 0 },
    row = sf.arrival { stages = { sf.arrival { shape = 2, scale = 0.5 }, sf.arrival { shape = 3, scale = 1 } } },
  }
end

describe("an arrival", function()
  it("given by its median and p90 has them", function()
    local lag = sf.arrival { median = 1.5 * u.year, p90 = 3 * u.year }
    close(0.5, lag:share(1.5 * u.year), 1e-14)
    close(0.9, lag:share(3 * u.year), 1e-14)
    close(1.5, lag.median:to "year", 1e-15)
    close(3, lag.p90:to "year", 1e-15)
    close(lag.shape * lag.scale:to "year", lag.mean:to "year", 1e-15)
  end)

  it("given by mean and coefficient of variation is that of shape and scale", function()
    local lag, other = sf.arrival { mean = 6 * u.quarter, cv = 0.5 }, sf.arrival { shape = 4, scale = 1.5 * u.quarter }
    close(4, lag.shape, 1e-14)
    close(other.scale:value(), lag.scale, 1e-14)
    close(6, lag.mean:to "quarter", 1e-14)
    close(5.508091123276344, other.median:to "quarter", 1e-12)
    close(10.021174602383795, other.p90:to "quarter", 1e-12)
  end)

  it("reads plain numbers as years and per year", function()
    assert.equal(sf.arrival { median = 1.5, p90 = 3 }:share(2), each().quantiles:share(2 * u.year))
    local logistic = sf.arrival { midpoint = 4 * u.year, steepness = 1.2 / u.year }
    assert.equal(logistic:share(u"6 year"), each().logistic:share(6))
    assert.equal(sf.bass { p = 0.03 / u.year, q = 0.38 / u.year }:share(5), each().bass:share(5))
    close(0.3311986424913736, each().bass:share(5), 1e-12)
    close(0.9168273035060777, each().logistic:share(6), 1e-12)
    close(0.5, sf.arrival { median = sf.uniform(1, 3), p90 = 5 }:share(2):quantile(0.5), 0.001)
  end)

  it("arrives more with time, and its periods and the tail are the whole", function()
    for kind, one in pairs(each()) do
      local shares, sum, last = one:by_period(9, 0.75 * u.year), 0, -1
      for i, share in ipairs(shares) do
        sum = sum + share
        local by_now = one:share(i * 0.75 * u.year)
        assert.is_true(share > 0 and by_now > last, kind)
        close(by_now, sum, 1e-13)
        last = by_now
      end
      assert.equal(9, #shares)
      close(1, sum + one:beyond(6.75), 1e-14)
    end
  end)

  it("has nothing at the start, save a logistic one", function()
    for kind, one in pairs(each()) do
      if kind == "logistic" then
        close(0.008162571153159897, one:share(0), 1e-12)
        assert.equal(one:share(1), one:by_period(1)[1])
      else
        assert.equal(0, one:share(0), kind)
        assert.equal(0, one:share(-2 * u.year), kind)
        assert.equal(0, one:time(0):value(), kind)
      end
    end
  end)

  it("gives the time of a share back", function()
    for _, one in pairs(each()) do
      for share = 0.05, 0.96, 0.1 do
        close(share, one:share(one:time(share)), 1e-12)
      end
      close(0.5, one:share(one.median), 1e-13)
      close(0.9, one:share(one.p90), 1e-13)
    end
  end)

  it("is told apart from anything else", function()
    assert.is_true(arrival.is(each().bass))
    for _, other in ipairs { 1, "x", {}, print, u.year } do
      assert.is_false(arrival.is(other))
    end
    assert.is_false(arrival.is(nil))
  end)
end)

describe("a Bass curve", function()
  it("peaks where followers outnumber the others", function()
    local bass = sf.bass { p = 0.03, q = 0.38 }
    close(6.192619197703112, bass.peak:to "year", 1e-12)
    close(0.11059210526315791, bass.peak_rate:to "/year", 1e-12)
    close(0.4605263157894737, bass:share(bass.peak), 1e-12)
    close(6.063862697518649, sf.bass { p = 0.005, q = 0.84 }.peak:to "year", 1e-12)
  end)

  it("has no peak when q is not above p, and the others have none", function()
    for _, q in ipairs { 0, 0.05, 0.1 } do
      local bass = sf.bass { p = 0.1, q = q }
      assert.is_nil(bass.peak)
      assert.is_nil(bass.peak_rate)
      assert.matches("no peak", tostring(bass:explain()), 1, true)
      assert.is_true(bass:share(1) > bass:share(2) - bass:share(1))
    end
    assert.is_nil(each().quantiles.peak)
    assert.is_nil(each().logistic.peak)
  end)
end)

describe("stages in a row", function()
  it("add their means and variances", function()
    local first, second = sf.arrival { mean = 1, cv = 0.5 }, sf.arrival { mean = 2, cv = 1.5 }
    local row = sf.arrival { stages = { first, second } }
    close(3, row.mean:to "year", 1e-14)
    close(0.5 ^ 2 + 3 ^ 2, row.shape * row.scale:to "year" ^ 2, 1e-14)
    assert.matches("exact only where all scales are equal", (tostring(row:explain()):gsub("%s+", " ")), 1, true)
  end)

  it("of one scale are exact, and one stage is itself", function()
    local function lag(shape)
      return sf.arrival { shape = shape, scale = 1.5 * u.quarter }
    end
    local row = sf.arrival { stages = { lag(1), lag(2.5), lag(0.5) } }
    close(0.5665298796332912, row:share(6 * u.quarter), 1e-12)
    assert.matches("since all scales are equal", (tostring(row:explain()):gsub("%s+", " ")), 1, true)
    close(lag(2):share(1), sf.arrival { stages = { lag(2) } }:share(1), 1e-14)
  end)

  it("keep their list when the caller's changes", function()
    local stages = { each().moments, each().moments }
    local row = sf.arrival { stages = stages }
    stages[2] = nil
    assert.equal(2, #row.stages)
  end)
end)

describe("spending", function()
  local lag = sf.arrival { shape = 4, scale = 1.5 * u.quarter }
  local known = { 0.02429088344957142, 0.2324715143266709, 0.7143826975072648, 1.3928652791125868, 2.110779156996393,
    2.600177883839785, 2.710810808529371, 2.500580503165429 }

  it("becomes revenue, and states the tail that is cut off", function()
    local revenue, tail = lag:spread({ 10, 10, 10, 10 }, 0.5, 8, u.quarter)
    local sum = tail
    for i, value in ipairs(known) do
      close(value, revenue[i], 1e-12)
      sum = sum + revenue[i]
    end
    assert.equal(8, #revenue)
    close(20, sum, 1e-14)
  end)

  it("is followed for as many years as it lasts unless told", function()
    local revenue, tail = lag:spread({ 10 * u.GUSD, 20 * u.GUSD }, 0.5)
    assert.equal(2, #revenue)
    local shares = lag:by_period(2)
    close(5 * shares[1], revenue[1]:to "GUSD", 1e-14)
    close(5 * shares[2] + 10 * shares[1], revenue[2]:to "GUSD", 1e-14)
    close(15, (revenue[1] + revenue[2] + tail):to "GUSD", 1e-14)
  end)

  it("may be uncertain, on the draws of the rest", function()
    local yield = sf.between(0.3, 0.7)
    local spending = sf.between(8, 12) * u.GUSD
    local revenue, tail = lag:spread({ spending, 2 * spending }, yield, 3)
    local whole = (revenue[1] + revenue[2] + revenue[3] + tail) / (3 * yield * spending)
    close(1, whole:mean(), 1e-13)
    assert.is_true(type(whole) == "number" or whole:sd() < 1e-12)
  end)
end)

describe("an uncertain arrival", function()
  local median = sf.between(1, 2) * u.year
  local lag = sf.arrival { median = median, p90 = 2 * median }

  it("has uncertain shares and times", function()
    local share = lag:share(1.5 * u.year)
    assert.is_true(share:is_uncertain())
    assert.is_true(share:quantile(0.05) > 0.2 and share:quantile(0.95) < 0.9)
    assert.is_true(share:quantile(0.05) < share:quantile(0.95))
    close(0.5, (lag:share(median)):mean(), 1e-13)
    assert.is_true((lag:share(median)):sd() < 1e-13)
  end)

  it("has no value in draws in which there is no such curve, whatever is asked of it", function()
    -- a median of 0 or less, or of 3 years or more: P(Z <= -1) + P(Z >= 2)
    local without = sf.arrival { median = sf.normal(1, 1), p90 = "3 year" }
    for _, name in ipairs { "median", "mean", "shape" } do
      close(0.158655 + 0.022750, without[name]:summary().undefined, 2e-3)
    end
    assert.matches("18.1 % of draws undefined", tostring(without), 1, true)
    assert.is_true(without.median:summary().min:value() > 0)
  end)

  it("shares its draws with whatever else stands on them", function()
    -- a gamma whose quantiles move together keeps its shape: the share by x medians is the same in every draw
    local certain = sf.arrival { median = 1, p90 = 2 }
    local by_two = lag:share(2 * median)
    close(certain:share(2), by_two:mean(), 1e-12)
    assert.is_true(by_two:sd() < 1e-12)
    close(certain.p90:to "year", (lag.p90 / median):mean(), 1e-12)
  end)

  it("works inside a model, with drivers, scenarios and seeds", function()
    local function outputs(d)
      local one = sf.arrival { median = d.lag, p90 = d.lag + d.spread }
      return { arrived = one:share(2 * u.year), half = one:time(0.5), late = one:beyond(2 * u.year) }
    end
    local site = support.model({ lag = sf.triangular(1, 1.5, 2.5) * u.year, spread = 1 * u.year }, outputs)
    local run = site:run { draws = 4096, seed = 3 }
    close(1, run.arrived.mean + run.late.mean, 1e-12)
    close(run.half.p50:to "year", (site:run { draws = 4096, seed = 3, threads = 2 }).half.p50:to "year", 0)
    local slower = { lag = 2 * u.year, spread = 2 * u.year }
    local study = site:study { draws = 1024, scenarios = { base = {}, slow = slower } }
    local slow = sf.arrival { median = 2, p90 = 4 }
    close(slow:share(2), study.slow.arrived.mean, 1e-12)
    local bad = site:study { draws = 64, scenarios = { bad = { spread = -1 * u.year } } }
    assert.is_nil(bad.bad.arrived.mean)
  end)

  it("has no value in draws that no curve has", function()
    local q = sf.discrete { { 0.1, 1 }, { 0.4, 1 } }
    local bass = sf.bass { p = 0.2, q = q }
    local outcome = bass.peak:summary { draws = 4096 }
    close(0.5, outcome.undefined, 0.01)
    close(math.log(2) / 0.6, outcome.mean:to "year", 1e-12)
  end)

  it("has gradients", function()
    local site = support.model({ lag = sf.uniform(1, 2) * u.year, p90 = sf.uniform(3, 4) * u.year }, function(d)
      return { arrived = sf.arrival { median = d.lag, p90 = d.p90 }:share(2 * u.year) }
    end)
    local found = tostring(site:sensitivity { output = "arrived", draws = 1024 })
    assert.matches("lag", found, 1, true)
    assert.matches("p90", found, 1, true)
  end)

  it("leaves no expressions behind", function()
    local function work()
      for _ = 1, 20 do
        local one = sf.arrival { median = sf.between(1, 2) * u.year, p90 = 4 * u.year }
        one:by_period(10)
        one:spread({ 1, 2, 3 }, 0.5)
        pcall(one.time, one, 2)
      end
      collectgarbage()
      collectgarbage()
      return core.nodes()
    end
    local before = work()
    assert.is_true(work() <= before)
  end)
end)

describe("an arrival's text", function()
  it("is kind, median and p90, and what arrives in each period", function()
    assert.matches("^arrives by a gamma curve: half after 1.5 year, 90 %% after 3 year\n", tostring(each().quantiles))
    assert.matches("what arrives in each quarter", tostring(each().quantiles), 1, true)
    assert.matches("^arrives by a Bass curve: half after 6.55 year, 90 %% after 11.8 year\n\n"
      .. "what arrives in each year\n", tostring(each().bass))
    local shares = each().quantiles:by_period(2, u.year / 4)
    local shown = each().quantiles:page().blocks[2].rows
    for i, share in ipairs(shares) do
      assert.near(share, shown[i].to.value, 1e-12)
    end
    assert.matches("^arrives by a logistic curve: half after 4 year", tostring(each().logistic))
    local uncertain = tostring(sf.arrival { median = sf.between(1, 2) * u.year, p90 = sf.between(3, 5) * u.year })
    assert.matches("half after 1.45 year  %[1.00 … 2.00%]", uncertain)
    assert.matches("90 % after 3.92 year [3.00 … 5.00]", (uncertain:gsub("%s+", " ")), 1, true)
  end)

  it("can be asked while a model records its formula", function()
    local line
    support.model({ lag = 1 * u.year }, function(d)
      local one = sf.arrival { median = d.lag, p90 = 2 * d.lag }
      line = tostring(one) .. "\n" .. tostring(one:explain())
      return { x = one:share(1) }
    end)
    assert.matches("half after lag, 90 % after", line, 1, true)
  end)

  it("explains formula, parameters and sources within 120 columns", function()
    local cited = sf.cite(3 * u.year, "time to nine tenths", "a survey of deployments, 2025")
    local all = each()
    all.cited = sf.arrival { median = sf.between(1, 2) * u.year, p90 = cited }
    for _, one in pairs(all) do
      for line in (tostring(one:explain()) .. "\n"):gmatch "(.-)\n" do
        assert.is_true(utf8.len(line) <= 120, line)
      end
    end
    assert.matches("a survey of deployments, 2025", tostring(all.cited:explain()), 1, true)
    assert.matches("median given as +lognormal%(median 1.41421", tostring(all.cited:explain()))
    assert.matches("Jorgenson, American Economic Review 53(2) (1963)", tostring(all.quantiles:explain()), 1, true)
    assert.matches("Bass, Management Science 15(5) (1969)", tostring(all.bass:explain()), 1, true)
    assert.matches("fastest at +6.19 year", tostring(all.bass:explain()))
    assert.matches("stage 2 +arrives by a gamma curve", tostring(all.row:explain()))
  end)
end)

describe("what an arrival refuses", function()
  local lag = sf.arrival { median = 1, p90 = 2 }

  local function refuses(words, action)
    local message = message_of(action)
    assert.matches(words, message, 1, true)
    assert.matches("arrival_spec.lua:%d+: ", message)
  end

  it("is half a form, two forms and none", function()
    refuses("needs 'p90' too, beside 'median'", function() sf.arrival { median = 1 } end)
    refuses("needs 'median' too", function() sf.arrival { p90 = 1 } end)
    refuses("needs 'cv' too", function() sf.arrival { mean = 1 } end)
    refuses("needs 'scale' too", function() sf.arrival { shape = 1 } end)
    refuses("needs 'midpoint' too", function() sf.arrival { steepness = 1 } end)
    refuses("'median' and 'mean' belong to two", function() sf.arrival { median = 1, p90 = 2, mean = 1, cv = 1 } end)
    refuses("sf.arrival needs median and p90, or", function() sf.arrival {} end)
    refuses("sf.arrival needs median and p90, or", function() sf.arrival() end)
    refuses("did you mean 'median'", function() sf.arrival { medain = 1 } end)
    refuses("table of named options, not 3", function() sf.arrival(3) end)
    refuses("sf.bass needs 'q' too", function() sf.bass { p = 0.1 } end)
    refuses("sf.bass needs p and q", function() sf.bass {} end)
    refuses("unknown option of sf.bass 'r'", function() sf.bass { p = 1, q = 1, r = 1 } end)
  end)

  it("is a value that cannot be, by its name", function()
    refuses("p90 must be above the median", function() sf.arrival { median = 2, p90 = 1 } end)
    refuses("p90 must be above the median", function() sf.arrival { median = 2, p90 = 2 } end)
    refuses("median must be above 0", function() sf.arrival { median = 0, p90 = 1 } end)
    refuses("median must be time, not power", function() sf.arrival { median = 2 * u.W, p90 = 1 } end)
    refuses("'median' of sf.arrival: unknown unit 'yer'; did you mean 'year'?", function()
      sf.arrival { median = "2 yer", p90 = 3 }
    end)
    refuses("'median' of sf.arrival must be a quantity", function() sf.arrival { median = {}, p90 = 3 } end)
    refuses("'cv' of sf.arrival must be a finite number, not nan", function()
      sf.arrival { mean = 1, cv = 0 / 0 }
    end)
    for _, cv in ipairs { 0, 1e-9, 11 } do -- what was typed, not the shape that comes of it
      refuses("cv must lie between 0.001 and 10, got ", function() sf.arrival { mean = 1, cv = cv } end)
    end
    refuses("cv must lie between 0.001 and 10, got 10.0000001", function() sf.arrival { mean = 1, cv = 10.0000001 } end)
    refuses("shape must lie between 0.01 and 1e6", function() sf.arrival { shape = 0, scale = 1 } end)
    refuses("cv must lie between 0.001 and 10", function() sf.arrival { mean = 1, cv = 1e-5 } end)
    refuses("scale must be above 0, got -1 year", function() sf.arrival { shape = 2, scale = -1 } end)
    refuses("steepness must be above 0", function() sf.arrival { midpoint = 2, steepness = 0 } end)
    refuses("steepness must be 1/time, not time", function() sf.arrival { midpoint = 2, steepness = 1 * u.year } end)
    refuses("p must be above 0", function() sf.bass { p = 0, q = 1 } end)
    refuses("q must not be negative", function() sf.bass { p = 1, q = -1 } end)
    refuses("p must be 1/time, not time", function() sf.bass { p = 1 * u.year, q = 1 } end)
  end)

  it("is a list of stages that is none", function()
    refuses("stage 2 is a bass arrival; only gamma ones go in a row", function()
      sf.arrival { stages = { lag, sf.bass { p = 1, q = 1 } } }
    end)
    refuses("stage 1 is a logistic arrival", function() sf.arrival { stages = { each().logistic } } end)
    refuses("stage 1 must be an sf.arrival, not 3", function() sf.arrival { stages = { 3 } } end)
    refuses("is empty", function() sf.arrival { stages = {} } end)
    refuses("is a list of arrivals", function() sf.arrival { stages = lag } end)
    local many = {}
    for i = 1, 65 do
      many[i] = lag
    end
    refuses("expected 1 to 64 of them, got 65", function() sf.arrival { stages = many } end)
  end)

  it("is a wrong argument of its methods", function()
    refuses("the time of a share must be a quantity", function() lag:share() end)
    refuses("time must be time, not money", function() lag:share(3 * u.USD) end)
    refuses("from 0 to below 1, got 1", function() lag:time(1) end)
    refuses("from 0 to below 1, got -0.5", function() lag:time(-0.5) end)
    refuses("share must be a plain number, not time", function() lag:time(u.year) end)
    refuses("a logistic curve is never at 0", function() each().logistic:time(0) end)
    refuses("number of periods: expected a whole number from 1 to 600, got 0", function() lag:by_period(0) end)
    refuses("number of periods: expected a whole number, got nil", function() lag:by_period() end)
    refuses("a period must be above 0", function() lag:by_period(2, 0) end)
    refuses("the length of a period must be a quantity", function() lag:by_period(2, {}) end)
    refuses("a list of spendings", function() lag:spread(3, 1) end)
    refuses("this one is empty", function() lag:spread({}, 1) end)
    refuses("spending: expected a quantity or a number", function() lag:spread({ "x" }, 1) end)
    refuses("the yield of a spread must be", function() lag:spread { 1 } end)
    refuses("spending of 3 periods cannot be followed over 2", function() lag:spread({ 1, 2, 3 }, 1, 2) end)
    refuses("did you mean 'median'", function() return lag.meadian end)
  end)

  it("is refused by the core as well", function()
    refuses("expected gamma, logistic or bass, got 'gama'", function() core.arrival_share("gama", 1, 1, 1) end)
    refuses("first parameter: expected a quantity", function() core.arrival_share("gamma", {}, u.year, u.year) end)
    refuses("1 shapes, but 2 scales", function() core.gamma_in_row({ 1 }, { u.year, u.year }) end)
    refuses("not of a gamma one", function() core.arrival_peak("gamma", 1, 1 * u.year) end)
    local none, err = core.arrival_peak("bass", 0.2 / u.year, 0.1 / u.year)
    assert.is_nil(none)
    assert.equal("no solution", err.code)
    assert.matches("p is 0.2 /year, q 0.1 /year", tostring(err), 1, true)
  end)
end)
