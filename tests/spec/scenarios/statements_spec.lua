-- The shipped statements with their evidence, and the starting points: every entry's shape.
local core = require "signalflow.core"
local sources = require "signalflow.catalogue.sources"
local support = require "tests.spec.support"
local starting_points = require "signalflow.catalogue.starting_points"

local statements = dofile "lua/scenarios/data/statements.lua"

local HYPOTHESIS = { id = "string", claim = "string", by = "string", on = "string", axis = "string", horizon = "string",
  prior = "number", falsified_by = "string", source = "table", rivals = "table?", evidence = "table" }
local EVIDENCE = { kind = "string", supports = "boolean", likelihood_ratio = "number", origin = "string", on = "string",
  disconfirming = "boolean?", form = "string?", note = "string", why = "string", source = "table" }
local SOURCE = { title = "string", publisher = "string", url = "string?", date = "string?", accession = "string?" }

local function set(names)
  local found = {}
  for name in names:gmatch "%S+" do
    found[name] = true
  end
  return found
end

local AXES = set "growth liquidity warning"
local KINDS = set [[customer_capex earnings backlog product_transition competing_chips usage price supply measurement
  contract guidance news comment]]
local FORMS = set "filing contract measurement guidance news comment"

-- Fails unless a table has the fields of a shape, of their kinds, and no others; no text is empty.
local function assert_shape(shape, given, what)
  for name, kind in pairs(shape) do
    local value = given[name]
    if not (value == nil and kind:sub(-1) == "?") then
      assert.equal(kind:gsub("%?", ""), type(value), ("%s of %s"):format(name, what))
      assert.is_true(type(value) ~= "string" or value:find "%S" ~= nil, ("%s of %s is empty"):format(name, what))
    end
  end
  for name in pairs(given) do
    assert.is_not_nil(shape[name], ("%s of %s is not a field"):format(tostring(name), what))
  end
end

-- A day that the calendar has, written as YYYY-MM-DD; returned as a number.
local function day(text, what)
  assert.matches("^%d%d%d%d%-%d%d%-%d%d$", text, nil, nil, what)
  local number = core.day(text)
  assert.equal(text, core.day_text(number), what)
  return number
end

local function assert_source(source, what)
  assert_shape(SOURCE, source, "source of " .. what)
  assert.is_true(source.url ~= nil or source.accession ~= nil, what .. " has neither address nor accession number")
  if source.url then
    assert.matches("^https?://[%w.-]+%.%a+/%S+$", source.url, nil, nil, what)
  end
  if source.accession then
    assert.matches("^%d%d%d%d%d%d%d%d%d%d%-%d%d%-%d%d%d%d%d%d$", source.accession, nil, nil, what)
  end
  if source.date then
    day(source.date, "source of " .. what)
  end
end

-- Calls action(evidence, hypothesis, what) for every piece of evidence.
local function each_evidence(action)
  for _, hypothesis in ipairs(statements.hypotheses) do
    for i, evidence in ipairs(hypothesis.evidence) do
      action(evidence, hypothesis, ("evidence %d of %s"):format(i, hypothesis.id))
    end
  end
end

describe("the shipped statements", function()
  it("have every field, and no others", function()
    assert.is_true(#statements.hypotheses >= 8)
    for _, hypothesis in ipairs(statements.hypotheses) do
      assert_shape(HYPOTHESIS, hypothesis, tostring(hypothesis.id))
      assert.is_true(AXES[hypothesis.axis], hypothesis.id)
      assert.equal(0.5, hypothesis.prior, hypothesis.id .. " favours a side before any evidence")
      assert_source(hypothesis.source, hypothesis.id)
    end
    each_evidence(function(evidence, _, what)
      assert_shape(EVIDENCE, evidence, what)
      assert.is_true(KINDS[evidence.kind], what)
      assert.is_true(evidence.form == nil or FORMS[evidence.form], what)
      assert_source(evidence.source, what)
    end)
  end)

  it("are said on real days, decided later, and have evidence from 2020 on, known before the horizon", function()
    local first = core.day "2020-01-01"
    for _, hypothesis in ipairs(statements.hypotheses) do
      assert.is_true(day(hypothesis.horizon, hypothesis.id) > day(hypothesis.on, hypothesis.id), hypothesis.id)
    end
    each_evidence(function(evidence, hypothesis, what)
      local on = day(evidence.on, what)
      assert.is_true(on >= first and on < core.day(hypothesis.horizon), what)
      -- a page may be read on the day it reports of or later, and a filing is known on the day it is filed
      assert.is_true(evidence.source.date == nil or core.day(evidence.source.date) >= on, what)
      if evidence.source.url:find("data.sec.gov", 1, true) then
        assert.equal(evidence.on, evidence.source.date, what)
        assert.is_string(evidence.source.accession, what)
      end
    end)
  end)

  it("weigh modestly, say why, and give the figure", function()
    each_evidence(function(evidence, _, what)
      assert.is_true(evidence.likelihood_ratio >= 1 and evidence.likelihood_ratio <= 10, what)
      assert.is_true(evidence.likelihood_ratio <= 4, what .. " weighs more than this file's judgement allows")
      if evidence.source.accession and evidence.source.url:find("data.sec.gov", 1, true) then
        assert.matches("%d+%.%d+", evidence.note, nil, nil, what)
      end
    end)
  end)

  it("are each open to both sides, and tested by a check that could have failed", function()
    for _, hypothesis in ipairs(statements.hypotheses) do
      local sides, checks = {}, 0
      for _, evidence in ipairs(hypothesis.evidence) do
        sides[evidence.supports] = true
        checks = checks + (evidence.disconfirming and 1 or 0)
      end
      assert.is_true(sides[true] and sides[false], hypothesis.id .. " has evidence on one side only")
      assert.is_true(checks > 0, hypothesis.id)
    end
  end)

  it("have ids of their own, rivals among themselves, and cover every axis", function()
    local by_id, axes = {}, {}
    for _, hypothesis in ipairs(statements.hypotheses) do
      assert.is_nil(by_id[hypothesis.id], hypothesis.id .. " is there twice")
      by_id[hypothesis.id], axes[hypothesis.axis] = hypothesis, true
    end
    assert.same(AXES, axes)
    for id, hypothesis in pairs(by_id) do
      for _, rival in ipairs(hypothesis.rivals or {}) do
        assert.is_not_nil(by_id[rival], ("%s, a rival of %s, is not there"):format(rival, id))
        assert.are_not.equal(id, rival)
      end
    end
  end)

  it("compute their growth from the two values they give", function()
    -- "14.962 ..., 6.675 ...: up 124 %": from text to percent, as the notes write it
    local checked = 0
    each_evidence(function(evidence, _, what)
      local before, direction, percent = evidence.note:match "^(.-): (%a+) ([%d.]+) %%"
      local values = {}
      for value in (before or ""):gmatch "%f[%d.]%d+%.%d+%f[^%d.]" do
        values[#values + 1] = tonumber(value)
      end
      if #values == 2 and (direction == "up" or direction == "down") then
        local growth = 100 * (values[1] / values[2] - 1) * (direction == "up" and 1 or -1)
        local place = percent:match "%.(%d+)"
        assert.is_true(math.abs(growth - tonumber(percent)) <= 0.5 * 10 ^ -(place and #place or 0),
          ("%s: %g %%"):format(what, growth))
        checked = checked + 1
      end
    end)
    assert.is_true(checked >= 10, ("only %d notes could be checked"):format(checked))
  end)

  it("use no word of trade in what a reader sees", function()
    for _, hypothesis in ipairs(statements.hypotheses) do
      local texts = { hypothesis.claim, hypothesis.falsified_by }
      for _, evidence in ipairs(hypothesis.evidence) do
        texts[#texts + 1], texts[#texts + 2] = evidence.note, evidence.why
      end
      for _, text in ipairs(texts) do
        assert.is_nil(support.trade_words(text)[1], text)
      end
    end
  end)
end)

describe("the starting points", function()
  local KINDS_OF_POINTS = set "filing series measurement survey prices rules"
  local POINT = { name = "string", what = "string", address = "string", publisher = "string", kind = "string" }

  it("say in one line what question each answers, and where it is", function()
    for _, point in ipairs(starting_points) do
      assert_shape(POINT, point, tostring(point.name))
      assert.is_true(KINDS_OF_POINTS[point.kind], point.name)
      assert.matches("^https://[%w.-]+%.%a+", point.address)
      assert.matches("^[^\n]+%?$", point.what)
      assert.is_true(#point.what <= 100, point.name)
    end
  end)

  it("name nothing twice, and nothing that the catalogue's sources name", function()
    local seen = {}
    for _, source in pairs(sources) do
      seen[source.address] = true
    end
    for _, point in ipairs(starting_points) do
      for _, key in ipairs { point.name, point.address } do
        assert.is_nil(seen[key], key .. " is there twice")
        seen[key] = true
      end
    end
  end)

  it("hold what the networks and optics of an AI factory are verified with", function()
    local by_address = {}
    for _, point in ipairs(starting_points) do
      by_address[point.address] = point
    end
    for _, address in ipairs { "https://www.nvidia.com/en-us/networking/spectrumx/", "https://nvidianews.nvidia.com",
      "https://nvidianews.nvidia.com/news/nvidia-and-corning-announce-long-term-partnership-to-strengthen-us-"
        .. "manufacturing-for-ai-infrastructure" } do
      assert.equal("NVIDIA", by_address[address].publisher)
    end
  end)

  it("hold some of every kind", function()
    local found = {}
    for _, point in ipairs(starting_points) do
      found[point.kind] = true
    end
    assert.same(KINDS_OF_POINTS, found)
  end)
end)
