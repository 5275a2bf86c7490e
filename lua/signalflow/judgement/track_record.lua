--- How well a source's forecasts met what happened, and what its word has earned.
-- @module signalflow.judgement.track_record
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local text = require "signalflow.page.old_text"

local track_record = {}

--- @type TrackRecord
local TrackRecord = { __name = "signalflow.track_record" }
TrackRecord.__index = TrackRecord

local BAR, NOT_SCORED = 20, { "unresolved", "overdue", "vague" }
local KINDS = { name = "string", unresolved = "number", overdue = "number", vague = "number",
  probabilities = "table", outcomes = "table" }

local function digits(value)
  return core.format_number(value, 1, 3)
end

local function whole_percent(share)
  return core.text("%.0f %%", 100 * share)
end

-- "[44 % … 86 %]"
local function interval(rate)
  return ("[%s … %s]"):format(whole_percent(rate.low), whole_percent(rate.high))
end

-- The probabilities and outcomes of what resolved, and how many rows did not.
local function read_rows(given)
  local probabilities, outcomes, open = {}, {}, 0
  for i, row in ipairs(given) do
    if type(row) ~= "table" then
      core.raise(("forecast %d is a table {p = 0.7, outcome = true}, not %s"):format(i, tostring(row)))
    end
    options.check(row, { p = "number", outcome = "boolean" }, "forecast " .. i)
    if not (row.p and row.p >= 0 and row.p <= 1) then
      core.raise(("forecast %d needs p, a probability from 0 to 1, not %s"):format(i, tostring(row.p)))
    elseif row.outcome == nil then
      open = open + 1
    else
      probabilities[#probabilities + 1], outcomes[#outcomes + 1] = row.p, row.outcome
    end
  end
  return probabilities, outcomes, open
end

local function named_fields(given)
  local named, last = {}, #given
  for key, value in pairs(given) do
    if math.type(key) ~= "integer" then
      named[key] = value
    elseif key < 1 or key > last then
      core.raise(("the forecasts are a list without gaps; there is one at %d, and none before it"):format(key))
    end
  end
  options.check(named, KINDS, "track_record")
  for _, name in ipairs(NOT_SCORED) do
    local count = named[name]
    if count and not (options.integer(count) and count >= 0) then
      core.raise(("option '%s' of track_record is how many, not %s"):format(name, tostring(count)))
    end
  end
  return named
end

--- Scores forecasts: `sf.track_record { {p = 0.7, outcome = true}, ... }`.
-- @tparam table given the forecasts, each with `p` and `outcome` (nil: not resolved yet, counted and not scored), or
-- `probabilities` and `outcomes`, two lists; `name` of the source; `unresolved`, `overdue`, `vague`: how many more of
-- each, shown and never scored
-- @treturn TrackRecord `count hits misses unresolved overdue vague`
function track_record.new(given)
  if type(given) ~= "table" then
    core.raise "track_record takes a list of forecasts: sf.track_record { {p = 0.7, outcome = true} }"
  end
  local named = named_fields(given)
  if (named.probabilities or named.outcomes) and #given > 0 then
    core.raise "track_record takes a list of forecasts, or probabilities and outcomes, not both"
  end
  local probabilities, outcomes, open = read_rows(given)
  local score = core.score_forecasts(named.probabilities or probabilities, named.outcomes or outcomes)
  return setmetatable({ name = named.name, score = score, count = score.count, hits = score.hits,
    misses = score.misses, unresolved = open + (named.unresolved or 0), overdue = named.overdue or 0,
    vague = named.vague or 0 }, TrackRecord)
end

--- Mean (p - outcome)^2: 0 is perfect, 0.25 is saying 1/2 always.
-- @treturn ?number nil without a resolved forecast, as for the others
function TrackRecord:brier()
  return self.score.brier
end

--- Murphy's parts of the Brier score: reliability - resolution + uncertainty.
-- @treturn table `reliability`, `resolution`, `uncertainty`
function TrackRecord:murphy()
  local score = self.score
  return { reliability = score.reliability, resolution = score.resolution, uncertainty = score.uncertainty }
end

--- Mean -ln of the probability given to what happened, in nats; infinite once one was certain and wrong.
-- @treturn ?number
function TrackRecord:log_score()
  return self.score.log_score
end

--- How much of the uncertainty the forecasts removed: 1 is all of it, 0 is saying the base rate always.
-- @treturn ?number nil where all came out alike
function TrackRecord:skill()
  return self.score.skill
end

--- The share that happened.
-- @treturn ?number
function TrackRecord:base_rate()
  return self.score.base_rate
end

--- The rate of hits: above 1/2 and it happened, or below and it did not.
-- @treturn ?table `mean`, and `low` to `high`, its 90 % interval (Beta, uniform prior)
function TrackRecord:hit_rate()
  return self.hits + self.misses > 0 and core.hit_rate(self.hits, self.misses) or nil
end

--- What the source's word weighs, from 0 to 1: its skill, shrunk while the record is short.
-- @treturn number
function TrackRecord:weight()
  return self.score.weight
end

--- The likelihood ratio that the source's word p has earned; exactly 1 without a record or without skill.
-- @tparam number p what it says now
-- @treturn number
function TrackRecord:earned(p)
  return core.exp(core.earned_log_ratio(self.score, p))
end

--- What happened where it said so much.
-- @treturn table list of `{low=, high=, count=, happened=, forecast=, rate=, interval=}`, bins of a tenth that are not
-- empty: `forecast` the mean probability, `rate` the share that happened, `interval` its 90 % interval
function TrackRecord:calibration()
  local bins = {}
  for i, bin in ipairs(self.score.bins) do
    bins[i] = { low = bin.low, high = bin.high, count = bin.count, happened = bin.happened, forecast = bin.forecast,
      rate = bin.happened / bin.count, interval = core.hit_rate(bin.happened, bin.count - bin.happened) }
  end
  return bins
end

local function heading(self)
  local open = {}
  for _, name in ipairs(NOT_SCORED) do
    if self[name] > 0 then
      open[#open + 1] = ("%d %s"):format(self[name], name)
    end
  end
  return ("track record%s: %d resolved%s"):format(self.name and " of " .. text.cut(self.name, 60) or "", self.count,
    open[1] and "; not scored: " .. table.concat(open, ", ") or "")
end

local function scores(self)
  local score = self.score
  local brier = ("  Brier score  %s = reliability %s - resolution %s + uncertainty %s"):format(digits(score.brier),
    digits(score.reliability), digits(score.resolution), digits(score.uncertainty))
  local log_score = score.log_score < math.huge and digits(score.log_score) .. " nats"
    or ("infinite: %d certain and wrong"):format(score.certain_and_wrong)
  local skill = score.skill and ("%s against always saying the base rate, %s"):format(digits(score.skill),
    text.percent(score.base_rate)) or "unknown: all came out alike"
  return { brier, "  log score    " .. log_score, "  skill        " .. skill }
end

local function earnings(self)
  local rate, lines = self:hit_rate(), {}
  if rate then
    lines[1] = ("  hits         %d of %d: %s %s"):format(self.hits, self.hits + self.misses, whole_percent(rate.mean),
      interval(rate))
  end
  lines[#lines + 1] = self:weight() > 0
    and ("  weight       %s; saying 80 %% multiplies the odds by %s"):format(digits(self:weight()),
      digits(self:earned(0.8)))
    or "  weight       0: its word moves nothing"
  return lines
end

function TrackRecord:__tostring()
  local lines = { heading(self) }
  if self.count == 0 then
    lines[2] = "  nothing has resolved: its word moves nothing"
    return table.concat(lines, "\n")
  end
  table.move(scores(self), 1, 3, 2, lines)
  for _, line in ipairs(earnings(self)) do
    lines[#lines + 1] = line
  end
  local rows = {}
  for i, bin in ipairs(self:calibration()) do
    rows[i] = { whole_percent(bin.forecast), whole_percent(bin.rate), text.pad(text.bar(bin.rate, BAR), BAR),
      interval(bin.interval), tostring(bin.count) }
  end
  lines[#lines + 1] = text.table({ { title = "said", align = "right" }, { title = "happened", align = "right" },
    { title = "" }, { title = "90 % interval" }, { title = "n", align = "right" } }, rows, "  ")
  return table.concat(lines, "\n")
end

--- The record, and how its figures are read.
-- @treturn string
function TrackRecord:explain()
  return tostring(self) .. "\n" .. text.wrap("Brier score: mean (p - outcome)^2; reliability is how far what happened"
    .. " lies from what was said (0 is calibrated), resolution how far what was said tells cases apart (0 for always"
    .. " saying the same). weight: the skill, shrunk while the record is short, and never below 0. A word p has earned"
    .. " the odds of p over those of the base rate, to the power of the weight.", 110)
end

options.seal(TrackRecord)

return track_record
