--- What is taken without the analyst saying it, with value, source and date.
-- @module signalflow.site.assumptions
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local text = require "signalflow.page.old_text"

local assumptions = {}

--- What was taken without the analyst saying it: a list of `{driver, value, how, source, says, date, address, note}`;
-- `how` is "default", "platform", or the tier of what was worked out or looked up ("calibrated", "measured").
-- @type Assumptions
local AssumptionsMeta = { __name = "signalflow.assumptions" }

function AssumptionsMeta.__tostring(self)
  local rows = {}
  for i, entry in ipairs(self) do
    local remark = ("%s%s%s%s"):format(entry.source or "source not given",
      entry.date and " (" .. entry.date .. ")" or "", entry.says and ": " .. entry.says or "",
      entry.note and "; " .. entry.note or "")
    rows[i] = { entry.driver, core.text("%s", entry.value), entry.how, remark }
  end
  local left = 0
  for _, row in ipairs(rows) do
    left = math.max(left, text.width(row[1]))
  end
  local lines = {}
  for _, row in ipairs(rows) do
    lines[#lines + 1] = ("%s  %s  [%s]"):format(text.pad(row[1], left), row[2], row[3])
    local indent = (" "):rep(left + 2)
    lines[#lines + 1] = indent .. text.wrap(row[4], 116 - left, indent)
  end
  return table.concat(lines, "\n")
end

--- Makes a list that prints.
-- @tparam table entries list of `{driver, value, how, source, says, date, address, note}`
-- @treturn Assumptions
function assumptions.list(entries)
  return setmetatable(entries, AssumptionsMeta)
end

--- Lists what a factory took.
-- @tparam Factory self
-- @treturn Assumptions
function assumptions.of(self)
  local list = {}
  for _, driver in ipairs(self.driver_names) do
    local origin = self.origins[driver]
    if origin then
      list[#list + 1] = { driver = driver, value = self.values[driver], how = origin.how, source = origin.source,
        says = origin.says, date = origin.date, address = origin.address, note = origin.note }
    end
  end
  return assumptions.list(list)
end

options.seal(AssumptionsMeta)

return assumptions
