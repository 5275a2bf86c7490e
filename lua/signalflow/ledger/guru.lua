--- Who makes claims, and how they turned out. A record moves no probability.
-- @module signalflow.ledger.guru
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local entries = require "signalflow.ledger.entries"
local failure = require "signalflow.shared.failure"
local hypothesis = require "signalflow.ledger.hypothesis"
local line = require "signalflow.page.line"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local track_record = require "signalflow.judgement.track_record"

local guru = {}

local Guru = { __name = "signalflow.guru" }
Guru.__index = Guru

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
  local sorted = { resolved = {}, unresolved = {}, overdue = {}, vague = {} }
  local probabilities, outcomes = {}, {}
  for _, h in ipairs(hypothesis.all(self.log)) do
    if h.by == self.name and h.on <= as_of then
      local resolution, prior = outcome_of(self.log, h.id, as_of)
      local word = h.vague and "vague" or resolution and "resolved" or h.horizon < as_of and "overdue" or "unresolved"
      table.insert(sorted[word], h)
      if word == "resolved" then
        probabilities[#probabilities + 1], outcomes[#outcomes + 1] = prior, resolution.outcome
      end
    end
  end
  local record = track_record.new { name = line.plain(self.name), probabilities = probabilities,
    outcomes = outcomes, unresolved = #sorted.unresolved, overdue = #sorted.overdue, vague = #sorted.vague }
  record.hypotheses, record.as_of = sorted, as_of
  return record
end

--- How the claims turned out. The forecast that is scored is the prior each was entered with before it was resolved.
-- @tparam[opt] table given `as_of`, else the day of the ledger's clock
-- @treturn[1] TrackRecord with `as_of` and `hypotheses`, which are `resolved`, `unresolved`, `overdue` (past the
-- horizon) or `vague`
-- @treturn[2] nil
-- @treturn[2] err
function Guru:record(given)
  given = options.check(given, { as_of = "string|number" }, "record")
  local as_of = core.day_text(core.day(given.as_of or self.log:now():sub(1, 10)))
  return failure.attempt(record_of, self, as_of)
end

page.of_class(Guru, Guru, function(self)
  return { block.paragraph("claims by " .. line.plain(self.name)) }
end)

options.seal(Guru)

return guru
