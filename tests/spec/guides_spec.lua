-- The guides in the READMEs: every block of Lua runs as a script.
local support = require "tests.spec.support"

local build = support.build

local shell = support.shell

-- The blocks of a page in a language, each with the line that it begins in.
local function blocks_of(path, language)
  local blocks, open, number = {}, nil, 0
  for line in io.lines(path) do
    number = number + 1
    if open and line:find "^```" then
      blocks[#blocks + 1] = { line = open.line, text = table.concat(open, "\n") .. "\n" }
      open = nil
    elseif open then
      open[#open + 1] = line
    elseif line == "```" .. language then
      open = { line = number + 1 }
    end
  end
  return blocks
end

local paths = {}
for path in assert(io.popen "find README.md lua csrc include -name README.md | sort"):lines() do
  paths[#paths + 1] = path
end

describe("a guide's block of Lua", function()
  local count = 0
  for _, path in ipairs(paths) do
    for _, block in ipairs(blocks_of(path, "lua")) do
      count = count + 1
      it(("runs: %s, line %d"):format(path, block.line), function()
        local script = support.temporary(block.text, ".lua")
        local output, status = shell(("'%s/signalflow' run '%s' </dev/null"):format(build, script))
        assert.equal(0, status, output)
        assert.is_nil(output:find("traceback", 1, true))
      end)
    end
  end

  it("stands in every room that an analyst writes for", function()
    assert.is_true(count >= 8, count)
  end)
end)

-- What someone types in the first five minutes, as README.md has it: in a fresh clone, from the first build to a
-- scenario of one's own. A build elsewhere, as the sanitizers have it, is not what they type; without
-- optimization it is ready sooner.
describe("the first five minutes", function()
  local TYPED = {
    { "make run", "100 MW serving DeepSeek%-R1", "env -u BUILD -u MAKEFLAGS -u MAKELEVEL OPTIMIZE=-O0 make run" },
    { "build/signalflow run first.lua", "npv +GUSD" },
    { "-D price='0.3 USD/Mtok'", "npv +[MG]USD",
      "build/signalflow run first.lua -D price='0.3 USD/Mtok'" },
    { "--list", "utilization +0.550", "build/signalflow run first.lua --list" },
    { "signalflow run SCRIPT -o note.html", "^$", "build/signalflow run first.lua -o note.html" },
    { [[eval "$(build/signalflow env)"]], "npv +GUSD", [[eval "$(build/signalflow env)"; lua5.4 first.lua]] },
    { "signalflow run launch", "What a launch changes", "build/signalflow run launch" },
    { "build/signalflow run lua/scenarios/thesis.lua", "%S" },
    { "build/signalflow sources --start", "sec%.gov" },
    { "help()", "tutorial", "build/signalflow -e 'help()'" },
  }

  it("are as the README says", function()
    local kept, outside = shell "git ls-files --cached --others --exclude-standard"
    if build:find "/" or outside ~= 0 then
      pending(outside ~= 0 and "not in a clone" or "built elsewhere")
      return
    end
    local readme = assert(io.open "README.md"):read "a"
    local tree, list = support.folder() .. "/clone", support.temporary(kept)
    local copied, status = shell(("mkdir '%s' && xargs -d '\\n' cp --parents -t '%s' <'%s'"):format(tree, tree, list))
    assert.equal(0, status, copied)
    local file <close> = assert(io.open(tree .. "/first.lua", "w"))
    file:write(blocks_of("README.md", "lua")[1].text)
    file:flush()
    for _, step in ipairs(TYPED) do
      local said, shown, typed = step[1], step[2], step[3] or step[1]
      assert.is_truthy(readme:find("`" .. said .. "`", 1, true) or readme:find("\n    " .. said .. " ", 1, true),
        said .. " is not in the README")
      local output, ended = shell(("cd '%s' && %s </dev/null"):format(tree, typed))
      assert.equal(0, ended, typed .. "\n" .. output)
      assert.matches(shown, output, nil, nil, typed)
    end
    assert.is_truthy(io.open(tree .. "/note.html"))
  end)
end)
