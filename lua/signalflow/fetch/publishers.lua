--- Who publishes what a folder reads, and where: data. Names of files stand in `signalflow.series.files`, by which
-- folders are read too; here stand addresses, and how each publisher wants to be asked.
--
-- In an address {CIK} is a company's ten digits, {NUMBER} the same without zeros, {ID} the id of a series. To add a
-- publisher's table: its line in `files.tables` with a `name`, and a line in `tables` here.
-- @module signalflow.fetch.publishers
local publishers = {}

local MEGABYTE = 1 << 20

--- Publishers: `title`; `rate`, requests a second at most; `contact`, why they want to know whom to write to,
-- which their `domain` is told.
publishers.known = {
  -- sec.gov, "Accessing EDGAR Data" (2024): ten requests a second at most, a User-Agent that declares who asks
  sec = { title = "SEC", rate = 5, domain = "sec.gov",
    contact = "the SEC turns away whoever does not say in each request whom it can write to" },
  fred = { title = "FRED", rate = 1 },
  census = { title = "Census Bureau", rate = 1 },
  prices = { title = "prices", rate = 1 },
  feed = { title = "feed", rate = 1 },
}

--- By kind of `files.kinds`: the publisher, the address, the most bytes a file may have. `fixed`: a file that never
-- changes once it is published; `vintages`: an earlier file is kept where it says something else; `rest`, seconds
-- within which a file is not asked for again; `html`: it is a page.
publishers.kinds = {
  companyfacts = { publisher = "sec", address = "https://data.sec.gov/api/xbrl/companyfacts/CIK{CIK}.json",
    most = 64 * MEGABYTE },
  submissions = { publisher = "sec", address = "https://data.sec.gov/submissions/CIK{CIK}.json", most = 16 * MEGABYTE },
  filing = { publisher = "sec", fixed = true, html = true, most = 64 * MEGABYTE,
    address = "https://www.sec.gov/Archives/edgar/data/{NUMBER}/{FOLDER}/{DOCUMENT}" },
  fred = { publisher = "fred", address = "https://fred.stlouisfed.org/graph/fredgraph.csv?id={ID}", vintages = true,
    most = 16 * MEGABYTE },
  prices = { publisher = "prices", vintages = true, most = 32 * MEGABYTE }, -- from the address that the analyst gives
  feed = { publisher = "feed", vintages = true, rest = 1800, most = 16 * MEGABYTE },
}

--- The same by name of `files.tables`. A table without a line here has no address at which it may be fetched.
publishers.tables = {
  ai_use_of_firms = { publisher = "census", address = "https://www.census.gov/hfp/btos/downloads/National.xlsx",
    vintages = true, most = 16 * MEGABYTE },
}

--- Forms whose main document holds figures in inline XBRL.
publishers.forms = { ["10-K"] = true, ["10-Q"] = true, ["20-F"] = true, ["40-F"] = true, ["10-KT"] = true }

--- The most documents of a company that one list of submissions leads to.
publishers.most_filings = 100

--- Days before today from which on filings are fetched, unless the analyst says a day: eight quarters and their years
-- before.
publishers.days_of_filings = 800

return publishers
