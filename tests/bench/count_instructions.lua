--- Counts the instructions of the hot paths, with each set of kernels, and compares them with those recorded:
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

-- Under callgrind, which knows no AVX-512.
local function count_calls(path, set)
  local log = BUILD .. "/tests/bench/callgrind.log"
  local command = "valgrind --tool=callgrind --callgrind-out-file=/dev/null %s/tests/bench/hot_paths %s %s 2>%s"
  if not os.execute(command:format(BUILD, path, set, log)) then
    error(("hot_paths %s %s failed: see %s"):format(path, set, log))
  end
  for line in io.lines(log) do
    local refs = line:match "Collected : (%d+)"
    if refs then return tonumber(refs) end
  end
  error("callgrind counted nothing: see " .. log)
end

local function count(path, set)
  if set ~= "avx512" then return count_calls(path, set) end
  local command = ("%s/tests/bench/hot_paths %s %s steps"):format(BUILD, path, set)
  return tonumber(read_lines(command)[1]) or error(command .. " counted nothing")
end

-- By path and set, with the order in which they stand in the file: those of other machines stay there.
local recorded, order = {}, {}
local file = io.open(RECORDED)
if file then
  for line in file:lines() do
    local path, instructions = line:match "^(%S+ +%S+) +(%d+)$"
    if path then
      path = path:gsub(" +", " ")
      recorded[path], order[#order + 1] = tonumber(instructions), path
    end
  end
  file:close()
end

local grown, fallen = 0, 0
for _, path in ipairs(read_lines(BUILD .. "/tests/bench/hot_paths")) do
  local now, before = count(path:match "^(%S+) (%S+)$"), recorded[path]
  local change = before and (now / before - 1) or 0
  local verdict = not before and "not recorded" or ("%+.2f %%"):format(change * 100)
  if change > MOST_GROWTH then grown, verdict = grown + 1, verdict .. "  GREW" end
  if change < -MOST_GROWTH then fallen = fallen + 1 end
  print(("%-26s %12d  %s"):format(path, now, verdict))
  if not before then order[#order + 1] = path end
  recorded[path] = now
end

if RECORD then
  local out = assert(io.open(RECORDED, "w"))
  out:write "# Instructions of the hot paths by set of kernels, gcc 12: see `make bench-check`.\n"
  for _, path in ipairs(order) do
    out:write(("%-18s %-8s %12d\n"):format(path:match "^(%S+)", path:match " (%S+)$", recorded[path]))
  end
  assert(out:close())
  print("recorded in " .. RECORDED)
elseif grown > 0 then
  print(("%d of the hot paths grew by more than %g %%"):format(grown, MOST_GROWTH * 100))
  os.exit(1)
elseif fallen > 0 then
  print "fewer than recorded: please record them anew with `make bench-record`"
end
