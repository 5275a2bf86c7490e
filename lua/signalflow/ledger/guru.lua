--- Who makes claims, and how they turned out. A record moves no probability by itself.
-- @module signalflow.ledger.guru
local core = require "signalflow.core"
local entries = require "signalflow.ledger.entries"
local hypothesis = require "signalflow.ledger.hypothesis"
local options = require "signalflow.options"
local text = require "signalflow.text"

local guru = {}

local Guru = { __name = "signalflow.guru" }
Guru.__index = Guru

local Record = { __name = "signalflow.record" }
Record.__index = Record

--- Somebody who makes claims.
-- @tparam Log log
-- @tparam string name
-- @treturn Guru
function guru.new(log, name)
  if type(name) ~= "string" or not name:find "%S" then
    core.raise(("guru takes a name, as the hypotheses' by, not %s"):format(type(name) == "string" and "an empty one"
      or type(name)))
  end
  return setmetatable({ log = log, name = name }, Guru)
end

-- How a hypothesis turned out by a day, and the probability it was given before.
local function outcome_of(log, id, as_of)
  local all = log:of_hypothesis(id, as_of)
  local resolution
  for _, entry in ipairs(entries.in_force(all)) do
    resolution = entry.type == "resolution" and entry or resolution
  end
  local prior
  for _, entry in ipairs(all) do
    -- what is changed once the outcome is known is no forecast
    if entry.type == "hypothesis" and (not resolution or entry.number < resolution.number) then
      prior = entry.prior
    end
  end
  return resolution, prior
end

local function record_of(self, as_of)
  local record = { name = self.name, as_of = as_of, resolved = {}, unresolved = {}, overdue = {}, vague = {},
    came_true = 0 }
  local probabilities, outcomes = {}, {}
  for _, h in ipairs(hypothesis.all(self.log)) do
    if h.by == self.name and h.on <= as_of then
      local resolution, prior = outcome_of(self.log, h.id, as_of)
      if h.vague then
        table.insert(record.vague, h)
      elseif resolution then
        table.insert(record.resolved, h)
        record.came_true = record.came_true + (resolution.outcome and 1 or 0)
        probabilities[#probabilities + 1], outcomes[#outcomes + 1] = prior, resolution.outcome
      else
        table.insert(record.unresolved, h)
        record.overdue[#record.overdue + 1] = h.horizon < as_of and h or nil
      end
    end
  end
  local score = core.score_forecasts(probabilities, outcomes)
  record.score, record.brier, record.calibration, record.weight = score, score.brier, score.bins, score.weight
  return setmetatable(record, Record)
end

--- How the claims turned out. The forecast that is scored is the prior each was entered with before it was resolved.
-- @tparam[opt] table given `as_of`, else the day of the ledger's clock
-- @treturn[1] Record `resolved unresolved overdue vague` (lists of hypotheses; what is overdue is unresolved too),
-- `came_true`, `brier`, `calibration`, `score` (all of `core.score_forecasts`), `weight` (0 to 1: what the record has
-- earned)
-- @treturn[2] nil
-- @treturn[2] err
function Guru:record(given)
  given = options.check(given, { as_of = "string|number" }, "record")
  local as_of = core.day_text(core.day(given.as_of or self.log:now():sub(1, 10)))
  return self.log.store:attempt(record_of, self, as_of)
end

function Guru:__tostring()
  return "claims by " .. entries.plain(self.name)
end

local function shown(number)
  return number and core.format_number(number, 1, 3) or "unknown"
end

--- The record on one screen.
-- @treturn string
function Record:__tostring()
  local lines = { text.cut(entries.plain(("%s: claims as of %s"):format(self.name, self.as_of)), 120) }
  local function add(title, ...)
    lines[#lines + 1] = ("  %-12s"):format(title) .. (...):format(select(2, ...))
  end
  add("resolved", "%d, of which %d came true", #self.resolved, self.came_true)
  add("unresolved", "%d, of which %d overdue; no hits, and not scored", #self.unresolved, #self.overdue)
  add("vague", "%d; cannot be scored", #self.vague)
  add("Brier", "%s (0 is perfect, 0.25 is saying 50 %% always); skill %s", shown(self.brier), shown(self.score.skill))
  for i, bin in ipairs(self.calibration) do
    add(i == 1 and "calibration" or "", "said %s: %d of %d came true", text.percent(bin.forecast), bin.happened,
      bin.count)
  end
  add("weight", "%s of a full record's", text.percent(self.weight))
  return table.concat(lines, "\n")
end

return guru
