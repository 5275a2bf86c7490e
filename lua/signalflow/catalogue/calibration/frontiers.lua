-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what best_points.REACH names; p10 and p90 are those of what is left, on groups
-- of platform and model left out, without experts and with them.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-30",
  reach = { constant = 0.1319, apart = -0.7712, data_parallel = -0.5344, data_parallel_amd = -0.3116, beyond = -0.7936, fp4 = 0.1772 },
  dense = { p10 = -0.4224, p90 = 0.3320, points = 115, sets = 24 },
  moe = { p10 = -0.6102, p90 = 0.6219, points = 391, sets = 63 },
}
