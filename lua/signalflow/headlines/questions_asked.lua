--- What would confirm a headline, as data: by channel, direction and the role of who is in it.
--
-- A question says what would have to be seen (`see`), what would speak against it (`against`) and where to look: at a
-- `place`, or in a `filing` (which names the figure; `concept` is its name in
-- `signalflow.series.concepts`, where it has one).
-- {who} stands for those whose filings are asked, {actor} for the one the headline names.
--
-- of: "actor" the one named; "partners" those that file and pay, or are paid by, the one named; or a list of tickers.
-- signed: it shows in the next filing, for what is signed stands in its notes before anything is delivered.
-- only: asked of this actor alone. Where a role has no questions of its own, or nobody named can be asked any, those of
-- `anyone` are asked; those of `unlisted`, where there are such, when somebody is named who files nothing.
-- To add a question: a line here.
-- @module signalflow.headlines.questions_asked

local asked = {
  --- How a direction is written.
  signs = { [1] = "+", [-1] = "-", [0] = "0" },
}

local HYPERSCALERS = { "AMZN", "GOOGL", "META", "MSFT" }
local ACCELERATORS = { "AMD", "AVGO", "NVDA" }
local SERVERS = { "DELL", "SMCI" }

--- Actors of the lexicon that are several companies, or a part of one: whose filings are asked instead.
asked.members = {
  hyperscalers = HYPERSCALERS,
  chipmakers = ACCELERATORS,
  Gemini = { "GOOGL" },
}

--- Private companies, and whose filings show what they pay or are paid, where the headline names nobody that files.
-- OpenAI: Microsoft (10-Q, equity method), Oracle (10-Q, remaining performance obligations), CoreWeave (prospectus of
-- 2025-03-31, contract of 2025-03). Anthropic: Amazon, Alphabet (10-K for 2024, investments). AI labs: all of these.
asked.partners = {
  OpenAI = { "CRWV", "MSFT", "ORCL" },
  Anthropic = { "AMZN", "GOOGL" },
  ["AI labs"] = { "AMZN", "CRWV", "GOOGL", "MSFT", "ORCL" },
}

-- How long the world is given where nobody sets a date: a quarter. Our judgement.
local QUARTER = 90

--- Where a question is answered, other than in a filing. `days` after the headline; or `months` of the year at whose
-- end results are out, with `notice` days from the headline to make them; or `lag`, days from a month's end to the
-- release of that month's figure.
asked.places = {
  benchmark = { name = "InferenceMAX (InferenceX), same model, precision and interactivity", days = QUARTER },
  mlperf = { name = "MLPerf Inference, closed division, data center", months = { 4, 9 }, notice = 60 }, -- v5.0, v5.1
  prices = { name = "price lists of at least three providers", days = QUARTER },
  usage = { name = "token counts by third parties (OpenRouter rankings)", days = QUARTER },
  rules = { name = "Federal Register (rule and effective date)", days = QUARTER },
  queue = { name = "interconnection queues of PJM and ERCOT (status of large loads)", days = QUARTER },
  electricity = { name = "EIA, Electric Power Monthly, table 5.6 (price by state and sector)", lag = 60 },
  generators = { name = "EIA-860M (generators operating, under construction, delayed)", lag = 60 },
  foundry = { name = "TSMC, monthly revenue report (6-K)", lag = 10 }, -- by the 10th: Taiwan's Securities Act, art. 36
}

-- Questions that several rows ask.

local capex_up = { id = "capex-growth", of = "actor", concept = "capex",
  filing = "capital expenditure (cash-flow statement, purchases of property and equipment)",
  see = "capital expenditure of {who} is higher than in the same quarter a year before",
  against = "it is level or lower, or the outlook for the year is cut" }
local capex_down = { id = "capex-cut", of = "actor", concept = "capex",
  filing = "capital expenditure (cash-flow statement, purchases of property and equipment)",
  see = "capital expenditure of {who} is lower than in the same quarter a year before",
  against = "it is higher: what was cut was a delay, or moved to leases or to another builder" }
local capex_level = { id = "capex-level", of = "actor", concept = "capex",
  filing = "capital expenditure (cash-flow statement, purchases of property and equipment)",
  see = "capital expenditure of {who} is within a tenth of that of the same quarter a year before",
  against = "it differs by more than a tenth" }

local used = { id = "revenue-keeps-up", of = "actor", concept = "depreciation",
  filing = "revenue and depreciation (income statement, cash-flow statement)",
  see = "revenue of {who} grows at least as fast as its depreciation: what is built is used and paid for",
  against = "depreciation grows faster than revenue for a second quarter" }

local sales_up = { id = "revenue-growth", of = "actor", concept = "revenue",
  filing = "revenue, by segment or market, and inventory",
  see = "revenue of {who} is higher than a year before, in the segment that the headline is about",
  against = "it is level or lower, or inventory grows faster than revenue" }
local sales_down = { id = "revenue-fall", of = "actor", concept = "revenue",
  filing = "revenue, by segment or market, and inventory",
  see = "revenue of {who} is lower than in the quarter before, in the segment that the headline is about, or its"
    .. " inventory is higher",
  against = "revenue is higher and inventory lower than in the quarter before" }
local sales_level = { id = "revenue-level", of = "actor", concept = "revenue",
  filing = "revenue, by segment or market",
  see = "revenue of {who} is within a tenth of that of the quarter before, in the segment that the headline is about",
  against = "it differs by more than a tenth" }

local orders_up = { id = "purchase-commitments", of = "actor", concept = "purchase_obligation",
  signed = true, filing = "purchase obligations (note on commitments)",
  see = "commitments of {who} to suppliers are higher than in the quarter before",
  against = "they are lower, or written down; a jump may be a change of tag: compare the note's text" }
local orders_down = { id = "purchase-commitments-cut", of = "actor", concept = "purchase_obligation",
  signed = true, filing = "purchase obligations, inventory provisions (note on commitments)",
  see = "commitments of {who} to suppliers are lower than in the quarter before, or inventory is written down",
  against = "they are higher, and no inventory is written down" }

local contracts_up = { id = "contract-backlog", of = "partners", concept = "remaining_performance_obligation",
  signed = true, filing = "remaining performance obligation, customer concentration (notes)",
  see = "the obligations still to be served by {who} rise, and the notes name {actor} or one customer of that size",
  against = "they fall, or the contract may be cancelled, is shortened or repriced" }
local contracts_down = { id = "contract-backlog-fall", of = "partners", concept = "remaining_performance_obligation",
  signed = true, filing = "remaining performance obligation, customer concentration (notes)",
  see = "the obligations still to be served by {who} fall, or the notes tell of a contract changed or ended",
  against = "they rise, with {actor} or a customer of that size still in the notes" }

local usage_up = { id = "usage-growth", place = "usage",
  see = "tokens served by models of {actor} are more than three months before",
  against = "they are fewer, or the growth is of free use alone" }
local usage_down = { id = "usage-fall", place = "usage",
  see = "tokens served by models of {actor} are fewer than three months before",
  against = "they are more" }

local cheaper_measured = { id = "cost-per-token-measured", place = "benchmark",
  see = "cost per million tokens on the platform of {actor} is lower than on the one before it, at one interactivity",
  against = "it is lower only at another interactivity, batch or precision than users have" }
local dearer_measured = { id = "cost-per-token-measured", place = "benchmark",
  see = "cost per million tokens on the platform of {actor} is no lower than on the one before, at one interactivity",
  against = "it is lower at the interactivity users have" }
local tokens_measured = { id = "throughput-submitted", place = "mlperf",
  see = "a result on hardware of {actor}, category available, shows the throughput per accelerator that is claimed",
  against = "no result is submitted, or only in the open division or as preview" }

local prices_down = { id = "list-prices-fall", place = "prices",
  see = "an accelerator hour, or a million output tokens of one model, costs less than on the day of the headline",
  against = "prices are level or higher: what was saved is kept as margin" }
local prices_up = { id = "list-prices-rise", place = "prices",
  see = "an accelerator hour, or a million output tokens of one model, costs more than on the day of the headline",
  against = "prices are level or lower: the seller bears the cost" }
local prices_level = { id = "list-prices-hold", place = "prices",
  see = "an accelerator hour, and a million output tokens of one model, cost within a tenth of what they did on the day"
    .. " of the headline",
  against = "a price differs by more than a tenth" }

local unit_cost_down = { id = "cost-of-revenue", of = "actor", concept = "cost_of_revenue",
  filing = "revenue and cost of revenue (income statement)",
  see = "cost of revenue of {who} grows more slowly than revenue, year on year",
  against = "it grows as fast or faster" }
local unit_cost_up = { id = "cost-of-revenue-rise", of = "actor", concept = "cost_of_revenue",
  filing = "revenue and cost of revenue (income statement)",
  see = "cost of revenue of {who} grows faster than revenue, year on year",
  against = "it grows more slowly" }
local unit_cost_level = { id = "cost-of-revenue-level", of = "actor", concept = "cost_of_revenue",
  filing = "revenue and cost of revenue (income statement)",
  see = "cost of revenue of {who}, as a share of revenue, is within two points of a year before",
  against = "the share differs by more than two points" }

local electricity_down = { id = "electricity-price-fall", place = "electricity",
  see = "the commercial price of electricity in the state named (or Virginia, Texas, Ohio) is below a year before",
  against = "it is level or higher" }
local electricity_up = { id = "electricity-price-rise", place = "electricity",
  see = "the commercial price of electricity in the state named (or Virginia, Texas, Ohio) is above a year before",
  against = "it is level or lower" }

local rule_eases = { id = "rule-in-force", place = "rules",
  see = "the rule, licence or credit that eases is published, with the day from which it holds",
  against = "nothing is published, or what is published differs from what was announced" }
local rule_binds = { id = "restriction-in-force", place = "rules",
  see = "the restriction, tariff or fee is published, with the day from which it holds",
  against = "nothing is published, it is put off, or licences are granted under it" }
local rule_stays = { id = "rule-unchanged", place = "rules",
  see = "no rule on the matter is published",
  against = "one is" }

local region_up = { id = "region-revenue", of = ACCELERATORS, concept = "revenue",
  filing = "revenue by geographic area (segment note)",
  see = "revenue of {who} from the region that the rule is about is higher than in the quarter before",
  against = "it is level or lower: customers there do not order, or may not" }
local region_down = { id = "region-revenue-fall", of = ACCELERATORS, concept = "revenue",
  filing = "revenue by geographic area (segment note), inventory provisions",
  see = "revenue of {who} from the region that the rule is about is lower than in the quarter before, or inventory is"
    .. " written down",
  against = "it is level or higher: sales moved to other regions or to a permitted product" }
local region_level = { id = "region-revenue-level", of = ACCELERATORS, concept = "revenue",
  filing = "revenue by geographic area (segment note)",
  see = "revenue of {who} from the region that the rule is about is within a tenth of the quarter before",
  against = "it differs by more than a tenth" }

local supply_up = { id = "supply-capex", of = "actor", concept = "capex",
  filing = "capital expenditure (cash-flow statement), capacity (management's discussion)",
  see = "capital expenditure of {who} is higher than a year before, and the capacity is said to be in service",
  against = "it is level or lower, or the date of service moves" }
local delivered = { id = "deliveries", of = "actor", concept = "revenue",
  filing = "revenue, and what management says limits it",
  see = "revenue of {who} is higher than in the quarter before, and supply is no longer named as the limit",
  against = "revenue is level, and supply is still named as the limit" }
local undelivered = { id = "deliveries-limited", of = "actor", concept = "revenue",
  filing = "revenue, inventory, and what management says limits it",
  see = "management of {who} names supply as the limit of revenue, or inventory waits for a missing part",
  against = "revenue is higher than in the quarter before, and no limit is named" }
local wafers_up = { id = "foundry-output", place = "foundry",
  see = "monthly revenue is higher than a year before, in US dollars too",
  against = "it is level or lower" }
local wafers_down = { id = "foundry-output-fall", place = "foundry",
  see = "monthly revenue is lower than in the month before, corrected for days worked",
  against = "it is higher" }

local energised = { id = "sites-energised", place = "queue",
  see = "the load or site is listed as approved to energise, or leaves the queue in service",
  against = "its date moves, or it is withdrawn" }
local not_energised = { id = "sites-delayed", place = "queue",
  see = "the date of the load or site moves later, or it is withdrawn",
  against = "it is listed as approved to energise" }
local power_up = { id = "capacity-added", place = "generators",
  see = "more megawatts enter service in the state than a year before, and fewer projects move their date",
  against = "dates move later, or units retire as fast" }
local power_down = { id = "capacity-delayed", place = "generators",
  see = "projects in the state move their date later, or fewer megawatts enter service than a year before",
  against = "more megawatts enter service than a year before" }
local power_level = { id = "capacity-unchanged", place = "generators",
  see = "megawatts entering service, and the dates of projects, are as a year before within a tenth",
  against = "they differ by more than a tenth" }

local in_service = { id = "built-to-used", of = "actor", concept = "property",
  filing = "construction in progress and property in service (note), what management says limits revenue",
  see = "construction in progress of {who} falls as a share of property, and capacity is no longer named as the limit",
  against = "it rises, or capacity is still named as the limit" }
local not_in_service = { id = "built-not-used", of = "actor", concept = "property",
  filing = "construction in progress and property in service (note), what management says limits revenue",
  see = "construction in progress of {who} rises as a share of property, or capacity is named as the limit of revenue",
  against = "it falls, and no limit is named" }
local limits_level = { id = "limits-unchanged", of = "actor",
  filing = "what management says limits revenue (management's discussion)",
  see = "the limits that {who} names are those of the quarter before",
  against = "one is named for the first time, or no longer" }

local gross_up = { id = "gross-margin-rise", of = "actor", concept = "gross_profit",
  filing = "gross profit and revenue (income statement)",
  see = "gross margin of {who} is at least one point higher than a year before",
  against = "it is lower, or higher only by releases of inventory provisions" }
local gross_down = { id = "gross-margin-fall", of = "actor", concept = "gross_profit",
  filing = "gross profit and revenue (income statement)",
  see = "gross margin of {who} is at least one point lower than a year before",
  against = "it is level or higher, or lower only by a provision that does not recur" }
local gross_level = { id = "gross-margin-level", of = "actor", concept = "gross_profit",
  filing = "gross profit and revenue (income statement)",
  see = "gross margin of {who} is within one point of a year before",
  against = "it differs by more than a point" }
local operating_up = { id = "operating-margin-rise", of = "actor", concept = "operating_income",
  filing = "operating income and revenue, by segment",
  see = "operating margin of {who}, in the cloud segment where there is one, is at least one point above a year before",
  against = "it is lower, or higher only by longer useful lives of servers (note on property)" }
local operating_down = { id = "operating-margin-fall", of = "actor", concept = "operating_income",
  filing = "operating income, depreciation and revenue, by segment",
  see = "operating margin of {who}, in the cloud segment where there is one, is at least one point below a year before",
  against = "it is level or higher" }
local operating_level = { id = "operating-margin-level", of = "actor", concept = "operating_income",
  filing = "operating income and revenue, by segment",
  see = "operating margin of {who} is within one point of a year before",
  against = "it differs by more than a point" }
local partner_margin_up = { id = "losses-shared-fall", of = "partners",
  filing = "gains and losses on investments, and segment operating income (notes)",
  see = "losses that {who} book on {actor} are smaller than a year before, or the margin of serving it is higher",
  against = "losses are larger, or the value of the investment is written down" }
local partner_margin_down = { id = "losses-shared-rise", of = "partners",
  filing = "gains and losses on investments, and segment operating income (notes)",
  see = "losses that {who} book on {actor} are larger than a year before, or the margin of serving it is lower",
  against = "losses are smaller" }

local function with(question, name, value)
  local copy = { [name] = value }
  for key, kept in pairs(question) do
    copy[key] = copy[key] or kept
  end
  return copy
end

-- A question asked of others than usual.
local function of(question, tickers)
  return with(question, "of", tickers)
end

--- The questions: `asked.channels[channel][sign][role]`, a list of one or more.
asked.channels = {
  demand = {
    ["+"] = {
      buyer = { capex_up, used },
      supplier = { sales_up, orders_up },
      lab = { contracts_up, usage_up },
      regulator = { rule_eases, region_up },
      unlisted = { of(sales_up, { "NVDA" }) },
      anyone = { of(capex_up, HYPERSCALERS), of(sales_up, { "NVDA" }) },
    },
    ["-"] = {
      buyer = { capex_down, not_in_service },
      supplier = { sales_down, orders_down },
      lab = { contracts_down, usage_down },
      regulator = { rule_binds, region_down },
      unlisted = { of(sales_down, { "NVDA" }) },
      anyone = { of(capex_down, HYPERSCALERS), of(sales_down, { "NVDA" }) },
    },
    ["0"] = {
      buyer = { capex_level },
      supplier = { sales_level },
      regulator = { rule_stays, region_level },
      unlisted = { of(sales_level, { "NVDA" }) },
      anyone = { of(capex_level, HYPERSCALERS), of(sales_level, { "NVDA" }) },
    },
  },
  cost = {
    ["+"] = {
      buyer = { prices_down, unit_cost_down },
      supplier = { cheaper_measured, tokens_measured, prices_down },
      lab = { prices_down },
      regulator = { rule_eases, electricity_down },
      anyone = { prices_down, of(unit_cost_down, HYPERSCALERS), electricity_down },
    },
    ["-"] = {
      buyer = { prices_up, unit_cost_up },
      supplier = { dearer_measured, prices_up, of(unit_cost_up, SERVERS) },
      lab = { prices_up },
      regulator = { rule_binds, electricity_up },
      anyone = { prices_up, of(unit_cost_up, HYPERSCALERS), electricity_up },
    },
    ["0"] = {
      buyer = { prices_level, unit_cost_level },
      regulator = { rule_stays },
      anyone = { prices_level, of(unit_cost_level, HYPERSCALERS) },
    },
  },
  bottleneck = {
    ["+"] = {
      buyer = { in_service, energised },
      supplier = { delivered, supply_up, with(wafers_up, "only", "TSMC") },
      regulator = { rule_eases, energised, power_up },
      anyone = { of(delivered, { "NVDA" }), wafers_up, power_up },
    },
    ["-"] = {
      buyer = { not_in_service, not_energised },
      supplier = { undelivered, with(wafers_down, "only", "TSMC") },
      regulator = { rule_binds, of(undelivered, { "NVDA" }) },
      anyone = { of(undelivered, { "NVDA" }), wafers_down, power_down },
    },
    ["0"] = {
      buyer = { limits_level },
      supplier = { limits_level },
      regulator = { rule_stays },
      anyone = { of(limits_level, HYPERSCALERS), power_level },
    },
  },
  margin = {
    ["+"] = {
      buyer = { operating_up },
      supplier = { gross_up },
      lab = { partner_margin_up },
      regulator = { rule_eases, of(gross_up, ACCELERATORS) },
      unlisted = { prices_up },
      anyone = { of(gross_up, { "NVDA" }), of(operating_up, HYPERSCALERS) },
    },
    ["-"] = {
      buyer = { operating_down },
      supplier = { gross_down },
      lab = { partner_margin_down },
      regulator = { rule_binds, of(gross_down, ACCELERATORS) },
      unlisted = { prices_down },
      anyone = { of(gross_down, { "NVDA" }), of(operating_down, HYPERSCALERS) },
    },
    ["0"] = {
      buyer = { operating_level },
      supplier = { gross_level },
      regulator = { rule_stays, of(gross_level, ACCELERATORS) },
      unlisted = { prices_level },
      anyone = { of(gross_level, { "NVDA" }), of(operating_level, HYPERSCALERS) },
    },
  },
}

return asked
