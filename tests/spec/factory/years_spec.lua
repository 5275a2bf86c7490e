local sf = require "signalflow"
local support = require "tests.spec.support"

local u = sf.units
local close, message_of = support.close, support.message_of

local HORIZON, SECONDS = 5, 8760 * 3600

-- A site whose every driver is certain, with movement in all of them: fewer tokens are paid less each year, use grows
-- to its peak, accelerators outlive half of the last year, losses of the first years are set off against tax.
local function site(changes)
  local given = {
    platform = { name = "plain", source = "this test", all_in_power = 1.8 * u.kW/u.gpu }, grid_power = 50 * u.MW,
    pue = 1.2, server_overhead = 1.4, chip_power = 900 * u.W/u.gpu, oversubscription = 0.05,
    token_rate = 1500 * u.tok/u.s/u.gpu, utilization = 0.4, peak_utilization = 0.7, idle_share = 0.3,
    price = 1.5 * u.USD/u.Mtok, price_decline = 0.25, elasticity = -1.3, electricity = u"70 USD/MWh",
    accelerator_cost = 45e3 * u.USD/u.gpu, accelerator_price_decline = 0.1, site_cost = 11 * u.USD/u.W,
    operating_share = 0.03, accelerator_life = 4.5 * u.year, site_life = 15 * u.year, discount = 0.09,
    ramp = 0.6 * u.year, tax_rate = 0.21, debt_share = 0.5, interest = 0.08,
  }
  for name, value in pairs(changes or {}) do
    given[name] = value
  end
  return sf.factory(given)
end

local function payment(capital, rate, periods)
  return capital * rate / (1 - (1 + rate) ^ -periods)
end

-- The same on paper: USD a year, tokens, MW.
local function by_hand()
  local each = 1800 * 0.95 * 1.2
  local accelerators = 50e6 / each
  local hardware, building = accelerators * 45e3, 50e6 * 11
  local capex, drawn_full = hardware + building, accelerators * 900 * 1.4 * 1.2 / 1e6
  local sheet = { capex = capex, npv = -capex, equity = -0.5 * capex, accelerators = accelerators }
  local loss, equity_loss, owed, equity_rate = 0, 0, 0.5 * capex, (0.09 - 0.5 * 0.08 * 0.79) / 0.5
  local function tax(income, carried)
    local left = income - carried
    return 0.21 * math.max(left, 0), math.max(-left, 0)
  end
  for year = 1, HORIZON do
    local up, use = 1 / (1 + math.exp(-4 * (year - 0.6))), math.min(0.4 * 0.75 ^ (-1.3 * (year - 1)), 0.7)
    local price, tokens = 1.5 * 0.75 ^ (year - 1), accelerators * 1500 * SECONDS * use * up
    local drawn = drawn_full * up * (0.3 + 0.7 * use)
    local beyond = math.min(math.max(year - 4.5, 0), 1)
    local replaced = hardware / 4.5 * beyond * 0.9 ^ year
    local row = { use = use, price = price, tokens = tokens, drawn_power = drawn, revenue = tokens * price / 1e6,
      energy_cost = drawn * 8760 * 70, operating_cost = 0.03 * capex,
      depreciation = hardware / 4.5 * (1 - beyond) + replaced + building / 15 }
    row.capital_cost = payment(hardware, 0.09, 4.5) * (1 - beyond + beyond * 0.9 ^ year) + payment(building, 0.09, 15)
    local before, interest = row.revenue - row.energy_cost - row.operating_cost, 0.08 * owed
    local equity_tax
    row.tax, loss = tax(before - row.depreciation, loss)
    equity_tax, equity_loss = tax(before - row.depreciation - interest, equity_loss)
    local left = year == HORIZON and building * (1 - HORIZON / 15) or 0
    row.cash_flow = before - row.tax - replaced + left
    row.ebitda_margin = before / row.revenue
    row.gross_margin = (before - row.depreciation) / row.revenue
    row.margin_after_capital = (before - row.capital_cost) / row.revenue
    sheet.npv = sheet.npv + row.cash_flow / 1.09 ^ year
    local repaid = payment(0.5 * capex, 0.08, HORIZON)
    sheet.equity = sheet.equity + (before - equity_tax - replaced + left - repaid) / (1 + equity_rate) ^ year
    owed = owed + interest - repaid
    sheet[year] = row
  end
  return sheet
end

local UNITS = { price = "USD/Mtok", tokens = "tok", drawn_power = "MW", revenue = "USD/year", energy_cost = "USD/year",
  operating_cost = "USD/year", depreciation = "USD/year", capital_cost = "USD/year", tax = "USD/year",
  cash_flow = "USD/year" }

local function number(value, name)
  return UNITS[name] and value:to(UNITS[name]) or value
end

describe("a run's years", function()
  local run = site():run { draws = 16 }
  local years, sheet = run:years(), by_hand()

  it("are those of a sheet of paper", function()
    assert.equal(HORIZON, #years)
    for year, row in ipairs(sheet) do
      assert.equal(year, years[year].year)
      for name, value in pairs(row) do
        local ours = number(years[year][name].mean, name)
        assert.is_true(math.abs(ours - value) <= 1e-12 * math.max(math.abs(value), 1),
          ("%s of year %d: %.17g, not %.17g"):format(name, year, ours, value))
      end
    end
    close(sheet.accelerators, run.accelerators.mean:to "gpu", 1e-12)
    close(sheet.npv, run.npv.mean:to "USD", 1e-12)
    close(sheet.equity, run.equity_npv.mean:to "USD", 1e-12)
  end)

  it("discount to the NPV, and cost energy for the power drawn over the hours", function()
    local npv = -run.capex.mean:to "USD"
    for year = 1, HORIZON do
      npv = npv + years[year].cash_flow.mean:to "USD/year" / 1.09 ^ year
      close(years[year].drawn_power.mean:to "MW" * 8760 * 70, years[year].energy_cost.mean:to "USD/year", 1e-12)
      assert.is_true(years[year].ebitda_margin.mean > years[year].gross_margin.mean)
      assert.is_true(years[year].gross_margin.mean > years[year].margin_after_capital.mean)
    end
    close(npv, run.npv.mean:to "USD", 1e-12)
  end)

  it("hold the typed price and use in the first, and no use above the peak in any", function()
    assert.equal(0.4, years[1].use.mean)
    close(1.5, years[1].price.mean:to "USD/Mtok", 1e-14)
    close(0.7, years[HORIZON].use.mean, 1e-15)
    local wide = site { utilization = sf.uniform(0.2, 0.99) }:run { draws = 1024 }:years()
    for year = 1, HORIZON do
      assert.is_true(wide[year].use.summary:max() <= 0.7)
    end
  end)

  it("are what a factory of that year gives", function()
    for _, year in ipairs { 1, 2, HORIZON } do
      local alone = site { year = year }:run { draws = 16 }
      assert.equal(years[year].revenue.mean:to "USD/year", alone.revenue.mean:to "USD/year")
      assert.equal(years[year].gross_margin.mean, alone.gross_margin.mean)
      assert.equal(run.npv.mean:to "USD", alone.npv.mean:to "USD")
    end
    assert.matches("year", message_of(function() site { year = 6 } end), 1, true)
    assert.matches("year", message_of(function() site { year = 1.5 } end), 1, true)
  end)

  it("print side by side, with the year in which use meets its peak", function()
    local page = tostring(years):gsub("%s+", " ")
    for _, words in ipairs { "year 1", "year 5", "price of a token", "cash flow", "gross margin", "residual value",
      "use is 40 % in year 1", "peak of 70 % from year 3 on" } do
      assert.matches(words, page, 1, true)
    end
    local never = tostring(site { elasticity = 0 }:run { draws = 16 })
    assert.matches("its peak of 70 %% is not reached within 5", (never:gsub("%s+", " ")))
  end)

  it("are those of a scenario, too, but not of a difference", function()
    local study = site():study { draws = 64, scenarios = { base = {}, cheap = { price = 0.75 * u.USD/u.Mtok } } }
    local cheap = study.cheap:years()
    for year = 1, HORIZON do
      close(0.5 * sheet[year].revenue, cheap[year].revenue.mean:to "USD/year", 1e-12)
    end
    local less = study:compare("base", "cheap")
    assert.is_nil(tostring(less):find("ratio of means", 1, true))
    assert.matches("difference", message_of(function() less:years() end), 1, true)
  end)

  it("are asked of a factory's run alone", function()
    local model = sf.model { drivers = { x = 1 }, outputs = function(d) return { y = d.x * 2 } end }
    assert.matches("no factory", message_of(function() model:run { draws = 16 }:years() end), 1, true)
  end)
end)

describe("margins", function()
  it("have a mean, a median and a ratio of means, each named", function()
    local run = site { price = sf.between(0.1, 3) * u.USD/u.Mtok }:run { draws = 16384, seed = 3 }
    local paid = run.energy_cost.mean + run.operating_cost.mean + run.capital_cost.mean
    close(1 - (paid / run.revenue.mean), run.margin_after_capital.ratio_of_means, 1e-12)
    assert.is_true(run.margin_after_capital.mean < run.margin_after_capital.p50)
    assert.is_true(run.margin_after_capital.p50 < run.margin_after_capital.ratio_of_means)
    assert.matches("ratio of means", tostring(run), 1, true)
  end)

  it("of another sign than the NPV are shown with the reason", function()
    local found = 0
    for _, price in ipairs { 0.2, 0.35, 0.5, 0.7, 1.0, 1.5, 3.0 } do
      local run = site { price = price * u.USD/u.Mtok }:run { draws = 16 }
      local page = tostring(run):gsub("%s+", " ")
      for _, name in ipairs { "ebitda_margin", "gross_margin", "margin_after_capital" } do
        local opposite = run[name].mean * run.npv.mean:to "USD" < 0
        found = found + (opposite and 1 or 0)
        assert.equal(opposite, page:find(name .. " (mean", 1, true) ~= nil, name .. " at " .. price)
      end
    end
    assert.is_true(found >= 3)
  end)
end)

describe("power provided and power drawn", function()
  it("differ: a hundred megawatts hold 55 to 60 thousand H100", function()
    local h100 = sf.factory { platform = "H100", grid_power = 100 * u.MW, token_rate = 1000 * u.tok/u.s/u.gpu,
      utilization = 0.5, price = 1 * u.USD/u.Mtok }:run { draws = 4096 }
    local count = h100.accelerators.mean:to "gpu"
    assert.is_true(count > 55e3 and count < 60e3, count)
    assert.equal(100, h100.provisioned_power.mean:to "MW")
    assert.is_true(h100.facility_power.p95:to "MW" < 100)
    assert.is_true(h100.drawn_power.mean < h100.facility_power.mean)
  end)

  it("give a site a fifth more accelerators for a sixth of oversubscription", function()
    local plain = site { oversubscription = 0 }:run { draws = 16 }
    local more = site { oversubscription = 1 / 6 }:run { draws = 16 }
    close(1.2, more.accelerators.mean:to "gpu" / plain.accelerators.mean:to "gpu", 1e-12)
  end)
end)

describe("tax, debt and equity", function()
  it("are off unless given", function()
    local run = sf.factory { platform = "H100", grid_power = 1 * u.MW, token_rate = 1000 * u.tok/u.s/u.gpu,
      utilization = 0.5, price = 1 * u.USD/u.Mtok }:run { draws = 64 }
    assert.is_nil(run.outputs.tax)
    assert.is_nil(run.outputs.equity_npv)
  end)

  it("want both the debt and its interest", function()
    assert.matches("interest", message_of(function()
      sf.factory { platform = "H100", grid_power = 1 * u.MW, token_rate = 1000 * u.tok/u.s/u.gpu, utilization = 0.5,
        price = 1 * u.USD/u.Mtok, debt_share = 0.5 }
    end), 1, true)
  end)
end)
