--- Which functions of a public header have a comment.
--
-- A comment counts for the declarations directly beneath it, up to the next empty line, and one at the end of a
-- declaration, or inside it, for that declaration. A heading (`/* ---- units ---- */`) counts for none.

local source = require "source"

local documented = {}

-- The name of the function that a declaration declares; nil of a type or a variable, be it a pointer to a function.
-- Macros before and after the name (visibility, format attributes) are in capitals.
local function declared(text)
  local head = text:match "^[^{;]*"
  if head:find "^%s*typedef%f[%W]" or head:find "^[^(]*%(%s*%*" then
    return nil
  end
  for name in head:gmatch "([%a_][%w_]*)%s*%(" do
    if name:find "%l" and name ~= "__attribute__" then
      return name
    end
  end
end

--- Calls `found(line, name)` for each function without a comment; returns how many functions there are.
-- `code` has its comments blanked in place, `comments` lists them by line.
function documented.header(code, comments, found)
  local lines, spoken = source.lines(code), {}
  for _, comment in ipairs(comments) do
    if not comment.text:find "^%s*/?%*?%s*%-%-%-%-" then
      spoken[comment.line] = true
    end
  end
  local count, group, depth = 0, false, 0
  local statement, first, said = "", nil, false
  for number, row in ipairs(lines) do
    local empty = not row:find "%S"
    if empty and depth == 0 and statement == "" then
      -- A line with nothing but a comment opens a group, an empty one ends it.
      group = spoken[number] or false
    elseif depth == 0 and row:find '^%s*extern%s*"C"' or depth == 0 and row:find "^}%s*$" then
      group = false
    elseif not (row:find "^%s*#" or (lines[number - 1] or ""):find "\\$") then
      first = first or number
      said = said or spoken[number] or false
      statement = statement .. row .. "\n"
      depth = depth + select(2, row:gsub("[{(]", "")) - select(2, row:gsub("[})]", ""))
      local ended = depth == 0 and (row:find ";%s*$" or row:find "}%s*$")
      if ended then
        local name = declared(statement)
        if name then
          count = count + 1
          if not (group or said) then
            found(first, name)
          end
        end
        statement, first, said = "", nil, false
      end
    end
  end
  return count
end

return documented
