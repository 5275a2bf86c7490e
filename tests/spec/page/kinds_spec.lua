-- Every kind of picture that a class gives: by every writer, with the object's own numbers.
local catalogue = require "signalflow.catalogue"
local core = require "signalflow.core"
local kinds = require "tests.spec.page.kinds"
local line = require "signalflow.page.line"
local page = require "signalflow.page.page"
local picture = require "signalflow.page.picture"
local sf = require "signalflow"
local support = require "tests.spec.support"
local svg = require "signalflow.page.svg"
local terminal = require "signalflow.page.terminal"

local u = sf.units
local close, message_of = support.close, support.message_of
local KINDS, plot = kinds.pictures, kinds.plot
local factory, sensitivity, sweep, along, frontier = kinds.factory, kinds.sensitivity, kinds.sweep, kinds.along,
  kinds.frontier
local launch, signal, impact, backtest = kinds.launch, kinds.signal, kinds.impact, kinds.backtest
local run, years = kinds.run, kinds.years

local workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4" }

local function numbers(list)
  local made = {}
  for i, f in ipairs(list) do
    made[i] = f.value or false
  end
  return made
end

local function coherent(value)
  return type(value) == "userdata" and value:value() or value
end

describe("a picture's kind", function()
  for kind, one in pairs(KINDS) do
    it(kind .. " is drawn by every writer, with its caveats", function()
      assert.equal(kind, one.shape)
      local alone, made = svg.write(one), page.new { one }
      local ids = support.check_markup(alone)
      assert.is_true(ids["p-t"] and ids["p-d"])
      assert.equal(alone, svg.write(one))
      for _, width in ipairs { 40, 80, 200 } do
        for _, has_blocks in ipairs { true, false } do
          for _, drawn in ipairs(terminal.lines(one, width, has_blocks)) do
            assert.is_true(line.width(drawn) <= width, drawn)
            assert.is_nil(not has_blocks and drawn:find "[\128-\255]" or nil, drawn)
          end
        end
      end
      assert.is_true(#picture.caption(one) > 0)
      for _, text in ipairs { made:text { width = 400 }, made:markdown():gsub("\\", ""), made:json() } do
        assert.is_truthy(text:find(picture.caption(one), 1, true), picture.caption(one))
      end
      assert.is_true(#assert(core.json(made:json())).blocks[1].rows > 0)
      for _, ending in ipairs { "svg", "gp", "html", "csv" } do
        assert.is_true(made:save(support.path("." .. ending)))
      end
    end)
  end

  it("distribution is of what the model is asked for first, with its tier and source", function()
    assert.matches("npv", table.concat(KINDS.distribution.title), 1, true)
    local caption = KINDS.distribution.caption
    assert.same({ 2048, 3, "modelled, the token rate " .. factory.point.tier },
      { caption.draws, caption.seed, caption.tier })
  end)

  it("tornado goes from the output at a driver's 5 % to that at its 95 %", function()
    local widest = 0
    for _, row in ipairs(KINDS.tornado.rows) do
      widest = math.max(widest, row.to.value - row.from.value)
      local entry = sensitivity[row.label]
      local low, high = coherent(entry.swing.low), coherent(entry.swing.high)
      assert.same({ math.min(low, high), math.max(low, high) }, { row.from.value, row.to.value })
      assert.equal(low > high and 2 or 1, row.tone)
      assert.equal(entry.total, row.text.value)
    end
    local middle = factory:study { draws = 16, scenarios = { middle = (function()
      local at = {}
      for _, entry in ipairs(sensitivity) do
        local value = factory.values[entry.driver]
        at[entry.driver] = type(value) == "userdata" and value:quantile(0.5) or nil
      end
      return at
    end)() } }.middle.npv
    -- medians of sampled laws, of an output that may be near nothing
    assert.near(coherent(middle.mean), KINDS.tornado.base.value, 1e-4 * widest)
  end)

  it("waterfall adds up, each part from where the last one ended", function()
    local rows, sum = KINDS.waterfall.rows, 0
    for i = 1, #rows - 1 do
      close(sum, rows[i].from.value, 1e-12)
      sum = rows[i].to.value
      close(launch.attribution[rows[i].label], rows[i].to.value - rows[i].from.value, 1e-12)
    end
    close(sum, rows[#rows].to.value, 1e-12)
    close(launch.attribution.gain, math.exp(sum), 1e-9)
  end)

  it("per watt is what the frontier reads at each of its speeds", function()
    local made = KINDS.per_watt.series[2]
    assert.is_true(#made.x > 20)
    for i, x in ipairs(made.x) do
      local record = frontier:at(x.value)
      close(coherent(record.tokens_per_megawatt.value), made.y[i].value, 1e-9)
    end
  end)

  it("heat has the mean of each pair of values in its cell", function()
    for _, row in ipairs(sweep.rows) do
      local place = row.pue == 1.1 and 1 or 2
      local made = KINDS.heat.rows[coherent(row.grid_power) == coherent(50 * u.MW) and 1 or 2]
      assert.equal(coherent(row.npv.mean), made[place].value.value)
    end
    local _, err = plot(sweep, { kind = "line" })
    assert.matches("a line is along one driver, and this sweep moves 2", tostring(err), 1, true)
    assert.matches("%(down, .*%) and .* %(across", require("signalflow.page.cells").text(KINDS.heat.title))
    _, err = plot(along, { kind = "heat" })
    assert.matches("a heat map is of two drivers, and this sweep moves 1", tostring(err), 1, true)
  end)

  it("fan and line have the quantiles of each outcome", function()
    for i, year in ipairs(impact.by_year) do
      for k, ends in ipairs { { 0.05, 0.95 }, { 0.25, 0.75 } } do
        local band = KINDS.fan.series[k]
        assert.same({ coherent(year:quantile(ends[1])), coherent(year:quantile(ends[2])) },
          { band.low[i].value, band.high[i].value })
      end
      assert.equal(coherent(year:quantile(0.5)), KINDS.fan.series[3].y[i].value)
    end
    for _, name in ipairs { "cash_flow", "use" } do
      local drawn = plot(years, name)
      for i, year in ipairs(years) do
        assert.equal(coherent(year[name]:quantile(0.5)), drawn.series[3].y[i].value)
      end
    end
    assert.same({ 1.1, 1.2, 1.3 }, numbers(KINDS.line.series[3].x))
    assert.equal(coherent(along[2].npv.p50), KINDS.line.series[3].y[2].value)
  end)

  it("priced_in marks the median; without an exposure there is none, and it says what is missing", function()
    assert.equal(impact.priced_in.p50, KINDS.priced_in.rows[2].at.value)
    local none = assert(signal:impact(factory, { output = "revenue", draws = 64 }))
    local drawn, err = plot(none, { kind = "priced_in" })
    assert.is_nil(drawn)
    assert.matches("give market with move, value and exposure", tostring(err), 1, true)
  end)

  it("frontier has its measured points where they were measured", function()
    local rows = assert(catalogue.frontier { platform = "H200", model = "Llama-3.1-70B", precision = "fp8",
      input = 1024, output = 1024 })
    local dots = KINDS.frontier.series[4]
    assert.is_true(#rows > 3)
    for i, row in ipairs(rows) do
      close(row.interactivity, dots.x[i].value, 1e-12)
      close(row.token_rate, dots.y[i].value, 1e-12)
    end
    local estimate = KINDS.frontier.series[2]
    local middle = #frontier.points // 2
    for _, branch in ipairs(frontier.branches) do
      branch.nothing_measured = true
    end
    local there = assert(frontier:at(frontier.points[middle].interactivity))
    close(coherent(there.token_rate.value), estimate.y[middle].value, 1e-9)
    assert.matches("measured: ", KINDS.frontier.caption.source, 1, true)
  end)

  it("curve has a gap where a side does not reach", function()
    local found, rates = launch:curve(), numbers(KINDS.curve.series[2].y)
    for i, at in ipairs(found) do
      assert.equal(at.from and coherent(at.from.token_rate.value) or false, rates[i])
    end
  end)

  it("arrival has the shares of its periods", function()
    for i, share in ipairs(signal.arrives:by_period(#KINDS.arrival.rows, u.year / 4)) do
      assert.near(share, KINDS.arrival.rows[i].to.value, 1e-12)
    end
  end)

  it("strip has the state of each day", function()
    for _, row in ipairs(KINDS.strip.rows) do
      for i, state in ipairs(row.heading and {} or backtest:states(row.label)) do
        assert.equal(state, (row[i].state:gsub("^held ", "")))
      end
    end
  end)

  it("steps have the probability of each day, and marks on the days of evidence", function()
    local steps, days = KINDS.steps.series[1], {}
    for i, x in ipairs(steps.x) do
      days[core.day_text(x.value)] = steps.y[i].value
    end
    assert.equal(0.5, days["2025-03-18"])
    assert.is_true(days["2025-04-30"] > 0.5 and days["2025-08-18"] < days["2025-04-30"]) -- evidence fades
    for k, day in ipairs { "2025-04-30", "2025-09-30" } do
      local marks = KINDS.steps.series[1 + k]
      assert.same({ core.day(day), days[day] }, { marks.x[1].value, marks.y[1].value })
    end
  end)

  it("shows several in one picture", function()
    local keep = print
    _G.print = function() end
    local other = assert(sf.frontier { platform = "B200", workload = workload })
    local both, first, second = sf.plot.frontier { frontier, other }, frontier:plot(), other:plot()
    local bars = sf.plot.intervals { run.npv, factory:run { draws = 64 }.npv }
    _G.print = keep
    assert.equal(#first.blocks[1].series + #second.blocks[1].series, #both.blocks[1].series)
    support.check_markup(both:svg())
    assert.equal(coherent(run.npv.p50), bars.blocks[1].rows[1].at.value)
    assert.matches("item 2 of the list is 7", message_of(function() sf.plot.frontier { frontier, 7 } end), 1, true)
    assert.matches("plot.intervals takes a list", message_of(function() sf.plot.intervals(run.npv) end), 1, true)
    assert.matches("item 2 must be", message_of(function() sf.plot.intervals { run.npv, run.payback } end), 1, true)
  end)

  it("is what an object saves as a drawing", function()
    for _, thing in ipairs { run, run.npv, sensitivity, sweep, launch, backtest, signal.arrives } do
      local path = support.path ".svg"
      assert.is_true(thing:save(path))
      support.check_markup(io.open(path):read "a")
    end
    assert.matches("this page has none", message_of(function() factory:save(support.path ".svg") end), 1, true)
  end)

  it("that is not there names those that are", function()
    assert.matches("'tornado'", message_of(function() sensitivity:plot { kind = "tornada" } end), 1, true)
    assert.matches("did you mean 'kind'", message_of(function() run:plot { knd = "distribution" } end), 1, true)
  end)
end)
