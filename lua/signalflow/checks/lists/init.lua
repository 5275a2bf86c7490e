--- The shipped checklists: files an analyst copies and changes.
-- @module signalflow.checks.lists
local core = require "signalflow.core"
local options = require "signalflow.shared.options"

local SHIPPED = { "investor", "key_checks" }

return setmetatable({}, {
  __name = "signalflow.checklists",
  __index = function(self, name)
    if type(name) == "string" and name:find "^_" then
      return nil
    end
    local is_shipped = false
    for _, known in ipairs(SHIPPED) do
      is_shipped = is_shipped or known == name
    end
    if not is_shipped then
      core.raise(("no checklist %s is shipped, only %s%s"):format(options.describe(name):gsub("^the text ", ""),
        table.concat(SHIPPED, ", "), type(name) == "string" and options.suggest(name, SHIPPED) or ""))
    end
    local list = require("signalflow.checks.lists." .. name)
    rawset(self, name, list)
    return list
  end,
  __tostring = function()
    return "shipped checklists: " .. table.concat(SHIPPED, ", ")
  end,
})
