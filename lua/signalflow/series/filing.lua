--- One document as filed: inline XBRL, or a plain XBRL instance, with the dimensions that companyfacts leaves out.
--
--     local filing = sf.filing.open "nvda-10-q-2025-08-27.html"
--     filing:facts { concept = "us-gaap:Revenues", axes = { ["srt:ProductOrServiceAxis"] = "nvda:NetworkingMember" } }
-- @module signalflow.series.filing
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local files = require "signalflow.series.files"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"
local provenance = require "signalflow.series.provenance"

local filing = {}

--- One document as filed: `entity`, `cik`, `form`, `period_end` (text), `file`, `count` of facts.
-- @type Filing
local Filing = {}
Filing.__index = Filing
Filing.__name = "signalflow.filing"

-- A fact's table asks for what it shows only when somebody looks: most are never looked at.
local Fact = { __name = "signalflow.fact" }

local function core_of(self)
  return self.core or core.raise "this filing has been closed"
end

function Fact:__index(field)
  if field == "explain" then
    return filing.explain
  elseif field ~= (rawget(self, "unit") and "displayed" or "text") then
    return nil
  end
  local shown = core_of(Fact.filings[self]):text(self.place)
  rawset(self, field, shown)
  return shown
end
Fact.filings = setmetatable({}, { __mode = "k" })

local KINDS = { concept = "string", axes = "table", repeats = "boolean" }

-- A name without its prefix is in no filing: the one that has it, or the nearest.
local function check_prefix(self, name, kind, known)
  if name:find(":", 1, true) then
    return
  end
  local names, prefixed = known(self), {}
  for _, one in ipairs(names) do
    prefixed[one:match "[^:]*$"] = one
  end
  local near = core.nearest(name, options.names(prefixed))
  if not near then
    options.unknown(kind .. " in the filing", name, names)
  end
  core.raise(("%s '%s' has no prefix; did you mean '%s'?"):format(kind, name, prefixed[near]))
end

local function concepts_of(self)
  local found = {}
  for _, fact in ipairs(core_of(self):facts()) do
    found[fact.concept] = true
  end
  return options.names(found)
end

--- The facts of a filing, in the document's order. A figure that is said several times is given once, as accurately
-- as it is said; where two contradict each other both are given, with `contradicted = true`.
-- @tparam[opt] table asked `concept` ("us-gaap:Revenues"); `axes`, a table of axis to member: exactly these members
-- (`{}`: facts without dimensions; left out: all); `repeats = true`: every place a figure is said
-- @treturn {table,...} `{concept=, value=, unit=, period_start=, period_end=, axes=, displayed=, scale=, decimals=,
-- line=, column=}`; an instant has no period_start, a text has `text` instead of value and unit, value is nil where
-- the filer says nil
-- @raise where a concept or an axis has no prefix
function Filing:facts(asked)
  asked = options.check(asked, KINDS, "facts")
  if asked.concept then
    check_prefix(self, asked.concept, "concept", concepts_of)
  end
  for axis in pairs(asked.axes or {}) do
    check_prefix(self, tostring(axis), "axis", self.axes)
  end
  local found = core_of(self):facts(asked.concept, asked.axes, asked.repeats)
  for _, fact in ipairs(found) do
    Fact.filings[fact] = self
    setmetatable(fact, Fact)
  end
  return found
end

--- The axes that figures of the filing stand on.
-- @treturn {string,...}
function Filing:axes()
  local found = {}
  for _, fact in ipairs(core_of(self):facts()) do
    for axis in pairs(fact.axes) do
      found[axis] = true
    end
  end
  return options.names(found)
end

--- The members of an axis; a typed member is its text.
-- @tparam string axis
-- @treturn {string,...}
-- @raise where the filing has no such axis, naming the nearest
function Filing:members(axis)
  local found = {}
  for _, fact in ipairs(core_of(self):facts()) do
    found[fact.axes[axis] or false] = true
  end
  found[false] = nil
  if next(found) == nil then
    options.unknown("axis in the filing", tostring(axis), self:axes())
  end
  return options.names(found)
end

--- Lets go of the document's memory; figures made of it stay.
function Filing:close()
  self.core = nil
end
Filing.__close = Filing.close

-- What a fact is of: "us-gaap:Revenues, nvda:NetworkingMember, 2025-04-28 to 2025-07-27".
local function subject(fact)
  local parts = { fact.concept }
  for _, axis in ipairs(options.names(fact.axes)) do
    parts[#parts + 1] = fact.axes[axis]
  end
  parts[#parts + 1] = fact.period_start and fact.period_start .. " to " .. fact.period_end or fact.period_end
  return table.concat(parts, ", ")
end

local function place(self, fact)
  return ("%s:%d, column %d"):format(files.own_name(self.file), fact.line, fact.column)
end

--- Where a figure comes from, down to the document, the line and the text as displayed.
-- @tparam table fact one of `filing:facts`
-- @treturn string
function filing.explain(fact)
  local self = Fact.filings[fact] or core.raise(("explain takes a fact of a filing, not %s"):format(
    options.describe(fact)))
  local said = fact.unit and ("%s %s"):format(fact.is_nil and "nil" or fact.value or "no number", fact.unit) or "a text"
  local shown = fact.unit and fact.displayed or fact.text
  if #shown > 80 then
    shown = shown:sub(1, utf8.offset(shown, 0, 78) - 1) .. "..."
  end
  return ("%s: %s\n  displayed \"%s\"%s%s%s in %s"):format(subject(fact), said, shown,
    fact.scale and fact.scale ~= 0 and (", times 10^%d,"):format(fact.scale) or "",
    fact.hidden and ", not shown to a reader," or "",
    fact.contradicted and ", contradicted elsewhere in the document," or "", place(self, fact))
end

--- What the filing is; of a fact, where it comes from.
-- @tparam[opt] table fact
-- @treturn string
function Filing:explain(fact)
  return fact and filing.explain(fact) or tostring(self)
end

page.of_class(Filing, Filing, function(self)
  local period = self.period_end and " for the period to " .. self.period_end or ""
  local left = self.passed_over > 0 and ("; %d passed over, having no context or unit"):format(self.passed_over) or ""
  return { block.paragraph(("%s: %s of %s%s, CIK %s: %d facts%s"):format(files.own_name(self.file),
    self.form or "a filing", self.entity or "an entity it does not name", period, self.cik or "unknown", self.count,
    left)) }
end)

options.seal(Filing, nil, {
  "entity", "cik", "form", "period_end", "accession", "file", "count", "passed_over", "core" })

--- Opens a document.
-- @tparam string path
-- @treturn[1] Filing `.entity .cik .form .period_end`; `:facts :axes :members :explain :close`
-- @treturn[2] nil
-- @treturn[2] err
function filing.open(path)
  local document, err = core.open_filing(provenance.reading(path))
  if not document then
    return nil, err
  end
  local cover = document:cover()
  return setmetatable({ core = document, file = path, entity = cover.entity, cik = cover.cik, form = cover.form,
    period_end = cover.period_end, count = cover.facts, passed_over = cover.passed_over }, Filing)
end

return filing
