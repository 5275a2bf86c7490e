--- Who makes claims, and how they turned out. A record moves no probability.
-- @module signalflow.ledger.guru
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local entries = require "signalflow.ledger.entries"
local failure = require "signalflow.shared.failure"
local hypothesis = require "signalflow.ledger.hypothesis"
local line = require "signalflow.page.line"
local names = require "signalflow.ledger.names"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local track_record = require "signalflow.judgement.track_record"

local guru = {}

--- Whoever says things: `name`.
-- @type Guru
local Guru = { __name = "signalflow.guru" }
Guru.__index = Guru

--- Somebody who makes claims.
-- @tparam Log log
-- @tparam string name in any case and Unicode form
-- @treturn Guru
function guru.new(log, name)
  if type(name) ~= "string" or not name:find "%S" then
    core.raise(("guru takes a name, as the hypotheses' by, not %s"):format(type(name) == "string" and "an empty one"
      or type(name)))
  end
  return setmetatable({ log = log, name = name }, Guru)
end

-- The forecasts of a hypothesis that were recorded before its outcome was known, and how many days each stood. What is
-- entered on that day or later is hindsight: of a claim that was entered late altogether, its first entry is taken for
-- the record of what was said in public, and `late` says so.
local function forecasts_of(all, resolution)
  local list = {}
  for _, entry in ipairs(all) do
    if entry.type == "hypothesis" then
      list[#list + 1] = { p = entry.prior, recorded = entry.recorded:sub(1, 10) }
    end
  end
  local late = list[1].recorded >= resolution.on
  while #list > 1 and (late or list[#list].recorded >= resolution.on) do
    list[#list] = nil
  end
  for i, one in ipairs(list) do
    local till = list[i + 1] and list[i + 1].recorded or resolution.on
    one.days = late and 1 or core.day(till) - core.day(one.recorded)
    one.recorded = nil
  end
  return list, late
end

local function outcome_of(all)
  for _, entry in ipairs(entries.in_force(all)) do
    if entry.type == "resolution" then
      return entry
    end
  end
  return nil
end

-- How a claim stands on a day.
local function standing_of(h, resolution, as_of)
  return h.vague and "vague" or resolution and (resolution.annulled and "annulled" or "resolved")
    or h.horizon < as_of and "overdue" or "unresolved"
end

local function record_of(self, as_of)
  local sorted, rows, late_count = { resolved = {}, unresolved = {}, overdue = {}, vague = {}, annulled = {} }, {}, 0
  for _, h in ipairs(hypothesis.all(self.log)) do
    if names.fold(h.by) == names.fold(self.name) and h.on <= as_of then
      local all = self.log:of_hypothesis(h.id, as_of)
      local resolution = outcome_of(all)
      local word = standing_of(h, resolution, as_of)
      table.insert(sorted[word], h)
      if word == "resolved" then
        local list, late = forecasts_of(all, resolution)
        rows[#rows + 1] = { p = list[#list].p, outcome = resolution.outcome, forecasts = list }
        late_count = late_count + (late and 1 or 0)
      end
    end
  end
  for _, word in ipairs(options.names(sorted)) do
    rows[word] = word ~= "resolved" and #sorted[word] or nil
  end
  rows.name, rows.late = line.plain(self.name), late_count
  local record = track_record.new(rows)
  record.hypotheses, record.as_of = sorted, as_of
  return record
end

--- How the claims turned out. The forecast that is scored is the last prior that was recorded before the outcome was
-- known; the time-weighted score takes every prior before, by the days for which it stood.
-- @tparam[opt] table given `as_of`, else the day of the ledger's clock
-- @treturn[1] TrackRecord with `as_of` and `hypotheses`, which are `resolved`, `unresolved`, `overdue` (past the
-- horizon), `vague` or `annulled`
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

options.seal(Guru, nil, { "name", "log" })

return guru
