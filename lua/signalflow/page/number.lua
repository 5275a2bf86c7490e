--- Numbers as machines read them.
-- @module signalflow.page.number
local number = {}

--- Every digit of a number.
-- @tparam ?number value
-- @treturn ?string nil where it is unknown or not finite
function number.exact(value)
  if value == nil or value ~= value or math.abs(value) == math.huge then
    return nil
  end
  return math.type(value) == "integer" and ("%d"):format(value) or ("%.17g"):format(value)
end

return number
