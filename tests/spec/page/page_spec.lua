-- Pages: the blocks of anything, and how lines fold.
local block = require "signalflow.page.block"
local figure = require "signalflow.page.figure"
local line = require "signalflow.page.line"
local page = require "signalflow.page.page"
local sf = require "signalflow"

describe("the blocks of what a page is about", function()
  it("are those of a page, of an object that has one, and the lines of any other text", function()
    local made = page.new { block.title "t" }
    assert.equal(made.blocks, page.blocks_of(made))
    local shares = sf.concentration { a = 0.6, b = 0.4 }
    assert.equal("title", page.blocks_of(shares)[1].kind)
    local lines = page.blocks_of "first\n\nsecond"
    assert.same({ "first", "second" }, { lines[1].content, lines[2].content })
    assert.equal(2, #lines)
    assert.equal("7", page.blocks_of(7)[1].content)
  end)
end)

describe("a figure beside others", function()
  it("has the digits that tell it apart, and near 0 no more decimals than the step", function()
    local function written(value, step)
      return figure.write(figure.new { value = value, step = step }, 1, true)
    end
    assert.equal("0.001", written(0.00056, 0.284))
    assert.equal("0.2851", written(0.28512, 0.0035))
    assert.equal("0.285", written(0.28512, 0.284))
  end)
end)

describe("CSV", function()
  it("holds every figure in a shared unit, with what it says of itself; words are quoted, unknown is empty", function()
    local MW = sf.units.MW
    local made = page.new { block.title "left out", block.table { columns = { { title = "site" },
      { title = "power", align = "right" }, { title = "share" } }, units = "column", rows = {
      { 'a "b", c', figure.of(2 * MW, { tier = "measured", source = "a meter" }), figure.percent(0.125) },
      { heading = "later" },
      { "line\nbreak", figure.new { value = 3e6, low = 1e6, high = 5e6, like = MW }, figure.new {} } } } }
    assert.equal([[
part,site,power (MW),power low,power high,power tier,power source,share
,"a ""b"", c",2,,,measured,a meter,0.125
later,"line
break",3,1,5,,,
]], made:csv())
  end)

  it("names the unit of each row where a row shares one, and parts several tables", function()
    local made = page.new { block.section("first", { block.table { columns = { { title = "" }, { title = "x" } },
      units = "row", rows = { { "power", figure.of(2 * sf.units.MW) }, { "count", figure.count(7) } } } }),
      block.section("second", { block.facts { { "words", "said" } } }) }
    assert.equal(",unit,x\npower,MW,2\ncount,,7\n", made.blocks[1].blocks and page.new(made.blocks[1].blocks):csv())
    assert.equal("first\n,unit,x\npower,MW,2\ncount,,7\n\nsecond\nname,value\nwords,said\n", made:csv())
  end)
end)

describe("an explanation", function()
  it("is what the page says, and where its figures come from", function()
    local made = page.new { block.paragraph { "power ", figure.of(2, { source = "a meter", date = "2026-01-02" }) } }
    assert.matches("power 2\n.*a meter.*2026%-01%-02", tostring(made:explain()))
    assert.matches("power 2", (tostring(made)))
    assert.is_nil(tostring(made):find("a meter", 1, true))
  end)
end)

describe("a table without room", function()
  it("puts an interval beneath its figure, and parts none", function()
    local rows = {}
    for i = 1, 3 do
      rows[i] = { "what it is of", figure.new { value = 1.2345, low = 0.5, high = 2.5 },
        figure.new { value = 12.345, low = 5, high = 25 }, "undefined in every draw" }
    end
    local columns = { { title = "" } }
    for i = 2, 4 do
      columns[i] = { title = "platform " .. i, align = "right" }
    end
    local made = page.new { block.table { columns = columns, rows = rows } }
    for width = 54, 100 do
      local shown = made:text { width = width }
      for one in shown:gmatch "[^\n]+" do
        assert.is_true(line.width(one) <= width, one)
      end
      assert.equal(3, select(2, shown:gsub("%[0%.50 … 2%.50%]", "")))
    end
  end)
end)

describe("compound names", function()
  it("part after their marks where a line holds none whole; days, addresses and numbers do not", function()
    assert.same({ "accelerator_price_", "decline" }, line.fold("accelerator_price_decline", 20))
    assert.same({ "customer-", "concentration" }, line.fold("customer-concentration", 14))
    assert.same({ "list-prices-fall:", "prices:2026-05-13" }, line.fold("list-prices-fall:prices:2026-05-13", 18))
    for _, whole in ipairs { "https://a-b.example/c_d-e", "2026-05-13", "-12.5", "10-Q" } do
      assert.same({ whole }, line.parts(whole))
    end
  end)

  it("part in a table only where that gives it room", function()
    local made = page.new { block.table { columns = { { title = "check" }, { title = "since" }, { title = "known" } },
      rows = { { "customer-concentration", "2025-08-27", "2025-08-28" } } } }
    assert.equal("check             since       known\ncustomer-         2025-08-27  2025-08-28\nconcentration",
      made:text { width = 40 })
    assert.matches("customer%-concentration  2025", made:text { width = 46 })
  end)

  it("part before a number and its unit do", function()
    local made = page.new { block.table { columns = { { title = "check" }, { title = "value", align = "right" } },
      rows = { { "customer-concentration", { figure.percent(0.556) } } } } }
    assert.equal("check              value\ncustomer-         55.6 %\nconcentration", made:text { width = 24 })
  end)
end)

describe("the digits of an interval", function()
  local function shown(value, low, high)
    return figure.text(figure.new { value = value, low = low, high = high })
  end
  it("are no finer than a thousandth of what it spans, and nothing is 0", function()
    assert.equal("-0.08 [-2.60 … 4.52]", shown(-0.0783, -2.6041, 4.52))
    assert.equal("1.8 [-1.5 … 10.3]", shown(1.84, -1.49, 10.31))
    assert.equal("57 [-25 … 307]", shown(56.6, -25.2, 306.8))
    assert.equal("0.209 [0.091 … 0.239]", shown(0.209, 0.091, 0.239))
    assert.equal("0 [0 … 0.00344]", shown(0, 0, 0.00344))
  end)
end)

describe("a line", function()
  it("folds within an interval only where a line holds none whole, and then between its ends", function()
    assert.same({ "-0.0142", "[-0.0357 …", "-0.0038]" }, line.fold("-0.0142 [-0.0357 … -0.0038]", 12))
    local columns, row = { { title = "" } }, { "tokens per watt" }
    for i = 1, 6 do
      columns[i + 1] = { title = "a name of words " .. i, align = "right" }
      row[i + 1] = figure.new { value = -0.0142, low = -0.0357, high = -0.0038 }
    end
    local shown = page.new({ block.table { columns = columns, rows = { row } } }):text { width = 90 }
    for one in shown:gmatch "[^\n]+" do
      assert.is_true(line.width(one) <= 90, one)
    end
    assert.equal(6, select(2, shown:gsub("%[%-0%.0357 …", "")))
    assert.equal(6, select(2, shown:gsub("%-0%.0038%]", "")))
  end)

  it("has three digits of a share at most", function()
    for share, shown in pairs { [0.4567] = "45.7 %", [2.6214] = "262 %", [-8.959] = "-896 %", [12.345] = "1234 %",
      [0.0123] = "1.2 %", [0.0] = "0 %" } do
      assert.equal(shown, figure.text(figure.percent(share)))
    end
  end)

  it("says nothing and all of no share that is less, on either side of 0", function()
    for share, shown in pairs { [1e-9] = "< 0.1 %", [-1e-9] = "> -0.1 %", [-0.0004] = "> -0.1 %", [-0.0005] = "-0.05 %",
      [0.9995] = "> 99.9 %", [0.99949] = "99.9 %", [1.0] = "100 %", [1e15] = "1e17 %" } do
      assert.equal(shown, figure.text(figure.percent(share)))
    end
  end)

  it("folds between words, and never within an interval", function()
    local words = "the mean of it is 2.46 [-2.92 … 14.60] GUSD of these and no more"
    for width = 22, 60 do
      local folded = line.fold(words, width)
      local whole = false
      for _, one in ipairs(folded) do
        assert.is_true(line.width(one) <= width)
        whole = whole or one:find("[-2.92 … 14.60]", 1, true) ~= nil
      end
      assert.is_true(whole, width)
      assert.equal(words, table.concat(folded, " "))
    end
  end)

  it("keeps a number and its % together", function()
    for width = 8, 30 do
      local shown = table.concat(line.fold("a margin of 93.9 % here, 10 % there", width), "\n")
      assert.matches("93.9 %%", shown)
      assert.matches("10 %%", shown)
    end
  end)
end)
