-- The guides in the READMEs: every block of Lua runs as a script.
local support = require "tests.spec.support"

local build = os.getenv "BUILD" or "build"

local function shell(command)
  local pipe = assert(io.popen(("{ %s; } 2>&1"):format(command)))
  local output = pipe:read "a"
  local _, _, status = pipe:close()
  return output, status
end

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
