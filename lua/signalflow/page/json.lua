--- JSON: values with every digit, and pages as data.
-- @module signalflow.page.json
local core = require "signalflow.core"
local block = require "signalflow.page.block"
local cells = require "signalflow.page.cells"
local figure = require "signalflow.page.figure"
local number = require "signalflow.page.number"
local picture = require "signalflow.page.picture"

local json = {}

local UNKNOWN = 0 / 0 -- in a list, which holds no nil

local FORMAT = 2 -- of pages; grows when what reads them must change

local ESCAPES = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r",
  ["\t"] = "\\t" }

-- Bytes that are no UTF-8 are replaced: JSON holds characters.
local function json_string(value)
  if not utf8.len(value) then
    value = value:gsub("[\128-\255]", "\u{FFFD}")
  end
  return '"' .. value:gsub('[\0-\31"\\\127]', function(character)
    return ESCAPES[character] or ("\\u%04x"):format(character:byte())
  end) .. '"'
end

local List, Object = {}, {}

--- Marks a table as a list, which an empty one does not show.
-- @tparam table t
-- @treturn table t
function json.list(t)
  return setmetatable(t, List)
end

--- An object whose keys keep their order.
-- @tparam table pairs list of `{key, value}`; pairs without a value are left out
-- @treturn table
function json.object(pairs)
  return setmetatable(pairs, Object)
end

local function encode_list(value)
  local parts = {}
  for i = 1, #value do
    parts[i] = json.encode(value[i])
  end
  return "[" .. table.concat(parts, ",") .. "]"
end

local function encode_pairs(value)
  local parts = {}
  for _, pair in ipairs(value) do
    if pair[2] ~= nil then
      parts[#parts + 1] = json_string(pair[1]) .. ":" .. json.encode(pair[2])
    end
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

--- Writes a value as JSON: tables with a first item and those of `json.list` are lists, others objects with their keys
-- in order.
-- @param value nil, boolean, number, string or a table of these
-- @treturn string
function json.encode(value)
  local kind = type(value)
  if kind == "number" then
    return number.exact(value) or "null"
  elseif kind == "string" then
    return json_string(value)
  elseif kind ~= "table" then
    return kind == "boolean" and tostring(value) or "null"
  elseif getmetatable(value) == Object then
    return encode_pairs(value)
  elseif getmetatable(value) == List or value[1] ~= nil then
    return encode_list(value)
  end
  local keys, ordered = {}, {}
  for key in pairs(value) do
    keys[#keys + 1] = tostring(key)
  end
  core.sort_texts(keys)
  for i, key in ipairs(keys) do
    ordered[i] = { key, value[key] }
  end
  return encode_pairs(ordered)
end

-- ---- pages ----

local function figure_of(f)
  local unit, factor = figure.scale { f }
  local function of(value)
    return value and value / factor
  end
  if f.style == "percent" then
    unit, factor = "", 1
  end
  return json.object { { "value", of(f.value) }, { "low", of(f.low) }, { "high", of(f.high) },
    { "unit", unit ~= "" and unit or nil }, { "statistic", f.statistic }, { "undefined", f.undefined },
    { "unknown", f.value == nil and (f.unknown or "unknown") or nil }, { "shape", f.shape }, { "tier", f.tier },
    { "source", f.source }, { "date", f.date } }
end

-- Words as shown, and beside them every figure in them.
local function inline(content, shown)
  local figures = json.list {}
  for _, part in ipairs(block.parts(content)) do
    if figure.is(part) then
      figures[#figures + 1] = figure_of(part)
    end
  end
  local words = shown or cells.text(content)
  return #figures > 0 and json.object { { "text", words }, { "figures", figures } } or words
end

local function table_rows(one)
  local columns, rows = cells.of(one)
  local has_unit = #columns > #one.columns
  local titles, made = json.list {}, json.list {}
  for i, column in ipairs(columns) do
    titles[i] = column.title
  end
  for k, row in ipairs(rows) do
    local list = json.list {}
    for i in ipairs(row.heading and {} or columns) do
      if has_unit and i == 2 then
        list[i] = row[i]
      else
        list[i] = inline(one.rows[k][has_unit and i > 2 and i - 1 or i], row[i])
      end
    end
    made[k] = json.object { { "heading", row.heading }, { "indent", row.indent > 0 and row.indent or nil },
      { "cells", not row.heading and list or nil } }
  end
  return titles, made
end

local data = {}

local function words(kind)
  return function(one)
    return json.object { { "kind", kind }, { "content", inline(one.content) } }
  end
end
data.title, data.paragraph, data.note = words "title", words "paragraph", words "note"

function data.list(one)
  local items = json.list {}
  for i, item in ipairs(one.items) do
    items[i] = inline(item)
  end
  return json.object { { "kind", "list" }, { "items", items } }
end

function data.facts(one)
  local items = json.list {}
  for i, item in ipairs(one.items) do
    items[i] = json.object { { "name", item[1] }, { "content", inline(item[2]) } }
  end
  return json.object { { "kind", "facts" }, { "items", items } }
end

data["table"] = function(one)
  local titles, rows = table_rows(one)
  return json.object { { "kind", "table" }, { "title", one.title and inline(one.title) }, { "columns", titles },
    { "rows", rows } }
end

-- Rows of a picture's data; what is unknown is null.
local function picture_rows(rows)
  local made = json.list {}
  for k, row in ipairs(rows) do
    made[k] = json.list {}
    for i, value in ipairs(row) do
      made[k][i] = value == "" and UNKNOWN or value
    end
  end
  return made
end

function data.picture(one)
  local says, titles, rows = json.list {}, picture.data(one)
  for i, content in ipairs(one.says or {}) do
    says[i] = inline(content)
  end
  local caption = one.caption or {}
  return json.object { { "kind", "picture" }, { "shape", one.shape }, { "title", inline(one.title) }, { "says", says },
    { "columns", json.list(titles) }, { "rows", picture_rows(rows) }, { "caption", picture.caption(one) },
    { "draws", caption.draws }, { "seed", caption.seed }, { "tier", caption.tier }, { "source", caption.source },
    { "date", caption.date } }
end

function data.sources(one)
  local items = json.list {}
  for i, item in ipairs(one.items) do
    items[i] = json.object { { "source", item.source }, { "date", item.date }, { "tier", item.tier },
      { "address", item.address }, { "of", item.of and json.list { table.unpack(item.of) } } }
  end
  return json.object { { "kind", "sources" }, { "items", items } }
end

local function blocks_of(list)
  local made = json.list {}
  for i, one in ipairs(list) do
    made[i] = data[one.kind](one)
  end
  return made
end

function data.section(one)
  return json.object { { "kind", "section" }, { "title", inline(one.content) }, { "blocks", blocks_of(one.blocks) } }
end

--- A list of blocks as JSON: words as shown, and beside them every figure exactly, with its unit and tier.
-- @tparam table blocks
-- @tparam string title
-- @tparam string version of signalflow
-- @treturn string one line
function json.render(blocks, title, version)
  return json.encode(json.object { { "signalflow", version }, { "format", FORMAT }, { "title", title },
    { "blocks", blocks_of(blocks) } }) .. "\n"
end

return json
