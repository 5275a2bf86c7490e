--- What is typed, understood: an expression prints, a statement runs, and what is wrong is said in words.
--
-- Names that are given values live in the session's own table, over the globals, which stay as they are. The local of
-- one line would be gone in the next, so a line that begins with `local` gives a name to the session.
-- @module signalflow.prompt.session
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local help = require "signalflow.prompt.help"
local options = require "signalflow.shared.options"
local show = require "signalflow.prompt.show"
local sf = require "signalflow"

local session = {}

local NAME = "=typed"

--- A place where things are typed: `names`, what has been given a value.
-- @type Session
local Session = {}
Session.__index = Session

--- Begins one.
-- @treturn Session
function session.new()
  local names = setmetatable({ sf = sf, u = sf.units }, { __index = _G })
  return setmetatable({ names = names }, Session)
end

local function without_equals(text)
  return (text:gsub("^%s*=", ""))
end

-- A text that begins with `local` without the word, where it can do without.
local function without_local(text)
  local rest = text:match "^%s*local%s+(.*)$"
  if rest and not rest:find "^[%w_, ]*<" then
    return rest:find "^[%w_,%s]*$" and not rest:find "^function%f[%W]" and rest .. " = nil" or rest
  end
end

-- Two ways to read a text: as what comes back, and as statements.
local function readings(text)
  return { "return " .. without_equals(text), text }
end

-- Compiles a text: a function; or nil, the messages of both readings, and whether it is only unfinished.
local function compile(self, text)
  local messages, is_unfinished = {}, false
  for i, reading in ipairs(readings(text)) do
    local chunk, message = load(reading, NAME, "t", self.names)
    if chunk then
      local free = i == 2 and without_local(text)
      return free and load(free, NAME, "t", self.names) or chunk
    end
    messages[i] = message
    is_unfinished = is_unfinished or message:find "near <eof>$" ~= nil and not message:find "unfinished string"
  end
  return nil, messages, is_unfinished
end

--- Whether a text is only the beginning of something.
-- @tparam string text
-- @treturn boolean
function Session:is_unfinished(text)
  local chunk, _, unfinished = compile(self, text)
  return not chunk and unfinished
end

-- Where a reading goes wrong: the word that the message names, at the first place where it cannot follow.
local function place_of(text, i, message)
  local word, from = message:match "near '(.*)'$", 1
  while word do
    local first, last = text:find(word, from, true)
    if not first then
      break
    end
    local _, told = load(readings(text:sub(1, last))[i], NAME, "t")
    if told and told:find(("near '%s'"):format(word), 1, true) then
      return first, #word
    end
    from = last + 1
  end
  return 0, 0
end

-- The line with a caret under what is wrong.
local function point(text, first, length)
  local from = (text:sub(1, first - 1):match ".*()\n" or 0) + 1
  local line = text:sub(from):match "^[^\n]*"
  return ("\n  %s\n  %s%s"):format(line, (" "):rep(first - from), ("^"):rep(length))
end

-- How a quantity is written, where a text is one without its quotes: 100 MW.
local function quantity_hint(text)
  local words = text:match "^%s*=?%s*(%d[%d.]*%s*[%a%%][^\n]*)$" or text:match "^%s*=?%s*(%d[%d.]*%s*%%)%s*$"
  return words and failure.catch(core.quantity, words) and ("\na quantity is written u\"%s\""):format(words) or ""
end

-- What is wrong with a text that does not compile: of both readings the one that gets further.
local function syntax(text, messages)
  for _, message in ipairs(messages) do
    if message:find "near <eof>$" then
      return message:gsub("^typed:%d+: ", "") .. quantity_hint(text)
    end
  end
  local furthest, first, length = messages[2], place_of(text, 2, messages[2])
  local other, other_length = place_of(text, 1, messages[1])
  if other > first then
    furthest, first, length = messages[1], other, other_length
  end
  return furthest:gsub("^typed:%d+: ", "") .. (first > 0 and point(text, first, length) or "") .. quantity_hint(text)
end

-- The nearest name to one that has no value.
local function nearest(self, name)
  local known = options.names(self.names)
  table.move(options.names(_G), 1, #options.names(_G), #known + 1, known)
  local inner = core.nearest(name, options.names(sf))
  return options.suggest(name, known, inner and ("; did you mean 'sf.%s'?"):format(inner))
end

-- What an error says, without the place that everything typed has, and with the nearest name where one has no value.
local function describe(self, err)
  if not failure.is(err) and type(err) ~= "string" then
    local meta = debug.getmetatable(err)
    return type(meta) == "table" and meta.__tostring and tostring(err) or options.describe(err)
  end
  local words = tostring(err):gsub("^typed:1: ", ""):gsub("^typed:(%d+): ", "line %1: ")
  local global = words:match "%(global '([%w_]+)'%)"
  if global and self.names[global] == nil then
    words = ("nothing is called '%s'%s"):format(global, nearest(self, global))
  end
  return words:find "attempt to call a nil value" and words .. help.of_missing(words) or words
end

-- sf:read "x" hands sf itself on.
local function colon_hint(text, words)
  local name = text:match "%f[%w_]sf:([%a_][%w_]*)"
  return name and not words:find("with a dot", 1, true) and ("; a name of sf is called with a dot: sf.%s"):format(name)
    or ""
end

local function is_interrupt(err)
  return type(err) == "string" and err:find "interrupted!$" ~= nil
end

-- What help says of a function that was named and not called; help and tutorial themselves begin.
local function text_of_function(self, value)
  if value == self.names.help or value == self.names.tutorial then
    return show.value(value())
  end
  return show.value(help.of(value))
end

-- Values that a call gave, as text; nil and an err is what went wrong.
local function texts_of(self, ...)
  local count, texts = select("#", ...), {}
  if count == 2 and (...) == nil and failure.is((select(2, ...))) then
    return { "nil: " .. tostring((select(2, ...))) }
  elseif count == 1 and (...) ~= nil and (...) == self.names.exit then
    (...)()
    return {}
  end
  for i = 1, count do
    local value = select(i, ...)
    if value ~= nil or count == 1 then
      self.names._ = value
    end
    texts[i] = type(value) == "function" and text_of_function(self, value) or show.value(value)
  end
  return texts
end

-- A bare name that has no value is a slip.
local function slip(self, text)
  local name = text:match "^%s*=?%s*([%a_][%w_]*)%s*$"
  if name and name ~= "nil" and name ~= "_" and self.names[name] == nil then
    return ("nothing is called '%s'%s"):format(name, nearest(self, name))
  end
end

--- Does what a text says. What it gives is printed.
-- @tparam string text
-- @tparam[opt] table how `call`, which calls a function with a handler as xpcall does (xpcall unless given);
-- `whole`: print all, whatever the screen holds
-- @treturn boolean whether all went well
-- @treturn ?string what went wrong, in words; "interrupted" for Ctrl-C
function Session:evaluate(text, how)
  how = options.check(how, { call = "function", whole = "boolean" }, "evaluate")
  local wondered = text:match "^%s*%?%s*([%w_.:]*)%s*$" or text:match "^%s*([%w_.:]+)%s*%?%s*$"
  if wondered and self.names.help then -- as other prompts have it: ?name, name?
    text = wondered == "" and "help()" or ("help %q"):format(wondered)
  end
  local chunk, messages = compile(self, text)
  if not chunk then
    return false, syntax(text, messages)
  end
  local missing = slip(self, text)
  if missing then
    return false, missing
  end
  local done, err = (how.call or xpcall)(function()
    local texts = texts_of(self, chunk())
    if #texts > 0 then
      local shown = table.concat(texts, "\n")
      print(how.whole and shown or show.on_screen(shown))
    end
  end, function(raised)
    if is_interrupt(raised) then
      return raised
    end
    local words = describe(self, raised)
    return { said = words .. colon_hint(text, words) }
  end)
  if done then
    return true
  elseif type(err) == "table" and err.said then
    return false, err.said
  end
  return false, is_interrupt(err) and "interrupted" or tostring(err)
end

return session
