--- What a person typed as what it names: a checklist, a folder, a ledger, what is watched. What cannot be had is raised
-- as its err, which ends the command with its words.
-- @module signalflow.command.typed
local core = require "signalflow.core"
local find_list = require "signalflow.command.lists"
local sf = require "signalflow"
local watch = require "signalflow.brief.watch"

local typed = {}

--- What a call gave, or its err, raised.
-- @param value
-- @param err
-- @return value
function typed.must(value, err)
  if value == nil then
    error(err, 0)
  end
  return value
end

--- A checklist by its file or its name.
-- @tparam string words
-- @treturn Checklist
function typed.checklist(words)
  return typed.must(find_list(words))
end

--- A folder of published files.
-- @tparam ?string path
-- @treturn ?Files
function typed.folder(path)
  return path and typed.must(sf.folder(path))
end

--- A ledger, to be read.
-- @tparam ?string address
-- @treturn ?Book
function typed.ledger(address)
  return address and typed.must(sf.ledger(address, { read_only = true }))
end

--- What is watched: tickers, or a Lua file.
-- @tparam ?string words
-- @treturn ?table
function typed.watch(words)
  return words and typed.must(watch.read(words, sf))
end

--- Today, where the machine is.
-- @treturn string
function typed.today()
  return os.date "%Y-%m-%d"
end

--- The last whole day: what is filed later today is not known yet, and a brief of today would never say it.
-- @treturn string
function typed.yesterday()
  return core.day_text(core.day(typed.today()) - 1) -- a day may have 23 hours, or 25
end

return typed
