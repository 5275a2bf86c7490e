--- How a model is spread over accelerators: read from the words engines and benchmarks use, or all that is worth
-- trying.
--
-- A layout is what inference.h takes: `accelerators` of one instance that decodes, `instances`,
-- `attention_data_parallel`, `expert_parallel`, and where prefill has accelerators of its own `disaggregated`,
-- `prefill_accelerators` (of all) and `prefill_size` (of one prefill instance).
-- @module signalflow.serving.layouts
local number = require "signalflow.page.number"

local layouts = {}

local function plain(accelerators, data_parallel, expert_parallel)
  return { accelerators = accelerators, instances = 1, attention_data_parallel = data_parallel,
    expert_parallel = expert_parallel }
end

-- Prefill not described: the share of accelerators that the note infers, or a third.
local function of_shares(accelerators, note)
  local share = tonumber(note:match "inferred ([%d.]+)") or 1 / 3
  local prefill = accelerators * share
  return { accelerators = math.max(1, accelerators - prefill), instances = 1, attention_data_parallel = true,
    expert_parallel = true, disaggregated = true, prefill_accelerators = prefill, prefill_size = prefill }
end

-- One of two pools: "TP8EP8x1+attnDP", "attnDP4+EP4x2".
local function pool_of(text)
  local attention, experts, instances, last = text:match "^TP(%d+)%+?EP(%d+)x(%d+)(%S*)$"
  local by_data = last and last:find("attnDP", 1, true) ~= nil
  if not attention then
    attention, experts, instances = text:match "^attnDP(%d+)%+EP(%d+)x(%d+)$"
    by_data = true
  end
  return attention and { size = math.max(tonumber(attention), tonumber(experts)), instances = tonumber(instances),
    spread = tonumber(experts) > 1, by_data = by_data }
end

-- "P:TP8EP8x1+attnDP D:TP16EP16x2": the pools of prefill and of decoding; nil where these are not named.
local function pools_of(text)
  local before, after = text:match "^P:(%S+) D:(%S+)"
  local prefill, decode = before and pool_of(before), after and pool_of(after)
  if prefill and decode then
    return prefill, decode
  end
  return nil
end

-- Instances of prefill and of decoding, scaled to the accelerators there are.
local function disaggregated(text, accelerators, note)
  local prefill, decode = pools_of(text)
  if not prefill then
    return nil
  elseif decode.instances == 0 or prefill.instances == 0 then
    return of_shares(accelerators, note)
  end
  local scale = accelerators / (prefill.size * prefill.instances + decode.size * decode.instances)
  return { accelerators = math.max(1, decode.size * scale), instances = decode.instances,
    attention_data_parallel = decode.by_data, expert_parallel = decode.spread, disaggregated = true,
    prefill_accelerators = prefill.size * prefill.instances * scale, prefill_size = prefill.size * scale }
end

-- Instances of so many accelerators, of which there are more: replicas.
local function replicas_of(size, accelerators, data_parallel, expert_parallel)
  local instances = math.tointeger(accelerators / size)
  local made = plain(instances and size or accelerators, data_parallel, expert_parallel)
  made.instances = instances or 1
  return made
end

--- Reads a layout. What is not understood is tensor parallelism over all accelerators.
-- @tparam ?string text as "TP8", "TP4EP4", "TP4+EP4", "TP8EP8+attnDP", "attnDP4+EP4", "TP2EP1DP4",
-- "TP1DP4 moeTP1.0 moeEP4.0", "attnDP8+EP8x9" and "TP1x8" (replicas), "P:TP4EP4x1+attnDP D:TP8EP8x2"
-- @tparam number accelerators of the deployment
-- @tparam boolean mixture whether the model has experts
-- @tparam[opt] string note what a measured row remarks
-- @treturn table
-- @treturn boolean whether the text was understood
function layouts.read(text, accelerators, mixture, note)
  text = text or ""
  local apart = disaggregated(text, accelerators, note or "")
  if apart then
    return apart, true
  end
  local spread = text:match "^attnDP%d+%+EP(%d+)"
  if spread then
    return replicas_of(tonumber(spread), accelerators, true, true), true
  end
  local each = text:match "^TP(%d+)x%d+$"
  if each then
    return replicas_of(tonumber(each), accelerators, false, false), true
  end
  local experts, rest = text:match "^TP%d+%+?EP(%d+)(.*)$"
  if experts and (rest == "" or rest == "+attnDP" or rest:find "^DP%d+$" or rest:find "^%+attnDPDP%d+$") then
    return plain(accelerators, rest:find("+attnDP", 1, true) ~= nil, tonumber(experts) > 1), true
  end
  local tensor, share = text:match "^TP%d+DP%d+ moeTP([%d.]+) moeEP([%d.]+)"
  tensor, share = tonumber(tensor), tonumber(share)
  if tensor and share then
    -- some tables count the accelerators of attention only
    return plain(mixture and math.max(accelerators, tensor * share) or accelerators, false, share > 1), true
  end
  local replicas = text:match "^TP%d+DP(%d+) on %d+ chips"
  if replicas then
    return plain(accelerators, tonumber(replicas) > 1, false), true
  end
  return plain(accelerators, false, false), text:find "^TP%d+$" ~= nil
end

-- The accelerators that a layout's own words say it takes; nil where they do not say, or say it of attention alone.
local COUNTED = {
  { "^attnDP(%d+)%+EP(%d+)x(%d+)$", function(dp, ep, n) return math.max(dp, ep) * n end },
  { "^attnDP(%d+)%+EP(%d+)$", math.max },
  { "^TP(%d+)x(%d+)$", function(tp, n) return tp * n end },
  { "^TP(%d+)%+?EP(%d+)$", math.max }, { "^TP(%d+)%+?EP(%d+)%+attnDP$", math.max }, { "^TP(%d+)$", math.max },
}

--- How many accelerators the words of a layout take.
-- @tparam string text as of `layouts.read`
-- @treturn ?integer nil where they do not say
function layouts.counted(text)
  local prefill, decode = pools_of(text)
  if prefill then
    return prefill.size * prefill.instances + decode.size * decode.instances
  end
  for _, entry in ipairs(COUNTED) do
    local numbers = table.pack(text:match(entry[1]))
    if numbers[1] then
      for i, word in ipairs(numbers) do
        numbers[i] = math.tointeger(word)
      end
      return entry[2](table.unpack(numbers))
    end
  end
  return nil
end

--- Whether two layouts are one: replicas, pools and how each spreads a model.
-- @tparam table one
-- @tparam table other
-- @treturn boolean
function layouts.is_same(one, other)
  for _, field in ipairs { "accelerators", "instances", "prefill_accelerators", "prefill_size" } do
    if math.abs((one[field] or 0) - (other[field] or 0)) > 1e-9 then
      return false
    end
  end
  return one.attention_data_parallel == other.attention_data_parallel and one.expert_parallel == other.expert_parallel
    and (one.disaggregated or false) == (other.disaggregated or false)
end

--- A layout in words.
-- @tparam table layout
-- @treturn string as "TP8", "attention DP16 + EP16", "4 prefill + 2 x TP8"
function layouts.name(layout)
  local function whole(count)
    return number.short(math.floor(count * 100 + 0.5) / 100, 6)
  end
  local size = whole(layout.accelerators)
  local decode
  if layout.accelerators == 1 then
    decode = "1 accelerator"
  elseif layout.attention_data_parallel then
    decode = "attention DP" .. size .. (layout.expert_parallel and " + EP" .. size or "")
  else
    decode = "TP" .. size .. (layout.expert_parallel and " + EP" .. size or "")
  end
  if not layout.disaggregated then
    return decode
  end
  return ("%s prefill + %s x %s decode"):format(whole(layout.prefill_accelerators), whole(layout.instances), decode)
end

--- A layout as one word: of those in lists of `layouts.all`, two with the same are one, and words sort as lists do.
-- @tparam table layout
-- @treturn string
function layouts.key(layout)
  local eighths = 8 * (layout.prefill_accelerators or 0) / layout.instances -- of accelerators, for an instance
  return ("%d %04d %d %04d %05d"):format(layout.disaggregated and 1 or 0, layout.accelerators,
    layout.attention_data_parallel and 1 or 0, layout.prefill_size or 0, eighths)
end

--- Whether a layout deals whole heads to every accelerator: no engine serves what cannot be dealt evenly.
-- @tparam table layout
-- @tparam number heads of queries
-- @treturn boolean
function layouts.deals(layout, heads)
  local decodes = layout.attention_data_parallel or heads % layout.accelerators == 0
  return decodes and (not layout.disaggregated or heads % layout.prefill_size == 0)
end

local function add_apart(list, decode, prefill_sizes, ratios)
  for _, prefill in ipairs(prefill_sizes) do
    for _, ratio in ipairs(ratios) do
      -- prefill accelerators for each that decodes; whole instances of both
      local accelerators = decode.accelerators * ratio
      local instances = 1
      while accelerators * instances < prefill do
        instances = instances * 2
      end
      list[#list + 1] = { accelerators = decode.accelerators, instances = instances,
        attention_data_parallel = decode.attention_data_parallel, expert_parallel = decode.expert_parallel,
        disaggregated = true, prefill_accelerators = accelerators * instances, prefill_size = prefill }
    end
  end
end

-- Sizes of an instance: powers of two, and a whole rack of 72 and two of them.
local SIZES = { 1, 2, 4, 8, 16, 32, 64, 72, 128, 144 }
local WIDEST_TENSOR = 16 -- over a network rather than links, two collectives a layer take longer than they spare

-- Together: tensor parallelism over the links, or a little beyond; with experts, attention by data and experts spread
-- over as many as DeepSeek's own deployments use (144).
local function together(domain, mixture, least)
  local list = {}
  for _, size in ipairs(SIZES) do
    local whole = size & (size - 1) == 0
    if size >= least and whole and size <= math.max(WIDEST_TENSOR, math.min(domain, 64)) then
      list[#list + 1] = plain(size, false, false)
    end
    if size >= least and mixture and size > 1 and (whole or domain >= 72) then
      list[#list + 1] = plain(size, true, true)
    end
  end
  return list
end

--- Layouts worth trying.
-- @tparam number domain accelerators of a scale-up network
-- @tparam boolean mixture whether the model has experts
-- @tparam number least accelerators that hold the weights
-- @tparam ?boolean apart prefill on accelerators of its own: nil for both, false for none, true for nothing else
-- @treturn {table,...}
function layouts.all(domain, mixture, least, apart)
  local decoding, all = together(domain, mixture, least), {}
  if apart ~= true then
    table.move(decoding, 1, #decoding, 1, all)
  end
  if apart ~= false then
    local smallest = 1
    while smallest < least do
      smallest = smallest * 2
    end
    local pools = { smallest, smallest < 16 and math.min(16, 4 * smallest) or nil }
    for _, decode in ipairs(decoding) do
      add_apart(all, decode, pools, { 0.125, 0.25, 0.5, 1, 2 })
    end
  end
  return all
end

--- How many accelerators an instance takes in all, its pool of prefill too.
-- @tparam table layout
-- @treturn integer
function layouts.accelerators(layout)
  return layout.accelerators * layout.instances + (layout.prefill_accelerators or 0)
end

return layouts
