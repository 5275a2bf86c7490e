-- The site of make docs: its pages of Markdown as HTML with the sheet of reports, and the reports of the scenarios,
-- whose pictures the module draws itself.
--
-- Usage: write_site.lua BUILD
local html = require "signalflow.page.html"

local build = assert(arg[1], "write_site takes the build folder")

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "a"
  file:close()
  return text
end

local function write(path, text)
  local file = assert(io.open(path, "wb"))
  assert(file:write(text))
  assert(file:close())
end

local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read "a"
  assert(pipe:close(), command)
  return text
end

local function names(pattern)
  local list = {}
  for path in output_of("ls " .. pattern):gmatch "[^\n]+" do
    list[#list + 1] = path
  end
  return list
end

-- Headings whose levels go down by one, as those who have the page read to them expect.
local function with_levels(body)
  local above = {} -- the levels, as they were, of the headings that hold the next one
  return (body:gsub("<h(%d)>(.-)</h%d>", function(level, words)
    while above[1] and above[#above] >= level do
      table.remove(above)
    end
    above[#above + 1] = level
    return ("<h%d>%s</h%d>"):format(#above, words, #above)
  end))
end

-- Markdown as HTML; what may be wider than a phone lies in a box that scrolls, by keys too.
local function body_of(path)
  local body = output_of(("markdown -f fencedcode,toc '%s'"):format(path))
  local box = '<div class="wide" tabindex="0" role="group" aria-label="%s">'
  local seen = {}
  body = body:gsub("<pre>", '<pre tabindex="0">'):gsub('<a name="([^"]*)"></a>', function(name)
    local is_new = not seen[name]
    seen[name] = true
    return is_new and ('<a id="%s"></a>'):format(name) or ""
  end)
  body = body:gsub("<table>", box:format "a table" .. "<table>"):gsub("</table>", "</table></div>")
  return with_levels((body:gsub("<th[^>]*>%s*</th>", "<td></td>")))
end

-- The reports of the scenarios, made beside the pages; a list of links to them.
local function reports()
  local links = {}
  for _, path in ipairs(names "lua/scenarios/*.lua") do
    local name = path:match "([^/]*)%.lua$"
    output_of(("%s/signalflow run %s -o %s/docs/report-%s.html"):format(build, path, build, name))
    local title = read(("%s/docs/report-%s.html"):format(build, name)):match "<title>(.-)</title>"
    links[#links + 1] = ('<li><a href="report-%s.html">%s</a></li>'):format(name, title)
  end
  return "<h2>Reports of the scenarios that come with it</h2>\n<ul>" .. table.concat(links, "\n") .. "</ul>\n"
end

local function title_of(text, path)
  return text:match "^#+%s*([^\n]+)" or path:match "([^/]*)%.md$"
end

for _, path in ipairs(names(build .. "/docs/*.md")) do
  local is_index, body = path:find "/index%.md$", body_of(path)
  if is_index then
    body = body:gsub("(<h2>Reference</h2>)", function(heading)
      return reports() .. heading
    end, 1)
  end
  local before = is_index and "" or '<nav><a href="index.html">signalflow</a></nav>'
  write(path:gsub("%.md$", ".html"), html.document(title_of(read(path), path), body, before))
end
print(build .. "/docs/index.html")
