-- Any Lua value to any function: an error in words at the caller's line, or an answer; the host still stands.
local sf = require "signalflow"
local core = require "signalflow.core"

-- What changes the library for everyone, reads standard input, writes files, or raises by design.
local LEFT_OUT = { define_unit = true, set_library = true, raise = true, ledger = true, feed = true }

local SERIES = sf.series("s", { { "2024-03-31", "2024-04-30", 1.0 }, { "2024-06-30", "2024-07-30", 2.0 } })
local MODEL = sf.model { name = "m", drivers = { a = sf.uniform(1, 2) },
  outputs = function(d) return { b = d.a * 2 } end }

local VALUES = { "nil", true, false, 0, 1, -1, 1.5, 0 / 0, math.huge, math.mininteger, 1e300, "", "a", "1 MW", "\0\255",
  "2024-02-30", ("x"):rep(5000), {}, { 1, 2, 3 }, { {} }, { a = 1 }, { 0 / 0 }, { "2024-01-01" },
  print, coroutine.create(print), io.stdout,
  sf.units.MW, sf.uniform(0, 1), sf.uniform(0, 1) * sf.units.MW, SERIES, MODEL, core.compile { sf.uniform(0, 1) } }

-- A generator of its own, the same on every machine.
local state = 1
local function below(n)
  state = (state * 6364136223846793005 + 1442695040888963407) & math.maxinteger
  return (state >> 33) % n + 1
end

local function arguments()
  local list = { n = below(5) - 1 }
  for i = 1, list.n do
    local value = VALUES[below(#VALUES)]
    list[i] = value ~= "nil" and value or nil
  end
  return list
end

local CALLS = 300

-- What an error must not be: one of Lua's own from within the library, or no text at all.
local OWN = { "attempt to ", "bad argument", "stack overflow", "invalid value %(at index", "C stack" }

local function fault_of(err)
  if type(err) ~= "string" then
    return "not a text: " .. type(err)
  end
  for _, words in ipairs(OWN) do
    if err:find(words) then
      return err
    end
  end
  return nil
end

local function try(name, action)
  for _ = 1, CALLS do
    local given = arguments()
    local result = table.pack(pcall(action, table.unpack(given, 1, given.n)))
    local fault = not result[1] and fault_of(result[2])
    if fault then
      local shown = {}
      for i = 1, given.n do
        shown[i] = tostring(given[i]):sub(1, 40)
      end
      return ("%s(%s): %s"):format(name, table.concat(shown, ", "), fault)
    end
  end
end

local function names_of(rooms)
  local names = {}
  for name, value in pairs(rooms) do
    if type(value) == "function" and not LEFT_OUT[name] then
      names[#names + 1] = name
    end
  end
  table.sort(names)
  return names
end

describe("hostile values", function()
  it("get words from every function of the core", function()
    local names = names_of(core)
    assert.is_true(#names > 100)
    for _, name in ipairs(names) do
      assert.is_nil(try("core." .. name, core[name]))
    end
  end)

  it("get words from every function an analyst calls", function()
    local rooms = {}
    for _, name in ipairs { "arrival", "bass", "check", "concentration", "dcf_value", "estimate", "event_study",
      "factory", "frontier", "implied_growth", "implied_horizon", "irr", "launch", "mirr", "moat", "npv", "priced_in",
      "questions", "read", "reader", "rivals", "same_story", "series", "signal", "thesis", "track_record", "xirr",
      "xnpv" } do
      rooms[name] = sf[name]
    end
    for _, name in ipairs(names_of(sf)) do
      rooms[name] = sf[name]
    end
    for _, name in ipairs(names_of(rooms)) do
      assert.is_nil(try("sf." .. name, rooms[name]))
    end
  end)
end)
