--- Points of inference that differ in certain numbers alone: one formula serves them, a lane for each. Building a
-- formula takes longer than many lanes of it.
-- @module signalflow.serving.alike
local core = require "signalflow.core"
local inference = require "signalflow.serving.inference"
local options = require "signalflow.shared.options"

local alike = {}

local PARTS = { "inputs", "constants" }

local numbers = setmetatable({}, { __mode = "k" }) -- of quantities that were asked before; false where uncertain

local function number(value)
  if type(value) == "userdata" then
    if numbers[value] == nil then
      numbers[value] = value:value() or false
    end
    return numbers[value] or nil
  end
  return type(value) == "number" and value or nil
end

-- What no lane can hold, as one word: what is known, what is switched, and what is uncertain.
local function kind_of(opened)
  local words = {}
  for _, part in ipairs(PARTS) do
    for name, value in pairs(opened[part] or {}) do
      words[#words + 1] = number(value) and name or ("%s=%s"):format(name,
        type(value) == "boolean" and tostring(value) or ("%p"):format(value))
    end
  end
  for name, value in pairs(opened.switches) do
    words[#words + 1] = ("%s=%s"):format(name, value)
  end
  core.sort_texts(words)
  return table.concat(words, " ")
end

-- A figure of each member; nil where it is the same in all.
local function values_of(members, part, name)
  local values, differs = {}, false
  for i, member in ipairs(members) do
    values[i] = number(member[part][name])
    differs = differs or values[i] ~= values[1]
  end
  return differs and values or nil
end

-- Leaves a place in the shared formula for each figure that differs.
local function leave_places(group)
  local first = group.members[1]
  local shared = options.merged(first)
  group.places, group.given = { first.inputs.concurrency }, {}
  for _, part in ipairs(PARTS) do
    shared[part] = first[part] and options.merged(first[part])
    for name, value in pairs(first[part] or {}) do
      local values = number(value) and values_of(group.members, part, name)
      if values then
        local input = core.input(part .. "." .. name, type(value) == "userdata" and value or nil)
        shared[part][name] = input
        table.insert(group.places, input)
        table.insert(group.given, values)
      end
    end
  end
  group.shared = shared
end

-- Plain decoding is speculation of which nothing is accepted, and which takes no longer for it: so both are lanes of
-- one formula.
local NOTHING_DRAFTED = { acceptance = 0, speculative_step = 1, speculative_verified = 1 }

local function any_speculates(list)
  for _, opened in ipairs(list) do
    if opened.switches.speculative then
      return true
    end
  end
  return false
end

--- Groups opened points by the formula that serves them.
-- @tparam {table,...} list of `inference.open`, each with the same place for `concurrency`; a plain one beside those
-- that speculate is made one that drafts nothing
-- @treturn {table,...} groups: `members`, the points of each, in order; `shared`, opened, with a place for each figure
-- that differs; `places`, that of the concurrency first, and `given`, for each of the others a number of every member
function alike.groups(list)
  local groups, by_kind, speculates = {}, {}, any_speculates(list)
  for _, opened in ipairs(list) do
    if speculates and not opened.switches.speculative and opened.constants then
      opened.switches = options.merged(opened.switches, { speculative = true })
      opened.constants = options.merged(opened.constants, NOTHING_DRAFTED)
    end
    local kind = kind_of(opened)
    if not by_kind[kind] then
      by_kind[kind] = { members = {} }
      groups[#groups + 1] = by_kind[kind]
    end
    table.insert(by_kind[kind].members, opened)
  end
  for _, group in ipairs(groups) do
    leave_places(group)
  end
  return groups
end

--- Outputs of a member in a layout.
-- @tparam table group
-- @tparam integer member its place
-- @tparam table layout
-- @tparam number concurrency
-- @tparam {string,...} names of outputs
-- @treturn table numbers by name, in coherent units; what depends on a blank is absent
function alike.outputs(group, member, layout, concurrency, names)
  local values, laid = { concurrency }, inference.lay_out(group.shared, layout)
  for k, of_members in ipairs(group.given) do
    values[k + 1] = of_members[member]
  end
  return assert(core.inference_at(laid.inputs, laid.layout, laid.constants, names, group.places, values))
end

return alike
