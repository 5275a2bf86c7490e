-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what best_points.REACH names; p10 and p90 are those of what is left, on groups
-- of platform and model left out, without experts and with them.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-30",
  reach = { constant = 0.0790, apart = -0.7025, data_parallel = -0.4747, data_parallel_amd = -0.1922, beyond = -0.0130, fp4 = 0.1758 },
  dense = { p10 = -0.2970, p90 = 0.4177, points = 115, sets = 24 },
  moe = { p10 = -0.6506, p90 = 0.5535, points = 395, sets = 63 },
}
