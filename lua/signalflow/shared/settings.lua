--- What the command line asks for, above what a script says. A script run without the command meets empty tables.
-- @module signalflow.shared.settings
local settings = {
  drivers = {}, -- name to text, from -D name=value
  matched = {}, -- names of -D that some model had a driver for
  known = {}, -- every driver name met, for the nearest one in an error
  run = {}, -- draws, seed, threads
  script = nil, -- the name of the file that runs
  listed = nil, -- a list of the models that a script records, where they are asked for and nothing is to run
  files = nil, -- a list of the paths of files that were read, where they are to be named
  needs = nil, -- where a script is to say what it needs: what stands for every folder that it opens
  path = nil, -- the path of the script that runs
  text = nil, -- what it says, where it was read
  cut = nil, -- where a script's runs are done in parts, or put together from parts: what does it
  collect = nil, -- a function that takes what is shown, where it goes to a file
}

--- Notes that a file is read, for a page that names what it rests on.
-- @tparam string path
-- @treturn string path
function settings.reading(path)
  local files = settings.files
  if files and type(path) == "string" and not files[path] then
    files[#files + 1], files[path] = path, true
  end
  return path
end

--- Shows a thing: prints it, unless what is shown is collected for a file.
-- @param thing
function settings.show(thing)
  if settings.collect then
    settings.collect(thing)
  else
    print(tostring(thing))
  end
end

--- Forgets everything, as before the command line was read.
function settings.clear()
  for _, part in ipairs { "drivers", "matched", "known", "run" } do
    for name in pairs(settings[part]) do
      settings[part][name] = nil
    end
  end
  settings.script, settings.listed, settings.collect, settings.files = nil, nil, nil, nil
  settings.path, settings.text, settings.needs, settings.cut = nil, nil, nil, nil
end

return settings
