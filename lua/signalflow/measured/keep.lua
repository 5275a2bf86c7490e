--- Own rows in a file of their own: written whole or not at all, and read as data. It has the form of a Lua table, but
-- nothing in it is ever run: there is a reader here for what is written here, and it knows no call.
-- @module signalflow.measured.keep
local core = require "signalflow.core"
local fields = require "signalflow.measured.fields"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"

local keep = {}

-- Fields of a row in the order in which they are written, and what each is: text, a number above 0, or true or false.
local FIELDS = {
  { "platform", "string" }, { "model", "string" }, { "precision", "string" }, { "workload", "string" },
  { "input", "number" }, { "output", "number" }, { "gpus", "number" }, { "layout", "string" }, { "engine", "string" },
  { "spec", "string" }, { "disaggregated", "boolean" }, { "measure", "string" }, { "concurrency", "number" },
  { "token_rate", "number" }, { "tpot", "number" }, { "ttft", "number" }, { "power", "number" },
  { "power_scope", "string" }, { "power_missing", "string" }, { "power_note", "string" }, { "power_file", "string" },
  { "power_sha256", "string" }, { "note", "string" }, { "date", "string" }, { "file", "string" }, { "part", "string" },
  { "sha256", "string" }, { "format", "string" }, { "wording", "string" },
  -- what the checks rest on
  { "mean_input", "number" }, { "mean_output", "number" }, { "mean_tpot", "number" }, { "mean_ttft", "number" },
  { "latency", "number" }, { "request_rate", "number" }, { "counter_power", "number" },
}
local NEEDED = { "platform", "model", "precision", "gpus", "spec", "measure", "token_rate", "date", "file", "sha256",
  "format" }
local WIDTH = 116

local kinds, names = {}, {}
for i, field in ipairs(FIELDS) do
  kinds[field[1]], names[i] = field[2], field[1]
end

local ESCAPES = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

local function quoted(text)
  return '"' .. text:gsub('[\0-\31"\\\127]', function(character)
    return ESCAPES[character] or ("\\%03d"):format(character:byte())
  end) .. '"'
end

local function written(value)
  if type(value) == "string" then
    return quoted(value)
  end
  return type(value) == "number" and number.quoted(value) or tostring(value)
end

-- A row as lines of fields.
local function lines_of(row)
  local lines, line = {}, "   "
  for _, name in ipairs(names) do
    local value = row[name]
    if value ~= nil and value ~= false then
      local piece = (" %s = %s,"):format(name, written(value))
      if #line + #piece > WIDTH and #line > 3 then
        lines[#lines + 1], line = line, "   "
      end
      line = line .. piece
    end
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

--- Writes rows to a file.
-- @tparam string path
-- @tparam {table,...} rows
-- @treturn[1] boolean true
-- @treturn[2] nil
-- @treturn[2] err with code "io"
function keep.write(path, rows)
  local parts = { "-- Own measurements, written by signalflow measure and read as data: nothing here is ever run.\n"
    .. "-- Rates in tok/s/gpu over all accelerators, times in ms, power in W/gpu.\nreturn {\n" }
  for _, row in ipairs(rows) do
    parts[#parts + 1] = ("  {\n%s\n  },\n"):format(lines_of(row))
  end
  parts[#parts + 1] = "}\n"
  return core.write_file(path, table.concat(parts))
end

-- ---- reading ----

local LETTERS = { n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\", ["'"] = "'" }

-- A reader is where a text is read: `text`, `at`, `place`.
local function fail(reader, form, ...)
  local _, lines = reader.text:sub(1, reader.at - 1):gsub("\n", "")
  fields.refuse(("%s:%d"):format(reader.place, lines + 1), form, ...)
end

-- Passes over white space and comments.
local function skip(reader)
  repeat
    local before = reader.at
    reader.at = reader.text:match("^%s*()", reader.at)
    reader.at = reader.text:match("^%-%-[^\n]*()", reader.at) or reader.at
  until reader.at == before
end

-- Takes what a pattern captures; nil where something else stands.
local function take(reader, pattern)
  skip(reader)
  local found, after = reader.text:match("^(" .. pattern .. ")()", reader.at)
  reader.at = after or reader.at
  return found
end

local function expect(reader, pattern, what)
  local found = take(reader, pattern)
  if not found then
    local came = reader.text:match("^[^%s]+", reader.at) or "the end of the file"
    fail(reader, "expected %s, got %s", what, #came > 24 and came:sub(1, 24) .. "..." or came)
  end
  return found
end

-- The text of a quoted string whose quote was taken.
local function read_quoted(reader)
  local parts = {}
  while true do
    local plain, after = reader.text:match('^([^"\\\n]*)()', reader.at)
    parts[#parts + 1], reader.at = plain, after
    local stop = reader.text:sub(after, after)
    if stop == '"' then
      reader.at = after + 1
      return table.concat(parts)
    elseif stop ~= "\\" then
      fail(reader, "a text is not closed")
    end
    local digits, letter = reader.text:match("^%d%d?%d?", after + 1), reader.text:sub(after + 1, after + 1)
    local made = digits and tonumber(digits) < 256 and string.char(tonumber(digits)) or not digits and LETTERS[letter]
    if not made then
      fail(reader, "'\\%s' means nothing here", digits or letter)
    end
    parts[#parts + 1], reader.at = made, after + 1 + #(digits or letter)
  end
end

local function read_value(reader, name)
  if take(reader, '"') then
    return read_quoted(reader)
  end
  local word = take(reader, "[%w%.+-]+")
  if word == "true" or word == "false" then
    return word == "true"
  end
  local value = word and (word:find "^%d+%.?%d*$" or word:find "^%d+%.?%d*[eE][+-]?%d+$") and tonumber(word)
  if not value then
    fail(reader, "'%s' must be a text, a number above 0, true or false; nothing else is read", name)
  end
  return value
end

local function read_row(reader)
  local row = {}
  while not take(reader, "}") do
    local name = expect(reader, "[%a_][%w_]*", "a field as platform = \"B200\"")
    expect(reader, "=", ("= after '%s'"):format(name))
    local value = read_value(reader, name)
    if not kinds[name] then
      fail(reader, "unknown field '%s'%s", name, options.suggest(name, names))
    elseif type(value) ~= kinds[name] then
      fail(reader, "'%s' must be a %s", name, kinds[name])
    elseif kinds[name] == "number" and not (value > 0 and value < math.huge) then
      fail(reader, "'%s' must be above 0", name)
    elseif row[name] ~= nil then
      fail(reader, "'%s' stands there twice", name)
    end
    row[name] = value
    if not take(reader, "[,;]") then
      expect(reader, "}", "a comma or }")
      reader.at = reader.at - 1
    end
  end
  for _, name in ipairs(NEEDED) do
    if row[name] == nil then
      fail(reader, "this row has no '%s'", name)
    end
  end
  return row
end

--- Reads what `keep.write` writes.
-- @tparam string place the file, for errors
-- @tparam string text
-- @treturn {table,...}
-- @raise an err with code "parse" that names the line
function keep.read(place, text)
  local reader, rows = { text = text, at = 1, place = place }, {}
  expect(reader, "return", "return { ... }, as signalflow measure writes it")
  expect(reader, "{", "{")
  while not take(reader, "}") do
    expect(reader, "{", "a row in braces")
    rows[#rows + 1] = read_row(reader)
    if not take(reader, "[,;]") then
      expect(reader, "}", "a comma or }")
      reader.at = reader.at - 1
    end
  end
  skip(reader)
  if reader.at <= #text then
    fail(reader, "nothing may follow the rows")
  end
  return rows
end

return keep
