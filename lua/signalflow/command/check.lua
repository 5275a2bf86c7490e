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

return {
  description = "Ask a checklist of a folder of published files. Exit status: 0 all pass, 1 a warning or failure, 2"
    .. " something unknown, 3 an error.",
  arguments = { { name = "checklist", description = "A Lua file that returns sf.checklist { ... }, or the name of a"
    .. " shipped one: investor, key_checks." } },
  options = { { name = "--data", argname = "<folder>", count = 1,
    description = "The folder, with files named as their publishers name them." },
    { name = "--as-of", argname = "<date>", target = "as_of", count = 1,
      description = "The day whose knowledge counts." },
    output.format },
  flags = { { name = "--json", description = "Write the answers as data: JSON in coherent units." },
    { name = "--explain", description = "Say everything behind each answer." } },
  run = function(given)
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
  end,
}
