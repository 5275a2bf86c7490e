-- `signalflow check`: its exit statuses, text and JSON; and the scenario.
local support = require "tests.spec.support"
local build = os.getenv "BUILD" or "build"

local function signalflow(arguments)
  local pipe = assert(io.popen(("%s/signalflow %s 2>&1"):format(build, arguments)))
  local output = pipe:read "a"
  local _, _, status = pipe:close()
  return output, status
end

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
      assert.matches("pass     growth-of-revenue  0.556", output, 1, true)
    end)
  end)

  it("exits with 1 on a warning or failure", function()
    with_list("pass = sf.above(0.6)", function(path)
      assert.equal(1, select(2, signalflow("check " .. path .. WHEN)))
    end)
    with_list("fail = sf.below(0.6)", function(path)
      local output, status = signalflow("check " .. path .. WHEN)
      assert.equal(1, status)
      assert.matches("fail     growth-of-revenue", output, 1, true)
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
    with_list("pas = sf.above(0.5)", function(path)
      fails(path .. WHEN, path .. ":")
    end)
    with_list("pass = 0.5", function(path)
      fails(path .. WHEN, "sf.above(x)")
    end)
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

  it("runs at once on the sample and fits two screens", function()
    assert.equal(0, status, page)
    local count = 0
    for line in page:gmatch "(.-)\n" do
      count = count + 1
      assert.is_true((utf8.len(line) or #line) <= 120, line)
    end
    assert.is_true(count <= 60, count .. " lines")
  end)

  it("answers as of three days and by quarter, and says what is missing", function()
    for _, words in ipairs { "2023-08-31", "2024-08-31", "2025-08-31", "as known on 11 days from 2023-01-01",
      "no data in the folder: repeat-usage", "commitment-days" } do
      assert.matches(words, page, 1, true)
    end
  end)

  it("knows on each day only what was known", function()
    -- NVIDIA's quarter to July was filed on 2023-08-28, 2024-08-28 and 2025-08-27
    assert.matches("demand%-slowdown +101 %%  pass +122 %%  pass +55%.6 %%  pass", page)
  end)
end)
