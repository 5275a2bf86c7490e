-- luacheck: max line length 240
--- What measured frontiers reach of estimated ones, written by make accuracy-fit; not by hand.
-- ln(measured / estimated) is the sum of what best_points.REACH names; p10 and p90 are those of what is left, on groups
-- of platform and model left out, without experts and with them.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-30",
  reach = { constant = 0.1077, apart = -0.7079, data_parallel = -0.5116, data_parallel_amd = -0.3243, beyond = -0.8612, fp4 = 0.1625 },
  dense = { p10 = -0.3387, p90 = 0.3875, points = 115, sets = 24 },
  moe = { p10 = -0.6714, p90 = 0.5846, points = 395, sets = 63 },
}
