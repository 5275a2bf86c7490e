-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what best_points.REACH names; p10 and p90 are those of what is left, on groups
-- of platform and model left out, without experts and with them.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-30",
  reach = { apart = -0.5867, data_parallel = -0.5244, data_parallel_amd = -0.2144, beyond = -0.8902, fp4 = 0.1229 },
  dense = { p10 = -0.2589, p90 = 0.4437, points = 115, sets = 24 },
  moe = { p10 = -0.7175, p90 = 0.5952, points = 405, sets = 63 },
}
