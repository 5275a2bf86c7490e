--- How long a person waits at the prompt: loading the library, and printing an uncertain quantity over ten drivers.
local start = os.clock()
local sf = require "signalflow"
local loaded = os.clock()
local total = 0
for i = 1, 10 do total = total + sf.normal(10 * i, i) end
local shown = tostring(total)
local printed = os.clock()
print(("  loading the library: %.1f ms; printing a sum of ten drivers, %s: %.1f ms"):format((loaded - start) * 1e3,
  shown, (printed - loaded) * 1e3))
