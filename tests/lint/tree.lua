--- Files of a source tree, named from its root.

local tree = {}

-- What the top level holds; build output and whatever else lies there is no part of the source.
local TOP = { "csrc", "include", "lua", "rockspec", "tests" }

local function quote(word)
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

--- The output of a shell command, by lines.
function tree.lines(command)
  local pipe = assert(io.popen(command))
  local lines = {}
  for line in pipe:lines() do
    lines[#lines + 1] = line
  end
  pipe:close()
  return lines
end

--- Paths of all source files, sorted; also each path as a key.
function tree.files(root)
  local find = "cd %s && LC_ALL=C find %s *.md Makefile -type f 2>/dev/null | LC_ALL=C sort"
  local found = tree.lines(find:format(quote(root), table.concat(TOP, " ")))
  for index = 1, #found do
    found[found[index]] = true
  end
  return found
end

--- A file's text, or nil.
function tree.read(root, path)
  local file = io.open(path:find "^/" and path or root .. "/" .. path, "rb")
  if not file then
    return nil
  end
  local text = file:read "a"
  file:close()
  return text
end

--- Runs a command over many paths beneath root, as few times as the shell allows.
function tree.each(root, command, paths)
  local lines = {}
  for first = 1, #paths, 500 do
    local words = { command }
    for index = first, math.min(first + 499, #paths) do
      words[#words + 1] = quote(paths[index])
    end
    for _, line in ipairs(tree.lines(("cd %s && %s"):format(quote(root), table.concat(words, " ")))) do
      lines[#lines + 1] = line
    end
  end
  return lines
end

--- Keys of a table, sorted.
function tree.keys(map)
  local keys = {}
  for key in pairs(map) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  return keys
end

--- The tree's root, the build folder in it and whether to print offences alone, from a tool's arguments.
function tree.arguments(words)
  local given = { root = ".", build = "build" }
  local place = 1
  while words[place] do
    local word = words[place]
    if word == "--quiet" then
      given.quiet = true
    elseif (word == "--root" or word == "--build") and words[place + 1] then
      place = place + 1
      given[word:sub(3)] = words[place]
    else
      io.stderr:write(("unknown argument %s; known are --root DIR, --build DIR and --quiet\n"):format(word))
      os.exit(2)
    end
    place = place + 1
  end
  return given
end

return tree
