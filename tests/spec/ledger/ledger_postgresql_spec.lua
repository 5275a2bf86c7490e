-- The ledger in a PostgreSQL database, on a server of the tests' own.
local samples = require "tests.spec.ledger.samples"
local server = require "tests.spec.ledger.postgresql_server"
local sf = require "signalflow"
local support = require "tests.spec.support"

local started, why_not = server.start()
teardown(server.stop)

describe("a ledger in PostgreSQL", function()
  if not started then
    it("does what a ledger in a file does", function()
      pending(why_not)
    end)
    return
  end
  local ledgers = samples.ledgers(server.place, function(address)
    return support.raw_sql("PostgreSQL", address)
  end)
  require "tests.spec.ledger.entering_cases"(describe, it, ledgers)
  require "tests.spec.ledger.keeping_cases"(describe, it, ledgers)

  it("is refused where the database is not in UTF-8, or there is none", function()
    local book, err = sf.ledger(server.database "LATIN1")
    assert.is_nil(book)
    assert.matches("encoded in LATIN1; a ledger needs one in UTF8", tostring(err), 1, true)
    local absent, reason = sf.ledger(started .. "absent")
    assert.is_nil(absent)
    assert.equal("connection", reason.code)
    assert.is_nil(tostring(reason):find("secret", 1, true))
    assert.is_nil(tostring(sf.ledger(server.place())):find("secret", 1, true))
  end)

  it("says so when the server goes away", function()
    local book = assert(sf.ledger(server.place()))
    local h = assert(book:hypothesis(samples.definition()))
    local sql = support.raw_sql("PostgreSQL", started .. "postgres")
    local pid = book.log.store:run("SELECT CAST(pg_backend_pid() AS TEXT)")[1][1]
    assert(sql("SELECT pg_terminate_backend(" .. pid .. ")"))
    sql "close"
    for _ = 1, 2 do
      local entry, err = h:evidence(samples.evidence())
      assert.is_nil(entry)
      assert.equal("connection", err.code)
      assert.is_nil((h:state { as_of = "2025-06-30" }))
    end
    book:close()
  end)

  it("takes libpq's options by the address", function()
    local address = server.place()
    local book = assert(sf.ledger(address .. "&application_name=signalflow%20test"))
    local sql = support.raw_sql("PostgreSQL", address)
    assert.equal("signalflow test", book.log.store:run("SELECT current_setting('application_name')")[1][1])
    assert(book:hypothesis(samples.definition()))
    assert(sql "SELECT number FROM ledger_entries")
    sql "close"
  end)

  it("leaves a database that has other tables alone, beside its own", function()
    local address = server.place()
    local sql = support.raw_sql("PostgreSQL", address)
    assert(sql "CREATE TABLE shopping (what TEXT)")
    assert.equal(0, assert(sf.ledger(address)):verify())
    local other = server.place()
    local other_sql = support.raw_sql("PostgreSQL", other)
    assert(other_sql "CREATE TABLE ledger_entries (what TEXT)")
    assert.equal("not a ledger", select(2, sf.ledger(other)).code)
    sql "close"
    other_sql "close"
  end)
end)
