-- What is typed: understood, completed, explained; nothing of it needs a terminal.
local completion = require "signalflow.prompt.completion"
local help = require "signalflow.prompt.help"
local session = require "signalflow.prompt.session"
local sf = require "signalflow"
local show = require "signalflow.prompt.show"
local support = require "tests.spec.support"
local tutorial = require "signalflow.prompt.tutorial"

local build = support.build

-- What typing a text prints, and what went wrong.
local function typed(place, text)
  local printed, kept = {}, print
  _G.print = function(...)
    printed[#printed + 1] = table.concat({ ... }, "\t")
  end
  local done, why = place:evaluate(text, { whole = true })
  _G.print = kept
  return table.concat(printed, "\n"), not done and why or nil
end

describe("a session", function()
  it("prints what an expression gives, keeps it as _, and runs statements", function()
    local place = session.new()
    assert.equal("2", (typed(place, "1 + 1")))
    assert.equal("6", (typed(place, "= 2 * 3")))
    assert.equal("12", (typed(place, "_ * 2")))
    assert.equal("", (typed(place, "grid = 100 * u.MW")))
    assert.equal("50 MW", (typed(place, "grid / 2")))
    assert.equal("nil", (typed(place, "nil")))
    assert.equal("1\ntwo", (typed(place, "1, 'two'")))
  end)

  it("keeps what a line calls local, and puts nothing into the globals", function()
    local place = session.new()
    typed(place, "local kept = 7")
    typed(place, "local function twice(x) return 2 * x end")
    typed(place, "local first, second")
    assert.equal("14", (typed(place, "twice(kept)")))
    typed(place, "function _G_is_free() end another = 1")
    assert.is_nil(rawget(_G, "kept"))
    assert.is_nil(rawget(_G, "another"))
    assert.is_nil(rawget(_G, "twice"))
  end)

  it("tells what is unfinished from what is wrong", function()
    local place = session.new()
    for _, text in ipairs { "for i = 1, 3 do", "f(", "1 +", "x =", "function f()", "if x then", "[[ text", "{ 1," } do
      assert.is_true(place:is_unfinished(text), text)
    end
    for _, text in ipairs { "1", "x = = 2", "foo bar", "f()", "end", "'open" } do
      assert.is_false(place:is_unfinished(text), text)
    end
  end)

  it("puts a caret under what is wrong", function()
    local place = session.new()
    assert.equal("unexpected symbol near '*'\n  1 + * 2\n      ^", select(2, typed(place, "1 + * 2")))
    assert.equal("syntax error near 'bar'\n  foo bar\n      ^^^", select(2, typed(place, "foo bar")))
    assert.equal("unexpected symbol near '='\n  a = 1; x = = 2\n             ^",
      select(2, typed(place, "a = 1; x = = 2")))
    assert.matches("unknown unit 'MWhh'; did you mean 'MWh'%?\n  65 USD/MWhh\n         ^^^^$",
      select(2, typed(place, 'u"65 USD/MWhh"')))
  end)

  it("names the nearest where a name has no value, and says errors without a place", function()
    local place = session.new()
    assert.equal("nothing is called 'factroy'; did you mean 'sf.factory'?", select(2, typed(place, "factroy")))
    assert.equal("nothing is called 'pritn'; did you mean 'print'?", select(2, typed(place, "pritn 'x'")))
    typed(place, "grid = 1")
    assert.equal("nothing is called 'gird'; did you mean 'grid'?", select(2, typed(place, "gird + 1")))
    assert.matches("^this comparison depends on uncertain values", select(2, typed(place, "sf.between(1, 2) < 3")))
    assert.equal("a table", select(2, typed(place, "error {}")))
    local raising = "setmetatable({}, { __tostring = function() error('inside', 0) end })"
    assert.equal("inside", select(2, typed(place, raising)))
  end)

  it("names the nearest of what is called and is not there, and whose it is", function()
    local place = session.new()
    assert.equal("attempt to call a nil value (field 'opn'); did you mean 'open' of Questions, sf.edgar, sf.feed and "
      .. "others?", select(2, typed(place, "sf.fred.opn 'x'")))
    typed(place, "files = sf.folder '.'")
    assert.equal("attempt to call a nil value (method 'ttm'); there is 'ttm' of Series",
      select(2, typed(place, "files:ttm()")))
    assert.equal("attempt to call a nil value (field 'zzz')", select(2, typed(place, "({}).zzz()")))
  end)

  it("writes a quantity as it should be", function()
    assert.equal("<eof> expected near 'MW'\n  100 MW\n      ^^\na quantity is written u\"100 MW\"",
      select(2, typed(session.new(), "100 MW")))
    assert.is_nil(select(2, typed(session.new(), "100 kgg")):find "quantity")
  end)

  it("knows a colon for a dot, a percentage without quotes and a question", function()
    local place = session.new()
    place.names.help = help.of
    assert.matches("sf.factory is called with a dot, not a colon", select(2, typed(place, "sf:factory {}")), 1, true)
    assert.matches("a name of sf is called with a dot: sf.folder", select(2, typed(place, "sf:folder 'x'")), 1, true)
    local ended = false
    place.names.exit = function() ended = true end
    assert.equal("", (typed(place, "exit")))
    assert.is_true(ended)
    assert.matches('a quantity is written u"50%"', select(2, typed(place, "50%")), 1, true)
    assert.equal(tostring(help.of "factory"), (typed(place, "?sf.factory")))
    assert.equal(tostring(help.of "factory"), (typed(place, "sf.factory?")))
    assert.equal(tostring(help.of()), (typed(place, "?")))
  end)

  it("says of a function that is named and not called what it is", function()
    local place = session.new()
    place.names.help, place.names.tutorial = help.of, tutorial.step
    assert.equal(tostring(help.of(sf.factory)), (typed(place, "sf.factory")))
    assert.equal(tostring(help.of()), (typed(place, "help")))
    assert.equal((typed(place, "tutorial()")), (typed(place, "tutorial")))
  end)

  it("says an err that came instead of a value", function()
    local place = session.new()
    assert.matches("^nil: ", (typed(place, "sf.folder '/nonexistent'")))
  end)

  it("shows plain tables to two levels and twenty items, in order", function()
    assert.equal('{ 1, 2, { 3, {...} }, a = "x\\ny" }', show.value { 1, 2, { 3, { 4 } }, a = "x\ny" })
    local many = {}
    for i = 1, 30 do
      many[i] = i
    end
    assert.matches("20,%s+... 10 more", show.value(many))
    assert.equal("{}", show.value {})
    local circle = {}
    circle.self = circle
    assert.equal("{ self = { self = {...} } }", show.value(circle))
  end)
end)

describe("completion", function()
  local place = session.new()
  typed(place, "site = sf.model { drivers = { pue = 1.2 }, outputs = function(d) return { power = d.pue * 2 } end }")
  typed(place, "run = site:run { draws = 64 }")
  typed(place, "q = 3 * u.MW")

  local function of(text)
    local found, from = completion.of(place.names, text)
    return table.concat(found, " "), from
  end

  it("knows names of sf, loaded or not, fields, methods, units", function()
    assert.equal("factory", (of "sf.fac"))
    assert.matches("^above abs ", (of "x = sf."))
    assert.equal("open", (of "sf.edgar."))
    assert.equal("solve study sweep", (of "site:s"):gsub("save ", ""):gsub("sensitivity ", ""))
    assert.matches("%f[%w]power%f[%W]", (of "run."))
    assert.matches("%f[%w]quantile%f[%W]", (of "run.power:"))
    assert.equal("to", (of "q:to"))
    assert.matches("%f[%w]MW%f[%W]", (of "u.M"))
    assert.matches("%f[%w]MWh%f[%W]", (of 'u"65 USD/M'))
    assert.equal("site", (of "si"))
    assert.equal("while", (of "whi"))
  end)

  it("knows the keys of a call, and those of a table in it", function()
    assert.equal("price price_decline", (of "sf.factory { pri"))
    assert.equal("utilization", (of 'sf.factory { platform = "B200", uti'))
    assert.equal("model", (of "sf.factory { workload = { mo"))
    assert.equal("seed", (of "site:run { draws = 10, se"))
    assert.equal("", (of "site:run { draws = gri"))
  end)

  it("knows entries of the catalogue, with spaces too, and words of help", function()
    assert.equal("B200 B300", (of 'sf.factory { platform = "B'))
    local found, from = of 'sf.launch { from = "GB200 N'
    assert.equal("GB200 NVL72", found)
    assert.equal(21, from)
    assert.matches("DeepSeek%-R1", (of 'workload = { model = "DeepS'))
    assert.matches("^GB200 NVL72", (of 'sf.launches { "B200", "GB'))
    assert.equal("factory", (of 'help "fact'))
  end)

  it("runs nothing of the analyst's", function()
    local fired = false
    local function fire()
      fired = true
      error "fired"
    end
    place.names.spy = setmetatable({ seen = 1 }, { __index = fire, __pairs = fire, __len = fire, __tostring = fire,
      __call = fire, __name = "spy" })
    place.names.other = setmetatable({}, { __index = setmetatable({ inner = place.names.spy }, { __index = fire }) })
    for _, text in ipairs { "spy.", "spy.se", "spy:", "spy.seen.", "other.inner.", "other.nothing.", "spy { a", "spy(",
      "s", "help 'sp", "spy.gone.gone:x { y" } do
      of(text)
    end
    assert.is_false(fired)
    assert.equal("seen", (of "spy."))
    assert.is_nil(rawget(place.names, "gone"))
  end)

  it("gives nothing for what cannot be followed, and takes any text", function()
    for _, text in ipairs { "nosuch.thing.", "(1).", "'text", "-- comment sf.fa", "}{)(", "[[", "x = '\\'",
      "\255\0." } do
      local found = completion.of(place.names, text)
      assert.is_table(found, text)
    end
    assert.equal("", (of "nosuch.thing."))
  end)
end)

describe("help", function()
  it("explains a name, a method, a class, a value", function()
    assert.matches("sf.cite(value, name, source)", tostring(help.of "cite"), 1, true)
    assert.equal(tostring(help.of "cite"), tostring(help.of "sf.cite"))
    assert.matches("sf.edgar.open", tostring(help.of "edgar"), 1, true)
    assert.matches("Model:run(given)", tostring(help.of "Model:run"), 1, true)
    assert.matches("^Concentration\n", tostring(help.of(sf.concentration { a = 0.6, b = 0.4 })))
    assert.matches("^sf.factory%(given%)", tostring(help.of(sf.factory)))
    assert.matches("^Quantity\n", tostring(sf.help(sf.between(1, 2))))
  end)

  it("searches for a word, and names the nearest where nothing has it", function()
    assert.matches("names speak of 'elasticity'", tostring(help.of "elasticity"), 1, true)
    assert.matches("help knows nothing of 'facctory'; did you mean 'factory'?", support.message_of(function()
      sf.help "facctory"
    end), 1, true)
    assert.matches("help() says what there is", support.message_of(function()
      sf.help "zzzzzzzz"
    end), 1, true)
  end)

  it("is a tour where sf is printed", function()
    assert.matches("^signalflow: models of AI factories", tostring(sf))
    assert.equal(tostring(sf), tostring(sf.help()))
  end)
end)

describe("the tutorial", function()
  it("has eight steps, each of whose lines works", function()
    for n = 1, 8 do
      local step = sf.tutorial(n)
      assert.matches(("^%d of 8: "):format(n), step)
      assert.is_nil(step:find("\nerror: ", 1, true), step)
      assert.is_true(select(2, step:gsub("\nsf> ", "")) >= 2, step)
    end
    assert.equal(sf.tutorial(1), sf.tutorial())
    assert.matches("steps 1 to 8, not 9", support.message_of(function() sf.tutorial(9) end), 1, true)
  end)

  it("prints what is so", function()
    assert.matches("sf> bill\n56.9 MUSD\n", sf.tutorial(1), 1, true) -- 100 MW, 65 USD/MWh, 8,760 hours
    assert.matches("sf> bill:to \"USD\"\n56940000\n", sf.tutorial(1), 1, true)
    assert.matches("channel  cost %- margin %+", sf.tutorial(7))
  end)

  it("leaves print as it was", function()
    local before = print
    tutorial.step(2)
    assert.equal(before, print)
  end)
end)

describe("-e, a pipe and a file", function()
  local output = support.shell
  local launcher = build .. "/signalflow"

  it("give the same text", function()
    local text = "x = 3\nx * 2 * u.MW\nfor i = 1, 2 do\n  print(i)\nend\nsf.triangular(1, 2, 3)\n"
    local path = support.temporary(text)
    local piped = output(launcher .. " - <" .. path)
    assert.matches("^6 MW\n1\n2\n2.00 ", piped)
    assert.equal(piped, (output(("%s -e \"$(cat %s)\""):format(launcher, path))))
    assert.equal(piped, (output(launcher .. " <" .. path)))
  end)

  it("end with what went wrong, and 3", function()
    local text, status = output(launcher .. " -e 'sf.factroy {}'")
    assert.equal(3, status)
    assert.matches("^signalflow: unknown name in signalflow 'factroy'; did you mean 'factory'?", text)
    text, status = output(launcher .. " -e 'for i = 1'")
    assert.equal(3, status)
    assert.matches("expected near <eof>", text, 1, true)
  end)
end)
