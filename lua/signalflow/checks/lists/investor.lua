--- AI factory: investor checklist. Copy it, and put your own companies and thresholds in.
--
-- Thresholds are this list's own judgement, to be changed. A question that no public series answers is unknown until
-- the series is supplied: `<name>.csv` in the data folder, with columns period_end, known_on, value. Growth, liquidity
-- and warning are three answers and are not added.
local sf = require "signalflow"
local u = sf.units

local BUYERS = { "GOOGL", "AMZN", "META" } -- the largest that file by calendar quarter; add MSFT with its file
local SELLER, CLOUD = "NVDA", "ORCL"
local QUARTER = 91 * u.day -- 13 weeks
local THREE_YEARS, THREE_YEARS_OF_WEEKS = 750, 156 -- the longest of every one of these series that FRED serves
local QUARTERS = 63 -- trading days of a quarter

local function buyers(concept)
  return function(files) return files:total(BUYERS, concept) end
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
    commitments = balance(SELLER, "purchase_obligation"),
    largest_customer = function(files)
      return files:supplied_or_filed("largest_customer", nil, SELLER, "largest_customer")
    end,
    productivity = fred "OPHNFB",
    real_yield = fred "DFII10",
    dollar = fred "DTWEXBGS",
    credit_spread = fred "BAMLH0A0HYM2",
    conditions = fred "ANFCI",
  },

  -- Growth: does use last, widen, and pay?
  sf.check { id = "repeat-usage", axis = "growth", unit = "%",
    question = "Do customers of one quarter use it again in the next?",
    value = function(data) return data.repeat_usage end,
    pass = sf.above(0.80), fail = sf.below(0.60), stale_after = "200d",
    source = "no public series",
    supply = "repeat_usage.csv: share of a quarter's paying customers or tokens that came back the next" },
  sf.check { id = "paying-customers", axis = "growth", unit = "%",
    question = "Is the number of paying customers growing?",
    value = function(data) return data.paying_customers:yoy() end,
    pass = sf.above(0.30), fail = sf.below(0.0), stale_after = "200d",
    source = "no public series",
    supply = "paying_customers.csv: paid seats or customers by quarter, from earnings calls and filings" },
  sf.check { id = "adoption-breadth", axis = "growth", unit = "%",
    question = "Is the share of firms that use AI rising from a year ago?",
    value = function(data) return data.adoption_breadth - data.adoption_breadth:lag(26) end,
    pass = sf.above(0.01), fail = sf.below(0.0), stale_after = "60d",
    source = "US Census Bureau, Business Trends and Outlook Survey",
    supply = "adoption_breadth.csv: the two-weekly AI use rate as a fraction, from census.gov/hfp/btos" },
  quarterly { id = "productivity-gains", axis = "growth", unit = "%",
    question = "Does output per hour grow faster than its long-run pace?",
    value = function(data) return data.productivity:yoy() end,
    pass = sf.above(0.020), fail = sf.below(0.010),
    source = "Bureau of Labor Statistics through FRED, OPHNFB",
    supply = "OPHNFB.csv from fred.stlouisfed.org" },
  quarterly { id = "customer-capex", axis = "growth", unit = "%",
    question = "Is the capex of the largest buyers still growing?",
    value = function(data) return data.capex:yoy() end,
    pass = sf.above(0.20), fail = sf.below(0.0), clear = 0.25, hold = 2,
    raw = function(data) return data.capex end,
    source = "10-Q, cash flow", supply = "SEC companyfacts of the buyers" },
  quarterly { id = "backlog-cover", axis = "growth",
    question = "Do contracts not yet served cover a year of cloud revenue?",
    value = function(data) return data.cloud_backlog / data.cloud_revenue:ttm() end,
    pass = sf.above(1.0), fail = sf.below(0.5),
    source = "10-Q, obligations", supply = "SEC companyfacts of the cloud company" },

  -- Liquidity: each beside the others, pressure where it stands high in its own last three years.
  market { id = "real-yield", unit = "%",
    question = "Do rates press on value that lies far ahead?",
    value = function(data) return data.real_yield:percentile(THREE_YEARS) end,
    pass = sf.below(0.80), fail = sf.above(0.95), clear = 0.75,
    source = "FRED DFII10", supply = "DFII10.csv from fred.stlouisfed.org" },
  market { id = "real-yield-change",
    question = "Have real rates risen over a quarter, in percentage points?",
    value = function(data) return data.real_yield:diff(QUARTERS) end,
    pass = sf.below(0.25), fail = sf.above(0.75),
    source = "FRED DFII10", supply = "DFII10.csv from fred.stlouisfed.org" },
  market { id = "dollar", unit = "%",
    question = "Does a strong dollar press on it?",
    value = function(data) return data.dollar:percentile(THREE_YEARS) end,
    pass = sf.below(0.80), fail = sf.above(0.95), clear = 0.75,
    source = "FRED DTWEXBGS", supply = "DTWEXBGS.csv from fred.stlouisfed.org" },
  market { id = "credit-spread", unit = "%",
    question = "Does credit cost more than usual?",
    value = function(data) return data.credit_spread:percentile(THREE_YEARS) end,
    pass = sf.below(0.80), fail = sf.above(0.95), clear = 0.75,
    source = "FRED BAMLH0A0HYM2", supply = "BAMLH0A0HYM2.csv from fred.stlouisfed.org" },
  market { id = "financial-conditions",
    question = "Are financial conditions no tighter than average?",
    value = function(data) return data.conditions end,
    pass = sf.below(0.0), fail = sf.above(0.5), clear = -0.1,
    source = "FRED ANFCI, Chicago Fed", supply = "ANFCI.csv (weekly) from fred.stlouisfed.org" },
  market { id = "conditions-standing", unit = "%",
    question = "Are they easy by the measure of their own last three years?",
    value = function(data) return data.conditions:percentile(THREE_YEARS_OF_WEEKS) end,
    pass = sf.below(0.80), fail = sf.above(0.95), clear = 0.75,
    source = "FRED ANFCI, Chicago Fed", supply = "ANFCI.csv (weekly) from fred.stlouisfed.org" },
  quarterly { id = "capex-funding", axis = "liquidity", unit = "%",
    question = "Do the largest buyers pay their capex out of cash flow?",
    value = function(data) return data.capex / data.buyers_cash_flow end,
    pass = sf.below(0.70), fail = sf.above(1.0),
    raw = function(data) return data.capex end,
    source = "10-Q, cash flow", supply = "SEC companyfacts of the buyers" },
  quarterly { id = "funding-gap", axis = "liquidity",
    question = "Does a year of the cloud company's cash flow exceed its capex?",
    value = function(data) return data.cloud_cash_flow:ttm() - data.cloud_capex:ttm() end,
    pass = sf.above(0 * u.USD), fail = sf.below(0 * u.USD),
    source = "10-Q, cash flow", supply = "SEC companyfacts of the cloud company" },
  sf.check { id = "valuation-pressure", axis = "liquidity", unit = "%",
    question = "Where does enterprise value to sales stand in its own five years?",
    value = function(data) return data.ev_to_sales:percentile(20) end,
    pass = sf.below(0.80), fail = sf.above(0.95), stale_after = "130d",
    source = "not derived here: prices adjusted for later splits and shares as filed do not meet",
    supply = "ev_to_sales.csv: by quarter, known on the day of the price" },

  -- Warning: passes where there is nothing to warn of.
  quarterly { id = "demand-slowdown", axis = "warning", unit = "%",
    question = "Does the seller's revenue still grow from a year ago?",
    value = function(data) return data.revenue:yoy() end,
    pass = sf.above(0.20), fail = sf.below(0.0),
    raw = function(data) return data.revenue end, suspect = 8, -- revenue has doubled within a quarter and been right
    source = "10-Q, income", supply = "SEC companyfacts of the seller" },
  quarterly { id = "capex-intensity", axis = "warning", unit = "%",
    question = "Overbuilding: what share of revenue do buyers put into capex?",
    value = function(data) return data.capex / data.buyers_revenue end,
    pass = sf.below(0.20), fail = sf.above(0.35),
    raw = function(data) return data.capex end,
    source = "10-Q, cash flow, income", supply = "SEC companyfacts of the buyers" },
  quarterly { id = "inventory-days", axis = "warning", unit = "day",
    question = "Overbuilding: how many days of cost lie in inventory?",
    value = function(data) return data.inventory / data.cost * QUARTER end,
    pass = sf.below(110 * u.day), fail = sf.above(150 * u.day), clear = 100 * u.day,
    raw = function(data) return data.inventory end,
    source = "10-Q, balance sheet", supply = "SEC companyfacts of the seller" },
  quarterly { id = "commitment-days", axis = "warning", unit = "day",
    question = "Overbuilding: how many days of cost are bought ahead?",
    value = function(data) return data.commitments / data.cost * QUARTER end,
    pass = sf.below(300 * u.day), fail = sf.above(450 * u.day), clear = 270 * u.day,
    raw = function(data) return data.commitments end,
    source = "10-Q, obligations", supply = "SEC companyfacts of the seller" },
  sf.check { id = "rental-price", axis = "warning", unit = "%",
    question = "Overbuilding: is the rent of an accelerator falling fast?",
    value = function(data) return data.rental_price:yoy() end,
    pass = sf.above(-0.25), fail = sf.below(-0.50), stale_after = "60d",
    source = "no public series with a history",
    supply = "rental_price.csv: USD per accelerator-hour of one platform, one kind of lease" },
  quarterly { id = "margin-pressure", axis = "warning", unit = "%",
    question = "Has the seller's gross margin held against a year ago, in points of revenue?",
    value = function(data)
      local margin = 1 - data.cost / data.revenue
      return margin - margin:lag(4)
    end,
    pass = sf.above(-0.02), fail = sf.below(-0.05),
    source = "10-Q, income", supply = "SEC companyfacts of the seller" },
  sf.check { id = "customer-concentration", axis = "warning", unit = "%",
    question = "Is the largest direct customer less than a fifth of revenue?",
    value = function(data) return data.largest_customer end,
    pass = sf.below(0.20), fail = sf.above(0.30), warn_after = "100d", stale_after = "130d",
    source = "10-Q, concentration note: companyfacts leaves it out",
    supply = "the seller's filings, or largest_customer.csv: share of revenue as a fraction" },
}
