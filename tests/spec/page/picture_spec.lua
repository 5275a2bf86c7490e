-- Pictures of every layout by every writer.
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local line = require "signalflow.page.line"
local page = require "signalflow.page.page"
local picture = require "signalflow.page.picture"
local sf = require "signalflow"
local svg = require "signalflow.page.svg"
local support = require "tests.spec.support"
local terminal = require "signalflow.page.terminal"

local u = sf.units
local message_of = support.message_of

local function figures(values, like)
  local list = {}
  for i, value in ipairs(values) do
    list[i] = figure.of(value ~= false and (like and value * like or value) or nil)
  end
  return list
end

local function with(given, more)
  for key, value in pairs(more or {}) do
    given[key] = value or nil
  end
  return given
end

local function rows(more)
  local given = { shape = "tornado", title = "what moves it", axis = "NPV", base = figure.of(2.5e9 * u.USD),
    rows = { { label = "price", from = figure.of(-1.5e9 * u.USD), to = figure.of(9e9 * u.USD), text = "61 %" },
      { label = "utilization", from = figure.of(4e9 * u.USD), to = figure.of(1e9 * u.USD), text = "20 %", tone = 2 },
      { label = "unknown", text = "" } }, says = { { "mean ", figure.of(2.5e9 * u.USD) } },
    caption = { draws = 20000, seed = 7, tier = "calibrated", source = "a fit", date = "2026-06-30" } }
  return picture.rows(with(given, more))
end

local function plane(more)
  local given = { shape = "fan", title = "by year", x = { name = "year" }, y = { name = "revenue" },
    series = { { shape = "band", name = "90 %", x = figures { 1, 2, 3, 4 },
        low = figures({ 1e6, 2e6, false, 1e6 }, u.USD), high = figures({ 3e6, 5e6, 6e6, 7e6 }, u.USD) },
      { shape = "line", name = "median", x = figures { 1, 2, 3, 4 }, y = figures({ 2e6, 3e6, false, 4e6 }, u.USD) },
      { shape = "points", name = "measured", tone = 2, x = figures { 2.5 }, y = figures({ 4.25e6 }, u.USD) } } }
  return picture.plane(with(given, more))
end

local function bars()
  return plane { shape = "distribution", series = { { shape = "bars", x = {}, y = { figure.percent(0.25),
    figure.percent(0.75) }, low = figures { -1, 0 }, high = figures { 0, 1 }, tones = { 2, 1 } } } }
end

local function heat()
  return picture.grid { shape = "heat", title = "two drivers", x = "pue", y = "rate", axis = "tokens per watt",
    columns = { "1.1", "1.2" }, rows = { { label = "600", { value = figure.of(1.5) }, { value = figure.of(1.25) } },
      { label = "900", { value = figure.of(2.75) }, { value = figure.of(nil) } } } }
end

local function strip()
  local pass, fail = { letter = "+", state = "pass", tone = 3 }, { letter = "-", state = "fail", tone = 2 }
  return picture.grid { shape = "strip", title = "a list", y = "check", dates = true,
    columns = { "2023-06-30", "2023-12-31", "2024-06-30" }, rows = { { heading = "growth" },
      { label = "capex", pass, fail, pass } }, legend = { { letter = "+", tone = 3, name = "pass" } } }
end

local MAKERS = { rows = rows, plane = plane, bars = bars, heat = heat, strip = strip }

-- Whether a program is there.
local function has(program)
  return os.execute("command -v " .. program .. " >/dev/null 2>&1") == true
end

describe("a picture of", function()
  for name, make in pairs(MAKERS) do
    it(name .. " is well-formed SVG with a title and a description, the same bytes each time", function()
      local alone = svg.write(make())
      local ids = support.check_markup(alone)
      assert.is_true(ids["p-t"] and ids["p-d"])
      assert.matches('<title id="p-t">' .. make().title .. "</title>", alone, 1, true)
      assert.matches('<desc id="p-d">A picture (' .. make().shape .. ")", alone, 1, true)
      assert.is_nil(alone:find "var%(")
      assert.equal(alone, svg.write(make()))
      support.check_markup("<div>" .. svg.write(make(), "p1") .. svg.write(make(), "p2") .. "</div>")
    end)

    it(name .. " stays within the width of a terminal, in blocks and in ASCII", function()
      for _, width in ipairs { 40, 80, 200 } do
        for _, has_blocks in ipairs { true, false } do
          for _, drawn in ipairs(terminal.lines(make(), width, has_blocks)) do
            assert.is_true(line.width(drawn) <= width, drawn)
            assert.is_nil(drawn:find "\226[\160-\163]", "Braille")
            assert.is_nil(not has_blocks and drawn:find "[\128-\255]" or nil, drawn)
          end
        end
      end
    end)

    it(name .. " carries its data in JSON, CSV and HTML", function()
      local made = page.new { make() }
      local data = assert(core.json(made:json())).blocks[1]
      assert.equal("picture", data.kind)
      assert.is_true(#data.rows > 0 and #data.columns > 1)
      local lines = select(2, made:html():match "<pre tabindex=\"0\">(.-)</pre>":gsub("\n", ""))
      assert.equal(#data.rows + 1, lines)
      assert.is_true(select(2, made:csv():gsub("\n", "")) > #data.rows)
    end)

    it(name .. " is a gnuplot script that gnuplot runs", function()
      if not has "gnuplot" then
        pending "gnuplot is not installed"
      end
      local path = support.folder() .. "/p.gp"
      assert.is_true(page.new { make() }:save(path))
      local pipe = assert(io.popen(("unset LD_PRELOAD; gnuplot -e 'set term dumb' '%s' 2>&1"):format(path)))
      local said = pipe:read "a"
      assert.is_true((pipe:close()), said)
      assert.is_nil(said:find "warning:", said)
    end)
  end

  it("rows writes its numbers in the unit of its axis", function()
    local titles, data = picture.data(rows())
    assert.same({ "label", "from (GUSD)", "to (GUSD)", "at (GUSD)", "text" }, titles)
    assert.same({ "price", -1.5, 9, "", "61 %" }, data[1])
    assert.same({ "unknown", "", "", "", "" }, data[3])
    local drawn = table.concat(terminal.lines(rows(), 80, true), "\n")
    assert.matches("NPV, GUSD", drawn, 1, true)
    assert.matches("61 %", drawn, 1, true)
  end)

  it("a grid writes figures that are near 0 with no more digits than the others, so that each has room", function()
    local cells = picture.cells(picture.grid { shape = "heat", title = "npv", columns = { "1", "2", "3", "4" },
      rows = { { label = "a", { value = figure.new { value = -2.63, step = 1e-4 } }, { value = figure.of(-0.0783) },
        { value = figure.of(10.4) }, { value = figure.of(0.1) } } } })
    local written = {}
    for i, cell in ipairs(cells[1]) do
      written[i] = cell.text
    end
    assert.same({ "-2.63", "-0.08", "10.4", "0.10" }, written)
  end)

  it("a grid drawn alone has the unit of its cells, and the ends of its shades where figures have no room", function()
    local columns, row = {}, { label = "a" }
    for i = 1, 40 do
      columns[i], row[i] = tostring(i), { value = figure.of(i * 1e9 * u.USD) }
    end
    local drawn = svg.write(picture.grid { shape = "heat", title = "npv", axis = "mean npv", columns = columns,
      rows = { row } })
    assert.matches(">mean npv, GUSD<", drawn, 1, true)
    assert.matches("from 1 GUSD, lightest, to 40 GUSD, darkest;", (drawn:gsub("</text>%s*<text[^>]*>", " ")), 1, true)
  end)

  it("a plane marks points of several series apart, without their colours", function()
    local function points(more)
      return with({ shape = "points", tone = 1, x = figures { 1 }, y = figures { 1 } }, more)
    end
    local marked = plane { series = { points(), points { square = true } } }
    local drawn, lines = svg.write(marked), table.concat(terminal.lines(marked, 80, true), "\n")
    assert.equal(1, select(2, drawn:gsub("<circle", "")))
    assert.matches('<rect x="[^"]*" y="[^"]*" width="8" height="8" class="t1"', drawn)
    assert.matches("■", lines, 1, true)
  end)

  it("a plane has the letter of a line above the marks and letters where it ends", function()
    local x, y = figures { 1, 2 }, figures { 2, 1 }
    local drawn = svg.write(plane { series = { { shape = "line", name = "a", x = x, y = y },
      { shape = "line", name = "b", x = x, y = y }, { shape = "points", x = figures { 2 }, y = figures { 1 } } } })
    local at = {}
    for height, letter in drawn:gmatch '<text[^>]* y="([%d.]+)"[^>]*>([AB])<' do
      at[letter] = tonumber(height)
    end
    local mark = tonumber(drawn:match '<circle cx="[^"]*" cy="([%d.]+)"')
    assert.is_true(at.A <= mark - 4.5, at.A)
    assert.is_true(at.B <= at.A - 10, at.B)
  end)

  it("a plane leaves a gap where a value is unknown, and draws no 0 there", function()
    local alone = svg.write(plane())
    assert.equal(2, select(2, alone:gsub("<polygon", "")) - select(2, svg.write(plane { series = {} }):gsub("<polygon",
      "")) - 1) -- the band in two stretches, and its swatch
    local path = alone:match '<path d="([^"]*)"'
    assert.equal(2, select(2, path:gsub("M", "")))
    local _, data = picture.data(plane())
    assert.equal("", data[7][3])
    local json = assert(core.json(page.new { plane() }:json()))
    assert.is_nil(json.blocks[1].rows[7][3])
  end)

  it("bars tells what is below 0 apart without its colour", function()
    assert.matches('fill="url(#p-h)"', svg.write(bars()), 1, true)
    local drawn = terminal.lines(bars(), 80, true)
    assert.matches("-1 … 0 │▒", drawn[2], 1, true)
    assert.matches("0 … 1 │█", drawn[3], 1, true)
  end)

  it("nothing known says so", function()
    local none = rows { rows = { { label = "a" } }, base = false }
    assert.same({ "nothing here is known" }, terminal.lines(none, 80, true))
    assert.matches("nothing here is known", svg.write(none), 1, true)
    assert.matches("nothing here is known", page.new { none }:html(), 1, true)
  end)

  it("one value, values far apart, and values of any size have an axis", function()
    for _, values in ipairs { { 5 }, { 0 }, { 1e-300, 2e-300 }, { -1e300, 1e300 }, { 1e15, 1e15 + 2 },
      { 1, 1 + 1e-15 } } do
      local axis = picture.axis(figures(values))
      assert.is_true(axis.low < axis.high and #axis.ticks >= 2 and #axis.ticks < 20)
      for _, value in ipairs(values) do
        local place = picture.place(axis, value)
        assert.is_true(place >= -1e-6 and place <= 1 + 1e-6, value)
      end
    end
    assert.is_nil(picture.axis(figures { false }))
  end)

  it("a tick says the number it stands at", function()
    for _, range in ipairs { { 0, 1 }, { -3.7, 12.2 }, { 0.001, 0.0042 }, { 12345, 99999 }, { -0.5, -0.1 } } do
      for _, tick in ipairs(picture.axis(figures(range)).ticks) do
        support.close(tick.at, tonumber(tick.text), 1e-9)
      end
    end
  end)
end)

local HOSTILE = { "<script>alert(1)</script>", "a\0b\27[31mc\7", "\u{202E}txet\u{2066}x", "']]> & \" `",
  "\255\254 no UTF-8",
  "a\nb\r\nc", ("long "):rep(2000), ("x"):rep(10000), "\u{6F22}\u{5B57}" , "%d%s", "```\n# h\n```", "" }

describe("any words in a picture", function()
  for i, words in ipairs(HOSTILE) do
    it(("stay words, %d"):format(i), function()
      for _, made in ipairs { rows { title = words, rows = { { label = words, from = figure.of(1), to = figure.of(2),
          text = words } }, base = false, axis = words, says = { words }, caption = { source = words } },
          picture.grid { shape = "heat", title = words, x = words, y = words, columns = { words },
            rows = { { label = words, { value = figure.of(1) } } } },
          plane { title = words, x = { name = words }, y = { name = words } } } do
        support.check_markup(svg.write(made))
        local one = page.new { made }
        local html, text = one:html(), one:text { width = 80 }
        assert.is_nil(html:find "<script")
        for _, shown in ipairs { html, text, one:markdown(), svg.write(made) } do
          assert.is_truthy(utf8.len(shown))
          assert.is_nil(shown:find "[%z\27\7]")
          assert.is_nil(shown:find "\u{202E}")
        end
        for drawn in text:gmatch "[^\n]+" do
          assert.is_true(line.width(drawn) <= 80, drawn)
        end
        assert.is_truthy(core.json(one:json()))
      end
    end)
  end
end)

describe("a drawing", function()
  it("is saved by its ending", function()
    local folder = support.folder()
    local one = page.new { rows() }
    for _, ending in ipairs { "svg", "gp", "html", "md", "json", "txt", "csv" } do
      assert.is_true(one:save(folder .. "/p." .. ending))
    end
    assert.matches("a drawing is of one picture, and this page has none", message_of(function()
      page.new {}:save(folder .. "/p.svg")
    end), 1, true)
    assert.matches("this page has 2", message_of(function() page.new { rows(), plane() }:save(folder .. "/p.svg") end),
      1, true)
    assert.matches("a picture also as .svg, .png, .pdf or .gp", message_of(function() one:save "p.jpeg" end), 1, true)
  end)

  it("as PNG or PDF needs rsvg-convert, and says which package holds it", function()
    local folder = support.folder()
    local script = ([[PATH=%s lua5.4 -e 'local page, picture, figure = require "signalflow.page.page",
      require "signalflow.page.picture", require "signalflow.page.figure"
      print(page.new { picture.rows { shape = "s", title = "t", rows = { { label = "l", from = figure.of(1),
        to = figure.of(2) } } } }:save "%s/p.png")' 2>&1]])
    assert(os.execute(("mkdir '%s/b' && ln -s $(command -v lua5.4) $(command -v sh) '%s/b'"):format(folder, folder)))
    local pipe = assert(io.popen(script:format(folder .. "/b", folder)))
    local said = pipe:read "a"
    pipe:close()
    assert.matches("which is not installed (Debian and Ubuntu: apt-get install librsvg2-bin)", said, 1, true)
  end)

  it("as PNG or PDF has the same bytes each time", function()
    if support.is_preloaded or not has "rsvg-convert" then
      pending "rsvg-convert is not installed, or runs under a sanitizer"
    end
    local folder = support.folder()
    for ending, head in pairs { png = "\137PNG", pdf = "%PDF" } do
      local bytes = {}
      for i = 1, 2 do
        local path = ("%s/%d.%s"):format(folder, i, ending)
        assert.is_true(page.new { rows() }:save(path))
        local file = assert(io.open(path, "rb"))
        bytes[i] = file:read "a"
        file:close()
      end
      assert.equal(head, bytes[1]:sub(1, 4))
      assert.is_true(bytes[1] == bytes[2])
    end
  end)
end)

describe("x:plot", function()
  local run = sf.model { name = "site", drivers = { a = sf.normal(1, 1) }, outputs = function(d)
    return { worth = d.a * u.USD, twice = 2 * d.a }
  end }:run { draws = 4096, seed = 5 }

  local function plot(thing, how)
    local printed, keep = {}, print
    _G.print = function(one) printed[#printed + 1] = tostring(one) end
    local made, err = thing:plot(how)
    _G.print = keep
    return made, printed, err
  end

  it("draws in the terminal, and gives the drawing", function()
    local made, printed = plot(run, "worth")
    assert.equal(tostring(made), printed[1])
    assert.matches("^site: worth\n", printed[1])
    assert.matches("4,096 draws, seed 5", printed[1], 1, true)
    assert.is_true(made:save(support.folder() .. "/w.svg"))
    assert.equal(tostring(plot(run, { kind = "distribution", output = "worth" })), printed[1])
    assert.matches("did you mean 'worth'", message_of(function() run:plot "wort" end), 1, true)
    assert.matches("kind of picture", message_of(function() run:plot { kind = "pie" } end), 1, true)
  end)

  it("shows shares that add up, with what is beyond, and what is below 0", function()
    local one = run.worth:distribution()
    local sum, below = 0, 0
    for i, share in ipairs(one.series[1].y) do
      sum = sum + share.value
      below = below + (one.series[1].high[i].value <= 0 and share.value or 0)
    end
    assert.equal("below 0: ", one.says[2][1])
    support.close(1 - run.worth:probability_above(0), one.says[2][2].value, 1e-12)
    assert.is_true(math.abs(below - one.says[2][2].value) < 0.006)
    support.close(1, sum + one.says[3][2].value, 1e-9)
    assert.equal(figure.text(run.worth:figure()), figure.text(one.says[1][2]))
  end)

  it("draws an uncertain quantity, and prints a certain one", function()
    assert.matches("█", (select(2, plot(sf.between(2, 3) * u.MW)))[1], 1, true)
    assert.equal("2 MW", (select(2, plot(2 * u.MW)))[1])
  end)
end)
