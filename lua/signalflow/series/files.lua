--- By which names publishers' files are known, and what a name says where the file does not: one table, which
-- `signalflow sources --files` prints.
--
-- Names are matched as a whole, in any case, in the folder and its subfolders. In a pattern {CIK} is a company's ten
-- digits, {TICKER} its ticker, {ID} the id of a series. `name` is what a file is called that is fetched: it matches one
-- of the patterns. To add a table of somebody's, add a line to `tables`.
-- @module signalflow.series.files
local options = require "signalflow.shared.options"

local files = {}

local ACCESSION = "(%d%d%d%d%d%d%d%d%d%d%-%d%d%-%d%d%d%d%d%d)" -- of a filing, as the SEC numbers it

--- Kinds of files: `patterns` (of Lua, on the file's own name), an `example` for people, `what` it is; `any`, names of
-- files that may be of the kind, whoever they are of; what the name `says`.
files.kinds = {
  companyfacts = { patterns = { "CIK{CIK}.*%.json$", "_{TICKER}[^%w].*json$" }, example = "*CIK0001045810*.json",
    name = "CIK{CIK}.json",
    what = "a company's figures as the SEC serves them; several vintages, and those of its predecessors, are joined",
    says = { ticker = "CIK%d+_(%u+)" } },
  filing = { patterns = { "^{TICKER}%-.*%.html?$", "^{TICKER}%-.*%.xml$" },
    example = "nvda-10-q-2025-08-27.html, nvda-20250727.htm, amzn-20221231_htm.xml",
    name = "{TICKER}-{FORM}-{FILED}-{ACCESSION}.htm",
    what = "a company's filings, inline XBRL or instances: figures with dimensions",
    any = { "%.html?$", "_htm%.xml$" }, says = { ticker = "^(%a+)%-", accession = ACCESSION } },
  submissions = { patterns = { "^submissions_{CIK}%.json$" }, example = "submissions_0001045810.json",
    name = "submissions_{CIK}.json",
    what = "which filings a company made, when, and where each lies: what `signalflow fetch` finds filings by" },
  fred = { patterns = { "^{ID}%.csv$", "^{ID}[%._%-].*%.csv$" },
    example = "DGS10.csv, DGS10.datevalue.csv, fredgraph.csv (by its header)",
    name = "{ID}.csv",
    what = "series of the Federal Reserve; of several vintages the newest counts, the older ones as of their days",
    any = { "%.csv$" } },
  prices = { patterns = { "^{TICKER}%.us%.txt$", "^{TICKER}%.csv$", "^{TICKER}_.*%.csv$" },
    example = "nvda.us.txt, NVDA_ohlc_2010_2026.csv, AMD_adjclose.csv",
    name = "{TICKER}.csv", what = "daily closes: Stooq's files, and tables with columns date and close" },
  feed = { patterns = { "^feed.*%.xml$", "%.rss$", "%.atom$" }, example = "feed_groq.com_rss.xml, news.rss",
    name = "feed_{ID}.xml", what = "headlines as a publisher serves them" },
  supplied = { patterns = { "^{ID}%.csv$" }, example = "largest_customer.csv",
    what = "what the analyst supplies: columns period_end, known_on, value" },
}

local NEXT_DAY = 1 -- lag of what is published with its day

--- Tables of other publishers by the name they are asked for: `patterns`, the columns as of `sf.csv`, `what`.
files.tables = {
  ai_use_of_firms = { patterns = { "^btos_ai_use.*%.csv$", "^btos_.*%.xlsx$", "^national.*%.xlsx$" },
    example = "btos_ai_use.csv, btos_National_20251208.xlsx", name = "btos_National.xlsx",
    columns = { period_start = "period_start", value = "value_percent", basis = "wording_id", unit = "%" },
    what = "share of US firms that use AI: Census Bureau, Business Trends and Outlook Survey" },
  token_use = { patterns = { "^openrouter_daily_tokens.*%.csv$" }, example = "openrouter_daily_tokens.csv",
    columns = { period_end = "date", value = "total_tokens", lag = NEXT_DAY },
    what = "tokens a day through OpenRouter" },
  copilot_seats = { patterns = { "^paying_customers_points.*%.csv$" }, example = "paying_customers_points.csv",
    columns = { value = "value", bound = "exactness", where = "series", equals = "microsoft_365_copilot_paid_seats" },
    what = "paid seats of Microsoft 365 Copilot, millions, as announced; may be bounds" },
  openai_business_users = { patterns = { "^paying_customers_points.*%.csv$" }, example = "paying_customers_points.csv",
    columns = { value = "value", bound = "exactness", where = "series", equals = "openai_paying_business_users" },
    what = "paying business users of OpenAI, millions, as announced; may be bounds" },
  h100_rent = { patterns = { "^gix_h100.*%.csv$" }, example = "gix_h100_ratecards_monthly.csv",
    columns = { period_end = "date", value = "value", lag = NEXT_DAY },
    what = "USD per H100-hour by month, list prices of several providers made one good" },
  h100_rent_of_one_provider = { patterns = { "^h100_runpod.*%.csv$" }, example = "h100_runpod_monthly.csv",
    columns = { period_end = "date", value = "value", lag = NEXT_DAY }, what = "the same of one provider, RunPod" },
  b200_rent = { patterns = { "^gix_b200.*%.csv$" }, example = "gix_b200_monthly.csv",
    columns = { period_end = "date", value = "value", lag = NEXT_DAY }, what = "USD per B200-hour by month" },
}

--- A file's own name, without its folder.
-- @tparam string path
-- @treturn string
function files.own_name(path)
  return path:match "[^/\\]*$"
end

--- Whether a file is only kept beside another: the note of where it came from, what has come of it so far.
-- @tparam string name
-- @treturn boolean
function files.is_aside(name)
  return name:find(".source.json", -12, true) ~= nil or name:find(".part", -5, true) ~= nil
end

--- Whether a table is a workbook, and no text.
-- @tparam string path
-- @treturn boolean
function files.is_workbook(path)
  return path:lower():find "%.xlsx$" ~= nil
end

local FIRST_LINE = 65536 -- bytes that a header may have

--- The columns that the first line of a table names, quotes, spaces around them and UTF-16 aside; none without a file.
-- @tparam string path
-- @treturn {string,...}
function files.columns(path)
  local file = io.open(path, "rb")
  local start = file and file:read(FIRST_LINE) or ""
  if file then
    file:close()
  end
  local names, line = {}, start
  for _, mark in ipairs { "^\xEF\xBB\xBF", "^\xFF\xFE", "^\xFE\xFF", "%z", "\"" } do
    line = line:gsub(mark, "")
  end
  for name in line:match "^[^\r\n]*":gmatch "[^,]+" do
    names[#names + 1] = name:match "^%s*(.-)%s*$"
  end
  return names
end

local function quoted(text)
  return (text:gsub("%W", "%%%0"))
end

--- The patterns of a kind for one subject.
-- @tparam table kind of `kinds` or `tables`
-- @tparam table subject `cik`, `ticker`, `id`
-- @treturn {string,...} in small letters
function files.patterns(kind, subject)
  local made = {}
  for _, pattern in ipairs(kind.patterns) do
    local known = true
    local one = pattern:gsub("{(%u+)}", function(word)
      local value = word == "CIK" and subject.cik and ("%010d"):format(subject.cik) or subject[word:lower()]
      known = known and value ~= nil
      return quoted(tostring(value or ""))
    end)
    made[#made + 1] = known and one:lower() or nil
  end
  return made
end

--- What a file is called that is fetched.
-- @tparam table kind of `kinds` or `tables`
-- @tparam table subject `cik`, `ticker`, `id`, `form`, `filed`, `accession`
-- @treturn[1] string
-- @treturn[2] nil where a part of the name would lead elsewhere, is missing or is too long
function files.name(kind, subject)
  local is_plain = true
  local name = kind.name:gsub("{(%u+)}", function(word)
    local value = word == "CIK" and subject.cik and ("%010d"):format(subject.cik) or subject[word:lower()]
    is_plain = is_plain and type(value) == "string" and #value <= 100 and value:find "^%w[%w%._%-]*$" ~= nil
    return is_plain and value or ""
  end)
  return is_plain and name or nil
end

--- What the earlier vintage of a file is called: NAME.2026-11-30.csv.
-- @tparam string name
-- @tparam string day on which it was fetched, or a time
-- @treturn string
function files.vintage(name, day)
  return (name:gsub("(%.%w+)$", "." .. day .. "%1"))
end

--- Every name a folder looks for: `{kind=, example=, what=}`, kinds before tables.
-- @treturn {table,...}
function files.list()
  local rows = {}
  for _, set in ipairs { files.kinds, files.tables } do
    for _, name in ipairs(options.names(set)) do
      rows[#rows + 1] = { kind = name, example = set[name].example, what = set[name].what }
    end
  end
  return rows
end

return files
