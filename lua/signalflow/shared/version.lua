--- The version of signalflow.
-- @module signalflow.shared.version
return "0.2.0"
