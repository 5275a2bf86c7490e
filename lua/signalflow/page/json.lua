--- JSON, every digit.
-- @module signalflow.page.json
local number = require "signalflow.page.number"

local json = {}

local ESCAPES = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r",
  ["\t"] = "\\t" }

local function json_string(value)
  return '"' .. value:gsub('[%c"\\\127]', function(character)
    return ESCAPES[character] or ("\\u%04x"):format(character:byte())
  end) .. '"'
end

--- Writes a value as JSON: tables with a first item are lists, others objects with their keys in order.
-- @param value nil, boolean, number, string or a table of these
-- @treturn string
function json.encode(value)
  local kind = type(value)
  if kind == "number" then
    return number.exact(value) or "null"
  elseif kind == "string" then
    return json_string(value)
  elseif kind ~= "table" then
    return kind == "boolean" and tostring(value) or "null"
  end
  local parts = {}
  if value[1] ~= nil then
    for i, item in ipairs(value) do
      parts[i] = json.encode(item)
    end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  local keys = {}
  for key in pairs(value) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  for i, key in ipairs(keys) do
    parts[i] = json_string(tostring(key)) .. ":" .. json.encode(value[key])
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

return json
