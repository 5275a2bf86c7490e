-- A script of the editor mle: writes the scenario's digest where the test looks for it.
package.path = "tests/host/programs/?.lua;" .. package.path
local file = assert(io.open(os.getenv "DIGEST_FILE", "w"))
file:write(require "scenario".digest(), "\n")
file:close()
