--- signalflow check
-- @module signalflow.command.check
local output = require "signalflow.command.output"
local sf = require "signalflow"

-- A file; what is none and has no folder or ending is the name of a shipped list.
local function find_list(given)
  local file = io.open(given)
  if file then
    file:close()
  end
  if file or given:find "[/.]" then
    return sf.checklist.load(given)
  end
  return sf.checklists[given]
end

return function(given)
  local list, unread = find_list(given.checklist)
  if not list then
    return nil, unread
  end
  local answers, err = list:evaluate(given.data, { as_of = given.as_of })
  if not answers then
    return nil, err
  elseif given.json then
    print(answers:to_json())
  else
    output.write(given.explain and answers:explain() or answers:page(), given.format)
  end
  return answers:exit_status()
end
