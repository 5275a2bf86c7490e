--- The brief that a folder's last one was: what `--since last` goes on from.
--
-- It lies in FOLDER/.signalflow, where the folder itself does not look. The first brief of a day is kept, and an old
-- one made again replaces no newer one: so the next goes on from where the last ended.
-- @module signalflow.brief.kept
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"

local kept = {}

local PLACE = "/.signalflow/brief.json"

--- The brief that is kept in a folder.
-- @tparam string path of the folder
-- @treturn[1] table `since`, `as_of`, and what else `brief:to_json()` says
-- @treturn[2] nil
-- @treturn[2] err code "unknown" where there is none, "invalid" where the file is no brief
function kept.read(path)
  local file <close> = io.open(path .. PLACE, "rb")
  if not file then
    return nil, failure("unknown", ("no brief is kept in %s yet: give --since a day the first time"):format(path))
  end
  local found, err = core.json(file:read "a" or "")
  local function is_day(value)
    return type(value) == "string" and failure.catch(core.day, value)
  end
  if type(found) ~= "table" or not is_day(found.since) or not is_day(found.as_of) then
    return nil, failure("invalid", ("%s%s is no brief%s: remove it, and give --since a day"):format(path, PLACE,
      err and " (" .. tostring(err) .. ")" or ""))
  end
  return found
end

--- The day that a brief as of a day goes on from.
-- @tparam string path of the folder
-- @tparam string as_of
-- @treturn[1] string that of the last brief; where the last is of this day too, the day it went on from
-- @treturn[2] nil
-- @treturn[2] err
function kept.since(path, as_of)
  local last, err = kept.read(path)
  if not last then
    return nil, err
  elseif last.as_of > as_of then
    return nil, failure("out of range", ("the last brief of %s is of %s, later than %s: give --since a day"):format(
      path, last.as_of, as_of))
  end
  return last.as_of == as_of and last.since or last.as_of
end

--- Keeps a brief, unless one of that day or a later one is there.
-- @tparam string path of the folder
-- @tparam Brief brief
-- @treturn[1] boolean whether it is kept now
-- @treturn[2] nil
-- @treturn[2] err where it cannot be written
function kept.write(path, brief)
  local last = kept.read(path)
  if last and last.as_of >= brief.as_of then
    return false
  end
  local made, err = core.make_private(path .. PLACE)
  if not made then
    return nil, err
  end
  return core.write_file(path .. PLACE, brief:to_json() .. "\n")
end

return kept
