--- Fits what measured sweeps reach of estimated frontiers, by layout, and writes it.
--
-- lua5.4 tests/accuracy/reach.lua ROWS.csv[,MORE.csv] [--date YYYY-MM-DD --write FILE.lua]
package.path = (arg[0]:match "^(.*)/" or ".") .. "/?.lua;" .. package.path
local best_points = require "signalflow.serving.best_points"
local frontiers = require "frontiers"
local least_squares = require "least_squares"
local reach = require "signalflow.catalogue.calibration.frontiers"
local rows = require "rows"
local scores = require "scores"

local ROUNDS = 20 -- layouts that a change brings in or drives out take some
-- Where the fit starts: as if wide layouts reached their estimates, and as if few tried them. Each holds its own, for a
-- layout that is never read says nothing.
local STARTS = { {}, { beyond = -1 } }
-- Standard deviations of the prior, in the order of best_points.REACH; of a reading.
local SPREAD, SCALE = { 0.7, 0.7, 0.4, 0.7 }, 0.5
local COUNT, STEP = #SPREAD, 0.6

-- Readings of every sweep by the constants of now: error, what it is explained by, group.
local function readings_of(sweeps)
  local list = {}
  for _, sweep in ipairs(sweeps) do
    for speed, one in pairs(frontiers.readings(sweep, true)) do
      list[#list + 1] = { class = sweep.class, group = sweep.of.group, sweep = sweep.key, speed = speed, of = sweep.of,
        platform = sweep.of.platform.name, model = sweep.of.model.name, measured = one.measured,
        error = math.log(one.measured / one.estimated),
        by = best_points.explained_by(sweep.of, one.reading.layout) }
    end
  end
  return list
end

-- What a change of the constants leaves of an error.
local function left_of(one, x)
  local left = one.error
  for i = 1, COUNT do
    left = left - x[i] * one.by[i]
  end
  return left
end

local function prior_system(now)
  local A, b = {}, {}
  for i = 1, COUNT do
    A[i] = {}
    for k = 1, COUNT do
      A[i][k] = i == k and 1 / SPREAD[i] ^ 2 or 0
    end
    b[i] = -now[i] / SPREAD[i] ^ 2
  end
  return A, b
end

-- The change of the constants that explains the errors of those that are kept, robust to those far off; a sweep counts
-- by the root of its readings.
local function regress(list, now, keeps)
  local x, sizes = {}, {}
  for i = 1, COUNT do
    x[i] = 0
  end
  for _, one in ipairs(list) do
    sizes[one.sweep] = (sizes[one.sweep] or 0) + 1
  end
  for _ = 1, 8 do
    local A, b = prior_system(now)
    for _, one in ipairs(list) do
      if keeps(one) then
        local left = left_of(one, x)
        local weight = 1 / SCALE ^ 2 / math.sqrt(sizes[one.sweep]) / math.sqrt(1 + (left / SCALE) ^ 2)
        for i = 1, COUNT do
          b[i] = b[i] + weight * one.by[i] * one.error
          for k = 1, COUNT do
            A[i][k] = A[i][k] + weight * one.by[i] * one.by[k]
          end
        end
      end
    end
    x = least_squares.solve(A, b)
  end
  return x
end

local function constants_now()
  local now = {}
  for i, name in ipairs(best_points.REACH) do
    now[i] = reach.reach[name]
  end
  return now
end

local function keep_all()
  return true
end

-- What is left of all readings, as the regression weighs it, and how far the constants are from their prior.
local function loss_of(list)
  local sum, sizes = 0, {}
  for _, one in ipairs(list) do
    sizes[one.sweep] = (sizes[one.sweep] or 0) + 1
  end
  for _, one in ipairs(list) do
    sum = sum + 2 * (math.sqrt(1 + (one.error / SCALE) ^ 2) - 1) / math.sqrt(sizes[one.sweep])
  end
  for i, now in ipairs(constants_now()) do
    sum = sum + (now / SPREAD[i]) ^ 2
  end
  return sum
end

local function fit_from(start, sweeps)
  local list
  for _, name in ipairs(best_points.REACH) do
    reach.reach[name] = start[name] or 0
  end
  for round = 1, ROUNDS + 1 do
    list = readings_of(sweeps)
    local now = constants_now()
    local x = round <= ROUNDS and regress(list, now, keep_all) or {}
    for i, change in ipairs(x) do
      reach.reach[best_points.REACH[i]] = now[i] + STEP * change -- layouts change with the constants
    end
  end
  return list
end

-- The fit of least loss.
local function fit(sweeps)
  local best, least, constants = nil, math.huge, nil
  for _, start in ipairs(STARTS) do
    local list = fit_from(start, sweeps)
    local loss = loss_of(list)
    print(("from beyond = %g: loss %.2f"):format(start.beyond or 0, loss))
    if loss < least then
      best, least, constants = list, loss, constants_now()
    end
  end
  for i, name in ipairs(best_points.REACH) do
    reach.reach[name] = constants[i]
  end
  return best
end

-- What is left of each reading when all that share a word with it are left out, in the layouts of the whole fit.
local function leave_out(list, word, field)
  local moved, now = {}, constants_now()
  for _, one in ipairs(list) do
    local key = one[word]
    moved[key] = moved[key] or regress(list, now, function(other) return other[word] ~= key end)
    one[field] = left_of(one, moved[key])
  end
end

local function summarize(list, class, field)
  local errors, sizes, sweeps, seen = {}, {}, 0, {}
  for _, one in ipairs(list) do
    if one.class == class then
      errors[#errors + 1], sizes[#sizes + 1] = one[field], math.exp(math.abs(one[field]))
      sweeps, seen[one.sweep] = sweeps + (seen[one.sweep] and 0 or 1), true
    end
  end
  table.sort(errors)
  table.sort(sizes)
  local q = scores.quantile
  return { p10 = q(errors, 0.1), p90 = q(errors, 0.9), median = q(sizes, 0.5), most = q(sizes, 0.9), points = #errors,
    sets = sweeps }
end

-- Two platforms at one model, workload, way of serving and speed.
local function each_pair(list, visit)
  for i, one in ipairs(list) do
    for k = i + 1, #list do
      local other = list[k]
      if one.speed == other.speed and one.of.model == other.of.model and one.of.nominal == other.of.nominal
        and one.of.speculative == other.of.speculative and one.of.platform ~= other.of.platform then
        visit(one, other)
      end
    end
  end
end

-- The errors of ratios of two platforms, and the share of pairs in their right order; nil where there is none.
local function pairs_of(list, field)
  local sizes, right = {}, 0
  each_pair(list, function(one, other)
    local measured, apart = math.log(one.measured / other.measured), one[field] - other[field]
    sizes[#sizes + 1] = math.exp(math.abs(apart))
    right = right + ((measured - apart > 0) == (measured > 0) and 1 or 0)
  end)
  table.sort(sizes)
  return #sizes > 0 and { median = scores.quantile(sizes, 0.5), most = scores.quantile(sizes, 0.9), count = #sizes,
    right = right / #sizes } or nil
end

local FAR = 1 -- beyond, on the logarithm, an error counts no more

-- Which share of their variance the errors of two platforms have in common at one point; nil where there is none.
local function shared_of(list)
  local common, whole = 0, 0
  local function clipped(one)
    return math.max(-FAR, math.min(FAR, one.left_out))
  end
  each_pair(list, function(one, other)
    local a, b = clipped(one), clipped(other)
    common, whole = common + a * b, whole + (a * a + b * b) / 2
  end)
  return whole > 0 and common / whole or nil
end

local HEAD = [[
-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what best_points.REACH names; p10 and p90 are those of what is left, on groups
-- of platform and model left out, without experts and with them; median and most are the factors by which half and nine
-- of ten of those readings are off.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "%s",
  reach = { %s },
]]

local function words_of(of)
  local words = {}
  for i, name in ipairs(best_points.REACH) do
    words[i] = ("%s = %.4f"):format(name, of[name])
  end
  return table.concat(words, ", ")
end

local function write(path, date, list)
  local file = assert(io.open(path, "w"))
  file:write(HEAD:format(date, words_of(reach.reach)))
  for _, class in ipairs { "dense", "moe" } do
    local found = summarize(list, class, "left_out")
    file:write(("  %s = { p10 = %.4f, p90 = %.4f, median = %.3f, most = %.3f, points = %d, sets = %d },\n"):format(
      class, found.p10, found.p90, found.median, found.most, found.points, found.sets))
  end
  file:write "}\n"
  assert(file:close())
  print("wrote " .. path)
end

-- What is left of the readings, and of the ratios between them.
local function print_left(list, words, field)
  for _, class in ipairs { "dense", "moe" } do
    local found = summarize(list, class, field)
    print(("%s, %s: %d readings of %d sweeps, median x%.2f p90 x%.2f"):format(words, class, found.points, found.sets,
      found.median, found.most))
  end
  local found = pairs_of(list, field)
  if found then
    print(("%s, two platforms: %d pairs, median x%.2f p90 x%.2f, order right in %.1f %%"):format(words, found.count,
      found.median, found.most, 100 * found.right))
  end
end

local function main()
  local paths, date, path = arg[1], nil, nil
  for i = 2, #arg do
    date = arg[i] == "--date" and arg[i + 1] or date
    path = arg[i] == "--write" and arg[i + 1] or path
  end
  if not paths or path and not date then
    io.stderr:write "usage: reach.lua ROWS.csv[,MORE.csv] [--date YYYY-MM-DD --write FILE.lua]\n"
    os.exit(2)
  end
  local points = {}
  for one in paths:gmatch "[^,]+" do
    local found = rows.points(assert(rows.read(one)))
    table.move(found, 1, #found, #points + 1, points)
  end
  local list = fit(frontiers.sweeps(points))
  print(words_of(reach.reach))
  print_left(list, "fitted", "error")
  for _, word in ipairs { "model", "platform", "group" } do
    leave_out(list, word, "left_out")
    print_left(list, word .. " left out", "left_out")
  end
  local shared = shared_of(list)
  print(("two platforms at one point share %s of the variance of what is left"):format(
    shared and ("%.0f %%"):format(shared * 100) or "an unknown part"))
  if path then
    write(path, date, list)
  end
end

main()
