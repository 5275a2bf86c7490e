-- Running: options, how sure, progress, Ctrl-C, and the same bits everywhere.
local core = require "signalflow.core"
local sf = require "signalflow"
local support = require "tests.spec.support"

local close, message_of, model = support.close, support.message_of, support.model

describe("running", function()
  local m = model({ a = sf.uniform(0, 1), b = sf.lognormal { median = 1, sigma = 1 } }, function(d)
    return { out = sf.exp(d.a) / d.b }
  end)

  it("reports progress", function()
    local last = -1
    local run = m:run { draws = 2e6, progress = function(share) last = share end }
    assert.equal(2000000, run.draws)
    assert.is_true(last == -1 or last > 0 and last <= 1)
  end)

  it("checks its options at the script's line", function()
    for _, given in ipairs { { draws = 0 }, { draws = 1.5 }, { seed = "x" }, { threads = 0 }, { error = "0" },
      { statistics = {} }, { statistics = { "median" } }, { sampler = "sobl" } } do
      assert.matches("run_spec.lua:%d+:", message_of(function() m:run(given) end))
    end
    assert.matches("did you mean 'sobol'", message_of(function() m:run { sampler = "sobl" } end), 1, true)
  end)

  it("saves JSON with every digit, and says when a file cannot be written", function()
    local run = m:run { draws = 100, seed = 5 }
    local mean = run:to_json():match '"mean":([^,}]+)'
    assert.equal(run.out.mean, tonumber(mean))
    local done, err = run:save "/nonexistent/run.csv"
    assert.is_nil(done)
    assert.equal("io", err.code)
    assert.matches(".csv, .json, .txt, .md or .html", message_of(function() run:save "run.xls" end), 1, true)
  end)

  it("keeps the earlier file where a disk is full", function()
    local folder = support.folder()
    local path = folder .. "/r.json"
    assert.is_true(m:run({ draws = 100 }):save(path))
    local earlier = assert(io.open(path)):read "a"
    -- a file may not grow at all: a limit that a process sets itself
    local pipe = assert(io.popen(([[bash -c "trap '' XFSZ; ulimit -f 0; exec lua5.4 - '%s'" 2>&1 <<'END'
      local sf = require "signalflow"
      local m = sf.model { drivers = { a = sf.uniform(0, 1) }, outputs = function(d) return { b = d.a * 2 } end }
      local done, err = m:run { draws = 100 }:save(...)
      io.stdout:setvbuf "no"
      print(done, err.code, err)
END]]):format(path)))
    local output = pipe:read "a"
    pipe:close()
    assert.matches("^nil\tio\t" .. path .. ": File too large", output)
    assert.equal(earlier, assert(io.open(path)):read "a")
    assert.equal(1, #core.names(folder))
  end)

  it("takes draws as a relative error, in either spelling, and says how many it took", function()
    local a = m:run { draws = "0.1%", sampler = "pseudo" }
    local b = m:run { error = 0.001, sampler = "pseudo" }
    assert.equal(a.draws, b.draws)
    assert.equal(a.out.mean, b.out.mean)
    assert.is_true(a.draws > 65536)
    assert.is_true(a.met and a.out.met)
    assert.is_true(a.out.standard_error <= 0.001 * a.out.mean)
    assert.matches("for an error of 0.1 %", tostring(a), 1, true)
    assert.equal(0.001, a.error)
    assert.is_nil(m:run { draws = 64 }.met)
    assert.matches("give one", message_of(function() m:run { draws = "1%", error = "1%" } end), 1, true)
    assert.matches("'draws' is a relative error", message_of(function() m:run { draws = "150%" } end), 1, true)
  end)

  it("says so when the limit of draws came first", function()
    local run = m:run { error = "0.001%", draws = 20000, sampler = "pseudo" }
    assert.equal(20000, run.draws)
    assert.is_false(run.met)
    assert.matches("the limit of draws came before the mean was as sure as asked, for: out", tostring(run), 1, true)
    local summary = (sf.uniform(0, 1) * 2):summary { error = "0.0001%", draws = 100, sampler = "pseudo" }
    assert.is_false(summary.met)
  end)

  -- Of n independent draws sd / sqrt(n); a Sobol sequence's is far smaller.
  it("shows the standard error of each mean", function()
    local pseudo = m:run { draws = 10000, sampler = "pseudo" }
    close((pseudo.out.sd / 100), pseudo.out.standard_error, 1e-9)
    assert.is_true(m:run { draws = 10000 }.out.standard_error < pseudo.out.standard_error / 5)
    assert.matches("error", tostring(pseudo), 1, true)
  end)

  it("gives an output without a value no numbers, and the reason", function()
    local run = model({ a = 0, b = sf.uniform(0, 1) }, function(d) return { bad = d.b / d.a, good = d.b } end):run()
    assert.is_nil(run.bad.mean)
    assert.equal(1, run.bad.undefined)
    close(0.5, run.good.mean, 1e-4)
    assert.matches("bad has no value: division by zero", tostring(run), 1, true)
  end)
end)

describe("a long run", function()
  local m = model({ a = sf.uniform(0, 1), b = sf.pert(1, 2, 5) }, function(d) return { out = sf.exp(d.a) * d.b } end)

  it("gives out an error of the progress function as itself, and nothing is left", function()
    m:run { draws = 100 }
    collectgarbage()
    collectgarbage()
    local before, thrown = core.nodes(), { "mine" }
    local done, err = pcall(m.run, m, { draws = 1 << 40, statistics = { "mean" }, progress = function()
      error(thrown)
    end })
    assert.is_false(done)
    assert.equal(thrown, err)
    collectgarbage()
    collectgarbage()
    assert.equal(before, core.nodes())
    assert.is_truthy(m:run { draws = 100 }) -- and the model still runs
  end)

  -- A host of its own: standalone Lua in a run of hours, interrupted as Ctrl-C does. The bound is generous; it says
  -- that the run did not have to end first.
  local function interrupted(body)
    local path = support.path()
    local file = assert(io.open(path, "w"))
    file:write(([[
      local sf = require "signalflow"
      local m = sf.model { drivers = { a = sf.uniform(0, 1), b = sf.pert(1, 2, 5) },
        outputs = function(d) return { out = sf.exp(d.a) * d.b } end }
      print "ready"
      io.stdout:flush()
      print(pcall(function() return %s end))
      print(m:run { draws = 64 }.draws)
    ]]):format(body))
    file:close()
    local pipe = assert(io.popen(([[
      out=%s.out; lua5.4 %s >$out & child=$!
      until grep -qs ready $out; do sleep 0.05; done
      sleep 0.3; from=$(date +%%s%%N); kill -INT $child; wait $child; status=$?; to=$(date +%%s%%N)
      cat $out
      echo "status $status after $(( (to - from) / 1000000 )) ms"
    ]]):format(path, path)))
    local output = pipe:read "a"
    pipe:close()
    return output
  end

  for what, body in pairs {
    ["a run"] = 'm:run { draws = 1 << 40, statistics = { "mean" } }',
    ["a study"] = 'm:study { draws = 1 << 40, statistics = { "mean" }, scenarios = { base = {} } }',
    ["a sensitivity"] = 'm:sensitivity { output = "out", draws = 1 << 40, statistics = { "mean" } }',
    ["a solve"] = 'm:solve { output = "out", equals = 4, driver = "b", draws = 1 << 40 }',
    ["a sweep"] = 'm:sweep { a = { 0, 1 }, draws = 1 << 40, statistics = { "mean" } }',
  } do
    it("lets Ctrl-C out as itself, and the host can go on: " .. what, function()
      local output = interrupted(body)
      assert.matches("ready\nfalse\tinterrupted!\n64\n", output, 1, true)
      local milliseconds = tonumber(output:match "status 0 after (%d+) ms")
      assert.is_true(milliseconds and milliseconds < 5000, output)
    end)

    it("ends with nil, cancelled where progress says false: " .. what, function()
      local text = ("local sf, m, progress = ... return %s"):format(body:gsub("<< 40", "<< 40, progress = progress"))
      local result, err = assert(load(text))(sf, model({ a = sf.uniform(0, 1), b = sf.pert(1, 2, 5) },
        function(d) return { out = sf.exp(d.a) * d.b } end), function() return false end)
      assert.is_nil(result)
      assert.equal("cancelled", err.code)
    end)
  end
end)

describe("the same bits", function()
  -- A factory in miniature: every kind of law, powers, exponentials, branches and an internal rate of return.
  local m = model({
    power = sf.normal(100, 5), pue = sf.triangular(1.1, 1.2, 1.4), share = sf.uniform(0.7, 0.85),
    rate = sf.lognormal { mean = 900, sd = 300 }, use = sf.pert(0.3, 0.55, 0.8), price = sf.between(0.3, 1.2),
    elasticity = sf.normal(-1.2, 0.3), wait = sf.gamma(2, 0.2), fail = sf.exponential(0.1), part = sf.beta(2, 5),
    batch = sf.discrete { values = { 1, 2, 4 }, weights = { 1, 2, 1 } },
    kind = sf.mixture { { 0.7, sf.uniform(0, 1) }, { 0.3, sf.normal(2, 0.1) } },
    open = sf.truncated(sf.normal(0, 1), 0, 2),
  }, function(d)
    local tokens = d.power * d.share / d.pue * d.rate * d.use * sf.logistic(4 * (1 - d.wait))
    local sold = tokens * d.price ^ d.elasticity * (1 - d.fail * d.part)
    local flows = { -40 * d.power, sold * d.price / 400, sold * d.price / 500, sold * d.price / 600 }
    return { tokens = tokens, sold = sold, rate = core.irr_of(flows), log = sf.log(sf.max(sold, 1)) * d.batch,
      root = sf.sqrt(d.kind - 0.1) + d.open, good = sf.where(sold:gt(tokens), 1, 0) }
  end, { { "rate", "price", -0.4 }, { "use", "price", 0.3 } })
  local names = m.output_names
  local plan = core.compile(m:expressions(names, m:bound()))

  -- Every result of a run, to the last bit.
  local function fingerprint(options)
    local words = {}
    for _, summary in ipairs((plan:run(options))) do
      for _, number in ipairs { summary:mean(), summary:sd(), summary:min(), summary:max(), summary:standard_error(),
        summary:quantile(0.05), summary:quantile(0.5), summary:quantile(0.95), summary:quantile(0.999) } do
        words[#words + 1] = ("%a"):format(number)
      end
      words[#words + 1] = summary:bytes()
    end
    return table.concat(words, " ")
  end

  -- Every set meets every number of threads and every block, and of three sets these meet each other too.
  local THREADS, BLOCKS = { 1, 2, 3, 8 }, { 16, 256, 4096 }
  for _, sampler in ipairs { "sobol", "pseudo", "antithetic", "latin" } do
    it("come from any number of threads, any block and any instruction set: " .. sampler, function()
      local expected
      for s, set in ipairs(plan:kernels()) do
        plan:kernels(set)
        for t, threads in ipairs(THREADS) do
          local block = BLOCKS[(s + t) % #BLOCKS + 1]
          local found = fingerprint { draws = 100000, seed = 9, sampler = sampler, threads = threads, block = block }
          expected = expected or found
          assert.is_true(found == expected, ("%s, %d threads, blocks of %d"):format(set, threads, block))
        end
      end
    end)
  end
end)
