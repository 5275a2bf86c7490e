-- Studies: scenarios beside each other, and what a study writes.
local sf = require "signalflow"
local support = require "tests.spec.support"

local close, message_of = support.close, support.message_of
local u = sf.units

local site = sf.model { name = "site",
  drivers = { power = sf.normal(100, 5) * u.MW, pue = sf.uniform(1.1, 1.3), price = 60 * u.USD / u.MWh },
  outputs = function(d)
    return { it = d.power / d.pue, cost = d.power * d.price, share = 1 / d.pue }
  end }

local function lines_of(path)
  local file = assert(io.open(path))
  local lines = {}
  for line in file:lines() do
    lines[#lines + 1] = line
  end
  file:close()
  return lines
end

describe("a study", function()
  local study = site:study { draws = 4096, scenarios = { base = {}, hot = { pue = 1.4 }, small = { power = "50 MW" } } }

  it("shows a row an output and a column a scenario, and some outputs where asked", function()
    local page = tostring(study)
    local titles = page:match "\n([^\n]*)"
    assert.matches("base%s+hot%s+small", titles)
    assert.matches("\ncost%s+MUSD/year%s+52%.", page)
    local one = tostring(study:table { outputs = "share", statistic = "median" })
    assert.matches("share", one)
    assert.matches("median and 90 %%", one)
    assert.is_nil(one:find("cost", 1, true))
    assert.matches("did you mean 'share'", message_of(function() study:table { outputs = { "shar" } } end), 1, true)
  end)

  it("puts many scenarios beneath each other", function()
    local many = {}
    for i = 1, 6 do
      many["s" .. i] = { pue = 1 + i / 10 }
    end
    local page = tostring(site:study { draws = 1024, outputs = { "share" }, scenarios = many })
    assert.matches("\nshare\n", page)
    assert.matches("\ns5%s+0%.667\n", page)
  end)

  it("draws what any of its scenarios draws, and nothing else", function()
    local function product(d)
      return { y = d.b * d.c }
    end
    local function laws()
      return { a = sf.uniform(0, 1), b = sf.uniform(0, 1), c = sf.uniform(0, 1) }
    end
    local of_three, of_two = sf.model { name = "three", drivers = laws(), outputs = product }, laws()
    of_two.a = nil
    of_two = sf.model { name = "two", drivers = of_two, outputs = product }:run { draws = 1000 }.y.mean
    local function mean(scenarios)
      return of_three:study { draws = 1000, scenarios = scenarios }.one.y.mean
    end
    local all = mean { one = {} }
    assert.is_true(of_two ~= all)
    assert.equal(of_two, mean { one = { a = 2 }, two = { a = 3 } })
    assert.equal(all, mean { one = { a = 2 }, two = { a = 3 }, three = { b = 0.5 } })
    assert.equal(all, mean { one = { a = 2 }, two = { a = sf.uniform(1, 2) } })
  end)

  it("refuses a scenario outside a driver's domain before any runs", function()
    local ran = 0
    local factory = sf.factory { platform = "B200", token_rate = 1000 * u.tok / u.s / u.gpu, grid_power = 10 * u.MW,
      utilization = 0.5, price = 0.6 * u.USD / u.Mtok }
    assert.matches("pue", message_of(function()
      factory:study { draws = 16, scenarios = { a = {}, b = { pue = 0.9 } }, each = function()
        ran = ran + 1
      end }
    end))
    assert.equal(0, ran)
  end)

  it("says which is less which, and shows no rounding as a difference", function()
    local difference = study:compare("base", "hot")
    assert.matches("^hot less base %(both evaluated again%):", tostring(difference))
    close(difference.share.mean, study.hot.share.mean - study.base.share.mean, 1e-9)
    assert.matches("\nno difference: cost\n?", tostring(difference))
    assert.matches("\nit%s+MW%s+%-", tostring(difference))
    -- a + 0.1 - a is 0.1 but for its last bits
    local noisy = sf.model { drivers = { a = sf.uniform(1e3, 2e3), step = 0 }, outputs = function(d)
      return { y = (d.a * 3 + d.step) / 3 * 7 }
    end }:study { draws = 1024, scenarios = { base = {}, more = { step = 3e-13 } } }
    local same = noisy:compare("base", "more")
    assert.is_true(same.y.summary:max() ~= 0)
    assert.equal(0, same.y.max)
    assert.matches("\nno difference: y$", tostring(same))
  end)

  it("writes a line for each scenario and output, with every digit", function()
    local path = support.folder() .. "/study.csv"
    assert.is_true(study:save(path))
    local lines = lines_of(path)
    assert.equal(1 + 3 * 3, #lines)
    assert.matches("^scenario,output,unit,draws,undefined,mean,", lines[1])
    local mean = lines[4]:match "^base,share,,4096,0,([^,]+),"
    assert.equal(study.base.share.mean, tonumber(mean))
    for _, ending in ipairs { "md", "html", "txt", "json" } do
      assert.is_true(study:save(support.folder() .. "/study." .. ending))
    end
  end)

  it("names scenario and driver where a value is no number", function()
    for _, value in ipairs { 0 / 0, 1 / 0, -1 / 0 } do
      assert.matches("scenario 'x': driver 'pue' must be a finite number", message_of(function()
        site:study { scenarios = { x = { pue = value } } }
      end), 1, true)
    end
    assert.matches("scenario 'x': driver 'power': unknown unit 'MWW'", message_of(function()
      site:study { scenarios = { x = { power = "90 MWW" } } }
    end), 1, true)
    assert.matches("driver 'pue' must be a finite number, not nan", message_of(function()
      site:sweep { pue = { 1.1, 0 / 0 } }
    end), 1, true)
    assert.matches("driver 'pue' must be a finite number, not nan", message_of(function()
      site:sensitivity { output = "it", at = { pue = 0 / 0 } }
    end), 1, true)
    assert.matches("'equals' of solve must be a finite number", message_of(function()
      site:solve { output = "it", driver = "pue", equals = 0 / 0 }
    end), 1, true)
    assert.matches("output 'y' must be a finite number, not infinity", message_of(function()
      sf.model { drivers = { a = 1 }, outputs = function() return { y = 1 / 0 } end }
    end), 1, true)
  end)
end)

describe("single draws of a run", function()
  it("are those of the run: drivers and outputs, a line a draw", function()
    local uneven = sf.model { name = "uneven", drivers = { a = sf.normal(3, 1), b = sf.uniform(0, 1),
      unused = sf.uniform(5, 6), fixed = 4 * u.USD }, correlate = { { "a", "b", 0.5 } }, outputs = function(d)
      return { y = d.a * d.b, root = sf.sqrt(d.a - 3) }
    end }
    local run = uneven:run { draws = 512, seed = 9 }
    local path = support.folder() .. "/draws.csv"
    assert.is_true(run:save(path, { draws = 512 }))
    local lines, sum, undefined, n = lines_of(path), 0, 0, 0
    assert.equal("draw,a,b,fixed (USD),unused,root,y", lines[1])
    for i = 2, #lines do
      local draw, a, b, fixed, unused, root, y = lines[i]:match(
        "^(%d+),([^,]+),([^,]+),([^,]+),([^,]+),([^,]*),([^,]+)$")
      assert.equal(i - 1, tonumber(draw))
      assert.equal(tonumber(a) * tonumber(b), tonumber(y))
      assert.equal(4, tonumber(fixed))
      assert.is_true(tonumber(unused) >= 5 and tonumber(unused) <= 6)
      undefined = undefined + (root == "" and 1 or 0)
      sum, n = sum + tonumber(y), n + 1
    end
    assert.equal(512, n)
    close(run.y.mean, sum / n, 1e-12)
    close(run.root.undefined, undefined / n, 1e-12)
    assert.matches("1 to those of the run (512)", message_of(function() run:save(path, { draws = 513 }) end), 1, true)
    assert.matches("draws are saved as .csv", message_of(function() run:save("x.json", { draws = 5 }) end), 1, true)
  end)

  it("are empty where a draw has no value, the first of them too", function()
    local run = sf.model { drivers = { share = sf.bernoulli(0.5) }, outputs = function(d)
      return { none = 1 / d.share, power = u.MW / d.share }
    end }:run { draws = 64 }
    local path = support.folder() .. "/draws.csv"
    assert.is_true(run:save(path, { draws = 64 }))
    local lines, found = lines_of(path), {}
    assert.equal("draw,share,none,power (MW)", lines[1])
    for i = 2, #lines do
      local rest = lines[i]:match "^%d+(,.*)$"
      found[rest] = (found[rest] or 0) + 1
    end
    assert.same({ [",0,,"] = 32, [",1,1,1"] = 32 }, found)
  end)
end)
