--- How every ledger keeps its entries, and hands them on, whatever database it lies in.
local assert = require "luassert"
local core = require "signalflow.core"
local samples = require "tests.spec.ledger.samples"
local sf = require "signalflow"
local support = require "tests.spec.support"

local HOSTILE = { "'); DROP TABLE ledger_entries; --", "a\0b", "\255\254 not UTF-8 \192\128", "\\00 \\ \\ff",
  "line\nend\r\n",
  '"quoted" \'and\' ?, $1, %s', "Ünïcode ✓ \u{10FFFF}", "\237\160\128 surrogate", ("long "):rep(20000),
  '{"an array",NULL,\\"}', "NULL" }

local function check_same(expected, actual)
  assert.equal(#expected, #actual)
  for i, entry in ipairs(expected) do
    assert.same(entry, actual[i])
  end
end

return function(describe, it, ledgers)
  local fresh, open, raw, with_hypothesis = ledgers.fresh, ledgers.open, ledgers.raw, ledgers.with_hypothesis

  describe("text and numbers", function()
    it("come back byte for byte, from the database and through JSON lines", function()
      local address = fresh()
      local book = open(nil, address)
      local numbers = { 1, 1.0, 3, 1.1 + 2.2, 1e300, 2 ^ 53 + 2.0, 9007199254740993, 1.7976931348623157e308, math.pi,
        1e15, 7 }
      for i, text in ipairs(HOSTILE) do
        local h = assert(book:hypothesis(samples.definition { id = text, claim = text, by = text, falsified_by = text,
          prior = 1 / (i + 1), source = { title = text, url = text, speaker = text }, rivals = HOSTILE }))
        assert(h:evidence(samples.evidence { origin = text, note = text, likelihood_ratio = numbers[i], item = text }))
      end
      book:close()
      book = open(nil, address)
      for i, text in ipairs(HOSTILE) do
        local h = assert(book:hypothesis(text))
        assert.same({ text, text, text, text, text }, { h.id, h.claim, h.by, h.falsified_by, h.source.title })
        assert.same(HOSTILE, h.rivals)
        assert.equal(1 / (i + 1), h.prior)
        local evidence = h:entries()[2]
        assert.equal(numbers[i], evidence.likelihood_ratio)
        assert.equal(math.type(numbers[i]), math.type(evidence.likelihood_ratio))
        assert.same({ text, text, text }, { evidence.origin, evidence.note, evidence.item })
        assert.is_nil(tostring(h:state { as_of = "2025-06-30" }):find "[%z\27]")
      end
      assert.equal(2 * #HOSTILE, book:verify())
      local first, second = support.path(), support.path()
      assert.equal(2 * #HOSTILE, book:export(first))
      local copy = open()
      assert.equal(2 * #HOSTILE, copy:import(first))
      assert.equal(2 * #HOSTILE, copy:verify())
      check_same(book:entries(), copy:entries())
      copy:export(second)
      local a, b = io.open(first, "rb"):read "a", io.open(second, "rb"):read "a"
      assert.is_true(a == b and #a > 1000)
    end)
  end)

  describe("export and import", function()
    local function exported(change)
      local h, book = with_hypothesis()
      samples.verify(h)
      local path = support.path()
      assert(book:export(path))
      book:close()
      local text = io.open(path, "rb"):read "a"
      local file = io.open(path, "wb")
      file:write((change(text)))
      file:close()
      return path
    end

    it("refuse a changed, missing or torn line by its number, and leave nothing", function()
      local function refused(change, message)
        local path, book = exported(change), open()
        local done, err = book:import(path)
        assert.is_nil(done)
        assert.equal("parse", err.code)
        assert.matches(message, tostring(err), 1, true)
        assert.equal(0, #book:entries())
        assert.equal(0, book:verify())
        book:close()
      end
      refused(function(text)
        return text:gsub('"likelihood_ratio":"4"', '"likelihood_ratio":"5"')
      end, ":3: entry 3 is damaged")
      refused(function(text)
        return text:gsub("(.-\n).-\n", "%1", 1)
      end, ":2: expected entry 2, got 3")
      refused(function(text)
        return text:sub(1, -20)
      end, ":3: this is no line of an exported ledger")
      refused(function()
        return "[1]\n"
      end, ":1: this is no line of an exported ledger")
      refused(function(text)
        return text:gsub('"number":"1"', '"number":1')
      end, ":1: 'number' is missing or is not text")
    end)

    it("refuse what another program wrote with checksums that fit, and that says less than it must", function()
      local function refused(changes, fields, message)
        local row = { number = "1", type = "hypothesis", hypothesis = "h", on = "2025-03-18",
          recorded = "2025-03-18T10:00:00Z" }
        for name, value in pairs(changes) do
          row[name] = value
        end
        local lines, pairs_written = {}, {}
        for i, field in ipairs(fields) do
          lines[i] = field .. "\n"
          pairs_written[i] = ('"%s":"%s"'):format(field:match "(.-)=(.*)")
        end
        local previous = "0000000000000000"
        local sum = core.checksum(table.concat({ row.number, row.type, row.hypothesis, row.on, row.recorded, "",
          table.concat(lines) }, "\n"), previous)
        local path, book = support.path(), open()
        local file = io.open(path, "w")
        file:write(('{"number":"%s","type":"%s","hypothesis":"%s","on":"%s","recorded":"%s","fields":{%s},'
          .. '"previous":"%s","checksum":"%s"}\n'):format(row.number, row.type, row.hypothesis, row.on, row.recorded,
          table.concat(pairs_written, ","), previous, sum))
        file:close()
        local done, err = book:import(path)
        assert.matches(message, tostring(err or done), 1, true)
        book:close()
      end
      local whole = { "axis=growth", "by=b", "claim=c", "falsified_by=f", "prior=0.5", "source.title=t",
        "source.url=u" }
      local function with(i, field)
        local fields = table.move(whole, 1, #whole, 1, {})
        fields[i] = field
        return fields
      end
      refused({}, whole, "1")
      refused({}, with(5, "prior=1.5"), ":1: entry 1 has no valid prior")
      refused({}, with(5, "prior=half"), "has no valid prior")
      refused({}, { table.unpack(whole, 1, 5) }, "has no valid source")
      refused({}, with(1, "axis=sideways"), "has no valid axis")
      refused({ type = "rumour" }, whole, "has an unknown type")
      refused({ type = "evidence" }, { "note=n" }, "has no valid kind")
      refused({ on = "2025-02-30" }, whole, "has no day")
      refused({ recorded = "today" }, whole, "is not recorded after the one before it")
    end)

    it("fill an empty ledger only", function()
      local path = exported(function(text)
        return text
      end)
      local _, book = with_hypothesis()
      assert.equal("not empty", select(2, book:import(path)).code)
      assert.equal(1, #book:entries())
      assert.equal("io", select(2, book:import "/nonexistent.jsonl").code)
      assert.equal("io", select(2, book:export "/nonexistent/x.jsonl").code)
    end)
  end)

  describe("the database itself", function()
    it("refuses to change or remove what was entered", function()
      local address = fresh()
      local book = open(nil, address)
      assert(book:hypothesis(samples.definition()))
      local sql = raw(address)
      for _, statement in ipairs { "UPDATE ledger_entries SET fields = ''", "DELETE FROM ledger_entries",
        "UPDATE ledger_end SET number = 0", "DELETE FROM ledger_end", "UPDATE ledger_versions SET version = 9",
        "DELETE FROM ledger_versions",
        "INSERT INTO ledger_entries SELECT 1, type, hypothesis, known_on, recorded, corrects, '', '', ''"
          .. " FROM ledger_entries" } do
        local done, err = sql(statement)
        assert.is_false(done, statement)
        assert.matches("a ledger is append-only", err, 1, true)
      end
      sql "close"
      assert.equal(1, book:verify())
    end)

    it("is damaged knowingly: verify names the first entry, and reading it says so", function()
      local function damaged(statement, message, entry)
        local address = fresh()
        local book = open(nil, address)
        local h = assert(book:hypothesis(samples.definition()))
        samples.verify(h)
        local sql = raw(address)
        for _, trigger in ipairs { "ledger_entries_update", "ledger_entries_delete" } do
          assert(sql("DROP TRIGGER " .. trigger .. (address:find "^post" and " ON ledger_entries" or "")))
        end
        assert(sql(statement))
        sql "close"
        local done, err = book:verify()
        assert.is_nil(done)
        assert.equal("corrupt", err.code)
        assert.equal(entry, err.entry)
        assert.matches(message, tostring(err), 1, true)
        return book, h
      end
      local _, h = damaged("UPDATE ledger_entries SET fields = replace(fields, '=4', '=5') WHERE number = 3",
        "entry 3 is damaged", 3)
      local state, err = h:state { as_of = "2025-06-30" }
      assert.is_nil(state)
      assert.same({ "corrupt", 3 }, { err.code, err.entry })
      damaged("UPDATE ledger_entries SET recorded = '2020-01-01T00:00:00Z' WHERE number = 1", "entry 1 is damaged", 1)
      damaged("UPDATE ledger_entries SET checksum = 'no checksum' WHERE number = 2", "entry 2 is damaged", 2)
      damaged("DELETE FROM ledger_entries WHERE number = 2", "entry 2 is missing", 2)
      damaged("DELETE FROM ledger_entries WHERE number = 3", "entry 3 is missing", 3)
      damaged("DELETE FROM ledger_entries", "entry 1 is missing", 1)
    end)

    it("is damaged where a text is gone, not where the next ones seem to be", function()
      local address = fresh()
      local h = assert(open(nil, address):hypothesis(samples.definition()))
      samples.verify(h)
      local sql = raw(address)
      for _, statement in ipairs(address:find "^post" and { "DROP TRIGGER ledger_entries_update ON ledger_entries",
        "ALTER TABLE ledger_entries ALTER COLUMN type DROP NOT NULL" } or { "DROP TRIGGER ledger_entries_update",
        "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql = replace(sql, 'type TEXT NOT NULL', 'type TEXT')",
        "PRAGMA writable_schema = RESET" }) do
        assert(sql(statement))
      end
      assert(sql "UPDATE ledger_entries SET type = NULL WHERE number = 2")
      sql "close"
      local state, err = h:state { as_of = "2025-06-30" }
      assert.is_nil(state)
      assert.same({ "corrupt", 2 }, { err.code, err.entry })
    end)

    it("is told apart when one entry was replaced with a checksum that fits", function()
      local address = fresh()
      local book = open(nil, address)
      samples.verify(assert(book:hypothesis(samples.definition())))
      local row = book.log:rows()()
      local forged = row.fields:gsub("prior=0.5", "prior=0.9")
      local sum = core.checksum(table.concat({ row.number, row.type, row.hypothesis, row.on, row.recorded, "", forged },
        "\n"), row.previous)
      local sql = raw(address)
      assert(sql("DROP TRIGGER ledger_entries_update" .. (address:find "^post" and " ON ledger_entries" or "")))
      assert(sql("UPDATE ledger_entries SET fields = ?, checksum = ? WHERE number = 1", forged, sum))
      sql "close"
      local _, err = book:verify()
      assert.equal(2, err.entry)
      assert.matches("entry 2 does not follow the one before it", tostring(err), 1, true)
    end)
  end)

  describe("many entries of one transaction", function()
    local function enter(h, first, last)
      for i = first, last do
        assert(h:evidence(samples.evidence { origin = "filing " .. i, note = "number " .. i }))
      end
    end

    it("are all there, also for what asks in between, and follow each other", function()
      local h, book = with_hypothesis()
      assert(book:together(function()
        enter(h, 1, 70)
        assert.equal(71, #h:entries())
        enter(h, 71, 700)
      end))
      assert.equal(701, book:verify())
      for i, entry in ipairs(h:entries()) do
        assert.equal(i, entry.number)
        assert.equal(i > 1 and "number " .. i - 1 or nil, entry.note)
      end
      book:close()
    end)

    it("go together when one fails", function()
      local h, book = with_hypothesis()
      assert.error_matches(function()
        book:together(function()
          enter(h, 1, 700)
          error "no"
        end)
      end, "no")
      assert.equal(1, book:verify())
      enter(h, 1, 2)
      assert.equal(3, book:verify())
      book:close()
    end)
  end)

  describe("a schema", function()
    -- Version 1 as it was, in plain SQL, with so many hypotheses, the first of which turned out true.
    local function version_1(address, entries)
      local sql = raw(address)
      if not address:find "^post" then
        assert(sql "PRAGMA application_id = 1397115975")
      else
        assert(sql [[CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'a ledger is append-only'; END $$]])
      end
      assert(sql "CREATE TABLE ledger_versions (version BIGINT PRIMARY KEY, applied TEXT NOT NULL)")
      assert(sql "INSERT INTO ledger_versions VALUES (1, '2025-03-18T10:00:00Z')")
      assert(sql [[CREATE TABLE ledger_entries (number BIGINT PRIMARY KEY, type TEXT NOT NULL, hypothesis TEXT NOT NULL,
        known_on TEXT NOT NULL, recorded TEXT NOT NULL, corrects BIGINT, fields TEXT NOT NULL, previous TEXT NOT NULL,
        checksum TEXT NOT NULL)]])
      local previous, number = "0000000000000000", 0
      local function insert(type_name, id, on, recorded, fields)
        number = number + 1
        local covered = { number, type_name, id, on, recorded, "", fields }
        local sum = core.checksum(table.concat(covered, "\n"), previous)
        assert(sql("INSERT INTO ledger_entries VALUES (" .. number .. ", ?, ?, ?, ?, NULL, ?, ?, ?)", type_name, id, on,
          recorded, fields, previous, sum))
        previous = sum
      end
      for i = 1, entries do
        insert("hypothesis", "h" .. i, "2025-03-18", "2025-03-18T10:00:00Z", "axis=growth\nby=Jensen Huang\nclaim=c\n"
          .. "falsified_by=f\nhorizon=2027-12-31\nprior=0.25\nsource.title=t\nsource.url=u\n")
      end
      if entries > 0 then
        insert("resolution", "h1", "2026-01-31", "2026-02-02T10:00:00Z",
          "outcome=true\nsource.title=t\nsource.url=u\n")
      end
      return sql, number
    end

    it("of version 1 becomes version 2, with every entry", function()
      for entries = 0, 2 do
        local address = fresh()
        local sql, count = version_1(address, entries)
        sql "close"
        assert.equal("older", select(2, sf.ledger(address, { read_only = true })).code)
        local book = open(nil, address)
        assert.equal(count, book:verify())
        assert.equal(entries, #book:hypotheses())
        -- what was resolved then is scored by today's rule
        local record = book:guru("jensen huang"):record { as_of = "2026-06-30" }
        assert.same({ entries > 0 and 1 or 0, math.max(entries - 1, 0) }, { record.count, record.unresolved })
        assert.equal(entries > 0 and 0.75 ^ 2 or nil, record:brier())
        assert(book:hypothesis(samples.definition()))
        assert.equal(count + 1, book:verify())
        book:close()
        book = open(nil, address)
        assert.equal(count + 1, book:verify())
      end
    end)

    it("that cannot be migrated stays as it was", function()
      local address = fresh()
      local sql = version_1(address, 1)
      assert(sql "CREATE TABLE ledger_end (something TEXT)") -- in the way
      assert.is_nil((sf.ledger(address)))
      assert(sql "DROP TABLE ledger_end")
      sql "close"
      assert.equal(2, open(nil, address):verify())
    end)

    it("that is newer is refused, and left alone", function()
      local address = fresh()
      local book = open(nil, address)
      assert(book:hypothesis(samples.definition()))
      book:close()
      local sql = raw(address)
      assert(sql "INSERT INTO ledger_versions VALUES (3, '2030-01-01T00:00:00Z')")
      sql "close"
      for _, read_only in ipairs { false, true } do
        local refused, err = sf.ledger(address, { read_only = read_only })
        assert.is_nil(refused)
        assert.equal("newer", err.code)
        assert.matches("version 3; this library knows versions up to 2", tostring(err), 1, true)
      end
    end)
  end)

  describe("a book", function()
    it("opened for reading only reads, and refuses to write", function()
      local address = fresh()
      assert.is_nil((sf.ledger(address, { read_only = true })))
      local book = open(nil, address)
      samples.verify(assert(book:hypothesis(samples.definition())))
      local reader = open({ read_only = true }, address)
      local h = assert(reader:hypothesis "tokens-per-watt")
      assert.equal("supported", h:state({ as_of = "2025-06-30" }).status)
      assert.equal(3, reader:verify())
      local entry, err = h:evidence(samples.evidence())
      assert.is_nil(entry)
      assert.equal("read only", err.code)
    end)

    it("enters all that happens together, or nothing", function()
      local h, book = with_hypothesis()
      assert.is_true(book:together(function()
        assert.is_nil((book:hypothesis "another"))
        assert.is_nil((book:entry(99)))
        samples.verify(h)
      end))
      assert.equal(3, #book:entries())
      local done, err = book:together(function()
        assert.is_nil((book:hypothesis "another")) -- to look is no failure
        assert(h:evidence(samples.evidence { origin = "lost" }))
        h:evidence(samples.evidence { corrects = 99 }) -- fails, and the function goes on
      end)
      assert.is_nil(done)
      assert.equal("unknown", err.code)
      assert.has_error(function()
        book:together(function()
          assert(h:evidence(samples.evidence { origin = "lost" }))
          error "the script's own"
        end)
      end, "the script's own")
      assert.equal(3, #book:entries())
      assert(h:evidence(samples.evidence { origin = "kept" }))
      assert.equal(4, book:verify())
    end)

    it("enters statements, and again only what is new of them", function()
      local book <close> = open()
      local reading = sf.read("Meta lifts 2026 capex to $70 billion", { date = "2025-07-30", source = "reuters.com",
        url = "https://example.org/meta" })
      local function statements(more)
        local first, second = samples.definition(), samples.definition { id = "other" }
        first.evidence = { samples.evidence { why = "twice as likely" }, more }
        second.headlines = { reading }
        return { first, second }
      end
      assert.equal(2, book:enter(statements()))
      local kept = book:verify()
      assert.equal(0, book:enter(statements()))
      assert.equal(kept, book:verify())
      assert.equal(1, book:enter(statements(samples.evidence { origin = "GOOGL", source = { title = "10-Q",
        accession = "0001652044-25-000062" } })))
      assert.equal(kept + 1, book:verify())
      assert.equal("twice as likely", book:entries({ type = "evidence" })[1].why)
      local wrong = statements(samples.evidence { answers = "no such question" })
      wrong[1].id = "third"
      local count, err = book:enter(wrong)
      assert.is_nil(count)
      assert.equal("unknown", err.code)
      assert.equal("unknown", select(2, book:hypothesis "third").code) -- all of them, or none
      assert.equal(kept + 1, book:verify())
      assert.matches("takes a list of statements", support.message_of(function()
        book:enter(samples.definition())
      end), 1, true)
    end)

    it("finds entries by hypothesis, type and number", function()
      local h, book = with_hypothesis()
      assert(book:hypothesis(samples.definition { id = "other" }))
      samples.verify(h)
      assert.equal(3, #book:entries { hypothesis = "tokens-per-watt" })
      assert.equal(2, #book:entries { type = "evidence" })
      assert.equal(3, book:entries({ after = 2, limit = 1 })[1].number)
      assert.equal(2, #book:entries { as_of = "2025-04-29" })
      assert.equal("unknown", select(2, book:entry(9)).code)
      assert.matches("did you mean 'evidence'?", support.message_of(function()
        book:entries { type = "evidnce" }
      end), 1, true)
      assert.matches("limit of entries is a whole number", support.message_of(function()
        book:entries { limit = 1.5 }
      end), 1, true)
    end)

    it("prints everything, and says when it is closed", function()
      local h, book = with_hypothesis()
      for i = 1, 40 do
        assert(h:evidence(samples.evidence { origin = ("filing of a company with a long name %d"):format(i),
          note = ("long "):rep(50), source = { title = "f", accession = "" .. i } }))
      end
      for _, shown in ipairs { tostring(h), tostring(book), tostring(h:state { as_of = "2025-06-30" }),
        tostring(book:entry(2)), tostring(book:guru("Jensen Huang"):record()) } do
        for line in shown:gmatch "[^\n]+" do
          assert.is_true(utf8.len(line) <= 120, line)
        end
        assert.is_nil(support.trade_words(shown)[1])
      end
      local whole = tostring(h:state { as_of = "2025-06-30" })
      assert.equal(40, select(2, whole:gsub("customer_capex", "")))
      assert.is_nil(whole:find "…")
      assert.matches("41 entries", (tostring(book):gsub("%s+", " ")), 1, true)
      book:close()
      book:close()
      assert.matches("closed", tostring(book), 1, true)
      assert.matches("the ledger is closed", support.message_of(function()
        h:state { as_of = "2025-06-30" }
      end), 1, true)
    end)
  end)
end
