-- Every class that prints: no figure is in one rendering and missing in another.
local page = require "signalflow.page.page"

-- Every class that is given a page from here on, by its metatable and its methods.
local classes = {}
local of_class = page.of_class
function page.of_class(meta, methods, build)
  classes[#classes + 1] = { name = meta.__name, meta = meta, methods = methods }
  return of_class(meta, methods, build)
end

local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local fixtures = require "tests.spec.measured.fixtures"
local sf = require "signalflow"
local support = require "tests.spec.support"

local u = sf.units
local DATA = "lua/scenarios/data"

local workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
  interactivity = 30 * u.tok / u.s / u.user }

local function factory_of(platform)
  return sf.factory { name = platform, platform = platform, grid_power = 100 * u.MW, workload = workload,
    utilization = sf.pert(0.3, 0.5, 0.7), price = sf.between(0.2, 1.0) * u.USD / u.Mtok }
end

local site = sf.model { name = "site", drivers = { power = sf.normal(3.5, 0.25) * u.MW, share = 0.5,
  price = sf.between(0.4, 2.0) }, outputs = function(d)
  return { worth = d.power * d.share / d.price, root = sf.sqrt(d.price - 0.5) }
end }

-- Those that a ledger gives.
local function add_ledger(made)
  local book = assert(sf.ledger(support.path ".db"))
  made.ledger, made.guru = book, book:guru "Jensen Huang"
  made.hypothesis = assert(book:hypothesis { id = "tokens", claim = "Tokens per watt decide", by = "Jensen Huang",
    on = "2025-03-18", axis = "growth", horizon = "2027-12-31", prior = 0.5, falsified_by = "two years without",
    source = { title = "GTC keynote", url = "https://www.nvidia.com/gtc/keynote/" } })
  made.entry = assert(made.hypothesis:evidence { kind = "customer_capex", supports = true, likelihood_ratio = 2,
    origin = "MSFT 10-Q", on = "2025-04-30", source = { title = "10-Q", accession = "0000950170-25-061046" } })
  made.state = assert(made.hypothesis:state { as_of = "2025-06-30" })
end

-- Those that publishers' files give.
local function add_files(made)
  made.files, made.company = assert(sf.folder(DATA)), assert(sf.edgar.open "tests/data/companyfacts_nvda_cut.json")
  made.filing = assert(sf.filing.open "tests/data/nvda-10-q-2025-08-27_cut.html")
  local closes = assert(sf.fred.read("tests/data/fred_SP500_cut.csv", { lag = 1 }))
  made.departures = closes:reconcile(closes)
  local days = {}
  for k = 1, 60 do
    local day = os.date("!%Y-%m-%d", os.time { year = 2024, month = 1, day = k, hour = 12 })
    days[k] = { day, day, 100 + k % 7 }
  end
  local prices = sf.series("prices", days)
  local folder = support.path ".prices"
  assert(os.execute(("mkdir '%s' && cp tests/data/stooq_nvda_january_cut.txt '%s/nvda.us.txt' && cp"
    .. " tests/data/fred_SP500_cut.csv '%s/SP500.csv'"):format(folder, folder, folder)))
  made.market = assert(sf.market(assert(sf.folder(folder)), { ticker = "NVDA", index = "SP500", on = "2025-01-27",
    estimation = 12 }))
  made.event_study = assert(sf.event_study { asset = prices, market = prices:lag(1), on = "2024-02-20",
    window = { -1, 1 }, estimation = 30 })
end

-- One of each, by name.
local function things()
  local files = assert(sf.folder(DATA))
  local list, factory = sf.checklists.investor, factory_of "GB200 NVL72"
  local answers = list:evaluate(files, { as_of = "2025-09-12" })
  local launch = assert(sf.launch { from = { platform = "H100", precision = "fp8" }, to = "B200", workload = workload,
    grid_power = 100 * u.MW })
  local reading = sf.read("Nvidia raises its revenue outlook by 12.5 percent on strong demand", { date = "2025-08-28",
    source = "a wire", url = "https://example.org/" })
  local signal = sf.signal { headline = reading, driver = "price", factor = sf.between(0.7, 0.9),
    arrives = sf.arrival { median = 1 * u.year, p90 = 2 * u.year }, confidence = 0.6 }
  local shares = sf.concentration { A = 0.23, B = 0.16, each_below = 0.10, kind = "direct" }
  local run = site:run { draws = 1024 }
  local study = site:study { draws = 1024, scenarios = { base = {}, half = { share = 0.25 } } }
  local frontier = assert(sf.frontier { platform = "B200", workload = workload })
  local estimate = assert(sf.estimate { platform = "B200", workload = workload, accelerators = 8, concurrency = 64 })
  local made = {
    model = site, run = run, outcome = run.worth, quantity = sf.between(2, 3) * u.MW, study = study,
    difference = study:compare("base", "half"), run_changes = sf.changes(study.base, study.half),
    answer_changes = sf.changes(list:evaluate(files, { as_of = "2025-08-22" }), answers),
    brief = sf.brief { files = files, since = "2025-08-22", as_of = "2025-08-29", watch = { factories = { factory } } },
    due = sf.due { files = files, tickers = { "NVDA" }, as_of = "2025-09-12" },
    vintage_changes = sf.changes(files:quarterly("NVDA", "revenue"):known_on "2025-05-31",
      files:quarterly("NVDA", "revenue")),
    sweep = site:sweep { draws = 1024, share = { 0.25, 0.75 }, outputs = { "worth" } },
    sensitivity = site:sensitivity { output = "worth", draws = 1024 },
    explained = run:explain(), law = sf.triangular(1, 2, 4):explain(),
    factory = factory, assumptions = factory:assumptions(), binding = factory:bottleneck { draws = 1024 },
    years = factory:run({ draws = 1024 }):years(),
    launch = launch,
    own_rows = assert(sf.measured.read(fixtures.file(fixtures.vllm()), fixtures.named)),
    estimate = estimate, tiered = estimate.ttft, verdicts = estimate.verdicts, curve = launch:curve { 30, 50 },
    claim = launch:claim "25x lower cost and energy", attribution = launch.attribution, chain = launch.chain,
    launches = assert(sf.launches { "B200", "GB200 NVL72", workloads = { workload },
      grid_power = 100 * u.MW }),
    frontiers = assert(sf.frontiers { "B200", "H100", workload = workload, speeds = { 30 } }),
    frontier = frontier, operating_point = assert(frontier:at(30 * u.tok / u.s / u.user)),
    comparison = sf.comparison { factory, factory_of "B200", outputs = { "npv", "revenue" }, draws = 1024 },
    checklist = list, answers = answers, compared = list:compare(files, { "2024-08-31", "2025-08-31" }),
    backtest = list:backtest(files, { from = "2024-01-01", to = "2025-01-01", step = "quarter" }),
    reading = reading, questions = reading.questions, feed = assert(sf.feed.open(DATA .. "/feed.xml")),
    stories = assert(sf.feed.open(DATA .. "/feed.xml")):stories(),
    arrival = signal.arrives, signal = signal,
    impact = assert(signal:impact(factory, { output = "revenue", draws = 1024 })),
    expectations = sf.expectations(files, { ticker = "NVDA", as_of = "2025-09-12", discount = 0.1, terminal = 0.03,
      horizon = 10 }),
    sites_of_company = sf.company { ticker = "NVDA", files = files, as_of = "2025-09-12", draws = 1024,
      sites = { { factory = factory, start = "2025-01-27" } } },
    concentration = shares, moat = sf.moat { as_of = "2025-09-12", launch = launch, concentration = shares },
    thesis = assert(sf.thesis { factory = factory, launch = launch, concentration = shares, checklist = answers,
      draws = 1024 }),
    series = sf.series("figures", { { "2025-03-31", "2025-05-01", 12.5 }, { "2025-06-30", "2025-08-01", 13.25 } }),
    platforms = sf.platforms, language_models = sf.models, platform = sf.platforms[1], language_model = sf.models[1],
    report = sf.report { run, factory },
    threshold = sf.above(0.2), check = list.checks[1],
    answer = answers.checks[1], bounds = shares.hhi,
    reader = sf.reader {},
    rivals = sf.rivals { hypotheses = { "slow", "fast" }, evidence = { order = { "C", "I" } } },
    track_record = sf.track_record { { p = 0.7, outcome = true }, { p = 0.2, outcome = false } },
  }
  add_ledger(made)
  add_files(made)
  return made
end

-- Words without what a rendering may put between or around them: spaces, escapes, the eight heights of a shape.
local function bare(words)
  return (words:gsub("\u{A0}", ""):gsub("[%s\\]+", ""):gsub("\226\150[\129-\136]", ""))
end

local ENTITIES = { amp = "&", lt = "<", gt = ">", quot = '"', ["#39"] = "'" }

local function bare_html(words)
  return bare((words:gsub("<[^>]*>", ""):gsub("&(#?%w+);", ENTITIES)))
end

-- Every text that holds figures, anywhere in a page's JSON.
local function each_text(node, visit)
  if type(node) ~= "table" then
    return
  end
  if type(node.text) == "string" and type(node.figures) == "table" then
    visit(node.text)
  end
  for _, inner in pairs(node) do
    each_text(inner, visit)
  end
end

-- Every figure that is a cell of a table stands in CSV with every digit, in a unit that some figure of the page has.
local function check_csv(one)
  local factors, numbers, wanted = { 1 }, {}, {}
  local function visit(list)
    for _, inner in ipairs(list) do
      block.each_figure(inner, function(f)
        factors[#factors + 1] = select(2, figure.scale { f })
      end)
      for _, row in ipairs(inner.kind == "table" and inner.rows or {}) do
        for i = 1, #inner.columns do
          wanted[#wanted + 1] = figure.is(row[i]) and row[i].value or nil
        end
      end
      visit(inner.blocks or {})
    end
  end
  visit(one.blocks)
  for field in one:csv():gmatch "[^,\n]+" do
    numbers[#numbers + 1] = tonumber(field)
  end
  for _, value in ipairs(wanted) do
    local found = value ~= value or math.abs(value) == math.huge
    for _, factor in ipairs(factors) do
      for _, number in ipairs(numbers) do
        found = found or math.abs(number * factor - value) <= 1e-14 * math.abs(value)
      end
    end
    assert.is_true(found, ("%s in\n%s"):format(value, one:csv()))
  end
end

describe("the page of", function()
  local made = things()
  local names = {}
  for name in pairs(made) do
    names[#names + 1] = name
  end
  table.sort(names)
  local total = 0
  for _, name in ipairs(names) do
    it(name .. " shows the same figures as text, Markdown, HTML and JSON", function()
      local thing = made[name]
      local shown = thing:page()
      assert.equal(tostring(shown), tostring(thing))
      local text, markdown, html = bare(shown:text { width = 4000 }), bare(shown:markdown()), bare_html(shown:html())
      each_text(assert(core.json(shown:json())), function(words)
        total = total + 1
        local wanted = bare(words)
        assert.is_truthy(text:find(wanted, 1, true), "text: " .. words)
        assert.is_truthy(markdown:find(wanted, 1, true), "Markdown: " .. words)
        assert.is_truthy(html:find(wanted, 1, true), "HTML: " .. words)
      end)
      for _, ending in ipairs { "txt", "md", "html", "json", "csv" } do
        assert.is_true(thing:save(support.folder() .. "/page." .. ending))
      end
      check_csv(shown)
      assert.is_true(#tostring(thing:explain()) > 0)
    end)
  end

  it("an object is asked for a field that it has not: the nearest is named, and what it may have is nil", function()
    local lists = "explained files law" -- a check asks a folder for any name
    for name, thing in pairs(made) do
      local asked, err = pcall(function() return thing.no_such_field end)
      assert.equal((" " .. lists .. " "):find(" " .. name .. " ", 1, true) ~= nil, asked, name)
      assert.is_true(asked or tostring(err):find("no_such_field", 1, true) ~= nil, tostring(err))
      for field in next, type(thing) == "table" and thing or {} do
        local lacks, why = pcall(function() return setmetatable({}, getmetatable(thing))[field] end)
        assert.is_true(lacks or not tostring(why):find "unknown field", tostring(why))
      end
    end
    local _, err = pcall(function() return made.estimate.tpott end)
    assert.matches("unknown field of an estimate 'tpott'; did you mean 'tpot'?", err, 1, true)
    _, err = pcall(function() return made.factory.npv end)
    assert.matches("model:run().npv", err, 1, true)
    assert.is_nil(made.estimate.waiting)
  end)

  it("a record within an object names what it has not, too", function()
    for _, record in ipairs { made.sweep[1], made.years[1], made.sensitivity.price, made.sensitivity[1],
      made.launch.multiples, made.curve[1], made.binding[1], made.binding.power, made.assumptions } do
      local asked, err = pcall(function() return record.no_such_field end)
      assert.is_false(asked)
      assert.matches("no_such_field", tostring(err), 1, true)
    end
    assert.equal(made.assumptions.pue.value, made.factory.values.pue)
    assert.equal("power", made.binding.power.limit)
    local _, err = pcall(function() return made.sweep[1].wroth end)
    assert.matches("did you mean 'worth'?", err, 1, true)
  end)

  it("every class that prints is among these", function()
    for path in assert(io.popen "cd lua && find signalflow -name '*.lua'"):lines() do
      if not path:find "^signalflow/meta/" then
        require((path:gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", ".")))
      end
    end
    for _, class in ipairs(classes) do
      local found = false
      for _, thing in pairs(made) do
        local meta = getmetatable(thing)
        found = found or meta == class.meta or type(meta) == "table" and rawget(meta, "page") == class.methods.page
          or type(thing) == "table" and rawget(getmetatable(thing), "__index") == class.methods
      end
      assert.is_true(found, class.name)
    end
  end)

  it("any of these holds figures at all", function()
    assert.is_true(total > 500, total)
  end)
end)
