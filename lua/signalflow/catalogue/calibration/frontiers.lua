-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what frontier.REACH names, at most `most`; p10 and p90 are those of what is
-- left, on groups of platform and model left out.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-30",
  dense = { constant = -0.4831, AMD = 0.0000, regime = 0.0326, data_parallel = 0.0000, rack = 0.0000, beyond = 0.0000, fp4 = 0.0000, most = 0.40, p10 = -0.9106, p90 = 0.5935, points = 115, sets = 24 },
  moe = { constant = -0.0420, AMD = -0.0292, regime = -0.1086, data_parallel = -0.7118, rack = 0.0454, beyond = -1.7984, fp4 = 0.4222, most = 0.40, p10 = -0.9903, p90 = 0.6986, points = 398, sets = 63 },
}
