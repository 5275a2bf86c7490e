--- Competing hypotheses: the one that the least speaks against comes first (Heuer 1999, ch. 8).
-- @module signalflow.judgement.rivals
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local text = require "signalflow.page.old_text"

local rivals = {}

local Rivals = { __name = "signalflow.rivals" }
Rivals.__index = Rivals

local MOST_COLUMNS, MOST_ROWS, EVIDENCE_WIDTH, NAMES_WIDTH = 6, 24, 20, 78

local function digits(value)
  return core.format_number(value, 1, 3)
end

-- E2 before E10: runs of digits compare as numbers.
local function in_order(a, b)
  local function key(name)
    return (name:gsub("%d+", function(run) return ("%s%s"):format(("0"):rep(math.max(0, 12 - #run)), run) end))
  end
  local left, right = key(a), key(b)
  return left < right or left == right and a < b
end

local function check_hypotheses(names)
  local seen = {}
  if type(names) ~= "table" or #names == 0 then
    core.raise 'rivals needs hypotheses: hypotheses = {"a", "b"}'
  end
  for i, name in ipairs(names) do
    if type(name) ~= "string" or name == "" then
      core.raise(("hypothesis %d must be a name, not %s"):format(i, tostring(name)))
    elseif seen[name] then
      core.raise(("two hypotheses are called '%s'"):format(name))
    end
    seen[name] = true
  end
end

-- The names of the evidence in order, and the rows of texts.
local function check_evidence(evidence, hypotheses)
  local names, rows = {}, {}
  for name, row in pairs(evidence) do
    if type(name) ~= "string" then
      core.raise(('evidence is named: evidence = { E1 = {"C", "II"} }, not [%s]'):format(tostring(name)))
    elseif type(row) ~= "table" or #row ~= #hypotheses then
      core.raise(("evidence '%s' needs %d cells, one for each hypothesis: CC, C, N, I, II, or ? where it is not known")
        :format(name, #hypotheses))
    end
    names[#names + 1] = name
  end
  if #names == 0 then
    core.raise 'rivals needs evidence: evidence = { E1 = {"C", "II"} }'
  end
  table.sort(names, in_order)
  for i, name in ipairs(names) do
    rows[i] = evidence[name]
    for _, cell in ipairs(rows[i]) do
      options.one_of(cell, { "CC", "C", "N", "I", "II", "?" }, "cell of evidence '" .. name .. "'")
    end
  end
  return names, rows
end

local function check_weights(given, names)
  local weights = {}
  for i in ipairs(names) do
    weights[i] = 1
  end
  for name, weight in pairs(given) do
    options.one_of(name, names, "evidence in weights")
    if type(weight) ~= "number" or not (weight >= 0 and weight < math.huge) then
      core.raise(("the weight of '%s' is a number of 0 or more, not %s"):format(name, tostring(weight)))
    end
    for i, known in ipairs(names) do
      weights[i] = known == name and weight or weights[i]
    end
  end
  return weights
end

-- By place, as given, and by name.
local function by_both(names, values)
  local result = {}
  for i, name in ipairs(names) do
    result[i], result[name] = values[i], values[i]
  end
  return result
end

local function rank_of(hypotheses, scored)
  local ranking, sharing = {}, {}
  for i, name in ipairs(hypotheses) do
    local rank = scored.rank[i]
    sharing[rank] = (sharing[rank] or 0) + 1
    ranking[i] = { hypothesis = name, rank = rank, inconsistency = scored.inconsistency[i], place = i }
  end
  for _, entry in ipairs(ranking) do
    entry.tied = sharing[entry.rank] > 1
  end
  table.sort(ranking, function(a, b)
    return a.rank < b.rank or a.rank == b.rank and a.place < b.place
  end)
  return ranking
end

--- Compares hypotheses by what speaks against them.
-- @tparam table given `hypotheses` a list of names; `evidence` by name a list of cells, one for each hypothesis:
-- `"CC"` strongly consistent, `"C"`, `"N"` neutral, `"I"` inconsistent, `"II"` strongly, `"?"` not known (counts as
-- neutral); `weights` by name of evidence, 1 unless given
-- @treturn table `ranking`, a list of `{hypothesis=, rank=, inconsistency=, tied=}` with the least inconsistent first;
-- `inconsistency` by hypothesis and `diagnosticity` by evidence, each by place in order as well: what is equal over
-- all hypotheses has diagnosticity 0 and moves none
function rivals.new(given)
  given = options.check(given, { hypotheses = "table", evidence = "table", weights = "table" }, "rivals")
  local hypotheses = given.hypotheses or {}
  check_hypotheses(hypotheses)
  local names, rows = check_evidence(given.evidence or {}, hypotheses)
  local scored = core.rival_hypotheses(rows, check_weights(given.weights or {}, names))
  return setmetatable({
    hypotheses = hypotheses, evidence = names, rows = by_both(names, rows),
    ranking = rank_of(hypotheses, scored),
    inconsistency = by_both(hypotheses, scored.inconsistency),
    diagnosticity = by_both(names, scored.diagnosticity),
  }, Rivals)
end

-- The evidence that tells most first.
local function by_diagnosticity(self)
  local names = table.move(self.evidence, 1, #self.evidence, 1, {})
  table.sort(names, function(a, b)
    local left, right = self.diagnosticity[a], self.diagnosticity[b]
    return left > right or left == right and in_order(a, b)
  end)
  return names
end

local function evidence_row(self, name, shown)
  local row = { text.cut(name, EVIDENCE_WIDTH) }
  for i = 1, shown do
    row[i + 1] = self.rows[name][self.ranking[i].place]
  end
  row[shown + 2] = digits(self.diagnosticity[name])
  row[shown + 3] = self.diagnosticity[name] == 0 and "equal over all" or nil
  return row
end

function Rivals:__tostring()
  local shown = math.min(#self.ranking, MOST_COLUMNS)
  local width = NAMES_WIDTH // shown - 2
  local columns, total, ranks = { { title = "" } }, { "inconsistency" }, { "rank" }
  for i = 1, shown do
    local entry = self.ranking[i]
    columns[i + 1] = { title = text.cut(entry.hypothesis, width) }
    total[i + 1] = digits(entry.inconsistency)
    ranks[i + 1] = entry.rank .. (entry.tied and " (tie)" or "")
  end
  columns[shown + 2], columns[shown + 3] = { title = "tells", align = "right" }, { title = "" }
  local rows, names = {}, by_diagnosticity(self)
  for i = 1, math.min(#names, MOST_ROWS) do
    rows[i] = evidence_row(self, names[i], shown)
  end
  rows[#rows + 1], rows[#rows + 2] = total, ranks
  local page = text.table(columns, rows)
  if #names > MOST_ROWS or #self.ranking > shown then
    page = ("%s\nnot shown: %d items of evidence that tell less, %d hypotheses that more speaks against"):format(page,
      math.max(0, #names - MOST_ROWS), #self.ranking - shown)
  end
  return page
end

--- The matrix, and how it is read.
-- @treturn string
function Rivals:explain()
  return tostring(self) .. "\n" .. text.wrap("inconsistency: the sum of what speaks against a hypothesis, I 1 and II 2,"
    .. " by the weight of the evidence; what speaks for it does not count, for it may speak for others too. tells: the"
    .. " largest less the smallest score of a row, CC +2 to II -2; a row that is equal over all is left out.", 110)
end

options.seal(Rivals)

return rivals
