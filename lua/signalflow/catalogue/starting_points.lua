--- Public sources an analyst starts from to verify things, by the question they answer.
-- An address is a page known by its publisher, or the publisher's own root where the page moves from year to year. The
-- sources of the catalogue's figures are in sources.lua; what a source says is never kept here.

--- One source: its name, the question it answers, where it is, and who publishes it.
local function point(name, what, address, publisher, kind)
  return { name = name, what = what, address = address, publisher = publisher, kind = kind }
end

local function fred(series, what)
  return point("FRED " .. series, what, "https://fred.stlouisfed.org/series/" .. series,
    "Federal Reserve Bank of St. Louis", "series")
end

return {
  -- filings, and companies' own pages
  point("SEC companyfacts", "what did a company report, in which filing, on which day?",
    "https://data.sec.gov/api/xbrl/companyfacts/CIK0001045810.json", "US Securities and Exchange Commission", "filing"),
  point("SEC submissions", "which filings did a company make, and when?",
    "https://data.sec.gov/submissions/CIK0001045810.json", "US Securities and Exchange Commission", "filing"),
  point("SEC full-text search", "which filings say this, in words?",
    "https://efts.sec.gov", "US Securities and Exchange Commission", "filing"),
  point("NVIDIA investor relations", "revenue by market, supply commitments, large customers: what does NVIDIA report?",
    "https://investor.nvidia.com", "NVIDIA", "filing"),
  point("NVIDIA newsroom", "what was announced of AI infrastructure, by whom and on which day?",
    "https://nvidianews.nvidia.com", "NVIDIA", "filing"),
  point("NVIDIA Spectrum-X Ethernet", "what does the network of an AI factory consist of, and what is claimed of it?",
    "https://www.nvidia.com/en-us/networking/spectrumx/", "NVIDIA", "filing"),
  point("NVIDIA and Corning", "how much capacity for optical connectivity is being built, where, and who pays for it?",
    "https://nvidianews.nvidia.com/news/nvidia-and-corning-announce-long-term-partnership-to-strengthen-us-"
      .. "manufacturing-for-ai-infrastructure", "NVIDIA", "filing"),
  point("Corning investor relations", "what do fibre, cable and connectors for data centres bring in?",
    "https://investor.corning.com", "Corning", "filing"),
  point("AMD investor relations", "what do AMD's accelerators bring in, and who committed to them?",
    "https://ir.amd.com", "AMD", "filing"),
  point("Broadcom investor relations", "what do custom chips and their networks bring in?",
    "https://investors.broadcom.com", "Broadcom", "filing"),
  point("TSMC investor relations", "monthly revenue, capital expenditure, share of AI: how much is made?",
    "https://investor.tsmc.com", "TSMC", "filing"),
  point("Micron investor relations", "is memory short, and what is sold ahead?",
    "https://investors.micron.com", "Micron Technology", "filing"),
  point("Microsoft investor relations", "capital expenditure with leases, backlog, growth of the cloud?",
    "https://www.microsoft.com/en-us/investor", "Microsoft", "filing"),
  point("Alphabet investor relations", "capital expenditure, cloud backlog, tokens served?",
    "https://abc.xyz/investor", "Alphabet", "filing"),
  point("Amazon investor relations", "capital expenditure, backlog of the cloud, its own chips?",
    "https://ir.aboutamazon.com", "Amazon", "filing"),
  point("Meta investor relations", "capital expenditure and useful lives of a buyer that resells no capacity?",
    "https://investor.atmeta.com", "Meta Platforms", "filing"),
  point("Oracle investor relations", "remaining performance obligations, debt, free cash flow?",
    "https://investor.oracle.com", "Oracle", "filing"),

  -- series
  fred("DFII10", "what does money cost for ten years, after inflation?"),
  fred("DTWEXBGS", "how strong is the dollar against its trading partners?"),
  fred("BAMLH0A0HYM2", "how much more do weak borrowers pay?"),
  fred("ANFCI", "are financial conditions tighter than the economy explains?"),
  fred("OPHNFB", "does output per hour rise, as the promises say?"),
  point("EIA electricity", "generation, prices and capacity in the US, by month and state?",
    "https://www.eia.gov/electricity", "US Energy Information Administration", "series"),
  point("IEA", "how much electricity do data centres take, today and in scenarios?",
    "https://www.iea.org", "International Energy Agency", "series"),
  point("Queued Up", "what waits for a grid connection in the US, for how long, and what is withdrawn?",
    "https://emp.lbl.gov", "Lawrence Berkeley National Laboratory", "series"),
  point("PJM", "what does capacity cost in the largest US market, and what load is forecast?",
    "https://www.pjm.com", "PJM Interconnection", "series"),

  -- measurements
  point("MLPerf Inference", "what does a platform reach under common rules, and at what power?",
    "https://mlcommons.org", "MLCommons", "measurement"),
  point("InferenceX (InferenceMAX until 2026)", "tokens per accelerator, megawatt and dollar, measured nightly?",
    "https://inferencex.com", "SemiAnalysis", "measurement"),
  point("ML.ENERGY leaderboard", "how much energy does a token take on the accelerator's own counters?",
    "https://ml.energy", "ML.ENERGY Initiative", "measurement"),
  point("Top500 and Green500", "who runs which large systems, and with how much power?",
    "https://top500.org", "Top500", "measurement"),
  point("Frontier Data Centers", "how far are large AI sites, by permits and satellite?",
    "https://epoch.ai/data/data-centers", "Epoch AI", "measurement"),
  point("GPU clusters", "which clusters exist, of which accelerators, since when?",
    "https://epoch.ai/data/gpu-clusters-documentation/records", "Epoch AI", "measurement"),
  point("OpenRouter rankings", "which models are used through one marketplace, in tokens a week?",
    "https://openrouter.ai/rankings", "OpenRouter", "measurement"),

  -- surveys and trade press that count things
  point("Global Data Center Survey", "PUE, density, power shortage: what do operators report?",
    "https://intelligence.uptimeinstitute.com/resource/uptime-institute-global-data-center-survey-2025",
    "Uptime Institute", "survey"),
  point("AI Index", "cost, investment and use of AI, gathered once a year?",
    "https://hai.stanford.edu", "Stanford Institute for Human-Centered AI", "survey"),
  point("SemiAnalysis", "supply chains, rental surveys, cost models: what do specialists count?",
    "https://newsletter.semianalysis.com", "SemiAnalysis", "survey"),
  point("TrendForce", "memory prices, server shipments, packaging capacity?",
    "https://www.trendforce.com", "TrendForce", "survey"),
  point("CBRE data centres", "vacancy, rent and pre-leasing by market?",
    "https://www.cbre.com", "CBRE", "survey"),

  -- prices of compute
  point("Ornn Compute Price Index", "what was paid for an hour of an accelerator, from executed trades?",
    "https://data.ornnai.com/faq", "Ornn", "prices"),
  point("Cloud GPU Rental Price Index", "what do providers list for an hour of an accelerator, by month?",
    "https://aimultiple.com/gpu-index", "AIMultiple", "prices"),

  -- rules
  point("Federal Register", "which export rule was published, and from when does it hold?",
    "https://www.federalregister.gov", "Office of the Federal Register", "rules"),
  point("Bureau of Industry and Security", "which accelerators need a licence, for whom?",
    "https://www.bis.gov", "US Department of Commerce", "rules"),
  point("FERC", "how are large loads connected to the US grid?",
    "https://www.ferc.gov", "US Federal Energy Regulatory Commission", "rules"),
}
