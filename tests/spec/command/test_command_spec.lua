-- `signalflow test`: a script's tests of a checklist, counted.
local support = require "tests.spec.support"

local LIST = [[
local list = sf.checklist { name = "one", sf.check { id = "c", axis = "growth", question = "?",
  value = function(data) return data.revenue:yoy() end, pass = sf.above(0.2), fail = sf.below(0) } }
local revenue = {
  { "2023-03-31", "2023-05-01", 10 }, { "2023-06-30", "2023-08-01", 10 }, { "2023-09-30", "2023-11-01", 10 },
  { "2023-12-31", "2024-02-01", 10 }, { "2024-03-31", "2024-05-01", 13 } }
local function expect(state, given)
  return list:test { given = given or { revenue = revenue }, as_of = "2024-06-01", expect = { c = state } }
end
]]

local function test(script)
  return support.signalflow("test " .. support.temporary(LIST .. script))
end

describe("signalflow test", function()
  it("counts what passes, and exits with 0", function()
    local output, status = test 'expect "pass"\nexpect("missing", {})\n'
    assert.equal("2 passed, 0 failed\n", output)
    assert.equal(0, status)
  end)

  it("says of what fails where it stands and why, goes on, and exits with 1", function()
    local output, status = test 'expect "fail"\nexpect("unknown", {})\nexpect "pass"\n'
    assert.matches(":%d+: one, as of 2024%-06%-01: 'c' is pass, not fail", output)
    assert.matches("'c' is unknown for want of any data", output, 1, true)
    assert.matches("\n1 passed, 2 failed\n$", output)
    assert.equal(1, status)
  end)

  it("counts a test that an assert stops", function()
    local output, status = test 'expect "pass"\nassert(expect "fail")\nexpect "pass"\n'
    assert.matches("\n1 passed, 1 failed; the script stopped there\n$", output)
    assert.equal(1, status)
  end)

  it("exits with 3 on an error, and on a script without a test", function()
    local output, status = test 'expect "pass"\nexpect "passs"\n'
    assert.matches("did you mean 'pass'?", output, 1, true)
    assert.equal(3, status)
    output, status = test ""
    assert.matches("holds no list:test", output, 1, true)
    assert.equal(3, status)
    output, status = test "expect("
    assert.matches("unexpected symbol", output, 1, true)
    assert.equal(3, status)
  end)
end)
