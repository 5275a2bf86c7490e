-- The measured rows nearest to an answer, and platforms side by side at several speeds and lengths.
local nearest = require "signalflow.serving.nearest"
local sf = require "signalflow"
local support = require "tests.spec.support"
local u = sf.units
local message_of = support.message_of

local QUESTION = { platform = "B200", model = "DeepSeek-R1", precision = "fp4", spec = "mtp", input = 1024,
  output = 1024, interactivity = 103 }

describe("the rows nearest to an answer", function()
  it("are of the platform and the model, in speed first of all, then as asked", function()
    local rows = nearest.to(QUESTION)
    assert.equal(3, #rows)
    for _, row in ipairs(rows) do
      assert.same({ "B200", "DeepSeek-R1", "fp4", "mtp" }, { row.platform, row.model, row.precision, row.spec })
      assert.is_true(math.abs(math.log(row.interactivity / 103)) < math.log(1.5))
    end
    assert.is_true(math.abs(math.log(rows[1].interactivity / 103)) < math.log(1.2))
    assert.same(rows[1], nearest.to(QUESTION, 1)[1])
  end)

  it("are none that another row of the same work beats", function()
    local question = { platform = "GB200 NVL72", model = "DeepSeek-R1", precision = "fp8", spec = "none", input = 1024,
      output = 1024, interactivity = 100 }
    local rows = nearest.to(question, 40)
    assert.is_true(#rows > 10)
    for i, row in ipairs(rows) do
      for k, other in ipairs(rows) do
        local same = k ~= i
        for _, name in ipairs { "model", "precision", "spec", "input", "output", "workload" } do
          same = same and row[name] == other[name]
        end
        assert.is_false(same and other.interactivity >= row.interactivity and other.token_rate >= row.token_rate)
      end
    end
  end)

  it("may be of a model of the same shape, which is said", function()
    local question = { platform = "H200", model = "Llama-3.3-70B", precision = "fp8", spec = "none", input = 1024,
      output = 1024, interactivity = 40 }
    local row = nearest.to(question, 1)[1]
    assert.equal("Llama-3.1-70B", row.model)
    assert.matches("Llama-3.1-70B", tostring(sf.frontier { platform = "H200", workload = { model = "Llama-3.3-70B",
      input = 1024, output = 1024, precision = "fp8" } }:at(40)), 1, true)
  end)

  it("are none where nothing of it was measured", function()
    assert.same({}, nearest.to { platform = "TPU v5p", model = "DeepSeek-R1", interactivity = 20 })
    assert.is_nil(nearest.table({}, {}))
    assert.is_nil(nearest.beside(nil))
  end)

  it("stand beside every estimate, with engine, day and source", function()
    local made = assert(sf.estimate { platform = "B200", accelerators = 8, concurrency = 50,
      workload = { model = "DeepSeek-R1", input = 1024, output = 1024, precision = "fp4" } })
    local shown = tostring(made)
    assert.matches("nearest measured", shown, 1, true)
    assert.matches("nearest rows: ", shown, 1, true)
    assert.matches("%d tok/s/user +[%d.]+ k?tok/s/gpu +%S+ +%S.- 2026%-%d%d%-%d%d", shown)
  end)
end)

describe("platforms side by side", function()
  local made = assert(sf.frontiers { { platform = "H100", precision = "fp8" }, { platform = "B200", precision = "fp4" },
    workloads = { { model = "DeepSeek-R1", input = 1024, output = 1024 },
      { model = "DeepSeek-R1", input = 8192, output = 1024 } }, speeds = { 20, 50 * u.tok/u.s/u.user, 500 } })

  it("read as each frontier does, in one way of serving", function()
    assert.equal(6, #made)
    for _, entry in ipairs(made) do
      for i, point in ipairs(entry.points) do
        local alone = entry.sides[i].frontier:at(entry.interactivity, entry.spec)
        assert.equal(alone and alone.token_rate.value, point and point.token_rate.value or nil)
        assert.is_true(not point or point.spec == entry.spec)
      end
    end
  end)

  it("say what is not reached, and what lies nearest to an estimate", function()
    local shown = tostring(made)
    assert.matches("not reached", shown, 1, true)
    assert.matches("DeepSeek-R1, 8,192 tokens in, 1,024 out, with MTP", shown, 1, true)
    local estimated = assert(sf.frontiers { { platform = "H100", precision = "fp8" }, { platform = "B200",
      precision = "fp8" }, workloads = { { model = "DeepSeek-R1", input = 3000, output = 700 } }, speeds = { 30 } })
    assert.matches("nearest measured rows", tostring(estimated), 1, true)
    assert.is_true(#estimated:issues() > 0)
    assert.matches("^%d%d%d%d%-", made:as_of())
    assert.matches("parameters", tostring(made:explain()), 1, true)
  end)

  it("name what is wrong with the question", function()
    local function of(given)
      return message_of(function()
        return sf.frontiers(given)
      end)
    end
    assert.matches("platforms and workloads", of {}, 1, true)
    assert.matches("takes a table", of(nil), 1, true)
    assert.matches("above 0", of { "B200", workload = { model = "DeepSeek-R1" }, speeds = { -1 } }, 1, true)
  end)
end)
