--- Checklists by what is typed.
-- @module signalflow.command.lists
local sf = require "signalflow"

-- A file; what is none and has no folder or ending is the name of a shipped list.
return function(given)
  local file = io.open(given)
  if file then
    file:close()
  end
  if file or given:find "[/.]" then
    return sf.checklist.load(given)
  end
  return sf.checklists[given]
end
