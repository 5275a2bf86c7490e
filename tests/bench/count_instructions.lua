--- Counts the instructions of the hot paths and compares them with those recorded:
-- count_instructions.lua BUILD [record]
-- Fails when a count has grown by more than half a percent; counts may only go down, and are then recorded anew.
local here = arg[0]:match("^(.*)/") or "."
local BUILD, RECORD = arg[1], arg[2] == "record"
local RECORDED, MOST_GROWTH = here .. "/instructions.txt", 0.005

local function read_lines(command)
  local lines = {}
  local pipe = assert(io.popen(command))
  for line in pipe:lines() do lines[#lines + 1] = line end
  pipe:close()
  return lines
end

local function count(path)
  local log = BUILD .. "/tests/bench/callgrind.log"
  local command = ("valgrind --tool=callgrind --callgrind-out-file=/dev/null %s/tests/bench/hot_paths %s 2>%s")
  if not os.execute(command:format(BUILD, path, log)) then error("hot_paths " .. path .. " failed: see " .. log) end
  for line in io.lines(log) do
    local refs = line:match "Collected : (%d+)"
    if refs then return tonumber(refs) end
  end
  error("callgrind counted nothing: see " .. log)
end

local recorded = {}
local file = io.open(RECORDED)
if file then
  for line in file:lines() do
    local path, instructions = line:match "^(%S+)%s+(%d+)$"
    if path then recorded[path] = tonumber(instructions) end
  end
  file:close()
end

local lines, grown, fallen = {}, 0, 0
for _, path in ipairs(read_lines(BUILD .. "/tests/bench/hot_paths")) do
  local now, before = count(path), recorded[path]
  local change = before and (now / before - 1) or 0
  local verdict = not before and "not recorded" or ("%+.2f %%"):format(change * 100)
  if change > MOST_GROWTH then grown, verdict = grown + 1, verdict .. "  GREW" end
  if change < -MOST_GROWTH then fallen = fallen + 1 end
  print(("%-18s %12d  %s"):format(path, now, verdict))
  lines[#lines + 1] = ("%-18s %12d\n"):format(path, now)
end

if RECORD then
  local out = assert(io.open(RECORDED, "w"))
  out:write("# Instructions of the hot paths under callgrind, AVX2 kernels, gcc 12: see `make bench-check`.\n",
    table.concat(lines))
  assert(out:close())
  print("recorded in " .. RECORDED)
elseif grown > 0 then
  print(("%d of the hot paths grew by more than %g %%"):format(grown, MOST_GROWTH * 100))
  os.exit(1)
elseif fallen > 0 then
  print "fewer than recorded: please record them anew with `make bench-record`"
end
