--- signalflow fetch
-- @module signalflow.command.fetch
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local find_list = require "signalflow.command.lists"
local folder = require "signalflow.series.folder"
local number = require "signalflow.page.number"
local output = require "signalflow.command.output"
local page = require "signalflow.page.page"
local plans = require "signalflow.fetch.plan"
local provenance = require "signalflow.series.provenance"
local run = require "signalflow.fetch.run"
local script = require "signalflow.shared.script"
local scripts = require "signalflow.command.scripts"
local sessions = require "signalflow.fetch.session"
local settings = require "signalflow.shared.settings"
local status = require "signalflow.command.status"

local LOCK = ".signalflow-fetch.lock"

-- What is asked for.

local function ask_checklist(name, asking)
  local list, err = find_list(name)
  if not list then
    return nil, err
  end
  list:ask(asking)
  return true
end

-- A script runs until it cannot go on without data; what it asked for until then is known.
local function ask_script(name, asking)
  local path, nowhere = scripts.find(name)
  if not path then
    return nil, nowhere
  end
  local chunk, unread = script.load(path)
  if not chunk then
    return nil, unread
  end
  arg = { [0] = path } -- luacheck: globals arg
  settings.needs = asking
  scripts.run_quietly(chunk)
  settings.needs = nil
  if #asking.wanted == 0 then
    return nil, failure("unknown", ("%s asks no folder for anything before it ends"):format(name))
  end
  return true
end

local function plan_of(given)
  local plan, err = plans.new { folder = given.folder or ".", since = given.since,
    prices = given.prices or os.getenv "SIGNALFLOW_PRICES" }
  if not plan then
    return nil, err
  end
  for _, ask in ipairs { { given.checklist, ask_checklist }, { given.scenario, ask_script } } do
    local asking = folder.asking()
    if ask[1] then
      local asked, wrong = ask[2](ask[1], asking)
      if not asked then
        return nil, wrong
      end
      plan:add_wanted(asking.wanted)
    end
  end
  for _, word in ipairs(given.names) do
    local added, wrong = plan:add_word(word, { filings = given.filings })
    if not added then
      return nil, wrong
    end
  end
  if given.feeds then
    local added, wrong = plan:add_feeds(given.feeds)
    if not added then
      return nil, wrong
    end
  end
  if #plan.jobs + #plan.wants == 0 then
    return nil, failure("unknown",
      "nothing is asked for: name tickers or series, or give --checklist, --scenario or --feeds")
  end
  return plan
end

-- What is listed.

local function names_of(of)
  local seen, names = {}, {}
  for _, name in ipairs(of) do
    names[#names + 1] = not seen[name] and name or nil
    seen[name] = true
  end
  return table.concat(names, ", ")
end

local function needs_page(plan)
  local rows, addresses = {}, {}
  for _, job in ipairs(plan.jobs) do
    local reports = job.leads_to_filings and ", and the reports it lists, filed since " .. plan.since or ""
    rows[#rows + 1] = { job.name, job.label .. reports, names_of(job.of) }
    addresses[#addresses + 1] = { job.name, job.address.text }
  end
  for _, want in ipairs(plan.wants) do
    rows[#rows + 1] = { want.name, want.why, names_of(want.of) }
  end
  return page.new { block.title "what is needed, and where it comes from", block.table { rows = rows,
    columns = { { title = "file" }, { title = "from" }, { title = "for" } } },
    block.table { rows = addresses, columns = { { title = "file" }, { title = "address" } } } }
end

local function standing_of(job)
  local noted = provenance.of(job.path, true)
  if noted and type(noted.checked_at or noted.fetched_at) == "string" then
    return ("have %s, %s"):format((noted.checked_at or noted.fetched_at):sub(1, 10), job.fixed and "never changes"
      or "ask if newer")
  end
  return core.kind_of_path(job.path) == "file" and "have, not known from where; ask" or "missing"
end

local function dry_page(plan)
  local rows = {}
  for _, job in ipairs(plan.jobs) do -- those it leads to come at the end
    rows[#rows + 1] = { job.name, job.label, standing_of(job) }
    if job.leads_to_filings then
      plan:add_filings(job)
    end
  end
  for _, want in ipairs(plan.wants) do
    rows[#rows + 1] = { want.name, want.why, core.kind_of_path(plan.folder .. "/" .. want.name) == "file" and "have"
      or "" }
  end
  return page.new { block.title "what would be asked for", block.table { rows = rows,
    columns = { { title = "file" }, { title = "from" }, { title = "here" } } } }
end

-- What is done.

local function size_words(bytes)
  if bytes < 1e6 then
    return number.fixed(bytes / 1e3, 1) .. " kB"
  end
  return number.fixed(bytes / 1e6, 1) .. " MB"
end

local function outcome_words(outcome)
  if outcome.state == "failed" then
    return "failed: " .. outcome.words
  end
  return outcome.bytes and ("%s, %s"):format(outcome.state, size_words(outcome.bytes)) or outcome.state
end

local function flush(text)
  io.stdout:write(text, "\n")
  io.stdout:flush()
end

local COUNTED = { { "new", { new = true } }, { "newer", { changed = true } },
  { "unchanged", { unchanged = true, ["not modified"] = true, here = true } } }

local function summary_of(outcomes)
  local parts, failures = {}, {}
  for _, counted in ipairs(COUNTED) do
    local count = 0
    for _, outcome in ipairs(outcomes) do
      count = count + (counted[2][outcome.state] and 1 or 0)
    end
    parts[#parts + 1] = count > 0 and ("%d %s"):format(count, counted[1]) or nil
  end
  for _, outcome in ipairs(outcomes) do
    failures[#failures + 1] = outcome.state == "failed" and outcome.job.name or nil
  end
  if #failures > 0 then
    parts[#parts + 1] = ("%d failed (what was here stands)"):format(#failures)
  end
  return ("%d asked: %s."):format(#outcomes, table.concat(parts, ", ")), #failures
end

local function result_page(outcomes, wants, summary)
  local rows = {}
  for i, outcome in ipairs(outcomes) do
    rows[i] = { outcome.job.name, outcome.job.label, outcome_words(outcome) }
  end
  for _, want in ipairs(wants) do
    rows[#rows + 1] = { want.name, want.why, "to be supplied" }
  end
  return page.new { block.title "what was fetched", block.table { rows = rows,
    columns = { { title = "file" }, { title = "from" }, { title = "how it went" } } }, block.note(summary) }
end

-- Why nothing at all could be had, where that has one reason.
local function common_reason(outcomes)
  local trouble = outcomes[1].trouble
  for _, outcome in ipairs(outcomes) do
    if outcome.trouble ~= trouble then
      return nil
    end
  end
  return trouble and outcomes[1].words
end

local function report(outcomes, ended, plan, given)
  local summary, failures = summary_of(outcomes)
  if given.format == "text" then
    flush(summary .. (failures > 0 and " Run again to resume." or ""))
    for _, want in ipairs(plan.wants) do
      flush(("to be supplied: %s: %s"):format(want.name, want.why))
    end
  else
    output.write(result_page(outcomes, plan.wants, summary), given.format)
  end
  if ended or #outcomes > 0 and failures == #outcomes then
    return status.error, ended or common_reason(outcomes) or "nothing could be fetched"
  end
  return failures > 0 and status.worse or status.done
end

local function session_of(given)
  local contact = given.contact or os.getenv "SIGNALFLOW_CONTACT"
  if contact and not sessions.is_contact(contact) then
    return nil, failure("invalid", ("the contact '%s' names nobody who can be written to: give --contact"
      .. " 'Your Name you@example.org'"):format(contact:gsub("[\0-\31\127]", "?"):sub(1, 80)))
  elseif given.max_rate and given.max_rate <= 0 then
    return nil, failure("invalid", "--max-rate is a number of requests a second, above 0")
  end
  local session, why = sessions.new { contact = contact, most_a_second = given.max_rate,
    base = os.getenv "SIGNALFLOW_PUBLISHERS", scale = tonumber(os.getenv "SIGNALFLOW_PACE" or ""),
    say = function(job, words)
      if given.format == "text" then
        flush(("  %s: %s"):format(job.name, words))
      end
    end }
  return session, why and failure("invalid", why)
end

local function fetch(plan, given)
  local session, err = session_of(given)
  if not session then
    return nil, err
  end
  local made, unmade = core.make_folder(plan.folder)
  if not made then
    return nil, unmade
  end
  local lock <close>, unlocked = core.lock(plan.folder .. "/" .. LOCK)
  if not lock then
    return nil, unlocked or failure("io", ("another process is fetching into %s"):format(plan.folder))
  end
  local outcomes, ended = run.all(session, plan, function(outcome, at, count)
    if given.format == "text" then
      flush(("[%d/%d] %s  %s"):format(at, count, outcome.job.name, outcome_words(outcome)))
    end
  end)
  return report(outcomes, ended, plan, given)
end

return function(given)
  local plan, err = plan_of(given)
  if not plan then
    return nil, err
  elseif given.list then
    output.write(needs_page(plan), given.format)
    return status.done
  elseif not given.folder then
    return nil, failure("unknown", "a folder is needed to fetch into: signalflow fetch FOLDER ...")
  elseif given.dry_run then
    output.write(dry_page(plan), given.format)
    return status.done
  end
  return fetch(plan, given)
end
