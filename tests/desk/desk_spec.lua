-- What a browser sees of the reports of the gallery, of pictures, and of hostile words.
local browser = require "tests.desk.browser"
local kinds = require "tests.spec.page.kinds"
local page = require "signalflow.page.page"
local picture = require "signalflow.page.picture"
local sf = require "signalflow"
local support = require "tests.spec.support"

local build = os.getenv "BUILD" or "build"
local MOST_BYTES = 300000
local PHONE = 390

-- The script of axe, where it was installed beside the build.
local function axe()
  local file = io.open(build .. "/axe/node_modules/axe-core/axe.min.js")
  local text = file and file:read "a"
  return text, file and file:close()
end

local function report_of(scenario, path)
  local pipe = assert(io.popen(("bash -c 'time %s/signalflow run %s -o %s' 2>&1"):format(build, scenario, path)))
  local said = pipe:read "a"
  pipe:close()
  return said:match "real%s+(%S+)"
end

local function write(html)
  local path = support.path ".html"
  local file = assert(io.open(path, "wb"))
  file:write(html)
  file:close()
  return path
end

local function check_lies_well(found, width)
  assert.same({ width, width }, { found.inner, found.width })
  for _, name in ipairs { "outside", "over", "small", "faint", "twice" } do
    assert.same({}, found[name], name)
  end
  assert.equal(0, found.scripts)
end

-- Words of a table's cells, without markup, and parted where a line may break within them.
local function cells_of(html)
  local words = {}
  for cell in html:gsub("<details>.-</details>", ""):gmatch "<t[dh][^>]*>(.-)</t[dh]>" do
    cell = cell:gsub("<[^>]*>", ""):gsub("&#39;", "'"):gsub("&(%a+);", { quot = '"', amp = "&", lt = "<", gt = ">" })
    for word in cell:gsub("\u{A0}", " "):gmatch "[^%s/-]+" do
      words[#words + 1] = word
    end
  end
  return words
end

local scenarios = {}
for path in io.popen "ls lua/scenarios/*.lua":lines() do
  scenarios[#scenarios + 1] = path
end

for _, scenario in ipairs(scenarios) do
  describe("the report of " .. scenario:match "[^/]*$", function()
    local path = support.path ".html"
    local took = report_of(scenario, path)
    local html = browser.read(path)
    print(("# %s: made in %s, %d bytes"):format(scenario, took, #html))

    it("is one small file, the same bytes twice", function()
      assert.is_true(#html < MOST_BYTES and #html > 1000)
      local again = support.path ".html"
      report_of(scenario, again)
      assert.is_true(html == browser.read(again))
    end)

    it("says nothing to the console and asks for nothing", function()
      local document, lines, addresses = browser.load(path)
      assert.is_truthy(document:find("</main>", 1, true))
      assert.same({ {}, {} }, { lines, addresses })
    end)

    local light = browser.measure(path, { width = PHONE, axe = axe() })

    it("lies within a phone, in light and in dark, its pictures' words within them", function()
      check_lies_well(light, PHONE)
      check_lies_well(browser.measure(path, { width = PHONE, dark = true }), PHONE)
    end)

    it("prints every cell", function()
      local printed = browser.printed(path):gsub("%s+", "")
      for _, word in ipairs(cells_of(html)) do
        assert.is_truthy(printed:find(word, 1, true), word)
      end
    end)

    it("has no violation that axe finds", function()
      if not light.violations then
        pending "axe-core is not installed: npm is not there, or could not fetch it"
      end
      assert.same({}, light.violations)
    end)
  end)
end

describe("hostile words in a report", function()
  local words = { "<script>document.title='run'</script>", "\u{202E}reversed\u{2066}", "a\0b", ("long"):rep(2500),
    "</title></style><script>document.title='run'</script>", "\"><img src=x onerror=document.title='run'>" }
  for i, title in ipairs(words) do
    it(("stay words in a browser, %d"):format(i), function()
      local path = support.path ".html"
      local run = sf.model { name = title, drivers = { a = sf.normal(1, 1) }, outputs = function(d)
        return { twice = 2 * d.a }
      end }:run { draws = 256 }
      assert.is_true(sf.report { title = title, title, run }:save(path))
      local document, lines, addresses = browser.load(path)
      assert.same({ {}, {} }, { lines, addresses })
      assert.is_nil(document:find "<script" or document:find "<img")
      local found = browser.measure(path, { width = PHONE })
      check_lies_well(found, PHONE)
      assert.is_true(found.title ~= "run")
    end)
  end
end)

describe("the site of make docs", function()
  local docs = build .. "/docs"

  it("has guides first, then the reports of the scenarios, then the reference", function()
    local index, place = browser.read(docs .. "/index.html"), 1
    for _, words in ipairs { ">Guides<", "guide-start.html", ">Reports of", "report-launch.html", ">Reference<",
      "room-values.html" } do
      place = assert(index:find(words, place, true), words)
    end
    for name in index:gmatch 'href="([^"#]*)' do
      assert(io.open(docs .. "/" .. name), name):close()
    end
  end)

  -- The reports among them are those of the scenarios, above.
  it("lies within a phone on every page, in light and dark, and has no violation that axe finds", function()
    local paths, AT_A_TIME = {}, 8
    for path in assert(io.popen(("ls '%s'/*.html"):format(docs))):lines() do
      paths[#paths + 1] = not path:find "/report%-[^/]*$" and path or nil
    end
    assert.is_true(#paths > 20)
    for first = 1, #paths, AT_A_TIME do
      local part = table.move(paths, first, math.min(first + AT_A_TIME - 1, #paths), 1, {})
      local is_dark = first // AT_A_TIME % 2 == 1
      for i, found in ipairs(browser.measure_all(part, { width = PHONE, axe = axe(), dark = is_dark })) do
        check_lies_well(found, PHONE)
        assert.same({}, found.violations or {}, part[i])
      end
    end
  end)

  it("says nothing to the console and asks for nothing", function()
    local _, lines, addresses = browser.load(docs .. "/guide-start.html")
    assert.same({ {}, {} }, { lines, addresses })
  end)
end)

describe("these checks", function()
  it("find a request, a console line, words outside a picture, over others, small or faint, a wide page", function()
    local path = write [[<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>t</title>
<meta name="viewport" content="width=device-width"></head><body><img src="http://nowhere.example/x.png">
<script>console.log("said")</script><p style="color:#ccc" id="a">faint</p><p id="a" style="width:600px">wide</p>
<svg viewBox="0 0 480 100" width="300"><text x="470" y="50" font-size="12">outside</text><text x="10" y="50">one</text>
<text x="12" y="50">two</text></svg></body></html>]]
    local _, lines, addresses = browser.load(path)
    assert.is_true(#lines > 0)
    assert.same({ "http://nowhere.example/x.png" }, { addresses[1] })
    local found = browser.measure(path, { width = PHONE })
    assert.is_true(found.width > PHONE)
    for _, name in ipairs { "outside", "over", "small", "faint", "twice" } do
      assert.is_true(#found[name] > 0, name)
    end
  end)
end)

-- What a program says, and whether it ended well.
local function run(form, ...)
  local pipe = assert(io.popen(form:format(...)))
  local said = pipe:read "a"
  return said, pipe:close() == true
end

describe("every kind of picture", function()
  local blocks, names = {}, {}
  for name in pairs(kinds.pictures) do
    names[#names + 1] = name
  end
  table.sort(names)
  for i, name in ipairs(names) do
    blocks[i] = kinds.pictures[name]
  end

  it("has its words within it, readable and apart, on a phone, in light and in dark", function()
    local path = support.path ".html"
    assert.is_true(page.new(blocks):save(path))
    for _, dark in ipairs { false, true } do
      check_lies_well(browser.measure(path, { width = PHONE, dark = dark }), PHONE)
    end
  end)

  for i, name in ipairs(names) do
    it("is drawn as SVG, PNG, PDF and by gnuplot, with the words of its caption: " .. name, function()
      local one, base = page.new { blocks[i] }, support.path ""
      for _, ending in ipairs { ".svg", ".png", ".pdf", ".gp" } do
        assert.is_true(one:save(base .. ending))
      end
      assert.same({ "", true }, { run("xmllint --noout '%s.svg' 2>&1", base) })
      local text = run("pdftotext '%s.pdf' -", base):gsub("%s+", "")
      local caption = picture.caption(blocks[i]):sub(1, 30):gsub("%s+", "")
      assert.is_truthy(text:find(caption, 1, true), text)
      local said, done = run("gnuplot -e 'set term dumb' '%s.gp' 2>&1", base)
      assert.is_true(done and not said:find "warning:", said)
    end)
  end
end)
