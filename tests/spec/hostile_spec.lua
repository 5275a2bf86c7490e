-- Any Lua value to any function that a script can reach: an answer, or an error in words at the caller's line. The host
-- still stands, and the graph is clean for the next formula.
local sf = require "signalflow"
local core = require "signalflow.core"

local u = sf.units

-- What changes the library for everyone, reads standard input, or raises by design.
local LEFT_OUT = { ["core.define_unit"] = true, ["core.set_library"] = true, ["core.raise"] = true }

local function closed(object)
  object:close()
  return object
end

local SERIES = sf.series("s", { { "2024-03-31", "2024-04-30", 1.0 }, { "2024-06-30", "2024-07-30", 2.0 } })
local MODEL = sf.model { name = "m", drivers = { a = sf.uniform(1, 2), b = 3 * u.MW },
  outputs = function(d) return { c = d.a * 2, d = d.b * d.a } end }
local PLAN = core.compile { sf.uniform(0, 1) }
local SUMMARY = PLAN:run { draws = 10 }[1]

local function raises()
  error("hostile", 0)
end

local CYCLE = {}
CYCLE[1], CYCLE.of = CYCLE, CYCLE
local RAISING = setmetatable({}, { __index = raises, __len = raises, __pairs = raises, __tostring = raises,
  __concat = raises, __eq = raises, __lt = raises, __call = raises, __name = "Quantity" })

local VALUES = { "nil", true, false, 0, 1, -1, 1.5, 0 / 0, math.huge, math.mininteger, 1e300, "", "a", "1 MW", "\0\255",
  "2024-02-30", "2024-05-01", ("x"):rep(5000), "%s%d%n", {}, { 1, 2, 3 }, { {} }, { a = 1 }, { 0 / 0 }, { "2024-01-01" },
  { "a" }, { [1.5] = 1 }, { name = {} }, print, raises, coroutine.create(print), io.stdout,
  u.MW, sf.uniform(0, 1), sf.uniform(0, 1) * u.MW, core.input("x", u.USD), SERIES, MODEL, PLAN, SUMMARY,
  closed(core.compile { sf.uniform(0, 1) }), closed(core.compile { 1.0 }:run { draws = 10 }[1]), sf.reader(),
  CYCLE, RAISING }

-- A generator of its own, the same on every machine.
local state = 1
local function below(n)
  state = (state * 6364136223846793005 + 1442695040888963407) & math.maxinteger
  return (state >> 33) % n + 1
end

-- Up to five values; a method's own object comes first half of the time.
local function arguments(self)
  local list = { n = below(6) - 1 }
  for i = 1, list.n do
    local value = VALUES[below(#VALUES)]
    list[i] = value ~= "nil" and value or nil
  end
  if self ~= nil and below(2) == 1 then
    list.n, list[1] = math.max(list.n, 1), self
  end
  return list
end

-- What an error must not be: one of Lua's own from within the library, placed in it, or no text at all.
local OWN = { "attempt to ", "bad argument", "stack overflow", "invalid value %(at index", "C stack", "must return a",
  "invalid order function", "initial value must be", "signalflow/[%w_/]+%.lua:%d", "invalid option '" }

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

local function shown(value)
  local named, text = pcall(tostring, value)
  return named and text:sub(1, 40) or "what cannot be shown"
end

-- The first fault of a function in some calls, and what was given.
local function try(reached, calls)
  for _ = 1, calls do
    local given = arguments(reached.self)
    local result = table.pack(pcall(reached.action, table.unpack(given, 1, given.n)))
    local fault = not result[1] and fault_of(result[2])
    if not result[1] and tostring(2 * u.MW) ~= "2 MW" then
      fault = "the graph was not clean after it"
    end
    if fault then
      local list = {}
      for i = 1, given.n do
        list[i] = shown(given[i])
      end
      return ("%s(%s): %s"):format(reached.path, table.concat(list, ", "), fault)
    end
  end
end

-- Every function that can be reached from a value: in tables, metatables and what these index, as deep as it goes.
local function reach(value, path, found, seen, self)
  if type(value) == "function" then
    if not seen[value] and not LEFT_OUT[path] and debug.getinfo(value, "S").what == "C" then
      found[#found + 1] = { path = path, action = value, self = self }
    end
    seen[value] = true
  elseif type(value) == "table" and not seen[value] then
    seen[value] = true
    local keys = {}
    for key in next, value do
      keys[#keys + 1] = key
    end
    table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
    for _, key in ipairs(keys) do
      reach(rawget(value, key), path .. "." .. tostring(key), found, seen, self)
    end
    if type(getmetatable(value)) == "table" then
      reach(getmetatable(value), path .. "'s metatable", found, seen, value)
    end
  end
  return found
end

-- Faults of what was reached, one for each function.
local function faults(found, calls)
  local list = {}
  for _, reached in ipairs(found) do
    list[#list + 1] = try(reached, calls)
  end
  return table.concat(list, "\n")
end

describe("hostile values", function()
  it("meet a finalizer that a script cannot call", function()
    for name, metamethods in pairs(core.metatables) do
      assert.is_nil(metamethods.__gc, name)
      local add = metamethods.__add
      metamethods.__add = raises
      assert.equal("3 MW", tostring(2 * u.MW + u.MW))
      metamethods.__add = add
    end
  end)

  it("get words from every function of the core, its methods and metamethods", function()
    local found = reach(core, "core", {}, {})
    for name, self in pairs { Quantity = u.MW, Plan = PLAN, Summary = SUMMARY, Series = SERIES, Reader = sf.reader() } do
      reach(core.methods[name], name, found, {}, self)
      reach(core.metatables[name], name, found, {}, self)
    end
    assert.is_true(#found > 250, #found)
    assert.equal("", faults(found, 150))
  end)
end)
