--- signalflow parts
-- @module signalflow.command.parts
local block = require "signalflow.page.block"
local options = require "signalflow.shared.options"
local output = require "signalflow.command.output"
local page = require "signalflow.page.page"
local parts = require "signalflow.host.parts"
local status = require "signalflow.command.status"

local COLUMNS = { { title = "state" }, { title = "parts" }, { title = "what" } }

-- The numbers of the parts that are neither done nor there damaged.
local function without_bad(survey)
  local bad, list = {}, {}
  for _, one in ipairs(survey.bad) do
    bad[one.number or 0] = true
  end
  for _, k in ipairs(survey.missing) do
    list[#list + 1] = not bad[k] and k or nil
  end
  return list
end

local function rows_of(survey)
  local rows = {}
  for _, state in ipairs { { "done", survey.done }, { "missing", without_bad(survey) } } do
    local name, list = table.unpack(state)
    if #list > 0 then
      rows[#rows + 1] = { name, parts.ranges(list), parts.holdings(list, survey.first) }
    end
  end
  for _, one in ipairs(survey.bad) do
    local is_damaged = one.err.code == "corrupt"
    rows[#rows + 1] = { is_damaged and "damaged" or "another run", one.number and ("%d"):format(one.number) or "",
      tostring(one.err) }
  end
  return rows
end

-- A word as a shell takes it.
local function quoted(word)
  return word:find "^[%w_@%%+=:,./-]+$" and word or "'" .. word:gsub("'", "'\\''") .. "'"
end

-- What was typed for a part, but for which it is and where it goes.
local function typed(part)
  local words = { quoted(part.script) }
  for _, name in ipairs(options.names(part.drivers)) do
    words[#words + 1] = "-D " .. quoted(("%s=%s"):format(name, part.drivers[name]))
  end
  for _, name in ipairs { "draws", "seed" } do
    words[#words + 1] = part[name] and ("--%s %s"):format(name, quoted(part[name]))
  end
  for i, word in ipairs(part.arguments) do
    words[#words + 1] = (i == 1 and "-- " or "") .. quoted(word)
  end
  return table.concat(words, " ")
end

-- What to do next.
local function advice(survey, folder)
  local first = survey.first
  if #survey.missing > 0 then
    return ("next: signalflow run --shard %d/%d --parts %s %s"):format(survey.missing[1], first.n, quoted(folder),
      typed(first))
  end
  return #survey.bad == 0 and "next: signalflow merge " .. quoted(folder)
    or "What is not of this run belongs elsewhere; signalflow merge takes the rest by name."
end

return function(given)
  local survey, unread = parts.survey(given.folder)
  if not survey then
    return nil, unread
  end
  local first = survey.first
  local blocks = { block.title { given.folder, ": ", first and ("parts of %s, %d in all"):format(
    first.script:match "[^/]*$", first.n) or "no part of a run" } }
  local rows = rows_of(survey)
  blocks[2] = #rows > 0 and block.table { columns = COLUMNS, rows = rows } or nil
  if first then
    blocks[#blocks + 1] = block.note(advice(survey, given.folder))
  end
  output.write(page.new(blocks), given.format)
  return #survey.bad > 0 and status.worse or (not first or #survey.missing > 0) and status.unknown or status.done
end
