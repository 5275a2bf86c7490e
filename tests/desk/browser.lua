-- Chromium without a window: what a page asks for and says, how it lies, how it prints.
local core = require "signalflow.core"
local support = require "tests.spec.support"

local browser = {}

local PROGRAM = "timeout 60 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run"
  .. " --disable-background-networking --disable-component-update --disable-sync --disable-extensions"
  .. " --user-data-dir='%s' %s 'file://%s' 2>'%s'"

local DARK = "--blink-settings=preferredColorScheme=0"

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "a"
  file:close()
  return text
end
browser.read = read

-- Runs it on a page: what it prints, and what it says on standard error.
local function run(path, options)
  local profile, said = support.path "", support.path ".log"
  local pipe = assert(io.popen(PROGRAM:format(profile, options, path, said)))
  local printed = pipe:read "a"
  assert(pipe:close(), "chromium: " .. read(said))
  return printed, read(said)
end

--- The document as it stands once loaded; the lines of its console; the addresses it asked for, its own apart.
function browser.load(path)
  local net = support.path ".json"
  local document, said = run(path, ("--enable-logging=stderr --log-net-log='%s' --dump-dom"):format(net))
  local lines, addresses = {}, {}
  for one in said:gmatch "[^\n]+" do
    lines[#lines + 1] = one:find ":CONSOLE" and one or nil
  end
  for address in read(net):gmatch '"url":"([^"]*)"' do
    local host = address:match "^%a+://([^/:]*)" or ""
    local is_own = host:find "%.googleapis%.com$" or host:find "%.google%.com$" or host:find "%.gstatic%.com$"
    addresses[#addresses + 1] = not is_own and host ~= "" and address or nil
  end
  return document, lines, addresses
end

-- What is measured within a page.
local MEASURE = [[
const found = { width: document.documentElement.scrollWidth, inner: innerWidth, outside: [], over: [], small: [],
  faint: [], twice: [], scripts: document.scripts.length - 1, title: document.title };
const seen = new Set();
for (const e of document.querySelectorAll("[id]")) { if (seen.has(e.id)) found.twice.push(e.id); seen.add(e.id); }
for (const svg of document.querySelectorAll("svg")) {
  const box = svg.viewBox.baseVal, scale = svg.getBoundingClientRect().width / box.width, texts = [];
  for (const t of svg.querySelectorAll("text")) {
    const b = t.getBBox();
    if (!t.textContent.trim()) continue;
    if (b.x < -1 || b.y < -1 || b.x + b.width > box.width + 1 || b.y + b.height > box.height + 1)
      found.outside.push(t.textContent);
    if (parseFloat(getComputedStyle(t).fontSize) * scale < 11) found.small.push(t.textContent);
    for (const o of texts)
      if (b.x + 1 < o.x + o.width && o.x + 1 < b.x + b.width && b.y + 4 < o.y + o.height && o.y + 4 < b.y + b.height)
        found.over.push(t.textContent);
    texts.push(b);
  }
}
const rgb = c => (c.match(/[\d.]+/g) || []).map(Number);
const linear = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
const light = c => { const [r, g, b] = rgb(c).map(linear);
  return .2126 * r + .7152 * g + .0722 * b; };
const paper = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
  if (c !== "rgba(0, 0, 0, 0)" && c !== "transparent") return c; } return "rgb(255, 255, 255)"; };
for (const e of document.querySelectorAll("body *")) {
  const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  if (!own || e.tagName === "SCRIPT" || e.closest("title, desc")) continue;
  const ink = e.namespaceURI.endsWith("svg") ? getComputedStyle(e).fill : getComputedStyle(e).color;
  const a = light(ink), b = light(paper(e)), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  if (ratio < 4.5) found.faint.push(e.tagName + " " + ratio.toFixed(2) + " " + e.textContent.slice(0, 40));
}
]]
local AFTER = [[parent.document.body.setAttribute("data-found-" + place, JSON.stringify(found));]]
local AXE = [[axe.run({ resultTypes: ["violations"] }).then(r => { found.violations =
  r.violations.map(v => v.id + ": " + v.nodes[0].html.slice(0, 120)); ]] .. AFTER .. [[ });]]

-- Copies of pages in which a script measures each, since their own policy allows none; in frames of that width, since a
-- window has a least one.
local function framed(paths, script, width)
  local copy = support.path ".html"
  local file = assert(io.open(copy, "wb"))
  file:write('<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>',
    "<body>")
  for i, path in ipairs(paths) do
    local html = read(path):gsub('<meta http%-equiv="Content%-Security%-Policy"[^>]*>', "", 1)
    html = html:gsub("</body>", function()
      return ("<script>const place = %d;"):format(i) .. script .. "</script></body>"
    end, 1)
    file:write(('<iframe style="border:0;width:%dpx;height:900px" srcdoc="'):format(width),
      (html:gsub('[&"]', { ["&"] = "&amp;", ['"'] = "&quot;" })), '"></iframe>')
  end
  file:write "</body></html>"
  file:close()
  return copy
end

local ENTITIES = { quot = '"', amp = "&", lt = "<", gt = ">", nbsp = "\u{A0}" }

--- What a script finds in each page, at a width: `width inner outside over small faint twice scripts title`, and
-- `violations` where axe is given.
-- @param how `width`, `dark`, `axe` the text of its script
function browser.measure_all(paths, how)
  local script = how.axe and how.axe .. MEASURE .. AXE or MEASURE .. AFTER
  local document = run(framed(paths, script, how.width), ("--window-size=1200,1000 %s --virtual-time-budget=%d "
    .. "--dump-dom"):format(how.dark and DARK or "", 8000 * #paths))
  local list = {}
  for i, path in ipairs(paths) do
    local found = assert(document:match(('data%%-found%%-%d="([^"]*)"'):format(i)), path .. " was not measured")
    list[i] = assert(core.json((found:gsub("&(%a+);", ENTITIES))))
  end
  return list
end

--- The same of one page.
function browser.measure(path, how)
  return browser.measure_all({ path }, how)[1]
end

--- The text of the page as it prints.
function browser.printed(path)
  local pdf = support.path ".pdf"
  run(path, ("--no-pdf-header-footer --print-to-pdf='%s'"):format(pdf))
  local pipe = assert(io.popen(("pdftotext '%s' -"):format(pdf)))
  local text = pipe:read "a"
  assert(pipe:close())
  return text
end

--- Whether a program is there.
function browser.has(program)
  return os.execute("command -v " .. program .. " >/dev/null 2>&1") == true
end

return browser
