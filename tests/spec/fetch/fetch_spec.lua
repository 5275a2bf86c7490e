-- Fetching from a server that behaves as publishers do, and as they should not.
local core = require "signalflow.core"
local publisher = require "tests.spec.fetch.publisher"
local sf = require "signalflow"
local support = require "tests.spec.support"

local SEC, FRED = "data.sec.gov/api/xbrl/companyfacts/", "fred.stlouisfed.org/graph/fredgraph.csv?id="
local NVDA = SEC .. "CIK0001045810.json"
local COMPANY, ANFCI = "lua/scenarios/data/CIK0001045810.json", "lua/scenarios/data/ANFCI.csv"
local EARLIER, LATER = "date,value\n2025-12-01,121.3615\n2025-12-02,121.5149\n",
  "date,value\n2025-12-01,120.9862\n2025-12-02,121.1467\n2025-12-03,120.6612\n"
local CONTACT = "--contact 'Ann Alyst ann@example.org'"

local function here(name)
  return (support.shell "pwd"):match "[^\n]+" .. "/" .. name
end

local server = publisher.start {}

teardown(function()
  server:stop()
end)

-- The routes from now on: FRED's series by id, the others whole.
local function serve(routes)
  local all = {}
  for target, route in pairs(routes) do
    all[target:find "/" and target or FRED .. target] = route
  end
  server:route(all)
  server:requests()
end

local function file_of(text, ending)
  return support.temporary(text, ending or ".csv")
end

local anfci = here(ANFCI)
local whole = publisher.read(ANFCI)

describe("fetching", function()
  it("asks for what is newer, and keeps beside each file where it came from", function()
    serve { [NVDA] = { file = here(COMPANY) }, ANFCI = { file = anfci } }
    local folder = support.path()
    local words, status = server:fetch(("%s NVDA ANFCI %s"):format(folder, CONTACT))
    assert.equal(0, status, words)
    assert.matches("2 asked: 2 new.", words, 1, true)
    assert.equal(publisher.read(COMPANY), publisher.read(folder .. "/CIK0001045810.json"))
    local noted = core.json(publisher.read(folder .. "/ANFCI.csv.source.json"))
    assert.equal("https://fred.stlouisfed.org/graph/fredgraph.csv?id=ANFCI", noted.url)
    assert.equal(core.digest(whole), noted.sha256)
    assert.equal(#whole, noted.bytes)
    assert.matches("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%dZ$", noted.fetched_at)
    assert.is_nil(publisher.read(folder .. "/ANFCI.csv.source.json"):find("ann", 1, true))
    local first = server:requests()
    for _, one in ipairs(first) do
      local asks = one.target:find "sec.gov" ~= nil
      assert.equal(asks, one["user-agent"]:find("ann@example.org", 1, true) ~= nil, one["user-agent"])
      assert.is_nil(one["if-none-match"])
    end
    words, status = server:fetch(("%s NVDA ANFCI %s"):format(folder, CONTACT))
    assert.equal(0, status, words)
    assert.matches("2 asked: 2 unchanged.", words, 1, true)
    for _, one in ipairs(server:requests()) do
      assert.matches('^"%x+"$', one["if-none-match"])
      assert.matches("GMT$", one["if-modified-since"])
    end
    local text = tostring(assert(sf.folder(folder):fred "ANFCI"))
    assert.matches("fetched %d%d%d%d%-%d%d%-%d%d from%s+https://fred.stlouisfed.org", (text:gsub("%s+", " ")))
    assert.equal(2, #assert(sf.folder(folder)).names)
  end)

  it("refuses the SEC without a contact, and says why; others are asked", function()
    serve { [NVDA] = { file = here(COMPANY) }, ANFCI = { file = anfci } }
    local folder = support.path()
    local words, status = server:fetch(("%s NVDA ANFCI"):format(folder))
    assert.equal(1, status, words)
    assert.matches("turns away whoever does not say in each request whom it can write to", words, 1, true)
    assert.equal(1, #server:requests())
    words, status = server:fetch(("%s NVDA --contact nobody"):format(folder))
    assert.equal(3, status)
    assert.matches("'nobody' names nobody who can be written to", words, 1, true)
    words = server:fetch(("%s NVDA"):format(folder), "SIGNALFLOW_CONTACT='Ann ann@example.org'")
    assert.matches("1 new", words, 1, true)
  end)

  it("waits as it is asked to, and spaces requests by publisher", function()
    serve { ANFCI = { file = anfci, steps = { "status 429 2", "status 503", "ok" } },
      DGS10 = { file = here "tests/data/fred_DGS10_cut.csv" } }
    local words, status = server:fetch(("%s ANFCI DGS10"):format(support.path()))
    assert.equal(0, status, words)
    assert.matches("429, waiting 2 s", words, 1, true)
    local requests = server:requests()
    assert.equal(4, #requests)
    assert.is_true(requests[2].at - requests[1].at >= 2 * 0.05)
    for i = 2, #requests do
      assert.is_true(requests[i].at - requests[i - 1].at >= 0.05, i) -- one a second, by the tests' pace
    end
    serve { ANFCI = { file = anfci, steps = { "status 429 86400" } } }
    words, status = server:fetch(("%s ANFCI"):format(support.path()))
    assert.equal(3, status)
    assert.matches("429: asks to be left alone for 1440 minutes", words, 1, true)
    assert.equal(1, #server:requests())
    serve { ANFCI = { file = anfci, steps = { "status 500" } } }
    server:fetch(("%s ANFCI"):format(support.path()))
    assert.equal(4, #server:requests()) -- tries
  end)

  it("goes on where a transfer was cut, if it is of the same version", function()
    serve { ANFCI = { file = anfci, steps = { "cut 3000", "ok" } } }
    local folder = support.path()
    local words, status = server:fetch(("%s ANFCI"):format(folder))
    assert.equal(0, status, words)
    local requests = server:requests()
    assert.equal("bytes=3000-", requests[2].range)
    assert.matches('^"%x+"$', requests[2]["if-range"])
    assert.equal(whole, publisher.read(folder .. "/ANFCI.csv"))
    -- another part than was asked for: from the start
    serve { ANFCI = { file = anfci, steps = { "cut 3000", "ahead 100", "ok" } } }
    folder = support.path()
    words, status = server:fetch(("%s ANFCI"):format(folder))
    assert.equal(0, status, words)
    assert.matches("sent another part than was asked for", words, 1, true)
    assert.equal(whole, publisher.read(folder .. "/ANFCI.csv"))
    -- another version by then: from the start
    local changing = file_of(whole)
    serve { ANFCI = { file = changing, steps = { "cut 3000" } } }
    folder = support.path()
    server:fetch(("%s ANFCI"):format(folder))
    assert.is_nil(publisher.read(folder .. "/ANFCI.csv"))
    support.write(changing, whole .. "2026-09-04,0.1\n")
    serve { ANFCI = { file = changing } }
    words, status = server:fetch(("%s ANFCI"):format(folder))
    assert.equal(0, status, words)
    assert.equal("bytes=3000-", server:requests()[1].range)
    assert.equal(whole .. "2026-09-04,0.1\n", publisher.read(folder .. "/ANFCI.csv"))
    assert.is_nil(publisher.read(folder .. "/ANFCI.csv.part"))
  end)

  it("goes on as often as a transfer is cut, if it comes further each time", function()
    serve { ANFCI = { file = anfci, steps = { "part 500" } } }
    local folder = support.path()
    local words, status = server:fetch(("%s ANFCI"):format(folder))
    assert.equal(0, status, words)
    assert.equal(math.ceil(#whole / 500), #server:requests())
    assert.equal(whole, publisher.read(folder .. "/ANFCI.csv"))
  end)

  it("unpacks what comes packed", function()
    serve { [NVDA] = { file = here(COMPANY), steps = { "gzip" } } }
    local folder = support.path()
    local words, status = server:fetch(("%s NVDA %s"):format(folder, CONTACT))
    assert.equal(0, status, words)
    assert.equal(publisher.read(COMPANY), publisher.read(folder .. "/CIK0001045810.json"))
    assert.matches("1 unchanged", (server:fetch(("%s NVDA %s"):format(folder, CONTACT))))
  end)

  it("believes nothing that our own importer refuses, and keeps the file that is here", function()
    local folder = support.path()
    assert(core.make_folder(folder))
    local weekly = "observation_date,%s\n2024-01-05,1\n2024-01-12,2\n2024-01-19,3\n"
    local routes, said, typed = {}, {}, {}
    local function try(step, words, text)
      local id = ("X%d"):format(#typed + 1)
      local good = weekly:format(id)
      support.write(("%s/%s.csv"):format(folder, id), good)
      routes[id] = { file = file_of(text or good), steps = { (step:gsub("ID$", id)) } }
      said[id], typed[#typed + 1] = words, "fred:" .. id
    end
    try("page", "a page came in place of the file")
    try("page text/csv", "expected the header of a FRED file")
    try("page application/octet-stream", "expected the header of a FRED file")
    try("headers", "64 kB of headers")
    try("endless", "larger than 16 MB")
    try("redirect file:///etc/passwd", "not http or https: file:")
    try("redirect http://10.1.2.3/x", "10.1.2.3 lies in a private network")
    try("redirect http://localhost/x", "localhost lies in a private network")
    try("redirect http://[::ffff:127.0.0.1]/x", "lies in a private network")
    try("redirect http://2130706433/x", "2130706433 lies in a private network")
    try("redirect https://a:b@example.org/", "holds a user's name")
    try("redirect ?id=ID", "leads on more than 5 times")
    try("status 404", "404")
    try("ok text/html", "its type is text/html")
    try("ok", "it is of DGS10", "observation_date,DGS10\n2024-01-05,1\n")
    try("ok", "ends on 2023-01-13, and the file that is here on 2024-01-19",
      "date,value\n2023-01-06,1\n2023-01-13,2\n")
    try("ok", "dates must rise", "date,value\n2025-12-02,1\n2025-12-01,2\n")
    try("ok", "expected rows, got the header alone", "date,value\n")
    try("ok", "there is no figure in it", "date,value\n2023-01-06,.\n2023-01-13,.\n")
    serve(routes)
    local words, status = server:fetch(("%s %s"):format(folder, table.concat(typed, " ")))
    assert.equal(3, status, words)
    assert.is_nil(words:find("/tmp", 1, true)) -- files are named as they will be called
    for id, expected in pairs(said) do
      assert.matches(expected, words:match("%] " .. id .. "%.csv([^\n]*)"), 1, true)
      assert.equal(weekly:format(id), publisher.read(("%s/%s.csv"):format(folder, id)))
      assert.is_nil(publisher.read(("%s/%s.csv.part"):format(folder, id)))
      assert.is_nil(publisher.read(("%s/%s.csv.source.json"):format(folder, id)))
    end
    serve { [NVDA] = { file = here "lua/scenarios/data/CIK0001018724.json" } }
    assert.matches("it is of CIK 1018724, not of 1045810", (server:fetch(("%s NVDA %s"):format(folder, CONTACT))))
  end)

  it("takes no name and no order from what an answer says", function()
    local folder = support.path() .. "/deep/in"
    serve { ANFCI = { file = anfci, steps = { "hostile" } } }
    for _ = 1, 2 do
      local words, status = server:fetch(("%s ANFCI"):format(folder))
      assert.equal(0, status, words)
      assert.is_nil(words:find "\27")
    end
    assert.equal("ANFCI.csv\nANFCI.csv.source.json\n", (support.shell(("ls -A '%s'"):format(folder))))
    for _, one in ipairs(server:requests()) do
      assert.is_nil(one["if-none-match"])
      assert.is_nil(one.cookie)
    end
  end)

  it("keeps the earlier vintage where the newer one says something else", function()
    local changing = file_of(EARLIER)
    serve { DTWEXBGS = { file = changing } }
    local folder = support.path()
    server:fetch(("%s DTWEXBGS"):format(folder))
    local path = folder .. "/DTWEXBGS.csv"
    support.write(path .. ".source.json", (publisher.read(path .. ".source.json"):gsub('"fetched_at":"[^T]*',
      '"fetched_at":"2026-01-08')))
    support.write(changing, EARLIER .. "2025-12-03,121.1\n") -- one more day: nothing is lost with the earlier file
    assert.matches("newer", (server:fetch(("%s DTWEXBGS"):format(folder))))
    assert.is_nil(publisher.read(folder .. "/DTWEXBGS.2026-01-08.csv"))
    support.write(path .. ".source.json", (publisher.read(path .. ".source.json"):gsub('"fetched_at":"[^T]*',
      '"fetched_at":"2026-01-08')))
    support.write(changing, LATER)
    local words, status = server:fetch(("%s DTWEXBGS"):format(folder))
    assert.equal(0, status, words)
    assert.equal(EARLIER .. "2025-12-03,121.1\n", publisher.read(folder .. "/DTWEXBGS.2026-01-08.csv"))
    assert.matches('"2026%-01%-08', publisher.read(folder .. "/DTWEXBGS.2026-01-08.csv.source.json"))
    assert.equal(LATER, publisher.read(path))
    assert.equal(120.9862, assert(sf.folder(folder)):fred "DTWEXBGS":at("2025-12-01"))
  end)

  it("loses nothing that an analyst has put there", function()
    serve { ANFCI = { file = anfci } }
    local folder = support.path()
    assert(core.make_folder(folder))
    local own = whole:sub(1, 400):match "^(.*\n)"
    support.write(folder .. "/ANFCI.csv", own)
    local words, status = server:fetch(("%s ANFCI"):format(folder))
    assert.equal(0, status, words)
    assert.equal(whole, publisher.read(folder .. "/ANFCI.csv"))
    local last = own:match "(%d%d%d%d%-%d%d%-%d%d),[^\n]*\n$"
    assert.equal(own, publisher.read(("%s/ANFCI.%s.csv"):format(folder, last)))
    support.write(folder .. "/DGS10.csv", "my own notes\n")
    serve { DGS10 = { file = here "tests/data/fred_DGS10_cut.csv" } }
    words, status = server:fetch(("%s DGS10"):format(folder))
    assert.equal(3, status, words)
    assert.matches("that was not fetched and is not read, so it stays", words, 1, true)
    assert.equal("my own notes\n", publisher.read(folder .. "/DGS10.csv"))
  end)

  it("finds a company's reports by its submissions, and asks for each once", function()
    local document = here "tests/data/nvda-10-q-2025-08-27_cut.html"
    local submissions = file_of([[{"cik":"1045810","filings":{"recent":{
      "accessionNumber":[null,"0001045810-25-000209","0001045810-25-000201","0001045810-20-000010","../../x",7],
      "filingDate":[null,"2025-08-27","2025-08-26","2020-02-20","2025-08-28","2025-08-28"],
      "form":[null,"10-Q","8-K","10-K","10-Q","10-Q"],
      "primaryDocument":[null,"nvda-20250727.htm","a.htm","b.htm","../../../etc/passwd","c.htm"],
      "isInlineXBRL":[null,1,1,1,1,1]}}}]], ".json")
    serve { [NVDA] = { file = here(COMPANY) }, ["data.sec.gov/submissions/CIK0001045810.json"] = { file = submissions },
      ["www.sec.gov/Archives/edgar/data/1045810/000104581025000209/nvda-20250727.htm"] = { file = document } }
    local folder = support.path()
    for round = 1, 2 do
      local words, status = server:fetch(("%s NVDA --filings --since 2025-01-01 %s"):format(folder, CONTACT))
      assert.equal(0, status, words)
      assert.equal(round == 1 and 3 or 2, #server:requests())
    end
    local filings = assert(sf.folder(folder)):filings "NVDA"
    assert.equal(1, #filings)
    assert.equal("2025-08-27", filings[1].filed)
    assert.equal("0001045810-25-000209", filings[1].accession)
    local words = server:fetch(("%s NVDA --filings --since 2025-01-01 --dry-run"):format(folder))
    assert.matches("nvda%-10%-q%-2025%-08%-27%-0001045810%-25.* have %S+, never changes", words)
    assert.equal(0, #server:requests())
  end)

  it("fetches feeds by address, each at most once in half an hour, and closes from where the analyst says", function()
    local feeds = file_of "\239\187\191# feeds\nhttps://groq.com/rss.xml?a=1 # posts\n\nmine http://example.org/x\n"
    local feed = here "tests/data/feed_groq_cut.xml"
    serve { ["groq.com/rss.xml?a=1"] = { file = feed }, ["example.org/x"] = { file = feed },
      [NVDA] = { file = here(COMPANY) },
      ["prices.example.org/nvda?apikey=hidden"] = { file = here "tests/data/stooq_nvda_cut.txt" } }
    local folder = support.path()
    local typed = ("%s NVDA --feeds %s --prices 'https://prices.example.org/{ticker}?apikey=hidden' %s"):format(folder,
      feeds, CONTACT)
    local words, status = server:fetch(typed)
    assert.equal(0, status, words)
    assert.equal(4, #server:requests())
    words, status = server:fetch(typed)
    assert.equal(0, status, words)
    assert.equal(2, #server:requests())
    assert.equal(publisher.read(feed), publisher.read(folder .. "/feed_groq.com_rss.xml"))
    assert.is_truthy(publisher.read(folder .. "/feed_mine.xml"))
    assert.equal(12, #assert(sf.folder(folder)):prices "NVDA")
    assert.equal("", (support.shell(("grep -rl hidden '%s'"):format(folder))))
    serve { ["prices.example.org/nvda?apikey=hidden"] = { file = here "tests/data/stooq_nvda_cut.txt",
      steps = { "cut 300" } } }
    local cut = support.path()
    words = server:fetch(("%s NVDA --prices 'https://prices.example.org/{ticker}?apikey=hidden'"):format(cut))
    assert.is_truthy(publisher.read(cut .. "/NVDA.csv.part"))
    assert.equal("", (support.shell(("grep -rl hidden '%s'"):format(cut))))
    assert.is_nil(words:find "hidden")
    for text, said in pairs { ["../../x http://example.org/"] = "cannot be called '../../x'",
      ["a b c"] = "expected an address, or a name", ["file:///etc/passwd"] = "is not http or https",
      ["http://example.org/x\nhttp://example.org/x?b"] = "two feeds are called feed_example.org_x.xml" } do
      words, status = server:fetch(("%s --feeds %s"):format(folder, file_of(text)))
      assert.equal(3, status, words)
      assert.matches(said, words, 1, true)
    end
  end)

  it("leaves the same folder when it was killed in the middle", function()
    local routes = { [NVDA] = { file = here(COMPANY) }, ANFCI = { file = anfci },
      DGS10 = { file = here "tests/data/fred_DGS10_cut.csv" } }
    serve(routes)
    local straight, killed = support.path(), support.path()
    server:fetch(("%s NVDA ANFCI DGS10 %s"):format(straight, CONTACT))
    routes.ANFCI = { file = anfci, steps = { "hang 4000" } }
    serve(routes)
    server:signal(server:begin(("%s NVDA ANFCI DGS10 --contact ann@example.org"):format(killed),
      killed .. "/ANFCI.csv.part"), "KILL")
    assert.equal(4000, #publisher.read(killed .. "/ANFCI.csv.part"))
    assert.is_nil(publisher.read(killed .. "/ANFCI.csv"))
    routes.ANFCI = { file = anfci }
    serve(routes)
    local words, status = server:fetch(("%s NVDA ANFCI DGS10 %s"):format(killed, CONTACT))
    assert.equal(0, status, words)
    assert.equal("bytes=4000-", server:requests()[2].range)
    local one, other = publisher.content(straight), publisher.content(killed)
    other["ANFCI.csv.source.json"] = other["ANFCI.csv.source.json"]:gsub('"status":206', '"status":200')
    assert.same(one, other)
  end)

  it("lets one process at a time into a folder, and none for ever", function()
    serve { ANFCI = { file = anfci, steps = { "hang 100" } } }
    local folder = support.path()
    local begun = server:begin(folder .. " ANFCI", server.root .. "/hanging")
    local words, status = server:fetch(folder .. " ANFCI")
    assert.equal(3, status, words)
    assert.matches("another process is fetching into", words, 1, true)
    server:signal(begun, "KILL")
    serve { ANFCI = { file = anfci } }
    words, status = server:fetch(folder .. " ANFCI")
    assert.equal(0, status, words)
    assert.equal(whole, publisher.read(folder .. "/ANFCI.csv"))
    assert.equal("ANFCI.csv\nANFCI.csv.source.json\n", (support.shell(("ls -A '%s'"):format(folder))))
  end)

  it("ends with 130 when it is interrupted, and goes on the next time", function()
    serve { ANFCI = { file = anfci, steps = { "hang 4000" } } }
    local folder = support.path()
    local words, status = server:signal(server:begin(folder .. " ANFCI", folder .. "/ANFCI.csv.part"), "INT")
    assert.equal(130, status, words)
    assert.matches("signalflow: interrupted\n$", words)
    serve { ANFCI = { file = anfci } }
    server:fetch(folder .. " ANFCI")
    assert.equal("bytes=4000-", server:requests()[1].range)
    assert.equal(whole, publisher.read(folder .. "/ANFCI.csv"))
  end)

  it("says that there is no network, no room, no folder or no curl, and ends with 3", function()
    local folder = support.path()
    local function refuses(said, words, status)
      assert.equal(3, status, words)
      assert.matches(said, words, 1, true)
      assert.is_nil(publisher.read(folder .. "/ANFCI.csv"))
    end
    serve { ANFCI = { file = anfci } }
    local closed = { environment = "SIGNALFLOW_PUBLISHERS=http://127.0.0.1:1 ", fetch = server.fetch }
    refuses("Failed to connect", closed:fetch(folder .. " ANFCI DGS10"))
    refuses("Not a directory", server:fetch(anfci .. " ANFCI"))
    closed.environment = "SIGNALFLOW_PUBLISHERS=http://example.org "
    refuses("leads tests to a server of this machine", closed:fetch(folder .. " ANFCI"))
    local bare = ("eval \"$(%s/signalflow env)\"; lua=$(command -v lua5.4); PATH=/nowhere"
      .. " SIGNALFLOW_PUBLISHERS=http://127.0.0.1:%s $lua lua/bin/signalflow "):format(support.build,
      server.port)
    assert.matches("not installed: .*curl %(fetching%)", (support.shell(bare .. "--version")))
    refuses("needs the command 'curl'", support.shell(("%s fetch %s ANFCI"):format(bare, folder)))
    -- a limit on the size of files stands for a full disk
    refuses("File too large", server:fetch(folder .. " ANFCI", "trap '' XFSZ; ulimit -f 2;"))
    assert.matches("1 new", (server:fetch(folder .. " ANFCI")))
  end)
end)
