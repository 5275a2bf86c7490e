--- Holds comments to the tree: what they name exists, and what is public has one.
-- Usage: lua5.4 tests/lint/comments.lua [--root DIR] [--build DIR]; exit status 1 when something is wrong.
package.path = (arg[0]:match "^.*/" or "./") .. "?.lua;" .. package.path

local documented = require "documented"
local language = require "language"
local reference = require "reference"
local source = require "source"
local tree = require "tree"

-- An analyst's scripts in examples. A name that begins with "your" and one in capitals (OUT.csv) need no line here.
local EXAMPLES = { ["scenario.lua"] = true, ["first.lua"] = true }

-- Extensions whose names must be there. Others (csv, json, txt, db) are publishers' and analysts' as often as ours.
local OURS = { c = true, h = true, lua = true, md = true, py = true }

-- Words after a dot that make a file's name of it rather than a function's.
local EXTENSIONS = { so = true, c = true, h = true, lua = true }

local given = tree.arguments(arg)
local files = tree.files(given.root)
local offences = {}

local function offend(path, line, form, ...)
  offences[#offences + 1] = ("%s:%d: "):format(path, line) .. form:format(...)
end

-- ---- what there is ----

-- Every trailing part of every path ("graph.h", "signalflow/graph.h"), a folder's with its slash ("signalflow/"), and
-- every folder's path from the top.
local function known_paths(list)
  local ends, folders = {}, {}
  for _, path in ipairs(list) do
    for first in path:gmatch "%f[^/\0]()" do
      ends[path:sub(first)] = true
      for last in path:gmatch("()/", first) do
        ends[path:sub(first, last)] = true
      end
    end
    for at in path:gmatch "()/" do
      folders[path:sub(1, at - 1)] = true
    end
  end
  return ends, folders
end

local function is_makefile(path)
  return path == "Makefile" or path:find "%.mk$" ~= nil
end

-- Names in C code, and the system's headers that it includes.
local function known_names(path, code, names, headers)
  if is_makefile(path) then
    code = code:gsub("-D", " ")
  end
  for name in code:gmatch "[%a_][%w_]*" do
    names[name] = true
  end
  for header in code:gmatch "#[ \t]*include[ \t]*<([^>\n]+)>" do
    headers[header] = true
    headers[header:match "[^/]*$"] = true
  end
end

local C = { c = true, h = true }
local HASH = { py = true, sh = true }

-- Comments of all files, and what they may name.
local function read_all()
  local read = { comments = {}, names = {}, headers = {}, code = {} }
  for _, path in ipairs(files) do
    local extension = path:match "%.(%w+)$"
    local text = tree.read(given.root, path)
    local shebang = text:match "^#!([^\n]*)" or ""
    if path:find "^tests/data/" and extension ~= "md" or path:find "^lua/signalflow/meta/" then
      read.comments[path] = nil
    elseif C[extension] then
      read.code[path], read.comments[path] = source.c(text)
      known_names(path, read.code[path], read.names, read.headers)
    elseif extension == "lua" or shebang:find "lua" then
      local _
      _, read.comments[path] = source.lua(text)
    elseif extension == "md" then
      read.comments[path] = source.markdown(text)
    elseif HASH[extension] or is_makefile(path) or shebang:find "sh" then
      read.comments[path] = source.hash(text)
      if is_makefile(path) then
        known_names(path, text, read.names, read.headers)
      end
    end
  end
  return read
end

local read = read_all()
local ends, folders = known_paths(files)
local sf = language.load(given.root, given.build)

-- ---- what comments name ----

-- Whether any known name begins so: what a comment writes with a star after it.
local function begins(map, start)
  for name in pairs(map) do
    if name:sub(1, #start) == start then
      return true
    end
  end
  return false
end

-- A path from the tree's top: a folder or a file, perhaps without its extension, or with a star in place of the rest.
local function is_path(word, starred)
  word = word:gsub("/+$", "")
  if folders[word] or ends[word] then
    return true
  end
  for _, path in ipairs(files) do
    if path:sub(1, #word) == word and (starred or path:find("^[./]", #word + 1)) then
      return true
    end
  end
  return false
end

-- Whether a file's name stands for any file.
local function is_example(name)
  return EXAMPLES[name] or name:find "^your" or not name:gsub("%.%w+$", ""):find "%l"
end

-- What is wrong with a word that may be a path, or nil. What stands outside the tree is not ours to judge, and only in
-- a README is a word that ends in a slash surely a folder (in a comment it may be a quotient or a unit).
local function misnamed(word, starred, in_page)
  local extension, name = word:match "[%w_%-]%.(%w+)$", word:match "[^/]*$"
  if ends[word] or starred and OURS[extension] or word:find "^[^/]*%.[^/]*/" or word == given.build .. "/" then
    return nil
  elseif OURS[extension] then
    return not (read.headers[word] or is_example(name)) and "which does not exist" or nil
  elseif folders[word:match "^([^/]*)/" or ""] then
    return not is_path(word, starred) and "which does not exist" or nil
  elseif in_page and word:find "/$" and not starred then
    return "which is no folder"
  elseif extension and word:find "/" and ends[name] then
    return "which lies elsewhere"
  end
end

local function check_files(path, line, text)
  text = text:gsub("%a+://%S+", "")
  for first, word, after in text:gmatch "()([%w_][%w_./%-]*)()" do
    word = word:gsub("[.%-]+$", "")
    local outside = text:sub(first - 1, first - 1):find "[/~.*<$@%-}]"
    local wrong = not outside and misnamed(word, text:sub(after, after):find "[*?<{%[]", path:find "%.md$")
    if wrong then
      offend(path, line, "names %s, %s", word, wrong)
    end
  end
end

local function check_c_names(path, line, text)
  for word, after in text:gmatch "%f[%w_]([%a_][%w_]*)()" do
    local ours = word:find "^[sS][fF]_%w" or word:find "^core_%w"
    if ours and not (read.names[word] or word:find "^%l+_name$") then
      -- sf_write_* and sf_write_... speak of all that begin so.
      local several = text:find("^%*", after) or text:find("^%.%.%.", after)
      if not (several and begins(read.names, word)) then
        offend(path, line, "names %s, which no C file has", word)
      end
    end
  end
end

local function check_language(path, line, text)
  for name in text:gmatch "%f[%w_.]core%.([%a_][%w_]*)" do
    if not EXTENSIONS[name] and not sf.has_core(name) then
      offend(path, line, "names core.%s, which does not exist", name)
    end
  end
  for name, rest in text:gmatch "%f[%w_.]sf%.([%a_][%w_]*)(%.?[%w_]*)" do
    local part = rest:match "^%.([%a_][%w_]*)$"
    if not EXTENSIONS[name] and not sf.has(name, part) then
      offend(path, line, "names sf.%s, which does not exist", part and name .. "." .. part or name)
    end
  end
  for name in text:gmatch "%f[%w_./]signalflow%.([%a_][%w_.]*)" do
    name = name:gsub("%.$", "")
    local stem = "lua/signalflow/" .. name:gsub("%.", "/")
    local is_module = ends[stem .. ".lua"] or folders[stem]
    if not (is_module or ends["signalflow." .. name] or name == "core" or name == "pc" or name == "so") then
      offend(path, line, "names the module signalflow.%s, which does not exist", name)
    end
  end
end

-- ---- all of it ----

if sf.problem then
  offences[1] = "lua/signalflow/init.lua: cannot be loaded, so names of sf and core are not checked: " .. sf.problem
end
local count = 0
for _, path in ipairs(files) do
  for _, comment in ipairs(read.comments[path] or {}) do
    count = count + 1
    check_files(path, comment.line, comment.text)
    check_c_names(path, comment.line, comment.text)
    check_language(path, comment.line, comment.text)
  end
end
local functions, silent = 0, 0
for _, path in ipairs(files) do
  if path:find "^include/signalflow/.*%.h$" then
    functions = functions + documented.header(read.code[path], read.comments[path], function(line, name)
      silent = silent + 1
      offend(path, line, "%s has no comment", name)
    end)
  end
end
local told = reference.read(given.root)
local spoken = reference.check(told)
table.move(told.offences, 1, #told.offences, #offences + 1, offences)
for _, name in ipairs(sf.names()) do
  if not told.by_name[name] then
    offences[#offences + 1] = ("lua/signalflow/init.lua: sf.%s has no --- comment"):format(name)
  end
end
for _, name in ipairs(sf.core_functions()) do
  if not told.core[name] then
    offences[#offences + 1] = ("csrc/lua: core.%s has no /*** comment"):format(name)
  end
end

for _, line in ipairs(offences) do
  print(line)
end
if #offences > 0 or not given.quiet then
  local form = "%d comment lines; %d public C functions, %d without; %d functions of the language; %d offences"
  print(form:format(count, functions, silent, spoken, #offences))
end
os.exit(#offences == 0)
