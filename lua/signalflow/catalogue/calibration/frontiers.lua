-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what best_points.REACH names, at most `most`; p10 and p90 are those of what is
-- left, on groups of platform and model left out.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-30",
  dense = { constant = -0.3314, AMD = 0.0000, regime = 0.0167, data_parallel = 0.0000, rack = 0.0000, beyond = 0.0000, fp4 = 0.0000, most = 0.40, p10 = -0.9354, p90 = 0.6465, points = 115, sets = 24 },
  moe = { constant = 0.0123, AMD = 0.0620, regime = -0.0912, data_parallel = -0.5599, rack = 0.1906, beyond = -0.9711, fp4 = 0.3253, most = 0.40, p10 = -0.7662, p90 = 0.7197, points = 391, sets = 63 },
}
