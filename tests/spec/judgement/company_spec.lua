-- sf.company: several sites beside what their company files, worked by hand.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"
local u = sf.units

local close, message_of = support.close, support.message_of

-- 100 MW / 1.25 / 1.6 / 1 kW = 50,000 accelerators; half of 1,000 tok/s each at 1 USD a million tokens for 86,400 s:
-- 2.16 MUSD a day. Capital: 50,000 x 40,000 USD and 100 MW x 10 USD/W, 3 GUSD. Depreciation: 2 GUSD over 5 years and
-- 1 GUSD over 20, 450 MUSD a year.
local A_DAY, CAPITAL, DEPRECIATION = 2.16e6, 3e9, 450e6 / 365

-- With a ramp of 0, a site serves logistic(4) of its rate in its first year and logistic(4 n) in the n-th.
local function serves(year)
  return 1 / (1 + math.exp(-4 * year))
end

-- A site's revenue from a day on, for so many days of its first year and all of the four after.
local function to_the_end(days_of_first)
  local sum = days_of_first * serves(1)
  for year = 2, 5 do
    sum = sum + 365 * serves(year)
  end
  return sum * A_DAY
end

local FIRST = A_DAY * serves(1) -- a day of a site's first year

local function site(changes)
  local given = { platform = { name = "plain", source = "this test" }, grid_power = 100 * u.MW, pue = 1.25,
    server_overhead = 1.6, chip_power = 1000 * u.W / u.gpu, token_rate = 1000 * u.tok / u.s / u.gpu,
    rack_accelerators = 50 * u.gpu / u.rack, utilization = 0.5, idle_share = 0.4, price = 1 * u.USD / u.Mtok,
    price_decline = 0.0, elasticity = 0.0, electricity = u"50 USD/MWh", accelerator_cost = 40e3 * u.USD / u.gpu,
    site_cost = 10 * u.USD / u.W, operating_share = 0.02, accelerator_life = 5 * u.year, site_life = 20 * u.year,
    discount = 0.08, ramp = 0 * u.year }
  for name, value in pairs(changes or {}) do
    given[name] = value
  end
  return sf.factory(given)
end

-- What the filer says of the quarters of 2025 that it has reported: revenue, capital expenditure and depreciation since
-- the year's start, and contracts not yet served.
local FILED = { { "2025-03-31", "2025-05-02", 250e6, 3.2e9, 130e6, 5e9 },
  { "2025-06-30", "2025-08-01", 400e6, 5.0e9, 330e6, 6e9 } }
local TAGS = { "Revenues", "PaymentsToAcquirePropertyPlantAndEquipment", "DepreciationDepletionAndAmortization",
  "RevenueRemainingPerformanceObligation" }

local function folder_of()
  local path = support.path ".folder"
  assert(os.execute(("unset LD_PRELOAD; mkdir '%s'"):format(path)))
  local tags = {}
  for k, tag in ipairs(TAGS) do
    local rows = {}
    for i, one in ipairs(FILED) do
      local starts = k == 1 and core.day_text(core.day(core.month_end(core.add_months(one[1], -3))) + 1) or "2025-01-01"
      rows[i] = ('{%s"end":"%s","val":%.0f,"accn":"0001326801-25-%06d","form":"10-Q","filed":"%s"}'):format(
        k < 4 and ('"start":"%s",'):format(starts) or "", one[1], one[k + 2], i, one[2])
    end
    tags[k] = ('"%s":{"units":{"USD":[%s]}}'):format(tag, table.concat(rows, ","))
  end
  local file <close> = assert(io.open(path .. "/CIK0001326801.json", "w"))
  file:write(('{"cik":1326801,"entityName":"Meta","facts":{"us-gaap":{%s}}}'):format(table.concat(tags, ",")))
  return path
end
local files = assert(sf.folder(folder_of()))

local function two_sites(more)
  local given = { ticker = "META", files = files, as_of = "2025-09-12", draws = 256, sites = {
    { factory = site(), start = "2025-01-01" },
    { factory = site { name = "second" }, start = "2025-04-01", share = 0.5, build = 90 * u.day } } }
  for name, value in pairs(more or {}) do
    given[name] = value
  end
  return assert(sf.company(given))
end

describe("a company's sites", function()
  local company = two_sites()

  it("add up by quarter, each from its start and by its share", function()
    local first, second, third = company.quarters[1], company.quarters[2], company.quarters[3]
    assert.same({ "2025-01-01", "2025-03-31" }, { first.period_start, first.period_end })
    close(90 * FIRST, first.revenue.sites.mean)
    close(91 * FIRST * 1.5, second.revenue.sites.mean)
    close(92 * FIRST * 1.5, third.revenue.sites.mean)
    close(90 * DEPRECIATION, first.depreciation.sites.mean)
    close(91 * DEPRECIATION * 1.5, second.depreciation.sites.mean)
    -- the second is built in the 90 days before April, which are the first quarter
    close(CAPITAL * 1.5, first.capex.sites.mean)
    close(0, second.capex.sites.mean)
  end)

  it("leave a rest beside what is filed, which is named", function()
    local first, second = company.quarters[1], company.quarters[2]
    close(250e6, first.revenue.filed)
    close(250e6 - 90 * FIRST, first.revenue.rest) -- 59.1 MUSD
    close(90 * FIRST / 250e6, first.revenue.explained)
    close(400e6 - 1.5 * 91 * FIRST, second.revenue.rest)
    close(3.2e9 - 4.5e9, first.capex.rest) -- the sites cost more than was spent in the quarter: said, and not hidden
    close(1.8e9, second.capex.rest)
    close(200e6 - 1.5 * 91 * DEPRECIATION, second.depreciation.rest)
    assert.is_nil(company.quarters[3].revenue.filed)
    assert.is_nil(company.quarters[3].revenue.rest)
    local text = tostring(company):gsub("%s+", " ")
    assert.matches("Meta (META) as the sum of 2 sites, beside what was filed by 2025-09-12", text, 1, true)
    assert.matches("2025-03-31 MUSD 191 250 59.1 76.4 % 10-Q 0001326801-25-000001, known 2025-05-02", text, 1, true)
    assert.matches("It may hold other sites, other business", text, 1, true)
    assert.same({}, support.trade_words(text))
  end)

  it("stand beside the backlog with what they bring until their horizons end", function()
    -- contracts of 2025-06-30, when 184 days are left of the first site's first year, and 274 of the second's
    local backlog = company.backlog
    assert.equal("2030-03-30", backlog.ends)
    close(6e9, backlog.filed)
    close(to_the_end(184) + 0.5 * to_the_end(274), backlog.sites.mean)
    close(6e9 - to_the_end(184) - 0.5 * to_the_end(274), backlog.rest)
  end)

  it("add up by fiscal year, beside the year where all of it is filed", function()
    assert.equal(1, #company.years)
    local year = company.years[1]
    assert.same({ "2025-01-01", "2025-12-31" }, { year.period_start, year.period_end })
    close((365 + 0.5 * 275) * FIRST, year.revenue.sites.mean)
    close(4.5e9, year.capex.sites.mean)
    assert.is_nil(year.revenue.filed) -- two quarters of four
    local sum = 0
    for i = 1, 4 do
      sum = sum + company.quarters[i].depreciation.sites.mean:value()
    end
    close(sum, year.depreciation.sites.mean)
  end)

  it("know what was filed by the day, and no more", function()
    local earlier = two_sites { as_of = "2025-07-31" }
    close(250e6, earlier.quarters[1].revenue.filed)
    assert.is_nil(earlier.quarters[2].revenue.filed)
    close(5e9, earlier.backlog.filed)
  end)

  it("change their year on the day, in the middle of a quarter", function()
    -- the price falls by half a year
    local falling = two_sites { sites = { { factory = site { price_decline = 0.5 }, start = "2025-02-15" } } }
    local whole = falling.sites[1].factory:run({ draws = 256 }):years()
    local first, second = whole[1].revenue.mean:to "USD/day", whole[2].revenue.mean:to "USD/day"
    assert.is_true(second < first)
    close(45 * first, falling.quarters[1].revenue.sites.mean) -- 15 February to 31 March
    close(45 * first + 45 * second, falling.quarters[5].revenue.sites.mean) -- its first year ends on 14 February 2026
  end)

  it("have intervals, of which drivers of one name are one", function()
    local price = sf.uniform(0.5, 1.5) * u.USD / u.Mtok
    local alike = two_sites { draws = 4096, sites = { { factory = site { price = price }, start = "2025-01-01" },
      { factory = site { price = sf.uniform(0.5, 1.5) * u.USD / u.Mtok }, start = "2025-01-01" } } }
    local revenue = alike.quarters[1].revenue.sites
    close(2 * 90 * FIRST * 0.55, revenue.p5, 1e-2) -- not narrower than that of one
    close(2 * 90 * FIRST * 1.45, revenue.p95, 1e-2)
  end)
end)

describe("a company without filings here", function()
  it("shows its sites, and says what is missing", function()
    local company = assert(sf.company { ticker = "CRWV", draws = 256, sites = { { factory = site(),
      start = "2025-05-15" } } })
    close(47 * FIRST, company.quarters[1].revenue.sites.mean)
    assert.matches("no filings are given: files = sf.folder \"data\"", tostring(company), 1, true)
    local lacking = assert(sf.company { ticker = "CRWV", files = files, as_of = "2025-09-12", draws = 256,
      sites = { { factory = site(), start = "2025-05-15" } } })
    assert.matches("no SEC file of CRWV", tostring(lacking), 1, true)
    assert.is_nil(lacking.backlog)
  end)

  it("is refused in words where it is no company", function()
    local function fails(given, words)
      assert.matches(words, message_of(function() sf.company(given) end), 1, true)
    end
    local one = { { factory = site(), start = "2025-05-15" } }
    fails({ ticker = "META" }, "company needs sites")
    fails({ sites = one }, "company needs a ticker")
    fails({ sites = one, ticker = "METTA" }, "did you mean 'META'?")
    fails({ sites = one, ticker = "META", files = files }, "company needs as_of with files")
    fails({ sites = { { start = "2025-05-15" } }, ticker = "META" }, "site 1 needs factory")
    fails({ sites = { { factory = site() } }, ticker = "META" }, "site 1 needs start")
    fails({ sites = { { factory = site(), start = "2025-05-15", share = 2 } }, ticker = "META" }, "share of site 1")
    fails({ sites = { { factory = site(), start = "2025-05-15", build = 5 } }, ticker = "META" }, "build of site 1")
    fails({ sites = { { factory = site(), start = "2025-02-30" } }, ticker = "META" }, "got day 30")
    fails({ sites = { { factory = site(), begins = "2025-05-15" } }, ticker = "META" }, "unknown option of site 1")
  end)
end)
