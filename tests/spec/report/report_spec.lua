-- Reports: a page that can be forwarded as it stands.
local sf = require "signalflow"
local support = require "tests.spec.support"
local version = require "signalflow.shared.version"

local u = sf.units
local message_of, build = support.message_of, os.getenv "BUILD" or "build"
local site = sf.model { name = "site", drivers = { power = sf.normal(3.5, 0.25) * u.MW, share = 0.5 },
  outputs = function(d) return { worth = d.power * d.share } end }
local factory = sf.factory { name = "a site", platform = "B200", grid_power = 100 * u.MW,
  workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
    interactivity = 30 * u.tok / u.s / u.user }, utilization = 0.5, price = 0.5 * u.USD / u.Mtok }

local function count(words, sought)
  return select(2, words:gsub((sought:gsub("%p", "%%%0")), ""))
end

describe("a report", function()
  it("says what made it, what it rests on with values, what is known to be wrong, and what it is", function()
    local shown = tostring(sf.report { title = "Two sites", factory:run { draws = 512, seed = 3 }, factory })
    assert.matches("^Two sites\n", shown)
    assert.matches("as of +%d%d%d%d%-%d%d%-%d%d\n", shown)
    assert.matches("made by +signalflow " .. version:gsub("%p", "%%%0"), shown)
    assert.matches("draws +512 draws, seed 3", shown)
    assert.matches("grid_power +100 MW +given", shown)
    assert.matches("price_decline +0.3 +default", shown)
    assert.matches("known issues\n", shown)
    assert.matches("sized on average draw", (shown:gsub("%s+", " ")))
    assert.matches("It recommends buying or selling no security%.$", shown)
  end)

  it("says each fault once, however many things have it", function()
    local shown = tostring(sf.report { factory, factory }):gsub("%s+", " ")
    assert.equal(1, count(shown, "sites are provisioned at all-in power"))
  end)

  it("holds texts and lists of them, and things that rest on nothing dated", function()
    local shown = tostring(sf.report { "A sentence.", { "first", "second" }, site:run { draws = 512 } })
    assert.matches("as of +no day: nothing here is dated", shown)
    assert.matches("\nA sentence%.\n +first\n +second\n", shown)
    assert.matches("as of +2025%-01%-31", tostring(sf.report { as_of = "2025-01-31", "A sentence." }))
    assert.is_nil(tostring(sf.report { "A sentence." }):find("known issues", 1, true))
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
