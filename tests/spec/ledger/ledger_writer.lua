-- A process that writes evidence into a ledger: lua5.4 ledger_writer.lua ADDRESS COUNT NAME. It prints the number of
-- each entry once it is committed, and what went wrong.
local samples = require "tests.spec.ledger.samples"
local sf = require "signalflow"

local address, count, name = arg[1], math.tointeger(arg[2]), arg[3]
local function must(value, err)
  if not value then
    print(("failed: %s: %s"):format(err.code, err))
    os.exit(1)
  end
  return value
end

local book = must(sf.ledger(address))
local h = must(book:hypothesis(samples.definition()))
for i = 1, count do
  local entry = must(h:evidence(samples.evidence { origin = ("%s %d"):format(name, i), note = ("x"):rep(300) }))
  print(entry.number, name, i)
  io.stdout:flush()
end
