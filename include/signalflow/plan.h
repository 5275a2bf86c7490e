/* Plans: chosen outputs, compiled to run over blocks of draws.
 *
 * A plan is immutable and independent of the graph it came from; any number of threads may run it at once. Draw i of a
 * driver under a seed is a pure function of (seed, driver's name, i), so no result depends on threads, on the block
 * size, on the machine's vector width, or on how the draws were cut into shards. */
#ifndef SIGNALFLOW_PLAN_H
#define SIGNALFLOW_PLAN_H

#include "graph.h"
#include "summary.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sf_plan sf_plan;

/* SF_INVALID names an input that was never given a value. */
SF_API SF_MUST_USE sf_status sf_compile_plan(sf_graph *graph, sf_expression *const *outputs, size_t count,
                                             sf_plan **plan, sf_error *error);
SF_API void sf_destroy_plan(sf_plan *plan);

/* How many outputs were compiled. */
SF_API size_t sf_plan_outputs(const sf_plan *plan);
/* The drivers drawn, in the stable order (by name, byte order) in which quasi-random dimensions are dealt. */
SF_API size_t sf_plan_drivers(const sf_plan *plan);
SF_API const char *sf_plan_driver(const sf_plan *plan, size_t index);
SF_API size_t sf_plan_instructions(const sf_plan *plan);

/* What a plan does with its drivers and formulas. */
typedef enum sf_plan_work {
  SF_PLAN_DRAWS,     /* uniform numbers, pseudo-random */
  SF_PLAN_QUANTILES, /* turned into values of their laws */
  SF_PLAN_POWERS,
  SF_PLAN_FUNCTIONS,  /* exponentials, logarithms, logistics, normal distributions */
  SF_PLAN_CALLS,      /* functions of the C core, draw by draw */
  SF_PLAN_ARITHMETIC, /* everything else: chains, many values to a kernel */
  SF_PLAN_COUNT
} sf_plan_work;

typedef struct sf_plan_part {
  size_t kernels;     /* calls of a kernel for each block of draws */
  size_t values;      /* worked out for each draw */
  double nanoseconds; /* for each draw */
} sf_plan_part;

typedef struct sf_plan_cost {
  sf_plan_part parts[SF_PLAN_COUNT];
} sf_plan_cost;

/* Times every kernel of the plan on this processor, by the least of a few runs over one block of draws: an estimate of
 * what a draw costs on one thread, without what its statistics cost. Takes some milliseconds. */
SF_API SF_MUST_USE sf_status sf_cost_plan(const sf_plan *plan, sf_plan_cost *cost, sf_error *error);

typedef enum sf_sampler {
  SF_SOBOL,      /* draw i is point i / SF_REPLICATES of the (i mod SF_REPLICATES)-th independent scrambling; drivers
                    after the 256th are pseudo-random */
  SF_PSEUDO,     /* Philox4x32-10 */
  SF_ANTITHETIC, /* pairs u, 1 - u: draws i and i + 16 where i mod 32 < 16 */
  SF_LATIN, /* one draw in each of n equal slices, per driver, n being draws; one hypercube does not tell its error,
               so the standard error is unknown and relative_error is refused */
  SF_SAMPLER_COUNT
} sf_sampler;

enum { SF_DEFAULT_BLOCK = 512, SF_MAX_THREADS = 256 };

/* Called on the calling thread about twenty times a second; a result other than 0 ends the run with SF_CANCELLED. */
typedef int sf_tick(void *context, uint64_t done, uint64_t total);

typedef struct sf_run_options {
  uint64_t seed;
  uint64_t draws;        /* how many in all */
  uint64_t first, count; /* this part of them (a shard); count 0 means all of them from first on. Multiples of
                            SF_SUPERBLOCK but for the end. */
  sf_sampler sampler;
  unsigned statistics;   /* SF_MOMENTS, with or without SF_QUANTILES */
  unsigned threads;      /* 0: as many as there are processors */
  unsigned block;        /* lanes at a time; 0: SF_DEFAULT_BLOCK. A multiple of 16. Changes no result. */
  double relative_error; /* > 0: keep drawing, doubling up to draws, until every mean's standard error is below this
                            fraction of it or, where the mean is within three standard errors of 0, of the standard
                            deviation. Not for a part. */
  sf_tick *tick;         /* may be NULL */
  void *tick_context;
} sf_run_options;

/* draws = 65,536 (2^16), seed = 1, Sobol, moments and quantiles, all processors. */
SF_API sf_run_options sf_default_run_options(void);

/* summaries[k] is made for output k and is the caller's; on failure none is left. draws_done may be NULL. */
SF_API SF_MUST_USE sf_status sf_run_plan(const sf_plan *plan, const sf_run_options *options, sf_summary **summaries,
                                         uint64_t *draws_done, sf_error *error);

/* outputs[k][i] for draws first <= i < first + count under the options' seed, sampler and draws. Single thread. */
SF_API SF_MUST_USE sf_status sf_sample_plan(const sf_plan *plan, const sf_run_options *options, uint64_t first,
                                            size_t count, double *const *outputs, sf_error *error);

/* outputs[k] with every driver at the quantile uniforms[d] (stable order); uniforms NULL means all at 0.5. */
SF_API SF_MUST_USE sf_status sf_evaluate_plan(const sf_plan *plan, const double *uniforms, double *outputs,
                                              sf_error *error);

/* The instruction sets compiled in and usable on this machine, best first: "avx512", "avx2", "neon", "baseline". The
 * bits do not depend on which one runs; forcing one (NULL: the best) serves tests and benchmarks. */
SF_API size_t sf_kernel_sets(const char *names[], size_t capacity);
SF_API SF_MUST_USE sf_status sf_use_kernel_set(sf_plan *plan, const char *name, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
