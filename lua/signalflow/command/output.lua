--- How a command writes a page: as text, Markdown, HTML, JSON or CSV.
-- @module signalflow.command.output
local core = require "signalflow.core"
local page = require "signalflow.page.page"

local output = {}

local RENDERERS = { md = "markdown", html = "html", json = "json", csv = "csv" }

--- Writes a page to standard output.
-- @tparam Page one
-- @tparam string format
function output.write(one, format)
  if format == "text" then
    print(one)
  else
    io.stdout:write(one[RENDERERS[format]](one))
  end
end

--- Saves a page as Markdown, and its pictures as files in a folder.
-- @tparam Page one
-- @tparam string path ending in .md
-- @tparam string folder that exists
-- @treturn ?boolean true; or nil, err with code "io"
function output.save_with_pictures(one, path, folder)
  local count, failed = 0, nil
  local text = one:markdown { picture = function(picture)
    count = count + 1
    local name = ("%s/%d-%s.svg"):format(folder, count, picture.shape)
    local saved, err = page.new({ picture }):save(name)
    failed = failed or not saved and err or nil
    return name
  end }
  if failed then
    return nil, failed
  end
  return core.write_file(path, text)
end

return output
