--- The comparison that `make bench` prints: every program takes its turn in each round, on one processor; the table
-- shows the median of five rounds with its spread, and the ratio to signalflow within the same rounds.
local here = arg[0]:match("^(.*)/") or "."
local ROUNDS, DRAWS = 5, arg[1] or "5e5"

local function numpy(chunk, wanted)
  return ("/usr/bin/python3 %s/peers/reference_numpy.py %s %d %s"):format(here, DRAWS, chunk, wanted)
end
local function ours(sampler, wanted)
  return ("lua5.4 %s/reference.lua %s %s %s"):format(here, DRAWS, sampler, wanted)
end

-- The first program of a section is the one the others are compared with.
local sections = {
  {
    title = "reference model: sixteen draws, ten outputs, means and standard deviations",
    { "signalflow, pseudo-random", ours("pseudo", "mean") },
    { "signalflow, Sobol", ours("sobol", "mean") },
    { "NumPy, chunks of 8,192", numpy(8192, "mean") },
    { "NumPy, chunks of 32,768", numpy(32768, "mean") },
  },
  {
    title = "the same with minimum, maximum and three quantiles",
    { "signalflow, pseudo-random", ours("pseudo", "all") },
    { "NumPy, chunks of 32,768", numpy(32768, "all") },
  },
}

--- Runs a command on one processor and reads "... X ns/draw ..." from what it prints.
local function measure(command)
  local pipe = assert(io.popen("taskset -c 0 " .. command .. " 2>&1"))
  local text = pipe:read "a"
  pipe:close()
  return tonumber(text:match "([%d.]+) ns/draw") or error(command .. " printed no time:\n" .. text)
end

local function median(values)
  table.sort(values)
  return values[(#values + 1) // 2], values[1], values[#values]
end

for _, section in ipairs(sections) do
  local times, ratios = {}, {}
  for i = 1, #section do times[i], ratios[i] = {}, {} end
  for round = 1, ROUNDS do
    for i, program in ipairs(section) do
      times[i][round] = measure(program[2])
      ratios[i][round] = times[i][round] / times[1][round]
    end
  end
  print(section.title)
  print(("  %-28s %8s %17s %14s"):format("", "ns/draw", "(least - most)", "times ours"))
  for i, program in ipairs(section) do
    local middle, least, most = median(times[i])
    local spread = ("(%.1f - %.1f)"):format(least, most)
    print(("  %-28s %8.1f %17s %14.2f"):format(program[1], middle, spread, (median(ratios[i]))))
  end
  print ""
end
