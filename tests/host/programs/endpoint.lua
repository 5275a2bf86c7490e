-- luacheck: globals lighty
-- An endpoint of lighttpd's mod_magnet: a scenario as JSON, a model of one's own under a seed, a stranger's script.
-- One Lua state answers every request of a worker; what is made once stays in it.
-- This runs for every request: the path is lengthened once.
local folder = "tests/host/programs/?.lua;"
if package.path:sub(1, #folder) ~= folder then
  package.path = folder .. package.path
end
local sf = require "signalflow"
local u = sf.units
local scenario = require "scenario"

local r = lighty.r
local query = r.req_attr["uri.query"] or ""

-- Made once.
local made = package.loaded.endpoint_model
if not made then
  made = sf.model { name = "site", drivers = { grid = 100 * u.MW,
    pue = sf.triangular(1.1, 1.2, 1.35), power = sf.lognormal { median = 1000, sigma = 0.05 } * u.W / u.gpu,
    rate = sf.between(500, 1600) * u.tok/u.s/u.gpu },
    outputs = function(d)
      local gpus = d.grid / d.pue / d.power
      return { gpus = gpus, tokens_per_watt = gpus * d.rate / d.grid }
    end }
  package.loaded.endpoint_model = made
end

local STRANGERS = { loop = "while true do end", memory = "local t = {} while true do t[#t + 1] = {} end",
  file = "return io.open '/etc/passwd'" }

local ANSWERS = {
  ["/digest"] = function()
    return scenario.digest()
  end,
  ["/site"] = function()
    local seed = math.tointeger(tonumber(query:match "seed=(%d+)")) or 1
    return made:run { draws = 256, seed = seed, threads = 1 }:to_json()
  end,
  ["/stranger"] = function()
    local kind = query:match "kind=(%a+)"
    local value, err = sf.sandbox(STRANGERS[kind] or "return 6 * 7", { memory = 2e6, instructions = 1e4, time = 5 })
    return tostring(value or err.code)
  end,
  ["/resident"] = function()
    for line in io.lines "/proc/self/status" do
      local size = line:match "^VmRSS:%s+(%d+)"
      if size then
        return size
      end
    end
  end,
}

local answer = ANSWERS[r.req_attr["uri.path"]]
if not answer then
  return 404
end
r.resp_header["Content-Type"] = "application/json"
r.resp_body:set(answer())
return 200
