--- The shipped checklists: files an analyst copies and changes.
-- @module signalflow.checks.lists
local options = require "signalflow.shared.options"

local SHIPPED = { "investor", "key_checks" }

return setmetatable({}, {
  __name = "signalflow.checklists",
  __index = function(self, name)
    if type(name) == "string" and name:find "^_" then
      return nil
    end
    options.one_of(name, SHIPPED, "checklist")
    local list = require("signalflow.checks.lists." .. name)
    rawset(self, name, list)
    return list
  end,
  __tostring = function()
    return "shipped checklists: " .. table.concat(SHIPPED, ", ")
  end,
})
