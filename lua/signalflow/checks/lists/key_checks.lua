--- Key checks: the five figures to follow each quarter. Copy it, and put your own thresholds in.
--
-- Products and customers stand in the filings themselves (inline XBRL, put into the folder), or are supplied as
-- `<name>.csv` with columns period_end, known_on, value. What a whole company files stands beside them.
local sf = require "signalflow"

local SELLER, CLOUD, LARGEST_CLOUD = "NVDA", "ORCL", "AMZN"

local function quarterly(check)
  check.warn_after, check.stale_after = "100d", "130d"
  return sf.check(check)
end

-- What the analyst supplies under the name, else what the filings say.
local function part(name, unit, ticker, concept)
  return function(files)
    return files:supplied_or(name, unit and { unit = unit }, function()
      return files:quarterly(ticker, concept)
    end)
  end
end

return sf.checklist {
  name = "AI factory: key checks",

  data = {
    revenue = function(files) return files:quarterly(SELLER, "revenue") end,
    datacenter_revenue = part("datacenter_revenue", "USD", SELLER, "compute_revenue"),
    networking_revenue = part("networking_revenue", "USD", SELLER, "networking_revenue"),
    largest_customer = part("largest_customer", nil, SELLER, "largest_customer"),
    tokens_per_watt = function(files)
      return files:supplied_or("tokens_per_watt", nil, function() return files:tokens_per_watt() end)
    end,
    cloud_ai_usage = function(files)
      return files:supplied_or("cloud_ai_usage", nil, function() return files:supplied "token_use" end)
    end,
    cloud_revenue = part("cloud_revenue", "USD", LARGEST_CLOUD, "cloud_revenue"),
    cloud_backlog = function(files) return files:instant(CLOUD, "remaining_performance_obligation") end,
  },

  quarterly { id = "data-center-revenue", axis = "growth", unit = "%",
    question = "Is data-center GPU revenue growing from a year ago?",
    value = function(data) return data.datacenter_revenue:yoy() end,
    pass = sf.above(0.30), fail = sf.below(0.0), clear = 0.35,
    raw = function(data) return data.datacenter_revenue end,
    source = "10-Q of " .. SELLER .. ": note on segments",
    supply = "the seller's filings, or datacenter_revenue.csv in USD: data-center compute revenue by quarter" },
  quarterly { id = "seller-revenue", axis = "growth", unit = "%",
    question = "Is the seller's whole revenue growing from a year ago?",
    value = function(data) return data.revenue:yoy() end,
    pass = sf.above(0.30), fail = sf.below(0.0), clear = 0.35,
    raw = function(data) return data.revenue end, suspect = 8, -- it has doubled within a quarter and been right
    source = "10-Q of " .. SELLER .. ": income", supply = "SEC companyfacts of the seller" },
  quarterly { id = "networking-revenue", axis = "growth", unit = "%",
    question = "Is networking revenue growing: are whole systems bought, not chips alone?",
    value = function(data) return data.networking_revenue:yoy() end,
    pass = sf.above(0.20), fail = sf.below(0.0),
    raw = function(data) return data.networking_revenue end,
    source = "10-Q of " .. SELLER .. ": note on segments",
    supply = "the seller's filings, or networking_revenue.csv in USD: networking revenue by quarter" },
  quarterly { id = "customer-concentration", axis = "warning", unit = "%",
    question = "Is the largest direct customer less than a fifth of revenue?",
    value = function(data) return data.largest_customer end,
    pass = sf.below(0.20), fail = sf.above(0.30),
    source = "10-Q of " .. SELLER .. ": note on concentration",
    supply = "the seller's filings, or largest_customer.csv: share of revenue as a fraction" },
  -- A platform a year brought half as much again; nothing gained for a year would end the case for replacing it.
  sf.check { id = "power-efficiency", axis = "growth", unit = "%",
    question = "Do measured tokens per watt of one workload rise from a year ago, server at the wall?",
    value = function(data) return data.tokens_per_watt:yoy() end,
    pass = sf.above(0.20), fail = sf.below(0.0), stale_after = "200d",
    source = "measurements of equal workloads: MLCommons, MLPerf Inference with power",
    supply = "tokens_per_watt.csv: the best measured of one workload at one interactivity, server at the wall, a year"
      .. " apart" },
  sf.check { id = "cloud-ai-usage", axis = "growth", unit = "%",
    question = "Are more tokens served than a year ago?",
    value = function(data) return data.cloud_ai_usage:yoy() end,
    raw = function(data) return data.cloud_ai_usage end,
    pass = sf.above(0.50), fail = sf.below(0.0), stale_after = "200d",
    source = "OpenRouter's rankings where given: one marketplace; no cloud publishes a series",
    supply = "cloud_ai_usage.csv: tokens served by quarter, of one cloud, as disclosed; or a year of"
      .. " openrouter_daily_tokens.csv" },
  -- A segment holds more than AI: the market for cloud services grew by 20 % a year before it (2019 to 2022).
  quarterly { id = "cloud-revenue", axis = "growth", unit = "%",
    question = "Does the largest cloud's segment revenue grow faster than before AI?",
    value = function(data) return data.cloud_revenue:yoy() end,
    pass = sf.above(0.20), fail = sf.below(0.10),
    source = "10-Q of " .. LARGEST_CLOUD .. ": note on segments",
    supply = "the cloud company's filings of eight quarters, or cloud_revenue.csv in USD by quarter" },
  quarterly { id = "cloud-backlog", axis = "growth", unit = "%",
    question = "Are contracts for cloud not yet served growing from a year ago?",
    value = function(data) return data.cloud_backlog:yoy() end,
    pass = sf.above(0.20), fail = sf.below(0.0),
    raw = function(data) return data.cloud_backlog end,
    source = "10-Q of " .. CLOUD .. ": obligations", supply = "SEC companyfacts of the cloud company" },
}
