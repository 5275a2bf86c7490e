--- What a quantity can be asked, beyond arithmetic: statistics, samples, where it comes from.
-- Loaded once; adds methods to every Quantity.
-- @module signalflow.values.quantity
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local figure = require "signalflow.page.figure"
local line = require "signalflow.page.line"
local options = require "signalflow.shared.options"
local outcomes = require "signalflow.values.outcome"
local page = require "signalflow.page.page"
local plans = require "signalflow.values.plan"
local rounding = require "signalflow.values.rounding"
local run_options = require "signalflow.shared.run_options"

local quantity = {}

local Quantity = core.methods.Quantity

local DRAWS_TO_PRINT = 4096
local LONGEST_FORMULA = 400

--- The names of the draws beneath a value, in order of first visit.
-- @tparam number|Quantity value
-- @treturn {string,...}
function quantity.draws(value)
  local names = {}
  if getmetatable(value) == "Quantity" then
    for _, driver in ipairs(value:drivers()) do
      names[#names + 1] = driver.name -- a law of correlated draws has none of its own
    end
  end
  return names
end

--- Whether a draw has no name of its own, only that of being the n-th made.
-- @tparam string draw
-- @treturn boolean
function quantity.is_anonymous(draw)
  return draw:sub(1, 1) == "~"
end

-- Compiled plans of quantities that were asked before.
local compiled = setmetatable({}, { __mode = "k" })

-- The same formula over draws that are named by their place in it. An anonymous draw is named by how many were made
-- before it, and figures must not depend on that.
local function renamed(q)
  local from, to = {}, {}
  for _, name in ipairs(quantity.draws(q)) do
    if quantity.is_anonymous(name) then
      from[#from + 1], to[#to + 1] = core.draw(name), core.draw("~" .. #from + 1)
    end
  end
  return #from > 0 and core.substitute({ q }, from, to)[1] or q
end

local function plan_of(q)
  compiled[q] = compiled[q] or core.compile { renamed(q) }
  return compiled[q]
end

local function summarize(q, given, draws)
  local settings = run_options.read(options.check(given, run_options.kinds(), "summary"), draws)
  local summaries, err = plans.run(plan_of(q), settings)
  if not summaries then
    return nil, err
  end
  return outcomes.new("value", q, summaries[1], settings.error, rounding.later(q))
end

--- The distribution of a quantity.
-- @tparam[opt] table given `draws seed threads sampler statistics error progress`
-- @treturn Outcome with `mean sd min max p5 p50 p95`; or nil, err when cancelled
function Quantity:summary(given)
  return summarize(self, given)
end

-- A law, and a law times or plus constants, in closed form; anything else over 65,536 draws of seed 1.
local function distribution(self)
  local closed = core.closed_form(self)
  if closed then
    return outcomes.new("value", self, closed)
  end
  return summarize(self)
end

local function statistic(self, name)
  local outcome, err = distribution(self)
  if not outcome then
    return nil, err
  end
  return outcome[name]
end

--- The mean: exact for a law, and a law times or plus constants; else over 65,536 draws of seed 1. A certain value is
-- its own mean.
-- @treturn number|Quantity
function Quantity:mean()
  return statistic(self, "mean")
end

--- The standard deviation, exact where the mean is.
-- @treturn number|Quantity
function Quantity:sd()
  return statistic(self, "sd")
end

--- How far the mean may be off, as a standard error: 0 where it is exact.
-- @treturn number|Quantity
function Quantity:standard_error()
  return statistic(self, "standard_error")
end

--- The p-quantile, exact where the mean is.
-- @tparam number p 0..1
-- @treturn ?number|Quantity nil for the end of a law that has none
function Quantity:quantile(p)
  local outcome, err = distribution(self)
  if not outcome then
    return nil, err
  end
  return outcome:quantile(p)
end

--- The probability of lying strictly above a threshold, exact where the mean is.
-- @tparam number|Quantity threshold
-- @treturn ?number 0..1
function Quantity:probability_above(threshold)
  local outcome, err = distribution(self)
  if not outcome then
    return nil, err
  end
  return outcome:probability_above(threshold)
end

--- Single draws, in order.
-- @tparam integer n how many
-- @tparam[opt] table given `seed sampler`
-- @treturn {number|Quantity,...} n of them, and n as its field `n`; nil where a draw has no value
function Quantity:sample(n, given)
  options.check(given, { seed = "number", sampler = "string" }, "sample")
  if not options.integer(n) or n < 1 then
    core.raise(("sample takes a whole number of draws, 1 or more, not %s"):format(options.describe(n)))
  end
  local settings = run_options.read(given or {}, options.integer(n))
  local columns, err = core.compile({ self }):sample(settings.draws,
    { seed = settings.seed, sampler = settings.sampler })
  if not columns then
    return nil, err
  end
  local values = { n = settings.draws }
  for i, number in ipairs(columns[1]) do
    values[i] = outcomes.known(number, self)
  end
  return values
end

--- The text of an uncertain quantity: mean, 90 % interval, shape, and which share of its draws has no value. A formula
-- with open inputs is shown as such.
-- @treturn string
function Quantity.text(q)
  return line.shown(figure.text(quantity.figure(q), true))
end

--- A value as a figure of a page: a certain one as it is, an uncertain one with its mean (or the statistic that more
-- names) and 90 % interval.
-- @tparam ?number|Quantity value nil is unknown
-- @tparam[opt] table more further fields of the figure
-- @treturn Figure
function quantity.figure(value, more)
  local made = figure.of(value, more)
  if type(value) == "userdata" and not value:value() then
    local closed = core.closed_form(value)
    local done, plan = failure.catch(plan_of, value)
    local summaries = closed and { closed } or done and plan:run { draws = DRAWS_TO_PRINT, seed = 1, threads = 1 }
    if not summaries then
      made.unknown = value:formula(LONGEST_FORMULA)
      return made
    end
    local outcome = outcomes.new("value", value, summaries[1], nil, rounding.later(value))
    for field, kept in pairs(outcome:figure(made.statistic)) do
      made[field] = made[field] == nil and kept or made[field]
    end
  end
  return made
end

--- What it says, as blocks.
-- @treturn Page
function Quantity:page()
  return page.new { block.paragraph { quantity.figure(self) } }
end

--- Writes its page to a file.
-- @tparam string path ending in .txt, .md, .html or .json
-- @treturn ?boolean true; or nil, err with code "io"
function Quantity:save(path)
  return self:page():save(path)
end

--- Draws its distribution in the terminal; a certain one is its number.
-- @tparam[opt] table given `kind`, "distribution"
-- @treturn Page the drawing, to be saved
function Quantity:plot(given)
  local outcome = self:is_uncertain() and summarize(self)
  if outcome then
    return outcome:plot(given)
  end
  return page.show(self:page())
end

--- A value that is 0 and holds every draw beneath some values, so that plans which hold it deal the same quasi-random
-- dimensions whatever else is in them, and their draws stay paired.
-- @tparam function|table sets an iterator over tables of values, or a list of them
-- @treturn number|Quantity
function quantity.anchor(sets)
  local sum, seen = 0.0, {}
  local place = 0
  local function next_of_list()
    place = place + 1
    return sets[place]
  end
  for values in type(sets) == "function" and sets or next_of_list do
    for _, value in pairs(values) do
      for _, draw in ipairs(quantity.draws(value)) do
        if not seen[draw] then
          seen[draw] = true
          sum = sum + core.draw(draw)
        end
      end
    end
  end
  return 0.0 * sum
end

--- The citations beneath some values: `{name=, source=}`, each once, by name.
-- @tparam table values list of Quantities; anything else is passed over
-- @treturn table list
function quantity.citations(values)
  local found, seen = {}, {}
  for _, value in ipairs(values) do
    for _, citation in ipairs(getmetatable(value) == "Quantity" and value:citations() or {}) do
      local key = tostring(citation.name) .. "\0" .. tostring(citation.source)
      if not seen[key] then
        seen[key] = true
        found[#found + 1] = citation
      end
    end
  end
  table.sort(found, function(a, b)
    return core.before(tostring(a.name) .. tostring(a.source), tostring(b.name) .. tostring(b.source))
  end)
  return found
end

--- The sources beneath some values, as a section of a page; none where there are none.
-- @tparam table values list
-- @treturn ?Block
function quantity.sources(values)
  local items = {}
  for i, citation in ipairs(quantity.citations(values)) do
    items[i] = { citation.name or "", citation.source or "" }
  end
  return #items > 0 and block.section("sources", { block.facts(items) }) or nil
end

--- The formula, the uncertain inputs that made it with their laws, and their sources.
-- @treturn Page
function Quantity:explain()
  local named = renamed(self)
  local inputs = {}
  for i, driver in ipairs(named:drivers()) do
    inputs[i] = { driver.name or "", driver.law or "uniform draw" }
  end
  local blocks = { block.paragraph { quantity.figure(self) },
    block.paragraph { "formula  ", named:formula(LONGEST_FORMULA) } }
  if core.closed_form(self) then
    blocks[#blocks + 1] = block.paragraph { "figures  exact, from the law" }
  elseif self:is_uncertain() and failure.catch(plan_of, self) then
    local sure = summarize(self, nil, DRAWS_TO_PRINT):statistic_figure "standard_error"
    blocks[#blocks + 1] = block.paragraph { "figures  sampled: ", figure.count(DRAWS_TO_PRINT),
      " draws, the mean with a standard error of ", sure }
  end
  if #inputs > 0 then
    blocks[#blocks + 1] = block.section("inputs", { block.facts(inputs) })
  end
  blocks[#blocks + 1] = quantity.sources { self }
  return page.new(blocks)
end

options.seal("Quantity", Quantity, { advice = "its figures are methods, as q:mean(), and its number in a unit is"
  .. " q:to \"MW\"" })

return quantity
