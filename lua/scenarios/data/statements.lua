--- What people said of AI infrastructure, and what filings, measurements and reports have said since.
--
-- Real and public: each entry was read in the filing or page that its source names, and is put in our words. `on` is
-- the day it was said, filed or reported; where the page gives none, a day by which it had been said. A source without
-- a date is a page that states none. Sources at data.sec.gov are the SEC's companyfacts: figures as tagged, quarters as
-- differences of what was filed for the year so far, growth computed by us from the values in the note. What was read
-- in a report and not in the filing itself has the form news, or names its reader in the source. Falsifiers, horizons,
-- priors and likelihood ratios are our judgement (2026-11); `why` says what a ratio rests on or what holds it down.
--
-- A ledger takes every field but `why`, which is for readers. `rivals` are ids of this list.

local function page(title, publisher, url, date, accession)
  return { title = title, publisher = publisher, url = url, date = date, accession = accession }
end

local CIKS = { Alphabet = "0001652044", Amazon = "0001018724", Meta = "0001326801", NVIDIA = "0001045810",
  Oracle = "0001341439" }

-- A filing whose figures were read in companyfacts: the form and period, the company, day filed, accession number.
local function filing(title, company, filed, accession)
  return page(company .. ", " .. title, "US Securities and Exchange Commission",
    ("https://data.sec.gov/api/xbrl/companyfacts/CIK%s.json"):format(CIKS[company]), filed, accession)
end

-- A document of NVIDIA's that was read itself: revenue by product stands in the notes, not in companyfacts.
local function document(title, accession, filed)
  return page("NVIDIA, " .. title, "US Securities and Exchange Commission",
    ("https://www.sec.gov/Archives/edgar/data/1045810/%s/%s-index.htm"):format((accession:gsub("%-", "")), accession),
    filed, accession)
end

-- Sources that several entries name.
local shared = {
  broadcom_q3_2025 = page("Broadcom Q3 2025 earnings call transcript", "MarketBeat",
    "https://www.marketbeat.com/earnings/reports/2025-9-4-broadcom-inc-stock", "2025-09-04"),
  corning_plants = page("NVIDIA and Corning announce long-term partnership to strengthen US manufacturing for AI "
    .. "infrastructure", "NVIDIA", "https://nvidianews.nvidia.com/news/nvidia-and-corning-announce-long-term-"
      .. "partnership-to-strengthen-us-manufacturing-for-ai-infrastructure", "2026-05-06"),
  h100_rent = page("H100 reserved capacity hits $2.35/hour floor in 2026", "Tech Reader Daily, on SemiAnalysis",
    "https://www.techreaderdaily.com/article.html?slug=h100-reserved-capacity-hits-2-35-hour-floor-in-2026"),
  tsmc_meeting = page("TSMC races to meet surging AI chip demand", "VARINDIA",
    "https://www.varindia.com/news/tsmc-races-to-meet-surging-ai-chip-demand", "2026-06-05"),
  meta_q2_2025 = filing("10-Q for Q2 2025", "Meta", "2025-07-31", "0001628280-25-036791"),
  oracle_2025 = filing("10-K for fiscal 2025", "Oracle", "2025-06-18", "0000950170-25-087926"),
  microsoft_q2_2026 = page("Microsoft: tokens per watt per dollar", "Converge Digest",
    "https://convergedigest.com/microsoft-tokens-per-watt-per-dollar/"),
  alphabet_q1_2026 = page("Google Cloud hits $20B quarter, fueled by AI infrastructure boom", "Converge Digest",
    "https://convergedigest.com/google-cloud-hits-20b-quarter-fueled-by-ai-infrastructure-boom/"),
  coreweave_q3_2025 = page("CoreWeave conference call: this year's capital expenditure guidance is lowered by 40 %",
    "Longbridge, Wallstreetcn", "https://longbridge.cn/news/265246511", "2025-11-11"),
  amd_warrant = page("Advanced Micro Devices, 8-K: warrant to OpenAI", "StockTitan, on the filing",
    "https://www.stocktitan.net/sec-filings/AMD/8-k-advanced-micro-devices-inc-reports-material-event-"
      .. "08f8c00c25e2.html"),
  nvidia_q1_2027 = page("CFO commentary on first quarter fiscal 2027 results", "NVIDIA, 8-K, at StockTitan",
    "https://www.stocktitan.net/sec-filings/NVDA/8-k-nvidia-corp-reports-material-event-56086a88bbb4.html"),
  cbre_2025 = page("Available space continues to plummet", "IDC Nova, on CBRE",
    "http://www.idcnova.com/html/1/59/153/3921.html"),
  nvidia_q2_2026 = filing("10-Q for Q2 fiscal 2026", "NVIDIA", "2025-08-27", "0001045810-25-000209"),
  alphabet_reviewed = page("Alphabet Q1 2026: cloud backlog doubles to $462B, but capital allocation pivots to "
    .. "debt-funded capex",
    "Runchey Research", "https://www.runcheyresearch.com/news/goog-q1-2026-earnings", "2026-04-30"),
  oracle_q2_2026 = page("Oracle announces fiscal year 2026 second quarter financial results",
    "Oracle, at FinanzNachrichten",
    "https://www.finanznachrichten.de/nachrichten-2025-12/67204365-oracle-announces-fiscal-year-2026-second-quarter-"
      .. "financial-results-008.htm",
    "2025-12-10"),
  moodys_on_oracle = page("Moody's flags risk in Oracle's $300 billion of recently signed AI contracts",
    "The Star, Reuters",
    "https://www.thestar.com.my/tech/tech-news/2025/09/18/moody039s-flags-risk-in-oracle039s-300-billion-of-recently-"
      .. "signed-ai-contracts",
    "2025-09-18"),
}

return { hypotheses = {
  {
    id = "tokens-per-watt", by = "Jensen Huang", on = "2025-03-18", axis = "growth",
    horizon = "2027-12-31", prior = 0.5,
    claim = "AI factories are limited by power, so tokens per watt decide what they earn",
    falsified_by = "for two years running, buyers spend more on platforms with fewer tokens per watt than their rivals",
    source = page("AI factories: the new power-limited era of data centers (GTC 2025 keynote)", "GrabAdvice",
      "https://grabadvice.com/ai/ai-factories-the-new-power-limited-era-of-data-centers"),
    evidence = {
      { kind = "measurement", supports = true, likelihood_ratio = 1.3, origin = "SemiAnalysis InferenceMAX",
        on = "2025-10-09",
        note = "about 3 times the tokens per provisioned megawatt from H100 to B200, and from CDNA3 to CDNA4, gpt-oss "
          .. "120B at 90 tok/s/user",
        why = "shows that generations differ as claimed, not that revenue follows",
        source = page("Nightly GPU benchmarks reveal no single vendor wins everywhere, but cost per token tells the "
          .. "real story",
          "anthonywest.co.uk, on SemiAnalysis",
          "https://anthonywest.co.uk/explainers/folders/token-cost-of-ownership/2026-04-19_chen_inferencemax-"
            .. "benchmark_explainer") },
      { kind = "earnings", supports = true, likelihood_ratio = 1.5, origin = "NVDA 8-K", on = "2025-11-19",
        note = "data-centre revenue 51.2 bn USD in the quarter to 2025-10-26, up 66 % in a year; sales of Blackwell "
          .. "\"off the charts\"",
        why = "buyers moved to the platform with more tokens per watt, as they would with any platform that is faster",
        source = page("NVIDIA announces financial results for third quarter fiscal 2026", "NVIDIA",
          "https://modeledge.ai/api/proxy/0001045810/0001045810-25-000228/q3fy26pr.htm", "2025-11-19",
          "0001045810-25-000228") },
      { kind = "price", supports = false, likelihood_ratio = 2, origin = "SemiAnalysis rental survey",
        on = "2026-04-02", disconfirming = true,
        note = "a year's rent of an H100 rose from 1.70 USD/h in October 2025 to 2.35 in March 2026, up 38 %, while "
          .. "newer platforms gave several times its tokens per watt",
        why = "if watts were what is short, the least efficient chips would lose value first; one survey, one chip",
        source = shared.h100_rent },
      { kind = "supply", supports = false, likelihood_ratio = 1.3, origin = "TSMC", on = "2026-06-04",
        note = "TSMC's CEO: customers ask for more than it can support; suppliers upstream are short as well",
        why = "a seller of chips says that chips are short; both can be",
        source = shared.tsmc_meeting },
    },
  },
  {
    id = "demand-grows", by = "Colette Kress", on = "2025-08-27", axis = "growth",
    horizon = "2030-12-31", prior = 0.5,
    claim = "Spending on AI infrastructure comes to 3 to 4 trillion dollars by the end of the decade",
    falsified_by = "capital expenditure of Alphabet, Amazon and Meta together is below the year before in two quarters "
      .. "running",
    rivals = { "overbuilding" },
    source = page("Two mystery customers made up 39 percent of Nvidia's Q2 revenue", "Manufacturing Dive",
      "https://www.manufacturingdive.com/news/two-mystery-customers-39-percent-nvidia-q2-revenue-fy-2026/759108"),
    evidence = {
      { kind = "customer_capex", supports = true, likelihood_ratio = 1.8, origin = "GOOGL 10-Q", on = "2025-07-24",
        note = "capital expenditure 22.446 bn USD in Q2 2025, 13.186 a year earlier: up 70.2 %",
        why = "money spent, but a year's growth says little of the next five",
        source = filing("10-Q for Q2 2025", "Alphabet", "2025-07-24", "0001652044-25-000062") },
      { kind = "customer_capex", supports = true, likelihood_ratio = 1.6, origin = "AMZN 10-Q", on = "2025-08-01",
        note = "capital expenditure 32.183 bn USD in Q2 2025, 17.620 a year earlier: up 82.7 %",
        why = "holds warehouses too",
        source = filing("10-Q for Q2 2025", "Amazon", "2025-08-01", "0001018724-25-000086") },
      { kind = "customer_capex", supports = true, likelihood_ratio = 1.8, origin = "META 10-Q", on = "2025-07-31",
        note = "capital expenditure 16.538 bn USD in Q2 2025, 8.173 a year earlier: up 102.3 %",
        why = "money spent by a buyer that resells no capacity",
        source = shared.meta_q2_2025 },
      { kind = "customer_capex", supports = true, likelihood_ratio = 1.5, origin = "ORCL 10-K", on = "2025-06-18",
        note = "capital expenditure 21.215 bn USD in fiscal 2025, 6.866 the year before: up 209 %",
        why = "more than it took in from operations (20.821): growth that others must finance",
        source = shared.oracle_2025 },
      { kind = "customer_capex", form = "news", supports = true, likelihood_ratio = 1.6, origin = "MSFT results",
        on = "2026-01-28",
        note = "capital expenditure with finance leases 37.5 bn USD in the quarter to 2025-12-31, up 66 %; two thirds "
          .. "in short-lived assets",
        why = "read in a report, not in the filing",
        source = shared.microsoft_q2_2026 },
      { kind = "customer_capex", form = "news", supports = true, likelihood_ratio = 1.8, origin = "GOOGL results",
        on = "2026-04-29",
        note = "capital expenditure 35.7 bn USD in Q1 2026, 17.197 a year earlier: up 107.6 %",
        why = "faster than the year before; read in a report, not in the filing",
        source = shared.alphabet_q1_2026 },
      { kind = "customer_capex", supports = false, likelihood_ratio = 1.2, origin = "META 10-Q", on = "2025-05-01",
        disconfirming = true,
        note = "asked whether any quarter fell on the one before: capital expenditure 12.941 bn USD in Q1 2025, 14.425 "
          .. "in Q4 2024: down 10.3 %",
        why = "first quarters are often the lowest of a year",
        source = filing("10-Q for Q1 2025", "Meta", "2025-05-01", "0001326801-25-000054") },
      { kind = "guidance", supports = false, likelihood_ratio = 1.2, origin = "CoreWeave", on = "2025-11-10",
        note = "capital expenditure of 2025 guided to 12 to 14 bn USD, from 20 to 23, as a powered shell came late",
        why = "late, not called off: more than twice as much was announced for 2026",
        source = shared.coreweave_q3_2025 },
    },
  },
  {
    id = "useful-life", by = "Michael Burry", on = "2025-11-10", axis = "warning",
    horizon = "2028-12-31", prior = 0.5,
    claim = "Large buyers write accelerators off over too many years, and understate depreciation by 176 billion "
      .. "dollars from 2026 to 2028",
    falsified_by = "accelerators bought in 2022 and 2023 still rent above their running cost in their sixth year, and "
      .. "no large buyer shortens a life by the end of 2027",
    source = page("Michael Burry accuses hyperscalers of 'modern era fraud', says $176 billion earnings distortion "
      .. "coming",
      "CapitalAI Daily",
      "https://www.capitalaidaily.com/big-short-investor-michael-burry-accuses-hyperscalers-of-modern-era-fraud-says-"
        .. "176-billion-earnings-distortion-coming",
      "2025-11-11"),
    evidence = {
      { kind = "earnings", supports = true, likelihood_ratio = 2.5, origin = "AMZN 10-K", on = "2025-02-07",
        note = "life of some servers and network equipment cut from six to five years from 2025: about 0.7 bn USD less "
          .. "operating income that year; 0.92 bn of early retirements in Q4 2024",
        why = "a large owner acted against its own reported profit; some of its servers only, and one year less",
        source = page("Amazon, 10-K for 2024, as quoted in: Amazon revises server lifespan amid AI shift",
          "Deep Quarry", "https://deepquarry.substack.com/p/amazon-revises-server-lifespan-amid", "2025-02-11",
          "0001018724-25-000004") },
      { kind = "earnings", supports = false, likelihood_ratio = 1.2, origin = "META 10-K", on = "2025-01-30",
        note = "life of servers and network assets raised to 5.5 years from 2025: about 2.9 bn USD less depreciation "
          .. "that year",
        why = "an audited judgement of an owner, which gains by it",
        source = page("Meta, 10-K for 2024, as reported in: Meta's accounting move to boost profit",
          "taxacct.com.au, on Accounting Today", "https://taxacct.com.au/metas-accounting-move-to-boost-profit", nil,
          "0001326801-25-000017") },
      { kind = "earnings", supports = true, likelihood_ratio = 1.2, origin = "META 10-Q", on = "2025-07-31",
        note = "depreciation 4.280 bn USD in Q2 2025, 3.580 a year earlier: up 19.6 %, while capital expenditure rose "
          .. "102.3 % (16.538 from 8.173)",
        why = "depreciation lags spending at any life",
        source = shared.meta_q2_2025 },
      { kind = "price", supports = false, likelihood_ratio = 2.5, origin = "SemiAnalysis rental survey",
        on = "2026-04-02", disconfirming = true,
        note = "asked whether old chips lose their rent as new ones come: a year's rent of an H100, sold since 2022, "
          .. "rose from 1.70 USD/h in October 2025 to 2.35 in March 2026",
        why = "scarcity holds rents up now, and need not in the sixth year",
        source = shared.h100_rent },
      { kind = "price", supports = true, likelihood_ratio = 1.3, origin = "GPU spot indices", on = "2026-06-26",
        note = "H100 at 2.42 USD/h on the spot market, about 40 % below its peak of May 2026; contracts of a year at "
          .. "about 2.65",
        why = "spot only; contracts went on rising, and indices differ by a dollar",
        source = page("H100 GPU spot prices fall while contract prices rise", "The Information Machine",
          "https://theinformationmachine.fyi/threads/gpu-spot-contract-pricing/", "2026-06-26") },
      { kind = "comment", supports = false, likelihood_ratio = 1.2, origin = "NVIDIA memo to analysts",
        on = "2025-11-27",
        note = "buyers write its accelerators off over four to six years; those of 2020 are said to run at high use",
        why = "the seller's word",
        source = page("Michael Burry says Nvidia throwing 'straw man' arguments on chip depreciation",
          "CapitalAI Daily",
          "https://www.capitalaidaily.com/michael-burry-says-nvidia-throwing-straw-man-arguments-on-chip-depreciation-"
            .. "instead-of-addressing-real-risks",
          "2025-11-27") },
    },
  },
  {
    id = "custom-chips", by = "Hock Tan", on = "2024-12-12", axis = "growth",
    horizon = "2027-12-31", prior = 0.5,
    claim = "Three hyperscalers each run clusters of a million custom accelerators by 2027, a market of 60 to 90 "
      .. "billion dollars with their networks",
    falsified_by = "Broadcom reports less than 60 billion dollars of AI revenue for fiscal 2027",
    source = page("Hyperscalers' AI chip bets drive Broadcom bullet train to $1 trillion valuation", "CRN",
      "https://crn.com/news/data-center/2024/ai-chip-bets-drive-broadcom-bullet-train-to-1-trillion-valuation"),
    evidence = {
      { kind = "competing_chips", supports = true, likelihood_ratio = 1.8, origin = "AVGO results", on = "2025-09-04",
        note = "AI revenue 5.2 bn USD in fiscal Q3 2025, up 63 % in a year; a fourth customer with orders over 10 bn",
        why = "the company's own figure, networks in it, said by the one who made the claim",
        source = shared.broadcom_q3_2025 },
      { kind = "contract", form = "news", supports = true, likelihood_ratio = 2, origin = "Anthropic and Google",
        on = "2025-10-23",
        note = "up to a million TPUs and more than a gigawatt in 2026 for Anthropic, worth tens of billions of dollars",
        why = "a buyer with a choice; up to, and no contract was shown",
        source = page("Google to supply AI chips to Anthropic in multibillion-dollar deal",
          "Business Standard, Bloomberg",
          "https://www.business-standard.com/amp/technology/tech-news/google-to-supply-ai-chips-to-anthropic-in-"
            .. "multibillion-dollar-deal-125102400080_1.html",
          "2025-10-24") },
      { kind = "competing_chips", supports = true, likelihood_ratio = 1.4, origin = "AMZN results", on = "2025-10-30",
        note = "Amazon's CEO calls Trainium2 a business of several billion dollars a year, and goes on ordering much "
          .. "from NVIDIA",
        why = "a run rate without a figure",
        source = page("Amazon CEO explains layoffs, buying 'a lot of Nvidia', AI chip innovation and doubling AWS "
          .. "capacity",
          "CRN",
          "https://www.crn.com/news/ai/2025/amazon-ceo-explains-layoffs-buying-a-lot-of-nvidia-ai-chip-innovation-and-"
            .. "doubling-aws-capacity") },
      { kind = "backlog", form = "news", supports = true, likelihood_ratio = 1.6, origin = "AVGO results",
        on = "2025-12-11",
        note = "AI orders of 73 bn USD to be delivered over 18 months; AI revenue 6.5 bn in the quarter, up 74 %",
        why = "orders, of few customers, as told by the seller",
        source = page("Broadcom leans fully into AI systems as backlog swells to $162 billion", "Stocktrader Studio",
          "https://stocktrader.studio/news/broadcom-leans-fully-into-ai-systems-as-backlog-swells-to-dollar162-billion",
          "2025-12-11") },
      { kind = "competing_chips", supports = true, likelihood_ratio = 2, origin = "AVGO results", on = "2026-03-04",
        note = "AI revenue 8.4 bn USD in the quarter to February 2026, up 106 % in a year",
        why = "33.6 bn a year at that rate: on the way to 60, not there",
        source = page("Broadcom: AI companies currently dependent on external chipmakers", "Techzine",
          "https://www.techzine.eu/news/infrastructure/139293/broadcom-ai-companies-currently-dependent-on-external-"
            .. "chipmakers/",
          "2026-03-05") },
      { kind = "contract", supports = false, likelihood_ratio = 1.3, origin = "AMD 8-K", on = "2025-10-06",
        form = "filing",
        note = "OpenAI's warrant for up to 160 million AMD shares vests as it takes up to 6 GW of AMD's accelerators",
        why = "a lab that could order its own chips bound itself to bought ones; it ordered both",
        source = shared.amd_warrant },
      { kind = "earnings", supports = false, likelihood_ratio = 1.5, origin = "NVDA 8-K", on = "2026-05-20",
        disconfirming = true,
        note = "asked whether bought accelerators give way: NVIDIA's data-centre revenue 75.246 bn USD in the quarter "
          .. "to 2026-04-26, 39.112 a year earlier: up 92.4 %",
        why = "about as fast as Broadcom's; a market that doubles has room for both",
        source = shared.nvidia_q1_2027 },
    },
  },
  {
    id = "few-customers", by = "NVIDIA", on = "2025-08-27", axis = "warning",
    horizon = "2027-12-31", prior = 0.5,
    claim = "A limited number of customers brings most of NVIDIA's revenue, and that may continue",
    falsified_by = "no direct customer reaches 10 percent of NVIDIA's revenue in two quarters running",
    source = page("The market focused on overconcentration of NVIDIA customers", "fastsbusiness.com, on CNBC",
      "https://www.fastsbusiness.com/Technology/the-total-contributions-of-the-two-mysterious-customers-were-collected-"
        .. "by-39-and-the-market-focused-on-overconcentration-of-nvidia-customers.html",
      nil, "0001045810-25-000209"),
    evidence = {
      { kind = "earnings", supports = true, likelihood_ratio = 2.5, origin = "NVDA 10-Q", on = "2025-08-27",
        note = "two direct customers 23 % and 16 % of revenue in the quarter to 2025-07-27; the two largest were 14 % "
          .. "and 11 % a year earlier",
        why = "disclosed; direct customers build systems for others",
        source = page("NVIDIA, 10-Q for Q2 fiscal 2026, as reported in: Two mystery customers made up 39 percent",
          "Manufacturing Dive",
          "https://www.manufacturingdive.com/news/two-mystery-customers-39-percent-nvidia-q2-revenue-fy-2026/759108",
          nil, "0001045810-25-000209") },
      { kind = "earnings", form = "news", supports = true, likelihood_ratio = 1.8, origin = "NVDA 10-Q",
        on = "2025-11-19",
        note = "four direct customers above 10 % were 61 % of revenue in the quarter to 2025-10-26; three were 36 % a "
          .. "year earlier",
        why = "read in summaries of the filing; shares move with deliveries",
        source = page("NVDA: customer concentration risk", "Fundalyst",
          "https://fundalyst.xyz/NVDA/dc_gpu/growth_drivers/customer_concentration") },
      { kind = "backlog", form = "news", supports = true, likelihood_ratio = 1.3, origin = "MSFT results",
        on = "2026-01-28",
        note = "about 45 % of Microsoft's 625 bn USD of commercial remaining performance obligation is OpenAI's",
        why = "customers of a customer: one step away from NVIDIA",
        source = shared.microsoft_q2_2026 },
      { kind = "earnings", form = "news", supports = false, likelihood_ratio = 1.5,
        origin = "NVDA 10-Q: who is direct", on = "2025-08-27", disconfirming = true,
        note = "asked who the direct customers are: makers of boards and systems, distributors and integrators, who "
          .. "deliver to many",
        why = "softens the shares; large clouds are still about half of data-centre revenue",
        source = page("Just 2 customers drive 39% of Nvidia's record $46.7B quarterly sales", "CO/AI",
          "https://getcoai.com/news/just-2-customers-drive-39-of-nvidias-record-46-7b-quarterly-sales") },
      { kind = "earnings", supports = false, likelihood_ratio = 1.2, origin = "NVDA 8-K", on = "2026-05-20",
        note = "hyperscalers 37.869 of 75.246 bn USD of data-centre revenue, 50.3 %, in the quarter to 2026-04-26; "
          .. "54.3 % the quarter before, 45.0 % a year earlier",
        why = "wider than the quarter before, narrower than the year before",
        source = shared.nvidia_q1_2027 },
    },
  },
  {
    id = "networks-attach", by = "NVIDIA", on = "2025-08-27", axis = "growth",
    horizon = "2027-12-31", prior = 0.5,
    claim = "AI factories are bought as whole systems: networks grow with the accelerators they connect",
    falsified_by = "NVIDIA's networking revenue is below 15 percent of its compute revenue in two quarters running",
    source = page("Spectrum-X Ethernet: a network built for AI factories", "NVIDIA",
      "https://www.nvidia.com/en-us/networking/spectrumx/"),
    evidence = {
      { kind = "earnings", supports = true, likelihood_ratio = 2, origin = "NVDA 10-Q", on = "2025-08-27",
        note = "networking revenue 7.252 bn USD in the quarter to 2025-07-27, 3.668 a year earlier: up 97.7 %; compute "
          .. "33.844 bn, so that 21.4 % came with it, 16.2 % a year earlier",
        why = "faster than compute, which lost sales to China in that quarter",
        source = document("10-Q for Q2 fiscal 2026", "0001045810-25-000209", "2025-08-27") },
      { kind = "earnings", supports = false, likelihood_ratio = 1.6, origin = "NVDA 10-K", on = "2025-02-26",
        disconfirming = true,
        note = "asked whether networks kept up before: 12.990 of compute's 102.196 bn USD in fiscal 2025, 12.7 %; "
          .. "22.0 % in fiscal 2024 and 32.6 % in fiscal 2023",
        why = "two years of falling share; compute grew too fast for anything to keep up",
        source = document("10-K for fiscal 2025", "0001045810-25-000023", "2025-02-26") },
      { kind = "competing_chips", supports = false, likelihood_ratio = 1.3, origin = "AVGO results",
        on = "2025-09-04",
        note = "Broadcom's AI revenue, networks in it, 5.2 bn USD in fiscal Q3 2025, up 63 % in a year",
        why = "a network may come from another; how much of the figure it is was not told",
        source = shared.broadcom_q3_2025 },
    },
  },
  {
    id = "optics-short", by = "Jensen Huang", on = "2026-05-06", axis = "growth",
    horizon = "2029-12-31", prior = 0.5,
    claim = "Connecting AI factories takes optical connectivity on a scale that must still be built",
    falsified_by = "Corning's sales of optical communications are below the year before in two quarters running",
    source = shared.corning_plants,
    evidence = {
      { kind = "earnings", form = "news", supports = true, likelihood_ratio = 1.6, origin = "GLW results",
        on = "2025-07-29",
        note = "optical communications 1.57 bn USD in Q2 2025, up 41 %; enterprise sales in it up 81 %",
        why = "read in a report; the year before was weak",
        source = page("Corning surges as AI demand boosts revenue and margins", "Tradinglens",
          "https://www.tradinglens.ai/news/corning-surges-as-ai-demand-boosts-revenue-and-margins") },
      { kind = "contract", form = "news", supports = true, likelihood_ratio = 1.6, origin = "Meta and Corning",
        on = "2026-01-27",
        note = "up to 6 bn USD over several years for fibre, cable and connectors of Meta's data centres",
        why = "a buyer that ties itself up to pay for plants; up to",
        source = page("Corning forecasts first-quarter sales above estimates on strong optical fiber demand",
          "The Star, Reuters", "https://www.thestar.com.my/tech/tech-news/2026/01/28/corning-forecasts-first-quarter-"
            .. "sales-above-estimates-on-strong-optical-fiber-demand", "2026-01-28") },
      { kind = "contract", form = "news", supports = true, likelihood_ratio = 1.3, origin = "NVIDIA and Corning",
        on = "2026-05-06",
        note = "three plants and ten times Corning's capacity for optical connectivity in the US, with 500 million USD "
          .. "of NVIDIA's",
        why = "of the speaker himself: he pays for what he says is short",
        source = shared.corning_plants },
      { kind = "product_transition", supports = false, likelihood_ratio = 1.5, origin = "NVIDIA GTC",
        on = "2025-03-18", disconfirming = true,
        note = "asked whether light replaces copper between accelerators: copper is orders of magnitude more reliable "
          .. "than co-packaged optics today, so switches alone get them",
        why = "said fourteen months before the claim, by the same man",
        source = page("Nvidia CEO says power-saving optical chip tech will need to wait for wider use",
          "Devdiscourse, Reuters", "https://www.devdiscourse.com/article/technology/3312753-optics-revolution-nvidias-"
            .. "chip-technology-and-the-future-of-ai", "2025-03-19") },
      { kind = "earnings", form = "news", supports = false, likelihood_ratio = 1.2, origin = "GLW 8-K",
        on = "2026-04-28",
        note = "optical communications up 36 % in Q1 2026, after 41 % three quarters before",
        why = "slower, and still fast: plants that are not there yet deliver nothing",
        source = page("Corning, 8-K: results of the first quarter of 2026", "SECWatch, on the filing",
          "https://secwatch.observer/filing/0000024741-26-000198", "2026-04-28", "0000024741-26-000198") },
    },
  },
  {
    id = "power-bottleneck", by = "Satya Nadella", on = "2025-11-06", axis = "warning",
    horizon = "2027-12-31", prior = 0.5,
    claim = "Power, and buildings ready to use it, limit how much AI capacity can run; chips do not",
    falsified_by = "in two earnings seasons running, most large buyers name chips or memory as what they lack while "
      .. "powered buildings stand ready",
    source = page("Microsoft lacks power to power all its AI systems", "hi-tech.ua",
      "https://hi-tech.ua/en/microsoft-lacks-power-to-power-all-its-ai-systems/", "2025-11-06"),
    evidence = {
      { kind = "supply", supports = true, likelihood_ratio = 1.4, origin = "IEA, Energy and AI", on = "2025-04-10",
        note = "415 TWh used by data centres in 2024, 945 in 2030 in the base case; about 20 % of planned projects "
          .. "could be late for want of a grid connection",
        why = "an estimate, and four fifths would be on time",
        source = page("Global grid congestion puts 20 % of data center projects at risk", "Latitude Media",
          "https://www.latitudemedia.com/news/report-global-grid-congestion-puts-20-of-data-center-projects-at-risk/")
      },
      { kind = "measurement", supports = true, likelihood_ratio = 1.4, origin = "CBRE", on = "2025-09-08",
        note = "vacancy 1.6 % in the main North American markets in the first half of 2025; 74.3 % of what was being "
          .. "built was let",
        why = "space with power is scarce; says nothing of chips",
        source = shared.cbre_2025 },
      { kind = "guidance", supports = true, likelihood_ratio = 2, origin = "CoreWeave", on = "2025-11-10",
        note = "a powered shell that came late took capital expenditure of 2025 from 20 to 23 bn USD down to 12 to 14",
        why = "a buyer with chips and customers waited for a building; one developer",
        source = shared.coreweave_q3_2025 },
      { kind = "measurement", supports = true, likelihood_ratio = 1.3, origin = "LBNL, Queued Up", on = "2025-12-15",
        note = "about 2,290 GW waited for connection in the US at the end of 2024, 12 % fewer than a year before; the "
          .. "time from request to operation has doubled from less than two years",
        why = "queues of power plants, most of which are withdrawn; not of loads",
        source = page("Report details projects looking to interconnect to grid at end of 2024",
          "American Public Power Association",
          "https://www.publicpower.org/periodical/article/report-details-projects-looking-interconnect-grid-end-2024")
      },
      { kind = "supply", supports = false, likelihood_ratio = 1.4, origin = "Duke University", on = "2025-02-19",
        disconfirming = true,
        note = "asked whether today's grid has room: 76 GW of new load if it gives way 0.25 % of the time, nearly 100 "
          .. "GW at 0.5 %",
        why = "a first estimate of generation; wires are not in it",
        source = page("Electric load growth: webinar on Rethinking Load Growth", "Standards Michigan",
          "https://standardsmichigan.com/electric-load-growth/") },
      { kind = "supply", supports = false, likelihood_ratio = 1.8, origin = "TSMC", on = "2026-06-04",
        disconfirming = true,
        note = "asked whether chips are to be had: TSMC's CEO says that customers ask for more than it can support",
        why = "chips are short too; that does not make power plentiful",
        source = shared.tsmc_meeting },
    },
  },
  {
    id = "cheaper-tokens", by = "Satya Nadella", on = "2025-01-27", axis = "growth",
    horizon = "2027-12-31", prior = 0.5,
    claim = "As AI gets cheaper its use grows faster than its price falls",
    falsified_by = "over a year, the tokens of two large providers grow by less than their price per token falls",
    source = page("Satya Nadella believes Chinese AI startup DeepSeek could be a win for tech", "Fortune",
      "https://fortune.com/2025/01/27/microsoft-ceo-satya-nadella-deepseek-optimism-jevons-paradox", "2025-01-27"),
    evidence = {
      { kind = "usage", supports = true, likelihood_ratio = 1.6, origin = "Alphabet", on = "2025-07-24",
        note = "more than 980 trillion tokens a month over its products, more than twice as many as in May 2025",
        why = "the provider's count, much of it its own products and free",
        source = page("Alphabet's AI surges: quadrillion tokens signal deep integration, revenue boom", "AITechSuite",
          "https://www.aitechsuite.com/ai-news/alphabets-ai-surges-quadrillion-tokens-signal-deep-integration-revenue-"
            .. "boom",
          "2025-07-24") },
      { kind = "usage", supports = true, likelihood_ratio = 2, origin = "Alphabet", on = "2026-05-19",
        note = "3.2 quadrillion tokens a month, 480 trillion a year earlier: 6.7 times; 9.7 trillion two years earlier",
        why = "grew more than listed prices fell, but reasoning spends tokens that nobody asked for",
        source = page("From quadrillions of tokens to 'tokenmaxxing'", "Milik",
          "https://www.milik.ai/articles/ee606a3944") },
      { kind = "price", form = "news", supports = true, likelihood_ratio = 1.8, origin = "Exponential View",
        on = "2026-06-26",
        note = "a price lower by 10 % is followed by 12 to 18 % more tokens: an elasticity of 1.2 to 1.8",
        why = "read second-hand, method unseen",
        source = page("The $175B AI economy report: why token elasticity should reshape your 12-month coding budget",
          "ai-cost-estimator.com",
          "https://ai-cost-estimator.com/blog/175-billion-ai-economy-token-elasticity-12-month-coding-budget-2026",
          "2026-06-28") },
      { kind = "price", supports = false, likelihood_ratio = 1.8,
        origin = "The Price of Intelligence, arXiv 2608.29843", on = "2026-08-30", disconfirming = true,
        note = "asked whether buyers got cheaper work: at equal quality prices fell 0.73 log points a year, but the "
          .. "price of a completed task stopped falling, as reasoning took more tokens",
        why = "more tokens without a lower price is not the claimed mechanism; one paper, listed prices",
        source = page("The price of intelligence: a quality-adjusted price index for AI services",
          "Hugging Face, on arXiv",
          "https://huggingface.co/papers/2608.29843", "2026-08-30") },
    },
  },
  {
    id = "overbuilding", by = "Joe Tsai", on = "2025-03-25", axis = "warning",
    horizon = "2027-12-31", prior = 0.5,
    claim = "Data centres are built ahead of demand, some with no customer signed: the beginning of a bubble",
    falsified_by = "vacancy in the main North American markets stays below 3 percent, with 70 percent of new building "
      .. "let, to the end of 2027",
    rivals = { "demand-grows" },
    source = page("Alibaba's Tsai warns of a bubble in AI data center construction", "SemiWiki, Bloomberg",
      "https://semiwiki.com/forum/threads/22402"),
    evidence = {
      { kind = "news", supports = true, likelihood_ratio = 1.6, origin = "TD Cowen channel checks", on = "2025-02-21",
        note = "Microsoft let go US leases of a couple of hundred megawatts with two operators or more, and letters of "
          .. "intent for more than a gigawatt",
        why = "checks of a supply chain; the checkers themselves were unsure of the reason",
        source = page("Microsoft has cancelled data center leases in the U.S., TD Cowen says", "Investing.com",
          "https://www.investing.com/news/stock-market-news/microsoft-has-cancelled-data-center-leases-in-the-us-td-"
            .. "cowen-says-3885228",
          "2025-02-24") },
      { kind = "earnings", supports = true, likelihood_ratio = 1.3, origin = "NVDA 10-Q", on = "2025-08-27",
        note = "inventory 14.962 bn USD on 2025-07-27, 6.675 a year earlier: up 124 %, while revenue of the quarter "
          .. "rose 55.6 % (46.743 from 30.040)",
        why = "a new platform was being stocked",
        source = shared.nvidia_q2_2026 },
      { kind = "measurement", supports = false, likelihood_ratio = 2, origin = "CBRE", on = "2025-09-08",
        disconfirming = true,
        note = "asked whether space stands empty: vacancy 1.6 % in the first half of 2025, the lowest yet, and 74.3 % "
          .. "of what was being built was let",
        why = "let is not used, and tenants may build ahead as well",
        source = shared.cbre_2025 },
      { kind = "guidance", supports = false, likelihood_ratio = 1.5, origin = "MSFT results", on = "2026-01-28",
        note = "Microsoft expects to lack capacity until at least the end of June 2026; it spent 37.5 bn USD on "
          .. "capacity in the quarter before",
        why = "management's word, with one customer behind much of the backlog",
        source = page("$281B from one customer", "Tomasz Tunguz", "https://tomtunguz.com/281b-from-one-customer") },
      { kind = "backlog", form = "news", supports = false, likelihood_ratio = 1.6, origin = "GOOGL results",
        on = "2026-04-29",
        note = "cloud backlog about 462 bn USD, nearly twice the quarter before; cloud revenue up 63 %",
        why = "signed orders, some of them from labs that live on new capital",
        source = shared.alphabet_reviewed },
    },
  },
  {
    id = "circular-deals", by = "Jay Goldberg", on = "2025-09-26", axis = "warning",
    horizon = "2027-12-31", prior = 0.5,
    claim = "NVIDIA's funding of its own customers is how bubbles look: it carries demand that would not stand alone",
    falsified_by = "customers in which NVIDIA holds no stake bring nine tenths of its data-centre growth from 2026 to "
      .. "2027",
    source = page("Nvidia's $100B bet on OpenAI raises circular financing alarms", "ThinkWithNiche",
      "https://www.thinkwithniche.com/amp/news/nvidias-dollar100b-bet-on-openai-raises-circular-financing-alarms",
      "2025-09-26"),
    evidence = {
      { kind = "news", supports = true, likelihood_ratio = 1.8, origin = "NVIDIA and OpenAI, letter of intent",
        on = "2025-09-22",
        note = "NVIDIA means to invest up to 100 bn USD in OpenAI as it deploys 10 GW of NVIDIA's systems",
        why = "intent, in steps, as systems are deployed",
        source = page("Nvidia commits $100 billion to OpenAI while reinforcing demand for its hardware", "TechRadar",
          "https://www.techradar.com/pro/nvidia-gives-openai-usd100-billion-to-spend-mostly-on-nvidia-hardware-and-"
            .. "nvidia-share-price-goes-up-by-usd220-billion-why-am-i-not-surprised",
          "2025-09-25") },
      { kind = "contract", form = "filing", supports = true, likelihood_ratio = 1.6, origin = "AMD 8-K",
        on = "2025-10-06",
        note = "a warrant for up to 160 million AMD shares at 0.01 USD goes to OpenAI as it takes up to 6 GW of AMD's "
          .. "accelerators",
        why = "another supplier: the pattern, not NVIDIA's part in it",
        source = shared.amd_warrant },
      { kind = "earnings", supports = false, likelihood_ratio = 1.6, origin = "NVDA 10-Q", on = "2025-08-27",
        disconfirming = true,
        note = "asked how large the stakes are: equity without a market price 3.799 bn USD on 2025-07-27 (1.819 a year "
          .. "earlier), 4.2 % of the half-year's revenue of 90.805",
        why = "small then; listed stakes, guarantees and later deals are not in it",
        source = shared.nvidia_q2_2026 },
      { kind = "guidance", supports = false, likelihood_ratio = 1.4, origin = "NVDA at UBS conference",
        on = "2025-12-02",
        note = "nothing final was signed with OpenAI, and the 500 bn USD of orders to the end of 2026 held none of "
          .. "that deal",
        why = "the seller's word; also says that the large deal may not come",
        source = page("Nvidia's investment in OpenAI has not been finalised", "DigiTimes",
          "https://www.digitimes.com/news/a20251203PD236.html") },
      { kind = "news", supports = false, likelihood_ratio = 1.2, origin = "Financial Times", on = "2026-02-19",
        note = "the plan of up to 100 bn USD tied to capacity was said to give way to 30 bn of equity",
        why = "less tied to orders, but still a stake in a customer",
        source = page("Nvidia said to near US$30b OpenAI investment, scaling back earlier US$100b plan", "Malay Mail",
          "https://www.malaymail.com/news/money/2026/02/20/nvidia-said-to-near-us30b-openai-investment-scaling-back-"
            .. "earlier-us100b-plan/209723",
          "2026-02-20") },
      { kind = "earnings", supports = true, likelihood_ratio = 1.4, origin = "NVDA 8-K", on = "2026-05-20",
        note = "AI clouds, industry and enterprise 37.377 bn USD in the quarter to 2026-04-26, up 31 % on the quarter "
          .. "before (28.500); hyperscalers 37.869, up 12 % (33.814)",
        why = "the group that holds the clouds it has stakes in grew faster; most of the group is others",
        source = shared.nvidia_q1_2027 },
    },
  },
  {
    id = "oracle-backlog", by = "Safra Catz", on = "2025-09-09", axis = "growth",
    horizon = "2030-05-31", prior = 0.5,
    claim = "Oracle's cloud infrastructure revenue grows to 18 billion dollars in fiscal 2026 and 144 billion in "
      .. "fiscal 2030, most of it booked already",
    falsified_by = "cloud infrastructure revenue of fiscal 2027 is below 32 billion dollars",
    source = page("Oracle's fiscal first quarter 2026", "Valuentum", "https://valuentum.com/?p=6389"),
    evidence = {
      { kind = "backlog", supports = true, likelihood_ratio = 1.4, origin = "ORCL 10-K", on = "2025-06-18",
        note = "remaining performance obligations 137.8 bn USD on 2025-05-31, 97.9 a year earlier: up 40.8 %, and 2.4 "
          .. "times the year's revenue of 57.399",
        why = "before the contracts that the claim rests on",
        source = shared.oracle_2025 },
      { kind = "backlog", supports = true, likelihood_ratio = 1.8, origin = "ORCL results", on = "2025-12-10",
        note = "remaining performance obligations 523 bn USD on 2025-11-30, 97.3 a year earlier: up 438 %; "
          .. "infrastructure revenue 4.1 bn, up 68 %",
        why = "the growth needed for the year is 77 %, and one customer is said to be behind most of the rise",
        source = shared.oracle_q2_2026 },
      { kind = "news", supports = false, likelihood_ratio = 1.6, origin = "Moody's", on = "2025-09-17",
        note = "about 300 bn USD of new contracts rest on a small number of AI companies; no rating was changed",
        why = "names a risk, measures none",
        source = shared.moodys_on_oracle },
      { kind = "backlog", supports = false, likelihood_ratio = 1.2, origin = "ORCL 10-Q", on = "2024-12-10",
        disconfirming = true,
        note = "asked whether the backlog ever shrank: 97.3 bn USD on 2024-11-30, 99.1 three months earlier: down 1.8 "
          .. "%",
        why = "small, and long before",
        source = filing("10-Q for Q2 fiscal 2025", "Oracle", "2024-12-10", "0000950170-24-134973") },
    },
  },
  {
    id = "oracle-debt", by = "Moody's", on = "2025-09-17", axis = "liquidity",
    horizon = "2028-05-31", prior = 0.5,
    claim = "Oracle's debt grows faster than its earnings, and its free cash flow stays negative for long",
    falsified_by = "operating cash flow of four quarters covers capital expenditure before fiscal 2028 ends",
    source = shared.moodys_on_oracle,
    evidence = {
      { kind = "earnings", supports = true, likelihood_ratio = 2.5, origin = "ORCL 10-K", on = "2025-06-18",
        note = "fiscal 2025: cash from operations 20.821 bn USD, capital expenditure 21.215: 0.394 short; 11.807 over "
          .. "the year before (18.673 and 6.866)",
        why = "the turn is in the accounts; one year, and the forecast was made after it",
        source = shared.oracle_2025 },
      { kind = "earnings", form = "news", supports = true, likelihood_ratio = 2, origin = "ORCL results",
        on = "2025-12-10",
        note = "capital expenditure 20.5 bn USD in the half-year to 2025-11-30, 6.273 a year earlier; notes of 18 bn "
          .. "issued in September 2025",
        why = "read in a summary of the filing",
        source = page("Oracle, second quarter of fiscal 2026", "Titan Stock Analysis",
          "https://titanstockanalysis.com/?p=2379") },
      { kind = "guidance", supports = true, likelihood_ratio = 1.4, origin = "ORCL results", on = "2025-12-10",
        note = "capital expenditure of fiscal 2026 about 50 bn USD, 15 bn more than planned; free cash flow of the "
          .. "quarter -10 bn",
        why = "guidance can be cut",
        source = page("Oracle shares drop 11 % on disappointing cloud sales", "allthe.news",
          "https://allthe.news/ar/articles/oracle-shares-drop-11-on-disappointing-cloud-sales") },
      { kind = "earnings", supports = false, likelihood_ratio = 1.2, origin = "ORCL results", on = "2025-12-10",
        disconfirming = true,
        note = "asked whether operations bring more: 22.3 bn USD in the four quarters to 2025-11-30, up 10 %",
        why = "grows, but far slower than spending",
        source = shared.oracle_q2_2026 },
    },
  },
  {
    id = "poor-returns", by = "Jim Covello", on = "2024-07-11", axis = "warning",
    horizon = "2027-12-31", prior = 0.5,
    claim = "The AI build-out costs more than a trillion dollars, and no problem is in sight that earns it back",
    falsified_by = "in 2027, operating income of the clouds of Amazon, Google and Microsoft grows faster than their "
      .. "owners' depreciation",
    source = page("Jim Covello, Goldman Sachs (quoted)", "Simon Willison",
      "https://simonwillison.net/2024/Jul/11/jim-covello/", "2024-07-11"),
    evidence = {
      { kind = "earnings", form = "news", supports = true, likelihood_ratio = 1.4, origin = "MSFT results",
        on = "2026-01-28",
        note = "margin of Microsoft's cloud down to 67 %; free cash flow of the quarter 5.9 bn USD of 35.8 from "
          .. "operations",
        why = "spending comes before what it earns",
        source = shared.microsoft_q2_2026 },
      { kind = "earnings", form = "news", supports = true, likelihood_ratio = 1.5, origin = "GOOGL results",
        on = "2026-04-29",
        note = "Alphabet's depreciation and amortisation up 44 % in Q1 2026, after 38 % in 2025; 31.1 bn USD of notes "
          .. "issued",
        why = "faster than revenue (22 %), but a cost that early capacity must bear",
        source = shared.alphabet_reviewed },
      { kind = "earnings", form = "news", supports = false, likelihood_ratio = 2.2, origin = "Google Cloud results",
        on = "2026-04-29", disconfirming = true,
        note = "asked whether clouds earn on what was built: Google Cloud's revenue 20.0 bn USD, up 63 %, operating "
          .. "income 6.6 bn, three times the year before's",
        why = "profit on capacity in use; younger capacity is not yet written off",
        source = shared.alphabet_q1_2026 },
      { kind = "earnings", form = "news", supports = false, likelihood_ratio = 1.6, origin = "MSFT AI revenue",
        on = "2026-04-29",
        note = "Microsoft's AI business at a rate of 37 bn USD a year, up 123 %; capital expenditure of the year above "
          .. "120 bn",
        why = "revenue, not return, and much of it from one lab",
        source = page("The ChatGPT Observer, edition 47", "Itaura",
          "https://itaura.tech/the-chatgpt-observer/edition-47/") },
    },
  },
} }
