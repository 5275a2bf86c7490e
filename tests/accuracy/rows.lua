--- Measured rows of a table as what signalflow estimates: each an operating point with what was measured there, or the
-- reason why nothing can be estimated. The columns are those of tests/accuracy/README.md.
local catalogue = require "signalflow.catalogue"
local inference = require "signalflow.serving.inference"
local layouts = require "signalflow.serving.layouts"
local precisions = require "signalflow.catalogue.precisions"

local rows = {}

-- Mean lengths of prompts that are not published with the rows: of exam questions, chat and code completion in
-- ML.ENERGY, of MLPerf's data sets. Assumptions of the fit, not measurements; with those of ML.ENERGY its prompts take
-- as long as those of other engines, where chat of 150 and code of 500 tokens took three and a half times as long.
local PROMPTS = {
  { scenario = "^gpqa", tokens = 300 }, { scenario = "^lm%-arena", tokens = 300 },
  { scenario = "^sourcegraph%-fim", tokens = 1500 },
  { model = "Llama-2-70B", tokens = 294 }, { model = "Llama-3.1-405B", tokens = 9400 },
  { model = "Llama-3.1-8B", tokens = 870 }, { model = "Mixtral-8x7B", tokens = 560 },
  { model = "DeepSeek-R1", tokens = 800 },
}
local OTHER_PROMPT = 500
-- In a full batch long answers are met more often than short ones: by so much is the mean of a batch longer than that
-- of answers. Lengths that vary as exponentially distributed ones make it 2; gpt-oss answers MLPerf's questions in 1.3
-- thousand tokens on average, and in up to 20 thousand.
local VARIED, VARIED_OF = 2, { ["gpt-oss-120b"] = 8, ["gpt-oss-20b"] = 8 }
-- Time per token (ms) that MLPerf's rules allow in Server and Interactive.
local LIMITS = {
  ["Llama-2-70B"] = { server = 200, interactive = 40 }, ["Llama-3.1-405B"] = { server = 175, interactive = 80 },
  ["Llama-3.1-8B"] = { server = 100, interactive = 30 }, ["Mixtral-8x7B"] = { server = 200 },
  ["DeepSeek-R1"] = { server = 80, interactive = 15 }, ["gpt-oss-120b"] = { server = 80, interactive = 20 },
}
-- When a version came out whose rows are not dated.
local RELEASES = {
  ["trtllm 0.17"] = "2025-02", ["trtllm 1.0"] = "2025-09", ["trtllm 1.x"] = "2025-12", ["trtllm 1.0.0rc3"] = "2025-07",
  ["vllm 0.12.0"] = "2025-12", ["sglang 0.5.6.post2"] = "2025-12", ["sglang 0.5.1.post1"] = "2025-08",
  ["sglang 0.5.8.post1"] = "2026-02",
}
-- Studies that name no version of vLLM, by their scenarios: ML.ENERGY's and InferenceX's experiments. They differ, and
-- from InferenceX's own runs without a version.
local STUDIES = { { "steady%-state", "vllm of ML.ENERGY" }, { "long prompts", "vllm of long prompts" } }
-- InferenceX draws lengths from 0.8 to 1 of the nominal one.
local INFERENCEX_SHARE = 0.9

-- One record of comma-separated values, from place on: fields, and the place after it.
local function read_record(text, place)
  local fields = {}
  repeat
    local field, separator
    if text:sub(place, place) == '"' then
      local closing = place
      repeat
        closing = text:find('"', closing + 1, true) or #text + 1
        local doubled = text:sub(closing + 1, closing + 1) == '"'
        if doubled then
          closing = closing + 1
        end
      until not doubled
      field = text:sub(place + 1, closing - 1):gsub('""', '"')
      place = text:find("[,\r\n]", closing + 1) or #text + 1
    else
      local stop = text:find("[,\r\n]", place) or #text + 1
      field, place = text:sub(place, stop - 1), stop
    end
    fields[#fields + 1] = field
    separator = text:sub(place, place)
    place = place + 1
  until separator ~= ","
  return fields, text:find("[^\r\n]", place) or #text + 1
end

--- Reads a table of measured rows.
-- @tparam string path
-- @treturn ?table list of rows, each a table by column, blank fields absent; or nil and a message
function rows.read(path)
  local file, err = io.open(path, "rb")
  if not file then
    return nil, err
  end
  local text = file:read "a"
  file:close()
  if not text then
    return nil, path .. ": cannot be read"
  end
  local list, names, place = {}, nil, text:find "[^\r\n\239\187\191]" or #text + 1
  while place <= #text do
    local fields
    fields, place = read_record(text, place)
    if not names then
      names = fields
    else
      local row = { file = path:match "[^/]*$" }
      for i, name in ipairs(names) do
        row[name] = fields[i] ~= "" and fields[i] ~= "nan" and fields[i] or nil
      end
      list[#list + 1] = row
    end
  end
  for _, needed in ipairs { "platform", "model", "precision" } do
    local found = false
    for _, name in ipairs(names or {}) do
      found = found or name == needed
    end
    if not found then
      return nil, ("%s: has no column '%s'"):format(path, needed)
    end
  end
  return list
end

local function positive(text)
  local number = tonumber(text)
  return number and number > 0 and number < math.huge and number or nil
end

local function prompt_length(row, model)
  local given = positive(row.isl)
  if given then
    return given
  end
  for _, entry in ipairs(PROMPTS) do
    if entry.scenario and (row.scenario or ""):find(entry.scenario) or entry.model == model.name then
      return entry.tokens
    end
  end
  return OTHER_PROMPT
end

-- MLPerf does not say how a model was spread: over the fewest accelerators whose memory its weights fill to 60 %.
local function fewest(platform, model, precision, most)
  local capacity = platform:figure "hbm_capacity"
  local total = model:figure "total_parameters"
  local bytes = inference.bytes(platform, model, precision)
  local size = 1
  while capacity and total and size < most and size * 0.6 * capacity.value * 1e9 < total.value * bytes do
    size = size * 2
  end
  size = math.min(size, most)
  local mixture = model.architecture.experts ~= nil
  return { accelerators = size, instances = 1, attention_data_parallel = mixture and size > 1,
    expert_parallel = mixture and size > 1 }
end

local function layout_of(row, platform, model, scenario)
  local accelerators = math.max(positive(row.gpus) or positive(row.tp) or 1, 1)
  if scenario:find "MLPerf" and not row.parallel then
    return fewest(platform, model, row.precision, accelerators)
  end
  return (layouts.read(row.parallel, accelerators, model.architecture.experts ~= nil, row.note))
end

-- Where a row gives the average batch that ran, its time per token is that over the rate (Little's law): the median of
-- the times between tokens, which such rows give too, leaves out the steps that wait for a prompt.
local function running_tpot(row)
  local batch, rate = positive(row.concurrency), positive(row.tok_s_per_gpu)
  local is_running = (row.note or ""):find("concurrency=avg running batch", 1, true) ~= nil
  return is_running and batch and rate and 1000 * batch / (rate * (positive(row.gpus) or 1)) or nil
end

-- What was measured, of what can be estimated: s, tok/s/gpu, W/gpu.
local function measured(row, offline)
  local tpot, ttft = running_tpot(row) or positive(row.tpot_ms), positive(row.ttft_ms)
  return { tpot = not offline and tpot and tpot / 1000 or nil, ttft = not offline and ttft and ttft / 1000 or nil,
    rate = positive(row.tok_s_per_gpu),
    power = row.power_scope == "gpu_only_per_gpu_avg" and positive(row.power_w) or nil }
end

-- More than half of an answer's time went by before its first token: what was measured is a queue.
local function is_saturated(found, output)
  return found.ttft and found.tpot and found.ttft > (output - 1) * found.tpot
end

local function records(row)
  if not precisions.bytes[row.precision or ""] then
    return nil, nil, ("precision %s is not known"):format(row.precision or "(blank)")
  end
  local model = catalogue.model(row.model or "")
  if not model then
    return nil, nil, ("model %s is not in the catalogue"):format(row.model or "(blank)")
  end
  local platform = catalogue.platform(row.platform or "")
  if not platform then
    return nil, nil, ("platform %s is not in the catalogue"):format(row.platform or "(blank)")
  end
  return platform, model
end

-- Why a row is no operating point of fixed lengths; nil where it is one.
local function not_a_point(row, scenario)
  if (row.metric or ""):find "INPUT" or scenario:find "^production" then
    return "production average, not an operating point"
  elseif scenario:find "AgentX" then
    return "agentic: cached input, think time"
  end
  return nil
end

local function missing(found, offline, output, concurrency)
  if not output then
    return "no output length"
  elseif not offline and not concurrency then
    return "no concurrency"
  elseif not (found.rate or found.tpot or found.power) then
    return "nothing measured that is estimated"
  elseif is_saturated(found, output) then
    return "saturated: the first token took more than half of the answer's time"
  end
  return nil
end

-- A submission is tuned by its vendor for one data set, whatever library it names.
local function engine_of(row, varied)
  for _, study in ipairs(STUDIES) do
    if row.engine == "vllm" and (row.scenario or ""):find(study[1]) then
      return study[2]
    end
  end
  return varied and "MLPerf submission" or row.engine
end

-- Requests in flight. Where experts are spread over more accelerators than are stated, those of one rank of attention
-- are, and so are its requests.
local function concurrency_of(row, layout)
  local stated, size = positive(row.gpus) or positive(row.tp) or 1, layout.accelerators * layout.instances
  local given = positive(row.concurrency)
  return given and not layout.disaggregated and size > stated and given * size / stated or given
end

-- Rules under which MLPerf measures throughput.
local function rules_of(scenario)
  return scenario:find "Server" and "server" or scenario:find "Interactive" and "interactive" or nil
end

--- The operating point of a row and what was measured there.
-- @tparam table row
-- @treturn ?table point, for `inference.prepare`, with `measured` (`tpot ttft` s, `rate` tok/s/gpu, `power` W/gpu),
-- `group`, `row`; or nil and the reason
function rows.point(row)
  local platform, model, reason = records(row)
  local scenario = row.scenario or ""
  reason = reason or not_a_point(row, scenario)
  if reason then
    return nil, reason
  end
  local varied = scenario:find "MLPerf" ~= nil
  local offline = varied or scenario:find "[Oo]ffline" ~= nil
  local found = measured(row, offline)
  local output = positive(row.osl)
  reason = missing(found, offline, output, positive(row.concurrency))
  if reason then
    return nil, reason
  end
  local share = scenario:find "InferenceX" and INFERENCEX_SHARE or 1
  local layout = layout_of(row, platform, model, scenario)
  if offline and layout.disaggregated then
    return nil, "offline with prefill apart"
  end
  local rules = rules_of(scenario)
  local limit = rules and LIMITS[model.name] and LIMITS[model.name][rules]
  return {
    platform = platform, model = model, precision = row.precision,
    engine = engine_of(row, varied), layout = layout,
    input = prompt_length(row, model) * share, output = math.max(1, output * share),
    concurrency = concurrency_of(row, layout),
    speculative = row.spec ~= nil and row.spec ~= "none", offline = offline,
    varied = varied and (VARIED_OF[model.name] or VARIED) or nil, scenario = rules,
    tpot_limit = limit and limit / 1000, date = row.date or RELEASES[row.engine],
    measured = found, group = platform.name .. "|" .. model.name,
    row = row, nominal = ("%s/%s"):format(row.isl or "", row.osl or ""), file = row.file,
  }
end

--- Points of a table, and how many rows have none for which reason.
-- @tparam table list of rows
-- @treturn {table,...}
-- @treturn table reason to count
function rows.points(list)
  local points, reasons = {}, {}
  for _, row in ipairs(list) do
    local point, reason = rows.point(row)
    if point then
      points[#points + 1] = point
    else
      reasons[reason] = (reasons[reason] or 0) + 1
    end
  end
  return points, reasons
end

return rows
