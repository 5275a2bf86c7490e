--- What a factory assumes where the analyst says nothing: value, source, date. A driver that is not here and does
-- not come from the platform or the workload is required: there is no public figure that would serve everyone.
--
-- Each entry: `value` (a function, for a law is one fresh uncertain input), `source`, what it `says`, `address`, `date`
-- (of the figure), and `note`, what to bear in mind.
-- @module signalflow.site.defaults
local laws = require "signalflow.values.distributions"
local units = require "signalflow.values.units"

local u = units.table

local defaults = {}

defaults.drivers = {
  pue = {
    value = function(cooling)
      if cooling == "liquid" then
        return laws.triangular(1.05, 1.12, 1.25)
      end
      return laws.triangular(1.15, 1.25, 1.40)
    end,
    source = "Google, Uptime Institute's survey, InferenceX system power model",
    says = "liquid: Google's fleet 1.09, sites with direct-to-chip cooling 1.06 to 1.28, InferenceX 1.10 for racks;"
      .. " air: InferenceX 1.30, new halls 1.15 to 1.40",
    address = "https://journal.uptimeinstitute.com", date = "2025",
    note = "a site's own design or meter is better",
  },
  oversubscription = {
    value = function()
      return 0.0
    end,
    source = "Fan, Weber & Barroso, Power Provisioning for a Warehouse-sized Computer",
    says = "none: every accelerator may draw its nameplate; 7 to 16 % of it stood unused even at the peak of clusters",
    address = "https://research.google/pubs/power-provisioning-for-a-warehouse-sized-computer/", date = "2007",
  },
  peak_utilization = {
    value = function()
      return 226.75 / 278
    end,
    source = "DeepSeek, V3 and R1 inference system overview",
    says = "226.75 nodes in use on average over a day, 278 at its peak: who serves the peak has the rest idle",
    address = "https://github.com/deepseek-ai/open-infra-index", date = "2025-03-01",
    note = "batch work at night fills more; maintenance takes some",
  },
  price_decline = {
    value = function()
      return laws.triangular(0.0, 0.30, 0.89)
    end,
    source = "price lists of Anthropic, Stanford AI Index 2025, Epoch AI on prices of LLM inference",
    says = "of the token price: Claude Sonnet stood at 15 USD/Mtok of output from March 2024 to 2026; hardware for the"
      .. " same work gets 30 % cheaper a year; the slowest of Epoch's prices for one capability fell by 9 times a year",
    address = "https://epoch.ai/data-insights/llm-inference-price-trends", date = "2025-03-12",
    note = "a site that moves to each year's models falls less than one that goes on serving the same",
  },
  accelerator_price_decline = {
    value = function()
      return laws.triangular(-0.25, 0.08, 0.37)
    end,
    source = "monthly H100 rate cards, gpu-price-index",
    says = "rent of an H100-hour: 4.78 USD in January 2024, 3.03 a year later (-37 %), 3.03 in September 2025, 3.79 a"
      .. " year later (+25 %); 8 % down a year over it all",
    address = "https://github.com/henryzhangpku/gpu-price-index", date = "2026-09-30",
    note = "rents stand for what replacing an accelerator costs; they rose in 2026",
  },
  elasticity = {
    value = function()
      return laws.triangular(-1.57, -1.11, -1.08)
    end,
    source = "Demirer, Fradkin, Tadelis & Peng, The Emerging Market for Intelligence (NBER), as reported;"
      .. " Exponential View",
    says = "price elasticity of demand for open models on OpenRouter, -1.11; 12 to 18 % more use for a 10 % lower"
      .. " price, which is -1.08 to -1.57",
    address = "https://aione.chat/2026/01/04/"
      .. "price-elasticity-of-demand-for-large-language-models-estimated-at-1-11-en-version/",
    date = "2026-06-26",
    note = "of a market; taken for one site",
  },
  electricity = {
    value = function()
      return units.read "80.6 USD/MWh"
    end,
    source = "US Energy Information Administration",
    says = "average price to industrial customers, 2023: 66 in Texas, 89 in Virginia, 186 in California",
    address = "https://www.eia.gov/electricity/annual/secrev-map.php", date = "2023",
    note = "wholesale prices rose by 23 % in 2025; a site's own contract is better",
  },
  site_cost = {
    value = function()
      return laws.triangular(9.3, 11.7, 15.0) * u.USD / u.W
    end,
    source = "Cushman & Wakefield, Data Center Development Cost Guide 2025",
    says = "9.3 to 15 MUSD a MW over 19 US markets, 11.7 on average",
    address = "https://cushwake.cld.bz/Data-Center-Development-Cost-Guide-2025/8-9", date = "2025-01",
    note = "the guide counts critical load and leaves out land and soft costs; here it is taken per watt of grid power",
  },
  operating_share = {
    value = function()
      return 0.008
    end,
    source = "Epoch AI, cost of a one-gigawatt AI data center",
    says = "0.9 GUSD a year less 0.6 of energy, over 38 GUSD of capital",
    address = "https://epoch.ai/data-insights/ai-datacenter-cost-breakdown", date = "2026-05-14",
    note = "a hyperscaler's own site; a smaller operator spends a larger share",
  },
  accelerator_life = {
    value = function()
      return laws.triangular(5.0, 5.5, 6.0) * u.year
    end,
    source = "10-K filings of Amazon, Meta, Alphabet and Microsoft",
    says = "Amazon 5 years for some servers, Meta 5.5, Alphabet and Microsoft 6",
    address = "https://www.sec.gov/Archives/edgar/data/1326801/000162828026003942/R15.htm", date = "2025",
    note = "accounting lives; rental value may fall faster",
  },
  site_life = {
    value = function()
      return 14 * u.year
    end,
    source = "Epoch AI, cost of a one-gigawatt AI data center",
    says = "life of the facility",
    address = "https://epoch.ai/data-insights/ai-datacenter-cost-breakdown", date = "2026-05-14",
  },
  discount = {
    value = function()
      return laws.triangular(0.0658, 0.10, 0.11)
    end,
    source = "Meta's Hyperion bonds, CoreWeave's 10-Q",
    says = "debt that built such sites: Hyperion 6.58 %, CoreWeave's 2030 notes 10 %, its DDTL 2.0 facility 11 %",
    address = "https://www.sec.gov/Archives/edgar/data/1769628/000114036125032095/R41.htm", date = "2025-10",
    note = "cost of debt; equity asks for more",
  },
  ramp = {
    value = function()
      return laws.uniform(122, 365) * u.day
    end,
    source = "xAI and J. Huang on Colossus",
    says = "122 days from start to finish; usually a year to build one and get it working",
    address = "https://nextbigfuture.substack.com/p/will-the-xai-19-day-data-center-miracle-win-the-future-of-aihtml",
    date = "2024-10",
    note = "permits and a grid connection come before",
  },
  idle_share = {
    value = function()
      return laws.triangular(0.25, 0.30, 0.35)
    end,
    source = "nebius' rerun of InferenceX on H200, InferenceX system power model",
    says = "an H200 idles at 78 of 700 W; with its chassis' processors, fans and network some 0.3 of full load",
    address = "https://github.com/SemiAnalysisAI/InferenceX", date = "2026",
    note = "search servers of 2007 idled at half their peak",
  },
}

-- What an accelerator costs with its share of server, network and storage, over its published price, by what that price
-- is for; so that bare accelerators, servers and racks stand on one basis.
defaults.price_scopes = {
  bare = {
    law = function()
      return laws.triangular(1.35, 1.5, 2.05)
    end,
    says = "the price of an accelerator alone, times 1.35 to 2.05 for its share of server, switches and network",
    source = "Epoch AI: servers and interconnect at some half of a cluster's cost (arXiv 2405.21015)",
  },
  system = {
    law = function()
      return laws.triangular(1.10, 1.29, 1.50)
    end,
    says = "the price of a server or rack over its accelerators, times 1.1 to 1.5 for network, storage and"
      .. " installation",
    source = "SemiAnalysis: 190 kUSD a server of H100 and 250 with them, 310 to 330 and 379 of B200, 258 and 361 of"
      .. " H200; 3.1 and 3.9 MUSD a rack of GB200",
  },
}

-- Share of an accelerator's rated power (TDP) drawn while serving, where a platform's own was not measured: mean,
-- standard deviation, and range of the measured runs.
defaults.power_share = {
  platforms = { H100 = { 0.76, 0.11 }, B200 = { 0.72, 0.17 } },
  other = { 0.74, 0.14 },
  range = { 0.29, 0.99 },
  source = "ML.ENERGY benchmark v3",
  says = "chip power over rated power in 401 serving runs on H100 and B200",
  address = "https://ml.energy/leaderboard", date = "2025",
}

-- How a price is taken to be made, where the analyst does not say: what cash flows to come are discounted at, how fast
-- they grow in the end, and how many years the market looks ahead.
defaults.market = {
  discount = {
    value = function()
      return laws.uniform(0.087, 0.131)
    end,
    source = "Damodaran's implied equity risk premium, 10-year Treasury yield",
    says = "4.4 % and one to two times 4.33 %: a beta from the market's own to twice that",
    address = "https://www.bvresources.com/articles/bvwire/damodaran-posts-his-first-data-update-for-2025",
    date = "2025-01-22",
    note = "the range of beta is our judgement",
  },
  terminal = {
    value = function()
      return laws.uniform(0.02, 0.038)
    end,
    source = "Congressional Budget Office, Economic Outlook 2025 to 2035",
    says = "inflation of 2 %, and with real growth of 1.8 % beside it: no firm outgrows the economy forever",
    address = "https://www.cbo.gov/publication/61189", date = "2025-01",
  },
  horizon = {
    value = function()
      local years, equal = {}, {}
      for year = 5, 15 do
        years[#years + 1], equal[#equal + 1] = year, 1
      end
      return laws.discrete { values = years, weights = equal }
    end,
    source = "our judgement", says = "5 to 15 years, each as likely",
  },
}

-- Years looked at.
defaults.horizon = 5

return defaults
