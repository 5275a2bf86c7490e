--- What a precision takes in memory and at which rate it is multiplied.
-- @module signalflow.catalogue.precisions

-- NVFP4 has one 8-bit scale for 16 weights, MXFP4 one for 32 (OCP Microscaling Formats 1.0, 2023); NVFP4: NVIDIA, 2025.
-- INT4 checkpoints (compressed-tensors, group 32) have one 16-bit scale for 32 weights.
local bytes = { bf16 = 2, fp16 = 2, fp8 = 1, fp4 = 0.5625, mxfp4 = 0.53125, int4 = 0.5625 }

-- Of weights outside routed experts, where those are narrower than a byte: INT4 checkpoints leave them at 16 bits; FP4
-- ones of 2025 and 2026 narrow shared experts and the output projection of attention, and leave its others at 8 or 16
-- bits (DeepSeek-R1-0528-FP4-v2: 0.9 byte a weight).
local rest = { fp4 = 1, mxfp4 = 1, int4 = 2 }

-- The platform's figures in the order in which a precision is multiplied: where the hardware lacks it, weights are
-- widened to the next one. INT4 weights (W4A16) are widened to 16 bits before they are multiplied.
local rates = {
  fp4 = { "compute_fp4", "compute_fp8", "compute_bf16" },
  mxfp4 = { "compute_fp4", "compute_fp8", "compute_bf16" },
  fp8 = { "compute_fp8", "compute_bf16" },
  bf16 = { "compute_bf16" },
  fp16 = { "compute_bf16" },
  int4 = { "compute_bf16" },
}

-- What is asked for where none is said.
local asked = "the precision of the weights (bf16, fp16, fp8, fp4, mxfp4, int4)"

return { bytes = bytes, rest = rest, rates = rates, asked = asked }
