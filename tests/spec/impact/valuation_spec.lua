-- What cash flows are worth and what a price implies: language, section 7.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"
local close, message_of, u = support.close, support.message_of, sf.units

-- A table with some fields set, or with `false` taken out.
local function with(base, more)
  local made = {}
  for key, value in pairs(base) do
    made[key] = value
  end
  for key, value in pairs(more) do
    made[key] = value or nil
  end
  return made
end

local REVERSE = { cash_flow = 100, discount = 0.10, horizon = 10, terminal = 0.03 }
local BIG = { value = 3.2e12 * u.USD, cash_flow = 60e9 * u.USD, discount = 0.10, horizon = 10, terminal = 0.03 }

describe("a discounted cash flow", function()
  it("is worth what the years add up to", function()
    close(1705.2512389736846, sf.dcf_value(with(REVERSE, { growth = 0.05 })), 1e-14)
    close(3582.439088121506, sf.dcf_value(with(REVERSE, { growth = 0.15 })), 1e-14)
  end)

  it("keeps the unit of the cash flow", function()
    local value = sf.dcf_value(with(REVERSE, { growth = 0.15, cash_flow = 60 * u.GUSD }))
    close(0.6 * 3582.439088121506, value:to "GUSD", 1e-14)
    assert.are.equal("GUSD", core.written(value))
  end)

  it("reads a cash flow a year, percents, and a horizon of time", function()
    local value = sf.dcf_value { cash_flow = u"60 GUSD/year", growth = u"15 %", discount = u"10 %", terminal = u"3 %",
      horizon = 10 * u.year }
    close(0.6 * 3582.439088121506, value:to "GUSD", 1e-13)
  end)

  it("is uncertain where its horizon is", function()
    local value = sf.dcf_value(with(REVERSE, { growth = 0.15, horizon = sf.discrete { { 8, 1 }, { 12, 1 } } }))
    local eight = sf.dcf_value(with(REVERSE, { growth = 0.15, horizon = 8 }))
    local twelve = sf.dcf_value(with(REVERSE, { growth = 0.15, horizon = 12 }))
    close((eight + twelve) / 2, value:mean(), 1e-3)
    close(eight, value:quantile(0.2), 1e-9)
    close(twelve, value:quantile(0.8), 1e-9)
  end)
end)

describe("implied growth", function()
  it("is a plain number for plain numbers", function()
    local growth = sf.implied_growth(BIG)
    assert.are.equal("number", type(growth))
    close(3.2e12, sf.dcf_value(with(BIG, { value = false, growth = growth })), 1e-13)
    close(0.16491156264075968, sf.implied_growth(with(REVERSE, { value = 4000 })), 1e-12)
    close(0.07151821025938021, sf.implied_growth(with(REVERSE, { value = 2000 })), 1e-12)
    close(0.03, sf.implied_growth(with(REVERSE, { value = 103 / 0.07 })), 1e-12)
  end)

  it("is uncertain where an input is", function()
    local growth = sf.implied_growth(with(BIG, { discount = sf.uniform(0.08, 0.12) }))
    assert.is_true(growth:is_uncertain())
    local low = sf.implied_growth(with(BIG, { discount = 0.08 }))
    local high = sf.implied_growth(with(BIG, { discount = 0.12 }))
    assert.is_true(growth:mean() > low and growth:mean() < high)
  end)

  it("has no value in the draws in which discount is not above terminal growth", function()
    local growth = sf.implied_growth(with(BIG, { terminal = sf.discrete { { 0.03, 3 }, { 0.11, 1 } } }))
    local summary = growth:summary { draws = 4096 }
    close(sf.implied_growth(BIG), summary.mean, 1e-9)
    close(1024, summary.summary:undefined(), 0.05)
  end)

  it("refuses a cash flow that is not above 0, with the way out", function()
    for _, flow in ipairs { -5 * u.GUSD, 0 * u.USD } do
      local growth, err = sf.implied_growth(with(BIG, { cash_flow = flow }))
      assert.is_nil(growth)
      assert.are.equal("no solution", err.code)
      assert.is_truthy(tostring(err):find("give revenue and margin", 1, true))
    end
    local growth, err = sf.dcf_value(with(REVERSE, { cash_flow = -5, growth = 0.1 }))
    assert.is_nil(growth)
    assert.is_truthy(tostring(err):find("a cash flow of -5 is not above 0", 1, true))
    -- an uncertain one, in the draws in which it is: P(N(1, 1) <= 0) = 0.1587
    local part = sf.dcf_value(with(REVERSE, { cash_flow = sf.normal(1, 1), growth = 0.1 }))
    assert.is_true(math.abs(part:summary().undefined - 0.15865525) < 1e-3)
    assert.matches("normal(mean 1, sd 1) not above 0", tostring(part), 1, true)
  end)

  it("takes revenue and the margin aimed at", function()
    local aimed = { cash_flow = false, revenue = 150e9 * u.USD, margin = 0.4 }
    close(sf.implied_growth(BIG), sf.implied_growth(with(BIG, aimed)), 1e-12)
    local growth, err = sf.implied_growth(with(BIG, with(aimed, { margin = -0.1 })))
    assert.is_nil(growth)
    assert.is_truthy(tostring(err):find("revenue times margin is -15 GUSD", 1, true))
    assert.is_truthy(message_of(function()
      sf.implied_growth(with(BIG, { margin = 0.3 }))
    end):find("either 'cash_flow', or 'revenue' and 'margin'", 1, true))
    assert.is_truthy(message_of(function()
      sf.implied_growth(with(BIG, { cash_flow = false, revenue = 1 * u.USD }))
    end):find("'revenue' and the 'margin' aimed at", 1, true))
  end)

  it("is nil where no growth fits", function()
    local growth, err = sf.implied_growth(with(REVERSE, { value = 0 }))
    assert.is_nil(growth)
    assert.are.equal("no solution", err.code)
  end)

  it("has no default for discount, terminal growth and horizon", function()
    for _, name in ipairs { "discount", "terminal", "horizon" } do
      local message = message_of(function()
        sf.implied_growth(with(BIG, { [name] = false }))
      end)
      assert.is_truthy(message:find("needs '" .. name .. "'", 1, true))
      assert.is_truthy(message:find("no default", 1, true))
    end
  end)

  it("says what is wrong with an argument", function()
    local function told(more, words)
      local message = message_of(function()
        sf.implied_growth(with(BIG, more))
      end)
      assert.is_truthy(message:find(words, 1, true), message)
    end
    told({ discount = 0.03 }, "discount must be above terminal growth, got 0.03 and 0.03")
    told({ horizon = 0 }, "horizon must be 1 to 100 years, got 0")
    told({ horizon = 200 * u.year }, "horizon must be 1 to 100 years, got 200")
    told({ terminal = "3 kg" }, "option 'terminal' of implied_growth: unknown unit 'kg'")
    told({ discount = 0 / 0 }, "option 'discount' of implied_growth must be a finite number, not nan")
    told({ value = sf.series("x", {}) }, "option 'value' of implied_growth must be a quantity, as ")
    told({ value = 3.2e12 }, "value (a plain number) and cash flow (money) must be of one dimension")
    told({ horizn = 3 }, "did you mean 'horizon'?")
  end)
end)

describe("the implied horizon", function()
  local THREE = { value = 3000, cash_flow = 100, growth = 0.15, discount = 0.10, terminal = 0.03 }

  it("is the least number of years that reach the value", function()
    assert.are.equal("integer", math.type(sf.implied_horizon(THREE)))
    assert.are.equal(8, sf.implied_horizon(THREE))
    assert.are.equal(0, sf.implied_horizon(with(THREE, { value = 1400 })))
  end)

  it("is nil where a hundred years do not", function()
    local years, err = sf.implied_horizon(with(THREE, { growth = 0.03 }))
    assert.is_nil(years)
    assert.are.equal("no solution", err.code)
    assert.is_truthy(tostring(err):find("100 years", 1, true))
  end)

  it("may be uncertain", function()
    local years = sf.implied_horizon(with(THREE, { discount = sf.discrete { { 0.10, 1 }, { 0.11, 1 } } }))
    local slower = sf.implied_horizon(with(THREE, { discount = 0.11 }))
    close((8 + slower) / 2, years:mean(), 1e-3)
  end)
end)

describe("the share that is priced in", function()
  it("lies between base and thesis, and is not clipped", function()
    local share = sf.priced_in { market = 2867.6038954764686, base = 1836.2561682446335, thesis = 4470.510339247873 }
    close(0.3915141289646521, share, 1e-13)
    assert.are.equal(-2.0, sf.priced_in { market = 0 * u.USD, base = 2 * u.USD, thesis = 3 * u.USD })
    assert.are.equal(3.0, sf.priced_in { market = 5, base = 2, thesis = 3 })
  end)

  it("is unknown where the thesis equals the base", function()
    local share, err = sf.priced_in { market = 5, base = 2, thesis = 2 }
    assert.is_nil(share)
    assert.are.equal("no solution", err.code)
    share = sf.priced_in { market = 5, base = 2, thesis = sf.discrete { { 2, 1 }, { 4, 1 } } }
    local summary = share:summary { draws = 1024 }
    close(1.5, summary.mean, 1e-12)
    close(512, summary.summary:undefined(), 0.05)
  end)

  it("follows what the rates leave open", function()
    local r, n = sf.triangular(0.08, 0.10, 0.13), sf.discrete { { 8, 1 }, { 10, 2 }, { 15, 1 } }
    local function at(growth)
      return sf.dcf_value { cash_flow = 60 * u.GUSD, growth = growth, discount = r, terminal = 0.03, horizon = n }
    end
    local share = sf.priced_in { market = 2 * u.TUSD, base = at(0.06), thesis = at(0.18) }
    assert.is_true(share:is_uncertain())
    assert.is_true(share:quantile(0.95) > share:quantile(0.05))
  end)
end)

describe("the change of value", function()
  it("is that of every year where they are equal", function()
    assert.are.equal(0.2, core.value_change({ 0.2, 0.2, 0.2 }, 0.15, 0.10, 0.03, 10))
    assert.are.equal(0.0, core.value_change({ 0, 0 }, 0.15, 0.10, 0.03, 10))
  end)

  it("equals the change of two values", function()
    local base = sf.dcf_value(with(REVERSE, { growth = 0.05 }))
    local late = base - 105 / 1.1 -- the first year is left as it was
    close(0.3 * late / base, core.value_change({ 0, 0.3 }, 0.05, 0.10, 0.03, 10), 1e-13)
  end)

  it("takes uncertain changes and rates", function()
    local change = core.value_change({ sf.uniform(0, 0.4), 0.2 }, 0.15, sf.uniform(0.09, 0.11), 0.03, 10)
    close(0.2, change:mean(), 1e-3)
    assert.is_truthy(message_of(function()
      core.value_change({}, 0.15, 0.10, 0.03, 10)
    end):find("1 to 100 yearly changes", 1, true))
    assert.is_truthy(message_of(function()
      core.value_change({ "x" }, 0.15, 0.10, 0.03, 10)
    end):find("value_change: changes", 1, true))
  end)
end)

-- Excel's examples, as Microsoft documents each function.
describe("returns of flows", function()
  local DATED = { -10000, 2750, 4250, 3250, 2750 }
  local DATES = { "2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01" }

  it("agree with the documented XIRR and XNPV", function()
    close(0.3733625335188314, sf.xirr { DATED, DATES }, 1e-12)
    close(2086.647602031535, sf.xnpv { DATED, DATES, discount = 0.09 }, 1e-12)
  end)

  it("agree with the documented IRR", function()
    close(-0.021244848273410943, sf.irr { -70000, 12000, 15000, 18000, 21000 }, 1e-11)
    close(0.0866309480365316, sf.irr { { -70000, 12000, 15000, 18000, 21000, 26000 } }, 1e-11)
    close(-0.44350694133474045, sf.irr { -70000, 12000, 15000 }, 1e-11)
  end)

  it("agree with the documented NPV and MIRR", function()
    close(1188.4434123352216, sf.npv { 0, -10000, 3000, 4200, 6800, discount = 0.10 }, 1e-12)
    close(1922.0615549323647, sf.npv { -40000, 8000, 9200, 10000, 12000, 14500, discount = 0.08 }, 1e-11)
    close(-3749.4650870155765, sf.npv { { -40000, 8000, 9200, 10000, 12000, 14500, -9000 }, discount = 0.08 }, 1e-11)
    close(0.1260941303659051, sf.mirr { -120000, 39000, 30000, 21000, 37000, 46000, finance = 0.10,
      reinvestment = 0.12 }, 1e-12)
  end)

  it("report several roots, and none of them silently", function()
    local rate, err = sf.irr { -100, 230, -132 }
    assert.is_nil(rate)
    assert.are.equal("ambiguous", err.code)
    assert.are.equal(2, #err.roots)
    close(0.10, err.roots[1], 1e-12)
    close(0.20, err.roots[2], 1e-12)
    rate, err = sf.irr { 100, 230 }
    assert.is_nil(rate)
    assert.are.equal("no solution", err.code)
  end)

  -- From the issue trackers of spreadsheet libraries, where a search from a guess went astray.
  local HARD = {
    { -0.9902476918995169, { -177900000, 8799805.85 }, { "2020-07-03", "2021-02-25" } },
    { -0.7246366078838045, { -1500000, -500000, -500000, -45000000, 44674833.323048346 },
      { "2018-08-30", "2019-01-10", "2019-03-07", "2019-03-19", "2019-03-31" } },
    { -0.6423076121954046, { 55600, -51094.83 }, { "2021-11-24", "2021-12-24" } },
    { -0.7650989868520968, { -99995, 97642 }, { "2021-08-03", "2021-08-09" } },
    { -0.7640294070492415, { -2610, -2589, -5110, -2550, -5086, -2561, -5040, -2552, -2530, 29520 },
      { "2001-06-22", "2001-07-03", "2001-07-05", "2001-07-06", "2001-07-09", "2001-07-10", "2001-07-12", "2001-07-13",
        "2001-07-16", "2001-07-17" } },
  }

  it("are found where a search from a guess goes astray", function()
    for _, case in ipairs(HARD) do
      close(case[1], sf.xirr { case[2], case[3] }, 1e-9)
    end
  end)

  it("take money, and give money", function()
    local flows = { -70 * u.kUSD, 12 * u.kUSD, 15 * u.kUSD }
    close(-0.44350694133474045, sf.irr(flows), 1e-11)
    local value = sf.npv { flows, discount = 0.05 }
    close(-70 + 12 / 1.05 + 15 / 1.05 ^ 2, value:to "kUSD", 1e-12)
    assert.are.equal("kUSD", core.written(value))
    close(-0.0212448482734, sf.irr { { -70 * u.kUSD, 12 * u.kUSD, 15 * u.kUSD, 18 * u.kUSD, 21 * u.kUSD } }, 1e-9)
  end)

  it("are uncertain where a flow or the discount is", function()
    local flows = { -100 * u.USD, sf.discrete { { 50, 1 }, { 70, 1 } } * u.USD, 60 * u.USD }
    local low, high = sf.irr { -100, 50, 60 }, sf.irr { -100, 70, 60 }
    close((low + high) / 2, sf.irr(flows):mean(), 1e-3)
    close(-100 + 60 / 1.1 + 60 / 1.21, sf.npv { flows, discount = 0.1 }:mean(), 1e-3)
    assert.is_true(sf.npv { -1, 2, discount = sf.uniform(0.1, 0.2) }:is_uncertain())
    assert.is_truthy(message_of(function()
      sf.mirr { flows, finance = 0.1, reinvestment = 0.1 }
    end):find("flow 2 of mirr is uncertain", 1, true))
  end)

  it("has no present value at or below -100 %, in draws as in constants", function()
    local flows = { -100, 60, 60 }
    assert.matches("discount must be above %-1", message_of(function()
      return sf.npv { flows, discount = sf.normal(-2, 0.01) }
    end))
    local run = sf.npv { flows, discount = sf.normal(0.1, 0.6) }:summary()
    assert.is_true(math.abs(run.undefined - 0.033377) < 1e-3) -- the standard normal below -1.1 / 0.6
    assert.matches("3%.3 %% of draws undefined", tostring(run))
  end)

  -- -1e-308 now for 1 later is a rate of 1e308: a number, but where the search ends; never its end as a root.
  it("never give the end of their search", function()
    for _, flows in ipairs { { -1e-308, 1 }, { -1, 1e-308 }, { -1e-300, 1e300 } } do
      local rate, err = sf.irr(flows)
      assert.is_nil(rate)
      assert.equal("no solution", err.code)
    end
    close(1e200, sf.irr { -1e-200, 1 }, 1e-12)
  end)

  it("read text as the values it names", function()
    local given = { value = 3.2e12 * u.USD, cash_flow = 60e9 * u.USD, discount = 0.1, horizon = 10, terminal = 0.03 }
    assert.equal(sf.implied_growth(given), sf.implied_growth { value = "3.2 TUSD", cash_flow = "60 GUSD",
      discount = "10 %", horizon = 10, terminal = "3 %" })
    assert.equal(sf.npv { { -100, 60, 60 }, discount = 0.1 }, sf.npv { { -100, "60", 60 }, discount = "10 %" })
  end)

  it("say what is wrong with an argument", function()
    local cases = {
      { sf.irr, nil, "irr takes a table with a list of flows, not nil" },
      { sf.irr, {}, "at least one cash flow" },
      { sf.irr, { 1, true }, "flow 2 of irr must be a quantity" },
      { sf.irr, { 1, 1 * u.USD }, "flow 2 is money, flow 1 is a plain number" },
      { sf.irr, { { 1, 2 }, { 3 } }, "irr takes one list of flows" },
      { sf.irr, { 1, guess = 2 }, "unknown option of irr 'guess'" },
      { sf.xirr, { 1, 2 }, "xirr takes two lists" },
      { sf.xirr, { { 1, 2 }, { "2020-01-01" } }, "xirr: 2 flows, but 1 dates" },
      { sf.xirr, { { 1 }, { "yesterday" } }, "date 1 of xirr must be a day as \"2024-04-28\", not 'yesterday'" },
      { sf.xirr, { { 1 }, { {} } }, "date 1 of xirr must be a day as \"2024-04-28\", not a table" },
      { sf.npv, { 1, 2 }, "npv needs 'discount'" },
      { sf.npv, { 1, 2, discount = -1 }, "option 'discount' of npv must be a plain number above -1, not -1" },
      { sf.mirr, { 1, 2, finance = 0.1 }, "mirr needs 'reinvestment'" },
      { sf.xnpv, { { 1 }, { "2020-01-01" }, discount = 1 * u.USD }, "'discount' of xnpv is a fraction, 0.10 or" },
    }
    for _, case in ipairs(cases) do
      local message = message_of(function()
        case[1](case[2])
      end)
      assert.is_truthy(message:find(case[3], 1, true), message)
    end
  end)
end)

describe("a rate in percent", function()
  local DCF = { cash_flow = 60, growth = 0.2, discount = 0.1, terminal = 0.03, horizon = 5 }

  it("is refused where a fraction is meant, by every function that takes one", function()
    local calls = {
      { sf.dcf_value, with(DCF, { discount = 10 }), "discount" },
      { sf.dcf_value, with(DCF, { terminal = 3 }), "terminal" },
      { sf.dcf_value, with(DCF, { growth = 20 }), "growth" },
      { sf.dcf_value, with(DCF, { growth = u "20" }), "growth" },
      { sf.dcf_value, with(DCF, { cash_flow = false, revenue = 100, margin = 40 }), "margin" },
      { sf.implied_growth, with(DCF, { growth = false, value = 900, discount = 10 }), "discount" },
      { sf.implied_horizon, with(DCF, { horizon = false, value = 900, growth = 20 }), "growth" },
      { sf.npv, { -100, 120, discount = 10 }, "discount" },
      { sf.xnpv, { { -100, 120 }, { "2024-01-01", "2025-01-01" }, discount = 10 }, "discount" },
      { sf.mirr, { -100, 120, finance = 10, reinvestment = 0.1 }, "finance" },
    }
    for _, call in ipairs(calls) do
      local message = message_of(function()
        call[1](call[2])
      end)
      assert.is_truthy(message:find("option '" .. call[3] .. "'", 1, true), message)
      assert.is_truthy(message:find("is a fraction", 1, true), message)
    end
  end)

  it("is what it says where it says percent", function()
    close(sf.dcf_value(DCF), sf.dcf_value(with(DCF, { discount = u "10 %", growth = u "20 %" })))
  end)
end)
