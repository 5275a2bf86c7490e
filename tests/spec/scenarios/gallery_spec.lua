-- The gallery: each scenario is one thing, short, and says what must be so whatever the figures are.
local support = require "tests.spec.support"

local build = support.build
local GALLERY = { "three_sites", "break_even", "launch_curve", "beside_measured", "claims", "own_chip",
  "checklist_and_test", "headline_to_impact", "ledger_of_a_quarter", "thesis_in_short", "sweep",
  "would_have_to_be_true" }

local pages = {}

-- What a scenario prints, run once.
local function page_of(name)
  if not pages[name] then
    local pipe = assert(io.popen(("'%s/signalflow' run %s </dev/null 2>&1"):format(build, name)))
    local text = pipe:read "a"
    local _, _, status = pipe:close()
    pages[name] = { text = text, status = status }
  end
  assert.equal(0, pages[name].status, pages[name].text)
  return pages[name].text
end

-- The numbers of the first line that begins so, those in brackets left out.
local function numbers_after(text, start)
  local line = assert(text:match("\n(" .. start .. "[^\n]*)"), start .. " in " .. text)
  local numbers = {}
  for number in line:sub(#start + 1):gsub("%b[]", ""):gmatch "%-?%d[%d.]*" do
    numbers[#numbers + 1] = tonumber(number)
  end
  return numbers
end

describe("the gallery", function()
  for _, name in ipairs(GALLERY) do
    it(name .. " is short, runs, and recommends nothing", function()
      local path, lines = ("lua/scenarios/%s.lua"):format(name), 0
      for _ in io.lines(path) do
        lines = lines + 1
      end
      assert.is_true(lines <= 45, lines)
      assert.same({}, support.trade_words(page_of(name)))
      assert.same({}, support.unreadable(page_of(name)))
      local index = assert(io.open "lua/scenarios/README.md"):read "a"
      assert.matches(name .. ".lua", index, 1, true)
    end)
  end

  it("dearer electricity costs more, site by site", function()
    local text = page_of "three_sites"
    local cost = numbers_after(text, "energy cost +%a+/year")
    assert.equal(3, #cost)
    assert.is_true(cost[1] < cost[2] and cost[2] < cost[3])
    local per_watt = numbers_after(text, "tokens per watt,")
    assert.is_true(per_watt[1] > per_watt[2] and per_watt[2] > per_watt[3]) -- by PUE alone
  end)

  it("to be sure takes a higher price than the middle does, and a newer platform a lower one", function()
    local middle = {}
    for platform, low, unit in page_of "break_even":gmatch "\n?(%w[%w ]-) +([%d.]+) (%a+)/Mtok in the median" do
      assert.equal("USD", unit)
      middle[platform] = tonumber(low)
    end
    assert.is_true(middle["GB200 NVL72"] < middle.B200)
    assert.is_true(middle.B200 < (middle.H200 or math.huge))
    for low, high in page_of "break_even":gmatch "([%d.]+) USD/Mtok in the median, ([%d.]+) USD" do
      assert.is_true(tonumber(low) < tonumber(high))
    end
  end)

  -- rows on both sides of a speed bound what lies between; where no row is as fast, nothing was measured
  it("what was measured is shown where rows are, unknown where none is, and the page fits a screen", function()
    local text, rows = page_of "beside_measured", require "signalflow.catalogue.lookup".points()
    local platforms = { { "H100", "fp8" }, { "H200", "fp8" }, { "B200", "fp4" }, { "GB200 NVL72", "fp4" },
      { "MI355X", "fp4" } }
    local function served(side, spec, at)
      local slowest, fastest, most = math.huge, 0, 0
      for _, row in ipairs(rows) do
        if row.platform == side[1] and row.precision == side[2] and row.spec == spec and row.model == "DeepSeek-R1"
          and row.input == 1024 and row.output == 1024 and row.interactivity then
          slowest, fastest = math.min(slowest, row.interactivity), math.max(fastest, row.interactivity)
          most = row.interactivity >= at and math.max(most, row.token_rate) or most
        end
      end
      return slowest <= at and at <= fastest, fastest >= at, most
    end
    local lines, spec, at, known, unknown = 0, nil, nil, 0, 0
    for line in text:gmatch "[^\n]+" do
      lines, spec = lines + (line:find "^ *measured: " and 0 or 1), line:match "without MTP" and "none"
        or line:match "with MTP" and "mtp" or spec
      at = tonumber(line:match "^(%d+), estimated") or at
      local unit, cells = line:match "^  measured +(k?)tok/s/gpu +(.*)$"
      local i = 0
      for cell in (cells or ""):gmatch "%S+" do
        i = i + 1
        local is_between, is_reached, most = served(platforms[i], spec, at)
        local rate = tonumber(cell) and tonumber(cell) * (unit == "k" and 1000 or 1)
        assert.is_true(rate ~= nil or not is_between, line)
        assert.is_true(rate == nil or is_reached and rate >= 0.99 * most, line) -- three digits are shown
        known, unknown = known + (rate and 1 or 0), unknown + (rate and 0 or 1)
      end
      assert.is_true(i == 0 or i == #platforms, line)
      assert.is_true(utf8.len(line) <= 110 or line:find "https://" ~= nil, line)
    end
    assert.equal(2 * 5 * #platforms, known + unknown)
    assert.is_true(known > 30 and unknown > 0)
    assert.is_true(lines <= 50, lines)
  end)

  it("a claim is held to the curve at its speed", function()
    local text = page_of "launch_curve"
    local at_30 = text:match "\n +30 [^\n]*x ([%d.]+)[^\nx]*\n" -- its range beside it or beneath
    assert.is_truthy(at_30, text)
    assert.equal(at_30, text:match "\ncost +x 10 +x ([%d.]+) ")
  end)

  it("a headline says what would confirm it, and is worked out only if it comes true", function()
    local text = page_of "headline_to_impact"
    assert.matches("channel +cost %+", text)
    assert.matches("what would confirm it", text, 1, true)
  end)

  it("one's own chip is as it was given", function()
    assert.matches("throughput of an accelerator +ktok/s/gpu +[%d.]+ %[2.50 … 5.00%]", page_of "own_chip")
    assert.matches("tier +given +", page_of "own_chip")
  end)

  it("the checklist's test passes before real figures are asked", function()
    assert.matches("^the test passes", page_of "checklist_and_test")
    assert.matches("revenue%-growth +pass", page_of "checklist_and_test")
  end)

  it("one origin proves nothing, and evidence against moves back", function()
    local text, odds = page_of "ledger_of_a_quarter", {}
    for status, probability in text:gmatch "2025%-%d+%-%d+  (%a+), probability ([%d.]+)" do
      odds[#odds + 1] = { status, tonumber(probability) }
    end
    assert.same({ "unverified", 0.5 }, odds[1])
    assert.same({ "unverified", 0.67 }, odds[2]) -- twice as likely: odds of 2 to 1
    assert.equal("contested", odds[3][1])
    assert.is_true(odds[3][2] > 0.5 and odds[3][2] < 0.75) -- all for it would be 3 to 1
  end)

  it("a short thesis concludes nothing", function()
    assert.matches("EFFICIENCY AND DURABLE DEMAND: both undecided", page_of "thesis_in_short", 1, true)
  end)

  it("a higher price pays at a lower utilization", function()
    local text, last, count = page_of "sweep", 1, 0
    assert.matches("^%d+ of 10000 combinations", text)
    for least in text:gmatch "from a utilization of ([%d.]+)" do
      assert.is_true(tonumber(least) < last)
      last, count = tonumber(least), count + 1
    end
    assert.is_true(count >= 5)
  end)

  it("what would have to be true is more than what is, or nothing is", function()
    local text = page_of "would_have_to_be_true"
    local now, needed = text:match "price +now ([%d.]+) USD/Mtok.-would have to be ([%d.]+) USD/Mtok"
    assert.is_true(tonumber(needed) > tonumber(now))
    local draws = tonumber(text:match "at least that in (%d+) %% of draws")
    assert.is_true(draws < 50)
  end)
end)
