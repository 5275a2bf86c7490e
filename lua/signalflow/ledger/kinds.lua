--- Kinds of evidence, and the forms it comes in, as data. To add a kind: a line below.
--
-- A form says how hard evidence is and how fast it ages; a kind says what it is about, and in which form it usually
-- comes. The half-lives, in days, are our judgement (2026-11).
-- @module signalflow.ledger.kinds

-- Words of which the titles of documents are made: they name a kind of document, and none of them alone.
local document_words = {}
for word in ([[10 k q 8 20 6 f s 1 4 a form annual quarterly report press release earnings call transcript results
  result financial statements filing letter to the shareholders shareholder presentation investor of and for fiscal year
  quarter first second third fourth full fy q1 q2 q3 q4]]):gmatch "%S+" do
  document_words[word] = true
end

return {
  document_words = document_words,
  forms = {
    filing = { hard = true, half_life = 180 }, -- two quarters: the next report has replaced it
    contract = { hard = true, half_life = 365 }, -- binds for years, and can be amended
    measurement = { hard = true, half_life = 90 }, -- what was measured goes on changing
    guidance = { hard = false, half_life = 90 }, -- good for a quarter
    news = { hard = false, half_life = 30 },
    comment = { hard = false, half_life = 20, moves_nothing = true },
  },
  kinds = {
    earnings = { form = "filing", what = "revenue, margin or cash as reported" },
    customer_capex = { form = "filing", what = "capital expenditure of the buyers" },
    backlog = { form = "filing", what = "orders not yet delivered, remaining performance obligations" },
    product_transition = { form = "guidance", what = "a new platform's schedule and ramp" },
    competing_chips = { form = "news", what = "buyers using other accelerators, their own among them" },
    usage = { form = "measurement", what = "tokens served, users, repeat use" },
    price = { form = "measurement", what = "prices of tokens, accelerators or their rent" },
    supply = { form = "news", what = "capacity of packaging, memory, power, networks" },
    measurement = { form = "measurement", what = "a benchmark or any other figure that someone measured" },
    contract = { form = "contract", what = "a signed agreement" },
    filing = { form = "filing", what = "any other filed document" },
    guidance = { form = "guidance", what = "what a company expects of itself" },
    news = { form = "news", what = "a report in the press" },
    comment = { form = "comment", moves_nothing = true, what = "what somebody says; it moves nothing" },
  },
}
