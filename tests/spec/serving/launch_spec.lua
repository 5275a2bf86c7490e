local calibration = require "signalflow.catalogue.calibration.inference"
local number = require "signalflow.page.number"
-- sf.launch: two platforms at equal workload and interactivity, and a vendor's claim beside them.
local sf = require "signalflow"
local u = sf.units
local support = require "tests.spec.support"

local message_of = support.message_of

local workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
  interactivity = 30 * u.tok/u.s/u.user }
local launch = assert(sf.launch { from = "H100", to = "GB200 NVL72", workload = workload, grid_power = 100 * u.MW })

describe("a launch", function()
  it("prints what it changes on one screen", function()
    local page = tostring(launch)
    for _, words in ipairs { "tokens per watt, chip", "server at the wall", "facility, PUE included", "rack density",
      "racks", "PUE", "heat", "capital", "cost of a million tokens", "tokens from the same power", "usage",
      "at equal tokens", "who earned", "calibrated" } do
      assert.matches(words, page, 1, true)
    end
    local lines = select(2, page:gsub("\n", "")) + 1
    assert.is_true(lines <= 50, lines .. " lines")
  end)

  it("compares under one grid-power envelope", function()
    for _, side in ipairs { launch.from, launch.to } do
      assert.is_true(math.abs(side.costs.provisioned_power / (100 * u.MW) - 1) < 1e-12)
      assert.is_true(side.costs.facility_power < side.costs.provisioned_power)
    end
    -- tokens from the same power: as many accelerators as their nameplates leave room for
    local nameplate = { from = 1.37 * u.kW/u.gpu, to = 1.87 * u.kW/u.gpu }
    for which, each in pairs(nameplate) do
      local record = launch[which]
      local tokens = record.token_rate.value * (100 * u.MW) / (each * record.costs.pue)
      assert.is_true(math.abs(record.costs.token_rate / tokens - 1) < 1e-12)
    end
    assert.is_true(launch.gain_low < launch.gain and launch.gain < launch.gain_high)
    local same = sf.launch { from = "H100", to = "H100", workload = launch.given.workload }
    assert.same({ 1.0, 1.0, 1.0 }, { same.gain, same.gain_low, same.gain_high })
    assert.is_nil(tostring(same):find "range of the gain")
  end)

  it("says what a rack asks of its hall, and what a hall for the older racks lacks", function()
    local racks = assert(sf.launch { from = { platform = "H100", rack_accelerators = 32 * u.gpu/u.rack },
      to = "GB200 NVL72", workload = workload, grid_power = 100 * u.MW })
    local from, to = racks.from.cooling, racks.to.cooling
    assert.near(32 * 1.37, from.power:to "kW/rack", 1e-9) -- nameplates of the catalogue
    assert.near(72 * 1.87, to.power:to "kW/rack", 1e-9)
    assert.near(racks.from.costs.rack_draw:value(), from.air:value(), 1e-9)
    assert.equal(0, from.liquid:value())
    -- HPE's QuickSpecs of a GB200 NVL72: 115 kW by liquid and 17 kW by air
    assert.near(17 / 132, to.air / racks.to.costs.rack_draw, 0.02)
    assert.near(racks.to.costs.rack_draw:to "kW/rack", (to.air + to.liquid):to "kW/rack", 1e-9)
    assert.near(72 * 1.87 - 32 * 1.37, racks.lacking.power:to "kW/rack", 1e-9)
    assert.near(to.liquid:to "kW/rack", racks.lacking.liquid:to "kW/rack", 1e-9)
    assert.is_nil(racks.lacking.air)
    assert.matches("lacks, each +90.8 kW/rack of power, [%d.]+ kW/rack of heat by liquid", tostring(racks))
    local same = assert(sf.launch { from = "GB200 NVL72", to = "GB200 NVL72", workload = workload })
    assert.same({}, same.lacking)
    assert.matches("lacks, each +nothing", tostring(same))
    assert.is_true(assert(sf.launch { from = "H100", to = "GB200 NVL72", workload = workload }).lacking.unknown)
  end)

  it("splits what it saves at equal tokens into energy, operation, capital and racks", function()
    local saved = assert(sf.launch { from = { platform = "H100", rack_accelerators = 32 * u.gpu/u.rack },
      to = "GB200 NVL72", workload = workload, grid_power = 100 * u.MW })
    local share = saved.from.costs.token_rate:value() / saved.to.costs.token_rate:value()
    for name, cost in pairs { energy_saving = "energy_cost", operation_saving = "operating_cost",
      capital_saving = "capital_cost", racks_saved = "racks" } do
      local expected = saved.from.costs[cost]:value() - saved.to.costs[cost]:value() * share
      assert.near(expected, saved[name]:value(), 1e-9 * math.abs(expected))
    end
    assert.near((saved.energy_saving + saved.operation_saving):value(), saved.operating_saving:value(), 1e-9)
  end)

  it("is its own inverse", function()
    local back = assert(sf.launch { from = "GB200 NVL72", to = "H100", workload = workload, grid_power = 100 * u.MW })
    assert.is_true(math.abs(back.gain * launch.gain - 1) < 1e-12)
    for _, layer in ipairs { "chip", "memory", "network", "precision", "software", "power" } do
      assert.equal(-launch.attribution[layer], back.attribution[layer], layer)
    end
    assert.is_nil(back.payback)
  end)

  it("grows use by price elasticity", function()
    local elastic = assert(sf.launch { from = "H100", to = "GB200 NVL72", workload = workload, grid_power = 100 * u.MW,
      elasticity = -0.5 })
    assert.is_true(math.abs(elastic.usage_multiple - elastic.multiples.cost ^ 0.5) < 1e-12 * elastic.usage_multiple)
  end)

  it("takes an uncertain price elasticity: an uncertain multiple of usage, printed with its interval", function()
    local uncertain = assert(sf.launch { from = "H100", to = "GB200 NVL72", workload = workload,
      grid_power = 100 * u.MW, elasticity = sf.uniform(-2, -1) })
    -- cost^-e, e uniform from -2 to -1: the median is cost^1.5
    local cost = uncertain.multiples.cost
    assert.is_true(math.abs(uncertain.usage_multiple:quantile(0.5) / cost ^ 1.5 - 1) < 1e-3)
    assert.matches("usage, if the cost is passed on +x [%d.]+ %[[%d.]+ … [%d.]+%]", tostring(uncertain))
    assert.matches("elasticity of -1.50 [-1.95 … -1.05]", (tostring(uncertain):gsub("%s+", " ")), 1, true)
    assert.matches("elasticity must be a plain number", message_of(function()
      return sf.launch { from = "H100", to = "B200", workload = workload, elasticity = 3 * u.MW }
    end), 1, true)
  end)

  it("reads text where a quantity is due, and refuses another dimension", function()
    local read = assert(sf.launch { from = "H100", to = "GB200 NVL72", workload = workload, grid_power = "100 MW",
      elasticity = "-0.5", rack_area = "2.6 m2/rack", electricity = "80.6 USD/MWh" })
    assert.equal(launch.gain, read.gain)
    assert.equal("100 MW", tostring(read:assumptions():find("grid_power").value))
    assert.matches("floor +m2 +unknown +%d+", tostring(read))
    assert.matches("rack_area must be area/rack, not 3 MW (power)", message_of(function()
      return sf.launch { from = "H100", to = "B200", workload = workload, grid_power = "100 MW", rack_area = 3 * u.MW }
    end), 1, true)
  end)

  it("takes uncertain drivers and prints", function()
    local uncertain = assert(sf.launch { from = "H100", to = "GB200 NVL72", workload = workload,
      grid_power = sf.uniform(90, 110) * u.MW, pue = sf.uniform(1.1, 1.3), rack_area = sf.uniform(2, 3) * u.m2/u.rack,
      accelerator_cost = sf.uniform(30e3, 50e3) * u.USD/u.gpu })
    assert.matches("replacing the accelerators costs +[%d.]+ MUSD %[", tostring(uncertain))
  end)

  it("says which way a saving goes", function()
    local back = assert(sf.launch { from = "GB200 NVL72", to = "H100", workload = workload, grid_power = 100 * u.MW })
    assert.is_true(back.operating_saving:value() < 0)
    assert.matches("at equal tokens +[%d.]+ %a*USD/year more", tostring(back))
    assert.matches("at equal tokens +[%d.]+ %a*USD/year less", tostring(launch))
    assert.matches("paid back in +not by that", tostring(back))
  end)

  it("is a curve: the same at several speeds, what is not reached said so", function()
    local curve = launch:curve { 20, 30, 1000 }
    assert.equal(launch.gain, curve[2].multiples.energy)
    assert.equal(launch:multiples_at(20).cost, curve[1].multiples.cost)
    assert.matches("outside", curve[3].why, 1, true)
    local page = tostring(curve)
    assert.matches("not reached", page, 1, true)
    assert.matches("H100: 1000 tok/s/user is outside", page, 1, true)
    assert.equal(4, #launch:curve())
  end)

  it("says what it rests on, and is saved in four ways", function()
    local explained = tostring(launch:explain())
    local fit = ("fit on %s measured rows"):format(number.count(calibration.rows))
    for _, words in ipairs { fit, "Cushman & Wakefield", "gains of mixed platforms" } do
      assert.matches(words, explained, 1, true)
    end
    for _, entry in ipairs(launch:assumptions()) do
      assert.is_true(entry.value ~= nil and (entry.given or entry.source ~= nil), entry.driver)
    end
    for _, ending in ipairs { ".txt", ".md", ".html", ".json" } do
      assert.is_true(launch:save(support.path(ending)))
    end
    for _, key in ipairs(launch:issues()) do
      assert.is_string(require "signalflow.catalogue".known_issue(key).what, key)
    end
  end)

  it("pays back at equal tokens what replacing costs", function()
    local spent = launch.replacement_capital / launch.payback
    assert.is_true(math.abs(spent / launch.operating_saving - 1) < 1e-12)
  end)

  it("takes software and drivers by side", function()
    local fp8 = assert(sf.launch { from = { platform = "H100", precision = "fp8", pue = 1.5 },
      to = { platform = "B200", rack_accelerators = 32 * u.gpu/u.rack }, workload = workload, grid_power = 100 * u.MW })
    assert.equal(1.5, fp8.from.costs.pue)
    assert.is_true(fp8.to.costs.racks ~= nil)
  end)

  it("is nil, err where one side does not reach the interactivity", function()
    local none, err = sf.launch { from = "H100", to = "GB200 NVL72", grid_power = 100 * u.MW, workload = {
      model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp8", interactivity = 220 * u.tok/u.s/u.user } }
    assert.is_nil(none)
    assert.equal("out of range", err.code)
    assert.matches("H100", tostring(err), 1, true)
  end)

  it("names what is wrong with the question", function()
    assert.matches("interactivity", message_of(function()
      return sf.launch { from = "H100", to = "B200", workload = { model = "DeepSeek-R1", interactivity = "offline" } }
    end), 1, true)
    assert.matches("H100", message_of(function()
      return sf.launch { from = "H10", to = "B200", workload = workload }
    end), 1, true)
  end)
end)

describe("a claim", function()
  local claim = assert(launch.claim "25x lower cost and energy")

  it("is set beside ours, for each thing it is about", function()
    assert.equal(2, #claim)
    assert.equal("cost", claim[1].metric)
    assert.equal("energy", claim[2].metric)
    assert.equal(25, claim[1].claimed)
    assert.equal(launch.multiples.cost, claim[1].ours)
    assert.equal(claim[1].ours >= 25, claim[1].holds)
  end)

  it("takes its words with a colon or a dot", function()
    local colon = assert(launch:claim "25x lower cost and energy")
    assert.equal(claim[1].ours, colon[1].ours)
    for _, action in ipairs { function() return launch.claim() end, function() return launch:claim(25) end } do
      assert.matches('a claim is text, as launch:claim "25x lower cost"', message_of(action), 1, true)
    end
  end)

  it("reads thousands apart, and no decimal comma", function()
    assert.equal(1500, assert(launch:claim "1,500x lower energy")[1].claimed)
    assert.equal(1234567.5, assert(launch:claim "1,234,567.5 times lower energy")[1].claimed)
    for _, words in ipairs { "2,5x lower energy", "energy: 25,5 % lower" } do
      local said = message_of(function() return launch:claim(words) end)
      assert.matches("a number has a decimal point; write", said, 1, true)
    end
  end)

  it("shows its range beside where it is reached", function()
    for _, entry in ipairs(claim) do
      assert.is_true(entry.low < entry.ours and entry.ours < entry.high)
    end
    assert.equal(launch.gain_low, claim[2].low)
    assert.matches("energy +x 25 +x [%d.]+ %[[%d.]+ … [%d.]+%]", tostring(claim))
  end)

  it("holds with a probability: one half where ours is what is claimed, one tenth at the end of its range", function()
    local function of(words)
      return assert(launch:claim(words))[1].probability
    end
    local ours = launch.multiples.energy
    local function words(multiple)
      return require "signalflow.core".text("%.12fx lower energy", multiple)
    end
    assert.is_true(math.abs(of(words(ours)) - 0.5) < 1e-6)
    assert.is_true(math.abs(of(words(ours * launch.rate_range.high)) - 0.1) < 1e-6)
    assert.is_true(math.abs(of(words(ours * launch.rate_range.low)) - 0.9) < 1e-6)
    local same = assert(sf.launch { from = "B200", to = "B200", workload = workload, grid_power = 100 * u.MW })
    assert.equal(1, same:claim("1x lower energy")[1].probability) -- a platform against itself is certain
    assert.equal(0, same:claim("1.01x lower energy")[1].probability)
  end)

  it("is held at its own workload too, where its vendor stated one, and beside what was measured", function()
    local known = assert(launch:claim "30x faster inference")
    local own = assert(known:own())
    assert.same({ 32768, 1024, 20 }, { own.launch.read.input, own.launch.read.output, own.launch.interactivity })
    assert.equal(own.launch.multiples.throughput, own[1].ours)
    local shown = tostring(known)
    assert.matches("made for a mixture of 1.8 trillion", shown, 1, true)
    assert.matches("measured x 98", shown, 1, true)
    assert.is_nil(tostring(known:brief()):find("made for", 1, true))
    assert.equal("unknown", select(2, launch:claim("7x the throughput"):own()).code)
  end)

  it("of the catalogue has a source, a day, and words that say what it is", function()
    for _, one in ipairs(sf.claims) do
      assert.is_string(one.source.title)
      assert.matches("^20%d%d%-%d%d", one.on)
      assert.is_truthy(sf.platforms[1] and require "signalflow.catalogue".platform(one.to))
      local read = assert(launch:claim(one.words))
      assert.equal(one.multiple, read.claimed)
      for i, metric in ipairs(one.metrics) do
        assert.equal(metric, read[i].metric)
      end
      for _, measured in ipairs(one.measured) do
        assert.is_true(measured.multiple > 0 and measured.source.title ~= nil and measured.on ~= nil)
      end
    end
  end)

  it("says at which interactivities it holds", function()
    for _, entry in ipairs(claim) do
      for _, range in ipairs(entry.ranges) do
        assert.is_true(assert(launch:multiples_at(range.low))[entry.metric] >= 25)
      end
    end
    local never = assert(launch.claim "1000000x lower cost")
    assert.equal(0, #never[1].ranges)
    assert.matches("nowhere", tostring(never), 1, true)
    local always = assert(launch.claim "1.001x the throughput")
    assert.is_true(#always[1].ranges > 0)
  end)

  it("is read from the words vendors use", function()
    assert.equal(30, launch.claim("up to 30 times faster")[1].claimed)
    assert.equal(2.5, launch.claim("60 % less energy per token")[1].claimed)
    assert.equal(4, launch.claim("4-fold throughput")[1].claimed)
    assert.equal("energy", launch.claim("10x tokens per watt")[1].metric)
  end)

  it("without a multiple or a subject is nil, err", function()
    for _, words in ipairs { "the best platform", "25x better", "" } do
      local none, err = launch.claim(words)
      assert.is_nil(none)
      assert.equal("unknown", err.code)
    end
  end)
end)

describe("launches of platforms in a row", function()
  local all = assert(sf.launches { "H100", { platform = "B200", precision = "fp8" }, "GB200 NVL72",
    workloads = { workload }, claims = { "25x lower cost" }, grid_power = 50 * u.MW })

  it("hold each against the first, and each step", function()
    local made = all[1]
    assert.equal(2, #made.against)
    assert.equal(2, #made.steps)
    assert.is_true(math.abs(made.against[2].gain / (made.steps[1].gain * made.steps[2].gain) - 1) < 1e-12)
    assert.is_true(math.abs(made.against[2].gain / launch.gain - 1) < 1e-12) -- whatever the size of the site
    assert.equal(made.against[2].multiples.cost, made.claims[1][1].ours)
  end)

  it("print every platform, step and claim, and what they rest on", function()
    local page = tostring(all)
    for _, words in ipairs { "H100 to B200 to GB200 NVL72", "against H100", "B200 to GB200 NVL72", 'claimed: "25x',
      "50 MW", "given", "sources" } do
      assert.matches(words, page, 1, true)
    end
    assert.is_nil(tostring(all:results()):find("sources", 1, true))
  end)

  it("refuse in words what they cannot compare", function()
    for words, given in pairs { ["two platforms or more"] = { "H100" }, ["needs workloads"] = { "H100", "B200" },
      ["unknown option of sf.launches 'workloadz'"] = { "H100", "B200", workloadz = {} } } do
      assert.matches(words, message_of(function() return sf.launches(given) end), 1, true)
    end
    assert.matches("not nil", message_of(function() return sf.launches() end), 1, true)
  end)
end)
