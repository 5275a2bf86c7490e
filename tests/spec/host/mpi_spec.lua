-- A run in the processes that mpirun started: the bytes of one machine's, and a process that dies ends the job.
local support = require "tests.spec.support"

local shell, signalflow = support.shell, support.signalflow

local SCRIPT = [[
local sf = require "signalflow"
local site = sf.model { name = "site", drivers = { pue = sf.triangular(1.1, 1.2, 1.35), load = sf.normal(0, 1) },
  outputs = function(d) return { it = 1 / d.pue, root = sf.sqrt(d.load) } end }
]]

local MPIRUN = "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 timeout 120 mpirun --oversubscribe"

-- Why there is nothing to test; nil where there is.
local function absent()
  if support.is_preloaded then
    return "a sanitizer is preloaded, into mpirun too"
  elseif select(2, shell "command -v mpirun") ~= 0 then
    return "mpirun is not installed: make mpi"
  elseif not io.open(support.build .. "/lib/signalflow/mpi.so") then
    return "signalflow's module for MPI is not built: make mpi"
  end
end

describe("a run with MPI", function()
  local function mpirun(n, typed)
    return shell(("%s -n %d '%s/signalflow' run --mpi %s </dev/null"):format(MPIRUN, n, support.build, typed))
  end

  it("has the bytes of the whole one in one, two and four processes, in memory and by a folder", function()
    local why = absent()
    if why then
      return pending(why)
    end
    for _, text in ipairs { "print(site:run { draws = 50000 })",
      "print(site:study { draws = 3000, scenarios = { base = {}, hot = { pue = 1.3 } } })" } do
      local script = support.temporary(SCRIPT .. text, ".lua")
      local whole = signalflow(("run %s --json"):format(script))
      for _, n in ipairs { 1, 2, 4 } do
        local made, code = mpirun(n, script .. " --json")
        assert.equal(0, code, made)
        assert.equal(whole, made)
      end
      local folder = support.path()
      for _ = 1, 2 do -- and again, with nothing left to do
        assert.equal(whole, (mpirun(3, ("%s --json --parts %s"):format(script, folder))))
      end
      assert.equal(whole, (signalflow(("merge %s --json"):format(folder))))
    end
  end)

  it("ends where a process dies, and the next run does the rest", function()
    local why = absent()
    if why then
      return pending(why)
    end
    local flag, folder = support.path(), support.path()
    local script = support.temporary(SCRIPT .. ([[
if os.getenv "OMPI_COMM_WORLD_RANK" == "1" and not io.open "%s" then
  io.open("%s", "w"):close()
  os.execute "kill -9 $PPID"
end
print(site:run { draws = 50000 })]]):format(flag, flag), ".lua")
    local text, code = mpirun(3, ("%s --parts %s"):format(script, folder))
    assert.is_true(code ~= 0, text)
    assert.is_truthy(io.open(flag))
    text, code = mpirun(3, ("%s --parts %s"):format(script, folder))
    assert.equal(0, code, text)
    assert.equal((signalflow("run " .. script)), text)
  end)

  it("ends where a script fails, and says why", function()
    local why = absent()
    if why then
      return pending(why)
    end
    local text, code = mpirun(2, support.temporary(SCRIPT .. "error 'early'", ".lua"))
    assert.is_true(code ~= 0)
    assert.matches("early", text)
  end)

  it("is asked for in a way that can be", function()
    local script = support.temporary(SCRIPT .. "return site", ".lua")
    for _, typed in ipairs { "--shard 1/2 -o x.sfr", "--list", "--sandbox" } do
      local text, code = signalflow(("run --mpi %s %s"):format(script, typed))
      assert.equal(3, code)
      assert.matches("--mpi cuts a run by itself", text, 1, true)
    end
    if not io.open(support.build .. "/lib/signalflow/mpi.so") then
      local text, code = signalflow("run --mpi " .. script)
      assert.equal(3, code)
      assert.matches("make mpi", text, 1, true)
    end
  end)
end)
