--- signalflow run --shard: one part of a script's runs, as a file.
-- @module signalflow.command.part
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local number = require "signalflow.page.number"
local parts = require "signalflow.host.parts"
local status = require "signalflow.command.status"

local part = {}

local function is_part(path)
  return path ~= nil and path:sub(-4) == ".sfr"
end

--- What is wrong with how a part was asked for.
-- @tparam table given as typed
-- @treturn ?err
function part.refused(given)
  if given.mpi then
    return (given.shard or given.list or given.sandbox) and failure("unknown", "--mpi cuts a run by itself, and runs"
      .. " its script as it is: without --shard, --list and --sandbox") or nil
  elseif given.parts and not given.shard then
    return failure("unknown", "--parts is a folder for the parts of a run; --shard K/N says which: --shard 3/64")
  elseif not given.shard then
    return is_part(given.output)
      and failure("unknown", ("-o %s: a part of a run needs --shard K/N"):format(given.output)) or nil
  elseif given.list or given.pictures or given.format ~= "text" then
    return failure("unknown", "a part shows nothing: --list, --format, --json and --pictures are for a run that is"
      .. " whole, or for signalflow merge")
  elseif (given.output == nil) == (given.parts == nil) then
    return failure("unknown", ("--shard %d/%d: say where the part goes, -o FILE.sfr or --parts FOLDER"):format(
      given.shard.k, given.shard.n))
  elseif given.output and not is_part(given.output) then
    return failure("unknown", ("-o %s: a part of a run ends in .sfr"):format(given.output))
  end
  return nil
end

-- What was typed, as the part's header keeps it.
local function header_of(given)
  local drivers = {}
  for _, driver in ipairs(given.drivers) do
    drivers[driver.name] = driver.value
  end
  return parts.header({ name = given.path, text = given.text, arguments = given.arguments, drivers = drivers,
    draws = given.draws, seed = given.seed }, given.shard.k, given.shard.n)
end

--- Where a part goes.
-- @tparam table given as typed
-- @treturn string
function part.path(given)
  local n = ("%d"):format(given.shard.n)
  return given.output or ("%s/part-%s-of-%s.sfr"):format(given.parts, ("%0" .. #n .. "d"):format(given.shard.k), n)
end

--- Whether a folder of parts holds the one that was asked for; one that is damaged is done again.
-- @tparam table given as typed, and the script's `text`
-- @treturn[1] boolean
-- @treturn[2] nil
-- @treturn[2] err where the folder holds parts of another run, or cannot be written
function part.is_done(given)
  if not given.parts then
    return false
  end
  local made, unmade = core.make_folder(given.parts)
  if not made then
    return nil, unmade
  end
  local path = part.path(given)
  if core.kind_of_path(path) == "nothing" then
    return false
  end
  local there, unread = parts.read(path)
  if not there and unread.code == "corrupt" then
    io.stderr:write(("signalflow: %s; it is done again\n"):format(tostring(unread)))
    return false
  elseif not there then
    return nil, unread
  end
  local asked = header_of(given)
  asked.path = "what is asked for"
  local differs = parts.difference(asked, there)
  if differs then
    return nil, failure("unknown", differs)
  end
  return true
end

-- What a part holds of one run.
local function words_of(task)
  local all = task.total or task.draws
  local what = task.kind == "draws" and "draws" or "scenarios"
  if task.count == 0 then
    return ("no %s of '%s', whose %s go to other parts"):format(what, task.of, number.count(all))
  end
  return ("%s %s to %s of %s of '%s'"):format(what, number.count(task.first + 1),
    number.count(task.first + task.count), number.count(all), task.of)
end

--- A part as the bytes of its file.
-- @tparam table given as typed, and the script's `text`
-- @tparam table made `tasks` and `records`
-- @treturn string
function part.bytes(given, made)
  return parts.bytes(header_of(given), given.text, made.tasks, made.records)
end

-- What a part holds, in words.
local function words_of_all(given, made)
  local words = {}
  for i, task in ipairs(made.tasks) do
    words[i] = words_of(task)
  end
  return ("%s: part %d of %d, %s"):format(part.path(given), given.shard.k, given.shard.n, table.concat(words, "; "))
end

--- Does the part that was asked for, unless its folder has it, writes it, and says what it holds.
-- @tparam table given as typed, and the script's `text`
-- @tparam function run does it, as `runner.run`
-- @treturn[1] integer the command's status
-- @treturn[2] nil
-- @treturn[2] err
function part.run(given, run)
  local is_done, clash = part.is_done(given)
  if is_done == nil then
    return nil, clash
  elseif is_done then
    print(("%s is done"):format(part.path(given)))
    return status.done
  end
  local code, made = run(given)
  if not code then
    return nil, made
  end
  local written, err = core.write_file(part.path(given), part.bytes(given, made))
  if not written then
    return nil, err
  end
  print(words_of_all(given, made))
  return status.done
end

return part
