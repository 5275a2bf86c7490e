--- signalflow brief
-- @module signalflow.command.brief
local kept = require "signalflow.brief.kept"
local output = require "signalflow.command.output"
local sf = require "signalflow"
local typed = require "signalflow.command.typed"

return function(given)
  local as_of = given.as_of or typed.yesterday()
  local files, watched = typed.folder(given.folder), typed.watch(given.watch)
  local list = typed.checklist(given.checklist)
  local since = given.since == "last" and typed.must(kept.since(given.folder, as_of)) or given.since
  local book <close> = typed.ledger(given.ledger)
  local brief = typed.must(sf.brief { files = files, since = since, as_of = as_of, checklist = list, ledger = book,
    watch = watched })
  if given.output then
    typed.must(brief:save(given.output))
  else
    output.write(brief:page(), given.format)
  end
  local is_kept, err = kept.write(given.folder, brief)
  return brief:exit_status(), is_kept == nil and ("this brief is not kept for --since last: %s"):format(tostring(err))
    or nil
end
