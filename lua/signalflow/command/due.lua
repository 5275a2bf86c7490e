--- signalflow due
-- @module signalflow.command.due
local core = require "signalflow.core"
local output = require "signalflow.command.output"
local sf = require "signalflow"
local status = require "signalflow.command.status"
local typed = require "signalflow.command.typed"

return function(given)
  given.format = given.ics and "ics" or given.format
  local watched, files = typed.watch(given.watch), typed.folder(given.data)
  local book <close> = typed.ledger(given.ledger)
  local list = typed.must(sf.due { as_of = given.as_of or typed.today(), by = given.by, files = files, ledger = book,
    tickers = watched and watched.tickers or files and files:tickers() })
  if given.output and given.output:find "%.ics$" then
    typed.must(core.write_file(given.output, list:calendar()))
  elseif given.output then
    typed.must(list:save(given.output))
  elseif given.format == "ics" then
    io.stdout:write(list:calendar())
  else
    output.write(list:page(), given.format)
  end
  return #list:overdue() > 0 and status.worse or status.done
end
