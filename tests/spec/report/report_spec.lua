-- Reports: a page that can be forwarded as it stands.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"
local version = require "signalflow.shared.version"

local u = sf.units
local message_of, build = support.message_of, support.build
local site = sf.model { name = "site", drivers = { power = sf.normal(3.5, 0.25) * u.MW, share = 0.5 },
  outputs = function(d) return { worth = d.power * d.share } end }
local factory = sf.factory { name = "a site", platform = "H100", grid_power = 100 * u.MW,
  workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp8",
    interactivity = 100 * u.tok / u.s / u.user }, utilization = 0.5, price = 0.5 * u.USD / u.Mtok }

local function count(words, sought)
  return select(2, words:gsub((sought:gsub("%p", "%%%0")), ""))
end

local issue = require "signalflow.catalogue".known_issue(factory:issues()[1]).what

describe("a report", function()
  it("says what made it, what it rests on with values, what is known to be wrong, and what it is", function()
    local shown = tostring(sf.report { title = "Two sites", factory:run { draws = 512, seed = 3 }, factory })
    assert.matches("^Two sites\n", shown)
    assert.matches("as of +%d%d%d%d%-%d%d%-%d%d\n", shown)
    assert.matches("made by +signalflow " .. version:gsub("%p", "%%%0"), shown)
    assert.matches("draws +512, seed 3", shown)
    assert.matches("grid_power +100 MW +given", shown)
    assert.matches("peak_utilization +0.816 +default", shown)
    assert.matches("known issues\n", shown)
    assert.matches(issue, (shown:gsub("%s+", " ")), 1, true)
    assert.matches("It recommends buying or selling no security%.$", shown)
  end)

  it("says each fault once, however many things have it", function()
    local shown = tostring(sf.report { factory, factory }):gsub("%s+", " ")
    assert.equal(1, count(shown, issue))
  end)

  it("holds texts and lists of them, and things that rest on nothing dated", function()
    local shown = tostring(sf.report { "A sentence.", { "first", "second" }, site:run { draws = 512 } })
    assert.matches("as of +no day: nothing here is dated", shown)
    assert.matches("\nA sentence%.\n +first\n +second\n", shown)
    assert.matches("as of +2025%-01%-31", tostring(sf.report { as_of = "2025-01-31", "A sentence." }))
    assert.is_nil(tostring(sf.report { "A sentence." }):find("known issues", 1, true))
  end)

  it("says which of its figures nobody had on the day that it speaks for", function()
    local function page_of(day)
      return (tostring(sf.report { title = "t", as_of = day, factory }):gsub("%s+", " "))
    end
    local early, late = page_of "2025-10-31", page_of "2027-01-01"
    assert.matches("known later .*operating_share %(2026%-05%-14%)", early)
    assert.is_nil(early:find "peak_utilization %(2025%-03%-01%)") -- known by then
    assert.is_nil(late:find("known later", 1, true))
  end)

  it("gathers what a comparison rests on, once", function()
    local compared = sf.comparison { factory, outputs = { "npv" }, draws = 512 }
    local shown = tostring(sf.report { compared, compared:results() })
    assert.equal(1, count(shown, "\nassumptions\n"))
  end)

  it("refuses what has no page, and says which", function()
    assert.matches("item 2 of a report is 12, which has no page", message_of(function()
      sf.report { site, 12 }
    end), 1, true)
    assert.matches("a report needs something to show", message_of(function() sf.report { title = "x" } end), 1, true)
    assert.matches("did you mean 'title'", message_of(function() sf.report { titel = "x", site } end), 1, true)
    assert.matches("a report is made of a table", message_of(function() sf.report "x" end), 1, true)
  end)

  it("is what the command makes of an object that a script returns, with its overrides", function()
    local path = support.folder() .. "/site.lua"
    local file = assert(io.open(path, "w"))
    file:write [[
local sf = require "signalflow"
return sf.model { name = "site", drivers = { share = sf.uniform(0, 1) }, outputs = function(d)
  return { twice = 2 * d.share }
end }]]
    file:close()
    local pipe = assert(io.popen(("SOURCE_DATE_EPOCH=1764460800 %s/signalflow run %s --draws 512 -D share=0.25"):format(
      build, path)))
    local shown = pipe:read "a"
    pipe:close()
    assert.matches("site: 512 draws, seed 1", shown)
    assert.matches("made by +signalflow %S+, site%.lua\n", shown)
    assert.matches("overrides +%-D share=0.25, %-%-draws 512\n", shown)
    assert.matches("written +2025%-11%-30\n", shown)
    assert.matches("twice +0.5 ", shown)
  end)
end)

describe("a report that is saved", function()
  local function read(path)
    local text = support.read(path)
    return text
  end

  local run = factory:run { draws = 512, seed = 3 }

  it("has pictures, what to verify, and by what it was made", function()
    local path = support.path ".html"
    assert.is_true(sf.report { title = "A note", run, factory }:save(path))
    local html = read(path)
    assert.matches("<svg ", html, 1, true)
    assert.matches("In one line: npv, median ", html, 1, true)
    assert.matches("typed: grid_power", html, 1, true)
    assert.matches("how this was made", html, 1, true)
    assert.matches("signalflow " .. version, html, 1, true)
    for _, words in ipairs { "<script", "src=", "href=", "@import", "url(h" } do
      assert.is_nil(html:find(words, 1, true), words)
    end
    assert.matches([[http-equiv="Content-Security-Policy" content="default-src 'none';]], html, 1, true)
    assert.is_true(#html < 300000)
  end)

  it("names the digest of everything that a script read: code, words, lists, ledgers", function()
    local folder = support.path ".read"
    assert(os.execute(("mkdir '%s'"):format(folder)))
    local files = {
      ["beside.lua"] = "return 0.25", ["done.lua"] = "return 2", ["loaded.lua"] = "return 1",
      ["words.txt"] = "actor buyer Nobody: nobody\n",
      ["list.lua"] = [[return sf.checklist { name = "mine", sf.check { id = "x", axis = "growth", question = "?",
        pass = sf.above(0), value = function() return 1 end } }]],
      ["site.lua"] = [[
local sf = require "signalflow"
local share = require "beside" * dofile(sf.here() .. "/done.lua") * loadfile(sf.here() .. "/loaded.lua", "t")()
assert(sf.reader { lexicon = sf.here() .. "/words.txt" })
assert(sf.checklist.load(sf.here() .. "/list.lua"))
local book <close> = assert(sf.ledger(sf.here() .. "/kept.db"))
local memory <close> = assert(sf.ledger ":memory:")
return sf.model { name = "site", drivers = { share = share }, outputs = function(d) return { twice = 2 * d.share } end }
]],
    }
    for name, text in pairs(files) do
      local file <close> = assert(io.open(folder .. "/" .. name, "w"))
      file:write(text)
    end
    local pipe = assert(io.popen(("%s/signalflow run '%s/site.lua' --draws 64 -o '%s/note.csv' 2>&1"):format(build,
      folder, folder)))
    local shown = pipe:read "a"
    assert.is_true(pipe:close(), shown)
    local csv = read(folder .. "/note.csv")
    files["kept.db"] = true
    local all = 0
    for name in pairs(files) do
      all = all + 1
      assert.matches(name .. "," .. (name == "site.lua" and "the script," or "read by it,") .. core.digest(read(folder
        .. "/" .. name)) .. "\n", csv, 1, true)
    end
    assert.equal(all - 1, select(2, csv:gsub(",read by it,", "")))
  end)

  it("is JSON as its schema says, which refuses what is none", function()
    local python = os.getenv "PYTHON" or "/usr/bin/python3"
    if not os.execute(("unset LD_PRELOAD; '%s' -c 'import jsonschema' 2>/dev/null"):format(python)) then
      return pending "python3-jsonschema is not installed"
    end
    local checker = support.temporary([[
import json, sys, jsonschema
with open("lua/signalflow/page/page.schema.json") as schema:
    validator = jsonschema.Draft202012Validator(json.load(schema))
validator.check_schema(validator.schema)
for path in sys.argv[1:]:
    with open(path) as file:
        print(len(list(validator.iter_errors(json.load(file)))))
]], ".py")
    local good, paths = {}, {}
    for i, thing in ipairs { run, factory, run.npv:plot(), factory:sensitivity { output = "npv", draws = 512 },
      sf.uniform(0, 1), site:run { draws = 64 } } do
      good[i] = support.path ".json"
      assert.is_true(sf.report { title = "A note", note = "words", { "one", "two" }, thing }:save(good[i]))
    end
    for _, name in ipairs { "hundred_megawatts", "launch_curve", "checklist_and_test", "sweep" } do
      good[#good + 1] = support.path ".json"
      assert(os.execute(("%s/signalflow run %s --draws 512 -o '%s'"):format(build, name, good[#good])))
    end
    table.move(good, 1, #good, 1, paths)
    local text = read(good[1])
    for i, change in ipairs { { '"format":2', '"format":3' }, { '"kind":"table"', '"kind":"tabel"' },
      { '"columns":', '"colums":' }, { '"value":[%d.e+-]+', '"value":"1"' }, { '"title":"A note",', "" } } do
      local changed, count_of = text:gsub(change[1], change[2], 1)
      assert.equal(1, count_of, change[1])
      paths[#good + i] = support.temporary(changed, ".json")
    end
    local pipe = assert(io.popen(("unset LD_PRELOAD; '%s' '%s' '%s' 2>&1"):format(python, checker,
      table.concat(paths, "' '"))))
    local i = 0
    for found in pipe:lines() do
      i = i + 1
      assert.equal(i > #good, found ~= "0", ("%s: %s"):format(paths[i], found))
    end
    assert.is_true(pipe:close())
    assert.equal(#paths, i)
  end)

  it("has the same bytes twice, in every format", function()
    for _, ending in ipairs { ".html", ".md", ".json", ".txt", ".csv" } do
      local first, second = support.path(ending), support.path(ending)
      for _, path in ipairs { first, second } do
        assert.is_true(sf.report { run, factory }:save(path))
      end
      assert.is_true(read(first) == read(second) and #read(first) > 500, ending)
    end
  end)

  local HOSTILE = { "<script>alert(1)</script>", "\u{202E}reversed", "a\0b\27[2J", ("x"):rep(10000), "</title></style>",
    "|a|b|\n# c", "\255\254" }
  it("keeps hostile titles as text", function()
    for _, words in ipairs(HOSTILE) do
      local made = sf.report { title = words, note = words, words, { words }, run }
      for _, ending in ipairs { ".html", ".md", ".json", ".txt", ".csv" } do
        local path = support.path(ending)
        assert.is_true(made:save(path))
        local text = read(path)
        assert.is_nil(ending == ".html" and text:find "<script" or nil)
        assert.is_nil(ending ~= ".csv" and text:find "[%z\27]" or nil, ending)
        assert.is_truthy(ending == ".csv" or utf8.len(text), ending)
      end
      local html = made:page():html()
      assert.equal(1 + count(html, "<svg "), count(html, "</title>"))
      assert.equal(1, count(html, "</style>"))
      assert.equal(1, count(html, "<h1>"))
    end
  end)
end)

describe("signalflow run -o", function()
  local folder = support.folder()

  local function run_script(text, words)
    local path = folder .. "/note.lua"
    support.write(path, text)
    local pipe = assert(io.popen(("cd '%s' && %s/signalflow run note.lua %s 2>&1"):format(folder,
      build:find "^/" and build or "$OLDPWD/" .. build, words)))
    local said = pipe:read "a"
    local _, _, status = pipe:close()
    return said, status
  end

  local function read(name)
    local file = io.open(folder .. "/" .. name, "rb")
    local text = file and file:read "a"
    return text, file and file:close()
  end

  local SCRIPT = [[
local sf = require "signalflow"
local site = sf.model { name = "site", drivers = { share = sf.uniform(-1, 1) }, outputs = function(d)
  return { twice = 2 * d.share }
end }
print("first words")
local run = site:run { draws = 512 }
print(run)
run:plot "twice"
return site:sensitivity { output = "twice", draws = 512 }]]

  it("holds all that is printed, drawn and returned, in order, and prints nothing", function()
    for _, ending in ipairs { "html", "md", "json", "txt", "csv" } do
      local said, status = run_script(SCRIPT, "-o note." .. ending)
      assert.same({ "", 0 }, { said, status })
      local text, place = read("note." .. ending), 1
      for _, words in ipairs { ending ~= "csv" and "first words" or "twice", "512", ending ~= "csv" and "site: twice"
        or "twice", "note.lua" } do
        place = assert(text:find(words, place, true), ending .. ": " .. words)
      end
    end
    local digest = io.popen(("sha256sum '%s/note.lua'"):format(folder)):read "a":match "^%x+"
    assert.matches(digest, read "note.html", 1, true)
    assert.is_true(select(2, read "note.html":gsub("<svg ", "")) >= 3)
  end)

  it("puts the pictures of Markdown into a folder where one is given", function()
    assert.is_true(os.execute(("mkdir '%s/pictures'"):format(folder)))
    local said, status = run_script(SCRIPT, "-o note.md --pictures pictures")
    assert.same({ "", 0 }, { said, status })
    local name = read "note.md":match "%]%((pictures/[%w-]+%.svg)%)"
    support.check_markup(read(name))
    assert.matches("--pictures is a folder", (run_script(SCRIPT, "-o note.html --pictures pictures")), 1, true)
  end)

  it("says what is wrong: an ending, nothing shown, a folder that is not there", function()
    local said, status = run_script(SCRIPT, "-o note.doc")
    assert.matches("-o note.doc: a report ends in .html, .md, .txt, .json or .csv", said, 1, true)
    assert.equal(3, status)
    said, status = run_script("local x = 1", "-o empty.html")
    assert.matches("note.lua shows nothing", said, 1, true)
    assert.equal(3, status)
    assert.is_nil((read "empty.html"))
    said, status = run_script(SCRIPT, "-o none/note.html")
    assert.matches("none/note.html", said, 1, true)
    assert.equal(3, status)
  end)
end)
