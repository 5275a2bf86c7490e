--- signalflow models
-- @module signalflow.command.models
local catalogue = require "signalflow.catalogue"
local output = require "signalflow.command.output"
local status = require "signalflow.command.status"
local typed = require "signalflow.command.typed"

return function(given)
  local shown = given.name and typed.must(catalogue.model(given.name)) or catalogue.models()
  output.write(shown:page(), given.format)
  return status.done
end
