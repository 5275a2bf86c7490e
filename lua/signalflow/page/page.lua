--- A page: blocks, and what renders them. Every object that prints gives one.
-- @module signalflow.page.page
local block = require "signalflow.page.block"
local cells = require "signalflow.page.cells"
local core = require "signalflow.core"
local csv = require "signalflow.page.csv"
local html = require "signalflow.page.html"
local json = require "signalflow.page.json"
local line = require "signalflow.page.line"
local markdown = require "signalflow.page.markdown"
local options = require "signalflow.shared.options"
local text = require "signalflow.page.text"
local version = require "signalflow.shared.version"

local page = {}

--- What an object says, as blocks: `page.blocks`, to be read or rendered.
-- @type Page
local Page = { __name = "signalflow.page" }
Page.__index = Page

--- Makes a page.
-- @tparam table blocks list of Block
-- @treturn Page
function page.new(blocks)
  for i, one in ipairs(blocks) do
    if not block.is(one) then
      error(("item %d of a page is no block"):format(i), 2)
    end
  end
  return setmetatable({ blocks = blocks }, Page)
end

--- Itself, so that a page stands wherever a thing that has one does.
-- @treturn Page
function Page:page()
  return self
end

-- What the figures of blocks come from, each source once.
local function sources_of(blocks)
  local entries, has_own = {}, false
  local function visit(list)
    for _, one in ipairs(list) do
      has_own = has_own or one.kind == "sources"
      visit(one.blocks or {})
    end
  end
  visit(blocks)
  for _, one in ipairs(has_own and {} or blocks) do
    block.each_figure(one, function(f)
      entries[#entries + 1] = { name = "", source = f.source, date = f.date, tier = f.tier }
    end)
  end
  local made = block.sources_of(entries)
  for _, item in ipairs(made.items) do
    item.of = nil
  end
  return #made.items > 0 and made or nil
end

--- What stands behind the page: its blocks, and where its figures come from.
-- @treturn Page
function Page:explain()
  local blocks = table.move(self.blocks, 1, #self.blocks, 1, {})
  blocks[#blocks + 1] = sources_of(blocks)
  return page.new(blocks)
end

-- The first title, or the start of the first words.
local function title_of(self)
  for _, one in ipairs(self.blocks) do
    if one.content then
      return line.plain(cells.text(one.content))
    end
  end
  return "signalflow"
end

--- As text.
-- @tparam[opt] table how `width` in columns, else that of the terminal (100 in a pipe)
-- @treturn string
function Page:text(how)
  options.check(how, { width = "number" }, "text")
  return text.render(self.blocks, how)
end

--- As Markdown.
-- @treturn string
function Page:markdown()
  return markdown.render(self.blocks)
end

--- As one HTML document.
-- @treturn string
function Page:html()
  return html.render(self.blocks, title_of(self))
end

--- The rows of its tables as CSV: every figure exactly, its unit in the title.
-- @treturn string
function Page:csv()
  return csv.render(self.blocks)
end

--- As JSON: words as shown, and every figure exactly with its unit and tier.
-- @treturn string
function Page:json()
  return json.render(self.blocks, title_of(self), version)
end

Page.__tostring = function(self)
  return text.render(self.blocks)
end

--- The blocks of what a page is about: those of an object's page, and the text of anything else.
-- @param value
-- @treturn table blocks
function page.blocks_of(value)
  if type(value) == "table" and type(value.page) == "function" then
    return value:page().blocks
  end
  local blocks = {}
  for words in (tostring(value) .. "\n"):gmatch "(.-)\n" do
    blocks[#blocks + 1] = words ~= "" and block.paragraph(words) or nil
  end
  return blocks
end

local WRITERS = { txt = function(self)
  return text.render(self.blocks) .. "\n"
end, md = Page.markdown, html = Page.html, json = Page.json, csv = Page.csv }

--- Writes the page to a file, its kind by the name's ending.
-- @tparam string path ending in .txt, .md, .html, .json or .csv
-- @treturn[1] boolean true
-- @treturn[2] nil
-- @treturn[2] err with code "io"
function Page:save(path)
  if type(path) ~= "string" then
    core.raise(("save takes a file's name, as page:save \"note.html\", not %s"):format(type(path)))
  end
  local write = WRITERS[path:match "%.(%w+)$" or ""]
  if not write then
    core.raise(("'%s': a page is saved as .txt, .md, .html, .json or .csv"):format(path))
  end
  return core.write_file(path, write(self))
end

--- Gives a class its page: the method `:page()` and `tostring`, and `:save(path)` and `:explain()` where it has none of
-- its own. Called before the class is sealed, which checks what these are called with.
-- @tparam table meta the class' metatable
-- @tparam table methods where its methods are looked up
-- @tparam function build called with an object; gives its blocks
function page.of_class(meta, methods, build)
  function methods.page(self)
    return page.new(build(self))
  end
  meta.__tostring = function(self)
    return text.render(build(self))
  end
  methods.save = methods.save or function(self, path)
    return methods.page(self):save(path)
  end
  methods.explain = methods.explain or function(self)
    return methods.page(self):explain()
  end
end

return page
