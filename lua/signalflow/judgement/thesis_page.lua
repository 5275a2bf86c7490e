--- How a thesis looks: the pairs first, liquidity beside them, and every list whole.
-- @module signalflow.judgement.thesis_page
local block = require "signalflow.page.block"
local findings = require "signalflow.checks.findings"
local line = require "signalflow.page.line"
local page = require "signalflow.page.page"

local layout = {}

local function leg_rows(rows, title, leg)
  rows[#rows + 1] = { heading = ("%s: %s"):format(title, leg.state) }
  for _, one in ipairs(leg) do
    rows[#rows + 1] = { indent = 1, one.state, one.asked, one.content }
  end
  if #leg == 0 then
    rows[#rows + 1] = { indent = 1, "", "nothing was given to tell" }
  end
end

-- The joint state of the two sides; where it is contested or unknown, each side and why it is.
local function sides(moat)
  if not moat or not next(moat.why) then
    return moat and moat.state or "unknown"
  end
  local words = {}
  for i, name in ipairs { "moat", "diversification" } do
    words[i] = ("%s %s%s"):format(name, moat[name], moat.why[name] and " (" .. moat.why[name] .. ")" or "")
  end
  return moat.state .. "; " .. table.concat(words, ", ")
end

-- The premium that a price holds, with its reasons, and what the price implies.
local function premium_blocks(self)
  local rows = {}
  for _, one in ipairs(self.premium) do
    rows[#rows + 1] = { one.state, one.asked, one.content }
  end
  local blocks = { block.table { rows = rows, columns = { { title = "" }, { title = "" }, { title = "" } } } }
  table.move(self.expectations and page.blocks_of(self.expectations) or {}, 1, 16, #blocks + 1, blocks)
  return blocks
end

local function legs(self)
  local rows = {}
  leg_rows(rows, "efficiency", self.efficiency)
  leg_rows(rows, "durable demand", self.demand)
  return block.table { rows = rows, columns = { { title = "" }, { title = "" }, { title = "" } } }
end

-- A list under its title, other people's words made harmless; in one line where it is empty.
local function list_section(title, items, none, note)
  local contents = {}
  for i, item in ipairs(items) do
    contents[i] = type(item) == "string" and line.plain(item) or item
  end
  return block.section(title, { #items == 0 and block.paragraph(none) or block.list(contents),
    note and block.note(note) or nil })
end

-- The blocks of a part, or what is said without it.
local function part_blocks(part, none)
  return part and page.blocks_of(part) or { block.paragraph(none) }
end

local function pair_blocks(self)
  local blocks = part_blocks(self.moat, "moat: unknown, nothing was given")
  table.move(part_blocks(self.concentration, "customers: unknown, nothing was given"), 1, 16, #blocks + 1, blocks)
  return blocks
end

--- The blocks of a thesis' page.
-- @tparam Thesis self
-- @treturn table list of Block
function layout.blocks(self)
  local verify = {}
  for i, one in ipairs(self.verify) do
    verify[i] = one.words
  end
  return {
    block.title(("%s, as of %s"):format(self.name, self.as_of)),
    block.section("EFFICIENCY AND DURABLE DEMAND: " .. self.joined, { legs(self) }),
    block.section("A PREMIUM FOR GROWTH OVER MANY YEARS: " .. self.premium.state, premium_blocks(self)),
    block.section("MOAT AND DIVERSIFICATION: " .. sides(self.moat), pair_blocks(self)),
    list_section("LIQUIDITY AND VALUATION PRESSURE, beside the above", self.liquidity, "unknown, nothing was given",
      self.given.checklist and findings.legend(self.given.checklist)),
    list_section("WARNING SIGNS", self.warnings, "none among what is known"),
    list_section("WHAT IS MISSING", self.missing, "nothing that was asked"),
    list_section("WHAT WOULD CHANGE THE VERDICT", self.changes, "unknown, nothing was given"),
    list_section("TO VERIFY NEXT", verify, "no open question in the ledger"),
  }
end

-- What a part says when asked for all of it.
local function explained(part)
  return page.blocks_of(part.explain and part:explain() or part)
end

--- The blocks of everything that stands behind the page.
-- @tparam Thesis self
-- @treturn table list of Block
function layout.everything(self)
  local blocks = layout.blocks(self)
  for _, name in ipairs { "checklist", "moat", "launch" } do
    if self.given[name] then
      blocks[#blocks + 1] = block.section(name, explained(self.given[name]))
    end
  end
  for _, one in ipairs(self.states) do
    blocks[#blocks + 1] = block.section(line.plain(one.hypothesis.id), page.blocks_of(one.state))
  end
  return blocks
end

return layout
