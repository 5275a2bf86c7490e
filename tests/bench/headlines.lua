--- What `make bench-headlines` prints: headlines a second here and in Python with the same lexicon, every program in
-- turn on one processor in each of five rounds. headlines.lua BUILD [DATA.csv]: without DATA, headlines made of the
-- patterns below.
local here = arg[0]:match("^(.*)/") or "."
local BUILD, DATA = arg[1], arg[2]
local ROUNDS = 5
local LEXICON = ("%s/../../csrc/headlines/lexicon.txt %s/../../csrc/headlines/odds.txt"):format(here, here)

local PATTERNS = {
  "{buyer} to spend ${n} billion on AI data centers in fiscal 2027 - Reuters",
  "{buyer} signs {n}-year nuclear power deal for {n} GW of data center capacity",
  "{supplier} shares jump {n}% as AI chip demand boosts results, forecasts",
  "{supplier} expands HBM4 production as memory shortage persists beyond 2027",
  "{supplier} gross margin slips to {n}% - even as revenue climbs",
  "{lab} cuts API prices by {n}% with faster inference on new GPUs",
  "{lab} reaches {n} million weekly users, annualized revenue tops ${n} billion | TechCrunch",
  "{lab} raises ${n} billion at ${n}00 billion valuation led by {buyer}",
  "U.S. weighs new export curbs on {supplier} AI chips to China",
  "Should you buy {supplier} stock before earnings? Here's what Wall Street expects (NASDAQ:NVDA)",
  "{buyer} pauses data center leases amid oversupply concerns, analysts say",
  "County votes for moratorium on {buyer}'s {n} MW data center over water and power grid",
  "{supplier} unveils next-gen chip with {n}x higher tokens per watt",
  "{lab} sued over copyright as judge allows class action - The New York Times",
  "Why {buyer} thinks the AI bubble isn't one: 'no signs of slowing,' says CEO",
  "{supplier} delays rack shipments by {n} months after design flaw, supply chain sources say",
  "Deal of the day: gaming laptop with GeForce RTX 5070 drops to ${n}99",
  "{supplier} names new head of research; co-founder steps down after {n} years",
}
local NAMES = {
  buyer = { "Microsoft", "Amazon", "Google", "Meta", "Oracle", "CoreWeave", "Nebius", "SoftBank" },
  supplier = { "Nvidia", "AMD", "Broadcom", "TSMC", "SK hynix", "Micron", "Samsung", "Dell" },
  lab = { "OpenAI", "Anthropic", "xAI", "DeepSeek", "Mistral" },
}

--- Every pattern with every name, its numbers running from 2.
local function make_headlines(path)
  local file, count = assert(io.open(path, "w")), 0
  file:write "headline\n"
  for turn = 1, 40 do
    for p, pattern in ipairs(PATTERNS) do
      local text = pattern:gsub("{(%a+)}", function(what)
        local names = NAMES[what]
        return names and names[(turn * 7 + p) % #names + 1] or tostring(2 + (turn + p) % 90)
      end)
      file:write('"', text, '"\n')
      count = count + 1
    end
  end
  file:close()
  return count
end

local function succeeds(command) return (os.execute(command .. " >/dev/null 2>&1")) == true end

if not DATA or DATA == "" then
  DATA = BUILD .. "/tests/bench/headlines.csv"
  print(("no file of headlines here (make bench-headlines DATA=file.csv): %d made of %d patterns"):format(
    make_headlines(DATA), #PATTERNS))
end
local python = succeeds "test -x /usr/bin/python3" and "/usr/bin/python3" or "python3"
local pinned = succeeds "command -v taskset" and "taskset -c 0 " or ""
local peer = ("%s %s/peers/headlines_re.py %s '%s' "):format(python, here, LEXICON, DATA)
local programs = {
  { name = "signalflow", command = ("%s/tests/bench/headlines '%s'"):format(BUILD, DATA) },
  { name = "Python, words by expression", command = peer .. "words" },
  { name = "Python, one expression", command = peer .. "tree" },
}

local function run(command)
  local pipe = assert(io.popen(pinned .. command .. " 2>&1"))
  local text = pipe:read "a"
  pipe:close()
  return tonumber(text:match "(%d+) headlines/s") or error(command .. " printed no speed:\n" .. text)
end

local function lines_of(path)
  local all = {}
  for line in io.lines(path) do all[#all + 1] = line end
  os.remove(path)
  return all
end

--- The share of headlines that both read as the same channel; the programs' first run, which is not timed.
local function agreement()
  for _, program in ipairs(programs) do
    local path = BUILD .. "/tests/bench/channels.txt"
    run(program.command .. " " .. path)
    program.channels = lines_of(path)
    local same = 0
    for i, channel in ipairs(program.channels) do same = same + (channel == programs[1].channels[i] and 1 or 0) end
    program.same = same / #program.channels
  end
  return #programs[1].channels
end

local function median(values)
  table.sort(values)
  return values[(#values + 1) // 2], values[1], values[#values]
end

local count = agreement()
for _, program in ipairs(programs) do program.speeds, program.ratios = {}, {} end
for round = 1, ROUNDS do
  for _, program in ipairs(programs) do
    program.speeds[round] = run(program.command)
    program.ratios[round] = programs[1].speeds[round] / program.speeds[round]
  end
end
print(("%d headlines of %s, one processor, %d rounds"):format(count, DATA, ROUNDS))
print(("  %-28s %11s %23s %9s %13s"):format("", "headlines/s", "(least - most)", "ours over", "same channel"))
for _, program in ipairs(programs) do
  local middle, least, most = median(program.speeds)
  program.speed, program.ratio = middle, (median(program.ratios))
  local spread = ("(%d - %d)"):format(least, most)
  print(("  %-28s %11d %23s %9.1f %13.4f"):format(program.name, middle, spread, program.ratio, program.same))
end
local nearest = programs[2].ratio < programs[3].ratio and programs[2] or programs[3]
print(("\nbench headlines per_second value=%d"):format(programs[1].speed))
print(("bench headlines times_python value=%.1f"):format(nearest.ratio))
print(("bench headlines agreement value=%.4f"):format(nearest.same))
