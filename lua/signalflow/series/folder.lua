--- A folder of published files.
--
-- It is searched, one level deep, for files as their publishers name them: `*CIK0001045810*.json` (SEC),
-- `DGS10.csv` (FRED), `nvda.us.txt` (Stooq), and `<name>.csv` with columns period_end, known_on, value for what the
-- analyst supplies.
-- @module signalflow.series.folder
local core = require "signalflow.core"
local edgar = require "signalflow.series.filings"
local filers = require "signalflow.catalogue.filers"
local fred = require "signalflow.series.fred"
local options = require "signalflow.shared.options"
local importers = require "signalflow.series.tables"

local folder = {}

-- What is raised where a figure is not to be had: the check that asked is unknown, and says this.
local Missing = { __name = "signalflow.missing" }
function Missing:__tostring()
  return self.reason
end

local function missing(reason)
  error(setmetatable({ reason = reason }, Missing), 0)
end

--- The reason, when an error says that a figure is missing; else nil.
-- @param err
-- @treturn ?string
function folder.missing(err)
  return getmetatable(err) == Missing and err.reason or nil
end

local Files = {}
Files.__index = Files

-- The folder as people call it.
local function called(self)
  return self.path:match "([^/]+)/*$" or self.path
end

Files.__name = "signalflow.files"

function Files:__tostring()
  return ("%s: %d files"):format(self.path, #self.names)
end

-- The first file whose own name matches one of the patterns, the patterns in order.
local function find(self, ...)
  for _, pattern in ipairs { ... } do
    for _, name in ipairs(self.names) do
      if name:match("[^/]*$"):find(pattern) then
        return self.path .. "/" .. name
      end
    end
  end
  return nil
end

-- Reads once; a wrong file is missing, with the reason.
local function remember(self, key, read)
  if not self.read[key] then
    local value, err = read()
    self.read[key] = { value = value, reason = err and tostring(err) }
  end
  local kept = self.read[key]
  return kept.value or missing(kept.reason)
end

--- A company's filings.
-- @tparam string ticker "NVDA"
-- @treturn Company
function Files:company(ticker)
  return remember(self, "company " .. ticker, function()
    local filer = filers.known[ticker]
    local path = find(self, filer and ("CIK%010d.*%%.json$"):format(filer.cik) or "_" .. ticker .. "[^%w].*json$")
    if not path then
      return nil, ("no SEC file of %s in %s"):format(ticker, called(self))
    end
    return edgar.open(path, ticker)
  end)
end

--- One figure of several companies, added up.
-- @tparam {string,...} tickers
-- @tparam string concept
-- @treturn Series
function Files:total(tickers, concept)
  local sum
  for _, ticker in ipairs(tickers) do
    local one = self:quarterly(ticker, concept)
    sum = sum and sum + one or one
  end
  return sum
end

local function figure(method)
  return function(self, ticker, concept)
    local company = self:company(ticker)
    if not company:has(concept) then
      missing(("%s does not file '%s'"):format(ticker, concept))
    end
    return remember(self, table.concat({ method, ticker, concept }, " "), function()
      return company[method](company, concept)
    end)
  end
end

--- A company's flow by quarter.
-- @function Files:quarterly
-- @tparam string ticker
-- @tparam string concept
-- @treturn Series
Files.quarterly = figure "quarterly"
--- A company's balance.
-- @function Files:instant
Files.instant = figure "instant"

--- A series of the Federal Reserve.
-- @tparam string id "DFII10"
-- @treturn Series
function Files:fred(id)
  return remember(self, "fred " .. id, function()
    local path = find(self, "^" .. id .. "%.csv$", "^" .. id .. "%.datevalue%.csv$", "^" .. id .. "_.*%.csv$")
    if not path then
      return nil, ("no FRED file %s.csv in %s"):format(id, called(self))
    end
    return fred.read(path)
  end)
end

--- Daily closing prices.
-- @tparam string ticker
-- @treturn Series
function Files:prices(ticker)
  return remember(self, "prices " .. ticker, function()
    local path = find(self, "^" .. ticker:lower() .. "%.us%.txt$")
    if not path then
      return nil, ("no prices %s.us.txt in %s"):format(ticker:lower(), called(self))
    end
    return importers.prices(path)
  end)
end

--- What the analyst supplies: `<name>.csv` with columns period_end, known_on, value.
-- @tparam string name
-- @tparam[opt] table columns as of `sf.csv`
-- @treturn Series
function Files:supplied(name, columns)
  return remember(self, "supplied " .. name, function()
    local path = find(self, "^" .. name:gsub("%W", "%%%0") .. "%.csv$")
    if not path then
      return nil, ("no %s.csv in %s"):format(name, called(self))
    end
    return importers.csv(path, columns)
  end)
end

--- Raises that a figure is not to be had.
-- @tparam string reason
folder.raise_missing = missing

--- Whether a value is an open folder.
-- @param value
-- @treturn boolean
function folder.is(value)
  return getmetatable(value) == Files
end

--- Opens a folder of published files.
-- @tparam string path
-- @treturn[1] Files `:company :quarterly :instant :total :fred :prices :supplied`
-- @treturn[2] nil
-- @treturn[2] err
function folder.open(path)
  local names, err = core.names(path)
  if not names then
    return nil, err
  end
  local all = {}
  for _, name in ipairs(names) do
    all[#all + 1] = name
    for _, inner in ipairs(core.names(path .. "/" .. name) or {}) do
      all[#all + 1] = name .. "/" .. inner
    end
  end
  table.sort(all)
  return setmetatable({ path = path, names = all, read = {} }, Files)
end

options.seal(Files)

return folder
