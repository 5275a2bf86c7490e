-- Parts of a run: whatever way it is cut, the whole has the bytes of one machine's; and no damaged part is taken.
local core = require "signalflow.core"
local cut = require "signalflow.model.parts"
local parts = require "signalflow.host.parts"
local settings = require "signalflow.shared.settings"
local sf = require "signalflow"
local support = require "tests.spec.support"

local read, shell, signalflow, write = support.read, support.shell, support.signalflow, support.write

local MODEL = [[
local sf = require "signalflow"
local u = sf.units
local site = sf.model { name = "site",
  drivers = { grid = 100 * u.MW, pue = sf.triangular(1.1, 1.2, 1.35), load = sf.normal(0, 1) },
  outputs = function(d)
    return { it = d.grid / d.pue, root = sf.sqrt(d.load), atom = sf.max(d.load, 0) }
  end }
]]

local function script_of(text)
  return support.temporary(MODEL .. text, ".lua")
end

local ONE = script_of "return site"
local STUDY = script_of [[
local study = site:study { draws = 3000, scenarios = { base = {}, hot = { pue = 1.35 }, small = { grid = 50 },
  wide = { load = sf.normal(1, 2) }, dry = { load = -1 } } }
local sweep = site:sweep { draws = 2000, outputs = { "it", "root" }, pue = { 1.1, 1.2, 1.3 }, grid = { 80, 120 } }
local again = site:run { draws = 20000 }
print(study)
print(study:compare("base", "hot"))
print(sweep)
print(again)
]]

-- The parts of a script, in files, by the command.
local function cut_up(script, n, typed)
  local folder = support.folder_of {}
  local paths = {}
  for k = 1, n do
    paths[k] = ("%s/%d.sfr"):format(folder, k)
    local said, code = signalflow(("run %s --shard %d/%d -o %s %s"):format(script, k, n, paths[k], typed or ""))
    assert.equal(0, code, said)
  end
  return paths
end

local function merge(paths, typed)
  return signalflow(("merge %s %s"):format(table.concat(paths, " "), typed or ""))
end

local function shuffled(list, seed)
  local made = table.move(list, 1, #list, 1, {})
  for i = #made, 2, -1 do
    seed = (seed * 1103515245 + 12345) % (1 << 31)
    local j = seed // 65536 % i + 1
    made[i], made[j] = made[j], made[i]
  end
  return made
end

-- A part in this process, as its bytes.
local function bytes_of(model, k, n, how, text)
  local shard = cut.shard(k, n)
  settings.cut = shard
  local done, why = pcall(model.run, model, how)
  settings.cut = nil
  assert(done, why)
  local header = parts.header({ name = "s.lua", text = text or "return 1", arguments = {}, drivers = {} }, k, n)
  return parts.bytes(header, text or "return 1", shard.tasks, shard.records)
end

local function one_driver()
  return sf.model { name = "site", drivers = { a = sf.normal(1, 1) }, outputs = function(d) return { a = d.a } end }
end

describe("a run in parts", function()
  it("has the bytes of the whole one, in any order, with more parts than superblocks and any threads", function()
    local typed = "--draws 50000 --seed 7"
    local whole = signalflow(("run %s %s --json"):format(ONE, typed))
    assert.matches('"it"', whole, 1, true)
    local paths = cut_up(ONE, 7, typed)
    for order = 1, 3 do
      assert.equal(whole, (merge(shuffled(paths, order), "--json")))
    end
    assert.equal(signalflow(("run %s %s"):format(ONE, typed)), (merge(paths)))
    for _, threads in ipairs { 1, 2, 8 } do
      for k, path in ipairs(cut_up(ONE, 7, typed .. " --threads " .. threads)) do
        assert.equal(read(paths[k]), read(path))
      end
    end
    local page, one = support.path ".html", support.path ".html"
    assert.equal("", (merge(paths, "-o " .. page)))
    signalflow(("run %s %s -o %s"):format(ONE, typed, one))
    assert.equal(read(one), read(page))
  end)

  it("has the same bits whichever sampler draws, with sketches and without quantiles", function()
    local site = sf.model { name = "site", drivers = { a = sf.normal(1, 1), b = sf.uniform(0, 1) },
      outputs = function(d) return { sum = d.a + d.b, root = sf.sqrt(d.a) } end }
    for _, sampler in ipairs { "sobol", "pseudo", "antithetic", "latin" } do
      for _, how in ipairs { { draws = 40000 }, { draws = 150001 }, { draws = 40000, statistics = { "mean" } } } do
        how.sampler = sampler
        local paths = {}
        for k = 1, 5 do
          paths[k] = support.temporary(bytes_of(site, k, 5, how), ".sfr")
        end
        local whole = assert(parts.merge(shuffled(paths, how.draws)))
        settings.cut = cut.whole(whole.tasks)
        local merged = site:run(how)
        settings.cut = nil
        local one = site:run(how)
        for _, name in ipairs(one.names) do
          assert.equal(one[name].summary:bytes(), merged[name].summary:bytes())
        end
      end
    end
  end)

  it("is put together from a thousand parts, most of them empty", function()
    local site = one_driver()
    local paths = {}
    for k = 1, 1000 do
      paths[k] = support.temporary(bytes_of(site, k, 1000, { draws = 50000 }), ".sfr")
    end
    local whole = assert(parts.merge(shuffled(paths, 4)))
    assert.equal(site:run { draws = 50000 }.a.summary:bytes(), whole.tasks[1].records[1])
  end)

  it("of studies and sweeps is cut by scenario, every run of a script until one is looked at", function()
    local whole = signalflow(("run %s --json"):format(STUDY))
    for _, n in ipairs { 2, 11 } do
      local paths = cut_up(STUDY, n)
      local text, code = merge(shuffled(paths, n), "--json")
      assert.equal(0, code, text)
      assert.equal(whole, text)
    end
  end)

  it("of so many scenarios that only figures are kept is cut the same", function()
    local script = script_of [[
local scenarios = {}
for i = 1, 2500 do
  scenarios["s" .. i] = { grid = 50 + i / 10 }
end
local study = site:study { draws = 4096, outputs = { "it" }, scenarios = scenarios }
local sweep = site:sweep { draws = 4096, outputs = { "it" }, pue = sf.range(1.1, 1.4, 50), grid = sf.range(50, 90, 50) }
local seen = 0
local function see(run)
  seen = seen + run.it.mean:value() + run.it:quantile(0.25):value()
end
site:study { draws = 4096, outputs = { "it" }, scenarios = scenarios, each = see }
print(("%.17g"):format(seen))
print(("%.17g"):format(study.s77.it.p5:value()), ("%.17g"):format(study.s78.it:quantile(0.3):value()))
print(("%.17g"):format(sweep[999].it.sd:value()), ("%.17g"):format(sweep[999].it:quantile(0.3):value()))
]]
    local text, code = merge(shuffled(cut_up(script, 3), 5))
    assert.equal(0, code, text)
    assert.equal(signalflow("run " .. script), text)
  end)

  it("takes over what was typed: drivers, arguments of any bytes, seeds of any size", function()
    local script = script_of "print(arg[1], arg[2]) return site"
    local typed = "--draws 20000 --seed 9007199254740993 -D pue=1.3 -- 'a%41' \"$(printf '\\377 b')\""
    local folder = support.folder_of {}
    for k = 1, 2 do
      local said, code = signalflow(("run %s --shard %d/2 -o %s/%d.sfr %s"):format(script, k, folder, k, typed))
      assert.equal(0, code, said)
    end
    local whole = signalflow(("run %s %s"):format(script, typed))
    assert.matches("a%41\t\xFF b\n", whole, 1, true)
    assert.equal(whole, (signalflow(("merge %s/2.sfr %s/1.sfr"):format(folder, folder))))
  end)

  it("has the same bytes in a locale with a decimal comma", function()
    local plain = cut_up(ONE, 2, "--draws 20000")
    for k, path in ipairs(plain) do
      local other = support.path ".sfr"
      shell(("LOCPATH='%s/locale' LC_ALL=de_DE.UTF-8 '%s/signalflow' run %s --shard %d/2 -o %s %s"):format(
        support.build, support.build, ONE, k, other, "--draws 20000"))
      assert.equal(read(path), read(other))
    end
  end)

  it("runs its script in a sandbox where it is put together, or as it lies here", function()
    local script = script_of "local file = io and io.open(arg[0]) if not file then error 'no file' end return site"
    local paths = cut_up(script, 2, "--draws 20000")
    local text, code = merge(paths)
    assert.equal(3, code)
    assert.matches("no file", text)
    assert.equal(signalflow(("run %s --draws 20000"):format(script)), (merge(paths, "--script " .. script)))
    text, code = merge(paths, "--script " .. ONE)
    assert.equal(3, code)
    assert.matches("is not the script of these parts", text)
    local reaching = script_of "site:run { draws = 20000 }; print(sf.folder '/') return site"
    text, code = merge(cut_up(reaching, 2))
    assert.equal(3, code)
    assert.matches("unless --script says where it lies", text, 1, true)
  end)

  it("may itself run in a sandbox", function()
    local whole = signalflow(("run %s --draws 20000 --json"):format(ONE))
    local paths = cut_up(ONE, 2, "--draws 20000 --sandbox")
    assert.equal(whole, (merge(paths, "--json")))
  end)
end)

describe("a part", function()
  it("is refused with each of its bytes flipped, and cut short at each length", function()
    local site = one_driver()
    local bytes = bytes_of(site, 1, 1, { draws = 32 })
    local path = support.temporary(bytes, ".sfr")
    assert.truthy(parts.read(path))
    for at = 1, #bytes do
      write(path, bytes:sub(1, at - 1) .. string.char(bytes:byte(at) ~ (1 << at % 8)) .. bytes:sub(at + 1))
      local part, err = parts.read(path)
      assert.is_nil(part, at)
      assert.equal("corrupt", err.code)
      write(path, bytes:sub(1, at - 1))
      part, err = parts.read(path)
      assert.is_nil(part, at)
      assert.matches("cut short", tostring(err))
      assert.matches(path, tostring(err), 1, true)
    end
  end)

  it("that is damaged ends a merge with 1, and one that is not of the run with 3, by name", function()
    local paths = cut_up(ONE, 3, "--draws 50000")
    local function refused(code, words, files)
      local text, ended = merge(files)
      assert.equal(code, ended, text)
      for _, word in ipairs(words) do
        assert.matches(word, text, 1, true)
      end
    end
    local short = support.temporary(read(paths[2]):sub(1, -30), ".sfr")
    refused(1, { short, "cut short" }, { paths[1], short, paths[3] })
    local damaged = support.temporary(read(paths[2]):gsub("^(.-\n.-\n.*)....$", "%1abcd"), ".sfr")
    refused(1, { damaged, "damaged" }, { paths[1], damaged, paths[3] })
    refused(1, { ONE, "no part of a run" }, { paths[1], ONE })
    refused(3, { "missing: part 2 of 3 (draws 16,385 to 32,768 of 'site')" }, { paths[3], paths[1] })
    local twice = support.temporary(read(paths[1]), ".sfr")
    refused(3, { paths[1] .. " and " .. twice .. " overlap: both are part 1 of 3" }, { paths[1], twice, paths[2] })
    local function other(typed, script)
      return cut_up(script or ONE, 3, typed)[2]
    end
    refused(3, { "another seed", "--seed 2" }, { paths[1], other "--draws 50000 --seed 2", paths[3] })
    refused(3, { "another draws", "--draws 60000" }, { paths[1], other "--draws 60000", paths[3] })
    refused(3, { "another drivers", "-D pue=1.2" }, { paths[1], other "--draws 50000 -D pue=1.2", paths[3] })
    refused(3, { "another script" }, { paths[1], other("--draws 50000", STUDY), paths[3] })
    refused(3, { "number of parts", "part 2 of 4" }, { paths[1], cut_up(ONE, 4, "--draws 50000")[2], paths[3] })
    local line, records = core.open_records(read(paths[2]))
    line = line:gsub('"signalflow":"[^"]*"', '"signalflow":"0.0.9"')
    local version = support.temporary(core.seal_records(line, records), ".sfr")
    refused(3, { version, "signalflow 0.0.9 made it" }, { paths[1], version, paths[3] })
    refused(3, { "nowhere.sfr" }, { paths[1], "nowhere.sfr" })
  end)

  it("of a script that read other figures is refused", function()
    local figure = support.temporary("1.2", ".txt")
    local script = script_of(([[
return sf.model { name = "read", drivers = { a = sf.normal(1, 1) }, outputs = function(d)
  return { b = d.a * tonumber(io.open "%s":read "a") }
end }]]):format(figure))
    local folder = support.folder_of {}
    signalflow(("run %s --shard 1/2 -o %s/1.sfr"):format(script, folder))
    write(figure, "1.3")
    signalflow(("run %s --shard 2/2 -o %s/2.sfr"):format(script, folder))
    local text, code = signalflow(("merge %s/1.sfr %s/2.sfr --script %s"):format(folder, folder, script))
    assert.equal(3, code)
    assert.matches("the formulas of 'read' have other values", text, 1, true)
    signalflow(("run %s --shard 1/2 -o %s/1.sfr"):format(script, folder))
    write(figure, "1.4")
    text, code = signalflow(("merge %s/1.sfr %s/2.sfr --script %s"):format(folder, folder, script))
    assert.equal(3, code)
    assert.matches("another run than the script asks for here", text, 1, true)
  end)

  it("that a stranger sealed is read or refused, whatever it says", function()
    local site = one_driver()
    local line, records = core.open_records(bytes_of(site, 1, 1, { draws = 32 }))
    local path = support.path ".sfr"
    local function is_refused(header, held)
      write(path, core.seal_records(header, held or records))
      local part, err = parts.merge { path }
      if part then
        return false
      end
      assert.truthy(err.code == "corrupt" or err.code == "unknown", tostring(err))
      assert.matches(path, tostring(err), 1, true)
      return true
    end
    assert.is_false(is_refused(line))
    for _, header in ipairs { "", "{", "[]", "null", "1", '"x"', "{}", "[[[[[[[", ("["):rep(100), '{"k":1,"n":1}' } do
      assert.is_true(is_refused(header), header)
    end
    for name, value in line:gmatch '"(%w+)":([^,{}%[%]]+)' do
      for _, other in ipairs { "null", "-1", "0", "1e300", "0.5", "[]", "{}", '"x"', "[null,1]", "9e15", "true" } do
        local place = ('"%s":%s'):format(name, value):gsub("%W", "%%%0")
        local changed = line:gsub(place, ('"%s":%s'):format(name, other), 1)
        if other ~= value then -- a script's name, what it is called, and what was typed may be anything
          local may_be = ({ script = '"x"', of = '"x"', formula = '"x"', units = true, draws = '"x"' })[name]
          assert.is_true(is_refused(changed) or may_be == other or other == "null", changed)
        end
      end
    end
    assert.is_true(is_refused(line, {}))
    assert.is_true(is_refused(line, { records[1] }))
    assert.is_true(is_refused(line, { records[2], records[1] }))
    assert.is_true(is_refused(line, { records[1], "" }))
    assert.is_true(is_refused(line, { records[1], records[2], "" }))
    local _, other = core.open_records(bytes_of(site, 1, 1, { draws = 48 }))
    assert.is_true(is_refused(line, { records[1], other[2] }))
  end)

  it("holds rows that are checked before they are believed", function()
    local paths = cut_up(STUDY, 1)
    local line, records = core.open_records(read(paths[1]))
    for _, record in ipairs { "", "x", ("\0"):rep(24), ("\xFF"):rep(80), records[2]:sub(1, -2), records[2] .. "x",
      ("<i8"):pack(math.maxinteger) .. "abc", ("<i8"):pack(-9) .. "abc" } do
      local held = table.move(records, 1, #records, 1, {})
      held[2] = record
      local path = support.temporary(core.seal_records(line, held), ".sfr")
      local text, code = merge { path }
      assert.equal(1, code, text)
      assert.matches(path .. ": it is damaged: it holds no figures of scenario 1", text, 1, true)
    end
  end)

  it("is there whole or not at all, killed at any time", function()
    local script = script_of [[
local outputs = { "it", "root", "atom" }
return sf.model { name = "wide", drivers = { a = sf.normal(1, 1) }, outputs = function(d)
  local made = {}
  for i = 1, 40 do
    made["o" .. i] = d.a * i
  end
  return made
end }]]
    local folder = support.folder_of {}
    local whole = cut_up(script, 2, "--draws 100000")[1]
    local killed = 0
    for i = 1, 12 do
      local _, code = shell(("timeout -s KILL %.3f '%s/signalflow' run %s --shard 1/2 -o %s/part.sfr %s"):format(
        0.02 + 0.02 * i, support.build, script, folder, "--draws 100000"))
      killed = killed + (code ~= 0 and 1 or 0)
      local there = io.open(folder .. "/part.sfr", "rb")
      if there then
        there:close()
        assert.equal(read(whole), read(folder .. "/part.sfr"))
        os.remove(folder .. "/part.sfr")
      end
    end
    assert.is_true(killed > 0)
  end)

  it("says so where the disk is full, and leaves nothing", function()
    local folder = support.folder_of {}
    local text, code = shell(("trap '' XFSZ; ulimit -f 16; '%s/signalflow' run %s --shard 1/1 -o %s/1.sfr"):format(
      support.build, ONE, folder))
    assert.equal(3, code)
    assert.matches("File too large", text)
    assert.equal("", (shell(("ls -A '%s'"):format(folder))))
  end)

  it("is asked for in a way that can be", function()
    local function refused(words, typed)
      local text, code = signalflow(typed)
      assert.equal(3, code, text)
      assert.matches(words, text, 1, true)
    end
    for _, which in ipairs { "0/3", "4/3", "1", "1/0", "a/b", "1/1000001", "-1/3", "1/99999999999999999999" } do
      refused("expected a part and how many there are, as 3/64", ("run %s --shard=%s -o x.sfr"):format(ONE, which))
    end
    refused("say where the part goes", ("run %s --shard 1/2"):format(ONE))
    refused("ends in .sfr", ("run %s --shard 1/2 -o x.html"):format(ONE))
    refused("needs --shard K/N", ("run %s -o x.sfr"):format(ONE))
    refused("a part shows nothing", ("run %s --shard 1/2 -o x.sfr --json"):format(ONE))
    refused("has nothing to cut", ("run %s --shard 1/2 -o x.sfr"):format(script_of "print(1)"))
    refused("draws until its means are sure has no parts",
      ("run %s --shard 1/2 -o x.sfr"):format(script_of "site:run { error = '1%' }"))
    refused("a report ends in", "merge x.sfr -o x.sfr")
  end)

  it("keeps what was done when a script fails after it", function()
    local script = script_of "local run = site:run { draws = 20000 } print(run.it.mean + 'x') error 'late'"
    local text, code = merge(cut_up(script, 2))
    assert.equal(3, code)
    assert.matches(script:match "[^/]*$" .. ":8:", text, 1, true)
    local early = script_of "error 'early'"
    text, code = signalflow(("run %s --shard 1/2 -o x.sfr"):format(early))
    assert.equal(3, code)
    assert.matches("early", text)
  end)
end)

describe("a folder of parts", function()
  local folder = support.path ".parts"

  local function add(k, more)
    return signalflow(("run %s --draws 50000 --parts %s --shard %d/3 %s"):format(ONE, folder, k, more or ""))
  end

  local function survey(format)
    return signalflow(("parts %s --format %s"):format(folder, format or "text"))
  end

  it("is filled part by part, and one that is done is not done again", function()
    local text, code = add(2)
    assert.equal(0, code, text)
    text, code = survey()
    assert.equal(2, code)
    assert.matches("done +2 +draws 16,385 to 32,768 of 'site'", text)
    assert.matches("missing +1, 3 +draws 1 to 16,384 and 32,769 to 50,000 of 'site'", text)
    local next_one = text:gsub("\n +", " "):match "next: signalflow ([^\n]*)"
    assert.equal(("run --shard 1/3 --parts %s %s --draws 50000"):format(folder, ONE), next_one)
    local path = folder .. "/part-2-of-3.sfr"
    local before = shell(("stat -c '%%i %%Y' %s"):format(path))
    text, code = add(2)
    assert.equal(0, code)
    assert.equal(path .. " is done\n", text)
    assert.equal(before, (shell(("stat -c '%%i %%Y' %s"):format(path))))
    text, code = signalflow("merge " .. folder)
    assert.equal(3, code)
    assert.matches("missing: parts 1, 3 of 3", text)
  end)

  it("tells what is damaged or of another run, and does a damaged part again", function()
    add(1)
    add(3)
    local path = folder .. "/part-2-of-3.sfr"
    local whole = read(path)
    write(path, whole:sub(1, 900))
    local text, code = survey()
    assert.equal(1, code)
    assert.matches("damaged +2 +%S+part%-2%-of%-3.sfr: it is cut short: 900 bytes", text)
    assert.is_nil(text:find("missing", 1, true))
    text, code = signalflow("merge " .. folder)
    assert.equal(1, code, text)
    text, code = add(2)
    assert.equal(0, code)
    assert.matches("it is cut short: 900 bytes, and no end; it is done again", text, 1, true)
    assert.equal(whole, read(path))
    text, code = survey()
    assert.equal(0, code)
    assert.matches("done +1 to 3 +draws 1 to 50,000 of 'site'", text)
    local other = cut_up(ONE, 3, "--draws 60000")[2]
    write(folder .. "/zz.sfr", read(other))
    text, code = survey()
    assert.equal(1, code)
    assert.matches("another run +%S+zz.sfr: another draws than", text)
    os.remove(folder .. "/zz.sfr")
    text, code = signalflow(("run %s --draws 60000 --parts %s --shard 2/3"):format(ONE, folder))
    assert.equal(3, code)
    assert.matches("another draws than what is asked for: --draws 50000, not --draws 60000", text, 1, true)
    assert.equal(whole, read(path))
  end)

  it("is put together whole, whatever else lies there", function()
    write(folder .. "/.signalflow-0123456789abcdef", "what a killed process left")
    write(folder .. "/note.txt", "no part")
    local text, code = signalflow("merge " .. folder)
    assert.equal(0, code)
    assert.equal(signalflow(("run %s --draws 50000"):format(ONE)), text)
    assert.equal(0, select(2, survey()))
  end)

  it("may be empty, or be none", function()
    local empty = support.folder_of {}
    local text, code = signalflow("parts " .. empty)
    assert.equal(2, code)
    assert.matches("no part of a run", text)
    text, code = signalflow("merge " .. empty)
    assert.equal(3, code)
    assert.matches("holds no part", text)
    assert.equal(3, select(2, signalflow("parts " .. empty .. "/nowhere")))
    text, code = signalflow(("run %s --parts %s"):format(ONE, empty))
    assert.equal(3, code)
    assert.matches("--shard K/N says which", text, 1, true)
    assert.equal(3, select(2, signalflow(("run %s --parts %s --shard 1/2"):format(ONE, ONE))))
  end)
end)
