--- What would be wrong with the catalogue, as a list of findings.
-- The checks are the mistakes other tools and data sets have made: sparse rates taken for dense, both directions of a
-- link counted, total tokens taken for output tokens, power of one scope beside another, parameters of the wrong model.
-- @module signalflow.catalogue.validate

local names = require "signalflow.catalogue.names"
local number = require "signalflow.page.number"

-- Words with what came: numbers in six digits.
local function said(form, ...)
  local came = table.pack(...)
  for i = 1, came.n do
    came[i] = type(came[i]) == "number" and number.short(came[i], 6) or tostring(came[i])
  end
  return form:format(table.unpack(came, 1, came.n))
end

--- Collects findings.
local function new_report()
  local findings = {}
  return findings, function(kind, format, ...)
    findings[#findings + 1] = { kind = kind, message = said(format, ...) }
  end
end

local function is_positive(value)
  return type(value) == "number" and value > 0 and value < math.huge
end

local function near(a, b, relative)
  return math.abs(a - b) <= relative * math.abs(b)
end

--- Years, months or days; a month has 1 to 12, a day 1 to 31.
local function is_date(text)
  local year, month, day = tostring(text):match "^(%d%d%d%d)%-?(%d?%d?)%-?(%d?%d?)$"
  if not year then
    return false
  end
  local function within(part, most)
    return part == "" or (#part == 2 and tonumber(part) >= 1 and tonumber(part) <= most)
  end
  return within(month, 12) and within(day, 31) and (month ~= "" or day == "")
end

local function check_sources(sources, find)
  for key, source in pairs(sources) do
    if not is_date(source.date) then
      find("date", "source %s: '%s' is not a date", key, tostring(source.date))
    end
    if type(source.title) ~= "string" or type(source.says) ~= "string" or source.title == "" or source.says == "" then
      find("source", "source %s has no title or does not say anything", key)
    end
    if not tostring(source.address):find "^https?://[%w]" then
      find("source", "source %s: '%s' is not an address", key, tostring(source.address))
    end
  end
end

local function check_names(records, kind, find)
  local owner = {}
  for _, record in ipairs(records) do
    local all = { record.name, table.unpack(record.aliases or {}) }
    for _, name in ipairs(all) do
      local plain = names.plain(name)
      if owner[plain] and owner[plain] ~= record.name then
        find("name", "%s '%s' is a name of both %s and %s", kind, name, owner[plain], record.name)
      end
      owner[plain] = record.name
    end
  end
end

local function check_figures(record, fields, data, find)
  local units = {}
  for _, field in ipairs(fields) do
    units[field.name] = field.unit or "text"
  end
  for name, entry in pairs(record.figures) do
    if not units[name] then
      find("figure", "%s: no figure is called '%s'", record.name, name)
    elseif units[name] ~= "text" and not is_positive(entry[1]) then
      find("figure", "%s: %s is %s; what is not known is left out", record.name, name, tostring(entry[1]))
    elseif units[name] == "text" and (type(entry[1]) ~= "string" or entry[1] == "") then
      find("figure", "%s: %s is empty", record.name, name)
    end
    if not data.sources[entry[2]] then
      find("source", "%s: %s names the source '%s', which does not exist", record.name, name, tostring(entry[2]))
    end
  end
end

local function value_of(record, name)
  local entry = record.figures[name]
  return entry and is_positive(entry[1]) and entry[1] or nil
end

--- Halving the width of a number doubles a dense rate, or leaves it; Blackwell Ultra and its like triple FP4.
-- A ratio of 4 is a sparse rate beside a dense one.
local function check_rates(record, find)
  local steps = {
    { "compute_bf16", "compute_fp8", { 1, 2 } },
    { "compute_fp8", "compute_fp4", { 1, 2, 3 } },
  }
  for _, step in ipairs(steps) do
    local wide, narrow = value_of(record, step[1]), value_of(record, step[2])
    local allowed = not (wide and narrow)
    for _, ratio in ipairs(step[3]) do
      allowed = allowed or near(narrow / wide, ratio, 0.03)
    end
    if not allowed then
      find("sparse", "%s: %s is %s times %s; is one of them sparse?", record.name, step[2], narrow / wide, step[1])
    end
  end
end

local function check_links(record, data, find)
  local links, total = record.links, value_of(record, "link_bandwidth")
  if not links or not total then
    return
  end
  if not data.sources[links[3]] then
    find("source", "%s: links name the source '%s', which does not exist", record.name, tostring(links[3]))
  end
  local one_way = links[1] * links[2]
  if near(total, 2 * one_way, 0.01) then
    find("link", "%s: %s GB/s counts both directions; one is %s", record.name, total, one_way)
  elseif not near(total, one_way, 0.01) then
    find("link", "%s: %s GB/s is not %s links of %s", record.name, total, links[1], links[2])
  end
end

--- A chip draws no more than its system, a system no more than it with its share of network and hosts.
local function check_power(record, find)
  local chip = value_of(record, "chip_power")
  local order = {
    { "chip_power", chip and chip / 1000 }, { "wall_power", value_of(record, "wall_power") },
    { "system_power", value_of(record, "system_power") }, { "all_in_power", value_of(record, "all_in_power") },
  }
  for i = 1, #order do
    for j = i + 1, #order do
      local lower, upper = order[i], order[j]
      if lower[2] and upper[2] and lower[2] > upper[2] then
        find("power_order", "%s: %s of %s kW is above %s of %s kW", record.name, lower[1], lower[2], upper[1], upper[2])
      end
    end
  end
  local rack, count, system =
    value_of(record, "rack_power"), value_of(record, "rack_accelerators"), value_of(record, "system_power")
  if rack and count and system and not near(rack / count, system, 0.1) then
    find("rack", "%s: %s kW for %s accelerators is not %s kW each", record.name, rack, count, system)
  end
end

--- What a record accepts, with its reason, is no finding.
local function accepting(record, find)
  return function(kind, ...)
    if not (record.accepted and record.accepted[kind]) then
      find(kind, ...)
    end
  end
end

-- Weights of attention in a layer that has it: latent, with the index of sparse attention, or of grouped queries.
local function count_attention(a)
  if not a.kv_rank then
    return (2 + (a.gated_attention or 0)) * a.hidden * a.heads * a.head_dim + 2 * a.hidden * a.kv_heads * a.head_dim
  end
  local index = a.index_heads
    and a.query_rank * a.index_heads * a.index_dim + a.hidden * (a.index_dim + a.index_heads) or 0
  return a.hidden * a.query_rank + a.query_rank * a.heads * (a.nope_dim + a.rope_dim)
    + a.hidden * (a.kv_rank + a.rope_dim) + a.kv_rank * a.heads * (a.nope_dim + a.value_dim)
    + a.heads * a.value_dim * a.hidden + index
end

-- Weights of all layers without attention: linear attention has keys and queries of its key heads, and values, gate and
-- output of its value heads; a Mamba-2 layer projects in to state twice, groups and heads, and out of the state.
local function count_other_layers(a)
  local linear = a.linear_key_heads
    and a.linear_layers * a.hidden * a.linear_head_dim * (2 * a.linear_key_heads + 3 * a.linear_value_heads) or 0
  if not a.state_layers then
    return linear
  end
  local inner = a.state_heads * a.state_head_dim
  return linear
    + a.state_layers * a.hidden * (3 * inner + 2 * a.state_groups * a.state_dim + a.state_heads)
end

--- Parameters from the configuration: embedding and output head (once where they are tied), attention, feed-forward or
-- experts, router. Norms and biases are left out. `active` counts what one token uses.
local function count_parameters(a)
  local dense_layers = a.experts and (a.dense_layers or 0) or a.feed_forward_layers or a.layers
  local dense = dense_layers * (a.feed_forward_matrices or 3) * a.hidden * (a.intermediate or 0)
  local tables = (a.tied_embeddings and 1 or 2) * a.vocabulary * a.hidden
  local shared = tables + (a.layers - (a.linear_layers or 0)) * count_attention(a) + count_other_layers(a) + dense
  if not a.experts then
    return shared, shared
  end
  local expert, layers = 3 * a.hidden * a.expert_intermediate, a.layers - dense_layers
  local router = a.hidden * a.experts
  local common = a.shared_experts or 0
  return shared + layers * (router + (a.experts + common) * expert),
    shared + layers * (router + (a.experts_per_token + common) * expert)
end

--- Elements of cache a token adds: keys and values of each head, or one compressed vector (MLA) and what the index of
-- sparse attention keeps; none where attention is linear.
local function count_kv_elements(a)
  return (a.layers - (a.linear_layers or 0))
    * (a.kv_rank and a.kv_rank + a.rope_dim + (a.index_dim or 0) or 2 * a.kv_heads * a.head_dim)
end

-- A latent vector, and on the layers that choose tokens an index, for so many tokens; layers take turns and begin with
-- the coarsest.
local function count_compressed_elements(a, ratios)
  local fine, coarse = ratios[1], ratios[2]
  local fine_layers = a.layers // 2
  return fine_layers * (a.kv_rank + a.rope_dim + a.index_dim) / fine
    + (a.layers - fine_layers) * (a.kv_rank + a.rope_dim) / coarse
end

local function check_compressed(record, find)
  local elements = count_compressed_elements(record.architecture, record.compressed)
  local said_elements = value_of(record, "kv_elements_per_token")
  if said_elements and said_elements ~= elements then
    find("cache", "%s: %s elements of cache a token, recomputed as %s", record.name, said_elements, elements)
  end
end

local function check_model(record, find)
  if record.compressed then
    return check_compressed(record, find)
  end
  local total, active = count_parameters(record.architecture)
  local said_total, said_active = value_of(record, "total_parameters"), value_of(record, "active_parameters")
  if said_total and not near(said_total, total, 0.005) then
    find("parameters", "%s: %s parameters, but its configuration has %s", record.name, said_total, total)
  end
  if said_active and not near(said_active, active, 0.005) then
    find("parameters", "%s: %s active parameters, but its configuration has %s", record.name, said_active, active)
  end
  local published, published_active = value_of(record, "published_total"), value_of(record, "published_active")
  -- a name rounds ("8B"), and some publishers leave embeddings out of the active count
  if published and not near(published, total, 0.03) then
    find("parameters", "%s: published as %s parameters, recomputed as %s", record.name, published, total)
  end
  if published_active and not near(published_active, active, 0.15) then
    find("parameters", "%s: published as %s active parameters, recomputed as %s", record.name, published_active, active)
  end
  if said_active and said_total and said_active > said_total then
    find("parameters", "%s: more parameters are active than there are", record.name)
  end
  local elements, said_elements = count_kv_elements(record.architecture), value_of(record, "kv_elements_per_token")
  if said_elements and said_elements ~= elements then
    find("cache", "%s: %s elements of cache a token, recomputed as %s", record.name, said_elements, elements)
  end
  if (record.attention == "MLA") ~= (record.architecture.kv_rank ~= nil) then
    find("cache", "%s: %s attention does not fit its configuration", record.name, tostring(record.attention))
  end
end

--- A row in words.
local function describe(point)
  return said("%s %s %s %s, %s tok/s/gpu", point.platform, point.model, point.precision,
    point.workload or said("%s/%s", point.input or 0, point.output or 0), point.token_rate or 0)
end

-- A rate counted over a whole run lies below Little's law over its median latencies: the run holds ramp-up and drain
-- (0.85 to 0.97 of what mean latencies of the same runs give), and of a spread of latencies the mean lies above the
-- median (time per token up to 1.4 times). Above it, tokens or accelerators were counted otherwise.
local LEAST_COUNTED, MOST_COUNTED = 0.7, 1.1

--- Output rate by Little's law: requests in flight over the time one stays, times its tokens. Where the time to the
-- first token is not published the rate lies below concurrency over time per token, by the share of prefill.
local function check_little(point, find)
  if point.measure ~= "steady" or not (point.concurrency and point.tpot and point.output) then
    return
  end
  if point.ttft then
    local stay = (point.ttft + (point.output - 1) * point.tpot) / 1000
    local expected = point.concurrency * point.output / stay / point.gpus
    local share = point.token_rate / expected
    if point.derived and not near(share, 1, 0.005) or share > MOST_COUNTED or share < LEAST_COUNTED then
      find("little", "%s: concurrency and latency give %s", describe(point), expected)
    end
    return
  end
  local most = point.concurrency * 1000 / point.tpot / point.gpus
  if point.token_rate > MOST_COUNTED * most or point.token_rate < 0.5 * most then
    find("little", "%s: concurrency and time per token give at most %s", describe(point), most)
  end
end

--- No accelerator computes faster than its peak. A rate of total tokens, or one not divided by all accelerators, fails.
local function check_bound(point, data, find)
  local rate_of = {
    bf16 = "compute_bf16", fp16 = "compute_bf16", fp8 = "compute_fp8", fp4 = "compute_fp4", mxfp4 = "compute_fp4",
    int4 = "compute_bf16",
  }
  local platform = names.find(data.platforms, "platform", point.platform)
  local model = names.find(data.models, "model", point.model)
  local peak = value_of(platform, rate_of[point.precision] or "") or value_of(platform, "compute_fp8")
  local active = value_of(model, "active_parameters")
  local tokens = point.token_rate * (1 + (point.workload and 0 or point.input / point.output))
  if peak and active and 2 * active * tokens > peak * 1e12 then
    find("bound", "%s: needs %s times the peak compute", describe(point), 2 * active * tokens / (peak * 1e12))
  end
end

--- Power has a scope, and the scope's limits: an accelerator's own counters stay near its design power.
local function check_row_power(point, data, find)
  if not point.power then
    return
  end
  local tdp = value_of(names.find(data.platforms, "platform", point.platform), "chip_power")
  if point.power_scope == "gpu" then
    if tdp and (point.power > 1.05 * tdp or point.power < 0.15 * tdp) then
      find("power", "%s: %s W of accelerator power, TDP is %s W", describe(point), point.power, tdp)
    end
  elseif point.power_scope ~= "server_wall" then
    find("power", "%s: power without a scope", describe(point))
  end
end

local measures = { steady = true, offline = true, server = true, interactive = true }

local function check_row(point, data, find)
  local platform = names.find(data.platforms, "platform", point.platform)
  local model = names.find(data.models, "model", point.model)
  if not platform or platform.name ~= point.platform or not model or model.name ~= point.model then
    find("name", "%s: platform or model is not in the catalogue", describe(point))
    return
  end
  local required = is_positive(point.token_rate) and is_positive(point.gpus) and is_positive(point.output)
    and (point.workload or is_positive(point.input)) and measures[point.measure]
  if not required then
    find("row", "%s: rate, accelerators, lengths or kind of measurement are missing", describe(point))
    return
  end
  for _, field in ipairs { "tpot", "ttft", "concurrency", "power" } do
    if point[field] ~= nil and not is_positive(point[field]) then
      find("row", "%s: %s is %s; what is not known is left out", describe(point), field, tostring(point[field]))
      return
    end
  end
  if point.measure ~= "offline" and not point.tpot then
    find("row", "%s: a served row has no latency", describe(point))
  end
  if not data.sources[point.source_key] then
    find("source", "%s: names the source '%s', which does not exist", describe(point), tostring(point.source_key))
  end
  if not is_date(point.date) then
    find("date", "%s: '%s' is not a date", describe(point), tostring(point.date))
  end
  check_little(point, find)
  check_bound(point, data, find)
  check_row_power(point, data, find)
end

--- Checks platforms, models, measured points and sources.
-- @tparam table data `{platforms=, platform_fields=, models=, measured=, sources=}`
-- @treturn table list of `{kind=, message=}`
local function validate(data)
  local findings, find = new_report()
  check_sources(data.sources, find)
  check_names(data.platforms, "platform", find)
  check_names(data.models, "model", find)
  for _, record in ipairs(data.platforms) do
    local found = accepting(record, find)
    check_figures(record, data.platform_fields, data, found)
    check_rates(record, found)
    check_links(record, data, found)
    check_power(record, found)
  end
  for _, record in ipairs(data.models) do
    for name, entry in pairs(record.figures) do
      if not data.sources[entry[2]] then
        find("source", "%s: %s names the source '%s', which does not exist", record.name, name, tostring(entry[2]))
      end
    end
    check_model(record, find)
  end
  for _, point in ipairs(data.measured) do
    check_row(point, data, find)
  end
  return findings
end

return validate
