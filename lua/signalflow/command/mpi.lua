--- signalflow run --mpi: a part in each process that mpirun started; the first puts them together.
-- @module signalflow.command.mpi
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local part = require "signalflow.command.part"
local parts = require "signalflow.host.parts"
local runner = require "signalflow.command.runner"
local settings = require "signalflow.shared.settings"
local status = require "signalflow.command.status"

local ABSENT = [[--mpi needs signalflow's module for MPI, which is not built:
  in its sources  make mpi
  then            mpirun -n 4 signalflow run --mpi SCRIPT]]

-- This process's part, as bytes where it is not in a file.
local function do_part(given)
  local is_done, clash = part.is_done(given)
  if is_done == nil then
    return nil, clash
  elseif is_done then
    return ""
  end
  local code, made = runner.run(given)
  if not code then
    return nil, made
  end
  local bytes = part.bytes(given, made)
  if not given.parts then
    return bytes
  end
  local written, err = core.write_file(part.path(given), bytes)
  return written and "", err
end

-- All parts, as they come from the other processes or out of the folder.
local function gather(given, mpi, own)
  local gathering, k, err = parts.gathering(), 0, nil
  mpi.gather(own, function(bytes)
    k = k + 1
    if err then
      return
    end
    local one
    if given.parts then
      one, err = parts.read(part.path { parts = given.parts, shard = { k = k, n = given.shard.n } })
    else
      one, err = parts.parse(bytes, ("what process %d sent"):format(k - 1))
    end
    if one then
      err = select(2, gathering:add(one))
    end
  end)
  if err then
    return nil, err
  end
  return k > 0 and gathering:finish() or true
end

return function(given)
  local found, mpi = failure.catch(require, "signalflow.mpi")
  if not found then
    return nil, failure("unknown", ABSENT)
  end
  mpi.init()
  given.shard = { k = mpi.rank() + 1, n = mpi.size() }
  settings.run.threads = given.threads or 1 -- mpirun gives each process its processor
  local output = given.output
  given.output = nil
  local own, wrong = do_part(given)
  if not own then
    return nil, wrong -- and mpirun ends the others
  end
  local whole, err = gather(given, mpi, own)
  if not whole then
    return nil, err
  end
  local code = status.done
  if mpi.rank() == 0 then
    given.shard, given.parts, given.tasks, given.output = nil, nil, whole.tasks, output
    code, err = runner.run(given)
  end
  if code then
    mpi.finalise()
  end
  return code, err
end
