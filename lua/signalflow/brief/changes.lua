--- What parts two things of one kind, whatever the kind: two runs, a checklist's answers on two days, two vintages.
-- @module signalflow.brief.changes
local answers = require "signalflow.checks.changes"
local core = require "signalflow.core"
local findings = require "signalflow.checks.findings"
local options = require "signalflow.shared.options"
local run = require "signalflow.model.run"
local runs = require "signalflow.model.changes"
local series = require "signalflow.series.series"
local vintages = require "signalflow.series.changes"

local changes = {}

local KINDS = { { run.is, runs.of }, { findings.is, answers.of }, { series.is, vintages.of } }

--- What changed from a thing to another of its kind: of two runs which drivers differ and what each moved, of a
-- checklist's answers which flipped and moved, of two vintages of a series what is new and what was restated.
-- @tparam Run|Answers|Series a the earlier
-- @tparam Run|Answers|Series b the later
-- @tparam[opt] table given of two runs: `output`, the name of the output that is asked of
-- @treturn[1] RunChanges|AnswerChanges|VintageChanges a list, what moved most first
-- @treturn[2] nil
-- @treturn[2] err where a run's output has no mean
-- @raise where they are not two of one of these kinds
function changes.of(a, b, given)
  for _, kind in ipairs(KINDS) do
    if kind[1](a) and kind[1](b) then
      return kind[2](a, b, given)
    end
  end
  core.raise(("changes takes two runs, a checklist's answers on two days, or two vintages of a series, not %s and %s")
    :format(options.describe(a), options.describe(b)))
end

return changes
