--- The table of commands: what may be typed, in words. From it come the parser, `--help`, the manual page and what a
-- shell completes. What a command does stands in the file of its name.
--
-- Properties of arguments, options and flags are argparse's own; `kind` says what a shell offers ("file", "folder",
-- "scenario", "checklist"). `status` are the exit statuses that mean something of its own.
-- @module signalflow.command.commands
-- What reads the whole number of an option, no smaller than that.
local function whole_of(option, least)
  return function(text)
    local integer = math.tointeger(tonumber(text))
    if not integer or least and integer < least then
      return nil, ("option '%s': expected a whole number%s, got '%s'"):format(option,
        least and " of " .. least .. " or more" or "", text)
    end
    return integer
  end
end

-- A number of draws, or how sure to be: "0.1%".
local function draws(text)
  local percent = text:match "^%s*(.-)%s*%%%s*$"
  local share = tonumber(percent)
  if percent and not (share and share > 0 and share < 100) then
    return nil, ("option '--draws': expected a percentage between 0 and 100, got '%s'"):format(text)
  end
  if percent then
    return text
  end
  return whole_of("--draws", 1)(text)
end

-- What reads the day of an option, or another word that may stand for one. The manual is made without the core.
local function day_of(option, other)
  return function(text)
    local done, why = pcall(require "signalflow.core".day, text)
    if done or text == other then
      return text
    end
    return nil, ("option '%s': %s"):format(option, tostring(why):match "day: (.*)$")
  end
end

local function driver_value(text)
  local name, value = text:match "^%s*([^=%s]+)%s*=%s*(.-)%s*$"
  if not name or value == "" then
    return nil, ("'%s' is not driver=value, as -D pue=1.3 or -D 'grid_power=50 MW'"):format(text)
  end
  return { name = name, value = value }
end

-- Which part of how many: "3/64".
local function shard(text)
  local k, n = text:match "^(%d+)/(%d+)$"
  k, n = math.tointeger(tonumber(k)), math.tointeger(tonumber(n))
  if not (k and n and k >= 1 and k <= n and n <= 1000000) then
    return nil, ("option '--shard': expected a part and how many there are, as 3/64, from 1/1 to 1000000/1000000,"
      .. " got '%s'"):format(text)
  end
  return { k = k, n = n }
end

local FORMAT = { name = "--format", argname = "<format>", default = "text",
  choices = { "text", "md", "html", "json", "csv" },
  description = "What to write: text, md (Markdown), html, json or csv (the rows of its tables)." }

local OUTPUT = { name = "-o --output", argname = "<file>", kind = "file",
  description = "Write all that the script shows to one report: .html, .md, .txt, .json or .csv." }
local PICTURES = { name = "--pictures", argname = "<folder>", kind = "folder",
  description = "Put the pictures of a .md there, as .svg." }

local RUN = {
  name = "run",
  description = "Run a scenario: a Lua script.",
  example = "signalflow run hundred_megawatts -D 'price=0.5 USD/Mtok' --draws 10000 -o note.html",
  arguments = { { name = "script", kind = "scenario",
      description = "The script, or the name of a scenario that signalflow comes with." },
    { name = "arguments", args = "*", kind = "file", description = "Arguments for the script." } },
  options = { { name = "-D", argname = "<driver=value>", target = "drivers", count = "*", convert = driver_value,
      description = "Give a driver another value, in its own unit unless one is written: -D 'price=0.5 USD/Mtok'." },
    { name = "--draws", convert = draws,
      description = "How many draws, or how sure to be (0.1%), instead of what the script says." },
    { name = "--seed", convert = whole_of "--seed", description = "The seed, instead of what the script says." },
    { name = "--threads", convert = whole_of("--threads", 1),
      description = "How many threads; the results are the same for any number." },
    OUTPUT, PICTURES,
    { name = "--shard", argname = "<k/n>", convert = shard,
      description = "Do the k-th of n parts of the script's runs, and write it to -o FILE.sfr; signalflow merge puts"
        .. " parts together." },
    { name = "--parts", argname = "<folder>", kind = "folder",
      description = "With --shard: write the part to this folder, unless it is there." },
    FORMAT },
  flags = { { name = "--list", description = "List the drivers, for -D, and the outputs; nothing is run." },
    { name = "--json", description = "The same as --format json." },
    { name = "--sandbox",
      description = "Let the script compute and print, within limits, and reach no file, network or process." },
    { name = "--mpi", description = "In each process that mpirun started, do a part; the first puts them together." } },
  status = { { 2, "--list, and the script records no model" } },
}

local MERGE = {
  name = "merge",
  description = "Put the parts of a run together: what one machine would have shown.",
  example = "signalflow merge part*.sfr -o note.html",
  arguments = { { name = "files", args = "+", kind = "file",
    description = "The parts, in any order, or a folder of them." } },
  options = { { name = "--script", argname = "<script>", kind = "scenario",
      description = "Run the script as it lies here, if it is the one that the parts hold; otherwise theirs runs in a"
        .. " sandbox." },
    { name = "--threads", convert = whole_of("--threads", 1),
      description = "How many threads for what came after the runs in parts." },
    OUTPUT, PICTURES, FORMAT },
  flags = { { name = "--json", description = "The same as --format json." } },
  status = { { 1, "a part is damaged" } },
}

local PARTS = {
  name = "parts",
  description = "Say how far a run in parts is: what is done, missing and damaged.",
  example = "signalflow parts FOLDER",
  arguments = { { name = "folder", kind = "folder", description = "The folder that --parts named." } },
  options = { FORMAT },
  status = { { 0, "all parts are done" }, { 1, "a part is damaged, or of another run" }, { 2, "parts are missing" } },
}

local CHECK = {
  name = "check",
  description = "Ask a checklist of a folder of published files.",
  example = "signalflow check investor --data FOLDER --as-of 2025-09-30",
  arguments = { { name = "checklist", kind = "checklist", description = "A Lua file that returns sf.checklist { ... },"
    .. " or the name of a shipped one: investor, key_checks." } },
  options = { { name = "--data", argname = "<folder>", count = 1, kind = "folder",
      description = "The folder, with files named as their publishers name them." },
    { name = "--as-of", argname = "<date>", target = "as_of", count = 1, convert = day_of "--as-of",
      description = "The day whose knowledge counts." },
    FORMAT },
  flags = { { name = "--json", description = "Write the answers as data: JSON in coherent units." },
    { name = "--explain", description = "Say everything behind each answer." } },
  status = { { 0, "all pass" }, { 1, "a warning or failure" }, { 2, "something unknown" } },
}

local TEST = {
  name = "test",
  description = "Run a checklist's tests: a Lua script, and every list:test { ... } in it.",
  example = "signalflow test tests.lua",
  arguments = { { name = "script", kind = "file", description = "The script; sf is there without being asked for." } },
  status = { { 0, "all pass" }, { 1, "a failure" } },
}

local READ = {
  name = "read",
  description = "Read headlines: a line each, with the channels that changed.",
  example = "signalflow read feed.xml --questions",
  arguments = { { name = "feed", args = "?", kind = "file", description = "RSS, Atom, JSON, CSV, Markdown, or a"
    .. " headline a line; - is standard input." } },
  options = { FORMAT },
  flags = { { name = "--questions",
      description = "Say beneath each what would confirm it, where to look, and by when." },
    { name = "--json", description = "Write JSON lines." } },
  status = { { 2, "no headline" } },
}

local LEDGER = {
  name = "ledger",
  description = "Look into a ledger, check it, or carry it over as JSON lines.",
  example = "signalflow ledger research.db list",
  arguments = { { name = "ledger", kind = "file",
    description = "A file, or postgresql://user:password@host:port/dbname." } },
  actions = {
    { name = "list", description = "List the hypotheses.", options = { FORMAT } },
    { name = "show", description = "Show a hypothesis and every entry about it.",
      arguments = { { name = "id", description = "Its id." } },
      options = { { name = "--as-of", argname = "<date>", target = "as_of", convert = day_of "--as-of",
          description = "Show instead what was believed, knowing what was known by that day." },
        { name = "--recorded-by", argname = "<time>", target = "recorded_by",
          description = "With --as-of: from what had been entered by that day or time." },
        FORMAT } },
    { name = "verify", description = "Check the file and the chain of entries.", options = { FORMAT } },
    { name = "export", description = "Write every entry as a JSON line.",
      arguments = { { name = "file", args = "?", kind = "file", description = "Standard output if none is given." } } },
    { name = "import", description = "Fill an empty ledger from exported lines; creates the file.",
      arguments = { { name = "file", kind = "file", description = "- is standard input." } } },
  },
  status = { { 1, "the ledger is damaged" } },
}

local WATCH = { name = "--watch", argname = "<names>", kind = "file", description = "Companies by ticker, as nvda,msft;"
  .. " or a Lua file that returns { tickers = {...}, factories = {...}, feeds = {...} }." }
local AS_OF = { name = "--as-of", argname = "<date>", target = "as_of", convert = day_of "--as-of",
  description = "The day whose knowledge counts; today unless given." }

local BRIEF = {
  name = "brief",
  description = "Say what changed between two days: what flipped, moved, was filed, was said, falls due.",
  example = "signalflow brief FOLDER --since last --ledger research.db --watch watch.lua -o brief.html",
  arguments = { { name = "folder", kind = "folder", description = "The folder of published files and feeds." } },
  options = { { name = "--since", argname = "<date>", count = 1, convert = day_of("--since", "last"),
      description = "The day since which; last: since the last brief of this folder." },
    { name = "--as-of", argname = "<date>", target = "as_of", convert = day_of "--as-of",
      description = "The day whose knowledge counts; the last whole day, yesterday, unless given." },
    { name = "--checklist", argname = "<name>", default = "investor", kind = "checklist",
      description = "The checklist: a Lua file, or a shipped one, investor or key_checks." },
    { name = "--ledger", argname = "<ledger>", kind = "file",
      description = "A ledger, whose hypotheses and questions count." },
    WATCH,
    { name = "--format", argname = "<format>", default = "text", choices = { "text", "md", "html", "json" },
      description = "What to write: text, md (Markdown), html or json." },
    { name = "-o --output", argname = "<file>", kind = "file",
      description = "Write to a file: .html, .md, .txt or .json." } },
  status = { { 0, "nothing changed for the worse" }, { 1, "something flipped for the worse or fell overdue" },
    { 2, "only what is unknown grew" } },
}

local DUE = {
  name = "due",
  description = "Say what falls due: filings, questions of a ledger, hypotheses to be decided.",
  example = "signalflow due research.db --data FOLDER --watch nvda,msft -o due.ics",
  arguments = { { name = "ledger", args = "?", kind = "file", description = "A file, or postgresql://..., whose open"
    .. " questions and hypotheses count." } },
  options = { { name = "--data", argname = "<folder>", kind = "folder",
      description = "The folder whose filings say when a company usually files." },
    WATCH, AS_OF,
    { name = "--by", argname = "<date>", convert = day_of "--by",
      description = "The last day; 90 days ahead unless given." },
    { name = "--format", argname = "<format>", default = "text",
      choices = { "text", "md", "html", "json", "csv", "ics" },
      description = "What to write: text, md (Markdown), html, json, csv or ics (a calendar)." },
    { name = "-o --output", argname = "<file>", kind = "file",
      description = "Write to a file: .ics, .txt, .md, .html, .json or .csv." } },
  flags = { { name = "--ics", description = "The same as --format ics." } },
  status = { { 1, "something is overdue" } },
}

local OWN = { name = "own", kind = "file", description = "The file that keeps the rows, as own.lua." }

-- An option that takes something, with where it goes.
local function named(name, argname, description, more)
  local made = { name = name, argname = argname, description = description }
  for key, value in pairs(more or {}) do
    made[key] = value
  end
  return made
end

local MEASURE = {
  name = "measure",
  description = "Keep your own benchmark results as measured rows.",
  example = "signalflow measure add own.lua result.json --power gpu.csv --platform B200 --precision fp8 --gpus 8",
  actions = {
    { name = "add", description = "Read a result, check it, and add its rows to a file; a run read before is replaced."
        .. " What the result does not say is asked for.",
      arguments = { OWN, { name = "result", kind = "file", description = "A result of vLLM bench serve, SGLang"
        .. " bench_serving, InferenceX, AIPerf or GenAI-Perf, or an mlperf_log_summary.txt." } },
      options = { named("--platform", "<name>", "The accelerator, as B200."),
        named("--model", "<name>", "The language model, as DeepSeek-R1."),
        named("--precision", "<name>", "Of the weights: bf16, fp16, fp8, fp4, mxfp4 or int4."),
        named("--gpus", "<number>", "How many accelerators served, those that prefill too.",
          { convert = whole_of("--gpus", 1) }),
        named("--power", "<file>", "A power log: CSV of nvidia-smi, amd-smi, DCGM or a meter, or MLPerf's spl.txt.",
          { kind = "file" }),
        named("--scope", "<scope>", "Whose power the log is.", { choices = { "chip", "server", "facility" } }),
        named("--start", "<time>", "When the run began, by the log's clock: '2026-01-15 12:00:00'."),
        named("--zone", "<offset>", "The zone of local times, as +02:00 or UTC."),
        named("--date", "<date>", "The day it ran.", { convert = day_of "--date" }),
        named("--engine", "<name>", "What served, as vllm."),
        named("--spec", "<name>", "How tokens were guessed ahead: none or mtp.", { choices = { "none", "mtp" } }),
        named("--layout", "<words>", "How the model was spread, as TP8."),
        named("--input", "<tokens>", "Nominal tokens in; else the mean of those served.",
          { convert = whole_of("--input", 1) }),
        named("--output", "<tokens>", "Nominal tokens out; else the mean of those served.",
          { convert = whole_of("--output", 1) }),
        named("--concurrency", "<number>", "Requests in flight.", { convert = whole_of("--concurrency", 1) }),
        named("--workload", "<name>", "Of MLPerf, its round: mlperf-5.1."), FORMAT },
      flags = { { name = "--disaggregated", description = "Prefill had accelerators of its own." } } },
    { name = "list", description = "List the rows.", arguments = { OWN }, options = { FORMAT } },
    { name = "check", description = "Check the rows again, and the results that still lie beside the file.",
      arguments = { OWN }, options = { FORMAT } },
  },
  status = { { 1, "a row is suspect, or its result has changed" }, { 2, "there is no row" } },
}

local FETCH = {
  name = "fetch",
  description = "Fetch public files into a folder: what is newer, from the SEC, FRED, the Census Bureau and feeds.",
  example = "signalflow fetch data --checklist investor --contact 'Your Name you@example.org'",
  arguments = { { name = "folder", args = "?", kind = "folder", description = "Where the files are kept." },
    { name = "names", args = "*", description = "Tickers (NVDA), series of FRED (DGS10, fred:GS30), a publisher's"
      .. " table (ai_use_of_firms), addresses of feeds." } },
  options = { { name = "--checklist", argname = "<list>", kind = "checklist",
      description = "What this checklist needs: a file, or investor, key_checks." },
    { name = "--scenario", argname = "<script>", kind = "scenario",
      description = "What this script asks its folder for, as far as it comes without data." },
    { name = "--feeds", argname = "<file>", kind = "file",
      description = "The feeds of a file: an address a line, or a name and an address." },
    { name = "--prices", argname = "<address>",
      description = "Where closes come from, 'https://example.org/{ticker}.csv'; else as SIGNALFLOW_PRICES says." },
    { name = "--contact", argname = "<words>",
      description = "Your name and mail address, which the SEC wants to know; else SIGNALFLOW_CONTACT says them." },
    { name = "--since", argname = "<date>", convert = day_of "--since",
      description = "Fetch filings from this day on; else those of 800 days." },
    { name = "--max-rate", argname = "<number>", target = "max_rate", convert = tonumber,
      description = "At most so many requests a second; usually 5 to the SEC and 1 to others." },
    FORMAT },
  flags = { { name = "--filings", description = "Fetch the documents of the tickers too: inline XBRL." },
    { name = "--list", description = "List what is needed and where it comes from; nothing is fetched." },
    { name = "--dry-run", target = "dry_run", description = "List what would be asked for; nothing is fetched." } },
  status = { { 0, "all is here" }, { 1, "something could not be fetched" } },
}

local function list_of(name, description, example, more)
  return { name = name, description = description, example = example, options = { FORMAT }, arguments = more.arguments,
    flags = more.flags }
end

local function one_of(what)
  return { arguments = { { name = "name", args = "?", description = what } } }
end

--- The commands, in the order in which they are listed.
return { RUN, MERGE, PARTS, CHECK, FETCH, TEST, READ, BRIEF, DUE, MEASURE, LEDGER,
  list_of("platforms", "List the platforms of the catalogue, or show one with its sources.",
    "signalflow platforms B200", one_of "The platform to show, as 'GB200 NVL72'."),
  list_of("models", "List the language models of the catalogue, or show one with its sources.",
    "signalflow models DeepSeek-R1", one_of "The model to show."),
  list_of("sources", "List the sources of the catalogue's figures.", "signalflow sources --start",
    { flags = { { name = "--start",
        description = "List instead where to start verifying: public sources, by the question they answer." },
      { name = "--files", description = "List instead by which names a folder finds files." } } }) }
