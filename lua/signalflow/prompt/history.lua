--- What was typed before, kept from one day to the next: one statement an entry, in `$XDG_STATE_HOME/signalflow`.
-- @module signalflow.prompt.history
local core = require "signalflow.core"

local history = {}

local MOST = 1000

-- The folder, or nil where there is no home.
local function folder()
  local state, home = os.getenv "XDG_STATE_HOME", os.getenv "HOME"
  if state and state:find "^/" then
    return state .. "/signalflow"
  end
  return home and home:find "^/" and home .. "/.local/state/signalflow" or nil
end

local ESCAPES = { ["\n"] = "\\n", ["\\"] = "\\\\" }
local MEANINGS = { n = "\n", ["\\"] = "\\" }

--- The entries that were kept, the oldest first.
-- @treturn {string,...}
function history.read()
  local place, entries = folder(), {}
  local file = place and io.open(place .. "/history", "rb")
  if file then
    for line in file:lines() do
      entries[#entries + 1] = line:gsub("\\(.)", MEANINGS)
    end
    file:close()
  end
  return entries
end

--- Keeps the newest of some entries, for whoever is logged in alone. A file that cannot be written is no misfortune.
-- @tparam {string,...} entries
-- @treturn boolean whether they are kept
function history.write(entries)
  local place = folder()
  if not place then
    return false
  end
  local lines = {}
  for i = math.max(1, #entries - MOST + 1), #entries do
    lines[#lines + 1] = entries[i]:gsub("[\n\\]", ESCAPES)
  end
  local path = place .. "/history"
  return core.make_private(path) ~= nil and core.write_file(path, table.concat(lines, "\n") .. "\n") ~= nil
end

return history
