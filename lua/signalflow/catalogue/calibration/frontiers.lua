-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what best_points.REACH names; p10 and p90 are those of what is left, on groups
-- of platform and model left out, without experts and with them.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-30",
  reach = { constant = 0.0755, apart = -0.6655, data_parallel = -0.5374, data_parallel_amd = -0.2815, beyond = -0.8396, fp4 = 0.1915 },
  dense = { p10 = -0.3735, p90 = 0.3835, points = 115, sets = 24 },
  moe = { p10 = -0.6505, p90 = 0.5999, points = 397, sets = 63 },
}
