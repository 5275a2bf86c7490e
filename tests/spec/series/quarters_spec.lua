-- Every quarter of the publishers' whole files against a reference that knows nothing of the importer: the raw facts of
-- one tag, and which of them belong together.
local core = require "signalflow.core"
local sf = require "signalflow"

local FOLDER = os.getenv "SIGNALFLOW_DATA" or "../shared/data"
local NAMES = { "CIK0001045810_NVDA", "CIK0001326801_META", "CIK0001730168_AVGO", "CIK0000002488_AMD.trimmed",
  "CIK0001018724_AMZN.trimmed", "CIK0001341439_ORCL.trimmed", "CIK0001652044_GOOGL.trimmed" }
local CONCEPTS = { "revenue", "cost_of_revenue", "capex", "operating_cash_flow", "research", "depreciation",
  "net_income", "operating_income" }
local NEVER_NEGATIVE = { "revenue", "cost_of_revenue", "capex", "research" }

local function path_of(name)
  return ("%s/sec/companyfacts_%s.json"):format(FOLDER, name)
end

-- Runs for each file; says so where the files are not.
local function each_file(name, test)
  it(name, function()
    local file = io.open(path_of(NAMES[1]))
    if not file then
      return pending(("no SEC files in %s"):format(FOLDER))
    end
    file:close()
    for _, one in ipairs(NAMES) do
      file = assert(io.open(path_of(one)))
      local facts = assert(core.json(file:read "a")).facts["us-gaap"]
      file:close()
      test(assert(sf.edgar.open(path_of(one))), facts, one)
    end
  end)
end

local function near(a, b)
  return math.abs(core.day(a) - core.day(b)) <= 6
end

local function next_day(text)
  return core.day_text(core.day(text) + 1)
end

local function by_filing(span)
  table.sort(span, function(a, b)
    return a.filed ~= b.filed and a.filed < b.filed or a.filed == b.filed and a.accn < b.accn
  end)
end

-- All of one tag's spans, each with its vintages.
local function spans_of(tag)
  local spans = {}
  for _, fact in ipairs(tag and tag.units and tag.units.USD or {}) do
    if fact.start then
      local key = fact.start .. " " .. fact["end"]
      spans[key] = spans[key] or { start = fact.start, finish = fact["end"] }
      table.insert(spans[key], fact)
    end
  end
  for _, span in pairs(spans) do
    by_filing(span)
  end
  return spans
end

local function known(span, day)
  local newest
  for _, fact in ipairs(span) do
    newest = fact.filed <= day and fact or newest
  end
  return newest
end

-- Whether a report came on another basis from the first: it moves the year before by more than a twentieth.
local function is_recast(spans, longer)
  for _, span in pairs(spans) do
    local back = core.day(longer.finish) - core.day(span.finish)
    local front = core.day(longer.start) - core.day(span.start)
    local before = back >= 350 and back <= 378 and front >= 350 and front <= 378
      and known(span, core.day_text(core.day(longer[1].filed) - 1))
    for _, fact in ipairs(before and span or {}) do
      if fact.accn == longer[1].accn
        and math.abs(fact.val - before.val) > 0.05 * math.max(math.abs(fact.val), math.abs(before.val)) then
        return true
      end
    end
  end
  return false
end

-- Whether some pair of one tag that belongs together differs by that value: known when both first were, filed in one
-- report, both restated, or the longer on the basis that the shorter was restated to.
local function is_difference(spans, longer, shorter, value)
  local first = longer[1].filed > shorter[1].filed and longer[1].filed or shorter[1].filed
  if known(longer, first).val - known(shorter, first).val == value then
    return true
  end
  for _, l in ipairs(longer) do
    for _, s in ipairs(shorter) do
      local restated = s.val ~= known(shorter, first).val
        and (l.val ~= known(longer, first).val or is_recast(spans, longer))
      if l.val - s.val == value and (l.accn == s.accn or restated) then
        return true
      end
    end
  end
  return false
end

-- The year less quarters that the file reports under the tag, one after another.
local function is_rest(spans, year, start, value)
  local rest, at = year[1].val, year.start
  while at < start do
    local step
    for _, span in pairs(spans) do
      local days = core.day(span.finish) - core.day(span.start) + 1
      step = near(span.start, at) and days >= 80 and days <= 123 and span or step
    end
    if not step then
      return false
    end
    rest, at = rest - known(step, year[1].filed > step[1].filed and year[1].filed or step[1].filed).val,
      next_day(step.finish)
  end
  return rest == value
end

local function is_derivable(spans, observation)
  local start, finish, value = observation.period_start, observation.period_end, observation.value
  for _, longer in pairs(spans) do
    for _, shorter in pairs(longer.finish >= finish and spans or {}) do
      local earlier = longer.finish == finish and near(shorter.start, longer.start)
        and next_day(shorter.finish) == start
      local later = longer.finish == shorter.finish and longer.start == start and next_day(finish) == shorter.start
      if (earlier or later) and is_difference(spans, longer, shorter, value) then
        return true
      end
    end
    if longer.finish == finish and longer.start < start and is_rest(spans, longer, start, value) then
      return true
    end
  end
  return false
end

describe("quarters of the published files", function()
  each_file("are differences of one tag and one basis, or as reported", function(company, facts, name)
    local wrong = {}
    for _, concept in ipairs(company:has(CONCEPTS[1]) and CONCEPTS or {}) do
      local series = company:has(concept) and company:quarterly(concept)
      local spans = {}
      for _, one in ipairs(series and series:vintages() or {}) do
        spans[one.concept] = spans[one.concept] or spans_of(facts[one.concept])
        local good = one.value == nil
        if one.method == "reported" then
          for _, fact in ipairs(spans[one.concept][one.period_start .. " " .. one.period_end] or {}) do
            good = good or fact.val == one.value
          end
        elseif not good then
          good = is_derivable(spans[one.concept], one)
          -- tags that are equal wherever they meet count as one
          local all = {}
          for _, tag in ipairs(not good and sf.edgar.concepts[concept] or {}) do
            for key, span in pairs(spans_of(facts[tag])) do
              all[key] = all[key] or { start = span.start, finish = span.finish }
              table.move(span, 1, #span, #all[key] + 1, all[key])
              by_filing(all[key])
            end
          end
          good = good or is_derivable(all, one)
        end
        if not good then
          wrong[#wrong + 1] = ("%s %s %s %s %.0f"):format(name, concept, one.period_end, one.concept, one.value)
        end
      end
    end
    assert.same({}, wrong)
  end)

  each_file("are never negative where the filer filed no negative figure", function(company, _, name)
    for _, concept in ipairs(NEVER_NEGATIVE) do
      for _, one in ipairs(company:has(concept) and company:quarterly(concept):vintages() or {}) do
        assert.is_true(one.value == nil or one.value >= 0 or one.method == "reported",
          ("%s %s %s"):format(name, concept, one.period_end))
      end
    end
  end)

  each_file("add up to their year, or the series says why not", function(company, _, name)
    for _, concept in ipairs(CONCEPTS) do
      local quarters = company:has(concept) and company:quarterly(concept)
      local said = {}
      for _, note in ipairs(quarters and quarters:notes() or {}) do
        said[note.period_end] = true
      end
      for _, year in ipairs(quarters and company:annual(concept):view() or {}) do
        local sum, start = 0, next_day(year.period_end)
        for _ = 1, 4 do
          local quarter
          for _, one in ipairs(quarters:view()) do
            quarter = near(next_day(one.period_end), start) and one or quarter
          end
          sum, start = quarter and sum and sum + quarter.value, quarter and quarter.period_start or start
        end
        local complete = sum and near(start, year.period_start)
        local most = sum and math.max(math.abs(sum), math.abs(year.value))
        assert.is_true(not complete or said[year.period_end] or math.abs(sum - year.value) <= 0.005 * most,
          ("%s %s %s: %s, %s"):format(name, concept, year.period_end, sum, year.value))
      end
    end
  end)
end)

describe("no figure of any published file", function()
  it("is known before its period ends, nor before its publisher's day", function()
    local files = sf.folder(FOLDER)
    if not files then
      return pending("no files in " .. FOLDER)
    end
    local looked = 0
    local function look(series, lag)
      for _, one in ipairs(series:vintages()) do
        assert.is_true(core.day(one.known_on) >= core.day(one.period_end) + (lag or 0), series:name())
        looked = looked + 1
      end
    end
    for id, known_series in pairs(sf.fred.known) do
      local done, series = pcall(files.fred, files, id)
      if done then
        look(series, known_series.lag)
      end
    end
    for _, ticker in ipairs { "NVDA", "META", "AVGO", "AMD", "AMZN", "ORCL", "GOOGL" } do
      local done, company = pcall(files.company, files, ticker)
      for _, concept in ipairs(done and CONCEPTS or {}) do
        look(company:has(concept) and company:quarterly(concept) or sf.series("none", {}))
      end
      for _, document in ipairs(done and files:filings(ticker) or {}) do
        assert.is_true(document.filed > document.period_end, document.file)
      end
      local priced, prices = pcall(files.prices, files, ticker)
      if priced then
        look(prices)
      end
    end
    for name in pairs(require "signalflow.series.files".tables) do
      local done, series = pcall(files.supplied, files, name)
      if done then
        look(series)
      end
    end
    assert.is_true(looked == 0 or looked > 50000)
  end)
end)
