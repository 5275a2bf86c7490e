--- signalflow check
-- @module signalflow.command.check
local find_list = require "signalflow.command.lists"
local output = require "signalflow.command.output"

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
