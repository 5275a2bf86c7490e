-- Reading headlines and feeds, as an analyst types it.
local sf = require "signalflow"
local support = require "tests.spec.support"

local FEED = "tests/data/feed_groq_cut.xml"
local CLAIM = "Nvidia says Blackwell cuts cost and energy per token up to 25x"

local function with_file(content, action)
  action(support.temporary(content))
end

local signalflow = support.signalflow

describe("sf.read", function()
  it("gives channel, direction, quantities and the words that decided", function()
    local r = sf.read(CLAIM)
    assert.equal("cost", r.channel)
    assert.equal("cost", r.channels[1].name)
    assert.equal(1, r.channels[1].direction)
    assert.is_true(r.channels[1].weight > 0)
    assert.equal(1, #r.quantities)
    assert.equal("25x", r.quantities[1].text)
    assert.equal(25, r.quantities[1].value)
    assert.equal("multiple", r.quantities[1].kind)
    for _, reason in ipairs(r.reasons) do
      assert.equal(CLAIM:sub(reason.first, reason.last), reason.text)
    end
    assert.equal("cuts cost", r.reasons[1].text)
  end)

  it("says its reasons in words, and names the rules where it explains itself", function()
    local r = sf.read "Microsoft to spend $80 billion on AI data centers"
    local shown, explained = tostring(r):gsub("%s+", " "), tostring(r:explain()):gsub("%s+", " ")
    assert.truthy(shown:find('more is wanted, used or paid for: "Microsoft to spend $80 billion"', 1, true), shown)
    assert.is_nil(shown:find("[|>~]"), shown)
    assert.truthy(explained:find(r.reasons[1].rule, 1, true), explained)
    assert.is_false(r.reasons[1].fitted)
  end)

  it("names what a headline without a channel is about", function()
    local shown = tostring(sf.read "CoreWeave takes $500 million margin loan"):gsub("%s+", " ")
    assert.truthy(shown:find("about money raised: ", 1, true), shown)
  end)

  it("gives no reason too light to count for a channel that is not read", function()
    local r = sf.read "County rejects a data center after protests over noise"
    assert.equal("bottleneck", r.channel)
    for _, reason in ipairs(r.reasons) do
      assert.is_true(reason.weight >= 0.2 or reason.rule:find "^bottleneck" ~= nil, reason.rule)
    end
  end)

  it("reads a seller's price rise as dearer and better for its margin", function()
    local r = sf.read "AWS raises GPU prices 15%"
    assert.same({ "cost", -1, "margin", 1 },
      { r.channels[1].name, r.channels[1].direction, r.channels[2].name, r.channels[2].direction })
    assert.is_nil(r.channels[3])
  end)

  it("reads a buyer's capex as demand and a supplier's as an easing bottleneck", function()
    assert.equal("demand", sf.read "Microsoft to spend $80 billion on AI data centers in fiscal 2025".channel)
    local supplier = sf.read "TSMC to spend $42 billion on new capacity"
    assert.same({ "bottleneck", 1 }, { supplier.channel, supplier.direction })
  end)

  it("is not taken in by words of the thesis that mean something else", function()
    local traps = { ["CoreWeave takes $500 million margin loan"] = "financing", ["OpenAI launches GPT-5"] = "model",
      ["Nvidia stock falls 5%"] = "stock", ["OpenAI sued over copyright"] = "legal" }
    for headline, kind in pairs(traps) do
      local r = sf.read(headline)
      assert.same({ "none", kind, 0, 0 }, { r.channel, r.none_kind, r.direction, #r.channels }, headline)
    end
  end)

  it("reads who lets a site be built, who does not, and who withdraws", function()
    local signs = { ["County rejects rezoning for a data center campus"] = -1,
      ["County approves rezoning for a data center campus"] = 1,
      ["Developer withdraws rezoning bid for a data center campus"] = -1,
      ["Court dismisses residents' challenge to a data center campus"] = 1,
      ["Voters reject ban on data centers"] = 1, ["Voters back ban on data centers"] = -1,
      ["Residents drop suit against a data center"] = 1, ["Residents file suit against a data center"] = -1,
      ["Developer cancels reactor for a data center"] = -1, ["Developer adds reactor for a data center"] = 1 }
    for headline, sign in pairs(signs) do
      local r = sf.read(headline)
      assert.same({ "bottleneck", sign }, { r.channel, r.direction }, headline)
    end
  end)

  it("says what each sign means", function()
    local page = tostring(sf.read "AWS raises GPU prices 15%"):gsub("%s+", " ")
    assert.matches("that is cost -: compute gets dearer; margin +: more is left for the seller", page, 1, true)
  end)

  it("tells who lets from who buys, and names each once", function()
    local r = sf.read "Google signs 2 GW lease with TeraWulf"
    assert.same({ "demand", 1 }, { r.channel, r.direction })
    assert.same({ "buyer", "cloud", "buyer", "landlord" },
      { r.actors[1].role, r.actors[1].business, r.actors[2].role, r.actors[2].business })
    assert.matches("Alphabet (cloud), TeraWulf (landlord)", tostring(r), 1, true)
    local lent = tostring(sf.read "Blackstone lends to CoreWeave")
    assert.matches("Blackstone (investor), CoreWeave (cloud)", lent, 1, true)
    local page = tostring(sf.read "Anthropic commits $30 billion to Microsoft Azure")
    assert.equal(1, select(2, page:gsub("Microsoft %(cloud%)", "")))
    assert.is_nil(sf.read("Meta builds").actors[1].business)
  end)

  -- a rise of spending is no raise of money, and a fall to a figure no delay
  it("reads raised capex as demand and a margin that slips as narrower", function()
    for headline, wanted in pairs {
      ["Alphabet raises capex outlook to $93 billion"] = { "demand", 1 },
      ["Meta raises 2026 capex guidance to $115 billion to $135 billion"] = { "demand", 1 },
      ["Oracle raises $18 billion in bonds to pay for capex"] = { "none", 0 },
      ["Nvidia, finance firms to raise $500bn for AI build-out"] = { "none", 0 },
      ["Nvidia gross margin slips to 71 percent on Blackwell ramp"] = { "margin", -1 },
      ["Rubin launch slips to 2027"] = { "bottleneck", -1 },
    } do
      local r = sf.read(headline)
      assert.same(wanted, { r.channel, r.direction }, headline)
    end
  end)

  it("takes capital, sites and stocks for what they are", function()
    for headline, wanted in pairs {
      ["Nscale secures $1.1 billion to build AI data centers"] = { "none", 0 },
      ["KKR launches $10 billion fund for AI data centers"] = { "none", 0 },
      ["Broadcom shares fall 6% despite record sales"] = { "none", 0 },
      ["IREN rallies 9%"] = { "none", 0 },
      ["Op-ed: Don't let China buy Blackwell"] = { "none", 0 },
      ["Amazon and Google are all-in on nuclear. Will it pay off?"] = { "none", 0 },
      ["Senate strips AI moratorium from tax bill"] = { "none", 0 },
      ["CoreWeave debt costs spike"] = { "none", 0 },
      ["Meta lines up $29 billion for Louisiana data center from Pimco"] = { "none", 0 },
      ["Framework raises laptop prices on memory costs"] = { "none", 0 },
      ["Microsoft takes over Texas data center after Oracle leaves"] = { "demand", 1 },
      ["Plans revealed for data center in Kent"] = { "demand", 1 },
      ["CoreWeave deal with Core42 falls through"] = { "demand", -1 },
      ["Drop in orders hits Supermicro"] = { "demand", -1 },
      ["Dell lifts AI server shipment target to $25 billion"] = { "demand", 1 },
      ["AMD sees AI chip market growing to $1 trillion by 2030"] = { "demand", 1 },
      ["Congress rejects bill to block Nvidia chip sales to China"] = { "demand", 1 },
      ["Nvidia denies cut in Blackwell orders"] = { "demand", 1 },
      ["Nvidia confirms cut in Blackwell orders"] = { "demand", -1 },
      ["US grants Qatar access to advanced AI chips"] = { "demand", 1 },
      ["AMD chief plays down worries about an AI bubble"] = { "demand", 1 },
    } do
      local r = sf.read(headline)
      assert.same(wanted, { r.channel, r.direction }, headline)
    end
  end)

  it("reads what suppliers shift, cut and lack, and what is paid for power", function()
    for headline, wanted in pairs {
      ["Micron cuts capex to $12 billion"] = { "bottleneck", -1 },
      ["SK Hynix shifts capacity to HBM from consumer DRAM"] = { "bottleneck", 1 },
      ["Micron narrows HBM supply gap"] = { "bottleneck", 1 },
      ["HBM supply gap widens"] = { "bottleneck", -1 },
      ["Startups vie for HBM supply"] = { "bottleneck", -1 },
      ["Judge overturns data center moratorium"] = { "bottleneck", 1 },
      ["Court rejects challenge to data center"] = { "bottleneck", 1 },
      ["Virginia passes electricity tax on data centers"] = { "cost", -1 },
      ["Amazon to pay full cost of grid upgrades"] = { "cost", -1 },
      ["Microsoft raises Azure GPU prices"] = { "cost", -1 },
      ["Tencent trains model with a tenth of the GPUs"] = { "cost", 1 },
      ["Rising DRAM prices lift Samsung profit"] = { "margin", 1 },
      ["OpenAI expects to turn profitable in 2029"] = { "margin", 1 },
    } do
      local r = sf.read(headline)
      assert.same(wanted, { r.channel, r.direction }, headline)
    end
  end)

  it("reads who is ousted, warned and met, where power comes from and where chips are made", function()
    for headline, wanted in pairs {
      ["Voters oust council members who backed a data center"] = { "bottleneck", -1 },
      ["Meta to buy power from satellites for data centers"] = { "bottleneck", 1 },
      ["Nvidia to make AI servers in Texas"] = { "bottleneck", 1 },
      ["China cautions tech firms over Nvidia H20 purchases"] = { "demand", -1 },
      ["Intel begins layoffs in its foundry"] = { "none", 0 },
      ["Meta shares sink as AI spending plans unnerve investors"] = { "none", 0 },
      ["Startup raises $15 million to reduce power losses in data centers"] = { "none", 0 },
    } do
      local r = sf.read(headline)
      assert.same(wanted, { r.channel, r.direction }, headline)
    end
  end)

  it("reads what is cut off, put off and dropped, who is lost, and what a price does", function()
    for headline, wanted in pairs {
      ["Nvidia lead times shorten as Blackwell supply improves"] = { "bottleneck", 1 },
      ["Nvidia lead times stretch as Blackwell supply tightens"] = { "bottleneck", -1 },
      ["Texas passes law letting grid disconnect data centers"] = { "bottleneck", -1 },
      ["Utilities quote seven-year waits for data center hookups"] = { "bottleneck", -1 },
      ["HBM4 qualification slips at Samsung"] = { "bottleneck", -1 },
      ["Coal plant retirements put off as data centers need power"] = { "bottleneck", 1 },
      ["Data center power deals fall through in Georgia"] = { "bottleneck", -1 },
      ["TSMC brings forward second Arizona fab"] = { "bottleneck", 1 },
      ["Applied Digital loses tenant for North Dakota site"] = { "demand", -1 },
      ["Customers defer AI server orders, Super Micro says"] = { "demand", -1 },
      ["Marvell guides below Street as custom chip orders wobble"] = { "demand", -1 },
      ["GAIN AI Act left out of defense bill in win for Nvidia"] = { "demand", 1 },
      ["US drops AI diffusion rule"] = { "demand", 1 },
      ["Nvidia's China share falls to zero, Huang says"] = { "demand", -1 },
      ["Nvidia's H20 orders from China dry up"] = { "demand", -1 },
      ["Nvidia tops estimates"] = { "demand", 1 },
      ["Nvidia misses estimates"] = { "demand", -1 },
      ["Amazon and Nvidia see no pullback in data centers"] = { "demand", 1 },
      ["US revokes TSMC's waiver for its Nanjing plant"] = { "demand", -1 },
      ["CoreWeave-Poolside project stalls"] = { "demand", -1 },
      ["US lifts export curbs on Nvidia chips"] = { "demand", 1 },
      ["Applied Materials sees China sales dropping $600 million on curbs"] = { "demand", -1 },
      ["Microsoft leans on neoclouds with $60 billion of deals"] = { "demand", 1 },
      ["Core Scientific loses CoreWeave expansion"] = { "demand", -1 },
      ["Hyperscalers show no sign of easing AI spending"] = { "demand", 1 },
      ["Hyperscalers ease AI spending"] = { "demand", -1 },
      ["Agents use 100 times more compute, Huang says"] = { "cost", -1 },
      ["Power prices in Texas fall as solar surges"] = { "cost", 1 },
      ["Lenovo infrastructure unit slips back into loss"] = { "margin", -1 },
      ["Oracle cloud gross margin contracts"] = { "margin", -1 },
      ["Google loses 20-year nuclear deal"] = { "bottleneck", -1 },
      ["Gas turbines sold out"] = { "bottleneck", -1 },
      ["HBM4 supply catches up with demand"] = { "bottleneck", 1 },
      ["OpenAI to buy extra $250 billion of Azure services"] = { "demand", 1 },
      ["Rubin slashes token costs tenfold, Nvidia says"] = { "cost", 1 },
      ["Memory makers to add $500 to cost of each AI server"] = { "cost", -1 },
      ["DRAM spot prices ease for first time in 14 months"] = { "cost", 1 },
      ["Mistral model matches Claude at one eighth of the price"] = { "cost", 1 },
      ["Tariffs lift cost of AI servers"] = { "cost", -1 },
      ["Trump lifts tariffs on semiconductors"] = { "cost", 1 },
      ["H100 GPUs now rent for as little as $2 an hour, down from $8"] = { "cost", 1 },
      ["Memory price rally runs out of steam"] = { "cost", 1 },
      ["Optics slash AI cluster power by 70%"] = { "cost", 1 },
      ["Broadcom says AI margins will hold"] = { "margin", 1 },
      ["Wiwynn gross margin hits record low"] = { "margin", -1 },
      ["Wiwynn gross margin hits record high"] = { "margin", 1 },
      ["Intel posts surprise loss"] = { "margin", -1 },
    } do
      local r = sf.read(headline)
      assert.same(wanted, { r.channel, r.direction }, headline)
    end
  end)

  it("reads what is done to a thing by its verb, whoever does it", function()
    local up = { "raises", "boosts", "lifts", "doubles", "hikes", "increases" }
    local down = { "cuts", "trims", "slashes", "pares", "reduces", "lowers", "scales back", "halves" }
    local eased = { "lifts", "eases", "relaxes", "scraps", "drops", "rolls back", "suspends", "waives", "delays",
      "removes", "rescinds", "overturns", "ends", "softens", "weakens", "repeals" }
    local tightened = { "tightens", "extends", "imposes", "widens", "toughens" }
    local signed = { "signs", "expands", "announces", "revives", "doubles", "commits to", "resumes" }
    local dropped = { "cancels", "scraps", "pauses", "drops", "walks away from", "shelves", "pulls out of", "freezes",
      "backs out of" }
    local approved = { "approves", "OKs", "clears", "backs", "greenlights", "signs off on", "votes for", "endorses" }
    local rejected = { "rejects", "denies", "blocks", "votes down", "opposes", "delays", "tables", "halts",
      "turns down" }
    local opened = { "opens", "starts", "expands", "completes", "breaks ground on" }
    local closed = { "closes", "halts", "cancels", "postpones", "scraps", "shuts", "pauses work on" }
    for _, case in ipairs {
      { "US", eased, tightened, "demand", "export curbs on AI chips", "restrictions on H20 exports",
        "license requirement for AI chips to China" },
      { "Trump", eased, tightened, "cost", "tariffs on chips", "tariffs on AI servers" },
      { "County", eased, tightened, "bottleneck", "moratorium on data centers", "ban on new data centers" },
      { "County", approved, rejected, "bottleneck", "data center", "data center rezoning", "gas plant for data center",
        "transmission line for data centers" },
      { "Microsoft", up, down, "demand", "capex plan", "AI spending", "data center spending" },
      { "Nvidia", up, down, "demand", "revenue forecast", "sales outlook" },
      { "Nvidia", up, down, "margin", "gross margin forecast", "profit outlook" },
      { "SK Hynix", up, down, "bottleneck", "HBM output" },
      { "AWS", down, up, "cost", "GPU prices", "API prices" },
      { "Amazon", signed, dropped, "demand", "Ohio data center", "data center lease", "GPU order", "1 GW campus" },
      { "Micron", opened, closed, "bottleneck", "Idaho fab", "packaging plant", "HBM plant" },
    } do
      for sign, verbs in pairs { [1] = case[2], [-1] = case[3] } do
        for _, verb in ipairs(verbs) do
          for i = 5, #case do
            local headline = ("%s %s %s"):format(case[1], verb, case[i])
            local r = sf.read(headline)
            assert.same({ case[4], sign }, { r.channel, r.direction }, headline)
          end
        end
      end
    end
  end)

  it("reads what was done to a thing, and what is denied of it", function()
    for headline, wanted in pairs {
      ["Ban on H20 sales to China lifted"] = { "demand", 1 },
      ["H20 sales to China banned"] = { "demand", -1 },
      ["Nvidia sales rise after China ban eased"] = { "demand", 1 },
      ["GPU orders cut by Meta"] = { "demand", -1 },
      ["Microsoft not backing off AI spending"] = { "demand", 1 },
      ["Microsoft backs off AI spending"] = { "demand", -1 },
      ["Data center moratorium lifted by county"] = { "bottleneck", 1 },
      ["Data center moratorium approved by county"] = { "bottleneck", -1 },
      ["Data center permit granted"] = { "bottleneck", 1 },
      ["Data center permit denied"] = { "bottleneck", -1 },
      ["Rubin launch delayed to 2027"] = { "bottleneck", -1 },
      ["Rubin chips arrive early"] = { "bottleneck", 1 },
      ["Nvidia denies Rubin delay"] = { "bottleneck", 1 },
      ["Chip tariffs suspended"] = { "cost", 1 },
      ["AMD MI450 costs half as much as H100"] = { "cost", 1 },
      ["AMD MI450 costs twice as much as H100"] = { "cost", -1 },
      ["CoreWeave loss wider than expected"] = { "margin", -1 },
      ["CoreWeave loss narrower than expected"] = { "margin", 1 },
    } do
      local r = sf.read(headline)
      assert.same(wanted, { r.channel, r.direction }, headline)
    end
  end)

  it("reads a verb and its opposite", function()
    for _, case in ipairs {
      { "demand", "Amazon resumes work on Indiana data center",
        "Amazon freezes work on Indiana data center" },
      { "demand", "Microsoft revives Ohio data center plan",
        "Microsoft shelves Ohio data center plan" },
      { "demand", "Microsoft plans 10 GW of capacity, up from 6 GW",
        "Microsoft plans 6 GW of capacity, down from 10 GW" },
      { "demand", "China drops probe of Nvidia chips, clears purchases",
        "China opens review of Nvidia chips, halts purchases" },
      { "bottleneck", "Palisades reactor cleared to restart",
        "Restart of Palisades reactor delayed" },
      { "bottleneck", "TSMC triples CoWoS capacity",
        "CoWoS capacity falls short of demand" },
      { "bottleneck", "Nvidia fixes Rubin rack leaks",
        "Rubin racks hit by liquid leaks" },
      { "bottleneck", "China lifts curbs on gallium exports",
        "China curbs gallium exports" },
      { "bottleneck", "Samsung union calls off strike",
        "Samsung union votes to strike" },
      { "cost", "New chip runs models with a third of the energy",
        "H100 rental prices rise to $3 an hour" },
      { "margin", "Oracle cloud margin expands",
        "Oracle cloud margin contracts" },
      { "margin", "Nebius loss narrows",
        "Nebius loss doubles" },
    } do
      for sign, headline in pairs { [1] = case[2], [-1] = case[3] } do
        local r = sf.read(headline)
        assert.same({ case[1], sign }, { r.channel, r.direction }, headline)
      end
    end
  end)

  it("gives nouns that share a verb its sign each", function()
    for headline, sign in pairs { ["Qualcomm profit, sales beat estimates"] = 1,
      ["Intel profit and sales miss estimates"] = -1 } do
      local r = sf.read(headline)
      assert.same({ "margin", sign, "demand", sign },
        { r.channels[1].name, r.channels[1].direction, r.channels[2].name, r.channels[2].direction }, headline)
    end
  end)

  it("takes what happens in orbit, at rating agencies and to posts for none", function()
    for _, headline in ipairs { "SpaceX plans orbital data centers", "Moody's cuts outlook on Oracle debt",
      "Intel names new chief as Tan to step down",
      "CoreWeave appoints former Google executive as chief revenue officer", "Why the Nvidia China deal could backfire",
      "TSMC debunks rumour of Intel joint venture", "Brookfield and GIC in talks to buy data center owner" } do
      assert.equal("none", sf.read(headline).channel, headline)
    end
  end)

  it("leaves open what a question of yes or no asks, and nothing else", function()
    for headline, wanted in pairs {
      ["Will hyperscalers cut capex?"] = { "demand", 0 },
      ["Hyperscalers will cut capex"] = { "demand", -1 },
      ["Could HBM shortages end in 2027?"] = { "bottleneck", 0 },
      ["Why is there a shortage of HBM?"] = { "bottleneck", -1 },
      ["Nvidia revenue doubles: can it last?"] = { "demand", 1 },
    } do
      local r = sf.read(headline)
      assert.same(wanted, { r.channel, r.direction }, headline)
    end
  end)

  it("is unsure where the words do not tell", function()
    local r = sf.read "Quiet Tuesday"
    assert.equal("unsure", r.channel)
    assert.is_nil(r.none_kind)
  end)

  it("prints on one screen, whatever the headline holds", function()
    local shown = tostring(sf.read(CLAIM))
    assert.matches("cost +", shown, 1, true)
    assert.matches("25x (multiple: up to 25)", shown, 1, true)
    assert.matches('"cuts cost"', shown, 1, true)
    local long = tostring(sf.read(("AWS raises GPU prices 15% to $3 \27[2J\0"):rep(200)))
    assert.is_nil(long:find "[%z\27]")
    assert.is_true(select(2, long:gsub("\n", "")) < 24)
  end)

  it("names what came when it is no text", function()
    local done, err = pcall(function()
      local _ = sf.read(nil).channel
    end)
    assert.is_false(done)
    assert.matches("reading_spec.lua:%d+: read: headline: expected text, got nil", err)
  end)
end)

describe("sf.reader", function()
  it("adds the analyst's words to the shipped ones", function()
    local reader = sf.reader { lexicon = { demand = { ["backlog"] = 1.5 } } }
    local before, after = sf.read "Nvidia backlog grows", reader:read "Nvidia backlog grows"
    assert.near(before.channels[1].weight + 1.5, after.channels[1].weight, 1e-12)
    assert.equal("cost", reader:read(CLAIM).channel)
    assert.matches("1 word of your own", tostring(reader), 1, true)
  end)

  it("takes a lexicon file of the analyst's own, with actors and rules", function()
    local headline = "Acme Compute orders 500 widgets from Zenith"
    with_file("actor buyer Acme: acme compute\nwords own_widgets: widget~\nrule demand + 4: buyer>own_widgets\n",
      function(path)
        local reader = assert(sf.reader { lexicon = path })
        local reading = reader:read(headline)
        assert.equal("demand", reading.channel)
        assert.equal("Acme", reading.actors[1].name)
        assert.matches(path, tostring(reader), 1, true)
      end)
    with_file("rule demand + 4: nosuchconcept\n", function(path)
      local done, message = pcall(sf.reader, { lexicon = path })
      assert.is_false(done)
      assert.matches(path .. ":1:", message, 1, true)
    end)
    local none, err = sf.reader { lexicon = "/nonexistent/lexicon.txt" }
    assert.is_nil(none)
    assert.equal("io", err.code)
    assert.is_nil(sf.reader { lexicon = "/" })
  end)

  it("takes a weight below 0 as a change for the worse", function()
    local reader = sf.reader { lexicon = { margin = { ["widget parade"] = -2 }, none = { zebra = 3 } } }
    local r = reader:read "Widget parade"
    assert.same({ "margin", -1, 2 }, { r.channel, r.direction, r.channels[1].weight })
    assert.equal("unsure", sf.read "Widget parade".channel)
    assert.equal("none", reader:read "Zebra".channel)
  end)

  it("names the nearest word, and the entry that is wrong", function()
    local function refused(given, message)
      local done, err = pcall(sf.reader, given)
      assert.is_false(done)
      assert.matches(message, err, 1, true)
    end
    refused({ lexicon = { demnd = { backlog = 1 } } }, "'demnd'; did you mean 'demand'?")
    refused({ lexicn = {} }, "'lexicn'; did you mean 'lexicon'?")
    refused({ lexicon = { demand = { ["!"] = 1 } } }, 'lexicon.demand["!"]:1: expected a word')
    refused({ lexicon = { demand = { backlog = 0 } } }, 'lexicon.demand["backlog"]: expected a weight')
    refused({ lexicon = { demand = { backlog = 0 / 0 } } }, "expected a weight")
    refused({ lexicon = { demand = { ["a\nrule cost + 9: money"] = 1 } } }, "expected one word or phrase")
    refused({ lexicon = { demand = { "backlog" } } }, "lexicon.demand has an item [1] without a name")
    refused({ lexicon = { none = { zebra = -1 } } }, "none has no direction")
  end)
end)

describe("sf.same_story", function()
  it("tells copies from other stories, of texts and readings", function()
    local b = "TSMC doubles CoWoS packaging capacity on AI demand"
    local a = b .. " - Reuters"
    assert.is_true(sf.same_story(a, b))
    assert.is_true(sf.same_story(sf.read(a), b))
    assert.is_false(sf.same_story(a, CLAIM))
  end)
end)

describe("sf.feed.open", function()
  it("reads a published feed, each reading with its source and day", function()
    local channels = {}
    for reading in sf.feed.open(FEED):readings(sf.reader {}) do
      assert.equal("Groq Blog", reading.source)
      channels[reading.date] = reading.channel
    end
    assert.same({ ["2026-04-09"] = "unsure", ["2026-02-16"] = "demand", ["2025-10-16"] = "cost",
      ["2025-09-17"] = "none" }, channels)
    assert.equal(4, #sf.feed.open(FEED))
    assert.equal("Groq Blog: 4 headlines from 2025-09-17 to 2026-04-09, rss", tostring(sf.feed.open(FEED)))
  end)

  it("reads CSV and JSON lines; what they do not say is unknown", function()
    with_file('title,date\n"TSMC doubles CoWoS capacity",2026-01-02\n', function(path)
      local reading = sf.feed.open(path):readings()()
      assert.same({ "bottleneck", "2026-01-02" }, { reading.channel, reading.date })
      assert.is_nil(reading.source)
    end)
    with_file('{"title":"AWS raises GPU prices 15%"}\n', function(path)
      local reading = sf.feed.open(path):readings()()
      assert.equal("cost", reading.channel)
      assert.is_nil(reading.date)
    end)
  end)

  it("gives nil and the file with the line for what it cannot read", function()
    with_file("title,b\nA,1\nB\n", function(path)
      local feed, err = sf.feed.open(path)
      assert.is_nil(feed)
      assert.equal(path .. ":3: ", tostring(err):sub(1, #path + 4))
      assert.equal("parse", err.code)
    end)
    local feed, err = sf.feed.open "/nonexistent.xml"
    assert.is_nil(feed)
    assert.matches("/nonexistent.xml", tostring(err), 1, true)
    assert.equal("io", err.code)
    assert.is_nil((sf.feed.open "tests/data"))
  end)

  it("takes only a reader to read with", function()
    assert.has_error(function()
      sf.feed.open(FEED):readings {}
    end)
  end)
end)

describe("signalflow read", function()
  it("prints a line for each headline of a feed", function()
    local output, status = signalflow("read " .. FEED)
    assert.equal(0, status, output)
    assert.equal(4, select(2, output:gsub("\n", "")))
    assert.matches("2026%-02%-16  demand %+ +GroqCloud: Expanding to Meet Demand  %(Groq Blog%)\n", output)
  end)

  it("reads headlines or a feed from standard input", function()
    local bare = "read <<'END'\nAWS raises GPU prices 15%\n\nQuiet Tuesday\nEND\n"
    local pipe = io.popen(("%s/signalflow %s"):format(support.build, bare))
    local output = pipe:read "a"
    pipe:close()
    assert.matches("cost %- margin %+ +AWS raises GPU prices 15%%\n +unsure +Quiet Tuesday\n$", output)
    assert.equal((signalflow("read " .. FEED)), (signalflow("read - < " .. FEED)))
  end)

  it("writes JSON lines, unknown left out", function()
    local output = signalflow("read --json " .. FEED)
    local first = output:match "^[^\n]*"
    assert.matches('"channel":"unsure"', first, 1, true)
    assert.matches('"channels":[]', first, 1, true)
    assert.matches('"date":"2026-04-09"', first, 1, true)
    assert.is_nil(first:find("none_kind", 1, true))
  end)

  it("says what is wrong with a file that is no feed, and where, with exit status 2", function()
    local output, status = signalflow "read tests/data/fred_DGS10_cut.csv"
    assert.equal(2, status)
    assert.matches("tests/data/fred_DGS10_cut.csv:1: ", output, 1, true)
    assert.is_nil(output:find("traceback", 1, true))
  end)
end)
