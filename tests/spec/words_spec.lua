-- Nothing here recommends a trade: no name an analyst types, no text the library prints. The scenarios' pages
-- are looked at where they are run.
local sf = require "signalflow"
local support = require "tests.spec.support"

local build = support.build

-- The texts of a Lua file: what stands between quotes or long brackets, comments left out.
local function texts_of(path)
  local source = support.read(path)
  local texts, place = {}, 1
  while true do
    local at = source:find("[-\"'%[]", place)
    if not at then
      return texts
    end
    local _, last, level = source:find("^%-%-%[(=*)%[", at)
    if level then
      _, place = source:find("]" .. level .. "]", last, true)
    elseif source:find("^%-%-", at) then
      place = source:find("\n", at, true) or #source
    elseif source:find("^%[=*%[", at) then
      _, last, level = source:find("^%[(=*)%[", at)
      local stop
      stop, place = source:find("]" .. level .. "]", last, true)
      texts[#texts + 1] = source:sub(last + 1, stop - 1)
    elseif source:find("^[\"']", at) then
      local quote, stop = source:sub(at, at), at + 1
      while source:sub(stop, stop) ~= quote do
        stop = stop + (source:sub(stop, stop) == "\\" and 2 or 1)
      end
      texts[#texts + 1] = source:sub(at + 1, stop - 1)
      place = stop
    else
      place = at
    end
    place = place + 1
  end
end

describe("no trade word stands", function()
  it("in a text of the library, the command or the scenarios", function()
    -- but for what others said, which keeps their titles
    local files = support.lines("find lua -path lua/scenarios/data -prune -o -name '*.lua' -print"
      .. " -o -path lua/bin/signalflow -print")
    local count = 0
    assert.is_true(#files > 80)
    for _, path in ipairs(files) do
      for _, words in ipairs(texts_of(path)) do
        count = count + 1
        local found = support.trade_words(words)
        assert.is_nil(found[1], ("%s: '%s' in \"%s\""):format(path, tostring(found[1]), words))
      end
    end
    assert.is_true(count > 3000, count .. " texts")
  end)

  it("in a text of the core", function()
    -- but for the verbs that stories are told by, which are read and never printed
    for _, path in ipairs(support.lines "find csrc -name '*.c' ! -path csrc/headlines/story_words.c") do
      for line in io.lines(path) do
        for words in line:gmatch '"(.-)"' do
          assert.is_nil(support.trade_words(words)[1], path .. ": " .. words)
        end
      end
    end
  end)

  it("in a name that an analyst types", function()
    local seen, count = {}, 0
    local function walk(value, depth)
      if type(value) ~= "table" or seen[value] or depth > 3 then
        return
      end
      seen[value] = true
      for name, inner in next, value do
        if type(name) == "string" then
          count = count + 1
          assert.is_nil(support.trade_words(name:gsub("_", " "))[1], name)
        end
        walk(inner, depth + 1)
      end
      walk(getmetatable(value), depth + 1)
    end
    for _, path in ipairs(support.lines "find lua/signalflow -name '*.lua'") do
      require((path:gsub("^lua/", ""):gsub("/init%.lua$", ""):gsub("%.lua$", ""):gsub("/", ".")))
    end
    walk(sf, 0)
    walk(package.loaded["signalflow.core"], 0)
    for name, module in pairs(package.loaded) do
      if name:find "^signalflow" then
        walk(module, 0)
      end
    end
    assert.is_true(count > 500, count .. " names")
  end)

  it("in what the command prints", function()
    for _, arguments in ipairs { "--help", "platforms", "models", "sources", "check investor --data lua/scenarios/data"
      .. " --as-of 2025-09-03", "check key_checks --data lua/scenarios/data --as-of 2025-09-03 --explain",
      "run lua/scenarios/investor_checklist.lua" } do
      local page = table.concat(support.lines(("%s/signalflow %s 2>&1"):format(build, arguments)), "\n")
      assert.is_true(#page > 100, arguments .. " prints " .. page)
      local found = support.trade_words(page)
      assert.is_nil(found[1], ("%s: '%s'"):format(arguments, tostring(found[1])))
    end
  end)
end)
