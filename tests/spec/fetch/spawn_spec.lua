-- Programs of others, waiting, folders and locks: what the core lets a command do, and a host take away.
local core = require "signalflow.core"
local publisher = require "tests.spec.fetch.publisher"
local support = require "tests.spec.support"

-- A program, without a checker of memory of ours in it.
local function spawn(arguments, options)
  local list = { "env", "-u", "LD_PRELOAD" }
  return core.spawn(table.move(arguments, 1, #arguments, #list + 1, list), options)
end

describe("a program", function()
  it("is run without a shell, and what it writes comes back", function()
    local result = assert(spawn({ "sh", "-c", "cat; echo \"$1\" >&2; exit 3", "sh", "$HOME; `id`" }, { input = "in" }))
    assert.same({ status = 3, output = "in", errors = "$HOME; `id`\n" }, result)
    assert.equal("*\n", spawn({ "echo", "*" }).output)
  end)

  it("is killed where it writes too much or takes too long, and where nobody takes it", function()
    assert.same({ stopped = "output", output = "y\ny\ny", errors = "" }, spawn({ "yes" }, { limit = 5 }))
    assert.equal("time", spawn({ "sleep", "60" }, { seconds = 0.1 }).stopped)
    local bytes = 0
    local result = spawn({ "yes" }, { output = function(text)
      bytes = bytes + #text
      return bytes < 1e6
    end })
    assert.equal("output", result.stopped)
    assert.is_nil(result.output)
    assert.is_true(bytes >= 1e6)
    assert.matches("enough", support.message_of(function()
      spawn({ "yes" }, { output = function() error "enough" end })
    end))
    assert.equal(9, spawn({ "sh", "-c", "kill -9 $$" }).signal)
  end)

  it("that cannot be started is said, and what is asked wrongly", function()
    local none, err = core.spawn { "/no/such/program" }
    assert.is_nil(none)
    assert.equal("io", err.code)
    assert.matches("cannot start /no/such/program: No such file", tostring(err))
    for said, call in pairs { ["expected a program"] = { {} }, ["expected a list, got the text"] = { "ls" },
      ["zero byte"] = { { "ls", "a\0b" } }, ["did you mean 'input'"] = { { "ls" }, { inputs = "" } },
      ["at most 4096 bytes, got 5000"] = { { "cat" }, { input = ("x"):rep(5000) } },
      ["expected more than 0"] = { { "ls" }, { seconds = 0 } },
      ["expected a function"] = { { "ls" }, { output = 1 } } } do
      local message = support.message_of(function()
        core.spawn(table.unpack(call))
      end)
      assert.matches(said, message, 1, true)
    end
  end)

  it("ends with a host's hook, as it does with Ctrl-C", function()
    local began = core.seconds()
    local thread = coroutine.create(function()
      spawn { "sleep", "60" }
    end)
    debug.sethook(thread, function()
      if core.seconds() - began > 0.1 then
        error("stopped by the host", 0)
      end
    end, "", 1000)
    local done, err = coroutine.resume(thread)
    assert.is_false(done)
    assert.equal("stopped by the host", err)
    assert.is_true(core.is_foreign(err))
  end)

  it("leaves neither files nor children", function()
    local function open_files()
      collectgarbage() -- a folder is closed with what listed it
      return #core.names "/proc/self/fd"
    end
    local before = open_files()
    for _ = 1, 20 do
      spawn { "true" }
      core.spawn { "/no/such/program" }
    end
    assert.equal(before, open_files())
    local process = publisher.read "/proc/self/stat":match "%d+"
    assert.equal("", publisher.read(("/proc/self/task/%s/children"):format(process)) or "")
  end)
end)

describe("waiting", function()
  it("takes its time, and not less", function()
    local before = core.seconds()
    core.wait(0.12)
    assert.is_true(core.seconds() - before >= 0.12)
    core.wait(0)
  end)
end)

describe("a lock", function()
  it("is one process's until it is let go", function()
    local path = support.path ".lock"
    do
      local lock <close> = assert(core.lock(path))
      assert.is_false(core.lock(path))
      lock:close()
      assert(core.lock(path)):close()
    end
    assert.equal("nothing", (core.kind_of_path(path)))
    local none, err = core.lock "/no/such/folder/lock"
    assert.is_nil(none)
    assert.equal("io", err.code)
  end)
end)

describe("a folder", function()
  it("is made with those above it, or said to be none", function()
    local path = support.path()
    assert.is_true(core.make_folder(path .. "/a/b"))
    assert.is_true(core.make_folder(path .. "/a/b"))
    assert.equal("folder", (core.kind_of_path(path .. "/a/b")))
    support.write(path .. "/file", "")
    local none, err = core.make_folder(path .. "/file/in")
    assert.is_nil(none)
    assert.matches("Not a directory", tostring(err))
    assert.is_nil((core.make_folder(path .. "/file")))
  end)
end)
