#include "engine/draws.h"

#include "base/memory.h"
#include "numeric/mix.h"

#include <string.h>

/* The least uniform the pseudo-random grid has, and the greatest. */
#define LEAST 0x1p-53
#define GREATEST 0x1.fffffffffffffp-1

sf_dependence sf_dependence_of(sf_sampler sampler) {
  if (sampler == SF_LATIN) return SF_STRATIFIED;
  return sampler == SF_PSEUDO ? SF_INDEPENDENT : SF_REPLICATED;
}

sf_status sf_open_draws(const sf_plan *plan, const sf_run_options *options, sf_draws *draws, sf_error *error) {
  *draws = (sf_draws){.plan = plan, .sampler = options->sampler, .seed = options->seed, .total = options->draws};
  if (draws->sampler != SF_SOBOL || plan->driver_count == 0) return SF_OK;
  const size_t count = plan->driver_count < SF_SOBOL_DIMENSIONS ? plan->driver_count : SF_SOBOL_DIMENSIONS;
  draws->dimensions = sf_allocate_aligned(count, sizeof *draws->dimensions);
  if (!draws->dimensions) return sf_fail(error, SF_NO_MEMORY, "no memory for the Sobol points of %zu drivers", count);
  for (size_t i = 0; i < count; i++)
    sf_scramble_sobol((unsigned)i, draws->seed, plan->streams[i], &draws->dimensions[i]);
  return SF_OK;
}

void sf_close_draws(sf_draws *draws) {
  sf_free(draws->dimensions);
  draws->dimensions = NULL;
}

/* Antithetic: groups of 16 draws come in pairs, an even one of pseudo-random u and an odd one of 1 - u, so that a pair
 * stays within one replicate. 1 - u is exact on the pseudo-random grid. */

static void mirror(double *u, const double *of) {
  for (size_t i = 0; i < SF_GROUP; i++) u[i] = 1 - of[i];
}

static void fill_antithetic(const sf_draws *draws, uint64_t stream, uint64_t first, double *u, size_t n) {
  const sf_kernels *kernels = draws->plan->kernels;
  const uint64_t end = first + n;
  uint64_t group = first / SF_GROUP;
  if (group % 2 == 1) {
    kernels->pseudo(u, draws->seed, stream, group / 2 * SF_GROUP, SF_GROUP);
    mirror(u, u);
    group++;
  }
  const uint64_t groups = end / SF_GROUP - group, pairs = groups / 2;
  if (groups == 0) return;
  double *start = u + (group * SF_GROUP - first);
  kernels->pseudo(start, draws->seed, stream, group / 2 * SF_GROUP, (size_t)((groups - pairs) * SF_GROUP));
  for (uint64_t pair = groups - pairs; pair-- > 0;) { /* spread out from the end, where there is room */
    double *even = start + 2 * pair * SF_GROUP;
    memmove(even, start + pair * SF_GROUP, SF_GROUP * sizeof *even);
    if (2 * pair + 1 < groups) mirror(even + SF_GROUP, even);
  }
}

/* Latin: draw i falls in slice permutation(i) of total equal ones. The permutation is keyed steps that each map b-bit
 * numbers one to one, walked until the number is below total (cycle walking, Black & Rogaway 2002); the form follows
 * Kensler (2013). */

typedef struct permutation {
  uint64_t mask, total, keys[4], factors[4];
  unsigned shift;
} permutation;

static permutation make_permutation(uint64_t seed, uint64_t stream, uint64_t total) {
  permutation made = {.total = total};
  unsigned bits = 1;
  while (bits < 64 && (total - 1) >> bits > 0) bits++;
  made.mask = bits < 64 ? (UINT64_C(1) << bits) - 1 : UINT64_MAX;
  made.shift = bits / 2 + 1;
  uint64_t key = sf_mix(seed ^ sf_mix(stream));
  for (int i = 0; i < 4; i++) {
    made.keys[i] = key = sf_mix(key + UINT64_C(0x9e3779b97f4a7c15));
    made.factors[i] = (key = sf_mix(key + UINT64_C(0x9e3779b97f4a7c15))) | 1;
  }
  return made;
}

static uint64_t permute(const permutation *by, uint64_t i) {
  uint64_t x = i % by->total; /* lanes past the end are filled with something, and never read */
  do {
    for (int round = 0; round < 4; round++) {
      x = ((x ^ by->keys[round]) & by->mask) * by->factors[round] & by->mask;
      x ^= x >> by->shift;
    }
  } while (x >= by->total);
  return x;
}

static void fill_latin(const sf_draws *draws, uint64_t stream, uint64_t first, double *u, size_t n) {
  const permutation by = make_permutation(draws->seed, stream, draws->total);
  draws->plan->kernels->pseudo(u, draws->seed, stream, first, n);
  for (size_t i = 0; i < n; i++) {
    const double slice = (double)permute(&by, first + i);
    const double value = (slice + u[i]) / (double)by.total;
    u[i] = value < LEAST ? LEAST : value > GREATEST ? GREATEST : value;
  }
}

void sf_fill_draws(const sf_draws *draws, size_t driver, uint64_t first, double *u, size_t n) {
  const uint64_t stream = draws->plan->streams[driver];
  if (draws->sampler == SF_ANTITHETIC) {
    fill_antithetic(draws, stream, first, u, n);
  } else if (draws->sampler == SF_LATIN) {
    fill_latin(draws, stream, first, u, n);
  } else if (draws->sampler == SF_SOBOL && driver < SF_SOBOL_DIMENSIONS) {
    const sf_sobol_dimension *dimension = &draws->dimensions[driver];
    draws->plan->kernels->sobol(u, dimension->directions, dimension->shift, first, n);
  } else {
    draws->plan->kernels->pseudo(u, draws->seed, stream, first, n);
  }
}
