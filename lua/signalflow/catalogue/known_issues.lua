-- luacheck: max line length 160
--- What is known to be wrong or missing in the figures: pages that rest on them say so.
--
-- An entry by key: `what` is known, `of` which rows, constants or outputs, `since` which day, and the `source` it was
-- measured against. An entry goes when what it says is mended. How far groups left out of the fit are off is read from
-- the calibration.
-- @module signalflow.catalogue.known_issues
local calibration = require "signalflow.catalogue.calibration.inference"
local frontiers = require "signalflow.catalogue.calibration.frontiers"
local number = require "signalflow.page.number"

local DIGITS = 2 -- of an error or a share

local function short(value)
  return number.short(value, DIGITS)
end

local DENSE, MOE = frontiers.dense, frontiers.moe
local CURVES = ("%d readings of %d public sweeps, groups left out"):format(DENSE.points + MOE.points, DENSE.sets + MOE.sets)
local RUNS = "rows of InferenceX, AIConfigurator and MLPerf that the constants were not fitted on"
local SINCE = "2026-11-30"

-- The least and the largest share of a class's rows that its ranges hold, in percent.
local function held()
  local least, most = 100, 0
  for _, class in pairs(calibration.residuals) do
    for _, side in pairs(class) do
      local rows, inside = 0, 0
      for _, entry in pairs(side) do
        rows, inside = rows + entry.rows, inside + entry.rows * entry.coverage
      end
      least, most = math.min(least, 100 * inside / rows), math.max(most, 100 * inside / rows)
    end
  end
  return short(least), short(most)
end

local function ttft(class)
  return short(100 * calibration.left_out["ttft " .. class].median)
end

return {
  frontier = {
    what = ("the throughput of the best layout at an interactivity is off by a factor of %s in the median with experts,"
      .. " %s without, and %s and %s in one case of ten, where the platform and model were not fitted; measured"
      .. " sweeps try few layouts and are lower bounds"):format(short(MOE.median), short(DENSE.median),
      short(MOE.most), short(DENSE.most)),
    of = "calibrated token rates at an interactivity", since = SINCE, source = CURVES,
  },
  ttft = {
    what = ("the time to the first token is off by %s %% in the median with experts, by %s %% without: prompts wait for"
      .. " those that came with them, and how many do depends on the load's rhythm"):format(ttft "moe", ttft "dense"),
    of = "ttft of an estimate", since = SINCE, source = RUNS,
  },
  ranges = {
    what = ("ranges hold %s to %s %% of the rows left out of the fit, class by class: where the platform was fitted with"
      .. " the model, of recipes left out, else of such pairs; a new engine or a new generation of accelerators may lie"
      .. " outside more often"):format(held()),
    of = "ranges of calibrated speeds", since = SINCE, source = RUNS,
  },
  provisioned_power = {
    what = "no nameplate of its server is in the catalogue, so that a site is sized on what it draws:"
      .. " others provide 1.35 to 2.0 times that",
    of = "accelerators, racks, capital and tokens of a factory limited by power; rack density", since = SINCE,
    source = "all-in power of other platforms (SemiAnalysis AI Cloud TCO model)",
  },
  attribution = {
    what = "who earned a gain inherits the error of the frontier: beside a cliff, where throughput falls much faster than"
      .. " interactivity rises, a layer's factor says little",
    of = "the attribution of a launch", since = SINCE, source = CURVES,
  },
}
