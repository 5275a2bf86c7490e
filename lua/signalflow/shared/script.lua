--- Files of Lua, read whole.
-- @module signalflow.shared.script
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"

local script = {}

--- A script's text, without an editor's byte order mark and the line by which a shell finds its program; its lines keep
-- their numbers.
-- @tparam string path
-- @treturn[1] string
-- @treturn[2] nil
-- @treturn[2] err code "io"
function script.text(path)
  local text, err = core.read_file(path)
  if not text then
    return nil, err
  end
  return (text:gsub("^\xEF\xBB\xBF", ""):gsub("^#[^\n]*", ""))
end

--- A script's text as a function.
-- @tparam string text
-- @tparam string path for messages
-- @tparam[opt=_G] table globals
-- @treturn[1] function
-- @treturn[2] nil
-- @treturn[2] err code "parse", with the line
function script.compile(text, path, globals)
  local chunk, wrong = load(text, "@" .. path, "t", globals or _G)
  if not chunk then
    return nil, failure("parse", wrong .. (path:find "%.lua$" and "" or "; expected a Lua script"))
  end
  return chunk
end

--- A script as a function.
-- @tparam string path
-- @tparam[opt=_G] table globals
-- @treturn[1] function
-- @treturn[2] nil
-- @treturn[2] err code "io", or "parse" with the line
function script.load(path, globals)
  local text, err = script.text(path)
  if not text then
    return nil, err
  end
  return script.compile(text, path, globals)
end

return script
