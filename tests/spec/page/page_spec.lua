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

describe("a line", function()
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
end)
