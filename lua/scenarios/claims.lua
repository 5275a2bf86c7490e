--- Vendors' claims: do they hold at your point, at the workload that they were made for, and beside what was measured?
--
-- Try:  signalflow run claims
local sf = require "signalflow"
local u = sf.units

local sold = { H100 = "fp8" } -- each in the precision it is sold for; fp4 the others
for _, known in ipairs(sf.claims) do
  local function side(name)
    return { platform = name, precision = sold[name] or "fp4" }
  end
  local launch, why = sf.launch { from = side(known.from), to = side(known.to), grid_power = 100 * u.MW,
    workload = { model = "DeepSeek-R1", input = 1024, output = 1024, interactivity = 50 * u.tok/u.s/u.user } }
  if launch then
    print(launch:claim(known.words))
  else
    print(('claimed: "%s", %s to %s'):format(known.words, known.from, known.to))
    print("  here: unknown, " .. tostring(why))
    for _, one in ipairs(known.measured) do
      print(("  measured x %s, %s, %s"):format(one.multiple, one.source.title, one.on))
      print("    of " .. one.what)
    end
  end
end
