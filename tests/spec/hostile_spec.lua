-- Any Lua value to any function that a script can reach: an answer, or an error in words at the caller's line. The host
-- still stands, and the graph is clean for the next formula.
local sf = require "signalflow"
local samples = require "tests.spec.ledger.samples"
local core = require "signalflow.core"
local options = require "signalflow.shared.options"

local u = sf.units

-- What changes the library for everyone, reads standard input, writes files, waits, or raises by design.
local LEFT_OUT = { ["core.define_unit"] = true, ["core.write_file"] = true, ["core.set_library"] = true,
  ["core.make_private"] = true, ["core.make_folder"] = true, ["core.lock"] = true, ["core.wait"] = true,
  ["core.wait_input"] = true, ["core.watch_interrupts"] = true, ["core.limit_process"] = true,
  ["core.raise"] = true, ["sf.units.define"] = true }
-- What a ledger's objects keep for themselves, and what a check was given by a script.
local INSIDE = { log = true, check = true }
-- What writes to the file it is given the name of.
local WRITES = { ["sf.ledger.open"] = true, ["sf.ledger's metatable.__call"] = true }

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

local NO_ITERATOR = setmetatable({ 1, a = 2 }, { __pairs = function() end })

local VALUES = { "nil", true, false, 0, 1, -1, 1.5, 0 / 0, math.huge, math.mininteger, 1e300, "", "a/b", "1 MW",
  "\0\255", "2024-02-30", "2024-05-01", ("x"):rep(5000), "%s%d%n", {}, { 1, 2, 3 }, { {} }, { a = 1 }, { 0 / 0 },
  { "2024-01-01" }, { "a" }, { [1.5] = 1 }, { name = {} }, math.type, raises, coroutine.create(raises), io.stdout,
  u.MW, sf.uniform(0, 1), sf.uniform(0, 1) * u.MW, core.input("x", u.USD), SERIES, MODEL, PLAN, SUMMARY,
  closed(core.compile { sf.uniform(0, 1) }), closed(core.compile { 1.0 }:run { draws = 10 }[1]), sf.reader(),
  CYCLE, RAISING, NO_ITERATOR, "c", "output", "driver", u }

-- A generator of its own, the same on every machine.
local state = 1
local function below(n)
  state = (state * 6364136223846793005 + 1442695040888963407) & math.maxinteger
  return (state >> 33) % n + 1
end

-- Up to five values; a method's own object comes first half of the time.
local function arguments(self, no_text)
  local list = { n = below(6) - 1 }
  for i = 1, list.n do
    local value = VALUES[below(#VALUES)]
    list[i] = value ~= "nil" and not (no_text and type(value) == "string") and value or nil
  end
  if self ~= nil and below(2) == 1 then
    list.n, list[1] = math.max(list.n, 1), self
  end
  return list
end

-- What an error must not be: one of Lua's own from within the library, placed in it, an address, or no text at all.
local OWN = { "%l: 0x%x", "attempt to ", "bad argument", "stack overflow", "invalid value %(at index", "C stack",
  "'__tostring' must", "invalid order function", "initial value must be", "invalid option '",
  "signalflow/[%w_/]+%.lua:%d" }

local function fault_of(err)
  if type(err) ~= "string" then
    return "not a text: " .. type(err)
  end
  for _, words in ipairs(OWN) do
    if err:find(words) then
      return err
    end
  end
  return err ~= "hostile" and not err:find "hostile_%l*_?spec%.lua:%d" and "no line of the caller: " .. err or nil
end

local function shown(value)
  local named, text = pcall(tostring, value)
  return named and text:sub(1, 40):gsub("[^%g ]", "?") or "what cannot be shown"
end

-- The first fault of a function in some calls, and what was given.
local function try(reached, calls)
  for _ = 1, calls do
    local given = arguments(reached.self, WRITES[reached.path])
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

-- A copy with one part, at any depth, put otherwise: a hostile value in place of a field, a field more, or one less.
local function with_one_wrong(value, depth)
  if type(value) ~= "table" or getmetatable(value) or depth > 1 and below(4) == 1 then
    local wrong = VALUES[below(#VALUES)]
    return wrong ~= "nil" and wrong or nil
  end
  local copy, keys = {}, {}
  for key, item in pairs(value) do
    copy[key], keys[#keys + 1] = item, key
  end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  local key = keys[below(#keys + 1)] or VALUES[below(#VALUES)]
  if key == key then
    copy[key] = with_one_wrong(copy[key], depth + 1)
  end
  return copy
end

-- The same for arguments that are right but in one place.
local function try_wrong(call, calls)
  for _ = 1, calls do
    local given = with_one_wrong({ table.unpack(call, 3) }, 0)
    local done, err = pcall(call[2], table.unpack(given, 1, #call - 2))
    local fault = not done and fault_of(err)
    if not done and tostring(2 * u.MW) ~= "2 MW" then
      fault = "the graph was not clean after it"
    end
    if fault then
      return ("%s: %s"):format(call[1], fault)
    end
  end
end

-- Every function that can be reached from a value: in tables, metatables and what these index, as deep as it goes.
local function reach(value, path, found, seen, self)
  if type(value) == "function" then
    if not seen[value] and not LEFT_OUT[path] then
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
      if INSIDE[key] and self ~= nil then
        seen[rawget(value, key)] = true
      end
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

-- The names in sf, those too that are loaded when first asked for.
local function load_all()
  local _, known = pcall(function() return sf["no name is like this one"] end)
  for name in known:match("known: (.*)"):gmatch "[^, ]+" do
    assert(sf[name] ~= nil)
  end
end

local WORKLOAD = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
  interactivity = 50 * u.tok / u.s / u.user }

-- One of each object that an analyst holds.
local function objects()
  local factory = sf.factory { name = "f", platform = "GB200 NVL72", workload = WORKLOAD, grid_power = 100 * u.MW,
    utilization = sf.pert(0.3, 0.5, 0.7), price = sf.between(0.2, 1.0) * u.USD / u.Mtok }
  local run, study = MODEL:run { draws = 64 }, MODEL:study { draws = 64, scenarios = { x = {}, y = { a = 1.5 } } }
  local years = factory:run { draws = 64 }
  local frontier = sf.frontier { platform = "B200", workload = WORKLOAD }
  local launch = sf.launch { from = "H100", to = "GB200 NVL72", workload = WORKLOAD, grid_power = 100 * u.MW }
  local list = sf.checklist { name = "l", sf.check { id = "x", axis = "growth", question = "?",
    value = function(data) return type(data) == "table" and data.x or nil end, pass = sf.above(0) } }
  local result = list:evaluate({ x = SERIES }, { as_of = "2024-08-01" })
  local shares = sf.concentration { a = 0.23, b = 0.16, undisclosed = 0.61, each_below = 0.10 }
  local reading = sf.read "Nvidia says Blackwell cuts cost and energy per token up to 25x"
  local signal = sf.signal { headline = reading, source = { title = "t", url = "u" }, on = "2025-03-18",
    channel = "cost", driver = "token_rate", factor = sf.between(1.3, 2.5), confidence = 0.6,
    arrives = sf.arrival { median = 1.5 * u.year, p90 = 3 * u.year } }
  local book = assert(sf.ledger ":memory:")
  local h = assert(book:hypothesis(samples.definition()))
  local evidence = assert(h:evidence(samples.evidence()))
  return { model = MODEL, run = run, outcome = run.c, study = study, compared = study:compare("x", "y"),
    sweep = MODEL:sweep { a = { 1, 2 }, draws = 64 }, sensitivity = MODEL:sensitivity { output = "c", draws = 64 },
    factory = factory, years = years, bottleneck = factory:bottleneck { draws = 64 },
    assumptions = factory:assumptions(), platform = sf.platforms[1], language_model = sf.models[1],
    estimate = sf.estimate { platform = "H200", workload = WORKLOAD, accelerators = 8, concurrency = 64 },
    frontier = frontier, operating_point = frontier:at(50), launch = launch, curve = launch:curve(),
    attribution = launch.attribution, chain = launch.chain, platforms = sf.platforms,
    comparison = sf.comparison { MODEL, draws = 64, scenarios = { x = { a = 1.5 } } },
    launches = sf.launches { "H100", "GB200 NVL72", workloads = { WORKLOAD }, claims = { "25x lower cost" } },
    frontiers = sf.frontiers { "H100", workload = WORKLOAD, speeds = { 30 } },
    claim = launch.claim "25x lower cost", list = list, result = result,
    backtest = list:backtest({ x = SERIES }, { from = "2024-05-01", to = "2024-08-01", step = "quarter" }),
    days = list:compare({ x = SERIES }, { "2024-05-01", "2024-08-01" }), answer = result.x, check = list.checks[1],
    shares = shares, reading = reading, questions = reading.questions, signal = signal,
    impact = signal:impact(factory, { output = "revenue", draws = 64 }), arrival = signal.arrives, book = book,
    hypothesis = h, evidence = evidence, state = h:state { as_of = "2025-06-30" }, guru = book:guru "Jensen Huang",
    record = book:guru("Jensen Huang"):record(), series = SERIES, threshold = sf.above(0), reader = sf.reader(),
    page = run:page(), quantity = u.MW, report = sf.report { run }, changes = sf.changes(run, run),
    thesis = sf.thesis { factory = factory, ledger = book, checklist = result,
      concentration = shares, draws = 64 } }
end

-- What an analyst types rightly, to be got wrong in one place: a name, the function, its arguments.
local function calls_typed(o)
  local function asked(object, name)
    return function(...) return object[name](object, ...) end
  end
  local question = { id = "x", axis = "growth", question = "?", value = function(data) return data.x end,
    pass = sf.above(0.2), fail = sf.below(0), clear = 0.25, hold = 2, warn_after = "100d", stale_after = "130d",
    source = "10-Q" }
  local flows, days = { -100, 60, 70 }, { "2024-01-01", "2025-01-01", "2026-01-01" }
  return {
    { "uniform", sf.uniform, 0, 1 }, { "lognormal", sf.lognormal, { median = 2, sigma = 0.1 } },
    { "discrete", sf.discrete, { { 1, 0.5 }, { 2, 0.5 } } },
    { "mixture", sf.mixture, { { 1, u.MW }, { 2, 3 * u.MW } } },
    { "truncated", sf.truncated, sf.normal(0, 1), -1, 1 }, { "range", sf.range, 1, 2, 5 },
    { "empirical", sf.empirical, { 1, 2, 3 } }, { "clamp", sf.clamp, sf.uniform(0, 2), 0, 1 },
    { "sample", asked(sf.uniform(0, 1), "sample"), 10, { seed = 1, sampler = "sobol" } },
    { "summary", asked(sf.uniform(0, 1), "summary"), { draws = 64, statistics = { "mean" } } },
    { "model", sf.model, { name = "m", drivers = { a = sf.uniform(1, 2), b = 3 * u.MW },
      correlate = { { "a", "b", 0.4 } }, outputs = function(d) return { c = d.a } end } },
    { "run", asked(o.model, "run"), { draws = 64, seed = 1, threads = 1, sampler = "sobol", statistics = { "mean" },
      block = 64, progress = math.type } },
    { "study", asked(o.model, "study"), { draws = 64, scenarios = { x = {}, y = { a = 1.5 } } } },
    { "compare", asked(o.study, "compare"), "x", "y" },
    { "sweep", asked(o.model, "sweep"), { a = { 1, 2 }, b = sf.range(1, 2, 3), draws = 64, outputs = { "c" } } },
    { "sensitivity", asked(o.model, "sensitivity"), { output = "c", draws = 64 } },
    { "solve", asked(o.model, "solve"), { output = "c", equals = 3, driver = "a", draws = 64, between = { 1, 2 },
      statistic = { quantile = 0.5 } } },
    { "series", sf.series, "s", { { "2024-03-31", "2024-04-30", 1.0 }, { "2024-06-30", "2024-07-30", 2.0 } } },
    { "combine", asked(SERIES, "combine"), "+", SERIES, { carry = 10 } },
    { "concentration", sf.concentration, { a = 0.23, b = 0.16, undisclosed = 0.61, each_below = 0.10 } },
    { "check", sf.check, question }, { "checklist", sf.checklist, { name = "l", sf.check(question) } },
    { "evaluate", asked(o.list, "evaluate"), { x = SERIES }, { as_of = "2024-08-01" } },
    { "backtest", asked(o.list, "backtest"), { x = SERIES }, { from = "2024-05-01", to = "2024-08-01",
      step = "quarter" } },
    { "test", asked(o.list, "test"), { given = { x = { { "2024-06-30", "2024-07-30", 1.0 } } }, as_of = "2024-08-01",
      expect = { x = "pass" } } },
    { "value of a check", function(value) return sf.checklist { name = "l", sf.check { id = "x", axis = "growth",
      question = "?", value = function() return value end, pass = sf.above(0) } }:evaluate({ x = SERIES },
      { as_of = "2024-08-01" }) end, { low = 1, high = 2 } },
    { "arrival", sf.arrival, { median = 1.5 * u.year, p90 = 3 * u.year } }, { "bass", sf.bass, { p = 0.03, q = 0.4 } },
    { "irr", sf.irr, flows }, { "xirr", sf.xirr, { flows, days } },
    { "npv", sf.npv, { discount = 0.1, flows } }, { "xnpv", sf.xnpv, { discount = 0.1, flows, days } },
    { "mirr", sf.mirr, { flows, finance = 0.1, reinvestment = 0.1 } },
    { "implied_growth", sf.implied_growth, { value = 3e12 * u.USD, cash_flow = 6e10 * u.USD, discount = 0.1,
      horizon = 10, terminal = 0.03 } },
    { "dcf_value", sf.dcf_value, { cash_flow = 6e10 * u.USD, growth = 0.1, discount = 0.1, horizon = 10,
      terminal = 0.03 } },
    { "rivals", sf.rivals, { hypotheses = { "a", "b" }, evidence = { { "x", "C", "I" } } } },
    { "read", sf.read, "Nvidia cuts prices" }, { "reader", sf.reader, { lexicon = { demand = { backlog = 1.5 } } } },
    { "signal", sf.signal, { headline = "Nvidia cuts prices", source = { title = "t", url = "u" }, on = "2025-03-18",
      channel = "cost", driver = "token_rate", factor = 2, arrives = o.arrival, confidence = 0.6 } },
    { "hypothesis", asked(o.book, "hypothesis"), samples.definition() },
    { "evidence", asked(o.hypothesis, "evidence"), samples.evidence() },
    { "state", asked(o.hypothesis, "state"), { as_of = "2025-06-30", recorded_by = "2025-06-30" } },
    { "entries", asked(o.book, "entries"), { type = "evidence", after = 1, limit = 2 } },
    { "estimate", sf.estimate, { platform = "H200", workload = WORKLOAD, accelerators = 8, concurrency = 64 } },
    { "frontier", sf.frontier, { platform = "B200", workload = WORKLOAD } },
    { "factory", sf.factory, { name = "f", platform = "GB200 NVL72", workload = WORKLOAD, grid_power = 100 * u.MW,
      utilization = 0.5, price = 1 * u.USD / u.Mtok } },
    { "launch", sf.launch, { from = "H100", to = "GB200 NVL72", workload = WORKLOAD, grid_power = 100 * u.MW } },
    { "curve", asked(o.launch, "curve"), { 20, 50 * u.tok / u.s / u.user } },
    { "claim", asked(o.launch, "claim"), "25x lower cost" },
    { "comparison", sf.comparison, { o.model, scenarios = { x = { a = 1.5 } }, outputs = { "c" }, sensitivity = "c",
      title = "t", note = "n", draws = 64, seed = 1, threads = 1, sampler = "sobol" } },
    { "launches", sf.launches, { "H100", "GB200 NVL72", workloads = { WORKLOAD }, claims = { "25x lower cost" },
      grid_power = 100 * u.MW, elasticity = -1.1, rack_area = 2.6 * u.m2 / u.rack, title = "t", note = "n" } },
    { "frontiers", sf.frontiers, { "B200", workloads = { WORKLOAD }, speeds = { 30 }, title = "t" } },
    { "impact", asked(o.signal, "impact"), o.factory, { output = "revenue", market = { move = 0.04,
      value = 3.2e12 * u.USD, exposure = 0.3 } } },
    { "thesis", sf.thesis, { factory = o.factory, ledger = o.book, checklist = o.result, concentration = o.shares } },
  }
end

local SLOW = { launch = true, launches = true, curve = true, claim = true, impact = true, thesis = true,
  factory = true, estimate = true, frontier = true, frontiers = true }

describe("hostile values", function()
  it("get words where one place of what is typed is wrong", function()
    local list = {}
    for _, call in ipairs(calls_typed(objects())) do
      list[#list + 1] = try_wrong(call, SLOW[call[1]] and 10 or 100)
    end
    assert.equal("", table.concat(list, "\n"))
  end)

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
    local found, selves = reach(core, "core", {}, {}), { Quantity = u.MW, Plan = PLAN, Summary = SUMMARY,
      Series = SERIES, Reader = sf.reader() }
    for _, name in ipairs(options.names(selves)) do
      reach(core.methods[name], name, found, {}, selves[name])
      reach(core.metatables[name], name, found, {}, selves[name])
    end
    assert.is_true(#found > 300)
    assert.equal("", faults(found, 100))
  end)

  it("get words from everything an analyst can reach", function()
    load_all()
    local seen = {}
    local found = reach(sf, "sf", {}, seen)
    local list = objects()
    for _, name in ipairs(options.names(list)) do
      reach(list[name], name, found, seen, list[name])
    end
    assert.is_true(#found > 200)
    assert.equal("", faults(found, 60))
  end)

  it("get words in place of the object, from every method that is documented", function()
    local names, list = {}, {}
    for line in io.lines "lua/signalflow/meta/signalflow.lua" do
      local name = line:match "^function %u%w*:([%w_]+)"
      names[#names + 1] = name
    end
    local tried = 0
    for kind, object in pairs(objects()) do
      for _, name in ipairs(names) do
        local found, method = pcall(function() return object[name] end)
        if found and type(method) == "function" then
          for _, self in ipairs { { draws = 10 }, "x", 5 } do
            local done, err = pcall(function() return method(self) end)
            tried = tried + 1
            list[#list + 1] = not done and not tostring(err):find "before the colon" and fault_of(err)
              and ("%s.%s: %s"):format(kind, name, err) or nil
          end
        end
      end
    end
    table.sort(list)
    assert.is_true(tried > 500)
    assert.equal("", table.concat(list, "\n"))
  end)

  it("get words that name what was wrong, at the caller's line", function()
    local indexed = setmetatable({}, { __index = string.rep })
    for words, action in pairs {
      ["sample takes a whole number of draws, 1 or more, not the text '10'"] = function()
        sf.uniform(0, 1):sample "10"
      end,
      ["range: low must be a quantity"] = function() sf.range(nil, 2, 3) end,
      ["range: high must be a quantity"] = function() sf.range("1", nil, 7) end,
      ["fred.read: path: expected a string, got nil"] = function() sf.fred.read() end,
      ["fred.read: path: expected a string, got a table"] = function() sf.fred.read {} end,
      ["brief: question: expected a table, got nil"] = function() sf.questions.brief() end,
      ["checklist"] = function() sf.checklist(u) end,
      ["the value of check 'x' is a number or a constant quantity, not a table"] = function()
        sf.checklist { name = "l", sf.check { id = "x", axis = "growth", question = "?", pass = sf.above(0),
          value = function() return indexed end } }:evaluate({ x = SERIES }, { as_of = "2024-08-01" })
      end,
      ["run: expected a model before the colon, got a table"] = function() MODEL.run { draws = 10 } end,
      ["mean: expected a Quantity before the colon, got nil"] = function() core.methods.Quantity.mean() end,
      ["at: interactivity: expected a finite number, got nan"] = function()
        sf.frontier { platform = "B200", workload = WORKLOAD }:at(0 / 0)
      end,
      ["clamp: low must be a finite number, not infinity"] = function() sf.clamp(1, math.huge, 2) end,
      ["bytes takes a file's name that ends in .csv, .json, .txt, .md or .html, not the text 'a.doc'"] = function()
        MODEL:run { draws = 16 }:page():bytes "a.doc"
      end,
      ["figure: name: expected a string, got nil"] = function() sf.platforms[1]:figure() end,
      ["text: the form is none that string.format takes"] = function() core.text("%y", 1) end,
      ["origin: observation.file: expected a string, got 5"] = function() SERIES:origin { file = 5 } end,
    } do
      local done, err = pcall(action)
      assert.is_false(done, words)
      assert.matches("hostile_spec.lua:%d+: ", err)
      assert.matches(words, err, 1, true)
    end
    assert.equal(1.5, sf.uniform(setmetatable({ 1, 2 }, { __metatable = false })):mean())
    assert.same({ 1, 1.5, 2 }, sf.range("1", 2, 3)) -- text is read where a value is due
  end)
end)
