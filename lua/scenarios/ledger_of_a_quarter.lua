--- A ledger kept for a quarter: a claim is opened, evidence comes in, and what is believed moves with it.
--
-- Try:  signalflow run ledger_of_a_quarter [FILE]     FILE keeps it; without one it is forgotten
local sf = require "signalflow"
local kept = ...

local book <close> = assert(sf.ledger(kept or ":memory:"))
local said = assert(book:hypothesis {
  id = "tokens-per-watt", claim = "Tokens per watt decide AI-factory revenue through 2027", by = "Jensen Huang",
  on = "2025-03-18", axis = "growth", horizon = "2027-12-31", prior = 0.5,
  falsified_by = "buyers choose platforms with lower tokens per watt for two years",
  source = { title = "GTC keynote", url = "https://www.nvidia.com/gtc/keynote/" } })

-- Evidence as it became known. A likelihood ratio is one's own judgement: how much likelier is this if the claim holds?
assert(said:evidence { kind = "customer_capex", supports = true, likelihood_ratio = 2, origin = "MSFT 10-Q",
  on = "2025-04-30", source = { title = "10-Q of the March quarter", accession = "0000950170-25-061046" } })
assert(said:evidence { kind = "usage", supports = true, likelihood_ratio = 1.5, origin = "OpenRouter",
  on = "2025-05-10", disconfirming = true, source = { title = "Rankings", url = "https://openrouter.ai/rankings" } })
assert(said:evidence { kind = "competing_chips", supports = false, likelihood_ratio = 1.8, origin = "GOOGL 10-Q",
  on = "2025-05-22", source = { title = "10-Q of the March quarter", accession = "0001652044-25-000043" } })

for _, day in ipairs { "2025-03-31", "2025-05-01", "2025-06-30" } do
  local state = assert(said:state { as_of = day })
  print(sf.text("%s  %s, probability %.2f", day, state.status, state.probability))
end
print(said:state { as_of = "2025-06-30" })
print(book:guru("Jensen Huang"):record())
