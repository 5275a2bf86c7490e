-- What tests/run says of a name that no test has, and of itself.
local support = require "tests.spec.support"

local function say(arguments)
  return support.shell("env -u LD_PRELOAD tests/run " .. arguments)
end

describe("tests/run", function()
  it("names a test that is not there, and the nearest one", function()
    local said, status = say "test_unit modle_spec"
    assert.equal(2, status)
    assert.equal("tests/run: there is no test 'modle_spec'; did you mean 'model_spec'?\n", said)
    said, status = say "no_such_name"
    assert.equal(2, status)
    assert.equal("tests/run: there is no test 'no_such_name'\n", said)
  end)

  it("says how it is used", function()
    local said, status = say "--help"
    assert.equal(0, status)
    assert.truthy(said:find("^tests/run %[NAME%.%.%.%] runs the built tests"))
    assert.truthy(said:find("Environment: BUILD", 1, true))
  end)
end)
