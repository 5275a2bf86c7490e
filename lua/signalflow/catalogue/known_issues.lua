-- luacheck: max line length 160
--- What is known to be wrong or missing in the figures: pages that rest on them say so.
--
-- An entry by key: `what` is known, `of` which rows, constants or outputs, `since` which day, and the `source` it was
-- measured against. An entry goes when what it says is mended.
-- @module signalflow.catalogue.known_issues

local CURVES = "520 readings of 87 public sweeps, groups left out"
local RUNS = "rows of InferenceX, AIConfigurator and MLPerf that the constants were not fitted on"
local SINCE = "2026-11-30"

return {
  frontier = {
    what = "the throughput of the best layout at an interactivity is off by a factor of 1.3 in the median with experts, 1.2"
      .. " without, and 2.3 and 1.8 in one case of ten, where the platform and model were not fitted; measured sweeps try"
      .. " few layouts and are lower bounds",
    of = "calibrated token rates at an interactivity", since = SINCE, source = CURVES,
  },
  ttft = {
    what = "the time to the first token is off by two fifths in the median, by 47 % without experts: prompts wait for those"
      .. " that came with them, and how many do depends on the load's rhythm",
    of = "ttft of an estimate", since = SINCE, source = RUNS,
  },
  ranges = {
    what = "ranges hold 79 to 86 % of the rows left out of the fit, class by class: where the platform was fitted with the"
      .. " model, of recipes left out, else of such pairs; a new engine or a new generation of accelerators may lie outside"
      .. " more often",
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
