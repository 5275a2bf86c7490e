--- How a command writes a page: as text, Markdown, HTML, JSON or CSV.
-- @module signalflow.command.output
local output = {}

--- The option that chooses; of every command that prints a list or a page.
output.format = { name = "--format", argname = "<format>", default = "text",
  choices = { "text", "md", "html", "json", "csv" },
  description = "What to write: text, md (Markdown), html, json or csv (the rows of its tables)." }

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

return output
