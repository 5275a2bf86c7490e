--- The thesis: what efficiency, demand, moat, customers, liquidity and warnings say together, and what they do not.
--
-- Two pairs are joined, each side shown whether or not the other is known: efficiency with durable demand, moat with
-- diversification. Liquidity stands beside them and is never netted against them; warnings are a list of their own.
-- There is no score. Each answer is true, false or unknown (strong Kleene logic), and a verdict is words: an unknown
-- one is "contested" where what is known already keeps it from holding, and "undecided" where more could make it hold.
-- `thesis_page.lua` says how it looks.
-- @module signalflow.judgement.thesis
local basis = require "signalflow.serving.basis"
local cells = require "signalflow.page.cells"
local core = require "signalflow.core"
local expectations = require "signalflow.judgement.expectations"
local figure = require "signalflow.page.figure"
local layout = require "signalflow.judgement.thesis_page"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local quantity = require "signalflow.values.quantity"
local run_options = require "signalflow.shared.run_options"
local units = require "signalflow.values.units"

local thesis = {}

-- Odds of 3 to 1 either way, as a hypothesis needs (evidence.h); between them an answer is undecided.
local LIKELY, UNLIKELY = 0.75, 0.25
local STATE = { [true] = "holds", [false] = "fails", unknown = "undecided" }

local function is(value, name)
  local meta = type(value) == "table" and getmetatable(value)
  return type(meta) == "table" and meta.__name == name
end

-- One finding of a leg: what was asked, its truth, and what says so, as content of a page and as text. One that is
-- contested is unknown, and no answer to what is open could make it hold.
local function finding(asked, holds, content, contested)
  return { asked = asked, holds = holds, state = holds == "unknown" and contested and "contested" or STATE[holds],
    content = content, told = cells.text(content) }
end

local function truth_of(probability)
  if not probability then
    return "unknown"
  end
  return probability >= LIKELY or probability > UNLIKELY and "unknown"
end

-- Joins all of a leg's findings, those that are unknown included; a leg without any is unknown.
local function join(leg)
  local truths, contested = {}, false
  for i, one in ipairs(leg) do
    truths[i], contested = one.holds, contested or one.state == "contested"
  end
  leg.holds = #truths == 0 and "unknown" or core.all(truths)
  leg.state = leg.holds == "unknown" and contested and "contested" or STATE[leg.holds]
  return leg
end

local function unit_economics(run)
  local margin = run.outputs.margin_after_capital
  if not margin or not margin.mean then
    return finding("tokens earn more than they cost", "unknown",
      "margin_after_capital is unknown: price or a cost is missing")
  end
  local probability = margin:probability_above(0)
  local median = margin:figure "median"
  median.style = "percent"
  return finding("tokens earn more than they cost", truth_of(probability),
    { "margin after the cost of capital above 0 with a probability of ", figure.percent(probability), ", median ",
      median })
end

local function gain_of(launch)
  local holds = "unknown"
  if launch.gain_low > 1 then
    holds = true
  elseif launch.gain_high < 1 then
    holds = false
  end
  return finding("more tokens per watt than what it replaces", holds,
    { figure.multiple(launch.gain, launch.gain_low, launch.gain_high), (" at the grid, %s to %s at equal interactivity")
      :format(launch.sides.from.platform.name, launch.sides.to.platform.name) })
end

local function efficiency_of(given, run)
  local findings = {}
  if run then
    findings[#findings + 1] = unit_economics(run)
  end
  if given.launch then
    findings[#findings + 1] = gain_of(given.launch)
  end
  return findings
end

local function hypotheses_on(states, axis)
  local found = {}
  for _, one in ipairs(states) do
    if one.hypothesis.axis == axis then
      found[#found + 1] = one
    end
  end
  return found
end

-- "1 fail, 2 unknown", in that order.
local function counted(counts, order)
  local words = {}
  for _, state in ipairs(order) do
    words[#words + 1] = counts[state] and ("%d %s"):format(counts[state], state) or nil
  end
  return table.concat(words, ", ")
end

-- What is neither supported nor contradicted leaves the answer open.
local DECIDED = { supported = true, contradicted = false }
local STATUSES = { "supported", "contested", "contradicted", "unverified", "expired" }

local function ledger_finding(states)
  local counts, truths = {}, {}
  for i, one in ipairs(states) do
    local status = one.state.status
    counts[status] = (counts[status] or 0) + 1
    truths[i] = DECIDED[status] == nil and "unknown" or DECIDED[status]
  end
  return finding("every hypothesis of growth is supported", core.all(truths), counted(counts, STATUSES),
    counts.contested ~= nil)
end

-- Cheaper tokens bring more revenue only where use grows by more than the price falls.
local function elasticity_finding(factory, settings)
  local elasticity, asked = factory.values.elasticity, "use grows by more than the price falls"
  if not elasticity then
    return finding(asked, "unknown", "elasticity is not known")
  end
  local certain = units.number(elasticity)
  local origin = factory.origins and factory.origins.elasticity
  local content = { "price elasticity of use ", quantity.figure(elasticity), origin and origin.source
    and ", " .. origin.source or "" }
  if certain then
    return finding(asked, certain < -1, content)
  end
  local outcome = elasticity:summary(settings)
  return finding(asked, truth_of(outcome and 1 - outcome:probability_above(-1)), content)
end

-- The worst first.
local STATES = { "fail", "warn", "suspect", "unknown", "pass" }

local function axis_told(answers, axis)
  local words = counted(answers[axis], STATES)
  return ("%s: %s"):format(answers.name, words ~= "" and words or "nothing asked")
end

local function demand_of(given, states, settings)
  local findings = {}
  if given.checklist then
    local asked = given.checklist.growth
    findings[#findings + 1] = finding("the checklist's questions of growth pass", asked.holds,
      axis_told(given.checklist, "growth"),
      asked.enough and (asked.pass or 0) + (asked.unknown or 0) + (asked.suspect or 0) < (asked.needed or asked.total))
  end
  local growth = hypotheses_on(states, "growth")
  if #growth > 0 then
    findings[#findings + 1] = ledger_finding(growth)
  end
  if given.factory then
    findings[#findings + 1] = elasticity_finding(given.factory, settings)
  end
  return findings
end

local function liquidity_of(given, states)
  local lines = {}
  if given.checklist then
    lines[1] = axis_told(given.checklist, "liquidity")
    for _, state in ipairs(STATES) do
      for _, one in ipairs(given.checklist.checks) do
        if one.axis == "liquidity" and one.state == state and one.state ~= "unknown" then -- those are missing
          lines[#lines + 1] = ("%s: %s, %s; %s"):format(one.id, one.state, one.shown, one.threshold)
        end
      end
    end
  end
  for _, one in ipairs(hypotheses_on(states, "liquidity")) do
    lines[#lines + 1] = ("%s (%s): %s"):format(one.hypothesis.id, one.hypothesis.by, one.state.status)
  end
  return lines
end

local function warnings_of(given, states)
  local lines = {}
  for _, one in ipairs(given.checklist and given.checklist.checks or {}) do
    if one.axis == "warning" and (one.state == "warn" or one.state == "fail" or one.state == "suspect") then
      lines[#lines + 1] = ("%s: %s, %s; %s"):format(one.id, one.state, one.shown, one.threshold)
    end
  end
  for _, one in ipairs(hypotheses_on(states, "warning")) do
    if one.state.status == "supported" or one.state.status == "contested" then
      lines[#lines + 1] = ("%s: %s (%s, %s)"):format(one.hypothesis.id, one.hypothesis.claim, one.hypothesis.by,
        one.state.status)
    end
  end
  return lines
end

-- Questions of a checklist that another part of the thesis shows an answer to.
local SHOWN_BY = { ["customer-concentration"] = "concentration" }

local function missing_of(given, states)
  local lines = {}
  for _, part in ipairs { "factory", "launch", "checklist", "ledger", "concentration", "moat", "expectations" } do
    if given[part] == nil then
      lines[#lines + 1] = "no " .. part .. (part:sub(-1) == "s" and " were given" or " was given")
    end
  end
  for _, one in ipairs(given.checklist and given.checklist.checks or {}) do
    if one.state == "unknown" and given[SHOWN_BY[one.id] or "none"] == nil then
      lines[#lines + 1] = ("%s (%s): %s"):format(one.id, one.axis, one.reason or "unknown")
    end
  end
  for _, one in ipairs(states) do
    if one.state.status == "unverified" then
      lines[#lines + 1] = ("%s (%s) is unverified: it lacks %s"):format(one.hypothesis.id, one.hypothesis.axis,
        #one.state.missing > 0 and table.concat(one.state.missing, ", ") or "evidence")
    end
  end
  return lines
end

-- Drivers whose break-even is told, and where it is looked for: use is a share, wherever a factory's own lies.
local BREAK_EVENS = { { "price" }, { "utilization", { 0.01, 1 } } }

-- The driver's value at which the median margin is 0, over the draws of all other drivers: a margin has a long tail,
-- and its mean is moved by draws that hardly sell. Nil where there is none; nil, err where it was cancelled.
local function break_even(factory, driver, between, settings)
  local value, err = factory:solve { output = "margin_after_capital", equals = 0, driver = driver, between = between,
    statistic = "median", draws = settings.draws, seed = settings.seed }
  if value or err.code == "no solution" or err.code == "ambiguous" then
    return value, nil
  end
  return nil, err
end

-- What would change the verdict, as contents of a page.
local function changes_of(given, states, settings)
  local contents = {}
  for _, pair in ipairs(given.factory and given.factory.formula.margin_after_capital and BREAK_EVENS or {}) do
    local driver, between = pair[1], pair[2]
    if given.factory.values[driver] ~= nil then
      local value, err = break_even(given.factory, driver, between, settings)
      if err then
        return nil, err
      end
      contents[#contents + 1] = value and { ("efficiency: %s below "):format(driver), figure.of(value),
        ", where the median margin after the cost of capital is 0" } or nil
    end
  end
  for _, one in ipairs(given.checklist and given.checklist.checks or {}) do
    if one.axis == "growth" and one.shown ~= "" then
      contents[#contents + 1] = ("demand: %s is %s; %s"):format(one.id, one.shown, one.threshold)
    end
  end
  for _, one in ipairs(states) do
    contents[#contents + 1] = ("%s: %s"):format(one.hypothesis.id, one.hypothesis.falsified_by)
  end
  return contents
end

-- Open questions, the earliest first.
local function to_verify(states, as_of)
  local open = {}
  for _, one in ipairs(states) do
    for _, question in ipairs(one.state.questions) do
      open[#open + 1] = { by = question.by, id = one.hypothesis.id, text = question.text, where = question.where }
    end
  end
  table.sort(open, function(a, b)
    local first, second = a.by or "9999-12-31", b.by or "9999-12-31"
    return first < second or first == second and core.before(a.text, b.text)
  end)
  for i, one in ipairs(open) do
    local due = one.by and ("by %s%s"):format(one.by, one.by < as_of and " (overdue)" or "") or "no date"
    open[i] = { by = one.by, overdue = one.by ~= nil and one.by < as_of,
      words = ("%s: %s; %s; %s"):format(due, one.id, one.text, one.where) }
  end
  return open
end

-- What the price holds, against what growth there is to hold it.

local PREMIUM = { [true] = "supported", [false] = "not supported", unknown = "undecided" }

-- Whether a growth reaches all that the price implies, none of it, or some.
local function reaches(growth, low, high)
  if growth == nil or low == nil then
    return "unknown"
  end
  local least, most = expectations.ends(growth)
  return least >= high or most >= low and "unknown"
end

-- What the revenue of tokens grows by a year along the demand curve alone: prices fall by d, and use grows to
-- (1 - d) ^ elasticity of what it was.
local function token_growth(factory)
  local decline, elasticity = factory and factory.values.price_decline, factory and factory.values.elasticity
  return decline and elasticity and (1 - decline) ^ (elasticity + 1) - 1 or nil
end

local function span(growth)
  local low, high = expectations.ends(growth)
  return { figure.percent(low), low ~= high and { " to ", figure.percent(high) } or {} }
end

local function growth_content(growth, words)
  return { growth and { span(growth), " a year" } or "unknown", ", ", words }
end

-- Growth that was filed says what was; the demand curve, what falling prices alone bring. Where one reaches what the
-- price implies and the other does not, the answer is open.
local function growth_finding(expected, tokens)
  local low, high = expected:implied_range()
  local filed = reaches(expected.filed_growth, low, high)
  local by_price = reaches(tokens, low, high)
  local holds = "unknown"
  if filed == by_price then
    holds = filed
  end
  return finding("growth reaches what the price implies", holds, {
    low and { "the price implies ", span(expected.implied_growth), " a year for ",
      quantity.figure(expected.given.horizon), " years; " } or "what the price implies is unknown; ",
    growth_content(expected.filed_growth, "filed; "), growth_content(tokens, "from cheaper tokens alone") })
end

-- Whether a premium for growth over many years is supported: efficiency, durable demand, and growth that reaches it.
local function premium_of(self, given)
  local findings = {}
  for i, leg in ipairs { { "efficiency", self.efficiency }, { "durable demand", self.demand } } do
    findings[i] = finding(leg[1], leg[2].holds, leg[2].state, leg[2].state == "contested")
  end
  findings[3] = given.expectations and growth_finding(given.expectations, token_growth(given.factory))
    or finding("growth reaches what the price implies", "unknown", "what the price holds was not given")
  findings.state = PREMIUM[join(findings).holds]
  return findings
end

-- What the two legs say together. Nothing passes unless both hold; "yet" where what is unknown could still make it.
local JOINED = {
  holds = { holds = "both hold", fails = "efficiency without durable demand: does not pass" },
  fails = { holds = "demand without efficiency: does not pass", fails = "neither holds" },
}
local LATER = { undecided = true, holds = true }

local function joined(efficiency, demand)
  local words = (JOINED[efficiency] or {})[demand]
  if words then
    return words
  elseif efficiency == demand then
    return ("both %s%s"):format(efficiency, efficiency == "contested" and ": does not pass" or "")
  elseif efficiency == "holds" or efficiency == "fails" then
    words = ("efficiency %s, durable demand is %s"):format(efficiency, demand)
  elseif demand == "holds" or demand == "fails" then
    words = ("demand %s, efficiency is %s"):format(demand, efficiency)
  else
    words = ("efficiency is %s, durable demand %s"):format(efficiency, demand)
  end
  return words .. (LATER[efficiency] and LATER[demand] and ": does not pass yet" or ": does not pass")
end

--- What a thesis says. `efficiency`, `demand`: lists of `{asked, holds, state, told}` with `holds` (true, false,
-- "unknown") and `state` of all: "holds", "fails", "contested" (what is known keeps it from holding and does not
-- contradict it: nothing still unknown could make it hold), "undecided"; `joined`: words of the two; `premium`: the
-- same of a premium for growth over many years, with its `state` ("supported", "undecided", "not supported"); `moat`,
-- `concentration`, `expectations`: as given; `liquidity`, `warnings`, `missing`, `would_change`: lists of texts
-- (`changes` has the last with their figures); `verify`: open questions, `{by, overdue, words}`, the earliest first.
-- @type Thesis
local Thesis = {}
local ThesisMeta = { __name = "signalflow.thesis", __index = Thesis }

page.of_class(ThesisMeta, Thesis, layout.blocks)

--- The page.
-- @treturn Page
function Thesis:verdict()
  return self:page()
end

--- What its factory rests on.
-- @treturn ?Assumptions nil without a factory
function Thesis:assumptions()
  return self.given.factory and self.given.factory:assumptions()
end

--- What is known to be wrong with what its factory and its launch take.
-- @treturn {string,...} keys of the catalogue's known issues
function Thesis:issues()
  local lists = {}
  for _, name in ipairs { "factory", "launch" } do
    lists[#lists + 1] = self.given[name] and self.given[name]:issues()
  end
  return basis.union(lists)
end

--- Everything that stands behind the page, in full.
-- @treturn Page
function Thesis:explain()
  return page.new(layout.everything(self))
end

local OPTIONS = { name = "string", factory = "table", launch = "table", ledger = "table", checklist = "table",
  concentration = "table", moat = "table", expectations = "table", as_of = "day", draws = "number",
  seed = "number" }
local KINDS = { factory = { "signalflow.factory", "sf.factory { ... }" },
  launch = { "signalflow.launch", "sf.launch { ... }" },
  checklist = { "signalflow.answers", "list:evaluate(data, { as_of = ... })" },
  concentration = { "signalflow.concentration", "sf.concentration { ... }" },
  moat = { "signalflow.moat", "sf.moat { ... }" },
  expectations = { "signalflow.expectations", "sf.expectations(files, { ... })" },
  ledger = { "signalflow.ledger", "sf.ledger(path)" } }

local function check_parts(given)
  for _, name in ipairs(options.names(KINDS)) do
    if given[name] ~= nil and not is(given[name], KINDS[name][1]) then
      core.raise(("%s of a thesis is what %s gives"):format(name, KINDS[name][2]))
    end
  end
end

local function day_of(given)
  local day = given.as_of or given.checklist and given.checklist.as_of
  if day == nil then
    core.raise 'a thesis needs as_of, a day, or a checklist evaluated on one: as_of = "2025-09-30"'
  end
  day = core.day_text(core.day(day))
  for _, part in ipairs { "checklist", "expectations" } do
    if given[part] and given[part].as_of ~= day then
      core.raise(("the %s %s as of %s, not %s"):format(part, part == "checklist" and "was evaluated" or "were read",
        given[part].as_of, day))
    end
  end
  return day
end

-- What the ledger says of each hypothesis that was there by that day.
local function states_of(book, as_of)
  local states = {}
  if not book then
    return states
  end
  local hypotheses, wrong = book:hypotheses()
  if not hypotheses then
    return nil, wrong
  end
  for _, hypothesis in ipairs(hypotheses) do
    local state, err = hypothesis:state { as_of = as_of }
    if state then
      states[#states + 1] = { hypothesis = hypothesis, state = state }
    elseif err.code ~= "unknown" then
      return nil, err
    end
  end
  return states
end

--- Puts a thesis together.
-- @tparam table given each optional and named as missing where absent: `factory`, `launch`, `ledger` (a book),
-- `checklist` (its answers), `concentration`, `moat`, `expectations`; `as_of` (else the checklist's); `name`; `draws`,
-- `seed`
-- @treturn[1] Thesis
-- @treturn[2] nil
-- @treturn[2] err where the ledger cannot be read, or the run was cancelled
function thesis.new(given)
  given = options.check(given, OPTIONS, "sf.thesis")
  check_parts(given)
  local as_of = day_of(given)
  local states, err = states_of(given.ledger, as_of)
  if not states then
    return nil, err
  end
  local settings, run = { draws = given.draws or run_options.page_draws, seed = given.seed }, nil
  if given.factory then
    run, err = given.factory:run { draws = settings.draws, seed = settings.seed }
    if not run then
      return nil, err
    end
  end
  local changes, wrong = changes_of(given, states, settings)
  if not changes then
    return nil, wrong
  end
  local self = { name = given.name or "thesis", as_of = as_of, given = given, states = states, run = run,
    efficiency = efficiency_of(given, run), demand = demand_of(given, states, settings), moat = given.moat,
    concentration = given.concentration, expectations = given.expectations, liquidity = liquidity_of(given, states),
    warnings = warnings_of(given, states), missing = missing_of(given, states), changes = changes, would_change = {},
    verify = to_verify(states, as_of) }
  for i, content in ipairs(changes) do
    self.would_change[i] = cells.text(content)
  end
  self.joined = joined(join(self.efficiency).state, join(self.demand).state)
  self.premium = premium_of(self, given)
  return setmetatable(self, ThesisMeta)
end

options.seal(ThesisMeta, Thesis, {
  "efficiency", "demand", "joined", "premium", "moat", "concentration", "expectations", "liquidity", "warnings",
  "missing", "would_change", "changes", "verify", "states", "name", "as_of", "given", "run" })

return thesis
