--- All files of a plan, one after another: who is lost is not asked again, and what cannot go on ends the run.
-- @module signalflow.fetch.run
local publishers = require "signalflow.fetch.publishers"
local transfer = require "signalflow.fetch.transfer"

local run = {}

local ENDS = { disk = true, ["no curl"] = true }

local function attempt(session, job)
  local wants = publishers.known[job.publisher].contact
  if wants and not session.contact then
    return { state = "failed", trouble = "contact", words = wants .. ": give --contact 'Your Name you@example.org'" }
  elseif session.lost[job.address.host] then
    return { state = "failed", words = session.lost[job.address.host], trouble = "unreachable" }
  end
  local outcome = transfer.fetch(session, job)
  if outcome.trouble == "unreachable" or outcome.lost then
    session.lost[job.address.host] = outcome.words
  end
  return outcome
end

-- Lists lead to further files, so they come first.
local function in_order(plan)
  local jobs = {}
  for _, first in ipairs { true, false } do
    for _, job in ipairs(plan.jobs) do
      jobs[#jobs + 1] = (job.leads_to_filings or false) == first and job or nil
    end
  end
  return jobs
end

--- Fetches what a plan holds.
-- @tparam table session
-- @tparam Plan plan
-- @tparam function hear `hear(outcome, place, count)` after each file; an outcome is as of `transfer.fetch`, with its
-- `job`
-- @treturn {table,...} outcomes
-- @treturn ?string why the run ended before all were asked for
function run.all(session, plan, hear)
  local jobs, outcomes, at = in_order(plan), {}, 0
  while at < #jobs do
    at = at + 1
    local outcome = attempt(session, jobs[at])
    outcome.job = jobs[at]
    outcomes[at] = outcome
    if jobs[at].leads_to_filings and outcome.state ~= "failed" then
      for _, job in ipairs(plan:add_filings(jobs[at])) do
        jobs[#jobs + 1] = job
      end
    end
    hear(outcome, at, #jobs)
    if ENDS[outcome.trouble] then
      return outcomes, outcome.words
    end
  end
  return outcomes
end

return run
