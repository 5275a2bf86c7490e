-- signalflow ledger, as it is typed.
local samples = require "tests.spec.ledger.samples"
local sf = require "signalflow"
local support = require "tests.spec.support"

local path = support.path()

local function ledger(arguments)
  local pipe = assert(io.popen(("bash -c '%s/signalflow ledger %s' 2>&1"):format(support.build,
    arguments)))
  local output = pipe:read "a"
  local _, _, status = pipe:close()
  return output, status
end

setup(function()
  local book <close> = assert(sf.ledger(path))
  local h = assert(book:hypothesis(samples.definition()))
  assert(h:evidence(samples.evidence()))
end)

teardown(function()
end)

describe("signalflow ledger", function()
  it("lists hypotheses, and shows one with all its entries or as of a day", function()
    local output, status = ledger(path .. " list")
    assert.equal(0, status)
    assert.matches("tokens%-per%-watt +2025%-03%-18 +growth +2027%-12%-31 +Jensen Huang", output)
    output, status = ledger(path .. " show tokens-per-watt")
    assert.equal(0, status)
    assert.matches("2  2025-04-30  evidence  tokens-per-watt  customer_capex for, ratio 2, MSFT", output, 1, true)
    output, status = ledger(path .. " show tokens-per-watt --as-of 2025-06-30")
    assert.equal(0, status)
    assert.matches("status +unverified", output)
    assert.matches("a second origin", output, 1, true)
    output = ledger(path .. " show tokens-per-watt --as-of 2025-06-30 --recorded-by 2025-01-01")
    assert.matches("'tokens-per-watt' was not there as of 2025-06-30, recorded by 2025-01-01", output, 1, true)
  end)

  it("exports, imports and verifies, with 1 for damage and 3 for an error", function()
    local copy, lines = support.path(), support.path()
    assert.same({ "", 0 }, { ledger(("%s export %s"):format(path, lines)) })
    assert.equal(io.open(lines):read "a", (ledger(path .. " export")))
    assert.same({ "2 entries\n", 0 }, { ledger(("%s import %s"):format(copy, lines)) })
    assert.same({ "2 entries, all sound\n", 0 }, { ledger(copy .. " verify") })
    local again, status = ledger(("%s import - <%s"):format(copy, lines))
    assert.equal(3, status)
    assert.matches("there are entries already", again, 1, true)
    local file = io.open(copy, "r+b")
    local at = file:read "a":find("MSFT 10-Q", 1, true)
    file:seek("set", at - 1)
    file:write "MSFT 10-K"
    file:close()
    local output
    output, status = ledger(copy .. " verify")
    assert.equal(1, status)
    assert.matches("entry 2 is damaged: its checksum is wrong", output, 1, true)
    assert.equal(1, select(2, ledger(copy .. " show tokens-per-watt")))
  end)

  it("ends with 130 on Ctrl-C, and imports nothing", function()
    local lines, copy = support.folder() .. "/lines", support.folder() .. "/copy.db"
    assert.same({ "", 0 }, { ledger(("%s export %s"):format(path, lines)) })
    -- set as a shell sets it for what it runs in the foreground
    local output, status = ledger(("%s import - < <(cat %s; sleep 1) & child=$!; sleep 0.5; kill -INT $child;"
      .. " wait $child"):format(copy, lines))
    assert.equal(130, status, output)
    assert.equal("signalflow: interrupted\n", output)
    assert.same({ "2 entries\n", 0 }, { ledger(("%s import %s"):format(copy, lines)) })
  end)

  it("ends with 3 where what it printed was lost", function()
    for _, action in ipairs { "list", "show tokens-per-watt", "verify", "export" } do
      local output, status = ledger(("%s %s 2>&1 >/dev/full"):format(path, action))
      assert.equal(3, status, action)
      assert.matches("standard output: ", output, 1, true)
    end
  end)

  it("tells errors with 3, and writes nothing where it only looks", function()
    for arguments, message in pairs {
      ["/nonexistent.db list"] = "there is no such file", [path .. " show"] = "missing argument",
      [path .. " show nothing"] = "there is no hypothesis 'nothing'", [path .. " frob"] = "unknown command",
      [path .. " show tokens-per-watt --as-of soon"] = "got 'soon'", ["Makefile list"] = "not a database" } do
      local output, status = ledger(arguments)
      assert.equal(3, status, output)
      assert.matches(message, output, 1, true)
      assert.is_nil(output:find("traceback", 1, true))
    end
    assert.is_nil(io.open "/nonexistent.db")
  end)
end)
