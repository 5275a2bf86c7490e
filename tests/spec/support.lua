--- What several specs ask in the same way.
local assert = require "luassert"
local core = require "signalflow.core"
local sf = require "signalflow"

local support = {}

--- Where the tree was built.
support.build = os.getenv "BUILD" or "build"

local made, own = 0, nil

--- A folder of the test's own, which nobody else can write to; removed, with all in it, when Lua ends.
function support.folder()
  if not own then
    local pipe = assert(io.popen "mktemp -d")
    local path = assert(pipe:read "l")
    pipe:close()
    own = setmetatable({ path = path }, { __gc = function()
      os.execute(("rm -rf '%s'"):format(path))
    end })
  end
  return own.path
end

--- Asserts that a number, or a quantity's coherent number, is within a relative error (1e-9) of another.
function support.close(expected, actual, relative)
  local number = type(actual) == "userdata" and actual:value() or actual
  assert.is_true(math.abs(number - expected) <= (relative or 1e-9) * math.abs(expected),
    ("%s is not within %g of %s"):format(tostring(number), relative or 1e-9, tostring(expected)))
end

--- The message of the error that an action raises.
function support.message_of(action)
  local done, message = pcall(action)
  assert.is_false(done, "expected an error")
  return tostring(message)
end

--- A model from drivers, outputs and correlations.
function support.model(drivers, outputs, correlate)
  return sf.model { name = "test", drivers = drivers, outputs = outputs, correlate = correlate }
end

--- A path in that folder at which nothing lies yet.
function support.path(ending)
  made = made + 1
  return ("%s/%d%s"):format(support.folder(), made, ending or "")
end

--- Writes a file.
function support.write(path, text)
  local file = assert(io.open(path, "wb"))
  assert(file:write(text))
  assert(file:close())
end

--- A file's text.
function support.read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read "a"
end

--- The path of a file of the test's own, with some text in it.
function support.temporary(content, ending)
  local path = support.path(ending)
  support.write(path, content)
  return path
end

--- The path of a folder of the test's own, with files in it: name, which may lie in a subfolder, to text.
function support.folder_of(files)
  local path = support.path()
  assert(core.make_folder(path))
  for name, text in pairs(files) do
    assert(core.make_folder((path .. "/" .. name):match "^(.*)/"))
    support.write(path .. "/" .. name, text)
  end
  return path
end

--- What a shell says to a command, errors among it, and the exit status.
function support.shell(command)
  local pipe = assert(io.popen(("{ %s; } 2>&1"):format(command)))
  local output = pipe:read "a"
  local _, _, status = pipe:close()
  return output, status
end

--- The same by lines.
function support.lines(command)
  local output, status = support.shell(command)
  local lines = {}
  for line in (output:find "[^\n]$" and output .. "\n" or output):gmatch "(.-)\n" do
    lines[#lines + 1] = line
  end
  return lines, status
end

--- What the command `signalflow` says to some arguments, and its exit status.
function support.signalflow(arguments)
  return support.shell(("%s/signalflow %s"):format(support.build, arguments))
end

--- The memory that this process holds.
function support.resident_kilobytes()
  for line in io.lines "/proc/self/status" do
    local size = line:match "^VmRSS:%s+(%d+)"
    if size then
      return tonumber(size)
    end
  end
end

--- Whether a sanitizer is preloaded, into the programs that a test starts too: it finds their leaks, not ours.
support.is_preloaded = (os.getenv "PRELOAD" or "") ~= ""

-- A sanitizer and valgrind keep freed memory for a while, to catch its use; tests/run says when one is there.
local keeps_freed_memory = (os.getenv "WRAP" or "") ~= "" or support.is_preloaded

--- Asserts that two such figures lie less than that apart.
function support.assert_growth_below(kilobytes, before, after)
  assert.is_true(keeps_freed_memory or after - before < kilobytes, ("grew by %d kB"):format(after - before))
end

--- Asserts that elements close in order, attributes are quoted, text is escaped and ids are unique; gives the ids.
function support.check_markup(text)
  local open, ids = {}, {}
  assert.is_truthy(utf8.len(text))
  assert.is_nil(text:find "[%z\1-\8\11\12\14-\31]")
  for between, close, name, rest in (text):gmatch "([^<]*)<(/?)([%w]+)([^>]*)>" do
    assert.is_nil(between:gsub("&%a+;", ""):gsub("&#39;", ""):find "[&>]", between)
    if close == "/" then
      assert.equal(name, table.remove(open))
    elseif not rest:find "/$" then
      open[#open + 1] = name
    end
    local bare = rest:gsub('%s[%w:-]+="[^"<]*"', ""):gsub("/$", "")
    assert.equal("", bare)
    local id = rest:match '%sid="([^"]*)"'
    assert.is_nil(id and ids[id])
    ids[id or ""] = true
  end
  assert.equal(0, #open)
  return ids
end

--- A function that runs SQL in a database, past the library: true, or false and the message. "close" closes it.
function support.raw_sql(driver, address)
  local connection = assert(require "DBI".Connect(driver, address))
  connection:autocommit(true)
  return function(sql, ...)
    if sql == "close" then
      return connection:close()
    end
    local statement, message = connection:prepare(sql)
    if not statement then
      return false, message
    end
    local done, why = statement:execute(...)
    statement:close()
    return done, why
  end
end

local TRADE = { "buy", "buys", "buying", "sell", "sells", "selling", "hold rating", "overweight", "underweight",
  "outperform", "underperform", "recommend", "recommends", "recommended", "recommendation", "price target", "upside",
  "downside", "bullish", "bearish", "go long", "go short", "undervalued", "overvalued", "should" }

-- The one sentence that says what no page does.
local DISCLAIMER = "it recommends buying or selling no security"

--- The trade words that stand in a text as whole words: none may in what the library says.
function support.trade_words(words)
  local lower, found = words:lower():gsub("%s+", " "):gsub(DISCLAIMER, ""), {}
  for _, word in ipairs(TRADE) do
    if lower:find("%f[%a]" .. word .. "%f[%A]") then
      found[#found + 1] = word
    end
  end
  return found
end

local WIDEST, MOST_DECIMALS = 100, 5

--- The lines of a page that no reader would take: wider than a terminal (but for addresses), with more decimals than
-- anybody reads, or ending in a value that is none.
function support.unreadable(page)
  local found = {}
  for one in page:gmatch "[^\n]+" do
    local is_wide = (utf8.len(one) or #one) > WIDEST and not one:find "https?://"
    if is_wide or one:find("%d%.%d" .. ("%d"):rep(MOST_DECIMALS)) or one:find "\tnil" or one:find "%f[%a]nan%f[%A]" then
      found[#found + 1] = one
    end
  end
  return found
end

return support
