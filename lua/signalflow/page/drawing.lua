--- Pictures as files: SVG and gnuplot scripts by this module, PNG and PDF by rsvg-convert where that is installed.
-- @module signalflow.page.drawing
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local gnuplot = require "signalflow.page.gnuplot"
local svg = require "signalflow.page.svg"

local drawing = {}

local NEEDS = "'%s' needs the program rsvg-convert, which is not installed (Debian and Ubuntu: apt-get install "
  .. "librsvg2-bin); .svg and .gp need none"
local NOT_FOUND = 127 -- the shell's status

-- What rsvg-convert makes of an SVG file. The date in a PDF is fixed, so that the same picture has the same bytes.
local function convert(path, content, form)
  local name = os.tmpname()
  local written, err = core.write_file(name, content)
  if not written then
    return nil, err
  end
  local date = math.tointeger(tonumber(os.getenv "SOURCE_DATE_EPOCH")) or 0
  local pipe = assert(io.popen(("SOURCE_DATE_EPOCH=%d rsvg-convert -f %s %s '%s' 2>/dev/null"):format(date, form,
    form == "png" and "-z 2" or "", name), "r"))
  local bytes = pipe:read "a"
  local done, _, status = pipe:close()
  os.remove(name)
  if status == NOT_FOUND then
    return nil, failure("missing", NEEDS:format(path))
  elseif not done or bytes == "" then
    return nil, failure("io", ("'%s': rsvg-convert ended with status %d"):format(path, status))
  end
  return bytes
end

local WRITERS = {
  svg = function(one) return svg.write(one) end,
  gp = gnuplot.write,
  png = function(one, path) return convert(path, svg.write(one), "png") end,
  pdf = function(one, path) return convert(path, svg.write(one), "pdf") end,
}

--- Whether pictures are written to files of this ending.
-- @tparam string ending
-- @treturn boolean
function drawing.is_ending(ending)
  return WRITERS[ending] ~= nil
end

--- Writes a picture to a file, its kind by the name's ending.
-- @tparam Block one
-- @tparam string path ending in .svg, .png, .pdf or .gp
-- @treturn[1] boolean true
-- @treturn[2] nil
-- @treturn[2] err with code "io", or "missing" where rsvg-convert is
function drawing.save(one, path)
  local bytes, err = WRITERS[path:match "%.(%w+)$"](one, path)
  if not bytes then
    return nil, err
  end
  return core.write_file(path, bytes)
end

return drawing
