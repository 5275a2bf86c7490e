--- Competing hypotheses: the one that the least speaks against comes first (Heuer 1999, ch. 8).
-- @module signalflow.judgement.rivals
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local line = require "signalflow.page.line"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"

local rivals = {}

--- Hypotheses that rival each other, against one body of evidence: `hypotheses`, `evidence` (lists of names),
-- `inconsistency` (by hypothesis), `diagnosticity` (by evidence, 0..1), `ranking`.
-- @type Rivals
local Rivals = { __name = "signalflow.rivals" }
Rivals.__index = Rivals

local CELLS = { "CC", "C", "N", "I", "II", "?" }
local WIDEST_MATRIX = 6 -- hypotheses beside each other; more stand beneath each other

-- E2 before E10: runs of digits compare as numbers.
local function in_order(a, b)
  local function key(name)
    return (name:gsub("0*(%d+)", function(run) return ("%03d"):format(#run) .. run end))
  end
  local left, right = key(a), key(b)
  return core.before(left, right) or left == right and core.before(a, b)
end

local function check_hypotheses(names)
  local seen = {}
  if type(names) ~= "table" or #names == 0 then
    core.raise 'rivals needs hypotheses: hypotheses = {"a", "b"}'
  end
  for i, name in ipairs(options.list(names, "the hypotheses of rivals")) do
    if type(name) ~= "string" or name == "" then
      core.raise(("hypothesis %d must be a name, not %s"):format(i, options.describe(name)))
    elseif seen[name] then
      core.raise(("two hypotheses are called '%s'"):format(name))
    end
    seen[name] = true
  end
end

-- The names of the evidence in order, and the rows of texts.
local function check_evidence(evidence, hypotheses)
  local names, rows = {}, {}
  for name, row in options.each(evidence) do
    if type(name) ~= "string" then
      core.raise(('evidence is named: evidence = { E1 = {"C", "II"} }, not [%s]'):format(options.key(name)))
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
      options.one_of(cell, CELLS, "cell of evidence '" .. name .. "'")
    end
  end
  return names, rows
end

local function check_weights(given, names)
  local weights = {}
  for i in ipairs(names) do
    weights[i] = 1
  end
  for name, weight in options.each(given) do
    options.one_of(name, names, "evidence in weights")
    if type(weight) ~= "number" or not (weight >= 0 and weight < math.huge) then
      core.raise(("the weight of '%s' is a number of 0 or more, not %s"):format(name, options.describe(weight)))
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
-- @treturn Rivals `ranking`, a list of `{hypothesis=, rank=, inconsistency=, tied=}` with the least inconsistent first;
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

local function tells(self, name)
  return { figure.of(self.diagnosticity[name]), self.diagnosticity[name] == 0 and ", equal over all" or "" }
end

-- A column a hypothesis, a row a piece of evidence.
local function matrix(self)
  local columns, totals, ranks, rows = { { title = "" } }, { "inconsistency" }, { "rank" }, {}
  for i, entry in ipairs(self.ranking) do
    columns[i + 1] = { title = line.plain(entry.hypothesis) }
    totals[i + 1] = figure.of(entry.inconsistency)
    ranks[i + 1] = { figure.count(entry.rank), entry.tied and " (tie)" or "" }
  end
  columns[#columns + 1] = { title = "tells" }
  for k, name in ipairs(by_diagnosticity(self)) do
    rows[k] = { line.plain(name) }
    for i, entry in ipairs(self.ranking) do
      rows[k][i + 1] = self.rows[name][entry.place]
    end
    rows[k][#columns] = tells(self, name)
  end
  rows[#rows + 1], rows[#rows + 2] = totals, ranks
  return { block.table { columns = columns, rows = rows } }
end

-- Where too many stand beside each other: the ranking, and what each piece of evidence says of which place in it.
local function lists(self)
  local ranking, rows = {}, {}
  for i, entry in ipairs(self.ranking) do
    ranking[i] = { figure.count(i), line.plain(entry.hypothesis),
      { figure.count(entry.rank), entry.tied and " (tie)" or "" }, figure.of(entry.inconsistency) }
  end
  for k, name in ipairs(by_diagnosticity(self)) do
    local places, words = {}, {}
    for i, entry in ipairs(self.ranking) do
      local cell = self.rows[name][entry.place]
      places[cell] = places[cell] or {}
      table.insert(places[cell], ("%d"):format(i))
    end
    for _, cell in ipairs(CELLS) do
      words[#words + 1] = places[cell] and ("%s: %s"):format(cell, table.concat(places[cell], " ")) or nil
    end
    rows[k] = { line.plain(name), table.concat(words, "; "), tells(self, name) }
  end
  return {
    block.table { rows = ranking, columns = { { title = "", align = "right" }, { title = "hypothesis" },
      { title = "rank" }, { title = "inconsistency", align = "right" } } },
    block.table { rows = rows, columns = { { title = "" }, { title = "says of which hypothesis" },
      { title = "tells" } } },
  }
end

page.of_class(Rivals, Rivals, function(self)
  local blocks = #self.ranking > WIDEST_MATRIX and lists(self) or matrix(self)
  blocks[#blocks + 1] = block.note("CC strongly consistent, C consistent, N neutral, I inconsistent, II strongly "
    .. "inconsistent, ? not known; tells: how far the evidence tells the hypotheses apart")
  return blocks
end)

--- The matrix, and how it is read.
-- @treturn Page
function Rivals:explain()
  local blocks = self:page().blocks
  blocks[#blocks + 1] = block.facts {
    { "inconsistency", "the sum of what speaks against a hypothesis, I 1 and II 2, by the weight of the evidence; what "
      .. "speaks for it does not count, for it may speak for others too" },
    { "tells", "the largest less the smallest score of a row, CC +2 to II -2; what is equal over all is left out" },
  }
  return page.new(blocks)
end

options.seal(Rivals, nil, { "hypotheses", "evidence", "inconsistency", "diagnosticity", "ranking", "rows" })

return rivals
