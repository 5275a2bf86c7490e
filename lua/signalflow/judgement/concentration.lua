--- Concentration of customers, in bounds where not everyone is named.
-- @module signalflow.judgement.concentration
local block = require "signalflow.page.block"
local core = require "signalflow.core"
local figure = require "signalflow.page.figure"
local line = require "signalflow.page.line"
local number = require "signalflow.page.number"
local options = require "signalflow.shared.options"
local page = require "signalflow.page.page"

local concentration = {}

--- What is known of a figure that is not disclosed: plain numbers `low` and `high`, nil where it has no such end.
-- @type Bounds
local Bounds = { __name = "signalflow.bounds" }
Bounds.__index = Bounds

-- Bounds as words: "785 to 1386", each end times a factor; an end that is nil has no limit.
local function span(bounds, factor, style)
  local function digits(value)
    return value and figure.of(value * (factor or 1), { style = style }) or "no limit"
  end
  if bounds.low == bounds.high then
    return digits(bounds.low)
  end
  return { digits(bounds.low), " to ", digits(bounds.high) }
end

page.of_class(Bounds, Bounds, function(self)
  return { block.paragraph(span(self)) }
end)

--- How concentrated shares are: `hhi`, `effective_count`, `entropy_count` (Bounds), `undisclosed` (0..1), `kind`;
-- `top2` and the like (Bounds): what the n largest hold together.
-- @type Concentration
local Shares = { __name = "signalflow.concentration" }

-- top1, top2, ... are worked out when asked for.
function Shares:__index(name)
  local n = type(name) == "string" and math.tointeger(tonumber(name:match "^top(%d+)$"))
  if n and n > 0 then
    local low, high = core.top_share(self.shares, self.each_below, n)
    return setmetatable({ low = low, high = high }, Bounds)
  end
  return Shares[name]
end

--- How much more concentrated than earlier: bounds of the change of the index.
-- @param earlier another concentration, of the same kind
-- @treturn table `low`, `high`
function Shares:change(earlier)
  if getmetatable(earlier) ~= Shares then
    core.raise "change compares with an earlier sf.concentration"
  elseif self.kind ~= earlier.kind then
    core.raise(("shares of %s customers and of %s customers are of different wholes, and do not compare")
      :format(self.kind or "unnamed", earlier.kind or "unnamed"))
  end
  return setmetatable({ low = self.hhi.low - earlier.hhi.high, high = self.hhi.high - earlier.hhi.low }, Bounds)
end

--- The Herfindahl-Hirschman index in points of 10,000, as content of a page.
-- @treturn table inline
function Shares:points()
  return { span(self.hhi, 1e4) }
end

page.of_class(Shares, Shares, function(self)
  local rows = {}
  for i, name in ipairs(self.names) do
    rows[i] = { line.plain(name), figure.percent(self.shares[i]) }
  end
  if self.undisclosed > 1e-9 then
    rows[#rows + 1] = { "undisclosed", { figure.percent(self.undisclosed),
      self.each_below > 0 and { ", each below ", figure.percent(self.each_below) } or "" } }
  end
  return { block.title("shares" .. (self.kind and " of " .. self.kind .. " customers" or "")), block.facts(rows),
    block.facts { { "Herfindahl-Hirschman index", { span(self.hhi, 1e4), " points of 10,000" } },
      { "effective count", span(self.effective_count) }, { "largest two together", span(self.top2, 1, "percent") } } }
end)

--- The shares, and how bounds are read.
-- @treturn Page
function Shares:explain()
  local blocks = self:page().blocks
  blocks[#blocks + 1] = block.note("low: what is not disclosed is atomised; high: it is packed into the largest lumps "
    .. "it may hold; a threshold between the two is neither met nor missed: unknown")
  return page.new(blocks)
end

local OPTIONS = { undisclosed = true, each_below = true, kind = true }

-- What is called so is no customer: it is the rest, undisclosed.
local REST = { other = true, others = true, rest = true, remainder = true, ["all other"] = true, ["all others"] = true,
  ["other customers"] = true, ["all other customers"] = true, unnamed = true }

-- The named shares, the largest first; a list of shares gets numbers for names.
local function named_shares(given)
  local found = {}
  for name, share in options.each(given) do
    if not OPTIONS[name] and not (type(name) == "string" and REST[name:lower():gsub("_", " ")]) then
      if type(share) ~= "number" then
        core.raise(("the share of '%s' is a fraction of 1, not %s"):format(options.key(name), options.describe(share)))
      elseif not (share >= 0 and share <= 1) then
        core.raise(("the share of '%s' is a fraction of 1, not %s%s"):format(options.key(name), number.quoted(share),
          share > 1 and share <= 100 and ("; write %s"):format(number.quoted(share / 100)) or ""))
      end
      found[#found + 1] = { name = tostring(name), share = share }
    end
  end
  table.sort(found, function(a, b)
    return a.share > b.share or a.share == b.share and core.before(a.name, b.name)
  end)
  local names, shares = {}, {}
  for i, one in ipairs(found) do
    names[i], shares[i] = one.name, one.share
  end
  return names, shares
end

--- Measures concentration: `sf.concentration { a = 0.23, b = 0.16, undisclosed = 0.61, each_below = 0.10 }`.
-- @tparam table given shares by name, as fractions; what is called `other` is no customer but part of the undisclosed;
-- `undisclosed` (may be left out: the rest of 1), `each_below` (a
-- share that none of the undisclosed reaches), `kind` ("direct" or "end" customers: different wholes)
-- @treturn Concentration `hhi`, `effective_count`, `entropy_count`, `top1`, `top2`, ...: each with `low` and `high`
function concentration.new(given)
  if type(given) ~= "table" then
    core.raise "concentration takes a table of shares: sf.concentration { a = 0.23, b = 0.16, each_below = 0.10 }"
  end
  local kind = given.kind and options.one_of(given.kind, { "direct", "end" }, "kind of customer")
  local names, shares = named_shares(given)
  options.argument(given.undisclosed, "nil|number", "concentration: undisclosed")
  local below = given.each_below or 0
  local measured = core.concentration(shares, below)
  if given.undisclosed and math.abs(given.undisclosed - measured.undisclosed) > 1e-6 then
    core.raise(("the named shares leave %s undisclosed, not %s"):format(number.short(measured.undisclosed, 4),
      number.short(given.undisclosed, 4)))
  end
  measured.names, measured.shares, measured.each_below, measured.kind = names, shares, below, kind
  for _, name in ipairs { "hhi", "effective_count", "entropy_count" } do
    setmetatable(measured[name], Bounds)
  end
  return setmetatable(measured, Shares)
end

--- Whether a value is a concentration.
-- @param value
-- @treturn boolean
function concentration.is(value)
  return getmetatable(value) == Shares
end

options.seal(Bounds, nil, { "low", "high" })
options.seal(Shares, nil, {
  "hhi", "effective_count", "entropy_count", "undisclosed", "kind", "each_below", "names", "shares", "lump" })

return concentration
