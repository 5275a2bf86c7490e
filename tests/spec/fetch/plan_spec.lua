-- What a checklist, a scenario and typed words need, and by which names it is kept.
local core = require "signalflow.core"
local files = require "signalflow.series.files"
local folder = require "signalflow.series.folder"
local plans = require "signalflow.fetch.plan"
local provenance = require "signalflow.series.provenance"
local publishers = require "signalflow.fetch.publishers"
local sf = require "signalflow"
local support = require "tests.spec.support"

local signalflow = support.signalflow

local function plan_of(list, given)
  local asking = folder.asking()
  list:ask(asking)
  local plan = assert(plans.new(given or { folder = "data", since = "2025-01-01" }))
  plan:add_wanted(asking.wanted)
  return plan
end

local function names(list)
  local found = {}
  for _, one in ipairs(list) do
    found[one.name] = one
  end
  return found
end

describe("what a checklist needs", function()
  it("is what its folder is asked for", function()
    local plan = plan_of(sf.checklists.investor)
    local jobs, wants = names(plan.jobs), names(plan.wants)
    assert.equal("https://data.sec.gov/api/xbrl/companyfacts/CIK0000789019.json",
      jobs["CIK0000789019.json"].address.text)
    assert.equal("https://fred.stlouisfed.org/graph/fredgraph.csv?id=OPHNFB", jobs["OPHNFB.csv"].address.text)
    assert.is_truthy(jobs["CIK0001288776.json"]) -- Alphabet's predecessor
    assert.is_truthy(jobs["btos_National.xlsx"])
    assert.is_true(jobs["submissions_0001045810.json"].leads_to_filings)
    assert.same({ "repeat_usage", "use_at_work" }, { table.unpack(jobs["RPSGENAIUSAGESHAREWORK.csv"].of) })
    assert.is_nil(jobs["submissions_0000789019.json"]) -- its companyfacts are enough
    assert.matches("columns period_end, known_on, value", wants["service_revenue.csv"].why)
    assert.matches("or rental_price.csv", wants["gix_h100_ratecards_monthly.csv"].why, 1, true)
    assert.matches("--prices", wants["NVDA.csv"].why, 1, true)
  end)

  it("is told whole, though its folder holds nothing", function()
    local list = sf.checklist { name = "two", data = {
      both = function(data) return data:fred "DGS10" / data:fred "GDP":yoy() + 1 end,
      sum = function(data) return function(day) return data:total({ "AMD", "XYZ" }, "capex", day) end end,
      value = function(data) return 2 - data:ev_to_sales "AMD" end,
    }, sf.check { id = "a", axis = "growth", question = "Does it grow?", pass = sf.above(0),
      value = function(data) return sf.units.day * 3 * data.both + data.sum / data.mine end } }
    local plan = plan_of(list, { folder = "data", prices = "https://example.org/{ticker}.csv" })
    local jobs, wants = names(plan.jobs), names(plan.wants)
    for _, name in ipairs { "DGS10.csv", "GDP.csv", "CIK0000002488.json", "AMD.csv" } do
      assert.is_truthy(jobs[name], name)
    end
    assert.equal("https://example.org/amd.csv", jobs["AMD.csv"].address.text)
    assert.matches("CIK is not known", wants.XYZ.why)
    assert.is_nil(wants["mine.csv"]) -- asked for after what cannot go on
  end)
end)

describe("every name under which a file is fetched", function()
  it("is one that folders find it by", function()
    local subjects = { companyfacts = { ticker = "NVDA", cik = 1045810 }, submissions = { cik = 1045810 },
      filing = { ticker = "nvda", form = "10-q", filed = "2025-08-27", accession = "0001045810-25-000209" },
      fred = { id = "DGS10" }, prices = { ticker = "NVDA" }, feed = { id = "groq.com_rss" } }
    for kind in pairs(publishers.kinds) do
      local name = assert(files.name(files.kinds[kind], subjects[kind]), kind)
      local found
      for _, pattern in ipairs(files.patterns(files.kinds[kind], subjects[kind])) do
        found = found or name:lower():find(pattern)
      end
      assert.is_truthy(found, name)
      assert.is_false(files.is_aside(name))
      assert.is_true(files.is_aside(name .. ".part") and files.is_aside(provenance.path(name)))
    end
    for name in pairs(publishers.tables) do
      local found
      for _, pattern in ipairs(files.tables[name].patterns) do
        found = found or files.tables[name].name:lower():find(pattern)
      end
      assert.is_truthy(found, name)
    end
    assert.equal("DGS10.2026-11-30.csv", files.vintage("DGS10.csv", "2026-11-30"))
  end)

  it("leads nowhere else, whatever it is made of", function()
    for _, id in ipairs { "../../etc/passwd", "/etc/passwd", "a/b", "..", ".hidden", "a\0b", "a\nb", "", ("x"):rep(101),
      "a b", "~root", "$HOME", "\27[31m" } do
      assert.is_nil(files.name(files.kinds.fred, { id = id }), id)
      assert.is_nil(files.name(files.kinds.prices, { ticker = id }), id)
      assert.is_nil(files.name(files.kinds.feed, { id = id }), id)
    end
    for _, word in ipairs { "../../x", "fred:../x", "cik:-1", "cik:99999999999", "file:///etc/passwd", "nvda/../x" } do
      assert.is_nil((assert(plans.new { folder = "data" }):add_word(word)), word)
    end
  end)
end)

describe("the command", function()
  it("lists what is needed and where it comes from, without a folder", function()
    local words, status = signalflow "fetch --list --checklist investor"
    assert.equal(0, status, words)
    assert.matches("https://fred.stlouisfed.org/graph/fredgraph.csv?id=DFII10", words, 1, true)
    for line in words:gmatch "[^\n]+" do
      assert.is_true(utf8.len(line) <= 120, line)
    end
    words = signalflow "fetch --list --scenario investor_checklist"
    assert.matches("CIK0001045810.json", words, 1, true)
    assert.matches("OPHNFB.csv", words, 1, true)
  end)

  it("says what is here, and asks nobody", function()
    local path = support.path()
    assert(core.make_folder(path))
    support.write(path .. "/OPHNFB.csv", "observation_date,OPHNFB\n2025-01-01,100\n")
    local gdp = "observation_date,GDP\n2025-01-01,100\n"
    support.write(path .. "/GDP.csv", gdp)
    assert(provenance.write(path .. "/GDP.csv", { url = "https://fred.stlouisfed.org/", bytes = #gdp,
      fetched_at = "2026-11-21T10:00:00Z", sha256 = core.digest(gdp) }))
    local words, status = signalflow(("fetch %s DGS10 OPHNFB gdp --dry-run"):format(path))
    assert.equal(0, status, words)
    assert.matches("DGS10.csv .* missing\n", words)
    assert.matches("OPHNFB.csv .* have, not known from where; ask\n", words)
    assert.matches("GDP.csv .* have 2026%-11%-21, ask if newer\n", words)
    support.write(path .. "/GDP.csv", "observation_date,GDP\n2025-01-01,200\n") -- written over since
    assert.is_nil(provenance.of(path .. "/GDP.csv", true))
    assert.equal("nothing", (core.kind_of_path(path .. "/DGS10.csv")))
  end)

  it("names the nearest of what is not known", function()
    for typed, said in pairs { ["data NVDIA"] = "did you mean 'NVDA'?", ["data DGS11"] = "did you mean 'DGS10'?",
      ["data"] = "nothing is asked for", ["--list"] = "nothing is asked for",
      ["data --checklist invester"] = "did you mean",
      ["data NVDA --prices file:///x"] = "with {ticker} or {TICKER} in it",
      ["data NVDA --since tomorrow"] = "expected a day",
      ["data NVDA --max-rate 0"] = "--max-rate is a number",
      ["data --feeds /no/such/file"] = "No such file" } do
      local words, status = signalflow("fetch " .. typed)
      assert.equal(3, status, words)
      assert.matches(said, words, 1, true)
    end
    assert.equal("nothing", (core.kind_of_path "data"))
  end)
end)

describe("the note beside a file", function()
  it("is believed where it is of that file, and is plain", function()
    local path = support.temporary("observation_date,GDP\n2025-01-01,100\n", ".csv")
    local function origin()
      local series = assert(sf.fred.read(path, { lag = 1 }))
      return series:origin(series:latest())
    end
    for _, text in ipairs { "", "{", "[]", "null", '{"url":7}', '{"url":"a\\u001b[31m"}', '{"url":"x","bytes":9}' } do
      support.write(provenance.path(path), text)
      assert.is_nil(provenance.of(path))
      assert.is_nil(origin():find("fetched", 1, true))
    end
    support.write(provenance.path(path), '{"url":"https://x.org/","bytes":36,"fetched_at":{},"etag":"a\\nb"}')
    assert.same({ url = "https://x.org/", bytes = 36 }, provenance.of(path))
    assert.is_nil(origin():find("fetched", 1, true))
    support.write(provenance.path(path), '{"url":"https://x.org/","bytes":36,"fetched_at":"2026-11-21T10:00:00Z"}')
    assert.matches("%.csv:2, fetched 2026%-11%-21 from https://x%.org/$", origin())
  end)

  it("is looked for beside files that were read, and nowhere else", function()
    local text, err = sf.sandbox [[
      local usage = sf.series("usage", { { "2025-03-31", "2025-04-20", 0.71 } }, "a survey of our own")
      return usage:origin(usage:latest())
    ]]
    assert.equal("a survey of our own", text, tostring(err))
  end)
end)
