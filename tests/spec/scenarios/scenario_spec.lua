-- The large scenarios: pages an analyst can forward.
local support = require "tests.spec.support"
local build = support.build

-- What a scenario prints, as lines and as text, and its exit status; whatever it is about, it recommends nothing.
local function page_of_scenario(words)
  local lines, status = support.lines(build .. "/signalflow run lua/scenarios/" .. words)
  local page = table.concat(lines, "\n")
  assert.same({}, support.trade_words(page))
  assert.same({}, support.unreadable(page))
  return lines, page, status
end

-- A folder of published files, prices among them; without one the test is skipped.
local function folder_with_prices()
  local folder = os.getenv "SIGNALFLOW_DATA" or "../shared/data"
  local prices = io.open(folder .. "/prices/nvda.us.txt")
  if prices then
    prices:close()
    return folder
  end
  pending(("no prices in %s: set SIGNALFLOW_DATA to a folder of published files"):format(folder))
end

describe("hundred_megawatts.lua", function()
  local _, page, status = page_of_scenario "hundred_megawatts.lua --draws 16384"

  it("runs", function()
    assert.equal(0, status, page)
  end)

  it("answers what it set out to", function()
    local words_only = page:gsub("%s+", " ")
    for _, words in ipairs { "100 MW serving DeepSeek-R1", "tokens per", "energy per", "cost of a", "margin", "NPV",
      "probability", "payback", "rack density", "what binds", "price war less base, draw by draw",
      "power crunch less base", "what moves NPV", "fixed here", "assumptions", "tier", "calibrated", "H100", "90 %",
      "0.168 USD/Mtok [0.067 … 0.333] instead of 0.504 USD/Mtok [0.200 … 1.000]", "sources", "seed 2026" } do
      assert.matches(words, words_only, 1, true)
    end
  end)

  it("takes its title, base and scenarios from the run", function()
    local _, other = page_of_scenario "hundred_megawatts.lua --draws 1024 -D grid_power=50 -D 'price=0.3 USD/Mtok'"
    assert.matches("^50 MW serving DeepSeek%-R1", other)
    assert.is_nil(other:find("100 MW", 1, true))
    assert.matches("price +0.1 USD/Mtok instead of 0.3 USD/Mtok", other)
    assert.matches("price +0.3 USD/Mtok +given +by %-D on the command line", other)
  end)

  it("gives the same page again for the same seed, and another for another driver", function()
    local _, again = page_of_scenario "hundred_megawatts.lua --draws 16384 --threads 1"
    assert.equal(page, again)
    local _, other = page_of_scenario "hundred_megawatts.lua --draws 16384 -D grid_power=50"
    assert.is_true(page ~= other)
  end)
end)

describe("launch.lua", function()
  local _, page, status = page_of_scenario "launch.lua"

  it("runs", function()
    assert.equal(0, status, page)
  end)

  it("prints the same without the command, which alone knows the script's name", function()
    local plain = table.concat(support.lines "lua5.4 lua/scenarios/launch.lua", "\n")
    assert.equal(page:gsub(", launch%.lua", ""), (plain))
  end)

  it("answers what it set out to", function()
    for _, words in ipairs { "under 100 MW", "DeepSeek-R1", "Llama-3.3-70B", "tier", "tokens per watt", "rack density",
      "paid back in", "against H100", "memory ", "claimed:", "reached at", "calibrated", "floor", "2.6 m2/rack",
      "Cushman & Wakefield" } do
      assert.matches(words, page, 1, true)
    end
  end)
end)

describe("news_to_impact.lua", function()
  local function page_of(arguments)
    return page_of_scenario("news_to_impact.lua " .. arguments)
  end
  local _, page, status = page_of ""

  it("runs on the headlines it comes with, and cuts nothing", function()
    assert.equal(0, status, page)
    assert.is_nil(page:find "…\n")
  end)

  it("goes from headlines to a signal, its impact by year, and what would confirm it", function()
    for _, words in ipairs { "10 stories", "demand +", "bottleneck -", "if it comes true, price_decline x",
      "assumed by this page, not said by the source", "arrives by a gamma curve", "average year",
      "half of it has come after", "still to come after year 5", "what would confirm it", "NVDA", "against:" } do
      assert.matches(words, (page:gsub("%s+", " ")), 1, true)
    end
  end)

  it("speaks for a day on which all that it lists was known", function()
    local day, count = assert(page:match "as of +(%d%d%d%d%-%d%d%-%d%d)"), 0
    for listed in page:gmatch "\n  (20%d%d%-%d%d%-%d%d)  " do
      count = count + 1
      assert.is_true(listed <= day, listed)
    end
    assert.equal(10, count)
  end)

  it("leaves unknown what the price holds where there are no prices", function()
    assert.matches("what the price holds: unknown", page, 1, true)
  end)

  it("sets the claim against the price where there are", function()
    local folder = folder_with_prices()
    if not folder then
      return
    end
    local _, with_prices = page_of("lua/scenarios/data/feed.xml " .. folder)
    with_prices = with_prices:gsub("%s+", " ")
    for _, words in ipairs { "session 0 is 2025-08-28", "-3.9 %", "not significant", "of that the price holds",
      "what the claim adds, less the move", "if it comes true, and if", "of the firm's cash flow moved like" } do
      assert.matches(words, with_prices, 1, true)
    end
  end)

  local function page_of_headline(headline)
    local path = support.temporary('title,date,source\n"' .. headline .. '",2025-09-10,Reuters\n')
    local _, words, done = page_of(path)
    return words:gsub("%s+", " "), done
  end

  it("takes the headline's own power as the factory's, and its multiple as the most", function()
    assert.matches("revenue of 2 GW of GB200 NVL72",
      page_of_headline "Microsoft leases 2 GW of AI data center capacity from Crusoe for $10 billion", 1, true)
    assert.matches("token_rate x %d%.%d+ %[1%.00 … 10%.00%]",
      (page_of_headline "Nvidia Blackwell delivers 10x lower token costs"))
  end)

  it("sizes nothing that the words do not size, and says what the sign means", function()
    for _, headline in ipairs { "Town halts data center over water", "Microsoft cancels data center leases" } do
      local words, done = page_of_headline(headline)
      assert.equal(0, done, words)
      assert.matches("not sized: the words do not tell what this does to a factory", words, 1, true)
    end
    assert.matches("that is bottleneck -: tightened", (page_of_headline "Town halts data center over water"), 1, true)
  end)

  it("says when a feed has nothing, or is none", function()
    local path = support.path()
    local file = assert(io.open(path, "w"))
    file:write "title,date\nOpenAI releases GPT-5,2025-08-07\n"
    file:close()
    local _, nothing, clean = page_of(path)
    assert.equal(0, clean, nothing)
    assert.matches("no headline of this feed says", nothing, 1, true)
    local _, missing, failed = page_of "/nonexistent.xml"
    assert.equal(3, failed)
    assert.matches("/nonexistent.xml", missing, 1, true)
  end)
end)

describe("thesis.lua", function()
  local function page_of(arguments)
    return page_of_scenario("thesis.lua " .. arguments)
  end
  local lines, page, status = page_of "lua/scenarios/data"

  it("runs on the sample, within the width of a page, and cuts nothing", function()
    assert.equal(0, status, page)
    for _, line in ipairs(lines) do
      assert.is_true(utf8.len(line) <= 120 or line:find "https://" ~= nil, line)
      assert.is_nil(line:find "…$")
      assert.is_nil(line:find "and %d+ more")
    end
  end)

  it("shows both sides of both pairs, liquidity beside them, and what is missing", function()
    for _, words in ipairs { "EFFICIENCY AND DURABLE DEMAND:", "efficiency: ", "durable demand: ",
      "MOAT AND DIVERSIFICATION", "moat: ", "diversification: ", "shares of direct customers", "LIQUIDITY",
      "WARNING SIGNS", "WHAT IS MISSING", "WHAT WOULD CHANGE THE VERDICT", "TO VERIFY NEXT", "by 2025-" } do
      assert.matches(words, page, 1, true)
    end
  end)

  it("knows both sides of both pairs on the published files", function()
    local folder = folder_with_prices()
    if not folder then
      return
    end
    local _, whole = page_of(folder)
    whole = whole:gsub("%s+", " ")
    assert.matches("efficiency is undecided, durable demand contested: does not pass", whole, 1, true)
    assert.matches("moat contested (attach rate widening, gross margin narrowing), diversification worsening", whole, 1,
      true)
    assert.matches("A PREMIUM FOR GROWTH OVER MANY YEARS: undecided", whole, 1, true)
  end)

  it("keeps the statements in a ledger that a second run finds", function()
    local path = support.path()
    local _, first = page_of("lua/scenarios/data " .. path)
    local function verified()
      return table.concat(support.lines(("%s/signalflow ledger %s verify"):format(build, path)), "\n")
    end
    local entries = verified()
    assert.matches("%d+ entries", entries)
    local _, second = page_of("lua/scenarios/data " .. path)
    assert.equal(first, second)
    assert.equal(page, second)
    assert.equal(entries, verified())
  end)
end)
