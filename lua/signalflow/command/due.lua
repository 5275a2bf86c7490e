--- signalflow due
-- @module signalflow.command.due
local core = require "signalflow.core"
local output = require "signalflow.command.output"
local sf = require "signalflow"
local status = require "signalflow.command.status"
local watch = require "signalflow.brief.watch"

return function(given)
  local watched, book, files, err
  if given.watch then
    watched, err = watch.read(given.watch, sf)
    if not watched then
      return nil, err
    end
  end
  if given.ledger then
    book, err = sf.ledger(given.ledger, { read_only = true })
    if not book then
      return nil, err
    end
  end
  local _ <close> = book
  if given.data then
    files, err = sf.folder(given.data)
    if not files then
      return nil, err
    end
  end
  local list
  list, err = sf.due { as_of = given.as_of or output.today(), by = given.by, files = files, ledger = book,
    tickers = watched and watched.tickers or files and files:tickers() }
  if not list then
    return nil, err
  end
  local is_calendar = given.format == "ics" or given.output and given.output:find "%.ics$"
  if given.output then
    local saved
    if is_calendar then
      saved, err = core.write_file(given.output, list:calendar())
    else
      saved, err = list:save(given.output)
    end
    if not saved then
      return nil, err
    end
  elseif is_calendar then
    io.stdout:write(list:calendar())
  else
    output.write(list:page(), given.format)
  end
  return #list:overdue() > 0 and status.worse or status.done
end
