--- What is to be said beside a factory's figures: its margins by the ratio of means, when its use meets its peak, and
-- why a margin and the net present value have opposite signs.
-- @module signalflow.factory.remarks
local core = require "signalflow.core"
local number = require "signalflow.page.number"
local units = require "signalflow.values.units"

local remarks = {}

-- Margins, each with the costs that it takes off revenue.
local MARGINS = {
  { "ebitda_margin", { "energy_cost", "operating_cost" } },
  { "gross_margin", { "energy_cost", "operating_cost", "depreciation" } },
  { "margin_after_capital", { "energy_cost", "operating_cost", "capital_cost" } },
}

--- 1 - mean costs / mean revenue of a run, by margin; what a filer's margin over many sites would be, which draws with
-- little revenue do not drag down as they do the mean of the ratio.
-- @tparam table outputs Outcomes by name
-- @treturn table number by margin; nil where a part is missing
function remarks.ratios_of_means(outputs)
  local ratios = {}
  for _, entry in ipairs(MARGINS) do
    local revenue, cost = outputs.revenue and outputs.revenue.summary:mean(), 0
    for _, name in ipairs(entry[2]) do
      cost = cost and outputs[name] and outputs[name].summary:mean() and cost + outputs[name].summary:mean() or nil
    end
    ratios[entry[1]] = cost and revenue and revenue ~= 0 and 1 - cost / revenue or nil
  end
  return ratios
end

-- Use by year at the drivers' medians.
local function use_by_year(factory, bound)
  local formulas = {}
  for year = 1, factory.horizon do
    formulas[year] = factory:formula_in_year(year).use
  end
  return core.compile(factory:put(formulas, bound)):evaluate()
end

local function use_remark(factory, bound)
  if factory.formula.use == nil or bound.peak_utilization == nil then
    return nil
  end
  local peak, use = units.median(bound.peak_utilization), use_by_year(factory, bound)
  local reached
  for year = #use, 1, -1 do
    reached = use[year] >= peak * (1 - 1e-12) and year or reached
  end
  local first = ("use is %s in year 1"):format(number.percent(use[1]))
  local growth = bound.price_decline and bound.elasticity and units.median(factory:put({ factory.formula.usage_growth },
    bound)[1])
  local grows = growth and math.abs(growth) > 1e-9
    and (", elasticity on the price decline %s it by %s a year"):format(growth > 0 and "raises" or "lowers",
      number.percent(math.abs(growth))) or ", and the price does not move it"
  local ends = reached and ("; it stands at its peak of %s from year %d on"):format(number.percent(peak), reached)
    or ("; its peak of %s is not reached within %d years"):format(number.percent(peak), factory.horizon)
  return first .. grows .. ends .. " (drivers at their medians)"
end

--- The margins by the ratio of means, in words.
-- @tparam table ratios number by margin
-- @treturn ?string nil where there is none
function remarks.of_ratios(ratios)
  local words = {}
  for _, entry in ipairs(MARGINS) do
    local ratio = ratios[entry[1]]
    words[#words + 1] = ratio and ("%s %s"):format(entry[1], number.percent(ratio)) or nil
  end
  return #words > 0 and "margins by the ratio of means (1 - mean costs / mean revenue): " .. table.concat(words, ", ")
    or nil
end

local OPPOSITE = {
  below = "an average year counts all years alike and the whole cost of capital, while NPV counts the early years more"
    .. " and the residual value",
  above = {
    ebitda_margin = "EBITDA comes before what the accelerators and the site cost",
    gross_margin = "depreciation gives the money back without interest, which NPV asks for",
    margin_after_capital = "an average year counts all years alike, while NPV counts the early ones more, in which the"
      .. " site is not all in service, and pays for replacement when it falls due",
  },
}

local STATISTICS = { { "mean", function(outcome) return outcome.summary:mean() end },
  { "median", function(outcome) return outcome.summary:quantile(0.5) end } }

local function sign(value)
  return value and (value > 0 and 1 or value < 0 and -1) or 0
end

-- Why a margin's statistic and that of the NPV have opposite signs; nil where they have not.
local function why_opposite(name, statistic, margin, npv, ratio)
  if sign(margin) * sign(npv) >= 0 then
    return nil
  elseif statistic == "mean" and sign(ratio) == sign(npv) then
    return "draws of little revenue drag the mean of a ratio down; the ratio of means has the sign of NPV"
  end
  return margin < 0 and OPPOSITE.below or OPPOSITE.above[name]
end

-- One line for each reason why a margin and the NPV have opposite signs.
local function opposites(name, outputs, ratio)
  local lines, of_reason = {}, {}
  for _, statistic in ipairs(outputs[name] and outputs.npv and STATISTICS or {}) do
    local margin, npv = statistic[2](outputs[name]), statistic[2](outputs.npv)
    local why = why_opposite(name, statistic[1], margin, npv, ratio)
    if why and of_reason[why] then
      lines[of_reason[why]].statistics = "mean and median"
    elseif why then
      lines[#lines + 1] = { statistics = statistic[1], why = why,
        sides = margin < 0 and "below 0 and npv above it" or "above 0 and npv below it" }
      of_reason[why] = #lines
    end
  end
  for i, line in ipairs(lines) do
    lines[i] = ("%s (%s) is %s: %s"):format(name, line.statistics, line.sides, line.why)
  end
  return lines
end

-- Said of a site that holds fewer accelerators than serve together.
local function size_remark(factory, outputs)
  local point = factory.point
  local together = point and point.accelerators
  local there = outputs.accelerators and outputs.accelerators.summary:quantile(0.5)
  return together and there and there < together
    and ("the site holds %s (median), and %s together here (%s)"):format(number.things(there, "accelerator"),
      together == 1 and "a whole one serves" or number.count(together) .. " serve",
      point.layout or "no layout named") or nil
end

--- What is to be said beside the figures of a run.
-- @tparam Factory factory
-- @tparam Run run of it
-- @treturn {string,...}
function remarks.of(factory, run)
  local outputs, list = run.outputs, {}
  local ratios = remarks.ratios_of_means(outputs)
  list[1] = use_remark(factory, run.bound)
  list[#list + 1] = size_remark(factory, outputs)
  for _, entry in ipairs(MARGINS) do
    local lines = opposites(entry[1], outputs, ratios[entry[1]])
    table.move(lines, 1, #lines, #list + 1, list)
  end
  return list
end

return remarks
