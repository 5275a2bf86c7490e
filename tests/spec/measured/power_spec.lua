-- Power logs: what each tool writes, integrated over the run and over nothing else, and every reason why it does not
-- count.
local core = require "signalflow.core"
local fixtures = require "tests.spec.measured.fixtures"
local power = require "signalflow.measured.power"
local sf = require "signalflow"
local support = require "tests.spec.support"
local times = require "signalflow.measured.times"

local close, message_of = support.close, support.message_of
local DURATION, START = fixtures.duration, fixtures.start

-- The row of a run with a power log.
local function row_with(log, more, result)
  local given = { power = fixtures.file(log, ".csv"), zone = "UTC" }
  for _, from in ipairs { fixtures.named, more or {} } do
    for name, value in pairs(from) do
      given[name] = value ~= "none" and value or nil
    end
  end
  local rows, err = sf.measured.read(fixtures.file(result or fixtures.vllm()), given)
  return rows and rows[1], err
end

local function power_of(...)
  local row = assert(row_with(...))
  return row.power or error(row.power_missing, 0)
end

-- Why the power of a run does not count; its throughput does.
local function missing(pattern, log, more, result)
  local row = assert(row_with(log, more, result))
  assert.is_nil(row.power)
  assert.is_nil(row.suspect)
  close(fixtures.rate, row.token_rate)
  assert.matches(pattern, row.power_missing)
end

local function refused(pattern, log, more)
  local row, err = row_with(log, more)
  assert.is_nil(row)
  assert.equal("parse", err.code)
  assert.matches(pattern, tostring(err))
end

-- A log in the form that a function gives each line.
local function log_of(header, write, watts, step)
  local lines = { header }
  for i = 0, math.floor((DURATION + 20) / (step or 1)) do
    for device = 0, 7 do
      local at = i * (step or 1) - 10
      lines[#lines + 1] = write(at + START, device, watts and watts(device, at) or 800)
    end
  end
  return table.concat(lines, "\n") .. "\n"
end

describe("energy", function()
  it("is the area under the samples, with the ends read between them", function()
    close(100, power.energy({ { 0, 10 }, { 2, 10 }, { 4, 10 }, { 6, 10 }, { 8, 10 }, { 10, 10 }, { 12, 10 } }, 1, 11))
    close(4.5, power.energy({ { 0, 0 }, { 1, 1 }, { 3, 3 } }, 0, 3)) -- of a ramp t: 3^2 / 2
    close((2.5 ^ 2 - 0.5 ^ 2) / 2, power.energy({ { 3, 3 }, { 0, 0 }, { 1, 1 } }, 0.5, 2.5)) -- in any order
    close(2, power.energy({ { 0, 1 }, { 0, 3 }, { 1, 2 } }, 0, 1)) -- two readings at one time are averaged
  end)

  it("of two windows in a row is that of both", function()
    local list, state = {}, 7
    for i = 0, 400 do
      state = state * 48271 % 2147483647
      list[i + 1] = { i / 2, 300 + state % 700 }
    end
    local whole = power.energy(list, 10.3, 170.9)
    for _, cut in ipairs { 11, 60.25, 99.999, 170 } do
      close(whole, power.energy(list, 10.3, cut) + power.energy(list, cut, 170.9))
    end
  end)

  it("is not known beyond the samples, nor over a gap of more than 3 s", function()
    assert.same({ nil, "its log begins 1 s after the run" }, { power.energy({ { 1, 5 }, { 2, 5 }, { 4, 5 } }, 0, 3) })
    assert.same({ nil, "its log ends 2 s before the run" }, { power.energy({ { 0, 5 }, { 2, 5 } }, 1, 4) })
    assert.same({ nil, "its samples are 3.5 s apart (at most 3)" }, { power.energy({ { 0, 5 }, { 3.5, 5 } }, 1, 2) })
    close(10, power.energy({ { 0, 5 }, { 3, 5 } }, 0.5, 2.5))
    close(10, power.energy({ { -9, 900 }, { 0, 5 }, { 3, 5 }, { 50, 900 } }, 0.5, 2.5)) -- gaps elsewhere do not matter
  end)
end)

describe("a power log", function()
  it("of nvidia-smi counts each device over the run, not what it drew before and after", function()
    close(804.5 - 1, power_of(fixtures.nvidia(function(device, at)
      return at < -1 and 90 or at > DURATION + 1 and 120 or 800 + device
    end)), 1e-3)
    close(803.5, power_of(fixtures.nvidia(function(device) return 800 + device end)))
    -- a ramp: the mean is that of its middle
    close(600 + DURATION / 2, power_of(fixtures.nvidia(function(_, at) return 600 + at end)), 1e-6)
  end)

  it("of amd-smi, DCGM and others is found by its columns, and is in the unit they state", function()
    local function epoch(at, device, watts)
      return core.text("%d,%d,%.1f", at, device, watts)
    end
    close(800, power_of("'CTRL' + 'C' to stop watching output:\n" .. log_of("timestamp,gpu,socket_power", epoch)
      .. "timestamp,gpu,socket_power\n", { zone = "none" }))
    close(800, power_of(log_of("timestamp,gpu,socket_power", function(at, device, watts)
      return core.text("%s.500+02:00,%d,%.1f", os.date("!%Y-%m-%dT%H:%M:%S", at + 7200), device, watts)
    end), { zone = "none" }))
    close(800, power_of(log_of("time_ms,Entity,DCGM_FI_DEV_POWER_USAGE", function(at, device, watts)
      return core.text("%d,GPU %d,%.3f", at * 1000, device, watts)
    end), { zone = "none" }))
    close(800, power_of(log_of("timestamp,#Entity,POWER,TOTEC", function(at, device, watts) -- dcgmi dmon, with times
      return core.text("%d,GPU %d,%.3f,%d", at, device, watts, 800e3 * (at - START + 100))
    end), { zone = "none" }))
    close(800, power_of(log_of("timestamp,gpu,xcp,power_usage,power_cap", function(at, device, watts)
      return core.text("%d,%d,0,%.0f,1000", at, device, watts)
    end), { zone = "none" }))
    close(800, power_of(log_of("timestamp, uuid, power.draw [W], power.limit [W]", function(at, device, watts)
      return core.text("%s, GPU-%d, %.2f W, 1000.00 W", os.date("!%Y/%m/%d %H:%M:%S.000", at), device, watts)
    end)))
    close(800, power_of(log_of("timestamp,gpu,my power (mW)", function(at, device, watts)
      return core.text("%d,%d,%d", at, device, watts * 1000)
    end), { zone = "none", scope = "chip" }))
  end)

  it("of a wall meter is the server's, divided by its accelerators", function()
    local log = log_of("timestamp,meter,power [kW]", function(at, device)
      return core.text("%d,feed %d,%.4f", at, device // 4, 5.6) -- two feeds
    end)
    local row = assert(row_with(log, { zone = "none", scope = "server" }))
    close(2 * 5600 / 8, row.power)
    assert.equal("server_wall", row.power_scope)
    -- the wall is not the chip: an estimate keeps its own chip power
    local estimate = assert(sf.estimate { platform = "B200", accelerators = 8, concurrency = 512, workload = {
      model = "DeepSeek-R1", precision = "fp4", input = 1024, output = 1024, spec = "mtp" },
      measured = assert(sf.measured.read(fixtures.file(fixtures.vllm()), { platform = "B200", precision = "fp4",
        gpus = 8, spec = "mtp", scope = "server", power = fixtures.file(log, ".csv") })) })
    assert.same({ "measured", "calibrated" }, { estimate.token_rate.tier, estimate.chip_power.tier })
  end)

  it("of MLPerf's wall meter is taken over the window that its detailed log says", function()
    local folder = support.path ""
    assert(os.execute(core.text("mkdir '%s'", folder)))
    local function put(name, text)
      support.write(folder .. "/" .. name, text)
    end
    local function read()
      local given = { power = folder .. "/spl.txt" }
      for name, value in pairs(fixtures.mlperf_named) do
        given[name] = value
      end
      return assert(sf.measured.read(folder .. "/mlperf_log_summary.txt", given))[1]
    end
    put("mlperf_log_summary.txt", fixtures.mlperf())
    put("spl.txt", fixtures.spl())
    assert.matches("no mlperf_log_detail.txt lies beside", read().power_missing)
    put("mlperf_log_detail.txt", fixtures.mlperf_detail())
    close(7200 / 8, read().power)
    assert.equal("server_wall", read().power_scope)
    put("mlperf_log_detail.txt", (fixtures.mlperf_detail():gsub("12:00:20", "12:10:20")))
    assert.matches("its log ends", read().power_missing)
    put("mlperf_log_detail.txt", (fixtures.mlperf_detail():gsub("power_end", "power_emd")))
    assert.matches("does not say when its power was measured", read().power_missing)
  end)

  it("does not count without every accelerator, both ends, close samples and readings", function()
    local function flat() return 800 end
    missing("8 accelerators are expected, and the log has 7", fixtures.nvidia(flat, { devices = 7 }))
    missing("8 accelerators are expected, and the log has 9", fixtures.nvidia(flat, { devices = 9 }))
    missing("device 0: its samples are 4 s apart", fixtures.nvidia(flat, { step = 4 }))
    local log = fixtures.nvidia(flat)
    missing("device 3: its samples are 6 s apart", (log:gsub("[^\n]*12:01:0[1-5].000, 3,[^\n]*\n", "")))
    missing("device 0: its log begins", (log:gsub("[^\n]*1[12]:[50][09]:[0-5]%d.000, 0,[^\n]*\n", "")))
    missing("device 0: its log begins", log, { start = "2026-01-15 11:59:00" })
    missing("device 0: its log ends", log, { start = "2026-01-15 12:05:00" })
    missing("reads '%[N/A%]'", (log:gsub("12:01:00.000, 3, 800.00 W", "12:01:00.000, 3, [N/A]")))
    missing("reads '0.00 W'", (log:gsub("(12:01:00.000, 3,) 800.00 W", "%1 0.00 W")))
    missing("reads '%-5.00 W'", (log:gsub("(12:01:00.000, 3,) 800.00 W", "%1 -5.00 W")))
    close(800, power_of((log:gsub("(11:59:50.000, 3,) 800.00 W", "%1 [N/A]")))) -- long before the run
    missing("the run is said to take 396 s, and its window takes 500", log, nil, (function()
      local result = fixtures.vllm()
      result.benchmark_end_time_unix = START + 500
      return result
    end)())
  end)

  it("is refused where it is no log, and says how it should be", function()
    refused("no line names a time and a power, as 'timestamp, index, power.draw", "a,b\n1,2\n")
    refused("dcgmi dmon prints no times", "#Entity   POWER\nID        W\nGPU 0     412.1\n")
    refused("no column names the device", log_of("timestamp,socket_power", function(at) return at .. ",800" end))
    refused("line 1 names several columns of power %(power_a, power_b%)", "time,gpu,power_a,power_b\n1,2,3,4\n")
    refused("states its unit; name it 'power %[W%]'", "timestamp,gpu,my power\n" .. START .. ",0,800\n")
    refused("line 2: no time in 'noon'", "timestamp,gpu,socket_power\nnoon,0,800\n")
    refused("line 2: unit 'hp' is not understood", "timestamp,gpu,power.draw\n" .. START .. ",0,1 hp\n")
    refused("line 2 is in kW, and its column in W", "timestamp,gpu,power.draw [W]\n" .. START .. ",0,1 kW\n")
    refused("times with a zone and without one", "timestamp,gpu,socket_power\n" .. START
      .. ",0,800\n2026-01-15 12:00:00,0,800\n")
    refused("there is no reading of power", "timestamp,gpu,socket_power\n")
    refused("a quote that is never closed", "timestamp,gpu,socket_power\n\"")
  end)

  it("asks for the clock and the scope that nobody states", function()
    local log, bare = fixtures.nvidia(function() return 800 end), fixtures.vllm()
    bare.benchmark_start_time_unix = nil
    assert.matches('the time in the power log has no zone, and the run is timed in UTC; give the zone',
      message_of(function() row_with(log, { zone = "none" }) end))
    assert.matches('does not say when the run began; give start.*written at 2026%-01%-15 12:07:02, and the run took'
      .. ' 396 s', message_of(function() row_with(log, nil, bare) end))
    close(800, power_of(log, { start = "2026-01-15 12:00:00", zone = "none" }, bare))
    close(800, power_of((log:gsub("(%D)12:", "%114:"):gsub("(%D)11:", "%113:")), { zone = "+02:00" }))
    assert.matches("'power %[w%]' does not say whose power it is; give scope", message_of(function()
      row_with("timestamp,meter,power [W]\n" .. START .. ",0,800\n"):lower()
    end):lower())
    assert.matches("scope is server, and 'power.draw %[W%]' is the power of a chip", message_of(function()
      row_with(log, { scope = "server" })
    end))
    assert.matches("scope, start and zone are of a power log", message_of(function()
      row_with("", { power = "none" })
    end))
  end)

  it("is held against a counter of energy, its own or the benchmark's", function()
    local function with_counter(share)
      return log_of("timestamp,gpu,DCGM_FI_DEV_POWER_USAGE,DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
        function(at, device, watts)
          return core.text("%d,%d,%.1f,%d", at, device, watts, 1e9 + share * 800e3 * (at - START))
        end)
    end
    assert.is_nil(assert(row_with(with_counter(1.04), { zone = "none" })).suspect)
    local row = assert(row_with(with_counter(1.06), { zone = "none" }))
    assert.equal("counter", row.suspect[1].what)
    close(800, row.suspect[1].stated)
    close(848, row.suspect[1].against, 1e-6)
    local result = fixtures.vllm()
    result.gpu_energy_j, result.gpu_energy_duration_s = 8 * 700 * DURATION, DURATION
    result.energy_gpu_ids = { 0, 1, 2, 3, 4, 5, 6, 7 }
    row = assert(row_with(fixtures.nvidia(function() return 800 end), nil, result))
    assert.matches("samples give 800 W an accelerator, and the counter of energy 700", row.suspect[1].words)
    assert.is_nil(assert(row_with(with_counter(-0.1), { zone = "none" })).counter_power) -- it was reset
  end)
end)

describe("a time", function()
  it("is read as each tool writes it, and says whether its clock is UTC", function()
    for text, expected in pairs { ["1768478400"] = { 1768478400, true }, ["1768478400250"] = { 1768478400.25, true },
      ["1768478400.5"] = { 1768478400.5, true }, ["2026/01/15 12:00:00.500"] = { 1768478400.5, false },
      ["2026-01-15 12:00:00"] = { 1768478400, false }, ["2026-01-15T12:00:00Z"] = { 1768478400, true },
      ["2026-01-15T14:00:00.25+02:00"] = { 1768478400.25, true }, ["2026-01-15T07:00:00-0500"] = { 1768478400, true },
      ["01-15-2026 12:00:00.123"] = { 1768478400.123, false } } do
      local seconds, zoned = times.read(text)
      assert.equal(expected[2], zoned, text)
      close(expected[1], seconds, 1e-12)
    end
  end)

  it("that there is not is none", function()
    for _, text in ipairs { "", "noon", "12", "99999999999999999", "2026-02-30 12:00:00", "2026-13-01 12:00:00",
      "2026-01-15 24:00:00", "2026-01-15 12:60:00", "2026-01-15 12:00:61", "2026-01-15 12:00:00 CET", "nan", "inf",
      "2026-01-15 12:00:0x", "1e300", "-5", "0x10", "2026-01-15 12:00:00.1.2", ("9"):rep(400) } do
      assert.is_nil(times.read(text), text)
    end
  end)
end)
