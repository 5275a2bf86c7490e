--- Where a checklist's figures come from - series by name, a folder of published files, or both - and what of them was
-- known on a day.
-- @module signalflow.checks.view
local core = require "signalflow.core"
local folder = require "signalflow.series.folder"
local options = require "signalflow.shared.options"
local series = require "signalflow.series.series"

local view = {}

local function source_of(given)
  if type(given) == "string" then
    local files, err = folder.open(given)
    return files and { files = files, named = {} }, err
  elseif folder.is(given) then
    return { files = given, named = {} }
  elseif given == nil and folder.refused then
    return nil, folder.refused
  elseif type(given) ~= "table" then
    core.raise(("data is a table of series by name, or a folder, not %s"):format(options.said(given)))
  end
  local named, files = {}, nil
  for name, value in options.each(given) do
    if folder.is(value) then
      files = value
    elseif type(value) == "table" and getmetatable(value) == nil then
      named[name] = series.new(name, value, "given")
    else
      named[name] = value
    end
  end
  return { files = files, named = named }
end

--- Makes what a checklist asks: `source[name]` is the whole series, or an error that says what is missing.
-- @param given a table of series by name (lists of rows are made into series), a folder's path, or a folder; one of
-- its entries may be a folder
-- @tparam table recipes name to function(files)
-- @treturn[1] function(name) to the whole series
-- @treturn[2] nil
-- @treturn[2] err
function view.source(given, recipes)
  local source, err = source_of(given)
  if not source then
    return nil, err
  end
  local made, known = {}, options.names(source.named)
  table.move(options.names(recipes), 1, #options.names(recipes), #known + 1, known)
  return function(name)
    local kept = made[name] or source.named[name]
    if kept ~= nil then
      return kept
    elseif not source.files then
      local hint = recipes[name] and ", and no folder to read it from" or options.suggest(name, known)
      folder.raise_missing(("no '%s' in the data%s"):format(name, hint))
    end
    local recipe = recipes[name] or function(files)
      if type(files[name]) == "function" then
        folder.raise_missing(("a check sees figures, and '%s' asks a folder: name it in the checklist, data = {"
          .. " NAME = function(files) return files:%s(...) end }, and ask data.NAME"):format(name, name))
      end
      return files:supplied(name, nil, known)
    end
    made[name] = recipe(source.files)
    return made[name]
  end
end

-- What a source has of a name for a day: a recipe may give a function of the day, and a remark beside the series.
local function read(source, name, as_of)
  local whole, remark = source(name), nil
  if type(whole) == "function" then
    whole, remark = whole(as_of)
  end
  return { name = name, whole = whole, remark = remark,
    cut = series.is(whole) and whole:known_on(as_of) or whole }
end

--- What a check sees on a day: every series cut to what was known by then.
-- @tparam function source of `view.source`
-- @tparam string as_of
-- @treturn table the view
-- @treturn function() to what was read of it since it was last asked: a list of `{ name =, whole =, remark = }`
function view.on(source, as_of)
  local kept, reads = {}, {}
  local function take()
    local taken = reads
    reads = {}
    return taken
  end
  return setmetatable({}, {
    __name = "signalflow.view",
    __index = function(_, name)
      kept[name] = kept[name] or read(source, name, as_of)
      if not reads[name] then
        reads[name] = true
        table.insert(reads, kept[name])
      end
      return kept[name].cut
    end,
  }), take
end

return view
