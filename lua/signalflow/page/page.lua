--- A page: blocks, and what renders them. Every object that prints gives one.
-- @module signalflow.page.page
local block = require "signalflow.page.block"
local cells = require "signalflow.page.cells"
local core = require "signalflow.core"
local csv = require "signalflow.page.csv"
local drawing = require "signalflow.page.drawing"
local html = require "signalflow.page.html"
local json = require "signalflow.page.json"
local line = require "signalflow.page.line"
local markdown = require "signalflow.page.markdown"
local options = require "signalflow.shared.options"
local settings = require "signalflow.shared.settings"
local svg = require "signalflow.page.svg"
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
-- @tparam[opt] table how `picture`, a function from a picture to the name of its file
-- @treturn string
function Page:markdown(how)
  options.check(how, { picture = "function" }, "markdown")
  return markdown.render(self.blocks, how)
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

--- Its pictures, those of its sections too.
-- @treturn {Block,...}
function Page:pictures()
  local found = {}
  local function look(blocks)
    for _, one in ipairs(blocks) do
      found[#found + 1] = one.kind == "picture" and one or nil
      look(one.blocks or {})
    end
  end
  look(self.blocks)
  return found
end

--- Its picture as SVG that stands alone.
-- @treturn ?string nil where it has none
function Page:svg()
  local one = self:pictures()[1]
  return one and svg.write(one)
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

-- The picture that is to be drawn to a file.
local function lone_picture(self, path, ending)
  local pictures = self:pictures()
  if #pictures ~= 1 then
    core.raise(("'%s': a drawing is of one picture, and this page has %s; x:plot():save \"x.%s\" draws one"):format(
      path, #pictures == 0 and "none" or ("%d"):format(#pictures), ending))
  end
  return pictures[1]
end

--- What a file of the page holds.
-- @tparam string path ending in .txt, .md, .html, .json or .csv
-- @treturn string
function Page:bytes(path)
  local write = type(path) == "string" and WRITERS[path:match "%.(%w+)$"]
  if not write then
    core.raise(("bytes takes a file's name that ends in .csv, .json, .txt, .md or .html, not %s"):format(
      options.describe(path)))
  end
  return write(self)
end

--- Writes the page to a file, its kind by the name's ending; one picture as a drawing.
-- @tparam string path ending in .txt, .md, .html, .json or .csv; in .svg, .png, .pdf or .gp where the page holds one
-- picture
-- @treturn[1] boolean true
-- @treturn[2] nil
-- @treturn[2] err with code "io", or "missing" where a program is
function Page:save(path)
  if type(path) ~= "string" then
    core.raise(("save takes a file's name, as page:save \"note.html\", not %s"):format(options.describe(path)))
  end
  local ending = path:match "%.(%w+)$" or ""
  local write = WRITERS[ending]
  if drawing.is_ending(ending) then
    return drawing.save(lone_picture(self, path, ending), path)
  elseif not write then
    core.raise(("'%s': a page is saved as .csv, .json, .txt, .md or .html; a picture also as .svg, .png, .pdf or .gp")
      :format(path))
  end
  return core.write_file(path, write(self))
end

--- Shows a page in the terminal, or in the file that is being made.
-- @tparam Page one
-- @treturn Page one
function page.show(one)
  settings.show(one)
  return one
end

-- The pictures of each class, by its metatable.
local drawn_by = setmetatable({}, { __mode = "k" })

-- The picture of an object that is asked for: by a name of one of its parts, or by kind and part.
local function draw(self, draws, how)
  local kinds = { kind = "string", output = "string" }
  how = type(how) == "string" and { output = how } or options.check(how, kinds, "plot")
  local kind = how.kind or draws.usual and draws.usual(self) or draws[1]
  options.one_of(kind, draws, "kind of picture")
  return draws[kind](self, how.output)
end

-- The drawing of an object by its usual picture.
local function drawing_of(thing)
  local draws = type(thing) == "table" and drawn_by[getmetatable(thing)]
  local one, err
  if draws then
    one, err = draw(thing, draws, {})
  end
  return one and page.new { one }, err
end

--- Writes an object's page to a file, its kind by the name's ending; its usual picture where that is a drawing's.
-- @param thing
-- @tparam string path
-- @treturn[1] boolean true
-- @treturn[2] nil
-- @treturn[2] err
function page.save(thing, path)
  if type(path) == "string" and drawing.is_ending(path:match "%.(%w+)$" or "") then
    local drawn, err = drawing_of(thing)
    if drawn then
      return drawn:save(path)
    elseif err then
      return nil, err
    end
  end
  return thing:page():save(path)
end

--- The pictures by which an object is usually shown; none where its class has none.
-- @param thing
-- @treturn {Block,...}
function page.pictures_of(thing)
  local draws = type(thing) == "table" and drawn_by[getmetatable(thing)]
  local found = {}
  for i = 1, draws and (draws.shown or 1) or 0 do
    local kind = i == 1 and draws.usual and draws.usual(thing) or draws[i]
    found[#found + 1] = draws[kind](thing)
  end
  return found
end

--- Gives a class its page: the method `:page()` and `tostring`; `:save(path)` and `:explain()` where it has none of its
-- own; and `:plot(how)`, which draws in the terminal and gives the drawing, to be saved. Called before the class is
-- sealed, which checks what these are called with.
-- @tparam table meta the class' metatable
-- @tparam table methods where its methods are looked up
-- @tparam function build called with an object; gives its blocks
-- @tparam[opt] table draws its pictures: a list of kinds, the usual ones first (as many as `shown`, else one; 0
-- where its page holds them; `usual`, called with the object, gives the kind where it depends), and by kind a function
-- that is called with the object, and with the name of one of its parts where the analyst gave one; it gives a picture,
-- or nil and an err
function page.of_class(meta, methods, build, draws)
  function methods.page(self)
    return page.new(build(self))
  end
  meta.__tostring = function(self)
    return text.render(build(self))
  end
  methods.save = methods.save or page.save
  methods.explain = methods.explain or function(self)
    return methods.page(self):explain()
  end
  drawn_by[meta] = draws
  methods.plot = draws and function(self, how)
    local one, err = draw(self, draws, how)
    if not one then
      return nil, err
    end
    return page.show(page.new { one })
  end
end

options.seal(Page)

return page
