--- How a command writes a page: as text, Markdown, HTML, JSON or CSV.
-- @module signalflow.command.output
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local page = require "signalflow.page.page"

local output = {}

local RENDERERS = { md = "markdown", html = "html", json = "json", csv = "csv" }

-- States in a column of their own, and the colours by which a terminal tells them apart; the words stay.
local COLOURS = { pass = 32, supported = 32, warn = 33, contested = 33, fail = 31, contradicted = 31, unknown = 35,
  suspect = 35, unverified = 35, expired = 35 }

local function with_colours(words)
  if not core.columns() or (os.getenv "NO_COLOR" or "") ~= "" or os.getenv "TERM" == "dumb" then
    return words
  end
  return ((words .. "\n"):gsub("(  )(%l+)(%f[%s][ \n])", function(before, word, after)
    local colour = COLOURS[word]
    return colour and ("%s\27[%dm%s\27[0m%s"):format(before, colour, word, after) or nil
  end):gsub("\n$", ""))
end

local ENDINGS = { html = true, md = true, json = true, txt = true, csv = true }

--- What is wrong with where a script's report is to go.
-- @tparam table given `output` and `pictures`, as typed
-- @treturn ?err
function output.refused(given)
  if given.output and not ENDINGS[given.output:match "%.(%w+)$" or ""] then
    return failure("unknown", ("-o %s: a report ends in .html, .md, .txt, .json or .csv"):format(given.output))
  elseif given.pictures and not (given.output and given.output:find "%.md$") then
    return failure("unknown", "--pictures is a folder for the pictures of -o FILE.md; other files hold theirs")
  end
  return nil
end

--- Writes a page to standard output; in a terminal states have colours, unless NO_COLOR is set.
-- @tparam Page one
-- @tparam string format
function output.write(one, format)
  if format == "text" then
    print(with_colours(tostring(one)))
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
