-- luacheck: max line length 230
--- What vendors claimed of their platforms, at which workload, and what was measured since.
--
-- A claim is about the way `from` one platform `to` another: `multiple` times as good in each of its `metrics` (cost,
-- energy, throughput), in the vendor's `words`. `workload` is its own where it states one: `said` in words, and the
-- nearest that can be estimated, `interactivity` in tok/s/user, with the precision of each side. `measured` are multiples
-- that others published since, each of `what`, with its source and day.
-- @module signalflow.catalogue.claims

local GB200 = {
  said = "a mixture of 1.8 trillion parameters, 32,768 tokens in, 1,024 out, 50 ms a token; H100 over InfiniBand",
  stand_in = "DeepSeek-V4-Pro, 1.6 trillion parameters, stands in for a model whose shape was not published",
  model = "DeepSeek-V4-Pro", input = 32768, output = 1024, interactivity = 20, from = "fp8", to = "fp4",
}

local PRESS = { title = "NVIDIA, Blackwell Platform Arrives to Power a New Era of Computing",
  address = "https://nvidianews.nvidia.com/news/nvidia-blackwell-platform-arrives-to-power-a-new-era-of-computing" }
local RUBIN = { title = "SemiAnalysis, Rubin NVL72 Agentic Inference",
  address = "https://github.com/SemiAnalysisAI/InferenceX-app/blob/1d5084a55f5f4a1e3632adaabd43c0c3aa2e15c7/packages/app/content/blog/vera-rubin-nvl72-agentic-inference.mdx" }

return {
  {
    words = "25x lower cost and energy", multiple = 25, metrics = { "cost", "energy" }, by = "NVIDIA", on = "2024-03-18",
    from = "H100", to = "GB200 NVL72", workload = GB200, source = PRESS, measured = {},
  },
  {
    words = "30x faster inference", multiple = 30, metrics = { "throughput" }, by = "NVIDIA", on = "2024-03-18",
    from = "H100", to = "GB200 NVL72", workload = GB200, source = PRESS,
    measured = { { multiple = 98, what = "throughput of an accelerator, DeepSeek-R1, at the speed where it is most",
      on = "2026-09-14", source = RUBIN } },
  },
  {
    words = "10x tokens per megawatt", multiple = 10, metrics = { "energy" }, by = "NVIDIA", on = "2026-02-28",
    from = "GB300 NVL72", to = "VR NVL72",
    source = { title = "Slashdot, Nvidia's new AI system Vera Rubin is 10x more efficient than its predecessor" },
    measured = {
      { multiple = 2.09, what = "tokens per megawatt, cached input counted, where nine users of ten get 100 tok/s or more",
        on = "2026-09-14", source = RUBIN },
      { multiple = 7, what = "the same, at the speed where it is most", on = "2026-09-14", source = RUBIN },
    },
  },
  {
    words = "3x performance per megawatt", multiple = 3, metrics = { "energy" }, by = "NVIDIA", on = "2026-03",
    from = "GB300 NVL72", to = "VR NVL72", source = RUBIN,
    workload = { said = "a mixture of some 2 trillion parameters at 200 tok/s/user; lengths not stated",
      stand_in = "DeepSeek-V4-Pro, 1.6 trillion parameters, with 8,192 tokens in and 1,024 out, stands in",
      model = "DeepSeek-V4-Pro", input = 8192, output = 1024, interactivity = 200, from = "fp4", to = "fp4" },
    measured = { { multiple = 7, what = "tokens per megawatt, cached input counted, at the speed where it is most",
      on = "2026-09-14", source = RUBIN } },
  },
}
