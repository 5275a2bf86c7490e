--- What a ledger of 100,000 pieces of evidence costs: opening it, the state of a hypothesis, a commit, checking it all.
-- lua5.4 ledger.lua FOLDER, which holds the file; on PostgreSQL too where a server is installed.
package.path = "./?.lua;" .. package.path
local samples = require "tests.spec.ledger.samples"
local core = require "signalflow.core"
local server = require "tests.spec.ledger.postgresql_server"
local sf = require "signalflow"

local HYPOTHESES, EACH, LARGE = 1000, 100, 10000
local START = core.day "2025-01-01"

-- Milliseconds on the wall, by a database in memory: Lua has no clock of its own that is finer than a second.
local clock = assert(require "DBI".Connect("SQLite3", ":memory:"))
local time = assert(clock:prepare "SELECT (julianday('now') - 2440587.5) * 86400000.0")
local function now()
  time:execute()
  return time:fetch()[1]
end

-- Milliseconds of one call, over many.
local function milliseconds(action)
  local calls, start = 0, now()
  repeat
    action()
    calls = calls + 1
  until now() - start >= 200
  return (now() - start) / calls
end

local function evidence(i, spread)
  return samples.evidence { origin = "filing " .. i, on = core.day_text(START + i % spread), supports = i % 3 ~= 0,
    likelihood_ratio = 1 + i % 7 / 2, disconfirming = i % 10 == 0, kind = i % 2 == 0 and "news" or "earnings",
    source = { title = ("Report %d of a company on its business in region %d"):format(i, i * 7919 % 10007),
      url = "https://example.test/" .. i } }
end

local function fill(book, id, count, spread)
  local h = assert(book:hypothesis(samples.definition { id = id, on = "2024-12-31" }))
  for i = 1, count do
    assert(h:evidence(evidence(i, spread)))
  end
end

local function measure(title, address)
  local start = now()
  local book = assert(sf.ledger(address))
  for h = 1, HYPOTHESES, 50 do
    assert(book:together(function()
      for i = h, h + 49 do
        fill(book, "h" .. i, EACH, 365)
      end
    end))
  end
  print(("%s: %d entries, entered in %.1f s, many to a commit"):format(title, book.log:count(), (now() - start) / 1e3))
  local worst, busiest, sum = 0, 0, 0
  for i = 1, HYPOTHESES do
    local h = assert(book:hypothesis("h" .. i))
    local begun, before = now(), os.clock()
    assert(h:state { as_of = "2026-01-31" })
    local processor, wall = (os.clock() - before) * 1e3, now() - begun
    worst, busiest, sum = math.max(worst, wall), math.max(busiest, processor), sum + wall
  end
  print(("  state of a hypothesis with %d: mean of %d %.1f ms, worst %.1f ms, of which this process at most %.1f ms")
    :format(EACH, HYPOTHESES, sum / HYPOTHESES, worst, busiest))
  assert(book:together(function()
    fill(book, "one week", EACH, 3)
    fill(book, "large", LARGE, 365)
  end))
  local week, large = assert(book:hypothesis "one week"), assert(book:hypothesis "large")
  print(("  all %d within three days: %.2f ms"):format(EACH, milliseconds(function()
    assert(week:state { as_of = "2026-01-31" })
  end)))
  print(("  one with %d: %.0f ms"):format(LARGE, milliseconds(function()
    assert(large:state { as_of = "2026-01-31" })
  end)))
  book:close()
  print(("  opening: %.2f ms"):format(milliseconds(function()
    assert(sf.ledger(address)):close()
  end)))
  book = assert(sf.ledger(address))
  week = assert(book:hypothesis "one week")
  local i = 0
  print(("  one entry, committed: %.2f ms"):format(milliseconds(function()
    i = i + 1
    assert(week:evidence(evidence(i, 3)))
  end)))
  start = now()
  local count = assert(book:verify())
  print(("  verify, %d entries: %.1f s"):format(count, (now() - start) / 1e3))
  book:close()
end

local path = (arg[1] or ".") .. "/bench_ledger.db"
os.remove(path)
measure("SQLite", path)
os.remove(path)
local started, why = server.start()
if started then
  measure("PostgreSQL on loopback, fsync off", server.place())
  server.stop()
else
  print("PostgreSQL is left out: " .. why)
end
