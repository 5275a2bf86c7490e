--- Running a compiled plan, with progress shown while it lasts.
-- @module signalflow.values.plan
local core = require "signalflow.core"
local asked = require "signalflow.shared.settings"
local text = require "signalflow.page.text"

local plan = {}

local TICKS_BEFORE_BAR = 20 -- about a second

-- A bar on the terminal, cleared when it goes out of scope, whatever ended the run.
local function open_bar()
  local bar, ticks = { drawn = false }, 0
  function bar.show(share)
    ticks = ticks + 1
    if ticks >= TICKS_BEFORE_BAR then
      bar.drawn = true
      io.stderr:write(text.progress(share))
      io.stderr:flush()
    end
  end
  return setmetatable(bar, { __close = function()
    if bar.drawn then
      io.stderr:write(text.progress())
    end
  end })
end

--- Runs a plan, with the analyst's progress function or, in an interactive terminal, a bar. An error raised in the
-- progress function comes out of here as itself; one that returns false cancels.
-- @param compiled a Plan
-- @tparam table settings as `run_options.read` gives them; for a part of the draws also `first` and `count`
-- @tparam[opt=0] number from the share of the whole work that is done when this plan begins
-- @tparam[opt=1] number to the share when it ends
-- @treturn ?table list of Summary
-- @treturn integer draws taken; or err
function plan.run(compiled, settings, from, to)
  from, to = from or 0, to or 1
  if asked.cut then
    asked.cut:outside()
  end
  local bar <close> = not settings.progress and core.terminal() and open_bar() or nil
  local report = settings.progress or bar and bar.show
  return compiled:run { draws = settings.draws, seed = settings.seed, sampler = settings.sampler,
    threads = settings.threads, block = settings.block, statistics = settings.statistics, error = settings.error,
    first = settings.first, count = settings.count,
    tick = report and function(done, total)
      return report(from + (to - from) * (total > 0 and done / total or 0))
    end }
end

return plan
