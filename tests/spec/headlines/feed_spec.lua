-- Feeds, as an analyst opens them: formats, what is left out, stories.
local sf = require "signalflow"
local support = require "tests.spec.support"

local function opened(text)
  return sf.feed.open(support.temporary(text))
end

local function exit_of(text)
  return support.signalflow("read " .. support.temporary(text))
end

describe("a feed", function()
  it("is a plain text file with a headline a line", function()
    local feed = assert(opened "AWS raises GPU prices 15%, again\nQuiet Tuesday\n")
    assert.equal(2, #feed)
    assert.equal("lines", feed.items.format)
    assert.equal("cost", feed:readings()().channel)
  end)

  it("is the list within a JSON object", function()
    local feed = assert(opened [[{"status":"ok","articles":[{"title":"Acme capex","publishedAt":"2026-10-02"}]}]])
    assert.equal("Acme capex", feed.items[1].title)
    assert.equal("2026-10-02", feed.items[1].date)
  end)

  it("that gives nothing says why, with exit status 2", function()
    local said, status = exit_of [[{"status":"ok","articles":[{"description":"x"},{"description":"y"}]}]]
    assert.equal(2, status)
    assert.matches("no headlines: read as json, 2 items without a title", said, 1, true)
    said, status = exit_of "<rss><channel></channel></rss>"
    assert.equal(2, status)
    assert.matches("it holds no items", said, 1, true)
    said, status = exit_of "<html></html>"
    assert.equal(2, status)
    assert.matches("expected <rss> or <feed>, got <html>", said, 1, true)
    said, status = exit_of "day,close\n2026-10-02,5\n"
    assert.equal(2, status)
    assert.matches("title", said, 1, true)
  end)

  it("that left items out says how many", function()
    local said, status = exit_of [=[[{"title":"Acme capex"},{"description":"x"}]]=]
    assert.equal(0, status)
    assert.matches("left out 1 item without a title", said, 1, true)
  end)
end)

describe("stories of a feed", function()
  local FEED = [[
title,date
Acme signs $16.5 billion chip supply deal with Foobar,2026-10-01
Acme signs $16.5B chip supply deal with Foobar - Reuters,2026-10-02
Nvidia revenue jumps,2026-10-02
Foobar and Acme sign $16.5bn deal for chip supply,2026-10-02
Acme signs $16.5 billion chip supply deal with Foobar,2026-12-01
]]

  it("hold copies together, and rewordings of one event", function()
    local stories = assert(opened(FEED)):stories()
    assert.equal(3, #stories)
    assert.equal("Acme signs $16.5 billion chip supply deal with Foobar", stories[1].title)
    assert.equal(3, #stories[1].items)
    assert.equal(2, #stories[1].copies)
    assert.equal(2, #stories[1].copies[1])
    assert.equal("2026-12-01", stories[3].date)
    local shown = tostring(stories)
    assert.matches("5 headlines in 3 stories", shown, 1, true)
    assert.matches("3 +2\n", shown)
    assert.matches("2 stories are told once", shown, 1, true)
  end)

  it("take the days over which an event is retold, and an analyst's reader", function()
    assert.equal(2, #assert(opened(FEED)):stories { within = 90, reader = sf.reader {} })
    assert.equal(4, #assert(opened(FEED)):stories { within = 0 })
    assert.has_error(function()
      assert(opened(FEED)):stories { withn = 3 }
    end)
  end)

  it("are told by kind for two headlines", function()
    local same, tie = sf.same_story("Acme plans 1 GW data center", "Acme plans 1,000 MW data centre")
    assert.is_true(same)
    assert.equal("copy", tie)
    same, tie = sf.same_story("Acme will cancel its Ohio data center leases",
      "Acme will not cancel its Ohio data center leases")
    assert.is_false(same)
    assert.equal("different", tie)
  end)
end)
