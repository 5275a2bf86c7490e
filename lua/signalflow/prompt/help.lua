--- Help: what a name, a word or a value is, from the comments in the library.
-- @module signalflow.prompt.help
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"

local help = {}

-- What the build made from the comments; empty where signalflow runs from a tree that was never built.
local text = setmetatable({}, { __index = function(self, key)
  local found, made = failure.catch(require, "signalflow.prompt.help_text")
  self.names, self.classes = found and made.names or {}, found and made.classes or {}
  self.by_name, self.by_class, self.by_meta = {}, {}, {}
  for _, one in ipairs(self.names) do
    self.by_name[one.name] = one
  end
  for _, class in ipairs(self.classes) do
    self.by_class[class.name] = class
    self.by_meta[class.meta or ""] = class
  end
  return rawget(self, key)
end })

--- Every name of sf.
-- @treturn {string,...}
function help.names()
  local names = {}
  for i, one in ipairs(text.names) do
    names[i] = one.name
  end
  return names
end

--- What is known of one name of sf.
-- @tparam string name
-- @treturn ?table
function help.named(name)
  return text.by_name[name]
end

--- What is known of a function of a name that is a module: `open` of `edgar`.
-- @tparam table told what is known of the module
-- @tparam string part
-- @treturn ?table
function help.inner(told, part)
  for _, one in ipairs(told.functions or {}) do
    if one.name == part then
      return one
    end
  end
end

local function class_of(value)
  local meta = getmetatable(value)
  local name = type(meta) == "table" and rawget(meta, "__name") or meta
  return type(name) == "string" and text.by_meta[name] or nil
end

-- A class and those whose methods it has too.
local function with_above(class)
  local list = {}
  while class do
    list[#list + 1] = class
    class = text.by_class[class.extends or ""]
  end
  return list
end

--- The methods of a value's class.
-- @param value
-- @treturn {string,...}
function help.methods(value)
  local names = {}
  for _, class in ipairs(with_above(class_of(value))) do
    for _, method in ipairs(class.methods) do
      names[#names + 1] = method.name
    end
    if class.prints then
      table.move({ "page", "explain", "save" }, 1, 3, #names + 1, names)
    end
  end
  return names
end

-- The words that stand in backquotes, outside of brackets or in those after one of them.
local function keys_in(words, inside)
  local keys = {}
  local outer = words:gsub("(`([%w_ ]+)`%s*)(%b())", function(head, name, inner)
    if name == inside then
      for group in inner:gmatch "`([%w_ ]+)`" do
        for key in group:gmatch "[%a_][%w_]*" do
          keys[#keys + 1] = key
        end
      end
    end
    return head
  end):gsub("%b()", "")
  for group in (inside and "" or outer):gmatch "`([%w_ ]+)`" do
    for key in group:gmatch "[%a_][%w_]*" do
      keys[#keys + 1] = key
    end
  end
  return keys
end

--- The keys of the table that a call takes, as its comment names them.
-- @tparam table names the session's
-- @tparam string call "sf.factory", "site:run"
-- @tparam ?string inside a key whose own table it is
-- @tparam function follow what finds the value, or what is known, of a path
-- @treturn {string,...}
function help.options(names, call, inside, follow)
  local path, method = call:match "^(.-)[.:]([%w_]+)$"
  local told = path and names.sf ~= nil and path == "sf" and help.named(method)
  if path and not told then
    local value, known = follow(names, path)
    told = known and help.inner(known, method)
    for _, class in ipairs(told and {} or value ~= nil and with_above(class_of(value)) or {}) do
      for _, one in ipairs(class.methods) do
        told = told or one.name == method and one
      end
    end
  end
  local param = told and told.params and told.params[#told.params]
  return param and keys_in(param.text, inside) or {}
end

-- ---- pages ----

local function sentence(words)
  return (words:gsub("%s+", " "))
end

local function first_sentence(words)
  local all = sentence(words)
  return all:match "^(.-[.;:])%s" or all
end

-- A function's page: how it is called, what it does, takes and gives.
local function function_blocks(one)
  local blocks, facts = { block.title(one.call), block.paragraph(sentence(one.text)) }, {}
  for _, param in ipairs(one.params) do
    local how = param.default and ", else " .. param.default or param.optional and ", may be left out" or ""
    facts[#facts + 1] = { param.name, ("(%s%s) %s"):format(param.type, how, sentence(param.text)) }
  end
  for _, given in ipairs(one.returns) do
    facts[#facts + 1] = { given.group == 2 and "or" or "gives",
      given.type .. (given.text ~= "" and ": " .. sentence(given.text) or "") }
  end
  for _, raised in ipairs(one.raises) do
    facts[#facts + 1] = { "raises", sentence(raised) }
  end
  for _, used in ipairs(one.usage) do
    facts[#facts + 1] = { "example", sentence(used) }
  end
  blocks[#blocks + 1] = #facts > 0 and block.facts(facts) or nil
  return blocks
end

local function list_of(members)
  local items = {}
  for i, one in ipairs(members) do
    items[i] = { one.call, first_sentence(one.text) }
  end
  return block.facts(items)
end

local function module_blocks(one)
  local blocks = { block.title("sf." .. one.name), block.paragraph(sentence(one.text)) }
  blocks[#blocks + 1] = #one.functions > 0 and list_of(one.functions) or nil
  return blocks
end

local function class_blocks(class)
  local blocks = { block.title(class.name), block.paragraph(sentence(class.text)) }
  local members = {}
  for _, each in ipairs(with_above(class)) do
    table.move(each.methods, 1, #each.methods, #members + 1, members)
  end
  blocks[#blocks + 1] = #members > 0 and list_of(members) or nil
  if class.prints then
    blocks[#blocks + 1] = block.note "It prints; :page(), :explain() and :save(\"file.html\") are there too."
  end
  return blocks
end

-- What there is, with something to type for each; a line of 80 columns holds it.
local TOUR = {
  { "quantities", 'u"65 USD/MWh" * 100 * u.MW   sf.between(0.4, 2.0)' },
  { "a model", "sf.model { drivers = {...}, outputs = ... }:run()" },
  { "an AI factory", 'sf.factory { platform = "B200", workload = {...} }' },
  { "where tokens come from", "sf.estimate {...}   sf.frontier   sf.launch {...}" },
  { "what was known", 'sf.folder "data"   sf.edgar.open(file)   sf.series' },
  { "checks", "sf.checklists.investor:evaluate(data, { as_of = ... })" },
  { "headlines", 'sf.read "..."   sf.feed.open(file)   sf.signal {...}' },
  { "what is believed", 'sf.ledger "research.db"   sf.thesis {...}' },
  { "a page to forward", 'sf.report { title = "...", run }:save "note.html"' },
}

--- What sf is, on one screen.
-- @treturn Page
function help.tour()
  return page.new { block.title "signalflow: models of AI factories, from electricity to tokens to value",
    block.facts(TOUR), block.note('sf.help "factory" explains a name, sf.help "cost" finds one, sf.help(x) tells of a'
      .. " value; sf.tutorial(1) begins a tutorial of eight steps.") }
end

-- Everything that has the word in its name or its words.
local function search(word)
  local found, lower = {}, word:lower()
  local function visit(one)
    local words = { one.call, one.text }
    for _, param in ipairs(one.params) do
      words[#words + 1] = param.text
    end
    for _, given in ipairs(one.returns) do
      words[#words + 1] = given.text
    end
    if table.concat(words, " "):lower():find(lower, 1, true) then
      found[#found + 1] = one
    end
  end
  for _, one in ipairs(text.names) do
    visit(one)
    for _, inner in ipairs(one.functions or {}) do
      visit(inner)
    end
  end
  for _, class in ipairs(text.classes) do
    for _, method in ipairs(class.methods) do
      visit(method)
    end
  end
  return found
end

local function method_named(word)
  local class, name = word:match "^([%a_]+)[:.]([%w_]+)$"
  class = class and text.by_class[class:gsub("^%l", string.upper)]
  for _, method in ipairs(class and class.methods or {}) do
    if method.name == name then
      return method
    end
  end
end

--- Words that help knows at once: names of sf and classes.
-- @treturn {string,...}
function help.topics()
  local topics = help.names()
  for _, class in ipairs(text.classes) do
    topics[#topics + 1] = class.name
  end
  return topics
end

-- The blocks on a word, or nil.
local function about_word(word)
  local name = word:gsub("^sf%.", "")
  local module, part = name:match "^([%w_]+)%.([%w_]+)$"
  local one = text.by_name[name] or module and text.by_name[module] and help.inner(text.by_name[module], part)
    or method_named(word)
  local class = text.by_class[word]
  if one then
    return one.functions and module_blocks(one) or function_blocks(one)
  elseif class then
    return class_blocks(class)
  end
  local found = search(word)
  if #found == 1 then
    return function_blocks(found[1])
  elseif #found > 0 then
    return { block.title(("%d names speak of '%s'"):format(#found, word)), list_of(found) }
  end
end

-- What is known of a function of the library, by its identity.
local function function_known(value)
  local sf = package.loaded.signalflow
  for _, one in ipairs(text.names) do
    local own = rawget(sf, one.name)
    if rawequal(own, value) then
      return one
    end
    for _, inner in ipairs(type(own) == "table" and one.functions or {}) do
      if rawequal(rawget(own, inner.name), value) then
        return inner
      end
    end
  end
  for meta, class in pairs(text.by_meta) do
    local methods = core.methods[meta]
    for _, method in ipairs(class.methods) do
      if methods and rawequal(methods[method.name], value) then
        return method
      end
    end
  end
end

-- Which classes and modules have a function of each name.
local function owners_of_functions()
  local owners, names = {}, {}
  local function add(one, owner)
    if not owners[one.name] then
      owners[one.name], names[#names + 1] = {}, one.name
    end
    table.insert(owners[one.name], owner)
  end
  for _, class in ipairs(text.classes) do
    for _, method in ipairs(class.methods) do
      add(method, class.name)
    end
  end
  for _, one in ipairs(text.names) do
    for _, inner in ipairs(one.functions or {}) do
      add(inner, "sf." .. one.name)
    end
  end
  return owners, names
end

local SHOWN_OWNERS = 3

--- What may have been meant by a method or field that was called and is not there.
-- @tparam string err Lua's own: "attempt to call a nil value (method 'quaterly')"
-- @treturn string a hint, from a semicolon on; empty where there is none
function help.of_missing(err)
  local name = err:match "%(method '([%w_]+)'%)" or err:match "%(field '([%w_]+)'%)"
  local owners, names = owners_of_functions()
  local function of(one)
    return ("'%s' of %s%s"):format(one, table.concat(owners[one], ", ", 1, math.min(#owners[one], SHOWN_OWNERS)),
      #owners[one] > SHOWN_OWNERS and " and others" or "")
  end
  if name and owners[name] then
    return ("; there is %s"):format(of(name))
  end
  local near = name and core.nearest(name, names)
  return near and ("; did you mean %s?"):format(of(near)) or ""
end

--- Explains a name, finds a word, or tells of a value; without either, what there is.
-- @param x the name of something ("factory", "Model:run"), a word to look for, or a value
-- @treturn Page
-- @raise where nothing speaks of a word, with the nearest name where there is one
function help.of(x)
  if x == nil or rawequal(x, package.loaded.signalflow) then
    return help.tour()
  elseif type(x) == "string" then
    local blocks = x:find "%S" and about_word(x)
    if not blocks then
      core.raise(("help knows nothing of '%s'%s"):format(x,
        options.suggest(x, help.topics(), "; help() says what there is")))
    end
    return page.new(blocks)
  end
  local known = type(x) == "function" and function_known(x)
  local class = class_of(x)
  if known then
    return page.new(known.functions and module_blocks(known) or function_blocks(known))
  elseif class then
    return page.new(class_blocks(class))
  end
  for _, one in ipairs(text.names) do
    if one.functions and rawequal(rawget(package.loaded.signalflow, one.name), x) then
      return page.new(module_blocks(one))
    end
  end
  return page.new { block.paragraph { "This is ", options.describe(x), "; help knows nothing more of it." } }
end

return help
