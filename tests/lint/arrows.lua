--- Arrows between things that have names, and the circles they make.

local tree = require "tree"

local arrows = {}

--- Adds an arrow, with the reason for it.
function arrows.add(map, from, to, reason)
  local out = map[from] or {}
  map[from] = out
  out[to] = out[to] or {}
  out[to][reason or ""] = true
end

--- The reasons of an arrow as one text.
function arrows.reasons(map, from, to)
  return table.concat(tree.keys(map[from][to]), " ")
end

--- Groups of names that reach each other (strongly connected, after Tarjan 1972), each sorted.
function arrows.groups(map)
  local order, low, open, stack, count, groups = {}, {}, {}, {}, 0, {}
  local function close(name)
    local group = {}
    repeat
      local last = table.remove(stack)
      open[last] = nil
      group[#group + 1] = last
    until last == name
    if #group > 1 or (map[name] and map[name][name]) then
      table.sort(group)
      groups[#groups + 1] = group
    end
  end
  local function visit(name)
    count = count + 1
    order[name], low[name], open[name] = count, count, true
    stack[#stack + 1] = name
    for _, to in ipairs(tree.keys(map[name] or {})) do
      if not order[to] then
        visit(to)
        low[name] = math.min(low[name], low[to])
      elseif open[to] then
        low[name] = math.min(low[name], order[to])
      end
    end
    if low[name] == order[name] then
      close(name)
    end
  end
  for _, name in ipairs(tree.keys(map)) do
    if not order[name] then
      visit(name)
    end
  end
  return groups
end

--- A shortest way from a group's first name back to it: `{a, b, a}`.
function arrows.circle(map, group)
  local first, inside = group[1], {}
  for _, name in ipairs(group) do
    inside[name] = true
  end
  local queue, came, place = { first }, {}, 1
  while queue[place] do
    local name = queue[place]
    place = place + 1
    for _, to in ipairs(tree.keys(map[name] or {})) do
      if to == first then
        local way = { first }
        while name do
          table.insert(way, 1, name)
          name = came[name]
        end
        return way
      elseif inside[to] and not came[to] then
        came[to] = name
        queue[#queue + 1] = to
      end
    end
  end
end

return arrows
