-- The same text whatever the host's locale: files for machines and pages for people.
local sf = require "signalflow"
local support = require "tests.spec.support"
local u = sf.units

-- Locales with a decimal comma, of those this machine may have, and one in which a byte is a letter: half of UTF-8's
-- bytes are controls, letters or spaces there.
local COMMA = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8", "nl_NL.UTF-8" }
local BYTES = { "de_DE.ISO-8859-1" }

local function with_locale(names, action)
  local before = os.setlocale(nil)
  for _, name in ipairs(names) do
    if os.setlocale(name) and ("%g"):format(0.5) == "0,5" then
      local done, result = pcall(action)
      os.setlocale(before)
      assert(done, result)
      return result
    end
  end
  os.setlocale(before)
  return nil
end

-- Everything that writes numbers, as one list of texts.
local function texts()
  local site = sf.model {
    name = "site", drivers = { power = sf.normal(3.5, 0.25) * u.MW, share = 0.5, price = sf.between(0.4, 2.0),
      Wafers = sf.uniform(0, 1), ["_über"] = 2 },
    outputs = function(d) return { worth = d.power * d.share / d.price, root = sf.sqrt(d.price - 0.5),
      Yield = d.Wafers * d["_über"] } end,
  }
  local run = site:run { draws = 2000 }
  local read = assert(sf.read "Nvidia raises its revenue outlook by 12.5 percent on strong demand for Blackwell")
  local _, own = pcall(sf.model, { drivers = { a = 0 / 0 }, outputs = function(d) return { a = d.a } end })
  local _, wrong = pcall(function() return run.worth:quantile(1.5) end)
  return { run:to_json(), tostring(run), tostring(site), tostring(site:explain()), tostring(run.worth:explain()),
    tostring(site:study { draws = 2000, scenarios = { base = {}, half = { share = 0.25 } } }),
    tostring(site:sweep { draws = 2000, share = { 0.25, 0.75 }, outputs = { "worth" } }),
    tostring(site:sensitivity { output = "worth", draws = 2000, at = { share = 0.75 } }),
    tostring(read), tostring(0.125 * u.MW), tostring(own), tostring(wrong),
    tostring(sf.triangular(1.25, 1.5, 2.75):explain()), tostring(u"12.5 MW":to "kW" == 12500),
    tostring(sf.launch { from = "H100", to = "B200", workload = { model = "DeepSeek-R1", precision = "fp8",
      input = 1024, output = 1024, interactivity = 50 * u.tok/u.s/u.user } }) }
end

describe("a locale without UTF-8", function()
  local build = support.build

  local function shown(environment, typed)
    local pipe = assert(io.popen(("%s '%s/signalflow' %s 2>&1"):format(environment, build, typed)))
    return pipe:read "a", pipe:close()
  end

  it("gets ASCII: signs for words and pictures, and columns that still stand beneath each other", function()
    for _, typed in ipairs { "-e '100 * u.MW / sf.triangular(1.1, 1.2, 1.35)'", "run launch_curve --draws 512",
      "run sweep --draws 512", "run break_even --draws 512", "platforms" } do
      local text, done = shown("LC_ALL=C", typed)
      assert.is_true(done, text)
      assert.is_nil(text:find "[\128-\255]", text)
      assert.is_nil(text:find("?", 1, true) and not shown("LC_ALL=C.UTF-8", typed):find("?", 1, true) or nil, text)
    end
    local text = shown("LC_ALL=C", "-e 'sf.report { sf.uniform(0, 2) * u.MW }'")
    assert.matches("1.00 MW  [0.10 ... 1.90]  ###", text, 1, true)
    text = shown("LC_ALL=C", "run hundred_megawatts --draws 512")
    local first, second = text:match "\n(tokens per [^\n]-tok/s/W [^\n]+)\n([^\n]+%[[^\n]+)\n"
    assert.equal(#first, #second)
  end)
end)

describe("a host's locale", function()
  it("changes no text", function()
    local plain = texts()
    for _, names in ipairs { COMMA, BYTES } do
      local there = with_locale(names, texts)
      if not there then
        pending "no locale with a decimal comma on this machine"
        return
      end
      for i, text in ipairs(plain) do
        assert.equal(text, there[i])
      end
    end
  end)

  it("changes no scenario", function()
    local function printed()
      local lines, keep = {}, print
      _G.print = function(...)
        for _, value in ipairs { ... } do
          lines[#lines + 1] = tostring(value)
        end
      end
      for _, name in ipairs { "would_have_to_be_true", "ledger_of_a_quarter", "sweep" } do
        local done, err = pcall(dofile, ("lua/scenarios/%s.lua"):format(name))
        _G.print = done and _G.print or keep
        assert(done, err)
      end
      _G.print = keep
      return table.concat(lines, "\n")
    end
    assert.equal(printed(), with_locale(COMMA, printed) or printed())
    assert.equal("0.50 of 100 MW", with_locale(COMMA, function()
      return sf.text("%.2f of %s", 0.5, 100 * u.MW)
    end) or sf.text("%.2f of %s", 0.5, 100 * u.MW))
  end)

  it("changes no order", function()
    local function ordered()
      local found = sf.concentration { a = 0.25, B = 0.25, ["_c"] = 0.2, ["äh"] = 0.2 }
      return table.concat({ tostring(found), tostring(sf.model { drivers = { b = 1, A = 2, _c = 3 },
        outputs = function(d) return { y = d.b, X = d.A, z = d._c } end }:run { draws = 16 }),
        select(2, pcall(sf.model, { zebra = 1, Yak = 2, _x = 3 })) }, "\n")
    end
    assert.equal(ordered(), with_locale(COMMA, ordered) or ordered())
    assert.matches("B.*a.*_c", ordered())
  end)

  it("changes no file", function()
    local function saved()
      local path = os.tmpname()
      os.remove(path)
      path = path .. ".csv"
      local run = sf.model { drivers = { a = sf.uniform(1.25, 2.5) }, outputs = function(d) return { w = d.a } end }
        :run { draws = 1000 }
      assert(run:save(path))
      local bytes = support.read(path)
      os.remove(path)
      return bytes
    end
    local plain, comma = saved(), with_locale(COMMA, saved)
    if not comma then
      pending "no locale with a decimal comma on this machine"
      return
    end
    assert.equal(plain, comma)
    assert.equal(12, select(2, plain:match "\n(.-)\n":gsub(",", "")) + 1)
  end)
end)
