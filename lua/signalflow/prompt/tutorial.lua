--- The tutorial: eight steps, each with lines to type and what comes of them, worked out when the step is shown.
-- @module signalflow.prompt.tutorial
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local session = require "signalflow.prompt.session"
local show = require "signalflow.prompt.show"

local tutorial = {}

local TOY = [[toy = sf.model { drivers = { pue = pue, chip = 1.0 * u.kW/u.gpu,
  rate = sf.between(500, 1600) * u.tok/u.s/u.gpu },
  outputs = function(d) return { tokens_per_watt = d.rate / d.chip / d.pue } end }]]
local WORKLOAD = [[workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4",
  interactivity = "offline" }]]
local FACTORY = [[site = sf.factory { platform = "B200", workload = workload, grid_power = 100 * u.MW,
  utilization = sf.pert(0.3, 0.55, 0.8), price = sf.between(0.2, 1.0) * u.USD/u.Mtok }]]
local LAUNCH = [[launch = sf.launch { from = { platform = "H100", precision = "fp8" }, to = "B200", workload = workload,
  grid_power = 100 * u.MW }]]

-- Of each: its title, what is new in it, and lines to type.
local STEPS = {
  { "Quantities know their unit",
    'Numbers with a unit calculate, and say what does not fit. u.MW is one of it, u"..." reads text.',
    { "grid = 100 * u.MW", 'bill = grid * u"65 USD/MWh" * u.year', "bill", 'bill:to "USD"' } },
  { "What is not certain",
    "A law stands for what is not known exactly. Arithmetic carries it along; the interval holds 90 %.",
    { "pue = sf.triangular(1.1, 1.2, 1.35)", "it = grid / pue", "it", "it:quantile(0.05)" } },
  { "A model has drivers and outputs",
    "The formula is written once, and run, swept, differentiated or solved.",
    { TOY, "run = toy:run { draws = 10000 }", "run", "run.tokens_per_watt:probability_above(1 * u.tok/u.s/u.W)" } },
  { "What matters, and what would have to be true",
    "A sensitivity ranks the drivers; a solve asks backwards.",
    { 'toy:sensitivity { output = "tokens_per_watt" }',
      'toy:solve { output = "tokens_per_watt", equals = 1 * u.tok/u.s/u.W, driver = "rate" }' } },
  { "An AI factory",
    "The platform gives what the chip does, the workload what is asked of it; the rest are defaults with a source.",
    { WORKLOAD, FACTORY, "earned = site:run { draws = 4096 }", "earned.npv", "site:bottleneck()" } },
  { "A launch is a comparison",
    "Two platforms at equal workload and interactivity; who earned the gain; a vendor's claim beside it.",
    { "workload.interactivity = 30 * u.tok/u.s/u.user", LAUNCH, "launch.attribution",
      'launch:claim "25x lower cost and energy"' } },
  { "A headline is a claim",
    "Reading says what changed, in which direction, and what would confirm it.",
    { 'news = sf.read("Nvidia raises prices of its GPUs", { date = "2025-08-28" })', "news", "news.questions" } },
  { "A page that can be forwarded",
    "Everything that prints can be saved as text, Markdown, HTML, JSON or CSV, and help(x) tells of any of it.",
    { 'note = sf.report { title = "A toy", run }', "note", 'help "report"' } },
}

-- Does a step's lines in a session: each as it is typed, and what it prints.
local function shown_lines(place, lines)
  local shown = {}
  for _, line in ipairs(lines) do
    local printed, kept = {}, print
    _G.print = function(...)
      for i = 1, select("#", ...) do
        printed[#printed + 1] = tostring((select(i, ...)))
      end
    end
    local done, why = place:evaluate(line, { whole = true })
    _G.print = kept
    shown[#shown + 1] = "sf> " .. line:gsub("\n", "\n  > ")
    table.move(done and printed or { "error: " .. why }, 1, done and #printed or 1, #shown + 1, shown)
  end
  return shown
end

--- One step of the tutorial: what is new, lines to type, and what each prints.
-- @tparam[opt=1] integer n 1 to 8
-- @treturn string
-- @raise where there is no such step
function tutorial.step(n)
  local asked = n
  n = n == nil and 1 or options.integer(n)
  if not n or not STEPS[n] then
    core.raise(("the tutorial has steps 1 to %d, not %s"):format(#STEPS, options.describe(asked)))
  end
  local place = session.new()
  place.names.help = require "signalflow.prompt.help".of
  for before = 1, n - 1 do
    shown_lines(place, STEPS[before][3])
  end
  local title, words, lines = table.unpack(STEPS[n])
  local last = n < #STEPS and ("Next: tutorial(%d)"):format(n + 1)
    or "That is all. help() says what else there is; signalflow run hundred_megawatts shows it at work."
  local shown = table.concat(shown_lines(place, lines), "\n")
  return table.concat({ ("%d of %d: %s"):format(n, #STEPS, title), show.folded(words), "", shown, "", last }, "\n")
end

return tutorial
