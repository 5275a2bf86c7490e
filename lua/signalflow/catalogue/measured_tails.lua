--- How the speeds of users spread in runs of InferenceX (SemiAnalysis; its data are Apache-2.0 with attribution):
-- DeepSeek-R1, as its application holds them, read at eight places over that file. A row is the speed (tok/s/user) that
-- half, nine of ten and 99 of 100 users get or better, by the time per output token; nine of ten is published from
-- March 2026 on, false before. Rows whose first token took more than half of an answer are left out, and GB300.
-- @module signalflow.catalogue.measured_tails

return {
  { platform = "MI355X", engine = "sglang", spec = "none", input = 1024, output = 1024, precision = "fp4",
    run = "20117712794", date = "2025-12-11", rows = {
    { 39.942, false, 25.056 }, { 31.14, false, 20.408 }, { 23.533, false, 17.08 }, { 18.747, false, 12.827 },
    { 16.647, false, 9.3436 }, { 37.772, false, 11.069 }, { 35.858, false, 19.575 }, { 37.136, false, 20.372 },
    { 31.313, false, 20.554 }, { 21.194, false, 14.247 },
  } },
  { platform = "MI355X", engine = "sglang", spec = "none", input = 1024, output = 1024, precision = "fp4",
    run = "20151920609", date = "2025-12-12", rows = {
    { 44.479, false, 22.562 }, { 30.894, false, 14.186 }, { 29.987, false, 14.388 }, { 19.733, false, 12.74 },
    { 15.858, false, 10.863 }, { 65.93, false, 46.424 }, { 55.369, false, 23.797 },
  } },
  { platform = "GB200 NVL72", engine = "dynamo-trt", spec = "none", input = 1024, output = 1024, precision = "fp4",
    disaggregated = true, run = "20082986826", date = "2025-12-10", rows = {
    { 51.678, false, 46.968 }, { 18.482, false, 18.163 }, { 49.073, false, 43.029 }, { 159.67, false, 125.01 },
    { 150.19, false, 147.17 }, { 133.66, false, 119.38 }, { 118.61, false, 114.97 }, { 99.602, false, 96.944 },
    { 84.499, false, 78.911 }, { 55.485, false, 52.968 }, { 40.853, false, 35.558 },
  } },
  { platform = "GB200 NVL72", engine = "dynamo-trt", spec = "mtp", input = 1024, output = 1024, precision = "fp4",
    disaggregated = true, run = "20082986826", date = "2025-12-10", rows = {
    { 103.17, false, 88.584 }, { 281.64, false, 263.92 }, { 249.9, false, 194.8 }, { 212.42, false, 181.38 },
    { 179.03, false, 155.6 }, { 149.3, false, 125.78 }, { 128.44, false, 111.83 },
  } },
  { platform = "MI355X", engine = "atom", spec = "mtp", input = 1024, output = 1024, precision = "fp8",
    run = "21887879373", date = "2026-02-11", rows = {
    { 121.1, false, 109.32 }, { 93.856, false, 82.741 }, { 76.332, false, 65.059 }, { 59.735, false, 50.268 },
    { 40.177, false, 34.346 }, { 29.359, false, 25.363 },
  } },
  { platform = "MI355X", engine = "atom", spec = "mtp", input = 1024, output = 1024, precision = "fp8",
    run = "23860024070", date = "2026-04-01", rows = {
    { 145.65, 134.95, 130.44 }, { 110.28, 99.104, 93.705 }, { 96.036, 85.624, 81.008 }, { 81.268, 72.553, 66.373 },
    { 57.794, 51.568, 47.909 }, { 41.463, 37.27, 34.583 }, { 28.947, 25.713, 23.737 },
  } },
  { platform = "MI355X", engine = "atom", spec = "none", input = 1024, output = 1024, precision = "fp4",
    run = "21012127808", date = "2026-01-14", rows = {
    { 51.113, false, 49.199 }, { 37.746, false, 36.609 },
  } },
  { platform = "H200", engine = "dynamo-sglang", spec = "none", input = 1024, output = 1024, precision = "fp8",
    disaggregated = true, run = "21727469360", date = "2026-02-05", rows = {
    { 29.264, false, 28.751 }, { 22.546, false, 22.17 }, { 36.211, false, 35.77 }, { 31.378, false, 30.93 },
  } },
  { platform = "H200", engine = "dynamo-sglang", spec = "none", input = 1024, output = 1024, precision = "fp8",
    disaggregated = true, run = "21788229979", date = "2026-02-07", rows = {
    { 29.292, false, 28.785 }, { 22.491, false, 22.177 }, { 36.315, false, 35.813 }, { 31.338, false, 30.992 },
    { 28.379, false, 28.176 },
  } },
  { platform = "MI355X", engine = "mori-sglang", spec = "mtp", input = 1024, output = 8192, precision = "fp8",
    disaggregated = true, run = "21741051722", date = "2026-02-06", rows = {
    { 83.103, false, 75.271 }, { 67.713, false, 54.919 }, { 43.829, false, 35.243 }, { 33.148, false, 24.776 },
    { 28.14, false, 18.364 }, { 19.366, false, 11.567 }, { 13.436, false, 7.509 },
  } },
  { platform = "MI355X", engine = "mori-sglang", spec = "none", input = 1024, output = 8192, precision = "fp8",
    disaggregated = true, run = "21741051722", date = "2026-02-06", rows = {
    { 57.156, false, 53.32 }, { 49.519, false, 46.022 }, { 38.398, false, 35.71 }, { 11.28, false, 5.2727 },
  } },
  { platform = "MI355X", engine = "atom", spec = "none", input = 1024, output = 8192, precision = "fp8",
    run = "21012127808", date = "2026-01-14", rows = {
    { 94.859, false, 93.023 }, { 81.475, false, 79.696 }, { 69.696, false, 68.044 }, { 56.187, false, 55.291 },
    { 47.689, false, 47.006 }, { 37.122, false, 36.704 },
  } },
  { platform = "B200", engine = "sglang", spec = "none", input = 8192, output = 1024, precision = "fp8",
    run = "20621824084", date = "2025-12-31", rows = {
    { 56.134, false, 46.862 }, { 37.948, false, 30.591 }, { 23.949, false, 19.194 },
  } },
  { platform = "B200", engine = "sglang", spec = "none", input = 8192, output = 1024, precision = "fp8",
    run = "20972034325", date = "2026-01-13", rows = {
    { 102.45, false, 88.439 }, { 83.387, false, 77.566 }, { 63.022, false, 31.136 }, { 42.93, false, 36.801 },
    { 27.47, false, 23.085 },
  } },
  { platform = "B200", engine = "sglang", spec = "mtp", input = 8192, output = 1024, precision = "fp8",
    run = "21741130430", date = "2026-02-06", rows = {
    { 137.78, false, 113.41 }, { 97.556, false, 77.748 }, { 64.788, false, 49.823 }, { 41.324, false, 30.02 },
    { 24.968, false, 18.549 }, { 14.59, false, 10.222 }, { 8.1083, false, 5.6278 }, { 8.0344, false, 5.8204 },
  } },
  { platform = "B200", engine = "sglang", spec = "none", input = 8192, output = 1024, precision = "fp8",
    run = "23552373331", date = "2026-03-25", rows = {
    { 103.61, 100.23, 95.238 }, { 85.858, 84.389, 83.493 }, { 65.099, 62.121, 59.901 }, { 44.108, 42.305, 38.638 },
    { 28.567, 26.79, 24.515 },
  } },
  { platform = "B200", engine = "sglang", spec = "mtp", input = 8192, output = 1024, precision = "fp8",
    run = "23552373331", date = "2026-03-25", rows = {
    { 139.4, 124, 113.53 }, { 93.661, 80.529, 73.039 }, { 65.493, 55.681, 49.788 }, { 41.543, 35.824, 28.877 },
    { 25.227, 21.018, 17.868 }, { 14.585, 12.215, 10.375 }, { 8.1514, 6.8542, 5.7056 }, { 8.1132, 6.9637, 5.7454 },
  } },
  { platform = "B300", engine = "dynamo-trt", spec = "none", input = 8192, output = 1024, precision = "fp8",
    disaggregated = true, run = "21788616563", date = "2026-02-07", rows = {
    { 33.8, false, 33.767 }, { 78.922, false, 78.317 }, { 48.313, false, 46.585 }, { 20.237, false, 20.009 },
    { 28.762, false, 28.733 }, { 10.97, false, 10.835 },
  } },
  { platform = "B300", engine = "dynamo-trt", spec = "mtp", input = 8192, output = 1024, precision = "fp8",
    disaggregated = true, run = "21788616563", date = "2026-02-07", rows = {
    { 77.063, false, 65.105 }, { 232.97, false, 195.74 }, { 189.86, false, 161.78 }, { 41.891, false, 36.479 },
    { 109.14, false, 90.585 },
  } },
  { platform = "B300", engine = "dynamo-trt", spec = "none", input = 8192, output = 1024, precision = "fp8",
    disaggregated = true, run = "21934281915", date = "2026-02-12", rows = {
    { 138.72, false, 131.77 }, { 33.806, false, 33.772 }, { 78.783, false, 78.271 },
  } },
  { platform = "B300", engine = "dynamo-trt", spec = "mtp", input = 8192, output = 1024, precision = "fp8",
    disaggregated = true, run = "21934281915", date = "2026-02-12", rows = {
    { 66.353, false, 55.144 }, { 76.51, false, 64.32 }, { 264.72, false, 226.15 },
  } },
}
