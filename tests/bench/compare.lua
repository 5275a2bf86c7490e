--- The comparison that `make bench` prints: every program takes its turn in each round, on one processor but for that
-- of two threads; the table shows the median of five rounds with its spread, and how many times as long as signalflow a
-- program took within the same rounds. BUILD is where `make bench` built engine and reference_fused.
local here = arg[0]:match("^(.*)/") or "."
local BUILD = arg[1] or "build"
local ROUNDS = 5
local PYTHON = "python3"

local function succeeds(command) return (os.execute(command .. " >/dev/null 2>&1")) == true end

local tools = {
  { name = "NumPy", found = succeeds("/usr/bin/python3 -c 'import numpy'"), package = "python3-numpy" },
  { name = "numexpr", found = succeeds("/usr/bin/python3 -c 'import numexpr'"), package = "python3-numexpr" },
  { name = "LuaJIT", found = succeeds "command -v luajit", package = "luajit" },
  { name = "taskset", found = succeeds "command -v taskset", package = "util-linux" },
}
local has = {}
for _, tool in ipairs(tools) do
  has[tool.name] = tool.found
  if not tool.found then print(("%s is not here (Debian: %s), and is left out"):format(tool.name, tool.package)) end
end
if succeeds "test -x /usr/bin/python3" then PYTHON = "/usr/bin/python3" end

local function engine(question) return { command = BUILD .. "/tests/bench/engine " .. question } end
local function lua(question) return { command = ("lua5.4 %s/reference.lua %s"):format(here, question) } end
local function fused(question) return { command = BUILD .. "/tests/bench/reference_fused " .. question } end
local function peer(tool, runner, script, question)
  return { command = ("%s %s/peers/%s %s"):format(runner, here, script, question), missing = not has[tool] }
end
local function numpy(question) return peer("NumPy", PYTHON, "reference_numpy.py", question) end

local function named(name, program)
  program.name = name
  return program
end

-- The first program of a section is the one the others are compared with.
local sections = {
  {
    title = "reference model: sixteen draws, ten outputs, means and standard deviations",
    named("signalflow, pseudo-random", lua "3e5 pseudo mean"),
    named("signalflow, Sobol", lua "3e5 sobol mean"),
    named("fused C for this model alone", fused "3e5"),
    named("NumPy, chunks of 8,192", numpy "1e5 8192 mean"),
    named("NumPy, chunks of 32,768", numpy "1e5 32768 mean"),
    named("numexpr, chunks of 65,536", peer("numexpr", PYTHON, "reference_numexpr.py", "65536 65536")),
    named("LuaJIT", peer("LuaJIT", "luajit", "reference_plain.lua", "5e4")),
    named("Lua", { command = ("lua5.4 %s/peers/reference_plain.lua 1e4"):format(here) }),
  },
  {
    title = "the same with minimum, maximum and three quantiles",
    named("signalflow, pseudo-random", lua "3e5 pseudo all"),
    named("NumPy, chunks of 8,192", numpy "1e5 8192 all"),
    named("NumPy, chunks of 32,768", numpy "1e5 32768 all"),
  },
  {
    title = "the model only, its sixteen inputs given",
    named("signalflow", engine "model 3e5"),
    named("NumPy, chunks of 8,192", numpy "1e5 8192 model"),
  },
  {
    title = "npv, and its derivatives by all sixteen drivers",
    named("npv", engine "forward 3e5"),
    named("npv and gradient", engine "gradient 3e5"),
  },
}

--- Runs a command, on one processor or on all there are, and reads "... X ns/draw ..." from what it prints.
local function measure(command, everywhere)
  local pinned = (has.taskset and not everywhere) and "taskset -c 0 " or ""
  local pipe = assert(io.popen(pinned .. command .. " 2>&1"))
  local text = pipe:read "a"
  pipe:close()
  return tonumber(text:match "([%d.]+) ns/draw") or error(command .. " printed no time:\n" .. text)
end

local function median(values)
  table.sort(values)
  return values[(#values + 1) // 2], values[1], values[#values]
end

local function compare(section)
  local programs = {}
  for _, program in ipairs(section) do
    if not program.missing then programs[#programs + 1] = program end
  end
  for _, program in ipairs(programs) do program.times, program.ratios = {}, {} end
  for round = 1, ROUNDS do
    for _, program in ipairs(programs) do
      program.times[round] = measure(program.command)
      program.ratios[round] = program.times[round] / programs[1].times[round]
    end
  end
  print(section.title)
  print(("  %-30s %8s %19s %11s"):format("", "ns/draw", "(least - most)", "times first"))
  for _, program in ipairs(programs) do
    local middle, least, most = median(program.times)
    local spread = ("(%.1f - %.1f)"):format(least, most)
    print(("  %-30s %8.1f %19s %11.2f"):format(program.name, middle, spread, (median(program.ratios))))
  end
  print ""
end

--- How many times as fast two threads are as one, ours and fused C's in turn within each round; at best, by the least
-- times of all rounds.
local function compare_threads()
  local programs = { named("signalflow", engine "threads %d 524288"), named("fused C", fused "524288 %d") }
  for _, program in ipairs(programs) do
    program.gains, program.shares, program.least = {}, {}, { math.huge, math.huge }
  end
  for round = 1, ROUNDS do
    for _, program in ipairs(programs) do
      local times = {}
      for threads = 1, 2 do
        times[threads] = measure(program.command:format(threads), true)
        program.least[threads] = math.min(program.least[threads], times[threads])
      end
      program.gains[round] = times[1] / times[2]
    end
    for _, program in ipairs(programs) do program.shares[round] = programs[1].gains[round] / program.gains[round] end
  end
  print "two threads over one, by the least passed time of forty short runs"
  local columns = "  %-30s %8s %19s %8s %11s %19s"
  print(columns:format("", "gain", "(least - most)", "at best", "ours over", "(least - most)"))
  for _, program in ipairs(programs) do
    local gain, lowest, highest = median(program.gains)
    local share, least, most = median(program.shares)
    local best = ("%.2f"):format(program.least[1] / program.least[2])
    print(columns:format(program.name, ("%.2f"):format(gain), ("(%.2f - %.2f)"):format(lowest, highest), best,
      ("%.3f"):format(share), ("(%.3f - %.3f)"):format(least, most)))
  end
  print ""
end

for _, section in ipairs(sections) do compare(section) end
compare_threads()

local function show(title, command)
  print(title)
  local pipe = assert(io.popen(command .. " 2>&1"))
  for line in pipe:lines() do print("  " .. line) end
  pipe:close()
  print ""
end

print "bumping sixteen drivers both ways takes 33 evaluations of npv\n"
show("what plans say that they cost, without their statistics", BUILD .. "/tests/bench/engine cost 3e5")
show("draws and time to be sure", BUILD .. "/tests/bench/engine sure")
show("at the prompt", ("lua5.4 %s/prompt.lua; %s/tests/bench/engine compile"):format(here, BUILD))
show("kernels", BUILD .. "/tests/bench/engine kernels")
