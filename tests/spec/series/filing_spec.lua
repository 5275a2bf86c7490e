-- One document as filed, through the language: a cut of NVIDIA's 10-Q of 2025-08-27, and the whole filings where they
-- are.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"

local CUT = "tests/data/nvda-10-q-2025-08-27_cut.html"
local FOLDER = os.getenv "SIGNALFLOW_DATA" or "../shared/data"
local PRODUCT = "srt:ProductOrServiceAxis"

describe("a filing", function()
  local filing = assert(sf.filing.open(CUT))

  it("says what it is", function()
    assert.same({ "NVIDIA CORP", 1045810, "10-Q", "2025-07-27" },
      { filing.entity, filing.cik, filing.form, filing.period_end })
    assert.truthy(tostring(filing):find "10%-Q of NVIDIA CORP")
  end)

  it("gives the figures of one member of an axis", function()
    local found = filing:facts { concept = "us-gaap:Revenues", axes = { [PRODUCT] = "nvda:NetworkingMember" } }
    local values = {}
    for _, fact in ipairs(found) do
      assert.same({ [PRODUCT] = "nvda:NetworkingMember" }, fact.axes)
      assert.equal("USD", fact.unit)
      values[fact.period_start .. " " .. fact.period_end] = fact.value
    end
    assert.same({ ["2025-04-28 2025-07-27"] = 7252e6, ["2024-04-29 2024-07-28"] = 3668e6,
      ["2025-01-27 2025-07-27"] = 12209e6, ["2024-01-29 2024-07-28"] = 6839e6 }, values)
    assert.equal("7,252", found[1].displayed)
  end)

  it("tells no members from any members", function()
    for _, fact in ipairs(filing:facts { concept = "us-gaap:Revenues", axes = {} }) do
      assert.same({}, fact.axes)
    end
    local all, whole = #filing:facts { concept = "us-gaap:Revenues" },
      #filing:facts { concept = "us-gaap:Revenues", axes = {} }
    assert.equal(4, whole)
    assert.equal(4 + 4 * 4, all) -- the whole and four members, two quarters and two halves each
    assert.same({}, filing:facts { concept = "us-gaap:NoSuchThing" })
  end)

  it("gives a figure said twice once, unless asked", function()
    local inventory = filing:facts { concept = "us-gaap:InventoryNet" }
    assert.equal(2, #inventory)
    assert.is_nil(inventory[1].period_start)
    assert.equal(14962e6, inventory[1].value)
    assert.equal(4, #filing:facts { concept = "us-gaap:InventoryNet", repeats = true })
  end)

  it("lists axes and members, and names the nearest of a wrong one", function()
    assert.same({ "nvda:ComputeMember", "nvda:DataCenterMember", "nvda:GamingMember", "nvda:NetworkingMember" },
      (function()
        local members = {}
        for _, member in ipairs(filing:members(PRODUCT)) do
          local product = member:find "^nvda:[CDGN]%a+Member$" and not member:find "Controlled"
          members[#members + 1] = product and member or nil
        end
        return members
      end)())
    assert.truthy(support.message_of(function()
      filing:members "srt:ProductOrServicesAxis"
    end):find(PRODUCT, 1, true))
  end)

  it("explains a figure down to the line and what is displayed there", function()
    local fact = filing:facts { concept = "us-gaap:Revenues", axes = { [PRODUCT] = "nvda:ComputeMember" } }[1]
    local words = filing:explain(fact)
    for _, part in ipairs { "us-gaap:Revenues, nvda:ComputeMember, 2025-04-28 to 2025-07-27", '"33,844"', "10^6",
      ("nvda-10-q-2025-08-27_cut.html:%d"):format(fact.line) } do
      assert.truthy(words:find(part, 1, true), words)
    end
    local number = 0
    for line in io.lines(CUT) do
      number = number + 1
      if number == fact.line then
        assert.truthy(line:sub(fact.column):find("^<ix:nonFraction [^>]*>33,844<"))
      end
    end
  end)

  it("says the same when its HTML is broken as browsers allow", function()
    local text = support.read(CUT)
    local path = support.temporary((text:gsub("</t[dr]>", ""):gsub("</p>", "")
      :gsub("<table>", "<table width=100><br><img src=a.gif>"):gsub(' (%a+)="([%w%-]+)"', " %1=%2")
      :gsub("(</?)ix:nonFraction", "%1IX:NONFRACTION"):gsub("&#160;", "&nbsp;")))
    local broken, err = sf.filing.open(path)
    assert(broken, tostring(err))
    local function facts_of(one)
      local list = {}
      for i, fact in ipairs(one:facts { repeats = true }) do
        list[i] = { fact.concept, fact.value or fact.text, fact.unit, fact.period_start, fact.period_end, fact.axes,
          fact.displayed }
      end
      return list
    end
    assert.same(facts_of(filing), facts_of(broken))
  end)

  it("refuses what is no filing, and what has been closed", function()
    local none, err = sf.filing.open "tests/data/fred_DGS10_cut.csv"
    assert.is_nil(none)
    assert.equal("parse", err.code)
    assert.is_nil(sf.filing.open "tests/data/absent.html")
    local closed = assert(sf.filing.open(CUT))
    closed:close()
    closed:close()
    assert.truthy(support.message_of(function()
      closed:facts()
    end):find "has been closed")
    assert.truthy(support.message_of(function()
      filing:facts { concpet = "us-gaap:Revenues" }
    end):find "concept")
  end)
end)

describe("the whole filings", function()
  local text = io.open(FOLDER .. "/golden/filings.json")

  it("say what an independent reader found in them", function()
    if not text then
      pending(("no filings in %s: set SIGNALFLOW_DATA to a folder of published files"):format(FOLDER))
      return
    end
    local golden = assert(core.json(text:read "a"))
    local opened, wrong = {}, {}
    for _, expected in ipairs(golden.facts) do
      local document = expected.document
      opened[document] = opened[document] or assert(sf.filing.open(FOLDER .. "/" .. document))
      local axes = {}
      for axis, member in pairs(expected.dimensions) do
        axes[axis] = member:gsub("^TYPED:", "")
      end
      local first = expected.start
      local last = expected["end"] or expected.instant
      local matching = 0
      for _, fact in ipairs(opened[document]:facts { concept = expected.concept, axes = axes }) do
        local same = fact.period_start == first and fact.period_end == last and fact.value == expected.value
        local shown = fact.displayed == expected.displayed and fact.scale == expected.scale
        matching = matching + (same and shown and 1 or 0)
      end
      wrong[#wrong + 1] = matching ~= 1 and expected.concept .. " " .. last or nil
    end
    assert.equal(63, #golden.facts)
    assert.same({}, wrong)
  end)
end)
