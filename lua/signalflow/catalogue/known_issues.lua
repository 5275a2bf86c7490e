-- luacheck: max line length 160
--- What is known to be wrong or missing in the figures: pages that rest on them say so.
--
-- An entry by key: `what` is known, `of` which rows, constants or outputs, `since` which day, and the `source` it was
-- measured against. An entry goes when what it says is mended.
-- @module signalflow.catalogue.known_issues

local CURVES = "127 readings of 21 DeepSeek-R1 sweeps that InferenceX published"
local RUNS = "rows of InferenceX, AIConfigurator and MLPerf that the constants were not fitted on"
local AUDIT = "an audit of the figures against published measurements"
local SINCE = "2026-11-30"

return {
  frontier = {
    what = "the throughput of the best layout at an interactivity is off by a factor of 1.65 in the median and 3.2 in"
      .. " one case of ten; the ratio of two platforms at equal interactivity by 1.40 and 2.6",
    of = "calibrated token rates at an interactivity", since = SINCE, source = CURVES,
  },
  fast_speeds = {
    what = "calibrated token rates are about right at 20 to 45 tok/s/user, and low above: 0.7 of what was measured at"
      .. " 60 to 75, 0.5 at 100, 0.3 to 0.4 at 125 to 175",
    of = "calibrated token rates above 45 tok/s/user", since = SINCE, source = CURVES,
  },
  vendors = {
    what = "calibrated over measured token rates differ by platform: B200 0.48, GB200 0.71, H200 0.76; MI355X two to"
      .. " three times too high at 20 to 60 tok/s/user",
    of = "calibrated token rates of B200, GB200, H200 and MI355X", since = SINCE, source = CURVES,
  },
  hopper_layouts = {
    what = "layouts of platforms without a rack-wide network end at 16 accelerators, so the wide expert parallelism with"
      .. " which Hopper serves large mixtures cannot be chosen: DeepSeek's own fleet makes 1,072 tok/s/gpu at 20 to 22"
      .. " tok/s/user",
    of = "calibrated token rates of mixtures on H100 and H200", since = SINCE,
    source = "DeepSeek's account of its inference system, February 2025",
  },
  speculation = {
    what = "speculative decoding is off unless the workload asks for it; the best measured rows of large mixtures use it,"
      .. " and with it the gain from H100 to B200 at 30 tok/s/user falls from some 57 times to some 11",
    of = "workloads without spec", since = SINCE, source = CURVES,
  },
  ttft = {
    what = "the time to the first token is a bound without waiting for a place: a fifth of what is measured for dense"
      .. " models, a seventh for mixtures, a fiftieth where prefill is apart",
    of = "ttft of an estimate", since = SINCE, source = RUNS,
  },
  ranges = {
    what = "75 % of new rows lie in the range of 80 %; 49 % of mixtures offline, and 24 % where the engine's version"
      .. " was not fitted",
    of = "ranges of calibrated speeds", since = SINCE, source = RUNS,
  },
  power_at_low_load = {
    what = "power at few requests is too high: 527 W modelled for a B200 at one request, 350 to 390 W"
      .. " measured on other models",
    of = "calibrated chip power below 64 requests", since = SINCE, source = AUDIT,
  },
  provisioned_power = {
    what = "no nameplate of a server is in the catalogue, so that a site is sized on what it draws:"
      .. " others provide 1.35 to 2.0 times that",
    of = "accelerators, racks, capital and tokens of a factory limited by power; rack density", since = SINCE,
    source = "all-in power of other platforms (SemiAnalysis AI Cloud TCO model)",
  },
  attribution = {
    what = "who earned a gain inherits the error of the frontier: beside a cliff, where throughput falls much faster than"
      .. " interactivity rises, a layer's factor says little",
    of = "the attribution of a launch", since = SINCE, source = CURVES,
  },
}
