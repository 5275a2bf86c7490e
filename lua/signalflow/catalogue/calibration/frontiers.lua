-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what best_points.REACH names; p10 and p90 are those of what is left, on groups
-- of platform and model left out, without experts and with them.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-30",
  reach = { constant = 0.0317, apart = -0.6208, data_parallel = -0.5589, data_parallel_amd = -0.2195, beyond = -0.8473, fp4 = 0.1473 },
  dense = { p10 = -0.2988, p90 = 0.4125, points = 115, sets = 24 },
  moe = { p10 = -0.6919, p90 = 0.6169, points = 401, sets = 63 },
}
