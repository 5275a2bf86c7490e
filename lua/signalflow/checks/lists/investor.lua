--- AI factory: investor checklist. Copy it, and put your own companies and thresholds in.
--
-- Thresholds are this list's own judgement, each with its reason, to be changed. What no public series answers is
-- unknown until it is supplied: `<name>.csv` in the data folder, with columns period_end, known_on, value; what is
-- supplied comes before what is public. Growth, liquidity and warning are three answers and are not added.
local sf = require "signalflow"
local u = sf.units

local BUYERS = { "MSFT", "GOOGL", "AMZN", "META", "CRWV" } -- the largest that file by calendar quarter
local SELLER, CLOUD = "NVDA", "ORCL"
local QUARTER = 91 * u.day -- 13 weeks
local THREE_YEARS, THREE_YEARS_OF_WEEKS = 750, 156 -- the longest of every one of these series that FRED serves
local QUARTERS = 63 -- trading days of a quarter
local YEAR_OF_FORTNIGHTS = 26

-- Of those who had filed a year of it by the day that is asked of.
local function buyers(concept)
  return function(files)
    return function(day) return files:total(BUYERS, concept, day) end
  end
end

local function flow(ticker, concept)
  return function(files) return files:quarterly(ticker, concept) end
end

local function balance(ticker, concept)
  return function(files) return files:instant(ticker, concept) end
end

local function fred(id)
  return function(files) return files:fred(id) end
end

-- What the analyst supplies under the name, else another reading.
local function supplied_or(name, columns, other)
  return function(files) return files:supplied_or(name, columns, other) end
end

-- A table of another publisher, as `signalflow sources --files` lists them.
local function published(name)
  return function(files) return files:supplied(name) end
end

local function quarterly(check)
  check.warn_after, check.stale_after = "100d", "130d"
  return sf.check(check)
end

local function market(check)
  check.axis, check.warn_after, check.stale_after = "liquidity", "15d", "30d"
  return sf.check(check)
end

return sf.checklist {
  name = "AI factory: investor checklist",
  minimum = { items = 2, coverage = 0.4 },

  data = {
    capex = buyers "capex",
    buyers_cash_flow = buyers "operating_cash_flow",
    buyers_revenue = buyers "revenue",
    cloud_capex = flow(CLOUD, "capex"),
    cloud_cash_flow = flow(CLOUD, "operating_cash_flow"),
    cloud_revenue = flow(CLOUD, "revenue"),
    cloud_backlog = balance(CLOUD, "remaining_performance_obligation"),
    revenue = flow(SELLER, "revenue"),
    cost = flow(SELLER, "cost_of_revenue"),
    inventory = balance(SELLER, "inventory"),
    commitments = balance(SELLER, "supply_commitment"),
    largest_customer = supplied_or("largest_customer", nil, flow(SELLER, "largest_customer")),
    -- workers in the US who used generative AI at work in the week before, of those who ever did
    repeat_usage = supplied_or("repeat_usage", nil, function(files)
      return files:fred "RPSGENAIUSAGESHARELWWORK" / files:fred "RPSGENAIUSAGESHAREWORK"
    end),
    paying_customers = supplied_or("paying_customers", nil, published "copilot_seats"),
    adoption_breadth = supplied_or("adoption_breadth", nil, published "ai_use_of_firms"),
    use_at_work = fred "RPSGENAIUSAGESHAREWORK",
    hours_saved = fred "RPSGENAITSALL",
    ev_to_sales = supplied_or("ev_to_sales", nil, function(files) return files:ev_to_sales(SELLER) end),
    rental_price = supplied_or("rental_price", { unit = "USD" }, published "h100_rent"),
    productivity = fred "OPHNFB",
    real_yield = fred "DFII10",
    dollar = fred "DTWEXBGS",
    credit_spread = fred "BAMLH0A0HYM2",
    conditions = fred "ANFCI",
  },

  -- Growth: does use last, widen, and pay?
  -- Habit: four of five who ever used it at work did so in the week before; below three of five it is tried and left.
  quarterly { id = "repeat-usage", axis = "growth", unit = "%",
    question = "Of workers who use AI at work, how many did in the week before? The habit of workers, not the retention"
      .. " of customers.",
    value = function(data) return data.repeat_usage end,
    pass = sf.above(0.80), fail = sf.below(0.60),
    source = "Real-Time Population Survey through FRED, RPSGENAIUSAGESHARELWWORK over RPSGENAIUSAGESHAREWORK",
    supply = "both from fred.stlouisfed.org; or repeat_usage.csv, the share of a quarter's paying customers that came"
      .. " back the next" },
  -- Seats that grow by less than a third a year do not carry capacity that doubles.
  sf.check { id = "paying-customers", axis = "growth", unit = "%",
    question = "Is the number of paying customers growing from a year ago?",
    value = function(data) return data.paying_customers:yoy() end,
    raw = function(data) return data.paying_customers end,
    pass = sf.above(0.30), fail = sf.below(0.0), stale_after = "200d",
    source = "Microsoft's earnings calls: paid seats of Microsoft 365 Copilot, some of them bounds",
    supply = "paying_customers.csv: a year of paid seats or customers by quarter, from earnings calls and filings" },
  -- A point is five times the standard error of a change (0.14 points a cycle).
  sf.check { id = "adoption-breadth", axis = "growth", unit = "points",
    question = "Is the share of firms that use AI rising from a year ago, within one wording of the question?",
    value = function(data) return data.adoption_breadth - data.adoption_breadth:lag(YEAR_OF_FORTNIGHTS) end,
    raw = function(data) return data.adoption_breadth end,
    pass = sf.above(0.01), fail = sf.below(0.0), stale_after = "60d",
    source = "US Census Bureau, Business Trends and Outlook Survey",
    supply = "the survey's national workbook from census.gov/hfp/btos, a year of one wording; or adoption_breadth.csv,"
      .. " the two-weekly AI use rate as a fraction" },
  -- Beside it, the same of workers: two points are twice the error of the survey's change.
  quarterly { id = "adoption-of-workers", axis = "growth", unit = "points",
    question = "Is the share of workers who use AI at work rising from a year ago?",
    value = function(data) return (data.use_at_work - data.use_at_work:lag(4)) / 100 end,
    raw = function(data) return data.use_at_work end,
    pass = sf.above(0.02), fail = sf.below(0.0),
    source = "Real-Time Population Survey through FRED, RPSGENAIUSAGESHAREWORK",
    supply = "RPSGENAIUSAGESHAREWORK.csv from fred.stlouisfed.org" },
  -- Productivity grew by 1.5 % a year from 2005 to 2019 and by 2.1 % since 1947 (BLS).
  quarterly { id = "productivity-gains", axis = "growth", unit = "%",
    question = "Does output per hour grow faster than its long-run pace?",
    value = function(data) return data.productivity:yoy() end,
    pass = sf.above(0.020), fail = sf.below(0.010),
    source = "Bureau of Labor Statistics through FRED, OPHNFB",
    supply = "OPHNFB.csv from fred.stlouisfed.org" },
  -- Beside it, what workers say: hours saved grow at least with use.
  quarterly { id = "hours-saved", axis = "growth", unit = "%",
    question = "Do workers save a larger share of their hours than a year ago, by their own account?",
    value = function(data) return data.hours_saved:yoy() end,
    raw = function(data) return data.hours_saved end,
    pass = sf.above(0.10), fail = sf.below(0.0),
    source = "Real-Time Population Survey through FRED, RPSGENAITSALL",
    supply = "RPSGENAITSALL.csv from fred.stlouisfed.org" },
  sf.check { id = "service-monetization", axis = "growth", unit = "%",
    question = "Do services sold to those who use AI bring in more than a year ago?",
    value = function(data) return data.service_revenue:yoy() end,
    raw = function(data) return data.service_revenue end,
    pass = sf.above(0.30), fail = sf.below(0.0), stale_after = "130d",
    source = "no public series: companies state run rates, each in its own words",
    supply = "service_revenue.csv: revenue of AI services by quarter, of one company, in one wording" },
  quarterly { id = "customer-capex", axis = "growth", unit = "%",
    question = "Is the capex of the largest buyers still growing?",
    value = function(data) return data.capex:yoy() end,
    pass = sf.above(0.20), fail = sf.below(0.0), clear = 0.25, hold = 2,
    raw = function(data) return data.capex end,
    source = "10-Q of the largest buyers: cash flow", supply = "SEC companyfacts of the buyers" },
  quarterly { id = "backlog-cover", axis = "growth",
    question = "Do contracts not yet served cover a year of cloud revenue?",
    value = function(data) return data.cloud_backlog / data.cloud_revenue:ttm() end,
    pass = sf.above(1.0), fail = sf.below(0.5),
    source = "10-Q of " .. CLOUD .. ": obligations", supply = "SEC companyfacts of the cloud company" },

  -- Liquidity: each beside the others, pressure where it stands high in its own last three years.
  market { id = "real-yield", unit = "percentile",
    question = "Do rates press on value that lies far ahead?",
    value = function(data) return data.real_yield:percentile(THREE_YEARS) end,
    pass = sf.below(0.80), fail = sf.above(0.95), clear = 0.75,
    source = "FRED DFII10", supply = "DFII10.csv from fred.stlouisfed.org" },
  market { id = "real-yield-change", unit = "points",
    question = "Have real rates risen over a quarter, in percentage points?",
    value = function(data) return data.real_yield:diff(QUARTERS) / 100 end,
    pass = sf.below(0.0025), fail = sf.above(0.0075),
    source = "FRED DFII10", supply = "DFII10.csv from fred.stlouisfed.org" },
  market { id = "dollar", unit = "percentile",
    question = "Does a strong dollar press on it?",
    value = function(data) return data.dollar:percentile(THREE_YEARS) end,
    pass = sf.below(0.80), fail = sf.above(0.95), clear = 0.75,
    source = "FRED DTWEXBGS", supply = "DTWEXBGS.csv from fred.stlouisfed.org" },
  market { id = "credit-spread", unit = "percentile",
    question = "Does credit cost more than usual?",
    value = function(data) return data.credit_spread:percentile(THREE_YEARS) end,
    pass = sf.below(0.80), fail = sf.above(0.95), clear = 0.75,
    source = "FRED BAMLH0A0HYM2", supply = "BAMLH0A0HYM2.csv from fred.stlouisfed.org" },
  market { id = "financial-conditions",
    question = "Are financial conditions no tighter than average?",
    value = function(data) return data.conditions end,
    pass = sf.below(0.0), fail = sf.above(0.5), clear = -0.1,
    source = "FRED ANFCI, Chicago Fed", supply = "ANFCI.csv (weekly) from fred.stlouisfed.org" },
  market { id = "conditions-standing", unit = "percentile",
    question = "Are they easy by the measure of their own last three years?",
    value = function(data) return data.conditions:percentile(THREE_YEARS_OF_WEEKS) end,
    pass = sf.below(0.80), fail = sf.above(0.95), clear = 0.75,
    source = "FRED ANFCI, Chicago Fed", supply = "ANFCI.csv (weekly) from fred.stlouisfed.org" },
  quarterly { id = "capex-funding", axis = "liquidity", unit = "%",
    question = "Do the largest buyers pay their capex out of cash flow?",
    value = function(data) return data.capex / data.buyers_cash_flow end,
    pass = sf.below(0.70), fail = sf.above(1.0),
    raw = function(data) return data.capex end,
    source = "10-Q of the largest buyers: cash flow", supply = "SEC companyfacts of the buyers" },
  quarterly { id = "funding-gap", axis = "liquidity",
    question = "Does a year of the cloud company's cash flow exceed its capex?",
    value = function(data) return data.cloud_cash_flow:ttm() - data.cloud_capex:ttm() end,
    pass = sf.above(0 * u.USD), fail = sf.below(0 * u.USD),
    source = "10-Q of " .. CLOUD .. ": cash flow", supply = "SEC companyfacts of the cloud company" },
  sf.check { id = "valuation-pressure", axis = "liquidity", unit = "percentile",
    question = "Where does the seller's enterprise value to sales stand in its own five years?",
    value = function(data) return data.ev_to_sales:percentile(20) end,
    pass = sf.below(0.80), fail = sf.above(0.95), stale_after = "130d",
    source = "closes, and the shares, net debt and sales of four quarters of each 10-K and 10-Q",
    supply = "the seller's companyfacts and closes as paid (nvda.us.txt from stooq.com); or ev_to_sales.csv" },

  -- Warning: passes where there is nothing to warn of.
  -- The change of growth: contraction is too late a sign. Three points are within the noise of a quarter's shipments;
  -- when demand did fall, in 2022, growth lay 28 and 20 points below its year before. The median, since one quarter of
  -- 88 % would make every later one a slowdown.
  quarterly { id = "demand-slowdown", axis = "warning", unit = "points",
    question = "Does the seller's revenue grow from quarter to quarter as it did in the year before?",
    value = function(data)
      local growth = data.revenue:qoq()
      return growth - growth:rolling("median", 4):lag(1)
    end,
    pass = sf.above(-0.03), fail = sf.below(-0.15),
    raw = function(data) return data.revenue end, suspect = 8, -- revenue has doubled within a quarter and been right
    source = "10-Q of " .. SELLER .. ": income", supply = "SEC companyfacts of the seller" },
  quarterly { id = "capex-intensity", axis = "warning", unit = "%",
    question = "Overbuilding: what share of revenue do buyers put into capex?",
    value = function(data) return data.capex / data.buyers_revenue end,
    pass = sf.below(0.20), fail = sf.above(0.35),
    raw = function(data) return data.capex end,
    source = "10-Q of the largest buyers: cash flow, income", supply = "SEC companyfacts of the buyers" },
  quarterly { id = "inventory-days", axis = "warning", unit = "day",
    question = "Overbuilding: how many days of cost lie in inventory?",
    value = function(data) return data.inventory / data.cost * QUARTER end,
    pass = sf.below(110 * u.day), fail = sf.above(150 * u.day), clear = 100 * u.day,
    raw = function(data) return data.inventory end,
    source = "10-Q of " .. SELLER .. ": balance sheet", supply = "SEC companyfacts of the seller" },
  -- Supply alone, over the cost of the coming quarter: this one's, grown as sales last did. Ten months are what
  -- packaging and memory are booked ahead; beyond fifteen, supply is bought for a platform that has no date.
  quarterly { id = "commitment-days", axis = "warning", unit = "day",
    question = "Overbuilding: how many days of the coming quarter's cost are bought ahead from suppliers?",
    value = function(data)
      local coming = data.cost * (data.revenue / data.revenue:lag(1))
      return data.commitments / coming * QUARTER
    end,
    pass = sf.below(300 * u.day), fail = sf.above(450 * u.day), clear = 270 * u.day,
    raw = function(data) return data.commitments end,
    source = "10-Q of " .. SELLER .. ": obligations, the total less what is no supply, a bound where that is not filed",
    supply = "SEC companyfacts of the seller" },
  -- List prices made those of one good. Real falls from a year ago reached 37 % (early 2025, a new platform) and never
  -- half; a quarter off is what a platform loses in a usual year of its life.
  sf.check { id = "rental-price", axis = "warning", unit = "%",
    question = "Overbuilding: is the rent of an accelerator falling fast?",
    value = function(data) return data.rental_price:yoy() end,
    raw = function(data) return data.rental_price end,
    pass = sf.above(-0.25), fail = sf.below(-0.40), stale_after = "60d",
    source = "GIX, H100 rate cards: list prices of several providers by month",
    supply = "gix_h100_ratecards_monthly.csv; or rental_price.csv: USD per accelerator-hour of one platform" },
  quarterly { id = "margin-pressure", axis = "warning", unit = "points",
    question = "Has the seller's gross margin held against a year ago, in points of revenue?",
    value = function(data)
      local margin = 1 - data.cost / data.revenue
      return margin - margin:lag(4)
    end,
    pass = sf.above(-0.02), fail = sf.below(-0.05),
    source = "10-Q of " .. SELLER .. ": income", supply = "SEC companyfacts of the seller" },
  sf.check { id = "customer-concentration", axis = "warning", unit = "%",
    question = "Is the largest direct customer less than a fifth of revenue?",
    value = function(data) return data.largest_customer end,
    pass = sf.below(0.20), fail = sf.above(0.30), warn_after = "100d", stale_after = "130d",
    source = "10-Q of " .. SELLER .. ": concentration note",
    supply = "the seller's filings, or largest_customer.csv: share of revenue as a fraction" },
}
