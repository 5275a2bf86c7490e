--- Tests of a checklist on made-up data: what they expect, and what makes them say nothing.
-- @module signalflow.checks.test
local failure = require "signalflow.shared.failure"
local folder = require "signalflow.series.folder"
local options = require "signalflow.shared.options"

local test = {}

local EXPECTED = { "pass", "warn", "fail", "unknown", "suspect", "missing" }
local REACH = 100 -- days: where a check sets no age itself, a reading as old as that says nothing of the day

-- Why the data given says nothing of that day; nil when it does.
local function short_of(finding, as_of)
  local observation = finding.observation
  if not observation then
    return ("there is no reading of '%s' by %s: %s"):format(finding.id, as_of, finding.reason)
  end
  local limit = finding.check.rule.stale_after or finding.check.rule.warn_after or REACH
  if finding.age > limit then
    return ("the data given for '%s' ends with what was known on %s, %d days before %s: it does not reach that day")
      :format(finding.id, observation.known_on, finding.age, as_of)
  end
  return nil
end

-- A check that found nothing to read is unknown whatever its thresholds are.
local function lacks_data(finding)
  return finding.why == "missing" or finding.why == "no value"
end

local function mismatch(finding, expected)
  return ("'%s' is %s, not %s%s"):format(finding.id, finding.state, expected,
    finding.shown ~= "" and " (" .. finding.shown .. "; " .. finding.threshold .. ")" or "")
end

-- What is wrong with one answer; nil when it is as expected.
local function complaint(finding, expected, as_of)
  options.one_of(expected, EXPECTED, "state")
  if expected == "missing" then
    return not lacks_data(finding) and mismatch(finding, "unknown for want of data") or nil
  elseif expected == "unknown" and lacks_data(finding) then
    return ("'%s' is unknown for want of any data (%s); if that is meant, expect \"missing\""):format(finding.id,
      finding.reason)
  end
  return expected ~= "unknown" and short_of(finding, as_of)
    or finding.state ~= expected and mismatch(finding, expected) or nil
end

-- Names given that no check has read, each as a complaint.
local function add_unread(wrong, given, read)
  local asked = options.names(read)
  for _, name in ipairs(options.names(given)) do
    if not read[name] and not folder.is(given[name]) then
      wrong[#wrong + 1] = ("no check has read '%s', which is given%s"):format(name, options.suggest(name, asked))
    end
  end
end

--- Holds answers against what a test expects.
-- @tparam table given what `Checklist:test` takes
-- @tparam Answers answers
-- @tparam table read the names that the checks have asked for
-- @treturn[1] boolean true
-- @treturn[2] nil
-- @treturn[2] err
function test.judge(given, answers, read)
  local wrong = {}
  add_unread(wrong, given.given, read)
  for _, id in ipairs(options.names(given.expect)) do
    wrong[#wrong + 1] = complaint(answers[id], given.expect[id], answers.as_of)
  end
  if #wrong > 0 then
    return nil, failure("failed", ("%s, as of %s: %s"):format(answers.name, answers.as_of, table.concat(wrong, "; ")))
  end
  return true
end

--- Hears how each test of a script came out, while the script runs; nil when nobody counts.
-- @tparam ?function hear function(place, passed, err)
function test.listen(hear)
  test.hear = hear
end

return test
