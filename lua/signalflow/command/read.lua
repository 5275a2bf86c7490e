--- signalflow read
-- @module signalflow.command.read
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local failure = require "signalflow.shared.failure"
local feeds = require "signalflow.headlines.feed"
local output = require "signalflow.command.output"
local page = require "signalflow.page.page"
local questions = require "signalflow.headlines.questions"
local reader = require "signalflow.headlines.reading"
local status = require "signalflow.command.status"

local GOOD = {}
for i, name in ipairs { "demand", "cost", "bottleneck", "margin" } do
  GOOD[i] = { name = name, direction = 1 }
end
local LEGEND = reader.legend(GOOD)
  .. "; - is the other way round. none: no change of these; unsure: the words do not tell."
local INDENT = "            " -- of questions, beneath the headline

local function page_of(readings, asks)
  local rows = {}
  for _, reading in ipairs(readings) do
    rows[#rows + 1] = { reading.date, reading:signs(), reading.headline, reading.source }
    for _, question in ipairs(asks and reading.questions or {}) do
      rows[#rows + 1] = { question.by, "", { question.text, " (", question.where, ")" } }
    end
  end
  return page.new { block.title "headlines, and the channels that changed", block.table { rows = rows,
    columns = { { title = "date" }, { title = "channels" }, { title = "headline" }, { title = "source" } } },
    block.note(LEGEND) }
end

-- A line each, for people and pipes.
local function print_lines(readings, given)
  for _, reading in ipairs(readings) do
    print(given.json and reading:to_json { questions = given.questions } or reading:brief())
    for _, question in ipairs(given.questions and not given.json and reading.questions or {}) do
      print(questions.brief(question, INDENT))
    end
  end
  if core.columns() and not given.json then
    print(page.new { block.note(LEGEND) })
  end
end

return function(given)
  local feed, err = feeds.open(given.feed or "-")
  if not feed and err.code == "parse" then
    return status.unknown, tostring(err)
  elseif not feed then
    local hint = given.feed:find "%s" and core.kind_of_path(given.feed) == "nothing"
      and '; a headline itself is read by signalflow -e \'sf.read "..."\''
    return nil, hint and failure(err.code, tostring(err) .. hint) or err
  end
  local shortfall = feed:shortfall()
  if #feed == 0 then
    return status.unknown, shortfall
  elseif shortfall then
    io.stderr:write("signalflow: ", shortfall, "\n")
  end
  local readings = {}
  for reading in feed:readings() do
    readings[#readings + 1] = reading
  end
  if given.format == "text" or given.json then
    print_lines(readings, given)
  else
    output.write(page_of(readings, given.questions), given.format)
  end
  return #readings > 0 and status.done or status.unknown
end
