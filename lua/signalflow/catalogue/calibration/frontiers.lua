-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what best_points.REACH names, at most `most`; p10 and p90 are those of what is
-- left, on groups of platform and model left out, without experts and with them.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-30",
  reach = { constant = 0.1959, regime = -0.0388, apart = -0.7972, data_parallel = -0.7056, data_parallel_amd = -0.1427, rack = 0.2058, beyond = -0.7077, fp4 = 0.1449, most = 0.40 },
  dense = { p10 = -0.4215, p90 = 0.3740, points = 115, sets = 24 },
  moe = { p10 = -0.6335, p90 = 0.7042, points = 391, sets = 63 },
}
