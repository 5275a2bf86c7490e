--- What is estimated beside what was measured: five platforms at five speeds, without and with multi-token prediction.
--
-- Try:  signalflow run beside_measured
local sf = require "signalflow"

local function deepseek(spec)
  return { model = "DeepSeek-R1", input = 1024, output = 1024, spec = spec }
end

local table = assert(sf.frontiers {
  { platform = "H100", precision = "fp8" }, { platform = "H200", precision = "fp8" }, -- each in what it is sold for
  { platform = "B200", precision = "fp4" }, { platform = "GB200 NVL72", precision = "fp4" },
  { platform = "MI355X", precision = "fp4" },
  workloads = { deepseek "none", deepseek "mtp" }, speeds = { 20, 30, 60, 100, 125 },
})
print(table:beside_measured())
