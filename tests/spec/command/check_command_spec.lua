-- `signalflow check`: its exit statuses, text and JSON; and the scenario.
local support = require "tests.spec.support"

local signalflow = support.signalflow

local function with_list(pass, action)
  local path = support.path()
  local file = assert(io.open(path, "w"))
  file:write(([[return sf.checklist { name = "one", sf.check { id = "growth-of-revenue", axis = "growth",
  question = "?", value = function(data) return data.revenue:yoy() end, %s, stale_after = "130d" },
  data = { revenue = function(files) return files:quarterly("NVDA", "revenue") end } }]]):format(pass))
  file:close()
  local done, err = pcall(action, path)
  if not done then
    error(err, 0)
  end
end

local WHEN = " --data lua/scenarios/data --as-of 2025-09-03"

describe("signalflow check", function()
  it("exits with 0 when all pass", function()
    with_list("pass = sf.above(0.5)", function(path)
      local output, status = signalflow("check " .. path .. WHEN)
      assert.equal(0, status, output)
      assert.matches("growth%-of%-revenue +pass +0.556", output)
    end)
  end)

  it("exits with 1 on a warning or failure", function()
    with_list("pass = sf.above(0.6)", function(path)
      assert.equal(1, select(2, signalflow("check " .. path .. WHEN)))
    end)
    with_list("fail = sf.below(0.6)", function(path)
      local output, status = signalflow("check " .. path .. WHEN)
      assert.equal(1, status)
      assert.matches("growth%-of%-revenue +fail", output)
    end)
    assert.equal(1, select(2, signalflow("check investor" .. WHEN)))
  end)

  it("exits with 2 when something is unknown", function()
    with_list("pass = sf.above(0.5)", function(path)
      local output, status = signalflow("check " .. path .. " --data lua/scenarios/data --as-of 2026-09-03")
      assert.equal(2, status)
      assert.matches("unknown", output, 1, true)
    end)
    assert.equal(2, select(2, signalflow("check key_checks" .. WHEN)))
  end)

  it("exits with 3 on an error, and names it", function()
    local function fails(arguments, words)
      local output, status = signalflow("check " .. arguments)
      assert.equal(3, status, output)
      assert.matches(words, output, 1, true)
    end
    fails("/nonexistent.lua" .. WHEN, "/nonexistent.lua")
    fails("investor --data /nonexistent --as-of 2025-09-03", "/nonexistent")
    fails("investor --data lua/scenarios/data --as-of 2025-02-30", "day")
    fails("investor --data lua/scenarios/data", "--as-of")
    fails("investr" .. WHEN, "no checklist 'investr' is shipped, only investor, key_checks; did you mean 'investor'?")
    fails("investor" .. WHEN .. " --format pdf", "text")
    with_list("pas = sf.above(0.5)", function(path)
      fails(path .. WHEN, path .. ":")
    end)
    with_list("pass = 0.5", function(path)
      fails(path .. WHEN, "sf.above(x)")
    end)
  end)

  it("writes the page as text, Markdown, HTML and JSON", function()
    with_list("pass = sf.above(0.5)", function(path)
      for format, words in pairs { text = "growth%-of%-revenue +pass +0.556", html = "<td[^>]*>pass</td>",
        md = "growth%-of%-revenue | pass | 0.556 |", json = '"cells":%["growth%-of%-revenue","pass",' } do
        local output, status = signalflow("check " .. path .. WHEN .. " --format " .. format)
        assert.equal(0, status)
        assert.matches(words, output)
      end
      local explained = signalflow("check " .. path .. WHEN .. " --explain")
      assert.matches("unknown +when it has been known for more than 130 days", explained)
    end)
  end)

  it("answers the other checks where one supplied file is wrong", function()
    local folder = support.path()
    os.execute(("cp -r lua/scenarios/data %s"):format(folder))
    local file = assert(io.open(folder .. "/largest_customer.csv", "w"))
    file:write "Period End,known_on,value\n2025-07-27,2025-08-27,0.23\n"
    file:close()
    local output, status = signalflow(("check investor --data %s --as-of 2025-09-03"):format(folder))
    assert.equal(1, status)
    assert.matches("customer%-capex +pass +82.6 %%", output)
    assert.matches("largest_customer.csv:1: there is no column", (output:gsub("%s+", " ")), 1, true)
  end)

  it("writes JSON", function()
    with_list("pass = sf.above(0.5)", function(path)
      local output, status = signalflow("check " .. path .. WHEN .. " --json")
      assert.equal(0, status)
      assert.matches('^{"as_of":"2025%-09%-03"', output)
      assert.matches('"known_on":"2025-08-27"', output, 1, true)
    end)
  end)
end)

describe("investor_checklist.lua", function()
  local page, status = signalflow "run lua/scenarios/investor_checklist.lua lua/scenarios/data"

  it("runs at once on the sample, and cuts nothing", function()
    assert.equal(0, status, page)
    for line in page:gmatch "(.-)\n" do
      assert.is_true(utf8.len(line) <= 100, line)
    end
    assert.is_nil(page:find "…")
  end)

  it("answers as of three days and by quarter, and says what is missing", function()
    for _, words in ipairs { "2023-08-31", "2024-08-31", "2025-08-31", "as known on 11 days from 2023-01-01",
      "say what is missing): repeat-usage", "commitment-days", "warn, held",
      "no FRED file RPSGENAIUSAGESHARELWWORK.csv" } do
      assert.matches(words, page, 1, true)
    end
  end)

  it("knows on each day only what was known", function()
    -- NVIDIA's quarter to July was filed on 2023-08-28, 2024-08-28 and 2025-08-27
    -- its growth from the quarter before, less the median of the four before: 87.8 + 4.8, 15.3 - 28.1, 6.1 - 13.7
    assert.matches("demand%-slowdown +92%.6 pp  pass +%-12%.7 pp  warn +%-7%.6 pp  warn", page)
  end)
end)
