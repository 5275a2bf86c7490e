-- Every class that prints: no figure is in one rendering and missing in another.
local cjson = require "cjson"
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
  return {
    model = site, run = run, outcome = run.worth, quantity = sf.between(2, 3) * u.MW, study = study,
    difference = study:compare("base", "half"),
    sweep = site:sweep { draws = 1024, share = { 0.25, 0.75 }, outputs = { "worth" } },
    sensitivity = site:sensitivity { output = "worth", draws = 1024 },
    explained = run:explain(), law = sf.triangular(1, 2, 4):explain(),
    factory = factory, assumptions = factory:assumptions(), binding = factory:bottleneck { draws = 1024 },
    launch = launch,
    estimate = assert(sf.estimate { platform = "B200", workload = workload, accelerators = 8, concurrency = 64 }),
    launches = assert(sf.launches { "B200", "GB200 NVL72", workloads = { workload },
      grid_power = 100 * u.MW }),
    frontier = assert(sf.frontier { platform = "B200", workload = workload }),
    comparison = sf.comparison { factory, factory_of "B200", outputs = { "npv", "revenue" }, draws = 1024 },
    checklist = list, answers = answers, compared = list:compare(files, { "2024-08-31", "2025-08-31" }),
    backtest = list:backtest(files, { from = "2024-01-01", to = "2025-01-01", step = "quarter" }),
    reading = reading, questions = reading.questions, feed = assert(sf.feed.open(DATA .. "/feed.xml")),
    arrival = signal.arrives, signal = signal,
    impact = assert(signal:impact(factory, { output = "revenue", draws = 1024 })),
    concentration = shares, moat = sf.moat { as_of = "2025-09-12", launch = launch, concentration = shares },
    thesis = assert(sf.thesis { factory = factory, launch = launch, concentration = shares, checklist = answers,
      draws = 1024 }),
    series = sf.series("figures", { { "2025-03-31", "2025-05-01", 12.5 }, { "2025-06-30", "2025-08-01", 13.25 } }),
    platform = sf.platforms[1], language_model = sf.models[1], report = sf.report { run, factory },
  }
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
      local page = thing:page()
      assert.equal(tostring(page), tostring(thing))
      local text, markdown, html = bare(page:text { width = 4000 }), bare(page:markdown()), bare_html(page:html())
      each_text(cjson.decode(page:json()), function(words)
        total = total + 1
        local wanted = bare(words)
        assert.is_truthy(text:find(wanted, 1, true), "text: " .. words)
        assert.is_truthy(markdown:find(wanted, 1, true), "Markdown: " .. words)
        assert.is_truthy(html:find(wanted, 1, true), "HTML: " .. words)
      end)
      for _, ending in ipairs { "txt", "md", "html", "json" } do
        assert.is_true(page:save(support.folder() .. "/page." .. ending))
      end
    end)
  end

  it("any of these holds figures at all", function()
    assert.is_true(total > 500, total)
  end)
end)
