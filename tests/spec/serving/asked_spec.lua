-- Nothing that an analyst may say of a workload or a site is taken and left unused: every option of every function that
-- takes one changes what it gives, or an error says why not.
local sf = require "signalflow"
local support = require "tests.spec.support"
local u = sf.units
local drivers = require "signalflow.site.drivers"
local workload = require "signalflow.serving.workload"
local message_of = support.message_of
local SPEED = u.tok/u.s/u.user

local BASE = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp8", interactivity = 40 * SPEED }

-- For each option something else, which matters for the base on H200; a limit that what is served breaks.
local OTHERWISE = { model = "Llama-3.3-70B", input = 8192, output = 4096, precision = "fp4",
  interactivity = 80 * SPEED, spec = "none", disaggregated = true, engine = "vllm", workload = "mlperf-6.1",
  ttft = 0.2 * u.s, cached = 0.7, turns = 6, acceptance = 0.3, date = "2024-06", p90_interactivity = 60 * SPEED }

local function with(first, second)
  local made = {}
  for name, value in pairs(first) do
    made[name] = value
  end
  for name, value in pairs(second) do
    made[name] = value
  end
  return made
end

-- Every number and word of an answer.
local function words_of(value, list, seen, path)
  if type(value) == "userdata" then
    list[#list + 1] = path .. "=" .. tostring(value:value() or value:mean())
  elseif type(value) ~= "table" then
    list[#list + 1] = type(value) ~= "function" and path .. "=" .. tostring(value) or nil
  elseif not seen[value] then
    seen[value] = true
    local keys = {}
    for key in next, value do
      keys[#keys + 1] = key
    end
    table.sort(keys, function(a, b)
      return tostring(a) < tostring(b)
    end)
    for _, key in ipairs(keys) do
      words_of(rawget(value, key), list, seen, path .. "." .. tostring(key))
    end
  end
  return list
end

local function said(value)
  return table.concat(words_of(value, {}, {}, ""), "\n")
end

-- What a page says beneath its title.
local function text_of(made)
  local blocks = made:page().blocks
  table.remove(blocks, 1)
  return tostring(require "signalflow.page.page".new(blocks))
end

-- What is served at an operating point or by an estimate.
local function served(made)
  return { made.token_rate, made.chip_power, made.interactivity, made.p90_interactivity, made.tier, made.layout,
    rawget(made, "cost_per_mtok") }
end

-- Every way to ask about a workload, as an analyst calls it and reads the answer.
local ASKED = {
  estimate = function(given)
    local made, err = sf.estimate { platform = "H200", workload = given, accelerators = 8, concurrency = 64 }
    return made and { text_of(made), served(made), text_of(made.verdicts) }, err
  end,
  ["estimate in a layout"] = function(given)
    local made, err = sf.estimate { platform = "H200", workload = given, accelerators = 8, concurrency = 64,
      layout = "TP8", unmeasured = true }
    return made and { text_of(made), served(made), text_of(made.verdicts) }, err
  end,
  frontier = function(given)
    local made, err = sf.frontier { platform = "H200", workload = given }
    return made and { text_of(made), served(made:at()) }, err
  end,
  ["estimated frontier"] = function(given)
    local made, err = sf.frontier { platform = "H200", workload = given, unmeasured = true }
    return made and { text_of(made), served(made:at()) }, err
  end,
  frontiers = function(given)
    local made, err = sf.frontiers { "H200", "B200", workloads = { given } }
    local list = {}
    for i, entry in ipairs(made or {}) do
      list[i] = { entry.interactivity, entry.spec, served(entry.points[1] or {}), served(entry.points[2] or {}) }
    end
    return made and list, err
  end,
  launch = function(given)
    local made, err = sf.launch { from = "H200", to = "B200", workload = given, grid_power = 100 * u.MW }
    return made and { served(made.from), served(made.to), made.gain }, err
  end,
  launches = function(given)
    local made, err = sf.launches { "H200", "B200", workloads = { given }, grid_power = 100 * u.MW }
    return made and { served(made[1].against[1].from), made[1].against[1].gain }, err
  end,
  factory = function(given)
    return sf.factory { platform = "H200", workload = given, grid_power = 100 * u.MW, utilization = 0.5,
      price = 1 * u.USD/u.Mtok, input_price = 0.1 * u.USD/u.Mtok }:run({ draws = 64, seed = 1 }).npv.mean
  end,
}

-- What an answer says of a question, or its error.
local function answered(ask, given)
  local is_done, made, err = pcall(ask, given)
  return is_done and made ~= nil and said(made) or nil, tostring(not is_done and made or err)
end

describe("what is said of a workload", function()
  it("is known to this test, option by option", function()
    for name in pairs(workload.fields) do
      assert.is_not_nil(OTHERWISE[name], name)
    end
  end)

  for name, ask in pairs(ASKED) do
    it("changes the answer, or an error names why it can't: " .. name, function()
      local plain = assert(answered(ask, BASE))
      for option, value in pairs(OTHERWISE) do
        local changed, err = answered(ask, with(BASE, { [option] = value }))
        assert.is_true(changed ~= plain, option .. " is taken and left unused")
        assert.is_true(changed ~= nil or #err > 20, option)
      end
    end)
  end

  it("is checked also where a factory is told what it serves", function()
    assert.matches("did you mean 'model'", message_of(function()
      return sf.factory { platform = "H200", grid_power = 10 * u.MW, utilization = 0.5, price = 1 * u.USD/u.Mtok,
        token_rate = 500 * u.tok/u.s/u.gpu, chip_power = 600 * u.W/u.gpu, workload = { modle = "DeepSeek-R1" } }
    end), 1, true)
  end)
end)

describe("what is said of an estimate", function()
  it("changes the answer", function()
    local asked = { platform = "H200", accelerators = 8, concurrency = 64, workload = with(BASE, { spec = "none" }) }
    local function answer(given)
      local made = assert(sf.estimate(given))
      return said { text_of(made), served(made) }
    end
    local plain = answer(asked)
    for option, value in pairs { platform = "B200", accelerators = 16, concurrency = 60, layout = "TP8EP8",
      unmeasured = true } do
      assert.is_true(answer(with(asked, { [option] = value })) ~= plain, option)
    end
  end)
end)

describe("what is said of a site", function()
  local MORE = { utilization = 0.5, price = 2 * u.USD/u.Mtok, tax_rate = 0.2, debt_share = 0.3, interest = 0.08,
    accelerator_life = 3 * u.year }
  local DRIVERS = { grid_power = u"37 MW", pue = 1.4, server_overhead = 1.9, all_in_power = u"2.2 kW/gpu",
    oversubscription = 0.3, rack_accelerators = u"10 gpu/rack", utilization = 0.77, price = u"3 USD/Mtok",
    peak_utilization = 0.9, idle_share = 0.6, price_decline = 0.33, elasticity = -2, electricity = u"200 USD/MWh",
    accelerator_cost = u"70e3 USD/gpu", accelerator_price_decline = 0.5, site_cost = u"33 USD/W",
    operating_share = 0.3, accelerator_life = u"2 year", site_life = u"7 year", ramp = u"2 year", discount = 0.3,
    tax_rate = 0.3, debt_share = 0.5, interest = 0.2, token_rate = u"777 tok/s/gpu", chip_power = u"555 W/gpu",
    capital = u"1e9 USD" }
  local asked = with(BASE, { spec = "mtp" })

  -- Every output of a site at an operating point.
  local function outputs_of(costs)
    local list = {}
    for _, name in ipairs(drivers.fields().output_names) do
      list[name] = costs[name]
    end
    return list
  end

  local SITES = {
    frontier = function(given)
      return outputs_of(assert(sf.frontier(with({ platform = "H200", workload = asked }, given))):at().costs)
    end,
    launch = function(given)
      local made = assert(sf.launch(with({ from = "H100", to = "H200", workload = asked }, given)))
      return { outputs_of(made.from.costs), outputs_of(made.to.costs) }
    end,
    factory = function(given)
      local run = sf.factory(with({ platform = "H200", workload = asked, grid_power = 100 * u.MW }, given)):run {
        draws = 64, seed = 1 }
      local list = {}
      for name, output in pairs(run.outputs) do
        list[name] = output.mean
      end
      return list
    end,
  }

  for name, site in pairs(SITES) do
    it("changes what it earns, or an error names why it can't: " .. name, function()
      local plain = assert(answered(site, MORE))
      for _, driver in ipairs(drivers.fields().names) do
        assert.is_not_nil(DRIVERS[driver], driver)
        local changed, err = answered(site, with(MORE, { [driver] = DRIVERS[driver] }))
        assert.is_true(changed ~= plain, driver .. " is taken and left unused")
        assert.is_true(changed ~= nil or err:find(driver, 1, true) ~= nil, err)
      end
    end)
  end
end)
