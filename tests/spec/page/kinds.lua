-- One picture of every kind that a class gives, with the objects that they are of.
local sf = require "signalflow"
local support = require "tests.spec.support"

local u = sf.units
local workload = { model = "DeepSeek-R1", input = 2048, output = 2048, precision = "fp4",
  interactivity = 30 * u.tok / u.s / u.user }
local factory = sf.factory { name = "a site", platform = "B200", grid_power = 100 * u.MW, workload = workload,
  utilization = sf.pert(0.3, 0.5, 0.7), price = sf.between(0.2, 1.0) * u.USD / u.Mtok }

local function plot(thing, how)
  local keep = print
  _G.print = function() end
  local made, err = thing:plot(how)
  _G.print = keep
  return made and made.blocks[1], err
end

local book = sf.ledger(support.path ".db")
local hypothesis = book:hypothesis { id = "h", claim = "Tokens per watt decide", by = "someone", on = "2025-03-18",
  axis = "growth", horizon = "2027-12-31", prior = 0.5, falsified_by = "buyers choose otherwise",
  source = { title = "a keynote", url = "https://example.org/" } }
local function enter(on, supports)
  assert(hypothesis:evidence { kind = "customer_capex", supports = supports, likelihood_ratio = 2, origin = on, on = on,
    source = { title = "10-Q", publisher = "a filer", date = on } })
end
enter("2025-04-30", true)
enter("2025-09-30", false)

local sensitivity = factory:sensitivity { output = "npv", draws = 1024 }
local sweep = factory:sweep { draws = 1024, pue = { 1.1, 1.3 }, grid_power = { 50 * u.MW, 100 * u.MW },
  outputs = { "npv" } }
local along = factory:sweep { draws = 1024, pue = { 1.1, 1.2, 1.3 }, outputs = { "npv" } }
local frontier = assert(sf.frontier { platform = "H200", workload = { model = "Llama-3.1-70B", precision = "fp8",
  input = 1024, output = 1024 } })
local launch = assert(sf.launch { from = { platform = "H100", precision = "fp8" }, to = "GB200 NVL72",
  workload = workload, grid_power = 100 * u.MW })
local signal = sf.signal { driver = "price", factor = sf.between(0.7, 0.9), confidence = 0.6,
  headline = sf.read("Nvidia raises its revenue outlook by 12.5 percent", { date = "2025-08-28", source = "a wire" }),
  arrives = sf.arrival { median = 1 * u.year, p90 = 2 * u.year } }
local impact = assert(signal:impact(factory, { output = "revenue", draws = 1024,
  market = { move = -0.01, value = 4.4e12 * u.USD, exposure = 0.3 } }))
local backtest = sf.checklists.investor:backtest(assert(sf.folder "lua/scenarios/data"),
  { from = "2022-01-01", to = "2025-01-01", step = "quarter" })
local run = factory:run { draws = 2048, seed = 3 }

local years = run:years()

local KINDS = {
  distribution = plot(run), tornado = plot(sensitivity), heat = plot(sweep), line = plot(along),
  frontier = plot(frontier), per_watt = plot(frontier, { kind = "per_watt" }), waterfall = plot(launch),
  curve = plot(launch, { kind = "curve" }), fan = plot(impact),
  priced_in = plot(impact, { kind = "priced_in" }), arrival = plot(signal.arrives), strip = plot(backtest),
  steps = plot(hypothesis),
}
book:close()

return { plot = plot, pictures = KINDS, factory = factory, sensitivity = sensitivity, sweep = sweep, along = along,
  frontier = frontier, launch = launch, signal = signal, impact = impact, backtest = backtest, run = run,
  years = years }
