-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what best_points.REACH names, at most `most`; p10 and p90 are those of what is
-- left, on groups of platform and model left out, without experts and with them.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-30",
  reach = { constant = 0.1367, regime = -0.0584, apart = -0.6782, data_parallel = -0.3523, data_parallel_amd = -0.2241, rack = 0.1002, beyond = -0.7033, fp4 = 0.2378, most = 0.40 },
  dense = { p10 = -0.2923, p90 = 0.4476, points = 115, sets = 24 },
  moe = { p10 = -0.6935, p90 = 0.5687, points = 391, sets = 63 },
}
