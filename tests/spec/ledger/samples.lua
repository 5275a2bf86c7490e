--- What is entered in ledgers, and new ones to enter it in.
local assert = require "luassert"
local sf = require "signalflow"

local samples = { KEYNOTE = { title = "GTC keynote", url = "https://www.nvidia.com/gtc/keynote/" } }

--- A definition, with some of it replaced.
function samples.definition(given)
  local definition = { id = "tokens-per-watt", claim = "Tokens per watt decide AI-factory revenue through 2027",
    by = "Jensen Huang", on = "2025-03-18", axis = "growth", horizon = "2027-12-31", prior = 0.5,
    falsified_by = "buyers choose platforms with lower tokens per watt for two years", source = samples.KEYNOTE }
  for name, value in pairs(given or {}) do
    definition[name] = value
  end
  return definition
end

--- Evidence from a filing of its own, with some of it replaced.
function samples.evidence(given)
  local evidence = { kind = "customer_capex", supports = true, likelihood_ratio = 2, origin = "MSFT 10-Q",
    on = "2025-04-30", source = { title = "10-Q", accession = "0000950170-25-061046" } }
  for name, value in pairs(given or {}) do
    evidence[name] = value
  end
  return evidence
end

--- Enters evidence that passes every guard.
function samples.verify(h)
  assert(h:evidence(samples.evidence()))
  assert(h:evidence(samples.evidence { kind = "usage", origin = "OpenRouter", on = "2025-05-10", likelihood_ratio = 4,
    disconfirming = true, source = { title = "Rankings", url = "https://openrouter.ai/rankings" } }))
end

--- Ledgers of one kind of database.
-- @tparam function fresh gives the address of a new, empty one
-- @tparam function raw gives a function that runs SQL in a ledger's database, past the library
-- @treturn table `fresh`, `raw`, `open` (a new one, or that at an address), `with_hypothesis` (a hypothesis, and the
-- new ledger that it is in)
function samples.ledgers(fresh, raw)
  local function open(given, address)
    return assert(sf.ledger(address or fresh(), given))
  end
  local function with_hypothesis(given)
    local book = open()
    return assert(book:hypothesis(samples.definition(given))), book
  end
  return { fresh = fresh, raw = raw, open = open, with_hypothesis = with_hypothesis }
end

return samples
