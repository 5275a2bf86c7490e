/* The hot paths as small fixed runs, whose instructions `make bench-check` counts under callgrind: hot_paths PATH
 *
 * The AVX2 kernels are asked for by name, so that the counts are the same on every machine that has them. */
#include "reference_plan.h"

#include "signalflow/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(sf_status status, const sf_error *error) {
  if (!status) return;
  fprintf(stderr, "hot_paths: %s\n", error->message);
  exit(1);
}

typedef struct path {
  const char *name;
  sf_sampler sampler;
  unsigned statistics;
  bool gradient;
  uint64_t draws; /* 0: the plan is only compiled */
} path;

static const path PATHS[] = {
    {"compile", SF_PSEUDO, SF_MOMENTS, false, 0},
    {"pseudo-means", SF_PSEUDO, SF_MOMENTS, false, 32768},
    {"sobol-means", SF_SOBOL, SF_MOMENTS, false, 32768},
    {"pseudo-quantiles", SF_PSEUDO, SF_MOMENTS | SF_QUANTILES, false, 81920},
    {"gradient", SF_PSEUDO, SF_MOMENTS, true, 32768},
};

static void follow(const path *way) {
  enum { MOST_OUTPUTS = 1 + REFERENCE_DRIVERS };
  sf_graph *graph;
  sf_plan *plan;
  sf_expression *drivers[REFERENCE_DRIVERS], *outputs[MOST_OUTPUTS];
  sf_summary *summaries[MOST_OUTPUTS];
  sf_error error;
  check(sf_create_graph(&graph, &error), &error);
  check(reference_drivers(graph, drivers, &error), &error);
  check(reference_outputs(graph, drivers, outputs, &error), &error);
  if (way->gradient)
    check(sf_differentiate(graph, outputs[REFERENCE_NPV], drivers, REFERENCE_DRIVERS, outputs + 1, &error), &error);
  check(sf_compile_plan(graph, outputs, way->gradient ? MOST_OUTPUTS : REFERENCE_OUTPUTS, &plan, &error), &error);
  check(sf_use_kernel_set(plan, "avx2", &error), &error);
  if (way->draws > 0) {
    sf_run_options options = sf_default_run_options();
    options.sampler = way->sampler;
    options.statistics = way->statistics;
    options.draws = way->draws;
    options.threads = 1;
    check(sf_run_plan(plan, &options, summaries, NULL, &error), &error);
    for (size_t k = 0; k < sf_plan_outputs(plan); k++) sf_destroy_summary(summaries[k]);
  }
  sf_destroy_plan(plan);
  sf_destroy_graph(graph);
}

/* Without a name, lists the paths. */
int main(int count, char **arguments) {
  for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
    if (count < 2)
      printf("%s\n", PATHS[i].name);
    else if (strcmp(arguments[1], PATHS[i].name) == 0)
      return follow(&PATHS[i]), 0;
  }
  return count < 2 ? 0 : 1;
}
