--- The plan of the house: its floors, its rooms and what each room is for.
-- `rooms.lua` draws it and holds the tree to it.

local house = {}

-- C, from the ground up. A room calls the rooms of lower floors, less those it must never know.
house.c = {
  { name = "base", floor = 1, purpose = "status, memory, text, lists, files, dates, threads, clock, checksums" },
  { name = "numeric", floor = 2, purpose = "plain doubles in and out, the same bits everywhere", own_math = true },
  { name = "formats", floor = 2, purpose = "bytes become tokens, which mean nothing yet" },
  { name = "units", floor = 3, never = { "formats" }, purpose = "what a number counts, read and printed" },
  { name = "laws", floor = 3, never = { "formats" }, purpose = "how likely each value is" },
  { name = "kernels", floor = 4, never = { "formats" }, purpose = "the inner loops, for each instruction set" },
  { name = "feeds", floor = 4, purpose = "a publisher's feed becomes headlines" },
  { name = "headlines", floor = 4, purpose = "text becomes a claim with its reasons" },
  { name = "expressions", floor = 5, never = { "formats" }, purpose = "formulas, their dimensions and gradients" },
  { name = "summaries", floor = 5, never = { "formats" }, purpose = "what is kept of an output's draws" },
  { name = "engine", floor = 6, never = { "formats" }, purpose = "plans, their draws and their runs" },
  { name = "series", floor = 6, purpose = "what was known, and when" },
  { name = "publishers", floor = 7, purpose = "a publisher's file becomes series" },
  { name = "judgement", floor = 7, never = { "formats" }, purpose = "true, false or unknown", own_math = true },
  { name = "factory", floor = 7, purpose = "the efficiency math of an AI factory" },
  { name = "finance", floor = 7, purpose = "money over time, arrival, event studies" },
  { name = "lua", floor = 8, purpose = "the boundary: the only C that sees Lua", sees_lua = true },
}

-- Lua, from the first room to the last. A room calls rooms of lower steps; rooms of one step stand beside each other
-- and may call each other, as long as no circle comes of it. Only rooms that host the language may require it whole.
house.lua = {
  { name = "shared", step = 1, purpose = "options, failures, settings: checking and saying no" },
  { name = "page", step = 2, writes = true, purpose = "blocks and their renderers" },
  { name = "values", step = 3, writes = true, purpose = "units, distributions, quantities, outcomes" },
  { name = "model", step = 4, purpose = "model, run, study, sweep, sensitivity, solve" },
  { name = "catalogue", step = 5, purpose = "data, each figure a quantity with its source" },
  { name = "site", step = 6, purpose = "what stands around the chip" },
  { name = "serving", step = 7, purpose = "workload, layouts, frontier, estimate, launch, claim" },
  { name = "measured", step = 8, purpose = "one's own benchmark results and power logs become measured rows" },
  { name = "factory", step = 8, purpose = "the factory, its drivers and what binds it" },
  { name = "series", step = 9, purpose = "publishers' files at the prompt" },
  { name = "checks", step = 10, purpose = "threshold, check, checklist, findings, backtest" },
  { name = "headlines", step = 11, purpose = "reading, feed, story, questions" },
  { name = "impact", step = 12, purpose = "signal, arrival, impact, pricing, valuation" },
  { name = "judgement", step = 13, purpose = "thesis, moat, concentration, company, rivals, track record" },
  { name = "ledger", step = 13, purpose = "hypotheses and evidence, kept" },
  { name = "brief", step = 14, purpose = "what changed between two days, what falls due" },
  { name = "report", step = 14, purpose = "things on one page that can be forwarded" },
  { name = "command", step = 15, host = true, purpose = "one file a command" },
  { name = "prompt", step = 15, host = true, writes = true, purpose = "loop, completion, help, tutorial" },
  { name = "fetch", step = 15, host = true, purpose = "the only files that reach the network" },
  { name = "host", step = 15, host = true, purpose = "sandbox, parts, MPI" },
  { name = "meta", step = 16, host = true, purpose = "stubs for editors, generated" },
}

-- Sources of modules of their own, built only where what they speak to is: no other C calls them.
house.apart = { ["csrc/lua/mpi.c"] = true }

-- Folders of files as an analyst writes them: they require "signalflow" and nothing of its inside.
house.scripts = { "lua/scenarios/", "lua/signalflow/checks/lists/" }

for _, rooms in ipairs { house.c, house.lua } do
  for _, room in ipairs(rooms) do
    rooms[room.name] = room
  end
end

return house
