--- Measured frontiers over those estimated from all layouts, written by make accuracy-fit; not by hand.
-- Quantiles of ln(measured / estimated) throughput at the same interactivity, of sweeps with at least three layouts.
-- @module signalflow.catalogue.calibration.frontiers

return {
  fitted = "2026-11-23",
  dense = { p10 = -1.1287, p50 = -0.4785, p90 = 0.2691, points = 117, sets = 30 },
  moe = { p10 = -1.6108, p50 = -0.5969, p90 = 0.2543, points = 216, sets = 50 },
}
