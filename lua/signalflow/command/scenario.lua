--- A scenario as `signalflow run` runs it: what it prints in the format that was asked for, what it shows on one page,
-- its models listed. The script may run in a sandbox, whose own modules these are then.
-- @module signalflow.command.scenario
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local output = require "signalflow.command.output"
local page = require "signalflow.page.page"
local parts = require "signalflow.model.parts"
local quantity = require "signalflow.values.quantity"
local report = require "signalflow.report.report"
local scripts = require "signalflow.command.scripts"
local settings = require "signalflow.shared.settings"
local status = require "signalflow.command.status"
local units = require "signalflow.values.units"

local scenario = {}

-- Gives `print` another meaning: what has a page is written in the format that was asked for.
local function print_as(format)
  local printed = print
  _G.print = function(...)
    for i = 1, select("#", ...) do
      local value = select(i, ...)
      local kind = type(value)
      if (kind == "table" or kind == "userdata") and report.of(value) then
        output.write(value:page(), format)
      else
        printed(value)
      end
    end
  end
end

-- Gives `print` another meaning: what is shown is kept, for one report.
local function collect_prints()
  local shown = {}
  settings.collect = function(thing)
    shown[#shown + 1] = thing
  end
  _G.print = function(...)
    local words = {}
    for i = 1, select("#", ...) do
      local value = select(i, ...)
      if report.has_page(value) then
        shown[#shown + 1] = value
      else
        words[#words + 1] = core.text("%s", value)
      end
    end
    shown[#shown + 1] = #words > 0 and table.concat(words, "\t") or nil
  end
  return shown
end

-- Writes what a script showed to a file, and its pictures beside it where a folder was asked for; or gives its bytes.
local function write_report(shown, given)
  local made = report.gather(shown)
  if not made then
    return nil, failure("unknown", ("%s shows nothing, so there is nothing to write to %s"):format(settings.script,
      given.output))
  end
  if given.pictures then
    return output.save_with_pictures(made:document(), given.output, given.pictures)
  end
  if given.keep then
    return made:document():bytes(given.output)
  end
  return made:save(given.output)
end

-- What a script leaves behind if it returns something: a model is run, what prints becomes a report, and anything else
-- is printed.
local function show(value)
  if type(value) == "table" and rawget(value, "formula") and type(value.run) == "function" then
    local result, err = value:run()
    if not result then
      return nil, err
    end
    value = result
  end
  if value ~= nil then
    print(type(value) == "table" and report.of(value) or value)
  end
  return true
end

--- The err about a driver that is none of a script's.
-- @tparam string name
-- @tparam {string,...} near what it may be
-- @tparam[opt] {string,...} known all that there are, where that is known
-- @treturn nil
-- @treturn err names the nearest
function scenario.no_driver(name, near, known)
  return nil, failure("unknown", ("no model of this script has a driver '%s'%s"):format(name,
    options.suggest(name, near, known and #known > 0 and "; known: " .. table.concat(known, ", ")
      or "; --list shows which there are")))
end

-- Every -D met a driver of the script; else nil and an err that names the nearest.
local function check_drivers()
  for name in pairs(settings.drivers) do
    if not settings.matched[name] then
      local known = options.names(settings.known)
      return scenario.no_driver(name, known, known)
    end
  end
  return status.done
end

-- Drivers with their values, and outputs with what they are.
local function blocks_of(model)
  local drivers, outputs = {}, {}
  for i, name in ipairs(model.driver_names) do
    drivers[i] = { name, quantity.figure(model.values[name]) }
  end
  for i, name in ipairs(model.output_names or {}) do
    outputs[i] = { name, units.dimension(model.formula[name]) }
  end
  return { block.table { columns = { { title = "driver" }, { title = "value" } }, rows = drivers },
    block.table { columns = { { title = "output" }, { title = "what it is" } }, rows = outputs } }
end

-- The models that a script records until it first runs one; what it prints meanwhile is not shown.
local function list(run_script, given)
  local models = {}
  settings.listed = models
  local done, err = scripts.run_quietly(run_script)
  settings.listed = nil
  if not done and not (failure.is(err) and err.code == "listed") then
    error(err, 0)
  end
  local blocks = {}
  for _, model in ipairs(models) do
    blocks[#blocks + 1] = block.section(model.name, blocks_of(model))
  end
  if #models == 0 then
    blocks[1] = block.paragraph "This script records no model before it ends."
  end
  table.insert(blocks, 1, block.title { settings.script, ": drivers, for -D, and outputs" })
  output.write(page.new(blocks), given.format)
  return #models > 0 and status.done or status.unknown
end

-- One part of a script's runs: what was run, and the records of it. The script ends where it looks at a result; what
-- goes wrong after a run that was cut is left to whoever has all parts.
local function run_part(run_script, given)
  local shard = parts.shard(given.shard.k, given.shard.n)
  settings.cut = shard
  local done, err = scripts.run_quietly(function()
    local result, why = show(run_script())
    return result or error(why, 0)
  end)
  settings.cut = nil
  if #shard.tasks == 0 then
    if done then
      return nil, failure("unknown", ("%s has nothing to cut: no model's run, study or sweep"):format(settings.script))
    end
    error(err, 0)
  end
  return status.done, { tasks = shard.tasks, records = shard.records }
end

-- Whether a script took all that the parts hold.
local function check_parts(cut)
  if cut and cut.taken < #cut.tasks then
    return nil, failure("unknown", ("the parts hold %d runs, and the script asked for %d: what it reads may differ from"
      .. " where they were made"):format(#cut.tasks, cut.taken))
  end
  return true
end

--- Takes over what was typed.
-- @tparam table given as argparse gives it; `path` of the script
function scenario.settle(given)
  for _, driver in ipairs(given.drivers) do
    settings.drivers[driver.name] = driver.value
  end
  for _, name in ipairs { "draws", "seed", "threads" } do
    settings.run[name] = given[name]
  end
  settings.script, settings.path, settings.files = given.path:match "[^/\\]+$", given.path, {}
  settings.text = given.text
end

--- Runs a script.
-- @tparam function run the script
-- @tparam table given what `settle` took; `keep` where the report is not to be written but given back; `shard` where a
-- part is to be done, `tasks` of all parts where they are put together
-- @treturn[1] integer the command's status
-- @treturn[1] ?string|table the report; of a part its `tasks` and `records`
-- @treturn[1] ?integer how many runs came after what the parts hold
-- @treturn[2] nil
-- @treturn[2] err
function scenario.run(run, given)
  if given.keep then
    scenario.settle(given)
  end
  local function run_script()
    return run(table.unpack(given.arguments))
  end
  if given.list then
    return list(run_script, given)
  end
  if given.shard then
    return run_part(run_script, given)
  end
  local cut, collected = given.tasks and parts.whole(given.tasks), nil
  settings.cut = cut
  if given.output then
    collected = collect_prints()
  elseif given.format ~= "text" then
    print_as(given.format)
  end
  local shown, err = show(run_script())
  if shown and collected then
    shown, err = write_report(collected, given)
  end
  if shown then
    local taken, left = check_parts(cut)
    shown, err = taken and shown, left
  end
  if not shown then
    return nil, err
  end
  local code, unmet = check_drivers()
  return code, unmet or collected and given.keep and shown or nil, cut and cut.here or nil
end

return scenario
