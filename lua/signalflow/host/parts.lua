--- Parts of a run as files: `.sfr`, sealed records whose header says what was run, on what, and which part it is. The
-- first record is the script; the figures follow. A file's bytes are the same on any machine.
-- @module signalflow.host.parts
local core = require "signalflow.core"
local cut = require "signalflow.model.parts"
local failure = require "signalflow.shared.failure"
local json = require "signalflow.page.json"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local version = require "signalflow.shared.version"

local parts = {}

-- A task's fields in the order in which they are written.
local TASK = { "kind", "of", "outputs", "units", "draws", "seed", "sampler", "statistics", "total", "form", "formula",
  "first", "count", "records" }
local LISTS = { outputs = true, units = true, statistics = true }

-- A table of texts as an object in the order of its names.
local function object_of(texts)
  local pairs = {}
  for i, name in ipairs(options.names(texts)) do
    pairs[i] = { name, texts[name] }
  end
  return json.object(pairs)
end

-- A seed may have more digits than a number of JSON: it is text.
local function task_line(task)
  local pairs = {}
  for i, field in ipairs(TASK) do
    local value = task[field]
    pairs[i] = { field, LISTS[field] and json.list(table.move(value, 1, #value, 1, {}))
      or field == "seed" and ("%d"):format(value) or value }
  end
  return json.object(pairs)
end

local function escape(text)
  return (text:gsub("[%%\128-\255]", function(byte)
    return ("%%%02X"):format(byte:byte())
  end))
end

local function unescape(text)
  return (text:gsub("%%(%x%x)", function(digits)
    return string.char(tonumber(digits, 16))
  end))
end

-- A value with all its texts changed: they may be any bytes, and JSON holds characters.
local function with_texts(value, change)
  if type(value) == "string" then
    return change(value)
  elseif type(value) ~= "table" then
    return value
  end
  local made = setmetatable({}, getmetatable(value))
  for key, one in pairs(value) do
    made[with_texts(key, change)] = with_texts(one, change)
  end
  return made
end

--- What was typed, as a part's header keeps it.
-- @tparam table given `name` and `text` of the script, `arguments`, `drivers` name to text, `draws`, `seed` as typed
-- @tparam integer k
-- @tparam integer n
-- @treturn table header without tasks
function parts.header(given, k, n)
  return { version = version, script = given.name, sha256 = core.digest(given.text), arguments = given.arguments,
    drivers = given.drivers, draws = given.draws and core.text("%s", given.draws),
    seed = given.seed and ("%d"):format(given.seed), k = k, n = n }
end

--- A part as the bytes of its file.
-- @tparam table header from `parts.header`
-- @tparam string text of the script
-- @tparam table tasks
-- @tparam {string,...} records of all tasks
-- @treturn string
function parts.bytes(header, text, tasks, records)
  local lines, all = {}, { text }
  for i, task in ipairs(tasks) do
    lines[i] = task_line(task)
  end
  table.move(records, 1, #records, 2, all)
  local head = json.object { { "signalflow", header.version }, { "script", header.script },
    { "sha256", header.sha256 }, { "arguments", json.list(table.move(header.arguments, 1, #header.arguments, 1, {})) },
    { "drivers", object_of(header.drivers) }, { "draws", header.draws }, { "seed", header.seed }, { "k", header.k },
    { "n", header.n }, { "tasks", json.list(lines) }, { "records", #all } }
  return core.seal_records(json.encode(with_texts(head, escape)), all)
end

-- Reading. Whatever a file says is checked before it is used.

local function is_list_of(kind, value)
  if type(value) ~= "table" then
    return false
  end
  for key, one in pairs(value) do
    if math.type(key) ~= "integer" or key < 1 or key > #value or type(one) ~= kind then
      return false
    end
  end
  return true
end

local function is_map_of_texts(value)
  if type(value) ~= "table" then
    return false
  end
  for key, one in pairs(value) do
    if type(key) ~= "string" or type(one) ~= "string" then
      return false
    end
  end
  return true
end

local function is_whole(value, least, most)
  return math.type(value) == "integer" and value >= least and value <= (most or math.maxinteger)
end

local SAMPLERS = { sobol = true, pseudo = true, antithetic = true, latin = true }
local MOST_DRAWS = 1 << 50

-- Whether a task is one, and holds just the part that it is to hold.
local function is_task(task, k, n)
  if type(task) ~= "table" or type(task.of) ~= "string" or type(task.formula) ~= "string"
    or not (is_list_of("string", task.outputs) and is_list_of("string", task.units)
    and is_list_of("string", task.statistics) and #task.outputs > 0 and #task.units == #task.outputs)
    or not SAMPLERS[task.sampler] or not is_whole(task.draws, 1, MOST_DRAWS) or math.type(task.seed) ~= "integer"
    or not is_whole(task.first, 0) or not is_whole(task.count, 0) then
    return false
  end
  local first, count
  if task.kind == "draws" then
    first, count = cut.draws_of(task.draws, k, n)
    if task.records ~= (count > 0 and #task.outputs or 0) then
      return false
    end
  elseif task.kind == "scenarios" and is_whole(task.total, 1, 1 << 40)
    and (task.form == "rows" or task.form == "summaries") then
    first, count = cut.share(task.total, k, n)
    if task.records ~= count then
      return false
    end
  end
  return first == task.first and count == task.count
end

local function are_tasks(head, held)
  if type(head.tasks) ~= "table" or #head.tasks == 0 then
    return false
  end
  local records = 1
  for key, task in pairs(head.tasks) do
    if not is_whole(key, 1, #head.tasks) or not is_task(task, head.k, head.n) then
      return false
    end
    records = records + task.records
  end
  return records == held and head.records == held
end

local function integer(text)
  return type(text) == "string" and text:find "^%-?%d+$" and math.tointeger(tonumber(text)) or nil
end

-- A header as a table, its seeds numbers again; nil where it is no JSON.
local function head_of(line)
  local head = with_texts((core.json(line)), unescape)
  for _, task in pairs(type(head) == "table" and type(head.tasks) == "table" and head.tasks or {}) do
    if type(task) == "table" then
      task.seed = integer(task.seed)
    end
  end
  return head
end

local function is_head(head)
  return type(head) == "table" and type(head.script) == "string" and type(head.sha256) == "string"
    and is_list_of("string", head.arguments) and is_map_of_texts(head.drivers)
    and (head.draws == nil or type(head.draws) == "string") and (head.seed == nil or type(head.seed) == "string")
    and is_whole(head.n, 1, cut.most) and is_whole(head.k, 1, head.n)
end

local function damaged(path, why)
  return failure("corrupt", ("%s: %s"):format(path, why))
end

--- A part from its bytes.
-- @tparam string bytes
-- @tparam string path for messages
-- @treturn[1] table `path`, `version script sha256 arguments drivers draws seed k n`, `text` of the script, `tasks`,
-- `records` of all of them
-- @treturn[2] nil
-- @treturn[2] err "corrupt" where it is cut short, damaged or no part; "unknown" where another version of signalflow
-- made it
function parts.parse(bytes, path)
  local line, records = core.open_records(bytes)
  if not line then
    return nil, damaged(path, tostring(records))
  end
  local head = head_of(line)
  if type(head) == "table" and type(head.signalflow) == "string" and head.signalflow ~= version then
    return nil, failure("unknown", ("%s: signalflow %s made it, and this is %s: parts are put together by the version"
      .. " that made them"):format(path, head.signalflow, version))
  elseif not is_head(head) or head.signalflow ~= version or not are_tasks(head, #records) then
    return nil, damaged(path, "it is damaged: its header is none of a part")
  elseif core.digest(records[1]) ~= head.sha256 then
    return nil, damaged(path, "it is damaged: its script is not the one that it names")
  end
  return { path = path, script = head.script, sha256 = head.sha256, text = table.remove(records, 1),
    arguments = head.arguments, drivers = head.drivers, draws = head.draws, seed = head.seed, k = head.k, n = head.n,
    tasks = head.tasks, records = records }
end

--- Reads a part.
-- @tparam string path
-- @treturn[1] table as `parts.parse` gives it
-- @treturn[2] nil
-- @treturn[2] err code "io", or as `parts.parse` gives it
function parts.read(path)
  local bytes, unread = core.read_file(path)
  if not bytes then
    return nil, unread
  end
  return parts.parse(bytes, path)
end

-- Texts by name in one line, to compare and to show.
local function drivers_in_words(drivers)
  local words = {}
  for i, name in ipairs(options.names(drivers)) do
    words[i] = ("-D %s=%s"):format(name, drivers[name])
  end
  return #words > 0 and table.concat(words, " ") or "no -D"
end

local COMPARED = {
  { "script", function(part) return part.sha256 end, function(part)
    return ("script '%s', digest %s..."):format(part.script, part.sha256:sub(1, 8))
  end },
  { "arguments", function(part) return table.concat(part.arguments, "\0") .. "\0" .. #part.arguments end,
    function(part)
      return #part.arguments > 0 and ("arguments %s"):format(table.concat(part.arguments, " ")) or "no arguments"
    end },
  { "drivers", function(part) return drivers_in_words(part.drivers) end, function(part)
    return drivers_in_words(part.drivers)
  end },
  { "draws", function(part) return part.draws end, function(part)
    return part.draws and "--draws " .. part.draws or "no --draws"
  end },
  { "seed", function(part) return part.seed end, function(part)
    return part.seed and "--seed " .. part.seed or "no --seed"
  end },
  { "number of parts", function(part) return part.n end, function(part)
    return ("part %d of %d"):format(part.k, part.n)
  end },
}

local function difference_of_tasks(a, b)
  for i = 1, math.max(#a.tasks, #b.tasks) do
    local one, other = a.tasks[i], b.tasks[i]
    if not (one and other) then
      return ("%s runs %s, and %s %s"):format(b.path, number.things(#b.tasks, "run"), a.path,
        number.things(#a.tasks, "run"))
    end
    local field = cut.differing_field(one, other)
    if field == "formula" then
      return ("%s: the formulas of '%s' have other values than in %s: what the script reads differs"):format(b.path,
        other.of, a.path)
    elseif LISTS[field] then
      return ("%s: other %s than in %s"):format(b.path, field, a.path)
    elseif field then
      return ("%s: another %s than in %s: %s, not %s"):format(b.path, field, a.path, core.text("%s", other[field]),
        core.text("%s", one[field]))
    end
  end
  return nil
end

--- What parts two parts so that they are not of one run.
-- @tparam table a from `parts.read`, or what stands for one: without tasks these are not compared
-- @tparam table b
-- @treturn ?string nil where they are of one
function parts.difference(a, b)
  for _, one in ipairs(COMPARED) do
    local name, value_of, words_of = table.unpack(one)
    if value_of(a) ~= value_of(b) then
      return ("%s: another %s than %s: %s, not %s"):format(b.path, name, a.path, words_of(b), words_of(a))
    end
  end
  return a.tasks and b.tasks and difference_of_tasks(a, b) or nil
end

--- Numbers of parts in few words: "2, 5 to 7".
-- @tparam {integer,...} list ascending
-- @treturn string
function parts.ranges(list)
  local words, i = {}, 1
  while i <= #list do
    local last = i
    while list[last + 1] == list[last] + 1 do
      last = last + 1
    end
    words[#words + 1] = last > i + 1 and ("%d to %d"):format(list[i], list[last])
      or last > i and ("%d, %d"):format(list[i], list[last]) or ("%d"):format(list[i])
    i = last + 1
  end
  return table.concat(words, ", ")
end

-- Adds the summaries of a part to those of the parts before it.
local function add_draws(whole, task, part, first)
  for i = 1, task.records do
    local summary, why = core.summary(part.records[first + i])
    if not summary or summary:count() + summary:undefined() ~= task.count then
      return nil, damaged(part.path, "it is damaged: " .. (why and tostring(why) or "a summary of other draws"))
    elseif whole[i] then
      local merged, clash = failure.catch(whole[i].merge, whole[i], summary)
      if not merged then
        return nil, damaged(part.path, "it is damaged: " .. failure.words(clash))
      end
    else
      whole[i] = summary
    end
  end
  return true
end

-- Adds what a part holds: summaries are merged in any order, rows wait for their turn.
local function add(gathered, part)
  local first = 0
  for i, task in ipairs(part.tasks) do
    gathered[i] = gathered[i] or { task = task, summaries = {}, rows = {} }
    if task.kind == "draws" then
      local added, err = add_draws(gathered[i].summaries, task, part, first)
      if not added then
        return nil, err
      end
    else
      gathered[i].rows[part.k] = table.move(part.records, first + 1, first + task.records, 1, {})
      for place, record in ipairs(gathered[i].rows[part.k]) do
        if not cut.is_record(record, task) then
          local which = task.first + place
          return nil, damaged(part.path, ("it is damaged: it holds no figures of scenario %d"):format(which))
        end
      end
    end
    first = first + task.records
  end
  return true
end

-- The tasks whole, their records in order.
local function whole_tasks(gathered, n)
  local tasks = {}
  for i, one in ipairs(gathered) do
    local task = options.merged(one.task)
    task.records = {}
    for _, summary in ipairs(one.summaries) do
      task.records[#task.records + 1] = summary:bytes()
    end
    for k = 1, task.kind == "scenarios" and n or 0 do
      table.move(one.rows[k], 1, #one.rows[k], #task.records + 1, task.records)
    end
    tasks[i] = task
  end
  return tasks
end

-- Those after the first so many, up to another.
local function range(from, to)
  return ("%s to %s"):format(number.count(from + 1), number.count(to))
end

--- What parts of a run hold, whether they are there or not.
-- @tparam {integer,...} list numbers of the parts, ascending
-- @tparam table part one that is there
-- @treturn string "draws 1 to 16,384 of 'site'"; "" where they hold nothing
function parts.holdings(list, part)
  local words = {}
  for _, task in ipairs(part.tasks) do
    local held, from, to = {}, nil, nil
    for _, k in ipairs(list) do
      local first, count
      if task.kind == "draws" then
        first, count = cut.draws_of(task.draws, k, part.n)
      else
        first, count = cut.share(task.total, k, part.n)
      end
      if count > 0 and to == first then
        to = first + count
        held[#held] = range(from, to)
      elseif count > 0 then
        from, to = first, first + count
        held[#held + 1] = range(from, to)
      end
    end
    words[#words + 1] = #held > 0 and ("%s %s of '%s'"):format(task.kind, table.concat(held, " and "), task.of) or nil
  end
  return table.concat(words, "; ")
end

local function missing(list, part)
  local holds = parts.holdings(list, part)
  return failure("unknown", ("missing: part%s %s of %d%s"):format(#list > 1 and "s" or "", parts.ranges(list), part.n,
    holds ~= "" and (" (%s)"):format(holds) or ""), { missing = list })
end

--- The parts that lie in a folder, in the order of their names.
-- @tparam string folder
-- @treturn[1] {string,...} paths
-- @treturn[2] nil
-- @treturn[2] err code "io"
function parts.within(folder)
  local names, unread = core.names(folder)
  if not names then
    return nil, unread
  end
  local paths = {}
  core.sort_texts(names)
  for _, name in ipairs(names) do
    paths[#paths + 1] = name:find "[.]sfr$" and ("%s/%s"):format(folder:gsub("/+$", ""), name) or nil
  end
  return paths
end

-- The number of a part whose file has the name that it was given.
local function number_in(path, n)
  local k, of = path:match "part%-(%d+)%-of%-(%d+)[.]sfr$"
  return k and math.tointeger(tonumber(of)) == n and math.tointeger(tonumber(k)) or nil
end

--- How far a run in parts is, by what lies in a folder.
-- @tparam string folder
-- @treturn[1] table `first`, a part that is sound, if there is one; `done` and `missing`, numbers of parts, ascending;
-- `bad`, a list of `{path=, err=, number=}`: what is damaged, or of another run, and the number in its name
-- @treturn[2] nil
-- @treturn[2] err code "io"
function parts.survey(folder)
  local paths, unread = parts.within(folder)
  if not paths then
    return nil, unread
  end
  local made, places = { done = {}, missing = {}, bad = {} }, {}
  for _, path in ipairs(paths) do
    local part, err = parts.read(path)
    local differs = part and made.first and parts.difference(made.first, part)
      or part and places[part.k] and ("%s is part %d too"):format(places[part.k], part.k)
    if part and not differs then
      part.records = nil
      made.first, places[part.k] = made.first or part, path
    else
      table.insert(made.bad, { path = path, err = err or failure("unknown", differs) })
    end
  end
  for _, one in ipairs(made.bad) do
    one.number = made.first and number_in(one.path, made.first.n)
  end
  for k = 1, made.first and made.first.n or 0 do
    table.insert(places[k] and made.done or made.missing, k)
  end
  return made
end

-- Parts that come one by one, in any order.
local Gathering = {}
Gathering.__index = Gathering

--- What takes parts one by one, in whatever order they come.
-- @treturn table with `:add(part)` and `:finish()`
function parts.gathering()
  return setmetatable({ first = nil, places = {}, held = {} }, Gathering)
end

--- Takes a part.
-- @tparam table part from `parts.read`; its records are not kept
-- @treturn[1] boolean true
-- @treturn[2] nil
-- @treturn[2] err names the part that is damaged or of another run, or two that overlap
function Gathering:add(part)
  local differs, before = self.first and parts.difference(self.first, part), self.places[part.k]
  if differs then
    return nil, failure("unknown", differs)
  elseif before then
    return nil, failure("unknown", ("%s and %s overlap: both are part %d of %d"):format(before, part.path, part.k,
      part.n))
  end
  self.first, self.places[part.k] = self.first or part, part.path
  local added, err = add(self.held, part)
  part.records = nil
  return added, err
end

--- The whole.
-- @treturn[1] table the first part, its `tasks` whole: each with its `records`
-- @treturn[2] nil
-- @treturn[2] err says what is missing
function Gathering:finish()
  local lacking = {}
  for k = 1, self.first.n do
    lacking[#lacking + 1] = not self.places[k] and k or nil
  end
  if #lacking > 0 then
    return nil, missing(lacking, self.first)
  end
  return options.merged(self.first, { tasks = whole_tasks(self.held, self.first.n) })
end

--- Puts parts together.
-- @tparam {string,...} paths in any order
-- @treturn[1] table as `:finish()` gives it
-- @treturn[2] nil
-- @treturn[2] err names the part that is damaged or of another run, two that overlap, or what is missing
function parts.merge(paths)
  local gathering = parts.gathering()
  for _, path in ipairs(paths) do
    local part, unread = parts.read(path)
    if not part then
      return nil, unread
    end
    local added, err = gathering:add(part)
    if not added then
      return nil, err
    end
  end
  return gathering:finish()
end

return parts
