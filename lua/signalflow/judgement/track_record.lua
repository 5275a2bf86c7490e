--- How well a source's forecasts met what happened, and what its word has earned.
-- @module signalflow.judgement.track_record
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local line = require "signalflow.page.line"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"

local track_record = {}

--- How well a source's forecasts did: `count`, `hits`, `misses`, `overdue`, `unresolved`, `vague` (whole numbers).
-- @type TrackRecord
local TrackRecord = { __name = "signalflow.track_record" }
TrackRecord.__index = TrackRecord

local NOT_SCORED = { "unresolved", "overdue", "vague", "annulled" }
local COUNTS = { "unresolved", "overdue", "vague", "annulled", "late" }
local KINDS = { name = "string", unresolved = "number", overdue = "number", vague = "number", annulled = "number",
  late = "number", probabilities = "table", outcomes = "table" }

local function check_probability(p, what)
  if not (p and p >= 0 and p <= 1) then
    core.raise(("%s needs p, a probability from 0 to 1, not %s"):format(what, options.describe(p)))
  end
end

-- (p - outcome)^2, each forecast of a row weighted by the days for which it stood; nil where no time passed.
local function weigh_by_days(row, what)
  local sum, days = 0, 0
  for i, one in ipairs(row.forecasts or { { p = row.p, days = 1 } }) do
    local which = ("%s: forecasts[%d]"):format(what, i)
    options.check(one, { p = "number", days = "number" }, which)
    check_probability(one.p, which)
    if not (one.days and one.days >= 0 and one.days < math.huge) then
      core.raise(("%s needs days, how long it stood, not %s"):format(which, options.describe(one.days)))
    end
    sum, days = sum + one.days * (one.p - (row.outcome and 1 or 0)) ^ 2, days + one.days
  end
  return days > 0 and sum / days or nil
end

-- The probabilities and outcomes of what resolved, how many rows did not, and the time-weighted scores of those that
-- did.
local function read_rows(given)
  local probabilities, outcomes, open, by_days = {}, {}, 0, {}
  for i, row in ipairs(given) do
    local what = "forecast " .. i
    if type(row) ~= "table" then
      core.raise(("%s is a table {p = 0.7, outcome = true}, not %s"):format(what, options.describe(row)))
    end
    options.check(row, { p = "number", outcome = "boolean", forecasts = "table" }, what)
    check_probability(row.p, what)
    if row.outcome == nil then
      open = open + 1
    else
      probabilities[#probabilities + 1], outcomes[#outcomes + 1] = row.p, row.outcome
      by_days[#by_days + 1] = weigh_by_days(row, what)
    end
  end
  return probabilities, outcomes, open, by_days
end

local function mean(values)
  local sum = 0
  for _, value in ipairs(values) do
    sum = sum + value
  end
  return #values > 0 and sum / #values or nil
end

local function named_fields(given)
  local named = {}
  for key, value in options.each(options.items(given, "the forecasts")) do
    if math.type(key) ~= "integer" then
      named[key] = value
    end
  end
  options.check(named, KINDS, "track_record")
  for _, name in ipairs(COUNTS) do
    local count = named[name]
    if count and not (options.integer(count) and count >= 0) then
      core.raise(("option '%s' of track_record is how many, not %s"):format(name, options.describe(count)))
    end
  end
  return named
end

--- Scores forecasts: `sf.track_record { {p = 0.7, outcome = true}, ... }`.
-- @tparam table given the forecasts, each with `p` and `outcome` (nil: not resolved yet, counted and not scored), and
-- `forecasts`, `{ { p = 0.5, days = 90 }, { p = 0.7, days = 10 } }`, what was said before and for how long it stood; or
-- `probabilities` and `outcomes`, two lists; `name` of the source; `unresolved`, `overdue`, `vague`, `annulled`: how
-- many more of each, shown and never scored; `late`: how many were entered when their outcome was known
-- @treturn TrackRecord `count hits misses unresolved overdue vague annulled late`
function track_record.new(given)
  if type(given) ~= "table" then
    core.raise "track_record takes a list of forecasts: sf.track_record { {p = 0.7, outcome = true} }"
  end
  local named = named_fields(given)
  if (named.probabilities or named.outcomes) and #given > 0 then
    core.raise "track_record takes a list of forecasts, or probabilities and outcomes, not both"
  end
  local probabilities, outcomes, open, by_days = read_rows(given)
  local score = core.score_forecasts(named.probabilities or probabilities, named.outcomes or outcomes)
  return setmetatable({ name = named.name, score = score, count = score.count, hits = score.hits,
    misses = score.misses, unresolved = open + (named.unresolved or 0), overdue = named.overdue or 0,
    vague = named.vague or 0, annulled = named.annulled or 0, late = named.late or 0,
    by_days = mean(by_days) or score.brier }, TrackRecord)
end

--- Mean (p - outcome)^2: 0 is perfect, 0.25 is saying 1/2 always.
-- @treturn ?number nil without a resolved forecast, as for the others
function TrackRecord:brier()
  return self.score.brier
end

--- The Brier score of what was said all along: each forecast weighted by the days for which it stood.
-- @treturn ?number
function TrackRecord:time_weighted_brier()
  return self.by_days
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

local function title(self)
  local open = {}
  for _, name in ipairs(NOT_SCORED) do
    if self[name] > 0 then
      open[#open + 1] = { open[1] and ", " or "", figure.count(self[name]), " " .. name }
    end
  end
  return block.title { "track record" .. (self.name and " of " .. line.plain(self.name) or "") .. ": ",
    figure.count(self.count), " resolved", open[1] and { "; not scored: ", open } or "" }
end

local function scores(self)
  local score, rate = self.score, self:hit_rate()
  local skill = score.skill and { figure.of(score.skill), " against always saying the base rate, ",
    figure.percent(score.base_rate) } or "unknown: all came out alike"
  local weighs = self:weight() > 0
  return block.facts {
    { "Brier score", { figure.of(score.brier), " = reliability ", figure.of(score.reliability), " - resolution ",
      figure.of(score.resolution), " + uncertainty ", figure.of(score.uncertainty) } },
    { "by time", { figure.of(self.by_days), ", the Brier score of each forecast by the days for which it stood" } },
    { "log score", score.log_score < math.huge and { figure.of(score.log_score), " nats" }
      or { "infinite: ", figure.count(score.certain_and_wrong), " certain and wrong" } },
    { "skill", skill },
    { "hits", rate and { figure.count(self.hits), " of ", figure.count(self.hits + self.misses), ": ",
      figure.percent(rate.mean, rate.low, rate.high) } or "none: it said neither more nor less than one half" },
    { "weight", weighs and { figure.of(self:weight()), "; saying 80 % multiplies the odds by ",
      figure.of(self:earned(0.8)) } or "0: its word moves nothing" },
    self.late > 0 and { "entered late", { figure.count(self.late),
      " when the outcome was known: as good as the source that says what was claimed before" } } or nil,
  }
end

page.of_class(TrackRecord, TrackRecord, function(self)
  if self.count == 0 then
    return { title(self), block.paragraph "nothing has resolved: its word moves nothing" }
  end
  local rows = {}
  for i, bin in ipairs(self:calibration()) do
    rows[i] = { figure.percent(bin.forecast), figure.percent(bin.rate, bin.interval.low, bin.interval.high),
      figure.count(bin.count) }
  end
  return { title(self), scores(self), block.table { title = "calibration, with 90 % intervals", rows = rows,
    columns = { { title = "said", align = "right" }, { title = "happened", align = "right" },
      { title = "n", align = "right" } } } }
end)

--- The record, and how its figures are read.
-- @treturn Page
function TrackRecord:explain()
  local blocks = self:page().blocks
  blocks[#blocks + 1] = block.facts {
    { "Brier score", "mean (p - outcome)^2; reliability is how far what happened lies from what was said (0 is "
      .. "calibrated), resolution how far what was said tells cases apart (0 for always saying the same)" },
    { "weight", "the skill, shrunk while the record is short, and never below 0" },
    { "a word p", "has earned the odds of p over those of the base rate, to the power of the weight" },
  }
  return page.new(blocks)
end

options.seal(TrackRecord, nil, {
  "count", "hits", "misses", "overdue", "late", "unresolved", "vague", "annulled", "by_days", "name", "score" })

return track_record
