--- A server of the tests in the publishers' place, and the command sent to it.
local assert = require "luassert"
local core = require "signalflow.core"
local support = require "tests.spec.support"

local publisher = {}

local launcher = support.build .. "/signalflow"
local NO_PRELOAD = "unset LD_PRELOAD; " -- other people's programs run without a checker of memory

--- A file's text, or nil.
function publisher.read(path)
  local file <close> = io.open(path, "rb")
  return file and file:read "a"
end

local function json(value)
  return require "signalflow.page.json".encode(value)
end

-- A curl that runs without a checker of memory, first in PATH, where one is preloaded.
local function curl_alone(root)
  if not support.is_preloaded then
    return ""
  end
  local path = root .. "/bin"
  assert(core.make_folder(path))
  support.write(path .. "/curl", "#!/bin/sh\nunset LD_PRELOAD\nexec /usr/bin/curl \"$@\"\n")
  support.shell(("chmod +x '%s/curl'"):format(path))
  return ("PATH='%s':\"$PATH\" "):format(path)
end

local Server = {}
Server.__index = Server

--- A server that answers as `routes` say: by host and path, `{ file =, steps = }` as of server.py. It ends when its
-- folder goes.
function publisher.start(routes)
  local root = support.path()
  assert(core.make_folder(root))
  local self = setmetatable({ root = root }, Server)
  self:route(routes)
  os.execute(("%spython3 tests/spec/fetch/server.py '%s' </dev/null >/dev/null 2>&1 &"):format(NO_PRELOAD, root))
  for _ = 1, 600 do
    self.port = publisher.read(root .. "/port")
    if self.port then
      break
    end
    core.wait(0.05)
  end
  self.environment = ("%sSIGNALFLOW_PUBLISHERS=http://127.0.0.1:%s SIGNALFLOW_PACE=0.05 "):format(curl_alone(root),
    assert(self.port, "the server of the tests did not start"))
  return self
end

--- What it answers from now on.
function Server:route(routes)
  support.write(self.root .. "/routes.json", json(routes))
end

--- Ends it.
function Server:stop()
  os.remove(self.root .. "/port")
end

--- Runs `signalflow fetch` with some arguments: what it says, and its exit status.
function Server:fetch(arguments, before)
  return support.shell(("%s %s %s fetch %s"):format(before or "", self.environment, launcher, arguments))
end

--- Begins `signalflow fetch`, and gives its process's id once `ready` is there, a path; what it says goes to a file
-- beside, as its exit status does.
function Server:begin(arguments, ready)
  local path = support.path()
  os.execute(("%s sh -c 'echo $$ >%s.id; exec %s fetch %s' >%s.out 2>&1 </dev/null && echo 0 >%s.status"
    .. " || echo $? >%s.status &"):format(self.environment, path, launcher, arguments, path, path, path))
  for _ = 1, 1200 do
    if core.kind_of_path(ready) == "file" and (publisher.read(ready) ~= "" or ready:find "hanging$") then
      break
    end
    core.wait(0.05)
  end
  return path
end

--- Sends a signal to what was begun, and waits for its end: what it said, and its exit status.
function Server:signal(begun, signal)
  os.execute(("kill -%s %s"):format(signal, publisher.read(begun .. ".id")))
  for _ = 1, 1200 do
    if publisher.read(begun .. ".status") then
      break
    end
    core.wait(0.05)
  end
  os.remove(self.root .. "/hanging")
  return publisher.read(begun .. ".out"), tonumber(publisher.read(begun .. ".status"))
end

--- The requests since it was last asked: tables of `at`, `target` and headers.
function Server:requests()
  local list = {}
  for line in (publisher.read(self.root .. "/log") or ""):gmatch "[^\n]+" do
    list[#list + 1] = core.json(line)
  end
  os.remove(self.root .. "/log")
  return list
end

--- What a folder holds, by name, the times in its notes left out.
function publisher.content(folder)
  local content = {}
  for name in support.shell(("ls -A '%s'"):format(folder)):gmatch "[^\n]+" do
    content[name] = publisher.read(folder .. "/" .. name):gsub('"%l+_at":"[^"]*",?', "")
  end
  return content
end

return publisher
