-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what best_points.REACH names; p10 and p90 are those of what is left, on groups
-- of platform and model left out, without experts and with them; median and most are the factors by which half and nine
-- of ten of those readings are off.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-30",
  reach = { apart = -0.6206, data_parallel = -0.4021, data_parallel_amd = -0.2657, beyond = -0.8866 },
  dense = { p10 = -0.3101, p90 = 0.3923, median = 1.215, most = 1.648, points = 115, sets = 24 },
  moe = { p10 = -0.6851, p90 = 0.5497, median = 1.352, most = 2.172, points = 402, sets = 63 },
}
