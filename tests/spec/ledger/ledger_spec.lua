-- The ledger in SQLite files, and what needs no database.
local samples = require "tests.spec.ledger.samples"
local failure = require "signalflow.shared.failure"
local portable = require "signalflow.ledger.portable"
local sf = require "signalflow"
local support = require "tests.spec.support"

local folder = support.folder()

local function fresh()
  return support.path ".db"
end

-- Runs SQL in a file, past the library; "close" closes it.
local function raw(address)
  return support.raw_sql("SQLite3", address)
end

describe("a ledger in a file", function()
  local ledgers = samples.ledgers(fresh, raw)
  require "tests.spec.ledger.entering_cases"(describe, it, ledgers)
  require "tests.spec.ledger.keeping_cases"(describe, it, ledgers)

  it("is refused where the file is something else, which is left as it is", function()
    local function refused(bytes)
      local path = fresh()
      local file = io.open(path, "wb")
      file:write(bytes)
      file:close()
      for _, read_only in ipairs { false, true } do
        local book, err = sf.ledger(path, { read_only = read_only })
        assert.is_nil(book)
        assert.equal("not a ledger", err.code)
      end
      file = io.open(path, "rb")
      assert.is_true(file:read "a" == bytes)
      file:close()
    end
    refused(("notes "):rep(1000))
    refused "my notes"
    local path = fresh()
    local sql = raw(path)
    assert(sql "CREATE TABLE shopping (what TEXT)")
    sql "close"
    local file = io.open(path, "rb")
    refused(file:read "a")
    file:close()
  end)

  it("that cannot be opened is refused before it is tried, and nothing is lost by that", function()
    os.execute(("mkfifo '%s/pipe'; mkdir '%s/shut'"):format(folder, folder))
    local file = support.temporary("no folder")
    local before
    for i = 1, 5000 do
      for path, why in pairs { [folder] = "this is a folder, not a file", [folder .. "/pipe"] = "no regular file",
        ["/dev/null"] = "this is no regular file", [folder .. "/none/l.db"] = "there is no such folder",
        [file .. "/l.db"] = "Not a directory", [folder .. "/" .. ("x"):rep(300)] = "File name too long" } do
        local book, err = sf.ledger(path)
        assert.is_nil(book)
        assert.equal("io", err.code)
        assert.matches(why, tostring(err), 1, true)
      end
      if i == 500 then
        collectgarbage()
        before = support.resident_kilobytes()
      end
    end
    collectgarbage()
    support.assert_growth_below(2000, before, support.resident_kilobytes())
  end)

  it("says what is in the way", function()
    local book, err = sf.ledger(folder .. "/nowhere/research.db")
    assert.is_nil(book)
    assert.equal("io", err.code)
    assert.matches("/nowhere/research.db: there is no such folder", tostring(err), 1, true)
    assert.is_true(failure.is(err))
    for _, wrong in ipairs { "", "a\0b", 7, {}, false } do
      assert.matches("ledger takes a file's path", support.message_of(function()
        sf.ledger(wrong)
      end), 1, true)
    end
    assert.matches("did you mean 'read_only'?", support.message_of(function()
      sf.ledger(fresh(), { readonly = true })
    end), 1, true)
  end)

  it("may lie in memory", function()
    local book <close> = assert(sf.ledger ":memory:")
    assert(book:hypothesis(samples.definition()))
    assert.equal(1, book:verify())
  end)

  it("is not exported over itself", function()
    local path = fresh()
    local book <close> = assert(sf.ledger(path))
    assert.matches("would overwrite the ledger", support.message_of(function()
      book:export(path)
    end), 1, true)
    assert.equal(0, book:verify())
  end)

  it("closes at the end of its block", function()
    local kept
    do
      local book <close> = assert(sf.ledger(fresh()))
      kept = book
    end
    assert.matches("closed", tostring(kept), 1, true)
  end)

  it("names the package that is missing", function()
    local script = [[
      package.preload.DBI = function() error "absent" end
      local sf = require "signalflow"
      local make = sf.ledger -- the module loads
      for _, address in ipairs { "x.db", "postgresql://a:secret@localhost/b" } do
        local book, err = make(address)
        print(book, err.code, err)
      end]]
    local pipe = io.popen(("lua5.4 - <<'END'\n%s\nEND"):format(script))
    local output = pipe:read "a"
    pipe:close()
    assert.matches("nil\tmissing\tx.db needs LuaDBI", output, 1, true)
    assert.matches("apt-get install lua-dbi-sqlite3", output, 1, true)
    assert.matches("apt-get install lua-dbi-postgresql", output, 1, true)
    assert.is_nil(output:find("secret", 1, true))
  end)
end)

describe("portable text", function()
  it("is the same bytes again, as UTF-8 without NUL and line ends", function()
    math.randomseed(20250318)
    local pieces = { "\0", "\n", "\\", "\255", "\192\128", "\237\160\128", "é", "✓", "\u{10FFFF}", "\244\144\128\128",
      "a", "00", "5c" }
    for _ = 1, 3000 do
      local parts = {}
      for i = 1, math.random(0, 12) do
        parts[i] = math.random() < 0.5 and pieces[math.random(#pieces)] or string.char(math.random(0, 255))
      end
      local text = table.concat(parts)
      local encoded = portable.encode(text)
      assert.is_true(portable.decode(encoded) == text)
      assert.is_truthy(utf8.len(encoded))
      assert.is_nil(encoded:find "[%z\n]")
      local fields = { a = text, ["b.1"] = encoded, c = "" }
      local again = {}
      for name, value in portable.unpack(portable.pack(fields)) do
        again[name] = value
      end
      assert.same(fields, again)
    end
    assert.equal("plain ✓ text", portable.encode "plain ✓ text")
    assert.equal("\\00\\0a\\5c\\ff", portable.encode "\0\n\\\255")
  end)

  it("keeps numbers, whole or not", function()
    for _, number in ipairs { 0, -1, math.maxinteger, math.mininteger, 0.1, 1 / 3, -0.0, 1e-320, 2.0 ^ 80, 5.0 } do
      local again = tonumber(portable.number(number))
      assert.equal(math.type(number), math.type(again))
      assert.equal(number, again)
      assert.equal(1 / number, 1 / again)
    end
  end)
end)
