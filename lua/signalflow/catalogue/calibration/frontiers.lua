-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what best_points.REACH names; p10 and p90 are those of what is left, on groups
-- of platform and model left out, without experts and with them; median and most are the factors by which half and nine
-- of ten of those readings are off.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-30",
  reach = { apart = -0.6191, data_parallel = -0.4031, data_parallel_amd = -0.2529, beyond = -0.8899 },
  dense = { p10 = -0.2764, p90 = 0.4118, median = 1.215, most = 1.753, points = 115, sets = 24 },
  moe = { p10 = -0.6711, p90 = 0.5503, median = 1.347, most = 2.175, points = 402, sets = 63 },
}
