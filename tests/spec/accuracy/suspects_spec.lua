-- Rows of one recipe that contradict each other.
package.path = "tests/accuracy/?.lua;" .. package.path
local catalogue = require "signalflow.catalogue"
local suspects = require "suspects"

local function row(of)
  return { platform = catalogue.platform(of.platform or "B200"), model = { name = "a model" }, precision = "bf16",
    engine = "vllm", row = { parallel = "TP1", gpus = "1" }, date = of.date or "2025-12", concurrency = of.batch or 8,
    input = of.input or 100, output = of.output or 1000, measured = { tpot = of.tpot, power = of.power } }
end

local function marked(...)
  local points, words = { ... }, {}
  suspects.mark(points)
  for i, point in ipairs(points) do
    words[i] = point.suspect and "suspect" or "sound"
  end
  return table.concat(words, " ")
end

describe("suspects", function()
  it("are slower than a larger batch, or than lesser hardware", function()
    assert.equal("suspect sound", marked(row { tpot = 0.03 }, row { tpot = 0.01, batch = 64 }))
    assert.equal("suspect sound", marked(row { tpot = 0.03 }, row { tpot = 0.01, platform = "H100" }))
    assert.equal("sound sound", marked(row { tpot = 0.014 }, row { tpot = 0.01, platform = "H100" }))
  end)

  it("do no more: a larger batch, more tokens held, prompts or lesser hardware explain a longer step", function()
    assert.equal("sound sound", marked(row { tpot = 0.01 }, row { tpot = 0.03, batch = 64 }))
    assert.equal("sound sound", marked(row { tpot = 0.01 }, row { tpot = 0.03, output = 8000, input = 800 }))
    assert.equal("sound sound", marked(row { tpot = 0.01 }, row { tpot = 0.03, input = 4000 }))
    assert.equal("sound sound", marked(row { tpot = 0.01 }, row { tpot = 0.03, platform = "H100" }))
    assert.equal("sound sound", marked(row { tpot = 0.03, date = "2025-06" }, row { tpot = 0.01, batch = 64 }))
  end)

  it("wait, where longer contexts draw less power at the same batch", function()
    local short = { tpot = 0.01, power = 600 }
    assert.equal("suspect sound", marked(row { tpot = 0.03, power = 300, input = 800, output = 8000 }, row(short)))
    assert.equal("sound sound", marked(row { tpot = 0.03, power = 590, input = 800, output = 8000 }, row(short)))
  end)
end)
