/* Where uniforms come from: draw i of a driver, by each sampler. Every one is a pure function of (seed, driver's name,
 * i) and, for Latin hypercubes, of how many draws there are in all. */
#ifndef SF_ENGINE_DRAWS_H
#define SF_ENGINE_DRAWS_H

#include "engine/plan_layout.h"
#include "kernels/sobol.h"

/* Read by any number of threads at once. */
typedef struct sf_draws {
  const sf_plan *plan;
  sf_sampler sampler;
  uint64_t seed, total;
  sf_sobol_dimension *dimensions; /* of the first SF_SOBOL_DIMENSIONS drivers */
} sf_draws;

SF_MUST_USE sf_status sf_open_draws(const sf_plan *plan, const sf_run_options *options, sf_draws *draws,
                                    sf_error *error);
void sf_close_draws(sf_draws *draws);

/* u[i] = draw first + i of the plan's driver; first and n are multiples of 16. */
void sf_fill_draws(const sf_draws *draws, size_t driver, uint64_t first, double *u, size_t n);

sf_dependence sf_dependence_of(sf_sampler sampler);

#endif
